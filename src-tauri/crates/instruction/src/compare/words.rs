//! Running text as words, each with the marks that it stands in, and back.

use std::collections::HashMap;

use unicode_segmentation::UnicodeSegmentation;

use crate::tree::Inline;

/// A form that words stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Mark<'a> {
    Strong,
    Emphasis,
    Strikethrough,
    Link { target: &'a str, title: &'a str },
}

/// A word or what stands between two, or a piece that has no words of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Leaf<'a> {
    Word(&'a str),
    Whole(&'a Inline),
}

/// A piece of text that is compared as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Token<'a> {
    leaf: Leaf<'a>,
    /// The marks that it stands in, by their place in [`Words`].
    marks: usize,
}

impl Token<'_> {
    /// Whether it is nothing but white space.
    pub(crate) fn is_space(&self) -> bool {
        match self.leaf {
            Leaf::Word(word) => word.chars().all(char::is_whitespace),
            Leaf::Whole(inline) => matches!(inline, Inline::SoftBreak),
        }
    }

    /// Whether it says something: no white space, no punctuation.
    pub(crate) fn is_word(&self) -> bool {
        match self.leaf {
            Leaf::Word(word) => word.chars().any(char::is_alphanumeric),
            Leaf::Whole(inline) => !matches!(inline, Inline::SoftBreak | Inline::HardBreak),
        }
    }

    /// What it is compared by: how a text is wrapped is no difference.
    pub(crate) fn wrapped_alike(mut self) -> Self {
        if matches!(self.leaf, Leaf::Whole(Inline::SoftBreak)) {
            self.leaf = Leaf::Word(" ");
        }
        self
    }
}

/// Knows the marks of the texts that are compared with each other.
#[derive(Debug)]
pub(crate) struct Words<'a> {
    /// Each within another; the first is no mark at all.
    marks: Vec<Option<(usize, Mark<'a>)>>,
    known: HashMap<(usize, Mark<'a>), usize>,
}

impl Default for Words<'_> {
    fn default() -> Self {
        Self {
            marks: vec![None],
            known: HashMap::new(),
        }
    }
}

impl<'a> Words<'a> {
    /// Takes a text apart.
    pub(crate) fn tokens(&mut self, content: &'a [Inline]) -> Vec<Token<'a>> {
        let mut out = Vec::new();
        self.take(content, 0, &mut out);
        out
    }

    /// Takes a text without form apart into its lines.
    pub(crate) fn lines(text: &'a str) -> Vec<Token<'a>> {
        let token = |line| Token {
            leaf: Leaf::Word(line),
            marks: 0,
        };
        text.split_inclusive('\n').map(token).collect()
    }

    /// Puts lines together.
    pub(crate) fn text(lines: &[Token<'a>]) -> String {
        let text = lines.iter().map(|line| match line.leaf {
            Leaf::Word(line) => line,
            Leaf::Whole(_) => "",
        });
        text.collect()
    }

    fn take(&mut self, content: &'a [Inline], marks: usize, out: &mut Vec<Token<'a>>) {
        for inline in content {
            let (mark, inner) = match inline {
                Inline::Text { text } => {
                    out.extend(text.split_word_bounds().map(|word| Token {
                        leaf: Leaf::Word(word),
                        marks,
                    }));
                    continue;
                }
                Inline::Strong { content } => (Mark::Strong, content),
                Inline::Emphasis { content } => (Mark::Emphasis, content),
                Inline::Strikethrough { content } => (Mark::Strikethrough, content),
                Inline::Link {
                    target,
                    title,
                    content,
                } if !content.is_empty() => (Mark::Link { target, title }, content),
                _ => {
                    out.push(Token {
                        leaf: Leaf::Whole(inline),
                        marks,
                    });
                    continue;
                }
            };
            let next = self.marks.len();
            let within = *self.known.entry((marks, mark)).or_insert(next);
            if within == next {
                self.marks.push(Some((marks, mark)));
            }
            self.take(inner, within, out);
        }
    }

    /// Puts tokens together to a text. What stands in the same marks side by side is joined.
    pub(crate) fn content(&self, tokens: &[Token<'a>]) -> Vec<Inline> {
        let mut open: Vec<(usize, Vec<Inline>)> = vec![(0, Vec::new())];
        for token in tokens {
            if open.last().is_none_or(|(marks, _)| *marks != token.marks) {
                let mut wanted = Vec::new();
                let mut at = token.marks;
                while let Some((outer, _)) = self.marks[at] {
                    wanted.push(at);
                    at = outer;
                }
                wanted.reverse();
                let kept = open[1..]
                    .iter()
                    .zip(&wanted)
                    .take_while(|((is, _), wanted)| is == *wanted)
                    .count();
                self.close(&mut open, kept + 1);
                open.extend(wanted.drain(kept..).map(|marks| (marks, Vec::new())));
            }
            let Some((_, content)) = open.last_mut() else {
                continue;
            };
            match (content.last_mut(), token.leaf) {
                (Some(Inline::Text { text }), Leaf::Word(word)) => text.push_str(word),
                (_, Leaf::Word(word)) => content.push(Inline::Text { text: word.into() }),
                (_, Leaf::Whole(inline)) => content.push(inline.clone()),
            }
        }
        self.close(&mut open, 1);
        open.pop().map(|(_, content)| content).unwrap_or_default()
    }

    fn close(&self, open: &mut Vec<(usize, Vec<Inline>)>, to: usize) {
        while open.len() > to {
            let Some((marks, content)) = open.pop() else {
                return;
            };
            let Some((_, mark)) = self.marks[marks] else {
                return;
            };
            let inline = match mark {
                Mark::Strong => Inline::Strong { content },
                Mark::Emphasis => Inline::Emphasis { content },
                Mark::Strikethrough => Inline::Strikethrough { content },
                Mark::Link { target, title } => Inline::Link {
                    target: target.into(),
                    title: title.into(),
                    content,
                },
            };
            if let Some((_, outer)) = open.last_mut() {
                outer.push(inline);
            }
        }
    }
}
