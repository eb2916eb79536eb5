//! Publishes a library into a destination: what changed is made anew, the rest is not touched.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use werkwijzer_export::html::{self, Alternate, Download, PageOptions, StartEntry, StartView};
use werkwijzer_export::{Theme, markdown};
use werkwijzer_instruction::{
    Block, BlockKind, Inline, Instruction, Status, Step, number, plain_text,
};
use werkwijzer_picture::Effort;
use werkwijzer_store::{
    Content, Destination, FileKind, INSTRUCTION, Kept, Manifest, Next, NextFile, name,
};

use crate::cache::Cache;
use crate::context::Context;
use crate::error::{Error, Notice};
use crate::export::{Made, Names, failed, title_of};
use crate::library::Library;
use crate::pictures::originals;
use crate::source::{Source, joined};

/// What a publication did, or would do.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Published {
    /// Whether it was only tried.
    pub dry_run: bool,
    /// Files that were not there.
    pub added: Vec<String>,
    /// Files that got other bytes.
    pub changed: Vec<String>,
    /// How many files were not touched.
    pub unchanged: usize,
    /// Files that are no longer published.
    pub removed: Vec<String>,
    /// PDFs of instructions that are no longer published, from and to.
    pub archived: Vec<(String, String)>,
    /// The start page.
    pub start: String,
    /// What a reader may miss, and what became of files that somebody changed by hand.
    pub notices: Vec<Notice>,
}

/// What the manifest keeps of an edition.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Entry {
    folder: String,
    title: String,
    /// Of all that it was made from, but its date.
    fingerprint: String,
    /// The day on which it last changed.
    date: String,
}

/// Raised when the exports say something else for the same document.
const EDITION: u32 = 1;
/// An edition that changed within so many days stands under "what is new".
const NEW_DAYS: i64 = 14;

/// Publishes all instructions that are not retired. `note` is kept with the publication; `create`
/// makes a destination that is not there.
pub fn publish(
    library: &Path,
    destination: &Path,
    note: Option<&str>,
    create: bool,
    dry_run: bool,
    context: &Context<'_>,
) -> Result<Published, Error> {
    let library = Library::open(library)?;
    // A folder that is not there may be a drive that is away: it is made only when asked for.
    let destination = if create && !destination.exists() {
        Destination::create(destination)?
    } else {
        Destination::open(destination)?
    };
    refuse_inside(&library, &destination)?;
    let manifest = destination.manifest()?;
    refuse_other_library(&library, manifest.as_ref())?;
    let theme = library.theme()?;
    let cache = Cache::open(context.cache.as_deref());
    let mut published = Published {
        dry_run,
        start: werkwijzer_store::shown(&destination.path().join("index.html")),
        ..Published::default()
    };
    let accent = library.settings().brand.accent.as_deref();
    for warning in theme.settings(accent).1 {
        published.notices.push(Notice::warning(
            "theme",
            "theme",
            warning.message,
            warning.hint,
        ));
    }
    let before = kept(manifest.as_ref());
    let editions = editions(&library, &theme, &before, context, &mut published.notices)?;
    let job = Job {
        library: &library,
        theme: &theme,
        cache: &cache,
        context,
        manifest: manifest.as_ref(),
        editions: &editions,
    };
    let mut again: Vec<String> = Vec::new();
    let plan = loop {
        let next = job.next(&before, note, &again, &mut published.notices)?;
        let plan = destination.plan(next)?;
        if plan.needs.is_empty() {
            break plan;
        }
        // Somebody took files away that would have come out the same: they are made again.
        let before = again.len();
        again.extend(
            plan.needs
                .iter()
                .filter_map(|need| need.instruction.clone()),
        );
        again.sort();
        again.dedup();
        if again.len() == before {
            return Err(Error::new(
                "publish.incomplete",
                werkwijzer_store::shown(destination.path()),
                "files of the publication are missing and cannot be made again",
                "remove publication.json in the destination and publish again",
            ));
        }
    };
    for foreign in &plan.foreign {
        let message = match &foreign.kept {
            Kept::As(kept) => {
                format!("somebody changed this file by hand; that version is kept as {kept}")
            }
            Kept::InPlace => "somebody changed this file by hand; it is left as it is".to_owned(),
            _ => "somebody changed this file by hand".to_owned(),
        };
        published.notices.push(Notice::warning(
            "publish.changed-by-hand",
            &foreign.path,
            message,
            "make the change in the library if it should stay, and delete the kept file",
        ));
    }
    published.added.clone_from(&plan.added);
    published.changed.clone_from(&plan.changed);
    published.unchanged = plan.unchanged.len();
    published.removed.clone_from(&plan.removed);
    published.archived.clone_from(&plan.archived);
    if !dry_run && !plan.is_empty() {
        destination.apply(plan, &mut |progress| {
            context
                .watch
                .progress(progress.done, progress.total, progress.path);
            if context.watch.cancelled() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })?;
    }
    Ok(published)
}

