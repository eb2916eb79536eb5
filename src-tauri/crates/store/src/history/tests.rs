#![expect(
    clippy::disallowed_methods,
    reason = "files are as old as the clock says"
)]

use std::ops::ControlFlow;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tempfile::TempDir;

use super::*;

mod crash;
mod damage;
mod leftovers;
mod origin;
mod two_computers;

pub(super) const ID: &str = "01JD3QZV6Y8T2N4K7M9P0R5S1W";
pub(super) const AT: &str = "instructions/boek";
pub(super) const OF: Of<'_> = Of {
    instruction: ID,
    folder: AT,
};

/// When versions are made here, in seconds since 1970.
const FIRST: Duration = Duration::from_secs(1_795_000_000);

/// A library with one instruction, and one computer that works on it.
pub(super) struct Scratch {
    _around: TempDir,
    pub(super) library: Folder,
    pub(super) computer: Folder,
    pub(super) history: History,
    seconds: std::cell::Cell<u64>,
}

impl Scratch {
    pub(super) fn new() -> Self {
        let around = tempfile::tempdir().unwrap();
        let library = Folder::create(&around.path().join("Bibliotheek")).unwrap();
        let computer = Folder::create(&around.path().join("computer")).unwrap();
        Self {
            history: History::open(&library, Some(&computer)),
            _around: around,
            library,
            computer,
            seconds: std::cell::Cell::new(0),
        }
    }

    /// As another copy of the app, which has nothing in memory.
    pub(super) fn reopened(&self) -> History {
        History::open(&self.library, Some(&self.computer))
    }

    pub(super) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        self.library
            .write(&format!("{AT}/{path}"), text.as_ref())
            .unwrap();
    }

    pub(super) fn read(&self, path: &str) -> String {
        let bytes = self.library.read(&format!("{AT}/{path}"), 1 << 20).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    pub(super) fn cause(&self) -> Cause<'static> {
        self.seconds.set(self.seconds.get() + 1);
        let time = UNIX_EPOCH + FIRST + Duration::from_secs(self.seconds.get());
        Cause::new(Reason::Edited, "Ann", time)
    }

    pub(super) fn take(&self) -> Hash {
        self.history.take(OF, &self.cause()).unwrap().hash
    }

    pub(super) fn timeline(&self) -> Timeline {
        let timeline = self.history.timeline(ID).unwrap();
        assert!(timeline.problems().is_empty(), "{:?}", timeline.problems());
        timeline
    }

    pub(super) fn home(&self) -> std::path::PathBuf {
        self.library.path().join(HOME)
    }

    pub(super) fn verify(&self) -> Verified {
        self.history
            .verify(&mut |_, _| ControlFlow::Continue(()))
            .unwrap()
    }

    pub(super) fn pack(&self) -> Packed {
        self.history
            .pack(&mut |_, _| ControlFlow::Continue(()))
            .unwrap()
    }

    /// All files of the history.
    pub(super) fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        let mut open = vec![self.home()];
        while let Some(folder) = open.pop() {
            for entry in fs_err::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    let inside = path.strip_prefix(self.home()).unwrap();
                    files.push(inside.to_str().unwrap().to_owned());
                }
            }
        }
        files.sort();
        files
    }
}

/// A picture, as far as this crate can tell.
pub(super) fn picture(seed: u8, size: usize) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut state = u32::from(seed) + 1;
    bytes.resize_with(size.max(9), || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    });
    bytes
}

#[test]
fn a_version_is_taken_once_and_read_again() {
    let scratch = Scratch::new();
    assert!(scratch.timeline().versions().is_empty());
    scratch.write("instruction.md", "# Boek\n");
    scratch.write("media/inbox.png", picture(1, 4000));
    let first = scratch.history.take(OF, &scratch.cause()).unwrap();
    assert!(first.new);
    assert_eq!(first.objects, 2);
    let again = scratch.history.take(OF, &scratch.cause()).unwrap();
    assert!(!again.new);
    assert_eq!(again.hash, first.hash);
    scratch.write("instruction.md", "# Boek een factuur\n");
    let second = scratch.history.take(OF, &scratch.cause()).unwrap();
    assert!(second.new);
    assert_eq!(second.objects, 1);

    let timeline = scratch.timeline();
    let order: Vec<Hash> = timeline
        .versions()
        .iter()
        .map(|version| version.hash)
        .collect();
    assert_eq!(order, [second.hash, first.hash]);
    assert_eq!(timeline.heads(), [second.hash]);
    assert_eq!(timeline.versions()[0].parents, [first.hash]);
    assert_eq!(timeline.versions()[0].author, "Ann");
    assert!(timeline.versions()[0].time.ends_with('Z'));

    let history = scratch.reopened();
    let snapshot = history.snapshot(ID, first.hash).unwrap();
    assert_eq!(
        history.file(&snapshot, "instruction.md", 99).unwrap(),
        b"# Boek\n"
    );
    assert_eq!(
        history.file(&snapshot, "media/inbox.png", 4000).unwrap(),
        picture(1, 4000)
    );
    let small = history
        .file(&snapshot, "media/inbox.png", 3999)
        .unwrap_err();
    assert_eq!(small.kind(), Kind::TooLarge);
    let verified = scratch.verify();
    assert!(verified.problems.is_empty(), "{:?}", verified.problems);
    assert_eq!((verified.contents, verified.versions), (3, 2));
}

