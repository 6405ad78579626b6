//! Spreadsheets (Office Open XML): one sheet, cells by their cached value, percentages and dates by their format,
//! merged cells filled with the text that people see.

mod package;
mod styles;

use super::{ReadOptions, header, limit};
use crate::{Cells, Places, RawCell, RawColumn, RawTable, Result, fault};
use milepost_core::codes;
use milepost_core::dataset::Fault;
use milepost_core::number::Number;
use package::Package;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;
use styles::{Meaning, Styles};

pub(super) fn read(name: &str, bytes: Vec<u8>, options: &ReadOptions) -> Result<RawTable> {
    let mut package = Package::open(name, bytes, &options.limits)?;
    let book = package.workbook()?;
    let styles = Styles::parse(&package.text_of_kind(&book, "/styles")?.unwrap_or_default(), name)?;
    let strings = shared_strings(&package.text_of_kind(&book, "/sharedStrings")?.unwrap_or_default(), name)?;
    let context = Context { name, options, styles: &styles, strings: &strings, since_1904: book.since_1904 };
    let names: Vec<&str> = book.sheets.iter().map(|s| s.name.as_str()).collect();
    if let Some(wanted) = &options.sheet {
        let Some(sheet) = book.sheets.iter().find(|s| s.name == *wanted) else {
            return Err(fault(&codes::F09_SHEET, name, [wanted.clone(), names.join(", ")]));
        };
        let text = package.part(&sheet.part)?.unwrap_or_default();
        return context.sheet(&text, &sheet.name);
    }
    for sheet in book.sheets.iter().filter(|s| !s.hidden) {
        let text = package.part(&sheet.part)?.unwrap_or_default();
        match context.sheet(&text, &sheet.name) {
            Err(wrong) if wrong.message.code == codes::F04_EMPTY.code => {}
            found => return found,
        }
    }
    Err(fault(&codes::F04_EMPTY, name, [name]))
}

struct Context<'a> {
    name: &'a str,
    options: &'a ReadOptions,
    styles: &'a Styles,
    strings: &'a [Box<str>],
    since_1904: bool,
}

type Grid = BTreeMap<u32, BTreeMap<u32, RawCell>>;

