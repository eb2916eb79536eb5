//! The front matter: YAML between two lines of `---` at the very start of a file.
//!
//! It is read into [`FrontMatter`] and never written as a whole: a change replaces the lines of
//! the changed key, so that order, comments and unknown keys stay as the author left them.
//! Aliases are refused, since a few lines of them can stand for gigabytes.

use saphyr_parser::{Event, Parser, ScalarStyle, Span as YamlSpan};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use self::place::New;
use crate::problem::{Code, Problem, Severity};

mod place;

/// What the front matter says.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct FrontMatter {
    /// The ULID of the instruction.
    pub id: Option<String>,
    /// How far it is.
    pub status: Option<Status>,
    /// BCP 47.
    pub language: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// `YYYY-MM-DD`
    pub review_by: Option<String>,
    /// For finding it.
    pub tags: Vec<String>,
    /// `quality`, `speed`, `delivery` or another name, with what was agreed, in the order of the
    /// file.
    pub agreements: Vec<(String, String)>,
    /// Whether steps are numbered: `numbering: none` says no.
    pub numbering: Numbering,
    /// Values for `{{name}}` that hold in this instruction only.
    pub variables: Vec<(String, String)>,
    /// Keys that this version does not know, in the order of the file.
    #[cfg_attr(feature = "typescript", ts(type = "Array<[string, unknown]>"))]
    pub other: Vec<(String, Value)>,
}

/// Whether steps are numbered.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Numbering {
    /// 1, 1.1, 1.2, 2 …
    #[default]
    Steps,
    /// A reference page.
    None,
}

/// How far an instruction is.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Being written.
    Draft,
    /// Tried out with the team.
    Pilot,
    /// In force.
    Approved,
    /// No longer in force.
    Retired,
}

impl Status {
    /// As it is written in the front matter.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Pilot => "pilot",
            Self::Approved => "approved",
            Self::Retired => "retired",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Draft, Self::Pilot, Self::Approved, Self::Retired]
            .into_iter()
            .find(|status| status.as_str() == text)
    }
}

/// A longer front matter is refused: it is no front matter.
const MAX_BYTES: usize = 256 << 10;
/// More keys on one level are refused.
const MAX_KEYS: usize = 1000;

/// The front matter as it stands in the file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Source {
    /// Where the document's text begins: after the closing line, or 0.
    pub(crate) end: usize,
    /// The YAML, between the two lines.
    yaml: std::ops::Range<usize>,
    /// The top-level keys, each with the bytes from its line to the next key's.
    keys: Vec<(String, std::ops::Range<usize>)>,
    /// Whether it can be changed key by key.
    readable: bool,
}

impl Source {
    /// Where a key stands in the file.
    pub(crate) fn offset_of(&self, key: &str) -> Option<usize> {
        let (_, range) = self.keys.iter().find(|(known, _)| known == key)?;
        Some(range.start)
    }
}

/// Reads the front matter of `text`, if it begins with one.
pub(crate) fn read(text: &str, problems: &mut Vec<Problem>) -> (FrontMatter, Source) {
    let Some((yaml, end)) = locate(text) else {
        return (
            FrontMatter::default(),
            Source {
                readable: true,
                ..Source::default()
            },
        );
    };
    let mut source = Source {
        end,
        yaml: yaml.clone(),
        ..Source::default()
    };
    let parsed = if yaml.len() > MAX_BYTES {
        Err((1, format!("it is longer than {} kB", MAX_BYTES / 1024)))
    } else {
        parse(&text[yaml.clone()])
    };
    match parsed {
        Ok(entries) => {
            source.readable = true;
            let starts: Vec<usize> = entries.iter().map(|entry| yaml.start + entry.at).collect();
            for (index, entry) in entries.iter().enumerate() {
                let stop = starts.get(index + 1).copied().unwrap_or(yaml.end);
                source.keys.push((entry.key.clone(), starts[index]..stop));
            }
            let mut front = FrontMatter::default();
            for entry in entries {
                take(&mut front, entry, problems);
            }
            (front, source)
        }
        Err((line, message)) => {
            problems.push(Problem::new(
                Code::FrontMatterUnreadable,
                Severity::Error,
                line + 1,
                format!("the front matter is no YAML: {message}"),
                "mend this line, or put the value between quotes; until then the front matter is \
                 ignored and kept as it is",
            ));
            (FrontMatter::default(), source)
        }
    }
}

