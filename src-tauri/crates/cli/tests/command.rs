//! The command as a person or a script calls it.

#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

use std::path::Path;
use std::process::{Command, Output};

fn werkwijzer(place: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_werkwijzer"))
        .current_dir(place)
        .env("WERKWIJZER_TODAY", "2026-11-24")
        .env("WERKWIJZER_CACHE", place.join("cache"))
        .env("XDG_CONFIG_HOME", place.join("config"))
        .env("APPDATA", place.join("config"))
        .args(arguments)
        .output()
        .unwrap()
}

/// What a call prints to standard output, after it ended well.
fn done(place: &Path, arguments: &[&str]) -> String {
    let output = werkwijzer(place, arguments);
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_example_is_made_checked_exported_and_published() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    done(place, &["new", "library", "--example"]);
    let listed: serde_json::Value =
        serde_json::from_str(&done(place, &["list", "library", "--json"])).unwrap();
    assert!(listed.as_array().unwrap().len() >= 4);
    assert_eq!(done(place, &["check", "library"]), "");
    let instruction = "library/instructions/boek-een-inkoopfactuur";
    done(
        place,
        &[
            "export",
            instruction,
            "--format",
            "pdf,html,md",
            "--out",
            "out",
        ],
    );
    for name in [
        "Boek een inkoopfactuur.pdf",
        "Boek een inkoopfactuur.html",
        "Boek een inkoopfactuur.md",
    ] {
        assert!(place.join("out").join(name).is_file(), "{name}");
    }
    done(
        place,
        &[
            "export",
            instruction,
            "--format",
            "html",
            "--single-file",
            "--out",
            "single",
        ],
    );
    assert!(!place.join("single/pictures").exists());
    // A folder that is not there may be a drive that is away.
    let away = werkwijzer(place, &["publish", "library", "--to", "shared"]);
    assert_eq!(away.status.code(), Some(1));
    let start = done(place, &["publish", "library", "--to", "shared", "--create"]);
    assert!(Path::new(start.trim()).is_file(), "{start}");
    let dry = done(
        place,
        &["publish", "library", "--to", "shared", "--dry-run"],
    );
    assert_eq!(dry, "");
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "a test looks at the files itself"
)]
fn a_destination_is_called_by_its_name() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    done(place, &["new", "library", "--example"]);
    let settings = || std::fs::read_to_string(place.join("library/library.toml")).unwrap();
    let before = settings();
    let not_here = werkwijzer(place, &["publish", "library", "--to", "Team Palmhof"]);
    assert!(!not_here.status.success());
    let said = String::from_utf8_lossy(&not_here.stderr).into_owned();
    assert!(said.contains("--as \"Team Palmhof\""), "{said}");

    let first = ["publish", "library", "--to", "shared", "--create", "--as"];
    done(place, &[&first[..], &["Team Palmhof"]].concat());
    assert_eq!(settings(), before, "the name was there");
    done(place, &["publish", "library", "--to", "Team Palmhof"]);

    done(
        place,
        &[
            "publish", "library", "--to", "other", "--create", "--as", "Proef",
        ],
    );
    let after = settings();
    assert_eq!(
        after,
        before.replace("[\"Team Palmhof\"]", "[\"Team Palmhof\", \"Proef\"]")
    );
    std::fs::remove_dir_all(place.join("other")).unwrap();
    let away = werkwijzer(place, &["publish", "library", "--to", "Proef"]);
    assert!(
        !away.status.success(),
        "a drive that is away is not made anew"
    );
    let no_name = ["publish", "library", "--to", "shared", "--as", "a/b"];
    assert!(!werkwijzer(place, &no_name).status.success());
}

