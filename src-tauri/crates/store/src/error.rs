//! The one error of this crate.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// What went wrong on the disk, with which file, and how to mend it.
///
/// Its text is one line, `path: what happened`; [`Error::hint`] says what to do about it. Whoever
/// must decide on an error looks at [`Error::kind`], never at the text.
pub struct Error {
    kind: Kind,
    path: PathBuf,
    place: Option<(usize, usize)>,
    what: Cow<'static, str>,
    hint: Cow<'static, str>,
    source: Option<io::Error>,
}

/// What sort of thing went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// The file or folder is not there.
    NotFound,
    /// Something else stands at the place that is to be written.
    AlreadyExists,
    /// The library or destination itself is not there: a drive that is not connected, a sync
    /// client that does not run. Nothing may be made or removed on this ground (rule 13).
    MissingRoot,
    /// A folder was expected and it is a file, or the other way round.
    WrongType,
    /// The system does not let us.
    PermissionDenied,
    /// The drive or folder cannot be written.
    ReadOnly,
    /// The drive is full, or a quota or size limit of the drive is reached.
    DiskFull,
    /// The path leads out of the folder, by its text or through a link.
    OutsideFolder,
    /// The name cannot exist on Windows, macOS and Linux alike.
    NameNotPortable,
    /// The file is larger than the caller accepts.
    TooLarge,
    /// Another program holds the file or folder.
    Locked,
    /// Somebody else changed the file in the meantime.
    ChangedByOther,
    /// The caller asked to stop; all is as it was before.
    Cancelled,
    /// A file of ours cannot be read.
    Damaged,
    /// A file was written by a newer Werkwijzer.
    Newer,
    /// A plan cannot be carried out, because content is missing from it.
    Incomplete,
    /// A version names content or a version that is not in this folder: it is still on its way
    /// by the sync client, or it is lost.
    NotHereYet,
    /// Anything else that the system reports.
    Io,
}

impl Error {
    pub(crate) fn new(
        kind: Kind,
        path: impl Into<PathBuf>,
        what: impl Into<Cow<'static, str>>,
        hint: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            kind,
            path: path.into(),
            place: None,
            what: what.into(),
            hint: hint.into(),
            source: None,
        }
    }

    /// An error of the system while doing something (`"read the file"`) with `path`.
    pub(crate) fn io(path: impl Into<PathBuf>, doing: &str, error: io::Error) -> Self {
        let kind = kind_of(&error);
        let what = match kind {
            Kind::NotFound => format!("cannot {doing}: it is not there"),
            Kind::PermissionDenied => format!("cannot {doing}: permission denied"),
            Kind::ReadOnly => format!("cannot {doing}: the drive or folder is read-only"),
            Kind::DiskFull => format!("cannot {doing}: no space is left"),
            Kind::Locked => format!("cannot {doing}: another program is using it"),
            _ => format!("cannot {doing}: {}", root_cause(&error)),
        };
        Self {
            source: Some(error),
            ..Self::new(kind, path, what, hint_for(kind))
        }
    }

    pub(crate) fn at(mut self, line: usize, column: usize) -> Self {
        self.place = Some((line, column));
        self
    }

    /// Adds to what happened.
    pub(crate) fn and(mut self, more: &str) -> Self {
        self.what = format!("{}; {more}", self.what).into();
        self
    }

    /// The same error once more, without the one of the system that it came from.
    pub(crate) fn again(&self) -> Self {
        Self {
            kind: self.kind,
            path: self.path.clone(),
            place: self.place,
            what: self.what.clone(),
            hint: self.hint.clone(),
            source: None,
        }
    }

    /// What sort of thing went wrong.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The file or folder it is about: absolute, or as the caller named it if it was refused
    /// before the disk was touched.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Line and column in that file, both from 1, where it is about its content.
    #[must_use]
    pub fn place(&self) -> Option<(usize, usize)> {
        self.place
    }

    /// What happened, without the path.
    #[must_use]
    pub fn what(&self) -> &str {
        &self.what
    }

    /// How to mend it; may be empty.
    #[must_use]
    pub fn hint(&self) -> &str {
        &self.hint
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shown(&self.path))?;
        if let Some((line, column)) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.what)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {self} ({})", self.kind, self.hint)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|error| error as _)
    }
}

