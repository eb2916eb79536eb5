//! From a file to pixels.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::metadata::Orientation;
use image::{AnimationDecoder, DynamicImage, ImageDecoder, ImageReader};

use crate::error::{Error, Warning};
use crate::{Options, vector};

/// What is refused.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of the file.
    pub max_bytes: u64,
    /// Pixels of the longer side.
    pub max_side: u32,
    /// Pixels in all.
    pub max_pixels: u64,
    /// Bytes that decoding may take.
    pub max_memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 64 << 20,
            max_side: 30_000,
            max_pixels: 100_000_000,
            max_memory: 1 << 30,
        }
    }
}

/// The format of a file, told from its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is named by its name")]
pub enum Format {
    Png,
    Jpeg,
    WebP,
    Gif,
    Bmp,
    Tiff,
    Svg,
}

impl Format {
    /// How its files end: `png`, `jpg` …
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::WebP => "webp",
            Self::Gif => "gif",
            Self::Bmp => "bmp",
            Self::Tiff => "tiff",
            Self::Svg => "svg",
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::WebP => "WebP",
            Self::Gif => "GIF",
            Self::Bmp => "BMP",
            Self::Tiff => "TIFF",
            Self::Svg => "SVG",
        }
    }

    fn image_format(self) -> Option<image::ImageFormat> {
        Some(match self {
            Self::Png => image::ImageFormat::Png,
            Self::Jpeg => image::ImageFormat::Jpeg,
            Self::WebP => image::ImageFormat::WebP,
            Self::Gif => image::ImageFormat::Gif,
            Self::Bmp => image::ImageFormat::Bmp,
            Self::Tiff => image::ImageFormat::Tiff,
            Self::Svg => return None,
        })
    }
}

/// What the header of a picture says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Info {
    /// Its format.
    pub format: Format,
    /// Pixels, upright.
    pub width: u32,
    /// Pixels, upright.
    pub height: u32,
    pub(crate) orientation: Orientation,
}

/// Reads the header, without decoding a pixel.
pub fn probe(bytes: &[u8], limits: &Limits) -> Result<Info, Error> {
    if bytes.len() as u64 > limits.max_bytes {
        return Err(Error::TooLarge {
            what: format!("{} MB", bytes.len() >> 20),
        });
    }
    let format = format_of(bytes).ok_or(Error::UnknownFormat)?;
    let (width, height, orientation) = guarded(format, || {
        if format == Format::Svg {
            let (width, height) = vector::size(bytes)?;
            return Ok((width, height, Orientation::NoTransforms));
        }
        let mut decoder = open(bytes, format, limits)?;
        let (width, height) = decoder.dimensions();
        // A decoder that cannot tell the orientation can still give the pixels.
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        Ok((width, height, orientation))
    })?;
    let pixels = u64::from(width) * u64::from(height);
    if width.max(height) > limits.max_side || pixels > limits.max_pixels {
        return Err(Error::TooLarge {
            what: format!("{width} × {height} pixels"),
        });
    }
    if pixels == 0 {
        return Err(damaged(format, "it has no pixels"));
    }
    let turned = matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    );
    let (width, height) = if turned {
        (height, width)
    } else {
        (width, height)
    };
    Ok(Info {
        format,
        width,
        height,
        orientation,
    })
}

fn format_of(bytes: &[u8]) -> Option<Format> {
    match image::guess_format(bytes).ok() {
        Some(image::ImageFormat::Png) => Some(Format::Png),
        Some(image::ImageFormat::Jpeg) => Some(Format::Jpeg),
        Some(image::ImageFormat::WebP) => Some(Format::WebP),
        Some(image::ImageFormat::Gif) => Some(Format::Gif),
        Some(image::ImageFormat::Bmp) => Some(Format::Bmp),
        Some(image::ImageFormat::Tiff) => Some(Format::Tiff),
        _ => vector::is_svg(bytes).then_some(Format::Svg),
    }
}

