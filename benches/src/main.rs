//! Speed of Milepost: `cargo run --release -p milepost-benches -- w1 [ROWS]` prints million rows a second, `-- pack` the
//! cost of the district pack, `-- record` what one record costs, `-- compile` what compiling
//! costs.

mod allocations;
mod clock;
mod compiling;
mod pack;
mod record;
mod w1;

use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let rows = args.get(1).and_then(|n| n.replace('_', "").parse().ok());
    match args.first().map(String::as_str) {
        Some("w1") => {
            for ties in [0, 1, 20] {
                w1::run(rows.unwrap_or(1_000_000), ties);
            }
            ExitCode::SUCCESS
        }
        Some("pack") => done(pack::run()),
        Some("record") => done(record::run()),
        Some("compile") => done(compiling::run()),
        _ => {
            eprintln!("usage: milepost-benches w1 [ROWS] | pack | record | compile");
            ExitCode::from(2)
        }
    }
}

fn done(result: Result<(), String>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(wrong) => {
            eprintln!("{wrong}");
            ExitCode::FAILURE
        }
    }
}
