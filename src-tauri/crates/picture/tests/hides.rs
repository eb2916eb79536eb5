//! What hides something hides it whole, or nothing is published; and what is made to take long
//! is refused.

#![expect(
    clippy::unwrap_used,
    reason = "what a test cannot set up is a failed test"
)]

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};
use proptest::prelude::*;
use werkwijzer_instruction::markup::{Area, Markup, MarkupObject, Point, Shape};
use werkwijzer_picture::{Error, Options, Prepared, PreparedFormat, Warning, draw, prepare};

fn png(picture: &RgbaImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    DynamicImage::ImageRgba8(picture.clone())
        .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
        .unwrap();
    bytes
}

fn object(shape: Shape) -> MarkupObject {
    MarkupObject {
        shape,
        colour: None,
        line_width: None,
    }
}

fn area(x: f64, y: f64, width: f64, height: f64) -> Area {
    Area {
        x,
        y,
        width,
        height,
    }
}

fn markup(objects: Vec<MarkupObject>) -> Markup {
    Markup {
        format: 1,
        objects,
        ..Markup::default()
    }
}

fn shown(prepared: &Prepared) -> RgbaImage {
    image::load_from_memory(&prepared.bytes).unwrap().to_rgba8()
}

/// What `prepare` says of `svg` with `markup`, at its default size.
fn drawing(svg: &str, markup: Option<&Markup>) -> Result<Prepared, Error> {
    let svg = format!("<svg xmlns='http://www.w3.org/2000/svg' {svg}</svg>");
    prepare(svg.as_bytes(), markup, &Options::default())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The strongest thing to say of a redaction: what was under it makes no difference to a
    /// single byte, whatever is drawn over it, and however it is cut, scaled and encoded.
    #[test]
    fn two_originals_that_differ_only_under_a_redaction_give_the_same_bytes(
        (x, y) in (-20.0..130.0_f64, -20.0..70.0_f64),
        (width, height) in (1.0..60.0_f64, 1.0..50.0_f64),
        seed in any::<u32>(),
        transparent in any::<bool>(),
        max_side in prop::sample::select(vec![1_u32, 17, 64, 133, 2560]),
        zoom in 0.5..8.0_f64,
        crop in prop::option::of((0.0..60.0_f64, 0.0..40.0_f64)),
    ) {
        let hidden = |px: u32, py: u32| {
            let (px, py) = (f64::from(px), f64::from(py));
            px + 1.0 > x && px < x + width && py + 1.0 > y && py < y + height
        };
        let alpha = if transparent { 120 } else { 255 };
        let original = |secret: u32| RgbaImage::from_fn(160, 100, |px, py| {
            if hidden(px, py) {
                let noise = (px * 31 + py * 17).wrapping_mul(secret);
                Rgba(noise.to_le_bytes())
            } else {
                Rgba([230, 240, (px % 50) as u8 + 180, alpha])
            }
        });
        let place = area(x, y, width, height);
        let mut markup = markup(vec![
            object(Shape::Magnifier {
                at: Point { x, y }, to: Point { x: 100.0, y: 60.0 }, radius: 30.0, zoom,
            }),
            object(Shape::Highlight { area: place }),
            object(Shape::Spotlight { area: place }),
            object(Shape::Arrow { from: Point { x: 0.0, y: 0.0 }, to: Point { x, y } }),
            object(Shape::Redaction { area: place }),
        ]);
        markup.size = Some((160, 100));
        markup.crop = crop.map(|(x, y)| area(x, y, 80.0, 50.0));
        let options = Options { max_side, ..Options::default() };
        let one = prepare(&png(&original(seed)), Some(&markup), &options).unwrap();
        let other = prepare(&png(&original(!seed)), Some(&markup), &options).unwrap();
        prop_assert_eq!(one, other);
    }
}

