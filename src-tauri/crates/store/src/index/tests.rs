//! The index is damaged, deleted, shared, and asked for anything.

use std::collections::BTreeSet;
use std::path::PathBuf;

use fs_err as fs;
use proptest::prelude::*;

use super::*;

type Found = Hit<String>;

const MAKER: &str = "tests 1";

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn open(&self) -> Index {
        Index::open(self.folder.path(), "library", MAKER).unwrap()
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("library.sqlite")
    }

    /// An index of some entries that is closed again.
    fn filled(texts: &[(&str, &str)]) -> Self {
        let place = Self::new();
        let mut index = place.open();
        fill(&mut index, texts);
        place
    }
}

fn change(path: &str, title: &str, text: &str) -> Change<String, String> {
    Change {
        path: path.to_owned(),
        told: format!("told {title}"),
        files: vec![(format!("{path}/a.md"), known_file(text))],
        texts: Some(Texts {
            documents: vec![Document {
                words: Columns::new(title, "", text),
                shown: text.to_owned(),
            }],
            needs: BTreeSet::new(),
        }),
    }
}

fn known_file(text: &str) -> KnownFile {
    KnownFile {
        stamp: Stamp {
            size: text.len() as u64,
            modified: 1_000_000_000_001,
            changed: 5,
            number: 7,
        },
        moment: 2_000_000_000_000,
        hash: Hash::of(text.as_bytes()),
    }
}

fn fill(index: &mut Index, texts: &[(&str, &str)]) {
    let changes: Vec<_> = texts
        .iter()
        .enumerate()
        .map(|(at, (title, text))| change(&format!("instructions/{at:05}"), title, text).prepare())
        .collect();
    index.write(changes, &[]).unwrap();
    index.complete("settings").unwrap();
}

#[expect(clippy::unnecessary_wraps, reason = "whoever looks may find nothing")]
fn some(hit: Found) -> Option<Found> {
    Some(hit)
}

fn search(index: &Index, words: &str) -> Vec<String> {
    let found = index.search(&Query::new(words), 100, some).unwrap();
    found.into_iter().map(|hit| hit.shown).collect()
}

#[test]
fn what_is_kept_is_found_and_told() {
    let place = Place::filled(&[("Boek een factuur", "Open het café"), ("Bel", "Ja")]);
    let index = place.open();
    assert_eq!(search(&index, "CAFE"), ["Open het café"]);
    assert_eq!(search(&index, "op caf"), ["Open het café"]);
    assert_eq!(search(&index, "fact open"), ["Open het café"]);
    assert!(search(&index, "af").is_empty());
    assert!(search(&index, "").is_empty());
    let known: Known<String> = index.known().unwrap();
    assert_eq!(known.entries.len(), 2);
    assert_eq!(known.entries["instructions/00000"], "told Boek een factuur");
    let file = known.files["instructions/00001/a.md"];
    assert_eq!(file, known_file("Ja"));
    assert_eq!(known.settings.as_deref(), Some("settings"));
    assert!(index.is_complete().unwrap());
    index.check().unwrap();
}

/// Of more than are wanted, the index knows only where the words stand.
#[test]
fn titles_come_first_then_what_parts_are_called() {
    let place = Place::new();
    let mut index = place.open();
    let texts = ["last", "heading", "title"];
    let words = [
        Columns::new("Anders", "", "klant klant klant"),
        Columns::new("Bijna", "De klant belt", "nee"),
        Columns::new("Bel de klant", "", "nee"),
    ];
    let changes = texts.iter().zip(words).map(|(text, words)| {
        let mut change = change(&format!("instructions/{text}"), "", text);
        if let Some(texts) = &mut change.texts {
            texts.documents[0].words = words;
        }
        change.prepare()
    });
    index.write(changes, &[]).unwrap();
    let shown = |most| {
        let found = index.search(&Query::new("klant"), most, some).unwrap();
        found.into_iter().map(|hit| hit.shown).collect::<Vec<_>>()
    };
    assert_eq!(shown(1), ["title"]);
    assert_eq!(shown(2), ["title", "heading"]);
    assert_eq!(shown(3).len(), 3);
}

