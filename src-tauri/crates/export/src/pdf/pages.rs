//! The pages of a layout as SVG, to be looked at while the text is written. They are laid out just
//! as for the PDF, with the same placeholders, so that no picture is decoded for a layout.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use typst_layout::PagedDocument;
use typst_svg::SvgOptions;

use super::splice;
use super::{Fonts, Laid, PdfPicture, on_layout_threads};
use crate::view::View;
use crate::{Error, Theme};

/// Laid out pages.
#[derive(Debug, Clone)]
pub struct Pages {
    document: PagedDocument,
    pictures: Vec<PdfPicture>,
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
        Ok(Pages {
            document,
            pictures: pictures.values().cloned().collect(),
        })
    })
}

impl Pages {
    /// Width and height of each page, in points.
    #[must_use]
    pub fn sizes(&self) -> Vec<(f64, f64)> {
        let pages = self.document.pages().iter();
        pages
            .map(|page| (page.frame.width().to_pt(), page.frame.height().to_pt()))
            .collect()
    }

    /// A page as a picture with all that it shows in it; `None` if there is no such page.
    #[must_use]
    pub fn svg(&self, index: usize) -> Option<String> {
        const ADDRESS: &str = "data:image/png;base64,";
        let page = self.document.pages().get(index)?;
        let plain = typst_svg::svg(page, &SvgOptions::default());
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
