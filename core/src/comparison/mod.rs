//! Two sets of rules on the same data: two versions, two variants, or two rule files. Which units change their rank, class
//! or verdict, by how much, and what drives it.
//!
//! The two sides are told apart by what people see: names of items, ids of units. Their numbers inside are different.

mod drivers;
mod tree;

pub use drivers::Driver;

use crate::dataset::Dataset;
use crate::number::Number;
use crate::program::{CategoryId, Item, ItemKind, Program, UnitText, Verdict, VersionId};
use crate::report::{Cells, ResultColumn, Table};
use crate::value::Value;
use std::collections::BTreeMap;

/// One side: rules, data bound to them, results with exact values.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// What people call it.
    pub name: &'a str,
    /// The checked rules.
    pub program: &'a Program,
    /// The data.
    pub data: &'a Dataset,
    /// The results.
    pub table: &'a Table,
    /// The version that was evaluated as if it were in force, if one was.
    pub as_if: Option<VersionId>,
}

/// What a result is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A rank: lower is better.
    Rank,
    /// A class, a state, a recognition.
    Class,
    /// Met, not met …
    Verdict,
    /// The score of a group that stands in no other group.
    Score,
}

/// A result that a unit can have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A rank or score.
    Number(Number),
    /// A class or verdict: its name, its label, its position from the lowest.
    Word {
        /// As in the rules.
        name: String,
        /// What people are shown.
        label: String,
        /// From the lowest.
        position: u32,
    },
    /// None, for these reasons.
    Nothing(String),
}

/// Where a result stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// Level of the unit.
    pub level: String,
    /// Evaluated year.
    pub year: i32,
    /// The item's name.
    pub item: String,
}

/// One item of both sides, summed up.
#[derive(Debug, Clone)]
pub struct Compared {
    /// Which.
    pub key: Key,
    /// Its label.
    pub label: String,
    /// What it is.
    pub kind: Kind,
    /// Unit of its numbers.
    pub unit: UnitText,
    /// Units that both sides evaluate.
    pub units: u32,
    /// Units whose result differs.
    pub changed: u32,
    /// The largest move, of ranks and scores.
    pub largest: Option<Number>,
    /// The units, largest moves first.
    pub changes: Vec<Change>,
}

/// A unit whose result differs.
#[derive(Debug, Clone)]
pub struct Change {
    /// Its id.
    pub unit: String,
    /// What people are shown.
    pub label: String,
    /// Under the first rules.
    pub before: Outcome,
    /// Under the second.
    pub after: Outcome,
    /// After minus before, of numbers; steps between classes.
    pub moved: Option<Number>,
    /// What drives it, largest first.
    pub drivers: Vec<Driver>,
}

/// The comparison.
#[derive(Debug, Clone, Default)]
pub struct Comparison {
    /// Items of both sides, ranks first, then classes, scores and verdicts, each in the order of the rules.
    pub items: Vec<Compared>,
    /// Names of items that only the first rules have.
    pub only_before: Vec<String>,
    /// Names of items that only the second rules have.
    pub only_after: Vec<String>,
}

/// What one side says of one item.
struct Found<'a> {
    label: String,
    unit: UnitText,
    kind: Kind,
    order: usize,
    column: &'a ResultColumn,
    rows: BTreeMap<String, usize>,
}

/// Compares. At most `drivers` drivers are named for each change.
pub fn compare(before: &Side<'_>, after: &Side<'_>, drivers: usize) -> Comparison {
    let (a, b) = (index(before), index(after));
    let mut comparison = Comparison::default();
    let mut order = Vec::new();
    let mut explainer = drivers::Explainer::new(before, after, drivers);
    for (key, old) in &a {
        let Some(new) = b.get(key).filter(|n| n.kind == old.kind) else {
            note(&mut comparison.only_before, key);
            continue;
        };
        order.push((old.kind, old.order, key.year));
        comparison.items.push(compared(key, (before, old), (after, new), &mut explainer));
    }
    for (key, new) in &b {
        if a.get(key).is_none_or(|old| old.kind != new.kind) {
            note(&mut comparison.only_after, key);
        }
    }
    let mut sorted: Vec<_> = order.into_iter().zip(comparison.items).collect();
    sorted.sort_by_key(|(order, _)| *order);
    comparison.items = sorted.into_iter().map(|(_, item)| item).collect();
    comparison
}

fn note(names: &mut Vec<String>, key: &Key) {
    if !names.contains(&key.item) {
        names.push(key.item.clone());
    }
}

fn index<'a>(side: &Side<'a>) -> BTreeMap<Key, Found<'a>> {
    let mut found = BTreeMap::new();
    for block in &side.table.blocks {
        let level = side.program.levels.get(block.level.index()).map(|l| l.name.clone()).unwrap_or_default();
        let Some(units) = side.data.units.get(block.level.index()) else { continue };
        for (order, column) in block.columns.iter().enumerate() {
            let Some(item) = side.program.items.get(column.item.index()) else { continue };
            let Some(kind) = kind_of(item, column) else { continue };
            let name = crate::exact::item_name(side.program, column.item);
            let rows = block.units.iter().enumerate().map(|(row, unit)| (units.id(*unit).into_owned(), row)).collect();
            let label = item.labels.first().map_or_else(|| name.clone(), |(_, text)| text.clone());
            let key = Key { level: level.clone(), year: block.year, item: name };
            found.insert(key, Found { label, unit: item.unit.clone(), kind, order, column, rows });
        }
    }
    found
}

