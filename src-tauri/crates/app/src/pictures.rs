//! The pictures of a document, prepared to leave the library.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use serde::Deserialize;
use werkwijzer_instruction::markup::{Markup, Shape};
use werkwijzer_instruction::{Instruction, resolve, video};
use werkwijzer_picture::{Options, prepare};
use werkwijzer_store::Hash;

use crate::cache::{Cache, Ready};
use crate::error::{Error, Notice};
use crate::source::Source;

/// A larger original is refused before it is read.
pub(crate) const MAX_PICTURE: u64 = 256 << 20;
pub(crate) const MAX_MARKUP: u64 = 4 << 20;
/// How the name of a picture's markup file goes on after that of the picture.
pub(crate) const MARKUP: &str = ".markup.json";
/// A longer film is better hosted: the whole team would wait for it to sync.
pub(crate) const MAX_FILM: u64 = 200 << 20;

/// A picture is there and cannot be shown; its notice says why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unreadable;

/// A picture as it is published.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    /// `inbox-1a2b3c4d.png`
    pub(crate) name: String,
    pub(crate) ready: Ready,
    /// How much of the text's width it takes, in per cent.
    pub(crate) share: Option<u8>,
    pub(crate) cache_key: String,
}

/// The pictures of a document by their addresses in it.
#[derive(Debug, Default)]
pub(crate) struct Pictures {
    pub(crate) by_target: BTreeMap<String, Result<Placed, Unreadable>>,
    /// The local films: name beside the page, and bytes.
    pub(crate) films: BTreeMap<String, (String, Arc<[u8]>)>,
    pub(crate) notices: Vec<Notice>,
}

/// A picture as it stands in the library.
pub(crate) struct Original {
    pub(crate) path: String,
    pub(crate) bytes: Vec<u8>,
    /// The bytes of its markup file.
    pub(crate) markup: Option<Vec<u8>>,
}

impl Original {
    /// What the published picture depends on.
    pub(crate) fn fingerprint(&self, hasher: &mut blake3::Hasher) {
        for part in [
            self.path.as_bytes(),
            &self.bytes,
            self.markup.as_deref().unwrap_or_default(),
        ] {
            hasher.update(Hash::of(part).as_bytes());
        }
    }
}

/// Reads the pictures of an instruction. Those that are not there are not among them.
pub(crate) fn originals(
    source: &Source,
    instruction: &Instruction,
) -> BTreeMap<String, Result<Original, Notice>> {
    let targets: BTreeSet<&str> = instruction
        .pictures()
        .into_iter()
        .map(|picture| picture.target.as_str())
        .filter(|target| resolve::is_relative(target))
        .collect();
    let mut found = BTreeMap::new();
    for target in targets {
        // A check says what leads out or is missing.
        let Some(path) = source.picture_path(target) else {
            continue;
        };
        if let Some(original) = original(source, target, path).transpose() {
            found.insert(target.to_owned(), original);
        }
    }
    found
}

/// Reads a picture with its markup; `None` if it is not there.
fn original(source: &Source, target: &str, path: String) -> Result<Option<Original>, Notice> {
    let read = |path: &str, most| match source.folder.read(path, most) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == werkwijzer_store::Kind::NotFound => Ok(None),
        Err(error) => Err(Error::from(error).notice()),
    };
    let Some(bytes) = read(&path, MAX_PICTURE)? else {
        return Ok(None);
    };
    let markup = read(&format!("{path}{MARKUP}"), MAX_MARKUP)?;
    // One that only frames the picture says nothing of what is hidden.
    let drawn = markup
        .as_deref()
        .map(serde_json::from_slice::<Markup>)
        .is_some_and(|markup| markup.is_err() || markup.is_ok_and(|it| !it.objects.is_empty()));
    if !drawn {
        refuse_unredacted_translation(source, target, &path)?;
    }
    Ok(Some(Original {
        path,
        bytes,
        markup,
    }))
}

/// What is hidden in a picture must not show in the one for readers of another language.
fn refuse_unredacted_translation(source: &Source, target: &str, path: &str) -> Result<(), Notice> {
    let Some(first) = source.path_of(target).filter(|first| first != path) else {
        return Ok(());
    };
    let markup = source
        .folder
        .read(&format!("{first}{MARKUP}"), MAX_MARKUP)
        .ok()
        .and_then(|bytes| serde_json::from_slice::<Markup>(&bytes).ok());
    let redacted = markup.is_some_and(|markup| {
        markup
            .objects
            .iter()
            .any(|object| matches!(object.shape, Shape::Redaction { .. }))
    });
    if redacted {
        return Err(Notice {
            severity: werkwijzer_instruction::Severity::Error,
            ..Notice::warning(
                "picture.translation-not-redacted",
                &shown(source, path),
                format!(
                    "the picture {first} hides something and this one for another language does not, so it is not published"
                ),
                "hide it here too: draw the redaction on this picture",
            )
        });
    }
    Ok(())
}

fn shown(source: &Source, path: &str) -> String {
    werkwijzer_store::shown(&source.folder.path().join(path))
}

