//! The harmonic mean; missing where one value is 0.

use super::{Doc, Example};
use crate::ops::{Meter, aggregate};
use crate::value::Value;

/// Its page.
pub static DOC: Doc = Doc {
    name: "harmonic_mean",
    signature: "harmonic_mean(a, b, …)",
    en: "the harmonic mean; missing where one value is 0",
    vi: "trung bình điều hòa; không có giá trị nếu có giá trị bằng 0",
    source: "definition: n / sum of 1/x",
    examples: &[Example { call: "harmonic_mean(2, 6)", gives: "3" }],
};

/// See [`crate::ops::aggregate`].
pub fn call(args: &[Value], meter: &mut Meter) -> Value {
    aggregate::harmonic_mean(args, &[], meter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::test::*;

    #[test]
    fn by_hand() {
        let args: Vec<Value> = "2 6".split(' ').map(n).collect();
        assert_eq!(show(&call(&args, &mut Meter::default())), "3");
        let open = [n("1"), gone(crate::program::Reason::Absent)];
        assert_eq!(show(&call(&open, &mut Meter::default())), "missing{absent}");
    }
}
