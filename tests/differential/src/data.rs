//! Random data, packed at, just above and just below what rules compare with.

use crate::random::Random;
use crate::rules::{LITERALS, YEARS};
use milepost_core::dataset::builder::{Builder, UnitIds};
use milepost_core::dataset::{Buffer, CELL_ABSENT, CELL_PRESENT, Dataset, RawColumn, RawValues};
use milepost_core::date;
use milepost_core::number::Number;
use milepost_core::program::{
    AssessorId, CategoryId, InputId, InputKind, ItemKind, LevelId, Program, Property, ValueKind,
};
use milepost_core::value::Value;

/// Facts of districts and their communes.
pub fn make(program: &Program, districts: usize, random: &mut Random) -> Dataset {
    let mut builder = Builder::new(program);
    let level = |name: &str| {
        program.levels.iter().position(|l| l.name == name).and_then(|l| u32::try_from(l).ok()).map(LevelId)
    };
    let (Some(province), Some(district), Some(commune)) = (level("province"), level("district"), level("commune"))
    else {
        return Dataset::default();
    };
    let above: Vec<String> = (0..5).map(|i| format!("p{i}")).collect();
    for id in &above {
        builder.unit(province, id, None, None, (None, None), None);
    }
    let missing = random.below(4) * 8;
    let ids: Vec<String> = (0..districts).map(|i| format!("d{i}")).collect();
    let below: Vec<String> = (0..districts * 3).map(|i| format!("c{i}")).collect();
    for (i, id) in ids.iter().enumerate() {
        let validity = if random.chance(3) { (None, Some(date::days(2023, 6, 30))) } else { (None, None) };
        let successor = (validity.1.is_some()).then(|| format!("d{}", (i + 1) % districts));
        builder.unit(district, id, Some(&format!("p{}", i % 5)), None, validity, successor.as_deref());
    }
    for id in &below {
        let parent = format!("d{}", random.below(districts));
        builder.unit(commune, id, Some(&parent), None, (None, None), None);
    }
    // A year before the first, now and then; a year that nobody has.
    let history = if random.chance(40) { 1 } else { 0 };
    for year in YEARS.start() - history..=*YEARS.end() {
        if random.chance(10) {
            continue;
        }
        table(&mut builder, program, province, year, None, &above, missing, random);
        table(&mut builder, program, district, year, None, &ids, missing, random);
        table(&mut builder, program, commune, year, None, &below, missing, random);
        for who in 0..program.assessors.len() {
            let who = u32::try_from(who).map(AssessorId).ok();
            if random.chance(80) {
                table(&mut builder, program, district, year, who, &ids, missing + 20, random);
            }
        }
    }
    if random.chance(20) {
        let all = [(district, &ids), (commune, &below), (province, &above)];
        recorded(&mut builder, program, &all, random);
    }
    builder.finish()
}

