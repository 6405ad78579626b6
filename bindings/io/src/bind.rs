//! Tables to a dataset of one program: wide tables (one column per input) and long ones (one row per value).

use crate::gather::{self, Rows};
use crate::matching::{ColumnMatch, Key, Keys, Mapping, MatchedBy, Meaning, Names, fold};
use crate::recorded;
use crate::{Cells, RawTable, Result, fault};
use milepost_core::codes;
use milepost_core::dataset::builder::{Builder, UnitIds};
use milepost_core::dataset::{Cell, Dataset, Fault, Locale};
use milepost_core::program::{AssessorId, InputId, Level, LevelId, Program, Property, SymbolId};
use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

/// What the caller knows about the tables.
#[derive(Debug, Clone, Default)]
pub struct BindOptions {
    /// How numbers and dates are written in text.
    pub locale: Locale,
    /// Which column is what, where names and labels do not say.
    pub mapping: Mapping,
    /// The year of rows that do not name one.
    pub year: Option<i32>,
}

/// A dataset, and what was made of each column.
#[derive(Debug)]
pub struct Bound {
    /// The data.
    pub dataset: Dataset,
    /// Columns in the order of the files.
    pub matches: Vec<ColumnMatch>,
    /// Names and labels of levels, folded.
    levels: Vec<String>,
}

impl Bound {
    /// What people should know about the columns: those matched by label, and those not used.
    pub fn remarks(&self) -> Vec<Fault> {
        self.matches
            .iter()
            .filter_map(|m| match (m.by, m.meaning) {
                (MatchedBy::Label, _) => {
                    Some(*fault(&codes::F13_LABEL, m.source.as_str(), [m.column.as_str(), m.name.as_str()]))
                }
                (MatchedBy::Nothing, Meaning::Unused) if !m.column.is_empty() => {
                    let message = if self.is_unit(m) { &codes::F12_LEVEL } else { &codes::F12_UNUSED };
                    Some(*fault(message, m.source.as_str(), [m.column.as_str()]))
                }
                _ => None,
            })
            .collect()
    }

    /// Whether a column is called like a level, in a file that does not say which units its rows are of.
    fn is_unit(&self, column: &ColumnMatch) -> bool {
        let known = |m: &ColumnMatch| m.source == column.source && m.meaning == Meaning::Key(Key::Unit);
        self.levels.contains(&fold(&column.column)) && !self.matches.iter().any(known)
    }
}

/// Binds tables to a program. A table that cannot be understood is an error; a row or a cell is a fault.
pub fn bind(program: &Program, tables: Vec<RawTable>, options: &BindOptions) -> Result<Bound> {
    bind_after(program, tables, options, 0)
}

/// The same for a part of a table, after so many of its units: those without an id are numbered on.
pub fn bind_after(program: &Program, tables: Vec<RawTable>, options: &BindOptions, before: usize) -> Result<Bound> {
    let names = Names::new(program, &options.mapping)?;
    let mut binder = Binder::new(program, options, before);
    let mut matches = Vec::new();
    let mut plans = Vec::new();
    let mut any = false;
    for table in tables {
        let plan = Plan::of(&names, &table, &mut matches)?;
        any |= plan.long.is_some() || !plan.inputs.is_empty() || !plan.recorded.is_empty();
        plans.push((plan, table));
    }
    if !any {
        let sources: Vec<&str> = plans.iter().map(|(_, t)| t.source.as_str()).collect();
        return Err(fault(&codes::F11_NO_INPUT, sources.join(", "), [sources.join(", ")]));
    }
    let mut levelled = Vec::new();
    for (plan, table) in plans {
        let level = binder.level_of(&plan, &table)?;
        binder.find_repeated_ids(&plan, &table, level);
        levelled.push((plan, table, level));
    }
    let alone = levelled.len() == 1;
    for (plan, table, level) in levelled {
        if let (true, Some(level), Some(year)) = (alone && plan.is_plain(), level, options.year) {
            binder.plain(table, plan.inputs, level, year);
        } else {
            binder.table(&names, &plan, table, level)?;
        }
    }
    let words = |level: &Level| -> Vec<String> {
        std::iter::once(&level.name).chain(level.labels.iter().map(|(_, label)| label)).map(|w| fold(w)).collect()
    };
    let levels = program.levels.iter().flat_map(words).collect();
    Ok(Bound { dataset: binder.builder.finish(), matches, levels })
}

