//! From which version the files of an instruction were made.
//!
//! That is not told by which versions are here: a version of somebody else may have come before
//! their text did, or the other way round. So this computer remembers the version that its files
//! last were the same as (the base), and a new version names that one as its parent.
//!
//! Where nothing is remembered, or where a new conflict copy shows that a sync client put another
//! text in the place of ours, the version is sought of which the files have undone nothing. If
//! that is an older one than it could be, there is something to join that joins by itself; the
//! other way round somebody's edit would be undone without a word.

use std::collections::{BTreeSet, HashMap};

use super::gather::Found;
use super::{History, Of, Snapshot, Timeline, object};
use crate::hash::Hash;

/// So many versions are gone back.
const STEPS: usize = 200;
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
        let start = match found.known.base {
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
                if !found.replaced {
                    return (Some(known), false);
                }
                Some(known)
            }
            None => {
                if let Some(version) = same.next() {
                    return (Some(version), true);
                }
                // Of several heads the files may be made from either: what both come from is
                // safe.
                common(timeline, &heads)
            }
        };
        let base = start.map(|start| self.not_undone(of, timeline, start, found));
        (base, false)
    }

    /// The version of which the files have undone nothing: this one or one that it comes from.
    fn not_undone(&self, of: Of<'_>, timeline: &Timeline, start: Hash, found: &Found) -> Hash {
        let mut at = start;
        for _ in 0..STEPS {
            let Some(version) = timeline.version(at) else {
                break;
            };
            let parents: Vec<Hash> = version
                .parents
                .iter()
                .filter(|parent| timeline.version(**parent).is_some())
                .copied()
                .collect();
            let is_undone = parents
                .iter()
                .any(|parent| self.is_undone(of, *parent, at, found) != Some(false));
            let older = common(timeline, &parents).or(parents.first().copied());
            let Some(older) = older.filter(|_| is_undone) else {
                break;
            };
            at = older;
        }
        at
    }

    /// Whether the files lack something that a version made of its parent. `None` if it cannot
    /// be told.
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
