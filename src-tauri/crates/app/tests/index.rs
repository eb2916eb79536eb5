//! The index gives the answers that reading everything gives, whatever happens to the library or
//! to itself.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test plays the other programs, and fails where it cannot go on"
)]

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use werkwijzer_app::{By, Found, FoundKind, Library, Listed, NewRelease, Reason, Status};

const FOLDER: &str = "instructions/boek-een-inkoopfactuur";

/// Words of the example, some in several instructions, titles, languages and kinds.
const WORDS: [&str; 14] = [
    "factuur",
    "boek inkoop",
    "INKOOPFACTUUR",
    "supplier",
    "leverancier tweede",
    "btw",
    "e-mail",
    "de",
    "customer",
    "vraag",
    "corrections 100",
    "inloggen",
    "purchas",
    "zzz",
];

struct Desk {
    place: tempfile::TempDir,
    library: Library,
}

impl Desk {
    fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        let library = Library::create_example(&place.path().join("library")).unwrap();
        Self { place, library }
    }

    fn index(&self) -> PathBuf {
        self.place.path().join("index")
    }

    fn file(&self, path: &str) -> PathBuf {
        self.library.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let file = self.file(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    fn edit(&self, path: &str, from: &str, to: &str) {
        let text = std::fs::read_to_string(self.file(path)).unwrap();
        assert!(text.contains(from), "{text}");
        std::fs::write(self.file(path), text.replacen(from, to, 1)).unwrap();
    }

    /// Lists by the index, which must be what reading everything gives.
    fn list(&self) -> Vec<Listed> {
        let (listed, notices) = self.library.list(Some(&self.index())).unwrap();
        let (all, other) = self.library.list(None).unwrap();
        assert_eq!(listed, all);
        assert_eq!(notices, other);
        listed
    }

    fn listed(&self) -> Listed {
        let list = self.list();
        list.into_iter().find(|one| one.folder == FOLDER).unwrap()
    }

    fn search(&self, words: &str) -> Vec<Found> {
        self.library.search(words, Some(&self.index())).unwrap()
    }

    /// Searches by the index, which must find what reading everything finds, in the same order.
    fn same(&self, words: &str) -> Vec<Found> {
        let found = self.search(words);
        let all = self.library.search(words, None).unwrap();
        assert_eq!(found, all, "{words}");
        let first = found.iter().position(|one| one.kind != FoundKind::Title);
        if let Some(first) = first {
            let mut rest = found[first..].iter();
            assert!(rest.all(|one| one.kind != FoundKind::Title), "{words}");
        }
        found
    }

    fn all_same(&self) {
        self.list();
        for words in WORDS {
            self.same(words);
        }
    }

    fn release(&self, note: &str) {
        let release = NewRelease {
            note: note.to_owned(),
            status: Some(Status::Approved),
            approved_by: None,
        };
        let versions = self.library.versions(None);
        versions.release(FOLDER, &release, &by(0)).unwrap();
    }
}

fn by(minute: u64) -> By {
    By {
        author: "Ann".to_owned(),
        now: SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000 + 60 * minute),
    }
}

/// As if all files were written long ago: then only what changes is read again.
fn age(folder: &Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            age(&path);
        } else {
            let file = std::fs::File::options().write(true).open(&path).unwrap();
            let then = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
            file.set_modified(then).unwrap();
        }
    }
}

fn folders(found: &[Found]) -> Vec<&str> {
    found.iter().map(|found| found.folder.as_str()).collect()
}

#[test]
fn it_answers_as_reading_everything_does() {
    let desk = Desk::new();
    desk.all_same();
    let found = desk.same("inkoopfactuur");
    assert!(found.len() > 1, "{found:?}");
    assert_eq!(found[0].folder, FOLDER);
    assert_eq!(found[0].kind, FoundKind::Title);
    assert!(desk.search("  &&& ").is_empty());
}

#[test]
fn it_is_filled_by_the_first_search_too() {
    let desk = Desk::new();
    assert!(!desk.search("inkoopfactuur").is_empty());
}

