//! Parquet, compressed with Snappy; the head in the file's metadata.

use super::arrow::{self, Batcher};
use crate::frame::Frame;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use std::io::{self, Write};

/// A Parquet file.
pub fn write(frame: Frame<'_>, head: &[(&'static str, String)], out: impl Write + Send) -> io::Result<()> {
    let mut writer = Writer::new(&frame, head, out)?;
    writer.push(frame)?;
    writer.finish()
}

/// A Parquet file that is written piece by piece; a row group is in memory until it is full.
pub struct Writer<W: Write + Send> {
    batcher: Batcher,
    file: ArrowWriter<W>,
}

impl<W: Write + Send> Writer<W> {
    /// Begins the file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(frame: &Frame<'_>, head: &[(&'static str, String)], out: W) -> io::Result<Self> {
        let pairs = head.iter().map(|(key, value)| KeyValue::new((*key).to_owned(), value.clone())).collect();
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_key_value_metadata(Some(pairs))
            .build();
        let schema = arrow::schema(frame, head);
        let file = ArrowWriter::try_new(out, schema.clone(), Some(properties)).map_err(io::Error::other)?;
        Ok(Self { batcher: Batcher::new(frame, schema), file })
    }

    /// Adds rows.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn push(&mut self, frame: Frame<'_>) -> io::Result<()> {
        let mut rows = frame.rows;
        while let Some(batch) = self.batcher.next(&mut rows) {
            self.file.write(&batch.map_err(io::Error::other)?).map_err(io::Error::other)?;
        }
        Ok(())
    }

    /// Writes what is left, and the foot.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        if let Some(batch) = self.batcher.rest() {
            self.file.write(&batch.map_err(io::Error::other)?).map_err(io::Error::other)?;
        }
        self.file.close().map(drop).map_err(io::Error::other)
    }
}
