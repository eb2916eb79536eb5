#![expect(
    clippy::disallowed_methods,
    reason = "another program, which writes as it likes"
)]

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;
use werkwijzer_instruction::{BlockKind, Inline, plain_text};

use super::*;

const TEXT: &str = "---\nid: 01A\n---\n# T\n\n## One\n\n*  First.\n\n## Two\n\nSecond.\n";

struct Place {
    place: TempDir,
}

impl Place {
    fn new() -> Self {
        let place = TempDir::new().unwrap();
        let library = Library::create(&place.path().join("library"), "L", "en").unwrap();
        library
            .folder
            .write("instructions/a/instruction.md", TEXT.as_bytes())
            .unwrap();
        Self { place }
    }

    fn file(&self) -> PathBuf {
        self.place
            .path()
            .join("library/instructions/a/instruction.md")
    }

    fn on_disk(&self) -> String {
        fs::read_to_string(self.file()).unwrap()
    }

    fn open(&self) -> (Editing, bool) {
        let library = Library::open(&self.place.path().join("library")).unwrap();
        let recoveries = self.place.path().join("recoveries");
        Editing::open(
            library,
            "instructions/a",
            "instruction.md",
            Some(&recoveries),
        )
        .unwrap()
    }

    fn recoveries(&self) -> usize {
        fs::read_dir(self.place.path().join("recoveries")).map_or(0, Iterator::count)
    }
}

/// The file after the paragraph of its second step was edited: the step has an id now.
fn with(words: &str) -> String {
    TEXT.replace("## Two", "## Two {#two}")
        .replace("Second.", words)
}

/// The tree with other words in the paragraph of its second step.
fn with_words(editing: &Editing, words: &str) -> Instruction {
    said(editing.tree(), words)
}

/// As the window, which knows no id that a step got since, gives a tree back.
fn said(tree: &Instruction, words: &str) -> Instruction {
    let mut tree = tree.clone();
    tree.steps[1].blocks[0].kind = BlockKind::Paragraph {
        content: vec![Inline::Text { text: words.into() }],
    };
    serde_json::from_value(serde_json::to_value(&tree).unwrap()).unwrap()
}

fn typed(editing: &mut Editing, words: &str) {
    let tree = with_words(editing, words);
    let generation = editing.generation();
    assert_eq!(editing.edit(tree, generation).unwrap(), None);
}

#[test]
fn a_save_changes_only_what_was_edited_again_and_again() {
    let place = Place::new();
    let (mut editing, _) = place.open();
    let opened = editing.tree().clone();
    for words in ["A.", "A b.", "Second."] {
        assert_eq!(editing.edit(said(&opened, words), 0).unwrap(), None);
        assert!(editing.save().unwrap());
        let unedited = words == "Second.";
        let wanted = if unedited {
            TEXT.to_owned()
        } else {
            with(words)
        };
        assert_eq!(place.on_disk(), wanted);
    }
    assert_eq!(place.recoveries(), 0);
}

#[test]
fn what_was_typed_survives_a_crash() {
    let place = Place::new();
    let (mut editing, recovered) = place.open();
    assert!(!recovered);
    typed(&mut editing, "Typed.");
    // The process ends here.
    drop(editing);
    assert_eq!(place.on_disk(), TEXT);
    let (mut editing, recovered) = place.open();
    assert!(recovered && !editing.is_saved());
    assert!(editing.save().unwrap());
    assert_eq!(place.on_disk(), with("Typed."));
    let (_, recovered) = place.open();
    assert!(!recovered);
}

#[test]
fn what_was_typed_before_a_crash_is_merged_with_what_others_wrote_since() {
    let place = Place::new();
    let (mut editing, _) = place.open();
    typed(&mut editing, "Typed.");
    drop(editing);
    fs::write(place.file(), TEXT.replace("First.", "Theirs.")).unwrap();
    let (mut editing, recovered) = place.open();
    assert!(recovered);
    assert!(editing.save().unwrap());
    let both = with("Typed.").replace("First.", "Theirs.");
    assert_eq!(place.on_disk(), both);
}

#[test]
fn what_others_write_is_taken_in_beside_what_is_typed() {
    let place = Place::new();
    let (mut editing, _) = place.open();
    typed(&mut editing, "Typed.");
    fs::write(place.file(), TEXT.replace("First.", "Theirs.")).unwrap();
    assert!(!editing.save().unwrap(), "their text was overwritten");
    assert_eq!(editing.look().unwrap(), Outside::Merged(vec![]));
    assert_eq!(editing.generation(), 1);
    assert!(editing.save().unwrap());
    let both = with("Typed.").replace("First.", "Theirs.");
    assert_eq!(place.on_disk(), both);
}

#[test]
fn an_edit_made_before_the_window_heard_of_a_merge_loses_nothing() {
    let place = Place::new();
    let (mut editing, _) = place.open();
    let late = with_words(&editing, "Typed late.");
    fs::write(place.file(), TEXT.replace("First.", "Theirs.")).unwrap();
    assert_eq!(editing.look().unwrap(), Outside::Merged(vec![]));
    assert_eq!(editing.edit(late, 0).unwrap(), Some(vec![]));
    assert!(editing.save().unwrap());
    let both = with("Typed late.").replace("First.", "Theirs.");
    assert_eq!(place.on_disk(), both);
}

#[test]
fn both_texts_stand_where_both_changed_the_same() {
    let place = Place::new();
    let (mut editing, _) = place.open();
    typed(&mut editing, "Ours.");
    fs::write(place.file(), TEXT.replace("Second.", "Theirs.")).unwrap();
    let Outside::Merged(conflicts) = editing.look().unwrap() else {
        panic!("their change was not seen");
    };
    assert_eq!(conflicts.len(), 1);
    assert!(editing.save().unwrap());
    let text = place.on_disk();
    assert!(text.contains("Ours.") && text.contains("Theirs."), "{text}");
}