#[test]
fn many_pictures_at_once_are_one_file() {
    let scratch = Scratch::new();
    scratch.write("instruction.md", "# Boek\n");
    for number in 0..50 {
        scratch.write(&format!("media/{number}.png"), picture(number, 3000));
    }
    let taken = scratch.take();
    let files = scratch.files();
    assert_eq!(files.len(), 2, "{files:?}");
    let history = scratch.reopened();
    let snapshot = history.snapshot(ID, taken).unwrap();
    for number in 0..50 {
        let path = format!("media/{number}.png");
        assert_eq!(
            history.file(&snapshot, &path, 3000).unwrap(),
            picture(number, 3000)
        );
    }
    assert!(scratch.verify().problems.is_empty());
}

#[test]
fn packing_keeps_every_version_and_removes_the_small_files() {
    let scratch = Scratch::new();
    let mut versions = Vec::new();
    scratch.write("media/inbox.png", picture(1, 4000));
    for number in 0..30 {
        scratch.write(
            "instruction.md",
            format!("# Boek\n\n{}", "stap\n".repeat(number)),
        );
        versions.push(scratch.take());
    }
    assert_eq!(scratch.history.loose().unwrap(), 61);
    let before: Vec<Hash> = scratch
        .timeline()
        .versions()
        .iter()
        .map(|version| version.hash)
        .collect();
    let packed = scratch.pack();
    assert_eq!((packed.packs, packed.contents, packed.removed), (1, 61, 61));
    assert_eq!(scratch.files().len(), 1, "{:?}", scratch.files());
    for history in [&scratch.history, &scratch.reopened()] {
        let timeline = history.timeline(ID).unwrap();
        let after: Vec<Hash> = timeline
            .versions()
            .iter()
            .map(|version| version.hash)
            .collect();
        assert_eq!(before, after);
        for (number, version) in versions.iter().enumerate() {
            let snapshot = history.snapshot(ID, *version).unwrap();
            assert_eq!(
                history.file(&snapshot, "instruction.md", 1000).unwrap(),
                format!("# Boek\n\n{}", "stap\n".repeat(number)).as_bytes()
            );
        }
    }
    let verified = scratch.verify();
    assert!(verified.problems.is_empty(), "{:?}", verified.problems);
    assert_eq!(verified.versions, 30);
    assert_eq!(scratch.pack(), Packed::default());
    // The next version builds upon what is packed.
    scratch.write("instruction.md", "# Anders\n");
    let next = scratch.take();
    assert_eq!(scratch.timeline().heads(), [next]);
    assert_eq!(scratch.files().len(), 3);
}

#[test]
fn a_restored_version_loses_nothing() {
    let scratch = Scratch::new();
    scratch.write("instruction.md", "# Eerst\n");
    scratch.write("media/oud.png", picture(1, 100));
    let first = scratch.take();
    scratch.write("instruction.md", "# Dan\n");
    scratch.write("media/nieuw.png", picture(2, 100));
    scratch
        .library
        .remove(&format!("{AT}/media/oud.png"))
        .unwrap();
    scratch.take();
    scratch.write("instruction.md", "# Nog niet bewaard\n");
    let mut cause = scratch.cause();
    cause.reason = Reason::Restored;
    let restored = scratch.history.restore(OF, first, &cause).unwrap();
    assert_eq!(restored.written, ["media/oud.png", "instruction.md"]);
    assert_eq!(restored.removed, ["media/nieuw.png"]);
    assert_eq!(scratch.read("instruction.md"), "# Eerst\n");
    let timeline = scratch.timeline();
    assert_eq!(timeline.heads(), [restored.after.hash]);
    assert_eq!(timeline.versions()[0].reason, Reason::Restored);
    assert_eq!(timeline.versions()[0].parents, [restored.before]);
    let before = scratch.history.snapshot(ID, restored.before).unwrap();
    assert_eq!(
        scratch.history.file(&before, "instruction.md", 99).unwrap(),
        b"# Nog niet bewaard\n"
    );
}

