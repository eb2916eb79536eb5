//! The menu above the page.

use serde_json::json;
use werkwijzer_tests::desktop::Computer;

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
