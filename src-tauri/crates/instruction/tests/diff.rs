//! What changed between two versions, as people see it.

#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::collections::HashMap;
use std::fmt::Write as _;

use proptest::prelude::*;
use werkwijzer_instruction::diff::{
    BlockChange, Difference, ItemChange, PictureFiles, RowChange, Run, RunKind, Seen, diff,
    diff_with,
};
use werkwijzer_instruction::walk::{self, Visit};
use werkwijzer_instruction::{
    Block, BlockKind, Document, Inline, Instruction, Picture, Step, number, plain_text,
};

#[path = "support/any.rs"]
mod any;

fn tree(text: &str) -> Instruction {
    Document::read(text.as_bytes()).tree().clone()
}

fn words(runs: &[Run]) -> String {
    runs.iter()
        .map(|run| match run.kind {
            RunKind::Equal => run.text(),
            RunKind::Inserted => format!("{{+{}+}}", run.text()),
            RunKind::Deleted => format!("[-{}-]", run.text()),
        })
        .collect()
}

fn blocks(changes: &[BlockChange], indent: &str, out: &mut String) {
    for change in changes {
        match change {
            BlockChange::Unchanged { .. } => writeln!(out, "{indent}="),
            BlockChange::Added { .. } => writeln!(out, "{indent}+"),
            BlockChange::Removed { .. } => writeln!(out, "{indent}-"),
            BlockChange::Text { runs, .. } => writeln!(out, "{indent}{}", words(runs)),
            BlockChange::Picture(change) => {
                writeln!(out, "{indent}picture {:?}", change.seen)
            }
            BlockChange::Video { runs, .. } => writeln!(out, "{indent}video {}", words(runs)),
            BlockChange::Quote {
                old,
                new,
                blocks: inner,
            } => {
                writeln!(out, "{indent}{old:?} {new:?}").unwrap();
                blocks(inner, &format!("{indent}> "), out);
                Ok(())
            }
            BlockChange::List { items, .. } => {
                for item in items {
                    match item {
                        ItemChange::Unchanged { .. } => writeln!(out, "{indent}* ="),
                        ItemChange::Added { .. } => writeln!(out, "{indent}* +"),
                        ItemChange::Removed { .. } => writeln!(out, "{indent}* -"),
                        ItemChange::Changed {
                            old,
                            new,
                            blocks: inner,
                        } => {
                            if old != new {
                                writeln!(out, "{indent}* {old:?} {new:?}").unwrap();
                            }
                            blocks(inner, &format!("{indent}* "), out);
                            Ok(())
                        }
                    }
                    .unwrap();
                }
                Ok(())
            }
            BlockChange::Table { rows } => {
                for row in rows {
                    match row {
                        RowChange::Unchanged { .. } => writeln!(out, "{indent}| ="),
                        RowChange::Added { .. } => writeln!(out, "{indent}| +"),
                        RowChange::Removed { .. } => writeln!(out, "{indent}| -"),
                        RowChange::Changed { cells } => {
                            let cells: Vec<String> = cells.iter().map(|cell| words(cell)).collect();
                            writeln!(out, "{indent}| {}", cells.join(" | "))
                        }
                    }
                    .unwrap();
                }
                Ok(())
            }
        }
        .unwrap();
    }
}

/// A line a step that changed, with what changed in it.
fn shown(old: &str, new: &str) -> String {
    let difference = diff(&tree(old), &tree(new));
    let mut out = String::new();
    for value in &difference.front_matter {
        let name = value.name.as_deref().unwrap_or_default();
        writeln!(
            out,
            "{} {name}: {:?} -> {:?}",
            value.key, value.old, value.new
        )
        .unwrap();
    }
    if !difference.title.is_empty() {
        writeln!(out, "# {}", words(&difference.title)).unwrap();
    }
    blocks(&difference.introduction, "", &mut out);
    for step in difference.changed_steps() {
        let place = |place: &Option<werkwijzer_instruction::diff::StepPlace>| {
            place.as_ref().map_or("-".to_owned(), |place| {
                format!("{} {}", place.number.as_deref().unwrap_or(""), place.title)
            })
        };
        let kinds: Vec<String> = step.kinds.iter().map(|kind| format!("{kind:?}")).collect();
        writeln!(
            out,
            "{}: {} -> {}",
            kinds.join(" "),
            place(&step.old),
            place(&step.new)
        )
        .unwrap();
        blocks(&step.blocks, "  ", &mut out);
    }
    out
}

const OLD: &str = "---\nowner: a\nagreements:\n  speed: 40 an hour\n---\n# T\n\nIntro.\n\n## One\n\nClick the green button and wait for it.\n\n### Sub\n\nUnder one.\n\n## Two\n\nThe second step has some words of its own.\n\n## Three\n\nThe third says something else entirely.\n";