#[test]
fn what_only_a_damaged_pack_has_as_well_stays_in_its_small_pack() {
    let scratch = Scratch::new();
    let home = scratch.library.hidden(HOME, true).unwrap().unwrap();
    let pack = |contents: &[Vec<u8>]| {
        let name = keep::write_pack(&home, &mut |writer| {
            for bytes in contents {
                writer
                    .add(Hash::of(bytes), &pack::Item::Object, bytes)
                    .map_err(|error| keep::writing_pack(&home, error))?;
            }
            Ok(())
        });
        home.path()
            .join(pack_place(&name.unwrap().unwrap().to_string()))
    };
    let text = b"# Boek\n\nDit mag niet weg.\n".repeat(40);
    let large = pack(&[text.clone(), picture(1, 6 << 20)]);
    pack(std::slice::from_ref(&text));
    for number in 0..9_u8 {
        pack(&[vec![number; 100]]);
    }
    let whole = fs_err::read(&large).unwrap();
    let unreadable = |at: &usize| {
        let mut bytes = whole.clone();
        bytes[*at] ^= 0xff;
        fs_err::write(&large, bytes).unwrap();
        pack::Pack::open(&large).is_ok_and(|pack| {
            let mut open = pack::OpenBlock::default();
            pack.read(Hash::of(&text), &mut open).is_err()
        })
    };
    // Somewhere among the last bytes lies the text, before the list of what is in the pack.
    let damaged = (0..whole.len()).rev().take(1000).find(unreadable);
    assert!(damaged.is_some());
    let history = scratch.reopened();
    assert_eq!(history.object(Hash::of(&text), 1 << 20).unwrap(), text);
    scratch.pack();
    let history = scratch.reopened();
    assert_eq!(history.object(Hash::of(&text), 1 << 20).unwrap(), text);
}

fn written(scratch: &Scratch, name: &str, text: &str) -> String {
    let folder = format!("instructions/{name}");
    let path = format!("{folder}/instruction.md");
    scratch.library.write(&path, text.as_bytes()).unwrap();
    folder
}

#[test]
fn many_instructions_are_kept_in_one_file() {
    let scratch = Scratch::new();
    let folders: Vec<String> = (0..20)
        .map(|number| {
            written(
                &scratch,
                &format!("nummer-{number}"),
                &format!("# {number}\n"),
            )
        })
        .collect();
    let all: Vec<Of<'_>> = folders
        .iter()
        .map(|folder| Of {
            instruction: &folder["instructions/".len()..],
            folder,
        })
        .collect();
    let alone = scratch.history.take(all[3], &scratch.cause()).unwrap();
    let before = scratch.files().len();
    let taken = scratch.history.take_many(&all, &scratch.cause());
    assert_eq!(scratch.files().len(), before + 1);
    for (at, (of, taken)) in all.iter().zip(&taken).enumerate() {
        let taken = taken.as_ref().unwrap();
        assert_eq!(taken.new, at != 3);
        let history = scratch.reopened();
        let snapshot = history.snapshot(of.instruction, taken.hash).unwrap();
        let text = history.file(&snapshot, "instruction.md", 99).unwrap();
        assert_eq!(text, format!("# {at}\n").as_bytes());
        let standing = history.standing(*of).unwrap();
        assert_eq!((standing.base, standing.changed), (Some(taken.hash), false));
    }
    assert_eq!(taken[3].as_ref().unwrap().hash, alone.hash);
    // The same once more is nothing new, not even a file.
    let again = scratch.history.take_many(&all, &scratch.cause());
    assert!(again.iter().all(|taken| !taken.as_ref().unwrap().new));
    assert_eq!(scratch.files().len(), before + 1);
    assert!(scratch.verify().problems.is_empty());
}

#[test]
fn one_that_cannot_be_kept_hinders_no_other() {
    let scratch = Scratch::new();
    let folder = written(&scratch, "hier", "# Hier\n");
    let here = Of {
        instruction: "HIER",
        folder: &folder,
    };
    // Nothing stands there; and one is named twice.
    let away = Of {
        instruction: "WEG",
        folder: "instructions/../weg",
    };
    let taken = scratch
        .history
        .take_many(&[here, away, here], &scratch.cause());
    assert!(taken[0].as_ref().unwrap().new);
    assert!(taken[1].is_err());
    assert!(!taken[2].as_ref().unwrap().new);
    assert_eq!(scratch.verify().versions, 1);
}

#[test]
fn the_mark_of_one_is_the_same_however_it_is_asked_for() {
    let scratch = Scratch::new();
    let mut marks = std::collections::HashSet::new();
    let mut same = |history: &History| {
        let mark = history.mark(ID).unwrap();
        let names = history.names().unwrap().unwrap();
        assert_eq!(history.mark_among(&names, ID).unwrap(), mark);
        assert_eq!(history.timeline(ID).unwrap().mark(), Some(mark));
        let other = history.mark_among(&names, "01OTHER").unwrap();
        assert_eq!(other, history.mark("01OTHER").unwrap());
        assert_eq!(
            names.tell_of(ID),
            !history.timeline(ID).unwrap().versions().is_empty()
        );
        assert!(!names.tell_of("01OTHER"));
        marks.insert(mark);
    };
    same(&scratch.history);
    for (text, is_packed) in [("# One", false), ("# Two", true), ("# Three", false)] {
        scratch.write("instruction.md", text);
        if is_packed {
            let taken = scratch.history.take_many(&[OF], &scratch.cause());
            assert!(taken.iter().all(Result::is_ok));
        } else {
            scratch.take();
        }
        same(&scratch.history);
        same(&scratch.reopened());
    }
    assert_eq!(marks.len(), 4);
    // What cannot be read may be anything.
    let name = Hash::of(b"damaged");
    std::fs::write(scratch.home().join(format!("packs/{name}.pack")), "no pack").unwrap();
    assert!(scratch.reopened().names().unwrap().is_none());
    assert_eq!(scratch.reopened().timeline(ID).unwrap().mark(), None);
}
