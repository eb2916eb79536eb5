//! What changed from one version of an instruction to another.
//!
//! Steps are compared with steps: a step is known by its id, else by its title, else by what it
//! says, so a step that was moved and edited is one change and not a removal and an addition.
//! Within a step blocks are compared with blocks, and within a block words with words, items with
//! items, rows with rows.
//!
//! ```
//! use werkwijzer_instruction::{Document, diff::{StepChangeKind, diff}};
//!
//! let old = Document::read(b"# T\n\n## Open the inbox\n\nClick here.\n");
//! let new = Document::read(b"# T\n\n## Open the inbox\n\nClick there.\n\n## Close it\n");
//! let difference = diff(old.tree(), new.tree());
//! assert_eq!(difference.steps[0].kinds, [StepChangeKind::Changed]);
//! assert_eq!(difference.steps[1].kinds, [StepChangeKind::Added]);
//! ```
//!
//! Files are not opened here. Whoever can look at pictures says by [`PictureFiles`] which of them
//! changed though the text did not.

use serde::{Deserialize, Serialize};

use crate::compare::steps::Steps;
use crate::compare::with_line_feeds;
use crate::tree::{
    Block, CalloutKind, Cell, Inline, Instruction, ListItem, Picture, Video, plain_text,
};

mod blocks;
mod front_matter;
mod steps;
mod words;

/// What changed from an old version to a new one.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Difference {
    /// The values of the front matter that changed, agreements and variables one by one.
    pub front_matter: Vec<ValueChange>,
    /// The title of the instruction; empty when it did not change.
    pub title: Vec<Run>,
    /// What stands before the first step; empty when it did not change.
    pub introduction: Vec<BlockChange>,
    /// The pictures before the first step that changed.
    pub pictures: Vec<PictureChange>,
    /// Every step of both versions, once each: in the order of the new one, with those that were
    /// removed where they stood.
    pub steps: Vec<StepChange>,
}

impl Difference {
    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.front_matter.is_empty()
            && self.title.is_empty()
            && self.introduction.is_empty()
            && self.pictures.is_empty()
            && self.changed_steps().next().is_none()
    }

    /// The steps that something happened to.
    pub fn changed_steps(&self) -> impl Iterator<Item = &StepChange> {
        self.steps.iter().filter(|step| !step.kinds.is_empty())
    }
}

/// A value of the front matter.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ValueChange {
    /// The key: `owner`, `agreements`, `variables` …
    pub key: String,
    /// Which agreement or variable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it was; `None` when it was not there.
    pub old: Option<String>,
    /// What it is; `None` when it is not there any more.
    pub new: Option<String>,
}

/// What happened to a step.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct StepChange {
    /// Each that is true; none for a step that did not change.
    pub kinds: Vec<StepChangeKind>,
    /// The step in the old version; `None` when it was added.
    pub old: Option<StepPlace>,
    /// The step in the new version; `None` when it was removed.
    pub new: Option<StepPlace>,
    /// The words of the title; empty when they did not change.
    pub title: Vec<Run>,
    /// All blocks of the step, also those that did not change; empty when none of them did. Of an
    /// added or removed step each is added or removed.
    pub blocks: Vec<BlockChange>,
    /// Its pictures that changed, wherever they stand in it.
    pub pictures: Vec<PictureChange>,
}

/// What can happen to a step.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It stands elsewhere among its siblings, or under another step. A step that only moved
    /// because the step above it did is not meant.
    Moved,
    /// It has another title.
    Renamed,
    /// It says something else, apart from its title.
    Changed,
}

/// A step as one version has it.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "ComparedStep"))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct StepPlace {
    /// `1`, `1.1`; none when the instruction is not numbered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// What it is addressed by: see [`Place::id`](crate::number::Place::id).
    pub id: String,
    /// Its title, without a number that somebody typed.
    pub title: String,
    /// 1 for a step, 2 for a sub-step …
    pub depth: u8,
}

/// A stretch of words.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Run {
    /// On which side it stands.
    pub kind: RunKind,
    /// The words, in their form. Words that only got another form stand in two runs.
    pub content: Vec<Inline>,
}

impl Run {
    /// The words without their form.
    #[must_use]
    pub fn text(&self) -> String {
        plain_text(&self.content)
    }
}

/// On which side a stretch of words stands.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunKind {
    /// On both.
    Equal,
    /// Only in the new version.
    Inserted,
    /// Only in the old version.
    Deleted,
}

