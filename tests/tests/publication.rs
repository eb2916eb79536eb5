//! What stands in a destination.

#![expect(
    clippy::disallowed_methods,
    reason = "a test looks at the files itself, and fails where it cannot"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::SystemTime;

use werkwijzer_app::{Library, NewRelease, Publishing, Status};
use werkwijzer_tests::{Scratch, files, png, werkwijzer};

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
fn the_translations_of_a_retired_instruction_are_withdrawn_with_it() {
    let source = |status: &str| format!("---\nid: 01A\nstatus: {status}\n---\n# Een\n\n## Kijk\n");
    let scratch = two().instruction("one", source("pilot")).with(
        "instructions/one/instruction.en.md",
        "# One in English\n\n## Look\n",
    );
    scratch.publish().unwrap();
    assert!(scratch.destination().join("One in English").is_dir());
    scratch.write("instructions/one/instruction.md", source("retired"));
    scratch.publish().unwrap();
    assert!(!scratch.destination().join("One in English").exists());
    assert!(!scratch.destination().join("Een").exists());
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_today_stays_published() {
    let scratch = two().instruction("three", "---\nid: 01C\n---\n# Three\n\n## Go\n");
    scratch.publish().unwrap();
    let before = files(&scratch.destination());
    // A link that leads out of the library is not followed.
    let file = scratch.library().join("instructions/one/instruction.md");
    std::fs::rename(&file, scratch.path("elsewhere.md")).unwrap();
    std::os::unix::fs::symlink(scratch.path("elsewhere.md"), &file).unwrap();
    let published = scratch.publish().unwrap();
    assert_eq!((published.removed, published.archived), (vec![], vec![]));
    assert_eq!(published.notices.len(), 1, "{:?}", published.notices);
    let after = files(&scratch.destination());
    let of_it = |files: &BTreeMap<String, (SystemTime, Vec<u8>)>| -> Vec<_> {
        let own = files.iter().filter(|(name, _)| name.starts_with("One/"));
        own.map(|(name, file)| (name.clone(), file.clone()))
            .collect()
    };
    assert_eq!(of_it(&before), of_it(&after));
    let start = String::from_utf8(scratch.published("index.html")).unwrap();
    assert!(
        start.replace("&#x2f;", "/").contains("One/One.html"),
        "it is still on the start page"
    );
    // Once it can be read again, nothing has changed.
    std::fs::remove_file(&file).unwrap();
    std::fs::rename(scratch.path("elsewhere.md"), &file).unwrap();
    assert_eq!(scratch.publish().unwrap().changed, ["index.html"]);
}

#[test]
fn most_of_a_publication_is_withdrawn_only_when_that_is_meant() {
    let scratch = two().instruction("three", "---\nid: 01C\n---\n# Three\n\n## Go\n");
    scratch.publish().unwrap();
    let before = files(&scratch.destination());
    for name in ["one", "two"] {
        std::fs::remove_dir_all(scratch.library().join("instructions").join(name)).unwrap();
    }
    let refused = scratch.publish().unwrap_err();
    assert_eq!(refused.code, "publish.withdraws-many");
    assert_eq!(files(&scratch.destination()), before);
    let trial = Publishing {
        dry_run: true,
        ..Publishing::by(Scratch::ann())
    };
    let tried = scratch.publish_as(&trial, "2026-11-24").unwrap();
    assert_eq!(tried.notices[0].code, "publish.withdraws-many");
    assert!(tried.removed.contains(&"One/One.html".to_owned()));
    let meant = Publishing {
        withdraw: true,
        ..Publishing::by(Scratch::ann())
    };
    scratch.publish_as(&meant, "2026-11-24").unwrap();
    assert!(!scratch.destination().join("One").exists());
    assert!(scratch.destination().join("Three").exists());
}

#[test]
fn what_is_published_is_a_release_or_says_that_it_is_a_draft() {
    let scratch = two();
    let library = Library::open(&scratch.library()).unwrap();
    let cache = scratch.path("cache");
    let page = || String::from_utf8(scratch.published("Two/Two.html")).unwrap();
    let release = || {
        let versions = library.versions(Some(&cache));
        let release = NewRelease {
            note: "For the team".into(),
            status: Some(Status::Pilot),
            approved_by: None,
        };
        versions
            .release("instructions/two", &release, &Scratch::ann())
            .unwrap()
    };
    let archive = || {
        let names: Vec<String> = files(&scratch.destination()).into_keys().collect();
        names
            .into_iter()
            .filter(|name| name.starts_with("Archive"))
            .collect::<Vec<_>>()
    };

    scratch.publish().unwrap();
    assert!(page().contains("Draft, not released yet"));

    release();
    scratch.publish().unwrap();
    assert!(page().contains("<dt>Release</dt><dd>1</dd>"));
    let first = scratch.published("Two/Two.pdf");
    assert_eq!(archive(), [""; 0], "a draft leaves nothing behind");

    scratch.write(
        "instructions/two/instruction.md",
        "---\nid: 01B\nstatus: pilot\n---\n# Two\n\n## Go {#go}\n\nOther text.\n",
    );
    scratch.publish().unwrap();
    assert!(page().contains("Draft after release 1"));
    let start = String::from_utf8(scratch.published("index.html")).unwrap();
    assert!(start.contains("Draft after release 1"));
    assert_eq!(archive(), ["Archive/Two (release 1).pdf"]);
    assert_eq!(scratch.published("Archive/Two (release 1).pdf"), first);

    release();
    scratch.publish().unwrap();
    assert!(page().contains("<dt>Release</dt><dd>2</dd>"));
    assert_eq!(archive().len(), 1, "the draft in between was no release");
    let listed = library
        .versions(Some(&cache))
        .list("instructions/two")
        .unwrap();
    let reasons: Vec<&str> = listed
        .versions
        .iter()
        .map(|version| version.reason.as_str())
        .collect();
    assert_eq!(reasons, ["released", "published", "released", "published"]);
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
    let how = Publishing::by(Scratch::ann());
    let error = werkwijzer_app::publish(&scratch.library(), &inside, &how, &context);
    assert_eq!(error.unwrap_err().code, "publish.inside-library");
    let other = Scratch::new();
    let error = werkwijzer_app::publish(&other.library(), &scratch.destination(), &how, &context);
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
        let how = Publishing {
            create: true,
            dry_run,
            ..Publishing::by(Scratch::ann())
        };
        werkwijzer_app::publish(&scratch.library(), to, &how, &werkwijzer_tests::context())
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

/// Who waits for a layout must not take up the next instruction on the same stack.
#[test]
fn a_large_library_takes_no_more_stack_than_a_small_one() {
    let scratch = (0..300).fold(Scratch::new(), |scratch, number| {
        let text = format!("# Number {number}\n\n## Look\n\nat it\n");
        scratch.instruction(&format!("number-{number}"), text)
    });
    let published = std::process::Command::new(werkwijzer())
        .arg("publish")
        .arg(scratch.library())
        .arg("--to")
        .arg(scratch.destination())
        .args(["--create", "--quiet"])
        .env("WERKWIJZER_CACHE", scratch.path("cache"))
        .env("RUST_MIN_STACK", (1 << 20).to_string())
        .output()
        .unwrap();
    assert!(published.status.success(), "{published:?}");
}
