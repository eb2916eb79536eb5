//! Carrying a plan out: all of it or nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write as _};
use std::mem;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use fs_err::File;
use tempfile::TempPath;

use super::found::{Seen, folder_in_the_way, hash_of, look, name_aside};
use super::plan::{Move, Removal, Write, beside};
use super::{Destination, FileKind, Foreign, ForeignChange, JOURNAL, Kept, MANIFEST, Plan, stage};
use crate::atomic;
use crate::error::{Error, Kind};
use crate::folder::{Folder, keep_permissions, missing_root};
use crate::hash::Hash;
use crate::relative::{folder_of, name_of};

/// How far a publication is.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'a> {
    /// What is being done.
    pub phase: Phase,
    /// How many files this phase has done.
    pub done: usize,
    /// How many it has in all.
    pub total: usize,
    /// The file just done.
    pub path: &'a str,
}

/// A part of the work of a publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Phase {
    /// New content is written beside its place.
    Staging,
    /// Files get their new content.
    Switching,
}

/// What a publication did.
#[derive(Clone, Debug, Default)]
pub struct Applied {
    /// Files that were written, in the order in which they were switched.
    pub written: Vec<String>,
    /// Files that were removed.
    pub removed: Vec<String>,
    /// Files that got their name in the archive, from and to.
    pub archived: Vec<(String, String)>,
    /// Files that were not as we left them, with what became of them: those of the plan, and
    /// those that changed since.
    pub foreign: Vec<Foreign>,
    /// Whether the manifest was written.
    pub manifest_written: bool,
}

/// The points at which a run can fail; tests let it fail at each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Journal,
    Stage(String),
    Aside(String),
    Archive(String),
    KeepOld(String),
    Switch(String),
    Remove(String),
    Sync,
    Manifest,
    Committed,
    OldStatesRemoved,
}

/// Asked before each step; an error is as if the system had given it.
pub(super) type Fault<'a> = &'a (dyn Fn(&Step) -> io::Result<()> + Sync);

