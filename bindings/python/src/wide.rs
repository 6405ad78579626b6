//! Results as wide tables: a row per unit and year, a column per result.

use arrow_array::builder::{BooleanBufferBuilder, BooleanBuilder, Date32Builder, Int32Builder, StringBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, DictionaryArray, Float64Array, Int8Array, Int32Array, RecordBatch, StringArray};
use arrow_buffer::{BooleanBuffer, NullBuffer};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use milepost::core::dataset::{Dataset, Fault};
use milepost::core::diagnostic::Lang;
use milepost::core::program::{CategoryId, Item, ItemKind, LevelId, Program, Property, SymbolId, ValueKind, Verdict};
use milepost::core::report::{Block, Cells, ResultColumn, Table};
use milepost_core::value::Value;
use milepost_io::{Frame, Kind, OutCell, What};
use std::collections::HashMap;
use std::sync::Arc;

/// Which part of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Verdicts,
    Values,
    Targets,
    Scores,
    Maxima,
    Outcomes,
    Ranks,
}

impl Part {
    pub(crate) const WORDS: [(&'static str, Self); 7] = [
        ("verdicts", Self::Verdicts),
        ("values", Self::Values),
        ("targets", Self::Targets),
        ("scores", Self::Scores),
        ("maxima", Self::Maxima),
        ("outcomes", Self::Outcomes),
        ("ranks", Self::Ranks),
    ];

    fn of(self, item: &Item) -> bool {
        let class = matches!(item.kind, ItemKind::Outcome(_) | ItemKind::State(_));
        let rank = matches!(item.kind, ItemKind::Rank(_));
        match self {
            Self::Outcomes => class,
            Self::Ranks => rank,
            Self::Values => !class && !rank,
            _ => true,
        }
    }

    fn has(self, column: &ResultColumn) -> bool {
        match self {
            Self::Verdicts => column.verdict.is_some(),
            _ => self.cells(column).is_some(),
        }
    }

    fn cells(self, column: &ResultColumn) -> Option<&Cells> {
        match self {
            Self::Verdicts => None,
            Self::Values | Self::Outcomes | Self::Ranks => column.value.as_ref(),
            Self::Targets => column.target.as_ref(),
            Self::Scores => column.score.as_ref(),
            Self::Maxima => column.max.as_ref(),
        }
    }
}

/// The columns of one result, one per block; None where a version does not have it.
type Columns<'a> = Vec<Option<&'a ResultColumn>>;

/// The wide table of a level. `exact`: numbers as text in full.
pub(crate) fn table(
    program: &Program,
    data: &Dataset,
    results: &Table,
    level: LevelId,
    part: Part,
    exact: bool,
) -> Result<RecordBatch, ArrowError> {
    let blocks: Vec<&Block> = results.blocks.iter().filter(|b| b.level == level).collect();
    let (mut fields, mut arrays) = keys(program, data, &blocks, level);
    for (symbol, item, columns) in found(program, &blocks, part) {
        let array = column(program, symbol, part, &blocks, &columns, exact)?;
        fields.push(Field::new(milepost_io::name_of(program, item), array.data_type().clone(), true));
        arrays.push(array);
    }
    let rows = blocks.iter().map(|b| b.units.len()).sum();
    let options = arrow_array::RecordBatchOptions::new().with_row_count(Some(rows));
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &options)
}

/// The keys of the rows of a level, and the values of its results by name.
pub(crate) type Exact = (RecordBatch, Vec<(String, Vec<Option<Value>>)>);

/// The wide table of a level with values as the engine has them.
pub(crate) fn exact(
    program: &Program,
    data: &Dataset,
    results: &Table,
    level: LevelId,
    part: Part,
) -> Result<Exact, ArrowError> {
    let blocks: Vec<&Block> = results.blocks.iter().filter(|b| b.level == level).collect();
    let (fields, arrays) = keys(program, data, &blocks, level);
    let keys = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)?;
    let columns = found(program, &blocks, part).into_iter().map(|(_, item, columns)| {
        (milepost_io::name_of(program, item).into_owned(), values(&blocks, &columns, part).collect())
    });
    Ok((keys, columns.collect()))
}

