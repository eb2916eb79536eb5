//! Parts that stand one below the other: blocks, items, rows.

use std::ops::Range;

use crate::compare::blocks::{Alike, align, align_alike};
use crate::compare::hash_of;
use crate::compare::sequence::common;
use crate::merge::Answer;
use crate::merge::asked::Asked;
use crate::merge::chunks::{Chunk, chunks};

/// What can be joined with another edit of itself.
pub(in crate::merge) trait Part: Alike + Clone {
    /// As Markdown, to be asked about.
    fn shown(parts: &[Self]) -> String;

    /// Two different edits of one part in one; in two where both stay.
    fn join(base: &Self, ours: &Self, theirs: &Self, asked: &mut Asked) -> Vec<Self>;

    /// The part, in the place of another.
    #[must_use]
    fn in_place_of(self, _: &Self) -> Self {
        self
    }
}

/// What it means that there is no base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::merge) enum Without {
    /// Each side wrote something of its own.
    Own,
    /// Both wrote the same thing, so what is much alike is one.
    OneThing,
}

/// Joins two edits of a list.
pub(in crate::merge) fn join<T: Part>(
    base: &[T],
    ours: &[T],
    theirs: &[T],
    without: Without,
    asked: &mut Asked,
) -> Vec<T> {
    if ours == base || ours == theirs {
        return theirs.to_vec();
    }
    let (in_ours, in_theirs) = (align(base, ours), align(base, theirs));
    let three = Three {
        base,
        ours,
        theirs,
        in_ours: &in_ours,
        in_theirs: &in_theirs,
    };
    let mut out = Vec::with_capacity(ours.len().max(theirs.len()));
    for chunk in chunks(
        base.len(),
        (&in_ours, ours.len()),
        (&in_theirs, theirs.len()),
    ) {
        if base.is_empty() && without == Without::OneThing {
            out.extend(one_thing(ours, theirs, asked));
        } else {
            three.chunk(&chunk, asked, &mut out);
        }
    }
    out
}

struct Three<'a, T> {
    base: &'a [T],
    ours: &'a [T],
    theirs: &'a [T],
    in_ours: &'a [Option<usize>],
    in_theirs: &'a [Option<usize>],
}

impl<T: Part> Three<'_, T> {
    fn chunk(&self, chunk: &Chunk, asked: &mut Asked, out: &mut Vec<T>) {
        let base = &self.base[chunk.base.clone()];
        let ours = &self.ours[chunk.ours.clone()];
        let theirs = &self.theirs[chunk.theirs.clone()];
        if let ([base], [our], [their]) = (base, ours, theirs)
            && self.in_ours[chunk.base.start].is_some()
            && self.in_theirs[chunk.base.start].is_some()
        {
            if our == base || our == their {
                out.push(their.clone());
            } else if their == base {
                out.push(our.clone().in_place_of(their));
            } else {
                out.extend(T::join(base, our, their, asked));
            }
            return;
        }
        if ours == base || ours == theirs {
            out.extend_from_slice(theirs);
        } else if theirs == base {
            out.extend_from_slice(ours);
        } else if base.is_empty() {
            out.extend(both(ours, theirs, asked.ours_first));
        } else if let Some((before, after)) = beside(base, theirs) {
            // One side changed what stood there, the other only wrote beside it.
            out.extend(before.iter().chain(ours).chain(after).cloned());
        } else if let Some((before, after)) = beside(base, ours) {
            out.extend(before.iter().chain(theirs).chain(after).cloned());
        } else {
            let answer = asked.ask(T::shown(base), T::shown(ours), T::shown(theirs));
            match answer {
                Answer::Ours => out.extend_from_slice(ours),
                Answer::Theirs => out.extend_from_slice(theirs),
                Answer::Both => {
                    let ours = self.changed(&chunk.base, &chunk.ours, self.in_ours, self.ours);
                    let theirs =
                        self.changed(&chunk.base, &chunk.theirs, self.in_theirs, self.theirs);
                    out.extend(both(&ours, &theirs, true));
                }
            }
        }
    }

    /// What a side did not leave alone: the rest is not put back beside what the other made of it.
    fn changed(
        &self,
        base: &Range<usize>,
        range: &Range<usize>,
        to: &[Option<usize>],
        side: &[T],
    ) -> Vec<T> {
        let mut left_alone = vec![false; range.len()];
        for at in base.clone() {
            if let Some(place) = to[at]
                && side[place] == self.base[at]
            {
                left_alone[place - range.start] = true;
            }
        }
        let parts = side[range.clone()].iter().zip(left_alone);
        parts
            .filter(|(_, left_alone)| !left_alone)
            .map(|(part, _)| part.clone())
            .collect()
    }
}

