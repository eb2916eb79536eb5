//! Words found in the texts of a library.

use std::cmp::Reverse;

use rayon::prelude::*;
use serde::Serialize;
use werkwijzer_store::index::{Places, Query};
use werkwijzer_store::{EntryKind, INSTRUCTION};

use crate::error::Error;
use crate::library::Library;
use crate::source::MAX_TEXT;
use crate::texts::{FoundKind, Included, Piece, Shown, document};

/// Stand around the words that were found; private characters that no text holds.
const MARKS: (char, char) = ('\u{e000}', '\u{e001}');
/// So many characters are shown before and after what was found.
const AROUND: usize = 60;
pub(crate) const MOST: usize = 200;

/// An instruction, or a snippet, in which all words were found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub struct Found {
    /// What they were found in.
    pub kind: FoundKind,
    /// `instructions/book-an-invoice`, `snippets/sign-in.md`
    pub folder: String,
    /// Its title, in the language that they were found in.
    pub title: String,
    /// The language of the text that they were found in.
    pub language: String,
    /// The number and title of the step that they were found in.
    pub step: Option<String>,
    /// The id of that step.
    pub step_id: Option<String>,
    /// The version whose note they were found in.
    pub version: Option<String>,
    /// Text around them, with U+E000 before each and U+E001 after.
    pub excerpt: String,
}

impl Library {
    /// Finds what is looked for by reading everything.
    pub(crate) fn search_all(&self, query: &Query) -> Result<Vec<Found>, Error> {
        if query.is_empty() {
            return Ok(Vec::new());
        }
        let included = Included::new(self);
        let mut found: Vec<(Worth, Found)> = self
            .instruction_folders()?
            .into_par_iter()
            // What cannot be read is said where the library is listed.
            .filter_map(|folder| self.find_in(&folder, &included, query).ok().flatten())
            .collect();
        let snippets = self.snippet_files()?;
        found.extend(snippets.iter().filter_map(|entry| {
            let here = entry.kind == EntryKind::File && !entry.online_only;
            let bytes = here.then(|| self.folder.read(&entry.path, MAX_TEXT).ok())??;
            let shown = self.snippet_shown(&entry.path, &bytes).shown;
            find(&shown, &entry.path, query)
        }));
        Ok(best(found))
    }

    /// The best that is found in the texts of an instruction.
    fn find_in(
        &self,
        folder: &str,
        included: &Included<'_>,
        query: &Query,
    ) -> Result<Option<(Worth, Found)>, Error> {
        let translations = self.translations(folder)?;
        let names = translations.iter().map(|(_, name)| name.as_str());
        let mut best: Option<(Worth, Found)> = None;
        for name in std::iter::once(INSTRUCTION).chain(names) {
            let source = match self.source(folder, name) {
                Ok(source) => source,
                Err(error) if name == INSTRUCTION => return Err(error),
                Err(_) => continue,
            };
            let notes = if name == INSTRUCTION {
                let id = source.document.tree().front_matter.id.as_deref();
                let id = crate::history::id_of(id, folder);
                self.versions(None).facts(None, &id, None)?.notes
            } else {
                Vec::new()
            };
            let shown = document(&source, included, &notes).document.shown;
            let Some(new) = find(&shown, folder, query) else {
                continue;
            };
            if best
                .as_ref()
                .is_none_or(|(best, _)| new.0.in_title && !best.in_title)
            {
                best = Some(new);
            }
        }
        Ok(best)
    }
}

/// How well something answers: the greater, the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Worth {
    /// All words stand in the title,
    pub(crate) in_title: bool,
    /// or in the heading of one step or in one tag,
    in_heading: bool,
    /// or in one piece,
    in_one: bool,
    /// the sooner the better.
    place: Reverse<usize>,
}

/// The best of them, the best first.
pub(crate) fn best(mut found: Vec<(Worth, Found)>) -> Vec<Found> {
    found.sort_by(|(a_worth, a), (b_worth, b)| {
        let by_name = || (&a.title, &a.folder).cmp(&(&b.title, &b.folder));
        b_worth.cmp(a_worth).then_with(by_name)
    });
    found.truncate(MOST);
    found.into_iter().map(|(_, found)| found).collect()
}

