//! The natural logarithm, as a real number; missing where x is not above zero.

use super::{Doc, Example};
use crate::ops::{Meter, as_real, missing_for};
use crate::program::Reason;
use crate::value::Value;

/// Its page.
pub static DOC: Doc = Doc {
    name: "ln",
    signature: "ln(x)",
    en: "the natural logarithm, as a real number; missing where x is not above zero",
    vi: "lôgarit tự nhiên, là số thực; không có giá trị nếu x không lớn hơn 0",
    source: "definition",
    examples: &[
        Example { call: "round(ln(1), 0.01%, half_up)", gives: "0%" },
        Example { call: "round(ln(10), 0.001, half_up)", gives: "2.303" },
    ],
};

/// The natural logarithm; of what is not above zero: missing{out_of_domain}
pub fn call(x: &Value, meter: &mut Meter) -> Value {
    match as_real(x) {
        Some(real) => real.ln().map_or(Value::missing(Reason::OutOfDomain), |r| meter.real(r)),
        None => missing_for(x.reasons()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::test::*;

    #[test]
    fn domain() {
        let m = &mut Meter::default();
        assert_eq!(show(&call(&n("1"), m)), "0");
        assert_eq!(show(&call(&n("10"), m)), "~2.302585");
        assert_eq!(show(&call(&n("0"), m)), "missing{out_of_domain}");
        assert_eq!(show(&call(&gone(Reason::Absent), m)), "missing{absent}");
    }
}