/// What is published must not be taken for the library, nor the library for what is published.
fn refuse_inside(library: &Library, destination: &Destination) -> Result<(), Error> {
    let (inner, outer) = (destination.path(), library.folder.path());
    if inner.starts_with(outer) || outer.starts_with(inner) {
        return Err(Error::new(
            "publish.inside-library",
            werkwijzer_store::shown(inner),
            "the destination and the library are in each other, so the partner would get the \
             originals too",
            "choose a folder that only the partner and you share",
        ));
    }
    Ok(())
}

fn refuse_other_library(library: &Library, manifest: Option<&Manifest>) -> Result<(), Error> {
    let other = manifest
        .and_then(|manifest| manifest.extra().get("library"))
        .and_then(serde_json::Value::as_str)
        .filter(|id| !id.is_empty() && *id != library.settings().id);
    match other {
        Some(_) => Err(Error::new(
            "publish.other-library",
            "publication.json",
            "another library is published in this folder",
            "choose another folder: everything of that library would be taken out of this one",
        )),
        None => Ok(()),
    }
}

fn kept(manifest: Option<&Manifest>) -> BTreeMap<String, Entry> {
    manifest
        .and_then(|manifest| manifest.extra().get("instructions"))
        .and_then(|value| serde_json::from_value(value.clone()).ok())
        .unwrap_or_default()
}

/// An instruction in one language, on its way to the destination.
struct EditionPlan {
    /// `<id>.<language>`
    key: String,
    /// The path of its file in the library.
    file: String,
    source: Source,
    resolved: Instruction,
    title: String,
    /// In the destination.
    folder: String,
    fingerprint: String,
    date: String,
    unchanged: bool,
    /// The other languages of the same instruction: positions in the list.
    others: Vec<usize>,
}

/// A document that was read: its key, its folder in the library, and what it says.
type Read = Option<(String, String, Source, Instruction)>;

