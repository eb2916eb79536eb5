//! Looks instructions through.

use std::cell::OnceCell;
use std::collections::BTreeMap;
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
    let mut first_with: BTreeMap<String, &str> = BTreeMap::new();
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
                    let id = source.document.tree().front_matter.id.clone();
                    if let Some(id) = id.filter(|_| name == INSTRUCTION)
                        && let Some(first) = first_with.insert(id, folder)
                    {
                        checked.notices.push(twice(&source, first));
                    }
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

/// Who moves an instruction while somebody edits it where it lay leaves it in two places.
fn twice(source: &Source, first: &str) -> Notice {
    Notice::warning(
        "library.same-id",
        &source.shown(),
        format!("this instruction stands in the library twice: it has the id of {first}"),
        "run `merge` on the one that is to stay, so that it has what was edited in the other, and \
         remove the other; both have one history",
    )
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
