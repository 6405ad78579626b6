//! The geometric mean, as a real number; 0 where one value is 0, missing where one is negative.

use super::{Doc, Example};
use crate::ops::{Meter, aggregate};
use crate::value::Value;

/// Its page.
pub static DOC: Doc = Doc {
    name: "geometric_mean",
    signature: "geometric_mean(a, b, …)",
    en: "the geometric mean, as a real number; 0 where one value is 0, missing where one is negative",
    vi: "trung bình nhân, là số thực; bằng 0 nếu có giá trị bằng 0, không có giá trị nếu có số âm",
    source: "definition: the root of order n of the product",
    examples: &[Example { call: "geometric_mean(2, 8)", gives: "4" }],
};

/// See [`crate::ops::aggregate`].
pub fn call(args: &[Value], meter: &mut Meter) -> Value {
    aggregate::geometric_mean(args, &[], meter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::test::*;

    #[test]
    fn by_hand() {
        let args: Vec<Value> = "2 8".split(' ').map(n).collect();
        assert_eq!(show(&call(&args, &mut Meter::default())), "4");
        let open = [n("1"), gone(crate::program::Reason::Absent)];
        assert_eq!(show(&call(&open, &mut Meter::default())), "missing{absent}");
    }
}
