//! Joins two edits of one document.
//!
//! The two sides are compared with what both began from, heading by heading and block by block
//! (three-way, as in `diff3`). What one side changed, added, moved or removed is taken over; where
//! both changed the same block in different ways, both texts stand one after the other and the
//! [`Contradiction`] says so: nothing that somebody wrote is lost.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::compare::values::{Values, shown};
use crate::front_matter::FrontMatter;
use crate::read::{self, Unit};
use crate::tree::{Instruction, Origin, plain_text};
use crate::write;

/// Two edits in one tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The tree. What is as in `theirs` has its origins.
    pub tree: Instruction,
    /// Where both changed the same.
    pub contradictions: Vec<Contradiction>,
}

/// A place that both sides changed, each in its own way.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Contradiction {
    /// The title of the step that it is in; `None` before the first step and in the front matter.
    pub step: Option<String>,
    /// The Markdown (or the value of the front matter) that both began from.
    pub base: String,
    /// What we made of it.
    pub ours: String,
    /// What they made of it.
    pub theirs: String,
}

/// Which text is right where both changed the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Ours.
    Ours,
    /// Theirs.
    Theirs,
    /// Both, one after the other, where both can stand; else ours.
    Both,
}

/// Joins `ours` and `theirs`, which both were made from `base`.
#[must_use]
pub fn merge(base: &Instruction, ours: &Instruction, theirs: &Instruction) -> Merged {
    merge_answered(base, ours, theirs, &[])
}

/// Joins `ours` and `theirs`, with an answer to each contradiction in the order in which they are
/// told; those without an answer stay as [`merge`] leaves them.
#[must_use]
pub fn merge_answered(
    base: &Instruction,
    ours: &Instruction,
    theirs: &Instruction,
    answers: &[Answer],
) -> Merged {
    let mut interned = HashMap::new();
    let base_side = Side::new(base, &mut interned);
    let our_side = Side::new(ours, &mut interned);
    let their_side = Side::new(theirs, &mut interned);
    let mut joined = Joined {
        answers: answers.to_vec(),
        ..Joined::default()
    };
    join(&base_side, &our_side, &their_side, &mut joined);
    let mut tree = Instruction {
        front_matter: front_matter(
            &base.front_matter,
            &ours.front_matter,
            &theirs.front_matter,
            &mut joined,
        ),
        ..Instruction::default()
    };
    read::assemble(joined.units, &mut tree);
    Merged {
        tree,
        contradictions: joined.contradictions,
    }
}

/// A tree as its units, each with a number that is the same for units that say the same.
struct Side {
    units: Vec<Unit>,
    texts: Vec<String>,
    keys: Vec<usize>,
}

impl Side {
    fn new(tree: &Instruction, interned: &mut HashMap<String, usize>) -> Self {
        let units = read::flatten(tree);
        let texts: Vec<String> = units
            .iter()
            .map(|unit| match unit {
                Unit::Heading(heading) => write::heading(heading),
                Unit::Block(block) => write::block(block, false),
            })
            .collect();
        let keys = texts
            .iter()
            .map(|text| {
                let next = interned.len();
                *interned.entry(text.clone()).or_insert(next)
            })
            .collect();
        Self { units, texts, keys }
    }

    /// For each unit of `self` the place in `other` of the one that stayed.
    fn matches(&self, other: &Self) -> Vec<Option<usize>> {
        let mut found = vec![None; self.keys.len()];
        for op in capture_diff_slices(Algorithm::Myers, &self.keys, &other.keys) {
            if let DiffOp::Equal {
                old_index,
                new_index,
                len,
            } = op
            {
                for at in 0..len {
                    found[old_index + at] = Some(new_index + at);
                }
            }
        }
        found
    }

    fn text(&self, range: std::ops::Range<usize>) -> String {
        self.texts[range].join("\n\n")
    }

    fn is_heading(&self, at: usize) -> bool {
        matches!(self.units[at], Unit::Heading(_))
    }
}

#[derive(Default)]
struct Joined {
    units: Vec<Unit>,
    contradictions: Vec<Contradiction>,
    answers: Vec<Answer>,
    step: Option<String>,
}

impl Joined {
    /// Tells a contradiction, and gives its answer.
    fn ask(&mut self, contradiction: Contradiction) -> Answer {
        let answer = self.answers.get(self.contradictions.len()).copied();
        self.contradictions.push(contradiction);
        answer.unwrap_or(Answer::Both)
    }

    fn push(&mut self, mut unit: Unit, keeps_origin: bool) {
        if let Unit::Heading(heading) = &unit {
            self.step = Some(plain_text(&heading.content));
        }
        if !keeps_origin {
            match &mut unit {
                Unit::Heading(heading) => heading.origin = Origin::default(),
                Unit::Block(block) => block.origin = Origin::default(),
            }
        }
        self.units.push(unit);
    }

    fn ours(&mut self, side: &Side, range: std::ops::Range<usize>) {
        for unit in &side.units[range] {
            self.push(unit.clone(), false);
        }
    }

    fn theirs(&mut self, side: &Side, range: std::ops::Range<usize>) {
        for unit in &side.units[range] {
            self.push(unit.clone(), true);
        }
    }
}

/// The three sides, and where each unit of the base stayed.
struct Three<'a> {
    base: &'a Side,
    ours: &'a Side,
    theirs: &'a Side,
    in_ours: Vec<Option<usize>>,
    in_theirs: Vec<Option<usize>>,
}