/// Published results, some of them of units and years that have no other data.
fn recorded(builder: &mut Builder<'_>, program: &Program, all: &[(LevelId, &Vec<String>)], random: &mut Random) {
    for _ in 0..1 + random.below(3) {
        let Some(item) = program.items.get(random.below(program.items.len())) else { continue };
        let Some((level, ids)) = all.iter().find(|(level, _)| item.levels.contains(level)) else { continue };
        let number = |random: &mut Random| {
            Value::Number(Number::from_scaled(i64::try_from(random.below(1_000)).unwrap_or(0).into(), 1))
        };
        let property = match (&item.kind, random.below(4)) {
            (ItemKind::Criterion(_) | ItemKind::Group(_), 0) => Property::Verdict,
            (ItemKind::Criterion(_) | ItemKind::Group(_), 1) => Property::Met,
            (ItemKind::Criterion(_) | ItemKind::Group(_), 2) => Property::Score,
            (ItemKind::Criterion(_) | ItemKind::Group(_), _) => Property::Max,
            (ItemKind::Indicator(_) | ItemKind::Outcome(_) | ItemKind::State(_) | ItemKind::Rank(_), _) => {
                Property::Value
            }
            _ => continue,
        };
        for id in *ids {
            if !random.chance(20) {
                continue;
            }
            let year = YEARS.start() + i32::try_from(random.below(3)).unwrap_or(0);
            let value = match (property, &item.kind) {
                (Property::Verdict, _) => Value::Category(CategoryId(0), u32::try_from(random.below(4)).unwrap_or(0)),
                (Property::Met, _) => Value::Bool(random.chance(50)),
                (Property::Value, ItemKind::Outcome(o)) => {
                    Value::Category(o.category, u32::try_from(random.below(2)).unwrap_or(0))
                }
                (Property::Value, ItemKind::State(s)) => {
                    Value::Category(s.category, u32::try_from(random.below(3)).unwrap_or(0))
                }
                (Property::Value, ItemKind::Rank(_)) => {
                    Value::Number(Number::integer(1 + i64::try_from(random.below(9)).unwrap_or(0)))
                }
                (Property::Value, ItemKind::Indicator(node)) => match program.node_types.get(node.index()) {
                    Some(ValueKind::Number | ValueKind::Real) => number(random),
                    _ => continue,
                },
                _ => number(random),
            };
            builder.recorded(item.symbol, property, *level, id, year, value);
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "a table is this many things")]
fn table(
    builder: &mut Builder<'_>,
    program: &Program,
    level: LevelId,
    year: i32,
    by: Option<AssessorId>,
    ids: &[String],
    missing: usize,
    random: &mut Random,
) {
    let rows = ids.len();
    let mut columns = Vec::new();
    for (at, input) in program.inputs.iter().enumerate() {
        let Ok(at) = u32::try_from(at) else { continue };
        if !input.levels.contains(&level) || (by.is_some() && input.assessment.is_none()) || random.chance(4) {
            continue;
        }
        if by.is_none() && input.assessment.is_some() && random.chance(70) {
            continue;
        }
        let values = match input.kind {
            InputKind::YesNo => {
                RawValues::Bool(Buffer::Owned((0..rows).map(|_| u8::from(random.chance(60))).collect()))
            }
            InputKind::Date => {
                let from = date::days(year, 6, 28);
                RawValues::Date(Buffer::Owned(
                    (0..rows).map(|_| from + i32::try_from(random.below(6)).unwrap_or(0)).collect(),
                ))
            }
            InputKind::Category(_) => {
                let names = ["low", "middle", "high", "red", "green"];
                let fits = if input.name == "k1" { 3..5 } else { 0..3 };
                let names: Vec<&str> = names.get(fits).unwrap_or_default().iter().copied().chain(["wrong"]).collect();
                let text = |random: &mut Random| Some(random.of(&names).to_owned());
                RawValues::Text((0..rows).map(|_| text(random)).collect())
            }
            InputKind::Whole => RawValues::I64(
                Buffer::Owned((0..rows).map(|_| i64::try_from(random.below(110)).unwrap_or(0) - 2).collect()),
                0,
            ),
            InputKind::Year => RawValues::I64(
                Buffer::Owned((0..rows).map(|_| 2020 + i64::try_from(random.below(7)).unwrap_or(0)).collect()),
                0,
            ),
            InputKind::Number => numbers(rows, random),
        };
        // Here and there; from a row on; every second; all but one.
        let (pattern, from) = (random.below(12), random.below(rows.max(1)));
        let absent = |row: usize, random: &mut Random| match pattern {
            0 => row >= from,
            1 => row.is_multiple_of(2),
            2 => row != from,
            _ => random.chance(missing),
        };
        let state: Vec<u8> =
            (0..rows).map(|row| if absent(row, random) { CELL_ABSENT } else { CELL_PRESENT }).collect();
        let state = state.contains(&CELL_ABSENT).then_some(Buffer::Owned(state));
        columns.push((InputId(at), RawColumn { values, state }));
    }
    builder.frame(level, year, by, UnitIds::Ids(ids.to_vec()), columns, &|row, name| format!("{name}:{row}"));
}

/// One column; every storage has its turn.
fn numbers(rows: usize, random: &mut Random) -> RawValues {
    let style = random.below(13);
    let scale = random.below(16);
    match style {
        0..=2 => RawValues::F64(Buffer::Owned((0..rows).map(|_| random.below(120) as f64).collect())),
        3..=6 => RawValues::F64(Buffer::Owned((0..rows).map(|_| float(random, style)).collect())),
        7 => RawValues::I64(
            Buffer::Owned((0..rows).map(|_| i64::try_from(random.below(1_200_000)).unwrap_or(0) - 1000).collect()),
            u32::try_from(scale % 5).unwrap_or(0),
        ),
        // At a literal or one unit of the last digit beside it, at every scale: up to beyond 2^53.
        9 => RawValues::I64(
            Buffer::Owned(
                (0..rows)
                    .map(|_| {
                        let at = Number::parse(random.of(LITERALS)).unwrap_or_default();
                        let at = at.mul(&Number::from_scaled(1, -i32::try_from(scale).unwrap_or(0)));
                        let step = i64::try_from(random.below(3)).unwrap_or(0) - 1;
                        at.to_i64().unwrap_or(0) + step
                    })
                    .collect(),
            ),
            u32::try_from(scale).unwrap_or(0),
        ),
        10 => RawValues::Exact((0..rows).map(|_| near(random)).collect()),
        11 => RawValues::Text((0..rows).map(|_| Some(near(random).to_text())).collect()),
        8 => RawValues::I64(
            Buffer::Owned((0..rows).map(|_| random.bits().cast_signed() >> random.below(60)).collect()),
            0,
        ),
        _ => RawValues::Exact(
            (0..rows)
                .map(|_| {
                    let num = i64::try_from(random.below(2_000)).unwrap_or(0) - 100;
                    Number::ratio(num, 1 + i64::try_from(random.below(12)).unwrap_or(0)).unwrap_or_default()
                })
                .collect(),
        ),
    }
}

/// A literal, or so near to it that no machine number tells: 10^-30 beside it, or 17 digits of noise.
fn near(random: &mut Random) -> Number {
    let at = Number::parse(random.of(LITERALS)).unwrap_or_default();
    match random.below(5) {
        0 => at.add(&Number::from_scaled(1, 30)),
        1 => at.sub(&Number::from_scaled(1, 30)),
        2 => at.add(&Number::from_scaled((random.bits().cast_signed() >> 8).into(), 34)),
        3 => at.mul(&Number::integer(1 << 54)).add(&Number::ONE),
        _ => at,
    }
}

fn float(random: &mut Random, style: usize) -> f64 {
    let at: f64 = random.of(LITERALS).parse().unwrap_or(0.0);
    let unit = [1.0, 0.1, 0.01, 0.000_1].get(random.below(4)).copied().unwrap_or(1.0);
    let near = match random.below(4) {
        0 => at + unit,
        1 => at - unit,
        _ => at,
    };
    // Decimals as people write them, and what floats make of sums.
    let near = format!("{near:.4}").parse().unwrap_or(near);
    match style {
        3 => near,
        4 if random.chance(5) => near + 1e-13,
        5 => near * (1.0 + random.below(5) as f64 * f64::EPSILON),
        6 if random.chance(20) => f64::NAN,
        6 => f64::from_bits(near.to_bits() + random.bits() % 1_000_003),
        _ => near,
    }
}
