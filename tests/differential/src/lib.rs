//! Random rules and data through both evaluators, cell by cell, and single records through the prepared one.

pub mod compare;
pub mod data;
pub mod random;
pub mod record;
pub mod rules;

use milepost_core::report::Options;
use milepost_core::{columnar, exact};
use milepost_dsl::{CompileOptions, compile};
pub use random::Random;

/// How many cells of one generated case are the same; `None` if the checker refuses the rules.
///
/// # Errors
/// On the first difference, with the rules.
pub fn one(random: &mut Random, show: bool) -> Result<Option<(u64, record::Compared)>, String> {
    let text = rules::write(random);
    let program = match compile("generated.mile", &text, &|_| None, &CompileOptions::default()) {
        Ok(compiled) => std::sync::Arc::new(compiled.program),
        Err(failed) => {
            if show {
                for d in &failed.diagnostics {
                    let at = text.get(d.span.start as usize..).unwrap_or_default();
                    let near: String = at.chars().take(60).collect();
                    println!("{} {} at: {near}", d.code(), d.text(milepost_core::diagnostic::Lang::En));
                }
            }
            return Ok(None);
        }
    };
    let districts = if random.chance(10) { 2_500 } else { 40 + random.below(60) };
    let data = data::make(&program, districts, random);
    let wrong = |why: String| format!("{why}\n{text}");
    let expected = exact::score(&program, &data, &Options::default()).map_err(|e| wrong(e.to_string()))?;
    let threads = 1 + random.below(2);
    let mut cells = 0;
    for exact in [true, false] {
        let options = Options { exact, threads, ..Options::default() };
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
