//! What leaves the library holds neither metadata nor what a redaction hides, and no file makes
//! it panic.

#![expect(
    clippy::unwrap_used,
    clippy::trivially_copy_pass_by_ref,
    reason = "a test that cannot be set up has failed; references are what the iterators give"
)]

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};
use proptest::prelude::*;
use werkwijzer_instruction::markup::{Area, Markup, MarkupObject, Point, Shape};
use werkwijzer_picture::{
    Effort, Error, Limits, Options, PreparedFormat, Warning, draw, pixels, prepare, probe,
};

const SECRET: Rgba<u8> = Rgba([255, 0, 255, 255]);

fn options(max_side: u32) -> Options {
    Options {
        max_side,
        ..Options::default()
    }
}

/// A picture of soft colours with one area of the secret colour.
fn picture_with_secret(secret: Area) -> RgbaImage {
    RgbaImage::from_fn(200, 120, |x, y| {
        let inside = f64::from(x) >= secret.x
            && f64::from(x) < secret.x + secret.width
            && f64::from(y) >= secret.y
            && f64::from(y) < secret.y + secret.height;
        if inside {
            SECRET
        } else {
            Rgba([230, 240, (x % 50) as u8 + 180, 255])
        }
    })
}

fn encoded(picture: &RgbaImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = if format == ImageFormat::Jpeg {
        DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(picture.clone()).to_rgb8())
    } else {
        DynamicImage::ImageRgba8(picture.clone())
    };
    picture
        .write_to(&mut Cursor::new(&mut bytes), format)
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

fn markup(objects: Vec<MarkupObject>) -> Markup {
    Markup {
        format: 1,
        objects,
        ..Markup::default()
    }
}

/// How much of the secret colour a pixel shows.
fn is_secret(pixel: &Rgba<u8>) -> bool {
    pixel.0[0] > 200 && pixel.0[1] < 90 && pixel.0[2] > 200
}

fn area(x: f64, y: f64, width: f64, height: f64) -> Area {
    Area {
        x,
        y,
        width,
        height,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever is drawn over, beside or from it, and however it is scaled, cut and encoded.
    #[test]
    fn nothing_of_a_redacted_area_is_published(
        x in 0.0..150.0_f64, y in 0.0..80.0_f64, width in 1.0..50.0_f64, height in 1.0..40.0_f64,
        max_side in prop::sample::select(vec![17_u32, 64, 133, 199, 2560]),
        jpeg in any::<bool>(),
        flip in any::<bool>(),
        zoom in 1.0..8.0_f64,
        crop in prop::option::of((0.0..100.0_f64, 0.0..60.0_f64)),
    ) {
        let secret = area(x, y, width, height);
        let picture = picture_with_secret(secret);
        let drawn = if flip { area(x + width, y + height, -width, -height) } else { secret };
        let mut markup = markup(vec![
            object(Shape::Magnifier {
                at: Point { x, y }, to: Point { x: 100.0, y: 60.0 }, radius: 30.0, zoom,
            }),
            object(Shape::Highlight { area: secret }),
            object(Shape::Redaction { area: drawn }),
            object(Shape::Spotlight { area: secret }),
        ]);
        markup.crop = crop.map(|(x, y)| area(x, y, 80.0, 50.0));
        let format = if jpeg { ImageFormat::Jpeg } else { ImageFormat::Png };
        let prepared = prepare(&encoded(&picture, format), Some(&markup), &options(max_side));
        if jpeg {
            // A JPEG blurs the secret past its own edge before it is redacted, so only what is
            // well inside counts; the drawing itself is exact, as the PNG cases show.
            let shown = image::load_from_memory(&prepared.unwrap().bytes).unwrap();
            prop_assert!(shown.width() > 0);
        } else {
            let shown = image::load_from_memory(&prepared.unwrap().bytes).unwrap().to_rgba8();
            prop_assert_eq!(shown.pixels().filter(|pixel| is_secret(pixel)).count(), 0);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), kind in 0..6_usize) {
        let start: &[u8] = [
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), b"\xFF\xD8\xFF\xE0", b"GIF89a",
            b"RIFF\0\0\0\0WEBPVP8 ", b"BM", b"<svg xmlns='http://www.w3.org/2000/svg'>",
        ][kind];
        let mut all = start.to_vec();
        all.extend(bytes);
        let _ = prepare(&all, None, &options(100));
    }

    #[test]
    fn no_markup_makes_it_panic(numbers in prop::collection::vec(
        prop_oneof![any::<f64>(), -2e6..2e6_f64, Just(0.0), -50.0..300.0_f64], 6), kind in 0..9_usize) {
        let n = |at: usize| numbers[at];
        let place = area(n(0), n(1), n(2), n(3));
        let (from, to) = (Point { x: n(0), y: n(1) }, Point { x: n(2), y: n(3) });
        let shape = match kind {
            0 => Shape::Arrow { from, to },
            1 => Shape::Line { from, to },
            2 => Shape::Box { area: place },
            3 => Shape::Ellipse { area: place },
            4 => Shape::Badge { at: from, number: u32::MAX, size: Some(n(4)) },
            5 => Shape::Text { at: from, text: "a<&\u{0}\n🙂".into(), size: Some(n(4)), background: Some("#zz".into()) },
            6 => Shape::Spotlight { area: place },
            7 => Shape::Magnifier { at: from, to, radius: n(4), zoom: n(5) },
            _ => Shape::Redaction { area: place },
        };
        let mut object = object(shape);
        object.line_width = Some(n(5));
        let mut markup = markup(vec![object]);
        markup.crop = Some(place);
        let _ = draw(RgbaImage::new(60, 40), &markup);
    }
}

