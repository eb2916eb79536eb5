//! Which step of one tree is which of another.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::hash::Hash;

use super::{Bag, hash_of};
use crate::number::{self, Place};
use crate::tree::{Instruction, Step, plain_text};

/// The steps of a tree, each before its sub-steps.
#[derive(Debug)]
pub(crate) struct Steps<'a> {
    pub(crate) all: Vec<Node<'a>>,
    tree: &'a Instruction,
    places: OnceCell<Vec<Place>>,
}

/// A step among all.
#[derive(Debug)]
pub(crate) struct Node<'a> {
    pub(crate) step: &'a Step,
    /// The step that it is a sub-step of.
    pub(crate) parent: Option<usize>,
}

impl<'a> Steps<'a> {
    pub(crate) fn of(tree: &'a Instruction) -> Self {
        fn collect<'a>(steps: &'a [Step], parent: Option<usize>, out: &mut Vec<Node<'a>>) {
            for step in steps {
                let at = out.len();
                out.push(Node { step, parent });
                collect(&step.steps, Some(at), out);
            }
        }
        let mut all = Vec::new();
        collect(&tree.steps, None, &mut all);
        Self {
            all,
            tree,
            places: OnceCell::new(),
        }
    }

    pub(crate) fn place(&self, at: usize) -> &Place {
        &self.places.get_or_init(|| number::places(self.tree))[at]
    }

    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    pub(crate) fn step(&self, at: usize) -> &'a Step {
        self.all[at].step
    }

    /// The sub-steps of a step, or the steps at the top.
    pub(crate) fn children(&self) -> HashMap<Option<usize>, Vec<usize>> {
        let mut children: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
        for (at, node) in self.all.iter().enumerate() {
            children.entry(node.parent).or_default().push(at);
        }
        children
    }
}

/// Whether two steps say the same, apart from their sub-steps.
pub(crate) fn same(one: &Step, two: &Step) -> bool {
    one.heading == two.heading && one.blocks == two.blocks
}

/// For each step of `old` the one in `new` that it is. A step is known by its id, else by saying
/// the same, by its title, or by saying much the same.
pub(crate) fn pair(old: &Steps<'_>, new: &Steps<'_>) -> Vec<Option<usize>> {
    let mut pairs = Pairs::new(old, new);
    pairs.ends();
    pairs.by_all();
    pairs.by_place(Pairs::is_edit);
    pairs.to_new
}

/// For each step of `old` that `pair` did not find, the one that stands in its place, however
/// little they have in common.
pub(crate) fn in_place(
    old: &Steps<'_>,
    new: &Steps<'_>,
    paired: &[Option<usize>],
) -> Vec<Option<usize>> {
    let mut pairs = Pairs::new(old, new);
    for (at, place) in paired.iter().enumerate() {
        if let Some(place) = place {
            pairs.join(at, *place);
        }
    }
    pairs.by_place(|_, _, _| true);
    let found = pairs.to_new.into_iter().zip(paired);
    found
        .map(|(place, paired)| place.filter(|_| paired.is_none()))
        .collect()
}

/// Pairs what both sides added, when what is not is paired by `known`. Two people do not write one
/// step for giving it the same title: only with the same id, or the same text in the same place, is
/// it one; unless it is to be paired `by_title` too.
pub(crate) fn pair_added(
    ours: &Steps<'_>,
    theirs: &Steps<'_>,
    known: &[(Option<usize>, Option<usize>)],
    by_title: bool,
) -> Vec<Option<usize>> {
    let mut pairs = Pairs::new(ours, theirs);
    for (one, two) in known {
        if let (Some(one), Some(two)) = (one, two) {
            pairs.join(*one, *two);
        }
        if let Some(at) = one {
            pairs.old_taken[*at] = true;
        }
        if let Some(at) = two {
            pairs.new_taken[*at] = true;
        }
    }
    if by_title {
        pairs.by_all();
    } else {
        pairs.by_id();
        let seen = [
            Seen::of(ours, &pairs.old_taken),
            Seen::of(theirs, &pairs.new_taken),
        ];
        pairs.by_place_and_text(&seen[0], &seen[1]);
    }
    for (one, two) in known {
        if let (Some(one), Some(_)) = (one, two) {
            pairs.to_new[*one] = None;
        }
    }
    pairs.to_new
}

