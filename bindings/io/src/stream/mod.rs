//! Files larger than memory, batch by batch: [`Stream`] reads them, [`survey`] says whether scoring the batches gives what
//! scoring the whole gives, [`PartFaults`] brings the batches' faults into the order of the whole, and
//! [`Sink`](crate::write::Sink) appends results.

mod arrow;
mod faults;
mod parquet;
mod parts;
mod survey;
#[cfg(test)]
mod tests;
mod text;

pub use faults::{PartFaults, Shape};
pub use parts::{Part, Several};
pub use survey::{Survey, Whole, survey};

use crate::{Cells, Format, Limits, Places, RawColumn, RawTable, ReadOptions, Result, fault};
use milepost_core::codes;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A table in a file, to be read in batches as often as needed.
#[derive(Debug)]
pub struct Stream {
    name: String,
    options: ReadOptions,
    level: Option<String>,
    /// Columns of numbers in whose texts there are other things too, so that no part of them is read as decimals.
    not_decimals: Vec<usize>,
    kind: Kind,
}

/// What is known of a file from its head or foot.
#[derive(Debug)]
enum Kind {
    Parquet(parquet::Footer),
    Arrow(arrow::Messages),
    Text(text::Text),
}

/// The batches of one reading, in the order of the file.
pub struct Batches {
    next: Box<dyn FnMut() -> Result<Option<RawTable>> + Send>,
    level: Option<String>,
    rows: usize,
    limits: Limits,
    done: bool,
    bytes: Arc<AtomicU64>,
    not_decimals: Vec<usize>,
}

impl Stream {
    /// Opens a file; `None` where its format is not read in batches.
    ///
    /// # Errors
    /// When it cannot be opened, or its head is damaged or beyond a limit.
    pub fn open(path: &Path, name: &str, options: &ReadOptions) -> Result<Option<Self>> {
        let open = |wrong: std::io::Error| fault(&codes::F01_OPEN, name, [name.to_owned(), wrong.to_string()]);
        // What is no file can be read once only.
        let about = std::fs::metadata(path).map_err(open)?;
        if !about.is_file() {
            return Ok(None);
        }
        let size = about.len();
        let format = match options.format.or_else(|| Format::of_name(name)) {
            Some(format) => format,
            None => {
                let mut first = Vec::new();
                File::open(path).and_then(|f| f.take(4096).read_to_end(&mut first)).map_err(open)?;
                Format::of_bytes(&first)
            }
        };
        let kind = match format {
            Format::Parquet => Kind::Parquet(parquet::Footer::read(path, name, &options.limits)?),
            Format::Arrow => Kind::Arrow(arrow::Messages::read(path, name, &options.limits)?),
            Format::Csv | Format::Tsv | Format::Ndjson if size > 0 => {
                Kind::Text(text::Text::read(path, name, format, options)?)
            }
            _ => return Ok(None),
        };
        Ok(Some(Self { name: name.to_owned(), options: options.clone(), level: None, not_decimals: Vec::new(), kind }))
    }

    /// Names the level of all rows.
    #[must_use]
    pub fn at_level(mut self, level: Option<&str>) -> Self {
        self.level = level.map(str::to_owned);
        self
    }

    /// How many rows there are, where the file says it.
    pub fn rows(&self) -> Option<usize> {
        match &self.kind {
            Kind::Parquet(footer) => Some(footer.rows()),
            Kind::Arrow(messages) => Some(messages.rows()),
            Kind::Text(_) => None,
        }
    }

    /// How many bytes a file of text has.
    pub fn bytes(&self) -> Option<u64> {
        match &self.kind {
            Kind::Text(text) => Some(text.bytes()),
            Kind::Parquet(_) | Kind::Arrow(_) => None,
        }
    }

    /// Reads a file once that does not say at its head which columns it has.
    fn learn(&mut self, progress: &dyn Fn(u64, u64)) -> Result<Option<Whole>> {
        let Kind::Text(text) = &mut self.kind else { return Ok(None) };
        text.learn(&self.name, &self.options.limits, progress)?;
        Ok(text.whole().cloned())
    }

    /// Whether the cells of a column are text as written.
    fn is_text(&self, column: usize) -> bool {
        match &self.kind {
            Kind::Parquet(footer) => footer.is_text(column),
            Kind::Arrow(messages) => messages.is_text(column),
            Kind::Text(text) => text.is_delimited(),
        }
    }

    /// The columns, without a row. Those of records that stand in lines are known after a [`survey`].
    pub fn heading(&self) -> RawTable {
        let names = match &self.kind {
            Kind::Parquet(footer) => footer.columns(),
            Kind::Arrow(messages) => messages.columns(),
            Kind::Text(text) => text.columns().to_vec(),
        };
        let columns = names.into_iter().map(|name| RawColumn { name, cells: Cells::Mixed(Vec::new()) }).collect();
        let (source, level) = (self.name.clone(), self.level.clone());
        RawTable { source, level, columns, rows: 0, places: Places::Rows, faults: Vec::new() }
    }

    /// Reads the file once, so many rows at a time; of those columns only, where some are named by their positions.
    ///
    /// # Errors
    /// When it cannot be opened again. What is wrong further on is an error of the batch.
    pub fn batches(&self, rows: usize, columns: Option<&[usize]>) -> Result<Batches> {
        let (name, limits, rows) = (&self.name, &self.options.limits, rows.max(1));
        let bytes = Arc::default();
        let next: Box<dyn FnMut() -> Result<Option<RawTable>> + Send> = match &self.kind {
            Kind::Parquet(footer) => Box::new(footer.batches(name, limits, rows, columns)?),
            Kind::Arrow(messages) => Box::new(messages.batches(name, limits, rows, columns)?),
            Kind::Text(text) => text.batches(name, &self.options, (rows, columns), &bytes)?,
        };
        // Where columns are named, their numbers are others.
        let not_decimals = columns.map_or_else(|| self.not_decimals.clone(), |_| Vec::new());
        Ok(Batches { next, level: self.level.clone(), rows: 0, limits: *limits, done: false, bytes, not_decimals })
    }
}

impl Batches {
    /// How many bytes of a file of text were read so far.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }
}

impl Iterator for Batches {
    type Item = Result<RawTable>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let found = (self.next)().and_then(|batch| {
            let Some(mut batch) = batch else { return Ok(None) };
            if let Places::Rows = batch.places {
                batch.places = Places::RowsAfter(self.rows);
            }
            self.rows = self.rows.saturating_add(batch.rows);
            crate::read::limit(&batch.source, "rows", self.rows, self.limits.rows)?;
            crate::read::check_texts(&batch, &self.limits)?;
            batch.level.clone_from(&self.level);
            for column in &self.not_decimals {
                if let Some(Cells::Text(texts)) = batch.columns.get_mut(*column).map(|c| &mut c.cells) {
                    texts.are_not_decimals();
                }
            }
            Ok(Some(batch))
        });
        // After an error nothing that follows could be trusted.
        self.done = !matches!(found, Ok(Some(_)));
        found.transpose()
    }
}

fn damaged(name: &str, wrong: &impl ToString) -> Box<milepost_core::dataset::Fault> {
    fault(&codes::F06_DAMAGED, name, [name.to_owned(), wrong.to_string()])
}

fn open(path: &Path, name: &str) -> Result<File> {
    File::open(path).map_err(|wrong| fault(&codes::F01_OPEN, name, [name.to_owned(), wrong.to_string()]))
}
