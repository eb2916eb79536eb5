//! The index of a large library: filled, opened warm, searched.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use werkwijzer_app::{By, Library, NewRelease, Status};
use werkwijzer_tests::put;

use super::table::{median, percentile};

/// Instructions of the library.
const INSTRUCTIONS: usize = 10_000;
/// So many of them were released.
const RELEASED: usize = 200;
/// Different words in it.
const WORDS: usize = 4_000;
const QUERIES: usize = 1_000;

/// Prints the rows of the table, `| work | ours | peer | ratio | wanted |`.
pub(crate) fn measure(werkwijzer: &Path) {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    let path = place.join("library");
    write_library(&path);
    let library = Library::open(&path).unwrap();
    release_some(&library);
    // What was written a moment ago is read again by every look.
    std::thread::sleep(Duration::from_secs(6));

    let index = place.join("cache/index");
    let cold = median(5, || {
        let _ = std::fs::remove_dir_all(&index);
        timed(|| library.list(Some(&index)).unwrap())
    });
    let size: u64 = std::fs::read_dir(&index)
        .unwrap()
        .map(|entry| entry.unwrap().metadata().unwrap().len())
        .sum();
    let peer = median(9, || ripgrep(&path));
    println!(
        "| indexing {INSTRUCTIONS} instructions from nothing ({} MB of index) | {:.3} s | ripgrep: {:.3} s | {:.1} × as long | at most 10 × |",
        size >> 20,
        cold.as_secs_f64(),
        peer.as_secs_f64(),
        cold.as_secs_f64() / peer.as_secs_f64()
    );
    let warm = median(5, || timed(|| library.list(Some(&index)).unwrap()));
    println!(
        "| opening that library with a warm index | {:.3} s | | | under 0.5 s |",
        warm.as_secs_f64()
    );
    memory(werkwijzer, place);
    let mut count = 0;
    let one = median(5, || {
        count += 1;
        put(
            &path.join("instructions/number-5000/instruction.md"),
            format!("# Changed {count}\n\n## Once\n\nmore\n"),
        );
        timed(|| library.list(Some(&index)).unwrap())
    });
    println!(
        "| the same after one changed instruction | {:.3} s | | | |",
        one.as_secs_f64()
    );
    searches(&library, &index);
}

/// What the person types, letter by letter and word by word: rare words and the most frequent.
fn searches(library: &Library, index: &Path) {
    let mut random = Random(77);
    let words = vocabulary();
    let mut times: Vec<f64> = (0..QUERIES)
        .map(|at| {
            let word = &words[random.common(WORDS)];
            let other = &words[random.common(WORDS)];
            let letters = word.chars().count();
            let begun: String = word.chars().take(1 + random.below(letters)).collect();
            let query = match at % 5 {
                0 => word.clone(),
                1 => begun,
                2 => format!("{word} {other}"),
                3 => format!("{other} {begun}"),
                _ => format!("instruction {}", random.below(INSTRUCTIONS)),
            };
            let took = timed(|| library.search(&query, Some(index)).unwrap());
            took.as_secs_f64() * 1000.0
        })
        .collect();
    println!(
        "| searching it, 99 of 100 of {QUERIES} queries (half of them {:.1} ms, all {:.1} ms) | {:.1} ms | | | under 20 ms |",
        percentile(&mut times, 50),
        percentile(&mut times, 100),
        percentile(&mut times, 99)
    );
}

/// The largest memory of a process that lists the library, as the system counts it.
fn memory(werkwijzer: &Path, place: &Path) {
    let output = Command::new("/usr/bin/time")
        .args(["-f", "%M"])
        .arg(werkwijzer)
        .args(["list", "library", "--cache", "cache", "--quiet"])
        .current_dir(place)
        .stdout(Stdio::null())
        .output();
    let said = output.map(|output| String::from_utf8_lossy(&output.stderr).into_owned());
    let kilobytes: Option<u64> = said
        .ok()
        .and_then(|said| said.lines().last()?.trim().parse().ok());
    match kilobytes {
        Some(kilobytes) => println!(
            "| memory of that | {} MB | | | under 150 MB |",
            kilobytes / 1000
        ),
        None => println!("| memory of that | not measured | | | under 150 MB |"),
    }
}

