//! A document: the text of a file with the tree that was read from it.

use std::collections::{HashMap, HashSet};

use crate::front_matter::{self, FrontMatter};
use crate::normal::{comparable, normalised};
use crate::problem::{Code, Problem, Severity};
use crate::read::{self, Definitions, Unit};
use crate::text::{self, Encoding, Lines};
use crate::tree::{Block, BlockKind, Instruction, Span};
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
    definitions: Definitions,
    problems: Vec<Problem>,
}

/// What [`Document::write`] made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The file.
    pub bytes: Vec<u8>,
    /// Whether reading it gives the tree that was written. If not, the tree held something that
    /// Markdown cannot say (such as HTML that is never closed); every word is still there.
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
            problems.push(Problem::new(
                Code::NotUtf8,
                Severity::Warning,
                1,
                format!("the file is not UTF-8; it was read as {name}"),
                "look at its accented letters and save it as UTF-8",
            ));
        }
        let (front_matter, front) = front_matter::read(&text, &mut problems);
        let mut tree = Instruction {
            front_matter,
            ..Instruction::default()
        };
        let (units, definitions) = read::read(&text, front.end);
        read::assemble(units, &mut tree);
        Self {
            bytes: bytes.to_vec(),
            text,
            byte_order_mark,
            lines,
            front,
            tree,
            definitions,
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
        let mut edited = normalised(edited);
        self.keep_definitions(&mut edited);
        let front = front_matter::rewrite(
            &self.text,
            &self.front,
            &self.tree.front_matter,
            &edited.front_matter,
            line_end,
        );
        let front_kept = front.is_some();
        let front = front.unwrap_or_else(|| self.text[..self.front.end].to_owned());
        let (front_matter, wanted) = split(comparable(&edited));
        let units = read::flatten(&edited);
        let attempt = |care: &[Care]| {
            let body = self.body(&units, line_end, care, front.is_empty());
            let text = format!("{front}{body}");
            let again = split(comparable(&Self::read(text.as_bytes()).tree));
            (text, again)
        };
        let right = |is: &[Unit]| wanted.iter().zip(is).take_while(|(a, b)| a == b).count();
        let mut care = vec![Care::Keep; units.len()];
        let (mut text, (mut again, mut is)) = attempt(&care);
        let mut best = right(&is);
        let mut last = is.clone();
        for _ in 0..ATTEMPTS {
            if last == wanted || !worry(&mut care, &wanted, &last) {
                break;
            }
            let (other, (front_matter, units)) = attempt(&care);
            // What stands in the way of one block is no reason to write others anew: only if
            // that helps.
            if right(&units) > best || units == wanted {
                best = right(&units);
                (text, again, is) = (other, front_matter, units.clone());
            }
            last = units;
        }
        if is != wanted {
            care.fill(Care::Rewrite);
            let (other, (front_matter, units)) = attempt(&care);
            if units == wanted {
                (text, again, is) = (other, front_matter, units);
            }
        }
        let faithful = front_kept && again == front_matter && is == wanted;
        let mut bytes = Vec::with_capacity(text.len() + 3);
        if self.byte_order_mark {
            bytes.extend_from_slice(b"\xEF\xBB\xBF");
        }
        bytes.extend_from_slice(text.as_bytes());
        Written { bytes, faithful }
    }

    /// Link definitions that links in unedited blocks use stay when the block that held them was
    /// edited or taken out: they move to the end.
    fn keep_definitions(&self, edited: &mut Instruction) {
        if self.definitions.all.is_empty() {
            return;
        }
        let original: HashMap<Span, Unit> = read::flatten(&self.tree)
            .into_iter()
            .filter_map(|unit| Some((unit.span()?, unit)))
            .collect();
        let mut kept: Vec<Span> = Vec::new();
        let mut present: HashSet<String> = HashSet::new();
        for unit in read::flatten(edited) {
            if let Some(span) = unit.span()
                && original.get(&span) == Some(&unit)
            {
                kept.push(span);
            } else if let Unit::Block(Block {
                kind: BlockKind::Definitions { text },
                ..
            }) = &unit
            {
                present.extend(read::labels(text));
            }
        }
        kept.sort_unstable();
        let is_kept = |at: usize| {
            let after = kept.partition_point(|span| span.start <= at);
            after > 0 && at < kept[after - 1].end
        };
        let used: HashSet<usize> = self
            .definitions
            .uses
            .iter()
            .filter(|(at, _)| is_kept(*at))
            .map(|(_, definition)| *definition)
            .collect();
        let lost: Vec<String> = self
            .definitions
            .all
            .iter()
            .enumerate()
            .filter(|(index, definition)| {
                used.contains(index)
                    && !is_kept(definition.span.start)
                    && !present.contains(&definition.label)
            })
            .map(|(_, definition)| {
                let source = self.text[definition.span.start..definition.span.end].trim();
                if source.contains(['\n', '\r']) {
                    write::definition(&definition.label, &definition.target, &definition.title)
                } else {
                    source.to_owned()
                }
            })
            .collect();
        if lost.is_empty() {
            return;
        }
        let lost = lost.join("\n");
        let mut steps = &mut edited.steps;
        let mut blocks = &mut edited.introduction;
        while let Some(step) = steps.last_mut() {
            blocks = &mut step.blocks;
            steps = &mut step.steps;
        }
        if let Some(Block {
            kind: BlockKind::Definitions { text },
            ..
        }) = blocks.last_mut()
        {
            text.push('\n');
            text.push_str(&lost);
        } else {
            blocks.push(BlockKind::Definitions { text: lost }.into());
        }
    }

    /// Writes the units, each as `care` says.
    fn body(&self, units: &[Unit], line_end: &str, care: &[Care], at_start: bool) -> String {
        let original = read::flatten(&self.tree);
        let known: HashMap<Span, usize> = original
            .iter()
            .enumerate()
            .filter_map(|(index, unit)| Some((unit.span()?, index)))
            .collect();
        let mut out = String::new();
        let mut last: Option<(Option<usize>, bool)> = None;
        // Where the last unit begins.
        let mut before = 0;
        for (place, unit) in units.iter().enumerate() {
            let from = unit.span().and_then(|span| known.get(&span)).copied();
            let kept =
                care[place] != Care::Rewrite && from.is_some_and(|index| original[index] == *unit);
            let gap = match last {
                None => match from {
                    Some(0) => self.gap(self.front.end, original[0].span()),
                    _ if at_start => String::new(),
                    _ => line_end.to_owned(),
                },
                Some((Some(previous), previous_kept))
                    if from == Some(previous + 1)
                        && (care[place - 1..=place] == [Care::Keep; 2]
                            || (kept && previous_kept)) =>
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
            match unit.span() {
                Some(span) if kept => out.push_str(&self.text[span.start..span.end]),
                _ => {
                    let follows_list = place > 0 && same_kind_of_list(&units[place - 1], unit);
                    let next = units
                        .get(place + 1)
                        .filter(|next| same_kind_of_list(next, unit))
                        .and_then(|next| {
                            let at = known.get(&next.span()?)?;
                            (original[*at] == *next && care[place + 1] != Care::Rewrite)
                                .then(|| next.span())?
                        });
                    let other = if follows_list {
                        !is_other(&out[before..])
                    } else {
                        next.is_some_and(|next| !is_other(&self.text[next.start..next.end]))
                    };
                    let text = match unit {
                        Unit::Heading(heading) => write::heading(heading),
                        Unit::Block(block) => write::block(block, other),
                    };
                    if line_end == "\n" {
                        out.push_str(&text);
                    } else {
                        out.push_str(&text.replace('\n', line_end));
                    }
                }
            }
            before = start;
            last = Some((from, kept));
        }
        if units.is_empty() {
            return out;
        }
        // Definitions are blocks of their own, so all that is left is white space.
        let end = original
            .last()
            .and_then(Unit::span)
            .map_or(self.front.end, |span| span.end);
        let tail = &self.text[end..];
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

/// How often a file is written with more care, before all of it is written anew.
const ATTEMPTS: usize = 6;

/// A tree as its front matter and its units.
fn split(tree: Instruction) -> (FrontMatter, Vec<Unit>) {
    let units = read::flatten(&tree);
    (tree.front_matter, units)
}

/// Takes more care of what was not read as it was meant, and of what stands beside it; `false`
/// if there is no more.
fn worry(care: &mut [Care], wanted: &[Unit], is: &[Unit]) -> bool {
    let differ = (0..wanted.len().max(is.len())).filter(|at| wanted.get(*at) != is.get(*at));
    // From the first that is too many or too few on, places do not tell what belongs together.
    let differ: Vec<usize> = if wanted.len() == is.len() {
        differ.collect()
    } else {
        differ.take(1).collect()
    };
    let mut more = false;
    for at in differ {
        let before = at.checked_sub(1);
        let is = |care: &[Care], at: Option<usize>, what| {
            at.and_then(|at| care.get(at))
                .is_some_and(|care| *care == what)
        };
        let places = if is(care, Some(at), Care::Keep) || is(care, before, Care::Keep) {
            [Some(at), before].map(|at| at.filter(|at| is(care, Some(*at), Care::Keep)))
        } else if is(care, Some(at), Care::Separate) {
            [Some(at), None]
        } else {
            [
                before.filter(|at| is(care, Some(*at), Care::Separate)),
                None,
            ]
        };
        for place in places.into_iter().flatten() {
            care[place] = match care[place] {
                Care::Keep => Care::Separate,
                Care::Separate | Care::Rewrite => Care::Rewrite,
            };
            more = true;
        }
    }
    more
}

/// How much of a unit is kept.
#[derive(Clone, Copy, PartialEq)]
enum Care {
    /// Its bytes if it was not edited, and the space before it.
    Keep,
    /// Its bytes if it was not edited; an empty line before it if it or its neighbour was.
    Separate,
    /// Nothing: it is written anew.
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
