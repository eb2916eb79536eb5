//! Where things stand in a library.
//!
//! Only the places: what `library.toml` and the instructions say is read by others.

use std::path::Path;

use rayon::prelude::*;

use crate::error::{Error, Kind};
use crate::folder::{EntryKind, Folder};

/// The file that makes a folder a library.
pub const SETTINGS: &str = "library.toml";
/// The folder with a folder for each instruction.
pub const INSTRUCTIONS: &str = "instructions";
/// The file with an instruction's text in its source language.
pub const INSTRUCTION: &str = "instruction.md";
/// The folder with texts that are reused.
pub const SNIPPETS: &str = "snippets";
/// The folder with a folder for each handover.
pub const HANDOVERS: &str = "handovers";
/// The folder with files that override the default theme.
pub const THEME: &str = "theme";

const MAX_SETTINGS: u64 = 1 << 20;

/// The folder that holds everything of one client.
#[derive(Clone, Debug)]
pub struct LibraryFolder {
    folder: Folder,
}

impl LibraryFolder {
    /// Opens a library.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let folder = Folder::open(path)?;
        if !folder.exists(SETTINGS) {
            return Err(Error::new(
                Kind::NotFound,
                path,
                format!("this is no library: it has no {SETTINGS}"),
                "choose the folder of a library, or make a new one",
            ));
        }
        Ok(Self { folder })
    }

    /// Makes a library in a folder that is empty or not there yet. Its settings are written last,
    /// so that half a library does not open.
    pub fn create(path: &Path, settings: &[u8]) -> Result<Self, Error> {
        let folder = Folder::create(path)?;
        if !folder.list("")?.is_empty() {
            return Err(Error::new(
                Kind::AlreadyExists,
                path,
                "the folder is not empty",
                "choose an empty folder, or the name of a new one",
            ));
        }
        for inside in [INSTRUCTIONS, SNIPPETS] {
            folder.make_folders(inside, &mut |_| {})?;
        }
        folder.write(SETTINGS, settings)?;
        Ok(Self { folder })
    }

    /// The library as a folder, to read and write in.
    #[must_use]
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// The bytes of `library.toml`.
    pub fn settings(&self) -> Result<Vec<u8>, Error> {
        self.folder.read(SETTINGS, MAX_SETTINGS)
    }

    /// The folders of all instructions (`instructions/…`), sorted: those that hold an
    /// `instruction.md`. Also one that cannot be read now: unreadable is not deleted (rule 9).
    pub fn instructions(&self) -> Result<Vec<String>, Error> {
        if !self.folder.exists(INSTRUCTIONS) {
            return Ok(Vec::new());
        }
        let folders = self.folder.list(INSTRUCTIONS)?.into_par_iter();
        Ok(folders
            .filter(|entry| entry.kind == EntryKind::Folder)
            .map(|entry| entry.path)
            .filter(|folder| {
                let file = self.folder.path().join(folder).join(INSTRUCTION);
                !matches!(fs_err::symlink_metadata(file),
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound)
            })
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_made_opened_and_listed() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("Bibliotheek");
        assert_eq!(
            LibraryFolder::open(&path).unwrap_err().kind(),
            Kind::MissingRoot
        );
        let library = LibraryFolder::create(&path, b"format = 1\n").unwrap();
        assert!(library.instructions().unwrap().is_empty());
        library
            .folder()
            .write("instructions/b/instruction.md", b"# B")
            .unwrap();
        library
            .folder()
            .write("instructions/a/instruction.md", b"# A")
            .unwrap();
        library
            .folder()
            .write("instructions/c/notes.md", b"")
            .unwrap();
        let again = LibraryFolder::open(&path).unwrap();
        assert_eq!(
            again.instructions().unwrap(),
            ["instructions/a", "instructions/b"]
        );
        assert_eq!(again.settings().unwrap(), b"format = 1\n");
        let taken = LibraryFolder::create(&path, b"").unwrap_err();
        assert_eq!(taken.kind(), Kind::AlreadyExists);
        assert_eq!(
            LibraryFolder::open(place.path()).unwrap_err().kind(),
            Kind::NotFound
        );
    }
}
