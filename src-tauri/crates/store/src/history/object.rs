//! Loose objects: a file for each content, `objects/ab/cdef…`, named by the hash of the content.
//!
//! What does not compress lies there as it is. A text has the ending `.zst` and is a plain zstd
//! file, so that it can be read without this program, too.

use std::io::Read as _;

use crate::error::{Error, Kind};
use crate::folder::Folder;
use crate::hash::Hash;

/// The folder of loose objects.
pub(super) const OBJECTS: &str = "objects";
/// The ending of those that are compressed.
pub(super) const COMPRESSED: &str = ".zst";
/// Low: it is done while somebody waits, and packing does it again.
const LEVEL: i32 = 3;

/// Where the object with this content lies, without the ending.
pub(super) fn place(hash: Hash) -> String {
    let name = hash.to_string();
    format!("{OBJECTS}/{}/{}", &name[..2], &name[2..])
}

/// Where it lies and its size on the disk, if it is there.
pub(super) fn find(home: &Folder, hash: Hash) -> Option<(String, u64)> {
    let place = place(hash);
    [format!("{place}{COMPRESSED}"), place]
        .into_iter()
        .find_map(|place| {
            let found = fs_err::symlink_metadata(home.path().join(&place)).ok()?;
            found.is_file().then_some((place, found.len()))
        })
}

/// The content of the loose object at `place`, checked.
pub(super) fn read(home: &Folder, place: &str, hash: Hash, limit: u64) -> Result<Vec<u8>, Error> {
    let damaged = || {
        Error::new(
            Kind::Damaged,
            home.path().join(place),
            "this file of the history is damaged",
            "let your sync client fetch it again, or take an older copy of it back",
        )
    };
    let bytes = if place.ends_with(COMPRESSED) {
        // Random bytes grow a little when they are compressed.
        let stored = home.read(place, limit.saturating_add(limit / 64 + 1024))?;
        let mut bytes = Vec::new();
        // Not with the size that the file tells: it may tell any.
        zstd::stream::read::Decoder::with_buffer(&stored[..])
            .and_then(|plain| plain.take(limit.saturating_add(1)).read_to_end(&mut bytes))
            .map_err(|_| damaged())?;
        if bytes.len() as u64 > limit {
            return Err(too_large(home, place, limit));
        }
        bytes
    } else {
        home.read(place, limit)?
    };
    if Hash::of(&bytes) == hash {
        Ok(bytes)
    } else {
        Err(damaged())
    }
}

/// Writes a content; on the disk when this returns.
pub(super) fn write(home: &Folder, hash: Hash, bytes: &[u8]) -> Result<(), Error> {
    let place = place(hash);
    if !is_compressed(bytes) {
        let failed = |error| Error::io(home.path().join(&place), "compress", error);
        let small = zstd::bulk::compress(bytes, LEVEL).map_err(failed)?;
        if small.len() < bytes.len() {
            return home.write(&format!("{place}{COMPRESSED}"), &small);
        }
    }
    home.write(&place, bytes)
}

pub(super) fn too_large(home: &Folder, place: &str, limit: u64) -> Error {
    Error::new(
        Kind::TooLarge,
        home.path().join(place),
        format!("the content is larger than {limit} bytes"),
        "restore the version instead of showing it",
    )
}

/// Whether this is of a kind that compresses no further: pictures, films, archives.
pub(super) fn is_compressed(bytes: &[u8]) -> bool {
    const STARTS: [&[u8]; 9] = [
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"GIF8",
        b"\x1a\x45\xdf\xa3",
        b"PK\x03\x04",
        b"\x1f\x8b",
        b"\x28\xb5\x2f\xfd",
        b"OggS",
        b"wOF2",
    ];
    STARTS.iter().any(|start| bytes.starts_with(start))
        || bytes.get(4..8) == Some(b"ftyp")
        || bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP")
}
