//! Makes a dataset out of rows or columns. Bad cells become faults and invalid cells; nothing stops.

use super::cell::{self, Cell, Locale, Raw};
use super::frames::{RawColumn, Slot, finish_column};
use super::{CELL_INVALID, Column, Dataset, Fault, Frame, Percents, Units};
use crate::codes::{self, Message};
use crate::number::Number;
use crate::program::{AssessorId, InputId, LevelId, Program, Property, SymbolId};
use crate::value::Value;
use std::collections::{BTreeMap, HashMap, HashSet};

/// First and last day of a unit's existence.
pub type Validity = (Option<i32>, Option<i32>);

/// Collects units and facts for one program.
pub struct Builder<'p> {
    program: &'p Program,
    locale: Locale,
    levels: Vec<LevelBuild>,
    tables: BTreeMap<(LevelId, i32, Option<AssessorId>), Rows>,
    frames: Vec<Frame>,
    recorded: BTreeMap<(SymbolId, Property, LevelId, u32, i32), Value>,
    faults: Vec<Fault>,
}

#[derive(Default)]
struct LevelBuild {
    ids: Vec<String>,
    /// Positions of the first so many ids.
    lookup: HashMap<String, u32>,
    /// The unit that was named last.
    last: u32,
    rows: usize,
    parents: Vec<Option<String>>,
    labels: Vec<Option<String>>,
    validity: Vec<Validity>,
    successors: Vec<Option<String>>,
    /// Named in a row of its own, not only as somebody's parent.
    declared: bool,
}

impl LevelBuild {
    /// Takes ids where there are none yet; gives them back where one stands twice.
    fn take_all(&mut self, ids: Vec<String>) -> Result<(), Vec<String>> {
        let sorted = || ids.is_sorted_by(|a, b| a < b);
        let differ = || {
            let mut seen = HashSet::with_capacity(ids.len());
            ids.iter().all(|id| seen.insert(id.as_str()))
        };
        if !self.ids.is_empty() || !(sorted() || differ()) {
            return Err(ids);
        }
        self.ids = ids;
        Ok(())
    }

    /// Ids of a whole table are looked up from when somebody asks.
    fn learn(&mut self) {
        for at in self.lookup.len()..self.ids.len() {
            if let (Some(id), Ok(position)) = (self.ids.get(at), u32::try_from(at)) {
                self.lookup.insert(id.clone(), position);
            }
        }
    }

    fn position(&mut self, id: &str) -> u32 {
        // Tables mostly name the same unit again, or units in the order of the table before.
        let near = [self.last, self.last.saturating_add(1)];
        let same = |at: &u32| self.ids.get(*at as usize).is_some_and(|known| known == id);
        self.last = near.into_iter().find(same).unwrap_or_else(|| self.look_up(id));
        self.last
    }

    #[inline(never)]
    fn look_up(&mut self, id: &str) -> u32 {
        self.learn();
        if let Some(found) = self.lookup.get(id) {
            return *found;
        }
        let position = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        self.ids.push(id.to_owned());
        self.lookup.insert(id.to_owned(), position);
        position
    }
}

/// Facts of one level, year and assessor while they are collected.
#[derive(Default)]
struct Rows {
    row_of_unit: HashMap<u32, u32>,
    units: Vec<u32>,
    columns: BTreeMap<InputId, Vec<Slot>>,
}

impl Rows {
    #[inline(never)]
    fn slot(&mut self, input: InputId, unit: u32) -> Option<&mut Slot> {
        let row = *self.row_of_unit.entry(unit).or_insert_with(|| {
            self.units.push(unit);
            u32::try_from(self.units.len() - 1).unwrap_or(u32::MAX)
        });
        let column = self.columns.entry(input).or_default();
        if column.len() <= row as usize {
            column.resize_with(row as usize + 1, || Slot::Absent);
        }
        column.get_mut(row as usize)
    }
}

/// The units of a table given by columns.
pub enum UnitIds {
    /// Rows without ids: unit i is row i.
    Rows(usize),
    /// An id per row.
    Ids(Vec<String>),
}

impl<'p> Builder<'p> {
    /// An empty dataset for a program.
    pub fn new(program: &'p Program) -> Self {
        let levels = program.levels.iter().map(|_| LevelBuild::default()).collect();
        Self {
            program,
            locale: Locale::Plain,
            levels,
            tables: BTreeMap::new(),
            frames: Vec::new(),
            recorded: BTreeMap::new(),
            faults: Vec::new(),
        }
    }

