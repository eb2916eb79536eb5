//! The history as a whole: read again against its hashes, and kept in few files.

use std::ops::ControlFlow;
use std::time::SystemTime;

use serde::Serialize;
use werkwijzer_instruction::Severity;
use werkwijzer_store::Kind;

use super::Versions;
use crate::context::{Context, Watch};
use crate::error::{Error, Notice};

/// With more small files than these the older ones are put together: sync clients are slow with
/// many.
const MOST_FILES: usize = 200;

/// What reading the history again found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Verified {
    /// How many contents of files are whole.
    pub contents: usize,
    /// How many versions are whole, with all their files.
    pub versions: usize,
    /// How many bytes were read.
    pub bytes: u64,
    /// What is damaged or missing, and the versions that cannot be restored whole for it.
    pub notices: Vec<Notice>,
}

impl Versions<'_> {
    /// Reads every version of every instruction again, and checks it against its hash.
    pub fn verify(&self, context: &Context<'_>) -> Result<Verified, Error> {
        let found = self.history.verify(&mut |done, total| {
            let kilobytes = |bytes: u64| usize::try_from(bytes >> 10).unwrap_or(usize::MAX);
            watched(context.watch, kilobytes(done), kilobytes(total))
        })?;
        let problems = found.problems.iter();
        let mut notices: Vec<Notice> = problems
            .map(|problem| Error::from(problem).notice())
            .collect();
        notices.extend(found.broken.iter().map(|broken| Notice {
            severity: Severity::Error,
            ..Notice::warning(
                "history.version-broken",
                &format!("{} {}", broken.instruction, broken.version),
                format!(
                    "the version of {} cannot be restored whole: {}",
                    broken.time,
                    broken.files.join(", ")
                ),
                "let your sync client fetch these files again; all other versions are whole",
            )
        }));
        Ok(Verified {
            contents: found.contents,
            versions: found.versions,
            bytes: found.bytes,
            notices,
        })
    }

    /// Removes what a crash left in the library, and where the history has many small files, puts
    /// them together and removes those that no version has needed for long.
    pub fn tidy(&self, now: SystemTime, watch: &dyn Watch) -> Result<(), Error> {
        self.library.folder.remove_stale(now)?;
        if self.history.loose()? <= MOST_FILES {
            return Ok(());
        }
        let mut watched = |done, total| watched(watch, done, total);
        self.history.pack(&mut watched)?;
        match self.history.collect(now, &mut watched) {
            // Nothing goes before all is here and whole; `verify` tells what is not.
            Err(error)
                if matches!(error.kind(), Kind::NotHereYet | Kind::Damaged | Kind::Newer) =>
            {
                Ok(())
            }
            done => Ok(done.map(drop)?),
        }
    }
}

fn watched(watch: &dyn Watch, done: usize, total: usize) -> ControlFlow<()> {
    watch.progress(done, total, "");
    if watch.cancelled() {
        ControlFlow::Break(())
    } else {
        ControlFlow::Continue(())
    }
}
