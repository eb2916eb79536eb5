//! The words of a text, and what somebody looks for in them.
//!
//! A word is a run of letters and digits, without case and accents. Writing that puts no spaces
//! between its words (Chinese, Japanese, Thai …) is taken letter by letter, and several letters
//! that are looked for must follow each other.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use foldhash::fast::RandomState;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// So many words are looked for at most; who types more has pasted something.
const MOST_TERMS: usize = 24;
/// So many words follow each other in one of them at most.
const MOST_PARTS: usize = 64;
/// A word is told by its beginning.
const LONGEST: usize = 64;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// Where it stands, in bytes.
    pub place: Range<usize>,
    /// Without case and accents.
    pub plain: Cow<'a, str>,
}

/// What is looked for: each term must be in the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The words of each, which must follow each other; the last need only be begun.
    terms: Vec<Vec<String>>,
}

/// Where a query was found in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The places of what was found, in their order, none over another.
    pub places: Vec<Range<usize>>,
    /// Which of the terms were found.
    pub terms: Vec<bool>,
}

/// The words of a text.
pub fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    places(text).filter_map(|place| {
        let plain = plain(&text[place.clone()]);
        // Marks alone have no letters left.
        (!plain.is_empty()).then_some(Word { place, plain })
    })
}

/// Where the words of a text stand.
fn places(text: &str) -> impl Iterator<Item = Range<usize>> {
    let letter_at = |at: usize| text[at..].chars().next();
    let mut at = 0;
    std::iter::from_fn(move || {
        let first = loop {
            let letter = letter_at(at)?;
            if is_letter(letter) {
                break letter;
            }
            at += letter.len_utf8();
        };
        let start = at;
        at += first.len_utf8();
        let alone = stands_alone(first);
        loop {
            // Most letters are these.
            if !alone {
                let rest = text.as_bytes()[at..].iter();
                at += rest.take_while(|byte| byte.is_ascii_alphanumeric()).count();
            }
            match letter_at(at) {
                Some(next) if is_mark(next) || !alone && is_letter(next) && !stands_alone(next) => {
                    at += next.len_utf8();
                }
                _ => return Some(start..at),
            }
        }
    })
}

fn is_letter(character: char) -> bool {
    character.is_alphanumeric() || is_mark(character)
}

/// Most characters are plain, and the tables large.
fn is_mark(character: char) -> bool {
    !character.is_ascii() && is_combining_mark(character)
}

/// Whether a letter is of writing that puts no spaces between words.
fn stands_alone(letter: char) -> bool {
    !letter.is_ascii()
        && matches!(u32::from(letter),
        0x0E00..=0x0EFF // Thai, Lao
        | 0x1000..=0x109F // Myanmar
        | 0x1780..=0x17FF // Khmer
        | 0x2E80..=0x2FDF // radicals
        | 0x3005..=0x3007
        | 0x3040..=0x30FF // Hiragana, Katakana
        | 0x31F0..=0x31FF
        | 0x3400..=0x4DBF
        | 0x4E00..=0x9FFF
        | 0xF900..=0xFAFF
        | 0xFF66..=0xFF9F
        | 0x2_0000..=0x3_FFFF)
}

/// Without case and accents, in the plainest form of each letter.
fn plain(word: &str) -> Cow<'_, str> {
    if word
        .bytes()
        .all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase())
    {
        return Cow::Borrowed(word);
    }
    let mut plain = String::with_capacity(word.len());
    push_plain(word, &mut plain);
    Cow::Owned(plain)
}

fn push_plain(word: &str, plain: &mut String) {
    if word.is_ascii() {
        let start = plain.len();
        plain.push_str(word);
        plain[start..].make_ascii_lowercase();
        return;
    }
    // Letter by letter: the order of marks is all that depends on more than one.
    for letter in word.chars() {
        decompose_compatible(letter, |part| {
            for small in part.to_lowercase() {
                // Some letters come apart into more than letters.
                decompose_compatible(small, |part| {
                    if !is_combining_mark(part) && part.is_alphanumeric() {
                        plain.push(part);
                    }
                });
            }
        });
    }
}

