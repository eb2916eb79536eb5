//! Exports one instruction into a folder, and makes the editions that a publication consists of.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use serde::Serialize;
use werkwijzer_export::html::{self, PageOptions};
use werkwijzer_export::pdf::{self, PdfPicture};
use werkwijzer_export::view::View;
use werkwijzer_export::{
    Addresses, Edition, PublishedPicture, Theme, Version, lower, markdown, wording,
};
use werkwijzer_instruction::Instruction;
use werkwijzer_picture::{Effort, Options};
use werkwijzer_store::{Folder, INSTRUCTION, name};

use crate::cache::Cache;
use crate::context::Context;
use crate::error::{Error, Notice};
use crate::fonts::fonts_for;
use crate::library::Library;
use crate::pictures::{Pictures, originals, prepare_all};
use crate::source::Source;

/// What an instruction is exported to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// One PDF.
    Pdf,
    /// A page with its pictures beside it.
    Html,
    /// A page with everything in it.
    SinglePage,
    /// Markdown with its pictures beside it.
    Markdown,
}

impl Format {
    /// The format of a name: `pdf`, `html`, `html-single`, `md`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "pdf" => Some(Self::Pdf),
            "html" => Some(Self::Html),
            "html-single" => Some(Self::SinglePage),
            "md" => Some(Self::Markdown),
            _ => None,
        }
    }
}

/// What an export made.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, Serialize)]
pub struct Exported {
    /// The files that are opened: the page, the PDF …
    pub files: Vec<String>,
    /// What a reader of them may miss.
    pub notices: Vec<Notice>,
}

/// Exports an instruction (its folder or a Markdown file) into a folder.
pub fn export(
    path: &Path,
    formats: &[Format],
    out: &Path,
    context: &Context<'_>,
) -> Result<Exported, Error> {
    let (source, library) = Source::open(path)?;
    let theme = match &library {
        Some(library) => library.theme()?,
        None => Theme::built_in(),
    };
    let cache = Cache::open(context.cache.as_deref());
    // A PDF is sent about; the pictures of a page stay as the author has them.
    let effort = if formats.contains(&Format::Pdf) {
        Effort::Balanced
    } else {
        Effort::Fast
    };
    let edition = Made::make(&source, library.as_ref(), &cache, effort, &context.today);
    let out = Folder::create(out)?;
    let name = name::safe(&edition.title, &mut name::Taken::default());
    let mut exported = Exported {
        files: Vec::new(),
        notices: crate::check::notices_of(&source, library.as_ref(), &context.today),
    };
    exported
        .notices
        .extend(edition.pictures.notices.iter().cloned());
    let names = Names {
        library: library.as_ref(),
        theme: &theme,
        date: Some(&context.today),
        version: version_of(&source, library.as_ref(), context),
    };
    for (done, format) in formats.iter().enumerate() {
        if context.watch.cancelled() {
            return Err(Error::cancelled());
        }
        context.watch.progress(done, formats.len(), &name);
        let mut write = |file: String, bytes: &[u8]| -> Result<(), Error> {
            out.write(&file, bytes)?;
            exported
                .files
                .push(werkwijzer_store::shown(&out.path().join(&file)));
            Ok(())
        };
        match format {
            Format::Pdf => {
                let (bytes, notices) = edition.pdf(&source, &names)?;
                write(format!("{name}.pdf"), &bytes)?;
                exported.notices.extend(notices);
            }
            Format::Html | Format::SinglePage => {
                let single = *format == Format::SinglePage;
                let page =
                    edition.page(&source, &names, single, &PageOptions::default(), &|_| None)?;
                if !single {
                    edition.write_pictures(&out, "pictures")?;
                }
                let beside = single && formats.contains(&Format::Html);
                let name = if beside {
                    let words = wording::words(&source.language);
                    let word = words.get("one-file").map_or("", String::as_str);
                    format!("{name} ({word})")
                } else {
                    name.clone()
                };
                write(format!("{name}.html"), page.as_bytes())?;
            }
            Format::Markdown => {
                edition.write_pictures(&out, "media")?;
                let text = markdown::markdown(&edition.instruction, &|target| {
                    edition.beside(target).map(|name| format!("media/{name}"))
                });
                write(format!("{name}.md"), text.as_bytes())?;
            }
        }
    }
    Ok(exported)
}

