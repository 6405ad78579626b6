//! The faults of the batches of a table, in the order that they have in the table in one piece.

use crate::{Bound, Cells, Meaning, RawTable};
use milepost_core::codes;
use milepost_core::dataset::{Fault, Percents};
use milepost_core::diagnostic::Severity;
use milepost_core::exact::fault_key;
use milepost_core::program::{LevelId, Program};
use std::collections::BTreeMap;

/// Where a fault of the data stands among those of the whole table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    /// Rows that the reader could not read.
    Reader,
    /// Rows that do not say whose values they have.
    Row,
    /// Cells of a level and year: first those of columns whose cells differ in kind.
    Cell(Option<LevelId>, Option<i32>, Kind, usize),
    /// What evaluation found.
    Evaluated,
}

/// How the cells of a column are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Mixed,
    Alike,
}

/// What a batch's table says of its faults before it is bound.
#[derive(Debug, Default)]
pub struct Shape {
    rows: usize,
    mixed: Vec<bool>,
}

impl Shape {
    /// Of a table that is yet to be bound.
    pub fn of(table: &RawTable) -> Self {
        let mixed = table.columns.iter().map(|c| matches!(c.cells, Cells::Mixed(_))).collect();
        Self { rows: table.faults.len(), mixed }
    }
}

/// Collects faults batch by batch, the first ones of the whole table and how many there are.
#[derive(Debug)]
pub struct PartFaults {
    most: usize,
    stages: BTreeMap<Stage, Vec<Fault>>,
    percents: Percents,
    evaluated: Vec<Fault>,
    /// Faults of evaluation that belong to no unit: each batch finds them again.
    general: Vec<Fault>,
    errors: BTreeMap<Stage, Fault>,
    count: usize,
}

impl PartFaults {
    /// Keeps so many.
    pub fn new(most: usize) -> Self {
        Self {
            most,
            stages: BTreeMap::new(),
            percents: Percents::default(),
            evaluated: Vec::new(),
            general: Vec::new(),
            errors: BTreeMap::new(),
            count: 0,
        }
    }

    /// The faults of the data of a batch.
    pub fn add_bound(&mut self, program: &Program, shape: &Shape, bound: &Bound) {
        self.percents.look(program, &bound.dataset);
        for (index, fault) in bound.dataset.faults.iter().enumerate() {
            if !std::ptr::eq(fault.message, &codes::R02_PERCENT_COLUMN) {
                let stage = if index < shape.rows { Stage::Reader } else { stage(program, shape, bound, fault) };
                self.keep(stage, fault);
            }
        }
    }

    /// The faults of what was made of a batch, which stand after those of its data.
    pub fn add_evaluated(&mut self, bound: &Bound, results: &[Fault]) {
        for fault in results.get(bound.dataset.faults.len()..).unwrap_or_default() {
            let first = self.errors.get(&Stage::Evaluated);
            if is_error(fault) && first.is_none_or(|f| fault_key(fault) < fault_key(f)) {
                self.errors.insert(Stage::Evaluated, fault.clone());
            }
            if fault.unit.is_empty() {
                self.general.push(fault.clone());
            } else {
                self.count = self.count.saturating_add(1);
                self.evaluated.push(fault.clone());
            }
        }
        for list in [&mut self.general, &mut self.evaluated] {
            list.sort_by(|a, b| fault_key(a).cmp(&fault_key(b)));
            list.dedup();
        }
        self.evaluated.truncate(self.most);
    }

    fn keep(&mut self, stage: Stage, fault: &Fault) {
        self.count = self.count.saturating_add(1);
        if is_error(fault) {
            self.errors.entry(stage).or_insert_with(|| fault.clone());
        }
        let kept = self.stages.entry(stage).or_default();
        if kept.len() < self.most {
            kept.push(fault.clone());
        }
    }

    /// The first fault of the whole table that is an error.
    pub fn first_error(&self) -> Option<&Fault> {
        self.errors.values().next()
    }

    /// The first faults of the whole table, and how many there are.
    pub fn finish(self, program: &Program) -> (Vec<Fault>, usize) {
        let mut all: Vec<Fault> = self.stages.into_values().flatten().collect();
        let percents: Vec<Fault> = self.percents.faults(program).collect();
        let count = self.count + percents.len() + self.general.len();
        all.extend(percents);
        let mut evaluated = self.general;
        evaluated.extend(self.evaluated);
        evaluated.sort_by(|a, b| fault_key(a).cmp(&fault_key(b)));
        all.extend(evaluated);
        all.truncate(self.most);
        (all, count)
    }
}

fn is_error(fault: &Fault) -> bool {
    fault.message.severity == Severity::Error
}

/// Columns are told apart by the names of their inputs.
fn stage(program: &Program, shape: &Shape, bound: &Bound, fault: &Fault) -> Stage {
    let named = |meaning: &Meaning| match meaning {
        Meaning::Input(id) => program.inputs.get(id.index()).is_some_and(|i| i.name == fault.name),
        _ => false,
    };
    match bound.matches.iter().position(|m| !fault.name.is_empty() && named(&m.meaning)) {
        None => Stage::Row,
        Some(column) => {
            let kind = if shape.mixed.get(column) == Some(&true) { Kind::Mixed } else { Kind::Alike };
            Stage::Cell(fault.level, fault.year, kind, column)
        }
    }
}
