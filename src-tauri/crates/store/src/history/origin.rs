//! From which version the files of an instruction were made.
//!
//! That is not told by which versions are here: a version of somebody else may have come before
//! their text did, or the other way round. So this computer remembers the version that its files
//! last were the same as (the base), and a new version names that one as its parent.
//!
//! Where nothing is remembered, or where a new conflict copy shows that a sync client put another
//! text in the place of ours, the version is sought that the files are most like and of which they
//! have undone nothing. If that is an older one than it could be, there is something to join that
//! joins by itself; the other way round somebody's edit would be undone without a word.

use std::collections::{BTreeSet, HashMap};

use super::conflict::differing_lines;
use super::gather::Found;
use super::{History, Of, Snapshot, Timeline, Version, object};
use crate::error::Kind;
use crate::hash::Hash;

/// So many versions are looked at.
pub(super) const COMPARED: usize = 200;
/// A text larger than this is compared as a whole.
const LARGEST: u64 = 4 << 20;

impl History {
    /// The version that the files were made from, and whether they are still the same.
    pub(super) fn base(
        &self,
        of: Of<'_>,
        timeline: &Timeline,
        found: &Found,
    ) -> (Option<Hash>, bool) {
        let heads = timeline.heads();
        let is_now = |hash: &Hash| {
            timeline
                .version(*hash)
                .is_some_and(|version| version.content == found.content)
        };
        if let Some(head) = heads.iter().find(|head| is_now(head)) {
            return (Some(*head), true);
        }
        let mut same = timeline
            .versions()
            .iter()
            .map(|version| version.hash)
            .filter(is_now);
        match found.known.base {
            // It is on its way, or in a pack that cannot be read now.
            Some(known) if timeline.version(known).is_none() => {
                return (Some(known), found.known.content == Some(found.content));
            }
            Some(known) => {
                // What a sync client brought may be a version made from the one that was here,
                // or one that stands beside it. An older one is what somebody went back to.
                let moved = same.find(|version| {
                    found.replaced
                        || timeline.descends(*version, known)
                        || !timeline.descends(known, *version)
                });
                if let Some(version) = moved {
                    return (Some(version), true);
                }
                if !found.replaced && !self.gave_way(of, timeline, known, &heads, found) {
                    return (Some(known), false);
                }
                let origin = self.origin(of, timeline, found);
                // What was taken out here of our own version was taken out by somebody.
                let ours = |origin: &Hash| !found.replaced && timeline.descends(known, *origin);
                return (origin.filter(|origin| !ours(origin)).or(Some(known)), false);
            }
            None => {}
        }
        if let Some(version) = same.next() {
            return (Some(version), true);
        }
        (self.origin(of, timeline, found), false)
    }

    /// Whether the files lack what our version has beyond one of somebody else. It may be that a
    /// sync client put their text in the place of ours, and that another computer took in the
    /// conflict copy with ours before this one looked.
    fn gave_way(
        &self,
        of: Of<'_>,
        timeline: &Timeline,
        known: Hash,
        heads: &[Hash],
        found: &Found,
    ) -> bool {
        heads
            .iter()
            .filter(|head| !timeline.descends(**head, known))
            .map(|head| timeline.merge_bases(known, *head).into_iter().next_back())
            .any(|base| base.and_then(|base| self.is_undone(of, base, known, found)) != Some(false))
    }

