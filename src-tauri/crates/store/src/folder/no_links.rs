//! Opening a file by one call that goes through no link, where the system has one: what lies below
//! the canonical path of a folder is inside it then, also when somebody swaps it at that instant.

use std::path::Path;

use fs_err::File;

/// `None` if there is a link on the way, or it cannot be opened like this: whoever asks then finds
/// out why. A pipe is not waited for.
#[cfg(target_os = "linux")]
pub(super) fn open(canonical: &Path) -> Option<File> {
    use rustix::fs::{CWD, Mode, OFlags, ResolveFlags, openat2};
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let opened = openat2(
        CWD,
        canonical,
        flags,
        Mode::empty(),
        ResolveFlags::NO_SYMLINKS,
    )
    .ok()?;
    Some(File::from_parts(opened.into(), canonical))
}

/// No other system has such a call.
#[cfg(not(target_os = "linux"))]
pub(super) fn open(_: &Path) -> Option<File> {
    None
}
