//! The front matter key by key.

use serde_json::Value;

use super::ValueChange;
use crate::compare::values::{Key, Values, shown};
use crate::front_matter::FrontMatter;

pub(super) fn changes(old: &FrontMatter, new: &FrontMatter) -> Vec<ValueChange> {
    if old == new {
        return Vec::new();
    }
    let (was, is) = (Values::of(old), Values::of(new));
    let mut out = Vec::new();
    let mut push = |key: &Key, old: Option<&Value>, new: Option<&Value>| {
        if old != new {
            out.push(ValueChange {
                key: key.field.clone(),
                name: key.name.clone(),
                old: old.map(shown),
                new: new.map(shown),
            });
        }
    };
    for (key, value) in &was.list {
        push(key, Some(value), is.get(key));
    }
    for (key, value) in &is.list {
        if was.get(key).is_none() {
            push(key, None, Some(value));
        }
    }
    out
}
