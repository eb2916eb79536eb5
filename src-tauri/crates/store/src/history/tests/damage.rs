//! What is damaged, missing or too new: a clear line each, and the rest works.

use super::*;

/// Two versions, of which the first has a picture that the second lacks.
struct Two {
    scratch: Scratch,
    first: Hash,
    second: Hash,
}

impl Two {
    fn new() -> Self {
        let scratch = Scratch::new();
        scratch.write("instruction.md", "# Boek\n");
        scratch.write("media/inbox.png", picture(1, 4000));
        let first = scratch.take();
        scratch.write("instruction.md", "# Boek in\n");
        scratch
            .library
            .remove(&format!("{AT}/media/inbox.png"))
            .unwrap();
        let second = scratch.take();
        Self {
            scratch,
            first,
            second,
        }
    }

    fn object(&self, bytes: &[u8]) -> std::path::PathBuf {
        let home = Folder::open(&self.scratch.home()).unwrap();
        let (place, _) = object::find(&home, Hash::of(bytes)).unwrap();
        home.path().join(place)
    }

    fn snapshot(&self, version: Hash) -> std::path::PathBuf {
        self.scratch.home().join(snapshot_place(ID, version))
    }

    /// The versions that are listed, newest first, by another copy of the app.
    fn listed(&self) -> Vec<Hash> {
        let timeline = self.scratch.reopened().timeline(ID).unwrap();
        timeline
            .versions()
            .iter()
            .map(|version| version.hash)
            .collect()
    }

    /// What `verify` says, and the versions that cannot be restored whole.
    fn said(&self) -> (Vec<String>, Vec<Hash>) {
        let verified = self
            .scratch
            .reopened()
            .verify(&mut |_, _| ControlFlow::Continue(()))
            .unwrap();
        for problem in &verified.problems {
            assert!(!problem.hint().is_empty(), "{problem}");
            assert!(problem.path().exists(), "{problem}");
        }
        let said = verified.problems.iter().map(Error::what);
        let broken = verified.broken.iter().map(|broken| broken.version);
        (said.map(str::to_owned).collect(), broken.collect())
    }

    fn restore(&self, version: Hash) -> Result<Restored, Error> {
        let cause = self.scratch.cause();
        self.scratch.reopened().restore(OF, version, &cause)
    }

    /// The instruction can still be kept, and its versions listed.
    fn goes_on(&self) {
        self.scratch.write("instruction.md", "# En verder\n");
        let taken = self.scratch.reopened().take(OF, &self.scratch.cause());
        assert!(taken.unwrap().new);
    }
}

#[test]
fn a_truncated_object_or_one_of_other_bytes() {
    let whole = picture(1, 4000);
    let cut = &whole[..2000];
    let other = picture(2, 4000);
    for bytes in [b"" as &[u8], cut, &other] {
        let two = Two::new();
        fs_err::write(two.object(&whole), bytes).unwrap();
        let (said, broken) = two.said();
        assert_eq!(said, ["this file of the history is damaged"]);
        assert_eq!(broken, [two.first]);
        assert_eq!(two.listed(), [two.second, two.first]);
        let error = two.restore(two.first).unwrap_err();
        assert_eq!(error.kind(), Kind::Damaged, "{error}");
        assert_eq!(two.scratch.read("instruction.md"), "# Boek in\n");
        two.goes_on();
        two.restore(two.second).unwrap();
        assert_eq!(two.scratch.read("instruction.md"), "# Boek in\n");
    }
}

#[test]
fn a_truncated_text() {
    let two = Two::new();
    let path = two.object(b"# Boek\n");
    let whole = fs_err::read(&path).unwrap();
    fs_err::write(&path, &whole[..whole.len() - 3]).unwrap();
    let (said, broken) = two.said();
    assert_eq!(said, ["this file of the history is damaged"]);
    assert_eq!(broken, [two.first]);
    two.restore(two.second).unwrap();
    two.goes_on();
}

#[test]
fn an_object_that_is_missing() {
    let two = Two::new();
    fs_err::remove_file(two.object(&picture(1, 4000))).unwrap();
    let (said, broken) = two.said();
    assert!(said.is_empty(), "{said:?}");
    assert_eq!(broken, [two.first]);
    let error = two.restore(two.first).unwrap_err();
    assert_eq!(error.kind(), Kind::NotHereYet);
    two.goes_on();
}

