//! Files of data: read, bound to rules, evaluated by both evaluators.

use crate::Held;
use milepost_core::dataset::Fault;
use milepost_core::diagnostic::Lang;
use milepost_core::program::Program;
use milepost_core::report::{Options, Stop};
use milepost_core::{columnar, exact};
use milepost_dsl::{CompileOptions, compile};
use milepost_io::{BindOptions, Format, Limits, ReadOptions, bind, read};
use std::sync::OnceLock;

/// Rules that read every kind of value, roll up, look back, rank and remember.
const RULES: &str = include_str!("rules.mile");

/// The rules that data are bound to.
pub fn program() -> Option<&'static Program> {
    static PROGRAM: OnceLock<Option<Program>> = OnceLock::new();
    let made = PROGRAM.get_or_init(|| {
        let compiled = compile("r.mile", RULES, &|_| None, &CompileOptions::default());
        compiled.map(|c| c.program).ok()
    });
    made.as_ref()
}

/// What a file may ask for here: small, so that a small file that asks for much is noticed.
pub fn limits() -> Limits {
    Limits { unpacked: 64 << 20, rows: 100_000, columns: 1_000, ..Limits::default() }
}

/// A table that is known to be delimited text, through both evaluators.
pub fn data(bytes: &[u8]) -> Held {
    file("district.csv", Format::Csv, bytes)
}

/// Delimited text.
pub fn csv(bytes: &[u8]) -> Held {
    file("t.csv", Format::Csv, bytes)
}

/// JSON.
pub fn json(bytes: &[u8]) -> Held {
    file("t.json", Format::Json, bytes)
}

/// One JSON record a line.
pub fn ndjson(bytes: &[u8]) -> Held {
    file("t.ndjson", Format::Ndjson, bytes)
}

/// Spreadsheets.
pub fn xlsx(bytes: &[u8]) -> Held {
    file("t.xlsx", Format::Xlsx, bytes)
}

/// Parquet.
pub fn parquet(bytes: &[u8]) -> Held {
    file("t.parquet", Format::Parquet, bytes)
}

/// Arrow.
pub fn arrow(bytes: &[u8]) -> Held {
    file("t.arrow", Format::Arrow, bytes)
}

/// Reads, binds and evaluates; everything that is wrong must say so, with its place in the file.
pub fn file(name: &str, format: Format, bytes: &[u8]) -> Held {
    let program = program().ok_or("the rules of this test do not compile")?;
    let options = ReadOptions { format: Some(format), limits: limits(), ..ReadOptions::default() };
    let tables = match read(name, bytes.to_vec(), &options) {
        Ok(tables) => tables,
        Err(fault) => return refused(name, &fault),
    };
    let bound = match bind(program, tables, &BindOptions { year: Some(2024), ..BindOptions::default() }) {
        Ok(bound) => bound,
        Err(fault) => return refused(name, &fault),
    };
    for remark in bound.remarks() {
        refused(name, &remark)?;
    }
    let options = Options { threads: 1, ..Options::default() };
    match (exact::score(program, &bound.dataset, &options), columnar::score(program, &bound.dataset, &options)) {
        (Ok(one), Ok(other)) => {
            // Faults of cells have their place; those of evaluation have their unit.
            for fault in &one.faults {
                if fault.message.code.starts_with('F') {
                    refused(name, fault)?;
                }
                said(fault)?;
            }
            milepost_differential::compare::tables(program, &one, &other)?;
            Ok(true)
        }
        (Err(Stop::Refused(why)), Err(Stop::Refused(_))) if !why.text(Lang::En).is_empty() => Ok(false),
        (one, other) => Err(format!("the evaluators part: {:?} {:?}", one.err(), other.err())),
    }
}

/// A message with a place that names the file.
fn refused(name: &str, fault: &Fault) -> Held {
    said(fault)?;
    if fault.place.contains(name) || fault.place.contains('!') {
        return Ok(false);
    }
    Err(format!("{} has no place: '{}'", fault.message.code, fault.place))
}

fn said(fault: &Fault) -> Result<(), String> {
    for lang in [Lang::En, Lang::Vi] {
        if milepost_io::message(fault, lang).is_empty() {
            return Err(format!("{} says nothing", fault.message.code));
        }
    }
    Ok(())
}
