//! What this computer remembers: the libraries that were opened, and how the person likes it. It
//! is never in a library, which others share.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use werkwijzer_store::{Folder, Kind, SETTINGS};

use crate::error::Error;
use crate::library::Library;
use crate::reports::last_crash_report;

const FILE: &str = "computer.json";
const MAX_FILE: u64 = 4 << 20;
const MOST_RECENT: usize = 20;

/// What this computer remembers, kept in its configuration folder.
#[derive(Debug)]
pub struct Computer {
    folder: PathBuf,
    remembered: Remembered,
    is_new: bool,
}

/// A library that was opened.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recent {
    /// Its folder.
    pub path: String,
    /// Its name when it was opened last.
    pub name: String,
    /// Whether it is there now.
    pub present: bool,
}

/// How the person likes it, and what was chosen for a library last.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Preferences {
    /// Of the window: `nl`, `en`; that of the system when none.
    pub language: Option<String>,
    /// `system`, `light`, `dark`
    pub appearance: String,
    /// The person's name, as it stands in the history; that of the account when none.
    pub author: Option<String>,
    /// The folder published into last.
    pub destination: Option<String>,
    /// The name of the destination published into last; none for a folder without a name.
    pub destination_name: Option<String>,
    /// The folder exported into last.
    pub export_folder: Option<String>,
    /// The formats exported last.
    pub export_formats: Vec<String>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Remembered {
    language: Option<String>,
    appearance: String,
    author: Option<String>,
    /// The name of the crash report that the person was told of last.
    crash_told: Option<String>,
    recent: Vec<Opened>,
    /// By the id of the library.
    libraries: BTreeMap<String, Chosen>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Opened {
    path: String,
    name: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
struct Chosen {
    destination: Option<String>,
    destination_name: Option<String>,
    export_folder: Option<String>,
    export_formats: Vec<String>,
    /// Where the destinations of the library are, by their names.
    destinations: BTreeMap<String, String>,
}

impl Computer {
    /// Reads what is remembered in a folder, which need not be there yet. What cannot be
    /// understood is forgotten: nothing of a person's work is in it.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let mut is_new = false;
        let remembered = match Folder::open(folder).and_then(|inside| inside.read(FILE, MAX_FILE)) {
            Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_default(),
            Err(error) if matches!(error.kind(), Kind::NotFound | Kind::MissingRoot) => {
                is_new = true;
                Remembered::default()
            }
            Err(error) => return Err(error.into()),
        };
        Ok(Self {
            folder: folder.to_owned(),
            remembered,
            is_new,
        })
    }

    /// Whether nothing was remembered when it was opened.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.is_new
    }

    /// The libraries that were opened, the last first.
    #[must_use]
    pub fn recent(&self) -> Vec<Recent> {
        let opened = self.remembered.recent.iter();
        opened
            .map(|opened| Recent {
                path: opened.path.clone(),
                name: opened.name.clone(),
                present: Path::new(&opened.path).join(SETTINGS).exists(),
            })
            .collect()
    }

    /// The newest crash report in a folder, once: the next time nothing, until there is another.
    pub fn untold_crash(&mut self, folder: &Path) -> Option<PathBuf> {
        let report = last_crash_report(folder)?;
        let name = report.file_name()?.to_string_lossy().into_owned();
        let told = &mut self.remembered.crash_told;
        if told.as_ref() == Some(&name) {
            return None;
        }
        *told = Some(name);
        // Told once too often is better than never.
        let _ = self.keep();
        Some(report)
    }

    /// Puts a library at the head of the recent ones.
    pub fn opened(&mut self, library: &Library) -> Result<(), Error> {
        let path = werkwijzer_store::shown(library.path());
        let recent = &mut self.remembered.recent;
        let name = library.settings().name.clone();
        let opened = Opened { path, name };
        if recent.first() == Some(&opened) {
            return Ok(());
        }
        recent.retain(|other| other.path != opened.path);
        recent.insert(0, opened);
        recent.truncate(MOST_RECENT);
        self.keep()
    }

    /// Takes a library off the recent ones. Nothing of it is touched.
    pub fn forget(&mut self, path: &str) -> Result<(), Error> {
        self.remembered.recent.retain(|opened| opened.path != path);
        self.keep()
    }

    /// The preferences, with what was chosen for a library.
    #[must_use]
    pub fn preferences(&self, library: Option<&Library>) -> Preferences {
        let remembered = &self.remembered;
        let chosen = library
            .and_then(|library| remembered.libraries.get(&library.settings().id))
            .cloned()
            .unwrap_or_default();
        Preferences {
            language: remembered.language.clone(),
            appearance: match remembered.appearance.as_str() {
                known @ ("light" | "dark") => known.to_owned(),
                _ => "system".to_owned(),
            },
            author: remembered.author.clone(),
            destination: chosen.destination,
            destination_name: chosen.destination_name,
            export_folder: chosen.export_folder,
            export_formats: chosen.export_formats,
        }
    }

    /// Remembers preferences.
    pub fn prefer(&mut self, new: Preferences, library: Option<&Library>) -> Result<(), Error> {
        self.remembered.language = new.language;
        self.remembered.appearance = new.appearance;
        self.remembered.author = new.author.filter(|author| !author.trim().is_empty());
        if let Some(library) = library {
            let chosen = self.chosen(library);
            chosen.destination = new.destination;
            chosen.destination_name = new.destination_name;
            chosen.export_folder = new.export_folder;
            chosen.export_formats = new.export_formats;
        }
        self.keep()
    }

    /// Where a destination of a library is on this computer.
    pub(crate) fn destination(&self, library: &Library, name: &str) -> Option<PathBuf> {
        let chosen = self.remembered.libraries.get(&library.settings().id)?;
        chosen.destinations.get(name).map(PathBuf::from)
    }

    /// Remembers where a destination of a library is on this computer, or forgets it.
    pub(crate) fn set_destination(
        &mut self,
        library: &Library,
        name: &str,
        folder: Option<&Path>,
    ) -> Result<(), Error> {
        let destinations = &mut self.chosen(library).destinations;
        match folder {
            Some(folder) => {
                destinations.insert(name.to_owned(), werkwijzer_store::shown(folder));
            }
            None => {
                destinations.remove(name);
            }
        }
        self.keep()
    }

    fn chosen(&mut self, library: &Library) -> &mut Chosen {
        let id = library.settings().id.clone();
        self.remembered.libraries.entry(id).or_default()
    }

    fn keep(&self) -> Result<(), Error> {
        let json = serde_json::to_vec_pretty(&self.remembered).unwrap_or_default();
        Ok(Folder::create(&self.folder)?.write(FILE, &json)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::keep_crash_report;

    #[test]
    fn a_crash_is_told_once() {
        let place = tempfile::tempdir().unwrap();
        let (own, crashes) = (place.path().join("own"), place.path().join("crashes"));
        let open = || Computer::open(&own).unwrap();
        assert_eq!(open().untold_crash(&crashes), None);
        keep_crash_report(&crashes, "one");
        let told = open().untold_crash(&crashes).unwrap();
        assert!(told.starts_with(&crashes), "{}", told.display());
        assert_eq!(open().untold_crash(&crashes), None);
        keep_crash_report(&crashes, "two");
        assert_ne!(open().untold_crash(&crashes), Some(told));
        assert_eq!(open().untold_crash(&crashes), None);
    }
}
