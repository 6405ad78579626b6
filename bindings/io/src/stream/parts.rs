//! Files of several years or levels. The whole lists every unit of a level in every year, in one order; a part is the rows
//! of one level and year in that order, with an empty row for each unit that has none.

use super::{Batches, Stream, Whole};
use crate::bind::{Group, Grouper, RowKeys};
use crate::{BindOptions, Cells, Places, RawColumn, RawTable, Result, TextCells, Validity};
use milepost_core::program::{LevelId, Program};
use std::collections::hash_map::{DefaultHasher, Entry};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{Hash as _, Hasher as _};
use std::ops::Range;

/// The file is read once for each part; more parts than that are read whole.
const MOST: usize = 64;

/// The rows of one level and year, or some of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Of which year the results are wanted. `None`: rows are bound for their faults only.
    pub year: Option<i32>,
    /// Whether the faults of its data are wanted: they come in the order of the file, which a stretch of units breaks.
    pub faults: bool,
    /// `None`: the rows that do not say whose values they have.
    group: Option<Group>,
    /// Positions of the units.
    units: Range<usize>,
    /// How many rows there are.
    rows: usize,
}

/// What is kept of a file of several years or levels: its units, about a hundred bytes each and four a row.
#[derive(Debug, Default)]
pub struct Several {
    levels: BTreeMap<LevelId, Units>,
    /// The stretches of units whose rows are in the order of the whole, and how many rows of each there are.
    groups: BTreeMap<Group, Vec<(Range<usize>, usize)>>,
    pub(super) not_decimals: BTreeMap<Group, Vec<usize>>,
    /// There are rows that do not say whose values they have, or that could not be read.
    pub(super) odd: bool,
}

/// The units of a level, in the order of the whole.
#[derive(Debug, Default)]
struct Units {
    ids: Vec<Box<str>>,
    labels: Vec<Box<str>>,
    /// By the hash of the id.
    at: HashMap<u64, usize>,
    /// The year of the row that put the unit in its place.
    first: Vec<Option<i32>>,
}

fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

impl Units {
    /// The position of a unit; a new one is the last. `None`: two ids have one hash.
    fn add(&mut self, id: &str, year: Option<i32>) -> Option<usize> {
        let next = self.ids.len();
        match self.at.entry(hash(id)) {
            Entry::Occupied(found) => Some(*found.get()).filter(|at| self.ids.get(*at).is_some_and(|i| **i == *id)),
            Entry::Vacant(slot) => {
                slot.insert(next);
                self.ids.push(id.into());
                self.labels.push("".into());
                self.first.push(year);
                Some(next)
            }
        }
    }

    /// Puts units into an order, of which all are named.
    fn arrange(&mut self, order: &[(usize, i32)]) {
        let take = |from: &mut Vec<Box<str>>, at: usize| from.get_mut(at).map(std::mem::take).unwrap_or_default();
        let ids: Vec<Box<str>> = order.iter().map(|(at, _)| take(&mut self.ids, *at)).collect();
        self.labels = order.iter().map(|(at, _)| take(&mut self.labels, *at)).collect();
        self.first = order.iter().map(|(_, year)| Some(*year)).collect();
        self.at = ids.iter().enumerate().map(|(at, id)| (hash(id), at)).collect();
        self.ids = ids;
    }

    /// Stretches of units that got their places by rows of one year.
    fn stretches(&self) -> Vec<Range<usize>> {
        let mut at = 0;
        let ends = self.first.chunk_by(|a, b| a == b).map(|stretch| {
            let start = at;
            at += stretch.len();
            start..at
        });
        ends.collect()
    }
}