/// Prepares the pictures of an instruction, each once and several at the same time.
pub(crate) fn prepare_all(
    source: &Source,
    instruction: &Instruction,
    originals: BTreeMap<String, Result<Original, Notice>>,
    options: &Options,
    cache: &Cache,
) -> Pictures {
    let prepared: Vec<(String, Result<Placed, Notice>, Vec<Notice>)> = originals
        .into_par_iter()
        .map(|(target, original)| {
            let mut notices = Vec::new();
            let placed = original.and_then(|original| {
                let file = shown(source, &original.path);
                prepared(&original, &file, options, cache, &mut notices)
            });
            (target, placed, notices)
        })
        .collect();
    let mut pictures = Pictures::default();
    for (target, placed, notices) in prepared {
        pictures.notices.extend(notices);
        let placed = placed.map_err(|notice| {
            pictures.notices.push(notice);
            Unreadable
        });
        pictures.by_target.insert(target, placed);
    }
    films(source, instruction, &mut pictures);
    pictures
}

pub(crate) fn missing(target: &str) -> Error {
    Error::new(
        "picture.missing",
        target,
        "the picture is not there",
        "put it back, or take another",
    )
}

/// Prepares one picture of a document; `whole` shows what its crop leaves out too.
pub(crate) fn one(
    source: &Source,
    target: &str,
    whole: bool,
    options: &Options,
    cache: &Cache,
) -> Result<Ready, Error> {
    let path = source
        .picture_path(target)
        .filter(|_| resolve::is_relative(target));
    let original = path.map(|path| original(source, target, path)).transpose();
    let placed = match original.map(Option::flatten) {
        Ok(Some(mut original)) => {
            if whole {
                original.markup = original.markup.map(without_crop);
            }
            let file = shown(source, &original.path);
            prepared(&original, &file, options, cache, &mut Vec::new())
        }
        Ok(None) => return Err(missing(target)),
        Err(notice) => Err(notice),
    };
    placed.map(|placed| placed.ready).map_err(Error::from)
}

/// What is not understood stays as it is, and is refused.
fn without_crop(markup: Vec<u8>) -> Vec<u8> {
    let Ok(mut known) = serde_json::from_slice::<Markup>(&markup) else {
        return markup;
    };
    known.crop = None;
    serde_json::to_vec(&known).unwrap_or(markup)
}

/// How much of the text's width a picture takes, in per cent, by steps of five.
fn share(markup: &[u8]) -> Option<u8> {
    #[derive(Deserialize)]
    struct Width {
        width: Option<f64>,
    }
    let width = serde_json::from_slice::<Width>(markup).ok()?.width?;
    let fives = (crate::framing::share(width)? * 20.0).round();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is between 2 and 20"
    )]
    Some(fives as u8 * 5)
}

/// Makes of an original what may leave the library. `file` is how people find it.
pub(crate) fn prepared(
    original: &Original,
    file: &str,
    options: &Options,
    cache: &Cache,
    notices: &mut Vec<Notice>,
) -> Result<Placed, Notice> {
    let refused = |message: String, hint: &str| Notice {
        severity: werkwijzer_instruction::Severity::Error,
        ..Notice::warning("picture.unreadable", file, message, hint)
    };
    let key = Cache::key(&original.bytes, original.markup.as_deref(), options);
    let ready = if let Some(ready) = cache.get(&key) {
        ready
    } else {
        let markup: Option<Markup> = match &original.markup {
            None => None,
            Some(bytes) => Some(serde_json::from_slice(bytes).map_err(|error| {
                refused(
                    format!(
                        "its markup is not understood ({error}), so the picture is not published: \
                         something in it may be meant to be hidden"
                    ),
                    "mend or remove the file .markup.json beside it, or install the newest version",
                )
            })?),
        };
        let prepared = prepare(&original.bytes, markup.as_ref(), options)
            .map_err(|error| refused(format!("the picture is not shown: {error}"), ""))?;
        let ready = Ready {
            hash: Hash::of(&prepared.bytes),
            bytes: Arc::from(prepared.bytes),
            format: prepared.format,
            width: prepared.width,
            height: prepared.height,
            warnings: prepared.warnings.iter().map(ToString::to_string).collect(),
        };
        cache.put(&key, &ready);
        ready
    };
    for warning in &ready.warnings {
        notices.push(Notice::warning("picture.changed", file, warning, ""));
    }
    let stem = original
        .path
        .rsplit('/')
        .next()
        .and_then(|name| name.rsplit_once('.'))
        .map_or("picture", |(stem, _)| stem);
    let digits = ready.hash.to_string();
    let name = format!(
        "{}-{}.{}",
        werkwijzer_store::name::slug(stem),
        &digits[..8],
        ready.format.extension()
    );
    Ok(Placed {
        name,
        ready,
        share: original.markup.as_deref().and_then(share),
        cache_key: key,
    })
}

fn films(source: &Source, instruction: &Instruction, pictures: &mut Pictures) {
    for film in instruction.videos() {
        let local = video::recognise(&film.target).is_some_and(|link| link.host.is_none());
        let Some(path) = source.path_of(&film.target).filter(|_| local) else {
            continue;
        };
        match source.folder.read(&path, MAX_FILM) {
            Ok(bytes) => {
                let digits = Hash::of(&bytes).to_string();
                let name = path.rsplit('/').next().unwrap_or_default();
                let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "mp4"));
                let name = format!(
                    "{}-{}.{}",
                    werkwijzer_store::name::slug(stem),
                    &digits[..8],
                    extension.to_ascii_lowercase()
                );
                pictures
                    .films
                    .insert(film.target.clone(), (name, Arc::from(bytes)));
            }
            // A check says what is missing.
            Err(error) if error.kind() == werkwijzer_store::Kind::NotFound => {}
            Err(error) => pictures.notices.push(Error::from(error).notice()),
        }
    }
}
