//! A disk that is full, a folder that cannot be written, a folder that is away: an error that says
//! what to do, nothing lost, and all goes on afterwards.

#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

use tempfile::TempDir;
use werkwijzer_app::{
    By, DocumentEvent, Error, Library, NewRelease, Places, Reason, Session, StepChange, VersionRef,
    Versions, change_step,
};
use werkwijzer_tests::syncthing::{files, skipped};
use werkwijzer_tests::{context, png, put, werkwijzer};

const FOLDER: &str = "instructions/book";

/// A library on a small drive of its own, where that can be made.
struct Drive {
    place: TempDir,
    mounted: bool,
}

impl Drive {
    /// An ordinary folder.
    fn ordinary() -> Self {
        let drive = Self {
            place: TempDir::new().unwrap(),
            mounted: false,
        };
        std::fs::create_dir(drive.root()).unwrap();
        drive.fill_in();
        drive
    }

    /// A drive of one megabyte; `None`, and a line that says so, where nobody may mount one.
    fn small() -> Option<Self> {
        let mut drive = Self {
            place: TempDir::new().unwrap(),
            mounted: false,
        };
        std::fs::create_dir(drive.root()).unwrap();
        drive.mounted = drive.mount(&["-t", "tmpfs", "-o", "size=1m", "tmpfs"]);
        if !drive.mounted {
            skipped("only root may mount a small drive to fill: the limit of a file is tried only");
            return None;
        }
        drive.fill_in();
        Some(drive)
    }

    fn mount(&self, how: &[&str]) -> bool {
        let status = Command::new("mount").args(how).arg(self.root()).status();
        status.is_ok_and(|status| status.success())
    }

    fn root(&self) -> PathBuf {
        self.place.path().join("drive")
    }

    fn library(&self) -> PathBuf {
        self.root().join("library")
    }

    fn cache(&self) -> PathBuf {
        self.place.path().join("cache")
    }

    fn fill_in(&self) {
        Library::create(&self.library(), "Small", "en").unwrap();
        put(
            &self.text_path(),
            "---\nid: 01SMALL\nstatus: pilot\n---\n# Book\n\n## Work {#work}\n\nThe work.\n\n\
             ![A](media/a.png)\n\n## Rest {#rest}\n\nGo home.\n",
        );
        put(
            &self.library().join(FOLDER).join("media/a.png"),
            png(60, 40),
        );
        self.versions(|versions| {
            versions
                .release(FOLDER, &NewRelease::default(), &by())
                .unwrap();
        });
        self.edit("The second text.").unwrap();
        self.keep().unwrap();
    }

    fn text_path(&self) -> PathBuf {
        self.library().join(FOLDER).join("instruction.md")
    }

