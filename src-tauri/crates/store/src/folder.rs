//! A folder outside of which nothing is read or written.
//!
//! Every path comes in as text relative to the folder and is checked twice: as text
//! (the private module `relative`), and on the disk, where the canonical path of what is opened must lie inside the
//! canonical folder, so that neither a link nor a Windows junction leads out. Files are opened by
//! that canonical path, and the check is repeated once they are open.
//!
//! What this does not cover: another program of the same user that swaps a folder for a link in
//! the instant between the check and the rename of a write. Such a program could write there
//! itself. Hard links cannot be told from files on any system.

use std::ffi::{OsStr, OsString};
use std::io::{self, Read, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use fs_err::File;
use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;

use crate::atomic;
use crate::error::{Error, Kind};
use crate::hash::Hash;
use crate::name::{self, Suspicion};
use crate::relative::{self, folder_of, name_of, split_extension};
use crate::stamp::{self, Stamp};

mod no_links;
mod placeholder;
mod stale;

/// A folder outside of which nothing is read or written.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
    read_only: bool,
}

/// What came of [`Folder::replace`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replaced {
    /// The file now holds the bytes, which have this hash.
    Written(Hash),
    /// The file held these bytes already and was not touched.
    Unchanged,
    /// The file is not the one expected, and was not touched.
    ChangedByOther {
        /// The hash of what is there, if anything is.
        found: Option<Hash>,
    },
}

/// A file or folder in a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its path in the folder, as it is spelt on the disk.
    pub path: String,
    /// What it is.
    pub kind: EntryKind,
    /// Its size in bytes, 0 for what is no file.
    pub size: u64,
    /// When it was last written, where the system tells. A hint only: changed means other bytes.
    pub modified: Option<SystemTime>,
    /// By which it is told whether it may have been written since it was last read.
    pub stamp: Stamp,
    /// Whether its bytes are not on this computer: to read it makes a sync client fetch it, and
    /// may take long or fail. A search over all files passes it by (rule 9).
    pub online_only: bool,
    /// Set if it may be a sync client's conflict copy of its neighbour.
    pub suspicion: Option<Suspicion>,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EntryKind {
    /// A file, or a link to one inside the folder.
    File,
    /// A folder, or a link to one inside the folder. [`Folder::walk`] does not go through links.
    Folder,
    /// A link that leads out of the folder, or nowhere.
    LeadsOut,
    /// A name that is no text or that no path may hold; the path given is only for show.
    UnusableName,
    /// It, or what is in it, cannot be read now. Unreadable is not deleted (rule 9).
    Unreadable,
    /// Neither file nor folder: a pipe, a socket, a device.
    Special,
}

/// What was found in a folder.
struct Found {
    entry: Entry,
    is_link: bool,
    /// Where it stands on the disk.
    place: PathBuf,
}

/// Folders nested deeper than this are not entered.
const DEEPEST: usize = 64;

