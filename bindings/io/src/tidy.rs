//! Results row by row, one row per unit, year and item: what every writer writes.

use milepost_core::dataset::Dataset;
use milepost_core::number::Number;
use milepost_core::program::{CategoryId, Item, ItemKind, LevelId, ModuleId, Program, Verdict};
use milepost_core::report::{Block, Cells, ResultColumn, Table};
use milepost_core::value::{Reasons, Value};
use std::borrow::Cow;
use std::ops::Range;

/// The columns of tidy results, in their order.
pub const TIDY_COLUMNS: [&str; 13] =
    ["level", "unit", "label", "year", "name", "code", "kind", "verdict", "value", "target", "score", "max", "reasons"];

/// A number of a result.
#[derive(Debug, Clone, PartialEq)]
pub enum Figure {
    /// The exact one.
    Exact(Number),
    /// The float nearest to it.
    Float(f64),
}

impl Figure {
    /// As shortly as reads back the same.
    pub fn text(&self) -> String {
        match self {
            Self::Exact(n) => n.to_shortest(),
            Self::Float(x) => x.to_string(),
        }
    }

    /// The nearest float.
    pub fn to_f64(&self) -> f64 {
        match self {
            Self::Exact(n) => n.to_f64(),
            Self::Float(x) => *x,
        }
    }

    /// The exact form, `2/3`, where it is known.
    pub fn exact(&self) -> Option<String> {
        match self {
            Self::Exact(n) => Some(n.to_text()),
            Self::Float(_) => None,
        }
    }

    /// As a number: a float stands for its shortest decimal.
    pub fn number(&self) -> Option<Number> {
        match self {
            Self::Exact(n) => Some(n.clone()),
            Self::Float(x) => Number::from_f64(*x),
        }
    }
}

/// What a result's value is.
#[derive(Debug, Clone, PartialEq)]
pub enum Shown {
    /// A number.
    Figure(Figure),
    /// yes, no
    Bool(bool),
    /// Days since 1970-01-01.
    Date(i32),
    /// A year.
    Year(i32),
    /// An item of a category.
    Category(CategoryId, u32),
}

/// One result.
#[derive(Debug, Clone)]
pub struct Row<'a> {
    /// Level of the unit.
    pub level: LevelId,
    /// Position of the unit.
    pub position: u32,
    /// Id of the unit.
    pub unit: Cow<'a, str>,
    /// What people are shown for the unit.
    pub label: Cow<'a, str>,
    /// Evaluated year.
    pub year: i32,
    /// Not under the version in force.
    pub hypothetical: bool,
    /// The item.
    pub item: &'a Item,
    /// Its name, with the alias of its ruleset.
    pub name: Cow<'a, str>,
    /// met, not_met, undetermined, not_applicable; the class of an outcome; empty for what has none.
    pub verdict: Cow<'a, str>,
    /// Measure, indicator's value, rank.
    pub value: Option<Shown>,
    /// Target.
    pub target: Option<Shown>,
    /// Score.
    pub score: Option<Figure>,
    /// Maximum.
    pub max: Option<Figure>,
    /// Why undetermined, not applicable or missing.
    pub reasons: Reasons,
}

/// Which results are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum What {
    /// Criteria, groups and outcomes.
    #[default]
    Verdicts,
    /// Criteria.
    Criteria,
    /// Groups.
    Groups,
    /// Outcomes and states.
    Outcomes,
    /// Ranks.
    Ranks,
    /// The faults of the data.
    Faults,
    /// Everything.
    All,
}

impl What {
    /// By its word.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "verdicts" => Self::Verdicts,
            "criteria" => Self::Criteria,
            "groups" => Self::Groups,
            "outcomes" => Self::Outcomes,
            "ranks" => Self::Ranks,
            "faults" => Self::Faults,
            "all" => Self::All,
            _ => return None,
        })
    }

    pub(crate) fn wants(self, item: &Item) -> bool {
        let kind = kind_of(item);
        match self {
            Self::Verdicts => matches!(kind, "criterion" | "group" | "outcome" | "state"),
            Self::Criteria => kind == "criterion",
            Self::Groups => kind == "group",
            Self::Outcomes => matches!(kind, "outcome" | "state"),
            Self::Ranks => kind == "rank",
            Self::Faults => false,
            Self::All => true,
        }
    }
}

/// criterion, group, outcome, indicator, rank, state
pub fn kind_of(item: &Item) -> &'static str {
    match &item.kind {
        ItemKind::Criterion(_) => "criterion",
        ItemKind::Group(_) => "group",
        ItemKind::Outcome(_) => "outcome",
        ItemKind::State(_) => "state",
        ItemKind::Rank(_) => "rank",
        ItemKind::Indicator(_) | ItemKind::Parameter(_) | ItemKind::Member(_) => "indicator",
    }
}

