//! A process that takes versions, packs, collects and takes back is killed at any moment.

use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use super::*;

const KILLS: u64 = 120;
const PLACE: &str = "WERKWIJZER_TEST_CRASH_HISTORY";

fn open(place: &Path) -> (Folder, History) {
    let library = Folder::open(&place.join("library")).unwrap();
    let computer = Folder::open(&place.join("computer")).unwrap();
    let history = History::open(&library, Some(&computer));
    (library, history)
}

fn on(_: usize, _: usize) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// What the killed process does until then. Does nothing as an ordinary test.
#[test]
fn child() {
    let Ok(place) = env::var(PLACE) else {
        return;
    };
    let (library, history) = open(Path::new(&place));
    let text = format!("{AT}/instruction.md");
    let mut out = std::io::stdout();
    writeln!(out, "\nbegun").unwrap();
    for number in history.timeline(ID).unwrap().versions().len().. {
        let time = FIRST + Duration::from_secs(number as u64);
        let cause = Cause::new(Reason::Edited, "Ann", UNIX_EPOCH + time);
        let copy = format!("{AT}/instruction.sync-conflict-20261125-101500-ABCDEFG.md");
        let kept = match number % 6 {
            2 => {
                history.pack(&mut on).unwrap();
                let oldest = history.timeline(ID).unwrap().versions().last().cloned();
                let oldest = oldest.unwrap().hash;
                history.restore(OF, oldest, &cause).unwrap().after.hash
            }
            4 => {
                history.collect(SystemTime::now(), &mut on).unwrap();
                let theirs = format!("# Boek\n\nHun regel {number}\n");
                library.write(&copy, theirs.as_bytes()).unwrap();
                let taken = history.take_in(OF, &copy, "instruction.md", &cause);
                let taken = taken.unwrap();
                history.put_away(&copy, taken.hash).unwrap();
                taken.version.hash
            }
            _ => {
                let ours = format!("# Boek\n\nRegel {number}\n");
                library.write(&text, ours.as_bytes()).unwrap();
                history.take(OF, &cause).unwrap().hash
            }
        };
        writeln!(out, "\nkept {kept}").unwrap();
    }
}

#[test]
fn a_kill_while_packing_or_taking_back_loses_nothing() {
    let around = tempfile::tempdir().unwrap();
    let mut kept: Vec<Hash> = Vec::new();
    for round in 0..KILLS {
        let place = around.path().join((round / 30).to_string());
        if round % 30 == 0 {
            kept.clear();
            for folder in ["library/instructions/boek", "computer"] {
                fs_err::create_dir_all(place.join(folder)).unwrap();
            }
        }
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "history::tests::crash::child", "--nocapture"])
            .env(PLACE, &place)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        let (mut heard, mut begun) = (0, false);
        // Until so many versions are kept and a moment more, the same ones in every run; then
        // what was still said. Half a line was not said.
        let mut killed = false;
        loop {
            if heard > round % 4 && !killed {
                std::thread::sleep(Duration::from_micros(round * 7919 % 9_000));
                child.kill().unwrap();
                killed = true;
            }
            line.clear();
            if said.read_line(&mut line).unwrap() == 0 {
                break;
            }
            begun |= line == "begun\n";
            if let Some(hash) = line
                .strip_prefix("kept ")
                .filter(|rest| rest.ends_with('\n'))
            {
                kept.push(hash.trim().parse().unwrap());
                heard += 1;
            }
        }
        assert!(!child.wait().unwrap().success());
        assert!(begun && killed, "it ended by itself");
        let (_, history) = open(&place);
        let timeline = history.timeline(ID).unwrap();
        assert!(timeline.problems().is_empty(), "{:?}", timeline.problems());
        for version in &kept {
            let snapshot = history.snapshot(ID, *version).unwrap();
            history.file(&snapshot, "instruction.md", 999).unwrap();
        }
        let verified = history
            .verify(&mut |_, _| ControlFlow::Continue(()))
            .unwrap();
        assert!(verified.problems.is_empty(), "{:?}", verified.problems);
        assert!(verified.broken.is_empty(), "{:?}", verified.broken);
    }
}
