//! Progress on standard error, where a person sees it, and Ctrl+C as a wish to stop.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use werkwijzer_app::Watch;

pub(crate) struct Bar(ProgressBar);

impl Bar {
    pub(crate) fn new(quiet: bool) -> Self {
        let bar = ProgressBar::new(0);
        // indicatif draws nothing when standard error is no terminal.
        bar.set_draw_target(if quiet {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        });
        if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} {wide_msg}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    pub(crate) fn finish(&self) {
        self.0.finish_and_clear();
    }
}

impl Watch for Bar {
    fn progress(&self, done: usize, total: usize, what: &str) {
        self.0.set_length(total as u64);
        self.0.set_position(done as u64);
        self.0.set_message(what.to_owned());
    }

    /// Ctrl+C ends the process: what was begun is undone by the next run.
    fn cancelled(&self) -> bool {
        false
    }
}
