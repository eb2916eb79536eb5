//! Markdown to tree, by pulldown-cmark's events.

use std::borrow::Cow;
use std::collections::HashMap;
use std::iter::Peekable;
use std::ops::Range;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, Event, LinkType, OffsetIter, Options, Parser, Tag,
};

use crate::tree::{
    Block, BlockKind, CalloutKind, Cell, ColumnAlignment, Heading, Inline, Instruction, ListItem,
    Origin, Picture, Span, Step, Video,
};
use crate::video;

/// Containers within containers deeper than this are kept as they stand: no author means them,
/// and a tree as deep as a hostile file wants would overflow every stack that walks it.
pub(crate) const MAX_NESTING: usize = 24;

const WHITE: [char; 4] = [' ', '\t', '\r', '\n'];

fn options() -> Options {
    // No math: "between $5 and $10" is no formula in an office.
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
}

impl Container {
    fn strip<'t>(&self, line: &'t str) -> &'t str {
        match self {
            Self::Quote => {
                let words = line.trim_start_matches(' ');
                match words.strip_prefix('>') {
                    Some(rest) if line.len() - words.len() < 4 => {
                        rest.strip_prefix(' ').unwrap_or(rest)
                    }
                    _ => line,
                }
            }
            Self::Item(width) => {
                let spaces = line.bytes().take_while(|b| *b == b' ').count();
                &line[spaces.min(*width)..]
            }
        }
    }
}

/// A heading or block at the top of the document, in the order of the file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Unit {
    Heading(Heading),
    Block(Block),
}

/// Reads `text` from the byte `from` on.
pub(crate) fn read(text: &str, from: usize) -> (Vec<Unit>, Definitions) {
    let parser = Parser::new_ext(&text[from..], options());
    let mut all: Vec<Definition> = parser
        .reference_definitions()
        .iter()
        .map(|(label, definition)| Definition {
            label: folded(label),
            target: definition.dest.to_string(),
            title: definition.title.as_deref().unwrap_or_default().to_owned(),
            span: Span {
                start: definition.span.start + from,
                end: definition.span.end + from,
            },
        })
        .collect();
    all.sort_unstable_by_key(|definition| definition.span.start);
    let known = all
        .iter()
        .enumerate()
        .map(|(index, definition)| (definition.label.clone(), index))
        .collect();
    let mut reader = Reader {
        text,
        from,
        events: parser.into_offset_iter().peekable(),
        known,
        uses: Vec::new(),
        end: from,
        containers: Vec::new(),
    };
    let units = reader.top();
    let uses = reader.uses;
    let mut units = units;
    leave_definitions(text, &mut units, &all);
    let units = with_definitions(text, from, join_admonitions(text, units));
    (units, Definitions { all, uses })
}

/// The link definitions of a text, wherever they stand, and where links use them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Definitions {
    /// In the order of the text; of two with one label the first.
    pub(crate) all: Vec<Definition>,
    /// The offset of a link, and the place of its definition among all.
    pub(crate) uses: Vec<(usize, usize)>,
}

/// `[label]: target "title"`
#[derive(Debug, Clone)]
pub(crate) struct Definition {
    pub(crate) label: String,
    pub(crate) target: String,
    pub(crate) title: String,
    pub(crate) span: Span,
}

/// The labels that a text of definitions defines.
pub(crate) fn labels(text: &str) -> Vec<String> {
    Parser::new_ext(text, options())
        .reference_definitions()
        .iter()
        .map(|(label, _)| folded(label))
        .collect()
}

/// A label as labels are compared.
fn folded(label: &str) -> String {
    let words: Vec<&str> = label.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

struct Reader<'a> {
    text: &'a str,
    from: usize,
    events: Peekable<OffsetIter<'a>>,
    known: HashMap<String, usize>,
    uses: Vec<(usize, usize)>,
    /// Where the last event that was taken ends.
    end: usize,
    /// What this stands in, from the outside in.
    containers: Vec<Container>,
}

