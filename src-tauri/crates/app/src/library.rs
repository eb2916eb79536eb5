//! A library: its settings and its instructions.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use serde::{Deserialize, Serialize};
use ulid::Ulid;
use werkwijzer_export::Theme;
use werkwijzer_instruction::{Document, Instruction, plain_text};
use werkwijzer_store::{
    Entry, EntryKind, Folder, INSTRUCTION, INSTRUCTIONS, LibraryFolder, SETTINGS, SNIPPETS, THEME,
};

use crate::error::{Error, Notice};
use crate::history::{By, NewRelease};
use crate::source::{MAX_TEXT, Source};

static EXAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../../assets/example");

/// The newest format of a library that we write.
const FORMAT: u32 = 1;

/// Files of a theme are small: fonts are the largest.
const MAX_THEME_FILE: u64 = 32 << 20;

/// What `library.toml` says. Unknown keys are for later versions, and stay.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The version of the format: 1.
    pub format: u32,
    /// The ULID of the library.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// The language in which its instructions are written.
    pub language: Option<String>,
    /// The languages of its instructions.
    pub languages: Vec<String>,
    /// How its publications look.
    pub brand: Brand,
    /// The shared folders that it is published into.
    pub destinations: Destinations,
    /// Values for `{{name}}`.
    pub variables: BTreeMap<String, toml::Value>,
}

/// How the publications of a library look.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Brand {
    /// `#rrggbb`
    pub accent: Option<String>,
    /// The name that stands on what is published; that of the library when not said.
    pub company: Option<String>,
}

/// The shared folders that a library is published into.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Destinations {
    /// What they are called. Where they are, each computer knows for itself.
    pub names: Vec<String>,
}

/// The folder that holds everything of one client.
#[derive(Debug)]
pub struct Library {
    pub(crate) folder: Folder,
    inner: LibraryFolder,
    pub(crate) settings: Settings,
}

/// An instruction that a path leads into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inside {
    /// `instructions/book-an-invoice`
    pub folder: String,
    /// That of a translation's file.
    pub language: Option<String>,
}

