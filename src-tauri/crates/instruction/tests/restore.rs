//! What holds for every step that is taken back.

use std::collections::BTreeMap;

use proptest::prelude::*;
use werkwijzer_instruction::edit::{self, Position, StepRef};
use werkwijzer_instruction::{
    Block, Document, Inline, Instruction, Step, StepRestored, restore_step,
};

#[path = "support/any.rs"]
mod any;

fn reference(id: &str) -> StepRef {
    id.parse().unwrap()
}

/// As a file has it, each step with an id of its own.
fn base() -> impl Strategy<Value = Instruction> {
    fn name(steps: &mut [Step], count: &mut usize) {
        for step in steps {
            *count += 1;
            step.heading.id = Some(format!("s{count}"));
            name(&mut step.steps, count);
        }
    }
    any::instruction().prop_map(|mut tree| {
        name(&mut tree.steps, &mut 0);
        as_read(&tree)
    })
}

fn as_read(tree: &Instruction) -> Instruction {
    let written = Document::read(b"").write(tree);
    Document::read(&written.bytes).tree().clone()
}

fn all(tree: &Instruction) -> Vec<&Step> {
    fn flatten<'a>(steps: &'a [Step], out: &mut Vec<&'a Step>) {
        for step in steps {
            out.push(step);
            flatten(&step.steps, out);
        }
    }
    let mut out = Vec::new();
    flatten(&tree.steps, &mut out);
    out
}

fn id(step: &Step) -> String {
    step.heading.id.clone().unwrap_or_default()
}

fn ids(tree: &Instruction) -> Vec<String> {
    all(tree).into_iter().map(id).collect()
}

/// What each step says.
fn said(tree: &Instruction) -> BTreeMap<String, (Vec<Inline>, Vec<Block>)> {
    let steps = all(tree).into_iter();
    steps
        .map(|step| {
            (
                id(step),
                (step.heading.content.clone(), step.blocks.clone()),
            )
        })
        .collect()
}

/// A place beside, or under, one of the steps.
type Place = (u8, prop::sample::Index);

fn place() -> impl Strategy<Value = Place> {
    (0..3_u8, any::<prop::sample::Index>())
}

fn position(tree: &Instruction, (how, which): &Place) -> Option<Position> {
    let all = ids(tree);
    if all.is_empty() {
        return None;
    }
    let other = reference(which.get::<String>(&all));
    Some(match how {
        0 => Position::Before(other),
        1 => Position::After(other),
        _ => Position::Under(other),
    })
}

/// What happens to a step: which, what, and where.
type Edit = (u8, prop::sample::Index, Place);

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = (0..6_u8, any::<prop::sample::Index>(), place());
    prop::collection::vec(edit, 0..8)
}

fn edited(base: &Instruction, edits: &[Edit]) -> Instruction {
    let mut tree = base.clone();
    for (count, (what, which, place)) in edits.iter().enumerate() {
        let all = ids(&tree);
        if all.is_empty() {
            break;
        }
        let step = reference(which.get::<String>(&all));
        let Some(position) = position(&tree, place) else {
            break;
        };
        // What cannot be done changes nothing.
        let _ = match what {
            0 => edit::remove_step(&mut tree, &step).map(drop),
            1 => edit::change_step(&mut tree, &step, |step| {
                step.heading.content = edit::inlines_of(&format!("Another title {count}"));
                step.blocks = edit::blocks_of("Other words.\n");
            }),
            2 => {
                let mut new = edit::new_step("New", "New words.\n");
                new.heading.id = Some(format!("n{count}"));
                edit::insert_step(&mut tree, new, &position)
            }
            _ => edit::move_step(&mut tree, &step, &position),
        };
    }
    as_read(&tree)
}

proptest! {
    #![proptest_config(any::config(300))]

    #[test]
    fn nothing_else_is_lost_or_moved(
        base in base(),
        edits in edits(),
        which in any::<prop::sample::Index>(),
    ) {
        let now = edited(&base, &edits);
        let wanted = which.get::<String>(&ids(&base)).clone();
        let step = reference(&wanted);
        let mut tree = now.clone();
        let what = restore_step(&mut tree, &base, &step).unwrap();

        // It reads as what it is.
        prop_assert_eq!(&as_read(&tree), &tree);
        // The step says what it said, and each other one what it says now.
        let (old, before, after) = (said(&base), said(&now), said(&tree));
        prop_assert_eq!(&after[&wanted], &old[&wanted]);
        for (id, says) in &before {
            if *id != wanted {
                prop_assert_eq!(after.get(id), Some(says), "{}", id);
            }
        }
        prop_assert_eq!(ids(&tree).len(), after.len());
        // What came besides came with a step that was not there.
        let came: Vec<&String> = after.keys().filter(|id| !before.contains_key(*id)).collect();
        prop_assert_eq!(what == StepRestored::PutBack, came.contains(&&wanted));
        let own = edit::step(&base, &step).unwrap();
        let own: Vec<String> = ids(&Instruction { steps: vec![own.clone()], ..Instruction::default() });
        prop_assert!(came.iter().all(|id| what == StepRestored::PutBack && own.contains(id)));
        // All others stand in their order.
        let moving = edit::step(&tree, &step).unwrap();
        let moving = ids(&Instruction { steps: vec![moving.clone()], ..Instruction::default() });
        let others = |tree: &Instruction| {
            let mut all = ids(tree);
            all.retain(|id| !moving.contains(id));
            all
        };
        prop_assert_eq!(others(&tree), others(&now));

        // Once more changes nothing.
        let once = tree.clone();
        let again = restore_step(&mut tree, &base, &step).unwrap();
        prop_assert_eq!(again, StepRestored::Replaced);
        prop_assert_eq!(tree, once);
    }

    #[test]
    fn a_step_that_was_only_moved_and_rewritten_is_as_it_was(
        base in base(),
        which in any::<prop::sample::Index>(),
        place in place(),
    ) {
        let step = reference(which.get::<String>(&ids(&base)));
        let mut tree = base.clone();
        edit::change_step(&mut tree, &step, |step| {
            step.heading.content = edit::inlines_of("Another title");
            step.blocks.clear();
        })
        .unwrap();
        if let Some(position) = position(&tree, &place) {
            // Not into itself.
            let _ = edit::move_step(&mut tree, &step, &position);
        }
        restore_step(&mut tree, &base, &step).unwrap();
        prop_assert_eq!(tree, base);
    }
}
