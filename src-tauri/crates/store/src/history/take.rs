//! Taking a snapshot of the files of an instruction.
//!
//! From which version the files were made is not told by which versions are here: a version of
//! somebody else may have come before their text did, or the other way round. So this computer
//! remembers the version that its files last were the same as (the base), and a new version names
//! that one as its parent. If it names an older one than it could, there is something to join
//! that joins by itself; the other way round somebody's edit would be undone without a word.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use fs_err::File;
use serde_json::{Map, Value};

use super::known::Known;
use super::mark::{Part, part};
use super::pack::{Item, Writer};
use super::snapshot::{content, written_time};
use super::{History, Of, Reason, Release, Snapshot, SnapshotFile, Timeline, object};
use crate::atomic;
use crate::error::{Error, Kind};
use crate::folder::Folder;
use crate::hash::Hash;
use crate::relative::name_of;
use crate::stamp::Stamp;

/// So many new contents at once go into one pack, which is one file to sync and to wait for.
const MANY: usize = 12;
/// A content larger than this is a file of its own and is never held in memory.
pub(super) const LARGE: u64 = 16 << 20;
/// A pack is closed at about this size.
pub(super) const PACK: u64 = 64 << 20;
/// So much of what was read is kept in memory until it is written.
const HELD: usize = 96 << 20;

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
    /// How many contents were new to the library.
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
}

/// The hash and size of a file, and its bytes if they are held.
type Read = (Hash, u64, Option<Vec<u8>>);

/// The files of an instruction as they are now.
pub(super) struct Found {
    pub(super) files: Vec<SnapshotFile>,
    pub(super) content: Hash,
    /// Where the files lie in the library, by their path in the snapshot.
    places: BTreeMap<String, String>,
    /// The bytes of some files that were read.
    held: BTreeMap<String, Vec<u8>>,
    left_out: Vec<String>,
    /// What is known of them now.
    known: Known,
}

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

    pub(super) fn take_locked(&self, of: Of<'_>, cause: &Cause<'_>) -> Result<Taken, Error> {
        const ATTEMPTS: usize = 5;
        let mut attempt = 1;
        loop {
            match self.take_once(of, cause) {
                // Somebody writes in the folder at this moment.
                Err(error) if error.kind() == Kind::ChangedByOther && attempt < ATTEMPTS => {
                    attempt += 1;
                }
                done => return done,
            }
        }
    }

    fn take_once(&self, of: Of<'_>, cause: &Cause<'_>) -> Result<Taken, Error> {
        let timeline = self.timeline(of.instruction)?;
        if let Some(newer) = timeline
            .problems()
            .iter()
            .find(|problem| problem.kind() == Kind::Newer)
        {
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
            None => base(&timeline, found.known.base, found.content),
        };
        if same
            && cause.release.is_none()
            && cause.note.is_empty()
            && let Some(hash) = base
        {
            found.known.base = base;
            self.keep_known(of, sheet, found.known);
            return Ok(Taken {
                hash,
                new: false,
                objects: 0,
                left_out: found.left_out,
            });
        }
        let home = self.make_home()?;
        let objects = self.keep_contents(&home, &found)?;
        let parents = match cause.parents {
            Some(parents) => parents.to_vec(),
            None => with_equals(&timeline, base),
        };
        let files = std::mem::take(&mut found.files);
        let hash = Self::record(&home, of, files, parents, cause)?;
        found.known.base = Some(hash);
        self.keep_known(of, sheet, found.known);
        Ok(Taken {
            hash,
            new: true,
            objects,
            left_out: found.left_out,
        })
    }

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

    /// How the files stand to the history. To be asked when an instruction is opened and when
    /// its files or its history changed from outside: the version that the files are in is
    /// remembered as the one that the next is made from.
    pub fn standing(&self, of: Of<'_>) -> Result<Standing, Error> {
        let lock = self.lock(of);
        let timeline = self.timeline(of.instruction)?;
        let sheet = self.sheet(of);
        let mut found = self.gather(of, &timeline)?;
        let (base, same) = base(&timeline, found.known.base, found.content);
        if same {
            found.known.base = base;
        }
        self.keep_known(of, sheet, found.known);
        drop(lock);
        Ok(Standing {
            base,
            changed: !same,
            heads: timeline.heads(),
        })
    }

    /// Writes a snapshot whose contents are there.
    pub(super) fn record(
        home: &Folder,
        of: Of<'_>,
        files: Vec<SnapshotFile>,
        parents: Vec<Hash>,
        cause: &Cause<'_>,
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
        let key = super::key(of.instruction);
        home.write(&super::snapshot_place(&key, hash), &bytes)?;
        Ok(hash)
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
            known: Known::default(),
        };
        found.known.base = before.base;
        let mut unread = Vec::new();
        for entry in self.library.walk(of.folder)? {
            let path = match part(of.folder, &entry) {
                Part::None => continue,
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

    /// Writes the contents that are not here yet. Gives how many there were.
    fn keep_contents(&self, home: &Folder, found: &Found) -> Result<usize, Error> {
        let mut seen = HashSet::new();
        let mut new = Vec::new();
        for file in &found.files {
            if !seen.insert(file.hash) || self.has_object(home, file)? {
                continue;
            }
            // What is not readable now was kept before, or is not here: then it comes later.
            if found.places.contains_key(&file.path) {
                new.push(file);
            }
        }
        let (small, large): (Vec<_>, Vec<_>) =
            new.iter().copied().partition(|file| file.size <= LARGE);
        for file in large {
            self.keep_large(home, found, file)?;
        }
        if small.len() < MANY {
            for file in &small {
                object::write(home, file.hash, &self.bytes_of(found, file)?)?;
            }
            return Ok(new.len());
        }
        let mut rest = &small[..];
        while !rest.is_empty() {
            let mut size = 0;
            let count = rest
                .iter()
                .take_while(|file| {
                    size += file.size;
                    size <= PACK
                })
                .count();
            let (now, later) = rest.split_at(count.max(1));
            write_pack(home, &mut |writer| {
                for file in now {
                    let bytes = self.bytes_of(found, file)?;
                    writer
                        .add(file.hash, &Item::Object, &bytes)
                        .map_err(|error| writing_pack(home, error))?;
                }
                Ok(())
            })?;
            rest = later;
        }
        self.packs().looked = false;
        Ok(new.len())
    }

    fn bytes_of<'f>(
        &self,
        found: &'f Found,
        file: &SnapshotFile,
    ) -> Result<std::borrow::Cow<'f, [u8]>, Error> {
        if let Some(bytes) = found.held.get(&file.path) {
            return Ok(bytes.into());
        }
        let place = &found.places[&file.path];
        let bytes = self.library.read(place, LARGE)?;
        if Hash::of(&bytes) == file.hash {
            Ok(bytes.into())
        } else {
            Err(changed(&self.library, place))
        }
    }

    /// Copies a file that is not to be held in memory.
    fn keep_large(&self, home: &Folder, found: &Found, file: &SnapshotFile) -> Result<(), Error> {
        let from = &found.places[&file.path];
        let (mut source, _) = self.library.open_file(from)?;
        let place = object::place(file.hash);
        let mut copied = None;
        let target = home.target(&place)?;
        let failed = |error| Error::io(home.path().join(&place), "write the file", error);
        let staged = atomic::stage(&target.folder, name_of(&place), |to| {
            copied = Some(hash_and_copy(&mut source, to)?.0);
            Ok(())
        })
        .map_err(failed)?;
        if copied != Some(file.hash) {
            return Err(changed(&self.library, from));
        }
        atomic::place(staged, &target.path)
            .and_then(|()| atomic::sync_folder(&target.folder))
            .map_err(failed)
    }

    /// Held while a version of the instruction is made, by all copies of the app on this
    /// computer, so that they do not make two heads of one. Where there are no locks it is not
    /// held, and two heads are no harm.
    pub(super) fn lock(&self, of: Of<'_>) -> Option<File> {
        let computer = self.computer.as_ref()?;
        let path = computer.path().join(self.lock_name(of));
        let file = fs_err::OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .ok()?;
        file.file().lock().ok()?;
        Some(file)
    }
}