impl Context<'_> {
    fn sheet(&self, xml: &str, sheet: &str) -> Result<RawTable> {
        let (mut grid, merged) = self.cells(xml, sheet)?;
        for area in merged {
            fill_merged(&mut grid, area);
        }
        grid.retain(|_, row| row.values().any(|c| !is_blank(c)));
        // A title over the table is one text, however many cells it is merged over.
        let table = grid.iter().find(|(_, row)| distinct(row) > 1).or_else(|| grid.iter().next());
        let first_row = table.map(|(number, _)| *number);
        let Some(first_row) = first_row else { return Err(fault(&codes::F04_EMPTY, self.name, [self.name])) };
        let (first, last) =
            self.options.header.map_or((first_row, first_row), |(a, b)| (a.saturating_sub(1), b.saturating_sub(1)));
        let heading: Vec<&BTreeMap<u32, RawCell>> = grid.range(first..=last.max(first)).map(|(_, row)| row).collect();
        let columns: Vec<u32> = {
            let mut columns: Vec<u32> =
                heading.iter().flat_map(|r| r.iter()).filter(|(_, c)| !is_blank(c)).map(|(c, _)| *c).collect();
            columns.sort_unstable();
            columns.dedup();
            columns
        };
        if columns.is_empty() {
            return Err(fault(&codes::F04_EMPTY, self.name, [self.name]));
        }
        let text = |row: &BTreeMap<u32, RawCell>, column: &u32| {
            row.get(column).and_then(|c| crate::cell_text(c.as_cell())).unwrap_or_default().into_owned()
        };
        let rows: Vec<Vec<String>> = heading.iter().map(|row| columns.iter().map(|c| text(row, c)).collect()).collect();
        let names = header::names(&rows);
        let body: Vec<u32> = grid.range(last.max(first).saturating_add(1)..).map(|(r, _)| *r).collect();
        let mut cells: Vec<Vec<RawCell>> = columns.iter().map(|_| Vec::with_capacity(body.len())).collect();
        for row in &body {
            let mut row = grid.remove(row).unwrap_or_default();
            for (column, cells) in columns.iter().zip(&mut cells) {
                cells.push(row.remove(column).unwrap_or(RawCell::Missing));
            }
        }
        let columns_found =
            names.into_iter().zip(cells).map(|(name, cells)| RawColumn { name, cells: Cells::Mixed(cells) }).collect();
        Ok(RawTable {
            source: self.name.to_owned(),
            level: None,
            columns: columns_found,
            rows: body.len(),
            places: Places::Sheet { name: sheet.to_owned(), rows: body.iter().map(|r| r + 1).collect(), columns },
            faults: Vec::new(),
        })
    }

    fn cells(&self, xml: &str, sheet: &str) -> Result<(Grid, Vec<Area>)> {
        let mut grid = Grid::new();
        let mut merged = Vec::new();
        let mut reader = Reader::from_str(xml);
        let (mut row, mut column) = (0_u32, 0_u32);
        let mut current: Option<Pending> = None;
        loop {
            match reader.read_event().map_err(|wrong| damaged(self.name, wrong))? {
                Event::Start(tag) if tag.local_name().as_ref() == "row" => {
                    row = row_number(&tag).unwrap_or(row);
                    column = 0;
                    limit(self.name, "rows", grid.len(), self.options.limits.rows)?;
                }
                Event::Empty(tag) if tag.local_name().as_ref() == "row" => row = row_number(&tag).unwrap_or(row) + 1,
                Event::End(tag) if tag.local_name().as_ref() == "row" => row = row.saturating_add(1),
                Event::Start(tag) if tag.local_name().as_ref() == "c" => {
                    let place = attribute(&tag, "r").and_then(|r| reference(&r));
                    (column, row) = place.unwrap_or((column, row));
                    limit(
                        self.name,
                        "columns",
                        usize::try_from(column).unwrap_or(usize::MAX),
                        self.options.limits.columns,
                    )?;
                    let kind = attribute(&tag, "t").unwrap_or_default();
                    let style = attribute(&tag, "s").and_then(|s| s.parse().ok()).unwrap_or(0);
                    current = Some(Pending { kind, style, value: None, inline: String::new(), formula: None });
                }
                Event::Empty(tag) if tag.local_name().as_ref() == "c" => {
                    column = attribute(&tag, "r").and_then(|r| reference(&r)).map_or(column, |(c, _)| c) + 1;
                }
                Event::Start(tag) if tag.local_name().as_ref() == "v" => {
                    let text = text_until(&mut reader, "v", self.name)?;
                    if let Some(cell) = &mut current {
                        cell.value = Some(text);
                    }
                }
                Event::Start(tag) if tag.local_name().as_ref() == "f" => {
                    let text = text_until(&mut reader, "f", self.name)?;
                    if let Some(cell) = &mut current {
                        cell.formula = Some(text);
                    }
                }
                Event::Start(tag) if tag.local_name().as_ref() == "is" => {
                    let text = rich_text(&mut reader, "is", self.name)?;
                    if let Some(cell) = &mut current {
                        cell.inline = text;
                    }
                }
                Event::End(tag) if tag.local_name().as_ref() == "c" => {
                    if let Some(cell) = current.take().and_then(|c| self.cell(c)) {
                        if let RawCell::Text(text) = &cell {
                            let place =
                                || format!("{} {sheet}!{}{}", self.name, crate::column_letters(column), row + 1);
                            if text.len() > self.options.limits.text {
                                limit(&place(), "bytes in a cell", text.len(), self.options.limits.text)?;
                            }
                        }
                        grid.entry(row).or_default().insert(column, cell);
                    }
                    column = column.saturating_add(1);
                }
                Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "mergeCell" => {
                    merged.extend(attribute(&tag, "ref").and_then(|r| Area::parse(&r)));
                }
                Event::Eof => break,
                _ => {}
            }
        }
        Ok((grid, merged))
    }

    fn cell(&self, pending: Pending) -> Option<RawCell> {
        let text = |t: &str| (!t.is_empty()).then(|| RawCell::Text(t.into()));
        let value = pending.value.as_deref().map(str::trim).unwrap_or_default();
        match pending.kind.as_str() {
            "s" => self.strings.get(value.parse::<usize>().ok()?).and_then(|t| text(t)),
            "inlineStr" => text(&pending.inline),
            "str" => text(pending.value.as_deref().unwrap_or_default()),
            "b" => Some(RawCell::Bool(value == "1" || value == "true")),
            // A formula that failed, `#DIV/0!`: no number, no date, no yes; so it becomes a fault where it is used.
            "e" => text(value),
            "d" => {
                milepost_core::date::parse(value.get(..10).unwrap_or(value)).map(RawCell::Date).or_else(|| text(value))
            }
            // A formula that was never computed has no value to be read; shown as text it becomes a fault.
            _ if value.is_empty() => pending.formula.map(|f| RawCell::Text(format!("={f}").into())),
            _ => {
                let Some(float) = value.parse::<f64>().ok().filter(|x| x.is_finite()) else { return text(value) };
                Some(match self.styles.meaning(pending.style) {
                    Meaning::Plain => RawCell::F64(float),
                    Meaning::Percent => Number::from_f64(float).map_or(RawCell::F64(float), RawCell::Percent),
                    Meaning::Date => serial_day(float, self.since_1904).map_or(RawCell::F64(float), RawCell::Date),
                })
            }
        }
    }
}