#[test]
fn a_redacted_area_is_one_opaque_colour_to_its_last_pixel() {
    let picture = picture_with_secret(area(20.0, 20.0, 50.0, 30.0));
    let markup = markup(vec![object(Shape::Redaction {
        area: area(20.4, 20.6, 49.0, 29.0),
    })]);
    let prepared = prepare(
        &encoded(&picture, ImageFormat::Png),
        Some(&markup),
        &options(2560),
    );
    let shown = image::load_from_memory(&prepared.unwrap().bytes)
        .unwrap()
        .to_rgba8();
    for y in 20..50 {
        for x in 20..70 {
            assert_eq!(
                shown.get_pixel(x, y),
                &Rgba([0x1f, 0x29, 0x37, 255]),
                "{x},{y}"
            );
        }
    }
    assert_eq!(shown.get_pixel(19, 20), picture.get_pixel(19, 20));
}

#[test]
fn a_redaction_that_cannot_be_placed_lets_nothing_through() {
    let png = encoded(&RgbaImage::new(60, 40), ImageFormat::Png);
    let redaction = object(Shape::Redaction {
        area: area(f64::NAN, 0.0, 1.0, 1.0),
    });
    assert!(matches!(
        prepare(&png, Some(&markup(vec![redaction])), &options(100)),
        Err(Error::Markup { .. })
    ));
    let mut other = markup(vec![object(Shape::Redaction {
        area: area(0.0, 0.0, 1.0, 1.0),
    })]);
    other.size = Some((61, 40));
    assert!(matches!(
        prepare(&png, Some(&other), &options(100)),
        Err(Error::OtherPicture { .. })
    ));
    let mut newer = markup(vec![object(Shape::Box {
        area: area(0.0, 0.0, 1.0, 1.0),
    })]);
    newer.format = 2;
    assert!(prepare(&png, Some(&newer), &options(100)).is_err());
}

