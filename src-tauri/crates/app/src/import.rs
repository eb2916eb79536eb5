//! Takes Markdown files, and folders of them with their pictures, into a library.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Serialize;
use ulid::Ulid;
use werkwijzer_export::markdown;
use werkwijzer_instruction::{Code, Document, Severity, Status, resolve, take_over, video};
use werkwijzer_store::{EntryKind, Folder, Hash, INSTRUCTION, name};

use crate::context::Context;
use crate::error::{Error, Notice};
use crate::library::Library;
use crate::source::{MAX_TEXT, Source, joined};

const MAX_MEDIA: u64 = 256 << 20;
/// What an import took in.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Imported {
    /// The folders of the new instructions in the library.
    pub instructions: Vec<String>,
    /// How many pictures and videos came with them.
    pub media: usize,
    /// What was changed, and what could not be taken over.
    pub notices: Vec<Notice>,
}

/// A Markdown file to take in.
struct Found {
    root: Folder,
    /// In the root.
    path: String,
    /// Its folder in the library.
    folder: String,
}

/// Takes files and folders into a library. Sources are only read, and nothing outside the folder
/// of a source is.
pub fn import(
    sources: &[&Path],
    library: &Path,
    language: Option<&str>,
    context: &Context<'_>,
) -> Result<Imported, Error> {
    let library = Library::open(library)?;
    let mut imported = Imported::default();
    let mut found = Vec::new();
    // Media that no document uses are said, not dropped in silence.
    let mut left: BTreeSet<(String, String)> = BTreeSet::new();
    for source in sources {
        gather(source, &mut found, &mut left, &mut imported.notices)?;
    }
    let mut taken = BTreeSet::new();
    for document in &mut found {
        let bytes = match document.root.read(&document.path, MAX_TEXT) {
            Ok(bytes) => bytes,
            Err(error) => {
                imported.notices.push(Error::from(error).notice());
                document.folder.clear();
                continue;
            }
        };
        let title = title(&Document::read(&bytes), &document.path);
        let base = library.free_folder(&title);
        let mut folder = base.clone();
        let mut count = 2;
        while !taken.insert(folder.to_lowercase()) {
            folder = library.free_folder(&format!("{title} {count}"));
            count += 1;
        }
        document.folder = folder;
    }
    let found: Vec<Found> = found
        .into_iter()
        .filter(|document| !document.folder.is_empty())
        .collect();
    let moved: BTreeMap<(String, String), String> = found
        .iter()
        .map(|document| {
            let root = document.root.path().to_string_lossy().into_owned();
            ((root, document.path.clone()), document.folder.clone())
        })
        .collect();
    for (done, document) in found.iter().enumerate() {
        if context.watch.cancelled() {
            let rest = found.len() - done;
            imported.notices.push(Notice {
                severity: Severity::Error,
                ..Notice::warning(
                    "cancelled",
                    &document.path,
                    format!("cancelled: this document and what follows, {rest} in all, were not taken in"),
                    "import them again; what was taken in before stays",
                )
            });
            return Ok(imported);
        }
        context.watch.progress(done, found.len(), &document.path);
        let taken_in = take_in(document, &library, language, &moved, &mut left, context);
        match taken_in {
            Ok((media, notices)) => {
                imported.instructions.push(document.folder.clone());
                imported.media += media;
                imported.notices.extend(notices);
            }
            Err(error) => imported.notices.push(error.notice()),
        }
    }
    for (root, path) in left {
        imported.notices.push(Notice::warning(
            "import.not-used",
            &werkwijzer_store::shown(&Path::new(&root).join(path)),
            "no imported document uses this file, so it was not taken in",
            "refer to it in a document, or add it by hand",
        ));
    }
    Ok(imported)
}

