//! Comparing rules, and how firm ranks are, on rules small enough to be followed by hand.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use milepost::core::comparison::{Comparison, Kind, Outcome, Side, compare};
use milepost::core::dataset::builder::Builder;
use milepost::core::dataset::{Cell, Dataset};
use milepost::core::exact::score;
use milepost::core::number::Number;
use milepost::core::program::{InputId, LevelId, Program};
use milepost::core::report::{Options, Stop};
use milepost::core::sensitivity::{Alternative, Plan, Sensitivity, sensitivity};
use std::collections::BTreeMap;

/// Two inputs; `even` weighs them 1 to 1, `first` 3 to 1, `product` takes the geometric mean.
const RULES: &str = r#"
ruleset r "R" { applies 2024..2025  evaluates city }
level city
input a, b : number
parameter wa = 1
group g "G" {
  score weighted_mean
  item a weight wa "A"
  item b weight 1 "B"
}
outcome class "Class" {
  from g.score {
    >= 6: high "High"
    otherwise: low "Low"
  }
}
criterion enough "Enough of a" {
  measure a
  target 2024..2025: >= 5
}
rank place "Place" of city { by g.score descending }
variant first "A first" { amend parameter wa = 3 }
variant product "Product" { amend group g { score geometric_mean } }
variant product_first "Product, A first" {
  amend group g { score geometric_mean }
  amend parameter wa = 3
}
variant strict "Strict" {
  amend criterion enough { target 2024..2025: >= 9 }
}
"#;

/// x: a 8, b 2 · y: a 4, b 7 · z: a 1, b 1
const DATA: [(&str, i64, i64); 3] = [("x", 8, 2), ("y", 4, 7), ("z", 1, 1)];

fn compiled(variant: Option<&str>) -> (Program, Dataset) {
    let rules = milepost::compile_with("r.mile", RULES, &BTreeMap::new(), variant).unwrap();
    let program = rules.program().clone();
    let mut builder = Builder::new(&program);
    for (unit, a, b) in DATA {
        for (name, value) in [("a", a), ("b", b)] {
            let input = program.inputs.iter().position(|i| i.name == name).unwrap();
            let input = InputId(u32::try_from(input).unwrap());
            builder.cell(LevelId(0), unit, 2024, None, input, &Cell::Int(value), &String::new);
        }
    }
    let data = builder.finish();
    (program, data)
}

fn compared(before: Option<&str>, after: Option<&str>) -> Comparison {
    let ((p, d), (q, e)) = (compiled(before), compiled(after));
    let options = Options { exact: true, ..Options::default() };
    let (s, t) = (score(&p, &d, &options).unwrap(), score(&q, &e, &options).unwrap());
    let a = Side { name: "a", program: &p, data: &d, table: &s, as_if: None };
    let b = Side { name: "b", program: &q, data: &e, table: &t, as_if: None };
    compare(&a, &b, 5)
}

fn shown(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Number(n) => n.to_text(),
        Outcome::Word { name, .. } => name.clone(),
        Outcome::Nothing(_) => "-".to_owned(),
    }
}

/// `unit: before > after (move) driver effect, …`
fn lines(comparison: &Comparison, kind: Kind) -> Vec<String> {
    let items = comparison.items.iter().filter(|i| i.kind == kind);
    items
        .flat_map(|i| &i.changes)
        .map(|c| {
            let drivers: Vec<String> = c
                .drivers
                .iter()
                .map(|d| format!("{} {}", d.item, d.effect.as_ref().map_or_else(|| shown(&d.after), Number::to_text)))
                .collect();
            let moved = c.moved.as_ref().map(Number::to_text).unwrap_or_default();
            format!("{}: {} > {} ({moved}) {}", c.unit, shown(&c.before), shown(&c.after), drivers.join(", "))
        })
        .collect()
}

#[test]
fn the_same_rules_change_nothing() {
    let comparison = compared(None, None);
    assert!(comparison.items.iter().all(|i| i.changed == 0 && i.units == 3), "{comparison:?}");
    assert_eq!(comparison.items.len(), 4);
}

#[test]
fn other_weights_move_scores_classes_and_ranks() {
    let comparison = compared(None, Some("first"));
    // As written: x 5, y 5.5, z 1. A first: x (24 + 2)/4 = 6.5, y (12 + 7)/4 = 4.75, z 1.
    assert_eq!(
        lines(&comparison, Kind::Score),
        // x: A brought 4, brings 6; B brought 1, brings 1/2. y: A 2 and 3; B 7/2 and 7/4.
        ["x: 5 > 6.5 (1.5) g.a 2, g.b -0.5", "y: 5.5 > 4.75 (-0.75) g.b -1.75, g.a 1"]
    );
    assert_eq!(lines(&comparison, Kind::Class), ["x: low > high (1) g.a 2, g.b -0.5"]);
    let ranks = lines(&comparison, Kind::Rank);
    assert!(ranks[0].starts_with("x: 2 > 1 (-1)") && ranks[1].starts_with("y: 1 > 2 (1)"), "{ranks:?}");
    assert_eq!(lines(&comparison, Kind::Verdict), Vec::<String>::new());
}

