//! The front matter key by key, agreements and variables one by one, tags too.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use serde_json::Value;

use super::Answer;
use super::asked::{Asked, three};
use super::order;
use crate::compare::values::{Key, Values, shown};
use crate::front_matter::FrontMatter;

pub(super) fn join(
    base: &FrontMatter,
    ours: &FrontMatter,
    theirs: &FrontMatter,
    asked: &mut Asked,
) -> FrontMatter {
    if let Some(one) = three(base, ours, theirs) {
        return one.clone();
    }
    asked.step = None;
    let (base, our, their) = (Values::of(base), Values::of(ours), Values::of(theirs));
    let keys = |values: &Values| -> Vec<Key> {
        let keys = values.list.iter().map(|(key, _)| key.clone());
        keys.collect()
    };
    let mut joined = Values::default();
    for key in in_order(&keys(&base), &keys(&our), &keys(&their), asked.ours_first) {
        let (from, mine, other) = (base.get(&key), our.get(&key), their.get(&key));
        let kept = three(from, mine, other)
            .map(Option::<&Value>::cloned)
            .or_else(|| Some(Some(tags(&key, [from?, mine?, other?], asked.ours_first)?)))
            .unwrap_or_else(|| {
                let text = |value: Option<&Value>| {
                    let name = key.name.as_ref().unwrap_or(&key.field);
                    value.map_or(String::new(), |value| format!("{name}: {}", shown(value)))
                };
                let kept = match asked.ask(text(from), text(mine), text(other)) {
                    Answer::Ours => mine,
                    Answer::Theirs => other,
                    // A value that one side took away stays rather than go.
                    Answer::Both => mine.or(other),
                };
                kept.cloned()
            });
        if let Some(kept) = kept {
            joined.set(key, kept);
        }
    }
    joined.into_front_matter()
}

/// Tags are a set: what one side added is added, what one took away is gone.
fn tags(key: &Key, sides: [&Value; 3], ours_first: bool) -> Option<Value> {
    if key.field != "tags" {
        return None;
    }
    let words = |value: &Value| -> Option<Vec<String>> {
        let words = value.as_array()?.iter();
        words.map(|word| Some(word.as_str()?.to_owned())).collect()
    };
    let [base, ours, theirs] = sides;
    let (base, ours, theirs) = (words(base)?, words(ours)?, words(theirs)?);
    let all = in_order(&base, &ours, &theirs, ours_first);
    let [base, ours, theirs] =
        [&base, &ours, &theirs].map(|words| words.iter().collect::<HashSet<_>>());
    let kept = all.into_iter().filter(|tag| {
        let (mine, other) = (ours.contains(tag), theirs.contains(tag));
        if base.contains(tag) {
            mine && other
        } else {
            mine || other
        }
    });
    Some(kept.collect())
}

/// What is in any of the lists, once, in the order of both sides.
fn in_order<T: Clone + Eq + Hash>(
    base: &[T],
    ours: &[T],
    theirs: &[T],
    ours_first: bool,
) -> Vec<T> {
    let mut known: HashMap<T, usize> = HashMap::new();
    let mut all: Vec<T> = Vec::new();
    let mut numbers = |list: &[T]| -> Vec<usize> {
        let mut numbers = Vec::with_capacity(list.len());
        let mut seen = HashSet::new();
        for value in list {
            let number = *known.entry(value.clone()).or_insert_with(|| {
                all.push(value.clone());
                all.len() - 1
            });
            if seen.insert(number) {
                numbers.push(number);
            }
        }
        numbers
    };
    let (base, ours, theirs) = (numbers(base), numbers(ours), numbers(theirs));
    let (first, second) = if ours_first {
        (ours, theirs)
    } else {
        (theirs, ours)
    };
    let order = order::joined(&base, &first, &second);
    order
        .into_iter()
        .map(|number| all[number].clone())
        .collect()
}
