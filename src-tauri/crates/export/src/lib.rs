//! Exports.
pub mod view;
