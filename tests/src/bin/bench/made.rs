//! The documents that are measured.

use std::fmt::Write as _;
use std::path::Path;

use werkwijzer_tests::put;

/// Steps and screenshots of the long document.
pub(crate) const STEPS: usize = 100;

/// A document of many steps, as Markdown and as the same in HTML; gives the bytes of its
/// pictures.
pub(crate) fn write_long_document(folder: &Path) -> usize {
    let mut markdown = String::from("# A long document\n\nWhat this is for.\n\n");
    let mut html = String::from(
        "<!DOCTYPE html><html lang=en><meta charset=utf-8><title>A long document</title><style>body{font:11pt sans-serif}img{max-width:100%}h2,img{break-inside:avoid}</style><h1>A long document</h1><p>What this is for.</p>",
    );
    let mut size = 0;
    for step in 1..=STEPS {
        let picture = screenshot(step as u32, 1400, 900);
        size += picture.len();
        put(&folder.join(format!("media/{step}.png")), &picture);
        let words = "Check the amount, the date and the supplier against the invoice. Then click \
                     on Book, and wait until the list shows the new line.";
        let _ = write!(
            markdown,
            "## Book invoice {step}\n\n{words}\n\n![The form of invoice {step}](media/{step}.png)\n\n"
        );
        let _ = write!(
            html,
            "<h2>{step} Book invoice {step}</h2><p>{words}</p><p><img src='media/{step}.png' alt='The form of invoice {step}'></p>"
        );
    }
    put(&folder.join("long.md"), markdown);
    put(&folder.join("long.html"), html);
    size
}

/// What compresses like a screenshot: flat areas, lines of small shapes, and a soft picture. Flat
/// colours compress best without a filter.
pub(crate) fn screenshot(seed: u32, width: u32, height: u32) -> Vec<u8> {
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state
    };
    let mut picture = image::RgbImage::from_pixel(width, height, image::Rgb([250, 251, 252]));
    for y in 0..height {
        for x in 0..width / 6 {
            picture.put_pixel(x, y, image::Rgb([30, 41, 59]));
        }
    }
    // Words: runs of strokes as wide as letters, with soft edges.
    for line in 0..(height - 80) / 22 {
        let mut x = width / 5;
        while x + 20 < width * 7 / 10 {
            let letter = 4 + random() % 5;
            let shape = random();
            if random() % 6 > 0 {
                for dy in 0..11 {
                    for dx in 0..letter {
                        let bit = shape >> ((dx / 2 + dy / 3 * 3) % 32) & 1;
                        let grey = if bit == 0 { 250 } else { 60 };
                        picture.put_pixel(
                            x + dx,
                            60 + line * 22 + dy,
                            image::Rgb([grey, grey, grey]),
                        );
                    }
                }
            }
            x += letter + 2;
        }
    }
    for y in height / 10..height / 2 {
        for x in width * 3 / 4..width - 20 {
            let soft = ((x + y) / 3 % 200) as u8 + u8::from(random() % 4 == 0);
            picture.put_pixel(x, y, image::Rgb([soft, soft / 2 + 60, 200 - soft / 2]));
        }
    }
    let mut bytes = std::io::Cursor::new(Vec::new());
    let encoder = image::codecs::png::PngEncoder::new_with_quality(
        &mut bytes,
        image::codecs::png::CompressionType::Best,
        image::codecs::png::FilterType::NoFilter,
    );
    picture.write_with_encoder(encoder).unwrap();
    bytes.into_inner()
}
