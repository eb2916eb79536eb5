//! The window of Werkwijzer: it shows the web view, hands what the person does to the crate
//! `werkwijzer-app`, and tells the page what happens.
//!
//! - [`commands`] are what the page may call, a few lines each; `build.rs` lists them, and what
//!   is not listed is refused; [`versions`] are those about versions.
//! - [`desk`] holds what is open: the library, its documents, the jobs that run.
//! - [`protocol`] serves the pictures and preview pages of open documents, and nothing else.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod appearance;
mod commands;
mod crash;
mod desk;
mod menu;
mod opened;
mod protocol;
#[cfg(test)]
mod types;
mod versions;
mod window;

use std::path::Path;
use std::process::ExitCode;

use tauri::{Emitter as _, Manager as _, RunEvent};

use werkwijzer_app::OwnFolders;

use crate::desk::Desk;
use crate::opened::opened_with;

/// Trees of small pieces are made on many threads, and the allocators of the systems are slow at it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    if let Err(why) = reach_display() {
        return crash::failed(&format!(
            "{why}; `werkwijzer --help` tells what can be done without"
        ));
    }
    let own = match OwnFolders::of_this_computer() {
        Ok(own) => own,
        Err(error) => return crash::failed(&error.to_string()),
    };
    crash::keep_reports(&own.data);
    let desk = match Desk::open(own) {
        Ok(desk) => desk,
        Err(error) => return crash::failed(&error.to_string()),
    };
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(
            |app, arguments, folder| {
                window::bring_to_front(app);
                if let Some(path) = opened_with(&arguments, Path::new(&folder)) {
                    app.state::<Desk>().open_next(path, app);
                }
            },
        ))
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_notification::init())
        .register_asynchronous_uri_scheme_protocol("media", protocol::media)
        .register_asynchronous_uri_scheme_protocol("page", protocol::page)
        .manage(desk)
        .setup(|app| {
            let arguments: Vec<String> = std::env::args().collect();
            let folder = std::env::current_dir().unwrap_or_default();
            if let Some(path) = opened_with(&arguments, &folder) {
                app.state::<Desk>().open_first(path, app.handle());
            }
            window::make(app.handle())?;
            Ok(())
        })
        .on_menu_event(|app, event| {
            let _ = app.emit("menu", event.id().as_ref());
        })
        .on_window_event(window::on_event)
        .invoke_handler(commands::handler())
        .build(tauri::generate_context!());
    match app {
        Ok(app) => {
            app.run(|app, event| {
                if let RunEvent::Exit = event {
                    // Saves what was typed.
                    app.state::<Desk>().close();
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => crash::failed(&format!("the window could not be opened: {error}")),
    }
}

/// Finds the display to show a window on. The web view's library gives up without one.
#[cfg(target_os = "linux")]
fn reach_display() -> Result<(), &'static str> {
    let names = ["DISPLAY", "WAYLAND_DISPLAY"];
    if !names.iter().any(|name| std::env::var_os(name).is_some()) {
        return Err("there is no display to show a window on");
    }
    gtk::init().map_err(|_| {
        "the display that DISPLAY or WAYLAND_DISPLAY names cannot be reached: it is not running, \
         or you may not use it"
    })
}

/// There always is one.
#[cfg(not(target_os = "linux"))]
#[expect(clippy::unnecessary_wraps, reason = "on Linux there may be none")]
fn reach_display() -> Result<(), &'static str> {
    Ok(())
}
