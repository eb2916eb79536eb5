//! How the program starts where it cannot show a window.

#![cfg(target_os = "linux")]

use std::process::Command;

#[test]
fn without_a_display_it_says_so() {
    let place = tempfile::tempdir().unwrap();
    let ended = Command::new(env!("CARGO_BIN_EXE_werkwijzer-desktop"))
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env("HOME", place.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(1), "{said}");
    assert!(said.contains("no display"), "{said}");
}
