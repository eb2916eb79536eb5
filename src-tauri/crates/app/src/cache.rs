//! Prepared pictures, kept between runs in the computer's own cache folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use werkwijzer_picture::{Effort, Options, PreparedFormat};
use werkwijzer_store::{Folder, Hash};

/// A picture ready to be published.
#[derive(Debug, Clone)]
pub(crate) struct Ready {
    pub(crate) bytes: Arc<[u8]>,
    pub(crate) format: PreparedFormat,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) warnings: Vec<String>,
    /// Of its bytes.
    pub(crate) hash: Hash,
}

#[derive(Serialize, Deserialize)]
struct Facts {
    jpeg: bool,
    width: u32,
    height: u32,
    warnings: Vec<String>,
    hash: Hash,
}

/// Raised when `werkwijzer-picture` draws or encodes differently.
const VERSION: u32 = 1;
const MAX_FILE: u64 = 512 << 20;

/// The cache of prepared pictures; without a folder it keeps nothing.
#[derive(Debug, Clone)]
pub(crate) struct Cache(Option<Folder>);

impl Cache {
    pub(crate) fn open(folder: Option<&Path>) -> Self {
        // A cache that cannot be used slows the work down and stops nothing.
        Self(folder.and_then(|folder| Folder::create(&folder.join("pictures")).ok()))
    }

    /// The key of a picture with its markup, prepared in a certain way.
    pub(crate) fn key(original: &[u8], markup: Option<&[u8]>, options: &Options) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&VERSION.to_le_bytes());
        hasher.update(&options.max_side.to_le_bytes());
        hasher.update(&[match options.effort {
            Effort::Fast => 0,
            Effort::Small => 1,
            Effort::Balanced => 2,
        }]);
        hasher.update(&(original.len() as u64).to_le_bytes());
        hasher.update(original);
        hasher.update(markup.unwrap_or_default());
        hasher.finalize().to_hex().to_string()
    }

    fn paths(key: &str) -> (String, String) {
        let folder = &key[..2];
        (format!("{folder}/{key}.json"), format!("{folder}/{key}"))
    }

    pub(crate) fn get(&self, key: &str) -> Option<Ready> {
        let folder = self.0.as_ref()?;
        let (facts, file) = Self::paths(key);
        let facts: Facts = serde_json::from_slice(&folder.read(&facts, 1 << 20).ok()?).ok()?;
        let bytes = folder.read(&file, MAX_FILE).ok()?;
        // Whatever happened to the file: only what was put there counts.
        (Hash::of(&bytes) == facts.hash).then(|| Ready {
            bytes: Arc::from(bytes),
            format: if facts.jpeg {
                PreparedFormat::Jpeg
            } else {
                PreparedFormat::Png
            },
            width: facts.width,
            height: facts.height,
            warnings: facts.warnings,
            hash: facts.hash,
        })
    }

    pub(crate) fn put(&self, key: &str, ready: &Ready) {
        let Some(folder) = &self.0 else { return };
        let (facts_path, file) = Self::paths(key);
        let facts = Facts {
            jpeg: ready.format == PreparedFormat::Jpeg,
            width: ready.width,
            height: ready.height,
            warnings: ready.warnings.clone(),
            hash: ready.hash,
        };
        // A full disk must not stop a publication: what is not kept is made again.
        if folder.write_fleeting(&file, &ready.bytes).is_ok()
            && let Ok(json) = serde_json::to_vec(&facts)
        {
            let _ = folder.write_fleeting(&facts_path, &json);
        }
    }

    /// Where a kept picture stands, for who copies it without reading it.
    pub(crate) fn file(&self, key: &str) -> Option<PathBuf> {
        let folder = self.0.as_ref()?;
        let (_, file) = Self::paths(key);
        folder.exists(&file).then(|| folder.path().join(file))
    }
}
