//! Writing the contents of a version that are not here yet.

use std::collections::HashSet;
use std::io;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use super::gather::{Found, changed, hash_and_copy};
use super::pack::{Item, Writer};
use super::{History, Of, SnapshotFile, object};
use crate::atomic;
use crate::error::Error;
use crate::folder::Folder;
use crate::hash::Hash;
use crate::relative::name_of;

/// So many new contents at once go into one pack, which is one file to sync and to wait for.
const MANY: usize = 12;
/// A content larger than this is a file of its own and is never held in memory.
pub(super) const LARGE: u64 = 16 << 20;
/// A pack is closed at about this size.
pub(super) const PACK: u64 = 64 << 20;

/// What is younger need not be made as new.
const DAY: Duration = Duration::from_hours(24);

/// Where what is new of a version goes.
pub(super) trait Keeping {
    /// Keeps contents that are not here yet; none is larger than [`LARGE`].
    fn contents(
        &mut self,
        history: &History,
        home: &Folder,
        found: &Found,
        files: &[&SnapshotFile],
    ) -> Result<(), Error>;

    /// Keeps a snapshot whose contents are kept.
    fn snapshot(&mut self, home: &Folder, key: &str, hash: Hash, bytes: &[u8])
    -> Result<(), Error>;
}

/// Files of their own, and a pack for many contents.
pub(super) struct AsFiles;

impl Keeping for AsFiles {
    fn contents(
        &mut self,
        history: &History,
        home: &Folder,
        found: &Found,
        files: &[&SnapshotFile],
    ) -> Result<(), Error> {
        if files.len() < MANY {
            for file in files {
                object::write(home, file.hash, &history.bytes_of(found, file)?)?;
            }
            return Ok(());
        }
        let mut rest = files;
        while !rest.is_empty() {
            let mut size = 0;
            let count = rest
                .iter()
                .take_while(|file| {
                    size += file.size;
                    size <= PACK
                })
                .count();
            let (now, later) = rest.split_at(count.max(1));
            write_pack(home, &mut |writer| {
                let mut pack = InPack { writer, size: 0 };
                pack.contents(history, home, found, now)
            })?;
            rest = later;
        }
        history.packs().looked = false;
        Ok(())
    }

    fn snapshot(
        &mut self,
        home: &Folder,
        key: &str,
        hash: Hash,
        bytes: &[u8],
    ) -> Result<(), Error> {
        home.write(&super::snapshot_place(key, hash), bytes)
    }
}

/// All in one pack, which is there when it is finished.
pub(super) struct InPack<'p, 'w> {
    pub(super) writer: &'p mut Writer<'w>,
    /// About how large it is by now.
    pub(super) size: u64,
}

impl InPack<'_, '_> {
    fn add(&mut self, home: &Folder, hash: Hash, item: &Item, bytes: &[u8]) -> Result<(), Error> {
        self.size += bytes.len() as u64;
        self.writer
            .add(hash, item, bytes)
            .map_err(|error| writing_pack(home, error))
    }
}

impl Keeping for InPack<'_, '_> {
    fn contents(
        &mut self,
        history: &History,
        home: &Folder,
        found: &Found,
        files: &[&SnapshotFile],
    ) -> Result<(), Error> {
        for file in files {
            let bytes = history.bytes_of(found, file)?;
            self.add(home, file.hash, &Item::Object, &bytes)?;
        }
        Ok(())
    }

    fn snapshot(
        &mut self,
        home: &Folder,
        key: &str,
        hash: Hash,
        bytes: &[u8],
    ) -> Result<(), Error> {
        self.add(home, hash, &Item::Snapshot(key.to_owned()), bytes)
    }
}

