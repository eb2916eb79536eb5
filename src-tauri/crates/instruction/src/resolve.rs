//! Variables and snippets put into their places, for checks and exports. The document itself
//! keeps `{{name}}` and `{{> name}}`.
//!
//! A value may name other variables, and a snippet include other snippets, both [`MAX_INCLUDES`]
//! deep; together they add at most [`MAX_ADDED`] bytes to a document. What would go further stays
//! as it is written, and is a [`Problem`].

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::problem::{Code, Problem, Severity};
use crate::tree::{
    Block, BlockKind, Heading, Inline, Instruction, Origin, Picture, Step, Video, plain_text,
};
use crate::video;
use crate::walk::{self, Visit, VisitMut};

/// Where values and snippets come from.
pub trait Library {
    /// The value of a variable.
    fn variable(&self, name: &str) -> Option<String>;
    /// The snippet of that name.
    fn snippet(&self, name: &str) -> Option<Instruction>;
    /// What to put before a relative address in a snippet to make it one seen from the
    /// instruction: `../../snippets/`.
    fn snippet_prefix(&self) -> &str;
}

/// Snippets within snippets, and values within values, at most.
pub const MAX_INCLUDES: usize = 8;
/// What variables and snippets may add to one document, at most: bytes of text, with
/// [`NODE_BYTES`] for each block and piece of text. A long manual has less than one million.
pub const MAX_ADDED: usize = 16 << 20;
/// What a node without words counts for.
const NODE_BYTES: usize = 64;

/// The instruction with every variable and snippet in its place. What has no value stays as it
/// is written, and is a problem; `line_of` tells the line of a byte of the document.
#[must_use]
pub fn resolve(
    instruction: &Instruction,
    library: &dyn Library,
    line_of: &dyn Fn(usize) -> usize,
) -> (Instruction, Vec<Problem>) {
    resolve_from(instruction, library, line_of, 1)
}

/// As [`resolve`]; the agreements stand from line `front` on.
pub(crate) fn resolve_from(
    instruction: &Instruction,
    library: &dyn Library,
    line_of: &dyn Fn(usize) -> usize,
    front: usize,
) -> (Instruction, Vec<Problem>) {
    let mut resolver = Resolver {
        // The first of a name holds.
        own: instruction
            .front_matter
            .variables
            .iter()
            .rev()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect(),
        library,
        line_of,
        line: 1,
        snippets: HashMap::new(),
        open: Vec::new(),
        open_values: Vec::new(),
        values: HashMap::new(),
        added: 0,
        said: HashSet::new(),
        problems: Vec::new(),
    };
    let mut resolved = instruction.clone();
    resolver.instruction(&mut resolved);
    resolver.line = front;
    for (_, value) in &mut resolved.front_matter.agreements {
        resolver.words(value);
    }
    (resolved, resolver.problems)
}

/// The blocks of a snippet, with what they count for.
type Snippet = (Rc<Vec<Block>>, usize);

struct Resolver<'a> {
    own: HashMap<&'a str, &'a str>,
    library: &'a dyn Library,
    line_of: &'a dyn Fn(usize) -> usize,
    line: usize,
    /// Those that were asked for, with their size.
    snippets: HashMap<String, Option<Snippet>>,
    open: Vec<String>,
    open_values: Vec<String>,
    /// Values without variables in them, as they come from the library.
    values: HashMap<String, Option<Rc<str>>>,
    added: usize,
    said: HashSet<(usize, String)>,
    problems: Vec<Problem>,
}

