//! A pack: many objects and snapshots in one immutable file, named by the hash of its bytes.
//!
//! ```text
//! "WWPACK", 0, 1
//! block, block …         as it is, or a zstd frame with many contents one after the other
//! index                  blocks, then keys of instructions, then contents sorted by hash
//! trailer                length of the index (8 bytes), its BLAKE3, "WWPACK", 0, 1
//! ```
//!
//! Numbers are little-endian. Versions of one text stand beside each other in a block and so cost
//! little more than what changed. Reading one takes apart the one block that it is in, and its
//! bytes are checked against its hash.

use std::collections::HashMap;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};

use fs_err::File;

use crate::error::{Error, Kind};
use crate::hash::Hash;

const MAGIC: [u8; 7] = *b"WWPACK\0";
const FORMAT: u8 = 1;
const HEAD: u64 = 8;
const TRAILER: u64 = 8 + 32 + HEAD;
/// A block of texts is closed at this size: so much is taken apart to read one of them.
const BLOCK: usize = 8 << 20;
/// A block larger than this is not read.
const LARGEST_BLOCK: u64 = 64 << 20;
/// An index larger than this is not read: some five million contents.
const LARGEST_INDEX: u64 = 256 << 20;
/// High, since a pack is made seldom and synced to many.
const LEVEL: i32 = 17;

/// What a content in a pack is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Item {
    /// The bytes of a file.
    Object,
    /// A snapshot of the instruction with this key.
    Snapshot(String),
}

/// A pack that is there, with its index in memory.
#[derive(Debug)]
pub(super) struct Pack {
    path: PathBuf,
    blocks: Vec<Block>,
    keys: Vec<String>,
    entries: Vec<Entry>,
    by_key: HashMap<u32, Vec<usize>>,
}

#[derive(Clone, Copy, Debug)]
struct Block {
    offset: u64,
    stored: u64,
    plain: u64,
    compressed: bool,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    hash: Hash,
    /// 0 for an object, else one more than the number of the key.
    key: u32,
    block: u32,
    offset: u32,
    length: u32,
}

