//! One record at a time, quickly: the meaning of [`crate::exact`] for flat facts of one unit and one year.
//!
//! The items of a level and year are planned once, as [`crate::columnar`] plans them, with the targets of the year and
//! all constants folded. A record then runs through straight-line instructions over machine integers: fractions are
//! compared without being reduced, and nothing is allocated. Whatever a record needs beyond that – units below, ranks,
//! reals, numbers of many digits, facts that are wrong – is left to the exact evaluator, for that record.
//!
//! ```text
//! let mut prepared = Prepared::new(program, 2025, None)?;
//! let fibre = prepared.slot("fibre");            // once
//! prepared.clear();                              // for each record
//! prepared.set(fibre, &Cell::F64(79.99));
//! prepared.run()?;
//! prepared.verdict(prepared.result("II_3"));
//! ```

mod cell;
mod code;
mod counted;
mod group;
mod join;
mod results;
mod run;
mod slots;

pub use results::Part;

use crate::columnar::codes::{ABSENT, Codes};
use crate::columnar::op::R;
use crate::columnar::plan::Planner;
use crate::columnar::wide::Wide;
use crate::dataset::builder::Builder;
use crate::dataset::{Cell as Given, Dataset, Locale};
use crate::exact;
use crate::program::{InputId, InputKind, ItemId, LevelId, Program};
use crate::report::{Limits, Options, Stop, Table};
use crate::value::Value;
use cell::Cell;
use code::{Code, NONE};
use counted::Counted;
use slots::{Held, Slot};
use std::collections::HashMap;
use std::sync::Arc;

/// Below this limit of digits every record is computed exactly.
const NARROW: u64 = 192;

/// The rules of one year, ready for records.
#[derive(Debug, Clone)]
pub struct Prepared {
    shared: Arc<Shared>,
    registers: Vec<Cell>,
    /// Records so far, this one included.
    record: u64,
    /// What slots were given that their registers do not tell.
    held: Vec<Held>,
    /// There is such a slot in this record.
    any_held: bool,
    /// How many cells of the record are odd.
    odd: usize,
    scratch: Vec<Value>,
    counted: Vec<Counted>,
    /// Results of the exact evaluator, and the row of the record in them.
    exactly: Option<(Table, usize)>,
}

/// What does not change from record to record.
#[derive(Debug)]
struct Shared {
    program: Arc<Program>,
    year: i32,
    as_of: Option<i32>,
    limits: Limits,
    level: LevelId,
    code: Option<Code>,
    slots: Vec<Slot>,
    slot_of: HashMap<String, usize>,
    items: Vec<ItemId>,
    item_of: HashMap<String, usize>,
    /// Which parts each item has: verdict, value, target, score, maximum.
    parts: Vec<[bool; 5]>,
}

impl Prepared {
    /// Prepares the rules in force in a year. `as_of`: see [`Options::as_of`].
    ///
    /// # Errors
    /// When no version of the rules is in force in that year (R01).
    pub fn new(program: Arc<Program>, year: i32, as_of: Option<i32>) -> Result<Self, Stop> {
        let options = Options { years: vec![year], as_of, ..Options::default() };
        exact::refuse_years(&program, &options)?;
        let level = program.versions.first().map_or(LevelId(0), |v| v.evaluates);
        let version = exact::evaluated_version(&program, year, &options);
        let levels = version.map(|v| exact::levels_of(&program, v)).unwrap_or_default();
        let items = levels.into_iter().find(|(l, _)| *l == level).map(|(_, items)| items).unwrap_or_default();
        let mut registers: HashMap<InputId, u32> = HashMap::new();
        let code = Codes::of_settled(&program).filter(|_| options.limits.bits >= NARROW).and_then(|codes| {
            let nothing = Dataset::default();
            let wide = Wide::new(&program, &nothing, &codes, &options);
            let plan = Planner::new(&wide, level, year).flat().finish(&items);
            let code = Code::of(&program, &plan, &codes, options.limits.bits)?;
            registers = plan.loads().collect();
            Some(code)
        });
        let ids = (0..).map(InputId).zip(&program.inputs);
        let slots = ids.map(|(id, input)| Slot::new(id, input, registers.get(&id).copied())).collect();
        let shared = Shared {
            slot_of: slot_names(&program),
            item_of: (0..).zip(&items).map(|(at, item)| (exact::item_name(&program, *item), at)).collect(),
            parts: items.iter().map(|item| exact::columns_of(&program, *item)).collect(),
            year,
            as_of,
            limits: options.limits,
            level,
            code,
            slots,
            items,
            program,
        };
        let mut prepared = Self {
            registers: shared.code.as_ref().map(|c| c.start.clone()).unwrap_or_default(),
            record: 0,
            held: vec![Held::default(); shared.slots.len()],
            any_held: false,
            odd: 0,
            scratch: Vec::with_capacity(16),
            counted: vec![Counted::default(); shared.code.as_ref().map_or(0, |c| c.counts)],
            exactly: None,
            shared: Arc::new(shared),
        };
        prepared.clear();
        Ok(prepared)
    }

