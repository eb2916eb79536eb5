use std::time::Duration;

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;

/// A folder in a larger one that also holds what must not be reached.
fn scratch() -> (TempDir, Folder) {
    let around = tempfile::tempdir().unwrap();
    fs_err::write(around.path().join("secret.txt"), "secret").unwrap();
    fs_err::create_dir(around.path().join("private")).unwrap();
    fs_err::write(around.path().join("private/secret.txt"), "secret").unwrap();
    let folder = Folder::create(&around.path().join("library")).unwrap();
    (around, folder)
}

fn kind_of<T: std::fmt::Debug>(result: Result<T, Error>) -> Kind {
    result.unwrap_err().kind()
}

#[test]
fn writes_reads_and_leaves_identical_bytes_alone() {
    let (_around, folder) = scratch();
    folder
        .write("instructions/boek/instruction.md", b"# Boek")
        .unwrap();
    let path = folder.path().join("instructions/boek/instruction.md");
    assert_eq!(
        folder.read("instructions/boek/instruction.md", 6).unwrap(),
        b"# Boek"
    );
    assert_eq!(
        kind_of(folder.read("instructions/boek/instruction.md", 5)),
        Kind::TooLarge
    );
    let before = fs_err::metadata(&path).unwrap().modified().unwrap() - Duration::from_secs(9);
    fs_err::File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_modified(before)
        .unwrap();
    folder
        .write("instructions/boek/instruction.md", b"# Boek")
        .unwrap();
    assert_eq!(fs_err::metadata(&path).unwrap().modified().unwrap(), before);
    folder
        .write("instructions/boek/instruction.md", b"# Boek in")
        .unwrap();
    assert_eq!(fs_err::read(&path).unwrap(), b"# Boek in");
    let names = fs_err::read_dir(path.parent().unwrap()).unwrap().count();
    assert_eq!(names, 1, "no temporary is left");
    assert_eq!(kind_of(folder.read("none.md", 9)), Kind::NotFound);
    assert_eq!(kind_of(folder.read("instructions", 9)), Kind::WrongType);
    assert_eq!(kind_of(folder.write("instructions", b"")), Kind::WrongType);
    assert_eq!(
        kind_of(folder.write("instructions/boek/instruction.md/x", b"")),
        Kind::WrongType
    );
    for name in ["con.md", "a?.md", "a./b.md", ".hidden", "x.tmp"] {
        assert_eq!(
            kind_of(folder.write(name, b"")),
            Kind::NameNotPortable,
            "{name}"
        );
    }
    for name in ["nul", "media/CON.png", "com¹.md"] {
        assert_eq!(
            kind_of(folder.read(name, 9)),
            Kind::NameNotPortable,
            "{name}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_replaced_file_keeps_who_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let (_around, folder) = scratch();
    folder.write("a.md", b"1").unwrap();
    let path = folder.path().join("a.md");
    assert_ne!(
        fs_err::metadata(&path).unwrap().permissions().mode() & 0o044,
        0
    );
    fs_err::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    folder.write("a.md", b"2").unwrap();
    assert_eq!(
        fs_err::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o640
    );
}

#[test]
fn a_missing_folder_is_never_made_by_opening_or_writing() {
    let (around, folder) = scratch();
    assert_eq!(
        kind_of(Folder::open(&around.path().join("none"))),
        Kind::MissingRoot
    );
    assert_eq!(
        kind_of(Folder::open(&around.path().join("secret.txt"))),
        Kind::WrongType
    );
    fs_err::remove_dir(folder.path()).unwrap();
    assert_eq!(kind_of(folder.write("a/b.md", b"")), Kind::MissingRoot);
    assert_eq!(kind_of(folder.read("a.md", 1)), Kind::MissingRoot);
    assert!(!folder.path().exists());
}

#[test]
fn a_reader_at_the_same_time_sees_whole_old_or_whole_new() {
    let (_around, folder) = scratch();
    let versions = [vec![b'a'; 70_000], vec![b'b'; 130_000]];
    folder.write("page.html", &versions[0]).unwrap();
    let path = folder.path().join("page.html");
    let is_version = |bytes: &[u8]| versions.iter().any(|version| version == bytes);
    atomic::tests::read_during(&path, is_version, || {
        for round in 1..atomic::tests::rounds(150) {
            atomic::tests::made_or_locked(folder.write("page.html", &versions[round % 2]));
        }
    });
    // Nothing stands in the way once the reader has gone.
    folder.write("page.html", b"last").unwrap();
    assert_eq!(folder.list("").unwrap().len(), 1);
}

#[test]
fn replaces_only_what_the_caller_has_read() {
    let (_around, folder) = scratch();
    let one = Hash::of(b"one");
    let two = Hash::of(b"two");
    assert_eq!(
        folder.replace("a.md", None, b"one").unwrap(),
        Replaced::Written(one)
    );
    assert_eq!(
        folder.replace("a.md", None, b"one").unwrap(),
        Replaced::Unchanged
    );
    let other = Replaced::ChangedByOther { found: Some(one) };
    assert_eq!(folder.replace("a.md", None, b"two").unwrap(), other);
    assert_eq!(folder.replace("a.md", Some(two), b"three").unwrap(), other);
    assert_eq!(folder.read("a.md", 9).unwrap(), b"one");
    assert_eq!(
        folder.replace("a.md", Some(one), b"two").unwrap(),
        Replaced::Written(two)
    );
    let gone = Replaced::ChangedByOther { found: None };
    assert_eq!(folder.replace("b.md", Some(one), b"two").unwrap(), gone);
    assert!(!folder.exists("b.md"));
    assert_eq!(folder.hash("a.md").unwrap(), Some(two));
}

#[cfg(unix)]
#[test]
fn no_link_leads_out() {
    use std::os::unix::fs::symlink;
    let (around, folder) = scratch();
    let at = |name: &str| folder.path().join(name);
    folder.write("real/a.md", b"a").unwrap();
    symlink(around.path().join("secret.txt"), at("file.md")).unwrap();
    symlink("../private", at("folder")).unwrap();
    symlink("nowhere", at("dangling.md")).unwrap();
    symlink("real", at("inside")).unwrap();
    symlink("real/a.md", at("inside.md")).unwrap();
    symlink("..", at("real/up")).unwrap();
    symlink("loop", at("loop")).unwrap();

    assert_eq!(kind_of(folder.read("file.md", 99)), Kind::OutsideFolder);
    assert_eq!(
        kind_of(folder.read("folder/secret.txt", 99)),
        Kind::OutsideFolder
    );
    assert_eq!(kind_of(folder.list("folder")), Kind::OutsideFolder);
    assert_eq!(kind_of(folder.write("file.md", b"x")), Kind::OutsideFolder);
    assert_eq!(
        kind_of(folder.write("folder/new.md", b"x")),
        Kind::OutsideFolder
    );
    assert_eq!(
        kind_of(folder.write("folder/deeper/new.md", b"x")),
        Kind::OutsideFolder
    );
    assert_eq!(
        kind_of(folder.write("dangling.md", b"x")),
        Kind::OutsideFolder
    );
    assert_eq!(
        kind_of(folder.replace("file.md", None, b"x")),
        Kind::OutsideFolder
    );
    assert!(!folder.exists("file.md"));

    assert_eq!(folder.read("inside/a.md", 9).unwrap(), b"a");
    folder.write("inside.md", b"b").unwrap();
    assert_eq!(
        folder.read("real/a.md", 9).unwrap(),
        b"b",
        "the link stays a link"
    );

    let kinds: std::collections::BTreeMap<String, EntryKind> = folder
        .walk("")
        .unwrap()
        .into_iter()
        .map(|entry| (entry.path, entry.kind))
        .collect();
    let expected = [
        ("dangling.md", EntryKind::LeadsOut),
        ("file.md", EntryKind::LeadsOut),
        ("folder", EntryKind::LeadsOut),
        ("inside", EntryKind::Folder),
        ("inside.md", EntryKind::File),
        ("loop", EntryKind::LeadsOut),
        ("real", EntryKind::Folder),
        ("real/a.md", EntryKind::File),
        ("real/up", EntryKind::Folder),
    ];
    assert_eq!(
        kinds,
        expected.map(|(path, kind)| (path.to_owned(), kind)).into()
    );
    assert_eq!(
        fs_err::read(around.path().join("secret.txt")).unwrap(),
        b"secret"
    );
    assert_eq!(
        fs_err::read_dir(around.path().join("private"))
            .unwrap()
            .count(),
        1
    );
}

#[cfg(target_os = "linux")]
#[test]
fn what_no_path_may_name_is_listed_and_not_opened() {
    use std::os::unix::ffi::OsStrExt;
    let (_around, folder) = scratch();
    fs_err::write(folder.path().join("a:b.md"), "").unwrap();
    fs_err::write(
        folder
            .path()
            .join(std::ffi::OsStr::from_bytes(b"caf\xe9.md")),
        "",
    )
    .unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(folder.path().join("pipe.md"))
        .status();
    let kinds: Vec<EntryKind> = folder
        .list("")
        .unwrap()
        .into_iter()
        .map(|entry| entry.kind)
        .collect();
    assert_eq!(kinds[..2], [EntryKind::UnusableName; 2]);
    if made.is_ok_and(|status| status.success()) {
        assert_eq!(kinds[2], EntryKind::Special);
        assert_eq!(kind_of(folder.read("pipe.md", 9)), Kind::WrongType);
    }
}

#[test]
fn lists_sorted_without_clutter_and_flags_conflict_copies() {
    let (_around, folder) = scratch();
    for name in [
        "instruction.md",
        "instruction (Ann's conflicted copy 2026-01-02).md",
        "instruction 2.md",
        "Chapter 2.md",
        "Photo.jpg",
        "Photo 2.jpg",
        ".DS_Store",
        ".~lock.instruction.md#",
        ".instruction.md.swp",
    ] {
        fs_err::write(folder.path().join(name), "").unwrap();
    }
    fs_err::create_dir(folder.path().join(".dropbox.cache")).unwrap();
    let listed: Vec<(String, bool)> = folder
        .walk("")
        .unwrap()
        .into_iter()
        .map(|entry| (entry.path, entry.suspicion.is_some()))
        .collect();
    let expected = [
        ("Chapter 2.md", false),
        ("Photo 2.jpg", false),
        ("Photo.jpg", false),
        ("instruction (Ann's conflicted copy 2026-01-02).md", true),
        ("instruction 2.md", true),
        ("instruction.md", false),
    ];
    assert_eq!(listed, expected.map(|(name, flag)| (name.to_owned(), flag)));
}

#[test]
fn finds_what_a_wrong_name_meant() {
    let (_around, folder) = scratch();
    for path in [
        "media/Inbox.png",
        "media/lijst één.png",
        "media/menu.jpg",
        "Media kit/logo.svg",
    ] {
        folder.write(path, b"").unwrap();
    }
    let found = |relative: &str| folder.near_misses(relative);
    assert_eq!(found("media/inbox.png"), ["media/Inbox.png"]);
    assert_eq!(found("Media/INBOX.PNG"), ["media/Inbox.png"]);
    assert_eq!(found("media/inbox.jpeg"), ["media/Inbox.png"]);
    assert_eq!(
        found("media/lijst%20e%CC%81e%CC%81n.png"),
        ["media/lijst één.png"]
    );
    assert_eq!(found("./media\\menu.png"), ["media/menu.jpg"]);
    assert_eq!(found("Media%20kit/logo.svg"), ["Media kit/logo.svg"]);
    for hopeless in [
        "",
        "..",
        "../secret.txt",
        "media/../../secret.txt",
        "media/none.png",
        "/",
        "%",
    ] {
        assert!(found(hopeless).is_empty(), "{hopeless}");
    }
}

#[test]
fn refuses_paths_that_could_name_another_place() {
    let (_around, folder) = scratch();
    for path in [
        "",
        "/",
        "..",
        "../secret.txt",
        "a/../../secret.txt",
        "./a",
        "a/./b",
        "a//b",
        "a/",
        "/etc/passwd",
        "C:/x",
        "C:x",
        "c:\\x",
        "\\\\?\\C:\\x",
        "\\\\host\\share",
        "a\\..\\..\\b",
        "a:b",
        "a.md::$DATA",
        "a\0b",
        "...",
        "a/.. /b",
        " ",
    ] {
        assert_eq!(
            kind_of(folder.read(path, 99)),
            Kind::OutsideFolder,
            "{path:?}"
        );
        assert_eq!(
            kind_of(folder.write(path, b"x")),
            Kind::OutsideFolder,
            "{path:?}"
        );
    }
}

/// All files around the folder but not in it.
fn outside(around: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![around.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs_err::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.ends_with("library") {
            } else if path.is_dir() {
                folders.push(path);
            } else {
                files.push((path.clone(), fs_err::read(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_path_reaches_outside(
        parts in prop::collection::vec(
            prop_oneof![
                prop::sample::select(vec![
                    "..", ".", "", "out", "out.txt", "secret.txt", "private", "library", "C:", "~",
                    "%2e%2e", "..%2f", ". .", "..\\", "\\\\?\\", "a", "\u{2025}", "\u{ff0e}\u{ff0e}",
                ]).prop_map(str::to_owned),
                ".{0,6}",
            ],
            1..6,
        ),
        absolute: bool,
    ) {
        let (around, folder) = scratch();
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("../private", folder.path().join("out")).unwrap();
            std::os::unix::fs::symlink("../secret.txt", folder.path().join("out.txt")).unwrap();
        }
        let before = outside(around.path());
        let mut path = parts.join("/");
        if absolute {
            path = format!("{}/{path}", around.path().display());
        }
        if let Ok(bytes) = folder.read(&path, 99) {
            prop_assert_ne!(bytes, b"secret");
        }
        let listed = folder.list(&path).unwrap_or_default();
        let leaked = listed.iter().any(|entry| entry.path.ends_with("secret.txt"));
        prop_assert!(!leaked, "{:?}", listed);
        let _ = folder.near_misses(&path);
        if folder.write(&path, b"written").is_ok() {
            prop_assert_eq!(folder.read(&path, 99).unwrap(), b"written");
        }
        let _ = folder.replace(&path, None, b"replaced");
        prop_assert_eq!(outside(around.path()), before);
    }
}