impl Pack {
    /// Reads the index of a pack.
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let reading = |error| Error::io(path, "read the pack", error);
        let mut file = File::open(path).map_err(reading)?;
        let size = file.metadata().map_err(reading)?.len();
        let cut = || damaged(path, "the pack is cut short, or is none");
        let mut head = [0; HEAD as usize];
        if size < HEAD + TRAILER {
            return Err(cut());
        }
        file.read_exact(&mut head).map_err(reading)?;
        if head[..7] != MAGIC {
            return Err(cut());
        }
        if head[7] > FORMAT {
            return Err(Error::new(
                Kind::Newer,
                path,
                format!(
                    "format {} is newer than this version can read ({FORMAT})",
                    head[7]
                ),
                "install the newest version of Werkwijzer",
            ));
        }
        let mut trailer = [0; TRAILER as usize];
        file.seek(SeekFrom::Start(size - TRAILER))
            .and_then(|_| file.read_exact(&mut trailer))
            .map_err(reading)?;
        let mut parts = Parts(&trailer);
        let (length, hash) = (parts.u64(), parts.hash());
        let (Some(length), Some(hash)) = (length, hash) else {
            return Err(cut());
        };
        if parts.0 != head || length > size - HEAD - TRAILER {
            return Err(cut());
        }
        if length > LARGEST_INDEX {
            return Err(damaged(path, "the index of the pack is too large"));
        }
        let start = size - TRAILER - length;
        let mut index = vec![0; length as usize];
        file.seek(SeekFrom::Start(start))
            .and_then(|_| file.read_exact(&mut index))
            .map_err(reading)?;
        if Hash::of(&index) != hash {
            return Err(damaged(path, "the index of the pack is damaged"));
        }
        Self::parse(path, &index, start)
            .ok_or_else(|| damaged(path, "the index of the pack makes no sense"))
    }

    fn parse(path: &Path, index: &[u8], end: u64) -> Option<Self> {
        let mut parts = Parts(index);
        let mut blocks = Vec::new();
        let mut offset = HEAD;
        for _ in 0..parts.u32()? {
            let block = Block {
                offset,
                stored: parts.u64()?,
                plain: parts.u64()?,
                compressed: parts.bytes(1)? == [1],
            };
            offset = offset.checked_add(block.stored)?;
            let fits = block.plain <= LARGEST_BLOCK && block.stored <= LARGEST_BLOCK * 2;
            if !fits || !block.compressed && block.stored != block.plain {
                return None;
            }
            blocks.push(block);
        }
        let mut keys = Vec::new();
        for _ in 0..parts.u32()? {
            let length = parts.u32()? as usize;
            keys.push(std::str::from_utf8(parts.bytes(length)?).ok()?.to_owned());
        }
        let mut entries: Vec<Entry> = Vec::new();
        let mut by_key: HashMap<u32, Vec<usize>> = HashMap::new();
        for at in 0..parts.u32()? as usize {
            let entry = Entry {
                hash: parts.hash()?,
                key: parts.u32()?,
                block: parts.u32()?,
                offset: parts.u32()?,
                length: parts.u32()?,
            };
            let block = blocks.get(entry.block as usize)?;
            let inside = u64::from(entry.offset) + u64::from(entry.length) <= block.plain;
            let in_order = entries.last().is_none_or(|last| last.hash < entry.hash);
            if !inside || !in_order || entry.key as usize > keys.len() {
                return None;
            }
            if entry.key > 0 {
                by_key.entry(entry.key - 1).or_default().push(at);
            }
            entries.push(entry);
        }
        (parts.0.is_empty() && offset == end).then(|| Self {
            path: path.to_owned(),
            blocks,
            keys,
            entries,
            by_key,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// All that is in it, sorted by hash.
    pub(super) fn items(&self) -> impl Iterator<Item = (Hash, Item)> {
        self.entries
            .iter()
            .map(|entry| (entry.hash, self.item(entry)))
    }

    /// All that is in it, in the order in which it lies there.
    pub(super) fn in_order(&self) -> Vec<Hash> {
        let mut entries: Vec<&Entry> = self.entries.iter().collect();
        entries.sort_by_key(|entry| (entry.block, entry.offset));
        entries.into_iter().map(|entry| entry.hash).collect()
    }

    /// What a content in it is.
    pub(super) fn kind(&self, hash: Hash) -> Option<Item> {
        self.entry(hash).map(|entry| self.item(entry))
    }

    fn item(&self, entry: &Entry) -> Item {
        match entry.key.checked_sub(1) {
            Some(key) => Item::Snapshot(self.keys[key as usize].clone()),
            None => Item::Object,
        }
    }

    /// The keys of the instructions that it holds snapshots of.
    pub(super) fn keys(&self) -> &[String] {
        &self.keys
    }

    /// The snapshots of the instruction with this key.
    pub(super) fn snapshots(&self, key: &str) -> impl Iterator<Item = Hash> {
        let key = self.keys.iter().position(|known| known == key);
        key.and_then(|key| self.by_key.get(&(key as u32)))
            .into_iter()
            .flatten()
            .map(|at| self.entries[*at].hash)
    }

    /// The snapshots that it holds, by the keys of their instructions.
    pub(super) fn by_key(&self) -> impl Iterator<Item = (&str, impl Iterator<Item = Hash>)> {
        self.by_key.iter().filter_map(|(key, at)| {
            let hashes = at.iter().filter_map(|at| self.entries.get(*at));
            let key = self.keys.get(*key as usize)?;
            Some((key.as_str(), hashes.map(|entry| entry.hash)))
        })
    }

    fn entry(&self, hash: Hash) -> Option<&Entry> {
        let at = self.entries.binary_search_by(|entry| entry.hash.cmp(&hash));
        at.ok().map(|at| &self.entries[at])
    }

    pub(super) fn contains(&self, hash: Hash) -> bool {
        self.entry(hash).is_some()
    }

    /// The size of a content.
    pub(super) fn size(&self, hash: Hash) -> Option<u64> {
        self.entry(hash).map(|entry| u64::from(entry.length))
    }

    /// The bytes of a content, checked against its hash. `open` is the block taken apart last,
    /// which the next content is often in, too.
    pub(super) fn read(&self, hash: Hash, open: &mut OpenBlock) -> Result<Vec<u8>, Error> {
        let Some(entry) = self.entry(hash) else {
            return Err(damaged(&self.path, "the content is not in the pack"));
        };
        let block = &self.blocks[entry.block as usize];
        let (start, length) = (u64::from(entry.offset), u64::from(entry.length));
        let bytes = if block.compressed {
            let same = open.block == entry.block && open.path == self.path;
            if !same || open.plain.is_empty() {
                let stored = self.stored(block.offset, block.stored)?;
                let plain = zstd::bulk::decompress(&stored, block.plain as usize)
                    .ok()
                    .filter(|plain| plain.len() as u64 == block.plain)
                    .ok_or_else(|| damaged(&self.path, "a block of the pack is damaged"))?;
                *open = OpenBlock {
                    path: self.path.clone(),
                    block: entry.block,
                    plain,
                };
            }
            let (start, end) = (start as usize, (start + length) as usize);
            open.plain.get(start..end).unwrap_or_default().to_vec()
        } else {
            self.stored(block.offset + start, length)?
        };
        if Hash::of(&bytes) == hash {
            Ok(bytes)
        } else {
            Err(damaged(
                &self.path,
                format!("the content {hash} in the pack is damaged"),
            ))
        }
    }

    fn stored(&self, offset: u64, length: u64) -> Result<Vec<u8>, Error> {
        let reading = |error| Error::io(&self.path, "read the pack", error);
        let mut file = File::open(&self.path).map_err(reading)?;
        let mut bytes = Vec::with_capacity(length as usize);
        file.seek(SeekFrom::Start(offset))
            .and_then(|_| file.take(length).read_to_end(&mut bytes))
            .map_err(reading)?;
        if bytes.len() as u64 == length {
            Ok(bytes)
        } else {
            Err(damaged(&self.path, "the pack is cut short"))
        }
    }
}

/// The block that was taken apart last.
#[derive(Debug, Default)]
pub(super) struct OpenBlock {
    path: PathBuf,
    block: u32,
    plain: Vec<u8>,
}

fn damaged(path: &Path, what: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(
        Kind::Damaged,
        path,
        what,
        "let your sync client fetch this file again, or take an older copy of it back; all that \
         is not in it can be read",
    )
}

/// Writes a pack, content after content. Contents that are alike should come after each other.
pub(super) struct Writer<'a> {
    to: &'a mut dyn Write,
    hasher: blake3::Hasher,
    blocks: Vec<Block>,
    keys: Vec<String>,
    key_at: HashMap<String, u32>,
    entries: Vec<Entry>,
    known: std::collections::HashSet<Hash>,
    /// The block of texts that is not closed yet, and what is in it.
    texts: Vec<u8>,
    waiting: Vec<Entry>,
}

impl<'a> Writer<'a> {
    pub(super) fn begin(to: &'a mut dyn Write) -> io::Result<Self> {
        let mut writer = Self {
            to,
            hasher: blake3::Hasher::new(),
            blocks: Vec::new(),
            keys: Vec::new(),
            key_at: HashMap::new(),
            entries: Vec::new(),
            known: std::collections::HashSet::new(),
            texts: Vec::new(),
            waiting: Vec::new(),
        };
        writer.put(&MAGIC)?;
        writer.put(&[FORMAT])?;
        Ok(writer)
    }

    /// Whether nothing was added.
    pub(super) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hasher.update(bytes);
        self.to.write_all(bytes)
    }

    /// Adds a content. Texts are gathered and written when their block is full; what does not
    /// compress is a block of its own.
    pub(super) fn add(&mut self, hash: Hash, item: &Item, bytes: &[u8]) -> io::Result<()> {
        if !self.known.insert(hash) {
            return Ok(());
        }
        let key = self.key(item);
        let entry = Entry {
            hash,
            key,
            block: 0,
            offset: 0,
            length: bytes.len() as u32,
        };
        if super::object::is_compressed(bytes) {
            self.entries.push(Entry {
                block: self.blocks.len() as u32,
                ..entry
            });
            let length = bytes.len() as u64;
            return self.block(bytes, length, false);
        }
        if !self.texts.is_empty() && self.texts.len() + bytes.len() > BLOCK {
            self.close_texts()?;
        }
        self.waiting.push(Entry {
            offset: self.texts.len() as u32,
            ..entry
        });
        self.texts.extend_from_slice(bytes);
        Ok(())
    }

    fn key(&mut self, item: &Item) -> u32 {
        let Item::Snapshot(key) = item else {
            return 0;
        };
        if let Some(at) = self.key_at.get(key) {
            return *at;
        }
        self.keys.push(key.clone());
        let at = self.keys.len() as u32;
        self.key_at.insert(key.clone(), at);
        at
    }

    fn block(&mut self, stored: &[u8], plain: u64, compressed: bool) -> io::Result<()> {
        self.blocks.push(Block {
            offset: 0,
            stored: stored.len() as u64,
            plain,
            compressed,
        });
        self.put(stored)
    }

    fn close_texts(&mut self) -> io::Result<()> {
        let texts = std::mem::take(&mut self.texts);
        let at = self.blocks.len() as u32;
        let waiting = self.waiting.drain(..);
        self.entries
            .extend(waiting.map(|entry| Entry { block: at, ..entry }));
        if texts.is_empty() {
            // Empty files alone make no block; give them one to stand in.
            return self.block(&[], 0, false);
        }
        let compressed = zstd::bulk::compress(&texts, LEVEL)?;
        if compressed.len() < texts.len() {
            self.block(&compressed, texts.len() as u64, true)
        } else {
            self.block(&texts, texts.len() as u64, false)
        }
    }

    /// Writes what is left and the index. Gives the name of the pack.
    pub(super) fn finish(mut self) -> io::Result<Hash> {
        if !self.waiting.is_empty() {
            self.close_texts()?;
        }
        self.entries.sort_unstable_by_key(|entry| entry.hash);
        let mut index = Vec::new();
        let number = |index: &mut Vec<u8>, number: usize| {
            index.extend_from_slice(&(number as u32).to_le_bytes());
        };
        number(&mut index, self.blocks.len());
        for block in &self.blocks {
            index.extend_from_slice(&block.stored.to_le_bytes());
            index.extend_from_slice(&block.plain.to_le_bytes());
            index.push(u8::from(block.compressed));
        }
        number(&mut index, self.keys.len());
        for key in &self.keys {
            number(&mut index, key.len());
            index.extend_from_slice(key.as_bytes());
        }
        number(&mut index, self.entries.len());
        for entry in &self.entries {
            index.extend_from_slice(entry.hash.as_bytes());
            for value in [entry.key, entry.block, entry.offset, entry.length] {
                index.extend_from_slice(&value.to_le_bytes());
            }
        }
        self.put(&index)?;
        self.put(&(index.len() as u64).to_le_bytes())?;
        self.put(Hash::of(&index).as_bytes())?;
        self.put(&MAGIC)?;
        self.put(&[FORMAT])?;
        Ok(Hash::from_bytes(*self.hasher.finalize().as_bytes()))
    }
}

/// What is left to read.
struct Parts<'a>(&'a [u8]);

impl<'a> Parts<'a> {
    fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        let bytes = self.bytes(4)?;
        bytes.try_into().ok().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        let bytes = self.bytes(8)?;
        bytes.try_into().ok().map(u64::from_le_bytes)
    }

    fn hash(&mut self) -> Option<Hash> {
        let bytes = self.bytes(32)?;
        bytes.try_into().ok().map(Hash::from_bytes)
    }
}
