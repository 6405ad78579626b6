//! W4: 23, 230 and 2,300 criteria at 10,000 rows: what one criterion costs, to compile and to score.

use crate::measure::{Clock, alternate};
use milepost_core::columnar;
use milepost_core::dataset::builder::{Builder, UnitIds};
use milepost_core::dataset::{RawColumn, RawValues};
use milepost_core::program::{InputId, LevelId};
use milepost_core::report::{Options, Parts, Wanted};
use milepost_dsl::{CompileOptions, compile};
use std::fmt::Write as _;

fn rules(criteria: usize) -> String {
    let mut out = String::from("ruleset w4 { applies 2023..2025  evaluates district }\nlevel district\n");
    for i in 0..criteria {
        let _ = writeln!(out, "input a{i}, b{i} : number");
    }
    out.push_str("group total {\n verdict every\n score sum\n");
    for first in (0..criteria).step_by(23) {
        let _ = writeln!(out, " group g{first} {{\n  verdict every\n  score sum");
        for i in first..(first + 23).min(criteria) {
            let target = 50 + i % 50;
            let _ = writeln!(
                out,
                "  criterion c{i} {{\n measure a{i} / b{i}\n target 2023..2025: >= 0.{target}\n score max 10 points when met }}"
            );
        }
        out.push_str(" }\n");
    }
    out.push_str("}\n");
    out
}

/// Prints nanoseconds a cell, and milliseconds to compile.
pub fn run(rows: usize) {
    for criteria in [23, 230, 2_300] {
        let text = rules(criteria);
        let check = || compile("w4.mile", &text, &|_| None, &CompileOptions::default());
        let program = match check() {
            Ok(compiled) => compiled.program,
            Err(failed) => {
                failed.diagnostics.iter().for_each(|d| eprintln!("{} {}", d.code(), d.text(Default::default())));
                return;
            }
        };
        let mut state = 5_u64;
        let mut next = move |n: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % n
        };
        let mut builder = Builder::new(&program);
        let columns = (0_u32..).zip(&program.inputs).map(|(id, input)| {
            let low = if input.name.starts_with('b') { 100 } else { 40 };
            let values: Vec<f64> = (0..rows).map(|_| (low + next(60)) as f64).collect();
            (InputId(id), RawColumn { values: RawValues::F64(values.into()), state: None })
        });
        let columns = columns.collect();
        builder.frame(LevelId(0), 2024, None, UnitIds::Rows(rows), columns, &|_, _| String::new());
        let set = builder.finish();
        let verdicts = Parts { verdict: true, ..Parts::NONE };
        let wanted = Wanted { criteria: verdicts, members: Parts::NONE, rest: Parts { score: true, ..verdicts } };
        let options = Options { years: vec![2024], threads: 1, wanted, ..Options::default() };
        let times = alternate(&[
            (Clock::Own, &|| drop(std::hint::black_box(columnar::score(&program, &set, &options)))),
            (Clock::Own, &|| drop(std::hint::black_box(check()))),
        ]);
        let [score, checking] = times[..] else { return };
        println!(
            "criteria {criteria:>5}  rows {rows}   {:6.2} ns a cell   compiled in {:.2} ms",
            score * 1e9 / (rows * criteria) as f64,
            checking * 1e3
        );
    }
}
