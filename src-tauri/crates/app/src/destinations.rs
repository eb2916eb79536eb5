//! Destinations by name. What they are called stands in the library; where each of them is, every
//! computer knows for itself.

use std::path::{Path, PathBuf};

use serde::Serialize;
use toml_edit::{Array, DocumentMut, Item, Table};
use werkwijzer_store::{Hash, Replaced, SETTINGS, shown};

use crate::computer::Computer;
use crate::error::Error;
use crate::library::Library;

/// A destination of a library as this computer knows it.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DestinationListed {
    /// What it is called in the library.
    pub name: String,
    /// Its folder, if this computer knows it.
    pub folder: Option<String>,
}

impl Library {
    /// The destinations, in the order of the library.
    #[must_use]
    pub fn destinations(&self, computer: &Computer) -> Vec<DestinationListed> {
        let mut listed: Vec<DestinationListed> = Vec::new();
        for name in &self.settings.destinations.names {
            // Written by hand, a name can stand there twice.
            if listed.iter().all(|known| known.name != *name) {
                let folder = computer.destination(self, name);
                listed.push(DestinationListed {
                    name: name.clone(),
                    folder: folder.map(|folder| shown(&folder)),
                });
            }
        }
        listed
    }

    /// The folder of a destination on this computer; `None` when the library has none of that
    /// name.
    pub fn destination(&self, name: &str, computer: &Computer) -> Result<Option<PathBuf>, Error> {
        if !self.has_destination(name) {
            return Ok(None);
        }
        let place = computer.destination(self, name);
        place.map(Some).ok_or_else(|| {
            Error::new(
                "destination.not-here",
                name,
                "this computer does not know yet where this destination is",
                format!("say it once: werkwijzer publish LIBRARY --to FOLDER --as \"{name}\""),
            )
        })
    }

    /// Gives a folder of this computer the name of a destination; without a folder it only is a
    /// destination of the library. The name is written into the settings of the library, for all
    /// who use it, if it is not there.
    pub fn name_destination(
        &mut self,
        name: &str,
        folder: Option<&Path>,
        computer: &mut Computer,
    ) -> Result<(), Error> {
        let name = name.trim();
        if name.is_empty() || name.contains(['/', '\\', '\n']) {
            return Err(Error::new(
                "destination.name",
                name,
                "this is no name for a destination",
                "give it one without slashes, such as the name of the team",
            ));
        }
        if !self.has_destination(name) {
            self.change_destinations(name, |names| names.push(name))?;
            self.settings.destinations.names.push(name.to_owned());
        }
        let folder = folder.map(|folder| {
            let absolute = std::path::absolute(folder);
            absolute.unwrap_or_else(|_| folder.to_owned())
        });
        match folder {
            Some(folder) => computer.set_destination(self, name, Some(&folder)),
            None => Ok(()),
        }
    }

    /// Takes a destination out of the library, for all who use it. What is published there stays
    /// as it is.
    pub fn forget_destination(&mut self, name: &str, computer: &mut Computer) -> Result<(), Error> {
        if self.has_destination(name) {
            self.change_destinations(name, |names| {
                names.retain(|known| known.as_str() != Some(name));
            })?;
            self.settings
                .destinations
                .names
                .retain(|known| known != name);
        }
        computer.set_destination(self, name, None)
    }

    fn has_destination(&self, name: &str) -> bool {
        self.settings
            .destinations
            .names
            .iter()
            .any(|own| own == name)
    }

