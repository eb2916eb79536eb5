//! What would hinder the reader of an instruction.

use std::collections::{BTreeMap, BTreeSet};

use crate::Document;
use crate::number::{self, Place};
use crate::problem::{Code, Problem, Severity};
use crate::resolve::{self, Library};
use crate::tree::{Block, BlockKind, Inline, Instruction, Origin, Picture, Step, plain_text};

/// A step with more words than this is two steps. People keep about a screen in view while
/// they work: some 250 words at the sizes of the default theme.
pub const MAX_STEP_WORDS: usize = 250;

/// What is known of the world around a document.
pub trait Surroundings: Library {
    /// Today, as `2026-11-24`.
    fn today(&self) -> &str;
    /// Whether the file at a relative address is there.
    fn file(&self, target: &str) -> File;
    /// The addresses of the steps in another document.
    fn step_ids(&self, target: &str) -> Option<BTreeSet<String>>;
}

/// What is at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum File {
    /// A file.
    Present,
    /// Nothing, but perhaps these, whose names are nearly the same.
    Missing {
        /// Relative addresses.
        near: Vec<String>,
    },
    /// The address leads out of the library.
    Outside,
}

/// Looks a document through, in the order of its lines.
#[must_use]
pub fn check(document: &Document, around: &dyn Surroundings) -> Vec<Problem> {
    let tree = document.tree();
    let places = number::places(tree);
    let mut checker = Checker {
        document,
        around,
        ids: places.iter().map(|place| place.id.clone()).collect(),
        line: 1,
        step: None,
        problems: document.problems().to_vec(),
    };
    checker.whole(tree);
    checker.blocks(&tree.preamble);
    checker.blocks(&tree.introduction);
    let mut authored = BTreeMap::new();
    let mut place = places.iter();
    let above = tree.title.as_ref().map_or(0, |title| title.level);
    checker.steps(&tree.steps, above, &mut place, &mut authored);
    let (_, unresolved) = resolve::resolve(tree, around, &|at| document.line_of(at));
    checker.problems.extend(unresolved);
    checker
        .problems
        .sort_by(|a, b| (a.line, a.code, &a.message).cmp(&(b.line, b.code, &b.message)));
    checker.problems.dedup();
    checker.problems
}

struct Checker<'a> {
    document: &'a Document,
    around: &'a dyn Surroundings,
    ids: BTreeSet<String>,
    line: usize,
    step: Option<String>,
    problems: Vec<Problem>,
}

