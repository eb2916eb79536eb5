//! Errors and notices, for people by their words and for programs by their code.

use serde::Serialize;
use werkwijzer_instruction::{Problem, Severity, TreePlace};
use werkwijzer_store::Kind;

/// Why a use case ended without its result.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Failure"))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{}{message}; {hint}", place(file.as_deref(), *line))]
pub struct Error {
    /// Stable: `store.disk-full`, `export.layout` …
    pub code: String,
    /// The file or folder that it is about.
    pub file: Option<String>,
    /// The line in it, from 1.
    pub line: Option<usize>,
    /// What happened.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl Error {
    pub(crate) fn new(
        code: &str,
        file: impl Into<String>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            code: code.into(),
            file: Some(file.into()).filter(|file: &String| !file.is_empty()),
            line: None,
            message: message.into(),
            hint: hint.into(),
        }
    }

    pub(crate) fn cancelled() -> Self {
        Self::new("cancelled", "", "cancelled", "nothing was changed")
    }

    /// Whether somebody stopped it.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.code == "cancelled"
    }

    /// No library is open.
    #[must_use]
    pub fn no_library() -> Self {
        Self::new(
            "library.none",
            "",
            "no library is open",
            "open a library first",
        )
    }

    /// The document was closed.
    #[must_use]
    pub fn no_document() -> Self {
        Self::new(
            "document.closed",
            "",
            "this instruction is not open any more",
            "open it again",
        )
    }

    /// Something in the program gave up.
    #[must_use]
    pub fn gave_up() -> Self {
        Self::new(
            "program.gave-up",
            "",
            "the program gave up on this",
            "try it again; a report is kept among the program's own files",
        )
    }

    /// The system did not open a file or address.
    #[must_use]
    pub fn not_opened(what: &str, why: &dyn std::fmt::Display) -> Self {
        Self::new(
            "system.not-opened",
            what,
            format!("it could not be opened: {why}"),
            "open it from the file manager or browser",
        )
    }

    /// The error as a notice, for a job that goes on with the rest.
    pub(crate) fn notice(&self) -> Notice {
        Notice {
            severity: Severity::Error,
            line: self.line,
            ..Notice::warning(
                &self.code,
                self.file.as_deref().unwrap_or_default(),
                &self.message,
                &self.hint,
            )
        }
    }
}

fn place(file: Option<&str>, line: Option<usize>) -> String {
    match (file, line) {
        (Some(file), Some(line)) => format!("{file}:{line}: "),
        (Some(file), None) => format!("{file}: "),
        _ => String::new(),
    }
}

impl From<Error> for Notice {
    fn from(error: Error) -> Self {
        error.notice()
    }
}

impl From<Notice> for Error {
    fn from(notice: Notice) -> Self {
        Self {
            line: notice.line,
            ..Self::new(&notice.code, notice.file, notice.message, notice.hint)
        }
    }
}

impl From<werkwijzer_store::Error> for Error {
    fn from(error: werkwijzer_store::Error) -> Self {
        Self::from(&error)
    }
}

impl From<&werkwijzer_store::Error> for Error {
    fn from(error: &werkwijzer_store::Error) -> Self {
        let kind = match error.kind() {
            Kind::NotFound => "not-found",
            Kind::AlreadyExists => "already-exists",
            Kind::MissingRoot => "missing-root",
            Kind::WrongType => "wrong-type",
            Kind::PermissionDenied => "permission-denied",
            Kind::ReadOnly => "read-only",
            Kind::DiskFull => "disk-full",
            Kind::OutsideFolder => "outside-folder",
            Kind::NameNotPortable => "name-not-portable",
            Kind::TooLarge => "too-large",
            Kind::Locked => "locked",
            Kind::ChangedByOther => "changed-by-other",
            Kind::Cancelled => return Self::cancelled(),
            Kind::Damaged => "damaged",
            Kind::Newer => "newer",
            Kind::Incomplete => "incomplete",
            Kind::NotHereYet => "not-here-yet",
            _ => "io",
        };
        Self {
            code: format!("store.{kind}"),
            file: Some(werkwijzer_store::shown(error.path())),
            line: error.place().map(|(line, _)| line),
            message: error.what().to_owned(),
            hint: error.hint().to_owned(),
        }
    }
}

/// Something that a reader of the result should know. It stopped nothing.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// Stable: `document.missing-picture` …
    pub code: String,
    /// How much it matters.
    pub severity: Severity,
    /// The file that it is about.
    pub file: String,
    /// The line in it, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub line: Option<usize>,
    /// The step that it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub step: Option<String>,
    /// The block in the tree, for what was found in a document.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub place: Option<TreePlace>,
    /// The address or name that it is about, as it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub subject: Option<String>,
    /// What was surely meant in the place of the subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub instead: Option<String>,
    /// What is so.
    pub message: String,
    /// How to mend it.
    pub hint: String,
}

impl Notice {
    /// Whether a reader cannot follow because of it.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    pub(crate) fn of(problem: Problem, file: &str) -> Self {
        let code = serde_json::to_value(problem.code).unwrap_or_default();
        Self {
            code: format!("document.{}", code.as_str().unwrap_or("problem")),
            severity: problem.severity,
            file: file.to_owned(),
            line: Some(problem.line),
            step: problem.step,
            place: problem.place,
            subject: problem.subject,
            instead: problem.instead,
            message: problem.message,
            hint: problem.hint,
        }
    }

    pub(crate) fn warning(
        code: &str,
        file: &str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            code: code.into(),
            severity: Severity::Warning,
            file: file.into(),
            line: None,
            step: None,
            place: None,
            subject: None,
            instead: None,
            message: message.into(),
            hint: hint.into(),
        }
    }
}

impl std::fmt::Display for Notice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let file = Some(self.file.as_str()).filter(|file| !file.is_empty());
        write!(f, "{}{}", place(file, self.line), self.message)?;
        if self.hint.is_empty() {
            Ok(())
        } else {
            write!(f, "; {}", self.hint)
        }
    }
}