/// The range of the YAML and the offset after the closing line. Both lines must be exactly `---`
/// (the closing one may be `...`).
fn locate(text: &str) -> Option<(std::ops::Range<usize>, usize)> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next()?;
    if first.trim_end() != "---" || !first.ends_with('\n') {
        return None;
    }
    let mut at = first.len();
    let start = at;
    for line in lines {
        if matches!(line.trim_end(), "---" | "...") {
            return Some((start..at, at + line.len()));
        }
        at += line.len();
    }
    None
}

struct Entry {
    key: String,
    /// The byte offset of the key in the YAML.
    at: usize,
    /// From 1, in the YAML.
    line: usize,
    value: Node,
    /// For a scalar: the text as written.
    text: Option<String>,
}

type Failure = (usize, String);

/// A value of YAML, its keys in the order of the file.
enum Node {
    Scalar(Value),
    Sequence(Vec<Node>),
    Mapping(Vec<(String, Node)>),
}

impl Node {
    fn into_json(self) -> Value {
        match self {
            Self::Scalar(value) => value,
            Self::Sequence(items) => items.into_iter().map(Self::into_json).collect(),
            Self::Mapping(pairs) => Value::Object(
                pairs
                    .into_iter()
                    .map(|(key, node)| (key, node.into_json()))
                    .collect::<Map<_, _>>(),
            ),
        }
    }
}

/// Deeper YAML is refused: this front matter has two levels.
const MAX_DEPTH: usize = 16;

struct YamlReader<'a> {
    parser: Parser<'a, saphyr_parser::StrInput<'a>>,
}

impl<'a> YamlReader<'a> {
    fn next(&mut self) -> Result<(Event<'a>, YamlSpan), Failure> {
        match self.parser.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => Err((error.marker().line(), error.info().to_owned())),
            None => Err((1, "it ends too early".into())),
        }
    }

    fn node(&mut self, event: Event<'a>, line: usize, depth: usize) -> Result<Node, Failure> {
        if depth > MAX_DEPTH {
            return Err((line, "it is nested too deeply".into()));
        }
        match event {
            Event::Scalar(text, style, ..) => Ok(Node::Scalar(scalar(&text, style))),
            Event::SequenceStart(..) => {
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, _) => return Ok(Node::Sequence(items)),
                        (event, span) => {
                            items.push(self.node(event, span.start.line(), depth + 1)?);
                        }
                    }
                }
            }
            Event::MappingStart(..) => {
                let mut pairs = Vec::new();
                loop {
                    let (event, span) = self.next()?;
                    let key = match event {
                        Event::MappingEnd => return Ok(Node::Mapping(pairs)),
                        Event::Scalar(text, ..) => text.into_owned(),
                        _ => return Err((span.start.line(), "a key must be a word".into())),
                    };
                    if pairs.len() >= MAX_KEYS {
                        return Err((
                            span.start.line(),
                            format!("it has more than {MAX_KEYS} keys"),
                        ));
                    }
                    let (event, span) = self.next()?;
                    let node = self.node(event, span.start.line(), depth + 1)?;
                    pairs.push((key, node));
                }
            }
            Event::Alias(_) => Err((line, "aliases (*name) are not allowed".into())),
            _ => Err((line, "it ends too early".into())),
        }
    }
}

fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::String(text.to_owned());
    }
    match text {
        "" | "~" | "null" => Value::Null,
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => text
            .parse::<i64>()
            .map_or_else(|_| Value::String(text.to_owned()), Value::from),
    }
}

