//! The document: a typed tree and the Markdown that it is kept in.
//!
//! This crate is the only one in the project that reads and writes Markdown. A
//! [`Document`] is the text of a file with the [`Instruction`] that was read from it; an editor
//! or script changes a copy of the tree, and [`Document::write`] gives the new file, in which
//! only what was edited differs from the old one.
//!
//! ```
//! use werkwijzer_instruction::{Document, Inline};
//!
//! let document = Document::read(b"# Greet\r\n\r\n##  Say hello\r\n\r\n* loudly\r\n");
//! let mut tree = document.tree().clone();
//! tree.title.as_mut().unwrap().content = vec![Inline::Text { text: "Greet a client".into() }];
//! assert_eq!(
//!     document.write(&tree).bytes,
//!     b"# Greet a client\r\n\r\n##  Say hello\r\n\r\n* loudly\r\n",
//! );
//! ```
//!
//! It touches no file, no clock and no network: what a check or a merge needs to know of the
//! world comes in as an argument.

pub mod check;
mod compare;
pub mod diff;
mod document;
pub mod edit;
mod foreign;
mod front_matter;
pub mod markup;
pub mod merge;
mod normal;
pub mod number;
pub mod paste;
mod problem;
mod read;
pub mod resolve;
mod restore;
mod text;
mod tree;
pub mod video;
pub mod walk;
mod write;

pub use document::{Document, Written};
pub use foreign::{Foreign, take_over};
pub use front_matter::{FrontMatter, Numbering, Status};
pub use problem::{Code, Problem, Severity, TreePlace};
pub use restore::{StepRestored, restore_step};
pub use tree::*;
