//! Data of any library as tables, or as facts of units.

use crate::capsule;
use crate::error::{self, usage};
use crate::facts;
use crate::scalar::{self, class_of};
use milepost::Ruleset;
use milepost::core::number::Number;
use milepost::facts::Tree;
use milepost_io::{Cells, Places, RawCell, RawColumn, RawTable, ReadOptions, TextCells};
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyDict, PyList, PyString, PyTuple};
use std::collections::HashMap;

/// What was given.
pub(crate) enum Given {
    /// Rows and columns, bound as those of files are.
    Tables(Vec<RawTable>),
    /// Units with what is inside them.
    Facts(Tree),
}

/// What data a caller gave for rules.
pub(crate) fn given(rules: &Ruleset, data: &Bound<'_, PyAny>) -> PyResult<Given> {
    if let Some(found) = file(data)? {
        return Ok(Given::Tables(found));
    }
    if let Ok(map) = data.cast::<PyDict>() {
        return dict(rules, map);
    }
    if let Some(rows) = rows(data)? {
        return records(rules, &rows, "data");
    }
    if capsule::offers(data)? || is_frame(data) {
        return Ok(Given::Tables(vec![table(data, "data")?]));
    }
    if let Some(map) = facts::mapping(data)? {
        return dict(rules, &map);
    }
    Err(unknown(data))
}

fn unknown(data: &Bound<'_, PyAny>) -> PyErr {
    let class = class_of(data);
    let spark = if crate::data::module_of(data).starts_with("pyspark") {
        "; a Spark data frame is scored by milepost.ext.spark.score(rules, frame)"
    } else {
        ""
    };
    usage(format!(
        "cannot read data of type {class}{spark}. Give a data frame (pandas, Polars, pyarrow, DuckDB, or anything with \
         __arrow_c_stream__), a list of dicts, a dict of columns, {{level: table}}, or the path of a file"
    ))
}

pub(crate) fn module_of(value: &Bound<'_, PyAny>) -> String {
    value.get_type().module().map_or_else(|_| String::new(), |m| m.to_string_lossy().into_owned())
}

/// A path: read as the command line reads it.
fn file(data: &Bound<'_, PyAny>) -> PyResult<Option<Vec<RawTable>>> {
    let path = if let Ok(text) = data.cast::<PyString>() {
        text.to_string_lossy().into_owned()
    } else if data.hasattr("__fspath__")? {
        data.call_method0("__fspath__")?.str()?.to_string_lossy().into_owned()
    } else {
        return Ok(None);
    };
    let py = data.py();
    let read = py.detach(|| std::fs::read(&path));
    let bytes = read.map_err(|cause| error::any(py, &milepost::Error::File { path: path.clone(), cause }, &[]))?;
    let tables = py.detach(|| milepost_io::read(&path, bytes, &ReadOptions::default()));
    tables.map(Some).map_err(|fault| error::data(py, &fault))
}

/// A data frame that has to be asked for its columns.
fn is_frame(data: &Bound<'_, PyAny>) -> bool {
    let module = module_of(data);
    (module.starts_with("pandas") && class_of(data) == "DataFrame")
        || (module.starts_with("polars") && matches!(class_of(data).as_str(), "LazyFrame" | "DataFrame"))
}

/// Whether a value can be a table of a level or a column, as against a single value.
fn is_table(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    if value.is_instance_of::<PyDict>() || value.is_instance_of::<PyString>() || value.hasattr("__fspath__")? {
        return Ok(true);
    }
    if let Some(rows) = rows(value)? {
        let first = rows.iter().find(|r| !r.is_none());
        return Ok(match first {
            Some(first) => facts::mapping(first)?.is_some() || (capsule::offers(first)? && !is_array(first)?),
            None => rows.is_empty(),
        });
    }
    Ok(is_frame(value) || (capsule::offers(value)? && !is_array(value)?))
}

/// Arrow data that is one column.
fn is_array(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    let class = class_of(value);
    Ok(class.ends_with("Array") || class == "Series" || class == "ndarray")
}

