//! How a person names a version.

use std::convert::Infallible;
use std::str::FromStr;

use werkwijzer_store::Hash;
use werkwijzer_store::history::Timeline;

use crate::error::Error;

/// Fewer digits of a hash could be anything.
const FEWEST_DIGITS: usize = 4;
/// A number of more digits is the beginning of a hash.
const LARGEST_NUMBER: usize = 6;

/// A version as a person names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VersionRef {
    /// The files as they stand now: `now`.
    Now,
    /// The newest version that is kept: `last`.
    Last,
    /// A release: `3`.
    Release(u32),
    /// A version by the first digits of its id.
    Id(String),
}

impl FromStr for VersionRef {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        let text = text.trim();
        Ok(match text {
            "now" => Self::Now,
            "last" => Self::Last,
            _ => match text.parse() {
                Ok(number) if text.len() <= LARGEST_NUMBER => Self::Release(number),
                _ => Self::Id(text.to_lowercase()),
            },
        })
    }
}

impl std::fmt::Display for VersionRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Now => f.write_str("now"),
            Self::Last => f.write_str("last"),
            Self::Release(number) => write!(f, "{number}"),
            Self::Id(id) => f.write_str(id),
        }
    }
}

impl VersionRef {
    /// The version that is meant; `None` for the files as they stand now.
    pub(super) fn find(&self, kept: &Timeline, instruction: &str) -> Result<Option<Hash>, Error> {
        let versions = kept.versions();
        let missing = |message: String| {
            Error::new(
                "history.no-such-version",
                instruction,
                message,
                "`history` lists the versions: name a release by its number, another version by \
                 the first digits of its id, the newest one by `last`, and the files as they are by \
                 `now`",
            )
        };
        match self {
            Self::Now => Ok(None),
            Self::Last => versions
                .first()
                .map(|version| Some(version.hash))
                .ok_or_else(|| missing("no version is kept yet".to_owned())),
            Self::Release(number) => versions
                .iter()
                .find(|version| {
                    let release = version.release.as_ref();
                    release.is_some_and(|release| release.number == *number)
                })
                .map(|version| Some(version.hash))
                .ok_or_else(|| missing(format!("there is no release {number}"))),
            Self::Id(id) => {
                if id.len() < FEWEST_DIGITS {
                    return Err(missing(format!("\"{id}\" is too short for an id")));
                }
                let mut found = versions
                    .iter()
                    .map(|version| version.hash)
                    .filter(|hash| hash.to_string().starts_with(id.as_str()));
                match (found.next(), found.next()) {
                    (Some(hash), None) => Ok(Some(hash)),
                    (Some(_), Some(_)) => Err(missing(format!(
                        "more than one version has an id that begins with {id}"
                    ))),
                    (None, _) => Err(missing(format!("there is no version {id}"))),
                }
            }
        }
    }
}
