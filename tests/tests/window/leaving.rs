//! What leaves the library: the dialogs for exporting and publishing.

use serde_json::{Value, json};
use werkwijzer_tests::desktop::{Computer, Window};

use super::{CONTROL, ENTER, SHIFT, UP, until_saved};

const LIST: &str = "document.querySelector('[role=grid] .item')";

/// Starts with the example, with a preference as it would be remembered: the system's own dialog
/// for a folder is not part of the page.
pub(crate) fn with_preference(computer: &Computer, name: &str, value: Value) -> Window {
    let window = computer.start(&[]);
    window.until(LIST);
    prefer(&window, name, value);
    drop(window);
    let example = computer.example().display().to_string();
    let window = computer.start(&[&example]);
    window.until(LIST);
    window
}

/// Remembers a preference as the dialogs do, of which the page is not told.
pub(crate) fn prefer(window: &Window, name: &str, value: Value) {
    let set = window.script_async(
        "const call = window.__TAURI_INTERNALS__.invoke;
         const { preferences } = await call('list_library');
         await call('set_preferences', {
           preferences: { ...preferences, [arguments[0]]: arguments[1] },
         });
         return true;",
        vec![json!(name), value],
    );
    assert_eq!(set["value"], json!(true), "{set}");
}

fn button(name: &str) -> String {
    format!(
        "[...document.querySelectorAll('[role=dialog] button')]
           .findLast((button) => button.textContent.trim() === '{name}')"
    )
}

fn press(window: &Window, name: &str) {
    let button = button(name);
    window.until(&format!("{button}?.disabled === false"));
    let _ = window.script(&format!("{button}.click();"), vec![]);
}

#[test]
fn the_library_is_published_from_the_window() {
    let computer = Computer::new("en_US.UTF-8");
    let shared = computer.home().join("Shared");
    std::fs::create_dir(&shared).unwrap();
    let window = with_preference(&computer, "destination", json!(&shared));
    window.chord(&[CONTROL, SHIFT], 'p');
    window.until(&format!("{}?.disabled === false", button("Publish")));
    assert_eq!(
        std::fs::read_dir(&shared).unwrap().count(),
        0,
        "only tried so far"
    );
    press(&window, "Publish");
    let manifest = until_saved(&shared.join("publication.json"), |text| !text.is_empty());
    assert!(
        manifest.contains("Boek een inkoopfactuur.pdf"),
        "{manifest}"
    );
    let pdf = std::fs::read(shared.join("Boek een inkoopfactuur/Boek een inkoopfactuur.pdf"));
    assert!(pdf.unwrap().starts_with(b"%PDF-"));
    let page =
        std::fs::read_to_string(shared.join("Boek een inkoopfactuur/Boek een inkoopfactuur.html"));
    assert!(page.unwrap().contains("<dt>Uitgave</dt><dd>1</dd>"));
    assert!(shared.join("index.html").exists());

    // Most of the instructions are gone: that is asked about.
    press(&window, "Done");
    let instructions = computer.example().join("instructions");
    for entry in std::fs::read_dir(&instructions).unwrap() {
        let folder = entry.unwrap().path();
        if !folder.ends_with("boek-een-inkoopfactuur") {
            std::fs::rename(&folder, computer.home().join(folder.file_name().unwrap())).unwrap();
        }
    }
    window.chord(&[CONTROL, SHIFT], 'p');
    window.until("document.querySelector('[role=dialog] input[type=checkbox]')");
    window.until(&format!("{}.disabled", button("Publish")));
    let _ = window.script(
        "document.querySelector('[role=dialog] input[type=checkbox]').click();",
        vec![],
    );
    press(&window, "Publish");
    until_saved(&shared.join("publication.json"), |text| {
        !text.is_empty() && !text.contains("Verwerk bankafschriften.html")
    });
}

#[test]
fn a_folder_gets_a_name_by_which_it_is_published_to() {
    let computer = Computer::new("en_US.UTF-8");
    let shared = computer.home().join("Shared");
    std::fs::create_dir(&shared).unwrap();
    let settings = computer.example().join("library.toml");
    let chosen = |name: &str| {
        format!(
            "document.querySelector('[role=dialog] input[type=radio]:checked')?.value === '{name}'"
        )
    };
    let window = with_preference(&computer, "destination", json!(&shared));
    let before = std::fs::read_to_string(&settings).unwrap();
    window.chord(&[CONTROL, SHIFT], 'p');
    window.until(&chosen(""));
    press(&window, "Give this folder a name…");
    window.until("document.activeElement.matches('[role=dialog] form input')");
    window.keys(&format!("Noord{ENTER}"));
    until_saved(&settings, |text| text.contains("\"Noord\""));
    window.until(&chosen("Noord"));
    window.until("document.activeElement.value === 'Noord'");
    press(&window, "Publish");
    until_saved(&shared.join("publication.json"), |text| !text.is_empty());
    press(&window, "Done");
    drop(window);

    // The name is remembered, and one that is not known here is said to be so.
    let window = computer.start(&[&computer.example().display().to_string()]);
    window.until(LIST);
    window.chord(&[CONTROL, SHIFT], 'p');
    window.until(&chosen("Noord"));
    window.until(&format!("{}?.disabled === false", button("Publish")));
    window.keys(&UP.to_string());
    window.until(&chosen("Team Palmhof"));
    window.until(&format!("{}.disabled", button("Publish")));

    // Forgotten, its folder is only a folder again, and what is published there stays.
    let _ = window.script(
        "document.querySelector('[role=dialog] [aria-label=\"Forget Noord\"]').click();",
        vec![],
    );
    until_saved(&settings, |text| text == before);
    window.until("!document.querySelector('[role=dialog] input[value=Noord]')");
    assert!(shared.join("publication.json").exists());
}

#[test]
fn an_instruction_is_exported_from_the_window() {
    let computer = Computer::new("en_US.UTF-8");
    let out = computer.home().join("Exported");
    std::fs::create_dir(&out).unwrap();
    let window = with_preference(&computer, "export-folder", json!(&out));
    let _ = window.script(
        "[...document.querySelectorAll('[role=row]')]
           .find((row) => row.textContent.includes('Boek een inkoopfactuur')).click();",
        vec![],
    );
    window.until("document.querySelector('.ProseMirror h1')");
    window.chord(&[CONTROL], 'e');
    window.until("document.querySelectorAll('[role=dialog] input[type=checkbox]').length === 4");
    let _ = window.script(
        "for (const box of document.querySelectorAll('[role=dialog] input[type=checkbox]')) {
           if (!box.checked) box.click();
         }",
        vec![],
    );
    press(&window, "Export");
    window.until("document.querySelectorAll('[role=dialog] .files li').length === 4");
    let name = out.join("Boek een inkoopfactuur");
    let pdf = std::fs::read(name.with_extension("pdf")).unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    let page = std::fs::read_to_string(name.with_extension("html")).unwrap();
    assert!(page.contains("Boek een inkoopfactuur"));
    // The page with everything in it does not take the place of the other.
    let single = std::fs::read_to_string(out.join("Boek een inkoopfactuur (één bestand).html"));
    assert!(single.unwrap().contains("data:image&#x2f;"));
    assert!(page.contains("pictures&#x2f;"));
    let text = std::fs::read_to_string(name.with_extension("md")).unwrap();
    assert!(text.contains("# Boek een inkoopfactuur"));
}
