//! Two and three authors on one library that real Syncthing syncs. They edit while they do not
//! hear of each other; when they do again, all have the same, and every edit is in it or asked
//! about.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use werkwijzer_app::{By, Library, Reason, StepChange, change_step};
use werkwijzer_tests::syncthing::{Fleet, files};
use werkwijzer_tests::{png, put, werkwijzer};

/// What each instruction begins with: its step ids are in the text, so that both call a step the
/// same.
fn text(id: &str) -> String {
    format!(
        "---\nid: 01{id}\nstatus: pilot\nlanguage: en\n---\n# The {id} one\n\nWhat it is for.\n\n\
         ## Open it {{#open}}\n\nClick on Open.\n\n![The window](media/window.png)\n\n\
         ## Check it {{#check}}\n\nLook at the date.\n\n## Close it {{#close}}\n\nClick on Close.\n"
    )
}

/// A person at a computer of the fleet.
struct Author<'a> {
    name: &'a str,
    library: PathBuf,
    cache: PathBuf,
}

impl<'a> Author<'a> {
    fn new(name: &'a str, fleet: &Fleet, who: usize) -> Self {
        Self {
            name,
            library: fleet.library(who),
            cache: fleet.cache(who),
        }
    }

    fn at(&self, instruction: &str) -> PathBuf {
        self.library.join("instructions").join(instruction)
    }

