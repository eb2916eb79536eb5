//! An older version, or a step of it, taken back. What stands there now is kept first, and what
//! comes of it is a version of its own.

use std::collections::BTreeMap;

use werkwijzer_instruction::edit::{self, StepRef};
use werkwijzer_instruction::walk::{self, VisitMut};
use werkwijzer_instruction::{Instruction, Picture, Step, Video, restore_step};
use werkwijzer_store::history::{Cause, Reason, Version};
use werkwijzer_store::{INSTRUCTION, Replaced};

use super::files::Files;
use super::{By, VersionListed, VersionRef, Versions};
use crate::error::Error;
use crate::pictures::MARKUP;
use crate::steps;

impl Versions<'_> {
    /// Takes back a whole version: the files of the instruction become what they were then.
    pub fn restore(
        &self,
        folder: &str,
        version: &VersionRef,
        by: &By,
    ) -> Result<Option<VersionListed>, Error> {
        let id = self.id(folder)?;
        let kept = self.history.timeline(&id)?;
        let Some(wanted) = version.find(&kept, folder)? else {
            return Ok(None);
        };
        let standing = self.history.standing(super::of(&id, folder))?;
        let content = |hash| kept.version(hash).map(|version| version.content);
        if !standing.changed && standing.base.and_then(content) == content(wanted) {
            return Ok(None);
        }
        let note = kept.version(wanted).map(|version| self.named(version));
        let cause = Cause {
            note: note.as_deref().unwrap_or_default(),
            ..Cause::new(Reason::Restored, &by.author, by.now)
        };
        let restored = self
            .history
            .restore(super::of(&id, folder), wanted, &cause)?;
        self.made(&id, &restored.after)
    }

    /// Takes back a step of an older version in a language, that of its source when none is named:
    /// its title, text, pictures and place. A picture that is another now comes beside it under a
    /// new name.
    pub fn restore_step(
        &self,
        folder: &str,
        version: &VersionRef,
        step: &StepRef,
        language: Option<&str>,
        by: &By,
    ) -> Result<Option<VersionListed>, Error> {
        let kept = self.history.timeline(&self.id(folder)?)?;
        // Before the present files are kept: they would be the last version then.
        let wanted = version.find(&kept, folder)?;
        self.keep(folder, Reason::Edited, by)?;
        let old = self.files(folder, wanted)?;
        let named = language.map(|language| format!("instruction.{language}.md"));
        let text = named
            .filter(|text| old.has(text))
            .unwrap_or_else(|| INSTRUCTION.to_owned());
        let source = self.library.source(folder, &text)?;
        let was = old.document(&text)?;
        let mut other = was.tree().clone();
        let found = edit::step(&other, step).map_err(|error| steps::refused(&error, &source))?;
        let moved = self.bring_media(folder, &old, found)?;
        Retarget(&moved).instruction(&mut other);
        let mut tree = source.document.tree().clone();
        restore_step(&mut tree, &other, step).map_err(|error| steps::refused(&error, &source))?;
        source.replace(&tree)?;
        let from = wanted
            .and_then(|hash| kept.version(hash))
            .map(|version| self.named(version));
        let note = format!("{step}, {}", from.unwrap_or_default());
        let cause = Cause {
            note: &note,
            ..Cause::new(Reason::Restored, &by.author, by.now)
        };
        self.take(folder, &cause)
    }

    /// Brings back the pictures and films of a step. Gives the new addresses of those whose name
    /// something else has now.
    fn bring_media(
        &self,
        folder: &str,
        old: &Files<'_>,
        step: &Step,
    ) -> Result<BTreeMap<String, String>, Error> {
        let alone = Instruction {
            steps: vec![step.clone()],
            ..Instruction::default()
        };
        let pictures = alone.pictures().into_iter();
        let videos = alone.videos().into_iter();
        let targets = pictures
            .map(|picture| &picture.target)
            .chain(videos.map(|video| &video.target));
        let now = self.files(folder, None)?;
        let mut moved = BTreeMap::new();
        for target in targets {
            let Some(path) = crate::source::joined("", target).filter(|path| old.has(path)) else {
                continue;
            };
            let same = |path: &str| old.hashes().get(path) == now.hashes().get(path);
            let markup = format!("{path}{MARKUP}");
            if same(&path) && same(&markup) {
                continue;
            }
            let Some(bytes) = old.read(&path)? else {
                continue;
            };
            let drawn = old.read(&markup)?;
            let place = self.place(folder, &path, &bytes, drawn.as_deref())?;
            if place != path {
                moved.insert(target.clone(), place);
            }
        }
        Ok(moved)
    }

    /// Writes a picture with what is drawn on it under its name, or, where something else has
    /// that, under the first that is free.
    fn place(
        &self,
        folder: &str,
        path: &str,
        bytes: &[u8],
        markup: Option<&[u8]>,
    ) -> Result<String, Error> {
        let library = &self.library.folder;
        let (stem, extension) = path.rsplit_once('.').unwrap_or((path, "png"));
        let mut count = 1_u32;
        loop {
            let place = if count == 1 {
                path.to_owned()
            } else {
                format!("{stem}-{count}.{extension}")
            };
            count = count.saturating_add(1);
            let drawn = format!("{folder}/{place}{MARKUP}");
            if markup.is_none() && library.exists(&drawn) {
                continue;
            }
            // What is hidden in a picture is said before the picture is there.
            if let Some(markup) = markup
                && let Replaced::ChangedByOther { .. } = library.replace(&drawn, None, markup)?
            {
                continue;
            }
            if let Replaced::ChangedByOther { .. } =
                library.replace(&format!("{folder}/{place}"), None, bytes)?
            {
                continue;
            }
            return Ok(place);
        }
    }
}

impl Versions<'_> {
    /// `release 3`, or when it was made, in the language of the library: it stands in the history.
    fn named(&self, version: &Version) -> String {
        let language = self.library.settings.language.as_deref();
        let dutch = language.is_some_and(|language| language.starts_with("nl"));
        match &version.release {
            Some(release) if dutch => format!("uitgave {}", release.number),
            Some(release) => format!("release {}", release.number),
            None => version.time.replace(['T', 'Z'], " ").trim().to_owned(),
        }
    }
}

/// Gives pictures and films other addresses.
struct Retarget<'a>(&'a BTreeMap<String, String>);

impl VisitMut for Retarget<'_> {
    fn picture(&mut self, picture: &mut Picture) {
        if let Some(moved) = self.0.get(&picture.target) {
            picture.target.clone_from(moved);
        }
    }

    fn video(&mut self, video: &mut Video) {
        if let Some(moved) = self.0.get(&video.target) {
            video.target.clone_from(moved);
        }
        walk::change::video(self, video);
    }
}
