//! JSON: a list of records, one list per level, columns, or newline-delimited records. Numbers are read as the decimals
//! that are written. A record may hold records of units below it, and facts of other years and assessors:
//!
//! ```json
//! {"unit": "a", "fibre": 79.99, "years": {"2024": {"fibre": 71}}, "by": {"self": {"fibre": 80}},
//!  "recorded": {"2024": {"total.score": 81.5}}, "commune": [{"unit": "a1", "recognised": true}]}
//! ```

use super::{limit, text};
use crate::{Cells, Limits, Places, RawCell, RawColumn, RawTable, Result, fault};
use milepost_core::codes;
use milepost_core::number::Number;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// A JSON value whose objects keep their order and whose numbers keep their digits.
#[derive(Debug)]
enum Json {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Json>),
    Record(Vec<(String, Json)>),
}

struct Pairs<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> serde::Deserialize<'de> for Pairs<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Vec<(String, &'de RawValue)>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a record")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(pairs)
            }
        }
        from.deserialize_map(Collect).map(Pairs)
    }
}

struct Reader<'a> {
    name: &'a str,
    limits: &'a Limits,
    /// Tables by level; the empty name is that of records whose level is not said.
    tables: BTreeMap<String, Collected>,
}

#[derive(Default)]
struct Collected {
    columns: Vec<String>,
    rows: Vec<Vec<(usize, RawCell)>>,
    paths: Vec<String>,
}

