//! Blocks, items and rows.

mod list;
mod of_one_kind;

pub(super) use list::{Without, join};
