//! What is known, and what is found.

use std::collections::{BTreeSet, HashMap};

use rayon::prelude::*;
use rusqlite::{OptionalExtension as _, Row, params};
use serde::de::DeserializeOwned;

use super::{Index, KnownFile, Query, check_sum, error};
use crate::error::Error;
use crate::hash::Hash;
use crate::stamp::Stamp;

/// With more texts than these that have the words, only those with the words in their title are
/// ranked: to rank them all takes long, and who is shown so many types on.
const RANKED: usize = 500;

/// So many texts of one entry, its translations, are looked at.
const TEXTS: usize = 2;

/// What weighs how much, in the order of the columns.
const RANK: &str = "ORDER BY bm25(words, 20.0, 8.0, 6.0, 1.0, 0.5)";

/// All that is known.
#[derive(Debug)]
pub struct Known<E> {
    /// What a list shows of each entry, by its path.
    pub entries: HashMap<String, E>,
    /// The files that they were made from, by their path.
    pub files: HashMap<String, KnownFile>,
    /// The settings with which all was taken in; `None` if not all is in yet.
    pub settings: Option<String>,
}

/// A text in which all terms stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit<E, D> {
    /// The path of its entry.
    pub path: String,
    /// What a list shows of the entry.
    pub told: E,
    /// What is shown of the text.
    pub shown: D,
}

impl Index {
    /// All that is known.
    pub fn known<E: DeserializeOwned>(&self) -> Result<Known<E>, Error> {
        let read = || -> rusqlite::Result<Option<Known<E>>> {
            // One transaction, so that it fits together.
            let _transaction = self.connection.unchecked_transaction()?;
            let mut entries = HashMap::new();
            let mut query = self
                .connection
                .prepare_cached("SELECT path, told, sum FROM entry")?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                let Some(told) = Checked::of(row, 1)?.read() else {
                    return Ok(None);
                };
                entries.insert(row.get(0)?, told);
            }
            let mut files = HashMap::new();
            let mut query = self
                .connection
                .prepare_cached("SELECT path, stamp, moment, hash FROM file")?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                let file = KnownFile {
                    stamp: Stamp::from_bytes(row.get(1)?),
                    moment: row.get::<_, i64>(2)? as u64,
                    hash: Hash::from_bytes(row.get(3)?),
                };
                files.insert(row.get(0)?, file);
            }
            Ok(Some(Known {
                entries,
                files,
                settings: self.meta("settings")?,
            }))
        };
        self.whole("read the index", read())
    }

    /// Whether everything was taken in once.
    pub fn is_complete(&self) -> Result<bool, Error> {
        self.meta("settings")
            .map(|settings| settings.is_some())
            .map_err(|error| self.failed("read the index", &error))
    }

    /// The paths of the entries that were made from what is at one of these paths, too.
    pub fn made_with(&self, paths: &BTreeSet<String>) -> Result<BTreeSet<String>, Error> {
        let read = || -> rusqlite::Result<BTreeSet<String>> {
            let mut query = self.connection.prepare_cached(
                "SELECT entry.path FROM need JOIN entry ON entry.id = need.entry
                 WHERE need.path = ?1",
            )?;
            let mut made = BTreeSet::new();
            for path in paths {
                for entry in query.query_map([path], |row| row.get(0))? {
                    made.insert(entry?);
                }
            }
            Ok(made)
        };
        read().map_err(|error| self.failed("read the index", &error))
    }

    /// The texts in which every term stands, of at most so many entries: those with all of them in
    /// the title first, then the others, each by how much they are about it.
    pub fn search<E: DeserializeOwned + Send, D: DeserializeOwned + Send>(
        &self,
        query: &Query,
        most: usize,
    ) -> Result<Vec<Hit<E, D>>, Error> {
        if query.is_empty() {
            return Ok(Vec::new());
        }
        let read = || -> rusqlite::Result<Option<Vec<Hit<E, D>>>> {
            let _transaction = self.connection.unchecked_transaction()?;
            let mut load = self.connection.prepare_cached(
                "SELECT entry.path, entry.told, entry.sum, document.shown, document.sum
                 FROM document JOIN entry ON entry.id = document.entry WHERE document.id = ?1",
            )?;
            let mut rows = Vec::new();
            let mut entries = BTreeSet::new();
            for id in self.ranked(query, TEXTS * most)? {
                let row = load.query_row([id], |row| {
                    let path: String = row.get(0)?;
                    Ok((path, Checked::of(row, 1)?, Checked::of(row, 3)?))
                });
                let Some(row) = row.optional()? else {
                    return Ok(None);
                };
                if entries.len() == most && !entries.contains(&row.0) {
                    break;
                }
                entries.insert(row.0.clone());
                rows.push(row);
            }
            // Most of the time goes into this.
            let hit = |(path, told, shown): (String, Checked, Checked)| {
                let (told, shown) = (told.read()?, shown.read()?);
                Some(Hit { path, told, shown })
            };
            Ok(rows.into_par_iter().map(hit).collect())
        };
        self.whole("search the index", read())
    }

    /// The numbers of the documents, the best first.
    fn ranked(&self, query: &Query, most: usize) -> rusqlite::Result<Vec<i64>> {
        let all = query.expression();
        let ids = |table: &str, order: &str, most: usize| -> rusqlite::Result<Vec<i64>> {
            let sql = format!("SELECT rowid FROM {table} WHERE {table} MATCH ?1 {order} LIMIT ?2");
            let mut query = self.connection.prepare_cached(&sql)?;
            let ids = query.query_map(
                params![all, i64::try_from(most).unwrap_or(i64::MAX)],
                |row| row.get(0),
            )?;
            ids.collect()
        };
        let best = |table: &str, rank: &str, most: usize| -> rusqlite::Result<Vec<i64>> {
            let many = ids(table, "", RANKED + 1)?.len() > RANKED;
            let order = if many { "" } else { rank };
            ids(table, order, most)
        };
        let mut found = best("titles", "ORDER BY rank", most)?;
        if found.len() < most {
            let titles: BTreeSet<i64> = found.iter().copied().collect();
            let others = best("words", RANK, most + titles.len())?;
            found.extend(others.into_iter().filter(|id| !titles.contains(id)));
            found.truncate(most);
        }
        Ok(found)
    }

    /// What was read, if it is what was written.
    fn whole<T>(&self, doing: &str, read: rusqlite::Result<Option<T>>) -> Result<T, Error> {
        match read {
            Ok(Some(read)) => Ok(read),
            Ok(None) => Err(error::damaged(&self.path)),
            Err(error) => Err(self.failed(doing, &error)),
        }
    }
}

/// A value with its check sum.
struct Checked {
    bytes: Vec<u8>,
    sum: i64,
}

impl Checked {
    /// From a column and the next.
    fn of(row: &Row<'_>, column: usize) -> rusqlite::Result<Self> {
        Ok(Self {
            bytes: row.get(column)?,
            sum: row.get(column + 1)?,
        })
    }

    /// `None` if it is not what was written.
    fn read<T: DeserializeOwned>(&self) -> Option<T> {
        let whole = check_sum(&self.bytes) == self.sum;
        serde_json::from_slice(&self.bytes).ok().filter(|_| whole)
    }
}
