//! Steps of an instruction, listed and edited from a script.

use std::path::Path;

use serde::Serialize;
use werkwijzer_instruction::edit::{self, EditError, Position, StepRef};
use werkwijzer_instruction::number;

use crate::error::Error;
use crate::source::Source;

/// A step in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepListed {
    /// `2.1`; none on a reference page.
    pub number: Option<String>,
    /// Its id, or the slug of its title.
    pub id: String,
    /// 1 for a step, 2 for a sub-step …
    pub depth: u8,
    /// Its title.
    pub title: String,
}

/// An edit of the steps of an instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepChange {
    /// Another title, or other Markdown for what is done in it, or both.
    Set {
        /// Which.
        step: StepRef,
        /// A line of Markdown.
        title: Option<String>,
        /// Markdown.
        text: Option<String>,
    },
    /// A new step.
    Add {
        /// A line of Markdown.
        title: String,
        /// Markdown.
        text: String,
        /// Where.
        position: Position,
    },
    /// Another place.
    Move {
        /// Which.
        step: StepRef,
        /// Where to.
        position: Position,
    },
    /// Out with it.
    Remove {
        /// Which.
        step: StepRef,
    },
}

/// Lists the steps of an instruction.
pub fn list_steps(path: &Path) -> Result<Vec<StepListed>, Error> {
    let (source, _) = Source::open(path)?;
    Ok(number::places(source.document.tree())
        .into_iter()
        .map(|place| StepListed {
            title: werkwijzer_instruction::plain_text(&place.content),
            number: place.number,
            id: place.id,
            depth: place.depth,
        })
        .collect())
}

/// The Markdown of what is done in a step.
pub fn show_step(path: &Path, step: &StepRef) -> Result<String, Error> {
    let (source, _) = Source::open(path)?;
    let step =
        edit::step(source.document.tree(), step).map_err(|error| refused(&error, &source))?;
    Ok(edit::markdown_of(&step.blocks))
}

/// Edits the steps of an instruction on the disk. Only the bytes of what was edited change.
pub fn change_step(path: &Path, change: &StepChange) -> Result<(), Error> {
    let (source, _) = Source::open(path)?;
    let mut tree = source.document.tree().clone();
    match change {
        StepChange::Set { step, title, text } => edit::change_step(&mut tree, step, |step| {
            if let Some(title) = title {
                step.heading.content = edit::inlines_of(title);
            }
            if let Some(text) = text {
                step.blocks = edit::blocks_of(text);
            }
        }),
        StepChange::Add {
            title,
            text,
            position,
        } => edit::insert_step(&mut tree, edit::new_step(title, text), position),
        StepChange::Move { step, position } => edit::move_step(&mut tree, step, position),
        StepChange::Remove { step } => edit::remove_step(&mut tree, step).map(drop),
    }
    .map_err(|error| refused(&error, &source))?;
    source.replace(&tree)
}

pub(crate) fn refused(error: &EditError, source: &Source) -> Error {
    let text = error.to_string();
    let (message, hint) = text.split_once("; ").unwrap_or((text.as_str(), ""));
    Error::new("step.refused", source.shown(), message, hint)
}