    /// The version that the files are most like, or an older one if they lack some of what it
    /// made.
    fn origin(&self, of: Of<'_>, timeline: &Timeline, found: &Found) -> Option<Hash> {
        let mut best: Option<(usize, &Version)> = None;
        let mut seen = HashMap::new();
        for version in timeline.versions().iter().take(COMPARED) {
            let Some(distance) = self.distance(of, version.hash, found, &mut seen) else {
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
        let mut at = best?.1.hash;
        for _ in 0..COMPARED {
            let Some(version) = timeline.version(at) else {
                break;
            };
            // Of what is not here it cannot be told, and an older one is safe.
            let parents = &version.parents;
            let undone = |parent: &Hash| self.is_undone(of, *parent, at, found) != Some(false);
            if let [same] = parents[..]
                && timeline
                    .version(same)
                    .is_some_and(|parent| parent.content == version.content)
            {
                // A release of what was there: look what that had made.
                let older = timeline.version(same).map(|parent| &parent.parents);
                if !older.into_iter().flatten().any(undone) {
                    break;
                }
                at = same;
                continue;
            }
            if !parents.iter().any(undone) {
                break;
            }
            let older = common(timeline, parents).or(parents.first().copied());
            let Some(older) = older else { break };
            at = older;
        }
        Some(at)
    }

    /// In how many lines and pictures the files differ from a version; `None` if it is not here.
    fn distance(
        &self,
        of: Of<'_>,
        version: Hash,
        found: &Found,
        seen: &mut HashMap<(String, Hash), usize>,
    ) -> Option<usize> {
        let snapshot = self.snapshot(of.instruction, version).ok()?;
        let mut distance = 0;
        for file in &snapshot.files {
            let now = found.files.iter().find(|now| now.path == file.path);
            let Some(now) = now else {
                distance += 1;
                continue;
            };
            if now.hash == file.hash {
                continue;
            }
            let known = (file.path.clone(), file.hash);
            if let Some(lines) = seen.get(&known) {
                distance += lines;
                continue;
            }
            let lines = match self.object(file.hash, LARGEST) {
                Ok(bytes) if object::is_compressed(&bytes) => 1,
                Ok(bytes) => self
                    .bytes_of_now(found, &file.path)
                    .map_or(1, |now| differing_lines(&bytes, &now)),
                Err(error) if error.kind() == Kind::TooLarge => 1,
                Err(_) => return None,
            };
            seen.insert(known, lines);
            distance += lines;
        }
        let new = found
            .files
            .iter()
            .filter(|file| snapshot.file(&file.path).is_none());
        Some(distance + new.count())
    }

    /// Whether the files lack something that a version has and an older one had not, or still have
    /// what it took out. `None` if it cannot be told.
    fn is_undone(&self, of: Of<'_>, parent: Hash, version: Hash, found: &Found) -> Option<bool> {
        let before = self.snapshot(of.instruction, parent).ok()?;
        let after = self.snapshot(of.instruction, version).ok()?;
        let paths: BTreeSet<&str> = [&before, &after]
            .into_iter()
            .flat_map(|snapshot| snapshot.files.iter().map(|file| &*file.path))
            .collect();
        for path in paths {
            let hash = |snapshot: &Snapshot| snapshot.file(path).map(|file| file.hash);
            let now = found.files.iter().find(|file| file.path == path);
            let (was, is) = (hash(&before), hash(&after));
            if was == is || is == now.map(|file| file.hash) {
                continue;
            }
            let text = |hash: Option<Hash>| match hash {
                Some(hash) => self.object(hash, LARGEST).ok(),
                None => Some(Vec::new()),
            };
            let undone = match (now, text(was), text(is)) {
                (Some(_), Some(was), Some(is)) if !object::is_compressed(&is) => {
                    let now = self.bytes_of_now(found, path)?;
                    lacks(&was, &is, &now)
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

    fn bytes_of_now(&self, found: &Found, path: &str) -> Option<Vec<u8>> {
        if let Some(bytes) = found.held.get(path) {
            return Some(bytes.clone());
        }
        self.library.read(found.places.get(path)?, LARGEST).ok()
    }
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

/// A version and the heads that have the same files, as parents.
pub(super) fn with_equals(timeline: &Timeline, base: Option<Hash>) -> Vec<Hash> {
    let Some(base) = base else {
        return Vec::new();
    };
    let mut parents = vec![base];
    let equals = timeline.equals(base);
    if equals.contains(&base) {
        parents.extend(equals.into_iter().filter(|equal| *equal != base));
    }
    parents
}
