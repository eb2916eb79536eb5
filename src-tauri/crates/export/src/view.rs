//! What the themes see: the document as plain data, with everything decided that a theme should
//! not decide (numbers, wording, addresses, which picture file, what a video's QR code says).
//!
//! The same view, as JSON, is read by the Typst theme (PDF) and the minijinja themes (HTML).

use serde::Serialize;
use serde_json::Value;

/// What a theme reads, without the characters that neither a page nor a PDF may hold: controls
/// other than tab and line feed, and what Unicode calls no character.
pub(crate) fn plain(view: &impl Serialize) -> Value {
    let mut value = serde_json::to_value(view).unwrap_or(Value::Null);
    clean(&mut value);
    value
}

fn clean(value: &mut Value) {
    match value {
        Value::String(text) if text.contains(is_unprintable) => {
            text.retain(|c| !is_unprintable(c));
        }
        Value::Array(items) => items.iter_mut().for_each(clean),
        Value::Object(object) => object.values_mut().for_each(clean),
        _ => {}
    }
}

fn is_unprintable(c: char) -> bool {
    let code = u32::from(c);
    (c.is_control() && !matches!(c, '\t' | '\n'))
        || (0xFDD0..=0xFDEF).contains(&code)
        || code & 0xFFFE == 0xFFFE
}

/// One instruction, ready to be laid out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct View {
    /// The title in plain text.
    pub title: String,
    /// The title with its form.
    pub title_content: Vec<InlineView>,
    /// BCP 47: `nl`, `en`, `ar`, `zh` …
    pub language: String,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// The name of the library.
    pub library: String,
    /// `draft`, `pilot`, `approved` or `retired`.
    pub status: Option<String>,
    /// The number of the release; none for a draft.
    pub release: Option<u32>,
    /// What is said of a draft of which versions are kept: `Draft after release 3`.
    pub draft: Option<String>,
    /// The rows of the cover block, in order, with localised label and value: status, release,
    /// owner, published on, review by, agreements (quality, speed, delivery).
    pub facts: Vec<Fact>,
    /// Wording of the interface in the document's language; the keys are in `wording.rs`.
    pub words: std::collections::BTreeMap<&'static str, String>,
    /// What stands before the first step.
    pub introduction: Vec<BlockView>,
    /// The steps.
    pub steps: Vec<StepView>,
    /// How many steps there are, sub-steps included.
    pub step_count: usize,
    /// Of the theme: `accent` (`#rrggbb`), `logo` (file name in the theme, if any), `font`.
    pub theme: ThemeView,
    /// The date of the export, `2026-11-24`, for the document's metadata.
    pub date: Option<String>,
}

/// A row of the cover block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// `status`, `release`, `owner`, `date`, `review-by`, `quality`, `speed`, `delivery`, or the
    /// key of another agreement.
    pub key: String,
    /// `Agreed quality`
    pub label: String,
    /// `at most 2 corrections per 100 invoices`
    pub value: String,
    /// Whether it is an agreement.
    pub agreement: bool,
}

/// The settings of the theme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ThemeView {
    /// The colour of marks and links, `#rrggbb`.
    pub accent: String,
    /// The name of the logo's file in the theme.
    pub logo: Option<String>,
    /// The families of the text, best first.
    pub fonts: Vec<String>,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StepView {
    /// `1`, `1.1`; none when numbering is off.
    pub number: Option<String>,
    /// Unique in the document, safe in an address.
    pub id: String,
    /// 1 for a step, 2 for a sub-step …
    pub depth: u8,
    /// Its title in plain text, without a typed number.
    pub title: String,
    /// Its title with its form.
    pub title_content: Vec<InlineView>,
    /// What is done in it.
    pub blocks: Vec<BlockView>,
    /// Its sub-steps.
    pub steps: Vec<StepView>,
}