/// What stands before each line of a block.
enum Container {
    /// `> `
    Quote,
    /// So many spaces.
    Item(usize),
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<(Event<'a>, Range<usize>)> {
        let (event, range) = self.events.next()?;
        self.end = range.end + self.from;
        Some((event, range.start + self.from..range.end + self.from))
    }

    fn top(&mut self) -> Vec<Unit> {
        let mut units = Vec::new();
        while let Some((event, range)) = self.next() {
            let origin = Origin(Some(self.whole_lines(&range)));
            match event {
                Event::Start(tag @ Tag::Heading { .. }) => {
                    let mut heading = self.heading(tag);
                    heading.origin = origin;
                    units.push(Unit::Heading(heading));
                }
                Event::Start(tag) => {
                    if let Some(kind) = self.block(tag, &range, 0) {
                        units.push(Unit::Block(Block { origin, kind }));
                    }
                }
                Event::Rule => units.push(Unit::Block(Block {
                    origin,
                    kind: BlockKind::Rule,
                })),
                _ => {}
            }
        }
        units
    }

    /// A range without the white space around it, but with the indentation of its first line.
    fn whole_lines(&self, range: &Range<usize>) -> Span {
        let before = &self.text[self.from..range.start];
        let start = self.from + before.trim_end_matches([' ', '\t']).len();
        let at_line = start == self.from || self.text[..start].ends_with(['\n', '\r']);
        let start = if at_line { start } else { range.start };
        let end = range.start + self.text[range.clone()].trim_end_matches(WHITE).len();
        Span {
            start,
            end: end.max(start),
        }
    }

    fn heading(&mut self, tag: Tag<'a>) -> Heading {
        let Tag::Heading {
            level,
            id,
            classes,
            attrs,
        } = tag
        else {
            return Heading::default();
        };
        let content = self.inlines(0);
        self.next();
        Heading {
            origin: Origin::default(),
            level: level as u8,
            id: id.map(Into::into),
            classes: classes.into_iter().map(Into::into).collect(),
            attributes: attrs
                .into_iter()
                .map(|(key, value)| (key.into(), value.map(Into::into)))
                .collect(),
            content,
        }
    }

    /// Reads blocks up to the end of their container, which it takes. `loose` tells whether one
    /// of them is a paragraph with its own tag: in a tight list they have none.
    fn blocks(&mut self, depth: usize) -> (Vec<Block>, bool) {
        let mut blocks = Vec::new();
        let mut loose = false;
        loop {
            match self.events.peek() {
                None => return (blocks, loose),
                Some((Event::End(_), _)) => {
                    self.next();
                    return (blocks, loose);
                }
                Some((Event::Start(tag), _)) if is_block(tag) => {
                    let Some((Event::Start(tag), range)) = self.next() else {
                        continue;
                    };
                    loose |= matches!(tag, Tag::Paragraph);
                    if let Some(kind) = self.block(tag, &range, depth) {
                        let origin = Origin(Some(self.whole_lines(&range)));
                        blocks.push(Block { origin, kind });
                    }
                }
                Some((Event::Rule, _)) => {
                    self.next();
                    blocks.push(BlockKind::Rule.into());
                }
                Some((_, range)) => {
                    let start = range.start + self.from;
                    let content = self.inlines(depth);
                    let end = self.end.max(start);
                    let source = self.text[start..end].trim_end_matches(WHITE);
                    if !content.is_empty() {
                        blocks.push(Block {
                            origin: Origin(Some(Span {
                                start,
                                end: start + source.len(),
                            })),
                            kind: paragraph(content, source),
                        });
                    }
                }
            }
        }
    }

