//! Random rules and data through both evaluators, cell by cell, and single records through the prepared one.

pub mod compare;
pub mod constructs;
pub mod data;
pub mod random;
pub mod record;
pub mod rules;

use milepost_core::report::Options;
use milepost_core::{columnar, date, exact};
use milepost_dsl::{CompileOptions, compile};
pub use random::Random;

/// How many cells of one generated case are the same; `None` if the checker refuses the rules.
///
/// # Errors
/// On the first difference, with the rules.
pub fn one(random: &mut Random, show: bool) -> Result<Option<(u64, record::Compared)>, String> {
    case(random, show, 2_500)
}

/// The same with at most so many districts.
///
/// # Errors
/// On the first difference, with the rules.
pub fn case(random: &mut Random, show: bool, most: usize) -> Result<Option<(u64, record::Compared)>, String> {
    let rules = rules::write_files(random);
    let options = CompileOptions { variant: rules.variant.clone(), ..CompileOptions::default() };
    let program = match compile("generated.mile", &rules.text, &|name| rules.source(name), &options) {
        Ok(compiled) => std::sync::Arc::new(compiled.program),
        Err(failed) => {
            if show {
                for d in &failed.diagnostics {
                    let text = failed.files.get(usize::from(d.span.file)).map(|f| f.text.as_str()).unwrap_or_default();
                    let line = text.get(..d.span.start as usize).unwrap_or_default().rfind('\n').map_or(0, |at| at + 1);
                    let near: String = text.get(line..).unwrap_or_default().chars().take(300).collect();
                    let near = near.lines().next().unwrap_or_default();
                    println!("{} {} at: {near}", d.code(), d.text(milepost_core::diagnostic::Lang::En));
                }
            }
            return Ok(None);
        }
    };
    let districts = if random.chance(10) && !rules.heavy { 2_500 } else { 40 + random.below(60) };
    let districts = districts.min(most);
    let data = data::make(&program, districts, random);
    let wrong = |why: String| {
        let recorded: String = data.recorded.iter().map(|(key, value)| format!("\n// {key:?}: {value:?}")).collect();
        format!("{why}\n{rules}{recorded}")
    };
    // As the rules say, now and then on another day or under a version that is not in force.
    let as_of = random.chance(15).then(|| date::days(2023, 7, 1 + u32::try_from(random.below(200)).unwrap_or(0) % 28));
    let versions = program.modules.first().map(|m| m.versions.as_slice()).unwrap_or_default();
    let as_if = if random.chance(10) { versions.get(random.below(versions.len())).copied() } else { None };
    let common = Options { as_of, as_if, ..Options::default() };
    let expected = exact::score(&program, &data, &common).map_err(|e| wrong(e.to_string()))?;
    let threads = 1 + random.below(2);
    let mut cells = 0;
    for exact in [true, false] {
        let options = Options { exact, threads, ..common.clone() };
        let found = columnar::score(&program, &data, &options).map_err(|e| wrong(e.to_string()))?;
        cells += compare::tables(&program, &expected, &found).map_err(wrong)?;
    }
    let flat = rules::write_flat(random);
    let mut of_records = record::run(&program, 2, random).map_err(wrong)?;
    if let Ok(compiled) = compile("flat.mile", &flat, &|_| None, &CompileOptions::default()) {
        let program = std::sync::Arc::new(compiled.program);
        let more = record::run(&program, 60, random).map_err(|why| format!("{why}\n{flat}"))?;
        of_records.add(more);
    }
    Ok(Some((cells, of_records)))
}