struct Pending {
    kind: String,
    style: usize,
    value: Option<String>,
    inline: String,
    formula: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Area {
    columns: (u32, u32),
    rows: (u32, u32),
}

impl Area {
    fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.split_once(':')?;
        let ((c1, r1), (c2, r2)) = (reference(from)?, reference(to)?);
        // An area as wide or high as a sheet is decoration, not a heading.
        (c2 >= c1 && r2 >= r1 && u64::from(c2 - c1 + 1) * u64::from(r2 - r1 + 1) <= 100_000)
            .then_some(Self { columns: (c1, c2), rows: (r1, r2) })
    }
}

/// The text of a merged cell is what people see over all of it. A number is not repeated: it was said once.
fn fill_merged(grid: &mut Grid, area: Area) {
    let first = grid.get(&area.rows.0).and_then(|r| r.get(&area.columns.0)).cloned();
    let Some(RawCell::Text(text)) = first else { return };
    for row in area.rows.0..=area.rows.1 {
        // Rows of the area that hold nothing else stay empty.
        let Some(cells) = grid.get_mut(&row) else { continue };
        for column in area.columns.0..=area.columns.1 {
            cells.entry(column).or_insert_with(|| RawCell::Text(text.clone()));
        }
    }
}

fn is_blank(cell: &RawCell) -> bool {
    match cell {
        RawCell::Missing => true,
        RawCell::Text(t) => t.trim().is_empty(),
        _ => false,
    }
}

fn distinct(row: &BTreeMap<u32, RawCell>) -> usize {
    let mut texts: Vec<_> = row.values().filter_map(|c| crate::cell_text(c.as_cell())).collect();
    texts.sort();
    texts.dedup();
    texts.len()
}

fn row_number(tag: &BytesStart<'_>) -> Option<u32> {
    attribute(tag, "r")?.parse::<u32>().ok()?.checked_sub(1)
}

/// `C12` as column 2, row 11.
fn reference(text: &str) -> Option<(u32, u32)> {
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = text.split_at(digits);
    let mut column = 0_u32;
    for letter in letters.bytes() {
        let value = letter.to_ascii_uppercase().checked_sub(b'A').filter(|v| *v < 26)?;
        column = column.checked_mul(26)?.checked_add(u32::from(value) + 1)?;
    }
    Some((column.checked_sub(1)?, row.parse::<u32>().ok()?.checked_sub(1).filter(|r| *r < 1 << 24)?))
}

/// The day of a serial number. Day 60 of the 1900 system is 29 February 1900, which did not exist.
fn serial_day(serial: f64, since_1904: bool) -> Option<i32> {
    let whole = Number::from_f64(serial)?.floor().to_i64()?;
    let whole = i32::try_from(whole).ok().filter(|d| (0..=2_958_465).contains(d))?;
    Some(if since_1904 {
        milepost_core::date::days(1904, 1, 1) + whole
    } else {
        let day = milepost_core::date::days(1899, 12, 31) + whole;
        if whole >= 60 { day - 1 } else { day }
    })
}