impl Query {
    /// What somebody typed. Signs are passed by; any text is understood.
    #[must_use]
    pub fn new(typed: &str) -> Self {
        let terms = typed
            .split_whitespace()
            .map(|term| {
                words(term)
                    .map(|word| word.plain.chars().take(LONGEST).collect())
                    .take(MOST_PARTS)
                    .collect::<Vec<String>>()
            })
            .filter(|term| !term.is_empty())
            .take(MOST_TERMS)
            .collect();
        Self { terms }
    }

    /// Whether nothing is looked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Looks for each of the terms in a text.
    #[must_use]
    pub fn find(&self, text: &str) -> Places {
        let mut found = Places {
            places: Vec::new(),
            terms: vec![false; self.terms.len()],
        };
        if self.is_empty() {
            return found;
        }
        // The words that a longer term may still need.
        let longest = self.terms.iter().map(Vec::len).max().unwrap_or(1);
        let mut window = std::collections::VecDeque::with_capacity(longest);
        let mut words = words(text);
        let mut covered = 0;
        loop {
            while window.len() < longest
                && let Some(word) = words.next()
            {
                window.push_back(word);
            }
            let Some(first) = window.front() else {
                return found;
            };
            let mut end = None;
            for (term, is_found) in self.terms.iter().zip(&mut found.terms) {
                if begins(&window, term) {
                    *is_found = true;
                    let last: &Word<'_> = &window[term.len() - 1];
                    end = end.max(Some(last.place.end));
                }
            }
            if let Some(end) = end
                && end > covered
            {
                let start = first.place.start.max(covered);
                found.places.push(start..end);
                covered = end;
            }
            window.pop_front();
        }
    }

    /// As FTS5 reads it: what has all words in any order, as the index keeps no order. Every word
    /// is quoted, so that none of them is taken for more than a word.
    pub(super) fn expression(&self) -> String {
        let mut words = Vec::new();
        for term in &self.terms {
            let last = term.len().saturating_sub(1);
            for (at, word) in term.iter().enumerate() {
                let begun = if at == last { " *" } else { "" };
                let word = format!("\"{}\"{begun}", word.replace('"', ""));
                if !words.contains(&word) {
                    words.push(word);
                }
            }
        }
        words.join(" ")
    }
}

fn begins(words: &std::collections::VecDeque<Word<'_>>, term: &[String]) -> bool {
    let Some((last, before)) = term.split_last() else {
        return false;
    };
    words.len() >= term.len()
        && before
            .iter()
            .zip(words)
            .all(|(wanted, word)| cut(&word.plain) == wanted)
        && words[before.len()].plain.starts_with(last.as_str())
}

/// As much of a word as counts.
fn cut(plain: &str) -> &str {
    if plain.len() <= LONGEST {
        return plain;
    }
    plain
        .char_indices()
        .nth(LONGEST)
        .map_or(plain, |(end, _)| &plain[..end])
}

impl Places {
    /// Whether every term was found.
    #[must_use]
    pub fn all(&self) -> bool {
        self.terms.iter().all(|found| *found)
    }
}

/// The words by which a text is found, each once, where it weighs most.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    pub(super) title: String,
    pub(super) headings: String,
    pub(super) text: String,
}

impl Columns {
    /// Of what it is called, what its parts are called, and all of it.
    #[must_use]
    pub fn new(title: &str, headings: &str, text: &str) -> Self {
        // Written one after another first: what is known refers to them and is not copied.
        let all = [title, headings, text].map(|text| {
            let mut words = String::with_capacity(text.len());
            let mut ends = Vec::with_capacity(text.len() / 6);
            for place in places(text) {
                let start = words.len();
                push_plain(&text[place], &mut words);
                words.truncate(start + cut(&words[start..]).len());
                if words.len() > start {
                    ends.push(words.len());
                }
            }
            (words, ends)
        });
        let count = all.iter().map(|(_, ends)| ends.len()).sum();
        let mut known = HashSet::with_capacity_and_hasher(count, RandomState::default());
        let [title, headings, text] = all.each_ref().map(|(words, ends)| {
            let mut line = String::with_capacity(words.len());
            let mut start = 0;
            for end in ends {
                let word = &words[start..*end];
                start = *end;
                if known.insert(word) {
                    line.push_str(word);
                    line.push(' ');
                }
            }
            line
        });
        Self {
            title,
            headings,
            text,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found<'a>(query: &str, text: &'a str) -> Vec<&'a str> {
        let found = Query::new(query).find(text);
        let places = found.places.into_iter().map(|place| &text[place]);
        if found.terms.iter().all(|found| *found) {
            places.collect()
        } else {
            Vec::new()
        }
    }

