//! The results of one unit.

use crate::diagnostic::{Diagnostic, faults};
use crate::error::{self, usage};
use crate::options;
use crate::scalar::{Numbers, value_to};
use milepost::core::program::{Program, SymbolId, Verdict};
use milepost_core::value::Value;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// Everything that was decided about one unit. Numbers are exact: fractions.Fraction unless asked for otherwise.
#[pyclass(frozen, module = "milepost")]
pub struct Report {
    pub(crate) rules: milepost::Ruleset,
    pub(crate) inner: milepost::Report,
}

/// The symbol of a result by its name or its code, as it stands in the decision.
pub(crate) fn symbol(program: &Program, name: &str) -> PyResult<SymbolId> {
    let named = milepost::facts::result_name(program, name).map(|(symbol, _)| symbol);
    let coded = || program.items.iter().find(|i| i.code == name && !name.is_empty()).map(|i| i.symbol);
    named.or_else(coded).ok_or_else(|| {
        let close = milepost_dsl::suggest::closest(name, program.symbols.iter().map(|s| s.name.as_str()));
        let hint = close.map(|c| format!("; did you mean '{c}'?")).unwrap_or_default();
        usage(format!("the rules have no result '{name}'{hint}"))
    })
}

impl Report {
    pub(crate) fn of(rules: milepost::Ruleset, inner: milepost::Report) -> Self {
        Self { rules, inner }
    }

    fn program(&self) -> &Program {
        self.rules.program()
    }

    /// The name as the report knows it.
    fn name(&self, name: &str) -> PyResult<String> {
        let found = symbol(self.program(), name)?;
        if milepost::facts::result_name(self.program(), name).is_some() {
            return Ok(name.to_owned());
        }
        let item = self.program().items.iter().find(|i| i.symbol == found);
        Ok(item.map(|i| milepost_io::name_of(self.program(), i).into_owned()).unwrap_or_default())
    }

    fn give<'py>(&self, py: Python<'py>, value: Option<Value>, numbers: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
        let numbers = Numbers::from_word(numbers)?;
        match value {
            None => Ok(None),
            Some(value) => value_to(py, self.program(), &value, numbers),
        }
    }
}

#[pymethods]
impl Report {
    /// Names of all results, in the order in which they are shown.
    #[getter]
    fn names(&self) -> Vec<String> {
        self.inner.names()
    }

    /// Id of the unit.
    #[getter]
    fn unit(&self) -> String {
        let (level, unit) = self.inner.unit();
        self.inner.dataset().units.get(level.index()).map(|u| u.id(unit).into_owned()).unwrap_or_default()
    }

    /// What people are shown for the unit.
    #[getter]
    fn label(&self) -> String {
        let (level, unit) = self.inner.unit();
        self.inner.dataset().units.get(level.index()).map(|u| u.label(unit).into_owned()).unwrap_or_default()
    }

    /// The evaluated year.
    #[getter]
    fn year(&self) -> i32 {
        self.inner.year()
    }

