//! What this computer knows of an instruction's files: the hashes of those that it has read, so
//! that a picture that did not change costs nothing, and the version that the files were made
//! from.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{History, Of};
use crate::atomic;
use crate::folder::Folder;
use crate::hash::Hash;
use crate::stamp::{Stamp, nanoseconds};

const LARGEST: u64 = 64 << 20;

/// What is remembered of one instruction.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Known {
    /// The version that the files were made from.
    #[serde(default)]
    pub(super) base: Option<Hash>,
    /// What is the same for it and every version with the same files.
    #[serde(default)]
    pub(super) content: Option<Hash>,
    /// The conflict copies that lay beside the files then.
    #[serde(default)]
    copies: BTreeMap<String, Stamp>,
    /// When hashing began, in nanoseconds since 1970.
    #[serde(default)]
    moment: u64,
    #[serde(default)]
    files: BTreeMap<String, Seen>,
}

/// A file as it was when it was hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    stamp: Stamp,
    hash: Hash,
}

/// A new file for what is known, which also tells the time.
pub(super) struct Sheet {
    file: fs_err::File,
    path: tempfile::TempPath,
    moment: u64,
}

impl Known {
    /// The hash of a file, if it did not change.
    pub(super) fn hash(&self, path: &str, stamp: &Stamp) -> Option<Hash> {
        let seen = self.files.get(path)?;
        (seen.stamp == *stamp && stamp.is_settled(self.moment)).then_some(seen.hash)
    }

    /// The hash of a file whose bytes are not on this computer: nothing but a change of its size
    /// or time is told then.
    pub(super) fn hash_of_absent(&self, path: &str, stamp: &Stamp) -> Option<Hash> {
        let seen = self.files.get(path)?;
        let same = seen.stamp.size == stamp.size && seen.stamp.modified == stamp.modified;
        same.then_some(seen.hash)
    }

    /// The same of the version, and nothing of the files.
    pub(super) fn without_files(&self) -> Self {
        Self {
            base: self.base,
            content: self.content,
            copies: self.copies.clone(),
            ..Self::default()
        }
    }

    /// Whether all these conflict copies lay there already.
    pub(super) fn has_seen(&self, copies: &BTreeMap<String, Stamp>) -> bool {
        copies
            .iter()
            .all(|(path, stamp)| self.copies.get(path) == Some(stamp))
    }

    pub(super) fn settle(&mut self, version: Hash, content: Hash, copies: BTreeMap<String, Stamp>) {
        self.base = Some(version);
        self.content = Some(content);
        self.copies = copies;
    }

    pub(super) fn set(&mut self, path: &str, stamp: Stamp, hash: Hash) {
        self.files.insert(path.to_owned(), Seen { stamp, hash });
    }
}

impl History {
    /// What is known of an instruction; nothing if that cannot be read.
    pub(super) fn known(&self, of: Of<'_>) -> Known {
        let Some(computer) = &self.computer else {
            return Known::default();
        };
        computer
            .read(&self.known_name(of), LARGEST)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default()
    }

    /// Begins to write anew what is known.
    pub(super) fn sheet(&self, of: Of<'_>) -> Option<Sheet> {
        let folder: &Folder = self.computer.as_ref()?;
        let (file, path) = atomic::begin(folder.path(), &self.known_name(of)).ok()?;
        let moment = file.metadata().and_then(|found| found.modified()).ok()?;
        Some(Sheet {
            file,
            path,
            moment: nanoseconds(moment),
        })
    }

    /// Keeps what is known. It may fail: then the files are hashed again.
    pub(super) fn keep_known(&self, of: Of<'_>, sheet: Option<Sheet>, mut known: Known) {
        let (Some(mut sheet), Some(folder)) = (sheet, &self.computer) else {
            return;
        };
        known.moment = sheet.moment;
        let write = || -> io::Result<()> {
            // Not made durable: what a power cut leaves of it is not read.
            sheet.file.write_all(&serde_json::to_vec(&known)?)?;
            drop(sheet.file);
            atomic::place(sheet.path, &folder.path().join(self.known_name(of)))
        };
        let _ = write();
    }

    fn known_name(&self, of: Of<'_>) -> String {
        format!("{}.json", self.name_here(of))
    }

    /// The name of the lock of an instruction.
    pub(super) fn lock_name(&self, of: Of<'_>) -> String {
        format!("{}.lock", self.name_here(of))
    }

    fn name_here(&self, of: Of<'_>) -> String {
        let path: &Path = self.library.path();
        let whole = format!("{}\n{}\n{}", path.display(), of.folder, of.instruction);
        Hash::of(whole.as_bytes()).to_string()[..32].to_owned()
    }
}
