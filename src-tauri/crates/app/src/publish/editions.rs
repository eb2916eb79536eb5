//! The editions of a library: each instruction in each of its languages, and whether it changed.

use std::cell::RefCell;
use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use werkwijzer_export::{Theme, markdown};
use werkwijzer_instruction::{Instruction, Status};
use werkwijzer_store::{INSTRUCTION, Manifest, name};

use crate::context::Context;
use crate::error::{Error, Notice};
use crate::export::title_of;
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
}

/// Raised when the exports say something else for the same document.
const EDITION: u32 = 1;
pub(super) fn kept(manifest: Option<&Manifest>) -> BTreeMap<String, Record> {
    manifest
        .and_then(|manifest| manifest.extra().get("instructions"))
        .and_then(|value| serde_json::from_value(value.clone()).ok())
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
    pub(super) unchanged: bool,
    /// The other languages of the same instruction: positions in the list.
    pub(super) others: Vec<usize>,
}

impl Edition {
    /// The folder that its file is in: `instructions/book-an-invoice`.
    fn library_folder(&self) -> &str {
        self.file.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// What the manifest is to keep of it.
    pub(super) fn record(&self) -> Record {
        Record {
            folder: self.folder.clone(),
            title: self.title.clone(),
            fingerprint: self.fingerprint.clone(),
            date: self.date.clone(),
        }
    }
}

/// A document that was read: its key, its folder in the library, and what it says.
type Read = Option<(String, String, Source, Instruction)>;

/// Reads all editions that are to be published, and tells which of them changed.
pub(super) fn read(
    library: &Library,
    theme: &Theme,
    before: &BTreeMap<String, Record>,
    context: &Context<'_>,
    notices: &mut Vec<Notice>,
) -> Result<Vec<Edition>, Error> {
    let files: Vec<(String, String)> = library
        .instruction_folders()?
        .into_par_iter()
        .map(|folder| {
            let mut files = vec![(folder.clone(), INSTRUCTION.to_owned())];
            for (_, name) in library.translations(&folder)? {
                files.push((folder.clone(), name));
            }
            Ok(files)
        })
        .collect::<Result<Vec<_>, Error>>()?
        .concat();
    let documents: Vec<Result<Read, Error>> = files
        .par_iter()
        .map(|(folder, name)| {
            let source = library.source(folder, name)?;
            let (resolved, _) = source.resolved(Some(library), &context.today);
            if resolved.front_matter.status == Some(Status::Retired) {
                return Ok(None);
            }
            let id = resolved
                .front_matter
                .id
                .clone()
                .unwrap_or_else(|| folder.clone());
            let key = format!("{id}.{}", source.language);
            Ok(Some((key, folder.clone(), source, resolved)))
        })
        .collect();
    let mut editions: Vec<Edition> = Vec::new();
    let mut taken = name::Taken::default();
    for reserved in ["Archive", "Feedback", "index", "publication", "index.html"] {
        taken.insert(reserved);
    }
    let mut by_folder: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut keys = std::collections::HashSet::new();
    for edition in documents {
        let (key, folder, source, resolved) = match edition {
            Ok(Some(edition)) => edition,
            Ok(None) => continue,
            Err(error) => {
                notices.push(error.notice());
                continue;
            }
        };
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
            unchanged: false,
            others: Vec::new(),
        });
    }
    // A name that is published already stays with its instruction.
    for edition in &mut editions {
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
        .map(|at| fingerprint(&editions, at, &common))
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
    Ok(editions)
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
