use std::cell::Cell;
use std::collections::BTreeMap;
use std::io;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use serde_json::json;
use tempfile::TempDir;

use super::apply::Step;
use super::*;
use crate::atomic;
use crate::name;

pub(super) fn file(path: &str, content: &str) -> NextFile {
    let kind = match path {
        "index.html" => FileKind::Start,
        _ if path.contains("/pictures/") => FileKind::Picture,
        _ => FileKind::Page,
    };
    NextFile {
        path: path.to_owned(),
        content: Content::Bytes(content.as_bytes().into()),
        kind,
        instruction: None,
    }
}

fn next(files: &[(&str, &str)]) -> Next {
    Next {
        files: files
            .iter()
            .map(|(path, content)| file(path, content))
            .collect(),
        extra: json!({ "library": "01JD" }),
        label: "changed by hand 2026-11-24".to_owned(),
        ..Next::default()
    }
}

struct Scratch {
    _around: TempDir,
    destination: Destination,
}

/// What stands in a folder: path, content and time of the last change.
type Tree = BTreeMap<String, (String, SystemTime)>;

pub(super) fn tree(root: &Path) -> Tree {
    let mut tree = Tree::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs_err::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path
                .strip_prefix(root)
                .unwrap()
                .to_str()
                .unwrap()
                .replace('\\', "/");
            let modified = fs_err::metadata(&path).unwrap().modified().unwrap();
            tree.insert(name, (fs_err::read_to_string(&path).unwrap(), modified));
        }
    }
    tree
}

impl Scratch {
    fn new() -> Self {
        let around = tempfile::tempdir().unwrap();
        let destination = Destination::create(&around.path().join("Werkinstructies")).unwrap();
        Self {
            _around: around,
            destination,
        }
    }

    fn publish(&self, next: Next) -> Applied {
        let plan = self.destination.plan(next).unwrap();
        self.destination
            .apply(plan, &mut |_| ControlFlow::Continue(()))
            .unwrap()
    }

    fn tree(&self) -> Tree {
        tree(self.destination.path())
    }

    fn contents(&self) -> BTreeMap<String, String> {
        let tree = self.tree().into_iter();
        tree.filter(|(path, _)| path != MANIFEST)
            .map(|(path, (content, _))| (path, content))
            .collect()
    }

    fn change(&self, path: &str, content: &str) {
        let path = self.destination.path().join(path);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(path, content).unwrap();
    }
}

fn contents(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    files
        .iter()
        .map(|(path, content)| ((*path).to_owned(), (*content).to_owned()))
        .collect()
}

const ONE: &[(&str, &str)] = &[
    ("index.html", "start 1"),
    ("Boek/Boek.html", "boek 1"),
    ("Boek/Boek.pdf", "pdf 1"),
    ("Boek/pictures/a-11.png", "a 1"),
    ("Oud/Oud.html", "oud"),
    ("Oud/Oud.pdf", "oud pdf"),
    ("Oud/pictures/o-11.png", "o"),
];
const TWO: &[(&str, &str)] = &[
    ("index.html", "start 2"),
    ("Boek/Boek.html", "boek 2"),
    ("Boek/Boek.pdf", "pdf 2"),
    ("Boek/pictures/a-22.png", "a 2"),
    ("Nieuw/Nieuw.html", "nieuw"),
];

fn second() -> Next {
    Next {
        moves: vec![
            ("Oud/Oud.pdf".to_owned(), "Archive/Oud.pdf".to_owned()),
            (
                "Boek/Boek.pdf".to_owned(),
                "Archive/Boek (1).pdf".to_owned(),
            ),
        ],
        ..next(TWO)
    }
}

fn after_second() -> BTreeMap<String, String> {
    let mut expected = contents(TWO);
    expected.insert("Archive/Oud.pdf".to_owned(), "oud pdf".to_owned());
    expected.insert("Archive/Boek (1).pdf".to_owned(), "pdf 1".to_owned());
    expected
}

