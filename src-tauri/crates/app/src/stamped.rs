//! Whether a folder is as it was, told from the stamps of its files: so that nothing of it is read
//! again.

use werkwijzer_store::index::is_settled;
use werkwijzer_store::{Entry, EntryKind, Hash};

/// Another one when any file of a walk was written, came or went.
pub(crate) fn listing(entries: &[Entry]) -> Hash {
    let mut all = Vec::with_capacity(entries.len() * 128);
    for entry in entries {
        // Folders change with what is in them, which is listed, too.
        let stamp = match entry.kind {
            EntryKind::Folder => [0; 32],
            _ => entry.stamp.to_bytes(),
        };
        all.extend_from_slice(entry.path.as_bytes());
        all.extend_from_slice(&[0, kind(entry), u8::from(entry.online_only)]);
        all.extend_from_slice(&stamp);
    }
    Hash::of(&all)
}

fn kind(entry: &Entry) -> u8 {
    match entry.kind {
        EntryKind::File => 1,
        EntryKind::Folder => 2,
        EntryKind::Unreadable => 3,
        _ => 4,
    }
}

/// Whether none of the files, read from this moment on, could be written again without another
/// listing.
pub(crate) fn are_settled(entries: &[Entry], moment: u64) -> bool {
    entries
        .iter()
        .all(|entry| entry.kind != EntryKind::File || is_settled(&entry.stamp, moment))
}

/// Whether the bytes of a file are not on this computer now.
pub(crate) fn is_away(entry: &Entry) -> bool {
    entry.online_only || entry.kind == EntryKind::Unreadable
}
