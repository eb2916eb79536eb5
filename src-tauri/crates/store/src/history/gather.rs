//! The files of an instruction as they are now, with their hashes.
//!
//! Only what is not known to be unchanged is read, several files at a time.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::keep::LARGE;
use super::known::Known;
use super::mark::{Part, part};
use super::snapshot::content;
use super::{History, Of, SnapshotFile, Timeline};
use crate::error::{Error, Kind};
use crate::folder::Folder;
use crate::hash::Hash;
use crate::stamp::Stamp;

/// So much of what was read is kept in memory until it is written.
const HELD: usize = 96 << 20;

/// The hash and size of a file, and its bytes if they are held.
type Read = (Hash, u64, Option<Vec<u8>>);

/// The files of an instruction as they are now.
pub(super) struct Found {
    pub(super) files: Vec<SnapshotFile>,
    pub(super) content: Hash,
    /// Where the files lie in the library, by their path in the snapshot.
    pub(super) places: BTreeMap<String, String>,
    /// The bytes of some files that were read.
    pub(super) held: BTreeMap<String, Vec<u8>>,
    pub(super) left_out: Vec<String>,
    /// Whether a sync client may have put another text in the place of ours: a conflict copy lies
    /// beside it that was not there before.
    pub(super) replaced: bool,
    copies: BTreeMap<String, Stamp>,
    /// What is known of them now.
    pub(super) known: Known,
}

impl History {
    /// The files of an instruction as they are now, sorted by path.
    pub fn files_now(&self, of: Of<'_>) -> Result<Vec<SnapshotFile>, Error> {
        let lock = self.lock(of);
        let timeline = self.timeline(of.instruction)?;
        let sheet = self.sheet(of);
        let mut found = self.gather(of, &timeline)?;
        let files = std::mem::take(&mut found.files);
        self.keep_known(of, sheet, found.known);
        drop(lock);
        Ok(files)
    }

    /// The files of an instruction with their hashes; reads those that are not known.
    pub(super) fn gather(&self, of: Of<'_>, timeline: &Timeline) -> Result<Found, Error> {
        let before = self.known(of);
        let mut found = Found {
            files: Vec::new(),
            content: Hash::of(b""),
            places: BTreeMap::new(),
            held: BTreeMap::new(),
            left_out: Vec::new(),
            replaced: false,
            copies: BTreeMap::new(),
            known: before.without_files(),
        };
        let mut unread = Vec::new();
        for entry in self.library.walk(of.folder)? {
            let path = match part(of.folder, &entry) {
                Part::None => {
                    if entry.suspicion.is_some() {
                        found.copies.insert(entry.path, entry.stamp);
                    }
                    continue;
                }
                Part::File(path) => path,
                Part::Absent(inside) => {
                    let Some(file) = self.absent(of, timeline, before.base, &inside) else {
                        return Err(unreadable(&self.library, &entry.path));
                    };
                    found.files.push(file);
                    continue;
                }
                Part::LeftOut => {
                    found.left_out.push(entry.path);
                    continue;
                }
            };
            if found.places.contains_key(&path) {
                found.left_out.push(entry.path);
                continue;
            }
            let stamp = entry.stamp;
            let known = if entry.online_only {
                before.hash_of_absent(&path, &stamp)
            } else {
                before.hash(&path, &stamp)
            };
            found.places.insert(path.clone(), entry.path);
            match known {
                Some(hash) => found.add(path, stamp, hash),
                None => unread.push((path, stamp)),
            }
        }
        let read = self.read_all(&found.places, &unread)?;
        for ((path, stamp), (hash, size, bytes)) in unread.into_iter().zip(read) {
            if let Some(bytes) = bytes {
                found.held.insert(path.clone(), bytes);
            }
            found.known.set(&path, stamp, hash);
            found.files.push(SnapshotFile { path, hash, size });
        }
        if found.files.is_empty() {
            return Err(Error::new(
                Kind::NotFound,
                self.library.path().join(of.folder),
                "the folder of the instruction holds no files",
                "wait until your sync client has fetched them; its versions are still there",
            ));
        }
        found.replaced = !before.has_seen(&found.copies);
        found.files.sort_by(|a, b| a.path.cmp(&b.path));
        found.content = content(found.files.iter().map(|file| (&*file.path, file.hash)));
        Ok(found)
    }

