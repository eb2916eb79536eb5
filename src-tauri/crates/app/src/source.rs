//! A document with what is around it: the folder outside of which nothing is read, and the
//! library that it may be in.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::path::Path;

use werkwijzer_instruction::check::{File, Surroundings};
use werkwijzer_instruction::resolve;
use werkwijzer_instruction::{Document, Instruction, Problem, number};
use werkwijzer_store::{Folder, Hash, INSTRUCTION, Replaced};

use crate::error::Error;
use crate::library::{Library, is_language};

/// More text than this is no instruction.
pub(crate) const MAX_TEXT: u64 = 32 << 20;

/// A document, read.
#[derive(Debug)]
pub(crate) struct Source {
    /// Outside of it nothing is read.
    pub(crate) folder: Folder,
    /// The path of the file in it.
    pub(crate) path: String,
    pub(crate) document: Document,
    pub(crate) language: String,
}

impl Source {
    pub(crate) fn read(
        folder: Folder,
        path: &str,
        fallback_language: Option<&str>,
    ) -> Result<Self, Error> {
        let bytes = folder.read(path, MAX_TEXT)?;
        Ok(Self::of_bytes(folder, path, &bytes, fallback_language))
    }

    /// A document of which the bytes were read already.
    pub(crate) fn of_bytes(
        folder: Folder,
        path: &str,
        bytes: &[u8],
        fallback_language: Option<&str>,
    ) -> Self {
        let document = Document::read(bytes);
        let name = path.rsplit('/').next().unwrap_or(path);
        let in_name = name
            .strip_suffix(".md")
            .and_then(|stem| stem.rsplit_once('.'))
            .map(|(_, language)| language)
            .filter(|language| is_language(language));
        let said = document.tree().front_matter.language.clone();
        let language = in_name
            .map(str::to_owned)
            .or(said.filter(|said| is_language(said)))
            .or(fallback_language.map(str::to_owned))
            .unwrap_or_else(|| "en".to_owned());
        Self {
            folder,
            path: path.to_owned(),
            document,
            language,
        }
    }

    /// Opens an instruction by the path of its folder or of a Markdown file, with the library
    /// that it is in.
    pub(crate) fn open(path: &Path) -> Result<(Self, Option<Library>), Error> {
        let shown = werkwijzer_store::shown(path);
        let file = if path.is_dir() {
            path.join(INSTRUCTION)
        } else {
            path.to_owned()
        };
        let (Some(parent), Some(name)) = (file.parent(), file.file_name()) else {
            return Err(Error::new(
                "source.not-found",
                shown,
                "this is no instruction",
                "give the folder of an instruction or a Markdown file",
            ));
        };
        let parent = if parent.as_os_str().is_empty() {
            Path::new(".")
        } else {
            parent
        };
        let name = name.to_string_lossy().into_owned();
        let folder = Folder::open(parent)?;
        let library = Library::around(folder.path());
        let source = match &library {
            Some(library) => {
                let inside = folder
                    .path()
                    .strip_prefix(library.folder.path())
                    .map(|inside| inside.to_string_lossy().replace('\\', "/"))
                    .unwrap_or_default();
                let path = if inside.is_empty() {
                    name
                } else {
                    format!("{inside}/{name}")
                };
                let language = library.settings.language.as_deref();
                Self::read(library.folder.clone(), &path, language)?
            }
            None => Self::read(folder, &name, None)?,
        };
        Ok((source, library))
    }

    /// Writes an edited tree to the disk, if the file still is what was read.
    pub(crate) fn replace(&self, tree: &Instruction) -> Result<(), Error> {
        let written = self.document.write(tree);
        let expected = Hash::of(self.document.bytes());
        let replaced = self
            .folder
            .replace(&self.path, Some(expected), &written.bytes)?;
        match replaced {
            Replaced::ChangedByOther { .. } => Err(Error::new(
                "source.changed-by-other",
                self.shown(),
                "the file was changed by somebody else in this very moment",
                "do it once more: it is made on the new text then",
            )),
            _ => Ok(()),
        }
    }

    /// As people find it.
    pub(crate) fn shown(&self) -> String {
        werkwijzer_store::shown(&self.folder.path().join(&self.path))
    }