#[test]
fn steps_are_edited_from_a_script() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    #[expect(clippy::disallowed_methods, reason = "a test writes its own files")]
    std::fs::write(
        place.join("a.md"),
        "# A\r\n\r\n## One\r\n\r\nx\r\n\r\n## Two\r\n\r\ny\r\n",
    )
    .unwrap();
    done(
        place,
        &[
            "step", "add", "a.md", "--title", "Zero", "--text", "- [ ] go", "--before", "1",
        ],
    );
    done(place, &["step", "move", "a.md", "two", "--under", "one"]);
    done(place, &["step", "set", "a.md", "zero", "--title", "Nul"]);
    let listed = done(place, &["step", "list", "a.md"]);
    assert_eq!(listed, "1 Nul (#zero)\n2 One (#one)\n  2.1 Two (#two)\n");
    assert_eq!(done(place, &["step", "show", "a.md", "1"]), "- [ ] go\n");
    done(place, &["step", "remove", "a.md", "zero"]);
    #[expect(clippy::disallowed_methods, reason = "a test reads its own files")]
    let text = std::fs::read_to_string(place.join("a.md")).unwrap();
    assert_eq!(
        text,
        "# A\r\n\r\n## One\r\n\r\nx\r\n\r\n### Two\r\n\r\ny\r\n"
    );
    let missing = werkwijzer(place, &["step", "show", "a.md", "9"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&missing.stderr).contains("2 (two)")
            || String::from_utf8_lossy(&missing.stderr).contains("1.1 (two)")
    );
}

#[test]
fn problems_are_one_line_each_and_exit_with_1() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    #[expect(clippy::disallowed_methods, reason = "a test writes its own files")]
    std::fs::write(place.join("a.md"), "# A\n\n## One\n\n![x](nowhere.png)\n").unwrap();
    let checked = werkwijzer(place, &["check", "a.md"]);
    assert_eq!(checked.status.code(), Some(1));
    let said = String::from_utf8(checked.stdout).unwrap();
    assert!(
        said.contains("a.md:5: the picture nowhere.png is not there; "),
        "{said}"
    );
    let json = werkwijzer(place, &["check", "nowhere.md", "--json"]);
    assert_eq!(json.status.code(), Some(1));
    let error: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(error["error"]["code"], "store.not-found");
    let usage = werkwijzer(place, &["publish"]);
    assert_eq!(usage.status.code(), Some(2));
}

#[test]
fn completions_and_man_pages_are_made_of_the_same_definitions() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        assert!(done(place, &["completions", shell]).contains("publish"));
    }
    done(place, &["man", "--out", "."]);
    assert!(place.join("werkwijzer-publish.1").is_file());
}

#[test]
fn words_are_found_in_a_library() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    done(place, &["new", "library", "--example"]);
    let found = done(place, &["search", "library", "INKOOPFACTUUR"]);
    let first = found.lines().next().unwrap();
    assert_eq!(
        first,
        "instructions/boek-een-inkoopfactuur: Boek een inkoopfactuur"
    );
    assert!(found.contains('#'), "{found}");
    // Nothing is marked where no person looks.
    assert!(!found.contains(['\u{1b}', '\u{e000}']), "{found}");
    let found: serde_json::Value =
        serde_json::from_str(&done(place, &["search", "library", "btw", "--json"])).unwrap();
    let one = &found.as_array().unwrap()[0];
    for name in ["kind", "folder", "title", "language", "step-id", "excerpt"] {
        assert!(one.get(name).is_some(), "{name}: {one}");
    }
    assert!(one["excerpt"].as_str().unwrap().contains('\u{e000}'));
    // It sees at once what another program wrote.
    let folder = place.join("library/instructions/zeldzaam");
    std::fs::create_dir(&folder).unwrap();
    #[expect(clippy::disallowed_methods, reason = "a test plays the other program")]
    std::fs::write(
        folder.join("instruction.md"),
        "# Z\n\n## Eén {#een}\n\nKwikstaart.\n",
    )
    .unwrap();
    let found = done(place, &["search", "library", "kwik", "staart"]);
    assert_eq!(found, "");
    let found = done(place, &["search", "library", "kwikst"]);
    assert_eq!(found, "instructions/zeldzaam#een: Eén Kwikstaart.\n");
    assert!(place.join("cache/index").is_dir());
}
