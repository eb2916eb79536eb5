//! From pixels to a file.

use fast_image_resize::images::Image;
use fast_image_resize::{FilterType as Filter, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, ExtendedColorType, ImageEncoder, RgbaImage};

use crate::error::{Error, Warning};
use crate::{Effort, Prepared, PreparedFormat};

/// At this quality the edges of letters in a screenshot show no rings.
const JPEG_QUALITY: u8 = 90;
/// Optimising takes about a second for each of these.
const MAX_OPTIMISED_PIXELS: usize = 12_000_000;

/// The picture with its longer side no longer than `max_side`.
pub(crate) fn scaled(picture: DynamicImage, max_side: u32) -> Result<DynamicImage, Error> {
    let (width, height) = (picture.width(), picture.height());
    let longest = width.max(height);
    let max_side = max_side.max(1);
    if longest <= max_side {
        return Ok(picture);
    }
    let scale = f64::from(max_side) / f64::from(longest);
    let side = |length: u32| (f64::from(length) * scale).round().max(1.0) as u32;
    let (to_width, to_height) = (side(width), side(height));
    resized(picture.into_rgba8(), to_width, to_height).map(DynamicImage::ImageRgba8)
}

/// The picture at another size.
pub(crate) fn resized(picture: RgbaImage, width: u32, height: u32) -> Result<RgbaImage, Error> {
    let failed = |detail: String| Error::Encode { detail };
    let (from_width, from_height) = picture.dimensions();
    let source = Image::from_vec_u8(from_width, from_height, picture.into_raw(), PixelType::U8x4)
        .map_err(|error| failed(error.to_string()))?;
    let mut target = Image::new(width, height, PixelType::U8x4);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(Filter::Lanczos3));
    Resizer::new()
        .resize(&source, &mut target, &options)
        .map_err(|error| failed(error.to_string()))?;
    RgbaImage::from_raw(width, height, target.into_vec())
        .ok_or_else(|| failed("its size changed".into()))
}

/// A PNG of red, green and blue bytes, made quickly for who looks at it once.
pub fn quick_png(rgb: &[u8], width: u32, height: u32) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Up);
    encoder
        .write_image(rgb, width, height, ExtendedColorType::Rgb8)
        .map_err(|error| Error::Encode {
            detail: error.to_string(),
        })?;
    Ok(bytes)
}

pub(crate) fn encode(
    picture: DynamicImage,
    lossy: bool,
    effort: Effort,
    warnings: Vec<Warning>,
) -> Result<Prepared, Error> {
    let (width, height) = (picture.width(), picture.height());
    let picture = without_idle_alpha(picture);
    let mut bytes = Vec::new();
    let failed = |error: image::ImageError| Error::Encode {
        detail: error.to_string(),
    };
    let format = if lossy && !picture.color().has_alpha() {
        let encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
        if picture.color().has_color() {
            let pixels = picture.into_rgb8();
            encoder
                .write_image(&pixels, width, height, ExtendedColorType::Rgb8)
                .map_err(failed)?;
        } else {
            let pixels = picture.into_luma8();
            encoder
                .write_image(&pixels, width, height, ExtendedColorType::L8)
                .map_err(failed)?;
        }
        PreparedFormat::Jpeg
    } else {
        // Measured on screenshots: half the size of the encoder's fast mode in half its time.
        // Choosing a filter for each row costs more than it saves.
        let encoder =
            PngEncoder::new_with_quality(&mut bytes, CompressionType::Level(4), FilterType::Up);
        let (pixels, colour) = match (picture.color().has_color(), picture.color().has_alpha()) {
            (false, false) => (picture.into_luma8().into_raw(), ExtendedColorType::L8),
            (_, false) => (picture.into_rgb8().into_raw(), ExtendedColorType::Rgb8),
            (_, true) => (picture.into_rgba8().into_raw(), ExtendedColorType::Rgba8),
        };
        encoder
            .write_image(&pixels, width, height, colour)
            .map_err(failed)?;
        if effort == Effort::Small {
            bytes = smaller(bytes);
        }
        PreparedFormat::Png
    };
    Ok(Prepared {
        bytes,
        format,
        width,
        height,
        warnings,
    })
}

/// Many programs save screenshots with an alpha channel that says nothing.
fn without_idle_alpha(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return picture;
    }
    let mut rgba = picture.into_rgba8();
    // What was erased in an editor often still stands below its transparency.
    for pixel in rgba.chunks_exact_mut(4) {
        if pixel[3] == 0 {
            pixel.fill(0);
        }
    }
    if rgba.chunks_exact(4).all(|pixel| pixel[3] == u8::MAX) {
        DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(rgba).into_rgb8())
    } else {
        DynamicImage::ImageRgba8(rgba)
    }
}

/// The same pixels in fewer bytes, if that is possible.
pub(crate) fn smaller(bytes: Vec<u8>) -> Vec<u8> {
    let pixels = bytes
        .get(16..24)
        .and_then(|size| size.first_chunk::<4>().zip(size.last_chunk::<4>()))
        .map_or(usize::MAX, |(width, height)| {
            (u32::from_be_bytes(*width) as usize)
                .saturating_mul(u32::from_be_bytes(*height) as usize)
        });
    if pixels > MAX_OPTIMISED_PIXELS {
        return bytes;
    }
    let mut options = oxipng::Options::from_preset(2);
    options.strip = oxipng::StripChunks::All;
    // PDF readers and old browsers take neither.
    options.interlace = Some(false);
    options.scale_16 = false;
    match oxipng::optimize_from_memory(&bytes, &options) {
        Ok(smaller) if smaller.len() < bytes.len() => smaller,
        // What could not be made smaller is as good as it was.
        _ => bytes,
    }
}
