//! What holds for every merge.

use std::collections::{HashMap, HashSet};

use proptest::prelude::*;
use werkwijzer_instruction::merge::{Answer, Contradiction, Merged, merge, merge_answered};
use werkwijzer_instruction::walk::{self, Visit};
use werkwijzer_instruction::{
    Block, BlockKind, Document, Heading, Inline, Instruction, Picture, Step, number, plain_text,
};

#[path = "support/any.rs"]
mod any;

/// The tree as a file has it.
fn as_read(tree: &Instruction) -> Instruction {
    let written = Document::read(b"").write(tree);
    Document::read(&written.bytes).tree().clone()
}

/// An edit: what, where, where to, and a word.
type Edit = (u8, prop::sample::Index, prop::sample::Index, String);

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = (
        0..11_u8,
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        "[a-z]{4,7}",
    );
    prop::collection::vec(edit, 0..5)
}

fn text(word: &str) -> Vec<Inline> {
    vec![Inline::Text { text: word.into() }]
}

fn paragraph(word: &str) -> Block {
    BlockKind::Paragraph {
        content: text(&format!("New words {word}")),
    }
    .into()
}

/// Changes a word somewhere in a list of blocks.
struct Word<'a>(&'a str, usize);

impl walk::VisitMut for Word<'_> {
    fn inline(&mut self, node: &mut Inline) {
        if let Inline::Text { text } = node {
            if self.1 == 0 {
                let mut words: Vec<&str> = text.split(' ').collect();
                let at = self.0.len() % words.len();
                words[at] = self.0;
                *text = words.join(" ");
            }
            self.1 = self.1.wrapping_sub(1);
        }
        walk::change::inline(self, node);
    }
}

fn edited(base: &Instruction, edits: &[Edit]) -> Instruction {
    let mut tree = base.clone();
    for (what, at, to, word) in edits {
        let count = tree.steps.len();
        if count == 0 {
            break;
        }
        let step = at.index(count);
        match what {
            0 => drop(tree.steps.remove(step)),
            1 => {
                let moved = tree.steps.remove(step);
                tree.steps.insert(to.index(count), moved);
            }
            2 => {
                // Under another step.
                let mut moved = tree.steps.remove(step);
                if count > 1 {
                    moved.heading.level = 3;
                    for inner in &mut moved.steps {
                        inner.heading.level = 4;
                    }
                    tree.steps[to.index(count - 1)].steps.push(moved);
                }
            }
            3 => {
                // Up from under its step.
                if !tree.steps[step].steps.is_empty() {
                    let mut moved = tree.steps[step].steps.remove(0);
                    moved.heading.level = 2;
                    tree.steps.insert(step + 1, moved);
                }
            }
            4 => tree.steps.insert(
                to.index(count + 1),
                Step {
                    heading: Heading {
                        level: 2,
                        id: Some(format!("added-{word}")),
                        content: text(&format!("Added {word}")),
                        ..Heading::default()
                    },
                    blocks: vec![paragraph(word)],
                    ..Step::default()
                },
            ),
            5 => tree.steps[step].heading.content = text(word),
            6 => {
                let blocks = &mut tree.steps[step].blocks;
                if !blocks.is_empty() {
                    blocks.remove(to.index(blocks.len()));
                }
            }
            7 => {
                let blocks = &mut tree.steps[step].blocks;
                blocks.insert(to.index(blocks.len() + 1), paragraph(word));
            }
            8 => {
                // A block goes to another step.
                let blocks = &mut tree.steps[step].blocks;
                if !blocks.is_empty() {
                    let moved = blocks.remove(0);
                    tree.steps[to.index(count)].blocks.push(moved);
                }
            }
            _ => {
                let mut change = Word(word, to.index(6));
                walk::VisitMut::blocks(&mut change, &mut tree.steps[step].blocks);
            }
        }
    }
    as_read(&tree)
}

/// A document and two edits of it.
fn three() -> impl Strategy<Value = [Instruction; 3]> {
    (any::instruction(), edits(), edits()).prop_map(|(base, ours, theirs)| {
        let base = as_read(&with_own_pictures(base));
        let ours = edited(&base, &ours);
        let theirs = edited(&base, &theirs);
        [base, ours, theirs]
    })
}

