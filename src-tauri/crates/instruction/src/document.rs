//! A document: the text of a file with the tree that was read from it.

use std::collections::HashMap;

use crate::front_matter;
use crate::problem::{Code, Problem, Severity};
use crate::read::{self, Unit};
use crate::text::{self, Encoding, Lines};
use crate::tree::{Block, BlockKind, Heading, Inline, Instruction, Span, Step};
use crate::write;

/// The text of a file with the tree that was read from it.
///
/// Reading never fails: what is not understood becomes a raw block, and what is wrong a
/// [`Problem`]. Writing back an unedited tree gives the file byte for byte.
#[derive(Debug, Clone)]
pub struct Document {
    bytes: Vec<u8>,
    text: String,
    byte_order_mark: bool,
    lines: Lines,
    front: front_matter::Source,
    tree: Instruction,
    problems: Vec<Problem>,
}

/// What [`Document::write`] made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The file.
    pub bytes: Vec<u8>,
    /// Whether reading it gives the tree that was written. If not, the tree held something that
    /// Markdown cannot say (say, a line of only spaces); every word is still there.
    pub faithful: bool,
}

impl Document {
    /// Reads the bytes of a file. The caller limits their number.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Self {
        let (text, encoding, byte_order_mark) = text::decode(bytes);
        let text = text.into_owned();
        let lines = Lines::of(&text);
        let mut problems = Vec::new();
        if encoding != Encoding::Utf8 {
            let name = if encoding == Encoding::Utf16 {
                "UTF-16"
            } else {
                "Windows-1252"
            };
            problems.push(Problem {
                code: Code::NotUtf8,
                severity: Severity::Warning,
                line: 1,
                step: None,
                message: format!("the file is not UTF-8; it was read as {name}"),
                hint: "look at its accented letters and save it as UTF-8".into(),
            });
        }
        let (front_matter, front) = front_matter::read(&text, &mut problems);
        let mut tree = Instruction {
            front_matter,
            ..Instruction::default()
        };
        read::assemble(read::read(&text, front.end), &mut tree);
        Self {
            bytes: bytes.to_vec(),
            text,
            byte_order_mark,
            lines,
            front,
            tree,
            problems,
        }
    }

    /// The tree as it was read.
    #[must_use]
    pub fn tree(&self) -> &Instruction {
        &self.tree
    }

    /// The file as it was read.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The text, without its byte order mark.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What was wrong with the file itself: its encoding and front matter.
    /// [`check`](crate::check::check) looks at what it says.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The line, from 1, of a byte of the text.
    #[must_use]
    pub fn line_of(&self, offset: usize) -> usize {
        self.lines.line_of(offset)
    }

    /// The line of a key of the front matter; 1 if it has none.
    pub(crate) fn line_of_key(&self, key: &str) -> usize {
        self.front.offset_of(key).map_or(1, |at| self.line_of(at))
    }

    /// Writes `edited`: what equals what was read from the same place is copied from the file,
    /// the rest is written anew with the file's own line ends.
    #[must_use]
    pub fn write(&self, edited: &Instruction) -> Written {
        if *edited == self.tree {
            return Written {
                bytes: self.bytes.clone(),
                faithful: true,
            };
        }
        let line_end = text::line_end(&self.text);
        let edited = normalised(edited);
        let front = front_matter::rewrite(
            &self.text,
            &self.front,
            &self.tree.front_matter,
            &edited.front_matter,
            line_end,
        );
        let front_kept = front.is_some();
        let front = front.unwrap_or_else(|| self.text[..self.front.end].to_owned());
        let wanted = comparable(&edited);
        let mut text = String::new();
        let mut faithful = false;
        for care in [Care::Keep, Care::Separate, Care::Rewrite] {
            let body = self.body(&edited, line_end, care, front.is_empty());
            text = format!("{front}{body}");
            let again = Self::read(text.as_bytes());
            faithful = front_kept && comparable(&again.tree) == wanted;
            if faithful {
                break;
            }
        }
        let mut bytes = Vec::with_capacity(text.len() + 3);
        if self.byte_order_mark {
            bytes.extend_from_slice(b"\xEF\xBB\xBF");
        }
        bytes.extend_from_slice(text.as_bytes());
        Written { bytes, faithful }
    }

    fn body(&self, edited: &Instruction, line_end: &str, care: Care, at_start: bool) -> String {
        let original = read::flatten(&self.tree);
        let known: HashMap<Span, usize> = original
            .iter()
            .enumerate()
            .filter_map(|(index, unit)| Some((unit.span()?, index)))
            .collect();
        let units = read::flatten(edited);
        let mut out = String::new();
        let mut last: Option<(Option<usize>, bool)> = None;
        // Where the last unit begins.
        let mut before = 0;
        for (place, unit) in units.iter().enumerate() {
            let from = unit.span().and_then(|span| known.get(&span)).copied();
            let kept = care != Care::Rewrite && from.is_some_and(|index| original[index] == *unit);
            let gap = match last {
                None => match from {
                    Some(0) => self.gap(self.front.end, original[0].span()),
                    _ if at_start => String::new(),
                    _ => line_end.to_owned(),
                },
                Some((Some(previous), previous_kept))
                    if from == Some(previous + 1)
                        && (care == Care::Keep || (kept && previous_kept)) =>
                {
                    let end = original[previous]
                        .span()
                        .map_or(self.front.end, |span| span.end);
                    self.gap(end, original[previous + 1].span())
                }
                Some(_) => line_end.repeat(2),
            };
            out.push_str(&gap);
            let start = out.len();
            let text = match unit.span() {
                Some(span) if kept => self.text[span.start..span.end].to_owned(),
                _ => {
                    let follows_list = place > 0 && same_kind_of_list(&units[place - 1], unit);
                    let text = match unit {
                        Unit::Heading(heading) => write::heading(heading),
                        Unit::Block(block) => {
                            write::block(block, follows_list && !is_other(&out[before..]))
                        }
                    };
                    if line_end == "\n" {
                        text
                    } else {
                        text.replace('\n', line_end)
                    }
                }
            };
            out.push_str(&text);
            before = start;
            last = Some((from, kept));
        }
        // Definitions are blocks of their own, so all that is left is white space.
        let end = original
            .last()
            .and_then(Unit::span)
            .map_or(self.front.end, |span| span.end);
        let tail = &self.text[end..];
        if units.is_empty() {
            return out;
        }
        if tail.is_empty() && original.is_empty() {
            out.push_str(line_end);
        } else {
            out.push_str(tail);
        }
        out
    }

    fn gap(&self, from: usize, to: Option<Span>) -> String {
        to.and_then(|span| self.text.get(from..span.start))
            .unwrap_or_default()
            .to_owned()
    }
}

