//! Generated rules and data through both evaluators, and single records through the prepared one, until so many cells were the same.
//!
//! `milepost-differential [--cells N] [--seed S] [--show]`; on a difference it prints the seed and the rules, and fails.

use milepost_differential::{Random, one};
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
    let started = std::time::Instant::now();
    let (mut done, mut sets, mut refused) = (0_u64, 0_u64, 0_u64);
    let (mut quick, mut records) = (0_u64, 0_u64);
    while done < cells {
        match one(&mut Random::new(seed.wrapping_mul(0x5851_F42D_4C95_7F2D)), show) {
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
    if sets > 20 && quick * 20 < records {
        eprintln!("only {quick} of {records} single records were computed by the prepared evaluator");
        return ExitCode::FAILURE;
    }
    println!("{records} single records, {quick} of them by the prepared evaluator alone");
    let figures = [
        ("cells", done.into()),
        ("rule_sets", sets.into()),
        ("single_records", records.into()),
        ("seconds", started.elapsed().as_secs().into()),
    ];
    // The long run has figures of its own.
    let suite = if cells < 1_000_000_000 { "differential" } else { "differential-long" };
    milepost_conformance::trust::record(suite, &figures);
    println!("{done} cells of {sets} rule sets are the same ({refused} generated texts were refused by the checker)");
    ExitCode::SUCCESS
}
