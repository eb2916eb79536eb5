//! What was found, a line for each.

use std::io::IsTerminal as _;

use werkwijzer_app::Found;

/// How what was found is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// In bold, on a terminal.
    Bold,
    /// Not at all.
    Plain,
}

impl Look {
    /// As standard output shows it.
    pub(crate) fn of_output() -> Self {
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        if wanted && std::io::stdout().is_terminal() {
            Self::Bold
        } else {
            Self::Plain
        }
    }
}

/// `instructions/book-an-invoice#open-inbox: Click **Purchases**`
pub(crate) fn line(found: &Found, look: Look) -> String {
    let (start, end) = match look {
        Look::Bold => ("\x1b[1m", "\x1b[0m"),
        Look::Plain => ("", ""),
    };
    let step = found.step_id.as_ref().map(|step| format!("#{step}"));
    let excerpt: String = found
        .excerpt
        .chars()
        // What a document says must not command the terminal.
        .filter(|character| !character.is_control())
        .collect();
    format!(
        "{}{}: {}",
        found.folder,
        step.unwrap_or_default(),
        excerpt.replace('\u{e000}', start).replace('\u{e001}', end)
    )
}

#[cfg(test)]
mod tests {
    use werkwijzer_app::FoundKind;

    use super::*;

    #[test]
    fn a_line_names_the_step_and_marks_the_words_on_a_terminal() {
        let found = Found {
            kind: FoundKind::Step,
            folder: "instructions/a".into(),
            title: "A".into(),
            language: "nl".into(),
            step: Some("1 Open".into()),
            step_id: Some("open".into()),
            version: None,
            excerpt: "Open het \u{e000}post\u{e001}vak\u{1b}[2J".into(),
        };
        assert_eq!(
            line(&found, Look::Plain),
            "instructions/a#open: Open het postvak[2J"
        );
        assert_eq!(
            line(&found, Look::Bold),
            "instructions/a#open: Open het \u{1b}[1mpost\u{1b}[0mvak[2J"
        );
    }
}
