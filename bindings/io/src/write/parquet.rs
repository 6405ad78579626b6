//! Parquet, compressed with Snappy; the head in the file's metadata. Columns are text, whole numbers and decimal numbers,
//! and are written as such: the writer for any Arrow data is a tenth of a small program.

use super::arrow::{self, Batcher};
use crate::frame::{Frame, Kind};
use arrow_array::cast::AsArray as _;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use bytes::Bytes;
use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{self, ByteArray};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};
use std::io::{self, Write};
use std::sync::Arc;

/// Batches of a row group: a quarter of a million rows.
const GROUP: usize = 4;

/// A Parquet file.
pub fn write(frame: Frame<'_>, head: &[(&'static str, String)], out: impl Write + Send) -> io::Result<()> {
    let mut writer = Writer::new(&frame, head, out)?;
    writer.push(frame)?;
    writer.finish()
}

/// A Parquet file that is written piece by piece; a row group is in memory until it is full.
pub struct Writer<W: Write + Send> {
    batcher: Batcher,
    full: Vec<RecordBatch>,
    file: SerializedFileWriter<W>,
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
        let file = schema(frame).and_then(|schema| SerializedFileWriter::new(out, schema, Arc::new(properties)));
        let batcher = Batcher::new(frame, arrow::schema(frame, head));
        Ok(Self { batcher, full: Vec::new(), file: file.map_err(io::Error::other)? })
    }

    /// Adds rows.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn push(&mut self, frame: Frame<'_>) -> io::Result<()> {
        let mut rows = frame.rows;
        while let Some(batch) = self.batcher.next(&mut rows) {
            self.full.push(batch.map_err(io::Error::other)?);
            if self.full.len() == GROUP {
                self.group().map_err(io::Error::other)?;
            }
        }
        Ok(())
    }

    /// Writes what is left, and the foot.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        let rest = self.batcher.rest().transpose().map_err(io::Error::other)?;
        self.full.extend(rest.filter(|batch| batch.num_rows() > 0));
        if !self.full.is_empty() {
            self.group().map_err(io::Error::other)?;
        }
        self.file.close().map(drop).map_err(io::Error::other)
    }

    /// The full batches as a row group.
    fn group(&mut self) -> Result<()> {
        let batches = std::mem::take(&mut self.full);
        let mut group = self.file.next_row_group()?;
        let mut index = 0;
        while let Some(mut column) = group.next_column()? {
            for array in batches.iter().filter_map(|batch| batch.columns().get(index)) {
                write_column(&mut column, array)?;
            }
            column.close()?;
            index += 1;
        }
        group.close().map(drop)
    }
}

fn schema(frame: &Frame<'_>) -> Result<TypePtr> {
    let fields = frame.columns.iter().map(|(name, kind)| {
        let physical = match kind {
            Kind::Text => Physical::BYTE_ARRAY,
            Kind::Integer => Physical::INT64,
            Kind::Number => Physical::DOUBLE,
        };
        let field = Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL);
        let field = match kind {
            Kind::Text => field.with_logical_type(Some(LogicalType::String)).with_converted_type(ConvertedType::UTF8),
            _ => field,
        };
        field.build().map(Arc::new)
    });
    let fields = fields.collect::<Result<Vec<TypePtr>>>()?;
    Type::group_type_builder("schema").with_fields(fields).build().map(Arc::new)
}

/// Adds the cells of a column: what is missing is known by its level, and only the others have values.
fn write_column(column: &mut SerializedColumnWriter<'_>, array: &ArrayRef) -> Result<()> {
    let there: Vec<i16> = (0..array.len()).map(|row| i16::from(array.is_valid(row))).collect();
    let there = Some(there.as_slice());
    if let Some(texts) = array.as_string_opt::<i32>() {
        let bytes = Bytes::from(texts.values().clone());
        let ends = texts.value_offsets().windows(2).enumerate().filter(|(row, _)| texts.is_valid(*row));
        let value = |ends: &[i32]| match ends {
            [from, to] => bytes.slice(usize::try_from(*from).unwrap_or(0)..usize::try_from(*to).unwrap_or(0)).into(),
            _ => ByteArray::new(),
        };
        let values: Vec<ByteArray> = ends.map(|(_, ends)| value(ends)).collect();
        column.typed::<data_type::ByteArrayType>().write_batch(&values, there, None)?;
    } else if let Some(numbers) = array.as_primitive_opt::<Int64Type>() {
        let values: Vec<i64> = numbers.iter().flatten().collect();
        column.typed::<data_type::Int64Type>().write_batch(&values, there, None)?;
    } else if let Some(numbers) = array.as_primitive_opt::<Float64Type>() {
        let values: Vec<f64> = numbers.iter().flatten().collect();
        column.typed::<data_type::DoubleType>().write_batch(&values, there, None)?;
    } else {
        return Err(ParquetError::General(format!("no column of results holds {}", array.data_type())));
    }
    Ok(())
}
