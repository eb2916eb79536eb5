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

const MENUS: [(&str, &str, &[Item]); 4] = [
    ("Bestand", "File", FILE),
    ("Bewerken", "Edit", EDIT),
    ("Beeld", "View", VIEW),
    ("Help", "Help", HELP),
];

/// Gives the window its menu in a language; in that of the system when none is chosen.
pub(crate) fn set(app: &AppHandle, language: Option<&str>) {
    let mut menu = MenuBuilder::new(app);
    for (dutch, english, items) in MENUS {
        // Everything in the menu can be done in the page too.
        if let Ok(items) = submenu(app, word(language, dutch, english), items, language) {
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// The commands of the page with their shortcuts, as its source has them.
    #[expect(clippy::disallowed_methods, reason = "a test reads the sources")]
    fn commands() -> BTreeMap<String, Option<String>> {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/src/commands.ts");
        let source = std::fs::read_to_string(file).unwrap();
        let list = source.split_once("Command[] = [").unwrap().1;
        let list = list.split_once("\n];").unwrap().0;
        list.split("    id: \"")
            .skip(1)
            .map(|command| {
                let (id, rest) = command.split_once('"').unwrap();
                let keys = rest.split_once("shortcut: \"").unwrap_or_default().1;
                let keys = keys.split_once('"').map(|(keys, _)| keys.to_owned());
                (id.to_owned(), keys)
            })
            .collect()
    }

    #[test]
    fn every_item_is_a_command_of_the_page_with_its_keys() {
        let commands = commands();
        assert!(commands.len() > 20, "{commands:?}");
        for (id, _, _, keys) in MENUS.iter().flat_map(|(_, _, items)| *items) {
            let shortcut = commands.get(*id);
            let shortcut = shortcut.unwrap_or_else(|| panic!("the page knows no command {id}"));
            if let Some(keys) = keys {
                let keys = keys.replace("CmdOrCtrl", "Mod");
                assert_eq!(shortcut.as_ref(), Some(&keys), "{id}");
            }
        }
    }

    #[test]
    fn every_item_has_its_own_words_in_both_languages() {
        let mut seen = Vec::new();
        for (dutch, english, items) in MENUS {
            for (id, dutch, english, _) in items {
                assert_eq!(word(Some("nl"), dutch, english), *dutch);
                assert_eq!(word(Some("en"), dutch, english), *english);
                assert_ne!(dutch, english, "{id}");
                seen.extend([*id, *dutch, *english]);
            }
            assert!(!dutch.is_empty() && !english.is_empty());
        }
        let count = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), count, "an item stands there twice");
    }
}
