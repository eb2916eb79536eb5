//! What a list shows of the history of an instruction.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use werkwijzer_store::history::{Names, Outside, Part, part};
use werkwijzer_store::{Entry, Hash};

use super::files::language_of_text;
use super::{ReleaseListed, Versions, listed_release};
use crate::error::Error;

/// What its versions tell of an instruction.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Facts {
    /// Another one when versions came or went.
    mark: Option<Hash>,
    /// The newest release.
    pub(crate) release: Option<ReleaseListed>,
    /// Its version.
    pub(crate) version: Option<Hash>,
    /// Whether there is more than one head.
    pub(crate) several: bool,
    /// What was said about versions: their names and the words, the newest first.
    pub(crate) notes: Vec<(Hash, String)>,
}

impl Facts {
    /// Whether every version that is here could be read.
    pub(crate) fn is_whole(&self) -> bool {
        self.mark.is_some()
    }
}

impl Versions<'_> {
    /// Looks at the history of all instructions from outside.
    pub(crate) fn outside(&self) -> Result<Outside, Error> {
        Ok(self.history.outside()?)
    }

    /// The names of all versions; `None` if they cannot be told.
    pub(crate) fn names(&self) -> Option<Names> {
        self.history.names().ok().flatten()
    }

    /// The mark of [`Told`](super::Told) as these names tell it; `None` if it cannot be told.
    pub(crate) fn mark_among(&self, names: &Names, id: &str) -> Option<Hash> {
        self.history.mark_among(names, id).ok()
    }

    /// Another one when [`Facts`] may be others.
    pub(crate) fn quick_mark(&self, outside: &Outside, id: &str) -> Result<Hash, Error> {
        Ok(self.history.quick_mark(outside, id)?)
    }

    /// What the versions of an instruction tell; what was `known` where no version came or went.
    /// With the `names` of all versions nothing is looked for that is not there.
    pub(crate) fn facts(
        &self,
        names: Option<&Names>,
        id: &str,
        known: Option<&Facts>,
    ) -> Result<Facts, Error> {
        let mark = Some(match names {
            Some(names) => self.history.mark_among(names, id)?,
            None => self.history.mark(id)?,
        });
        if let Some(known) = known.filter(|known| known.mark == mark) {
            return Ok(known.clone());
        }
        if names.is_some_and(|names| !names.tell_of(id)) {
            return Ok(Facts {
                mark,
                ..Facts::default()
            });
        }
        let kept = self.history.timeline(id)?;
        let released = kept.last_release();
        let noted = kept.versions().iter();
        Ok(Facts {
            // What cannot be read now is tried again.
            mark: mark.filter(|_| kept.problems().is_empty()),
            release: released
                .and_then(|version| version.release.as_ref())
                .map(listed_release),
            version: released.map(|version| version.hash),
            several: kept.heads().len() > 1,
            notes: noted
                .filter(|version| !version.note.trim().is_empty())
                .map(|version| (version.hash, version.note.clone()))
                .collect(),
        })
    }

    /// Whether files other than those of a version stand in the folder of an instruction.
    /// `hash_of` tells the hash of a file, and may know it from before; `None` if it is gone.
    pub(crate) fn differs(
        &self,
        folder: &str,
        id: &str,
        version: Hash,
        entries: &[Entry],
        mut hash_of: impl FnMut(&Entry) -> Result<Option<Hash>, Error>,
    ) -> Result<bool, Error> {
        let snapshot = self.history.snapshot(id, version)?;
        let mut missing: BTreeMap<&str, _> = snapshot
            .files
            .iter()
            .map(|file| (file.path.as_str(), file))
            .collect();
        let mut alike = Vec::new();
        for entry in entries {
            match part(folder, entry) {
                Part::File(path) => match missing.remove(path.as_str()) {
                    Some(file) if file.size != entry.size => return Ok(true),
                    // To read it would make a sync client fetch it.
                    Some(_) if entry.online_only => {}
                    Some(file) => alike.push((entry, file.hash)),
                    None => return Ok(true),
                },
                Part::Absent(path) => {
                    missing.remove(path.as_str());
                }
                Part::None | Part::LeftOut => {}
            }
        }
        if !missing.is_empty() {
            return Ok(true);
        }
        // Texts are what changes most, and are read soonest.
        alike.sort_by_key(|(entry, _)| {
            let name = entry.path.get(folder.len() + 1..).unwrap_or_default();
            language_of_text(name).is_none()
        });
        for (entry, hash) in alike {
            if hash_of(entry)? != Some(hash) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a sync client's conflict copy waits in the folder of an instruction.
    pub(crate) fn has_copies(&self, folder: &str, id: &str, entries: &[Entry]) -> bool {
        entries
            .iter()
            .any(|entry| matches!(self.original_of(folder, id, entry), Ok(Some(_))))
    }
}
