//! What if a fact were another? The data with single facts replaced.

use super::builder::Builder;
use super::{CELL_ABSENT, Cell, Dataset, Fault, Locale};
use crate::program::{AssessorId, InputId, LevelId, Program};

/// Which fact is replaced.
#[derive(Debug, Clone, Copy)]
pub struct Supposed {
    /// The input.
    pub input: InputId,
    /// Level of the unit.
    pub level: LevelId,
    /// Position of the unit.
    pub unit: u32,
    /// The year.
    pub year: i32,
    /// Whose value; None: not assessed.
    pub by: Option<AssessorId>,
}

impl Dataset {
    /// Puts `cell` in the place of a fact; a missing cell takes the fact away. The cell is read as one of a table is.
    ///
    /// # Errors
    /// What is wrong with the cell; the data are as they were.
    pub fn suppose(
        &mut self,
        program: &Program,
        fact: &Supposed,
        cell: &Cell<'_>,
        locale: Locale,
    ) -> Result<(), Box<Fault>> {
        let Some(units) = self.units.get(fact.level.index()) else { return Ok(()) };
        let id = units.id(fact.unit).into_owned();
        let mut builder = Builder::new(program).locale(locale);
        builder.cell(fact.level, &id, fact.year, fact.by, fact.input, cell, &String::new);
        let mut made = builder.finish();
        let wrong = |f: &Fault| f.level == Some(fact.level) && f.unit == id && f.year == Some(fact.year);
        if let Some(at) = made.faults.iter().position(wrong) {
            return Err(Box::new(made.faults.swap_remove(at)));
        }
        self.forget(program, fact, &id);
        // One row, for this unit: found by the index as the frames of tables are.
        if let Some(mut frame) = made.frames.into_iter().find(|f| f.level == fact.level) {
            let mut rows = vec![u32::MAX; units_len(self, fact.level)];
            if let Some(slot) = rows.get_mut(fact.unit as usize) {
                *slot = 0;
            }
            frame.row_of_unit = Some(rows);
            let Ok(position) = u32::try_from(self.frames.len()) else { return Ok(()) };
            self.index.entry((fact.level, fact.year, fact.by)).or_default().push(position);
            self.frames.push(frame);
        }
        Ok(())
    }

    /// Takes a fact away, and what was wrong with it.
    fn forget(&mut self, program: &Program, fact: &Supposed, id: &str) {
        let frames = self.index.get(&(fact.level, fact.year, fact.by)).cloned().unwrap_or_default();
        for at in frames {
            let Some(frame) = self.frames.get_mut(at as usize) else { continue };
            let Some(row) = frame.row(fact.unit) else { continue };
            for (input, column) in &mut frame.columns {
                if *input == fact.input && row < column.len() {
                    column.set_state(row, CELL_ABSENT);
                }
            }
        }
        let name = program.inputs.get(fact.input.index()).map(|i| i.name.as_str()).unwrap_or_default();
        self.faults.retain(|f| {
            let same = f.name == name && f.unit == id && f.by == fact.by && f.level == Some(fact.level);
            !(same && f.year == Some(fact.year))
        });
    }
}

fn units_len(data: &Dataset, level: LevelId) -> usize {
    data.units.get(level.index()).map_or(0, super::Units::len)
}
