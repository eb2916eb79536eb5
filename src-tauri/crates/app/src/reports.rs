//! What the program leaves behind for who mends it.

use std::path::Path;

use werkwijzer_store::Folder;

/// Today's date on this computer: `2026-11-24`.
#[must_use]
pub fn today() -> String {
    jiff::ZonedDateTime::now().date().to_string()
}

/// Keeps a report of a crash in a folder of this computer, named by its time. Nothing is sent.
pub fn keep_crash_report(folder: &Path, report: &str) {
    let time = jiff::ZonedDateTime::now().strftime("%Y-%m-%dT%H-%M-%S%.3f");
    if let Ok(folder) = Folder::create(folder) {
        // A program that gives up can do no more than try.
        let _ = folder.write(&format!("crash-{time}.txt"), report.as_bytes());
    }
}
