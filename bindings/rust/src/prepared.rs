//! Rules of one year, ready for one record after the other.

use crate::error::Error;
use crate::facts;
use milepost_core::dataset::{Cell, Fault};
use milepost_core::number::Number;
use milepost_core::prepared::{self, Part};
use milepost_core::program::{CategoryId, ItemKind, Program, Verdict};
use milepost_core::value::{Reasons, Value};
use std::sync::Arc;

mod fill;

/// Rules of one year, ready for flat records: about a microsecond each, where [`crate::Ruleset::evaluate`] takes the time
/// for a whole explained report. The meaning is the same; what is not flat goes to the exact evaluator.
///
/// ```
/// let rules = milepost::compile(r#"
/// ruleset broadband "Fibre broadband" { applies 2024..2025  evaluates district }
/// level district
/// input fibre : ratio in 0%..100% { given as percent }
/// criterion II_3 { measure fibre  target 2024: >= 70%, 2025: >= 80% }
/// "#)?;
/// let mut prepared = rules.prepare(milepost::Year(2025))?;
///
/// // Anything serialisable, field by field:
/// #[derive(serde::Serialize)]
/// struct Facts { fibre: f64 }
/// assert_eq!(prepared.evaluate(&Facts { fibre: 80.0 })?.verdict("II_3"), Some(milepost::Verdict::Met));
///
/// // Or slot by slot, names looked up once:
/// let (fibre, ii_3) = (prepared.slot("fibre"), prepared.result("II_3"));
/// prepared.clear();
/// prepared.set_text(fibre.unwrap_or_default(), "79.99");
/// let brief = prepared.run()?;
/// assert_eq!(brief.verdict_at(ii_3.unwrap_or_default()), Some(milepost::Verdict::NotMet));
/// # Ok::<(), milepost::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Prepared {
    inner: prepared::Prepared,
    names: fill::Names,
}

impl Prepared {
    pub(crate) fn new(program: Arc<Program>, year: i32, as_of: Option<i32>) -> Result<Self, Error> {
        let inner = prepared::Prepared::new(program, year, as_of)?;
        Ok(Self { inner, names: fill::Names::default() })
    }

    /// Evaluates one record.
    ///
    /// # Errors
    /// When the facts cannot be read as facts.
    pub fn evaluate<T: serde::Serialize + ?Sized>(&mut self, facts: &T) -> Result<Brief<'_>, Error> {
        self.clear();
        let flat = fill::fill(&mut self.inner, &mut self.names, facts);
        if !(flat && self.inner.run_quickly()) {
            let tree = facts::to_tree(facts).map_err(|wrong| Error::Facts(wrong.to_string()))?;
            return self.evaluate_tree(&tree);
        }
        Ok(self.brief())
    }

    /// Evaluates one record that may have units below, other years, assessors: always with the exact evaluator.
    ///
    /// # Errors
    /// As [`Prepared::evaluate`].
    pub fn evaluate_tree(&mut self, tree: &facts::Tree) -> Result<Brief<'_>, Error> {
        self.clear();
        let program = self.inner.program();
        let bound = facts::bind(program, tree, None, self.inner.year()).map_err(Error::Facts)?;
        let table = milepost_core::exact::score(program, &bound.dataset, &self.inner.options())?;
        self.inner.adopt(table, bound.unit);
        Ok(self.brief())
    }

    /// The year.
    pub fn year(&self) -> i32 {
        self.inner.year()
    }

    /// Whether records can be computed quickly at all.
    pub fn is_quick(&self) -> bool {
        self.inner.is_quick()
    }

    /// Names of the inputs, in the order of their slots.
    pub fn slots(&self) -> impl Iterator<Item = &str> {
        self.inner.program().inputs.iter().map(|i| i.name.as_str())
    }

    /// The slot of an input.
    pub fn slot(&self, name: &str) -> Option<usize> {
        self.inner.slot(name)
    }

    /// The position of a result.
    pub fn result(&self, name: &str) -> Option<usize> {
        self.inner.result(name)
    }

    /// Forgets the record: every input is absent.
    pub fn clear(&mut self) {
        self.inner.clear();
        self.names.clear();
    }

    /// Sets an input to a cell of any kind.
    #[inline]
    pub fn set(&mut self, slot: usize, cell: &Cell<'_>) {
        self.inner.set(slot, cell);
    }

    /// Sets an input to a float, which stands for its shortest decimal; NaN is missing.
    #[inline]
    pub fn set_f64(&mut self, slot: usize, value: f64) {
        self.inner.set_f64(slot, value);
    }

    /// Sets an input to a whole number.
    #[inline]
    pub fn set_int(&mut self, slot: usize, value: i64) {
        self.inner.set(slot, &Cell::Int(value));
    }

    /// Sets an input to yes or no.
    #[inline]
    pub fn set_bool(&mut self, slot: usize, value: bool) {
        self.inner.set_bool(slot, value);
    }

    /// Sets an input to what a text says: a decimal as written, a date, an item of a category, yes or no.
    #[inline]
    pub fn set_text(&mut self, slot: usize, value: &str) {
        self.inner.set(slot, &Cell::Text(value));
    }

    /// Sets an input to an exact number.
    #[inline]
    pub fn set_number(&mut self, slot: usize, value: Number) {
        self.inner.set(slot, &Cell::Number(value));
    }

    /// Sets an input to nothing.
    #[inline]
    pub fn set_missing(&mut self, slot: usize) {
        self.inner.set_missing(slot);
    }

    /// Computes the record that the slots hold.
    ///
    /// # Errors
    /// When the exact evaluator, where it is needed, refuses.
    pub fn run(&mut self) -> Result<Brief<'_>, Error> {
        self.inner.run()?;
        Ok(self.brief())
    }

    /// The results of the last record.
    pub fn last(&self) -> Brief<'_> {
        self.brief()
    }

    fn brief(&self) -> Brief<'_> {
        Brief { inner: &self.inner, names: &self.names }
    }
}

