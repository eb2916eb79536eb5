//! Draws markup: the one place where it becomes pixels.

use image::RgbaImage;
use resvg::tiny_skia::{
    BlendMode, Color, FillRule, FilterQuality, LineCap, LineJoin, Mask, Paint, Path, PathBuilder,
    Pattern, Pixmap, Rect, Shader, SpreadMode, Stroke, Transform,
};
use werkwijzer_instruction::markup::{Area, Markup, MarkupObject, Point, Shape};

use crate::check::{affordable, markup_error, scaled, validated};
use crate::error::{Error, Warning};
use crate::text;

const RED: [u8; 3] = [0xd9, 0x2d, 0x20];
const YELLOW: [u8; 3] = [0xff, 0xe1, 0x4d];
const SLATE: [u8; 3] = [0x1f, 0x29, 0x37];

/// A picture with its markup drawn, and cropped: RGBA of 8 bits in and out.
///
/// Redactions are burned in before anything else is drawn, their edges moved outward to whole
/// pixels, whatever colour they have. Every number that is not one, and every redaction that
/// cannot be placed, is an error: nothing is shown by mistake.
pub fn draw(picture: RgbaImage, markup: &Markup) -> Result<RgbaImage, Error> {
    let size = picture.dimensions();
    draw_with_warnings(picture, markup, size).map(|drawn| drawn.picture)
}

pub(crate) struct Drawn {
    pub(crate) picture: RgbaImage,
    pub(crate) warnings: Vec<Warning>,
}

/// Draws on `picture`, which shows an original of the size `original`: an SVG is drawn larger or
/// smaller than it says, and its markup with it.
pub(crate) fn draw_with_warnings(
    mut picture: RgbaImage,
    markup: &Markup,
    original: (u32, u32),
) -> Result<Drawn, Error> {
    validated(markup, original)?;
    let mut warnings = Vec::new();
    let drawn_on = markup.size.unwrap_or(original);
    if drawn_on != original {
        warnings.push(Warning::MarkupScaled);
    }
    let (width, height) = picture.dimensions();
    let scale = (
        f64::from(width) / f64::from(drawn_on.0.max(1)),
        f64::from(height) / f64::from(drawn_on.1.max(1)),
    );
    affordable(markup, scale, (width, height))?;
    for (index, object) in markup.objects.iter().enumerate() {
        if let Shape::Redaction { area } = &object.shape {
            let colour = object.colour.as_deref().and_then(parse_colour);
            let hides = burn(
                &mut picture,
                scaled(*area, scale),
                colour.map_or(SLATE, opaque),
            );
            if !hides && markup.size.is_some() && area.width != 0.0 && area.height != 0.0 {
                warnings.push(Warning::OutsideRedaction);
            } else if !hides {
                // Without its size nobody can tell that this is the right picture.
                return Err(markup_error(format!(
                    "object {}, a redaction, hides nothing of this picture",
                    index + 1
                )));
            }
        }
    }
    let mut canvas = Canvas {
        // Without markup objects the pixels are not touched at all.
        pixmap: to_pixmap(&picture).ok_or_else(|| markup_error("the picture has no size"))?,
        unit: (f64::from(width.max(height)) / 1400.0).clamp(0.5, 4.0) as f32,
        scale,
        length: (scale.0 * scale.1).sqrt() as f32,
        warnings,
    };
    canvas.draw_all(&markup.objects);
    let picture = from_pixmap(canvas.pixmap, picture);
    Ok(Drawn {
        picture: match markup.crop {
            Some(area) => cropped(&picture, scaled(area, canvas.scale))?,
            None => picture,
        },
        warnings: canvas.warnings,
    })
}

/// The whole pixels that an area touches, within a picture: left, top, right, bottom.
fn touched(area: Area, width: u32, height: u32) -> (u32, u32, u32, u32) {
    let area = area.upright();
    let clamp = |value: f64, most: u32| value.clamp(0.0, f64::from(most)) as u32;
    (
        clamp(area.x.floor(), width),
        clamp(area.y.floor(), height),
        clamp((area.x + area.width).ceil(), width),
        clamp((area.y + area.height).ceil(), height),
    )
}