    /// Changes the names in `library.toml`; all else in it stays as it is.
    fn change_destinations(
        &self,
        name: &str,
        change: impl FnOnce(&mut Array),
    ) -> Result<(), Error> {
        let file = || shown(&self.path().join(SETTINGS));
        let bytes = self.settings_bytes()?;
        let not_understood = |why: &dyn std::fmt::Display| {
            Error::new(
                "library.settings",
                file(),
                format!("the destinations could not be changed in the settings: {why}"),
                format!("do it by hand: [destinations] names = [\"{name}\"]"),
            )
        };
        let text = String::from_utf8_lossy(&bytes);
        let mut settings: DocumentMut = text.parse().map_err(|error| not_understood(&error))?;
        if !settings.contains_key("destinations") {
            // A comment at the end stays with what it stands under.
            let end = settings.trailing().as_str().unwrap_or_default().to_owned();
            let mut table = Table::new();
            table.decor_mut().set_prefix(format!("{end}\n"));
            settings.set_trailing("");
            settings.insert("destinations", Item::Table(table));
        }
        let destinations = settings
            .get_mut("destinations")
            .and_then(Item::as_table_like_mut)
            .ok_or_else(|| not_understood(&"`destinations` is no table"))?;
        let names = destinations
            .entry("names")
            .or_insert_with(|| Item::Value(Array::new().into()))
            .as_array_mut()
            .ok_or_else(|| not_understood(&"`names` is no list"))?;
        change(names);
        let written = settings.to_string();
        match self
            .folder
            .replace(SETTINGS, Some(Hash::of(&bytes)), written.as_bytes())?
        {
            Replaced::ChangedByOther { .. } => Err(Error::new(
                "source.changed-by-other",
                file(),
                "the file was changed by somebody else in this very moment",
                "do it once more: it is made on the new text then",
            )),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(library: &Library, computer: &Computer) -> Vec<(String, Option<String>)> {
        let listed = library.destinations(computer).into_iter();
        listed.map(|one| (one.name, one.folder)).collect()
    }

    #[test]
    fn destinations_are_named_moved_and_forgotten() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("library");
        let mut library = Library::create(&path, "L", "nl").unwrap();
        let own = place.path().join("own");
        let mut computer = Computer::open(&own).unwrap();
        let (first, second) = (place.path().join("first"), place.path().join("second"));
        assert!(listed(&library, &computer).is_empty());
        let before = library.settings_bytes().unwrap();

        library
            .name_destination(" Team Noord ", Some(&first), &mut computer)
            .unwrap();
        library
            .name_destination("Zuid", None, &mut computer)
            .unwrap();
        // What a colleague and the same person after a restart see.
        let mut library = Library::open(&path).unwrap();
        let mut computer = Computer::open(&own).unwrap();
        let at = |folder: &Path| Some(shown(folder));
        assert_eq!(
            listed(&library, &computer),
            [
                ("Team Noord".to_owned(), at(&first)),
                ("Zuid".to_owned(), None)
            ]
        );
        let colleague = Computer::open(&place.path().join("theirs")).unwrap();
        assert_eq!(
            listed(&library, &colleague),
            [("Team Noord".to_owned(), None), ("Zuid".to_owned(), None)]
        );
        let written = library.settings_bytes().unwrap();
        assert!(
            String::from_utf8_lossy(&written).starts_with(&*String::from_utf8_lossy(&before)),
            "the rest of the settings stays"
        );

        library
            .name_destination("Team Noord", Some(&second), &mut computer)
            .unwrap();
        assert_eq!(
            library.settings_bytes().unwrap(),
            written,
            "where it is, is not said in the library"
        );
        assert_eq!(listed(&library, &computer)[0].1, at(&second));

        library
            .forget_destination("Team Noord", &mut computer)
            .unwrap();
        assert_eq!(listed(&library, &computer), [("Zuid".to_owned(), None)]);
        let library = Library::open(&path).unwrap();
        assert_eq!(listed(&library, &computer), [("Zuid".to_owned(), None)]);
        assert_eq!(
            library.destination("Team Noord", &computer).unwrap(),
            None,
            "it is no name any more"
        );
        for refused in ["", " ", "a/b", "a\\b", "a\nb"] {
            let mut library = Library::open(&path).unwrap();
            let error = library.name_destination(refused, None, &mut computer);
            assert_eq!(error.unwrap_err().code, "destination.name");
        }
    }
}