/// Which column of a table is what.
struct Plan {
    keys: Keys,
    inputs: Vec<(InputId, usize)>,
    recorded: Vec<(SymbolId, Property, usize)>,
    /// Columns of a long table: name and value.
    long: Option<(usize, usize)>,
}

impl Plan {
    #[inline(never)]
    fn of(names: &Names<'_>, table: &RawTable, matches: &mut Vec<ColumnMatch>) -> Result<Self> {
        let mut found = Vec::new();
        for column in &table.columns {
            found.push(names.find(&table.source, &column.name)?);
        }
        let key = |wanted: Key| found.iter().position(|m| m.meaning == Meaning::Key(wanted));
        let long = key(Key::Input).zip(key(Key::Value));
        let mut plan = Self { keys: Keys::default(), inputs: Vec::new(), recorded: Vec::new(), long };
        for (index, m) in found.iter_mut().enumerate() {
            if long.is_none() && matches!(m.meaning, Meaning::Key(Key::Input | Key::Value)) {
                (m.meaning, m.by) = (Meaning::Unused, MatchedBy::Nothing);
            }
            let twice = match m.meaning {
                Meaning::Key(key) => plan.keys.add(key, index),
                Meaning::Input(id) if long.is_none() => {
                    let twice = plan.inputs.iter().any(|(i, _)| *i == id);
                    plan.inputs.push((id, index));
                    twice
                }
                Meaning::Recorded(symbol, property) if long.is_none() => {
                    let twice = plan.recorded.iter().any(|(s, p, _)| (*s, *p) == (symbol, property));
                    plan.recorded.push((symbol, property, index));
                    twice
                }
                Meaning::Input(_) | Meaning::Recorded(..) => {
                    (m.meaning, m.by) = (Meaning::Unused, MatchedBy::Nothing);
                    false
                }
                Meaning::Unused => false,
            };
            if twice {
                return Err(fault(&codes::F07_TWICE, table.source.as_str(), [m.name.as_str()]));
            }
        }
        matches.extend(found);
        Ok(plan)
    }

    fn text<'t>(&self, table: &'t RawTable, row: usize, key: Key) -> Option<Cow<'t, str>> {
        table.text(row, self.keys.column(key)?)
    }

    /// Inputs only: each row is a unit, whose id is the number of the row.
    fn is_plain(&self) -> bool {
        self.keys.count() == 0 && self.long.is_none() && self.recorded.is_empty()
    }

    /// The unit is the only key.
    fn is_by_id(&self) -> bool {
        self.keys.count() == 1 && self.keys.has(Key::Unit)
    }

    fn says_more_than_ids(&self) -> bool {
        [Key::Parent, Key::Label, Key::From, Key::Until, Key::Successor].iter().any(|k| self.keys.has(*k))
    }
}

struct Binder<'p, 'o> {
    program: &'p Program,
    options: &'o BindOptions,
    builder: Builder<'p>,
    /// Ids that stand under several parents in one year.
    repeated: HashMap<(LevelId, String), bool>,
    /// Recorded results as they were given first.
    published: HashMap<(SymbolId, Property, LevelId, String, i32), String>,
    /// Units of the table before this part of it.
    before: usize,
}

impl<'p, 'o> Binder<'p, 'o> {
    fn new(program: &'p Program, options: &'o BindOptions, before: usize) -> Self {
        let builder = Builder::new(program).locale(options.locale);
        Self { program, options, builder, repeated: HashMap::new(), published: HashMap::new(), before }
    }

