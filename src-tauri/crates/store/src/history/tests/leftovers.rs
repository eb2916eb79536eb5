//! What a crash left over, what is used again, and what was lost.

use std::path::Path;

use super::*;

const DAY: Duration = Duration::from_hours(24);

/// Makes a file as old as if it had been written so many days before the versions here.
fn age(path: &Path, days: u32) {
    let file = fs_err::File::options().write(true).open(path).unwrap();
    file.set_modified(UNIX_EPOCH + FIRST - DAY * days).unwrap();
}

fn days_old(path: &Path) -> u64 {
    let modified = fs_err::metadata(path).unwrap().modified().unwrap();
    let since = (UNIX_EPOCH + FIRST).duration_since(modified);
    since.unwrap_or_default().as_secs() / DAY.as_secs()
}

/// A content that no version names, written so many days ago; 0 is now.
fn left_over(scratch: &Scratch, bytes: &[u8], days: u32) -> std::path::PathBuf {
    let home = scratch.library.hidden(HOME, true).unwrap().unwrap();
    let hash = Hash::of(bytes);
    object::write(&home, hash, bytes).unwrap();
    let (place, _) = object::find(&home, hash).unwrap();
    let path = home.path().join(place);
    if days > 0 {
        age(&path, days);
    }
    path
}

fn collect(history: &History, now: SystemTime) -> Collected {
    history
        .collect(now, &mut |_, _| ControlFlow::Continue(()))
        .unwrap()
}

#[test]
fn collecting_removes_old_leftovers_only() {
    let scratch = Scratch::new();
    scratch.write("instruction.md", "# Boek\n");
    scratch.take();
    left_over(&scratch, b"left over", 0);
    let days = |days: u32| SystemTime::now() + DAY * days;
    assert_eq!(collect(&scratch.history, days(29)), Collected::default());
    assert_eq!(collect(&scratch.history, days(31)).files, 1);
    assert!(scratch.history.object(Hash::of(b"left over"), 99).is_err());
    assert_eq!(scratch.verify().versions, 1);
}

/// Another computer that does not know the new version yet counts thirty days from its time.
#[test]
fn a_leftover_that_is_used_again_is_as_if_new() {
    let scratch = Scratch::new();
    scratch.write("instruction.md", "# Boek\n");
    scratch.take();
    let loose = left_over(&scratch, b"# Weer\n", 40);
    let home = scratch.library.hidden(HOME, true).unwrap().unwrap();
    let packed = picture(7, 900);
    let pack = keep::write_pack(&home, &mut |writer| {
        writer
            .add(Hash::of(&packed), &pack::Item::Object, &packed)
            .map_err(|error| keep::writing_pack(&home, error))
    });
    let pack = home
        .path()
        .join(pack_place(&pack.unwrap().unwrap().to_string()));
    age(&pack, 40);
    scratch.write("instruction.md", "# Weer\n");
    scratch.write("media/weer.png", &packed);
    let taken = scratch.history.take(OF, &scratch.cause()).unwrap();
    assert_eq!(taken.objects, 0);
    assert_eq!((days_old(&loose), days_old(&pack)), (0, 0));
    // What did not change costs nothing: neither is touched again.
    age(&loose, 40);
    scratch.write("media/meer.png", picture(8, 900));
    scratch.take();
    assert_eq!(days_old(&loose), 40);
}

/// A computer that was away for long brings contents of that age, and their versions later.
#[test]
#[cfg_attr(
    windows,
    ignore = "Wine tells the time of the last change for that of making"
)]
fn what_came_just_now_stays_however_old_it_is() {
    let scratch = Scratch::new();
    scratch.write("instruction.md", "# Boek\n");
    scratch.take();
    let path = left_over(&scratch, b"from a long journey", 40);
    assert_eq!(
        collect(&scratch.history, SystemTime::now()),
        Collected::default()
    );
    assert!(path.exists());
}

#[test]
fn nothing_is_collected_while_a_version_is_missing() {
    let scratch = Scratch::new();
    scratch.write("instruction.md", "# Boek\n");
    let first = scratch.take();
    scratch.write("instruction.md", "# Boek in\n");
    scratch.take();
    let path = left_over(&scratch, b"left over", 40);
    fs_err::remove_file(scratch.home().join(snapshot_place(ID, first))).unwrap();
    let refused = scratch
        .reopened()
        .collect(SystemTime::now() + DAY * 40, &mut |_, _| {
            ControlFlow::Continue(())
        })
        .unwrap_err();
    assert_eq!(refused.kind(), Kind::NotHereYet);
    assert!(refused.what().contains("nothing was removed"), "{refused}");
    assert!(path.exists());
}

#[test]
fn a_content_that_was_lost_is_kept_again_while_the_file_has_it() {
    let scratch = Scratch::new();
    scratch.write("instruction.md", "# Boek\n");
    scratch.write("media/inbox.png", picture(1, 400));
    let taken = scratch.take();
    let home = Folder::open(&scratch.home()).unwrap();
    let file = |bytes: &[u8]| {
        let (place, _) = object::find(&home, Hash::of(bytes)).unwrap();
        home.path().join(place)
    };
    fs_err::remove_file(file(b"# Boek\n")).unwrap();
    fs_err::write(file(&picture(1, 400)), b"cut").unwrap();
    assert_eq!(scratch.verify().versions, 0);
    let again = scratch.history.take(OF, &scratch.cause()).unwrap();
    assert!(!again.new);
    assert_eq!(again.hash, taken);
    let verified = scratch.verify();
    assert!(verified.problems.is_empty(), "{:?}", verified.problems);
    assert_eq!(verified.versions, 1);
}

#[test]
fn no_pack_is_made_of_nothing() {
    let scratch = Scratch::new();
    scratch.write("instruction.md", "# Boek\n");
    let taken = scratch.take();
    let home = Folder::open(&scratch.home()).unwrap();
    let bytes = home.read(&snapshot_place(ID, taken), 9999).unwrap();
    keep::write_pack(&home, &mut |writer| {
        writer
            .add(taken, &pack::Item::Snapshot(ID.to_owned()), &bytes)
            .map_err(|error| keep::writing_pack(&home, error))
    })
    .unwrap();
    // All that is left to pack is damaged.
    let (place, _) = object::find(&home, Hash::of(b"# Boek\n")).unwrap();
    fs_err::write(home.path().join(place), b"cut").unwrap();
    let packed = scratch.pack();
    assert_eq!((packed.packs, packed.contents), (0, 0));
    let packs = scratch
        .files()
        .into_iter()
        .filter(|file| file.starts_with(PACKS));
    assert_eq!(packs.count(), 1);
}
