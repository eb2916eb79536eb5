//! What would hinder the reader of an instruction.

use std::collections::{BTreeMap, BTreeSet};

use crate::Document;
use crate::number::{self, Place};
use crate::problem::{Code, Problem, Severity, TreePlace};
use crate::read::MAX_NESTING;
use crate::resolve::{self, Library};
use crate::tree::{
    Block, BlockKind, Heading, Inline, Instruction, Origin, Picture, Step, Video, plain_text,
};
use crate::walk::{self, Visit};

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
        ids: Ids::of(&places),
        places: places.iter(),
        authored: BTreeMap::new(),
        above: tree.title.as_ref().map_or(0, |title| title.level),
        depth: 0,
        line: 1,
        step: None,
        problems: document.problems().to_vec(),
    };
    checker.whole(tree);
    checker.instruction(tree);
    let (_, unresolved) = resolve::resolve_from(
        tree,
        around,
        &|at| document.line_of(at),
        document.line_of_key("agreements"),
    );
    let mut problems = checker.problems;
    problems.extend(unresolved);
    let lines = Lines::of(document, &places);
    for problem in &mut problems {
        lines.place(problem);
    }
    problems.sort_by(|a, b| (a.line, a.code, &a.message).cmp(&(b.line, b.code, &b.message)));
    problems.dedup();
    problems
}

/// Where each block begins, by its line.
struct Lines {
    begins: Vec<(usize, TreePlace)>,
    labels: Vec<String>,
}

impl Lines {
    fn of(document: &Document, places: &[Place]) -> Self {
        let tree = document.tree();
        let mut lines = Self {
            begins: Vec::new(),
            labels: places.iter().map(label).collect(),
        };
        let before = tree.preamble.iter().chain(&tree.introduction);
        lines.blocks(document, None, before);
        let title = tree.title.as_ref().and_then(|title| title.origin.0);
        if let Some(span) = title {
            let line = document.line_of(span.start);
            lines.begins.push((line, TreePlace::default()));
            lines.begins.sort_by_key(|(line, _)| *line);
        }
        lines.steps(document, &tree.steps, &mut 0);
        lines
    }

    fn steps(&mut self, document: &Document, steps: &[Step], next: &mut usize) {
        for step in steps {
            let place = TreePlace {
                step: Some(*next),
                block: None,
            };
            *next += 1;
            if let Some(span) = step.heading.origin.0 {
                self.begins.push((document.line_of(span.start), place));
            }
            self.blocks(document, place.step, step.blocks.iter());
            self.steps(document, &step.steps, next);
        }
    }

    fn blocks<'b>(
        &mut self,
        document: &Document,
        step: Option<usize>,
        blocks: impl Iterator<Item = &'b Block>,
    ) {
        for (index, block) in blocks.enumerate() {
            if let Some(span) = block.origin.0 {
                let place = TreePlace {
                    step,
                    block: Some(index),
                };
                self.begins.push((document.line_of(span.start), place));
            }
        }
    }

    /// Says where in the tree a problem is that knows its line.
    fn place(&self, problem: &mut Problem) {
        let after = self
            .begins
            .partition_point(|(line, _)| *line <= problem.line);
        let found = after.checked_sub(1).and_then(|at| self.begins.get(at));
        let place = found.map_or_else(TreePlace::default, |(_, place)| *place);
        problem.place = Some(place);
        if problem.step.is_none() {
            problem.step = place.step.and_then(|step| self.labels.get(step).cloned());
        }
    }
}

/// A step as a problem names it.
fn label(place: &Place) -> String {
    shortened(&place.label(), 120)
}

/// The addresses of the steps, for finding the one that was meant.
struct Ids {
    all: BTreeSet<String>,
    /// Letters and digits only, with the address.
    plain: BTreeMap<String, String>,
    /// How often one more may be looked for among all of them.
    searches: usize,
}

impl Ids {
    fn of(places: &[Place]) -> Self {
        Self {
            all: places.iter().map(|place| place.id.clone()).collect(),
            plain: places
                .iter()
                .rev()
                .map(|place| (plain(&place.id), place.id.clone()))
                .collect(),
            searches: 20,
        }
    }

    /// The id that differs least, if it is near enough to be meant.
    fn nearest(&mut self, id: &str) -> Option<&String> {
        let wanted = plain(id);
        if wanted.is_empty() {
            return None;
        }
        if self.plain.contains_key(&wanted) {
            return self.plain.get(&wanted);
        }
        self.searches = self.searches.checked_sub(1)?;
        self.plain
            .iter()
            .find(|(known, _)| {
                !known.is_empty() && (known.contains(&wanted) || wanted.contains(*known))
            })
            .map(|(_, id)| id)
    }
}

