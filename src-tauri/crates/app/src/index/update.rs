//! Bringing the index up to date.

use std::collections::{BTreeSet, HashMap};
use std::sync::mpsc::sync_channel;

use rayon::prelude::*;
use werkwijzer_instruction::Document;
use werkwijzer_store::index::{Change, Known, KnownFile, Prepared, Texts};
use werkwijzer_store::{Entry, EntryKind, Hash, Index, SETTINGS};

use super::Told;
use crate::error::{Error, Notice};
use crate::library::{Library, is_language};
use crate::listing::Listed;
use crate::look::{Before, Look, Looked};
use crate::source::MAX_TEXT;
use crate::texts::{Shown, snippet_document};

/// So many instructions are read before they are handed over to be written,
const AT_ONCE: usize = 256;
/// and so many times as many wait for it at most: few are in memory at once.
const AHEAD: usize = 8;

/// What came of bringing the index up to date.
pub(super) struct Updated {
    pub(super) listed: Vec<Listed>,
    pub(super) notices: Vec<Notice>,
    /// Whether anything is others than it was.
    pub(super) changed: bool,
}

/// What is on the disk now.
pub(super) struct Here {
    pub(super) folders: Vec<Entry>,
    pub(super) snippets: Vec<Entry>,
}

/// What came of looking at a folder, ready to be written.
enum Now {
    Same,
    None,
    New(Box<New>),
}

struct New {
    listed: Listed,
    /// Whether it is others than it was.
    differs: bool,
    change: Prepared,
}

impl Library {
    /// Takes in what changed in the library since the last time.
    pub(super) fn update(
        &self,
        index: &mut Index,
        here: &Here,
    ) -> Result<Updated, werkwijzer_store::Error> {
        let moment = index.moment()?;
        let Known {
            entries,
            files,
            settings: known_settings,
        } = index.known::<Told>()?;
        let mut kept = HashMap::with_capacity(entries.len());
        let mut known_snippets = HashMap::new();
        for (path, told) in entries {
            match told {
                Told::Instruction(instruction) => {
                    kept.insert(path, *instruction);
                }
                Told::Snippet(hash) => {
                    known_snippets.insert(path, hash);
                }
            }
        }
        let mut notices = Vec::new();
        let settings = self.settings_mark();
        let (snippets, mut others) =
            self.snippets_now(here, &known_snippets, &files, moment, &mut notices);
        let mut gone: Vec<String> = known_snippets.into_keys().collect();
        let still: BTreeSet<&str> = here
            .snippets
            .iter()
            .map(|entry| entry.path.as_str())
            .collect();
        gone.retain(|path| !still.contains(path.as_str()));
        others.extend(gone.iter().cloned());
        if known_settings.as_deref() != Some(&settings) {
            others.insert(SETTINGS.to_owned());
        }
        let before = Before {
            stale: index.made_with(&others)?,
            kept,
            files,
            moment,
        };
        let look = Look::begin(self, before, true);
        notices.extend(look.problem.clone());
        let mut changed = !others.is_empty();
        let mut fresh: HashMap<String, Listed> = HashMap::new();
        let mut none = BTreeSet::new();
        let mut left = false;
        // The next ones are read while the last ones are written.
        std::thread::scope(|scope| {
            let (read, to_write) = sync_channel(AHEAD);
            let look = &look;
            scope.spawn(move || {
                for folders in here.folders.chunks(AT_ONCE) {
                    let looked: Vec<_> = folders
                        .par_iter()
                        .map(|folder| (folder.path.as_str(), prepared(look, &folder.path)))
                        .collect();
                    // Nobody writes any more: the index failed.
                    if read.send(looked).is_err() {
                        return;
                    }
                }
            });
            let changes = to_write.into_iter().flatten().filter_map(|(folder, now)| {
                match now {
                    Ok(Now::Same) => None,
                    Ok(Now::None) => {
                        none.insert(folder);
                        None
                    }
                    Ok(Now::New(new)) => {
                        changed |= new.differs;
                        fresh.insert(folder.to_owned(), new.listed);
                        Some(new.change)
                    }
                    // Unreadable is not deleted.
                    Err(error) => {
                        left |= look.before.stale.contains(folder);
                        notices.push(error.notice());
                        None
                    }
                }
            });
            index.write(changes, &[])
        })?;
        let mut kept = look.before.kept;
        let now: BTreeSet<&str> = here
            .folders
            .iter()
            .map(|folder| folder.path.as_str())
            .filter(|folder| !none.contains(folder))
            .collect();
        gone.extend(
            kept.keys()
                .filter(|path| !now.contains(path.as_str()))
                .cloned(),
        );
        kept.retain(|path, _| now.contains(path.as_str()));
        changed |= !gone.is_empty();
        // Last, when what was made with the old ones is made anew. What could not be read now is
        // stale the next time, too.
        if !left && (!snippets.is_empty() || !gone.is_empty()) {
            index.write(snippets, &gone)?;
        }
        if known_settings.is_none() || !left && known_settings.as_deref() != Some(&settings) {
            index.complete(&settings)?;
        }
        let known = kept.into_values().map(|kept| kept.listed);
        let mut listed: Vec<Listed> = known
            .filter(|listed| !fresh.contains_key(&listed.folder))
            .collect();
        listed.extend(fresh.into_values());
        listed.sort_by(|a, b| a.folder.cmp(&b.folder));
        Ok(Updated {
            listed,
            notices,
            changed,
        })
    }

