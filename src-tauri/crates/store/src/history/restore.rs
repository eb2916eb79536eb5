//! Taking an older version back into the folder of the instruction.

use std::collections::HashSet;

use super::take::Taken;
use super::{Cause, History, Of};
use crate::error::{Error, Kind};
use crate::folder::Replaced;
use crate::hash::Hash;

/// What came of [`History::restore`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Restored {
    /// The version that the files were in before; from it they can be had again.
    pub before: Hash,
    /// The version that they are in now.
    pub after: Taken,
    /// The files that were written, in the folder of the instruction.
    pub written: Vec<String>,
    /// The files that were removed, as the version does not have them.
    pub removed: Vec<String>,
}

impl History {
    /// Gives the files of an instruction the bytes of a version. What they are now is kept first,
    /// and what they are then is a new version made from it, so that nothing is lost and this,
    /// too, can be taken back.
    ///
    /// All contents are read before the first file is written. A crash in the middle leaves
    /// files of both versions, each whole; doing it again ends well.
    pub fn restore(&self, of: Of<'_>, version: Hash, cause: &Cause<'_>) -> Result<Restored, Error> {
        let lock = self.lock(of);
        let snapshot = self.snapshot(of.instruction, version)?;
        let keep = Cause {
            reason: super::Reason::Edited,
            note: "",
            release: None,
            parents: None,
            ..cause.clone()
        };
        let before = self.take_locked(of, &keep)?.hash;
        let now = self.snapshot(of.instruction, before)?;
        let mut waiting = Vec::new();
        for file in &snapshot.files {
            if now
                .file(&file.path)
                .is_none_or(|there| there.hash != file.hash)
            {
                waiting.push((file, self.object(file.hash, file.size)?));
            }
        }
        // Pictures first: the text that shows them comes last.
        waiting.sort_by_key(|(file, _)| (file.path.ends_with(".md"), &file.path));
        let mut written = Vec::new();
        for (file, bytes) in waiting {
            let place = format!("{}/{}", of.folder, file.path);
            let expected = now.file(&file.path).map(|there| there.hash);
            match self.library.replace(&place, expected, &bytes)? {
                Replaced::Written(_) => written.push(file.path.clone()),
                Replaced::Unchanged => {}
                Replaced::ChangedByOther { .. } => {
                    return Err(self.changed_meanwhile(&place));
                }
            }
        }
        let wanted: HashSet<&str> = snapshot.files.iter().map(|file| &*file.path).collect();
        let mut removed = Vec::new();
        for file in &now.files {
            if wanted.contains(&*file.path) {
                continue;
            }
            let place = format!("{}/{}", of.folder, file.path);
            match self.library.hash(&place)? {
                Some(hash) if hash == file.hash => self.library.remove(&place)?,
                Some(_) => return Err(self.changed_meanwhile(&place)),
                None => {}
            }
            removed.push(file.path.clone());
        }
        let parents = [before];
        let cause = Cause {
            parents: Some(cause.parents.unwrap_or(&parents)),
            ..cause.clone()
        };
        let after = self.take_locked(of, &cause)?;
        drop(lock);
        Ok(Restored {
            before,
            after,
            written,
            removed,
        })
    }

    fn changed_meanwhile(&self, place: &str) -> Error {
        Error::new(
            Kind::ChangedByOther,
            self.library.path().join(place),
            "somebody else changed this file while the version was restored",
            "look at the instruction and restore it again; all its states are in the history",
        )
    }
}