impl Resolver<'_> {
    fn at(&mut self, origin: Origin) {
        // Inside a snippet the line is that of the include.
        if let (Some(span), true) = (origin.0, self.open.is_empty()) {
            self.line = (self.line_of)(span.start);
        }
    }

    fn problem(&mut self, code: Code, subject: Option<&str>, message: String, hint: &str) {
        if self.said.insert((self.line, message.clone())) {
            self.problems.push(Problem {
                subject: subject.map(str::to_owned),
                ..Problem::new(code, Severity::Error, self.line, message, hint)
            });
        }
    }

    /// Whether so much more may be added; if not, that is a problem.
    fn has_room(&mut self, bytes: usize) -> bool {
        let room = bytes <= MAX_ADDED - self.added;
        if room {
            self.added += bytes;
        } else {
            self.problem(
                Code::TooLarge,
                None,
                "variables and snippets would make this instruction too large".into(),
                "use shorter values, or include fewer and smaller snippets",
            );
        }
        room
    }

    fn snippet(&mut self, name: &str) -> Option<Vec<Block>> {
        if self.open.iter().any(|open| open == name) {
            let chain = self.open.join(" → ");
            self.problem(
                Code::SnippetCycle,
                Some(name),
                format!("the snippet {name} includes itself ({chain} → {name})"),
                "take one of these includes out",
            );
            return None;
        }
        if self.open.len() >= MAX_INCLUDES {
            self.problem(
                Code::TooDeep,
                Some(name),
                format!("the snippet {name} is included too deep within other snippets"),
                "include fewer snippets within snippets",
            );
            return None;
        }
        if !self.snippets.contains_key(name) {
            let prefix = self.library.snippet_prefix();
            let read = self.library.snippet(name).map(|snippet| {
                let mut blocks = as_blocks(snippet);
                Rebase(prefix).blocks(&mut blocks);
                let size = size(&blocks);
                (Rc::new(blocks), size)
            });
            self.snippets.insert(name.to_owned(), read);
        }
        let Some(Some((blocks, size))) = self.snippets.get(name).cloned() else {
            self.problem(
                Code::UnknownSnippet,
                Some(name),
                format!("there is no snippet {name}"),
                "write snippets/NAME.md, or correct the name",
            );
            return None;
        };
        if !self.has_room(size) {
            return None;
        }
        let mut blocks = blocks.as_ref().clone();
        self.open.push(name.to_owned());
        self.blocks(&mut blocks);
        self.open.pop();
        Some(blocks)
    }

    /// Puts the values of the variables into an address or a plain text.
    fn words(&mut self, text: &mut String) {
        let mut out = String::new();
        let mut rest = text.as_str();
        while let Some((before, name, after)) = crate::read::variable(rest) {
            out.push_str(before);
            match self.value(name) {
                Some(value) => out.push_str(&value),
                None => out.push_str(&rest[before.len()..rest.len() - after.len()]),
            }
            rest = after;
        }
        if rest.len() < text.len() {
            out.push_str(rest);
            *text = out;
        }
    }

    /// The value of a variable, with those of the variables in it.
    fn value(&mut self, name: &str) -> Option<String> {
        if self.open_values.iter().any(|open| open == name) {
            let chain = self.open_values.join(" → ");
            self.problem(
                Code::VariableCycle,
                Some(name),
                format!("the value of {name} needs itself ({chain} → {name})"),
                "write one of these values without the other",
            );
            return None;
        }
        if self.open_values.len() >= MAX_INCLUDES {
            self.problem(
                Code::TooDeep,
                Some(name),
                format!("the variable {name} stands too deep within other values"),
                "use fewer variables within values",
            );
            return None;
        }
        if !self.values.contains_key(name) {
            let value = match self.own.get(name) {
                Some(value) => Some(Rc::from(*value)),
                None => self.library.variable(name).map(Rc::from),
            };
            self.values.insert(name.to_owned(), value);
        }
        let Some(Some(value)) = self.values.get(name).cloned() else {
            self.problem(
                Code::UnknownVariable,
                Some(name),
                format!("the variable {name} has no value"),
                "give it one under [variables] in library.toml, or correct the name",
            );
            return None;
        };
        if !self.has_room(value.len()) {
            return None;
        }
        let mut value = value.as_ref().to_owned();
        self.open_values.push(name.to_owned());
        self.words(&mut value);
        self.open_values.pop();
        Some(value)
    }
}

impl VisitMut for Resolver<'_> {
    fn heading(&mut self, heading: &mut Heading) {
        self.at(heading.origin);
        self.inlines(&mut heading.content);
    }

    fn blocks(&mut self, blocks: &mut Vec<Block>) {
        if !blocks
            .iter()
            .any(|block| matches!(block.kind, BlockKind::Snippet { .. }))
        {
            return walk::change::blocks(self, blocks);
        }
        let mut out = Vec::with_capacity(blocks.len());
        for mut block in std::mem::take(blocks) {
            self.at(block.origin);
            let included = match &block.kind {
                BlockKind::Snippet { name } => self.snippet(name),
                _ => None,
            };
            if let Some(included) = included {
                out.extend(included);
            } else {
                self.block(&mut block);
                out.push(block);
            }
        }
        *blocks = out;
    }

    fn block(&mut self, block: &mut Block) {
        self.at(block.origin);
        walk::change::block(self, block);
    }

    fn inline(&mut self, inline: &mut Inline) {
        match inline {
            Inline::Variable { name } => {
                if let Some(text) = self.value(name) {
                    *inline = Inline::Text { text };
                }
                return;
            }
            Inline::Link { target, title, .. } => {
                self.words(target);
                self.words(title);
            }
            Inline::SoftBreak | Inline::HardBreak if self.open.is_empty() => self.line += 1,
            _ => {}
        }
        walk::change::inline(self, inline);
    }

    fn picture(&mut self, picture: &mut Picture) {
        self.words(&mut picture.target);
        self.words(&mut picture.alt);
        self.words(&mut picture.title);
    }

    fn video(&mut self, video: &mut Video) {
        self.words(&mut video.target);
        self.words(&mut video.title);
        walk::change::video(self, video);
    }
}

