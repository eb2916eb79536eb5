//! The author's HTML, made harmless: what is not on the list does not come through.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use ammonia::{Builder, UrlRelative};

/// Blocks that end a line when HTML is read as plain text.
const BLOCKS: [&str; 12] = [
    "</p>", "</div>", "</li>", "</tr>", "</h1>", "</h2>", "</h3>", "</h4>", "</dt>", "</dd>",
    "<br>", "</pre>",
];

fn builder() -> &'static Builder<'static> {
    static BUILDER: OnceLock<Builder<'static>> = OnceLock::new();
    BUILDER.get_or_init(|| {
        let mut builder = Builder::empty();
        builder
            .tags(HashSet::from([
                "a",
                "abbr",
                "b",
                "blockquote",
                "br",
                "caption",
                "cite",
                "code",
                "col",
                "colgroup",
                "dd",
                "del",
                "details",
                "dfn",
                "div",
                "dl",
                "dt",
                "em",
                "figcaption",
                "figure",
                "hr",
                "i",
                "ins",
                "kbd",
                "li",
                "mark",
                "ol",
                "p",
                "pre",
                "q",
                "s",
                "samp",
                "small",
                "span",
                "strong",
                "sub",
                "summary",
                "sup",
                "table",
                "tbody",
                "td",
                "tfoot",
                "th",
                "thead",
                "time",
                "tr",
                "u",
                "ul",
                "var",
            ]))
            .clean_content_tags(HashSet::from([
                "script",
                "style",
                "svg",
                "math",
                "iframe",
                "object",
                "embed",
                "template",
                "noscript",
                "title",
                "textarea",
                "select",
                "xmp",
                "noembed",
                "noframes",
                "plaintext",
            ]))
            .tag_attributes(HashMap::from([
                ("a", HashSet::from(["href"])),
                ("td", HashSet::from(["colspan", "rowspan"])),
                ("th", HashSet::from(["colspan", "rowspan", "scope"])),
                ("ol", HashSet::from(["start"])),
            ]))
            .generic_attributes(HashSet::from(["dir", "lang"]))
            .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
            .url_relative(UrlRelative::Deny)
            .link_rel(Some("noopener noreferrer"))
            .strip_comments(true);
        builder
    })
}

/// HTML that is safe to put into a page as it is.
pub(crate) fn sanitise(html: &str) -> String {
    builder().clean(html).to_string()
}

/// The words of HTML, a line for each block.
pub(crate) fn text_of(html: &str) -> String {
    let mut html = sanitise(html);
    for end in BLOCKS {
        html = html.replace(end, &format!("\n{end}"));
    }
    let words = Builder::empty().clean(&html).to_string();
    let words = words
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&nbsp;", "\u{a0}")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
    let lines: Vec<&str> = words
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_run_or_load_does_not_come_through() {
        for html in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<p onclick='x()'>",
            "<a href='javascript:alert(1)'>",
            "<a href=' java\tscript:alert(1)'>",
            "<iframe src='https://example.com'></iframe>",
            "<svg><script>alert(1)</script></svg>",
            "<math><mi xlink:href='data:x'>",
            "<style>*{background:url(https://example.com)}</style>",
            "<form action='https://example.com'><input>",
            "<div style='background:url(x)'>",
            "<meta http-equiv=refresh content='0;url=x'>",
            "<base href='https://example.com'>",
        ] {
            let clean = sanitise(html).to_lowercase();
            for bad in [
                "script", "onerror", "onclick", "url(", "iframe", "svg", "form", "meta", "base",
                "src",
            ] {
                assert!(!clean.contains(bad), "{html} → {clean}");
            }
        }
    }

    #[test]
    fn its_words_are_read_line_by_line() {
        assert_eq!(
            text_of("<div><p>One &amp; two</p><ul><li>three</li></ul><script>x</script></div>"),
            "One & two\nthree"
        );
        assert_eq!(text_of("<!-- nothing -->"), "");
    }
}
