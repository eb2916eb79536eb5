//! From the tree to the [`View`] that the themes read.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use qrcode::{EcLevel, QrCode};
use serde::{Deserialize, Serialize};
use werkwijzer_instruction::number::{self, Place};
use werkwijzer_instruction::{
    Block, BlockKind, CalloutKind, Cell, ColumnAlignment, Inline, Instruction, ListItem, Picture,
    Step, Video, plain_text, resolve, video,
};

use crate::sanitise;
use crate::view::{
    BlockView, Fact, InlineView, ItemView, PictureView, StepView, ThemeView, VideoView, View,
};
use crate::wording;

/// What the export of an instruction is to say beside its text.
#[derive(Debug, Clone)]
pub struct Edition<'a> {
    /// The instruction, with its variables and snippets in place.
    pub instruction: &'a Instruction,
    /// The title, if the instruction has none.
    pub fallback_title: &'a str,
    /// BCP 47.
    pub language: &'a str,
    /// The name of the library.
    pub library: &'a str,
    /// Which of its versions it is.
    pub version: Version,
    /// The day of the export, `2026-11-24`.
    pub date: Option<&'a str>,
    /// The settings of the theme.
    pub theme: ThemeView,
}

/// Which version of an instruction is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Version {
    /// A text of which no versions are kept: nothing is said of it.
    #[default]
    Unsaid,
    /// It is no release.
    Draft {
        /// The release that it was made from; none when there was none yet.
        after: Option<u32>,
    },
    /// The release of this number.
    Release(u32),
}

impl Version {
    /// The number, if it is a release.
    #[must_use]
    pub fn release(self) -> Option<u32> {
        match self {
            Self::Release(number) => Some(number),
            _ => None,
        }
    }

    /// What is said of a draft, in a language: `Draft after release 3`.
    #[must_use]
    pub fn draft(self, language: &str) -> Option<String> {
        self.draft_in(&wording::words(language))
    }

    /// The same in these words, for who says it of many.
    #[must_use]
    pub fn draft_in(self, words: &BTreeMap<&'static str, String>) -> Option<String> {
        let word = |key: &str| words.get(key).cloned().unwrap_or_default();
        match self {
            Self::Draft {
                after: Some(number),
            } => Some(format!("{} {number}", word("draft-after"))),
            Self::Draft { after: None } => Some(word("draft-first")),
            _ => None,
        }
    }
}

/// Where addresses of the document lead in the export.
pub trait Addresses {
    /// The published picture at an address of the document, or why there is none, in the
    /// language of the reader.
    fn picture(&self, target: &str) -> Result<PublishedPicture, String>;
    /// Where a link to a file of the library leads; `None` if nowhere that a reader can go.
    fn link(&self, target: &str) -> Option<String>;
    /// Where a local video stands; `None` if it is not there.
    fn film(&self, target: &str) -> Option<String>;
}

/// A picture as the export has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedPicture {
    /// By which the exporter finds its bytes.
    pub key: String,
    /// Where HTML finds it.
    pub source: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// How much of the text's width it takes, in per cent, by steps of five; its own size when
    /// none.
    pub share: Option<u8>,
}

/// Quotes and lists deeper than this lose their frame, not their words: no page is wide enough.
const MAX_DEPTH: usize = 12;

/// Makes the view.
#[must_use]
pub fn lower(edition: &Edition<'_>, addresses: &dyn Addresses) -> View {
    let instruction = edition.instruction;
    let places = number::places(instruction);
    let words = wording::words(edition.language);
    let mut lowering = Lowering {
        addresses,
        ids: places.iter().map(|place| place.id.clone()).collect(),
        words: &words,
        items: HashMap::new(),
    };
    let title = instruction
        .title
        .as_ref()
        .map(|title| plain_text(&title.content).trim().to_owned())
        .filter(|title| !title.is_empty());
    let title_content = match (&title, &instruction.title) {
        (Some(_), Some(heading)) => lowering.inlines(&heading.content),
        _ => vec![text(edition.fallback_title)],
    };
    let mut introduction = lowering.blocks(&instruction.preamble, 0);
    introduction.extend(lowering.blocks(&instruction.introduction, 0));
    let steps = lowering.steps(&instruction.steps, &mut places.iter());
    View {
        title: title.unwrap_or_else(|| edition.fallback_title.to_owned()),
        title_content,
        language: edition.language.to_owned(),
        direction: direction(edition.language),
        library: edition.library.to_owned(),
        status: instruction
            .front_matter
            .status
            .map(|status| status.as_str().to_owned()),
        release: edition.version.release(),
        draft: edition.version.draft(edition.language),
        facts: facts(edition, &words),
        introduction,
        steps,
        step_count: places.len(),
        theme: edition.theme.clone(),
        date: edition.date.map(str::to_owned),
        words,
    }
}

