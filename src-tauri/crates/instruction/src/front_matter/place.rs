//! A change of the front matter in place: only the bytes of the value that changed, so that its
//! comment, its quotes and the form of its list stay.

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};
use serde_json::Value;

use super::{FrontMatter, Numbering, Status, quoted};

/// The value of a key as it is to be.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum New {
    Word(String),
    List(Vec<String>),
    Pairs(Vec<(String, String)>),
    Other(Value),
}

/// Each key that says something, with its value.
pub(super) fn values(front: &FrontMatter) -> Vec<(String, New)> {
    let mut values = Vec::new();
    let mut word = |key: &str, value: Option<&str>| {
        if let Some(value) = value {
            values.push((key.to_owned(), New::Word(value.to_owned())));
        }
    };
    word("id", front.id.as_deref());
    word("status", front.status.map(Status::as_str));
    word("language", front.language.as_deref());
    word("owner", front.owner.as_deref());
    word("review-by", front.review_by.as_deref());
    if front.numbering == Numbering::None {
        word("numbering", Some("none"));
    }
    if !front.tags.is_empty() {
        values.push(("tags".into(), New::List(front.tags.clone())));
    }
    for (key, pairs) in [
        ("agreements", &front.agreements),
        ("variables", &front.variables),
    ] {
        if !pairs.is_empty() {
            values.push((key.into(), New::Pairs(pairs.clone())));
        }
    }
    for (key, value) in &front.other {
        values.push((key.clone(), New::Other(value.clone())));
    }
    values
}

/// A value as it stands in the source, with its bytes.
#[derive(Debug)]
pub(super) struct Place {
    span: Range<usize>,
    kind: Kind,
}

/// Each key, with its value.
type Pairs = Vec<(Range<usize>, Place)>;

#[derive(Debug)]
enum Kind {
    Scalar(ScalarStyle),
    Sequence(Vec<Place>),
    Mapping(Pairs),
    Other,
}

/// The values of the top-level keys of YAML that was read before, in the order of the source.
pub(super) fn places(yaml: &str) -> Option<Vec<Place>> {
    let mut reader = Reader {
        parser: Parser::new_from_str(yaml),
        offsets: yaml.char_indices().map(|(at, _)| at).collect(),
        yaml,
    };
    loop {
        if let (Event::MappingStart(..), _) = reader.next()? {
            break;
        }
    }
    let pairs = reader.pairs()?.0;
    Some(pairs.into_iter().map(|(_, place)| place).collect())
}

struct Reader<'a> {
    parser: Parser<'a, saphyr_parser::StrInput<'a>>,
    offsets: Vec<usize>,
    yaml: &'a str,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<(Event<'a>, Range<usize>)> {
        let (event, span): (_, Span) = self.parser.next_event()?.ok()?;
        let byte = |at: usize| self.offsets.get(at).copied().unwrap_or(self.yaml.len());
        Some((event, byte(span.start.index())..byte(span.end.index())))
    }

    fn place(&mut self, event: &Event<'a>, span: Range<usize>) -> Option<Place> {
        let start = span.start;
        let (kind, end) = match event {
            Event::Scalar(_, style, ..) => {
                let end = start + closed(&self.yaml[start..span.end], *style);
                (Kind::Scalar(*style), end)
            }
            Event::SequenceStart(..) => {
                let mut items = Vec::new();
                loop {
                    let (event, span) = self.next()?;
                    if matches!(event, Event::SequenceEnd) {
                        break (Kind::Sequence(items), span.end);
                    }
                    items.push(self.place(&event, span)?);
                }
            }
            Event::MappingStart(..) => {
                let (pairs, end) = self.pairs()?;
                (Kind::Mapping(pairs), end)
            }
            _ => (Kind::Other, span.end),
        };
        Some(Place {
            span: start..end.max(start),
            kind,
        })
    }

    fn pairs(&mut self) -> Option<(Pairs, usize)> {
        let mut pairs = Vec::new();
        loop {
            let (event, key) = self.next()?;
            if matches!(event, Event::MappingEnd) {
                return Some((pairs, key.end));
            }
            let (event, span) = self.next()?;
            let place = self.place(&event, span)?;
            pairs.push((key, place));
        }
    }
}

