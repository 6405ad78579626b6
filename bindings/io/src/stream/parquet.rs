//! Parquet, by row groups and pages: what is in memory is a batch and the pages that it came from.

use super::{damaged, open};
use crate::read::{arrow, limit};
use crate::{Limits, RawTable, Result};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ParquetRecordBatchReaderBuilder};
use std::path::{Path, PathBuf};

/// What the footer says.
#[derive(Debug)]
pub(super) struct Footer {
    path: PathBuf,
    said: ArrowReaderMetadata,
}

impl Footer {
    pub(super) fn read(path: &Path, name: &str, limits: &Limits) -> Result<Self> {
        let file = open(path, name)?;
        let said = arrow::guarded(name, || {
            ArrowReaderMetadata::load(&file, Default::default()).map_err(|wrong| damaged(name, &wrong))
        })?;
        let footer = Self { path: path.to_path_buf(), said };
        limit(name, "rows", footer.rows(), limits.rows)?;
        limit(name, "columns", footer.said.schema().fields().len(), limits.columns)?;
        Ok(footer)
    }

    pub(super) fn rows(&self) -> usize {
        usize::try_from(self.said.metadata().file_metadata().num_rows()).unwrap_or(usize::MAX)
    }

    pub(super) fn columns(&self) -> Vec<String> {
        self.said.schema().fields().iter().map(|f| f.name().clone()).collect()
    }

    pub(super) fn batches(
        &self,
        name: &str,
        limits: &Limits,
        rows: usize,
        columns: Option<&[usize]>,
    ) -> Result<impl FnMut() -> Result<Option<RawTable>> + Send + use<>> {
        let file = open(&self.path, name)?;
        let (name, limits) = (name.to_owned(), *limits);
        let mut reader = arrow::guarded(&name, || {
            let mut builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.said.clone());
            if let Some(columns) = columns {
                let mask = ProjectionMask::roots(builder.parquet_schema(), columns.iter().copied());
                builder = builder.with_projection(mask);
            }
            builder.with_batch_size(rows).build().map_err(|wrong| damaged(&name, &wrong))
        })?;
        let schema = arrow_array::RecordBatchReader::schema(&reader);
        Ok(move || {
            arrow::guarded(&name, || {
                let Some(batch) = reader.next() else { return Ok(None) };
                let batch = batch.map_err(|wrong| damaged(&name, &wrong))?;
                let most = usize::try_from(limits.unpacked).unwrap_or(usize::MAX);
                limit(&name, "bytes after unpacking", batch.get_array_memory_size(), most)?;
                Ok(Some(arrow::from_batches(&name, &schema, &[batch])))
            })
        })
    }
}
