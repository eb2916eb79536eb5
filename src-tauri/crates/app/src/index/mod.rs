//! A library as this computer's index knows it: listed and searched without reading it again.
//!
//! The index gives the same answers as reading everything does, only sooner. What it holds was
//! made from files and snapshots that are told by their stamps and names; a look at those tells
//! what is to be read anew. Whatever happens to it, it is made anew from the library.

mod update;

use std::cmp::Reverse;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::Path;

use serde::{Deserialize, Serialize};
use werkwijzer_store::index::{Hit, Query};
use werkwijzer_store::{Hash, Index, Kind};

use crate::error::{Error, Notice};
use crate::library::Library;
use crate::listing::Listed;
use crate::look::Kept;
use crate::search::{Found, MOST, Worth, best, find};
use crate::texts::Shown;

use update::{Here, Updated};

/// Another one when other words are searched or other things listed: then all is made anew.
const MADE: u32 = 2;

/// What the index keeps of something that is found.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Told {
    Instruction(Box<Kept>),
    /// The hash of its file.
    Snippet(Hash),
}

impl Library {
    /// Lists the instructions. One that cannot be read is a notice. With a folder of this computer
    /// for the index only what was written since the last time is read.
    pub fn list(&self, index: Option<&Path>) -> Result<(Vec<Listed>, Vec<Notice>), Error> {
        let (listed, mut notices) = match index.map(|place| self.updated(place)).transpose()? {
            None => self.list_all()?,
            Some(Ok(updated)) => (updated.listed, updated.notices),
            Some(Err(error)) => {
                let (listed, mut notices) = self.list_all()?;
                notices.push(unusable(&error));
                (listed, notices)
            }
        };
        notices.extend(self.notice());
        Ok((listed, notices))
    }

    /// Finds the instructions in which every word begins some word of the text, whatever its case
    /// and accents; those that have them in the title first.
    ///
    /// With an index it answers from that, as it was when the library was last listed.
    pub fn search(&self, words: &str, index: Option<&Path>) -> Result<Vec<Found>, Error> {
        let query = Query::new(words);
        let Some(place) = index.filter(|_| !query.is_empty()) else {
            return self.search_all(&query);
        };
        let mut found = self.search_index(place, &query);
        if matches!(found, Ok(None)) && self.updated(place)?.is_ok() {
            found = self.search_index(place, &query);
        }
        match found {
            Ok(Some(found)) => Ok(found),
            // The list says why the index is not used.
            _ => self.search_all(&query),
        }
    }

    /// What the index finds; `None` if it does not hold everything yet.
    fn search_index(
        &self,
        place: &Path,
        query: &Query,
    ) -> Result<Option<Vec<Found>>, werkwijzer_store::Error> {
        let looked = self.with_index(place, |index| {
            if index.is_complete()? {
                let look = |hit: Hit<Shown>| {
                    let found = find(&hit.shown, &hit.path, query)?;
                    Some(((found.0.in_title, Reverse(hit.order)), found))
                };
                index.search(query, MOST, look).map(Some)
            } else {
                Ok(None)
            }
        })?;
        let Some(looked) = looked else {
            return Ok(None);
        };
        // An instruction may be found in several languages.
        let mut found: HashMap<String, (Shows, (Worth, Found))> = HashMap::new();
        for (shows, new) in looked {
            match found.entry(new.1.folder.clone()) {
                Entry::Occupied(known) if known.get().0 >= shows => {}
                Entry::Occupied(mut known) => {
                    known.insert((shows, new));
                }
                Entry::Vacant(none) => {
                    none.insert((shows, new));
                }
            }
        }
        Ok(Some(best(
            found.into_values().map(|(_, found)| found).collect(),
        )))
    }

    /// Brings the index up to date; tells whether anything was others than it was.
    pub fn refresh(&self, index: &Path) -> Result<bool, Error> {
        Ok(self.updated(index)??.changed)
    }

    /// Reads the whole index again, for a moment when nobody waits; a damaged one is made anew.
    pub fn check_index(&self, index: &Path) -> Result<(), Error> {
        self.with_index(index, |index| index.check())?;
        Ok(())
    }

    fn updated(&self, place: &Path) -> Result<Result<Updated, werkwijzer_store::Error>, Error> {
        let here = self.here()?;
        Ok(self.with_index(place, |index| self.update(index, &here)))
    }

    fn here(&self) -> Result<Here, Error> {
        Ok(Here {
            folders: self.folders()?,
            snippets: self.snippet_files()?,
        })
    }

    /// Does something with the index of this library; once more with an empty one when it turns
    /// out to be damaged.
    fn with_index<T>(
        &self,
        place: &Path,
        work: impl Fn(&mut Index) -> Result<T, werkwijzer_store::Error>,
    ) -> Result<T, werkwijzer_store::Error> {
        let maker = format!("{} {MADE}", env!("CARGO_PKG_VERSION"));
        let open = || Index::open(place, &self.name_here(), &maker);
        let mut index = open()?;
        match work(&mut index) {
            Err(error) if error.kind() == Kind::Damaged => {
                index.discard()?;
                work(&mut open()?)
            }
            done => done,
        }
    }

    /// What is kept of this library on this computer is called so. Two libraries may have one id:
    /// a copy of a folder.
    pub(crate) fn name_here(&self) -> String {
        let id: String = self
            .settings
            .id
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .take(40)
            .collect();
        let path = Hash::of(self.path().as_os_str().as_encoded_bytes()).to_string();
        format!("{id}-{}", &path[..16])
    }
}

/// Which of the texts of an instruction is shown: one with the words in its title, and the source,
/// which is the first, before what was made from it.
type Shows = (bool, Reverse<i64>);

fn unusable(error: &werkwijzer_store::Error) -> Notice {
    Notice::warning(
        "index.unusable",
        &werkwijzer_store::shown(error.path()),
        format!("the index of this computer is not used: {}", error.what()),
        format!(
            "everything is read instead, which takes longer; {}",
            error.hint()
        ),
    )
}
