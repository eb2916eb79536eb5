//! How a picture is framed: which part of it is published, and how wide it stands in the text.
//!
//! Both are keys of its markup file. Everything else in that file stays as it is written, to the
//! letter: it is the work of a person or of a newer program.

use serde::{Deserialize, Serialize};
use werkwijzer_instruction::markup::{Area, Markup, NARROWEST};
use werkwijzer_instruction::resolve;
use werkwijzer_picture::{Limits, probe};
use werkwijzer_store::{Hash, Kind, Replaced};

use crate::error::Error;
use crate::pictures::{MAX_MARKUP, MAX_PICTURE, missing};
use crate::source::Source;

/// Which part of a picture is shown, and how wide.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Framing {
    /// The only part that is published, in pixels of the picture; all of it when none.
    pub crop: Option<Area>,
    /// How much of the width of the text it takes, at most 1; its own size when none.
    pub width: Option<f64>,
}

/// A picture as it stands in the library.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PictureInfo {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Which part of it is shown, and how wide.
    pub framing: Framing,
}

/// What is known of a picture of a document.
pub(crate) fn read(source: &Source, target: &str) -> Result<PictureInfo, Error> {
    let found = Found::of(source, target)?;
    let markup = found.markup(source)?;
    let (across, down) = found.scale(markup.size());
    let crop = markup.known.crop.map(|area| {
        let area = area.upright();
        Area {
            x: area.x * across,
            y: area.y * down,
            width: area.width * across,
            height: area.height * down,
        }
    });
    Ok(PictureInfo {
        width: found.width,
        height: found.height,
        framing: Framing {
            crop: crop.and_then(|area| found.within(area)),
            width: markup.known.width.and_then(share),
        },
    })
}

/// Frames a picture otherwise.
pub(crate) fn write(source: &Source, target: &str, framing: &Framing) -> Result<(), Error> {
    let found = Found::of(source, target)?;
    // Each turn takes in what somebody wrote in between.
    for _ in 0..4 {
        let markup = found.markup(source)?;
        let expected = markup.bytes.as_deref().map(Hash::of);
        let Some(text) = found.framed(markup, framing) else {
            if expected.is_some() {
                source.folder.remove(&found.file)?;
            }
            return Ok(());
        };
        let written = source
            .folder
            .replace(&found.file, expected, text.as_bytes())?;
        if !matches!(written, Replaced::ChangedByOther { .. }) {
            return Ok(());
        }
    }
    Err(Error::new(
        "session.changed-by-other",
        found.file,
        "the markup of the picture is changed by another program again and again",
        "wait until the other program stops, and do it once more",
    ))
}

/// A width that can be shown.
pub(crate) fn share(width: f64) -> Option<f64> {
    width.is_finite().then(|| width.clamp(NARROWEST, 1.0))
}

struct Found {
    width: u32,
    height: u32,
    /// The path of its markup file.
    file: String,
}

impl Found {
    fn of(source: &Source, target: &str) -> Result<Self, Error> {
        let path = source
            .picture_path(target)
            .filter(|path| resolve::is_relative(target) && source.folder.exists(path))
            .ok_or_else(|| missing(target))?;
        let bytes = source.folder.read(&path, MAX_PICTURE)?;
        let info = probe(&bytes, &Limits::default()).map_err(|error| {
            Error::new(
                "picture.unreadable",
                target,
                format!("the picture is not shown: {error}"),
                "",
            )
        })?;
        Ok(Self {
            width: info.width,
            height: info.height,
            file: format!("{path}.markup.json"),
        })
    }