    /// A file that cannot be read now stays as it was (rule 9).
    fn absent(
        &self,
        of: Of<'_>,
        timeline: &Timeline,
        base: Option<Hash>,
        path: &str,
    ) -> Option<SnapshotFile> {
        let newest = timeline.versions().first().map(|version| version.hash);
        let version = base
            .filter(|base| timeline.version(*base).is_some())
            .or(newest)?;
        let snapshot = self.snapshot(of.instruction, version).ok()?;
        snapshot.file(path).cloned()
    }

    /// Reads and hashes files, several at a time, in their order.
    fn read_all(
        &self,
        places: &BTreeMap<String, String>,
        unread: &[(String, Stamp)],
    ) -> Result<Vec<Read>, Error> {
        let next = AtomicUsize::new(0);
        let held = AtomicUsize::new(0);
        let work = || {
            let mut done = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some((path, stamp)) = unread.get(at) else {
                    return done;
                };
                let place = places.get(path).map_or(path.as_str(), String::as_str);
                let size = stamp.size() as usize;
                let hold =
                    stamp.size() <= LARGE && held.fetch_add(size, Ordering::Relaxed) + size <= HELD;
                done.push((at, self.read_one(place, hold)));
            }
        };
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = threads.min(4).min(unread.len() / 4 + 1);
        let mut read = if threads == 1 {
            work()
        } else {
            std::thread::scope(|scope| {
                let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
                let done = workers.into_iter().map(std::thread::ScopedJoinHandle::join);
                // A worker that panicked leaves its files out, which is seen below.
                done.flatten().flatten().collect()
            })
        };
        read.sort_by_key(|(at, _)| *at);
        if read.len() != unread.len() {
            return Err(Error::new(
                Kind::Io,
                self.library.path(),
                "the files could not be read",
                "try again",
            ));
        }
        read.into_iter().map(|(_, read)| read).collect()
    }

    fn read_one(&self, place: &str, hold: bool) -> Result<Read, Error> {
        if hold {
            // It may have grown since it was listed, and then it is read in pieces.
            match self.library.read(place, LARGE) {
                Ok(bytes) => {
                    return Ok((Hash::of(&bytes), bytes.len() as u64, Some(bytes)));
                }
                Err(error) if error.kind() == Kind::TooLarge => {}
                Err(error) => return Err(error),
            }
        }
        let (mut file, _) = self.library.open_file(place)?;
        let (hash, size) = hash_and_copy(&mut file, &mut io::sink())
            .map_err(|error| Error::io(self.library.path().join(place), "read the file", error))?;
        Ok((hash, size, None))
    }
}

impl Found {
    /// Remembers that the files are those of this version.
    pub(super) fn settle(&mut self, version: Hash) {
        let copies = std::mem::take(&mut self.copies);
        self.known.settle(version, self.content, copies);
    }

    fn add(&mut self, path: String, stamp: Stamp, hash: Hash) {
        self.known.set(&path, stamp, hash);
        self.files.push(SnapshotFile {
            path,
            hash,
            size: stamp.size(),
        });
    }
}

pub(super) fn hash_and_copy(
    from: &mut impl io::Read,
    to: &mut impl io::Write,
) -> io::Result<(Hash, u64)> {
    let mut hasher = blake3::Hasher::new();
    let mut piece = vec![0; 1 << 18];
    let mut size = 0;
    loop {
        let count = from.read(&mut piece)?;
        if count == 0 {
            return Ok((Hash::from_bytes(*hasher.finalize().as_bytes()), size));
        }
        hasher.update(&piece[..count]);
        to.write_all(&piece[..count])?;
        size += count as u64;
    }
}

pub(super) fn changed(library: &Folder, place: &str) -> Error {
    Error::new(
        Kind::ChangedByOther,
        library.path().join(place),
        "the file changes while it is read",
        "try again when nobody writes it",
    )
}

fn unreadable(library: &Folder, place: &str) -> Error {
    Error::new(
        Kind::NotHereYet,
        library.path().join(place),
        "this file cannot be read now",
        "let your sync client fetch it, or ask for the right to read it",
    )
}