/// Whether a pixel was hidden.
fn burn(picture: &mut RgbaImage, area: Area, [r, g, b]: [u8; 3]) -> bool {
    if area.width == 0.0 || area.height == 0.0 {
        return false;
    }
    let (left, top, right, bottom) = touched(area, picture.width(), picture.height());
    for y in top..bottom {
        for x in left..right {
            picture.put_pixel(x, y, image::Rgba([r, g, b, u8::MAX]));
        }
    }
    left < right && top < bottom
}

/// The part of a picture that lies wholly within an area. What is cut off must not be published,
/// so a crop that leaves nothing is an error.
fn cropped(picture: &RgbaImage, area: Area) -> Result<RgbaImage, Error> {
    let area = area.upright();
    // What a product of two numbers may be off; no eye sees it.
    let near = 1e-6;
    let clamp = |value: f64, most: u32| value.clamp(0.0, f64::from(most)) as u32;
    let (width, height) = picture.dimensions();
    let left = clamp((area.x - near).ceil(), width);
    let top = clamp((area.y - near).ceil(), height);
    let right = clamp((area.x + area.width + near).floor(), width);
    let bottom = clamp((area.y + area.height + near).floor(), height);
    if right <= left || bottom <= top {
        return Err(markup_error("its crop leaves nothing of this picture"));
    }
    Ok(image::imageops::crop_imm(picture, left, top, right - left, bottom - top).to_image())
}

/// `#rgb`, `#rrggbb`, `#rrggbbaa`
fn parse_colour(text: &str) -> Option<[u8; 4]> {
    let digits = text.strip_prefix('#')?;
    if !digits.is_ascii() {
        return None;
    }
    let byte = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    match digits.len() {
        3 => {
            let nibble = |at: usize| u8::from_str_radix(digits.get(at..=at)?, 16).ok();
            Some([nibble(0)? * 17, nibble(1)? * 17, nibble(2)? * 17, u8::MAX])
        }
        6 => Some([byte(0)?, byte(2)?, byte(4)?, u8::MAX]),
        8 => Some([byte(0)?, byte(2)?, byte(4)?, byte(6)?]),
        _ => None,
    }
}

fn opaque([r, g, b, _]: [u8; 4]) -> [u8; 3] {
    [r, g, b]
}

fn to_pixmap(picture: &RgbaImage) -> Option<Pixmap> {
    let mut pixmap = Pixmap::new(picture.width(), picture.height())?;
    for (target, source) in pixmap.pixels_mut().iter_mut().zip(picture.pixels()) {
        let [r, g, b, a] = source.0;
        *target = resvg::tiny_skia::ColorU8::from_rgba(r, g, b, a).premultiply();
    }
    Some(pixmap)
}

fn from_pixmap(pixmap: Pixmap, picture: RgbaImage) -> RgbaImage {
    let (width, height) = picture.dimensions();
    RgbaImage::from_raw(width, height, pixmap.take_demultiplied()).unwrap_or(picture)
}

struct Canvas {
    pixmap: Pixmap,
    /// The length that stands for one pixel of a picture 1400 pixels wide.
    unit: f32,
    scale: (f64, f64),
    /// The same for what has no direction.
    length: f32,
    warnings: Vec<Warning>,
}

