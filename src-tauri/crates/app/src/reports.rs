//! What the program leaves behind for who mends it.

use std::path::{Path, PathBuf};

use werkwijzer_store::Folder;

/// The start of the names of reports; their times follow, so that the names are in order.
const NAME: &str = "crash-";
/// As many reports as are kept: a fault that comes with every key would fill the disk.
const MOST: usize = 20;

/// Today's date on this computer: `2026-11-24`.
#[must_use]
pub fn today() -> String {
    jiff::ZonedDateTime::now().date().to_string()
}

/// Keeps a report of a crash in a folder of this computer, named by its time. Nothing is sent.
pub fn keep_crash_report(folder: &Path, report: &str) {
    let time = jiff::ZonedDateTime::now().strftime("%Y-%m-%dT%H-%M-%S%.6f");
    if let Ok(inside) = Folder::create(folder) {
        // A program that gives up can do no more than try.
        let _ = inside.write(&format!("{NAME}{time}.txt"), report.as_bytes());
        let reports = reports(&inside);
        for old in reports.iter().rev().skip(MOST) {
            let _ = inside.remove(old);
        }
    }
}

/// The newest report in the folder.
pub(crate) fn last_crash_report(folder: &Path) -> Option<PathBuf> {
    let newest = reports(&Folder::open(folder).ok()?).pop()?;
    Some(folder.join(newest))
}

/// The names of the reports, the oldest first.
fn reports(folder: &Folder) -> Vec<String> {
    let entries = folder.list("").unwrap_or_default().into_iter();
    let mut names: Vec<String> = entries
        .map(|entry| entry.path)
        .filter(|name| name.starts_with(NAME))
        .collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_reports_are_kept() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("crashes");
        assert_eq!(last_crash_report(&folder), None);
        for number in 0..MOST + 3 {
            keep_crash_report(&folder, &format!("report {number}"));
        }
        let inside = Folder::open(&folder).unwrap();
        let kept = reports(&inside);
        assert_eq!(kept.len(), MOST);
        let newest = kept.last().unwrap();
        assert_eq!(last_crash_report(&folder), Some(folder.join(newest)));
        let text = inside.read(newest, 1 << 10).unwrap();
        assert_eq!(text, format!("report {}", MOST + 2).into_bytes());
    }
}