    /// The level of all rows of a table; None: a column says it.
    #[inline(never)]
    fn level_of(&self, plan: &Plan, table: &RawTable) -> Result<Option<LevelId>> {
        if let Some(word) = &table.level {
            return self.level(word).map(Some).ok_or_else(|| self.unclear(table));
        }
        if plan.keys.has(Key::Level) {
            return Ok(None);
        }
        let inputs = plan.inputs.iter().filter_map(|(id, _)| self.program.inputs.get(id.index()));
        let mut levels: Vec<LevelId> = (0_u32..).zip(&self.program.levels).map(|(i, _)| LevelId(i)).collect();
        let mut restricted = false;
        for input in inputs {
            levels.retain(|l| input.levels.contains(l));
            restricted = true;
        }
        for (symbol, _, _) in &plan.recorded {
            if let Some(item) = self.program.items.iter().find(|i| i.symbol == *symbol) {
                levels.retain(|l| item.levels.contains(l));
                restricted = true;
            }
        }
        let stem = table.source.rsplit(['/', '\\']).next().unwrap_or_default();
        let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
        if let Some(named) = self.level(stem).filter(|l| levels.contains(l)) {
            return Ok(Some(named));
        }
        let evaluated = self.evaluated();
        match levels.as_slice() {
            [one] => Ok(Some(*one)),
            [_, ..] if (restricted || plan.long.is_some()) && evaluated.is_some_and(|e| levels.contains(&e)) => {
                Ok(evaluated)
            }
            _ => Err(self.unclear(table)),
        }
    }

    fn unclear(&self, table: &RawTable) -> Box<Fault> {
        let levels: Vec<&str> = self.program.levels.iter().map(|l| l.name.as_str()).collect();
        fault(&codes::F10_LEVEL, table.source.as_str(), [table.source.clone(), levels.join(", ")])
    }

    fn evaluated(&self) -> Option<LevelId> {
        let last = self.program.modules.first()?.versions.last()?;
        self.program.versions.get(last.index()).map(|v| v.evaluates)
    }

    fn level(&self, word: &str) -> Option<LevelId> {
        let wanted = fold(word);
        let same = |l: &milepost_core::program::Level| {
            fold(&l.name) == wanted || l.labels.iter().any(|(_, label)| fold(label) == wanted)
        };
        (0_u32..).zip(&self.program.levels).find(|(_, l)| same(l)).map(|(i, _)| LevelId(i))
    }

    /// Where an id stands under two parents in one year, `parent/unit` is the id.
    #[inline(never)]
    fn find_repeated_ids(&mut self, plan: &Plan, table: &RawTable, level: Option<LevelId>) {
        if !plan.keys.has(Key::Parent) || !plan.keys.has(Key::Unit) {
            return;
        }
        let mut seen: HashMap<UnitOfYear<'_>, Cow<'_, str>> = HashMap::new();
        for row in 0..table.rows {
            let level = level.or_else(|| self.level(&plan.text(table, row, Key::Level)?));
            let (Some(level), Some(unit), Some(parent)) =
                (level, plan.text(table, row, Key::Unit), plan.text(table, row, Key::Parent))
            else {
                continue;
            };
            let year = plan.text(table, row, Key::Year);
            match seen.entry((level, unit, year)) {
                Entry::Vacant(slot) => {
                    slot.insert(parent);
                }
                Entry::Occupied(first) if *first.get() != parent => {
                    self.repeated.insert((level, first.key().1.to_string()), true);
                }
                Entry::Occupied(_) => {}
            }
        }
    }

    #[inline(never)]
    fn table(&mut self, names: &Names<'_>, plan: &Plan, table: RawTable, level: Option<LevelId>) -> Result<()> {
        let mut table = table;
        for fault in std::mem::take(&mut table.faults) {
            self.builder.add_fault(fault);
        }
        let facts = plan.long.is_some() || !plan.inputs.is_empty() || !plan.recorded.is_empty();
        if facts && !plan.keys.has(Key::Year) && self.options.year.is_none() && table.rows > 0 {
            return Err(fault(&codes::F16_YEAR, table.source.as_str(), Vec::<String>::new()));
        }
        let groups = self.group_rows(plan, &table, level, facts);
        if let Some((name, value)) = plan.long {
            for (key, rows) in &groups {
                self.long(names, &table, (name, value), *key, rows);
            }
            return Ok(());
        }
        for (key, rows) in &groups {
            for (symbol, property, column) in &plan.recorded {
                for (row, unit) in rows.iter() {
                    self.recorded(*symbol, *property, *key, unit, &table, row, *column);
                }
            }
        }
        let columns = plan.inputs.iter().map(|(id, column)| (*id, *column)).collect::<Vec<_>>();
        self.wide(table, columns, groups);
        Ok(())
    }

