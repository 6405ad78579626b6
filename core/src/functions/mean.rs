//! The arithmetic mean.

use super::{Doc, Example};
use crate::ops::{Meter, aggregate};
use crate::value::Value;

/// Its page.
pub static DOC: Doc = Doc {
    name: "mean",
    signature: "mean(a, b, …)",
    en: "the arithmetic mean",
    vi: "trung bình cộng",
    source: "definition: sum / n",
    examples: &[Example { call: "mean(1, 2, 4)", gives: "7/3" }],
};

/// See [`crate::ops::aggregate`].
pub fn call(args: &[Value], meter: &mut Meter) -> Value {
    aggregate::mean(args, &[], meter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::test::*;

    #[test]
    fn by_hand() {
        let args: Vec<Value> = "1 2 4".split(' ').map(n).collect();
        assert_eq!(show(&call(&args, &mut Meter::default())), "7/3");
        let open = [n("1"), gone(crate::program::Reason::Absent)];
        assert_eq!(show(&call(&open, &mut Meter::default())), "missing{absent}");
    }
}
