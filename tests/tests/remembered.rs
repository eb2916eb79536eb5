//! A publication that takes what did not change from the computer's memory gives what one gives
//! that reads everything.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test plays the other programs, and fails where it cannot go on"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use werkwijzer_app::{
    Context, Library, NewRelease, Published, Publishing, Silent, Status, publish,
};
use werkwijzer_tests::{Scratch, png, put};

const DAY: &str = "2026-11-24";
const ONE: &str = "instructions/one/instruction.md";
const TWO: &str = "instructions/two/instruction.md";
const THREE: &str = "instructions/three/instruction.md";
const FOUR: &str = "instructions/four/instruction.md";
const PICTURE: &str = "instructions/one/media/x.bmp";
const MARKUP: &str = "instructions/one/media/x.bmp.markup.json";

/// A picture of which every one has the same size in bytes.
fn bmp(red: u8) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(40, 30, image::Rgb([red, 20, 30]))
        .write_to(&mut bytes, image::ImageFormat::Bmp)
        .unwrap();
    bytes.into_inner()
}

fn markup(width: &str) -> String {
    format!("{{\"format\": 1, \"size\": [40, 30], \"width\": {width}, \"objects\": []}}")
}

/// Five instructions, one of which is released.
fn library() -> Scratch {
    let scratch = Scratch::new()
        .instruction(
            "one",
            "---\nid: 01A\n---\n# One\n\n## Look\n\n![x](media/x.bmp)\n\nSee [two](../two/instruction.md#go).\n",
        )
        .with(PICTURE, bmp(10))
        .with(MARKUP, markup("0.5"))
        .instruction("two", "---\nid: 01B\n---\n# Two\n\n## Go {#go}\n\nText.\n")
        .with(
            "instructions/two/instruction.nl.md",
            "---\nid: 01B\n---\n# Twee\n\n## Ga {#go}\n\nTekst.\n",
        )
        .instruction(
            "three",
            "---\nid: 01C\ntags: [a]\nowner: Ann\n---\n# Three of {{product}}\n\n{{> note}}\n\n## Go\n",
        )
        .with("snippets/note.md", "Take care.\n")
        .instruction("four", "---\nid: 01D\nstatus: pilot\n---\n# Four\n\n## Go\n\nText.\n")
        // Its picture is another's.
        .instruction("five", "# Five\n\n## Look\n\n![x](../one/media/x.bmp)\n");
    set(&scratch, "product", "Shop");
    release(&scratch, "four");
    scratch
}

