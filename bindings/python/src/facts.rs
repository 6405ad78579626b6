//! Facts of units, in the shape that all bindings share (see `milepost::facts`), from dicts, dataclasses, named tuples,
//! rows of data frames and plain objects.

use crate::error::usage;
use crate::scalar::{self, class_of, shown};
use milepost::facts::Tree;
use milepost_io::RawCell;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyFrozenSet, PyList, PyMapping, PySet, PyString, PyTuple, PyType};
use std::borrow::Cow;

/// Facts nest by levels, which are few; what nests deeper holds itself.
const DEPTH: usize = 64;

/// A value as a tree of facts.
pub(crate) fn tree(value: &Bound<'_, PyAny>) -> PyResult<Tree> {
    grow(value, 0)
}

fn grow(value: &Bound<'_, PyAny>, depth: usize) -> PyResult<Tree> {
    if depth > DEPTH {
        return Err(usage(format!("facts are nested deeper than {DEPTH}: do they hold themselves?")));
    }
    if let Ok(map) = value.cast::<PyDict>() {
        return entries(map, depth);
    }
    if let Some(cell) = scalar::cell(value)? {
        return Ok(leaf(cell));
    }
    if let Ok(list) = value.cast::<PyList>() {
        return Ok(Tree::List(list.iter().map(|v| grow(&v, depth + 1)).collect::<PyResult<_>>()?));
    }
    if let Some(map) = mapping(value)? {
        return entries(&map, depth);
    }
    if value.is_instance_of::<PyTuple>() {
        let items = value.try_iter()?.map(|v| grow(&v?, depth + 1)).collect::<PyResult<_>>()?;
        return Ok(Tree::List(items));
    }
    Err(usage(format!("{} ({}) is neither a value nor facts with names", shown(value), class_of(value))))
}

fn entries(map: &Bound<'_, PyDict>, depth: usize) -> PyResult<Tree> {
    let mut found = Vec::with_capacity(map.len());
    for (key, value) in pairs(map) {
        let name = match key.cast::<PyString>() {
            Ok(text) => text.to_string_lossy().into_owned(),
            // Years stand as numbers under 'years' and 'recorded'.
            Err(_) => key.str()?.to_string_lossy().into_owned(),
        };
        found.push((Cow::Owned(name), grow(&value, depth + 1)?));
    }
    Ok(Tree::Map(found))
}

/// The entries of a dict, taken out of it: what looks at them may run code that changes it.
pub(crate) fn pairs<'py>(map: &Bound<'py, PyDict>) -> Vec<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
    map.iter().collect()
}

fn leaf(cell: RawCell) -> Tree {
    match cell {
        RawCell::Missing => Tree::Null,
        RawCell::Text(text) => Tree::Text(text.into()),
        RawCell::Number(n) => n.to_i64().map_or_else(|| Tree::Text(n.to_text()), Tree::Int),
        RawCell::F64(x) => Tree::Float(x),
        RawCell::Bool(b) => Tree::Bool(b),
        RawCell::Date(day) => Tree::Text(milepost_core::date::text(day)),
        RawCell::Percent(n) => Tree::Text(n.to_text()),
    }
}

/// The names and values of a thing that has them; None where it has none.
pub(crate) fn mapping<'py>(value: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyDict>>> {
    let py = value.py();
    if let Ok(map) = value.cast::<PyDict>() {
        return Ok(Some(map.clone()));
    }
    if value.is_instance_of::<PyType>() || value.is_instance_of::<PyString>() {
        return Ok(None);
    }
    if let Ok(fields) = value.getattr("__dataclass_fields__") {
        let found = PyDict::new(py);
        for name in fields.try_iter()? {
            let name = name?;
            found.set_item(&name, value.getattr(name.cast::<PyString>()?)?)?;
        }
        return Ok(Some(found));
    }
    let module = value.get_type().module().map_or_else(|_| String::new(), |m| m.to_string_lossy().into_owned());
    let made = if value.hasattr("_asdict")? {
        value.call_method0("_asdict")?
    } else if value.hasattr("model_dump")? {
        value.call_method0("model_dump")?
    } else if module.starts_with("pandas") && class_of(value) == "Series" {
        value.call_method0("to_dict")?
    } else if let Ok(map) = value.cast::<PyMapping>() {
        let found = PyDict::new(py);
        for pair in map.items()?.iter() {
            let (key, value): (Bound<'py, PyAny>, Bound<'py, PyAny>) = pair.extract()?;
            found.set_item(key, value)?;
        }
        return Ok(Some(found));
    } else {
        return attributes(value);
    };
    Ok(made.cast_into::<PyDict>().ok())
}

/// The public attributes of a plain object.
fn attributes<'py>(value: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyDict>>> {
    let collection = value.is_instance_of::<PyList>()
        || value.is_instance_of::<PyTuple>()
        || value.is_instance_of::<PySet>()
        || value.is_instance_of::<PyFrozenSet>()
        || value.is_callable()
        || value.hasattr("__len__")?
        || value.hasattr("__next__")?
        || value.hasattr("__arrow_c_stream__")?;
    if collection {
        return Ok(None);
    }
    let Ok(all) = value.getattr("__dict__") else { return Ok(None) };
    let Ok(all) = all.cast_into::<PyDict>() else { return Ok(None) };
    let found = PyDict::new(value.py());
    for (key, value) in pairs(&all) {
        if !key.str()?.to_string_lossy().starts_with('_') {
            found.set_item(key, value)?;
        }
    }
    Ok((!found.is_empty()).then_some(found))
}
