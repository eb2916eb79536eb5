//! What a publication would change.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::Value;

use super::found::{Ours, Places, Seen, folder_in_the_way, hash_of, name_aside};
use super::{
    Content, Destination, FileKind, MANIFEST, Manifest, ManifestFile, Next, NextFile, OfBytes,
};
use crate::error::{Error, Kind};
use crate::hash::Hash;
use crate::name;
use crate::relative::{self, folder_of, name_of, split_extension};

/// What a publication would change; carried out by [`Destination::apply`].
#[derive(Debug)]
pub struct Plan {
    /// Files that are not there yet.
    pub added: Vec<String>,
    /// Files that get other bytes.
    pub changed: Vec<String>,
    /// Files that are not touched.
    pub unchanged: Vec<String>,
    /// Files that are no longer published.
    pub removed: Vec<String>,
    /// Files that get their name in the archive, from and to.
    pub archived: Vec<(String, String)>,
    /// Files at our places that are not as we left them. Nothing of them is lost.
    pub foreign: Vec<Foreign>,
    /// Files called unchanged that are not there as the manifest says. With any of these the plan
    /// cannot be carried out: make their content and plan again.
    pub needs: Vec<Need>,
    /// Whether the manifest changes.
    pub manifest_changes: bool,
    pub(super) writes: Vec<Write>,
    pub(super) moves: Vec<Move>,
    pub(super) removals: Vec<Removal>,
    pub(super) manifest: Vec<u8>,
    pub(super) ours: Ours,
    pub(super) label: String,
    /// The folders in which a run may have left something.
    pub(super) folders: BTreeSet<String>,
}

impl Plan {
    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty()
            && self.moves.is_empty()
            && self.removals.is_empty()
            && !self.manifest_changes
    }
}

/// A file at one of our places that is not as we left it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreign {
    /// Where it stands.
    pub path: String,
    /// What happened to it.
    pub change: ForeignChange,
    /// What becomes of it.
    pub kept: Kept,
}

/// Why a file is not as we left it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ForeignChange {
    /// We published it and somebody changed it since.
    ChangedByHand,
    /// We never published it.
    NeverOurs,
}

/// What becomes of a file that is not as we left it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kept {
    /// It stays under this path, and ours takes its place.
    As(String),
    /// It stays where it is.
    InPlace,
}

/// A file whose content the caller must make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Its path.
    pub path: String,
    /// The instruction that it belongs to.
    pub instruction: Option<String>,
}

#[derive(Debug)]
pub(super) struct Write {
    pub(super) path: String,
    pub(super) kind: FileKind,
    pub(super) content: Content,
    pub(super) hash: Hash,
    pub(super) seen: Seen,
    pub(super) keep: bool,
}

#[derive(Debug)]
pub(super) struct Move {
    pub(super) from: String,
    pub(super) to: String,
}

#[derive(Debug)]
pub(super) struct Removal {
    pub(super) path: String,
    pub(super) seen: Seen,
}

impl Destination {
    /// Compares what is to stand here with what does. Changes nothing.
    pub fn plan(&self, next: Next) -> Result<Plan, Error> {
        check(&next)?;
        let extra = match next.extra {
            Value::Object(extra) => extra,
            _ => serde_json::Map::new(),
        };
        let (ours, old) = self.ours()?;
        let mut plan = Plan {
            added: Vec::new(),
            changed: Vec::new(),
            unchanged: Vec::new(),
            removed: Vec::new(),
            archived: Vec::new(),
            foreign: Vec::new(),
            needs: Vec::new(),
            manifest_changes: false,
            writes: Vec::new(),
            moves: Vec::new(),
            removals: Vec::new(),
            manifest: Vec::new(),
            folders: BTreeSet::new(),
            label: next.label,
            ours,
        };
        let mut places = Places {
            folder: &self.folder,
            known: HashMap::new(),
        };
        let mut files = next.files;
        files.sort_by(|a, b| (a.kind, &a.path).cmp(&(b.kind, &b.path)));
        let spelt: HashMap<String, String> = files
            .iter()
            .map(|file| (name::fold(&file.path), file.path.clone()))
            .collect();

        let looked = places.look_at_all(&files);
        let mut listed = Vec::with_capacity(files.len());
        for (file, looked) in files.into_iter().zip(looked) {
            plan.touches(folder_of(&file.path));
            let looked = looked.map_or_else(|| places.look(&file.path), Ok)?;
            listed.extend(plan.take_in(file, looked, next.verify)?);
        }
        plan.take_out(&spelt, &next.moves, &mut places)?;

        let manifest = Manifest::new(listed, extra);
        plan.manifest = manifest.to_bytes().map_err(|error| {
            Error::new(Kind::Io, self.path().join(MANIFEST), error.to_string(), "")
        })?;
        plan.manifest_changes = old.is_none_or(|old| old.bytes != plan.manifest);
        Ok(plan)
    }

