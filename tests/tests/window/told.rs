//! What the program tells of itself and is told: that a job ended, that it crashed, what to open.

use serde_json::json;
use werkwijzer_tests::desktop::Computer;
use werkwijzer_tests::put;

use super::leaving::with_preference;

#[test]
fn who_does_something_else_is_told_when_a_job_ends() {
    let computer = Computer::new("nl_NL.UTF-8").with_notifications();
    let out = computer.home().join("Uit");
    std::fs::create_dir(&out).unwrap();
    let window = with_preference(&computer, "export-folder", json!(&out));
    computer.look_away();
    window.until("!document.hasFocus()");
    let export = |folder: &str| {
        let _ = window.script(
            "const call = window.__TAURI_INTERNALS__.invoke;
             const progress = '__CHANNEL__:' + window.__TAURI_INTERNALS__.transformCallback(() => {});
             call('export_instruction', {
               job: 1, folder: arguments[0], language: null, formats: ['md'], out: arguments[1], progress,
             }).catch(() => undefined);",
            vec![json!(folder), json!(out)],
        );
    };
    export("instructions/boek-een-inkoopfactuur");
    computer.until_notified("De export is klaar");
    export("instructions/no-such-instruction");
    computer.until_notified("De export is niet gelukt");
}

#[test]
fn a_second_start_opens_in_the_window_that_is_there() {
    let computer = Computer::new("en_US.UTF-8").with_notifications();
    let window = computer.start(&[]);
    window.until("document.querySelector('[role=grid] .item')");
    let instruction = computer
        .example()
        .join("instructions/boek-een-inkoopfactuur");
    computer.start_again(&[&instruction.display().to_string()]);
    window
        .until("document.querySelector('.ProseMirror h1')?.textContent.includes('inkoopfactuur')");
}

/// Somebody opens a second file before the window of the first is there.
#[test]
fn what_a_second_start_opens_is_not_lost_while_the_first_one_starts() {
    let computer = Computer::new("en_US.UTF-8").with_notifications();
    let library = computer.home().join("Own");
    put(
        &library.join("library.toml"),
        "format = 1\nid = \"01OWN\"\nname = \"Own\"\nlanguage = \"en\"\n",
    );
    put(
        &library.join("instructions/a/instruction.md"),
        "# The second\n\n## Do it\n",
    );
    let second = library.join("instructions/a").display().to_string();
    let started_again = computer.start_again_soon(&[&second]);
    let window = computer.start(&[]);
    started_again.join().unwrap();
    window.until("document.querySelector('.ProseMirror h1')?.textContent === 'The second'");
}

#[test]
fn a_crash_is_told_at_the_next_start_with_where_its_report_is() {
    let computer = Computer::new("en_US.UTF-8");
    let crashes = computer.home().join(".local/share/werkwijzer/crashes");
    std::fs::create_dir_all(&crashes).unwrap();
    let report = crashes.join("crash-2026-11-28T09-00-00.000000.txt");
    std::fs::write(&report, "Werkwijzer 0.1.0 on linux").unwrap();
    let window = computer.start(&[]);
    window.until(&format!(
        "document.body.textContent.includes({:?})",
        report.display().to_string()
    ));
    drop(window);
    let window = computer.start(&[]);
    window.until("document.querySelector('main button')");
    let told = window.script(
        "return document.body.textContent.includes('crash-2026');",
        vec![],
    );
    assert_eq!(told, json!(false));
}
