//! Variables and snippets put into their places, for checks and exports. The document itself
//! keeps `{{name}}` and `{{> name}}`.

use crate::problem::{Code, Problem, Severity};
use crate::tree::{
    Block, BlockKind, Heading, Inline, Instruction, Origin, Picture, Step, Video, plain_text,
};
use crate::video;

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

/// Snippets within snippets, at most.
const MAX_INCLUDES: usize = 8;
/// Blocks that snippets may add to one document, at most.
const MAX_INCLUDED_BLOCKS: usize = 20_000;

/// The instruction with every variable and snippet in its place. What has no value stays as it
/// is written, and is a problem; `line_of` tells the line of a byte of the document.
#[must_use]
pub fn resolve(
    instruction: &Instruction,
    library: &dyn Library,
    line_of: &dyn Fn(usize) -> usize,
) -> (Instruction, Vec<Problem>) {
    let mut resolver = Resolver {
        own: instruction.front_matter.variables.clone(),
        library,
        line_of,
        line: 1,
        open: Vec::new(),
        added: 0,
        problems: Vec::new(),
    };
    let mut resolved = instruction.clone();
    resolver.blocks(&mut resolved.preamble);
    if let Some(title) = &mut resolved.title {
        resolver.heading(title);
    }
    resolver.blocks(&mut resolved.introduction);
    resolver.steps(&mut resolved.steps);
    for (_, value) in &mut resolved.front_matter.agreements {
        *value = resolver.words(value);
    }
    (resolved, resolver.problems)
}

struct Resolver<'a> {
    own: Vec<(String, String)>,
    library: &'a dyn Library,
    line_of: &'a dyn Fn(usize) -> usize,
    line: usize,
    open: Vec<String>,
    added: usize,
    problems: Vec<Problem>,
}

