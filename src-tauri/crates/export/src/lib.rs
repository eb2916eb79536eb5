//! Exports: from an instruction to PDF, HTML and Markdown.
//!
//! [`lower`] turns the tree into a [`View`](view::View), plain data with everything decided that
//! a theme should not decide; [`pdf`] lays it out with typst and [`html`] with minijinja, both
//! by the files of a [`Theme`]. All is pure: bytes and values in, bytes out, the same input
//! always the same bytes.

pub mod html;
mod lower;
pub mod markdown;
mod mend;
pub mod pdf;
mod sanitise;
mod theme;
pub mod view;
pub mod wording;

pub use lower::{Addresses, Edition, PublishedPicture, Version, lower};
pub use theme::Theme;

/// Why there is no export.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file of the theme cannot be used.
    #[error(
        "the theme file {file} has an error: {detail}; mend it or remove it from the folder theme"
    )]
    Theme {
        /// Its path in the theme.
        file: String,
        /// What is wrong, with its line.
        detail: String,
    },
    /// The document cannot be laid out.
    #[error("the PDF of “{title}” could not be made: {detail}")]
    Layout {
        /// The title of the instruction.
        title: String,
        /// What the layout says.
        detail: String,
    },
}

/// What a reader of an export may miss.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// What is so.
    pub message: String,
    /// How to mend it.
    pub hint: String,
}
