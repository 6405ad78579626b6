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
    pub(crate) fn new() -> Self {
        Self { wanted: std::io::stderr().is_terminal(), begun: Instant::now(), drawn: Mutex::new(None) }
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
        let filled = usize::try_from(30 * done.min(all) / all).unwrap_or(30);
        let bar = format!("{}{}", "█".repeat(filled), "░".repeat(30 - filled.min(30)));
        let _ = write!(std::io::stderr(), "\r{bar} {done}/{all}\x1b[K");
    }

    /// Takes the bar away.
    pub(crate) fn clear(&self) {
        if self.drawn.lock().is_ok_and(|drawn| drawn.is_some()) {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}
