//! 31 December of a year.

use super::{Doc, Example};
use crate::number::Number;
use crate::value::Value;

/// Its page.
pub static DOC: Doc = Doc {
    name: "year_end",
    signature: "year_end(y)",
    en: "31 December of a year",
    vi: "ngày 31 tháng 12 của năm",
    source: "Gregorian calendar",
    examples: &[Example { call: "year_end(2024)", gives: "2024-12-31" }],
};

/// 31 December
pub fn call(year: &Value) -> Value {
    crate::ops::time::month_end(year, &Value::Number(Number::integer(12)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::test::*;

    #[test]
    fn the_last_day() {
        assert_eq!(show(&call(&Value::Year(2024))), "2024-12-31");
        assert_eq!(show(&call(&gone(crate::program::Reason::Absent))), "missing{absent}");
    }
}
