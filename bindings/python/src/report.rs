//! The results of one unit.

use crate::diagnostic::{Diagnostic, faults};
use crate::error::{self, usage};
use crate::options;
use crate::quick::Quick;
use crate::scalar::{Numbers, value_to};
use milepost::core::explain::Explanation;
use milepost::core::prepared::Part;
use milepost::core::program::{Program, SymbolId, Verdict};
use milepost_core::value::{Reasons, Value};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::borrow::Cow;

/// Everything that was decided about one unit. Numbers are exact: fractions.Fraction unless asked for otherwise.
///
/// >>> report
/// <Report demo 1 2025: 1 results>
/// >>> report.verdict("II_3"), report.target("II_3", numbers="text")
/// ('not_met', '0.8')
#[pyclass(frozen, module = "milepost")]
pub struct Report {
    pub(crate) rules: milepost::Ruleset,
    results: Results,
}

enum Results {
    Whole(milepost::Report),
    Quick(Box<Quick>),
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
    pub(crate) fn of(rules: milepost::Ruleset, report: milepost::Report) -> Self {
        Self { rules, results: Results::Whole(report) }
    }

    pub(crate) fn quick(rules: milepost::Ruleset, quick: Quick) -> Self {
        Self { rules, results: Results::Quick(Box::new(quick)) }
    }

    /// The whole report, with the data.
    pub(crate) fn whole(&self) -> PyResult<&milepost::Report> {
        match &self.results {
            Results::Whole(report) => Ok(report),
            Results::Quick(quick) => quick
                .whole(&self.rules)
                .ok_or_else(|| error::EvaluationError::new_err("the record cannot be evaluated")),
        }
    }

    fn part(&self, name: &str, part: Part) -> PyResult<Option<Value>> {
        let name = self.name(name)?;
        Ok(match (&self.results, part) {
            (Results::Quick(quick), part) => quick.part(&name, part),
            (Results::Whole(report), Part::Value) => report.value(&name),
            (Results::Whole(report), Part::Target) => report.target(&name),
            (Results::Whole(report), Part::Score) => report.score(&name),
            (Results::Whole(report), Part::Max) => report.max(&name),
        })
    }

    fn reasons_of(&self, name: &str) -> Reasons {
        match &self.results {
            Results::Quick(quick) => quick.reasons(name),
            Results::Whole(report) => report.reasons(name),
        }
    }

    pub(crate) fn explanation(&self, py: Python<'_>, name: Option<&str>, lang: &str) -> PyResult<Explanation> {
        let lang = options::lang(lang)?;
        let symbol = name.map(|n| symbol(self.program(), n)).transpose()?;
        let report = self.whole()?;
        py.detach(|| report.explanation(symbol, lang)).map_err(|why| error::stop(py, &why, &self.program().files))
    }

    fn program(&self) -> &Program {
        self.rules.program()
    }

