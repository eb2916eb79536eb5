//! Light and dark: the window around the page, and what the page takes for the system's.

use serde_json::json;
use werkwijzer_tests::desktop::{Computer, Window};
use werkwijzer_tests::put;

use super::leaving::{prefer, with_preference};

/// The page asks the window for what it does not know yet.
const DARK: &str = "matchMedia('(prefers-color-scheme: dark)').matches";

fn choose(window: &Window, appearance: &str) {
    prefer(window, "appearance", json!(appearance));
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