    /// Another one when the settings may give other texts.
    pub(crate) fn settings_mark(&self) -> String {
        let settings = &self.settings;
        let all = serde_json::to_vec(&(&settings.language, &settings.variables));
        Hash::of(&all.unwrap_or_default()).to_string()
    }

    /// What is new of the snippets, and the paths of those whose words changed.
    fn snippets_now(
        &self,
        here: &Here,
        known: &HashMap<String, Hash>,
        files: &HashMap<String, KnownFile>,
        moment: u64,
        notices: &mut Vec<Notice>,
    ) -> (Vec<Prepared>, BTreeSet<String>) {
        let mut changes = Vec::new();
        let mut others = BTreeSet::new();
        for entry in &here.snippets {
            let before = files.get(&entry.path);
            let still = before.and_then(|file| file.still(&entry.stamp)).is_some();
            let away = entry.online_only || entry.kind == EntryKind::Unreadable;
            if still && known.contains_key(&entry.path) || away {
                continue;
            }
            let bytes = match self.folder.read(&entry.path, MAX_TEXT) {
                Ok(bytes) => bytes,
                Err(error) => {
                    notices.push(Error::from(error).notice());
                    continue;
                }
            };
            let hash = Hash::of(&bytes);
            let same = known.get(&entry.path) == Some(&hash);
            if !same {
                others.insert(entry.path.clone());
            }
            let file = KnownFile {
                stamp: entry.stamp,
                moment,
                hash,
            };
            let change = Change {
                path: entry.path.clone(),
                told: Told::Snippet(hash),
                files: vec![(entry.path.clone(), file)],
                texts: (!same).then(|| Texts {
                    documents: vec![self.snippet_shown(&entry.path, &bytes)],
                    needs: BTreeSet::new(),
                }),
            };
            changes.push(change.prepare());
        }
        (changes, others)
    }

    /// A snippet's file to be found by its name and words.
    pub(crate) fn snippet_shown(
        &self,
        path: &str,
        bytes: &[u8],
    ) -> werkwijzer_store::index::Document<Shown> {
        let file = path.rsplit('/').next().unwrap_or(path);
        let name = file.strip_suffix(".md").unwrap_or(file);
        let translated = name
            .rsplit_once('.')
            .filter(|(_, language)| is_language(language));
        let own = self.settings.language.as_deref().unwrap_or("en");
        let (name, language) = translated.unwrap_or((name, own));
        snippet_document(name, language, Document::read(bytes).tree())
    }
}

fn prepared(look: &Look<'_>, folder: &str) -> Result<Now, Error> {
    let change = match look.at(folder)? {
        Looked::Same => return Ok(Now::Same),
        Looked::None => return Ok(Now::None),
        Looked::New(change) => *change,
    };
    let listed = change.told.listed.clone();
    let known = look.before.kept.get(folder);
    Ok(Now::New(Box::new(New {
        differs: change.texts.is_some() || known.is_none_or(|known| known.listed != listed),
        listed,
        change: Change {
            path: change.path,
            told: Told::Instruction(Box::new(change.told)),
            files: change.files,
            texts: change.texts,
        }
        .prepare(),
    })))
}
