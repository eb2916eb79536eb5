//! What becomes of each file when two versions are joined.

use std::collections::{BTreeMap, BTreeSet};

use werkwijzer_instruction::markup::{Markup, MergedMarkup, merge_markup};
use werkwijzer_instruction::merge::{Answer, Merged, merge, merge_answered};
use werkwijzer_instruction::{Document, Instruction};
use werkwijzer_store::Hash;

use super::files::{Files, language_of_text};
use super::join::{Choice, Pair, Question};
use crate::error::Error;
use crate::pictures::MARKUP;

/// What becomes of the files that are not the same in both versions.
pub(super) struct Plan {
    /// The texts that both changed.
    texts: BTreeMap<String, Text>,
    /// The files of which theirs, or that they have none, is taken; with the markup of pictures.
    taken: Vec<String>,
    /// What is drawn on pictures, where both drew.
    drawn: Vec<(String, Vec<u8>)>,
    /// What is drawn on a picture when both of what is asked stay.
    both: BTreeMap<String, Vec<u8>>,
    /// The files that both changed and that cannot be joined.
    whole: Vec<Question>,
}

/// Files with the bytes that they are to have; none for those that go.
pub(super) type Decision = Vec<(String, Option<Vec<u8>>)>;

struct Text {
    base: Document,
    ours: Document,
    theirs: Document,
    merged: Merged,
}

impl Plan {
    pub(super) fn make(pair: &Pair<'_>) -> Result<Self, Error> {
        let mut plan = Self {
            texts: BTreeMap::new(),
            taken: Vec::new(),
            drawn: Vec::new(),
            both: BTreeMap::new(),
            whole: Vec::new(),
        };
        let (ours, theirs) = (&pair.ours, &pair.theirs);
        let all = ours.hashes().keys().chain(theirs.hashes().keys());
        let base = pair.base.as_ref();
        let all = all.chain(base.into_iter().flat_map(|base| base.hashes().keys()));
        // A picture and what is drawn on it are one: what hides something must fit what it hides.
        let paths: BTreeSet<&str> = all
            .map(|path| path.strip_suffix(MARKUP).unwrap_or(path))
            .collect();
        for path in paths {
            let drawn = format!("{path}{MARKUP}");
            let both = |files: &Files<'_>| {
                let hashes = files.hashes();
                (hashes.get(path).copied(), hashes.get(&drawn).copied())
            };
            let (our, their) = (both(ours), both(theirs));
            let was = base.map_or((None, None), both);
            if our == their || their == was {
                continue;
            }
            if our == was {
                plan.taken.push(path.to_owned());
                continue;
            }
            let there = our.0.is_some() && their.0.is_some();
            if there && language_of_text(path).is_some() {
                plan.texts.insert(path.to_owned(), Text::join(pair, path)?);
            } else if there && our.0 == their.0 {
                match markup(pair, &drawn)? {
                    Some(merged) if merged.contradictions.is_empty() => {
                        plan.drawn.push((drawn, written(&merged.markup)));
                    }
                    merged => {
                        if let Some(merged) = merged {
                            plan.both.insert(path.to_owned(), written(&merged.markup));
                        }
                        plan.whole.push(whole(path, ours, theirs, base));
                    }
                }
            } else {
                plan.whole.push(whole(path, ours, theirs, base));
            }
        }
        Ok(plan)
    }

    /// The texts that are not as they stand now once all is joined but what is asked: what each
    /// becomes.
    pub(super) fn texts(&self, pair: &Pair<'_>) -> Result<BTreeMap<&str, Instruction>, Error> {
        let mut texts = BTreeMap::new();
        for (path, text) in &self.texts {
            texts.insert(path.as_str(), text.merged.tree.clone());
        }
        for path in &self.taken {
            if language_of_text(path).is_some() {
                texts.insert(path.as_str(), pair.theirs.document(path)?.tree().clone());
            }
        }
        Ok(texts)
    }

    /// The files that there are once all is joined but what is asked, with their hashes; texts
    /// that both changed as they stand now.
    pub(super) fn files(&self, pair: &Pair<'_>) -> BTreeMap<String, Hash> {
        let mut files = pair.ours.hashes().clone();
        for path in &self.taken {
            for path in [path.clone(), format!("{path}{MARKUP}")] {
                match pair.theirs.hashes().get(&path) {
                    Some(hash) => files.insert(path, *hash),
                    None => files.remove(&path),
                };
            }
        }
        let drawn = self.drawn.iter();
        files.extend(drawn.map(|(path, bytes)| (path.clone(), Hash::of(bytes))));
        files
    }

    pub(super) fn questions(&self) -> Vec<Question> {
        let texts = self.texts.iter().flat_map(|(path, text)| {
            text.merged
                .contradictions
                .iter()
                .map(|contradiction| Question {
                    file: path.clone(),
                    step: contradiction.step.clone(),
                    whole: false,
                    base: there(&contradiction.base),
                    ours: there(&contradiction.ours),
                    theirs: there(&contradiction.theirs),
                })
        });
        texts.chain(self.whole.iter().cloned()).collect()
    }

    /// The files to write, or to remove, after each question is decided.
    pub(super) fn decide(&self, pair: &Pair<'_>, choices: &[Choice]) -> Result<Decision, Error> {
        let mut choices = choices.iter().copied();
        let mut files = Vec::new();
        for (path, text) in &self.texts {
            let own: Vec<Choice> = choices
                .by_ref()
                .take(text.merged.contradictions.len())
                .collect();
            files.push((path.clone(), Some(text.decide(&own))));
        }
        files.extend(
            self.drawn
                .iter()
                .map(|(path, bytes)| (path.clone(), Some(bytes.clone()))),
        );
        let theirs = |path: &str, place: &str| -> Result<_, Error> {
            // What hides something comes before what it hides.
            Ok([
                (
                    format!("{place}{MARKUP}"),
                    pair.theirs.read(&format!("{path}{MARKUP}"))?,
                ),
                (place.to_owned(), pair.theirs.read(path)?),
            ])
        };
        for path in &self.taken {
            files.extend(theirs(path, path)?);
        }
        for (question, choice) in self.whole.iter().zip(choices) {
            let path = &question.file;
            match choice {
                Choice::Ours => {}
                Choice::Theirs => files.extend(theirs(path, path)?),
                Choice::Both if self.both.contains_key(path) => files.extend(
                    self.both
                        .get(path)
                        .map(|bytes| (format!("{path}{MARKUP}"), Some(bytes.clone()))),
                ),
                Choice::Both if question.ours.is_none() => files.extend(theirs(path, path)?),
                Choice::Both if question.theirs.is_none() => {}
                Choice::Both => files.extend(theirs(path, &free_name(pair, path))?),
            }
        }
        // Nothing to remove where nothing is.
        files.retain(|(path, bytes)| bytes.is_some() || pair.ours.has(path));
        Ok(files)
    }
}

