//! Destinations by name. What they are called stands in the library; where each of them is, every
//! computer knows for itself.

use std::path::{Path, PathBuf};

use toml_edit::{Array, DocumentMut, Item, Table};
use werkwijzer_store::{Hash, Replaced, SETTINGS, shown};

use crate::computer::Computer;
use crate::error::Error;
use crate::library::Library;

impl Library {
    /// The folder of a destination on this computer; `None` when the library has none of that
    /// name.
    pub fn destination(&self, name: &str, computer: &Computer) -> Result<Option<PathBuf>, Error> {
        if !self
            .settings
            .destinations
            .names
            .iter()
            .any(|own| own == name)
        {
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

    /// Gives a folder of this computer the name of a destination. The name is written into the
    /// settings of the library, for all who use it, if it is not there.
    pub fn name_destination(
        &mut self,
        name: &str,
        folder: &Path,
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
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        if !self
            .settings
            .destinations
            .names
            .iter()
            .any(|own| own == name)
        {
            self.add_destination(name)?;
            self.settings.destinations.names.push(name.to_owned());
        }
        computer.set_destination(self, name, &folder)
    }

    /// Adds a name to `library.toml`; all else in it stays as it is.
    fn add_destination(&self, name: &str) -> Result<(), Error> {
        let file = || shown(&self.path().join(SETTINGS));
        let bytes = self.settings_bytes()?;
        let not_understood = |why: &dyn std::fmt::Display| {
            Error::new(
                "library.settings",
                file(),
                format!("the name could not be added to the settings: {why}"),
                format!("add it by hand: [destinations] names = [\"{name}\"]"),
            )
        };
        let text = String::from_utf8_lossy(&bytes);
        let mut settings: DocumentMut = text.parse().map_err(|error| not_understood(&error))?;
        let destinations = settings
            .entry("destinations")
            .or_insert_with(|| Item::Table(Table::new()))
            .as_table_like_mut()
            .ok_or_else(|| not_understood(&"`destinations` is no table"))?;
        destinations
            .entry("names")
            .or_insert_with(|| Item::Value(Array::new().into()))
            .as_array_mut()
            .ok_or_else(|| not_understood(&"`names` is no list"))?
            .push(name);
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
