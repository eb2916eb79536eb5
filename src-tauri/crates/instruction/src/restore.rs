//! Takes a step back from another version of the document.

use std::collections::HashSet;

use crate::edit::{self, EditError, Position, StepRef};
use crate::number;
use crate::paste::forget_origins;
use crate::tree::{Instruction, Origin, Step};

/// What became of the step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepRestored {
    /// It was there: its title and text are those of the other version. Its sub-steps stayed.
    Replaced,
    /// It was not there: it stands again where it stood, with its sub-steps that were not there
    /// either.
    PutBack,
}

/// Makes a step of `tree` what it is in `other`. The step is the one with the same id, else with
/// the same slug.
pub fn restore_step(
    tree: &mut Instruction,
    other: &Instruction,
    step: &StepRef,
) -> Result<StepRestored, EditError> {
    let mut wanted = edit::step(other, step)?.clone();
    forget(&mut wanted);
    let ids = ids(tree);
    let id = id_of(other, step).unwrap_or_default();
    if ids.contains(&id) {
        edit::change_step(tree, &reference(&id), |found| {
            found.heading.content = wanted.heading.content;
            found.blocks = wanted.blocks;
        })?;
        return Ok(StepRestored::Replaced);
    }
    without(&mut wanted, other, &ids);
    // Links that lead to it keep leading to it.
    wanted.heading.id.get_or_insert_with(|| id.clone());
    for position in positions(other, &id, &ids) {
        match edit::insert_step(tree, wanted.clone(), &position) {
            Err(EditError::TooDeep(_)) => {}
            done => return done.map(|()| StepRestored::PutBack),
        }
    }
    edit::insert_step(tree, wanted, &Position::End).map(|()| StepRestored::PutBack)
}

/// Where the step may go, the best place first: beside the nearest of its siblings that is there,
/// else under the step that it was in.
fn positions(other: &Instruction, id: &str, ids: &HashSet<String>) -> Vec<Position> {
    let mut places = number::places(other).into_iter().map(|place| place.id);
    let mut found = Vec::new();
    let mut around = Vec::new();
    surroundings(&other.steps, &mut places, id, None, &mut around);
    let Some((parent, before, after)) = around.pop() else {
        return found;
    };
    found.extend(
        before
            .iter()
            .rev()
            .filter(|id| ids.contains(*id))
            .map(|id| Position::After(reference(id))),
    );
    found.extend(
        after
            .iter()
            .filter(|id| ids.contains(*id))
            .map(|id| Position::Before(reference(id))),
    );
    found.extend(
        parent
            .filter(|id| ids.contains(id))
            .map(|id| Position::Under(reference(&id))),
    );
    found
}

/// The id of the step above, and those of the siblings before and after.
type Around = (Option<String>, Vec<String>, Vec<String>);

fn surroundings(
    steps: &[Step],
    places: &mut impl Iterator<Item = String>,
    wanted: &str,
    parent: Option<&str>,
    found: &mut Vec<Around>,
) {
    let mut siblings = Vec::new();
    for step in steps {
        let id = places.next().unwrap_or_default();
        surroundings(&step.steps, places, wanted, Some(&id), found);
        siblings.push(id);
    }
    if let Some(at) = siblings.iter().position(|id| id == wanted) {
        let after = siblings.split_off(at + 1);
        siblings.pop();
        found.push((parent.map(str::to_owned), siblings, after));
    }
}

/// Takes out the sub-steps that are there already, wherever they stand.
fn without(step: &mut Step, other: &Instruction, ids: &HashSet<String>) {
    fn keep(step: &mut Step, known: &[(&Step, String)], ids: &HashSet<String>) {
        step.steps.retain(|inner| {
            !known
                .iter()
                .any(|(known, id)| known.heading == inner.heading && ids.contains(id))
        });
        for inner in &mut step.steps {
            keep(inner, known, ids);
        }
    }
    keep(step, &addressed(other), ids);
}

