//! The editions of a library: each instruction in each of its languages, and whether it changed.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use werkwijzer_export::{Theme, Version, markdown, wording};
use werkwijzer_instruction::{Instruction, Status};
use werkwijzer_store::{INSTRUCTION, Manifest, name};

use crate::context::Context;
use crate::error::{Error, Notice};
use crate::export::title_of;
use crate::history::{BEHIND, Versions};
use crate::library::Library;
use crate::pictures::originals;
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
const EDITION: u32 = 2;

/// What the manifest keeps of each edition, by its key.
pub(super) fn kept(manifest: Option<&Manifest>) -> BTreeMap<String, Record> {
    manifest
        .and_then(|manifest| manifest.extra().get("instructions"))
        .and_then(|value| BTreeMap::deserialize(value).ok())
        .unwrap_or_default()
}

/// An instruction in one language, on its way to the destination.
pub(super) struct Edition {
    /// `<id>.<language>`
    pub(super) key: String,
    /// The path of its file in the library.
    pub(super) file: String,
    pub(super) source: Source,
    pub(super) resolved: Instruction,
    pub(super) title: String,
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
    /// The folder that its file is in: `instructions/book-an-invoice`.
    pub(super) fn library_folder(&self) -> &str {
        self.file.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// What the manifest is to keep of it.
    pub(super) fn record(&self) -> Record {
        Record {
            folder: self.folder.clone(),
            title: self.title.clone(),
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
}

/// A document that was read.
struct Read {
    key: String,
    /// Its folder in the library.
    folder: String,
    source: Source,
    resolved: Instruction,
    version: Version,
}

/// What stands in the folder of an instruction.
#[derive(Default)]
struct Found {
    documents: Vec<Read>,
    retired: Vec<String>,
    notices: Vec<Notice>,
    unreadable: bool,
}

impl Found {
    fn not_read(&mut self, error: &Error) {
        self.notices.push(error.notice());
        self.unreadable = true;
    }
}

fn find(library: &Library, versions: &Versions<'_>, folder: &str, today: &str) -> Found {
    let mut found = Found::default();
    let source = match library.source(folder, INSTRUCTION) {
        Ok(source) => source,
        Err(error) => {
            found.not_read(&error);
            return found;
        }
    };
    let translations = library.translations(folder).unwrap_or_else(|error| {
        found.not_read(&error);
        Vec::new()
    });
    let front = &source.document.tree().front_matter;
    let retired = front.status == Some(Status::Retired);
    let id = front.id.clone();
    let key_of = |source: &Source| {
        let own = source.document.tree().front_matter.id.clone();
        let id = own.or_else(|| id.clone());
        format!("{}.{}", id.as_deref().unwrap_or(folder), source.language)
    };
    let mut version = Version::default();
    if !retired {
        match versions.shown(source.document.tree(), folder) {
            Ok(shown) => version = shown,
            // What was published already may be newer, and stays.
            Err(error) if error.code == BEHIND => {
                found.not_read(&error);
                return found;
            }
            // Its text is published all the same, as a draft.
            Err(error) => {
                version = Version::Draft { after: None };
                found.notices.push(error.notice());
            }
        }
    }
    let others: Vec<Source> = translations
        .iter()
        .filter_map(|(_, name)| match library.source(folder, name) {
            Ok(source) => Some(source),
            Err(error) => {
                found.not_read(&error);
                None
            }
        })
        .collect();
    for source in std::iter::once(source).chain(others) {
        let (resolved, _) = source.resolved(Some(library), today);
        let key = key_of(&source);
        if retired || resolved.front_matter.status == Some(Status::Retired) {
            found.retired.push(key);
        } else {
            found.documents.push(Read {
                key,
                folder: folder.to_owned(),
                source,
                resolved,
                version,
            });
        }
    }
    found
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
    let found: Vec<Found> = library
        .instruction_folders()?
        .into_par_iter()
        .map(|folder| find(library, &versions, &folder, &context.today))
        .collect();
    let mut all = Editions::default();
    let mut documents = Vec::with_capacity(found.len());
    for found in found {
        documents.extend(found.documents);
        all.retired.extend(found.retired);
        notices.extend(found.notices);
        all.unreadable |= found.unreadable;
    }
    let mut editions: Vec<Edition> = Vec::new();
    let mut taken = name::Taken::default();
    for reserved in ["Archive", "Feedback", "index", "publication", "index.html"] {
        taken.insert(reserved);
    }
    let mut by_folder: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut keys = HashSet::new();
    for document in documents {
        let Read {
            key,
            folder,
            source,
            resolved,
            version,
        } = document;
        // A copied folder has the id of its original.
        let key = if keys.insert(key.clone()) {
            key
        } else {
            let key = format!("{folder}.{}", source.language);
            keys.insert(key.clone());
            key
        };
        let title = title_of(&source, &resolved);
        by_folder.entry(folder).or_default().push(editions.len());
        editions.push(Edition {
            key,
            file: source.path.clone(),
            source,
            resolved,
            title,
            folder: String::new(),
            fingerprint: String::new(),
            date: context.today.clone(),
            version,
            unchanged: false,
            others: Vec::new(),
        });
    }
    all.retired.retain(|key| !keys.contains(key));
    all.list = editions;
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
            && known.title == edition.title
            && taken.insert(&known.folder)
        {
            edition.folder.clone_from(&known.folder);
        }
    }
    for edition in editions
        .iter_mut()
        .filter(|edition| edition.folder.is_empty())
    {
        edition.folder = name::safe(&edition.title, &mut taken);
    }
    for places in by_folder.values() {
        for place in places {
            editions[*place].others = places
                .iter()
                .copied()
                .filter(|other| other != place)
                .collect();
        }
    }
    let common = common_fingerprint(library, theme);
    let fingerprints: Vec<String> = (0..editions.len())
        .into_par_iter()
        .map(|at| fingerprint(editions, at, &common))
        .collect();
    for (edition, fingerprint) in editions.iter_mut().zip(fingerprints) {
        if let Some(known) = before.get(&edition.key)
            && known.fingerprint == fingerprint
            && known.folder == edition.folder
        {
            edition.unchanged = true;
            edition.date.clone_from(&known.date);
        }
        edition.fingerprint = fingerprint;
    }
    Ok(all)
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
    add(edition.source.language.as_bytes());
    add(&edition.version.release().unwrap_or_default().to_le_bytes());
    add(edition.version.draft("en").unwrap_or_default().as_bytes());
    add(&serde_json::to_vec(&edition.resolved).unwrap_or_default());
    for other in &edition.others {
        add(editions[*other].folder.as_bytes());
        add(editions[*other].source.language.as_bytes());
    }
    let links = RefCell::new(Vec::new());
    markdown::retarget(&mut edition.resolved.clone(), &|target| {
        links.borrow_mut().push(link(editions, at, target));
        None
    });
    for link in links.into_inner().into_iter().flatten() {
        add(link.as_bytes());
    }
    for film in edition.resolved.videos() {
        if let Some(path) = edition.source.path_of(&film.target)
            && let Ok(Some(hash)) = edition.source.folder.hash(&path)
        {
            add(hash.as_bytes());
        }
    }
    for (target, original) in originals(&edition.source, &edition.resolved) {
        hasher.update(target.as_bytes());
        if let Ok(original) = original {
            original.fingerprint(&mut hasher);
        }
    }
    hasher.finalize().to_hex().to_string()
}

/// Where a link from one edition to another instruction leads: to the edition in the same
/// language, else to the source.
pub(super) fn link(editions: &[Edition], from: usize, target: &str) -> Option<String> {
    let edition = &editions[from];
    let path = joined(edition.library_folder(), target)?;
    let folder = path
        .strip_suffix(".md")
        .and_then(|path| path.rsplit_once('/'))
        .map_or(path.as_str(), |(folder, _)| folder);
    // They stand in the order of their folders.
    let first = editions.partition_point(|other| other.library_folder() < folder);
    let mut found = editions[first..]
        .iter()
        .take_while(|other| other.library_folder() == folder);
    let source = found.next()?;
    let best = std::iter::once(source)
        .chain(found)
        .find(|other| other.source.language == edition.source.language)
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
