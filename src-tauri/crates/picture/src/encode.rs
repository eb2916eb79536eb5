//! From pixels to a file.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use fast_image_resize::images::Image;
use fast_image_resize::{FilterType as Filter, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ColorType, DynamicImage, ExtendedColorType, ImageEncoder, RgbaImage};

use crate::error::{Error, Warning};
use crate::{Effort, Prepared, PreparedFormat};

/// At this quality the edges of letters in a screenshot show no rings.
const JPEG_QUALITY: u8 = 90;
/// The best optimising takes about a second for each of these.
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
    } else if effort == Effort::Balanced {
        bytes = balanced(picture)?;
        PreparedFormat::Png
    } else {
        // Measured on screenshots: half the size of the encoder's fast mode in half its time.
        // Choosing a filter for each row costs more than it saves.
        let encoder =
            PngEncoder::new_with_quality(&mut bytes, CompressionType::Level(4), FilterType::Up);
        let (pixels, colour) = channels(picture);
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

/// No more channels than say something.
fn channels(picture: DynamicImage) -> (Vec<u8>, ExtendedColorType) {
    match (picture.color().has_color(), picture.color().has_alpha()) {
        (false, false) => (picture.into_luma8().into_raw(), ExtendedColorType::L8),
        (_, false) => (picture.into_rgb8().into_raw(), ExtendedColorType::Rgb8),
        (_, true) => (picture.into_rgba8().into_raw(), ExtendedColorType::Rgba8),
    }
}

/// A PNG with as few bits for a pixel as hold its colours, compressed once.
fn balanced(picture: DynamicImage) -> Result<Vec<u8>, Error> {
    let failed = |error: oxipng::PngError| Error::Encode {
        detail: error.to_string(),
    };
    let (width, height) = (picture.width(), picture.height());
    let mut options = oxipng::Options::from_preset(2);
    // Measured on screenshots, which have flat colours: without a filter for the rows they are
    // smallest, and soonest made.
    options.filters = oxipng::indexset! { oxipng::FilterStrategy::NONE };
    options.deflater = oxipng::Deflater::Libdeflater { compression: 4 };
    // Each other way to order or count the colours is one more compression.
    options.color_type_reduction = false;
    options.palette_reduction = false;
    options.grayscale_reduction = false;
    let (colour, pixels) = if let Some((palette, pixels)) = palette(&picture) {
        (oxipng::ColorType::Indexed { palette }, pixels)
    } else {
        // Soft ones may be half as large again without a filter.
        options.filters.insert(oxipng::FilterStrategy::MinSum);
        let (pixels, colour) = channels(picture);
        let colour = match colour {
            ExtendedColorType::L8 => oxipng::ColorType::Grayscale {
                transparent_shade: None,
            },
            ExtendedColorType::Rgb8 => oxipng::ColorType::RGB {
                transparent_color: None,
            },
            _ => oxipng::ColorType::RGBA,
        };
        (colour, pixels)
    };
    oxipng::RawImage::new(width, height, colour, oxipng::BitDepth::Eight, pixels)
        .and_then(|picture| picture.create_optimized_png(&options))
        .map_err(failed)
}

/// The colours of a picture if they are few, and for each pixel which of them it has. The library
/// does this too, and takes several times as long.
fn palette(picture: &DynamicImage) -> Option<(Vec<oxipng::RGBA8>, Vec<u8>)> {
    /// So many colours that came lately are found without looking them up.
    const RECENT: usize = 1 << 10;
    let colour_of: fn(&[u8]) -> [u8; 4] = match picture.color() {
        ColorType::L8 => |pixel| [pixel[0], pixel[0], pixel[0], u8::MAX],
        ColorType::Rgb8 => |pixel| [pixel[0], pixel[1], pixel[2], u8::MAX],
        ColorType::Rgba8 => |pixel| [pixel[0], pixel[1], pixel[2], pixel[3]],
        _ => return None,
    };
    let mut palette = Vec::new();
    let mut known = HashMap::new();
    let mut recent = [None; RECENT];
    let mut pixels = Vec::with_capacity(picture.width() as usize * picture.height() as usize);
    let size = usize::from(picture.color().bytes_per_pixel());
    for pixel in picture.as_bytes().chunks_exact(size) {
        let colour = colour_of(pixel);
        // Spreads what differs little (Knuth, The Art of Computer Programming, 6.4).
        let spread = u32::from_le_bytes(colour).wrapping_mul(0x9E37_79B1) >> 22;
        let place = &mut recent[spread as usize];
        let index = match place {
            Some((same, index)) if *same == colour => *index,
            _ => match known.entry(colour) {
                Entry::Occupied(known) => *known.get(),
                Entry::Vacant(new) => {
                    let index = u8::try_from(palette.len()).ok()?;
                    palette.push(colour.into());
                    *new.insert(index)
                }
            },
        };
        *place = Some((colour, index));
        pixels.push(index);
    }
    Some((palette, pixels))
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
