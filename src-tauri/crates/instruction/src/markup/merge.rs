//! Two edits of what is drawn on one picture, object by object.
//!
//! Objects have no names: those that are the same, or of one shape and alike, belong together.
//! Where both sides changed one object in different ways both stand, and where one side removed
//! what the other changed it stays: a redaction is taken away only by who looked at it as it is.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Area, Markup, MarkupObject};
use crate::compare::sequence::common;

/// Two edits in one markup.
#[derive(Debug, Clone, PartialEq)]
pub struct MergedMarkup {
    /// What is drawn now.
    pub markup: Markup,
    /// What both changed.
    pub contradictions: Vec<MarkupContradiction>,
}

/// What both sides changed, each in its own way.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[expect(clippy::large_enum_variant, reason = "there are few, and none is kept")]
pub enum MarkupContradiction {
    /// An object. What both made of it is drawn.
    Object {
        /// What it was; `None` when it was not there.
        #[cfg_attr(feature = "typescript", ts(type = "unknown"))]
        base: Option<MarkupObject>,
        /// What we made of it; `None` when we removed it.
        #[cfg_attr(feature = "typescript", ts(type = "unknown"))]
        ours: Option<MarkupObject>,
        /// What they made of it; `None` when they removed it.
        #[cfg_attr(feature = "typescript", ts(type = "unknown"))]
        theirs: Option<MarkupObject>,
    },
    /// The part that is published. Only what both sides show is shown.
    Crop {
        /// What it was; `None` for all of the picture.
        #[cfg_attr(feature = "typescript", ts(type = "unknown"))]
        base: Option<Area>,
        /// What we made of it.
        #[cfg_attr(feature = "typescript", ts(type = "unknown"))]
        ours: Option<Area>,
        /// What they made of it.
        #[cfg_attr(feature = "typescript", ts(type = "unknown"))]
        theirs: Option<Area>,
    },
}

/// Joins `ours` and `theirs`, which both were made from `base`. A picture without markup has
/// [`Markup::default`].
#[must_use]
pub fn merge_markup(base: &Markup, ours: &Markup, theirs: &Markup) -> MergedMarkup {
    let mut contradictions = Vec::new();
    if ours == base || ours == theirs || theirs == base {
        let markup = if theirs == base { ours } else { theirs };
        return MergedMarkup {
            markup: markup.clone(),
            contradictions,
        };
    }
    let crop = three(&base.crop, &ours.crop, &theirs.crop).unwrap_or_else(|| {
        contradictions.push(MarkupContradiction::Crop {
            base: base.crop,
            ours: ours.crop,
            theirs: theirs.crop,
        });
        shown_by_both(ours.crop, theirs.crop)
    });
    let size = three(&base.size, &ours.size, &theirs.size);
    MergedMarkup {
        markup: Markup {
            format: ours.format.max(theirs.format),
            size: size.unwrap_or(theirs.size.max(ours.size)),
            crop,
            width: three(&base.width, &ours.width, &theirs.width).unwrap_or(ours.width),
            objects: objects(
                &base.objects,
                &ours.objects,
                &theirs.objects,
                &mut contradictions,
            ),
            other: keys(&base.other, &ours.other, &theirs.other).0,
        },
        contradictions,
    }
}

fn three<T: PartialEq + Clone>(base: &T, ours: &T, theirs: &T) -> Option<T> {
    if ours == base || ours == theirs {
        Some(theirs.clone())
    } else {
        (theirs == base).then(|| ours.clone())
    }
}

/// What lies in both areas; either of them if nothing does.
fn shown_by_both(ours: Option<Area>, theirs: Option<Area>) -> Option<Area> {
    let (Some(one), Some(two)) = (ours, theirs) else {
        return ours.or(theirs);
    };
    let (one, two) = (one.upright(), two.upright());
    let (x, y) = (one.x.max(two.x), one.y.max(two.y));
    let both = Area {
        x,
        y,
        width: (one.x + one.width).min(two.x + two.width) - x,
        height: (one.y + one.height).min(two.y + two.height) - y,
    };
    if both.width > 0.0 && both.height > 0.0 {
        return Some(both);
    }
    // The same, whoever merges.
    let smaller = one.width * one.height <= two.width * two.height;
    Some(if smaller { one } else { two })
}

/// Joins two edits of named values; the second is whether none contradicts.
fn keys(
    base: &Map<String, Value>,
    ours: &Map<String, Value>,
    theirs: &Map<String, Value>,
) -> (Map<String, Value>, bool) {
    let mut joined = Map::new();
    let mut agreed = true;
    for (key, value) in theirs.iter().chain(ours) {
        if joined.contains_key(key) {
            continue;
        }
        let (from, our, their) = (base.get(key), ours.get(key), theirs.get(key));
        match three(&from, &our, &their) {
            Some(Some(kept)) => drop(joined.insert(key.clone(), kept.clone())),
            Some(None) => {}
            None => {
                agreed = false;
                joined.insert(key.clone(), value.clone());
            }
        }
    }
    (joined, agreed)
}

