//! The pages of a layout as SVG, to be looked at while the text is written. They are laid out just
//! as for the PDF, with the same placeholders, so that no picture is decoded for a layout.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use typst::foundations::Label;
use typst::introspection::Introspector as _;
use typst::layout::{Frame, FrameItem, GroupItem};
use typst::utils::PicoStr;
use typst_layout::PagedDocument;
use typst_svg::SvgOptions;

use super::splice;
use super::{Fonts, Laid, PdfPicture, on_layout_threads};
use crate::view::{StepView, View};
use crate::{Error, Theme};

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

    /// A page as a picture with all that it shows in it; `None` if there is no such page.
    #[must_use]
    pub fn svg(&self, index: usize) -> Option<String> {
        const ADDRESS: &str = "data:image/png;base64,";
        let mut page = self.document.pages().get(index)?.clone();
        page.frame = without_links(&page.frame);
        let plain = typst_svg::svg(&page, &SvgOptions::default());
        let placeholders: BTreeMap<String, &PdfPicture> = self
            .pictures
            .iter()
            .enumerate()
            .map(|(index, picture)| (BASE64_STANDARD.encode(splice::placeholder(index)), picture))
            .collect();
        let mut svg = String::with_capacity(plain.len());
        let mut rest = plain.as_str();
        while let Some(at) = rest.find(ADDRESS) {
            let (before, from) = rest.split_at(at);
            svg.push_str(before);
            let data = &from[ADDRESS.len()..];
            let end = data.find('"').unwrap_or(data.len());
            match placeholders.get(&data[..end]) {
                Some(picture) => {
                    svg.push_str("data:");
                    svg.push_str(picture.0.media_type());
                    svg.push_str(";base64,");
                    BASE64_STANDARD.encode_string(picture.0.file(), &mut svg);
                }
                None => svg.push_str(&from[..ADDRESS.len() + end]),
            }
            rest = &data[end..];
        }
        svg.push_str(rest);
        Some(svg)
    }
}

/// In a picture no link can be followed, and typst-svg 0.15.1 writes the addresses as they are,
/// though XML has other signs for `&` and `<`.
fn without_links(frame: &Frame) -> Frame {
    let mut plain = Frame::new(frame.size(), frame.kind());
    for (at, item) in frame.items() {
        match item {
            FrameItem::Link(..) => {}
            FrameItem::Group(group) => {
                let group = GroupItem {
                    frame: without_links(&group.frame),
                    ..group.clone()
                };
                plain.push(*at, FrameItem::Group(group));
            }
            other => plain.push(*at, other.clone()),
        }
    }
    plain
}
