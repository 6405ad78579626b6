//! What indicator rules mean. This crate is pure: no text, file, clock, network or environment.
//!
//! A [`program::Program`] (built by `milepost-dsl` from rule text) and a [`dataset::Dataset`] (read by `milepost-io`
//! from tables) are evaluated to a [`report::Table`].
pub mod codes;
pub mod columnar;
pub mod comparison;
pub mod dataset;
pub mod date;
pub mod diagnostic;
pub mod exact;
pub mod explain;
pub mod functions;
pub mod group;
pub mod normal;
pub mod number;
pub mod ops;
pub mod outcome;
mod pages;
pub mod partial;
pub mod prepared;
pub mod program;
pub mod rank;
pub mod report;
pub mod sensitivity;
pub mod trial;
pub mod value;
