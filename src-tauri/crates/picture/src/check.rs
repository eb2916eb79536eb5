//! Whether a markup can be drawn on a picture at all: a markup file is as hostile as a picture.

use werkwijzer_instruction::markup::{Area, Markup, MarkupObject, Shape};

use crate::error::Error;

/// More objects than this is no markup of a person.
const MAX_OBJECTS: usize = 2000;
/// No coordinate is farther away than this.
const MAX_COORDINATE: f64 = 1e6;

pub(crate) fn markup_error(detail: impl Into<String>) -> Error {
    Error::Markup {
        detail: detail.into(),
    }
}

/// Whether the markup can be drawn on a picture of this size.
pub(crate) fn validated(markup: &Markup, (width, height): (u32, u32)) -> Result<(), Error> {
    if markup.format > 1 {
        return Err(markup_error(format!(
            "its format is {}, which is newer than this program",
            markup.format
        )));
    }
    if markup.objects.len() > MAX_OBJECTS {
        return Err(markup_error(format!(
            "it has {} objects, more than {MAX_OBJECTS}",
            markup.objects.len()
        )));
    }
    for (index, object) in markup.objects.iter().enumerate() {
        if !numbers(object)
            .iter()
            .all(|number| number.is_finite() && number.abs() <= MAX_COORDINATE)
        {
            return Err(markup_error(format!(
                "object {} lies nowhere: a coordinate is no number or too far away",
                index + 1
            )));
        }
    }
    if let Some(Area {
        x,
        y,
        width,
        height,
    }) = markup.crop
        && ![x, y, width, height]
            .iter()
            .all(|number| number.is_finite() && number.abs() <= MAX_COORDINATE)
    {
        return Err(markup_error("its crop lies nowhere"));
    }
    let Some((drawn_width, drawn_height)) = markup.size else {
        return Ok(());
    };
    if (drawn_width, drawn_height) == (width, height) {
        return Ok(());
    }
    let redacted = markup
        .objects
        .iter()
        .any(|object| matches!(object.shape, Shape::Redaction { .. }));
    // A crop hides too: it may be scaled with its picture, but not stretched.
    let wide = f64::from(drawn_width) * f64::from(height);
    let high = f64::from(drawn_height) * f64::from(width);
    let stretched = (wide - high).abs() > 0.01 * wide.max(high);
    let hides = redacted || (stretched && markup.crop.is_some());
    if hides || drawn_width == 0 || drawn_height == 0 {
        return Err(Error::OtherPicture {
            drawn_on: format!("{drawn_width} × {drawn_height}"),
            found: format!("{width} × {height}"),
        });
    }
    Ok(())
}

/// Whether drawing it takes seconds at most: few objects can each cover a large picture. Counts
/// pixels from above; nobody covers a picture 64 times over.
pub(crate) fn affordable(
    markup: &Markup,
    scale: (f64, f64),
    (width, height): (u32, u32),
) -> Result<(), Error> {
    let (width, height) = (f64::from(width), f64::from(height));
    let length = (scale.0 * scale.1).sqrt();
    let visible = |area: Area| {
        let area = scaled(area, scale).upright();
        let span = |from: f64, to: f64, most: f64| (to.min(most) - from.max(0.0)).max(0.0);
        span(area.x, area.x + area.width, width) * span(area.y, area.y + area.height, height)
    };
    // A line's own width on both sides of it, and what is clipped away outside.
    let line = |object: &MarkupObject, long: f64| {
        let stated = object.line_width.map_or(5.0, f64::abs).clamp(0.5, 200.0);
        (long * length).min(width + height) * (stated * length * 4.0 + 20.0)
    };
    let mut work = 0.0;
    for object in &markup.objects {
        work += match &object.shape {
            Shape::Highlight { area } | Shape::Redaction { area } | Shape::Spotlight { area } => {
                visible(*area)
            }
            Shape::Arrow { from, to } | Shape::Line { from, to } => {
                line(object, (from.x - to.x).hypot(from.y - to.y)).min(width * height)
            }
            Shape::Box { area } | Shape::Ellipse { area } => {
                line(object, 2.0 * (area.width.abs() + area.height.abs())).min(width * height)
            }
            Shape::Badge { size, .. } => {
                let side = size.unwrap_or(36.0).clamp(8.0, 1000.0) * length + 8.0;
                (side * side).min(width * height) + 50_000.0
            }
            Shape::Text { text, size, .. } => {
                let size = size.unwrap_or(24.0).clamp(6.0, 500.0) * length;
                let letters = text.chars().take(2000).count() as f64;
                (letters * size * size).min(2.0 * width * height) + letters * 5_000.0
            }
            Shape::Magnifier { at, to, radius, .. } => {
                let radius = radius.abs();
                let circle = Area {
                    x: to.x - radius,
                    y: to.y - radius,
                    width: 2.0 * radius,
                    height: 2.0 * radius,
                };
                4.0 * visible(circle)
                    + line(object, (at.x - to.x).hypot(at.y - to.y)).min(width * height)
            }
        };
    }
    if work > (64.0 * width * height).clamp(64e6, 4e9) {
        return Err(markup_error("it covers the picture too many times over"));
    }
    Ok(())
}

pub(crate) fn scaled(area: Area, (x, y): (f64, f64)) -> Area {
    Area {
        x: area.x * x,
        y: area.y * y,
        width: area.width * x,
        height: area.height * y,
    }
}

fn numbers(object: &MarkupObject) -> Vec<f64> {
    let area = |area: &Area| vec![area.x, area.y, area.width, area.height];
    let mut numbers = match &object.shape {
        Shape::Arrow { from, to } | Shape::Line { from, to } => vec![from.x, from.y, to.x, to.y],
        Shape::Box { area: a }
        | Shape::Ellipse { area: a }
        | Shape::Highlight { area: a }
        | Shape::Spotlight { area: a }
        | Shape::Redaction { area: a } => area(a),
        Shape::Badge { at, size, .. } | Shape::Text { at, size, .. } => {
            vec![at.x, at.y, size.unwrap_or(0.0)]
        }
        Shape::Magnifier {
            at,
            to,
            radius,
            zoom,
        } => vec![at.x, at.y, to.x, to.y, *radius, *zoom],
    };
    numbers.extend(object.line_width);
    numbers
}
