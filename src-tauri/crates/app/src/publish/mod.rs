//! Publishes a library into a destination: what changed is made anew, the rest is not touched.

mod editions;
mod memo;
mod read;
mod start;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use serde::Serialize;
use werkwijzer_export::Theme;
use werkwijzer_export::html::{self, Alternate, Download, PageOptions};
use werkwijzer_picture::Effort;
use werkwijzer_store::{
    Content, Destination, FileKind, Kept, Manifest, ManifestFile, Next, NextFile, Plan,
};

use self::editions::{Editions, Record, href, link};
use crate::cache::Cache;
use crate::context::Context;
use crate::error::{Error, Notice};
use crate::export::{Made, Names, failed};
use crate::history::{By, Reason, Versions};
use crate::library::Library;

/// What a publication did, or would do.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
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
    /// PDFs that are no longer in force, from and to.
    pub archived: Vec<(String, String)>,
    /// The start page.
    pub start: String,
    /// What a reader may miss, and what became of files that somebody changed by hand.
    pub notices: Vec<Notice>,
}

/// How a library is published.
#[derive(Debug, Clone)]
pub struct Publishing {
    /// Kept with the publication.
    pub note: Option<String>,
    /// Make a destination that is not there.
    pub create: bool,
    /// Only tell what would change.
    pub dry_run: bool,
    /// Take instructions out also when most of what is published is no longer in the library.
    pub withdraw: bool,
    /// Who publishes.
    pub by: By,
}

impl Publishing {
    /// Into a destination that is there, by somebody.
    #[must_use]
    pub fn by(by: By) -> Self {
        Self {
            note: None,
            create: false,
            dry_run: false,
            withdraw: false,
            by,
        }
    }
}

