//! The document.

pub mod front_matter;
pub mod markup;
pub mod tree;
pub mod video;

pub use tree::*;
