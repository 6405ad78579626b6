//! Data to be evaluated: read-only columns per level, year and assessor, bound to the inputs of one program.
//!
//! [`builder::Builder`] makes one from rows or columns; bad cells become faults and `invalid` cells, never an error.

pub mod builder;
mod cell;
mod column;
mod frames;
mod grain;
mod percents;
mod suppose;
mod units;

pub use cell::{Cell, Locale, is_missing_text, parse_date, parse_number, parse_yes_no, trimmed};
pub use column::{Buffer, CELL_ABSENT, CELL_INVALID, CELL_PRESENT, Column, ColumnValues, NumberColumn, Stored};
pub use frames::{RawColumn, RawValues};
pub use grain::Grain;
pub use percents::Percents;
pub use suppose::Supposed;
pub use units::Units;

pub(crate) use cell::{Raw, read};

use crate::program::{Assess, AssessorId, InputId, LevelId, Property, SymbolId};
use crate::value::Value;
use std::collections::BTreeMap;

/// Units and facts.
#[derive(Debug, Clone, Default)]
pub struct Dataset {
    /// By level: `units[level.index()]`.
    pub units: Vec<Units>,
    /// Facts, one frame per table, level, year and assessor.
    pub frames: Vec<Frame>,
    /// Published results: they stand over recomputation.
    pub recorded: BTreeMap<(SymbolId, Property, LevelId, u32, i32), Value>,
    /// What was wrong with the data.
    pub faults: Vec<Fault>,
    /// Frames by (level, year, assessor); `None` is the plain value without assessor.
    pub index: BTreeMap<(LevelId, i32, Option<AssessorId>), Vec<u32>>,
    /// SHA-256 of the data as bound, hex; empty until asked for.
    pub hash: String,
}

/// One wide table: rows are units, columns are inputs, for one level, year and assessor.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Level of the units.
    pub level: LevelId,
    /// Year of the facts.
    pub year: i32,
    /// Whose values; None: not assessed.
    pub by: Option<AssessorId>,
    /// Row of each unit (`u32::MAX`: no row); None: row i is unit i and there are as many rows as units.
    pub row_of_unit: Option<Vec<u32>>,
    /// Columns, sorted by input.
    pub columns: Vec<(InputId, Column)>,
}

impl Frame {
    /// The column of an input.
    pub fn column(&self, input: InputId) -> Option<&Column> {
        self.columns.binary_search_by_key(&input, |(i, _)| *i).ok().and_then(|i| self.columns.get(i)).map(|(_, c)| c)
    }

    /// The row of a unit.
    pub fn row(&self, unit: u32) -> Option<usize> {
        match &self.row_of_unit {
            None => Some(unit as usize),
            Some(map) => map.get(unit as usize).copied().filter(|r| *r != u32::MAX).map(|r| r as usize),
        }
    }
}

/// What one cell holds.
#[derive(Debug, Clone)]
pub enum Fact {
    /// Not supplied.
    Absent,
    /// Supplied and wrong: there is a fault row.
    Invalid,
    /// A value in base units.
    Value(Value),
}

impl Dataset {
    /// The value of an input as one assessor (or nobody) gave it. Two tables may both have the input: the first that is
    /// not absent (duplicates were made faults when the data was bound).
    pub fn fact(&self, input: InputId, level: LevelId, unit: u32, year: i32, by: Option<AssessorId>) -> Fact {
        let frames = self.index.get(&(level, year, by)).map(Vec::as_slice).unwrap_or_default();
        for frame in frames.iter().filter_map(|f| self.frames.get(*f as usize)) {
            if let (Some(column), Some(row)) = (frame.column(input), frame.row(unit)) {
                match column.get(row) {
                    Fact::Absent => {}
                    found => return found,
                }
            }
        }
        Fact::Absent
    }

    /// Years for which there are facts, ascending.
    pub fn years(&self) -> Vec<i32> {
        let mut years: Vec<i32> = self.frames.iter().map(|f| f.year).collect();
        years.sort_unstable();
        years.dedup();
        years
    }
}

/// A wrong cell, row or unit. The rest of the work goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The message: R02, R03 …
    pub message: &'static crate::codes::Message,
    /// What fills its places.
    pub args: Vec<String>,
    /// Level of the unit.
    pub level: Option<LevelId>,
    /// Id of the unit, as given.
    pub unit: String,
    /// Year, if known.
    pub year: Option<i32>,
    /// Whose value.
    pub by: Option<AssessorId>,
    /// Column or result name.
    pub name: String,
    /// The value as it was given.
    pub value: String,
    /// Where in the data: "districts.csv:12:5", "Sheet1!C12".
    pub place: String,
}

/// Assessor of a frame as an [`Assess`] key: a plain value is settled already.
pub fn assess_key(by: Option<AssessorId>) -> Assess {
    by.map_or(Assess::Settled, Assess::By)
}