impl Destination {
    /// Carries out a plan. `watch` hears of each file and can cancel until the manifest is
    /// switched. On any error everything is as it was before.
    ///
    /// Two publications into one folder must not overlap. On one computer the second is refused
    /// as [`Kind::Locked`]; which computer publishes is for people to agree on.
    pub fn apply(
        &self,
        plan: Plan,
        watch: &mut dyn FnMut(Progress<'_>) -> ControlFlow<()>,
    ) -> Result<Applied, Error> {
        self.apply_with(plan, watch, &|_| Ok(()))
    }

    pub(super) fn apply_with(
        &self,
        plan: Plan,
        watch: &mut dyn FnMut(Progress<'_>) -> ControlFlow<()>,
        fault: Fault<'_>,
    ) -> Result<Applied, Error> {
        if let Some(need) = plan.needs.first() {
            return Err(Error::new(
                Kind::Incomplete,
                self.path().join(&need.path),
                "this file was called unchanged, and it is not there as the manifest says",
                "make its content again, and plan again",
            ));
        }
        if !self.path().is_dir() {
            return Err(missing_root(self.path()));
        }
        let _alone = alone(self.path())?;
        let journals = self.journals()?;
        if !journals.is_empty() {
            self.sweep(&plan)?;
        }
        let applied = if plan.is_empty() {
            Applied {
                foreign: plan.foreign,
                ..Applied::default()
            }
        } else {
            let mut run = Run {
                folder: &self.folder,
                plan: &plan,
                fault,
                undo: Vec::new(),
                made: Vec::new(),
                touched: BTreeSet::new(),
                foreign: plan.foreign.clone(),
                applied: Applied::default(),
            };
            let mut journal = None;
            if let Err(error) = run.carry_out(watch, &mut journal) {
                return Err(run.put_back(error, journal));
            }
            run.finish(journal)
        };
        for journal in journals {
            let _ = fs_err::remove_file(self.path().join(journal));
        }
        Ok(applied)
    }

    /// Removes what a run that did not end has left: our temporaries, and folders that are empty
    /// without them. Journals stay until the publication is whole.
    fn sweep(&self, plan: &Plan) -> Result<(), Error> {
        let mut folders = plan.folders.clone();
        let listing = |error| Error::io(self.path(), "list the folder", error);
        for found in fs_err::read_dir(self.path()).map_err(listing)? {
            let found = found.map_err(listing)?;
            if found.file_type().is_ok_and(|kind| kind.is_dir())
                && let Ok(name) = found.file_name().into_string()
            {
                folders.insert(name);
            }
        }
        folders.insert(String::new());
        // Deepest first, so that folders become empty from within.
        for relative in folders.iter().rev() {
            let Ok(Some(folder)) = self.folder.folder_at(relative) else {
                continue;
            };
            let Ok(entries) = fs_err::read_dir(&folder) else {
                continue;
            };
            let mut removed = false;
            for entry in entries.flatten() {
                let name = entry.file_name();
                let name = name.to_string_lossy();
                let journal = relative.is_empty() && name.starts_with(super::JOURNAL_START);
                if atomic::is_temporary(&name) && !journal {
                    removed |= fs_err::remove_file(entry.path()).is_ok();
                }
            }
            if removed && !relative.is_empty() {
                let _ = fs_err::remove_dir(&folder);
            }
        }
        Ok(())
    }
}

/// How one change is taken back.
enum Undo {
    /// There was nothing: remove it.
    Added(PathBuf),
    /// The old state lies under a temporary name.
    Replaced { at: PathBuf, old: TempPath },
}

struct Run<'a> {
    folder: &'a Folder,
    plan: &'a Plan,
    fault: Fault<'a>,
    undo: Vec<Undo>,
    /// Folders that this run made, outer before inner.
    made: Vec<PathBuf>,
    /// Folders in which names changed that are not yet durable.
    touched: BTreeSet<PathBuf>,
    foreign: Vec<Foreign>,
    applied: Applied,
}

pub(super) type Watch<'a> = &'a mut dyn FnMut(Progress<'_>) -> ControlFlow<()>;

impl Run<'_> {
    fn carry_out(&mut self, watch: Watch<'_>, journal: &mut Option<TempPath>) -> Result<(), Error> {
        let plan = self.plan;
        let root = self.folder.path();
        let manifest_at = root.join(MANIFEST);
        let failed = |error| Error::io(&manifest_at, "write the file", error);

        self.may(&Step::Journal, &manifest_at)?;
        *journal = Some(
            atomic::stage(root, JOURNAL, |file| file.write_all(&plan.manifest)).map_err(failed)?,
        );
        atomic::sync_folder(root).map_err(failed)?;

        let folders = self.make_folders()?;
        let at = |path: &str| {
            let folder = folders.get(folder_of(path)).map_or(root, PathBuf::as_path);
            folder.join(name_of(path))
        };
        let staged = stage::stage(root, &plan.writes, &at, watch, self.fault)?;
        let manifest =
            atomic::stage(root, MANIFEST, |file| file.write_all(&plan.manifest)).map_err(failed)?;

        for file in plan.writes.iter().filter(|file| file.keep) {
            self.keep_aside(&file.path, &at(&file.path))?;
        }
        for Move { from, to } in &plan.moves {
            self.archive(from, &at(from), to, &at(to))?;
        }
        self.sync()?;

        let total = plan.writes.len() + plan.removals.len();
        let mut done = 0;
        let mut tell = |path: &str| {
            done += 1;
            let progress = Progress {
                phase: Phase::Switching,
                done,
                total,
                path,
            };
            if watch(progress).is_break() {
                Err(cancelled(root))
            } else {
                Ok(())
            }
        };
        let mut kind = FileKind::Picture;
        for (file, staged) in plan.writes.iter().zip(staged) {
            if file.kind != kind {
                // What a page names is durable before the page is.
                self.sync()?;
                kind = file.kind;
            }
            self.switch(file, &at(&file.path), staged)?;
            tell(&file.path)?;
        }
        self.sync()?;
        for removal in &plan.removals {
            self.remove(removal)?;
            tell(&removal.path)?;
        }
        self.sync()?;

        if plan.manifest_changes {
            self.may(&Step::Manifest, &manifest_at)?;
            let seen = look(&manifest_at)?;
            self.place(manifest, &manifest_at, seen, &Step::Manifest)?;
            self.applied.manifest_written = true;
        }
        atomic::sync_folder(root).map_err(failed)
    }

    fn may(&self, step: &Step, path: &Path) -> Result<(), Error> {
        (self.fault)(step).map_err(|error| Error::io(path, "publish the file", error))
    }

    /// Makes the folders of all that is written; gives the full path of each.
    fn make_folders(&mut self) -> Result<BTreeMap<String, PathBuf>, Error> {
        let mut folders = BTreeMap::new();
        let writes = self.plan.writes.iter().map(|file| file.path.as_str());
        let moves = self
            .plan
            .moves
            .iter()
            .flat_map(|mv| [mv.from.as_str(), mv.to.as_str()]);
        for relative in writes.chain(moves).map(folder_of) {
            if !folders.contains_key(relative) {
                let made = &mut self.made;
                let path = self
                    .folder
                    .make_folders(relative, &mut |new| made.push(new.to_path_buf()))?;
                folders.insert(relative.to_owned(), path);
            }
        }
        Ok(folders)
    }

    /// Gives somebody else's file at our place a name of its own.
    fn keep_aside(&mut self, relative: &str, path: &Path) -> Result<(), Error> {
        let seen = look(path)?;
        let hash = match seen {
            // Its author has taken it away meanwhile.
            Seen::Nothing => return Ok(()),
            Seen::Folder => return Err(folder_in_the_way(path)),
            Seen::File { .. } => Some(hash_of(path)?),
            Seen::Link => None,
        };
        self.may(&Step::Aside(relative.to_owned()), path)?;
        let folder = path.parent().unwrap_or(path);
        let (aside, already) = name_aside(folder, name_of(relative), &self.plan.label, hash)?;
        if !already {
            let to = folder.join(&aside);
            atomic::link_or_copy(path, &to)
                .map_err(|error| Error::io(path, "keep what somebody changed", error))?;
            self.undo.push(Undo::Added(to));
            self.touched.insert(folder.to_path_buf());
        }
        let kept = Kept::As(beside(relative, &aside));
        match self
            .foreign
            .iter_mut()
            .find(|foreign| foreign.path == relative)
        {
            Some(foreign) => foreign.kept = kept,
            None => self.foreign.push(Foreign {
                path: relative.to_owned(),
                change: ForeignChange::ChangedByHand,
                kept,
            }),
        }
        Ok(())
    }

    fn archive(&mut self, from: &str, old: &Path, to: &str, new: &Path) -> Result<(), Error> {
        self.may(&Step::Archive(from.to_owned()), new)?;
        atomic::link_or_copy(old, new)
            .map_err(|error| Error::io(new, "archive the file", error))?;
        self.undo.push(Undo::Added(new.to_path_buf()));
        self.touched.extend(new.parent().map(Path::to_path_buf));
        self.applied.archived.push((from.to_owned(), to.to_owned()));
        Ok(())
    }

    fn switch(&mut self, file: &Write, path: &Path, staged: TempPath) -> Result<(), Error> {
        let mut seen = look(path)?;
        if seen != file.seen {
            // Somebody was here since the plan was made.
            let foreign = match seen {
                Seen::Nothing => false,
                Seen::File { .. } => {
                    let found = hash_of(path)?;
                    found != file.hash && !self.plan.ours.wrote(&file.path, found)
                }
                _ => true,
            };
            if foreign {
                self.keep_aside(&file.path, path)?;
                self.sync()?;
                seen = look(path)?;
            }
        }
        self.may(&Step::KeepOld(file.path.clone()), path)?;
        keep_permissions(path, &staged);
        self.place(staged, path, seen, &Step::Switch(file.path.clone()))?;
        self.applied.written.push(file.path.clone());
        Ok(())
    }

    /// Puts a staged file in its place, and keeps what stood there until the end.
    fn place(
        &mut self,
        staged: TempPath,
        path: &Path,
        seen: Seen,
        step: &Step,
    ) -> Result<(), Error> {
        let failed = |error| Error::io(path, "replace the file", error);
        let folder = path.parent().unwrap_or(path);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if seen == Seen::Nothing {
            self.may(step, path)?;
            atomic::place_new(staged, path).map_err(failed)?;
            self.undo.push(Undo::Added(path.to_path_buf()));
        } else {
            let old = atomic::keep(folder, &name, path).map_err(failed)?;
            self.may(step, path)?;
            atomic::place(staged, path).map_err(failed)?;
            self.undo.push(Undo::Replaced {
                at: path.to_path_buf(),
                old,
            });
        }
        self.touched.insert(folder.to_path_buf());
        Ok(())
    }

    fn remove(&mut self, removal: &Removal) -> Result<(), Error> {
        let Some(folder) = self.folder.folder_at(folder_of(&removal.path))? else {
            return Ok(());
        };
        let path = folder.join(name_of(&removal.path));
        let seen = look(&path)?;
        if seen == Seen::Nothing {
            return Ok(());
        }
        if seen != removal.seen
            && !(matches!(seen, Seen::File { .. })
                && self.plan.ours.wrote(&removal.path, hash_of(&path)?))
        {
            self.foreign.push(Foreign {
                path: removal.path.clone(),
                change: ForeignChange::ChangedByHand,
                kept: Kept::InPlace,
            });
            return Ok(());
        }
        self.may(&Step::Remove(removal.path.clone()), &path)?;
        let failed = |error| Error::io(&path, "remove the file", error);
        let old = atomic::placeholder(&folder, name_of(&removal.path)).map_err(failed)?;
        atomic::patiently(|| fs_err::rename(&path, &old)).map_err(failed)?;
        self.undo.push(Undo::Replaced { at: path, old });
        self.touched.insert(folder);
        self.applied.removed.push(removal.path.clone());
        Ok(())
    }

    /// Makes all names changed so far durable.
    fn sync(&mut self) -> Result<(), Error> {
        if self.touched.is_empty() {
            return Ok(());
        }
        self.may(&Step::Sync, self.folder.path())?;
        for folder in mem::take(&mut self.touched) {
            atomic::sync_folder(&folder)
                .map_err(|error| Error::io(&folder, "write the folder", error))?;
        }
        Ok(())
    }

    /// The publication stands; what is left to do may fail without harm, and is then done by the
    /// next run, which finds the journal.
    fn finish(mut self, journal: Option<TempPath>) -> Applied {
        let told = (self.fault)(&Step::Committed);
        let mut folders = BTreeSet::new();
        for undo in mem::take(&mut self.undo) {
            if let Undo::Replaced { at, old } = undo {
                folders.extend(at.parent().map(Path::to_path_buf));
                drop(old);
            }
        }
        for folder in folders {
            let mut folder = folder.as_path();
            // Stops at the first that is not empty.
            while folder != self.folder.path() && fs_err::remove_dir(folder).is_ok() {
                folder = folder.parent().unwrap_or(self.folder.path());
            }
        }
        let _ = told.and_then(|()| (self.fault)(&Step::OldStatesRemoved));
        drop(journal);
        self.applied.foreign = self.foreign;
        self.applied
    }

    /// Takes everything back after an error.
    fn put_back(mut self, error: Error, journal: Option<TempPath>) -> Error {
        let mut left = Vec::new();
        while let Some(undo) = self.undo.pop() {
            match undo {
                Undo::Added(path) => {
                    let gone = atomic::patiently(|| fs_err::remove_file(&path));
                    if gone.is_err_and(|error| error.kind() != io::ErrorKind::NotFound) {
                        left.push(path);
                    }
                }
                Undo::Replaced { at, mut old } => {
                    if atomic::patiently(|| fs_err::rename(&old, &at)).is_err() {
                        old.disable_cleanup(true);
                        left.push(at);
                    }
                }
            }
        }
        for folder in self.made.iter().rev() {
            let _ = fs_err::remove_dir(folder);
        }
        if left.is_empty() {
            return error;
        }
        // The next run must know which of these are ours.
        if let Some(mut journal) = journal {
            journal.disable_cleanup(true);
        }
        let left: Vec<String> = left.iter().map(|path| crate::error::shown(path)).collect();
        error.and(&format!(
            "the old state could not be put back for {}: publish again to repair it",
            left.join(", ")
        ))
    }
}

pub(super) fn cancelled(root: &Path) -> Error {
    Error::new(
        Kind::Cancelled,
        root,
        "the publication was cancelled; nothing was changed",
        "",
    )
}

/// Holds the destination against a second publication from this computer, until dropped or the
/// program ends. Never a file in the shared folder (rule 10): the folder itself is locked, or
/// where that cannot be done a file with the computer's own temporaries.
fn alone(root: &Path) -> Result<Option<Alone>, Error> {
    let lock = if cfg!(unix) {
        File::open(root)
    } else {
        let name = Hash::of(root.to_string_lossy().as_bytes()).to_string();
        let file = std::env::temp_dir().join(format!("werkwijzer-{}.lock", &name[..16]));
        File::options().create(true).append(true).open(file)
    };
    let Ok(lock) = lock else {
        return Ok(None);
    };
    match lock.try_lock() {
        Err(std::fs::TryLockError::WouldBlock) => Err(Error::new(
            Kind::Locked,
            root,
            "another publication into this folder is under way",
            "wait until it has ended",
        )),
        // A drive that knows no locks.
        _ => Ok(Some(Alone(lock))),
    }
}

/// A lock that is taken off expressly. Closing the file is not enough: a program that another
/// thread is just starting has a copy of the open file for an instant, and holds the lock by it.
struct Alone(File);

impl Drop for Alone {
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}
