//! Two versions that were made without knowing of each other, joined.

use serde::{Deserialize, Serialize};
use werkwijzer_instruction::Document;
use werkwijzer_instruction::diff::{Difference, diff_with};
use werkwijzer_store::history::{Cause, Reason, Timeline};
use werkwijzer_store::{Entry, EntryKind, Hash, INSTRUCTION, Kind, Replaced};

use super::compare::{Both, MediaChange};
use super::files::{Files, language_of_text};
use super::plan::{Decision, Plan};
use super::{By, VersionListed, Versions, listed, of};
use crate::cache::Cache;
use crate::error::Error;
use crate::source::MAX_TEXT;

/// Two versions that nobody joined yet.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Unjoined {
    /// The version that stands in the library now.
    pub ours: VersionListed,
    /// The version of somebody else.
    pub theirs: VersionListed,
    /// The newest version that both come from.
    pub base: Option<VersionListed>,
    /// Whether the files are those of an older version: ours is one that theirs was made from.
    /// Then joining brings the files up to theirs, and nothing is asked.
    pub behind: bool,
    /// Where both changed the same. When there is none, all is joined without asking.
    pub questions: Vec<Question>,
    /// What joining changes in the text that stands now, apart from what is asked.
    pub difference: Difference,
    /// The same of the translations that joining changes.
    pub translations: Vec<Translated>,
    /// The pictures, films and other files that joining changes, apart from what is asked.
    pub media: Vec<MediaChange>,
}

/// A translation that joining changes.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Translated {
    /// The file: `instruction.en.md`.
    pub file: String,
    /// Its language.
    pub language: String,
    /// Whether it stands there now.
    pub before: bool,
    /// Whether it stands there once all is joined.
    pub after: bool,
    /// What changes in it.
    pub difference: Difference,
}

/// A place that both changed, each in another way.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Question {
    /// The file: `instruction.md`, `media/inbox.png`.
    pub file: String,
    /// The title of the step that it is in.
    pub step: Option<String>,
    /// Whether it is about a whole file, as a picture, of which there are no texts to show.
    pub whole: bool,
    /// What both had, as Markdown; `None` when it was not there.
    pub base: Option<String>,
    /// What stands there now; `None` when it was taken out.
    pub ours: Option<String>,
    /// What the other wrote; `None` when it was taken out.
    pub theirs: Option<String>,
}

/// What is decided.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Decided {
    /// The id of our version that was asked about.
    pub ours: String,
    /// The id of their version that was asked about.
    pub theirs: String,
    /// For each question, in their order.
    pub choices: Vec<Choice>,
}

/// Which of the texts is taken.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Choice {
    /// What stands there now.
    Ours,
    /// What the other wrote.
    Theirs,
    /// One after the other.
    Both,
}

/// Two versions with what both come from.
pub(super) struct Pair<'a> {
    our_version: Hash,
    their_version: Hash,
    base_version: Option<Hash>,
    pub(super) ours: Files<'a>,
    pub(super) theirs: Files<'a>,
    /// None where nothing is known of what both come from: then all of both is kept.
    pub(super) base: Option<Files<'a>>,
    kept: Timeline,
}

impl Pair<'_> {
    /// Whether theirs was made from ours.
    fn is_behind(&self) -> bool {
        self.kept.descends(self.their_version, self.our_version)
    }

    fn listed(&self, version: Hash) -> Option<VersionListed> {
        self.kept.version(version).map(|version| listed(version))
    }

    /// The versions that are joined, with those that have the same files.
    fn parents(&self) -> Vec<Hash> {
        let mut parents = vec![self.our_version, self.their_version];
        for version in [self.our_version, self.their_version] {
            for equal in self.kept.equals(version) {
                if !parents.contains(&equal) {
                    parents.push(equal);
                }
            }
        }
        parents
    }
}

