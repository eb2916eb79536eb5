//! What SQLite says, in our words.

use std::path::Path;

use rusqlite::ErrorCode as Code;

use crate::error::{Error, Kind};

/// An error of SQLite while doing something with the index at `path`.
///
/// Whatever cannot be explained by the computer (no space, no rights, held by another program) is
/// taken for damage: the index is made anew then, which costs time and nothing else.
pub(super) fn of_sqlite(path: &Path, doing: &str, error: &rusqlite::Error) -> Error {
    let kind = match error {
        rusqlite::Error::SqliteFailure(failure, _) => match failure.code {
            Code::DatabaseBusy | Code::DatabaseLocked | Code::FileLockingProtocolFailed => {
                Kind::Locked
            }
            Code::DiskFull => Kind::DiskFull,
            Code::PermissionDenied => Kind::PermissionDenied,
            // Deleted or moved while it was open: a new one is made.
            Code::ReadOnly if failure.extended_code == rusqlite::ffi::SQLITE_READONLY_DBMOVED => {
                Kind::Damaged
            }
            Code::ReadOnly => Kind::ReadOnly,
            Code::SystemIoFailure
                if failure.extended_code == rusqlite::ffi::SQLITE_IOERR_SHORT_READ =>
            {
                Kind::Damaged
            }
            Code::SystemIoFailure | Code::CannotOpen => Kind::Io,
            // Also when memory runs out: a damaged length asks for any amount.
            _ => Kind::Damaged,
        },
        _ => Kind::Damaged,
    };
    let hint = match kind {
        Kind::Locked => "close the other copy of Werkwijzer and try again",
        Kind::DiskFull => "free some space on the drive of your own files",
        Kind::Damaged => "nothing is lost: it is made anew from the library",
        _ => "check that you may write in the folder of your own files; it may be deleted",
    };
    Error::new(kind, path, format!("cannot {doing}: {error}"), hint)
}

/// What was read is not what was written.
pub(super) fn damaged(path: &Path) -> Error {
    Error::new(
        Kind::Damaged,
        path,
        "the index is damaged",
        "nothing is lost: it is made anew from the library",
    )
}
