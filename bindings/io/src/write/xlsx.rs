//! Spreadsheets: a sheet per table, and one with the head of the result. Texts are texts, never formulas.

use crate::frame::{Frame, Kind, OutCell};
use crate::write::terminal::width;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::io::{self, Write};

/// Rows that a sheet can hold below its heading.
const MOST_ROWS: u32 = 1_048_575;

/// A workbook of named sheets, with a last one for the head.
pub fn write(
    sheets: Vec<(&str, Frame<'_>)>,
    head_name: &str,
    head: &[(&'static str, String)],
    mut out: impl Write,
) -> io::Result<()> {
    let mut book = Workbook::new();
    // The time of writing would make two workbooks of the same result differ.
    let epoch = ExcelDateTime::from_ymd(2000, 1, 1).map_err(io::Error::other)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&epoch));
    for (name, frame) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(name).map_err(io::Error::other)?;
        table(sheet, frame).map_err(io::Error::other)?;
    }
    if !head.is_empty() {
        let sheet = book.add_worksheet();
        sheet.set_name(head_name).map_err(io::Error::other)?;
        for (row, (key, value)) in (0_u32..).zip(head) {
            sheet.write_string(row, 0, *key).map_err(io::Error::other)?;
            text(sheet, row, 1, value).map_err(io::Error::other)?;
        }
        sheet.set_column_width(0, 26).map_err(io::Error::other)?;
        sheet.set_column_width(1, 70).map_err(io::Error::other)?;
    }
    out.write_all(&book.save_to_buffer().map_err(io::Error::other)?)
}

fn table(sheet: &mut Worksheet, frame: Frame<'_>) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_background_color(0x00E8_EEF4);
    let mut widths: Vec<usize> = Vec::new();
    for (column, (name, _)) in (0_u16..).zip(&frame.columns) {
        sheet.write_string_with_format(0, column, name.as_ref(), &bold)?;
        widths.push(width(name) + 2);
    }
    let last = u16::try_from(frame.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let mut count = 0;
    for (row, cells) in (1_u32..).zip(frame.rows) {
        if row > MOST_ROWS {
            return Err(XlsxError::RowColumnLimitError);
        }
        for ((column, cell), widest) in (0_u16..).zip(cells).zip(&mut widths) {
            match cell {
                OutCell::Missing => {}
                OutCell::Integer(i) => {
                    sheet.write_number(row, column, whole(i))?;
                }
                OutCell::Figure(f) => {
                    sheet.write_number(row, column, f.to_f64())?;
                }
                OutCell::Text(t) => {
                    *widest = (*widest).max(width(&t).min(60));
                    text(sheet, row, column, &t)?;
                }
            }
        }
        count = row;
    }
    for (column, wide) in (0_u16..).zip(widths) {
        sheet.set_column_width(column, u32::try_from(wide).unwrap_or(60))?;
    }
    sheet.set_freeze_panes(1, 0)?;
    if !frame.columns.is_empty() && frame.columns.iter().any(|(_, kind)| *kind != Kind::Text) {
        sheet.autofilter(0, 0, count, last)?;
    }
    Ok(())
}

/// Years and counts are far below what a float holds.
fn whole(i: i64) -> f64 {
    milepost_core::number::Number::integer(i).to_f64()
}

/// A text that looks like a formula is marked as text, so that it stays one when the cell is edited.
fn text(sheet: &mut Worksheet, row: u32, column: u16, text: &str) -> Result<(), XlsxError> {
    let shown: String = text.chars().take(32_767).collect();
    if super::disarm(text) == text {
        sheet.write_string(row, column, shown)?;
    } else {
        sheet.write_string_with_format(row, column, shown, &Format::new().set_quote_prefix())?;
    }
    Ok(())
}
