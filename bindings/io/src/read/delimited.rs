//! Delimited text: comma, semicolon or tab.

use super::records::Records;
use super::{ReadOptions, header, limit, text};
use crate::{Cells, Format, Limits, Places, RawColumn, RawTable, Result, TextCells, fault};
use milepost_core::codes;
use std::io::{self, BufRead};

#[inline(never)]
pub(super) fn read(name: &str, bytes: &[u8], format: Format, options: &ReadOptions) -> Result<RawTable> {
    let text = text::decode(name, bytes)?;
    let (delimiter, text, skipped) = delimiter(&text, format);
    let mut rows = Rows::new(name, text.as_bytes(), (delimiter, skipped), options)?;
    rows.part(usize::MAX, usize::MAX, None)
}

/// The rows of a table, after its heading.
pub(crate) struct Rows<R> {
    name: String,
    records: Records<R>,
    limits: Limits,
    /// Lines before the first record.
    skipped: u64,
    names: Vec<String>,
    count: usize,
    /// The record that was read last is the first row.
    pending: bool,
    done: bool,
}

impl<R: BufRead> Rows<R> {
    /// Reads the heading. `how`: the delimiter, and how many lines were skipped.
    ///
    /// # Errors
    /// When there is none, or it goes beyond a limit.
    #[inline(never)]
    pub(crate) fn new(name: &str, from: R, how: (u8, u64), options: &ReadOptions) -> Result<Self> {
        let limits = options.limits;
        let records = Records::new(from, how.0, limits.columns, limits.text);
        let (first, last) = options.header.unwrap_or((0, 0));
        let mut heading = Heading { rows: Vec::new(), first, last, open: true };
        let name = name.to_owned();
        let mut rows =
            Self { name, records, limits, skipped: how.1, names: Vec::new(), count: 0, pending: false, done: false };
        while heading.open && rows.next()? {
            let taken = heading.takes(&rows.records, rows.line());
            if taken {
                let wide = heading.rows.last().map_or(0, Vec::len);
                // A row of the heading may be wider than what was kept of it.
                let wide = if wide > 0 { rows.records.len() } else { 0 };
                limit(&rows.name, "columns", wide, limits.columns)?;
            }
            rows.pending = !taken;
        }
        if heading.rows.is_empty() {
            return Err(fault(&codes::F04_EMPTY, rows.name.as_str(), [rows.name.as_str()]));
        }
        if !heading.open {
            rows.names = header::names(&heading.rows);
        }
        Ok(rows)
    }

    /// The names of the columns.
    #[cfg(feature = "parquet")]
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether all rows have been read.
    #[cfg(feature = "parquet")]
    pub(crate) fn is_done(&self) -> bool {
        self.done
    }

    /// So many rows more, or as many as come to so many bytes; of those columns only, where some are named.
    ///
    /// # Errors
    /// When something goes beyond a limit.
    #[inline(never)]
    pub(crate) fn part(&mut self, most: usize, most_bytes: usize, wanted: Option<&[usize]>) -> Result<RawTable> {
        let width = self.names.len();
        let is_wanted = |column: &usize| wanted.is_none_or(|wanted| wanted.contains(column));
        let mut columns: Vec<Option<TextCells>> =
            (0..width).map(|column| is_wanted(&column).then(TextCells::default)).collect();
        let (mut lines, mut faults, mut bytes) = (Vec::new(), Vec::new(), 0_usize);
        while lines.len().max(faults.len()) < most && bytes < most_bytes {
            if !std::mem::take(&mut self.pending) && !self.next()? {
                break;
            }
            let (line, len) = (self.line(), self.records.len());
            let blank = |cell: &str| cell.trim().is_empty();
            if !self.records.says_more() && self.records.cells().all(blank) {
                continue;
            }
            let more = len > width && (self.records.says_more() || !self.records.cells().skip(width).all(blank));
            if len < width || more {
                let place = format!("{}:{line}", self.name);
                faults.push(*fault(&codes::F05_RAGGED, place, [len.to_string(), width.to_string()]));
                continue;
            }
            self.count += 1;
            limit(&self.name, "rows", self.count, self.limits.rows)?;
            for (cell, column) in self.records.cells().zip(&mut columns) {
                if cell.len() > self.limits.text {
                    limit(&format!("{}:{line}", self.name), "bytes in a cell", cell.len(), self.limits.text)?;
                }
                if let Some(column) = column {
                    column.push(cell);
                }
            }
            bytes = bytes.saturating_add(self.records.bytes());
            lines.push(line);
        }
        let columns = self
            .names
            .iter()
            .zip(columns)
            .filter_map(|(name, cells)| Some(RawColumn { name: name.clone(), cells: Cells::Text(cells?) }));
        let (source, columns, rows) = (self.name.clone(), columns.collect(), lines.len());
        Ok(RawTable { source, level: None, columns, rows, places: Places::Lines(lines), faults })
    }

    fn next(&mut self) -> Result<bool> {
        let damaged =
            |wrong: io::Error| fault(&codes::F06_DAMAGED, self.name.as_str(), [self.name.clone(), wrong.to_string()]);
        let more = self.records.read().map_err(damaged)?;
        self.done = !more;
        Ok(more)
    }

    fn line(&self) -> u32 {
        u32::try_from(self.records.line().saturating_add(self.skipped)).unwrap_or(u32::MAX)
    }
}