/// An object as its named values.
fn values(object: &MarkupObject) -> Map<String, Value> {
    match serde_json::to_value(object) {
        Ok(Value::Object(values)) => values,
        _ => Map::new(),
    }
}

fn objects(
    base: &[MarkupObject],
    ours: &[MarkupObject],
    theirs: &[MarkupObject],
    contradictions: &mut Vec<MarkupContradiction>,
) -> Vec<MarkupObject> {
    let (in_ours, in_theirs) = (align(base, ours), align(base, theirs));
    let added = |found: &[Option<usize>], side: &[MarkupObject]| -> Vec<Option<usize>> {
        // For each of a side what it was.
        let mut was = vec![None; side.len()];
        for (at, place) in found.iter().enumerate() {
            if let Some(place) = place {
                was[*place] = Some(at);
            }
        }
        was
    };
    let our_was = added(&in_ours, ours);
    let their_was = added(&in_theirs, theirs);
    let mut out = Vec::with_capacity(ours.len().max(theirs.len()));
    for (at, from) in base.iter().enumerate() {
        let our = in_ours[at].map(|at| &ours[at]);
        let their = in_theirs[at].map(|at| &theirs[at]);
        match (our, their) {
            (Some(our), Some(their)) => {
                if let Some(object) = object(from, our, their) {
                    out.push(object);
                } else {
                    ask(Some(from), our.into(), their.into(), contradictions);
                    out.extend([our.clone(), their.clone()]);
                }
            }
            (Some(kept), None) | (None, Some(kept)) if kept != from => {
                ask(Some(from), our, their, contradictions);
                out.push(kept.clone());
            }
            _ => {}
        }
    }
    // What was added lies on top. What both added alike is drawn once.
    let new = |was: &[Option<usize>], side: &[MarkupObject]| -> Vec<MarkupObject> {
        let list = was.iter().zip(side).filter(|(was, _)| was.is_none());
        list.map(|(_, object)| object.clone()).collect()
    };
    let (mut one, mut two) = (new(&our_was, ours), new(&their_was, theirs));
    let said = |list: &[MarkupObject]| serde_json::to_string(list).unwrap_or_default();
    if said(&two) < said(&one) {
        std::mem::swap(&mut one, &mut two);
    }
    let mut seen: HashMap<String, usize> = HashMap::new();
    for object in &one {
        *seen.entry(key(object)).or_default() += 1;
    }
    out.extend(one);
    out.extend(two.into_iter().filter(|object| {
        let left = seen.get_mut(&key(object)).filter(|left| **left > 0);
        let is_new = left.is_none();
        if let Some(left) = left {
            *left -= 1;
        }
        is_new
    }));
    out
}

fn ask(
    base: Option<&MarkupObject>,
    ours: Option<&MarkupObject>,
    theirs: Option<&MarkupObject>,
    contradictions: &mut Vec<MarkupContradiction>,
) {
    contradictions.push(MarkupContradiction::Object {
        base: base.cloned(),
        ours: ours.cloned(),
        theirs: theirs.cloned(),
    });
}

/// Joins two edits of one object: one may move it and the other colour it.
fn object(base: &MarkupObject, ours: &MarkupObject, theirs: &MarkupObject) -> Option<MarkupObject> {
    if let Some(one) = three(base, ours, theirs) {
        return Some(one);
    }
    let (joined, agreed) = keys(&values(base), &values(ours), &values(theirs));
    agreed
        .then(|| serde_json::from_value(Value::Object(joined)).ok())
        .flatten()
}

fn key(object: &MarkupObject) -> String {
    serde_json::to_string(object).unwrap_or_default()
}

/// How far an object is looked for among those that are left.
const NEAR: usize = 20;

/// For each of `old` its place in `new`, rising.
fn align(old: &[MarkupObject], new: &[MarkupObject]) -> Vec<Option<usize>> {
    let keys = |list: &[MarkupObject]| -> Vec<u64> {
        list.iter()
            .map(|object| crate::compare::hash_of(&key(object)))
            .collect()
    };
    let mut to_new = vec![None; old.len()];
    let mut last = (0, 0);
    for (a, b) in common(&keys(old), &keys(new))
        .into_iter()
        .chain([(old.len(), new.len())])
    {
        let mut next = last.1;
        for at in last.0..a {
            let near = next..b.min(next + NEAR);
            let likest = near
                .map(|place| (alike(&old[at], &new[place]), place))
                .filter(|(alike, _)| *alike > 0)
                .max_by_key(|(alike, place)| (*alike, std::cmp::Reverse(*place)));
            if let Some((_, place)) = likest {
                to_new[at] = Some(place);
                next = place + 1;
            }
        }
        if a < old.len() {
            to_new[a] = Some(b);
        }
        last = (a + 1, b + 1);
    }
    to_new
}

/// How many values two objects of one shape share; 0 for others.
fn alike(one: &MarkupObject, two: &MarkupObject) -> usize {
    if std::mem::discriminant(&one.shape) != std::mem::discriminant(&two.shape) {
        return 0;
    }
    let (one, two) = (values(one), values(two));
    one.iter()
        .filter(|(key, value)| two.get(*key) == Some(value))
        .count()
}
