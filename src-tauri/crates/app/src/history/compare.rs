//! Two versions side by side.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::Serialize;
use werkwijzer_instruction::diff::{Difference, PictureFiles, Seen, diff_with};
use werkwijzer_picture::{Options, difference};
use werkwijzer_store::{Hash, INSTRUCTION};

use super::files::{Files, language_of_text, picture_path};
use super::{VersionListed, VersionRef, Versions, listed};
use crate::cache::{Cache, Ready};
use crate::error::Error;
use crate::media::{Shown, scaled_to, shown};
use crate::pictures::{MARKUP, Original, prepared};

/// Of more pictures than these it is only said that they changed.
const MOST_LOOKED_AT: usize = 50;

/// Two versions of an instruction in one language.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Comparison {
    /// The older version; `None` for the files as they stand now.
    pub before: Option<VersionListed>,
    /// The newer version; `None` for the files as they stand now.
    pub after: Option<VersionListed>,
    /// The language that is compared.
    pub language: String,
    /// The languages that the newer version has, that of the source first.
    pub languages: Vec<String>,
    /// What changed in the text.
    pub difference: Difference,
    /// The pictures and films that changed, came or went.
    pub media: Vec<MediaChange>,
}

/// A picture or film that is not the same in both versions.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct MediaChange {
    /// Its path in the folder of the instruction: `media/inbox.png`.
    pub path: String,
    /// Whether the older version has it.
    pub before: bool,
    /// Whether the newer version has it.
    pub after: bool,
    /// Whether what is drawn on it changed.
    pub markup: bool,
    /// The areas of the newer one, as it is published, in which something else is seen.
    /// Empty when it was not looked at, and when the
    /// two have other sizes.
    pub areas: Vec<Part>,
}

/// A part of a picture, in shares of its width and height from 0 to 1.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Part {
    /// Its left edge.
    pub x: f64,
    /// Its top edge.
    pub y: f64,
    /// To the right.
    pub width: f64,
    /// Downwards.
    pub height: f64,
}

impl Versions<'_> {
    /// Compares two versions of an instruction in a language, that of its source when none is
    /// named.
    pub fn compare(
        &self,
        folder: &str,
        before: &VersionRef,
        after: &VersionRef,
        language: Option<&str>,
    ) -> Result<Comparison, Error> {
        let kept = self.history.timeline(&self.id(folder)?)?;
        let (before, after) = (before.find(&kept, folder)?, after.find(&kept, folder)?);
        let (old, new) = (self.files(folder, before)?, self.files(folder, after)?);
        let named = language.map(|language| format!("instruction.{language}.md"));
        // The language of the source has no name of its own.
        let text = named
            .filter(|text| new.has(text) || old.has(text))
            .unwrap_or_else(|| INSTRUCTION.to_owned());
        let (was, is) = (old.document(&text)?, new.document(&text)?);
        let source = new.document(INSTRUCTION)?;
        let spoken = source.tree().front_matter.language.clone();
        let spoken = spoken
            .or_else(|| self.library.settings.language.clone())
            .unwrap_or_else(|| "en".to_owned());
        let named = |language: &str| {
            let language = Some(language).filter(|language| !language.is_empty());
            language.unwrap_or(&spoken).to_owned()
        };
        let language = named(language_of_text(&text).unwrap_or_default());
        let both = Both {
            old: &old,
            new: &new,
            after: new.hashes(),
            language: &language,
        };
        let is_media = |path: &str| path.starts_with("media/");
        let shown = |version: Option<Hash>| Some(listed(kept.version(version?)?));
        Ok(Comparison {
            before: shown(before),
            after: shown(after),
            languages: new.languages().into_iter().map(named).collect(),
            difference: diff_with(was.tree(), is.tree(), &both),
            media: both.media(&Cache::open(self.cache), is_media),
            language,
        })
    }

    /// A picture of a version as it is published, at most `width` pixels at its longer side.
    pub fn picture(
        &self,
        folder: &str,
        version: &VersionRef,
        path: &str,
        width: Option<u32>,
    ) -> Result<Shown, Error> {
        let kept = self.history.timeline(&self.id(folder)?)?;
        let files = self.files(folder, version.find(&kept, folder)?)?;
        let ready = picture(&files, path, &scaled_to(width), &Cache::open(self.cache))?;
        Ok(shown(&ready))
    }
}

