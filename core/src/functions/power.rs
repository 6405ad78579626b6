//! X to the power y, as a real number.

use super::{Doc, Example};
use crate::ops::{Meter, aggregate};
use crate::value::Value;

/// Its page.
pub static DOC: Doc = Doc {
    name: "power",
    signature: "power(x, y)",
    en: "x to the power y, as a real number",
    vi: "x lũy thừa y, là số thực",
    source: "definition: exp(y ln x); exact where the power is rational",
    examples: &[Example { call: "power(4, 1/2)", gives: "2" }, Example { call: "power(2, 10)", gives: "1024" }],
};

/// x^y
pub fn call(x: &Value, y: &Value, meter: &mut Meter) -> Value {
    aggregate::power(x, y, meter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::test::*;

    #[test]
    fn rational_powers_are_exact() {
        let m = &mut Meter::default();
        assert_eq!(show(&call(&n("8"), &n("2/3"), m)), "4");
        assert_eq!(show(&call(&n("2"), &n("0.5"), m)), "~1.414214");
        assert_eq!(show(&call(&n("0"), &n("-1"), m)), "missing{zero_base}");
        assert_eq!(show(&call(&n("-2"), &n("0.5"), m)), "missing{out_of_domain}");
    }
}
