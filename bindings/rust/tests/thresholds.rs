//! Counts around every percentage target of the district pack: the verdict is the one that integer arithmetic gives.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use milepost::core::dataset::builder::{Builder, UnitIds};
use milepost::core::dataset::{RawColumn, RawValues};
use milepost::core::program::{AssessorId, Bound, Cmp, InputId, Item, ItemKind, Node, Program, Verdict};
use milepost::core::report::Options;
use milepost::{Engine, Number, score};

/// `a / b` for every `b` up to 400, with `a` one below, at, and one above the least count that reaches the target.
fn counts(target: &Number) -> Vec<(i64, i64)> {
    let (p, q) = target.small().unwrap();
    (1..=400)
        .flat_map(|b| {
            let least = (p * b + q - 1) / q;
            [least - 1, least, least + 1].into_iter().filter(move |a| (0..=b).contains(a)).map(move |a| (a, b))
        })
        .collect()
}

/// A criterion whose measure is one percentage input: its item, the input, the target, and the counts tried.
struct Tried {
    item: usize,
    input: InputId,
    target: Number,
    counts: Vec<(i64, i64)>,
}

fn tried(program: &Program, year: i32) -> Vec<Tried> {
    let of = |(item, declared): (usize, &Item)| {
        let ItemKind::Criterion(criterion) = &declared.kind else { return None };
        let Node::Input(input) = program.nodes[criterion.measure?.index()] else { return None };
        let (_, timeline) = criterion.targets.first().filter(|_| program.inputs[input.index()].percent)?;
        let entries = &program.timelines[timeline.index()].entries;
        let Bound::Cmp(Cmp::Ge, value) = entries.iter().find(|e| e.from <= year && year <= e.to)?.bound else {
            return None;
        };
        let Node::Number(target) = &program.nodes[value.index()] else { return None };
        Some(Tried { item, input, target: target.clone(), counts: counts(target) })
    };
    program.items.iter().enumerate().filter_map(of).collect()
}

#[test]
fn counts_at_the_targets_of_the_district_pack() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../rules/thanh-hoa/district-2024/district.mile");
    let rules = milepost::load(path).unwrap();
    let program = rules.program();
    let settling = ["appraisal", "member"].map(|who| {
        let at = program.assessors.iter().position(|a| a.name == who);
        at.map(|i| AssessorId(u32::try_from(i).unwrap()))
    });
    let mut verdicts_tried = 0;
    for year in [2024, 2025] {
        let tried = tried(program, year);
        assert_eq!(tried.len(), 14, "criteria with a percentage of their own in {year}");
        let rows = tried.iter().map(|t| t.counts.len()).max().unwrap();
        let mut builder = Builder::new(program);
        for t in &tried {
            let hundred = Number::integer(100);
            let percents =
                t.counts.iter().cycle().take(rows).map(|(a, b)| Number::ratio(*a, *b).unwrap().mul(&hundred));
            let percents: Vec<Number> = percents.collect();
            for by in settling {
                let column = RawColumn { values: RawValues::Exact(percents.clone()), state: None };
                let (level, units) = (program.items[t.item].levels[0], UnitIds::Rows(rows));
                builder.frame(level, year, by, units, vec![(t.input, column)], &|_, _| String::new());
            }
        }
        let data = builder.finish();
        assert!(data.faults.is_empty());
        for engine in [Engine::Exact, Engine::Columnar] {
            let table = score(program, &data, &Options { years: vec![year], ..Options::default() }, engine).unwrap();
            for t in &tried {
                let mut columns = table.blocks.iter().flat_map(|b| &b.columns);
                let verdicts = columns.find(|c| c.item.index() == t.item).unwrap().verdict.as_ref().unwrap();
                let (p, q) = t.target.small().unwrap();
                for ((a, b), verdict) in t.counts.iter().zip(verdicts) {
                    let expected = if a * q >= p * b { Verdict::Met } else { Verdict::NotMet };
                    assert_eq!(
                        Verdict::ALL[usize::from(*verdict)],
                        expected,
                        "{a}/{b} against {} in {year}",
                        t.target.to_text()
                    );
                    verdicts_tried += 1;
                }
            }
        }
    }
    println!("{verdicts_tried} verdicts");
}
