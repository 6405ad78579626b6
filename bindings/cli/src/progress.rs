//! A progress bar on standard error, for work of more than a second, when it is a terminal.

use std::io::{IsTerminal as _, Write as _};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Draws at most ten times a second.
pub(crate) struct Progress {
    wanted: bool,
    begun: Instant,
    drawn: Mutex<Option<Instant>>,
}

impl Progress {
    pub(crate) fn new(wanted: bool) -> Self {
        let wanted = wanted && std::io::stderr().is_terminal();
        Self { wanted, begun: Instant::now(), drawn: Mutex::new(None) }
    }

    /// So many of so many are done.
    pub(crate) fn show(&self, done: u64, all: u64) {
        if !self.wanted || all == 0 || self.begun.elapsed() < Duration::from_secs(1) {
            return;
        }
        let Ok(mut drawn) = self.drawn.lock() else { return };
        if drawn.is_some_and(|at| at.elapsed() < Duration::from_millis(100)) {
            return;
        }
        *drawn = Some(Instant::now());
        let _ = write!(std::io::stderr(), "\r{}\x1b[K", bar(done, all, self.begun.elapsed()));
    }

    /// Takes the bar away.
    pub(crate) fn clear(&self) {
        if self.drawn.lock().is_ok_and(|drawn| drawn.is_some()) {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}

/// `███░░░ 3000/6000 (1500/s)`
fn bar(done: u64, all: u64, took: Duration) -> String {
    let filled = usize::try_from(u128::from(done.min(all)) * 30 / u128::from(all.max(1))).unwrap_or(30).min(30);
    let rate = u128::from(done) * 1000 / took.as_millis().max(1);
    format!("{}{} {done}/{all} ({rate}/s)", "█".repeat(filled), "░".repeat(30 - filled))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_says_how_much_and_how_fast() {
        let half = format!("{}{} 3000/6000 (1500/s)", "█".repeat(15), "░".repeat(15));
        assert_eq!(bar(3000, 6000, Duration::from_secs(2)), half);
        assert_eq!(bar(0, 5, Duration::ZERO), format!("{} 0/5 (0/s)", "░".repeat(30)));
        assert!(bar(9, 5, Duration::from_secs(1)).starts_with(&"█".repeat(30)));
    }
}
