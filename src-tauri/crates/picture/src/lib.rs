//! Pixels: decoding within limits, drawing markup, redaction, scaling, optimising.
//!
//! [`prepare`] turns an original and its [`Markup`] into what may leave the library: upright,
//! drawn on, redacted, cropped, no larger than asked, and without any metadata (EXIF with its
//! GPS position, XMP, text, thumbnails, colour profiles; colours are taken as sRGB).
//! [`draw`] is the one function that draws markup, for the window and for every export.
//!
//! Pictures are hostile input. Size and kind are told from the header before anything is
//! decoded, decoders run within limits, and what panics in one of them is an error here.
//! Whatever concerns a redaction fails closed: a picture whose markup cannot be understood or
//! does not fit is not published at all.

mod check;
mod decode;
mod difference;
mod draw;
mod encode;
mod error;
mod jpeg;
mod png;
mod text;
mod vector;

use werkwijzer_instruction::markup::Markup;

pub use decode::{Format, Info, Limits, probe};
pub use difference::{Difference, difference};
pub use draw::draw;
pub use encode::quick_png;
pub use error::{Error, Warning};

/// How much work to put into small files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effort {
    /// At once: for the window.
    Fast,
    /// Colours in as few bits as hold them and one better compression, some hundredths of a
    /// second a picture: for a single export.
    Balanced,
    /// The best of several, some tenths of a second a picture: for what is published.
    Small,
}

/// How to prepare a picture.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// What is refused.
    pub limits: Limits,
    /// Pictures with a longer side are scaled down to it.
    pub max_side: u32,
    /// How much work to put into a small file.
    pub effort: Effort,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            // A page that is 17 cm wide shows this at 380 dpi; a 4K screenshot becomes two
            // thirds of its width.
            max_side: 2560,
            effort: Effort::Fast,
        }
    }
}

/// What a prepared picture is encoded as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PreparedFormat {
    /// 8 bits or fewer a channel, not interlaced.
    Png,
    /// Upright, grey or YCbCr.
    Jpeg,
}

impl PreparedFormat {
    /// `png` or `jpg`.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
        }
    }
}

/// A picture that may leave the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its format.
    pub format: PreparedFormat,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// What its author should know.
    pub warnings: Vec<Warning>,
}

/// Makes the picture that may leave the library.
///
/// A PNG or JPEG with which nothing has to be done is not encoded again: its pixels are checked
/// and its metadata left out. The same input gives the same bytes.
pub fn prepare(
    bytes: &[u8],
    markup: Option<&Markup>,
    options: &Options,
) -> Result<Prepared, Error> {
    let markup = markup.filter(|markup| !(markup.objects.is_empty() && markup.crop.is_none()));
    let info = probe(bytes, &options.limits)?;
    let may_pass = markup.is_none() && info.width.max(info.height) <= options.max_side;
    // Made smaller from its pixels, below.
    let is_redone = info.format == Format::Png && options.effort == Effort::Balanced;
    if may_pass && !is_redone {
        let passed = match info.format {
            Format::Png => png::pass_through(bytes, &info),
            Format::Jpeg => jpeg::pass_through(bytes, &info, options),
            _ => None,
        };
        if let Some(mut passed) = passed {
            if options.effort == Effort::Small && passed.format == PreparedFormat::Png {
                passed.bytes = encode::smaller(passed.bytes);
            }
            return Ok(passed);
        }
    }
    let decode::Decoded {
        mut picture,
        mut warnings,
        lossy,
    } = decode::decode(bytes, &info, options)?;
    if let Some(markup) = markup {
        let original = (info.width, info.height);
        let drawn = draw::draw_with_warnings(picture.into_rgba8(), markup, original)?;
        picture = image::DynamicImage::ImageRgba8(drawn.picture);
        warnings.extend(drawn.warnings);
    }
    let picture = encode::scaled(picture, options.max_side)?;
    let made = encode::encode(picture, lossy, options.effort, warnings)?;
    if may_pass && is_redone && made.bytes.len() >= bytes.len() {
        let passed = png::pass_through(bytes, &info);
        return Ok(passed.unwrap_or(made));
    }
    Ok(made)
}

/// The pixels of a prepared picture, for who keeps them in another form.
pub fn pixels(prepared: &[u8]) -> Result<image::RgbaImage, Error> {
    let options = Options::default();
    let info = probe(prepared, &options.limits)?;
    decode::decode(prepared, &info, &options).map(|decoded| decoded.picture.into_rgba8())
}

/// The pixels of a prepared picture at a width, to be looked at; its own when it is no wider.
pub fn pixels_at(prepared: &[u8], width: u32) -> Result<image::RgbaImage, Error> {
    let picture = pixels(prepared)?;
    let (own_width, own_height) = picture.dimensions();
    if own_width <= width {
        return Ok(picture);
    }
    let height = (f64::from(own_height) * f64::from(width) / f64::from(own_width)).ceil();
    encode::resized(picture, width.max(1), height.max(1.0) as u32)
}
