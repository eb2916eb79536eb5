//! What a crash left: temporaries of ours that nobody writes any more.

use std::time::{Duration, SystemTime};

use super::{DEEPEST, Folder};
use crate::error::Error;
use crate::{atomic, name};

/// What is younger may still be written, by another computer, too: some clients bring temporaries
/// to others.
const AGE: Duration = Duration::from_hours(24);

impl Folder {
    /// Removes the temporaries of ours that are older than a day, and no others. Gives how many
    /// there were.
    pub fn remove_stale(&self, now: SystemTime) -> Result<usize, Error> {
        self.require_writable("")?;
        let mut removed = 0;
        let mut open = vec![(self.path().to_owned(), 0)];
        while let Some((folder, depth)) = open.pop() {
            let Ok(entries) = fs_err::read_dir(&folder) else {
                continue;
            };
            for entry in entries.flatten() {
                let (path, name) = (entry.path(), entry.file_name());
                let name = name.to_string_lossy();
                // Of the entry itself: a link may lead anywhere.
                let Ok(found) = entry.metadata() else {
                    continue;
                };
                if found.is_dir() {
                    if depth < DEEPEST && !name::is_ignored(&name) {
                        open.push((path, depth + 1));
                    }
                    continue;
                }
                let modified = found.modified().ok();
                let age = modified.and_then(|modified| now.duration_since(modified).ok());
                if found.is_file()
                    && atomic::is_temporary(&name)
                    && age.is_some_and(|age| age > AGE)
                {
                    fs_err::remove_file(&path)
                        .map_err(|error| Error::io(&path, "remove what a crash left", error))?;
                    removed += 1;
                }
            }
        }
        Ok(removed)
    }
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::disallowed_methods,
        reason = "files are as old as the clock says"
    )]

    use super::*;

    #[test]
    fn only_our_own_stale_temporaries_go() {
        let around = tempfile::tempdir().unwrap();
        let folder = Folder::open(around.path()).unwrap();
        let own = ["a/media/.~inbox.wwA1b2C3d4E5.tmp", ".~a.wwA1b2C3d4E5.tmp"];
        let others = [
            "a/instruction.md",
            "a/.~inbox.tmp",
            "a/.syncthing.inbox.png.tmp",
            "a/~$offer.docx",
            ".stversions/.~a.wwA1b2C3d4E5.tmp",
        ];
        for path in own.iter().chain(&others) {
            let path = around.path().join(path);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, "half").unwrap();
        }
        let now = SystemTime::now();
        assert_eq!(folder.remove_stale(now).unwrap(), 0);
        let later = now + Duration::from_hours(25);
        assert_eq!(folder.remove_stale(later).unwrap(), own.len());
        for path in others {
            assert!(around.path().join(path).exists(), "{path}");
        }
    }
}