#[test]
fn goes_from_one_set_of_files_to_the_next() {
    let scratch = Scratch::new();
    assert!(scratch.destination.manifest().unwrap().is_none());
    let applied = scratch.publish(next(ONE));
    assert_eq!(applied.written.first().unwrap(), "Boek/pictures/a-11.png");
    assert_eq!(applied.written.last().unwrap(), "index.html");
    assert_eq!(scratch.contents(), contents(ONE));
    let manifest = scratch.destination.manifest().unwrap().unwrap();
    assert_eq!(
        manifest.file("Boek/Boek.pdf").unwrap().blake3,
        Hash::of(b"pdf 1")
    );
    assert_eq!(manifest.extra()["library"], "01JD");

    let plan = scratch.destination.plan(second()).unwrap();
    assert_eq!(plan.added, ["Boek/pictures/a-22.png", "Nieuw/Nieuw.html"]);
    assert_eq!(
        plan.changed,
        ["Boek/Boek.html", "Boek/Boek.pdf", "index.html"]
    );
    assert_eq!(plan.archived.len(), 2);
    assert_eq!(plan.removed.len(), 4);
    assert!(plan.foreign.is_empty() && plan.unchanged.is_empty() && plan.needs.is_empty());
    assert_eq!(scratch.contents(), contents(ONE), "a plan changes nothing");

    let applied = scratch.publish(second());
    assert_eq!(applied.removed.len(), 4);
    assert_eq!(scratch.contents(), after_second());
    assert!(
        !scratch.destination.path().join("Oud").exists(),
        "empty folders go"
    );
}

#[test]
fn a_second_run_gives_the_same_bytes_and_touches_nothing() {
    let scratch = Scratch::new();
    scratch.publish(next(ONE));
    let before = scratch.tree();
    let plan = scratch.destination.plan(next(ONE)).unwrap();
    assert!(plan.is_empty());
    assert_eq!(plan.unchanged.len(), ONE.len());
    let applied = scratch.publish(next(ONE));
    assert!(applied.written.is_empty() && !applied.manifest_written);
    assert_eq!(scratch.tree(), before);
    let elsewhere = Scratch::new();
    elsewhere.publish(next(ONE));
    let bytes = |tree: Tree| {
        tree.into_iter()
            .map(|(path, (text, _))| (path, text))
            .collect::<Vec<_>>()
    };
    assert_eq!(bytes(elsewhere.tree()), bytes(before));
}

#[test]
fn files_called_unchanged_are_neither_read_nor_written() {
    let scratch = Scratch::new();
    scratch.publish(next(ONE));
    let before = scratch.tree();
    let unchanged = |path: &str, content: &str| NextFile {
        content: Content::Unchanged {
            hash: Hash::of(content.as_bytes()),
            size: content.len() as u64,
        },
        instruction: Some("01JD".to_owned()),
        ..file(path, "")
    };
    let mut files: Vec<NextFile> = ONE
        .iter()
        .map(|(path, text)| unchanged(path, text))
        .collect();
    files[1] = file("Boek/Boek.html", "boek 2");
    let mut order = Next { files, ..next(&[]) };
    let applied = scratch.publish(order.clone());
    assert_eq!(applied.written, ["Boek/Boek.html"]);
    for (path, state) in scratch.tree() {
        if path != "Boek/Boek.html" && path != MANIFEST {
            assert_eq!(before[&path], state, "{path}");
        }
    }
    // Gone, of another size, or not what the manifest lists: the caller must make it again.
    fs_err::remove_file(scratch.destination.path().join("Oud/Oud.pdf")).unwrap();
    scratch.change("Oud/Oud.html", "oud, by hand");
    order.files[0] = unchanged("index.html", "start 9");
    let plan = scratch.destination.plan(order.clone()).unwrap();
    let needs: Vec<&str> = plan.needs.iter().map(|need| need.path.as_str()).collect();
    assert_eq!(needs, ["Oud/Oud.html", "Oud/Oud.pdf", "index.html"]);
    assert_eq!(plan.needs[0].instruction.as_deref(), Some("01JD"));
    let refused = scratch
        .destination
        .apply(plan, &mut |_| ControlFlow::Continue(()));
    assert_eq!(refused.unwrap_err().kind(), Kind::Incomplete);
    // The same size is found out only by reading.
    scratch.change("Boek/Boek.pdf", "pdf !");
    assert_eq!(
        scratch.destination.plan(order.clone()).unwrap().needs.len(),
        3
    );
    order.verify = true;
    assert_eq!(scratch.destination.plan(order).unwrap().needs.len(), 4);
}

