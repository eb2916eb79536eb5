//! An open instruction saves itself, follows the disk and draws its pages.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "another program, which writes as it likes, and a test that fails where it cannot"
)]

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use image::{ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use tempfile::TempDir;
use werkwijzer_app::{
    By, Context, DocumentEvent, Format, Framing, Library, Opened, Places, Publishing, Session,
    Silent, StepPlace, Wanted, export, publish,
};
use werkwijzer_instruction::{Block, BlockKind, Inline, Instruction, Picture};

const FOLDER: &str = "instructions/boek-een-inkoopfactuur";

struct Open {
    session: Session,
    opened: Opened,
    events: Receiver<DocumentEvent>,
    place: TempDir,
}

fn open() -> Open {
    open_with(|_| {})
}

fn open_with(prepare: impl FnOnce(&Path)) -> Open {
    let place = TempDir::new().unwrap();
    let library = place.path().join("library");
    Library::create_example(&library).unwrap();
    prepare(&library);
    let places = Places {
        recoveries: Some(place.path().join("recoveries")),
        cache: Some(place.path().join("cache")),
        today: "2026-11-24".into(),
        author: None,
    };
    let (said, events) = channel();
    let said = Mutex::new(said);
    let listener = Arc::new(move |event| {
        let _ = said.lock().map(|said| said.send(event));
    });
    let (session, opened) = Session::open(&library, FOLDER, None, &places, listener).unwrap();
    Open {
        session,
        opened,
        events,
        place,
    }
}

impl Open {
    fn file(&self) -> PathBuf {
        let folder = self.place.path().join("library").join(FOLDER);
        folder.join("instruction.md")
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.file()).unwrap()
    }

    /// Waits for what is looked for.
    fn until<T>(&self, mut wanted: impl FnMut(DocumentEvent) -> Option<T>) -> T {
        loop {
            let event = self.events.recv_timeout(Duration::from_mins(1)).unwrap();
            if let Some(found) = wanted(event) {
                return found;
            }
        }
    }

    fn pages(&self) -> usize {
        self.versions_of_pages().len()
    }

    fn versions_of_pages(&self) -> Vec<String> {
        let pages = self.until(|event| match event {
            DocumentEvent::Preview { pages, .. } => Some(pages),
            _ => None,
        });
        pages.into_iter().map(|page| page.version).collect()
    }

    fn retitled(&self, title: &str) -> Instruction {
        let mut tree = self.opened.tree.clone();
        tree.title.as_mut().unwrap().content = vec![Inline::Text { text: title.into() }];
        tree
    }
}

#[test]
fn an_edit_is_saved_after_a_pause_and_drawn() {
    let open = open();
    let before = open.text();
    assert!(open.pages() >= 2);
    open.session.edit(open.retitled("Een andere titel"), 1, 0);
    open.until(|event| matches!(event, DocumentEvent::Saved { .. }).then_some(()));
    let title = before.lines().find(|line| line.starts_with("# ")).unwrap();
    assert_eq!(open.text(), before.replace(title, "# Een andere titel"));
    assert_eq!(pixels(&open.session.page(0, 640).unwrap()).width(), 640);
    assert!(open.session.page(99, 640).is_none());
    let html = open.session.html().unwrap();
    assert!(html.contains("Een andere titel"));
}

/// All others are neither laid out nor drawn again.
#[test]
fn a_letter_changes_only_the_page_that_shows_it() {
    let open = open();
    let before = open.versions_of_pages();
    let mut tree = open.opened.tree.clone();
    let last = tree.steps.last_mut().unwrap();
    let word = Inline::Text { text: "x".into() };
    let paragraph = BlockKind::Paragraph {
        content: vec![word],
    };
    last.blocks.push(Block::from(paragraph));
    open.session.edit(tree, 1, 0);
    let after = open.versions_of_pages();
    assert!(before.len() >= 2);
    assert_eq!(before.len(), after.len());
    let (last, others) = before.split_last().unwrap();
    assert_eq!(others, &after[..others.len()]);
    assert_ne!(last, after.last().unwrap());
}

