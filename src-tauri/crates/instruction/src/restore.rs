//! Takes a step back from another version of the document.
//!
//! A step is taken back as it was: its title, its text and its place. The place is told by what
//! still is there: the step that it stood in, and the nearest of the steps that it stood between.
//! So a step that others were put beside, or whose neighbours were moved, is not moved for that.

use std::collections::HashMap;

use crate::edit::{self, EditError, Position, StepRef};
use crate::number;
use crate::paste::forget_origins;
use crate::tree::{Instruction, Origin, Step};

/// What became of the step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepRestored {
    /// It was there: its title and text are those of the other version. Its sub-steps stayed.
    Replaced,
    /// It was there, but elsewhere: it also stands where it stood, with the sub-steps that it has
    /// now.
    MovedBack,
    /// It was not there: it stands again where it stood, with its sub-steps that were not there
    /// either.
    PutBack,
}

/// Makes a step of `tree` what it is in `other`. The step is the one with the same id, else with
/// the same slug.
///
/// Nothing else changes: no other step is lost, and each keeps its text and its place among the
/// others. Where the place of the step cannot be told any more, it stays where it is.
pub fn restore_step(
    tree: &mut Instruction,
    other: &Instruction,
    step: &StepRef,
) -> Result<StepRestored, EditError> {
    let mut wanted = edit::step(other, step)?.clone();
    forget(&mut wanted);
    let was = Stands::of(other);
    let is = Stands::of(tree);
    let id = id_of(other, step).unwrap_or_default();
    if is.has(&id) {
        let places = was.places(&id, &is);
        edit::change_step(tree, &reference(&id), |found| {
            found.heading.content = wanted.heading.content;
            found.blocks = wanted.blocks;
        })?;
        let moved = places.iter().any(|place| {
            // What would be nested too deep there stays where it is.
            edit::move_step(tree, &reference(&id), place).is_ok()
        });
        return Ok(if moved {
            StepRestored::MovedBack
        } else {
            StepRestored::Replaced
        });
    }
    without(&mut wanted, other, &is);
    // Links that lead to it keep leading to it.
    wanted.heading.id.get_or_insert_with(|| id.clone());
    for place in was.places(&id, &is) {
        match edit::insert_step(tree, wanted.clone(), &place) {
            Err(EditError::TooDeep(_)) => {}
            done => return done.map(|()| StepRestored::PutBack),
        }
    }
    edit::insert_step(tree, wanted, &Position::End).map(|()| StepRestored::PutBack)
}

/// Where the steps of a document stand, by what they are addressed by.
#[derive(Default)]
struct Stands {
    at: HashMap<String, Stand>,
    /// The sub-steps of each step, in their order; those of no step stand at the top.
    steps: HashMap<Option<String>, Vec<String>>,
}

/// Where a step stands.
struct Stand {
    /// The step that it is a sub-step of.
    parent: Option<String>,
    /// Its place among its siblings.
    place: usize,
}

impl Stands {
    fn of(tree: &Instruction) -> Self {
        let mut stands = Self::default();
        let mut ids = number::places(tree).into_iter().map(|place| place.id);
        stands.add(&tree.steps, None, &mut ids);
        stands
    }

    fn add(
        &mut self,
        steps: &[Step],
        parent: Option<&str>,
        ids: &mut impl Iterator<Item = String>,
    ) {
        let mut siblings = Vec::new();
        for (place, step) in steps.iter().enumerate() {
            let id = ids.next().unwrap_or_default();
            let stand = Stand {
                parent: parent.map(str::to_owned),
                place,
            };
            self.at.insert(id.clone(), stand);
            self.add(&step.steps, Some(&id), ids);
            siblings.push(id);
        }
        self.steps.insert(parent.map(str::to_owned), siblings);
    }

    fn has(&self, id: &str) -> bool {
        self.at.contains_key(id)
    }

    fn parent(&self, id: &str) -> Option<&String> {
        self.at.get(id)?.parent.as_ref()
    }

    /// Whether a step is another one, or stands in it.
    fn is_in(&self, id: &str, other: &str) -> bool {
        let above = std::iter::successors(Some(id), |id| self.parent(id).map(String::as_str));
        // More steps than there are cannot stand in each other.
        above.take(self.at.len() + 1).any(|id| id == other)
    }