    fn markup(&self, source: &Source) -> Result<Read, Error> {
        let bytes = match source.folder.read(&self.file, MAX_MARKUP) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == Kind::NotFound => return Ok(Read::default()),
            Err(error) => return Err(error.into()),
        };
        let refused = |why: &str| {
            Error::new(
                "picture.markup",
                &self.file,
                format!("the markup of this picture is not understood ({why})"),
                "mend or remove this file, or install the newest version",
            )
        };
        let known: Markup =
            serde_json::from_slice(&bytes).map_err(|error| refused(&error.to_string()))?;
        if known.format > 1 {
            return Err(refused("it is newer than this program"));
        }
        let text = std::str::from_utf8(&bytes).map_err(|error| refused(&error.to_string()))?;
        let members = members(text).ok_or_else(|| refused("it is no object"))?;
        Ok(Read {
            known,
            members,
            bytes: Some(bytes),
        })
    }

    /// From lengths of the markup to pixels of the picture: it may be drawn on a larger one.
    fn scale(&self, drawn_on: Option<(u32, u32)>) -> (f64, f64) {
        match drawn_on {
            Some((width, height)) if width > 0 && height > 0 => (
                f64::from(self.width) / f64::from(width),
                f64::from(self.height) / f64::from(height),
            ),
            _ => (1.0, 1.0),
        }
    }

    /// Whole pixels of the picture; none if that is all of it, or nothing.
    fn within(&self, area: Area) -> Option<Area> {
        let area = area.upright();
        let (wide, high) = (f64::from(self.width), f64::from(self.height));
        let whole = |value: f64, most: f64| value.round().clamp(0.0, most);
        let (left, top) = (whole(area.x, wide), whole(area.y, high));
        let crop = Area {
            x: left,
            y: top,
            width: whole(area.x + area.width, wide) - left,
            height: whole(area.y + area.height, high) - top,
        };
        let is_whole = crop.width >= wide && crop.height >= high;
        let numbers = [area.x, area.y, area.width, area.height];
        let numbers = numbers.iter().all(|number| number.is_finite());
        (numbers && crop.width >= 1.0 && crop.height >= 1.0 && !is_whole).then_some(crop)
    }

    /// The markup file with this framing; none when nothing is left to say in it.
    fn framed(&self, mut markup: Read, framing: &Framing) -> Option<String> {
        let (across, down) = self.scale(markup.size());
        let crop = framing.crop.and_then(|area| self.within(area));
        let crop = crop.map(|area| Area {
            x: area.x / across,
            y: area.y / down,
            width: area.width / across,
            height: area.height / down,
        });
        let json = |value: Option<serde_json::Value>| value.map(|value| value.to_string());
        if markup.members.is_empty() {
            markup.set("format", Some("1".into()));
        }
        // Without the size nobody can tell that a crop is of this picture.
        if crop.is_some() && markup.known.size.is_none() {
            markup.set("size", Some(format!("[{}, {}]", self.width, self.height)));
        }
        markup.set("crop", json(crop.map(|crop| number_area(&crop))));
        let width = framing.width.and_then(share);
        markup.set("width", json(width.map(number)));
        if markup.member("objects").is_none() {
            markup.set("objects", Some("[]".into()));
        }
        let says = markup
            .members
            .iter()
            .any(|(key, value)| match key.as_str() {
                "format" | "size" => false,
                "objects" => value != "[]",
                _ => true,
            });
        says.then(|| {
            let lines: Vec<String> = markup
                .members
                .iter()
                .map(|(key, value)| format!("  {}: {value}", serde_json::Value::from(key.as_str())))
                .collect();
            format!("{{\n{}\n}}\n", lines.join(",\n"))
        })
    }
}

/// A whole number as people write it.
fn number(value: f64) -> serde_json::Value {
    if value.fract() == 0.0 && value.abs() < 1e9 {
        #[expect(clippy::cast_possible_truncation, reason = "it is whole and small")]
        serde_json::Value::from(value as i64)
    } else {
        serde_json::Value::from(value)
    }
}

fn number_area(area: &Area) -> serde_json::Value {
    serde_json::json!({
        "x": number(area.x),
        "y": number(area.y),
        "width": number(area.width),
        "height": number(area.height),
    })
}

/// A markup file: what is understood of it, and its text by its keys.
#[derive(Debug, Default)]
struct Read {
    known: Markup,
    members: Vec<(String, String)>,
    bytes: Option<Vec<u8>>,
}

impl Read {
    fn size(&self) -> Option<(u32, u32)> {
        self.known.size
    }

    fn member(&self, key: &str) -> Option<&str> {
        let mut members = self.members.iter();
        members
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    }

    fn set(&mut self, key: &str, value: Option<String>) {
        let at = self.members.iter().position(|(name, _)| name == key);
        match (at, value) {
            (Some(at), Some(value)) => self.members[at].1 = value,
            (Some(at), None) => drop(self.members.remove(at)),
            (None, Some(value)) => {
                // The objects are long and stand last.
                let objects = self.members.iter().position(|(name, _)| name == "objects");
                let at = objects.unwrap_or(self.members.len());
                self.members.insert(at, (key.to_owned(), value));
            }
            (None, None) => {}
        }
    }
}

/// The members of a JSON object that is known to be one, each value as it is written.
fn members(text: &str) -> Option<Vec<(String, String)>> {
    let mut rest = text.trim_start().strip_prefix('{')?;
    let mut members = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        if rest.starts_with('}') {
            return Some(members);
        }
        let (key, after) = rest.split_at_checked(end_of_value(rest, &[':'])?)?;
        let after = after.strip_prefix(':')?.trim_start();
        let (value, after) = after.split_at_checked(end_of_value(after, &[',', '}'])?)?;
        members.push((
            serde_json::from_str(key.trim()).ok()?,
            value.trim_end().to_owned(),
        ));
        rest = after;
    }
}