#[test]
fn what_changes_is_found_and_what_goes_is_not() {
    let desk = Desk::new();
    desk.list();
    desk.edit(
        &format!("{FOLDER}/instruction.md"),
        "# Boek een inkoopfactuur",
        "# Boek een zonnebloem",
    );
    desk.all_same();
    assert_eq!(folders(&desk.same("zonnebl")), [FOLDER]);
    // An older file with new words, of the same size: renamed over, as sync clients do.
    age(desk.library.path());
    desk.list();
    let text = std::fs::read_to_string(desk.file(&format!("{FOLDER}/instruction.md"))).unwrap();
    desk.write("new.txt", &text.replace("zonnebloem", "korenbloem"));
    age(desk.library.path());
    std::fs::rename(
        desk.file("new.txt"),
        desk.file(&format!("{FOLDER}/instruction.md")),
    )
    .unwrap();
    desk.all_same();
    assert_eq!(folders(&desk.same("korenbl")), [FOLDER]);
    assert!(desk.same("zonnebl").is_empty());
    // A folder that is renamed, one that is new, one that goes.
    let moved = "instructions/verplaatst";
    std::fs::rename(desk.file(FOLDER), desk.file(moved)).unwrap();
    desk.write(
        "instructions/nieuw/instruction.md",
        "# Nieuw\n\n## Eén\n\nPaarden.\n",
    );
    desk.all_same();
    assert_eq!(folders(&desk.same("korenbl")), [moved]);
    let found = desk.same("paard");
    assert_eq!(found[0].step.as_deref(), Some("1 Eén"));
    assert_eq!(found[0].step_id.as_deref(), Some("eén"));
    std::fs::remove_dir_all(desk.file("instructions/nieuw")).unwrap();
    std::fs::remove_file(desk.file(&format!("{moved}/instruction.md"))).unwrap();
    desk.all_same();
    assert!(desk.same("paard").is_empty() && desk.same("korenbl").is_empty());
}

#[test]
fn only_what_was_written_is_read_again() {
    let desk = Desk::new();
    age(desk.library.path());
    desk.list();
    assert!(!desk.library.refresh(&desk.index()).unwrap());
    // Another time is no other content.
    let file = desk.file(&format!("{FOLDER}/instruction.en.md"));
    let text = std::fs::read(&file).unwrap();
    std::fs::write(&file, text).unwrap();
    assert!(!desk.library.refresh(&desk.index()).unwrap());
    desk.edit(&format!("{FOLDER}/instruction.en.md"), "invoice", "bill");
    assert!(desk.library.refresh(&desk.index()).unwrap());
    desk.all_same();
}

#[test]
fn what_was_written_a_moment_ago_is_always_read_again() {
    let desk = Desk::new();
    let path = "instructions/kort/instruction.md";
    desk.write(path, "# Kort\n\nappel\n");
    let file = std::fs::File::options()
        .write(true)
        .open(desk.file(path))
        .unwrap();
    let now = file.metadata().unwrap().modified().unwrap();
    desk.list();
    // The same size and time, within the grain of the clock.
    desk.write(path, "# Kort\n\nperen\n");
    file.set_modified(now).unwrap();
    desk.list();
    assert_eq!(desk.same("peren").len(), 1);
}

