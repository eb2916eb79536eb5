//! What typst sees: the theme, the view as JSON, and a placeholder for each picture. No disk, no
//! network, no clock.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use super::Fonts;
use crate::view::{self, View};
use crate::{Error, Theme};

pub(super) struct ViewWorld<'a> {
    library: &'static LazyHash<Library>,
    main: Source,
    view: (FileId, Bytes),
    placeholders: usize,
    theme: &'a Theme,
    fonts: &'a Fonts,
}

const MAIN: &str = "/theme.typ";
const VIEW: &str = "/view.json";
const PICTURES: &str = "/pictures/";

impl<'a> ViewWorld<'a> {
    pub(super) fn new(
        json: Vec<u8>,
        placeholders: usize,
        theme: &'a Theme,
        fonts: &'a Fonts,
    ) -> Result<Self, Error> {
        static LIBRARY: std::sync::LazyLock<LazyHash<Library>> =
            std::sync::LazyLock::new(|| LazyHash::new(Library::default()));
        let missing = || Error::Theme {
            file: "pdf/theme.typ".into(),
            detail: "it is missing".into(),
        };
        let main = theme.text("pdf/theme.typ").ok_or_else(missing)?;
        Ok(Self {
            library: &LIBRARY,
            main: parsed(id(MAIN).ok_or_else(missing)?, &main),
            view: (id(VIEW).ok_or_else(missing)?, Bytes::new(json)),
            placeholders,
            theme,
            fonts,
        })
    }
}

/// A file of the theme, which is the same from one layout to the next.
#[comemo::memoize]
fn parsed(id: FileId, text: &str) -> Source {
    Source::new(id, text.to_owned())
}

/// Ids are kept by typst for the life of the process, so the paths are few and always the same.
fn id(path: &str) -> Option<FileId> {
    let path = VirtualPath::new(path).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for ViewWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() {
            return Ok(self.main.clone());
        }
        let path = id.get().vpath().get_without_slash().to_owned();
        let text = self
            .theme
            .text(&format!("pdf/{path}"))
            .ok_or_else(|| FileError::NotFound(path.into()))?;
        Ok(parsed(id, &text))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.view.0 {
            return Ok(self.view.1.clone());
        }
        let path = id.get().vpath().get_with_slash();
        if let Some(index) = path
            .strip_prefix(PICTURES)
            .and_then(|name| name.strip_suffix(".png"))
            .and_then(|index| index.parse::<usize>().ok())
            .filter(|index| *index < self.placeholders)
        {
            return Ok(super::splice::placeholder(index));
        }
        self.theme
            .file(path.trim_start_matches('/'))
            .map(|bytes| Bytes::new(bytes.to_vec()))
            .ok_or_else(|| FileError::NotFound(path.into()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// The view as JSON, with what only the layout needs: the placeholder of each picture, the font
/// families, and places where long words may break.
pub(super) fn document(
    view: &View,
    keys: &[&String],
    missing: &BTreeSet<char>,
    fonts: &Fonts,
) -> Vec<u8> {
    let mut json = view::plain(view);
    prepare(&mut json, keys, missing);
    if let Some(object) = json.as_object_mut() {
        let mut parts = view.language.split(['-', '_']);
        let language = parts
            .next()
            .filter(|part| (2..=3).contains(&part.len()) && part.is_ascii())
            .unwrap_or("en");
        let region = parts.find(|part| part.len() == 2 && part.is_ascii());
        object.insert("families".into(), json!(fonts.families()));
        object.insert("lang".into(), json!(language.to_ascii_lowercase()));
        object.insert("region".into(), json!(region.map(str::to_ascii_uppercase)));
    }
    serde_json::to_vec(&json).unwrap_or_default()
}

fn prepare(value: &mut Value, keys: &[&String], missing: &BTreeSet<char>) {
    match value {
        Value::Object(object) => {
            let code = object.get("type").is_some_and(|kind| kind == "code");
            if object.get("type").is_some_and(|kind| kind == "picture") {
                let index = object
                    .get("file")
                    .and_then(Value::as_str)
                    .and_then(|key| keys.iter().position(|known| *known == key));
                object.insert(
                    "placeholder".into(),
                    index.map_or(Value::Null, |index| json!(format!("{PICTURES}{index}.png"))),
                );
            }
            for (key, value) in object.iter_mut() {
                match value {
                    Value::String(text) => {
                        if !missing.is_empty() {
                            *text = text
                                .chars()
                                .map(|c| if missing.contains(&c) { '□' } else { c })
                                .collect();
                        }
                        if matches!(key.as_str(), "text" | "short" | "value") {
                            break_long_words(text, if code { 60 } else { 24 });
                        }
                    }
                    other => prepare(other, keys, missing),
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                prepare(item, keys, missing);
            }
        }
        Value::String(text) if !missing.is_empty() => {
            *text = text
                .chars()
                .map(|c| if missing.contains(&c) { '□' } else { c })
                .collect();
        }
        _ => {}
    }
}

/// Lets words longer than any line, such as addresses and file names, break: after the marks
/// that part them, else anywhere.
fn break_long_words(text: &mut String, longest: usize) {
    const BREAK: char = '\u{200B}';
    if !text
        .split(char::is_whitespace)
        .any(|word| word.len() > longest)
    {
        return;
    }
    let mut out = String::with_capacity(text.len() + 16);
    for word in text.split_inclusive(char::is_whitespace) {
        // Scripts without spaces break anywhere by themselves.
        if word.len() <= longest
            || !word
                .chars()
                .all(|c| c.is_ascii() || c.is_alphabetic() && c < '\u{2E80}')
        {
            out.push_str(word);
            continue;
        }
        let mut run = 0;
        for c in word.chars() {
            out.push(c);
            run += 1;
            if matches!(
                c,
                '/' | '.' | '_' | '-' | '?' | '&' | '=' | '%' | ':' | ',' | '@'
            ) || run >= longest
            {
                out.push(BREAK);
                run = 0;
            }
        }
    }
    *text = out;
}
