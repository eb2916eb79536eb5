//! One file at a time: staged beside its place, made durable, switched by a rename.
//!
//! A temporary is called `.~<stem>.<random>.tmp`, where the random part is `ww` and ten letters
//! or digits, by which a later run knows its own ([`is_temporary`]). Sync clients leave such names
//! alone. Nothing is ever deleted or truncated first: a reader has the whole old file or the whole
//! new one.

use std::io;
use std::path::Path;
use std::thread;
use std::time::Duration;

use fs_err::File;
use tempfile::{Builder, NamedTempFile, TempPath};

use crate::error::is_held;
use crate::relative::split_extension;

const RANDOM: usize = 10;
const MARK: &str = "ww";
/// A stem in the name of a temporary is cut here, so that the name stays within every limit.
const STEM: usize = 40;

/// Whether this is the name of a temporary of ours.
pub(crate) fn is_temporary(name: &str) -> bool {
    name.strip_prefix(".~")
        .and_then(|rest| rest.strip_suffix(".tmp"))
        .and_then(|rest| rest.rsplit_once('.'))
        .and_then(|(_, random)| random.strip_prefix(MARK))
        .is_some_and(|random| {
            random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

/// Makes something new at an unused temporary name for `name` in `folder`.
fn make<T>(
    folder: &Path,
    name: &str,
    make: impl FnMut(&Path) -> io::Result<T>,
) -> io::Result<NamedTempFile<T>> {
    let stem = split_extension(name).0.trim_start_matches(['.', '~']);
    let cut = stem.floor_char_boundary(STEM);
    let prefix = format!(".~{}.{MARK}", &stem[..cut]);
    Builder::new()
        .prefix(&prefix)
        .suffix(".tmp")
        .rand_bytes(RANDOM)
        .make_in(folder, make)
}

/// Writes a temporary and makes its bytes durable. It is removed when the answer is dropped.
///
/// It is not opened through tempfile, which gives files that nobody else may read, and on Windows
/// marks them so that sync clients pass them by.
pub(crate) fn stage(
    folder: &Path,
    name: &str,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<TempPath> {
    let (mut file, path) = begin(folder, name)?;
    write(&mut file)?;
    file.sync_all()?;
    Ok(path)
}

/// An empty temporary that is open for writing, for what takes a while to write or need not be
/// durable. It is removed when the path is dropped.
pub(crate) fn begin(folder: &Path, name: &str) -> io::Result<(File, TempPath)> {
    Ok(make(folder, name, |path| File::create_new(path))?.into_parts())
}

/// A second name for the file at `path`, under which it outlives being replaced. Where the drive
/// knows no hard links it is a copy.
pub(crate) fn keep(folder: &Path, name: &str, path: &Path) -> io::Result<TempPath> {
    match make(folder, name, |to| fs_err::hard_link(path, to)) {
        Ok(link) => Ok(link.into_temp_path()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(error),
        Err(_) => stage(folder, name, |file| copy(path, file)),
    }
}

/// An unused temporary name, which holds an empty file until something is renamed over it.
pub(crate) fn placeholder(folder: &Path, name: &str) -> io::Result<TempPath> {
    Ok(make(folder, name, |path| File::create_new(path))?.into_temp_path())
}

/// Gives the file at `from` the further name `to`, which must be free.
pub(crate) fn link_or_copy(from: &Path, to: &Path) -> io::Result<()> {
    match fs_err::hard_link(from, to) {
        Err(error)
            if !matches!(
                error.kind(),
                io::ErrorKind::AlreadyExists | io::ErrorKind::NotFound
            ) => {}
        done => return done,
    }
    let folder = to.parent().unwrap_or(to);
    let name = to.file_name().map(|name| name.to_string_lossy());
    let staged = stage(folder, name.as_deref().unwrap_or_default(), |file| {
        copy(from, file)
    })?;
    place_new(staged, to)
}

fn copy(from: &Path, to: &mut File) -> io::Result<()> {
    // Through a link the copy would bring in what lies elsewhere.
    if !fs_err::symlink_metadata(from)?.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "this drive cannot keep a second name of a link",
        ));
    }
    io::copy(&mut File::open(from)?, to).map(drop)
}

/// Renames a staged file to its place, over what stands there.
pub(crate) fn place(staged: TempPath, to: &Path) -> io::Result<()> {
    patiently(|| rename_over(&staged, to))?;
    // A rename between two names of one file does nothing and says it went well; dropping the
    // path then removes the name that is left over.
    drop(staged);
    Ok(())
}

/// A rename that says so when another program holds the file that is to be replaced.
fn rename_over(from: &Path, to: &Path) -> io::Result<()> {
    let renamed = fs_err::rename(from, to);
    #[cfg(windows)]
    if let Err(error) = &renamed
        && error.kind() == io::ErrorKind::PermissionDenied
        && windows::holds(to)
    {
        return Err(io::Error::from_raw_os_error(windows::SHARING_VIOLATION));
    }
    renamed
}

/// Windows answers "access denied" to a rename over a file that somebody has open, and to one for
/// which there is no right. The two need different words.
#[cfg(windows)]
mod windows {
    use std::path::Path;

    use fs_err::os::windows::fs::OpenOptionsExt as _;

    pub(super) const SHARING_VIOLATION: i32 = 32;
    const DELETE: u32 = 0x0001_0000;

    /// Whether somebody has the file open that could not be replaced. Asks for the right that the
    /// rename needed: refused for sharing means that another program keeps it from us, and given
    /// means that only the open file was in the way.
    pub(super) fn holds(path: &Path) -> bool {
        match fs_err::OpenOptions::new().access_mode(DELETE).open(path) {
            Ok(file) => file
                .metadata()
                .is_ok_and(|found| found.is_file() && !found.permissions().readonly()),
            Err(error) => crate::error::is_sharing_violation(&error),
        }
    }
}

/// Renames a staged file to its place, where nothing may stand.
pub(crate) fn place_new(staged: TempPath, to: &Path) -> io::Result<()> {
    let mut left = Some(staged);
    patiently(|| {
        let Some(staged) = left.take() else {
            return Ok(());
        };
        staged.persist_noclobber(to).map_err(|error| {
            left = Some(error.path);
            error.error
        })
    })
}

/// Tries again for about two seconds while another program holds the file (rule 6).
pub(crate) fn patiently<T>(mut attempt: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    let longest = Duration::from_secs(2);
    let mut waited = Duration::ZERO;
    let mut wait = Duration::from_millis(10);
    loop {
        match attempt() {
            Err(error) if is_held(&error) && waited < longest => {
                thread::sleep(wait);
                waited += wait;
                // A sync client or a reader lets go for instants only, so ask often.
                wait = (wait * 2).min(Duration::from_millis(80));
            }
            done => return done,
        }
    }
}

/// Makes the names in a folder durable. Windows does so with the rename itself; some network
/// drives cannot be asked.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        match File::open(folder)?.sync_all() {
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput
                ) => {}
            done => return done,
        }
    }
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    /// How often to change a file that is being read. Windows may refuse to replace it in the very
    /// instant it is read, and every refusal takes its two seconds; so there it is less often.
    pub(crate) fn rounds(elsewhere: usize) -> usize {
        if cfg!(windows) { 8 } else { elsewhere }
    }

    /// Reads a file again and again while `change` goes on, and asks of each state whether it is
    /// whole.
    pub(crate) fn read_during(
        path: &Path,
        is_whole: impl Fn(&[u8]) -> bool + Sync,
        change: impl FnOnce(),
    ) {
        /// The reader stops also when `change` fails: the test would wait for it for ever.
        struct Stop<'a>(&'a AtomicBool);
        impl Drop for Stop<'_> {
            fn drop(&mut self) {
                self.0.store(true, Ordering::Relaxed);
            }
        }
        let stopped = AtomicBool::new(false);
        thread::scope(|scope| {
            let stop = Stop(&stopped);
            let reader = scope.spawn(|| {
                let mut reads = 0;
                while !stopped.load(Ordering::Relaxed) || reads == 0 {
                    let bytes = patiently(|| fs_err::read(path)).unwrap();
                    assert!(is_whole(&bytes), "half a file: {} bytes", bytes.len());
                    reads += 1;
                }
            });
            change();
            drop(stop);
            reader.join().unwrap();
        });
    }

    /// A change is made; only on Windows it may be refused while somebody reads.
    pub(crate) fn made_or_locked<T>(result: Result<T, crate::Error>) {
        if let Err(error) = result {
            assert!(
                cfg!(windows) && error.kind() == crate::Kind::Locked,
                "{error:?}"
            );
        }
    }

    #[test]
    fn knows_its_own_temporaries_and_no_others() {
        assert!(is_temporary(".~inbox.wwA1b2C3d4E5.tmp"));
        assert!(is_temporary(".~.wwA1b2C3d4E5.tmp"));
        for other in [
            ".~lock.offer.docx#",
            "~$offer.docx",
            ".~inbox.tmp",
            ".~inbox.A1b2C3d4E5F6.tmp",
            ".~inbox.wwA1b2C3d4E.tmp",
            "inbox.wwA1b2C3d4E5.tmp",
        ] {
            assert!(!is_temporary(other), "{other}");
        }
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.png", ".hidden", "", &"é".repeat(100)] {
            let staged = stage(folder.path(), name, |_| Ok(())).unwrap();
            let called = staged.file_name().unwrap().to_str().unwrap();
            assert!(is_temporary(called), "{called}");
        }
    }

    #[test]
    fn waits_for_a_file_in_use_and_gives_up_at_other_errors() {
        let busy = || io::Error::from_raw_os_error(if cfg!(windows) { 32 } else { 16 });
        let mut attempts = 0;
        let done = patiently(|| {
            attempts += 1;
            if attempts < 4 {
                Err(busy())
            } else {
                Ok(attempts)
            }
        });
        assert_eq!(done.unwrap(), 4);
        attempts = 0;
        let failed: io::Result<()> = patiently(|| {
            attempts += 1;
            Err(io::ErrorKind::StorageFull.into())
        });
        assert!(failed.is_err());
        assert_eq!(attempts, 1);
    }

    #[cfg(windows)]
    #[test]
    fn a_file_held_by_another_program_is_locked_and_left_whole() {
        use fs_err::os::windows::fs::OpenOptionsExt as _;

        let around = tempfile::tempdir().unwrap();
        let folder = crate::Folder::open(around.path()).unwrap();
        folder.write("a.md", b"old").unwrap();
        // As most programs open what they show: others may read it and not replace it.
        let reading = 1;
        let held = fs_err::OpenOptions::new()
            .read(true)
            .share_mode(reading)
            .open(around.path().join("a.md"))
            .unwrap();
        let error = folder.write("a.md", b"new").unwrap_err();
        assert_eq!(error.kind(), crate::Kind::Locked, "{error}");
        assert_eq!(folder.read("a.md", 9).unwrap(), b"old");
        assert_eq!(fs_err::read_dir(around.path()).unwrap().count(), 1);
        drop(held);
        folder.write("a.md", b"new").unwrap();
        assert_eq!(folder.read("a.md", 9).unwrap(), b"new");
    }

    #[cfg(windows)]
    #[test]
    fn a_read_only_file_is_not_called_locked() {
        let around = tempfile::tempdir().unwrap();
        let path = around.path().join("a.md");
        fs_err::write(&path, "old").unwrap();
        let writable = fs_err::metadata(&path).unwrap().permissions();
        let mut read_only = writable.clone();
        read_only.set_readonly(true);
        fs_err::set_permissions(&path, read_only).unwrap();
        assert!(!windows::holds(&path));
        // Else it could not be cleared away.
        fs_err::set_permissions(&path, writable).unwrap();
    }
}