/// The length of a scalar without the comment that the parser counts to one in quotes.
fn closed(text: &str, style: ScalarStyle) -> usize {
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        match (style, c) {
            (ScalarStyle::SingleQuoted, '\'') if chars.peek().is_some_and(|(_, c)| *c == '\'') => {
                chars.next();
            }
            (ScalarStyle::DoubleQuoted, '\\') => {
                chars.next();
            }
            (ScalarStyle::SingleQuoted, '\'') | (ScalarStyle::DoubleQuoted, '"') => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// What is put where.
pub(super) type Edits = Vec<(Range<usize>, String)>;

/// The edits that make `new` of the `old` value at a place; `None` if the whole key is to be
/// written anew.
pub(super) fn change(
    yaml: &str,
    place: &Place,
    old: &New,
    new: &New,
    line_end: &str,
) -> Option<Edits> {
    match (new, &place.kind) {
        (New::Word(word), _) => Some(vec![scalar(place, word)?]),
        (New::Other(Value::String(word)), Kind::Scalar(_)) => Some(vec![scalar(place, word)?]),
        (New::Other(value), Kind::Scalar(ScalarStyle::Plain))
            if !place.span.is_empty() && !value.is_array() && !value.is_object() =>
        {
            Some(vec![(place.span.clone(), value.to_string())])
        }
        (New::List(words), Kind::Scalar(_)) if words.iter().all(|word| !word.contains(',')) => {
            let (span, text) = scalar(place, &words.join(", "))?;
            // Between words a comma needs no quotes.
            let plain = matches!(place.kind, Kind::Scalar(ScalarStyle::Plain))
                && words.iter().all(|word| quoted(word) == *word);
            Some(vec![(span, if plain { words.join(", ") } else { text })])
        }
        (New::List(new), Kind::Sequence(items)) => {
            let New::List(old) = old else { return None };
            let items: Vec<Item<'_>> = items
                .iter()
                .map(|place| Item { key: None, place })
                .collect();
            let old: Vec<Entry<'_>> = old.iter().map(|word| (None, word.as_str())).collect();
            let new: Vec<Entry<'_>> = new.iter().map(|word| (None, word.as_str())).collect();
            entries(yaml, place, &items, &old, &new, line_end)
        }
        (New::Pairs(new), Kind::Mapping(pairs)) => {
            let New::Pairs(old) = old else { return None };
            let items: Vec<Item<'_>> = pairs
                .iter()
                .map(|(key, place)| Item {
                    key: Some(key.clone()),
                    place,
                })
                .collect();
            let entry = |(key, value): &'_ (String, String)| (key.clone(), value.clone());
            let old: Vec<(String, String)> = old.iter().map(entry).collect();
            let new: Vec<(String, String)> = new.iter().map(entry).collect();
            let old: Vec<Entry<'_>> = old
                .iter()
                .map(|(k, v)| (Some(k.as_str()), v.as_str()))
                .collect();
            let new: Vec<Entry<'_>> = new
                .iter()
                .map(|(k, v)| (Some(k.as_str()), v.as_str()))
                .collect();
            entries(yaml, place, &items, &old, &new, line_end)
        }
        _ => None,
    }
}

/// Whether nothing stands at a place.
pub(super) fn is_empty(place: &Place) -> bool {
    place.span.is_empty() && matches!(place.kind, Kind::Scalar(ScalarStyle::Plain))
}

/// A word in the quotes of the one before it.
fn scalar(place: &Place, word: &str) -> Option<(Range<usize>, String)> {
    let Kind::Scalar(style) = place.kind else {
        return None;
    };
    if place.span.is_empty() {
        return None;
    }
    let text = match style {
        ScalarStyle::SingleQuoted if !word.chars().any(char::is_control) => {
            format!("'{}'", word.replace('\'', "''"))
        }
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
            Value::String(word.to_owned()).to_string()
        }
        ScalarStyle::Plain => quoted(word),
        _ => return None,
    };
    Some((place.span.clone(), text))
}

/// An item of a list, or a key with its value.
struct Item<'a> {
    key: Option<Range<usize>>,
    place: &'a Place,
}

impl Item<'_> {
    fn start(&self) -> usize {
        self.key
            .as_ref()
            .map_or(self.place.span.start, |key| key.start)
    }
}

type Entry<'a> = (Option<&'a str>, &'a str);

fn written(entry: &Entry<'_>) -> String {
    match entry {
        (Some(key), value) => format!("{}: {}", quoted(key), quoted(value)),
        (None, value) => quoted(value),
    }
}

fn entries(
    yaml: &str,
    whole: &Place,
    items: &[Item<'_>],
    old: &[Entry<'_>],
    new: &[Entry<'_>],
    line_end: &str,
) -> Option<Edits> {
    if items.len() != old.len() || items.is_empty() || new.is_empty() {
        return None;
    }
    let same = |pairs: &mut dyn Iterator<Item = (&Entry<'_>, &Entry<'_>)>| {
        pairs.take_while(|(a, b)| a == b).count()
    };
    let front = same(&mut old.iter().zip(new));
    let room = old.len().min(new.len()) - front;
    let back = same(&mut old.iter().rev().zip(new.iter().rev())).min(room);
    let (old_end, new_end) = (old.len() - back, new.len() - back);
    let mut edits = Edits::new();
    let mut at = front;
    while at < old_end && at < new_end {
        let (was, is, item) = (&old[at], &new[at], &items[at]);
        if was.1 != is.1 {
            edits.push(scalar(item.place, is.1)?);
        }
        if let (Some(key), true) = (&item.key, was.0 != is.0) {
            edits.push((key.clone(), quoted(is.0?)));
        }
        at += 1;
    }
    let flow = yaml[whole.span.start..].starts_with(['[', '{']);
    let line_start = |at: usize| yaml[..at].rfind('\n').map_or(0, |end| end + 1);
    let line_stop = |at: usize| yaml[at..].find('\n').map_or(yaml.len(), |end| at + end + 1);
    let end = |item: &Item<'_>| item.place.span.end;
    if at < new_end {
        let added = new[at..new_end].iter().map(written);
        edits.push(if flow {
            if let Some(before) = at.checked_sub(1) {
                let place = end(&items[before]);
                let added = added.map(|entry| format!(", {entry}"));
                (place..place, added.collect())
            } else {
                let place = items[0].start();
                let added = added.map(|entry| format!("{entry}, "));
                (place..place, added.collect())
            }
        } else {
            let model = &items[at.saturating_sub(1)];
            let lead = &yaml[line_start(model.start())..model.start()];
            let place = match at.checked_sub(1) {
                Some(before) => line_stop(end(&items[before])),
                None => line_start(items[0].start()),
            };
            let added = added.map(|entry| format!("{lead}{entry}{line_end}"));
            (place..place, added.collect())
        });
    }
    if at < old_end {
        edits.push(if !flow {
            (
                line_start(items[at].start())..line_stop(end(&items[old_end - 1])),
                String::new(),
            )
        } else if at > 0 {
            (end(&items[at - 1])..end(&items[old_end - 1]), String::new())
        } else {
            (items[0].start()..items.get(old_end)?.start(), String::new())
        });
    }
    Some(edits)
}
