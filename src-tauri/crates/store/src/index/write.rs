//! What changed is prepared, by as many threads as there are, and written, so many entries in one
//! transaction.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};
use serde::Serialize;

use super::words::Columns;
use super::{Index, KnownFile, check_sum};
use crate::error::Error;

/// So many entries are written in one transaction: with each, words are sorted and merged. Those
/// of the last are written when nothing is read any more.
const AT_ONCE: usize = 1_536;

/// What is new of an entry.
#[derive(Debug)]
pub struct Change<E, D> {
    /// Its path in the library.
    pub path: String,
    /// What a list shows of it.
    pub told: E,
    /// The files that it was made from. They take the place of those that were known.
    pub files: Vec<(String, KnownFile)>,
    /// Its texts; `None` if they are as they were.
    pub texts: Option<Texts<D>>,
}

/// The texts of an entry.
#[derive(Debug)]
pub struct Texts<D> {
    /// Each of them.
    pub documents: Vec<Document<D>>,
    /// What else they were made from, also what was looked for and is not there: paths in the
    /// library.
    pub needs: BTreeSet<String>,
}

/// A text of an entry.
#[derive(Debug)]
pub struct Document<D> {
    /// The words by which it is found.
    pub words: Columns,
    /// What is shown when something is found in it.
    pub shown: D,
}

/// What is new of an entry as it is written. To make it takes longer than to write it.
#[derive(Debug)]
pub struct Prepared {
    path: String,
    told: Json,
    files: Vec<(String, KnownFile)>,
    texts: Option<PreparedTexts>,
}

#[derive(Debug)]
struct PreparedTexts {
    documents: Vec<(Columns, Json)>,
    needs: BTreeSet<String>,
}

type Json = serde_json::Result<Vec<u8>>;

impl<E: Serialize, D: Serialize> Change<E, D> {
    /// As it is written.
    #[must_use]
    pub fn prepare(self) -> Prepared {
        let document = |document: Document<D>| {
            let shown = serde_json::to_vec(&document.shown);
            (document.words, shown)
        };
        Prepared {
            path: self.path,
            told: serde_json::to_vec(&self.told),
            files: self.files,
            texts: self.texts.map(|texts| PreparedTexts {
                documents: texts.documents.into_iter().map(document).collect(),
                needs: texts.needs,
            }),
        }
    }
}

impl Index {
    /// Takes in what changed, as it comes, and forgets the entries at the paths in `gone`.
    pub fn write(
        &mut self,
        changes: impl IntoIterator<Item = Prepared>,
        mut gone: &[String],
    ) -> Result<(), Error> {
        let mut changes = changes.into_iter();
        loop {
            // Waited for before the transaction begins: others who write do not wait for them, too.
            let some: Vec<Prepared> = changes.by_ref().take(AT_ONCE).collect();
            if some.is_empty() && gone.is_empty() {
                return Ok(());
            }
            let written = write(&mut self.connection, some, std::mem::take(&mut gone));
            written.map_err(|error| self.failed("write the index", &error))?;
        }
    }

    /// Says that all is taken in, made with these settings.
    pub fn complete(&mut self, settings: &str) -> Result<(), Error> {
        let written = self.connection.execute(
            "INSERT INTO meta (name, value) VALUES ('settings', ?1)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [settings],
        );
        written
            .map(drop)
            .map_err(|error| self.failed("write the index", &error))
    }
}

fn write(
    connection: &mut Connection,
    changes: Vec<Prepared>,
    gone: &[String],
) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut words = Words::default();
    for path in gone {
        forget(&transaction, path, &mut words)?;
    }
    for change in changes {
        take_in(&transaction, change, &mut words)?;
    }
    words.write(&transaction)?;
    transaction.commit()
}

/// What is to be done with the words, when all else is: before a statement that it may have to
/// take back, SQLite has FTS5 write all words that it keeps in memory.
#[derive(Default)]
struct Words {
    forgotten: Vec<i64>,
    new: Vec<(i64, Columns)>,
}

