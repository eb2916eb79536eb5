//! The menu above the page, and the window around it.

use serde_json::json;
use werkwijzer_tests::desktop::{Computer, Window};
use werkwijzer_tests::put;

use super::leaving::with_preference;

#[test]
fn what_is_chosen_in_the_menu_reaches_the_page() {
    let computer = Computer::new("nl_NL.UTF-8");
    let window = computer.start(&[]);
    window.until("document.querySelector('[role=grid] .item')");
    // The first menu, the one before it, and its last item: about the program.
    computer.press(&["F10", "Left", "Up", "Return"]);
    window.until("document.querySelector('[role=dialog] table')");
    window.until("document.querySelectorAll('[role=dialog] tbody tr').length > 100");
    let twice = window.script(
        "const rows = [...document.querySelectorAll('[role=dialog] tbody tr')].map((row) => row.textContent);
         return rows.filter((row, at) => rows.indexOf(row) !== at);",
        vec![],
    );
    assert_eq!(twice, json!([]), "each component is named once");
    computer.press(&["Escape"]);
    window.until("!document.querySelector('[role=dialog]')");
    // Shortcuts of the menu are heard once, although the page knows them too.
    computer.press(&["ctrl+p"]);
    window.until("document.querySelector('[role=dialog] [role=combobox]')");
    computer.press(&["ctrl+p"]);
    window.until("!document.querySelector('[role=dialog]')");
}

/// The page asks the window for what it does not know yet.
const DARK: &str = "matchMedia('(prefers-color-scheme: dark)').matches";

fn choose(window: &Window, appearance: &str) {
    let chosen = window.script_async(
        "const call = window.__TAURI_INTERNALS__.invoke;
         const { preferences } = await call('list_library');
         await call('set_preferences', { preferences: { ...preferences, appearance: arguments[0] } });
         return true;",
        vec![json!(appearance)],
    );
    assert_eq!(chosen["value"], json!(true), "{chosen}");
}

#[test]
fn the_window_around_the_page_is_as_dark_as_it_was_chosen() {
    let computer = Computer::new("en_US.UTF-8");
    let window = with_preference(&computer, "appearance", json!("dark"));
    window.until(DARK);
    choose(&window, "light");
    window.until(&format!("!{DARK}"));
}

#[test]
fn the_window_is_as_dark_as_the_desktop_until_it_is_chosen() {
    let computer = Computer::new("en_US.UTF-8");
    put(
        &computer.home().join(".config/gtk-3.0/settings.ini"),
        "[Settings]\ngtk-application-prefer-dark-theme=1\n",
    );
    let window = computer.start(&[]);
    window.until(DARK);
    window.until("document.documentElement.dataset.appearance === 'dark'");
    window.until("document.querySelector('[role=grid] .item')");
    choose(&window, "light");
    window.until(&format!("!{DARK}"));
    choose(&window, "system");
    window.until(DARK);
}
