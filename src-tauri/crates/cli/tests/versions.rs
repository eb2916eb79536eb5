//! The versions of an instruction by the command.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test plays the other programs, and fails where it cannot go on"
)]

use std::path::Path;
use std::process::{Command, Output};

const INSTRUCTION: &str = "library/instructions/boek-een-inkoopfactuur";

fn werkwijzer(place: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_werkwijzer"))
        .current_dir(place)
        .env("WERKWIJZER_CACHE", place.join("cache"))
        .env("WERKWIJZER_AUTHOR", "Ann")
        .args(arguments)
        .output()
        .unwrap()
}

fn done(place: &Path, arguments: &[&str]) -> String {
    let output = werkwijzer(place, arguments);
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// The example as if nothing of it had ever been given out.
fn example(place: &Path) {
    done(place, &["new", "library", "--example"]);
    std::fs::remove_dir_all(place.join("library/.werkwijzer")).unwrap();
}

fn edit(place: &Path, from: &str, to: &str) {
    let file = place.join(INSTRUCTION).join("instruction.md");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains(from), "{text}");
    std::fs::write(file, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn versions_are_released_listed_compared_and_taken_back() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    example(place);
    let release = [
        "release",
        INSTRUCTION,
        "--note",
        "The first",
        "--approved-by",
        "Bea",
    ];
    let made = done(place, &release);
    assert!(
        made.contains("Ann  release 1, approved by Bea: The first"),
        "{made}"
    );
    edit(place, "## Open het postvak", "## Open het nieuwe postvak");
    let listed = done(place, &["history", INSTRUCTION]);
    assert_eq!(listed.lines().count(), 2, "{listed}");
    assert!(listed.starts_with("  now "), "{listed}");
    let compared = done(place, &["diff", INSTRUCTION, "1"]);
    assert_eq!(compared, "~ 1 Open het {+nieuwe +}postvak\n");
    let json: serde_json::Value =
        serde_json::from_str(&done(place, &["diff", INSTRUCTION, "1", "now", "--json"])).unwrap();
    assert_eq!(json["before"]["release"]["number"], 1);
    let back = done(place, &["restore", INSTRUCTION, "1", "--step", "1"]);
    assert!(back.contains("restored"), "{back}");
    assert_eq!(done(place, &["diff", INSTRUCTION, "1"]), "");
    // What stood there before is a version, and so is what was taken back.
    assert_eq!(done(place, &["history", INSTRUCTION]).lines().count(), 3);
    assert_eq!(
        done(place, &["history", INSTRUCTION, "--releases"])
            .lines()
            .count(),
        1
    );
    // It is as it was released again: there is nothing to take back.
    assert_eq!(done(place, &["restore", INSTRUCTION, "1"]), "");
    assert_eq!(done(place, &["merge", INSTRUCTION]), "");
    assert_eq!(done(place, &["check", "library", "--history"]), "");
}

#[test]
fn a_version_that_is_not_there_is_a_line_and_exit_1() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    example(place);
    for arguments in [
        ["diff", INSTRUCTION, "7"],
        ["restore", INSTRUCTION, "abcdef"],
        ["history", "library", "--releases"],
    ] {
        let output = werkwijzer(place, &arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr).lines().count(), 1);
    }
}

#[test]
fn what_is_damaged_is_named_and_the_rest_works() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    example(place);
    done(place, &["release", INSTRUCTION]);
    edit(place, "## Open het postvak", "## Open het nieuwe postvak");
    done(place, &["release", INSTRUCTION]);
    let objects = place.join("library/.werkwijzer/objects");
    let folder = std::fs::read_dir(objects).unwrap().next().unwrap().unwrap();
    let object = std::fs::read_dir(folder.path())
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    std::fs::write(object.path(), b"cut").unwrap();
    let output = werkwijzer(place, &["check", "library", "--history"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("cannot be restored whole"), "{said}");
    assert_eq!(done(place, &["history", INSTRUCTION]).lines().count(), 2);
}

/// As on a computer to which the history came before the files.
#[test]
fn files_that_are_behind_are_told_and_brought_up() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    example(place);
    let file = place.join(INSTRUCTION).join("instruction.md");
    done(place, &["release", INSTRUCTION, "--status", "pilot"]);
    let old = std::fs::read(&file).unwrap();
    edit(place, "## Open het postvak", "## Open ons postvak");
    done(place, &["release", INSTRUCTION]);
    let new = std::fs::read(&file).unwrap();
    std::fs::write(&file, &old).unwrap();
    std::fs::remove_dir_all(place.join("cache")).unwrap();

    let listed = done(place, &["history", INSTRUCTION]);
    assert!(
        listed.starts_with("  now         the files are older"),
        "{listed}"
    );
    let refused = werkwijzer(place, &["release", INSTRUCTION]);
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("older than its newest version"), "{said}");
    assert_eq!(std::fs::read(&file).unwrap(), old);
    assert_eq!(done(place, &["merge", INSTRUCTION]), "");
    assert_eq!(std::fs::read(&file).unwrap(), new);
    assert_eq!(done(place, &["history", INSTRUCTION]).lines().count(), 2);
}
