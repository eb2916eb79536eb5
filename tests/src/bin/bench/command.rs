//! Whole commands.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use werkwijzer_tests::{corpus, put};

use crate::made::{STEPS, screenshot, write_long_document};
use crate::table::{median, row, run};

/// Instructions of the large library.
const LIBRARY: usize = 1_000;

pub(crate) fn measure(werkwijzer: PathBuf, weasyprint: PathBuf) {
    let place = tempfile::tempdir().unwrap();
    let bench = Bench {
        werkwijzer,
        weasyprint,
        place: place.path().to_owned(),
    };
    bench.long_document();
    bench.corpus();
    bench.large_library();
}

struct Bench {
    werkwijzer: PathBuf,
    weasyprint: PathBuf,
    place: PathBuf,
}

impl Bench {
    fn ours(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.werkwijzer);
        command
            .current_dir(&self.place)
            .env("WERKWIJZER_CACHE", self.place.join("cache"))
            .args(arguments);
        command
    }

    fn long_document(&self) {
        let document = self.place.join("long");
        let size = write_long_document(&document);
        let cold = median(5, || {
            // No cache: every picture is checked again.
            let _ = std::fs::remove_dir_all(self.place.join("cache"));
            run(self.ours(&[
                "export",
                "long/long.md",
                "--format",
                "pdf",
                "--out",
                "long-out",
            ]))
        });
        let ours = self.place.join("long-out/A long document.pdf");
        let ours_size = ours.metadata().unwrap().len();
        let page = document.join("long.html");
        let by_chromium = document.join("chromium.pdf");
        let chromium = median(3, || {
            let mut command = Command::new("/usr/bin/chromium");
            command.args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-pdf-header-footer",
            ]);
            command.arg(format!(
                "--user-data-dir={}",
                document.join("profile").display()
            ));
            command.arg(format!("--print-to-pdf={}", by_chromium.display()));
            command.arg(format!("file://{}", page.display()));
            run(command)
        });
        let by_weasyprint = document.join("weasyprint.pdf");
        let weasyprint = median(3, || {
            let mut command = Command::new(&self.weasyprint);
            command.arg(&page).arg(&by_weasyprint);
            run(command)
        });
        let name = format!(
            "{STEPS} steps, {STEPS} screenshots ({} MB) to PDF, cold",
            size >> 20
        );
        row(&name, cold, "Chromium", chromium, "6 ×");
        row(&name, cold, "WeasyPrint", weasyprint, "6 ×");
        for (peer, file) in [("Chromium", by_chromium), ("WeasyPrint", by_weasyprint)] {
            let other = file.metadata().unwrap().len();
            println!(
                "| its size | {} kB | {peer}: {} kB | {:.2} × | no larger |",
                ours_size / 1000,
                other / 1000,
                ours_size as f64 / other as f64
            );
        }
        self.memory();
        self.one_changed_sentence(cold);
    }

    /// The largest memory of one cold export, as the system counts it.
    fn memory(&self) {
        let output = Command::new("/usr/bin/time")
            .args(["-f", "%M"])
            .arg(&self.werkwijzer)
            .args([
                "export",
                "long/long.md",
                "--format",
                "pdf",
                "--out",
                "long-out",
                "--cache",
                "cold",
            ])
            .current_dir(&self.place)
            .output();
        match output {
            Ok(output) => {
                let said = String::from_utf8_lossy(&output.stderr);
                let kilobytes: u64 = said
                    .lines()
                    .last()
                    .and_then(|line| line.parse().ok())
                    .unwrap_or(0);
                println!(
                    "| memory of that | {} MB | | | under 400 MB |",
                    kilobytes / 1000
                );
            }
            Err(error) => println!("| memory of that | not measured: {error} | | | under 400 MB |"),
        }
    }

    /// In one process, as the window does it.
    fn one_changed_sentence(&self, cold: Duration) {
        let document = self.place.join("long/long.md");
        let text = std::fs::read_to_string(&document).unwrap();
        let context = werkwijzer_app::Context {
            today: "2026-11-24".into(),
            cache: Some(self.place.join("warm")),
            watch: &werkwijzer_app::Silent,
        };
        let mut preview =
            werkwijzer_app::Preview::open(&document, text.as_bytes(), &context).unwrap();
        preview.pdf().unwrap();
        let mut count = 0;
        let warm = median(9, || {
            count += 1;
            let changed = text.replacen("Check the amount", &format!("Check amount {count}"), 1);
            let start = Instant::now();
            preview.update(changed.as_bytes());
            preview.pdf().unwrap();
            start.elapsed()
        });
        row(
            "the same after one changed sentence",
            warm,
            "the cold export",
            cold,
            "20 ×",
        );
    }

    fn corpus(&self) {
        let Some(corpus) = corpus() else {
            println!("| real manuals to HTML | not measured: none are here | | | 5 × |");
            return;
        };
        let mut documents = Vec::new();
        let mut open = vec![corpus];
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                } else if path.extension().is_some_and(|end| end == "md") {
                    documents.push(path);
                }
            }
        }
        documents.sort();
        let out = self.place.join("corpus-out");
        let ours = median(3, || {
            let _ = std::fs::remove_dir_all(self.place.join("cache"));
            documents
                .iter()
                .enumerate()
                .map(|(at, path)| {
                    let mut command = self.ours(&["export", "--format", "html", "--out"]);
                    command.arg(out.join(at.to_string())).arg(path);
                    run(command)
                })
                .sum()
        });
        let pandoc = median(3, || {
            documents
                .iter()
                .map(|path| {
                    let mut command = Command::new("pandoc");
                    command
                        .current_dir(path.parent().unwrap())
                        .args([
                            "--standalone",
                            "--metadata",
                            "title=x",
                            "--to",
                            "html5",
                            "--output",
                        ])
                        .arg(self.place.join("pandoc.html"))
                        .arg(path);
                    run(command)
                })
                .sum()
        });
        let name = format!("{} real manuals to HTML, one by one", documents.len());
        row(&name, ours, "pandoc", pandoc, "5 ×");
    }

    fn large_library(&self) {
        let library = self.place.join("library");
        put(
            &library.join("library.toml"),
            "format = 1\nid = \"01LARGE\"\nname = \"Large\"\nlanguage = \"en\"\n",
        );
        let picture = screenshot(7, 640, 400);
        let write = |at: usize, words: &str| {
            let folder = library.join(format!("instructions/number-{at}"));
            put(
                &folder.join("instruction.md"),
                format!(
                    "---\nid: 01LARGE{at}\nstatus: approved\n---\n# Instruction {at}\n\nWhat it is for.\n\n## Open it\n\n{words}\n\n![The window](media/window.png)\n\n## Close it\n\n- [ ] closed\n"
                ),
            );
            put(&folder.join("media/window.png"), &picture);
        };
        for at in 0..LIBRARY {
            write(at, "Click on it.");
        }
        let publish = || {
            run(self.ours(&[
                "publish", "library", "--to", "shared", "--create", "--quiet",
            ]))
        };
        let all = publish();
        let mut count = 0;
        let one = median(5, || {
            count += 1;
            write(500, &format!("Click on it {count} times."));
            publish()
        });
        let name = format!("publishing {LIBRARY} instructions of which 1 changed");
        row(&name, one, "publishing all", all, "50 ×");
    }
}
