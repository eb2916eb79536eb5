//! What a use case gets from who calls it.

use std::path::PathBuf;

/// Who watches a long job, and may stop it.
pub trait Watch: Sync {
    /// So much is done. `what` is a file or title.
    fn progress(&self, done: usize, total: usize, what: &str);
    /// Whether to stop. What was begun is undone.
    fn cancelled(&self) -> bool;
}

/// Nobody watches.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Watch for Silent {
    fn progress(&self, _: usize, _: usize, _: &str) {}
    fn cancelled(&self) -> bool {
        false
    }
}

/// What a use case gets from who calls it.
pub struct Context<'a> {
    /// `2026-11-24`
    pub today: String,
    /// The folder for what can be made again, outside every library. Without one nothing is
    /// kept.
    pub cache: Option<PathBuf>,
    /// Who watches.
    pub watch: &'a dyn Watch,
}

impl std::fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context")
            .field("today", &self.today)
            .field("cache", &self.cache)
            .finish_non_exhaustive()
    }
}
