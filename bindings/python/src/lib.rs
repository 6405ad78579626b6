//! Milepost for Python: the module `milepost._native`. It converts and calls; it decides nothing.
//!
//! | file | what it does |
//! |---|---|
//! | `error`, `diagnostic` | exceptions and findings |
//! | `scalar`, `facts`, `data` | values, facts and tables from Python |
//! | `capsule` | Arrow data in and out: unsafe code, as is the walk over a dict in `record` |
//! | `options`, `run` | arguments of calls; a run that can be stopped |
//! | `quick`, `record` | one flat record in a few microseconds |
//! | `cluster`, `partial` | what other engines ask before they cut data into parts; figures of the whole from parts |
//! | `display` | what notebooks and plots show |
//! | `ruleset`, `report`, `table`, `frame`, `wide` | the classes that users see |

mod capsule;
mod cluster;
mod data;
mod diagnostic;
mod display;
mod error;
mod facts;
mod frame;
mod options;
mod partial;
mod quick;
mod record;
mod report;
mod ruleset;
mod run;
mod scalar;
mod table;
mod wide;

use pyo3::prelude::*;
use std::ffi::OsString;

/// Runs the command line with arguments, the first of which is the name of the program; gives the exit status.
#[pyfunction]
fn main(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| milepost_cli::run(arguments))
}

#[pymodule(gil_used = false)]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    error::add(module)?;
    module.add_class::<diagnostic::Span>()?;
    module.add_class::<diagnostic::Diagnostic>()?;
    module.add_class::<ruleset::Ruleset>()?;
    module.add_class::<report::Report>()?;
    module.add_class::<table::Table>()?;
    module.add_class::<frame::Frame>()?;
    module.add_function(wrap_pyfunction!(ruleset::load, module)?)?;
    module.add_function(wrap_pyfunction!(ruleset::compile, module)?)?;
    module.add_function(wrap_pyfunction!(ruleset::_rebuild, module)?)?;
    module.add_function(wrap_pyfunction!(display::_html, module)?)?;
    module.add_function(wrap_pyfunction!(display::_words, module)?)?;
    module.add_function(wrap_pyfunction!(display::_shown, module)?)?;
    module.add_function(wrap_pyfunction!(cluster::_reach, module)?)?;
    module.add_function(wrap_pyfunction!(cluster::_columns, module)?)?;
    module.add_function(wrap_pyfunction!(cluster::_levels, module)?)?;
    module.add_class::<partial::_Partial>()?;
    module.add_function(wrap_pyfunction!(partial::_partial, module)?)?;
    module.add_function(wrap_pyfunction!(partial::_score_part, module)?)?;
    module.add_function(wrap_pyfunction!(display::_title, module)?)?;
    module.add_function(wrap_pyfunction!(display::_rank_intervals, module)?)?;
    module.add_function(wrap_pyfunction!(main, module)?)?;
    module.add("__version__", env!("CARGO_PKG_VERSION"))
}