/// Sets a variable of the library.
fn set(scratch: &Scratch, name: &str, value: &str) {
    let path = scratch.library().join("library.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, _) = text.split_once("[variables]").unwrap();
    scratch.write(
        "library.toml",
        format!("{before}[variables]\n{name} = \"{value}\"\n"),
    );
}

fn release(scratch: &Scratch, name: &str) {
    let library = Library::open(&scratch.library()).unwrap();
    let cache = scratch.path("cache");
    let new = NewRelease {
        status: Some(Status::Pilot),
        ..NewRelease::default()
    };
    library
        .versions(Some(&cache))
        .release(&format!("instructions/{name}"), &new, &Scratch::ann())
        .unwrap();
}

fn edit(scratch: &Scratch, path: &str, from: &str, to: &str) {
    let text = std::fs::read_to_string(scratch.library().join(path)).unwrap();
    assert!(text.contains(from), "{text}");
    scratch.write(path, text.replacen(from, to, 1));
}

/// Until what was written cannot be written again without a trace.
fn settle() {
    std::thread::sleep(Duration::from_millis(3300));
}

/// The file of the memory, if there is anything to remember.
fn memory_if_any(scratch: &Scratch) -> Option<PathBuf> {
    let files = std::fs::read_dir(scratch.path("cache/published")).unwrap();
    files.map(|file| file.unwrap().path()).next()
}

fn memory(scratch: &Scratch) -> PathBuf {
    memory_if_any(scratch).unwrap()
}

/// Whether an instruction is remembered.
fn remembers(scratch: &Scratch, name: &str) -> bool {
    let text = memory_if_any(scratch).map(|file| std::fs::read_to_string(file).unwrap());
    text.unwrap_or_default()
        .contains(&format!("[\"instructions/{name}\","))
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let found = werkwijzer_tests::files(folder).into_iter();
    found.map(|(name, (_, bytes))| (name, bytes)).collect()
}

fn copy(from: &Path, to: &Path) {
    let _ = std::fs::remove_dir_all(to);
    if from.exists() {
        std::fs::create_dir_all(to).unwrap();
        for (name, bytes) in files(from) {
            put(&to.join(name), bytes);
        }
    }
}

/// Publishes twice, first without the memory, and gives what both did.
fn publish_both(scratch: &Scratch) -> Published {
    let memory = scratch.path("cache/published");
    // What a publication changes beside the memory.
    let others = [
        (
            scratch.library().join(".werkwijzer"),
            scratch.path("was/history"),
        ),
        (scratch.path("cache/versions"), scratch.path("was/versions")),
        (scratch.destination(), scratch.path("was/destination")),
    ];
    for (place, aside) in &others {
        copy(place, aside);
    }
    let aside = scratch.path("was/published");
    let _ = std::fs::remove_dir_all(&aside);
    let has_memory = std::fs::rename(&memory, &aside).is_ok();
    let how = Publishing {
        withdraw: true,
        ..Publishing::by(Scratch::ann())
    };
    let all = scratch.publish_as(&how, DAY).unwrap();
    let expected = files(&scratch.destination());
    for (place, aside) in &others {
        copy(aside, place);
    }
    let _ = std::fs::remove_dir_all(&memory);
    if has_memory {
        std::fs::rename(&aside, &memory).unwrap();
    }
    let quick = scratch.publish_as(&how, DAY).unwrap();
    let lists = |it: &Published| {
        (
            (it.added.clone(), it.changed.clone(), it.unchanged),
            (it.removed.clone(), it.archived.clone(), it.notices.clone()),
        )
    };
    assert_eq!(lists(&quick), lists(&all));
    // The manifest with its fingerprints, too.
    same(&files(&scratch.destination()), &expected);
    quick
}

fn same(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) {
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(one), names(other));
    for (name, bytes) in one {
        assert!(other[name] == *bytes, "{name} differs");
    }
}

/// The same as a publication of the same library that never was published from here.
fn is_as_new(scratch: &Scratch) {
    let place = tempfile::tempdir().unwrap();
    let library = place.path().join("library");
    copy(&scratch.library(), &library);
    let destination = place.path().join("destination");
    let how = Publishing {
        create: true,
        ..Publishing::by(Scratch::ann())
    };
    let context = Context {
        today: DAY.to_owned(),
        cache: None,
        watch: &Silent,
    };
    publish(&library, &destination, &how, &context).unwrap();
    let of_pages = |folder: &Path| -> BTreeMap<String, Vec<u8>> {
        let files = files(folder).into_iter();
        files
            .filter(|(name, _)| name != "publication.json" && !name.starts_with("Archive"))
            .collect()
    };
    same(&of_pages(&scratch.destination()), &of_pages(&destination));
}

/// A library of which all that can be is remembered.
fn remembered() -> Scratch {
    let scratch = library();
    settle();
    scratch.publish_on(DAY).unwrap();
    for name in ["one", "two", "three", "four"] {
        assert!(remembers(&scratch, name), "{name}");
    }
    assert!(!remembers(&scratch, "five"));
    scratch
}

