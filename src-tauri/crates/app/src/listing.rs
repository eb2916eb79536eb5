//! The instructions of a library in a list.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use werkwijzer_instruction::Step;

use crate::error::{Error, Notice};
use crate::history::ReleaseListed;
use crate::library::Library;
use crate::look::{Before, Look, Looked};
use crate::source::Source;

/// An instruction in a list.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Listed {
    /// The folder: `instructions/book-an-invoice`.
    pub folder: String,
    /// The ULID.
    pub id: Option<String>,
    /// Its title.
    pub title: String,
    /// `draft`, `pilot`, `approved`, `retired`
    pub status: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// `YYYY-MM-DD`
    pub review_by: Option<String>,
    /// The languages in which it stands there, the source first.
    pub languages: Vec<String>,
    /// For finding it.
    pub tags: Vec<String>,
    /// How many steps it has.
    pub steps: usize,
    /// When its text was last written, in milliseconds since 1970.
    pub changed: Option<u64>,
    /// The newest release.
    pub release: Option<ReleaseListed>,
    /// Whether its files are others than those of the newest release.
    pub changed_since_release: bool,
    /// Whether two people edited without knowing of each other and nobody joined it yet: two
    /// versions, or a conflict copy of a sync client.
    pub to_join: bool,
}

impl Listed {
    /// Whether it is in the archive.
    #[must_use]
    pub fn is_retired(&self) -> bool {
        self.status.as_deref() == Some("retired")
    }
}

impl Listed {
    /// What the text tells.
    pub(crate) fn of(source: &Source, folder: &str) -> Self {
        let tree = source.document.tree();
        Self {
            folder: folder.to_owned(),
            title: source.title(),
            id: tree.front_matter.id.clone(),
            status: tree
                .front_matter
                .status
                .map(|status| status.as_str().to_owned()),
            owner: tree.front_matter.owner.clone(),
            review_by: tree.front_matter.review_by.clone(),
            languages: vec![source.language.clone()],
            tags: tree.front_matter.tags.clone(),
            steps: count(&tree.steps),
            changed: None,
            release: None,
            changed_since_release: false,
            to_join: false,
        }
    }
}

impl Library {
    /// Lists the instructions as they are on the disk now, reading all of them.
    pub(crate) fn list_all(&self) -> Result<(Vec<Listed>, Vec<Notice>), Error> {
        let look = Look::begin(self, Before::default(), false);
        let folders = self.folders()?;
        let looked: Vec<_> = folders
            .par_iter()
            .map(|folder| look.at(&folder.path))
            .collect();
        let mut listed = Vec::new();
        let mut notices: Vec<Notice> = look.problem.into_iter().collect();
        for looked in looked {
            match looked {
                Ok(Looked::New(change)) => listed.push(change.told.listed),
                Ok(Looked::Same | Looked::None) => {}
                Err(error) => notices.push(error.notice()),
            }
        }
        Ok((listed, notices))
    }
}

fn count(steps: &[Step]) -> usize {
    steps.iter().map(|step| 1 + count(&step.steps)).sum()
}
