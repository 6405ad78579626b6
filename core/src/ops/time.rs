//! Dates made from numbers.

use super::arith::whole;
use super::missing;
use crate::date;
use crate::program::Reason;
use crate::value::Value;

/// The day of a year, month and day; missing{out_of_domain} where there is no such day.
pub fn date(year: &Value, month: &Value, day: &Value) -> Value {
    let reasons = year.reasons().union(month.reasons()).union(day.reasons());
    if !reasons.is_empty() {
        return Value::Missing(reasons);
    }
    let parts = (whole(year), whole(month), whole(day));
    let (Some(y), Some(m), Some(d)) = parts else { return Value::missing(Reason::OutOfDomain) };
    let day = match (i32::try_from(y), u32::try_from(m), u32::try_from(d)) {
        (Ok(y), Ok(m), Ok(d)) => date::checked_days(y, m, d),
        _ => None,
    };
    day.map_or(Value::missing(Reason::OutOfDomain), Value::Date)
}

/// The last day of a month.
pub fn month_end(year: &Value, month: &Value) -> Value {
    if year.is_missing() || month.is_missing() {
        return missing(year, month);
    }
    match (whole(year).and_then(|y| i32::try_from(y).ok()), whole(month).and_then(|m| u32::try_from(m).ok())) {
        (Some(y), Some(m)) if (1..=12).contains(&m) => {
            date::checked_days(y, m, date::days_in_month(y, m)).map_or(Value::missing(Reason::OutOfDomain), Value::Date)
        }
        _ => Value::missing(Reason::OutOfDomain),
    }
}

#[cfg(test)]
mod tests {
    use super::super::test::*;
    use super::*;

    #[test]
    fn days_that_exist_and_days_that_do_not() {
        assert_eq!(show(&date(&Value::Year(2024), &n("2"), &n("29"))), "2024-02-29");
        assert_eq!(show(&date(&Value::Year(2023), &n("2"), &n("29"))), "missing{out_of_domain}");
        assert_eq!(show(&date(&gone(Reason::Absent), &n("2"), &n("29"))), "missing{absent}");
        assert_eq!(show(&month_end(&n("2023"), &n("2"))), "2023-02-28");
        assert_eq!(show(&month_end(&n("2023"), &n("13"))), "missing{out_of_domain}");
    }
}
