//! Packing: many small files become one, and many small packs too.
//!
//! What is packed is removed only after the pack is on the disk and every content was read back
//! from it. Two computers may pack at the same time: then some contents are in two packs until
//! these are packed again.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use super::keep::{LARGE, PACK, write_pack, writing_pack};
use super::pack::{Item, OpenBlock, Pack};
use super::{History, OBJECTS, SNAPSHOTS, Snapshot, object, pack_place, snapshot};
use crate::error::{Error, Kind};
use crate::folder::Folder;
use crate::hash::Hash;

/// A pack smaller than this is packed again with others, so that there are never many.
const SMALL: u64 = 4 << 20;
/// So many small packs are left alone.
const FEW: usize = 8;

/// What came of [`History::pack`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Packed {
    /// How many contents and snapshots the new packs hold.
    pub contents: usize,
    /// How many packs were made.
    pub packs: usize,
    /// How many files were removed, as a pack holds what was in them.
    pub removed: usize,
}

/// A content that is to be packed.
struct Waiting {
    hash: Hash,
    item: Item,
}

/// All that could be packed.
#[derive(Default)]
struct Stock {
    /// Loose files, by content: where they lie.
    loose: HashMap<Hash, String>,
    /// Small packs.
    small: Vec<Arc<Pack>>,
    /// Contents that another pack holds already.
    packed: HashSet<Hash>,
}

impl Stock {
    fn has(&self, hash: Hash) -> bool {
        !self.packed.contains(&hash)
            && (self.loose.contains_key(&hash) || self.small.iter().any(|pack| pack.contains(hash)))
    }
}

impl History {
    /// How many files the history has that [`History::pack`] could make one of.
    pub fn loose(&self) -> Result<usize, Error> {
        let Some(home) = self.home()? else {
            return Ok(0);
        };
        let objects = loose_objects(&home)?.len();
        let mut snapshots = 0;
        for key in super::list(&home, SNAPSHOTS)? {
            snapshots += super::loose_snapshots(&home, &key)?.len();
        }
        Ok(objects + snapshots)
    }

