//! `make bench`: what was made, against its peers, in the same run, as ratios.
//!
//! The documents are made here, so that everybody measures the same ones. Each figure is the
//! median of several runs, or the percentile that the table names. The name of a part after the
//! programs measures that part only.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a benchmark lays out its files, prints its table, and fails where it cannot go on"
)]

mod command;
mod history;
mod index;
mod made;
mod table;
mod window;

use std::path::{Path, PathBuf};

/// As the programs that are measured have it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let [werkwijzer, weasyprint, program, empty] = [
        "the werkwijzer command",
        "the weasyprint command",
        "the program with the window",
        "the program with an empty window",
    ]
    .map(|what| arguments.next().expect(what));
    let only = arguments.next();
    let wanted = |part: &str| only.as_deref().is_none_or(|only| only == Path::new(part));
    println!("| work | ours | peer | ratio | wanted |");
    println!("| --- | --- | --- | --- | --- |");
    if wanted("history") {
        let place = tempfile::tempdir().unwrap();
        history::measure(place.path(), &werkwijzer);
    }
    if wanted("index") {
        index::measure(&werkwijzer);
    }
    if wanted("command") {
        command::measure(werkwijzer, weasyprint);
    }
    if wanted("window") {
        window::measure(&program, &empty);
    }
}