/// All steps, each with what it is addressed by.
fn addressed(tree: &Instruction) -> Vec<(&Step, String)> {
    fn flatten<'a>(steps: &'a [Step], out: &mut Vec<&'a Step>) {
        for step in steps {
            out.push(step);
            flatten(&step.steps, out);
        }
    }
    let mut all = Vec::new();
    flatten(&tree.steps, &mut all);
    let ids = number::places(tree).into_iter().map(|place| place.id);
    all.into_iter().zip(ids).collect()
}

fn ids(tree: &Instruction) -> HashSet<String> {
    let places = number::places(tree).into_iter();
    places.map(|place| place.id).collect()
}

/// What a step is addressed by, whether it was named by its id or by its number.
fn id_of(tree: &Instruction, step: &StepRef) -> Option<String> {
    let wanted = edit::step(tree, step).ok()?;
    let mut steps = addressed(tree).into_iter();
    steps
        .find(|(known, _)| std::ptr::eq(*known, wanted))
        .map(|(_, id)| id)
}

fn reference(id: &str) -> StepRef {
    match id.parse() {
        Ok(step) => step,
        Err(never) => match never {},
    }
}

/// It came from another text.
fn forget(step: &mut Step) {
    step.heading.origin = Origin::default();
    forget_origins(&mut step.blocks);
    step.steps.iter_mut().for_each(forget);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Document;

    const OLD: &str = "# T\n\n## One {#one}\n\nold one\n\n## Two {#two}\n\ntwo\n\n### Inner {#inner}\n\ninner\n\n### Deep {#deep}\n\ndeep\n\n## Three\n\nthree\n";

    fn restored(now: &str, step: &str) -> (String, StepRestored) {
        let document = Document::read(now.as_bytes());
        let other = Document::read(OLD.as_bytes());
        let mut tree = document.tree().clone();
        let what = restore_step(&mut tree, other.tree(), &reference(step)).unwrap();
        let written = document.write(&tree);
        assert!(written.faithful, "{now}");
        (String::from_utf8(written.bytes).unwrap(), what)
    }

    #[test]
    fn a_step_that_is_there_gets_its_old_title_and_text() {
        let now = "# T\n\n*  as it was\n\n## Uno {#one}\n\nnew one\n\n### Mine\n\nmine\n";
        let (text, what) = restored(now, "one");
        assert_eq!(what, StepRestored::Replaced);
        assert_eq!(
            text,
            "# T\n\n*  as it was\n\n## One {#one}\n\nold one\n\n### Mine\n\nmine\n"
        );
    }

    #[test]
    fn a_step_that_is_gone_stands_again_where_it_stood() {
        let now = "# T\n\n## One {#one}\n\n1\n\n## Three\n\nthree\n";
        let (text, what) = restored(now, "2");
        assert_eq!(what, StepRestored::PutBack);
        assert_eq!(
            text,
            "# T\n\n## One {#one}\n\n1\n\n## Two {#two}\n\ntwo\n\n### Inner {#inner}\n\ninner\n\n### Deep {#deep}\n\ndeep\n\n## Three\n\nthree\n"
        );
    }

    #[test]
    fn what_is_there_already_does_not_come_twice() {
        let now = "# T\n\n## Inner {#inner}\n\nmoved out\n";
        let (text, _) = restored(now, "two");
        assert_eq!(
            text,
            "# T\n\n## Inner {#inner}\n\nmoved out\n\n## Two {#two}\n\ntwo\n\n### Deep {#deep}\n\ndeep\n"
        );
    }

    #[test]
    fn a_sub_step_goes_under_its_step_or_to_the_end() {
        let (text, _) = restored("# T\n\n## Two {#two}\n\ntwo\n", "deep");
        assert_eq!(
            text,
            "# T\n\n## Two {#two}\n\ntwo\n\n### Deep {#deep}\n\ndeep\n"
        );
        let (text, _) = restored("# T\n", "three");
        assert_eq!(text, "# T\n\n## Three {#three}\n\nthree\n");
    }

    #[test]
    fn a_step_that_was_never_there_is_an_error() {
        let other = Document::read(OLD.as_bytes());
        let mut tree = Instruction::default();
        let error = restore_step(&mut tree, other.tree(), &reference("nine")).unwrap_err();
        assert!(matches!(error, EditError::NoStep { .. }));
    }
}
