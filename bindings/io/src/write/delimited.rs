//! Delimited text, readable by spreadsheets in any language: a byte-order mark where asked for, numbers with a point.

use super::disarm;
use crate::frame::{Frame, OutCell};
use std::io::{self, Write};

/// Writes a table with `delimiter` between cells.
pub fn write(frame: Frame<'_>, delimiter: u8, out: impl Write) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
    writer.write_record(frame.columns.iter().map(|(name, _)| disarm(name).into_owned())).map_err(plain)?;
    for row in frame.rows {
        for cell in &row {
            match cell {
                OutCell::Missing => writer.write_field(""),
                OutCell::Text(text) => writer.write_field(&*disarm(text)),
                OutCell::Integer(i) => writer.write_field(i.to_string()),
                OutCell::Figure(f) => writer.write_field(f.text()),
            }
            .map_err(plain)?;
        }
        writer.write_record(None::<&[u8]>).map_err(plain)?;
    }
    writer.flush()
}

/// What went wrong below, with its kind: a reader that has gone is no failure.
fn plain(wrong: csv::Error) -> io::Error {
    match wrong.into_kind() {
        csv::ErrorKind::Io(wrong) => wrong,
        other => io::Error::other(format!("{other:?}")),
    }
}
