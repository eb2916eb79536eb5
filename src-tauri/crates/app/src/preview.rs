//! The pages of an instruction while it is written: exported again and again in one process.
//!
//! What did not change since the last time is not made again: pictures stay prepared, and the
//! layout keeps what it knows of every paragraph. The pages come from the same layout as the PDF.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;
use werkwijzer_export::html::PageOptions;
use werkwijzer_export::pdf::{Pages, PdfPicture};
use werkwijzer_export::{Theme, Version};
use werkwijzer_instruction::Document;
use werkwijzer_picture::Effort;
use werkwijzer_store::Hash;

use crate::cache::Cache;
use crate::context::Context;
use crate::error::{Error, Notice};
use crate::export::{Made, Names, version_of};
use crate::library::Library;
use crate::source::Source;

/// A page, its size in points.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PreviewPage {
    /// From side to side.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
    /// Another one when the page shows something else.
    pub version: String,
}

/// Where a step begins in the pages.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct StepPlace {
    /// The page, from 0.
    pub page: usize,
    /// Points from its top.
    pub y: f64,
}

/// An instruction that is exported while it is written.
pub struct Preview {
    source: Source,
    library: Option<Library>,
    theme: Theme,
    today: String,
    made: Made,
    pictures: BTreeMap<String, PdfPicture>,
    pages: Option<Pages>,
    cache: Cache,
    /// Which version the text was when it was opened, and that text.
    opened: (Version, Hash),
}

impl std::fmt::Debug for Preview {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Preview({})", self.source.path)
    }
}

impl Preview {
    /// Opens an instruction (its folder or a Markdown file) with its text as it stands now, saved
    /// or not.
    pub fn open(path: &Path, text: &[u8], context: &Context<'_>) -> Result<Self, Error> {
        let (mut source, library) = Source::open(path)?;
        source.document = Document::read(text);
        let theme = match &library {
            Some(library) => library.theme()?,
            None => Theme::built_in(),
        };
        let cache = Cache::open(context.cache.as_deref());
        let made = Made::make(
            &source,
            library.as_ref(),
            &cache,
            Effort::Fast,
            &context.today,
        );
        let opened = (
            version_of(&source, library.as_ref(), context),
            Hash::of(text),
        );
        Ok(Self {
            opened,
            source,
            library,
            theme,
            today: context.today.clone(),
            made,
            pictures: BTreeMap::new(),
            pages: None,
            cache,
        })
    }

    /// Takes the text as it stands now, saved or not. Pictures are read again only when the text
    /// refers to others than before.
    pub fn update(&mut self, text: &[u8]) {
        self.source.document = Document::read(text);
        let (instruction, _) = self.source.resolved(self.library.as_ref(), &self.today);
        let targets = |instruction: &werkwijzer_instruction::Instruction| -> Vec<String> {
            let pictures = instruction
                .pictures()
                .into_iter()
                .map(|picture| picture.target.clone());
            let films = instruction
                .videos()
                .into_iter()
                .map(|film| film.target.clone());
            pictures.chain(films).collect()
        };
        if targets(&instruction) == targets(&self.made.instruction) {
            self.made.title = crate::export::title_of(&self.source, &instruction);
            self.made.instruction = instruction;
        } else {
            self.refresh_pictures();
        }
    }

    /// Reads all pictures again, because one of them was added or changed.
    pub fn refresh_pictures(&mut self) {
        self.made = Made::make(
            &self.source,
            self.library.as_ref(),
            &self.cache,
            Effort::Fast,
            &self.today,
        );
    }

    /// The PDF of the text as it stands now.
    pub fn pdf(&mut self) -> Result<(Vec<u8>, Vec<Notice>), Error> {
        self.prepare_pictures();
        self.made
            .pdf_of(&self.source, &self.names(), &self.pictures)
    }

    /// Lays out the text as it stands now, and gives the sizes of its pages.
    pub fn layout(&mut self) -> Result<Vec<PreviewPage>, Error> {
        self.prepare_pictures();
        let pages = self
            .made
            .pages_of(&self.source, &self.names(), &self.pictures)?;
        let list = pages.list().into_iter().map(|page| PreviewPage {
            width: page.width,
            height: page.height,
            version: format!("{:016x}", page.hash),
        });
        let list = list.collect();
        self.pages = Some(pages);
        Ok(list)
    }

    /// Where each step begins in the last layout, sub-steps among them, in the order of the text.
    /// None for one that the theme of the library does not show as a heading of its own.
    #[must_use]
    pub fn steps(&self) -> Vec<Option<StepPlace>> {
        let steps = self.pages.iter().flat_map(Pages::steps);
        steps
            .map(|found| found.map(|(page, y)| StepPlace { page, y }))
            .collect()
    }

    /// The pages of the last layout. Cheap to clone.
    #[must_use]
    pub fn pages(&self) -> Option<Pages> {
        self.pages.clone()
    }

    /// The text as it stands now as one HTML page with everything in it.
    pub fn html(&self) -> Result<String, Error> {
        self.made.page(
            &self.source,
            &self.names(),
            true,
            &PageOptions::default(),
            &|_| None,
        )
    }

    fn prepare_pictures(&mut self) {
        let placed = self.made.pictures.by_target.values().flatten();
        let mut pictures = BTreeMap::new();
        for placed in placed {
            // The name holds the hash of the content.
            let ready = match self.pictures.remove(&placed.name) {
                Some(ready) => Some(ready),
                None => PdfPicture::new(Arc::clone(&placed.ready.bytes)),
            };
            if let Some(ready) = ready {
                pictures.insert(placed.name.clone(), ready);
            }
        }
        self.pictures = pictures;
    }

    /// An edited release is a draft.
    fn version(&self) -> Version {
        match self.opened {
            (Version::Release(number), text) if text != Hash::of(self.source.document.bytes()) => {
                Version::Draft {
                    after: Some(number),
                }
            }
            (version, _) => version,
        }
    }

    fn names(&self) -> Names<'_> {
        Names {
            library: self.library.as_ref(),
            theme: &self.theme,
            date: Some(&self.today),
            version: self.version(),
        }
    }
}
