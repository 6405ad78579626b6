//! Columns given as percent that look like fractions.

use super::{CELL_PRESENT, Dataset, Fault};
use crate::codes;
use crate::program::{InputId, Program};
use std::collections::BTreeMap;

/// A column given as percent whose values never exceed 1 looks like fractions: one warning for the column, however many
/// parts it comes in.
#[derive(Debug, Clone, Default)]
pub struct Percents {
    seen: BTreeMap<InputId, Seen>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    /// Values that are neither 0 nor above 1.
    small: u64,
    /// One exceeds 1: it is certainly no column of fractions.
    large: bool,
}

impl Percents {
    /// Looks at a dataset, or at a part of one.
    pub fn look(&mut self, program: &Program, data: &Dataset) {
        for (id, _) in (0_u32..).map(InputId).zip(&program.inputs).filter(|(_, i)| i.percent) {
            let seen = self.seen.entry(id).or_default();
            for column in data.frames.iter().filter_map(|f| f.column(id)) {
                for row in (0..column.len()).filter(|row| column.state_of(*row) == CELL_PRESENT) {
                    if seen.large {
                        break;
                    }
                    seen.large = column.stored_above_one(row);
                    seen.small += u64::from(!seen.large && !column.stored_is_zero(row));
                }
            }
        }
    }

    /// A warning for each column that looks like fractions.
    pub fn faults<'a>(&'a self, program: &'a Program) -> impl Iterator<Item = Fault> + 'a {
        let found = self.seen.iter().filter(|(_, seen)| !seen.large && seen.small > 1);
        found.filter_map(|(id, _)| program.inputs.get(id.index())).map(|input| Fault {
            message: &codes::R02_PERCENT_COLUMN,
            args: vec![input.name.clone()],
            level: None,
            unit: String::new(),
            year: None,
            by: None,
            name: input.name.clone(),
            value: String::new(),
            place: String::new(),
        })
    }
}
