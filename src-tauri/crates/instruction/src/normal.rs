//! What Markdown cannot say, turned into what it can.
//!
//! A tree that an editor or script made can hold more than a file can. Before it is written, and
//! before what was written is compared with what was meant, it is brought into this form:
//!
//! - levels of headings nest, and end at 6; blocks before a title that is gone are introduction;
//! - neighbouring text, and neighbouring marks of one kind, are one; marks within the same marks,
//!   links within links, and everything empty are taken off;
//! - no white space at the ends of a line; a heading or cell is one line;
//! - the rows of a table are as wide as its header;
//! - a paragraph of one picture is a picture, of one link to a film a video;
//! - link definitions stand at the top, not within quotes and lists, where they show nothing;
//! - a box to tick stands before a word, if only one of no width.
//!
//! What is left that a file cannot hold, such as HTML that is never closed with something after
//! it, is written as it is, and [`Written::faithful`](crate::Written::faithful) says so.

use crate::read;
use crate::tree::{Block, BlockKind, Cell, Heading, Inline, Instruction, ListItem, Step};

/// The tree with what Markdown cannot say turned into what it can: levels that nest, no empty
/// text, neighbouring text joined.
pub(crate) fn normalised(tree: &Instruction) -> Instruction {
    let mut tree = tree.clone();
    if tree.title.is_none() {
        let mut introduction = std::mem::take(&mut tree.preamble);
        introduction.append(&mut tree.introduction);
        tree.introduction = introduction;
    }
    if let Some(title) = &mut tree.title {
        title.level = 1;
        tidy_heading(title);
    }
    let lowest = 1 + u8::from(tree.title.is_none());
    relevel(&mut tree.steps, lowest);
    for blocks in [&mut tree.preamble, &mut tree.introduction] {
        tidy_top(blocks);
    }
    tidy_steps(&mut tree.steps);
    tree
}

/// A step stands deeper than its parent and no deeper than the sibling before it. Past level 6,
/// which is Markdown's last, siblings are what is left.
fn relevel(steps: &mut [Step], lowest: u8) {
    let mut highest = 6;
    for step in steps {
        let level = step.heading.level.clamp(lowest.min(6), highest);
        step.heading.level = level;
        highest = level;
        relevel(&mut step.steps, level + 1);
    }
}

fn tidy_steps(steps: &mut [Step]) {
    for step in steps {
        tidy_heading(&mut step.heading);
        tidy_top(&mut step.blocks);
        tidy_steps(&mut step.steps);
    }
}

fn tidy_heading(heading: &mut Heading) {
    heading.content = tidied(one_line(std::mem::take(&mut heading.content)));
}

fn tidy_top(blocks: &mut Vec<Block>) {
    tidy_blocks(blocks);
    let mut out: Vec<Block> = Vec::with_capacity(blocks.len());
    for mut block in std::mem::take(blocks) {
        let mut inner = Vec::new();
        take_definitions(&mut block, &mut inner);
        for block in std::iter::once(block).chain(inner) {
            if let (
                Some(Block {
                    kind: BlockKind::Definitions { text: last },
                    ..
                }),
                BlockKind::Definitions { text },
            ) = (out.last_mut(), &block.kind)
            {
                last.push_str("\n\n");
                last.push_str(text);
            } else {
                out.push(block);
            }
        }
    }
    *blocks = out;
}

/// Takes the link definitions out of a quote or list.
fn take_definitions(block: &mut Block, out: &mut Vec<Block>) {
    let mut from = |blocks: &mut Vec<Block>| {
        for block in std::mem::take(blocks) {
            if let BlockKind::Definitions { .. } = block.kind {
                out.push(block.kind.into());
            } else {
                blocks.push(block);
            }
        }
        for block in blocks {
            take_definitions(block, out);
        }
    };
    match &mut block.kind {
        BlockKind::Callout { blocks, .. } | BlockKind::Quote { blocks } => from(blocks),
        BlockKind::List { items, .. } => {
            for item in items {
                from(&mut item.blocks);
            }
        }
        _ => {}
    }
}

