//! Tree to Markdown.
//!
//! Only what was edited comes through here; the rest is copied from the source. The form is
//! the plainest that every Markdown reader takes the same way: `-` and `1.` lists, `**`, `*`,
//! fenced code, GitHub alerts, pipe tables.

use std::collections::HashSet;

use crate::tree::{
    Block, BlockKind, CalloutKind, Cell, ColumnAlignment, Heading, Inline, ListItem, Picture,
};

/// Writes a heading on one line.
pub(crate) fn heading(heading: &Heading) -> String {
    let mut line = "#".repeat(usize::from(heading.level.clamp(1, 6)));
    let words = Inlines {
        one_line: true,
        in_heading: true,
        ..Inlines::default()
    }
    .write(&heading.content);
    let words = words.trim_matches(' ');
    if !words.is_empty() {
        line.push(' ');
        line.push_str(words);
    }
    let mut attributes: Vec<String> = Vec::new();
    attributes.extend(heading.id.as_ref().map(|id| format!("#{id}")));
    attributes.extend(heading.classes.iter().map(|class| format!(".{class}")));
    attributes.extend(heading.attributes.iter().map(|(key, value)| match value {
        Some(value) => format!("{key}={value}"),
        None => key.clone(),
    }));
    if !attributes.is_empty() {
        line.push_str(" {");
        line.push_str(&attributes.join(" "));
        line.push('}');
    }
    line
}

/// Writes a block, without a line end at its end. `other_marker` takes the second kind of list
/// marker, for a list that follows one of the same kind.
pub(crate) fn block(block: &Block, other_marker: bool) -> String {
    match &block.kind {
        BlockKind::Paragraph { content } => inlines(content),
        BlockKind::Picture(picture) => picture_link(picture),
        BlockKind::Video(video) => link(&video.target, &video.title, &inlines(&video.content)),
        BlockKind::Callout { kind, blocks } => {
            let kind = match kind {
                CalloutKind::Note => "NOTE",
                CalloutKind::Tip => "TIP",
                CalloutKind::Important => "IMPORTANT",
                CalloutKind::Warning => "WARNING",
                CalloutKind::Caution => "CAUTION",
            };
            let inner = self::blocks(blocks, false);
            if inner.is_empty() {
                format!("> [!{kind}]")
            } else {
                // Right below the kind a list that starts at 2 would be a paragraph.
                let text = matches!(
                    blocks.first().map(|block| &block.kind),
                    Some(BlockKind::Paragraph { .. })
                );
                let space = if text { "" } else { ">\n" };
                format!("> [!{kind}]\n{space}{}", prefixed(&inner, "> ", "> "))
            }
        }
        BlockKind::Quote { blocks } => prefixed(&self::blocks(blocks, false), "> ", "> "),
        BlockKind::List {
            start,
            tight,
            items,
        } => list(*start, *tight, items, other_marker),
        BlockKind::Code { info, text } => code(info.as_deref(), text),
        BlockKind::Table {
            columns,
            header,
            rows,
        } => table(columns, header, rows),
        BlockKind::Heading { heading: inner } => heading(inner),
        BlockKind::Snippet { name } => format!("{{{{> {name}}}}}"),
        BlockKind::Rule => "***".into(),
        BlockKind::Html { text } | BlockKind::Raw { text } | BlockKind::Definitions { text } => {
            text.replace("\r\n", "\n")
        }
    }
}

fn blocks(blocks: &[Block], tight: bool) -> String {
    let mut out = String::new();
    let mut marker = false;
    for (index, inner) in blocks.iter().enumerate() {
        let same_list = index > 0
            && matches!(
                (&blocks[index - 1].kind, &inner.kind),
                (BlockKind::List { start: a, .. }, BlockKind::List { start: b, .. })
                    if a.is_some() == b.is_some()
            );
        marker = same_list && !marker;
        if index > 0 {
            // In a tight list a sub-list stands right below its paragraph.
            out.push_str(if tight { "\n" } else { "\n\n" });
        }
        out.push_str(&block(inner, marker));
    }
    out
}

fn prefixed(text: &str, first: &str, rest: &str) -> String {
    let mut out = String::new();
    for (index, line) in text.split('\n').enumerate() {
        let prefix = if index == 0 { first } else { rest };
        if index > 0 {
            out.push('\n');
        }
        if line.is_empty() {
            out.push_str(prefix.trim_end());
        } else {
            out.push_str(prefix);
            out.push_str(line);
        }
    }
    out
}