fn parse(yaml: &str) -> Result<Vec<Entry>, Failure> {
    let mut reader = YamlReader {
        parser: Parser::new_from_str(yaml),
    };
    loop {
        let (event, span) = reader.next()?;
        match event {
            Event::StreamEnd => return Ok(Vec::new()),
            Event::MappingStart(..) => break,
            Event::Scalar(text, ..) if text.is_empty() => return Ok(Vec::new()),
            Event::Scalar(..) | Event::SequenceStart(..) | Event::Alias(_) => {
                return Err((
                    span.start.line(),
                    "expected lines such as `status: draft`".into(),
                ));
            }
            _ => {}
        }
    }
    let mut entries: Vec<Entry> = Vec::new();
    let mut offsets = yaml.char_indices().map(|(at, _)| at);
    let mut passed = 0;
    loop {
        let (event, span) = reader.next()?;
        let key = match event {
            Event::MappingEnd => return Ok(entries),
            Event::Scalar(text, ..) => text.into_owned(),
            _ => return Err((span.start.line(), "a key must be a word".into())),
        };
        let line = span.start.line();
        if entries.len() >= MAX_KEYS {
            return Err((line, format!("it has more than {MAX_KEYS} keys")));
        }
        // The parser counts characters.
        let at = offsets
            .nth(span.start.index() - passed)
            .unwrap_or(yaml.len());
        passed = span.start.index() + 1;
        let (event, value_span) = reader.next()?;
        let text = match &event {
            Event::Scalar(text, ..) => Some(text.clone().into_owned()),
            _ => None,
        };
        let value = reader.node(event, value_span.start.line(), 1)?;
        if entries.iter().any(|entry| entry.key == key) {
            return Err((line, format!("`{key}` stands there twice")));
        }
        entries.push(Entry {
            key,
            at,
            line,
            value,
            text,
        });
    }
}

fn take(front: &mut FrontMatter, entry: Entry, problems: &mut Vec<Problem>) {
    let mut wrong = |hint: &str| {
        problems.push(Problem {
            subject: Some(entry.key.clone()),
            ..Problem::new(
                Code::FrontMatterValue,
                Severity::Error,
                // The YAML begins on the second line of the file.
                entry.line + 1,
                format!(
                    "`{}: {}` is not understood",
                    entry.key,
                    entry.text.as_deref().unwrap_or("…")
                ),
                hint,
            )
        });
    };
    let text = || entry.text.clone().filter(|text| !text.is_empty());
    match entry.key.as_str() {
        "id" | "language" | "owner" if entry.text.is_none() => {
            wrong("write it as one word or name");
        }
        "id" => front.id = text(),
        "language" => front.language = text(),
        "owner" => front.owner = text(),
        "status" => {
            front.status = entry.text.as_deref().and_then(Status::parse);
            if front.status.is_none() {
                wrong("write draft, pilot, approved or retired");
            }
        }
        "review-by" => {
            front.review_by = text().filter(|date| is_date(date));
            if front.review_by.is_none() {
                wrong("write a date as 2027-03-01");
            }
        }
        "numbering" => match entry.text.as_deref() {
            Some("none") => front.numbering = Numbering::None,
            Some("steps") => front.numbering = Numbering::Steps,
            _ => wrong("write none or steps"),
        },
        "tags" => match &entry.value {
            Node::Sequence(items) if items.iter().all(|item| word(item).is_some()) => {
                front.tags = items.iter().filter_map(word).collect();
            }
            Node::Scalar(Value::String(words)) => {
                front.tags = words
                    .split(',')
                    .map(|tag| tag.trim().to_owned())
                    .filter(|tag| !tag.is_empty())
                    .collect();
            }
            Node::Scalar(Value::Null) => {}
            _ => wrong("write a list as [purchasing, invoices]"),
        },
        "agreements" => match pairs(&entry.value) {
            Some(pairs) => front.agreements = pairs,
            None => wrong("write lines such as `  quality: at most 2 corrections per 100`"),
        },
        "variables" => match pairs(&entry.value) {
            Some(pairs) => front.variables = pairs,
            None => wrong("write lines such as `  company: Example Ltd`"),
        },
        _ => front.other.push((entry.key, entry.value.into_json())),
    }
}

fn pairs(node: &Node) -> Option<Vec<(String, String)>> {
    match node {
        Node::Scalar(Value::Null) => Some(Vec::new()),
        Node::Mapping(pairs) => pairs
            .iter()
            .map(|(key, node)| match node {
                Node::Scalar(Value::Null) => Some((key.clone(), String::new())),
                node => Some((key.clone(), word(node)?)),
            })
            .collect(),
        _ => None,
    }
}

fn word(node: &Node) -> Option<String> {
    match node {
        Node::Scalar(Value::String(text)) => Some(text.clone()),
        Node::Scalar(Value::Number(number)) => Some(number.to_string()),
        Node::Scalar(Value::Bool(flag)) => Some(flag.to_string()),
        _ => None,
    }
}