    /// The rules.
    pub fn program(&self) -> &Program {
        &self.shared.program
    }

    /// The year.
    pub fn year(&self) -> i32 {
        self.shared.year
    }

    /// The as-of date that was asked for.
    pub fn as_of(&self) -> Option<i32> {
        self.shared.as_of
    }

    /// The level of the records' units.
    pub fn level(&self) -> LevelId {
        self.shared.level
    }

    /// Whether records can be computed quickly at all; otherwise each goes to the exact evaluator.
    pub fn is_quick(&self) -> bool {
        self.shared.code.is_some()
    }

    /// How many inputs there are. Slots are their positions in the program.
    pub fn slots(&self) -> usize {
        self.shared.slots.len()
    }

    /// The slot of an input.
    pub fn slot(&self, name: &str) -> Option<usize> {
        self.shared.slot_of.get(name).copied()
    }

    /// Forgets the record.
    pub fn clear(&mut self) {
        for slot in &self.shared.slots {
            if let Some(register) = self.registers.get_mut(slot.register as usize) {
                *register = Cell::missing(ABSENT);
            }
        }
        self.record += 1;
        self.odd = 0;
        self.any_held = false;
        self.exactly = None;
    }

    /// Sets an input to a cell, in the unit that its column would have (85 where it is given as percent).
    #[inline]
    pub fn set(&mut self, slot: usize, cell: &Given<'_>) {
        match cell {
            Given::Missing => self.set_missing(slot),
            Given::F64(value) => self.set_f64(slot, *value),
            Given::Bool(value) => self.set_bool(slot, *value),
            _ => self.hold(slot, cell),
        }
    }

    /// [`Prepared::set`] to a float, which stands for its shortest decimal.
    #[inline]
    pub fn set_f64(&mut self, slot: usize, value: f64) {
        match self.shared.slots.get(slot).and_then(|declared| Some((declared.register, declared.plain(value)?))) {
            Some((register, cell)) => self.put(slot, register, cell),
            None => self.hold(slot, &Given::F64(value)),
        }
    }

    /// [`Prepared::set`] to yes or no.
    #[inline]
    pub fn set_bool(&mut self, slot: usize, value: bool) {
        match self.shared.slots.get(slot) {
            Some(Slot { kind: InputKind::YesNo, register, .. }) if *register != NONE => {
                self.put(slot, *register, Cell::bool(value));
            }
            _ => self.hold(slot, &Given::Bool(value)),
        }
    }

    /// [`Prepared::set`] to nothing.
    #[inline]
    pub fn set_missing(&mut self, slot: usize) {
        match self.shared.slots.get(slot) {
            Some(Slot { register, .. }) if *register != NONE => self.put(slot, *register, Cell::missing(ABSENT)),
            _ => self.hold(slot, &Given::Missing),
        }
    }

    /// What a register says is all that is to be known of a slot.
    #[inline]
    fn put(&mut self, slot: usize, register: R, cell: Cell) {
        if self.any_held {
            self.forget(slot);
        }
        if let Some(place) = self.registers.get_mut(register as usize) {
            *place = cell;
        }
    }