#[test]
fn each_kind_of_words_is_found() {
    let desk = Desk::new();
    desk.write(
        "instructions/alles/instruction.md",
        "---\nlanguage: nl\ntags: [tagwoord]\nagreements:\n  quality: hoogstens {{grens}} \
         afspraakwoord\n---\n# Titelwoord\n\nInleidingwoord.\n\n## Stapwoord {#stap}\n\n\
         Tekstwoord. {{> hulp}}\n\n{{> hulp}}\n\n![Plaatjeswoord](a.png)\n",
    );
    desk.write(
        "instructions/alles/instruction.en.md",
        "---\nlanguage: en\n---\n# Titleword\n\nIntroword.\n",
    );
    desk.write("snippets/hulp.md", "Hulpwoord in een snippet.\n");
    let kinds = |words: &str| -> Vec<(FoundKind, String)> {
        let found = desk.same(words).into_iter();
        found.map(|found| (found.kind, found.language)).collect()
    };
    desk.list();
    let nl = || "nl".to_owned();
    for (words, kind) in [
        ("titelw", FoundKind::Title),
        ("inleidingw", FoundKind::Introduction),
        ("stapw tekstw", FoundKind::Step),
        ("plaatjesw", FoundKind::Picture),
        ("afspraakw", FoundKind::Agreement),
        ("tagw", FoundKind::Tag),
    ] {
        assert_eq!(kinds(words), [(kind, nl())], "{words}");
    }
    assert_eq!(kinds("titlew"), [(FoundKind::Title, "en".to_owned())]);
    assert_eq!(
        kinds("introw"),
        [(FoundKind::Introduction, "en".to_owned())]
    );
    // In the step that includes it, and in the file itself.
    let found = kinds("hulpw");
    assert!(found.contains(&(FoundKind::Step, nl())), "{found:?}");
    assert!(found.contains(&(FoundKind::Snippet, nl())), "{found:?}");
    let found = desk.same("stapw");
    assert_eq!(found[0].step_id.as_deref(), Some("stap"));
    assert_eq!(
        found[0].excerpt,
        "\u{e000}Stapwoord\u{e001} Tekstwoord. {{> hulp}} Hulpwoord in een snippet."
    );
    // Words that stand apart.
    assert_eq!(kinds("tagw inleidingw plaatjesw").len(), 1);
}

#[test]
fn the_best_answer_comes_first() {
    let desk = Desk::new();
    let write = |name: &str, text: &str| {
        desk.write(&format!("instructions/{name}/instruction.md"), text);
    };
    write("apart", "# A\n\nEen hamer.\n\n## Twee\n\nEn een beitel.\n");
    write("later", "# B\n\nIets.\n\n## Twee\n\nHamer en beitel.\n");
    write("eerder", "# C\n\nHamer en beitel.\n");
    write(
        "kop",
        "# D\n\nHamer en beitel.\n\n## Een beitel en hamer\n\nx\n",
    );
    write("titel", "# E beitel, hamer\n");
    write("ook-een-titel", "# De beitel en hamer\n");
    write("niet", "# Beitel\n");
    desk.list();
    let found = desk.same("beitel hamer");
    let names = ["ook-een-titel", "titel", "kop", "eerder", "later", "apart"];
    assert_eq!(
        folders(&found),
        names.map(|name| format!("instructions/{name}"))
    );
    assert_eq!(found[2].step.as_deref(), Some("1 Een beitel en hamer"));
}

/// Letters of writing without spaces, and words with a sign between, must follow each other.
#[test]
fn words_that_belong_together_are_found_together() {
    let desk = Desk::new();
    desk.write(
        "instructions/a/instruction.md",
        "# A\n\n预订采购发票 ann@example.com\n",
    );
    desk.write(
        "instructions/b/instruction.md",
        "# B\n\n票发 example of ann\n",
    );
    desk.list();
    for words in ["发票", "采购发", "ann@exam"] {
        assert_eq!(folders(&desk.same(words)), ["instructions/a"], "{words}");
    }
    assert_eq!(folders(&desk.same("票发")), ["instructions/b"]);
}

#[test]
fn a_snippet_or_variable_that_changes_changes_what_includes_it() {
    let desk = Desk::new();
    let text = "# A\n\nMet {{kleur}}.\n\n{{> stukje}}\n";
    desk.write("instructions/a/instruction.md", text);
    age(desk.library.path());
    desk.all_same();
    assert!(desk.same("schroef").is_empty());
    // One that was not there yet.
    desk.write("snippets/stukje.md", "Een schroef.\n");
    desk.list();
    assert_eq!(desk.same("schroef").len(), 2);
    // A translation of it for the language of the instruction.
    desk.write("snippets/stukje.nl.md", "Een moer.\n");
    desk.list();
    assert_eq!(folders(&desk.same("moer a")), ["instructions/a"]);
    std::fs::remove_file(desk.file("snippets/stukje.nl.md")).unwrap();
    std::fs::remove_file(desk.file("snippets/stukje.md")).unwrap();
    desk.list();
    assert!(desk.same("schroef").is_empty() && desk.same("moer").is_empty());
    assert!(desk.same("oranje").is_empty());
    let settings = std::fs::read_to_string(desk.file("library.toml")).unwrap();
    let settings = settings.replace("[variables]", "[variables]\nkleur = \"oranje\"");
    desk.write("library.toml", &settings);
    let desk = Desk {
        library: Library::open(desk.library.path()).unwrap(),
        ..desk
    };
    desk.list();
    assert_eq!(folders(&desk.same("oranje")), ["instructions/a"]);
}