fn ripgrep(library: &Path) -> Duration {
    let mut command = Command::new("rg");
    command
        .args(["--no-ignore", "--hidden", "--count", "zzzzz"])
        .arg(library.join("instructions"))
        .stdout(Stdio::null());
    timed(|| {
        let status = command.status().unwrap();
        // 1: nothing was found.
        assert!(matches!(status.code(), Some(0 | 1)), "{status}");
    })
}

fn write_library(library: &Path) {
    put(
        &library.join("library.toml"),
        "format = 1\nid = \"01INDEX\"\nname = \"Large\"\nlanguage = \"en\"\n",
    );
    put(&library.join("snippets/sign-in.md"), "Sign in first.\n");
    let words = vocabulary();
    let mut random = Random(5);
    let mut sentence = |count: usize| {
        let words: Vec<&str> = (0..count)
            .map(|_| words[random.common(WORDS)].as_str())
            .collect();
        words.join(" ")
    };
    for at in 0..INSTRUCTIONS {
        let mut text = format!(
            "---\nid: 01INDEX{at}\nstatus: approved\ntags: [{}]\nagreements:\n  quality: {}\n---\n# Instruction {at} {}\n\n{}.\n\n",
            sentence(1),
            sentence(6),
            sentence(4),
            sentence(20)
        );
        for _ in 0..6 {
            let _ = write!(
                text,
                "## {}\n\n{}. **{}** {}.\n\n![{}](media/window.png)\n\n- [ ] {}\n\n",
                sentence(4),
                sentence(20),
                sentence(2),
                sentence(10),
                sentence(5),
                sentence(6)
            );
        }
        text.push_str("{{> sign-in}}\n");
        let folder = library.join(format!("instructions/number-{at}"));
        put(&folder.join("instruction.md"), text);
        put(&folder.join("media/window.png"), [at as u8; 64]);
    }
}

fn release_some(library: &Library) {
    let versions = library.versions(None);
    let release = NewRelease {
        note: "What is new in it.".to_owned(),
        status: Some(Status::Approved),
        approved_by: None,
    };
    let by = By::now(Some("Ann".to_owned()));
    for at in 0..RELEASED {
        let at = at * (INSTRUCTIONS / RELEASED);
        versions
            .release(&format!("instructions/number-{at}"), &release, &by)
            .unwrap();
    }
}

/// Words as they are made of syllables, the most frequent ones short.
fn vocabulary() -> Vec<String> {
    const SYLLABLES: [&str; 20] = [
        "de", "in", "boek", "fac", "tuur", "kas", "le", "ver", "an", "cier", "post", "vak", "re",
        "ken", "ing", "con", "tro", "sla", "op", "ën",
    ];
    let mut random = Random(3);
    (0..WORDS)
        .map(|at| {
            let count = 1 + (at + 1).ilog2() as usize / 4 + random.below(2);
            (0..count)
                .map(|_| SYLLABLES[random.below(SYLLABLES.len())])
                .collect()
        })
        .collect::<Vec<String>>()
        .into_iter()
        .enumerate()
        .map(|(at, word)| {
            if at < 60 {
                word
            } else {
                format!("{word}{}", at % 7)
            }
        })
        .collect()
}

struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most as u64) as usize
    }

    /// Few are frequent and many are rare, as in any language.
    fn common(&mut self, most: usize) -> usize {
        let part = self.below(1 << 20) as f64 / f64::from(1 << 20);
        ((most as f64).powf(part) as usize)
            .saturating_sub(1)
            .min(most - 1)
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    let result = work();
    let took = start.elapsed();
    drop(result);
    took
}
