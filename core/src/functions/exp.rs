//! E to the power x, as a real number.

use super::{Doc, Example};
use crate::ops::{Meter, as_real, missing_for};
use crate::program::Reason;
use crate::value::Value;

/// Its page.
pub static DOC: Doc = Doc {
    name: "exp",
    signature: "exp(x)",
    en: "e to the power x, as a real number",
    vi: "e lũy thừa x, là số thực",
    source: "definition",
    examples: &[Example { call: "round(exp(0), 0.01%, half_up)", gives: "100%" }],
};

/// e^x; beyond what can be held: missing{out_of_domain}
pub fn call(x: &Value, meter: &mut Meter) -> Value {
    match as_real(x) {
        Some(real) => real.exp().map_or(Value::missing(Reason::OutOfDomain), |r| meter.real(r)),
        None => missing_for(x.reasons()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::test::*;

    #[test]
    fn one_and_e() {
        let m = &mut Meter::default();
        assert_eq!(show(&call(&n("0"), m)), "1");
        assert_eq!(show(&call(&n("1"), m)), "~2.718282");
        assert_eq!(show(&call(&n("1e30"), m)), "missing{out_of_domain}");
    }
}
