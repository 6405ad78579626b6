//! Speed of Milepost. `cargo run --release -p milepost-benches -- w1 [ROWS]` prints million rows a second.

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
        _ => {
            eprintln!("usage: milepost-benches w1 [ROWS]");
            ExitCode::from(2)
        }
    }
}