    /// The only table, of inputs only, for one year: no row is looked at where whole columns can be handed on.
    fn plain(&mut self, mut table: RawTable, inputs: Vec<(InputId, usize)>, level: LevelId, year: i32) {
        for fault in std::mem::take(&mut table.faults) {
            self.builder.add_fault(fault);
        }
        if self.before > 0 || table.columns.iter().any(|c| matches!(c.cells, Cells::Mixed(_))) {
            let mut rows = Rows::after(self.before);
            (0..table.rows).for_each(|row| rows.push(row, None));
            return self.wide(table, inputs, BTreeMap::from([((level, year, None), rows)]));
        }
        let RawTable { source, columns, places, rows, .. } = table;
        let mut headings = Vec::with_capacity(columns.len());
        let mut bound = Vec::with_capacity(inputs.len());
        let of_column: HashMap<usize, InputId> = inputs.iter().map(|(id, column)| (*column, *id)).collect();
        for (index, crate::RawColumn { name, cells }) in columns.into_iter().enumerate() {
            headings.push(crate::RawColumn { name, cells: Cells::Mixed(Vec::new()) });
            let Some(input) = of_column.get(&index) else { continue };
            if let Ok(raw) = gather::whole(cells, self.reads_decimals(*input)) {
                bound.push((*input, raw));
            }
        }
        let place = |row: usize, name: &str| {
            let input =
                |(id, _): &&(InputId, usize)| self.program.inputs.get(id.index()).is_some_and(|i| i.name == name);
            places.of(&source, &headings, row, inputs.iter().find(input).map(|(_, column)| *column))
        };
        self.builder.frame(level, year, None, UnitIds::Rows(rows), bound, &place);
    }

    /// Whether texts of an input are numbers as in the rules.
    fn reads_decimals(&self, input: InputId) -> bool {
        use milepost_core::program::InputKind;
        let kind = self.program.inputs.get(input.index()).map(|i| i.kind);
        self.options.locale == Locale::Plain && matches!(kind, Some(InputKind::Number | InputKind::Whole))
    }

    /// Rows by level, year and assessor, each with the id of its unit. Rows that do not say are faults.
    #[inline(never)]
    fn group_rows(
        &mut self,
        plan: &Plan,
        table: &RawTable,
        level: Option<LevelId>,
        facts: bool,
    ) -> BTreeMap<GroupKey, Rows> {
        let mut groups: BTreeMap<GroupKey, Rows> = BTreeMap::new();
        if let (Some(level), Some(year), true) = (level, self.options.year, facts && plan.is_by_id()) {
            let rows = self.rows_by_id(plan, table);
            if rows.len() > 0 {
                groups.insert((level, year, None), rows);
            }
            return groups;
        }
        let mut assessors: HashMap<String, Option<AssessorId>> = HashMap::new();
        let has_units = plan.keys.has(Key::Unit);
        for row in 0..table.rows {
            let Some(row_level) = level.or_else(|| self.level_of_row(plan, table, row)) else { continue };
            let unit = plan.text(table, row, Key::Unit);
            if has_units && unit.is_none() {
                self.wrong_row(&codes::F17_UNIT, plan, table, row, Key::Unit, Vec::new());
                continue;
            }
            let unit = unit.map(|unit| self.unit(plan, table, row, row_level, &unit));
            if !facts {
                continue;
            }
            let Some(year) = self.year_of_row(plan, table, row) else { continue };
            let by = match plan.text(table, row, Key::Assessor) {
                None => None,
                Some(word) => {
                    let program = self.program;
                    let found = match assessors.get(word.as_ref()) {
                        Some(found) => *found,
                        None => *assessors.entry(word.clone().into_owned()).or_insert_with(|| assessor(program, &word)),
                    };
                    if found.is_none() {
                        let known: Vec<&str> = program.assessors.iter().map(|a| a.name.as_str()).collect();
                        let args =
                            vec![word.into_owned(), format!("an assessor / bên đánh giá ({})", known.join(", "))];
                        self.wrong_row(&codes::F18_WORD, plan, table, row, Key::Assessor, args);
                        continue;
                    }
                    found
                }
            };
            let before = self.before;
            groups.entry((row_level, year, by)).or_insert_with(|| Rows::after(before)).push(row, unit);
        }
        groups
    }

