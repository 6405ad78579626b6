//! The multiple of step next to x; mode is half_up, half_even, up, down, floor or ceiling.

use super::{Doc, Example};
use crate::number::Mode;
use crate::ops::{Meter, as_number, as_real, missing};
use crate::program::Reason;
use crate::value::Value;

/// Its page.
pub static DOC: Doc = Doc {
    name: "round",
    signature: "round(x, step, mode)",
    en: "the multiple of step next to x; mode is half_up, half_even, up, down, floor or ceiling",
    vi: "bội số của step gần x nhất; mode là half_up, half_even, up, down, floor hoặc ceiling",
    source: "definition: step times x / step rounded to a whole number",
    examples: &[
        Example { call: "round(69.96%, 0.1%, half_up)", gives: "70%" },
        Example { call: "round(2.5, 1, half_even)", gives: "2" },
    ],
};

/// step · ⌊x / step⌉
pub fn call(x: &Value, step: &Value, mode: Mode, meter: &mut Meter) -> Value {
    if x.is_missing() || step.is_missing() {
        return missing(x, step);
    }
    let (Some(real), Some(step)) = (as_real(x), as_number(step)) else {
        return Value::missing(Reason::Invalid);
    };
    if step.is_zero() {
        return Value::missing(Reason::ZeroBase);
    }
    match real.round(&step, mode) {
        Some(number) => meter.number(number),
        None => meter.exceed(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::test::*;

    #[test]
    fn halves() {
        let m = &mut Meter::default();
        let mut r = |x: &str, mode| show(&call(&n(x), &n("1"), mode, m));
        assert_eq!(r("2.5", Mode::HalfUp), "3");
        assert_eq!(r("2.5", Mode::HalfEven), "2");
        assert_eq!(r("-2.5", Mode::HalfUp), "-3");
        assert_eq!(show(&call(&n("0.6996"), &n("0.001"), Mode::HalfUp, m)), "0.7");
        assert_eq!(show(&call(&n("1"), &n("0"), Mode::HalfUp, m)), "missing{zero_base}");
        let two = crate::ops::aggregate::root(&n("2"), 2, m);
        assert_eq!(show(&call(&two, &n("0.01"), Mode::Floor, m)), "1.41");
    }
}
