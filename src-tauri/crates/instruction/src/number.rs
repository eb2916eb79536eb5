//! Numbers and addresses of steps. Both are made from the tree, never stored.

use std::collections::{HashMap, HashSet};

use crate::front_matter::Numbering;
use crate::tree::{Inline, Instruction, Step, plain_text};

/// The number and address of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// `1`, `1.1`; none when the instruction is not numbered.
    pub number: Option<String>,
    /// Its id, or the slug of its title, made unique in the document.
    pub id: String,
    /// 1 for a step, 2 for a sub-step …
    pub depth: u8,
    /// Its words, without a number that somebody typed.
    pub content: Vec<Inline>,
}

impl Place {
    /// `1.1 Open the inbox`, as a problem or list names it.
    #[must_use]
    pub fn label(&self) -> String {
        let title = plain_text(&self.content);
        match &self.number {
            Some(number) => format!("{number} {title}"),
            None => title,
        }
    }
}

/// The places of all steps, each before its sub-steps.
#[must_use]
pub fn places(instruction: &Instruction) -> Vec<Place> {
    let mut titles = Vec::new();
    collect(&instruction.steps, &mut titles);
    let typed = titles
        .iter()
        .filter(|title| typed_number(title).is_some())
        .count();
    let mut numbering = Walk {
        numbered: instruction.front_matter.numbering == Numbering::Steps,
        mostly_typed: typed * 2 > titles.len(),
        taken: HashSet::new(),
        authored: HashSet::new(),
        counts: HashMap::new(),
        places: Vec::with_capacity(titles.len()),
    };
    // Ids that authors wrote come first: a slug gives way to them.
    reserve(&instruction.steps, &mut numbering.taken);
    numbering.walk(&instruction.steps, "", 1);
    numbering.places
}

fn collect(steps: &[Step], titles: &mut Vec<String>) {
    for step in steps {
        titles.push(plain_text(&step.heading.content));
        collect(&step.steps, titles);
    }
}

fn reserve(steps: &[Step], taken: &mut HashSet<String>) {
    for step in steps {
        taken.extend(step.heading.id.clone());
        reserve(&step.steps, taken);
    }
}

struct Walk {
    numbered: bool,
    mostly_typed: bool,
    taken: HashSet<String>,
    /// The ids of authors that came up.
    authored: HashSet<String>,
    /// The last number behind an id that came up before.
    counts: HashMap<String, usize>,
    places: Vec<Place>,
}

impl Walk {
    fn walk(&mut self, steps: &[Step], prefix: &str, depth: u8) {
        for (index, step) in steps.iter().enumerate() {
            let number = format!("{prefix}{}", index + 1);
            let title = plain_text(&step.heading.content);
            let content = if self.numbered {
                without_number(&step.heading.content, &title, &number, self.mostly_typed)
            } else {
                step.heading.content.clone()
            };
            let id = match &step.heading.id {
                Some(id) if self.authored.insert(id.clone()) => id.clone(),
                Some(id) => self.unique(id),
                None => self.unique(&slug(&title)),
            };
            self.places.push(Place {
                number: self.numbered.then(|| number.clone()),
                id,
                depth,
                content,
            });
            self.walk(&step.steps, &format!("{number}."), depth.saturating_add(1));
        }
    }

    /// As GitHub does it: `-1`, `-2` …
    fn unique(&mut self, id: &str) -> String {
        let id = if id.is_empty() { "step" } else { id };
        if self.taken.insert(id.to_owned()) {
            return id.to_owned();
        }
        let count = self.counts.entry(id.to_owned()).or_default();
        loop {
            *count += 1;
            let next = format!("{id}-{count}");
            if self.taken.insert(next.clone()) {
                return next;
            }
        }
    }
}

/// The address that GitHub and most Markdown tools give to a heading: lower case, spaces as
/// hyphens, punctuation left out.
#[must_use]
pub fn slug(title: &str) -> String {
    let mut out = String::new();
    for c in title.trim().chars().take(200) {
        if c.is_alphanumeric() || c == '_' || c == '-' {
            out.extend(c.to_lowercase());
        } else if c.is_whitespace() {
            out.push('-');
        }
    }
    out
}