/// A path as people write it: canonical paths on Windows start with `\\?\`, which nobody types,
/// and what was joined to them may have slashes the other way.
#[must_use]
pub fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text = if let Some(share) = text.strip_prefix(r"\\?\UNC\") {
        format!(r"\\{share}")
    } else {
        text.strip_prefix(r"\\?\").unwrap_or(&text).to_owned()
    };
    if cfg!(windows) {
        text.replace('/', r"\")
    } else {
        text
    }
}

/// The error of the system inside the one that names the path.
fn root_cause(error: &io::Error) -> &io::Error {
    let inner = error
        .get_ref()
        .and_then(|inner| inner.source())
        .and_then(|source| source.downcast_ref::<io::Error>());
    inner.map_or(error, root_cause)
}

/// Whether another program holds the file, so that waiting may help.
///
/// On Windows a rename over a file that somebody has open is "access denied", the same answer
/// that missing rights get; so that one counts as held, too.
pub(crate) fn is_held(error: &io::Error) -> bool {
    const ACCESS_DENIED: i32 = 5;
    if cfg!(windows) {
        is_sharing_violation(error) || root_cause(error).raw_os_error() == Some(ACCESS_DENIED)
    } else {
        root_cause(error).kind() == io::ErrorKind::ResourceBusy
    }
}

/// Whether Windows says that another program keeps the file to itself.
pub(crate) fn is_sharing_violation(error: &io::Error) -> bool {
    const SHARING_VIOLATION: i32 = 32;
    const LOCK_VIOLATION: i32 = 33;
    cfg!(windows)
        && matches!(
            root_cause(error).raw_os_error(),
            Some(SHARING_VIOLATION | LOCK_VIOLATION)
        )
}

fn kind_of(error: &io::Error) -> Kind {
    use io::ErrorKind as E;
    match error.kind() {
        _ if is_sharing_violation(error) => Kind::Locked,
        E::NotFound => Kind::NotFound,
        E::AlreadyExists | E::DirectoryNotEmpty => Kind::AlreadyExists,
        E::NotADirectory | E::IsADirectory => Kind::WrongType,
        E::PermissionDenied => Kind::PermissionDenied,
        E::ReadOnlyFilesystem => Kind::ReadOnly,
        E::StorageFull | E::QuotaExceeded | E::FileTooLarge => Kind::DiskFull,
        E::InvalidFilename => Kind::NameNotPortable,
        _ if is_held(error) => Kind::Locked,
        _ => Kind::Io,
    }
}

fn hint_for(kind: Kind) -> &'static str {
    match kind {
        Kind::NotFound => "check the name, and that the drive or sync client is there",
        Kind::AlreadyExists => "move or rename what stands there",
        Kind::MissingRoot => "connect the drive or start the sync client, or choose another folder",
        Kind::WrongType => "check whether the path names a file or a folder",
        Kind::PermissionDenied => "ask for the right to write in this folder, or choose another",
        Kind::ReadOnly => "choose a folder that can be written, or remove the write protection",
        Kind::DiskFull => "free some space on this drive and try again; nothing was changed",
        Kind::OutsideFolder => "keep the file inside the folder and name it from there",
        Kind::NameNotPortable => "choose a shorter, plainer name",
        Kind::Locked => "close the program that has it open and try again",
        Kind::ChangedByOther => "read the file again and join both versions",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The retry while a file is held goes by this number.
    #[test]
    fn the_number_of_the_system_is_found_in_every_wrapping() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("missing");
        let errors = [
            io::Error::from_raw_os_error(2),
            fs_err::File::open(&missing).unwrap_err(),
            fs_err::rename(&missing, folder.path().join("other")).unwrap_err(),
            tempfile::tempfile_in(missing.join("folder")).unwrap_err(),
        ];
        for error in errors {
            assert!(root_cause(&error).raw_os_error().is_some(), "{error:?}");
        }
    }

    #[test]
    fn a_path_is_shown_as_people_write_it() {
        let joined = Path::new(r"\\?\C:\Werk").join("pictures/a.png");
        let share = Path::new(r"\\?\UNC\kantoor\Werk");
        assert_eq!(shown(share), r"\\kantoor\Werk");
        if cfg!(windows) {
            assert_eq!(shown(&joined), r"C:\Werk\pictures\a.png");
        } else {
            assert_eq!(shown(Path::new("/srv/a.png")), "/srv/a.png");
        }
    }
}
