//! Every version of every instruction, kept beside them in the library.
//!
//! ```text
//! .werkwijzer/
//!   snapshots/<instruction>/<hash>.json    a version: its files by hash, parents, author, note
//!   objects/ab/cdef…                       the bytes of a file, under their hash
//!   packs/<hash>.pack                      many of both
//!   conflicts/<hash>.md                    conflict copies that were taken in
//! ```
//!
//! Every file is named by the BLAKE3 hash of what is in it, is written once, and never changed.
//! So no sync client can put one in conflict, two computers may write the same one, and whatever
//! is read is checked. There is no pointer to a newest version: heads are the versions that no
//! other names as its parent.
//!
//! Files are removed only by [`History::pack`], after the pack that holds them is on the disk and
//! was read back, and by [`History::collect`]. A sync client may bring the removal to another
//! computer before the pack: until that comes too, reading says [`Kind::NotHereYet`].
//!
//! What this computer needs besides (which files it has hashed already, from which version its
//! files were made) is kept in a folder of the computer, never in the library. Without it all is
//! slower, and no less right.

mod collect;
mod conflict;
mod gather;
mod keep;
mod known;
mod likeness;
mod mark;
mod object;
mod origin;
mod pack;
mod packing;
mod restore;
mod snapshot;
mod take;
mod timeline;
mod verify;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::{Error, Kind};
use crate::folder::Folder;
use crate::hash::Hash;
use crate::name;

use object::OBJECTS;

pub use collect::Collected;
pub use conflict::Copy;
pub use mark::{Names, Outside, Part, part};
pub use packing::Packed;
pub use restore::Restored;
pub use snapshot::{Reason, Release, Snapshot, SnapshotFile, Version};
pub use take::{Cause, Standing, Taken};
pub use timeline::Timeline;
pub use verify::{Broken, Verified};

/// The folder of ours in a library.
const HOME: &str = ".werkwijzer";
const SNAPSHOTS: &str = "snapshots";
const PACKS: &str = "packs";

/// The versions of the instructions of a library.
#[derive(Debug)]
pub struct History {
    library: Folder,
    computer: Option<Folder>,
    packs: Mutex<Packs>,
    versions: Mutex<HashMap<String, HashMap<Hash, Arc<Version>>>>,
}

/// The packs as they were when the folder was last looked at.
#[derive(Debug, Default)]
struct Packs {
    looked: bool,
    whole: BTreeMap<String, Arc<pack::Pack>>,
    problems: BTreeMap<String, Error>,
    open: pack::OpenBlock,
}

/// An instruction, by its id and by where it lies.
#[derive(Clone, Copy, Debug)]
pub struct Of<'a> {
    /// Its id.
    pub instruction: &'a str,
    /// Its folder in the library, `instructions/…`.
    pub folder: &'a str,
}

impl History {
    /// The history of a library. Nothing is read or made yet. What is worth remembering on this
    /// computer only is kept in `computer`, a folder outside of every library.
    #[must_use]
    pub fn open(library: &Folder, computer: Option<&Folder>) -> Self {
        Self {
            library: library.clone(),
            computer: computer.cloned(),
            packs: Mutex::default(),
            versions: Mutex::default(),
        }
    }

    /// The versions of an instruction; none if it has no history.
    pub fn timeline(&self, instruction: &str) -> Result<Timeline, Error> {
        let key = key(instruction);
        let Some(home) = self.home()? else {
            return Ok(Timeline::default());
        };
        let hashes = self.hashes(&home, &key)?;
        let of_packs: Vec<Error> = self.packs().problems.values().map(Error::again).collect();
        let mut problems = Vec::new();
        let mut versions = Vec::with_capacity(hashes.len());
        for hash in hashes {
            let known = self
                .versions()
                .get(&key)
                .and_then(|of| of.get(&hash))
                .cloned();
            let version = match known {
                Some(version) => Ok(version),
                None => self.read_version(&home, instruction, &key, hash),
            };
            match version {
                Ok(version) => versions.push(version),
                Err(error) => problems.push(error),
            }
        }
        Ok(Timeline::new(versions, of_packs, problems))
    }

    /// The snapshots of an instruction that are here. Looks at the packs anew.
    fn hashes(&self, home: &Folder, key: &str) -> Result<BTreeSet<Hash>, Error> {
        let mut hashes = loose_snapshots(home, key)?;
        let mut packs = self.packs();
        packs.look(home)?;
        for pack in packs.whole.values() {
            hashes.extend(pack.snapshots(key));
        }
        Ok(hashes)
    }