#[test]
fn what_others_changed_is_kept_and_what_was_never_ours_is_not_touched() {
    let scratch = Scratch::new();
    scratch.change("Nieuw/Nieuw.html", "theirs, before we came");
    scratch.change("Feedback/01JD.json", "{}");
    scratch.publish(next(ONE));
    scratch.change("Boek/Boek.html", "boek, by hand");
    scratch.change("Oud/Oud.html", "oud, by hand");
    scratch.change("Oud/notes.txt", "theirs");
    scratch.change("Archive/Oud.pdf", "another old one");
    let plan = scratch.destination.plan(second()).unwrap();
    assert_eq!(plan.foreign.len(), 3);
    let applied = scratch.publish(second());
    assert_eq!(applied.foreign, plan.foreign);

    let mut expected = after_second();
    for (path, content) in [
        (
            "Boek/Boek (changed by hand 2026-11-24).html",
            "boek, by hand",
        ),
        (
            "Nieuw/Nieuw (changed by hand 2026-11-24).html",
            "theirs, before we came",
        ),
        ("Oud/Oud.html", "oud, by hand"),
        ("Oud/notes.txt", "theirs"),
        ("Feedback/01JD.json", "{}"),
        ("Archive/Oud.pdf", "another old one"),
        ("Archive/Oud-2.pdf", "oud pdf"),
    ] {
        expected.insert(path.to_owned(), content.to_owned());
    }
    assert_eq!(scratch.contents(), expected);

    // Again by hand, the same day: a name of its own. The same bytes again: no further copy.
    scratch.change("Boek/Boek.html", "again by hand");
    scratch.publish(next(ONE));
    scratch.change("Boek/Boek.html", "again by hand");
    scratch.publish(second());
    let second_aside = "Boek/Boek (changed by hand 2026-11-24 2).html";
    assert_eq!(scratch.contents()[second_aside], "again by hand");
    let asides = scratch
        .contents()
        .keys()
        .filter(|path| path.contains("Boek (changed"))
        .count();
    assert_eq!(asides, 2);
}

#[test]
fn what_changes_after_the_plan_is_kept_too() {
    let scratch = Scratch::new();
    scratch.publish(next(ONE));
    let plan = scratch.destination.plan(second()).unwrap();
    scratch.change("Boek/Boek.html", "typed this very moment");
    scratch.change("Nieuw/Nieuw.html", "made this very moment");
    scratch.change("Oud/Oud.html", "and this, too, before it goes");
    let applied = scratch
        .destination
        .apply(plan, &mut |_| ControlFlow::Continue(()))
        .unwrap();
    assert_eq!(applied.foreign.len(), 3);
    let found = scratch.contents();
    assert_eq!(
        found["Boek/Boek (changed by hand 2026-11-24).html"],
        "typed this very moment"
    );
    assert_eq!(
        found["Nieuw/Nieuw (changed by hand 2026-11-24).html"],
        "made this very moment"
    );
    assert_eq!(found["Oud/Oud.html"], "and this, too, before it goes");
    assert_eq!(found["Boek/Boek.html"], "boek 2");
}

