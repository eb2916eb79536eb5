//! The start page: what is new, and all words of all editions for its search.

use std::collections::{BTreeMap, HashSet};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use werkwijzer_export::html::{Download, StartEntry, StartView};
use werkwijzer_export::{Theme, wording};
use werkwijzer_instruction::{Block, BlockKind, Instruction, Status, number, plain_text};

use super::editions::{Edition, Record, href};
use crate::library::Library;
use crate::words;

/// An edition that changed within so many days stands under "what is new".
const NEW_DAYS: i64 = 14;

/// What the start page shows of the editions that are published.
pub(super) fn view(
    library: &Library,
    theme: &Theme,
    editions: &[Edition],
    kept: &BTreeMap<String, Record>,
    today: &str,
) -> StartView {
    let language = library.settings().language.clone();
    let language = language.unwrap_or_else(|| "en".into());
    let accent = library.settings().brand.accent.as_deref();
    let words = wording::words(&language);
    let mut entries: Vec<StartEntry> = editions
        .par_iter()
        .filter_map(|edition| Some(entry(edition, kept.get(&edition.key)?, &words, today)))
        .collect();
    let read: HashSet<&String> = editions.iter().map(|edition| &edition.key).collect();
    let unread = kept.iter().filter(|(key, _)| !read.contains(key));
    entries.extend(unread.map(|(key, known)| unread_entry(key, known, today)));
    entries.sort_by_cached_key(|entry| (entry.title.to_lowercase(), entry.href.clone()));
    StartView {
        library: library.name().to_owned(),
        language,
        accent: theme.settings(accent).0.accent,
        entries,
    }
}

/// What the start page shows of a document, beside its title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Shown {
    status: Option<Status>,
    owner: Option<String>,
    tags: Vec<String>,
    summary: String,
    /// All its words.
    words: String,
    /// The titles of its steps, and their fragments.
    steps: Vec<(String, String)>,
}

impl Shown {
    pub(super) fn of(resolved: &Instruction) -> Self {
        let front = &resolved.front_matter;
        let places = number::places(resolved);
        Self {
            status: front.status,
            owner: front.owner.clone(),
            tags: front.tags.clone(),
            summary: summary(&resolved.introduction),
            words: words::all(resolved),
            steps: places
                .iter()
                .map(|place| (place.label(), format!("#{}", place.id)))
                .collect(),
        }
    }
}

fn entry(
    edition: &Edition,
    kept: &Record,
    words: &BTreeMap<&'static str, String>,
    today: &str,
) -> StartEntry {
    let shown = &edition.document.shown;
    let folder = &kept.folder;
    let mut text = format!("{}\n{}", kept.title, shown.words);
    for tag in &shown.tags {
        text.push_str(tag);
        text.push('\n');
    }
    StartEntry {
        title: kept.title.clone(),
        href: href(folder, &format!("{folder}.html")),
        language: edition.document.language.clone(),
        status: shown.status.map(|status| status.as_str().to_owned()),
        release: kept.release,
        draft: edition.version.draft_in(words),
        updated: Some(kept.date.clone()),
        summary: shown.summary.clone(),
        owner: shown.owner.clone(),
        tags: shown.tags.clone(),
        downloads: vec![pdf(folder)],
        search_text: text,
        is_new: is_recent(&kept.date, today),
        steps: shown.steps.clone(),
    }
}

/// What is still known of an edition that stays, because it cannot be read today.
fn unread_entry(key: &str, known: &Record, today: &str) -> StartEntry {
    let folder = &known.folder;
    let language = key.rsplit_once('.').map_or("", |(_, language)| language);
    StartEntry {
        title: known.title.clone(),
        href: href(folder, &format!("{folder}.html")),
        language: language.to_owned(),
        status: None,
        release: known.release,
        draft: None,
        updated: Some(known.date.clone()),
        summary: String::new(),
        owner: None,
        tags: Vec::new(),
        downloads: vec![pdf(folder)],
        search_text: known.title.clone(),
        is_new: is_recent(&known.date, today),
        steps: Vec::new(),
    }
}

fn pdf(folder: &str) -> Download {
    Download {
        label: "PDF".into(),
        href: href(folder, &format!("{folder}.pdf")),
    }
}

fn is_recent(date: &str, today: &str) -> bool {
    match (
        date.parse::<jiff::civil::Date>(),
        today.parse::<jiff::civil::Date>(),
    ) {
        (Ok(date), Ok(today)) => today
            .since(date)
            .is_ok_and(|span| i64::from(span.get_days()) <= NEW_DAYS),
        _ => false,
    }
}

/// The first words of an introduction.
fn summary(blocks: &[Block]) -> String {
    const LONGEST: usize = 200;
    let text = blocks
        .iter()
        .find_map(|block| match &block.kind {
            BlockKind::Paragraph { content } => Some(plain_text(content)),
            _ => None,
        })
        .unwrap_or_default();
    if text.chars().count() <= LONGEST {
        return text;
    }
    let cut: String = text.chars().take(LONGEST).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(cut, _)| cut);
    format!("{cut} …")
}
