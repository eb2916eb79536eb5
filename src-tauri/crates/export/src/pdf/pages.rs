//! The pages of a layout as pictures, to be looked at while the text is written. They are laid out
//! just as for the PDF, with the same placeholders, so that no picture is decoded for a layout.
//!
//! They are pixels and not SVG, because a web view would draw an SVG on the thread that takes the
//! keys, with every screenshot in it decoded anew.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

use typst::foundations::{Bytes, Label};
use typst::introspection::Introspector as _;
use typst::layout::{Frame, FrameItem, GroupItem};
use typst::utils::PicoStr;
use typst::visualize::{Image, ImageKind, PixelEncoding, PixelFormat, RasterImage};
use typst_layout::PagedDocument;
use typst_render::RenderOptions;

use super::splice;
use super::{Fonts, Laid, PdfPicture, on_layout_threads, wait_for_layout};
use crate::view::{StepView, View};
use crate::{Error, Theme};

/// Pixels: more than any screen shows.
const WIDEST: u32 = 4096;
/// Pixels of a page: a theme may make one of any height.
const MOST_PIXELS: f64 = 16e6;
/// So many pages age what is kept of drawing and layout by one run.
const PAGES_PER_RUN: usize = 8;
static DRAWN: AtomicUsize = AtomicUsize::new(0);

/// Laid out pages.
#[derive(Debug, Clone)]
pub struct Pages {
    document: PagedDocument,
    pictures: Vec<PdfPicture>,
    /// Of the names of the pictures, which hold the hashes of their contents.
    pictures_hash: u64,
    /// The ids of the steps, in the order of the text.
    steps: Vec<String>,
}

/// A laid out page.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Points.
    pub width: f64,
    /// Points.
    pub height: f64,
    /// Another one for another content.
    pub hash: u64,
}

/// Lays a view out. `pictures` by the key in [`crate::view::PictureView::file`].
pub fn pages(
    view: &View,
    pictures: &BTreeMap<String, PdfPicture>,
    theme: &Theme,
    fonts: &Fonts,
) -> Result<Pages, Error> {
    on_layout_threads(view, || {
        let Laid { document, .. } = super::lay_out(view, pictures, theme, fonts)?;
        let mut hasher = DefaultHasher::new();
        for name in pictures.keys() {
            name.hash(&mut hasher);
        }
        Ok(Pages {
            document,
            pictures: pictures.values().cloned().collect(),
            pictures_hash: hasher.finish(),
            steps: ids(&view.steps),
        })
    })
}

fn ids(steps: &[StepView]) -> Vec<String> {
    let each = |step: &StepView| [vec![step.id.clone()], ids(&step.steps)].concat();
    steps.iter().flat_map(each).collect()
}

impl Pages {
    /// What the pages are like.
    #[must_use]
    pub fn list(&self) -> Vec<Page> {
        let pages = self.document.pages().iter();
        pages
            .map(|page| {
                let mut hasher = DefaultHasher::new();
                page.frame.hash(&mut hasher);
                self.pictures_hash.hash(&mut hasher);
                Page {
                    width: page.frame.width().to_pt(),
                    height: page.frame.height().to_pt(),
                    hash: hasher.finish(),
                }
            })
            .collect()
    }

    /// Where each step begins: its page, from 0, and points from the top. A theme may show one
    /// without its label; then it is none.
    pub fn steps(&self) -> impl Iterator<Item = Option<(usize, f64)>> {
        let introspector = self.document.introspector();
        self.steps.iter().map(move |id| {
            let label = Label::new(PicoStr::get(&format!("step-{id}"))?)?;
            let heading = introspector.query_label(label).ok()?;
            let place = introspector.position(heading.location()?)?;
            Some((place.page.get() - 1, place.point.y.to_pt()))
        })
    }

    /// A page as a PNG that many pixels wide, fewer if it were too large; `None` if there is no such page.
    #[must_use]
    pub fn png(&self, index: usize, width: u32) -> Option<Vec<u8>> {
        let page = self.document.pages().get(index)?;
        let (wide, high) = (page.frame.width().to_pt(), page.frame.height().to_pt());
        let scale = f64::from(width.clamp(16, WIDEST)) / wide;
        let scale = scale.min((MOST_PIXELS / (wide * high)).sqrt());
        // Glyphs and vector pictures come from anywhere: what cannot be drawn is no page.
        let draw = || catch_unwind(AssertUnwindSafe(|| self.draw(page, scale))).ok();
        let drawn = wait_for_layout(draw).ok()?;
        // Only layouts clear the cache otherwise, and who reads may leaf through many pages.
        if DRAWN
            .fetch_add(1, Ordering::Relaxed)
            .is_multiple_of(PAGES_PER_RUN)
        {
            super::age_cache();
        }
        drawn.flatten()
    }

    fn draw(&self, page: &typst_layout::Page, scale: f64) -> Option<Vec<u8>> {
        let placeholders: BTreeMap<Vec<u8>, &PdfPicture> = self
            .pictures
            .iter()
            .enumerate()
            .map(|(index, picture)| (splice::placeholder(index).to_vec(), picture))
            .collect();
        let mut page = page.clone();
        page.frame = with_pictures(&page.frame, &placeholders, scale);
        let options = RenderOptions {
            pixel_per_pt: scale.into(),
            render_bleed: false,
        };
        let drawn = typst_render::render(&page, &options);
        // Paper is white where nothing is.
        let on_paper = |pixel: &[u8]| {
            let paper = u8::MAX - pixel[3];
            [pixel[0] + paper, pixel[1] + paper, pixel[2] + paper]
        };
        let rgb: Vec<u8> = drawn.data().chunks_exact(4).flat_map(on_paper).collect();
        werkwijzer_picture::quick_png(&rgb, drawn.width(), drawn.height()).ok()
    }
}

/// The frame with its pictures in the place of the placeholders, no larger than they are seen:
/// what is drawn is kept for the next time.
fn with_pictures(
    frame: &Frame,
    placeholders: &BTreeMap<Vec<u8>, &PdfPicture>,
    scale: f64,
) -> Frame {
    let mut shown = Frame::new(frame.size(), frame.kind());
    for (at, item) in frame.items() {
        let item = match item {
            FrameItem::Group(group) => FrameItem::Group(GroupItem {
                frame: with_pictures(&group.frame, placeholders, scale),
                ..group.clone()
            }),
            FrameItem::Image(image, size, span) => {
                let picture = match image.kind() {
                    ImageKind::Raster(raster) => placeholders.get(raster.data().as_slice()),
                    _ => None,
                };
                let width = (size.x.to_pt() * scale).ceil() as u32;
                let image = picture.and_then(|picture| scaled(picture, width));
                match (image, picture) {
                    (Some(image), _) => FrameItem::Image(image, *size, *span),
                    // Only its place is left of a picture that cannot be decoded.
                    (None, Some(_)) => continue,
                    (None, None) => item.clone(),
                }
            }
            other => other.clone(),
        };
        shown.push(*at, item);
    }
    shown
}

#[comemo::memoize]
fn scaled(picture: &PdfPicture, width: u32) -> Option<Image> {
    let pixels = werkwijzer_picture::pixels_at(picture.0.file(), width).ok()?;
    let format = PixelFormat {
        encoding: PixelEncoding::Rgba8,
        width: pixels.width(),
        height: pixels.height(),
    };
    let raster = RasterImage::plain(Bytes::new(pixels.into_raw()), format).ok()?;
    Some(Image::plain(raster))
}
