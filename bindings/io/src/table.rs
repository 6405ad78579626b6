//! A table as it was read: named columns of cells, each with its place in the file, not yet bound to any rules.

use milepost_core::dataset::{Buffer, Cell, Fault, trimmed};
use milepost_core::number::Number;
use std::borrow::Cow;

/// One table of a file.
#[derive(Debug, Clone, Default)]
pub struct RawTable {
    /// Name of the file, for places.
    pub source: String,
    /// Level that the caller or the file names for all rows.
    pub level: Option<String>,
    /// Columns in the order of the file.
    pub columns: Vec<RawColumn>,
    /// How many rows.
    pub rows: usize,
    /// Where cells stand in the file.
    pub places: Places,
    /// Rows that could not be read; the rest of the table could.
    pub faults: Vec<Fault>,
}

/// One column.
#[derive(Debug, Clone)]
pub struct RawColumn {
    /// Its heading.
    pub name: String,
    /// Its cells.
    pub cells: Cells,
}

/// Cells of one column. Columns that come typed (Arrow, Parquet, NumPy) stay as they are, without a copy.
#[derive(Debug, Clone)]
pub enum Cells {
    /// Text as written; empty cells are empty texts.
    Text(TextCells),
    /// A kind per cell.
    Mixed(Vec<RawCell>),
    /// Floats.
    F64(Buffer<f64>, Validity),
    /// Integers.
    I64(Buffer<i64>, Validity),
    /// Integers times 10^-scale.
    Scaled(Buffer<i64>, u32, Validity),
    /// yes (1), no (0)
    Bool(Vec<u8>, Validity),
    /// Days since 1970-01-01.
    Date(Buffer<i32>, Validity),
    /// Each row is an index into the texts.
    Dictionary(Vec<u32>, Vec<String>, Validity),
}

/// Which rows have a value: 1 yes, 0 no; None: all.
pub type Validity = Option<Vec<u8>>;

/// One cell of a column whose cells differ in kind.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum RawCell {
    /// Nothing.
    #[default]
    Missing,
    /// Text.
    Text(Box<str>),
    /// An exact number.
    Number(Number),
    /// A float: stands for its shortest decimal.
    F64(f64),
    /// yes, no
    Bool(bool),
    /// Days since 1970-01-01.
    Date(i32),
    /// A number shown as a percentage.
    Percent(Number),
}

/// Texts one after the other in one allocation.
#[derive(Debug, Clone, Default)]
pub struct TextCells {
    text: String,
    ends: Vec<usize>,
    /// Part of a column in which not all cells are decimals.
    not_decimals: bool,
}

impl TextCells {
    /// Adds a cell.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    /// Texts that stand one after the other, and where each ends; none where one is not UTF-8.
    #[cfg(feature = "parquet")]
    pub(crate) fn of(bytes: Vec<u8>, ends: Vec<usize>) -> Option<Self> {
        let text = String::from_utf8(bytes).ok()?;
        ends.iter().all(|end| text.is_char_boundary(*end)).then_some(Self { text, ends, not_decimals: false })
    }

    /// In the whole column there are cells that are no decimals, or not of one scale.
    #[cfg(feature = "parquet")]
    pub(crate) fn are_not_decimals(&mut self) {
        self.not_decimals = true;
    }

    /// Whether they may be read as decimals, if all are.
    pub(crate) fn may_be_decimals(&self) -> bool {
        !self.not_decimals
    }

    /// The text of a row.
    pub fn get(&self, row: usize) -> Option<&str> {
        let end = *self.ends.get(row)?;
        let start = row.checked_sub(1).and_then(|r| self.ends.get(r)).copied().unwrap_or(0);
        self.text.get(start..end)
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The first row whose text has more bytes.
    #[cfg(feature = "arrow")]
    fn longer_than(&self, most: usize) -> Option<usize> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).position(|(start, end)| end.saturating_sub(start) > most)
    }
}