    fn block(&mut self, tag: Tag<'a>, range: &Range<usize>, depth: usize) -> Option<BlockKind> {
        if depth >= MAX_NESTING && matches!(tag, Tag::BlockQuote(_) | Tag::List(_)) {
            self.skip();
            return Some(BlockKind::Raw {
                text: self.inner(range).into_owned(),
            });
        }
        Some(match tag {
            Tag::Paragraph => {
                let content = self.inlines(depth);
                self.next();
                paragraph(content, &self.inner(range))
            }
            Tag::Heading { .. } => BlockKind::Heading {
                heading: self.heading(tag),
            },
            Tag::BlockQuote(kind) => {
                self.containers.push(Container::Quote);
                let (blocks, _) = self.blocks(depth + 1);
                self.containers.pop();
                match kind {
                    None => BlockKind::Quote { blocks },
                    Some(kind) => BlockKind::Callout {
                        kind: match kind {
                            BlockQuoteKind::Note => CalloutKind::Note,
                            BlockQuoteKind::Tip => CalloutKind::Tip,
                            BlockQuoteKind::Important => CalloutKind::Important,
                            BlockQuoteKind::Warning => CalloutKind::Warning,
                            BlockQuoteKind::Caution => CalloutKind::Caution,
                        },
                        blocks,
                    },
                }
            }
            Tag::CodeBlock(kind) => {
                let mut text = String::new();
                while let Some((event, _)) = self.next() {
                    match event {
                        Event::Text(part) => text.push_str(&part),
                        Event::End(_) => break,
                        _ => {}
                    }
                }
                BlockKind::Code {
                    info: match kind {
                        CodeBlockKind::Fenced(info) if !info.is_empty() => Some(info.into()),
                        CodeBlockKind::Fenced(_) | CodeBlockKind::Indented => None,
                    },
                    text: text.replace("\r\n", "\n"),
                }
            }
            Tag::HtmlBlock => {
                let mut text = String::new();
                while let Some((event, _)) = self.next() {
                    match event {
                        Event::Html(part) | Event::Text(part) => text.push_str(&part),
                        Event::End(_) => break,
                        _ => {}
                    }
                }
                BlockKind::Html {
                    text: text.trim_end_matches(WHITE).to_owned(),
                }
            }
            Tag::List(start) => self.list(start, depth),
            Tag::Table(alignments) => self.table(&alignments, depth),
            Tag::FootnoteDefinition(_) => {
                self.skip();
                BlockKind::Raw {
                    text: self.inner(range).into_owned(),
                }
            }
            // None of these is a block by the options that are on.
            _ => {
                self.skip();
                return None;
            }
        })
    }

