//! Where steps stand: under which step, on which level, in which order.

use std::collections::HashMap;

use super::{Side, Three};
use crate::compare::steps::Steps;
use crate::merge::asked::three as three_of;
use crate::merge::order;
use crate::tree::{Block, Heading, Step};

/// Under which step a step stands, and how much deeper than it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stand {
    parent: Option<usize>,
    deeper: i16,
}

/// Puts the steps that are kept together.
pub(super) fn tree(
    three: &Three<'_>,
    kept: &[bool],
    mut said: Vec<Option<(Heading, Vec<Block>)>>,
    ours_first: bool,
) -> Vec<Step> {
    let is_there: Vec<bool> = kept
        .iter()
        .zip(&said)
        .map(|(kept, said)| *kept && said.is_some())
        .collect();
    let sides = if ours_first {
        [Side::Ours, Side::Theirs]
    } else {
        [Side::Theirs, Side::Ours]
    };
    let mut stands: Vec<Stand> = (0..is_there.len())
        .map(|step| stand(three, step, &is_there, sides))
        .collect();
    break_circles(three, &mut stands, &is_there);
    let mut children: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
    for (step, stand) in stands.iter().enumerate() {
        if is_there[step] {
            children.entry(stand.parent).or_default().push(step);
        }
    }
    let in_order = Orders::of(three, sides);
    for (parent, steps) in &mut children {
        *steps = in_order.of_children(*parent, steps, &stands, three);
    }
    built(None, 0, &children, &stands, &mut said)
}

fn built(
    parent: Option<usize>,
    level: i16,
    children: &HashMap<Option<usize>, Vec<usize>>,
    stands: &[Stand],
    said: &mut [Option<(Heading, Vec<Block>)>],
) -> Vec<Step> {
    let steps = children.get(&parent).into_iter().flatten();
    let mut out = Vec::new();
    for step in steps {
        let Some((mut heading, blocks)) = said[*step].take() else {
            continue;
        };
        let level = (level + stands[*step].deeper).clamp(1, 6);
        heading.level = u8::try_from(level).unwrap_or(1);
        out.push(Step {
            heading,
            blocks,
            steps: built(Some(*step), level, children, stands, said),
        });
    }
    out
}

fn in_tree(steps: &Steps<'_>, of: &[usize], at: usize) -> Stand {
    let parent = steps.all[at].parent;
    let level = |at: usize| i16::from(steps.step(at).heading.level);
    Stand {
        parent: parent.map(|parent| of[parent]),
        deeper: level(at) - parent.map_or(0, level),
    }
}

/// Where a step stands, as the side says that moved it.
fn stand(three: &Three<'_>, step: usize, is_there: &[bool], sides: [Side; 2]) -> Stand {
    let base = three.versions[step]
        .base
        .map(|at| in_tree(&three.base, &three.of_base, at));
    let of = |side: Side| {
        let (steps, of) = three.side(side);
        Some(in_tree(steps, of, three.place(step, side)?))
    };
    let there = |parent: Option<usize>| parent.is_none_or(|parent| is_there[parent]);
    let (side, mut found) = match sides.map(of) {
        [Some(first), Some(second)] => {
            // Nobody stands under what is gone.
            let second_moved = base.is_some_and(|base| first.parent == base.parent);
            let takes_second = if there(first.parent) == there(second.parent) {
                second_moved
            } else {
                there(second.parent)
            };
            let (side, mut stand) = if takes_second {
                (sides[1], second)
            } else {
                (sides[0], first)
            };
            if first.parent == second.parent {
                let deeper = base.map(|base| three_of(base.deeper, first.deeper, second.deeper));
                stand.deeper = deeper.flatten().unwrap_or(first.deeper);
            }
            (side, stand)
        }
        [Some(stand), None] => (sides[0], stand),
        [None, Some(stand)] => (sides[1], stand),
        [None, None] => {
            return Stand {
                parent: None,
                deeper: 2,
            };
        }
    };
    // It goes up to what is still there.
    let (steps, of) = three.side(side);
    let mut above = three.place(step, side).and_then(|at| steps.all[at].parent);
    while let Some(at) = above
        && !is_there[of[at]]
        && !there(found.parent)
    {
        above = steps.all[at].parent;
        found.parent = above.map(|above| of[above]);
    }
    found
}

/// Steps that were moved under each other go back to where they stood, at worst to the top.
fn break_circles(three: &Three<'_>, stands: &mut [Stand], is_there: &[bool]) {
    for to_top in [false, true] {
        for step in circles(stands) {
            let base = three.versions[step]
                .base
                .map(|at| in_tree(&three.base, &three.of_base, at))
                .filter(|base| !to_top && base.parent.is_none_or(|parent| is_there[parent]));
            stands[step] = base.unwrap_or(Stand {
                parent: None,
                deeper: 2,
            });
        }
    }
}

/// All steps that stand under themselves.
fn circles(stands: &[Stand]) -> Vec<usize> {
    // Which walk came by, from 1.
    let mut seen = vec![0; stands.len()];
    let mut found = Vec::new();
    for start in 0..stands.len() {
        let mut next = Some(start);
        while let Some(at) = next
            && seen[at] == 0
        {
            seen[at] = start + 1;
            next = stands[at].parent;
        }
        if let Some(first) = next
            && seen[first] == start + 1
        {
            let mut at = first;
            loop {
                found.push(at);
                match stands[at].parent {
                    Some(parent) if parent != first => at = parent,
                    _ => break,
                }
            }
        }
    }
    found
}

/// The orders of siblings in each tree.
struct Orders {
    /// The base, then the sides in their order.
    trees: [HashMap<Option<usize>, Vec<usize>>; 3],
}

impl Orders {
    fn of(three: &Three<'_>, sides: [Side; 2]) -> Self {
        let orders = |steps: &Steps<'_>, of: &[usize]| {
            let mut orders: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
            for (at, node) in steps.all.iter().enumerate() {
                let parent = node.parent.map(|parent| of[parent]);
                orders.entry(parent).or_default().push(of[at]);
            }
            orders
        };
        let [first, second] = sides.map(|side| {
            let (steps, of) = three.side(side);
            orders(steps, of)
        });
        Self {
            trees: [orders(&three.base, &three.of_base), first, second],
        }
    }

    fn of_children(
        &self,
        parent: Option<usize>,
        children: &[usize],
        stands: &[Stand],
        three: &Three<'_>,
    ) -> Vec<usize> {
        let here = |step: &usize| {
            let found = three.versions[*step];
            stands[*step].parent == parent && (found.ours.is_some() || found.theirs.is_some())
        };
        let [base, first, second] = [0, 1, 2].map(|tree| -> Vec<usize> {
            let order = self.trees[tree].get(&parent).into_iter().flatten();
            order.copied().filter(here).collect()
        });
        let wanted: std::collections::HashSet<usize> = children.iter().copied().collect();
        let mut order = order::joined(&base, &first, &second);
        order.retain(|step| wanted.contains(step));
        if order.len() < children.len() {
            // What no tree has here stands behind the others.
            let known: std::collections::HashSet<usize> = order.iter().copied().collect();
            order.extend(children.iter().filter(|step| !known.contains(step)));
        }
        order
    }
}
