//! The new content of a publication, made durable beside its places before anything is visible.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use fs_err::File;
use tempfile::TempPath;

use super::Content;
use super::apply::{Fault, Phase, Progress, Step, Watch, cancelled};
use super::found::hash_of;
use super::plan::Write;
use crate::atomic;
use crate::error::{Error, Kind};
use crate::relative::name_of;

/// Writes all new content beside its place, several at a time: most of the time goes into
/// waiting until the drive has it.
pub(super) fn stage(
    root: &Path,
    writes: &[Write],
    at: &(dyn Fn(&str) -> PathBuf + Sync),
    watch: Watch<'_>,
    fault: Fault<'_>,
) -> Result<Vec<TempPath>, Error> {
    const AT_ONCE: usize = 8;
    let next = AtomicUsize::new(0);
    let stop = AtomicBool::new(false);
    let mut staged: Vec<Option<TempPath>> = writes.iter().map(|_| None).collect();
    let mut failed = None;
    thread::scope(|scope| {
        let (tell, told) = mpsc::channel();
        for _ in 0..AT_ONCE.min(writes.len()) {
            let tell = tell.clone();
            let (next, stop) = (&next, &stop);
            scope.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(file) = writes.get(index) else {
                        break;
                    };
                    let path = at(&file.path);
                    if tell.send((index, stage_one(file, &path, fault))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(tell);
        let mut done = 0;
        for (index, result) in told {
            match result {
                Ok(path) => staged[index] = Some(path),
                Err(error) => {
                    stop.store(true, Ordering::Relaxed);
                    failed.get_or_insert(error);
                    continue;
                }
            }
            done += 1;
            let progress = Progress {
                phase: Phase::Staging,
                done,
                total: writes.len(),
                path: &writes[index].path,
            };
            if failed.is_none() && watch(progress).is_break() {
                stop.store(true, Ordering::Relaxed);
                failed = Some(cancelled(root));
            }
        }
    });
    match failed {
        Some(error) => Err(error),
        None => Ok(staged.into_iter().flatten().collect()),
    }
}

fn stage_one(file: &Write, path: &Path, fault: Fault<'_>) -> Result<TempPath, Error> {
    let folder = path.parent().unwrap_or(path);
    let failed = |error| Error::io(path, "write the file", error);
    fault(&Step::Stage(file.path.clone())).map_err(failed)?;
    let staged = atomic::stage(folder, name_of(&file.path), |to| match &file.content {
        Content::Bytes(bytes) => to.write_all(bytes),
        Content::Stored { file, .. } => io::copy(&mut File::open(file)?, to).map(drop),
        Content::Unchanged { .. } => Ok(()),
    })
    .map_err(failed)?;
    if let Content::Stored { file: from, .. } = &file.content
        && hash_of(&staged)? != file.hash
    {
        return Err(Error::new(
            Kind::ChangedByOther,
            from,
            "this file is not what was planned to be published",
            "make its content again, and plan again",
        ));
    }
    Ok(staged)
}