/// Each entry has three texts: as many entries are found as are wanted, those with the word in
/// their title before all others.
#[test]
fn texts_of_one_entry_take_no_place_of_another() {
    let place = Place::new();
    let mut index = place.open();
    let changes = (0..120).map(|at| {
        let title = if at < 60 { "other" } else { "word" };
        let mut change = change(&format!("instructions/{at:03}"), title, "word");
        if let Some(texts) = &mut change.texts {
            for _ in 0..2 {
                texts.documents.push(Document {
                    words: Columns::new(title, "", "word"),
                    shown: "word".to_owned(),
                });
            }
        }
        change.prepare()
    });
    index.write(changes, &[]).unwrap();
    let entries = |most| {
        let found = index.search(&Query::new("word"), most, some).unwrap();
        found
            .into_iter()
            .map(|hit| hit.path)
            .collect::<BTreeSet<_>>()
    };
    let titled = entries(50);
    assert!(titled.len() >= 50);
    assert!(
        titled
            .iter()
            .all(|path| path.as_str() >= "instructions/060")
    );
    assert_eq!(entries(120).len(), 120);
    assert_eq!(entries(1_000).len(), 120);
}

/// The index keeps no order of words; it goes on until as many as are wanted are right.
#[test]
fn whoever_looks_tells_what_is_right() {
    let texts: Vec<String> = (0..900).map(|at| format!("发票 {at}")).collect();
    let mut texts: Vec<(&str, &str)> = texts.iter().map(|text| ("T", text.as_str())).collect();
    texts.extend([("T", "票发"); 20]);
    let place = Place::filled(&texts);
    let query = Query::new("票发");
    // Nothing is made of those before them.
    let look = |hit: Found| query.find(&hit.shown).all().then_some(hit.shown);
    let found = place.open().search(&query, 10, look).unwrap();
    assert_eq!(found, ["票发"; 20]);
}

#[test]
fn many_hits_are_answered_too_with_titles_first() {
    let mut texts: Vec<(String, String)> = (0..1_600)
        .map(|at| (format!("Number {at}"), format!("the same word {at}")))
        .collect();
    texts.push(("The same title".to_owned(), "other".to_owned()));
    let texts: Vec<(&str, &str)> = texts
        .iter()
        .map(|(title, text)| (title.as_str(), text.as_str()))
        .collect();
    let place = Place::filled(&texts);
    let found = search(&place.open(), "same");
    assert!((100..200).contains(&found.len()), "{}", found.len());
    assert_eq!(found[0], "other");
}

#[test]
fn an_entry_is_changed_and_forgotten_with_all_its_words() {
    let place = Place::filled(&[("One", "alpha"), ("Two", "beta")]);
    let mut index = place.open();
    index
        .write(
            vec![change("instructions/00000", "One", "gamma").prepare()],
            &[],
        )
        .unwrap();
    assert!(search(&index, "alpha").is_empty());
    assert_eq!(search(&index, "gamma"), ["gamma"]);
    // What a list shows may change while the texts stay.
    let told = Change {
        texts: None,
        told: "new".to_owned(),
        ..change("instructions/00000", "One", "unused")
    };
    index
        .write(vec![told.prepare()], &["instructions/00001".to_owned()])
        .unwrap();
    assert_eq!(search(&index, "gamma"), ["gamma"]);
    assert!(search(&index, "beta").is_empty());
    let known: Known<String> = index.known().unwrap();
    assert_eq!(known.entries["instructions/00000"], "new");
    assert_eq!((known.entries.len(), known.files.len()), (1, 1));
    index.check().unwrap();
}

#[test]
fn one_that_comes_twice_is_as_it_came_last() {
    let place = Place::new();
    let mut index = place.open();
    let twice = ["alpha", "beta"].map(|text| change("a", "T", text).prepare());
    index.write(twice, &[]).unwrap();
    assert!(search(&index, "alpha").is_empty());
    assert_eq!(search(&index, "beta"), ["beta"]);
    index.write([], &["a".to_owned()]).unwrap();
    assert!(search(&index, "beta").is_empty());
    index.check().unwrap();
}

#[test]
fn a_former_title_is_not_found() {
    let place = Place::filled(&[("Former", "text")]);
    let mut index = place.open();
    let renamed = change("instructions/00000", "Newer", "text");
    index.write(vec![renamed.prepare()], &[]).unwrap();
    assert!(search(&index, "former").is_empty());
    assert_eq!(search(&index, "newer"), ["text"]);
}

#[test]
fn it_tells_what_was_made_with_something_else() {
    let place = Place::new();
    let mut index = place.open();
    let mut one = change("a", "A", "a");
    if let Some(texts) = &mut one.texts {
        texts.needs.insert("snippets/x.md".to_owned());
    }
    let other = change("b", "B", "b");
    index
        .write(vec![one.prepare(), other.prepare()], &[])
        .unwrap();
    let asked = BTreeSet::from(["snippets/x.md".to_owned(), "snippets/y.md".to_owned()]);
    let made = index.made_with(&asked).unwrap();
    assert_eq!(made, BTreeSet::from(["a".to_owned()]));
    index
        .write(vec![change("a", "A", "a").prepare()], &[])
        .unwrap();
    assert!(index.made_with(&asked).unwrap().is_empty());
}

