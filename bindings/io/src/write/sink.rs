//! Results that are written piece by piece, in the formats that can be appended to; the same bytes as in one piece.

use crate::Format;
use crate::frame::Frame;
use std::io::{self, Write};

/// A table of results that is being written.
pub struct Sink<W: Write + Send>(Inner<W>);

enum Inner<W: Write + Send> {
    #[cfg(feature = "csv")]
    Delimited(super::delimited::Writer<W>),
    Lines(W),
    Arrow(super::arrow::Writer<W>),
    Parquet(super::parquet::Writer<W>),
}

impl<W: Write + Send> Sink<W> {
    /// Begins a table with the columns of `frame`; `head` is what formats with a head say of it.
    ///
    /// # Errors
    /// When it cannot be written, or the format cannot be written piece by piece.
    pub fn new(format: Format, frame: &Frame<'_>, head: &[(&'static str, String)], out: W) -> io::Result<Self> {
        Ok(Self(match format {
            #[cfg(feature = "csv")]
            Format::Csv => Inner::Delimited(super::delimited::Writer::new(frame, b',', out)?),
            #[cfg(feature = "csv")]
            Format::Tsv => Inner::Delimited(super::delimited::Writer::new(frame, b'\t', out)?),
            Format::Ndjson => Inner::Lines(out),
            Format::Arrow => Inner::Arrow(super::arrow::Writer::new(frame, head, out)?),
            Format::Parquet => Inner::Parquet(super::parquet::Writer::new(frame, head, out)?),
            _ => return Err(io::Error::other("this format is written in one piece")),
        }))
    }

    /// Adds rows.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn push(&mut self, frame: Frame<'_>) -> io::Result<()> {
        match &mut self.0 {
            #[cfg(feature = "csv")]
            Inner::Delimited(writer) => writer.push(frame),
            Inner::Lines(out) => super::json::more_lines(frame, out),
            Inner::Arrow(writer) => writer.push(frame),
            Inner::Parquet(writer) => writer.push(frame),
        }
    }

    /// Ends the table.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self) -> io::Result<()> {
        match self.0 {
            #[cfg(feature = "csv")]
            Inner::Delimited(mut writer) => writer.finish(),
            Inner::Lines(mut out) => out.flush(),
            Inner::Arrow(mut writer) => writer.finish(),
            Inner::Parquet(writer) => writer.finish(),
        }
    }
}
