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
    let mut batcher = Batcher::new(&frame, schema);
    let mut rows = frame.rows;
    std::iter::from_fn(move || match batcher.next(&mut rows) {
        Some(batch) => Some(batch),
        None => batcher.rest(),
    })
}

/// Makes batches of rows that come in pieces: where pieces end does not show.
pub(crate) struct Batcher {
    schema: SchemaRef,
    kinds: Vec<Kind>,
    columns: Vec<Column>,
    count: usize,
    begun: bool,
}

impl Batcher {
    pub(crate) fn new(frame: &Frame<'_>, schema: SchemaRef) -> Self {
        let kinds: Vec<Kind> = frame.columns.iter().map(|(_, kind)| *kind).collect();
        let columns = kinds.iter().map(|k| Column::new(*k)).collect();
        Self { schema, kinds, columns, count: 0, begun: false }
    }

    /// The next whole batch; `None` where the rows do not make one up.
    pub(crate) fn next<'a>(
        &mut self,
        rows: &mut impl Iterator<Item = Vec<OutCell<'a>>>,
    ) -> Option<std::result::Result<RecordBatch, ArrowError>> {
        for row in rows.take(BATCH.saturating_sub(self.count)) {
            for (cell, column) in row.into_iter().zip(&mut self.columns) {
                column.push(cell);
            }
            self.count += 1;
        }
        (self.count == BATCH).then(|| self.flush())
    }

    /// The rows that are left. A table without rows is one batch without rows: readers still learn the schema's columns.
    pub(crate) fn rest(&mut self) -> Option<std::result::Result<RecordBatch, ArrowError>> {
        (self.count > 0 || !self.begun).then(|| self.flush())
    }

    fn flush(&mut self) -> std::result::Result<RecordBatch, ArrowError> {
        (self.count, self.begun) = (0, true);
        let fresh = self.kinds.iter().map(|k| Column::new(*k)).collect();
        let full = std::mem::replace(&mut self.columns, fresh);
        RecordBatch::try_new(self.schema.clone(), full.into_iter().map(Column::finish).collect())
    }
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
    let mut writer = Writer::new(&frame, head, out)?;
    writer.push(frame)?;
    writer.finish()
}

/// An IPC file that is written piece by piece.
pub struct Writer<W: Write> {
    batcher: Batcher,
    file: arrow_ipc::writer::FileWriter<W>,
}

impl<W: Write> Writer<W> {
    /// Writes the schema.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(frame: &Frame<'_>, head: &[(&'static str, String)], out: W) -> io::Result<Self> {
        let schema = schema(frame, head);
        let file = arrow_ipc::writer::FileWriter::try_new(out, &schema).map_err(io::Error::other)?;
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
    pub fn finish(&mut self) -> io::Result<()> {
        if let Some(batch) = self.batcher.rest() {
            self.file.write(&batch.map_err(io::Error::other)?).map_err(io::Error::other)?;
        }
        self.file.finish().map_err(io::Error::other)
    }
}