/// Where one of these signs ends a value that begins here.
fn end_of_value(text: &str, ends: &[char]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quoted = false;
    let mut escaped = false;
    for (at, sign) in text.char_indices() {
        if quoted {
            quoted = escaped || sign != '"';
            escaped = !escaped && sign == '\\';
        } else if depth == 0 && ends.contains(&sign) {
            return Some(at);
        } else {
            match sign {
                '"' => quoted = true,
                '{' | '[' => depth += 1,
                '}' | ']' => depth = depth.checked_sub(1)?,
                _ => {}
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use werkwijzer_store::Folder;

    use super::*;

    struct Place {
        place: tempfile::TempDir,
        source: Source,
    }

    const MARKUP: &str = "media/a.png.markup.json";

    /// A picture of 200 × 100 pixels.
    fn place() -> Place {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::open(place.path()).unwrap();
        let mut png = std::io::Cursor::new(Vec::new());
        image::RgbaImage::new(200, 100)
            .write_to(&mut png, image::ImageFormat::Png)
            .unwrap();
        folder.write("media/a.png", png.get_ref()).unwrap();
        folder.write("a.md", b"![x](media/a.png)\n").unwrap();
        let source = Source::read(folder, "a.md", None).unwrap();
        Place { place, source }
    }

    impl Place {
        fn text(&self) -> Option<String> {
            let bytes = self.source.folder.read(MARKUP, 1 << 20).ok()?;
            Some(String::from_utf8(bytes).unwrap())
        }

        fn put(&self, text: &str) {
            self.source.folder.write(MARKUP, text.as_bytes()).unwrap();
        }

        fn frame(&self, crop: Option<[f64; 4]>, width: Option<f64>) {
            let crop = crop.map(|[x, y, width, height]| Area {
                x,
                y,
                width,
                height,
            });
            write(&self.source, "media/a.png", &Framing { crop, width }).unwrap();
        }

        fn info(&self) -> PictureInfo {
            read(&self.source, "media/a.png").unwrap()
        }
    }

    #[test]
    fn a_crop_and_width_come_and_go_without_a_trace() {
        let place = place();
        let before = place.info();
        assert_eq!((before.width, before.height), (200, 100));
        assert_eq!(before.framing, Framing::default());
        place.frame(Some([10.4, 20.0, -500.0, 30.0]), Some(0.5));
        let area = Area {
            x: 0.0,
            y: 20.0,
            width: 10.0,
            height: 30.0,
        };
        assert_eq!(place.info().framing.crop, Some(area));
        assert_eq!(place.info().framing.width, Some(0.5));
        assert!(place.text().unwrap().contains("\"size\": [200, 100]"));
        place.frame(Some([0.0, 0.0, 300.0, 200.0]), None);
        assert_eq!(place.info(), before);
        assert_eq!(place.text(), None);
        assert!(place.place.path().join("media/a.png").exists());
    }

    #[test]
    fn what_else_the_file_says_stays_to_the_letter() {
        let place = place();
        let objects =
            r#"[ {"type":"box", "area":{"x":1.50,"y":1,"width":2,"height":2}, "by":"Ann \"}]" } ]"#;
        place.put(&format!(
            "{{\"later\": {{ \"b\": 1e2, \"a\": [ ] }},\n\"format\": 1, \"size\": [400,200], \"objects\": {objects}}}"
        ));
        place.frame(Some([50.0, 0.0, 100.0, 50.0]), Some(0.04));
        // The markup was drawn on a picture twice as large.
        let text = place.text().unwrap();
        assert!(
            text.contains(r#""crop": {"height":100,"width":200,"x":100,"y":0}"#),
            "{text}"
        );
        assert!(text.contains(objects), "{text}");
        assert!(
            text.contains(r#""later": { "b": 1e2, "a": [ ] }"#),
            "{text}"
        );
        assert_eq!(place.info().framing.width, Some(0.1));
        assert_eq!(place.info().framing.crop.unwrap().x as u32, 50);
        place.frame(None, None);
        let text = place.text().unwrap();
        assert!(text.contains(objects) && !text.contains("crop"), "{text}");
    }

    #[test]
    fn a_markup_that_is_not_understood_is_left_alone() {
        let place = place();
        for text in ["{", "[]", "{\"format\": 2}", "{\"format\": 1, \"crop\": 3}"] {
            place.put(text);
            let refused = write(&place.source, "media/a.png", &Framing::default());
            assert_eq!(refused.unwrap_err().code, "picture.markup", "{text}");
            assert_eq!(place.text().as_deref(), Some(text));
        }
        let missing = read(&place.source, "media/b.png").unwrap_err();
        assert_eq!(missing.code, "picture.missing");
        assert!(read(&place.source, "../a.png").is_err());
    }
}
