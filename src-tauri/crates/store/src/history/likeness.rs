//! Which version files are most like, and whether they undo it.
//!
//! Lines are compared, and pictures as a whole: nothing is known here of what they mean.

use std::collections::{BTreeSet, HashMap};

use super::{History, Of, Snapshot, SnapshotFile, Timeline, Version, object};
use crate::error::Kind;
use crate::hash::Hash;

/// So many versions are looked at.
pub(super) const COMPARED: usize = 200;
/// A text larger than this is compared as a whole.
pub(super) const LARGEST: u64 = 4 << 20;

/// Files of which the version is sought that they were made from.
pub(super) struct Now<'a> {
    pub(super) files: &'a [SnapshotFile],
    /// Set if only this file is known.
    pub(super) only: Option<&'a str>,
    /// The bytes of a file, if they can be read.
    pub(super) bytes: Bytes<'a>,
}

type Bytes<'a> = Box<dyn Fn(&str) -> Option<Vec<u8>> + 'a>;

impl Now<'_> {
    fn file(&self, path: &str) -> Option<&SnapshotFile> {
        self.files.iter().find(|file| file.path == path)
    }

    fn looks_at(&self, path: &str) -> bool {
        self.only.is_none_or(|only| only == path)
    }
}

impl History {
    /// The version that the files are most like, or an older one if they lack some of what it
    /// made.
    pub(super) fn origin(&self, of: Of<'_>, timeline: &Timeline, now: &Now<'_>) -> Option<Hash> {
        let mut best: Option<(usize, &Version)> = None;
        let mut seen = HashMap::new();
        for version in timeline.versions().iter().take(COMPARED) {
            let Some(distance) = self.distance(of, version.hash, now, &mut seen) else {
                continue;
            };
            // Of several the oldest, and of several with the same files the newest.
            let better = best.is_none_or(|(least, best)| {
                distance < least || distance == least && version.content != best.content
            });
            if better {
                best = Some((distance, version));
            }
        }
        // Where the contents of none are here yet, the oldest is safe.
        let oldest = timeline.versions().last().map(|version| version.hash);
        let mut at = best.map(|(_, version)| version.hash).or(oldest)?;
        for _ in 0..COMPARED {
            let maker = self.maker(of, timeline, at, now);
            let Some(version) = timeline.version(maker) else {
                break;
            };
            // Of what is not here it cannot be told, and an older one is safe.
            let parents = &version.parents;
            let undone = |parent: &Hash| self.is_undone(of, *parent, maker, now) != Some(false);
            // Neither what it made itself, nor what it has of all that came before it. Who took
            // out something old on purpose gets it back in a join, which is seen.
            let first = timeline
                .versions()
                .iter()
                .rev()
                .map(|version| version.hash)
                .find(|first| timeline.descends(maker, *first))
                .filter(|first| *first != maker);
            if !parents.iter().chain(&first).any(undone) {
                break;
            }
            let Some(older) = common(timeline, parents).or(parents.first().copied()) else {
                break;
            };
            at = older;
        }
        Some(at)
    }

    /// The version that made what a version has: a release of what was there made nothing.
    fn maker(&self, of: Of<'_>, timeline: &Timeline, mut at: Hash, now: &Now<'_>) -> Hash {
        for _ in 0..COMPARED {
            let parents = timeline.version(at).map(|version| &version.parents[..]);
            let Some([parent]) = parents else { break };
            if timeline.version(*parent).is_none() || !self.is_same(of, *parent, at, now) {
                break;
            }
            at = *parent;
        }
        at
    }

    fn is_same(&self, of: Of<'_>, one: Hash, other: Hash, now: &Now<'_>) -> bool {
        let read = |version| self.snapshot(of.instruction, version).ok();
        let (Some(one), Some(other)) = (read(one), read(other)) else {
            return false;
        };
        changed(&one, &other, now).is_empty()
    }

