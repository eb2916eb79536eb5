//! Joins two edits of one document.
//!
//! The two sides are compared with what both began from (three-way, as in `diff3`): step by step,
//! within a step block by block, within a block word by word, item by item, cell by cell. What one
//! side changed, added, moved or removed is taken over. Only where both changed the same in
//! different ways is there a [`Contradiction`], and until it is answered both texts stand, where
//! both can: nothing that somebody wrote is lost.
//!
//! What comes out does not depend on who joins: where an order is to be chosen it is chosen by
//! what the sides say, not by which of them is ours. So two computers that join the same versions
//! end with the same text.
//!
//! Two things are decided without asking, since there are no two texts to show: a step that one
//! side removed and the other only moved is removed, and a step that both moved stands where one
//! of them put it.

use std::cmp::Ordering;
use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use self::asked::Asked;
use crate::compare::with_line_feeds;
use crate::paste::forget_origins;
use crate::read::{self, Unit};
use crate::tree::{Instruction, Origin, Span, Step};
use crate::write;

mod asked;
mod blocks;
mod chunks;
mod follow;
mod front_matter;
mod heading;
mod order;
mod steps;
mod text;
mod versions;

/// Two edits in one tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The tree. What is as in `theirs` has its origins.
    pub tree: Instruction,
    /// Where both changed the same.
    pub contradictions: Vec<Contradiction>,
}

/// A place that both sides changed, each in its own way.
///
/// What only one side changed in the same text is in both texts: whichever is taken, only the
/// other answer to what contradicts goes.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Contradiction {
    /// The title of the step that it is in; `None` before the first step and in the front matter.
    pub step: Option<String>,
    /// The Markdown (or the key and value of the front matter) that both began from; empty when
    /// it was not there.
    pub base: String,
    /// What we made of it; empty when we took it out.
    pub ours: String,
    /// What they made of it; empty when they took it out.
    pub theirs: String,
}

/// Which text is right where both changed the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Ours.
    Ours,
    /// Theirs.
    Theirs,
    /// Both, one after the other, where both can stand; else ours. What one side took out stays.
    Both,
}

/// Joins `ours` and `theirs`, which both were made from `base`.
#[must_use]
pub fn merge(base: &Instruction, ours: &Instruction, theirs: &Instruction) -> Merged {
    merge_answered(base, ours, theirs, &[])
}

/// Joins `ours` and `theirs`, with an answer to each contradiction in the order in which they are
/// told; those without an answer stay as [`merge`] leaves them. What is told does not depend on
/// the answers.
#[must_use]
pub fn merge_answered(
    base: &Instruction,
    ours: &Instruction,
    theirs: &Instruction,
    answers: &[Answer],
) -> Merged {
    if ours == base || ours == theirs {
        return Merged {
            tree: theirs.clone(),
            contradictions: Vec::new(),
        };
    }
    let mut base = with_line_feeds(base).into_owned();
    let mut our = with_line_feeds(ours).into_owned();
    // They point into another text than that which the merge is written into.
    forget(&mut our);
    let mut their = with_line_feeds(theirs).into_owned();
    let mut asked = Asked {
        answers: answers.to_vec(),
        ours_first: comes_first(&our, &their),
        ..Asked::default()
    };
    let with_other_ends = with_other_ends(&their, theirs);
    let versions = versions::of(&base, &our, &their);
    follow::moved_blocks(&mut base, &mut our, &mut their, &versions, asked.ours_first);
    let mut joined = steps::join(&base, &our, &their, &versions, &mut asked);
    let mut tree = Instruction {
        front_matter: front_matter::join(
            &base.front_matter,
            &our.front_matter,
            &their.front_matter,
            &mut asked,
        ),
        ..Instruction::default()
    };
    as_read(&mut joined, &with_other_ends);
    read::assemble(joined, &mut tree);
    Merged {
        tree,
        contradictions: asked.contradictions,
    }
}

fn forget(tree: &mut Instruction) {
    fn forget_steps(steps: &mut [Step]) {
        for step in steps {
            step.heading.origin = Origin::default();
            forget_origins(&mut step.blocks);
            forget_steps(&mut step.steps);
        }
    }
    if let Some(title) = &mut tree.title {
        title.origin = Origin::default();
    }
    forget_origins(&mut tree.preamble);
    forget_origins(&mut tree.introduction);
    forget_steps(&mut tree.steps);
}

/// Whether what ours says comes before what theirs says, in an order that is the same everywhere.
fn comes_first(ours: &Instruction, theirs: &Instruction) -> bool {
    let said = |unit: &Unit| match unit {
        Unit::Heading(heading) => write::heading(heading),
        Unit::Block(block) => write::block(block, false),
    };
    let (one, two) = (read::flatten(ours), read::flatten(theirs));
    let by_words = one
        .iter()
        .zip(&two)
        .filter(|(one, two)| one != two)
        .map(|(one, two)| said(one).cmp(&said(two)))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal);
    let front = |tree: &Instruction| serde_json::to_string(&tree.front_matter).unwrap_or_default();
    by_words
        .then_with(|| one.len().cmp(&two.len()))
        .then_with(|| front(ours).cmp(&front(theirs)))
        .is_le()
}

/// The units that are compared with other line ends than they were read with, each with itself as
/// it was read.
fn with_other_ends(compared: &Instruction, read: &Instruction) -> HashMap<Span, (Unit, Unit)> {
    let units = read::flatten(compared).into_iter().zip(read::flatten(read));
    units
        .filter(|(compared, read)| compared != read)
        .filter_map(|both| Some((both.1.span()?, both)))
        .collect()
}

/// Gives back to what stayed as it was the line ends that it was read with.
fn as_read(joined: &mut [Unit], known: &HashMap<Span, (Unit, Unit)>) {
    if known.is_empty() {
        return;
    }
    for unit in joined {
        if let Some((compared, read)) = unit.span().and_then(|span| known.get(&span))
            && compared == unit
        {
            *unit = read.clone();
        }
    }
}