/// The values of a result, row by row.
fn values<'a>(blocks: &'a [&Block], columns: &'a Columns<'_>, part: Part) -> impl Iterator<Item = Option<Value>> + 'a {
    blocks.iter().zip(columns).flat_map(move |(block, column)| {
        let cells = column.and_then(|c| part.cells(c));
        (0..block.units.len()).map(move |row| cells.and_then(|c| milepost::cell(c, row)))
    })
}

/// The results that have the part, in the order in which they are shown.
fn found<'a>(program: &'a Program, blocks: &[&'a Block], part: Part) -> Vec<(SymbolId, &'a Item, Columns<'a>)> {
    let mut order: Vec<(SymbolId, &Item, Columns<'a>)> = Vec::new();
    let mut place: HashMap<SymbolId, usize> = HashMap::new();
    for (at, block) in blocks.iter().enumerate() {
        for column in &block.columns {
            let Some(item) = program.items.get(column.item.index()).filter(|i| part.of(i)) else { continue };
            if !part.has(column) {
                continue;
            }
            let index = *place.entry(item.symbol).or_insert_with(|| {
                order.push((item.symbol, item, vec![None; blocks.len()]));
                order.len() - 1
            });
            if let Some(slot) = order.get_mut(index).and_then(|(_, _, columns)| columns.get_mut(at)) {
                *slot = Some(column);
            }
        }
    }
    order
}

/// unit, label, parent, year
fn keys(program: &Program, data: &Dataset, blocks: &[&Block], level: LevelId) -> (Vec<Field>, Vec<ArrayRef>) {
    let (mut fields, mut arrays): (Vec<Field>, Vec<ArrayRef>) = (Vec::new(), Vec::new());
    let positions = || blocks.iter().flat_map(|b| b.units.iter().copied());
    let mut push = |name: &str, array: ArrayRef| {
        fields.push(Field::new(name, array.data_type().clone(), true));
        arrays.push(array);
    };
    if let Some(units) = data.units.get(level.index()) {
        push("unit", Arc::new(StringArray::from_iter_values(positions().map(|u| units.id(u)))));
        if units.labels.iter().any(Option::is_some) {
            push("label", Arc::new(StringArray::from_iter_values(positions().map(|u| units.label(u)))));
        }
        let above = program.levels.get(level.index()).and_then(|l| l.parent);
        if let Some(above) = above.and_then(|l| data.units.get(l.index())).filter(|a| !a.is_empty()) {
            push(
                "parent",
                Arc::new(positions().map(|u| units.parent(u).map(|p| above.id(p))).collect::<StringArray>()),
            );
        }
    }
    let years = blocks.iter().flat_map(|b| std::iter::repeat_n(b.year, b.units.len()));
    push("year", Arc::new(Int32Array::from_iter_values(years)));
    (fields, arrays)
}

fn column(
    program: &Program,
    symbol: SymbolId,
    part: Part,
    blocks: &[&Block],
    columns: &Columns<'_>,
    exact: bool,
) -> Result<ArrayRef, ArrowError> {
    if part == Part::Verdicts {
        return verdicts(blocks, columns);
    }
    let property = match part {
        Part::Scores => Property::Score,
        Part::Maxima => Property::Max,
        _ => Property::Value,
    };
    let kind = milepost_io::value_kind(program, symbol, property);
    let values = || values(blocks, columns, part);
    match kind {
        _ if part == Part::Outcomes => {
            let category = match kind {
                ValueKind::Category(category) => category,
                _ => CategoryId(0),
            };
            return classes(program, category, values(), true);
        }
        ValueKind::Category(category) => return classes(program, category, values(), false),
        _ => {}
    }
    Ok(match kind {
        ValueKind::Number | ValueKind::Real if exact => {
            let mut out = StringBuilder::new();
            values().for_each(|v| out.append_option(v.as_ref().and_then(text)));
            Arc::new(out.finish())
        }
        ValueKind::Bool => {
            let mut out = BooleanBuilder::new();
            values().for_each(|v| out.append_option(if let Some(Value::Bool(b)) = v { Some(b) } else { None }));
            Arc::new(out.finish())
        }
        ValueKind::Date => {
            let mut out = Date32Builder::new();
            values().for_each(|v| out.append_option(if let Some(Value::Date(d)) = v { Some(d) } else { None }));
            Arc::new(out.finish())
        }
        ValueKind::Year => {
            let mut out = Int32Builder::new();
            values().for_each(|v| out.append_option(if let Some(Value::Year(y)) = v { Some(y) } else { None }));
            Arc::new(out.finish())
        }
        _ => numbers(part, blocks, columns),
    })
}

/// A number as exact text; an irrational one to twenty decimals.
pub(crate) fn text(value: &Value) -> Option<String> {
    match value {
        Value::Number(n) => Some(n.to_text()),
        Value::Real(r) => Some(r.as_number().map_or_else(|| format!("~{}", r.to_decimal(20)), |n| n.to_text())),
        Value::Bracket { lo, hi, .. } => Some(format!("[{}..{}]", lo.to_text(), hi.to_text())),
        _ => None,
    }
}

fn numbers(part: Part, blocks: &[&Block], columns: &Columns<'_>) -> ArrayRef {
    let rows = blocks.iter().map(|b| b.units.len()).sum();
    let (mut values, mut there) = (Vec::with_capacity(rows), BooleanBufferBuilder::new(rows));
    for (block, column) in blocks.iter().zip(columns) {
        let mut add = |some: &[f64]| {
            values.extend(some.iter().map(|x| if x.is_finite() { *x } else { 0.0 }));
            let finite = |row: usize| some.get(row).is_some_and(|x| x.is_finite());
            there.append_buffer(&BooleanBuffer::collect_bool(some.len(), finite));
        };
        match column.and_then(|c| part.cells(c)) {
            Some(Cells::F64(some)) if some.len() == block.units.len() => add(some),
            Some(Cells::Exact(some)) if some.len() == block.units.len() => {
                let nearest = |value: &Value| match value {
                    Value::Number(n) => n.to_f64(),
                    Value::Real(r) => r.to_f64(),
                    _ => f64::NAN,
                };
                add(&some.iter().map(nearest).collect::<Vec<f64>>());
            }
            _ => add(&vec![f64::NAN; block.units.len()]),
        }
    }
    Arc::new(Float64Array::new(values.into(), nulls(there)))
}

/// What is missing, where something is.
fn nulls(mut there: BooleanBufferBuilder) -> Option<NullBuffer> {
    Some(NullBuffer::new(there.finish())).filter(|nulls| nulls.null_count() > 0)
}

/// Verdicts as categories.
fn verdicts(blocks: &[&Block], columns: &Columns<'_>) -> Result<ArrayRef, ArrowError> {
    let words = Verdict::ALL.len();
    let rows = blocks.iter().map(|b| b.units.len()).sum();
    let (mut keys, mut there) = (Vec::with_capacity(rows), BooleanBufferBuilder::new(rows));
    let known = |code: u8| i8::try_from(code).ok().filter(|_| usize::from(code) < words);
    for (block, column) in blocks.iter().zip(columns) {
        let codes = column.and_then(|c| c.verdict.as_deref()).filter(|codes| codes.len() == block.units.len());
        let none = vec![u8::MAX; if codes.is_none() { block.units.len() } else { 0 }];
        let codes = codes.unwrap_or(&none);
        keys.extend(codes.iter().map(|code| known(*code).unwrap_or_default()));
        let said = |row: usize| codes.get(row).is_some_and(|code| known(*code).is_some());
        there.append_buffer(&BooleanBuffer::collect_bool(codes.len(), said));
    }
    let keys = Int8Array::new(keys.into(), nulls(there));
    let values = StringArray::from_iter_values(Verdict::ALL.iter().map(|v| v.word()));
    Ok(Arc::new(DictionaryArray::try_new(keys, Arc::new(values))?))
}

/// Items of a category; `judged`: what has none is undetermined.
fn classes(
    program: &Program,
    category: CategoryId,
    values: impl Iterator<Item = Option<Value>>,
    judged: bool,
) -> Result<ArrayRef, ArrowError> {
    let items = program.categories.get(category.index()).map(|c| c.items.as_slice()).unwrap_or_default();
    let mut words: Vec<&str> = items.iter().map(|(name, _)| name.as_str()).collect();
    let open = Verdict::Undetermined.word();
    if judged && !words.contains(&open) {
        words.push(open);
    }
    let undetermined = words.iter().position(|w| *w == open && judged).and_then(|i| i32::try_from(i).ok());
    let keys: Int32Array = values
        .map(|value| match value {
            Some(Value::Category(c, i)) if c == category => {
                i32::try_from(i).ok().filter(|_| (i as usize) < words.len())
            }
            Some(_) => undetermined,
            None => None,
        })
        .collect();
    let values = StringArray::from_iter_values(&words);
    Ok(Arc::new(DictionaryArray::<Int32Type>::try_new(keys, Arc::new(values))?))
}

/// Text columns with few words as categories.
pub(crate) fn categories(array: &ArrayRef) -> ArrayRef {
    use arrow_array::cast::AsArray as _;
    match array.data_type() {
        DataType::Utf8 => {
            let texts = array.as_string::<i32>();
            Arc::new(texts.iter().collect::<DictionaryArray<Int32Type>>())
        }
        _ => array.clone(),
    }
}

type Batches = (SchemaRef, Vec<RecordBatch>);

/// A row per unit, year and result. `exact`: numbers as text in full.
pub(crate) fn tidy(
    program: &Program,
    data: &Dataset,
    results: &Table,
    what: What,
    exact: bool,
) -> Result<Batches, ArrowError> {
    if !exact {
        return milepost_io::write::long::batches(program, data, results, what);
    }
    let mut frame = milepost_io::results(program, data, results, what);
    for (_, kind) in frame.columns.iter_mut().filter(|(_, kind)| *kind == Kind::Number) {
        *kind = Kind::Text;
    }
    let full = |cell| match cell {
        OutCell::Figure(figure) => OutCell::Text(figure.exact().unwrap_or_else(|| figure.text()).into()),
        other => other,
    };
    frame.rows = Box::new(frame.rows.map(move |row| row.into_iter().map(full).collect()));
    with_categories(frame, &["level", "name", "code", "kind", "verdict"])
}

/// What is wrong, a row per fault.
pub(crate) fn faults(program: &Program, faults: &[Fault], lang: Lang) -> Result<Batches, ArrowError> {
    with_categories(milepost_io::faults(program, faults, lang), &[])
}

fn with_categories(frame: Frame<'_>, few: &[&str]) -> Result<Batches, ArrowError> {
    let plain = milepost_io::write::arrow::schema(&frame, &[]);
    let fields = plain.fields().iter().map(|field| {
        if few.contains(&field.name().as_str()) {
            let words = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
            Field::new(field.name(), words, true)
        } else {
            field.as_ref().clone()
        }
    });
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let batches = milepost_io::write::arrow::batches(frame, plain.clone()).map(|batch| {
        let batch = batch?;
        let columns = plain.fields().iter().zip(batch.columns());
        let columns = columns
            .map(|(field, array)| if few.contains(&field.name().as_str()) { categories(array) } else { array.clone() });
        RecordBatch::try_new(schema.clone(), columns.collect())
    });
    let batches = batches.collect::<Result<Vec<_>, _>>()?;
    Ok((schema, batches))
}
