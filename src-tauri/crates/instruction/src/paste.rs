//! Markdown that somebody pastes into a document.

use crate::document::Document;
use crate::tree::{Block, BlockKind, Heading, Origin, Step};

/// The blocks of a piece of Markdown, as new ones. Headings, which would be steps in a file of
/// their own, are [`BlockKind::Heading`]s here.
#[must_use]
pub fn blocks(text: &str) -> Vec<Block> {
    let tree = Document::read(text.as_bytes()).tree().clone();
    let mut blocks = tree.preamble;
    blocks.extend(tree.title.map(heading));
    blocks.extend(tree.introduction);
    flatten(tree.steps, &mut blocks);
    forget_origins(&mut blocks);
    blocks
}

fn heading(heading: Heading) -> Block {
    BlockKind::Heading { heading }.into()
}

fn flatten(steps: Vec<Step>, out: &mut Vec<Block>) {
    for step in steps {
        out.push(heading(step.heading));
        out.extend(step.blocks);
        flatten(step.steps, out);
    }
}

pub(crate) fn forget_origins(blocks: &mut [Block]) {
    for block in blocks {
        block.origin = Origin::default();
        match &mut block.kind {
            BlockKind::Heading { heading } => heading.origin = Origin::default(),
            BlockKind::Callout { blocks, .. } | BlockKind::Quote { blocks } => {
                forget_origins(blocks);
            }
            BlockKind::List { items, .. } => {
                for item in items {
                    forget_origins(&mut item.blocks);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_stay_and_nothing_refers_to_another_text() {
        let pasted = blocks("# A\n\none\n\n## B\n\n> - two\n");
        let json = serde_json::to_value(&pasted).unwrap();
        let kinds: Vec<&str> = pasted
            .iter()
            .zip(json.as_array().unwrap())
            .map(|(_, block)| block["type"].as_str().unwrap())
            .collect();
        assert_eq!(kinds, ["heading", "paragraph", "heading", "quote"]);
        assert!(!json.to_string().contains("start\":"), "{json}");
    }
}