fn list(start: Option<u64>, tight: bool, items: &[ListItem], other_marker: bool) -> String {
    let mut out = String::new();
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push_str(if tight { "\n" } else { "\n\n" });
        }
        let marker = match (start, other_marker) {
            (None, false) => "- ".to_owned(),
            (None, true) => "* ".to_owned(),
            (Some(start), other) => {
                // CommonMark allows nine digits.
                let number = start.saturating_add(index as u64).min(999_999_999);
                format!("{number}{} ", if other { ')' } else { '.' })
            }
        };
        let inner = blocks(&item.blocks, tight && can_be_tight(&item.blocks));
        let checked = match item.checked {
            Some(true) => "[x] ",
            Some(false) => "[ ] ",
            None => "",
        };
        let indent = " ".repeat(marker.len());
        let text = match item.blocks.first().map(|block| &block.kind) {
            // `* ***` would be one rule.
            Some(BlockKind::Rule) => inner.replacen("***", "___", 1),
            _ => format!("{checked}{inner}"),
        };
        out.push_str(prefixed(&text, &marker, &indent).trim_end());
    }
    out
}

/// Whether the blocks of an item need no blank line between them.
fn can_be_tight(blocks: &[Block]) -> bool {
    let is_quote = |block: &Block| {
        matches!(
            block.kind,
            BlockKind::Quote { .. } | BlockKind::Callout { .. }
        )
    };
    let follows_text = blocks.iter().skip(1).all(|block| match &block.kind {
        // An empty item would underline the text above it.
        BlockKind::List {
            start: None | Some(1),
            items,
            ..
        } => items.first().is_some_and(|item| !item.blocks.is_empty()),
        BlockKind::Code { .. } => true,
        _ => is_quote(block),
    });
    // Two quotes would become one.
    follows_text && !blocks.windows(2).any(|pair| pair.iter().all(is_quote))
}

fn code(info: Option<&str>, text: &str) -> String {
    let info = info.unwrap_or_default();
    let mark = if info.contains('`') { '~' } else { '`' };
    let longest = longest_run(text, mark);
    let fence = mark.to_string().repeat(longest.max(2) + 1);
    let text = text.strip_suffix('\n').unwrap_or(text);
    if text.is_empty() {
        format!("{fence}{info}\n{fence}")
    } else {
        format!("{fence}{info}\n{text}\n{fence}")
    }
}

fn longest_run(text: &str, mark: char) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == mark { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

fn table(columns: &[ColumnAlignment], header: &[Cell], rows: &[Vec<Cell>]) -> String {
    let row = |cells: &[Cell]| {
        let mut line = String::from("|");
        for index in 0..columns.len().max(1) {
            let words = cells.get(index).map_or(String::new(), |cell| {
                Inlines {
                    one_line: true,
                    in_table: true,
                    ..Inlines::default()
                }
                .write(&cell.content)
            });
            line.push(' ');
            line.push_str(words.trim_matches(' '));
            line.push_str(" |");
        }
        line
    };
    let mut out = row(header);
    out.push_str("\n|");
    for column in columns {
        out.push_str(match column {
            ColumnAlignment::None => " --- |",
            ColumnAlignment::Left => " :--- |",
            ColumnAlignment::Center => " :---: |",
            ColumnAlignment::Right => " ---: |",
        });
    }
    for cells in rows {
        out.push('\n');
        out.push_str(&row(cells));
    }
    out
}

fn inlines(content: &[Inline]) -> String {
    Inlines::default()
        .write(content)
        .trim_matches([' ', '\n'])
        .to_owned()
}

fn picture_link(picture: &Picture) -> String {
    let mut alt = Inlines::default();
    alt.text(&picture.alt);
    format!("!{}", link(&picture.target, &picture.title, &alt.out))
}

/// A link definition, on one line.
pub(crate) fn definition(label: &str, target: &str, title: &str) -> String {
    let link = link(target, title, "");
    let address = link.trim_start_matches("[](").trim_end_matches(')');
    format!(
        "[{label}]: {}",
        if address.is_empty() { "<>" } else { address }
    )
}

fn link(target: &str, title: &str, words: &str) -> String {
    let target = target.replace('\n', "%0A").replace('\r', "%0D");
    let plain = !target.is_empty()
        && !target.starts_with('<')
        && !target
            .contains(|c: char| c.is_whitespace() || c.is_control() || "()\\<>&*_".contains(c));
    let target = if plain {
        target
    } else {
        let mut escaped = String::from("<");
        for c in target.chars() {
            if matches!(c, '<' | '>' | '\\' | '&') {
                escaped.push('\\');
            }
            escaped.push(c);
        }
        escaped.push('>');
        escaped
    };
    if title.is_empty() {
        format!("[{words}]({target})")
    } else {
        let mut escaped = String::new();
        for c in title.chars() {
            match c {
                '"' | '\\' | '&' => {
                    escaped.push('\\');
                    escaped.push(c);
                }
                '\n' | '\r' => escaped.push(' '),
                _ => escaped.push(c),
            }
        }
        format!("[{words}]({target} \"{escaped}\")")
    }
}

/// Writes inlines, escaping what Markdown would read as something else.
#[derive(Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a place of its own that a word can be in, in any combination"
)]
struct Inlines {
    out: String,
    one_line: bool,
    in_table: bool,
    in_heading: bool,
    /// Whether the enclosing emphasis is written with `*`.
    in_star: bool,
    /// There are marks that an underscore within a word could pair up with.
    beside_marks: bool,
    /// The next character is to be written as an entity.
    entity_next: bool,
    line: LastLine,
}