/// What blocks count for against [`MAX_ADDED`].
fn size(blocks: &Vec<Block>) -> usize {
    let mut size = Size(0);
    size.blocks(blocks);
    size.0
}

struct Size(usize);

impl Size {
    fn add(&mut self, words: &[&str]) {
        self.0 += NODE_BYTES + words.iter().map(|words| words.len()).sum::<usize>();
    }
}

impl<'a> Visit<'a> for Size {
    fn block(&mut self, block: &'a Block) {
        match &block.kind {
            BlockKind::Code { text, .. }
            | BlockKind::Html { text }
            | BlockKind::Raw { text }
            | BlockKind::Definitions { text } => self.add(&[text]),
            BlockKind::List { items, .. } => self.0 += NODE_BYTES * items.len(),
            _ => self.add(&[]),
        }
        walk::read::block(self, block);
    }

    fn row(&mut self, cells: &'a Vec<crate::Cell>) {
        self.0 += NODE_BYTES * cells.len();
        walk::read::row(self, cells);
    }

    fn inline(&mut self, inline: &'a Inline) {
        match inline {
            Inline::Text { text }
            | Inline::Code { text }
            | Inline::Html { text }
            | Inline::Raw { text } => self.add(&[text]),
            Inline::Link { target, title, .. } => self.add(&[target, title]),
            _ => self.add(&[]),
        }
        walk::read::inline(self, inline);
    }

    fn picture(&mut self, picture: &'a Picture) {
        self.add(&[&picture.target, &picture.alt, &picture.title]);
    }

    fn video(&mut self, video: &'a Video) {
        self.add(&[&video.target, &video.title]);
        walk::read::video(self, video);
    }
}

/// What a snippet puts into a document: its steps are no steps there.
pub(crate) fn as_blocks(snippet: Instruction) -> Vec<Block> {
    fn push(steps: Vec<Step>, out: &mut Vec<Block>) {
        for step in steps {
            out.push(
                BlockKind::Heading {
                    heading: step.heading,
                }
                .into(),
            );
            out.extend(step.blocks);
            push(step.steps, out);
        }
    }
    let mut out = snippet.preamble;
    out.extend(snippet.introduction);
    push(snippet.steps, &mut out);
    out
}

/// Makes the addresses of a snippet right for who includes it.
struct Rebase<'a>(&'a str);

impl Rebase<'_> {
    fn target(&self, target: &mut String) {
        if is_relative(target) && !target.starts_with('#') {
            target.insert_str(0, self.0);
        }
    }
}

impl VisitMut for Rebase<'_> {
    fn inline(&mut self, inline: &mut Inline) {
        if let Inline::Link { target, .. } = inline {
            self.target(target);
        }
        walk::change::inline(self, inline);
    }

    fn picture(&mut self, picture: &mut Picture) {
        self.target(&mut picture.target);
    }

    fn video(&mut self, video: &mut Video) {
        self.target(&mut video.target);
        walk::change::video(self, video);
    }
}

/// Whether an address is seen from the document: no scheme, no root, no variable at its start.
#[must_use]
pub fn is_relative(target: &str) -> bool {
    let scheme = target
        .split(['/', '?', '#'])
        .next()
        .is_some_and(|first| first.contains(':'));
    !scheme && !target.starts_with(['/', '\\']) && !target.starts_with("{{")
}

/// A name for a video that has none of its own.
#[must_use]
pub fn video_title(film: &Video) -> String {
    let words = plain_text(&film.content);
    if words.trim().is_empty() || words == film.target {
        video::recognise(&film.target)
            .and_then(|link| link.host)
            .map_or_else(|| film.target.clone(), |host| host.name().to_owned())
    } else {
        words
    }
}
