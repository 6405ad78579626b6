//! Tables of published data, and their binding to the inputs of a program.

use crate::Error;
use milepost_core::dataset::Cell;
use milepost_core::dataset::Dataset;
use milepost_core::dataset::builder::Builder;
use milepost_core::program::{InputId, LevelId, Program};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where data and rules lie.
#[derive(Debug, Clone)]
pub struct Place {
    /// The published data.
    pub data: PathBuf,
    /// The rule packs of indices.
    pub rules: PathBuf,
}

/// A table of texts with a header.
#[derive(Debug, Clone)]
pub struct Sheet {
    columns: BTreeMap<String, usize>,
    rows: Vec<Vec<String>>,
}

/// One row of a sheet.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    sheet: &'a Sheet,
    cells: &'a [String],
    /// Its number, from 1.
    pub number: usize,
}

impl Sheet {
    /// Reads a CSV file.
    ///
    /// # Errors
    /// When it cannot be read as CSV.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let wrong = |why: csv::Error| Error::File { path: path.to_path_buf(), why: why.to_string() };
        let mut reader = csv::Reader::from_path(path).map_err(wrong)?;
        let header = reader.headers().map_err(wrong)?.clone();
        let columns = header.iter().enumerate().map(|(i, name)| (name.trim_start_matches('\u{feff}').to_owned(), i));
        let columns = columns.collect();
        let rows = reader.records().map(|r| r.map(|r| r.iter().map(str::to_owned).collect()));
        Ok(Self { columns, rows: rows.collect::<Result<_, _>>().map_err(wrong)? })
    }

    /// The rows.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().enumerate().map(|(i, cells)| Row { sheet: self, cells, number: i + 1 })
    }

    /// The names of the columns, in order of their names.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.keys().map(String::as_str)
    }
}

impl<'a> Row<'a> {
    /// A cell; empty where the sheet has no such column.
    pub fn get(&self, column: &str) -> &'a str {
        let cell = self.sheet.columns.get(column).and_then(|i| self.cells.get(*i));
        match cell.map(|c| c.trim()) {
            Some("NA" | "NaN") | None => "",
            Some(text) => text,
        }
    }

    /// A cell with a year in it.
    pub fn year(&self, column: &str) -> i32 {
        self.get(column).parse().unwrap_or_default()
    }
}

/// Binds rows to the inputs of a program.
pub struct Binder<'p> {
    program: &'p Program,
    builder: Builder<'p>,
}

impl<'p> Binder<'p> {
    /// Without data yet.
    pub fn new(program: &'p Program) -> Self {
        Self { program, builder: Builder::new(program) }
    }

    fn level(&self, name: &str) -> Option<LevelId> {
        let found = self.program.levels.iter().position(|l| l.name == name)?;
        u32::try_from(found).ok().map(LevelId)
    }

    fn input(&self, name: &str) -> Option<InputId> {
        let found = self.program.inputs.iter().position(|i| i.name == name)?;
        u32::try_from(found).ok().map(InputId)
    }

    /// The cells of one row that bear the name of an input.
    pub fn row(&mut self, level: &str, unit: &str, year: i32, row: Row<'_>) {
        let Some(level) = self.level(level) else { return };
        self.builder.unit(level, unit, None, None, (None, None), None);
        for input in &self.program.inputs {
            self.one(level, unit, year, row, &input.name, &input.name);
        }
    }

    /// A region and the cells of the columns named.
    pub fn region(&mut self, unit: &str, parent: &str, year: i32, row: Row<'_>, columns: &[(&str, &str)]) {
        let Some(level) = self.level("region") else { return };
        self.builder.unit(level, unit, Some(parent), None, (None, None), None);
        for (input, column) in columns {
            self.one(level, unit, year, row, input, column);
        }
    }

    fn one(&mut self, level: LevelId, unit: &str, year: i32, row: Row<'_>, input: &str, column: &str) {
        let text = row.get(column);
        if let (Some(input), false) = (self.input(input), text.is_empty()) {
            let place = || format!("row {}", row.number);
            self.builder.cell(level, unit, year, None, input, &Cell::Text(text), &place);
        }
    }

    /// The dataset.
    pub fn finish(self) -> Dataset {
        self.builder.finish()
    }
}