#[test]
fn the_words_that_changed_are_marked() {
    let new = OLD.replace("green button", "large red button");
    assert_eq!(
        shown(OLD, &new),
        "Changed: 1 One -> 1 One\n  Click the [-green-]{+large red+} button and wait for it.\n"
    );
}

#[test]
fn a_step_that_was_moved_and_edited_and_renamed_is_one_change() {
    let text = "\n## Two\n\nThe second step has some words of its own.\n";
    let edited = "\n### Number two\n\nThe second step has more words of its own.\n";
    let new = OLD
        .replace(text, "")
        .replace("\nUnder one.\n", &format!("\nUnder one.\n{edited}"));
    assert_eq!(
        shown(OLD, &new),
        "Moved Renamed Changed: 2 Two -> 1.2 Number two\n  The second step has [-some-]{+more+} words of its own.\n"
    );
}

#[test]
fn only_the_step_that_moved_has_moved() {
    let one = "## One\n\nClick the green button and wait for it.\n\n### Sub\n\nUnder one.\n\n";
    let new = format!("{}\n{one}", OLD.replace(one, ""));
    assert_eq!(shown(OLD, &new), "Moved: 1 One -> 3 One\n");
}

#[test]
fn added_and_removed_steps_stand_where_they_stood() {
    let new = OLD.replace(
        "## Two\n\nThe second step has some words of its own.\n",
        "## Another\n\nQuite different.\n",
    );
    assert_eq!(
        shown(OLD, &new),
        "Removed: 2 Two -> -\n  -\nAdded: - -> 2 Another\n  +\n"
    );
}

/// The id that a step gets with its first edit does not make another step of it.
#[test]
fn a_step_that_gets_its_id_stays_itself() {
    let new = OLD
        .replace("## Two", "## The other one {#two}")
        .replace("The second step has some words of its own.", "All new.");
    assert_eq!(
        shown(OLD, &new),
        "Renamed Changed: 2 Two -> 2 The other one\n  -\n  +\n"
    );
    let new = OLD.replace("## Two", "## Two {#two}");
    assert!(diff(&tree(OLD), &tree(&new)).is_empty());
}

#[test]
fn steps_of_one_title_are_told_apart_by_what_they_stand_under() {
    let old =
        "## A\n\n### Check\n\nLook.\n\n## B\n\n### Check\n\nLook.\n\n## C\n\n### Check\n\nLook.\n";
    let new = old.replacen("### Check\n\nLook.\n\n", "", 1);
    assert_eq!(shown(old, &new), "Removed: 1.1 Check -> -\n  -\n");
}

#[test]
fn the_front_matter_is_compared_key_by_key() {
    let new = OLD
        .replace("owner: a\n", "tags: [x, y]\n")
        .replace("40 an hour", "50 an hour\n  quality: good");
    assert_eq!(
        shown(OLD, &new),
        "owner : Some(\"a\") -> None\nagreements speed: Some(\"40 an hour\") -> Some(\"50 an hour\")\ntags : None -> Some(\"x, y\")\nagreements quality: None -> Some(\"good\")\n"
    );
}

#[test]
fn lists_tables_quotes_and_code_are_compared_inside() {
    let old = "# T\n\n## S\n\n- [ ] one thing\n- [ ] two things\n- [ ] three things\n\n> [!NOTE]\n> Take care here.\n\n| a | b |\n|---|---|\n| 1 | x |\n| 2 | y |\n\n```sh\nls\ncd\n```\n";
    let new = "# T\n\n## S\n\n- [x] one thing\n- [ ] three small things\n\n> [!WARNING]\n> Take care there.\n\n| a | c | b |\n|---|---|---|\n| 1 | n | x |\n| 2 | o | z |\n\n```sh\nls -l\ncd\n```\n";
    assert_eq!(
        shown(old, new),
        "Changed: 1 S -> 1 S
  * Some(false) Some(true)
  * =
  * -
  * three {+small +}things
  Some(Note) Some(Warning)
  > Take care [-here-]{+there+}.
  | a | {+c+} | b
  | 1 | {+n+} | x
  | 2 | {+o+} | [-y-]{+z+}
  [-ls
-]{+ls -l
+}cd

"
    );
}

#[test]
fn a_form_that_changed_is_a_change_of_the_words() {
    let (old, new) = ("a word here\n", "a **word** here\n");
    let difference = diff(&tree(old), &tree(new));
    let BlockChange::Text { runs, .. } = &difference.introduction[0] else {
        panic!("no text");
    };
    assert_eq!(words(runs), "a [-word-]{+word+} here");
    assert!(matches!(runs[2].content[0], Inline::Strong { .. }));
}

