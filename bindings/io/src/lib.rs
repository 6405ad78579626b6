//! Tables in, tables and pages out: one meaning of a fault and of its place in the file, for the command line,
//! Python and the browser alike.
//!
//! [`read`] turns bytes into [`RawTable`]s, [`bind()`] binds those to a program, [`write`] writes results.

mod bind;
mod fault;
mod format;
mod gather;
mod limits;
mod matching;
pub mod read;
mod recorded;
mod table;

pub use bind::{bind, BindOptions, Bound};
pub use fault::{fault, Result};
pub use format::Format;
pub use limits::Limits;
pub use matching::{ColumnMatch, Mapping, Meaning, MatchedBy};
pub use read::{read, ReadOptions};
pub use table::{cell_text, column_letters, Cells, Places, RawCell, RawColumn, RawTable, TextCells, Validity};
