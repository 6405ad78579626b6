//! What a stored result needs to be computed again: the texts of its rules, its tables as they were read, the options.

use crate::write::json::text;
use crate::{Cells, Places, RawCell, RawColumn, RawTable, Result, fault};
use milepost_core::codes;
use milepost_core::number::Number;
use serde_json::Value as Json;
use std::fmt::Write as _;

/// Everything that a result was made from.
#[derive(Debug, Clone, Default)]
pub struct Replay {
    /// File names and texts; the first is the one that was compiled.
    pub rules: Vec<(String, String)>,
    /// The chosen variant.
    pub variant: Option<String>,
    /// Tables in the order in which they were read.
    pub tables: Vec<RawTable>,
    /// Decimal comma and thousands' point.
    pub vietnamese: bool,
    /// Headings and names.
    pub mapping: Vec<(String, String)>,
    /// Year of rows without one.
    pub year: Option<i32>,
    /// Evaluated years; empty: all of the data.
    pub years: Vec<i32>,
    /// As-of date.
    pub as_of: Option<i32>,
    /// Which results were written.
    pub what: String,
}

impl Replay {
    /// As JSON.
    pub fn to_json(&self) -> String {
        let rules: Vec<String> =
            self.rules.iter().map(|(n, t)| format!("{{\"name\":{},\"text\":{}}}", text(n), text(t))).collect();
        let mapping: Vec<String> = self.mapping.iter().map(|(c, n)| format!("[{},{}]", text(c), text(n))).collect();
        let years: Vec<String> = self.years.iter().map(i32::to_string).collect();
        let tables: Vec<String> = self.tables.iter().map(table).collect();
        format!(
            "{{\"rules\":[{}],\"variant\":{},\"vietnamese\":{},\"mapping\":[{}],\"year\":{},\"years\":[{}],\"as_of\":{},\"what\":{},\"tables\":[{}]}}",
            rules.join(","),
            self.variant.as_deref().map_or("null".to_owned(), text),
            self.vietnamese,
            mapping.join(","),
            self.year.map_or("null".to_owned(), |y| y.to_string()),
            years.join(","),
            self.as_of.map_or("null".to_owned(), |d| d.to_string()),
            text(&self.what),
            tables.join(",\n")
        )
    }

    /// From JSON.
    pub fn from_json(name: &str, json: &Json) -> Result<Self> {
        let read = || -> Option<Self> {
            let rules = json.get("rules")?.as_array()?.iter().map(|r| Some((string(r, "name")?, string(r, "text")?)));
            let mapping = json
                .get("mapping")?
                .as_array()?
                .iter()
                .map(|pair| Some((pair.get(0)?.as_str()?.to_owned(), pair.get(1)?.as_str()?.to_owned())));
            let years = json.get("years")?.as_array()?.iter().map(int);
            Some(Self {
                rules: rules.collect::<Option<_>>()?,
                variant: string(json, "variant"),
                tables: json.get("tables")?.as_array()?.iter().map(read_table).collect::<Option<_>>()?,
                vietnamese: json.get("vietnamese")?.as_bool()?,
                mapping: mapping.collect::<Option<_>>()?,
                year: json.get("year").and_then(int),
                years: years.collect::<Option<_>>()?,
                as_of: json.get("as_of").and_then(int),
                what: string(json, "what")?,
            })
        };
        read().ok_or_else(|| {
            fault(&codes::F20_REPLAY, name, [name, "it does not hold the rules and data it was made from"])
        })
    }
}

fn int(json: &Json) -> Option<i32> {
    i32::try_from(json.as_i64()?).ok()
}

fn string(json: &Json, key: &str) -> Option<String> {
    json.get(key)?.as_str().map(str::to_owned)
}

fn table(table: &RawTable) -> String {
    let numbers = |n: &[u32]| n.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
    let places = match &table.places {
        Places::Lines(lines) => format!("{{\"lines\":[{}]}}", numbers(lines)),
        Places::Sheet { name, rows, columns } => {
            format!("{{\"sheet\":{},\"rows\":[{}],\"columns\":[{}]}}", text(name), numbers(rows), numbers(columns))
        }
        Places::Paths(paths) => {
            format!("{{\"paths\":[{}]}}", paths.iter().map(|p| text(p)).collect::<Vec<_>>().join(","))
        }
        // A document holds whole tables.
        Places::Rows | Places::RowsAfter(_) | Places::RowsAt(_) => "null".to_owned(),
    };
    let columns = table.columns.iter().map(|column| {
        let mut cells = String::new();
        for row in 0..table.rows {
            let cell = cell(RawCell::from(column.cells.get(row)));
            let _ = write!(cells, "{}{cell}", if row == 0 { "" } else { "," });
        }
        format!("{{\"name\":{},\"cells\":[{cells}]}}", text(&column.name))
    });
    let faults = table.faults.iter().map(|f| {
        let args: Vec<String> = f.args.iter().map(|a| text(a)).collect();
        format!("{{\"id\":{},\"args\":[{}],\"place\":{}}}", text(f.message.id), args.join(","), text(&f.place))
    });
    format!(
        "{{\"source\":{},\"level\":{},\"rows\":{},\"places\":{places},\"columns\":[{}],\"faults\":[{}]}}",
        text(&table.source),
        table.level.as_deref().map_or("null".to_owned(), text),
        table.rows,
        columns.collect::<Vec<_>>().join(","),
        faults.collect::<Vec<_>>().join(",")
    )
}

