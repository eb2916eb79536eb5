//! The instructions of a library: made, copied, renamed, archived.

use ulid::Ulid;
use werkwijzer_instruction::{Document, Heading, Inline, Instruction, Status, edit};
use werkwijzer_store::{EntryKind, INSTRUCTION, Replaced};

use crate::error::Error;
use crate::library::{Library, is_language};

/// A larger file is not copied with an instruction.
const MAX_FILE: u64 = 1 << 30;

/// The key of the front matter that keeps the status of an archived instruction.
const BEFORE: &str = "status-before";

/// What a new instruction begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Template {
    /// A title and one step.
    Blank,
    /// A piece of work, step by step.
    Procedure,
    /// Lists to tick.
    Checklist,
    /// What goes wrong and what to do.
    Troubleshooting,
}

impl Template {
    /// The template of a name: `blank`, `procedure`, `checklist`, `troubleshooting`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "blank" => Some(Self::Blank),
            "procedure" => Some(Self::Procedure),
            "checklist" => Some(Self::Checklist),
            "troubleshooting" => Some(Self::Troubleshooting),
            _ => None,
        }
    }

    fn text(self, language: &str) -> &'static str {
        macro_rules! text {
            ($name:literal) => {
                if language.starts_with("nl") {
                    include_str!(concat!("../../../../assets/templates/", $name, ".nl.md"))
                } else {
                    include_str!(concat!("../../../../assets/templates/", $name, ".en.md"))
                }
            };
        }
        match self {
            Self::Blank => text!("blank"),
            Self::Procedure => text!("procedure"),
            Self::Checklist => text!("checklist"),
            Self::Troubleshooting => text!("troubleshooting"),
        }
    }
}

/// Whether the steps are still those of a template, to which nobody can have made a link.
pub(crate) fn is_from_template(tree: &Instruction) -> bool {
    let templates = [
        Template::Blank,
        Template::Procedure,
        Template::Checklist,
        Template::Troubleshooting,
    ];
    templates.into_iter().any(|template| {
        ["en", "nl"].into_iter().any(|language| {
            Document::read(template.text(language).as_bytes())
                .tree()
                .steps
                == tree.steps
        })
    })
}

impl Library {
    /// Makes an instruction in the library's language; gives its folder.
    pub fn create_instruction(&self, title: &str, template: Template) -> Result<String, Error> {
        let language = self.settings.language.as_deref().unwrap_or("en");
        let mut tree = Document::read(template.text(language).as_bytes())
            .tree()
            .clone();
        tree.front_matter.status = Some(Status::Draft);
        tree.front_matter.language = Some(language.to_owned());
        self.write_new(tree, title)
    }

    /// Copies an instruction with its translations and pictures; gives the folder of the copy.
    pub fn duplicate_instruction(&self, folder: &str) -> Result<String, Error> {
        let source = self.source(folder, INSTRUCTION)?;
        let copy = if source.language.starts_with("nl") {
            "kopie"
        } else {
            "copy"
        };
        let title = format!("{} ({copy})", source.title());
        let made = self.free_folder(&title);
        for entry in self.folder.walk(folder)? {
            if entry.kind != EntryKind::File || entry.suspicion.is_some() {
                continue;
            }
            let inside = entry.path.strip_prefix(folder).unwrap_or(&entry.path);
            if !inside.contains("instruction.") || inside.matches('/').count() > 1 {
                let bytes = self.folder.read(&entry.path, MAX_FILE)?;
                self.folder.write(&format!("{made}{inside}"), &bytes)?;
            }
        }
        let id = Ulid::generate().to_string();
        for (_, name) in self.translations(folder)? {
            let translation = self.source(folder, &name)?;
            let mut tree = translation.document.tree().clone();
            tree.front_matter.id = Some(id.clone());
            let written = translation.document.write(&tree);
            self.folder
                .write(&format!("{made}/{name}"), &written.bytes)?;
        }
        let mut tree = source.document.tree().clone();
        tree.front_matter.id = Some(id);
        tree.front_matter.status = Some(Status::Draft);
        set_title(&mut tree, &title);
        // Last: a folder is an instruction only when its text is there.
        let written = source.document.write(&tree);
        self.folder
            .write(&format!("{made}/{INSTRUCTION}"), &written.bytes)?;
        Ok(made)
    }

