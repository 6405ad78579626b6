//! What compiling costs: parsing, checking and lowering, then planning for one level and year.

use crate::w1;
use milepost::Year;
use std::fmt::Write as _;
use std::time::Instant;

/// W4: rule sets like W1, many times over.
fn rules(times: usize) -> String {
    let mut out = String::from("ruleset w4 { applies 2023..2025  evaluates district }\nlevel district\n");
    for i in 0..w1::RATIOS * times {
        let _ = writeln!(out, "input a{i}, b{i} : number");
    }
    for i in 0..w1::FLAGS * times {
        let _ = writeln!(out, "input y{i} : yes_no");
    }
    out.push_str("group total {\n verdict every\n score sum\n");
    let (mut ratio, mut flag) = (0, 0);
    for group in 0..times {
        let _ = writeln!(out, " group g{group} {{\n  verdict every\n  score sum");
        for _ in 0..w1::RATIOS {
            let _ = writeln!(
                out,
                "  criterion r{ratio} \"Ratio {ratio}\" {{\n   measure a{ratio} / b{ratio}\n   target 2023: >= 0.5, 2024: >= 0.8, 2025: >= 1\n   score max 10 points when met\n  }}"
            );
            ratio += 1;
        }
        for _ in 0..w1::FLAGS {
            let _ = writeln!(
                out,
                "  criterion f{flag} \"Flag {flag}\" {{\n   measure y{flag}\n   target 2023..2025: yes\n   score max 10 points when met\n  }}"
            );
            flag += 1;
        }
        out.push_str(" }\n");
    }
    out.push_str("}\noutcome recognised {\n require all: total.met\n}\n");
    out
}

/// The least microseconds of many runs; what a run gives is thrown away after its time was taken.
fn least<T>(rounds: u32, mut work: impl FnMut() -> T) -> f64 {
    let times = (0..rounds).map(|_| {
        let start = Instant::now();
        let made = work();
        let took = start.elapsed();
        drop(std::hint::black_box(made));
        took.as_secs_f64() * 1e6
    });
    times.fold(f64::MAX, f64::min)
}

/// Prints milliseconds for rule sets of growing size.
pub fn run() -> Result<(), String> {
    for times in [1, 10, 100] {
        let text = rules(times);
        let rounds = u32::try_from(400 / times + 10).unwrap_or(10);
        let parsed = least(rounds, || milepost::dsl::parse(0, &text));
        let compiled = least(rounds, || milepost::compile(&text));
        let set = milepost::compile(&text).map_err(|e| e.to_string())?;
        let planned = least(rounds, || set.prepare(Year(2024)));
        println!(
            "{:>5} criteria, {:>6} bytes: read in {:7.3} ms, compiled in {:7.3} ms, planned in {:7.3} ms, together {:7.3} ms",
            23 * times,
            text.len(),
            parsed / 1e3,
            compiled / 1e3,
            planned / 1e3,
            (compiled + planned) / 1e3
        );
    }
    Ok(())
}
