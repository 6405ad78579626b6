//! The distance of x from zero.

use super::{Doc, Example};
use crate::ops::missing_for;
use crate::value::Value;

/// Its page.
pub static DOC: Doc = Doc {
    name: "abs",
    signature: "abs(x)",
    en: "the distance of x from zero",
    vi: "khoảng cách từ x đến 0",
    source: "definition",
    examples: &[Example { call: "abs(-3)", gives: "3" }, Example { call: "abs(2 - 5)", gives: "3" }],
};

/// |x|
pub fn call(x: &Value) -> Value {
    match x {
        Value::Number(n) => Value::Number(n.abs()),
        Value::Real(r) => Value::Real(r.abs()),
        _ => missing_for(x.reasons()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::test::*;

    #[test]
    fn signs_vanish() {
        assert_eq!(show(&call(&n("-2/3"))), "2/3");
        assert_eq!(show(&call(&gone(crate::program::Reason::Absent))), "missing{absent}");
    }
}
