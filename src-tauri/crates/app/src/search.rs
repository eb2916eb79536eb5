//! Words found in the texts of a library.

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
        let mut found: Vec<(bool, Found)> = self
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
        found.sort_by(|(a_title, a), (b_title, b)| {
            b_title.cmp(a_title).then_with(|| a.title.cmp(&b.title))
        });
        found.truncate(MOST);
        Ok(found.into_iter().map(|(_, found)| found).collect())
    }

    /// The best that is found in the texts of an instruction.
    fn find_in(
        &self,
        folder: &str,
        included: &Included<'_>,
        query: &Query,
    ) -> Result<Option<(bool, Found)>, Error> {
        let translations = self.translations(folder)?;
        let names = translations.iter().map(|(_, name)| name.as_str());
        let mut best: Option<(bool, Found)> = None;
        for name in std::iter::once(INSTRUCTION).chain(names) {
            let source = match self.source(folder, name) {
                Ok(source) => source,
                Err(error) if name == INSTRUCTION => return Err(error),
                Err(_) => continue,
            };
            let notes = if name == INSTRUCTION {
                let id = source.document.tree().front_matter.id.as_deref();
                let id = crate::history::id_of(id, folder);
                self.versions(None).facts(&id, None)?.notes
            } else {
                Vec::new()
            };
            let shown = document(&source, included, &notes).document.shown;
            let Some(new) = find(&shown, folder, query) else {
                continue;
            };
            if best.as_ref().is_none_or(|best| new.0 && !best.0) {
                best = Some(new);
            }
        }
        Ok(best)
    }
}

/// What is shown of a text in which every word stands, and whether they stand in its title.
pub(crate) fn find(shown: &Shown, folder: &str, query: &Query) -> Option<(bool, Found)> {
    let in_title = query.find(&shown.title);
    let found = |piece: Option<&Piece>, excerpt: String| {
        let (step, step_id) = piece.and_then(|piece| piece.step.clone()).unzip();
        Found {
            kind: piece.map_or(FoundKind::Title, |piece| piece.kind),
            folder: folder.to_owned(),
            title: shown.title.clone(),
            language: shown.language.clone(),
            step,
            step_id,
            version: piece.and_then(|piece| piece.version.clone()),
            excerpt,
        }
    };
    if in_title.all() {
        let excerpt = excerpt(&shown.title, &in_title)?;
        return Some((true, found(None, excerpt)));
    }
    // The words may stand in different pieces: that with most of them is shown.
    let mut all = in_title.terms.clone();
    let mut best: Option<(usize, &Piece, Places)> = None;
    for piece in &shown.pieces {
        let places = query.find(&piece.text);
        if places.all() {
            let excerpt = excerpt(&piece.text, &places)?;
            return Some((false, found(Some(piece), excerpt)));
        }
        for (all, found) in all.iter_mut().zip(&places.terms) {
            *all |= found;
        }
        let count = places.terms.iter().filter(|found| **found).count();
        if count > best.as_ref().map_or(0, |(most, ..)| *most) {
            best = Some((count, piece, places));
        }
    }
    let (_, piece, places) = best.filter(|_| all.iter().all(|found| *found))?;
    let excerpt = excerpt(&piece.text, &places)?;
    Some((false, found(Some(piece), excerpt)))
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