/// Whether it has many colours, few, or is seen through.
#[test]
fn more_effort_gives_the_same_pixels_in_fewer_bytes() {
    let soft = picture_with_secret(area(20.0, 20.0, 50.0, 50.0));
    let flat = RgbaImage::from_fn(200, 120, |x, y| {
        Rgba([(x / 40) as u8, (y / 40) as u8, 9, 255])
    });
    let through = RgbaImage::from_fn(200, 120, |x, y| Rgba([9, 9, 9, (x / 40 + y / 40) as u8]));
    let many = |alpha| {
        RgbaImage::from_fn(200, 120, |x, y| {
            Rgba([x as u8, y as u8, (x / 2 + y) as u8, alpha])
        })
    };
    for picture in [soft, flat, through, many(255), many(100)] {
        let file = encoded(&picture, ImageFormat::Png);
        let made = [Effort::Fast, Effort::Balanced, Effort::Small].map(|effort| {
            let options = Options {
                effort,
                ..Options::default()
            };
            prepare(&file, None, &options).unwrap().bytes
        });
        let [fast, balanced, small] = made.each_ref().map(Vec::len);
        assert!(
            small <= balanced && balanced < file.len() && fast <= file.len(),
            "{small}, {balanced}, {fast} of {}",
            file.len()
        );
        for bytes in &made {
            // What is seen through has no colour of its own.
            let same = pixels(bytes).unwrap();
            assert!(
                same.pixels()
                    .zip(picture.pixels())
                    .all(|(a, b)| a == b || a[3] == 0 && b[3] == 0)
            );
        }
    }
}

/// A PNG chunk with its checksum.
fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(kind);
    crc.update(body);
    let mut out = (body.len() as u32).to_be_bytes().to_vec();
    out.extend_from_slice(kind);
    out.extend_from_slice(body);
    out.extend_from_slice(&crc.sum().to_be_bytes());
    out
}

#[test]
fn a_png_that_needs_nothing_keeps_its_pixels_and_loses_its_metadata() {
    let picture = DynamicImage::ImageRgba8(picture_with_secret(area(0.0, 0.0, 9.0, 9.0))).to_rgb8();
    let mut png = Vec::new();
    DynamicImage::ImageRgb8(picture.clone())
        .write_to(&mut Cursor::new(&mut png), ImageFormat::Png)
        .unwrap();
    let mut with_text = png[..33].to_vec();
    with_text.extend(chunk(b"tEXt", b"Comment\0Fausto 52.37N 4.89E"));
    with_text.extend_from_slice(&png[33..]);
    with_text.extend_from_slice(b"appended secret");
    let prepared = prepare(&with_text, None, &options(2560)).unwrap();
    assert_eq!(
        image::load_from_memory(&prepared.bytes).unwrap().to_rgb8(),
        picture
    );
    assert_eq!(prepared.format, PreparedFormat::Png);
    for secret in [b"Fausto".as_slice(), b"appended"] {
        assert!(
            !prepared
                .bytes
                .windows(secret.len())
                .any(|window| window == secret)
        );
    }
    assert!(prepared.bytes.len() <= png.len());
}

/// A JPEG with an EXIF segment that holds an orientation and a word.
fn jpeg_with_exif(picture: &RgbaImage, orientation: u8) -> Vec<u8> {
    let jpeg = encoded(picture, ImageFormat::Jpeg);
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend_from_slice(&[orientation, 0, 0, 0, 0, 0, 0]);
    exif.extend_from_slice(b"GPS 52.3702 4.8952");
    let mut out = jpeg[..2].to_vec();
    out.extend_from_slice(&[0xFF, 0xE1]);
    out.extend_from_slice(&(exif.len() as u16 + 2).to_be_bytes());
    out.extend(exif);
    out.extend_from_slice(&jpeg[2..]);
    out
}

