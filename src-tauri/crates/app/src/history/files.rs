//! The files of an instruction, as a version has them or as they stand in the library now.

use std::collections::BTreeMap;

use werkwijzer_instruction::Document;
use werkwijzer_store::history::Snapshot;
use werkwijzer_store::{Hash, INSTRUCTION};

use super::Versions;
use crate::error::Error;
use crate::library::is_language;
use crate::pictures::MAX_FILM;

/// The files of an instruction at one moment.
#[derive(Debug)]
pub(super) struct Files<'a> {
    versions: &'a Versions<'a>,
    folder: &'a str,
    /// None for those that stand in the library now.
    kept: Option<Snapshot>,
    hashes: BTreeMap<String, Hash>,
}

impl Versions<'_> {
    /// The files of a version; without one those that stand in the library now.
    pub(super) fn files<'a>(
        &'a self,
        folder: &'a str,
        version: Option<Hash>,
    ) -> Result<Files<'a>, Error> {
        let id = self.id(folder)?;
        let (kept, files) = match version {
            Some(version) => {
                let snapshot = self.history.snapshot(&id, version)?;
                let files = snapshot.files.clone();
                (Some(snapshot), files)
            }
            None => (None, self.history.files_now(super::of(&id, folder))?),
        };
        Ok(Files {
            versions: self,
            folder,
            kept,
            hashes: files
                .into_iter()
                .map(|file| (file.path, file.hash))
                .collect(),
        })
    }
}

impl Files<'_> {
    /// The paths in the folder of the instruction, with their hashes.
    pub(super) fn hashes(&self) -> &BTreeMap<String, Hash> {
        &self.hashes
    }

    pub(super) fn has(&self, path: &str) -> bool {
        self.hashes.contains_key(path)
    }

    /// The bytes of a file; `None` when it is not among them.
    pub(super) fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        let Some(hash) = self.hashes.get(path) else {
            return Ok(None);
        };
        let bytes = if self.kept.is_some() {
            self.versions.history.object(*hash, MAX_FILM)?
        } else {
            let path = format!("{}/{path}", self.folder);
            self.versions.library.folder.read(&path, MAX_FILM)?
        };
        Ok(Some(bytes))
    }

    /// The text of a file; an empty one when it is not among them.
    pub(super) fn document(&self, path: &str) -> Result<Document, Error> {
        Ok(Document::read(&self.read(path)?.unwrap_or_default()))
    }

    /// The languages of its texts, that of the source, which has no name here, first.
    pub(super) fn languages(&self) -> Vec<&str> {
        let mut languages: Vec<&str> = self
            .hashes
            .keys()
            .filter_map(|path| language_of_text(path))
            .collect();
        languages.sort_unstable();
        languages
    }
}

/// The path of the picture among these files that readers of a language see for an address in the
/// text.
pub(super) fn picture_path(
    files: &BTreeMap<String, Hash>,
    target: &str,
    language: &str,
) -> Option<String> {
    let path = crate::source::joined("", target)?;
    let own = path
        .rsplit_once('.')
        .map(|(stem, extension)| format!("{stem}.{language}.{extension}"));
    let decoded = crate::source::decoded(&path);
    own.into_iter()
        .chain([path, decoded])
        .find(|path| files.contains_key(path))
}

/// The language that the name of a text tells, empty for that of the source; `None` for what is no
/// text of an instruction.
pub(super) fn language_of_text(path: &str) -> Option<&str> {
    if path == INSTRUCTION {
        return Some("");
    }
    let language = path.strip_prefix("instruction.")?.strip_suffix(".md")?;
    is_language(language).then_some(language)
}