fn plain(id: &str) -> String {
    id.to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

struct Checker<'a> {
    document: &'a Document,
    around: &'a dyn Surroundings,
    ids: Ids,
    places: std::slice::Iter<'a, Place>,
    /// The ids that authors wrote, with their lines.
    authored: BTreeMap<&'a str, usize>,
    /// The level of the heading above.
    above: u8,
    /// How many blocks and marks this stands in.
    depth: usize,
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
            step: self.step.clone(),
            ..Problem::new(code, severity, self.line, message, hint)
        });
    }

    /// Says of the problems from `first` on what they are about.
    fn about(&mut self, first: usize, subject: &str, instead: Option<&str>) {
        for problem in self.problems.iter_mut().skip(first) {
            problem.subject = Some(subject.to_owned());
            if problem.instead.is_none() {
                problem.instead = instead.map(str::to_owned);
            }
        }
    }

    fn whole(&mut self, tree: &Instruction) {
        if tree.title.is_none() {
            self.warn(
                Code::NoTitle,
                "the instruction has no title",
                "begin it with a line such as `# Book a purchase invoice`",
            );
        }
        if let Some(date) = &tree.front_matter.review_by
            && date.as_str() < self.around.today()
        {
            self.line = self.document.line_of_key("review-by");
            self.warn(
                Code::ReviewOverdue,
                format!("the review was due on {date}"),
                "read it through and set a new review-by",
            );
            self.line = 1;
        }
    }

    /// What is wrong with a step as a whole.
    /// `first` is the line of another step with its id.
    fn step_itself(&mut self, step: &Step, first: Option<usize>) {
        let level = step.heading.level;
        if self.above > 0 && level > self.above + 1 {
            let above = self.above;
            self.warn(
                Code::SkippedLevel,
                format!("the heading is of level {level}, the one above it of level {above}"),
                format!("write it with {} `#`", above + 1),
            );
        }
        if let (Some(id), Some(first)) = (&step.heading.id, first) {
            self.error(
                Code::DuplicateStepId,
                format!("the step id {id} is used in line {first} already"),
                "give this step another id, or take its {#id} out",
            );
            self.about(self.problems.len() - 1, id, None);
        }
        if step.steps.is_empty() && step.blocks.iter().all(|block| !says_something(block)) {
            self.warn(
                Code::EmptyStep,
                "the step is empty",
                "write what is done in it, or take it out",
            );
        }
        let words = count_words(&step.blocks);
        if words > MAX_STEP_WORDS {
            self.warn(
                Code::LongStep,
                format!("the step has {words} words"),
                format!("split it: up to {MAX_STEP_WORDS} words are easy to follow"),
            );
        }
    }

    fn too_deep(&mut self) {
        self.warn(
            Code::TooDeep,
            format!("this is nested more than {MAX_NESTING} deep and shown as it is written"),
            "nest fewer quotes, lists or marks within each other",
        );
    }

    /// Markdown that was meant and is none.
    fn text(&mut self, text: &str) {
        if let Some(at) = text.find("![") {
            let rest = shortened(&text[at..], 80);
            if rest.contains("](") {
                self.error(
                    Code::BrokenSyntax,
                    format!("this is no picture to Markdown: {rest}"),
                    "put an address with spaces between angle brackets: ![…](<my picture.png>)",
                );
            }
        }
    }

    fn refers_to_picture(&mut self, picture: &Picture) {
        let first = self.problems.len();
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
        self.about(first, &picture.target, None);
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
            File::Missing { near } => {
                self.error(
                    code,
                    format!("the {what} {target} is not there"),
                    format!("did you mean {}?", near.join(" or ")),
                );
                if let [only] = near.as_slice() {
                    self.about(self.problems.len() - 1, target, Some(only));
                }
            }
        }
    }

    fn link(&mut self, target: &str) {
        let first = self.problems.len();
        self.follow(target);
        let fragment = target.find('#').map_or("", |at| &target[at..]);
        for problem in self.problems.iter_mut().skip(first) {
            // The file was found by another name; the step in it stays.
            if let Some(near) = problem.instead.as_mut().filter(|near| !near.contains('#')) {
                near.push_str(fragment);
            }
        }
        self.about(first, target, None);
    }

    fn follow(&mut self, target: &str) {
        if let Some(id) = target.strip_prefix('#') {
            if !id.is_empty() && !self.ids.all.contains(&decoded(id)) {
                let near = self.ids.nearest(id).map(|near| format!("#{near}"));
                let hint = near.as_ref().map_or_else(
                    || "give that step the id, or correct the link".to_owned(),
                    |near| format!("did you mean {near}?"),
                );
                self.error(
                    Code::DeadLink,
                    format!("there is no step #{id} in this instruction"),
                    hint,
                );
                self.about(self.problems.len() - 1, target, near.as_deref());
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

impl<'a> Visit<'a> for Checker<'a> {
    fn step(&mut self, step: &'a Step) {
        self.at(step.heading.origin);
        self.step = self.places.next().map(label);
        let mut first = None;
        if let Some(id) = &step.heading.id {
            let line = *self.authored.entry(id).or_insert(self.line);
            first = Some(line).filter(|line| *line != self.line);
        }
        self.step_itself(step, first);
        let above = std::mem::replace(&mut self.above, step.heading.level);
        walk::read::step(self, step);
        self.above = above;
        self.step = None;
    }

    fn heading(&mut self, heading: &'a Heading) {
        self.at(heading.origin);
        if plain_text(&heading.content).trim().is_empty() {
            self.warn(
                Code::EmptyHeading,
                "a heading has no words",
                "write what it is about, or take the heading out",
            );
        }
        self.inlines(&heading.content);
    }

    fn block(&mut self, block: &'a Block) {
        self.at(block.origin);
        match &block.kind {
            BlockKind::Html { text } if !text.trim_start().starts_with("<!--") => self.warn(
                Code::NotUnderstood,
                "HTML is published only as far as it is harmless, and in PDF as plain text",
                "write it in Markdown if you can",
            ),
            BlockKind::Raw { .. } if self.depth >= MAX_NESTING => self.too_deep(),
            BlockKind::Raw { text } => {
                let line = shortened(text.lines().next().unwrap_or_default(), 60);
                self.warn(
                    Code::NotUnderstood,
                    format!("this is shown as it is written: {line}"),
                    "write it in another way if the reader should not see it so",
                );
            }
            // Below the header stands the line of dashes.
            BlockKind::Table { header, rows, .. } => {
                let first = self.line;
                self.row(header);
                for (index, row) in rows.iter().enumerate() {
                    self.line = first + 2 + index;
                    self.row(row);
                }
                return;
            }
            _ => {}
        }
        let deeper = usize::from(matches!(
            block.kind,
            BlockKind::Callout { .. } | BlockKind::Quote { .. } | BlockKind::List { .. }
        ));
        self.depth += deeper;
        walk::read::block(self, block);
        self.depth -= deeper;
    }

    fn inline(&mut self, inline: &'a Inline) {
        match inline {
            Inline::Text { text } => self.text(text),
            Inline::Link { target, .. } => self.link(target),
            Inline::SoftBreak | Inline::HardBreak => self.line += 1,
            Inline::Raw { .. } if self.depth >= MAX_NESTING => self.too_deep(),
            _ => {}
        }
        let deeper = usize::from(matches!(
            inline,
            Inline::Strong { .. }
                | Inline::Emphasis { .. }
                | Inline::Strikethrough { .. }
                | Inline::Link { .. }
        ));
        self.depth += deeper;
        walk::read::inline(self, inline);
        self.depth -= deeper;
    }

    fn picture(&mut self, picture: &'a Picture) {
        self.refers_to_picture(picture);
    }

    fn video(&mut self, video: &'a Video) {
        if resolve::is_relative(&video.target) {
            let first = self.problems.len();
            self.target(&video.target, "video", Code::DeadLink);
            self.about(first, &video.target, None);
        }
        walk::read::video(self, video);
    }
}

/// The first characters of a text.
fn shortened(text: &str, length: usize) -> String {
    match text.char_indices().nth(length) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
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

fn says_something(block: &Block) -> bool {
    match &block.kind {
        BlockKind::Html { text } => !text.trim_start().starts_with("<!--"),
        BlockKind::Definitions { .. } | BlockKind::Rule => false,
        _ => true,
    }
}

/// Words; for scripts without spaces, two characters count as one.
fn count_words(blocks: &'_ Vec<Block>) -> usize {
    let mut count = Words(0);
    count.blocks(blocks);
    count.0
}

struct Words(usize);

impl<'a> Visit<'a> for Words {
    fn inlines(&mut self, content: &'a Vec<Inline>) {
        let text = plain_text(content);
        let wide = text.chars().filter(|c| is_wide(*c)).count();
        let words = text.split_whitespace();
        self.0 += words.filter(|word| !word.chars().any(is_wide)).count() + wide / 2;
    }

    /// The words below a film are not followed.
    fn video(&mut self, _: &'a Video) {}
}

/// Han, kana, Hangul.
fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xAC00..=0xD7AF | 0x2_0000..=0x3_FFFF)
}
