//! The PDF, seen by other programs: qpdf (is it whole?), pdfinfo and pdftotext (is it tagged, in
//! which order is it read?), pdftoppm (does it show the pictures as they are?).

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test lays out its files itself, and fails where it cannot"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};
use werkwijzer_app::Format;
use werkwijzer_tests::{context, files, put};

/// What a program prints about a file, after it ended well.
fn said(program: &str, arguments: &[&str], file: &Path) -> String {
    let mut command = Command::new(program);
    command.args(arguments).arg(file);
    if program == "pdftotext" {
        // To standard output.
        command.arg("-");
    }
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{program}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

fn exported(place: &Path, markdown: &str) -> PathBuf {
    put(&place.join("a.md"), markdown);
    let made = werkwijzer_app::export(
        &place.join("a.md"),
        &[Format::Pdf],
        &place.join("out"),
        &context(),
    )
    .unwrap();
    PathBuf::from(&made.files[0])
}

#[test]
fn it_is_whole_tagged_and_read_in_order() {
    let place = tempfile::tempdir().unwrap();
    let pdf = exported(
        place.path(),
        "---\nlanguage: nl\nstatus: pilot\nowner: Ann\nagreements:\n  speed: 40 per uur\n  quality: foutloos\n---\n\
         # De titel\n\nInleiding.\n\n## Eerste stap {#een}\n\nDoe dit.\n\n- [ ] klaar\n\n### Deelstap\n\n> [!WARNING]\n> Pas op.\n\n\
         | Kop | Tweede |\n|---|--:|\n| cel | 12 |\n\n## Tweede stap\n\nZie [de eerste](#een).\n\n\
         [Film](https://www.youtube.com/watch?v=aqz-KE-bpKQ&t=80)\n\n```\ncode\n```\n",
    );
    said("qpdf", &["--check"], &pdf);
    let info = said("pdfinfo", &[], &pdf);
    assert!(info.contains("Tagged:          yes"), "{info}");
    assert!(info.contains("Title:           De titel"), "{info}");
    let text = said("pdftotext", &["-raw"], &pdf);
    let order = [
        "De titel",
        "Pilot",
        "Ann",
        "Afspraken",
        "Snelheid",
        "40 per uur",
        "Kwaliteit",
        "Inleiding.",
        "1 Eerste stap",
        "Doe dit.",
        "klaar",
        "1.1 Deelstap",
        "Waarschuwing",
        "Pas op.",
        "Kop",
        "2 Tweede stap",
        "Zie de eerste.",
        "YouTube",
        "1:20",
        "code",
    ];
    let mut from = 0;
    for words in order {
        let found = text[from..].find(words);
        from += found.unwrap_or_else(|| panic!("“{words}” after {from} in:\n{text}"));
    }
    let structure = said("pdfinfo", &["-struct"], &pdf);
    for tag in ["H1", "H2", "Table", "TH", "TD", "LI", "Link", "Code"] {
        assert!(structure.contains(tag), "{tag} in:\n{structure}");
    }
}

/// Rows of full stops would be copied and read aloud, and are most of the letters of a long
/// instruction.
#[test]
fn contents_are_titles_and_pages() {
    let place = tempfile::tempdir().unwrap();
    let steps: String = (1..=9)
        .map(|at| format!("## Stap {at}\n\nDoe dit.\n\n"))
        .collect();
    let pdf = exported(place.path(), &format!("# De titel\n\n{steps}"));
    let text = said("pdftotext", &["-raw"], &pdf);
    let listed = text.find("1 Stap 1").expect("contents");
    let stands = text[listed + 1..]
        .find("1 Stap 1")
        .expect("the step itself");
    let contents = &text[listed..=listed + stands];
    assert!(contents.contains("9 Stap 9"), "{contents}");
    assert!(!contents.replace(' ', "").contains(".."), "{contents}");
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let bytes = || {
        let place = tempfile::tempdir().unwrap();
        put(&place.path().join("x.png"), werkwijzer_tests::png(30, 20));
        std::fs::read(exported(
            place.path(),
            "# A\n\n![x](x.png)\n\n## B\n\n![x](x.png)\n",
        ))
        .unwrap()
    };
    assert_eq!(bytes(), bytes());
}

/// Every way in which a picture goes into the PDF shows the colours of the original.
#[test]
fn pictures_are_shown_in_their_colours() {
    let solid = |colour: [u8; 4]| RgbaImage::from_pixel(120, 80, Rgba(colour));
    let encode = |picture: DynamicImage, format| {
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    };
    let rgba = DynamicImage::ImageRgba8(solid([200, 40, 90, 255]));
    let half = DynamicImage::ImageRgba8(solid([200, 40, 90, 128]));
    let grey = DynamicImage::ImageLuma8(image::GrayImage::from_pixel(120, 80, image::Luma([77])));
    let rgb = DynamicImage::ImageRgb8(rgba.to_rgb8());
    let jpeg = encode(rgb.clone(), ImageFormat::Jpeg);
    let cases: [(&str, Vec<u8>, [u8; 3]); 7] = [
        (
            "rgb.png",
            encode(rgb.clone(), ImageFormat::Png),
            [200, 40, 90],
        ),
        (
            "rgba.png",
            encode(rgba.clone(), ImageFormat::Png),
            [200, 40, 90],
        ),
        // On white paper.
        ("half.png", encode(half, ImageFormat::Png), [227, 147, 172]),
        ("grey.png", encode(grey, ImageFormat::Png), [77, 77, 77]),
        ("photo.jpg", jpeg, [200, 40, 90]),
        ("old.bmp", encode(rgb, ImageFormat::Bmp), [200, 40, 90]),
        ("web.webp", encode(rgba, ImageFormat::WebP), [200, 40, 90]),
    ];
    for (name, bytes, wanted) in cases {
        let place = tempfile::tempdir().unwrap();
        put(&place.path().join(name), bytes);
        let pdf = exported(place.path(), &format!("# A\n\n![x]({name})\n"));
        said("qpdf", &["--check"], &pdf);
        let page = place.path().join("page");
        let drawn = Command::new("pdftoppm")
            .args(["-r", "96", "-png"])
            .args([&pdf, &page])
            .status()
            .unwrap();
        assert!(drawn.success());
        let shown = image::open(place.path().join("page-1.png"))
            .unwrap()
            .to_rgb8();
        let near = shown
            .pixels()
            .filter(|pixel| pixel.0.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) <= 3))
            .count();
        // 120 × 80 pixels at 96 to the inch, less the rounded corners and the frame.
        assert!(near > 8_500, "{name}: {near} pixels of {wanted:?}");
    }
}

