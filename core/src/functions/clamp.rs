//! X, but not below lo and not above hi.

use super::{Doc, Example};
use crate::ops::aggregate::extreme;
use crate::value::Value;
use std::cmp::Ordering;

/// Its page.
pub static DOC: Doc = Doc {
    name: "clamp",
    signature: "clamp(x, lo, hi)",
    en: "x, but not below lo and not above hi",
    vi: "x, nhưng không nhỏ hơn lo và không lớn hơn hi",
    source: "definition: min(max(x, lo), hi)",
    examples: &[
        Example { call: "clamp(120%, 0%, 100%)", gives: "100%" },
        Example { call: "clamp(-5, 0, 10)", gives: "0" },
    ],
};

/// min(max(x, lo), hi)
pub fn call(x: &Value, lo: &Value, hi: &Value) -> Value {
    let raised = extreme(&[x.clone(), lo.clone()], Ordering::Greater);
    extreme(&[raised, hi.clone()], Ordering::Less)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::test::*;

    #[test]
    fn ends_hold() {
        let c = |x: &str| show(&call(&n(x), &n("0"), &n("1")));
        assert_eq!((c("-1"), c("0.5"), c("7")), ("0".into(), "0.5".into(), "1".into()));
        assert_eq!(show(&call(&gone(crate::program::Reason::Absent), &n("0"), &n("1"))), "missing{absent}");
    }
}