fn shared_strings(xml: &str, name: &str) -> Result<Vec<Box<str>>> {
    let mut strings = Vec::new();
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().map_err(|wrong| damaged(name, wrong))? {
            Event::Start(tag) if tag.local_name().as_ref() == "si" => {
                strings.push(rich_text(&mut reader, "si", name)?.into())
            }
            Event::Empty(tag) if tag.local_name().as_ref() == "si" => strings.push("".into()),
            Event::Eof => return Ok(strings),
            _ => {}
        }
    }
}

/// The runs of a rich text, without the reading aids of East Asian text.
fn rich_text(reader: &mut Reader<&[u8]>, end: &str, name: &str) -> Result<String> {
    let mut text = String::new();
    let mut aside = 0;
    loop {
        match reader.read_event().map_err(|wrong| damaged(name, wrong))? {
            Event::Start(tag) if tag.local_name().as_ref() == "rPh" => aside += 1,
            Event::End(tag) if tag.local_name().as_ref() == "rPh" => aside -= 1,
            Event::Start(tag) if tag.local_name().as_ref() == "t" => {
                let run = text_until(reader, "t", name)?;
                if aside == 0 {
                    text.push_str(&run);
                }
            }
            Event::End(tag) if tag.local_name().as_ref() == end => return Ok(unescape(&text)),
            Event::Eof => return Err(cut_short(name)),
            _ => {}
        }
    }
}

fn text_until(reader: &mut Reader<&[u8]>, end: &str, name: &str) -> Result<String> {
    let mut text = String::new();
    loop {
        match reader.read_event().map_err(|wrong| damaged(name, wrong))? {
            Event::Text(t) => text.push_str(&t.xml10_content()),
            Event::CData(t) => text.push_str(&t.xml10_content()),
            Event::GeneralRef(entity) => match entity.resolve_char_ref() {
                Ok(Some(c)) => text.push(c),
                _ => text.push_str(quick_xml::escape::resolve_xml_entity(&entity).unwrap_or_default()),
            },
            Event::End(tag) if tag.local_name().as_ref() == end => return Ok(text),
            Event::Eof => return Err(cut_short(name)),
            _ => {}
        }
    }
}

/// `_x000D_` stands for a control character.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
        match code.filter(|_| rest.get(at + 6..at + 7) == Some("_")) {
            Some(c) => {
                out.push_str(rest.get(..at).unwrap_or_default());
                out.push(c);
                rest = rest.get(at + 7..).unwrap_or_default();
            }
            None => {
                out.push_str(rest.get(..at + 2).unwrap_or_default());
                rest = rest.get(at + 2..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|a| a.key.local_name().as_ref() == name)?;
    quick_xml::escape::unescape(&found.value).ok().map(std::borrow::Cow::into_owned)
}

fn damaged(name: &str, wrong: impl std::fmt::Display) -> Box<Fault> {
    fault(&codes::F06_DAMAGED, name, [name.to_owned(), wrong.to_string()])
}

fn cut_short(name: &str) -> Box<Fault> {
    damaged(name, "XML ends too early")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references() {
        assert_eq!(reference("C12"), Some((2, 11)));
        assert_eq!(reference("aa1"), Some((26, 0)));
        for wrong in ["", "12", "C", "C0", "ZZZZZZZZZ1", "é1"] {
            assert_eq!(reference(wrong), None, "{wrong}");
        }
        assert_eq!(Area::parse("B2:C3"), Some(Area { columns: (1, 2), rows: (1, 2) }));
    }

    #[test]
    fn serial_days_of_both_systems() {
        let day = |y, m, d| Some(milepost_core::date::days(y, m, d));
        assert_eq!(serial_day(1.0, false), day(1900, 1, 1));
        assert_eq!(serial_day(59.0, false), day(1900, 2, 28));
        assert_eq!(serial_day(61.0, false), day(1900, 3, 1));
        assert_eq!(serial_day(45_641.75, false), day(2024, 12, 15));
        assert_eq!(serial_day(0.0, true), day(1904, 1, 1));
        assert_eq!(serial_day(-1.0, false), None);
        assert_eq!(serial_day(1e300, false), None);
    }

    #[test]
    fn escapes_of_control_characters() {
        assert_eq!(unescape("a_x000A_b_x5F_c_x"), "a\nb_x5F_c_x");
        assert_eq!(unescape("_x005F_x000A_"), "_x000A_");
    }
}
