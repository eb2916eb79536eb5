//! An instruction as the disk has it now, of which only what was written since the last look is
//! read.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use werkwijzer_store::history::{Names, Outside};
use werkwijzer_store::index::{Change, KnownFile, Texts};
use werkwijzer_store::{Entry, EntryKind, Hash, INSTRUCTION};

use crate::error::{Error, Notice};
use crate::history::{Facts, Versions};
use crate::library::{Library, language_of, translations_of};
use crate::listing::Listed;
use crate::source::{MAX_TEXT, Source};
use crate::stamped::{are_settled, is_away, listing};
use crate::texts::{Included, Shown, document};

/// What the index keeps of an instruction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Kept {
    pub(crate) listed: Listed,
    /// Another one when any file in its folder was written, came or went.
    listing: Hash,
    /// Whether none of them could be written again without another listing.
    settled: bool,
    /// Its texts by their name.
    texts: BTreeMap<String, Hash>,
    /// Another one when its history may have changed.
    history: Option<Hash>,
    facts: Facts,
}

/// What is known of the instructions from before; nothing when they are read for the first time.
#[derive(Debug, Default)]
pub(crate) struct Before {
    pub(crate) kept: HashMap<String, Kept>,
    pub(crate) files: HashMap<String, KnownFile>,
    /// The folders of those that were made from something else that changed.
    pub(crate) stale: BTreeSet<String>,
    /// When this look began, as the index tells it.
    pub(crate) moment: u64,
}

/// What came of looking at a folder.
#[derive(Debug)]
pub(crate) enum Looked {
    /// All is as it was.
    Same,
    /// It is no instruction.
    None,
    /// What is new of it.
    New(Box<Change<Kept, Shown>>),
}

/// A look at the instructions of a library.
pub(crate) struct Look<'a> {
    library: &'a Library,
    versions: Versions<'a>,
    /// None where the history cannot be looked at.
    outside: Option<Outside>,
    /// The names of all versions, once they are asked for.
    names: OnceLock<Option<Names>>,
    pub(crate) problem: Option<Notice>,
    pub(crate) before: Before,
    included: Included<'a>,
    /// Whether the texts are wanted, to be searched.
    with_texts: bool,
}

/// A text file of an instruction.
struct Text<'a> {
    entry: &'a Entry,
    name: &'a str,
    hash: Option<Hash>,
    bytes: Option<Vec<u8>>,
    source: Option<Source>,
}

impl<'a> Look<'a> {
    pub(crate) fn begin(library: &'a Library, before: Before, with_texts: bool) -> Self {
        let versions = library.versions(None);
        let (outside, problem) = match versions.outside() {
            Ok(outside) => (Some(outside), None),
            Err(error) => (None, Some(error.notice())),
        };
        Self {
            outside,
            names: OnceLock::new(),
            problem,
            versions,
            included: Included::new(library),
            library,
            before,
            with_texts,
        }
    }

