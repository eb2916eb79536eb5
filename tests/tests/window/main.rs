//! The real program in a real window.

#![cfg(target_os = "linux")]
#![expect(
    clippy::disallowed_methods,
    reason = "another program, which writes as it likes, and a test that fails where it cannot"
)]

mod appearance;
mod leaving;
mod manuals;
mod menu;
mod newer;
mod pointing;
mod told;
mod versions;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use werkwijzer_tests::desktop::{Computer, Window};

/// What a page of the window could try if somebody else wrote it.
const REFUSED: [&str; 12] = [
    "plugin:fs|read_text_file",
    "plugin:shell|execute",
    "plugin:opener|open_path",
    "plugin:opener|open_url",
    "plugin:dialog|open",
    "plugin:notification|notify",
    "plugin:window-state|save_window_state",
    "plugin:window|create",
    "plugin:webview|create_webview_window",
    "plugin:event|emit",
    "plugin:app|version",
    "no_such_command",
];

#[test]
fn the_page_may_call_only_what_is_listed() {
    let computer = Computer::new("en_US.UTF-8");
    let window = computer.start(&[]);
    window.until("document.readyState === 'complete'");
    for command in REFUSED {
        let answer = window.script_async(
            "return await window.__TAURI_INTERNALS__.invoke(arguments[0], {});",
            vec![json!(command)],
        );
        assert!(answer.get("error").is_some(), "{command}: {answer}");
    }
    let start = window.script_async(
        "return await window.__TAURI_INTERNALS__.invoke('start');",
        vec![],
    );
    assert_eq!(start["value"]["language"], "en", "{start}");
    // Nothing from elsewhere, and nothing of a document that is not open.
    for address in ["https://example.com/", "media://localhost/99/media%2Fa.png"] {
        let answer = window.script_async(
            "return (await fetch(arguments[0])).status;",
            vec![json!(address)],
        );
        assert!(answer.get("error").is_some(), "{address}: {answer}");
    }
    assert_eq!(
        window.script("return typeof window.__TAURI__", vec![]),
        Value::from("undefined")
    );
}

const CONTROL: char = '\u{e009}';
const SHIFT: char = '\u{e008}';
const ALT: char = '\u{e00a}';
const ENTER: char = '\u{e007}';
const UP: char = '\u{e013}';

/// Opens the example and makes an instruction of nothing but a title.
fn new_instruction(computer: &Computer, title: &str) -> (Window, PathBuf) {
    let window = computer.start(&[]);
    window.until("document.querySelector('[role=grid], [role=listbox], table')");
    window.chord(&[CONTROL], 'n');
    window.until("document.activeElement.matches('[role=dialog] input')");
    window.keys(title);
    let _ = window.script(
        "document.querySelector('[role=dialog] input[value=blank]').click()",
        vec![],
    );
    window.click("[role=dialog] button[type=submit]");
    window.until("document.querySelector('.ProseMirror')");
    window.until("document.activeElement.matches('.ProseMirror')");
    let slug = title.to_lowercase().replace(' ', "-");
    let folder = computer.example().join("instructions").join(slug);
    (window, folder)
}

