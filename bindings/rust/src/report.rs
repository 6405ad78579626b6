//! The results of one unit, by name.

use crate::error::Error;
use crate::facts::{Bound, result_name};
use milepost_core::dataset::{Dataset, Fault};
use milepost_core::diagnostic::Lang;
use milepost_core::explain::{Explanation, explain};
use milepost_core::program::{ItemId, ItemKind, LevelId, Program, SymbolId, Verdict};
use milepost_core::report::{Block, Cells, Options, ResultColumn, Stop, Table};
use milepost_core::value::{Reasons, Value};
use std::sync::Arc;

/// Everything that was decided about one unit, with the data it was decided on.
#[derive(Debug, Clone)]
pub struct Report {
    program: Arc<Program>,
    dataset: Arc<Dataset>,
    table: Arc<Table>,
    level: LevelId,
    unit: u32,
    year: i32,
    as_of: Option<i32>,
}

impl Report {
    pub(crate) fn of(program: Arc<Program>, bound: Bound, year: i32, options: &Options<'_>) -> Result<Self, Error> {
        let table = milepost_core::exact::score(&program, &bound.dataset, options)?;
        let Bound { dataset, level, unit } = bound;
        let (dataset, table) = (Arc::new(dataset), Arc::new(table));
        Ok(Self { program, dataset, table, level, unit, year, as_of: options.as_of })
    }

    /// The report of one unit of a table of results.
    pub fn within(
        program: Arc<Program>,
        dataset: Arc<Dataset>,
        table: Arc<Table>,
        (level, unit): (LevelId, u32),
        year: i32,
        as_of: Option<i32>,
    ) -> Self {
        Self { program, dataset, table, level, unit, year, as_of }
    }

    /// The unit: its level and position.
    pub fn unit(&self) -> (LevelId, u32) {
        (self.level, self.unit)
    }

    /// The evaluated year.
    pub fn year(&self) -> i32 {
        self.year
    }

    /// The data, shared.
    pub fn shared_dataset(&self) -> Arc<Dataset> {
        self.dataset.clone()
    }

    /// The table, shared.
    pub fn shared_table(&self) -> Arc<Table> {
        self.table.clone()
    }

    /// The rules.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The results as a table, with the units below.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The data as they were read.
    pub fn dataset(&self) -> &Dataset {
        &self.dataset
    }

    /// What was wrong with the facts or the results.
    pub fn faults(&self) -> &[Fault] {
        &self.table.faults
    }

    fn block(&self) -> Option<(&Block, usize)> {
        let block = self.table.blocks.iter().find(|b| b.level == self.level && b.year == self.year)?;
        Some((block, block.units.iter().position(|u| *u == self.unit)?))
    }

    fn column(&self, name: &str) -> Option<(&ResultColumn, usize)> {
        let (symbol, _) = result_name(&self.program, name)?;
        let (block, row) = self.block()?;
        let of = |item: ItemId| self.program.items.get(item.index()).map(|i| i.symbol);
        block.columns.iter().find(|c| of(c.item) == Some(symbol)).map(|c| (c, row))
    }

    /// Names of all results, in the order they are shown.
    pub fn names(&self) -> Vec<String> {
        let name = |item: ItemId| {
            let item = self.program.items.get(item.index())?;
            self.program.symbols.get(item.symbol.index()).map(|s| s.name.clone())
        };
        self.block().map(|(b, _)| b.columns.iter().filter_map(|c| name(c.item)).collect()).unwrap_or_default()
    }

    /// The verdict of a criterion or group.
    pub fn verdict(&self, name: &str) -> Option<Verdict> {
        let (column, row) = self.column(name)?;
        let code = *column.verdict.as_ref()?.get(row)?;
        Verdict::ALL.get(usize::from(code)).copied()
    }

    /// The value of an indicator, measure, outcome, state or rank.
    pub fn value(&self, name: &str) -> Option<Value> {
        let (column, row) = self.column(name)?;
        cell(column.value.as_ref()?, row)
    }

    /// What a criterion's measure is held against, where that is a single value.
    pub fn target(&self, name: &str) -> Option<Value> {
        let (column, row) = self.column(name)?;
        cell(column.target.as_ref()?, row)
    }

    /// The score, exactly.
    pub fn score(&self, name: &str) -> Option<Value> {
        let (column, row) = self.column(name)?;
        cell(column.score.as_ref()?, row)
    }

    /// The maximum, exactly.
    pub fn max(&self, name: &str) -> Option<Value> {
        let (column, row) = self.column(name)?;
        cell(column.max.as_ref()?, row)
    }

    /// Why a verdict is undetermined or not applicable, or a value missing.
    pub fn reasons(&self, name: &str) -> Reasons {
        self.column(name).and_then(|(c, row)| c.reasons.get(row).copied()).unwrap_or_default()
    }

    /// The class of an outcome or state: `recognised`, `refused`, `undetermined`, or a class of the rules.
    pub fn outcome(&self, name: &str) -> Option<&str> {
        let (column, row) = self.column(name)?;
        let item = self.program.items.get(column.item.index())?;
        if !matches!(item.kind, ItemKind::Outcome(_) | ItemKind::State(_)) {
            return None;
        }
        match cell(column.value.as_ref()?, row)? {
            Value::Category(c, i) => {
                self.program.categories.get(c.index())?.items.get(i as usize).map(|(name, _)| name.as_str())
            }
            _ => Some("undetermined"),
        }
    }

    /// The symbol of a name.
    pub fn symbol(&self, name: &str) -> Option<SymbolId> {
        result_name(&self.program, name).map(|(symbol, _)| symbol)
    }

    /// Why a result is what it is, in English.
    pub fn explain(&self, name: &str) -> Option<String> {
        self.explain_in(name, Lang::En)
    }

    /// Why a result is what it is, in a language.
    pub fn explain_in(&self, name: &str, lang: Lang) -> Option<String> {
        let symbol = self.symbol(name)?;
        self.explanation(Some(symbol), lang).ok().map(|e| e.text())
    }

    /// The explanation as data; all results when no name is asked for.
    ///
    /// # Errors
    /// When no version of the rules is in force.
    pub fn explanation(&self, symbol: Option<SymbolId>, lang: Lang) -> Result<Explanation, Stop> {
        let options = Options { as_of: self.as_of, ..Options::default() };
        explain(&self.program, &self.dataset, &options, lang, self.level, self.unit, self.year, symbol)
    }
}

/// One cell of a result column as a value.
pub fn cell(cells: &Cells, row: usize) -> Option<Value> {
    Some(match cells {
        Cells::Exact(values) => values.get(row)?.clone(),
        Cells::F64(values) => match values.get(row)? {
            x if x.is_nan() => Value::Missing(Reasons::NONE),
            x => Value::Number(milepost_core::number::Number::from_f64(*x)?),
        },
        Cells::Bool(values) => match values.get(row)? {
            2 => Value::Missing(Reasons::NONE),
            b => Value::Bool(*b != 0),
        },
        Cells::Date(values) => match values.get(row)? {
            &i32::MIN => Value::Missing(Reasons::NONE),
            d => Value::Date(*d),
        },
        Cells::Category(category, values) => match values.get(row)? {
            &u32::MAX => Value::Missing(Reasons::NONE),
            i => Value::Category(*category, *i),
        },
    })
}