impl Text {
    fn join(pair: &Pair<'_>, path: &str) -> Result<Self, Error> {
        let base = match &pair.base {
            Some(base) => base.document(path)?,
            None => Document::read(b""),
        };
        let ours = pair.ours.document(path)?;
        let theirs = pair.theirs.document(path)?;
        Ok(Self {
            merged: merge(base.tree(), ours.tree(), theirs.tree()),
            base,
            ours,
            theirs,
        })
    }

    fn decide(&self, choices: &[Choice]) -> Vec<u8> {
        let answers: Vec<Answer> = choices
            .iter()
            .map(|choice| match choice {
                Choice::Ours => Answer::Ours,
                Choice::Theirs => Answer::Theirs,
                Choice::Both => Answer::Both,
            })
            .collect();
        let (base, ours, theirs) = (self.base.tree(), self.ours.tree(), self.theirs.tree());
        let merged = merge_answered(base, ours, theirs, &answers);
        self.theirs.write(&merged.tree).bytes
    }
}

/// What both drew on one picture; `None` where it cannot be joined.
fn markup(pair: &Pair<'_>, path: &str) -> Result<Option<MergedMarkup>, Error> {
    let read = |files: &Files<'_>| -> Result<Option<Markup>, Error> {
        Ok(match files.read(path)? {
            None => Some(Markup::default()),
            Some(bytes) => serde_json::from_slice(&bytes).ok(),
        })
    };
    let base = pair.base.as_ref().map(read).transpose()?.flatten();
    let (Some(ours), Some(theirs)) = (read(&pair.ours)?, read(&pair.theirs)?) else {
        return Ok(None);
    };
    Ok(Some(merge_markup(
        &base.unwrap_or_default(),
        &ours,
        &theirs,
    )))
}

fn written(markup: &Markup) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(markup).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// A text, if it was not taken out.
fn there(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn whole(path: &str, ours: &Files<'_>, theirs: &Files<'_>, base: Option<&Files<'_>>) -> Question {
    let named = |files: &Files<'_>| files.has(path).then(|| path.to_owned());
    Question {
        file: path.to_owned(),
        step: None,
        whole: true,
        base: base.and_then(named),
        ours: named(ours),
        theirs: named(theirs),
    }
}

/// A name beside a file that neither version has.
fn free_name(pair: &Pair<'_>, path: &str) -> String {
    let (stem, extension) = path.rsplit_once('.').unwrap_or((path, ""));
    let mut count = 2_u32;
    loop {
        let name = if extension.is_empty() {
            format!("{stem}-{count}")
        } else {
            format!("{stem}-{count}.{extension}")
        };
        if !pair.ours.has(&name) && !pair.theirs.has(&name) {
            return name;
        }
        count = count.saturating_add(1);
    }
}