    /// The keys of all instructions with a history; an error if a pack cannot be read.
    fn keys(&self, home: &Folder) -> Result<BTreeSet<String>, Error> {
        let mut keys: BTreeSet<String> = list(home, SNAPSHOTS)?.into_iter().collect();
        let mut packs = self.packs();
        packs.look(home)?;
        if let Some(problem) = packs.problems.values().next() {
            return Err(problem.again());
        }
        for pack in packs.whole.values() {
            keys.extend(pack.keys().iter().cloned());
        }
        Ok(keys)
    }

    fn read_version(
        &self,
        home: &Folder,
        instruction: &str,
        key: &str,
        hash: Hash,
    ) -> Result<Arc<Version>, Error> {
        let bytes = self.snapshot_bytes(home, key, hash)?;
        let at = home.path().join(snapshot_place(key, hash));
        let (version, id) = Version::parse(hash, &bytes, &at)?;
        if id != instruction {
            return Err(of_another(&at));
        }
        let version = Arc::new(version);
        self.versions()
            .entry(key.to_owned())
            .or_default()
            .insert(hash, Arc::clone(&version));
        Ok(version)
    }

    /// A version of an instruction with its files.
    pub fn snapshot(&self, instruction: &str, hash: Hash) -> Result<Snapshot, Error> {
        let key = key(instruction);
        let place = snapshot_place(&key, hash);
        let Some(home) = self.home()? else {
            return Err(not_here(
                self.library.path().join(HOME).join(place),
                "version",
            ));
        };
        let bytes = self.snapshot_bytes(&home, &key, hash)?;
        let at = home.path().join(place);
        let snapshot = Snapshot::parse(&bytes, &at)?;
        if snapshot.instruction == instruction {
            Ok(snapshot)
        } else {
            Err(of_another(&at))
        }
    }

    /// The bytes of a file, by their hash; at most `limit`.
    pub fn object(&self, hash: Hash, limit: u64) -> Result<Vec<u8>, Error> {
        let missing = || {
            let path = self.library.path().join(HOME).join(object::place(hash));
            not_here(path, "content")
        };
        let home = self.home()?.ok_or_else(missing)?;
        // What is packed between two looks is found in the second.
        for again in [false, true] {
            let mut damaged = None;
            if let Some((place, _)) = object::find(&home, hash) {
                match object::read(&home, &place, hash, limit) {
                    Err(error) if error.kind() == Kind::NotFound => {}
                    // A pack may have it whole.
                    Err(error) if error.kind() == Kind::Damaged => damaged = Some(error),
                    done => return done,
                }
            }
            let packed = self.read_packed(&home, hash, limit, again)?;
            if let Some(result) = packed {
                return result.map_err(|error| damaged.unwrap_or(error));
            }
            if let Some(damaged) = damaged {
                return Err(damaged);
            }
        }
        Err(missing())
    }

    /// The bytes of a file of a version; at most `limit`.
    pub fn file(&self, snapshot: &Snapshot, path: &str, limit: u64) -> Result<Vec<u8>, Error> {
        let Some(file) = snapshot.file(path) else {
            return Err(Error::new(
                Kind::NotFound,
                self.library.path().join(&snapshot.folder).join(path),
                "the version has no such file",
                "look which files it has",
            ));
        };
        self.object(file.hash, limit)
    }

    /// Reads a content from whichever pack has it; `None` if none has.
    fn read_packed(
        &self,
        home: &Folder,
        hash: Hash,
        limit: u64,
        again: bool,
    ) -> Result<Option<Result<Vec<u8>, Error>>, Error> {
        let mut packs = self.packs();
        if again || !packs.looked {
            packs.look(home)?;
        }
        let Packs { whole, open, .. } = &mut *packs;
        let mut failed = None;
        for pack in whole.values() {
            let Some(size) = pack.size(hash) else {
                continue;
            };
            if size > limit {
                let place = object::place(hash);
                return Ok(Some(Err(object::too_large(home, &place, limit))));
            }
            match pack.read(hash, open) {
                Ok(bytes) => return Ok(Some(Ok(bytes))),
                // Packed anew in the meantime.
                Err(error) if error.kind() == Kind::NotFound => {}
                Err(error) => failed = Some(error),
            }
        }
        Ok(failed.map(Err))
    }

    fn snapshot_bytes(&self, home: &Folder, key: &str, hash: Hash) -> Result<Vec<u8>, Error> {
        let place = snapshot_place(key, hash);
        for again in [false, true] {
            let mut damaged = None;
            match home.read(&place, snapshot::LARGEST) {
                Ok(bytes) if Hash::of(&bytes) == hash => return Ok(bytes),
                Ok(_) => {
                    damaged = Some(Error::new(
                        Kind::Damaged,
                        home.path().join(&place),
                        "this snapshot is damaged",
                        "let your sync client fetch it again, or take an older copy of it back",
                    ));
                }
                Err(error) if error.kind() == Kind::NotFound => {}
                Err(error) => return Err(error),
            }
            if let Some(result) = self.read_packed(home, hash, snapshot::LARGEST, again)? {
                return result.map_err(|error| damaged.unwrap_or(error));
            }
            if let Some(damaged) = damaged {
                return Err(damaged);
            }
        }
        Err(not_here(home.path().join(place), "version"))
    }

