//! The versions of one instruction, and how they descend from each other.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet};
use std::sync::Arc;

use super::snapshot::Version;
use crate::error::{Error, Kind};
use crate::hash::Hash;

/// The versions of one instruction, newest first: none stands before one that was made from it.
/// Versions that do not descend from each other stand by their time.
#[derive(Debug, Default)]
pub struct Timeline {
    versions: Vec<Arc<Version>>,
    at: HashMap<Hash, usize>,
    /// Of each version that was made more than once all that are the same: see [`made_twice`].
    same: HashMap<Hash, Arc<[Hash]>>,
    problems: Vec<Error>,
    /// So many of the problems, the first, are of packs.
    of_packs: usize,
}

impl Timeline {
    pub(super) fn new(
        versions: Vec<Arc<Version>>,
        of_packs: Vec<Error>,
        of_versions: Vec<Error>,
    ) -> Self {
        let versions = sorted(versions);
        let at = versions
            .iter()
            .enumerate()
            .map(|(at, version)| (version.hash, at))
            .collect();
        Self {
            same: made_twice(&versions),
            versions,
            at,
            of_packs: of_packs.len(),
            problems: of_packs.into_iter().chain(of_versions).collect(),
        }
    }

    /// The versions, newest first.
    #[must_use]
    pub fn versions(&self) -> &[Arc<Version>] {
        &self.versions
    }

    /// What could not be read: damaged and newer snapshots and packs. The versions that are
    /// listed are whole.
    #[must_use]
    pub fn problems(&self) -> &[Error] {
        &self.problems
    }

    /// A version that only a newer Werkwijzer can read: what is written here could undo it
    /// unseen. What a pack of a newer one holds, all have that it was made of.
    pub(super) fn newer_version(&self) -> Option<&Error> {
        let of_versions = self.problems.iter().skip(self.of_packs);
        of_versions
            .into_iter()
            .find(|problem| problem.kind() == Kind::Newer)
    }

    /// A version by its hash.
    #[must_use]
    pub fn version(&self, hash: Hash) -> Option<&Arc<Version>> {
        self.at.get(&hash).map(|at| &self.versions[*at])
    }

    /// Versions that are named as parents and are not here: on their way by the sync client, or
    /// lost.
    #[must_use]
    pub fn missing(&self) -> Vec<Hash> {
        let missing: BTreeSet<Hash> = self
            .versions
            .iter()
            .flat_map(|version| &version.parents)
            .filter(|parent| !self.at.contains_key(parent))
            .copied()
            .collect();
        missing.into_iter().collect()
    }

    /// The versions that no other was made from, newest first. More than one means that several
    /// people edited and nobody has joined their versions yet.
    ///
    /// Two with the same files count as one, the newer: there is nothing to join in them, and two
    /// computers that join the same versions at the same time come to an end so. See
    /// [`Timeline::equals`]. And what two computers made alike, as when both take in the same
    /// conflict copy, is joined when one of them joined it.
    #[must_use]
    pub fn heads(&self) -> Vec<Hash> {
        let mut contents = HashSet::new();
        self.all_heads()
            .filter(|version| contents.insert(version.content))
            .map(|version| version.hash)
            .collect()
    }

    /// All versions that no other was made from and that have the same files as this one.
    #[must_use]
    pub fn equals(&self, hash: Hash) -> Vec<Hash> {
        let Some(content) = self.version(hash).map(|version| version.content) else {
            return Vec::new();
        };
        self.all_heads()
            .filter(|version| version.content == content)
            .map(|version| version.hash)
            .collect()
    }

    fn all_heads(&self) -> impl Iterator<Item = &Arc<Version>> {
        let parents: HashSet<Hash> = self
            .versions
            .iter()
            .flat_map(|version| self.parents(version))
            .collect();
        self.versions
            .iter()
            .filter(move |version| !parents.contains(&version.hash))
    }

    /// What a version was made from, with all that is the same.
    fn parents<'t>(&'t self, version: &'t Version) -> impl Iterator<Item = Hash> + 't {
        let parents = version.parents.iter();
        parents.flat_map(move |parent| self.with_same(*parent))
    }

    /// A version with all that are the same.
    fn with_same(&self, hash: Hash) -> impl Iterator<Item = Hash> {
        let same = self.same.get(&hash).map_or(&[][..], |same| &same[..]);
        std::iter::once(hash).chain(same.iter().copied())
    }

    /// The versions from which others parted from this one: those that it was made from and that
    /// somebody else who did not have it made another from. `None` among them where that is not
    /// here.
    pub(super) fn partings(&self, hash: Hash) -> BTreeSet<Option<Hash>> {
        let older = self.ancestors(hash);
        let newer = self.newer(hash);
        let mut partings = BTreeSet::new();
        let beside = |version: &&Arc<Version>| {
            !newer.contains(&version.hash) && !older.contains(&version.hash)
        };
        for version in self.versions.iter().filter(beside) {
            let here = version.parents.iter().filter(|at| self.at.contains_key(at));
            let mut here = here.copied().peekable();
            if here.peek().is_none() {
                partings.insert(None);
            }
            partings.extend(here.filter(|parent| older.contains(parent)).map(Some));
        }
        partings
    }

