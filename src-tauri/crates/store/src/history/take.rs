//! Taking a snapshot of the files of an instruction.

use std::fs::TryLockError;
use std::time::SystemTime;

use fs_err::File;
use serde_json::{Map, Value};

use super::keep::{AsFiles, InPack, Keeping, PACK, write_pack};
use super::known::{Known, Sheet};
use super::origin::with_equals;
use super::snapshot::written_time;
use super::{History, Of, Reason, Release, Snapshot, SnapshotFile};
use crate::error::{Error, Kind};
use crate::folder::Folder;
use crate::hash::Hash;

/// Why and by whom a version is made.
#[derive(Clone, Debug)]
pub struct Cause<'a> {
    /// Why.
    pub reason: Reason,
    /// By whom; may be empty.
    pub author: &'a str,
    /// When.
    pub time: SystemTime,
    /// What its author says about it; may be empty.
    pub note: &'a str,
    /// Set to give it to the team.
    pub release: Option<Release>,
    /// The versions that it is made from, for a merge: else the one that this computer knows its
    /// files to be made from.
    pub parents: Option<&'a [Hash]>,
    /// What else the snapshot shall say.
    pub extra: Map<String, Value>,
}

/// The version that the files of an instruction are in now.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Taken {
    /// The version.
    pub hash: Hash,
    /// Whether it was made now. If not, the files are as they were.
    pub new: bool,
    /// How many contents were new to the library, or had been lost from it.
    pub objects: usize,
    /// Files that were left out: links that lead out, names that no path may hold, hidden files.
    pub left_out: Vec<String>,
}

/// How the files of an instruction stand to its history.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Standing {
    /// The version that they were made from, as far as known.
    pub base: Option<Hash>,
    /// Whether they differ from it.
    pub changed: bool,
    /// The heads, newest first: see [`Timeline::heads`].
    pub heads: Vec<Hash>,
    /// What is the same for it and every version with the same files.
    pub content: Hash,
}

/// Somebody else makes a version of it at this moment.
struct Busy;

/// What this computer is to remember of the files of a version.
type Remembered = (Option<Sheet>, Known);

impl Taken {
    pub(super) fn known(hash: Hash) -> Self {
        Self {
            hash,
            new: false,
            objects: 0,
            left_out: Vec::new(),
        }
    }

    pub(super) fn made(hash: Hash) -> Self {
        Self {
            new: true,
            objects: 1,
            ..Self::known(hash)
        }
    }
}

impl<'a> Cause<'a> {
    /// A version without a note that is no release, made from what its files were made from.
    #[must_use]
    pub fn new(reason: Reason, author: &'a str, time: SystemTime) -> Self {
        Self {
            reason,
            author,
            time,
            note: "",
            release: None,
            parents: None,
            extra: Map::new(),
        }
    }
}

impl History {
    /// Keeps the files of an instruction as a version, if they are not one already. A release and
    /// a note are kept also when the files are as they were.
    ///
    /// Sync clients' files and their conflict copies are no part of a version.
    pub fn take(&self, of: Of<'_>, cause: &Cause<'_>) -> Result<Taken, Error> {
        let lock = self.lock(of);
        let taken = self.take_locked(of, cause);
        drop(lock);
        taken
    }