/// `rtl` for languages that are mostly written from right to left.
fn direction(language: &str) -> &'static str {
    let primary = language.split(['-', '_']).next().unwrap_or_default();
    match primary.to_ascii_lowercase().as_str() {
        "ar" | "he" | "iw" | "fa" | "ur" | "yi" | "ps" | "sd" | "ckb" | "dv" | "ug" => "rtl",
        _ => "ltr",
    }
}

fn facts(edition: &Edition<'_>, words: &BTreeMap<&'static str, String>) -> Vec<Fact> {
    let front = &edition.instruction.front_matter;
    let word = |key: &str| words.get(key).cloned().unwrap_or_else(|| key.to_owned());
    let mut facts = Vec::new();
    let mut fact = |key: &str, label: String, value: String, agreement| {
        facts.push(Fact {
            key: key.to_owned(),
            label,
            value,
            agreement,
        });
    };
    if let Some(status) = front.status {
        let value = word(&format!("status-{}", status.as_str()));
        fact("status", word("status"), value, false);
    }
    let release = edition.version.release().map(|number| number.to_string());
    if let Some(version) = release.or_else(|| edition.version.draft(edition.language)) {
        fact("release", word("release"), version, false);
    }
    if let Some(owner) = &front.owner {
        fact("owner", word("owner"), owner.clone(), false);
    }
    if let Some(date) = edition.date {
        let value = wording::date(date, edition.language);
        fact("date", word("published"), value, false);
    }
    if let Some(date) = &front.review_by {
        let value = wording::date(date, edition.language);
        fact("review-by", word("review-by"), value, false);
    }
    for (key, value) in &front.agreements {
        let label = words.get(key.as_str()).cloned().unwrap_or_else(|| {
            let mut chars = key.chars();
            chars.next().map_or(String::new(), |first| {
                first.to_uppercase().collect::<String>() + chars.as_str()
            })
        });
        fact(key, label, value.clone(), true);
    }
    facts
}

fn text(text: &str) -> InlineView {
    InlineView::Text {
        text: text.to_owned(),
    }
}

struct Lowering<'a> {
    addresses: &'a dyn Addresses,
    ids: BTreeSet<String>,
    words: &'a BTreeMap<&'static str, String>,
    /// How often the words of an item with a box came up.
    items: HashMap<u64, u32>,
}

