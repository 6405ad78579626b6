//! Times of alternating runs.

use std::time::Instant;

/// Rounds of alternating runs; medians are given.
pub const ROUNDS: usize = 7;

/// Seconds that this thread has been running, where the system tells: other programs do not count.
fn own_seconds() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: u64 = text.split(' ').next()?.parse().ok()?;
    Some(nanoseconds as f64 / 1e9)
}

/// How a piece of work is timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// What this thread spends on it, for work of one thread.
    Own,
    /// What passes until it is done.
    Wall,
}

fn seconds(clock: Clock, work: &dyn Fn()) -> f64 {
    let (start, own) = (Instant::now(), own_seconds());
    work();
    match (clock, own, own_seconds()) {
        (Clock::Own, Some(from), Some(to)) => to - from,
        _ => start.elapsed().as_secs_f64(),
    }
}

/// The median seconds of each piece of work, all done in turn.
pub fn alternate(works: &[(Clock, &dyn Fn())]) -> Vec<f64> {
    let mut times: Vec<Vec<f64>> = works.iter().map(|_| Vec::with_capacity(ROUNDS)).collect();
    for _ in 0..ROUNDS {
        for ((clock, work), times) in works.iter().zip(&mut times) {
            times.push(seconds(*clock, work));
        }
    }
    times
        .into_iter()
        .map(|mut all| {
            all.sort_by(f64::total_cmp);
            all.get(ROUNDS / 2).copied().unwrap_or(f64::NAN)
        })
        .collect()
}