/// The files of both sides, for readers of one language.
pub(super) struct Both<'a> {
    pub(super) old: &'a Files<'a>,
    pub(super) new: &'a Files<'a>,
    /// The files that there are afterwards: those of the new side, or what becomes of them.
    pub(super) after: &'a BTreeMap<String, Hash>,
    pub(super) language: &'a str,
}

impl PictureFiles for Both<'_> {
    fn seen(&self, old: &str, new: &str) -> Seen {
        let before = self.old.hashes();
        let was = picture_path(before, old, self.language);
        let is = picture_path(self.after, new, self.language);
        let (Some(was), Some(is)) = (was, is) else {
            return Seen::default();
        };
        Seen {
            file: before.get(&was) != self.after.get(&is),
            markup: before.get(&markup_of(&was)) != self.after.get(&markup_of(&is)),
        }
    }
}

impl Both<'_> {
    /// The files that changed, of those that are told of.
    pub(super) fn media(&self, cache: &Cache, is_told: impl Fn(&str) -> bool) -> Vec<MediaChange> {
        let (before, after) = (self.old.hashes(), self.after);
        // Markup that was drawn on a picture tells of the picture.
        let paths: BTreeSet<&str> = before
            .keys()
            .chain(after.keys())
            .map(|path| path.strip_suffix(MARKUP).unwrap_or(path))
            .collect();
        let changed: Vec<MediaChange> = paths
            .into_iter()
            .filter(|path| is_told(path))
            .filter(|path| before.contains_key(*path) || after.contains_key(*path))
            .map(|path| MediaChange {
                path: path.to_owned(),
                before: before.contains_key(path),
                after: after.contains_key(path),
                markup: before.get(&markup_of(path)) != after.get(&markup_of(path)),
                areas: Vec::new(),
            })
            .filter(|media| media.markup || before.get(&media.path) != after.get(&media.path))
            .collect();
        if changed.len() > MOST_LOOKED_AT {
            return changed;
        }
        changed
            .into_par_iter()
            .map(|media| MediaChange {
                areas: self.areas(&media, cache).unwrap_or_default(),
                ..media
            })
            .collect()
    }

    /// `None` for what is no picture in both, or cannot be looked at.
    fn areas(&self, media: &MediaChange, cache: &Cache) -> Option<Vec<Part>> {
        let drawn = markup_of(&media.path);
        let as_new = [&media.path, &drawn]
            .iter()
            .all(|path| self.after.get(*path) == self.new.hashes().get(*path));
        if !(media.before && media.after && as_new) {
            return None;
        }
        let options = Options::default();
        let was = picture(self.old, &media.path, &options, cache).ok()?;
        let is = picture(self.new, &media.path, &options, cache).ok()?;
        let found = difference(&was.bytes, &is.bytes).ok()?;
        let (width, height) = (f64::from(found.after.0), f64::from(found.after.1));
        let parts = found.areas.into_iter().map(|area| Part {
            x: area.x / width,
            y: area.y / height,
            width: area.width / width,
            height: area.height / height,
        });
        Some(parts.collect())
    }
}

fn markup_of(path: &str) -> String {
    format!("{path}{MARKUP}")
}

fn picture(
    files: &Files<'_>,
    path: &str,
    options: &Options,
    cache: &Cache,
) -> Result<Ready, Error> {
    let missing = || {
        Error::new(
            "picture.missing",
            path,
            "this version has no such picture",
            "look at another version",
        )
    };
    let original = Original {
        path: path.to_owned(),
        bytes: files.read(path)?.ok_or_else(missing)?,
        markup: files.read(&markup_of(path))?,
    };
    prepared(&original, path, options, cache, &mut Vec::new())
        .map(|placed| placed.ready)
        .map_err(Error::from)
}
