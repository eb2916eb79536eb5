//! Reading the whole history again, against its hashes.

use std::collections::{HashMap, HashSet};
use std::io::Read as _;
use std::ops::ControlFlow;

use super::pack::{Item, OpenBlock, Pack};
use super::packing::cancelled;
use super::{History, OBJECTS, PACKS, SNAPSHOTS, Snapshot, object, pack_place, snapshot};
use crate::atomic;
use crate::error::{Error, Kind};
use crate::folder::Folder;
use crate::hash::Hash;
use crate::name;

/// What [`History::verify`] found.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Verified {
    /// How many contents of files are here and whole.
    pub contents: usize,
    /// How many versions are here and whole, with all their files.
    pub versions: usize,
    /// How many bytes were read.
    pub bytes: u64,
    /// What is damaged, missing, or does not belong there; each names its file.
    pub problems: Vec<Error>,
    /// The versions that cannot be restored whole, sorted by instruction and time. All others
    /// can.
    pub broken: Vec<Broken>,
}

/// A version of which files are damaged or missing. The others can be restored.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Broken {
    /// The id of the instruction.
    pub instruction: String,
    /// The version.
    pub version: Hash,
    /// When it was made.
    pub time: String,
    /// The paths of the files whose bytes are damaged or missing.
    pub files: Vec<String>,
}

/// What is found while reading.
struct Reading<'a> {
    home: &'a Folder,
    watch: &'a mut dyn FnMut(u64, u64) -> ControlFlow<()>,
    done: u64,
    total: u64,
    contents: HashSet<Hash>,
    snapshots: HashMap<Hash, (String, Snapshot)>,
    problems: Vec<Error>,
}

impl History {
    /// Reads every object, snapshot and pack and checks it against its hash, and every version
    /// for its files and parents. `watch` is told how many bytes of how many are read, and may
    /// stop it.
    pub fn verify(
        &self,
        watch: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<Verified, Error> {
        let Some(home) = self.home()? else {
            return Ok(Verified::default());
        };
        let mut reading = Reading {
            home: &home,
            watch,
            done: 0,
            total: 0,
            contents: HashSet::new(),
            snapshots: HashMap::new(),
            problems: Vec::new(),
        };
        let files = reading.files()?;
        for (place, size) in &files {
            reading.read(place)?;
            reading.done += size;
            if (reading.watch)(reading.done, reading.total).is_break() {
                return Err(cancelled(&home));
            }
        }
        Ok(reading.verdict())
    }
}

impl Reading<'_> {
    /// All files of the history with their sizes, sorted.
    fn files(&mut self) -> Result<Vec<(String, u64)>, Error> {
        let mut files = Vec::new();
        for top in [OBJECTS, SNAPSHOTS, PACKS] {
            let mut open = vec![top.to_owned()];
            while let Some(folder) = open.pop() {
                for name in super::list(self.home, &folder)? {
                    if atomic::is_temporary(&name) || name::is_ignored(&name) {
                        continue;
                    }
                    let place = format!("{folder}/{name}");
                    let path = self.home.path().join(&place);
                    match fs_err::symlink_metadata(&path) {
                        Ok(found) if found.is_dir() && top != PACKS && folder == top => {
                            open.push(place);
                        }
                        Ok(found) if found.is_file() => {
                            self.total += found.len();
                            files.push((place, found.len()));
                        }
                        Ok(_) => self.problems.push(stranger(self.home, &place)),
                        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                        Err(error) => {
                            self.problems.push(Error::io(&path, "read the file", error));
                        }
                    }
                }
            }
        }
        files.sort();
        Ok(files)
    }

    fn read(&mut self, place: &str) -> Result<(), Error> {
        let parts: Vec<&str> = place.split('/').collect();
        let read = match parts[..] {
            [OBJECTS, start, name] => {
                let stem = name.strip_suffix(object::COMPRESSED).unwrap_or(name);
                match format!("{start}{stem}").parse() {
                    Ok(hash) if start.len() == 2 => self.object(place, hash),
                    _ => Err(stranger(self.home, place)),
                }
            }
            [SNAPSHOTS, key, name] => match name.strip_suffix(".json").map(str::parse) {
                Some(Ok(hash)) => self
                    .home
                    .read(place, snapshot::LARGEST)
                    .and_then(|bytes| self.snapshot(place, key, hash, &bytes)),
                _ => Err(stranger(self.home, place)),
            },
            [PACKS, name] => match name.strip_suffix(".pack").map(str::parse) {
                Some(Ok(hash)) => return self.pack(hash),
                _ => Err(stranger(self.home, place)),
            },
            _ => Err(stranger(self.home, place)),
        };
        match read {
            // Packed in the meantime.
            Err(error) if error.kind() == Kind::NotFound => {}
            Err(error) => self.problems.push(error),
            Ok(()) => {}
        }
        Ok(())
    }