impl Lowering<'_> {
    fn steps(&mut self, steps: &[Step], places: &mut std::slice::Iter<'_, Place>) -> Vec<StepView> {
        let mut out = Vec::with_capacity(steps.len());
        for step in steps {
            // `places` has one place for each step, in this order.
            let Some(place) = places.next() else { break };
            out.push(StepView {
                number: place.number.clone(),
                id: place.id.clone(),
                depth: place.depth,
                title: plain_text(&place.content).trim().to_owned(),
                title_content: self.inlines(&place.content),
                blocks: self.blocks(&step.blocks, 0),
                steps: self.steps(&step.steps, places),
            });
        }
        out
    }

    fn blocks(&mut self, blocks: &[Block], depth: usize) -> Vec<BlockView> {
        let mut out = Vec::with_capacity(blocks.len());
        for block in blocks {
            self.block(&block.kind, depth, &mut out);
        }
        out
    }

    fn block(&mut self, kind: &BlockKind, depth: usize, out: &mut Vec<BlockView>) {
        match kind {
            BlockKind::Paragraph { content } => {
                if let Some(pictures) = only_pictures(content) {
                    for picture in pictures {
                        let view = self.picture(picture);
                        out.push(BlockView::Picture(view));
                    }
                } else {
                    let content = self.inlines(content);
                    if !content.is_empty() {
                        out.push(BlockView::Paragraph { content });
                    }
                }
            }
            BlockKind::Picture(picture) => {
                let view = self.picture(picture);
                out.push(BlockView::Picture(view));
            }
            BlockKind::Video(film) => {
                let block = self.video(film);
                out.push(block);
            }
            BlockKind::Callout { blocks, .. } | BlockKind::Quote { blocks }
                if depth >= MAX_DEPTH =>
            {
                out.extend(self.blocks(blocks, depth));
            }
            BlockKind::Callout { kind, blocks } => {
                let kind = match kind {
                    CalloutKind::Note => "note",
                    CalloutKind::Tip => "tip",
                    CalloutKind::Important => "important",
                    CalloutKind::Warning => "warning",
                    CalloutKind::Caution => "caution",
                };
                out.push(BlockView::Callout {
                    kind,
                    label: self.word(kind),
                    blocks: self.blocks(blocks, depth + 1),
                });
            }
            BlockKind::Quote { blocks } => out.push(BlockView::Quote {
                blocks: self.blocks(blocks, depth + 1),
            }),
            BlockKind::List { items, .. } if depth >= MAX_DEPTH => {
                for item in items {
                    out.extend(self.blocks(&item.blocks, depth));
                }
            }
            BlockKind::List {
                start,
                tight,
                items,
            } => out.push(BlockView::List {
                ordered: start.is_some(),
                start: start.unwrap_or(1),
                tight: *tight,
                checklist: items.iter().any(|item| item.checked.is_some()),
                items: items.iter().map(|item| self.item(item, depth)).collect(),
            }),
            BlockKind::Code { info, text } => out.push(BlockView::Code {
                language: info
                    .as_ref()
                    .and_then(|info| info.split_whitespace().next())
                    .map(str::to_owned),
                text: text.strip_suffix('\n').unwrap_or(text).to_owned(),
            }),
            BlockKind::Table {
                columns,
                header,
                rows,
            } => out.push(BlockView::Table {
                columns: columns
                    .iter()
                    .map(|column| match column {
                        ColumnAlignment::None => "none",
                        ColumnAlignment::Left => "left",
                        ColumnAlignment::Center => "center",
                        ColumnAlignment::Right => "right",
                    })
                    .collect(),
                header: self.cells(header),
                rows: rows.iter().map(|row| self.cells(row)).collect(),
            }),
            BlockKind::Heading { heading } => out.push(BlockView::Heading {
                level: heading.level,
                content: self.inlines(&heading.content),
            }),
            BlockKind::Snippet { name } => out.push(BlockView::Raw {
                text: format!("{{{{> {name}}}}}"),
            }),
            BlockKind::Rule => out.push(BlockView::Rule),
            BlockKind::Html { text } => {
                let html = sanitise::sanitise(text, &self.word("table"));
                let text = sanitise::text_of(text);
                // A comment shows nothing.
                if !html.trim().is_empty() || !text.trim().is_empty() {
                    out.push(BlockView::Html { html, text });
                }
            }
            BlockKind::Raw { text } => out.push(BlockView::Raw { text: text.clone() }),
            BlockKind::Definitions { .. } => {}
        }
    }

    fn word(&self, key: &str) -> String {
        self.words
            .get(key)
            .cloned()
            .unwrap_or_else(|| key.to_owned())
    }

    fn item(&mut self, item: &ListItem, depth: usize) -> ItemView {
        let key = item.checked.map(|_| {
            let words = item.blocks.first().map_or(String::new(), |block| {
                if let BlockKind::Paragraph { content } = &block.kind {
                    plain_text(content)
                } else {
                    String::new()
                }
            });
            let hash = fnv1a(words.trim());
            let count = self.items.entry(hash).or_default();
            *count += 1;
            format!("{hash:016x}-{count}")
        });
        ItemView {
            checked: item.checked,
            key,
            blocks: self.blocks(&item.blocks, depth + 1),
        }
    }

    fn cells(&mut self, cells: &[Cell]) -> Vec<Vec<InlineView>> {
        cells
            .iter()
            .map(|cell| self.inlines(&cell.content))
            .collect()
    }

    fn picture(&mut self, picture: &Picture) -> PictureView {
        let found = self.addresses.picture(&picture.target);
        let mut view = PictureView {
            file: None,
            source: String::new(),
            alt: picture.alt.trim().to_owned(),
            title: picture.title.trim().to_owned(),
            width: 0,
            height: 0,
            share: None,
            problem: None,
        };
        match found {
            Ok(published) => {
                view.file = Some(published.key);
                view.source = published.source;
                view.width = published.width;
                view.height = published.height;
                view.share = published.share;
            }
            Err(problem) => view.problem = Some(problem),
        }
        view
    }

    fn video(&mut self, film: &Video) -> BlockView {
        let Some(link) = video::recognise(&film.target) else {
            return BlockView::Paragraph {
                content: self.inlines(&[Inline::Link {
                    target: film.target.clone(),
                    title: film.title.clone(),
                    content: film.content.clone(),
                }]),
            };
        };
        let local = link.host.is_none();
        let file = if local {
            self.addresses.film(&film.target)
        } else {
            None
        };
        let target = match (&file, local) {
            (Some(file), _) => file.clone(),
            (None, true) => String::new(),
            (None, false) => link.target.clone(),
        };
        BlockView::Video(VideoView {
            title: resolve::video_title(film),
            host: link.host.map(|host| host.name().to_owned()),
            short: short(&target),
            embed: link.embed,
            start: (link.start > 0).then(|| clock(link.start)),
            qr: if local { Vec::new() } else { qr(&target) },
            target,
            file,
        })
    }

    fn inlines(&mut self, content: &[Inline]) -> Vec<InlineView> {
        // The tags of the author's HTML that are open, each with what came before it.
        let mut open: Vec<(&'static str, Vec<InlineView>)> = Vec::new();
        let mut out = Vec::with_capacity(content.len());
        for inline in content {
            match inline {
                Inline::Text { text } => linkified(text, &mut out),
                Inline::Strong { content } => out.push(InlineView::Strong {
                    content: self.inlines(content),
                }),
                Inline::Emphasis { content } => out.push(InlineView::Emphasis {
                    content: self.inlines(content),
                }),
                Inline::Strikethrough { content } => out.push(InlineView::Strikethrough {
                    content: self.inlines(content),
                }),
                Inline::Code { text } => out.push(InlineView::Code { text: text.clone() }),
                Inline::Link {
                    target,
                    title,
                    content,
                } => {
                    let words = self.inlines(content);
                    match self.href(target) {
                        Some(target) => {
                            let content = named(without_links(words), title, &target);
                            out.push(InlineView::Link {
                                target,
                                title: title.clone(),
                                content,
                            });
                        }
                        None => out.extend(words),
                    }
                }
                Inline::Picture(picture) => {
                    let mut view = self.picture(picture);
                    // Within a sentence a picture stands for a word.
                    if view.alt.is_empty() {
                        view.alt = match view.title.as_str() {
                            "" => self.word("picture"),
                            title => title.to_owned(),
                        };
                    }
                    out.push(InlineView::Picture(view));
                }
                Inline::Variable { name } => out.push(text(&format!("{{{{{name}}}}}"))),
                Inline::SoftBreak => out.push(text(" ")),
                Inline::HardBreak => out.push(InlineView::Break),
                Inline::Raw { text } => out.push(self::text(text)),
                Inline::Html { text } => {
                    let tag = text.trim_start_matches('<').to_ascii_lowercase();
                    if tag.starts_with("br") {
                        out.push(InlineView::Break);
                    } else if let Some(tag) = tag.strip_prefix('/').and_then(harmless) {
                        if open.last().is_some_and(|(last, _)| *last == tag)
                            && let Some((tag, before)) = open.pop()
                        {
                            let content = std::mem::replace(&mut out, before);
                            out.push(InlineView::Styled { tag, content });
                        }
                    } else if let Some(tag) = harmless(&tag)
                        && open.len() < MAX_DEPTH
                    {
                        open.push((tag, std::mem::take(&mut out)));
                    }
                }
            }
        }
        while let Some((_, mut before)) = open.pop() {
            before.append(&mut out);
            out = before;
        }
        out
    }

    /// Where a link may lead in the export.
    fn href(&self, target: &str) -> Option<String> {
        let target = target.trim();
        if let Some(id) = target.strip_prefix('#') {
            return self.ids.contains(id).then(|| target.to_owned());
        }
        if resolve::is_relative(target) {
            return self.addresses.link(target);
        }
        sanitise::address(target)
    }
}

