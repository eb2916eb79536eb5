//! The one window: made, brought to the front, closed without losing a word.

use std::path::PathBuf;
use std::time::Duration;

use serde::Serialize;
use tauri::{
    AppHandle, DragDropEvent, Emitter as _, Manager as _, WebviewUrl, WebviewWindowBuilder, Window,
    WindowEvent,
};
use werkwijzer_app::Preferences;

use crate::appearance;
use crate::desk::Desk;
use crate::menu;

const NAME: &str = "main";
/// A page that does not answer is closed after so long: what was typed a moment ago is saved or
/// in the recovery copy.
const PATIENCE: Duration = Duration::from_secs(4);

pub(crate) fn make(app: &AppHandle) -> tauri::Result<()> {
    let preferences = app.state::<Desk>().preferences();
    menu::set(app, preferences.language.as_deref());
    let window = WebviewWindowBuilder::new(app, NAME, WebviewUrl::default())
        .title("Werkwijzer")
        .inner_size(1280.0, 800.0)
        .min_inner_size(640.0, 480.0)
        .theme(appearance::chosen(&preferences.appearance))
        .on_document_title_changed(|window, title| {
            let _ = window.set_title(&title);
        });
    // WebKitGTK gives the page the names of dropped files as text; there the shell takes them.
    // With it Windows would give the page neither dropped pictures nor its own dragging.
    #[cfg(not(target_os = "linux"))]
    let window = window.disable_drag_drop_handler();
    let window = window.build()?;
    // Light for a moment is no reason not to start.
    let _ = appearance::begin(&window, &preferences.appearance);
    Ok(())
}

/// Follows what the person prefers from now on.
pub(crate) fn follow(app: &AppHandle, preferences: &Preferences) {
    menu::set(app, preferences.language.as_deref());
    if let Some(window) = app.get_webview_window(NAME) {
        // Where the system has it otherwise, the page is as it was chosen.
        let _ = appearance::follow(&window, &preferences.appearance);
    }
}

pub(crate) fn bring_to_front(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(NAME) {
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

/// Files that were dropped on the window, and where on the page.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Dropped {
    paths: Vec<PathBuf>,
    x: f64,
    y: f64,
}

pub(crate) fn on_event(window: &Window, event: &WindowEvent) {
    match event {
        WindowEvent::CloseRequested { api, .. } => {
            api.prevent_close();
            let _ = window.emit("closing", ());
            let window = window.clone();
            std::thread::spawn(move || {
                std::thread::sleep(PATIENCE);
                close(&window);
            });
        }
        // GTK counts as the page does, whatever the screen.
        WindowEvent::DragDrop(DragDropEvent::Drop { paths, position }) => {
            let (paths, x, y) = (paths.clone(), position.x, position.y);
            let _ = window.emit("dropped", Dropped { paths, x, y });
        }
        // What others wrote meanwhile is shown at once.
        WindowEvent::Focused(true) => {
            window.state::<Desk>().look();
            let window = window.clone();
            std::thread::spawn(move || {
                if window.state::<Desk>().refresh() {
                    let _ = window.emit("library", ());
                }
            });
        }
        _ => {}
    }
}

/// Closes the window; what was typed is saved at the end of the program.
pub(crate) fn close(window: &Window) {
    let _ = window.destroy();
}