#[test]
fn a_touch_asks_nothing_and_our_own_write_is_no_change() {
    let place = Place::new();
    let (mut editing, _) = place.open();
    fs::write(place.file(), TEXT).unwrap();
    assert_eq!(editing.look().unwrap(), Outside::Nothing);
    typed(&mut editing, "Ours.");
    assert!(editing.save().unwrap());
    assert_eq!(editing.look().unwrap(), Outside::Nothing);
    assert_eq!(editing.generation(), 0);
}

#[test]
fn an_older_file_put_back_is_seen() {
    let place = Place::new();
    let (mut editing, _) = place.open();
    typed(&mut editing, "Ours.");
    assert!(editing.save().unwrap());
    let old = fs::File::options()
        .write(true)
        .truncate(true)
        .open(place.file())
        .unwrap();
    std::io::Write::write_all(&mut &old, TEXT.as_bytes()).unwrap();
    old.set_modified(std::time::UNIX_EPOCH).unwrap();
    assert_eq!(editing.look().unwrap(), Outside::Merged(vec![]));
    let BlockKind::Paragraph { content } = &editing.tree().steps[1].blocks[0].kind else {
        panic!("no paragraph");
    };
    assert_eq!(plain_text(content), "Second.");
}

#[test]
fn a_removed_file_comes_back_with_what_is_typed_next() {
    let place = Place::new();
    let (mut editing, _) = place.open();
    fs::remove_file(place.file()).unwrap();
    assert_eq!(editing.look().unwrap(), Outside::Removed);
    assert_eq!(editing.look().unwrap(), Outside::Nothing);
    typed(&mut editing, "Typed.");
    assert!(editing.save().unwrap());
    assert_eq!(place.on_disk(), with("Typed."));
}

#[test]
fn a_library_that_is_away_is_an_error_and_keeps_the_recovery_copy() {
    let place = Place::new();
    let (mut editing, _) = place.open();
    let library = place.place.path().join("library");
    let away = place.place.path().join("away");
    fs::rename(&library, &away).unwrap();
    typed(&mut editing, "Typed.");
    assert_eq!(editing.look().unwrap_err().code, "store.missing-root");
    assert!(editing.save().is_err());
    assert_eq!(place.recoveries(), 1);
    assert!(!library.exists(), "a folder was made where the drive was");
    fs::rename(&away, &library).unwrap();
    assert!(editing.save().unwrap());
    assert_eq!(place.on_disk(), with("Typed."));
}

/// The tree with another title for its first step, as the window gives it back: of the ids that
/// were given meanwhile it knows nothing.
fn retitled(tree: &Instruction, title: &str) -> Instruction {
    let mut tree = tree.clone();
    tree.steps[0].heading.content = vec![Inline::Text { text: title.into() }];
    tree
}

#[test]
fn a_step_gets_the_id_that_it_had_when_it_is_first_edited_and_undo_takes_it_back() {
    let place = Place::new();
    let (mut editing, _) = place.open();
    let window = editing.tree().clone();
    for title in ["O", "On", "Once"] {
        assert_eq!(editing.edit(retitled(&window, title), 0).unwrap(), None);
        assert!(editing.save().unwrap());
    }
    assert_eq!(
        place.on_disk(),
        TEXT.replace("## One", "## Once {#one}"),
        "nothing else changes"
    );
    assert_eq!(editing.edit(window, 0).unwrap(), None);
    assert!(editing.save().unwrap());
    assert_eq!(place.on_disk(), TEXT);
}

#[test]
fn an_id_that_the_window_does_not_know_yet_survives_a_merge() {
    let place = Place::new();
    let (mut editing, _) = place.open();
    let window = editing.tree().clone();
    editing.edit(retitled(&window, "Once"), 0).unwrap();
    editing.save().unwrap();
    fs::write(place.file(), place.on_disk().replace("Second.", "Zwei.")).unwrap();
    assert_eq!(editing.look().unwrap(), Outside::Merged(Vec::new()));
    // Typed before the window heard of it.
    let merged = editing.edit(retitled(&window, "Once more"), 0).unwrap();
    assert_eq!(merged, Some(Vec::new()));
    editing.save().unwrap();
    let wanted = TEXT
        .replace("## One", "## Once more {#one}")
        .replace("Second.", "Zwei.");
    assert_eq!(place.on_disk(), wanted);
    let heading = &editing.tree().steps[0].heading;
    assert_eq!(heading.id.as_deref(), Some("one"));
    // Now it knows the id, and keeps it.
    let generation = editing.generation();
    let again = retitled(&editing.tree().clone(), "One");
    editing.edit(again, generation).unwrap();
    editing.save().unwrap();
    assert!(place.on_disk().contains("## One {#one}"));
}

#[test]
fn what_a_template_calls_a_step_is_no_address() {
    let place = Place::new();
    let library = Library::open(&place.place.path().join("library")).unwrap();
    let folder = library
        .create_instruction("New", crate::Template::Procedure)
        .unwrap();
    let (mut editing, _) = Editing::open(library, &folder, "instruction.md", None).unwrap();
    let typed = retitled(editing.tree(), "Open Kasboek");
    editing.edit(typed, 0).unwrap();
    let text = String::from_utf8(editing.bytes().to_vec()).unwrap();
    assert!(text.contains("## Open Kasboek\n"), "{text}");
}
