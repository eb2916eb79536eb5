//! What is left behind when the program gives up: a report in a file of this computer. Nothing is
//! sent anywhere, and nothing that somebody wrote is in it.

use std::panic::{self, PanicHookInfo};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use werkwijzer_app::keep_crash_report;

/// The folder of the reports in the program's own.
pub(crate) fn folder(data: &Path) -> PathBuf {
    data.join("crashes")
}

/// From now on every panic leaves a report.
pub(crate) fn keep_reports(data: &Path) {
    let folder = folder(data);
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        keep_crash_report(&folder, &report(info));
        usual(info);
    }));
}

fn report(info: &PanicHookInfo<'_>) -> String {
    let backtrace = std::backtrace::Backtrace::force_capture();
    let thread = std::thread::current();
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    format!(
        "Werkwijzer {} on {} {}\nthread {}\n{place}\n{}\n\n{backtrace}\n",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH,
        thread.name().unwrap_or("without a name"),
        without_text(info.payload_as_str().unwrap_or("without a message")),
    )
}

/// What a message says, without what it quotes: that can be text of a document, as in "byte index
/// 1 is not a char boundary; it is inside 'é' of `één`".
fn without_text(message: &str) -> String {
    // What the standard library quotes of itself.
    let mut own = String::new();
    let mut rest = message;
    for known in [
        "called `Result::unwrap()` on an `Err` value",
        "called `Option::unwrap()` on a `None` value",
    ] {
        if let Some(after) = rest.strip_prefix(known) {
            own.push_str(known);
            rest = after;
        }
    }
    match rest.split_once(['`', '"', '\'', '\n']) {
        Some((before, _)) => format!("{own}{before}…"),
        None => own + rest,
    }
}

/// The program cannot start, and no window can say why.
#[expect(clippy::print_stderr, reason = "there is no window to say it in")]
pub(crate) fn failed(message: &str) -> ExitCode {
    eprintln!("werkwijzer-desktop: {message}");
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test reads what was left")]
    fn a_thread_that_gives_up_leaves_a_report_without_the_text() {
        let place = tempfile::tempdir().unwrap();
        keep_reports(place.path());
        let text = "é is het wachtwoord".to_owned();
        let thread = std::thread::Builder::new().name("preview".into());
        let ended = thread.spawn(move || text[1..].len()).unwrap().join();
        drop(panic::take_hook());
        ended.unwrap_err();
        let files: Vec<_> = std::fs::read_dir(folder(place.path())).unwrap().collect();
        let [Ok(file)] = &files[..] else {
            panic!("{files:?}");
        };
        let report = std::fs::read_to_string(file.path()).unwrap();
        let wanted = [
            concat!("Werkwijzer ", env!("CARGO_PKG_VERSION"), " on "),
            "\nthread preview\n",
            "crash.rs:",
            "char boundary",
        ];
        for wanted in wanted {
            assert!(report.contains(wanted), "no {wanted:?} in {report}");
        }
        assert!(!report.contains("wachtwoord"), "{report}");
    }

    #[test]
    fn a_message_keeps_what_the_program_says_and_not_what_it_quotes() {
        for (message, kept) in [
            ("it is never empty", "it is never empty"),
            (
                "called `Option::unwrap()` on a `None` value",
                "called `Option::unwrap()` on a `None` value",
            ),
            (
                "called `Result::unwrap()` on an `Err` value: Parse(\"het wachtwoord\")",
                "called `Result::unwrap()` on an `Err` value: Parse(…",
            ),
            (
                "begin <= end (4 <= 2) when slicing `het wachtwoord`",
                "begin <= end (4 <= 2) when slicing …",
            ),
            ("assertion failed\n  left: wachtwoord", "assertion failed…"),
        ] {
            assert_eq!(without_text(message), kept);
        }
    }
}