/// Publishes all instructions that are not retired. What is published and was not kept yet is
/// kept as a version first.
pub fn publish(
    library: &Path,
    destination: &Path,
    how: &Publishing,
    context: &Context<'_>,
) -> Result<Published, Error> {
    let Publishing {
        create, dry_run, ..
    } = *how;
    let library = Library::open(library)?;
    // What is published is kept as a version of the library first.
    if let Some(notice) = library.notice() {
        return Err(notice.into());
    }
    let place = place(destination, create)?;
    refuse_inside(&library, &place)?;
    let stand_in;
    let destination = if !create || place.exists() {
        Destination::open(&place)?
    } else if dry_run {
        // Trying makes nothing, so an empty folder stands for the one that would be made.
        stand_in = tempfile::tempdir().map_err(|error| {
            Error::new(
                "store.io",
                werkwijzer_store::shown(&std::env::temp_dir()),
                format!("no temporary folder could be made: {error}"),
                "make room there",
            )
        })?;
        Destination::open(stand_in.path())?
    } else {
        Destination::create(&place)?
    };
    let manifest = destination.manifest()?;
    refuse_other_library(&library, manifest.as_deref())?;
    let theme = library.theme()?;
    let cache = Cache::open(context.cache.as_deref());
    let mut published = Published {
        dry_run,
        start: werkwijzer_store::shown(&place.join("index.html")),
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
    let before = editions::kept(manifest.as_deref());
    let mut editions = editions::read(&library, &theme, &before, context, &mut published.notices)?;
    refuse_mass_withdrawal(&editions, &before, how, &place, &mut published.notices)?;
    let mut listed: HashMap<&str, Vec<&ManifestFile>> = HashMap::new();
    for file in manifest.as_deref().map(Manifest::files).unwrap_or_default() {
        if let Some(key) = &file.instruction {
            listed.entry(key).or_default().push(file);
        }
    }
    let job = Job {
        before: &before,
        library: &library,
        theme: &theme,
        cache: &cache,
        context,
        manifest: manifest.as_deref(),
        listed,
        editions: &editions,
    };
    let note = how.note.as_deref();
    let plan = plan(&job, &destination, &place, note, &mut published.notices)?;
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
    let versions = library.versions(context.cache.as_deref());
    let mut kept = BTreeSet::new();
    if !dry_run && !plan.is_empty() {
        kept = changed(&editions);
        keep_versions(&versions, &kept, how, &mut published.notices);
        // While the disk is waited for.
        let (applied, ()) = rayon::join(
            || apply(&destination, plan, context),
            || editions.remember(&kept, &versions),
        );
        applied?;
    } else {
        editions.remember(&kept, &versions);
    }
    Ok(published)
}

/// Carries a plan out, unless whoever watches stops it.
fn apply(destination: &Destination, plan: Plan, context: &Context<'_>) -> Result<(), Error> {
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
    Ok(())
}

/// Compares all that is to stand there with what stands there.
fn plan(
    job: &Job<'_>,
    destination: &Destination,
    place: &Path,
    note: Option<&str>,
    notices: &mut Vec<Notice>,
) -> Result<Plan, Error> {
    let mut again: Vec<String> = Vec::new();
    loop {
        let next = job.next(note, &again, notices)?;
        let plan = destination.plan(next)?;
        if plan.needs.is_empty() {
            return Ok(plan);
        }
        // Somebody took files away that would have come out the same: they are made again.
        let known = again.len();
        again.extend(
            plan.needs
                .iter()
                .filter_map(|need| need.instruction.clone()),
        );
        again.sort();
        again.dedup();
        if again.len() == known {
            return Err(Error::new(
                "publish.incomplete",
                werkwijzer_store::shown(place),
                "files of the publication are missing and cannot be made again",
                "remove publication.json in the destination and publish again",
            ));
        }
    }
}

/// Where the destination is or will be. A folder that is not there may be a drive that is away:
/// only when asked for it is one to make, and the folder above must be there.
fn place(destination: &Path, create: bool) -> Result<PathBuf, Error> {
    match (destination.parent(), destination.file_name()) {
        (Some(parent), Some(name)) if create && !destination.exists() => {
            let parent = Some(parent).filter(|parent| !parent.as_os_str().is_empty());
            let parent = Destination::open(parent.unwrap_or(Path::new(".")))?;
            Ok(parent.path().join(name))
        }
        _ => Ok(Destination::open(destination)?.path().to_owned()),
    }
}

/// What is published must not be taken for the library, nor the library for what is published.
fn refuse_inside(library: &Library, inner: &Path) -> Result<(), Error> {
    let outer = library.folder.path();
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

/// An empty or half-fetched library looks like one whose instructions were all deleted.
fn refuse_mass_withdrawal(
    editions: &Editions,
    before: &BTreeMap<String, Record>,
    how: &Publishing,
    place: &Path,
    notices: &mut Vec<Notice>,
) -> Result<(), Error> {
    let gone = editions.gone(before).count();
    if how.withdraw || editions.unreadable || gone * 2 <= before.len() {
        return Ok(());
    }
    let error = Error::new(
        "publish.withdraws-many",
        werkwijzer_store::shown(place),
        format!(
            "{gone} of the {} published documents are no longer in the library",
            before.len()
        ),
        "look whether your sync client has fetched everything; to take them out of the \
         publication, publish with --withdraw",
    );
    if how.dry_run {
        notices.push(error.notice());
        return Ok(());
    }
    Err(error)
}

/// The folders of the instructions that changed.
fn changed(editions: &Editions) -> BTreeSet<String> {
    let changed = editions.list.iter().filter(|edition| !edition.unchanged);
    changed
        .map(|edition| edition.document.folder().to_owned())
        .collect()
}

/// Keeps what is published as versions. A history that cannot be written stops no publication.
fn keep_versions(
    versions: &Versions<'_>,
    folders: &BTreeSet<String>,
    how: &Publishing,
    notices: &mut Vec<Notice>,
) {
    let folders: Vec<&str> = folders.iter().map(String::as_str).collect();
    let failed = versions.keep_many(&folders, Reason::Published, &how.by);
    if let Some(first) = failed.first() {
        notices.push(first.notice());
    }
}

/// The files of an edition, and what a reader of them may miss.
type Files = (Vec<NextFile>, Vec<Notice>);

struct Job<'a> {
    /// What was published last.
    before: &'a BTreeMap<String, Record>,
    library: &'a Library,
    theme: &'a Theme,
    cache: &'a Cache,
    context: &'a Context<'a>,
    manifest: Option<&'a Manifest>,
    /// The files of the manifest by the key of their edition.
    listed: HashMap<&'a str, Vec<&'a ManifestFile>>,
    editions: &'a Editions,
}

impl Job<'_> {
    /// All that is to stand in the destination. `again` are keys of editions to make although
    /// they did not change.
    fn next(
        &self,
        note: Option<&str>,
        again: &[String],
        notices: &mut Vec<Notice>,
    ) -> Result<Next, Error> {
        let mut kept: BTreeMap<String, Record> = self
            .editions
            .list
            .iter()
            .map(|edition| (edition.key.clone(), edition.record()))
            .collect();
        let gone = self
            .editions
            .unreadable
            .then(|| self.editions.gone(self.before));
        let gone: Vec<_> = gone.into_iter().flatten().collect();
        for (key, known) in &gone {
            kept.insert((*key).clone(), (*known).clone());
        }
        // The start page shows none of what is made, and is long.
        let (made, start) = rayon::join(|| self.make_all(again), || self.start(&kept));
        let mut files = Vec::new();
        let mut failed = false;
        for (edition, result) in self.editions.list.iter().zip(made) {
            match result {
                Ok((own, own_notices)) => {
                    files.extend(own);
                    notices.extend(own_notices);
                }
                Err(error) if error.code == "cancelled" => return Err(error),
                Err(error) => {
                    // What was published stays rather than vanish because of a fault of today.
                    failed = true;
                    notices.push(error.notice());
                    files.extend(self.unchanged(&edition.key));
                    match self.before.get(&edition.key) {
                        Some(known) => kept.insert(edition.key.clone(), known.clone()),
                        None => kept.remove(&edition.key),
                    };
                }
            }
        }
        for (key, _) in gone {
            files.extend(self.unchanged(key));
        }
        let start = if failed { self.start(&kept) } else { start };
        files.push(NextFile {
            path: "index.html".into(),
            content: Content::Bytes(Arc::from(start?.into_bytes())),
            kind: FileKind::Start,
            instruction: None,
        });
        // A PDF that is no longer in force: its instruction was taken out, or it was a release and
        // something else takes its place.
        let moves = self
            .before
            .iter()
            .filter(|(key, known)| {
                kept.get(*key)
                    .is_none_or(|now| known.release.is_some() && known.release != now.release)
            })
            .map(|(key, known)| (known.pdf(), known.archived(key)))
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

    /// Makes the files of all editions, several at the same time. Those that did not change are
    /// as they were.
    fn make_all(&self, again: &[String]) -> Vec<Result<Files, Error>> {
        let total = self.editions.list.len();
        let done = AtomicUsize::new(0);
        (0..total)
            .into_par_iter()
            .map(|at| {
                if self.context.watch.cancelled() {
                    return Err(Error::cancelled());
                }
                let edition = &self.editions.list[at];
                let files = if edition.unchanged && !again.contains(&edition.key) {
                    Ok((self.unchanged(&edition.key), Vec::new()))
                } else {
                    self.make(at)
                };
                let count = done.fetch_add(1, Ordering::Relaxed) + 1;
                let title = &edition.document.title;
                self.context.watch.progress(count, total, title);
                files
            })
            .collect()
    }

    /// The start page with what is published.
    fn start(&self, kept: &BTreeMap<String, Record>) -> Result<String, Error> {
        let (list, today) = (&self.editions.list, &self.context.today);
        let view = start::view(self.library, self.theme, list, kept, today);
        html::start_page(&view, self.theme).map_err(|error| failed(&error, "index.html"))
    }

    /// The files of an edition as the manifest lists them.
    fn unchanged(&self, key: &str) -> Vec<NextFile> {
        let files = self.listed.get(key).into_iter().flatten();
        files
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
        let edition = &self.editions.list[at];
        let read;
        let source = if let Some(source) = &edition.source {
            source
        } else {
            let file = &edition.document.file;
            let name = file.rsplit('/').next().unwrap_or(file);
            read = self.library.source(edition.document.folder(), name)?;
            &read
        };
        let made = Made::make(
            source,
            Some(self.library),
            self.cache,
            Effort::Small,
            &self.context.today,
        );
        let names = Names {
            library: Some(self.library),
            theme: self.theme,
            date: Some(&edition.date),
            version: edition.version,
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
        let (pdf, pdf_notices) = made.pdf(source, &names)?;
        notices.extend(pdf_notices);
        let options = PageOptions {
            home: Some("../index.html".into()),
            alternates: edition
                .others
                .iter()
                .map(|other| &self.editions.list[*other])
                .map(|other| Alternate {
                    language: other.document.language.clone(),
                    name: html::language_name(&other.document.language),
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
        let page = made.page(source, &names, false, &options, &|target| {
            link(&self.editions.list, at, target)
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
}
