//! W1: 23 criteria in five groups, 15 ratios of whole numbers against targets and 8 yes/no, 5 % missing; group scores,
//! total, all met, recognised. Beside it the same by hand over floats.

use milepost_core::columnar;
use milepost_core::dataset::builder::{Builder, UnitIds};
use milepost_core::dataset::{Buffer, Dataset, RawColumn, RawValues};
use milepost_core::program::{InputId, LevelId, Program};
use milepost_core::report::{Cells, Options, Parts, Table, Wanted};
use milepost_dsl::{CompileOptions, compile};
use std::fmt::Write as _;
use std::time::Instant;

use crate::measure::{Clock, alternate};

/// Criteria that hold a ratio against a target.
pub const RATIOS: usize = 15;
/// Criteria that are yes or no.
pub const FLAGS: usize = 8;
/// Criteria of each group.
pub const GROUPS: [usize; 5] = [3, 5, 6, 5, 4];
/// Targets in per cent.
pub const TARGETS: [u32; RATIOS] = [80, 85, 90, 70, 60, 95, 50, 75, 100, 65, 55, 88, 92, 78, 70];
/// A flag that is missing.
pub const NONE: u8 = 2;

/// The rules.
pub fn rules() -> String {
    let mut out = String::from("ruleset w1 { applies 2023..2025  evaluates district }\nlevel district\n");
    for i in 0..RATIOS {
        let _ = writeln!(out, "input a{i}, b{i} : number");
    }
    for i in 0..FLAGS {
        let _ = writeln!(out, "input y{i} : yes_no");
    }
    out.push_str("group total {\n verdict every\n score sum\n");
    let mut next = 0;
    for (g, size) in GROUPS.iter().enumerate() {
        let _ = writeln!(out, " group g{g} {{\n  verdict every\n  score sum");
        for _ in 0..*size {
            let measure = match TARGETS.get(next) {
                Some(t) => format!(
                    "measure a{next} / b{next}  target 2023: >= 0.5, 2024: >= {}, 2025: >= 1",
                    f64::from(*t) / 100.0
                ),
                None => format!("measure y{}  target 2023..2025: yes", next - RATIOS),
            };
            let _ = writeln!(
                out,
                "  criterion c{next} {{\n {}\n score max 10 points when met }}",
                measure.replace("  target", "\n target")
            );
            next += 1;
        }
        out.push_str(" }\n");
    }
    out.push_str("}\noutcome recognised {\n require all: total.met\n require points: total.score >= 161 points\n}\n");
    out
}

/// The data, as columns.
pub struct Data {
    /// Numerators.
    pub a: Vec<Vec<f64>>,
    /// Denominators.
    pub b: Vec<Vec<f64>>,
    /// Flags.
    pub y: Vec<Vec<u8>>,
}

/// So many rows, so many per cent of them on their target.
pub fn data(rows: usize, ties: usize) -> Data {
    let mut state = 42_u64;
    let mut next = move |n: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for target in TARGETS {
        let (mut above, mut below) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
        for _ in 0..rows {
            let base = 100 * (1 + next(500));
            let tie = next(100) < ties as u64;
            let part =
                if tie { base * u64::from(target) / 100 } else { base * (u64::from(target) - 10 + next(30)) / 100 + 1 };
            above.push(if next(1000) < 25 { f64::NAN } else { part as f64 });
            below.push(if next(1000) < 25 { f64::NAN } else { base as f64 });
        }
        a.push(above);
        b.push(below);
    }
    let y = (0..FLAGS)
        .map(|_| (0..rows).map(|_| if next(100) < 5 { NONE } else { u8::from(next(100) < 90) }).collect())
        .collect();
    Data { a, b, y }
}

fn dataset(program: &Program, data: &Data, rows: usize) -> Dataset {
    let mut builder = Builder::new(program);
    let id = |name: String| {
        program.inputs.iter().position(|i| i.name == name).and_then(|i| u32::try_from(i).ok()).map(InputId)
    };
    let mut columns = Vec::new();
    for (letter, all) in [("a", &data.a), ("b", &data.b)] {
        for (i, values) in all.iter().enumerate() {
            columns.extend(
                id(format!("{letter}{i}"))
                    .map(|id| (id, RawColumn { values: RawValues::F64(values.clone().into()), state: None })),
            );
        }
    }
    for (i, values) in data.y.iter().enumerate() {
        let state = Buffer::Owned(values.iter().map(|y| u8::from(*y == NONE)).collect());
        let values = values.iter().map(|y| y & 1).collect::<Vec<u8>>();
        columns.extend(
            id(format!("y{i}"))
                .map(|id| (id, RawColumn { values: RawValues::Bool(values.into()), state: Some(state) })),
        );
    }
    builder.frame(LevelId(0), 2024, None, UnitIds::Rows(rows), columns, &|_, _| String::new());
    builder.finish()
}

/// What the loop by hand writes.
pub struct Hand {
    verdicts: Vec<Vec<u8>>,
    groups: Vec<Vec<f64>>,
    total: Vec<f64>,
    recognised: Vec<u8>,
}