    /// The source of a block without what the quotes and items around it put before its lines.
    fn inner(&self, range: &Range<usize>) -> Cow<'a, str> {
        let source = self.text[range.clone()].trim_end_matches(WHITE);
        if self.containers.is_empty() || !source.contains('\n') {
            return Cow::Borrowed(source);
        }
        let mut out = String::with_capacity(source.len());
        for (index, line) in source.split_inclusive('\n').enumerate() {
            let mut line = line;
            if index > 0 {
                for container in &self.containers {
                    line = container.strip(line);
                }
            }
            out.push_str(line);
        }
        Cow::Owned(out)
    }

    fn item(&self, range: &Range<usize>) -> Container {
        let before = &self.text[self.from..range.start];
        let line = before.trim_end_matches(' ');
        let mut indent = before.len() - line.len();
        if line.is_empty() || line.ends_with(['\n', '\r']) {
            let outer = self.containers.iter().map(|container| match container {
                Container::Quote => 0,
                Container::Item(width) => *width,
            });
            indent = indent.saturating_sub(outer.sum());
        } else {
            // The space belongs to the mark before it.
            indent = indent.saturating_sub(1);
        }
        let item = &self.text[range.clone()];
        let words = item.trim_start_matches(' ');
        indent += item.len() - words.len();
        let marker = 1 + words.bytes().take_while(u8::is_ascii_digit).count();
        let spaces = words
            .bytes()
            .skip(marker)
            .take_while(|b| *b == b' ')
            .count();
        let spaces = if (1..=4).contains(&spaces) { spaces } else { 1 };
        Container::Item(indent + marker + spaces)
    }

    fn list(&mut self, start: Option<u64>, depth: usize) -> BlockKind {
        let mut items = Vec::new();
        let mut tight = true;
        while let Some((event, range)) = self.next() {
            match event {
                Event::Start(Tag::Item) => {
                    let container = self.item(&range);
                    self.containers.push(container);
                    let checked = match self.events.peek() {
                        Some((Event::TaskListMarker(checked), _)) => {
                            let checked = *checked;
                            self.next();
                            Some(checked)
                        }
                        _ => None,
                    };
                    let first_paragraph = checked.is_none()
                        && matches!(self.events.peek(), Some((Event::Start(Tag::Paragraph), _)));
                    let (mut blocks, loose) = self.blocks(depth + 1);
                    self.containers.pop();
                    tight &= !loose;
                    let mut checked = checked;
                    if first_paragraph {
                        checked = take_marker(&mut blocks, self.text);
                    }
                    items.push(ListItem { checked, blocks });
                }
                Event::End(_) => break,
                _ => {}
            }
        }
        BlockKind::List {
            start,
            tight,
            items,
        }
    }

    fn table(&mut self, alignments: &[Alignment], depth: usize) -> BlockKind {
        let columns = alignments
            .iter()
            .map(|alignment| match alignment {
                Alignment::None => ColumnAlignment::None,
                Alignment::Left => ColumnAlignment::Left,
                Alignment::Center => ColumnAlignment::Center,
                Alignment::Right => ColumnAlignment::Right,
            })
            .collect();
        let mut header = Vec::new();
        let mut rows = Vec::new();
        while let Some((event, _)) = self.next() {
            match event {
                Event::Start(Tag::TableHead) => header = self.cells(depth),
                Event::Start(Tag::TableRow) => rows.push(self.cells(depth)),
                Event::End(_) => break,
                _ => {}
            }
        }
        BlockKind::Table {
            columns,
            header,
            rows,
        }
    }

    fn cells(&mut self, depth: usize) -> Vec<Cell> {
        let mut cells = Vec::new();
        while let Some((event, _)) = self.next() {
            match event {
                Event::Start(Tag::TableCell) => {
                    let content = self.inlines(depth);
                    self.next();
                    cells.push(Cell { content });
                }
                Event::End(_) => break,
                _ => {}
            }
        }
        cells
    }

    /// Reads inlines up to an end or the start of a block, which it leaves.
    fn inlines(&mut self, depth: usize) -> Vec<Inline> {
        let mut out = Words::default();
        loop {
            match self.events.peek() {
                None | Some((Event::End(_) | Event::Rule, _)) => break,
                Some((Event::Start(tag), _)) if is_block(tag) => break,
                Some(_) => {}
            }
            let Some((event, range)) = self.next() else {
                break;
            };
            match event {
                Event::Text(text) => out.text(&text, &range, self.text),
                Event::Code(text) => out.push(Inline::Code { text: text.into() }, self.text),
                Event::SoftBreak => out.push(Inline::SoftBreak, self.text),
                Event::HardBreak => out.push(Inline::HardBreak, self.text),
                Event::InlineHtml(text) | Event::Html(text) => {
                    out.push(Inline::Html { text: text.into() }, self.text);
                }
                Event::TaskListMarker(checked) => {
                    let text = if checked { "[x]" } else { "[ ]" }.into();
                    out.push(Inline::Raw { text }, self.text);
                }
                Event::Start(tag) if depth >= MAX_NESTING => {
                    self.note_use(&tag, range.start);
                    self.skip();
                    let text = self.text[range].to_owned();
                    out.push(Inline::Raw { text }, self.text);
                }
                Event::Start(tag) => {
                    self.note_use(&tag, range.start);
                    let content = self.inlines(depth + 1);
                    self.next();
                    let inline = match tag {
                        Tag::Strong => Inline::Strong { content },
                        Tag::Emphasis => Inline::Emphasis { content },
                        Tag::Strikethrough => Inline::Strikethrough { content },
                        Tag::Link {
                            dest_url,
                            title,
                            link_type,
                            ..
                        } => Inline::Link {
                            target: if link_type == LinkType::Email {
                                format!("mailto:{dest_url}")
                            } else {
                                dest_url.into()
                            },
                            title: title.into(),
                            content,
                        },
                        Tag::Image {
                            dest_url, title, ..
                        } => Inline::Picture(Picture {
                            target: dest_url.into(),
                            alt: crate::tree::plain_text(&content),
                            title: title.into(),
                        }),
                        _ => Inline::Raw {
                            text: self.text[range].to_owned(),
                        },
                    };
                    out.push(inline, self.text);
                }
                _ => {
                    let text = self.text[range].to_owned();
                    out.push(Inline::Raw { text }, self.text);
                }
            }
        }
        out.finish(self.text)
    }

    fn note_use(&mut self, tag: &Tag<'_>, at: usize) {
        if let Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. } = tag
            && matches!(
                link_type,
                LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut
            )
            && let Some(definition) = self.known.get(&folded(id))
        {
            self.uses.push((at, *definition));
        }
    }

    /// Takes everything up to the end that belongs to a start already taken.
    fn skip(&mut self) {
        let mut open = 1;
        while open > 0 {
            match self.next() {
                Some((Event::Start(_), _)) => open += 1,
                Some((Event::End(_), _)) => open -= 1,
                Some(_) => {}
                None => return,
            }
        }
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. }
    )
}

