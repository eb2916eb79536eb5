//! Whether the history of an instruction changed, told from the names of files: so that a list of
//! thousands of instructions reads none of it again.

use std::collections::{BTreeSet, HashMap, HashSet};

use unicode_normalization::UnicodeNormalization as _;

use super::{History, PACKS, SNAPSHOTS, Timeline, key, list, loose_snapshots};
use crate::error::Error;
use crate::folder::{Entry, EntryKind};
use crate::hash::Hash;

/// What the history of a library looks like from outside.
#[derive(Clone, Debug)]
pub struct Outside {
    packs: Hash,
    keys: HashSet<String>,
}

/// The versions of all instructions, as the names of their snapshots tell them.
#[derive(Clone, Debug, Default)]
pub struct Names {
    packed: HashMap<String, Vec<Hash>>,
    /// The instructions with snapshots that are not packed.
    loose: HashSet<String>,
}

/// What an entry in the folder of an instruction is to its versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A file of them, under this path in the folder.
    File(String),
    /// A file of them that cannot be read now, under this path.
    Absent(String),
    /// Nothing to tell of: a folder, a conflict copy.
    None,
    /// Something that they do not hold: a hidden file, a link that leads out.
    LeftOut,
}

impl Names {
    /// Whether an instruction has versions.
    #[must_use]
    pub fn tell_of(&self, instruction: &str) -> bool {
        let key = key(instruction);
        self.packed.contains_key(&key) || self.loose.contains(&key)
    }
}

impl History {
    /// Looks at the history from outside.
    pub fn outside(&self) -> Result<Outside, Error> {
        let mut keys = HashSet::new();
        let mut packs = Vec::new();
        if let Some(home) = self.home()? {
            keys.extend(list(&home, SNAPSHOTS)?);
            for name in list(&home, PACKS)? {
                // One that was damaged may have been fetched again under its name.
                let found = fs_err::metadata(home.path().join(PACKS).join(&name)).ok();
                let size = found.map_or(0, |found| found.len());
                packs.extend_from_slice(format!("{name} {size}\n").as_bytes());
            }
        }
        Ok(Outside {
            packs: Hash::of(&packs),
            keys,
        })
    }

    /// Another one when snapshots of an instruction came or went, or packs of any.
    pub fn quick_mark(&self, outside: &Outside, instruction: &str) -> Result<Hash, Error> {
        let mut all = outside.packs.as_bytes().to_vec();
        let key = key(instruction);
        if outside.keys.contains(&key)
            && let Some(home) = self.home()?
        {
            for hash in loose_snapshots(&home, &key)? {
                all.extend_from_slice(hash.as_bytes());
            }
        }
        Ok(Hash::of(&all))
    }

    /// Looks at the names of all versions, for who asks for the marks of many instructions. Opens
    /// each pack once; `None` if one cannot be read.
    pub fn names(&self) -> Result<Option<Names>, Error> {
        let mut names = Names::default();
        let Some(home) = self.home()? else {
            return Ok(Some(names));
        };
        // What is packed between the two is found in both.
        names.loose.extend(list(&home, SNAPSHOTS)?);
        let mut packs = self.packs();
        packs.look(&home)?;
        if !packs.problems.is_empty() {
            return Ok(None);
        }
        for (key, snapshots) in packs.whole.values().flat_map(|pack| pack.by_key()) {
            let known = names.packed.entry(key.to_owned()).or_default();
            known.extend(snapshots);
        }
        Ok(Some(names))
    }

    /// [`History::mark`] as these names tell it.
    pub fn mark_among(&self, names: &Names, instruction: &str) -> Result<Hash, Error> {
        let key = key(instruction);
        let packed = names.packed.get(&key).into_iter().flatten();
        let mut hashes: BTreeSet<Hash> = packed.copied().collect();
        if names.loose.contains(&key)
            && let Some(home) = self.home()?
        {
            hashes.extend(loose_snapshots(&home, &key)?);
        }
        Ok(mark_of(hashes))
    }

    /// Another one when snapshots of an instruction came or went, wherever they lie. Opens the
    /// packs.
    pub fn mark(&self, instruction: &str) -> Result<Hash, Error> {
        let hashes = match self.home()? {
            Some(home) => self.hashes(&home, &key(instruction))?,
            None => BTreeSet::new(),
        };
        Ok(mark_of(hashes))
    }
}

impl Timeline {
    /// What [`History::mark`] was when it was read; `None` if a version could not be.
    #[must_use]
    pub fn mark(&self) -> Option<Hash> {
        let versions = self.versions().iter();
        let hashes = || versions.map(|version| version.hash).collect();
        self.problems().is_empty().then(|| mark_of(hashes()))
    }
}

fn mark_of(hashes: BTreeSet<Hash>) -> Hash {
    let all: Vec<u8> = hashes
        .into_iter()
        .flat_map(|hash| *hash.as_bytes())
        .collect();
    Hash::of(&all)
}

/// What an entry is to the versions of the instruction in `folder`.
#[must_use]
pub fn part(folder: &str, entry: &Entry) -> Part {
    let inside = entry.path.get(folder.len() + 1..).unwrap_or_default();
    let hidden = inside.split('/').any(|part| part.starts_with('.'));
    match entry.kind {
        EntryKind::Folder => Part::None,
        EntryKind::File if entry.suspicion.is_some() => Part::None,
        // Some systems store composed letters taken apart.
        EntryKind::File if !hidden => Part::File(inside.nfc().collect()),
        EntryKind::Unreadable if !hidden => Part::Absent(inside.to_owned()),
        _ => Part::LeftOut,
    }
}
