//! A fingerprint of data as bound to rules: the same for the same facts, whatever file, column order or row order
//! they came in.

use milepost_core::dataset::{Dataset, Fact, Frame};
use milepost_core::program::Program;
use milepost_core::value::Value;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// SHA-256 of units and facts, in hex.
pub fn data_hash(program: &Program, data: &Dataset) -> String {
    let mut hash = Sha256::new();
    let mut line = String::new();
    let mut say = |parts: &[&str]| {
        line.clear();
        for part in parts {
            // Lengths keep ("ab", "c") apart from ("a", "bc").
            let _ = write!(line, "{}:{part}", part.len());
        }
        line.push('\n');
        hash.update(line.as_bytes());
    };
    say(&["milepost.data.v1"]);
    let order: Vec<Vec<u32>> = data.units.iter().map(sorted_units).collect();
    for ((units, level), order) in data.units.iter().zip(&program.levels).zip(&order) {
        for unit in order {
            let parent = units.parent(*unit).zip(level.parent);
            let parent = parent.and_then(|(p, above)| Some(data.units.get(above.index())?.id(p).into_owned()));
            let (from, until) = units.validity.get(*unit as usize).copied().unwrap_or_default();
            let successor = units.successors.get(*unit as usize).copied().flatten().map(|s| units.id(s).into_owned());
            let day = |d: Option<i32>| d.map(milepost_core::date::text).unwrap_or_default();
            let (parent, successor) = (parent.unwrap_or_default(), successor.unwrap_or_default());
            say(&["unit", &level.name, &units.id(*unit), &parent, &day(from), &day(until), &successor]);
        }
    }
    for ((level, year, by), frames) in &data.index {
        let level_name = program.levels.get(level.index()).map_or("", |l| l.name.as_str());
        let by = by.and_then(|a| program.assessors.get(a.index())).map_or("", |a| a.name.as_str());
        let frames: Vec<&Frame> = frames.iter().filter_map(|f| data.frames.get(*f as usize)).collect();
        let mut inputs: Vec<_> = frames.iter().flat_map(|f| f.columns.iter().map(|(input, _)| *input)).collect();
        inputs.sort();
        inputs.dedup();
        for input in inputs {
            let name = program.inputs.get(input.index()).map_or("", |i| i.name.as_str());
            for unit in order.get(level.index()).map(Vec::as_slice).unwrap_or_default() {
                let id = data.units.get(level.index()).map(|u| u.id(*unit)).unwrap_or_default();
                for frame in &frames {
                    let fact = frame.row(*unit).and_then(|row| Some(frame.column(input)?.get(row)));
                    match fact {
                        None | Some(Fact::Absent) => {}
                        Some(Fact::Invalid) => say(&["invalid", level_name, &year.to_string(), by, name, &id]),
                        Some(Fact::Value(value)) => {
                            say(&["fact", level_name, &year.to_string(), by, name, &id, &value_text(program, &value)]);
                        }
                    }
                }
            }
        }
    }
    for ((symbol, property, level, unit, year), value) in &data.recorded {
        let name = program.symbols.get(symbol.index()).map_or("", |s| s.name.as_str());
        let level_name = program.levels.get(level.index()).map_or("", |l| l.name.as_str());
        let id = data.units.get(level.index()).map(|u| u.id(*unit)).unwrap_or_default();
        let property = format!("{property:?}");
        say(&["recorded", name, &property, level_name, &id, &year.to_string(), &value_text(program, value)]);
    }
    hash.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn sorted_units(units: &milepost_core::dataset::Units) -> Vec<u32> {
    let mut order: Vec<u32> = (0..u32::try_from(units.len()).unwrap_or(u32::MAX)).collect();
    order.sort_by(|a, b| units.id(*a).cmp(&units.id(*b)));
    order
}

fn value_text(program: &Program, value: &Value) -> String {
    match value {
        Value::Number(n) => n.to_text(),
        Value::Real(r) => r.to_f64().to_string(),
        Value::Bool(b) => b.to_string(),
        Value::Date(d) => milepost_core::date::text(*d),
        Value::Year(y) => y.to_string(),
        Value::Category(c, i) => crate::tidy::category_item(program, *c, *i).to_owned(),
        Value::Missing(_) | Value::Bracket { .. } => String::new(),
    }
}