    /// Looks at what may be an instruction. Reads only what was written since the last look.
    pub(crate) fn at(&self, folder: &str) -> Result<Looked, Error> {
        let entries = self.library.folder.walk(folder)?;
        let source = format!("{folder}/{INSTRUCTION}");
        let is_text = |entry: &&Entry| {
            matches!(entry.kind, EntryKind::File | EntryKind::Unreadable) && entry.path == source
        };
        let Some(source) = entries.iter().find(is_text) else {
            return Ok(Looked::None);
        };
        let kept = self.before.kept.get(folder);
        let stale = self.before.stale.contains(folder);
        let listing = listing(&entries);
        if let Some(kept) = kept.filter(|kept| !stale && kept.settled && kept.listing == listing) {
            let id = id_of(&kept.listed, folder);
            if self.mark(&id) == kept.history {
                return Ok(Looked::Same);
            }
        }
        if is_away(source) {
            // To read it would make a sync client fetch it.
            return Ok(match kept {
                // Made anew when it is here again.
                Some(kept) if stale => Looked::New(Box::new(Change {
                    path: folder.to_owned(),
                    told: Kept {
                        texts: BTreeMap::new(),
                        ..kept.clone()
                    },
                    files: Vec::new(),
                    texts: None,
                })),
                Some(_) => Looked::Same,
                None => Looked::New(Box::new(self.unread(folder, source, &entries, listing))),
            });
        }
        let mut files = HashMap::new();
        let mut texts = self.texts(folder, &entries, &mut files)?;
        let hashes: BTreeMap<String, Hash> = texts
            .iter()
            .filter_map(|text| Some((text.name.to_owned(), text.hash?)))
            .collect();
        let same = kept.filter(|kept| !stale && kept.texts == hashes);
        let listed = match same {
            Some(kept) => kept.listed.clone(),
            None => Listed::of(self.source(folder, &mut texts[0])?, folder),
        };
        let id = id_of(&listed, folder);
        let (history, facts) = self.facts(kept, &id, folder);
        let told = Kept {
            listed: Listed {
                changed: milliseconds(source),
                languages: listed
                    .languages
                    .iter()
                    .take(1)
                    .cloned()
                    .chain(translations_of(&entries).map(|(language, _)| language))
                    .collect(),
                release: facts.release.clone(),
                changed_since_release: self.differs(folder, &id, &facts, &entries, &mut files),
                to_join: facts.several || self.versions.has_copies(folder, &id, &entries),
                ..listed
            },
            listing,
            settled: are_settled(&entries, self.before.moment),
            texts: hashes,
            history,
            facts,
        };
        let noted = same.is_some_and(|kept| kept.facts.notes == told.facts.notes);
        let texts = if self.with_texts && !noted {
            Some(self.documents(folder, &mut texts, &told.facts)?)
        } else {
            None
        };
        Ok(Looked::New(Box::new(Change {
            path: folder.to_owned(),
            told,
            files: files.into_iter().collect(),
            texts,
        })))
    }

    /// An instruction of which nothing but its name is on this computer.
    fn unread(
        &self,
        folder: &str,
        source: &Entry,
        entries: &[Entry],
        listing: Hash,
    ) -> Change<Kept, Shown> {
        let fallback = self.library.settings.language.as_deref();
        let empty = Source::of_bytes(self.library.folder.clone(), &source.path, b"", fallback);
        let mut listed = Listed::of(&empty, folder);
        listed.changed = milliseconds(source);
        listed
            .languages
            .extend(translations_of(entries).map(|(language, _)| language));
        let shown = document(&empty, &self.included, &[]);
        Change {
            path: folder.to_owned(),
            told: Kept {
                listed,
                listing,
                settled: false,
                texts: BTreeMap::new(),
                history: None,
                facts: Facts::default(),
            },
            files: Vec::new(),
            texts: self.with_texts.then(|| Texts {
                documents: vec![shown.document],
                needs: BTreeSet::new(),
            }),
        }
    }

