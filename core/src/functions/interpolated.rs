//! X of the evaluated year, else on the straight line between the nearest years that have it: a filled value.
//!
//! It looks at other years, so the evaluator gives it its meaning (`exact/years.rs`); here is its page.

use super::{Doc, Example};

/// Its page.
pub static DOC: Doc = Doc {
    name: "interpolated",
    signature: "interpolated(x)",
    en: "x of the evaluated year, else on the straight line between the nearest years that have it: a filled value",
    vi: "x của năm đánh giá, nếu không có thì nội suy thẳng giữa hai năm gần nhất có số liệu: giá trị bổ khuyết",
    source: "linear interpolation",
    examples: &[Example { call: "interpolated(5)", gives: "5" }],
};
