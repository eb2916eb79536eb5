//! Sync clients' conflict copies: taken in as a version, then moved out of sight.
//!
//! What a sync client laid beside the text is somebody's edit. It becomes a head of its own, to be
//! joined like any other, and only then the file is moved to `.werkwijzer/conflicts`, under the
//! hash of its bytes. It is renamed, not copied and deleted: what another program writes into it
//! up to the last moment goes with it.

use super::keep::AsFiles;
use super::likeness::Now;
use super::snapshot::content;
use super::take::Taken;
use super::{Cause, HOME, History, Of, SnapshotFile, object};
use crate::error::{Error, Kind};
use crate::folder::Folder;
use crate::hash::Hash;
use crate::relative::{name_of, split_extension};
use crate::{atomic, name};

pub(super) const CONFLICTS: &str = "conflicts";
/// A conflict copy larger than this is not taken in.
pub(super) const LARGEST: u64 = 64 << 20;

/// A conflict copy that was taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Copy {
    /// The version that holds it.
    pub version: Taken,
    /// The hash of its bytes, as [`History::put_away`] wants it.
    pub hash: Hash,
}

impl History {
    /// Takes in the conflict copy at `copy` (a path in the library) of the instruction's file
    /// `original` (a path in its folder) as a version that stands beside the others. If a version
    /// has just this text already, that one is told and none is made.
    ///
    /// The version is made from `cause.parents` if they are given. Else it is taken to be made
    /// from the version whose text is most like it and of which it undoes nothing.
    pub fn take_in(
        &self,
        of: Of<'_>,
        copy: &str,
        original: &str,
        cause: &Cause<'_>,
    ) -> Result<Copy, Error> {
        let lock = self.lock(of);
        let bytes = self.library.read(copy, LARGEST)?;
        let hash = Hash::of(&bytes);
        let timeline = self.timeline(of.instruction)?;
        let kept = SnapshotFile {
            path: original.to_owned(),
            hash,
            size: bytes.len() as u64,
        };
        let mut parents = if let Some(parents) = cause.parents {
            parents.to_vec()
        } else {
            let now = Now {
                files: std::slice::from_ref(&kept),
                only: Some(original),
                bytes: Box::new(|_| Some(bytes.clone())),
            };
            self.origin(of, &timeline, &now).into_iter().collect()
        };
        parents.retain(|parent| timeline.version(*parent).is_some());
        let mut files = match parents.first() {
            Some(parent) => self.snapshot(of.instruction, *parent)?.files,
            None => self.gather(of, &timeline)?.files,
        };
        files.retain(|file| file.path != original);
        files.push(kept.clone());
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let now = content(files.iter().map(|file| (&*file.path, file.hash)));
        let same = timeline
            .versions()
            .iter()
            .find(|version| version.content == now);
        let home = self.make_home()?;
        // That version may have come before its contents.
        if !self.has_object(&home, &kept)? {
            object::write(&home, hash, &bytes)?;
        }
        let version = if let Some(same) = same {
            Taken::known(same.hash)
        } else {
            Taken::made(Self::record(
                &home,
                of,
                files,
                parents,
                cause,
                &mut AsFiles,
            )?)
        };
        drop(lock);
        Ok(Copy { version, hash })
    }

    /// Moves a conflict copy that was taken in out of the folder of the instruction. Refuses if
    /// the history does not hold these bytes; if somebody changed the file it stays.
    /// Gives the path in the library where it lies now.
    pub fn put_away(&self, copy: &str, taken_in: Hash) -> Result<String, Error> {
        self.object(taken_in, LARGEST)?;
        let home = self.make_home()?;
        let place = format!("{CONFLICTS}/{taken_in}{}", extension(copy));
        let target = home.target(&place)?;
        let from = self.library.path().join(copy);
        let changed = || {
            Error::new(
                Kind::ChangedByOther,
                &from,
                "somebody changed the conflict copy in the meantime",
                "take it in again",
            )
        };
        if self.library.hash(copy)? != Some(taken_in) {
            return Err(changed());
        }
        let failed = |error| Error::io(&from, "move the conflict copy away", error);
        atomic::patiently(|| fs_err::rename(&from, &target.path)).map_err(failed)?;
        atomic::sync_folder(&target.folder).map_err(failed)?;
        if home.hash(&place)? == Some(taken_in) {
            return Ok(format!("{HOME}/{place}"));
        }
        // Written in the last instant: back to where it is seen.
        give_back(&home, &place, &from).map_err(failed)?;
        Err(changed())
    }
}

fn give_back(home: &Folder, place: &str, to: &std::path::Path) -> std::io::Result<()> {
    atomic::link_or_copy(&home.path().join(place), to)?;
    fs_err::remove_file(home.path().join(place))
}

/// The ending of a name, if it is a plain one.
fn extension(path: &str) -> &str {
    let extension = split_extension(name_of(path)).1;
    let plain = extension.len() <= 10 && name::is_portable(&format!("n{extension}"));
    if plain { extension } else { "" }
}