    /// The text files, the source first, with their hashes as far as they are here.
    fn texts<'e>(
        &self,
        folder: &str,
        entries: &'e [Entry],
        files: &mut HashMap<String, KnownFile>,
    ) -> Result<Vec<Text<'e>>, Error> {
        let mut texts: Vec<Text<'e>> = entries
            .iter()
            .filter_map(|entry| {
                let name = entry.path.get(folder.len() + 1..)?;
                let is_translation =
                    || self.with_texts && entry.suspicion.is_none() && language_of(name).is_some();
                let is_text = name == INSTRUCTION || is_translation();
                let is_file = matches!(entry.kind, EntryKind::File | EntryKind::Unreadable);
                (is_text && is_file).then_some(Text {
                    entry,
                    name,
                    hash: None,
                    bytes: None,
                    source: None,
                })
            })
            .collect();
        texts.sort_by_key(|text| text.name != INSTRUCTION);
        for text in &mut texts {
            if is_away(text.entry) {
                continue;
            }
            let known = self.known(text.entry);
            let file = match known.map_or_else(|| self.read(text), Ok) {
                Ok(file) => file,
                Err(error) if text.name == INSTRUCTION => return Err(error),
                // A translation that cannot be read hides no instruction.
                Err(_) => continue,
            };
            text.hash = Some(file.hash);
            files.insert(text.entry.path.clone(), file);
        }
        Ok(texts)
    }

    /// A file that was not written since it was read.
    fn known(&self, entry: &Entry) -> Option<KnownFile> {
        let known = self.before.files.get(&entry.path)?;
        known.still(&entry.stamp).map(|_| *known)
    }

    fn read(&self, text: &mut Text<'_>) -> Result<KnownFile, Error> {
        let bytes = self.library.folder.read(&text.entry.path, MAX_TEXT)?;
        let file = self.file(text.entry, Hash::of(&bytes));
        text.bytes = Some(bytes);
        Ok(file)
    }

    fn file(&self, entry: &Entry, hash: Hash) -> KnownFile {
        KnownFile {
            stamp: entry.stamp,
            moment: self.before.moment,
            hash,
        }
    }

    /// What stands in a text, read once.
    fn source<'t>(&self, folder: &str, text: &'t mut Text<'_>) -> Result<&'t Source, Error> {
        if text.source.is_none() && text.bytes.is_none() {
            self.read(text)?;
        }
        let source = text.source.take().unwrap_or_else(|| {
            Source::of_bytes(
                self.library.folder.clone(),
                &format!("{folder}/{}", text.name),
                &text.bytes.take().unwrap_or_default(),
                self.library.settings.language.as_deref(),
            )
        });
        Ok(text.source.insert(source))
    }

    fn documents(
        &self,
        folder: &str,
        texts: &mut [Text<'_>],
        facts: &Facts,
    ) -> Result<Texts<Shown>, Error> {
        let mut all = Texts {
            documents: Vec::new(),
            needs: BTreeSet::new(),
        };
        for text in texts {
            if text.hash.is_none() {
                continue;
            }
            let is_source = text.name == INSTRUCTION;
            let source = match self.source(folder, text) {
                Ok(source) => source,
                Err(error) if is_source => return Err(error),
                Err(_) => continue,
            };
            let notes = if is_source {
                facts.notes.as_slice()
            } else {
                &[]
            };
            let made = document(source, &self.included, notes);
            all.documents.push(made.document);
            all.needs.extend(made.needs);
        }
        Ok(all)
    }

    /// Another one when the history of an instruction may have changed; none if that cannot be
    /// told.
    fn mark(&self, id: &str) -> Option<Hash> {
        let outside = self.outside.as_ref()?;
        self.versions.quick_mark(outside, id).ok()
    }

    /// What the history tells of an instruction: as before, unless snapshots came or went. The
    /// history shows what is wrong with it; the instruction is listed.
    fn facts(&self, kept: Option<&Kept>, id: &str, folder: &str) -> (Option<Hash>, Facts) {
        let mark = self.mark(id);
        let before = kept.filter(|kept| id_of(&kept.listed, folder) == id);
        if let Some(kept) = before.filter(|kept| kept.history == mark) {
            return (mark, kept.facts.clone());
        }
        let known = before.map(|kept| &kept.facts);
        let names = self.names.get_or_init(|| self.versions.names());
        match self.versions.facts(names.as_ref(), id, known) {
            // What cannot be read now may be whole under the same name later.
            Ok(facts) => (mark.filter(|_| facts.is_whole()), facts),
            Err(_) => (None, known.cloned().unwrap_or_default()),
        }
    }

    /// Whether the files are others than those of the newest release.
    fn differs(
        &self,
        folder: &str,
        id: &str,
        facts: &Facts,
        entries: &[Entry],
        files: &mut HashMap<String, KnownFile>,
    ) -> bool {
        let Some(version) = facts.version else {
            return false;
        };
        let differs = self
            .versions
            .differs(folder, id, version, entries, |entry| {
                let known = files.get(&entry.path).copied();
                if let Some(file) = known.or_else(|| self.known(entry)) {
                    files.insert(entry.path.clone(), file);
                    return Ok(Some(file.hash));
                }
                let hash = self.library.folder.hash(&entry.path)?;
                if let Some(hash) = hash {
                    files.insert(entry.path.clone(), self.file(entry, hash));
                }
                Ok(hash)
            });
        // A release that is not here yet tells nothing.
        differs.unwrap_or(false)
    }
}

fn id_of(listed: &Listed, folder: &str) -> String {
    crate::history::id_of(listed.id.as_deref(), folder)
}

fn milliseconds(entry: &Entry) -> Option<u64> {
    let since = entry.modified?.duration_since(UNIX_EPOCH).ok()?;
    u64::try_from(since.as_millis()).ok()
}
