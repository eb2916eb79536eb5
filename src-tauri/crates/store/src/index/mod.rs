//! Words found in all texts of a library at once, and what a list shows of each, without reading
//! them: an SQLite file in a folder of this computer, never in the library.
//!
//! ```text
//! entry     something that is listed, by its path: what is told of it
//! file      a file that an entry was made from: its stamp when it was read, and its hash
//! need      what else an entry was made from: a snippet, the settings
//! document  a text of an entry, as it is shown when something is found in it
//! words     the words of the documents, each once: an FTS5 table without their places, which are
//!           looked for in what is shown
//! titles    those of their titles once more, where few others are in the way
//! ```
//! FTS5 gets its words without case and accents and with a space between them ([`words`]), so the
//! simplest of its tokenizers takes them apart.
//!
//! It holds nothing that is not in the library, so it may be deleted at any moment. What is
//! damaged, or was made by another version, is deleted by us and made anew: every row has a check
//! sum, and [`Index::check`] looks at the whole. What is told and shown is of whoever calls, any
//! type that can be written as JSON: nothing here knows Markdown.
//!
//! Several processes may use one index. Each change is a transaction, and whoever reads is not
//! stopped by it. One process deletes the file while another has it open: then that one works on
//! in a file without a name, and finds the new one when it opens the index the next time. So it is
//! opened for each use, and not kept open.

mod error;
mod read;
mod words;
mod write;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::atomic;
use crate::error::{Error, Kind};
use crate::folder::Folder;
use crate::hash::Hash;
use crate::stamp::{self, Stamp};

pub use read::{Hit, Known};
pub use words::{Columns, Places, Query, Word, words};
pub use write::{Change, Document, Prepared, Texts};

/// The version of the tables.
const SCHEMA: i64 = 4;
/// Tells the file from those of other programs.
const APPLICATION: i64 = 0x5757_4958;
/// Another process writes for moments only.
const PATIENCE: Duration = Duration::from_secs(10);

const TABLES: &str = "
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE entry (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, told BLOB NOT NULL, sum INTEGER NOT NULL
);
CREATE TABLE file (
    path TEXT PRIMARY KEY, entry INTEGER NOT NULL, stamp BLOB NOT NULL, moment INTEGER NOT NULL,
    hash BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX file_entry ON file (entry);
CREATE TABLE need (path TEXT NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (path, entry)) WITHOUT ROWID;
CREATE INDEX need_entry ON need (entry);
CREATE TABLE document (
    id INTEGER PRIMARY KEY, entry INTEGER NOT NULL, shown BLOB NOT NULL, sum INTEGER NOT NULL
);
CREATE INDEX document_entry ON document (entry);
CREATE VIRTUAL TABLE words USING fts5 (
    title, headings, text, content='', contentless_delete=1, detail=column,
    tokenize=ascii, prefix='1 2 3 4'
);
CREATE VIRTUAL TABLE titles USING fts5 (
    title, content='', contentless_delete=1, detail=none,
    tokenize=ascii, prefix='1 2 3 4'
);
";

/// An index that is open.
#[derive(Debug)]
pub struct Index {
    connection: Connection,
    path: PathBuf,
}

/// A file as it was when it was hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownFile {
    /// What the system told of it.
    pub stamp: Stamp,
    /// When hashing began, as [`Index::moment`] tells it.
    pub moment: u64,
    /// The hash of its bytes.
    pub hash: Hash,
}

impl KnownFile {
    /// The hash of the file, if it was not written since.
    #[must_use]
    pub fn still(&self, stamp: &Stamp) -> Option<Hash> {
        let settled = is_settled(stamp, self.moment);
        (self.stamp == *stamp && settled).then_some(self.hash)
    }
}

/// Whether a file that is read at this moment could no longer be written with this stamp.
#[must_use]
pub fn is_settled(stamp: &Stamp, moment: u64) -> bool {
    /// The clock of a network drive is not ours.
    const APART: u64 = 3_000_000_000;
    stamp.is_settled(moment.saturating_sub(APART))
}

impl Index {
    /// Opens the index of this name in a folder of the computer, or begins an empty one. `maker`
    /// is whoever fills it, with the version of what it fills in: what another one made is thrown
    /// away.
    pub fn open(folder: &Path, name: &str, maker: &str) -> Result<Self, Error> {
        let folder = Folder::create(folder)?;
        let path = folder.path().join(format!("{name}.sqlite"));
        match Self::connect(&path, maker) {
            Err(error) if error.kind() == Kind::Damaged => {
                remove(&path)?;
                Self::connect(&path, maker)
            }
            done => done,
        }
    }

    /// Throws the index away, for one that is damaged.
    pub fn discard(self) -> Result<(), Error> {
        let Self { connection, path } = self;
        // Windows removes no file that is open.
        drop(connection);
        remove(&path)
    }

