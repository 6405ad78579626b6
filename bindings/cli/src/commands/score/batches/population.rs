//! Figures of the whole population, gathered from the batches of a file: a pass for each stage of figures that stand on
//! each other.

use super::Work;
use crate::Stop;
use crate::commands::score::refused;
use crate::progress::Progress;
use milepost_core::partial::{Error, Partial, gather};
use milepost_core::report::Options;
use milepost_io::{RawTable, bind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, mpsc};

/// Why a pass could not be made: it has been said, or the data must be in one piece, for this reason.
enum Broken {
    Stop(Stop),
    Whole(String),
}

/// The figures, or why they cannot be had from parts.
pub(super) fn figures(work: &Work<'_>, options: &Options<'_>) -> Result<Result<Arc<Partial>, String>, Stop> {
    let mut known: Option<Partial> = None;
    loop {
        let merged = match pass(work, options, known.as_ref()) {
            Ok(merged) => merged,
            Err(Broken::Stop(stop)) => return Err(stop),
            Err(Broken::Whole(why)) => return Ok(Err(why)),
        };
        if merged.is_complete() {
            return Ok(Ok(Arc::new(merged)));
        }
        known = Some(merged);
    }
}

/// One pass over the file. Partials merge in any order to the same, so that each worker takes what comes.
fn pass(work: &Work<'_>, options: &Options<'_>, known: Option<&Partial>) -> Result<Partial, Broken> {
    let said = |wrong: &milepost_core::dataset::Fault| Broken::Stop(work.said(wrong));
    let mut batches = work.stream.batches(work.batch, None).map_err(|wrong| said(&wrong))?;
    let progress = Progress::new(!work.args.no_progress);
    let (done, stopped) = (AtomicU64::new(0), AtomicBool::new(false));
    let worker = |take: &Mutex<mpsc::Receiver<milepost_io::Result<RawTable>>>| {
        let mut merged: Option<Partial> = None;
        loop {
            // The end of the channel is the end of the file.
            let Some(table) = take.lock().ok().and_then(|take| take.recv().ok()) else { return Ok(merged) };
            let table = table.map_err(|wrong| said(&wrong))?;
            let rows = table.rows as u64;
            let bound = bind(work.program, vec![table], work.bind).map_err(|wrong| said(&wrong))?;
            let part = gather(work.program, &bound.dataset, options, known).map_err(|why| broken(work, why))?;
            merged = Some(match merged {
                Some(before) => before.merge(part).map_err(|why| broken(work, why))?,
                None => part,
            });
            progress.show(done.fetch_add(rows, Ordering::Relaxed) + rows, work.rows() as u64);
        }
    };
    let (give, take) = mpsc::sync_channel(1);
    let take = Arc::new(Mutex::new(take));
    let parts = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads(options))
            .map(|_| {
                let (take, worker, stopped) = (Arc::clone(&take), &worker, &stopped);
                scope.spawn(move || {
                    let part = worker(&take);
                    stopped.fetch_or(part.is_err(), Ordering::Relaxed);
                    part
                })
            })
            .collect();
        // Nobody takes once all workers have ended.
        drop(take);
        batches.all(|batch| !stopped.load(Ordering::Relaxed) && give.send(batch).is_ok());
        drop(give);
        let died = |_| Err(Broken::Whole("a thread has died".to_owned()));
        workers.into_iter().map(|w| w.join().unwrap_or_else(died)).collect::<Vec<Result<Option<Partial>, Broken>>>()
    });
    progress.clear();
    let mut merged: Option<Partial> = None;
    for part in parts {
        merged = match (merged, part?) {
            (Some(all), Some(part)) => Some(all.merge(part).map_err(|why| broken(work, why))?),
            (all, part) => all.or(part),
        };
    }
    merged.ok_or_else(|| Broken::Whole("there is none".to_owned()))
}

fn broken(work: &Work<'_>, why: Error) -> Broken {
    match why {
        Error::Stop(stop) => Broken::Stop(refused(work.console, work.program, &stop)),
        other => Broken::Whole(other.to_string()),
    }
}

fn threads(options: &Options<'_>) -> usize {
    match options.threads {
        0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        n => n.min(64),
    }
}