#[test]
fn a_page_of_any_height_is_drawn_within_bounds() {
    let open = open_with(|library| {
        let theme = library.join("theme/pdf/theme.typ");
        std::fs::create_dir_all(theme.parent().unwrap()).unwrap();
        let text = "#set page(width: 20pt, height: auto, margin: 0pt)\n#v(9000pt)\nx";
        std::fs::write(theme, text).unwrap();
    });
    assert_eq!(open.pages(), 1);
    let page = pixels(&open.session.page(0, 4096).unwrap());
    assert!(page.height() > 10_000, "{}", page.height());
    assert!(page.pixels().len() < 17_000_000, "{}", page.pixels().len());
}

/// Not only their places, which the layout knows without them.
#[test]
fn the_pages_show_the_pictures() {
    let open = open();
    open.pages();
    let opaque = Rgba([250, 0, 250, 255]);
    let half = Rgba([0, 120, 0, 128]);
    let mut tree = open.opened.tree.clone();
    let introduction = &mut tree.introduction;
    for (name, colour) in [("a.png", opaque), ("b.png", half)] {
        let mut file = Cursor::new(Vec::new());
        let picture = RgbaImage::from_pixel(400, 200, colour);
        picture.write_to(&mut file, ImageFormat::Png).unwrap();
        let added = open.session.add(file.get_ref(), name).unwrap();
        let picture = Picture {
            target: added.target,
            alt: name.into(),
            title: String::new(),
        };
        introduction.insert(0, Block::from(BlockKind::Picture(picture)));
    }
    open.session.edit(tree, 1, 0);
    let pages = (0..open.pages()).filter_map(|at| open.session.page(at, 800));
    let pages: Vec<RgbImage> = pages.map(|page| pixels(&page)).collect();
    for [red, green, blue] in [[250, 0, 250], [127, 187, 127]] {
        let near = |pixel: &&Rgb<u8>| {
            let [r, g, b] = pixel.0;
            r.abs_diff(red) < 3 && g.abs_diff(green) < 3 && b.abs_diff(blue) < 3
        };
        let seen = pages.iter().flat_map(RgbImage::pixels).filter(near).count();
        assert!(seen > 20_000, "{red} {green} {blue}: {seen} pixels");
    }
}

fn pixels(png: &[u8]) -> RgbImage {
    image::load_from_memory(png).unwrap().into_rgb8()
}

/// Makes the library one of a program that is not there yet.
fn make_newer(library: &Path) {
    let file = library.join("library.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(file, text.replacen("format = 1", "format = 99", 1)).unwrap();
}

/// Every file below a folder with what is in it.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            found.insert(path, bytes);
        }
    }
    found
}

#[test]
fn a_document_of_a_newer_library_is_read_drawn_and_exported_but_not_written() {
    let open = open_with(make_newer);
    let library = open.place.path().join("library");
    let before = files(&library);
    assert!(open.opened.read_only);
    assert!(open.pages() >= 2);
    assert!(open.session.html().unwrap().contains("inkoopfactuur"));

    // The window edits none of it, and nothing comes of an edit that is sent nevertheless.
    open.session.edit(open.retitled("Een andere titel"), 1, 0);
    let refused = open.until(|event| match event {
        DocumentEvent::Unsaved { error } => Some(error),
        _ => None,
    });
    assert_eq!(refused.code, "library.newer");
    open.session.save().unwrap();
    let picture = open.session.add(&[0x89, b'P', b'N', b'G'], "a.png");
    picture.unwrap_err();

    let context = Context {
        today: "2026-11-24".into(),
        cache: None,
        watch: &Silent,
    };
    let out = open.place.path().join("out");
    std::fs::create_dir(&out).unwrap();
    let exported = export(
        &open.file(),
        &[Format::Pdf, Format::Markdown],
        &out,
        &context,
    )
    .unwrap();
    assert_eq!(exported.files.len(), 2);
    let how = Publishing {
        create: true,
        ..Publishing::by(By::now(None))
    };
    let into = open.place.path().join("published");
    let refused = publish(&library, &into, &how, &context).unwrap_err();
    assert_eq!(refused.code, "library.newer");
    assert!(!into.exists());

    let Open { session, place, .. } = open;
    drop(session);
    assert_eq!(files(&library), before);
    assert!(!place.path().join("recoveries").exists());
}

