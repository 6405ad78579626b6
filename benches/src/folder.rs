//! Times a work that lies in a folder as `rules.mile`, `columns.txt` and raw columns. Commands come on standard input,
//! one a line, so that another program can alternate between contestants; the answer to each is one line.
//!
//! | command | does | answer |
//! |---|---|---|
//! | `milepost THREADS` | scores with the columnar evaluator | seconds |
//! | `exact THREADS` | scores with the exact evaluator | seconds |
//! | `hand THREADS` | the loop by hand over floats (W1 only) | seconds |
//! | `memory THREADS` | reads every column and writes as much as W1 writes | seconds |
//! | `compile` | parses, checks and lowers the rules | seconds |
//! | `answers FOLDER` | writes verdicts and scores as raw columns | how many columns |

use crate::w1;
use milepost_core::dataset::builder::{Builder, UnitIds};
use milepost_core::dataset::{Buffer, Dataset, RawColumn, RawValues};
use milepost_core::program::{InputId, Item, ItemKind, LevelId, Program};
use milepost_core::report::{Cells, Options, Parts, Table, Wanted};
use milepost_core::{columnar, exact};
use milepost_dsl::{CompileOptions, compile};
use std::fs;
use std::hint::black_box;
use std::io::{BufRead as _, Write as _};
use std::path::Path;
use std::time::Instant;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// A column as it was read: floats, or bytes of yes/no.
enum Raw {
    F64(Vec<f64>),
    U8(Vec<u8>),
}

/// The work in memory.
struct Work {
    text: String,
    program: Program,
    years: Vec<i32>,
    data: Dataset,
    /// The columns of the first table, for the loop by hand.
    columns: Vec<(String, Raw)>,
    rows: usize,
}

fn program(text: &str) -> Outcome<Program> {
    compile("rules.mile", text, &|_| None, &CompileOptions::default()).map(|c| c.program).map_err(|failed| {
        let all: Vec<String> = failed
            .diagnostics
            .iter()
            .map(|d| format!("{} {}", d.code(), d.text(milepost_core::diagnostic::Lang::En)))
            .collect();
        all.join("\n").into()
    })
}

fn floats(path: &Path) -> Outcome<Vec<f64>> {
    Ok(fs::read(path)?.as_chunks::<8>().0.iter().map(|b| f64::from_le_bytes(*b)).collect())
}

fn raw_column(values: &Raw) -> RawColumn {
    match values {
        Raw::F64(v) => RawColumn { values: RawValues::F64(v.clone().into()), state: None },
        Raw::U8(v) => RawColumn {
            values: RawValues::Bool(v.iter().map(|y| y & 1).collect::<Vec<u8>>().into()),
            state: Some(Buffer::Owned(v.iter().map(|y| u8::from(*y == w1::NONE)).collect())),
        },
    }
}

/// One table of the list.
#[derive(Default)]
struct Frame {
    level: String,
    year: i32,
    rows: usize,
    parents: Option<Vec<u32>>,
    columns: Vec<(String, Raw)>,
}

fn tables(folder: &Path) -> Outcome<Vec<Frame>> {
    let mut all: Vec<Frame> = Vec::new();
    for line in fs::read_to_string(folder.join("columns.txt"))?.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        match (words.as_slice(), all.last_mut()) {
            (["frame", level, year, rows], _) => all.push(Frame {
                level: (*level).to_owned(),
                year: year.parse()?,
                rows: rows.parse()?,
                ..Frame::default()
            }),
            (["parents", file], Some(table)) => {
                let bytes = fs::read(folder.join(file))?;
                table.parents = Some(bytes.as_chunks::<4>().0.iter().map(|b| u32::from_le_bytes(*b)).collect());
            }
            (["column", name, kind, file], Some(table)) => {
                let path = folder.join(file);
                let values = if *kind == "u8" { Raw::U8(fs::read(path)?) } else { Raw::F64(floats(&path)?) };
                table.columns.push(((*name).to_owned(), values));
            }
            _ => return Err(format!("columns.txt: not understood: {line}").into()),
        }
    }
    Ok(all)
}

fn dataset(program: &Program, tables: &[Frame]) -> Outcome<Dataset> {
    let mut builder = Builder::new(program);
    let input = |name: &str| {
        let found = program.inputs.iter().position(|i| i.name == name).and_then(|i| u32::try_from(i).ok());
        found.map(InputId).ok_or_else(|| format!("no input {name}"))
    };
    for table in tables {
        let level = program.levels.iter().position(|l| l.name == table.level).ok_or("no such level")?;
        let level = LevelId(u32::try_from(level)?);
        let ids: Vec<String> = (0..table.rows).map(|row| row.to_string()).collect();
        if let Some(parents) = &table.parents {
            for (id, parent) in ids.iter().zip(parents) {
                builder.unit(level, id, Some(&parent.to_string()), None, (None, None), None);
            }
        }
        let columns: Result<Vec<_>, String> =
            table.columns.iter().map(|(name, raw)| Ok((input(name)?, raw_column(raw)))).collect();
        let units = if tables.len() == 1 { UnitIds::Rows(table.rows) } else { UnitIds::Ids(ids) };
        builder.frame(level, table.year, None, units, columns?, &|_, _| String::new());
    }
    Ok(builder.finish())
}

