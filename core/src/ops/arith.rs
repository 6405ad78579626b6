//! Sums, differences, products, quotients, powers. Dates move by days and differ by days; years by years.

use super::{Meter, as_number, as_real, missing};
use crate::number::{Number, Real};
use crate::program::Reason;
use crate::value::Value;

/// a + b
pub fn add(a: &Value, b: &Value, meter: &mut Meter) -> Value {
    match (a, b) {
        (Value::Number(x), Value::Number(y)) => meter.number(x.add(y)),
        (Value::Date(d), Value::Number(n)) | (Value::Number(n), Value::Date(d)) => shift_date(*d, n, false),
        (Value::Year(y), Value::Number(n)) | (Value::Number(n), Value::Year(y)) => shift_year(*y, n, false, meter),
        _ => with_reals(a, b, meter, |x, y| Some(x.add(y))),
    }
}

/// a - b
pub fn sub(a: &Value, b: &Value, meter: &mut Meter) -> Value {
    match (a, b) {
        (Value::Number(x), Value::Number(y)) => meter.number(x.sub(y)),
        (Value::Date(x), Value::Date(y)) => Value::Number(Number::integer(i64::from(*x) - i64::from(*y))),
        (Value::Date(d), Value::Number(n)) => shift_date(*d, n, true),
        (Value::Year(x), Value::Year(y)) => Value::Number(Number::integer(i64::from(*x) - i64::from(*y))),
        (Value::Year(y), Value::Number(n)) => shift_year(*y, n, true, meter),
        _ => with_reals(a, b, meter, |x, y| Some(x.sub(y))),
    }
}

/// a * b
pub fn mul(a: &Value, b: &Value, meter: &mut Meter) -> Value {
    match (a, b) {
        (Value::Number(x), Value::Number(y)) => meter.number(x.mul(y)),
        _ => with_reals(a, b, meter, |x, y| Some(x.mul(y))),
    }
}

/// a / b; by zero: missing{zero_base}, together with the reasons of a
pub fn div(a: &Value, b: &Value, meter: &mut Meter) -> Value {
    match (a, b) {
        (Value::Number(x), Value::Number(y)) => match x.div(y) {
            Some(quotient) => meter.number(quotient),
            None => Value::missing(Reason::ZeroBase),
        },
        (_, Value::Number(y)) if y.is_zero() && a.is_missing() => {
            Value::Missing(a.reasons().union(crate::value::Reasons::of(Reason::ZeroBase)))
        }
        _ => with_reals(a, b, meter, Real::div),
    }
}

/// -x
pub fn neg(x: &Value) -> Value {
    match x {
        Value::Number(n) => Value::Number(n.neg()),
        Value::Real(r) => Value::Real(r.neg()),
        _ => missing(x, x),
    }
}

/// x ^ n; zero to a negative power: missing{zero_base}
pub fn pow(x: &Value, exponent: i32, meter: &mut Meter) -> Value {
    match x {
        Value::Number(n) if n.is_zero() && exponent < 0 => Value::missing(Reason::ZeroBase),
        Value::Number(n) => match n.pow(exponent, meter.bits) {
            Some(power) => meter.number(power),
            None => meter.exceed(),
        },
        Value::Real(r) => match r.power(&Real::from(Number::integer(i64::from(exponent)))) {
            Some(power) => meter.real(power),
            None => Value::missing(Reason::OutOfDomain),
        },
        _ => missing(x, x),
    }
}

fn with_reals(a: &Value, b: &Value, meter: &mut Meter, op: impl Fn(&Real, &Real) -> Option<Real>) -> Value {
    match (as_real(a), as_real(b)) {
        (Some(x), Some(y)) => op(&x, &y).map_or(Value::missing(Reason::ZeroBase), |r| meter.real(r)),
        _ => missing(a, b),
    }
}

fn shift_date(date: i32, days: &Number, back: bool) -> Value {
    let moved = days.floor().to_i64().and_then(|d| i64::from(date).checked_add(if back { -d } else { d }));
    match moved.and_then(|d| i32::try_from(d).ok()) {
        Some(date) => Value::Date(date),
        None => Value::missing(Reason::OutOfDomain),
    }
}