    /// The name as the report knows it.
    fn name<'n>(&self, name: &'n str) -> PyResult<Cow<'n, str>> {
        if matches!(&self.results, Results::Quick(quick) if quick.has(name)) {
            return Ok(Cow::Borrowed(name));
        }
        let found = symbol(self.program(), name)?;
        if milepost::facts::result_name(self.program(), name).is_some() {
            return Ok(Cow::Borrowed(name));
        }
        let item = self.program().items.iter().find(|i| i.symbol == found);
        Ok(Cow::Owned(item.map(|i| milepost_io::name_of(self.program(), i).into_owned()).unwrap_or_default()))
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
        match &self.results {
            Results::Quick(quick) => quick.names(),
            Results::Whole(report) => report.names(),
        }
    }

    /// Id of the unit.
    #[getter]
    fn unit(&self) -> String {
        let report = match &self.results {
            Results::Quick(quick) => return quick.unit().to_owned(),
            Results::Whole(report) => report,
        };
        let (level, unit) = report.unit();
        report.dataset().units.get(level.index()).map(|u| u.id(unit).into_owned()).unwrap_or_default()
    }

    /// What people are shown for the unit.
    #[getter]
    fn label(&self) -> String {
        let report = match &self.results {
            Results::Quick(quick) => return quick.unit().to_owned(),
            Results::Whole(report) => report,
        };
        let (level, unit) = report.unit();
        report.dataset().units.get(level.index()).map(|u| u.label(unit).into_owned()).unwrap_or_default()
    }

    /// The evaluated year.
    #[getter]
    fn year(&self) -> i32 {
        match &self.results {
            Results::Quick(quick) => quick.year(),
            Results::Whole(report) => report.year(),
        }
    }

    /// The verdict of a criterion or group: "met", "not_met", "undetermined" or "not_applicable".
    fn verdict(&self, name: &str) -> PyResult<Option<&'static str>> {
        let name = self.name(name)?;
        let verdict = match &self.results {
            Results::Quick(quick) => quick.verdict(&name),
            Results::Whole(report) => report.verdict(&name),
        };
        Ok(verdict.map(Verdict::word))
    }

    /// The measure of a criterion, or the value of an indicator, outcome, state or rank. `numbers` is "fraction",
    /// "decimal", "float" or "text". What is missing is None; what lies between two bounds is a pair.
    ///
    /// >>> report.value("II_3"), report.value("II_3", numbers="decimal")
    /// (Fraction(7999, 10000), Decimal('0.7999'))
    #[pyo3(signature = (name, *, numbers = "fraction"))]
    fn value<'py>(&self, py: Python<'py>, name: &str, numbers: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.give(py, self.part(name, Part::Value)?, numbers)
    }

    /// What the measure was held against, where that is a single value.
    #[pyo3(signature = (name, *, numbers = "fraction"))]
    fn target<'py>(&self, py: Python<'py>, name: &str, numbers: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.give(py, self.part(name, Part::Target)?, numbers)
    }

    /// The score.
    #[pyo3(signature = (name, *, numbers = "fraction"))]
    fn score<'py>(&self, py: Python<'py>, name: &str, numbers: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.give(py, self.part(name, Part::Score)?, numbers)
    }

    /// The most that the score could be.
    #[pyo3(signature = (name, *, numbers = "fraction"))]
    fn max<'py>(&self, py: Python<'py>, name: &str, numbers: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.give(py, self.part(name, Part::Max)?, numbers)
    }

    /// Why a verdict is undetermined or not applicable, or a value missing: words such as "absent". With `part` ("value",
    /// "target", "score", "max"), why that part is missing.
    #[pyo3(signature = (name, part = None))]
    fn reasons(&self, name: &str, part: Option<&str>) -> PyResult<Vec<&'static str>> {
        let name = self.name(name)?;
        let value = match part {
            None => return Ok(self.reasons_of(&name).iter().map(|r| r.word()).collect()),
            Some("value") => self.part(&name, Part::Value)?,
            Some("target") => self.part(&name, Part::Target)?,
            Some("score") => self.part(&name, Part::Score)?,
            Some("max") => self.part(&name, Part::Max)?,
            Some(other) => return Err(usage(format!("part='{other}': give 'value', 'target', 'score' or 'max'"))),
        };
        Ok(value.map(|v| v.reasons().iter().map(|r| r.word()).collect()).unwrap_or_default())
    }

    /// The class of an outcome or state: "recognised", "refused", "undetermined", or a class of the rules.
    fn outcome(&self, name: &str) -> PyResult<Option<&str>> {
        let name = self.name(name)?;
        Ok(match &self.results {
            Results::Quick(quick) => quick.outcome(&name),
            Results::Whole(report) => report.outcome(&name),
        })
    }

    /// Why a result is what it is, as text in English or Vietnamese ("vi"); all results when no name is given.
    ///
    /// >>> print(str(report.explain("II_3")).splitlines()[-1].strip())
    /// Because: 79.99 % is not at least 80 %
    #[pyo3(signature = (name = None, *, lang = "en"))]
    fn explain<'py>(&self, py: Python<'py>, name: Option<&str>, lang: &str) -> PyResult<Bound<'py, PyAny>> {
        crate::display::explanation(py, &self.explanation(py, name, lang)?)
    }

    /// The explanation as a page.
    #[pyo3(signature = (name = None, *, lang = "en"))]
    fn explain_html(&self, py: Python<'_>, name: Option<&str>, lang: &str) -> PyResult<String> {
        Ok(milepost_io::write::html::explanation(&self.explanation(py, name, lang)?))
    }

    /// What is wrong with the facts.
    #[getter]
    fn faults(&self) -> Vec<Diagnostic> {
        match &self.results {
            // What is wrong goes the long way.
            Results::Quick(_) => Vec::new(),
            Results::Whole(report) => faults(report.faults()),
        }
    }

    /// The rules.
    #[getter]
    fn rules(&self) -> crate::ruleset::Ruleset {
        crate::ruleset::Ruleset::of(self.rules.clone())
    }

    /// All results: for each name a dict with verdict, value, target, score, max and reasons, where there are any.
    ///
    /// >>> report.to_dict(numbers="text")
    /// {'II_3': {'verdict': 'not_met', 'value': '0.7999', 'target': '0.8'}}
    #[pyo3(signature = (*, numbers = "fraction"))]
    fn to_dict<'py>(&self, py: Python<'py>, numbers: &str) -> PyResult<Bound<'py, PyDict>> {
        let all = PyDict::new(py);
        for name in self.names() {
            let one = PyDict::new(py);
            if let Some(verdict) = self.verdict(&name)? {
                one.set_item("verdict", verdict)?;
            }
            if let Some(outcome) = self.outcome(&name)? {
                one.set_item("outcome", outcome)?;
            }
            let parts = [("value", Part::Value), ("target", Part::Target), ("score", Part::Score), ("max", Part::Max)];
            for (key, part) in parts {
                if let Some(value) = self.give(py, self.part(&name, part)?, numbers)? {
                    one.set_item(key, value)?;
                }
            }
            let reasons: Vec<&str> = self.reasons_of(&name).iter().map(|r| r.word()).collect();
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
        format!("<Report {rules} {} {}: {} results>", self.unit(), self.year(), self.names().len())
    }
}
