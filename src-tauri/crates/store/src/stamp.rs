//! What the system tells of a file that changes when the file is written.
//!
//! A file is taken for unchanged if size, times and file number are as they were, and if it was
//! last written, and last changed in any way, well before it was hashed: within the grain of the
//! clock it could have been written again without a trace, and been given an old time of writing.
//! The moment of hashing is told by the time stamp of a file that is made just before, as the
//! computer's own clock may be set in between.

use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::atomic;

/// What changes when a file is written. A hint only: changed means another [`struct@crate::Hash`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Stamp {
    pub(crate) size: u64,
    pub(crate) modified: u64,
    /// When its name, rights or bytes were last changed; when it was made, where that is not told.
    pub(crate) changed: u64,
    pub(crate) number: u64,
}

impl Stamp {
    pub(crate) fn of(found: &std::fs::Metadata) -> Self {
        #[cfg(unix)]
        let (changed, number) = {
            use std::os::unix::fs::MetadataExt as _;
            let nanoseconds = found
                .ctime()
                .saturating_mul(1_000_000_000)
                .saturating_add(found.ctime_nsec());
            (nanoseconds as u64, found.ino())
        };
        #[cfg(not(unix))]
        let (changed, number) = (found.created().map_or(0, nanoseconds), 0);
        Self {
            size: found.len(),
            modified: found.modified().map_or(0, nanoseconds),
            changed,
            number,
        }
    }

    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// The last moment at which it was written or came to this computer.
    pub(crate) fn newest(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_nanos(self.modified.max(self.changed))
    }

    /// Whether a file that is hashed at this moment could no longer be written with this stamp.
    pub(crate) fn is_settled(&self, moment: u64) -> bool {
        let whole_seconds = self.modified.is_multiple_of(1_000_000_000);
        // FAT has two seconds; the others have the ticks of the system's clock.
        let grain = if whole_seconds {
            2_000_000_000
        } else {
            50_000_000
        };
        let newest = self.modified.max(self.changed);
        self.modified > 0 && newest.saturating_add(grain) < moment
    }

    /// The stamp as bytes, the same for the same stamp.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        let values = [self.size, self.modified, self.changed, self.number];
        for (place, value) in bytes.chunks_exact_mut(8).zip(values) {
            place.copy_from_slice(&value.to_le_bytes());
        }
        bytes
    }

    pub(crate) fn from_bytes(bytes: [u8; 32]) -> Self {
        let mut values = [0; 4];
        for (value, place) in values.iter_mut().zip(bytes.chunks_exact(8)) {
            *value = place.try_into().map_or(0, u64::from_le_bytes);
        }
        let [size, modified, changed, number] = values;
        Self {
            size,
            modified,
            changed,
            number,
        }
    }
}

/// Now, by the clock of a folder: the time stamp of a file that is made in it.
pub(crate) fn moment(folder: &Path) -> io::Result<u64> {
    let (file, _path) = atomic::begin(folder, "moment")?;
    Ok(file.metadata()?.modified().map_or(0, nanoseconds))
}

pub(crate) fn nanoseconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| u64::try_from(since.as_nanos()).ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Who puts an old file back gives it its old time: only the change itself is new.
    #[test]
    fn what_was_changed_at_this_moment_may_change_again_however_old_it_says_it_is() {
        let moment = 1_800_000_000_123_456_789;
        let old = Stamp {
            size: 3,
            modified: moment - 1_000_000_000_000,
            changed: moment - 1_000_000_000_000,
            number: 7,
        };
        assert!(old.is_settled(moment));
        let put_back = Stamp {
            changed: moment - 1_000_000,
            ..old
        };
        assert!(!put_back.is_settled(moment));
        assert!(put_back.is_settled(moment + 1_000_000_000));
    }
}
