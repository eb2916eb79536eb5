//! A library of a program that is newer than this one is only read.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use werkwijzer_tests::Scratch;
use werkwijzer_tests::desktop::Computer;

use super::{CONTROL, SHIFT};

fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            found.insert(path, bytes);
        }
    }
    found
}

#[test]
fn a_newer_library_is_shown_and_not_edited() {
    let scratch = Scratch::example();
    let library = scratch.library();
    let settings = library.join("library.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(&settings, text.replacen("format = 1", "format = 99", 1)).unwrap();
    let before = files(&library);

    let computer = Computer::new("en_US.UTF-8");
    let window = computer.start(&[&library.display().to_string()]);
    window.until("document.querySelector('[role=grid] .item')");
    let says = "document.querySelector('.banner')?.textContent.includes('newer version')";
    window.until(says);
    let new = "[...document.querySelectorAll('header button')]
                 .find((button) => button.textContent.trim() === 'New instruction')";
    window.until(&format!("{new}.disabled"));
    window.chord(&[CONTROL], 'n');
    window.chord(&[CONTROL, SHIFT], 'p');
    let _ = window.script(
        "[...document.querySelectorAll('[role=row].item')]
           .find((row) => row.textContent.includes('Boek een inkoopfactuur')).click();",
        vec![],
    );
    window.until("document.querySelector('.ProseMirror h1')");
    window.until("!document.querySelector('[role=dialog]')");
    window.until(says);
    window.until("document.querySelector('.ProseMirror').isContentEditable === false");
    window.until("document.activeElement.matches('.ProseMirror')");
    // The pages are drawn.
    window.until("document.querySelector('img[src^=\"page:\"]')?.naturalWidth > 0");
    // Nothing that a hand may do changes it: typing, ticking, a new step.
    window.click(".ProseMirror [data-step] p");
    window.keys("zebra");
    window.chord(&[CONTROL], '\u{e007}');
    window.until("!document.querySelector('.ProseMirror').textContent.includes('zebra')");
    window.until(
        "[...document.querySelectorAll('.ProseMirror :is(input, textarea, select)')]
           .every((field) => field.disabled || field.readOnly)",
    );
    window.chord(&[CONTROL], 'w');
    window.until("document.querySelector('[role=grid] .item')");
    drop(window);
    assert_eq!(files(&library), before);
}
