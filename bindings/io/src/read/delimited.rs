//! Delimited text: comma, semicolon or tab.

use super::{ReadOptions, header, limit, text};
use crate::{Cells, Format, Places, RawColumn, RawTable, Result, TextCells, fault};
use milepost_core::codes;

#[inline(never)]
pub(super) fn read(name: &str, bytes: &[u8], format: Format, options: &ReadOptions) -> Result<RawTable> {
    let text = text::decode(name, bytes)?;
    let (delimiter, text, skipped) = delimiter(&text, format);
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let (first, last) = options.header.unwrap_or((0, 0));
    let mut heading = Heading { rows: Vec::new(), first, last, open: true };
    let mut columns: Vec<TextCells> = Vec::new();
    let mut lines = Vec::new();
    let mut faults = Vec::new();
    let mut record = csv::StringRecord::new();
    let mut width = 0;
    loop {
        if !next(&mut reader, &mut record, name)? {
            break;
        }
        let line = u32::try_from(line_of(&record, text).saturating_add(skipped)).unwrap_or(u32::MAX);
        let blank = record.iter().all(|c| c.trim().is_empty());
        if heading.open {
            let taken = heading.takes(&record, line, blank);
            if taken {
                let wide = heading.rows.last().map_or(0, Vec::len);
                limit(name, "columns", wide, options.limits.columns)?;
            }
            if !heading.open {
                width = heading.rows.iter().map(Vec::len).max().unwrap_or_default();
                columns.resize_with(width, TextCells::default);
            }
            if taken {
                continue;
            }
        }
        if blank {
            continue;
        }
        let more = record.len() > width && record.iter().skip(width).any(|c| !c.trim().is_empty());
        if record.len() < width || more {
            let place = format!("{name}:{line}");
            faults.push(*fault(&codes::F05_RAGGED, place, [record.len().to_string(), width.to_string()]));
            continue;
        }
        limit(name, "rows", lines.len() + 1, options.limits.rows)?;
        for (cell, column) in record.iter().zip(&mut columns) {
            if cell.len() > options.limits.text {
                limit(&format!("{name}:{line}"), "bytes in a cell", cell.len(), options.limits.text)?;
            }
            column.push(cell);
        }
        lines.push(line);
    }
    if heading.rows.is_empty() {
        return Err(fault(&codes::F04_EMPTY, name, [name]));
    }
    let columns = header::names(&heading.rows)
        .into_iter()
        .zip(columns)
        .map(|(name, cells)| RawColumn { name, cells: Cells::Text(cells) })
        .collect();
    let rows = lines.len();
    Ok(RawTable { source: name.to_owned(), level: None, columns, rows, places: Places::Lines(lines), faults })
}

#[inline(never)]
fn next(reader: &mut csv::Reader<&[u8]>, record: &mut csv::StringRecord, name: &str) -> Result<bool> {
    reader.read_record(record).map_err(|wrong| fault(&codes::F06_DAMAGED, name, [name.to_owned(), wrong.to_string()]))
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
    fn takes(&mut self, record: &csv::StringRecord, line: u32, blank: bool) -> bool {
        // A title over the table is one text in a row of several cells.
        let title = record.len() > 1 && record.iter().filter(|c| !c.trim().is_empty()).count() == 1;
        if line < self.first || (self.first == 0 && (blank || title)) {
            return true;
        }
        let taken = line <= self.last || self.rows.is_empty();
        if taken {
            self.rows.push(record.iter().map(str::to_owned).collect());
        }
        self.open = taken && line < self.last;
        taken
    }
}

/// The line on which a record begins: the reader's position is that of the empty lines before it.
#[inline(never)]
fn line_of(record: &csv::StringRecord, text: &str) -> u64 {
    let Some(position) = record.position() else { return 0 };
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(start..).unwrap_or_default();
    let before = rest.iter().take_while(|b| matches!(b, b'\r' | b'\n')).filter(|b| **b == b'\n').count();
    position.line() + u64::try_from(before).unwrap_or_default()
}

/// The delimiter: what a first line `sep=;` says, else the candidate that the first line has most of outside quotes.
/// Also the text after that line, and how many lines were skipped.
#[inline(never)]
fn delimiter(text: &str, format: Format) -> (u8, &str, u64) {
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