    fn versions<T>(&self, work: impl FnOnce(&Versions<'_>) -> T) -> T {
        let library = Library::open(&self.library()).unwrap();
        work(&library.versions(Some(&self.cache())))
    }

    fn edit(&self, text: &str) -> Result<(), Error> {
        let change = StepChange::Set {
            step: "work".parse().unwrap(),
            title: None,
            text: Some(text.to_owned()),
        };
        change_step(&self.library().join(FOLDER), &change)
    }

    fn keep(&self) -> Result<bool, Error> {
        self.versions(|versions| {
            versions
                .keep(FOLDER, Reason::Edited, &by())
                .map(|made| made.is_some())
        })
    }

    /// Fills it to the last byte.
    fn fill(&self) {
        let mut filler = std::fs::File::create(self.root().join("filler")).unwrap();
        let mut piece = vec![1; 1 << 16];
        while !piece.is_empty() {
            if filler.write_all(&piece).is_err() {
                piece.truncate(piece.len() / 2);
            }
        }
    }

    fn free(&self) {
        std::fs::remove_file(self.root().join("filler")).unwrap();
    }

    /// All versions are there and whole, and no half a file is left anywhere.
    fn assert_whole(&self, versions: usize) {
        self.versions(|kept| {
            let listed = kept.list(FOLDER).unwrap();
            assert_eq!(listed.versions.len(), versions);
            assert!(listed.notices.is_empty(), "{:?}", listed.notices);
            let verified = kept.verify(&context()).unwrap();
            assert!(verified.notices.is_empty(), "{:?}", verified.notices);
            assert_eq!(verified.versions, versions);
        });
        for path in files(&self.library()).keys() {
            assert!(!path.ends_with(".tmp"), "{path}");
        }
    }

    /// It can be edited, kept, released and taken back again.
    fn assert_goes_on(&self, versions: usize) {
        self.edit("All goes on.").unwrap();
        assert!(self.keep().unwrap());
        self.versions(|kept| {
            kept.release(FOLDER, &NewRelease::default(), &by()).unwrap();
            kept.restore(FOLDER, &VersionRef::Release(1), &by())
                .unwrap();
        });
        self.assert_whole(versions + 3);
        let text = std::fs::read_to_string(self.text_path()).unwrap();
        assert!(text.contains("The work."), "{text}");
    }
}

impl Drop for Drive {
    fn drop(&mut self) {
        if self.mounted {
            let _ = Command::new("umount").arg(self.root()).status();
        }
    }
}

fn by() -> By {
    By::now(Some("Ann".to_owned()))
}

/// The error has this code, and says what to do.
fn assert_refused<T: std::fmt::Debug>(result: Result<T, Error>, code: &str) {
    let error = result.unwrap_err();
    assert_eq!(error.code, code, "{error}");
    assert!(!error.hint.is_empty(), "{error}");
}

/// Nothing that writes works, what is there stays, and all that reads does.
fn assert_refuses_and_keeps(drive: &Drive, code: &str, versions: usize) {
    let before = files(&drive.library());
    assert_refused(drive.edit(&"A longer text. ".repeat(2_000)), code);
    drive.versions(|kept| {
        let released = kept.release(FOLDER, &NewRelease::default(), &by());
        assert_refused(released, code);
        let restored = kept.restore(FOLDER, &VersionRef::Release(1), &by());
        assert_refused(restored, code);
        let compared = kept.compare(FOLDER, &VersionRef::Release(1), &VersionRef::Now, None);
        assert!(compared.unwrap().difference.changed_steps().count() > 0);
    });
    assert!(files(&drive.library()) == before);
    drive.assert_whole(versions);
}

#[test]
fn a_full_drive() {
    let Some(drive) = Drive::small() else {
        return;
    };
    drive.fill();
    assert_refuses_and_keeps(&drive, "store.disk-full", 2);
    drive.free();
    // What was written can be kept later.
    drive.edit("Written in time.").unwrap();
    drive.fill();
    assert_refused(drive.keep(), "store.disk-full");
    assert!(drive.versions(|kept| kept.list(FOLDER).unwrap().changed));
    drive.free();
    assert!(drive.keep().unwrap());
    drive.assert_goes_on(3);
}

/// The same by a limit that anybody can set, with the command.
#[test]
fn a_limit_of_the_system_on_files() {
    let drive = Drive::ordinary();
    let limited = |arguments: &[&str]| {
        let output = Command::new("sh")
            // Blocks of 512 bytes. The signal is passed by, as for a drive that is full.
            .args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$@\"", "sh"])
            .arg(werkwijzer())
            .args(arguments)
            .env("WERKWIJZER_CACHE", drive.cache())
            .output()
            .unwrap();
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    };
    let before = files(&drive.library());
    let instruction = drive.library().join(FOLDER);
    let instruction = instruction.to_str().unwrap();
    let text = "A longer text. ".repeat(2_000);
    let (code, said) = limited(&["step", "set", instruction, "work", "--text", &text]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("no space is left"), "{said}");
    assert!(said.contains("free some space"), "{said}");
    assert!(files(&drive.library()) == before);
    let picture = drive.library().join(FOLDER).join("media/b.png");
    put(&picture, png(900, 700));
    let (code, said) = limited(&["release", instruction]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("no space is left"), "{said}");
    drive.assert_whole(2);
    std::fs::remove_file(picture).unwrap();
    drive.assert_goes_on(2);
}

