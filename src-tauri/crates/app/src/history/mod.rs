//! The versions of an instruction: kept, listed, released, compared, taken back, joined.
//!
//! `store` keeps them as files and hashes; here they are instructions. Whatever is taken back or
//! joined becomes a new version, and what stood there before is kept first: nothing is lost by
//! going back.

mod care;
mod compare;
mod files;
mod glance;
mod join;
mod plan;
mod reference;
mod restore;

use std::path::Path;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use werkwijzer_export::Version as Shown;
use werkwijzer_instruction::{Instruction, Status};
use werkwijzer_store::history::{
    Cause, History, Of, Release, Standing, Taken, Timeline as Kept, Version,
};
use werkwijzer_store::{Folder, Hash, INSTRUCTION};

use crate::error::{Error, Notice};
use crate::library::Library;

pub use care::Verified;
pub use compare::{Comparison, MediaChange, Part};
pub(crate) use glance::Facts;
pub use join::{Choice, Decided, Question, Translated, Unjoined};
pub use reference::VersionRef;
pub use werkwijzer_store::history::Reason;

/// The code of the error that files are older than the newest version.
pub(crate) const BEHIND: &str = "history.behind";

/// Who makes a version, and when.
#[derive(Debug, Clone)]
pub struct By {
    /// The name of the person; may be empty.
    pub author: String,
    /// The time.
    pub now: SystemTime,
}

impl By {
    /// Somebody, at this moment; the name of their account when none is given.
    #[must_use]
    pub fn now(author: Option<String>) -> Self {
        let account = || whoami::realname().or_else(|_| whoami::username());
        let since = u64::try_from(jiff::Timestamp::now().as_millisecond());
        Self {
            author: author.or_else(|| account().ok()).unwrap_or_default(),
            now: SystemTime::UNIX_EPOCH + Duration::from_millis(since.unwrap_or_default()),
        }
    }
}

/// A version in a list.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct VersionListed {
    /// Its name: 64 hexadecimal digits.
    pub id: String,
    /// The versions that it was made from.
    pub parents: Vec<String>,
    /// Who made it; may be empty.
    pub author: String,
    /// When, in UTC: `2026-11-25T04:45:00Z`.
    pub time: String,
    /// Why: `edited`, `closed`, `published`, `released`, `restored`, `merged`, `conflict-copy`,
    /// `imported`, `other`.
    pub reason: String,
    /// What its author says about it; may be empty.
    pub note: String,
    /// Set if it was given to the team.
    pub release: Option<ReleaseListed>,
    /// Whether no other version was made from it.
    pub head: bool,
    /// Whether its files are those that stand in the library now.
    pub current: bool,
}

/// A release in a list.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ReleaseListed {
    /// 1, 2, 3 …
    pub number: u32,
    /// `pilot`, `approved`
    pub status: String,
    /// Who approved it.
    pub approved_by: Option<String>,
}

/// The versions of an instruction.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Timeline {
    /// The newest first.
    pub versions: Vec<VersionListed>,
    /// Whether the files as they stand now are in no version that others were not made from.
    pub changed: bool,
    /// Whether two people edited without knowing of each other, and nobody joined it yet: there are
    /// two such versions, or the files were edited while a newer version was made elsewhere.
    pub to_join: bool,
    /// Whether the files are those of an older version as it was kept, and the newest is not in
    /// them yet: a sync client brought it before its files, or without them.
    pub behind: bool,
    /// The number that the next release gets.
    pub next_release: u32,
    /// What could not be read, and what is not here yet.
    pub notices: Vec<Notice>,
}

/// What is to be released.
#[derive(Debug, Clone, Default)]
pub struct NewRelease {
    /// What is new in it, for the team.
    pub note: String,
    /// `pilot` or `approved`; what the instruction says when none.
    pub status: Option<Status>,
    /// Who approved it.
    pub approved_by: Option<String>,
}

/// Which version the files of an instruction are.
pub(crate) struct Told {
    pub(crate) shown: Shown,
    /// Another one when versions came or went: with the same one and the same files it would be
    /// the same version. None where more than those tell it, or where one cannot be read.
    pub(crate) mark: Option<Hash>,
}

/// The versions of the instructions of a library.
#[derive(Debug)]
pub struct Versions<'a> {
    library: &'a Library,
    history: History,
    cache: Option<&'a Path>,
}

impl Library {
    /// The versions of its instructions. In `cache`, a folder of this computer, is kept what
    /// makes them fast; without it nothing is.
    #[must_use]
    pub fn versions<'a>(&'a self, cache: Option<&'a Path>) -> Versions<'a> {
        // A cache that cannot be used slows the work down and stops nothing.
        let known = cache.and_then(|cache| Folder::create(&cache.join("versions")).ok());
        Versions {
            history: History::open(&self.folder, known.as_ref()),
            library: self,
            cache,
        }
    }
}

