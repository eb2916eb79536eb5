//! What stands in a destination.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test looks at the files itself, and fails where it cannot"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::SystemTime;

use werkwijzer_tests::{Scratch, png};

/// All files below a folder with their time of change and bytes.
fn files(folder: &Path) -> BTreeMap<String, (SystemTime, Vec<u8>)> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path
                    .strip_prefix(folder)
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                let changed = path.metadata().unwrap().modified().unwrap();
                found.insert(name, (changed, std::fs::read(&path).unwrap()));
            }
        }
    }
    found
}

fn two() -> Scratch {
    Scratch::new()
        .instruction("one", "---\nid: 01A\n---\n# One\n\n## Look\n\n![x](media/x.png)\n\nSee [two](../two/instruction.md#go).\n")
        .with("instructions/one/media/x.png", png(40, 30))
        .instruction("two", "---\nid: 01B\n---\n# Two\n\n## Go {#go}\n\nText.\n")
}

#[test]
fn a_second_publication_touches_nothing() {
    let scratch = Scratch::example();
    let first = scratch.publish().unwrap();
    assert_eq!(first.notices, []);
    let before = files(&scratch.destination());
    // On another day and with an empty cache.
    std::fs::remove_dir_all(scratch.path("cache")).unwrap();
    let second = scratch.publish_on("2026-12-01").unwrap();
    assert_eq!((second.added.len(), second.changed.len()), (0, 0));
    assert_eq!(files(&scratch.destination()), before);
}

#[test]
fn two_publications_of_the_same_library_have_the_same_bytes() {
    let bytes = || -> BTreeMap<String, Vec<u8>> {
        let scratch = two();
        scratch.publish().unwrap();
        files(&scratch.destination())
            .into_iter()
            .filter(|(name, _)| name != "publication.json")
            .map(|(name, (_, bytes))| (name, bytes))
            .collect()
    };
    assert_eq!(bytes(), bytes());
}

#[test]
fn only_the_files_of_a_changed_instruction_are_written() {
    let scratch = two();
    scratch.publish().unwrap();
    scratch.write(
        "instructions/two/instruction.md",
        "---\nid: 01B\n---\n# Two\n\n## Go {#go}\n\nOther text.\n",
    );
    let published = scratch.publish().unwrap();
    assert_eq!(
        published.changed,
        ["Two/Two.html", "Two/Two.pdf", "index.html"]
    );
    assert_eq!(published.added, [""; 0]);
}

