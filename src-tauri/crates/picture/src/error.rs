use thiserror::Error;

/// Why a picture cannot be published. Each says what to do about it; the caller adds the name of
/// the file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Error {
    /// Its bytes are those of no picture format that is read here.
    #[error(
        "this is no picture that can be read; save it as PNG or JPEG (also possible: WebP, GIF, \
         BMP, TIFF, SVG)"
    )]
    UnknownFormat,
    /// More bytes, pixels or memory than allowed.
    #[error("the picture is too large ({what}); scale it down or cut out the part that matters")]
    TooLarge {
        /// Of what there is too much.
        what: String,
    },
    /// It begins like a picture and goes on as none.
    #[error(
        "the {format} file is damaged ({detail}); take the picture again or open and save it in a \
         picture editor"
    )]
    Damaged {
        /// What it begins like.
        format: &'static str,
        /// What the decoder says.
        detail: String,
    },
    /// The markup was drawn on another picture.
    #[error(
        "the markup was drawn on a picture of {drawn_on} pixels and this one has {found}, so its \
         redactions may not cover what they should; draw them again"
    )]
    OtherPicture {
        /// `1280 × 800`
        drawn_on: String,
        /// `1920 × 1080`
        found: String,
    },
    /// An SVG that would take too long or too much memory to draw.
    #[error("the SVG is too complex ({detail}); simplify it, or save it as PNG")]
    TooComplex {
        /// What there is too much of.
        detail: &'static str,
    },
    /// The markup says something that cannot be drawn.
    #[error("the markup cannot be drawn ({detail}); draw this object again")]
    Markup {
        /// What and where.
        detail: String,
    },
    /// The picture could not be encoded.
    #[error("the picture could not be written ({detail})")]
    Encode {
        /// What the encoder says.
        detail: String,
    },
}

/// What was left out or changed in a picture that is published.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// Only the first frame of an animation is shown.
    Animated,
    /// The markup was drawn on a picture of another size and was scaled to this one.
    MarkupScaled,
    /// A colour that is none: the default took its place.
    Colour(String),
    /// Characters that the font of the markup does not have.
    NoGlyph(String),
    /// The end of the file is missing; what there was is shown.
    CutShort,
    /// A redaction lies outside of the picture it was drawn on and hides nothing.
    OutsideRedaction,
    /// Something in an SVG that is never shown.
    LeftOut(&'static str),
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Animated => f.write_str(
                "only the first frame of the animation is shown; use a video for what moves",
            ),
            Self::MarkupScaled => f.write_str(
                "the picture has another size than the one its markup was drawn on; look whether \
                 the arrows still point to the right place",
            ),
            Self::Colour(colour) => {
                write!(
                    f,
                    "the colour {colour} of the markup is none such as #d92d20"
                )
            }
            Self::NoGlyph(characters) => {
                write!(f, "the markup's font has no character for {characters}")
            }
            Self::OutsideRedaction => f.write_str(
                "a redaction lies outside of the picture and hides nothing; remove it or move it \
                 to where it belongs",
            ),
            Self::LeftOut(what) => write!(f, "the SVG holds {what}, which is not shown"),
            Self::CutShort => f.write_str(
                "the end of the file is missing; take the picture again if a part is not shown",
            ),
        }
    }
}
