//! An unedited document is written byte for byte; an edited one says what was edited, and only
//! the edited bytes differ.

#[path = "support/any.rs"]
mod any;

use any::{config, content, instruction, nasty};
use proptest::prelude::*;
use werkwijzer_instruction::{BlockKind, Document, Heading, Inline, Instruction, Step};

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
