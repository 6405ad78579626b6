//! One flat record in a few microseconds: from a dict into the slots of prepared rules, results read when they are asked
//! for. What is not flat, or not quick, goes the long way and means the same.

use crate::record::{self, Keys};
use milepost::core::prepared::{Part, Prepared};
use milepost::core::program::{ItemKind, Verdict};
use milepost::core::value::{Reasons, Value};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// How many years and as-of dates are kept ready.
const KEPT: usize = 16;

/// How many records of one year are kept for the next ones.
const SPARE: usize = 8;

/// A year and an as-of date.
type When = (i32, Option<i32>);

/// Rules prepared for the years that were asked for.
#[derive(Default)]
pub(crate) struct Ready(Mutex<Vec<Kept>>);

struct Kept {
    when: When,
    pattern: Arc<Prepared>,
    spare: Vec<Work>,
}

/// Prepared rules and the names of the record that they computed last.
struct Work {
    prepared: Prepared,
    keys: Keys,
}

impl Ready {
    /// Prepared rules of a year; None where records cannot be computed quickly.
    fn take(&self, rules: &milepost::Ruleset, when: When) -> Option<Work> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let pattern = if let Some(kept) = all.iter_mut().find(|kept| kept.when == when) {
            if let Some(work) = kept.spare.pop() {
                return Some(work);
            }
            kept.pattern.clone()
        } else {
            let pattern = Arc::new(Prepared::new(rules.shared_program(), when.0, when.1).ok()?);
            if all.len() >= KEPT {
                all.remove(0);
            }
            all.push(Kept { when, pattern: pattern.clone(), spare: Vec::new() });
            pattern
        };
        drop(all);
        pattern.is_quick().then(|| Work { prepared: (*pattern).clone(), keys: Keys::default() })
    }

    /// Keeps them for the next record.
    fn give_back(&self, when: When, work: Work) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = all.iter_mut().find(|kept| kept.when == when).filter(|kept| kept.spare.len() < SPARE);
        if let Some(kept) = kept {
            kept.spare.push(work);
        }
    }
}

/// The results of one record, and the whole report where more is asked for.
pub(crate) struct Quick {
    /// Until it is given back.
    work: Option<Work>,
    home: Arc<Ready>,
    when: When,
    unit: Option<String>,
    whole: OnceLock<Option<milepost::Report>>,
}

impl Drop for Quick {
    fn drop(&mut self) {
        if let Some(work) = self.work.take() {
            self.home.give_back(self.when, work);
        }
    }
}

/// Evaluates a dict of single values; None where it has to go the long way.
pub(crate) fn evaluate(
    ready: &Arc<Ready>,
    rules: &milepost::Ruleset,
    facts: &Bound<'_, PyDict>,
    year: i32,
    as_of: Option<i32>,
) -> Option<Quick> {
    let when = (year, as_of);
    let mut work = ready.take(rules, when)?;
    work.prepared.clear();
    let plain = record::fill(&mut work.prepared, &mut work.keys, facts);
    let unit = plain.or_else(|| {
        work.prepared.clear();
        record::fill_any(&mut work.prepared, facts)
    });
    match unit.filter(|_| work.prepared.run_quickly()) {
        Some(unit) => Some(Quick { work: Some(work), home: ready.clone(), when, unit, whole: OnceLock::new() }),
        None => {
            ready.give_back(when, work);
            None
        }
    }
}

impl Quick {
    /// None only while it is dropped.
    fn prepared(&self) -> Option<&Prepared> {
        self.work.as_ref().map(|work| &work.prepared)
    }

    /// The whole report, made by the exact evaluator when something is asked that needs it.
    pub(crate) fn whole(&self, rules: &milepost::Ruleset) -> Option<&milepost::Report> {
        let make = || {
            let prepared = self.prepared()?;
            let data = Arc::new(prepared.dataset(self.unit()));
            let table = milepost::core::exact::score(prepared.program(), &data, &prepared.options()).ok()?;
            let place = (prepared.level(), data.units.get(prepared.level().index())?.find(self.unit())?);
            let (year, as_of) = self.when;
            Some(milepost::Report::within(rules.shared_program(), data, Arc::new(table), place, year, as_of))
        };
        self.whole.get_or_init(make).as_ref()
    }

    pub(crate) fn unit(&self) -> &str {
        self.unit.as_deref().unwrap_or("1")
    }

    pub(crate) fn year(&self) -> i32 {
        self.when.0
    }

    pub(crate) fn names(&self) -> Vec<String> {
        let named = |p: &Prepared| {
            let items = p.items().iter().filter_map(|i| p.program().items.get(i.index()));
            items.map(|item| milepost_io::name_of(p.program(), item).into_owned()).collect()
        };
        self.prepared().map(named).unwrap_or_default()
    }

    /// A result by its name.
    fn at(&self, name: &str) -> Option<(&Prepared, usize)> {
        let prepared = self.prepared()?;
        Some((prepared, prepared.result(name)?))
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.at(name).is_some()
    }

    pub(crate) fn verdict(&self, name: &str) -> Option<Verdict> {
        let (prepared, at) = self.at(name)?;
        prepared.verdict(at)
    }

    pub(crate) fn part(&self, name: &str, part: Part) -> Option<Value> {
        let (prepared, at) = self.at(name)?;
        prepared.part(at, part)
    }

    pub(crate) fn reasons(&self, name: &str) -> Reasons {
        self.at(name).map(|(prepared, at)| prepared.reasons(at)).unwrap_or_default()
    }

    pub(crate) fn outcome(&self, name: &str) -> Option<&str> {
        let (prepared, at) = self.at(name)?;
        let program = prepared.program();
        let item = program.items.get(prepared.items().get(at)?.index())?;
        if !matches!(item.kind, ItemKind::Outcome(_) | ItemKind::State(_)) {
            return None;
        }
        Some(match prepared.part(at, Part::Value)? {
            Value::Category(category, index) => milepost_io::category_item(program, category, index),
            _ => Verdict::Undetermined.word(),
        })
    }
}