    fn ours(&self) -> Result<(Ours, Option<Arc<OfBytes>>), Error> {
        let mut ours = Ours::default();
        let read = self.read_manifest()?;
        if let Some(read) = &read {
            for file in read.manifest.files() {
                ours.add(file);
            }
            ours.manifest = Arc::clone(&read.manifest);
        }
        for journal in self.journals()? {
            // A journal cut short by the crash was written before anything was switched.
            let Ok(Some(journal)) = self.read_journal(&journal) else {
                continue;
            };
            for file in journal.files() {
                ours.add(file);
                ours.journalled.insert(file.path.clone());
            }
        }
        Ok((ours, read))
    }
}

impl Plan {
    /// A run may leave something in this folder.
    fn touches(&mut self, folder: &str) {
        if !self.folders.contains(folder) {
            self.folders.insert(folder.to_owned());
        }
    }

    /// Plans a file that is to stand there, where this was found; gives its line in the manifest.
    fn take_in(
        &mut self,
        file: NextFile,
        (path, seen): (PathBuf, Seen),
        verify: bool,
    ) -> Result<Option<ManifestFile>, Error> {
        let (hash, size) = match &file.content {
            Content::Bytes(bytes) => (Hash::of(bytes), bytes.len() as u64),
            Content::Stored { hash, size, .. } | Content::Unchanged { hash, size } => {
                (*hash, *size)
            }
        };
        let as_listed = self
            .ours
            .manifest
            .file(&file.path)
            .is_some_and(|old| old.blake3 == hash && old.size == size);
        let same_size = matches!(seen, Seen::File { size: on_disk, .. } if on_disk == size);
        let trusted = as_listed && same_size && !verify && !self.ours.doubtful(&file.path);
        let on_disk = match seen {
            Seen::File { .. } if !trusted => Some(hash_of(&path)?),
            Seen::Folder => return Err(folder_in_the_way(&path)),
            _ => None,
        };
        let listed = ManifestFile {
            path: file.path.clone(),
            kind: file.kind,
            instruction: file.instruction,
            size,
            blake3: hash,
        };
        if trusted || on_disk == Some(hash) {
            self.unchanged.push(file.path);
            return Ok(Some(listed));
        }
        if let Content::Unchanged { .. } = file.content {
            self.needs.push(Need {
                path: file.path,
                instruction: listed.instruction,
            });
            return Ok(None);
        }
        let keep = match (seen, on_disk) {
            (Seen::Nothing, _) => false,
            (_, Some(on_disk)) => !self.ours.wrote(&file.path, on_disk),
            _ => true,
        };
        if keep {
            let folder = path.parent().unwrap_or(&path);
            let (aside, _) = name_aside(folder, name_of(&file.path), &self.label, on_disk)?;
            self.foreign.push(Foreign {
                change: self.ours.change(&file.path),
                kept: Kept::As(beside(&file.path, &aside)),
                path: file.path.clone(),
            });
        }
        if seen == Seen::Nothing {
            self.added.push(file.path.clone());
        } else {
            self.changed.push(file.path.clone());
        }
        self.writes.push(Write {
            path: file.path,
            kind: file.kind,
            content: file.content,
            hash,
            seen,
            keep,
        });
        Ok(Some(listed))
    }

