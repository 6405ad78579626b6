//! What can go wrong, as Python sees it:
//!
//! ```text
//! Exception
//! └── Error              anything below
//!     ├── RuleError      the rules have errors: .diagnostics has all of them, in the order of the text
//!     ├── DataError      the data cannot be read at all, or strict=True and there is a fault
//!     ├── EvaluationError  no version of the rules is in force in the year, or a limit was reached
//!     └── UsageError     a call that cannot mean anything: an unknown name, a year that is missing
//! ```
//!
//! Each has `.code` (stable, like `E202`; empty for a wrong call), `.help` (what to do), `.span` (where in the rules, or
//! None) and `.diagnostics`. Cells that are wrong are no exceptions: they are rows of `t.faults`. What stops a long run
//! from the keyboard is KeyboardInterrupt.

use crate::diagnostic::{Diagnostic, faults};
use milepost::core::dataset::Fault;
use milepost::core::program::SourceFile;
use milepost::core::report::Stop;
use milepost_core::diagnostic as core;
use milepost_io::diagnostics::Style;
use pyo3::exceptions::{PyException, PyOSError};
use pyo3::prelude::*;
use std::fmt::Write as _;

pyo3::create_exception!(
    milepost,
    Error,
    PyException,
    "Anything that Milepost refuses, with .code, .span, .help and .diagnostics."
);
pyo3::create_exception!(
    milepost,
    RuleError,
    Error,
    "The rules have errors: .diagnostics lists them all, with code, place and remedy."
);
pyo3::create_exception!(
    milepost,
    DataError,
    Error,
    "The data cannot be read at all; or strict=True and a cell is wrong."
);
pyo3::create_exception!(
    milepost,
    EvaluationError,
    Error,
    "Nothing can be evaluated: no version of the rules is in force in that year."
);
pyo3::create_exception!(
    milepost,
    UsageError,
    Error,
    "A call that cannot mean anything, such as a name that the rules do not have."
);

/// How many diagnostics the text of an exception shows.
const MOST: usize = 10;

/// Gives the classes to the module, with the attributes that every one of them has.
pub(crate) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    let base = py.get_type::<Error>();
    base.setattr("code", "")?;
    base.setattr("help", py.None())?;
    base.setattr("span", py.None())?;
    base.setattr("diagnostics", pyo3::types::PyTuple::empty(py))?;
    module.add("Error", base)?;
    module.add("RuleError", py.get_type::<RuleError>())?;
    module.add("DataError", py.get_type::<DataError>())?;
    module.add("EvaluationError", py.get_type::<EvaluationError>())?;
    module.add("UsageError", py.get_type::<UsageError>())
}

/// Sets what the first diagnostic says on the exception.
fn with(py: Python<'_>, error: PyErr, diagnostics: Vec<Diagnostic>) -> PyErr {
    let set = || -> PyResult<()> {
        let value = error.value(py);
        if let Some(first) = diagnostics.first() {
            value.setattr("code", first.code())?;
            value.setattr("help", first.help_en())?;
            value.setattr("span", first.place())?;
        }
        value.setattr("diagnostics", diagnostics)
    };
    match set() {
        Ok(()) => error,
        Err(wrong) => wrong,
    }
}

/// Errors of rules, with the lines they speak of.
pub(crate) fn rules(py: Python<'_>, found: &[core::Diagnostic], files: &[SourceFile]) -> PyErr {
    let errors: Vec<&core::Diagnostic> = found.iter().filter(|d| d.severity() == core::Severity::Error).collect();
    let mut text = String::from("the rules have errors\n");
    for diagnostic in errors.iter().take(MOST) {
        let _ = write!(text, "\n{}", milepost_io::diagnostics::render(diagnostic, files, Style::default()));
    }
    if errors.len() > MOST {
        let _ = write!(text, "\n… and {} more", errors.len() - MOST);
    }
    let diagnostics = found.iter().map(|d| Diagnostic::of(d.clone(), files)).collect();
    with(py, RuleError::new_err(text), diagnostics)
}

/// A table that cannot be read.
pub(crate) fn data(py: Python<'_>, fault: &Fault) -> PyErr {
    data_faults(py, std::slice::from_ref(fault))
}

/// Faults of data under `strict=True`.
pub(crate) fn data_faults(py: Python<'_>, found: &[Fault]) -> PyErr {
    let mut text = String::new();
    for fault in found.iter().take(MOST) {
        text.push_str(&milepost_io::diagnostics::render_fault(fault, Style::default()));
    }
    if found.len() > MOST {
        let _ = write!(text, "… and {} more", found.len() - MOST);
    }
    with(py, DataError::new_err(text.trim_end().to_owned()), faults(found))
}

/// Why evaluation could not be done.
pub(crate) fn stop(py: Python<'_>, stop: &Stop, files: &[SourceFile]) -> PyErr {
    match stop {
        Stop::Cancelled => pyo3::exceptions::PyKeyboardInterrupt::new_err("cancelled"),
        Stop::Refused(diagnostic) => {
            let text = milepost_io::diagnostics::render(diagnostic, files, Style::default());
            let error = EvaluationError::new_err(text.trim_end().to_owned());
            with(py, error, vec![Diagnostic::of((**diagnostic).clone(), files)])
        }
    }
}

/// A call that cannot mean anything.
pub(crate) fn usage(message: impl Into<String>) -> PyErr {
    UsageError::new_err(message.into())
}

/// Errors of the crate that this one wraps.
pub(crate) fn any(py: Python<'_>, error: &milepost::Error, files: &[SourceFile]) -> PyErr {
    match error {
        milepost::Error::Rules(wrong) => rules(py, &wrong.diagnostics, &wrong.files),
        milepost::Error::Stop(why) => stop(py, why, files),
        milepost::Error::Facts(text) => DataError::new_err(text.clone()),
        milepost::Error::Partial(milepost::core::partial::Error::Stop(why)) => stop(py, why, files),
        milepost::Error::Partial(why) => DataError::new_err(why.to_string()),
        milepost::Error::File { path, cause } => match cause.raw_os_error() {
            // Python chooses FileNotFoundError, PermissionError … by the number.
            Some(number) => PyOSError::new_err((number, cause.to_string(), path.clone())),
            None => PyOSError::new_err(format!("{path}: {cause}")),
        },
    }
}