/// The wanted results, unit by unit, items in the order in which they are shown.
pub fn rows<'a>(
    program: &'a Program,
    data: &'a Dataset,
    table: &'a Table,
    what: What,
) -> impl Iterator<Item = Row<'a>> {
    table.blocks.iter().flat_map(move |block| rows_of(program, data, block, what, 0..block.units.len()))
}

/// The wanted results of some units of one level and year.
pub fn rows_of<'a>(
    program: &'a Program,
    data: &'a Dataset,
    block: &'a Block,
    what: What,
    units: Range<usize>,
) -> impl Iterator<Item = Row<'a>> {
    let columns: Vec<(&ResultColumn, &Item)> = block
        .columns
        .iter()
        .filter_map(|c| Some((c, program.items.get(c.item.index())?)))
        .filter(|(_, item)| what.wants(item))
        .collect();
    block.units.iter().enumerate().take(units.end).skip(units.start).flat_map(move |(at, unit)| {
        let columns = columns.clone();
        columns.into_iter().map(move |(column, item)| row(program, data, block, at, *unit, column, item))
    })
}

fn row<'a>(
    program: &'a Program,
    data: &'a Dataset,
    block: &Block,
    at: usize,
    unit: u32,
    column: &ResultColumn,
    item: &'a Item,
) -> Row<'a> {
    let units = data.units.get(block.level.index());
    let cell = |cells: &Option<Cells>| cells.as_ref().and_then(|c| shown(c, at));
    let figure = |cells: &Option<Cells>| match cell(cells) {
        Some(Shown::Figure(f)) => Some(f),
        _ => None,
    };
    let mut value = cell(&column.value);
    let reasons = column.reasons.get(at).copied().unwrap_or_default();
    let verdict = match (&item.kind, column.verdict.as_ref().and_then(|v| v.get(at))) {
        (ItemKind::Outcome(_) | ItemKind::State(_), _) => Cow::Borrowed(match value.take() {
            Some(Shown::Category(category, index)) => category_item(program, category, index),
            _ => Verdict::Undetermined.word(),
        }),
        (_, Some(verdict)) => Cow::Borrowed(Verdict::ALL.get(usize::from(*verdict)).map_or("", |v| v.word())),
        _ => Cow::Borrowed(""),
    };
    Row {
        level: block.level,
        position: unit,
        unit: units.map(|u| u.id(unit)).unwrap_or_default(),
        label: units.map(|u| u.label(unit)).unwrap_or_default(),
        year: block.year,
        hypothetical: block.hypothetical,
        item,
        name: name_of(program, item),
        verdict,
        value,
        target: cell(&column.target),
        score: figure(&column.score),
        max: figure(&column.max),
        reasons,
    }
}

/// The name of an item, with the alias of its ruleset where that is not the compiled one.
pub fn name_of<'a>(program: &'a Program, item: &Item) -> Cow<'a, str> {
    let Some(symbol) = program.symbols.get(item.symbol.index()) else { return Cow::Borrowed("") };
    match program.modules.get(symbol.module.index()).filter(|_| symbol.module != ModuleId(0)) {
        Some(module) if !module.alias.is_empty() => Cow::Owned(format!("{}.{}", module.alias, symbol.name)),
        _ => Cow::Borrowed(&symbol.name),
    }
}

/// The name of a category's item.
pub fn category_item(program: &Program, category: CategoryId, index: u32) -> &str {
    let items = program.categories.get(category.index()).map(|c| c.items.as_slice()).unwrap_or_default();
    items.get(index as usize).map_or("", |(name, _)| name.as_str())
}

/// What a cell holds; None where it is missing.
pub(crate) fn shown(cells: &Cells, at: usize) -> Option<Shown> {
    match cells {
        Cells::Exact(values) => match values.get(at)? {
            Value::Missing(_) | Value::Bracket { .. } => None,
            Value::Number(n) => Some(Shown::Figure(Figure::Exact(n.clone()))),
            Value::Real(r) => Some(Shown::Figure(match r.as_number() {
                Some(n) => Figure::Exact(n.clone()),
                None => Figure::Float(r.to_f64()),
            })),
            Value::Bool(b) => Some(Shown::Bool(*b)),
            Value::Date(d) => Some(Shown::Date(*d)),
            Value::Year(y) => Some(Shown::Year(*y)),
            Value::Category(c, i) => Some(Shown::Category(*c, *i)),
        },
        Cells::F64(values) => values.get(at).filter(|x| x.is_finite()).map(|x| Shown::Figure(Figure::Float(*x))),
        Cells::Bool(values) => match values.get(at)? {
            0 => Some(Shown::Bool(false)),
            1 => Some(Shown::Bool(true)),
            _ => None,
        },
        Cells::Date(values) => values.get(at).filter(|d| **d != i32::MIN).map(|d| Shown::Date(*d)),
        Cells::Category(category, values) => {
            values.get(at).filter(|i| **i != u32::MAX).map(|i| Shown::Category(*category, *i))
        }
    }
}