impl History {
    /// Keeps the contents that are not here yet, or not any more. Gives how many there were.
    pub(super) fn keep_contents(
        &self,
        home: &Folder,
        of: Of<'_>,
        base: Option<Hash>,
        found: &Found,
        now: SystemTime,
        keeping: &mut dyn Keeping,
    ) -> Result<usize, Error> {
        let before = base.and_then(|base| self.snapshot(of.instruction, base).ok());
        let before = before.iter().flat_map(|snapshot| &snapshot.files);
        let mut seen: HashSet<Hash> = HashSet::new();
        let needed: HashSet<Hash> = before.map(|file| file.hash).collect();
        let mut new = Vec::new();
        for file in &found.files {
            if !seen.insert(file.hash) {
                continue;
            }
            if self.has_object(home, file)? {
                if !needed.contains(&file.hash) {
                    self.use_again(home, file.hash, now);
                }
                continue;
            }
            // What is not readable now was kept before, or is not here: then it comes later.
            if found.places.contains_key(&file.path) {
                new.push(file);
            }
        }
        let (small, large): (Vec<_>, Vec<_>) =
            new.iter().copied().partition(|file| file.size <= LARGE);
        for file in large {
            self.keep_large(home, found, file)?;
        }
        keeping.contents(self, home, found, &small)?;
        Ok(new.len())
    }

    /// Gives a content that may have been left over a new time, so that nobody removes it who has
    /// not heard of its use. Where that is refused it is as safe as what every other computer
    /// writes: [`History::take`] keeps it again when it is gone.
    fn use_again(&self, home: &Folder, hash: Hash, now: SystemTime) {
        let mut places: Vec<PathBuf> = Vec::new();
        if let Some((place, _)) = object::find(home, hash) {
            places.push(home.path().join(place));
        } else {
            let packs = self.packs();
            let packs = packs.whole.values().filter(|pack| pack.contains(hash));
            places.extend(packs.map(|pack| pack.path().to_owned()));
        }
        for place in places {
            let modified = fs_err::metadata(&place).and_then(|found| found.modified());
            if modified.is_ok_and(|modified| modified + DAY < now)
                && let Ok(file) = fs_err::OpenOptions::new().append(true).open(&place)
            {
                let _ = file.set_modified(now);
            }
        }
    }

    fn bytes_of<'f>(
        &self,
        found: &'f Found,
        file: &SnapshotFile,
    ) -> Result<std::borrow::Cow<'f, [u8]>, Error> {
        if let Some(bytes) = found.held.get(&file.path) {
            return Ok(bytes.into());
        }
        let place = &found.places[&file.path];
        let bytes = self.library.read(place, LARGE)?;
        if Hash::of(&bytes) == file.hash {
            Ok(bytes.into())
        } else {
            Err(changed(&self.library, place))
        }
    }

    /// Copies a file that is not to be held in memory.
    fn keep_large(&self, home: &Folder, found: &Found, file: &SnapshotFile) -> Result<(), Error> {
        let from = &found.places[&file.path];
        let (mut source, _) = self.library.open_file(from)?;
        let place = object::place(file.hash);
        let mut copied = None;
        let target = home.target(&place)?;
        let failed = |error| Error::io(home.path().join(&place), "write the file", error);
        let staged = atomic::stage(&target.folder, name_of(&place), |to| {
            copied = Some(hash_and_copy(&mut source, to)?.0);
            Ok(())
        })
        .map_err(failed)?;
        if copied != Some(file.hash) {
            return Err(changed(&self.library, from));
        }
        atomic::place(staged, &target.path)
            .and_then(|()| atomic::sync_folder(&target.folder))
            .map_err(failed)
    }
}

/// Writes a pack. Gives its name; none is written if nothing was added.
pub(super) fn write_pack(
    home: &Folder,
    fill: &mut dyn FnMut(&mut Writer<'_>) -> Result<(), Error>,
) -> Result<Option<Hash>, Error> {
    let writing = |error| writing_pack(home, error);
    let folder = home.make_folders(super::PACKS, &mut |_| {})?;
    let (file, path) = atomic::begin(&folder, "history.pack").map_err(writing)?;
    let mut buffered = io::BufWriter::with_capacity(1 << 20, file);
    let mut writer = Writer::begin(&mut buffered).map_err(writing)?;
    fill(&mut writer)?;
    if writer.is_empty() {
        return Ok(None);
    }
    let name = writer.finish().map_err(writing)?;
    let file = buffered
        .into_inner()
        .map_err(|error| writing(error.into_error()))?;
    file.sync_all().map_err(writing)?;
    drop(file);
    atomic::place(path, &folder.join(format!("{name}.pack")))
        .and_then(|()| atomic::sync_folder(&folder))
        .map_err(writing)?;
    Ok(Some(name))
}

pub(super) fn writing_pack(home: &Folder, error: io::Error) -> Error {
    Error::io(home.path().join(super::PACKS), "write the pack", error)
}
