//! Expression nodes.

use super::*;
use crate::number::{Mode, Number};

/// One expression. Children are earlier nodes of the same table. Every operand is always evaluated (for the trace and
/// the union of reasons); `And`/`Or` are Kleene.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Node {
    /// A number in base units.
    Number(Number),
    /// yes, no
    Bool(bool),
    /// Days since 1970-01-01.
    Date(i32),
    /// An item of a category.
    Category(CategoryId, u32),
    /// The evaluated year.
    Year,
    /// The as-of date.
    AsOf,
    /// An input of the evaluated unit, year, assessor.
    Input(InputId),
    /// A declared thing under the version in force in the evaluated year. `alias.x` is an item of another module.
    Item(SymbolId, Property),
    /// The target in force of the criterion (by `ItemId`), as a value; a range has no value.
    Target(ItemId),
    /// The score so far, inside `adjust`.
    ScoreSoFar,
    /// The maximum so far, inside `adjust`.
    MaxSoFar,
    /// A state's own value of the year before, inside its table.
    Prior,
    /// -x
    Neg(NodeId),
    /// not x
    Not(NodeId),
    /// a + b
    Add(NodeId, NodeId),
    /// a - b
    Sub(NodeId, NodeId),
    /// a * b
    Mul(NodeId, NodeId),
    /// a / b; by zero: missing{zero_base}
    Div(NodeId, NodeId),
    /// x ^ n
    Pow(NodeId, i32),
    /// Compares numbers, reals, years, dates, yes/no (= and != only), categories. A bracket compared with a number
    /// decides if all completions agree.
    Compare(Cmp, NodeId, NodeId),
    /// lo <= x <= hi
    InRange {
        /// The value.
        x: NodeId,
        /// Lower end.
        lo: Option<NodeId>,
        /// Upper end.
        hi: Option<NodeId>,
    },
    /// Kleene.
    Logic(LogicOp, Vec<NodeId>),
    /// Missing condition: missing.
    If {
        /// The condition.
        condition: NodeId,
        /// When it holds.
        then: NodeId,
        /// When it does not.
        otherwise: NodeId,
    },
    /// `x otherwise d`; a value that came from d is marked filled in the trace
    Otherwise(NodeId, NodeId),
    /// Never missing.
    IsMissing(NodeId),
    /// Never missing.
    IsPresent(NodeId),
    /// Missing for that reason (among others). Never missing.
    IsReason(NodeId, Reason),
    /// A built-in function; `Round` keeps its mode in `mode`.
    Call {
        /// Which function.
        function: Function,
        /// Its arguments.
        args: Vec<NodeId>,
        /// The rounding mode of `round`.
        mode: Option<Mode>,
    },
    /// x at another year, under the version in force then.
    At(NodeId, YearRef),
    /// `by WHO`
    By(NodeId, AssessorId),
    /// x of the unit outside the innermost roll-up
    Own(NodeId),
    /// `latest(x, n)`: this year's, else the latest of n years before that is present
    Latest(NodeId, u32),
    /// `interpolated(x)`: this year's, else linear between the nearest present years of the data
    Interpolated(NodeId),
    /// `from [E] { rows }`
    Table(TableId),
    /// Over or across units.
    Rollup(RollupId),
    /// A value over time read at the evaluated year (parameters).
    Timeline(TimelineId),
}

/// What is read of a declared thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Property {
    /// Its value: an indicator's or parameter's expression, a criterion's measure, an outcome's or state's class
    /// (undetermined: missing), a rank's number, an index member's normalised score.
    Value,
    /// `.met`: yes, no, or missing
    Met,
    /// `.score`
    Score,
    /// `.max`
    Max,
    /// `.verdict`, a category that is never missing
    Verdict,
    /// `.count` of a rank: how many units are ranked
    Count,
}

/// `at 2020`, `at year - 1`; `previous(x)` is Relative(-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum YearRef {
    /// That year.
    Absolute(i32),
    /// So many years from the evaluated one.
    Relative(i32),
}

/// `from [E] { rows }`
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What the rows compare, if anything.
    pub subject: Option<NodeId>,
    /// Tried top-down. An undecided row head that could hold makes the result missing, unless every row that could be
    /// chosen gives the same constant.
    pub rows: Vec<TableRow>,
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct TableRow {
    /// When it holds.
    pub head: RowHead,
    /// What it gives.
    pub result: NodeId,
    /// Where it was written.
    pub span: crate::diagnostic::Span,
}

/// When a row holds.
#[derive(Debug, Clone, PartialEq)]
pub enum RowHead {
    /// A yes/no node: `when C`, or the subject compared with the row's bound.
    When(NodeId),
    /// Always.
    Otherwise,
}

/// Over or across units.
#[derive(Debug, Clone, PartialEq)]
pub struct Rollup {
    /// What is made of the units.
    pub kind: RollupKind,
    /// Which units: below the own unit, or all of the level.
    pub scope: Scope,
    /// The level of the units.
    pub level: LevelId,
    /// Which years; None: the evaluated year.
    pub years: Option<YearSet>,
    /// E; for share, every, some: the condition.
    pub of: Option<NodeId>,
    /// `weighted by`
    pub weight: Option<NodeId>,
    /// `where C`, `among F`
    pub filter: Option<NodeId>,
    /// Rank only.
    pub descending: bool,
    /// Rank only.
    pub ties: Ties,
    /// What missing members do.
    pub missing: MissingRule,
}

/// Which units a roll-up looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Units of the level below the own unit.
    Over,
    /// All units of the level in the evaluated set.
    Across,
    /// Units whose successor is the own unit.
    Predecessors,
}

/// `in all years`, `in 2018..2022`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum YearSet {
    /// Every year of the data that lies in the ruleset's `applies`.
    All,
    /// From, to, both included.
    Range(i32, i32),
}

/// What missing members of a roll-up do.
#[derive(Debug, Clone, PartialEq)]
pub enum MissingRule {
    /// The roll-up is missing (counts and shares give a bracket).
    Strict,
    /// They are left out; below the needed share of present members the roll-up is missing.
    Ignoring {
        /// A ratio.
        needing: Option<NodeId>,
    },
    /// They count as this value.
    As(NodeId),
}

/// Values by year, as written, with what to do outside them.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// In order of years, not overlapping.
    pub entries: Vec<TimelineEntry>,
    /// Before the first.
    pub before: Gap,
    /// In a gap.
    pub between: Gap,
    /// After the last.
    pub after: Gap,
    /// `after` was not written: an amendment carries the last entry on.
    pub carried: bool,
}

/// `2024..2025: >= 90%`
#[derive(Debug, Clone, PartialEq)]
pub struct TimelineEntry {
    /// First year.
    pub from: i32,
    /// Last year.
    pub to: i32,
    /// What holds then.
    pub bound: Bound,
    /// The entry's own citation.
    pub source: Option<Citation>,
    /// Where it was written.
    pub span: crate::diagnostic::Span,
}

/// What a measure is held against.
#[derive(Debug, Clone, PartialEq)]
pub enum Bound {
    /// `>= 90%`. Bare values (yes, a class, a parameter's value) are `Eq`.
    Cmp(Cmp, NodeId),
    /// `in 3..5`, ends included
    In(Option<NodeId>, Option<NodeId>),
}

/// What holds where no entry does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// missing{no_target}
    None,
    /// The entry before (`before`: the entry after), with its own sign.
    Hold,
    /// The straight line between the neighbours: end year of the left range to start year of the right, exactly.
    Linear,
}
