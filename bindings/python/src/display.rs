//! What notebooks show of rules and results, and the words of plots. `milepost.display` and `milepost.plot` call these.

use crate::diagnostic::Diagnostic;
use crate::error::{self, usage};
use crate::options;
use crate::report::Report;
use crate::ruleset::Ruleset;
use crate::scalar::class_of;
use crate::table::Table;
use milepost::core::explain::Explanation;
use milepost::core::program::{ItemKind, Recognition, Verdict};
use milepost::core::report::Options;
use milepost_core::explain::words;
use milepost_core::number::Number;
use milepost_core::sensitivity::{Alternative, Plan, sensitivity};
use milepost_io::{describe, write::html};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use std::sync::atomic::{AtomicBool, Ordering};

/// Rules, the report of a unit, the first units of a table or a finding as a part of a page.
#[pyfunction]
pub(crate) fn _html(py: Python<'_>, value: &Bound<'_, PyAny>, lang: &str, most: usize) -> PyResult<String> {
    if let Ok(found) = value.cast::<Diagnostic>() {
        let found = found.get();
        return Ok(html::finding(&found.render(lang)?, found.level(), options::lang(lang)?));
    }
    let lang = options::lang(lang)?;
    if let Ok(rules) = value.cast::<Ruleset>() {
        let program = rules.get().program();
        return Ok(py.detach(|| html::described(&describe::describe(program, None, lang))));
    }
    if let Ok(report) = value.cast::<Report>() {
        let (rules, inner) = (&report.get().rules, report.get().whole()?);
        let (data, table, place, year) = (inner.dataset(), inner.table(), inner.unit(), inner.year());
        return Ok(py.detach(|| html::scorecard_of(rules.program(), data, table, place, year, lang)));
    }
    if let Ok(table) = value.cast::<Table>() {
        let table = table.get();
        return Ok(py.detach(|| html::heat_map(table.rules.program(), &table.dataset, &table.table, most, lang)));
    }
    Err(usage(format!("rules, reports, tables of results and findings are shown, not {}", class_of(value))))
}

/// Why results are what they are: text, which a notebook shows as a page.
pub(crate) fn explanation<'py>(py: Python<'py>, explanation: &Explanation) -> PyResult<Bound<'py, PyAny>> {
    let both = (explanation.text(), html::explained(explanation));
    py.import("milepost.display")?.getattr("Explanation")?.call1(both)
}

/// Verdicts and recognitions as people read them.
#[pyfunction]
pub(crate) fn _words<'py>(py: Python<'py>, lang: &str) -> PyResult<Bound<'py, PyDict>> {
    let lang = options::lang(lang)?;
    let found = PyDict::new(py);
    for recognition in Recognition::ALL {
        found.set_item(recognition.word(), words::recognition(*recognition, lang))?;
    }
    for verdict in Verdict::ALL {
        found.set_item(verdict.word(), words::verdict(*verdict, lang))?;
    }
    Ok(found)
}

/// For each result, in the order of the rules: name, code, kind, label, name of its group, and labels of its classes.
#[pyfunction]
pub(crate) fn _shown<'py>(py: Python<'py>, rules: &Ruleset, lang: &str) -> PyResult<Bound<'py, PyList>> {
    let lang = options::lang(lang)?;
    let program = rules.program();
    let found = PyList::empty(py);
    for item in program.items.iter().filter(|i| !matches!(i.kind, ItemKind::Parameter(_))) {
        let one = PyDict::new(py);
        let name = milepost_io::name_of(program, item);
        one.set_item("code", &item.code)?;
        one.set_item("kind", milepost_io::kind_of(item))?;
        one.set_item("label", milepost_io::label(&item.labels, &name, lang))?;
        one.set_item("name", &*name)?;
        let group = item.group.and_then(|g| program.items.get(g.index()));
        one.set_item("group", group.map(|g| milepost_io::name_of(program, g)))?;
        one.set_item("unit", &item.unit.text)?;
        one.set_item("scale", item.unit.scale.to_f64())?;
        let category = match &item.kind {
            ItemKind::Outcome(o) => Some(o.category),
            ItemKind::State(s) => Some(s.category),
            _ => None,
        };
        let classes = PyDict::new(py);
        if let Some((id, category)) = category.and_then(|id| Some((id, program.categories.get(id.index())?))) {
            for (position, (word, _)) in (0_u32..).zip(&category.items) {
                classes.set_item(word, words::category_item(program, id, position, lang))?;
            }
        }
        one.set_item("classes", classes)?;
        found.append(one)?;
    }
    Ok(found)
}

/// The rules' title in a language.
#[pyfunction]
pub(crate) fn _title(rules: &Ruleset, lang: &str) -> PyResult<String> {
    Ok(describe::title(rules.program(), options::lang(lang)?).to_owned())
}

/// Ranks under other weights: a dict per unit with label, rank as written, and the summary over the draws.
#[pyfunction]
#[pyo3(signature = (table, rank, year, draws, seed, spread))]
pub(crate) fn _rank_intervals<'py>(
    py: Python<'py>,
    table: &Bound<'py, Table>,
    rank: Option<String>,
    year: Option<i32>,
    draws: u32,
    seed: u64,
    spread: u32,
) -> PyResult<Bound<'py, PyList>> {
    if spread > 100 || draws == 0 {
        return Err(usage("draws= is at least 1, spread= a percentage from 0 to 100"));
    }
    let table = table.get();
    let program = table.rules.program();
    let alternatives = [Alternative { name: "", program, data: &table.dataset }];
    let cancel = AtomicBool::new(false);
    // A draw is over in a moment; between two of them somebody may have pressed Ctrl-C.
    let tell = |_: u64, _: u64| {
        if Python::attach(|py| py.check_signals()).is_err() {
            cancel.store(true, Ordering::Relaxed);
        }
    };
    let plan = Plan { draws, seed, spread, rank };
    let options = Options {
        years: year.into_iter().collect(),
        as_of: table.as_of,
        cancel: Some(&cancel),
        progress: Some(&tell),
        ..Options::default()
    };
    let found = py.detach(|| sensitivity(&alternatives, &plan, &options, &milepost_core::columnar::score));
    let found = found.map_err(|why| error::stop(py, &why, &program.files))?;
    let found = found.ok_or_else(|| usage("the rules have no such rank, or the data no year that they apply to"))?;
    let list = PyList::empty(py);
    let float = |number: Option<&Number>| number.map(Number::to_f64);
    for unit in &found.units {
        let one = PyDict::new(py);
        let spread = unit.spread.as_ref();
        one.set_item("unit", &unit.unit)?;
        one.set_item("label", &unit.label)?;
        one.set_item("rank", float(unit.base.as_ref()))?;
        one.set_item("median", float(spread.map(|s| &s.median)))?;
        one.set_item("low", float(spread.map(|s| &s.low)))?;
        one.set_item("high", float(spread.map(|s| &s.high)))?;
        one.set_item("best", float(spread.map(|s| &s.best)))?;
        one.set_item("worst", float(spread.map(|s| &s.worst)))?;
        list.append(one)?;
    }
    Ok(list)
}
