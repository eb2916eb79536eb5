//! An instruction that is open: what was typed, what is on the disk, and the recovery copy between
//! the two.
//!
//! The window edits the tree that it was given; its blocks keep their origins, so that each save
//! is written against the same text and changes only what was edited. When somebody else changes
//! the file, both edits are merged, the merged tree gets the next *generation*, and an edit that
//! the window made before it heard of it is merged again rather than put over it.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use werkwijzer_instruction::merge::{Contradiction, merge};
use werkwijzer_instruction::{Document, Instruction, edit};
use werkwijzer_store::{Folder, Hash, Kind, Replaced};

use crate::error::{Error, Notice};
use crate::instructions::is_from_template;
use crate::library::Library;
use crate::source::{MAX_TEXT, Source};

/// A document that is edited.
#[derive(Debug)]
pub(crate) struct Editing {
    library: Library,
    /// Its document is the text that the origins of the tree refer to.
    source: Source,
    generation: u64,
    /// With the ids of the steps that were edited.
    tree: Instruction,
    /// The tree that edits were made on before the last look at the disk.
    known_before: Instruction,
    /// The steps were those of a template when it was opened: nobody can have linked to them.
    fresh: bool,
    /// The tree before the last merge, as the window knew it then.
    before_merge: Instruction,
    /// The tree as a file.
    bytes: Vec<u8>,
    /// The file as we last read or wrote it; `None` when it is not there.
    on_disk: Option<Vec<u8>>,
    recovery: Option<Recovery>,
}

/// What somebody else did to the file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outside {
    /// Nothing that we did not write ourselves.
    Nothing,
    /// It was changed: the tree is merged, with these places that both changed.
    Merged(Vec<Contradiction>),
    /// It is not there any more.
    Removed,
}

impl Editing {
    /// Opens a document of a library. What a crash left in the recovery copy is taken up again:
    /// the second value says so.
    pub(crate) fn open(
        library: Library,
        folder: &str,
        file: &str,
        recoveries: Option<&Path>,
    ) -> Result<(Self, bool), Error> {
        let source = library.source(folder, file)?;
        // What was typed before the library became newer waits for a program that may save it.
        let recoveries = recoveries.filter(|_| !library.is_newer());
        let recovery = recoveries.map(|folder| Recovery::of(folder, &source.shown()));
        let bytes = source.document.bytes().to_vec();
        let tree = source.document.tree().clone();
        let mut editing = Self {
            library,
            generation: 0,
            before_merge: tree.clone(),
            known_before: tree.clone(),
            fresh: is_from_template(&tree),
            tree,
            on_disk: Some(bytes.clone()),
            bytes,
            source,
            recovery,
        };
        let recovered = editing.recover();
        Ok((editing, recovered))
    }

    fn recover(&mut self) -> bool {
        let Some(copy) = self.recovery.as_ref().and_then(Recovery::read) else {
            return false;
        };
        if copy.typed.as_bytes() == self.bytes {
            self.forget_recovery();
            return false;
        }
        let base = Document::read(copy.base.as_bytes());
        let typed = Document::read(copy.typed.as_bytes());
        self.tree = merge(base.tree(), typed.tree(), self.source.document.tree()).tree;
        self.bytes = self.source.document.write(&self.tree).bytes;
        true
    }

    pub(crate) fn is_fresh(&self) -> bool {
        self.fresh
    }