#[test]
fn without_a_manifest_what_is_equal_is_taken_for_ours() {
    let scratch = Scratch::new();
    scratch.publish(next(ONE));
    fs_err::remove_file(scratch.destination.path().join(MANIFEST)).unwrap();
    let before = scratch.tree();
    let applied = scratch.publish(next(ONE));
    assert!(applied.written.is_empty() && applied.manifest_written);
    let mut after = scratch.tree();
    after.remove(MANIFEST);
    assert_eq!(after, before);
}

#[test]
fn a_damaged_or_newer_manifest_is_told_with_its_place() {
    let scratch = Scratch::new();
    for (content, kind) in [
        ("", Kind::Damaged),
        ("{\n  \"format\": 1,\n  \"files\": [{]", Kind::Damaged),
        ("{\"format\": 1}", Kind::Damaged),
        ("{\"format\": 2, \"pages\": []}", Kind::Newer),
    ] {
        scratch.change(MANIFEST, content);
        let error = scratch.destination.plan(next(ONE)).unwrap_err();
        assert_eq!(error.kind(), kind, "{content}");
        assert!(!error.hint().is_empty());
    }
    scratch.change(MANIFEST, "{\n  \"format\": 1,\n  \"files\": [{]");
    assert_eq!(
        scratch
            .destination
            .manifest()
            .unwrap_err()
            .place()
            .unwrap()
            .0,
        3
    );
    for path in [
        "../out.html",
        "/etc/passwd",
        "C:x",
        "publication.json",
        "a/../b",
    ] {
        let line = json!({ "path": path, "kind": "page", "size": 1, "blake3": Hash::of(b"") });
        scratch.change(
            MANIFEST,
            &json!({ "format": 1, "files": [line] }).to_string(),
        );
        assert_eq!(
            scratch.destination.manifest().unwrap_err().kind(),
            Kind::Damaged,
            "{path}"
        );
    }
}

#[test]
fn refuses_paths_that_cannot_stand_together_everywhere() {
    let scratch = Scratch::new();
    for files in [
        &[("Boek.html", ""), ("boek.html", "")][..],
        &[("Boek", ""), ("boek/a.html", "")],
        &[("publication.json", "")],
        &[("con.html", "")],
    ] {
        let error = scratch.destination.plan(next(files)).unwrap_err();
        assert!(
            matches!(error.kind(), Kind::NameNotPortable | Kind::OutsideFolder),
            "{error}"
        );
    }
    let error = scratch
        .destination
        .plan(next(&[("../a.html", "")]))
        .unwrap_err();
    assert_eq!(error.kind(), Kind::OutsideFolder);
    scratch.change("Boek.html/inside.txt", "");
    let error = scratch
        .destination
        .plan(next(&[("Boek.html", "")]))
        .unwrap_err();
    assert_eq!(error.kind(), Kind::WrongType);
}

#[cfg(unix)]
#[test]
fn links_in_a_destination_lead_nowhere() {
    use std::os::unix::fs::symlink;
    let around = tempfile::tempdir().unwrap();
    fs_err::write(around.path().join("private.html"), "private").unwrap();
    let scratch = Scratch::new();
    let at = |name: &str| scratch.destination.path().join(name);
    symlink(around.path().join("private.html"), at("index.html")).unwrap();
    scratch.publish(next(&[("index.html", "start")]));
    assert_eq!(fs_err::read_to_string(at("index.html")).unwrap(), "start");
    assert_eq!(
        fs_err::read_to_string(around.path().join("private.html")).unwrap(),
        "private"
    );
    assert!(fs_err::read_link(at("index (changed by hand 2026-11-24).html")).is_ok());
    symlink(around.path(), at("Boek")).unwrap();
    let error = scratch
        .destination
        .plan(next(&[("Boek/Boek.html", "")]))
        .unwrap_err();
    assert_eq!(error.kind(), Kind::OutsideFolder);
}

#[test]
fn a_changed_case_loses_nothing() {
    let scratch = Scratch::new();
    scratch.publish(next(&[("Boek/Boek.html", "boek")]));
    let applied = scratch.publish(next(&[("BOEK/Boek.html", "boek 2")]));
    assert!(applied.foreign.is_empty());
    let found = scratch.contents();
    assert_eq!(found.len(), 1);
    assert_eq!(found.values().next().unwrap(), "boek 2");
}