    fn connect(path: &Path, maker: &str) -> Result<Self, Error> {
        let failed = |error: rusqlite::Error| error::of_sqlite(path, "open the index", &error);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
        let mut index = Self {
            connection,
            path: path.to_owned(),
        };
        index.prepare(maker).map_err(failed)?;
        if index.is_of(maker).map_err(failed)? {
            Ok(index)
        } else {
            Err(error::damaged(path))
        }
    }

    fn prepare(&mut self, maker: &str) -> rusqlite::Result<()> {
        let connection = &mut self.connection;
        connection.busy_timeout(PATIENCE)?;
        connection.execute_batch(
            "PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;
             PRAGMA cache_size = -16000;",
        )?;
        if version(connection)? != 0 || application(connection)? != 0 {
            return Ok(());
        }
        // What is shown of a text fills most of a page of the usual size, and the rest is wasted.
        connection.pragma_update(None, "page_size", 16_384)?;
        // Another process may be about to do the same: who comes second finds it done. Where there
        // is no such journal (a network drive), the other kind is as right and slower.
        let _ = connection.pragma_update(None, "journal_mode", "WAL");
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if version(&transaction)? == 0 {
            transaction.execute_batch(TABLES)?;
            // Bytes of words that are sorted in memory before they are written, and pieces before
            // they are merged: what is written in small ones is merged again and again. A large
            // library has fewer, and they are searched as soon as one.
            transaction.execute_batch(
                "INSERT INTO words (words, rank) VALUES ('hashsize', 33554432);
                 INSERT INTO words (words, rank) VALUES ('automerge', 8);",
            )?;
            transaction.execute(
                "INSERT INTO meta (name, value) VALUES ('maker', ?1)",
                [maker],
            )?;
            transaction.pragma_update(None, "application_id", APPLICATION)?;
            transaction.pragma_update(None, "user_version", SCHEMA)?;
        }
        transaction.commit()
    }

    fn is_of(&self, maker: &str) -> rusqlite::Result<bool> {
        let connection = &self.connection;
        // Safe against a power cut in this kind of journal, and much faster.
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        Ok(version(connection)? == SCHEMA
            && application(connection)? == APPLICATION
            && self.meta("maker")?.as_deref() == Some(maker))
    }

    fn meta(&self, name: &str) -> rusqlite::Result<Option<String>> {
        use rusqlite::OptionalExtension as _;
        let mut query = self
            .connection
            .prepare_cached("SELECT value FROM meta WHERE name = ?1")?;
        query.query_row([name], |row| row.get(0)).optional()
    }

    /// Now, by the clock of the folder that the index is in. Files that were written long before
    /// and are read from now on could not be written again without a trace.
    pub fn moment(&self) -> Result<u64, Error> {
        let folder = self.path.parent().unwrap_or(&self.path);
        stamp::moment(folder).map_err(|error| Error::io(&self.path, "tell the time", error))
    }

    /// Whether the whole file is as SQLite wrote it. Reads all of it, for a moment when nobody
    /// waits.
    pub fn check(&self) -> Result<(), Error> {
        let check = || -> rusqlite::Result<bool> {
            let said: String = self
                .connection
                .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
            // Fails when it finds something.
            self.connection.execute_batch(
                "INSERT INTO words (words, rank) VALUES ('integrity-check', 0);
                 INSERT INTO titles (titles, rank) VALUES ('integrity-check', 0);",
            )?;
            Ok(said == "ok")
        };
        match check() {
            Ok(true) => Ok(()),
            Ok(false) => Err(error::damaged(&self.path)),
            Err(error) => Err(self.failed("check the index", &error)),
        }
    }

    fn failed(&self, doing: &str, error: &rusqlite::Error) -> Error {
        error::of_sqlite(&self.path, doing, error)
    }
}

fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

fn application(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "application_id", |row| row.get(0))
}

/// Removes the files of an index: the journal first, as one that is left behind would be taken
/// for that of the next.
fn remove(path: &Path) -> Result<(), Error> {
    for ending in ["-wal", "-shm", "-journal", ""] {
        let mut file = path.as_os_str().to_owned();
        file.push(ending);
        let file = PathBuf::from(file);
        match atomic::patiently(|| fs_err::remove_file(&file)) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(Error::io(&file, "remove the damaged index", error)),
            Ok(()) => {}
        }
    }
    Ok(())
}

/// A part of the hash, to tell damage.
fn check_sum(bytes: &[u8]) -> i64 {
    let hash = Hash::of(bytes);
    let first = hash.as_bytes().first_chunk();
    first.map_or(0, |first| i64::from_le_bytes(*first))
}

#[cfg(test)]
mod tests;
