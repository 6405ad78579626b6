//! Facts of one unit, in the shape that Rust, Python and JavaScript share:
//!
//! ```json
//! { "fibre": "79.99",                          an input of the evaluated year
//!   "commune": [ { "recognised": true }, … ],  units below, under their level's name
//!   "province": { "gdp": 12 },                 the unit above, under its level's name
//!   "years": { "2024": { "fibre": 71 } },      other years
//!   "by": { "self": { "fibre": 80 } },         what one assessor says
//!   "recorded": { "2024": { "cs.index.score": 812 } } }   published results
//! ```
//! `unit` and `label` name a unit. Keys that name nothing in the rules are warned of.

mod bind;
mod serialize;

pub(crate) use bind::unknown_name;
pub use bind::{Bound, bind, bind_all, result_name};
pub use serialize::to_tree;

use std::borrow::Cow;

/// Facts as a tree, from whatever they were.
#[derive(Debug, Clone, PartialEq)]
pub enum Tree {
    /// Nothing.
    Null,
    /// yes, no
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A float: stands for its shortest decimal.
    Float(f64),
    /// Text, also a decimal number as written.
    Text(String),
    /// Units below.
    List(Vec<Tree>),
    /// Names and what they hold.
    Map(Vec<(Cow<'static, str>, Tree)>),
}
