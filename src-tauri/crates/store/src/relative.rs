//! Paths inside a folder, as text: `/` between the parts, on every system.
//!
//! The text comes from documents and manifests that anybody may have written, so whatever could
//! name another place than it seems to is refused on every system, also where only one of them
//! would be fooled: `..`, absolute paths, drive letters and alternate data streams (`:`),
//! backslashes, NUL.

use crate::error::{Error, Kind};
use crate::name;

/// Longest path below the root that is written, in UTF-16 units: `OneDrive` allows 400 in all.
const LONGEST: usize = 300;

/// The parts of a path that is to be read; at least one.
pub(crate) fn parts(relative: &str) -> Result<Vec<&str>, Error> {
    let refuse = |what: &'static str| {
        Err(Error::new(
            Kind::OutsideFolder,
            relative,
            what,
            "name the file by its path inside the folder, with `/` between the parts",
        ))
    };
    if relative.is_empty() {
        return refuse("an empty path names no file");
    }
    if relative.contains('\0') {
        return refuse("the path holds a NUL character");
    }
    if relative.contains('\\') {
        return refuse("the path holds a backslash");
    }
    if relative.contains(':') {
        return refuse("the path holds a colon, as drives and alternate data streams do");
    }
    if relative.starts_with('/') {
        return refuse("the path is absolute");
    }
    let mut parts = Vec::new();
    for part in relative.split('/') {
        match part {
            "" => return refuse("the path has an empty part"),
            "." | ".." => return refuse("the path has a part `.` or `..`"),
            _ if name::is_device(part) => {
                return Err(Error::new(
                    Kind::NameNotPortable,
                    relative,
                    format!("`{part}` is a device on Windows"),
                    "give the file another name",
                ));
            }
            // Windows drops these at the end of a name, so that `.. ` is `..` there.
            _ if part.trim_end_matches(['.', ' ']).is_empty() => {
                return refuse("the path has a part of dots and spaces only");
            }
            _ => parts.push(part),
        }
    }
    Ok(parts)
}

/// The parts of a path that is to be written, which all systems must be able to hold.
pub(crate) fn portable_parts(relative: &str) -> Result<Vec<&str>, Error> {
    let parts = parts(relative)?;
    if let Some(part) = parts.iter().find(|part| !name::is_portable(part)) {
        return Err(Error::new(
            Kind::NameNotPortable,
            relative,
            format!("`{part}` is no name on Windows, macOS and Linux alike"),
            format!(
                "call it `{}`",
                name::safe(part, &mut name::Taken::default())
            ),
        ));
    }
    if relative.encode_utf16().count() > LONGEST {
        return Err(Error::new(
            Kind::NameNotPortable,
            relative,
            format!("the path is longer than {LONGEST} characters"),
            "shorten the names in it",
        ));
    }
    Ok(parts)
}

/// The folder part of a path, empty at the top.
pub(crate) fn folder_of(relative: &str) -> &str {
    relative.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The last part of a path.
pub(crate) fn name_of(relative: &str) -> &str {
    relative.rsplit_once('/').map_or(relative, |(_, name)| name)
}

/// Splits a name before the dot of its extension: `("inbox", ".png")`.
pub(crate) fn split_extension(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(dot) if dot > 0 => name.split_at(dot),
        _ => (name, ""),
    }
}
