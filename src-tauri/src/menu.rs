//! The menu of the window. Choosing sends the id of a command to the page, which knows what to do.

use tauri::AppHandle;
use tauri::menu::{MenuBuilder, MenuItemBuilder, Submenu, SubmenuBuilder};

/// The id of the command, its words in Dutch and English, and its keys. Keys that a text field
/// needs itself are left to the page.
type Item = (
    &'static str,
    &'static str,
    &'static str,
    Option<&'static str>,
);

const FILE: &[Item] = &[
    (
        "new-instruction",
        "Nieuwe werkinstructie…",
        "New instruction…",
        Some("CmdOrCtrl+N"),
    ),
    (
        "open-library",
        "Bibliotheek openen…",
        "Open library…",
        Some("CmdOrCtrl+O"),
    ),
    (
        "create-library",
        "Bibliotheek maken…",
        "Create library…",
        None,
    ),
    ("save", "Nu bewaren", "Save now", Some("CmdOrCtrl+S")),
    ("export", "Exporteren…", "Export…", Some("CmdOrCtrl+E")),
    (
        "publish",
        "Publiceren…",
        "Publish…",
        Some("CmdOrCtrl+Shift+P"),
    ),
    (
        "history",
        "Geschiedenis",
        "History",
        Some("CmdOrCtrl+Shift+H"),
    ),
    ("release", "Uitgave maken…", "Make a release…", None),
    (
        "close-document",
        "Werkinstructie sluiten",
        "Close instruction",
        Some("CmdOrCtrl+W"),
    ),
];
const EDIT: &[Item] = &[
    ("undo", "Ongedaan maken", "Undo", None),
    ("redo", "Opnieuw", "Redo", None),
    ("find", "Zoeken…", "Find…", Some("CmdOrCtrl+F")),
    ("replace", "Vervangen…", "Replace…", Some("CmdOrCtrl+H")),
    (
        "settings",
        "Instellingen…",
        "Settings…",
        Some("CmdOrCtrl+,"),
    ),
];
const VIEW: &[Item] = &[
    ("library", "Bibliotheek", "Library", None),
    ("start", "Startscherm", "Start", None),
    (
        "toggle-outline",
        "Overzicht van de stappen",
        "Outline of the steps",
        None,
    ),
    ("toggle-preview", "Voorbeeld", "Preview", None),
    ("palette", "Opdrachten…", "Commands…", Some("CmdOrCtrl+P")),
    ("zoom-in", "Groter", "Zoom in", None),
    ("zoom-out", "Kleiner", "Zoom out", None),
    ("zoom-reset", "Ware grootte", "Actual size", None),
];
const HELP: &[Item] = &[
    ("shortcuts", "Sneltoetsen", "Keyboard shortcuts", None),
    ("about", "Over Werkwijzer", "About Werkwijzer", None),
];

/// Gives the window its menu in a language; in that of the system when none is chosen.
pub(crate) fn set(app: &AppHandle, language: Option<&str>) {
    let word = |dutch, english| word(language, dutch, english);
    let mut menu = MenuBuilder::new(app);
    for (title, items) in [
        (word("Bestand", "File"), FILE),
        (word("Bewerken", "Edit"), EDIT),
        (word("Beeld", "View"), VIEW),
        (word("Help", "Help"), HELP),
    ] {
        // Everything in the menu can be done in the page too.
        if let Ok(items) = submenu(app, title, items, language) {
            menu = menu.item(&items);
        }
    }
    if let Ok(menu) = menu.build() {
        let _ = app.set_menu(menu);
    }
}

fn submenu(
    app: &AppHandle,
    title: &str,
    items: &[Item],
    language: Option<&str>,
) -> tauri::Result<Submenu<tauri::Wry>> {
    let mut menu = SubmenuBuilder::new(app, title);
    for (id, dutch, english, keys) in items {
        let mut item = MenuItemBuilder::with_id(*id, word(language, dutch, english));
        if let Some(keys) = keys {
            item = item.accelerator(keys);
        }
        menu = menu.item(&item.build(app)?);
    }
    menu.build()
}

/// The word of a language.
pub(crate) fn word<'a>(language: Option<&str>, dutch: &'a str, english: &'a str) -> &'a str {
    let system = sys_locale::get_locale().unwrap_or_default();
    if language.unwrap_or(&system).starts_with("nl") {
        dutch
    } else {
        english
    }
}