#[test]
fn what_is_typed_waits_when_the_library_becomes_newer_meanwhile() {
    let open = open();
    let library = open.place.path().join("library");
    let before = open.text();
    make_newer(&library);
    open.session.edit(open.retitled("Een andere titel"), 1, 0);
    let refused = open.until(|event| match event {
        DocumentEvent::Unsaved { error } => Some(error),
        _ => None,
    });
    assert_eq!(refused.code, "library.newer");
    let Open { session, place, .. } = open;
    drop(session);
    let text = || std::fs::read_to_string(library.join(FOLDER).join("instruction.md")).unwrap();
    assert_eq!(text(), before);

    // It is not shown where it cannot be saved, and not lost either.
    let reopen = || {
        let places = Places {
            recoveries: Some(place.path().join("recoveries")),
            cache: None,
            today: "2026-11-24".into(),
            author: None,
        };
        Session::open(&library, FOLDER, None, &places, Arc::new(|_| {})).unwrap()
    };
    let (session, opened) = reopen();
    assert!(!opened.recovered);
    drop(session);
    let settings = library.join("library.toml");
    let newer = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(settings, newer.replacen("format = 99", "format = 1", 1)).unwrap();
    let (session, opened) = reopen();
    assert!(opened.recovered);
    drop(session);
    assert!(text().contains("# Een andere titel"));
}

#[test]
fn what_another_program_writes_is_shown_without_being_asked_for() {
    let open = open();
    std::fs::write(open.file(), format!("{}\nVan buiten.\n", open.text())).unwrap();
    let (tree, generation) = open.until(|event| match event {
        DocumentEvent::Changed {
            tree, generation, ..
        } => Some((tree, generation)),
        _ => None,
    });
    assert_eq!(generation, 1);
    let shown = serde_json::to_string(&tree).unwrap();
    assert!(shown.contains("Van buiten."));
}

#[test]
fn closing_saves_without_asking() {
    let open = open();
    open.session.edit(open.retitled("Gesloten"), 1, 0);
    let (file, _place) = (open.file(), open.place);
    drop(open.session);
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.contains("# Gesloten\n"));
}

#[test]
fn the_pages_say_where_each_step_begins() {
    let open = open();
    let (pages, steps) = open.until(|event| match event {
        DocumentEvent::Preview { pages, steps, .. } => Some((pages, steps)),
        _ => None,
    });
    let steps: Vec<StepPlace> = steps.into_iter().collect::<Option<_>>().unwrap();
    assert_eq!(steps.len(), count(&open.opened.tree.steps));
    let after = |a: &StepPlace, b: &StepPlace| (a.page, a.y) < (b.page, b.y);
    assert!(
        steps.windows(2).all(|two| after(&two[0], &two[1])),
        "{steps:?}"
    );
    for step in &steps {
        assert!(step.y > 0.0 && step.y < pages[step.page].height, "{step:?}");
    }
    assert!(steps.iter().any(|step| step.page == pages.len() - 1));
}

#[test]
fn a_cropped_and_narrow_picture_is_drawn_so_and_its_original_stays() {
    let open = open();
    open.pages();
    let target = "media/postvak.png";
    let file = open.file().with_file_name(target);
    let markup = open.file().with_file_name("media/postvak.png.markup.json");
    let (picture, drawn) = (
        std::fs::read(&file).unwrap(),
        std::fs::read_to_string(&markup).unwrap(),
    );
    let before = open.session.picture(target).unwrap();
    assert_eq!((before.width, before.height), (1280, 800));
    let mut crop = before.framing.crop.unwrap();
    (crop.x, crop.width) = (640.0, 320.0);
    let framing = Framing {
        crop: Some(crop),
        width: Some(0.5),
    };
    open.session.frame(target, &framing).unwrap();
    open.pages();
    let html = open.session.html().unwrap();
    assert!(html.contains("class=\"picture share-50\""), "{html}");
    assert!(html.contains("width=\"320\" height=\"640\""));
    let whole = Wanted {
        whole: true,
        ..Wanted::default()
    };
    let size = |wanted: &Wanted| {
        let shown = open.session.media(target, wanted).unwrap();
        image::load_from_memory(&shown.bytes).unwrap().width()
    };
    assert_eq!((size(&Wanted::default()), size(&whole)), (320, 1280));
    assert_eq!(std::fs::read(&file).unwrap(), picture);
    // Undone, the markup says what it said; it is written line by line.
    open.session.frame(target, &before.framing).unwrap();
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    let undone = std::fs::read_to_string(&markup).unwrap();
    assert_eq!(value(&undone), value(&drawn));
}

fn count(steps: &[werkwijzer_instruction::Step]) -> usize {
    steps.iter().map(|step| 1 + count(&step.steps)).sum()
}
