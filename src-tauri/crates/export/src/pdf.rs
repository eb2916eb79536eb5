//! PDF: laid out by typst with a theme that reads the view as JSON, tagged as PDF/UA-1.
//!
//! typst would decode every picture and compress it again, which takes far longer than all the
//! rest. So it gets for each picture a placeholder of one pixel, placed at the size of the
//! picture, and the finished file gets the real data in an incremental update ([`splice`]).

mod fonts;
mod pages;
mod splice;
mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, LazyLock};

use rayon::{ThreadPool, ThreadPoolBuilder};
use thread_priority::{ThreadPriority, ThreadPriorityValue, set_current_thread_priority};
use typst::World;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::view::View;
use crate::{Error, Theme, Warning};

pub use fonts::Fonts;
pub use pages::{Page, Pages, pages};

/// A picture made ready for a PDF, once for all exports. Cheap to clone.
#[derive(Debug, Clone)]
pub struct PdfPicture(Arc<splice::Image>);

impl PdfPicture {
    /// Takes a picture as `werkwijzer_picture::prepare` makes it; `None` if it is neither PNG
    /// nor JPEG.
    #[must_use]
    pub fn new(bytes: Arc<[u8]>) -> Option<Self> {
        splice::Image::of(bytes).map(|image| Self(Arc::new(image)))
    }
}

impl Hash for PdfPicture {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.file().hash(state);
    }
}

/// A PDF.
#[derive(Debug, Clone)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// What a reader may miss.
    pub warnings: Vec<Warning>,
}

/// How much stack the layout of deeply nested documents takes; the main thread of some systems
/// has only 1 MiB.
const STACK: usize = 64 << 20;
/// Layouts that typst keeps in its cache: enough for the document that is edited.
const CACHED_RUNS: usize = 10;

/// Makes the PDF of a view. `pictures` by the key in [`crate::view::PictureView::file`].
pub fn pdf(
    view: &View,
    pictures: &BTreeMap<String, PdfPicture>,
    theme: &Theme,
    fonts: &Fonts,
) -> Result<Pdf, Error> {
    on_layout_threads(view, || make(view, pictures, theme, fonts))
}

/// Threads with room for deep layouts. Their own: who calls this from a pool of workers must not
/// wait for that same pool.
fn layout_threads() -> Result<&'static ThreadPool, &'static str> {
    static LAYOUT: LazyLock<Result<ThreadPool, String>> = LazyLock::new(|| {
        ThreadPoolBuilder::new()
            .thread_name(|index| format!("layout {index}"))
            .stack_size(STACK)
            .start_handler(|_| give_way())
            .build()
            .map_err(|error| error.to_string())
    });
    LAYOUT.as_ref().map_err(String::as_str)
}

/// Whoever types and sees it drawn comes first. Where the system does not let us, all are equal.
fn give_way() {
    const BELOW_NORMAL: u8 = 25;
    if let Ok(value) = ThreadPriorityValue::try_from(BELOW_NORMAL) {
        let _ = set_current_thread_priority(ThreadPriority::Crossplatform(value));
    }
}

/// Forgets what was not needed for some runs, after what is waited for.
fn age_cache() {
    let forget = || comemo::evict(CACHED_RUNS);
    match layout_threads() {
        Ok(threads) => threads.spawn(forget),
        Err(_) => forget(),
    }
}

/// Works on the layout threads. What gives up becomes an error.
fn on_layout_threads<T: Send>(
    view: &View,
    work: impl FnOnce() -> Result<T, Error> + Send,
) -> Result<T, Error> {
    wait_for_layout(|| catch_unwind(AssertUnwindSafe(work)).ok())
        .map_err(|error| layout_error(view, &error))?
        .unwrap_or_else(|| Err(layout_error(view, "the layout gave up on its content")))
}

/// Waits for work on the layout threads, and does nothing else. Who is a worker itself would take
/// up the next document while it waits for other workers, and with it one more wait on its stack,
/// until a large library overflows it. So another thread waits for them.
fn wait_for_layout<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, String> {
    let pool = layout_threads()?;
    std::thread::scope(|scope| {
        let waiting = std::thread::Builder::new()
            .spawn_scoped(scope, || pool.install(work))
            .map_err(|error| error.to_string())?;
        waiting.join().map_err(|_| "the layout gave up".to_owned())
    })
}

