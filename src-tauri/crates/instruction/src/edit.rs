//! Edits of the tree, for scripts and the editor. They are pure: who wants to undo one keeps the
//! tree from before.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::str::FromStr;

use crate::Document;
use crate::number::{self, Place};
use crate::tree::{Block, Heading, Instruction, Step, plain_text};

/// Which step is meant: by its id, or by its number such as `2.1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepRef(String);

impl FromStr for StepRef {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        Ok(Self(text.strip_prefix('#').unwrap_or(text).to_owned()))
    }
}

impl fmt::Display for StepRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a step is put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Position {
    /// As the last of all steps.
    End,
    /// Right before this step.
    Before(StepRef),
    /// Right after this step.
    After(StepRef),
    /// As the last sub-step of this step.
    Under(StepRef),
}

/// Why an edit cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// There is no such step.
    #[error("there is no step {wanted}; the steps are: {known}")]
    NoStep {
        /// What was asked for.
        wanted: String,
        /// What there is.
        known: String,
    },
    /// A step cannot stand in itself.
    #[error("step {0} cannot be moved into itself; choose a place outside of it")]
    IntoItself(String),
    /// Markdown has six levels of headings.
    #[error("step {0} would be nested deeper than Markdown's six levels; choose a higher place")]
    TooDeep(String),
}

/// The deepest level of a heading.
const DEEPEST: u8 = 6;

/// Where each step stands: a list of positions from the top down.
fn paths(instruction: &Instruction) -> Vec<(Vec<usize>, Place)> {
    fn walk(steps: &[Step], path: &mut Vec<usize>, out: &mut Vec<Vec<usize>>) {
        for (at, step) in steps.iter().enumerate() {
            path.push(at);
            out.push(path.clone());
            walk(&step.steps, path, out);
            path.pop();
        }
    }
    let mut all = Vec::new();
    walk(&instruction.steps, &mut Vec::new(), &mut all);
    all.into_iter().zip(number::places(instruction)).collect()
}

fn path_of(instruction: &Instruction, step: &StepRef) -> Result<Vec<usize>, EditError> {
    let all = paths(instruction);
    let number = |path: &[usize]| -> String {
        let parts: Vec<String> = path.iter().map(|at| (at + 1).to_string()).collect();
        parts.join(".")
    };
    // An id wins over a number: authors chose it.
    all.iter()
        .find(|(_, place)| place.id == step.0)
        .or_else(|| all.iter().find(|(path, _)| number(path) == step.0))
        .map(|(path, _)| path.clone())
        .ok_or_else(|| EditError::NoStep {
            wanted: step.0.clone(),
            known: if all.is_empty() {
                "none".to_owned()
            } else {
                all.iter()
                    .map(|(path, place)| format!("{} ({})", number(path), place.id))
                    .collect::<Vec<_>>()
                    .join(", ")
            },
        })
}

fn siblings<'a>(instruction: &'a mut Instruction, path: &[usize]) -> &'a mut Vec<Step> {
    let mut steps = &mut instruction.steps;
    for at in path {
        steps = &mut steps[*at].steps;
    }
    steps
}

fn at_path<'a>(steps: &'a [Step], path: &[usize]) -> Option<&'a Step> {
    let (first, rest) = path.split_first()?;
    let step = steps.get(*first)?;
    if rest.is_empty() {
        Some(step)
    } else {
        at_path(&step.steps, rest)
    }
}

/// The step that is meant.
pub fn step<'a>(instruction: &'a Instruction, step: &StepRef) -> Result<&'a Step, EditError> {
    let path = path_of(instruction, step)?;
    at_path(&instruction.steps, &path).ok_or_else(|| EditError::NoStep {
        wanted: step.0.clone(),
        known: "none".into(),
    })
}

/// Changes a step. It gets an id now, so that links to it hold from here on.
pub fn change_step(
    instruction: &mut Instruction,
    step: &StepRef,
    change: impl FnOnce(&mut Step),
) -> Result<(), EditError> {
    let path = path_of(instruction, step)?;
    let id = paths(instruction)
        .into_iter()
        .find(|(known, _)| *known == path)
        .map(|(_, place)| place.id);
    if let Some((last, parents)) = path.split_last()
        && let Some(found) = siblings(instruction, parents).get_mut(*last)
    {
        if found.heading.id.is_none() {
            found.heading.id = id;
        }
        change(found);
    }
    Ok(())
}