/// Where cells stand in the file.
#[derive(Debug, Clone, Default)]
pub enum Places {
    /// `file:line:column`; the line of each row.
    Lines(Vec<u32>),
    /// `file Sheet!C12`
    Sheet {
        /// The sheet.
        name: String,
        /// Row number of each row, from 1.
        rows: Vec<u32>,
        /// Column number of each column, from 0.
        columns: Vec<u32>,
    },
    /// `file $.districts[3].fibre`: the path of each row.
    Paths(Vec<String>),
    /// `file row 3, column fibre`
    #[default]
    Rows,
    /// The same in a part of a table, after so many rows.
    RowsAfter(usize),
    /// The same of some rows of a table: how many are before each.
    RowsAt(Vec<usize>),
}

impl RawCell {
    /// As the dataset takes it.
    pub fn as_cell(&self) -> Cell<'_> {
        match self {
            Self::Missing => Cell::Missing,
            Self::Text(t) => Cell::Text(t),
            Self::Number(n) => Cell::Number(n.clone()),
            Self::F64(x) => Cell::F64(*x),
            Self::Bool(b) => Cell::Bool(*b),
            Self::Date(d) => Cell::Date(*d),
            Self::Percent(n) => Cell::Percent(n.clone()),
        }
    }
}

impl From<Cell<'_>> for RawCell {
    fn from(cell: Cell<'_>) -> Self {
        match cell {
            Cell::Missing => Self::Missing,
            Cell::Text(t) => Self::Text(t.into()),
            Cell::Number(n) => Self::Number(n),
            Cell::F64(x) => Self::F64(x),
            Cell::Int(i) => Self::Number(Number::integer(i)),
            Cell::Bool(b) => Self::Bool(b),
            Cell::Date(d) => Self::Date(d),
            Cell::Percent(n) => Self::Percent(n),
        }
    }
}

fn valid(validity: &Validity, row: usize) -> bool {
    validity.as_ref().is_none_or(|v| v.get(row).is_some_and(|b| *b != 0))
}

impl Cells {
    /// The first row with a text of more bytes.
    #[cfg(feature = "arrow")]
    pub(crate) fn text_longer_than(&self, most: usize) -> Option<usize> {
        let long = |text: &str| text.len() > most;
        match self {
            Self::Text(texts) => texts.longer_than(most),
            Self::Dictionary(keys, names, _) if names.iter().any(|name| long(name)) => {
                let name = |key: &u32| usize::try_from(*key).ok().and_then(|key| names.get(key));
                keys.iter().position(|key| name(key).is_some_and(|name| long(name)))
            }
            Self::Mixed(cells) => cells.iter().position(|cell| matches!(cell, RawCell::Text(text) if long(text))),
            _ => None,
        }
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(t) => t.len(),
            Self::Mixed(c) => c.len(),
            Self::F64(v, _) => v.as_slice().len(),
            Self::I64(v, _) | Self::Scaled(v, _, _) => v.as_slice().len(),
            Self::Bool(v, _) => v.len(),
            Self::Date(v, _) => v.as_slice().len(),
            Self::Dictionary(v, _, _) => v.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the column came typed, so that it can be handed on whole.
    pub fn is_typed(&self) -> bool {
        !matches!(self, Self::Text(_) | Self::Mixed(_))
    }

    /// One cell.
    pub fn get(&self, row: usize) -> Cell<'_> {
        let found = match self {
            Self::Text(t) => t.get(row).map(Cell::Text),
            Self::Mixed(c) => c.get(row).map(RawCell::as_cell),
            Self::F64(v, ok) if valid(ok, row) => v.as_slice().get(row).map(|x| Cell::F64(*x)),
            Self::I64(v, ok) if valid(ok, row) => v.as_slice().get(row).map(|x| Cell::Int(*x)),
            Self::Scaled(v, scale, ok) if valid(ok, row) => v
                .as_slice()
                .get(row)
                .zip(i32::try_from(*scale).ok())
                .map(|(x, scale)| Cell::Number(Number::from_scaled(i128::from(*x), scale))),
            Self::Bool(v, ok) if valid(ok, row) => v.get(row).map(|b| Cell::Bool(*b != 0)),
            Self::Date(v, ok) if valid(ok, row) => v.as_slice().get(row).map(|d| Cell::Date(*d)),
            Self::Dictionary(keys, texts, ok) if valid(ok, row) => {
                keys.get(row).and_then(|k| texts.get(*k as usize)).map(|t| Cell::Text(t))
            }
            _ => None,
        };
        found.unwrap_or(Cell::Missing)
    }

