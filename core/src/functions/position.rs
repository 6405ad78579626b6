//! Where x lies between lo (0 %) and hi (100 %); missing where both are equal.

use super::{Doc, Example};
use crate::ops::Meter;
use crate::ops::arith::{div, sub};
use crate::value::Value;

/// Its page.
pub static DOC: Doc = Doc {
    name: "position",
    signature: "position(x, lo, hi)",
    en: "where x lies between lo (0 %) and hi (100 %); missing where both are equal",
    vi: "vị trí của x giữa lo (0 %) và hi (100 %); không có giá trị nếu hai mốc bằng nhau",
    source: "min-max normalisation: (x - lo) / (hi - lo); UNDP Human Development Report, technical note 1",
    examples: &[
        Example { call: "position(75, 50, 100)", gives: "50%" },
        Example { call: "position(1, 2, 2)", gives: "missing" },
    ],
};

/// (x - lo) / (hi - lo)
pub fn call(x: &Value, lo: &Value, hi: &Value, meter: &mut Meter) -> Value {
    let above = sub(x, lo, meter);
    let below = sub(hi, lo, meter);
    div(&above, &below, meter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::test::*;

    #[test]
    fn goalposts() {
        let m = &mut Meter::default();
        // life expectancy of 74.588 years between 20 and 85: 54.588 / 65
        assert_eq!(show(&call(&n("74.588"), &n("20"), &n("85"), m)), "13647/16250");
        assert_eq!(show(&call(&n("1"), &n("2"), &n("2"), m)), "missing{zero_base}");
    }
}