/// A screenshot that was saved as JPEG becomes a JPEG again; that makes no hole.
#[test]
fn a_redaction_stays_opaque_as_a_jpeg() {
    let mut jpeg = Vec::new();
    DynamicImage::ImageRgba8(RgbaImage::from_pixel(160, 100, Rgba([255, 0, 255, 255])))
        .to_rgb8()
        .write_to(&mut Cursor::new(&mut jpeg), ImageFormat::Jpeg)
        .unwrap();
    let markup = markup(vec![object(Shape::Redaction {
        area: area(-5.0, -5.0, 400.0, 400.0),
    })]);
    for max_side in [2560, 90, 33] {
        let options = Options {
            max_side,
            ..Options::default()
        };
        let prepared = prepare(&jpeg, Some(&markup), &options).unwrap();
        assert_eq!(prepared.format, PreparedFormat::Jpeg);
        for pixel in shown(&prepared).pixels() {
            for (channel, wanted) in pixel.0.iter().zip([0x1f, 0x29, 0x37, 255_u8]) {
                assert!(channel.abs_diff(wanted) < 4, "{max_side}: {pixel:?}");
            }
        }
    }
}

/// An SVG is drawn at another size than it says: its markup, redactions too, must follow.
#[test]
fn a_redaction_on_an_svg_lies_where_it_was_drawn() {
    let svg = "width='100' height='50'><rect width='100' height='50' fill='lime'/>\
               <rect x='10' y='10' width='20' height='20' fill='red'/>";
    for size in [None, Some((100, 50))] {
        let mut markup = markup(vec![object(Shape::Redaction {
            area: area(10.0, 10.0, 20.0, 20.0),
        })]);
        markup.size = size;
        let prepared = drawing(svg, Some(&markup)).unwrap();
        let red = |pixel: &Rgba<u8>| pixel.0[0] > 100 && pixel.0[1] < 100;
        assert!(!shown(&prepared).pixels().any(red), "{size:?}");
    }
}

#[test]
fn what_cannot_hide_lets_nothing_through() {
    let picture = png(&RgbaImage::new(60, 40));
    let refused = |markup: Markup| {
        let result = prepare(&picture, Some(&markup), &Options::default());
        assert!(result.is_err(), "{markup:?}");
    };
    let redaction = |area| markup(vec![object(Shape::Redaction { area })]);
    refused(redaction(area(10.0, 10.0, 0.0, 5.0)));
    refused(redaction(area(1000.0, 10.0, 50.0, 5.0)));
    for crop in [
        area(500.0, 0.0, 10.0, 10.0),
        area(5.0, 5.0, 0.0, 9.0),
        area(0.0, 0.0, f64::INFINITY, 9.0),
    ] {
        let mut cropped = markup(Vec::new());
        cropped.crop = Some(crop);
        refused(cropped);
    }
    // A crop that was drawn on a picture of another shape.
    let mut stretched = markup(Vec::new());
    stretched.crop = Some(area(1.0, 1.0, 9.0, 9.0));
    stretched.size = Some((40, 60));
    refused(stretched);
}

#[test]
fn a_redaction_outside_of_its_own_picture_is_said_and_harmless() {
    let mut markup = markup(vec![object(Shape::Redaction {
        area: area(70.0, 0.0, 9.0, 9.0),
    })]);
    markup.size = Some((60, 40));
    let picture = png(&RgbaImage::new(60, 40));
    let prepared = prepare(&picture, Some(&markup), &Options::default()).unwrap();
    assert_eq!(prepared.warnings, [Warning::OutsideRedaction]);
}

/// An editor's eraser often only sets the alpha.
#[test]
fn what_was_erased_is_gone() {
    let mut picture = RgbaImage::from_pixel(40, 40, Rgba([1, 2, 3, 128]));
    picture.put_pixel(3, 3, Rgba([250, 5, 250, 0]));
    let prepared = prepare(&png(&picture), None, &Options::default()).unwrap();
    assert_eq!(shown(&prepared).get_pixel(3, 3).0, [0; 4]);
}

