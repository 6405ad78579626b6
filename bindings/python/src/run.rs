//! A run of the engine beside the interpreter: other Python threads go on, the keyboard can stop it, progress is told.

use crate::error;
use milepost::core::dataset::Dataset;
use milepost::core::report::{Options, Table};
use milepost::{Engine, Ruleset};
use pyo3::prelude::*;
use pyo3::types::PyBool;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc;
use std::time::Duration;

/// What to run.
pub(crate) struct Run {
    pub(crate) years: Vec<i32>,
    pub(crate) as_of: Option<i32>,
    pub(crate) threads: usize,
    pub(crate) exact: bool,
    pub(crate) engine: Engine,
}

/// How often the interpreter is asked whether somebody pressed Ctrl-C.
const ASK: Duration = Duration::from_millis(50);

/// Scores a dataset. `progress` is called with how many of how many units are done; what it raises stops the run.
pub(crate) fn score(
    py: Python<'_>,
    rules: &Ruleset,
    data: &Dataset,
    run: &Run,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Table> {
    let (done, all) = (AtomicU64::new(0), AtomicU64::new(0));
    let cancel = AtomicBool::new(false);
    let tell = |part: u64, whole: u64| {
        done.store(part, Ordering::Relaxed);
        all.store(whole, Ordering::Relaxed);
    };
    let options = Options {
        years: run.years.clone(),
        as_of: run.as_of,
        threads: run.threads,
        exact: run.exact,
        cancel: Some(&cancel),
        progress: Some(&tell),
        ..Options::default()
    };
    let progress = teller(py, progress)?;
    let heard = |py: Python<'_>| -> PyResult<()> {
        py.check_signals()?;
        if let Some(progress) = &progress {
            progress.call1(py, (done.load(Ordering::Relaxed), all.load(Ordering::Relaxed)))?;
        }
        Ok(())
    };
    let mut interrupted = None;
    let result = py.detach(|| {
        std::thread::scope(|scope| {
            let (send, receive) = mpsc::channel();
            let options = &options;
            let worker = scope.spawn(move || {
                let table = milepost::score(rules.program(), data, options, run.engine);
                // Whoever waits for it waits in this scope.
                let _ = send.send(table);
            });
            let result = loop {
                match receive.recv_timeout(ASK) {
                    Ok(table) => break Some(table),
                    Err(mpsc::RecvTimeoutError::Disconnected) => break None,
                    Err(mpsc::RecvTimeoutError::Timeout) => {
                        if interrupted.is_none()
                            && let Err(raised) = Python::attach(heard)
                        {
                            cancel.store(true, Ordering::Relaxed);
                            interrupted = Some(raised);
                        }
                    }
                }
            };
            // A worker that gave up has sent nothing.
            let _ = worker.join();
            result
        })
    });
    if let Some(raised) = interrupted {
        return Err(raised);
    }
    match result {
        Some(Ok(table)) => {
            if let Some(progress) = &progress {
                let whole = all.load(Ordering::Relaxed);
                progress.call1(py, (whole, whole))?;
            }
            Ok(table)
        }
        Some(Err(why)) => Err(error::stop(py, &why, &rules.program().files)),
        None => Err(error::EvaluationError::new_err("the engine gave up; please report the rules and the data")),
    }
}

/// Whom to tell: a function, or with `True` a bar.
fn teller(py: Python<'_>, progress: Option<&Bound<'_, PyAny>>) -> PyResult<Option<Py<PyAny>>> {
    let Some(given) = progress else { return Ok(None) };
    if let Ok(wanted) = given.cast::<PyBool>() {
        let bar = || Ok(py.import("milepost._progress")?.call_method0("bar")?.unbind());
        return if wanted.is_true() { bar().map(Some) } else { Ok(None) };
    }
    if given.is_callable() {
        return Ok(Some(given.clone().unbind()));
    }
    Err(error::usage("progress= is True, or a function of two numbers: units done, units in all"))
}