    pub(crate) fn fallback_title(&self) -> String {
        let mut parts: Vec<&str> = self.path.split('/').collect();
        let name = parts.pop().unwrap_or_default();
        let name = name.strip_suffix(".md").unwrap_or(name);
        let name = match parts.last() {
            Some(folder) if name == "instruction" || name.starts_with("instruction.") => folder,
            _ => name,
        };
        name.replace(['-', '_'], " ")
    }

    /// The path in the folder of a relative address in the document; `None` if it leads out.
    pub(crate) fn path_of(&self, target: &str) -> Option<String> {
        let base = self.path.rsplit_once('/').map_or("", |(base, _)| base);
        joined(base, target)
    }

    /// The path of a picture: the one for readers of this language, if there is one.
    pub(crate) fn picture_path(&self, target: &str) -> Option<String> {
        let path = self.path_of(target)?;
        if let Some((stem, extension)) = path.rsplit_once('.') {
            let own = format!("{stem}.{}.{extension}", self.language);
            if self.folder.exists(&own) {
                return Some(own);
            }
        }
        if self.folder.exists(&path) {
            return Some(path);
        }
        // The address may be written with percent signs.
        let decoded = decoded(&path);
        Some(if self.folder.exists(&decoded) {
            decoded
        } else {
            path
        })
    }

    /// The instruction with variables and snippets in place.
    pub(crate) fn resolved(
        &self,
        library: Option<&Library>,
        today: &str,
    ) -> (Instruction, Vec<Problem>) {
        let world = World {
            source: self,
            library,
            today,
            prefix: OnceCell::new(),
        };
        resolve::resolve(self.document.tree(), &world, &|at| {
            self.document.line_of(at)
        })
    }
}

/// A relative address seen from a folder, as a path without `.` and `..`; `None` if it leads out.
pub(crate) fn joined(base: &str, target: &str) -> Option<String> {
    let target = target.split(['#', '?']).next().unwrap_or_default();
    if !resolve::is_relative(target) || target.is_empty() {
        return None;
    }
    let mut parts: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// A path with its percent signs undone.
pub(crate) fn decoded(path: &str) -> String {
    percent_encoding::percent_decode_str(path)
        .decode_utf8()
        .map_or_else(|_| path.to_owned(), std::borrow::Cow::into_owned)
}

/// What checks and exports may know of the world around a document.
pub(crate) struct World<'a> {
    pub(crate) source: &'a Source,
    pub(crate) library: Option<&'a Library>,
    pub(crate) today: &'a str,
    pub(crate) prefix: OnceCell<String>,
}

impl resolve::Library for World<'_> {
    fn variable(&self, name: &str) -> Option<String> {
        self.library.and_then(|library| library.variable(name))
    }

    fn snippet(&self, name: &str) -> Option<Instruction> {
        self.library
            .and_then(|library| library.snippet(name, &self.source.language))
    }

    fn snippet_prefix(&self) -> &str {
        self.prefix.get_or_init(|| {
            let depth = self.source.path.matches('/').count();
            format!("{}snippets/", "../".repeat(depth))
        })
    }
}

impl Surroundings for World<'_> {
    fn today(&self) -> &str {
        self.today
    }

    fn file(&self, target: &str) -> File {
        let Some(path) = self.source.picture_path(target) else {
            return File::Outside;
        };
        if self.source.folder.exists(&path) {
            return File::Present;
        }
        let base = self
            .source
            .path
            .rsplit_once('/')
            .map_or(String::new(), |(base, _)| format!("{base}/"));
        let near = self.source.folder.near_misses(&path);
        File::Missing {
            near: near
                .into_iter()
                .take(3)
                .map(|path| path.strip_prefix(&base).map(str::to_owned).unwrap_or(path))
                .collect(),
        }
    }

    fn step_ids(&self, target: &str) -> Option<BTreeSet<String>> {
        let path = self.source.path_of(target)?;
        if !path.ends_with(".md") {
            return None;
        }
        let bytes = self.source.folder.read(&path, MAX_TEXT).ok()?;
        let document = Document::read(&bytes);
        let places = number::places(document.tree());
        Some(places.into_iter().map(|place| place.id).collect())
    }
}