    /// Makes a copy of an instruction to be translated into `language`, with the same steps.
    pub fn add_translation(&self, folder: &str, language: &str) -> Result<(), Error> {
        let source = self.source(folder, INSTRUCTION)?;
        let refused = |message: String, hint: &str| {
            Error::new("instruction.translation", source.shown(), message, hint)
        };
        if !is_language(language) {
            return Err(refused(
                format!("{language} is no language that is known here"),
                "write it as two letters, such as en or pt-BR",
            ));
        }
        let there = self.translations(folder)?;
        if source.language == language || there.iter().any(|(known, _)| known == language) {
            return Err(refused(
                format!("the instruction stands there in {language} already"),
                "open it, or choose another language",
            ));
        }
        let mut tree = source.document.tree().clone();
        tree.front_matter.language = Some(language.to_owned());
        // What nobody translated yet is not given to readers as approved.
        tree.front_matter.status = Some(Status::Draft);
        if tree.front_matter.id.is_none() {
            let id = Ulid::generate().to_string();
            self.change(folder, |tree| tree.front_matter.id = Some(id.clone()))?;
            tree.front_matter.id = Some(id);
        }
        // A translated title has another slug; links lead to the same step in every language.
        edit::give_all_ids(&mut tree);
        let written = source.document.write(&tree);
        let path = format!("{folder}/instruction.{language}.md");
        match self.folder.replace(&path, None, &written.bytes)? {
            Replaced::ChangedByOther { .. } => Err(refused(
                format!("there is something else by the name of {path}"),
                "move that file away first",
            )),
            _ => Ok(()),
        }
    }

    /// Gives an instruction another title. Its folder keeps its name: other instructions link to
    /// it.
    pub fn rename_instruction(&self, folder: &str, title: &str) -> Result<(), Error> {
        self.change(folder, |tree| set_title(tree, title))
    }

    /// Puts an instruction into the archive: it is published no more, and nothing of it is
    /// deleted. Its status is kept for who takes it back.
    pub fn archive_instruction(&self, folder: &str) -> Result<(), Error> {
        self.change(folder, |tree| {
            let front = &mut tree.front_matter;
            if let Some(status) = front.status.filter(|status| *status != Status::Retired) {
                front.other.retain(|(key, _)| key != BEFORE);
                front
                    .other
                    .push((BEFORE.to_owned(), status.as_str().into()));
            }
            front.status = Some(Status::Retired);
        })
    }

    /// Takes an instruction back from the archive, with the status that it had.
    pub fn restore_instruction(&self, folder: &str) -> Result<(), Error> {
        self.change(folder, |tree| {
            let front = &mut tree.front_matter;
            let before = front.other.iter().find(|(key, _)| key == BEFORE);
            let known = [Status::Pilot, Status::Approved];
            let status = known
                .into_iter()
                .find(|status| before.is_some_and(|(_, value)| value == status.as_str()));
            front.status = Some(status.unwrap_or(Status::Draft));
            front.other.retain(|(key, _)| key != BEFORE);
        })
    }

    fn change(&self, folder: &str, change: impl FnOnce(&mut Instruction)) -> Result<(), Error> {
        let source = self.source(folder, INSTRUCTION)?;
        let mut tree = source.document.tree().clone();
        change(&mut tree);
        source.replace(&tree)
    }

    fn write_new(&self, mut tree: Instruction, title: &str) -> Result<String, Error> {
        let folder = self.free_folder(title);
        tree.front_matter.id = Some(Ulid::generate().to_string());
        set_title(&mut tree, title);
        let written = Document::read(b"").write(&tree);
        self.folder
            .write(&format!("{folder}/{INSTRUCTION}"), &written.bytes)?;
        Ok(folder)
    }
}