    /// The verdict of a criterion or group: "met", "not_met", "undetermined" or "not_applicable".
    fn verdict(&self, name: &str) -> PyResult<Option<&'static str>> {
        Ok(self.inner.verdict(&self.name(name)?).map(Verdict::word))
    }

    /// The measure of a criterion, or the value of an indicator, outcome, state or rank. `numbers` is "fraction",
    /// "decimal", "float" or "text". What is missing is None; what lies between two bounds is a pair.
    #[pyo3(signature = (name, *, numbers = "fraction"))]
    fn value<'py>(&self, py: Python<'py>, name: &str, numbers: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.give(py, self.inner.value(&self.name(name)?), numbers)
    }

    /// What the measure was held against, where that is a single value.
    #[pyo3(signature = (name, *, numbers = "fraction"))]
    fn target<'py>(&self, py: Python<'py>, name: &str, numbers: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.give(py, self.inner.target(&self.name(name)?), numbers)
    }

    /// The score.
    #[pyo3(signature = (name, *, numbers = "fraction"))]
    fn score<'py>(&self, py: Python<'py>, name: &str, numbers: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.give(py, self.inner.score(&self.name(name)?), numbers)
    }

    /// The most that the score could be.
    #[pyo3(signature = (name, *, numbers = "fraction"))]
    fn max<'py>(&self, py: Python<'py>, name: &str, numbers: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.give(py, self.inner.max(&self.name(name)?), numbers)
    }

    /// Why a verdict is undetermined or not applicable, or a value missing: words such as "absent". With `part` ("value",
    /// "target", "score", "max"), why that part is missing.
    #[pyo3(signature = (name, part = None))]
    fn reasons(&self, name: &str, part: Option<&str>) -> PyResult<Vec<&'static str>> {
        let name = self.name(name)?;
        let value = match part {
            None => return Ok(self.inner.reasons(&name).iter().map(|r| r.word()).collect()),
            Some("value") => self.inner.value(&name),
            Some("target") => self.inner.target(&name),
            Some("score") => self.inner.score(&name),
            Some("max") => self.inner.max(&name),
            Some(other) => return Err(usage(format!("part='{other}': give 'value', 'target', 'score' or 'max'"))),
        };
        Ok(value.map(|v| v.reasons().iter().map(|r| r.word()).collect()).unwrap_or_default())
    }

    /// The class of an outcome or state: "recognised", "refused", "undetermined", or a class of the rules.
    fn outcome(&self, name: &str) -> PyResult<Option<&str>> {
        Ok(self.inner.outcome(&self.name(name)?))
    }

    /// Why a result is what it is, as text in English or Vietnamese ("vi"); all results when no name is given.
    #[pyo3(signature = (name = None, *, lang = "en"))]
    fn explain<'py>(&self, py: Python<'py>, name: Option<&str>, lang: &str) -> PyResult<Bound<'py, PyAny>> {
        let lang = options::lang(lang)?;
        let symbol = name.map(|n| symbol(self.program(), n)).transpose()?;
        crate::display::explanation(py, self, symbol, lang)
    }

    /// The explanation as a page.
    #[pyo3(signature = (name = None, *, lang = "en"))]
    fn explain_html(&self, py: Python<'_>, name: Option<&str>, lang: &str) -> PyResult<String> {
        let lang = options::lang(lang)?;
        let symbol = name.map(|n| symbol(self.program(), n)).transpose()?;
        match py.detach(|| self.inner.explanation(symbol, lang)) {
            Ok(explanation) => Ok(milepost_io::write::html::explanation(&explanation)),
            Err(why) => Err(error::stop(py, &why, &self.program().files)),
        }
    }

    /// What is wrong with the facts.
    #[getter]
    fn faults(&self) -> Vec<Diagnostic> {
        faults(self.inner.faults())
    }

    /// The rules.
    #[getter]
    fn rules(&self) -> crate::ruleset::Ruleset {
        crate::ruleset::Ruleset { inner: self.rules.clone() }
    }

    /// All results: for each name a dict with verdict, value, target, score, max and reasons, where there are any.
    #[pyo3(signature = (*, numbers = "fraction"))]
    fn to_dict<'py>(&self, py: Python<'py>, numbers: &str) -> PyResult<Bound<'py, PyDict>> {
        let all = PyDict::new(py);
        for name in self.inner.names() {
            let one = PyDict::new(py);
            if let Some(verdict) = self.inner.verdict(&name) {
                one.set_item("verdict", verdict.word())?;
            }
            if let Some(outcome) = self.inner.outcome(&name) {
                one.set_item("outcome", outcome)?;
            }
            let parts = [
                ("value", self.inner.value(&name)),
                ("target", self.inner.target(&name)),
                ("score", self.inner.score(&name)),
                ("max", self.inner.max(&name)),
            ];
            for (key, value) in parts {
                if let Some(value) = self.give(py, value, numbers)? {
                    one.set_item(key, value)?;
                }
            }
            let reasons: Vec<&str> = self.inner.reasons(&name).iter().map(|r| r.word()).collect();
            if !reasons.is_empty() {
                one.set_item("reasons", reasons)?;
            }
            all.set_item(name, one)?;
        }
        Ok(all)
    }

    /// What a notebook shows.
    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("milepost.display")?.call_method1("html", (slf,))
    }

    fn __repr__(&self) -> String {
        let rules = self.program().modules.first().map_or("", |m| m.name.as_str());
        format!("<Report {rules} {} {}: {} results>", self.unit(), self.year(), self.inner.names().len())
    }
}
