//! What is found in a destination: what stands at a path, and what of it we know to be ours.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use fs_err::File;
use rayon::prelude::*;

use super::{ForeignChange, Manifest, ManifestFile, NextFile};
use crate::error::{Error, Kind};
use crate::folder::Folder;
use crate::hash::Hash;
use crate::name::{self, Taken};
use crate::relative::{folder_of, name_of, split_extension};

/// What stands at a path, as far as can be told without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    Nothing,
    File {
        size: u64,
        modified: Option<SystemTime>,
    },
    /// A link, whatever it leads to: we make none, so it is not ours.
    Link,
    Folder,
}

pub(super) fn look(path: &Path) -> Result<Seen, Error> {
    match fs_err::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => Ok(Seen::Link),
        Ok(found) if found.is_dir() => Ok(Seen::Folder),
        Ok(found) if found.is_file() => Ok(Seen::File {
            size: found.len(),
            modified: found.modified().ok(),
        }),
        Ok(_) => Err(Error::new(
            Kind::WrongType,
            path,
            "this is neither a file nor a folder, and a file of this name is needed",
            "move it away",
        )),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Seen::Nothing),
        Err(error) => Err(Error::io(path, "look at the file", error)),
    }
}

pub(super) fn hash_of(path: &Path) -> Result<Hash, Error> {
    File::open(path)
        .and_then(Hash::of_reader)
        .map_err(|error| Error::io(path, "read the file", error))
}

pub(super) fn folder_in_the_way(path: &Path) -> Error {
    Error::new(
        Kind::WrongType,
        path,
        "a folder stands where a file of this name is needed",
        "move or rename the folder",
    )
}

/// The name under which a foreign file is kept in its folder, and whether it stands there already.
pub(super) fn name_aside(
    folder: &Path,
    called: &str,
    label: &str,
    hash: Option<Hash>,
) -> Result<(String, bool), Error> {
    let label = name::safe(label, &mut Taken::default());
    let (stem, extension) = split_extension(called);
    // Room for the label, a number and a temporary's additions.
    let stem = &stem[..stem.floor_char_boundary(120)];
    let mut number = 1_u32;
    loop {
        let count = if number == 1 {
            String::new()
        } else {
            format!(" {number}")
        };
        let candidate = format!("{stem} ({label}{count}){extension}");
        match look(&folder.join(&candidate))? {
            Seen::Nothing => return Ok((candidate, false)),
            Seen::File { .. }
                if hash.is_some() && Some(hash_of(&folder.join(&candidate))?) == hash =>
            {
                return Ok((candidate, true));
            }
            _ => {}
        }
        number += 1;
    }
}

/// What we know to be ours: the manifest, and the journals of runs that did not end.
#[derive(Debug, Default)]
pub(super) struct Ours {
    pub(super) manifest: Arc<Manifest>,
    /// By folded path: the content that we may have left there.
    hashes: HashMap<String, Vec<Hash>>,
    /// Paths in journals, as spelt there.
    pub(super) journalled: BTreeSet<String>,
}

impl Ours {
    pub(super) fn add(&mut self, file: &ManifestFile) {
        let hashes = self.hashes.entry(name::fold(&file.path)).or_default();
        if !hashes.contains(&file.blake3) {
            hashes.push(file.blake3);
        }
    }

    pub(super) fn wrote(&self, path: &str, hash: Hash) -> bool {
        self.hashes
            .get(&name::fold(path))
            .is_some_and(|hashes| hashes.contains(&hash))
    }

    /// Whether a run that did not end may have left other content there than the manifest says.
    pub(super) fn doubtful(&self, path: &str) -> bool {
        !self.journalled.is_empty()
            && self
                .hashes
                .get(&name::fold(path))
                .is_some_and(|hashes| hashes.len() > 1)
    }

    pub(super) fn change(&self, path: &str) -> ForeignChange {
        if self.hashes.contains_key(&name::fold(path)) {
            ForeignChange::ChangedByHand
        } else {
            ForeignChange::NeverOurs
        }
    }
}

/// Full paths, with the folders looked up and confined once.
pub(super) struct Places<'a> {
    pub(super) folder: &'a Folder,
    pub(super) known: HashMap<String, Option<PathBuf>>,
}

impl Places<'_> {
    pub(super) fn folder(&mut self, relative: &str) -> Result<Option<PathBuf>, Error> {
        if let Some(known) = self.known.get(relative) {
            return Ok(known.clone());
        }
        let found = self.folder.folder_at(relative)?;
        self.known.insert(relative.to_owned(), found.clone());
        Ok(found)
    }

    /// Looks at many files at once, in their order. One that cannot be looked at is none here, and
    /// an error when it is asked for by itself.
    pub(super) fn look_at_all(&mut self, files: &[NextFile]) -> Vec<Option<(PathBuf, Seen)>> {
        let folders: HashSet<&str> = files.iter().map(|file| folder_of(&file.path)).collect();
        let found: Vec<(String, Option<PathBuf>)> = folders
            .into_par_iter()
            .filter_map(|folder| Some((folder.to_owned(), self.folder.folder_at(folder).ok()?)))
            .collect();
        self.known.extend(found);
        files
            .par_iter()
            .map(|file| {
                let Some(folder) = self.known.get(folder_of(&file.path))? else {
                    return Some((self.folder.path().join(&file.path), Seen::Nothing));
                };
                let path = folder.join(name_of(&file.path));
                let seen = look(&path).ok()?;
                Some((path, seen))
            })
            .collect()
    }

    /// The path on the disk and what stands there; no path if even its folder is missing.
    pub(super) fn look(&mut self, relative: &str) -> Result<(PathBuf, Seen), Error> {
        match self.folder(folder_of(relative))? {
            Some(folder) => {
                let path = folder.join(name_of(relative));
                let seen = look(&path)?;
                Ok((path, seen))
            }
            None => Ok((self.folder.path().join(relative), Seen::Nothing)),
        }
    }
}
