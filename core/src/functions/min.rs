//! The smallest.

use super::{Doc, Example};
use crate::ops::aggregate::extreme;
use crate::value::Value;
use std::cmp::Ordering;

/// Its page.
pub static DOC: Doc = Doc {
    name: "min",
    signature: "min(a, b, …)",
    en: "the smallest",
    vi: "giá trị nhỏ nhất",
    source: "definition",
    examples: &[Example { call: "min(3, 1, 2)", gives: "1" }],
};

/// The smallest.
pub fn call(args: &[Value]) -> Value {
    extreme(args, Ordering::Less)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::test::*;

    #[test]
    fn smallest() {
        assert_eq!(show(&call(&[n("3"), n("1"), n("2")])), "1");
        assert_eq!(show(&call(&[n("3"), gone(crate::program::Reason::Absent)])), "missing{absent}");
    }
}