#[test]
fn a_file_is_unchanged_only_when_it_was_written_well_before_it_was_read() {
    let settled = known_file("text");
    assert_eq!(settled.still(&settled.stamp), Some(settled.hash));
    let other = Stamp {
        changed: 6,
        ..settled.stamp
    };
    assert_eq!(settled.still(&other), None);
    let fresh = KnownFile {
        moment: settled.stamp.modified + 2_000_000_000,
        ..settled
    };
    assert_eq!(fresh.still(&fresh.stamp), None);
}

#[test]
fn the_moment_is_that_of_the_disk() {
    let place = Place::new();
    let index = place.open();
    let before = index.moment().unwrap();
    assert!(before > 1_600_000_000_000_000_000);
    assert!(index.moment().unwrap() >= before);
    let left = fs::read_dir(place.folder.path())
        .unwrap()
        .filter(|entry| {
            let name = entry.as_ref().unwrap().file_name();
            !name.to_string_lossy().starts_with("library.sqlite")
        })
        .count();
    assert_eq!(left, 0);
}

/// Whatever is done to the file: it answers rightly, or says that it is damaged and is empty when
/// it is opened anew.
fn is_right_or_empty(place: &Place, texts: &[(&str, &str)]) {
    let ask = |index: &Index| -> Result<(usize, Vec<Found>), Error> {
        index.check()?;
        let known = index.known::<String>()?;
        let found = index.search(&Query::new("word"), 2_000, some)?;
        Ok((known.entries.len(), found))
    };
    for _ in 0..2 {
        let index = Index::open(place.folder.path(), "library", MAKER).unwrap();
        match ask(&index) {
            Ok((0, found)) => return assert!(found.is_empty()),
            Ok((count, found)) => {
                assert_eq!(count, texts.len());
                return assert_eq!(found.len(), texts.len());
            }
            Err(error) => {
                assert_eq!(error.kind(), Kind::Damaged, "{error:?}");
                index.discard().unwrap();
            }
        }
    }
    panic!("it stays damaged");
}

fn some_texts() -> Vec<(String, String)> {
    (0..300)
        .map(|at| {
            let text = format!("a word of number {at} {}", "and more ".repeat(at % 50));
            (format!("Title {at}"), text)
        })
        .collect()
}

fn damaged(damage: impl FnOnce(&mut Vec<u8>)) {
    let texts = some_texts();
    let texts: Vec<(&str, &str)> = texts
        .iter()
        .map(|(title, text)| (title.as_str(), text.as_str()))
        .collect();
    let place = Place::filled(&texts);
    let mut bytes = fs::read(place.file()).unwrap();
    assert!(
        bytes.len() > 50_000,
        "all is in the one file: {}",
        bytes.len()
    );
    damage(&mut bytes);
    fs::write(place.file(), bytes).unwrap();
    is_right_or_empty(&place, &texts);
}

#[test]
fn cut_short_it_is_made_anew() {
    for length in [0, 1, 99, 100, 4096, 4097, 40_000] {
        damaged(|bytes| bytes.truncate(length));
    }
}

#[test]
fn full_of_anything_it_is_made_anew() {
    damaged(|bytes| bytes.fill(0x5a));
    damaged(|bytes| bytes.fill(0));
    damaged(|bytes| bytes[100..].fill(0xff));
    damaged(|bytes| bytes[4096..].fill(0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn damaged_anywhere_it_is_right_or_made_anew(
        spots in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 1..200_usize), 1..4)
    ) {
        damaged(|bytes| {
            for (at, byte, length) in spots {
                let at = at.index(bytes.len());
                let end = (at + length).min(bytes.len());
                bytes[at..end].fill(byte);
            }
        });
    }

    #[test]
    fn anything_may_be_looked_for(typed in any::<String>(), ascii in "[ -~]{0,40}") {
        let place = Place::filled(&[("Title", "text AND NOT \"or\" NEAR(a b) title:x {y} ^z - + *")]);
        let index = place.open();
        for typed in [&typed, &ascii] {
            let found: Result<Vec<Found>, Error> = index.search(&Query::new(typed), 10, some);
            prop_assert!(found.is_ok(), "{typed:?}: {found:?}");
        }
    }

    #[test]
    fn what_the_words_tell_is_found(text in "[\\PC\\n]{0,60}", other in "[\\PC]{0,20}") {
        let place = Place::filled(&[("T", &text), ("T", &other)]);
        let index = place.open();
        for word in words(&text) {
            let typed = &text[word.place];
            let found = search(&index, typed);
            prop_assert!(found.contains(&text), "{typed:?} in {text:?}");
        }
    }
}

