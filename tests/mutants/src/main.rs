//! Mutation testing of what decides verdicts.
//!
//! Every way to make the rooms wrong that `plant` knows is put into one copy of the project, each behind its number; the copy
//! is built once; then the tests run once for each number, in a process of their own, until one of them notices.
//!
//!     cargo run -p milepost-mutants                    goes on where the last run stopped
//!     cargo run -p milepost-mutants -- --minutes 30    for half an hour
//!     cargo run -p milepost-mutants -- --at-once 4     so many at a time, instead of one for each processor
//!     cargo run -p milepost-mutants -- number ops      some rooms only
//!     cargo run -p milepost-mutants -- --list          what is known so far

#![allow(clippy::indexing_slicing, reason = "JSON gives null for what is not there; every mutant has its name")]

mod argued;
mod build;
mod plant;
mod results;
mod suites;

use results::Results;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// What decides verdicts, in core's `src`.
const ROOMS: [&str; 5] = ["number", "ops", "functions", "exact", "group.rs"];

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("mutants: {why}");
            ExitCode::FAILURE
        }
    }
}

struct Asked {
    rooms: Vec<String>,
    minutes: Option<u64>,
    at_once: Option<usize>,
    list: bool,
}

fn asked() -> Result<Asked, String> {
    let mut asked = Asked { rooms: Vec::new(), minutes: None, at_once: None, list: false };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--list" => asked.list = true,
            "--minutes" => {
                asked.minutes = Some(words.next().and_then(|n| n.parse().ok()).ok_or("--minutes needs a number")?);
            }
            "--at-once" => {
                asked.at_once = Some(words.next().and_then(|n| n.parse().ok()).ok_or("--at-once needs a number")?);
            }
            room if ROOMS.contains(&room) => asked.rooms.push(word),
            other => {
                return Err(format!("'{other}' is none of --minutes N, --at-once N, --list, {}", ROOMS.join(", ")));
            }
        }
    }
    if asked.rooms.is_empty() {
        asked.rooms = ROOMS.iter().map(|room| (*room).to_owned()).collect();
    }
    Ok(asked)
}

fn run() -> Result<(), String> {
    let asked = asked()?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let home = root.join("target/mutants");
    let copy = build::copy(&root, &home, &asked.rooms)?;
    let planted = build::plant(&root, &copy, &asked.rooms)?;
    let argued = argued::read(&root.join("tests/mutants/argued.txt"))?;
    let results = Mutex::new(Results::of(&home, &asked.rooms, &planted, argued)?);
    if !asked.list {
        let suites = suites::built(&copy, &home)?;
        let time = asked.minutes.map(|minutes| Duration::from_secs(minutes.saturating_mul(60)));
        let until = time.and_then(|time| Instant::now().checked_add(time));
        let workers = asked.at_once.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
        std::thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(|| work(&suites, &results, until));
            }
        });
    }
    let results = results.into_inner().map_err(|_| "a worker died")?;
    results.save()?;
    results.tell(asked.rooms.len() == ROOMS.len())
}

/// Takes one mutant after the other until there is none, or no time.
fn work(suites: &suites::Suites, results: &Mutex<Results>, until: Option<Instant>) {
    while until.is_none_or(|until| Instant::now() < until) {
        let Some((number, file)) = results.lock().ok().and_then(|mut all| all.next()) else { return };
        let outcome = suites.try_out(number, &file);
        if let Ok(mut all) = results.lock() {
            all.record(number, outcome);
        }
    }
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|why| format!("{}: {why}", path.display()))
}

fn write(path: &PathBuf, text: &str) -> Result<(), String> {
    std::fs::write(path, text).map_err(|why| format!("{}: {why}", path.display()))
}
