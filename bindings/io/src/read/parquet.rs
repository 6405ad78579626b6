//! Parquet files, read into Arrow batches.

use super::{arrow, limit};
use crate::{Limits, RawTable, Result, fault};
use milepost_core::codes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

pub(super) fn read(name: &str, bytes: Vec<u8>, limits: &Limits) -> Result<RawTable> {
    arrow::guarded(name, || {
        let damaged = |wrong: parquet::errors::ParquetError| {
            fault(&codes::F06_DAMAGED, name, [name.to_owned(), wrong.to_string()])
        };
        let builder = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes)).map_err(damaged)?;
        let said = builder.metadata().file_metadata().num_rows();
        limit(name, "rows", usize::try_from(said).unwrap_or(usize::MAX), limits.rows)?;
        // What the footer says of sizes; what it does not say is noticed batch by batch.
        let unpacked = builder.metadata().row_groups().iter().map(|g| u64::try_from(g.total_byte_size()).unwrap_or(0));
        let unpacked = unpacked.fold(0_u64, u64::saturating_add);
        let narrow = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        limit(name, "bytes after unpacking", narrow(unpacked), narrow(limits.unpacked))?;
        // One batch where the file is small, so that its columns are borrowed and not joined.
        let size = usize::try_from(said).unwrap_or(usize::MAX).clamp(1, 1 << 20);
        let reader = builder.with_batch_size(size).build().map_err(damaged)?;
        let schema = arrow_array::RecordBatchReader::schema(&reader);
        arrow::collect(name, schema, reader.map(|batch| batch.map_err(|why| arrow::damaged(name, &why))), limits)
    })
}
