//! One flat record in a few microseconds: from a dict into the slots of prepared rules, results read when they are asked
//! for. What is not flat, or not quick, goes the long way and means the same.

use milepost::core::dataset::Cell;
use milepost::core::prepared::{Part, Prepared};
use milepost::core::program::{ItemKind, Program, Verdict};
use milepost::core::value::{Reasons, Value};
use milepost_io::RawCell;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyString};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// How many years and as-of dates are kept ready.
const KEPT: usize = 16;

/// A year and an as-of date.
type When = (i32, Option<i32>);

/// Rules prepared for the years that were asked for.
#[derive(Default)]
pub(crate) struct Ready(Mutex<Vec<(When, Arc<Prepared>)>>);

impl Ready {
    /// A copy of the prepared rules of a year; None where records cannot be computed quickly.
    fn take(&self, rules: &milepost::Ruleset, year: i32, as_of: Option<i32>) -> Option<Prepared> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (year, as_of);
        if let Some((_, prepared)) = kept.iter().find(|(known, _)| *known == key) {
            return prepared.is_quick().then(|| (**prepared).clone());
        }
        let prepared = Arc::new(Prepared::new(rules.shared_program(), year, as_of).ok()?);
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push((key, prepared.clone()));
        prepared.is_quick().then(|| (*prepared).clone())
    }
}

/// The results of one record, and the whole report where more is asked for.
pub(crate) struct Quick {
    prepared: Prepared,
    unit: String,
    whole: OnceLock<Option<milepost::Report>>,
}

/// Evaluates a dict of single values; None where it has to go the long way.
pub(crate) fn evaluate(
    ready: &Ready,
    rules: &milepost::Ruleset,
    facts: &Bound<'_, PyDict>,
    year: i32,
    as_of: Option<i32>,
) -> Option<Quick> {
    let mut prepared = ready.take(rules, year, as_of)?;
    let mut unit = None;
    for (key, value) in facts {
        let name = key.cast::<PyString>().ok()?.to_str().ok()?;
        match prepared.slot(name) {
            Some(slot) => set(&mut prepared, slot, &value)?,
            None if name == "unit" => unit = Some(value.cast::<PyString>().ok()?.to_str().ok()?.to_owned()),
            None => return None,
        }
    }
    let unit = unit.unwrap_or_else(|| "1".to_owned());
    prepared.run_quickly().then(|| Quick { prepared, unit, whole: OnceLock::new() })
}

fn set(prepared: &mut Prepared, slot: usize, value: &Bound<'_, PyAny>) -> Option<()> {
    if let Ok(x) = value.cast_exact::<PyFloat>() {
        let x = x.value();
        prepared.set(slot, &if x.is_nan() { Cell::Missing } else { Cell::F64(x) });
    } else if value.is_none() {
        prepared.set(slot, &Cell::Missing);
    } else if let Ok(yes) = value.cast_exact::<PyBool>() {
        prepared.set(slot, &Cell::Bool(yes.is_true()));
    } else if value.is_exact_instance_of::<PyInt>() {
        prepared.set(slot, &Cell::Int(value.extract().ok()?));
    } else if let Ok(text) = value.cast_exact::<PyString>() {
        prepared.set(slot, &Cell::Text(text.to_str().ok()?));
    } else {
        let cell: RawCell = crate::scalar::cell(value).ok()??;
        prepared.set(slot, &cell.as_cell());
    }
    Some(())
}

impl Quick {
    fn program(&self) -> &Program {
        self.prepared.program()
    }

    /// The whole report, made by the exact evaluator when something is asked that needs it.
    pub(crate) fn whole(&self, rules: &milepost::Ruleset) -> Option<&milepost::Report> {
        let make = || {
            let data = Arc::new(self.prepared.dataset(&self.unit));
            let table = milepost::core::exact::score(self.program(), &data, &self.prepared.options()).ok()?;
            let place = (self.prepared.level(), data.units.get(self.prepared.level().index())?.find(&self.unit)?);
            let (year, as_of) = (self.prepared.year(), self.prepared.as_of());
            Some(milepost::Report::within(rules.shared_program(), data, Arc::new(table), place, year, as_of))
        };
        self.whole.get_or_init(make).as_ref()
    }

    pub(crate) fn unit(&self) -> &str {
        &self.unit
    }

    pub(crate) fn year(&self) -> i32 {
        self.prepared.year()
    }

    pub(crate) fn names(&self) -> Vec<String> {
        let items = self.prepared.items().iter().filter_map(|i| self.program().items.get(i.index()));
        items.map(|item| milepost_io::name_of(self.program(), item).into_owned()).collect()
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.prepared.result(name).is_some()
    }

    pub(crate) fn verdict(&self, name: &str) -> Option<Verdict> {
        self.prepared.verdict(self.prepared.result(name)?)
    }

    pub(crate) fn part(&self, name: &str, part: Part) -> Option<Value> {
        self.prepared.part(self.prepared.result(name)?, part)
    }

    pub(crate) fn reasons(&self, name: &str) -> Reasons {
        self.prepared.result(name).map(|at| self.prepared.reasons(at)).unwrap_or_default()
    }

    pub(crate) fn outcome(&self, name: &str) -> Option<&str> {
        let at = self.prepared.result(name)?;
        let item = self.program().items.get(self.prepared.items().get(at)?.index())?;
        if !matches!(item.kind, ItemKind::Outcome(_) | ItemKind::State(_)) {
            return None;
        }
        Some(match self.prepared.part(at, Part::Value)? {
            Value::Category(category, index) => milepost_io::category_item(self.program(), category, index),
            _ => Verdict::Undetermined.word(),
        })
    }
}
