//! An editor's moves, on any document: what is written reads back as the tree that was edited,
//! what was not edited keeps its bytes, and links keep their addresses.

#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

#[path = "support/any.rs"]
mod any;

use proptest::prelude::*;
use werkwijzer_instruction::walk::{self, Visit, VisitMut};
use werkwijzer_instruction::{
    Block, BlockKind, Cell, Document, Heading, Inline, Instruction, ListItem, Step,
};

/// One move, at the `at`-th place that it can be made.
#[derive(Debug, Clone)]
enum Move {
    Block(Change, usize, usize, Block),
    Item(Change, usize, usize, ListItem),
    Inline(Change, usize, usize, Inline),
    Step(Change, usize, Step),
    Retitle(usize, String),
    Indent(usize),
    Outdent(usize),
    IndentItem(usize),
    Tick(usize),
    Loosen(usize),
    Unwrap(usize),
}

#[derive(Debug, Clone, Copy)]
enum Change {
    Delete,
    Insert,
    Move,
    Duplicate,
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        Just(Change::Delete),
        Just(Change::Insert),
        Just(Change::Move),
        Just(Change::Duplicate),
    ]
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let at = || 0_usize..40;
    let item =
        (prop::option::of(any::<bool>()), any::block()).prop_map(|(checked, block)| ListItem {
            checked,
            blocks: vec![block],
        });
    let one = prop_oneof![
        6 => (change(), at(), at(), any::block()).prop_map(|(c, a, b, x)| Move::Block(c, a, b, x)),
        3 => (change(), at(), at(), item).prop_map(|(c, a, b, x)| Move::Item(c, a, b, x)),
        6 => (change(), at(), at(), any::inline()).prop_map(|(c, a, b, x)| Move::Inline(c, a, b, x)),
        3 => (change(), at(), any::step(2)).prop_map(|(c, a, x)| Move::Step(c, a, x)),
        2 => (at(), any::words()).prop_map(|(at, words)| Move::Retitle(at, words)),
        1 => at().prop_map(Move::Indent),
        1 => at().prop_map(Move::Outdent),
        1 => at().prop_map(Move::IndentItem),
        1 => at().prop_map(Move::Tick),
        1 => at().prop_map(Move::Loosen),
        1 => at().prop_map(Move::Unwrap),
    ];
    prop::collection::vec(one, 1..4)
}

/// Makes a change in a list: the place of the other end of a move is counted in the same list.
fn in_vec<T: Clone>(list: &mut Vec<T>, change: Change, at: usize, new: &T) -> bool {
    if list.is_empty() && !matches!(change, Change::Insert) {
        return false;
    }
    let place = at % (list.len() + usize::from(matches!(change, Change::Insert)));
    match change {
        Change::Delete => drop(list.remove(place)),
        Change::Insert => list.insert(place, new.clone()),
        Change::Duplicate => list.insert(place, list[place].clone()),
        Change::Move => {
            let taken = list.remove(place);
            let to = (at / 3) % (list.len() + 1);
            list.insert(to, taken);
        }
    }
    true
}

/// Makes a move at the place that is counted down to.
struct Mover<'a> {
    the: &'a Move,
    left: usize,
    done: bool,
}

impl Mover<'_> {
    fn here(&mut self) -> bool {
        let here = !self.done && self.left == 0;
        self.left = self.left.saturating_sub(1);
        here
    }
}

impl VisitMut for Mover<'_> {
    fn heading(&mut self, heading: &mut Heading) {
        if let Move::Retitle(_, words) = self.the
            && self.here()
        {
            heading.content = vec![Inline::Text {
                text: words.clone(),
            }];
            self.done = true;
        }
        walk::change::heading(self, heading);
    }

    fn blocks(&mut self, blocks: &mut Vec<Block>) {
        if let Move::Block(change, _, at, new) = self.the
            && self.here()
        {
            self.done = in_vec(blocks, *change, *at, new);
        }
        if let Move::Unwrap(at) = self.the
            && self.here()
            && !blocks.is_empty()
        {
            let at = at % blocks.len();
            if let BlockKind::Quote { blocks: inner } | BlockKind::Callout { blocks: inner, .. } =
                blocks[at].kind.clone()
            {
                blocks.splice(at..=at, inner);
            }
            self.done = true;
        }
        walk::change::blocks(self, blocks);
    }

    fn block(&mut self, block: &mut Block) {
        if let BlockKind::List { items, tight, .. } = &mut block.kind {
            let the = self.the;
            match the {
                Move::Item(change, _, at, new) if self.here() => {
                    self.done = in_vec(items, *change, *at, new);
                }
                Move::Loosen(_) if self.here() => {
                    *tight = !*tight;
                    self.done = true;
                }
                Move::Tick(at) if self.here() && !items.is_empty() => {
                    let at = at % items.len();
                    items[at].checked = match items[at].checked {
                        None => Some(false),
                        Some(false) => Some(true),
                        Some(true) => None,
                    };
                    self.done = true;
                }
                Move::IndentItem(_) if self.here() && items.len() > 1 => {
                    let item = items.pop().unwrap();
                    if let Some(last) = items.last_mut() {
                        last.blocks.push(
                            BlockKind::List {
                                start: None,
                                tight: true,
                                items: vec![item],
                            }
                            .into(),
                        );
                    }
                    self.done = true;
                }
                _ => {}
            }
        }
        walk::change::block(self, block);
    }

    fn inlines(&mut self, content: &mut Vec<Inline>) {
        if let Move::Inline(change, _, at, new) = self.the
            && self.here()
        {
            self.done = in_vec(content, *change, *at, new);
        }
        walk::change::inlines(self, content);
    }
}