impl Inlines {
    fn write(mut self, content: &[Inline]) -> String {
        self.beside_marks |= content.iter().any(|inline| {
            matches!(
                inline,
                Inline::Strong { .. } | Inline::Emphasis { .. } | Inline::Strikethrough { .. }
            )
        });
        self.push(content);
        self.out
    }

    fn push(&mut self, content: &[Inline]) {
        for (index, inline) in content.iter().enumerate() {
            match inline {
                Inline::Text { text } => self.text(text),
                Inline::Strong { content: inner } => {
                    self.marked("**", inner, content.get(index + 1));
                }
                Inline::Emphasis { content: inner } => {
                    // `*` beside or inside `*` or `**` could pair up otherwise.
                    let star = !self.in_star
                        && !self.out.ends_with('*')
                        && !matches!(
                            inner.first(),
                            Some(Inline::Strong { .. } | Inline::Emphasis { .. })
                        )
                        && !matches!(
                            inner.last(),
                            Some(Inline::Strong { .. } | Inline::Emphasis { .. })
                        )
                        && !matches!(content.get(index + 1), Some(Inline::Strong { .. }));
                    self.marked(if star { "*" } else { "_" }, inner, content.get(index + 1));
                }
                Inline::Strikethrough { content: inner } => {
                    self.marked("~~", inner, content.get(index + 1));
                }
                Inline::Code { text } => self.code(text),
                Inline::Link {
                    target,
                    title,
                    content: inner,
                } => {
                    let words = Inlines {
                        one_line: self.one_line,
                        in_table: self.in_table,
                        in_heading: self.in_heading,
                        ..Self::default()
                    }
                    .write(inner);
                    self.not_a_picture();
                    let text = link(target, title, &words);
                    self.verbatim(&text);
                }
                Inline::Picture(picture) => {
                    let text = picture_link(picture);
                    self.verbatim(&text);
                }
                Inline::Variable { name } => {
                    self.out.push_str("{{");
                    self.out.push_str(name);
                    self.out.push_str("}}");
                }
                Inline::SoftBreak if self.one_line => self.out.push(' '),
                Inline::SoftBreak => self.out.push('\n'),
                Inline::HardBreak if self.one_line => self.out.push_str("<br>"),
                Inline::HardBreak => self.out.push_str("\\\n"),
                Inline::Html { text } | Inline::Raw { text } => {
                    let text = text.replace("\r\n", "\n");
                    self.verbatim(&text);
                }
            }
        }
    }

    /// `!` before a link would make a picture of it.
    fn not_a_picture(&mut self) {
        if self.out.ends_with('!') && !self.out.ends_with("\\!") {
            self.out.truncate(self.out.len() - 1);
            self.out.push_str("\\!");
        }
    }

    fn verbatim(&mut self, text: &str) {
        if self.in_table {
            self.out
                .push_str(&text.replace('|', "\\|").replace('\n', " "));
        } else if self.one_line {
            self.out.push_str(&text.replace('\n', " "));
        } else {
            self.out.push_str(text);
        }
    }

    fn code(&mut self, text: &str) {
        let mut text = text.replace(['\n', '\r'], " ");
        if text.is_empty() {
            return;
        }
        if self.in_table {
            text = text.replace('|', "\\|");
        }
        let runs = runs(&text);
        let length = (1..=runs.len() + 1)
            .find(|length| !runs.contains(length))
            .unwrap_or(1);
        let fence = "`".repeat(length);
        let all_space = text.chars().all(|c| c == ' ');
        let pad = text.starts_with('`')
            || text.ends_with('`')
            || (!all_space && text.starts_with(' ') && text.ends_with(' '));
        let pad = if pad { " " } else { "" };
        self.out
            .push_str(&format!("{fence}{pad}{text}{pad}{fence}"));
    }