impl Canvas {
    fn draw_all(&mut self, objects: &[MarkupObject]) {
        if objects
            .iter()
            .all(|object| matches!(object.shape, Shape::Redaction { .. }))
        {
            return;
        }
        let clean = self.pixmap.clone();
        // What lies on the picture itself comes first, what points at it above.
        for object in objects {
            if let Shape::Highlight { area } = object.shape {
                let colour = self.colour(object, YELLOW);
                self.highlight(area, colour);
            }
        }
        self.spotlights(objects);
        for object in objects {
            let colour = self.colour(object, RED);
            let width = object.line_width.map_or(5.0 * self.unit, |width| {
                width.clamp(0.5, 200.0) as f32 * self.length
            });
            match &object.shape {
                Shape::Arrow { from, to } => self.arrow(*from, *to, colour, width),
                Shape::Line { from, to } => {
                    let (from, to) = (self.point(*from), self.point(*to));
                    let mut path = PathBuilder::new();
                    path.move_to(from.0, from.1);
                    path.line_to(to.0, to.1);
                    self.stroke(path.finish(), colour, width);
                }
                Shape::Box { area } => {
                    let path = self
                        .rect(*area)
                        .and_then(|rect| rounded(rect, 6.0 * self.unit));
                    self.stroke(path, colour, width);
                }
                Shape::Ellipse { area } => {
                    let path = self.rect(*area).and_then(PathBuilder::from_oval);
                    self.stroke(path, colour, width);
                }
                Shape::Badge { at, number, size } => {
                    let size = size.map_or(36.0 * self.unit, |size| {
                        size.clamp(8.0, 1000.0) as f32 * self.length
                    });
                    self.badge(*at, *number, size, colour);
                }
                Shape::Text {
                    at,
                    text,
                    size,
                    background,
                } => {
                    let size = size.map_or(24.0 * self.unit, |size| {
                        size.clamp(6.0, 500.0) as f32 * self.length
                    });
                    let plate = background
                        .as_deref()
                        .map_or(Some([255, 255, 255, 255]), parse_colour);
                    let plate = plate.unwrap_or_else(|| {
                        self.warnings
                            .push(Warning::Colour(background.clone().unwrap_or_default()));
                        [255, 255, 255, 255]
                    });
                    let ink = object
                        .colour
                        .as_deref()
                        .and_then(parse_colour)
                        .map_or(readable_on(plate), opaque);
                    self.label(*at, text, size, ink, plate);
                }
                Shape::Magnifier {
                    at,
                    to,
                    radius,
                    zoom,
                } => self.magnifier(&clean, *at, *to, *radius, *zoom, colour),
                Shape::Highlight { .. } | Shape::Spotlight { .. } | Shape::Redaction { .. } => {}
            }
        }
    }

    fn colour(&mut self, object: &MarkupObject, default: [u8; 3]) -> [u8; 4] {
        let [r, g, b] = default;
        let Some(text) = &object.colour else {
            return [r, g, b, u8::MAX];
        };
        parse_colour(text).unwrap_or_else(|| {
            self.warnings.push(Warning::Colour(text.clone()));
            [r, g, b, u8::MAX]
        })
    }

    fn point(&self, point: Point) -> (f32, f32) {
        (
            (point.x * self.scale.0) as f32,
            (point.y * self.scale.1) as f32,
        )
    }

    /// The area on the canvas, with a margin around it so that nothing far away is walked.
    fn rect(&self, area: Area) -> Option<Rect> {
        let area = area.upright();
        let far = 4.0 * f64::from(self.pixmap.width().max(self.pixmap.height()));
        let edge = |value: f64, scale: f64| (value * scale).clamp(-far, far) as f32;
        Rect::from_ltrb(
            edge(area.x, self.scale.0),
            edge(area.y, self.scale.1),
            edge(area.x + area.width, self.scale.0),
            edge(area.y + area.height, self.scale.1),
        )
    }

    /// A line with a thin white edge, so that it shows on every picture.
    fn stroke(&mut self, path: Option<Path>, colour: [u8; 4], width: f32) {
        let Some(path) = path else { return };
        for (colour, width) in [
            ([255, 255, 255, 210], width + 3.0 * self.unit),
            (colour, width),
        ] {
            let stroke = Stroke {
                width,
                line_cap: LineCap::Round,
                line_join: LineJoin::Round,
                ..Stroke::default()
            };
            self.pixmap
                .stroke_path(&path, &paint(colour), &stroke, Transform::identity(), None);
        }
    }

    fn fill(&mut self, path: Option<Path>, colour: [u8; 4]) {
        if let Some(path) = path {
            self.pixmap.fill_path(
                &path,
                &paint(colour),
                FillRule::Winding,
                Transform::identity(),
                None,
            );
        }
    }

