//! Columns, files and facts as data of one program.

use crate::rules::{Asked, data_error, wrong};
use js_sys::{Array, Float64Array, Int32Array, Object, Reflect, Uint8Array, Uint32Array};
use milepost::core::dataset::builder::{Builder, UnitIds};
use milepost::core::dataset::{Buffer, CELL_ABSENT, CELL_PRESENT, Dataset, Fault, Locale, RawColumn, RawValues};
use milepost::core::program::{InputId, InputKind, LevelId, Program};
use milepost::{Lang, Number};
use milepost_io::{
    BindOptions, Cells, ColumnMatch, MatchedBy, Meaning, Places, RawCell, RawTable, ReadOptions, TextCells,
};
use std::collections::BTreeMap;
use wasm_bindgen::{JsCast, JsValue};

/// Data, and what was made of each column.
pub(crate) struct Bound {
    pub dataset: Dataset,
    pub matches: Vec<ColumnMatch>,
    pub remarks: Vec<Fault>,
}

/// What the names of plain columns mean, looked up once per ruleset.
pub(crate) struct Shapes {
    inputs: BTreeMap<String, InputId>,
}

impl Shapes {
    pub(crate) fn of(program: &Program) -> Self {
        let name = |i: &milepost::core::program::Input| {
            if i.qualified.is_empty() { i.name.clone() } else { i.qualified.clone() }
        };
        Self { inputs: (0..).map(InputId).zip(&program.inputs).map(|(id, i)| (name(i), id)).collect() }
    }
}

pub(crate) fn get(object: &JsValue, key: &str) -> Result<JsValue, JsValue> {
    Reflect::get(object, &JsValue::from_str(key)).map_err(|_| wrong(&format!("'{key}' cannot be read")))
}

fn text(object: &JsValue, key: &str) -> Result<Option<String>, JsValue> {
    Ok(get(object, key)?.as_string())
}

/// A list of units, or lists of units by level.
pub(crate) fn bind_units(program: &Program, units: &JsValue, asked: &Asked) -> Result<Bound, JsValue> {
    let year = asked.years.first().copied().ok_or_else(no_year)?;
    let tree = crate::facts::tree(units).map_err(|e| wrong(&e))?;
    let dataset = milepost::facts::bind_all(program, &tree, year).map_err(|e| wrong(&e))?;
    Ok(Bound { dataset, matches: Vec::new(), remarks: Vec::new() })
}

fn no_year() -> JsValue {
    wrong("say which year to evaluate: { year: 2025 }")
}

/// `[{ level, columns: { name: cells } }, { level, name, bytes }, { level, table }]`
pub(crate) fn bind_tables(
    program: &Program,
    shapes: &Shapes,
    tables: &JsValue,
    asked: &Asked,
) -> Result<Bound, JsValue> {
    let tables = tables.dyn_ref::<Array>().ok_or_else(|| wrong("tables must be an array"))?;
    let mut raw = Vec::new();
    for table in tables.iter() {
        let level = text(&table, "level")?;
        let (columns, read, bytes) = (get(&table, "columns")?, get(&table, "table")?, get(&table, "bytes")?);
        if let Some(bytes) = bytes.dyn_ref::<Uint8Array>() {
            let name = text(&table, "name")?.ok_or_else(|| wrong("a file needs its name"))?;
            let found = milepost_io::read(&name, bytes.to_vec(), &ReadOptions::default()).map_err(|f| refused(&f))?;
            raw.extend(found.into_iter().map(|mut t| {
                t.level = t.level.or_else(|| level.clone());
                t
            }));
        } else if let Some(columns) = columns.dyn_ref::<Object>() {
            let source = level.clone().unwrap_or_else(|| "data".to_owned());
            raw.push(raw_table(source, level, columns)?);
        } else if read.is_object() {
            raw.push(sheet(&read, level)?);
        } else {
            return Err(wrong("a table has columns, or the name and bytes of a file"));
        }
    }
    if let Some(bound) = plain(program, shapes, &mut raw, asked) {
        return Ok(bound);
    }
    let locale = if asked.vietnamese { Locale::Vi } else { Locale::Plain };
    let options = BindOptions { locale, year: asked.years.first().copied(), ..BindOptions::default() };
    let bound = milepost_io::bind(program, raw, &options).map_err(|f| refused(&f))?;
    let remarks = bound.remarks();
    Ok(Bound { dataset: bound.dataset, matches: bound.matches, remarks })
}

