//! A process that edits, keeps and releases is killed at any moment, a thousand times over. What
//! it said to be done is there afterwards, the library opens, and its history is whole.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use werkwijzer_app::{By, Library, NewRelease, Reason, StepChange, VersionRef, change_step};
use werkwijzer_tests::{context, png, put};

const KILLS: u64 = 1_000;
/// So many kills on one library: to read a long history again each time takes long.
const ON_ONE: u64 = 25;
const LIBRARY: &str = "WERKWIJZER_TEST_CRASH_LIBRARY";
const FIRST: &str = "WERKWIJZER_TEST_CRASH_FIRST";
const FOLDER: &str = "instructions/book";

/// What the killed process does until then: the same work in the same order, numbered, each piece
/// told when it is done. Does nothing as an ordinary test.
#[test]
fn child() {
    let Ok(path) = env::var(LIBRARY) else {
        return;
    };
    let first: u64 = env::var(FIRST).unwrap().parse().unwrap();
    let path = PathBuf::from(path);
    let library = Library::open(&path).unwrap();
    let cache = cache(&path);
    let versions = library.versions(Some(&cache));
    let by = By::now(Some("Ann".to_owned()));
    say("begun");
    for number in first.. {
        match number % 6 {
            2 | 4 => {
                versions.keep(FOLDER, Reason::Edited, &by).unwrap();
                let kept = versions.list(FOLDER).unwrap();
                let kept = kept.versions.iter().find(|version| version.current);
                say(&format!("kept {number} {}", kept.unwrap().id));
            }
            5 => {
                let release = NewRelease {
                    note: format!("number {number}"),
                    ..NewRelease::default()
                };
                let made = versions.release(FOLDER, &release, &by).unwrap();
                let given = made.release.unwrap().number;
                say(&format!("released {number} {given}"));
            }
            0 => {
                versions
                    .restore(FOLDER, &VersionRef::Release(1), &by)
                    .unwrap();
                say(&format!("restored {number}"));
            }
            _ => {
                change_step(&path.join(FOLDER), &edit(number)).unwrap();
                say(&format!("edited {number}"));
            }
        }
    }
}

fn say(what: &str) {
    let mut out = std::io::stdout().lock();
    // The harness may have begun a line.
    write!(out, "\n{what}\n").unwrap();
    out.flush().unwrap();
}

fn edit(number: u64) -> StepChange {
    StepChange::Set {
        step: "work".parse().unwrap(),
        title: None,
        text: Some(line(number)),
    }
}

fn line(number: u64) -> String {
    format!("Line {number} of the work.")
}

/// In the computer's own folder.
fn cache(library: &Path) -> PathBuf {
    library.with_file_name("cache")
}

/// What a killed process had said.
#[derive(Debug, Default)]
struct Said {
    begun: bool,
    /// The last piece of work that was done.
    last: u64,
    /// The number in the text since the last edit that was told; 0 for that of the first release.
    text: u64,
    kept: Vec<String>,
    released: Vec<u32>,
}

impl Said {
    fn hear(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let number = |at: usize| {
            words
                .get(at)
                .and_then(|word: &&str| word.parse::<u64>().ok())
        };
        match words.first() {
            Some(&"begun") => self.begun = true,
            Some(&"edited") => self.text = number(1).unwrap(),
            Some(&"restored") => self.text = 0,
            Some(&"kept") => self.kept.push(words[2].to_owned()),
            Some(&"released") => self.released.push(number(2).unwrap() as u32),
            _ => return,
        }
        if let Some(number) = number(1) {
            self.last = number;
        }
    }
}

struct Desk {
    _place: TempDir,
    library: PathBuf,
    said: Said,
}