    /// Content between marks, with white space moved out of them and the neighbours made such
    /// that the marks count (CommonMark 0.31, §6.2).
    fn marked(&mut self, mark: &str, content: &[Inline], next: Option<&Inline>) {
        let inner = Inlines {
            one_line: self.one_line,
            in_table: self.in_table,
            in_heading: self.in_heading,
            in_star: mark.starts_with('*'),
            beside_marks: true,
            ..Self::default()
        }
        .write(content);
        let white = [' ', '\n'];
        let body = inner.trim_matches(white);
        if body.is_empty() {
            self.out.push_str(&inner);
            return;
        }
        let lead = inner.len() - inner.trim_start_matches(white).len();
        self.out.push_str(&inner[..lead]);
        let first = body.chars().next().unwrap_or(' ');
        let last = body.chars().next_back().unwrap_or(' ');
        let before = self.out.chars().next_back().unwrap_or(' ');
        let underscore = mark == "_";
        if is_word(before) && (!is_word(first) || underscore) {
            // A word character right before the mark: as an entity it counts as punctuation.
            self.out.pop();
            self.out.push_str(&format!("&#{};", u32::from(before)));
        }
        self.out.push_str(mark);
        self.out.push_str(body);
        self.out.push_str(mark);
        let trail = &inner[lead + body.len()..];
        self.out.push_str(trail);
        if trail.is_empty()
            && (!is_word(last) || underscore)
            && let Some(Inline::Text { text }) = next
            && text.chars().next().is_some_and(is_word)
        {
            self.entity_next = true;
        }
    }

    fn text(&mut self, text: &str) {
        let mut chars = text.chars().peekable();
        if std::mem::take(&mut self.entity_next)
            && let Some(c) = chars.next()
        {
            self.out.push_str(&format!("&#{};", u32::from(c)));
        }
        while let Some(c) = chars.next() {
            let previous = self.out.chars().next_back();
            let line_start = self.line.words_of(&self.out).is_empty();
            match c {
                '\n' | '\r' => self.out.push(' '),
                '\t' => self.out.push_str("&#9;"),
                // Only a space in the middle of a line stays one.
                ' ' if line_start || chars.peek().is_none_or(|next| *next == '\n') => {
                    self.out.push(' ');
                }
                '\\' | '`' | '*' | '[' | ']' | '<' => {
                    self.out.push('\\');
                    self.out.push(c);
                }
                '_' => {
                    let inside = !self.beside_marks
                        && previous.is_some_and(char::is_alphanumeric)
                        && chars.peek().is_some_and(|next| next.is_alphanumeric());
                    if !inside {
                        self.out.push('\\');
                    }
                    self.out.push('_');
                }
                '~' | '|' => {
                    self.out.push('\\');
                    self.out.push(c);
                }
                '{' if chars.peek() == Some(&'{') || previous == Some('{') => {
                    self.out.push_str("\\{");
                }
                '&' if chars
                    .peek()
                    .is_some_and(|next| next.is_alphanumeric() || *next == '#') =>
                {
                    self.out.push_str("\\&");
                }
                // Trailing hashes close a heading, a trailing brace its attributes.
                '#' if self.in_heading => self.out.push_str("\\#"),
                '}' if self.in_heading => self.out.push_str("&#125;"),
                '>' | '#' | '-' | '+' | '=' | ':' | '$' | '!' | '?' if line_start => {
                    self.out.push('\\');
                    self.out.push(c);
                }
                '.' | ')' if self.number_at_line_start() => {
                    self.out.push('\\');
                    self.out.push(c);
                }
                _ if c.is_control() => self.out.push_str(&format!("&#{};", u32::from(c))),
                _ => self.out.push(c),
            }
        }
    }

    fn number_at_line_start(&mut self) -> bool {
        let words = self.line.words_of(&self.out);
        // CommonMark allows nine digits.
        !words.is_empty() && words.len() <= 9 && words.bytes().all(|b| b.is_ascii_digit())
    }
}

/// Where the last line of a text that grows at its end has its first word. Each byte is looked at
/// once, however long the line.
#[derive(Default)]
struct LastLine {
    seen: usize,
    first: Option<usize>,
}

impl LastLine {
    /// What the last line of `text` says after its leading spaces.
    fn words_of<'a>(&mut self, text: &'a str) -> &'a str {
        // A character may have been taken off the end.
        self.seen = self.seen.min(text.len());
        self.first = self.first.filter(|first| *first < text.len());
        for (at, byte) in text.bytes().enumerate().skip(self.seen) {
            match byte {
                b'\n' => self.first = None,
                b' ' => {}
                _ => self.first = self.first.or(Some(at)),
            }
        }
        self.seen = text.len();
        self.first.map_or("", |first| &text[first..])
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric()
}

/// The lengths of the runs of backticks in a text.
fn runs(text: &str) -> HashSet<usize> {
    text.split(|c| c != '`').map(str::len).collect()
}
