//! Publications that end in the middle: a child process is stopped at each step, or killed at
//! some moment, and the next run must find every file whole and repair the rest.

use std::collections::BTreeMap;
use std::env;
use std::io::{BufRead, BufReader, Write as _};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::json;

use super::tests::{file, tree};
use super::*;

const FOLDER: &str = "WERKWIJZER_TEST_CRASH_FOLDER";
const STOP_AT: &str = "WERKWIJZER_TEST_CRASH_STOP_AT";

fn content(path: &str, version: u64) -> String {
    format!("{version} {path}\n").repeat(1 + version as usize % 7 * 300)
}

fn version_of(text: &str) -> u64 {
    text.split(' ').next().unwrap().parse().unwrap()
}

/// The files of a version: most change in each, one comes and goes.
fn version(version: u64) -> Next {
    let mut paths = vec!["index.html".to_owned()];
    for instruction in ["Boek", "Controleer", "Verstuur"] {
        paths.push(format!("{instruction}/{instruction}.html"));
        paths.push(format!("{instruction}/{instruction}.pdf"));
        paths.push(format!("{instruction}/pictures/{version}.png"));
    }
    if version.is_multiple_of(2) {
        paths.push("Soms/Soms.pdf".to_owned());
    }
    let mut moves = Vec::new();
    if !version.is_multiple_of(2) {
        moves.push((
            "Soms/Soms.pdf".to_owned(),
            format!("Archive/Soms {version}.pdf"),
        ));
    }
    Next {
        files: paths
            .iter()
            .map(|path| file(path, &content(path, version)))
            .collect(),
        moves,
        extra: json!({ "version": version }),
        label: "changed".to_owned(),
        verify: false,
    }
}

fn current(destination: &Destination) -> u64 {
    let manifest = destination.manifest().unwrap();
    manifest.map_or(0, |manifest| manifest.extra()["version"].as_u64().unwrap())
}

fn publish(destination: &Destination, number: u64) -> Applied {
    let plan = destination.plan(version(number)).unwrap();
    destination
        .apply(plan, &mut |_| ControlFlow::Continue(()))
        .unwrap()
}

/// What the child process does: publishes one version after the other until it is killed, or one
/// version and stops dead at a step. Does nothing as an ordinary test.
#[test]
fn child() {
    let Ok(folder) = env::var(FOLDER) else {
        return;
    };
    let destination = Destination::open(Path::new(&folder)).unwrap();
    if let Ok(stop_at) = env::var(STOP_AT) {
        let stop_at: usize = stop_at.parse().unwrap();
        let step = AtomicUsize::new(0);
        let plan = destination
            .plan(version(current(&destination) + 1))
            .unwrap();
        let stop = |_: &apply::Step| {
            if step.fetch_add(1, Ordering::SeqCst) == stop_at {
                std::process::abort();
            }
            Ok(())
        };
        destination
            .apply_with(plan, &mut |_| ControlFlow::Continue(()), &stop)
            .unwrap();
        return;
    }
    writeln!(std::io::stdout(), "\nbegun").unwrap();
    loop {
        publish(&destination, current(&destination) + 1);
    }
}

fn start(folder: &Path, stop_at: Option<usize>) -> Child {
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .args(["--exact", "destination::crash_tests::child", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    if let Some(stop_at) = stop_at {
        command.env(STOP_AT, stop_at.to_string());
    }
    command.spawn().unwrap()
}

/// Every published file is whole, of whatever version, and the manifest can be read.
fn assert_whole(destination: &Destination) {
    current(destination);
    for (path, (text, _)) in tree(destination.path()) {
        let name = path.rsplit('/').next().unwrap();
        if name == MANIFEST || crate::atomic::is_temporary(name) {
            continue;
        }
        let written_as = if path.starts_with("Archive/") {
            "Soms/Soms.pdf"
        } else {
            &path
        };
        assert_eq!(text, content(written_as, version_of(&text)), "{path}");
    }
}

/// The next run repairs: its files stand there, the archive, and nothing else.
fn assert_repaired(destination: &Destination, number: u64) {
    let applied = publish(destination, number);
    assert!(applied.foreign.is_empty(), "{:?}", applied.foreign);
    let found: BTreeMap<String, String> = tree(destination.path())
        .into_iter()
        .filter(|(path, _)| path != MANIFEST && !path.starts_with("Archive/Soms "))
        .map(|(path, (text, _))| (path, text))
        .collect();
    let expected: BTreeMap<String, String> = version(number)
        .files
        .into_iter()
        .map(|file| (file.path.clone(), content(&file.path, number)))
        .collect();
    assert_eq!(
        found.keys().collect::<Vec<_>>(),
        expected.keys().collect::<Vec<_>>()
    );
    assert!(found == expected);
}

#[test]
fn a_stop_at_any_step_leaves_old_or_new_and_is_repaired() {
    for stop_at in 0.. {
        let around = tempfile::tempdir().unwrap();
        let destination = Destination::create(&around.path().join("Shared")).unwrap();
        publish(&destination, 2);
        let mut child = start(destination.path(), Some(stop_at));
        if child.wait().unwrap().success() {
            assert!(stop_at > 20, "only {stop_at} steps");
            assert_eq!(current(&destination), 3);
            return;
        }
        assert_whole(&destination);
        // Not the version that was under way: what it left must be known as ours, too.
        let number = if stop_at.is_multiple_of(2) { 3 } else { 5 };
        assert_repaired(&destination, number);
    }
}

#[test]
fn a_kill_at_any_moment_leaves_old_or_new_and_is_repaired() {
    let around = tempfile::tempdir().unwrap();
    let destination = Destination::create(&around.path().join("Shared")).unwrap();
    publish(&destination, 1);
    let mut half_way = 0;
    for round in 0..50_u64 {
        let mut child = start(destination.path(), None);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.any(|line| line.is_ok_and(|line| line == "begun")));
        // Moments spread over some publications; the same ones in every run of the test.
        std::thread::sleep(Duration::from_micros(round * 7919 % 40_000));
        child.kill().unwrap();
        child.wait().unwrap();
        assert_whole(&destination);
        half_way += u32::from(!destination.journals().unwrap().is_empty());
        assert_repaired(&destination, current(&destination) + 1 + round % 3);
    }
    assert!(half_way > 5, "only {half_way} of 50 were stopped half way");
}