/// Gives each step that was edited the address that it had before as its id, so that links to it
/// hold from here on, whatever it is called. Gives those ids.
///
/// `before` is the tree that `edited` was made from. A step that was added gets none: nobody can
/// know its address yet. Who undoes an edit takes its id back with it.
pub fn keep_addresses(before: &Instruction, edited: &mut Instruction) -> Vec<String> {
    fn known<'a>(steps: &'a [Step], out: &mut Vec<&'a Step>) {
        for step in steps {
            out.push(step);
            known(&step.steps, out);
        }
    }
    fn give(
        steps: &mut [Step],
        without: &mut HashMap<usize, (&Step, String)>,
        taken: &mut HashSet<String>,
        given: &mut Vec<String>,
    ) {
        for step in steps {
            let origin = step.heading.origin.0.map(|span| span.start);
            // A copy of a step has its origin too; the first one is the step itself.
            let old = origin.and_then(|start| without.remove(&start));
            if let Some((old, id)) = old
                && step.heading.id.is_none()
                && (step.heading.content != old.heading.content || step.blocks != old.blocks)
                && taken.insert(id.clone())
            {
                given.push(id.clone());
                step.heading.id = Some(id);
            }
            give(&mut step.steps, without, taken, given);
        }
    }
    let mut steps = Vec::new();
    known(&before.steps, &mut steps);
    let mut without: HashMap<usize, (&Step, String)> = steps
        .into_iter()
        .zip(number::places(before))
        .filter(|(step, _)| step.heading.id.is_none())
        // A heading without words has no address that says anything.
        .filter(|(step, _)| !number::slug(&plain_text(&step.heading.content)).is_empty())
        .filter_map(|(step, place)| Some((step.heading.origin.0?.start, (step, place.id))))
        .collect();
    let mut now = Vec::new();
    known(&edited.steps, &mut now);
    let mut taken = now
        .iter()
        .filter_map(|step| step.heading.id.clone())
        .collect();
    let mut given = Vec::new();
    give(&mut edited.steps, &mut without, &mut taken, &mut given);
    given
}

/// Gives every step without an id the address that it has as its id.
pub fn give_all_ids(instruction: &mut Instruction) {
    fn give(steps: &mut [Step], places: &mut impl Iterator<Item = Place>) {
        for step in steps {
            let place = places.next();
            if step.heading.id.is_none() {
                step.heading.id = place.map(|place| place.id);
            }
            give(&mut step.steps, places);
        }
    }
    let mut places = number::places(instruction).into_iter();
    give(&mut instruction.steps, &mut places);
}

/// Puts a new step into its place.
pub fn insert_step(
    instruction: &mut Instruction,
    mut new: Step,
    position: &Position,
) -> Result<(), EditError> {
    let (parents, at) = match position {
        Position::End => (Vec::new(), instruction.steps.len()),
        Position::Before(step) | Position::After(step) => {
            let mut path = path_of(instruction, step)?;
            let at = path.pop().unwrap_or(0);
            let after = usize::from(matches!(position, Position::After(_)));
            (path, at + after)
        }
        Position::Under(step) => {
            let path = path_of(instruction, step)?;
            let count = siblings(instruction, &path).len();
            (path, count)
        }
    };
    let above = match parents.split_last() {
        Some((last, upper)) => siblings(instruction, upper)[*last].heading.level,
        None => 1,
    };
    let name = plain_text(&new.heading.content);
    if usize::from(above) + height(&new) > usize::from(DEEPEST) {
        return Err(EditError::TooDeep(name));
    }
    let siblings = siblings(instruction, &parents);
    // The level of its neighbours: a document may begin its steps at level 3.
    let level = siblings
        .get(at.min(siblings.len().saturating_sub(1)))
        .map_or(above + 1, |neighbour| neighbour.heading.level);
    set_level(&mut new, level);
    siblings.insert(at, new);
    Ok(())
}

