//! Parquet, compressed with Snappy; the head in the file's metadata.

use super::arrow;
use crate::frame::Frame;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use std::io::{self, Write};

/// A Parquet file.
pub fn write(frame: Frame<'_>, head: &[(&'static str, String)], out: impl Write + Send) -> io::Result<()> {
    let pairs = head.iter().map(|(key, value)| KeyValue::new((*key).to_owned(), value.clone())).collect();
    let properties =
        WriterProperties::builder().set_compression(Compression::SNAPPY).set_key_value_metadata(Some(pairs)).build();
    let schema = arrow::schema(&frame, head);
    let mut writer = ArrowWriter::try_new(out, schema.clone(), Some(properties)).map_err(io::Error::other)?;
    for batch in arrow::batches(frame, schema) {
        writer.write(&batch.map_err(io::Error::other)?).map_err(io::Error::other)?;
    }
    writer.close().map(drop).map_err(io::Error::other)
}
