//! The history as a whole: read again against its hashes, and kept in few files.

use std::ops::ControlFlow;

use serde::Serialize;
use werkwijzer_instruction::Severity;

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

    /// Puts the small files of the history together where there are many.
    pub fn tidy(&self, watch: &dyn Watch) -> Result<(), Error> {
        if self.history.loose()? <= MOST_FILES {
            return Ok(());
        }
        self.history
            .pack(&mut |done, total| watched(watch, done, total))?;
        Ok(())
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
