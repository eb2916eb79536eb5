//! The pictures and films of an open instruction, for the window: shown one by one as they come
//! into sight, and taken in when somebody pastes or drops them.

use std::ops::Range;
use std::path::Path;

use serde::Serialize;
use werkwijzer_instruction::{resolve, video};
use werkwijzer_picture::{Limits, Options, PreparedFormat, probe};
use werkwijzer_store::{Folder, Replaced, name};

use crate::cache::{Cache, Ready};
use crate::error::Error;
use crate::framing::{self, Framing, PictureInfo};
use crate::pictures::{MAX_FILM, MAX_PICTURE, one};
use crate::source::Source;

/// A film is given out in pieces of at most this many bytes.
const PIECE: u64 = 1 << 20;

/// A picture as it is published, or a piece of a film.
#[derive(Debug)]
pub struct Shown {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// `image/png`, `video/mp4` …
    pub media_type: &'static str,
    /// For a piece of a film: which bytes these are, and of how many.
    pub piece: Option<(Range<u64>, u64)>,
}

/// How a picture or film is wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// Pixels at the longer side of a picture, at most.
    pub width: Option<u32>,
    /// With what its crop leaves out.
    pub whole: bool,
    /// The first byte of a piece of a film.
    pub start: Option<u64>,
}

/// A file that was taken in.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AddedFile {
    /// Its address in the document: `media/inbox.png`.
    pub target: String,
    /// What it is.
    pub kind: MediaKind,
}

/// What a file of an instruction is.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MediaKind {
    /// A picture.
    Picture,
    /// A local film.
    Video,
}

/// The media of an instruction in one language.
#[derive(Debug)]
pub(crate) struct Media {
    source: Source,
    cache: Cache,
}

impl Media {
    pub(crate) fn new(source: Source, cache: Cache) -> Self {
        Self { source, cache }
    }

    /// What is asked for: a picture with its markup drawn, or a piece of a film.
    pub(crate) fn show(&self, target: &str, wanted: &Wanted) -> Result<Shown, Error> {
        if let Some(media_type) = film_type(target) {
            return self.film(target, media_type, wanted.start.unwrap_or(0));
        }
        let options = scaled_to(wanted.width);
        let ready = one(&self.source, target, wanted.whole, &options, &self.cache)?;
        Ok(shown(&ready))
    }

    pub(crate) fn picture(&self, target: &str) -> Result<PictureInfo, Error> {
        framing::read(&self.source, target)
    }

    pub(crate) fn frame(&self, target: &str, framing: &Framing) -> Result<(), Error> {
        framing::write(&self.source, target, framing)
    }

    pub(crate) fn has(&self, target: &str) -> bool {
        let path = self.source.path_of(target);
        path.is_some_and(|path| self.source.folder.exists(&path))
    }

    fn film(&self, target: &str, media_type: &'static str, start: u64) -> Result<Shown, Error> {
        let path = self.source.path_of(target).ok_or_else(|| outside(target))?;
        let (bytes, total) = self.source.folder.read_piece(&path, start, PIECE)?;
        let start = start.min(total);
        let end = start + bytes.len() as u64;
        Ok(Shown {
            bytes,
            media_type,
            piece: Some((start..end, total)),
        })
    }

    /// Takes in a picture or film under a name that is free; the same bytes under the same name
    /// are there once.
    pub(crate) fn add(&self, bytes: &[u8], file_name: &str) -> Result<AddedFile, Error> {
        let (stem, extension) = file_name.rsplit_once('.').unwrap_or((file_name, ""));
        let extension = extension.to_lowercase();
        let (kind, extension) = match extension.as_str() {
            "mp4" | "webm" => (MediaKind::Video, extension),
            _ => (
                MediaKind::Picture,
                picture_extension(bytes, file_name)?.to_owned(),
            ),
        };
        let stem = name::slug(stem);
        let stem = if stem.is_empty() { "picture" } else { &stem };
        for number in 1_u32.. {
            let target = if number == 1 {
                format!("media/{stem}.{extension}")
            } else {
                format!("media/{stem}-{number}.{extension}")
            };
            let Some(path) = self.source.path_of(&target) else {
                break;
            };
            match self.source.folder.replace(&path, None, bytes)? {
                Replaced::ChangedByOther { .. } => {}
                _ => return Ok(AddedFile { target, kind }),
            }
        }
        Err(outside(file_name))
    }

    /// Takes in a file from anywhere on this computer, as the person chose it.
    pub(crate) fn add_file(&self, path: &Path) -> Result<AddedFile, Error> {
        let shown = werkwijzer_store::shown(path);
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(outside(&shown));
        };
        let name = name.to_string_lossy();
        let most = if film_type(&name).is_some() {
            MAX_FILM
        } else {
            MAX_PICTURE
        };
        let bytes = Folder::open(parent)?.read(&name, most)?;
        self.add(&bytes, &name)
    }
}

/// How a picture is prepared that is shown at most so wide.
pub(crate) fn scaled_to(width: Option<u32>) -> Options {
    let defaults = Options::default();
    Options {
        max_side: width.map_or(defaults.max_side, |width| {
            width.clamp(64, defaults.max_side)
        }),
        ..defaults
    }
}

pub(crate) fn shown(ready: &Ready) -> Shown {
    Shown {
        bytes: ready.bytes.to_vec(),
        media_type: match ready.format {
            PreparedFormat::Jpeg => "image/jpeg",
            PreparedFormat::Png => "image/png",
        },
        piece: None,
    }
}

fn picture_extension(bytes: &[u8], name: &str) -> Result<&'static str, Error> {
    let info = probe(bytes, &Limits::default()).map_err(|error| {
        Error::new(
            "media.no-picture",
            name,
            format!("this is no picture that can be shown: {error}"),
            "take a PNG, JPEG, WebP, GIF, BMP or TIFF picture, or an MP4 or WebM film",
        )
    })?;
    Ok(info.format.extension())
}

fn film_type(target: &str) -> Option<&'static str> {
    let local = resolve::is_relative(target) && video::recognise(target).is_some();
    if !local {
        return None;
    }
    let path = target.split(['?', '#']).next().unwrap_or(target);
    Some(if path.to_lowercase().ends_with(".webm") {
        "video/webm"
    } else {
        "video/mp4"
    })
}

fn outside(what: &str) -> Error {
    Error::new(
        "media.outside",
        what,
        "this file is not in the folder of the instruction",
        "take it in again",
    )
}
