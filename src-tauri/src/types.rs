//! The types that the page and the backend share, written as TypeScript.

#![expect(
    clippy::disallowed_methods,
    reason = "a test compares a file of the sources"
)]

use std::path::PathBuf;

use ts_rs::{Config, TS};
use werkwijzer_app as app;
use werkwijzer_instruction as instruction;

use crate::{commands, desk, versions, window};

fn declared<T: TS + 'static>(out: &mut String) {
    let config = Config::new().with_large_int("number");
    if let Some(docs) = T::docs() {
        out.push_str(&docs);
    }
    out.push_str("export ");
    out.push_str(&T::decl(&config));
    out.push_str("\n\n");
}

fn all() -> String {
    macro_rules! declare {
        ($($type:ty),* $(,)?) => {{
            let mut out = String::from(
                "// What the window and the backend say to each other. Made from the Rust types by `make types`.\n\n",
            );
            $(declared::<$type>(&mut out);)*
            out
        }};
    }
    let declared = declare!(
        instruction::Span,
        instruction::Origin,
        instruction::Status,
        instruction::Numbering,
        instruction::Severity,
        instruction::TreePlace,
        instruction::FrontMatter,
        instruction::Instruction,
        instruction::Heading,
        instruction::Step,
        instruction::Block,
        instruction::BlockKind,
        instruction::CalloutKind,
        instruction::ListItem,
        instruction::ColumnAlignment,
        instruction::Cell,
        instruction::Picture,
        instruction::Video,
        instruction::Inline,
        instruction::merge::Contradiction,
        app::Error,
        app::Notice,
        app::Recent,
        app::Preferences,
        instruction::diff::Difference,
        instruction::diff::ValueChange,
        instruction::diff::StepChange,
        instruction::diff::StepChangeKind,
        instruction::diff::StepPlace,
        instruction::diff::Run,
        instruction::diff::RunKind,
        instruction::diff::BlockChange,
        instruction::diff::TextKind,
        instruction::diff::ItemChange,
        instruction::diff::RowChange,
        instruction::diff::PictureChange,
        instruction::diff::Seen,
        app::VersionListed,
        app::ReleaseListed,
        app::Timeline,
        app::Comparison,
        app::MediaChange,
        app::Part,
        app::Unjoined,
        app::Translated,
        app::Question,
        app::Decided,
        app::Choice,
        versions::ReleaseAsked,
        app::Listed,
        app::Found,
        app::FoundKind,
        app::PreviewPage,
        app::StepPlace,
        app::DocumentEvent,
        app::MediaKind,
        app::AddedFile,
        instruction::markup::Area,
        app::Framing,
        app::PictureInfo,
        app::Reachable,
        app::VideoInfo,
        app::Exported,
        app::Published,
        app::DestinationListed,
        desk::Start,
        desk::StartedWith,
        desk::LibraryView,
        desk::Progress,
        commands::OpenedDocument,
        commands::Component,
        commands::About,
        window::Dropped,
    );
    format!("{}\n", declared.trim_end())
}

/// With `WERKWIJZER_WRITE` set it writes them instead.
#[test]
fn the_types_of_the_window_are_those_of_the_backend() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../ui/src/backend/types.ts");
    let made = all();
    if std::env::var_os("WERKWIJZER_WRITE").is_some() {
        std::fs::write(&file, made).unwrap();
        return;
    }
    let there = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        there == made,
        "{} is not what the Rust types say; `make types` writes it anew",
        file.display()
    );
}