/// Any three texts that have little in common.
fn strangers() -> impl Strategy<Value = [Instruction; 3]> {
    let text = || prop_oneof![any::nasty(), any::markdown()];
    [text(), text(), text()]
        .prop_map(|texts| texts.map(|text| Document::read(text.as_bytes()).tree().clone()))
}

fn shown(trees: [&Instruction; 4]) -> String {
    let texts = trees.map(|tree| Document::read(b"").write(tree).bytes);
    texts
        .map(|text| String::from_utf8_lossy(&text).into_owned())
        .join("\n=======\n")
}

fn json(tree: &Instruction) -> String {
    // Origins differ where trees are equal.
    serde_json::to_string(&as_read(tree)).unwrap_or_default()
}

/// What is asked, from the other side.
fn turned(asked: &[Contradiction]) -> Vec<(String, String, String)> {
    let mut asked: Vec<_> = asked
        .iter()
        .map(|asked| (asked.base.clone(), asked.theirs.clone(), asked.ours.clone()))
        .collect();
    asked.sort();
    asked
}

fn straight(asked: &[Contradiction]) -> Vec<(String, String, String)> {
    let mut asked: Vec<_> = asked
        .iter()
        .map(|asked| (asked.base.clone(), asked.ours.clone(), asked.theirs.clone()))
        .collect();
    asked.sort();
    asked
}

fn pictures(tree: &Instruction) -> HashSet<String> {
    struct Targets(HashSet<String>);
    impl<'a> Visit<'a> for Targets {
        fn picture(&mut self, picture: &'a Picture) {
            self.0.insert(picture.target.clone());
        }
    }
    let mut targets = Targets(HashSet::new());
    targets.instruction(tree);
    targets.0
}

/// The tree with a file of its own for each picture.
fn with_own_pictures(mut tree: Instruction) -> Instruction {
    struct Own(usize);
    impl walk::VisitMut for Own {
        fn picture(&mut self, picture: &mut Picture) {
            self.0 += 1;
            picture.target = format!("media/{}.png", self.0);
        }
    }
    walk::VisitMut::instruction(&mut Own(0), &mut tree);
    tree
}

/// What is said in steps, by the id of each.
fn by_id(tree: &Instruction) -> HashMap<String, Step> {
    fn collect(steps: &[Step], out: &mut HashMap<String, Step>) {
        for step in steps {
            if let Some(id) = &step.heading.id {
                let mut own = step.clone();
                own.steps.clear();
                out.insert(id.clone(), own);
            }
            collect(&step.steps, out);
        }
    }
    let mut out = HashMap::new();
    collect(&tree.steps, &mut out);
    out
}

/// Gives each step an id of its own, so that a test knows it too.
fn named(mut tree: Instruction) -> Instruction {
    fn name(steps: &mut [Step], next: &mut usize) {
        for step in steps {
            step.heading.id = Some(format!("s{next}"));
            *next += 1;
            name(&mut step.steps, next);
        }
    }
    name(&mut tree.steps, &mut 0);
    as_read(&tree)
}

fn named_three() -> impl Strategy<Value = [Instruction; 3]> {
    (any::instruction(), edits(), edits()).prop_map(|(base, ours, theirs)| {
        let base = named(base);
        let ours = edited(&base, &ours);
        let theirs = edited(&base, &theirs);
        [base, ours, theirs]
    })
}

fn answers() -> impl Strategy<Value = Vec<Answer>> {
    let answer = prop_oneof![Just(Answer::Ours), Just(Answer::Theirs), Just(Answer::Both)];
    prop::collection::vec(answer, 0..12)
}

/// Whether what was merged into the file of `theirs` is read from it again.
fn is_read_again(merged: &Merged) -> bool {
    let written = Document::read(b"").write(&merged.tree);
    written.faithful
}