impl Resolver<'_> {
    fn at(&mut self, origin: Origin) {
        // Inside a snippet the line is that of the include.
        if let (Some(span), true) = (origin.0, self.open.is_empty()) {
            self.line = (self.line_of)(span.start);
        }
    }

    fn problem(&mut self, code: Code, message: String, hint: &str) {
        let problem = Problem {
            code,
            severity: Severity::Error,
            line: self.line,
            step: None,
            message,
            hint: hint.to_owned(),
        };
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    fn steps(&mut self, steps: &mut [Step]) {
        for step in steps {
            self.heading(&mut step.heading);
            self.blocks(&mut step.blocks);
            self.steps(&mut step.steps);
        }
    }

    fn heading(&mut self, heading: &mut Heading) {
        self.at(heading.origin);
        self.inlines(&mut heading.content);
    }

    fn blocks(&mut self, blocks: &mut Vec<Block>) {
        let mut out = Vec::with_capacity(blocks.len());
        for mut block in std::mem::take(blocks) {
            self.at(block.origin);
            match &mut block.kind {
                BlockKind::Snippet { name } => {
                    let name = name.clone();
                    match self.snippet(&name) {
                        Some(included) => out.extend(included),
                        None => out.push(block),
                    }
                    continue;
                }
                BlockKind::Paragraph { content } => self.inlines(content),
                BlockKind::Picture(picture) => self.picture(picture),
                BlockKind::Video(Video {
                    target, content, ..
                }) => {
                    *target = self.words(target);
                    self.inlines(content);
                }
                BlockKind::Callout { blocks, .. } | BlockKind::Quote { blocks } => {
                    self.blocks(blocks);
                }
                BlockKind::List { items, .. } => {
                    for item in items {
                        self.blocks(&mut item.blocks);
                    }
                }
                BlockKind::Table { header, rows, .. } => {
                    for cell in header.iter_mut().chain(rows.iter_mut().flatten()) {
                        self.inlines(&mut cell.content);
                    }
                }
                BlockKind::Heading { heading } => self.inlines(&mut heading.content),
                _ => {}
            }
            out.push(block);
        }
        *blocks = out;
    }

    fn snippet(&mut self, name: &str) -> Option<Vec<Block>> {
        if self.open.iter().any(|open| open == name) {
            let chain = self.open.join(" → ");
            self.problem(
                Code::SnippetCycle,
                format!("the snippet {name} includes itself ({chain} → {name})"),
                "take one of these includes out",
            );
            return None;
        }
        let Some(snippet) = self.library.snippet(name) else {
            self.problem(
                Code::UnknownSnippet,
                format!("there is no snippet {name}"),
                "write snippets/NAME.md, or correct the name",
            );
            return None;
        };
        let mut blocks = as_blocks(snippet);
        self.added += blocks.len();
        if self.open.len() >= MAX_INCLUDES || self.added > MAX_INCLUDED_BLOCKS {
            self.problem(
                Code::TooDeep,
                format!("the snippet {name} would add too much"),
                "include fewer snippets within snippets",
            );
            return None;
        }
        let prefix = self.library.snippet_prefix().to_owned();
        rebase(&mut blocks, &prefix);
        self.open.push(name.to_owned());
        self.blocks(&mut blocks);
        self.open.pop();
        Some(blocks)
    }

    fn inlines(&mut self, content: &mut [Inline]) {
        for inline in content {
            match inline {
                Inline::Variable { name } => {
                    let name = name.clone();
                    if let Some(text) = self.value(&name) {
                        *inline = Inline::Text { text };
                    }
                }
                Inline::Strong { content }
                | Inline::Emphasis { content }
                | Inline::Strikethrough { content } => self.inlines(content),
                Inline::Link {
                    target, content, ..
                } => {
                    *target = self.words(target);
                    self.inlines(content);
                }
                Inline::Picture(picture) => self.picture(picture),
                _ => {}
            }
        }
    }

    fn picture(&mut self, picture: &mut Picture) {
        picture.target = self.words(&picture.target);
        picture.alt = self.words(&picture.alt);
        picture.title = self.words(&picture.title);
    }

    /// The variables in an address or a plain text.
    fn words(&mut self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, name, after)) = crate::read::variable(rest) {
            out.push_str(before);
            match self.value(name) {
                Some(value) => out.push_str(&value),
                None => out.push_str(&rest[before.len()..rest.len() - after.len()]),
            }
            rest = after;
        }
        out.push_str(rest);
        out
    }

    fn value(&mut self, name: &str) -> Option<String> {
        let own = self
            .own
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.clone());
        let value = own.or_else(|| self.library.variable(name));
        if value.is_none() {
            self.problem(
                Code::UnknownVariable,
                format!("the variable {name} has no value"),
                "give it one under [variables] in library.toml, or correct the name",
            );
        }
        value
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
fn rebase(blocks: &mut [Block], prefix: &str) {
    for block in blocks {
        match &mut block.kind {
            BlockKind::Paragraph { content } => rebase_inlines(content, prefix),
            BlockKind::Heading { heading } => rebase_inlines(&mut heading.content, prefix),
            BlockKind::Picture(picture) => rebase_target(&mut picture.target, prefix),
            BlockKind::Video(film) => rebase_target(&mut film.target, prefix),
            BlockKind::Callout { blocks, .. } | BlockKind::Quote { blocks } => {
                rebase(blocks, prefix);
            }
            BlockKind::List { items, .. } => {
                for item in items {
                    rebase(&mut item.blocks, prefix);
                }
            }
            BlockKind::Table { header, rows, .. } => {
                for cell in header.iter_mut().chain(rows.iter_mut().flatten()) {
                    rebase_inlines(&mut cell.content, prefix);
                }
            }
            _ => {}
        }
    }
}

fn rebase_inlines(content: &mut [Inline], prefix: &str) {
    for inline in content {
        match inline {
            Inline::Picture(picture) => rebase_target(&mut picture.target, prefix),
            Inline::Link {
                target, content, ..
            } => {
                rebase_target(target, prefix);
                rebase_inlines(content, prefix);
            }
            Inline::Strong { content }
            | Inline::Emphasis { content }
            | Inline::Strikethrough { content } => rebase_inlines(content, prefix),
            _ => {}
        }
    }
}

fn rebase_target(target: &mut String, prefix: &str) {
    if is_relative(target) && !target.starts_with('#') {
        target.insert_str(0, prefix);
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