#[test]
fn content_may_lie_in_a_cache() {
    let scratch = Scratch::new();
    let cache = tempfile::tempdir().unwrap();
    let stored = cache.path().join("page");
    fs_err::write(&stored, "boek").unwrap();
    let mut order = next(&[("Boek/Boek.html", "")]);
    order.files[0].content = Content::Stored {
        file: stored.clone(),
        hash: Hash::of(b"boek"),
        size: 4,
    };
    scratch.publish(order.clone());
    assert_eq!(scratch.contents(), contents(&[("Boek/Boek.html", "boek")]));
    fs_err::write(&stored, "koeb").unwrap();
    order.files[0].path = "Boek/Anders.html".to_owned();
    let before = scratch.tree();
    let plan = scratch.destination.plan(order).unwrap();
    let error = scratch
        .destination
        .apply(plan, &mut |_| ControlFlow::Continue(()))
        .unwrap_err();
    assert_eq!(error.kind(), Kind::ChangedByOther);
    assert_eq!(scratch.tree(), before);
}

/// Lets the run fail at each of its steps in turn: all is as before, to the time stamps.
#[test]
fn an_error_at_any_step_puts_everything_back() {
    let mut failed_at = Vec::new();
    for failing in 0.. {
        let scratch = Scratch::new();
        scratch.publish(next(ONE));
        scratch.change("Boek/Boek.html", "boek, by hand");
        scratch.change("Nieuw/Nieuw.html", "theirs");
        let before = scratch.tree();
        let plan = scratch.destination.plan(second()).unwrap();
        let step = Mutex::new((0, None));
        let fault = |at: &Step| {
            let mut step = step.lock().unwrap();
            step.0 += 1;
            if step.0 == failing + 1 {
                step.1 = Some(at.clone());
                return Err(io::ErrorKind::StorageFull.into());
            }
            Ok(())
        };
        let done = scratch
            .destination
            .apply_with(plan, &mut |_| ControlFlow::Continue(()), &fault);
        let Some(step) = step.into_inner().unwrap().1 else {
            break;
        };
        if matches!(step, Step::Committed | Step::OldStatesRemoved) {
            done.unwrap();
        } else {
            assert_eq!(done.unwrap_err().kind(), Kind::DiskFull, "{step:?}");
            assert_eq!(scratch.tree(), before, "{step:?}");
            assert!(!scratch.destination.path().join("Archive").exists());
            scratch.publish(second());
        }
        let mut expected = after_second();
        for (path, content) in [("Boek/Boek", "boek, by hand"), ("Nieuw/Nieuw", "theirs")] {
            let aside = format!("{path} (changed by hand 2026-11-24).html");
            expected.insert(aside, content.to_owned());
        }
        assert_eq!(scratch.contents(), expected, "{step:?}");
        failed_at.push(step);
    }
    assert!(failed_at.len() > 20, "{failed_at:?}");
}

