//! Which block of one list is which of another.

use super::sequence::common;
use super::{Bag, hash_of};
use crate::tree::{Block, BlockKind, Cell, ListItem};

/// What can be paired with its like.
pub(crate) trait Alike: Eq + std::hash::Hash {
    /// Its words.
    fn bag(&self) -> Bag;
    /// Whether one can be an edit of the other.
    fn is_of_kind(&self, other: &Self) -> bool;
}

impl Alike for Block {
    fn bag(&self) -> Bag {
        Bag::of_blocks(std::slice::from_ref(self))
    }

    fn is_of_kind(&self, other: &Self) -> bool {
        let quote =
            |kind: &BlockKind| matches!(kind, BlockKind::Quote { .. } | BlockKind::Callout { .. });
        std::mem::discriminant(&self.kind) == std::mem::discriminant(&other.kind)
            || (quote(&self.kind) && quote(&other.kind))
    }
}

impl Alike for Vec<Cell> {
    fn bag(&self) -> Bag {
        Bag::of_row(self)
    }

    fn is_of_kind(&self, _: &Self) -> bool {
        true
    }
}

impl<T: Alike> Alike for &T {
    fn bag(&self) -> Bag {
        (*self).bag()
    }

    fn is_of_kind(&self, other: &Self) -> bool {
        (*self).is_of_kind(*other)
    }
}

impl Alike for ListItem {
    fn bag(&self) -> Bag {
        Bag::of_blocks(&self.blocks)
    }

    fn is_of_kind(&self, _: &Self) -> bool {
        true
    }
}

/// Blocks that share so much of their words are one block.
const MUCH_THE_SAME: f64 = 0.4;
/// So many pairs are all weighed against each other.
const SMALL: usize = 400;
/// Among more, a block is looked for no farther than this.
const NEAR: usize = 12;

/// For each of `old` its place in `new`, rising: what is the same, then what is much the same, then
/// what stands alone in the same place.
pub(crate) fn align<T: Alike>(old: &[T], new: &[T]) -> Vec<Option<usize>> {
    aligned(old, new, true)
}

/// As [`align`], but what stands in the same place is not the same for that.
pub(crate) fn align_alike<T: Alike>(old: &[T], new: &[T]) -> Vec<Option<usize>> {
    aligned(old, new, false)
}

fn aligned<T: Alike>(old: &[T], new: &[T], places: bool) -> Vec<Option<usize>> {
    let mut to_new = vec![None; old.len()];
    let before = old
        .iter()
        .zip(new)
        .take_while(|(one, two)| one == two)
        .count();
    let after = old[before..]
        .iter()
        .rev()
        .zip(new[before..].iter().rev())
        .take_while(|(one, two)| one == two)
        .count();
    let (old_end, new_end) = (old.len() - after, new.len() - after);
    let ends = (0..before)
        .map(|at| (at, at))
        .chain((0..after).map(|at| (old_end + at, new_end + at)));
    for (at, place) in ends {
        to_new[at] = Some(place);
    }
    let keys = |list: &[T]| list.iter().map(hash_of).collect::<Vec<u64>>();
    let pairs = common(&keys(&old[before..old_end]), &keys(&new[before..new_end]));
    let mut last = (before, before);
    for (a, b) in pairs
        .into_iter()
        .map(|(a, b)| (before + a, before + b))
        .chain([(old_end, new_end)])
    {
        let gap = (last.0..a, last.1..b);
        if !gap.0.is_empty() && !gap.1.is_empty() {
            alike(old, new, &gap, places, &mut to_new);
        }
        if a < old_end {
            to_new[a] = Some(b);
        }
        last = (a + 1, b + 1);
    }
    to_new
}

type Range = std::ops::Range<usize>;

/// What is much the same within a gap, and then what is left in the same place.
fn alike<T: Alike>(
    old: &[T],
    new: &[T],
    gap: &(Range, Range),
    places: bool,
    to_new: &mut [Option<usize>],
) {
    let bags = |list: &[T]| list.iter().map(Alike::bag).collect::<Vec<_>>();
    let (a, b) = (gap.0.start, gap.1.start);
    let (was, is) = (bags(&old[gap.0.clone()]), bags(&new[gap.1.clone()]));
    let likeness = |at: usize, place: usize| {
        let alike = if old[a + at].is_of_kind(&new[b + place]) {
            was[at].alike(&is[place])
        } else {
            0.0
        };
        (alike >= MUCH_THE_SAME).then_some(alike)
    };
    let pairs = if was.len() * is.len() <= SMALL {
        best(was.len(), is.len(), likeness)
    } else {
        first(was.len(), is.len(), likeness)
    };
    let ends = (gap.0.end - a, gap.1.end - b);
    let mut last = (0, 0);
    for (at, place) in pairs.into_iter().chain([ends]) {
        if places {
            let between = (a + last.0..a + at, b + last.1..b + place);
            in_place(old, new, between, to_new);
        }
        if at < ends.0 {
            to_new[a + at] = Some(b + place);
        }
        last = (at + 1, place + 1);
    }
}

/// The pairs that are most alike when taken together.
fn best(
    old: usize,
    new: usize,
    likeness: impl Fn(usize, usize) -> Option<f64>,
) -> Vec<(usize, usize)> {
    // For each two places the likeness of all that follows, and of the two themselves.
    let width = new + 1;
    let mut sums = vec![0.0_f64; (old + 1) * width];
    let mut pairs = vec![None; old * new];
    for at in (0..old).rev() {
        for place in (0..new).rev() {
            let here = at * width + place;
            let without = sums[here + width].max(sums[here + 1]);
            let alike = likeness(at, place);
            pairs[at * new + place] = alike;
            let with = alike.map_or(0.0, |alike| alike + sums[here + width + 1]);
            sums[here] = without.max(with);
        }
    }
    let mut out = Vec::new();
    let (mut at, mut place) = (0, 0);
    while at < old && place < new {
        let here = at * width + place;
        let with = pairs[at * new + place].map(|alike| alike + sums[here + width + 1]);
        if with.is_some_and(|with| with >= sums[here]) {
            out.push((at, place));
            (at, place) = (at + 1, place + 1);
        } else if sums[here + width] >= sums[here + 1] {
            at += 1;
        } else {
            place += 1;
        }
    }
    out
}

/// For each the likest near the last pair: for many.
fn first(
    old: usize,
    new: usize,
    likeness: impl Fn(usize, usize) -> Option<f64>,
) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut last = 0;
    for at in 0..old {
        let likest = (last..new.min(last + NEAR))
            .filter_map(|place| Some((likeness(at, place)?, place)))
            .max_by(|one, two| one.0.total_cmp(&two.0).then(two.1.cmp(&one.1)));
        if let Some((_, place)) = likest {
            out.push((at, place));
            last = place + 1;
        }
    }
    out
}

/// As many of the same kinds in the same place were edited one by one.
fn in_place<T: Alike>(old: &[T], new: &[T], gap: (Range, Range), to_new: &mut [Option<usize>]) {
    let fit = gap.0.len() == gap.1.len()
        && gap
            .0
            .clone()
            .zip(gap.1.clone())
            .all(|(a, b)| old[a].is_of_kind(&new[b]));
    if fit {
        for (a, b) in gap.0.zip(gap.1) {
            to_new[a] = Some(b);
        }
    }
}
