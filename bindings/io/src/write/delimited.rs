//! Delimited text, readable by spreadsheets in any language: a byte-order mark where asked for, numbers with a point.

use super::disarm;
use crate::frame::{Frame, OutCell};
use std::io::{self, Write};

/// Writes a table with `delimiter` between cells.
pub fn write(frame: Frame<'_>, delimiter: u8, out: impl Write) -> io::Result<()> {
    let mut writer = Writer::new(&frame, delimiter, out)?;
    writer.push(frame)?;
    writer.finish()
}

/// A table that is written piece by piece.
pub struct Writer<W: Write>(csv::Writer<W>);

impl<W: Write> Writer<W> {
    /// Writes the heading.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(frame: &Frame<'_>, delimiter: u8, out: W) -> io::Result<Self> {
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
        writer.write_record(frame.columns.iter().map(|(name, _)| disarm(name).into_owned())).map_err(plain)?;
        Ok(Self(writer))
    }

    /// Writes rows.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn push(&mut self, frame: Frame<'_>) -> io::Result<()> {
        for row in frame.rows {
            for cell in &row {
                match cell {
                    OutCell::Missing => self.0.write_field(""),
                    OutCell::Text(text) => self.0.write_field(&*disarm(text)),
                    OutCell::Integer(i) => self.0.write_field(i.to_string()),
                    OutCell::Figure(f) => self.0.write_field(f.text()),
                }
                .map_err(plain)?;
            }
            self.0.write_record(None::<&[u8]>).map_err(plain)?;
        }
        Ok(())
    }

    /// Ends the table.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// What went wrong below, with its kind: a reader that has gone is no failure.
fn plain(wrong: csv::Error) -> io::Error {
    match wrong.into_kind() {
        csv::ErrorKind::Io(wrong) => wrong,
        other => io::Error::other(format!("{other:?}")),
    }
}
