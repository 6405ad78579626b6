//! The growth of x against the year before.
//!
//! It looks at other years, so the evaluator gives it its meaning (`exact/years.rs`); here is its page.

use super::{Doc, Example};

/// Its page.
pub static DOC: Doc = Doc {
    name: "growth",
    signature: "growth(x)",
    en: "the growth of x against the year before",
    vi: "tốc độ tăng của x so với năm liền trước",
    source: "definition: (x - previous(x)) / previous(x)",
    examples: &[Example { call: "growth(5)", gives: "0" }],
};