    /// The level that a row says; the evaluated one where it says none.
    #[inline(never)]
    fn level_of_row(&mut self, plan: &Plan, table: &RawTable, row: usize) -> Option<LevelId> {
        let word = plan.text(table, row, Key::Level).unwrap_or_default();
        let found = self.level(&word).or_else(|| self.evaluated().filter(|_| word.is_empty()));
        if found.is_none() {
            let args = vec![word.into_owned(), self.level_names()];
            self.wrong_row(&codes::F18_WORD, plan, table, row, Key::Level, args);
        }
        found
    }

    /// The year that a row says, or the one that stands for rows that do not.
    #[inline(never)]
    fn year_of_row(&mut self, plan: &Plan, table: &RawTable, row: usize) -> Option<i32> {
        let found = match plan.keys.column(Key::Year) {
            None => Ok(self.options.year),
            Some(column) => year_of(table, row, column, self.options.year),
        };
        match found {
            Ok(Some(year)) => Some(year),
            Ok(None) => {
                self.wrong_row(&codes::F16_YEAR, plan, table, row, Key::Year, Vec::new());
                None
            }
            Err(text) => {
                let args = vec![text, "a year / năm".to_owned()];
                self.wrong_row(&codes::F18_WORD, plan, table, row, Key::Year, args);
                None
            }
        }
    }

    /// A row of which a key does not say what it must.
    #[inline(never)]
    fn wrong_row(
        &mut self,
        message: &'static codes::Message,
        plan: &Plan,
        table: &RawTable,
        row: usize,
        key: Key,
        args: Vec<String>,
    ) {
        let place = table.place(row, plan.keys.column(key));
        self.builder.add_fault(*fault(message, place, args));
    }

    /// The rows of a table of which the only key is the unit.
    fn rows_by_id(&mut self, plan: &Plan, table: &RawTable) -> Rows {
        let mut rows = Rows::after(self.before);
        for row in 0..table.rows {
            match plan.text(table, row, Key::Unit) {
                Some(unit) => rows.push(row, Some(unit.into_owned())),
                None => {
                    let place = table.place(row, plan.keys.column(Key::Unit));
                    self.builder.add_fault(*fault(&codes::F17_UNIT, place, Vec::<String>::new()));
                }
            }
        }
        rows
    }

    fn level_names(&self) -> String {
        let names: Vec<&str> = self.program.levels.iter().map(|l| l.name.as_str()).collect();
        format!("a level / cấp ({})", names.join(", "))
    }

    /// The id of a row's unit; what the row says of the unit is told to the builder.
    #[inline(never)]
    fn unit(&mut self, plan: &Plan, table: &RawTable, row: usize, level: LevelId, unit: &str) -> String {
        let parent = plan.text(table, row, Key::Parent);
        let id = match &parent {
            Some(parent) if !self.repeated.is_empty() && self.repeated.contains_key(&(level, unit.to_owned())) => {
                format!("{parent}/{unit}")
            }
            _ => unit.to_owned(),
        };
        if plan.says_more_than_ids() {
            let day = |key: Key, last: bool| {
                plan.keys.column(key).and_then(|c| day(table.cell(row, c), last, self.options.locale))
            };
            let validity = (day(Key::From, false), day(Key::Until, true));
            let label = plan.text(table, row, Key::Label);
            let label = label.as_deref().or_else(|| (id != unit).then_some(unit));
            let successor = plan.text(table, row, Key::Successor);
            self.builder.unit(level, &id, parent.as_deref(), label, validity, successor.as_deref());
        } else if plan.inputs.is_empty() && plan.long.is_none() && plan.recorded.is_empty() {
            self.builder.unit(level, &id, None, None, (None, None), None);
        }
        id
    }

