//! Names that Windows, macOS, Linux and the sync clients all accept (rule 11), and names that
//! these clients make themselves.
//!
//! A title becomes a file name by [`safe`], which keeps as much of the title as it can, or by
//! [`slug`], which makes the plain name of a folder in the library. Both give the same answer for
//! their own answer, and never an empty, reserved or hidden name.

mod clutter;

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

pub use clutter::{Client, Suspicion, conflict_copy_of, is_ignored, placeholder_of};

/// Longest name that [`safe`] makes, in UTF-16 units; Windows allows 255, but the name stands in
/// the path twice (folder and file), and that must stay within 400.
const LONGEST_UNITS: usize = 80;
/// Longest name that [`safe`] makes, in bytes; Linux allows 255, and something may be appended.
const LONGEST_BYTES: usize = 160;
/// Longest name that is written at all.
const LIMIT: usize = 255;

/// The names already given in one folder, compared without case as Windows and macOS do.
#[derive(Clone, Debug, Default)]
pub struct Taken(HashSet<String>);

impl Taken {
    /// Marks a name as given. False if it was already.
    pub fn insert(&mut self, name: &str) -> bool {
        self.0.insert(fold(name))
    }

    /// Whether the name, or one that differs only in case, is given already.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.0.contains(&fold(name))
    }
}

/// A name in the form in which two names are the same if some system takes them for the same:
/// composed, without case, `ß` as `ss` and `ς` as `σ`.
pub(crate) fn fold(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    name.nfd()
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .nfc()
        .collect()
}

/// A portable name for something called `title`, different from all in `taken`, to which it is
/// added. Without extension: append one that is portable itself.
#[must_use]
pub fn safe(title: &str, taken: &mut Taken) -> String {
    let name = mend(title);
    if taken.insert(&name) {
        return name;
    }
    // Not `name (2)` or `name 2`, which sync clients call their conflict copies.
    for number in 2_u64.. {
        let suffix = format!("-{number}");
        let start = cut(
            &name,
            LONGEST_UNITS - suffix.len(),
            LONGEST_BYTES - suffix.len(),
        );
        let candidate = format!("{}{suffix}", start.trim_end_matches(['.', ' ']));
        if taken.insert(&candidate) {
            return candidate;
        }
    }
    name
}

/// A plain name in lower case for the folder of an instruction: words joined by `-`, letters of
/// any script kept.
#[must_use]
pub fn slug(title: &str) -> String {
    let lower: String = title.nfc().flat_map(char::to_lowercase).nfc().collect();
    let mut slug = String::new();
    for grapheme in lower.graphemes(true) {
        // An apostrophe stands inside a word, `foto's`, and does not end it.
        if matches!(grapheme, "'" | "\u{2019}") {
            continue;
        }
        if is_loose_mark(grapheme) {
            // A mark without its letter would join whatever comes before it.
        } else if grapheme.starts_with(char::is_alphanumeric) {
            slug.extend(grapheme.chars().filter(|char| !is_unseen(*char)));
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug: String = slug.nfc().collect();
    let whole = slug.trim_end_matches('-');
    let mut slug = cut(whole, 60, LONGEST_BYTES);
    if slug.len() < whole.len()
        && let Some((words, _)) = slug.rsplit_once('-')
    {
        slug = words;
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() {
        return UNTITLED.to_owned();
    }
    if !is_portable(slug) {
        return format!("{slug}-1");
    }
    slug.to_owned()
}

/// Whether this would be one with a hyphen before it.
fn is_loose_mark(grapheme: &str) -> bool {
    grapheme.starts_with(is_combining_mark)
        || !grapheme.is_ascii() && ["-", grapheme].concat().graphemes(true).count() == 1
}

const UNTITLED: &str = "untitled";

/// Whether a name can be written on all systems and is left alone by sync clients.
#[must_use]
pub fn is_portable(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= LIMIT
        && !name.starts_with([' ', '.'])
        && !name.ends_with([' ', '.'])
        && !name.contains(is_forbidden)
        && !is_device(name)
        && !is_ignored(name)
        && !name.to_ascii_lowercase().contains("_vti_")
        && unicode_normalization::is_nfc(name)
}

/// Whether Windows takes the name for a device: `CON`, `nul.txt`, `COM¹`, `lpt3 .md`.
pub(crate) fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let stem = stem.trim_end_matches(' ').to_ascii_uppercase();
    match stem.as_str() {
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" | "CLOCK$" => true,
        _ => stem
            .strip_prefix("COM")
            .or_else(|| stem.strip_prefix("LPT"))
            .is_some_and(|port| {
                let mut port = port.chars();
                matches!(port.next(), Some('0'..='9' | '¹' | '²' | '³')) && port.next().is_none()
            }),
    }
}

fn is_forbidden(char: char) -> bool {
    char.is_control()
        || matches!(char, '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*')
        || is_unseen(char)
}

/// Characters that show nothing but turn or split what is shown, so that a name could look like
/// another one. The joiners that scripts and emoji need are not among them.
fn is_unseen(char: char) -> bool {
    matches!(
        char,
        '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffd}'
    )
}

/// The portable name closest to a title. Each rule may make another one apply (a cut leaves a
/// space at the end), so they are repeated until none does.
fn mend(title: &str) -> String {
    let mut name = tidy(title);
    for _ in 0..8 {
        let before = name.clone();
        name = mend_once(&name);
        if name == before && is_portable(&name) {
            return name;
        }
    }
    // Only what the rules above do not foresee comes here: plain words always are a name.
    slug(title)
}

/// Replaces what no name may hold by what reads best.
fn tidy(title: &str) -> String {
    let mut name = String::new();
    let mut chars = title.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            ':' if chars.peek().is_some_and(|next| next.is_whitespace()) => name.push_str(" -"),
            '/' | '\\' | '|' | ':' => name.push('-'),
            '"' => name.push('\''),
            _ if char.is_whitespace() || char.is_control() => name.push(' '),
            _ if is_forbidden(char) => {}
            _ => name.push(char),
        }
    }
    name
}

fn mend_once(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let name: String = words.join(" ").nfc().collect();
    let mut name = cut(&name, LONGEST_UNITS, LONGEST_BYTES);
    while name.starts_with("~$") {
        name = name.trim_start_matches("~$");
    }
    let name = name.trim_start_matches([' ', '.']);
    let name = name.trim_end_matches([' ', '.', '~']);
    if name.is_empty() {
        return UNTITLED.to_owned();
    }
    if let Some(at) = name.to_ascii_lowercase().find("_vti_") {
        return format!(
            "{}-{}-{}",
            &name[..at],
            &name[at + 1..at + 4],
            &name[at + 5..]
        );
    }
    if is_device(name) {
        let stem = name.split('.').next().unwrap_or_default();
        return format!("{}_{}", stem.trim_end(), &name[stem.len()..]);
    }
    if is_ignored(name) {
        // `notes.tmp`, `desktop.ini`: what stands after the dot makes it clutter.
        return match name.rsplit_once('.') {
            Some((stem, extension)) => format!("{stem}-{extension}"),
            None => format!("{name}_"),
        };
    }
    name.to_owned()
}

/// The longest start of `text` within both limits that ends between two characters as people
/// see them.
fn cut(text: &str, units: usize, bytes: usize) -> &str {
    let mut end = 0;
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        used += grapheme.encode_utf16().count();
        if used > units || at + grapheme.len() > bytes {
            break;
        }
        end = at + grapheme.len();
    }
    &text[..end]
}

#[cfg(test)]
mod tests;