impl Folder {
    /// Opens a folder that must exist. The path itself may lead through links.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let root = fs_err::canonicalize(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => missing_root(path),
            _ => Error::io(path, "open the folder", error),
        })?;
        let found =
            fs_err::metadata(&root).map_err(|error| Error::io(&root, "open the folder", error))?;
        if !found.is_dir() {
            return Err(Error::new(
                Kind::WrongType,
                path,
                "this is a file, and a folder is needed",
                "choose the folder that it is in, or another one",
            ));
        }
        Ok(Self {
            root,
            read_only: false,
        })
    }

    /// The same folder, in which nothing is written: it is of a newer format than we know, and
    /// what we write might lose what others keep there.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    fn require_writable(&self, relative: &str) -> Result<(), Error> {
        if !self.read_only {
            return Ok(());
        }
        Err(Error::new(
            Kind::Newer,
            self.root.join(relative),
            "this library was made with a newer Werkwijzer, so it is only read",
            "install the newest version of Werkwijzer to write in it",
        ))
    }

    /// Opens a folder, and makes it and its parents first if they are missing.
    pub fn create(path: &Path) -> Result<Self, Error> {
        fs_err::create_dir_all(path).map_err(|error| Error::io(path, "make the folder", error))?;
        Self::open(path)
    }

    /// The canonical path of the folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.root
    }

    /// Reads a whole file that is no larger than `max_bytes`.
    pub fn read(&self, relative: &str, max_bytes: u64) -> Result<Vec<u8>, Error> {
        let (file, size) = self.open_file(relative)?;
        let too_large = || {
            Error::new(
                Kind::TooLarge,
                self.root.join(relative),
                format!("the file is larger than {max_bytes} bytes"),
                "make it smaller, or split it",
            )
        };
        if size > max_bytes {
            return Err(too_large());
        }
        let mut bytes = Vec::with_capacity(size as usize);
        // The size told may be wrong, or grow while it is read.
        file.take(max_bytes.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|error| Error::io(self.root.join(relative), "read the file", error))?;
        if bytes.len() as u64 > max_bytes {
            return Err(too_large());
        }
        Ok(bytes)
    }

    /// Reads at most `most` bytes of a file from `start` on; the second value is the size of the
    /// whole file.
    pub fn read_piece(
        &self,
        relative: &str,
        start: u64,
        most: u64,
    ) -> Result<(Vec<u8>, u64), Error> {
        let (mut file, size) = self.open_file(relative)?;
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(start))
            .and_then(|_| file.take(most).read_to_end(&mut bytes))
            .map_err(|error| Error::io(self.root.join(relative), "read the file", error))?;
        Ok((bytes, size))
    }

    /// The hash of a file, read piece by piece; `None` if there is no such file.
    pub fn hash(&self, relative: &str) -> Result<Option<Hash>, Error> {
        match self.open_file(relative) {
            Ok((file, _)) => Hash::of_reader(file)
                .map(Some)
                .map_err(|error| Error::io(self.root.join(relative), "read the file", error)),
            Err(error) if error.kind() == Kind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether a file or folder is there, inside.
    #[must_use]
    pub fn exists(&self, relative: &str) -> bool {
        self.resolve(relative).is_ok()
    }

    /// Writes a file: old or new, never half, and on the disk when this returns. Parent folders
    /// are made. A file that holds these bytes already is not touched.
    pub fn write(&self, relative: &str, bytes: &[u8]) -> Result<(), Error> {
        let target = self.target(relative)?;
        if target.hash()? == Some(Hash::of(bytes)) {
            return Ok(());
        }
        let staged = target.stage(bytes)?;
        atomic::place(staged, &target.path)
            .and_then(|()| atomic::sync_folder(&target.folder))
            .map_err(|error| Error::io(&target.path, "write the file", error))
    }

    /// Writes a file that can be made again, and is checked by whoever reads it: never half to
    /// other programs, but when the power is cut the system may lose it or a part of it. Much
    /// sooner done than [`Self::write`].
    pub fn write_fleeting(&self, relative: &str, bytes: &[u8]) -> Result<(), Error> {
        let target = self.target(relative)?;
        let write = || {
            let (mut file, staged) = atomic::begin(&target.folder, name_of(relative))?;
            file.write_all(bytes)?;
            // Windows renames no file that is open.
            drop(file);
            atomic::place(staged, &target.path)
        };
        write().map_err(|error| Error::io(&target.path, "write the file", error))
    }

    /// Now, by the clock of this folder: see [`crate::index::is_settled`].
    pub fn moment(&self) -> Result<u64, Error> {
        self.require_writable("")?;
        stamp::moment(&self.root).map_err(|error| Error::io(&self.root, "tell the time", error))
    }

    /// Writes a file if it still is what the caller read, by its hash; `None` for a file that
    /// must not be there yet (rule 4).
    ///
    /// What another program writes in the instant between the last look and the rename cannot be
    /// seen on any of the three systems.
    pub fn replace(
        &self,
        relative: &str,
        expected: Option<Hash>,
        bytes: &[u8],
    ) -> Result<Replaced, Error> {
        let target = self.target(relative)?;
        let new = Hash::of(bytes);
        let verdict = |found: Option<Hash>| {
            if found == Some(new) {
                Some(Replaced::Unchanged)
            } else if found != expected {
                Some(Replaced::ChangedByOther { found })
            } else {
                None
            }
        };
        if let Some(verdict) = verdict(target.hash()?) {
            return Ok(verdict);
        }
        let staged = target.stage(bytes)?;
        // Making it durable takes a while; look again at the last moment.
        if let Some(verdict) = verdict(target.hash()?) {
            return Ok(verdict);
        }
        let placed = if expected.is_some() {
            atomic::place(staged, &target.path)
        } else {
            atomic::place_new(staged, &target.path)
        };
        match placed.and_then(|()| atomic::sync_folder(&target.folder)) {
            Ok(()) => Ok(Replaced::Written(new)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                Ok(Replaced::ChangedByOther {
                    found: target.hash()?,
                })
            }
            Err(error) => Err(Error::io(&target.path, "write the file", error)),
        }
    }

    /// Removes a file for good: only for what can be made again or is no longer needed. One that
    /// is not there is no error.
    pub fn remove(&self, relative: &str) -> Result<(), Error> {
        self.require_writable(relative)?;
        let path = match self.resolve(relative) {
            Ok(path) => path,
            Err(error) if error.kind() == Kind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        fs_err::remove_file(&path).map_err(|error| Error::io(&path, "remove the file", error))
    }

    /// What is in a folder (`""` for the top), sorted by name, without what
    /// [`name::is_ignored`] passes by. Nothing is opened, so nothing is downloaded.
    pub fn list(&self, relative: &str) -> Result<Vec<Entry>, Error> {
        let folder = if relative.is_empty() {
            self.root.clone()
        } else {
            self.resolve(relative)?
        };
        let found = self.list_at(relative, &folder)?.into_iter();
        Ok(found.map(|found| found.entry).collect())
    }

    /// What is in a folder that stands at this place on the disk.
    fn list_at(&self, relative: &str, folder: &Path) -> Result<Vec<Found>, Error> {
        /// To look at fewer at the same time takes longer.
        const MANY: usize = 64;
        let listing = |error| Error::io(folder, "list the folder", error);
        let names: Vec<OsString> = fs_err::read_dir(folder)
            .map_err(listing)?
            .map(|found| Ok(found.map_err(listing)?.file_name()))
            .collect::<Result<_, Error>>()?;
        let found = |name: &OsString| self.found(relative, folder, name);
        let mut all: Vec<Found> = if names.len() < MANY {
            names.iter().filter_map(found).collect()
        } else {
            names.par_iter().filter_map(found).collect()
        };
        all.sort_by(|a, b| a.entry.path.cmp(&b.entry.path));
        flag_conflict_copies(&mut all);
        Ok(all)
    }

    /// What has this name in a folder, unless it is passed by.
    fn found(&self, relative: &str, folder: &Path, name: &OsStr) -> Option<Found> {
        let place = folder.join(name);
        let shown = name.to_string_lossy();
        if let Some(original) = name::placeholder_of(&shown) {
            // Not to be taken for deleted; it cannot be read before it is fetched.
            let (entry, is_link) = self.entry(join(relative, &original), &place, false);
            let entry = Entry {
                kind: EntryKind::Unreadable,
                online_only: true,
                ..entry
            };
            return Some(Found {
                entry,
                is_link,
                place,
            });
        }
        if name::is_ignored(&shown) {
            return None;
        }
        let path = join(relative, &shown);
        let usable = name.to_str().is_some() && relative::parts(&shown).is_ok();
        let (entry, is_link) = self.entry(path, &place, usable);
        Some(Found {
            entry,
            is_link,
            place,
        })
    }

    /// All that is below a folder (`""` for the top), folders before what is in them, sorted.
    /// Links are listed and not followed.
    pub fn walk(&self, relative: &str) -> Result<Vec<Entry>, Error> {
        let mut all = Vec::new();
        let folder = match relative {
            "" => self.root.clone(),
            _ => self.resolve(relative)?,
        };
        let mut waiting = self.list_at(relative, &folder)?;
        waiting.reverse();
        while let Some(found) = waiting.pop() {
            let (mut entry, place) = (found.entry, found.place);
            let enter = entry.kind == EntryKind::Folder
                && entry.path.split('/').count() < DEEPEST
                && !found.is_link;
            if enter {
                // In a canonical folder one that is no link is canonical, where names have one
                // spelling.
                let place = if cfg!(target_os = "linux") {
                    Ok(place)
                } else {
                    self.resolve(&entry.path)
                };
                match place.and_then(|place| self.list_at(&entry.path, &place)) {
                    Ok(inside) => waiting.extend(inside.into_iter().rev()),
                    Err(_) => entry.kind = EntryKind::Unreadable,
                }
            }
            all.push(entry);
        }
        Ok(all)
    }

    /// What a path that names no file may have meant, closest first: the same name decoded
    /// (`%20`), in another case or Unicode form, or with another extension.
    #[must_use]
    pub fn near_misses(&self, relative: &str) -> Vec<String> {
        let plain = relative.replace('\\', "/");
        let wanted: Vec<&str> = plain
            .split('/')
            .filter(|part| !matches!(*part, "" | "."))
            .collect();
        let Some((file, folders)) = wanted.split_last() else {
            return Vec::new();
        };
        if wanted.contains(&"..") {
            return Vec::new();
        }
        let mut places = vec![String::new()];
        for folder in folders {
            places = places
                .iter()
                .flat_map(|place| self.alike(place, folder))
                .filter(|(distance, entry)| *distance < 3 && entry.kind == EntryKind::Folder)
                .map(|(_, entry)| entry.path)
                .collect();
        }
        let mut misses: Vec<(u8, String)> = places
            .iter()
            .flat_map(|place| self.alike(place, file))
            .filter(|(_, entry)| entry.kind == EntryKind::File && entry.path != relative)
            .map(|(distance, entry)| (distance, entry.path))
            .collect();
        misses.sort();
        misses.dedup();
        misses.truncate(5);
        misses.into_iter().map(|(_, path)| path).collect()
    }

    /// The entries of a folder whose name is like `wanted`, with how far off they are.
    fn alike(&self, folder: &str, wanted: &str) -> Vec<(u8, Entry)> {
        let decoded = percent_decoded(wanted);
        let distance = |found: &str| {
            let (found_nfc, wanted_nfc): (String, String) =
                (found.nfc().collect(), decoded.nfc().collect());
            if found == wanted || found == decoded {
                Some(0)
            } else if found_nfc == wanted_nfc {
                Some(1)
            } else if name::fold(found) == name::fold(&decoded) {
                Some(2)
            } else if name::fold(split_extension(found).0)
                == name::fold(split_extension(&decoded).0)
            {
                Some(3)
            } else {
                None
            }
        };
        let entries = self.list(folder).unwrap_or_default();
        entries
            .into_iter()
            .filter_map(|entry| Some((distance(name_of(&entry.path))?, entry)))
            .collect()
    }

    /// What stands at a place on the disk, and whether that is a link.
    fn entry(&self, path: String, on_disk: &Path, usable: bool) -> (Entry, bool) {
        let mut entry = Entry {
            path,
            kind: EntryKind::Unreadable,
            size: 0,
            modified: None,
            stamp: Stamp::default(),
            online_only: false,
            suspicion: None,
        };
        if !usable {
            entry.kind = EntryKind::UnusableName;
            return (entry, false);
        }
        let Ok(mut found) = fs_err::symlink_metadata(on_disk) else {
            return (entry, false);
        };
        let is_link = found.is_symlink();
        if is_link {
            let inside = fs_err::canonicalize(on_disk)
                .ok()
                .filter(|target| target.starts_with(&self.root))
                .and_then(|target| fs_err::metadata(target).ok());
            let Some(target) = inside else {
                entry.kind = EntryKind::LeadsOut;
                return (entry, true);
            };
            found = target;
        }
        entry.modified = found.modified().ok();
        entry.stamp = Stamp::of(&found);
        entry.online_only = placeholder::is_online_only(&found);
        entry.kind = if found.is_file() {
            entry.size = found.len();
            EntryKind::File
        } else if found.is_dir() {
            EntryKind::Folder
        } else {
            EntryKind::Special
        };
        (entry, is_link)
    }

    /// The path of something inside, which is canonical if there is no link in it.
    fn plain(&self, parts: &[&str]) -> PathBuf {
        self.root.join(parts.iter().collect::<PathBuf>())
    }

    /// The canonical path of something that exists inside.
    fn resolve(&self, relative: &str) -> Result<PathBuf, Error> {
        let parts = relative::parts(relative)?;
        let path = self.plain(&parts);
        if cfg!(target_os = "linux") {
            match self.without_links(&parts) {
                Ok(true) => return Ok(path),
                Ok(false) => {}
                Err(error) if self.root.is_dir() => return Err(Error::io(&path, "open it", error)),
                Err(_) => return Err(missing_root(&self.root)),
            }
        }
        let canonical = fs_err::canonicalize(&path).map_err(|error| {
            if error.kind() == io::ErrorKind::NotFound && !self.root.is_dir() {
                return missing_root(&self.root);
            }
            Error::io(&path, "open it", error)
        })?;
        if canonical.starts_with(&self.root) {
            Ok(canonical)
        } else {
            Err(leads_out(&path))
        }
    }

    /// Whether no part of a path is a link; an error if one is not there. The path is canonical
    /// then, and this is told with far fewer calls than the system's own way takes, which asks
    /// again about each folder above the root. Only where names have one spelling.
    fn without_links(&self, parts: &[impl AsRef<Path>]) -> io::Result<bool> {
        let mut path = self.root.clone();
        for part in parts {
            path.push(part.as_ref());
            match fs_err::symlink_metadata(&path) {
                Ok(found) if found.is_symlink() => return Ok(false),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(error),
                Err(_) => return Ok(false),
            }
        }
        Ok(true)
    }

    /// Opens a file for reading; it is a file, and inside, also after it was opened.
    pub(crate) fn open_file(&self, relative: &str) -> Result<(File, u64), Error> {
        let plain = self.plain(&relative::parts(relative)?);
        if let Some(file) = no_links::open(&plain)
            && let Ok(found) = file.metadata()
        {
            require_file(&plain, &found)?;
            return Ok((file, found.len()));
        }
        let path = self.resolve(relative)?;
        let reading = |error| Error::io(&path, "read the file", error);
        // Before opening: to open a pipe waits for its other end.
        require_file(&path, &fs_err::metadata(&path).map_err(reading)?)?;
        let file = File::open(&path).map_err(reading)?;
        let found = file.metadata().map_err(reading)?;
        require_file(&path, &found)?;
        if self.resolve(relative)? != path {
            return Err(leads_out(&path));
        }
        Ok((file, found.len()))
    }

    /// Where a file is written. Makes its parent folders.
    pub(crate) fn target(&self, relative: &str) -> Result<Target, Error> {
        self.require_writable(relative)?;
        relative::portable_parts(relative)?;
        let folder = self.make_folders(folder_of(relative), &mut |_| {})?;
        let path = folder.join(name_of(relative));
        let Ok(found) = fs_err::symlink_metadata(&path) else {
            return Ok(Target { folder, path });
        };
        if found.is_symlink() {
            // The link stays and what it leads to is written.
            let path = self.resolve(relative).map_err(|error| match error.kind() {
                Kind::NotFound => leads_out(&path),
                _ => error,
            })?;
            let folder = path.parent().unwrap_or(&self.root).to_path_buf();
            return Ok(Target { folder, path });
        }
        require_file(&path, &found)?;
        Ok(Target { folder, path })
    }

    /// Makes the folders of a path, below the root only, tells `made` which were missing, and
    /// gives the canonical path of the last.
    pub(crate) fn make_folders(
        &self,
        relative: &str,
        made: &mut dyn FnMut(&Path),
    ) -> Result<PathBuf, Error> {
        self.require_writable(relative)?;
        let mut folder = self.root.clone();
        if relative.is_empty() {
            return Ok(folder);
        }
        for part in relative::portable_parts(relative)? {
            let next = folder.join(part);
            match fs_err::create_dir(&next) {
                Ok(()) => {
                    made(&next);
                    atomic::sync_folder(&folder)
                        .map_err(|error| Error::io(&next, "make the folder", error))?;
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(_) if !self.root.is_dir() => return Err(missing_root(&self.root)),
                Err(error) => return Err(Error::io(&next, "make the folder", error)),
            }
            // A folder and no link: its path is canonical, where names have one spelling.
            if cfg!(target_os = "linux")
                && fs_err::symlink_metadata(&next).is_ok_and(|found| found.is_dir())
            {
                folder = next;
                continue;
            }
            folder = fs_err::canonicalize(&next)
                .map_err(|error| Error::io(&next, "open the folder", error))?;
            if !folder.starts_with(&self.root) {
                return Err(leads_out(&next));
            }
            if !folder.is_dir() {
                return Err(Error::new(
                    Kind::WrongType,
                    next,
                    "a file stands where a folder of this name is needed",
                    "move or rename the file",
                ));
            }
        }
        Ok(folder)
    }

    /// A hidden folder of ours at the top, with a name that nobody else may write; made if
    /// `make` says so, `None` if it is not there.
    pub(crate) fn hidden(&self, name: &str, make: bool) -> Result<Option<Self>, Error> {
        let path = self.root.join(name);
        if make {
            self.require_writable(name)?;
            match fs_err::create_dir(&path) {
                Ok(()) => atomic::sync_folder(&self.root)
                    .map_err(|error| Error::io(&path, "make the folder", error))?,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(_) if !self.root.is_dir() => return Err(missing_root(&self.root)),
                Err(error) => return Err(Error::io(&path, "make the folder", error)),
            }
        }
        let root = self.folder_at(name)?;
        Ok(root.map(|root| Self {
            root,
            read_only: self.read_only,
        }))
    }

    /// The canonical path of a folder inside, if it exists.
    pub(crate) fn folder_at(&self, relative: &str) -> Result<Option<PathBuf>, Error> {
        if relative.is_empty() {
            return Ok(Some(self.root.clone()));
        }
        match self.resolve(relative) {
            Ok(path) if path.is_dir() => Ok(Some(path)),
            Ok(path) => Err(Error::new(
                Kind::WrongType,
                path,
                "a file stands where a folder of this name is needed",
                "move or rename the file",
            )),
            Err(error) if error.kind() == Kind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// A place to write a file at.
pub(crate) struct Target {
    pub(crate) folder: PathBuf,
    pub(crate) path: PathBuf,
}

impl Target {
    fn hash(&self) -> Result<Option<Hash>, Error> {
        match File::open(&self.path).and_then(Hash::of_reader) {
            Ok(hash) => Ok(Some(hash)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::io(&self.path, "read the file", error)),
        }
    }

    fn stage(&self, bytes: &[u8]) -> Result<tempfile::TempPath, Error> {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let staged = atomic::stage(&self.folder, &name, |file| file.write_all(bytes))
            .map_err(|error| Error::io(&self.path, "write the file", error))?;
        keep_permissions(&self.path, &staged);
        Ok(staged)
    }
}

/// A file that is replaced keeps who may read it. Where that cannot be set, the usual rights are
/// better than no file.
pub(crate) fn keep_permissions(old: &Path, new: &Path) {
    if cfg!(unix)
        && let Ok(old) = fs_err::symlink_metadata(old)
        && old.is_file()
    {
        let _ = fs_err::set_permissions(new, old.permissions());
    }
}

/// Sets the suspicion of entries of one folder; a weak one counts only beside its original.
fn flag_conflict_copies(all: &mut [Found]) {
    let names: std::collections::HashSet<String> = all
        .iter()
        .map(|found| name::fold(name_of(&found.entry.path)))
        .collect();
    for Found { entry, .. } in all {
        if entry.kind == EntryKind::File {
            entry.suspicion = name::conflict_copy_of(name_of(&entry.path)).filter(|suspicion| {
                !suspicion.weak || names.contains(&name::fold(&suspicion.original))
            });
        }
    }
}

fn require_file(path: &Path, found: &std::fs::Metadata) -> Result<(), Error> {
    if found.is_file() {
        return Ok(());
    }
    let what = if found.is_dir() {
        "this is a folder, and a file is needed"
    } else {
        "this is neither a file nor a folder"
    };
    Err(Error::new(Kind::WrongType, path, what, "name a file"))
}

pub(crate) fn missing_root(path: &Path) -> Error {
    Error::new(
        Kind::MissingRoot,
        path,
        "the folder is not there",
        "connect the drive or start the sync client, or choose another folder",
    )
}

fn leads_out(path: &Path) -> Error {
    Error::new(
        Kind::OutsideFolder,
        path,
        "this is a link that leads out of the folder, or nowhere",
        "replace the link by the file itself",
    )
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

/// `%20` and the like as the characters they stand for; as it was, if that is no text.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let code = (byte == b'%')
            .then(|| after.get(..2))
            .flatten()
            .filter(|code| code.iter().all(u8::is_ascii_hexdigit))
            .and_then(|code| std::str::from_utf8(code).ok())
            .and_then(|code| u8::from_str_radix(code, 16).ok());
        if let Some(code) = code {
            bytes.push(code);
            rest = &after[2..];
        } else {
            bytes.push(byte);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests;