impl Several {
    /// Goes over the key columns of a file of which each row is of a unit.
    pub(super) fn read(
        program: &Program,
        stream: &Stream,
        options: &BindOptions,
        keys: &RowKeys,
        batch: usize,
    ) -> Result<std::result::Result<Self, Whole>> {
        let mut columns: Vec<usize> = [keys.unit, keys.year, keys.level, keys.label].into_iter().flatten().collect();
        columns.sort_unstable();
        let here = keys.among(&columns);
        let mut grouper = Grouper::new(program, options, here.clone());
        let mut found = Self::default();
        let mut rows: BTreeMap<Group, Vec<u32>> = BTreeMap::new();
        for table in stream.batches(batch, Some(&columns))? {
            let table = table?;
            for row in 0..table.rows {
                let Some((level, year)) = grouper.row(&table, row) else { continue };
                let Some(id) = grouper.unit(&table, row) else { return Ok(Err(Whole::Years)) };
                // Rows that say more than ids make units known, also where their year is wrong.
                if year.is_none() && here.label.is_none() {
                    continue;
                }
                let units = found.levels.entry(level).or_default();
                let Some(at) = units.add(&id, year) else { return Ok(Err(Whole::Units)) };
                let label = here.label.and_then(|column| table.text(row, column));
                if let (Some(label), Some(slot)) = (label, units.labels.get_mut(at))
                    && **slot != *label
                {
                    *slot = label.into();
                }
                let (Some(year), Ok(at)) = (year, u32::try_from(at)) else { continue };
                rows.entry((level, year)).or_default().push(at);
            }
        }
        if here.label.is_none() {
            found.arrange(&mut rows);
        }
        for ((level, year), rows) in rows {
            let Some(units) = found.levels.get(&level) else { continue };
            match stretches(units, &rows) {
                Ok(stretches) => found.groups.insert((level, year), stretches),
                Err(whole) => return Ok(Err(whole)),
            };
        }
        Ok(Ok(found))
    }

    /// Without labels, units are known by the rows of the first year, then of the next.
    fn arrange(&mut self, rows: &mut BTreeMap<Group, Vec<u32>>) {
        for (level, units) in &mut self.levels {
            let mut places: Vec<Option<u32>> = vec![None; units.ids.len()];
            let mut order = Vec::with_capacity(units.ids.len());
            for ((_, year), rows) in rows.iter_mut().filter(|((of, _), _)| of == level) {
                for row in rows {
                    let Some(place) = places.get_mut(*row as usize) else { continue };
                    let next = u32::try_from(order.len()).unwrap_or(u32::MAX);
                    if place.is_none() {
                        order.push((*row as usize, *year));
                    }
                    *row = *place.get_or_insert(next);
                }
            }
            units.arrange(&order);
        }
    }

    /// The years that there are data for.
    pub fn years(&self) -> BTreeSet<i32> {
        self.groups.keys().map(|(_, year)| *year).collect()
    }

    /// The parts in the order of the results for these years, and those that are bound for their faults only. `None`: there
    /// would be too many.
    pub fn parts(&self, years: &[i32]) -> Option<Vec<Part>> {
        let mut parts = Vec::new();
        if self.odd {
            parts.push(Part { year: None, faults: true, group: None, units: 0..0, rows: usize::MAX });
        }
        for year in years {
            for (level, units) in &self.levels {
                let group = (*level, *year);
                let all = [(0..units.ids.len(), 0)];
                let stretches = self.groups.get(&group).map_or(&all[..], Vec::as_slice);
                let part = |(units, rows): &(Range<usize>, usize)| Part {
                    year: Some(*year),
                    faults: stretches.len() == 1,
                    group: Some(group),
                    units: units.clone(),
                    rows: *rows,
                };
                parts.extend(stretches.iter().map(part));
            }
        }
        for (group, stretches) in &self.groups {
            if years.contains(&group.1) && stretches.len() == 1 {
                continue;
            }
            let rows = stretches.iter().map(|(_, rows)| rows).sum();
            // No unit without a row is looked at here.
            parts.push(Part { year: None, faults: true, group: Some(*group), units: 0..0, rows });
        }
        (parts.len() <= MOST).then_some(parts)
    }

    /// The tables of a part, so many rows at a time.
    ///
    /// # Errors
    /// When the file cannot be opened again. What is wrong further on is an error of the table.
    pub fn read_part<'a>(
        &'a self,
        program: &'a Program,
        stream: &'a Stream,
        options: &'a BindOptions,
        part: &Part,
        batch: usize,
    ) -> Result<impl Iterator<Item = Result<RawTable>> + Send + use<'a>> {
        let heading = stream.heading();
        let keys = crate::bind::row_keys(program, &heading, options).unwrap_or_default();
        let batches = if part.rows > 0 { Some(stream.batches(batch, None)?) } else { None };
        let mut reader = Reader {
            several: self,
            program,
            grouper: Grouper::new(program, options, keys.clone()),
            keys,
            batches,
            part: part.clone(),
            held: None,
            heading,
            batch: batch.max(1),
            next: part.units.start,
        };
        Ok(std::iter::from_fn(move || reader.next().transpose()))
    }
}