/// What has changed after each of some changes, each to a library of its own at the same time.
fn changed_by_each(changes: &[fn(&Scratch)]) -> Vec<Vec<String>> {
    std::thread::scope(|scope| {
        let all: Vec<_> = changes
            .iter()
            .map(|change| scope.spawn(move || changed_by(change)))
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

/// What has changed after a change, in alphabetical order.
fn changed_by(change: impl FnOnce(&Scratch)) -> Vec<String> {
    let scratch = remembered();
    change(&scratch);
    let published = publish_both(&scratch);
    is_as_new(&scratch);
    // Whatever was remembered by it holds as well.
    settle();
    for _ in 0..2 {
        let again = publish_both(&scratch);
        assert_eq!((again.added, again.changed), (vec![], vec![]));
    }
    let mut all = published.changed;
    all.extend(published.added);
    all.extend(published.removed);
    all.retain(|path| path.ends_with(".html") && path != "index.html");
    all.sort();
    all
}

#[test]
fn nothing_changed() {
    assert_eq!(changed_by(|_| {}), [""; 0]);
}

#[test]
fn a_text_is_another() {
    let changed = changed_by(|scratch| edit(scratch, TWO, "Text.", "Other."));
    assert_eq!(changed, ["Two/Two.html"]);
}

#[test]
fn a_text_is_another_of_the_same_size_and_time() {
    let changed = changed_by(|scratch| {
        let path = scratch.library().join(TWO);
        let modified = path.metadata().unwrap().modified().unwrap();
        edit(scratch, TWO, "Text.", "Word.");
        let file = std::fs::OpenOptions::new().append(true).open(&path);
        file.unwrap().set_modified(modified).unwrap();
    });
    assert_eq!(changed, ["Two/Two.html"]);
}

#[test]
fn a_picture_is_another_of_the_same_size() {
    let changed = changed_by(|scratch| scratch.write(PICTURE, bmp(200)));
    assert_eq!(changed, ["Five/Five.html", "One/One.html"]);
}

#[test]
fn the_markup_of_a_picture_is_another() {
    let changed = changed_by_each(&[
        |scratch| scratch.write(MARKUP, markup("0.7")),
        // Touched only.
        |scratch| scratch.write(MARKUP, markup("0.5")),
    ]);
    assert_eq!(changed[0], ["Five/Five.html", "One/One.html"]);
    assert_eq!(changed[1], [""; 0]);
}

#[test]
fn a_picture_is_drawn_for_readers_of_a_language() {
    let changed = changed_by(|scratch| {
        scratch.write("instructions/two/media/y.bmp", bmp(98));
        scratch.write("instructions/one/media/x.en.bmp", bmp(99));
    });
    assert_eq!(changed, ["Five/Five.html", "One/One.html"]);
}

#[test]
fn a_translation_comes_and_goes() {
    let changed = changed_by(|scratch| {
        scratch.write("instructions/one/instruction.nl.md", "# Een\n\n## Kijk\n");
        let gone = scratch.library().join("instructions/two/instruction.nl.md");
        std::fs::remove_file(gone).unwrap();
    });
    assert_eq!(
        changed,
        [
            "Een/Een.html",
            "One/One.html",
            "Twee/Twee.html",
            "Two/Two.html"
        ]
    );
}

#[test]
fn a_snippet_is_another() {
    let changed = changed_by_each(&[
        |scratch| scratch.write("snippets/note.md", "Take heed.\n"),
        |scratch| scratch.write("snippets/note.en.md", "In English.\n"),
        |scratch| std::fs::remove_file(scratch.library().join("snippets/note.md")).unwrap(),
    ]);
    for changed in changed {
        assert_eq!(changed, ["Three of Shop/Three of Shop.html"]);
    }
}

#[test]
fn the_settings_are_others() {
    let changed = changed_by_each(&[
        |scratch| set(scratch, "product", "Desk"),
        // The language of those that do not say it.
        |scratch| {
            edit(
                scratch,
                "library.toml",
                "language = \"en\"",
                "language = \"fr\"",
            );
        },
        |scratch| {
            edit(
                scratch,
                "library.toml",
                "name = \"Test\"",
                "name = \"Best\"",
            );
        },
    ]);
    let three = [
        "Three of Desk/Three of Desk.html",
        "Three of Shop/Three of Shop.html",
    ];
    assert_eq!(changed[0], three);
    assert!(
        changed[1].contains(&"Four/Four.html".to_owned()),
        "{changed:?}"
    );
    assert_eq!(changed[2].len(), 6, "{changed:?}");
}

#[test]
fn a_version_is_released() {
    let changed = changed_by_each(&[
        |scratch| {
            edit(scratch, TWO, "id: 01B", "id: 01B\nstatus: pilot");
            release(scratch, "two");
        },
        // The second of one that is released.
        |scratch| release(scratch, "four"),
    ]);
    assert!(
        changed[0].contains(&"Two/Two.html".to_owned()),
        "{changed:?}"
    );
    assert_eq!(changed[1], ["Four/Four.html"]);
}

#[test]
fn a_release_is_edited_and_taken_back() {
    let scratch = remembered();
    edit(&scratch, FOUR, "Text.", "More.");
    assert_eq!(publish_both(&scratch).changed[0], "Four/Four.html");
    settle();
    publish_both(&scratch);
    assert!(remembers(&scratch, "four"));
    assert_eq!(publish_both(&scratch).changed, [""; 0]);
    // Whether that is the release again this computer tells by where its files came from.
    edit(&scratch, FOUR, "More.", "Text.");
    settle();
    for _ in 0..3 {
        publish_both(&scratch);
    }
    release(&scratch, "four");
    publish_both(&scratch);
    let page = String::from_utf8(scratch.published("Four/Four.html")).unwrap();
    assert!(page.contains("Release 2"), "{page}");
}

#[test]
fn an_instruction_is_retired_and_comes_back() {
    let scratch = remembered();
    edit(&scratch, THREE, "id: 01C", "id: 01C\nstatus: retired");
    let published = publish_both(&scratch);
    assert_eq!(published.archived.len(), 1);
    settle();
    publish_both(&scratch);
    assert!(remembers(&scratch, "three"));
    assert_eq!(publish_both(&scratch).changed, [""; 0]);
    edit(&scratch, THREE, "status: retired\n", "");
    assert_eq!(publish_both(&scratch).added.len(), 2);
    is_as_new(&scratch);
}

#[test]
fn one_that_is_linked_to_is_renamed() {
    let changed = changed_by(|scratch| edit(scratch, TWO, "# Two", "# Second"));
    assert_eq!(
        changed,
        [
            "One/One.html",
            "Second/Second.html",
            "Twee/Twee.html",
            "Two/Two.html"
        ]
    );
}

#[test]
fn one_that_is_linked_to_goes_and_another_takes_its_name() {
    let scratch = remembered();
    std::fs::remove_dir_all(scratch.library().join("instructions/two")).unwrap();
    assert!(
        publish_both(&scratch)
            .changed
            .contains(&"One/One.html".to_owned())
    );
    scratch.write(
        "instructions/six/instruction.md",
        "---\nid: 01F\n---\n# One\n\n## Go\n",
    );
    publish_both(&scratch);
    is_as_new(&scratch);
}

#[test]
fn files_of_the_destination_were_taken_away() {
    let scratch = remembered();
    std::fs::remove_file(scratch.destination().join("One/One.pdf")).unwrap();
    std::fs::remove_dir_all(scratch.destination().join("Four")).unwrap();
    publish_both(&scratch);
    is_as_new(&scratch);
}

#[test]
fn the_memory_is_gone_or_damaged() {
    let scratch = remembered();
    let whole = std::fs::read(memory(&scratch)).unwrap();
    let step = whole.len() / 17 + 1;
    let flipped = (0..whole.len()).step_by(step).map(|at| {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        bytes
    });
    let cut = (0..whole.len())
        .step_by(step * 4)
        .map(|at| whole[..at].to_vec());
    let others = [png(3, 3), vec![b'\n'; 200], [&whole[..], b"[]\n"].concat()];
    for bytes in flipped.chain(cut).chain(others) {
        // Of what is damaged nothing is taken, so this is seen.
        std::fs::write(memory(&scratch), &bytes).unwrap();
        let published = scratch.publish_on(DAY).unwrap();
        assert_eq!((published.changed, published.added), (vec![], vec![]));
        assert_eq!(std::fs::read(memory(&scratch)).unwrap(), whole);
    }
    edit(&scratch, TWO, "Text.", "Other.");
    std::fs::remove_dir_all(scratch.path("cache/published")).unwrap();
    publish_both(&scratch);
    is_as_new(&scratch);
}

#[test]
fn a_moved_library_has_its_own_memory() {
    let scratch = remembered();
    let moved = scratch.path("moved");
    copy(&scratch.library(), &moved);
    put(
        &moved.join(TWO),
        "---\nid: 01B\n---\n# Two\n\n## Go\n\nOther.\n",
    );
    settle();
    let context = Context {
        today: DAY.to_owned(),
        cache: Some(scratch.path("cache")),
        watch: &Silent,
    };
    let how = Publishing::by(Scratch::ann());
    let published = publish(&moved, &scratch.destination(), &how, &context).unwrap();
    assert!(published.changed.contains(&"Two/Two.html".to_owned()));
    let memories = std::fs::read_dir(scratch.path("cache/published")).unwrap();
    assert_eq!(memories.count(), 2);
}

#[test]
fn what_was_written_a_moment_ago_is_read_again() {
    let scratch = library();
    scratch.publish_on(DAY).unwrap();
    for word in ["Word.", "Turn.", "Note."] {
        assert!(!remembers(&scratch, "two"));
        scratch.write(
            TWO,
            format!("---\nid: 01B\n---\n# Two\n\n## Go {{#go}}\n\n{word}\n"),
        );
        let changed = publish_both(&scratch).changed;
        assert!(changed.contains(&"Two/Two.html".to_owned()), "{changed:?}");
    }
    is_as_new(&scratch);
}

#[test]
fn what_gives_a_notice_gives_it_again() {
    let scratch = remembered();
    let there = scratch.library().join("instructions/two/instruction.nl.md");
    std::fs::rename(&there, scratch.path("elsewhere.md")).unwrap();
    scratch.write(
        ONE,
        b"# One\n\n## Look\n\n![x](media/none.png) {{nothing}}\n",
    );
    scratch.write(
        "instructions/four/instruction (conflicted copy).md",
        "# Four\n",
    );
    settle();
    for _ in 0..3 {
        publish_both(&scratch);
        assert!(!remembers(&scratch, "one") && !remembers(&scratch, "four"));
    }
    // What was missing comes.
    set(&scratch, "nothing", "something");
    scratch.write("instructions/one/media/none.png", png(9, 9));
    let changed = publish_both(&scratch).changed;
    assert!(changed.contains(&"One/One.html".to_owned()), "{changed:?}");
}

#[cfg(unix)]
#[test]
fn a_picture_behind_a_link_is_read_again() {
    let scratch = library();
    scratch.write("media/y.bmp", bmp(1));
    let link = scratch.library().join("instructions/four/media");
    std::os::unix::fs::symlink("../../media", &link).unwrap();
    edit(&scratch, FOUR, "Text.", "![y](media/y.bmp)");
    settle();
    for red in [2, 3] {
        publish_both(&scratch);
        assert!(!remembers(&scratch, "four"));
        scratch.write("media/y.bmp", bmp(red));
        let changed = publish_both(&scratch).changed;
        assert!(
            changed.contains(&"Four/Four.html".to_owned()),
            "{changed:?}"
        );
    }
}

#[test]
fn without_a_change_nothing_is_written() {
    let scratch = remembered();
    // On any day.
    scratch.publish_on(DAY).unwrap();
    let before = memory(&scratch).metadata().unwrap().modified().unwrap();
    for day in [DAY, "2026-12-24"] {
        let published = scratch.publish_on(day).unwrap();
        assert_eq!((published.added, published.removed), (vec![], vec![]));
    }
    let after = memory(&scratch).metadata().unwrap().modified().unwrap();
    assert_eq!(before, after);
}
