//! Real manuals of other projects, opened in the real window. They are not part of this one.

#![expect(
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "who runs the tests should see what was not run, and a test that cannot go on fails"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::json;
use werkwijzer_tests::desktop::{Computer, Window};
use werkwijzer_tests::{Scratch, context, corpus};

use super::{CONTROL, until_saved};

/// The texts below a folder.
fn texts(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().path().join("instruction.md");
        let text = std::fs::read(&file).unwrap();
        found.insert(file, text);
    }
    found
}

fn open(window: &Window, row: usize) {
    let _ = window.script(
        "document.querySelectorAll('[role=row].item')[arguments[0]].click();",
        vec![json!(row)],
    );
    window.until("document.querySelector('.ProseMirror h1')");
    window.until("document.activeElement.matches('.ProseMirror')");
}

fn close(window: &Window) {
    window.chord(&[CONTROL], 'w');
    window.until("document.querySelector('[role=grid]')");
}

#[test]
fn a_manual_is_scrolled_through_and_only_what_is_typed_changes_it() {
    let Some(corpus) = corpus() else {
        eprintln!("skipped: no folder of real manuals; name one in WERKWIJZER_CORPUS");
        return;
    };
    let scratch = Scratch::new();
    let library = scratch.library();
    let imported = werkwijzer_app::import(&[&corpus], &library, None, &context()).unwrap();
    let folder = library.join("instructions");
    let before = texts(&folder);
    let computer = Computer::new("en_US.UTF-8");
    let window = computer.start(&[&library.display().to_string()]);
    window.until("document.querySelector('[role=grid] .item')");
    let count = imported.instructions.len();
    for row in 0..count {
        open(&window, row);
        let seen = window.script_async(
            "const steps = [...document.querySelectorAll('.ProseMirror h1, .ProseMirror h2')];
             for (const step of steps) {
               step.scrollIntoView();
               await new Promise((next) => requestAnimationFrame(next));
             }
             const broken = [...document.querySelectorAll('.ProseMirror img')]
               .filter((one) => one.complete && one.naturalWidth === 0 && one.getAttribute('src'));
             return { steps: steps.length, broken: broken.map((one) => one.src) };",
            vec![],
        );
        assert!(seen["value"]["steps"].as_u64() >= Some(1), "{row}: {seen}");
        assert_eq!(seen["value"]["broken"], json!([]), "{row}");
        close(&window);
    }
    let after = texts(&folder);
    for (file, text) in &before {
        assert!(after[file] == *text, "{} was written", file.display());
    }

    // One word in the title of the last step of the first manual with steps.
    let steps = |row: usize| {
        open(&window, row);
        let count = window.script(
            "return document.querySelectorAll('.ProseMirror h2').length;",
            vec![],
        );
        count.as_u64().unwrap()
    };
    for row in 0..count {
        if steps(row) >= 3 {
            break;
        }
        close(&window);
    }
    let _ = window.script(
        "const heading = [...document.querySelectorAll('.ProseMirror h2')].at(-1);
         const range = document.createRange();
         range.selectNodeContents(heading);
         range.collapse(false);
         const selection = getSelection();
         selection.removeAllRanges();
         selection.addRange(range);",
        vec![],
    );
    window.keys(" zebra");
    close(&window);
    let mut changed = Vec::new();
    for (file, text) in &before {
        let now = std::fs::read(file).unwrap();
        if now != *text {
            changed.push((file, String::from_utf8_lossy(text).into_owned()));
        }
    }
    let [(file, old)] = &changed[..] else {
        panic!("{} files were changed", changed.len());
    };
    let new = until_saved(file, |text| text.contains("zebra"));
    // What stands before the step is as it was, to the byte.
    let heading = new[..new.find("zebra").unwrap()].rfind("\n#").unwrap();
    assert!(old.starts_with(&new[..=heading]), "{}", file.display());
    let line = new[heading + 1..]
        .find('\n')
        .map_or(new.len(), |end| heading + 1 + end);
    assert!(old.ends_with(&new[line..]), "{}", file.display());
}
