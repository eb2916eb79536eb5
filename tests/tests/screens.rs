//! Every view of the window in both languages, light and dark: looked at by axe, and kept as a
//! picture in `target/screens` to be looked at by people.

#![cfg(target_os = "linux")]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use werkwijzer_tests::desktop::{Computer, Window};

const CONTROL: char = '\u{e009}';
const SHIFT: char = '\u{e008}';
const ESCAPE: char = '\u{e00c}';

struct Look<'a> {
    window: &'a Window,
    axe: &'a str,
    folder: PathBuf,
    found: Vec<String>,
}

impl Look<'_> {
    fn at(&mut self, view: &str) {
        // What moves has arrived.
        self.window.until(
            "document.fonts.status === 'loaded'
             && !document.querySelector('[aria-busy=true]')
             && document.getAnimations().every((one) => one.playState !== 'running')",
        );
        let picture = self.window.picture();
        std::fs::write(self.folder.join(format!("{view}.png")), picture).unwrap();
        let answer = self.window.script_async(
            &format!(
                "if (!window.axe) {{ {} }}
                 const found = await window.axe.run(document, {{
                   resultTypes: ['violations'],
                   iframes: false,
                 }});
                 return found.violations.map((one) =>
                   one.id + ': ' + one.nodes.map((node) => node.html.slice(0, 160)).join(' | '));",
                self.axe
            ),
            vec![],
        );
        let Value::Array(violations) = &answer["value"] else {
            panic!("{view}: {answer}");
        };
        self.found.extend(
            violations
                .iter()
                .map(|violation| format!("{}: {view}: {violation}", self.folder.display())),
        );
    }
}

fn dialog(look: &mut Look<'_>, held: &[char], key: char, view: &str) {
    look.window.chord(held, key);
    look.window
        .until("document.querySelector('[role=dialog]')?.getBoundingClientRect().height > 20");
    look.at(view);
    look.window.keys(&ESCAPE.to_string());
    look.window
        .until("!document.querySelector('[role=dialog]')");
}

/// Everything twice as large: nothing is cut off at the side, and axe finds nothing either.
fn at_twice_the_size(look: &mut Look<'_>) {
    for _ in 0..6 {
        look.window.chord(&[CONTROL], '+');
    }
    look.window
        .until("document.documentElement.style.fontSize === '200%'");
    let fits = "document.documentElement.scrollWidth <= innerWidth";
    look.window.until(fits);
    look.at("document-200");
    dialog(look, &[CONTROL, SHIFT], 'p', "publish-200");
    look.window.chord(&[CONTROL, SHIFT], 'l');
    look.window.until("document.querySelector('[role=grid]')");
    look.window.until(fits);
    look.at("library-200");
    look.window.chord(&[CONTROL], '0');
    look.window
        .until("document.documentElement.style.fontSize === '100%'");
}

/// Makes a release, so that there is a history to look at.
fn versions(look: &mut Look<'_>) {
    let _ = look.window.script(
        "const paragraph = document.querySelector('.ProseMirror [data-step] p');
         const range = document.createRange();
         range.selectNodeContents(paragraph);
         range.collapse(false);
         document.querySelector('.ProseMirror').focus();
         const selection = getSelection();
         selection.removeAllRanges();
         selection.addRange(range);",
        vec![],
    );
    look.window.keys(" Begin bovenaan.");
    let click = "[...document.querySelectorAll('.toolbar button')]
                   .find((button) => /Uitgeven|Release/.test(button.textContent)).click();";
    let _ = look.window.script(click, vec![]);
    look.window
        .until("document.querySelector('[role=dialog] input[value=pilot]')");
    // What changed since the last release is looked for.
    look.window
        .until("/\\d/.test(document.querySelector('[role=dialog] h2').textContent)");
    look.at("release");
    let _ = look.window.script(
        "document.querySelector('[role=dialog] input[value=pilot]').click();
         document.querySelector('[role=dialog] [type=submit]').click();",
        vec![],
    );
    look.window
        .until("!document.querySelector('[role=dialog]')");
    look.window.chord(&[CONTROL, SHIFT], 'h');
    look.window
        .until("document.querySelector('.timeline [aria-current]')");
    look.at("history");
    look.window.keys(&ESCAPE.to_string());
    look.window.until("document.querySelector('.ProseMirror')");
}

#[test]
fn every_view_can_be_shown_and_used_by_everyone() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let axe = std::fs::read_to_string(root.join("ui/node_modules/axe-core/axe.min.js")).unwrap();
    let test = std::env::current_exe().unwrap();
    let target = test.ancestors().nth(3).unwrap();
    let mut found = Vec::new();
    for language in ["nl_NL.UTF-8", "en_US.UTF-8"] {
        let computer = Computer::new(language);
        // The first start; those after it begin at the start view.
        drop(computer.start(&[]));
        for appearance in ["light", "dark"] {
            let folder = target
                .join("screens")
                .join(format!("{}-{appearance}", &language[..2]));
            std::fs::create_dir_all(&folder).unwrap();
            let window = computer.start(&[]);
            window.until("document.querySelector('button')");
            let set = window.script_async(
                "const call = window.__TAURI_INTERNALS__.invoke;
                 const { preferences } = await call('start');
                 await call('set_preferences', { preferences: { ...preferences, appearance: arguments[0] } });
                 location.reload();
                 return true;",
                vec![json!(appearance)],
            );
            assert_eq!(set["value"], json!(true), "{set}");
            window.until(&format!(
                "document.documentElement.dataset.appearance === '{appearance}'
                 && document.querySelector('main button')"
            ));
            let mut look = Look {
                window: &window,
                axe: &axe,
                folder,
                found: Vec::new(),
            };
            look.at("start");
            let example = computer.example().display().to_string();
            let _ = window.script(
                "[...document.querySelectorAll('button')]
                   .find((button) => button.textContent.includes(arguments[0])).click();",
                vec![json!(example)],
            );
            window.until("document.querySelector('[role=grid], [role=listbox], table')");
            look.at("library");
            dialog(&mut look, &[CONTROL], 'n', "new-instruction");
            dialog(&mut look, &[CONTROL], ',', "settings");
            dialog(&mut look, &[CONTROL], 'p', "palette");
            dialog(&mut look, &[CONTROL, SHIFT], 'p', "publish");
            let _ = window.script(
                "[...document.querySelectorAll('[role=option], [role=row], tr')]
                   .find((row) => row.textContent.includes('Boek een inkoopfactuur'))
                   .click();",
                vec![],
            );
            window.until("document.querySelector('.ProseMirror')");
            // The tab of last time is remembered.
            let _ = window.script("document.querySelector('[role=tab]').click();", vec![]);
            window.until("document.querySelector('img[src^=\"page:\"]')?.naturalWidth > 0");
            look.at("document");
            for tab in 1..4 {
                let _ = window.script(
                    "document.querySelectorAll('[role=tab]')[arguments[0]].click();",
                    vec![json!(tab)],
                );
                look.at(["", "web-page", "details", "problems"][tab]);
            }
            dialog(&mut look, &[CONTROL], 'e', "export");
            versions(&mut look);
            if appearance == "light" {
                at_twice_the_size(&mut look);
            }
            found.extend(look.found);
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
