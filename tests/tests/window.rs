//! The real program in a real window.

#![cfg(target_os = "linux")]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "another program, which writes as it likes, and a test that fails where it cannot"
)]

use serde_json::{Value, json};
use werkwijzer_tests::desktop::Computer;

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
