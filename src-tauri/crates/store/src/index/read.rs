//! What is known, and what is found.

use std::collections::{BTreeSet, HashMap, HashSet};

use rayon::prelude::*;
use rusqlite::{OptionalExtension as _, Row, params};
use serde::de::DeserializeOwned;

use super::{Index, KnownFile, Query, check_sum, error};
use crate::error::Error;
use crate::hash::Hash;
use crate::stamp::Stamp;

/// So many texts are read at once, by all cores.
const AT_ONCE: usize = 100;

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

/// A text in which all words stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit<D> {
    /// The path of its entry.
    pub path: String,
    /// Lower than that of the texts of the entry that were given after it.
    pub order: i64,
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

    /// What is made of the texts in which all words of the terms stand, until something is made of
    /// so many entries or there are no more. Of more texts than so many, those with the words in
    /// their title come first, then those with them in what their parts are called. The index does
    /// not know in which order the words stand: whoever looks does.
    pub fn search<D: DeserializeOwned, T: Send>(
        &self,
        query: &Query,
        most: usize,
        look: impl Fn(Hit<D>) -> Option<T> + Sync,
    ) -> Result<Vec<T>, Error> {
        let read = || -> rusqlite::Result<Option<Vec<T>>> {
            let mut made = Vec::new();
            let mut entries = HashSet::new();
            if query.is_empty() {
                return Ok(Some(made));
            }
            let _transaction = self.connection.unchecked_transaction()?;
            let all = query.expression();
            let headings = format!("{{title headings}} : ({all})");
            let few = self.matches("words", &all, most + 1)?.len() <= most;
            let ways: &[(&str, &str)] = if few {
                &[("words", &all)]
            } else {
                &[("titles", &all), ("words", &headings), ("words", &all)]
            };
            let mut known = HashSet::new();
            for (table, expression) in ways {
                // Texts of one entry, and those that whoever looks makes nothing of, take places.
                let mut wanted = most + known.len();
                loop {
                    let ids = self.matches(table, expression, wanted)?;
                    let are_all = ids.len() < wanted;
                    let new: Vec<i64> = ids.into_iter().filter(|id| known.insert(*id)).collect();
                    for ids in new.chunks(AT_ONCE) {
                        let Some(looked) = self.looked_at(ids, &look)? else {
                            return Ok(None);
                        };
                        for (path, one) in looked {
                            entries.insert(path);
                            made.push(one);
                        }
                        if entries.len() >= most {
                            return Ok(Some(made));
                        }
                    }
                    if are_all {
                        break;
                    }
                    wanted *= 4;
                }
            }
            Ok(Some(made))
        };
        self.whole("search the index", read())
    }

    /// What is made of these documents, with the paths of their entries; `None` if one of them is
    /// not what was written.
    fn looked_at<D: DeserializeOwned, T: Send>(
        &self,
        ids: &[i64],
        look: &(impl Fn(Hit<D>) -> Option<T> + Sync),
    ) -> rusqlite::Result<Option<Vec<(String, T)>>> {
        let Some(rows) = self.rows(ids)? else {
            return Ok(None);
        };
        // Most of the time goes into this.
        let look = |row: TextRow| {
            let path = row.path.clone();
            Some(look(row.hit()?).map(|made| (path, made)))
        };
        let looked: Option<Vec<Option<(String, T)>>> = rows.into_par_iter().map(look).collect();
        Ok(looked.map(|looked| looked.into_iter().flatten().collect()))
    }

    /// The numbers of the documents.
    fn matches(&self, table: &str, expression: &str, most: usize) -> rusqlite::Result<Vec<i64>> {
        let sql = format!("SELECT rowid FROM {table} WHERE {table} MATCH ?1 LIMIT ?2");
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut query = self.connection.prepare_cached(&sql)?;
        let ids = query.query_map(params![expression, most], |row| row.get(0))?;
        ids.collect()
    }

    /// `None` if one of them is not there.
    fn rows(&self, ids: &[i64]) -> rusqlite::Result<Option<Vec<TextRow>>> {
        let mut load = self.connection.prepare_cached(
            "SELECT entry.path, document.shown, document.sum
             FROM document JOIN entry ON entry.id = document.entry WHERE document.id = ?1",
        )?;
        ids.iter()
            .map(|id| {
                let row = load.query_row([id], |row| {
                    Ok(TextRow {
                        path: row.get(0)?,
                        order: *id,
                        shown: Checked::of(row, 1)?,
                    })
                });
                row.optional()
            })
            .collect()
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

/// A text as it was read, not yet looked at.
struct TextRow {
    path: String,
    order: i64,
    shown: Checked,
}

impl TextRow {
    /// `None` if it is not what was written.
    fn hit<D: DeserializeOwned>(self) -> Option<Hit<D>> {
        Some(Hit {
            shown: self.shown.read()?,
            order: self.order,
            path: self.path,
        })
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
