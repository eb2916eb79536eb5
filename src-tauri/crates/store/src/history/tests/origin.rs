//! From which version the files were made, on a computer that does not remember it.

use super::*;

const FIRST: &str = "# Boek\n\n## Open\n\nKlik op Inkoop.\n\n## Sluit\n\nKlik op Klaar.\n";
const SECOND: &str = "# Boek\n\n## Open\n\nKlik op Facturen.\n\n## Sluit\n\nKlik op Gereed.\n";

/// Two versions, and a computer that has never seen them.
fn elsewhere() -> (Scratch, Hash, Hash, History) {
    let scratch = Scratch::new();
    scratch.write("instruction.md", FIRST);
    let first = scratch.take();
    scratch.write("instruction.md", SECOND);
    scratch.write("media/nieuw.png", picture(3, 300));
    let second = scratch.take();
    let history = History::open(&scratch.library, None);
    (scratch, first, second, history)
}

fn parents(scratch: &Scratch, history: &History) -> Vec<Hash> {
    let taken = history.take(OF, &scratch.cause()).unwrap();
    assert!(taken.new);
    history.snapshot(ID, taken.hash).unwrap().parents
}

#[test]
fn an_edit_of_the_newest_version_is_made_from_it() {
    let (scratch, _, second, history) = elsewhere();
    let edited = SECOND.replace("# Boek\n", "# Boek een factuur\n");
    scratch.write("instruction.md", edited);
    assert_eq!(parents(&scratch, &history), [second]);
    assert_eq!(scratch.timeline().heads().len(), 1);
}

/// The history came before the text did: to name the head would undo what is in it.
#[test]
fn an_edit_of_an_older_text_stands_beside_the_newest_version() {
    let (scratch, first, _, history) = elsewhere();
    let edited = FIRST.replace("# Boek\n", "# Boek een factuur\n");
    scratch.write("instruction.md", edited);
    scratch
        .library
        .remove(&format!("{AT}/media/nieuw.png"))
        .unwrap();
    assert_eq!(parents(&scratch, &history), [first]);
    assert_eq!(scratch.timeline().heads().len(), 2);
}

/// Texts are saved more often than versions are kept.
#[test]
fn a_text_half_way_between_two_versions_is_made_from_the_older() {
    let (scratch, first, _, history) = elsewhere();
    scratch.write("instruction.md", FIRST.replace("Inkoop", "Facturen"));
    assert_eq!(parents(&scratch, &history), [first]);
}

#[test]
fn a_picture_that_is_not_here_yet_was_not_taken_out() {
    let (scratch, first, _, history) = elsewhere();
    let edited = SECOND.replace("# Boek\n", "# Boek een factuur\n");
    scratch.write("instruction.md", edited);
    scratch
        .library
        .remove(&format!("{AT}/media/nieuw.png"))
        .unwrap();
    assert_eq!(parents(&scratch, &history), [first]);
}

#[test]
fn an_edit_of_what_was_taken_back_is_made_from_that() {
    let (scratch, first, _, history) = elsewhere();
    let mut cause = scratch.cause();
    cause.reason = Reason::Restored;
    let restored = scratch.history.restore(OF, first, &cause).unwrap();
    let edited = FIRST.replace("# Boek\n", "# Boek een factuur\n");
    scratch.write("instruction.md", edited);
    assert_eq!(parents(&scratch, &history), [restored.after.hash]);
}

/// Of two heads neither is known to be in the text: what both come from is.
#[test]
fn with_two_heads_it_is_made_from_what_both_come_from() {
    let (scratch, first, _, history) = elsewhere();
    let other = Folder::create(&scratch.computer.path().join("other")).unwrap();
    let parents_of_second = [first];
    scratch.write("instruction.md", FIRST.replace("Klaar", "Weg"));
    let cause = Cause {
        parents: Some(&parents_of_second),
        ..scratch.cause()
    };
    History::open(&scratch.library, Some(&other))
        .take(OF, &cause)
        .unwrap();
    assert_eq!(scratch.timeline().heads().len(), 2);
    scratch.write("instruction.md", FIRST.replace("# Boek\n", "# Anders\n"));
    assert_eq!(parents(&scratch, &history), [first]);
}

/// The snapshots of a version may come after this computer has built upon it.
#[test]
fn a_remembered_version_that_is_not_here_now_is_named_all_the_same() {
    let (scratch, _, second, _) = elsewhere();
    let place = scratch.home().join(snapshot_place(ID, second));
    let bytes = fs_err::read(&place).unwrap();
    fs_err::remove_file(&place).unwrap();
    let history = scratch.reopened();
    scratch.write("instruction.md", SECOND.replace("# Boek\n", "# Anders\n"));
    assert_eq!(parents(&scratch, &history), [second]);
    fs_err::write(&place, bytes).unwrap();
    let timeline = scratch.reopened().timeline(ID).unwrap();
    assert_eq!(timeline.heads().len(), 1);
}

/// Rule 5: changed means other bytes.
#[test]
fn a_touch_is_no_change_and_an_older_file_with_other_bytes_is_one() {
    let scratch = Scratch::new();
    scratch.write("instruction.md", "# Boek\n");
    let path = scratch.library.path().join(AT).join("instruction.md");
    let set = |time: SystemTime| {
        let file = fs_err::File::options().write(true).open(&path).unwrap();
        file.set_modified(time).unwrap();
    };
    let long_ago = SystemTime::now() - Duration::from_hours(1000);
    set(long_ago);
    let first = scratch.take();
    set(SystemTime::now());
    let touched = scratch.history.take(OF, &scratch.cause()).unwrap();
    assert_eq!((touched.new, touched.hash), (false, first));
    // As long, and older than what was kept.
    fs_err::write(&path, "# Koop\n").unwrap();
    set(long_ago - Duration::from_hours(1000));
    assert!(scratch.history.take(OF, &scratch.cause()).unwrap().new);
}

/// Rule 9: what cannot be read now was not deleted. iCloud keeps a picture elsewhere.
#[test]
fn a_file_that_is_not_on_this_computer_stays_in_the_version() {
    let scratch = Scratch::new();
    scratch.write("instruction.md", FIRST);
    scratch.write("media/inbox.png", picture(1, 300));
    scratch.take();
    let media = scratch.library.path().join(AT).join("media");
    fs_err::remove_file(media.join("inbox.png")).unwrap();
    fs_err::write(media.join(".inbox.png.icloud"), "a placeholder").unwrap();
    assert!(!scratch.history.take(OF, &scratch.cause()).unwrap().new);
    scratch.write("instruction.md", SECOND);
    let taken = scratch.take();
    let snapshot = scratch.history.snapshot(ID, taken).unwrap();
    let inbox = snapshot.file("media/inbox.png").unwrap();
    assert_eq!(inbox.hash, Hash::of(&picture(1, 300)));
    // One that no version has yet cannot be kept, and is not left out unseen.
    fs_err::write(media.join(".new.png.icloud"), "a placeholder").unwrap();
    let refused = scratch.history.take(OF, &scratch.cause()).unwrap_err();
    assert_eq!(refused.kind(), Kind::NotHereYet);
}
