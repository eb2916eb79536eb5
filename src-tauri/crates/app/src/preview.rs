//! The pages of an instruction while it is written: exported again and again in one process.
//!
//! What did not change since the last time is not made again: pictures stay prepared, and the
//! layout keeps what it knows of every paragraph.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use werkwijzer_export::Theme;
use werkwijzer_export::pdf::PdfPicture;
use werkwijzer_instruction::Document;
use werkwijzer_picture::Effort;

use crate::cache::Cache;
use crate::context::Context;
use crate::error::{Error, Notice};
use crate::export::{Made, Names};
use crate::library::Library;
use crate::source::Source;

/// An instruction that is exported while it is written.
pub struct Preview {
    source: Source,
    library: Option<Library>,
    theme: Theme,
    today: String,
    made: Made,
    pictures: BTreeMap<String, PdfPicture>,
    cache: Cache,
}

impl std::fmt::Debug for Preview {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Preview({})", self.source.path)
    }
}

impl Preview {
    /// Opens an instruction (its folder or a Markdown file).
    pub fn open(path: &Path, context: &Context<'_>) -> Result<Self, Error> {
        let (source, library) = Source::open(path)?;
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
        Ok(Self {
            source,
            library,
            theme,
            today: context.today.clone(),
            made,
            pictures: BTreeMap::new(),
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
            self.made = Made::make(
                &self.source,
                self.library.as_ref(),
                &self.cache,
                Effort::Fast,
                &self.today,
            );
        }
    }

    /// The PDF of the text as it stands now.
    pub fn pdf(&mut self) -> Result<(Vec<u8>, Vec<Notice>), Error> {
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
        let names = Names {
            library: self.library.as_ref(),
            theme: &self.theme,
            date: Some(&self.today),
            release: None,
        };
        self.made.pdf_of(&self.source, &names, &self.pictures)
    }
}