/// The page that is exported with it has the same picture as a file.
#[test]
fn png_data_is_in_the_pdf_as_it_was() {
    let place = tempfile::tempdir().unwrap();
    put(&place.path().join("x.png"), werkwijzer_tests::png(300, 200));
    put(&place.path().join("a.md"), "# A\n\n![x](x.png)\n");
    let out = place.path().join("out");
    werkwijzer_app::export(
        &place.path().join("a.md"),
        &[Format::Pdf, Format::Html],
        &out,
        &context(),
    )
    .unwrap();
    let made = files(&out);
    let ending = |ending: &str| {
        let mut found = made.iter().filter(|(name, _)| name.ends_with(ending));
        let (_, (_, bytes)) = found.next().unwrap();
        assert!(found.next().is_none(), "more than one {ending}");
        bytes
    };
    let (pdf, png) = (ending(".pdf"), ending(".png"));
    let at = png.windows(4).position(|window| window == b"IDAT").unwrap();
    let length: [u8; 4] = png[at - 4..at].try_into().unwrap();
    let data = &png[at + 4..][..u32::from_be_bytes(length) as usize];
    assert!(data.len() > 200, "{} bytes", data.len());
    assert!(pdf.windows(data.len()).any(|window| window == data));
}

#[test]
fn scripts_from_right_to_left_and_without_spaces_are_set_with_fonts_of_the_computer() {
    let place = tempfile::tempdir().unwrap();
    let pdf = exported(
        place.path(),
        "---\nlanguage: ar\n---\n# فاتورة\n\n## افتح 打开发票\n\nنص 点击左侧菜单。\n",
    );
    let text = said("pdftotext", &[], &pdf);
    assert!(
        text.contains("打开发票") && text.contains("点击左侧菜单"),
        "{text}"
    );
    assert!(!text.contains('□'), "{text}");
}

#[test]
fn characters_that_no_font_has_are_said() {
    let place = tempfile::tempdir().unwrap();
    put(&place.path().join("a.md"), "# A\n\nPrivate \u{F8FE} use.\n");
    let made = werkwijzer_app::export(
        &place.path().join("a.md"),
        &[Format::Pdf],
        place.path(),
        &context(),
    )
    .unwrap();
    assert!(
        made.notices
            .iter()
            .any(|notice| notice.code == "export.pdf" && notice.message.contains('\u{F8FE}')),
        "{:?}",
        made.notices
    );
}

#[test]
fn odd_content_is_laid_out() {
    let place = tempfile::tempdir().unwrap();
    let wide = format!(
        "|{}\n|{}\n|{}\n",
        " a |".repeat(60),
        "---|".repeat(60),
        " b |".repeat(60)
    );
    put(
        &place.path().join("thin.png"),
        werkwijzer_tests::png(1, 3_000),
    );
    put(
        &place.path().join("flat.png"),
        werkwijzer_tests::png(3_000, 1),
    );
    let pdf = exported(
        place.path(),
        &format!(
            "# {}\n\n{wide}\n\n![thin](thin.png) and ![flat](flat.png)\n\n![thin](thin.png)\n\n## \n\n###### Deep\n\n|a|\n|-|\n\n{}\n\n<details><summary>s</summary>x</details>\n\n$$x^2$$\n\n[^1]: note\n\n```\n{}\n```\n",
            "Very".repeat(80),
            "> - 1. x\n".repeat(3),
            "long".repeat(300)
        ),
    );
    said("qpdf", &["--check"], &pdf);
}