/// Lists, tuples, generators: rows of a table, or cells of a column.
fn rows<'py>(value: &Bound<'py, PyAny>) -> PyResult<Option<Vec<Bound<'py, PyAny>>>> {
    if let Ok(list) = value.cast::<PyList>() {
        return Ok(Some(list.iter().collect()));
    }
    if value.hasattr("_asdict")? || value.hasattr("__arrow_c_stream__")? {
        return Ok(None);
    }
    if let Ok(tuple) = value.cast::<PyTuple>() {
        return Ok(Some(tuple.iter().collect()));
    }
    if value.hasattr("__next__")? {
        return Ok(Some(value.try_iter()?.collect::<PyResult<_>>()?));
    }
    Ok(None)
}

/// A dict: a table per level, columns by name, or the facts of one unit.
fn dict(rules: &Ruleset, map: &Bound<'_, PyDict>) -> PyResult<Given> {
    let levels = |key: &Bound<'_, PyAny>| {
        let name = key.str().map(|k| k.to_string_lossy().into_owned()).unwrap_or_default();
        rules.program().levels.iter().any(|l| l.name == name)
    };
    let mut of_levels = !map.is_empty();
    let mut of_columns = !map.is_empty();
    for (key, value) in facts::pairs(map) {
        of_levels &= levels(&key) && is_table(&value)?;
        of_columns &= is_column(&value)?;
    }
    if of_levels && !is_one_unit(rules, map)? {
        return tables_by_level(map);
    }
    if of_columns {
        return Ok(Given::Tables(vec![columns(map, "data")?]));
    }
    Ok(Given::Facts(facts::tree(map)?))
}

fn is_column(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    if value.is_instance_of::<PyDict>() || value.is_instance_of::<PyString>() || value.is_instance_of::<PyBytes>() {
        return Ok(false);
    }
    if let Some(cells) = rows(value)? {
        return Ok(!cells.iter().any(|c| c.is_instance_of::<PyDict>()));
    }
    Ok(is_array(value)? || capsule::offers(value)? || (value.hasattr("__len__")? && value.hasattr("tolist")?))
}