/// Which version a file of a library is; nothing is said of a file that is in none.
pub(crate) fn version_of(
    source: &Source,
    library: Option<&Library>,
    context: &Context<'_>,
) -> Version {
    let Some(library) = library else {
        return Version::Unsaid;
    };
    let folder = source
        .path
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder);
    // Its versions are kept under what the file in the source language says.
    let version = library.source(folder, INSTRUCTION).and_then(|instruction| {
        let versions = library.versions(context.cache.as_deref());
        versions.shown(instruction.document.tree(), folder)
    });
    // A file beside the instructions has no versions, and what cannot be read is no release.
    version.unwrap_or_default()
}

/// What an edition says that is not in its text.
pub(crate) struct Names<'a> {
    pub(crate) library: Option<&'a Library>,
    pub(crate) theme: &'a Theme,
    pub(crate) date: Option<&'a str>,
    pub(crate) version: Version,
}

/// An instruction with its pictures, ready for every format.
pub(crate) struct Made {
    pub(crate) title: String,
    pub(crate) instruction: Instruction,
    pub(crate) pictures: Pictures,
}

impl Made {
    pub(crate) fn make(
        source: &Source,
        library: Option<&Library>,
        cache: &Cache,
        effort: Effort,
        today: &str,
    ) -> Self {
        let (instruction, _) = source.resolved(library, today);
        let options = Options {
            effort,
            ..Options::default()
        };
        let originals = originals(source, &instruction);
        let pictures = prepare_all(source, &instruction, originals, &options, cache);
        Self {
            title: title_of(source, &instruction),
            instruction,
            pictures,
        }
    }

    /// The name of a picture or film beside the page.
    fn beside(&self, target: &str) -> Option<String> {
        if let Some(Ok(placed)) = self.pictures.by_target.get(target) {
            return Some(placed.name.clone());
        }
        self.pictures
            .films
            .get(target)
            .map(|(name, _)| name.clone())
    }

    fn write_pictures(&self, out: &Folder, folder: &str) -> Result<(), Error> {
        for placed in self.pictures.by_target.values().flatten() {
            out.write(&format!("{folder}/{}", placed.name), &placed.ready.bytes)?;
        }
        for (name, bytes) in self.pictures.films.values() {
            out.write(&format!("{folder}/{name}"), bytes)?;
        }
        Ok(())
    }

    fn view(&self, source: &Source, names: &Names<'_>, addresses: &dyn Addresses) -> View {
        let accent = names
            .library
            .and_then(|library| library.settings().brand.accent.as_deref());
        lower(
            &Edition {
                instruction: &self.instruction,
                fallback_title: &self.title,
                language: &source.language,
                library: names.library.map_or("", Library::name),
                version: names.version,
                date: names.date,
                theme: names.theme.settings(accent).0,
            },
            addresses,
        )
    }

    pub(crate) fn pdf(
        &self,
        source: &Source,
        names: &Names<'_>,
    ) -> Result<(Vec<u8>, Vec<Notice>), Error> {
        let pictures: BTreeMap<String, PdfPicture> = self
            .pictures
            .by_target
            .values()
            .flatten()
            .filter_map(|placed| {
                let picture = PdfPicture::new(Arc::clone(&placed.ready.bytes))?;
                Some((placed.name.clone(), picture))
            })
            .collect();
        self.pdf_of(source, names, &pictures)
    }

    /// The PDF with pictures that are ready for it.
    pub(crate) fn pdf_of(
        &self,
        source: &Source,
        names: &Names<'_>,
        pictures: &BTreeMap<String, PdfPicture>,
    ) -> Result<(Vec<u8>, Vec<Notice>), Error> {
        let addresses = Beside {
            made: self,
            language: &source.language,
            single: false,
            link: &|_| None,
        };
        let view = self.view(source, names, &addresses);
        let fonts = fonts_for(&view, names.theme);
        let file = source.shown();
        let pdf = pdf::pdf(&view, pictures, names.theme, &fonts)
            .map_err(|error| failed(&error, &file))?;
        let notices = pdf
            .warnings
            .into_iter()
            .map(|warning| Notice::warning("export.pdf", &file, warning.message, warning.hint))
            .collect();
        Ok((pdf.bytes, notices))
    }

