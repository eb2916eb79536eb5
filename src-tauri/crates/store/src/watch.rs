//! Hearing that something in a folder changed.

use std::time::Duration;

use notify_debouncer_full::notify::{Config, PollWatcher, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer_opt};

use crate::error::{Error, Kind};
use crate::folder::Folder;
use crate::name::is_ignored;

/// Programs save in several moves; they are told as one change.
const PAUSE: Duration = Duration::from_millis(200);
/// Where the system tells nothing it is looked at so often.
const POLL: Duration = Duration::from_secs(5);

/// Calls back soon after something changed in a folder, for as long as it is kept.
///
/// It is a hint and no more: changes may be told twice, late, or (on some network drives) never.
/// Where the system has no watches left for all folders, it looks for itself from time to time.
#[derive(Debug)]
pub struct Watcher {
    _watching: Watching,
}

#[derive(Debug)]
enum Watching {
    Told {
        _watcher: Debouncer<RecommendedWatcher, RecommendedCache>,
    },
    Polled {
        _watcher: Debouncer<PollWatcher, RecommendedCache>,
    },
}

impl Watcher {
    /// Watches a folder with all in it.
    pub fn begin(folder: &Folder, changed: impl Fn() + Send + 'static) -> Result<Self, Error> {
        let changed = std::sync::Arc::new(std::sync::Mutex::new(changed));
        let hear = || {
            let changed = std::sync::Arc::clone(&changed);
            move |result: DebounceEventResult| {
                let matters = result.map_or(true, |events| {
                    events.iter().any(|event| {
                        !event.kind.is_access()
                            && (event.need_rescan()
                                || event.paths.iter().any(|path| {
                                    let name = path.file_name().unwrap_or_default();
                                    !is_ignored(&name.to_string_lossy())
                                }))
                    })
                });
                if matters && let Ok(changed) = changed.lock() {
                    changed();
                }
            }
        };
        let told = new_debouncer_opt::<_, RecommendedWatcher, _>(
            PAUSE,
            None,
            hear(),
            RecommendedCache::new(),
            Config::default(),
        )
        .and_then(|mut watcher| {
            watcher.watch(folder.path(), RecursiveMode::Recursive)?;
            Ok(watcher)
        });
        if let Ok(watcher) = told {
            return Ok(Self {
                _watching: Watching::Told { _watcher: watcher },
            });
        }
        Self::look(folder, POLL, hear())
    }

    /// Looks from time to time, where the system tells nothing or has no watches left.
    fn look(
        folder: &Folder,
        every: Duration,
        hear: impl FnMut(DebounceEventResult) + Send + 'static,
    ) -> Result<Self, Error> {
        let failed = |error: notify_debouncer_full::notify::Error| {
            Error::new(
                Kind::Io,
                folder.path(),
                format!("changes by other programs cannot be followed: {error}"),
                "they are seen when the app is brought to the front",
            )
        };
        let mut watcher = new_debouncer_opt::<_, PollWatcher, _>(
            PAUSE,
            None,
            hear,
            RecommendedCache::new(),
            Config::default().with_poll_interval(every),
        )
        .map_err(failed)?;
        watcher
            .watch(folder.path(), RecursiveMode::Recursive)
            .map_err(failed)?;
        Ok(Self {
            _watching: Watching::Polled { _watcher: watcher },
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    const LONG: Duration = Duration::from_secs(20);

    fn watched() -> (tempfile::TempDir, Watcher, std::sync::mpsc::Receiver<()>) {
        let place = tempfile::tempdir().unwrap();
        fs_err::create_dir(place.path().join("media")).unwrap();
        fs_err::write(place.path().join("a.md"), "one").unwrap();
        let (say, heard) = channel();
        let folder = Folder::open(place.path()).unwrap();
        let watcher = Watcher::begin(&folder, move || {
            let _ = say.send(());
        })
        .unwrap();
        (place, watcher, heard)
    }

    #[test]
    fn each_way_of_saving_is_heard() {
        let (place, _watcher, heard) = watched();
        let file = place.path().join("a.md");
        let aside = place.path().join("other.txt");
        fs_err::write(&file, "in place").unwrap();
        heard.recv_timeout(LONG).unwrap();
        fs_err::write(&aside, "renamed over").unwrap();
        fs_err::rename(&aside, &file).unwrap();
        heard.recv_timeout(LONG).unwrap();
        fs_err::remove_file(&file).unwrap();
        fs_err::write(&file, "made anew").unwrap();
        heard.recv_timeout(LONG).unwrap();
        fs_err::write(place.path().join("media/new.png"), "deep").unwrap();
        heard.recv_timeout(LONG).unwrap();
    }

    #[test]
    fn temporary_files_of_sync_clients_are_not() {
        let (place, _watcher, heard) = watched();
        fs_err::write(place.path().join(".syncthing.a.md.tmp"), "half").unwrap();
        fs_err::write(place.path().join("~$a.md"), "lock").unwrap();
        assert!(heard.recv_timeout(PAUSE * 5).is_err());
    }

    /// On a drive that tells nothing.
    #[test]
    #[cfg_attr(
        windows,
        ignore = "under Wine the second change is now and then not seen; on Windows it is not tried"
    )]
    fn what_is_looked_at_from_time_to_time_is_heard_too() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("a.md");
        fs_err::write(&file, "one").unwrap();
        // It compares times by the second.
        let written = fs_err::File::options().write(true).open(&file).unwrap();
        written.set_modified(std::time::UNIX_EPOCH).unwrap();
        let (say, heard) = channel();
        let folder = Folder::open(place.path()).unwrap();
        let hear = move |result: DebounceEventResult| {
            if result.is_ok_and(|events| !events.is_empty()) {
                let _ = say.send(());
            }
        };
        let _watcher = Watcher::look(&folder, Duration::from_millis(100), hear).unwrap();
        fs_err::write(&file, "one and two").unwrap();
        heard.recv_timeout(LONG).unwrap();
        fs_err::write(place.path().join("b.md"), "new").unwrap();
        heard.recv_timeout(LONG).unwrap();
        fs_err::remove_file(&file).unwrap();
        heard.recv_timeout(LONG).unwrap();
    }
}
