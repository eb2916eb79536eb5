//! Where two sides changed one sequence: the smallest pieces that can be joined each by itself.

use std::ops::Range;

/// A piece of the base, and what stands for it on both sides.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Chunk {
    pub(super) base: Range<usize>,
    pub(super) ours: Range<usize>,
    pub(super) theirs: Range<usize>,
}

/// Cuts a sequence of `length` parts. For each of them `ours` and `theirs` tell its place on that
/// side, rising, and how many parts the side has.
///
/// A part of the base is a chunk of its own unless a side wrote something else for several: then
/// nothing tells which of it stands for which. What was only added is a chunk without base.
pub(super) fn chunks(
    length: usize,
    ours: (&[Option<usize>], usize),
    theirs: (&[Option<usize>], usize),
) -> Vec<Chunk> {
    let (ours, theirs) = (Cuts::of(ours.0, ours.1), Cuts::of(theirs.0, theirs.1));
    let mut out = Vec::new();
    let mut last = 0;
    for at in 0..=length {
        let (Some(our), Some(their)) = (&ours.0[at], &theirs.0[at]) else {
            continue;
        };
        if last < at
            && let (Some(our_last), Some(their_last)) = (&ours.0[last], &theirs.0[last])
        {
            out.push(Chunk {
                base: last..at,
                ours: our_last.end..our.start,
                theirs: their_last.end..their.start,
            });
        }
        if !our.is_empty() || !their.is_empty() {
            out.push(Chunk {
                base: at..at,
                ours: our.clone(),
                theirs: their.clone(),
            });
        }
        last = at;
    }
    out
}

/// For each place between two parts of the base what a side added there; `None` where it cannot
/// be cut.
struct Cuts(Vec<Option<Range<usize>>>);

impl Cuts {
    fn of(to: &[Option<usize>], length: usize) -> Self {
        let mut cuts = vec![None; to.len() + 1];
        let (mut base, mut side) = (0, 0);
        loop {
            let next = (base..to.len()).find_map(|at| Some((at, to[at]?)));
            let (at, place) = next.unwrap_or((to.len(), length));
            if base == at {
                cuts[at] = Some(side..place);
            } else if side == place {
                cuts[base..=at].fill(Some(side..side));
            } else {
                cuts[base] = Some(side..side);
                cuts[at] = Some(place..place);
            }
            if next.is_none() {
                return Self(cuts);
            }
            (base, side) = (at + 1, place + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn side() -> impl Strategy<Value = (Vec<Option<usize>>, usize)> {
        let part = (prop::bool::ANY, 0..3_usize);
        (prop::collection::vec(part, 8), 0..3_usize).prop_map(|(parts, end)| {
            let mut next = 0;
            let mut to = Vec::new();
            for (stays, added) in parts {
                next += added;
                to.push(stays.then_some(next));
                next += usize::from(stays);
            }
            (to, next + end)
        })
    }

    proptest! {
        #[test]
        fn every_part_is_in_one_chunk_in_order((ours, theirs) in (side(), side())) {
            let chunks = chunks(8, (&ours.0, ours.1), (&theirs.0, theirs.1));
            let all = |range: fn(&Chunk) -> &Range<usize>| -> Vec<usize> {
                chunks.iter().flat_map(|chunk| range(chunk).clone()).collect()
            };
            prop_assert_eq!(all(|chunk| &chunk.base), (0..8).collect::<Vec<_>>());
            prop_assert_eq!(all(|chunk| &chunk.ours), (0..ours.1).collect::<Vec<_>>());
            prop_assert_eq!(all(|chunk| &chunk.theirs), (0..theirs.1).collect::<Vec<_>>());
            // What belongs together is in one chunk.
            for chunk in &chunks {
                for at in chunk.base.clone() {
                    prop_assert!(ours.0[at].is_none_or(|place| chunk.ours.contains(&place)));
                    prop_assert!(theirs.0[at].is_none_or(|place| chunk.theirs.contains(&place)));
                }
            }
        }
    }
}