/// Whether the rows of a group stand in the order of the units, as a whole or in each stretch.
fn stretches(units: &Units, rows: &[u32]) -> std::result::Result<Vec<(Range<usize>, usize)>, Whole> {
    if rows.is_sorted_by(|a, b| a < b) {
        return Ok(vec![(0..units.ids.len(), rows.len())]);
    }
    let mut seen = vec![false; units.ids.len()];
    for row in rows {
        if seen.get_mut(*row as usize).is_none_or(|seen| std::mem::replace(seen, true)) {
            return Err(Whole::Units);
        }
    }
    let stretches = units.stretches();
    if stretches.len() > MOST {
        return Err(Whole::Order);
    }
    let each = stretches.into_iter().map(|stretch| {
        let here = rows.iter().filter(|row| stretch.contains(&(**row as usize)));
        let sorted = here.clone().is_sorted_by(|a, b| a < b);
        sorted.then(|| (stretch.clone(), here.count())).ok_or(Whole::Order)
    });
    each.collect()
}

/// A row of a table, or a unit that has none.
#[derive(Clone, Copy)]
enum Chosen {
    Row(usize, Option<usize>),
    Unit(usize),
}

struct Reader<'a> {
    several: &'a Several,
    program: &'a Program,
    grouper: Grouper<'a>,
    keys: RowKeys,
    batches: Option<Batches>,
    part: Part,
    /// A table of which rows from this one on are still to be looked at.
    held: Option<(RawTable, usize)>,
    heading: RawTable,
    batch: usize,
    /// The unit that comes next.
    next: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> Result<Option<RawTable>> {
        loop {
            if self.part.rows == 0 {
                self.batches = None;
            }
            if self.held.is_none() {
                self.held = match self.batches.as_mut().and_then(Iterator::next) {
                    Some(table) => Some((table?, 0)),
                    None => return Ok(self.last()),
                };
            }
            let Some((mut table, from)) = self.held.take() else { return Ok(None) };
            let faults = std::mem::take(&mut table.faults);
            let (chosen, row) = self.choose(&table, from);
            let mut picked = self.pick(&table, &chosen);
            if row < table.rows {
                self.held = Some((table, row));
            }
            if self.part.group.is_none() {
                picked.faults = faults;
            }
            if picked.rows > 0 || !picked.faults.is_empty() {
                return Ok(Some(picked));
            }
        }
    }

    /// The units after the last row.
    fn last(&mut self) -> Option<RawTable> {
        let until = self.part.units.end.min(self.next.saturating_add(self.batch));
        let chosen: Vec<Chosen> = (self.next..until).map(Chosen::Unit).collect();
        self.next = self.next.max(until);
        (!chosen.is_empty()).then(|| self.pick(&self.heading, &chosen))
    }

    /// The rows of this part, with the units before them, as many as a batch holds; and the row after them.
    fn choose(&mut self, table: &RawTable, from: usize) -> (Vec<Chosen>, usize) {
        let mut chosen = Vec::new();
        let mut row = from;
        while row < table.rows && chosen.len() < self.batch {
            let group = match self.grouper.row(table, row) {
                Some((level, Some(year))) => Some((level, year)),
                _ => None,
            };
            let at = group.and_then(|(level, _)| {
                self.several.levels.get(&level)?.at.get(&hash(&self.grouper.unit(table, row)?)).copied()
            });
            let wanted = match (group, self.part.group) {
                (None, None) => true,
                (Some(group), Some(wanted)) if group == wanted => {
                    self.part.year.is_none() || at.is_some_and(|at| self.part.units.contains(&at))
                }
                _ => false,
            };
            if wanted {
                if let (Some(at), Some(_)) = (at, self.part.year) {
                    if self.next < at {
                        chosen.push(Chosen::Unit(self.next));
                        self.next += 1;
                        continue;
                    }
                    self.next = at + 1;
                }
                chosen.push(Chosen::Row(row, at));
                self.part.rows = self.part.rows.saturating_sub(1);
            }
            row += 1;
        }
        (chosen, row)
    }

    /// A table of what was chosen.
    fn pick(&self, table: &RawTable, chosen: &[Chosen]) -> RawTable {
        let units = self.part.group.and_then(|(level, _)| self.several.levels.get(&level));
        let year = self.part.group.map(|(_, year)| year.to_string());
        let level = self.part.group.and_then(|(level, _)| self.program.levels.get(level.index()));
        let of_units = |texts: &dyn Fn(&Units) -> &Vec<Box<str>>, at: usize| {
            units.and_then(|units| texts(units).get(at)).map_or("", |text| text).to_owned()
        };
        let rows: Vec<Option<usize>> = chosen
            .iter()
            .map(|chosen| match chosen {
                Chosen::Row(row, _) => Some(*row),
                Chosen::Unit(_) => None,
            })
            .collect();
        let not_decimals = self.part.group.and_then(|group| self.several.not_decimals.get(&group));
        let columns = table.columns.iter().enumerate().map(|(index, column)| {
            let is = |key: Option<usize>| key == Some(index);
            let key = is(self.keys.unit) || is(self.keys.year) || is(self.keys.level) || is(self.keys.label);
            let mut cells = if key {
                let mut texts = TextCells::default();
                for chosen in chosen {
                    texts.push(&match chosen {
                        Chosen::Row(_, Some(at)) if is(self.keys.label) => of_units(&|units| &units.labels, *at),
                        Chosen::Row(row, _) => column.cells.text(*row).unwrap_or_default().into_owned(),
                        Chosen::Unit(at) if is(self.keys.unit) => of_units(&|units| &units.ids, *at),
                        Chosen::Unit(at) if is(self.keys.label) => of_units(&|units| &units.labels, *at),
                        Chosen::Unit(_) if is(self.keys.year) => year.clone().unwrap_or_default(),
                        Chosen::Unit(_) => level.map_or_else(String::new, |level| level.name.clone()),
                    });
                }
                Cells::Text(texts)
            } else {
                pick(&column.cells, &rows)
            };
            if let (Cells::Text(texts), Some(true)) = (&mut cells, not_decimals.map(|odd| odd.contains(&index))) {
                texts.are_not_decimals();
            }
            RawColumn { name: column.name.clone(), cells }
        });
        RawTable {
            source: table.source.clone(),
            level: table.level.clone(),
            columns: columns.collect(),
            rows: chosen.len(),
            places: places(&table.places, &rows),
            faults: Vec::new(),
        }
    }
}