#[test]
fn links_between_instructions_lead_to_their_pages() {
    let scratch = two();
    scratch.publish().unwrap();
    let page = String::from_utf8(scratch.published("One/One.html")).unwrap();
    let page = page.replace("&#x2f;", "/");
    assert!(page.contains(r#"href="../Two/Two.html#go""#));
}

#[test]
fn a_removed_instruction_leaves_its_pdf_in_the_archive() {
    let scratch = two();
    scratch.publish().unwrap();
    let pdf = scratch.published("Two/Two.pdf");
    std::fs::remove_dir_all(scratch.library().join("instructions/two")).unwrap();
    let published = scratch.publish_on("2026-11-25").unwrap();
    assert_eq!(published.archived.len(), 1);
    assert_eq!(scratch.published("Archive/Two (2026-11-24).pdf"), pdf);
    assert!(!scratch.destination().join("Two").exists());
    scratch.publish_on("2026-11-26").unwrap();
    assert_eq!(scratch.published("Archive/Two (2026-11-24).pdf"), pdf);
}

#[test]
fn what_somebody_changed_by_hand_is_kept_and_said() {
    let scratch = two();
    scratch.publish().unwrap();
    let page = scratch.destination().join("Two/Two.html");
    std::fs::write(&page, "my own notes").unwrap();
    scratch.write(
        "instructions/two/instruction.md",
        "---\nid: 01B\n---\n# Two\n\nNew.\n",
    );
    let published = scratch.publish().unwrap();
    assert!(
        published
            .notices
            .iter()
            .any(|notice| notice.code == "publish.changed-by-hand")
    );
    let kept = files(&scratch.destination());
    assert!(kept.values().any(|(_, bytes)| bytes == b"my own notes"));
}

#[test]
fn a_file_that_somebody_took_away_comes_back() {
    let scratch = two();
    scratch.publish().unwrap();
    std::fs::remove_file(scratch.destination().join("One/One.pdf")).unwrap();
    scratch.publish().unwrap();
    assert!(scratch.published("One/One.pdf").starts_with(b"%PDF"));
}

#[test]
fn a_retired_instruction_is_withdrawn() {
    let scratch = two();
    scratch.publish().unwrap();
    scratch.write(
        "instructions/two/instruction.md",
        "---\nid: 01B\nstatus: retired\n---\n# Two\n",
    );
    let published = scratch.publish().unwrap();
    assert_eq!(published.archived.len(), 1);
}

#[test]
fn a_destination_that_is_away_is_not_made() {
    let scratch = two();
    std::fs::remove_dir_all(scratch.destination()).unwrap();
    let error = scratch.publish().unwrap_err();
    assert_eq!(error.code, "store.missing-root");
    assert!(!scratch.destination().exists());
}

#[test]
fn the_library_is_no_destination_nor_another_librarys_folder() {
    let scratch = two();
    scratch.publish().unwrap();
    let context = werkwijzer_tests::context();
    let inside = scratch.library().join("instructions");
    let error = werkwijzer_app::publish(&scratch.library(), &inside, None, false, false, &context);
    assert_eq!(error.unwrap_err().code, "publish.inside-library");
    let other = Scratch::new();
    let error = werkwijzer_app::publish(
        &other.library(),
        &scratch.destination(),
        None,
        false,
        false,
        &context,
    );
    assert_eq!(error.unwrap_err().code, "publish.other-library");
}

#[test]
fn what_a_redaction_hides_is_in_no_published_file() {
    // The original is one colour per area, so that any of its rows would betray it.
    let secret = [201, 33, 177];
    let picture = image::RgbImage::from_fn(120, 80, |x, y| {
        if (30..60).contains(&x) && (20..40).contains(&y) {
            image::Rgb(secret)
        } else {
            image::Rgb([240, 240, 240])
        }
    });
    let mut png = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut png, image::ImageFormat::Png).unwrap();
    let scratch = Scratch::new()
        .instruction("one", "# One\n\n![x](media/x.png)\n")
        .with("instructions/one/media/x.png", png.into_inner())
        .with(
            "instructions/one/media/x.png.markup.json",
            r#"{"format":1,"size":[120,80],"objects":[{"type":"redaction","area":{"x":30,"y":20,"width":30,"height":20}}]}"#,
        );
    scratch.publish().unwrap();
    let mut pictures = 0;
    for (name, (_, bytes)) in files(&scratch.destination()) {
        if name.ends_with(".png") {
            pictures += 1;
            let shown = image::load_from_memory(&bytes).unwrap().to_rgb8();
            assert!(shown.pixels().all(|pixel| pixel.0 != secret), "{name}");
        }
        if name.ends_with(".pdf") {
            let text = scratch.path("shown");
            let page = scratch.path("page.pdf");
            std::fs::write(&page, &bytes).unwrap();
            let made = std::process::Command::new("pdftoppm")
                .args(["-r", "96", "-png"])
                .args([&page, &text])
                .status()
                .unwrap();
            assert!(made.success());
            let shown = image::open(scratch.path("shown-1.png")).unwrap().to_rgb8();
            assert!(shown.pixels().all(|pixel| pixel.0 != secret), "{name}");
        }
    }
    assert_eq!(pictures, 1);
}

#[test]
fn trying_to_publish_into_a_new_folder_makes_nothing() {
    let scratch = two();
    let place = scratch.path("new");
    let try_it = |to: &Path, dry_run| {
        werkwijzer_app::publish(
            &scratch.library(),
            to,
            None,
            true,
            dry_run,
            &werkwijzer_tests::context(),
        )
    };
    let tried = try_it(&place, true).unwrap();
    assert!(!place.exists());
    assert!(tried.added.contains(&"One/One.pdf".to_owned()), "{tried:?}");
    assert!(Path::new(&tried.start).starts_with(place.canonicalize().unwrap_or(place.clone())));
    let done = try_it(&place, false).unwrap();
    assert_eq!((done.added, done.start), (tried.added, tried.start));
    let inside = scratch.library().join("shared");
    for dry_run in [true, false] {
        let refused = try_it(&inside, dry_run).unwrap_err();
        assert_eq!(refused.code, "publish.inside-library");
        assert!(!inside.exists());
    }
    let refused = try_it(&scratch.path("not/there"), true).unwrap_err();
    assert_eq!(refused.code, "store.missing-root");
}