    #[inline(never)]
    fn long(&mut self, names: &Names<'_>, table: &RawTable, columns: (usize, usize), key: GroupKey, rows: &Rows) {
        let (name_column, value_column) = columns;
        let mut known: HashMap<String, Option<Meaning>> = HashMap::new();
        for (row, unit) in rows.iter() {
            let Some(name) = table.text(row, name_column) else { continue };
            let meaning = *known
                .entry(name.clone().into_owned())
                .or_insert_with(|| names.find(&table.source, &name).ok().map(|m| m.meaning));
            match meaning {
                Some(Meaning::Input(input)) => {
                    let place = || table.place(row, Some(value_column));
                    let (level, year, by) = key;
                    self.builder.cell(level, unit, year, by, input, &table.cell(row, value_column), &place);
                }
                Some(Meaning::Recorded(symbol, property)) => {
                    self.recorded(symbol, property, key, unit, table, row, value_column);
                }
                _ => {
                    // The same fault as a name among the facts of a unit that the rules do not know.
                    let (level, year, by) = key;
                    self.builder.add_fault(Fault {
                        message: &codes::R24_UNKNOWN,
                        args: vec![name.to_string(), unit.to_owned()],
                        level: Some(level),
                        unit: unit.to_owned(),
                        year: Some(year),
                        by,
                        name: name.into_owned(),
                        value: table.text(row, value_column).unwrap_or_default().into_owned(),
                        place: table.place(row, Some(name_column)),
                    });
                }
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a recorded cell is this many things")]
    fn recorded(
        &mut self,
        symbol: SymbolId,
        property: Property,
        key: GroupKey,
        unit: &str,
        table: &RawTable,
        row: usize,
        column: usize,
    ) {
        let (level, year, by) = key;
        let name = self.program.symbols.get(symbol.index()).map(|s| s.name.clone()).unwrap_or_default();
        let text = table.text(row, column).unwrap_or_default().into_owned();
        let wrong = |mut wrong: Fault| {
            (wrong.level, wrong.unit, wrong.year, wrong.by) = (Some(level), unit.to_owned(), Some(year), by);
            (wrong.name, wrong.value) = (name.clone(), text.clone());
            wrong
        };
        let place = || table.place(row, Some(column));
        match recorded::read(self.program, symbol, property, &table.cell(row, column), self.options.locale) {
            Ok(None) => {}
            Ok(Some(_)) if by.is_some() => {
                self.builder.add_fault(wrong(*fault(&codes::F21_ASSESSED, place(), [name.as_str()])));
            }
            Ok(Some(value)) => {
                let (unit_id, year_text) = (unit.to_owned(), year.to_string());
                match self.published.entry((symbol, property, level, unit_id.clone(), year)) {
                    Entry::Vacant(slot) => {
                        slot.insert(text.clone());
                        self.builder.recorded(symbol, property, level, unit, year, value);
                    }
                    Entry::Occupied(first) => {
                        let args = [name.clone(), unit_id, year_text, first.get().clone(), text.clone()];
                        self.builder.add_fault(wrong(*fault(&codes::R04_TWICE, place(), args)));
                    }
                }
            }
            Err(expected) => {
                self.builder.add_fault(wrong(*fault(&codes::F18_WORD, place(), [text.clone(), expected])));
            }
        }
    }

    /// Hands columns on whole where the table is one group, in parts where it is several; columns of mixed cells go
    /// cell by cell.
    #[inline(never)]
    fn wide(&mut self, table: RawTable, inputs: Vec<(InputId, usize)>, groups: BTreeMap<GroupKey, Rows>) {
        let RawTable { source, columns, places, rows: height, .. } = table;
        let headings: Vec<crate::RawColumn> = columns
            .iter()
            .map(|c| crate::RawColumn { name: c.name.clone(), cells: Cells::Mixed(Vec::new()) })
            .collect();
        let mut cells: BTreeMap<usize, Cells> = columns.into_iter().map(|c| c.cells).enumerate().collect();
        let whole = groups.len() == 1;
        for ((level, year, by), rows) in groups {
            let all = whole && rows.len() == height;
            let mut bound = Vec::new();
            for (input, column) in &inputs {
                let plain = self.reads_decimals(*input);
                let raw = if all {
                    cells.remove(column).map(|c| gather::whole(c, plain))
                } else {
                    cells.get(column).map(|c| gather::part(c, rows.rows(), plain))
                };
                match raw {
                    Some(Ok(raw)) => bound.push((*input, raw)),
                    Some(Err(mixed)) => {
                        for (at, (row, unit)) in rows.iter().enumerate() {
                            let cell = mixed.get(at).map_or(Cell::Missing, crate::RawCell::as_cell);
                            let place = || places.of(&source, &headings, row, Some(*column));
                            self.builder.cell(level, unit, year, by, *input, &cell, &place);
                        }
                    }
                    None => {}
                }
            }
            let column_of: HashMap<&str, usize> = inputs
                .iter()
                .filter_map(|(id, c)| Some((self.program.inputs.get(id.index())?.name.as_str(), *c)))
                .collect();
            let (numbers, ids) = rows.into_parts();
            let place = |row: usize, name: &str| {
                let row = numbers.get(row).copied().unwrap_or_default();
                places.of(&source, &headings, row, column_of.get(name).copied())
            };
            self.builder.frame(level, year, by, UnitIds::Ids(ids), bound, &place);
        }
    }
}

type GroupKey = (LevelId, i32, Option<AssessorId>);
/// A unit and the year of a row, as they are written.
type UnitOfYear<'t> = (LevelId, Cow<'t, str>, Option<Cow<'t, str>>);

/// The year that a row says, or the one that stands for rows that do not; what is no year is given back as it stands.
#[inline(never)]
pub(crate) fn year_of(
    table: &RawTable,
    row: usize,
    column: usize,
    otherwise: Option<i32>,
) -> std::result::Result<Option<i32>, String> {
    let Some(text) = table.text(row, column) else { return Ok(otherwise) };
    let year = text.parse::<i32>().ok().filter(|y| (-9999..=9999).contains(y));
    year.map(Some).ok_or_else(|| text.into_owned())
}

/// The level and the year of rows.
#[cfg(feature = "parquet")]
pub(crate) type Group = (LevelId, i32);

/// The columns of a table that say whose values a row has, and what stands for those that are not there.
#[cfg(feature = "parquet")]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RowKeys {
    pub(crate) unit: Option<usize>,
    pub(crate) year: Option<usize>,
    pub(crate) level: Option<usize>,
    pub(crate) label: Option<usize>,
    /// Rows say from when until when their unit exists.
    pub(crate) bounded: bool,
    /// The columns of inputs of which texts are read as decimals.
    pub(crate) decimals: Vec<usize>,
    /// The level of all rows.
    of_all: Option<LevelId>,
}

#[cfg(feature = "parquet")]
impl RowKeys {
    /// The same of a table of some of the columns.
    pub(crate) fn among(&self, columns: &[usize]) -> Self {
        let at = |column: Option<usize>| column.and_then(|c| columns.iter().position(|k| *k == c));
        let decimals = self.decimals.iter().filter_map(|c| at(Some(*c))).collect();
        let (unit, year, level, label) = (at(self.unit), at(self.year), at(self.level), at(self.label));
        Self { unit, year, level, label, decimals, ..self.clone() }
    }
}

/// The key columns of a table, of which the heading is given, in which each row stands for itself: inputs of one unit,
/// without other units or assessors. `None`: it is not such a table, or not a table for these rules.
#[cfg(feature = "parquet")]
pub(crate) fn row_keys(program: &Program, heading: &RawTable, options: &BindOptions) -> Option<RowKeys> {
    let names = Names::new(program, &options.mapping).ok()?;
    let plan = Plan::of(&names, heading, &mut Vec::new()).ok()?;
    let alone = |key: &Key| {
        matches!(key, Key::Unit | Key::Year | Key::Label | Key::From | Key::Until)
            || (*key == Key::Level && heading.level.is_none())
    };
    let plain = plan.long.is_none() && plan.recorded.is_empty() && !plan.inputs.is_empty();
    let binder = Binder::new(program, options, 0);
    let of_all = binder.level_of(&plan, heading).ok()?;
    let [unit, year, level, label] = [Key::Unit, Key::Year, Key::Level, Key::Label].map(|key| plan.keys.column(key));
    let bounded = plan.keys.has(Key::From) || plan.keys.has(Key::Until);
    let inputs = plan.inputs.iter().filter(|(input, _)| binder.reads_decimals(*input));
    let decimals = inputs.map(|(_, column)| *column).collect();
    let dated = year.is_some() || options.year.is_some();
    let keys = RowKeys { unit, year, level, label, bounded, decimals, of_all };
    (plain && dated && plan.keys.all().all(alone)).then_some(keys)
}

/// Tells to which level and year a row belongs, as binding does.
#[cfg(feature = "parquet")]
pub(crate) struct Grouper<'p> {
    binder: Binder<'p, 'p>,
    keys: RowKeys,
    levels: HashMap<String, Option<LevelId>>,
}

#[cfg(feature = "parquet")]
impl<'p> Grouper<'p> {
    pub(crate) fn new(program: &'p Program, options: &'p BindOptions, keys: RowKeys) -> Self {
        Self { binder: Binder::new(program, options, 0), keys, levels: HashMap::new() }
    }