/// Takes a step out, with its sub-steps, and gives it back.
pub fn remove_step(instruction: &mut Instruction, step: &StepRef) -> Result<Step, EditError> {
    let path = path_of(instruction, step)?;
    let (last, parents) = path.split_last().ok_or_else(|| EditError::NoStep {
        wanted: step.0.clone(),
        known: "none".into(),
    })?;
    Ok(siblings(instruction, parents).remove(*last))
}

/// Moves a step with its sub-steps. An edit that cannot be made changes nothing.
pub fn move_step(
    instruction: &mut Instruction,
    step: &StepRef,
    position: &Position,
) -> Result<(), EditError> {
    let path = path_of(instruction, step)?;
    if let Position::Before(other) | Position::After(other) | Position::Under(other) = position {
        let target = path_of(instruction, other)?;
        if target.starts_with(&path) {
            return Err(EditError::IntoItself(step.0.clone()));
        }
    }
    let mut edited = instruction.clone();
    // By its id the place is found again when the numbers have changed.
    let anchored = anchored(&edited, position)?;
    let mark = "\u{0}place\u{0}";
    if let Some(anchor) = &anchored
        && let Some((last, parents)) = anchor.split_last()
    {
        let old = siblings(&mut edited, parents)[*last]
            .heading
            .id
            .replace(mark.to_owned());
        let moved = remove_step(&mut edited, step)?;
        let place = StepRef(mark.to_owned());
        let position = match position {
            Position::Before(_) => Position::Before(place.clone()),
            Position::After(_) => Position::After(place.clone()),
            _ => Position::Under(place.clone()),
        };
        insert_step(&mut edited, moved, &position)?;
        change_step(&mut edited, &place, |step| step.heading.id = old)?;
    } else {
        let moved = remove_step(&mut edited, step)?;
        insert_step(&mut edited, moved, position)?;
    }
    *instruction = edited;
    Ok(())
}

fn anchored(
    instruction: &Instruction,
    position: &Position,
) -> Result<Option<Vec<usize>>, EditError> {
    match position {
        Position::End => Ok(None),
        Position::Before(step) | Position::After(step) | Position::Under(step) => {
            path_of(instruction, step).map(Some)
        }
    }
}

/// How many levels a step and its sub-steps take.
fn height(step: &Step) -> usize {
    1 + step.steps.iter().map(height).max().unwrap_or(0)
}

fn set_level(step: &mut Step, level: u8) {
    step.heading.level = level.min(DEEPEST);
    for inner in &mut step.steps {
        set_level(inner, level.saturating_add(1));
    }
}

/// A new step of a title and Markdown for what is done in it.
#[must_use]
pub fn new_step(title: &str, markdown: &str) -> Step {
    Step {
        heading: Heading {
            level: 2,
            content: inlines_of(title),
            ..Heading::default()
        },
        blocks: blocks_of(markdown),
        steps: Vec::new(),
    }
}

/// A line of Markdown as inlines.
#[must_use]
pub fn inlines_of(line: &str) -> Vec<crate::Inline> {
    let line = line.replace(['\r', '\n'], " ");
    let document = Document::read(format!("# {}", line.trim()).as_bytes());
    document
        .tree()
        .title
        .clone()
        .map(|title| title.content)
        .unwrap_or_default()
}

/// Markdown as blocks; its headings are no steps.
#[must_use]
pub fn blocks_of(markdown: &str) -> Vec<Block> {
    let document = Document::read(markdown.as_bytes());
    let mut blocks = crate::resolve::as_blocks(document.tree().clone());
    forget(&mut blocks);
    blocks
}

/// These blocks came from another text.
fn forget(blocks: &mut [Block]) {
    for block in blocks {
        block.origin = crate::Origin::default();
    }
}