proptest! {
    #![proptest_config(any::config(150))]

    #[test]
    fn whoever_joins_the_same_comes_out([base, ours, theirs] in three()) {
        let one = merge(&base, &ours, &theirs);
        let two = merge(&base, &theirs, &ours);
        prop_assert_eq!(straight(&one.contradictions), turned(&two.contradictions));
        if one.contradictions.is_empty() {
            prop_assert_eq!(json(&one.tree), json(&two.tree));
        }
    }

    #[test]
    fn what_only_one_side_did_is_taken_whole([base, ours, _] in three()) {
        for merged in [merge(&base, &ours, &base), merge(&base, &base, &ours), merge(&base, &ours, &ours)] {
            prop_assert_eq!(&merged.tree, &ours);
            prop_assert_eq!(&merged.contradictions, &vec![]);
        }
    }

    #[test]
    fn what_is_joined_is_read_as_it_was_meant([base, ours, theirs] in three(), answers in answers()) {
        let merged = merge_answered(&base, &ours, &theirs, &answers);
        prop_assert!(is_read_again(&merged), "{}", json(&merged.tree));
    }

    #[test]
    fn what_is_asked_does_not_depend_on_the_answers(
        [base, ours, theirs] in three(), answers in answers()
    ) {
        let asked = merge(&base, &ours, &theirs).contradictions.len();
        prop_assert_eq!(merge_answered(&base, &ours, &theirs, &answers).contradictions.len(), asked);
    }

    #[test]
    fn a_step_is_gone_only_where_one_side_removed_it_and_the_other_left_it(
        [base, ours, theirs] in named_three(), answers in answers()
    ) {
        let merged = merge(&base, &ours, &theirs);
        let answered = merge_answered(&base, &ours, &theirs, &answers);
        let (was, our, their) = (by_id(&base), by_id(&ours), by_id(&theirs));
        let (is, decided) = (by_id(&merged.tree), by_id(&answered.tree));
        for id in was.keys() {
            let left = |side: &HashMap<String, Step>| side.get(id) == was.get(id);
            let may_go = match (our.contains_key(id), their.contains_key(id)) {
                (true, true) => false,
                (true, false) => left(&our),
                (false, true) => left(&their),
                (false, false) => true,
            };
            prop_assert!(may_go || is.contains_key(id), "{id} is gone: {}", shown([&base, &ours, &theirs, &merged.tree]));
            if our.contains_key(id) && their.contains_key(id) {
                prop_assert!(decided.contains_key(id), "{id} was answered away");
            }
        }
        // And none stands there twice.
        prop_assert_eq!(number::places(&merged.tree).len(), is.len());
    }

    #[test]
    fn a_picture_is_gone_only_where_one_side_removed_it([base, ours, theirs] in three()) {
        let (was, our, their) = (pictures(&base), pictures(&ours), pictures(&theirs));
        let is = pictures(&merge(&base, &ours, &theirs).tree);
        for target in our.intersection(&their) {
            prop_assert!(is.contains(target), "{target} is gone");
        }
        for target in our.union(&their).filter(|target| !was.contains(*target)) {
            prop_assert!(is.contains(target), "{target} is gone");
        }
    }

    #[test]
    fn what_somebody_wrote_is_in_it_or_asked(base in any::instruction(), our in edits(), their in edits()) {
        let base = as_read(&base);
        let by = |edits: Vec<Edit>, who: &str| {
            let edits = edits.into_iter().enumerate();
            let edits: Vec<Edit> = edits
                .map(|(at, (what, from, to, word))| (what, from, to, format!("zq{who}{at}{word}")))
                .collect();
            edited(&base, &edits)
        };
        let (ours, theirs) = (by(our, "o"), by(their, "t"));
        let merged = merge(&base, &ours, &theirs);
        let all = json(&merged.tree) + &serde_json::to_string(&merged.contradictions).unwrap_or_default();
        for side in [&ours, &theirs] {
            let side = json(side);
            let words = side.split(|c: char| !c.is_ascii_alphanumeric());
            for word in words.filter(|word| word.starts_with("zq")) {
                prop_assert!(
                    all.contains(word),
                    "{word} is lost: {}", shown([&base, &ours, &theirs, &merged.tree])
                );
            }
        }
    }

    #[test]
    fn edits_of_different_steps_are_not_asked(
        base in any::instruction(), edit in edits(), other in edits()
    ) {
        // Some edit the steps with even numbers, some the odd ones; nothing is moved or removed.
        let base = named(base);
        let of = |edits: &[Edit], part: usize| {
            let mut tree = base.clone();
            for (at, step) in tree.steps.iter_mut().enumerate() {
                if at % 2 != part {
                    continue;
                }
                for (what, _, to, word) in edits {
                    match what % 4 {
                        0 => step.heading.content = text(word),
                        1 => step.blocks.insert(to.index(step.blocks.len() + 1), paragraph(word)),
                        2 if !step.blocks.is_empty() => {
                            drop(step.blocks.remove(to.index(step.blocks.len())));
                        }
                        _ => walk::VisitMut::blocks(&mut Word(word, to.index(6)), &mut step.blocks),
                    }
                }
            }
            as_read(&tree)
        };
        let (ours, theirs) = (of(&edit, 0), of(&other, 1));
        let merged = merge(&base, &ours, &theirs);
        prop_assert_eq!(&merged.contradictions, &vec![]);
        let title = |tree: &Instruction, at: usize| {
            tree.steps.get(at).map(|step| plain_text(&step.heading.content))
        };
        for at in 0..base.steps.len() {
            let side = if at % 2 == 0 { &ours } else { &theirs };
            prop_assert_eq!(title(&merged.tree, at), title(side, at));
            prop_assert_eq!(&merged.tree.steps[at].blocks, &side.steps[at].blocks);
        }
    }

    #[test]
    fn words_far_apart_are_joined_and_near_ones_asked(
        words in prop::collection::vec("[a-z]{3,8}", 8..30),
        one in any::<prop::sample::Index>(),
        two in any::<prop::sample::Index>(),
    ) {
        // No word stands there twice.
        let words: Vec<String> = words.iter().enumerate().map(|(at, word)| format!("{word}{at}")).collect();
        let (one, two) = (one.index(words.len()), two.index(words.len()));
        let with = |changes: &[(usize, &str)]| {
            let mut words = words.clone();
            for (at, word) in changes {
                words[*at] = (*word).to_owned();
            }
            Document::read(format!("# T\n\nFirst.\n\n{}\n\nLast.\n", words.join(" ")).as_bytes())
                .tree()
                .clone()
        };
        let merged = merge(&with(&[]), &with(&[(one, "OURS")]), &with(&[(two, "THEIRS")]));
        if one.abs_diff(two) <= 1 {
            prop_assert_eq!(merged.contradictions.len(), 1);
        } else if one.abs_diff(two) > 2 {
            prop_assert_eq!(merged.contradictions, vec![]);
            prop_assert_eq!(merged.tree, with(&[(one, "OURS"), (two, "THEIRS")]));
        }
    }

    #[test]
    fn whatever_is_joined_nothing_panics([base, ours, theirs] in strangers(), answers in answers()) {
        let merged = merge_answered(&base, &ours, &theirs, &answers);
        let asked = merge(&base, &ours, &theirs).contradictions.len();
        prop_assert_eq!(merged.contradictions.len(), asked);
        prop_assert_eq!(merge(&base, &base, &theirs).tree, theirs);
    }

    #[test]
    fn whatever_one_side_did_is_taken_whole([base, ours, _] in strangers()) {
        // How lines end is no difference.
        let one_end = |tree: &Instruction| {
            let text = Document::read(b"").write(tree).bytes;
            let text = String::from_utf8_lossy(&text).replace('\r', "");
            Document::read(text.as_bytes()).tree().clone()
        };
        let (base, ours) = (one_end(&base), one_end(&ours));
        let taken = merge(&base, &ours, &base);
        prop_assert_eq!(taken.contradictions, vec![]);
        prop_assert_eq!(taken.tree, ours);
    }

    #[test]
    fn what_nobody_changed_keeps_its_bytes(
        first in any::markdown(), changed in any::markdown(), last in any::markdown(), word in "[a-z]{4,8}"
    ) {
        // Ours changes a paragraph in the middle; what stands around it is copied.
        let with = |word: &str| {
            format!("{first}\n\n## Middle {{#middle}}\n\nThe word {word} is here.\n\n## End {{#end}}\n\n{last}\n\n{changed}")
        };
        let (base, ours) = (with("old"), with(&word));
        let theirs = base.clone();
        let read = |text: &str| Document::read(text.as_bytes());
        let (document, our) = (read(&theirs), read(&ours));
        let merged = merge(read(&base).tree(), our.tree(), document.tree());
        prop_assert_eq!(&merged.contradictions, &vec![]);
        let written = document.write(&merged.tree);
        if document.write(our.tree()).bytes == ours.as_bytes() {
            prop_assert_eq!(String::from_utf8_lossy(&written.bytes), ours);
        }
    }
}
