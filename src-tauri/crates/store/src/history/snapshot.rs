//! A snapshot as it stands in its file: one line of JSON, named by the hash of its bytes.
//!
//! It is written once and never again, so keys that this version does not know stay in it by
//! themselves.

use std::path::Path;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::error::{Error, Kind};
use crate::hash::Hash;

/// The newest format that is read, and the one that is written.
const FORMAT: u64 = 1;
/// A snapshot larger than this is not read: some 200,000 files.
pub(super) const LARGEST: u64 = 64 << 20;

/// An immutable version of an instruction, with its files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    format: u64,
    /// The id of the instruction.
    pub instruction: String,
    /// The folder that it lay in, in the library.
    pub folder: String,
    /// The versions that it was made from: none for the first, several for a merge.
    #[serde(default)]
    pub parents: Vec<Hash>,
    /// Who made it; may be empty.
    #[serde(default)]
    pub author: String,
    /// When, in UTC: `2026-11-25T04:45:00Z`.
    #[serde(default)]
    pub time: String,
    /// Why it was made.
    #[serde(default)]
    pub reason: Reason,
    /// What its author says about it; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Set if it was given to the team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<Release>,
    /// Its files, sorted by path.
    pub files: Vec<SnapshotFile>,
    /// What else it says.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A file of a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotFile {
    /// Its path in the folder of the instruction.
    pub path: String,
    /// The hash of its bytes.
    pub hash: Hash,
    /// Its size in bytes.
    pub size: u64,
}

/// A numbered version that was given to the team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// 1, 2, 3 …
    pub number: u32,
    /// The status of the instruction: `pilot`, `approved`.
    pub status: String,
    /// Who approved it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<String>,
}

/// Why a snapshot was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Reason {
    /// Some time of editing.
    Edited,
    /// The instruction was closed.
    Closed,
    /// It was published.
    Published,
    /// It was released.
    Released,
    /// An older version, or a step of it, was taken back.
    Restored,
    /// Two versions were joined.
    Merged,
    /// A sync client's conflict copy was taken in.
    ConflictCopy,
    /// It was imported.
    Imported,
    /// For a reason that this version does not know.
    #[default]
    #[serde(other)]
    Other,
}

/// A snapshot without its files: what a timeline shows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Version {
    /// The name of the snapshot.
    pub hash: Hash,
    /// The versions that it was made from.
    pub parents: Vec<Hash>,
    /// The folder that the instruction lay in.
    pub folder: String,
    /// Who made it; may be empty.
    pub author: String,
    /// When, in UTC: `2026-11-25T04:45:00Z`.
    pub time: String,
    /// Why it was made.
    pub reason: Reason,
    /// What its author says about it; may be empty.
    pub note: String,
    /// Set if it was given to the team.
    pub release: Option<Release>,
    /// The same for two versions whose files have the same names and bytes.
    pub content: Hash,
}

impl Snapshot {
    pub(super) fn new(instruction: &str, folder: &str, files: Vec<SnapshotFile>) -> Self {
        Self {
            format: FORMAT,
            instruction: instruction.to_owned(),
            folder: folder.to_owned(),
            parents: Vec::new(),
            author: String::new(),
            time: String::new(),
            reason: Reason::Other,
            note: String::new(),
            release: None,
            files,
            extra: Map::new(),
        }
    }

    /// The file at a path in the folder of the instruction.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&SnapshotFile> {
        self.files.iter().find(|file| file.path == path)
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        // Text keys and plain values only: this cannot fail.
        let mut bytes = serde_json::to_vec(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// Reads a snapshot, which anybody with access to the library may have written.
    pub(super) fn parse(bytes: &[u8], at: &Path) -> Result<Self, Error> {
        let mut snapshot: Self = parse(bytes, at, |snapshot: &Self| snapshot.format)?;
        snapshot.files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(snapshot)
    }
}

impl Version {
    /// Reads what a timeline needs of a snapshot, and the id of its instruction.
    pub(super) fn parse(hash: Hash, bytes: &[u8], at: &Path) -> Result<(Self, String), Error> {
        /// Not with `flatten`, which is many times slower, and there may be thousands.
        #[derive(Deserialize)]
        struct Brief<'a> {
            format: u64,
            instruction: String,
            folder: String,
            #[serde(default)]
            parents: Vec<Hash>,
            #[serde(default)]
            author: String,
            #[serde(default)]
            time: String,
            #[serde(default)]
            reason: Reason,
            #[serde(default)]
            note: String,
            #[serde(default)]
            release: Option<Release>,
            #[serde(borrow)]
            files: Vec<BriefFile<'a>>,
        }
        #[derive(Deserialize)]
        struct BriefFile<'a> {
            #[serde(borrow)]
            path: std::borrow::Cow<'a, str>,
            hash: Hash,
        }
        let brief: Brief<'_> = parse(bytes, at, |brief: &Brief<'_>| brief.format)?;
        let mut files: Vec<(&str, Hash)> = brief
            .files
            .iter()
            .map(|file| (&*file.path, file.hash))
            .collect();
        files.sort_unstable();
        let version = Self {
            hash,
            parents: brief.parents,
            folder: brief.folder,
            author: brief.author,
            time: brief.time,
            reason: brief.reason,
            note: brief.note,
            release: brief.release,
            content: content(files.into_iter()),
        };
        Ok((version, brief.instruction))
    }
}

/// The same for two lists of files with the same names and bytes, both sorted by path.
pub(super) fn content<'a>(files: impl Iterator<Item = (&'a str, Hash)>) -> Hash {
    let mut all = Vec::new();
    for (path, hash) in files {
        all.extend_from_slice(&(path.len() as u64).to_le_bytes());
        all.extend_from_slice(path.as_bytes());
        all.extend_from_slice(hash.as_bytes());
    }
    Hash::of(&all)
}

/// A moment as a snapshot has it.
pub(super) fn written_time(time: SystemTime) -> String {
    jiff::Timestamp::try_from(time)
        .map(|time| time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
        .unwrap_or_default()
}

fn parse<'a, T: Deserialize<'a>>(
    bytes: &'a [u8],
    at: &Path,
    format_of: impl Fn(&T) -> u64,
) -> Result<T, Error> {
    #[derive(Deserialize)]
    struct Format {
        format: u64,
    }
    let read = serde_json::from_slice::<T>(bytes);
    // A newer one may also lack what this version wants: ask it for its format alone.
    let format = match &read {
        Ok(read) => format_of(read),
        Err(_) => serde_json::from_slice::<Format>(bytes).map_or(0, |read| read.format),
    };
    if format > FORMAT {
        return Err(Error::new(
            Kind::Newer,
            at,
            format!("format {format} is newer than this version can read ({FORMAT})"),
            "install the newest version of Werkwijzer; until then this history can only be read",
        ));
    }
    read.map_err(|error| {
        Error::new(
            Kind::Damaged,
            at,
            format!("this is no snapshot: {error}"),
            "the other versions can be read; take this file back from your sync client",
        )
        .at(error.line(), error.column())
    })
}
