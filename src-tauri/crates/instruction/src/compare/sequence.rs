//! What two sequences have in common, in order.

use std::collections::HashMap;
use std::hash::Hash;

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Two stretches whose lengths multiply to more are first cut at what occurs once in each: the
/// exact answer costs as much as their product.
const EXACT: usize = 250_000;

/// Pairs of places that hold the same, both rising: the longest such sequence, or a long one where
/// the longest would take too long to find.
pub(crate) fn common<T: Copy + Eq + Hash>(old: &[T], new: &[T]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::with_capacity(old.len().min(new.len()));
    between(old, new, (0, 0), true, &mut pairs);
    pairs
}

fn between<T: Copy + Eq + Hash>(
    old: &[T],
    new: &[T],
    at: (usize, usize),
    anchors: bool,
    out: &mut Vec<(usize, usize)>,
) {
    let same = |(a, b): &(&T, &T)| a == b;
    let before = old.iter().zip(new).take_while(same).count();
    let (old_rest, new_rest) = (&old[before..], &new[before..]);
    let after = old_rest
        .iter()
        .rev()
        .zip(new_rest.iter().rev())
        .take_while(same)
        .count();
    let old_middle = &old_rest[..old_rest.len() - after];
    let new_middle = &new_rest[..new_rest.len() - after];
    out.extend((0..before).map(|n| (at.0 + n, at.1 + n)));
    let from = (at.0 + before, at.1 + before);
    if old_middle.is_empty() || new_middle.is_empty() {
        // Nothing is left on one side.
    } else if old_middle.len().saturating_mul(new_middle.len()) <= EXACT {
        for op in capture_diff_slices(Algorithm::Myers, old_middle, new_middle) {
            if let DiffOp::Equal {
                old_index,
                new_index,
                len,
            } = op
            {
                out.extend((0..len).map(|n| (from.0 + old_index + n, from.1 + new_index + n)));
            }
        }
    } else if anchors {
        let mut last = (0, 0);
        let ends = (old_middle.len(), new_middle.len());
        for (a, b) in unique(old_middle, new_middle).into_iter().chain([ends]) {
            between(
                &old_middle[last.0..a],
                &new_middle[last.1..b],
                (from.0 + last.0, from.1 + last.1),
                false,
                out,
            );
            if (a, b) != ends {
                out.push((from.0 + a, from.1 + b));
            }
            last = (a + 1, b + 1);
        }
    }
    let ends = (at.0 + old.len() - after, at.1 + new.len() - after);
    out.extend((0..after).map(|n| (ends.0 + n, ends.1 + n)));
}

/// The places of what occurs once on each side, as many as keep their order.
fn unique<T: Copy + Eq + Hash>(old: &[T], new: &[T]) -> Vec<(usize, usize)> {
    let once = |list: &[T]| {
        let mut places: HashMap<T, Option<usize>> = HashMap::new();
        for (at, value) in list.iter().enumerate() {
            places
                .entry(*value)
                .and_modify(|place| *place = None)
                .or_insert(Some(at));
        }
        places
    };
    let places = once(new);
    let in_old = once(old);
    let pairs: Vec<(usize, usize)> = old
        .iter()
        .enumerate()
        .filter(|(_, value)| in_old.get(value).is_some_and(Option::is_some))
        .filter_map(|(at, value)| Some((at, (*places.get(value)?)?)))
        .collect();
    let order: Vec<usize> = pairs.iter().map(|(_, at)| *at).collect();
    rising(&order).into_iter().map(|at| pairs[at]).collect()
}

/// The places of a longest rising part of a list of numbers.
pub(crate) fn rising(list: &[usize]) -> Vec<usize> {
    // For each length the place of the smallest number that ends a rising part so long.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; list.len()];
    for (at, number) in list.iter().enumerate() {
        let length = ends.partition_point(|end| list[*end] < *number);
        before[at] = length.checked_sub(1).map(|shorter| ends[shorter]);
        if length == ends.len() {
            ends.push(at);
        } else {
            ends[length] = at;
        }
    }
    let mut found = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(at) = next {
        found.push(at);
        next = before[at];
    }
    found.reverse();
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_common_is_the_same_on_both_sides_and_rises(
            old in prop::collection::vec(0..30_u8, 0..900),
            new in prop::collection::vec(0..30_u8, 0..900),
        ) {
            let pairs = common(&old, &new);
            prop_assert!(pairs.iter().all(|(a, b)| old[*a] == new[*b]));
            prop_assert!(pairs.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 < two[1].1));
        }

        #[test]
        fn a_rising_part_rises(list in prop::collection::vec(0..50_usize, 0..60)) {
            let found = rising(&list);
            let rises = found
                .windows(2)
                .all(|two| two[0] < two[1] && list[two[0]] < list[two[1]]);
            prop_assert!(rises);
        }
    }

    #[test]
    fn a_list_is_cut_at_what_is_there_once() {
        let old: Vec<u32> = (0..5_000).collect();
        let mut new = old.clone();
        new[10] = 9_000;
        new.remove(2_500);
        new[4_000] = 9_001;
        assert_eq!(common(&old, &new).len(), 4_997);
    }
}