/// What a record inherits from those it stands in.
#[derive(Clone, Default)]
struct Around {
    level: String,
    path: String,
    /// `unit`, `parent`, `year`, `assessor`
    keys: Vec<(&'static str, RawCell)>,
}

pub(super) fn document(name: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<RawTable>> {
    let text = text::decode(name, bytes)?;
    let mut reader = Reader { name, limits, tables: BTreeMap::new() };
    let json = reader.parse(&text)?;
    reader.top(json)?;
    if reader.tables.is_empty() {
        return Err(fault(&codes::F04_EMPTY, name, [name]));
    }
    Ok(reader.finish())
}

pub(super) fn lines(name: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<RawTable>> {
    let text = text::decode(name, bytes)?;
    let mut reader = Reader { name, limits, tables: BTreeMap::new() };
    for (i, line) in text.lines().enumerate() {
        reader.line(i + 1, line)?;
    }
    if reader.tables.is_empty() {
        return Err(fault(&codes::F04_EMPTY, name, [name]));
    }
    Ok(reader.finish())
}

/// Lines of records that come one by one.
#[cfg(feature = "parquet")]
pub(crate) struct Lines {
    name: String,
    limits: Limits,
    /// Lines so far.
    count: usize,
    /// Rows so far, those that were taken too.
    rows: usize,
    collected: Collected,
    columns: Vec<String>,
}

/// What a line is.
#[cfg(feature = "parquet")]
pub(crate) enum Seen {
    /// Nothing stands in it.
    Blank,
    /// A record that is a row.
    Row,
    /// A record with records of other units, years or assessors.
    Nested,
}

#[cfg(feature = "parquet")]
impl Lines {
    /// None yet, of a table with these columns first.
    pub(crate) fn new(name: &str, limits: Limits, columns: Vec<String>) -> Self {
        let collected = Collected { columns: columns.clone(), ..Collected::default() };
        Self { name: name.to_owned(), limits, count: 0, rows: 0, collected, columns }
    }

    /// The next line, of which the names of columns are kept.
    pub(crate) fn look(&mut self, line: &[u8]) -> Result<Seen> {
        let seen = self.row(line);
        self.collected.rows.clear();
        self.collected.paths.clear();
        seen
    }

    /// The next line.
    pub(crate) fn row(&mut self, line: &[u8]) -> Result<Seen> {
        self.count += 1;
        let line = std::str::from_utf8(line).unwrap_or_default();
        // As lines of a text are.
        let line = line.strip_suffix('\n').map_or(line, |line| line.strip_suffix('\r').unwrap_or(line));
        let before = self.collected.rows.len();
        let tables = BTreeMap::from([(String::new(), std::mem::take(&mut self.collected))]);
        let mut reader = Reader { name: &self.name, limits: &self.limits, tables };
        let found = reader.line(self.count, line);
        let others = reader.tables.len() > 1;
        self.collected = reader.tables.remove("").unwrap_or_default();
        found?;
        let more = self.collected.rows.len().saturating_sub(before);
        self.rows = self.rows.saturating_add(more);
        Ok(match more {
            0 if !others => Seen::Blank,
            1 if !others => Seen::Row,
            _ => Seen::Nested,
        })
    }

    /// How many rows were not taken yet.
    pub(crate) fn rows(&self) -> usize {
        self.collected.rows.len()
    }

    /// The rows that were not taken yet, if there are any; of those columns only, where some are named.
    pub(crate) fn take(&mut self, columns: Option<&[usize]>) -> Option<RawTable> {
        let next = Collected { columns: self.columns.clone(), ..Collected::default() };
        let collected = std::mem::replace(&mut self.collected, next);
        if collected.rows.is_empty() {
            return None;
        }
        let tables = BTreeMap::from([(String::new(), collected)]);
        let mut table = Reader { name: &self.name, limits: &self.limits, tables }.finish().pop()?;
        if let Some(wanted) = columns {
            let all = std::mem::take(&mut table.columns).into_iter().enumerate();
            table.columns = all.filter(|(at, _)| wanted.contains(at)).map(|(_, column)| column).collect();
        }
        Some(table)
    }

    /// The names of all columns, when all lines have been looked at.
    pub(crate) fn end(self) -> Result<Vec<String>> {
        if self.rows == 0 {
            return Err(fault(&codes::F04_EMPTY, self.name.as_str(), [self.name.as_str()]));
        }
        limit(&self.name, "rows", self.rows, self.limits.rows)?;
        Ok(self.collected.columns)
    }
}

impl Reader<'_> {
    /// A record that stands in a line; or nothing.
    fn line(&mut self, number: usize, line: &str) -> Result<()> {
        if line.trim().is_empty() {
            return Ok(());
        }
        let raw: &RawValue = serde_json::from_str(line).map_err(|wrong| {
            let place = format!("{}:{number}:{}", self.name, wrong.column());
            fault(&codes::F06_DAMAGED, place, [self.name.to_owned(), wrong.to_string()])
        })?;
        let json = self.value(raw, 0)?;
        self.record(json, &Around { path: format!("line {number}"), ..Default::default() })
    }

    fn parse(&self, text: &str) -> Result<Json> {
        let raw: &RawValue = serde_json::from_str(text).map_err(|wrong| {
            let place = format!("{}:{}:{}", self.name, wrong.line(), wrong.column());
            fault(&codes::F06_DAMAGED, place, [self.name.to_owned(), wrong.to_string()])
        })?;
        self.value(raw, 0)
    }

    fn value(&self, raw: &RawValue, depth: usize) -> Result<Json> {
        limit(self.name, "nested levels of JSON", depth, self.limits.depth)?;
        let text = raw.get();
        let damaged =
            |wrong: serde_json::Error| fault(&codes::F06_DAMAGED, self.name, [self.name.to_owned(), wrong.to_string()]);
        Ok(match text.as_bytes().first() {
            Some(b'n') => Json::Null,
            Some(b't') => Json::Bool(true),
            Some(b'f') => Json::Bool(false),
            Some(b'"') => {
                limit(self.name, "bytes in a cell", text.len(), self.limits.text)?;
                Json::Text(serde_json::from_str(text).map_err(damaged)?)
            }
            Some(b'[') => {
                let items: Vec<&RawValue> = serde_json::from_str(text).map_err(damaged)?;
                limit(self.name, "rows", items.len(), self.limits.rows)?;
                Json::List(items.into_iter().map(|v| self.value(v, depth + 1)).collect::<Result<_>>()?)
            }
            Some(b'{') => {
                let Pairs(pairs) = serde_json::from_str(text).map_err(damaged)?;
                let pairs = pairs.into_iter().map(|(k, v)| Ok((k, self.value(v, depth + 1)?)));
                Json::Record(pairs.collect::<Result<_>>()?)
            }
            _ => Json::Number(text.to_owned()),
        })
    }

    fn top(&mut self, json: Json) -> Result<()> {
        match json {
            Json::List(records) => self.list(records, &Around { path: "$".to_owned(), ..Default::default() }),
            Json::Record(pairs) if !pairs.is_empty() && pairs.iter().all(|(_, v)| is_list(v, is_scalar)) => {
                self.columns(pairs)
            }
            Json::Record(pairs) if !pairs.is_empty() && pairs.iter().all(|(_, v)| is_list(v, is_record)) => {
                for (level, records) in pairs {
                    if let Json::List(records) = records {
                        let around = Around { path: format!("$.{level}"), level, ..Default::default() };
                        self.list(records, &around)?;
                    }
                }
                Ok(())
            }
            record => self.record(record, &Around { path: "$".to_owned(), ..Default::default() }),
        }
    }

    fn list(&mut self, records: Vec<Json>, around: &Around) -> Result<()> {
        for (i, record) in records.into_iter().enumerate() {
            self.record(record, &Around { path: format!("{}[{i}]", around.path), ..around.clone() })?;
        }
        Ok(())
    }

    fn record(&mut self, json: Json, around: &Around) -> Result<()> {
        let Json::Record(pairs) = json else {
            return Err(self.unexpected(&around.path));
        };
        let mut cells: Vec<(String, RawCell)> = Vec::new();
        let mut nested = Vec::new();
        for (key, value) in pairs {
            match scalar(value) {
                Ok(cell) => cells.push((key, cell)),
                Err(value) => nested.push((key, value)),
            }
        }
        let mut keys = around.keys.clone();
        for (name, cell) in &cells {
            if let Some(key) = ["unit", "year", "assessor"].into_iter().find(|k| k == name) {
                keys.retain(|(k, _)| *k != key);
                keys.push((key, cell.clone()));
            }
        }
        let inherited = keys.iter().filter(|(k, _)| !cells.iter().any(|(name, _)| name == k));
        let mut all: Vec<(String, RawCell)> = inherited.map(|(k, c)| ((*k).to_owned(), c.clone())).collect();
        all.extend(cells);
        self.push(all, around)?;
        for (key, value) in nested {
            let path = format!("{}.{key}", around.path);
            let inside = |more: Option<(&'static str, RawCell)>, path: String| {
                let mut keys = keys.clone();
                if let Some((key, cell)) = more {
                    keys.retain(|(k, _)| *k != key);
                    keys.push((key, cell));
                }
                Around { level: around.level.clone(), path, keys }
            };
            match (key.as_str(), value) {
                ("years", Json::Record(years)) => {
                    for (year, facts) in years {
                        let path = format!("{path}.{year}");
                        self.record(facts, &inside(Some(("year", RawCell::Text(year.into()))), path))?;
                    }
                }
                ("by", Json::Record(assessors)) => {
                    for (who, facts) in assessors {
                        let path = format!("{path}.{who}");
                        self.record(facts, &inside(Some(("assessor", RawCell::Text(who.into()))), path))?;
                    }
                }
                ("recorded", Json::Record(years)) => {
                    for (year, results) in years {
                        let path = format!("{path}.{year}");
                        let Json::Record(results) = results else { return Err(self.unexpected(&path)) };
                        let renamed = results.into_iter().map(|(k, v)| (format!("recorded:{k}"), v)).collect();
                        self.record(Json::Record(renamed), &inside(Some(("year", RawCell::Text(year.into()))), path))?;
                    }
                }
                (_, Json::List(records)) => {
                    let unit = keys.iter().find(|(k, _)| *k == "unit").map(|(_, c)| c.clone());
                    let mut below: Vec<(&'static str, RawCell)> =
                        keys.iter().filter(|(k, _)| *k == "year").cloned().collect();
                    below.extend(unit.map(|u| ("parent", u)));
                    self.list(records, &Around { level: key, path, keys: below })?;
                }
                _ => return Err(self.unexpected(&path)),
            }
        }
        Ok(())
    }

    fn push(&mut self, cells: Vec<(String, RawCell)>, around: &Around) -> Result<()> {
        let table = self.tables.entry(around.level.clone()).or_default();
        let mut row: Vec<(usize, RawCell)> = Vec::with_capacity(cells.len());
        for (name, cell) in cells {
            let column = match table.columns.iter().position(|c| *c == name) {
                Some(column) => column,
                None => {
                    limit(self.name, "columns", table.columns.len() + 1, self.limits.columns)?;
                    table.columns.push(name.clone());
                    table.columns.len() - 1
                }
            };
            if row.iter().any(|(c, _)| *c == column) {
                return Err(fault(&codes::F07_TWICE, format!("{} {}", self.name, around.path), [name]));
            }
            row.push((column, cell));
        }
        table.rows.push(row);
        table.paths.push(around.path.clone());
        Ok(())
    }

    fn columns(&mut self, pairs: Vec<(String, Json)>) -> Result<()> {
        let mut rows: Vec<Vec<(String, RawCell)>> = Vec::new();
        let table = self.tables.entry(String::new()).or_default();
        for (name, list) in pairs {
            let Json::List(values) = list else { continue };
            // A column without rows is a column too.
            if values.is_empty() && !table.columns.contains(&name) {
                limit(self.name, "columns", table.columns.len() + 1, self.limits.columns)?;
                table.columns.push(name.clone());
            }
            rows.resize_with(rows.len().max(values.len()), Vec::new);
            for (row, value) in rows.iter_mut().zip(values) {
                row.push((name.clone(), scalar(value).unwrap_or(RawCell::Missing)));
            }
        }
        for (i, cells) in rows.into_iter().enumerate() {
            self.push(cells, &Around { path: format!("$[{i}]"), ..Default::default() })?;
        }
        Ok(())
    }

    fn unexpected(&self, path: &str) -> Box<milepost_core::dataset::Fault> {
        fault(&codes::F06_RECORD, format!("{} {path}", self.name), [self.name])
    }

    fn finish(self) -> Vec<RawTable> {
        self.tables
            .into_iter()
            .map(|(level, collected)| {
                let rows = collected.rows.len();
                let mut columns: Vec<Vec<RawCell>> =
                    collected.columns.iter().map(|_| vec![RawCell::Missing; rows]).collect();
                for (r, row) in collected.rows.into_iter().enumerate() {
                    for (c, cell) in row {
                        if let Some(slot) = columns.get_mut(c).and_then(|column| column.get_mut(r)) {
                            *slot = cell;
                        }
                    }
                }
                RawTable {
                    source: self.name.to_owned(),
                    level: (!level.is_empty()).then_some(level),
                    columns: collected
                        .columns
                        .into_iter()
                        .zip(columns)
                        .map(|(name, cells)| RawColumn { name, cells: Cells::Mixed(cells) })
                        .collect(),
                    rows,
                    places: Places::Paths(collected.paths),
                    faults: Vec::new(),
                }
            })
            .collect()
    }
}

fn is_scalar(json: &Json) -> bool {
    !matches!(json, Json::List(_) | Json::Record(_))
}

fn is_record(json: &Json) -> bool {
    matches!(json, Json::Record(_))
}

fn is_list(json: &Json, of: fn(&Json) -> bool) -> bool {
    matches!(json, Json::List(items) if items.iter().all(of))
}

fn scalar(json: Json) -> std::result::Result<RawCell, Json> {
    Ok(match json {
        Json::Null => RawCell::Missing,
        Json::Bool(b) => RawCell::Bool(b),
        Json::Text(t) => RawCell::Text(t.into()),
        Json::Number(digits) => Number::parse(&digits).map_or_else(|_| RawCell::Text(digits.into()), RawCell::Number),
        other => return Err(other),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use milepost_core::dataset::Cell;

    fn tables(text: &str) -> Vec<RawTable> {
        document("d.json", text.as_bytes(), &Limits::default()).unwrap()
    }

    fn column<'a>(table: &'a RawTable, name: &str) -> &'a Cells {
        &table.columns.iter().find(|c| c.name == name).unwrap_or_else(|| panic!("no {name}")).cells
    }

    #[test]
    fn numbers_keep_their_digits() {
        let t = tables(r#"[{"unit":"a","x":0.30000000000000000000001},{"x":1e3,"unit":"b","y":true}]"#).remove(0);
        let Cell::Number(n) = column(&t, "x").get(0) else { panic!() };
        assert_eq!(n.to_text(), "0.30000000000000000000001");
        assert_eq!(column(&t, "x").get(1), Cell::Number(Number::integer(1000)));
        assert_eq!(column(&t, "y").get(0), Cell::Missing);
        assert_eq!(column(&t, "y").get(1), Cell::Bool(true));
        assert_eq!(t.place(1, Some(0)), "d.json $[1].unit");
    }

    #[test]
    fn without_rows_there_are_columns_or_nothing_to_read() {
        let table = tables(r#"{"unit":[],"x":[]}"#).remove(0);
        let names: Vec<&str> = table.columns.iter().map(|c| c.name.as_str()).collect();
        assert_eq!((names, table.rows, table.source.as_str()), (vec!["unit", "x"], 0, "d.json"));
        let Err(wrong) = document("d.json", b"[]", &Limits::default()) else { panic!("nothing is read") };
        assert_eq!((wrong.message.code, wrong.place.as_str()), ("F04", "d.json"));
    }

    #[test]
    fn levels_years_assessors_and_children() {
        let t = tables(
            r#"{"unit":"a","fibre":1,"years":{"2024":{"fibre":2}},"by":{"self":{"fibre":3}},
                "recorded":{"2023":{"t.score":4}},"commune":[{"unit":"a1","ok":true}]}"#,
        );
        assert_eq!(t.iter().map(|t| t.level.as_deref()).collect::<Vec<_>>(), [None, Some("commune")]);
        let own = &t[0];
        assert_eq!(own.rows, 4);
        assert_eq!(column(own, "unit").text(3).as_deref(), Some("a"));
        assert_eq!(column(own, "year").text(1).as_deref(), Some("2024"));
        assert_eq!(column(own, "assessor").text(2).as_deref(), Some("self"));
        assert_eq!(column(own, "recorded:t.score").text(3).as_deref(), Some("4"));
        assert_eq!(column(&t[1], "parent").text(0).as_deref(), Some("a"));
    }

    #[test]
    fn columns_and_levels() {
        let t = tables(r#"{"unit":["a","b"],"x":[1,null]}"#).remove(0);
        assert_eq!((t.rows, column(&t, "x").get(1)), (2, Cell::Missing));
        let t = tables(r#"{"district":[{"unit":"a"}],"commune":[{"unit":"b","parent":"a"}]}"#);
        assert_eq!(t.len(), 2);
    }

    #[test]
    fn what_is_wrong_has_a_place() {
        let at = |text: &str| {
            let wrong = document("d.json", text.as_bytes(), &Limits::default()).unwrap_err();
            (wrong.message.code, wrong.place)
        };
        assert_eq!(at("[{\"a\":1},\n{\"a\":}]"), ("F06", "d.json:2:6".to_owned()));
        assert_eq!(at("[1]").1, "d.json $[0]");
        assert_eq!(at(r#"[{"a":1,"a":2}]"#).0, "F07");
        assert_eq!(at(r#"[{"a":{"n":1}}]"#).1, "d.json $[0].a");
        let deep = format!("{}1{}", "[".repeat(3000), "]".repeat(3000));
        assert!(matches!(at(&deep).0, "F06" | "F08"));
    }

    #[test]
    fn one_record_a_line() {
        let t = lines("d.ndjson", b"{\"unit\":\"a\"}\n\n{\"unit\":\"b\"}\n", &Limits::default()).unwrap().remove(0);
        assert_eq!(t.place(1, Some(0)), "d.ndjson line 3.unit");
        assert_eq!(lines("d.ndjson", b"{\"unit\":\"a\"}\n{", &Limits::default()).unwrap_err().place, "d.ndjson:2:1");
        assert!(lines("d.ndjson", b"\n", &Limits::default()).is_err());
    }
}