pub(crate) fn damaged(format: Format, detail: impl std::fmt::Display) -> Error {
    Error::Damaged {
        format: format.name(),
        detail: detail.to_string(),
    }
}

/// Runs a decoder. What panics in one is an error of the picture.
pub(crate) fn guarded<T>(
    format: Format,
    work: impl FnOnce() -> Result<T, Error>,
) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(damaged(format, "its decoder gave up")))
}

fn open<'a>(
    bytes: &'a [u8],
    format: Format,
    limits: &Limits,
) -> Result<Box<dyn ImageDecoder + 'a>, Error> {
    let mut reader = ImageReader::new(Cursor::new(bytes));
    reader.set_format(format.image_format().ok_or(Error::UnknownFormat)?);
    let mut allowed = image::Limits::default();
    allowed.max_image_width = Some(limits.max_side);
    allowed.max_image_height = Some(limits.max_side);
    allowed.max_alloc = Some(limits.max_memory);
    reader.limits(allowed);
    match reader.into_decoder() {
        Ok(decoder) => Ok(Box::new(decoder)),
        Err(error) => Err(failed(format, &error)),
    }
}

fn failed(format: Format, error: &image::ImageError) -> Error {
    match error {
        image::ImageError::Limits(limit) => Error::TooLarge {
            what: limit.to_string(),
        },
        other => damaged(format, other),
    }
}

pub(crate) struct Decoded {
    pub(crate) picture: DynamicImage,
    pub(crate) warnings: Vec<Warning>,
    /// Whether it was a photograph to its encoder.
    pub(crate) lossy: bool,
}

pub(crate) fn decode(bytes: &[u8], info: &Info, options: &Options) -> Result<Decoded, Error> {
    let format = info.format;
    guarded(format, || {
        let mut warnings = Vec::new();
        if format == Format::Svg {
            let picture = vector::render(bytes, options, &mut warnings)?;
            return Ok(Decoded {
                picture,
                warnings,
                lossy: false,
            });
        }
        let decoder = open(bytes, format, &options.limits)?;
        let (needed, allowed) = (decoder.total_bytes(), options.limits.max_memory);
        if needed > allowed {
            return Err(Error::TooLarge {
                what: format!("{} MB of pixels", needed >> 20),
            });
        }
        let mut picture =
            DynamicImage::from_decoder(decoder).map_err(|error| failed(format, &error))?;
        picture.apply_orientation(info.orientation);
        if is_animated(bytes, format) {
            warnings.push(Warning::Animated);
        }
        if format == Format::Jpeg && !bytes.ends_with(&[0xFF, 0xD9]) && !crate::jpeg::ends(bytes) {
            warnings.push(Warning::CutShort);
        }
        Ok(Decoded {
            picture,
            warnings,
            lossy: format == Format::Jpeg || is_lossy_webp(bytes, format),
        })
    })
}

fn is_animated(bytes: &[u8], format: Format) -> bool {
    match format {
        Format::Gif => image::codecs::gif::GifDecoder::new(Cursor::new(bytes))
            .is_ok_and(|decoder| decoder.into_frames().take(2).count() > 1),
        Format::WebP => image::codecs::webp::WebPDecoder::new(Cursor::new(bytes))
            .is_ok_and(|decoder| decoder.has_animation()),
        Format::Png => image::codecs::png::PngDecoder::new(Cursor::new(bytes))
            .is_ok_and(|decoder| decoder.is_apng().unwrap_or(false)),
        _ => false,
    }
}

/// `VP8 ` is the lossy coding, `VP8L` the lossless one
/// (<https://developers.google.com/speed/webp/docs/riff_container>).
fn is_lossy_webp(bytes: &[u8], format: Format) -> bool {
    format == Format::WebP && bytes.windows(4).take(4096).any(|window| window == b"VP8 ")
}
