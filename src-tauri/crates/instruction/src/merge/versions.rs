//! Which steps of the three trees are one.

use crate::compare::steps::{Steps, in_place, pair, pair_added};
use crate::tree::Instruction;

/// The places of one step among the steps of each tree; none where it does not stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Versions {
    pub(super) base: Option<usize>,
    pub(super) ours: Option<usize>,
    pub(super) theirs: Option<usize>,
}

/// All steps, those of the base first, in their order.
pub(super) fn of(base: &Instruction, ours: &Instruction, theirs: &Instruction) -> Vec<Versions> {
    let (base, ours, theirs) = (Steps::of(base), Steps::of(ours), Steps::of(theirs));
    let (mut to_ours, mut to_theirs) = (pair(&base, &ours), pair(&base, &theirs));
    // A step for which both wrote another is one that both changed.
    let instead = in_place(&base, &ours, &to_ours)
        .into_iter()
        .zip(in_place(&base, &theirs, &to_theirs));
    for (at, (our, their)) in instead.enumerate() {
        if our.is_some() && their.is_some() {
            (to_ours[at], to_theirs[at]) = (our, their);
        }
    }
    let known: Vec<(Option<usize>, Option<usize>)> = to_ours
        .iter()
        .copied()
        .zip(to_theirs.iter().copied())
        .collect();
    // Where nothing is known of what both come from, all was added by both.
    let added = pair_added(&ours, &theirs, &known, base.len() == 0);
    let mut all: Vec<Versions> = known
        .iter()
        .enumerate()
        .map(|(at, (ours, theirs))| Versions {
            base: Some(at),
            ours: *ours,
            theirs: *theirs,
        })
        .collect();
    let free = |side: fn(&Versions) -> Option<usize>, length: usize| {
        let mut free = vec![true; length];
        for at in all.iter().filter_map(side) {
            free[at] = false;
        }
        free
    };
    let ours_free = free(|step| step.ours, ours.len());
    let mut theirs_free = free(|step| step.theirs, theirs.len());
    for (at, _) in ours_free.iter().enumerate().filter(|(_, free)| **free) {
        if let Some(place) = added[at] {
            theirs_free[place] = false;
        }
        all.push(Versions {
            base: None,
            ours: Some(at),
            theirs: added[at],
        });
    }
    for (at, _) in theirs_free.iter().enumerate().filter(|(_, free)| **free) {
        all.push(Versions {
            theirs: Some(at),
            ..Versions::default()
        });
    }
    all
}