fn editions(
    library: &Library,
    theme: &Theme,
    before: &BTreeMap<String, Entry>,
    context: &Context<'_>,
    notices: &mut Vec<Notice>,
) -> Result<Vec<EditionPlan>, Error> {
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
    let read: Vec<Result<Read, Error>> = files
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
    let mut editions: Vec<EditionPlan> = Vec::new();
    let mut taken = name::Taken::default();
    for reserved in ["Archive", "Feedback", "index", "publication", "index.html"] {
        taken.insert(reserved);
    }
    let mut by_folder: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut keys = std::collections::HashSet::new();
    for edition in read {
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
        editions.push(EditionPlan {
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
fn fingerprint(editions: &[EditionPlan], at: usize, common: &blake3::Hasher) -> String {
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
fn link(editions: &[EditionPlan], from: usize, target: &str) -> Option<String> {
    let edition = &editions[from];
    let base = edition.file.rsplit_once('/').map_or("", |(base, _)| base);
    let path = joined(base, target)?;
    let folder = path
        .strip_suffix(".md")
        .and_then(|path| path.rsplit_once('/'))
        .map_or(path.as_str(), |(folder, _)| folder);
    let inside = |other: &&EditionPlan| {
        other
            .file
            .rsplit_once('/')
            .is_some_and(|(base, _)| base == folder)
    };
    let mut found = editions.iter().filter(inside);
    let first = found.next()?;
    let best = std::iter::once(first)
        .chain(found)
        .find(|other| other.source.language == edition.source.language)
        .unwrap_or(first);
    let fragment = target
        .split_once('#')
        .map_or(String::new(), |(_, id)| format!("#{id}"));
    Some(format!(
        "../{}{fragment}",
        href(&best.folder, &format!("{}.html", best.folder))
    ))
}

/// A relative address of a file in a folder of the destination.
fn href(folder: &str, file: &str) -> String {
    const PART: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'~');
    let encode = |part: &str| percent_encoding::utf8_percent_encode(part, PART).to_string();
    format!("{}/{}", encode(folder), encode(file))
}

/// The files of an edition, and what a reader of them may miss.
type Files = (Vec<NextFile>, Vec<Notice>);

struct Job<'a> {
    library: &'a Library,
    theme: &'a Theme,
    cache: &'a Cache,
    context: &'a Context<'a>,
    manifest: Option<&'a Manifest>,
    editions: &'a [EditionPlan],
}

impl Job<'_> {
    /// All that is to stand in the destination. `again` are keys of editions to make although
    /// they did not change.
    fn next(
        &self,
        before: &BTreeMap<String, Entry>,
        note: Option<&str>,
        again: &[String],
        notices: &mut Vec<Notice>,
    ) -> Result<Next, Error> {
        let total = self.editions.len();
        let done = AtomicUsize::new(0);
        let made: Vec<Result<Files, Error>> = (0..total)
            .into_par_iter()
            .map(|at| {
                if self.context.watch.cancelled() {
                    return Err(Error::cancelled());
                }
                let edition = &self.editions[at];
                let files = if edition.unchanged && !again.contains(&edition.key) {
                    Ok((self.unchanged(&edition.key), Vec::new()))
                } else {
                    self.make(at)
                };
                let count = done.fetch_add(1, Ordering::Relaxed) + 1;
                self.context.watch.progress(count, total, &edition.title);
                files
            })
            .collect();
        let mut files = Vec::new();
        let mut kept = BTreeMap::new();
        for (edition, result) in self.editions.iter().zip(made) {
            match result {
                Ok((own, own_notices)) => {
                    files.extend(own);
                    notices.extend(own_notices);
                    kept.insert(
                        edition.key.clone(),
                        Entry {
                            folder: edition.folder.clone(),
                            title: edition.title.clone(),
                            fingerprint: edition.fingerprint.clone(),
                            date: edition.date.clone(),
                        },
                    );
                }
                Err(error) if error.code == "cancelled" => return Err(error),
                Err(error) => {
                    // What was published stays rather than vanish because of a fault of today.
                    notices.push(error.notice());
                    files.extend(self.unchanged(&edition.key));
                    if let Some(known) = before.get(&edition.key) {
                        kept.insert(edition.key.clone(), known.clone());
                    }
                }
            }
        }
        let start = html::start_page(&self.start(&kept), self.theme)
            .map_err(|error| failed(&error, "index.html"))?;
        files.push(NextFile {
            path: "index.html".into(),
            content: Content::Bytes(Arc::from(start.into_bytes())),
            kind: FileKind::Start,
            instruction: None,
        });
        let withdrawn = before.iter().filter(|(key, _)| !kept.contains_key(*key));
        let moves = withdrawn
            .map(|(_, known)| {
                let folder = &known.folder;
                (
                    format!("{folder}/{folder}.pdf"),
                    format!("Archive/{folder} ({}).pdf", known.date),
                )
            })
            .filter(|(from, _)| {
                self.manifest
                    .is_some_and(|manifest| manifest.file(from).is_some())
            })
            .collect();
        let mut extra = serde_json::json!({
            "library": self.library.settings().id,
            "instructions": kept,
        });
        if let Some(note) = note {
            extra["note"] = note.into();
        } else if let Some(old) = self
            .manifest
            .and_then(|manifest| manifest.extra().get("note"))
        {
            extra["note"] = old.clone();
        }
        Ok(Next {
            files,
            moves,
            extra,
            label: format!("changed by hand {}", self.context.today),
            verify: false,
        })
    }

    /// The files of an edition as the manifest lists them.
    fn unchanged(&self, key: &str) -> Vec<NextFile> {
        let files = self.manifest.map(Manifest::files).unwrap_or_default();
        files
            .iter()
            .filter(|file| file.instruction.as_deref() == Some(key))
            .map(|file| NextFile {
                path: file.path.clone(),
                content: Content::Unchanged {
                    hash: file.blake3,
                    size: file.size,
                },
                kind: file.kind,
                instruction: Some(key.to_owned()),
            })
            .collect()
    }

    fn make(&self, at: usize) -> Result<Files, Error> {
        let edition = &self.editions[at];
        let made = Made::make(
            &edition.source,
            Some(self.library),
            self.cache,
            Effort::Small,
            &self.context.today,
        );
        let names = Names {
            library: Some(self.library),
            theme: self.theme,
            date: Some(&edition.date),
            release: None,
        };
        let folder = &edition.folder;
        let file = |path: String, content, kind| NextFile {
            path: format!("{folder}/{path}"),
            content,
            kind,
            instruction: Some(edition.key.clone()),
        };
        let mut files = Vec::new();
        let mut names_taken = std::collections::HashSet::new();
        for placed in made.pictures.by_target.values().flatten() {
            if !names_taken.insert(placed.name.clone()) {
                continue;
            }
            let content = match self.cache.file(&placed.cache_key) {
                Some(file) => Content::Stored {
                    file,
                    hash: placed.ready.hash,
                    size: placed.ready.bytes.len() as u64,
                },
                None => Content::Bytes(Arc::clone(&placed.ready.bytes)),
            };
            files.push(file(
                format!("pictures/{}", placed.name),
                content,
                FileKind::Picture,
            ));
        }
        for (name, bytes) in made.pictures.films.values() {
            if names_taken.insert(name.clone()) {
                let content = Content::Bytes(Arc::clone(bytes));
                files.push(file(format!("pictures/{name}"), content, FileKind::Picture));
            }
        }
        let mut notices = made.pictures.notices.clone();
        let (pdf, pdf_notices) = made.pdf(&edition.source, &names)?;
        notices.extend(pdf_notices);
        let options = PageOptions {
            home: Some("../index.html".into()),
            alternates: edition
                .others
                .iter()
                .map(|other| &self.editions[*other])
                .map(|other| Alternate {
                    language: other.source.language.clone(),
                    name: html::language_name(&other.source.language),
                    href: format!(
                        "../{}",
                        href(&other.folder, &format!("{}.html", other.folder))
                    ),
                })
                .collect(),
            downloads: vec![Download {
                label: "PDF".into(),
                href: href("", &format!("{folder}.pdf"))
                    .trim_start_matches('/')
                    .to_owned(),
            }],
            key: edition.key.clone(),
            logo: None,
        };
        let page = made.page(&edition.source, &names, false, &options, &|target| {
            link(self.editions, at, target)
        })?;
        files.push(file(
            format!("{folder}.html"),
            Content::Bytes(Arc::from(page.into_bytes())),
            FileKind::Page,
        ));
        files.push(file(
            format!("{folder}.pdf"),
            Content::Bytes(Arc::from(pdf)),
            FileKind::Page,
        ));
        Ok((files, notices))
    }

    fn start(&self, kept: &BTreeMap<String, Entry>) -> StartView {
        let library = self.library;
        let accent = library.settings().brand.accent.as_deref();
        let mut entries: Vec<StartEntry> = self
            .editions
            .par_iter()
            .filter_map(|edition| {
                Some(entry(edition, kept.get(&edition.key)?, &self.context.today))
            })
            .collect();
        entries.sort_by_cached_key(|entry| (entry.title.to_lowercase(), entry.href.clone()));
        StartView {
            library: library.name().to_owned(),
            language: library
                .settings()
                .language
                .clone()
                .unwrap_or_else(|| "en".into()),
            accent: self.theme.settings(accent).0.accent,
            entries,
        }
    }
}

fn entry(edition: &EditionPlan, kept: &Entry, today: &str) -> StartEntry {
    let front = &edition.resolved.front_matter;
    let folder = &kept.folder;
    let places = number::places(&edition.resolved);
    let mut text = format!("{}\n", kept.title);
    words(&edition.resolved, &mut text);
    for tag in &front.tags {
        text.push_str(tag);
        text.push('\n');
    }
    StartEntry {
        title: kept.title.clone(),
        href: href(folder, &format!("{folder}.html")),
        language: edition.source.language.clone(),
        status: front.status.map(|status| status.as_str().to_owned()),
        release: None,
        updated: Some(kept.date.clone()),
        summary: summary(&edition.resolved.introduction),
        owner: front.owner.clone(),
        tags: front.tags.clone(),
        downloads: vec![Download {
            label: "PDF".into(),
            href: href(folder, &format!("{folder}.pdf")),
        }],
        search_text: text,
        is_new: is_recent(&kept.date, today),
        steps: places
            .iter()
            .map(|place| (place.label(), format!("#{}", place.id)))
            .collect(),
    }
}

fn is_recent(date: &str, today: &str) -> bool {
    match (
        date.parse::<jiff::civil::Date>(),
        today.parse::<jiff::civil::Date>(),
    ) {
        (Ok(date), Ok(today)) => today
            .since(date)
            .is_ok_and(|span| i64::from(span.get_days()) <= NEW_DAYS),
        _ => false,
    }
}

/// The first words of an introduction.
fn summary(blocks: &[Block]) -> String {
    const LONGEST: usize = 200;
    let text = blocks
        .iter()
        .find_map(|block| match &block.kind {
            BlockKind::Paragraph { content } => Some(plain_text(content)),
            _ => None,
        })
        .unwrap_or_default();
    if text.chars().count() <= LONGEST {
        return text;
    }
    let cut: String = text.chars().take(LONGEST).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(cut, _)| cut);
    format!("{cut} …")
}

/// All words of an instruction, for the search.
fn words(instruction: &Instruction, out: &mut String) {
    fn steps(nodes: &[Step], out: &mut String) {
        for step in nodes {
            inlines(&step.heading.content, out);
            blocks(&step.blocks, out);
            steps(&step.steps, out);
        }
    }
    fn inlines(content: &[Inline], out: &mut String) {
        out.push_str(&plain_text(content));
        out.push('\n');
    }
    fn blocks(nodes: &[Block], out: &mut String) {
        for block in nodes {
            match &block.kind {
                BlockKind::Paragraph { content } => inlines(content, out),
                BlockKind::Heading { heading } => inlines(&heading.content, out),
                BlockKind::Picture(picture) => {
                    out.push_str(&picture.alt);
                    out.push(' ');
                    out.push_str(&picture.title);
                    out.push('\n');
                }
                BlockKind::Video(video) => inlines(&video.content, out),
                BlockKind::Callout { blocks: inner, .. } | BlockKind::Quote { blocks: inner } => {
                    blocks(inner, out);
                }
                BlockKind::List { items, .. } => {
                    for item in items {
                        blocks(&item.blocks, out);
                    }
                }
                BlockKind::Table { header, rows, .. } => {
                    for cell in header.iter().chain(rows.iter().flatten()) {
                        inlines(&cell.content, out);
                    }
                }
                BlockKind::Code { text, .. } => out.push_str(text),
                _ => {}
            }
        }
    }
    blocks(&instruction.preamble, out);
    blocks(&instruction.introduction, out);
    steps(&instruction.steps, out);
    for (_, value) in &instruction.front_matter.agreements {
        out.push_str(value);
        out.push('\n');
    }
}