    fn arrow(&mut self, from: Point, to: Point, colour: [u8; 4], width: f32) {
        let (from, to) = (self.point(from), self.point(to));
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy);
        if length < 1.0 {
            return;
        }
        let (ux, uy) = (dx / length, dy / length);
        let head = (width * 4.5).min(length);
        let half = head * 0.5;
        let neck = (to.0 - ux * head * 0.8, to.1 - uy * head * 0.8);
        let back = (to.0 - ux * head, to.1 - uy * head);
        let mut path = PathBuilder::new();
        // One outline for shaft and head: the edge around it has no seam.
        let shaft = width / 2.0;
        path.move_to(from.0 - uy * shaft * 0.5, from.1 + ux * shaft * 0.5);
        path.line_to(neck.0 - uy * shaft, neck.1 + ux * shaft);
        path.line_to(back.0 - uy * half, back.1 + ux * half);
        path.line_to(to.0, to.1);
        path.line_to(back.0 + uy * half, back.1 - ux * half);
        path.line_to(neck.0 + uy * shaft, neck.1 - ux * shaft);
        path.line_to(from.0 + uy * shaft * 0.5, from.1 - ux * shaft * 0.5);
        path.close();
        let path = path.finish();
        self.edge(path.as_ref());
        self.fill(path, colour);
    }

    /// The thin white edge of a filled shape.
    fn edge(&mut self, path: Option<&Path>) {
        if let Some(path) = path {
            let stroke = Stroke {
                width: 3.5 * self.unit,
                line_join: LineJoin::Round,
                ..Stroke::default()
            };
            self.pixmap.stroke_path(
                path,
                &paint([255, 255, 255, 230]),
                &stroke,
                Transform::identity(),
                None,
            );
        }
    }

    fn badge(&mut self, at: Point, number: u32, size: f32, colour: [u8; 4]) {
        let (x, y) = self.point(at);
        let digits = number.to_string();
        let text_size = size * if digits.len() > 2 { 0.42 } else { 0.56 };
        let Some(layout) = text::lay_out(&digits, text_size, readable_on(colour)) else {
            return;
        };
        let radius = (size / 2.0).max(layout.width / 2.0 + size * 0.12);
        let path = PathBuilder::from_circle(x, y, radius);
        self.edge(path.as_ref());
        self.fill(path, colour);
        // Digits are two thirds of the font high and stand on its base line.
        let left = x - layout.width / 2.0;
        let top = text_size.mul_add(-0.93 + 0.325, y);
        self.place(&layout, left, top);
    }

    fn label(&mut self, at: Point, words: &str, size: f32, ink: [u8; 3], plate: [u8; 4]) {
        self.warnings.extend(text::missing(words));
        let Some(layout) = text::lay_out(words, size, ink) else {
            return;
        };
        let (x, y) = self.point(at);
        let pad = size * 0.4;
        let rect = Rect::from_xywh(x, y, layout.width + 2.0 * pad, layout.height + 1.2 * pad);
        let path = rect.and_then(|rect| rounded(rect, size * 0.25));
        if let Some(path) = &path {
            let stroke = Stroke {
                width: 1.5 * self.unit,
                ..Stroke::default()
            };
            let edge = paint([0, 0, 0, 60]);
            self.pixmap
                .stroke_path(path, &edge, &stroke, Transform::identity(), None);
        }
        self.fill(path, plate);
        self.place(&layout, x + pad, y + 0.6 * pad);
    }

    fn place(&mut self, layout: &text::Layout, left: f32, top: f32) {
        resvg::render(
            &layout.tree,
            Transform::from_translate(left, top),
            &mut self.pixmap.as_mut(),
        );
    }

    /// As a marker pen: what is dark stays dark.
    fn highlight(&mut self, area: Area, [r, g, b, a]: [u8; 4]) {
        let Some(rect) = self.rect(area) else { return };
        let Some(path) = rounded(rect, 3.0 * self.unit) else {
            return;
        };
        let mut ink = paint([r, g, b, a.min(200)]);
        ink.blend_mode = BlendMode::Multiply;
        self.pixmap
            .fill_path(&path, &ink, FillRule::Winding, Transform::identity(), None);
    }

    fn spotlights(&mut self, objects: &[MarkupObject]) {
        let mut path = PathBuilder::new();
        let mut any = false;
        for object in objects {
            if let Shape::Spotlight { area } = object.shape
                && let Some(hole) = self
                    .rect(area)
                    .and_then(|rect| rounded(rect, 8.0 * self.unit))
            {
                path.push_path(&hole);
                any = true;
            }
        }
        let (width, height) = (self.pixmap.width(), self.pixmap.height());
        let (true, Some(holes), Some(mut mask)) = (any, path.finish(), Mask::new(width, height))
        else {
            return;
        };
        mask.fill_path(&holes, FillRule::Winding, true, Transform::identity());
        mask.invert();
        if let Some(all) = Rect::from_xywh(0.0, 0.0, width as f32, height as f32) {
            self.pixmap.fill_rect(
                all,
                &paint([15, 23, 42, 150]),
                Transform::identity(),
                Some(&mask),
            );
        }
    }

    fn magnifier(
        &mut self,
        clean: &Pixmap,
        at: Point,
        to: Point,
        radius: f64,
        zoom: f64,
        colour: [u8; 4],
    ) {
        let most = f64::from(self.pixmap.width().max(self.pixmap.height()));
        let radius = (radius.abs() * f64::from(self.length)).clamp(4.0, most) as f32;
        let zoom = zoom.abs().clamp(1.0, 20.0) as f32;
        let (at, to) = (self.point(at), self.point(to));
        let line = 4.0 * self.unit;
        // What is shown larger, and the line to where it is shown.
        let small = (radius / zoom).max(1.0);
        let distance = (to.0 - at.0).hypot(to.1 - at.1);
        if distance > radius + small {
            // From edge to edge: what is shown larger stays free.
            let (ux, uy) = ((to.0 - at.0) / distance, (to.1 - at.1) / distance);
            let mut connector = PathBuilder::new();
            connector.move_to(at.0 + ux * small, at.1 + uy * small);
            connector.line_to(to.0 - ux * radius, to.1 - uy * radius);
            self.stroke(connector.finish(), colour, line * 0.6);
        }
        let source = PathBuilder::from_circle(at.0, at.1, small);
        self.stroke(source, colour, line * 0.6);
        let Some(circle) = PathBuilder::from_circle(to.0, to.1, radius) else {
            return;
        };
        self.fill(Some(circle.clone()), [255, 255, 255, 255]);
        let shader: Shader<'_> = Pattern::new(
            clean.as_ref(),
            SpreadMode::Pad,
            FilterQuality::Bicubic,
            1.0,
            Transform::from_row(zoom, 0.0, 0.0, zoom, to.0 - at.0 * zoom, to.1 - at.1 * zoom),
        );
        let glass = Paint {
            shader,
            anti_alias: true,
            ..Paint::default()
        };
        self.pixmap.fill_path(
            &circle,
            &glass,
            FillRule::Winding,
            Transform::identity(),
            None,
        );
        self.stroke(Some(circle), colour, line);
    }
}

