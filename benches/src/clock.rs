//! What work costs, also on a machine that others use: the least time by the wall's clock of many short rounds, or the
//! mean time that the scheduler gave to this thread, whichever is less.

use std::time::Instant;

/// Nanoseconds that the scheduler has given to this thread (Linux), told to about a tick.
pub fn scheduled() -> Option<u64> {
    std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
}

/// Microseconds of one round of `work`.
pub fn cost(rounds: u32, mut work: impl FnMut()) -> f64 {
    let before = scheduled();
    let mut least = f64::MAX;
    for _ in 0..rounds {
        let start = Instant::now();
        work();
        least = least.min(start.elapsed().as_secs_f64() * 1e6);
    }
    match (before, scheduled()) {
        // Ticks are coarse: only what lasted many of them is told well.
        (Some(before), Some(after)) if after.saturating_sub(before) > 200_000_000 => {
            least.min((after - before) as f64 / 1e3 / f64::from(rounds))
        }
        _ => least,
    }
}