/// Finds the Markdown files of a source, and its other files.
fn gather(
    source: &Path,
    found: &mut Vec<Found>,
    left: &mut BTreeSet<(String, String)>,
    notices: &mut Vec<Notice>,
) -> Result<(), Error> {
    if source.is_file() {
        let shown = werkwijzer_store::shown(source);
        if !is_markdown(&shown) {
            return Err(Error::new(
                "import.format",
                shown,
                "this kind of file cannot be imported",
                "give a Markdown file (.md) or a folder of them",
            ));
        }
        let parent = source
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let name = source.file_name().unwrap_or_default();
        found.push(Found {
            root: Folder::open(parent)?,
            path: name.to_string_lossy().into_owned(),
            folder: String::new(),
        });
        return Ok(());
    }
    let root = Folder::open(source)?;
    let shown = root.path().to_string_lossy().into_owned();
    for entry in root.walk("")? {
        match entry.kind {
            EntryKind::File if is_markdown(&entry.path) => found.push(Found {
                root: root.clone(),
                path: entry.path,
                folder: String::new(),
            }),
            EntryKind::File => {
                left.insert((shown.clone(), entry.path));
            }
            EntryKind::Folder => {}
            EntryKind::LeadsOut => notices.push(Notice::warning(
                "import.leads-out",
                &format!("{shown}/{}", entry.path),
                "this link leads out of the folder and was not followed",
                "copy what it leads to into the folder",
            )),
            _ => notices.push(Notice::warning(
                "import.unreadable",
                &format!("{shown}/{}", entry.path),
                "this cannot be read",
                "look at its name and rights",
            )),
        }
    }
    Ok(())
}

fn is_markdown(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    [".md", ".markdown"].iter().any(|end| path.ends_with(end))
}

fn title(document: &Document, path: &str) -> String {
    let title = document
        .tree()
        .title
        .as_ref()
        .map(|title| werkwijzer_instruction::plain_text(&title.content))
        .unwrap_or_default();
    if title.trim().is_empty() {
        let name = path.rsplit('/').next().unwrap_or(path);
        name.rsplit_once('.')
            .map_or(name, |(stem, _)| stem)
            .to_owned()
    } else {
        title.trim().to_owned()
    }
}

