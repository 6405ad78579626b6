//! The second module: spreadsheets and json, in and out. Tables go to and from the first module as coded columns, whose
//! cells stand after one another, each after a NUL: the kind, then the text.

use js_sys::{Array, Object, Reflect, Uint32Array};
use milepost_core::dataset::{Cell, Fault};
use milepost_core::diagnostic::Lang;
use milepost_core::number::Number;
use milepost_io::{Figure, Frame, Kind, OutCell, Places, RawTable, ReadOptions};
use wasm_bindgen::prelude::*;

/// The tables of a file: `[{ source, level, sheet, rows, numbers, names, cells }]`.
#[wasm_bindgen]
pub fn read(name: &str, bytes: Vec<u8>, sheet: &str) -> Result<Array, JsValue> {
    let options = ReadOptions { sheet: (!sheet.is_empty()).then(|| sheet.to_owned()), ..ReadOptions::default() };
    let tables = milepost_io::read(name, bytes, &options).map_err(|fault| refused(&fault))?;
    tables.iter().map(table).collect()
}

fn set(object: &Object, key: &str, value: &JsValue) -> Result<(), JsValue> {
    Reflect::set(object, &JsValue::from_str(key), value).map(drop)
}

fn table(table: &RawTable) -> Result<Object, JsValue> {
    let out = Object::new();
    set(&out, "source", &JsValue::from_str(&table.source))?;
    if let Some(level) = &table.level {
        set(&out, "level", &JsValue::from_str(level))?;
    }
    if let Places::Sheet { name, rows, columns } = &table.places {
        set(&out, "sheet", &JsValue::from_str(name))?;
        set(&out, "rows", &Uint32Array::from(rows.as_slice()))?;
        set(&out, "numbers", &Uint32Array::from(columns.as_slice()))?;
    }
    let (names, all) = (Array::new(), Array::new());
    for column in &table.columns {
        let mut coded = String::new();
        for row in 0..table.rows {
            coded.push('\0');
            code(&mut coded, &column.cells.get(row));
        }
        names.push(&JsValue::from_str(&column.name));
        all.push(&JsValue::from_str(&coded));
    }
    set(&out, "names", &names)?;
    set(&out, "cells", &all)?;
    Ok(out)
}

fn code(out: &mut String, cell: &Cell<'_>) {
    let (kind, text) = match cell {
        Cell::Missing => return,
        Cell::Text(text) => ('t', text.chars().filter(|c| *c != '\0').collect()),
        Cell::Number(n) => ('n', n.to_text()),
        Cell::F64(x) => match Number::from_f64(*x) {
            Some(n) => ('n', n.to_text()),
            None => return,
        },
        Cell::Int(i) => ('n', i.to_string()),
        Cell::Bool(yes) => ('b', u8::from(*yes).to_string()),
        Cell::Date(day) => ('d', day.to_string()),
        Cell::Percent(n) => ('p', n.to_text()),
    };
    out.push(kind);
    out.push_str(&text);
}

/// A workbook: names of sheets, each with its coded columns, and the head as keys and values in turn.
#[wasm_bindgen]
pub fn write(names: Vec<String>, frames: &Array, head: Vec<String>) -> Result<Vec<u8>, JsValue> {
    let mut columns: Vec<Vec<String>> = Vec::new();
    for frame in frames.iter() {
        let parts = frame.dyn_ref::<Array>().ok_or_else(|| wrong("a sheet is a list of coded columns"))?;
        columns.push(parts.iter().map(|part| part.as_string().unwrap_or_default()).collect());
    }
    let sheets = names.iter().zip(&columns).map(|(name, columns)| (name.as_str(), frame(columns))).collect();
    let pairs: Vec<(&'static str, String)> = head
        .chunks(2)
        .filter_map(|pair| match pair {
            [key, value] => known(key).map(|key| (key, value.clone())),
            _ => None,
        })
        .collect();
    let mut out = Vec::new();
    milepost_io::write::xlsx::write(sheets, "milepost", &pairs, &mut out).map_err(|e| wrong(&e.to_string()))?;
    Ok(out)
}

/// The keys of a result's head.
const HEAD: &[&str] =
    &["engine", "ruleset", "versions", "content_hash", "data_hash", "hypothetical", "variant", "as_of"];

fn known(key: &str) -> Option<&'static str> {
    HEAD.iter().find(|k| **k == key).copied()
}

fn frame(parts: &[String]) -> Frame<'_> {
    let mut columns = Vec::new();
    let mut cells: Vec<std::iter::Skip<std::str::Split<'_, char>>> = Vec::new();
    for part in parts.chunks(3) {
        let [name, kind, coded] = part else { continue };
        let kind = match kind.as_str() {
            "n" => Kind::Number,
            "i" => Kind::Integer,
            _ => Kind::Text,
        };
        columns.push((name.clone().into(), kind));
        cells.push(coded.split('\0').skip(1));
    }
    let rows = std::iter::from_fn(move || {
        let row: Vec<OutCell<'_>> = cells.iter_mut().filter_map(|c| c.next().map(decoded)).collect();
        (!row.is_empty() && row.len() == cells.len()).then_some(row)
    });
    Frame { columns, rows: Box::new(rows) }
}

fn decoded(cell: &str) -> OutCell<'_> {
    let rest = cell.get(1..).unwrap_or_default();
    match cell.as_bytes().first() {
        Some(b't') => OutCell::Text(rest.into()),
        Some(b'i') => rest.parse().map_or(OutCell::Missing, OutCell::Integer),
        Some(b'n') => Number::parse(rest).map_or(OutCell::Missing, |n| OutCell::Figure(Figure::Exact(n))),
        _ => OutCell::Missing,
    }
}

fn refused(fault: &Fault) -> JsValue {
    use milepost_io::write::json::text;
    let (en, vi) = (milepost_io::message(fault, Lang::En), milepost_io::message(fault, Lang::Vi));
    JsValue::from_str(&format!(
        "{{\"kind\":\"data\",\"code\":{},\"message\":{},\"message_vi\":{},\"place\":{}}}",
        text(fault.message.code),
        text(&en),
        text(&vi),
        text(&fault.place)
    ))
}

fn wrong(message: &str) -> JsValue {
    let message = milepost_io::write::json::text(message);
    JsValue::from_str(&format!("{{\"kind\":\"data\",\"code\":\"\",\"message\":{message}}}"))
}