/// Steps that share so much of their words are one step.
const MUCH_THE_SAME: f64 = 0.5;
/// So much is enough where something else speaks for it too.
const SOME_WORDS: f64 = 0.25;
/// A word that stands in more steps than this leads to none of them.
const COMMON: usize = 50;

#[derive(Clone, Copy)]
enum Side {
    Old,
    New,
}

/// What a step is known by.
struct Seen {
    own: Vec<u64>,
    title: Vec<Option<u64>>,
    text: Vec<Option<u64>>,
    /// The titles above it.
    above: Vec<u64>,
}

impl Seen {
    /// What is taken is only looked at for what stands under it.
    fn of(steps: &Steps<'_>, taken: &[bool]) -> Self {
        let mut seen = Self {
            own: Vec::with_capacity(steps.len()),
            title: Vec::with_capacity(steps.len()),
            text: Vec::with_capacity(steps.len()),
            above: Vec::with_capacity(steps.len()),
        };
        for (node, taken) in steps.all.iter().zip(taken) {
            let step = node.step;
            let text = if *taken { 0 } else { hash_of(&step.blocks) };
            seen.own.push(hash_of(&(&step.heading, text)));
            let title = plain_text(&step.heading.content);
            seen.title
                .push((!title.trim().is_empty()).then(|| hash_of(title.trim())));
            seen.text.push((!step.blocks.is_empty()).then_some(text));
            let above = node
                .parent
                .map_or(0, |at| hash_of(&(seen.above[at], seen.title[at])));
            seen.above.push(above);
        }
        seen
    }
}

struct Pairs<'a> {
    old: &'a Steps<'a>,
    new: &'a Steps<'a>,
    old_taken: Vec<bool>,
    new_taken: Vec<bool>,
    to_new: Vec<Option<usize>>,
    to_old: Vec<Option<usize>>,
}

impl<'a> Pairs<'a> {
    fn new(old: &'a Steps<'a>, new: &'a Steps<'a>) -> Self {
        Self {
            old,
            new,
            old_taken: vec![false; old.len()],
            new_taken: vec![false; new.len()],
            to_new: vec![None; old.len()],
            to_old: vec![None; new.len()],
        }
    }

    /// What a step is known by, the surest first.
    fn by_all(&mut self) {
        self.by_id();
        if self.is_done() {
            return;
        }
        let (old, new) = (self.old, self.new);
        let (was, is) = (
            &Seen::of(old, &self.old_taken),
            &Seen::of(new, &self.new_taken),
        );
        // Copies of one step are told apart by what they stand under.
        self.by_place_and_text(was, is);
        self.by(
            |_, at| Some(was.own[at]),
            |_, at| Some(is.own[at]),
            |_, _| true,
        );
        self.by(
            |pairs, at| Some((pairs.above(Side::Old, at, was), was.title[at]?)),
            |pairs, at| Some((pairs.above(Side::New, at, is), is.title[at]?)),
            |_, _| true,
        );
        // The same title elsewhere may be another step: "Check" stands under many.
        let alike = |a: usize, b: usize| {
            let (one, two) = (&old.step(a).blocks, &new.step(b).blocks);
            one.is_empty()
                || two.is_empty()
                || Bag::of_blocks(one).alike(&Bag::of_blocks(two)) >= SOME_WORDS
        };
        self.by(|_, at| was.title[at], |_, at| is.title[at], alike);
        // A new title over the same text.
        self.by(|_, at| was.text[at], |_, at| is.text[at], |_, _| true);
        self.by_words();
    }

    fn by_place_and_text(&mut self, was: &Seen, is: &Seen) {
        self.by(
            |pairs, at| Some((pairs.above(Side::Old, at, was), was.own[at])),
            |pairs, at| Some((pairs.above(Side::New, at, is), is.own[at])),
            |_, _| true,
        );
    }

    fn is_done(&self) -> bool {
        self.old_taken.iter().all(|taken| *taken) || self.new_taken.iter().all(|taken| *taken)
    }

    fn join(&mut self, old: usize, new: usize) {
        self.to_new[old] = Some(new);
        self.to_old[new] = Some(old);
        self.old_taken[old] = true;
        self.new_taken[new] = true;
    }

