//! Files whose bytes a sync client keeps elsewhere until somebody reads them.

use std::fs::Metadata;

/// Whether the bytes of a file are not on this computer, as far as the system tells.
#[cfg(windows)]
pub(super) fn is_online_only(found: &Metadata) -> bool {
    use std::os::windows::fs::MetadataExt as _;
    is_recalled(found.file_attributes())
}

/// Whether the bytes of a file are not on this computer, as far as the system tells.
#[cfg(target_os = "macos")]
pub(super) fn is_online_only(found: &Metadata) -> bool {
    use std::os::macos::fs::MetadataExt as _;
    is_dataless(found.st_flags())
}

/// Whether the bytes of a file are not on this computer, as far as the system tells.
#[cfg(not(any(windows, target_os = "macos")))]
pub(super) fn is_online_only(_: &Metadata) -> bool {
    false
}

/// By the attributes of Windows. `OneDrive`, Dropbox, Google Drive and iCloud all set one of them.
#[cfg(any(windows, test))]
fn is_recalled(attributes: u32) -> bool {
    const OFFLINE: u32 = 0x0000_1000;
    const RECALL_ON_OPEN: u32 = 0x0004_0000;
    const RECALL_ON_DATA_ACCESS: u32 = 0x0040_0000;
    attributes & (OFFLINE | RECALL_ON_OPEN | RECALL_ON_DATA_ACCESS) != 0
}

/// By the flags of macOS.
#[cfg(any(target_os = "macos", test))]
fn is_dataless(flags: u32) -> bool {
    const SF_DATALESS: u32 = 0x4000_0000;
    flags & SF_DATALESS != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_attributes_of_files_that_are_elsewhere() {
        // As Windows shows them: an archive file on the disk, pinned, and three that are not.
        assert!(!is_recalled(0x20));
        assert!(!is_recalled(0x0008_0020));
        // Unpinned alone means that it may be sent away, not that it was.
        assert!(!is_recalled(0x0010_0020));
        assert!(is_recalled(0x0040_0020));
        assert!(is_recalled(0x0050_1620));
        assert!(is_recalled(0x1020));
        assert!(is_recalled(0x0004_0020));
        assert!(!is_dataless(0x20));
        assert!(is_dataless(0x4000_0060));
    }

    #[test]
    fn a_file_on_the_disk_is_here() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        fs_err::write(&path, "# A").unwrap();
        assert!(!is_online_only(&fs_err::metadata(&path).unwrap()));
    }
}