    /// The cell as text, for ids and headings; None where there is nothing.
    pub fn text(&self, row: usize) -> Option<Cow<'_, str>> {
        cell_text(self.get(row))
    }
}

/// A cell as text; None where there is nothing.
pub fn cell_text(cell: Cell<'_>) -> Option<Cow<'_, str>> {
    Some(match cell {
        Cell::Missing => return None,
        Cell::Text(t) => {
            let t = trimmed(t);
            if t.is_empty() {
                return None;
            }
            Cow::Borrowed(t)
        }
        Cell::Number(n) => Cow::Owned(n.to_text()),
        Cell::F64(x) => Cow::Owned(Number::from_f64(x)?.to_text()),
        Cell::Int(i) => Cow::Owned(i.to_string()),
        Cell::Bool(b) => Cow::Borrowed(if b { "yes" } else { "no" }),
        Cell::Date(d) => Cow::Owned(milepost_core::date::text(d)),
        Cell::Percent(n) => Cow::Owned(format!("{}%", n.mul(&Number::integer(100)).to_text())),
    })
}

impl RawTable {
    /// The cell of a row and column.
    pub fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        self.columns.get(column).map_or(Cell::Missing, |c| c.cells.get(row))
    }

    /// The cell as text; None where there is nothing.
    pub fn text(&self, row: usize, column: usize) -> Option<Cow<'_, str>> {
        self.columns.get(column).and_then(|c| c.cells.text(row))
    }

    /// Where a cell, or with no column a row, stands.
    pub fn place(&self, row: usize, column: Option<usize>) -> String {
        self.places.of(&self.source, &self.columns, row, column)
    }
}

impl Places {
    /// Where a cell, or with no column a row, of `source` stands.
    pub fn of(&self, source: &str, columns: &[RawColumn], row: usize, column: Option<usize>) -> String {
        let name = || column.and_then(|c| columns.get(c)).map_or("", |c| c.name.as_str());
        match self {
            Self::Lines(lines) => {
                let line = lines.get(row).copied().unwrap_or_default();
                match column {
                    Some(c) => format!("{source}:{line}:{}", c + 1),
                    None => format!("{source}:{line}"),
                }
            }
            Self::Sheet { name, rows, columns } => {
                let line = rows.get(row).copied().unwrap_or_default();
                let letters = column.and_then(|c| columns.get(c)).map(|c| column_letters(*c)).unwrap_or_default();
                format!("{source} {name}!{letters}{line}")
            }
            Self::Paths(paths) => {
                let path = paths.get(row).map_or("", String::as_str);
                match column {
                    Some(_) => format!("{source} {path}.{}", name()),
                    None => format!("{source} {path}"),
                }
            }
            Self::Rows | Self::RowsAfter(_) | Self::RowsAt(_) => {
                let row = match self {
                    Self::RowsAt(rows) => rows.get(row).copied().unwrap_or_default(),
                    Self::RowsAfter(before) => row.saturating_add(*before),
                    _ => row,
                };
                let row = row.saturating_add(1);
                match column {
                    Some(_) => format!("{source} row {row}, column {}", name()),
                    None => format!("{source} row {row}"),
                }
            }
        }
    }
}

/// `A`, `Z`, `AA` for 0, 25, 26.
pub fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spreadsheet_letters() {
        for (n, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(column_letters(n), letters);
        }
    }

    #[test]
    fn texts_keep_their_rows() {
        let mut cells = TextCells::default();
        for t in ["", "một", "", "hai"] {
            cells.push(t);
        }
        assert_eq!(
            (0..5).map(|i| cells.get(i)).collect::<Vec<_>>(),
            [Some(""), Some("một"), Some(""), Some("hai"), None]
        );
    }

    #[test]
    fn null_in_a_typed_column_is_missing() {
        let cells = Cells::F64(vec![1.5, 2.5].into(), Some(vec![1, 0]));
        assert_eq!(cells.get(0), Cell::F64(1.5));
        assert_eq!(cells.get(1), Cell::Missing);
        assert_eq!(cells.get(2), Cell::Missing);
    }
}
