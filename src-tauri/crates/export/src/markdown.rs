//! Markdown that every other tool reads: variables and snippets in place, no front matter, no
//! heading attributes, pictures as they are published.

use werkwijzer_instruction::{
    Block, BlockKind, Document, FrontMatter, Heading, Inline, Instruction, Picture, Step,
};

/// Writes a resolved instruction. `address` tells where a picture, video or link of the document
/// leads in the export; `None` leaves the address as it is.
#[must_use]
pub fn markdown(instruction: &Instruction, address: &dyn Fn(&str) -> Option<String>) -> String {
    let mut clean = instruction.clone();
    clean.front_matter = FrontMatter::default();
    retarget(&mut clean, address);
    for heading in headings(&mut clean) {
        heading.id = None;
        heading.classes.clear();
        heading.attributes.clear();
    }
    let written = Document::read(b"").write(&clean);
    String::from_utf8_lossy(&written.bytes).into_owned()
}

/// Gives the pictures, videos and links of an instruction other addresses.
pub fn retarget(instruction: &mut Instruction, address: &dyn Fn(&str) -> Option<String>) {
    blocks(&mut instruction.preamble, address);
    if let Some(title) = &mut instruction.title {
        inlines(&mut title.content, address);
    }
    blocks(&mut instruction.introduction, address);
    steps(&mut instruction.steps, address);
}

fn headings(instruction: &mut Instruction) -> Vec<&mut Heading> {
    fn push<'a>(steps: &'a mut [Step], out: &mut Vec<&'a mut Heading>) {
        for step in steps {
            out.push(&mut step.heading);
            push(&mut step.steps, out);
        }
    }
    let mut out: Vec<&mut Heading> = instruction.title.iter_mut().collect();
    push(&mut instruction.steps, &mut out);
    out
}

fn steps(steps: &mut [Step], address: &dyn Fn(&str) -> Option<String>) {
    for step in steps {
        inlines(&mut step.heading.content, address);
        blocks(&mut step.blocks, address);
        self::steps(&mut step.steps, address);
    }
}

fn set(target: &mut String, address: &dyn Fn(&str) -> Option<String>) {
    if let Some(other) = address(target) {
        *target = other;
    }
}

fn blocks(nodes: &mut [Block], address: &dyn Fn(&str) -> Option<String>) {
    for block in nodes {
        match &mut block.kind {
            BlockKind::Paragraph { content } => inlines(content, address),
            BlockKind::Heading { heading } => inlines(&mut heading.content, address),
            BlockKind::Picture(Picture { target, .. }) => set(target, address),
            BlockKind::Video(video) => set(&mut video.target, address),
            BlockKind::Callout { blocks: inner, .. } | BlockKind::Quote { blocks: inner } => {
                blocks(inner, address);
            }
            BlockKind::List { items, .. } => {
                for item in items {
                    blocks(&mut item.blocks, address);
                }
            }
            BlockKind::Table { header, rows, .. } => {
                for cell in header.iter_mut().chain(rows.iter_mut().flatten()) {
                    inlines(&mut cell.content, address);
                }
            }
            _ => {}
        }
    }
}

fn inlines(content: &mut [Inline], address: &dyn Fn(&str) -> Option<String>) {
    for inline in content {
        match inline {
            Inline::Picture(picture) => set(&mut picture.target, address),
            Inline::Link {
                target, content, ..
            } => {
                set(target, address);
                inlines(content, address);
            }
            Inline::Strong { content }
            | Inline::Emphasis { content }
            | Inline::Strikethrough { content } => inlines(content, address),
            _ => {}
        }
    }
}