impl Checker<'_> {
    fn at(&mut self, origin: Origin) {
        if let Some(span) = origin.0 {
            self.line = self.document.line_of(span.start);
        }
    }

    fn warn(&mut self, code: Code, message: impl Into<String>, hint: impl Into<String>) {
        self.problem(code, Severity::Warning, message, hint);
    }

    fn error(&mut self, code: Code, message: impl Into<String>, hint: impl Into<String>) {
        self.problem(code, Severity::Error, message, hint);
    }

    fn problem(
        &mut self,
        code: Code,
        severity: Severity,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.problems.push(Problem {
            code,
            severity,
            line: self.line,
            step: self.step.clone(),
            message: message.into(),
            hint: hint.into(),
        });
    }

    fn whole(&mut self, tree: &Instruction) {
        match &tree.title {
            None => self.warn(
                Code::NoTitle,
                "the instruction has no title",
                "begin it with a line such as `# Book a purchase invoice`",
            ),
            Some(title) if plain_text(&title.content).trim().is_empty() => {
                self.at(title.origin);
                self.warn(Code::EmptyHeading, "the title has no words", "write one");
            }
            Some(_) => {}
        }
        if let Some(date) = &tree.front_matter.review_by
            && date.as_str() < self.around.today()
        {
            self.line = 1 + self
                .document
                .text()
                .lines()
                .position(|line| line.starts_with("review-by"))
                .unwrap_or(0);
            self.warn(
                Code::ReviewOverdue,
                format!("the review was due on {date}"),
                "read it through and set a new review-by",
            );
            self.line = 1;
        }
    }

    fn steps(
        &mut self,
        steps: &[Step],
        above: u8,
        places: &mut std::slice::Iter<'_, Place>,
        authored: &mut BTreeMap<String, usize>,
    ) {
        for step in steps {
            let place = places.next();
            self.at(step.heading.origin);
            self.step = place.map(Place::label);
            let heading = &step.heading;
            let title = plain_text(&heading.content);
            if title.trim().is_empty() {
                self.warn(
                    Code::EmptyHeading,
                    "a heading has no words",
                    "write what is done in this step, or take the heading out",
                );
            }
            if above > 0 && heading.level > above + 1 {
                self.warn(
                    Code::SkippedLevel,
                    format!(
                        "the heading is of level {}, the one above it of level {above}",
                        heading.level
                    ),
                    format!("write it with {} `#`", above + 1),
                );
            }
            if let Some(id) = &heading.id {
                match authored.get(id) {
                    Some(first) => {
                        let first = *first;
                        self.error(
                            Code::DuplicateStepId,
                            format!("the step id {id} is used in line {first} already"),
                            "give this step another id, or take its {#id} out",
                        );
                    }
                    None => {
                        authored.insert(id.clone(), self.line);
                    }
                }
            }
            if step.steps.is_empty() && step.blocks.iter().all(|block| !says_something(block)) {
                self.warn(
                    Code::EmptyStep,
                    "the step is empty",
                    "write what is done in it, or take it out",
                );
            }
            let words: usize = step.blocks.iter().map(count_words).sum();
            if words > MAX_STEP_WORDS {
                self.warn(
                    Code::LongStep,
                    format!("the step has {words} words"),
                    format!("split it: up to {MAX_STEP_WORDS} words are easy to follow"),
                );
            }
            self.inlines(&heading.content);
            self.blocks(&step.blocks);
            self.steps(&step.steps, heading.level, places, authored);
            self.step = None;
        }
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.at(block.origin);
            match &block.kind {
                BlockKind::Paragraph { content } => self.inlines(content),
                BlockKind::Picture(picture) => self.picture(picture),
                BlockKind::Video(video) if resolve::is_relative(&video.target) => {
                    self.target(&video.target, "video", Code::DeadLink);
                }
                BlockKind::Callout { blocks, .. } | BlockKind::Quote { blocks } => {
                    self.blocks(blocks);
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
                BlockKind::Heading { heading } => self.inlines(&heading.content),
                BlockKind::Html { text } if !text.trim_start().starts_with("<!--") => self.warn(
                    Code::NotUnderstood,
                    "HTML is published only as far as it is harmless, and in PDF as plain text",
                    "write it in Markdown if you can",
                ),
                BlockKind::Raw { text } => {
                    let line = text.lines().next().unwrap_or_default();
                    let line: String = line.chars().take(60).collect();
                    self.warn(
                        Code::NotUnderstood,
                        format!("this is shown as it is written: {line}"),
                        "write it in another way if the reader should not see it so",
                    );
                }
                _ => {}
            }
        }
    }

    fn inlines(&mut self, content: &[Inline]) {
        for inline in content {
            match inline {
                Inline::Text { text } => self.text(text),
                Inline::Strong { content }
                | Inline::Emphasis { content }
                | Inline::Strikethrough { content } => self.inlines(content),
                Inline::Link {
                    target, content, ..
                } => {
                    self.link(target);
                    self.inlines(content);
                }
                Inline::Picture(picture) => self.picture(picture),
                _ => {}
            }
        }
    }

    /// Markdown that was meant and is none.
    fn text(&mut self, text: &str) {
        if let Some(at) = text.find("![") {
            let rest: String = text[at..].chars().take(80).collect();
            if rest.contains("](") {
                self.error(
                    Code::BrokenSyntax,
                    format!("this is no picture to Markdown: {rest}"),
                    "put an address with spaces between angle brackets: ![…](<my picture.png>)",
                );
            }
        }
    }

    fn picture(&mut self, picture: &Picture) {
        if picture.alt.trim().is_empty() {
            self.warn(
                Code::NoAltText,
                format!("the picture {} has no alt text", picture.target),
                "say in a few words what it shows: ![The inbox with three invoices](…)",
            );
        }
        if resolve::is_relative(&picture.target) {
            self.target(&picture.target, "picture", Code::MissingPicture);
        } else if picture.target.contains("://") {
            self.warn(
                Code::RemotePicture,
                format!("the picture {} is not in the library", picture.target),
                "save it in the folder media and refer to it there: readers may be offline, and \
                 the address may go",
            );
        } else if !picture.target.starts_with("{{") {
            self.error(
                Code::MissingPicture,
                format!("the picture {} leads out of the library", picture.target),
                "put it in the folder media",
            );
        }
    }

    fn target(&mut self, target: &str, what: &str, code: Code) {
        match self.around.file(target) {
            File::Present => {}
            File::Outside => self.error(
                code,
                format!("the {what} {target} leads out of the library"),
                "put the file in the folder media and refer to it there",
            ),
            File::Missing { near } if near.is_empty() => self.error(
                code,
                format!("the {what} {target} is not there"),
                "put the file there, or correct the address",
            ),
            File::Missing { near } => self.error(
                code,
                format!("the {what} {target} is not there"),
                format!("did you mean {}?", near.join(" or ")),
            ),
        }
    }

    fn link(&mut self, target: &str) {
        if let Some(id) = target.strip_prefix('#') {
            if !id.is_empty() && !self.ids.contains(&decoded(id)) {
                let near = nearest(id, &self.ids);
                self.error(
                    Code::DeadLink,
                    format!("there is no step #{id} in this instruction"),
                    near.map_or_else(
                        || "give that step the id, or correct the link".to_owned(),
                        |near| format!("did you mean #{near}?"),
                    ),
                );
            }
            return;
        }
        if !resolve::is_relative(target) {
            let scheme = target.split(':').next().unwrap_or_default().to_lowercase();
            if !target.starts_with("{{")
                && !matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel")
            {
                self.error(
                    Code::UnsafeLink,
                    format!("the link {target} is not published"),
                    "link to https, http, mailto, tel, a step or a file of the library",
                );
            }
            return;
        }
        let (path, id) = target.split_once('#').unwrap_or((target, ""));
        if path.is_empty() {
            return;
        }
        match self.around.file(path) {
            File::Present => {
                if !id.is_empty()
                    && let Some(ids) = self.around.step_ids(path)
                    && !ids.contains(&decoded(id))
                {
                    self.error(
                        Code::DeadLink,
                        format!("there is no step #{id} in {path}"),
                        "give that step the id, or correct the link",
                    );
                }
            }
            _ => self.target(path, "linked file", Code::DeadLink),
        }
    }
}

