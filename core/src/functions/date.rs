//! The day of a year, month and day; missing where there is no such day.

use super::{Doc, Example};
use crate::value::Value;

/// Its page.
pub static DOC: Doc = Doc {
    name: "date",
    signature: "date(y, m, d)",
    en: "the day of a year, month and day; missing where there is no such day",
    vi: "ngày theo năm, tháng, ngày; không có giá trị nếu ngày đó không tồn tại",
    source: "Gregorian calendar",
    examples: &[
        Example { call: "date(2024, 12, 15)", gives: "2024-12-15" },
        Example { call: "date(2023, 2, 29)", gives: "missing" },
    ],
};

/// See [`crate::ops::time::date`].
pub fn call(year: &Value, month: &Value, day: &Value) -> Value {
    crate::ops::time::date(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::test::*;

    #[test]
    fn a_day() {
        assert_eq!(show(&call(&Value::Year(2024), &n("12"), &n("15"))), "2024-12-15");
    }
}