fn join(base: &Side, ours: &Side, theirs: &Side, out: &mut Joined) {
    let three = Three {
        base,
        ours,
        theirs,
        in_ours: base.matches(ours),
        in_theirs: base.matches(theirs),
    };
    let (in_ours, in_theirs) = (&three.in_ours, &three.in_theirs);
    let (mut b, mut o, mut t) = (0, 0, 0);
    loop {
        // The next unit that neither side touched.
        let common = (b..base.units.len())
            .find_map(|at| Some((at, in_ours[at]?, in_theirs[at]?)))
            .filter(|(_, our, their)| *our >= o && *their >= t);
        let (to_b, to_o, to_t) =
            common.unwrap_or((base.units.len(), ours.units.len(), theirs.units.len()));
        three.region((b..to_b, o..to_o, t..to_t), out);
        if common.is_none() {
            return;
        }
        out.theirs(theirs, to_t..to_t + 1);
        (b, o, t) = (to_b + 1, to_o + 1, to_t + 1);
    }
}

type Range = std::ops::Range<usize>;

impl Three<'_> {
    /// What lies between two units that neither side touched.
    fn region(&self, (b, o, t): (Range, Range, Range), out: &mut Joined) {
        let Self {
            base, ours, theirs, ..
        } = self;
        let (base_keys, our_keys, their_keys) = (
            &base.keys[b.clone()],
            &ours.keys[o.clone()],
            &theirs.keys[t.clone()],
        );
        if our_keys == base_keys || our_keys == their_keys {
            out.theirs(theirs, t);
            return;
        }
        if their_keys == base_keys {
            out.ours(ours, o);
            return;
        }
        // Neighbours that were each changed in place stay one to one.
        let in_place = b.len() == o.len()
            && b.len() == t.len()
            && (0..b.len()).all(|at| {
                let heading = base.is_heading(b.start + at);
                heading == ours.is_heading(o.start + at)
                    && heading == theirs.is_heading(t.start + at)
            });
        if in_place && b.len() > 1 {
            for at in 0..b.len() {
                let one = |range: &Range| range.start + at..range.start + at + 1;
                self.region((one(&b), one(&o), one(&t)), out);
            }
            return;
        }
        // One side changed what stood there, the other only wrote beside it.
        if let Some((before, after)) = only_added(&self.in_theirs, &b, &t) {
            out.theirs(theirs, before);
            out.ours(ours, o);
            for at in after {
                out.theirs(theirs, at..at + 1);
            }
            return;
        }
        if let Some((before, after)) = only_added(&self.in_ours, &b, &o) {
            out.ours(ours, before);
            out.theirs(theirs, t);
            for at in after {
                out.ours(ours, at..at + 1);
            }
            return;
        }
        let answer = out.ask(Contradiction {
            step: out.step.clone(),
            base: base.text(b.clone()),
            ours: ours.text(o.clone()),
            theirs: theirs.text(t.clone()),
        });
        match answer {
            Answer::Ours => return out.ours(ours, o),
            Answer::Theirs => return out.theirs(theirs, t),
            Answer::Both => {}
        }
        if in_place && out.step.is_some() && theirs.is_heading(t.start) {
            // Two titles would make two steps: ours stays, and the contradiction names theirs.
            out.ours(ours, o);
            return;
        }
        // What one side left alone is not put back beside what the other made of it.
        let left_alone = |kept: &[Option<usize>], at: usize| kept[b.clone()].contains(&Some(at));
        for at in o.clone().filter(|at| !left_alone(&self.in_ours, *at)) {
            out.ours(ours, at..at + 1);
        }
        let said = &ours.keys[o];
        for at in t.filter(|at| !left_alone(&self.in_theirs, *at)) {
            // What both added alike stands once.
            if !said.contains(&theirs.keys[at]) {
                out.theirs(theirs, at..at + 1);
            }
        }
    }
}

/// For a side that left all units of the base where they were: what it added before the first of
/// them, and the places of what it added later.
fn only_added(kept: &[Option<usize>], base: &Range, side: &Range) -> Option<(Range, Vec<usize>)> {
    let kept = kept[base.clone()]
        .iter()
        .map(|place| place.filter(|place| side.contains(place)))
        .collect::<Option<Vec<usize>>>()?;
    let first = *kept.first()?;
    let after = (first..side.end).filter(|at| !kept.contains(at));
    Some((side.start..first, after.collect()))
}

fn front_matter(
    base: &FrontMatter,
    ours: &FrontMatter,
    theirs: &FrontMatter,
    asked: &mut Joined,
) -> FrontMatter {
    let (base, our, their) = (Values::of(base), Values::of(ours), Values::of(theirs));
    let only_ours = our.list.iter().filter(|(key, _)| their.get(key).is_none());
    let mut joined = Values::default();
    for (key, _) in their.list.iter().chain(only_ours) {
        let (from, mine, other) = (base.get(key), our.get(key), their.get(key));
        let kept = if mine == from {
            other
        } else if other == from || other == mine {
            mine
        } else {
            let text = |value: Option<&Value>| value.map(shown).unwrap_or_default();
            let answer = asked.ask(Contradiction {
                step: None,
                base: text(from),
                ours: text(mine),
                theirs: text(other),
            });
            match answer {
                Answer::Ours => mine,
                Answer::Theirs => other,
                // A value that one side took away stays rather than go.
                Answer::Both => mine.or(other),
            }
        };
        if let Some(kept) = kept {
            joined.set(key.clone(), kept.clone());
        }
    }
    joined.into_front_matter()
}