/// In a loose list the box of an item is the first thing of its paragraph.
fn take_marker(blocks: &mut [Block], text: &str) -> Option<bool> {
    let first = blocks.first_mut()?;
    let BlockKind::Paragraph { content } = &mut first.kind else {
        return None;
    };
    let checked = marker(content)?;
    let span = first.origin.0?;
    let source = text[span.start..span.end].trim_start();
    first.kind = paragraph(content.split_off(1), source);
    Some(checked)
}

/// Whether a box that begins a paragraph is ticked.
fn marker(content: &[Inline]) -> Option<bool> {
    match content.first()? {
        Inline::Raw { text } if text == "[x]" => Some(true),
        Inline::Raw { text } if text == "[ ]" => Some(false),
        _ => None,
    }
}

/// Collects inlines; neighbouring pieces of text become one, and `{{name}}` in it a variable,
/// unless part of it is escaped.
#[derive(Default)]
struct Words {
    done: Vec<Inline>,
    run: Option<Range<usize>>,
}

impl Words {
    fn text(&mut self, text: &str, range: &Range<usize>, source: &str) {
        let verbatim = source.get(range.clone()) == Some(text);
        if let Some(run) = &mut self.run {
            if verbatim && run.end == range.start {
                run.end = range.end;
                return;
            }
            self.flush(source);
        }
        if verbatim {
            self.run = Some(range.clone());
        } else {
            push_text(&mut self.done, text);
        }
    }

    fn push(&mut self, inline: Inline, source: &str) {
        self.flush(source);
        self.done.push(inline);
    }

    fn flush(&mut self, source: &str) {
        let Some(run) = self.run.take() else { return };
        let mut rest = &source[run.clone()];
        // After a backslash the first character means nothing but itself.
        if source[..run.start].ends_with('\\') {
            let first = rest.chars().next().map_or(0, char::len_utf8);
            push_text(&mut self.done, &rest[..first]);
            rest = &rest[first..];
        }
        while let Some((before, name, after)) = variable(rest) {
            push_text(&mut self.done, before);
            self.done.push(Inline::Variable {
                name: name.to_owned(),
            });
            rest = after;
        }
        push_text(&mut self.done, rest);
    }

    fn finish(mut self, source: &str) -> Vec<Inline> {
        self.flush(source);
        self.done
    }
}

fn push_text(done: &mut Vec<Inline>, text: &str) {
    if text.is_empty() {
        return;
    }
    if let Some(Inline::Text { text: last }) = done.last_mut() {
        last.push_str(text);
    } else {
        done.push(Inline::Text {
            text: text.to_owned(),
        });
    }
}

