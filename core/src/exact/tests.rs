//! Small programs made by hand, and what they mean. Rule text is tested where there is a parser.

pub(crate) mod support;

mod criteria;
mod edges;
mod groups;
mod memory;
mod soundness;
mod units;
mod years;
