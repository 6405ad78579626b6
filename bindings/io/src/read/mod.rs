//! Bytes to tables.

#[cfg(feature = "arrow")]
pub mod arrow;
#[cfg(feature = "arrow")]
pub(crate) mod decoder;
#[cfg(feature = "csv")]
pub(crate) mod delimited;
#[cfg(any(feature = "csv", feature = "xlsx-read"))]
mod header;
#[cfg(feature = "arrow")]
pub(crate) mod ipc;
#[cfg(feature = "json")]
pub(crate) mod json;
#[cfg(feature = "parquet")]
pub(crate) mod parquet;
#[cfg(feature = "csv")]
mod records;
mod text;

pub use text::decode;
#[cfg(feature = "xlsx-read")]
mod xlsx;

use crate::{Format, Limits, RawTable, Result, fault};
use milepost_core::codes;

/// What the caller knows about a file.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// Its format; otherwise its name, then its first bytes tell.
    pub format: Option<Format>,
    /// The sheet of a spreadsheet; otherwise the first one that has cells.
    pub sheet: Option<String>,
    /// First and last row of the heading, from 1; otherwise the first row that is not empty.
    pub header: Option<(u32, u32)>,
    /// How much the file may ask for.
    pub limits: Limits,
}

/// Reads the tables of a file. A JSON document can hold one per level; all other formats hold one.
pub fn read(name: &str, bytes: Vec<u8>, options: &ReadOptions) -> Result<Vec<RawTable>> {
    if bytes.is_empty() {
        return Err(fault(&codes::F04_EMPTY, name, [name]));
    }
    let format = match (options.format, Format::of_name(name)) {
        (Some(format), _) => format,
        (None, Some(format)) => format,
        (None, None) => Format::of_bytes(&bytes),
    };
    let tables: Result<Vec<RawTable>> = match format {
        #[cfg(feature = "csv")]
        Format::Csv | Format::Tsv => delimited::read(name, &bytes, format, options).map(|t| vec![t]),
        #[cfg(feature = "json")]
        Format::Json => json::document(name, &bytes, &options.limits),
        #[cfg(feature = "json")]
        Format::Ndjson => json::lines(name, &bytes, &options.limits),
        #[cfg(feature = "xlsx-read")]
        Format::Xlsx => xlsx::read(name, bytes, options).map(|t| vec![t]),
        #[cfg(feature = "arrow")]
        Format::Arrow => ipc::read(name, bytes, &options.limits).map(|t| vec![t]),
        #[cfg(feature = "parquet")]
        Format::Parquet => parquet::read(name, bytes, &options.limits).map(|t| vec![t]),
        _ => Err(fault(&codes::F02_FORMAT, name, [name])),
    };
    let tables = tables?;
    tables.iter().try_for_each(|table| check_size(table, &options.limits))?;
    Ok(tables)
}

fn check_size(table: &RawTable, limits: &Limits) -> Result<()> {
    limit(&table.source, "rows", table.rows, limits.rows)?;
    limit(&table.source, "columns", table.columns.len(), limits.columns)
}

/// Refuses a table in which a text is longer than the limit, and says where.
#[cfg(feature = "arrow")]
pub(crate) fn check_texts(table: &RawTable, limits: &Limits) -> Result<()> {
    for (at, column) in table.columns.iter().enumerate() {
        if let Some(row) = column.cells.text_longer_than(limits.text) {
            let place = table.places.of(&table.source, &table.columns, row, Some(at));
            return limit(&place, "bytes in a cell", usize::MAX, limits.text);
        }
    }
    Ok(())
}

/// Refuses what goes beyond a limit, and says which.
pub(crate) fn limit(place: &str, what: &str, found: usize, most: usize) -> Result<()> {
    if found > most {
        return Err(fault(&codes::F08_LIMIT, place, [what.to_owned(), most.to_string()]));
    }
    Ok(())
}
