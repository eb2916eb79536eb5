//! The title, what stands before the first step, and the steps: which stay, where they stand and
//! what they say.

use super::Answer;
use super::asked::{Asked, three};
use super::blocks::{self, Without};
use super::heading;
use super::versions::Versions;
use crate::compare::steps::{Steps, same};
use crate::read::{self, Unit};
use crate::tree::{Block, Heading, Instruction, Step, plain_text};
use crate::write;

mod places;
mod removed;

use removed::Removed;

/// A side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Ours,
    Theirs,
}

/// The steps of the three trees.
struct Three<'a> {
    base: Steps<'a>,
    ours: Steps<'a>,
    theirs: Steps<'a>,
    versions: &'a [Versions],
    /// For each step of a tree its place in `versions`.
    of_base: Vec<usize>,
    of_ours: Vec<usize>,
    of_theirs: Vec<usize>,
}

impl<'a> Three<'a> {
    fn side(&self, side: Side) -> (&Steps<'a>, &[usize]) {
        match side {
            Side::Ours => (&self.ours, &self.of_ours),
            Side::Theirs => (&self.theirs, &self.of_theirs),
        }
    }

    fn place(&self, step: usize, side: Side) -> Option<usize> {
        match side {
            Side::Ours => self.versions[step].ours,
            Side::Theirs => self.versions[step].theirs,
        }
    }
}

/// Joins all but the front matter.
pub(super) fn join(
    base: &Instruction,
    ours: &Instruction,
    theirs: &Instruction,
    versions: &[Versions],
    asked: &mut Asked,
) -> Vec<Unit> {
    let mut opening = opening(base, ours, theirs, asked);
    let (of_base, of_ours, of_theirs) = (Steps::of(base), Steps::of(ours), Steps::of(theirs));
    let places = |side: fn(&Versions) -> Option<usize>, length: usize| {
        let mut places = vec![0; length];
        for (step, found) in versions.iter().enumerate() {
            if let Some(at) = side(found) {
                places[at] = step;
            }
        }
        places
    };
    let three = Three {
        versions,
        of_base: places(|step| step.base, of_base.len()),
        of_ours: places(|step| step.ours, of_ours.len()),
        of_theirs: places(|step| step.theirs, of_theirs.len()),
        base: of_base,
        ours: of_ours,
        theirs: of_theirs,
    };
    let removed = Removed::of(&three);
    let mut kept = vec![true; versions.len()];
    let mut said: Vec<Option<(Heading, Vec<Block>)>> = Vec::with_capacity(versions.len());
    // In one order, whatever is answered.
    for step in 0..versions.len() {
        asked.step = three.title(step);
        if let Some(with) = removed.with(step) {
            let stays = removed.is_changed(step) && three.ask_removed(with, asked);
            for step in with {
                kept[*step] = stays;
            }
        }
        said.push(three.said(step, asked));
    }
    asked.step = None;
    opening.steps = places::tree(&three, &kept, said, asked.ours_first);
    if opening.title.is_none() {
        let mut introduction = std::mem::take(&mut opening.preamble);
        introduction.append(&mut opening.introduction);
        opening.introduction = introduction;
        // It would be the title.
        if let Some(first) = opening.steps.first_mut() {
            first.heading.level = first.heading.level.max(2);
        }
    }
    nest(&mut opening.steps, 1);
    read::flatten(&opening)
}

/// A step stands deeper than its parent and no deeper than the sibling before it.
fn nest(steps: &mut [Step], lowest: u8) {
    let mut highest = 6;
    for step in steps {
        let level = step.heading.level.clamp(lowest.min(highest), highest);
        step.heading.level = level;
        highest = level;
        nest(&mut step.steps, level + 1);
    }
}

