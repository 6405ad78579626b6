//! Tidy results as Arrow batches, made column by column: the cells that [`crate::results`] gives row by row, at the speed of
//! columns. Words that come again and again are categories.

use crate::tidy::{Shown, TIDY_COLUMNS, What, category_item, kind_of, name_of, shown};
use arrow_array::types::Int32Type;
use arrow_array::{
    Array as _, ArrayRef, DictionaryArray, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray,
};
use arrow_buffer::{BooleanBuffer, Buffer, NullBuffer, OffsetBuffer};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use milepost_core::dataset::{Dataset, Units};
use milepost_core::program::{CategoryId, Item, ItemKind, Program, Verdict};
use milepost_core::report::{Block, Cells, ResultColumn, Table};
use milepost_core::value::Reasons;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// Rows of a batch, unless one unit has more.
const BATCH: usize = 65_536;

type Result<T> = std::result::Result<T, ArrowError>;

/// Tidy results as batches of one schema; a table without rows is one batch without rows.
///
/// # Errors
/// When the ids or labels of a batch are longer than two gigabytes.
pub fn batches(program: &Program, data: &Dataset, table: &Table, what: What) -> Result<(SchemaRef, Vec<RecordBatch>)> {
    let parts: Vec<(&Block, Vec<Part<'_>>)> = table.blocks.iter().map(|b| (b, parts(program, b, what))).collect();
    let mut words = Dictionaries::default();
    let coded: Vec<Vec<Coded>> = parts.iter().map(|(block, parts)| words.of(program, block, parts)).collect();
    let words = words.finish();
    let schema = schema();
    let mut found = Vec::new();
    for ((block, parts), coded) in parts.iter().zip(&coded) {
        if parts.is_empty() || block.units.is_empty() {
            continue;
        }
        let units = data.units.get(block.level.index());
        let most = (BATCH / parts.len()).clamp(1, block.units.len());
        let again = words.again(block, coded, most)?;
        for from in (0..block.units.len()).step_by(most) {
            let range = from..(from + most).min(block.units.len());
            let of = Batch { block, parts, coded, units, range };
            found.push(RecordBatch::try_new(schema.clone(), of.columns(&words, &again)?)?);
        }
    }
    if found.is_empty() {
        found.push(RecordBatch::new_empty(schema.clone()));
    }
    Ok((schema, found))
}

fn schema() -> SchemaRef {
    let fields = TIDY_COLUMNS.iter().map(|name| {
        let kind = match *name {
            "level" | "name" | "code" | "kind" | "verdict" => {
                DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
            }
            "year" => DataType::Int64,
            "value" | "target" | "score" | "max" => DataType::Float64,
            _ => DataType::Utf8,
        };
        Field::new(*name, kind, true)
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

/// A wanted item of a block.
type Part<'a> = (&'a ResultColumn, &'a Item);

fn parts<'a>(program: &'a Program, block: &'a Block, what: What) -> Vec<Part<'a>> {
    let all = block.columns.iter().filter_map(|c| Some((c, program.items.get(c.item.index())?)));
    all.filter(|(_, item)| what.wants(item)).collect()
}

/// An item whose verdict is the class that its value is.
fn is_class(item: &Item) -> bool {
    matches!(item.kind, ItemKind::Outcome(_) | ItemKind::State(_))
}

/// Words of a column in the order in which they were met.
#[derive(Default)]
struct Words {
    keys: HashMap<String, i32>,
    list: Vec<String>,
}

impl Words {
    fn key(&mut self, word: &str) -> i32 {
        if let Some(key) = self.keys.get(word) {
            return *key;
        }
        let key = i32::try_from(self.list.len()).unwrap_or(i32::MAX);
        self.keys.insert(word.to_owned(), key);
        self.list.push(word.to_owned());
        key
    }
}

/// The words of the five columns, of all batches.
#[derive(Default)]
struct Dictionaries {
    level: Words,
    name: Words,
    code: Words,
    kind: Words,
    verdict: Words,
}

/// The keys of an item: its words, and what its verdicts or classes are.
struct Coded {
    level: i32,
    name: i32,
    code: i32,
    kind: i32,
    /// By the number of the verdict.
    verdicts: Vec<i32>,
    /// By category and item of it.
    classes: HashMap<(CategoryId, u32), i32>,
    /// What stands where there is no such verdict or class.
    otherwise: i32,
}

impl Dictionaries {
    fn of(&mut self, program: &Program, block: &Block, parts: &[Part<'_>]) -> Vec<Coded> {
        let level = program.levels.get(block.level.index()).map_or("", |l| l.name.as_str());
        let coded = parts.iter().map(|(column, item)| {
            let (mut verdicts, mut classes) = (Vec::new(), HashMap::new());
            let mut otherwise = "";
            if is_class(item) {
                otherwise = Verdict::Undetermined.word();
                for (category, index) in met(column.value.as_ref()) {
                    classes.insert((category, index), self.verdict.key(category_item(program, category, index)));
                }
            } else if column.verdict.is_some() {
                verdicts = Verdict::ALL.iter().map(|v| self.verdict.key(v.word())).collect();
            }
            Coded {
                level: self.level.key(level),
                name: self.name.key(&name_of(program, item)),
                code: self.code.key(&item.code),
                kind: self.kind.key(kind_of(item)),
                verdicts,
                classes,
                otherwise: self.verdict.key(otherwise),
            }
        });
        coded.collect()
    }

    fn finish(self) -> Finished {
        let array = |words: Words| -> ArrayRef { Arc::new(StringArray::from_iter_values(words.list)) };
        Finished {
            level: array(self.level),
            name: array(self.name),
            code: array(self.code),
            kind: array(self.kind),
            verdict: array(self.verdict),
        }
    }
}

/// The classes that a column has, in the order of their categories.
fn met(cells: Option<&Cells>) -> Vec<(CategoryId, u32)> {
    let mut found: Vec<(CategoryId, u32)> = Vec::new();
    let mut add = |class: (CategoryId, u32)| {
        // Neighbours have the same class more often than not.
        if found.last() != Some(&class) && !found.contains(&class) {
            found.push(class);
        }
    };
    match cells {
        Some(Cells::Category(category, items)) => {
            items.iter().filter(|i| **i != u32::MAX).for_each(|i| add((*category, *i)));
        }
        Some(Cells::Exact(values)) => {
            for at in 0..values.len() {
                if let Some(Shown::Category(category, index)) = cells.and_then(|c| shown(c, at)) {
                    add((category, index));
                }
            }
        }
        _ => {}
    }
    found.sort_unstable_by_key(|(category, index)| (category.index(), *index));
    found
}

/// The dictionaries of all batches.
struct Finished {
    level: ArrayRef,
    name: ArrayRef,
    code: ArrayRef,
    kind: ArrayRef,
    verdict: ArrayRef,
}

fn categories(keys: Vec<i32>, words: &ArrayRef) -> Result<ArrayRef> {
    Ok(Arc::new(DictionaryArray::<Int32Type>::try_new(Int32Array::from(keys), words.clone())?))
}

/// What every batch of a block begins with.
struct Again {
    level: ArrayRef,
    year: ArrayRef,
    name: ArrayRef,
    code: ArrayRef,
    kind: ArrayRef,
}

impl Finished {
    fn again(&self, block: &Block, coded: &[Coded], units: usize) -> Result<Again> {
        let keys = |key: fn(&Coded) -> i32, words: &ArrayRef| {
            let of_unit: Vec<i32> = coded.iter().map(key).collect();
            categories(of_unit.repeat(units), words)
        };
        Ok(Again {
            level: keys(|c| c.level, &self.level)?,
            year: Arc::new(Int64Array::from(vec![i64::from(block.year); units * coded.len()])),
            name: keys(|c| c.name, &self.name)?,
            code: keys(|c| c.code, &self.code)?,
            kind: keys(|c| c.kind, &self.kind)?,
        })
    }
}

/// Some units of a block.
struct Batch<'a> {
    block: &'a Block,
    parts: &'a [Part<'a>],
    coded: &'a [Coded],
    units: Option<&'a Units>,
    range: Range<usize>,
}

impl Batch<'_> {
    fn columns(&self, words: &Finished, again: &Again) -> Result<Vec<ArrayRef>> {
        let same = |array: &ArrayRef| array.slice(0, self.rows());
        let unit = self.texts(|units, unit, into| into.push_str(&units.id(unit)))?;
        let labelled = self.units.is_some_and(|units| units.labels.iter().any(Option::is_some));
        let label =
            if labelled { self.texts(|units, unit, into| into.push_str(&units.label(unit)))? } else { unit.clone() };
        Ok(vec![
            same(&again.level),
            unit,
            label,
            same(&again.year),
            same(&again.name),
            same(&again.code),
            same(&again.kind),
            categories(self.verdicts(), &words.verdict)?,
            self.numbers(|(column, item)| column.value.as_ref().filter(|_| !is_class(item)), true),
            self.numbers(|(column, _)| column.target.as_ref(), true),
            self.numbers(|(column, _)| column.score.as_ref(), false),
            self.numbers(|(column, _)| column.max.as_ref(), false),
            self.reasons()?,
        ])
    }

    fn rows(&self) -> usize {
        self.range.len() * self.parts.len()
    }

    /// A text of each unit, on the rows of all its items.
    fn texts(&self, write: impl Fn(&Units, u32, &mut String)) -> Result<ArrayRef> {
        let mut text = String::new();
        let mut out = Texts::with_capacity(self.rows());
        for unit in self.block.units.get(self.range.clone()).unwrap_or_default() {
            text.clear();
            if let Some(units) = self.units {
                write(units, *unit, &mut text);
            }
            for _ in self.parts {
                out.push(&text)?;
            }
        }
        out.finish()
    }

    fn verdicts(&self) -> Vec<i32> {
        let mut keys = vec![0; self.rows()];
        for (at, ((column, item), coded)) in self.parts.iter().zip(self.coded).enumerate() {
            let places = keys.iter_mut().skip(at).step_by(self.parts.len());
            for (key, row) in places.zip(self.range.clone()) {
                let found = if is_class(item) {
                    match column.value.as_ref().and_then(|cells| shown(cells, row)) {
                        Some(Shown::Category(category, index)) => coded.classes.get(&(category, index)),
                        _ => None,
                    }
                } else {
                    let verdict = column.verdict.as_ref().and_then(|v| v.get(row));
                    verdict.and_then(|v| coded.verdicts.get(usize::from(*v)))
                };
                *key = found.copied().unwrap_or(coded.otherwise);
            }
        }
        keys
    }

    /// A number per row; `any`: yes and no and years are numbers too.
    fn numbers<'a>(&'a self, cells: impl Fn(&Part<'a>) -> Option<&'a Cells>, any: bool) -> ArrayRef {
        let mut values = vec![f64::NAN; self.rows()];
        for (at, part) in self.parts.iter().enumerate() {
            let places = values.iter_mut().skip(at).step_by(self.parts.len());
            match cells(part) {
                None => {}
                Some(Cells::F64(found)) => {
                    let found = found.get(self.range.clone()).unwrap_or_default();
                    places.zip(found).filter(|(_, x)| x.is_finite()).for_each(|(place, x)| *place = *x);
                }
                Some(cells) => {
                    for (place, row) in places.zip(self.range.clone()) {
                        *place = match shown(cells, row) {
                            Some(Shown::Figure(figure)) => figure.to_f64(),
                            Some(Shown::Bool(yes)) if any => f64::from(u8::from(yes)),
                            Some(Shown::Year(year)) if any => f64::from(year),
                            // Dates and items of categories have no number.
                            _ => f64::NAN,
                        };
                    }
                }
            }
        }
        let there = BooleanBuffer::collect_bool(values.len(), |row| values.get(row).is_some_and(|x| !x.is_nan()));
        let there = NullBuffer::new(there);
        let there = (there.null_count() > 0).then_some(there);
        Arc::new(Float64Array::new(values.into(), there))
    }

    fn reasons(&self) -> Result<ArrayRef> {
        let mut known: HashMap<Reasons, String> = HashMap::new();
        let mut out = Texts::with_capacity(self.rows());
        for row in self.range.clone() {
            for (column, _) in self.parts {
                match column.reasons.get(row) {
                    None => out.push("")?,
                    Some(reasons) if reasons.is_empty() => out.push("")?,
                    Some(reasons) => out.push(known.entry(*reasons).or_insert_with(|| reasons.words()))?,
                }
            }
        }
        out.finish()
    }
}

/// A column of texts.
struct Texts {
    bytes: Vec<u8>,
    ends: Vec<i32>,
}

impl Texts {
    fn with_capacity(rows: usize) -> Self {
        let mut ends = Vec::with_capacity(rows + 1);
        ends.push(0);
        Self { bytes: Vec::new(), ends }
    }

    fn push(&mut self, text: &str) -> Result<()> {
        self.bytes.extend_from_slice(text.as_bytes());
        self.ends.push(i32::try_from(self.bytes.len()).map_err(|_| ArrowError::OffsetOverflowError(self.bytes.len()))?);
        Ok(())
    }

    fn finish(self) -> Result<ArrayRef> {
        let ends = OffsetBuffer::new(self.ends.into());
        Ok(Arc::new(StringArray::try_new(ends, Buffer::from_vec(self.bytes), None)?))
    }
}
