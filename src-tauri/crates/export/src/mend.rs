//! Harmless HTML, made valid: an author's HTML comes in any shape, often in pieces with Markdown
//! between them, and a page must not become invalid or unreadable by it.
//!
//! What stands where it may not (an item without a list, a block within a word, a cell that
//! reaches out of its table) becomes the nearest thing that may stand there; no words are lost.

const VOID: [&str; 2] = ["br", "hr"];
const PHRASING: [&str; 24] = [
    "a", "abbr", "b", "br", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q",
    "s", "samp", "small", "span", "strong", "sub", "sup", "u", "var", "time",
];
/// Elements deeper than this lose their tags, not their words.
const MAX_DEPTH: usize = 60;

enum Node {
    /// As in the source: escaped.
    Text(String),
    Element(Element),
}

struct Element {
    tag: String,
    /// Values as in the source: escaped.
    attributes: Vec<(String, String)>,
    children: Vec<Node>,
}

/// Where a node stands.
#[derive(Clone, Copy)]
struct Place {
    /// Only words may stand here.
    phrasing: bool,
    /// Nothing to click may stand here.
    link: bool,
}

/// Makes what the sanitiser wrote valid as the content of a `div`. A table becomes a region of
/// that name, which scrolls by itself where it is wider than the page.
pub(crate) fn mend(html: &str, table: &str) -> String {
    let place = Place {
        phrasing: false,
        link: false,
    };
    let mut out = String::with_capacity(html.len());
    write(&nodes(parse(html), place, table), &mut out);
    out
}

/// Reads what a serialiser wrote: tags nest, values are in double quotes.
fn parse(html: &str) -> Vec<Node> {
    let mut open: Vec<Element> = Vec::new();
    let mut top = Vec::new();
    let mut ignored = 0_usize;
    let mut rest = html;
    while !rest.is_empty() {
        let words = rest.find('<').unwrap_or(rest.len());
        if words > 0 {
            push(&mut open, &mut top, Node::Text(rest[..words].to_owned()));
            rest = &rest[words..];
            continue;
        }
        let end = tag_end(rest);
        let inside = rest[1..end].trim_end_matches('>');
        rest = &rest[end..];
        if inside.starts_with('/') {
            if ignored > 0 {
                ignored -= 1;
            } else if let Some(element) = open.pop() {
                push(&mut open, &mut top, Node::Element(element));
            }
            continue;
        }
        let (tag, attributes) = inside.split_once(' ').unwrap_or((inside, ""));
        let element = Element {
            tag: tag.to_owned(),
            attributes: attributes_of(attributes),
            children: Vec::new(),
        };
        if VOID.contains(&tag) {
            push(&mut open, &mut top, Node::Element(element));
        } else if open.len() >= MAX_DEPTH {
            ignored += 1;
        } else {
            open.push(element);
        }
    }
    while let Some(element) = open.pop() {
        push(&mut open, &mut top, Node::Element(element));
    }
    top
}

fn push(open: &mut [Element], top: &mut Vec<Node>, node: Node) {
    match open.last_mut() {
        Some(parent) => parent.children.push(node),
        None => top.push(node),
    }
}

/// Behind the `>` that ends the tag at the start.
fn tag_end(html: &str) -> usize {
    let mut quoted = false;
    for (at, byte) in html.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at + 1,
            _ => {}
        }
    }
    html.len()
}

fn attributes_of(source: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut rest = source.trim_start();
    while let Some((name, after)) = rest.split_once("=\"") {
        let Some((value, after)) = after.split_once('"') else {
            break;
        };
        out.push((name.to_owned(), value.to_owned()));
        rest = after.trim_start();
    }
    out
}

fn write(nodes: &[Node], out: &mut String) {
    for node in nodes {
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Element(element) => {
                out.push('<');
                out.push_str(&element.tag);
                for (name, value) in &element.attributes {
                    out.push_str(&format!(" {name}=\"{value}\""));
                }
                out.push('>');
                if !VOID.contains(&element.tag.as_str()) {
                    write(&element.children, out);
                    out.push_str(&format!("</{}>", element.tag));
                }
            }
        }
    }
}

