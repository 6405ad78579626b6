//! Random records through the prepared evaluator and the exact one.

use crate::compare::equal;
use crate::random::Random;
use crate::rules::{LITERALS, YEARS};
use milepost_core::dataset::Cell;
use milepost_core::number::Number;
use milepost_core::prepared::{Part, Prepared};
use milepost_core::program::{InputKind, Program};
use milepost_core::report::{Cells, ResultColumn};
use milepost_core::value::Value;
use std::sync::Arc;

/// What was compared.
#[derive(Debug, Default, Clone, Copy)]
pub struct Compared {
    /// Cells that are the same.
    pub cells: u64,
    /// Records that were computed quickly.
    pub quick: u64,
    /// All records.
    pub records: u64,
}

impl Compared {
    /// Both together.
    pub fn add(&mut self, more: Self) {
        self.cells += more.cells;
        self.quick += more.quick;
        self.records += more.records;
    }
}

/// The first difference among so many records of each year, or what was the same.
pub fn run(program: &Arc<Program>, count: usize, random: &mut Random) -> Result<Compared, String> {
    let mut done = Compared::default();
    for year in YEARS {
        let mut prepared = Prepared::new(Arc::clone(program), year, None).map_err(|e| e.to_string())?;
        for _ in 0..count {
            fill(&mut prepared, program, random);
            let data = prepared.dataset("1");
            let quick = prepared.run_quickly();
            done.records += 1;
            done.quick += u64::from(quick);
            if !quick {
                prepared.run().map_err(|e| e.to_string())?;
            }
            let table = milepost_core::exact::score(program, &data, &prepared.options()).map_err(|e| e.to_string())?;
            if quick && !table.faults.is_empty() {
                return Err(format!("a record with faults was computed quickly: {:?}", table.faults));
            }
            let block = table.blocks.iter().find(|b| b.level == prepared.level() && b.year == year);
            let Some(block) = block else { return Err("the exact evaluator gave no block".into()) };
            for (at, column) in block.columns.iter().enumerate() {
                done.cells += column_is_same(&prepared, at, column).map_err(|why| {
                    let name = milepost_core::exact::item_name(program, column.item);
                    format!("record of {year}, {name}: {why}\n{data:?}")
                })?;
            }
        }
    }
    Ok(done)
}

fn column_is_same(prepared: &Prepared, at: usize, column: &ResultColumn) -> Result<u64, String> {
    let verdict = column.verdict.as_ref().and_then(|v| v.first().copied());
    let found = prepared.verdict(at).map(|v| v as u8);
    if verdict != found {
        return Err(format!("verdict {verdict:?} against {found:?}"));
    }
    let parts = [
        (Part::Value, &column.value),
        (Part::Target, &column.target),
        (Part::Score, &column.score),
        (Part::Max, &column.max),
    ];
    let mut cells = 2;
    for (part, cells_of) in parts {
        let expected: Option<&Value> = match cells_of {
            Some(Cells::Exact(values)) => values.first(),
            _ => None,
        };
        let found = prepared.part(at, part);
        let same = match (expected, &found) {
            (Some(a), Some(b)) => {
                let float = prepared.float(at, part);
                let nearest = milepost_core::ops::to_f64(a);
                equal(a, b) && (nearest.to_bits() == float.to_bits() || (nearest.is_nan() && float.is_nan()))
            }
            (None, None) => true,
            _ => false,
        };
        if !same {
            return Err(format!("{part:?}: {expected:?} against {found:?}"));
        }
        cells += 1;
    }
    let (expected, found) = (column.reasons.first().copied().unwrap_or_default(), prepared.reasons(at));
    if expected == found { Ok(cells) } else { Err(format!("reasons {} against {}", expected.words(), found.words())) }
}

/// A record: cells in all the ways in which they come, some missing, some wrong.
fn fill(prepared: &mut Prepared, program: &Program, random: &mut Random) {
    prepared.clear();
    let missing = random.below(4) * 8;
    let (wrong, many_digits) = (random.chance(15), random.chance(25));
    for (slot, input) in program.inputs.iter().enumerate() {
        if random.chance(missing) {
            if random.chance(50) {
                prepared.set_missing(slot);
            }
            continue;
        }
        let literal = random.of(LITERALS);
        let text;
        let cell = match input.kind {
            _ if wrong && random.chance(10) => Cell::Text("wrong"),
            InputKind::YesNo if random.chance(10) => Cell::Int(i64::from(random.chance(60))),
            InputKind::YesNo => Cell::Bool(random.chance(60)),
            InputKind::Date => Cell::Date(19_900 + i32::try_from(random.below(6)).unwrap_or(0)),
            InputKind::Category(_) if input.name == "k1" => Cell::Text(random.of(&["red", "green"])),
            InputKind::Category(_) => Cell::Text(random.of(&["low", "middle", "high"])),
            InputKind::Whole => Cell::Int(i64::try_from(random.below(110)).unwrap_or(0)),
            InputKind::Year => Cell::Int(2020 + i64::try_from(random.below(5)).unwrap_or(0)),
            InputKind::Number => match random.below(if many_digits { 9 } else { 7 }) {
                0..=2 => Cell::Int(i64::try_from(random.below(120)).unwrap_or(0)),
                3 => Cell::F64(random.below(120_000) as f64 / 1000.0),
                4 => Cell::Text(literal),
                5..=6 => Cell::F64(literal.parse().unwrap_or(0.0)),
                7 => {
                    text = format!("{}.{}", random.below(100), random.bits());
                    Cell::Text(&text)
                }
                8 if random.chance(50) => Cell::F64(random.below(1_000_000) as f64 / 7.0),
                _ => Cell::Number(
                    Number::ratio(random.bits().cast_signed() >> random.below(62), 1 + (random.below(12) as i64))
                        .unwrap_or_default(),
                ),
            },
        };
        // Said twice, the last word counts.
        if random.chance(5) {
            prepared.set(slot, &Cell::Text("wrong"));
        }
        match cell {
            Cell::F64(x) if random.chance(70) => prepared.set_f64(slot, x),
            Cell::Int(n) if random.chance(30) => prepared.set_f64(slot, n as f64),
            Cell::Bool(yes) if random.chance(70) => prepared.set_bool(slot, yes),
            _ => prepared.set(slot, &cell),
        }
    }
}
