//! SVG: turned into pixels, so that nothing in it can run, load or link.

use std::sync::Arc;

use image::{DynamicImage, RgbaImage};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::filter::Kind;
use resvg::usvg::{Group, ImageHrefResolver, Node, Options, Tree};

use crate::decode::{Format, damaged};
use crate::error::{Error, Warning};
use crate::text;

/// A drawing with more source than this is no drawing of an office.
const MAX_SOURCE: usize = 4 << 20;
/// The reader and the drawer call themselves for each level.
const MAX_DEPTH: usize = 256;
/// Drawn no larger than this, whatever is asked for.
const MAX_SIDE: u32 = 4096;
/// How many pixels may be touched, over all layers and filters: some seconds.
const MAX_WORK: f64 = 2e9;
/// Only what is used of it is taken.
const STACK: usize = 64 << 20;
/// What is said to be missing, by the tag that begins it.
const LEFT_OUT: [(&str, &str); 4] = [
    ("<script", "a script"),
    ("<image", "a picture inside of it"),
    ("<foreignObject", "a piece of a web page"),
    ("<animate", "an animation"),
];
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
    if depth(bytes) > MAX_DEPTH {
        return Err(Error::TooComplex {
            detail: "its elements are nested too deep",
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
    on_own_stack(|| {
        let size = tree(bytes)?.size().to_int_size();
        Ok((size.width(), size.height()))
    })
}

pub(crate) fn render(
    bytes: &[u8],
    options: &crate::Options,
    warnings: &mut Vec<Warning>,
) -> Result<DynamicImage, Error> {
    for (tag, what) in LEFT_OUT {
        if bytes
            .windows(tag.len())
            .any(|window| window == tag.as_bytes())
        {
            warnings.push(Warning::LeftOut(what));
        }
    }
    on_own_stack(|| drawn(&tree(bytes)?, options))
}

/// Runs on a stack of its own: how deep an SVG may be nested must not depend on the caller's
/// thread, and a stack that overflows cannot be caught.
fn on_own_stack<T: Send>(work: impl FnOnce() -> Result<T, Error> + Send) -> Result<T, Error> {
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, work)
            .map_err(|error| damaged(Format::Svg, error))?
            .join()
            .unwrap_or_else(|_| Err(damaged(Format::Svg, "it cannot be drawn")))
    })
}

fn drawn(tree: &Tree, options: &crate::Options) -> Result<DynamicImage, Error> {
    let size = tree.size();
    let max_side = options.max_side.clamp(1, MAX_SIDE);
    // Twice its size, so that lines are crisp on paper.
    let scale = (max_side as f32 / size.width().max(size.height())).min(2.0);
    let side = |length: f32| (length * scale).round().clamp(1.0, max_side as f32) as u32;
    let (width, height) = (side(size.width()), side(size.height()));
    let mut cost = Cost {
        canvas: (f64::from(width), f64::from(height)),
        scale: f64::from(scale),
        work: 0.0,
        layers: 0.0,
        most_layers: 0.0,
    };
    cost.group(tree.root());
    if cost.work > MAX_WORK {
        return Err(Error::TooComplex {
            detail: "drawing it would take too long",
        });
    }
    if (cost.most_layers + f64::from(width) * f64::from(height)) * 4.0
        > options.limits.max_memory as f64
    {
        return Err(Error::TooComplex {
            detail: "drawing it would take too much memory",
        });
    }
    let mut pixmap =
        Pixmap::new(width, height).ok_or_else(|| damaged(Format::Svg, "it has no size"))?;
    resvg::render(
        tree,
        Transform::from_scale(scale, scale),
        &mut pixmap.as_mut(),
    );
    let pixels = pixmap.take_demultiplied();
    RgbaImage::from_raw(width, height, pixels)
        .map(DynamicImage::ImageRgba8)
        .ok_or_else(|| damaged(Format::Svg, "it has no size"))
}

