//! The year of a date.

use super::{Doc, Example};
use crate::date::civil;
use crate::ops::missing_for;
use crate::value::Value;

/// Its page.
pub static DOC: Doc = Doc {
    name: "year_of",
    signature: "year_of(d)",
    en: "the year of a date",
    vi: "năm của một ngày",
    source: "Gregorian calendar",
    examples: &[Example { call: "year_of(2024-10-06)", gives: "2024" }],
};

/// The year of a date.
pub fn call(date: &Value) -> Value {
    match date {
        Value::Date(d) => Value::Year(civil(*d).0),
        _ => missing_for(date.reasons()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::test::*;

    #[test]
    fn the_year() {
        assert_eq!(show(&call(&Value::Date(crate::date::days(2024, 1, 1)))), "2024");
        assert_eq!(show(&call(&gone(crate::program::Reason::Absent))), "missing{absent}");
    }
}