    /// In how many lines and pictures the files differ from a version; `None` if it is not here.
    fn distance(
        &self,
        of: Of<'_>,
        version: Hash,
        now: &Now<'_>,
        seen: &mut HashMap<(String, Hash), usize>,
    ) -> Option<usize> {
        let snapshot = self.snapshot(of.instruction, version).ok()?;
        let mut distance = 0;
        for file in &snapshot.files {
            if !now.looks_at(&file.path) {
                continue;
            }
            let Some(found) = now.file(&file.path) else {
                distance += 1;
                continue;
            };
            if found.hash == file.hash {
                continue;
            }
            let known = (file.path.clone(), file.hash);
            if let Some(lines) = seen.get(&known) {
                distance += lines;
                continue;
            }
            let lines = match self.object(file.hash, LARGEST) {
                Ok(bytes) if object::is_compressed(&bytes) => 1,
                Ok(bytes) => (now.bytes)(&file.path).map_or(1, |now| differing_lines(&bytes, &now)),
                Err(error) if error.kind() == Kind::TooLarge => 1,
                Err(_) => return None,
            };
            seen.insert(known, lines);
            distance += lines;
        }
        let new = now
            .files
            .iter()
            .filter(|file| snapshot.file(&file.path).is_none());
        Some(distance + new.count())
    }

    /// Whether the files lack something that a version has and an older one had not, or still have
    /// what it took out. `None` if it cannot be told.
    pub(super) fn is_undone(
        &self,
        of: Of<'_>,
        older: Hash,
        version: Hash,
        now: &Now<'_>,
    ) -> Option<bool> {
        let before = self.snapshot(of.instruction, older).ok()?;
        let after = self.snapshot(of.instruction, version).ok()?;
        for path in changed(&before, &after, now) {
            let hash = |snapshot: &Snapshot| snapshot.file(path).map(|file| file.hash);
            let (was, is) = (hash(&before), hash(&after));
            let found = now.file(path);
            if is == found.map(|file| file.hash) {
                continue;
            }
            let text = |hash: Option<Hash>| match hash {
                Some(hash) => self.object(hash, LARGEST).ok(),
                None => Some(Vec::new()),
            };
            let undone = match (found, text(was), text(is)) {
                (Some(_), Some(was), Some(is)) if !object::is_compressed(&is) => {
                    lacks(&was, &is, &(now.bytes)(path)?)
                }
                // A picture that is neither the one nor the other may come from either.
                _ => true,
            };
            if undone {
                return Some(true);
            }
        }
        Some(false)
    }
}

/// The files that are not the same in two versions.
fn changed<'s>(one: &'s Snapshot, other: &'s Snapshot, now: &Now<'_>) -> Vec<&'s str> {
    let paths: BTreeSet<&str> = [one, other]
        .into_iter()
        .flat_map(|snapshot| snapshot.files.iter().map(|file| &*file.path))
        .filter(|path| now.looks_at(path))
        .collect();
    let hash = |snapshot: &Snapshot, path| snapshot.file(path).map(|file| file.hash);
    paths
        .into_iter()
        .filter(|path| hash(one, path) != hash(other, path))
        .collect()
}

/// A version that all of these come from.
fn common(timeline: &Timeline, versions: &[Hash]) -> Option<Hash> {
    let (first, others) = versions.split_first()?;
    others.iter().try_fold(*first, |base, other| {
        timeline.merge_bases(base, *other).into_iter().next_back()
    })
}

/// Whether lines that were added are not there now, or lines that were taken out still are.
fn lacks(was: &[u8], is: &[u8], now: &[u8]) -> bool {
    let (was, is, now) = (lines(was), lines(is), lines(now));
    let count = |of: &HashMap<&[u8], usize>, line: &[u8]| of.get(line).copied().unwrap_or(0);
    was.keys().chain(is.keys()).any(|line| {
        let (before, after, now) = (count(&was, line), count(&is, line), count(&now, line));
        after > before && now < after || after < before && now > after
    })
}

fn lines(text: &[u8]) -> HashMap<&[u8], usize> {
    let mut lines = HashMap::new();
    for line in text.split(|byte| *byte == b'\n') {
        let line = line.trim_ascii();
        if !line.is_empty() {
            *lines.entry(line).or_default() += 1;
        }
    }
    lines
}

/// In how many lines two texts differ, wherever they stand.
fn differing_lines(one: &[u8], other: &[u8]) -> usize {
    let mut lines: HashMap<&[u8], isize> = HashMap::new();
    for line in one.split(|byte| *byte == b'\n') {
        *lines.entry(line).or_default() += 1;
    }
    for line in other.split(|byte| *byte == b'\n') {
        *lines.entry(line).or_default() -= 1;
    }
    lines.values().map(|count| count.unsigned_abs()).sum()
}
