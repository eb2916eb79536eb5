//! What is wrong with a document, said for its reader.

use serde::{Deserialize, Serialize};

/// How much a problem matters.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The document says less, or something else, than its author thinks.
    Warning,
    /// A reader cannot follow it.
    Error,
}

/// What kind of problem it is. Nobody matches on a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Code {
    /// The file is not UTF-8.
    NotUtf8,
    /// The front matter is no YAML, or no mapping.
    FrontMatterUnreadable,
    /// A value in the front matter is none of those allowed.
    FrontMatterValue,
    /// A step without anything in it.
    EmptyStep,
    /// A heading without words.
    EmptyHeading,
    /// A document without a title.
    NoTitle,
    /// A picture that nobody can read aloud.
    NoAltText,
    /// A picture whose file is not there.
    MissingPicture,
    /// A picture at an address on the network.
    RemotePicture,
    /// A picture or link that Markdown does not see as one.
    BrokenSyntax,
    /// A link to a step or file that is not there.
    DeadLink,
    /// A link that could run something, or with an unknown scheme.
    UnsafeLink,
    /// Two steps with one id.
    DuplicateStepId,
    /// A heading more than one level below the one above it.
    SkippedLevel,
    /// A step that is too long to follow.
    LongStep,
    /// The review date has passed.
    ReviewOverdue,
    /// A variable without a value.
    UnknownVariable,
    /// A snippet without a file.
    UnknownSnippet,
    /// Variables whose values need each other.
    VariableCycle,
    /// Snippets that include each other.
    SnippetCycle,
    /// Nesting deeper than this program follows.
    TooDeep,
    /// Variables and snippets that would make more text than anybody reads.
    TooLarge,
    /// Something of another tool that is kept as it is.
    NotUnderstood,
}

/// Where in the tree something is, counted from 0 in the order of the text.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreePlace {
    /// Which of all steps, sub-steps among them; none before the first one.
    pub step: Option<usize>,
    /// Which block of the step, or of what stands before the first one; none for a heading and
    /// the front matter.
    pub block: Option<usize>,
}

/// One problem, with its place and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Problem {
    /// What kind it is.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// The line in the file, from 1.
    pub line: usize,
    /// The number and title of the step, if it is in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// The block in the tree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<TreePlace>,
    /// The address or name that it is about, as it is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// What was surely meant in the place of the subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub hint: String,
}

impl Problem {
    /// A problem of a line, of which no more is known.
    pub(crate) fn new(
        code: Code,
        severity: Severity,
        line: usize,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            code,
            severity,
            line,
            step: None,
            place: None,
            subject: None,
            instead: None,
            message: message.into(),
            hint: hint.into(),
        }
    }
}