/// A block.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum BlockView {
    /// Running text.
    Paragraph {
        /// The words.
        content: Vec<InlineView>,
    },
    /// A picture of its own; a paragraph that holds only pictures becomes one of these each.
    Picture(PictureView),
    /// A video.
    Video(VideoView),
    /// A callout.
    Callout {
        /// `note`, `tip`, `important`, `warning` or `caution`.
        kind: &'static str,
        /// `Warning`, in the document's language.
        label: String,
        /// What it says.
        blocks: Vec<BlockView>,
    },
    /// A quote.
    Quote {
        /// What it says.
        blocks: Vec<BlockView>,
    },
    /// A list.
    List {
        /// Whether it is numbered.
        ordered: bool,
        /// The first number.
        start: u64,
        /// No space between the items.
        tight: bool,
        /// Whether any item has a box.
        checklist: bool,
        /// Its items.
        items: Vec<ItemView>,
    },
    /// Code.
    Code {
        /// `json`, if said.
        language: Option<String>,
        /// Without the last line feed.
        text: String,
    },
    /// A table.
    Table {
        /// `none`, `left`, `center` or `right`, one a column.
        columns: Vec<&'static str>,
        /// The first row.
        header: Vec<Vec<InlineView>>,
        /// The other rows.
        rows: Vec<Vec<Vec<InlineView>>>,
    },
    /// A heading inside a quote or list.
    Heading {
        /// 1 to 6.
        level: u8,
        /// The words.
        content: Vec<InlineView>,
    },
    /// A thematic break.
    Rule,
    /// HTML of the author.
    Html {
        /// Sanitised: safe to put into a page as it is.
        html: String,
        /// Its words, for who cannot show HTML.
        text: String,
    },
    /// Source that the model does not know, shown as it is.
    Raw {
        /// The source.
        text: String,
    },
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemView {
    /// For an item with a box: whether it is ticked.
    pub checked: Option<bool>,
    /// For an item with a box: unique in the document and the same while its words are.
    pub key: Option<String>,
    /// What it says.
    pub blocks: Vec<BlockView>,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PictureView {
    /// The key of the published picture; none when it is missing or could not be read.
    pub file: Option<String>,
    /// Where HTML finds it: a relative address or a `data:` URL.
    pub source: String,
    /// What it shows.
    pub alt: String,
    /// The caption.
    pub title: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// How much of the text's width it takes, in per cent, by steps of five; its own size when
    /// none.
    pub share: Option<u8>,
    /// When `file` is none: what to say in its place, localised.
    pub problem: Option<String>,
}

/// A video.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VideoView {
    /// What to call it.
    pub title: String,
    /// `YouTube`, `Vimeo`, …; none for a local file.
    pub host: Option<String>,
    /// The address to open.
    pub target: String,
    /// The address as people read and type it, without `https://www.`.
    pub short: String,
    /// The address of a player that can stand in a page, loaded only after a click.
    pub embed: Option<String>,
    /// Of a local file: its name beside the page.
    pub file: Option<String>,
    /// `1:20`, if it starts later than at its beginning.
    pub start: Option<String>,
    /// The QR code of the address: the rows of modules, `1` dark, `0` light, without quiet zone;
    /// empty for a local file.
    pub qr: Vec<String>,
}

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum InlineView {
    /// Words.
    Text {
        /// The words.
        text: String,
    },
    /// Strong.
    Strong {
        /// The words.
        content: Vec<InlineView>,
    },
    /// Emphasis.
    Emphasis {
        /// The words.
        content: Vec<InlineView>,
    },
    /// Strikethrough.
    Strikethrough {
        /// The words.
        content: Vec<InlineView>,
    },
    /// Code.
    Code {
        /// The code.
        text: String,
    },
    /// A link with an allowed scheme; links that are not allowed become their words.
    Link {
        /// The address; `#id` for a step of this document, which then surely exists.
        target: String,
        /// Its title.
        title: String,
        /// The words.
        content: Vec<InlineView>,
    },
    /// A picture in a line.
    Picture(PictureView),
    /// A line end that shows as one.
    Break,
    /// HTML of the author: only the few harmless tags come through (`kbd`, `sub`, `sup`, `u`,
    /// `mark`, `small`), as this node.
    Styled {
        /// The tag.
        tag: &'static str,
        /// The words.
        content: Vec<InlineView>,
    },
}