/// Whether a text is a day of the Gregorian calendar as ISO 8601 writes it.
pub(crate) fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    if [year.len(), month.len(), day.len()] != [4, 2, 2] {
        return false;
    }
    let (Ok(year), Ok(month), Ok(day)) = (
        year.parse::<u32>(),
        month.parse::<u32>(),
        day.parse::<u32>(),
    ) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => return false,
    };
    (1..=days).contains(&day)
}

/// The front matter block of `text` with what changed from `old` to `new`; `None` when the
/// block cannot be changed because it is no YAML.
pub(crate) fn rewrite(
    text: &str,
    source: &Source,
    old: &FrontMatter,
    new: &FrontMatter,
    line_end: &str,
) -> Option<String> {
    if old == new {
        return Some(text[..source.end].to_owned());
    }
    if !source.readable {
        return None;
    }
    let small = rewrite_with(text, source, old, new, line_end, true);
    if read(&small, &mut Vec::new()).0 == *new {
        return Some(small);
    }
    Some(rewrite_with(text, source, old, new, line_end, false))
}

/// As [`rewrite`]; `in_place` changes only what changed of a value, else its key is written anew.
fn rewrite_with(
    text: &str,
    source: &Source,
    old: &FrontMatter,
    new: &FrontMatter,
    line_end: &str,
    in_place: bool,
) -> String {
    let before = place::values(old);
    let after = place::values(new);
    let mut yaml = text[source.yaml.clone()].to_owned();
    let places = if in_place {
        place::places(&yaml).filter(|places| places.len() == source.keys.len())
    } else {
        None
    };
    // From the back, so that the ranges stay right.
    let mut edits: place::Edits = Vec::new();
    let mut added = String::new();
    for (key, value) in &after {
        let was = before.iter().find(|(known, _)| known == key);
        if was.is_some_and(|(_, was)| was == value) {
            continue;
        }
        let Some(at) = source.keys.iter().position(|(known, _)| known == key) else {
            added.push_str(&lines_of(key, value));
            continue;
        };
        let small = was
            .and_then(|(_, was)| place::change(&yaml, &places.as_ref()?[at], was, value, line_end));
        if let Some(small) = small {
            edits.extend(small);
            continue;
        }
        let range = &source.keys[at].1;
        let range = range.start - source.yaml.start..range.end - source.yaml.start;
        if let New::Word(word) = value
            && places
                .as_ref()
                .is_some_and(|places| place::is_empty(&places[at]))
            && yaml[range.start + key.len()..].starts_with(':')
        {
            let colon = range.start + key.len() + 1;
            edits.push((colon..colon, format!(" {}", quoted(word))));
            continue;
        }
        let comments = trailing_comments(&yaml[range.clone()]);
        let lines = lines_of(key, value).replace('\n', line_end);
        edits.push((range, lines + &comments));
    }
    for (key, _) in &before {
        if after.iter().all(|(k, _)| k != key)
            && let Some((_, range)) = source.keys.iter().find(|(known, _)| known == key)
        {
            let range = range.start - source.yaml.start..range.end - source.yaml.start;
            let comments = trailing_comments(&yaml[range.clone()]);
            edits.push((range, comments));
        }
    }
    edits.sort_by_key(|(range, _)| std::cmp::Reverse((range.start, range.end)));
    for (range, value) in edits {
        yaml.replace_range(range, &value);
    }
    if !yaml.is_empty() && !yaml.ends_with('\n') {
        yaml.push_str(line_end);
    }
    yaml.push_str(&added.replace('\n', line_end));
    if yaml.is_empty() && source.end == 0 {
        return String::new();
    }
    let close = if source.end == 0 {
        format!("---{line_end}")
    } else {
        text[source.yaml.end..source.end].to_owned()
    };
    format!("---{line_end}{yaml}{close}")
}

/// What follows a value up to the next key: blank and comment lines, which belong to that next
/// key and stay.
fn trailing_comments(entry: &str) -> String {
    let lines: Vec<&str> = entry.split_inclusive('\n').collect();
    let keep = lines
        .iter()
        .rev()
        .take_while(|line| {
            let line = line.trim();
            line.is_empty() || line.starts_with('#')
        })
        .count();
    lines[lines.len() - keep..].concat()
}