#[test]
fn few_objects_that_would_take_minutes_are_refused() {
    let at = Point { x: 1.0, y: 1.0 };
    let to = Point {
        x: 1000.0,
        y: 1000.0,
    };
    let magnifier = object(Shape::Magnifier {
        at,
        to,
        radius: 2000.0,
        zoom: 3.0,
    });
    let highlight = object(Shape::Highlight {
        area: area(0.0, 0.0, 2000.0, 2000.0),
    });
    for object in [magnifier, highlight] {
        let markup = markup(vec![object; 2000]);
        assert!(draw(RgbaImage::new(2000, 2000), &markup).is_err());
    }
    // As many as a person draws are fine.
    let arrow = object(Shape::Arrow { from: at, to });
    assert!(draw(RgbaImage::new(1400, 900), &markup(vec![arrow; 200])).is_ok());
}

#[test]
fn svg_that_would_take_minutes_or_overflow_is_refused() {
    let noise = "width='1000' height='1000'><filter id='f' x='0' y='0' width='1' height='1'>\
                 <feTurbulence baseFrequency='0.1' numOctaves='100000'/></filter>\
                 <rect width='1000' height='1000' filter='url(#f)'/>";
    assert!(matches!(
        drawing(noise, None),
        Err(Error::TooComplex { .. })
    ));
    let deep = format!(
        "width='9' height='9'>{}{}",
        "<g>".repeat(20_000),
        "</g>".repeat(20_000)
    );
    assert!(matches!(
        drawing(&deep, None),
        Err(Error::TooComplex { .. })
    ));
    // Flat to read, and deep to draw.
    let mut chain = "width='9' height='9'><rect id='a0' width='1' height='1'/>".to_owned();
    for link in 1..3000 {
        chain += &format!(
            "<g id='a{link}' opacity='.9'><use href='#a{}'/></g>",
            link - 1
        );
    }
    let _ = drawing(&chain, None);
    // Each layer doubles the one before.
    let mut doubling = "width='9' height='9'><rect id='a0' width='1' height='1'/>".to_owned();
    for layer in 1..40 {
        let below = layer - 1;
        doubling += &format!("<g id='a{layer}'><use href='#a{below}'/><use href='#a{below}'/></g>");
    }
    assert!(drawing(&doubling, None).is_err());
}

#[test]
fn words_of_an_svg_are_shown_in_the_font_that_is_there() {
    let words =
        "width='100' height='40'><text y='30' font-size='30' font-family='Arial'>MMM</text>";
    let prepared = drawing(words, None).unwrap();
    let ink = shown(&prepared)
        .pixels()
        .filter(|pixel| pixel.0[3] == 255)
        .count();
    assert!(ink > 100, "{ink}");
}

#[test]
fn what_is_left_out_of_an_svg_is_said() {
    let svg = "width='9' height='9'><script>alert(1)</script><image href='file:///etc/hosts'/>";
    let warnings = drawing(svg, None).unwrap().warnings;
    assert_eq!(
        warnings,
        [
            Warning::LeftOut("a script"),
            Warning::LeftOut("a picture inside of it")
        ]
    );
}

/// A PNG chunk with its checksum.
fn chunk(kind: &[u8], body: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(kind);
    crc.update(body);
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    [&length, kind, body, &crc.sum().to_be_bytes()].concat()
}

/// Behind the end of the compressed pixels, where no program that shows the picture looks.
#[test]
fn what_hides_inside_of_a_png_chunk_is_left_behind() {
    // Two grey pixels in one row, stored: a zlib stream made by hand.
    let pixels = [0x78, 1, 1, 3, 0, 0xfc, 0xff, 0, 7, 9, 0, 0x1a, 0, 0x11];
    let file = |parts: &[&[u8]]| {
        let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
        png.extend(chunk(b"IHDR", &[0, 0, 0, 2, 0, 0, 0, 1, 8, 0, 0, 0, 0]));
        for part in parts {
            png.extend(chunk(b"IDAT", part));
        }
        png.extend(chunk(b"IEND", b""));
        png
    };
    let plain = file(&[&pixels]);
    let with_secret = [&pixels[..], b"SECRET"].concat();
    let hidden = file(&[&with_secret[..5], &with_secret[5..], b"SECRET"]);
    let prepared = prepare(&hidden, None, &Options::default()).unwrap();
    assert_eq!(prepared.bytes, plain);
}