    /// How numbers and dates are written in text cells.
    #[must_use]
    pub fn locale(mut self, locale: Locale) -> Self {
        self.locale = locale;
        self
    }

    /// Names a unit and what is known of it; may be said more than once, what is new is added.
    pub fn unit(
        &mut self,
        level: LevelId,
        id: &str,
        parent: Option<&str>,
        label: Option<&str>,
        validity: Validity,
        successor: Option<&str>,
    ) -> u32 {
        let Some(build) = self.levels.get_mut(level.index()) else { return u32::MAX };
        build.declared = true;
        let position = build.position(id);
        let at = position as usize;
        if let Some(parent) = parent {
            match grown(&mut build.parents, at) {
                Some(Some(known)) if known != parent => {
                    let args = vec![String::new(), id.to_owned(), String::new(), known.clone(), parent.to_owned()];
                    self.faults.push(Fault {
                        message: &codes::R20_TWO_PARENTS,
                        args,
                        level: Some(level),
                        unit: id.to_owned(),
                        year: None,
                        by: None,
                        name: "parent".to_owned(),
                        value: parent.to_owned(),
                        place: String::new(),
                    });
                }
                Some(slot @ None) => *slot = Some(parent.to_owned()),
                _ => {}
            }
        }
        if let (Some(label), Some(slot)) = (label, grown(&mut build.labels, at))
            && slot.as_deref() != Some(label)
        {
            *slot = Some(label.to_owned());
        }
        if validity != (None, None)
            && let Some(slot) = grown(&mut build.validity, at)
        {
            *slot = (slot.0.or(validity.0), slot.1.or(validity.1));
        }
        if let (Some(successor), Some(slot)) = (successor, grown(&mut build.successors, at)) {
            *slot = Some(successor.to_owned());
        }
        position
    }

