//! The disk: safe names, atomic files, nothing outside a folder, and the transaction that brings
//! a destination from one set of files to the next.
//!
//! This crate knows bytes, hashes and paths, and no document: old versions survive every change
//! of the model. It is the only one that touches the disk.
//!
//! - [`Folder`] is a folder outside of which nothing is read or written; [`LibraryFolder`] is the
//!   one that holds a library.
//! - [`name`] turns titles into names that every system and sync client accepts, and knows the
//!   names that sync clients make themselves.
//! - [`history::History`] keeps every version of every instruction, in the library itself.
//! - [`Index`] finds words in all its texts, from a file of this computer that can be made again.
//! - [`Destination`] is a shared folder: it plans what a publication would change, and then
//!   changes all of it or nothing.
//!
//! What holds everywhere: a file is replaced by renaming a finished one over it, never deleted or
//! truncated first; changed means another [`struct@Hash`], not another time; what somebody else wrote is
//! never lost; an [`Error`] says what happened, where, and how to mend it.

mod atomic;
mod destination;
mod error;
mod folder;
mod hash;
pub mod history;
pub mod index;
mod library;
pub mod name;
mod relative;
mod stamp;
mod watch;

pub use destination::{
    Applied, Content, Destination, FileKind, Foreign, ForeignChange, Kept, Manifest, ManifestFile,
    Need, Next, NextFile, Phase, Plan, Progress,
};
pub use error::{Error, Kind, shown};
pub use folder::{Entry, EntryKind, Folder, Replaced};
pub use hash::{Hash, NotAHash};
pub use history::History;
pub use index::Index;
pub use library::{HANDOVERS, INSTRUCTION, INSTRUCTIONS, LibraryFolder, SETTINGS, SNIPPETS, THEME};
pub use stamp::Stamp;
pub use watch::Watcher;
