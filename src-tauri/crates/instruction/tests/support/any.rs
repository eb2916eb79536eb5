//! Documents of every kind, for properties that hold for all of them.
#![allow(dead_code, reason = "each test uses some of these")]

use proptest::prelude::{Just, ProptestConfig, Strategy, prop, prop_oneof};
use proptest::test_runner::{FileFailurePersistence, RngSeed};
use werkwijzer_instruction::{
    Block, BlockKind, CalloutKind, Cell, ColumnAlignment, Heading, Inline, Instruction, ListItem,
    Picture, Step,
};

/// The same documents in every run, so that a change is judged by what it changed. Others are
/// tried by `PROPTEST_RNG_SEED=<number>`; what they find belongs into the regressions.
pub(crate) fn config(cases: u32) -> ProptestConfig {
    let usual = ProptestConfig::default();
    let rng_seed = match usual.rng_seed {
        RngSeed::Random => RngSeed::Fixed(2026),
        chosen @ RngSeed::Fixed(_) => chosen,
    };
    ProptestConfig {
        cases,
        rng_seed,
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..usual
    }
}

/// Text made of what Markdown cares about.
pub(crate) fn nasty() -> impl Strategy<Value = String> {
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
        proptest::prelude::any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

pub(crate) fn word() -> impl Strategy<Value = String> {
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

pub(crate) fn words() -> impl Strategy<Value = String> {
    prop::collection::vec(word(), 1..6).prop_map(|words| words.join(" "))
}

pub(crate) fn inline() -> impl Strategy<Value = Inline> {
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

pub(crate) fn content() -> impl Strategy<Value = Vec<Inline>> {
    prop::collection::vec(inline(), 1..4)
}

pub(crate) fn plain() -> impl Strategy<Value = Vec<Inline>> {
    words().prop_map(|text| vec![Inline::Text { text }])
}

pub(crate) fn block() -> impl Strategy<Value = Block> {
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
        let item = (
            prop::option::of(proptest::prelude::any::<bool>()),
            plain(),
            blocks.clone(),
        )
            .prop_map(|(checked, content, rest)| {
                let mut blocks = vec![Block::from(BlockKind::Paragraph { content })];
                blocks.extend(rest);
                ListItem { checked, blocks }
            });
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
                proptest::prelude::any::<bool>(),
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

pub(crate) fn step(level: u8) -> impl Strategy<Value = Step> {
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

pub(crate) fn instruction() -> impl Strategy<Value = Instruction> {
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

/// Markdown as people and tools write it, well formed or nearly.
pub(crate) fn markdown() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "# Title\n",
        "## Step {#one .c}\n",
        "### Sub\n",
        "Setext\n---\n",
        "text\n",
        "two\nlines\n",
        "hard  \nbreak\\\nhere\n",
        "*  odd list\n*  two\n",
        "- a\n- b\n\n- c\n",
        "1) one\n2) two\n",
        "3. a\n   - b\n\n     c\n",
        "- [ ] a\n- [x] b\n",
        "> quote\n> more\n",
        "> lazy\nline\n",
        "> [!TIP]\n> - a\n",
        "> q\n>\n> [r]: q.md\n",
        "see [a][r] and [r]\n",
        "[r]: r.md \"R\"\n",
        "- i\n\n  [s]: s.md\n",
        "[s] ![p][s]\n",
        "    indented\n    code\n",
        "```js\nlet a;\n```\n",
        "~~~\n~~~\n",
        "| a | b |\n|:-:|--:|\n| `c\\|d` | e |\n",
        "<div>\nhtml\n</div>\n",
        "<!-- note -->\n",
        "note[^n]\n",
        "[^n]: the note\n",
        "!!! note\n    body\n",
        "$$\nx\n$$\n",
        "{{> name}}\n",
        "a {{name}} b\n",
        "![alt](media/a.png \"t\")\n",
        "[film](https://youtu.be/dQw4w9WgXcQ)\n",
        "https://youtu.be/dQw4w9WgXcQ\n",
        "__b__ _i_ `c` ~~s~~\n",
        "<b>x</b> &amp; &copy; \\*\n",
        "***\n",
        "<https://example.com>\n",
        "a\tb\n",
        "1986\\. A year\n",
        "- > - deep\n",
        "-\n",
        ">\n",
        "- \n  a\n",
    ]);
    let gap = prop_oneof![6 => Just("\n"), 1 => Just(""), 1 => Just("\n\n")];
    (
        prop::collection::vec((piece, gap), 1..8),
        proptest::prelude::any::<bool>(),
    )
        .prop_map(|(pieces, windows)| {
            let text: String = pieces
                .into_iter()
                .flat_map(|(piece, gap)| [piece, gap])
                .collect();
            if windows {
                text.replace('\n', "\r\n")
            } else {
                text
            }
        })
}
