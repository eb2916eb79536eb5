//! The front matter as a list of values, agreements and variables one by one.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::front_matter::FrontMatter;

/// What a value is called.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub(crate) field: String,
    /// Which agreement or variable.
    pub(crate) name: Option<String>,
    /// A key of its own in the file, not one that this version knows.
    is_other: bool,
    /// How many of that name stand before it: an editor may have made two.
    before: usize,
}

/// The fields that hold pairs.
const PAIRS: [&str; 2] = ["agreements", "variables"];

/// The values of a front matter, in its order.
#[derive(Debug, Default)]
pub(crate) struct Values {
    pub(crate) list: Vec<(Key, Value)>,
    places: HashMap<Key, usize>,
}

impl Values {
    pub(crate) fn of(front: &FrontMatter) -> Self {
        let mut values = Self::default();
        let Ok(Value::Object(mut fields)) = serde_json::to_value(front) else {
            return values;
        };
        fields.remove("other");
        let pairs = PAIRS.map(|field| (field, fields.remove(field)));
        for (field, value) in fields {
            let says_nothing = match &value {
                Value::Null => true,
                Value::Array(list) => list.is_empty(),
                Value::String(text) => field == "numbering" && text == "steps",
                _ => false,
            };
            if !says_nothing {
                values.push(&field, None, false, value);
            }
        }
        for (field, pairs) in pairs {
            let Some(Value::Array(pairs)) = pairs else {
                continue;
            };
            for pair in pairs {
                if let Some(name) = pair[0].as_str() {
                    values.push(field, Some(name), false, pair[1].clone());
                }
            }
        }
        for (field, value) in &front.other {
            values.push(field, None, true, value.clone());
        }
        values
    }

    fn push(&mut self, field: &str, name: Option<&str>, is_other: bool, value: Value) {
        let mut key = Key {
            field: field.into(),
            name: name.map(Into::into),
            is_other,
            before: 0,
        };
        while self.places.contains_key(&key) {
            key.before += 1;
        }
        self.set(key, value);
    }

    pub(crate) fn get(&self, key: &Key) -> Option<&Value> {
        self.places.get(key).map(|at| &self.list[*at].1)
    }

    /// Puts a value behind the others.
    pub(crate) fn set(&mut self, key: Key, value: Value) {
        self.places.insert(key.clone(), self.list.len());
        self.list.push((key, value));
    }

    /// The front matter that says this.
    pub(crate) fn into_front_matter(self) -> FrontMatter {
        let mut fields = Map::new();
        let mut other = Vec::new();
        for (key, value) in self.list {
            if key.is_other {
                other.push((key.field, value));
            } else if let Some(name) = key.name {
                let list = fields
                    .entry(key.field)
                    .or_insert_with(|| Value::Array(Vec::new()));
                if let Value::Array(list) = list {
                    list.push(Value::Array(vec![Value::String(name), value]));
                }
            } else {
                fields.insert(key.field, value);
            }
        }
        let known = serde_json::from_value(Value::Object(fields));
        FrontMatter {
            other,
            ..known.unwrap_or_default()
        }
    }
}

/// A value as people read it.
pub(crate) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(list) if list.iter().all(Value::is_string) => {
            let words: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
            words.join(", ")
        }
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Document;

    #[test]
    fn what_is_taken_apart_is_put_together() {
        let text = "---\nid: 01A\nstatus: pilot\nnumbering: none\ntags: [a, b]\nagreements:\n  speed: 4\nvariables:\n  a: b\nx: {y: [1]}\nz:\n---\n";
        let document = Document::read(text.as_bytes());
        let mut front = document.tree().front_matter.clone();
        front.variables.push(("a".into(), "c".into()));
        front.other.push(("status".into(), Value::from(3)));
        assert_eq!(Values::of(&front).into_front_matter(), front);
        assert_eq!(Values::of(&front).list.len(), 10);
    }
}