impl Node {
    fn element(tag: &str, children: Vec<Self>) -> Self {
        Self::Element(Element {
            tag: tag.to_owned(),
            attributes: Vec::new(),
            children,
        })
    }

    fn tag(&self) -> &str {
        match self {
            Self::Text(_) => "",
            Self::Element(element) => &element.tag,
        }
    }

    fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) => text.trim().is_empty(),
            Self::Element(element) => element.children.iter().all(Self::is_blank),
        }
    }

    fn has_block(&self) -> bool {
        match self {
            Self::Text(_) => false,
            Self::Element(element) => {
                !PHRASING.contains(&element.tag.as_str())
                    || element.children.iter().any(Self::has_block)
            }
        }
    }
}

fn nodes(nodes: Vec<Node>, place: Place, table: &str) -> Vec<Node> {
    let mut out = Vec::with_capacity(nodes.len());
    for node in nodes {
        match node {
            Node::Text(_) => out.push(node),
            Node::Element(element) => one(element, place, table, &mut out),
        }
    }
    out
}

fn one(mut element: Element, place: Place, table: &str, out: &mut Vec<Node>) {
    let children = std::mem::take(&mut element.children);
    let tag = element.tag.clone();
    let words = Place {
        phrasing: true,
        ..place
    };
    if PHRASING.contains(&tag.as_str()) {
        let blocks = children.iter().any(Node::has_block);
        match tag.as_str() {
            "br" => out.push(Node::Element(element)),
            "a" if !place.link && !children.iter().all(Node::is_blank) => {
                let inside = Place {
                    link: true,
                    ..place
                };
                element.children = self::nodes(children, inside, table);
                out.push(Node::Element(element));
            }
            // An empty link leads nowhere that anybody can see, a time says nothing to machines
            // without its value, a term is defined once.
            "a" | "time" | "dfn" => out.extend(self::nodes(children, place, table)),
            "ins" | "del" => {
                element.children = self::nodes(children, place, table);
                out.push(Node::Element(element));
            }
            _ if blocks && !place.phrasing => {
                out.push(Node::element("div", self::nodes(children, place, table)));
            }
            _ => {
                element.children = self::nodes(children, words, table);
                out.push(Node::Element(element));
            }
        }
        return;
    }
    if place.phrasing {
        let words = self::nodes(children, place, table);
        out.extend(words);
        out.push(Node::element("br", Vec::new()));
        return;
    }
    match tag.as_str() {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            let strong = Node::element("strong", self::nodes(children, words, table));
            out.push(Node::element("p", vec![strong]));
        }
        "p" | "pre" => {
            element.children = self::nodes(children, words, table);
            out.push(Node::Element(element));
        }
        "ul" | "ol" => {
            element.children = items(children, place, table);
            if element.children.iter().any(|child| child.tag() == "li") {
                out.push(Node::Element(element));
            }
        }
        "dl" => {
            if is_description_list(&children) {
                element.children = inside_each(children, place, table);
                out.push(Node::Element(element));
            } else {
                out.push(Node::element("div", self::nodes(children, place, table)));
            }
        }
        "figure" => {
            element.children = figure(children, place, table);
            out.push(Node::Element(element));
        }
        "details" => details(element, children, place, table, out),
        "table" => self::table(element, children, place, table, out),
        "hr" => out.push(Node::Element(element)),
        "blockquote" | "div" => {
            element.children = self::nodes(children, place, table);
            out.push(Node::Element(element));
        }
        // A part without its whole: li, dt, dd, summary, figcaption, caption, tr, td …
        _ => out.push(Node::element("div", self::nodes(children, place, table))),
    }
}

