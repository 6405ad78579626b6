//! Generated rules and data through both evaluators, and single records through the prepared one, until so many cells were the same.
//!
//! `milepost-differential [--cells N] [--seed S] [--show]`; on a difference it prints the seed and the rules, and fails.

mod compare;
mod data;
mod random;
mod record;
mod rules;

use milepost_core::report::Options;
use milepost_core::{columnar, exact};
use milepost_dsl::{CompileOptions, compile};
use random::Random;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut cells = 1_000_000_u64;
    let mut seed = 1_u64;
    let mut show = false;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut number = || args.next().and_then(|n| n.replace('_', "").parse().ok());
        match arg.as_str() {
            "--cells" => cells = number().unwrap_or(cells),
            "--seed" => seed = number().unwrap_or(seed),
            "--show" => show = true,
            other => {
                eprintln!("unknown argument {other}; there are --cells N, --seed S, --show");
                return ExitCode::from(2);
            }
        }
    }
    let (mut done, mut sets, mut refused) = (0_u64, 0_u64, 0_u64);
    let (mut quick, mut records) = (0_u64, 0_u64);
    while done < cells {
        match one(seed, show) {
            Ok(Some((same, of_records))) => {
                done += same + of_records.cells;
                quick += of_records.quick;
                records += of_records.records;
                sets += 1;
            }
            Ok(None) => refused += 1,
            Err(why) => {
                eprintln!("seed {seed}: {why}");
                return ExitCode::FAILURE;
            }
        }
        if refused > 100 && refused > sets {
            eprintln!("{refused} of {} generated rule sets do not compile", sets + refused);
            return ExitCode::FAILURE;
        }
        seed += 1;
    }
    if sets > 20 && quick * 3 < records {
        eprintln!("only {quick} of {records} single records were computed by the prepared evaluator");
        return ExitCode::FAILURE;
    }
    println!("{records} single records, {quick} of them by the prepared evaluator alone");
    println!("{done} cells of {sets} rule sets are the same ({refused} generated texts were refused by the checker)");
    ExitCode::SUCCESS
}

/// How many cells of one generated case are the same; `None` if the checker refuses the rules.
fn one(seed: u64, show: bool) -> Result<Option<(u64, record::Compared)>, String> {
    let mut random = Random::new(seed.wrapping_mul(0x5851_F42D_4C95_7F2D));
    let text = rules::write(&mut random);
    let program = match compile("generated.mile", &text, &|_| None, &CompileOptions::default()) {
        Ok(compiled) => std::sync::Arc::new(compiled.program),
        Err(failed) => {
            if show {
                for d in &failed.diagnostics {
                    let at = text.get(d.span.start as usize..).unwrap_or_default();
                    let near: String = at.chars().take(60).collect();
                    println!("seed {seed}: {} {} at: {near}", d.code(), d.text(milepost_core::diagnostic::Lang::En));
                }
            }
            return Ok(None);
        }
    };
    let districts = if random.chance(10) { 2_500 } else { 40 + random.below(60) };
    let data = data::make(&program, districts, &mut random);
    let wrong = |why: String| format!("{why}\n{text}");
    let expected = exact::score(&program, &data, &Options::default()).map_err(|e| wrong(e.to_string()))?;
    let threads = 1 + random.below(2);
    let mut cells = 0;
    for exact in [true, false] {
        let options = Options { exact, threads, ..Options::default() };
        let found = columnar::score(&program, &data, &options).map_err(|e| wrong(e.to_string()))?;
        cells += compare::tables(&program, &expected, &found).map_err(wrong)?;
    }
    let flat = rules::write_flat(&mut random);
    let mut of_records = record::run(&program, 2, &mut random).map_err(wrong)?;
    if let Ok(compiled) = compile("flat.mile", &flat, &|_| None, &CompileOptions::default()) {
        let program = std::sync::Arc::new(compiled.program);
        let more = record::run(&program, 60, &mut random).map_err(|why| format!("{why}\n{flat}"))?;
        of_records.add(more);
    }
    Ok(Some((cells, of_records)))
}
