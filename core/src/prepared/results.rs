//! Results of the last record.

use super::Prepared;
use super::cell::{Cell, Kind};
use super::code::Code;
use crate::columnar::op::R;
use crate::columnar::plan::ItemRegs;
use crate::dataset::Fault;
use crate::program::{ItemId, Verdict};
use crate::report::{Cells, ResultColumn};
use crate::value::{Reasons, Value};

/// A part of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Measure, indicator's value, class.
    Value,
    /// The target's value.
    Target,
    /// Score.
    Score,
    /// Maximum.
    Max,
}

impl Prepared {
    /// The items that have results, in the order they are shown.
    pub fn items(&self) -> &[ItemId] {
        &self.shared.items
    }

    /// The position of a result.
    pub fn result(&self, name: &str) -> Option<usize> {
        self.shared.item_of.get(name).copied()
    }

    /// Whether the last record went to the exact evaluator.
    pub fn was_exact(&self) -> bool {
        self.exactly.is_some()
    }

    /// What was wrong with the record; empty where it was computed quickly, since a wrong one is not.
    pub fn faults(&self) -> &[Fault] {
        self.exactly.as_ref().map(|(table, _)| table.faults.as_slice()).unwrap_or_default()
    }

    /// The verdict of a criterion or group.
    pub fn verdict(&self, result: usize) -> Option<Verdict> {
        let code = match self.exact_column(result) {
            Some((column, row)) => *column.verdict.as_ref()?.get(row)?,
            None => {
                let (_, regs) = self.regs(result)?;
                if !self.has(result, 0) {
                    return None;
                }
                verdict_code(regs.verdict.and_then(|r| self.register(r)))
            }
        };
        Verdict::ALL.get(usize::from(code)).copied()
    }

    /// A part of a result exactly; `None` where the item has no such part.
    pub fn part(&self, result: usize, part: Part) -> Option<Value> {
        if let Some((column, row)) = self.exact_column(result) {
            return match cells(column, part)? {
                Cells::Exact(values) => values.get(row).cloned(),
                _ => None,
            };
        }
        let (code, _) = self.regs(result)?;
        self.has(result, part as usize + 1).then(|| self.cell(result, part).value(&code.codes))
    }

    /// A part of a result as the nearest float; NaN where it is missing or no number.
    pub fn float(&self, result: usize, part: Part) -> f64 {
        const WHOLE: u64 = 1 << 53;
        if self.exactly.is_none() {
            let cell = self.cell(result, part);
            if cell.kind() == Kind::NUMBER && cell.n.unsigned_abs() <= WHOLE && cell.d.unsigned_abs() <= WHOLE {
                return cell.n as f64 / cell.d as f64;
            }
        }
        self.part(result, part).map_or(f64::NAN, |value| crate::ops::to_f64(&value))
    }

    /// Why a verdict is undetermined or not applicable, or a value missing.
    pub fn reasons(&self, result: usize) -> Reasons {
        if let Some((column, row)) = self.exact_column(result) {
            return column.reasons.get(row).copied().unwrap_or_default();
        }
        let Some((code, regs)) = self.regs(result) else { return Reasons::NONE };
        let verdict = regs.verdict.and_then(|r| self.register(r));
        if let Some(cell) = verdict.filter(|_| self.has(result, 0))
            && verdict_code(verdict) >= Verdict::Undetermined as u8
        {
            return code.codes.reasons(cell.why());
        }
        let of = if regs.verdict.is_some() || regs.score.is_some() { regs.score } else { regs.value };
        of.and_then(|r| self.register(r)).map_or(Reasons::NONE, |cell| code.codes.reasons(cell.gone()))
    }

    fn exact_column(&self, result: usize) -> Option<(&ResultColumn, usize)> {
        let (table, row) = self.exactly.as_ref()?;
        let block = table.blocks.iter().find(|b| b.level == self.shared.level && b.year == self.shared.year)?;
        Some((block.columns.get(result)?, *row))
    }

    fn regs(&self, result: usize) -> Option<(&Code, &ItemRegs)> {
        let code = self.shared.code.as_ref()?;
        code.items.get(result).map(|(_, regs)| (code, regs))
    }

    /// Whether an item has a part: verdict, value, target, score, maximum.
    fn has(&self, result: usize, part: usize) -> bool {
        self.shared.parts.get(result).is_some_and(|parts| parts.get(part) == Some(&true))
    }

    fn register(&self, r: R) -> Option<Cell> {
        self.registers.get(r as usize).copied()
    }

    fn cell(&self, result: usize, part: Part) -> Cell {
        let nothing = Cell::missing(0);
        let Some((_, regs)) = self.regs(result) else { return nothing };
        let of = |r: Option<R>| r.and_then(|r| self.register(r)).unwrap_or(nothing);
        match part {
            Part::Value => of(regs.value),
            // Where the criterion does not apply no target is shown.
            Part::Target if regs.applies.is_some() && of(regs.applies).truth() == Ok(false) => nothing,
            Part::Target => of(regs.target),
            Part::Score => of(regs.score),
            Part::Max => of(regs.max),
        }
    }
}

fn verdict_code(cell: Option<Cell>) -> u8 {
    cell.map_or(Verdict::Undetermined as u8, |cell| cell.as_verdict())
}

fn cells(column: &ResultColumn, part: Part) -> Option<&Cells> {
    match part {
        Part::Value => column.value.as_ref(),
        Part::Target => column.target.as_ref(),
        Part::Score => column.score.as_ref(),
        Part::Max => column.max.as_ref(),
    }
}
