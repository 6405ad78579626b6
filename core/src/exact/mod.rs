//! The meaning of rules: exact numbers, reasons, brackets, and a trace where one is asked for.
//!
//! | file | what it does |
//! |---|---|
//! | `context` | for which unit, year and assessor something is read |
//! | `node` | what each expression node gives |
//! | `facts` | inputs, and which assessor's value holds |
//! | `years` | other years: shifts, fills, values over time |
//! | `rollup`, `tally` | over and across units |
//! | `item` | declared things, each computed once for a unit, year and assessor |
//! | `criterion`, `policy`, `group`, `outcome`, `state`, `rank` | one kind of declared thing each |
//! | `table` | all units at once, as a table of results |

mod context;
mod criterion;
mod deep;
mod facts;
mod group;
pub(crate) mod hypothesis;
mod item;
pub(crate) mod memo;
mod names;
mod node;
mod outcome;
mod policy;
mod rank;
mod rollup;
mod state;
mod table;
pub(crate) mod tally;
mod years;

#[cfg(test)]
mod tests;

pub use item::ItemResult;
pub use names::{item_name, symbol_name};
pub use table::score;

pub(crate) use context::{Ctx, NO_UNIT};
pub(crate) use context::{ancestor, enclosing, is_below};
pub(crate) use deep::{children, roots};
pub use facts::FactKey;
pub use memo::ItemKey;
pub(crate) use rank::{RankTable, Ranking};
pub(crate) use rollup::{own_of, reads_own};
pub(crate) use table::{asked_years, columns_of, levels_of, refuse_years, year_fault};
pub(crate) use table::{evaluated_version, shown};
pub(crate) use tally::Tally;
#[cfg(test)]
pub(crate) use tests::support;
pub(crate) use years::Held;
pub use years::HeldBy;
pub(crate) use years::{choose, first_year};

use crate::dataset::{Dataset, Fault};
use crate::ops::Meter;
use crate::program::{AssessorId, ItemId, LevelId, ModuleId, NodeId, Program, SymbolId, VersionId};
use crate::report::{Limits, Options, Stop};
use crate::value::Value;
use hypothesis::Hypothesis;
use memo::Memo;

/// Evaluates items of units, remembering what it has computed until [`Evaluator::reset`].
pub struct Evaluator<'a> {
    pub(crate) program: &'a Program,
    pub(crate) data: &'a Dataset,
    as_of: Option<i32>,
    as_if: Option<VersionId>,
    hypothesis: Option<Hypothesis>,
    /// The year that is evaluated: the one that `as_if` speaks of.
    base_year: i32,
    meter: Meter,
    limits: Limits,
    work: u64,
    /// The unit and year whose work is counted.
    working_on: (LevelId, u32, i32),
    depth: u32,
    items_deep: u32,
    prepare_at: u32,
    /// The item that is being evaluated, for messages.
    current: Option<ItemId>,
    memo: Memo,
    /// Arguments of the calls that are being evaluated.
    args: Vec<Value>,
    /// Left operands still to come, of long sums and products.
    spine: Vec<NodeId>,
    /// Values and weights of aggregates, to be used again.
    scratch: Vec<group::Scratch>,
    data_years: Vec<i32>,
    /// Nothing is known of the years before.
    first_year: i32,
    /// Names of which there are published results.
    published: Vec<bool>,
    found: facts::Found<'a>,
    faults: Vec<Fault>,
    /// What is known of units that are not in the data.
    pub(crate) population: Option<crate::partial::Population>,
    /// Facts that stand instead of the data's: "what if".
    supposed: Vec<(FactKey, Value)>,
    pub(crate) trace: Option<Box<crate::explain::trace::Trace>>,
    /// Positions of results must stay as they are: an explanation refers to them.
    pub(crate) keep: bool,
}

