//! The root of order n, as a real number.

use super::{Doc, Example};
use crate::ops::arith::whole;
use crate::ops::{Meter, aggregate, missing};
use crate::program::Reason;
use crate::value::Value;

/// Its page.
pub static DOC: Doc = Doc {
    name: "root",
    signature: "root(x, n)",
    en: "the root of order n, as a real number",
    vi: "căn bậc n, là số thực",
    source: "definition",
    examples: &[Example { call: "root(51.2%, 3)", gives: "80%" }],
};

/// The root of order n, a whole number from 1.
pub fn call(x: &Value, n: &Value, meter: &mut Meter) -> Value {
    if x.is_missing() || n.is_missing() {
        return missing(x, n);
    }
    match whole(n).and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0) {
        Some(n) => aggregate::root(x, n, meter),
        None => Value::missing(Reason::OutOfDomain),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::test::*;

    #[test]
    fn cubes_are_exact_and_even_roots_have_a_domain() {
        let m = &mut Meter::default();
        assert_eq!(show(&call(&n("0.512"), &n("3"), m)), "0.8");
        assert_eq!(show(&call(&n("-8"), &n("3"), m)), "-2");
        assert_eq!(show(&call(&n("-8"), &n("4"), m)), "missing{out_of_domain}");
        assert_eq!(show(&call(&n("4"), &gone(Reason::Absent), m)), "missing{absent}");
        assert_eq!(show(&call(&gone(Reason::Disputed), &gone(Reason::Absent), m)), "missing{absent,disputed}");
        assert_eq!(show(&call(&gone(Reason::Absent), &n("4"), m)), "missing{absent}");
    }
}
