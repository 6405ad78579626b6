//! Results, column by column. Both evaluators fill the same table; renderers read it row by row.

use crate::dataset::Fault;
use crate::program::{CategoryId, ItemId, ItemKind, LevelId, VersionId};
use crate::value::{Reasons, Value};

/// What to evaluate and how.
#[derive(Clone, Default)]
pub struct Options<'a> {
    /// The evaluated years; empty: every year of the data that the rules apply to.
    pub years: Vec<i32>,
    /// As-of date; None: the last day of the evaluated year.
    pub as_of: Option<i32>,
    /// Evaluate every year as if this version were in force (marked hypothetical).
    pub as_if: Option<VersionId>,
    /// Worker threads; 0: one per core.
    pub threads: usize,
    /// Exact values in the result's cells; otherwise f64.
    pub exact: bool,
    /// Set it to stop.
    pub cancel: Option<&'a std::sync::atomic::AtomicBool>,
    /// Told now and then how many of how many units are done.
    pub progress: Option<&'a (dyn Fn(u64, u64) + Sync)>,
    /// Limits on work.
    pub limits: Limits,
    /// Which parts of results are asked for.
    pub wanted: Wanted,
    /// The data are a part of a population of which this is known; a partial that is complete.
    pub population: Option<std::sync::Arc<crate::partial::Partial>>,
}

/// Which parts of results the columnar evaluator writes; the exact one gives all. Fewer parts cost less memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wanted {
    /// Of criteria.
    pub criteria: Parts,
    /// Of a group's normalised indicators.
    pub members: Parts,
    /// Of groups, outcomes and everything else.
    pub rest: Parts,
}

impl Wanted {
    /// Of items of this kind.
    pub fn of(&self, kind: &ItemKind) -> Parts {
        match kind {
            ItemKind::Criterion(_) => self.criteria,
            ItemKind::Member(_) => self.members,
            _ => self.rest,
        }
    }
}

/// Parts of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// Verdicts.
    pub verdict: bool,
    /// Measures, values, classes.
    pub value: bool,
    /// Targets.
    pub target: bool,
    /// Scores.
    pub score: bool,
    /// Maxima.
    pub max: bool,
    /// Reasons; a column without them is empty.
    pub reasons: bool,
}

impl Default for Parts {
    fn default() -> Self {
        Self { verdict: true, value: true, target: true, score: true, max: true, reasons: true }
    }
}

impl Parts {
    /// Nothing, to be added to.
    pub const NONE: Self =
        Self { verdict: false, value: false, target: false, score: false, max: false, reasons: false };
}

/// Limits on what rules and data may ask for. Each fails with its own code that names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bits of a number's numerator or denominator.
    pub bits: u64,
    /// Node evaluations per unit and year.
    pub work: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bits: 100_000, work: 1_000_000_000 }
    }
}

/// Why evaluation could not be done at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Stop {
    /// It was cancelled.
    #[error("cancelled")]
    Cancelled,
    /// No version of the rules is in force.
    #[error("{}", .0.text(crate::diagnostic::Lang::En))]
    Refused(Box<crate::diagnostic::Diagnostic>),
}

/// Results of many units.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// One per level and year.
    pub blocks: Vec<Block>,
    /// Faults of the data and of the evaluation.
    pub faults: Vec<Fault>,
}

/// Results of the units of one level for one year.
#[derive(Debug, Clone)]
pub struct Block {
    /// Level of the units.
    pub level: LevelId,
    /// Evaluated year.
    pub year: i32,
    /// Version of the rules that was used.
    pub version: VersionId,
    /// Not the version in force.
    pub hypothetical: bool,
    /// Positions of the evaluated units.
    pub units: Vec<u32>,
    /// One per item of that level, in the order they are shown (groups before their members).
    pub columns: Vec<ResultColumn>,
}

/// One item's results; every vector has one entry per unit of the block.
#[derive(Debug, Clone)]
pub struct ResultColumn {
    /// The item.
    pub item: ItemId,
    /// [`crate::program::Verdict`] as a number; criteria and groups.
    pub verdict: Option<Vec<u8>>,
    /// Measure, indicator's value, class, state, rank.
    pub value: Option<Cells>,
    /// The target's value where it is a single one.
    pub target: Option<Cells>,
    /// Score.
    pub score: Option<Cells>,
    /// Maximum.
    pub max: Option<Cells>,
    /// Why the verdict is undetermined or not applicable, or the value missing.
    pub reasons: Vec<Reasons>,
}

/// Cells of one kind.
#[derive(Debug, Clone)]
pub enum Cells {
    /// Exact values of any kind.
    Exact(Vec<Value>),
    /// Numbers; missing ones are NaN.
    F64(Vec<f64>),
    /// 0 no, 1 yes, 2 missing.
    Bool(Vec<u8>),
    /// Days; `i32::MIN` is missing.
    Date(Vec<i32>),
    /// Items; `u32::MAX` is missing.
    Category(CategoryId, Vec<u32>),
}
