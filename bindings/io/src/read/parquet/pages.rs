//! A file from its first row to its last, column by column.

use super::checked::Checked;
use super::column::Column;
use super::thrift::Guarded;
use crate::read::arrow::broken;
use crate::read::limit;
use crate::{Cells, Limits, Places, RawColumn, RawTable, Result};
use parquet::arrow::arrow_reader::ArrowReaderMetadata;
use parquet::column::page::PageReader;
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::ChunkReader;
use parquet::file::serialized_reader::SerializedPageReader;
use std::sync::Arc;

/// A file that is read from its first row to its last.
pub(crate) struct Pages<R: ChunkReader> {
    name: String,
    file: Arc<Guarded<R>>,
    said: ArrowReaderMetadata,
    limits: Limits,
    columns: Vec<Column>,
    /// Rows that are not read yet.
    left: usize,
}

/// How many rows the row groups say they have.
pub(crate) fn rows(said: &ParquetMetaData) -> usize {
    let groups = said.row_groups().iter().map(|g| usize::try_from(g.num_rows()).unwrap_or(usize::MAX));
    groups.fold(0, usize::saturating_add)
}

pub(crate) fn damaged(name: &str, wrong: &ParquetError) -> Box<milepost_core::dataset::Fault> {
    broken(name, wrong.to_string())
}

impl<R: ChunkReader + 'static> Pages<R> {
    /// All columns, or those at some positions.
    pub(crate) fn new(
        name: &str,
        file: R,
        said: ArrowReaderMetadata,
        wanted: Option<&[usize]>,
        limits: &Limits,
    ) -> Result<Self> {
        let columns = Column::all(&said).ok_or_else(|| broken(name, "its schema has a column without cells"))?;
        let columns = columns.into_iter().enumerate();
        let columns = columns.filter(|(at, _)| wanted.is_none_or(|wanted| wanted.contains(at))).map(|(_, c)| c);
        let left = rows(said.metadata());
        let (name, columns) = (name.to_owned(), columns.collect());
        Ok(Self { name, file: Arc::new(Guarded(file)), said, limits: *limits, columns, left })
    }

    /// A table of these columns without a row.
    pub(crate) fn empty(&self) -> RawTable {
        let column = |c: &Column| RawColumn { name: c.name().to_owned(), cells: Cells::Mixed(Vec::new()) };
        self.table(self.columns.iter().map(column).collect(), 0)
    }

    fn table(&self, columns: Vec<RawColumn>, rows: usize) -> RawTable {
        let source = self.name.clone();
        RawTable { source, level: None, columns, rows, places: Places::Rows, faults: Vec::new() }
    }

    /// The next rows, so many or what is left; none at the end.
    pub(crate) fn next(&mut self, most: usize) -> Result<Option<RawTable>> {
        let rows = self.left.min(most);
        if rows == 0 {
            return Ok(None);
        }
        let (most, mut used) = (usize::try_from(self.limits.unpacked).unwrap_or(usize::MAX), 0_usize);
        let mut fits = |bytes: usize| {
            used = used.saturating_add(bytes);
            limit(&self.name, "bytes after unpacking", used, most)
        };
        let (file, said, limits) = (&self.file, self.said.metadata(), &self.limits);
        let open =
            |group: usize, leaf: usize, flat: bool| pages(file, said, group, leaf, (!flat).then_some(limits.rows));
        let mut columns = Vec::with_capacity(self.columns.len());
        for column in &mut self.columns {
            let cells = column.next(&self.name, rows, said, &open, &mut fits)?;
            columns.push(RawColumn { name: column.name().to_owned(), cells });
        }
        self.left -= rows;
        Ok(Some(self.table(columns, rows)))
    }
}

/// The pages of a column in a row group; none where there is no such row group. `most`: how many values a page can have
/// where that is not the number of rows.
fn pages<R: ChunkReader + 'static>(
    file: &Arc<Guarded<R>>,
    said: &ParquetMetaData,
    group: usize,
    leaf: usize,
    most: Option<usize>,
) -> parquet::errors::Result<Option<Box<dyn PageReader>>> {
    let Some(group) = said.row_groups().get(group) else { return Ok(None) };
    let Some(chunk) = group.columns().get(leaf) else {
        return Err(ParquetError::General("a row group lacks a column".to_owned()));
    };
    let rows = usize::try_from(group.num_rows())?;
    let shape = chunk.column_descr();
    let (most, levels) = (most.unwrap_or(rows), (shape.max_def_level(), shape.max_rep_level()));
    let pages = SerializedPageReader::new(file.clone(), chunk, rows, None)?;
    Ok(Some(Box::new(Checked { pages, most, levels })))
}
