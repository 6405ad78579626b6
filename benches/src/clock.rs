//! Time that this thread has computed, where the system tells it: on a busy machine the wall's clock tells of others.

use std::time::{Duration, Instant};

/// A moment.
pub struct Clock(Result<u64, Instant>);

/// Nanoseconds that the scheduler has given to this thread (Linux).
fn scheduled() -> Option<u64> {
    std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
}

impl Clock {
    /// Now.
    pub fn start() -> Self {
        Self(scheduled().ok_or_else(Instant::now))
    }

    /// How long ago it was.
    pub fn elapsed(&self) -> Duration {
        match &self.0 {
            Ok(before) => Duration::from_nanos(scheduled().unwrap_or(*before).saturating_sub(*before)),
            Err(start) => start.elapsed(),
        }
    }
}

/// The least of several timings of `work`, in microseconds.
pub fn least(rounds: usize, mut work: impl FnMut()) -> f64 {
    let mut best = f64::MAX;
    for _ in 0..rounds {
        let clock = Clock::start();
        work();
        best = best.min(clock.elapsed().as_secs_f64() * 1e6);
    }
    best
}
