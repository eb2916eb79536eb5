//! The history against git, which keeps versions of the same files in the same folder.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use werkwijzer_app::{By, Library, Reason, Silent};
use werkwijzer_tests::put;

use crate::table::row;

/// Screenshots of the large instruction, of some 180 kB each.
const SCREENSHOTS: u32 = 200;
/// Instructions of the large library.
const OTHERS: usize = 1_000;
/// Versions of the long history.
const VERSIONS: usize = 1_000;

/// Prints the rows about history.
pub(crate) fn measure(place: &Path, werkwijzer: &Path) {
    let place = place.join("history");
    snapshots(&place.join("snapshots"));
    long_history(&place.join("long"), werkwijzer);
}

/// One instruction, kept by both.
struct Both {
    library: PathBuf,
    folder: String,
    cache: PathBuf,
    git: PathBuf,
}

impl Both {
    fn new(place: &Path) -> Self {
        let library = place.join("library");
        std::fs::create_dir_all(place).unwrap();
        Library::create(&library, "History", "en").unwrap();
        Self {
            library,
            folder: "instructions/long".into(),
            cache: place.join("cache"),
            git: place.join("git"),
        }
    }

    fn write(&self, text: &str) {
        let text = format!("---\nid: 01HISTORY\nstatus: pilot\n---\n{text}");
        put(
            &self.library.join(&self.folder).join("instruction.md"),
            text,
        );
    }

    fn keep(&self) -> Duration {
        let library = Library::open(&self.library).unwrap();
        let by = By::now(Some("Ann".into()));
        let start = Instant::now();
        let made = library
            .versions(Some(&self.cache))
            .keep(&self.folder, Reason::Edited, &by)
            .unwrap();
        let took = start.elapsed();
        assert!(made.is_some(), "nothing was kept");
        took
    }

    fn git(&self, arguments: &[&str]) -> Duration {
        let mut command = Command::new("git");
        command
            .args(["-c", "user.name=Ann", "-c", "user.email=ann@example.com"])
            // Else it may begin in the middle of a measurement.
            .args(["-c", "gc.auto=0"])
            .args(arguments)
            .env("GIT_DIR", &self.git)
            .env("GIT_WORK_TREE", self.library.join(&self.folder))
            .stdout(Stdio::null());
        let start = Instant::now();
        let status = command.status().unwrap();
        let took = start.elapsed();
        assert!(status.success(), "git {arguments:?}");
        took
    }

    fn commit(&self) -> Duration {
        self.git(&["add", "-A"]) + self.git(&["commit", "--quiet", "-m", "edited"])
    }

    /// As if there never had been a version.
    fn forget(&self) {
        for folder in [&self.library.join(".werkwijzer"), &self.cache, &self.git] {
            let _ = std::fs::remove_dir_all(folder);
        }
        self.git(&["init", "--quiet"]);
    }
}

fn snapshots(place: &Path) {
    let both = Both::new(place);
    let mut text = String::from("# Long\n\nThe sentence.\n");
    let mut size = 0;
    for number in 0..SCREENSHOTS {
        let picture = noise(number);
        size += picture.len();
        let media = both.library.join(&both.folder).join("media");
        put(&media.join(format!("{number}.png")), picture);
        let _ = write!(
            text,
            "\n## Step {number}\n\nClick on it.\n\n![Window {number}](media/{number}.png)\n"
        );
    }
    both.write(&text);
    let what = format!(
        "an instruction with {SCREENSHOTS} screenshots ({} MB)",
        size >> 20
    );
    let mut first = (Vec::new(), Vec::new());
    for _ in 0..3 {
        both.forget();
        first.0.push(both.keep());
        first.1.push(both.commit());
    }
    row(
        &format!("first snapshot of {what}"),
        median(first.0),
        "git",
        median(first.1),
        "5 ×",
    );
    let one_sentence = |round: usize| {
        let mut times = (Vec::new(), Vec::new());
        for number in 0..9 {
            both.write(&text.replace("The sentence.", &format!("Sentence {round}.{number}.")));
            times.0.push(both.keep());
            times.1.push(both.commit());
        }
        (median(times.0), median(times.1))
    };
    let (ours, git) = one_sentence(1);
    row(
        &format!("snapshot after one changed sentence, {what}"),
        ours,
        "git",
        git,
        "1 ×",
    );
    let library = Library::open(&both.library).unwrap();
    for number in 0..OTHERS {
        let folder = format!("instructions/other-{number}");
        put(
            &both.library.join(&folder).join("instruction.md"),
            format!("---\nid: 01OTHER{number}\n---\n# Other {number}\n"),
        );
        library
            .versions(Some(&both.cache))
            .keep(&folder, Reason::Edited, &By::now(None))
            .unwrap();
    }
    let (in_large, _) = one_sentence(2);
    row(
        &format!("the same in a library of {OTHERS} instructions"),
        in_large,
        "in a small one",
        ours,
        "as fast",
    );
}

fn long_history(place: &Path, werkwijzer: &Path) {
    let both = Both::new(place);
    both.forget();
    let steps: Vec<String> = (0..60)
        .map(|number| {
            format!(
                "## Step {number}\n\nCheck the amount, the date and the supplier against the \
                 invoice. Then click on Book, and wait until the list shows line {number}.\n\n"
            )
        })
        .collect();
    for version in 0..VERSIONS {
        let mut edited = steps.clone();
        // Each step is edited again and again, as an instruction is over the years.
        for (at, step) in edited.iter_mut().enumerate() {
            let edits = (version + steps.len() - at) / steps.len();
            if edits > 0 {
                let _ = write!(step, "Edited {edits} times, last by {}.\n\n", version % 7);
            }
        }
        both.write(&format!("# Long\n\n{}", edited.concat()));
        both.keep();
        both.commit();
    }
    let library = Library::open(&both.library).unwrap();
    library
        .versions(Some(&both.cache))
        .tidy(By::now(None).now, &Silent)
        .unwrap();
    both.git(&["gc", "--quiet"]);
    let ours = size(&both.library.join(".werkwijzer"));
    // What it keeps of the versions: not its samples and its index of the folder.
    let git = size(&both.git.join("objects"));
    println!(
        "| history of {VERSIONS} versions on disk | {} kB | git after gc: {} kB | {:.2} × | 1.5 × at most |",
        ours / 1000,
        git / 1000,
        ours as f64 / git as f64
    );
    let listing = (0..5)
        .map(|_| {
            let mut command = Command::new(werkwijzer);
            command
                .arg("history")
                .arg(both.library.join(&both.folder))
                .env("WERKWIJZER_CACHE", &both.cache)
                .stdout(Stdio::null());
            let start = Instant::now();
            assert!(command.status().unwrap().success());
            start.elapsed()
        })
        .collect();
    let log = (0..5).map(|_| both.git(&["log", "--stat"])).collect();
    row(
        &format!("listing {VERSIONS} versions"),
        median(listing),
        "git log --stat",
        median(log),
        "",
    );
}

/// The bytes of all files below a folder.
fn size(folder: &Path) -> u64 {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let found = entry.metadata().unwrap();
            if found.is_dir() {
                size(&entry.path())
            } else {
                found.len()
            }
        })
        .sum()
}

/// A picture that does not compress, as large as a screenshot.
fn noise(seed: u32) -> Vec<u8> {
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    let picture = image::RgbImage::from_fn(300, 200, |_, _| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        let [red, green, blue, _] = state.to_le_bytes();
        image::Rgb([red, green, blue])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