/// The rows of the heading, and those before it.
struct Heading {
    rows: Vec<Vec<String>>,
    /// From which line to which it was said to stand; 0: nowhere.
    first: u32,
    last: u32,
    /// There may be more of it.
    open: bool,
}

impl Heading {
    /// Whether a row is one of the heading, or one before it.
    #[inline(never)]
    fn takes<R: BufRead>(&mut self, record: &Records<R>, line: u32) -> bool {
        // A title over the table is one text in a row of several cells.
        let said = record.cells().filter(|c| !c.trim().is_empty()).count() + usize::from(record.says_more());
        let title = record.len() > 1 && said == 1;
        if line < self.first || (self.first == 0 && (said == 0 || title)) {
            return true;
        }
        let taken = line <= self.last || self.rows.is_empty();
        if taken {
            self.rows.push(record.cells().map(str::to_owned).collect());
        }
        self.open = taken && line < self.last;
        taken
    }
}

/// The delimiter: what a first line `sep=;` says, else the candidate that the first line has most of outside quotes.
/// Also the text after that line, and how many lines were skipped.
#[inline(never)]
pub(crate) fn delimiter(text: &str, format: Format) -> (u8, &str, u64) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    if let Some(said) = first.trim_end().strip_prefix("sep=")
        && let [byte] = said.as_bytes()
    {
        return (*byte, rest, 1);
    }
    if format == Format::Tsv {
        return (b'\t', text, 0);
    }
    let line = text.lines().find(|l| !l.trim().is_empty()).unwrap_or_default();
    let mut best = (0, b',');
    for candidate in [b',', b';', b'\t'] {
        let mut quoted = false;
        let count = line
            .bytes()
            .filter(|b| {
                quoted ^= *b == b'"';
                !quoted && *b == candidate
            })
            .count();
        if count > best.0 {
            best = (count, candidate);
        }
    }
    (best.1, text, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use milepost_core::dataset::Cell;

    fn table(text: &str) -> RawTable {
        read("d.csv", text.as_bytes(), Format::Csv, &ReadOptions::default()).unwrap()
    }

    fn names(table: &RawTable) -> Vec<&str> {
        table.columns.iter().map(|c| c.name.as_str()).collect()
    }

    #[test]
    fn commas_semicolons_tabs() {
        for text in ["unit,year\na,2024\n", "unit;year\na;2024\n", "unit\tyear\na\t2024\n", "sep=;\nunit;year\na;2024"]
        {
            let t = table(text);
            assert_eq!(names(&t), ["unit", "year"], "{text}");
            assert_eq!(t.cell(0, 1), Cell::Text("2024"));
        }
        assert_eq!(names(&table("\"a;b;c\",year\nx,1\n")), ["a;b;c", "year"]);
    }

    #[test]
    fn places_are_those_of_the_file() {
        let t = table("\u{feff}unit,note\n\na,\"two\nlines\"\nb,x\n");
        assert_eq!(t.rows, 2);
        assert_eq!(t.place(0, Some(1)), "d.csv:3:2");
        assert_eq!(t.place(1, None), "d.csv:5");
        assert_eq!(table("sep=,\nunit\na\n").place(0, None), "d.csv:3");
    }

    #[test]
    fn a_row_that_does_not_fit_is_a_fault_and_the_rest_goes_on() {
        let t = table("unit,a,b\nx,1\ny,1,2\nz,1,2,3\nw,1,2,,\n");
        assert_eq!(t.rows, 2);
        assert_eq!(
            t.faults.iter().map(|f| (f.message.code, f.place.as_str())).collect::<Vec<_>>(),
            [("F05", "d.csv:2"), ("F05", "d.csv:4")]
        );
        assert_eq!(t.text(1, 0).as_deref(), Some("w"));
    }

    #[test]
    fn nothing_to_read() {
        for text in ["\n\n", " , ,\n"] {
            let wrong = read("d.csv", text.as_bytes(), Format::Csv, &ReadOptions::default()).unwrap_err();
            assert_eq!(wrong.message.code, "F04", "{text:?}");
        }
        assert_eq!(table("unit,year\n").rows, 0);
    }

    #[test]
    fn the_heading_can_be_chosen() {
        let options = ReadOptions { header: Some((3, 3)), ..Default::default() };
        let t = read("d.csv", b"Report\n\nunit,year\na,2024\n", Format::Csv, &options).unwrap();
        assert_eq!(names(&t), ["unit", "year"]);
        assert_eq!(t.rows, 1);
        let options = ReadOptions { header: Some((1, 2)), ..Default::default() };
        let t = read("d.csv", b"unit,A,A\n,p,q\na,1,2\n", Format::Csv, &options).unwrap();
        assert_eq!(names(&t), ["unit", "p", "q"]);
        assert_eq!(t.rows, 1);
    }

    #[test]
    fn limits_are_named() {
        let limits = crate::Limits { rows: 1, ..Default::default() };
        let options = ReadOptions { limits, ..Default::default() };
        let wrong = read("d.csv", b"unit\na\nb\n", Format::Csv, &options).unwrap_err();
        assert_eq!(
            (wrong.message.code, wrong.args.as_slice()),
            ("F08", ["rows".to_owned(), "1".to_owned()].as_slice())
        );
    }
}
