//! The editions of a library: each instruction in each of its languages, and whether it changed.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use werkwijzer_export::{Theme, Version, wording};
use werkwijzer_store::{Manifest, name};

use super::memo::{Memo, Remembered};
use super::read::{Document, Found, find};
use crate::context::Context;
use crate::error::{Error, Notice};
use crate::history::Versions;
use crate::library::Library;
use crate::source::{Source, joined};

/// What the manifest keeps of an edition.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Record {
    pub(super) folder: String,
    pub(super) title: String,
    /// Of all that it was made from, but its date.
    fingerprint: String,
    /// The day on which it last changed.
    pub(super) date: String,
    /// The number of the release; none for a draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) release: Option<u32>,
}

impl Record {
    /// What its PDF is called in the archive, once it is no longer in force.
    pub(super) fn archived(&self, key: &str) -> String {
        let folder = &self.folder;
        match self.release {
            Some(number) => {
                let language = key.rsplit_once('.').map_or("", |(_, language)| language);
                let word = wording::words(language)
                    .remove("release")
                    .unwrap_or_default()
                    .to_lowercase();
                format!("Archive/{folder} ({word} {number}).pdf")
            }
            None => format!("Archive/{folder} ({}).pdf", self.date),
        }
    }

    /// Where its PDF stands in the destination.
    pub(super) fn pdf(&self) -> String {
        format!("{folder}/{folder}.pdf", folder = self.folder)
    }
}

/// Raised when the exports say something else for the same document.
pub(super) const EDITION: u32 = 3;

/// What the manifest keeps of each edition, by its key.
pub(super) fn kept(manifest: Option<&Manifest>) -> BTreeMap<String, Record> {
    manifest
        .and_then(|manifest| manifest.extra().get("instructions"))
        .and_then(|value| BTreeMap::deserialize(value).ok())
        .unwrap_or_default()
}

/// An instruction in one language, on its way to the destination.
pub(super) struct Edition {
    /// Its own key, also if it is a copy that has the id of its original.
    pub(super) key: String,
    pub(super) document: Arc<Document>,
    /// None if it is wanted no more, or was not read.
    pub(super) source: Option<Source>,
    /// In the destination.
    pub(super) folder: String,
    fingerprint: String,
    pub(super) date: String,
    /// Which of its versions it is.
    pub(super) version: Version,
    pub(super) unchanged: bool,
    /// The other languages of the same instruction: positions in the list.
    pub(super) others: Vec<usize>,
}

impl Edition {
    /// What the manifest is to keep of it.
    pub(super) fn record(&self) -> Record {
        Record {
            folder: self.folder.clone(),
            title: self.document.title.clone(),
            fingerprint: self.fingerprint.clone(),
            date: self.date.clone(),
            release: self.version.release(),
        }
    }
}

/// All that a library has to publish.
#[derive(Default)]
pub(super) struct Editions {
    pub(super) list: Vec<Edition>,
    /// The keys of those that were retired.
    pub(super) retired: HashSet<String>,
    /// Whether something could not be read, so that what seems to be gone may be there.
    pub(super) unreadable: bool,
    memo: Memo,
    /// What the next publication need not read again, by the folders.
    remembered: Vec<(String, Remembered)>,
}

impl Editions {
    /// What is published now and no longer stands in the library, but was not retired either.
    pub(super) fn gone<'a>(
        &'a self,
        before: &'a BTreeMap<String, Record>,
    ) -> impl Iterator<Item = (&'a String, &'a Record)> {
        let here: HashSet<&String> = self.list.iter().map(|edition| &edition.key).collect();
        before
            .iter()
            .filter(move |(key, _)| !here.contains(key) && !self.retired.contains(*key))
    }

    /// Keeps what the next publication need not read again. Of the instructions in `kept` versions
    /// were made since they were read, by which nothing else may have become of them.
    pub(super) fn remember(&mut self, kept: &BTreeSet<String>, versions: &Versions<'_>) {
        let remembered = std::mem::take(&mut self.remembered);
        self.remembered = remembered
            .into_par_iter()
            .filter_map(|(folder, mut told)| {
                if told.history.is_some() && kept.contains(&folder) {
                    let now = versions.told(&told.id, &folder).ok()?;
                    told.history = Some(now.mark.filter(|_| now.shown == told.version)?);
                }
                Some((folder, told))
            })
            .collect();
        self.memo.keep(&self.remembered);
    }
}