    fn text(&self, instruction: &str) -> String {
        let path = self.at(instruction).join("instruction.md");
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    fn command(&self, arguments: &[&str], path: &Path, more: &[&str]) -> Output {
        Command::new(werkwijzer())
            .env("WERKWIJZER_CACHE", &self.cache)
            .env("WERKWIJZER_AUTHOR", self.name)
            .args(arguments)
            .arg(path)
            .args(more)
            .output()
            .unwrap()
    }

    fn done(&self, arguments: &[&str], path: &Path, more: &[&str]) -> String {
        let output = self.command(arguments, path, more);
        assert!(
            output.status.success(),
            "{}: {arguments:?} {}: {}{}",
            self.name,
            path.display(),
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// Writes a step by the command.
    fn writes(&self, instruction: &str, step: &str, text: &str) {
        let more = [step, "--text", text];
        self.done(&["step", "set"], &self.at(instruction), &more);
    }

    /// Writes a step as the window does, and a version is kept after some minutes.
    fn writes_in_the_window(&self, instruction: &str, step: &str, text: &str) {
        let change = StepChange::Set {
            step: step.parse().unwrap(),
            title: None,
            text: Some(text.to_owned()),
        };
        change_step(&self.at(instruction), &change).unwrap();
        self.keeps(instruction);
    }

    fn keeps(&self, instruction: &str) {
        let library = Library::open(&self.library).unwrap();
        let by = By::now(Some(self.name.to_owned()));
        library
            .versions(Some(&self.cache))
            .keep(&format!("instructions/{instruction}"), Reason::Edited, &by)
            .unwrap();
    }

    /// Joins an instruction; what is asked, if anything is.
    fn merges(&self, instruction: &str) -> String {
        let output = self.command(&["merge"], &self.at(instruction), &[]);
        let said = String::from_utf8(output.stdout).unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        match output.status.code() {
            Some(0) => String::new(),
            Some(1) if errors.contains("both changed the same") => said,
            _ => panic!("{}: {instruction}: {said}{errors}", self.name),
        }
    }

    fn assert_whole(&self) {
        let said = self.done(&["check", "--history"], &self.library, &[]);
        assert_eq!(said, "", "{}", self.name);
    }

    fn instructions(&self) -> BTreeSet<String> {
        let (listed, notices) = Library::open(&self.library).unwrap().list(None).unwrap();
        assert!(notices.is_empty(), "{notices:?}");
        listed
            .into_iter()
            .map(|listed| listed.folder.replace("instructions/", ""))
            .collect()
    }
}

/// A library with these instructions, of which everybody has the first version.
fn begin(fleet: &mut Fleet, authors: &[Author<'_>], instructions: &[&str]) {
    let first = &authors[0];
    put(
        &first.library.join("library.toml"),
        "format = 1\nid = \"01SYNC\"\nname = \"Synced\"\nlanguage = \"en\"\n",
    );
    for (number, name) in instructions.iter().enumerate() {
        put(
            &first.at(name).join("instruction.md"),
            text(&name.to_uppercase()),
        );
        let picture = png(60 + number as u32, 40);
        put(&first.at(name).join("media/window.png"), picture);
        first.done(&["release"], &first.at(name), &["--note", "The first"]);
    }
    fleet.settle();
    for author in authors {
        for name in instructions {
            let listed = author.done(&["history"], &author.at(name), &[]);
            assert_eq!(listed.lines().count(), 1, "{listed}");
        }
    }
}

/// All have the same files, no conflict copy is left, and every history is whole.
fn assert_same(authors: &[Author<'_>]) {
    let (first, others) = authors.split_first().unwrap();
    let own = files(&first.library);
    for author in others {
        let theirs = files(&author.library);
        let paths = |of: &std::collections::BTreeMap<String, Vec<u8>>| {
            of.keys().cloned().collect::<BTreeSet<_>>()
        };
        assert_eq!(paths(&own), paths(&theirs), "{}", author.name);
        assert!(own == theirs, "{}", author.name);
    }
    for path in own.keys() {
        assert!(!path.contains("sync-conflict"), "{path}");
    }
    for author in authors {
        author.assert_whole();
    }
}

#[test]
fn two_authors_who_part_and_meet_lose_nothing() {
    let Some(mut fleet) = Fleet::start(2) else {
        return;
    };
    let authors = [Author::new("Ann", &fleet, 0), Author::new("Bea", &fleet, 1)];
    let [ann, bea] = &authors;
    let all = [
        "different",
        "unkept",
        "same",
        "renamed",
        "deleted",
        "gone",
        "moved",
        "picture",
        "twice",
    ];
    begin(&mut fleet, &authors, &all);
    let pictures: Vec<Vec<u8>> = all
        .iter()
        .map(|name| std::fs::read(ann.at(name).join("media/window.png")).unwrap())
        .collect();

    fleet.part();
    ann.writes("different", "open", "Click on Open, says Ann.");
    ann.keeps("different");
    bea.writes_in_the_window("different", "close", "Click on Close, says Bea.");
    // Neither has kept a version yet when they hear of each other.
    ann.writes("unkept", "open", "Click on Open, says Ann.");
    bea.writes("unkept", "close", "Click on Close, says Bea.");
    ann.writes_in_the_window("same", "check", "Look at the date, says Ann.");
    bea.writes_in_the_window("same", "check", "Look at the amount, says Bea.");
    let library = Library::open(&ann.library).unwrap();
    library
        .rename_instruction("instructions/renamed", "Another name")
        .unwrap();
    ann.keeps("renamed");
    bea.writes_in_the_window("renamed", "check", "Look twice, says Bea.");
    std::fs::remove_dir_all(ann.at("deleted")).unwrap();
    bea.writes_in_the_window("deleted", "check", "I still need it, says Bea.");
    std::fs::remove_dir_all(ann.at("gone")).unwrap();
    std::fs::rename(ann.at("moved"), ann.at("moved-away")).unwrap();
    ann.keeps("moved-away");
    bea.writes_in_the_window("moved", "check", "Where is it, says Bea.");
    put(&ann.at("picture").join("media/window.png"), png(70, 41));
    ann.keeps("picture");
    put(&bea.at("picture").join("media/window.png"), png(70, 42));
    bea.keeps("picture");
    ann.writes_in_the_window("twice", "open", "Click on Open, says Ann.");
    bea.writes_in_the_window("twice", "close", "Click on Close, says Bea.");
    fleet.meet();

    let here = ann.instructions();
    assert_eq!(here, bea.instructions());
    for name in all.iter().filter(|name| **name != "gone") {
        assert!(here.contains(*name), "{name}");
    }
    // What somebody deleted while nobody else wrote in it is gone, and its history is not.
    assert!(!here.contains("gone"));

    assert_eq!(ann.merges("different"), "");
    let joined = ann.text("different");
    assert!(
        joined.contains("says Ann") && joined.contains("says Bea"),
        "{joined}"
    );
    assert_eq!(bea.merges("unkept"), "");
    let joined = bea.text("unkept");
    assert!(
        joined.contains("says Ann") && joined.contains("says Bea"),
        "{joined}"
    );
    let asked = bea.merges("same");
    for words in [
        "Look at the date, says Ann.",
        "Look at the amount, says Bea.",
        "Look at the date.",
    ] {
        assert!(asked.contains(words), "{asked}");
    }
    bea.done(&["merge"], &bea.at("same"), &["--take", "both"]);
    let joined = bea.text("same");
    assert!(
        joined.contains("says Ann") && joined.contains("says Bea"),
        "{joined}"
    );
    assert_eq!(ann.merges("renamed"), "");
    let joined = ann.text("renamed");
    assert!(
        joined.contains("# Another name") && joined.contains("says Bea"),
        "{joined}"
    );
    assert!(bea.text("deleted").contains("says Bea"));
    // It stands in two places now, which is told, and the edit comes along when it is asked for.
    let said = ann.command(&["check"], &ann.library, &[]);
    let said = String::from_utf8(said.stdout).unwrap();
    assert!(said.contains("stands in the library twice"), "{said}");
    assert_eq!(ann.merges("moved-away"), "");
    assert!(ann.text("moved-away").contains("says Bea"));
    let asked = ann.merges("picture");
    assert!(asked.contains("media/window.png"), "{asked}");
    ann.done(&["merge"], &ann.at("picture"), &["--take", "both"]);
    let media = ann.at("picture").join("media");
    let found = std::fs::read_dir(media).unwrap();
    let found: BTreeSet<Vec<u8>> = found
        .map(|file| std::fs::read(file.unwrap().path()).unwrap())
        .collect();
    assert_eq!(found, BTreeSet::from([png(70, 41), png(70, 42)]));
    // Both join the same at the same time.
    for author in &authors {
        assert_eq!(author.merges("twice"), "");
    }
    assert_eq!(ann.text("twice"), bea.text("twice"));
    fleet.settle();

    for author in &authors {
        for name in author.instructions() {
            assert_eq!(author.merges(&name), "", "{}: {name}", author.name);
        }
        fleet.settle();
    }
    assert_same(&authors);
    // The first version of each can be had again, with its picture, by the other.
    for (name, picture) in all.iter().zip(pictures) {
        if *name == "gone" {
            put(&bea.at(name).join("instruction.md"), text("GONE"));
        }
        bea.done(&["restore"], &bea.at(name), &["1"]);
        let back = std::fs::read(bea.at(name).join("media/window.png")).unwrap();
        assert_eq!(back, picture, "{name}");
        assert_eq!(bea.text(name), text(&name.to_uppercase()), "{name}");
    }
    fleet.settle();
    assert_same(&authors);
    fleet.end();
}

#[test]
fn three_authors_who_part_and_meet_lose_nothing() {
    let Some(mut fleet) = Fleet::start(3) else {
        return;
    };
    let authors = [
        Author::new("Ann", &fleet, 0),
        Author::new("Bea", &fleet, 1),
        Author::new("Cor", &fleet, 2),
    ];
    let [ann, bea, cor] = &authors;
    begin(&mut fleet, &authors, &["steps", "one-step"]);
    for round in 1..=3 {
        fleet.part();
        for (author, step) in authors.iter().zip(["open", "check", "close"]) {
            let words = format!("Round {round}, says {}.", author.name);
            author.writes_in_the_window("steps", step, &words);
        }
        if round == 2 {
            for author in &authors {
                let words = format!("It is mine, says {}.", author.name);
                author.writes_in_the_window("one-step", "check", &words);
            }
        }
        fleet.meet();
        // Each round another one joins; in the last all do at the same time.
        let who = if round < 3 { round - 1 } else { 0 };
        assert_eq!(authors[who].merges("steps"), "");
        if round == 3 {
            assert_eq!(bea.merges("steps"), "");
            assert_eq!(cor.merges("steps"), "");
        }
        fleet.settle();
        for author in &authors {
            assert_eq!(author.merges("steps"), "");
            let joined = author.text("steps");
            for other in &authors {
                let words = format!("Round {round}, says {}.", other.name);
                assert!(joined.contains(&words), "{}: {joined}", author.name);
            }
        }
        fleet.settle();
    }
    assert!(cor.merges("one-step").contains("It is mine"));
    cor.done(&["merge"], &cor.at("one-step"), &["--take", "both"]);
    let joined = cor.text("one-step");
    for author in &authors {
        let words = format!("It is mine, says {}.", author.name);
        assert!(joined.contains(&words), "{joined}");
    }
    fleet.settle();
    assert_eq!(ann.merges("one-step"), "");
    assert_eq!(ann.text("one-step"), joined);
    assert_same(&authors);
    fleet.end();
}