/// Waits until the file holds what it should: the window saves by itself.
fn until_saved(file: &Path, wanted: impl Fn(&str) -> bool) -> String {
    let begin = Instant::now();
    loop {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        if wanted(&text) {
            return text;
        }
        assert!(begin.elapsed() < Duration::from_secs(30), "{text}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Pastes a picture as a screenshot program leaves it on the clipboard.
fn paste_picture(window: &Window, colour: &str) {
    let pasted = window.script_async(
        "const canvas = document.createElement('canvas');
         [canvas.width, canvas.height] = [320, 200];
         const context = canvas.getContext('2d');
         context.fillStyle = arguments[0];
         context.fillRect(0, 0, 320, 200);
         const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
         const clipboardData = new DataTransfer();
         clipboardData.items.add(new File([blob], 'screen.png', { type: 'image/png' }));
         document.activeElement.dispatchEvent(
           new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
         return true;",
        vec![json!(colour)],
    );
    assert_eq!(pasted["value"], json!(true), "{pasted}");
}

fn headings(text: &str) -> Vec<String> {
    let lines = text.lines().filter_map(|line| line.strip_prefix("## "));
    lines.map(str::to_owned).collect()
}

#[test]
fn an_instruction_is_written_from_nothing() {
    let computer = Computer::new("en_US.UTF-8");
    let (window, folder) = new_instruction(&computer, "Sort the mail");
    let file = folder.join("instruction.md");
    let empty = until_saved(&file, |text| text.contains("# Sort the mail"));
    for step in 1..=5 {
        window.chord(&[CONTROL], ENTER);
        window.keys(&format!("Step number {step}"));
        window.keys(&format!("{ENTER}Do what has number {step}."));
        if step % 2 == 1 {
            paste_picture(&window, ["#804020", "#208040", "#402080"][step / 2]);
            window.until(&format!(
                "document.querySelectorAll('.ProseMirror img[src^=\"media:\"]').length === {}",
                step / 2 + 1
            ));
        }
    }
    let written = until_saved(&file, |text| {
        text.contains("Do what has number 5.") && text.matches("](media/").count() == 3
    });
    let wanted: Vec<String> = (1..=5).map(|step| format!("Step number {step}")).collect();
    let steps = headings(&written);
    assert_eq!(steps[steps.len() - 5..], wanted, "{written}");
    let pictures = std::fs::read_dir(folder.join("media")).unwrap().count();
    assert_eq!(pictures, 3);

    // The last step goes one up.
    window.chord(&[ALT], UP);
    let moved = until_saved(&file, |text| headings(text).ends_with(&[wanted[3].clone()]));
    assert!(
        headings(&moved).ends_with(&[wanted[4].clone(), wanted[3].clone()]),
        "{moved}"
    );

    // All the way back to when it was opened, and forth again.
    for _ in 0..80 {
        window.chord(&[CONTROL], 'z');
    }
    until_saved(&file, |text| text == empty);
    for _ in 0..80 {
        window.chord(&[CONTROL, SHIFT], 'z');
    }
    until_saved(&file, |text| text == moved);
}

#[test]
fn what_another_program_writes_while_typing_is_kept_beside_it() {
    let computer = Computer::new("nl_NL.UTF-8");
    let (window, folder) = new_instruction(&computer, "Samen werken");
    let file = folder.join("instruction.md");
    window.chord(&[CONTROL], ENTER);
    window.keys(&format!("Mijn stap{ENTER}Mijn tekst"));
    let before = until_saved(&file, |text| text.contains("Mijn tekst"));
    window.keys(" gaat");
    std::fs::write(
        &file,
        format!("{before}\n## Van een ander\n\nHaar tekst.\n"),
    )
    .unwrap();
    window.keys(" gewoon door");
    until_saved(&file, |text| {
        text.contains("Mijn tekst gaat gewoon door") && text.contains("Haar tekst.")
    });
    window.until("document.querySelector('.ProseMirror').textContent.includes('Haar tekst.')");
    window.keys(" en door");
    let text = until_saved(&file, |text| text.contains("gewoon door en door"));
    assert_eq!(text.matches("Haar tekst.").count(), 1, "{text}");
    assert_eq!(text.matches("Mijn tekst").count(), 1, "{text}");
}

#[test]
fn a_crash_while_typing_loses_nothing() {
    let computer = Computer::new("en_US.UTF-8");
    let (window, folder) = new_instruction(&computer, "Crash");
    let file = folder.join("instruction.md");
    window.chord(&[CONTROL], ENTER);
    window.keys(&format!("A step{ENTER}"));
    until_saved(&file, |text| text.contains("A step"));
    window.keys("typed just before the end");
    // Less than the pause after which it is saved: it is in the recovery copy.
    let recovery = computer.home().join(".local/share/werkwijzer/recovery");
    until_saved(&file, |saved| {
        let copies = std::fs::read_dir(&recovery).into_iter().flatten().flatten();
        saved.contains("before the end")
            || copies
                // One that is not in its place yet is none yet.
                .filter(|copy| !copy.file_name().to_string_lossy().starts_with('.'))
                .filter_map(|copy| std::fs::read_to_string(copy.path()).ok())
                .any(|copy| copy.contains("before the end"))
    });
    window.kill();
    let folder = folder.display().to_string();
    let window = computer.start(&[&folder]);
    window.until(
        "document.querySelector('.ProseMirror')?.textContent.includes('typed just before the end')",
    );
    until_saved(&file, |text| text.contains("typed just before the end"));
}