fn opening(
    base: &Instruction,
    ours: &Instruction,
    theirs: &Instruction,
    asked: &mut Asked,
) -> Instruction {
    let nothing = Instruction {
        front_matter: base.front_matter.clone(),
        ..Instruction::default()
    };
    // Without a base both are the same instruction all the same.
    let without = if *base == nothing {
        Without::OneThing
    } else {
        Without::Own
    };
    let mut join = |base: &[Block], ours: &[Block], theirs: &[Block]| {
        blocks::join(base, ours, theirs, without, asked)
    };
    let preamble = join(&base.preamble, &ours.preamble, &theirs.preamble);
    let introduction = join(&base.introduction, &ours.introduction, &theirs.introduction);
    Instruction {
        preamble,
        title: title([&base.title, &ours.title, &theirs.title], asked),
        introduction,
        ..Instruction::default()
    }
}

fn title([base, ours, theirs]: [&Option<Heading>; 3], asked: &mut Asked) -> Option<Heading> {
    if let (Some(ours), Some(theirs)) = (ours, theirs) {
        return Some(heading::join(base.as_ref(), ours, theirs, asked));
    }
    if let Some(one) = three(base, ours, theirs) {
        return one.clone();
    }
    let shown = |title: &Option<Heading>| title.as_ref().map(write::heading).unwrap_or_default();
    match asked.ask(shown(base), shown(ours), shown(theirs)) {
        Answer::Ours => ours.clone(),
        Answer::Theirs => theirs.clone(),
        Answer::Both => ours.clone().or_else(|| theirs.clone()),
    }
}

impl Three<'_> {
    /// What a step is called, by us if we have it.
    fn title(&self, step: usize) -> Option<String> {
        let found = self.versions[step];
        let ours = found.ours.map(|at| self.ours.step(at));
        let theirs = found.theirs.map(|at| self.theirs.step(at));
        let step = ours.or(theirs)?;
        Some(plain_text(&step.heading.content))
    }

    /// What a step says; nothing if neither side has it.
    fn said(&self, step: usize, asked: &mut Asked) -> Option<(Heading, Vec<Block>)> {
        let found = self.versions[step];
        let of = |step: &Step| (step.heading.clone(), step.blocks.clone());
        let ours = found.ours.map(|at| self.ours.step(at));
        let theirs = found.theirs.map(|at| self.theirs.step(at));
        let (Some(ours), Some(theirs)) = (ours, theirs) else {
            return ours.or(theirs).map(of);
        };
        let base = found.base.map(|at| self.base.step(at));
        if same(ours, theirs) || base.is_some_and(|base| same(base, ours)) {
            return Some(of(theirs));
        }
        let heading = heading::join(
            base.map(|base| &base.heading),
            &ours.heading,
            &theirs.heading,
            asked,
        );
        let (before, without) = match base {
            Some(base) => (base.blocks.as_slice(), Without::Own),
            None => (&[][..], Without::OneThing),
        };
        let blocks = blocks::join(before, &ours.blocks, &theirs.blocks, without, asked);
        Some((heading, blocks))
    }

    /// Whether steps that one side removed, and the other changed, stay.
    fn ask_removed(&self, steps: &[usize], asked: &mut Asked) -> bool {
        let shown = |all: &Steps<'_>, place: fn(&Versions) -> Option<usize>| {
            let mut places: Vec<usize> = steps
                .iter()
                .filter_map(|step| place(&self.versions[*step]))
                .collect();
            places.sort_unstable();
            let steps = places.into_iter().map(|at| all.step(at));
            let parts = steps.map(|step| {
                let blocks = step.blocks.iter().map(|block| write::block(block, false));
                let parts = std::iter::once(write::heading(&step.heading)).chain(blocks);
                parts.collect::<Vec<_>>().join("\n\n")
            });
            parts.collect::<Vec<_>>().join("\n\n")
        };
        let answer = asked.ask(
            shown(&self.base, |step| step.base),
            shown(&self.ours, |step| step.ours),
            shown(&self.theirs, |step| step.theirs),
        );
        let is_ours = steps.iter().any(|step| self.versions[*step].ours.is_some());
        answer
            != if is_ours {
                Answer::Theirs
            } else {
                Answer::Ours
            }
    }
}
