//! How long rule texts of growing size take to compile: `cargo run -p milepost-dsl --release --example timing`.
//!
//! The promise is less than 1 ms for 23 criteria and less than 50 ms for 2,300, in proportion to size.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use milepost_dsl::{CompileOptions, compile, parse};

/// A ruleset of so many criteria in groups of 23, scored in tiers, with an outcome.
fn rules(criteria: usize) -> String {
    let mut text = String::from(
        "ruleset big \"Big\" { applies 2024..2025  evaluates district }\ndocument law \"Law\" { }\nlevel district\n\
         level commune within district\n",
    );
    for i in 0..criteria {
        let _ = writeln!(text, "input x_{i} : ratio in 0%..100% \"Input {i}\" {{ given as percent }}");
    }
    text.push_str("group all \"All\" {\n  verdict every\n  score sum\n");
    for i in 0..criteria {
        if i % 23 == 0 {
            let _ = writeln!(text, "  group g_{} \"Group\" {{\n    verdict every\n    score sum", i / 23);
        }
        let _ = writeln!(
            text,
            "    criterion c_{i} \"Criterion {i}\" {{\n      code \"{i}\"  source law \"{i}\"  judged by \"Department\"\n      \
             measure x_{i}\n      target 2024: >= 70%, 2025: >= 80%\n      score max 10 points from measure {{\n        \
             >= 80%: 10 points\n        >= 60%: 7 points\n        otherwise: 10 points * measure / 80%\n      }}\n    }}"
        );
        if i % 23 == 22 || i + 1 == criteria {
            text.push_str("  }\n");
        }
    }
    text.push_str("}\noutcome o \"Outcome\" { source law \"2\"  require all_met \"All\": all.met }\n");
    text
}

fn least(times: u32, mut work: impl FnMut()) -> Duration {
    let mut best = Duration::MAX;
    for _ in 0..times {
        let start = Instant::now();
        work();
        best = best.min(start.elapsed());
    }
    best
}

fn main() {
    for criteria in [23, 230, 2_300] {
        let text = rules(criteria);
        let times = u32::try_from(200_000 / (criteria + 100)).unwrap_or(1);
        let read = least(times, || {
            let _ = parse(0, &text);
        });
        let mut fine = true;
        let all = least(times, || fine &= compile("big.mile", &text, &|_| None, &CompileOptions::default()).is_ok());
        println!("{criteria} criteria, {} bytes: parsed in {read:?}, compiled in {all:?}, clean: {fine}", text.len());
    }
}
