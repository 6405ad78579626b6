//! Compares and prints the table. `--write` puts it into README.md and docs/published.md, `--check` says whether the
//! tables there are current.

use milepost_published::{Line, engine::Engine, must_run, run, shared, table};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mode = std::env::args().nth(1);
    if let Some(wrong) = mode.as_deref().filter(|m| !matches!(*m, "--write" | "--check")) {
        eprintln!("unknown argument {wrong}; --write or --check");
        return ExitCode::from(2);
    }
    let Some(data) = shared() else {
        eprintln!("published indices: not run, ../shared/data is not there");
        return if must_run() { ExitCode::FAILURE } else { ExitCode::SUCCESS };
    };
    let mut good = true;
    for engine in Engine::ALL {
        match run(&data, *engine) {
            Ok(lines) => {
                let markdown = table::markdown(&lines);
                println!("Published indices, {} evaluator\n\n{markdown}", engine.name());
                for line in lines.iter().filter(|l| !l.holds()) {
                    good = false;
                    println!("NOT EQUAL: {} {}\n  {}", line.index, line.what, line.differences.join("\n  "));
                }
                if *engine == Engine::Exact && mode.is_some() {
                    good &= tables(&lines, mode.as_deref() == Some("--write"));
                }
            }
            Err(why) => {
                good = false;
                eprintln!("{}: {why}", engine.name());
            }
        }
    }
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Writes the tables, or says which are not current.
fn tables(lines: &[Line], write: bool) -> bool {
    let mut good = true;
    for file in table::files() {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        match table::current(&file, &text, lines) {
            None => {
                eprintln!("{}: no markers for the table", file.display());
                good = false;
            }
            Some(new) if new == text => {}
            Some(new) if write => good &= std::fs::write(&file, new).is_ok(),
            Some(_) => {
                eprintln!("{}: the table is not current; run milepost-published --write", file.display());
                good = false;
            }
        }
    }
    good
}