/// One table of nothing but inputs in one year: its columns are handed on whole.
fn plain(program: &Program, shapes: &Shapes, raw: &mut Vec<RawTable>, asked: &Asked) -> Option<Bound> {
    let ([table], [year]) = (raw.as_slice(), asked.years.as_slice()) else { return None };
    let year = *year;
    let level = match &table.level {
        Some(name) => level(program, name)?,
        None => program.versions.get(program.modules.first()?.versions.last()?.index())?.evaluates,
    };
    let mut ids = Vec::new();
    for column in &table.columns {
        let id = *shapes.inputs.get(&column.name)?;
        let input = program.inputs.get(id.index())?;
        let kept = match &column.cells {
            Cells::F64(v, None) => input.kind != InputKind::YesNo || v.as_slice().iter().all(is_flag),
            Cells::I64(_, None) => matches!(input.kind, InputKind::Number | InputKind::Whole),
            _ => false,
        };
        if !kept || input.assessment.is_some() || !input.levels.contains(&level) {
            return None;
        }
        ids.push((id, input.kind));
    }
    let table = raw.pop()?;
    let mut matches = Vec::new();
    let mut columns = Vec::new();
    for (column, (id, kind)) in table.columns.into_iter().zip(ids) {
        matches.push(ColumnMatch {
            source: table.source.clone(),
            column: column.name.clone(),
            meaning: Meaning::Input(id),
            name: column.name,
            by: MatchedBy::Name,
        });
        let raw = match column.cells {
            Cells::F64(v, _) if kind == InputKind::YesNo => flags(v.as_slice()),
            Cells::F64(v, _) => RawColumn { values: RawValues::F64(v), state: None },
            Cells::I64(v, _) => RawColumn { values: RawValues::I64(v, 0), state: None },
            _ => return None,
        };
        columns.push((id, raw));
    }
    let mut builder = Builder::new(program);
    let source = table.source;
    let place = |row: usize, name: &str| format!("{source} row {}, column {name}", row + 1);
    builder.frame(level, year, None, UnitIds::Rows(table.rows), columns, &place);
    Some(Bound { dataset: builder.finish(), matches, remarks: Vec::new() })
}

fn is_flag(x: &f64) -> bool {
    x.is_nan() || *x == 0.0 || *x == 1.0
}

fn flags(values: &[f64]) -> RawColumn {
    let state = values.iter().map(|x| if x.is_nan() { CELL_ABSENT } else { CELL_PRESENT }).collect::<Vec<u8>>();
    let values = values.iter().map(|x| u8::from(*x == 1.0)).collect::<Vec<u8>>();
    RawColumn { values: RawValues::Bool(values.into()), state: Some(state.into()) }
}

fn raw_table(source: String, level: Option<String>, columns: &Object) -> Result<RawTable, JsValue> {
    let mut table = RawTable { source, level, ..RawTable::default() };
    for key in Object::keys(columns).iter() {
        let name = key.as_string().unwrap_or_default();
        let value = Reflect::get(columns, &key).map_err(|_| wrong(&format!("column '{name}' cannot be read")))?;
        let cells = cells(&value).map_err(|why| wrong(&format!("column '{name}': {why}")))?;
        let length = cells.len();
        if !table.columns.is_empty() && table.rows != length {
            return Err(wrong(&format!("column '{name}' has {length} rows, the columns before it {}", table.rows)));
        }
        table.rows = length;
        table.columns.push(milepost_io::RawColumn { name, cells });
    }
    Ok(table)
}