/// The Markdown of blocks.
#[must_use]
pub fn markdown_of(blocks: &[Block]) -> String {
    let mut blocks = blocks.to_vec();
    forget(&mut blocks);
    let written = Document::read(b"").write(&Instruction {
        introduction: blocks,
        ..Instruction::default()
    });
    String::from_utf8_lossy(&written.bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "# T\n\n## One\n\na\n\n### Inner\n\nb\n\n## Two {#two}\n\nc\n\n## Three\n\nd\n";

    fn edited(change: impl FnOnce(&mut Instruction) -> Result<(), EditError>) -> String {
        let document = Document::read(TEXT.as_bytes());
        let mut tree = document.tree().clone();
        change(&mut tree).unwrap();
        let written = document.write(&tree);
        assert!(written.faithful);
        String::from_utf8(written.bytes).unwrap()
    }

    fn step_ref(text: &str) -> StepRef {
        text.parse().unwrap()
    }

    #[test]
    fn a_step_is_moved_with_its_sub_steps() {
        assert_eq!(
            edited(|tree| move_step(tree, &step_ref("1"), &Position::After(step_ref("#two")))),
            "# T\n\n## Two {#two}\n\nc\n\n## One\n\na\n\n### Inner\n\nb\n\n## Three\n\nd\n"
        );
        assert_eq!(
            edited(|tree| move_step(tree, &step_ref("3"), &Position::Under(step_ref("1")))),
            "# T\n\n## One\n\na\n\n### Inner\n\nb\n\n### Three\n\nd\n\n## Two {#two}\n\nc\n"
        );
        assert_eq!(
            edited(|tree| move_step(tree, &step_ref("1.1"), &Position::End)),
            "# T\n\n## One\n\na\n\n## Two {#two}\n\nc\n\n## Three\n\nd\n\n## Inner\n\nb\n"
        );
    }

    #[test]
    fn a_step_gets_an_id_when_it_is_first_edited() {
        let out = edited(|tree| {
            change_step(tree, &step_ref("3"), |step| {
                step.heading.content = inlines_of("Drie **keer**");
            })
        });
        assert!(out.contains("## Drie **keer** {#three}\n"), "{out}");
        assert_eq!(out.replace("## Drie **keer** {#three}", "## Three"), TEXT);
    }

    #[test]
    fn an_edited_step_keeps_its_address_whatever_it_is_called() {
        let out = edited(|tree| {
            let before = tree.clone();
            tree.steps[0].heading.content = inlines_of("Uno");
            tree.steps[0].steps[0].blocks = blocks_of("c");
            tree.steps.swap(0, 2);
            tree.steps.push(new_step("Three", "d"));
            let given = keep_addresses(&before, tree);
            assert_eq!(given, ["one", "inner"]);
            Ok(())
        });
        assert_eq!(
            out,
            "# T\n\n## Three\n\nd\n\n## Two {#two}\n\nc\n\n## Uno {#one}\n\na\n\n\
             ### Inner {#inner}\n\nc\n\n## Three\n\nd\n"
        );
    }

    #[test]
    fn what_was_edited_back_has_no_id_and_another_s_id_is_not_taken() {
        let document = Document::read(TEXT.as_bytes());
        let mut tree = document.tree().clone();
        assert!(keep_addresses(document.tree(), &mut tree).is_empty());
        assert_eq!(document.write(&tree).bytes, TEXT.as_bytes());
        tree.steps[0].heading.content = inlines_of("Uno");
        tree.steps[2].heading.id = Some("one".into());
        assert!(keep_addresses(document.tree(), &mut tree).is_empty());
    }

    #[test]
    fn what_cannot_be_done_is_said_and_changes_nothing() {
        let document = Document::read(TEXT.as_bytes());
        let mut tree = document.tree().clone();
        let into = move_step(&mut tree, &step_ref("1"), &Position::Under(step_ref("1.1")));
        assert_eq!(into, Err(EditError::IntoItself("1".into())));
        let missing = remove_step(&mut tree, &step_ref("9"))
            .unwrap_err()
            .to_string();
        assert!(missing.contains("2 (two)"), "{missing}");
        assert_eq!(&tree, document.tree());
    }

    #[test]
    fn markdown_goes_in_and_comes_out() {
        let markdown = "Do *this*.\n\n- [ ] a\n- [x] b\n\n![x](media/x.png)\n";
        assert_eq!(
            markdown_of(&blocks_of(markdown)).trim_end(),
            markdown.trim_end()
        );
        assert!(
            edited(|tree| insert_step(
                tree,
                new_step("New", markdown),
                &Position::Before(step_ref("two"))
            ))
            .contains("b\n\n## New\n\nDo *this*.")
        );
    }
}
