//! The typed tree of an instruction: what the exporters read and the editor edits.
//!
//! Every node that came from a file carries an [`Origin`], the bytes it was read from, so that
//! [`Document::write`](crate::Document::write) can copy what was not edited.

use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use crate::front_matter::FrontMatter;
use crate::walk::{self, Visit};

/// The bytes of the source that a node was read from; empty for a node made by an editor.
///
/// Where a node came from is not part of what it is, so two origins always compare equal: two
/// trees are equal when they say the same.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Origin(pub Option<Span>);

impl PartialEq for Origin {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Origin {}

impl Hash for Origin {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

/// A half-open range of byte offsets into the source text (without its byte order mark).
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// One work instruction.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Instruction {
    /// What the front matter says.
    pub front_matter: FrontMatter,
    /// Blocks that stand before the title, seldom any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub preamble: Vec<Block>,
    /// The first level-1 heading, if no other heading stands before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Heading>,
    /// Blocks between the title and the first step.
    #[serde(default)]
    pub introduction: Vec<Block>,
    /// The steps, nested by the level of their headings.
    #[serde(default)]
    pub steps: Vec<Step>,
}

/// A heading: the title of the instruction or of a step.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Heading {
    /// Where it was read from.
    #[serde(default)]
    pub origin: Origin,
    /// 1 to 6.
    pub level: u8,
    /// The `#id` of the heading attributes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The `.class`es of the heading attributes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<String>,
    /// The other heading attributes, `key=value` or `key`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<(String, Option<String>)>,
    /// The words.
    pub content: Vec<Inline>,
}

/// A heading with what follows it.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Step {
    /// Its title, level and id.
    pub heading: Heading,
    /// What is done in it.
    #[serde(default)]
    pub blocks: Vec<Block>,
    /// Its sub-steps.
    #[serde(default)]
    pub steps: Vec<Step>,
}

/// A block with its origin.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Block {
    /// Where it was read from.
    #[serde(default)]
    pub origin: Origin,
    /// What it is.
    #[serde(flatten)]
    pub kind: BlockKind,
}

impl From<BlockKind> for Block {
    fn from(kind: BlockKind) -> Self {
        Self {
            origin: Origin::default(),
            kind,
        }
    }
}

/// What a block can be.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum BlockKind {
    /// Running text.
    Paragraph {
        /// The words.
        content: Vec<Inline>,
    },
    /// A paragraph that holds only one picture.
    Picture(Picture),
    /// A paragraph that holds only a link to a video.
    Video(Video),
    /// A GitHub alert: `> [!WARNING]`.
    Callout {
        /// How much it matters.
        kind: CalloutKind,
        /// What it says.
        blocks: Vec<Block>,
    },
    /// A block quote.
    Quote {
        /// What it says.
        blocks: Vec<Block>,
    },
    /// A bulleted, numbered or check list.
    List {
        /// The first number of a numbered list.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        start: Option<u64>,
        /// No blank lines between the items.
        tight: bool,
        /// Its items.
        items: Vec<ListItem>,
    },
    /// A code block.
    Code {
        /// The info string after the fence; `None` for an indented block.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        info: Option<String>,
        /// The code, ending with a line feed unless empty.
        text: String,
    },
    /// A pipe table.
    Table {
        /// One a column.
        columns: Vec<ColumnAlignment>,
        /// The first row.
        header: Vec<Cell>,
        /// The other rows, each as wide as the header.
        rows: Vec<Vec<Cell>>,
    },
    /// A heading inside a quote or list: it is no step.
    Heading {
        /// Its words and level.
        heading: Heading,
    },
    /// `{{> name}}` alone in a paragraph.
    Snippet {
        /// Its file is `snippets/<name>.md`.
        name: String,
    },
    /// A thematic break.
    Rule,
    /// HTML, kept verbatim.
    Html {
        /// As it stands in the source.
        text: String,
    },
    /// Link definitions (`[name]: address`), which show nothing, kept verbatim.
    Definitions {
        /// As it stands in the source.
        text: String,
    },
    /// What this model does not know (footnotes, math, admonitions of other tools …), kept
    /// verbatim.
    Raw {
        /// As it stands in the source.
        text: String,
    },
}

