//! Names that sync clients and systems make: temporaries and state to pass by, and conflict
//! copies to look at.

use crate::relative::split_extension;

/// Whether a file or folder of this name is of a sync client, an editor or the system: never
/// indexed, never published.
#[must_use]
pub fn is_ignored(name: &str) -> bool {
    let name = name.to_lowercase();
    let between = |start: &str, end: &str| {
        name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end)
    };
    if name.ends_with('~')
        || ["~$", ".~", ".#", "._"]
            .iter()
            .any(|start| name.starts_with(start))
        || [".tmp", ".part"].iter().any(|end| name.ends_with(end))
        || between(".", ".icloud")
        || name.starts_with(".sync_") && name.contains(".db")
    {
        return true;
    }
    // An editor's swap file, `.instruction.md.swp`.
    if name.starts_with('.')
        && let Some((_, extension)) = name.rsplit_once('.')
        && extension.len() == 3
        && extension.starts_with("sw")
    {
        return true;
    }
    // A download of Nextcloud, `.instruction.md.~1f2e`.
    if name.starts_with('.')
        && let Some((_, random)) = name.rsplit_once(".~")
        && !random.is_empty()
        && random.bytes().all(|byte| byte.is_ascii_hexdigit())
    {
        return true;
    }
    matches!(
        name.as_str(),
        ".dropbox"
            | ".dropbox.attr"
            | ".dropbox.cache"
            | ".stfolder"
            | ".stignore"
            | ".stversions"
            | ".tmp.driveupload"
            | ".tmp.drivedownload"
            | ".owncloudsync.log"
            | ".nextcloudsync.log"
            | "desktop.ini"
            | "thumbs.db"
            | ".ds_store"
            | ".lock"
            | ".git"
            | ".hg"
            | ".svn"
    )
}

/// The name of the file that iCloud keeps elsewhere and for which this one stands, as
/// `.n.md.icloud` does for `n.md`.
#[must_use]
pub fn placeholder_of(name: &str) -> Option<String> {
    let inner = name.strip_prefix('.')?;
    let at = inner.len().checked_sub(".icloud".len())?;
    let (original, ending) = inner.split_at_checked(at)?;
    (ending.eq_ignore_ascii_case(".icloud") && !original.is_empty()).then(|| original.to_owned())
}

/// The suspicion that a file is a sync client's conflict copy. Names are localised and people use
/// the same patterns, so only the document id inside the file can tell.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Suspicion {
    /// The name of the file that it would be a copy of.
    pub original: String,
    /// Whose pattern it is.
    pub client: Client,
    /// Whether people use this pattern, too, as in `Chapter 2.md`: then it counts only if the
    /// original stands beside it.
    pub weak: bool,
}

/// A sync client, as far as the name of a conflict copy tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Client {
    /// Dropbox.
    Dropbox,
    /// Google Drive.
    GoogleDrive,
    /// iCloud Drive.
    ICloud,
    /// Nextcloud or ownCloud.
    Nextcloud,
    /// `OneDrive`.
    OneDrive,
    /// Syncthing.
    Syncthing,
    /// One of them, in another language.
    Some,
}

/// Whose conflict copy a file of this name may be, and of what. Of a copy of a copy the original
/// of both is told.
///
/// Patterns that people use, too (`n (1)`, `n 2`, `n-PC`) raise a suspicion only for Markdown,
/// where the document id can confirm it.
#[must_use]
pub fn conflict_copy_of(name: &str) -> Option<Suspicion> {
    let mut found = copy_of(name)?;
    while let Some(first) = copy_of(&found.original).filter(|first| !first.weak) {
        found.original = first.original;
    }
    Some(found)
}