/// The number that a title begins with: its text, its length with the space after it, and
/// whether a dot or bracket ends it.
fn typed_number(title: &str) -> Option<(&str, usize, bool)> {
    for word in ["Stap ", "Step ", "stap ", "step "] {
        if let Some(rest) = title.strip_prefix(word) {
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let after = rest[digits..].trim_start();
            if digits > 0
                && let Some(after) = after.strip_prefix([':', '.', ')', '-', '–', '—'])
            {
                let after = after.trim_start();
                if !after.is_empty() {
                    return Some((&rest[..digits], title.len() - after.len(), true));
                }
            }
        }
    }
    let length = title.len()
        - title
            .trim_start_matches(|c: char| c.is_ascii_digit() || c == '.')
            .len();
    let number = title[..length].trim_end_matches('.');
    if number.is_empty() || number.starts_with('.') || number.contains("..") || number.len() > 12 {
        return None;
    }
    let rest = &title[length..];
    let ended = length > number.len() || rest.starts_with(')');
    let rest = rest.strip_prefix(')').unwrap_or(rest);
    let words = rest.trim_start();
    if words.is_empty() || words.len() == rest.len() {
        return None;
    }
    Some((number, title.len() - words.len(), ended))
}

/// A title without its typed number. "3 invoices" keeps its 3: a number goes only if it is ended
/// by a dot or bracket, is the step's own, or stands before most titles of the document.
fn without_number(
    content: &[Inline],
    title: &str,
    number: &str,
    mostly_typed: bool,
) -> Vec<Inline> {
    let Some((typed, length, ended)) = typed_number(title) else {
        return content.to_vec();
    };
    if !(ended || typed == number || mostly_typed) {
        return content.to_vec();
    }
    let mut content = content.to_vec();
    if let Some(Inline::Text { text }) = content.first_mut()
        && text.len() >= length
        && text.is_char_boundary(length)
    {
        text.replace_range(..length, "");
    }
    content.retain(|inline| !matches!(inline, Inline::Text { text } if text.is_empty()));
    content
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Document;

    fn labels(markdown: &str) -> Vec<String> {
        places(Document::read(markdown.as_bytes()).tree())
            .iter()
            .map(Place::label)
            .collect()
    }

    #[test]
    fn a_typed_number_is_not_shown_twice() {
        assert_eq!(
            labels("# T\n## 1. Open\n### 1.1 Read\n## Stap 2: Book\n## 3 Close\n## 4) Done\n"),
            ["1 Open", "1.1 Read", "2 Book", "3 Close", "4 Done"]
        );
    }

    #[test]
    fn a_number_that_belongs_to_the_words_stays() {
        assert_eq!(
            labels("# T\n## Open\n## 3 invoices\n## 24/7 help\n## 2024\n"),
            ["1 Open", "2 3 invoices", "3 24/7 help", "4 2024"]
        );
    }

    #[test]
    fn ids_are_unique_and_authors_come_first() {
        let document =
            Document::read(b"# T\n## Open\n## Open\n## Other {#open}\n## ...\n## X {#open}\n");
        let ids: Vec<String> = places(document.tree())
            .into_iter()
            .map(|place| place.id)
            .collect();
        assert_eq!(ids, ["open-1", "open-2", "open", "step", "open-3"]);
        // A sub-step's too.
        let document = Document::read(b"# T\n## A {#x}\n### B {#x}\n");
        let ids: Vec<String> = places(document.tree())
            .into_iter()
            .map(|place| place.id)
            .collect();
        assert_eq!(ids, ["x", "x-1"]);
    }

    #[test]
    fn a_reference_page_has_no_numbers() {
        assert_eq!(
            labels("---\nnumbering: none\n---\n# T\n## 1. One\n## Two\n"),
            ["1. One", "Two"]
        );
    }
}