/// The pictures of a paragraph that holds nothing else.
fn only_pictures(content: &[Inline]) -> Option<Vec<&Picture>> {
    let mut pictures = Vec::new();
    for inline in content {
        match inline {
            Inline::Picture(picture) => pictures.push(picture),
            Inline::SoftBreak | Inline::HardBreak => {}
            Inline::Text { text } if text.trim().is_empty() => {}
            _ => return None,
        }
    }
    (!pictures.is_empty()).then_some(pictures)
}

/// The harmless tags of the author's HTML.
fn harmless(tag: &str) -> Option<&'static str> {
    let name = tag
        .split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default();
    ["kbd", "sub", "sup", "u", "mark", "small"]
        .into_iter()
        .find(|known| *known == name)
}

/// A link within a link is no link, however deep in it.
fn without_links(content: Vec<InlineView>) -> Vec<InlineView> {
    let mut out = Vec::with_capacity(content.len());
    for mut inline in content {
        match &mut inline {
            InlineView::Link { content, .. } => {
                out.extend(without_links(std::mem::take(content)));
                continue;
            }
            InlineView::Strong { content }
            | InlineView::Emphasis { content }
            | InlineView::Strikethrough { content }
            | InlineView::Styled { content, .. } => {
                *content = without_links(std::mem::take(content));
            }
            _ => {}
        }
        out.push(inline);
    }
    out
}