#[test]
fn operators_of_the_query_language_are_words() {
    let place = Place::filled(&[("T", "this and that or NEAR not"), ("T", "this that")]);
    let index = place.open();
    assert_eq!(
        search(&index, "this AND that"),
        ["this and that or NEAR not"]
    );
    assert_eq!(search(&index, "near("), ["this and that or NEAR not"]);
    assert_eq!(search(&index, "title:this").len(), 0);
    for hostile in [
        "\"",
        "'",
        "*",
        "a*\"",
        "-a",
        "(((",
        "{title}: a",
        "\0",
        "a\0b",
        "NEAR(",
    ] {
        search(&index, hostile);
    }
    search(&index, &"a ".repeat(100_000));
    search(&index, &"票".repeat(100_000));
}

#[test]
fn that_of_another_version_or_program_is_thrown_away() {
    let place = Place::filled(&[("A", "word")]);
    let other = Index::open(place.folder.path(), "library", "tests 2").unwrap();
    assert!(search(&other, "word").is_empty());
    drop(other);
    for pragma in [
        "user_version = 99",
        "user_version = 0",
        "application_id = 4",
    ] {
        let place = Place::filled(&[("A", "word")]);
        let connection = rusqlite::Connection::open(place.file()).unwrap();
        connection
            .execute_batch(&format!("PRAGMA {pragma}"))
            .unwrap();
        drop(connection);
        let index = place.open();
        assert!(search(&index, "word").is_empty(), "{pragma}");
        assert!(!index.is_complete().unwrap());
    }
    // Newer tables that this version does not know.
    let place = Place::filled(&[("A", "word")]);
    let connection = rusqlite::Connection::open(place.file()).unwrap();
    connection
        .execute_batch("DROP TABLE words; CREATE TABLE words (other TEXT)")
        .unwrap();
    drop(connection);
    let index = place.open();
    let found: Result<Vec<Found>, Error> = index.search(&Query::new("word"), 10, some);
    assert_eq!(found.unwrap_err().kind(), Kind::Damaged);
}

#[test]
fn deleted_while_it_is_open_it_is_made_anew_at_the_next_opening() {
    if cfg!(windows) {
        return; // The system does not let it happen.
    }
    let place = Place::filled(&[("A", "word")]);
    let mut open = place.open();
    remove(&place.file()).unwrap();
    // Whoever has it open gets an answer or an error, and no panic.
    let _ = open.write(vec![change("b", "B", "word").prepare()], &[]);
    let _: Result<Vec<Found>, Error> = open.search(&Query::new("word"), 10, some);
    let mut anew = place.open();
    assert!(search(&anew, "word").is_empty());
    fill(&mut anew, &[("A", "word")]);
    drop(open);
    drop(anew);
    assert_eq!(search(&place.open(), "word"), ["word"]);
}

#[test]
fn a_folder_in_its_place_is_an_error_and_nothing_else() {
    let place = Place::new();
    fs::create_dir(place.file()).unwrap();
    let error = Index::open(place.folder.path(), "library", MAKER).unwrap_err();
    assert_ne!(error.kind(), Kind::Damaged, "{error:?}");
    assert!(!error.hint().is_empty());
}

#[test]
fn several_write_and_search_at_the_same_time() {
    let place = Place::new();
    std::thread::scope(|scope| {
        for writer in 0..3 {
            let place = &place;
            scope.spawn(move || {
                for round in 0..20 {
                    let mut index = place.open();
                    let text = format!("word from {writer} in round {round}");
                    let one = change(&format!("instructions/{writer}"), "T", &text);
                    index.write(vec![one.prepare()], &[]).unwrap();
                    let found = search(&index, &format!("word {writer}"));
                    assert!(found.contains(&text), "{found:?}");
                }
            });
        }
    });
    let index = place.open();
    assert_eq!(search(&index, "round").len(), 3);
    index.check().unwrap();
}

#[test]
fn who_reads_does_not_wait_for_who_writes() {
    let place = Place::filled(&[("A", "word")]);
    let mut writing = place.open();
    let transaction = writing
        .connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .unwrap();
    let begun = std::time::Instant::now();
    assert_eq!(search(&place.open(), "word"), ["word"]);
    assert!(begun.elapsed() < PATIENCE / 2);
    drop(transaction);
}