/// The results of the last record, by name or by position ([`Prepared::result`]).
#[derive(Debug, Clone, Copy)]
pub struct Brief<'p> {
    inner: &'p prepared::Prepared,
    names: &'p fill::Names,
}

impl<'p> Brief<'p> {
    /// Names of all results, in the order they are shown.
    pub fn names(&self) -> Vec<String> {
        let program = self.inner.program();
        self.inner.items().iter().map(|item| milepost_core::exact::item_name(program, *item)).collect()
    }

    /// The verdict of a criterion or group.
    pub fn verdict(&self, name: &str) -> Option<Verdict> {
        self.verdict_at(self.inner.result(name)?)
    }

    /// The value of an indicator, measure, outcome or state.
    pub fn value(&self, name: &str) -> Option<Value> {
        self.part_at(self.inner.result(name)?, Part::Value)
    }

    /// The target's value.
    pub fn target(&self, name: &str) -> Option<Value> {
        self.part_at(self.inner.result(name)?, Part::Target)
    }

    /// The score, exactly.
    pub fn score(&self, name: &str) -> Option<Value> {
        self.part_at(self.inner.result(name)?, Part::Score)
    }

    /// The maximum, exactly.
    pub fn max(&self, name: &str) -> Option<Value> {
        self.part_at(self.inner.result(name)?, Part::Max)
    }

    /// Why a verdict is undetermined or not applicable, or a value missing.
    pub fn reasons(&self, name: &str) -> Reasons {
        self.inner.result(name).map(|at| self.reasons_at(at)).unwrap_or_default()
    }

    /// The class of an outcome or state: `recognised`, `refused`, `undetermined`, or a class of the rules.
    pub fn outcome(&self, name: &str) -> Option<&'p str> {
        self.outcome_at(self.inner.result(name)?)
    }

    /// The verdict at a position.
    pub fn verdict_at(&self, result: usize) -> Option<Verdict> {
        self.inner.verdict(result)
    }

    /// A part of the result at a position, exactly.
    pub fn part_at(&self, result: usize, part: Part) -> Option<Value> {
        self.inner.part(result, part)
    }

    /// A part of the result at a position as the nearest float; NaN where it is missing or no number.
    pub fn float_at(&self, result: usize, part: Part) -> f64 {
        self.inner.float(result, part)
    }

    /// The reasons of the result at a position.
    pub fn reasons_at(&self, result: usize) -> Reasons {
        self.inner.reasons(result)
    }

    /// The class of the outcome or state at a position.
    pub fn outcome_at(&self, result: usize) -> Option<&'p str> {
        let program = self.inner.program();
        let item = program.items.get(self.inner.items().get(result)?.index())?;
        if !matches!(item.kind, ItemKind::Outcome(_) | ItemKind::State(_)) {
            return None;
        }
        let class = |c: CategoryId, i: u32| program.categories.get(c.index())?.items.get(i as usize);
        match self.part_at(result, Part::Value)? {
            Value::Category(c, i) => class(c, i).map(|(name, _)| name.as_str()),
            _ => Some("undetermined"),
        }
    }

    /// What was wrong with the facts or the results.
    pub fn faults(&self) -> Vec<Fault> {
        let unknown = |name: &String| facts::unknown_name(self.inner.level(), &self.names.unit, name);
        if self.inner.was_exact() {
            return self.inner.faults().to_vec();
        }
        self.names.unknown.iter().map(unknown).collect()
    }

    /// Whether the record went to the exact evaluator.
    pub fn was_exact(&self) -> bool {
        self.inner.was_exact()
    }
}
