//! The district pack: what checking it costs, and one district with 30 communes in the exact evaluator, without a trace.

use milepost_core::dataset::builder::Builder;
use milepost_core::dataset::{Cell, Dataset};
use milepost_core::exact::Evaluator;
use milepost_core::program::{AssessorId, InputId, InputKind, LevelId, Program};
use milepost_core::report::Options;
use std::collections::BTreeMap;
use std::time::Instant;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../rules/thanh-hoa/district-2024");

/// The median of `rounds` timings of `work`, in microseconds.
fn median(rounds: usize, mut work: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..rounds)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times.get(rounds / 2).copied().unwrap_or_default()
}

/// A district of 30 communes whose every fact is there, with this year's and last year's index.
fn district(program: &Program) -> (Dataset, LevelId) {
    let mut builder = Builder::new(program);
    let level = |name: &str| (0..).map(LevelId).zip(&program.levels).find(|(_, l)| l.name == name).map(|(id, _)| id);
    let (Some(district), Some(commune)) = (level("district"), level("commune")) else {
        return (builder.finish(), LevelId(0));
    };
    for i in 0..30 {
        builder.unit(commune, &format!("c{i}"), Some("d"), None, (None, None), None);
    }
    let assessors: Vec<Option<AssessorId>> =
        (0..).map(AssessorId).zip(&program.assessors).map(|(id, _)| Some(id)).collect();
    for (id, input) in (0..).map(InputId).zip(&program.inputs) {
        let cell = match input.kind {
            InputKind::Number if input.percent => Cell::Int(100),
            InputKind::Number | InputKind::Whole => Cell::Int(5),
            InputKind::YesNo => Cell::Bool(true),
            InputKind::Year => Cell::Int(2024),
            InputKind::Date => Cell::Date(milepost_core::date::days(2025, 6, 1)),
            InputKind::Category(_) => continue,
        };
        let by = if input.assessment.is_some() { assessors.clone() } else { vec![None] };
        for year in [2024, 2025] {
            for by in &by {
                if input.levels.contains(&district) {
                    builder.cell(district, "d", year, *by, id, &cell, &String::new);
                }
                if input.levels.contains(&commune) {
                    for i in 0..30 {
                        builder.cell(commune, &format!("c{i}"), year, *by, id, &cell, &String::new);
                    }
                }
            }
        }
    }
    (builder.finish(), district)
}

/// Prints both costs.
pub fn run() -> Result<(), String> {
    let mut files = BTreeMap::new();
    for name in ["district.mile", "example-index.mile"] {
        let text = std::fs::read_to_string(format!("{FOLDER}/{name}")).map_err(|e| format!("{name}: {e}"))?;
        files.insert(name.to_owned(), text);
    }
    let main = files.get("district.mile").cloned().unwrap_or_default();
    let sources = |name: &str| files.get(name).cloned();
    let compile = || milepost_dsl::compile("district.mile", &main, &sources, &milepost_dsl::CompileOptions::default());
    let compiled = compile().map_err(|f| format!("{} errors", f.diagnostics.len()))?;
    let check = median(51, || drop(compile()));
    println!("checking the district pack and its index: {:.2} ms", check / 1e3);

    let program = &compiled.program;
    let (data, level) = district(program);
    let options = Options { years: vec![2025], ..Options::default() };
    let mut evaluator = Evaluator::new(program, &data, &options).map_err(|stop| stop.to_string())?;
    let version = program.version_for(milepost_core::program::ModuleId(0), 2025);
    let items = version.and_then(|v| program.versions.get(v.index())).map(|v| v.items.clone()).unwrap_or_default();
    let shown: Vec<_> = items
        .iter()
        .filter(|(_, i)| program.items.get(i.index()).is_some_and(|i| i.levels.contains(&level)))
        .map(|(_, i)| *i)
        .collect();
    let evaluate = median(2_001, || {
        evaluator.reset();
        for item in &shown {
            std::hint::black_box(evaluator.item(*item, level, 0, 2025));
        }
    });
    println!("one district with 30 communes, {} results: {evaluate:.1} µs", shown.len());
    Ok(())
}
