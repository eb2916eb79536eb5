//! Versions of the example: kept, released, compared, taken back, joined.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test plays the other programs, and fails where it cannot go on"
)]

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use werkwijzer_app::{
    By, Choice, Context, Decided, Library, NewRelease, Notice, Published, Publishing, Reason,
    Silent, Status, VersionRef, Versions, publish,
};

const FOLDER: &str = "instructions/boek-een-inkoopfactuur";
/// The folder of its publication.
const TITLE: &str = "Boek een inkoopfactuur/";

struct Desk {
    _place: tempfile::TempDir,
    library: Library,
    cache: PathBuf,
}

impl Desk {
    fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        let library = Library::create_example(&place.path().join("library")).unwrap();
        let cache = place.path().join("cache");
        Self {
            library,
            cache,
            _place: place,
        }
    }

    /// Another computer that has the same library.
    fn copy(&self) -> Self {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("library");
        copy(self.library.path(), &path);
        Self {
            library: Library::open(&path).unwrap(),
            cache: place.path().join("cache"),
            _place: place,
        }
    }

    fn versions(&self) -> Versions<'_> {
        self.library.versions(Some(&self.cache))
    }

    fn file(&self) -> PathBuf {
        self.library.path().join(FOLDER).join("instruction.md")
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.file()).unwrap()
    }

    fn edit(&self, from: &str, to: &str) {
        let text = self.text();
        assert!(text.contains(from), "{text}");
        std::fs::write(self.file(), text.replacen(from, to, 1)).unwrap();
    }

    /// What publishing it now would do.
    fn would_publish(&self) -> Published {
        let how = Publishing {
            create: true,
            dry_run: true,
            ..Publishing::by(by("Bea", 99))
        };
        let context = Context {
            today: "2026-11-29".to_owned(),
            cache: Some(self.cache.clone()),
            watch: &Silent,
        };
        let destination = self.cache.with_file_name("destination");
        publish(self.library.path(), &destination, &how, &context).unwrap()
    }

    fn keep(&self, by: &By) {
        self.versions().keep(FOLDER, Reason::Edited, by).unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else if !target.exists() {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Brings the history of one computer to another, as a sync client does.
fn sync_history(from: &Desk, to: &Desk) {
    copy(
        &from.library.path().join(".werkwijzer"),
        &to.library.path().join(".werkwijzer"),
    );
}

fn by(author: &str, minute: u64) -> By {
    By {
        author: author.to_owned(),
        now: SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000 + 60 * minute),
    }
}

fn named(text: &str) -> VersionRef {
    text.parse().unwrap()
}

#[test]
fn a_release_has_a_number_a_note_and_a_status() {
    let desk = Desk::new();
    let versions = desk.versions();
    let release = NewRelease {
        note: "De eerste".into(),
        status: Some(Status::Pilot),
        approved_by: Some("Bea".into()),
    };
    let first = versions.release(FOLDER, &release, &by("Ann", 0)).unwrap();
    let given = first.release.unwrap();
    assert_eq!((given.number, given.status.as_str()), (1, "pilot"));
    assert_eq!(given.approved_by.as_deref(), Some("Bea"));
    assert!(desk.text().contains("status: pilot"), "{}", desk.text());
    // The same files may be released again: to say that they are approved.
    let approved = NewRelease {
        status: Some(Status::Approved),
        ..NewRelease::default()
    };
    versions.release(FOLDER, &approved, &by("Ann", 1)).unwrap();
    let timeline = versions.list(FOLDER).unwrap();
    let numbers: Vec<u32> = timeline
        .versions
        .iter()
        .filter_map(|version| Some(version.release.as_ref()?.number))
        .collect();
    assert_eq!(numbers, [2, 1]);
    assert_eq!(timeline.next_release, 3);
    assert!(timeline.versions[0].head && timeline.versions[0].current);
    assert!(!timeline.changed && !timeline.to_join && timeline.notices.is_empty());
}

#[test]
fn a_translation_is_released_with_its_source() {
    let desk = Desk::new();
    let english = desk.library.path().join(FOLDER).join("instruction.en.md");
    let pilot = NewRelease {
        note: "Tried out again".into(),
        status: Some(Status::Pilot),
        approved_by: None,
    };
    let before = std::fs::read_to_string(&english).unwrap();
    desk.versions()
        .release(FOLDER, &pilot, &by("Ann", 0))
        .unwrap();
    let after = std::fs::read_to_string(&english).unwrap();
    assert_eq!(
        after,
        before.replacen("status: approved", "status: pilot", 1)
    );
    assert_ne!(after, before);
}

#[test]
fn a_draft_is_no_release() {
    let desk = Desk::new();
    desk.edit("status: approved", "status: draft");
    let error = desk
        .versions()
        .release(FOLDER, &NewRelease::default(), &by("Ann", 0))
        .unwrap_err();
    assert_eq!(error.code, "history.no-release-status");
}

#[test]
fn two_versions_are_compared_step_by_step() {
    let desk = Desk::new();
    let versions = desk.versions();
    desk.keep(&by("Ann", 0));
    desk.edit("## Open het postvak", "## Open het nieuwe postvak");
    let picture = desk.library.path().join(FOLDER).join("media/postvak.png");
    let other = desk.library.path().join(FOLDER).join("media/controle.png");
    std::fs::copy(other, picture).unwrap();
    let compared = versions
        .compare(FOLDER, &named("last"), &named("now"), None)
        .unwrap();
    assert!(compared.before.is_some() && compared.after.is_none());
    assert_eq!(compared.language, "nl");
    assert_eq!(compared.languages, ["nl", "en"]);
    let changed: Vec<&str> = compared
        .difference
        .changed_steps()
        .filter_map(|step| Some(step.new.as_ref()?.title.as_str()))
        .collect();
    assert_eq!(changed, ["Open het nieuwe postvak"]);
    assert_eq!(compared.media.len(), 1);
    assert_eq!(compared.media[0].path, "media/postvak.png");
    let shown = versions
        .picture(FOLDER, &named("last"), "media/postvak.png", Some(300))
        .unwrap();
    assert_eq!(shown.media_type, "image/png");
    for wrong in ["9", "abcd", "ab"] {
        let error = versions
            .compare(FOLDER, &named(wrong), &named("now"), None)
            .unwrap_err();
        assert_eq!(error.code, "history.no-such-version", "{wrong}");
    }
}

#[test]
fn an_older_version_comes_back_whole_and_nothing_is_lost() {
    let desk = Desk::new();
    let versions = desk.versions();
    let original = desk.text();
    desk.keep(&by("Ann", 0));
    desk.edit("## Open het postvak", "## Iets anders");
    let picture = desk.library.path().join(FOLDER).join("media/postvak.png");
    let bytes = std::fs::read(&picture).unwrap();
    std::fs::remove_file(&picture).unwrap();
    let edited = desk.text();
    let made = versions
        .restore(FOLDER, &named("last"), &by("Bea", 1))
        .unwrap()
        .unwrap();
    assert_eq!(
        (made.reason.as_str(), made.author.as_str()),
        ("restored", "Bea")
    );
    assert_eq!(desk.text(), original);
    assert_eq!(std::fs::read(&picture).unwrap(), bytes);
    // What stood there before is a version too.
    let timeline = versions.list(FOLDER).unwrap();
    assert_eq!(timeline.versions.len(), 3);
    let before = &timeline.versions[1];
    versions
        .restore(FOLDER, &named(&before.id), &by("Ann", 2))
        .unwrap();
    assert_eq!(desk.text(), edited);
    assert!(!picture.exists());
}

#[test]
fn one_step_comes_back_with_its_picture() {
    let desk = Desk::new();
    let versions = desk.versions();
    desk.keep(&by("Ann", 0));
    let folder = desk.library.path().join(FOLDER);
    let old_picture = std::fs::read(folder.join("media/postvak.png")).unwrap();
    let start = desk.text().find("## Open het postvak").unwrap();
    let end = desk.text().find("## Controleer").unwrap();
    let step = desk.text()[start..end].to_owned();
    let text = desk.text().replacen(&step, "", 1);
    std::fs::write(desk.file(), text.replacen("## Sluit", "## Eindig met", 1)).unwrap();
    std::fs::copy(
        folder.join("media/controle.png"),
        folder.join("media/postvak.png"),
    )
    .unwrap();
    versions
        .restore_step(
            FOLDER,
            &named("last"),
            &"1".parse().unwrap(),
            None,
            &by("Ann", 1),
        )
        .unwrap()
        .unwrap();
    let now = desk.text();
    assert!(now.contains("## Open het postvak"), "{now}");
    assert!(now.contains("## Eindig met"), "{now}");
    assert!(now.contains("](media/postvak-2.png"), "{now}");
    let back = std::fs::read(folder.join("media/postvak-2.png")).unwrap();
    assert_eq!(back, old_picture);
    assert!(folder.join("media/postvak-2.png.markup.json").exists());
}

#[test]
fn one_step_comes_back_to_its_place() {
    let desk = Desk::new();
    let versions = desk.versions();
    desk.keep(&by("Ann", 0));
    let before = desk.text();
    // To the end, with another text.
    let start = before.find("## Open het postvak").unwrap();
    let end = before.find("## Controleer").unwrap();
    let step = before[start..end].replace("## Open het postvak", "## Open iets");
    let moved = format!("{}\n{}", before.replacen(&before[start..end], "", 1), step);
    std::fs::write(desk.file(), moved).unwrap();
    versions
        .restore_step(
            FOLDER,
            &named("last"),
            &"1".parse().unwrap(),
            None,
            &by("Ann", 1),
        )
        .unwrap()
        .unwrap();
    assert_eq!(desk.text().trim_end(), before.trim_end());
}

/// Two computers with one history, that both edit and then hear of each other.
fn parted(ours: impl FnOnce(&Desk), theirs: impl FnOnce(&Desk)) -> Desk {
    let desk = Desk::new();
    desk.keep(&by("Ann", 0));
    let other = desk.copy();
    other.versions().list(FOLDER).unwrap();
    ours(&desk);
    desk.keep(&by("Ann", 1));
    theirs(&other);
    other.keep(&by("Bea", 2));
    sync_history(&other, &desk);
    desk
}

#[test]
fn edits_of_different_steps_join_without_asking() {
    let desk = parted(
        |desk| desk.edit("## Open het postvak", "## Open ons postvak"),
        |desk| desk.edit("## Sluit de dag af", "## Sluit de week af"),
    );
    let versions = desk.versions();
    assert!(versions.list(FOLDER).unwrap().to_join);
    let unjoined = versions.unjoined(FOLDER, &by("Ann", 3)).unwrap().unwrap();
    assert_eq!(unjoined.questions, []);
    assert_eq!(
        (
            unjoined.ours.author.as_str(),
            unjoined.theirs.author.as_str()
        ),
        ("Ann", "Bea")
    );
    assert!(unjoined.base.is_some());
    assert_eq!(unjoined.difference.changed_steps().count(), 1);
    let decided = Decided {
        ours: unjoined.ours.id,
        theirs: unjoined.theirs.id,
        choices: Vec::new(),
    };
    let made = versions
        .join(FOLDER, &decided, &by("Ann", 4))
        .unwrap()
        .unwrap();
    assert_eq!(made.reason, "merged");
    assert_eq!(made.parents.len(), 2);
    let text = desk.text();
    assert!(
        text.contains("## Open ons postvak") && text.contains("## Sluit de week af"),
        "{text}"
    );
    assert!(versions.unjoined(FOLDER, &by("Ann", 5)).unwrap().is_none());
}

#[test]
fn what_contradicts_is_asked_and_changes_nothing_before() {
    for (choice, wanted, gone) in [
        (Choice::Ours, "ons postvak", "hun postvak"),
        (Choice::Theirs, "hun postvak", "ons postvak"),
    ] {
        let desk = parted(
            |desk| desk.edit("## Open het postvak", "## Open ons postvak"),
            |desk| desk.edit("## Open het postvak", "## Open hun postvak"),
        );
        let versions = desk.versions();
        let before = desk.text();
        let unjoined = versions.unjoined(FOLDER, &by("Ann", 3)).unwrap().unwrap();
        assert_eq!(unjoined.questions.len(), 1, "{unjoined:#?}");
        assert_eq!(desk.text(), before);
        let mut decided = Decided {
            ours: unjoined.ours.id,
            theirs: unjoined.theirs.id,
            choices: Vec::new(),
        };
        let error = versions.join(FOLDER, &decided, &by("Ann", 4)).unwrap_err();
        assert_eq!(error.code, "history.undecided");
        decided.choices = vec![choice];
        versions.join(FOLDER, &decided, &by("Ann", 4)).unwrap();
        let text = desk.text();
        assert!(text.contains(wanted) && !text.contains(gone), "{text}");
        // Answers to what is no longer asked change nothing.
        let error = versions.join(FOLDER, &decided, &by("Ann", 5)).unwrap_err();
        assert_eq!(error.code, "history.changed-meanwhile");
    }
}

#[test]
fn a_picture_that_both_changed_is_asked_and_both_may_stay() {
    let picture = |desk: &Desk, from: &str| {
        let folder = desk.library.path().join(FOLDER).join("media");
        std::fs::copy(folder.join(from), folder.join("postvak.png")).unwrap();
    };
    let desk = parted(
        |desk| picture(desk, "controle.png"),
        |desk| picture(desk, "factuur.png"),
    );
    let versions = desk.versions();
    let unjoined = versions.unjoined(FOLDER, &by("Ann", 3)).unwrap().unwrap();
    assert_eq!(unjoined.questions.len(), 1);
    let question = &unjoined.questions[0];
    assert!(question.whole);
    assert_eq!(question.file, "media/postvak.png");
    let decided = Decided {
        ours: unjoined.ours.id,
        theirs: unjoined.theirs.id,
        choices: vec![Choice::Both],
    };
    versions.join(FOLDER, &decided, &by("Ann", 4)).unwrap();
    let media = desk.library.path().join(FOLDER).join("media");
    let read = |name: &str| std::fs::read(media.join(name)).unwrap();
    assert_eq!(read("postvak.png"), read("controle.png"));
    assert_eq!(read("postvak-2.png"), read("factuur.png"));
}

#[test]
fn a_conflict_copy_becomes_a_version_and_is_moved_away() {
    let desk = Desk::new();
    desk.keep(&by("Ann", 0));
    let theirs = desk
        .text()
        .replace("## Sluit de dag af", "## Sluit de week af");
    desk.edit("## Open het postvak", "## Open ons postvak");
    desk.keep(&by("Ann", 1));
    let copy = desk
        .file()
        .with_file_name("instruction.sync-conflict-20261125-101500-ABCDEFG.md");
    std::fs::write(&copy, &theirs).unwrap();
    let versions = desk.versions();
    let unjoined = versions.unjoined(FOLDER, &by("Ann", 2)).unwrap().unwrap();
    assert_eq!(unjoined.theirs.reason, "conflict-copy");
    assert!(!copy.exists());
    assert_eq!(unjoined.questions, []);
    let decided = Decided {
        ours: unjoined.ours.id,
        theirs: unjoined.theirs.id,
        choices: Vec::new(),
    };
    versions.join(FOLDER, &decided, &by("Ann", 3)).unwrap();
    let text = desk.text();
    assert!(
        text.contains("## Open ons postvak") && text.contains("## Sluit de week af"),
        "{text}"
    );
    // It is kept, out of sight.
    let conflicts = desk.library.path().join(".werkwijzer/conflicts");
    let kept = std::fs::read_dir(conflicts)
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    assert_eq!(std::fs::read_to_string(kept.path()).unwrap(), theirs);
}

/// Two computers with release 1; the history of release 2 came to the second, and its files did
/// not.
fn ahead() -> (Desk, Desk) {
    let desk = Desk::new();
    let pilot = NewRelease {
        status: Some(Status::Pilot),
        ..NewRelease::default()
    };
    let release = |minute| {
        let by = by("Ann", minute);
        desk.versions().release(FOLDER, &pilot, &by).unwrap();
    };
    release(0);
    let other = desk.copy();
    other.versions().list(FOLDER).unwrap();
    desk.edit("## Open het postvak", "## Open ons postvak");
    let media = desk.library.path().join(FOLDER).join("media");
    std::fs::copy(media.join("controle.png"), media.join("nieuw.png")).unwrap();
    std::fs::remove_file(media.join("dubbel.png")).unwrap();
    release(1);
    sync_history(&desk, &other);
    (desk, other)
}

#[test]
fn files_that_came_after_their_history_are_told_and_brought_up_when_it_is_asked() {
    let (desk, other) = ahead();
    let versions = other.versions();
    let before = other.text();
    let timeline = versions.list(FOLDER).unwrap();
    assert!(timeline.behind && !timeline.to_join && !timeline.changed);
    // Nothing is given out under a newer number than its text has.
    let error = versions
        .release(FOLDER, &NewRelease::default(), &by("Bea", 2))
        .unwrap_err();
    assert_eq!(error.code, "history.behind");
    let published = other.would_publish();
    let told = |notice: &&Notice| notice.code == "history.behind";
    assert_eq!(published.notices.iter().filter(told).count(), 1);
    assert!(!published.added.iter().any(|path| path.starts_with(TITLE)));

    let unjoined = versions.unjoined(FOLDER, &by("Bea", 3)).unwrap().unwrap();
    assert!(unjoined.behind);
    assert_eq!(unjoined.questions, []);
    assert_eq!(unjoined.theirs.release.unwrap().number, 2);
    assert_eq!(unjoined.difference.changed_steps().count(), 1);
    let media: Vec<_> = unjoined
        .media
        .iter()
        .map(|media| (media.path.as_str(), media.before, media.after))
        .collect();
    assert_eq!(
        media,
        [
            ("media/dubbel.png", true, false),
            ("media/nieuw.png", false, true)
        ]
    );
    // To look changes nothing.
    assert_eq!(other.text(), before);
    let decided = Decided {
        ours: unjoined.ours.id,
        theirs: unjoined.theirs.id,
        choices: Vec::new(),
    };
    let made = versions.join(FOLDER, &decided, &by("Bea", 4)).unwrap();
    assert_eq!(made, None);
    assert_eq!(other.text(), desk.text());
    let media = other.library.path().join(FOLDER).join("media");
    assert!(media.join("nieuw.png").exists() && !media.join("dubbel.png").exists());
    let after = versions.list(FOLDER).unwrap();
    assert!(!after.behind && !after.to_join && !after.changed);
    assert_eq!(after.versions.len(), timeline.versions.len());
    assert!(versions.unjoined(FOLDER, &by("Bea", 5)).unwrap().is_none());
    versions
        .restore(FOLDER, &named("1"), &by("Bea", 6))
        .unwrap();
    assert_eq!(other.text(), before);
    assert!(media.join("dubbel.png").exists());
}

/// The older text is that of the last release: it may be given to the team.
#[test]
fn files_that_are_behind_a_draft_are_published_as_the_release_that_they_are() {
    let desk = Desk::new();
    let pilot = NewRelease {
        status: Some(Status::Pilot),
        ..NewRelease::default()
    };
    let versions = desk.versions();
    versions.release(FOLDER, &pilot, &by("Ann", 0)).unwrap();
    let other = desk.copy();
    desk.edit("## Open het postvak", "## Open ons postvak");
    desk.keep(&by("Ann", 1));
    sync_history(&desk, &other);
    assert!(other.versions().list(FOLDER).unwrap().behind);
    let published = other.would_publish();
    assert!(published.added.iter().any(|path| path.starts_with(TITLE)));
}

#[test]
fn an_edit_of_files_that_are_behind_is_joined_with_the_newest() {
    let (_desk, other) = ahead();
    let versions = other.versions();
    other.edit("## Sluit de dag af", "## Sluit de week af");
    let timeline = versions.list(FOLDER).unwrap();
    assert!(timeline.changed && timeline.to_join && !timeline.behind);
    let error = versions
        .release(FOLDER, &NewRelease::default(), &by("Bea", 2))
        .unwrap_err();
    assert_eq!(error.code, "history.to-join");
    let unjoined = versions.unjoined(FOLDER, &by("Bea", 3)).unwrap().unwrap();
    assert!(!unjoined.behind);
    assert_eq!(unjoined.questions, []);
    let base = unjoined.base.unwrap();
    assert_eq!(base.release.unwrap().number, 1);
    let decided = Decided {
        ours: unjoined.ours.id,
        theirs: unjoined.theirs.id,
        choices: Vec::new(),
    };
    versions.join(FOLDER, &decided, &by("Bea", 4)).unwrap();
    let text = other.text();
    assert!(
        text.contains("## Open ons postvak") && text.contains("## Sluit de week af"),
        "{text}"
    );
    let after = versions.list(FOLDER).unwrap();
    assert!(!after.behind && !after.to_join && !after.changed);
}

#[test]
fn all_that_joining_changes_is_told() {
    let translate = |desk: &Desk, from: &str, to: &str| {
        let path = desk.file().with_file_name("instruction.en.md");
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{text}");
        std::fs::write(path, text.replacen(from, to, 1)).unwrap();
    };
    let draw = |desk: &Desk| {
        let media = desk.library.path().join(FOLDER).join("media");
        let markup = media.join("controle.png.markup.json");
        let text = std::fs::read_to_string(&markup).unwrap_or_else(|_| "{}".to_owned());
        std::fs::write(markup, format!("{text}\n")).unwrap();
    };
    let desk = parted(
        |desk| desk.edit("## Open het postvak", "## Open ons postvak"),
        |desk| {
            translate(desk, "## Open the inbox", "## Open their inbox");
            draw(desk);
            let folder = desk.library.path().join(FOLDER);
            let german = "---\nlanguage: de\n---\n# Eine Rechnung buchen\n";
            std::fs::write(folder.join("instruction.de.md"), german).unwrap();
            std::fs::write(folder.join("media/extra.txt"), "new").unwrap();
            let media = folder.join("media");
            std::fs::copy(media.join("factuur.png"), media.join("postvak.png")).unwrap();
        },
    );
    let versions = desk.versions();
    let unjoined = versions.unjoined(FOLDER, &by("Ann", 3)).unwrap().unwrap();
    assert_eq!(unjoined.questions, []);
    let told: Vec<_> = unjoined
        .translations
        .iter()
        .map(|one| {
            (
                one.file.as_str(),
                one.language.as_str(),
                one.before,
                one.after,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("instruction.de.md", "de", false, true),
            ("instruction.en.md", "en", true, true)
        ]
    );
    let english = &unjoined.translations[1].difference;
    assert_eq!(english.changed_steps().count(), 1);
    let media: Vec<_> = unjoined
        .media
        .iter()
        .map(|media| (media.path.as_str(), media.before, media.markup))
        .collect();
    assert_eq!(
        media,
        [
            ("media/controle.png", true, true),
            ("media/extra.txt", false, false),
            ("media/postvak.png", true, false)
        ]
    );
    // Our own edit is there already; the steps whose pictures change are told.
    let steps: Vec<_> = unjoined
        .difference
        .changed_steps()
        .filter_map(|step| Some(step.new.as_ref()?.title.as_str()))
        .collect();
    assert_eq!(steps[0], "Open ons postvak");
}

#[test]
fn a_text_that_only_the_other_changed_is_told() {
    let desk = parted(
        |desk| {
            let folder = desk.library.path().join(FOLDER).join("media");
            std::fs::remove_file(folder.join("dubbel.png")).unwrap();
        },
        |desk| desk.edit("## Open het postvak", "## Open hun postvak"),
    );
    let versions = desk.versions();
    let unjoined = versions.unjoined(FOLDER, &by("Ann", 3)).unwrap().unwrap();
    assert_eq!(unjoined.questions, []);
    assert_eq!(unjoined.difference.changed_steps().count(), 1);
    assert_eq!((unjoined.translations, unjoined.media), (vec![], vec![]));
}

/// Another computer decided on what both changed and moved the copy away. All of that comes here
/// before the text does, while somebody wrote on.
#[test]
fn what_another_decided_about_a_conflict_copy_is_not_asked_again() {
    for kept in [false, true] {
        let ann = Desk::new();
        ann.keep(&by("Ann", 0));
        let bea = ann.copy();
        bea.versions().list(FOLDER).unwrap();
        ann.edit("## Open het postvak", "## Open ons postvak");
        ann.keep(&by("Ann", 1));
        bea.edit("## Open het postvak", "## Open hun postvak");
        if kept {
            bea.keep(&by("Bea", 1));
        }
        // They hear of each other: the text of Bea lost. Her history is on its way still.
        let lost = bea.text();
        let name = "instruction.sync-conflict-20261125-101500-ABCDEFG.md";
        for desk in [&ann, &bea] {
            std::fs::write(desk.file().with_file_name(name), &lost).unwrap();
        }
        std::fs::copy(ann.file(), bea.file()).unwrap();
        sync_history(&ann, &bea);
        let versions = ann.versions();
        let unjoined = versions.unjoined(FOLDER, &by("Ann", 2)).unwrap().unwrap();
        assert_eq!(unjoined.questions.len(), 1);
        let decided = Decided {
            ours: unjoined.ours.id,
            theirs: unjoined.theirs.id,
            choices: vec![Choice::Theirs],
        };
        versions.join(FOLDER, &decided, &by("Ann", 3)).unwrap();
        // Bea writes on, and what Ann did comes to her but for the text.
        bea.edit("## Sluit de dag af", "## Sluit de week af");
        sync_history(&ann, &bea);
        std::fs::remove_file(bea.file().with_file_name(name)).unwrap();
        let versions = bea.versions();
        let unjoined = versions.unjoined(FOLDER, &by("Bea", 4)).unwrap().unwrap();
        assert_eq!(unjoined.questions, [], "{kept}");
        let decided = Decided {
            ours: unjoined.ours.id,
            theirs: unjoined.theirs.id,
            choices: Vec::new(),
        };
        versions.join(FOLDER, &decided, &by("Bea", 5)).unwrap();
        assert!(versions.unjoined(FOLDER, &by("Bea", 6)).unwrap().is_none());
        let text = bea.text();
        assert!(
            text.contains("## Open hun postvak") && text.contains("## Sluit de week af"),
            "{kept}: {text}"
        );
        // Neither is Ann asked again, though now she hears what Bea had kept.
        sync_history(&bea, &ann);
        let timeline = ann.versions().list(FOLDER).unwrap();
        assert!(timeline.behind && !timeline.to_join, "{kept}");
        std::fs::copy(bea.file(), ann.file()).unwrap();
        let timeline = ann.versions().list(FOLDER).unwrap();
        assert!(!timeline.behind && !timeline.to_join && !timeline.changed);
    }
}

/// Both open the app before they hear of each other, and each takes the copy in.
#[test]
fn a_conflict_copy_that_two_computers_take_in_is_joined_once() {
    let ann = Desk::new();
    ann.keep(&by("Ann", 0));
    let bea = ann.copy();
    let lost = ann
        .text()
        .replace("## Open het postvak", "## Open hun postvak");
    ann.edit("## Open het postvak", "## Open ons postvak");
    ann.keep(&by("Ann", 1));
    std::fs::copy(ann.file(), bea.file()).unwrap();
    sync_history(&ann, &bea);
    let name = "instruction.sync-conflict-20261125-101500-ABCDEFG.md";
    for desk in [&ann, &bea] {
        std::fs::write(desk.file().with_file_name(name), &lost).unwrap();
    }
    let versions = ann.versions();
    let unjoined = versions.unjoined(FOLDER, &by("Ann", 2)).unwrap().unwrap();
    let asked = bea.versions().unjoined(FOLDER, &by("Bea", 3)).unwrap();
    assert_eq!(asked.unwrap().questions.len(), 1);
    let decided = Decided {
        ours: unjoined.ours.id,
        theirs: unjoined.theirs.id,
        choices: vec![Choice::Both],
    };
    versions.join(FOLDER, &decided, &by("Ann", 4)).unwrap();
    sync_history(&bea, &ann);
    sync_history(&ann, &bea);
    std::fs::copy(ann.file(), bea.file()).unwrap();
    for desk in [&ann, &bea] {
        let timeline = desk.versions().list(FOLDER).unwrap();
        assert!(!timeline.to_join && !timeline.behind && !timeline.changed);
        let heads = timeline.versions.iter().filter(|version| version.head);
        assert_eq!(heads.count(), 1);
        let unjoined = desk.versions().unjoined(FOLDER, &by("Cor", 5)).unwrap();
        assert_eq!(unjoined, None);
    }
}

#[test]
fn a_file_that_only_looks_like_a_conflict_copy_stays() {
    let desk = Desk::new();
    desk.keep(&by("Ann", 0));
    let own = desk.file().with_file_name("instruction (1).md");
    // Another instruction's id stands in it.
    std::fs::write(&own, "---\nid: 01OTHER\n---\n# Something else\n").unwrap();
    assert!(
        desk.versions()
            .unjoined(FOLDER, &by("Ann", 1))
            .unwrap()
            .is_none()
    );
    assert!(own.exists());
}