fn take_in(
    document: &Found,
    library: &Library,
    language: Option<&str>,
    moved: &BTreeMap<(String, String), String>,
    left: &mut BTreeSet<(String, String)>,
    context: &Context<'_>,
) -> Result<(usize, Vec<Notice>), Error> {
    let root = document.root.path().to_string_lossy().into_owned();
    let shown = werkwijzer_store::shown(&document.root.path().join(&document.path));
    let bytes = document.root.read(&document.path, MAX_TEXT)?;
    let read = Document::read(&bytes);
    let mut notices: Vec<Notice> = read
        .problems()
        .iter()
        .cloned()
        .map(|problem| Notice::of(problem, &shown))
        .collect();
    let foreign = take_over(read.text());
    notices.extend(
        foreign
            .problems
            .into_iter()
            .map(|problem| Notice::of(problem, &shown)),
    );
    let text = Document::read(foreign.text.as_bytes());
    let mut tree = text.tree().clone();
    let base = document.path.rsplit_once('/').map_or("", |(base, _)| base);

    // Media go into the folder `media` under names that every system takes.
    let mut names = name::Taken::default();
    let mut placed: BTreeMap<String, String> = BTreeMap::new();
    let mut by_content: BTreeMap<Hash, String> = BTreeMap::new();
    let targets: BTreeSet<String> = tree
        .pictures()
        .into_iter()
        .map(|picture| picture.target.clone())
        .chain(tree.videos().into_iter().filter_map(|film| {
            let local = video::recognise(&film.target).is_some_and(|link| link.host.is_none());
            local.then(|| film.target.clone())
        }))
        .filter(|target| resolve::is_relative(target))
        .collect();
    for target in targets {
        let Some(path) = joined(base, &target) else {
            continue;
        };
        let decoded = crate::source::decoded(&path);
        let path = if document.root.exists(&path) {
            path
        } else {
            decoded
        };
        let Ok(bytes) = document.root.read(&path, MAX_MEDIA) else {
            // The check below says what is missing, or leads out.
            continue;
        };
        let hash = Hash::of(&bytes);
        let name = if let Some(name) = by_content.get(&hash) {
            name.clone()
        } else {
            {
                let name = path.rsplit('/').next().unwrap_or("picture");
                let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "png"));
                let safe = format!("{}.{}", name::slug(stem), extension.to_ascii_lowercase());
                let name = name::safe(&safe, &mut names);
                library
                    .folder
                    .write(&format!("{}/media/{name}", document.folder), &bytes)?;
                by_content.insert(hash, name.clone());
                name
            }
        };
        left.remove(&(root.clone(), path));
        placed.insert(target, format!("media/{name}"));
    }
    markdown::retarget(&mut tree, &|target| {
        placed.get(target).cloned().or_else(|| {
            let path = joined(base, target)?;
            let folder = moved.get(&(root.clone(), path))?;
            let folder = folder.rsplit('/').next()?;
            let fragment = target
                .split_once('#')
                .map_or(String::new(), |(_, id)| format!("#{id}"));
            Some(format!("../{folder}/{INSTRUCTION}{fragment}"))
        })
    });
    let front = &mut tree.front_matter;
    front.id = Some(Ulid::generate().to_string());
    front.status = front.status.or(Some(Status::Draft));
    if front.language.is_none() {
        front.language =
            Some(language.map_or_else(|| guessed_language(text.text()).to_owned(), str::to_owned));
    }
    let written = text.write(&tree);
    if !written.faithful {
        notices.push(Notice::warning(
            "import.not-faithful",
            &shown,
            "a part of the document could not be written as it was",
            "compare the instruction with the document",
        ));
    }
    let path = format!("{}/{INSTRUCTION}", document.folder);
    library.folder.write(&path, &written.bytes)?;

    // What did not come over is said at its place in the document.
    let source = Source::read(library.folder.clone(), &path, None)?;
    let lost = [
        Code::MissingPicture,
        Code::RemotePicture,
        Code::BrokenSyntax,
        Code::DeadLink,
        Code::UnsafeLink,
        Code::NotUnderstood,
        Code::TooDeep,
    ];
    let codes: Vec<String> = lost
        .into_iter()
        .filter_map(|code| serde_json::to_value(code).ok())
        .filter_map(|code| Some(format!("document.{}", code.as_str()?)))
        .collect();
    let checked = crate::check::notices_of(&source, Some(library), &context.today);
    notices.extend(
        checked
            .into_iter()
            .filter(|notice| codes.contains(&notice.code)),
    );
    Ok((by_content.len(), notices))
}

/// The language of a text by its most common words; English when it is none of those known.
fn guessed_language(text: &str) -> &'static str {
    let sample: String = text.chars().take(20_000).collect();
    let wide = sample
        .chars()
        .filter(|c| matches!(u32::from(*c), 0x4E00..=0x9FFF))
        .count();
    if wide * 20 > sample.chars().count() {
        return "zh";
    }
    let count = |words: &[&str]| {
        sample
            .split(|c: char| !c.is_alphabetic())
            .filter(|word| words.contains(&word.to_lowercase().as_str()))
            .count()
    };
    let dutch = count(&[
        "de", "het", "een", "en", "van", "je", "dat", "voor", "niet", "naar", "bij",
    ]);
    let english = count(&[
        "the", "a", "and", "of", "you", "that", "for", "not", "to", "this", "with",
    ]);
    let german = count(&[
        "der", "die", "das", "und", "nicht", "mit", "sie", "auf", "ist", "eine",
    ]);
    if dutch > english && dutch >= german {
        "nl"
    } else if german > english {
        "de"
    } else {
        "en"
    }
}