/// Texts stay texts; everything else is an object with its kind.
fn cell(cell: RawCell) -> String {
    match cell {
        RawCell::Missing => "null".to_owned(),
        RawCell::Text(t) => text(&t),
        RawCell::Bool(b) => b.to_string(),
        RawCell::Number(n) => format!("{{\"number\":{}}}", text(&n.to_text())),
        RawCell::F64(x) => format!("{{\"float\":{}}}", text(&x.to_string())),
        RawCell::Date(d) => format!("{{\"date\":{d}}}"),
        RawCell::Percent(n) => format!("{{\"percent\":{}}}", text(&n.to_text())),
    }
}

fn read_cell(json: &Json) -> Option<RawCell> {
    Some(match json {
        Json::Null => RawCell::Missing,
        Json::Bool(b) => RawCell::Bool(*b),
        Json::String(t) => RawCell::Text(t.as_str().into()),
        Json::Object(_) => {
            let number = |key: &str| Number::parse(json.get(key)?.as_str()?).ok();
            if let Some(n) = number("number") {
                RawCell::Number(n)
            } else if let Some(n) = number("percent") {
                RawCell::Percent(n)
            } else if let Some(day) = json.get("date").and_then(int) {
                RawCell::Date(day)
            } else {
                RawCell::F64(json.get("float")?.as_str()?.parse().ok()?)
            }
        }
        _ => return None,
    })
}

fn read_table(json: &Json) -> Option<RawTable> {
    let numbers = |json: &Json, key: &str| -> Option<Vec<u32>> {
        json.get(key)?.as_array()?.iter().map(|n| u32::try_from(n.as_u64()?).ok()).collect()
    };
    let places = json.get("places")?;
    let rows = usize::try_from(json.get("rows")?.as_u64()?).ok()?;
    let columns = json.get("columns")?.as_array()?.iter().map(|column| {
        let cells: Option<Vec<RawCell>> = column.get("cells")?.as_array()?.iter().map(read_cell).collect();
        let cells = cells.filter(|c| c.len() == rows)?;
        Some(RawColumn { name: string(column, "name")?, cells: Cells::Mixed(cells) })
    });
    let faults = json.get("faults")?.as_array()?.iter().map(|f| {
        let id = string(f, "id")?;
        let message = codes::ALL.iter().find(|m| m.id == id)?;
        let args = f.get("args")?.as_array()?.iter().map(|a| a.as_str().map(str::to_owned));
        Some(*fault(message, string(f, "place")?, args.collect::<Option<Vec<String>>>()?))
    });
    Some(RawTable {
        source: string(json, "source")?,
        level: string(json, "level"),
        columns: columns.collect::<Option<_>>()?,
        rows,
        places: if let Some(lines) = numbers(places, "lines") {
            Places::Lines(lines)
        } else if let Some(name) = string(places, "sheet") {
            Places::Sheet { name, rows: numbers(places, "rows")?, columns: numbers(places, "columns")? }
        } else if let Some(paths) = places.get("paths").and_then(Json::as_array) {
            Places::Paths(paths.iter().map(|p| p.as_str().map(str::to_owned)).collect::<Option<_>>()?)
        } else {
            Places::Rows
        },
        faults: faults.collect::<Option<_>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use milepost_core::dataset::Cell;

    #[test]
    fn a_table_reads_back_with_its_places_and_faults() {
        let number = |t: &str| Number::parse(t).unwrap();
        let cells = vec![
            RawCell::Missing,
            RawCell::Text("Có".into()),
            RawCell::Number(number("1/3")),
            RawCell::F64(0.1),
            RawCell::Bool(true),
            RawCell::Date(-3),
            RawCell::Percent(number("0.85")),
        ];
        let before = RawTable {
            source: "số liệu.xlsx".to_owned(),
            level: Some("xã".to_owned()),
            rows: cells.len(),
            columns: vec![RawColumn { name: "x".to_owned(), cells: Cells::Mixed(cells) }],
            places: Places::Sheet { name: "S".to_owned(), rows: (2..9).collect(), columns: vec![3] },
            faults: vec![*fault(&codes::F05_RAGGED, "here", ["1", "2"])],
        };
        let replay = Replay { tables: vec![before.clone()], what: "all".to_owned(), ..Default::default() };
        let json: Json = serde_json::from_str(&replay.to_json()).unwrap();
        let after = Replay::from_json("r", &json).unwrap().tables.remove(0);
        assert_eq!((after.rows, &after.level, &after.faults), (before.rows, &before.level, &before.faults));
        for row in 0..before.rows {
            assert_eq!(after.cell(row, 0), before.cell(row, 0));
            assert_eq!(after.place(row, Some(0)), before.place(row, Some(0)));
        }
        assert_eq!(after.cell(6, 0), Cell::Percent(number("0.85")));
        assert_eq!(Replay::from_json("r", &serde_json::json!({})).unwrap_err().message.code, "F20");
    }
}
