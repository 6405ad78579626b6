//! What must hold whatever the rules and the data: of rules that are put together at random, and tables of random cells.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use milepost_core::diagnostic::Lang;
use milepost_core::number::Number;
use milepost_core::program::{InputKind, LevelId, Program, Verdict};
use milepost_core::report::{Options, Table};
use milepost_core::{columnar, exact, explain};
use milepost_differential::{Random, rules};
use milepost_dsl::{CompileOptions, compile, format};
use milepost_io::{BindOptions, ReadOptions, What, bind, read};
use proptest::prelude::*;
use std::fmt::Write as _;

fn program(text: &str) -> Option<Program> {
    compile("p.mile", text, &|_| None, &CompileOptions::default()).ok().map(|c| c.program)
}

/// A table as rows of cells under a heading.
struct Sheet {
    name: &'static str,
    heading: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// Cells around what generated rules compare with; some missing, some wrong.
fn cell(kind: &InputKind, random: &mut Random) -> String {
    if random.chance(15) {
        return random.of(&["", "", "n/a", "x"]).to_owned();
    }
    match kind {
        InputKind::YesNo => random.of(&["yes", "no", "Có"]).to_owned(),
        InputKind::Date => format!("2023-06-{:02}", 25 + random.below(6)),
        InputKind::Category(_) => random.of(&["low", "middle", "high", "High"]).to_owned(),
        InputKind::Whole => random.below(110).to_string(),
        InputKind::Number | InputKind::Year => {
            let at = random.of(rules::LITERALS).to_owned();
            match random.below(4) {
                0 => {
                    format!("{at}{}", if at.contains('.') { "000000000000000000001" } else { ".000000000000000000001" })
                }
                1 => format!("{}/{}", random.below(60), 1 + random.below(9)),
                2 => random.below(120).to_string(),
                _ => at,
            }
        }
    }
}

fn sheet(program: &Program, name: &'static str, units: usize, above: Option<usize>, random: &mut Random) -> Sheet {
    let level =
        program.levels.iter().position(|l| l.name == name).and_then(|l| u32::try_from(l).ok()).map(LevelId).unwrap();
    let inputs: Vec<_> =
        program.inputs.iter().filter(|i| i.levels.contains(&level) && i.assessment.is_none()).collect();
    let mut heading: Vec<String> = vec!["unit".into(), "year".into()];
    heading.extend(above.map(|_| "parent".to_owned()));
    heading.extend(inputs.iter().map(|i| i.name.clone()));
    let mut rows = Vec::new();
    let parents: Vec<usize> = (0..units).map(|_| random.below(above.unwrap_or(1))).collect();
    for year in rules::YEARS {
        for (unit, parent) in parents.iter().enumerate() {
            let mut row = vec![format!("{name}{unit}"), year.to_string()];
            row.extend(above.map(|_| format!("district{parent}")));
            row.extend(inputs.iter().map(|i| cell(&i.kind, random)));
            rows.push(row);
        }
    }
    Sheet { name, heading, rows }
}

/// The sheets as files of delimited text: rows and columns in any order, in so many pieces.
fn files(sheets: &[Sheet], pieces: usize, mut shuffle: Option<&mut Random>) -> Vec<(String, Vec<u8>)> {
    let mut out = Vec::new();
    for sheet in sheets {
        let mut rows: Vec<usize> = (0..sheet.rows.len()).collect();
        let mut columns: Vec<usize> = (0..sheet.heading.len()).collect();
        if let Some(random) = shuffle.as_deref_mut() {
            for order in [&mut rows, &mut columns] {
                for i in (1..order.len()).rev() {
                    order.swap(i, random.below(i + 1));
                }
            }
        }
        for (piece, rows) in rows.chunks(rows.len().div_ceil(pieces).max(1)).enumerate() {
            let line =
                |cells: &[String]| columns.iter().map(|c| cells[*c].as_str()).collect::<Vec<_>>().join(",") + "\n";
            let text = line(&sheet.heading) + &rows.iter().map(|r| line(&sheet.rows[*r])).collect::<String>();
            out.push((format!("{piece}/{}.csv", sheet.name), text.into_bytes()));
        }
    }
    out
}

/// All results as sorted lines, and the faults without their places.
fn results(program: &Program, files: Vec<(String, Vec<u8>)>, fast: bool, threads: usize) -> Vec<String> {
    let tables =
        files.into_iter().flat_map(|(name, bytes)| read(&name, bytes, &ReadOptions::default()).unwrap()).collect();
    let bound = bind(program, tables, &BindOptions::default()).unwrap();
    let options = Options { threads, exact: true, ..Options::default() };
    let score = if fast { columnar::score } else { exact::score };
    let table: Table = score(program, &bound.dataset, &options).unwrap();
    let mut lines: Vec<String> = milepost_io::rows(program, &bound.dataset, &table, What::All)
        .map(|r| {
            let mut line = format!("{} {} {} {} {}", r.level.0, r.unit, r.year, r.name, r.verdict);
            write!(line, " {:?} {:?} {:?} {:?} {}", r.value, r.target, r.score, r.max, r.reasons.words()).unwrap();
            line
        })
        .collect();
    lines.extend(
        table.faults.iter().map(|f| format!("{} {} {:?} {} {}", f.message.code, f.unit, f.year, f.name, f.value)),
    );
    lines.sort();
    lines
}

fn config(cases: u32) -> ProptestConfig {
    let cases = std::env::var("MILEPOST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(cases);
    ProptestConfig { failure_persistence: None, cases, ..ProptestConfig::default() }
}

fn choices() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 40..400)
}

