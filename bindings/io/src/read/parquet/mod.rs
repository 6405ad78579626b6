//! Parquet files. Tables that rules read are flat: the reader of others that makes Arrow arrays of any nesting, selection
//! and filter would be a tenth of a small program, so columns are read from their pages here. What kind a column has is
//! what the Arrow schema in the file says, and otherwise the type of the column.

mod checked;
mod column;
mod pages;
mod piece;
mod thrift;

use pages::damaged;
pub(crate) use pages::{Pages, rows};

use super::arrow::guarded;
use super::{check_texts, limit};
use crate::{Limits, RawTable, Result};
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::errors::ParquetError;
use parquet::file::metadata::{FooterTail, ParquetMetaDataReader};
use parquet::file::reader::ChunkReader;
use std::sync::Arc;

/// What the footer says.
pub(crate) fn footer(name: &str, file: &impl ChunkReader) -> Result<ArrowReaderMetadata> {
    let tail = || {
        let short = || ParquetError::General("the file ends before its footer".to_owned());
        let end = file.len().checked_sub(8).ok_or_else(short)?;
        let tail = FooterTail::try_from(&*file.get_bytes(end, 8)?)?;
        if tail.is_encrypted_footer() {
            return Err(ParquetError::General("its footer is encrypted".to_owned()));
        }
        let length = tail.metadata_length();
        let start = u64::try_from(length).ok().and_then(|length| end.checked_sub(length)).ok_or_else(short)?;
        let bytes = file.get_bytes(start, length)?;
        thrift::check(&*bytes, end - start, &thrift::FOOTER)?;
        let said = ParquetMetaDataReader::decode_metadata(&bytes)?;
        ArrowReaderMetadata::try_new(Arc::new(said), ArrowReaderOptions::default())
    };
    tail().map_err(|wrong| damaged(name, &wrong))
}

pub(super) fn read(name: &str, bytes: Vec<u8>, limits: &Limits) -> Result<RawTable> {
    guarded(name, || {
        let bytes = bytes::Bytes::from(bytes);
        let said = footer(name, &bytes)?;
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