/// Reads all editions that are to be published, and tells which of them changed.
pub(super) fn read(
    library: &Library,
    theme: &Theme,
    before: &BTreeMap<String, Record>,
    context: &Context<'_>,
    notices: &mut Vec<Notice>,
) -> Result<Editions, Error> {
    let versions = library.versions(context.cache.as_deref());
    let memo = Memo::open(library, &versions, context.cache.as_deref());
    let found: Vec<(String, Found)> = library
        .instruction_folders()?
        .into_par_iter()
        .map(|folder| {
            let found = find(library, &versions, &memo, &folder, &context.today);
            (folder, found)
        })
        .collect();
    let mut all = Editions {
        memo,
        ..Editions::default()
    };
    let mut keys = HashSet::new();
    for (folder, found) in found {
        all.retired.extend(found.retired);
        notices.extend(found.notices);
        all.unreadable |= found.unreadable;
        let first = all.list.len();
        for (document, source) in found.documents {
            // A copied folder has the id of its original.
            let key = if keys.insert(document.key.clone()) {
                document.key.clone()
            } else {
                let key = format!("{folder}.{}", document.language);
                keys.insert(key.clone());
                key
            };
            all.list.push(Edition {
                key,
                document,
                source,
                folder: String::new(),
                fingerprint: String::new(),
                date: context.today.clone(),
                version: found.version,
                unchanged: false,
                others: Vec::new(),
            });
        }
        let places = first..all.list.len();
        for (place, edition) in places.clone().zip(all.list.iter_mut().skip(first)) {
            edition.others = places.clone().filter(|other| *other != place).collect();
        }
        let remembered = found.remembered.map(|remembered| (folder, remembered));
        all.remembered.extend(remembered);
    }
    all.retired.retain(|key| !keys.contains(key));
    name(&mut all, before);
    let common = common_fingerprint(library, theme);
    let editions = &all.list;
    let fingerprints: Vec<String> = (0..editions.len())
        .into_par_iter()
        .map(|at| fingerprint(editions, at, &common))
        .collect();
    all.list
        .par_iter_mut()
        .zip(fingerprints)
        .for_each(|(edition, fingerprint)| {
            if let Some(known) = before.get(&edition.key)
                && known.fingerprint == fingerprint
                && known.folder == edition.folder
            {
                edition.unchanged = true;
                edition.date.clone_from(&known.date);
                edition.source = None;
            }
            edition.fingerprint = fingerprint;
        });
    Ok(all)
}

/// Gives each edition its folder in the destination.
fn name(all: &mut Editions, before: &BTreeMap<String, Record>) {
    let mut taken = name::Taken::default();
    for reserved in ["Archive", "Feedback", "index", "publication", "index.html"] {
        taken.insert(reserved);
    }
    if all.unreadable {
        // They may only seem to be gone, and stay where they are.
        for (_, gone) in all.gone(before) {
            taken.insert(&gone.folder);
        }
    }
    let editions = &mut all.list;
    // A name that is published already stays with its instruction.
    for edition in editions.iter_mut() {
        if let Some(known) = before.get(&edition.key)
            && known.title == edition.document.title
            && taken.insert(&known.folder)
        {
            edition.folder.clone_from(&known.folder);
        }
    }
    for edition in editions
        .iter_mut()
        .filter(|edition| edition.folder.is_empty())
    {
        edition.folder = name::safe(&edition.document.title, &mut taken);
    }
}

/// Of what all editions depend on.
fn common_fingerprint(library: &Library, theme: &Theme) -> blake3::Hasher {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&EDITION.to_le_bytes());
    hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
    hasher.update(library.name().as_bytes());
    hasher.update(&[0]);
    let accent = library.settings().brand.accent.as_deref();
    hasher.update(accent.unwrap_or_default().as_bytes());
    for (path, bytes) in theme.files() {
        hasher.update(&[0]);
        hasher.update(path.as_bytes());
        hasher.update(werkwijzer_store::Hash::of(bytes).as_bytes());
    }
    hasher
}

/// Of all that an edition is made from, but its date.
fn fingerprint(editions: &[Edition], at: usize, common: &blake3::Hasher) -> String {
    let edition = &editions[at];
    let mut hasher = common.clone();
    let mut add = |part: &[u8]| {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    };
    add(edition.folder.as_bytes());
    add(&serde_json::to_vec(&edition.version).unwrap_or_default());
    add(edition.document.content.as_bytes());
    for other in &edition.others {
        add(editions[*other].folder.as_bytes());
        add(editions[*other].document.language.as_bytes());
    }
    for target in &edition.document.links {
        let link = link(editions, at, target);
        add(link.unwrap_or_default().as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// Where a link from one edition to another instruction leads: to the edition in the same
/// language, else to the source.
pub(super) fn link(editions: &[Edition], from: usize, target: &str) -> Option<String> {
    let edition = &editions[from];
    let path = joined(edition.document.folder(), target)?;
    let folder = path
        .strip_suffix(".md")
        .and_then(|path| path.rsplit_once('/'))
        .map_or(path.as_str(), |(folder, _)| folder);
    // They stand in the order of their folders.
    let first = editions.partition_point(|other| other.document.folder() < folder);
    let mut found = editions[first..]
        .iter()
        .take_while(|other| other.document.folder() == folder);
    let source = found.next()?;
    let best = std::iter::once(source)
        .chain(found)
        .find(|other| other.document.language == edition.document.language)
        .unwrap_or(source);
    let fragment = target
        .split_once('#')
        .map_or(String::new(), |(_, id)| format!("#{id}"));
    Some(format!(
        "../{}{fragment}",
        href(&best.folder, &format!("{}.html", best.folder))
    ))
}

/// A relative address of a file in a folder of the destination.
pub(super) fn href(folder: &str, file: &str) -> String {
    const PART: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'~');
    let encode = |part: &str| percent_encoding::utf8_percent_encode(part, PART).to_string();
    format!("{}/{}", encode(folder), encode(file))
}