/// The five kinds of a GitHub alert.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CalloutKind {
    /// Useful to know.
    Note,
    /// Makes it easier.
    Tip,
    /// Needed to succeed.
    Important,
    /// Needs attention at once.
    Warning,
    /// Can do harm.
    Caution,
}

/// An item of a list.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ListItem {
    /// For an item of a checklist: whether its box is ticked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked: Option<bool>,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// How the cells of a column are set.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnAlignment {
    /// Not said.
    None,
    /// At the left.
    Left,
    /// In the middle.
    Center,
    /// At the right.
    Right,
}

/// A cell of a table.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cell {
    /// The words.
    pub content: Vec<Inline>,
}

/// A reference to an image file.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Picture {
    /// The address as written, seen from the folder of the document: `media/inbox.png`.
    pub target: String,
    /// What it shows, in plain text, for who cannot see it.
    pub alt: String,
    /// The caption.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
}

/// A reference to a video.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Video {
    /// The address as written. [`crate::video::recognise`] tells its host, start and thumbnail.
    pub target: String,
    /// What to call it.
    pub content: Vec<Inline>,
    /// The title of the link.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
}

/// A piece of running text.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Inline {
    /// Words.
    Text {
        /// As they are read, without escapes.
        text: String,
    },
    /// `**strong**`
    Strong {
        /// The words.
        content: Vec<Inline>,
    },
    /// `*emphasis*`
    Emphasis {
        /// The words.
        content: Vec<Inline>,
    },
    /// `~~strikethrough~~`
    Strikethrough {
        /// The words.
        content: Vec<Inline>,
    },
    /// `` `code` ``
    Code {
        /// The code.
        text: String,
    },
    /// A link.
    Link {
        /// The address as written.
        target: String,
        /// Its title.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        title: String,
        /// The words.
        content: Vec<Inline>,
    },
    /// A picture in a line of text.
    Picture(Picture),
    /// `{{name}}`
    Variable {
        /// Its name.
        name: String,
    },
    /// A line end that shows as a space.
    SoftBreak,
    /// A line end that shows as one.
    HardBreak,
    /// An HTML tag or comment, kept verbatim.
    Html {
        /// As it stands in the source.
        text: String,
    },
    /// What this model does not know (a footnote reference …), kept verbatim.
    Raw {
        /// As it stands in the source.
        text: String,
    },
}

/// The words of inlines without their form, line ends as spaces.
#[must_use]
pub fn plain_text(content: &[Inline]) -> String {
    let mut text = String::new();
    push_plain(content, &mut text);
    text
}

fn push_plain(content: &[Inline], out: &mut String) {
    for inline in content {
        match inline {
            Inline::Text { text } | Inline::Code { text } | Inline::Raw { text } => {
                out.push_str(text);
            }
            Inline::Strong { content }
            | Inline::Emphasis { content }
            | Inline::Strikethrough { content }
            | Inline::Link { content, .. } => push_plain(content, out),
            Inline::Picture(picture) => out.push_str(&picture.alt),
            Inline::Variable { name } => {
                out.push_str("{{");
                out.push_str(name);
                out.push_str("}}");
            }
            Inline::SoftBreak | Inline::HardBreak => out.push(' '),
            Inline::Html { .. } => {}
        }
    }
}

impl Instruction {
    /// All pictures, in the order of the document.
    #[must_use]
    pub fn pictures(&self) -> Vec<&Picture> {
        let mut found = Found::default();
        found.instruction(self);
        found.pictures
    }

    /// All videos, in the order of the document.
    #[must_use]
    pub fn videos(&self) -> Vec<&Video> {
        let mut found = Found::default();
        found.instruction(self);
        found.videos
    }
}

/// What a tree refers to.
#[derive(Default)]
struct Found<'a> {
    pictures: Vec<&'a Picture>,
    videos: Vec<&'a Video>,
}

impl<'a> Visit<'a> for Found<'a> {
    fn picture(&mut self, picture: &'a Picture) {
        self.pictures.push(picture);
    }

    fn video(&mut self, video: &'a Video) {
        self.videos.push(video);
        walk::read::video(self, video);
    }
}
