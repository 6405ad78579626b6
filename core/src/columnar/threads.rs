//! Work on several threads.

use crate::report::Options;

/// Rows that a thread takes at a time; fewer are not worth a thread.
pub(super) const STRIDE: usize = 8_192;

/// How many threads work on so many rows.
pub(super) fn threads(options: &Options<'_>, rows: usize) -> usize {
    let asked = match options.threads {
        _ if cfg!(target_family = "wasm") => 1,
        0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        n => n,
    };
    asked.min(rows.div_ceil(STRIDE)).max(1)
}

/// The same work on so many threads, each of which is told its number. `None`: a thread died.
#[cfg(not(target_family = "wasm"))]
pub(super) fn on_threads<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<Option<T>> {
    if count <= 1 {
        return vec![Some(work(0))];
    }
    let work = &work;
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..count).map(|thread| scope.spawn(move || work(thread))).collect();
        // Ours is one of them, and dies like one. All are waited for before any is looked at.
        let own = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(0))).ok();
        std::iter::once(own).chain(others.into_iter().map(|thread| thread.join().ok())).collect()
    })
}

/// The same work; there are no threads here.
#[cfg(target_family = "wasm")]
pub(super) fn on_threads<T: Send>(_: usize, work: impl Fn(usize) -> T + Sync) -> Vec<Option<T>> {
    vec![Some(work(0))]
}