/// The content of a link, by something that can be seen and read aloud.
fn named(content: Vec<InlineView>, title: &str, target: &str) -> Vec<InlineView> {
    if content.iter().any(is_seen) {
        return content;
    }
    vec![text(if title.trim().is_empty() {
        target
    } else {
        title
    })]
}

fn is_seen(inline: &InlineView) -> bool {
    match inline {
        InlineView::Text { text } | InlineView::Code { text } => !text.trim().is_empty(),
        InlineView::Picture(_) => true,
        InlineView::Break => false,
        InlineView::Strong { content }
        | InlineView::Emphasis { content }
        | InlineView::Strikethrough { content }
        | InlineView::Link { content, .. }
        | InlineView::Styled { content, .. } => content.iter().any(is_seen),
    }
}

/// Text with the web addresses in it as links.
fn linkified(source: &str, out: &mut Vec<InlineView>) {
    let mut rest = source;
    let mut from = 0;
    while let Some(at) = rest[from..].find("http").map(|at| at + from) {
        let address = &rest[at..];
        let starts_word = !rest[..at].ends_with(|c: char| c.is_alphanumeric());
        if !starts_word || !(address.starts_with("http://") || address.starts_with("https://")) {
            from = at + 4;
            continue;
        }
        let end = address
            .find(|c: char| c.is_whitespace() || "<>\"'`{}|\\^".contains(c) || !c.is_ascii())
            .unwrap_or(address.len());
        let mut link = address[..end].trim_end_matches(['.', ',', ';', ':', '!', '?']);
        // A closing bracket belongs to the sentence unless the address opened one.
        while link.ends_with([')', ']']) && !link.contains(['(', '[']) {
            link = &link[..link.len() - 1];
        }
        if link.len() <= "https://".len() {
            from = at + 4;
            continue;
        }
        let Some(target) = sanitise::address(link) else {
            from = at + 4;
            continue;
        };
        if at > 0 {
            out.push(text(&rest[..at]));
        }
        out.push(InlineView::Link {
            target,
            title: String::new(),
            content: vec![text(link)],
        });
        rest = &rest[at + link.len()..];
        from = 0;
    }
    if !rest.is_empty() {
        out.push(text(rest));
    }
}

/// The 64-bit FNV-1a hash: the same on every computer and for ever, so that a ticked box stays
/// ticked in the next release (<https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>).
fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn clock(seconds: u32) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