#[test]
fn releases_and_their_notes_are_told() {
    let desk = Desk::new();
    desk.list();
    assert_eq!(desk.listed().release, None);
    desk.release("Het jubileumwoord");
    let listed = desk.listed();
    let release = listed.release.unwrap();
    assert_eq!((release.number, release.status.as_str()), (1, "approved"));
    assert!(!listed.changed_since_release && !listed.to_join);
    let found = desk.same("jubileumw");
    assert_eq!(folders(&found), [FOLDER]);
    assert_eq!(found[0].kind, FoundKind::Note);
    assert!(found[0].version.is_some());
    assert_eq!(desk.same("jubileumw inkoopf").len(), 1);
    // A picture of the same size.
    let picture = desk.file(&format!("{FOLDER}/media/postvak.png"));
    let old = std::fs::read(&picture).unwrap();
    let mut new = old.clone();
    let last = new.len() - 20;
    new[last] ^= 1;
    std::fs::write(&picture, new).unwrap();
    assert!(desk.listed().changed_since_release);
    std::fs::write(&picture, old).unwrap();
    assert!(!desk.listed().changed_since_release);
    let text = format!("{FOLDER}/instruction.md");
    desk.edit(&text, "# Boek", "# Boekt");
    assert!(desk.listed().changed_since_release);
    desk.edit(&text, "# Boekt", "# Boek");
    assert!(!desk.listed().changed_since_release);
    desk.write(&format!("{FOLDER}/media/new.txt"), "more");
    assert!(desk.listed().changed_since_release);
    desk.release("");
    let listed = desk.listed();
    assert_eq!(listed.release.unwrap().number, 2);
    assert!(!listed.changed_since_release);
    // When the small files of the history become one, nothing is told anew.
    age(desk.library.path());
    desk.list();
    let many = (0..250).map(|at| format!("# More {at}\n"));
    for (at, text) in many.enumerate() {
        desk.write("instructions/veel/instruction.md", &text);
        let versions = desk.library.versions(None);
        let _ = versions.keep("instructions/veel", Reason::Edited, &by(at as u64));
    }
    desk.list();
    desk.library
        .versions(None)
        .tidy(std::time::SystemTime::now(), &werkwijzer_app::Silent)
        .unwrap();
    assert_eq!(desk.listed().release.unwrap().number, 2);
    desk.all_same();
}

#[test]
fn what_is_to_be_joined_is_told() {
    let desk = Desk::new();
    age(desk.library.path());
    desk.list();
    let text = std::fs::read_to_string(desk.file(&format!("{FOLDER}/instruction.md"))).unwrap();
    let copy = format!("{FOLDER}/instruction.sync-conflict-20260101-101010-ABCDEFG.md");
    desk.write(&copy, &text.replace("postvak", "brievenbus"));
    assert!(desk.listed().to_join);
    assert!(desk.same("brievenbus").is_empty(), "no document of its own");
    std::fs::remove_file(desk.file(&copy)).unwrap();
    assert!(!desk.listed().to_join);
    // A file of another instruction that only looks like a copy.
    desk.write(&copy, "---\nid: OTHER\n---\n# Other\n");
    assert!(!desk.listed().to_join);
    std::fs::remove_file(desk.file(&copy)).unwrap();
    // Taken in, it is a second version.
    let versions = desk.library.versions(None);
    versions.keep(FOLDER, Reason::Edited, &by(0)).unwrap();
    desk.write(&copy, &text.replace("postvak", "brievenbus"));
    desk.edit(&format!("{FOLDER}/instruction.md"), "# Boek", "# Boekt");
    versions.unjoined(FOLDER, &by(1)).unwrap().unwrap();
    assert!(!desk.file(&copy).exists());
    assert!(desk.listed().to_join);
}