    /// Plans what becomes of files of the last publication that are no longer published, or that
    /// the archive wants.
    fn take_out(
        &mut self,
        next: &HashMap<String, String>,
        moves: &[(String, String)],
        places: &mut Places<'_>,
    ) -> Result<(), Error> {
        let manifest = Arc::clone(&self.ours.manifest);
        let journalled = self.ours.journalled.clone();
        let mut old: Vec<&str> = manifest
            .files()
            .iter()
            .map(|file| file.path.as_str())
            .chain(journalled.iter().map(String::as_str))
            .collect();
        old.sort_unstable();
        old.dedup();
        let rewritten: HashSet<String> = self.writes.iter().map(|file| file.path.clone()).collect();
        let stays = |path: &str| next.get(&name::fold(path)).is_some_and(|next| next == path);
        let mut archived = HashSet::new();
        let mut taken = HashSet::new();
        for (from, to) in moves {
            let (path, seen) = places.look(from)?;
            if old.binary_search(&from.as_str()).is_err()
                || !matches!(seen, Seen::File { .. })
                || (stays(from) && !rewritten.contains(from))
            {
                continue;
            }
            let hash = hash_of(&path)?;
            let Some(to) = place_in_archive(to, hash, &mut taken, places)? else {
                // It stands in the archive already: a run that did not end got this far.
                archived.insert(from.clone());
                continue;
            };
            archived.insert(from.clone());
            if !stays(from) && !self.ours.wrote(from, hash) {
                self.foreign.push(Foreign {
                    path: from.clone(),
                    change: ForeignChange::ChangedByHand,
                    kept: Kept::As(to.clone()),
                });
            }
            self.touches(folder_of(&to));
            self.archived.push((from.clone(), to.clone()));
            self.moves.push(Move {
                from: from.clone(),
                to,
            });
        }
        for path in old {
            self.touches(folder_of(path));
            if stays(path) {
                continue;
            }
            let (on_disk, seen) = places.look(path)?;
            if seen == Seen::Nothing {
                continue;
            }
            if let Some(other) = next.get(&name::fold(path))
                && fs_err::canonicalize(&on_disk).ok()
                    == fs_err::canonicalize(places.look(other)?.0).ok()
            {
                continue;
            }
            let is_ours = match seen {
                Seen::File { .. } => {
                    archived.contains(path) || self.ours.wrote(path, hash_of(&on_disk)?)
                }
                _ => false,
            };
            if is_ours {
                self.removed.push(path.to_owned());
                self.removals.push(Removal {
                    path: path.to_owned(),
                    seen,
                });
            } else {
                self.foreign.push(Foreign {
                    path: path.to_owned(),
                    change: ForeignChange::ChangedByHand,
                    kept: Kept::InPlace,
                });
            }
        }
        Ok(())
    }
}

/// A free path in the archive, or `None` if the same content stands there already.
fn place_in_archive(
    to: &str,
    hash: Hash,
    taken: &mut HashSet<String>,
    places: &mut Places<'_>,
) -> Result<Option<String>, Error> {
    let mut number = 1_u32;
    loop {
        let candidate = if number == 1 {
            to.to_owned()
        } else {
            let (stem, extension) = split_extension(name_of(to));
            beside(to, &format!("{stem}-{number}{extension}"))
        };
        number += 1;
        if taken.contains(&name::fold(&candidate)) {
            continue;
        }
        let (path, seen) = places.look(&candidate)?;
        match seen {
            Seen::Nothing => {
                taken.insert(name::fold(&candidate));
                return Ok(Some(candidate));
            }
            Seen::File { .. } if hash_of(&path)? == hash => return Ok(None),
            _ => {}
        }
    }
}

/// The path of another file in the same folder.
pub(super) fn beside(path: &str, called: &str) -> String {
    match folder_of(path) {
        "" => called.to_owned(),
        folder => format!("{folder}/{called}"),
    }
}

/// Whether the files can stand together in one folder, on all systems.
fn check(next: &Next) -> Result<(), Error> {
    let mut files = HashSet::with_capacity(next.files.len());
    let folded: Vec<Result<String, Error>> = next
        .files
        .par_iter()
        .map(|file| relative::portable_parts(&file.path).map(|_| name::fold(&file.path)))
        .collect();
    for (file, folded) in next.files.iter().zip(folded) {
        let folded = folded?;
        if folded == MANIFEST || !files.insert(folded) {
            return Err(Error::new(
                Kind::NameNotPortable,
                &file.path,
                "two files of one publication have this path, on Windows and macOS at least",
                "give one of them another name",
            ));
        }
    }
    for file in &next.files {
        let mut folder = folder_of(&file.path);
        while !folder.is_empty() {
            if files.contains(&name::fold(folder)) {
                return Err(Error::new(
                    Kind::NameNotPortable,
                    &file.path,
                    format!("`{folder}` is to be a file and a folder"),
                    "give one of them another name",
                ));
            }
            folder = folder_of(folder);
        }
    }
    for (from, to) in &next.moves {
        relative::portable_parts(from)?;
        relative::portable_parts(to)?;
        if files.contains(&name::fold(to)) || name::fold(to) == MANIFEST {
            return Err(Error::new(
                Kind::NameNotPortable,
                to,
                "a file of this publication has the path of an archived one",
                "archive under another name",
            ));
        }
    }
    Ok(())
}