impl Versions<'_> {
    fn id(&self, folder: &str) -> Result<String, Error> {
        let source = self.library.source(folder, INSTRUCTION)?;
        Ok(kept_under(source.document.tree(), folder))
    }

    /// Which version the files of an instruction are, for who reads what is made of them. It is an
    /// error if the team may have got a newer one already.
    pub(crate) fn shown(&self, source: &Instruction, folder: &str) -> Result<Shown, Error> {
        Ok(self.told(&kept_under(source, folder), folder)?.shown)
    }

    /// The same of what is kept under an id, with what it was told from.
    pub(crate) fn told(&self, id: &str, folder: &str) -> Result<Told, Error> {
        let kept = self.history.timeline(id)?;
        let mark = kept.mark();
        let Some(last) = kept.last_release() else {
            return Ok(Told {
                shown: Shown::Draft { after: None },
                mark,
            });
        };
        let standing = self.history.standing(of(id, folder))?;
        let base = standing.base.and_then(|base| kept.version(base));
        let released = !standing.changed && base.is_some_and(|base| base.content == last.content);
        if !released && !standing.changed && is_old(&standing, &kept) {
            return Err(behind(folder));
        }
        let number = last.release.as_ref().map(|release| release.number);
        let shown = match number {
            Some(number) if released => Shown::Release(number),
            after => Shown::Draft { after },
        };
        // Files that are those of a head are of that version, and files that are those of none are
        // a draft, whatever this computer remembers of where they came from.
        let same = |version: &Version| version.content == standing.content;
        let of_a_head = standing
            .heads
            .iter()
            .any(|head| kept.version(*head).is_some_and(|head| same(head)));
        let of_none = !kept.versions().iter().any(|version| same(version));
        let is_plain = standing.heads == kept.heads() && (of_a_head || of_none);
        Ok(Told {
            shown,
            mark: mark.filter(|_| is_plain),
        })
    }

    /// The versions of an instruction.
    pub fn list(&self, folder: &str) -> Result<Timeline, Error> {
        let id = self.id(folder)?;
        let of = of(&id, folder);
        let standing = self.history.standing(of)?;
        let kept = self.history.timeline(&id)?;
        let is_old = is_old(&standing, &kept);
        let current = standing.base.filter(|_| !standing.changed);
        let content = current.and_then(|hash| Some(kept.version(hash)?.content));
        let versions = kept
            .versions()
            .iter()
            .map(|version| VersionListed {
                head: standing.heads.contains(&version.hash),
                current: Some(version.content) == content,
                ..listed(version)
            })
            .collect();
        Ok(Timeline {
            versions,
            changed: standing.changed,
            to_join: standing.heads.len() > 1 || standing.changed && is_old,
            behind: !standing.changed && is_old,
            next_release: kept.next_release(),
            notices: notices(&kept, folder),
        })
    }

    /// Keeps the files of an instruction as they stand now. `None` when they are kept already.
    pub fn keep(
        &self,
        folder: &str,
        reason: Reason,
        by: &By,
    ) -> Result<Option<VersionListed>, Error> {
        self.take(folder, &Cause::new(reason, &by.author, by.now))
    }

    /// Keeps the files of many instructions, as [`Versions::keep`] does those of one. What could
    /// not be kept is an error each.
    pub fn keep_many(&self, folders: &[&str], reason: Reason, by: &By) -> Vec<Error> {
        let mut errors = Vec::new();
        let mut ids = Vec::new();
        for folder in folders {
            match self.id(folder) {
                Ok(id) => ids.push((id, *folder)),
                Err(error) => errors.push(error),
            }
        }
        let all: Vec<Of<'_>> = ids.iter().map(|(id, folder)| of(id, folder)).collect();
        let cause = Cause::new(reason, &by.author, by.now);
        let taken = self.history.take_many(&all, &cause);
        errors.extend(taken.into_iter().filter_map(Result::err).map(Error::from));
        errors
    }

    fn take(&self, folder: &str, cause: &Cause<'_>) -> Result<Option<VersionListed>, Error> {
        let id = self.id(folder)?;
        let taken = self.history.take(of(&id, folder), cause)?;
        self.made(&id, &taken)
    }

    /// The version that was made, if one was.
    fn made(&self, id: &str, taken: &Taken) -> Result<Option<VersionListed>, Error> {
        if !taken.new {
            return Ok(None);
        }
        let kept = self.history.timeline(id)?;
        Ok(kept.version(taken.hash).map(|version| VersionListed {
            head: true,
            current: true,
            ..listed(version)
        }))
    }

    /// Gives an instruction the next number. Its status becomes that of the release.
    pub fn release(
        &self,
        folder: &str,
        release: &NewRelease,
        by: &By,
    ) -> Result<VersionListed, Error> {
        let id = self.id(folder)?;
        let kept = self.history.timeline(&id)?;
        let standing = self.history.standing(of(&id, folder))?;
        let is_old = is_old(&standing, &kept);
        if standing.heads.len() > 1 || is_old && standing.changed {
            return Err(Error::new(
                "history.to-join",
                folder,
                "two people edited this instruction without knowing of each other",
                "join their versions first, then release",
            ));
        }
        // It would give out an older text under the newest number.
        if is_old {
            return Err(behind(folder));
        }
        let status = self.set_status(folder, release.status)?;
        let release_of = Release {
            number: kept.next_release(),
            status: status.as_str().to_owned(),
            approved_by: release.approved_by.clone(),
        };
        let cause = Cause {
            note: &release.note,
            release: Some(release_of),
            ..Cause::new(Reason::Released, &by.author, by.now)
        };
        self.take(folder, &cause)?.ok_or_else(Error::gave_up)
    }

    /// Sets the status that a release has; without one it is what the instruction says.
    fn set_status(&self, folder: &str, wanted: Option<Status>) -> Result<Status, Error> {
        let source = self.library.source(folder, INSTRUCTION)?;
        let said = source.document.tree().front_matter.status;
        let released = [Status::Pilot, Status::Approved];
        let Some(status) = wanted.or(said).filter(|status| released.contains(status)) else {
            return Err(Error::new(
                "history.no-release-status",
                source.shown(),
                "a release is a pilot or approved, and this instruction is neither",
                "say which of the two it is",
            ));
        };
        if said != Some(status) {
            let mut tree = source.document.tree().clone();
            tree.front_matter.status = Some(status);
            source.replace(&tree)?;
        }
        // A translation that was as far as its source still is; one that is a draft stays one.
        for (_, name) in self.library.translations(folder)? {
            let translation = self.library.source(folder, &name)?;
            let mut tree = translation.document.tree().clone();
            let translated = tree.front_matter.status.replace(status);
            if translated.is_some() && translated == said && said != Some(status) {
                translation.replace(&tree)?;
            }
        }
        Ok(status)
    }
}