/// The children as they are, their content mended.
fn inside_each(children: Vec<Node>, place: Place, table: &str) -> Vec<Node> {
    children
        .into_iter()
        .map(|child| match child {
            Node::Element(mut element) => {
                element.children = nodes(element.children, place, table);
                Node::Element(element)
            }
            text @ Node::Text(_) => text,
        })
        .collect()
}

/// The items of a list; what stands between them becomes an item.
fn items(children: Vec<Node>, place: Place, table: &str) -> Vec<Node> {
    let mut out = Vec::new();
    let mut stray = Vec::new();
    let settle = |stray: &mut Vec<Node>, out: &mut Vec<Node>| {
        let run = std::mem::take(stray);
        if run.iter().any(|node| !node.is_blank()) {
            out.push(Node::element("li", nodes(run, place, table)));
        }
    };
    for child in children {
        match child {
            Node::Element(mut item) if item.tag == "li" => {
                settle(&mut stray, &mut out);
                item.children = nodes(item.children, place, table);
                out.push(Node::Element(item));
            }
            other => stray.push(other),
        }
    }
    settle(&mut stray, &mut out);
    out
}

/// Terms, each run followed by descriptions, and nothing else.
fn is_description_list(children: &[Node]) -> bool {
    let mut last = "dd";
    let mut any = false;
    for child in children
        .iter()
        .filter(|child| !child.is_blank() || !child.tag().is_empty())
    {
        match child.tag() {
            "dt" => last = "dt",
            "dd" if any || last == "dt" => last = "dd",
            _ => return false,
        }
        any = true;
    }
    any && last == "dd"
}

/// One caption, as the first or the last.
fn figure(mut children: Vec<Node>, place: Place, table: &str) -> Vec<Node> {
    children.retain(|child| !child.tag().is_empty() || !child.is_blank());
    let last = children.len().saturating_sub(1);
    let at = [0, last].into_iter().find(|at| {
        children
            .get(*at)
            .is_some_and(|child| child.tag() == "figcaption")
    });
    let mut out = Vec::new();
    for (index, child) in children.into_iter().enumerate() {
        if at == Some(index) {
            out.extend(inside_each(vec![child], place, table));
        } else {
            out.extend(nodes(vec![child], place, table));
        }
    }
    out
}

/// What unfolds has a summary, first, and something to unfold: in pieces with Markdown between
/// them the content is elsewhere, and shown.
fn details(
    mut element: Element,
    mut children: Vec<Node>,
    place: Place,
    table: &str,
    out: &mut Vec<Node>,
) {
    let words = Place {
        phrasing: true,
        link: true,
    };
    let summary = children
        .iter()
        .position(|child| child.tag() == "summary" && !child.is_blank())
        .map(|at| children.remove(at));
    let rest = nodes(children, place, table);
    let hidden = rest.iter().any(|node| !node.is_blank());
    match summary {
        Some(Node::Element(mut summary)) if hidden && !place.link => {
            summary.children = nodes(summary.children, words, table);
            element.children = vec![Node::Element(summary)];
            element.children.extend(rest);
            out.push(Node::Element(element));
        }
        Some(Node::Element(summary)) => {
            let strong = Node::element("strong", nodes(summary.children, words, table));
            out.push(Node::element("p", vec![strong]));
            out.extend(rest);
        }
        _ => out.push(Node::element("div", rest)),
    }
}