fn set_title(tree: &mut Instruction, title: &str) {
    let content = vec![Inline::Text {
        text: title.split_whitespace().collect::<Vec<_>>().join(" "),
    }];
    match &mut tree.title {
        Some(heading) => heading.content = content,
        None => {
            tree.title = Some(Heading {
                level: 1,
                content,
                ..Heading::default()
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archived_instruction_comes_back_as_it_was() {
        let place = tempfile::tempdir().unwrap();
        let library = Library::create_example(&place.path().join("library")).unwrap();
        let folder = "instructions/boek-een-inkoopfactuur";
        let text = || library.source(folder, INSTRUCTION).unwrap().document;
        let before = text();
        assert_eq!(before.tree().front_matter.status, Some(Status::Approved));
        library.archive_instruction(folder).unwrap();
        assert_eq!(text().tree().front_matter.status, Some(Status::Retired));
        library.archive_instruction(folder).unwrap();
        library.restore_instruction(folder).unwrap();
        assert_eq!(text().bytes(), before.bytes());
    }

    #[test]
    fn a_library_of_a_newer_format_is_only_read() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("library");
        let library = Library::create_example(&path).unwrap();
        let settings = String::from_utf8(library.settings_bytes().unwrap()).unwrap();
        let newer = settings.replacen("format = 1", "format = 2", 1);
        library
            .folder
            .write("library.toml", newer.as_bytes())
            .unwrap();
        let library = Library::open(&path).unwrap();
        let (listed, notices) = library.list(None).unwrap();
        assert!(listed.len() >= 4);
        assert_eq!(notices[0].code, "library.newer");
        let folder = "instructions/boek-een-inkoopfactuur";
        let before = library.source(folder, INSTRUCTION).unwrap().document;
        for refused in [
            library.archive_instruction(folder).unwrap_err(),
            library
                .create_instruction("New", Template::Blank)
                .unwrap_err(),
        ] {
            assert_eq!(refused.code, "store.newer");
        }
        let after = library.source(folder, INSTRUCTION).unwrap().document;
        assert_eq!(before.bytes(), after.bytes());
        assert_eq!(library.list(None).unwrap().0.len(), listed.len());
    }

    #[test]
    fn a_translation_begins_as_a_copy_with_the_same_ids() {
        let place = tempfile::tempdir().unwrap();
        let library = Library::create(&place.path().join("library"), "L", "nl").unwrap();
        let text = "---\nstatus: approved\nlanguage: nl\nowner: a\n---\n# T\n\n## Eén keer\n\n*  a\n\n### Twee {#two}\n\nb\n";
        let folder = "instructions/a";
        let write = |text: &str| {
            let path = format!("{folder}/{INSTRUCTION}");
            library.folder.write(&path, text.as_bytes()).unwrap();
        };
        write(text);
        library.add_translation(folder, "pt-BR").unwrap();
        let source = library.source(folder, INSTRUCTION).unwrap();
        let made = library.source(folder, "instruction.pt-BR.md").unwrap();
        assert_eq!(made.language, "pt-BR");
        let id = &source.document.tree().front_matter.id;
        assert!(id.is_some());
        assert_eq!(id, &made.document.tree().front_matter.id);
        let written = String::from_utf8(made.document.bytes().to_vec()).unwrap();
        assert!(
            written.contains("status: draft\nlanguage: pt-BR\nowner: a\n"),
            "{written}"
        );
        assert!(
            written.contains("## Eén keer {#eén-keer}\n\n*  a\n\n### Twee {#two}\n\nb\n"),
            "{written}"
        );
        let (listed, _) = library.list(None).unwrap();
        assert_eq!(listed[0].languages, ["nl", "pt-BR"]);
        for language in ["pt-BR", "nl", "Dutch", "../x"] {
            let refused = library.add_translation(folder, language).unwrap_err();
            assert_eq!(refused.code, "instruction.translation", "{language}");
        }
    }
}