proptest! {
    #![proptest_config(config(40))]

    /// The printed rules are the rules: the same content hash; printing them again changes nothing.
    #[test]
    fn printed_rules_mean_the_same(choices in choices()) {
        let text = rules::write(&mut Random::of_bytes(&choices));
        let Some(before) = program(&text) else { return Ok(()) };
        let printed = format(&text).unwrap();
        prop_assert_eq!(&format(&printed).unwrap(), &printed);
        let after = program(&printed);
        prop_assert!(after.is_some(), "{}", printed);
        prop_assert_eq!(after.unwrap().content_hash, before.content_hash, "{}", printed);
    }
}

proptest! {
    #![proptest_config(config(12))]

    /// Rows, columns, pieces, threads and engines: none of them is part of the meaning.
    #[test]
    fn order_pieces_and_threads_change_nothing(choices in choices(), order in any::<u64>()) {
        let random = &mut Random::of_bytes(&choices);
        let text = rules::write(random);
        let Some(program) = program(&text) else { return Ok(()) };
        let districts = 5 + random.below(8);
        let sheets = [sheet(&program, "district", districts, None, random), sheet(&program, "commune", districts * 3, Some(districts), random)];
        let as_written = results(&program, files(&sheets, 1, None), false, 1);
        let shuffle = &mut Random::new(order);
        for (pieces, fast, threads) in [(1, false, 2), (3, false, 1), (2, true, 3), (1, true, 1)] {
            let other = results(&program, files(&sheets, pieces, Some(shuffle)), fast, threads);
            prop_assert_eq!(&other, &as_written, "{} pieces, fast: {}, {} threads\n{}", pieces, fast, threads, text);
        }
    }

    /// What members add to a sum or a weighted mean is the whole of it: nothing is left over, to the last digit.
    #[test]
    fn contributions_are_the_score(
        members in prop::collection::vec((1_u32..40, 0_u32..1000, 1_u32..9), 1..7),
        mean in any::<bool>(),
    ) {
        let mut text = String::from("ruleset r \"R\" { applies 2024 evaluates d }\nlevel d\n");
        for (i, (_, value, part)) in members.iter().enumerate() {
            writeln!(text, "parameter v{i} = {value} / {part} / 1000").unwrap();
        }
        writeln!(text, "group g \"G\" {{ score {}", if mean { "weighted_mean" } else { "sum" }).unwrap();
        for (i, (weight, _, _)) in members.iter().enumerate() {
            let weight = if mean { format!("weight {weight}") } else { String::new() };
            writeln!(text, "  item v{i} {weight} \"V{i}\"").unwrap();
        }
        text.push_str("}\ninput x : number\n");
        let program = program(&text);
        prop_assert!(program.is_some(), "{}", text);
        let program = program.unwrap();
        let tables = read("d.csv", b"unit,year,x\na,2024,1\n".to_vec(), &ReadOptions::default()).unwrap();
        let data = bind(&program, tables, &BindOptions::default()).unwrap().dataset;
        let symbol = program.symbols.iter().position(|s| s.name == "g").and_then(|i| u32::try_from(i).ok());
        let symbol = symbol.map(milepost_core::program::SymbolId);
        let found = explain::explain(&program, &data, &Options::default(), Lang::En, LevelId(0), 0, 2024, symbol).unwrap();
        let item = found.item.unwrap();
        let lines = item.contributions.unwrap().lines;
        prop_assert_eq!(lines.len(), members.len(), "a line too many or too few: {:?}", lines);
        let number = |shown: Option<&explain::Shown>| Number::parse(shown.unwrap().exact.as_ref().unwrap()).unwrap();
        let sum = lines.iter().fold(Number::ZERO, |sum, l| sum.add(&number(l.amount.as_ref())));
        // By hand: Σ vᵢ, or Σ wᵢ vᵢ / Σ wᵢ.
        let value = |(_, v, p): &(u32, u32, u32)| Number::ratio(i64::from(*v), i64::from(*p) * 1000).unwrap();
        let weight = |m: &(u32, u32, u32)| Number::integer(if mean { i64::from(m.0) } else { 1 });
        let total = members.iter().fold(Number::ZERO, |s, m| s.add(&value(m).mul(&weight(m))));
        let all = members.iter().fold(Number::ZERO, |s, m| s.add(&weight(m)));
        let expected = if mean { total.div(&all).unwrap() } else { total };
        prop_assert_eq!(&sum, &expected);
        prop_assert_eq!(number(item.score.as_ref()), expected);
    }

    /// A higher value of a measure that is one input, or of a ratio's numerator, never makes a criterion fail that asks for
    /// at least so much; from text to verdict, both evaluators, around the threshold to the thirtieth digit.
    #[test]
    fn more_is_never_worse(
        bound in 0_i64..200, of in 1_i64..30, ratio in any::<bool>(), strict in any::<bool>(),
        steps in prop::collection::vec(-3_i64..4, 2..12), digits in 0_i32..31,
    ) {
        let (sign, measure) = (if strict { ">" } else { ">=" }, if ratio { "a / b" } else { "a" });
        let text = format!("ruleset r \"R\" {{ applies 2024 evaluates d }}\nlevel d\ninput a, b : number\ncriterion c \"C\" {{ measure {measure}  target 2024: {sign} {bound}/7 }}\n");
        // A target is a number as written: the fraction is made by a parameter.
        let text = text.replace(&format!("{sign} {bound}/7"), &format!("{sign} t")).replace("criterion", &format!("parameter t = {bound} / 7\ncriterion"));
        let program = program(&text);
        prop_assert!(program.is_some(), "{}", text);
        let program = program.unwrap();
        let unit = Number::from_scaled(1, digits);
        let of = Number::integer(if ratio { of } else { 1 });
        let at = Number::ratio(bound, 7).unwrap().mul(&of);
        let mut csv = String::from("unit,year,a,b\n");
        let mut values: Vec<Number> = steps.iter().map(|s| at.add(&unit.mul(&Number::integer(*s)))).collect();
        values.sort();
        for (i, a) in values.iter().enumerate() {
            writeln!(csv, "u{i:03},2024,{},{}", a.to_text(), of.to_text()).unwrap();
        }
        let tables = read("d.csv", csv.clone().into_bytes(), &ReadOptions::default()).unwrap();
        let data = bind(&program, tables, &BindOptions::default()).unwrap().dataset;
        for score in [exact::score, columnar::score] {
            let table = score(&program, &data, &Options::default()).unwrap();
            let column = table.blocks[0].columns.iter().find(|c| c.verdict.is_some()).unwrap();
            let met: Vec<bool> = column.verdict.as_ref().unwrap().iter().map(|v| Verdict::ALL[usize::from(*v)] == Verdict::Met).collect();
            prop_assert!(met.windows(2).all(|w| !w[0] || w[1]), "{:?}\n{}\n{}", met, csv, text);
            for (value, met) in values.iter().zip(&met) {
                prop_assert_eq!(*met, if strict { *value > at } else { *value >= at }, "{}\n{}", csv, text);
            }
        }
    }
}
