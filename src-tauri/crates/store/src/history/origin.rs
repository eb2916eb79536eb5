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

use super::gather::Found;
use super::likeness::{COMPARED, Now};
use super::{History, Of, Timeline};
use crate::hash::Hash;

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
                if !found.replaced && !self.gave_way(of, timeline, known, found) {
                    return (Some(self.come_up(of, timeline, known, found)), false);
                }
                let origin = self.origin(of, timeline, &self.as_found(found));
                // What was taken out here of our own version was taken out by somebody.
                let ours = |origin: &Hash| !found.replaced && timeline.descends(known, *origin);
                return (origin.filter(|origin| !ours(origin)).or(Some(known)), false);
            }
            None => {}
        }
        if let Some(version) = same.next() {
            return (Some(version), true);
        }
        (self.origin(of, timeline, &self.as_found(found)), false)
    }

    fn as_found<'f>(&'f self, found: &'f Found) -> Now<'f> {
        Now {
            files: &found.files,
            only: None,
            bytes: Box::new(|path| {
                if let Some(bytes) = found.held.get(path) {
                    return Some(bytes.clone());
                }
                let place = found.places.get(path)?;
                self.library.read(place, super::likeness::LARGEST).ok()
            }),
        }
    }

    /// Whether the files lack what our version has beyond one of somebody else. It may be that a
    /// sync client put their text in the place of ours, and that another computer took in the
    /// conflict copy with ours, and joined it, before this one looked.
    fn gave_way(&self, of: Of<'_>, timeline: &Timeline, known: Hash, found: &Found) -> bool {
        let now = self.as_found(found);
        let partings = timeline.partings(known).into_iter();
        let mut undone =
            partings.map(|base| base.and_then(|base| self.is_undone(of, base, known, &now)));
        undone.any(|undone| undone != Some(false))
    }

    /// The newest version made from ours of which the files lack nothing. It may be that a sync
    /// client brought its text and somebody wrote on before this computer looked: what was decided
    /// in it is not asked again.
    fn come_up(&self, of: Of<'_>, timeline: &Timeline, known: Hash, found: &Found) -> Hash {
        let newer = timeline.newer(known);
        let now = self.as_found(found);
        let mut all = timeline
            .versions()
            .iter()
            .map(|version| version.hash)
            .filter(|version| *version != known && newer.contains(version))
            .take(COMPARED);
        all.find(|version| self.is_undone(of, known, *version, &now) == Some(false))
            .unwrap_or(known)
    }
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