    /// Whether a content is here, loose or packed, as far as its name and size tell.
    fn has_object(&self, home: &Folder, file: &SnapshotFile) -> Result<bool, Error> {
        if let Some((place, size)) = object::find(home, file.hash)
            && (place.ends_with(object::COMPRESSED) && size > 0 || size == file.size)
        {
            return Ok(true);
        }
        let mut packs = self.packs();
        if !packs.looked {
            packs.look(home)?;
        }
        Ok(packs.whole.values().any(|pack| pack.contains(file.hash)))
    }

    /// The folder of ours, if there is one.
    fn home(&self) -> Result<Option<Folder>, Error> {
        self.library.hidden(HOME, false)
    }

    /// The folder of ours, made if it is missing.
    fn make_home(&self) -> Result<Folder, Error> {
        let home = self.library.hidden(HOME, true)?;
        home.ok_or_else(|| crate::folder::missing_root(self.library.path()))
    }

    // A panic while one is held leaves nothing half done: all is looked up anew when in doubt.
    fn packs(&self) -> MutexGuard<'_, Packs> {
        self.packs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn versions(&self) -> MutexGuard<'_, HashMap<String, HashMap<Hash, Arc<Version>>>> {
        self.versions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Packs {
    /// Takes in packs that have come and forgets those that have gone.
    fn look(&mut self, home: &Folder) -> Result<(), Error> {
        let mut names = BTreeSet::new();
        for entry in list(home, PACKS)? {
            if let Some(name) = entry.strip_suffix(".pack")
                && name.parse::<Hash>().is_ok()
            {
                names.insert(name.to_owned());
            }
        }
        self.whole.retain(|name, _| names.contains(name));
        // One that was damaged may have been fetched again.
        self.problems.clear();
        for name in names {
            if self.whole.contains_key(&name) {
                continue;
            }
            match pack::Pack::open(&home.path().join(pack_place(&name))) {
                Ok(pack) => {
                    self.whole.insert(name, Arc::new(pack));
                }
                Err(error) if error.kind() == Kind::NotFound => {}
                Err(error) => {
                    self.problems.insert(name, error);
                }
            }
        }
        self.looked = true;
        Ok(())
    }
}

/// The name of the folder with the snapshots of an instruction. An id comes from a document that
/// anybody may have written: only what looks like one of ours names a folder as it is.
fn key(instruction: &str) -> String {
    let plain = (1..=40).contains(&instruction.len())
        && instruction
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && name::is_portable(instruction);
    if plain {
        instruction.to_owned()
    } else {
        format!("x-{}", &Hash::of(instruction.as_bytes()).to_string()[..32])
    }
}

fn snapshot_place(key: &str, hash: Hash) -> String {
    format!("{SNAPSHOTS}/{key}/{hash}.json")
}

fn pack_place(name: &str) -> String {
    format!("{PACKS}/{name}.pack")
}

/// The snapshots of an instruction that are not packed.
fn loose_snapshots(home: &Folder, key: &str) -> Result<BTreeSet<Hash>, Error> {
    let names = list(home, &format!("{SNAPSHOTS}/{key}"))?;
    Ok(names
        .iter()
        .filter_map(|name| name.strip_suffix(".json")?.parse().ok())
        .collect())
}

/// The names in one of our folders, sorted; none if it is not there.
fn list(home: &Folder, folder: &str) -> Result<Vec<String>, Error> {
    let Some(path) = home.folder_at(folder)? else {
        return Ok(Vec::new());
    };
    let listing = |error| Error::io(&path, "list the folder", error);
    let mut names = Vec::new();
    let found = match fs_err::read_dir(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(names),
        found => found.map_err(listing)?,
    };
    for entry in found {
        if let Ok(name) = entry.map_err(listing)?.file_name().into_string() {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn not_here(path: PathBuf, what: &str) -> Error {
    Error::new(
        Kind::NotHereYet,
        path,
        format!("this {what} is not here yet"),
        "wait until your sync client has fetched everything; if it has, the file was lost, and \
         `check --history` tells what is still whole",
    )
}

fn of_another(path: &std::path::Path) -> Error {
    Error::new(
        Kind::Damaged,
        path,
        "this is a snapshot of another instruction",
        "move it back to the folder that it came from",
    )
}

#[cfg(test)]
mod tests;