    fn object(&mut self, place: &str, hash: Hash) -> Result<(), Error> {
        if place.ends_with(object::COMPRESSED) {
            object::read(self.home, place, hash, u64::MAX)?;
        } else if self.home.hash(place)? != Some(hash) {
            return Err(Error::new(
                Kind::Damaged,
                self.home.path().join(place),
                "this file of the history is damaged",
                "let your sync client fetch it again, or take an older copy of it back",
            ));
        }
        self.contents.insert(hash);
        Ok(())
    }

    fn snapshot(&mut self, place: &str, key: &str, hash: Hash, bytes: &[u8]) -> Result<(), Error> {
        let path = self.home.path().join(place);
        if Hash::of(bytes) != hash {
            return Err(Error::new(
                Kind::Damaged,
                path,
                "this snapshot is damaged",
                "let your sync client fetch it again, or take an older copy of it back",
            ));
        }
        let snapshot = Snapshot::parse(bytes, &path)?;
        if super::key(&snapshot.instruction) != key {
            return Err(super::of_another(&path));
        }
        self.snapshots.insert(hash, (place.to_owned(), snapshot));
        Ok(())
    }

    fn pack(&mut self, hash: Hash) -> Result<(), Error> {
        let place = pack_place(&hash.to_string());
        let path = self.home.path().join(&place);
        let pack = match Pack::open(&path) {
            Ok(pack) => pack,
            Err(error) if error.kind() == Kind::NotFound => return Ok(()),
            Err(error) => {
                self.problems.push(error);
                return Ok(());
            }
        };
        let mut open = OpenBlock::default();
        let mut failed = None;
        for item in pack.in_order() {
            match pack.read(item, &mut open) {
                Ok(bytes) => match pack.kind(item) {
                    Some(Item::Snapshot(key)) => {
                        if let Err(error) = self.snapshot(&place, &key, item, &bytes) {
                            self.problems.push(error);
                        }
                    }
                    _ => {
                        self.contents.insert(item);
                    }
                },
                // One line for a pack, however much of it is damaged: the versions are named.
                Err(error) => {
                    failed.get_or_insert(error);
                }
            }
            if (self.watch)(self.done, self.total).is_break() {
                return Err(cancelled(self.home));
            }
        }
        if failed.is_none() {
            let named = fs_err::File::open(&path)
                .and_then(|file| Hash::of_reader(file.take(u64::MAX)))
                .map_err(|error| Error::io(&path, "read the pack", error));
            match named {
                Ok(found) if found == hash => {}
                Ok(_) => {
                    failed = Some(Error::new(
                        Kind::Damaged,
                        &path,
                        "the pack is not what its name says; all contents in it are whole",
                        "let your sync client fetch it again",
                    ));
                }
                Err(error) => failed = Some(error),
            }
        }
        self.problems.extend(failed);
        Ok(())
    }

    fn verdict(mut self) -> Verified {
        let mut broken = Vec::new();
        let mut whole = 0;
        for (hash, (place, snapshot)) in &self.snapshots {
            for parent in &snapshot.parents {
                if !self.snapshots.contains_key(parent) {
                    self.problems.push(Error::new(
                        Kind::NotHereYet,
                        self.home.path().join(place),
                        format!("the version was made from {parent}, which is not here"),
                        "wait until your sync client has fetched everything; the version itself \
                         can be restored",
                    ));
                }
            }
            let files: Vec<String> = snapshot
                .files
                .iter()
                .filter(|file| !self.contents.contains(&file.hash))
                .map(|file| file.path.clone())
                .collect();
            if files.is_empty() {
                whole += 1;
                continue;
            }
            broken.push(Broken {
                instruction: snapshot.instruction.clone(),
                version: *hash,
                time: snapshot.time.clone(),
                files,
            });
        }
        broken.sort_by(|a, b| {
            (&a.instruction, &a.time, a.version).cmp(&(&b.instruction, &b.time, b.version))
        });
        self.problems
            .sort_by(|a, b| (a.path(), a.what()).cmp(&(b.path(), b.what())));
        Verified {
            contents: self.contents.len(),
            versions: whole,
            bytes: self.done,
            problems: self.problems,
            broken,
        }
    }
}

fn stranger(home: &Folder, place: &str) -> Error {
    Error::new(
        Kind::WrongType,
        home.path().join(place),
        "this is no file of the history",
        "move it out of this folder; nothing else is wrong with it",
    )
}
