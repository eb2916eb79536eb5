//! An unedited document is written byte for byte; an edited one says what was edited, and only
//! the edited bytes differ.

use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use werkwijzer_instruction::{
    Block, BlockKind, CalloutKind, Cell, ColumnAlignment, Document, Heading, Inline, Instruction,
    ListItem, Picture, Step,
};

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    }
}

/// Text made of what Markdown cares about.
fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("# ".to_owned()),
        Just("## ".to_owned()),
        Just("\n".to_owned()),
        Just("\n\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("\r".to_owned()),
        Just("- ".to_owned()),
        Just("1. ".to_owned()),
        Just("> ".to_owned()),
        Just("> [!NOTE]\n".to_owned()),
        Just("```".to_owned()),
        Just("    ".to_owned()),
        Just("\t".to_owned()),
        Just("| a | b |\n|---|---|\n".to_owned()),
        Just("---\n".to_owned()),
        Just("===\n".to_owned()),
        Just("[a]: b\n".to_owned()),
        Just("[^a]: b\n".to_owned()),
        Just("[a](b)".to_owned()),
        Just("![a](b.png)".to_owned()),
        Just("{{name}}".to_owned()),
        Just("{{> name}}".to_owned()),
        Just(" {#id .c k=v}".to_owned()),
        Just("**".to_owned()),
        Just("_".to_owned()),
        Just("`".to_owned()),
        Just("<div>".to_owned()),
        Just("<!--".to_owned()),
        Just("&amp;".to_owned()),
        Just("\\".to_owned()),
        Just("$$".to_owned()),
        Just("!!! note\n".to_owned()),
        Just("[ ] ".to_owned()),
        Just("\u{feff}".to_owned()),
        Just("\0".to_owned()),
        "[a-zé1-3 .!]{1,8}",
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-zA-Zéß]{1,8}",
        1 => "[0-9]{1,3}[.)]?",
        2 => prop::sample::select(vec![
            "*", "_", "**bold**", "a_b", "[x]", "](", "<b>", "&amp;", "#", "-", "+", ">", "|",
            "{{x}}", "`", "~~", "!", "\\", "...", "(y)", "=", ":", "$$", "1.", "###", "€", "中文",
            "https://example.com", "{#id}",
        ]).prop_map(str::to_owned),
    ]
}

fn words() -> impl Strategy<Value = String> {
    prop::collection::vec(word(), 1..6).prop_map(|words| words.join(" "))
}

fn inline() -> impl Strategy<Value = Inline> {
    let leaf = prop_oneof![
        6 => words().prop_map(|text| Inline::Text { text }),
        1 => "[a-z`|*]{1,6}".prop_map(|text| Inline::Code { text }),
        1 => "[a-z][a-z-]{0,6}".prop_map(|name| Inline::Variable { name }),
        1 => (words(), "[a-z ()é]{1,8}\\.png").prop_map(|(alt, target)| Inline::Picture(Picture {
            target, alt, title: String::new(),
        })),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let content = prop::collection::vec(inner, 1..3);
        prop_oneof![
            content
                .clone()
                .prop_map(|content| Inline::Strong { content }),
            content
                .clone()
                .prop_map(|content| Inline::Emphasis { content }),
            content.prop_map(|content| Inline::Strikethrough { content }),
        ]
    })
}

fn content() -> impl Strategy<Value = Vec<Inline>> {
    prop::collection::vec(inline(), 1..4)
}

fn plain() -> impl Strategy<Value = Vec<Inline>> {
    words().prop_map(|text| vec![Inline::Text { text }])
}

fn block() -> impl Strategy<Value = Block> {
    let leaf = prop_oneof![
        4 => plain().prop_map(|content| BlockKind::Paragraph { content }),
        1 => (words(), words()).prop_map(|(alt, title)| BlockKind::Picture(Picture {
            target: "media/a b.png".into(), alt, title,
        })),
        1 => "[a-z`~ \n]{0,20}".prop_map(|text| BlockKind::Code {
            info: Some("txt".into()),
            text: if text.is_empty() { text } else { format!("{text}\n") },
        }),
        1 => Just(BlockKind::Rule),
        1 => "[a-z]{1,6}".prop_map(|name| BlockKind::Snippet { name }),
        1 => prop::collection::vec(plain(), 2).prop_map(|cells| BlockKind::Table {
            columns: vec![ColumnAlignment::None, ColumnAlignment::Right],
            header: cells.iter().cloned().map(|content| Cell { content }).collect(),
            rows: vec![cells.into_iter().map(|content| Cell { content }).collect()],
        }),
    ]
    .prop_map(Block::from);
    leaf.prop_recursive(3, 16, 3, |inner| {
        let blocks = prop::collection::vec(inner, 1..4);
        let item = (prop::option::of(any::<bool>()), plain(), blocks.clone()).prop_map(
            |(checked, content, rest)| {
                let mut blocks = vec![Block::from(BlockKind::Paragraph { content })];
                blocks.extend(rest);
                ListItem { checked, blocks }
            },
        );
        prop_oneof![
            blocks
                .clone()
                .prop_map(|blocks| BlockKind::Quote { blocks }),
            blocks.prop_map(|blocks| BlockKind::Callout {
                kind: CalloutKind::Warning,
                blocks,
            }),
            (
                prop::option::of(0_u64..12),
                any::<bool>(),
                prop::collection::vec(item, 1..4)
            )
                .prop_map(|(start, tight, items)| BlockKind::List {
                    start,
                    tight,
                    items
                }),
        ]
        .prop_map(Block::from)
    })
}

