//! What a hand does with the mouse: steps are dragged, and pictures are dropped.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use serde_json::json;
use werkwijzer_tests::desktop::{Computer, Window};

use super::{CONTROL, ENTER, headings, new_instruction, until_saved};

/// The middle of what a script finds.
fn middle(window: &Window, element: &str) -> (f64, f64) {
    let place = window.script(
        &format!(
            "const {{ left, top, width, height }} = {element}.getBoundingClientRect();
             return [left + width / 2, top + height / 2];"
        ),
        vec![],
    );
    (place[0].as_f64().unwrap(), place[1].as_f64().unwrap())
}

fn row(title: &str) -> String {
    format!(
        "[...document.querySelectorAll('[role=treeitem]')]
           .find((row) => row.textContent.includes('{title}'))"
    )
}

#[test]
fn a_step_is_dragged_in_the_outline() {
    let computer = Computer::new("en_US.UTF-8");
    let (window, folder) = new_instruction(&computer, "Drag");
    let file = folder.join("instruction.md");
    for step in ["Alpha", "Beta", "Gamma"] {
        window.chord(&[CONTROL], ENTER);
        window.keys(step);
    }
    let written = until_saved(&file, |text| text.contains("Gamma"));
    let before = headings(&written);
    window.until(&row("Gamma"));
    let (x, y) = middle(&window, &row("Alpha"));
    window.drag(middle(&window, &row("Gamma")), (x, y - 12.0));
    let moved = until_saved(&file, |text| headings(text) != before);
    let order: Vec<String> = headings(&moved)
        .into_iter()
        .filter(|title| ["Alpha", "Beta", "Gamma"].contains(&title.as_str()))
        .collect();
    assert_eq!(order, ["Gamma", "Alpha", "Beta"], "{moved}");
    window.until("document.activeElement.matches('[role=treeitem]')");

    // What is pressed and let go where it was, leads to the step.
    window.click("[role=treeitem]:last-child");
    window.until("document.activeElement.matches('.ProseMirror')");
}

#[test]
fn pictures_are_dropped_where_they_belong() {
    let computer = Computer::new("en_US.UTF-8");
    let (window, folder) = new_instruction(&computer, "Drop");
    let file = folder.join("instruction.md");
    for step in ["Alpha", "Beta"] {
        window.chord(&[CONTROL], ENTER);
        window.keys(&format!("{step}{ENTER}Text of {step}."));
    }
    until_saved(&file, |text| text.contains("Text of Beta."));
    let drop = |at: &str| {
        let dropped = window.script_async(
            &format!(
                "const canvas = document.createElement('canvas');
                 [canvas.width, canvas.height] = [320, 200];
                 canvas.getContext('2d').fillRect(0, 0, 320, 200);
                 const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
                 const dataTransfer = new DataTransfer();
                 dataTransfer.items.add(new File([blob], 'screen shot.png', {{ type: 'image/png' }}));
                 const target = {at};
                 const {{ left, top, width, height }} = target.getBoundingClientRect();
                 const place = {{
                   dataTransfer, bubbles: true, cancelable: true,
                   clientX: left + 20, clientY: top + height / 2,
                 }};
                 const over = !target.dispatchEvent(new DragEvent('dragover', place));
                 const drop = !target.dispatchEvent(new DragEvent('drop', place));
                 return {{ over, drop }};"
            ),
            vec![],
        );
        assert_eq!(
            dropped["value"],
            json!({ "over": true, "drop": true }),
            "{dropped}"
        );
    };
    drop(
        "[...document.querySelectorAll('.ProseMirror p')]
           .find((paragraph) => paragraph.textContent === 'Text of Alpha.')",
    );
    let written = until_saved(&file, |text| text.contains("](media/screen-shot.png)"));
    let (picture, beta) = (
        written.find("](media/").unwrap(),
        written.find("Beta").unwrap(),
    );
    assert!(picture < beta, "{written}");
    assert!(folder.join("media/screen-shot.png").exists());
    // Beside the text it is not taken, and the window does not go to it.
    drop("document.querySelector('header')");
    window.keys("x");
    window.until("document.querySelector('.ProseMirror')");
    assert_eq!(std::fs::read_dir(folder.join("media")).unwrap().count(), 1);
}
