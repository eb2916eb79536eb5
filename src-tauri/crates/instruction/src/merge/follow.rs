//! Blocks that went from one step to another, as when a step is cut in two: what the other side
//! wrote in them goes with them.

use std::collections::{HashMap, HashSet};

use super::versions::Versions;
use crate::compare::blocks::{align, align_alike};
use crate::compare::hash_of;
use crate::tree::{Block, Instruction, Step};

/// The text of a step, and a place in it. What stands before the first step is the first text.
type Place = (usize, usize);

/// Changes the trees such that a block that one side moved as it was, and the other changed, is
/// moved as the other has it, and changed by nobody.
///
/// Only a block that stands once in the base and once on the side is known to be the same.
pub(super) fn moved_blocks(
    base: &mut Instruction,
    ours: &mut Instruction,
    theirs: &mut Instruction,
    versions: &[Versions],
    ours_first: bool,
) {
    let texts = |side: fn(&Versions) -> Option<usize>| -> Vec<(usize, usize)> {
        let both = versions
            .iter()
            .filter_map(|step| Some((step.base? + 1, side(step)? + 1)));
        std::iter::once((0, 0)).chain(both).collect()
    };
    let (in_ours, in_theirs) = (texts(|step| step.ours), texts(|step| step.theirs));
    let (mut base, mut ours, mut theirs) = (texts_of(base), texts_of(ours), texts_of(theirs));
    let our_moved = moved(&base, &ours, &in_ours);
    let their_moved = moved(&base, &theirs, &in_theirs);
    // What both moved stands where one of them put it.
    let twice = our_moved
        .iter()
        .filter_map(|(from, our)| Some((*our, *their_moved.get(from)?)));
    let gone: HashSet<Place> = if ours_first {
        twice.map(|(_, their)| their).collect()
    } else {
        twice.map(|(our, _)| our).collect()
    };
    carry(
        &mut base,
        &mut ours,
        &theirs,
        &in_theirs,
        &our_moved,
        &their_moved,
    );
    carry(
        &mut base,
        &mut theirs,
        &ours,
        &in_ours,
        &their_moved,
        &our_moved,
    );
    let side = if ours_first { &mut theirs } else { &mut ours };
    for (text, blocks) in side.iter_mut().enumerate() {
        let mut at = 0..;
        blocks.retain(|_| at.next().is_none_or(|at| !gone.contains(&(text, at))));
    }
}

type Texts<'a> = Vec<&'a mut Vec<Block>>;

fn texts_of(tree: &mut Instruction) -> Texts<'_> {
    fn collect<'a>(steps: &'a mut [Step], out: &mut Texts<'a>) {
        for step in steps {
            out.push(&mut step.blocks);
            collect(&mut step.steps, out);
        }
    }
    let mut out = vec![&mut tree.introduction];
    collect(&mut tree.steps, &mut out);
    out
}

/// Where the blocks went that a side moved to another text.
fn moved(base: &Texts<'_>, side: &Texts<'_>, texts: &[(usize, usize)]) -> HashMap<Place, Place> {
    let mut left: Vec<Vec<bool>> = base.iter().map(|text| vec![true; text.len()]).collect();
    let mut new: Vec<Vec<bool>> = side.iter().map(|text| vec![true; text.len()]).collect();
    for (from, to) in texts {
        if base[*from] == side[*to] {
            left[*from].fill(false);
            new[*to].fill(false);
            continue;
        }
        for (at, place) in align_alike(base[*from], side[*to]).into_iter().enumerate() {
            if let Some(place) = place {
                left[*from][at] = false;
                new[*to][place] = false;
            }
        }
    }
    let is_any = |free: &[Vec<bool>]| free.iter().flatten().any(|free| *free);
    if !is_any(&left) || !is_any(&new) {
        return HashMap::new();
    }
    let (was, is) = (once(base), once(side));
    let pairs = was
        .into_iter()
        .filter_map(|(key, from)| Some((from?, is.get(&key).copied()??)));
    pairs
        .filter(|(from, to)| left[from.0][from.1] && new[to.0][to.1])
        .filter(|(from, to)| base[from.0][from.1] == side[to.0][to.1])
        .collect()
}

/// The blocks by what they say; none where several say the same.
fn once(texts: &Texts<'_>) -> HashMap<u64, Option<Place>> {
    let mut found = HashMap::new();
    for (text, blocks) in texts.iter().enumerate() {
        for (at, block) in blocks.iter().enumerate() {
            found
                .entry(hash_of(block))
                .and_modify(|place| *place = None)
                .or_insert(Some((text, at)));
        }
    }
    found
}

/// Gives what `side` moved the words that `other` has.
fn carry(
    base: &mut Texts<'_>,
    side: &mut Texts<'_>,
    other: &Texts<'_>,
    in_other: &[(usize, usize)],
    moved: &HashMap<Place, Place>,
    moved_by_other: &HashMap<Place, Place>,
) {
    let mut by_text: HashMap<usize, Vec<(usize, Place)>> = HashMap::new();
    for (from, to) in moved
        .iter()
        .filter(|(from, _)| !moved_by_other.contains_key(from))
    {
        by_text.entry(from.0).or_default().push((from.1, *to));
    }
    for (from, to) in in_other {
        let Some(places) = by_text.get(from) else {
            continue;
        };
        let aligned = align(base[*from], other[*to]);
        for (at, (text, place)) in places {
            if let Some(theirs) = aligned[*at] {
                let block = &other[*to][theirs];
                base[*from][*at] = block.clone();
                let moved = &mut side[*text][*place];
                // Only their blocks know what they were read from.
                let origin = block.origin.0.or(moved.origin.0);
                *moved = block.clone();
                moved.origin.0 = origin;
            }
        }
    }
}