impl Found {
    fn add(&mut self, path: String, stamp: Stamp, hash: Hash) {
        self.known.set(&path, stamp, hash);
        self.files.push(SnapshotFile {
            path,
            hash,
            size: stamp.size(),
        });
    }
}

/// The version that the files were made from, and whether they are still the same.
fn base(timeline: &Timeline, known: Option<Hash>, now: Hash) -> (Option<Hash>, bool) {
    let heads = timeline.heads();
    let is_now = |hash: &Hash| {
        timeline
            .version(*hash)
            .is_some_and(|version| version.content == now)
    };
    if let Some(head) = heads.iter().find(|head| is_now(head)) {
        return (Some(*head), true);
    }
    if let Some(known) = known.filter(|known| timeline.version(*known).is_some()) {
        // What a sync client brought may be a version made from the one that was here.
        let moved = timeline
            .versions()
            .iter()
            .filter(|version| version.content == now)
            .find(|version| timeline.descends(version.hash, known));
        return match moved {
            Some(version) => (Some(version.hash), true),
            None => (Some(known), false),
        };
    }
    if let Some(version) = timeline
        .versions()
        .iter()
        .find(|version| version.content == now)
    {
        return (Some(version.hash), true);
    }
    // Unknown. Of several heads the files may be made from either: what both come from is safe.
    let mut heads = heads.into_iter();
    let base = heads.next().and_then(|first| {
        heads.try_fold(first, |base, head| {
            timeline.merge_bases(base, head).into_iter().next_back()
        })
    });
    (base, false)
}

/// A version and the heads that have the same files, as parents.
fn with_equals(timeline: &Timeline, base: Option<Hash>) -> Vec<Hash> {
    let Some(base) = base else {
        return Vec::new();
    };
    let mut parents = vec![base];
    let equals = timeline.equals(base);
    if equals.contains(&base) {
        parents.extend(equals.into_iter().filter(|equal| *equal != base));
    }
    parents
}

/// Writes a pack. Gives its name, or nothing if nothing was added.
pub(super) fn write_pack(
    home: &Folder,
    fill: &mut dyn FnMut(&mut Writer<'_>) -> Result<(), Error>,
) -> Result<Hash, Error> {
    let writing = |error| writing_pack(home, error);
    let folder = home.make_folders(super::PACKS, &mut |_| {})?;
    let (file, path) = atomic::begin(&folder, "history.pack").map_err(writing)?;
    let mut buffered = io::BufWriter::with_capacity(1 << 20, file);
    let mut writer = Writer::begin(&mut buffered).map_err(writing)?;
    fill(&mut writer)?;
    let name = writer.finish().map_err(writing)?;
    let file = buffered
        .into_inner()
        .map_err(|error| writing(error.into_error()))?;
    file.sync_all().map_err(writing)?;
    drop(file);
    atomic::place(path, &folder.join(format!("{name}.pack")))
        .and_then(|()| atomic::sync_folder(&folder))
        .map_err(writing)?;
    Ok(name)
}

pub(super) fn writing_pack(home: &Folder, error: io::Error) -> Error {
    Error::io(home.path().join(super::PACKS), "write the pack", error)
}

fn hash_and_copy(from: &mut impl io::Read, to: &mut impl io::Write) -> io::Result<(Hash, u64)> {
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

fn changed(library: &Folder, place: &str) -> Error {
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