fn read(folder: &Path) -> Outcome<Work> {
    let text = fs::read_to_string(folder.join("rules.mile"))?;
    let program = program(&text)?;
    let tables = tables(folder)?;
    let data = dataset(&program, &tables)?;
    let mut years: Vec<i32> = tables.iter().map(|t| t.year).collect();
    years.dedup();
    let first = tables.into_iter().next().ok_or("no table")?;
    Ok(Work { text, program, years, data, columns: first.columns, rows: first.rows })
}

/// The columns as the loop by hand takes them.
fn by_name(work: Work) -> (Work, w1::Data) {
    let Work { text, program, years, data, columns, rows } = work;
    let mut hand = w1::Data { a: Vec::new(), b: Vec::new(), y: Vec::new() };
    for (name, values) in columns {
        match (values, name.as_bytes().first()) {
            (Raw::F64(v), Some(b'a')) => hand.a.push(v),
            (Raw::F64(v), _) => hand.b.push(v),
            (Raw::U8(v), _) => hand.y.push(v),
        }
    }
    (Work { text, program, years, data, columns: Vec::new(), rows }, hand)
}

/// What the contestants also give: verdicts of criteria; verdicts, scores and, where there is one, classes of the rest.
fn options(program: &Program, years: &[i32], threads: usize) -> Options<'static> {
    let criteria = Parts { verdict: true, ..Parts::NONE };
    let has_value = |item: &Item| matches!(item.kind, ItemKind::Outcome(_) | ItemKind::Indicator(_));
    let rest = Parts { verdict: true, value: program.items.iter().any(has_value), score: true, ..Parts::NONE };
    Options {
        years: years.to_vec(),
        threads,
        wanted: Wanted { criteria, members: Parts::NONE, rest },
        ..Options::default()
    }
}

/// Runs part of the rows on each thread.
fn split(rows: usize, threads: usize, part: impl Fn(usize, usize) + Sync) {
    let step = rows.div_ceil(threads.max(1));
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let part = &part;
            scope.spawn(move || part((thread * step).min(rows), ((thread + 1) * step).min(rows)));
        }
    });
}

/// Reads all that W1 reads and writes all that it writes, and does nothing else.
fn memory(data: &w1::Data, from: usize, to: usize) {
    let mut sum = 0_u64;
    for column in data.a.iter().chain(&data.b) {
        sum = column.get(from..to).unwrap_or_default().iter().fold(sum, |s, x| s.wrapping_add(x.to_bits()));
    }
    for column in &data.y {
        sum = column.get(from..to).unwrap_or_default().iter().fold(sum, |s, x| s.wrapping_add(u64::from(*x)));
    }
    for _ in 0..25 {
        black_box(vec![black_box(sum as u8) | 1; to - from]);
    }
    for _ in 0..6 {
        black_box(vec![black_box(sum as f64) + 1.0; to - from]);
    }
}

fn write(folder: &Path, program: &Program, table: &Table) -> Outcome<usize> {
    let mut written = 0;
    for block in &table.blocks {
        for column in &block.columns {
            let name = format!("{}.{}", exact::item_name(program, column.item), block.year);
            let mut put = |part: &str, bytes: Vec<u8>| {
                written += 1;
                fs::write(folder.join(format!("{name}.{part}")), bytes)
            };
            if let Some(verdict) = &column.verdict {
                put("verdict", verdict.clone())?;
            }
            for (part, cells) in [("score", &column.score), ("value", &column.value)] {
                match cells {
                    Some(Cells::F64(v)) => put(part, v.iter().flat_map(|x| x.to_le_bytes()).collect())?,
                    Some(Cells::Category(_, v)) => put("class", v.iter().flat_map(|x| x.to_le_bytes()).collect())?,
                    _ => {}
                }
            }
        }
    }
    Ok(written)
}

/// Answers commands until there are no more.
pub fn run(folder: &Path) -> Outcome<()> {
    let (work, hand) = by_name(read(folder)?);
    let is_w1 = hand.a.len() == w1::RATIOS;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let (what, rest) = line.split_once(' ').unwrap_or((&line, ""));
        let threads = rest.parse().unwrap_or(1);
        let start = Instant::now();
        match what {
            "milepost" => {
                black_box(columnar::score(&work.program, &work.data, &options(&work.program, &work.years, threads))?);
            }
            "exact" => {
                black_box(exact::score(&work.program, &work.data, &options(&work.program, &work.years, threads))?);
            }
            "hand" if is_w1 => split(work.rows, threads, |from, to| drop(black_box(w1::by_hand(&hand, from, to)))),
            "memory" => split(work.rows, threads, |from, to| memory(&hand, from, to)),
            "compile" => drop(black_box(program(&work.text)?)),
            "answers" => {
                let table = columnar::score(&work.program, &work.data, &options(&work.program, &work.years, 1))?;
                println!("{}", write(Path::new(rest), &work.program, &table)?);
                std::io::stdout().flush()?;
                continue;
            }
            _ => return Err(format!("not a command for this work: {line}").into()),
        }
        println!("{}", start.elapsed().as_secs_f64());
        std::io::stdout().flush()?;
    }
    Ok(())
}