    /// What did not change before and after an edit is soon found.
    fn ends(&mut self) {
        let (old, new) = (self.old, self.new);
        let is_same = |pairs: &Self, a: usize, b: usize| {
            !pairs.old_taken[a]
                && !pairs.new_taken[b]
                && old.all[a].parent.map(|at| pairs.to_new[at]) == new.all[b].parent.map(Some)
                && same(old.step(a), new.step(b))
        };
        let most = old.len().min(new.len());
        let mut before = 0;
        while before < most && is_same(self, before, before) {
            self.join(before, before);
            before += 1;
        }
        // From the end, parents are not yet known: they are looked at afterwards.
        let mut after = 0;
        while after < most - before {
            let (a, b) = (old.len() - 1 - after, new.len() - 1 - after);
            if self.old_taken[a] || self.new_taken[b] || !same(old.step(a), new.step(b)) {
                break;
            }
            after += 1;
        }
        for back in (0..after).rev() {
            let (a, b) = (old.len() - 1 - back, new.len() - 1 - back);
            if is_same(self, a, b) {
                self.join(a, b);
            }
        }
    }

    fn by_id(&mut self) {
        let (old, new) = (self.old, self.new);
        let authored = |steps: &Steps<'a>, at: usize| steps.step(at).heading.id.as_deref();
        self.by(
            |_, at| authored(old, at),
            |_, at| authored(new, at),
            |_, _| true,
        );
        // A step gets its id when it is first edited: what it was addressed by before.
        let address = |steps: &'a Steps<'a>, at: usize| {
            let step = &steps.step(at).heading;
            step.id.is_none().then(|| steps.place(at).id.as_str())
        };
        self.by(
            |_, at| address(old, at),
            |_, at| authored(new, at),
            |_, _| true,
        );
        self.by(
            |_, at| authored(old, at),
            |_, at| address(new, at),
            |_, _| true,
        );
    }

    /// Pairs the steps of one key, the first with the first.
    fn by<K: Hash + Eq>(
        &mut self,
        old_key: impl Fn(&Self, usize) -> Option<K>,
        new_key: impl Fn(&Self, usize) -> Option<K>,
        fit: impl Fn(usize, usize) -> bool,
    ) {
        let mut waiting: HashMap<K, std::collections::VecDeque<usize>> = HashMap::new();
        for at in 0..self.new.len() {
            if !self.new_taken[at]
                && let Some(key) = new_key(self, at)
            {
                waiting.entry(key).or_default().push_back(at);
            }
        }
        if waiting.is_empty() {
            return;
        }
        for at in 0..self.old.len() {
            if !self.old_taken[at]
                && let Some(key) = old_key(self, at)
                && let Some(places) = waiting.get_mut(&key)
                && let Some(new) = places.front().copied()
                && fit(at, new)
            {
                places.pop_front();
                self.join(at, new);
            }
        }
    }

    /// What a step stands under: the same for both sides when that is paired.
    fn above(&self, side: Side, at: usize, seen: &Seen) -> (bool, u64) {
        let (parent, partner) = match side {
            Side::Old => {
                let parent = self.old.all[at].parent;
                (parent, parent.and_then(|parent| self.to_new[parent]))
            }
            Side::New => {
                let parent = self.new.all[at].parent;
                let paired = parent.is_some_and(|parent| self.to_old[parent].is_some());
                (parent, parent.filter(|_| paired))
            }
        };
        match (parent, partner) {
            (Some(_), Some(new)) => (true, new as u64),
            _ => (false, seen.above[at]),
        }
    }

    fn left(taken: &[bool]) -> Vec<usize> {
        (0..taken.len()).filter(|at| !taken[*at]).collect()
    }