/// What the versions of an instruction are kept under.
fn kept_under(source: &Instruction, folder: &str) -> String {
    id_of(source.front_matter.id.as_deref(), folder)
}

/// What the versions of an instruction with this id are kept under. One that was written by hand
/// may have no id: then its folder stands for it.
pub(crate) fn id_of(id: Option<&str>, folder: &str) -> String {
    let name = folder.rsplit('/').next().unwrap_or(folder);
    id.unwrap_or(name).to_owned()
}

/// Whether the files, edited or not, were made from a version from which another was made already.
fn is_old(standing: &Standing, kept: &Kept) -> bool {
    let base = standing.base.filter(|base| kept.version(*base).is_some());
    base.is_some_and(|base| !standing.heads.contains(&base))
}

fn behind(folder: &str) -> Error {
    Error::new(
        BEHIND,
        folder,
        "the files of this instruction are older than its newest version",
        "bring them up to it with `merge`, or wait until your sync client has fetched them",
    )
}

fn of<'a>(instruction: &'a str, folder: &'a str) -> Of<'a> {
    Of {
        instruction,
        folder,
    }
}

/// What could not be read, and what is not here yet.
fn notices(kept: &Kept, folder: &str) -> Vec<Notice> {
    let mut notices: Vec<Notice> = kept
        .problems()
        .iter()
        .map(|problem| Error::from(problem).notice())
        .collect();
    let missing = kept.missing().len();
    if missing > 0 {
        notices.push(Notice::warning(
            "history.missing-versions",
            folder,
            format!("{missing} older versions are not here yet"),
            "wait until your sync client has fetched everything; the versions that are listed are \
             whole",
        ));
    }
    for (number, versions) in kept.releases() {
        if versions.len() > 1 {
            notices.push(Notice::warning(
                "history.release-given-twice",
                folder,
                format!("two people gave out a release {number} without knowing of each other"),
                "join their versions and release the result: it gets a new number",
            ));
        }
    }
    notices
}

pub(crate) fn listed(version: &Version) -> VersionListed {
    let name = serde_json::to_value(version.reason).unwrap_or_default();
    VersionListed {
        id: version.hash.to_string(),
        parents: version.parents.iter().map(ToString::to_string).collect(),
        author: version.author.clone(),
        time: version.time.clone(),
        reason: name.as_str().unwrap_or("other").to_owned(),
        note: version.note.clone(),
        release: version.release.as_ref().map(listed_release),
        head: false,
        current: false,
    }
}

fn listed_release(release: &Release) -> ReleaseListed {
    ReleaseListed {
        number: release.number,
        status: release.status.clone(),
        approved_by: release.approved_by.clone(),
    }
}