    /// One fact. `place` tells where it stands in the data; it is asked only for faults.
    #[expect(clippy::too_many_arguments, reason = "a fact is this many things, and callers have them apart")]
    #[inline(never)]
    pub fn cell(
        &mut self,
        level: LevelId,
        unit: &str,
        year: i32,
        by: Option<AssessorId>,
        input: InputId,
        cell: &Cell<'_>,
        place: &dyn Fn() -> String,
    ) {
        let program = self.program;
        let Some(declared) = program.inputs.get(input.index()) else { return };
        let Some(build) = self.levels.get_mut(level.index()) else { return };
        let position = build.position(unit);
        build.declared = true;
        let read = cell::read(program, declared, cell, self.locale);
        let Some(slot) = self.tables.entry((level, year, by)).or_default().slot(input, position) else { return };
        let fault = match (read, &*slot) {
            (Ok(Raw::Absent), _) => None,
            (Ok(raw), Slot::Absent) => {
                *slot = Slot::Value(raw, shown(cell));
                None
            }
            (Ok(_), earlier) => {
                let first = earlier.shown().to_owned();
                let more = shown(cell);
                *slot = Slot::Invalid(first.clone());
                Some((&codes::R04_TWICE, first, more))
            }
            (Err((message, more)), _) => {
                *slot = Slot::Invalid(shown(cell));
                Some((message, shown(cell), more))
            }
        };
        if let Some((message, value, more)) = fault {
            self.fault(message, level, unit, year, by, declared.name.clone(), value, more, place());
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a fault row has this many columns")]
    #[inline(never)]
    fn fault(
        &mut self,
        message: &'static Message,
        level: LevelId,
        unit: &str,
        year: i32,
        by: Option<AssessorId>,
        name: String,
        value: String,
        more: String,
        place: String,
    ) {
        let args = vec![name.clone(), unit.to_owned(), year.to_string(), value.clone(), more];
        let unit = unit.to_owned();
        self.faults.push(Fault { message, args, level: Some(level), unit, year: Some(year), by, name, value, place });
    }

    /// A fault that a reader found.
    pub fn add_fault(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    /// A published result; it stands over recomputation.
    pub fn recorded(
        &mut self,
        symbol: SymbolId,
        property: Property,
        level: LevelId,
        unit: &str,
        year: i32,
        value: Value,
    ) {
        if let Some(build) = self.levels.get_mut(level.index()) {
            let position = build.position(unit);
            self.recorded.insert((symbol, property, level, position, year), value);
        }
    }

    /// A whole table of one level, year and assessor, column by column, without copying what need not be copied.
    pub fn frame(
        &mut self,
        level: LevelId,
        year: i32,
        by: Option<AssessorId>,
        units: UnitIds,
        columns: Vec<(InputId, RawColumn)>,
        place: &dyn Fn(usize, &str) -> String,
    ) {
        let Some(build) = self.levels.get_mut(level.index()) else { return };
        build.declared = true;
        let (row_of_unit, ids) = match units {
            UnitIds::Rows(rows) => {
                build.rows = build.rows.max(rows);
                (None, None)
            }
            UnitIds::Ids(ids) => match build.take_all(ids) {
                Ok(()) => (None, None),
                Err(ids) => {
                    let positions: Vec<u32> = ids.iter().map(|id| build.position(id)).collect();
                    let mut map = vec![u32::MAX; build.ids.len()];
                    let mut twice = false;
                    for (row, unit) in positions.iter().enumerate() {
                        if let Some(slot) = map.get_mut(*unit as usize) {
                            twice |= *slot != u32::MAX;
                            *slot = u32::try_from(row).unwrap_or(u32::MAX);
                        }
                    }
                    if twice {
                        return self.frame_by_cells(level, year, by, &ids, &columns, place);
                    }
                    (Some(map), Some(ids))
                }
            },
        };
        let of_row = |levels: &[LevelBuild], row: usize| {
            let all = levels.get(level.index()).map(|build| &build.ids);
            let id = ids.as_ref().or(all).and_then(|ids| ids.get(row).cloned());
            id.unwrap_or_else(|| (row + 1).to_string())
        };
        let mut bound: Vec<(InputId, Column)> = Vec::with_capacity(columns.len());
        for (id, raw) in columns {
            let Some(input) = self.program.inputs.get(id.index()) else { continue };
            let (column, wrong) = finish_column(self.program, input, raw, self.locale);
            for (row, message, value, more) in wrong {
                let unit = of_row(&self.levels, row);
                let at = place(row, &input.name);
                self.fault(message, level, &unit, year, by, input.name.clone(), value, more, at);
            }
            bound.push((id, column));
        }
        bound.sort_by_key(|(id, _)| *id);
        self.frames.push(Frame { level, year, by, row_of_unit, columns: bound });
    }

    /// A table in which a unit stands twice is read cell by cell, which finds what was said twice.
    #[inline(never)]
    fn frame_by_cells(
        &mut self,
        level: LevelId,
        year: i32,
        by: Option<AssessorId>,
        ids: &[String],
        columns: &[(InputId, RawColumn)],
        place: &dyn Fn(usize, &str) -> String,
    ) {
        for (input, column) in columns {
            let name = self.program.inputs.get(input.index()).map(|i| i.name.clone()).unwrap_or_default();
            for (row, id) in ids.iter().enumerate() {
                self.cell(level, id, year, by, *input, &column.cell(row), &|| place(row, &name));
            }
        }
    }

    /// The dataset. Parents that no row names as units of their level are faults; where the parents' level has no rows
    /// at all, its units are those that were named as parents.
    pub fn finish(mut self) -> Dataset {
        self.name_parents();
        if self.levels.iter().any(|l| !l.parents.is_empty() || !l.successors.is_empty()) {
            self.levels.iter_mut().for_each(LevelBuild::learn);
        }
        let mut dataset = Dataset { faults: std::mem::take(&mut self.faults), ..Dataset::default() };
        dataset.recorded = std::mem::take(&mut self.recorded);
        dataset.frames = std::mem::take(&mut self.frames);
        let counts: Vec<usize> = self.levels.iter().map(|l| l.ids.len().max(l.rows)).collect();
        for build in &mut self.levels {
            dataset.units.push(finish_units(build));
        }
        self.link_units(&mut dataset);
        for ((level, year, by), rows) in std::mem::take(&mut self.tables) {
            let count = counts.get(level.index()).copied().unwrap_or_default();
            let mut row_of_unit = vec![u32::MAX; count];
            for (row, unit) in rows.units.iter().enumerate() {
                if let (Some(slot), Ok(row)) = (row_of_unit.get_mut(*unit as usize), u32::try_from(row)) {
                    *slot = row;
                }
            }
            let height = rows.units.len();
            let columns = rows.columns.into_iter().filter_map(|(id, slots)| {
                let input = self.program.inputs.get(id.index())?;
                Some((id, super::frames::from_slots(input, slots, height)))
            });
            let columns: Vec<(InputId, Column)> = columns.collect();
            dataset.frames.push(Frame { level, year, by, row_of_unit: Some(row_of_unit), columns });
        }
        for (i, frame) in dataset.frames.iter_mut().enumerate() {
            if let Some(map) = &mut frame.row_of_unit {
                map.resize(counts.get(frame.level.index()).copied().unwrap_or_default(), u32::MAX);
            }
            if let Ok(i) = u32::try_from(i) {
                dataset.index.entry((frame.level, frame.year, frame.by)).or_default().push(i);
            }
        }
        self.across_frames(&mut dataset);
        let mut percents = Percents::default();
        percents.look(self.program, &dataset);
        dataset.faults.extend(percents.faults(self.program));
        dataset
    }

    #[inline(never)]
    fn name_parents(&mut self) {
        for index in 0..self.levels.len() {
            let Some(parent) = self.program.levels.get(index).and_then(|l| l.parent) else { continue };
            if self.levels.get(parent.index()).is_none_or(|p| p.declared) {
                continue;
            }
            let named: Vec<String> =
                self.levels.get(index).map(|l| l.parents.iter().flatten().cloned().collect()).unwrap_or_default();
            if let Some(build) = self.levels.get_mut(parent.index()) {
                for id in named {
                    build.position(&id);
                }
            }
        }
    }

    #[inline(never)]
    fn link_units(&self, dataset: &mut Dataset) {
        for (index, build) in self.levels.iter().enumerate() {
            let level = u32::try_from(index).map(LevelId).unwrap_or(LevelId(u32::MAX));
            let above = self.program.levels.get(index).and_then(|l| l.parent);
            // The ids are in the dataset by now.
            let id = |unit: usize| {
                let units = dataset.units.get(index)?;
                Some(units.id(u32::try_from(unit).ok()?).into_owned())
            };
            let mut faults = Vec::new();
            let mut parents = Vec::new();
            for (unit, parent) in build.parents.iter().enumerate() {
                let found = parent.as_deref().and_then(|p| self.levels.get(above?.index())?.lookup.get(p).copied());
                if let (Some(parent), None, Some(above)) = (parent, found, above) {
                    let id = id(unit).unwrap_or_default();
                    let name = self.program.levels.get(above.index()).map(|l| l.name.clone()).unwrap_or_default();
                    faults.push(unit_fault(&codes::R20_PARENT, level, id, "parent", parent, name));
                }
                parents.push(found);
            }
            let mut successors = Vec::new();
            for (unit, successor) in build.successors.iter().enumerate() {
                let found = successor.as_deref().and_then(|s| build.lookup.get(s).copied());
                if let (Some(successor), None) = (successor, found) {
                    let id = id(unit).unwrap_or_default();
                    faults.push(unit_fault(&codes::R23_SUCCESSOR, level, id, "successor", successor, String::new()));
                }
                successors.push(found);
            }
            dataset.faults.append(&mut faults);
            let count = above.and_then(|a| dataset.units.get(a.index())).map_or(0, Units::len);
            if let Some(units) = dataset.units.get_mut(index) {
                if !parents.is_empty() {
                    parents.resize(units.len(), None);
                }
                if !successors.is_empty() {
                    successors.resize(units.len(), None);
                }
                units.parents = parents;
                units.successors = successors;
                units.group_by_parent(count);
            }
        }
    }

    /// The same input for the same unit in two tables: a fault, and no value.
    #[inline(never)]
    fn across_frames(&self, dataset: &mut Dataset) {
        let mut found = Vec::new();
        for ((level, year, by), frames) in dataset.index.iter().filter(|(_, f)| f.len() > 1) {
            let mut first: BTreeMap<InputId, Vec<u32>> = BTreeMap::new();
            for f in frames {
                for (input, _) in dataset.frames.get(*f as usize).map(|f| f.columns.as_slice()).unwrap_or_default() {
                    first.entry(*input).or_default().push(*f);
                }
            }
            for (input, frames) in first.into_iter().filter(|(_, f)| f.len() > 1) {
                let count = dataset.units.get(level.index()).map_or(0, Units::len);
                for unit in 0..u32::try_from(count).unwrap_or(u32::MAX) {
                    let given: Vec<(u32, usize)> = frames
                        .iter()
                        .filter_map(|f| {
                            let frame = dataset.frames.get(*f as usize)?;
                            let row = frame.row(unit)?;
                            let column = frame.column(input)?;
                            column.is_given(row).then_some((*f, row))
                        })
                        .collect();
                    if given.len() > 1 {
                        found.push((*level, *year, *by, input, unit, given));
                    }
                }
            }
        }
        for (level, year, by, input, unit, given) in found {
            let name = self.program.inputs.get(input.index()).map(|i| i.name.clone()).unwrap_or_default();
            let id = dataset.units.get(level.index()).map(|u| u.id(unit).into_owned()).unwrap_or_default();
            let mut texts = Vec::new();
            for (f, row) in given {
                let Some(frame) = dataset.frames.get_mut(f as usize) else { continue };
                let column = frame.columns.iter_mut().find(|(i, _)| *i == input).map(|(_, c)| c);
                if let Some(column) = column {
                    texts.push(column.stored_text(row));
                    column.set_state(row, CELL_INVALID);
                }
            }
            let mut args = vec![name.clone(), id.clone(), year.to_string()];
            args.extend(texts.iter().take(2).cloned());
            let value = texts.get(1).cloned().unwrap_or_default();
            let message = &codes::R04_TWICE;
            let (level, year, place) = (Some(level), Some(year), String::new());
            dataset.faults.push(Fault { message, args, level, unit: id, year, by, name, value, place });
        }
    }
}

fn unit_fault(message: &'static Message, level: LevelId, id: String, name: &str, value: &str, more: String) -> Fault {
    let args = vec![String::new(), id.clone(), String::new(), value.to_owned(), more];
    let (name, value) = (name.to_owned(), value.to_owned());
    Fault { message, args, level: Some(level), unit: id, year: None, by: None, name, value, place: String::new() }
}

#[inline(never)]
fn finish_units(build: &mut LevelBuild) -> Units {
    let ids = std::mem::take(&mut build.ids);
    let count = ids.len().max(build.rows);
    let mut units = if ids.is_empty() { Units::rows(count) } else { Units::named(ids) };
    units.labels = std::mem::take(&mut build.labels);
    units.validity = std::mem::take(&mut build.validity);
    if !units.labels.is_empty() {
        units.labels.resize(count, None);
    }
    if !units.validity.is_empty() {
        units.validity.resize(count, (None, None));
    }
    units
}

fn grown<T: Default + Clone>(values: &mut Vec<T>, at: usize) -> Option<&mut T> {
    if values.len() <= at {
        values.resize(at + 1, T::default());
    }
    values.get_mut(at)
}

#[inline(never)]
fn shown(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Missing => String::new(),
        Cell::Text(t) => t.trim().to_owned(),
        Cell::Number(n) => n.to_shortest(),
        Cell::F64(x) => Number::from_f64(*x).map_or_else(|| x.to_string(), |n| n.to_shortest()),
        Cell::Int(i) => i.to_string(),
        Cell::Bool(b) => if *b { "yes" } else { "no" }.to_owned(),
        Cell::Date(d) => crate::date::text(*d),
        Cell::Percent(n) => format!("{}%", n.mul(&Number::integer(100)).to_shortest()),
    }
}

#[cfg(test)]
mod tests {
    use super::LevelBuild;

    #[test]
    fn ids_of_a_whole_table_are_looked_up_from_when_somebody_asks() {
        let ids = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        for names in [["b", "a", "c"], ["a", "b", "c"]] {
            let mut level = LevelBuild::default();
            assert_eq!(level.take_all(ids(&names)), Ok(()));
            assert!(level.lookup.is_empty());
            assert_eq!((level.position("c"), level.position("d"), level.position(names[0])), (2, 3, 0));
            assert_eq!(level.take_all(ids(&["x"])), Err(ids(&["x"])));
        }
        let mut level = LevelBuild::default();
        assert_eq!(level.take_all(ids(&["b", "a", "b"])), Err(ids(&["b", "a", "b"])));
        assert_eq!((level.position("a"), level.position("b")), (0, 1));
    }
}