    /// Pairs the most alike first.
    fn by_words(&mut self) {
        let bag = |steps: &Steps<'_>, at: &usize| {
            let step = steps.step(*at);
            Bag::of_step(&step.heading, &step.blocks)
        };
        let old_left = Self::left(&self.old_taken);
        let new_left = Self::left(&self.new_taken);
        if old_left.is_empty() || new_left.is_empty() {
            return;
        }
        let old_bags: Vec<Bag> = old_left.iter().map(|at| bag(self.old, at)).collect();
        let new_bags: Vec<Bag> = new_left.iter().map(|at| bag(self.new, at)).collect();
        let mut holders: HashMap<u64, Vec<usize>> = HashMap::new();
        for (at, bag) in new_bags.iter().enumerate() {
            let mut words = bag.words().to_vec();
            words.dedup();
            for word in words {
                holders.entry(word).or_default().push(at);
            }
        }
        let mut found: Vec<(f64, usize, usize)> = Vec::new();
        for (at, bag) in old_bags.iter().enumerate() {
            let mut shared: HashMap<usize, usize> = HashMap::new();
            for word in bag.words() {
                let Some(places) = holders.get(word).filter(|places| places.len() <= COMMON) else {
                    continue;
                };
                for place in places {
                    *shared.entry(*place).or_default() += 1;
                }
            }
            // Only the likeliest are looked at closely.
            let mut likely: Vec<(usize, usize)> = shared.into_iter().collect();
            likely.sort_unstable_by_key(|(place, count)| (std::cmp::Reverse(*count), *place));
            for (place, _) in likely.into_iter().take(8) {
                let alike = bag.alike(&new_bags[place]);
                let other = self.have_other_ids(old_left[at], new_left[place]);
                if alike >= MUCH_THE_SAME && !other {
                    found.push((alike, at, place));
                }
            }
        }
        found.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        for (_, at, place) in found {
            let (a, b) = (old_left[at], new_left[place]);
            if !self.old_taken[a] && !self.new_taken[b] {
                self.join(a, b);
            }
        }
    }

    /// A step alone between two that are paired, on both sides, under the same parent, was edited
    /// in place if it `is_edit`: as while its title is being typed.
    fn by_place(&mut self, is_edit: impl Fn(&Self, usize, usize) -> bool) {
        let mut new_children = self.new.children();
        let mut parents: Vec<(Option<usize>, Vec<usize>)> =
            self.old.children().into_iter().collect();
        parents.sort_unstable_by_key(|(parent, _)| *parent);
        for (parent, children) in parents {
            let partner = match parent {
                None => None,
                Some(at) => match self.to_new[at] {
                    Some(new) => Some(new),
                    None => continue,
                },
            };
            let others = new_children.remove(&partner).unwrap_or_default();
            let place_in_new: HashMap<usize, usize> = others
                .iter()
                .enumerate()
                .map(|(place, at)| (*at, place))
                .collect();
            // The gaps between paired siblings, by the place of the new sibling before them.
            let mut last = 0;
            let mut gap: Vec<usize> = Vec::new();
            let mut joins = Vec::new();
            for child in children.iter().map(Some).chain([None]) {
                let next = match child {
                    None => others.len(),
                    Some(at) if !self.old_taken[*at] => {
                        gap.push(*at);
                        continue;
                    }
                    Some(at) => {
                        let place = self.to_new[*at].and_then(|new| place_in_new.get(&new));
                        match place {
                            Some(place) => *place,
                            // It went elsewhere.
                            None => continue,
                        }
                    }
                };
                if next >= last {
                    let free: Vec<usize> = others[last..next]
                        .iter()
                        .copied()
                        .filter(|at| !self.new_taken[*at])
                        .collect();
                    if let ([a], [b]) = (gap.as_slice(), free.as_slice()) {
                        joins.push((*a, *b));
                    }
                    last = next + 1;
                }
                gap.clear();
            }
            for (a, b) in joins {
                if is_edit(self, a, b) {
                    self.join(a, b);
                }
            }
        }
    }

    /// Whether both steps were given ids, and not the same.
    fn have_other_ids(&self, a: usize, b: usize) -> bool {
        let id = |step: &'a Step| step.heading.id.as_deref();
        let ids = id(self.old.step(a)).zip(id(self.new.step(b)));
        ids.is_some_and(|(one, two)| one != two)
    }

    /// Whether one step in the place of another may be an edit of it.
    fn is_edit(&self, a: usize, b: usize) -> bool {
        let (old, new) = (self.old.step(a), self.new.step(b));
        if self.have_other_ids(a, b) {
            return false;
        }
        let title = |step: &Step| plain_text(&step.heading.content).to_lowercase();
        let (was, is) = (title(old), title(new));
        let typed_on = was.starts_with(is.trim()) || is.starts_with(was.trim());
        let bag = |step: &Step| Bag::of_step(&step.heading, &step.blocks);
        typed_on || bag(old).alike(&bag(new)) > 0.0 || old.blocks == new.blocks
    }
}
