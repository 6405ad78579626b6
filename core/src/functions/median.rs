//! The middle value, or the mean of the two in the middle.

use super::{Doc, Example};
use crate::ops::{Meter, aggregate};
use crate::value::Value;

/// Its page.
pub static DOC: Doc = Doc {
    name: "median",
    signature: "median(a, b, …)",
    en: "the middle value, or the mean of the two in the middle",
    vi: "trung vị: giá trị ở giữa, hoặc trung bình của hai giá trị ở giữa",
    source: "definition",
    examples: &[Example { call: "median(9, 1, 4)", gives: "4" }, Example { call: "median(9, 1, 4, 3)", gives: "3.5" }],
};

/// See [`crate::ops::aggregate`].
pub fn call(args: &[Value], meter: &mut Meter) -> Value {
    aggregate::median(args, meter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::test::*;

    #[test]
    fn by_hand() {
        let args: Vec<Value> = "9 1 4 3".split(' ').map(n).collect();
        assert_eq!(show(&call(&args, &mut Meter::default())), "3.5");
        let open = [n("1"), gone(crate::program::Reason::Absent)];
        assert_eq!(show(&call(&open, &mut Meter::default())), "missing{absent}");
    }
}
