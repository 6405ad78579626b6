//! Indicator rules with exact verdicts: compile rule text, evaluate facts, read verdicts with their reasons.
//!
//! ```
//! let rules = milepost::compile(r#"
//! ruleset broadband "Fibre broadband" { applies 2024..2025  evaluates district }
//! level district
//! input fibre : ratio in 0%..100% "Households with fibre" { given as percent }
//! criterion II_3 "Households covered by fibre broadband" {
//!   measure fibre
//!   target  2024: >= 70%, 2025: >= 80%
//! }
//! "#)?;
//! let facts = std::collections::BTreeMap::from([("fibre", "79.99")]);
//! let report = rules.evaluate(&facts, milepost::Year(2025))?;
//! assert_eq!(report.verdict("II_3"), Some(milepost::Verdict::NotMet));
//! # Ok::<(), milepost::Error>(())
//! ```
//!
//! This crate is a table of contents: the meaning stands in [`core`], the language in [`dsl`].

mod batches;
mod error;
pub mod facts;
mod partial;
mod prepared;
mod report;
mod ruleset;

pub use error::{Error, RuleError};
pub use milepost_core as core;
pub use milepost_core::dataset::Dataset;
pub use milepost_core::diagnostic::{Diagnostic, Lang};
pub use milepost_core::number::Number;
pub use milepost_core::prepared::Part;
pub use milepost_core::program::Verdict;
pub use milepost_core::report::Table;
pub use milepost_core::value::Value;
pub use milepost_dsl as dsl;
pub use partial::Partial;
pub use prepared::{Brief, Prepared};
pub use report::{Report, cell};
pub use ruleset::{Engine, Ruleset, Year, Years, compile, compile_with, load, load_variant, score};
