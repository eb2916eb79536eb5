//! Removing what no version needs any more.
//!
//! Contents are left over where a crash came between them and their snapshot. Whoever removes one
//! cannot see what other computers are about to sync, so the safe side is taken: nothing goes
//! that was written, or came to this computer, within the last thirty days, and nothing at all
//! while a version is missing, damaged or too new to be read.
//!
//! A content that was left over and is used again gets a new time. Where a sync client does not
//! bring times to another computer, and that one removes the content before it hears of the
//! version that uses it, the next [`History::take`] here writes it again.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::time::{Duration, SystemTime};

use super::pack::Item;
use super::packing::{cancelled, loose_objects, remove_pack};
use super::{History, PACKS, Timeline, Version, conflict};
use crate::error::{Error, Kind};
use crate::folder::Folder;
use crate::hash::Hash;
use crate::stamp::Stamp;

/// What is younger stays.
const KEPT: Duration = Duration::from_hours(30 * 24);

/// What came of [`History::collect`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Collected {
    /// How many files were removed.
    pub files: usize,
    /// How many bytes they had.
    pub bytes: u64,
}

impl History {
    /// Removes contents that no version needs and conflict copies that were taken in, all older
    /// than thirty days. Refuses while the history is not whole. `watch` is told how many instructions of how many were looked through, and may
    /// stop it.
    pub fn collect(
        &self,
        now: SystemTime,
        watch: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Result<Collected, Error> {
        let Some(home) = self.home()? else {
            return Ok(Collected::default());
        };
        let needed = self.needed(&home, watch)?;
        let mut collected = Collected::default();
        let old = |place: &str| {
            let found = fs_err::symlink_metadata(home.path().join(place)).ok()?;
            let since = now.duration_since(Stamp::of(&found).newest()).ok()?;
            (since > KEPT && found.is_file()).then_some(found.len())
        };
        let mut remove = |place: &str, size: u64| -> Result<(), Error> {
            home.remove(place)?;
            collected.files += 1;
            collected.bytes += size;
            Ok(())
        };
        for (place, hash) in loose_objects(&home)? {
            if !needed.contains(&hash)
                && let Some(size) = old(&place)
            {
                remove(&place, size)?;
            }
        }
        for name in super::list(&home, conflict::CONFLICTS)? {
            let place = format!("{}/{name}", conflict::CONFLICTS);
            let hash = name.get(..64).and_then(|hash| hash.parse::<Hash>().ok());
            if let Some(hash) = hash
                && needed.contains(&hash)
                && let Some(size) = old(&place)
                && self.object(hash, conflict::LARGEST).is_ok()
            {
                remove(&place, size)?;
            }
        }
        let packs: Vec<_> = self.packs().whole.values().cloned().collect();
        for pack in packs {
            let idle = pack
                .items()
                .all(|(hash, item)| item == Item::Object && !needed.contains(&hash));
            let name = pack.path().file_name().unwrap_or_default();
            let place = format!("{PACKS}/{}", name.to_string_lossy());
            if idle && let Some(size) = old(&place) {
                remove_pack(&home, &pack)?;
                collected.files += 1;
                collected.bytes += size;
            }
        }
        self.packs().looked = false;
        Ok(collected)
    }

    /// The contents that some version needs. An error if one cannot be told.
    fn needed(
        &self,
        home: &Folder,
        watch: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Result<HashSet<Hash>, Error> {
        let keys = self.keys(home)?;
        let mut needed = HashSet::new();
        for (at, key) in keys.iter().enumerate() {
            if watch(at, keys.len()).is_break() {
                return Err(cancelled(home));
            }
            let mut versions = Vec::new();
            for hash in self.hashes(home, key)? {
                let bytes = self.snapshot_bytes(home, key, hash).map_err(not_whole)?;
                let at = home.path().join(super::snapshot_place(key, hash));
                let snapshot = super::Snapshot::parse(&bytes, &at).map_err(not_whole)?;
                needed.extend(snapshot.files.iter().map(|file| file.hash));
                let (version, _) = Version::parse(hash, &bytes, &at).map_err(not_whole)?;
                versions.push(version.into());
            }
            let timeline = Timeline::new(versions, Vec::new(), Vec::new());
            if let Some(missing) = timeline.missing().first() {
                let path = home.path().join(super::snapshot_place(key, *missing));
                return Err(not_whole(super::not_here(path, "version")));
            }
        }
        Ok(needed)
    }
}

fn not_whole(error: Error) -> Error {
    match error.kind() {
        Kind::Cancelled => error,
        _ => error.and("so nothing was removed from the history"),
    }
}
