//! Reading the instructions that are to be published, each in all its languages.
//!
//! Of a document is kept what the others and the start page want to know of it. Its tree is large,
//! and wanted once more only if it changed.

use std::collections::HashSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use werkwijzer_export::Version;
use werkwijzer_instruction::walk::{self, Visit};
use werkwijzer_instruction::{Block, BlockKind, Inline, Instruction, Status, resolve};
use werkwijzer_store::{Entry, EntryKind, Hash, INSTRUCTION};

use super::memo::{Memo, Remembered};
use super::start::Shown;
use crate::error::{Error, Notice};
use crate::export::title_of;
use crate::history::{BEHIND, Told, Versions};
use crate::library::Library;
use crate::pictures::{Original, originals};
use crate::source::{Source, joined};
use crate::stamped::is_away;

/// What a publication wants to know of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Document {
    /// `<id>.<language>`
    pub(super) key: String,
    /// The path of its file in the library.
    pub(super) file: String,
    pub(super) language: String,
    pub(super) title: String,
    /// Of all that is its own: text, pictures and films.
    pub(super) content: Hash,
    /// The relative addresses that lead out of it.
    pub(super) links: Vec<String>,
    pub(super) shown: Shown,
}

impl Document {
    /// The folder that its file is in: `instructions/book-an-invoice`.
    pub(super) fn folder(&self) -> &str {
        self.file.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

/// What stands in the folder of an instruction.
#[derive(Default)]
pub(super) struct Found {
    /// The documents; with their sources if they were read now.
    pub(super) documents: Vec<(Arc<Document>, Option<Source>)>,
    pub(super) version: Version,
    /// The keys of those that were retired.
    pub(super) retired: Vec<String>,
    pub(super) notices: Vec<Notice>,
    pub(super) unreadable: bool,
    /// What the next publication need not read again.
    pub(super) remembered: Option<Remembered>,
}

impl Found {
    fn not_read(&mut self, error: &Error) {
        self.notices.push(error.notice());
        self.unreadable = true;
    }

    fn known(remembered: Remembered) -> Self {
        let documents = remembered.documents.iter().cloned();
        Self {
            documents: documents.map(|document| (document, None)).collect(),
            version: remembered.version,
            retired: remembered.retired.clone(),
            remembered: Some(remembered),
            ..Self::default()
        }
    }
}

/// What an instruction was made from, as far as that tells whether it can be remembered.
struct Origin {
    /// What its versions are kept under.
    id: String,
    /// Another one when its versions came or went; none where they are not asked.
    history: Option<Hash>,
    has_snippets: bool,
    /// Whether nothing else than its folder, its versions, the settings and the snippets was read,
    /// and all that was sought was found.
    is_plain: bool,
}

/// Finds what stands in a folder: as it is remembered where nothing changed, else by reading it.
pub(super) fn find(
    library: &Library,
    versions: &Versions<'_>,
    memo: &Memo,
    folder: &str,
    today: &str,
) -> Found {
    // Before anything is read: what is written in the meantime is seen the next time.
    let listed = memo.list(library, folder);
    if let Some(listed) = &listed
        && let Some(known) = memo.known(versions, folder, listed)
    {
        return Found::known(known);
    }
    let entries = listed.as_ref().map_or(&[][..], |listed| &listed.entries);
    let (mut found, from) = read(library, versions, folder, today, entries);
    if let (Some(listed), Some(from)) = (listed, from)
        && from.is_plain
        && found.notices.is_empty()
        && !found.unreadable
    {
        found.remembered = memo.remember(&listed, from.has_snippets, || Remembered {
            listing: listed.listing,
            id: from.id,
            history: from.history,
            snippets: None,
            version: found.version,
            documents: found
                .documents
                .iter()
                .map(|(document, _)| Arc::clone(document))
                .collect(),
            retired: found.retired.clone(),
        });
    }
    found
}

fn read(
    library: &Library,
    versions: &Versions<'_>,
    folder: &str,
    today: &str,
    entries: &[Entry],
) -> (Found, Option<Origin>) {
    let mut found = Found::default();
    let source = match library.source(folder, INSTRUCTION) {
        Ok(source) => source,
        Err(error) => {
            found.not_read(&error);
            return (found, None);
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
    let mut from = Origin {
        id: crate::history::id_of(id.as_deref(), folder),
        history: None,
        has_snippets: false,
        is_plain: true,
    };
    if !retired {
        match versions.told(&from.id, folder) {
            Ok(Told { shown, mark }) => {
                found.version = shown;
                from.history = mark;
                from.is_plain = mark.is_some();
            }
            // What was published already may be newer, and stays.
            Err(error) if error.code == BEHIND => {
                found.not_read(&error);
                return (found, None);
            }
            // Its text is published all the same, as a draft.
            Err(error) => {
                found.version = Version::Draft { after: None };
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
    let files = Files::of(folder, entries);
    for source in std::iter::once(source).chain(others) {
        let (resolved, problems) = source.resolved(Some(library), today);
        let key = key_of(&source);
        from.has_snippets |= has_snippets(source.document.tree());
        // What has no value or is not there may be there the next time.
        from.is_plain &= problems.is_empty() && files.has(&source.path);
        if retired || resolved.front_matter.status == Some(Status::Retired) {
            found.retired.push(key);
        } else {
            let (document, is_plain) = document(key, &source, &resolved, &files);
            from.is_plain &= is_plain;
            found.documents.push((Arc::new(document), Some(source)));
        }
    }
    (found, Some(from))
}

/// What is to be known of a document, and whether all that it shows lies in its own folder.
fn document(
    key: String,
    source: &Source,
    resolved: &Instruction,
    files: &Files<'_>,
) -> (Document, bool) {
    let mut hasher = blake3::Hasher::new();
    let mut is_plain = true;
    add(&mut hasher, source.language.as_bytes());
    add(
        &mut hasher,
        &serde_json::to_vec(resolved).unwrap_or_default(),
    );
    for film in resolved.videos() {
        if let Some(path) = source.path_of(&film.target) {
            let hash = source.folder.hash(&path);
            if let Ok(Some(hash)) = &hash {
                add(&mut hasher, hash.as_bytes());
            }
            is_plain &= matches!(hash, Ok(Some(_))) && files.has(&path);
        }
    }
    let originals = originals(source, resolved);
    for (target, original) in &originals {
        add(&mut hasher, target.as_bytes());
        if let Ok(original) = original {
            original.fingerprint(&mut hasher);
        }
        is_plain &= original.as_ref().is_ok_and(|original| files.hold(original));
    }
    let pictures = resolved.pictures();
    let mut relative = pictures
        .iter()
        .filter(|picture| resolve::is_relative(&picture.target));
    is_plain &= relative.all(|picture| originals.contains_key(&picture.target));
    let document = Document {
        key,
        file: source.path.clone(),
        language: source.language.clone(),
        title: title_of(source, resolved),
        content: Hash::of(hasher.finalize().as_bytes()),
        links: links(source, resolved),
        shown: Shown::of(resolved),
    };
    (document, is_plain)
}

fn add(hasher: &mut blake3::Hasher, part: &[u8]) {
    hasher.update(&(part.len() as u64).to_le_bytes());
    hasher.update(part);
}

/// The files of a folder that tell by their stamps when they are written.
struct Files<'a>(HashSet<&'a str>);

impl<'a> Files<'a> {
    /// None of them if one cannot be read at any time, or may be another's conflict copy.
    fn of(folder: &str, entries: &'a [Entry]) -> Self {
        let doubtful = |entry: &Entry| is_away(entry) || entry.suspicion.is_some();
        if entries.iter().any(doubtful) {
            return Self(HashSet::new());
        }
        let files = entries
            .iter()
            .filter(|entry| entry.kind == EntryKind::File && entry.path.starts_with(folder));
        Self(files.map(|entry| entry.path.as_str()).collect())
    }

    fn has(&self, path: &str) -> bool {
        self.0.contains(path)
    }

    /// Whether they hold a picture with its markup.
    fn hold(&self, original: &Original) -> bool {
        let markup = format!("{}{}", original.path, crate::pictures::MARKUP);
        self.has(&original.path) && (original.markup.is_none() || self.has(&markup))
    }
}

fn has_snippets(tree: &Instruction) -> bool {
    struct Snippets(bool);
    impl<'a> Visit<'a> for Snippets {
        fn block(&mut self, block: &'a Block) {
            self.0 |= matches!(block.kind, BlockKind::Snippet { .. });
            walk::read::block(self, block);
        }
    }
    let mut snippets = Snippets(false);
    snippets.instruction(tree);
    snippets.0
}

/// The relative addresses of a document that lead out of it, each once.
fn links(source: &Source, resolved: &Instruction) -> Vec<String> {
    struct Links<'a>(Vec<&'a str>);
    impl<'a> Visit<'a> for Links<'a> {
        fn inline(&mut self, inline: &'a Inline) {
            if let Inline::Link { target, .. } = inline {
                self.0.push(target);
            }
            walk::read::inline(self, inline);
        }
    }
    let mut links = Links(Vec::new());
    links.instruction(resolved);
    let mut seen = HashSet::new();
    let base = source.path.rsplit_once('/').map_or("", |(base, _)| base);
    links
        .0
        .into_iter()
        .filter(|target| joined(base, target).is_some() && seen.insert(*target))
        .map(str::to_owned)
        .collect()
}
