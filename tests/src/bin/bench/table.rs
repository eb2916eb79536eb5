//! Times and the rows of the table.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

pub(crate) fn run(mut command: Command) -> Duration {
    let start = Instant::now();
    let status = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let took = start.elapsed();
    assert!(status.success(), "{command:?}: {status}");
    took
}

pub(crate) fn median(runs: usize, mut work: impl FnMut() -> Duration) -> Duration {
    let mut times: Vec<Duration> = (0..runs).map(|_| work()).collect();
    times.sort();
    times[times.len() / 2]
}

pub(crate) fn row(work: &str, ours: Duration, peer: &str, other: Duration, wanted: &str) {
    println!(
        "| {work} | {:.3} s | {peer}: {:.3} s | {:.1} × | {wanted} |",
        ours.as_secs_f64(),
        other.as_secs_f64(),
        other.as_secs_f64() / ours.as_secs_f64()
    );
}

/// The value below which so many of a hundred lie.
pub(crate) fn percentile(values: &mut [f64], of_100: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    values[((values.len() - 1) * of_100).div_ceil(100)]
}