/// What happened to a block.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum BlockChange {
    /// Nothing.
    Unchanged {
        /// The block.
        block: Block,
    },
    /// It is new.
    Added {
        /// The block.
        block: Block,
    },
    /// It is gone.
    Removed {
        /// The block.
        block: Block,
    },
    /// Text changed: its words, or its lines in what is not running text.
    Text {
        /// What kind of text.
        kind: TextKind,
        /// The words or lines; all equal when only the level of a heading or the language of code
        /// changed.
        runs: Vec<Run>,
    },
    /// A picture that stands alone.
    Picture(PictureChange),
    /// A video.
    Video {
        /// As it was.
        old: Video,
        /// As it is.
        new: Video,
        /// What it is called.
        runs: Vec<Run>,
    },
    /// A callout or quote.
    Quote {
        /// What kind of callout it was; `None` for a quote.
        old: Option<CalloutKind>,
        /// What kind of callout it is; `None` for a quote.
        new: Option<CalloutKind>,
        /// What it says.
        blocks: Vec<BlockChange>,
    },
    /// A list.
    List {
        /// The first number it had; `None` for bullets.
        old: Option<u64>,
        /// The first number it has; `None` for bullets.
        new: Option<u64>,
        /// Its items.
        items: Vec<ItemChange>,
    },
    /// A table.
    Table {
        /// Its rows, the header first.
        rows: Vec<RowChange>,
    },
}

/// The text of a block.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TextKind {
    /// Running text.
    Paragraph,
    /// A heading within a quote or list.
    Heading,
    /// Code, line by line.
    Code,
    /// HTML, link definitions, or what the model does not know, line by line.
    Source,
}

/// What happened to an item of a list.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum ItemChange {
    /// Nothing.
    Unchanged {
        /// The item.
        item: ListItem,
    },
    /// It is new.
    Added {
        /// The item.
        item: ListItem,
    },
    /// It is gone.
    Removed {
        /// The item.
        item: ListItem,
    },
    /// It says something else.
    Changed {
        /// Whether its box was ticked.
        old: Option<bool>,
        /// Whether its box is ticked.
        new: Option<bool>,
        /// What it says.
        blocks: Vec<BlockChange>,
    },
}

/// What happened to a row of a table.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum RowChange {
    /// Nothing.
    Unchanged {
        /// Its cells.
        cells: Vec<Cell>,
    },
    /// It is new.
    Added {
        /// Its cells.
        cells: Vec<Cell>,
    },
    /// It is gone.
    Removed {
        /// Its cells.
        cells: Vec<Cell>,
    },
    /// It says something else.
    Changed {
        /// The words of each cell. Where columns came or went, theirs are all new or all gone.
        cells: Vec<Vec<Run>>,
    },
}

/// What happened to a picture.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct PictureChange {
    /// As it was; `None` when it was added.
    pub old: Option<Picture>,
    /// As it is; `None` when it was removed.
    pub new: Option<Picture>,
    /// What changed in its files, as [`PictureFiles`] said.
    #[serde(flatten)]
    pub seen: Seen,
}

/// What changed in the files of a picture.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Seen {
    /// The picture itself is another.
    pub file: bool,
    /// What is drawn on it is something else.
    pub markup: bool,
}

/// Knows the files of the pictures of both versions.
pub trait PictureFiles {
    /// What changed from the file that the old version calls `old` to the one that the new version
    /// calls `new`, each as its [`Picture::target`].
    fn seen(&self, old: &str, new: &str) -> Seen;
}

/// No picture changed but for what the text says of it.
struct NoFiles;

impl PictureFiles for NoFiles {
    fn seen(&self, _: &str, _: &str) -> Seen {
        Seen::default()
    }
}

/// Compares two versions.
#[must_use]
pub fn diff(old: &Instruction, new: &Instruction) -> Difference {
    diff_with(old, new, &NoFiles)
}

/// Compares two versions, with the files of their pictures.
#[must_use]
pub fn diff_with(old: &Instruction, new: &Instruction, files: &dyn PictureFiles) -> Difference {
    let (old, new) = (with_line_feeds(old), with_line_feeds(new));
    let opening = |tree: &Instruction| -> Vec<Block> {
        tree.preamble
            .iter()
            .chain(&tree.introduction)
            .cloned()
            .collect()
    };
    let (was, is) = (opening(&old), opening(&new));
    let words = |tree: &Instruction| tree.title.clone().unwrap_or_default().content;
    Difference {
        front_matter: front_matter::changes(&old.front_matter, &new.front_matter),
        title: words::of_title(&words(&old), &words(&new)),
        introduction: blocks::changes(&was, &is, files),
        pictures: blocks::pictures(&was, &is, files),
        steps: steps::changes(&Steps::of(&old), &Steps::of(&new), files),
    }
}