    /// Keeps the files of many instructions as versions, each as [`History::take`] does: what is
    /// new of them goes into few packs, so that a thousand versions are a few files to write and
    /// to sync.
    pub fn take_many(&self, all: &[Of<'_>], cause: &Cause<'_>) -> Vec<Result<Taken, Error>> {
        let mut taken = Vec::with_capacity(all.len());
        while let Some(rest) = all.get(taken.len()..).filter(|rest| !rest.is_empty()) {
            match self.take_in_pack(rest, cause) {
                Ok(more) => taken.extend(more),
                // What cannot be packed may still be kept one by one, or says why not.
                Err(_) => taken.extend(rest.iter().map(|of| self.take(*of, cause))),
            }
        }
        taken
    }

    /// Takes the first of them, as many as go into one pack.
    fn take_in_pack(
        &self,
        all: &[Of<'_>],
        cause: &Cause<'_>,
    ) -> Result<Vec<Result<Taken, Error>>, Error> {
        /// The lock of each is an open file until the pack is there.
        const MOST: usize = 128;
        let home = self.make_home()?;
        let mut locks = Vec::new();
        let mut taken = Vec::new();
        let mut remembered = Vec::new();
        write_pack(&home, &mut |writer| {
            let mut pack = InPack { writer, size: 0 };
            for of in all.iter().take(MOST) {
                // To wait for another while some are held could be for ever.
                let lock = if taken.is_empty() {
                    self.lock(*of)
                } else {
                    let Ok(lock) = self.lock_if_free(*of) else {
                        break;
                    };
                    lock
                };
                locks.push(lock);
                taken.push(
                    self.take_patiently(*of, cause, &mut pack)
                        .map(|(taken, known)| {
                            remembered.push((*of, known));
                            taken
                        }),
                );
                if pack.size > PACK {
                    break;
                }
            }
            Ok(())
        })?;
        self.packs().looked = false;
        for (of, (sheet, known)) in remembered {
            self.keep_known(of, sheet, known);
        }
        Ok(taken)
    }

    pub(super) fn take_locked(&self, of: Of<'_>, cause: &Cause<'_>) -> Result<Taken, Error> {
        let (taken, (sheet, known)) = self.take_patiently(of, cause, &mut AsFiles)?;
        self.keep_known(of, sheet, known);
        Ok(taken)
    }

    fn take_patiently(
        &self,
        of: Of<'_>,
        cause: &Cause<'_>,
        keeping: &mut dyn Keeping,
    ) -> Result<(Taken, Remembered), Error> {
        const ATTEMPTS: usize = 5;
        let mut attempt = 1;
        loop {
            match self.take_once(of, cause, keeping) {
                // Somebody writes in the folder at this moment.
                Err(error) if error.kind() == Kind::ChangedByOther && attempt < ATTEMPTS => {
                    attempt += 1;
                }
                done => return done,
            }
        }
    }

    /// Gives what is to be remembered once what was kept is on the disk.
    fn take_once(
        &self,
        of: Of<'_>,
        cause: &Cause<'_>,
        keeping: &mut dyn Keeping,
    ) -> Result<(Taken, Remembered), Error> {
        let timeline = self.timeline(of.instruction)?;
        if let Some(newer) = timeline.newer_version() {
            return Err(newer.again());
        }
        let sheet = self.sheet(of);
        let mut found = self.gather(of, &timeline)?;
        let (base, same) = match cause.parents {
            Some(parents) => {
                let same = matches!(parents, [only] if timeline
                    .version(*only)
                    .is_some_and(|version| version.content == found.content));
                (parents.first().copied(), same)
            }
            None => self.base(of, &timeline, &found),
        };
        let (hash, new, objects) = match base {
            Some(hash) if same && cause.release.is_none() && cause.note.is_empty() => {
                // What was lost of it is kept again. Where nothing can be written all stays as it
                // is.
                let home = self.home()?;
                let kept = home
                    .map(|home| self.keep_contents(&home, of, base, &found, cause.time, keeping));
                (hash, false, kept.and_then(Result::ok).unwrap_or(0))
            }
            _ => {
                let home = self.make_home()?;
                let objects = self.keep_contents(&home, of, base, &found, cause.time, keeping)?;
                let parents = match cause.parents {
                    Some(parents) => parents.to_vec(),
                    None => with_equals(&timeline, base),
                };
                let files = std::mem::take(&mut found.files);
                let hash = Self::record(&home, of, files, parents, cause, keeping)?;
                (hash, true, objects)
            }
        };
        found.settle(hash);
        let taken = Taken {
            hash,
            new,
            objects,
            left_out: found.left_out,
        };
        Ok((taken, (sheet, found.known)))
    }

    /// How the files stand to the history. To be asked when an instruction is opened and when
    /// its files or its history changed from outside: the version that the files are in is
    /// remembered as the one that the next is made from.
    pub fn standing(&self, of: Of<'_>) -> Result<Standing, Error> {
        let lock = self.lock(of);
        let timeline = self.timeline(of.instruction)?;
        let sheet = self.sheet(of);
        let mut found = self.gather(of, &timeline)?;
        let (base, same) = self.base(of, &timeline, &found);
        let content = found.content;
        if let Some(base) = base.filter(|_| same) {
            found.settle(base);
        }
        self.keep_known(of, sheet, found.known);
        drop(lock);
        Ok(Standing {
            base,
            changed: !same,
            heads: timeline.heads(),
            content,
        })
    }

    /// Keeps a snapshot whose contents are there.
    pub(super) fn record(
        home: &Folder,
        of: Of<'_>,
        files: Vec<SnapshotFile>,
        parents: Vec<Hash>,
        cause: &Cause<'_>,
        keeping: &mut dyn Keeping,
    ) -> Result<Hash, Error> {
        let mut snapshot = Snapshot::new(of.instruction, of.folder, files);
        snapshot.parents = parents;
        cause.author.clone_into(&mut snapshot.author);
        cause.note.clone_into(&mut snapshot.note);
        snapshot.time = written_time(cause.time);
        snapshot.reason = cause.reason;
        snapshot.release.clone_from(&cause.release);
        snapshot.extra.clone_from(&cause.extra);
        let bytes = snapshot.to_bytes();
        let hash = Hash::of(&bytes);
        keeping.snapshot(home, &super::key(of.instruction), hash, &bytes)?;
        Ok(hash)
    }

    /// Held while a version of the instruction is made, by all copies of the app on this
    /// computer, so that they do not make two heads of one. Where there are no locks it is not
    /// held, and two heads are no harm.
    pub(super) fn lock(&self, of: Of<'_>) -> Option<File> {
        let file = self.lock_file(of)?;
        file.file().lock().ok()?;
        Some(file)
    }

    /// The same without waiting.
    fn lock_if_free(&self, of: Of<'_>) -> Result<Option<File>, Busy> {
        let Some(file) = self.lock_file(of) else {
            return Ok(None);
        };
        match file.file().try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Err(Busy),
            Err(TryLockError::Error(_)) => Ok(None),
        }
    }

    fn lock_file(&self, of: Of<'_>) -> Option<File> {
        let computer = self.computer.as_ref()?;
        let path = computer.path().join(self.lock_name(of));
        fs_err::OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .ok()
    }
}