#[test]
fn a_picture_changes_by_its_text_or_by_its_files() {
    struct Files;
    impl PictureFiles for Files {
        fn seen(&self, old: &str, new: &str) -> Seen {
            Seen {
                file: old != new,
                markup: old == "b.png",
            }
        }
    }
    let old = "# T\n\n## S\n\n![a](a.png)\n\n- in ![b](b.png)\n\n## R\n\n![c](c.png)\n";
    let new =
        "# T\n\n## S\n\n![a](d.png)\n\n- in ![b](b.png)\n\n## R\n\n![c](c.png)\n\n![e](e.png)\n";
    let difference = diff_with(&tree(old), &tree(new), &Files);
    let steps: Vec<_> = difference.changed_steps().collect();
    assert_eq!(steps.len(), 2);
    let seen: Vec<_> = steps
        .iter()
        .flat_map(|step| &step.pictures)
        .map(|change| {
            let target = |picture: &Option<werkwijzer_instruction::Picture>| {
                picture.as_ref().map(|picture| picture.target.clone())
            };
            (
                target(&change.old),
                target(&change.new),
                change.seen.file,
                change.seen.markup,
            )
        })
        .collect();
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        seen,
        [
            (some("a.png"), some("d.png"), true, false),
            (some("b.png"), some("b.png"), false, true),
            (None, some("e.png"), false, false),
        ]
    );
    assert!(steps[0].blocks.iter().any(|change| matches!(
        change,
        BlockChange::Picture(picture) if picture.seen.file
    )));
}

/// The words of one side, as the comparison shows them.
struct Said {
    side: RunKind,
    text: String,
}

impl Said {
    fn runs(&mut self, runs: &[Run]) {
        for run in runs {
            if run.kind == RunKind::Equal || run.kind == self.side {
                self.text.push_str(&run.text());
            }
        }
    }

    fn is(&self, side: RunKind) -> bool {
        self.side == side
    }

