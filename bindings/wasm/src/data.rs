//! Columns and files as data of one program.

use crate::rules::{Asked, thrown, wrong};
use js_sys::{Array, Float64Array, Int32Array, Object, Reflect, Uint8Array};
use milepost::core::dataset::{Buffer, Dataset, Fact, Locale};
use milepost::core::program::{InputId, LevelId, Program};
use milepost::core::value::Value;
use milepost::{Error, Number};
use milepost_io::{BindOptions, Cells, RawCell, RawColumn, RawTable, ReadOptions};
use serde_json::{Value as Json, json};
use wasm_bindgen::{JsCast, JsValue};

/// Data, and what was made of each column.
pub(crate) struct Bound {
    pub dataset: Dataset,
    pub matches: Json,
}

pub(crate) fn get(object: &JsValue, key: &str) -> Result<JsValue, JsValue> {
    Reflect::get(object, &JsValue::from_str(key)).map_err(|_| wrong(&format!("'{key}' cannot be read")))
}

/// `[{ level, columns: { name: array } }]`
pub(crate) fn bind_columns(program: &Program, tables: &JsValue, asked: &Asked) -> Result<Bound, JsValue> {
    let tables = tables.dyn_ref::<Array>().ok_or_else(|| wrong("tables must be an array"))?;
    let mut raw = Vec::new();
    for table in tables.iter() {
        let level = get(&table, "level")?.as_string();
        let columns = get(&table, "columns")?;
        let object = columns.dyn_ref::<Object>().ok_or_else(|| wrong("columns must be an object of arrays"))?;
        raw.push(raw_table(level, object)?);
    }
    bind(program, raw, asked)
}

fn raw_table(level: Option<String>, object: &Object) -> Result<RawTable, JsValue> {
    let mut rows: Option<usize> = None;
    let mut columns = Vec::new();
    for key in Object::keys(object).iter() {
        let name = key.as_string().unwrap_or_default();
        let cells = cells(&get(object, &name)?).map_err(|why| wrong(&format!("column '{name}': {why}")))?;
        let length = match &cells {
            Cells::F64(v, _) => v.as_slice().len(),
            Cells::I64(v, _) => v.as_slice().len(),
            Cells::Bool(v, _) => v.len(),
            Cells::Mixed(v) => v.len(),
            _ => 0,
        };
        if let Some(rows) = rows.filter(|r| *r != length) {
            return Err(wrong(&format!("column '{name}' has {length} rows, the columns before it {rows}")));
        }
        rows = Some(length);
        columns.push(RawColumn { name, cells });
    }
    let source = level.clone().unwrap_or_else(|| "data".to_owned());
    Ok(RawTable { source, level, columns, rows: rows.unwrap_or_default(), ..RawTable::default() })
}

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
    let Some(list) = value.dyn_ref::<Array>() else { return Err("is not an array".to_owned()) };
    list.iter().map(|cell| one(&cell)).collect::<Result<Vec<_>, _>>().map(Cells::Mixed)
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

/// `[{ name, bytes, level? }]`
pub(crate) fn bind_files(program: &Program, files: &JsValue, asked: &Asked) -> Result<Bound, JsValue> {
    let files = files.dyn_ref::<Array>().ok_or_else(|| wrong("files must be an array"))?;
    let mut raw = Vec::new();
    for file in files.iter() {
        let name = get(&file, "name")?.as_string().ok_or_else(|| wrong("a file needs its name"))?;
        let bytes = get(&file, "bytes")?;
        let bytes = bytes.dyn_ref::<Uint8Array>().ok_or_else(|| wrong("the bytes of a file are a Uint8Array"))?;
        let level = get(&file, "level")?.as_string();
        let read = milepost_io::read(&name, bytes.to_vec(), &ReadOptions::default()).map_err(|f| refused(&f))?;
        raw.extend(read.into_iter().map(|mut table| {
            table.level = table.level.or_else(|| level.clone());
            table
        }));
    }
    bind(program, raw, asked)
}

pub(crate) fn refused(fault: &milepost::core::dataset::Fault) -> JsValue {
    let message = milepost_io::message(fault, milepost::Lang::En);
    let value = json!({
        "kind": "data", "code": fault.message.code, "message": message, "place": fault.place,
        "message_vi": milepost_io::message(fault, milepost::Lang::Vi),
    });
    JsValue::from_str(&value.to_string())
}

fn bind(program: &Program, raw: Vec<RawTable>, asked: &Asked) -> Result<Bound, JsValue> {
    let locale = if asked.locale == "vi" { Locale::Vi } else { Locale::Plain };
    let options = BindOptions { locale, year: asked.years().first().copied(), ..BindOptions::default() };
    let bound = milepost_io::bind(program, raw, &options).map_err(|f| refused(&f))?;
    let column = |m: &milepost_io::ColumnMatch| json!({ "source": m.source, "column": m.column, "name": m.name, "by": format!("{:?}", m.by).to_lowercase() });
    let matches = Json::Array(bound.matches.iter().map(column).collect());
    Ok(Bound { dataset: bound.dataset, matches })
}

/// The level of that name.
pub(crate) fn level(program: &Program, name: &str) -> Result<LevelId, JsValue> {
    (0..)
        .map(LevelId)
        .zip(&program.levels)
        .find(|(_, l)| l.name == name)
        .map(|(id, _)| id)
        .ok_or_else(|| thrown(&Error::Facts(format!("no level is named '{name}'"))))
}

/// The facts of one unit, year and assessor (empty: not assessed) as they were read.
pub(crate) fn facts(
    program: &Program,
    data: &Dataset,
    of: &str,
    unit: &str,
    year: i32,
    by: &str,
) -> Result<Json, JsValue> {
    let of = level(program, of)?;
    let found = data.units.get(of.index()).and_then(|u| u.find(unit));
    let position = found.ok_or_else(|| wrong(&format!("no unit is named '{unit}'")))?;
    let by = (0..).map(milepost::core::program::AssessorId).zip(&program.assessors).find(|(_, a)| a.name == by);
    let by = by.map(|(id, _)| id);
    let mut out = serde_json::Map::new();
    for (id, input) in (0..).map(InputId).zip(&program.inputs) {
        if !input.levels.contains(&of) || input.assessment.is_some() != by.is_some() {
            continue;
        }
        let cell = match data.fact(id, of, position, year, by) {
            Fact::Absent => Json::Null,
            Fact::Invalid => json!({ "invalid": true }),
            Fact::Value(Value::Number(n)) => {
                let stored = n.div(&input.scale).unwrap_or(n);
                json!({ "exact": stored.to_text(), "number": stored.to_f64() })
            }
            Fact::Value(Value::Bool(b)) => json!({ "value": b }),
            Fact::Value(Value::Date(d)) => json!({ "value": milepost::core::date::text(d) }),
            Fact::Value(Value::Year(y)) => json!({ "value": y }),
            Fact::Value(Value::Category(c, i)) => json!({ "value": milepost_io::category_item(program, c, i) }),
            Fact::Value(_) => Json::Null,
        };
        out.insert(input.name.clone(), cell);
    }
    Ok(Json::Object(out))
}
