//! Where this computer keeps what belongs to it and not to a library.

use std::env;
use std::path::PathBuf;

use crate::error::Error;

/// The folders of the program. None of them is in a library.
#[derive(Debug, Clone)]
pub struct OwnFolders {
    /// What the person chose.
    pub config: PathBuf,
    /// Recovery copies, crash reports, indexes, the example.
    pub data: PathBuf,
    /// What can be made again.
    pub cache: PathBuf,
}

impl OwnFolders {
    /// The folders that this system has for programs.
    pub fn of_this_computer() -> Result<Self, Error> {
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
            _ => Err(Error::new(
                "computer.no-home",
                "HOME",
                "this computer names no folder for a program's own files",
                "set HOME",
            )),
        }
    }

    /// The indexes of libraries.
    #[must_use]
    pub fn index(&self) -> PathBuf {
        self.data.join("index")
    }

    /// The example library, in which everything may be tried.
    #[must_use]
    pub fn example(&self) -> PathBuf {
        self.data.join("example")
    }
}
