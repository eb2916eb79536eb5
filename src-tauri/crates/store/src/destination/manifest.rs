//! `publication.json`: what stands in a destination.

use std::collections::HashSet;
use std::fmt;
use std::path::Path;

use rayon::prelude::*;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::{FileKind, MANIFEST};
use crate::error::{Error, Kind};
use crate::hash::Hash;
use crate::{name, relative};

/// The newest format that is read, and the one that is written.
const FORMAT: u64 = 1;
/// A manifest larger than this is not read: some 200,000 files.
pub(super) const LARGEST: u64 = 64 << 20;

/// What stands in a destination.
#[derive(Clone, Debug, Default)]
pub struct Manifest {
    files: Vec<ManifestFile>,
    extra: Map<String, Value>,
}

/// A published file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestFile {
    /// Its path in the destination.
    pub path: String,
    /// What it is to the reader.
    pub kind: FileKind,
    /// The instruction that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instruction: Option<String>,
    /// Its size in bytes.
    pub size: u64,
    /// The hash of its bytes.
    pub blake3: Hash,
}

#[derive(Serialize)]
struct OnDisk<'a> {
    format: u64,
    #[serde(flatten)]
    extra: &'a Map<String, Value>,
    files: &'a [ManifestFile],
}

/// What is read of one, whatever the order of its keys. Not by `flatten`, which would hold all
/// files once more.
struct Read {
    format: u64,
    extra: Map<String, Value>,
    files: Vec<ManifestFile>,
}

impl<'de> Deserialize<'de> for Read {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Read;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Read, A::Error> {
        let (mut format, mut files, mut extra) = (None, None, Map::new());
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "format" if format.is_some() => return Err(A::Error::duplicate_field("format")),
                "files" if files.is_some() => return Err(A::Error::duplicate_field("files")),
                "format" => format = Some(map.next_value()?),
                "files" => files = Some(map.next_value()?),
                _ => {
                    extra.insert(key, map.next_value()?);
                }
            }
        }
        Ok(Read {
            format: format.ok_or_else(|| A::Error::missing_field("format"))?,
            files: files.ok_or_else(|| A::Error::missing_field("files"))?,
            extra,
        })
    }
}

impl Manifest {
    pub(super) fn new(mut files: Vec<ManifestFile>, extra: Map<String, Value>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self { files, extra }
    }

    /// The published files, sorted by path.
    #[must_use]
    pub fn files(&self) -> &[ManifestFile] {
        &self.files
    }

    /// The published file at a path.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&ManifestFile> {
        let at = self
            .files
            .binary_search_by(|file| file.path.as_str().cmp(path));
        at.ok().and_then(|at| self.files.get(at))
    }

    /// What else the manifest says.
    #[must_use]
    pub fn extra(&self) -> &Map<String, Value> {
        &self.extra
    }

    /// Reads a manifest, which anybody with access to the shared folder may have written.
    pub(super) fn parse(bytes: &[u8], at: &Path) -> Result<Self, Error> {
        const HINT: &str = "take an older version of this file back from your sync client, or \
            remove it: then all is published anew, and what others changed is kept beside";
        #[derive(Deserialize)]
        struct Format {
            format: u64,
        }
        let damaged = |what: String| Error::new(Kind::Damaged, at, what, HINT);
        let json = |error: serde_json::Error| {
            damaged(format!("this is no manifest of a publication: {error}"))
                .at(error.line(), error.column())
        };
        let read = serde_json::from_slice::<Read>(bytes);
        // A newer one may also lack what this version wants: ask it for its format alone.
        let format = match &read {
            Ok(read) => read.format,
            Err(_) => serde_json::from_slice::<Format>(bytes).map_or(0, |read| read.format),
        };
        if format > FORMAT {
            return Err(Error::new(
                Kind::Newer,
                at,
                format!("format {format} is newer than this version can read ({FORMAT})"),
                "install the newest version of Werkwijzer",
            ));
        }
        let Read { extra, files, .. } = read.map_err(json)?;
        let mut seen = HashSet::with_capacity(files.len());
        let folded: Vec<Result<String, Error>> = files
            .par_iter()
            .map(|file| relative::portable_parts(&file.path).map(|_| name::fold(&file.path)))
            .collect();
        for (file, folded) in files.iter().zip(folded) {
            let folded = match folded {
                Ok(folded) => folded,
                Err(error) => {
                    return Err(damaged(format!(
                        "it lists `{}`: {}",
                        file.path,
                        error.what()
                    )));
                }
            };
            if folded == MANIFEST || !seen.insert(folded) {
                return Err(damaged(format!("it lists `{}` twice", file.path)));
            }
        }
        Ok(Self::new(files, extra))
    }

    pub(super) fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = serde_json::to_vec_pretty(&OnDisk {
            format: FORMAT,
            extra: &self.extra,
            files: &self.files,
        })?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}
