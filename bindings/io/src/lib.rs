//! Tables in, tables and pages out: one meaning of a fault and of its place in the file, for the command line,
//! Python and the browser alike.
//!
//! [`read()`] turns bytes into [`RawTable`]s, [`bind()`] binds those to a program, [`mod@write`] writes results.

mod bind;
mod chart;
pub mod comparison;
pub mod describe;
pub mod diagnostics;
pub mod display;
mod fault;
mod format;
mod frame;
mod gather;
mod hash;
mod html_text;
mod leads;
mod limits;
mod matching;
mod metadata;
pub mod read;
mod recorded;
#[cfg(feature = "json")]
pub mod replay;
mod save;
pub mod schema;
pub mod sensitivity;
#[cfg(feature = "parquet")]
pub mod stream;
mod table;
mod tidy;
pub mod words;
pub mod write;

pub use bind::{BindOptions, Bound, bind, bind_after};
pub use fault::{Result, fault};
pub use format::Format;
pub use frame::{Frame, Kind, OutCell, faults, help, message, results};
pub use hash::data_hash;
pub use leads::leads;
pub use limits::Limits;
pub use matching::{ColumnMatch, Key, Mapping, MatchedBy, Meaning};
pub use metadata::Metadata;
pub use read::{ReadOptions, read};
pub use recorded::kind as value_kind;
pub use save::{Draft, save};
pub use table::{Cells, Places, RawCell, RawColumn, RawTable, TextCells, Validity, cell_text, column_letters};
pub use tidy::{Figure, Row, Shown, TIDY_COLUMNS, What, category_item, kind_of, name_of, rows};
pub use words::label;