fn make(tree: &mut Instruction, the: &Move) {
    match the {
        Move::Step(change, at, new) => {
            in_vec(&mut tree.steps, *change, *at, new);
            return;
        }
        Move::Indent(at) if tree.steps.len() > 1 => {
            let at = 1 + at % (tree.steps.len() - 1);
            let mut step = tree.steps.remove(at);
            step.heading.level += 1;
            tree.steps[at - 1].steps.push(step);
            return;
        }
        Move::Outdent(at) if !tree.steps.is_empty() => {
            let at = at % tree.steps.len();
            if let Some(mut step) = tree.steps[at].steps.pop() {
                step.heading.level = tree.steps[at].heading.level;
                tree.steps.insert(at + 1, step);
            }
            return;
        }
        _ => {}
    }
    let places = match the {
        Move::Block(_, at, ..) | Move::Item(_, at, ..) | Move::Inline(_, at, ..) => *at,
        Move::Retitle(at, _) => *at,
        Move::IndentItem(at) | Move::Tick(at) | Move::Loosen(at) | Move::Unwrap(at) => *at,
        _ => return,
    };
    for left in [places, places % 7, places % 3, 0] {
        let mut mover = Mover {
            the,
            left,
            done: false,
        };
        mover.instruction(tree);
        if mover.done {
            return;
        }
    }
}

/// What a reader can press or look at.
#[derive(Default)]
struct Targets(Vec<String>);

impl<'a> Visit<'a> for Targets {
    fn inline(&mut self, inline: &'a Inline) {
        if let Inline::Link { target, .. } = inline {
            self.0.push(target.clone());
        }
        walk::read::inline(self, inline);
    }
    fn picture(&mut self, picture: &'a werkwijzer_instruction::Picture) {
        self.0.push(picture.target.clone());
    }
    fn video(&mut self, video: &'a werkwijzer_instruction::Video) {
        // An address alone in a paragraph is one without anybody making a link of it.
        if werkwijzer_instruction::plain_text(&video.content) != video.target {
            self.0.push(video.target.clone());
        }
    }
}

fn targets(tree: &Instruction) -> Vec<String> {
    let mut targets = Targets::default();
    targets.instruction(tree);
    targets.0
}

struct Forget;

impl VisitMut for Forget {
    fn block(&mut self, block: &mut Block) {
        block.origin = werkwijzer_instruction::Origin::default();
        walk::change::block(self, block);
    }

    fn heading(&mut self, heading: &mut Heading) {
        heading.origin = werkwijzer_instruction::Origin::default();
    }
}