/// The first `{{name}}` of a text, with what stands before and after it.
pub(crate) fn variable(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(at) = text[from..].find("{{") {
        let start = from + at;
        let inside = &text[start + 2..];
        // A name has no braces: what stands before the first of them is it, or there is none.
        let near = &inside.as_bytes()[..inside.len().min(MAX_NAME + 2 * MAX_PADDING)];
        if let Some(end) = near.iter().position(|byte| matches!(byte, b'{' | b'}'))
            && inside[end..].starts_with("}}")
        {
            let name = inside[..end].trim();
            if is_name(name) {
                return Some((&text[..start], name, &inside[end + 2..]));
            }
        }
        from = start + 1;
    }
    None
}

/// The longest name of a variable or snippet, in bytes.
const MAX_NAME: usize = 100;
/// White space on either side of it, at most.
const MAX_PADDING: usize = 50;

/// Whether a text can name a variable or snippet.
pub(crate) fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= MAX_NAME
        && text.chars().next().is_some_and(char::is_alphanumeric)
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// What a paragraph is: many blocks of ours are paragraphs to Markdown.
fn paragraph(content: Vec<Inline>, source: &str) -> BlockKind {
    if marker(&content).is_some() {
        return BlockKind::Paragraph { content };
    }
    if let Some(name) = source
        .strip_prefix("{{>")
        .and_then(|rest| rest.strip_suffix("}}"))
        .map(str::trim)
        .filter(|name| is_name(name))
    {
        return BlockKind::Snippet {
            name: name.to_owned(),
        };
    }
    let formula = source.len() > 4 && source.starts_with("$$") && source.ends_with("$$");
    if formula || is_admonition(source) {
        return BlockKind::Raw {
            text: source.to_owned(),
        };
    }
    of_one(content)
}

/// A paragraph, or the picture or video that is all it holds.
pub(crate) fn of_one(mut content: Vec<Inline>) -> BlockKind {
    if content.len() == 1 {
        match content.remove(0) {
            Inline::Picture(picture) => return BlockKind::Picture(picture),
            Inline::Link {
                target,
                title,
                content: words,
            } if video::recognise(&target).is_some()
                && !words.iter().any(|word| matches!(word, Inline::Picture(_))) =>
            {
                return BlockKind::Video(Video {
                    target,
                    content: words,
                    title,
                });
            }
            Inline::Text { text }
                if text.starts_with("https://")
                    && !text.contains(char::is_whitespace)
                    && video::recognise(&text).is_some() =>
            {
                return BlockKind::Video(Video {
                    target: text.clone(),
                    content: vec![Inline::Text { text }],
                    title: String::new(),
                });
            }
            other => content.push(other),
        }
    }
    BlockKind::Paragraph { content }
}

/// `!!! note` of Python-Markdown and `???` of its extensions.
fn is_admonition(source: &str) -> bool {
    ["!!! ", "??? ", "???+ "]
        .iter()
        .any(|mark| source.starts_with(mark))
}

/// The indented block below an admonition's first line is its text, not code.
fn join_admonitions(text: &str, units: Vec<Unit>) -> Vec<Unit> {
    let mut out: Vec<Unit> = Vec::with_capacity(units.len());
    for unit in units {
        if let Unit::Block(Block {
            origin: Origin(Some(span)),
            kind: BlockKind::Code { info: None, .. },
        }) = &unit
            && !text[span.start..].trim_start().starts_with(['`', '~'])
            && let Some(Unit::Block(Block {
                origin: Origin(Some(before)),
                kind: BlockKind::Raw { text: raw },
            })) = out.last_mut()
            && is_admonition(raw)
        {
            before.end = span.end;
            text[before.start..before.end].clone_into(raw);
            continue;
        }
        out.push(unit);
    }
    out
}

