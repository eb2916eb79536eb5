//! The words of an instruction without their form, for who searches them.

use werkwijzer_instruction::{Block, BlockKind, Inline, Instruction, Step, number, plain_text};

/// The words before the first step, with those of the agreements, and then of each step: its
/// label, and its text with a line for each block.
pub(crate) fn passages(instruction: &Instruction) -> Vec<(Option<String>, String)> {
    let mut before = String::new();
    blocks(&instruction.preamble, &mut before);
    blocks(&instruction.introduction, &mut before);
    for (_, value) in &instruction.front_matter.agreements {
        before.push_str(value);
        before.push('\n');
    }
    let mut passages = vec![(None, before)];
    let labels = number::places(instruction);
    steps(
        &instruction.steps,
        &mut labels.iter().map(number::Place::label),
        &mut passages,
    );
    passages
}

fn steps(
    nodes: &[Step],
    labels: &mut impl Iterator<Item = String>,
    out: &mut Vec<(Option<String>, String)>,
) {
    for step in nodes {
        let mut text = String::new();
        inlines(&step.heading.content, &mut text);
        blocks(&step.blocks, &mut text);
        out.push((labels.next(), text));
        steps(&step.steps, labels, out);
    }
}

fn inlines(content: &[Inline], out: &mut String) {
    out.push_str(&plain_text(content));
    out.push('\n');
}

fn blocks(nodes: &[Block], out: &mut String) {
    for block in nodes {
        match &block.kind {
            BlockKind::Paragraph { content } => inlines(content, out),
            BlockKind::Heading { heading } => inlines(&heading.content, out),
            BlockKind::Picture(picture) => {
                out.push_str(&picture.alt);
                out.push(' ');
                out.push_str(&picture.title);
                out.push('\n');
            }
            BlockKind::Video(video) => inlines(&video.content, out),
            BlockKind::Callout { blocks: inner, .. } | BlockKind::Quote { blocks: inner } => {
                blocks(inner, out);
            }
            BlockKind::List { items, .. } => {
                for item in items {
                    blocks(&item.blocks, out);
                }
            }
            BlockKind::Table { header, rows, .. } => {
                for cell in header.iter().chain(rows.iter().flatten()) {
                    inlines(&cell.content, out);
                }
            }
            BlockKind::Code { text, .. } => out.push_str(text),
            _ => {}
        }
    }
}
