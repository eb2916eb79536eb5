//! SVG: turned into pixels, so that nothing in it can run, load or link.

use std::sync::Arc;

use image::{DynamicImage, RgbaImage};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree};

use crate::decode::{Format, damaged};
use crate::error::Error;
use crate::text;

/// A drawing with more source than this is no drawing of an office.
const MAX_SOURCE: usize = 4 << 20;
/// How far from the start the first tag may be.
const HEAD: usize = 2048;

pub(crate) fn is_svg(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]);
    let head = head.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    head.starts_with('<') && head.contains("<svg")
}

fn tree(bytes: &[u8]) -> Result<Tree, Error> {
    if bytes.len() > MAX_SOURCE {
        return Err(Error::TooLarge {
            what: format!("{} MB of SVG", bytes.len() >> 20),
        });
    }
    let options = Options {
        // Neither files nor data: a picture in a picture would escape the limits.
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        fontdb: Arc::clone(text::fonts()),
        font_family: text::FAMILY.into(),
        ..Options::default()
    };
    Tree::from_data(bytes, &options).map_err(|error| damaged(Format::Svg, error))
}

pub(crate) fn size(bytes: &[u8]) -> Result<(u32, u32), Error> {
    let size = tree(bytes)?.size().to_int_size();
    Ok((size.width(), size.height()))
}

pub(crate) fn render(bytes: &[u8], max_side: u32) -> Result<DynamicImage, Error> {
    let tree = tree(bytes)?;
    let size = tree.size();
    // Twice its size, so that lines are crisp on paper.
    let scale = (max_side as f32 / size.width().max(size.height())).min(2.0);
    let side = |length: f32| (length * scale).round().clamp(1.0, max_side as f32) as u32;
    let mut pixmap = Pixmap::new(side(size.width()), side(size.height()))
        .ok_or_else(|| damaged(Format::Svg, "it has no size"))?;
    resvg::render(
        &tree,
        Transform::from_scale(scale, scale),
        &mut pixmap.as_mut(),
    );
    let (width, height) = (pixmap.width(), pixmap.height());
    let pixels = pixmap.take_demultiplied();
    RgbaImage::from_raw(width, height, pixels)
        .map(DynamicImage::ImageRgba8)
        .ok_or_else(|| damaged(Format::Svg, "it has no size"))
}
