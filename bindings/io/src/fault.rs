//! What is wrong with a file, in the same shape as what is wrong with a cell.

use milepost_core::codes::Message;
use milepost_core::dataset::Fault;

/// A table that cannot be read at all is an error; a row or cell that cannot is a fault in the table.
pub type Result<T> = std::result::Result<T, Box<Fault>>;

/// A fault of a file or row, at a place.
pub fn fault<S: Into<String>>(
    message: &'static Message,
    place: impl Into<String>,
    args: impl IntoIterator<Item = S>,
) -> Box<Fault> {
    Box::new(Fault {
        message,
        args: args.into_iter().map(Into::into).collect(),
        level: None,
        unit: String::new(),
        year: None,
        by: None,
        name: String::new(),
        value: String::new(),
        place: place.into(),
    })
}