    /// Puts all loose snapshots and their contents into packs, and small packs together. What
    /// nothing refers to, large files and what is damaged stay as they are. `watch` is told how
    /// many contents of how many are packed, and may stop it: then nothing was removed.
    pub fn pack(
        &self,
        watch: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Result<Packed, Error> {
        let Some(home) = self.home()? else {
            return Ok(Packed::default());
        };
        let (stock, all) = self.stock(&home)?;
        let total = all.len();
        let mut done = 0;
        let mut made = Vec::new();
        let mut rest = all.into_iter().peekable();
        while rest.peek().is_some() {
            let mut size = 0;
            let mut inside = Vec::new();
            let name = write_pack(&home, &mut |writer| {
                while let Some(waiting) = rest.peek() {
                    if watch(done, total).is_break() {
                        return Err(cancelled(&home));
                    }
                    let bytes = self.waiting_bytes(&home, &stock, waiting);
                    // What is damaged stays where it is, for `verify` to tell.
                    if let Ok(bytes) = bytes {
                        if size > 0 && size + bytes.len() as u64 > PACK {
                            break;
                        }
                        size += bytes.len() as u64;
                        writer
                            .add(waiting.hash, &waiting.item, &bytes)
                            .map_err(|error| writing_pack(&home, error))?;
                        inside.push(waiting.hash);
                    }
                    done += 1;
                    rest.next();
                }
                Ok(())
            })?;
            made.extend(name.map(|name| (name, inside)));
        }
        let mut safe = stock.packed.clone();
        let mut new = HashSet::new();
        let mut contents = 0;
        for (name, inside) in &made {
            let name = name.to_string();
            let pack = Pack::open(&home.path().join(pack_place(&name)))?;
            let mut open = OpenBlock::default();
            for hash in inside {
                pack.read(*hash, &mut open)?;
            }
            contents += inside.len();
            safe.extend(inside);
            new.insert(pack.path().to_owned());
        }
        let mut removed = 0;
        for (hash, place) in &stock.loose {
            if safe.contains(hash) {
                home.remove(place)?;
                removed += 1;
            }
        }
        for pack in &stock.small {
            let all_safe = pack.items().all(|(hash, _)| safe.contains(&hash));
            if all_safe && !new.contains(pack.path()) {
                remove_pack(&home, pack)?;
                removed += 1;
            }
        }
        self.packs().looked = false;
        Ok(Packed {
            contents,
            packs: made.len(),
            removed,
        })
    }

    /// What is to be packed, in the order in which it compresses best: the versions of each file
    /// after each other, oldest first.
    fn stock(&self, home: &Folder) -> Result<(Stock, Vec<Waiting>), Error> {
        let mut stock = Stock::default();
        let packs: Vec<Arc<Pack>> = {
            let mut packs = self.packs();
            packs.look(home)?;
            packs.whole.values().cloned().collect()
        };
        let size = |pack: &Pack| fs_err::metadata(pack.path()).map_or(0, |found| found.len());
        let (mut small, mut large): (Vec<_>, Vec<_>) =
            packs.into_iter().partition(|pack| size(pack) < SMALL);
        if small.len() <= FEW {
            large.append(&mut small);
        }
        stock.small = small;
        let mut open = OpenBlock::default();
        for (place, hash) in loose_objects(home)? {
            let found = fs_err::metadata(home.path().join(&place));
            if found.is_ok_and(|found| found.len() <= LARGE) {
                stock.loose.insert(hash, place);
            }
        }
        let mut snapshots: BTreeMap<String, Vec<(String, Hash, Snapshot)>> = BTreeMap::new();
        let mut add = |key: &str, hash: Hash, bytes: &[u8]| {
            if Hash::of(bytes) == hash
                && let Ok(snapshot) = Snapshot::parse(bytes, home.path())
            {
                let time = snapshot.time.clone();
                let of = snapshots.entry(key.to_owned()).or_default();
                of.push((time, hash, snapshot));
            }
        };
        for key in super::list(home, SNAPSHOTS)? {
            for hash in super::loose_snapshots(home, &key)? {
                let place = super::snapshot_place(&key, hash);
                if let Ok(bytes) = home.read(&place, snapshot::LARGEST) {
                    add(&key, hash, &bytes);
                }
                stock.loose.insert(hash, place);
            }
        }
        for pack in &stock.small {
            for (hash, item) in pack.items() {
                if let Item::Snapshot(key) = item
                    && let Ok(bytes) = pack.read(hash, &mut open)
                {
                    add(&key, hash, &bytes);
                }
            }
        }
        // Only what really can be read from another pack counts as packed.
        for pack in &large {
            for (hash, _) in pack.items() {
                let wanted = stock.loose.contains_key(&hash)
                    || stock.small.iter().any(|small| small.contains(hash));
                if wanted && pack.read(hash, &mut open).is_ok() {
                    stock.packed.insert(hash);
                }
            }
        }
        let mut taken = HashSet::new();
        let (mut contents, mut versions) = (Vec::new(), Vec::new());
        for (key, mut of) in snapshots {
            of.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
            let mut by_path: BTreeMap<&str, Vec<Hash>> = BTreeMap::new();
            for (_, _, snapshot) in &of {
                for file in &snapshot.files {
                    if stock.has(file.hash) && taken.insert(file.hash) {
                        by_path.entry(&file.path).or_default().push(file.hash);
                    }
                }
            }
            contents.extend(by_path.into_values().flatten().map(|hash| Waiting {
                hash,
                item: Item::Object,
            }));
            for (_, hash, _) in &of {
                if stock.has(*hash) && taken.insert(*hash) {
                    versions.push(Waiting {
                        hash: *hash,
                        item: Item::Snapshot(key.clone()),
                    });
                }
            }
        }
        for pack in &stock.small {
            for (hash, item) in pack.items() {
                if stock.has(hash) && taken.insert(hash) {
                    contents.push(Waiting { hash, item });
                }
            }
        }
        contents.append(&mut versions);
        Ok((stock, contents))
    }

    fn waiting_bytes(
        &self,
        home: &Folder,
        stock: &Stock,
        waiting: &Waiting,
    ) -> Result<Vec<u8>, Error> {
        let mut failed = None;
        if let Some(place) = stock.loose.get(&waiting.hash) {
            let read = match waiting.item {
                Item::Object => object::read(home, place, waiting.hash, LARGE * 2),
                Item::Snapshot(_) => home.read(place, snapshot::LARGEST),
            };
            match read {
                Ok(bytes) if Hash::of(&bytes) == waiting.hash => return Ok(bytes),
                Ok(_) => {}
                Err(error) => failed = Some(error),
            }
        }
        let read = self.read_packed(home, waiting.hash, u64::MAX, false)?;
        match (read, failed) {
            (Some(read), _) => read,
            (None, Some(failed)) => Err(failed),
            (None, None) => Err(super::not_here(home.path().to_owned(), "content")),
        }
    }
}

/// The loose objects: where they lie, and what they are.
pub(super) fn loose_objects(home: &Folder) -> Result<Vec<(String, Hash)>, Error> {
    let mut objects = Vec::new();
    for start in super::list(home, OBJECTS)? {
        if start.len() != 2 {
            continue;
        }
        let folder = format!("{OBJECTS}/{start}");
        // A file among the folders is told by `verify`.
        let names = match super::list(home, &folder) {
            Err(error) if error.kind() == Kind::WrongType => continue,
            names => names?,
        };
        for name in names {
            let stem = name.strip_suffix(object::COMPRESSED).unwrap_or(&name);
            if let Ok(hash) = format!("{start}{stem}").parse::<Hash>() {
                objects.push((format!("{folder}/{name}"), hash));
            }
        }
    }
    Ok(objects)
}

pub(super) fn remove_pack(home: &Folder, pack: &Pack) -> Result<(), Error> {
    let name = pack.path().file_name().unwrap_or_default();
    home.remove(&format!("{}/{}", super::PACKS, name.to_string_lossy()))
}

pub(super) fn cancelled(home: &Folder) -> Error {
    Error::new(Kind::Cancelled, home.path(), "stopped", "")
}
