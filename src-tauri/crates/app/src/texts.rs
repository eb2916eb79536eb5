//! What is searched of an instruction: its words in pieces, each with what it is and where it
//! stands.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use werkwijzer_instruction::{Instruction, resolve};
use werkwijzer_store::index::{Columns, Document};
use werkwijzer_store::{Hash, SETTINGS, SNIPPETS};

use crate::library::Library;
use crate::source::Source;
use crate::words::pieces;

/// What a piece of an instruction is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum FoundKind {
    /// Its title.
    Title,
    /// What stands before the first step.
    Introduction,
    /// A step, with its title and the snippets that it includes.
    Step,
    /// What is said of a picture.
    Picture,
    /// An agreement.
    Agreement,
    /// A tag.
    Tag,
    /// What was said about a version or release.
    Note,
    /// The file of a snippet.
    Snippet,
}

/// A piece of an instruction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Piece {
    pub(crate) kind: FoundKind,
    /// The number and title of the step that it is in, and its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) step: Option<(String, String)>,
    /// The version that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<String>,
    pub(crate) text: String,
}

/// A text as it is shown when something is found in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Shown {
    pub(crate) title: String,
    pub(crate) language: String,
    /// The title is not among them.
    pub(crate) pieces: Vec<Piece>,
}

/// A text with what it was made from besides its file.
pub(crate) struct Made {
    pub(crate) document: Document<Shown>,
    pub(crate) needs: BTreeSet<String>,
}

/// By name and language; none for one that is not there.
type Snippets = HashMap<(String, String), Option<Arc<Instruction>>>;

/// Snippets and variables put into the texts of many instructions, each snippet read once.
pub(crate) struct Included<'a> {
    library: &'a Library,
    snippets: Mutex<Snippets>,
}

impl<'a> Included<'a> {
    pub(crate) fn new(library: &'a Library) -> Self {
        Self {
            library,
            snippets: Mutex::default(),
        }
    }

    fn snippet(&self, name: &str, language: &str) -> Option<Instruction> {
        let key = (name.to_owned(), language.to_owned());
        let known = {
            // What is half done is read once more.
            let snippets = self.snippets.lock();
            let snippets = snippets.unwrap_or_else(PoisonError::into_inner);
            snippets.get(&key).cloned()
        };
        let found = known.unwrap_or_else(|| {
            let read = self.library.snippet(name, language).map(Arc::new);
            let snippets = self.snippets.lock();
            let mut snippets = snippets.unwrap_or_else(PoisonError::into_inner);
            snippets.insert(key, read.clone());
            read
        });
        found.map(|snippet| (*snippet).clone())
    }
}

/// What an instruction asks for, and remembers that it asked.
struct Asking<'a> {
    included: &'a Included<'a>,
    language: &'a str,
    needs: RefCell<BTreeSet<String>>,
}

impl resolve::Library for Asking<'_> {
    fn variable(&self, name: &str) -> Option<String> {
        self.needs.borrow_mut().insert(SETTINGS.to_owned());
        self.included.library.variable(name)
    }

    fn snippet(&self, name: &str) -> Option<Instruction> {
        let mut needs = self.needs.borrow_mut();
        needs.insert(format!("{SNIPPETS}/{name}.{}.md", self.language));
        needs.insert(format!("{SNIPPETS}/{name}.md"));
        drop(needs);
        self.included.snippet(name, self.language)
    }

    fn snippet_prefix(&self) -> &'static str {
        ""
    }
}

/// The text of an instruction, with the notes of its versions.
pub(crate) fn document(source: &Source, included: &Included<'_>, notes: &[(Hash, String)]) -> Made {
    let asking = Asking {
        included,
        language: &source.language,
        needs: RefCell::default(),
    };
    // The language may be that of the library.
    if source.document.tree().front_matter.language.is_none() {
        asking.needs.borrow_mut().insert(SETTINGS.to_owned());
    }
    let (tree, _) = resolve::resolve(source.document.tree(), &asking, &|_| 1);
    let title = source.title();
    let (mut pieces, headings) = pieces(&tree);
    pieces.extend(notes.iter().map(|(version, note)| Piece {
        kind: FoundKind::Note,
        step: None,
        version: Some(version.to_string()),
        text: note.clone(),
    }));
    Made {
        document: Document {
            words: columns(&title, headings, &pieces),
            shown: Shown {
                title,
                language: source.language.clone(),
                pieces,
            },
        },
        needs: asking.needs.into_inner(),
    }
}

/// The text of a snippet's file.
pub(crate) fn snippet_document(name: &str, language: &str, tree: &Instruction) -> Document<Shown> {
    let (pieces, headings) = pieces(tree);
    let text: Vec<String> = pieces.into_iter().map(|piece| piece.text).collect();
    let pieces = vec![Piece {
        kind: FoundKind::Snippet,
        step: None,
        version: None,
        text: text.join("\n"),
    }];
    Document {
        words: columns(name, headings, &pieces),
        shown: Shown {
            title: name.to_owned(),
            language: language.to_owned(),
            pieces,
        },
    }
}

/// Tags weigh as much as headings do.
fn columns(title: &str, mut headings: String, pieces: &[Piece]) -> Columns {
    let mut text = String::new();
    for piece in pieces {
        let column = match piece.kind {
            FoundKind::Tag => &mut headings,
            _ => &mut text,
        };
        column.push_str(&piece.text);
        column.push('\n');
    }
    Columns::new(title, &headings, &text)
}
