//! The words of an instruction without their form, for who searches them.

use werkwijzer_instruction::{Block, BlockKind, Inline, Instruction, Step, number, plain_text};

use crate::texts::{FoundKind, Piece};

/// All words, with a line for each block.
pub(crate) fn all(instruction: &Instruction) -> String {
    let mut text = String::new();
    for piece in pieces(instruction).0 {
        if piece.kind != FoundKind::Tag {
            text.push_str(&piece.text);
            text.push('\n');
        }
    }
    text
}

/// The words in pieces, without the title; and the titles of the steps, a line for each.
pub(crate) fn pieces(instruction: &Instruction) -> (Vec<Piece>, String) {
    let mut out = Pieces::default();
    let mut before = Words::default();
    before.blocks(&instruction.preamble);
    before.blocks(&instruction.introduction);
    out.add(FoundKind::Introduction, None, before);
    for (_, value) in &instruction.front_matter.agreements {
        out.push(FoundKind::Agreement, None, value.clone());
    }
    let places = number::places(instruction);
    out.steps(&instruction.steps, &mut places.iter());
    for tag in &instruction.front_matter.tags {
        out.push(FoundKind::Tag, None, tag.clone());
    }
    (out.pieces, out.headings)
}

#[derive(Default)]
struct Pieces {
    pieces: Vec<Piece>,
    headings: String,
}

impl Pieces {
    fn push(&mut self, kind: FoundKind, step: Option<(String, String)>, text: String) {
        if !text.trim().is_empty() {
            self.pieces.push(Piece {
                kind,
                step,
                version: None,
                text,
            });
        }
    }

    fn add(&mut self, kind: FoundKind, step: Option<&(String, String)>, words: Words) {
        self.push(kind, step.cloned(), words.text);
        for picture in words.pictures {
            self.push(FoundKind::Picture, step.cloned(), picture);
        }
    }

    fn steps<'a>(&mut self, nodes: &[Step], places: &mut impl Iterator<Item = &'a number::Place>) {
        for node in nodes {
            let mut words = Words::default();
            words.inlines(&node.heading.content);
            self.headings.push_str(&words.text);
            words.blocks(&node.blocks);
            let step = places.next().map(|place| (place.label(), place.id.clone()));
            self.add(FoundKind::Step, step.as_ref(), words);
            self.steps(&node.steps, places);
        }
    }
}

/// The words of blocks, a line for each; those about pictures by themselves.
#[derive(Default)]
struct Words {
    text: String,
    pictures: Vec<String>,
}

impl Words {
    fn inlines(&mut self, content: &[Inline]) {
        self.text.push_str(&plain_text(content));
        self.text.push('\n');
    }

    fn blocks(&mut self, nodes: &[Block]) {
        for block in nodes {
            match &block.kind {
                BlockKind::Paragraph { content } => self.inlines(content),
                BlockKind::Heading { heading } => self.inlines(&heading.content),
                BlockKind::Picture(picture) => {
                    let words = format!("{} {}", picture.alt, picture.title);
                    self.pictures.push(words.trim().to_owned());
                }
                BlockKind::Video(video) => self.inlines(&video.content),
                BlockKind::Callout { blocks: inner, .. } | BlockKind::Quote { blocks: inner } => {
                    self.blocks(inner);
                }
                BlockKind::List { items, .. } => {
                    for item in items {
                        self.blocks(&item.blocks);
                    }
                }
                BlockKind::Table { header, rows, .. } => {
                    for cell in header.iter().chain(rows.iter().flatten()) {
                        self.inlines(&cell.content);
                    }
                }
                BlockKind::Code { text, .. } => {
                    self.text.push_str(text);
                    self.text.push('\n');
                }
                _ => {}
            }
        }
    }
}