    fn blocks(&mut self, changes: &[BlockChange]) {
        for change in changes {
            match change {
                BlockChange::Unchanged { block } => self.block(block),
                BlockChange::Added { block } if self.is(RunKind::Inserted) => self.block(block),
                BlockChange::Removed { block } if self.is(RunKind::Deleted) => self.block(block),
                BlockChange::Added { .. } | BlockChange::Removed { .. } => {}
                BlockChange::Text { runs, .. } | BlockChange::Video { runs, .. } => self.runs(runs),
                BlockChange::Picture(change) => {
                    let old = self.is(RunKind::Deleted);
                    let side = if old { &change.old } else { &change.new };
                    self.picture(side.as_ref().unwrap());
                }
                BlockChange::Quote { blocks, .. } => self.blocks(blocks),
                BlockChange::List { items, .. } => {
                    for item in items {
                        match item {
                            ItemChange::Unchanged { item } => Visit::blocks(self, &item.blocks),
                            ItemChange::Added { item } if self.is(RunKind::Inserted) => {
                                Visit::blocks(self, &item.blocks);
                            }
                            ItemChange::Removed { item } if self.is(RunKind::Deleted) => {
                                Visit::blocks(self, &item.blocks);
                            }
                            ItemChange::Added { .. } | ItemChange::Removed { .. } => {}
                            ItemChange::Changed { blocks, .. } => self.blocks(blocks),
                        }
                    }
                }
                BlockChange::Table { rows } => {
                    for row in rows {
                        match row {
                            RowChange::Unchanged { cells } => self.row(cells),
                            RowChange::Added { cells } if self.is(RunKind::Inserted) => {
                                self.row(cells);
                            }
                            RowChange::Removed { cells } if self.is(RunKind::Deleted) => {
                                self.row(cells);
                            }
                            RowChange::Added { .. } | RowChange::Removed { .. } => {}
                            RowChange::Changed { cells } => {
                                for cell in cells {
                                    self.runs(cell);
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

impl<'a> Visit<'a> for Said {
    fn block(&mut self, block: &'a Block) {
        match &block.kind {
            BlockKind::Code { text, .. }
            | BlockKind::Html { text }
            | BlockKind::Raw { text }
            | BlockKind::Definitions { text } => self.text.push_str(&text.replace("\r\n", "\n")),
            _ => walk::read::block(self, block),
        }
    }
    fn inlines(&mut self, content: &'a Vec<Inline>) {
        self.text
            .push_str(&plain_text(content).replace("\r\n", "\n"));
    }
    fn picture(&mut self, picture: &'a Picture) {
        self.text.push_str(&picture.alt);
    }
}

fn words_of(blocks: &[Block], side: RunKind) -> String {
    let mut said = Said {
        side,
        text: String::new(),
    };
    for block in blocks {
        said.block(block);
    }
    said.text
}

fn words_in(changes: &[BlockChange], side: RunKind) -> String {
    let mut said = Said {
        side,
        text: String::new(),
    };
    said.blocks(changes);
    said.text
}

fn steps_of(tree: &Instruction) -> Vec<&Step> {
    fn collect<'a>(steps: &'a [Step], out: &mut Vec<&'a Step>) {
        for step in steps {
            out.push(step);
            collect(&step.steps, out);
        }
    }
    let mut out = Vec::new();
    collect(&tree.steps, &mut out);
    out
}

/// Everything that holds for every two trees.
fn holds(old: &Instruction, new: &Instruction) -> Result<(), TestCaseError> {
    let difference = diff(old, new);
    let index = |tree: &Instruction| -> HashMap<String, usize> {
        let places = number::places(tree).into_iter().enumerate();
        places.map(|(at, place)| (place.id, at)).collect()
    };
    let (was, is) = (index(old), index(new));
    let (old_steps, new_steps) = (steps_of(old), steps_of(new));
    let mut old_seen = vec![false; old_steps.len()];
    let mut new_seen = Vec::new();
    for step in &difference.steps {
        let before = step.old.as_ref().map(|place| was[&place.id]);
        let after = step.new.as_ref().map(|place| is[&place.id]);
        if let Some(at) = before {
            prop_assert!(!old_seen[at], "a step of the old version stands twice");
            old_seen[at] = true;
        }
        new_seen.extend(after);
        for (at, steps, side) in [
            (before, &old_steps, RunKind::Deleted),
            (after, &new_steps, RunKind::Inserted),
        ] {
            let Some(at) = at else { continue };
            if !step.blocks.is_empty() {
                prop_assert_eq!(
                    words_in(&step.blocks, side),
                    words_of(&steps[at].blocks, side)
                );
            }
            if !step.title.is_empty() {
                let mut said = Said {
                    side,
                    text: String::new(),
                };
                said.runs(&step.title);
                let title = plain_text(&steps[at].heading.content);
                prop_assert_eq!(said.text, title.replace("\r\n", "\n"));
            }
        }
        if step.kinds.is_empty() {
            let (before, after) = (old_steps[before.unwrap()], new_steps[after.unwrap()]);
            prop_assert_eq!(
                words_of(&before.blocks, RunKind::Equal),
                words_of(&after.blocks, RunKind::Equal)
            );
        }
    }
    prop_assert!(
        old_seen.iter().all(|seen| *seen),
        "a step of the old version is missing"
    );
    prop_assert!(new_seen.iter().copied().eq(0..new_steps.len()));
    if !difference.introduction.is_empty() {
        for (tree, side) in [(old, RunKind::Deleted), (new, RunKind::Inserted)] {
            let blocks: Vec<Block> = tree
                .preamble
                .iter()
                .chain(&tree.introduction)
                .cloned()
                .collect();
            prop_assert_eq!(
                words_in(&difference.introduction, side),
                words_of(&blocks, side)
            );
        }
    }
    let json = serde_json::to_string(&difference).unwrap();
    prop_assert_eq!(
        &serde_json::from_str::<Difference>(&json).unwrap(),
        &difference
    );
    Ok(())
}

proptest! {
    #![proptest_config(any::config(200))]

    #[test]
    fn what_equals_has_no_change(tree in any::instruction()) {
        let difference = diff(&tree, &tree);
        prop_assert!(difference.is_empty(), "{difference:?}");
        holds(&tree, &tree)?;
    }

    #[test]
    fn both_sides_stand_in_the_difference(
        old in any::instruction(),
        new in any::instruction(),
    ) {
        holds(&old, &new)?;
    }

    /// Versions of one document: steps taken out, doubled, turned around, mixed with another.
    #[test]
    fn both_sides_stand_in_the_difference_of_versions(
        old in any::instruction(),
        other in any::instruction(),
        order in prop::collection::vec(0..8_usize, 0..8),
    ) {
        let mut new = old.clone();
        let all: Vec<Step> = old.steps.iter().chain(&other.steps).cloned().collect();
        new.steps = order.iter().map(|at| all[at % all.len()].clone()).collect();
        for (step, at) in new.steps.iter_mut().zip(&order) {
            if at % 3 == 0 {
                step.blocks = other.introduction.clone();
            }
            if at % 4 == 1 {
                step.steps.clear();
            }
        }
        holds(&old, &new)?;
        holds(&new, &old)?;
    }

    #[test]
    fn anything_that_was_read_can_be_compared(old in any::nasty(), new in any::markdown()) {
        holds(&tree(&old), &tree(&new))?;
    }
}
