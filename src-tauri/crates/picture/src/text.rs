//! Words on a picture, in the one font that is always there.

use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

use resvg::usvg::{Options, Tree, fontdb};

use crate::error::Warning;

pub(crate) const FAMILY: &str = "Source Sans 3";
const FONT: &[u8] = include_bytes!("../../../../assets/fonts/SourceSans3-SemiBold.ttf");

pub(crate) fn fonts() -> &'static Arc<fontdb::Database> {
    static FONTS: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    FONTS.get_or_init(|| {
        let mut fonts = fontdb::Database::new();
        fonts.load_font_data(FONT.to_vec());
        // Words in a font that is not here are shown in this one, not left out.
        fonts.set_serif_family(FAMILY);
        fonts.set_sans_serif_family(FAMILY);
        fonts.set_monospace_family(FAMILY);
        fonts.set_cursive_family(FAMILY);
        fonts.set_fantasy_family(FAMILY);
        Arc::new(fonts)
    })
}

/// Lines of text, laid out.
pub(crate) struct Layout {
    pub(crate) tree: Tree,
    /// Of the widest line.
    pub(crate) width: f32,
    pub(crate) height: f32,
}

/// More than this is no label.
const MAX_LINES: usize = 50;
const MAX_CHARACTERS: usize = 2000;

/// Lays out `text` from the top left corner, in a font `size` pixels high. `None` when there is
/// nothing to show.
pub(crate) fn lay_out(text: &str, size: f32, colour: [u8; 3]) -> Option<Layout> {
    let [r, g, b] = colour;
    let line_height = size * 1.25;
    let mut body = String::new();
    let mut count = 0_u16;
    let text: String = text.chars().take(MAX_CHARACTERS).collect();
    for line in text.lines().take(MAX_LINES) {
        let y = size.mul_add(0.93, f32::from(count) * line_height);
        let line = escaped(line);
        let _ = write!(
            body,
            "<text x='0' y='{y}' xml:space='preserve'>{line}</text>"
        );
        count += 1;
    }
    let svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10' font-family='{FAMILY}' \
         font-weight='600' font-size='{size}' fill='rgb({r},{g},{b})'>{body}</svg>"
    );
    let options = Options {
        fontdb: Arc::clone(fonts()),
        font_family: FAMILY.into(),
        ..Options::default()
    };
    let tree = Tree::from_str(&svg, &options).ok()?;
    let bounds = tree.root().abs_bounding_box();
    Some(Layout {
        width: bounds.right().max(0.0),
        height: f32::from(count) * line_height,
        tree,
    })
}

/// The characters that the font does not have.
pub(crate) fn missing(text: &str) -> Option<Warning> {
    let face = ttf_parser::Face::parse(FONT, 0).ok()?;
    let missing: std::collections::BTreeSet<char> = text
        .chars()
        .take(MAX_CHARACTERS)
        .filter(|c| !c.is_control() && face.glyph_index(*c).is_none())
        .collect();
    (!missing.is_empty()).then(|| Warning::NoGlyph(missing.into_iter().collect()))
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c if c.is_control() => out.push(' '),
            '\u{FFFE}' | '\u{FFFF}' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
