//! Where this computer keeps what belongs to it and not to a library.

use std::env;
use std::path::{Path, PathBuf};

/// The folders of the program. None of them is in a library.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    /// What the person chose.
    pub(crate) config: PathBuf,
    /// Recovery copies, crash reports, the example.
    pub(crate) data: PathBuf,
    /// What can be made again.
    pub(crate) cache: PathBuf,
}

impl Places {
    pub(crate) fn of_this_computer() -> Result<Self, String> {
        let of = |name: &str| {
            env::var_os(name)
                .map(PathBuf::from)
                .filter(|path| path.is_absolute())
        };
        let home = |inside: &str| of("HOME").map(|home| home.join(inside));
        let (config, data, cache) = if cfg!(windows) {
            (of("APPDATA"), of("APPDATA"), of("LOCALAPPDATA"))
        } else if cfg!(target_os = "macos") {
            let support = home("Library/Application Support");
            (support.clone(), support, home("Library/Caches"))
        } else {
            (
                of("XDG_CONFIG_HOME").or_else(|| home(".config")),
                of("XDG_DATA_HOME").or_else(|| home(".local/share")),
                of("XDG_CACHE_HOME").or_else(|| home(".cache")),
            )
        };
        match (config, data, cache) {
            (Some(config), Some(data), Some(cache)) => Ok(Self {
                config: config.join("werkwijzer"),
                data: data.join("werkwijzer"),
                cache: cache.join("werkwijzer"),
            }),
            _ => Err("this computer names no folder for a program's own files; set HOME".into()),
        }
    }

    /// The example library, in which everything may be tried.
    pub(crate) fn example(&self) -> PathBuf {
        self.data.join("example")
    }
}

/// The library, instruction or file that the program was started with, seen from the folder in
/// which it was started.
pub(crate) fn opened_with(arguments: &[String], folder: &Path) -> Option<String> {
    let path = arguments.get(1).filter(|path| !path.starts_with('-'))?;
    let path = std::path::absolute(folder.join(path)).ok()?;
    Some(path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_opened_is_seen_from_where_the_program_was_started() {
        let folder = std::env::temp_dir();
        let opened = |arguments: &[&str]| {
            let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
            opened_with(&arguments, &folder)
        };
        let inside = folder.join("a b.md").display().to_string();
        assert_eq!(opened(&["werkwijzer", "a b.md"]).as_ref(), Some(&inside));
        assert_eq!(opened(&["werkwijzer", &inside]).as_ref(), Some(&inside));
        assert_eq!(opened(&["werkwijzer", "--flag"]), None);
        assert_eq!(opened(&["werkwijzer"]), None);
    }
}
