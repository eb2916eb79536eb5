//! The front matter of an instruction.

use serde::{Deserialize, Serialize};

/// What the front matter says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct FrontMatter {
    /// The ULID of the instruction.
    pub id: Option<String>,
    /// How far it is.
    pub status: Option<Status>,
    /// BCP 47.
    pub language: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// `YYYY-MM-DD`
    pub review_by: Option<String>,
    /// For finding it.
    pub tags: Vec<String>,
    /// `quality`, `speed`, `delivery` or another name, with what was agreed, in the order of the file.
    pub agreements: Vec<(String, String)>,
    /// Whether steps are numbered: `numbering: none` says no.
    pub numbering: Numbering,
    /// Values for `{{name}}` that hold in this instruction only.
    pub variables: Vec<(String, String)>,
    /// Keys that this version does not know, as JSON, in the order of the file.
    pub other: Vec<(String, serde_json::Value)>,
}

/// Whether steps are numbered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Numbering {
    /// 1, 1.1, 1.2, 2 …
    #[default]
    Steps,
    /// A reference page.
    None,
}

/// How far an instruction is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Being written.
    Draft,
    /// Tried out with the team.
    Pilot,
    /// In force.
    Approved,
    /// No longer in force.
    Retired,
}