fn step(level: u8) -> impl Strategy<Value = Step> {
    (
        words(),
        prop::option::of("[a-z]{3,8}"),
        prop::collection::vec(block(), 0..4),
    )
        .prop_map(move |(text, id, blocks)| Step {
            heading: Heading {
                level,
                id,
                content: vec![Inline::Text { text }],
                ..Heading::default()
            },
            blocks,
            steps: Vec::new(),
        })
}

fn instruction() -> impl Strategy<Value = Instruction> {
    (
        prop::collection::vec(block(), 0..4),
        prop::collection::vec((step(2), prop::collection::vec(step(3), 0..2)), 2..5),
    )
        .prop_map(|(introduction, steps)| Instruction {
            title: Some(Heading {
                level: 1,
                content: vec![Inline::Text {
                    text: "Title".into(),
                }],
                ..Heading::default()
            }),
            introduction,
            steps: steps
                .into_iter()
                .map(|(mut step, steps)| {
                    step.steps = steps;
                    step
                })
                .collect(),
            ..Instruction::default()
        })
}

proptest! {
    #![proptest_config(config(2000))]

    #[test]
    fn any_text_is_written_back_byte_for_byte(text in nasty()) {
        let document = Document::read(text.as_bytes());
        let written = document.write(document.tree());
        prop_assert_eq!(written.bytes, text.as_bytes());
    }

    #[test]
    fn any_bytes_are_written_back_byte_for_byte(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let document = Document::read(&bytes);
        let written = document.write(document.tree());
        prop_assert_eq!(written.bytes, bytes);
    }

    /// As the window does: the tree goes out as JSON and comes back.
    #[test]
    fn the_tree_survives_json(text in nasty()) {
        let document = Document::read(text.as_bytes());
        let json = serde_json::to_string(document.tree()).unwrap();
        let tree: Instruction = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(document.write(&tree).bytes, text.as_bytes());
    }

    /// Every block of any text can be copied to its place again, with one block more at the end.
    #[test]
    fn adding_at_the_end_keeps_what_stands_before(text in nasty()) {
        let document = Document::read(text.as_bytes());
        let mut tree = document.tree().clone();
        tree.steps.push(Step {
            heading: Heading {
                level: 2,
                content: vec![Inline::Text { text: "Added".into() }],
                ..Heading::default()
            },
            ..Step::default()
        });
        let written = document.write(&tree);
        let out = String::from_utf8(written.bytes).unwrap();
        if written.faithful && !text.contains('\0') {
            prop_assert!(out.contains("Added"));
        }
    }
}

proptest! {
    #![proptest_config(config(1500))]

    #[test]
    fn a_tree_is_read_as_it_was_written(tree in instruction()) {
        let written = Document::read(b"").write(&tree);
        prop_assert!(written.faithful, "{}", String::from_utf8_lossy(&written.bytes));
    }

    #[test]
    fn inlines_are_read_as_they_were_written(content in content()) {
        let tree = Instruction {
            introduction: vec![BlockKind::Paragraph { content }.into()],
            ..Instruction::default()
        };
        let written = Document::read(b"").write(&tree);
        // Marks within the same marks, and a picture or video alone, are said in another way.
        let again = Document::read(&written.bytes);
        let words = |tree: &Instruction| -> String {
            tree.introduction.iter().map(|block| match &block.kind {
                BlockKind::Paragraph { content } => werkwijzer_instruction::plain_text(content),
                BlockKind::Picture(picture) => picture.alt.clone(),
                other => format!("{other:?}"),
            }).collect::<String>().split_whitespace().collect()
        };
        prop_assert_eq!(words(&tree), words(again.tree()), "{}", String::from_utf8_lossy(&written.bytes));
    }

    #[test]
    fn an_edited_step_changes_only_its_own_bytes(
        tree in instruction(),
        at in any::<prop::sample::Index>(),
        windows in any::<bool>(),
    ) {
        let text = String::from_utf8(Document::read(b"").write(&tree).bytes).unwrap();
        let text = if windows { text.replace('\n', "\r\n") } else { text };
        let document = Document::read(text.as_bytes());
        let mut edited = document.tree().clone();
        let at = at.index(edited.steps.len());
        let span = edited.steps[at].heading.origin.0.unwrap();
        edited.steps[at].heading.content = vec![Inline::Text { text: "Edited".into() }];
        let written = document.write(&edited);
        prop_assert!(written.faithful);
        let out = String::from_utf8(written.bytes).unwrap();
        prop_assert_eq!(&out[..span.start], &text[..span.start]);
        prop_assert!(out.ends_with(&text[span.end..]));
    }

    #[test]
    fn moving_steps_loses_nothing(tree in instruction(), a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>()) {
        let bytes = Document::read(b"").write(&tree).bytes;
        let document = Document::read(&bytes);
        let mut edited = document.tree().clone();
        let length = edited.steps.len();
        edited.steps.swap(a.index(length), b.index(length));
        let written = document.write(&edited);
        prop_assert!(written.faithful, "{}", String::from_utf8_lossy(&written.bytes));
    }
}
