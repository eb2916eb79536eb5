//! A shared folder and the transaction that publishes into it.
//!
//! [`Destination::plan`] compares what is to stand there with the manifest of the last
//! publication and with the disk, and changes nothing: it also is the dry run.
//! [`Destination::apply`] carries a plan out:
//!
//! 1. the coming manifest is written as a temporary, the journal: after a crash the next run knows
//!    by it which files are ours;
//! 2. all new content is staged beside its place, so that a full disk fails while all is as it was;
//! 3. what others wrote at our places gets a name of its own beside it; what is superseded gets
//!    its name in the archive;
//! 4. pictures are switched, then pages, then the start page, then what is no longer published is
//!    removed, each file with its old state kept under a temporary name;
//! 5. the manifest is switched: from here on the publication is the new one;
//! 6. old states and journal are removed.
//!
//! An error or a cancel before 5 puts everything back. A crash leaves each file old or new, and
//! the next run repairs: it finds the journal, removes our temporaries and publishes what differs.
//!
//! **What is foreign.** A file at one of our places whose hash is in neither manifest nor journal
//! was changed by hand, or never was ours. If we write there, it is kept beside, under its name
//! with a label (`Boek (changed by hand 2026-11-24).html`): there its author looks first. If we
//! would remove it, it stays where it is, and is forgotten. Files elsewhere are never touched.
//! Content is compared only where we write or remove; for the rest the size must do, unless the
//! caller asks to [`verify`](Next::verify).
//!
//! A file that only changes the case of its name is written over the old one where the drive takes
//! both names for one, and keeps the old spelling there.

mod apply;
mod found;
mod manifest;
mod plan;
mod stage;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Kind};
use crate::folder::Folder;
use crate::hash::Hash;

pub use apply::{Applied, Phase, Progress};
pub use manifest::{Manifest, ManifestFile};
pub use plan::{Foreign, ForeignChange, Kept, Need, Plan};

/// The manifest's name.
const MANIFEST: &str = "publication.json";

/// A shared folder to publish into.
#[derive(Clone, Debug)]
pub struct Destination {
    folder: Folder,
    /// The manifest as it was read last, and its bytes: it is asked for more than once, and is
    /// long.
    last: Arc<Mutex<Option<Arc<OfBytes>>>>,
}

/// A manifest and the bytes that it was read from.
#[derive(Debug)]
struct OfBytes {
    manifest: Arc<Manifest>,
    bytes: Vec<u8>,
}

/// All that is to stand in a destination after a publication.
#[derive(Clone, Debug, Default)]
pub struct Next {
    /// The files, in any order.
    pub files: Vec<NextFile>,
    /// Files of the last publication that are superseded or withdrawn, with the path (in
    /// `Archive/`) at which they are to stay. One whose path is also among `files` and does not
    /// change is not superseded and stays only where it is.
    pub moves: Vec<(String, String)>,
    /// What else the manifest says: an object, whose keys stand beside `format` and `files`.
    pub extra: serde_json::Value,
    /// The label for files that somebody changed by hand: `changed by hand 2026-11-24`.
    pub label: String,
    /// Read and compare all our files, also those that do not change.
    pub verify: bool,
}

/// A file that is to stand in a destination.
#[derive(Clone, Debug)]
pub struct NextFile {
    /// Its path in the destination, with `/` between the parts; portable.
    pub path: String,
    /// What is in it.
    pub content: Content,
    /// When it is written.
    pub kind: FileKind,
    /// The instruction that it belongs to.
    pub instruction: Option<String>,
}

/// What is in a file to publish.
#[derive(Clone, Debug)]
pub enum Content {
    /// These bytes.
    Bytes(Arc<[u8]>),
    /// The bytes of a file elsewhere, in a cache of finished pages: so a large publication need
    /// not stand in memory.
    Stored {
        /// The absolute path of that file.
        file: PathBuf,
        /// The hash of its bytes.
        hash: Hash,
        /// Its size.
        size: u64,
    },
    /// What the manifest of the last publication lists: the caller knows that it would come out
    /// the same and did not make it again.
    Unchanged {
        /// The hash in the manifest.
        hash: Hash,
        /// The size in the manifest.
        size: u64,
    },
}

/// What a file is to the reader; they are switched in this order, so that no page names a
/// picture that is not there yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FileKind {
    /// A picture, or another file that pages name.
    Picture,
    /// A page, PDF or document that is read by itself.
    Page,
    /// The start page, and what belongs to it alone.
    Start,
}

impl Destination {
    /// Opens a destination, which must exist and be writable. A missing one is an error of kind
    /// [`Kind::MissingRoot`]: whether the drive is away or the folder is to be made, only the
    /// author knows.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let folder = Folder::open(path)?;
        // Rights tell too little (network drives, root, Windows). This file has no name on Linux
        // and macOS, so nothing is synced.
        tempfile::tempfile_in(folder.path())
            .map_err(|error| Error::io(path, "write in the folder", error))?;
        Ok(Self {
            folder,
            last: Arc::default(),
        })
    }

    /// Opens a destination and makes its folder if it is missing. The folder above must exist.
    pub fn create(path: &Path) -> Result<Self, Error> {
        match fs_err::create_dir(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(Error::new(
                Kind::MissingRoot,
                path,
                "the folder in which to make it is not there",
                "connect the drive or start the sync client, or choose another folder",
            )),
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
                Err(Error::io(path, "make the folder", error))
            }
            _ => Self::open(path),
        }
    }

    /// The canonical path of the folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The destination as a folder, to read in.
    #[must_use]
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// The manifest of the last publication, `None` before the first.
    pub fn manifest(&self) -> Result<Option<Arc<Manifest>>, Error> {
        let read = self.read_manifest()?;
        Ok(read.map(|read| Arc::clone(&read.manifest)))
    }

    /// The manifest of the last publication and its bytes.
    fn read_manifest(&self) -> Result<Option<Arc<OfBytes>>, Error> {
        let Some(bytes) = self.manifest_bytes(MANIFEST)? else {
            return Ok(None);
        };
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(last) = last.as_ref().filter(|last| last.bytes == bytes) {
            return Ok(Some(Arc::clone(last)));
        }
        let read = Arc::new(OfBytes {
            manifest: Arc::new(Manifest::parse(&bytes, &self.path().join(MANIFEST))?),
            bytes,
        });
        *last = Some(Arc::clone(&read));
        Ok(Some(read))
    }

    fn read_journal(&self, name: &str) -> Result<Option<Manifest>, Error> {
        let bytes = self.manifest_bytes(name)?;
        bytes
            .map(|bytes| Manifest::parse(&bytes, &self.path().join(name)))
            .transpose()
    }

    fn manifest_bytes(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        match self.folder.read(name, manifest::LARGEST) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == Kind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The names of journals that runs which did not end have left.
    fn journals(&self) -> Result<Vec<String>, Error> {
        let reading = |error| Error::io(self.path(), "list the folder", error);
        let mut journals = Vec::new();
        for found in fs_err::read_dir(self.path()).map_err(reading)? {
            let name = found.map_err(reading)?.file_name();
            if let Some(name) = name.to_str()
                && name.starts_with(JOURNAL_START)
                && crate::atomic::is_temporary(name)
            {
                journals.push(name.to_owned());
            }
        }
        journals.sort();
        Ok(journals)
    }
}

/// What a journal is staged for. Not the manifest's own name: its staged copy and its old state
/// are no journals.
const JOURNAL: &str = "publication journal";
const JOURNAL_START: &str = ".~publication journal.";

#[cfg(test)]
mod crash_tests;
#[cfg(test)]
mod tests;
