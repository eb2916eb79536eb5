//! Real manuals of other projects, which are not part of this one: imported and published, with
//! nothing dropped in silence.

#![expect(
    clippy::print_stderr,
    reason = "who runs the tests should see what was not run"
)]

use werkwijzer_tests::{Scratch, context, corpus};

#[test]
fn real_manuals_are_imported_and_published() {
    let Some(corpus) = corpus() else {
        eprintln!("skipped: no folder of real manuals; name one in WERKWIJZER_CORPUS");
        return;
    };
    let scratch = Scratch::new();
    let imported =
        werkwijzer_app::import(&[&corpus], &scratch.library(), None, &context()).unwrap();
    assert!(imported.instructions.len() >= 16, "{imported:?}");
    assert!(imported.media >= 190, "{} pictures", imported.media);
    assert!(
        imported
            .notices
            .iter()
            .all(|notice| notice.code != "import.not-faithful"),
        "{:?}",
        imported.notices
    );
    let published = scratch.publish().unwrap();
    let errors: Vec<String> = published
        .notices
        .iter()
        .filter(|notice| notice.is_error())
        .map(ToString::to_string)
        .collect();
    assert_eq!(errors, [""; 0]);
    let pages = published
        .added
        .iter()
        .filter(|file| file.ends_with(".pdf"))
        .count();
    assert_eq!(pages, imported.instructions.len());
    let pictures = published
        .added
        .iter()
        .filter(|file| file.contains("/pictures/"))
        .count();
    assert!(pictures >= 190, "{pictures} pictures");
}
