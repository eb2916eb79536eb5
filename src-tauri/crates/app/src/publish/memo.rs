//! What the last publication read of the instructions, kept in the computer's own cache folder: an
//! instruction that did not change is only listed.
//!
//! One is taken as it is remembered if the listing of its folder is the same, if no version of it
//! came or went, and if nothing else that it was made from changed: the settings, and the snippets
//! if it has any. What was made from anything besides is never remembered.

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use werkwijzer_export::Version;
use werkwijzer_store::history::Names;
use werkwijzer_store::{Entry, Folder, Hash, SNIPPETS};

use super::editions::EDITION;
use super::read::Document;
use crate::history::Versions;
use crate::library::Library;
use crate::stamped::{are_settled, is_away, listing};

/// Raised when something else is remembered, or read, of the same instruction.
const FORMAT: u32 = 1;
/// A larger one is not read: some hundred thousand instructions.
const LARGEST: u64 = 512 << 20;

/// What is remembered of an instruction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Remembered {
    /// Another one when a file in its folder was written, came or went.
    pub(super) listing: Hash,
    /// What its versions are kept under.
    pub(super) id: String,
    /// Another one when one of them came or went; none where they are not asked.
    pub(super) history: Option<Hash>,
    /// Another one when any snippet changed; none where it has none.
    pub(super) snippets: Option<Hash>,
    pub(super) version: Version,
    pub(super) documents: Vec<Arc<Document>>,
    pub(super) retired: Vec<String>,
}

/// The files of an instruction as they are now.
pub(super) struct Listed {
    pub(super) entries: Vec<Entry>,
    pub(super) listing: Hash,
}

/// What is remembered of a library.
#[derive(Default)]
pub(super) struct Memo(Option<Open>);

struct Open {
    folder: Folder,
    name: String,
    /// Of what all of it depends on.
    key: Hash,
    /// When looking began, by the clock of the folder.
    moment: u64,
    names: Names,
    /// None while they may change without a trace.
    snippets: Option<Hash>,
    bytes: Vec<u8>,
    /// By their folders, with the line that each stands on.
    before: HashMap<String, (Range<usize>, Remembered)>,
}

impl Memo {
    /// Reads what is remembered. Without a folder, or where something cannot be told, that is
    /// nothing.
    pub(super) fn open(library: &Library, versions: &Versions<'_>, cache: Option<&Path>) -> Self {
        let open = || {
            // One that cannot be used slows the work down and stops nothing.
            let folder = Folder::create(&cache?.join("published")).ok()?;
            let moment = folder.moment().ok()?;
            let name = library.name_here();
            let key = key(library);
            let bytes = folder.read(&name, LARGEST).unwrap_or_default();
            let before = before(&bytes, key).unwrap_or_default();
            Some(Open {
                moment,
                names: versions.names()?,
                snippets: snippets(library, moment),
                folder,
                name,
                key,
                bytes,
                before,
            })
        };
        Self(open())
    }

    /// Lists the files of an instruction, where anything can be remembered.
    pub(super) fn list(&self, library: &Library, folder: &str) -> Option<Listed> {
        self.0.as_ref()?;
        let entries = library.folder.walk(folder).ok()?;
        let listing = listing(&entries);
        Some(Listed { entries, listing })
    }

    /// What is remembered of an instruction, if nothing changed that it was made from.
    pub(super) fn known(
        &self,
        versions: &Versions<'_>,
        folder: &str,
        listed: &Listed,
    ) -> Option<Remembered> {
        let open = self.0.as_ref()?;
        let (_, known) = open.before.get(folder)?;
        let same = known.listing == listed.listing
            && (known.snippets.is_none() || known.snippets == open.snippets)
            && (known.history.is_none()
                || known.history == versions.mark_among(&open.names, &known.id));
        same.then(|| known.clone())
    }

    /// What is to be remembered of an instruction that was read after it was listed; nothing where
    /// it may be written again without a trace.
    pub(super) fn remember(
        &self,
        listed: &Listed,
        has_snippets: bool,
        remembered: impl FnOnce() -> Remembered,
    ) -> Option<Remembered> {
        let open = self.0.as_ref()?;
        if !are_settled(&listed.entries, open.moment) || has_snippets && open.snippets.is_none() {
            return None;
        }
        Some(Remembered {
            snippets: open.snippets.filter(|_| has_snippets),
            ..remembered()
        })
    }

    /// Keeps what is remembered of the instructions in these folders, and nothing of others. It
    /// may fail: then they are read again.
    pub(super) fn keep(&self, now: &[(String, Remembered)]) {
        let Some(open) = &self.0 else { return };
        let line_before = |folder: &str, now: &Remembered| {
            let (line, before) = open.before.get(folder)?;
            open.bytes.get(line.clone()).filter(|_| before == now)
        };
        let lines: Vec<Option<&[u8]>> = now
            .par_iter()
            .map(|(folder, now)| line_before(folder, now))
            .collect();
        if lines.len() == open.before.len() && lines.iter().all(Option::is_some) {
            return;
        }
        let mut all = Vec::with_capacity(open.bytes.len());
        for (told, line) in now.iter().zip(lines) {
            match line {
                Some(line) => all.extend_from_slice(line),
                None => match serde_json::to_vec(told) {
                    Ok(line) => all.extend_from_slice(&line),
                    Err(_) => continue,
                },
            }
            all.push(b'\n');
        }
        let mut bytes = sum(open.key, &all).to_string().into_bytes();
        bytes.push(b'\n');
        bytes.extend_from_slice(&all);
        // A full disk must not stop a publication.
        let _ = open.folder.write_fleeting(&open.name, &bytes);
    }
}

/// What was remembered, if all of it is as it was written and of this library and program.
fn before(bytes: &[u8], key: Hash) -> Option<HashMap<String, (Range<usize>, Remembered)>> {
    const SUM: usize = 64;
    let (told, lines) = bytes.split_at_checked(SUM)?;
    let lines = lines.strip_prefix(b"\n")?;
    if sum(key, lines).to_string().as_bytes() != told {
        return None;
    }
    let mut start = SUM + 1;
    let ranges: Vec<Range<usize>> = lines
        .split_inclusive(|byte| *byte == b'\n')
        .map(|line| {
            let range = start..start + line.len().saturating_sub(1);
            start += line.len();
            range
        })
        .collect();
    ranges
        .into_par_iter()
        .map(|range| {
            let line = bytes.get(range.clone())?;
            let (folder, told): (String, Remembered) = serde_json::from_slice(line).ok()?;
            Some((folder, (range, told)))
        })
        .collect()
}

/// By which damage is told, and what is of another library or program.
fn sum(key: Hash, lines: &[u8]) -> Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(key.as_bytes());
    hasher.update(lines);
    Hash::of(hasher.finalize().as_bytes())
}

fn key(library: &Library) -> Hash {
    let parts = (
        FORMAT,
        EDITION,
        env!("CARGO_PKG_VERSION"),
        werkwijzer_store::shown(library.path()),
        library.settings_mark(),
    );
    Hash::of(&serde_json::to_vec(&parts).unwrap_or_default())
}

/// Another one when any snippet was written, came or went.
fn snippets(library: &Library, moment: u64) -> Option<Hash> {
    if !library.folder.exists(SNIPPETS) {
        return Some(listing(&[]));
    }
    let entries = library.folder.walk(SNIPPETS).ok()?;
    let told = are_settled(&entries, moment) && !entries.iter().any(is_away);
    told.then(|| listing(&entries))
}
