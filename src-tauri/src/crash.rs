//! What is left behind when the program gives up: a report in a file of this computer. Nothing is
//! sent anywhere.

use std::panic::{self, PanicHookInfo};
use std::path::Path;
use std::process::ExitCode;

use werkwijzer_app::keep_crash_report;

/// From now on every panic leaves a report in `crashes` in the data folder.
pub(crate) fn keep_reports(data: &Path) {
    let folder = data.join("crashes");
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info: &PanicHookInfo<'_>| {
        let backtrace = std::backtrace::Backtrace::force_capture();
        let thread = std::thread::current();
        let report = format!(
            "Werkwijzer {} on {} {}\nthread {}\n{info}\n\n{backtrace}\n",
            env!("CARGO_PKG_VERSION"),
            std::env::consts::OS,
            std::env::consts::ARCH,
            thread.name().unwrap_or("without a name"),
        );
        keep_crash_report(&folder, &report);
        usual(info);
    }));
}

/// The program cannot start, and no window can say why.
#[expect(clippy::print_stderr, reason = "there is no window to say it in")]
pub(crate) fn failed(message: &str) -> ExitCode {
    eprintln!("werkwijzer-desktop: {message}");
    ExitCode::FAILURE
}