fn kind_of(item: &Item, column: &ResultColumn) -> Option<Kind> {
    match &item.kind {
        ItemKind::Rank(_) => Some(Kind::Rank),
        ItemKind::Outcome(_) | ItemKind::State(_) => Some(Kind::Class),
        ItemKind::Criterion(_) => Some(Kind::Verdict),
        ItemKind::Group(_) if item.group.is_none() && column.score.is_some() => Some(Kind::Score),
        ItemKind::Group(_) if column.verdict.is_some() => Some(Kind::Verdict),
        _ => None,
    }
}

fn compared(
    key: &Key,
    (before, old): (&Side<'_>, &Found<'_>),
    (after, new): (&Side<'_>, &Found<'_>),
    explainer: &mut drivers::Explainer<'_>,
) -> Compared {
    let mut units = 0;
    let mut changes = Vec::new();
    for (unit, old_row) in &old.rows {
        let Some(new_row) = new.rows.get(unit) else { continue };
        units += 1;
        let (first, second) = (outcome(before, old, *old_row), outcome(after, new, *new_row));
        if first != second {
            let moved = moved(&first, &second);
            let label = label_of(after, key, unit);
            changes.push(Change {
                unit: unit.clone(),
                label,
                before: first,
                after: second,
                moved,
                drivers: Vec::new(),
            });
        }
    }
    changes.sort_by(|a, b| {
        let size = |c: &Change| c.moved.as_ref().map(Number::abs);
        size(b).cmp(&size(a)).then_with(|| a.unit.cmp(&b.unit))
    });
    let units_of = || old.rows.keys().filter(|u| new.rows.contains_key(*u)).map(String::as_str).collect();
    for change in &mut changes {
        let moved = change.moved.as_ref().map_or(0, Number::signum);
        change.drivers = explainer.drivers(key, old.kind, (&change.unit, moved), &units_of);
    }
    let largest = changes.iter().filter_map(|c| c.moved.as_ref().map(Number::abs)).max();
    let changed = u32::try_from(changes.len()).unwrap_or(u32::MAX);
    Compared {
        key: key.clone(),
        label: new.label.clone(),
        kind: old.kind,
        unit: new.unit.clone(),
        units,
        changed,
        largest,
        changes,
    }
}

fn label_of(side: &Side<'_>, key: &Key, unit: &str) -> String {
    let level = side.program.levels.iter().position(|l| l.name == key.level);
    let units = level.and_then(|l| side.data.units.get(l));
    units.and_then(|u| Some(u.label(u.find(unit)?).into_owned())).unwrap_or_else(|| unit.to_owned())
}

fn outcome(side: &Side<'_>, found: &Found<'_>, row: usize) -> Outcome {
    let column = found.column;
    let reasons = || column.reasons.get(row).copied().unwrap_or_default().words();
    let cells = match found.kind {
        Kind::Verdict => {
            let code = column.verdict.as_ref().and_then(|v| v.get(row)).copied().unwrap_or_default();
            let verdict = Verdict::ALL.get(usize::from(code)).copied().unwrap_or(Verdict::Undetermined);
            return word(side, CategoryId(0), verdict as u32);
        }
        Kind::Score => column.score.as_ref(),
        Kind::Rank | Kind::Class => column.value.as_ref(),
    };
    match cells {
        Some(Cells::Exact(values)) => match values.get(row) {
            Some(Value::Number(n)) => Outcome::Number(n.clone()),
            // A real is shown, and compared with the other side's, to fifteen decimals.
            Some(Value::Real(r)) => match r.round(&Number::from_scaled(1, 15), crate::number::Mode::HalfEven) {
                Some(n) => Outcome::Number(n),
                None => Outcome::Nothing(reasons()),
            },
            Some(Value::Category(category, item)) => word(side, *category, *item),
            _ => Outcome::Nothing(reasons()),
        },
        Some(Cells::Category(category, items)) => match items.get(row) {
            Some(item) if *item != u32::MAX => word(side, *category, *item),
            _ => Outcome::Nothing(reasons()),
        },
        Some(Cells::F64(values)) => match values.get(row).copied().and_then(Number::from_f64) {
            Some(n) => Outcome::Number(n),
            None => Outcome::Nothing(reasons()),
        },
        _ => Outcome::Nothing(reasons()),
    }
}

fn word(side: &Side<'_>, category: CategoryId, position: u32) -> Outcome {
    let items = side.program.categories.get(category.index()).map(|c| c.items.as_slice()).unwrap_or_default();
    match items.get(position as usize) {
        Some((name, labels)) => {
            let label = labels.first().map_or_else(|| name.clone(), |(_, text)| text.clone());
            Outcome::Word { name: name.clone(), label, position }
        }
        None => Outcome::Nothing(String::new()),
    }
}

fn moved(before: &Outcome, after: &Outcome) -> Option<Number> {
    match (before, after) {
        (Outcome::Number(a), Outcome::Number(b)) => Some(b.sub(a)),
        (Outcome::Word { position: a, .. }, Outcome::Word { position: b, .. }) => {
            Some(Number::integer(i64::from(*b) - i64::from(*a)))
        }
        _ => None,
    }
}