    #[test]
    fn a_beginning_is_found_whatever_its_case_and_accents() {
        assert_eq!(found("CAFE ze", "Open het Café aan zee"), ["Café", "zee"]);
        assert_eq!(found("cafe", "cafe\u{301}"), ["cafe\u{301}"]);
        assert_eq!(found("istanbul", "İstanbul"), ["İstanbul"]);
        assert_eq!(found("abc", "ＡＢＣ"), ["ＡＢＣ"]);
        assert!(found("afe", "Open het café").is_empty());
        assert!(found("open deur", "Open het café").is_empty());
    }

    #[test]
    fn what_is_written_with_signs_is_found_as_it_is_written() {
        assert_eq!(
            found("e-mail", "Stuur een E-mail naar post@x.nl"),
            ["E-mail"]
        );
        assert_eq!(found("post@x", "naar post@x.nl"), ["post@x"]);
        assert_eq!(found("ma/post", "mail/post"), Vec::<&str>::new());
        assert_eq!(found("& open", "Open"), ["Open"]);
    }

    #[test]
    fn writing_without_spaces_is_found_within() {
        assert_eq!(found("发票", "预订采购发票。"), ["发票"]);
        assert!(found("票发", "预订采购发票。").is_empty());
        assert_eq!(found("한국", "한국어"), ["한국어"]);
    }

    #[test]
    fn what_overlaps_is_marked_once() {
        assert_eq!(found("a-b b-c", "a b c"), ["a b", " c"]);
        assert_eq!(found("fac factuur", "factuur"), ["factuur"]);
    }

    proptest! {
        /// As Unicode defines it for a whole text.
        #[test]
        fn a_word_is_plain_as_its_normal_form_is(word in "[\\p{L}\\p{N}\\p{M}]{0,12}") {
            use unicode_normalization::UnicodeNormalization as _;
            let whole: String = word
                .nfkd()
                .flat_map(char::to_lowercase)
                .nfkd()
                .filter(|letter| !is_combining_mark(*letter) && letter.is_alphanumeric())
                .collect();
            prop_assert_eq!(plain(&word), whole);
        }

        #[test]
        fn a_word_of_a_text_is_found_in_it(text in "\\PC{0,60}") {
            for word in words(&text) {
                let query = Query::new(&text[word.place.clone()]);
                prop_assert!(!query.is_empty());
                let found = query.find(&text);
                prop_assert!(found.all(), "{word:?} in {text:?}");
            }
        }

        #[test]
        fn places_are_in_order_and_on_letters(query in "\\PC{0,20}", text in "\\PC{0,60}") {
            let mut at = 0;
            for place in Query::new(&query).find(&text).places {
                prop_assert!(place.start >= at && place.end > place.start);
                prop_assert!(text.get(place.clone()).is_some());
                at = place.end;
            }
        }

        #[test]
        fn an_expression_has_nothing_but_quoted_words(query in any::<String>()) {
            let expression = Query::new(&query).expression();
            let words = expression.split('"').skip(1).step_by(2);
            for word in words {
                prop_assert!(word.chars().all(|letter| letter.is_alphanumeric() || letter == ' '));
                prop_assert!(!word.trim().is_empty());
            }
            let between = expression.split('"').step_by(2);
            for sign in between {
                prop_assert!(sign.chars().all(|sign| sign == ' ' || sign == '*'));
            }
        }
    }
}
