//! Published results as data: `NAME.score`, `NAME.verdict`, `NAME`.

use milepost_core::dataset::{Cell, Locale, parse_number, parse_yes_no};
use milepost_core::number::Number;
use milepost_core::program::{CategoryId, ItemKind, Program, Property, SymbolId, ValueKind};
use milepost_core::value::Value;

/// The value a cell records; None where there is nothing, Err with what was expected.
pub(crate) fn read(
    program: &Program,
    symbol: SymbolId,
    property: Property,
    cell: &Cell<'_>,
    locale: Locale,
) -> Result<Option<Value>, String> {
    let Some(text) = crate::cell_text(cell.clone()) else { return Ok(None) };
    if milepost_core::dataset::is_missing_text(&text) {
        return Ok(None);
    }
    match kind(program, symbol, property) {
        ValueKind::Number | ValueKind::Real => {
            number(cell, &text, locale).map(|n| Some(Value::Number(n))).ok_or_else(|| "a number / số".to_owned())
        }
        ValueKind::Bool => match &*text {
            "met" | "đạt" => Ok(Some(Value::Bool(true))),
            "not_met" | "chưa đạt" => Ok(Some(Value::Bool(false))),
            word => {
                parse_yes_no(word).map(|b| Some(Value::Bool(b))).ok_or_else(|| "yes or no / có hoặc không".to_owned())
            }
        },
        ValueKind::Date => milepost_core::dataset::parse_date(&text, locale)
            .map(|d| Some(Value::Date(d)))
            .ok_or_else(|| "a date / ngày".to_owned()),
        ValueKind::Year => text.parse().map(|y| Some(Value::Year(y))).map_err(|_| "a year / năm".to_owned()),
        ValueKind::Category(category) => {
            let items = program.categories.get(category.index()).map(|c| c.items.as_slice()).unwrap_or_default();
            let wanted = crate::matching::fold(&text);
            let same = |name: &str| crate::matching::fold(name) == wanted;
            (0_u32..)
                .zip(items)
                .find(|(_, (name, labels))| same(name) || labels.iter().any(|(_, l)| same(l)))
                .map(|(i, _)| Some(Value::Category(category, i)))
                .ok_or_else(|| items.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", "))
        }
    }
}

fn number(cell: &Cell<'_>, text: &str, locale: Locale) -> Option<Number> {
    match cell {
        Cell::Text(_) => {
            let (number, percent) = parse_number(text, locale)?;
            if percent { number.div(&Number::integer(100)) } else { Some(number) }
        }
        Cell::Percent(n) => Some(n.clone()),
        _ => Number::parse(text).ok(),
    }
}

/// What kind of value a result has.
pub fn kind(program: &Program, symbol: SymbolId, property: Property) -> ValueKind {
    let node = |id: milepost_core::program::NodeId| program.node_types.get(id.index()).copied();
    match property {
        Property::Met => ValueKind::Bool,
        Property::Verdict => ValueKind::Category(CategoryId(0)),
        Property::Score | Property::Max | Property::Count => ValueKind::Number,
        Property::Value => program
            .items
            .iter()
            .find(|i| i.symbol == symbol)
            .and_then(|item| match &item.kind {
                ItemKind::Indicator(n) | ItemKind::Parameter(n) => node(*n),
                ItemKind::Criterion(c) => c.measure.and_then(node),
                ItemKind::Outcome(o) => Some(ValueKind::Category(o.category)),
                ItemKind::State(s) => Some(ValueKind::Category(s.category)),
                ItemKind::Group(_) | ItemKind::Member(_) | ItemKind::Rank(_) => None,
            })
            .unwrap_or(ValueKind::Number),
    }
}
