//! In which order things stand that both sides put in order.

use std::collections::{HashMap, HashSet};

use crate::compare::sequence::rising;

/// Joins the orders of two sides. Each thing stands once in a list, and once in the result if it
/// is in any. What a side added or moved stands behind what it stands behind on that side; where both
/// put something the first side's comes first.
pub(super) fn joined(base: &[usize], first: &[usize], second: &[usize]) -> Vec<usize> {
    let (in_base, in_first, in_second) = (places(base), places(first), places(second));
    let stayed_in_first = stayed(base, &in_first);
    let stayed_in_second = stayed(base, &in_second);
    let agreed: Vec<usize> = first
        .iter()
        .copied()
        .filter(|id| in_second.contains_key(id))
        .filter(|id| {
            !in_base.contains_key(id)
                || (stayed_in_first.contains(id) && stayed_in_second.contains(id))
        })
        .collect();
    let order: Vec<usize> = agreed.iter().map(|id| in_second[id]).collect();
    let fixed: Vec<usize> = rising(&order).into_iter().map(|at| agreed[at]).collect();
    let place_of_fixed = places(&fixed);
    let owner = |id: &usize| match (in_first.contains_key(id), in_second.contains_key(id)) {
        (true, true) => usize::from(stayed_in_first.contains(id) && !stayed_in_second.contains(id)),
        (true, false) => 0,
        (false, true) => 1,
        (false, false) => 2,
    };
    // For each gap between what is fixed what each side puts there.
    let mut gaps: Vec<[Vec<usize>; 3]> = vec![Default::default(); fixed.len() + 1];
    for (side, list) in [first, second, base].into_iter().enumerate() {
        let mut gap = 0;
        for id in list {
            if let Some(place) = place_of_fixed.get(id) {
                gap = place + 1;
            } else if owner(id) == side {
                gaps[gap][side].push(*id);
            }
        }
    }
    let mut out = Vec::with_capacity(first.len().max(second.len()));
    for (gap, lists) in gaps.into_iter().enumerate() {
        out.extend(lists.into_iter().flatten());
        out.extend(fixed.get(gap));
    }
    out
}

fn places(list: &[usize]) -> HashMap<usize, usize> {
    list.iter().enumerate().map(|(at, id)| (*id, at)).collect()
}

/// What a side did not move.
fn stayed(base: &[usize], side: &HashMap<usize, usize>) -> HashSet<usize> {
    let common: Vec<usize> = base
        .iter()
        .copied()
        .filter(|id| side.contains_key(id))
        .collect();
    let order: Vec<usize> = common.iter().map(|id| side[id]).collect();
    rising(&order).into_iter().map(|at| common[at]).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn list() -> impl Strategy<Value = Vec<usize>> {
        prop::sample::subsequence((0..9).collect::<Vec<usize>>(), 0..9).prop_shuffle()
    }

    proptest! {
        #[test]
        fn everything_stands_once((base, first, second) in (list(), list(), list())) {
            let mut out = joined(&base, &first, &second);
            out.sort_unstable();
            let mut all: Vec<usize> = [base, first, second].concat();
            all.sort_unstable();
            all.dedup();
            prop_assert_eq!(out, all);
        }

        #[test]
        fn the_order_of_the_only_side_that_changed_it_is_taken((base, first) in (list(), list())) {
            let without = |list: &[usize]| -> Vec<usize> {
                list.iter().copied().filter(|id| first.contains(id)).collect()
            };
            prop_assert_eq!(&joined(&without(&base), &first, &without(&base)), &first);
            prop_assert_eq!(&joined(&without(&base), &without(&base), &first), &first);
        }
    }

    #[test]
    fn both_move() {
        assert_eq!(
            joined(&[1, 2, 3, 4], &[2, 3, 1, 4], &[4, 1, 2, 3]),
            [4, 2, 3, 1]
        );
        assert_eq!(joined(&[1], &[1, 5, 6], &[1, 7, 6]), [1, 5, 7, 6]);
        // What one side took out has its place still.
        assert_eq!(joined(&[1, 2, 3], &[1, 3], &[1, 2, 3]), [1, 2, 3]);
    }
}