#[test]
fn a_version_whose_parent_is_missing() {
    let two = Two::new();
    fs_err::remove_file(two.snapshot(two.first)).unwrap();
    let (said, broken) = two.said();
    assert_eq!(
        said,
        [format!(
            "the version was made from {}, which is not here",
            two.first
        )]
    );
    assert!(broken.is_empty());
    assert_eq!(two.listed(), [two.second]);
    let timeline = two.scratch.reopened().timeline(ID).unwrap();
    assert_eq!(timeline.missing(), [two.first]);
    two.goes_on();
    two.restore(two.second).unwrap();
    assert_eq!(two.scratch.read("instruction.md"), "# Boek in\n");
}

#[test]
fn a_snapshot_that_is_damaged_or_no_json() {
    let two = Two::new();
    let path = two.snapshot(two.first);
    let whole = fs_err::read(&path).unwrap();
    fs_err::write(&path, &whole[..whole.len() / 2]).unwrap();
    // Whole by its hash, and yet no snapshot.
    let text = b"not JSON at all";
    fs_err::write(two.snapshot(Hash::of(text)), text).unwrap();
    let (said, _) = two.said();
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(
        said.iter()
            .any(|said| said.starts_with("this is no snapshot"))
    );
    assert!(said.iter().any(|said| said == "this snapshot is damaged"));
    let timeline = two.scratch.reopened().timeline(ID).unwrap();
    assert_eq!(timeline.problems().len(), 2);
    assert_eq!(two.listed(), [two.second]);
    two.goes_on();
    two.restore(two.second).unwrap();
}

#[test]
fn a_truncated_pack() {
    for keep in [0, 5, 30, 200] {
        let two = Two::new();
        two.scratch.pack();
        let packs = two.scratch.home().join(PACKS);
        let path = fs_err::read_dir(packs).unwrap().next().unwrap();
        let path = path.unwrap().path();
        let whole = fs_err::read(&path).unwrap();
        two.scratch.write("instruction.md", "# Nu\n");
        let third = two.scratch.take();
        fs_err::write(&path, &whole[..keep]).unwrap();
        let (said, _) = two.said();
        assert!(
            said.iter()
                .any(|said| said.contains("the pack is cut short")),
            "{said:?}"
        );
        assert_eq!(two.listed(), [third]);
        let timeline = two.scratch.reopened().timeline(ID).unwrap();
        assert_eq!(timeline.problems().len(), 1);
        two.goes_on();
        two.restore(third).unwrap();
        assert_eq!(two.scratch.read("instruction.md"), "# Nu\n");
        // Once it is fetched again all is there.
        fs_err::write(&path, &whole).unwrap();
        assert!(two.said().0.is_empty());
        two.restore(two.first).unwrap();
        assert_eq!(two.scratch.read("instruction.md"), "# Boek\n");
        let timeline = two.scratch.reopened().timeline(ID).unwrap();
        assert_eq!(timeline.heads().len(), 1);
    }
}

/// Somebody has a newer version of the app, and it packed old versions in a way of its own.
#[test]
fn a_pack_of_a_newer_format_is_passed_by_with_a_notice() {
    let two = Two::new();
    let mut bytes = b"WWPACK\0\x02".to_vec();
    bytes.extend_from_slice(&[9; 300]);
    let packs = two.scratch.home().join(PACKS);
    fs_err::create_dir_all(&packs).unwrap();
    fs_err::write(packs.join(format!("{}.pack", Hash::of(&bytes))), bytes).unwrap();
    let timeline = two.scratch.reopened().timeline(ID).unwrap();
    let problems: Vec<Kind> = timeline.problems().iter().map(Error::kind).collect();
    assert_eq!(problems, [Kind::Newer]);
    assert_eq!(two.listed(), [two.second, two.first]);
    two.goes_on();
    two.restore(two.first).unwrap();
}

/// What the newest version of an instruction says may be what this one must not undo.
#[test]
fn a_newer_version_of_the_instruction_can_only_be_read() {
    let two = Two::new();
    let text = r#"{"format":2,"something":"else"}"#;
    fs_err::write(two.snapshot(Hash::of(text.as_bytes())), text).unwrap();
    two.scratch.write("instruction.md", "# En verder\n");
    let refused = two.scratch.reopened().take(OF, &two.scratch.cause());
    assert_eq!(refused.unwrap_err().kind(), Kind::Newer);
    assert_eq!(two.listed(), [two.second, two.first]);
}
