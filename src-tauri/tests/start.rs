//! How the program starts where it cannot show a window.

#![cfg(target_os = "linux")]

use std::process::Command;

fn said_with(display: Option<&str>) -> std::io::Result<String> {
    let place = tempfile::tempdir()?;
    let mut program = Command::new(env!("CARGO_BIN_EXE_werkwijzer-desktop"));
    program
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        // It would look for a screen of its own accord.
        .env("GDK_BACKEND", "x11")
        .env("HOME", place.path());
    if let Some(display) = display {
        program.env("DISPLAY", display);
    }
    let ended = program.output()?;
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert_eq!(ended.status.code(), Some(1), "{said}");
    Ok(said)
}

#[test]
fn without_a_display_it_says_so() {
    let said = said_with(None).unwrap();
    assert!(said.contains("no display"), "{said}");
}

#[test]
fn of_a_display_that_is_not_there_it_says_so() {
    let said = said_with(Some("unix:/nowhere:77")).unwrap();
    assert!(said.contains("cannot be reached"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
}
