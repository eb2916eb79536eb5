//! Words found in the texts of a library.

use rayon::prelude::*;
use serde::Serialize;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use werkwijzer_instruction::Instruction;
use werkwijzer_store::INSTRUCTION;

use crate::error::Error;
use crate::library::Library;
use crate::words::passages;

/// Stand around the words that were found; private characters that no text holds.
const MARKS: (char, char) = ('\u{e000}', '\u{e001}');
/// So many characters are shown before and after what was found.
const AROUND: usize = 60;
const MOST: usize = 200;

/// An instruction in which all words were found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Found {
    /// `instructions/book-an-invoice`
    pub folder: String,
    /// Its title.
    pub title: String,
    /// The title of the step that they were found in.
    pub step: Option<String>,
    /// Text around them, with U+E000 before each and U+E001 after.
    pub excerpt: String,
}

impl Library {
    /// Finds the instructions in which every word begins some word of the text, whatever its case
    /// and accents; those that have them in the title first.
    pub fn search(&self, words: &str) -> Result<Vec<Found>, Error> {
        let words: Vec<String> = words.split_whitespace().map(folded).collect();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let mut found: Vec<(bool, Found)> = self
            .instruction_folders()?
            .into_par_iter()
            .filter_map(|folder| {
                // What cannot be read is said where the library is listed.
                let source = self.source(&folder, INSTRUCTION).ok()?;
                let (tree, _) = source.resolved(Some(self), "");
                find(&tree, &source.title(), &folder, &words)
            })
            .collect();
        found.sort_by(|(a_title, a), (b_title, b)| {
            b_title.cmp(a_title).then_with(|| a.title.cmp(&b.title))
        });
        found.truncate(MOST);
        Ok(found.into_iter().map(|(_, found)| found).collect())
    }
}

fn find(tree: &Instruction, title: &str, folder: &str, words: &[String]) -> Option<(bool, Found)> {
    let found = |in_title, step: Option<String>, excerpt| {
        let (folder, title) = (folder.to_owned(), title.to_owned());
        let found = Found {
            folder,
            title,
            step,
            excerpt,
        };
        Some((in_title, found))
    };
    if let Some(excerpt) = excerpt(title, words, true) {
        return found(true, None, excerpt);
    }
    let passages = passages(tree);
    for (step, text) in &passages {
        if let Some(excerpt) = excerpt(text, words, true) {
            return found(false, step.clone(), excerpt);
        }
    }
    // The words may stand in different steps; the first is shown.
    let all: String = passages
        .iter()
        .map(|(_, text)| text.as_str())
        .collect::<Vec<_>>()
        .join("\n");
    excerpt(&format!("{title}\n{all}"), words, true)?;
    let (step, excerpt) = passages
        .iter()
        .find_map(|(step, text)| Some((step.clone(), excerpt(text, words, false)?)))?;
    found(false, step, excerpt)
}

/// The text around the first of the words, marked; `None` unless all (or, if not `every`, one) of
/// them are in it.
fn excerpt(text: &str, words: &[String], every: bool) -> Option<String> {
    let mut hits = Vec::new();
    let mut missing: Vec<&String> = words.iter().collect();
    for (start, word) in words_of(text) {
        let plain = folded(word);
        if let Some(wanted) = words
            .iter()
            .find(|wanted| plain.starts_with(wanted.as_str()))
        {
            hits.push(start..start + word.len());
            missing.retain(|missing| !plain.starts_with(missing.as_str()) && *missing != wanted);
        }
    }
    let first = hits.first()?.start;
    if every && !missing.is_empty() {
        return None;
    }
    let from = text[..first]
        .char_indices()
        .rev()
        .nth(AROUND)
        .map_or(0, |(at, _)| at);
    let to = text[first..]
        .char_indices()
        .nth(2 * AROUND)
        .map_or(text.len(), |(at, _)| first + at);
    let mut marked = String::new();
    if from > 0 {
        marked.push('…');
    }
    let mut at = from;
    for hit in hits.into_iter().filter(|hit| hit.end <= to) {
        marked.push_str(&text[at..hit.start]);
        marked.push(MARKS.0);
        marked.push_str(&text[hit.clone()]);
        marked.push(MARKS.1);
        at = hit.end;
    }
    marked.push_str(&text[at..to]);
    if to < text.len() {
        marked.push('…');
    }
    Some(marked.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn words_of(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split(|character: char| !character.is_alphanumeric() && !is_combining_mark(character))
        .filter_map(move |word| {
            let start = at;
            // The separator may be longer than a byte.
            at = start + word.len();
            at += text[at..].chars().next().map_or(0, char::len_utf8);
            (!word.is_empty()).then_some((start, word))
        })
}

/// Without case and accents.
fn folded(word: &str) -> String {
    word.nfd()
        .filter(|character| !is_combining_mark(*character))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(folded).collect()
    }

    #[test]
    fn a_beginning_is_found_whatever_its_case_and_accents() {
        let found = excerpt("Open het Café aan zee", &words("CAFE ze"), true);
        assert_eq!(
            found.as_deref(),
            Some("Open het \u{e000}Café\u{e001} aan \u{e000}zee\u{e001}")
        );
        assert_eq!(excerpt("Open het café", &words("afe"), true), None);
    }

    #[test]
    fn every_word_has_to_be_there() {
        assert_eq!(excerpt("Open het café", &words("open deur"), true), None);
        assert!(excerpt("Open het café", &words("open deur"), false).is_some());
    }

    #[test]
    fn a_long_text_is_cut_around_the_word() {
        let text = format!("{} factuur {}", "voor ".repeat(100), "na ".repeat(100));
        let found = excerpt(&text, &words("factuur"), true).unwrap();
        assert!(found.starts_with('…') && found.ends_with('…'));
        assert!(found.contains("\u{e000}factuur\u{e001}"));
        assert!(found.chars().count() < 200);
    }
}
