//! Texts word by word.

use super::{Run, RunKind};
use crate::compare::sequence::common;
use crate::compare::words::{Token, Words};
use crate::tree::Inline;

/// A title; nothing when it did not change.
pub(super) fn of_title(old: &[Inline], new: &[Inline]) -> Vec<Run> {
    if old == new {
        return Vec::new();
    }
    runs(old, new)
}

/// Running text.
pub(super) fn runs(old: &[Inline], new: &[Inline]) -> Vec<Run> {
    let mut words = Words::default();
    let (old, new) = (words.tokens(old), words.tokens(new));
    marked(&words, &old, &new)
}

/// A text of lines.
pub(super) fn lines(old: &str, new: &str) -> Vec<Run> {
    marked(&Words::default(), &Words::lines(old), &Words::lines(new))
}

fn marked<'a>(words: &Words<'a>, old: &[Token<'a>], new: &[Token<'a>]) -> Vec<Run> {
    let pairs = without_lone_spaces(&common(old, new), old, new);
    let mut out: Vec<Run> = Vec::new();
    let mut push = |kind, tokens: &[Token<'a>]| {
        if !tokens.is_empty() {
            let content = words.content(tokens);
            out.push(Run { kind, content });
        }
    };
    let (mut was, mut is) = (0, 0);
    let mut at = 0;
    while at < pairs.len() {
        let (a, b) = pairs[at];
        push(RunKind::Deleted, &old[was..a]);
        push(RunKind::Inserted, &new[is..b]);
        let length = stretch(&pairs[at..]);
        push(RunKind::Equal, &old[a..a + length]);
        (was, is) = (a + length, b + length);
        at += length;
    }
    push(RunKind::Deleted, &old[was..]);
    push(RunKind::Inserted, &new[is..]);
    out
}

/// How many pairs follow each other on both sides.
fn stretch(pairs: &[(usize, usize)]) -> usize {
    let follow = pairs
        .windows(2)
        .take_while(|two| two[1] == (two[0].0 + 1, two[0].1 + 1))
        .count();
    (follow + 1).min(pairs.len())
}

/// A space between two words that changed is no word that stayed: `[-one-] [-two-]` reads worse
/// than `[-one two-]`.
fn without_lone_spaces(
    pairs: &[(usize, usize)],
    old: &[Token<'_>],
    new: &[Token<'_>],
) -> Vec<(usize, usize)> {
    let mut kept = Vec::with_capacity(pairs.len());
    let mut at = 0;
    while at < pairs.len() {
        let length = stretch(&pairs[at..]);
        let part = &pairs[at..at + length];
        let (first, last) = (part[0], part[length - 1]);
        let at_an_end = first == (0, 0) || last == (old.len() - 1, new.len() - 1);
        if at_an_end || part.iter().any(|(place, _)| !old[*place].is_space()) {
            kept.extend_from_slice(part);
        }
        at += length;
    }
    kept
}
