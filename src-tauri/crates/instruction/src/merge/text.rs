//! Running text word by word, other text line by line.

use std::ops::Range;

use super::asked::three;
use crate::compare::sequence::common;
use crate::compare::words::{Token, Words};
use crate::normal;
use crate::tree::Inline;

/// What two edits of a text come to.
pub(super) enum Text<T> {
    /// Both are in it.
    Joined(T),
    /// They contradict. What does not is in both.
    Apart { ours: T, theirs: T },
}

impl<T> Text<T> {
    pub(super) fn map<U>(self, each: impl Fn(T) -> U) -> Text<U> {
        match self {
            Self::Joined(text) => Text::Joined(each(text)),
            Self::Apart { ours, theirs } => Text::Apart {
                ours: each(ours),
                theirs: each(theirs),
            },
        }
    }
}

impl<T: Clone> Text<T> {
    /// As each side has it, and whether that is the same.
    pub(super) fn each(self) -> (T, T, bool) {
        match self {
            Self::Joined(text) => (text.clone(), text, true),
            Self::Apart { ours, theirs } => (ours, theirs, false),
        }
    }
}

/// Two edits contradict with fewer unchanged words between them: what one wrote may not fit what
/// the other did beside it.
const WORDS_BETWEEN: usize = 2;
/// As [`WORDS_BETWEEN`], for lines.
const LINES_BETWEEN: usize = 1;

pub(super) fn words(base: &[Inline], ours: &[Inline], theirs: &[Inline]) -> Text<Vec<Inline>> {
    if let Some(one) = three(base, ours, theirs) {
        return Text::Joined(one.to_vec());
    }
    let mut words = Words::default();
    let [base, ours, theirs] = [base, ours, theirs].map(|content| words.tokens(content));
    tokens([&base, &ours, &theirs], WORDS_BETWEEN)
        .map(|tokens| normal::tidied(words.content(&tokens)))
}

pub(super) fn lines(base: &str, ours: &str, theirs: &str) -> Text<String> {
    if let Some(one) = three(base, ours, theirs) {
        return Text::Joined(one.to_owned());
    }
    let [base, ours, theirs] = [base, ours, theirs].map(Words::lines);
    tokens([&base, &ours, &theirs], LINES_BETWEEN).map(|lines| Words::text(&lines))
}

/// A stretch of the three texts.
struct Stretch {
    kind: Kind,
    at: [Range<usize>; 3],
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// Nobody changed a word.
    Same,
    /// Both changed it alike.
    Alike,
    Ours,
    Theirs,
    Both,
}

fn tokens<'a>(sides: [&[Token<'a>]; 3], between: usize) -> Text<Vec<Token<'a>>> {
    let mut stretches = stretches(sides);
    apart(&mut stretches, sides[0], between);
    let taken = |side: usize| {
        let mut out: Vec<Token<'a>> = Vec::new();
        for stretch in &stretches {
            let of = |side: usize| &sides[side][stretch.at[side].clone()];
            match stretch.kind {
                // Its form, as how it is wrapped, may have changed.
                Kind::Same => out.extend(
                    of(0)
                        .iter()
                        .zip(of(1).iter().zip(of(2)))
                        .map(|(base, (ours, theirs))| if ours == base { theirs } else { ours }),
                ),
                Kind::Ours => out.extend(of(1)),
                Kind::Theirs | Kind::Alike => out.extend(of(2)),
                Kind::Both => out.extend(of(side)),
            }
        }
        out
    };
    let apart = stretches.iter().any(|stretch| stretch.kind == Kind::Both);
    if apart {
        Text::Apart {
            ours: taken(1),
            theirs: taken(2),
        }
    } else {
        Text::Joined(taken(2))
    }
}

fn stretches(sides: [&[Token<'_>]; 3]) -> Vec<Stretch> {
    let [base, ours, theirs] = sides.map(|tokens| -> Vec<Token<'_>> {
        tokens.iter().map(|token| token.wrapped_alike()).collect()
    });
    let to = |side: &[Token<'_>]| {
        let mut to = vec![None; base.len()];
        for (at, place) in common(&base, side) {
            to[at] = Some(place);
        }
        to
    };
    let (to_ours, to_theirs) = (to(&ours), to(&theirs));
    let mut out: Vec<Stretch> = Vec::new();
    let mut last = [0; 3];
    let stays = |at: usize| Some([at, to_ours[at]?, to_theirs[at]?]);
    let ends = [base.len(), ours.len(), theirs.len()];
    for next in (0..base.len()).filter_map(stays).chain([ends]) {
        let at: [Range<usize>; 3] = std::array::from_fn(|side| last[side]..next[side]);
        if at.iter().any(|range| !range.is_empty()) {
            let of = [
                &base[at[0].clone()],
                &ours[at[1].clone()],
                &theirs[at[2].clone()],
            ];
            let kind = if of[1] == of[2] {
                Kind::Alike
            } else if of[1] == of[0] {
                Kind::Theirs
            } else if of[2] == of[0] {
                Kind::Ours
            } else {
                Kind::Both
            };
            out.push(Stretch { kind, at });
        }
        if next != ends {
            match out.last_mut() {
                Some(stretch) if stretch.kind == Kind::Same => {
                    for range in &mut stretch.at {
                        range.end += 1;
                    }
                }
                _ => out.push(Stretch {
                    kind: Kind::Same,
                    at: next.map(|at| at..at + 1),
                }),
            }
        }
        last = next.map(|at| at + 1);
    }
    out
}

/// Edits of both sides that are too near each other contradict.
fn apart(stretches: &mut [Stretch], base: &[Token<'_>], between: usize) {
    let mut last: Option<(usize, usize)> = None;
    for at in 0..stretches.len() {
        let kind = stretches[at].kind;
        if matches!(kind, Kind::Same | Kind::Alike) {
            let tokens = &base[stretches[at].at[0].clone()];
            let words = tokens.iter().filter(|token| token.is_word()).count();
            last = last.map(|(before, count)| (before, count + words));
            continue;
        }
        if let Some((before, words)) = last
            && words < between
            && stretches[before].kind != kind
        {
            stretches[before].kind = Kind::Both;
            stretches[at].kind = Kind::Both;
        }
        last = Some((at, 0));
    }
}