    /// The steps before a step, the nearest first, and those behind it.
    fn neighbours(&self, id: &str) -> (Vec<&String>, Vec<&String>) {
        let parent = self.parent(id).cloned();
        let (Some(stand), Some(siblings)) = (self.at.get(id), self.steps.get(&parent)) else {
            return (Vec::new(), Vec::new());
        };
        let before = siblings.iter().take(stand.place).rev();
        let behind = siblings.iter().skip(stand.place + 1);
        (before.collect(), behind.collect())
    }

    /// Where a step is to go, in a document whose steps stand as `now` tells, to stand as it
    /// stands here; the best place first. None when it stands so, or when nothing of what it
    /// stood beside and in is there.
    fn places(&self, id: &str, now: &Self) -> Vec<Position> {
        let mut places = Vec::new();
        let mut of = id;
        loop {
            let parent = self.parent(of);
            // What stands in the step itself goes where the step goes.
            let is_outside = |other: &&String| now.has(other) && !now.is_in(other, id);
            let home = parent.filter(is_outside);
            let is_home = parent.is_none() || home.is_some();
            let (before, behind) = self.neighbours(of);
            let mut beside = [before, behind].map(|side| {
                let mut there = side.into_iter().filter(is_outside);
                there.find(|other| !is_home || now.parent(other) == home)
            });
            if let [Some(before), Some(behind)] = beside
                && now.parent(before) != now.parent(behind)
            {
                beside[1] = None;
            }
            let [before, behind] = beside;
            let known = before.or(behind).map(|other| now.parent(other));
            let wanted = if is_home { Some(home) } else { known };
            if let (Some(stand), Some(wanted)) = (now.at.get(id), wanted)
                && stand.parent.as_ref() == wanted
            {
                let place = |other: &String| now.at.get(other).map_or(0, |stand| stand.place);
                let right = before.is_none_or(|other| place(other) < stand.place)
                    && behind.is_none_or(|other| place(other) > stand.place);
                // It was the other neighbour that was moved.
                let next = before.is_some_and(|other| place(other) + 1 == stand.place);
                if right || next {
                    return Vec::new();
                }
            }
            places.extend(before.map(|other| Position::After(reference(other))));
            places.extend(behind.map(|other| Position::Before(reference(other))));
            places.extend(home.map(|home| Position::Under(reference(home))));
            if is_home || now.has(id) {
                if parent.is_none() && places.is_empty() {
                    places.extend(now.out_of(id));
                }
                return places;
            }
            // What it stood in is gone: it goes where that stood.
            let Some(parent) = parent else {
                return places;
            };
            of = parent;
        }
    }

    /// The place right behind the step at the top that a step stands in.
    fn out_of(&self, id: &str) -> Option<Position> {
        let above = std::iter::successors(self.parent(id), |id| self.parent(id));
        let top = above.take(self.at.len()).last()?;
        Some(Position::After(reference(top)))
    }
}

