//! The Rust side of `benches/python/beside.py`: the same table and the same records, a round for every line on standard
//! input. A round's answer is the seconds by the wall's clock and the seconds that this thread was running.

use arrow_array::cast::AsArray as _;
use arrow_array::types::Float64Type;
use arrow_array::{Array as _, RecordBatch};
use milepost::core::report::Options;
use milepost::{Engine, Ruleset, Year};
use milepost_io::BindOptions;
use std::io::{BufRead as _, Write as _};
use std::time::Instant;

use crate::clock::scheduled;
use crate::record::{RECORDS, Record};
use crate::w1::{self, FLAGS, RATIOS};

/// Reads an Arrow file into memory and does a round whenever it is asked: `table` scores all of it, `record` evaluates its
/// first records one after the other.
pub fn run(what: &str, path: &str) -> Result<(), String> {
    let text = |wrong: &dyn std::fmt::Display| wrong.to_string();
    let rules = milepost::compile(&w1::rules()).map_err(|e| text(&e))?;
    let file = std::fs::File::open(path).map_err(|e| text(&e))?;
    let reader = arrow_ipc::reader::FileReader::try_new(file, None).map_err(|e| text(&e))?;
    let batches = reader.collect::<Result<Vec<_>, _>>().map_err(|e| text(&e))?;
    let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
    match what {
        "table" => answer(rows, || table(&rules, &batches)),
        "record" => {
            let records = batches.first().map(records).unwrap_or_default();
            let mut prepared = rules.prepare(Year(2024)).map_err(|e| text(&e))?;
            answer(records.len(), || {
                for record in &records {
                    std::hint::black_box(prepared.evaluate(record).map_err(|e| text(&e))?);
                }
                Ok(())
            })
        }
        other => Err(format!("'{other}' is neither table nor record")),
    }
}

/// What the Python package does with a table that was given to it: read, bind, score, all parts of results.
fn table(rules: &Ruleset, batches: &[RecordBatch]) -> Result<(), String> {
    let Some(first) = batches.first() else { return Err("the file is empty".to_owned()) };
    let raw = milepost_io::read::arrow::from_batches("data", &first.schema(), batches);
    let binding = BindOptions { year: Some(2024), ..BindOptions::default() };
    let bound = milepost_io::bind(rules.program(), vec![raw], &binding);
    let bound = bound.map_err(|fault| milepost_io::message(&fault, milepost::Lang::En))?;
    let options = Options { years: vec![2024], threads: 1, ..Options::default() };
    let table = milepost::score(rules.program(), &bound.dataset, &options, Engine::Columnar);
    std::hint::black_box(table.map_err(|e| e.to_string())?);
    Ok(())
}

fn records(batch: &RecordBatch) -> Vec<Record> {
    let number = |name: String, row: usize| {
        let column = batch.column_by_name(&name)?.as_primitive_opt::<Float64Type>()?;
        column.is_valid(row).then(|| column.value(row))
    };
    let flag = |name: String, row: usize| {
        let column = batch.column_by_name(&name)?.as_boolean_opt()?;
        column.is_valid(row).then(|| column.value(row))
    };
    let one = |row: usize| {
        let mut numbers = (0..RATIOS).flat_map(|i| [number(format!("a{i}"), row), number(format!("b{i}"), row)]);
        let mut flags = (0..FLAGS).map(|i| flag(format!("y{i}"), row));
        Record::of(&mut numbers, &mut flags)
    };
    (0..batch.num_rows().min(RECORDS)).map(one).collect()
}

/// Says how much there is, then does a round for every line until there are no more.
fn answer(count: usize, mut work: impl FnMut() -> Result<(), String>) -> Result<(), String> {
    let mut out = std::io::stdout();
    let mut say = |line: String| writeln!(out, "{line}").and_then(|()| out.flush()).map_err(|e| e.to_string());
    work()?;
    say(count.to_string())?;
    for line in std::io::stdin().lock().lines() {
        line.map_err(|e| e.to_string())?;
        let (start, own) = (Instant::now(), scheduled());
        work()?;
        let wall = start.elapsed().as_secs_f64();
        let own = own.zip(scheduled()).map_or(wall, |(from, to)| to.saturating_sub(from) as f64 / 1e9);
        say(format!("{wall} {own}"))?;
    }
    Ok(())
}