/// How deep elements are nested, at most, told without building anything. Tags inside comments
/// and the like count too: an estimate that is never too low.
fn depth(bytes: &[u8]) -> usize {
    let (mut now, mut most) = (0_usize, 0);
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == b'<') {
        rest = &rest[at + 1..];
        match rest.first() {
            Some(b'/') => now = now.saturating_sub(1),
            Some(b'!' | b'?') | None => {}
            Some(_) => {
                // The tag's end, past what is quoted.
                let mut quote = None;
                let end = rest.iter().position(|byte| match (quote, byte) {
                    (None, b'"' | b'\'') => {
                        quote = Some(*byte);
                        false
                    }
                    (Some(open), byte) => {
                        if open == *byte {
                            quote = None;
                        }
                        false
                    }
                    (None, byte) => *byte == b'>',
                });
                let end = end.unwrap_or(rest.len());
                if !rest[..end].ends_with(b"/") {
                    now += 1;
                    most = most.max(now);
                }
                rest = &rest[end..];
            }
        }
    }
    most
}

/// An estimate, from above, of what drawing takes.
struct Cost {
    canvas: (f64, f64),
    scale: f64,
    /// Pixels touched.
    work: f64,
    /// Pixels of the layers that are open at once: now, and at most.
    layers: f64,
    most_layers: f64,
}

impl Cost {
    /// The area of a rectangle in pixels, as far as a layer can reach: the renderer lets layers
    /// be five times the canvas in both directions.
    fn area(&self, width: f32, height: f32) -> f64 {
        let side =
            |length: f32, canvas: f64| (f64::from(length) * self.scale + 2.0).min(canvas * 5.0);
        side(width, self.canvas.0) * side(height, self.canvas.1)
    }

    fn group(&mut self, group: &Group) {
        if self.work > MAX_WORK {
            return;
        }
        let bounds = group.abs_layer_bounding_box();
        let mut own = 0.0;
        if group.should_isolate() {
            let area = self.area(bounds.width(), bounds.height());
            own += area;
            if group.mask().is_some() || group.clip_path().is_some() {
                own += area * 2.0;
            }
            for filter in group.filters() {
                let rect = filter.rect();
                let region = area.max(self.area(rect.width(), rect.height()));
                for primitive in filter.primitives() {
                    own += region;
                    self.work += region * effort(primitive.kind(), self.scale);
                }
            }
        }
        self.work += own + 64.0;
        self.layers += own;
        self.most_layers = self.most_layers.max(self.layers);
        for node in group.children() {
            self.node(node);
        }
        self.layers -= own;
    }

    fn node(&mut self, node: &Node) {
        match node {
            Node::Group(group) => self.group(group),
            Node::Path(path) => {
                let bounds = path.abs_stroke_bounding_box();
                let side =
                    |length: f32, canvas: f64| (f64::from(length) * self.scale + 2.0).min(canvas);
                self.work +=
                    side(bounds.width(), self.canvas.0) * side(bounds.height(), self.canvas.1);
                self.work += path.data().len() as f64 * 32.0;
                if path
                    .stroke()
                    .is_some_and(|stroke| stroke.dasharray().is_some())
                {
                    self.work += 1e6;
                }
            }
            Node::Image(_) => {}
            Node::Text(text) => self.group(text.flattened()),
        }
        if !matches!(node, Node::Group(_)) {
            node.subroots(|root| self.group(root));
        } else if let Node::Group(group) = node {
            if let Some(mask) = group.mask() {
                self.group(mask.root());
            }
            if let Some(clip) = group.clip_path() {
                self.group(clip.root());
            }
        }
    }
}

/// How often a filter looks at each pixel.
fn effort(kind: &Kind, scale: f64) -> f64 {
    match kind {
        Kind::Turbulence(noise) => 10.0 * f64::from(noise.num_octaves()),
        Kind::ConvolveMatrix(convolve) => {
            f64::from(convolve.matrix().columns()) * f64::from(convolve.matrix().rows())
        }
        Kind::Morphology(morphology) => {
            let side = |radius: f32| f64::from(radius) * scale * 2.0 + 1.0;
            side(morphology.radius_x().get()) * side(morphology.radius_y().get())
        }
        Kind::GaussianBlur(_) | Kind::DropShadow(_) => 8.0,
        _ => 3.0,
    }
}
