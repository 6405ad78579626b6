//! Arrow record batches: texts as strings, numbers as floats, the head in the schema's metadata.

use crate::frame::{Frame, Kind, OutCell};
use arrow_array::builder::{Float64Builder, Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use std::io::{self, Write};
use std::sync::Arc;

/// Rows of a batch.
const BATCH: usize = 65_536;

/// The schema of a table, with its head as metadata.
pub fn schema(frame: &Frame<'_>, head: &[(&'static str, String)]) -> SchemaRef {
    let fields = frame.columns.iter().map(|(name, kind)| {
        let kind = match kind {
            Kind::Text => DataType::Utf8,
            Kind::Integer => DataType::Int64,
            Kind::Number => DataType::Float64,
        };
        Field::new(name.as_ref(), kind, true)
    });
    let metadata: std::collections::HashMap<String, String> =
        head.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
    Arc::new(Schema::new(fields.collect::<Vec<_>>()).with_metadata(metadata))
}

/// The batches of a table.
pub fn batches<'a>(
    frame: Frame<'a>,
    schema: SchemaRef,
) -> impl Iterator<Item = std::result::Result<RecordBatch, ArrowError>> + 'a {
    let kinds: Vec<Kind> = frame.columns.iter().map(|(_, kind)| *kind).collect();
    let mut rows = frame.rows;
    let mut begun = false;
    std::iter::from_fn(move || {
        let mut columns: Vec<Column> = kinds.iter().map(|k| Column::new(*k)).collect();
        let mut count = 0;
        for row in rows.by_ref().take(BATCH) {
            for (cell, column) in row.into_iter().zip(&mut columns) {
                column.push(cell);
            }
            count += 1;
        }
        // A table without rows is one batch without rows: readers still learn the schema's columns.
        if count == 0 && std::mem::replace(&mut begun, true) {
            return None;
        }
        begun = true;
        Some(RecordBatch::try_new(schema.clone(), columns.into_iter().map(Column::finish).collect()))
    })
}

enum Column {
    Text(StringBuilder),
    Integer(Int64Builder),
    Number(Float64Builder),
}

impl Column {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text(StringBuilder::new()),
            Kind::Integer => Self::Integer(Int64Builder::new()),
            Kind::Number => Self::Number(Float64Builder::new()),
        }
    }

    fn push(&mut self, cell: OutCell<'_>) {
        match (self, cell) {
            (Self::Text(b), OutCell::Text(t)) => b.append_value(t),
            (Self::Text(b), OutCell::Integer(i)) => b.append_value(i.to_string()),
            (Self::Text(b), OutCell::Figure(f)) => b.append_value(f.text()),
            (Self::Text(b), OutCell::Missing) => b.append_null(),
            (Self::Integer(b), OutCell::Integer(i)) => b.append_value(i),
            (Self::Integer(b), _) => b.append_null(),
            (Self::Number(b), OutCell::Figure(f)) => b.append_value(f.to_f64()),
            // Dates and items of categories have no number.
            (Self::Number(b), _) => b.append_null(),
        }
    }

    fn finish(self) -> ArrayRef {
        match self {
            Self::Text(mut b) => Arc::new(b.finish()),
            Self::Integer(mut b) => Arc::new(b.finish()),
            Self::Number(mut b) => Arc::new(b.finish()),
        }
    }
}

/// An IPC file.
pub fn write(frame: Frame<'_>, head: &[(&'static str, String)], out: impl Write) -> io::Result<()> {
    let schema = schema(&frame, head);
    let mut writer = arrow_ipc::writer::FileWriter::try_new(out, &schema).map_err(io::Error::other)?;
    for batch in batches(frame, schema) {
        writer.write(&batch.map_err(io::Error::other)?).map_err(io::Error::other)?;
    }
    writer.finish().map_err(io::Error::other)
}