/// Lists of units of lower levels only stand for what is below one unit, as everywhere in facts.
fn is_one_unit(rules: &Ruleset, map: &Bound<'_, PyDict>) -> PyResult<bool> {
    let levels = &rules.program().levels;
    let mut above: Vec<&str> = Vec::new();
    let mut next = milepost_io::schema::evaluated(rules.program());
    while let Some(level) = next.and_then(|l| levels.get(l.index())).filter(|l| !above.contains(&l.name.as_str())) {
        above.push(&level.name);
        next = level.parent;
    }
    for (key, value) in facts::pairs(map) {
        if !value.is_instance_of::<PyList>() || above.contains(&key.str()?.to_string_lossy().as_ref()) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn tables_by_level(map: &Bound<'_, PyDict>) -> PyResult<Given> {
    let mut found = Vec::new();
    for (level, value) in facts::pairs(map) {
        let level = level.str()?.to_string_lossy().into_owned();
        if let Some(tables) = file(&value)? {
            let named = |table| RawTable { level: Some(level.clone()), ..table };
            found.extend(tables.into_iter().map(named));
            continue;
        }
        if let Some(rows) = rows(&value)?
            && is_nested(&rows)?
        {
            return Ok(Given::Facts(facts::tree(map)?));
        }
        let mut table = table(&value, &level)?;
        table.level = Some(level);
        found.push(table);
    }
    Ok(Given::Tables(found))
}

/// Rows whose values are units below, years or assessors are units, not rows of a table.
fn is_nested(rows: &[Bound<'_, PyAny>]) -> PyResult<bool> {
    for row in rows {
        let Some(map) = facts::mapping(row)? else { continue };
        for value in map.values().iter() {
            if value.is_instance_of::<PyDict>() || value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>()
            {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// A list: of rows, of units, or of batches of one table.
fn records(rules: &Ruleset, rows: &[Bound<'_, PyAny>], source: &str) -> PyResult<Given> {
    let _ = rules;
    if is_nested(rows)? {
        return Ok(Given::Facts(Tree::List(rows.iter().map(facts::tree).collect::<PyResult<_>>()?)));
    }
    Ok(Given::Tables(vec![row_table(rows, source)?]))
}

/// One table.
fn table(value: &Bound<'_, PyAny>, source: &str) -> PyResult<RawTable> {
    if let Ok(map) = value.cast::<PyDict>() {
        return columns(map, source);
    }
    if is_frame(value) {
        let module = module_of(value);
        if module.starts_with("polars") && class_of(value) == "LazyFrame" {
            return table(&value.call_method0("collect")?, source);
        }
        if module.starts_with("pandas") {
            let pairs = value.py().import("milepost._frames")?.call_method1("pandas_columns", (value,))?;
            let mut named = Vec::new();
            for pair in pairs.try_iter()? {
                let (name, cells): (String, Bound<'_, PyAny>) = pair?.extract()?;
                named.push((name, cells));
            }
            return from_columns(named, source);
        }
    }
    if let Some(rows) = rows(value)? {
        return row_table(&rows, source);
    }
    if capsule::offers(value)? {
        return arrow(value, source);
    }
    Err(unknown(value))
}

fn arrow(value: &Bound<'_, PyAny>, source: &str) -> PyResult<RawTable> {
    let py = value.py();
    let chunks = capsule::import(value)?;
    if !capsule::is_table(&chunks.field) {
        return Err(usage(format!(
            "{} is one column of Arrow data; give a table, or a dict of columns",
            class_of(value)
        )));
    }
    let limits = milepost_io::Limits::default();
    // Other libraries may need the interpreter to make the next batch.
    let read = py.detach(|| milepost_io::read::arrow::from_arrays(source, &chunks.field, chunks.arrays, &limits));
    read.map_err(|fault| error::data(py, &fault))
}

/// Columns by name.
fn columns(map: &Bound<'_, PyDict>, source: &str) -> PyResult<RawTable> {
    let mut named = Vec::new();
    for (name, cells) in facts::pairs(map) {
        named.push((name.str()?.to_string_lossy().into_owned(), cells));
    }
    from_columns(named, source)
}

fn from_columns(named: Vec<(String, Bound<'_, PyAny>)>, source: &str) -> PyResult<RawTable> {
    let mut columns = Vec::new();
    let mut height = None;
    for (name, values) in named {
        let cells = column(&values, &name)?;
        let expected = *height.get_or_insert(cells.len());
        if cells.len() != expected {
            return Err(usage(format!(
                "column '{name}' has {} rows, the columns before it have {expected}",
                cells.len()
            )));
        }
        columns.push(RawColumn { name, cells });
    }
    Ok(made(columns, height.unwrap_or_default(), source))
}

fn made(columns: Vec<RawColumn>, rows: usize, source: &str) -> RawTable {
    RawTable { source: source.to_owned(), level: None, columns, rows, places: Places::Rows, faults: Vec::new() }
}

fn column(values: &Bound<'_, PyAny>, name: &str) -> PyResult<Cells> {
    let py = values.py();
    if module_of(values).starts_with("pandas") {
        return column(&py.import("milepost._frames")?.call_method1("pandas_column", (values,))?, name);
    }
    if capsule::offers(values)? {
        let chunks = capsule::import(values)?;
        if capsule::is_table(&chunks.field) {
            return Err(usage(format!("column '{name}' holds a whole table")));
        }
        let limits = milepost_io::Limits::default();
        let read = py.detach(|| milepost_io::read::arrow::column(name, chunks.arrays, &limits));
        return read.map_err(|fault| error::data(py, &fault));
    }
    if values.hasattr("tolist")? && values.hasattr("dtype")? {
        let dates = values.getattr("dtype")?.getattr("kind")?.str()?.to_string_lossy().starts_with('M');
        // NumPy gives nanoseconds as integers; as days they are dates.
        let values = if dates { values.call_method1("astype", ("datetime64[D]",))? } else { values.clone() };
        return column(&values.call_method0("tolist")?, name);
    }
    let Some(values) = rows(values)? else {
        return Err(usage(format!("column '{name}' is a {}, not a list of values", class_of(values))));
    };
    Ok(typed(values.iter().map(any_cell).collect::<PyResult<_>>()?))
}

/// A cell of a table; what is no single value becomes a text that no input takes, so that using it is a fault.
fn any_cell(value: &Bound<'_, PyAny>) -> PyResult<RawCell> {
    Ok(match scalar::cell(value)? {
        Some(cell) => cell,
        None => RawCell::Text(format!("<{}>", class_of(value)).into()),
    })
}

/// Rows by name.
fn row_table(rows: &[Bound<'_, PyAny>], source: &str) -> PyResult<RawTable> {
    let mut names: Vec<String> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut cells: Vec<Vec<RawCell>> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        if row.is_instance_of::<PyBytes>() || row.is_instance_of::<PyByteArray>() {
            return Err(usage(format!("row {} is {}, not a dict", at + 1, class_of(row))));
        }
        let Some(map) = facts::mapping(row)? else {
            return Err(usage(format!("row {} is {} ({}), not a dict", at + 1, scalar::shown(row), class_of(row))));
        };
        for (key, value) in facts::pairs(&map) {
            let key = key.str()?.to_string_lossy().into_owned();
            let column = match known.get(&key) {
                Some(column) => *column,
                None => {
                    known.insert(key.clone(), names.len());
                    names.push(key);
                    cells.push(Vec::new());
                    cells.len() - 1
                }
            };
            if let Some(column) = cells.get_mut(column) {
                column.resize(at, RawCell::Missing);
                column.push(any_cell(&value)?);
            }
        }
    }
    let columns = names.into_iter().zip(cells).map(|(name, mut cells)| {
        cells.resize(rows.len(), RawCell::Missing);
        RawColumn { name, cells: typed(cells) }
    });
    Ok(made(columns.collect(), rows.len(), source))
}

/// Cells of one kind as a column of that kind.
fn typed(cells: Vec<RawCell>) -> Cells {
    let missing = cells.iter().any(|c| matches!(c, RawCell::Missing));
    let valid = missing.then(|| cells.iter().map(|c| u8::from(!matches!(c, RawCell::Missing))).collect::<Vec<u8>>());
    let is = |one: fn(&RawCell) -> bool| cells.iter().all(|c| matches!(c, RawCell::Missing) || one(c));
    if is(|c| matches!(c, RawCell::Missing)) {
        return Cells::Mixed(cells);
    }
    if is(|c| matches!(c, RawCell::F64(_))) {
        let values = cells.iter().map(|c| if let RawCell::F64(x) = c { *x } else { f64::NAN });
        return Cells::F64(values.collect::<Vec<f64>>().into(), valid);
    }
    if is(|c| matches!(c, RawCell::Bool(_))) {
        return Cells::Bool(cells.iter().map(|c| u8::from(matches!(c, RawCell::Bool(true)))).collect(), valid);
    }
    if is(|c| matches!(c, RawCell::Date(_))) {
        let values = cells.iter().map(|c| if let RawCell::Date(day) = c { *day } else { 0 });
        return Cells::Date(values.collect::<Vec<i32>>().into(), valid);
    }
    if is(|c| matches!(c, RawCell::Text(_))) {
        let mut texts = TextCells::default();
        for cell in &cells {
            texts.push(if let RawCell::Text(text) = cell { text } else { "" });
        }
        return Cells::Text(texts);
    }
    let whole = |c: &RawCell| match c {
        RawCell::Missing => Some(0),
        RawCell::Number(n) => Number::to_i64(n),
        _ => None,
    };
    match cells.iter().map(whole).collect::<Option<Vec<i64>>>() {
        Some(values) => Cells::I64(values.into(), valid),
        None => Cells::Mixed(cells),
    }
}
