//! Parquet files. Tables that rules read are flat: the reader of others that makes Arrow arrays of any nesting, selection
//! and filter would be a tenth of a small program, so columns are read from their pages here. What kind a column has is
//! what the Arrow schema in the file says, and otherwise the type of the column.

mod checked;
mod column;
mod pages;
mod piece;

pub(crate) use pages::{Pages, damaged, rows};

use super::arrow::guarded;
use super::{check_texts, limit};
use crate::{Limits, RawTable, Result};
use parquet::arrow::arrow_reader::ArrowReaderMetadata;

pub(super) fn read(name: &str, bytes: Vec<u8>, limits: &Limits) -> Result<RawTable> {
    guarded(name, || {
        let bytes = bytes::Bytes::from(bytes);
        let said = ArrowReaderMetadata::load(&bytes, Default::default()).map_err(|wrong| damaged(name, &wrong))?;
        limit(name, "rows", rows(said.metadata()), limits.rows)?;
        // What the footer says of sizes; what it does not say is noticed piece by piece.
        let unpacked = said.metadata().row_groups().iter().map(|g| u64::try_from(g.total_byte_size()).unwrap_or(0));
        let unpacked = unpacked.fold(0_u64, u64::saturating_add);
        let narrow = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        limit(name, "bytes after unpacking", narrow(unpacked), narrow(limits.unpacked))?;
        limit(name, "columns", said.schema().fields().len(), limits.columns)?;
        let mut pages = Pages::new(name, bytes, said, None, limits)?;
        let empty = pages.empty();
        let table = pages.next(limits.rows)?.unwrap_or(empty);
        check_texts(&table, limits)?;
        Ok(table)
    })
}
