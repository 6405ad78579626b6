//! Finds what an expectation speaks of in a table of results.

use milepost::core::dataset::Dataset;
use milepost::core::program::{ItemId, ItemKind, Program, Reason, Verdict};
use milepost::core::report::{Cells, ResultColumn, Table};
use milepost::core::value::{Reasons, Value};

/// A result as text or value, with its reasons.
pub enum Found {
    /// A verdict, or `none`.
    Word(&'static str, Reasons),
    /// Anything else.
    Value(Value, Reasons),
}

/// The result of a name for a unit and year.
///
/// # Errors
/// When there is not exactly one such result.
pub fn find(
    program: &Program,
    data: &Dataset,
    table: &Table,
    name: &str,
    unit: Option<&str>,
    year: i32,
) -> Result<Found, String> {
    let (plain, property) = split(program, table, name).ok_or_else(|| format!("no result is named '{name}'"))?;
    let mut found = Vec::new();
    for block in table.blocks.iter().filter(|b| b.year == year) {
        let Some(column) = block.columns.iter().find(|c| item_name(program, c.item) == plain) else { continue };
        let units = data.units.get(block.level.index());
        for (row, position) in block.units.iter().enumerate() {
            let id = units.map(|u| u.id(*position).into_owned()).unwrap_or_default();
            if unit.is_none_or(|wanted| wanted == id) {
                found.push(result(program, column, row, property));
            }
        }
    }
    match (found.pop(), found.len()) {
        (Some(found), 0) => Ok(found),
        (None, _) => Err(format!("{name} has no result for this unit in {year}")),
        (_, more) => Err(format!("{} units have a result '{name}'", more + 1)),
    }
}

fn split<'n>(program: &Program, table: &Table, name: &'n str) -> Option<(&'n str, &'n str)> {
    let is_result = |n: &str| table.blocks.iter().flat_map(|b| &b.columns).any(|c| item_name(program, c.item) == n);
    if is_result(name) {
        return Some((name, ""));
    }
    name.rsplit_once('.').filter(|(n, _)| is_result(n))
}

/// `name`, or `alias.name` of a thing of another module.
pub fn item_name(program: &Program, item: ItemId) -> String {
    let symbol = program.items.get(item.index()).and_then(|i| program.symbols.get(i.symbol.index()));
    let Some(symbol) = symbol else { return String::new() };
    match program.modules.get(symbol.module.index()).map(|m| m.alias.as_str()) {
        Some("") | None => symbol.name.clone(),
        Some(alias) => format!("{alias}.{}", symbol.name),
    }
}

/// What is asked of a result: the verdict (or value) by its bare name, and its parts.
pub const FIELDS: &[&str] = &["", "value", "target", "score", "max"];

/// One field of a column's row.
pub fn result(program: &Program, column: &ResultColumn, row: usize, property: &str) -> Found {
    let why = column.reasons.get(row).copied().unwrap_or_default();
    let kind = program.items.get(column.item.index()).map(|i| &i.kind);
    let judged = matches!(kind, Some(ItemKind::Criterion(_) | ItemKind::Group(_)));
    let cells = match property {
        "" if judged => {
            let word = column.verdict.as_ref().and_then(|v| v.get(row)).and_then(|v| Verdict::ALL.get(usize::from(*v)));
            return Found::Word(word.map_or("none", |v| v.word()), why);
        }
        "target" => &column.target,
        "score" => &column.score,
        "max" => &column.max,
        _ => &column.value,
    };
    let value = cells.as_ref().map_or(Value::Missing(Reasons::NONE), |c| cell(c, row));
    match (&value, kind) {
        (Value::Missing(reasons), Some(ItemKind::Outcome(_))) if matches!(property, "" | "value") => {
            Found::Word("undetermined", *reasons)
        }
        _ => {
            let reasons = value.reasons();
            Found::Value(value, reasons)
        }
    }
}

fn cell(cells: &Cells, row: usize) -> Value {
    let absent = || Value::missing(Reason::Absent);
    match cells {
        Cells::Exact(v) => v.get(row).cloned().unwrap_or_else(absent),
        Cells::Bool(v) => match v.get(row) {
            Some(0) => Value::Bool(false),
            Some(1) => Value::Bool(true),
            _ => absent(),
        },
        Cells::Date(v) => v.get(row).filter(|d| **d != i32::MIN).map_or_else(absent, |d| Value::Date(*d)),
        Cells::Category(c, v) => {
            v.get(row).filter(|i| **i != u32::MAX).map_or_else(absent, |i| Value::Category(*c, *i))
        }
        Cells::F64(v) => {
            let number = v.get(row).and_then(|x| milepost::Number::from_f64(*x));
            number.map_or_else(absent, Value::Number)
        }
    }
}
