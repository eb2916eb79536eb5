//! Steps that one side removed, each with the steps within it that went too.

use std::collections::HashMap;

use super::{Side, Three};
use crate::compare::steps::same;

pub(super) struct Removed {
    /// Each removed step that is in no other one, with all that is removed with it, in the order
    /// of the side that has them.
    groups: HashMap<usize, Group>,
}

#[derive(Default)]
struct Group {
    steps: Vec<usize>,
    /// Whether the side that has them changed one, or put something among them.
    is_changed: bool,
}

impl Removed {
    pub(super) fn of(three: &Three<'_>) -> Self {
        let mut removed = Self {
            groups: HashMap::new(),
        };
        removed.of_side(three, Side::Ours, Side::Theirs);
        removed.of_side(three, Side::Theirs, Side::Ours);
        // What neither side has is in no group: it is not said at all.
        removed
    }

    /// What is removed together with a step, if it is in no other that is removed.
    pub(super) fn with(&self, step: usize) -> Option<&[usize]> {
        self.groups.get(&step).map(|group| group.steps.as_slice())
    }

    pub(super) fn is_changed(&self, step: usize) -> bool {
        self.groups.get(&step).is_some_and(|group| group.is_changed)
    }

    /// What `by` removed and `side` has.
    fn of_side(&mut self, three: &Three<'_>, side: Side, by: Side) {
        let (steps, of_side) = three.side(side);
        // For each step of the side the removed one that it goes with.
        let mut within: Vec<Option<usize>> = Vec::with_capacity(steps.len());
        for (at, node) in steps.all.iter().enumerate() {
            let step = of_side[at];
            let base = three.versions[step].base;
            let outer = node.parent.and_then(|parent| within[parent]);
            if three.place(step, by).is_some() {
                if let Some(outer) = outer {
                    // What came from elsewhere would lose its place.
                    let parent = node.parent.map(|parent| of_side[parent]);
                    let came = base.is_none_or(|base| {
                        three.base.all[base].parent.map(|at| three.of_base[at]) != parent
                    });
                    self.group(outer).is_changed |= came;
                }
                within.push(None);
                continue;
            }
            let root = outer.or(base.map(|_| step));
            if let Some(root) = root {
                let is_changed = base.is_none_or(|base| !same(three.base.step(base), node.step));
                let group = self.group(root);
                group.steps.push(step);
                group.is_changed |= is_changed;
            }
            within.push(root);
        }
    }

    fn group(&mut self, root: usize) -> &mut Group {
        self.groups.entry(root).or_default()
    }
}
