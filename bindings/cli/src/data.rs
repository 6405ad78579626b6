//! Files of data.

use crate::Stop;
use crate::args::{Locale, Reading};
use crate::console::Console;
use milepost_core::codes;
use milepost_core::dataset;
use milepost_core::program::Program;
use milepost_io::stream::Stream;
use milepost_io::{BindOptions, Bound, Mapping, RawTable, ReadOptions, fault};
use std::io::Read as _;
use std::path::Path;

/// Reads all tables.
pub(crate) fn tables(console: &Console, program: &Program, reading: &Reading) -> Result<Vec<RawTable>, Stop> {
    let said = |wrong: Box<dataset::Fault>| {
        console.fault(&wrong);
        Stop::Errors
    };
    if reading.data.iter().filter(|d| d.rsplit('=').next() == Some("-")).count() > 1 {
        eprintln!("{}", console.say("standard input (-) can be read once", "đầu vào chuẩn (-) chỉ đọc được một lần"));
        return Err(Stop::Usage);
    }
    let options = read_options(console, reading);
    let mut found = Vec::new();
    for argument in &reading.data {
        let (level, file) = level_and_file(program, argument);
        for mut table in read_file(file, &options).map_err(said)? {
            if let Some(level) = level {
                table.level.get_or_insert_with(|| level.to_owned());
            }
            found.push(table);
        }
    }
    Ok(found)
}

/// Binds tables to a program, and says what became of the columns.
pub(crate) fn bind(
    console: &Console,
    program: &Program,
    tables: Vec<RawTable>,
    options: &BindOptions,
) -> Result<Bound, Stop> {
    let bound = milepost_io::bind(program, tables, options).map_err(|wrong| {
        console.fault(&wrong);
        Stop::Errors
    })?;
    for remark in bound.remarks() {
        console.fault(&remark);
    }
    Ok(bound)
}

/// What the command line says of the tables.
pub(crate) fn bind_options(console: &Console, reading: &Reading, year: Option<i32>) -> Result<BindOptions, Stop> {
    let mapping = match &reading.layout.map {
        None => Mapping::default(),
        Some(file) => mapping(file).map_err(|wrong| {
            console.fault(&wrong);
            Stop::Errors
        })?,
    };
    let locale = match reading.layout.locale {
        Some(Locale::Vi) => dataset::Locale::Vi,
        _ => dataset::Locale::Plain,
    };
    Ok(BindOptions { locale, mapping, year })
}

/// The only file, where its format is read in batches, and it is not read from standard input.
pub(crate) fn stream(console: &Console, program: &Program, reading: &Reading) -> Result<Option<Stream>, Stop> {
    let [argument] = reading.data.as_slice() else { return Ok(None) };
    let (level, file) = level_and_file(program, argument);
    if file == "-" {
        return Ok(None);
    }
    let found = Stream::open(Path::new(file), file, &read_options(console, reading)).map_err(|wrong| {
        console.fault(&wrong);
        Stop::Errors
    })?;
    Ok(found.map(|stream| stream.at_level(level)))
}

fn read_options(console: &Console, reading: &Reading) -> ReadOptions {
    let row = |n: i32| u32::try_from(n).unwrap_or(1).max(1);
    ReadOptions {
        sheet: reading.layout.sheet.clone(),
        header: reading.layout.header_row.map(|(first, last)| (row(first), row(last))),
        limits: console.limits.files,
        ..ReadOptions::default()
    }
}

/// `commune=data.csv`, where the first part names a level and there is no file of the whole name.
fn level_and_file<'a>(program: &Program, argument: &'a str) -> (Option<&'a str>, &'a str) {
    match argument.split_once('=') {
        Some((level, file)) if is_level(program, level) && !Path::new(argument).exists() => (Some(level), file),
        _ => (None, argument),
    }
}

fn is_level(program: &Program, word: &str) -> bool {
    let same = |name: &str| name.to_lowercase() == word.to_lowercase();
    program.levels.iter().any(|l| same(&l.name) || l.labels.iter().any(|(_, label)| same(label)))
}

fn read_file(file: &str, options: &ReadOptions) -> milepost_io::Result<Vec<RawTable>> {
    let open = |wrong: std::io::Error| fault(&codes::F01_OPEN, file, [file.to_owned(), wrong.to_string()]);
    let bytes = if file == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map_err(open)?;
        bytes
    } else {
        std::fs::read(file).map_err(open)?
    };
    milepost_io::read(file, bytes, options)
}

/// A table with the columns `column` and `input`.
fn mapping(file: &str) -> milepost_io::Result<Mapping> {
    let mut pairs = Vec::new();
    for table in read_file(file, &ReadOptions::default())? {
        let find = |words: &[&str]| table.columns.iter().position(|c| words.contains(&c.name.to_lowercase().as_str()));
        let (Some(column), Some(input)) = (find(&["column", "cột"]), find(&["input", "name", "số liệu"])) else {
            return Err(fault(&codes::F22_MAPPING_COLUMNS, file, [file]));
        };
        for row in 0..table.rows {
            if let Some(heading) = table.text(row, column) {
                let name = table.text(row, input).unwrap_or_default();
                pairs.push((heading.into_owned(), name.into_owned()));
            }
        }
    }
    Ok(Mapping(pairs))
}
