//! Whole-population figures from parts of the data: partials, which travel between processes as text.

use crate::data::{self, Given};
use crate::error::{self, usage};
use crate::options;
use crate::ruleset::Ruleset;
use crate::run::Run;
use crate::table::Table;
use milepost::core::dataset::{Dataset, Fault};
use milepost::core::report::Options;
use milepost::{Engine, Partial, core};
use milepost_io::{BindOptions, Mapping};
use pyo3::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What parts of the data give to figures of the whole population: exact, and the same in whatever order parts are merged.
#[pyclass(frozen, module = "milepost._native")]
pub struct _Partial(Partial);

#[pymethods]
impl _Partial {
    /// From its text.
    #[new]
    fn new(py: Python<'_>, text: &str) -> PyResult<Self> {
        Partial::from_json(text).map(Self).map_err(|wrong| error::any(py, &wrong, &[]))
    }

    /// Equal partials are equal texts.
    #[getter]
    fn text(&self) -> String {
        self.0.to_json()
    }

    /// Whether the merged partials of all parts suffice to score; otherwise there is another pass over the data.
    #[getter]
    fn complete(&self) -> bool {
        self.0.is_complete()
    }

    /// The partials of several parts together.
    #[staticmethod]
    fn merge(py: Python<'_>, parts: Vec<PyRef<'_, Self>>) -> PyResult<Self> {
        let parts: Vec<Partial> = parts.iter().map(|part| part.0.clone()).collect();
        py.detach(|| Partial::merge_all(parts)).map(Self).map_err(|wrong| error::any(py, &wrong, &[]))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> (Bound<'py, pyo3::types::PyType>, (String,)) {
        (slf.get_type(), (slf.get().text(),))
    }
}

/// A part of the data, bound to the rules.
fn part(
    py: Python<'_>,
    rules: &Ruleset,
    data: &Bound<'_, PyAny>,
    years: &[i32],
    map: Option<BTreeMap<String, String>>,
    locale: Option<&str>,
) -> PyResult<(Dataset, Vec<Fault>)> {
    let year = match years {
        [one] => Some(*one),
        _ => None,
    };
    let mapping = Mapping(map.unwrap_or_default().into_iter().collect());
    let options = BindOptions { locale: options::locale(locale)?, mapping, year };
    let Given::Tables(tables) = data::given(&rules.inner, data)? else {
        return Err(usage("a part of the data is a table, or {level: table}"));
    };
    let bound = py.detach(|| milepost_io::bind(rules.program(), tables, &options));
    let bound = bound.map_err(|fault| error::data(py, &fault))?;
    let remarks = bound.remarks();
    Ok((bound.dataset, remarks))
}

/// What a part gives to the figures of the whole: in the first pass, or in the one after `known`. None where figures need
/// all data in one place.
#[pyfunction]
#[pyo3(signature = (rules, data, years, as_of = None, map = None, locale = None, known = None))]
#[expect(clippy::too_many_arguments, reason = "each is an argument of the Python call")]
pub(crate) fn _partial(
    py: Python<'_>,
    rules: &Ruleset,
    data: &Bound<'_, PyAny>,
    years: Vec<i32>,
    as_of: Option<&Bound<'_, PyAny>>,
    map: Option<BTreeMap<String, String>>,
    locale: Option<&str>,
    known: Option<&_Partial>,
) -> PyResult<Option<_Partial>> {
    let (dataset, _) = part(py, rules, data, &years, map, locale)?;
    let options = Options { years, as_of: options::as_of(as_of)?, ..Options::default() };
    let found = py.detach(|| match known {
        None => rules.inner.partial_with(&dataset, &options),
        Some(known) => rules.inner.next_partial(&dataset, &known.0),
    });
    match found {
        Ok(found) => Ok(Some(_Partial(found))),
        Err(milepost::Error::Partial(core::partial::Error::Whole { .. })) => Ok(None),
        Err(wrong) => Err(error::any(py, &wrong, &rules.program().files)),
    }
}

/// Scores a part with the merged partials of all parts.
#[pyfunction]
#[pyo3(signature = (rules, data, years, known, as_of = None, map = None, locale = None))]
#[expect(clippy::too_many_arguments, reason = "each is an argument of the Python call")]
pub(crate) fn _score_part(
    py: Python<'_>,
    rules: &Ruleset,
    data: &Bound<'_, PyAny>,
    years: Vec<i32>,
    known: &_Partial,
    as_of: Option<&Bound<'_, PyAny>>,
    map: Option<BTreeMap<String, String>>,
    locale: Option<&str>,
) -> PyResult<Table> {
    let (dataset, remarks) = part(py, rules, data, &years, map, locale)?;
    let run = Run { years, as_of: options::as_of(as_of)?, threads: 1, exact: false, engine: Engine::Columnar };
    let options = Options { threads: run.threads, ..Options::default() };
    let table = py.detach(|| rules.inner.score_part(&dataset, &known.0, &options, run.engine));
    let table = table.map_err(|wrong| error::any(py, &wrong, &rules.program().files))?;
    Ok(Table::new(rules.inner.clone(), Arc::new(dataset), Arc::new(table), run, remarks))
}