#[test]
fn a_rank_is_driven_by_distances_from_the_others() {
    let comparison = compared(None, Some("first"));
    let place = comparison.items.iter().find(|i| i.kind == Kind::Rank).unwrap();
    let x = place.changes.iter().find(|c| c.unit == "x").unwrap();
    // As written: scores 5, 11/2, 1, mean 23/6; distances 7/6, 5/3, 17/6, mean 17/9. A brings 4 of a mean of 13/6:
    // (11/6)/(17/9) = 33/34. A first: scores 13/2, 19/4, 1, mean 49/12; distances 29/12, 2/3, 37/12, mean 37/18.
    // A brings 6 of a mean of 13/4: (11/4)/(37/18) = 99/74.
    let gap = |n: i64, d: i64| Number::ratio(n, d).unwrap();
    let near = |n: &Number, m: Number| n.sub(&m).abs() < Number::from_scaled(1, 11);
    let a = x.drivers.iter().find(|d| d.item == "g.a").unwrap();
    let (Outcome::Number(before), Outcome::Number(after)) = (&a.before, &a.after) else { panic!("{a:?}") };
    assert!(near(before, gap(33, 34)) && near(after, gap(99, 74)), "{a:?}");
}

#[test]
fn means_made_in_another_way_share_ranks_but_no_amounts() {
    let comparison = compared(None, Some("product"));
    // Geometric: x 4, y √28 = 5.29, z 1: the order stays, scores change, and there is no common measure for amounts.
    let scores = lines(&comparison, Kind::Score);
    assert_eq!(scores[0], "x: 5 > 4 (-1) ");
    assert!(scores[1].starts_with("y: 5.5 > 5.2915") && scores[1].ends_with(") "), "{scores:?}");
    assert!(lines(&comparison, Kind::Rank).is_empty());
}

#[test]
fn effects_add_up_to_the_move_of_a_geometric_mean_too() {
    let comparison = compared(Some("product"), Some("product_first"));
    let scores = comparison.items.iter().find(|i| i.kind == Kind::Score).unwrap();
    assert_eq!(scores.changed, 2);
    for change in &scores.changes {
        let sum = change.drivers.iter().filter_map(|d| d.effect.clone()).fold(Number::ZERO, |sum, e| sum.add(&e));
        let apart = change.moved.as_ref().unwrap().sub(&sum).abs();
        assert!(change.drivers.len() == 2 && apart < Number::from_scaled(1, 12), "{change:?}");
    }
}

#[test]
fn verdicts_name_what_differs() {
    let comparison = compared(None, Some("strict"));
    assert_eq!(lines(&comparison, Kind::Verdict), ["x: met > not_met (1) enough not_met"]);
}

fn drawn(plan: &Plan, variants: &[&str]) -> Sensitivity {
    let mut sides = vec![("", compiled(None))];
    sides.extend(variants.iter().map(|v| (*v, compiled(Some(v)))));
    let alternatives: Vec<Alternative<'_>> =
        sides.iter().map(|(name, (program, data))| Alternative { name, program, data }).collect();
    sensitivity(&alternatives, plan, &Options::default(), &score).unwrap().unwrap()
}

fn ranks(found: &Sensitivity, unit: &str) -> Vec<String> {
    let unit = found.units.iter().find(|u| u.unit == unit).unwrap();
    let s = unit.spread.as_ref().unwrap();
    [unit.base.as_ref().unwrap(), &s.best, &s.median, &s.worst].map(Number::to_text).to_vec()
}

#[test]
fn weights_near_a_tie_turn_ranks_and_far_from_it_do_not() {
    // x overtakes y when A weighs more than 5/4 of B: 8p + 2q > 4p + 7q, that is 4p > 5q.
    let narrow = drawn(&Plan { draws: 60, spread: 5, ..Plan::default() }, &[]);
    assert_eq!((ranks(&narrow, "x"), ranks(&narrow, "y")), (vec!["2".to_owned(); 4], vec!["1".to_owned(); 4]));
    let wide = drawn(&Plan { draws: 200, spread: 50, ..Plan::default() }, &[]);
    assert_eq!(ranks(&wide, "x"), ["2", "1", "2", "2"]);
    assert_eq!(ranks(&wide, "z"), ["3", "3", "3", "3"]);
}

#[test]
fn variants_alone() {
    let found = drawn(&Plan { draws: 100, spread: 0, ..Plan::default() }, &["first"]);
    let times: Vec<u32> = found.alternatives.iter().map(|a| a.1).collect();
    assert_eq!(times.iter().sum::<u32>(), 100);
    // x and y change places under `first`, z stays: two thirds of a rank on average.
    assert_eq!(found.alternatives[0].2, Some(Number::ZERO));
    assert_eq!(found.alternatives[1].2, Number::ratio(2, 3));
    let x = found.units.iter().find(|u| u.unit == "x").unwrap();
    assert_eq!((x.ranked, x.base.clone()), (100, Some(Number::integer(2))));
}

