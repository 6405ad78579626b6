//! Runs the cases of `tests/cases`: what the language promises, as data. The format is described in its README.

pub mod case;
pub mod check;
pub mod counts;
pub mod expect;
pub mod long;
pub mod lookup;
pub mod trust;

pub use case::{Case, read_all};
pub use check::{Evaluate, run};
pub use counts::Counts;