fn tidy_blocks(blocks: &mut Vec<Block>) {
    for block in blocks.iter_mut() {
        match &mut block.kind {
            BlockKind::Paragraph { content } => {
                *content = tidied(std::mem::take(content));
                if content.len() == 1 {
                    block.kind = read::of_one(std::mem::take(content));
                }
            }
            BlockKind::Video(video) => {
                video.content = tidied(std::mem::take(&mut video.content));
            }
            BlockKind::Table {
                columns,
                header,
                rows,
            } => {
                for row in std::iter::once(header).chain(rows) {
                    row.resize_with(columns.len(), Cell::default);
                    for cell in row {
                        cell.content = tidied(one_line(std::mem::take(&mut cell.content)));
                    }
                }
            }
            BlockKind::Callout { blocks, .. } | BlockKind::Quote { blocks } => tidy_blocks(blocks),
            BlockKind::List { items, .. } => {
                for item in items {
                    tidy_blocks(&mut item.blocks);
                    give_words(item);
                }
            }
            BlockKind::Heading { heading } => tidy_heading(heading),
            _ => {}
        }
    }
    blocks.retain(|block| match &block.kind {
        BlockKind::Paragraph { content } => !content.is_empty(),
        BlockKind::List { items, .. } => !items.is_empty(),
        BlockKind::Html { text } | BlockKind::Raw { text } | BlockKind::Definitions { text } => {
            !text.trim().is_empty()
        }
        _ => true,
    });
}

/// A box to tick needs words to stand before.
fn give_words(item: &mut ListItem) {
    let has_words = matches!(
        item.blocks.first().map(|block| &block.kind),
        Some(
            BlockKind::Paragraph { .. }
                | BlockKind::Picture(_)
                | BlockKind::Video(_)
                | BlockKind::Snippet { .. }
        )
    );
    if item.checked.is_some() && !has_words {
        let text = "\u{200b}".into();
        let content = vec![Inline::Text { text }];
        item.blocks
            .insert(0, BlockKind::Paragraph { content }.into());
    }
}

/// Line ends as a heading or cell can have them.
fn one_line(content: Vec<Inline>) -> Vec<Inline> {
    content
        .into_iter()
        .map(|inline| match inline {
            Inline::SoftBreak => Inline::Text { text: " ".into() },
            Inline::HardBreak => Inline::Html {
                text: "<br>".into(),
            },
            Inline::Strong { content } => Inline::Strong {
                content: one_line(content),
            },
            Inline::Emphasis { content } => Inline::Emphasis {
                content: one_line(content),
            },
            Inline::Strikethrough { content } => Inline::Strikethrough {
                content: one_line(content),
            },
            Inline::Link {
                target,
                title,
                content,
            } => Inline::Link {
                target,
                title,
                content: one_line(content),
            },
            other => other,
        })
        .collect()
}

/// Running text as it can be written.
pub(crate) fn tidied(content: Vec<Inline>) -> Vec<Inline> {
    let mut content = tidy_inlines(content);
    trim(&mut content);
    content
}

/// Joins neighbours of one kind, and takes marks off that stand within the same marks.
fn tidy_inlines(content: Vec<Inline>) -> Vec<Inline> {
    let mut out = Vec::with_capacity(content.len());
    tidy_into(content, Marks::default(), &mut out);
    out
}

#[derive(Clone, Copy, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a word can stand in any combination of them"
)]
struct Marks {
    strong: bool,
    emphasis: bool,
    strikethrough: bool,
    link: bool,
}

