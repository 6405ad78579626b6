//! W2: ten indicators spread over 0..100 between the least and the greatest of all units, a weighted mean of them and a
//! geometric mean. Beside it the same by hand over floats.

use crate::measure::{Clock, alternate};
use milepost_core::columnar;
use milepost_core::dataset::builder::{Builder, UnitIds};
use milepost_core::dataset::{Dataset, RawColumn, RawValues};
use milepost_core::program::{InputId, LevelId, Program};
use milepost_core::report::{Cells, Options, Parts, Wanted};
use milepost_dsl::{CompileOptions, compile};
use std::fmt::Write as _;

const INDICATORS: usize = 10;
const WEIGHTS: [u32; INDICATORS] = [1, 2, 3, 1, 2, 3, 1, 2, 3, 2];

fn rules() -> String {
    let mut out = String::from("ruleset w2 { applies 2024..2024  evaluates district }\nlevel district\n");
    for i in 0..INDICATORS {
        let _ = writeln!(out, "input x{i} : number\nindicator g{i} = x{i}");
    }
    let spread =
        "position(value, min of value across district ignoring missing, max of value across district ignoring missing)";
    let _ = writeln!(out, "group spread {{\n verdict none\n score weighted_mean\n normalise 100 * {spread}");
    for (i, weight) in WEIGHTS.iter().enumerate() {
        let _ = writeln!(out, " item x{i} weight {weight}");
    }
    let _ = writeln!(out, "}}\ngroup product {{\n verdict none\n score geometric_mean\n normalise 1 + 99 * {spread}");
    for i in 0..INDICATORS {
        let _ = writeln!(out, " item g{i} weight 1");
    }
    out.push_str("}\n");
    out
}

/// Hundredths, as statistics come; 2 % missing where asked for.
fn data(rows: usize, missing: bool) -> Vec<Vec<f64>> {
    let mut state = 7_u64;
    let mut next = move |n: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    (1..=INDICATORS as u64)
        .map(|i| {
            let row = |_| match missing && next(100) < 2 {
                true => f64::NAN,
                false => next(7_919 * i) as f64 / 100.0,
            };
            (0..rows).map(row).collect()
        })
        .collect()
}

fn dataset(program: &Program, data: &[Vec<f64>], rows: usize) -> Dataset {
    let mut builder = Builder::new(program);
    let columns = data.iter().enumerate().filter_map(|(i, values)| {
        let name = format!("x{i}");
        let id = program.inputs.iter().position(|input| input.name == name)?;
        let values = RawValues::F64(values.clone().into());
        Some((InputId(u32::try_from(id).ok()?), RawColumn { values, state: None }))
    });
    builder.frame(LevelId(0), 2024, None, UnitIds::Rows(rows), columns.collect(), &|_, _| String::new());
    builder.finish()
}

/// The weighted mean and the geometric mean, the latter by repeated multiplication and a power function of floats.
fn by_hand(data: &[Vec<f64>], rows: usize) -> (Vec<f64>, Vec<f64>) {
    let ends: Vec<(f64, f64)> = data
        .iter()
        .map(|x| {
            x.iter().fold((f64::MAX, f64::MIN), |(lo, hi), x| {
                (if *x < lo { *x } else { lo }, if *x > hi { *x } else { hi })
            })
        })
        .collect();
    let all = f64::from(WEIGHTS.iter().sum::<u32>());
    let (mut mean, mut product) = (vec![0.0; rows], vec![1.0; rows]);
    for ((x, (lo, hi)), weight) in data.iter().zip(ends).zip(WEIGHTS) {
        let (range, weight) = (hi - lo, f64::from(weight));
        for ((m, p), x) in mean.iter_mut().zip(&mut product).zip(x) {
            let share = (x - lo) / range;
            *m += 100.0 * share * weight;
            *p *= 1.0 + 99.0 * share;
        }
    }
    mean.iter_mut().for_each(|m| *m /= all);
    #[expect(clippy::disallowed_methods, reason = "what a loop by hand would do")]
    product.iter_mut().for_each(|p| *p = p.powf(1.0 / INDICATORS as f64));
    (mean, product)
}

/// Prints million rows a second.
pub fn run(rows: usize, alone: bool) {
    for missing in [false, true] {
        let Ok(compiled) = compile("w2.mile", &rules(), &|_| None, &CompileOptions::default()).inspect_err(|failed| {
            failed.diagnostics.iter().for_each(|d| eprintln!("{} {}", d.code(), d.text(Default::default())));
        }) else {
            return;
        };
        let program = compiled.program;
        let columns = data(rows, missing);
        let set = dataset(&program, &columns, rows);
        let rest = Parts { score: true, ..Parts::NONE };
        let wanted = Wanted { criteria: Parts::NONE, members: Parts::NONE, rest };
        let options = |threads| Options { years: vec![2024], threads, wanted, ..Options::default() };
        let score = |threads| drop(std::hint::black_box(columnar::score(&program, &set, &options(threads))));
        if alone {
            (0..10).for_each(|_| score(1));
            continue;
        }
        let times = alternate(&[
            (Clock::Own, &|| drop(std::hint::black_box(by_hand(&columns, rows)))),
            (Clock::Own, &|| score(1)),
            (Clock::Wall, &|| score(2)),
        ]);
        let [hand, one, two] = times.iter().map(|t| rows as f64 / t / 1e6).collect::<Vec<_>>()[..] else { return };
        let (mean, product) = by_hand(&columns, rows);
        let off = columnar::score(&program, &set, &options(1)).ok().map_or(f64::NAN, |table| {
            let scores = table.blocks.iter().flat_map(|b| &b.columns);
            let of = |name: &str| {
                let mut scores = scores.clone().filter(|c| milepost_core::exact::item_name(&program, c.item) == name);
                scores
                    .next()
                    .and_then(|c| c.score.as_ref())
                    .map_or(&[][..], |c| if let Cells::F64(v) = c { v } else { &[] })
            };
            let gap = |a: &[f64], b: &[f64]| {
                a.iter().zip(b).fold(0.0_f64, |m, (a, b)| if (a - b).abs() > m { (a - b).abs() } else { m })
            };
            gap(&mean, of("spread")).max(gap(&product, of("product")))
        });
        println!(
            "rows {rows:>9}  missing {:>2} %   milepost {one:6.2} (1 thread) {two:6.2} (2)   by hand {hand:6.2}   \
             floats are off by up to {off:.1e}",
            if missing { 2 } else { 0 }
        );
    }
}