/// How much is kept of the file.
#[derive(Clone, Copy, PartialEq)]
enum Care {
    /// All that was not edited, and the space around what was.
    Keep,
    /// All that was not edited; an empty line on both sides of what was.
    Separate,
    /// Nothing: every block is written anew.
    Rewrite,
}

fn same_kind_of_list(before: &Unit, unit: &Unit) -> bool {
    let start = |unit: &Unit| match unit {
        Unit::Block(Block {
            kind: BlockKind::List { start, .. },
            ..
        }) => Some(start.is_some()),
        _ => None,
    };
    start(unit).is_some() && start(before) == start(unit)
}

/// Whether a list uses the second kind of marker.
fn is_other(list: &str) -> bool {
    list.trim_start()
        .trim_start_matches(|c: char| c.is_ascii_digit())
        .starts_with(['*', '+', ')'])
}

/// The tree with what Markdown cannot say turned into what it can: levels that nest, no empty
/// text, neighbouring text joined.
fn normalised(tree: &Instruction) -> Instruction {
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
        tidy_blocks(blocks);
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
        tidy_blocks(&mut step.blocks);
        tidy_steps(&mut step.steps);
    }
}

fn tidy_heading(heading: &mut Heading) {
    heading.content = tidy_inlines(std::mem::take(&mut heading.content));
    trim(&mut heading.content);
}

fn tidy_blocks(blocks: &mut Vec<Block>) {
    for block in blocks.iter_mut() {
        match &mut block.kind {
            BlockKind::Paragraph { content } => {
                *content = tidy_inlines(std::mem::take(content));
                trim(content);
            }
            BlockKind::Callout { blocks, .. } | BlockKind::Quote { blocks } => tidy_blocks(blocks),
            BlockKind::List { items, .. } => {
                for item in items {
                    tidy_blocks(&mut item.blocks);
                }
            }
            BlockKind::Heading { heading } => tidy_heading(heading),
            _ => {}
        }
    }
    blocks.retain(
        |block| !matches!(&block.kind, BlockKind::Paragraph { content } if content.is_empty()),
    );
}

/// Joins neighbours of one kind, and takes marks off that stand within the same marks.
fn tidy_inlines(content: Vec<Inline>) -> Vec<Inline> {
    let mut out = Vec::with_capacity(content.len());
    tidy_into(content, Marks::default(), &mut out);
    out
}

#[derive(Clone, Copy, Default)]
struct Marks {
    strong: bool,
    emphasis: bool,
    strikethrough: bool,
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

/// Takes the white space off both ends of a line of text.
fn trim(content: &mut Vec<Inline>) {
    while matches!(content.last(), Some(Inline::SoftBreak | Inline::HardBreak)) {
        content.pop();
    }
    while matches!(content.first(), Some(Inline::SoftBreak | Inline::HardBreak)) {
        content.remove(0);
    }
    if let Some(Inline::Text { text }) = content.first_mut() {
        *text = text.trim_start_matches(' ').to_owned();
    }
    if let Some(Inline::Text { text }) = content.last_mut() {
        *text = text.trim_end_matches(' ').to_owned();
    }
    content.retain(|inline| !matches!(inline, Inline::Text { text } if text.is_empty()));
}

/// A tree as it is compared after writing: without what does not change what a reader sees.
fn comparable(tree: &Instruction) -> Instruction {
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