type Damage = Box<dyn Fn(&mut Vec<u8>)>;

#[test]
fn whatever_happens_to_the_index_no_word_is_lost() {
    let desk = Desk::new();
    age(desk.library.path());
    desk.all_same();
    let file = || {
        let mut files = std::fs::read_dir(desk.index()).unwrap();
        let is_index = |path: &PathBuf| path.extension().is_some_and(|end| end == "sqlite");
        files
            .find_map(|entry| Some(entry.unwrap().path()).filter(is_index))
            .unwrap()
    };
    let whole = std::fs::read(file()).unwrap();
    let damages: Vec<(&str, Damage)> = vec![
        ("empty", Box::new(Vec::clear)),
        (
            "cut short",
            Box::new(|bytes| bytes.truncate(bytes.len() / 2)),
        ),
        ("garbage", Box::new(|bytes| bytes.fill(7))),
        (
            "garbage behind the head",
            Box::new(|bytes| bytes[200..].fill(7)),
        ),
        ("another version", Box::new(|bytes| bytes[63] = 77)),
    ];
    for (name, damage) in &damages {
        let mut bytes = whole.clone();
        damage(&mut bytes);
        std::fs::write(file(), bytes).unwrap();
        // A search first: it finds the damage as well.
        assert!(!desk.search("inkoopfactuur").is_empty(), "{name}");
        desk.all_same();
    }
    std::fs::remove_file(file()).unwrap();
    assert!(!desk.search("inkoopfactuur").is_empty());
    desk.all_same();
    // Here and there, which reading it again finds.
    for at in (1_000..whole.len()).step_by(whole.len() / 12) {
        let mut bytes = whole.clone();
        let end = (at + 40).min(bytes.len());
        bytes[at..end].fill(0xa5);
        std::fs::write(file(), bytes).unwrap();
        desk.library.check_index(&desk.index()).unwrap();
        desk.all_same();
    }
}

#[test]
fn without_a_place_for_the_index_everything_is_read() {
    let desk = Desk::new();
    std::fs::write(desk.index(), "a file where the folder should be").unwrap();
    let (listed, notices) = desk.library.list(Some(&desk.index())).unwrap();
    assert_eq!(listed, desk.library.list(None).unwrap().0);
    assert_eq!(notices.len(), 1);
    assert_eq!(notices[0].code, "index.unusable");
    assert!(!desk.search("inkoopfactuur").is_empty());
}

#[test]
fn the_index_is_not_in_the_library() {
    let desk = Desk::new();
    desk.all_same();
    let mut open = vec![desk.library.path().to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            assert!(
                path.extension().is_none_or(|end| end != "sqlite"),
                "{path:?}"
            );
            if path.is_dir() {
                open.push(path);
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_stays_known() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let desk = Desk::new();
    age(desk.library.path());
    desk.list();
    let file = desk.file(&format!("{FOLDER}/instruction.md"));
    // For who may read everything permissions are no hindrance; a link that leads out is.
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read(&file).is_err() {
        let (listed, notices) = desk.library.list(Some(&desk.index())).unwrap();
        assert!(listed.iter().any(|listed| listed.folder == FOLDER));
        assert_eq!(notices.len(), 1);
    }
    let broken = desk.file("instructions/kapot");
    std::fs::create_dir(&broken).unwrap();
    symlink("/etc/hostname", broken.join("instruction.md")).unwrap();
    let (listed, _) = desk.library.list(Some(&desk.index())).unwrap();
    assert!(
        listed
            .iter()
            .all(|listed| listed.folder != "instructions/kapot")
    );
}