/// Rows from..to of all columns, block by block.
pub fn by_hand(data: &Data, from: usize, to: usize) -> Hand {
    let rows = to - from;
    let mut out = Hand {
        verdicts: (0..RATIOS + FLAGS).map(|_| Vec::with_capacity(rows)).collect(),
        groups: GROUPS.iter().map(|_| Vec::with_capacity(rows)).collect(),
        total: Vec::with_capacity(rows),
        recognised: Vec::with_capacity(rows),
    };
    let mut at = from;
    while at < to {
        let until = (at + 1_024).min(to);
        let mut verdicts = out.verdicts.iter_mut();
        for ((a, b), target) in data.a.iter().zip(&data.b).zip(TARGETS) {
            let target = f64::from(target) / 100.0;
            let (Some(a), Some(b), Some(v)) = (a.get(at..until), b.get(at..until), verdicts.next()) else { continue };
            v.extend(a.iter().zip(b).map(|(a, b)| {
                let share = a / b;
                if share >= target { 0 } else { 1 + u8::from(share.is_nan()) }
            }));
        }
        for (y, v) in data.y.iter().zip(verdicts) {
            v.extend(y.get(at..until).unwrap_or_default().iter().map(|y| if *y == NONE { 2 } else { 1 - y }));
        }
        let len = until - at;
        let (mut total, mut all) = (vec![0.0; len], vec![true; len]);
        let mut columns = out.verdicts.iter();
        for (size, group) in GROUPS.iter().zip(&mut out.groups) {
            let mut score = vec![0.0; len];
            for v in columns.by_ref().take(*size) {
                let v = v.get(at - from..until - from).unwrap_or_default();
                for ((s, all), v) in score.iter_mut().zip(&mut all).zip(v) {
                    *s += [10.0, 0.0, f64::NAN].get(usize::from(*v)).copied().unwrap_or(0.0);
                    *all &= *v == 0;
                }
            }
            total.iter_mut().zip(&score).for_each(|(t, s)| *t += s);
            group.extend(score);
        }
        out.recognised.extend(total.iter().zip(&all).map(|(t, all)| u8::from(*all && *t >= 161.0)));
        out.total.extend(total);
        at = until;
    }
    out
}

/// Cells where floats judge otherwise.
fn disagreements(program: &Program, table: &Table, hand: &Hand) -> usize {
    let Some(block) = table.blocks.first() else { return usize::MAX };
    let of = |name: &str| {
        let column = block.columns.iter().find(|c| milepost_core::exact::item_name(program, c.item) == name);
        column.and_then(|c| c.verdict.as_deref()).unwrap_or_default()
    };
    let cells = hand.verdicts.iter().enumerate();
    cells.map(|(i, v)| v.iter().zip(of(&format!("c{i}"))).filter(|(a, b)| a != b).count()).sum()
}

/// What is done of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Run {
    /// It is compared with the loop by hand.
    Compare,
    /// It is only scored, for a profiler: verdicts and scores.
    Alone,
    /// The same, all parts of the report.
    AllParts,
}

/// Prints million rows a second, for rows and share of cells on their target.
pub fn run(rows: usize, ties: usize, what: Run) {
    let start = Instant::now();
    let program = match compile("w1.mile", &rules(), &|_| None, &CompileOptions::default()) {
        Ok(compiled) => compiled.program,
        Err(failed) => {
            for d in failed.diagnostics {
                eprintln!("{} {}", d.code(), d.text(milepost_core::diagnostic::Lang::En));
            }
            return;
        }
    };
    let compiling = start.elapsed().as_secs_f64() * 1e3;
    let columns = data(rows, ties);
    let set = dataset(&program, &columns, rows);
    let verdicts = Parts { verdict: true, ..Parts::NONE };
    let scores = Parts { verdict: true, value: true, score: true, ..Parts::NONE };
    let wanted = Wanted { criteria: verdicts, members: Parts::NONE, rest: scores };
    let fast = |threads| Options { years: vec![2024], threads, wanted, ..Options::default() };
    let all = Options { years: vec![2024], threads: 1, ..Options::default() };
    let rate = |seconds: f64| rows as f64 / seconds / 1e6;
    if what != Run::Compare {
        let options = if what == Run::Alone { fast(1) } else { all };
        for _ in 0..40 {
            drop(std::hint::black_box(columnar::score(&program, &set, &options)));
        }
        return;
    }
    let score = |options: &Options<'_>| drop(std::hint::black_box(columnar::score(&program, &set, options)));
    let by_two = || {
        std::thread::scope(|scope| {
            let other = scope.spawn(|| by_hand(&columns, 0, rows / 2));
            std::hint::black_box(by_hand(&columns, rows / 2, rows));
            let _ = std::hint::black_box(other.join());
        });
    };
    let times = alternate(&[
        (Clock::Own, &|| drop(std::hint::black_box(by_hand(&columns, 0, rows)))),
        (Clock::Own, &|| score(&fast(1))),
        (Clock::Own, &|| score(&all)),
        (Clock::Wall, &by_two),
        (Clock::Wall, &|| score(&fast(2))),
    ]);
    let [hand_one, one, full, hand_two, two] = times.iter().map(|t| rate(*t)).collect::<Vec<_>>()[..] else { return };
    let Ok(table) = columnar::score(&program, &set, &fast(1)) else { return };
    let wrong = disagreements(&program, &table, &by_hand(&columns, 0, rows));
    let met = table.blocks.first().and_then(|b| b.columns.last()).map(|c| match &c.value {
        Some(Cells::Category(_, v)) => v.iter().filter(|v| **v == 0).count(),
        _ => 0,
    });
    println!(
        "rows {rows:>9}  on target {ties:>2} %   milepost {one:6.2} (1 thread) {two:6.2} (2)   by hand {hand_one:6.2} (1) {hand_two:6.2} (2)   ratio {:.2} (1) {:.2} (2)   \
         all parts {full:6.2}   floats wrong in {wrong} cells   recognised {}   compiled in {compiling:.2} ms",
        one / hand_one,
        two / hand_two,
        met.unwrap_or_default()
    );
}
