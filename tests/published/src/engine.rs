//! Rules and data in, results out, with either evaluator.

use crate::Error;
use milepost_core::dataset::Dataset;
use milepost_core::diagnostic::Lang;
use milepost_core::exact::item_name;
use milepost_core::number::Number;
use milepost_core::program::Program;
use milepost_core::report::{Cells, Options, Table};
use milepost_core::value::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// The evaluators. What is published must come out of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// The definition: rationals, reasons, traces.
    Exact,
    /// The speed: whole columns.
    Columnar,
}

impl Engine {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Exact, Self::Columnar];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Columnar => "columnar",
        }
    }
}

/// Compiles a rule file. `more` is added to its end: declarations that only look at results.
///
/// # Errors
/// When the file cannot be read or has errors.
pub fn compile(path: &Path, variant: Option<&str>, more: &str) -> Result<Program, Error> {
    let text =
        std::fs::read_to_string(path).map_err(|why| Error::File { path: path.to_path_buf(), why: why.to_string() })?;
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
    let sources = |file: &str| std::fs::read_to_string(folder.join(file)).ok();
    let options = milepost_dsl::CompileOptions { variant: variant.map(str::to_owned), ..Default::default() };
    match milepost_dsl::compile(&name, &format!("{text}\n{more}"), &sources, &options) {
        Ok(compiled) => Ok(compiled.program),
        Err(failed) => {
            let why: Vec<String> =
                failed.diagnostics.iter().map(|d| format!("{} {}", d.code(), d.text(Lang::En))).collect();
            Err(Error::Rules { path: path.to_path_buf(), why: why.join("; ") })
        }
    }
}

/// Results by item, unit and year.
#[derive(Debug, Default)]
pub struct Results {
    cells: BTreeMap<(String, String, i32), Found>,
}

/// What is known of one item of one unit and year.
#[derive(Debug, Default)]
struct Found {
    value: Option<Value>,
    score: Option<Value>,
}

impl Results {
    /// The value of an indicator, outcome or rank.
    pub fn value(&self, item: &str, unit: &str, year: i32) -> Option<&Value> {
        self.found(item, unit, year)?.value.as_ref()
    }

    /// The score of a group or member.
    pub fn score(&self, item: &str, unit: &str, year: i32) -> Option<&Value> {
        self.found(item, unit, year)?.score.as_ref()
    }

    fn found(&self, item: &str, unit: &str, year: i32) -> Option<&Found> {
        self.cells.get(&(item.to_owned(), unit.to_owned(), year))
    }
}

/// Evaluates every year of the data.
///
/// # Errors
/// When no version of the rules is in force.
pub fn evaluate(engine: Engine, program: &Program, data: &Dataset, rules: &Path) -> Result<Results, Error> {
    let options = Options { exact: engine == Engine::Exact, ..Options::default() };
    let table = match engine {
        Engine::Exact => milepost_core::exact::score(program, data, &options),
        Engine::Columnar => milepost_core::columnar::score(program, data, &options),
    };
    let table = table.map_err(|stop| Error::Rules { path: rules.to_path_buf(), why: stop.to_string() })?;
    Ok(collect(program, data, &table))
}

fn collect(program: &Program, data: &Dataset, table: &Table) -> Results {
    let mut results = Results::default();
    for block in &table.blocks {
        let Some(units) = data.units.get(block.level.index()) else { continue };
        for column in &block.columns {
            // A member of an index is `group.item`; here every member belongs to one group.
            let name = item_name(program, column.item);
            let name = name.rsplit('.').next().unwrap_or_default();
            for (row, unit) in block.units.iter().enumerate() {
                let found = Found {
                    value: column.value.as_ref().and_then(|c| cell(program, c, row)),
                    score: column.score.as_ref().and_then(|c| cell(program, c, row)),
                };
                results.cells.insert((name.to_owned(), units.id(*unit).into_owned(), block.year), found);
            }
        }
    }
    results
}

fn cell(program: &Program, cells: &Cells, row: usize) -> Option<Value> {
    Some(match cells {
        Cells::Exact(values) => values.get(row)?.clone(),
        Cells::F64(values) => Value::Number(Number::from_f64_exact(*values.get(row)?)?),
        Cells::Category(category, values) => {
            let item = *values.get(row)?;
            program.categories.get(category.index())?.items.get(item as usize)?;
            Value::Category(*category, item)
        }
        Cells::Bool(_) | Cells::Date(_) => return None,
    })
    .filter(|v| !v.is_missing())
}
