//! What this computer knows of an instruction's files: the hashes of those that it has read, so
//! that a picture that did not change costs nothing, and the version that the files were made
//! from.
//!
//! A file is taken for unchanged if size, times and file number are as they were, and if it was
//! last written well before it was hashed: within the grain of the clock it could have been
//! written again without a trace. The moment of hashing is told by the time stamp of a file that
//! is made just before, as the computer's own clock may be set in between.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::{History, Of};
use crate::atomic;
use crate::folder::Folder;
use crate::hash::Hash;

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

/// What changes when a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    size: u64,
    modified: u64,
    /// When its name, rights or bytes were last changed; when it was made, where that is not told.
    changed: u64,
    number: u64,
}

/// A new file for what is known, which also tells the time.
pub(super) struct Sheet {
    file: fs_err::File,
    path: tempfile::TempPath,
    moment: u64,
}

impl Stamp {
    pub(super) fn of(found: &std::fs::Metadata) -> Self {
        #[cfg(unix)]
        let (changed, number) = {
            use std::os::unix::fs::MetadataExt as _;
            let nanoseconds = found
                .ctime()
                .saturating_mul(1_000_000_000)
                .saturating_add(found.ctime_nsec());
            (nanoseconds as u64, found.ino())
        };
        #[cfg(not(unix))]
        let (changed, number) = (found.created().map_or(0, nanoseconds), 0);
        Self {
            size: found.len(),
            modified: found.modified().map_or(0, nanoseconds),
            changed,
            number,
        }
    }

    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// The last moment at which it was written or came to this computer.
    pub(super) fn newest(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_nanos(self.modified.max(self.changed))
    }

    /// Whether a file that is hashed at this moment could no longer be written with this stamp.
    fn is_settled(&self, moment: u64) -> bool {
        let whole_seconds = self.modified.is_multiple_of(1_000_000_000);
        // FAT has two seconds; the others have the ticks of the system's clock.
        let grain = if whole_seconds {
            2_000_000_000
        } else {
            50_000_000
        };
        self.modified > 0 && self.modified.saturating_add(grain) < moment
    }
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

fn nanoseconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| u64::try_from(since.as_nanos()).ok())
        .unwrap_or(0)
}
