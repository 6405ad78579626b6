//! Parquet, by row groups and pages: what is in memory is a batch and the pages that it came from.

use super::open;
use crate::read::arrow::guarded;
use crate::read::limit;
use crate::read::parquet::{Pages, footer, rows};
use crate::{Limits, RawTable, Result};
use parquet::arrow::arrow_reader::ArrowReaderMetadata;
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
        let said = guarded(name, || footer(name, &file))?;
        let footer = Self { path: path.to_path_buf(), said };
        limit(name, "rows", footer.rows(), limits.rows)?;
        limit(name, "columns", footer.said.schema().fields().len(), limits.columns)?;
        Ok(footer)
    }

    pub(super) fn rows(&self) -> usize {
        rows(self.said.metadata())
    }

    pub(super) fn columns(&self) -> Vec<String> {
        self.said.schema().fields().iter().map(|f| f.name().clone()).collect()
    }

    pub(super) fn is_text(&self, column: usize) -> bool {
        self.said.schema().fields().get(column).is_some_and(|field| field.data_type().is_string())
    }

    pub(super) fn batches(
        &self,
        name: &str,
        limits: &Limits,
        rows: usize,
        columns: Option<&[usize]>,
    ) -> Result<impl FnMut() -> Result<Option<RawTable>> + Send + use<>> {
        let file = open(&self.path, name)?;
        let mut pages = guarded(name, || Pages::new(name, file, self.said.clone(), columns, limits))?;
        let name = name.to_owned();
        Ok(move || guarded(&name, || pages.next(rows)))
    }
}