impl<'a> Evaluator<'a> {
    /// An evaluator of a program on data.
    ///
    /// # Errors
    /// When a stated year has no version of the rules in force (R01).
    pub fn new(program: &'a Program, data: &'a Dataset, options: &Options<'_>) -> Result<Self, Stop> {
        table::refuse_years(program, options)?;
        let data_years = options.population.as_ref().and_then(|p| p.data_years()).unwrap_or_else(|| data.years());
        Ok(Self {
            program,
            data,
            as_of: options.as_of,
            as_if: options.as_if,
            hypothesis: options.as_if.and_then(|version| Hypothesis::new(program, version)),
            base_year: i32::MIN,
            meter: Meter::new(options.limits.bits),
            limits: options.limits,
            work: 0,
            working_on: (LevelId(u32::MAX), NO_UNIT, i32::MIN),
            depth: 0,
            items_deep: 0,
            prepare_at: deep::PREPARE,
            current: None,
            memo: Memo::default(),
            args: Vec::new(),
            spine: Vec::new(),
            scratch: Vec::new(),
            first_year: years::first_year(program, data, &data_years),
            data_years,
            published: item::published(program, data),
            found: facts::Found::new(program.inputs.len(), program.assessors.len()),
            faults: Vec::new(),
            population: options.population.clone().map(crate::partial::Population::new),
            supposed: Vec::new(),
            trace: None,
            keep: false,
        })
    }

    /// Forgets what was computed, and keeps the memory.
    pub fn reset(&mut self) {
        self.memo.clear();
        self.working_on = (LevelId(u32::MAX), NO_UNIT, i32::MIN);
    }

    /// The result of an item of the version in force.
    pub fn item(&mut self, item: ItemId, level: LevelId, unit: u32, year: i32) -> ItemResult {
        self.begin(level, unit, year);
        let index = self.item_at(item, level, unit, year, None);
        self.result(index).clone()
    }

    /// The result of the item that a name has in that year; `None` where no version in force has it.
    pub fn named(&mut self, symbol: SymbolId, level: LevelId, unit: u32, year: i32) -> Option<ItemResult> {
        self.begin(level, unit, year);
        let item = self.item_of(symbol, year)?;
        Some(self.item(item, level, unit, year))
    }

    /// Evaluates an item of a unit, and tells under which key its result is kept.
    pub(crate) fn evaluate(&mut self, item: ItemId, level: LevelId, unit: u32, year: i32) -> ItemKey {
        self.begin(level, unit, year);
        let constant = self.program.items.get(item.index()).is_some_and(|i| i.levels.is_empty());
        let (level, unit) = if constant { (LevelId(0), NO_UNIT) } else { (level, unit) };
        self.item_at(item, level, unit, year, None);
        ItemKey { item, level, unit, year, by: None }
    }

    /// Facts that stand instead of the data's, from here on.
    pub(crate) fn suppose(&mut self, facts: Vec<(FactKey, Value)>) {
        self.supposed = facts;
        self.reset();
    }

    /// The value of an expression of the main module.
    pub fn value(&mut self, node: NodeId, level: LevelId, unit: u32, year: i32) -> Value {
        self.value_by(node, level, unit, year, None)
    }

    /// The value of an expression with assessed inputs as one assessor gives them.
    pub fn value_by(&mut self, node: NodeId, level: LevelId, unit: u32, year: i32, by: Option<AssessorId>) -> Value {
        self.begin(level, unit, year);
        self.eval(node, &Ctx::new(ModuleId(0), level, unit, year, by))
    }

    /// The faults of evaluation so far, each once; they are taken out.
    pub fn take_faults(&mut self) -> Vec<Fault> {
        let mut faults = std::mem::take(&mut self.faults);
        faults.sort_by(|a, b| fault_key(a).cmp(&fault_key(b)));
        faults.dedup();
        faults
    }

    /// Forgets the results of single units when there are many.
    fn make_room(&mut self) {
        if self.memo.is_large() && !self.keep {
            self.memo.forget_items();
        }
    }

    pub(crate) fn begin(&mut self, level: LevelId, unit: u32, year: i32) {
        if self.base_year != year {
            self.base_year = year;
            if self.as_if.is_some() {
                self.memo.clear();
            }
        }
        if self.working_on != (level, unit, year) {
            self.working_on = (level, unit, year);
            self.work = 0;
            self.make_room();
        }
    }
}

/// By what faults of evaluation are in order.
pub fn fault_key(f: &Fault) -> (Option<i32>, Option<u32>, &str, &str, &str, &[String]) {
    (f.year, f.level.map(|l| l.0), &f.unit, f.message.id, &f.name, &f.args)
}