impl Desk {
    fn new() -> Self {
        let place = TempDir::new().unwrap();
        let library = place.path().join("library");
        Library::create(&library, "Crash", "en").unwrap();
        put(
            &library.join(FOLDER).join("instruction.md"),
            format!(
                "---\nid: 01CRASH\nstatus: pilot\n---\n# Book\n\n## Work {{#work}}\n\n{}\n\n\
                 ![A](media/a.png)\n\n## Rest {{#rest}}\n\nGo home.\n",
                line(0)
            ),
        );
        put(&library.join(FOLDER).join("media/a.png"), png(30, 20));
        let opened = Library::open(&library).unwrap();
        let by = By::now(Some("Ann".to_owned()));
        opened
            .versions(Some(&cache(&library)))
            .release(FOLDER, &NewRelease::default(), &by)
            .unwrap();
        let said = Said {
            released: vec![1],
            ..Said::default()
        };
        Self {
            _place: place,
            library,
            said,
        }
    }

    /// Lets the process work until it said so many things, and a moment more.
    fn work_and_kill(&mut self, things: u64, moment: Duration) {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "child", "--nocapture"])
            .env(LIBRARY, &self.library)
            .env(FIRST, (self.said.last + 1).to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let (mut heard, mut line) = (0, String::new());
        self.said.begun = false;
        while heard < things && out.read_line(&mut line).unwrap() > 0 {
            self.said.hear(&line);
            heard += u64::from(!line.trim().is_empty() && self.said.begun);
            line.clear();
        }
        std::thread::sleep(moment);
        child.kill().unwrap();
        child.wait().unwrap();
        // What it still said before it was killed; half a line was not said.
        while out.read_line(&mut line).unwrap() > 0 {
            if line.ends_with('\n') {
                self.said.hear(&line);
            }
            line.clear();
        }
        assert!(self.said.begun, "it ended by itself");
    }

    fn assert_nothing_lost(&self) {
        let said = &self.said;
        let library = Library::open(&self.library).unwrap();
        let path = self.library.join(FOLDER).join("instruction.md");
        let text = std::fs::read_to_string(path).unwrap();
        let now: u64 = text
            .split_once("Line ")
            .and_then(|(_, rest)| rest.split(' ').next()?.parse().ok())
            .unwrap_or_else(|| panic!("half a text: {text}"));
        // The next piece of work may be done and not told yet.
        let next = said.last + 1;
        let next_restores = next.is_multiple_of(6);
        assert!(
            now == said.text || now == next || next_restores && now == 0,
            "{now} after {said:?}"
        );
        assert!(text.ends_with("Go home.\n"), "{text}");
        let cache = cache(&self.library);
        let versions = library.versions(Some(&cache));
        let listed = versions.list(FOLDER).unwrap();
        assert!(listed.notices.is_empty(), "{:?}", listed.notices);
        assert!(!listed.to_join, "{listed:?}");
        for kept in &said.kept {
            let found = listed.versions.iter().any(|version| version.id == *kept);
            assert!(found, "{kept} after {said:?}");
        }
        for number in &said.released {
            let found = listed.versions.iter().filter(|version| {
                let release = version.release.as_ref();
                release.is_some_and(|release| release.number == *number)
            });
            assert_eq!(found.count(), 1, "release {number} after {said:?}");
        }
        let verified = versions.verify(&context()).unwrap();
        assert!(verified.notices.is_empty(), "{:?}", verified.notices);
        assert_eq!(verified.versions, listed.versions.len());
    }
}

/// Kills on libraries of their own, at moments that are the same in every run of the test.
fn kills(count: u64, seed: u64) {
    let mut state = seed;
    let mut random = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005) | 1;
        state = state.wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut desk = Desk::new();
    for number in 1..=count {
        desk.work_and_kill(1 + random(5), Duration::from_micros(random(4_000)));
        desk.assert_nothing_lost();
        if number % ON_ONE == 0 {
            desk = Desk::new();
        }
    }
}

#[test]
fn a_kill_at_any_moment_loses_nothing_that_was_done() {
    // Two at a time: while one is read the other works.
    std::thread::scope(|scope| {
        for half in 0..2 {
            scope.spawn(move || kills(KILLS / 2, half + 1));
        }
    });
}