/// What is shown of a text in which every word stands, and how well it answers.
pub(crate) fn find(shown: &Shown, folder: &str, query: &Query) -> Option<(Worth, Found)> {
    let in_title = query.find(&shown.title);
    if in_title.all() {
        let worth = Worth {
            in_title: true,
            in_heading: true,
            in_one: true,
            place: Reverse(0),
        };
        return Some((worth, found(shown, folder, None, &in_title)?));
    }
    // The words may stand in different pieces: that with most of them is shown.
    let mut all = in_title.terms;
    let mut best: Option<Best> = None;
    for (at, piece) in shown.pieces.iter().enumerate() {
        // Only a heading is better than one that has them all.
        let is_found = best.as_ref().is_some_and(|best| best.places.all());
        if is_found && !is_in_heading(piece, query) {
            continue;
        }
        let places = query.find(&piece.text);
        for (all, found) in all.iter_mut().zip(&places.terms) {
            *all |= found;
        }
        let new = Best {
            in_heading: places.all() && is_in_heading(piece, query),
            count: places.terms.iter().filter(|found| **found).count(),
            at,
            places,
        };
        let is_heading = new.in_heading;
        let least = best.as_ref().map_or((false, 0), Best::worth);
        if new.worth() > least {
            best = Some(new);
        }
        if is_heading {
            break;
        }
    }
    let best = best.filter(|best| best.places.all() || all.iter().all(|found| *found))?;
    let worth = Worth {
        in_title: false,
        in_heading: best.in_heading,
        in_one: best.places.all(),
        place: Reverse(best.at),
    };
    let piece = shown.pieces.get(best.at);
    Some((worth, found(shown, folder, piece, &best.places)?))
}

/// A piece in which words stand.
struct Best {
    in_heading: bool,
    /// So many of them.
    count: usize,
    at: usize,
    places: Places,
}

impl Best {
    fn worth(&self) -> (bool, usize) {
        (self.in_heading, self.count)
    }
}

/// Whether all words, which stand in a piece, stand in what it is called by.
fn is_in_heading(piece: &Piece, query: &Query) -> bool {
    let heading = piece
        .step
        .as_ref()
        .filter(|_| piece.kind == FoundKind::Step);
    piece.kind == FoundKind::Tag || heading.is_some_and(|(label, _)| query.find(label).all())
}

fn found(shown: &Shown, folder: &str, piece: Option<&Piece>, places: &Places) -> Option<Found> {
    let text = piece.map_or(&shown.title, |piece| &piece.text);
    let (step, step_id) = piece.and_then(|piece| piece.step.clone()).unzip();
    Some(Found {
        kind: piece.map_or(FoundKind::Title, |piece| piece.kind),
        folder: folder.to_owned(),
        title: shown.title.clone(),
        language: shown.language.clone(),
        step,
        step_id,
        version: piece.and_then(|piece| piece.version.clone()),
        excerpt: excerpt(text, places)?,
    })
}

/// The text around the first of what was found, marked.
fn excerpt(text: &str, found: &Places) -> Option<String> {
    let first = found.places.first()?.start;
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
    for hit in &found.places {
        // Something long is cut.
        let (start, end) = (hit.start.max(at), hit.end.min(to));
        if start >= end || !text.is_char_boundary(end) {
            break;
        }
        marked.push_str(&text[at..start]);
        marked.push(MARKS.0);
        marked.push_str(&text[start..end]);
        marked.push(MARKS.1);
        at = end;
    }
    marked.push_str(&text[at..to]);
    if to < text.len() {
        marked.push('…');
    }
    Some(marked.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, words: &str) -> Option<String> {
        excerpt(text, &Query::new(words).find(text))
    }

    #[test]
    fn what_was_found_is_marked() {
        assert_eq!(
            cut("Open het Café aan zee", "CAFE ze").as_deref(),
            Some("Open het \u{e000}Café\u{e001} aan \u{e000}zee\u{e001}")
        );
        assert_eq!(cut("Open het café", "afe"), None);
    }

    #[test]
    fn a_long_text_is_cut_around_the_word() {
        let text = format!("{} factuur {}", "voor ".repeat(100), "na ".repeat(100));
        let found = cut(&text, "factuur").unwrap();
        assert!(found.starts_with('…') && found.ends_with('…'));
        assert!(found.contains("\u{e000}factuur\u{e001}"));
        assert!(found.chars().count() < 200);
        let found = cut(&"é".repeat(1_000), &"é".repeat(64)).unwrap();
        assert!(found.ends_with("\u{e001}…"), "{found}");
    }
}