/// For a side that left the base together as it was: what it wrote before and after it.
fn beside<'a, T: PartialEq>(base: &[T], side: &'a [T]) -> Option<(&'a [T], &'a [T])> {
    let first = base.first()?;
    let at = side.iter().position(|part| part == first)?;
    let (before, rest) = side.split_at(at);
    let after = rest.get(base.len()..)?;
    (rest[..base.len()] == *base).then_some((before, after))
}

/// What both sides wrote, each in its order; what they wrote alike once.
fn both<T: Part>(ours: &[T], theirs: &[T], ours_first: bool) -> Vec<T> {
    let keys = |list: &[T]| list.iter().map(hash_of).collect::<Vec<u64>>();
    let pairs = if ours_first {
        common(&keys(ours), &keys(theirs))
    } else {
        let pairs = common(&keys(theirs), &keys(ours)).into_iter();
        pairs.map(|(their, our)| (our, their)).collect()
    };
    let mut out = Vec::with_capacity(ours.len() + theirs.len());
    each_gap(&pairs, ours, theirs, |our, their, pair| {
        let (first, second) = if ours_first {
            (our, their)
        } else {
            (their, our)
        };
        out.extend(first.iter().chain(second).cloned());
        out.extend(pair.map(|(_, their)| their.clone()));
    });
    out
}

/// One list that both wrote without a base to tell who changed what.
fn one_thing<T: Part>(ours: &[T], theirs: &[T], asked: &mut Asked) -> Vec<T> {
    let to = if asked.ours_first {
        align_alike(ours, theirs)
    } else {
        let mut to = vec![None; ours.len()];
        for (their, our) in align_alike(theirs, ours).into_iter().enumerate() {
            if let Some(our) = our {
                to[our] = Some(their);
            }
        }
        to
    };
    let pairs: Vec<(usize, usize)> = to
        .iter()
        .enumerate()
        .filter_map(|(our, their)| Some((our, (*their)?)))
        .collect();
    let mut out = Vec::with_capacity(ours.len().max(theirs.len()));
    each_gap(&pairs, ours, theirs, |our, their, pair| {
        out.extend(both(our, their, asked.ours_first));
        let Some((our, their)) = pair else {
            return;
        };
        if our == their {
            out.push(their.clone());
            return;
        }
        let shown = |part: &T| T::shown(std::slice::from_ref(part));
        let answer = asked.ask(String::new(), shown(our), shown(their));
        if answer != Answer::Theirs {
            out.push(our.clone());
        }
        if answer != Answer::Ours {
            out.push(their.clone());
        }
    });
    out
}

/// Gives what stands before each pair, and the pair; at last what stands behind all.
fn each_gap<'a, T>(
    pairs: &[(usize, usize)],
    ours: &'a [T],
    theirs: &'a [T],
    mut each: impl FnMut(&'a [T], &'a [T], Option<(&'a T, &'a T)>),
) {
    let mut last = (0, 0);
    for (our, their) in pairs {
        each(
            &ours[last.0..*our],
            &theirs[last.1..*their],
            Some((&ours[*our], &theirs[*their])),
        );
        last = (our + 1, their + 1);
    }
    each(&ours[last.0..], &theirs[last.1..], None);
}