#[test]
fn a_folder_that_cannot_be_written() {
    let root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    if root {
        // Root writes wherever it likes, but not on a drive that is read-only.
        let Some(drive) = Drive::small() else {
            return;
        };
        assert!(drive.mount(&["-o", "remount,ro"]));
        assert_refuses_and_keeps(&drive, "store.read-only", 2);
        assert!(drive.mount(&["-o", "remount,rw"]));
        drive.assert_goes_on(2);
    } else {
        let drive = Drive::ordinary();
        let rights = |rights: &str| {
            let chmod = Command::new("chmod")
                .args(["-R", rights])
                .arg(drive.library())
                .status();
            assert!(chmod.unwrap().success());
        };
        rights("a-w");
        assert_refuses_and_keeps(&drive, "store.permission-denied", 2);
        rights("u+w");
        drive.assert_goes_on(2);
    }
}

#[test]
fn a_folder_that_is_away() {
    let drive = Drive::ordinary();
    let library = Library::open(&drive.library()).unwrap();
    let cache = drive.cache();
    let versions = library.versions(Some(&cache));
    let away = drive.root().join("away");
    std::fs::rename(drive.library(), &away).unwrap();
    let code = "store.missing-root";
    assert_refused(versions.keep(FOLDER, Reason::Edited, &by()), code);
    assert_refused(versions.list(FOLDER), code);
    let restored = versions.restore(FOLDER, &VersionRef::Release(1), &by());
    assert_refused(restored, code);
    assert_refused(versions.verify(&context()), code);
    assert_refused(versions.tidy(by().now, &werkwijzer_app::Silent), code);
    assert_refused(Library::open(&drive.library()), code);
    // Nothing was made in its place.
    assert!(!drive.library().exists());
    std::fs::rename(away, drive.library()).unwrap();
    assert!(
        versions
            .keep(FOLDER, Reason::Edited, &by())
            .unwrap()
            .is_none()
    );
    drive.assert_whole(2);
    drive.assert_goes_on(2);
}

/// What it is called, how it begins and how it ends.
type Hindrance = (&'static str, fn(&Drive), fn(&Drive));

/// An open instruction whose drive fills or goes: what was typed is in the recovery copy, it is
/// said, and it is saved as soon as that can be.
#[test]
fn what_is_typed_meanwhile_is_kept_and_saved_later() {
    let hindrances: [Hindrance; 2] = [
        ("store.disk-full", Drive::fill, Drive::free),
        (
            "store.missing-root",
            |drive| std::fs::rename(drive.library(), drive.root().join("away")).unwrap(),
            |drive| std::fs::rename(drive.root().join("away"), drive.library()).unwrap(),
        ),
    ];
    for (code, begin, end) in hindrances {
        let drive = match code {
            "store.disk-full" => Drive::small(),
            _ => Some(Drive::ordinary()),
        };
        let Some(drive) = drive else { continue };
        let recoveries = drive.place.path().join("recoveries");
        let places = Places {
            recoveries: Some(recoveries.clone()),
            cache: Some(drive.cache()),
            today: "2026-11-24".into(),
            author: Some("Ann".into()),
        };
        let said = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&said);
        let listener = Arc::new(move |event| {
            if let DocumentEvent::Unsaved { error } = event {
                heard.lock().unwrap().push(error.code);
            }
        });
        let (session, opened) =
            Session::open(&drive.library(), FOLDER, None, &places, listener).unwrap();
        begin(&drive);
        let mut tree = opened.tree;
        let before = tree.steps.len();
        // Longer, so that it needs more of the drive than there is.
        for _ in 0..60 {
            let again = tree.steps[0].clone();
            tree.steps.push(again);
        }
        session.edit(tree, 1, opened.generation);
        assert_refused(session.save(), code);
        assert!(said.lock().unwrap().contains(&code.to_owned()));
        assert!(has_files(&recoveries));
        end(&drive);
        session.save().unwrap();
        let text = std::fs::read_to_string(drive.text_path()).unwrap();
        assert_eq!(text.matches("\n## ").count(), before + 60);
        assert!(!has_files(&recoveries));
        drop(session);
        drive.assert_whole(3);
    }
}

fn has_files(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
}