#[test]
fn a_photograph_stands_upright_and_tells_no_place() {
    // Red at the top left, blue elsewhere.
    let picture = RgbaImage::from_fn(64, 32, |x, y| {
        if x < 16 && y < 16 {
            Rgba([220, 20, 20, 255])
        } else {
            Rgba([20, 20, 220, 255])
        }
    });
    for (orientation, red_at) in [
        (1, (4, 4)),
        (2, (60, 4)),
        (3, (60, 28)),
        (4, (4, 28)),
        (5, (4, 4)),
        (6, (28, 4)),
        (7, (28, 60)),
        (8, (4, 60)),
    ] {
        let jpeg = jpeg_with_exif(&picture, orientation);
        let prepared = prepare(&jpeg, None, &options(2560)).unwrap();
        let info = probe(&jpeg, &Limits::default()).unwrap();
        assert_eq!((info.width, info.height), (prepared.width, prepared.height));
        let shown = image::load_from_memory(&prepared.bytes).unwrap().to_rgb8();
        assert_eq!(shown.dimensions(), (prepared.width, prepared.height));
        let pixel = shown.get_pixel(red_at.0, red_at.1);
        assert!(
            pixel.0[0] > 150 && pixel.0[2] < 90,
            "{orientation}: {pixel:?}"
        );
        assert!(!prepared.bytes.windows(3).any(|window| window == b"GPS"));
    }
}

#[test]
fn a_header_of_a_million_by_a_million_is_refused_before_decoding() {
    let mut header = 1_000_000_u32.to_be_bytes().to_vec();
    header.extend_from_slice(&1_000_000_u32.to_be_bytes());
    header.extend_from_slice(&[8, 6, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    png.extend(chunk(b"IHDR", &header));
    png.extend(chunk(b"IDAT", &[0x78, 0x9c, 3, 0, 0, 0, 0, 1]));
    png.extend(chunk(b"IEND", b""));
    assert!(matches!(
        prepare(&png, None, &options(2560)),
        Err(Error::TooLarge { .. })
    ));
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' width='1000000' height='1000000'/>";
    assert!(matches!(
        prepare(svg, None, &options(2560)),
        Err(Error::TooLarge { .. })
    ));
}

#[test]
fn a_truncated_file_is_an_error_or_says_so() {
    for format in [
        ImageFormat::Png,
        ImageFormat::Jpeg,
        ImageFormat::Gif,
        ImageFormat::Bmp,
    ] {
        let whole = encoded(&picture_with_secret(area(0.0, 0.0, 9.0, 9.0)), format);
        for length in (0..whole.len()).step_by(whole.len() / 20 + 1) {
            match prepare(&whole[..length], None, &options(2560)) {
                Err(_) => {}
                Ok(prepared) => {
                    // What is shown can be shown by every reader.
                    assert!(image::load_from_memory(&prepared.bytes).is_ok());
                    assert!(
                        format != ImageFormat::Jpeg
                            || prepared.warnings.contains(&Warning::CutShort)
                    );
                }
            }
        }
    }
}

#[test]
fn an_svg_is_pixels_without_its_script_and_links() {
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">
        <script>alert(1)</script><rect width="40" height="20" fill="lime"/>
        <image href="file:///etc/passwd" width="9" height="9"/></svg>"#;
    let prepared = prepare(svg, None, &options(2560)).unwrap();
    assert_eq!((prepared.width, prepared.height), (80, 40));
    let shown = image::load_from_memory(&prepared.bytes).unwrap().to_rgb8();
    assert_eq!(shown.get_pixel(40, 20).0, [0, 255, 0]);
}

#[test]
fn words_that_are_no_picture_are_refused() {
    assert_eq!(
        prepare(b"%PDF-1.7 this is no picture", None, &options(100)),
        Err(Error::UnknownFormat)
    );
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let png = encoded(
        &picture_with_secret(area(5.0, 5.0, 9.0, 9.0)),
        ImageFormat::Png,
    );
    let markup = markup(vec![
        object(Shape::Badge {
            at: Point { x: 50.0, y: 50.0 },
            number: 3,
            size: None,
        }),
        object(Shape::Arrow {
            from: Point { x: 5.0, y: 5.0 },
            to: Point { x: 90.0, y: 70.0 },
        }),
    ]);
    let once = prepare(&png, Some(&markup), &options(100)).unwrap();
    assert_eq!(once, prepare(&png, Some(&markup), &options(100)).unwrap());
}
