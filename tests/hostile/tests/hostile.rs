//! Malformed and hostile inputs to every reader and to the compiler: each is answered, soon, within bounds.
//!
//! `MILEPOST_HOSTILE=10000` says how many inputs each target gets; `MILEPOST_SEED` which.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use milepost_conformance::trust;
use milepost_differential::Random;
use milepost_hostile::{TARGETS, Target, spoil::spoil};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(otherwise)
}

/// The processor time of this thread, which other programs do not stretch; wall time where the system does not tell.
fn spent(since: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|t| t.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| since.elapsed(), Duration::from_nanos)
}

/// The most memory this process has held, in kilobytes.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn keep(target: &Target, input: &[u8]) -> String {
    let path = std::env::temp_dir().join(format!("milepost-{}-{}.bin", target.name, std::process::id()));
    std::fs::write(&path, input).map_or_else(|e| e.to_string(), |()| path.display().to_string())
}

fn run(target: &Target, inputs: u64) -> (u64, Duration) {
    let seeds = (target.seeds)();
    assert!(!seeds.is_empty(), "{} has no seeds", target.name);
    let mut random = Random::new(number("MILEPOST_SEED", 1) ^ u64::from(target.name.as_bytes()[0]) << 32);
    let (mut accepted, mut slowest) = (0, Duration::ZERO);
    let start = Instant::now();
    for at in 0..inputs {
        let seed = &seeds[random.below(seeds.len())];
        let other = &seeds[random.below(seeds.len())];
        let input = spoil(seed, other, &mut random);
        let before = spent(start);
        match catch_unwind(AssertUnwindSafe(|| (target.holds)(&input))) {
            Ok(Ok(good)) => accepted += u64::from(good),
            Ok(Err(why)) => panic!("{} input {at} ({}): {why}", target.name, keep(target, &input)),
            Err(_) => panic!("{} input {at} ({}): a panic", target.name, keep(target, &input)),
        }
        let took = spent(start).saturating_sub(before);
        slowest = slowest.max(took);
        // A second for a text or a file. A generated program is evaluated on whole tables, several times over. A build
        // without optimisation may take longer by as much as it is slower.
        let most = if target.name == "program" { 10 } else { 1 } * if cfg!(debug_assertions) { 10 } else { 1 };
        assert!(
            took < Duration::from_secs(most),
            "{} input {at} ({}) took {took:?}",
            target.name,
            keep(target, &input)
        );
    }
    (accepted, slowest)
}

#[test]
fn every_input_is_answered() {
    let inputs = number("MILEPOST_HOSTILE", 200);
    let build = if cfg!(debug_assertions) { "unoptimised" } else { "optimised" };
    let mut figures = vec![("inputs_each", inputs.into()), ("targets", TARGETS.len().into()), ("build", build.into())];
    // What a reader or the compiler takes, and what a generated program takes that is evaluated five times over.
    let (mut longest, mut evaluated) = (Duration::ZERO, Duration::ZERO);
    for target in TARGETS {
        // Each target's own stack and its own clock. Generated programs are evaluated, which takes longest.
        let inputs = if target.name == "program" { inputs.div_ceil(20) } else { inputs };
        let (accepted, slowest) = std::thread::scope(|s| s.spawn(|| run(target, inputs)).join()).unwrap();
        let of = if target.name == "program" { &mut evaluated } else { &mut longest };
        *of = slowest.max(*of);
        println!("{}: {inputs} inputs, {accepted} accepted all the same, the slowest took {slowest:?}", target.name);
    }
    let ms = |d: Duration| u64::try_from(d.as_millis()).unwrap_or(u64::MAX).into();
    figures.extend([("slowest_ms", ms(longest)), ("slowest_program_ms", ms(evaluated))]);
    if let Some(peak) = peak() {
        println!("at most {} MB of memory", peak / 1024);
        figures.push(("peak_mb", (peak / 1024).into()));
        assert!(peak < 1 << 20, "more than 1 GB of memory: {peak} KB");
    }
    trust::record("hostile", &figures);
}

/// The seeds themselves are good, or they would be no test of readers.
#[test]
fn seeds_are_accepted() {
    for target in TARGETS.iter().filter(|t| !matches!(t.name, "tokens" | "text" | "program")) {
        let good = (target.seeds)().iter().filter(|seed| (target.holds)(seed) == Ok(true)).count();
        assert!(good > 0, "{}: no seed is accepted: {:?}", target.name, (target.holds)(&(target.seeds)()[0]));
    }
}
