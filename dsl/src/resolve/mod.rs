//! From files to versions: what is compiled together, and what each name stands for.

pub(crate) mod depend;
pub(crate) mod load;
pub(crate) mod scope;
mod slot;
pub(crate) mod version;

use milepost_core::diagnostic::Span;
use milepost_core::program::SourceFile;

pub(crate) use slot::word;

/// The line of a place, counted from 1.
pub(crate) fn line(files: &[SourceFile], span: Span) -> usize {
    let before = files.get(usize::from(span.file)).and_then(|f| f.text.get(..usize::try_from(span.start).unwrap_or(0)));
    before.map_or(0, |text| text.bytes().filter(|b| *b == b'\n').count()) + 1
}
