//! Delimited text, readable by spreadsheets in any language: a byte-order mark where asked for, numbers with a point.

use super::disarm;
use crate::frame::{Frame, OutCell};
use std::borrow::Cow;
use std::io::{self, Write};

/// Writes a table with `delimiter` between cells.
pub fn write(frame: Frame<'_>, delimiter: u8, out: impl Write) -> io::Result<()> {
    let mut writer = Writer::new(&frame, delimiter, out)?;
    writer.push(frame)?;
    writer.finish()
}

/// A table that is written piece by piece.
pub struct Writer<W: Write> {
    out: io::BufWriter<W>,
    delimiter: u8,
}

impl<W: Write> Writer<W> {
    /// Writes the heading.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(frame: &Frame<'_>, delimiter: u8, out: W) -> io::Result<Self> {
        let mut writer = Self { out: io::BufWriter::new(out), delimiter };
        writer.row(&mut frame.columns.iter().map(|(name, _)| disarm(name)))?;
        Ok(writer)
    }

    /// Writes rows.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn push(&mut self, frame: Frame<'_>) -> io::Result<()> {
        for row in frame.rows {
            self.row(&mut row.iter().map(|cell| match cell {
                OutCell::Missing => Cow::Borrowed(""),
                OutCell::Text(text) => disarm(text),
                OutCell::Integer(i) => Cow::Owned(i.to_string()),
                OutCell::Figure(f) => Cow::Owned(f.text()),
            }))?;
        }
        Ok(())
    }

    fn row(&mut self, cells: &mut dyn Iterator<Item = Cow<'_, str>>) -> io::Result<()> {
        // A row of one empty cell would be an empty line, which is no row.
        let (mut at, mut empty) = (0, true);
        for cell in cells {
            if at > 0 {
                self.out.write_all(&[self.delimiter])?;
            }
            let quoted = cell.bytes().any(|b| matches!(b, b'"' | b'\r' | b'\n') || b == self.delimiter);
            if quoted {
                write!(self.out, "\"{}\"", cell.replace('"', "\"\""))?;
            } else {
                self.out.write_all(cell.as_bytes())?;
            }
            at += 1;
            empty &= cell.is_empty();
        }
        self.out.write_all(if at == 1 && empty { b"\"\"\n" } else { b"\n" })
    }

    /// Ends the table.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
