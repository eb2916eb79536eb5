//! Hearing that something in a folder changed.
//!
//! Where the system tells nothing the folder is looked at from time to time, by what [`Stamp`]
//! tells of its files. notify's own way of doing that hears of a file only when it is newer by a
//! second, unless it reads all files: one that is put back as it was last week, as sync clients
//! and backups do, it misses.

use std::sync::mpsc::{RecvTimeoutError, Sender, TryRecvError, channel};
use std::time::{Duration, Instant};

use notify_debouncer_full::notify::{Config, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer_opt};

use crate::error::{Error, Kind};
use crate::folder::{EntryKind, Folder};
use crate::name::is_ignored;
use crate::stamp::Stamp;

/// Programs save in several moves; they are told as one change.
const PAUSE: Duration = Duration::from_millis(200);
/// Where the system tells nothing it is looked at so often.
const POLL: Duration = Duration::from_secs(5);
/// So many times as long as a look takes it waits at least until the next one.
const PATIENCE: u32 = 4;

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
    /// Nothing is ever sent: the looking ends when this is gone.
    Looked { _until: Sender<()> },
}

impl Watcher {
    /// Watches a folder with all in it.
    pub fn begin(folder: &Folder, changed: impl Fn() + Send + 'static) -> Result<Self, Error> {
        let changed = std::sync::Arc::new(std::sync::Mutex::new(changed));
        let call = || {
            let changed = std::sync::Arc::clone(&changed);
            move || {
                if let Ok(changed) = changed.lock() {
                    changed();
                }
            }
        };
        let told = call();
        let hear = move |result: DebounceEventResult| {
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
            if matters {
                told();
            }
        };
        let told = new_debouncer_opt::<_, RecommendedWatcher, _>(
            PAUSE,
            None,
            hear,
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
        Self::look(folder, POLL, call())
    }

    /// Looks from time to time, where the system tells nothing or has no watches left.
    fn look(
        folder: &Folder,
        every: Duration,
        changed: impl Fn() + Send + 'static,
    ) -> Result<Self, Error> {
        let failed = |error: std::io::Error| {
            Error::new(
                Kind::Io,
                folder.path(),
                format!("changes by other programs cannot be followed: {error}"),
                "they are seen when the app is brought to the front",
            )
        };
        let (until, end) = channel::<()>();
        let looked_at = folder.clone();
        // Before anything else happens: what is changed from here on is told.
        let mut before = seen(&looked_at);
        std::thread::Builder::new()
            .name("look".to_owned())
            .spawn(move || {
                let mut wait = every;
                while let Err(RecvTimeoutError::Timeout) = end.recv_timeout(wait) {
                    let began = Instant::now();
                    let now = seen(&looked_at);
                    // A large library on a slow drive is not looked at without end.
                    wait = every.max(began.elapsed() * PATIENCE);
                    let is_over = end.try_recv() == Err(TryRecvError::Disconnected);
                    if now != before && !is_over {
                        changed();
                    }
                    before = now;
                }
            })
            .map_err(failed)?;
        Ok(Self {
            _watching: Watching::Looked { _until: until },
        })
    }
}

/// The files of a folder with their stamps; `None` while it cannot be looked at. Nothing is opened.
fn seen(folder: &Folder) -> Option<Vec<(String, EntryKind, Stamp)>> {
    let all = folder.walk("").ok()?;
    Some(
        all.into_iter()
            .map(|entry| {
                // That of a folder changes with every temporary file in it.
                let stamp = match entry.kind {
                    EntryKind::Folder => Stamp::default(),
                    _ => entry.stamp,
                };
                (entry.path, entry.kind, stamp)
            })
            .collect(),
    )
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
    fn looked_at() -> (tempfile::TempDir, Watcher, std::sync::mpsc::Receiver<()>) {
        let place = tempfile::tempdir().unwrap();
        fs_err::write(place.path().join("a.md"), "one").unwrap();
        let (say, heard) = channel();
        let folder = Folder::open(place.path()).unwrap();
        let watcher = Watcher::look(&folder, Duration::from_millis(100), move || {
            let _ = say.send(());
        })
        .unwrap();
        (place, watcher, heard)
    }

    #[test]
    fn what_is_looked_at_from_time_to_time_is_heard_too() {
        let (place, watcher, heard) = looked_at();
        let file = place.path().join("a.md");
        fs_err::write(&file, "one and two").unwrap();
        heard.recv_timeout(LONG).unwrap();
        fs_err::create_dir(place.path().join(".werkwijzer")).unwrap();
        fs_err::write(place.path().join(".werkwijzer/b.json"), "new").unwrap();
        heard.recv_timeout(LONG).unwrap();
        fs_err::remove_file(&file).unwrap();
        heard.recv_timeout(LONG).unwrap();
        // It ends with what it is kept by.
        drop(watcher);
        while heard.recv_timeout(LONG).is_ok() {}
        assert!(heard.recv().is_err());
    }

    /// Rule 5: a file that a sync client or a backup puts back is older than what it replaces.
    #[test]
    fn an_older_file_of_the_same_size_is_heard() {
        let (place, _watcher, heard) = looked_at();
        let file = place.path().join("a.md");
        let aside = place.path().join("aside.part");
        let age = |path: &std::path::Path| {
            let written = fs_err::File::options().write(true).open(path).unwrap();
            written.set_modified(std::time::UNIX_EPOCH).unwrap();
        };
        // Beside it, and renamed over it.
        fs_err::write(&aside, "two").unwrap();
        age(&aside);
        fs_err::rename(&aside, &file).unwrap();
        heard.recv_timeout(LONG).unwrap();
        if cfg!(unix) {
            // In its place, with the time that it had.
            while heard.try_recv().is_ok() {}
            fs_err::write(&file, "six").unwrap();
            age(&file);
            heard.recv_timeout(LONG).unwrap();
        }
    }

    #[test]
    fn temporary_files_are_passed_by_where_it_is_looked() {
        let (place, _watcher, heard) = looked_at();
        fs_err::write(place.path().join(".syncthing.a.md.tmp"), "half").unwrap();
        fs_err::write(place.path().join("~$a.md"), "lock").unwrap();
        // A look that comes after them hears of this one only.
        assert!(heard.recv_timeout(Duration::from_millis(500)).is_err());
        fs_err::write(place.path().join("a.md"), "more").unwrap();
        heard.recv_timeout(LONG).unwrap();
    }
}