    /// Keeps what was given, and what it means, if that is not for the exact evaluator to say.
    #[inline(never)]
    fn hold(&mut self, slot: usize, cell: &Given<'_>) {
        self.forget(slot);
        let (Some(declared), Some(held)) = (self.shared.slots.get(slot), self.held.get_mut(slot)) else { return };
        let read = declared.read(&self.shared.program, cell);
        held.take(cell);
        (held.record, held.odd) = (self.record, read.is_none());
        self.any_held = true;
        self.odd += usize::from(held.odd);
        if let (Some(cell), Some(register)) = (read, self.registers.get_mut(declared.register as usize)) {
            *register = cell;
        }
    }

    /// Whatever was kept of a slot is of no record.
    #[inline(never)]
    fn forget(&mut self, slot: usize) {
        let Some(held) = self.held.get_mut(slot) else { return };
        if held.odd && held.record == self.record {
            self.odd = self.odd.saturating_sub(1);
        }
        held.record = 0;
    }

    /// What was given for a slot since [`Prepared::clear`]; `None`: nothing.
    fn given(&self, slot: usize) -> Option<Given<'_>> {
        let held = self.held.get(slot)?;
        if held.record == self.record {
            return Some(held.cell());
        }
        let register = self.shared.slots.get(slot)?.register;
        self.registers.get(register as usize)?.given()
    }

    /// Whether something was given for a slot since [`Prepared::clear`]; a missing value is not.
    pub fn is_set(&self, slot: usize) -> bool {
        self.given(slot).is_some_and(|given| !matches!(given, Given::Missing))
    }

    /// Computes the record, if it can be done quickly. False: it takes the exact evaluator, and there are no results.
    pub fn run_quickly(&mut self) -> bool {
        self.exactly = None;
        let Some(code) = self.shared.code.as_ref().filter(|_| self.odd == 0) else { return false };
        let (regs, scratch) = (&mut self.registers, &mut self.scratch);
        run::Machine { code, regs, scratch, counted: &mut self.counted }.run().is_some()
    }

    /// Computes the record.
    ///
    /// # Errors
    /// As [`exact::score`].
    pub fn run(&mut self) -> Result<(), Stop> {
        if self.run_quickly() {
            return Ok(());
        }
        let data = self.dataset("1");
        let table = exact::score(&self.shared.program, &data, &self.options())?;
        self.adopt(table, 0);
        Ok(())
    }

    /// The options that the exact evaluator is asked with.
    pub fn options(&self) -> Options<'static> {
        let Shared { year, as_of, limits, .. } = *self.shared;
        Options { years: vec![year], as_of, limits, exact: true, ..Options::default() }
    }

    /// Takes the results of a unit from a table of the exact evaluator.
    pub fn adopt(&mut self, table: Table, unit: u32) {
        let block = table.blocks.iter().find(|b| b.level == self.shared.level && b.year == self.shared.year);
        let row = block.and_then(|b| b.units.iter().position(|u| *u == unit)).unwrap_or(usize::MAX);
        self.exactly = Some((table, row));
    }

    /// The record as a dataset of one unit.
    pub fn dataset(&self, unit: &str) -> Dataset {
        let Shared { program, level, year, slots, .. } = &*self.shared;
        let mut builder = Builder::new(program).locale(Locale::Plain);
        builder.unit(*level, unit, None, None, (None, None), None);
        for (at, slot) in slots.iter().enumerate() {
            let Some(given) = self.given(at) else { continue };
            let name = || program.inputs.get(slot.input.index()).map(|i| i.name.clone()).unwrap_or_default();
            builder.cell(*level, unit, *year, None, slot.input, &given, &name);
        }
        builder.finish()
    }
}

/// Slots by the names of inputs: `name`, and `alias.name` where inputs of one name differ.
fn slot_names(program: &Program) -> HashMap<String, usize> {
    let plain = program.inputs.iter().map(|i| i.name.as_str()).enumerate();
    let qualified = program.inputs.iter().map(|i| i.qualified.as_str()).enumerate().filter(|(_, n)| !n.is_empty());
    plain.chain(qualified).map(|(at, name)| (name.to_owned(), at)).collect()
}