fn table(
    mut element: Element,
    children: Vec<Node>,
    place: Place,
    label: &str,
    out: &mut Vec<Node>,
) {
    let words = Place {
        phrasing: true,
        ..place
    };
    let mut caption = None;
    let mut after = Vec::new();
    let mut sections = Vec::new();
    for child in children {
        let Node::Element(mut part) = child else {
            continue;
        };
        if part.tag == "caption" {
            part.children = nodes(part.children, words, label);
            if caption.is_none() {
                caption = Some(Node::Element(part));
            } else {
                after.push(Node::element("p", part.children));
            }
            continue;
        }
        // A head in the middle is none, and a foot is rows like others.
        let tag = if part.tag == "thead" && sections.is_empty() {
            "thead"
        } else {
            "tbody"
        };
        let rows = if part.tag == "tr" {
            vec![Node::Element(part)]
        } else {
            part.children
        };
        let rows: Vec<Element> = rows
            .into_iter()
            .filter_map(|row| match row {
                Node::Element(row) if row.children.iter().any(is_cell) => Some(row),
                _ => None,
            })
            .collect();
        if !rows.is_empty() {
            sections.push((tag, rows));
        }
    }
    if sections.is_empty() {
        out.extend(after);
        return;
    }
    spans(&mut sections);
    element.children = caption.into_iter().collect();
    for (tag, rows) in sections {
        let rows = rows
            .into_iter()
            .map(|mut row| {
                row.children = inside_each(row.children, place, label);
                Node::Element(row)
            })
            .collect();
        element.children.push(Node::element(tag, rows));
    }
    let mut region = Node::element("div", vec![Node::Element(element)]);
    if let Node::Element(region) = &mut region
        && !place.link
    {
        region.attributes = [
            ("class", "table"),
            ("role", "group"),
            ("aria-label", label),
            ("tabindex", "0"),
        ]
        .map(|(name, value)| (name.to_owned(), value.replace('"', "&quot;")))
        .into();
    }
    out.push(region);
    out.extend(after);
}

fn is_cell(node: &Node) -> bool {
    matches!(node.tag(), "td" | "th")
}