fn shift_year(year: i32, by: &Number, back: bool, meter: &mut Meter) -> Value {
    let by = if back { by.neg() } else { by.clone() };
    let moved = Number::integer(i64::from(year)).add(&by);
    match moved.to_i64().and_then(|y| i32::try_from(y).ok()) {
        Some(year) => Value::Year(year),
        None => meter.number(moved),
    }
}

/// The whole number a value is, if it is one.
pub(crate) fn whole(value: &Value) -> Option<i64> {
    as_number(value).filter(Number::is_integer).and_then(|n| n.to_i64())
}

#[cfg(test)]
mod tests {
    use super::super::test::*;
    use super::*;

    fn m() -> Meter {
        Meter::default()
    }

    #[test]
    fn thirds_add_up_to_one_exactly() {
        let third = div(&n("1"), &n("3"), &mut m());
        let two = add(&third, &third, &mut m());
        assert_eq!(show(&add(&two, &third, &mut m())), "1");
    }

    #[test]
    fn reasons_of_both_operands_are_kept() {
        let sum = add(&gone(Reason::Absent), &gone(Reason::Disputed), &mut m());
        assert_eq!(show(&sum), "missing{absent,disputed}");
        assert_eq!(show(&div(&gone(Reason::Absent), &n("0"), &mut m())), "missing{absent,zero_base}");
        assert_eq!(show(&div(&n("0"), &n("0"), &mut m())), "missing{zero_base}");
        assert_eq!(show(&mul(&n("0"), &gone(Reason::Absent), &mut m())), "missing{absent}");
    }

    #[test]
    fn a_bracket_collapses_to_missing_in_arithmetic() {
        assert_eq!(show(&mul(&between("1", "2"), &n("10"), &mut m())), "missing{absent}");
        assert_eq!(show(&neg(&between("1", "2"))), "missing{absent}");
    }

    #[test]
    fn dates_differ_by_whole_days_and_move_by_them() {
        let (a, b) = (Value::Date(crate::date::days(2024, 12, 20)), Value::Date(crate::date::days(2024, 12, 15)));
        assert_eq!(show(&sub(&a, &b, &mut m())), "5");
        assert_eq!(show(&add(&b, &n("17"), &mut m())), "2025-01-01");
        assert_eq!(show(&sub(&b, &n("15"), &mut m())), "2024-11-30");
        assert_eq!(show(&sub(&Value::Year(2024), &n("4"), &mut m())), "2020");
        assert_eq!(show(&sub(&Value::Year(2024), &Value::Year(2020), &mut m())), "4");
        assert_eq!(show(&add(&a, &n("99999999999"), &mut m())), "missing{out_of_domain}");
    }

    #[test]
    fn powers_and_their_limits() {
        assert_eq!(show(&pow(&n("2/3"), -2, &mut m())), "2.25");
        assert_eq!(show(&pow(&n("0"), -1, &mut m())), "missing{zero_base}");
        assert_eq!(show(&pow(&n("0"), 0, &mut m())), "1");
        let mut small = Meter::new(64);
        assert_eq!(show(&pow(&n("3"), 100, &mut small)), "missing{invalid}");
        assert!(small.exceeded);
        // 2^99 has 100 bits, which is the limit, and twice that is above it.
        let mut exact = Meter::new(100);
        let most = pow(&n("2"), 99, &mut exact);
        assert_eq!(show(&mul(&most, &n("1"), &mut exact)), "633825300114114700748351602688");
        assert!(!exact.exceeded);
        assert_eq!(show(&add(&most, &most, &mut exact)), "missing{invalid}");
        assert!(exact.exceeded);
        let mut small = Meter::new(80);
        let big = n("1000000000000000000");
        assert_eq!(show(&mul(&big, &big, &mut small)), "missing{invalid}");
        assert!(small.exceeded);
    }
}