fn paint([r, g, b, a]: [u8; 4]) -> Paint<'static> {
    let mut paint = Paint {
        anti_alias: true,
        ..Paint::default()
    };
    paint.set_color(Color::from_rgba8(r, g, b, a));
    paint
}

/// White or near black, whichever is read more easily (WCAG 2.2, relative luminance).
fn readable_on([r, g, b, _]: [u8; 4]) -> [u8; 3] {
    let linear = |channel: u8| {
        let value = f32::from(channel) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    let luminance =
        0.0722_f32.mul_add(linear(b), 0.2126_f32.mul_add(linear(r), 0.7152 * linear(g)));
    if luminance > 0.35 {
        [0x11, 0x18, 0x27]
    } else {
        [255, 255, 255]
    }
}

#[expect(
    clippy::many_single_char_names,
    reason = "the four edges, the radius and the handle of one drawing"
)]
fn rounded(rect: Rect, radius: f32) -> Option<Path> {
    let r = radius.min(rect.width() / 2.0).min(rect.height() / 2.0);
    // How far the handles of a cubic reach to follow a quarter of a circle.
    let k = r * 0.552_284_8;
    let (l, t, rt, b) = (rect.left(), rect.top(), rect.right(), rect.bottom());
    let mut path = PathBuilder::new();
    path.move_to(l + r, t);
    path.line_to(rt - r, t);
    path.cubic_to(rt - r + k, t, rt, t + r - k, rt, t + r);
    path.line_to(rt, b - r);
    path.cubic_to(rt, b - r + k, rt - r + k, b, rt - r, b);
    path.line_to(l + r, b);
    path.cubic_to(l + r - k, b, l, b - r + k, l, b - r);
    path.line_to(l, t + r);
    path.cubic_to(l, t + r - k, l + r - k, t, l + r, t);
    path.close();
    path.finish()
}