/// A key with its value, as lines of YAML.
fn lines_of(key: &str, value: &New) -> String {
    let key = quoted(key);
    match value {
        New::Word(word) => format!("{key}: {}\n", quoted(word)),
        New::List(words) => {
            let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
            format!("{key}: [{}]\n", words.join(", "))
        }
        New::Pairs(pairs) => {
            let mut lines = format!("{key}:\n");
            for (name, value) in pairs {
                lines.push_str(&format!("  {}: {}\n", quoted(name), quoted(value)));
            }
            lines
        }
        // JSON is YAML.
        New::Other(value) => format!("{key}: {value}\n"),
    }
}

/// A scalar that reads back as the same text.
fn quoted(text: &str) -> String {
    let plain = !text.is_empty()
        && text.trim() == text
        && !text.contains([
            ':', '#', '\n', '\r', '\t', '"', '\'', '[', ']', '{', '}', ',', '&', '*', '!', '|',
            '>', '%', '@', '`', '\\',
        ])
        && !text.starts_with(['-', '?', '~', '.', '=', '<'])
        && !text.chars().any(char::is_control)
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "null" | "true" | "false" | "yes" | "no" | "on" | "off"
        )
        && text.parse::<f64>().is_err();
    if plain {
        text.to_owned()
    } else {
        Value::String(text.to_owned()).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Document;

    const TEXT: &str = "---\r\n# of ours\r\nid: 01A\r\nx-tool: {b: 1, a: [2]}\r\nstatus: draft # soon\r\n\r\n# agreed in May\r\nagreements:\r\n  speed: 40 an hour\r\n  quality: \"at most 2: per 100\"\r\n---\r\n# T\r\n";

    fn changed(text: &str, change: impl FnOnce(&mut FrontMatter)) -> String {
        let document = Document::read(text.as_bytes());
        let mut tree = document.tree().clone();
        change(&mut tree.front_matter);
        let written = document.write(&tree);
        assert!(written.faithful);
        String::from_utf8(written.bytes).unwrap()
    }

    #[test]
    fn agreements_are_read_in_the_order_of_the_file() {
        let document = Document::read(TEXT.as_bytes());
        let front = &document.tree().front_matter;
        assert_eq!(
            front.agreements,
            [
                ("speed".to_owned(), "40 an hour".to_owned()),
                ("quality".to_owned(), "at most 2: per 100".to_owned())
            ]
        );
        assert_eq!(front.status, Some(Status::Draft));
        assert_eq!(front.other[0].0, "x-tool");
    }

    #[test]
    fn a_change_keeps_the_other_lines_and_the_comments() {
        let out = changed(TEXT, |front| front.status = Some(Status::Pilot));
        assert_eq!(out, TEXT.replace("draft # soon", "pilot # soon"));
        let out = changed(TEXT, |front| front.agreements.clear());
        assert!(out.contains("# agreed in May\r\n---\r\n"), "{out}");
        let out = changed(TEXT, |front| front.owner = Some("a: b".into()));
        assert_eq!(
            out,
            TEXT.replace("100\"\r\n", "100\"\r\nowner: \"a: b\"\r\n")
        );
    }

    #[test]
    fn a_document_without_front_matter_gets_one() {
        assert_eq!(
            changed("# T\n", |front| front.id = Some("01A".into())),
            "---\nid: 01A\n---\n# T\n"
        );
    }

    /// Only `from` becomes `to`, with both kinds of line ends.
    #[track_caller]
    fn only(text: &str, change: impl Fn(&mut FrontMatter), from: &str, to: &str) {
        for line_end in ["\n", "\r\n"] {
            let text = format!("---\n{text}---\n# Té\n").replace('\n', line_end);
            let (from, to) = (from.replace('\n', line_end), to.replace('\n', line_end));
            assert_eq!(text.matches(&from).count(), 1, "{from}");
            assert_eq!(changed(&text, &change), text.replace(&from, &to));
        }
    }

    #[test]
    fn a_value_keeps_its_comment_and_its_quotes() {
        let owner =
            |name: &'static str| move |front: &mut FrontMatter| front.owner = Some(name.into());
        only(
            "# é\nowner:   ann  # until May\nid: a\n",
            owner("bob"),
            "ann",
            "bob",
        );
        only("owner: 'ann'  # x\n", owner("it's"), "'ann'", "'it''s'");
        only(
            "owner: \"ann\" # x\n",
            owner("b\"ob"),
            "\"ann\"",
            "\"b\\\"ob\"",
        );
        only("owner: ann # x\n", owner("a: b"), "ann", "\"a: b\"");
        only(
            "owner: |\n  ann\n# x\nid: a\n",
            owner("bob"),
            "|\n  ann\n",
            "bob\n",
        );
        only("owner: # x\nid: a\n", owner("bob"), "owner:", "owner: bob");
        only(
            "a: 1 # x\nb: 2\n",
            |front| front.other[0].1 = Value::from(3),
            "a: 1",
            "a: 3",
        );
    }

    #[test]
    fn a_list_keeps_its_form_and_its_comments() {
        let tags = |tags: &'static [&str]| {
            move |front: &mut FrontMatter| {
                front.tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
            }
        };
        let flow = "tags: [ a, 'b',  c ] # x\n";
        only(flow, tags(&["a", "d", "c"]), "'b'", "'d'");
        only(flow, tags(&["a", "b", "c", "d"]), "c ]", "c, d ]");
        only(flow, tags(&["a", "c"]), ", 'b'", "");
        only(flow, tags(&["b", "c"]), "a, ", "");
        only(flow, tags(&["d", "a", "b", "c"]), "a,", "d, a,");
        let block = "tags: # x\n  - a # one\n  # two\n  - \"b\"\nid: a\n";
        only(block, tags(&["a", "c"]), "\"b\"", "\"c\"");
        only(block, tags(&["a", "b", "c"]), "\"b\"\n", "\"b\"\n  - c\n");
        only(block, tags(&["c", "a", "b"]), "  - a", "  - c\n  - a");
        only(block, tags(&["b"]), "  - a # one\n", "");
        only("tags: a, b # x\n", tags(&["a", "c"]), "a, b", "a, c");
    }

    #[test]
    fn a_map_keeps_its_form_and_its_comments() {
        let map =
            "agreements: # x\n    speed: 40 an hour # y\n    # z\n    quality: \"2: 100\"\nid: a\n";
        only(
            map,
            |front| front.agreements[0].1 = "50".into(),
            "40 an hour",
            "\"50\"",
        );
        only(
            map,
            |front| front.agreements[1].1 = "3".into(),
            "\"2: 100\"",
            "\"3\"",
        );
        only(
            map,
            |front| drop(front.agreements.remove(0)),
            "    speed: 40 an hour # y\n",
            "",
        );
        only(
            map,
            |front| front.agreements.push(("delivery".into(), "daily".into())),
            "100\"\n",
            "100\"\n    delivery: daily\n",
        );
        only(
            map,
            |front| front.agreements[0].0 = "pace".into(),
            "speed",
            "pace",
        );
        only(
            "variables: {a: b, c: d} # x\n",
            |front| front.variables[1].1 = "e".into(),
            "c: d",
            "c: e",
        );
    }

    #[test]
    fn what_is_no_yaml_is_said_and_kept() {
        for (text, line) in [
            ("---\nid: [\n---\n# T\n", 2..=4),
            ("---\na: 1\na: 2\n---\n# T\n", 3..=3),
            ("---\na: &x 1\nb: *x\n---\n# T\n", 3..=3),
            ("---\n- a\n---\n# T\n", 2..=2),
        ] {
            let document = Document::read(text.as_bytes());
            let problem = &document.problems()[0];
            assert_eq!(problem.code, Code::FrontMatterUnreadable);
            assert!(line.contains(&problem.line), "{text} {problem:?}");
            assert_eq!(document.write(document.tree()).bytes, text.as_bytes());
            assert!(document.tree().title.is_some());
        }
    }

    #[test]
    fn values_that_are_none_are_said_with_their_line() {
        let document = Document::read(b"---\nid: 1\nstatus: done\nreview-by: 2027-02-30\n---\n");
        let lines: Vec<usize> = document
            .problems()
            .iter()
            .map(|problem| problem.line)
            .collect();
        assert_eq!(lines, [3, 4]);
    }
}