/// The parser counts definitions below a list or quote as part of it, though they begin in the
/// first column.
fn leave_definitions(text: &str, units: &mut [Unit], all: &[Definition]) {
    for unit in units {
        let (Unit::Block(Block { origin, .. }) | Unit::Heading(Heading { origin, .. })) = unit;
        let Some(span) = &mut origin.0 else { continue };
        let inside = all.partition_point(|definition| definition.span.start < span.end);
        for definition in all[..inside].iter().rev() {
            let start = definition.span.start;
            if start <= span.start
                || !text[..start].ends_with(['\n', '\r'])
                || !text[definition.span.end.min(span.end)..span.end]
                    .trim_matches(WHITE)
                    .is_empty()
            {
                break;
            }
            span.end = span.start + text[span.start..start].trim_end_matches(WHITE).len();
        }
    }
}

/// Link definitions make no events: they are what is left between the blocks.
fn with_definitions(text: &str, from: usize, units: Vec<Unit>) -> Vec<Unit> {
    let mut out = Vec::with_capacity(units.len());
    let mut at = from;
    for unit in units {
        if let Some(span) = unit.span() {
            if span.start >= at {
                push_definitions(text, at..span.start, &mut out);
            }
            at = at.max(span.end);
        }
        out.push(unit);
    }
    push_definitions(text, at..text.len(), &mut out);
    out
}

fn push_definitions(text: &str, gap: Range<usize>, out: &mut Vec<Unit>) {
    let source = &text[gap.clone()];
    let trimmed = source.trim_matches(WHITE);
    if trimmed.is_empty() {
        return;
    }
    let start = gap.start + (source.len() - source.trim_start_matches(WHITE).len());
    out.push(Unit::Block(Block {
        origin: Origin(Some(Span {
            start,
            end: start + trimmed.len(),
        })),
        kind: BlockKind::Definitions {
            text: trimmed.to_owned(),
        },
    }));
}

impl Unit {
    pub(crate) fn span(&self) -> Option<Span> {
        match self {
            Self::Heading(heading) => heading.origin.0,
            Self::Block(block) => block.origin.0,
        }
    }
}

/// Puts the units of a file into the tree.
pub(crate) fn assemble(units: Vec<Unit>, instruction: &mut Instruction) {
    let mut open: Vec<Step> = Vec::new();
    let mut heading_seen = false;
    for unit in units {
        match unit {
            Unit::Heading(heading) if heading.level == 1 && !heading_seen => {
                heading_seen = true;
                instruction.preamble = std::mem::take(&mut instruction.introduction);
                instruction.title = Some(heading);
            }
            Unit::Heading(heading) => {
                heading_seen = true;
                close(&mut open, heading.level, &mut instruction.steps);
                open.push(Step {
                    heading,
                    ..Step::default()
                });
            }
            Unit::Block(block) => match open.last_mut() {
                Some(step) => step.blocks.push(block),
                None => instruction.introduction.push(block),
            },
        }
    }
    close(&mut open, 0, &mut instruction.steps);
}

/// Ends the steps that a heading of `level` ends.
fn close(open: &mut Vec<Step>, level: u8, steps: &mut Vec<Step>) {
    while let Some(step) = open.pop_if(|step| step.heading.level >= level) {
        match open.last_mut() {
            Some(parent) => parent.steps.push(step),
            None => steps.push(step),
        }
    }
}

/// The tree as the units of a file.
pub(crate) fn flatten(instruction: &Instruction) -> Vec<Unit> {
    fn push(steps: &[Step], out: &mut Vec<Unit>) {
        for step in steps {
            out.push(Unit::Heading(step.heading.clone()));
            out.extend(step.blocks.iter().cloned().map(Unit::Block));
            push(&step.steps, out);
        }
    }
    let mut out: Vec<Unit> = Vec::new();
    out.extend(instruction.preamble.iter().cloned().map(Unit::Block));
    out.extend(instruction.title.iter().cloned().map(Unit::Heading));
    out.extend(instruction.introduction.iter().cloned().map(Unit::Block));
    push(&instruction.steps, &mut out);
    out
}
