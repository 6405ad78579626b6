//! X of the evaluated year, else of the latest of the n years before that has it: a filled value.
//!
//! It looks at other years, so the evaluator gives it its meaning (`exact/years.rs`); here is its page.

use super::{Doc, Example};

/// Its page.
pub static DOC: Doc = Doc {
    name: "latest",
    signature: "latest(x, n)",
    en: "x of the evaluated year, else of the latest of the n years before that has it: a filled value",
    vi: "x của năm đánh giá, nếu không có thì của năm gần nhất trong n năm trước: giá trị bổ khuyết",
    source: "last observation carried forward, n years at most",
    examples: &[Example { call: "latest(5, 2)", gives: "5" }],
};
