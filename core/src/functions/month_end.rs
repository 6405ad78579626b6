//! The last day of a month.

use super::{Doc, Example};
use crate::value::Value;

/// Its page.
pub static DOC: Doc = Doc {
    name: "month_end",
    signature: "month_end(y, m)",
    en: "the last day of a month",
    vi: "ngày cuối tháng",
    source: "Gregorian calendar",
    examples: &[
        Example { call: "month_end(2024, 2)", gives: "2024-02-29" },
        Example { call: "month_end(2024, 13)", gives: "missing" },
    ],
};

/// See [`crate::ops::time::month_end`].
pub fn call(year: &Value, month: &Value) -> Value {
    crate::ops::time::month_end(year, month)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::test::*;

    #[test]
    fn leap_years() {
        assert_eq!(show(&call(&n("2024"), &n("2"))), "2024-02-29");
        assert_eq!(show(&call(&n("2100"), &n("2"))), "2100-02-28");
    }
}
