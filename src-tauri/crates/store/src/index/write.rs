//! What changed is written, in one transaction.

use std::collections::BTreeSet;

use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use serde::Serialize;

use super::words::plain_text;
use super::{Index, KnownFile, check_sum};
use crate::error::Error;

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

/// The words of a text, the weightiest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// What it is called.
    pub title: String,
    /// What it is filed under.
    pub tags: String,
    /// What its parts are called.
    pub headings: String,
    /// All of it.
    pub text: String,
    /// What was said about it.
    pub notes: String,
}

impl Index {
    /// Takes in what changed, and forgets the entries at the paths in `gone`.
    pub fn write<E: Serialize, D: Serialize>(
        &mut self,
        changes: &[Change<E, D>],
        gone: &[String],
    ) -> Result<(), Error> {
        let write = |connection: &mut Connection| -> rusqlite::Result<()> {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for path in gone {
                forget(&transaction, path)?;
            }
            for change in changes {
                take_in(&transaction, change)?;
            }
            transaction.commit()
        };
        write(&mut self.connection).map_err(|error| self.failed("write the index", &error))
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

fn forget(transaction: &Transaction<'_>, path: &str) -> rusqlite::Result<()> {
    use rusqlite::OptionalExtension as _;
    let entry: Option<i64> = transaction
        .prepare_cached("DELETE FROM entry WHERE path = ?1 RETURNING id")?
        .query_row([path], |row| row.get(0))
        .optional()?;
    if let Some(entry) = entry {
        forget_files(transaction, entry)?;
        forget_texts(transaction, entry)?;
    }
    Ok(())
}

fn forget_files(transaction: &Transaction<'_>, entry: i64) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("DELETE FROM file WHERE entry = ?1")?
        .execute([entry])?;
    Ok(())
}

fn forget_texts(transaction: &Transaction<'_>, entry: i64) -> rusqlite::Result<()> {
    for forget in [
        "DELETE FROM words WHERE rowid IN (SELECT id FROM document WHERE entry = ?1)",
        "DELETE FROM titles WHERE rowid IN (SELECT id FROM document WHERE entry = ?1)",
        "DELETE FROM document WHERE entry = ?1",
        "DELETE FROM need WHERE entry = ?1",
    ] {
        transaction.prepare_cached(forget)?.execute([entry])?;
    }
    Ok(())
}

fn take_in<E: Serialize, D: Serialize>(
    transaction: &Transaction<'_>,
    change: &Change<E, D>,
) -> rusqlite::Result<()> {
    let (told, sum) = json(&change.told)?;
    let entry: i64 = transaction
        .prepare_cached(
            "INSERT INTO entry (path, told, sum) VALUES (?1, ?2, ?3)
             ON CONFLICT (path) DO UPDATE SET told = excluded.told, sum = excluded.sum
             RETURNING id",
        )?
        .query_row(params![change.path, told, sum], |row| row.get(0))?;
    forget_files(transaction, entry)?;
    let mut files = transaction.prepare_cached(
        "INSERT OR REPLACE INTO file (path, entry, stamp, moment, hash) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (path, file) in &change.files {
        let (stamp, hash) = (file.stamp.to_bytes(), file.hash.as_bytes());
        files.execute(params![path, entry, stamp, file.moment.cast_signed(), hash])?;
    }
    let Some(texts) = &change.texts else {
        return Ok(());
    };
    forget_texts(transaction, entry)?;
    let mut needs =
        transaction.prepare_cached("INSERT OR IGNORE INTO need (path, entry) VALUES (?1, ?2)")?;
    for need in &texts.needs {
        needs.execute(params![need, entry])?;
    }
    let mut documents = transaction
        .prepare_cached("INSERT INTO document (entry, shown, sum) VALUES (?1, ?2, ?3)")?;
    let mut words = transaction.prepare_cached(
        "INSERT INTO words (rowid, title, tags, headings, text, notes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    let mut titles =
        transaction.prepare_cached("INSERT INTO titles (rowid, title) VALUES (?1, ?2)")?;
    for document in &texts.documents {
        let (shown, sum) = json(&document.shown)?;
        let id = documents.insert(params![entry, shown, sum])?;
        let Columns {
            title,
            tags,
            headings,
            text,
            notes,
        } = &document.words;
        let [title, tags, headings, text, notes] =
            [title, tags, headings, text, notes].map(|text| plain_text(text));
        titles.execute(params![id, title])?;
        words.execute(params![id, title, tags, headings, text, notes])?;
    }
    Ok(())
}

fn json(value: &impl Serialize) -> rusqlite::Result<(Vec<u8>, i64)> {
    let bytes = serde_json::to_vec(value)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    let sum = check_sum(&bytes);
    Ok((bytes, sum))
}
