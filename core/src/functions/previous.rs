//! X of the year before, under the rules in force then.
//!
//! It looks at other years, so the evaluator gives it its meaning (`exact/years.rs`); here is its page.

use super::{Doc, Example};

/// Its page.
pub static DOC: Doc = Doc {
    name: "previous",
    signature: "previous(x)",
    en: "x of the year before, under the rules in force then",
    vi: "x của năm liền trước, theo quy định có hiệu lực năm đó",
    source: "definition: x at year - 1",
    examples: &[Example { call: "previous(5)", gives: "5" }],
};
