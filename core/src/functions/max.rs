//! The largest.

use super::{Doc, Example};
use crate::ops::aggregate::extreme;
use crate::value::Value;
use std::cmp::Ordering;

/// Its page.
pub static DOC: Doc = Doc {
    name: "max",
    signature: "max(a, b, …)",
    en: "the largest",
    vi: "giá trị lớn nhất",
    source: "definition",
    examples: &[Example { call: "max(3, 1, 2)", gives: "3" }],
};

/// The largest.
pub fn call(args: &[Value]) -> Value {
    extreme(args, Ordering::Greater)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::test::*;

    #[test]
    fn largest() {
        assert_eq!(show(&call(&[n("3"), n("1"), n("2")])), "3");
        assert_eq!(show(&call(&[Value::Date(3), Value::Date(9)])), "1970-01-10");
    }
}
