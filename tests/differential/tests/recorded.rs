//! Published results of members and groups, in every property, under every rule for what is not applicable.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use milepost_core::dataset::Cell;
use milepost_core::dataset::builder::Builder;
use milepost_core::number::Number;
use milepost_core::program::{CategoryId, InputId, LevelId, Property, SymbolId, VersionId};
use milepost_core::report::Options;
use milepost_core::value::Value;
use milepost_core::{columnar, exact};
use milepost_differential::compare;
use milepost_dsl::{CompileOptions, compile};

const RULES: &str = "ruleset r { applies 2024  evaluates d  on absent: not_applicable }
level d
input x, y : number
parameter t = 0
group g {
 verdict every
 score AGGREGATE
 not_applicable RULE
 missing MISSING
 criterion a { met when t < 1\n score max 10 points when met\n bonus 1 points when x is missing\n weight 1 }
 criterion b { measure y  target 2024: >= 1  score max 5 points = 5 points * y / 10  weight 2 }
}
group outer { verdict none  score sum  not_applicable RULE  criterion c { measure x + y  target 2024: >= 1  score max 3 points when met }  INNER
 criterion f { measure y  target 2024: >= 3 }
 criterion i { applies when x >= 0
 score max 2 points = 1 points }
}
";

#[test]
fn published_results_of_members_and_groups() {
    let mut wrong = Vec::new();
    for aggregate in ["sum", "weighted_mean"] {
        for rule in ["excluded", "zero", "full"] {
            for missing in ["strict", "skip", "zero"] {
                for inner in [false, true] {
                    let text = RULES.replace("AGGREGATE", aggregate).replace("RULE", rule).replace("MISSING", missing);
                    let text = if aggregate == "weighted_mean" {
                        text
                    } else {
                        text.replace("weight 1 }", " }").replace("weight 2 }", " }")
                    };
                    let inside = "group h { verdict every  score sum  criterion e { measure y  target 2024: >= 2  score max 2 points when met } }";
                    let text = text.replace("INNER", if inner { inside } else { "" });
                    wrong.extend(differences(&text));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} differences, the first:\n{}",
        wrong.len(),
        wrong.iter().take(12).cloned().collect::<Vec<_>>().join("\n")
    );
}

/// A unit for each name, property and value that is published, with and without its own data.
fn differences(text: &str) -> Vec<String> {
    let program = match compile("r.mile", text, &|_| None, &CompileOptions::default()) {
        Ok(compiled) => compiled.program,
        Err(failed) => {
            panic!("{:?}\n{text}", failed.diagnostics.iter().map(|d| d.code().to_owned()).collect::<Vec<_>>())
        }
    };
    let level = LevelId(0);
    let number = |n: i64| Value::Number(Number::ratio(n, 10).unwrap());
    let mut published = vec![(Property::Met, Value::Bool(true)), (Property::Met, Value::Bool(false))];
    published.extend((0..4).map(|v| (Property::Verdict, Value::Category(CategoryId(0), v))));
    published.extend([0, 25, 467].iter().flat_map(|n| [(Property::Score, number(*n)), (Property::Max, number(*n))]));
    let mut builder = Builder::new(&program);
    for (of, symbol) in program.symbols.iter().enumerate() {
        let symbol_id = SymbolId(u32::try_from(of).unwrap());
        for (at, (property, value)) in published.iter().enumerate() {
            for cells in [[None, None], [Some(3), None], [None, Some(4)], [Some(0), Some(7)]] {
                let id = format!("{} {at} {cells:?}", symbol.name);
                builder.unit(level, &id, None, None, (None, None), None);
                for (input, cell) in cells.iter().enumerate() {
                    if let Some(x) = cell {
                        let input = InputId(u32::try_from(input).unwrap());
                        builder.cell(level, &id, 2024, None, input, &Cell::Int(*x), &String::new);
                    }
                }
                builder.recorded(symbol_id, *property, level, &id, 2024, value.clone());
            }
        }
    }
    let data = builder.finish();
    let mut wrong = Vec::new();
    for as_if in [None, Some(VersionId(0))] {
        let options = Options { as_if, exact: true, ..Options::default() };
        let expected = exact::score(&program, &data, &options).unwrap();
        let found = columnar::score(&program, &data, &options).unwrap();
        wrong.extend(
            compare::tables(&program, &expected, &found).err().map(|why| format!("as if: {as_if:?}: {why}\n{text}")),
        );
    }
    wrong
}
