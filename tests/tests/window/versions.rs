//! Versions in the window: two texts joined, and a version taken back.

use serde_json::json;
use werkwijzer_tests::desktop::{Computer, Window};

use super::{CONTROL, SHIFT, until_saved};

const FOLDER: &str = "instructions/boek-een-inkoopfactuur";
const STEP: &str = "## Open het postvak";

/// Starts with the example, of which everything in use is released.
fn with_example(computer: &Computer) -> Window {
    let window = computer.start(&[]);
    window.until("document.querySelector('[role=grid] .item')");
    drop(window);
    computer.start(&[&computer.example().display().to_string()])
}

fn press(window: &Window, name: &str) {
    let button = format!(
        "[...document.querySelectorAll('button')]
           .findLast((button) => button.textContent.trim() === '{name}')"
    );
    window.until(&format!("{button}?.disabled === false"));
    let _ = window.script(&format!("{button}.click();"), vec![]);
}

#[test]
fn what_two_people_wrote_apart_is_asked_about_and_joined() {
    let computer = Computer::new("en_US.UTF-8");
    let window = with_example(&computer);
    let folder = computer.example().join(FOLDER);
    let file = folder.join("instruction.md");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains(STEP));
    // Both change the title of a step, and the other adds a line at the end.
    std::fs::write(&file, text.replacen(STEP, "## Open ons postvak", 1)).unwrap();
    let copy = folder.join("instruction (Bea's conflicted copy 2026-11-20).md");
    let theirs = text.replacen(STEP, "## Open hun postvak", 1) + "\nEn dan naar huis.\n";
    std::fs::write(&copy, theirs).unwrap();
    window.until("document.querySelector('.item .to-join')");
    window.click(".item .to-join");
    window.until("document.querySelector('input[type=radio][value=theirs]')");
    let asked = window.script(
        "return document.querySelectorAll('input[type=radio][value=theirs]').length;",
        vec![],
    );
    assert_eq!(asked, json!(1));
    window.until(
        "[...document.querySelectorAll('button')]
           .some((button) => button.textContent.trim() === 'Join' && button.disabled)",
    );
    let _ = window.script(
        "document.querySelector('input[type=radio][value=theirs]').click();",
        vec![],
    );
    press(&window, "Join");
    let joined = until_saved(&file, |text| text.contains("## Open hun postvak"));
    assert!(joined.ends_with("En dan naar huis.\n"), "{joined}");
    assert!(!joined.contains("ons postvak"));
    window.until("!document.querySelector('input[type=radio][value=theirs]')");
    assert!(!copy.exists(), "it was taken in and moved away");
}

#[test]
fn a_release_is_made_and_a_step_taken_back() {
    let computer = Computer::new("en_US.UTF-8");
    let window = with_example(&computer);
    let folder = computer.example().join(FOLDER);
    let file = folder.join("instruction.md");
    window.until("document.querySelector('[role=grid] .item')");
    let row = "[...document.querySelectorAll('[role=row].item')]
       .find((row) => row.textContent.includes('Boek een inkoopfactuur'))";
    window.until(&format!("{row}.textContent.includes('Release 1')"));
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replacen(STEP, "## Open het nieuwe postvak", 1)).unwrap();
    window.until(&format!("{row}.textContent.includes('changed since')"));
    let _ = window.script(&format!("{row}.click();"), vec![]);
    window.until("document.querySelector('.ProseMirror h1')");
    window.chord(&[CONTROL, SHIFT], 'h');
    window.until("document.querySelector('.timeline [aria-current]')");
    press(&window, "Restore this step");
    until_saved(&file, |now| now == text);

    // Words are found wherever they stand, by their beginnings.
    window.chord(&[CONTROL, SHIFT], 'l');
    window.until("document.querySelector('[role=search] input')");
    window.click("[role=search] input");
    window.keys("postv");
    window.until("document.querySelector('.found mark')");
}
