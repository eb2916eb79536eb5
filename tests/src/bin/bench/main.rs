//! `make bench`: what was made, against its peers, in the same run, as ratios.
//!
//! The documents are made here, so that everybody measures the same ones. Each figure is the
//! median of several runs, or the percentile that the table names.

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

use std::path::PathBuf;

fn main() {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let mut next = |what: &str| arguments.next().expect(what);
    let werkwijzer = next("the werkwijzer command");
    let weasyprint = next("the weasyprint command");
    let program = next("the program with the window");
    let empty = next("the program with an empty window");
    println!("| work | ours | peer | ratio | wanted |");
    println!("| --- | --- | --- | --- | --- |");
    let place = tempfile::tempdir().unwrap();
    history::measure(place.path(), &werkwijzer);
    index::measure(&werkwijzer);
    command::measure(werkwijzer, weasyprint);
    window::measure(&program, &empty);
}