fn chosen<T: Clone + Default>(values: &[T], rows: &[Option<usize>]) -> Vec<T> {
    rows.iter().map(|row| row.and_then(|row| values.get(row)).cloned().unwrap_or_default()).collect()
}

/// Cells of some rows, with nothing where there is none.
fn pick(cells: &Cells, rows: &[Option<usize>]) -> Cells {
    let valid = |valid: &Validity| match valid {
        None if rows.iter().all(Option::is_some) => None,
        None => Some(rows.iter().map(|row| u8::from(row.is_some())).collect()),
        Some(valid) => Some(chosen(valid, rows)),
    };
    match cells {
        Cells::Text(texts) => {
            let mut picked = TextCells::default();
            rows.iter().for_each(|row| picked.push(row.and_then(|row| texts.get(row)).unwrap_or_default()));
            Cells::Text(picked)
        }
        Cells::Mixed(cells) => Cells::Mixed(chosen(cells, rows)),
        Cells::F64(v, ok) => Cells::F64(chosen(v.as_slice(), rows).into(), valid(ok)),
        Cells::I64(v, ok) => Cells::I64(chosen(v.as_slice(), rows).into(), valid(ok)),
        Cells::Scaled(v, scale, ok) => Cells::Scaled(chosen(v.as_slice(), rows).into(), *scale, valid(ok)),
        Cells::Bool(v, ok) => Cells::Bool(chosen(v, rows), valid(ok)),
        Cells::Date(v, ok) => Cells::Date(chosen(v.as_slice(), rows).into(), valid(ok)),
        Cells::Dictionary(keys, texts, ok) => Cells::Dictionary(chosen(keys, rows), texts.clone(), valid(ok)),
    }
}

/// Units without a row stand nowhere, and nothing is said of their cells.
fn places(places: &Places, rows: &[Option<usize>]) -> Places {
    match places {
        Places::Lines(lines) => Places::Lines(chosen(lines, rows)),
        Places::Paths(paths) => Places::Paths(chosen(paths, rows)),
        Places::Sheet { name, rows: numbers, columns } => {
            Places::Sheet { name: name.clone(), rows: chosen(numbers, rows), columns: columns.clone() }
        }
        Places::Rows => Places::RowsAt(rows.iter().map(|row| row.unwrap_or_default()).collect()),
        Places::RowsAfter(before) => {
            Places::RowsAt(rows.iter().map(|row| row.map_or(0, |row| before.saturating_add(row))).collect())
        }
        Places::RowsAt(at) => Places::RowsAt(chosen(at, rows)),
    }
}