/// A fragment as browsers read it: percent signs undone.
fn decoded(id: &str) -> String {
    let mut bytes = Vec::with_capacity(id.len());
    let mut rest = id.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first == b'%'
            && let [high, low, after @ ..] = tail
            && let Some(byte) = hex(*high).zip(hex(*low)).map(|(h, l)| h * 16 + l)
        {
            bytes.push(byte);
            rest = after;
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

/// The id that differs least, if it is near enough to be meant.
fn nearest<'a>(id: &str, ids: &'a BTreeSet<String>) -> Option<&'a String> {
    let plain = |text: &str| -> String {
        text.to_lowercase()
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect()
    };
    let wanted = plain(id);
    ids.iter().find(|known| {
        let known = plain(known);
        !wanted.is_empty()
            && (known == wanted || known.contains(&wanted) || wanted.contains(&known))
    })
}

fn says_something(block: &Block) -> bool {
    match &block.kind {
        BlockKind::Html { text } => !text.trim_start().starts_with("<!--"),
        BlockKind::Definitions { .. } | BlockKind::Rule => false,
        _ => true,
    }
}

/// Words; for scripts without spaces, two characters count as one.
fn count_words(block: &Block) -> usize {
    let text = |content: &[Inline]| {
        let text = plain_text(content);
        let wide = text.chars().filter(|c| is_wide(*c)).count();
        text.split_whitespace()
            .filter(|word| !word.chars().any(is_wide))
            .count()
            + wide / 2
    };
    match &block.kind {
        BlockKind::Paragraph { content } => text(content),
        BlockKind::Heading { heading } => text(&heading.content),
        BlockKind::Callout { blocks, .. } | BlockKind::Quote { blocks } => {
            blocks.iter().map(count_words).sum()
        }
        BlockKind::List { items, .. } => items
            .iter()
            .flat_map(|item| &item.blocks)
            .map(count_words)
            .sum(),
        _ => 0,
    }
}

/// Han, kana, Hangul.
fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xAC00..=0xD7AF | 0x2_0000..=0x3_FFFF)
}