impl Library {
    /// Opens a library.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let inner = LibraryFolder::open(path)?;
        let file = werkwijzer_store::shown(&path.join(SETTINGS));
        let bytes = inner.settings()?;
        let text = String::from_utf8_lossy(&bytes);
        let settings: Settings = toml::from_str(&text).map_err(|error| Error {
            line: error
                .span()
                .map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1),
            ..Error::new(
                "library.settings",
                &file,
                format!("the settings are not understood: {}", error.message()),
                "mend this line",
            )
        })?;
        let folder = inner.folder().clone();
        let mut library = Self {
            folder,
            inner,
            settings,
        };
        if library.is_newer() {
            library.folder = library.folder.read_only();
        }
        Ok(library)
    }

    /// Makes an empty library.
    pub fn create(path: &Path, name: &str, language: &str) -> Result<Self, Error> {
        let quote = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let settings = format!(
            "format = 1\nid = \"{}\"\nname = {}\nlanguage = {language}\nlanguages = [{language}]\n\n\
             [brand]\n# accent = \"#0f5f8c\"\n# company = \"The name on what is published\"\n\n\
             [variables]\n# company = \"used in the text as {{{{company}}}}\"\n",
            Ulid::generate(),
            quote(name),
            language = quote(language),
        );
        LibraryFolder::create(path, settings.as_bytes())?;
        Self::open(path)
    }

    /// Makes a library with the example in it.
    pub fn create_example(path: &Path) -> Result<Self, Error> {
        let settings = EXAMPLE
            .get_file(SETTINGS)
            .map(include_dir::File::contents)
            .unwrap_or_default();
        // Two examples are two libraries: each gets its own id.
        let text = String::from_utf8_lossy(settings);
        let own: String = text
            .split_inclusive('\n')
            .map(|line| {
                if line.starts_with("id = ") {
                    format!("id = \"{}\"\n", Ulid::generate())
                } else {
                    line.to_owned()
                }
            })
            .collect();
        let library = LibraryFolder::create(path, own.as_bytes())?;
        let mut open = vec![&EXAMPLE];
        while let Some(folder) = open.pop() {
            open.extend(folder.dirs());
            for file in folder.files() {
                let path = file.path().to_string_lossy().replace('\\', "/");
                if path != SETTINGS {
                    library.folder().write(&path, file.contents())?;
                }
            }
        }
        Self::open(path)
    }

    /// Gives out whatever of the example is in use, so that it begins as a library at work does.
    pub fn release_example(&self, by: &By) -> Result<(), Error> {
        let versions = self.versions(None);
        let first = NewRelease {
            note: "Eerste uitgave".into(),
            ..NewRelease::default()
        };
        for listed in self.list_all()?.0 {
            if matches!(listed.status.as_deref(), Some("pilot" | "approved")) {
                versions.release(&listed.folder, &first, by)?;
            }
        }
        Ok(())
    }

    /// The library that a file or folder is in, if it is in one.
    pub(crate) fn around(path: &Path) -> Option<Self> {
        path.ancestors().find_map(|folder| Self::open(folder).ok())
    }

    /// The library that a path is in (its own folder, an instruction or a file of it), with what
    /// it is in that library.
    pub fn open_around(path: &Path) -> Result<(Self, Option<Inside>), Error> {
        let library = match path
            .ancestors()
            .find(|folder| folder.join(SETTINGS).exists())
        {
            Some(folder) => Self::open(folder)?,
            // Its error says what is missing there.
            None => Self::open(path)?,
        };
        let inside = std::path::absolute(path).ok().and_then(|path| {
            let path = path.canonicalize().unwrap_or(path);
            let inside = path.strip_prefix(library.path()).ok()?;
            let mut parts = inside.iter().map(|part| part.to_string_lossy());
            let (first, second) = (parts.next()?, parts.next()?);
            let file = parts.next();
            let language = file.as_deref().and_then(language_of).map(str::to_owned);
            (first == INSTRUCTIONS).then(|| Inside {
                folder: format!("{INSTRUCTIONS}/{second}"),
                language,
            })
        });
        Ok((library, inside))
    }

    /// The library and the folder of the instruction at a path.
    pub fn of_instruction(path: &Path) -> Result<(Self, String), Error> {
        let (library, inside) = Self::open_around(path)?;
        let folder = inside.map(|inside| inside.folder);
        let folder =
            folder.filter(|folder| library.folder.exists(&format!("{folder}/{INSTRUCTION}")));
        let folder = folder.ok_or_else(|| {
            Error::new(
                "library.no-instruction",
                werkwijzer_store::shown(path),
                "this is no instruction of a library",
                "name the folder of an instruction, such as Library/instructions/book-an-invoice",
            )
        })?;
        Ok((library, folder))
    }

    /// Whether a library is in this folder.
    #[must_use]
    pub fn is_at(path: &Path) -> bool {
        path.join(SETTINGS).exists()
    }

    /// The file of an instruction in a language; that of the source when there is none.
    pub fn document_path(&self, folder: &str, language: Option<&str>) -> Result<PathBuf, Error> {
        let translations = self.translations(folder)?;
        let file = language
            .and_then(|wanted| translations.iter().find(|(code, _)| code == wanted))
            .map_or(INSTRUCTION, |(_, name)| name.as_str());
        Ok(self.folder.path().join(folder).join(file))
    }

    /// What `library.toml` says.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// `library.toml` as it stands now.
    pub(crate) fn settings_bytes(&self) -> Result<Vec<u8>, Error> {
        Ok(self.inner.settings()?)
    }

    /// The name on what is published.
    pub(crate) fn name(&self) -> &str {
        let settings = &self.settings;
        settings.brand.company.as_deref().unwrap_or(&settings.name)
    }

    /// Whether it is of a newer format than this program knows, and therefore only read.
    #[must_use]
    pub fn is_newer(&self) -> bool {
        self.settings.format > FORMAT
    }

    /// What is to be known of the library as a whole.
    pub(crate) fn notice(&self) -> Option<Notice> {
        self.is_newer().then(|| {
            Notice::warning(
                "library.newer",
                &werkwijzer_store::shown(&self.path().join(SETTINGS)),
                format!(
                    "the library has format {}, which is newer than this program: it is only read",
                    self.settings.format
                ),
                "install the newest version of Werkwijzer to write in it",
            )
        })
    }

    /// The names of the snippets, without those of translations.
    pub fn snippets(&self) -> Result<Vec<String>, Error> {
        let entries = self.snippet_files()?.into_iter();
        Ok(entries
            .filter(|entry| entry.kind == EntryKind::File)
            .filter_map(|entry| {
                let name = entry.path.rsplit('/').next()?.strip_suffix(".md")?;
                let translated = name
                    .rsplit_once('.')
                    .is_some_and(|(_, language)| is_language(language));
                (!translated).then(|| name.to_owned())
            })
            .collect())
    }

    /// The variables with their values.
    #[must_use]
    pub fn variables(&self) -> Vec<(String, String)> {
        let names = self.settings.variables.keys();
        names
            .filter_map(|name| Some((name.clone(), self.variable(name)?)))
            .collect()
    }

    /// The library's folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The folders that may hold an instruction each.
    pub(crate) fn folders(&self) -> Result<Vec<Entry>, Error> {
        self.entries(INSTRUCTIONS, EntryKind::Folder)
    }

    /// The files of snippets, those of translations too.
    pub(crate) fn snippet_files(&self) -> Result<Vec<Entry>, Error> {
        let mut files = self.entries(SNIPPETS, EntryKind::File)?;
        files.retain(|entry| entry.suspicion.is_none() && entry.path.ends_with(".md"));
        Ok(files)
    }

    fn entries(&self, folder: &str, kind: EntryKind) -> Result<Vec<Entry>, Error> {
        if !self.folder.exists(folder) {
            return Ok(Vec::new());
        }
        let mut entries = self.folder.list(folder)?;
        entries.retain(|entry| matches!(entry.kind, EntryKind::Unreadable) || entry.kind == kind);
        Ok(entries)
    }

    pub(crate) fn instruction_folders(&self) -> Result<Vec<String>, Error> {
        Ok(self.inner.instructions()?)
    }

    /// The translations of an instruction: language and file name.
    pub(crate) fn translations(&self, folder: &str) -> Result<Vec<(String, String)>, Error> {
        let entries = self.folder.list(folder)?;
        Ok(translations_of(&entries).collect())
    }

    pub(crate) fn source(&self, folder: &str, name: &str) -> Result<Source, Error> {
        let fallback = self.settings.language.as_deref();
        Source::read(self.folder.clone(), &format!("{folder}/{name}"), fallback)
    }

    /// The default theme with the library's own files over it.
    pub(crate) fn theme(&self) -> Result<Theme, Error> {
        let mut theme = Theme::built_in();
        if self.folder.exists(THEME) {
            for entry in self.folder.walk(THEME)? {
                if entry.kind == EntryKind::File && entry.suspicion.is_none() {
                    let bytes = self.folder.read(&entry.path, MAX_THEME_FILE)?;
                    let path = entry.path.strip_prefix("theme/").unwrap_or(&entry.path);
                    theme = theme.with_file(path, bytes);
                }
            }
        }
        Ok(theme)
    }

    pub(crate) fn variable(&self, name: &str) -> Option<String> {
        self.settings.variables.get(name).map(|value| match value {
            toml::Value::String(text) => text.clone(),
            other => other.to_string(),
        })
    }

    /// The snippet of that name in a language, or in the source language.
    pub(crate) fn snippet(&self, name: &str, language: &str) -> Option<Instruction> {
        [
            format!("{SNIPPETS}/{name}.{language}.md"),
            format!("{SNIPPETS}/{name}.md"),
        ]
        .iter()
        .find_map(|path| self.folder.read(path, MAX_TEXT).ok())
        .map(|bytes| Document::read(&bytes).tree().clone())
    }

    /// A name for the folder of a new instruction.
    pub(crate) fn free_folder(&self, title: &str) -> String {
        let slug = werkwijzer_store::name::slug(title);
        let mut name = slug.clone();
        let mut count = 2;
        while self.folder.exists(&format!("{INSTRUCTIONS}/{name}")) {
            name = format!("{slug}-{count}");
            count += 1;
        }
        format!("{INSTRUCTIONS}/{name}")
    }
}

/// The language in the name of a translation: `en` in `instruction.en.md`.
pub(crate) fn language_of(name: &str) -> Option<&str> {
    let language = name.strip_prefix("instruction.")?.strip_suffix(".md")?;
    is_language(language).then_some(language)
}

pub(crate) fn translations_of(entries: &[Entry]) -> impl Iterator<Item = (String, String)> {
    entries.iter().filter_map(|entry| {
        let name = entry.path.rsplit('/').next()?;
        let language = language_of(name)?;
        let usable = entry.kind == EntryKind::File && entry.suspicion.is_none();
        usable.then(|| (language.to_owned(), name.to_owned()))
    })
}

/// `en`, `pt-BR`
pub(crate) fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let primary = parts.next().unwrap_or_default();
    (2..=3).contains(&primary.len())
        && primary.bytes().all(|b| b.is_ascii_lowercase())
        && parts.all(|part| {
            (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}

impl Source {
    /// The title, or what the folder or file is called.
    pub(crate) fn title(&self) -> String {
        let tree = self.document.tree();
        tree.title
            .as_ref()
            .map(|title| plain_text(&title.content).trim().to_owned())
            .filter(|title| !title.is_empty())
            .unwrap_or_else(|| self.fallback_title())
    }
}