    /// The pages, to be looked at, with pictures that are ready for it.
    pub(crate) fn pages_of(
        &self,
        source: &Source,
        names: &Names<'_>,
        pictures: &BTreeMap<String, PdfPicture>,
    ) -> Result<pdf::Pages, Error> {
        let addresses = Beside {
            made: self,
            language: &source.language,
            single: false,
            link: &|_| None,
        };
        let view = self.view(source, names, &addresses);
        let fonts = fonts_for(&view, names.theme);
        pdf::pages(&view, pictures, names.theme, &fonts)
            .map_err(|error| failed(&error, &source.shown()))
    }

    pub(crate) fn page(
        &self,
        source: &Source,
        names: &Names<'_>,
        single: bool,
        options: &PageOptions,
        link: &dyn Fn(&str) -> Option<String>,
    ) -> Result<String, Error> {
        let addresses = Beside {
            made: self,
            language: &source.language,
            single,
            link,
        };
        let view = self.view(source, names, &addresses);
        let mut options = options.clone();
        if options.key.is_empty() {
            let id = &self.instruction.front_matter.id;
            options.key = id.clone().unwrap_or_else(|| self.title.clone());
        }
        options.logo = view
            .theme
            .logo
            .as_deref()
            .and_then(|name| Some(data_url(name, names.theme.file(name)?)));
        html::page(&view, names.theme, &options).map_err(|error| failed(&error, &source.shown()))
    }
}

pub(crate) fn title_of(source: &Source, resolved: &Instruction) -> String {
    resolved
        .title
        .as_ref()
        .map(|title| werkwijzer_instruction::plain_text(&title.content))
        .map(|title| title.trim().to_owned())
        .filter(|title| !title.is_empty())
        .unwrap_or_else(|| source.fallback_title())
}

pub(crate) fn failed(error: &werkwijzer_export::Error, file: &str) -> Error {
    let code = match error {
        werkwijzer_export::Error::Theme { .. } => "export.theme",
        _ => "export.layout",
    };
    Error::new(
        code,
        file,
        error.to_string(),
        "nothing of this instruction was changed; the others are not affected",
    )
}

fn data_url(name: &str, bytes: &[u8]) -> String {
    let kind = match name.rsplit('.').next() {
        Some("svg") => "image/svg+xml",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webm") => "video/webm",
        Some("mp4") => "video/mp4",
        _ => "image/png",
    };
    let data = base64::prelude::BASE64_STANDARD.encode(bytes);
    format!("data:{kind};base64,{data}")
}

/// Pictures in the folder `pictures` beside the page, or in the page itself.
struct Beside<'a> {
    made: &'a Made,
    language: &'a str,
    single: bool,
    link: &'a dyn Fn(&str) -> Option<String>,
}

impl Addresses for Beside<'_> {
    fn picture(&self, target: &str) -> Result<PublishedPicture, String> {
        let word = |key: &str| {
            wording::words(self.language)
                .remove(key)
                .unwrap_or_default()
        };
        match self.made.pictures.by_target.get(target) {
            Some(Ok(placed)) => Ok(PublishedPicture {
                key: placed.name.clone(),
                source: if self.single {
                    data_url(&placed.name, &placed.ready.bytes)
                } else {
                    format!("pictures/{}", placed.name)
                },
                width: placed.ready.width,
                height: placed.ready.height,
                share: placed.share,
            }),
            Some(Err(_)) => Err(word("picture-unreadable")),
            None => Err(word("picture-missing")),
        }
    }

    fn link(&self, target: &str) -> Option<String> {
        (self.link)(target)
    }

    fn film(&self, target: &str) -> Option<String> {
        let (name, bytes) = self.made.pictures.films.get(target)?;
        Some(if self.single {
            data_url(name, bytes)
        } else {
            format!("pictures/{name}")
        })
    }
}