    /// A version with all that are the same, and those that were made from them.
    pub(super) fn newer(&self, hash: Hash) -> HashSet<Hash> {
        let mut newer: HashSet<Hash> = self.with_same(hash).collect();
        for version in self.versions.iter().rev() {
            if self.parents(version).any(|parent| newer.contains(&parent)) {
                newer.insert(version.hash);
            }
        }
        newer
    }

    /// Whether `older` is `newer` or one that it was made from, directly or not.
    #[must_use]
    pub fn descends(&self, newer: Hash, older: Hash) -> bool {
        newer == older || self.ancestors(newer).contains(&older)
    }

    /// The best common ancestors of two versions, newest first: those that both were made from
    /// and of which no other one was made from. Usually one; none if nothing is known.
    #[must_use]
    pub fn merge_bases(&self, one: Hash, other: Hash) -> Vec<Hash> {
        let (mut ours, mut theirs) = (self.ancestors(one), self.ancestors(other));
        ours.insert(one);
        theirs.insert(other);
        let mut covered = HashSet::new();
        let mut bases = Vec::new();
        // Newest first: what an earlier one descends from is met after it.
        for version in &self.versions {
            let common = ours.contains(&version.hash) && theirs.contains(&version.hash);
            if !common {
                continue;
            }
            if !covered.contains(&version.hash) {
                bases.push(version.hash);
            }
            covered.extend(self.parents(version));
        }
        bases
    }

    /// All that a version was made from, itself not among them.
    fn ancestors(&self, of: Hash) -> HashSet<Hash> {
        let mut found = HashSet::new();
        let mut open = vec![of];
        while let Some(hash) = open.pop() {
            let Some(version) = self.version(hash) else {
                continue;
            };
            for parent in self.parents(version) {
                if found.insert(parent) {
                    open.push(parent);
                }
            }
        }
        found
    }

    /// The releases by number, each with its versions. More than one version under a number means
    /// that two people gave it out without knowing of each other.
    #[must_use]
    pub fn releases(&self) -> BTreeMap<u32, Vec<Hash>> {
        let mut releases: BTreeMap<u32, Vec<Hash>> = BTreeMap::new();
        for version in &self.versions {
            if let Some(release) = &version.release {
                releases
                    .entry(release.number)
                    .or_default()
                    .push(version.hash);
            }
        }
        releases
    }

    /// The number for the next release: one more than the highest.
    #[must_use]
    pub fn next_release(&self) -> u32 {
        let highest = self.releases().into_keys().next_back();
        highest.map_or(1, |number| number.saturating_add(1))
    }

    /// The newest version that is a release.
    #[must_use]
    pub fn last_release(&self) -> Option<&Arc<Version>> {
        let highest = self.releases().into_keys().next_back()?;
        self.versions.iter().find(|version| {
            version
                .release
                .as_ref()
                .is_some_and(|release| release.number == highest)
        })
    }
}

/// The versions that are the same: with the same files, made from the same. Two computers that
/// take in one conflict copy, or both keep the text that one of them lost to the other, make two
/// versions of one edit, which no person can tell apart.
fn made_twice(versions: &[Arc<Version>]) -> HashMap<Hash, Arc<[Hash]>> {
    let mut first: HashMap<Hash, Hash> = HashMap::new();
    let mut all: HashMap<(Hash, BTreeSet<Hash>), Vec<Hash>> = HashMap::new();
    // The oldest first: what a version was made from may itself have been made twice.
    for version in versions.iter().rev() {
        let parents = version.parents.iter();
        let parents = parents
            .map(|parent| first.get(parent).copied().unwrap_or(*parent))
            .collect();
        let same = all.entry((version.content, parents)).or_default();
        same.push(version.hash);
        first.insert(version.hash, same[0]);
    }
    let mut same = HashMap::new();
    for hashes in all.into_values().filter(|hashes| hashes.len() > 1) {
        let hashes: Arc<[Hash]> = hashes.into();
        same.extend(hashes.iter().map(|hash| (*hash, Arc::clone(&hashes))));
    }
    same
}

/// Newest first, each before all that it was made from, the same order on every computer.
fn sorted(versions: Vec<Arc<Version>>) -> Vec<Arc<Version>> {
    let by_hash: HashMap<Hash, Arc<Version>> = versions
        .into_iter()
        .map(|version| (version.hash, version))
        .collect();
    let mut children: HashMap<Hash, usize> = HashMap::new();
    for version in by_hash.values() {
        for parent in unique(&version.parents) {
            *children.entry(parent).or_default() += 1;
        }
    }
    let mut ready: BinaryHeap<(String, Hash)> = by_hash
        .values()
        .filter(|version| !children.contains_key(&version.hash))
        .map(|version| (version.time.clone(), version.hash))
        .collect();
    let mut sorted = Vec::with_capacity(by_hash.len());
    while let Some((_, hash)) = ready.pop() {
        let Some(version) = by_hash.get(&hash) else {
            continue;
        };
        for parent in unique(&version.parents) {
            if let Some(left) = children.get_mut(&parent) {
                *left -= 1;
                if *left == 0
                    && let Some(parent) = by_hash.get(&parent)
                {
                    ready.push((parent.time.clone(), parent.hash));
                }
            }
        }
        sorted.push(Arc::clone(version));
    }
    sorted
}

fn unique(parents: &[Hash]) -> BTreeSet<Hash> {
    parents.iter().copied().collect()
}
