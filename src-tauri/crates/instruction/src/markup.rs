//! The markup of a picture: what is drawn on it, as data beside the original
//! (`inbox.png.markup.json`). The crate `picture` draws it.
//!
//! All lengths are pixels of the original, upright (after its EXIF orientation), from its top
//! left corner. Colours are `#rrggbb` or `#rrggbbaa`. Unknown keys are kept.

use serde::{Deserialize, Serialize};

mod merge;

pub use merge::{MarkupContradiction, MergedMarkup, merge_markup};

/// The content of a markup file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Markup {
    /// The version of this format: 1.
    pub format: u32,
    /// Width and height of the picture it was drawn on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<(u32, u32)>,
    /// The only part that is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crop: Option<Area>,
    /// How much of the width of the text the picture takes, at most 1; its own size when not
    /// said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<f64>,
    /// What is drawn, from the back to the front; redactions are always burned in first, below
    /// everything else.
    #[serde(default)]
    pub objects: Vec<MarkupObject>,
    /// Keys of a later version.
    #[serde(flatten)]
    pub other: serde_json::Map<String, serde_json::Value>,
}

/// The narrowest share of the text's width that a picture can be given.
pub const NARROWEST: f64 = 0.1;

/// A rectangle. Width and height may be negative as drawn; [`Area::upright`] mends that.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// Its left edge.
    pub x: f64,
    /// Its top edge.
    pub y: f64,
    /// To the right.
    pub width: f64,
    /// Downwards.
    pub height: f64,
}

impl Area {
    /// The same area with a width and height that are not negative.
    #[must_use]
    pub fn upright(self) -> Self {
        Self {
            x: self.x.min(self.x + self.width),
            y: self.y.min(self.y + self.height),
            width: self.width.abs(),
            height: self.height.abs(),
        }
    }
}

/// A place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

/// One thing that is drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MarkupObject {
    /// What it is.
    #[serde(flatten)]
    pub shape: Shape,
    /// Its colour; each shape has its own default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<String>,
    /// The width of its line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_width: Option<f64>,
}

/// What can be drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Shape {
    /// A line with a head at its end.
    Arrow {
        /// The tail.
        from: Point,
        /// The head.
        to: Point,
    },
    /// A line.
    Line {
        /// One end.
        from: Point,
        /// The other.
        to: Point,
    },
    /// A rectangle with round corners, not filled.
    Box {
        /// Its place.
        area: Area,
    },
    /// An ellipse, not filled.
    Ellipse {
        /// The rectangle around it.
        area: Area,
    },
    /// A filled circle with a number.
    Badge {
        /// Its middle.
        at: Point,
        /// What it shows.
        number: u32,
        /// Its diameter; 36 when not said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        size: Option<f64>,
    },
    /// Words on a plate.
    Text {
        /// The top left corner of the plate.
        at: Point,
        /// The words; line feeds break lines.
        text: String,
        /// The height of the font; 24 when not said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        size: Option<f64>,
        /// The colour of the plate; `#ffffff` when not said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        background: Option<String>,
    },
    /// A wash of colour through which the picture shows, as a marker pen's.
    Highlight {
        /// Its place.
        area: Area,
    },
    /// Everything but this area is dimmed. Several spotlights share one shade.
    Spotlight {
        /// What stays bright.
        area: Area,
    },
    /// A part of the picture, shown larger in a circle.
    Magnifier {
        /// The middle of what is shown.
        at: Point,
        /// The middle of the circle.
        to: Point,
        /// The radius of the circle.
        radius: f64,
        /// How many times larger.
        zoom: f64,
    },
    /// An area made unreadable for good in what is published: opaque, its whole area, at every
    /// scale.
    Redaction {
        /// Its place.
        area: Area,
    },
}