impl Words {
    fn write(self, transaction: &Transaction<'_>) -> rusqlite::Result<()> {
        for table in ["words", "titles"] {
            let sql = format!("DELETE FROM {table} WHERE rowid = ?1");
            let mut forget = transaction.prepare_cached(&sql)?;
            for id in &self.forgotten {
                forget.execute([id])?;
            }
        }
        let mut words = transaction.prepare_cached(
            "INSERT INTO words (rowid, title, headings, text) VALUES (?1, ?2, ?3, ?4)",
        )?;
        let mut titles =
            transaction.prepare_cached("INSERT INTO titles (rowid, title) VALUES (?1, ?2)")?;
        for (id, columns) in self.new {
            let Columns {
                title,
                headings,
                text,
            } = columns;
            titles.execute(params![id, title])?;
            words.execute(params![id, title, headings, text])?;
        }
        Ok(())
    }
}

fn entry(transaction: &Transaction<'_>, path: &str) -> rusqlite::Result<Option<i64>> {
    transaction
        .prepare_cached("SELECT id FROM entry WHERE path = ?1")?
        .query_row([path], |row| row.get(0))
        .optional()
}

fn forget(transaction: &Transaction<'_>, path: &str, words: &mut Words) -> rusqlite::Result<()> {
    if let Some(entry) = entry(transaction, path)? {
        transaction
            .prepare_cached("DELETE FROM entry WHERE id = ?1")?
            .execute([entry])?;
        forget_files(transaction, entry)?;
        forget_texts(transaction, entry, words)?;
    }
    Ok(())
}

fn forget_files(transaction: &Transaction<'_>, entry: i64) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("DELETE FROM file WHERE entry = ?1")?
        .execute([entry])?;
    Ok(())
}

fn forget_texts(
    transaction: &Transaction<'_>,
    entry: i64,
    words: &mut Words,
) -> rusqlite::Result<()> {
    let mut documents =
        transaction.prepare_cached("DELETE FROM document WHERE entry = ?1 RETURNING id")?;
    for id in documents.query_map([entry], |row| row.get(0))? {
        let id = id?;
        // It may have come a moment ago.
        words.new.retain(|(new, _)| *new != id);
        words.forgotten.push(id);
    }
    transaction
        .prepare_cached("DELETE FROM need WHERE entry = ?1")?
        .execute([entry])?;
    Ok(())
}

fn take_in(
    transaction: &Transaction<'_>,
    change: Prepared,
    words: &mut Words,
) -> rusqlite::Result<()> {
    let (told, sum) = summed(change.told)?;
    let entry = if let Some(entry) = entry(transaction, &change.path)? {
        transaction
            .prepare_cached("UPDATE entry SET told = ?2, sum = ?3 WHERE id = ?1")?
            .execute(params![entry, told, sum])?;
        forget_files(transaction, entry)?;
        if change.texts.is_some() {
            forget_texts(transaction, entry, words)?;
        }
        entry
    } else {
        transaction
            .prepare_cached("INSERT INTO entry (path, told, sum) VALUES (?1, ?2, ?3)")?
            .insert(params![change.path, told, sum])?
    };
    let mut files = transaction.prepare_cached(
        "INSERT OR REPLACE INTO file (path, entry, stamp, moment, hash) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (path, file) in &change.files {
        let (stamp, hash) = (file.stamp.to_bytes(), file.hash.as_bytes());
        files.execute(params![path, entry, stamp, file.moment.cast_signed(), hash])?;
    }
    let Some(PreparedTexts { documents, needs }) = change.texts else {
        return Ok(());
    };
    let mut need =
        transaction.prepare_cached("INSERT OR IGNORE INTO need (path, entry) VALUES (?1, ?2)")?;
    for path in needs {
        need.execute(params![path, entry])?;
    }
    let mut document = transaction
        .prepare_cached("INSERT INTO document (entry, shown, sum) VALUES (?1, ?2, ?3)")?;
    for (columns, shown) in documents {
        let (shown, sum) = summed(shown)?;
        let id = document.insert(params![entry, shown, sum])?;
        words.new.push((id, columns));
    }
    Ok(())
}

fn summed(json: Json) -> rusqlite::Result<(Vec<u8>, i64)> {
    let bytes = json.map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    let sum = check_sum(&bytes);
    Ok((bytes, sum))
}