    /// The id of a row's unit, where there is a column for it.
    pub(crate) fn unit<'t>(&self, table: &'t RawTable, row: usize) -> Option<Cow<'t, str>> {
        table.text(row, self.keys.unit?)
    }

    /// The level and, where it is right, the year of a row. `None`: it does not say whose values it has.
    pub(crate) fn row(&mut self, table: &RawTable, row: usize) -> Option<(LevelId, Option<i32>)> {
        let level = match (self.keys.of_all, self.keys.level) {
            (Some(level), _) => level,
            (None, column) => {
                let word = column.and_then(|column| table.text(row, column)).unwrap_or_default();
                match self.levels.get(word.as_ref()) {
                    Some(found) => (*found)?,
                    None => {
                        let found = self.binder.level(&word);
                        let found = found.or_else(|| self.binder.evaluated().filter(|_| word.is_empty()));
                        self.levels.insert(word.into_owned(), found);
                        found?
                    }
                }
            }
        };
        if self.keys.unit.is_some_and(|column| table.text(row, column).is_none()) {
            return None;
        }
        let otherwise = self.binder.options.year;
        let year = self.keys.year.map_or(Ok(otherwise), |column| year_of(table, row, column, otherwise));
        Some((level, year.ok().flatten()))
    }
}

#[inline(never)]
fn assessor(program: &Program, word: &str) -> Option<AssessorId> {
    let wanted = fold(word);
    (0_u32..)
        .zip(&program.assessors)
        .find(|(_, a)| fold(&a.name) == wanted || a.labels.iter().any(|(_, l)| fold(l) == wanted))
        .map(|(i, _)| AssessorId(i))
}

/// The first or last day that a cell means: a date, or a year.
#[inline(never)]
fn day(cell: Cell<'_>, last: bool, locale: Locale) -> Option<i32> {
    if let Cell::Date(day) = cell {
        return Some(day);
    }
    let text = crate::cell_text(cell)?;
    if let Ok(year) = text.parse::<i32>() {
        let (month, day) = if last { (12, 31) } else { (1, 1) };
        return milepost_core::date::checked_days(year, month, day);
    }
    milepost_core::dataset::parse_date(&text, locale)
}