#[test]
fn the_same_seed_gives_the_same_result_with_either_evaluator() {
    let plan = Plan { draws: 50, spread: 40, seed: 7, rank: Some("place".to_owned()) };
    let first = drawn(&plan, &["first", "product"]);
    assert_eq!(first, drawn(&plan, &["first", "product"]));
    assert_ne!(first, drawn(&Plan { seed: 8, ..plan.clone() }, &["first", "product"]));
    let sides = [compiled(None), compiled(Some("first")), compiled(Some("product"))];
    let alternatives: Vec<Alternative<'_>> = ["", "first", "product"]
        .iter()
        .zip(&sides)
        .map(|(name, (program, data))| Alternative { name, program, data })
        .collect();
    let columnar = sensitivity(&alternatives, &plan, &Options::default(), &milepost::core::columnar::score);
    assert_eq!(columnar.unwrap(), Some(first));
}

#[test]
fn what_cannot_be_done() {
    let (program, data) = compiled(None);
    let alternatives = [Alternative { name: "", program: &program, data: &data }];
    let plan = Plan { rank: Some("nothing".to_owned()), ..Plan::default() };
    assert_eq!(sensitivity(&alternatives, &plan, &Options::default(), &score).unwrap(), None);
    let stopped = |_: &Program, _: &Dataset, _: &Options<'_>| Err(Stop::Cancelled);
    assert_eq!(sensitivity(&alternatives, &Plan::default(), &Options::default(), &stopped), Err(Stop::Cancelled));
}

/// In force in 2026 and 2027; `kept` is carried from 2025.
const BASE: &str = r#"
ruleset r "R" { applies 2024..2025  evaluates city }
document law "Law" { }
level city
input a, b : number
parameter k { 2024: 10  2025: 20 }
criterion changed "Changed" { source law "1"  measure a  target 2024: >= 1, 2025: >= 2 }
criterion kept "Kept" { source law "2"  measure b  target 2024: >= 3, 2025: >= 4 }
indicator scaled "Scaled" = k
"#;
const LATER: &str = r#"
ruleset later "Later" amends "base.mile" { applies 2026..2027  carry targets from 2025 }
document law2 "Law 2" { }
amend criterion changed { source law2 "1"  target 2026: >= 5, 2027: >= 6 }
amend parameter k { source law2 "2"  2026..2027: 30 }
"#;

#[test]
fn a_version_that_is_supposed_to_be_in_force_has_the_targets_of_its_nearest_year() {
    let sources = BTreeMap::from([("base.mile".to_owned(), BASE.to_owned())]);
    let rules = milepost::compile_with("later.mile", LATER, &sources, None).unwrap();
    let program = rules.program();
    let mut builder = Builder::new(program);
    for (name, value) in [("a", 9), ("b", 9)] {
        let input = program.inputs.iter().position(|i| i.name == name).unwrap();
        let input = InputId(u32::try_from(input).unwrap());
        for year in 2023..=2028 {
            builder.cell(LevelId(0), "x", year, None, input, &Cell::Int(value), &String::new);
        }
    }
    let data = builder.finish();
    let [first, second] = program.modules[0].versions[..] else { panic!("two versions") };
    let targets = |version, years: std::ops::RangeInclusive<i32>| {
        let options = Options { as_if: Some(version), years: years.collect(), exact: true, ..Options::default() };
        let shown = |table: milepost::core::report::Table| {
            let lines = table.blocks.iter().map(|block| {
                let cell = |name: &str| {
                    let column =
                        block.columns.iter().find(|c| milepost::core::exact::item_name(program, c.item) == name);
                    let column = column.unwrap();
                    let cells = column.target.as_ref().or(column.value.as_ref()).unwrap();
                    match cells {
                        milepost::core::report::Cells::Exact(values) => match &values[0] {
                            milepost::core::value::Value::Number(n) => n.to_shortest(),
                            other => format!("{other:?}"),
                        },
                        milepost::core::report::Cells::F64(values) => values[0].to_string(),
                        other => format!("{other:?}"),
                    }
                };
                format!("{}: {} {} {}", block.year, cell("changed"), cell("kept"), cell("scaled"))
            });
            lines.collect::<Vec<_>>().join(", ")
        };
        let exact = shown(score(program, &data, &options).unwrap());
        assert_eq!(shown(milepost::core::columnar::score(program, &data, &options).unwrap()), exact);
        exact
    };
    assert_eq!(targets(second, 2024..=2027), "2024: 5 4 30, 2025: 5 4 30, 2026: 5 4 30, 2027: 6 4 30");
    assert_eq!(targets(first, 2024..=2027), "2024: 1 3 10, 2025: 2 4 20, 2026: 2 4 20, 2027: 2 4 20");
}