/// Takes out the sub-steps that are there already, wherever they stand.
fn without(step: &mut Step, other: &Instruction, now: &Stands) {
    fn keep(step: &mut Step, known: &[(&Step, String)], now: &Stands) {
        step.steps.retain(|inner| {
            !known
                .iter()
                .any(|(known, id)| known.heading == inner.heading && now.has(id))
        });
        for inner in &mut step.steps {
            keep(inner, known, now);
        }
    }
    keep(step, &addressed(other), now);
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

    const ROOMS: &str = "# T\n\n## A {#a}\n\na\n\n### X {#x}\n\nx\n\n### Y {#y}\n\ny\n\n## B {#b}\n\nb\n\n## C {#c}\n\nc\n";

    /// What stands where, as `a(x y) b c`, after a step was taken back from `ROOMS`.
    fn order(now: &str, step: &str) -> (String, StepRestored) {
        fn said(steps: &[Step]) -> String {
            let each = steps.iter().map(|step| {
                let id = step.heading.id.clone().unwrap_or_default();
                let inner = said(&step.steps);
                if inner.is_empty() {
                    id
                } else {
                    format!("{id}({inner})")
                }
            });
            each.collect::<Vec<_>>().join(" ")
        }
        fn written(order: &str, level: usize, out: &mut String) {
            let mut rest = order;
            while !rest.is_empty() {
                let (id, after) = rest.split_at(1);
                let sign = "#".repeat(level);
                out.push_str(&format!("{sign} {id} {{#{id}}}\n\nnow {id}\n\n"));
                rest = after;
                if let Some(inner) = rest.strip_prefix('(') {
                    let mut open = 1;
                    let end = inner.find(|c: char| {
                        open += i32::from(c == '(') - i32::from(c == ')');
                        open == 0
                    });
                    let end = end.unwrap_or(inner.len());
                    written(&inner[..end], level + 1, out);
                    rest = &inner[end + 1..];
                }
                rest = rest.trim_start();
            }
        }
        let mut text = String::from("# T\n\n");
        written(now, 2, &mut text);
        let document = Document::read(text.as_bytes());
        let other = Document::read(ROOMS.as_bytes());
        let mut tree = document.tree().clone();
        assert_eq!(said(&tree.steps), now);
        let what = restore_step(&mut tree, other.tree(), &reference(step)).unwrap();
        let bytes = document.write(&tree);
        assert!(bytes.faithful, "{now}");
        assert_eq!(Document::read(&bytes.bytes).tree(), &tree);
        let back = edit::step(&tree, &reference(step)).unwrap();
        assert_eq!(edit::markdown_of(&back.blocks).trim(), step);
        (said(&tree.steps), what)
    }

    #[test]
    fn a_step_that_was_moved_stands_again_where_it_stood() {
        for (now, step, then) in [
            // Among its siblings, and others were added beside it.
            ("a(x y) c b", "b", "a(x y) b c"),
            ("b a(x y) c", "b", "a(x y) b c"),
            ("a(y n x) b c", "x", "a(x y n) b c"),
            ("b c n a(x y)", "a", "a(x y) b c n"),
            // Under another one.
            ("a(y) b(x) c", "x", "a(x y) b c"),
            ("a(x y) c(m b(n) o)", "b", "a(x y) b(n) c(m o)"),
            // To the top.
            ("a(x) b y c", "y", "a(x y) b c"),
            // Under its step, of which nothing else is there.
            ("b x a(n) c", "x", "b a(n x) c"),
            // Its step is gone: beside what stood beside it.
            ("b(y) x c", "x", "b(x y) c"),
            // It stood at the top, and nothing of what stood there is there.
            ("m(n(b)) o", "b", "m(n) b o"),
        ] {
            assert_eq!(order(now, step), (then.to_owned(), StepRestored::MovedBack));
            assert_eq!(order(then, step), (then.to_owned(), StepRestored::Replaced));
        }
    }

    #[test]
    fn a_step_stays_where_only_others_moved_or_nothing_tells_its_place() {
        for (now, step) in [
            ("c a(x y) b", "a"),
            ("c a(x y) b", "b"),
            ("a(x y) n b m c", "b"),
            ("b(a(x y)) c", "x"),
            // Nothing of what it stood in and beside is there.
            ("b(n x) c", "x"),
            // What it stood in stands in it.
            ("x(a(y)) b c", "x"),
        ] {
            assert_eq!(order(now, step), (now.to_owned(), StepRestored::Replaced));
        }
        // Six levels are all there are.
        let deep = "m(n(o(p(a)))) x(q) b c";
        assert_eq!(order(deep, "x").0, deep);
    }

    #[test]
    fn a_step_whose_step_is_gone_too_goes_where_that_stood() {
        assert_eq!(
            order("b c", "y"),
            ("y b c".to_owned(), StepRestored::PutBack)
        );
        assert_eq!(
            order("c b(x)", "y"),
            ("c b(x y)".to_owned(), StepRestored::PutBack)
        );
    }

    #[test]
    fn a_step_that_was_never_there_is_an_error() {
        let other = Document::read(OLD.as_bytes());
        let mut tree = Instruction::default();
        let error = restore_step(&mut tree, other.tree(), &reference("nine")).unwrap_err();
        assert!(matches!(error, EditError::NoStep { .. }));
    }
}