fn short(target: &str) -> String {
    let short = target
        .trim_start_matches("https://")
        .trim_start_matches("http://");
    short.trim_start_matches("www.").to_owned()
}

fn qr(target: &str) -> Vec<String> {
    let Ok(code) = QrCode::with_error_correction_level(target, EcLevel::M) else {
        // Longer than any QR code holds: the link text is beside it.
        return Vec::new();
    };
    let width = code.width();
    code.to_colors()
        .chunks(width)
        .map(|row| row.iter().map(|module| module.select('1', '0')).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use werkwijzer_instruction::Document;

    struct Nothing;

    impl Addresses for Nothing {
        fn picture(&self, target: &str) -> Result<PublishedPicture, String> {
            Err(format!("no {target}"))
        }
        fn link(&self, _: &str) -> Option<String> {
            None
        }
        fn film(&self, _: &str) -> Option<String> {
            None
        }
    }

    fn view(markdown: &str) -> View {
        let document = Document::read(markdown.as_bytes());
        lower(
            &Edition {
                instruction: document.tree(),
                fallback_title: "Untitled",
                language: "en",
                library: "Library",
                version: Version::Unsaid,
                date: None,
                theme: ThemeView {
                    accent: "#000000".into(),
                    logo: None,
                    fonts: Vec::new(),
                },
            },
            &Nothing,
        )
    }

    #[test]
    fn links_that_could_run_something_become_their_words() {
        for target in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "#nowhere",
            "../other.md",
        ] {
            let view = view(&format!("[words](<{target}>)\n"));
            assert_eq!(
                view.introduction,
                [BlockView::Paragraph {
                    content: vec![text("words")]
                }],
                "{target}"
            );
        }
    }

    #[test]
    fn addresses_in_text_become_links_without_the_sentence_around_them() {
        let view = view("See https://example.com/a_(b), or (https://example.com/c).\n");
        let BlockView::Paragraph { content } = &view.introduction[0] else {
            panic!("a paragraph");
        };
        let links: Vec<&str> = content
            .iter()
            .filter_map(|inline| match inline {
                InlineView::Link { target, .. } => Some(target.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(
            links,
            ["https://example.com/a_(b)", "https://example.com/c"]
        );
    }

    #[test]
    fn a_link_has_no_link_within_and_can_be_seen() {
        let view = view(
            "[**https://example.com/a**](https://example.com/b)\n\n\
             [**](https://example.com/c)[ ](https://example.com/d)\n",
        );
        let json = serde_json::to_string(&view.introduction).unwrap();
        assert_eq!(json.matches(r#""type":"link""#).count(), 3, "{json}");
        for words in ["https://example.com/a", "https://example.com/d"] {
            assert!(json.contains(&format!(r#""text":"{words}""#)), "{json}");
        }
    }

    #[test]
    fn only_harmless_tags_come_through() {
        let view = view("Press <kbd>F5</kbd><script>x</script> <sup>2<br>\n");
        let json = serde_json::to_string(&view.introduction).unwrap();
        assert!(json.contains(r#""tag":"kbd""#), "{json}");
        assert!(json.contains(r#""type":"break""#), "{json}");
        assert!(!json.contains("script"), "{json}");
        assert!(json.contains('2'), "{json}");
    }

    #[test]
    fn a_ticked_box_has_a_key_that_stays_while_its_words_do() {
        let keys = |markdown: &str| -> Vec<String> {
            match &view(markdown).introduction[0] {
                BlockView::List { items, .. } => {
                    items.iter().filter_map(|item| item.key.clone()).collect()
                }
                other => panic!("{other:?}"),
            }
        };
        let before = keys("- [ ] one\n- [ ] two\n- [ ] one\n");
        let after = keys("- [x] new\n- [ ] one\n- [ ] two\n- [ ] one\n");
        assert_eq!(before, after[1..]);
        assert_ne!(before[0], before[2]);
    }

    #[test]
    fn deep_nesting_keeps_its_words() {
        let view = view(&format!("{}deep\n", "> ".repeat(20)));
        assert!(serde_json::to_string(&view).unwrap().contains("deep"));
    }
}
