//! Speed of Milepost: `cargo run --release -p milepost-benches -- w1 [ROWS]` prints million rows a second, `w2 [ROWS]` the
//! same of normalised indicators, `w3` the time of roll-ups, `w4 [ROWS]` the cost of one criterion among many, `pack` the
//! cost of the district pack, `record` what one record costs, `compile` what compiling
//! costs; `beside table|record FILE` is the Rust side of `benches/python/beside.py`. `w1-alone`, `w1-all-alone`,
//! `w2-alone`, `w3-alone` only score, for a profiler.

mod allocations;
mod beside;
mod clock;
mod compiling;
mod folder;
mod measure;
mod pack;
mod record;
mod w1;
mod w2;
mod w3;
mod w4;

use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let rows = args.get(1).and_then(|n| n.replace('_', "").parse().ok());
    match args.first().map(String::as_str) {
        Some("w1") => {
            for ties in [0, 1, 20] {
                w1::run(rows.unwrap_or(1_000_000), ties, w1::Run::Compare);
            }
            ExitCode::SUCCESS
        }
        Some("w1-alone") => {
            w1::run(rows.unwrap_or(1_000_000), 1, w1::Run::Alone);
            ExitCode::SUCCESS
        }
        Some("w1-all-alone") => {
            w1::run(rows.unwrap_or(100_000), 1, w1::Run::AllParts);
            ExitCode::SUCCESS
        }
        Some("w2") => {
            w2::run(rows.unwrap_or(1_000_000), false);
            ExitCode::SUCCESS
        }
        Some("w2-alone") => {
            w2::run(rows.unwrap_or(200_000), true);
            ExitCode::SUCCESS
        }
        Some("w3") => {
            w3::run(false);
            ExitCode::SUCCESS
        }
        Some("w3-alone") => {
            w3::run(true);
            ExitCode::SUCCESS
        }
        Some("w4") => {
            w4::run(rows.unwrap_or(10_000));
            ExitCode::SUCCESS
        }
        Some("pack") => done(pack::run()),
        Some("record") => done(record::run()),
        Some("beside") => {
            let argument = |at: usize| args.get(at).map_or("", String::as_str);
            done(beside::run(argument(1), argument(2)))
        }
        Some("compile") => done(compiling::run()),
        Some("folder") => {
            let folder = args.get(1).map_or(".", String::as_str);
            done(folder::run(std::path::Path::new(folder)).map_err(|wrong| wrong.to_string()))
        }
        _ => {
            eprintln!(
                "usage: milepost-benches w1 [ROWS] | w2 [ROWS] | w3 | w4 [ROWS] | pack | record | compile | folder FOLDER |
                 beside table|record FILE"
            );
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