/// The characters of a view for which no font has a glyph.
#[must_use]
pub fn characters_without_glyph(view: &View, fonts: &Fonts) -> BTreeSet<char> {
    let json = serde_json::to_string(view).unwrap_or_default();
    let mut characters: BTreeSet<char> = json.chars().collect();
    characters.retain(|c| !c.is_control() && !c.is_whitespace() && !fonts.has(*c));
    // They select or join other glyphs and need none of their own.
    characters.retain(|c| {
        !matches!(u32::from(*c), 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2069 | 0xFE00..=0xFE0F | 0xFEFF | 0xAD | 0xE_0000..=0xE_FFFF)
    });
    characters
}

fn layout_error(view: &View, detail: &str) -> Error {
    Error::Layout {
        title: view.title.clone(),
        detail: detail.to_owned(),
    }
}

/// A layout, and what it was made from.
struct Laid<'a> {
    document: PagedDocument,
    world: world::ViewWorld<'a>,
    warnings: Vec<Warning>,
}

fn lay_out<'a>(
    view: &View,
    pictures: &BTreeMap<String, PdfPicture>,
    theme: &'a Theme,
    fonts: &'a Fonts,
) -> Result<Laid<'a>, Error> {
    let missing = characters_without_glyph(view, fonts);
    let mut warnings = Vec::new();
    if !missing.is_empty() {
        let shown: String = missing.iter().take(20).collect();
        warnings.push(Warning {
            message: format!(
                "no font on this computer has {} of the characters ({shown}); the PDF shows □ \
                 in their place",
                missing.len()
            ),
            hint: "install a font for this script, such as Noto, or put one into theme/fonts"
                .into(),
        });
    }
    let keys: Vec<&String> = pictures.keys().collect();
    let json = world::document(view, &keys, &missing, fonts);
    let world = world::ViewWorld::new(json, pictures.len(), theme, fonts)?;
    let compiled = typst::compile::<PagedDocument>(&world);
    age_cache();
    let document = compiled
        .output
        .map_err(|errors| diagnosed(view, &world, &errors))?;
    Ok(Laid {
        document,
        world,
        warnings,
    })
}

fn make(
    view: &View,
    pictures: &BTreeMap<String, PdfPicture>,
    theme: &Theme,
    fonts: &Fonts,
) -> Result<Pdf, Error> {
    let Laid {
        document,
        world,
        warnings,
    } = lay_out(view, pictures, theme, fonts)?;
    let date = view.date.as_deref().and_then(datetime);
    let options = PdfOptions {
        ident: Smart::Custom(format!("{}/{}", view.library, view.title)),
        creator: Smart::Custom(Some("Werkwijzer".into())),
        timestamp: date.map(Timestamp::new_utc),
        standards: PdfStandards::new(&[PdfStandard::Ua_1])
            .map_err(|error| layout_error(view, error.message()))?,
        ..PdfOptions::default()
    };
    let plain =
        typst_pdf::pdf(&document, &options).map_err(|errors| diagnosed(view, &world, &errors))?;
    let data: Vec<&splice::Image> = pictures
        .values()
        .map(|picture| picture.0.as_ref())
        .collect();
    let bytes =
        splice::with_pictures(plain, &data).map_err(|detail| layout_error(view, &detail))?;
    Ok(Pdf {
        bytes,
        pages: document.pages().len(),
        warnings,
    })
}

fn datetime(iso: &str) -> Option<Datetime> {
    let mut parts = iso.split('-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    let day = parts.next()?.parse().ok()?;
    Datetime::from_ymd_hms(year, month, day, 0, 0, 0)
}

/// The errors of a layout, those of the theme with their line.
fn diagnosed(view: &View, world: &world::ViewWorld<'_>, errors: &[SourceDiagnostic]) -> Error {
    let describe = |error: &SourceDiagnostic| {
        let mut text = error.message.to_string();
        for hint in &error.hints {
            text.push_str(&format!(" ({})", hint.v));
        }
        text
    };
    let Some(first) = errors.first() else {
        return layout_error(view, "the layout failed");
    };
    let line = typst::WorldExt::range(world, first.span).and_then(|range| {
        let source = world.source(world.main()).ok()?;
        source.lines().byte_to_line(range.start)
    });
    match line {
        Some(line) => Error::Theme {
            file: "pdf/theme.typ".into(),
            detail: format!("line {}: {}", line + 1, describe(first)),
        },
        None => layout_error(
            view,
            &errors.iter().map(describe).collect::<Vec<_>>().join("; "),
        ),
    }
}
