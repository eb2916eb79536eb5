//! Snippets, edited in place where an instruction includes them.

use werkwijzer_instruction::{Block, Document};
use werkwijzer_store::{Kind, Replaced, SNIPPETS};

use crate::error::Error;
use crate::library::Library;
use crate::source::MAX_TEXT;
use werkwijzer_store::Hash;

impl Library {
    /// The text of a snippet for readers of a language.
    pub fn snippet_blocks(&self, name: &str, language: &str) -> Result<Vec<Block>, Error> {
        let path = self.snippet_path(name, language);
        let document = Document::read(&self.folder.read(&path, MAX_TEXT)?);
        Ok(document.tree().introduction.clone())
    }

    /// Gives a snippet another text, in every instruction that includes it. One that is not there
    /// is made.
    pub fn write_snippet(
        &self,
        name: &str,
        language: &str,
        blocks: Vec<Block>,
    ) -> Result<(), Error> {
        let path = self.snippet_path(name, language);
        let (old, expected) = match self.folder.read(&path, MAX_TEXT) {
            Ok(bytes) => (Document::read(&bytes), Some(Hash::of(&bytes))),
            Err(error) if error.kind() == Kind::NotFound => (Document::read(b""), None),
            Err(error) => return Err(error.into()),
        };
        let mut tree = old.tree().clone();
        tree.introduction = blocks;
        let written = old.write(&tree);
        match self.folder.replace(&path, expected, &written.bytes)? {
            Replaced::ChangedByOther { .. } => Err(Error::new(
                "source.changed-by-other",
                path,
                "the snippet was changed by somebody else in this very moment",
                "do it once more: it is made on the new text then",
            )),
            _ => Ok(()),
        }
    }

    fn snippet_path(&self, name: &str, language: &str) -> String {
        let translated = format!("{SNIPPETS}/{name}.{language}.md");
        if self.folder.exists(&translated) {
            translated
        } else {
            format!("{SNIPPETS}/{name}.md")
        }
    }
}