fn tidy_into(content: Vec<Inline>, marks: Marks, out: &mut Vec<Inline>) {
    let within = |content, marks| {
        let mut inner = Vec::new();
        tidy_into(content, marks, &mut inner);
        inner
    };
    for inline in content {
        let tidy = match inline {
            Inline::Text { text } if text.is_empty() => continue,
            Inline::Strong { content } if marks.strong => {
                tidy_into(content, marks, out);
                continue;
            }
            Inline::Emphasis { content } if marks.emphasis => {
                tidy_into(content, marks, out);
                continue;
            }
            Inline::Strikethrough { content } if marks.strikethrough => {
                tidy_into(content, marks, out);
                continue;
            }
            Inline::Strong { content } => Inline::Strong {
                content: within(
                    content,
                    Marks {
                        strong: true,
                        ..marks
                    },
                ),
            },
            Inline::Emphasis { content } => Inline::Emphasis {
                content: within(
                    content,
                    Marks {
                        emphasis: true,
                        ..marks
                    },
                ),
            },
            Inline::Strikethrough { content } => Inline::Strikethrough {
                content: within(
                    content,
                    Marks {
                        strikethrough: true,
                        ..marks
                    },
                ),
            },
            Inline::Link { content, .. } if marks.link => {
                tidy_into(content, marks, out);
                continue;
            }
            Inline::Link {
                target,
                title,
                content,
            } => Inline::Link {
                target,
                title,
                content: within(
                    content,
                    Marks {
                        link: true,
                        ..Marks::default()
                    },
                ),
            },
            other => other,
        };
        match (out.last_mut(), tidy) {
            (Some(Inline::Text { text: last }), Inline::Text { text })
            | (Some(Inline::Code { text: last }), Inline::Code { text }) => last.push_str(&text),
            (Some(Inline::Strong { content: last }), Inline::Strong { content })
            | (Some(Inline::Emphasis { content: last }), Inline::Emphasis { content })
            | (Some(Inline::Strikethrough { content: last }), Inline::Strikethrough { content }) => {
                tidy_into(content, Marks::default(), last);
            }
            (
                _,
                Inline::Strong { content }
                | Inline::Emphasis { content }
                | Inline::Strikethrough { content },
            ) if content.is_empty() => {}
            (_, tidy) => out.push(tidy),
        }
    }
}

/// Takes the white space off both ends of every line of a text.
fn trim(content: &mut Vec<Inline>) {
    let is_break = |inline: &Inline| matches!(inline, Inline::SoftBreak | Inline::HardBreak);
    let mut out: Vec<Inline> = Vec::with_capacity(content.len());
    for mut inline in std::mem::take(content) {
        if let Inline::Text { text } = &mut inline {
            if out.last().is_none_or(is_break) {
                *text = text.trim_start_matches(' ').to_owned();
            }
            if text.is_empty() {
                continue;
            }
        }
        if is_break(&inline) {
            end_line(&mut out);
            match out.last_mut() {
                None => continue,
                Some(last @ Inline::SoftBreak) => {
                    *last = inline;
                    continue;
                }
                Some(Inline::HardBreak) if inline == Inline::SoftBreak => continue,
                Some(_) => {}
            }
        }
        match (out.last_mut(), inline) {
            (Some(Inline::Text { text: last }), Inline::Text { text }) => last.push_str(&text),
            (_, inline) => out.push(inline),
        }
    }
    loop {
        end_line(&mut out);
        if !out.last().is_some_and(is_break) {
            break;
        }
        out.pop();
    }
    *content = out;
}

fn end_line(line: &mut Vec<Inline>) {
    if let Some(Inline::Text { text }) = line.last_mut() {
        text.truncate(text.trim_end_matches(' ').len());
        if text.is_empty() {
            line.pop();
        }
    }
}

/// A tree as it is compared after writing: without what does not change what a reader sees.
pub(crate) fn comparable(tree: &Instruction) -> Instruction {
    fn steps_of(steps: &mut [Step]) {
        for step in steps {
            blocks_of(&mut step.blocks);
            steps_of(&mut step.steps);
        }
    }
    fn blocks_of(blocks: &mut [Block]) {
        for block in blocks {
            match &mut block.kind {
                BlockKind::List { tight, items, .. } => {
                    *tight = true;
                    for item in items {
                        blocks_of(&mut item.blocks);
                    }
                }
                BlockKind::Callout { blocks, .. } | BlockKind::Quote { blocks } => {
                    blocks_of(blocks);
                }
                BlockKind::Raw { text }
                | BlockKind::Html { text }
                | BlockKind::Definitions { text } => *text = text.replace("\r\n", "\n"),
                _ => {}
            }
        }
    }
    let mut tree = normalised(tree);
    for blocks in [&mut tree.preamble, &mut tree.introduction] {
        blocks_of(blocks);
    }
    steps_of(&mut tree.steps);
    tree
}
