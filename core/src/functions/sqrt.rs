//! The square root, as a real number; missing where x is negative.

use super::{Doc, Example};
use crate::ops::{Meter, aggregate};
use crate::value::Value;

/// Its page.
pub static DOC: Doc = Doc {
    name: "sqrt",
    signature: "sqrt(x)",
    en: "the square root, as a real number; missing where x is negative",
    vi: "căn bậc hai, là số thực; không có giá trị nếu x âm",
    source: "definition",
    examples: &[Example { call: "sqrt(49%)", gives: "70%" }],
};

/// The square root.
pub fn call(x: &Value, meter: &mut Meter) -> Value {
    aggregate::root(x, 2, meter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::test::*;

    #[test]
    fn squares_are_exact() {
        let m = &mut Meter::default();
        assert_eq!(show(&call(&n("0.49"), m)), "0.7");
        assert_eq!(show(&call(&n("2"), m)), "~1.414214");
        assert_eq!(show(&call(&n("-1"), m)), "missing{out_of_domain}");
    }
}
