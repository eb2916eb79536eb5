//! Looks instructions through.

use std::cell::OnceCell;
use std::path::Path;

use serde::Serialize;
use werkwijzer_instruction::check as document;
use werkwijzer_store::{INSTRUCTION, SETTINGS};

use crate::context::Context;
use crate::error::{Error, Notice};
use crate::library::Library;
use crate::source::{Source, World};

/// What a check found.
#[derive(Debug, Clone, Serialize)]
pub struct Checked {
    /// How many documents were looked through.
    pub documents: usize,
    /// What would hinder a reader.
    pub notices: Vec<Notice>,
}

/// Looks through a library, an instruction or a Markdown file.
pub fn check(path: &Path, context: &Context<'_>) -> Result<Checked, Error> {
    if !path.join(SETTINGS).is_file() {
        let (source, library) = Source::open(path)?;
        let notices = notices_of(&source, library.as_ref(), &context.today);
        return Ok(Checked {
            documents: 1,
            notices,
        });
    }
    let library = Library::open(path)?;
    let mut checked = Checked {
        documents: 0,
        notices: Vec::new(),
    };
    let folders = library.instruction_folders()?;
    for (done, folder) in folders.iter().enumerate() {
        if context.watch.cancelled() {
            return Err(Error::cancelled());
        }
        context.watch.progress(done, folders.len(), folder);
        let mut names = vec![INSTRUCTION.to_owned()];
        names.extend(
            library
                .translations(folder)?
                .into_iter()
                .map(|(_, name)| name),
        );
        for name in names {
            checked.documents += 1;
            match library.source(folder, &name) {
                Ok(source) => {
                    checked
                        .notices
                        .extend(notices_of(&source, Some(&library), &context.today));
                }
                Err(error) => checked.notices.push(error.notice()),
            }
        }
    }
    Ok(checked)
}

pub(crate) fn notices_of(source: &Source, library: Option<&Library>, today: &str) -> Vec<Notice> {
    let world = World {
        source,
        library,
        today,
        prefix: OnceCell::new(),
    };
    let file = source.shown();
    document::check(&source.document, &world)
        .into_iter()
        .map(|problem| Notice::of(problem, &file))
        .collect()
}