    pub(crate) fn tree(&self) -> &Instruction {
        &self.tree
    }

    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }

    pub(crate) fn source(&self) -> &Source {
        &self.source
    }

    /// The folder of the instruction in the library.
    pub(crate) fn folder(&self) -> &str {
        self.source
            .path
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder)
    }

    pub(crate) fn library(&self) -> &Library {
        &self.library
    }

    /// The file as it would be saved now.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(crate) fn is_saved(&self) -> bool {
        self.on_disk.as_deref() == Some(self.bytes.as_slice())
    }

    /// Takes an edit that was made on the tree of `generation`, and puts it into the recovery
    /// copy. Gives what both changed when it was made on an older tree: then the window must be
    /// given the tree anew.
    pub(crate) fn edit(
        &mut self,
        tree: Instruction,
        generation: u64,
    ) -> Result<Option<Vec<Contradiction>>, Error> {
        // The window edits none; an edit that comes nevertheless is refused, not kept for later.
        if let Some(notice) = self.library.notice() {
            return Err(notice.into());
        }
        let merged = if generation == self.generation {
            self.tree = tree;
            self.keep_addresses();
            None
        } else {
            let mut tree = tree;
            if !self.fresh {
                // The window does not know yet which ids its steps got.
                edit::keep_addresses(&self.known_before, &mut tree);
            }
            let merged = merge(&self.before_merge, &tree, &self.tree);
            self.before_merge = tree;
            self.tree = merged.tree;
            // The window is given the tree anew, with them.
            self.keep_addresses();
            self.generation += 1;
            Some(merged.contradictions)
        };
        self.bytes = self.source.document.write(&self.tree).bytes;
        if self.is_saved() {
            self.forget_recovery();
        } else if let Some(recovery) = &self.recovery {
            recovery.write(self.on_disk.as_deref().unwrap_or_default(), &self.bytes)?;
        }
        Ok(merged)
    }

    fn keep_addresses(&mut self) {
        if !self.fresh {
            edit::keep_addresses(self.source.document.tree(), &mut self.tree);
        }
    }

    /// Writes what was typed to the disk, if the file still is what we know; else nothing is
    /// written, and `false` says that [`Editing::look`] is to be called first.
    pub(crate) fn save(&mut self) -> Result<bool, Error> {
        if self.is_saved() {
            return Ok(true);
        }
        // Somebody with a newer program may have changed the format since it was opened.
        let library = Library::open(self.library.path()).ok();
        if let Some(newer) = library.and_then(|library| library.notice()) {
            return Err(newer.into());
        }
        let expected = self.on_disk.as_deref().map(Hash::of);
        let folder = &self.source.folder;
        let replaced = folder.replace(&self.source.path, expected, &self.bytes)?;
        if let Replaced::ChangedByOther { .. } = replaced {
            return Ok(false);
        }
        self.on_disk = Some(self.bytes.clone());
        self.forget_recovery();
        Ok(true)
    }

    /// Looks whether somebody else changed the file. A change is another content, not another
    /// time stamp.
    pub(crate) fn look(&mut self) -> Result<Outside, Error> {
        let bytes = match self.source.folder.read(&self.source.path, MAX_TEXT) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == Kind::NotFound => {
                // A folder that is away is no removed file.
                Folder::open(self.library.folder.path())?;
                let was_there = self.on_disk.take().is_some();
                return Ok(if was_there {
                    Outside::Removed
                } else {
                    Outside::Nothing
                });
            }
            Err(error) => return Err(error.into()),
        };
        if self.on_disk.as_deref() == Some(bytes.as_slice()) {
            return Ok(Outside::Nothing);
        }
        if bytes == self.bytes {
            self.on_disk = Some(bytes);
            self.forget_recovery();
            return Ok(Outside::Nothing);
        }
        let base = match &self.on_disk {
            Some(known) => Document::read(known),
            None => self.source.document.clone(),
        };
        let theirs = Document::read(&bytes);
        let merged = merge(base.tree(), &self.tree, theirs.tree());
        self.before_merge = std::mem::replace(&mut self.tree, merged.tree);
        self.known_before = self.source.document.tree().clone();
        self.source.document = theirs;
        self.on_disk = Some(bytes);
        self.bytes = self.source.document.write(&self.tree).bytes;
        self.generation += 1;
        if self.is_saved() {
            self.forget_recovery();
        }
        Ok(Outside::Merged(merged.contradictions))
    }

    /// What would hinder a reader of the text as it stands now.
    pub(crate) fn notices(&self, today: &str) -> Vec<Notice> {
        let source = Source {
            folder: self.source.folder.clone(),
            path: self.source.path.clone(),
            document: Document::read(&self.bytes),
            language: self.source.language.clone(),
        };
        crate::check::notices_of(&source, Some(&self.library), today)
    }

    fn forget_recovery(&self) {
        if let Some(recovery) = &self.recovery {
            recovery.remove();
        }
    }
}

/// The copy of what is typed and not yet saved, in the computer's own data folder.
#[derive(Debug)]
struct Recovery {
    folder: PathBuf,
    name: String,
    document: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Copy {
    /// The file that it is a copy of.
    document: String,
    /// What the file held when it was typed.
    base: String,
    typed: String,
}

impl Recovery {
    fn of(folder: &Path, document: &str) -> Self {
        Self {
            folder: folder.to_owned(),
            name: format!("{}.json", &Hash::of(document.as_bytes()).to_string()[..32]),
            document: document.to_owned(),
        }
    }

    fn write(&self, base: &[u8], typed: &[u8]) -> Result<(), Error> {
        let copy = Copy {
            document: self.document.clone(),
            base: String::from_utf8_lossy(base).into_owned(),
            typed: String::from_utf8_lossy(typed).into_owned(),
        };
        let json = serde_json::to_vec(&copy).unwrap_or_default();
        Ok(Folder::create(&self.folder)?.write(&self.name, &json)?)
    }

    fn read(&self) -> Option<Copy> {
        let folder = Folder::open(&self.folder).ok()?;
        let bytes = folder.read(&self.name, 4 * MAX_TEXT).ok()?;
        let copy: Copy = serde_json::from_slice(&bytes).ok()?;
        (copy.document == self.document).then_some(copy)
    }

    fn remove(&self) {
        if let Ok(folder) = Folder::open(&self.folder) {
            // A copy that stays is compared with the file at the next start, and then forgotten.
            let _ = folder.remove(&self.name);
        }
    }
}

#[cfg(test)]
mod tests;