impl Versions<'_> {
    /// The two versions that are to be joined next, and what is to be decided; `None` when there
    /// is nothing to join. Conflict copies of sync clients are taken in first, and what stands in
    /// the library now is kept.
    pub fn unjoined(&self, folder: &str, by: &By) -> Result<Option<Unjoined>, Error> {
        // First: a copy beside the text says that another text was put in its place.
        self.keep(folder, Reason::Edited, by)?;
        self.take_in_conflict_copies(folder, by)?;
        let Some(pair) = self.pair(folder, by)? else {
            return Ok(None);
        };
        let plan = Plan::make(&pair)?;
        let (Some(ours), Some(theirs)) = (
            pair.listed(pair.our_version),
            pair.listed(pair.their_version),
        ) else {
            return Ok(None);
        };
        let after = plan.files(&pair);
        let source = self.library.source(folder, INSTRUCTION)?.language;
        let both = |language| Both {
            old: &pair.ours,
            new: &pair.theirs,
            after: &after,
            language,
        };
        let mut texts = plan.texts(&pair)?;
        let now = pair.ours.document(INSTRUCTION)?;
        // Where only pictures change, too, it is told in which step.
        let then = texts.remove(INSTRUCTION);
        let then = then.as_ref().unwrap_or(now.tree());
        let difference = diff_with(now.tree(), then, &both(source.as_str()));
        let mut translations = Vec::new();
        for (file, then) in texts {
            let language = language_of_text(file).unwrap_or_default();
            let now = pair.ours.document(file)?;
            let translated = Translated {
                file: file.to_owned(),
                language: language.to_owned(),
                before: pair.ours.has(file),
                after: after.contains_key(file),
                difference: diff_with(now.tree(), &then, &both(language)),
            };
            if translated.before != translated.after || !translated.difference.is_empty() {
                translations.push(translated);
            }
        }
        let is_no_text = |path: &str| language_of_text(path).is_none();
        let media = both(source.as_str()).media(&Cache::open(self.cache), is_no_text);
        Ok(Some(Unjoined {
            behind: pair.is_behind(),
            questions: plan.questions(),
            difference,
            translations,
            media,
            base: pair.base_version.and_then(|version| pair.listed(version)),
            ours,
            theirs,
        }))
    }

    /// Joins the two versions as it was decided. `None` when the files are in a version already,
    /// as they are when they were only brought up to theirs.
    pub fn join(
        &self,
        folder: &str,
        decided: &Decided,
        by: &By,
    ) -> Result<Option<VersionListed>, Error> {
        let pair = self.pair(folder, by)?.filter(|pair| {
            pair.our_version.to_string() == decided.ours
                && pair.their_version.to_string() == decided.theirs
        });
        let Some(pair) = pair else {
            return Err(Error::new(
                "history.changed-meanwhile",
                folder,
                "the versions are not those that were asked about any more",
                "look at them again and decide anew",
            ));
        };
        let plan = Plan::make(&pair)?;
        let asked = plan.questions().len();
        if decided.choices.len() != asked {
            return Err(Error::new(
                "history.undecided",
                folder,
                format!("{} of {asked} places are decided", decided.choices.len()),
                "decide each of them",
            ));
        }
        self.write(folder, plan.decide(&pair, &decided.choices)?)?;
        if pair.is_behind() {
            // What somebody wrote in this moment is kept.
            return self.keep(folder, Reason::Edited, by);
        }
        let parents = pair.parents();
        let cause = Cause {
            parents: Some(&parents),
            ..Cause::new(Reason::Merged, &by.author, by.now)
        };
        self.take(folder, &cause)
    }

    fn pair<'a>(&'a self, folder: &'a str, by: &By) -> Result<Option<Pair<'a>>, Error> {
        self.keep(folder, Reason::Edited, by)?;
        let id = self.id(folder)?;
        let kept = self.history.timeline(&id)?;
        let heads = kept.heads();
        let standing = self.history.standing(of(&id, folder))?;
        let base = standing.base.filter(|_| !standing.changed);
        // The files may be those of an older version: the instruction was moved while somebody
        // edited it where it lay, a conflict copy of a newer one was taken in, or a text is still
        // on its way. Then they come up to the newer one first.
        let is_newer = |head: &Hash| base.is_some_and(|base| kept.descends(*head, base));
        let (our_version, their_version) = match base {
            Some(base) if heads.contains(&base) => {
                (base, heads.iter().find(|head| **head != base).copied())
            }
            Some(base) if heads.iter().any(is_newer) => {
                (base, heads.iter().find(|head| is_newer(head)).copied())
            }
            _ => match heads[..] {
                [first, second, ..] => (first, Some(second)),
                _ => return Ok(None),
            },
        };
        let Some(their_version) = their_version else {
            return Ok(None);
        };
        let base_version = kept
            .merge_bases(our_version, their_version)
            .into_iter()
            .next();
        Ok(Some(Pair {
            ours: self.files(folder, Some(our_version))?,
            theirs: self.files(folder, Some(their_version))?,
            base: base_version
                .map(|base| self.files(folder, Some(base)))
                .transpose()?,
            our_version,
            their_version,
            base_version,
            kept,
        }))
    }

    /// Brings files to what was decided: pictures first, the texts that show them last.
    fn write(&self, folder: &str, decided: Decision) -> Result<(), Error> {
        let now = self.files(folder, None)?;
        let (texts, media): (Vec<_>, Vec<_>) = decided
            .into_iter()
            .partition(|(path, _)| language_of_text(path).is_some());
        for (path, bytes) in media.into_iter().chain(texts) {
            let expected = now.hashes().get(&path).copied();
            let place = format!("{folder}/{path}");
            let library = &self.library.folder;
            let changed = match bytes {
                Some(bytes) => matches!(
                    library.replace(&place, expected, &bytes)?,
                    Replaced::ChangedByOther { .. }
                ),
                // The history has it.
                None if library.hash(&place)? == expected => {
                    library.remove(&place)?;
                    false
                }
                None => true,
            };
            if changed {
                return Err(Error::new(
                    "history.changed-meanwhile",
                    place,
                    "somebody changed this file while the versions were joined",
                    "join them once more: all is in the history",
                ));
            }
        }
        Ok(())
    }

    /// A copy that a sync client laid beside a file of the instruction becomes a version.
    fn take_in_conflict_copies(&self, folder: &str, by: &By) -> Result<(), Error> {
        let id = self.id(folder)?;
        for entry in self.library.folder.walk(folder)? {
            let Some(original) = self.original_of(folder, &id, &entry)? else {
                continue;
            };
            let cause = Cause::new(Reason::ConflictCopy, &by.author, by.now);
            let taken = self
                .history
                .take_in(of(&id, folder), &entry.path, &original, &cause)
                .and_then(|copy| self.history.put_away(&entry.path, copy.hash));
            match taken {
                // Another computer took it in and moved it away in this moment.
                Err(_) if !self.library.folder.exists(&entry.path) => {}
                taken => drop(taken?),
            }
        }
        Ok(())
    }

    /// The path in the folder of the file that an entry is a sync client's conflict copy of;
    /// `None` for what is no copy, or one of another instruction.
    pub(super) fn original_of(
        &self,
        folder: &str,
        id: &str,
        entry: &Entry,
    ) -> Result<Option<String>, Error> {
        let suspicion = entry.suspicion.as_ref();
        let Some(suspicion) = suspicion.filter(|_| entry.kind == EntryKind::File) else {
            return Ok(None);
        };
        let Some(inside) = entry.path.get(folder.len() + 1..) else {
            return Ok(None);
        };
        let original = match inside.rsplit_once('/') {
            Some((above, _)) => format!("{above}/{}", suspicion.original),
            None => suspicion.original.clone(),
        };
        let of_this = if language_of_text(&original).is_some() {
            let bytes = match self.library.folder.read(&entry.path, MAX_TEXT) {
                // Another computer moved it away in this moment.
                Err(error) if error.kind() == Kind::NotFound => return Ok(None),
                read => read?,
            };
            let inside = Document::read(&bytes).tree().front_matter.id.clone();
            inside.is_none_or(|inside| inside == id)
        } else {
            // A picture says nothing about itself, and "photo (1).png" may be anything.
            !suspicion.weak
        };
        Ok(of_this.then_some(original))
    }
}