fn copy_of(name: &str) -> Option<Suspicion> {
    let (stem, extension) = split_extension(name);
    let suspect = |stem: &str, client, weak| {
        (!stem.is_empty()).then(|| Suspicion {
            original: format!("{stem}{extension}"),
            client,
            weak,
        })
    };
    if let Some((start, rest)) = stem.rsplit_once(".sync-conflict-")
        && rest.get(15..16).is_none_or(|dash| dash == "-")
        && is_stamp(rest.get(..15)?)
    {
        return suspect(start, Client::Syncthing, false);
    }
    if let Some((start, rest)) = stem.rsplit_once("_conflict-")
        && is_stamp(rest)
    {
        return suspect(start, Client::Nextcloud, false);
    }
    if let Some((start, rest)) = stem.rsplit_once("-safeBackup-")
        && rest.len() == 4
        && rest.bytes().all(|byte| byte.is_ascii_digit())
    {
        let start = before_host(start)
            .or_else(|| start.rsplit_once('-').map(|(start, _host)| start))
            .unwrap_or(start);
        return suspect(start, Client::OneDrive, false);
    }
    if let Some((start, inside)) = last_group(stem) {
        let start = start.trim_end();
        let inside = inside.to_lowercase();
        if let Some(at) = inside.find("conflicted copy") {
            // Nextcloud starts with these words and gives a time; Dropbox names a person first.
            let client = if at == 0 && inside.trim_end().len() > "conflicted copy".len() {
                Client::Nextcloud
            } else {
                Client::Dropbox
            };
            return suspect(start, client, false);
        }
        if inside.starts_with("case clash from") {
            return suspect(start, Client::Nextcloud, false);
        }
        let mark = inside.trim_end_matches(|char: char| char.is_ascii_digit() || char == ' ');
        if matches!(
            mark,
            "case conflict" | "unicode encoding conflict" | "selective sync conflict"
        ) {
            return suspect(start, Client::Dropbox, false);
        }
        if (inside.contains("confli") || inside.contains("konfli")) && has_date(&inside) {
            return suspect(start, Client::Some, true);
        }
    }
    if !extension.eq_ignore_ascii_case(".md") && !extension.eq_ignore_ascii_case(".markdown") {
        return None;
    }
    if let Some((start, inside)) = last_group(stem)
        && is_number(inside)
    {
        return suspect(start.trim_end(), Client::GoogleDrive, true);
    }
    if let Some((start, number)) = stem.rsplit_once(' ')
        && is_number(number)
        && number != "1"
    {
        return suspect(start.trim_end(), Client::ICloud, true);
    }
    suspect(before_host(stem)?, Client::OneDrive, true)
}

/// What stands before the name of a computer, which may hold dashes itself, `n-DESKTOP-A1B2C3D`.
fn before_host(stem: &str) -> Option<&str> {
    let mut dashes = stem.match_indices('-');
    let (at, _) = dashes.find(|(at, _)| is_host(&stem[at + 1..]))?;
    Some(&stem[..at])
}

/// `20260102-030405`
fn is_stamp(text: &str) -> bool {
    text.len() == 15
        && text.bytes().enumerate().all(|(at, byte)| {
            if at == 8 {
                byte == b'-'
            } else {
                byte.is_ascii_digit()
            }
        })
}

/// A date such as `2026-01-02` somewhere in it.
fn has_date(text: &str) -> bool {
    text.as_bytes().windows(10).any(|window| {
        window.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
    })
}

fn is_number(text: &str) -> bool {
    (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The name of a computer as Windows gives it: capitals, digits and dashes, at most 15.
fn is_host(text: &str) -> bool {
    (2..=15).contains(&text.len())
        && text.bytes().any(|byte| byte.is_ascii_uppercase())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-')
}

/// What stands before and in the parentheses that end a text, whatever they hold themselves.
fn last_group(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_suffix(')')?;
    let mut depth = 1;
    for (at, char) in inner.char_indices().rev() {
        match char {
            ')' => depth += 1,
            '(' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((&inner[..at], &inner[at + 1..]));
        }
    }
    None
}