/// Where two trees begin to differ.
fn difference(wanted: &Instruction, is: &Instruction) -> String {
    let lines = |tree: &Instruction| -> Vec<String> {
        let mut tree = tree.clone();
        Forget.instruction(&mut tree);
        [
            tree.introduction
                .iter()
                .map(|block| serde_json::to_string(block).unwrap())
                .collect(),
            tree.steps
                .iter()
                .map(|step| serde_json::to_string(step).unwrap())
                .collect::<Vec<_>>(),
        ]
        .concat()
    };
    let (wanted, is) = (lines(wanted), lines(is));
    let same = wanted.iter().zip(&is).take_while(|(a, b)| a == b).count();
    let from = |lines: &[String]| {
        lines[same.min(lines.len())..]
            .join("\n")
            .replace(r#""origin":null,"#, "")
    };
    format!("wanted:\n{}\nread:\n{}", from(&wanted), from(&is))
}

fn edited(text: &str, moves: &[Move]) -> Result<(), TestCaseError> {
    let document = Document::read(text.as_bytes());
    let mut tree = document.tree().clone();
    for the in moves {
        make(&mut tree, the);
    }
    let written = document.write(&tree);
    let out = String::from_utf8(written.bytes).unwrap();
    prop_assert!(
        written.faithful,
        "was:\n{}\nis:\n{}\n{}",
        text,
        out,
        difference(&tree, Document::read(out.as_bytes()).tree()),
    );
    let again = Document::read(out.as_bytes());
    prop_assert_eq!(targets(&tree), targets(again.tree()), "{}", out);
    // Saved again, nothing changes any more.
    prop_assert_eq!(again.write(again.tree()).bytes, out.as_bytes());
    Ok(())
}

proptest! {
    #![proptest_config(any::config(1500))]

    #[test]
    fn edits_of_what_we_wrote_are_read_as_they_were_made(
        tree in any::instruction(), moves in moves()
    ) {
        let text = String::from_utf8(Document::read(b"").write(&tree).bytes).unwrap();
        edited(&text, &moves)?;
    }

    #[test]
    fn edits_of_what_others_wrote_are_read_as_they_were_made(
        text in any::markdown(), moves in moves()
    ) {
        edited(&text, &moves)?;
    }

    /// One block is edited: every other block stands in the file as it stood.
    #[test]
    fn blocks_that_were_not_edited_keep_their_bytes(
        text in any::markdown(), at in any::<prop::sample::Index>(), words in any::words()
    ) {
        let document = Document::read(text.as_bytes());
        let mut tree = document.tree().clone();
        prop_assume!(!tree.introduction.is_empty());
        let at = at.index(tree.introduction.len());
        let before: Vec<String> = kept(&tree, text.as_str(), Some(at));
        tree.introduction[at] = BlockKind::Paragraph {
            content: vec![Inline::Text { text: words }],
        }
        .into();
        let out = String::from_utf8(document.write(&tree).bytes).unwrap();
        let mut from = 0;
        for block in before {
            let found = out[from..].find(&block);
            prop_assert!(found.is_some(), "lost:\n{}\nof:\n{}\nin:\n{}", block, text, out);
            from += found.unwrap() + block.len();
        }
    }
}

/// The bytes of the blocks of the introduction but one.
fn kept(tree: &Instruction, text: &str, but: Option<usize>) -> Vec<String> {
    tree.introduction
        .iter()
        .enumerate()
        .filter(|(index, _)| Some(*index) != but)
        .filter_map(|(_, block)| block.origin.0)
        .map(|span| text[span.start..span.end].to_owned())
        .collect()
}

/// `change` is made in a document that was read from `text`.
fn after(text: &str, change: impl FnOnce(&mut Instruction)) -> String {
    let document = Document::read(text.as_bytes());
    let mut tree = document.tree().clone();
    change(&mut tree);
    let written = document.write(&tree);
    let out = String::from_utf8(written.bytes).unwrap();
    assert!(written.faithful, "{out}");
    out
}

#[test]
fn definitions_that_are_used_elsewhere_stay() {
    let text = "# T\n\nSee [the bank][bank] and [again].\n\n> Quoted.\n>\n> [bank]: https://example.com/b \"The *bank*\"\n\n## A\n\n[Again]: <a b.md>\n[gone]: c.md\n";
    // The block that holds it is deleted.
    let out = after(text, |tree| drop(tree.introduction.pop()));
    assert!(
        out.starts_with("# T\n\nSee [the bank][bank] and [again].\n\n## A\n\n[Again]:"),
        "{out}"
    );
    assert!(
        out.contains("[bank]: https://example.com/b \"The \\*bank\\*\"\n")
            || out.contains("[bank]: https://example.com/b \"The *bank*\"\n"),
        "{out}"
    );
    // The block that holds it is edited.
    let out = after(text, |tree| {
        tree.introduction[1].kind = BlockKind::Quote {
            blocks: vec![
                BlockKind::Paragraph {
                    content: vec![Inline::Text { text: "New".into() }],
                }
                .into(),
            ],
        };
    });
    assert!(
        out.contains("See [the bank][bank] and [again].\n\n> New\n\n"),
        "{out}"
    );
    assert!(out.contains("\n[bank]: https://example.com/b"), "{out}");
    // Its step is deleted; what nobody uses goes with it.
    let out = after(text, |tree| tree.steps.clear());
    assert!(
        out.contains("See [the bank][bank] and [again].\n\n> Quoted."),
        "{out}"
    );
    assert!(out.contains("[Again]: <a b.md>\n"), "{out}");
    assert!(!out.contains("gone"), "{out}");
}

#[test]
fn one_block_that_markdown_cannot_say_leaves_the_others_alone() {
    let text = "# T\n\n*  a\n\n__b__\n\nc\n\n+ d\n";
    let document = Document::read(text.as_bytes());
    let mut tree = document.tree().clone();
    tree.introduction[2].kind = BlockKind::Html {
        text: "<!-- never closed".into(),
    };
    let written = document.write(&tree);
    let out = String::from_utf8(written.bytes).unwrap();
    assert!(
        out.starts_with("# T\n\n*  a\n\n__b__\n\n<!-- never closed"),
        "{out}"
    );
    assert!(out.ends_with("\n\n+ d\n"), "{out}");
}

#[test]
fn cells_and_headings_hold_one_line() {
    let out = after("# T\n\n| a |\n|---|\n| b |\n", |tree| {
        if let BlockKind::Table { rows, .. } = &mut tree.introduction[0].kind {
            rows[0].push(Cell {
                content: vec![Inline::Text {
                    text: "too many".into(),
                }],
            });
            rows.push(Vec::new());
            rows[0][0].content.push(Inline::HardBreak);
            rows[0][0].content.push(Inline::Text { text: "c|d".into() });
        }
    });
    assert_eq!(out, "# T\n\n| a |\n| --- |\n| b<br>c\\|d |\n|  |\n");
}