/// A table that the second module read: `{ source, level, sheet, rows, numbers, names, cells }`.
fn sheet(read: &JsValue, level: Option<String>) -> Result<RawTable, JsValue> {
    let source = text(read, "source")?.unwrap_or_default();
    let own = text(read, "level")?;
    let texts = |key: &str| -> Result<Vec<String>, JsValue> {
        let list = get(read, key)?;
        let list = list.dyn_ref::<Array>().ok_or_else(|| wrong("this is no table that was read"))?;
        Ok(list.iter().map(|t| t.as_string().unwrap_or_default()).collect())
    };
    let mut columns = Vec::new();
    for (name, coded) in texts("names")?.into_iter().zip(texts("cells")?) {
        let cells = Cells::Mixed(coded.split(BETWEEN).skip(1).map(decoded).collect());
        columns.push(milepost_io::RawColumn { name, cells });
    }
    let places = match text(read, "sheet")? {
        Some(name) => {
            let list = |key: &str| get(read, key).map(|v| v.dyn_ref::<Uint32Array>().map(Uint32Array::to_vec));
            Places::Sheet {
                name,
                rows: list("rows")?.unwrap_or_default(),
                columns: list("numbers")?.unwrap_or_default(),
            }
        }
        None => Places::Rows,
    };
    let rows = columns.first().map_or(0, |c| c.cells.len());
    Ok(RawTable { source, level: own.or(level), columns, rows, places, faults: Vec::new() })
}

/// Between cells that are handed over as one text.
const BETWEEN: char = '\0';

fn cells(value: &JsValue) -> Result<Cells, String> {
    if let Some(numbers) = value.dyn_ref::<Float64Array>() {
        return Ok(Cells::F64(Buffer::Owned(numbers.to_vec()), None));
    }
    if let Some(numbers) = value.dyn_ref::<Int32Array>() {
        let numbers = numbers.to_vec().into_iter().map(i64::from).collect();
        return Ok(Cells::I64(Buffer::Owned(numbers), None));
    }
    if let Some(numbers) = value.dyn_ref::<Uint8Array>() {
        let numbers = numbers.to_vec().into_iter().map(i64::from).collect();
        return Ok(Cells::I64(Buffer::Owned(numbers), None));
    }
    if let Some(list) = value.dyn_ref::<Array>() {
        return list.iter().map(|cell| one(&cell)).collect::<Result<Vec<_>, _>>().map(Cells::Mixed);
    }
    let part = |key: &str| Reflect::get(value, &JsValue::from_str(key)).ok().and_then(|v| v.as_string());
    if let Some(joined) = part("texts") {
        let mut texts = TextCells::default();
        joined.split(BETWEEN).for_each(|t| texts.push(t));
        return Ok(Cells::Text(texts));
    }
    Err("is not an array".to_owned())
}

/// A cell as the second module writes it: its kind, then its text.
fn decoded(cell: &str) -> RawCell {
    let rest = cell.get(1..).unwrap_or_default();
    let number = || Number::parse(rest).ok();
    match cell.as_bytes().first() {
        Some(b't') => RawCell::Text(rest.into()),
        Some(b'n') => number().map_or(RawCell::Missing, RawCell::Number),
        Some(b'p') => number().map_or(RawCell::Missing, RawCell::Percent),
        Some(b'd') => rest.parse().map_or(RawCell::Missing, RawCell::Date),
        Some(b'b') => RawCell::Bool(rest == "1"),
        _ => RawCell::Missing,
    }
}

fn one(value: &JsValue) -> Result<RawCell, String> {
    use milepost::facts::Tree;
    Ok(match crate::facts::tree(value)? {
        Tree::Null => RawCell::Missing,
        Tree::Bool(b) => RawCell::Bool(b),
        Tree::Int(i) => RawCell::Number(Number::integer(i)),
        Tree::Float(x) => RawCell::F64(x),
        Tree::Text(t) => RawCell::Text(t.into()),
        Tree::List(_) | Tree::Map(_) => return Err("a cell is a single value".to_owned()),
    })
}

pub(crate) fn refused(fault: &Fault) -> JsValue {
    let (en, vi) = (milepost_io::message(fault, Lang::En), milepost_io::message(fault, Lang::Vi));
    data_error(fault.message.code, &en, &vi, &fault.place)
}

/// The level of that name.
pub(crate) fn level(program: &Program, name: &str) -> Option<LevelId> {
    (0..).map(LevelId).zip(&program.levels).find(|(_, l)| l.name == name).map(|(id, _)| id)
}