#[test]
fn a_cancel_at_any_file_puts_everything_back() {
    for cancelled_at in 1.. {
        let scratch = Scratch::new();
        scratch.publish(next(ONE));
        let before = scratch.tree();
        let plan = scratch.destination.plan(second()).unwrap();
        let told = Cell::new(0);
        let done = scratch.destination.apply(plan, &mut |_| {
            told.set(told.get() + 1);
            if told.get() == cancelled_at {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        if told.get() < cancelled_at {
            done.unwrap();
            assert!(cancelled_at > 10);
            break;
        }
        assert_eq!(done.unwrap_err().kind(), Kind::Cancelled);
        assert_eq!(scratch.tree(), before, "{cancelled_at}");
    }
}

#[test]
fn opening_says_what_is_wrong_and_makes_nothing() {
    let around = tempfile::tempdir().unwrap();
    let path = around.path().join("Shared");
    assert_eq!(
        Destination::open(&path).unwrap_err().kind(),
        Kind::MissingRoot
    );
    assert!(!path.exists());
    assert_eq!(
        Destination::create(&path.join("Deep")).unwrap_err().kind(),
        Kind::MissingRoot
    );
    fs_err::write(&path, "").unwrap();
    assert_eq!(
        Destination::open(&path).unwrap_err().kind(),
        Kind::WrongType
    );
    let scratch = Scratch::new();
    let plan = scratch.destination.plan(next(ONE)).unwrap();
    fs_err::remove_dir(scratch.destination.path()).unwrap();
    let gone = scratch
        .destination
        .apply(plan, &mut |_| ControlFlow::Continue(()));
    assert_eq!(gone.unwrap_err().kind(), Kind::MissingRoot);
}

#[test]
fn two_publications_at_once_do_not_overlap() {
    let scratch = Scratch::new();
    let plan = scratch.destination.plan(next(ONE)).unwrap();
    let mut inner = None;
    scratch
        .destination
        .apply(plan, &mut |_| {
            inner.get_or_insert_with(|| {
                let plan = scratch.destination.plan(next(TWO)).unwrap();
                let done = scratch
                    .destination
                    .apply(plan, &mut |_| ControlFlow::Continue(()));
                done.unwrap_err().kind()
            });
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(inner, Some(Kind::Locked));
    assert_eq!(scratch.contents(), contents(ONE));
}

/// A small drive of its own, if this computer lets us mount one.
struct Drive(TempDir);

impl Drive {
    fn mount(options: &str) -> Option<Self> {
        let place = tempfile::tempdir().unwrap();
        let mounted = std::process::Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(place.path())
            .output()
            .is_ok_and(|output| output.status.success());
        mounted.then_some(Self(place))
    }
}

impl Drop for Drive {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount")
            .arg(self.0.path())
            .status();
    }
}

#[expect(clippy::print_stderr, reason = "a test that cannot run here says so")]
fn skip(why: &str) {
    eprintln!("skipped: {why}");
}

#[test]
fn a_full_drive_fails_before_anything_is_visible() {
    let Some(drive) = Drive::mount("size=256k") else {
        return skip("no small drive can be mounted without the rights of root");
    };
    let destination = Destination::open(drive.0.path()).unwrap();
    let publish = |next: Next| {
        let plan = destination.plan(next)?;
        destination.apply(plan, &mut |_| ControlFlow::Continue(()))
    };
    publish(next(ONE)).unwrap();
    let before = tree(destination.path());
    let large = "x".repeat(150_000);
    let files = [
        ("Boek/Boek.html", "boek 2"),
        ("a.html", large.as_str()),
        ("b.html", large.as_str()),
    ];
    assert_eq!(publish(next(&files)).unwrap_err().kind(), Kind::DiskFull);
    assert_eq!(tree(destination.path()), before);
    publish(next(TWO)).unwrap();
}

#[test]
fn a_write_protected_drive_is_told_at_once() {
    let Some(drive) = Drive::mount("ro,size=64k") else {
        return skip("no write-protected drive can be mounted without the rights of root");
    };
    let error = Destination::open(drive.0.path()).unwrap_err();
    assert_eq!(error.kind(), Kind::ReadOnly);
    let folder = Folder::open(drive.0.path()).unwrap();
    assert_eq!(
        folder.write("a.md", b"").unwrap_err().kind(),
        Kind::ReadOnly
    );
}

#[test]
fn only_our_own_temporaries_are_swept() {
    let scratch = Scratch::new();
    scratch.publish(next(ONE));
    for name in [
        ".~publication journal.wwAAAAAAAAAA.tmp",
        "Boek/.~Boek.wwAAAAAAAAAA.tmp",
        "Half/.~Half.wwAAAAAAAAAA.tmp",
        "Boek/.~lock.Boek.docx#",
        "Boek/.~Boek.tmp",
        "Boek/~$Boek.docx",
        "Other/notes.tmp",
    ] {
        scratch.change(name, "left");
        assert!(name::is_ignored(name.rsplit('/').next().unwrap()));
    }
    scratch.publish(next(ONE));
    let mut expected = contents(ONE);
    for name in [
        "Boek/.~lock.Boek.docx#",
        "Boek/.~Boek.tmp",
        "Boek/~$Boek.docx",
        "Other/notes.tmp",
    ] {
        expected.insert(name.to_owned(), "left".to_owned());
    }
    assert_eq!(scratch.contents(), expected);
    assert!(!scratch.destination.path().join("Half").exists());
}

#[test]
fn a_reader_sees_only_whole_files_during_a_publication() {
    let scratch = Scratch::new();
    let page = |version: usize| format!("{version}").repeat(20_000);
    scratch.publish(next(&[("Boek/Boek.html", &page(1))]));
    let path = scratch.destination.path().join("Boek/Boek.html");
    let is_whole =
        |bytes: &[u8]| bytes.len() == 20_000 && bytes.iter().all(|byte| *byte == bytes[0]);
    atomic::tests::read_during(&path, is_whole, || {
        for round in 0..atomic::tests::rounds(40) {
            let plan = scratch
                .destination
                .plan(next(&[("Boek/Boek.html", &page(round % 10))]))
                .unwrap();
            let applied = scratch
                .destination
                .apply(plan, &mut |_| ControlFlow::Continue(()));
            atomic::tests::made_or_locked(applied);
        }
    });
    // Nothing stands in the way once the reader has gone, and nothing was left behind.
    scratch.publish(next(&[("Boek/Boek.html", "last")]));
    assert_eq!(scratch.contents(), contents(&[("Boek/Boek.html", "last")]));
}

/// Sets the clock of a file back, as a copying tool may: the bytes count, not the time.
#[test]
fn another_time_stamp_is_no_change() {
    let scratch = Scratch::new();
    scratch.publish(next(ONE));
    let path = scratch.destination.path().join("Boek/Boek.html");
    let earlier = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    fs_err::File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_modified(earlier)
        .unwrap();
    assert!(scratch.destination.plan(next(ONE)).unwrap().is_empty());
    let applied = scratch.publish(second());
    assert!(applied.foreign.is_empty());
}

/// Whatever the order of its keys, as another program may have written it.
#[test]
fn a_manifest_is_read_as_it_is_written() {
    let scratch = Scratch::new();
    let hash = Hash::of(b"");
    let file = format!(
        "{{\"blake3\": \"{hash}\", \"size\": 0, \"kind\": \"page\", \"path\": \"a.html\", \"later\": 1}}"
    );
    let write = |text: &str| {
        let place = scratch.destination.path().join(MANIFEST);
        fs_err::write(place, text).unwrap();
        scratch.destination.manifest()
    };
    let read = write(&format!(
        "{{\"files\": [{file}], \"note\": \"x\", \"format\": 1, \"library\": \"01\"}}"
    ));
    let read = read.unwrap().unwrap();
    assert_eq!(read.files().len(), 1);
    assert_eq!(read.extra().len(), 2);
    // What was read before is not taken for what stands there now.
    let read = write("{\"format\": 1, \"files\": []}").unwrap().unwrap();
    assert_eq!((read.files().len(), read.extra().len()), (0, 0));
    for damaged in [
        "[]",
        "{\"format\": 1}",
        "{\"files\": []}",
        "{\"format\": 1, \"files\": [], \"files\": []}",
        "{\"format\": 1, \"format\": 1, \"files\": []}",
    ] {
        assert_eq!(
            write(damaged).unwrap_err().kind(),
            Kind::Damaged,
            "{damaged}"
        );
    }
    let newer = write("{\"format\": 2, \"files\": 3}").unwrap_err();
    assert_eq!(newer.kind(), Kind::Newer);
}