/// Lets no cell reach out of its table or over another, and no header be empty.
fn spans(sections: &mut [(&str, Vec<Element>)]) {
    /// HTML's own limits.
    const WIDEST: usize = 1_000;
    let span = |cell: &Element, name: &str| {
        let said = cell.attributes.iter().find(|(key, _)| key == name);
        said.map_or(1, |(_, value)| value.trim().parse::<usize>().unwrap_or(1))
    };
    // Column, width and height of each cell, in their order.
    let mut placed = Vec::new();
    let mut begins = vec![false];
    for (_, rows) in sections.iter() {
        // How many rows down each column is still taken.
        let mut taken: Vec<usize> = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            let left = rows.len() - index;
            let mut x = 0;
            for cell in row.children.iter().filter(|child| is_cell(child)) {
                let Node::Element(cell) = cell else { continue };
                while taken.get(x).is_some_and(|rows| *rows > 0) {
                    x += 1;
                }
                let height = match span(cell, "rowspan") {
                    0 => left,
                    rows => rows.min(left),
                };
                let mut width = 0;
                while width < span(cell, "colspan").clamp(1, WIDEST)
                    && taken.get(x + width).is_none_or(|rows| *rows == 0)
                {
                    if taken.len() <= x + width {
                        taken.resize(x + width + 1, 0);
                    }
                    taken[x + width] = height;
                    width += 1;
                }
                if begins.len() < x + width {
                    begins.resize(x + width, false);
                }
                begins[x] = true;
                placed.push((x, width, height));
                x += width;
            }
            for rows in &mut taken {
                *rows = rows.saturating_sub(1);
            }
        }
    }
    let mut placed = placed.into_iter();
    for cell in sections
        .iter_mut()
        .flat_map(|(_, rows)| rows)
        .flat_map(|row| &mut row.children)
        .filter(|child| is_cell(child))
    {
        let (Node::Element(cell), Some((x, width, height))) = (cell, placed.next()) else {
            continue;
        };
        // A column in which no cell begins is no column.
        let width = begins[x..x + width]
            .iter()
            .filter(|begins| **begins)
            .count();
        cell.attributes.retain(|(name, value)| match name.as_str() {
            "colspan" | "rowspan" => false,
            "scope" => ["row", "col", "rowgroup", "colgroup"].contains(&value.as_str()),
            _ => true,
        });
        for (name, span) in [("colspan", width), ("rowspan", height)] {
            if span > 1 {
                cell.attributes.push((name.to_owned(), span.to_string()));
            }
        }
        if cell.tag == "th" && cell.children.iter().all(Node::is_blank) {
            "td".clone_into(&mut cell.tag);
            cell.attributes.retain(|(name, _)| name != "scope");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(html: &str) -> String {
        mend(html, "Table")
    }

    #[test]
    fn what_is_valid_stays_as_it_is() {
        for html in [
            "a <b>b</b> &amp; <a href=\"https://example.com/?a=1&amp;b=2\">c</a><br>",
            "<p>a</p><ul><li>b<ol start=\"3\"><li>c</li></ol></li></ul>",
            "<dl><dt>a</dt><dt>b</dt><dd>c</dd></dl>",
            "<details><summary>a</summary>b</details>",
            "<figure><p>a</p><figcaption>b</figcaption></figure>",
            "<a href=\"#x\"><div>a</div></a>",
        ] {
            assert_eq!(mended(html), html);
        }
    }

    #[test]
    fn parts_without_their_whole_keep_their_words() {
        for (html, wanted) in [
            ("<li>a</li>", "<div>a</div>"),
            ("<dd>a</dd>", "<div>a</div>"),
            ("<summary>a</summary>", "<div>a</div>"),
            (
                "<ul><div>a</div>b<li>c</li></ul>",
                "<ul><li><div>a</div>b</li><li>c</li></ul>",
            ),
            ("<dl><dt>a</dt></dl>", "<div><div>a</div></div>"),
            ("<details>a</details>", "<div>a</div>"),
            (
                "<details><summary>a</summary>\n</details>",
                "<p><strong>a</strong></p>\n",
            ),
            (
                "<details><p>a</p><summary>b</summary></details>",
                "<details><summary>b</summary><p>a</p></details>",
            ),
            ("<h2>a</h2>", "<p><strong>a</strong></p>"),
            ("<b>a<p>b</p></b>", "<div>a<p>b</p></div>"),
            (
                "<q><blockquote>a</blockquote></q>",
                "<div><blockquote>a</blockquote></div>",
            ),
            ("<pre>a<p>b</p></pre>", "<pre>ab<br></pre>"),
            ("<a href=\"x\"></a><ul></ul><time>a</time>", "a"),
        ] {
            assert_eq!(mended(html), wanted, "{html}");
        }
    }

    #[test]
    fn cells_stay_in_their_table() {
        let table = |inside: &str| {
            format!(
                "<div class=\"table\" role=\"group\" aria-label=\"Table\" tabindex=\"0\">\
                 <table>{inside}</table></div>"
            )
        };
        for (html, wanted) in [
            (
                "<tbody><tr><td colspan=\"9\" rowspan=\"9\">a</td><td rowspan=\"x\">b</td></tr><tr></tr></tbody>",
                "<tbody><tr><td>a</td><td>b</td></tr></tbody>",
            ),
            (
                "<tbody><tr><td rowspan=\"2\">a</td><td>b</td></tr><tr><td>c</td></tr></tbody>",
                "<tbody><tr><td rowspan=\"2\">a</td><td>b</td></tr><tr><td>c</td></tr></tbody>",
            ),
            (
                "<tbody><tr><td>a</td><td>b</td></tr><tr><td colspan=\"2\">c</td></tr></tbody>",
                "<tbody><tr><td>a</td><td>b</td></tr><tr><td colspan=\"2\">c</td></tr></tbody>",
            ),
            (
                "<tbody><tr><th scope=\"x\">a</th><th></th></tr></tbody><thead><tr><td>b</td></tr></thead>",
                "<tbody><tr><th>a</th><td></td></tr></tbody><tbody><tr><td>b</td></tr></tbody>",
            ),
        ] {
            assert_eq!(
                mended(&format!("<table>{html}</table>")),
                table(wanted),
                "{html}"
            );
        }
        assert_eq!(mended("<table></table>"), "");
    }

    #[test]
    fn deep_nesting_keeps_its_words() {
        let html = format!("{}deep{}", "<div>".repeat(9_000), "</div>".repeat(9_000));
        assert!(mended(&html).contains("deep"));
    }
}
