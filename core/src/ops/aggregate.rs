//! Many values to one: sums, means, extremes, spread. Roll-ups, groups and functions all use these.
//!
//! One missing value (or weight) makes the result missing with the reasons of all; who wants to leave values out does so
//! before. No values at all: the sum is 0, everything else is missing{zero_base}. `weights` is empty where all weigh
//! the same; otherwise it is as long as `values`.

use super::arith::{add, div, mul, sub};
use super::compare::order;
use super::{Meter, as_number, as_real, missing_for};
use crate::number::{Number, Real};
use crate::program::Reason;
use crate::value::{Reasons, Value};
use std::cmp::Ordering;

const EMPTY: Value = Value::missing(Reason::ZeroBase);

/// The reasons of all.
pub fn reasons(values: &[Value]) -> Reasons {
    values.iter().fold(Reasons::NONE, |r, v| r.union(v.reasons()))
}

fn refuse(values: &[Value], weights: &[Value]) -> Option<Value> {
    let reasons = reasons(values).union(reasons(weights));
    if !reasons.is_empty() {
        return Some(missing_for(reasons));
    }
    values.is_empty().then_some(EMPTY)
}

fn zero() -> Value {
    Value::Number(Number::ZERO)
}

fn count(values: &[Value]) -> Value {
    Value::Number(Number::integer(i64::try_from(values.len()).unwrap_or(i64::MAX)))
}

/// sum of w x
pub fn sum(values: &[Value], weights: &[Value], meter: &mut Meter) -> Value {
    if weights.is_empty() {
        return values.iter().fold(zero(), |acc, v| add(&acc, v, meter));
    }
    values.iter().zip(weights).fold(zero(), |acc, (v, w)| {
        let term = mul(v, w, meter);
        add(&acc, &term, meter)
    })
}

fn total(values: &[Value], weights: &[Value], meter: &mut Meter) -> Value {
    if weights.is_empty() { count(values) } else { sum(weights, &[], meter) }
}

/// sum of w x / sum of w
pub fn mean(values: &[Value], weights: &[Value], meter: &mut Meter) -> Value {
    if let Some(refused) = refuse(values, weights) {
        return refused;
    }
    let above = sum(values, weights, meter);
    let below = total(values, weights, meter);
    div(&above, &below, meter)
}

/// The value that comes first in this order.
pub fn extreme(values: &[Value], wanted: Ordering) -> Value {
    if let Some(refused) = refuse(values, &[]) {
        return refused;
    }
    let mut values = values.iter();
    let mut best = values.next();
    for value in values {
        if best.and_then(|b| order(value, b)) == Some(wanted) {
            best = Some(value);
        }
    }
    best.cloned().unwrap_or(EMPTY)
}

/// A score brought into 0..max. Whether it is above a maximum that is missing is not known, unless it is at most 0. A
/// score that is missing has its own reasons.
pub fn capped(score: &Value, max: &Value) -> Value {
    let raised = extreme(&[score.clone(), zero()], Ordering::Greater);
    if raised.is_missing() || max.is_missing() && order(&raised, &zero()) == Some(Ordering::Equal) {
        return raised;
    }
    extreme(&[raised, max.clone()], Ordering::Less)
}

/// The middle value, or the mean of the two in the middle.
pub fn median(values: &[Value], meter: &mut Meter) -> Value {
    if let Some(refused) = refuse(values, &[]) {
        return refused;
    }
    let mut sorted: Vec<&Value> = values.iter().collect();
    sorted.sort_by(|a, b| order(a, b).unwrap_or(Ordering::Equal));
    let half = sorted.len() / 2;
    let (Some(upper), lower) = (sorted.get(half), sorted.get(half.wrapping_sub(1))) else { return EMPTY };
    match lower {
        Some(lower) if sorted.len().is_multiple_of(2) => {
            let both = add(lower, upper, meter);
            div(&both, &Value::Number(Number::integer(2)), meter)
        }
        _ => (*upper).clone(),
    }
}

/// The sum of squared distances from the mean, divided by n - 1; one value alone: missing{zero_base}.
pub fn variance(values: &[Value], meter: &mut Meter) -> Value {
    if let Some(refused) = refuse(values, &[]) {
        return refused;
    }
    let centre = mean(values, &[], meter);
    let mut squares = zero();
    for value in values {
        let distance = sub(value, &centre, meter);
        let square = mul(&distance, &distance, meter);
        squares = add(&squares, &square, meter);
    }
    let below = sub(&count(values), &Value::Number(Number::ONE), meter);
    div(&squares, &below, meter)
}

/// The square root of the variance.
pub fn stdev(values: &[Value], meter: &mut Meter) -> Value {
    let variance = variance(values, meter);
    root(&variance, 2, meter)
}

/// The root of order n; of a negative number where n is even: missing{out_of_domain}
pub fn root(x: &Value, n: u32, meter: &mut Meter) -> Value {
    match as_real(x) {
        Some(real) => real.root(n).map_or(Value::missing(Reason::OutOfDomain), |r| meter.real(r)),
        None => missing_for(x.reasons()),
    }
}

/// x to the power y; what has no real value: missing{out_of_domain}, zero to a negative power: missing{zero_base}
pub fn power(x: &Value, y: &Value, meter: &mut Meter) -> Value {
    let (Some(base), Some(exponent)) = (as_real(x), as_real(y)) else {
        return missing_for(x.reasons().union(y.reasons()));
    };
    let nought = Real::from(Number::ZERO);
    if base.compare(&nought).is_eq() && exponent.compare(&nought).is_lt() {
        return EMPTY;
    }
    base.power(&exponent).map_or(Value::missing(Reason::OutOfDomain), |r| meter.real(r))
}

/// The product of x^(w / sum of w). A zero gives 0, a negative value missing{out_of_domain}.
pub fn geometric_mean(values: &[Value], weights: &[Value], meter: &mut Meter) -> Value {
    if let Some(refused) = refuse(values, weights) {
        return refused;
    }
    let nought = zero();
    if values.iter().any(|v| order(v, &nought) == Some(Ordering::Less)) {
        return Value::missing(Reason::OutOfDomain);
    }
    if weights.is_empty() {
        let product = values.iter().fold(Value::Number(Number::ONE), |acc, v| mul(&acc, v, meter));
        return root(&product, u32::try_from(values.len()).unwrap_or(u32::MAX), meter);
    }
    let below = sum(weights, &[], meter);
    let mut product = Value::Number(Number::ONE);
    let shares: Vec<Value> = weights.iter().map(|w| div(w, &below, meter)).collect();
    // One root of a product of whole powers keeps exact results exact: √2·√8 is 4.
    let order_of_root = common_denominator(&shares).filter(|q| *q <= 60);
    let scale = Value::Number(Number::integer(order_of_root.unwrap_or(1)));
    for (value, share) in values.iter().zip(&shares) {
        let exponent = mul(share, &scale, meter);
        let factor = power(value, &exponent, meter);
        product = mul(&product, &factor, meter);
    }
    match order_of_root {
        Some(q) => root(&product, u32::try_from(q).unwrap_or(1), meter),
        None => product,
    }
}

fn common_denominator(shares: &[Value]) -> Option<i64> {
    shares.iter().try_fold(1_i64, |q, share| {
        let (_, den) = as_number(share)?.small()?;
        let common = num_integer::lcm(i128::from(q), i128::from(den));
        i64::try_from(common).ok().filter(|q| *q <= 1_000)
    })
}

/// sum of w / sum of w / x; a zero: missing{zero_base}
pub fn harmonic_mean(values: &[Value], weights: &[Value], meter: &mut Meter) -> Value {
    if let Some(refused) = refuse(values, weights) {
        return refused;
    }
    let one = Value::Number(Number::ONE);
    let inverse: Vec<Value> = values.iter().map(|v| div(&one, v, meter)).collect();
    let above = total(values, weights, meter);
    let below = sum(&inverse, weights, meter);
    div(&above, &below, meter)
}

/// (sum of w x^p / sum of w)^(1/p); p = 0 is the geometric mean
pub fn power_mean(values: &[Value], weights: &[Value], p: &Value, meter: &mut Meter) -> Value {
    if let Some(refused) = refuse(values, weights) {
        return refused;
    }
    if order(p, &zero()) == Some(Ordering::Equal) {
        return geometric_mean(values, weights, meter);
    }
    let powers: Vec<Value> = values.iter().map(|v| power(v, p, meter)).collect();
    let centre = mean(&powers, weights, meter);
    let inverse = div(&Value::Number(Number::ONE), p, meter);
    power(&centre, &inverse, meter)
}

/// mean - p (mean - min)
pub fn mean_min_penalty(values: &[Value], weights: &[Value], p: &Value, meter: &mut Meter) -> Value {
    let centre = mean(values, weights, meter);
    let least = extreme(values, Ordering::Less);
    let gap = sub(&centre, &least, meter);
    let penalty = mul(p, &gap, meter);
    sub(&centre, &penalty, meter)
}

#[cfg(test)]
mod tests {
    use super::super::test::*;
    use super::*;

    fn list(text: &str) -> Vec<Value> {
        text.split_whitespace().map(n).collect()
    }

    fn m() -> Meter {
        Meter::default()
    }

    #[test]
    fn means_are_exact() {
        assert_eq!(show(&mean(&list("1 2 4"), &[], &mut m())), "7/3");
        assert_eq!(show(&mean(&list("1 2 4"), &list("1 1 2"), &mut m())), "2.75");
        assert_eq!(show(&mean(&list("1 2"), &list("1 -1"), &mut m())), "missing{zero_base}");
        assert_eq!(show(&mean(&[], &[], &mut m())), "missing{zero_base}");
        assert_eq!(show(&sum(&[], &[], &mut m())), "0");
        assert_eq!(show(&sum(&list("3 4"), &list("0.5 0.25"), &mut m())), "2.5");
    }

    #[test]
    fn the_reasons_of_all_members_are_kept() {
        let values = [n("1"), gone(Reason::Absent), gone(Reason::Disputed)];
        assert_eq!(show(&mean(&values, &[], &mut m())), "missing{absent,disputed}");
        assert_eq!(show(&extreme(&values, Ordering::Less)), "missing{absent,disputed}");
        assert_eq!(show(&median(&values, &mut m())), "missing{absent,disputed}");
    }

    #[test]
    fn middle_and_spread() {
        assert_eq!(show(&median(&list("9 1 4"), &mut m())), "4");
        assert_eq!(show(&median(&list("9 1 4 3"), &mut m())), "3.5");
        assert_eq!(show(&extreme(&list("9 1 4"), Ordering::Greater)), "9");
        // 2 4 4 4 5 5 7 9: mean 5, squared distances 9+1+1+1+0+0+4+16 = 32, over 7
        assert_eq!(show(&variance(&list("2 4 4 4 5 5 7 9"), &mut m())), "32/7");
        // 1 3 5: mean 3, 4+0+4 = 8, over 2 = 4, root 2
        assert_eq!(show(&stdev(&list("1 3 5"), &mut m())), "2");
        assert_eq!(show(&variance(&list("3"), &mut m())), "missing{zero_base}");
    }

    #[test]
    fn scores_within_their_maximum() {
        let show_capped = |score: &Value, max: &Value| show(&capped(score, max));
        assert_eq!(show_capped(&n("-3"), &n("10")), "0");
        assert_eq!(show_capped(&n("5"), &n("10")), "5");
        assert_eq!(show_capped(&n("12"), &n("10")), "10");
        // A maximum is not below 0: what is at most 0 is 0 whatever it turns out to be.
        let unknown = gone(Reason::Absent);
        assert_eq!(show_capped(&n("-3"), &unknown), "0");
        assert_eq!(show_capped(&n("0"), &unknown), "0");
        assert_eq!(show_capped(&n("5"), &unknown), "missing{absent}");
        assert_eq!(show_capped(&gone(Reason::Disputed), &n("10")), "missing{disputed}");
        assert_eq!(show_capped(&gone(Reason::Disputed), &unknown), "missing{disputed}");
    }

    #[test]
    fn geometric_means() {
        assert_eq!(show(&geometric_mean(&list("2 8"), &[], &mut m())), "4");
        // 2^(1/4) · 32^(3/4): the fourth root of 2·32768 = 65536 is 16
        assert_eq!(show(&geometric_mean(&list("2 32"), &list("1 3"), &mut m())), "16");
        assert_eq!(show(&geometric_mean(&list("0 5"), &list("1 1"), &mut m())), "0");
        assert_eq!(show(&geometric_mean(&list("-1 5"), &[], &mut m())), "missing{out_of_domain}");
        // The product is 8, and yet two are below zero.
        assert_eq!(show(&geometric_mean(&list("-1 -4 2"), &[], &mut m())), "missing{out_of_domain}");
        // Shares of 1/60, 1/30 and 19/20 come under one root of order 60, and stay exact.
        assert_eq!(show(&geometric_mean(&list("2 2 2"), &list("1 2 57"), &mut m())), "2");
    }

    #[test]
    fn further_means() {
        // harmonic mean of 2 and 6: 2 / (1/2 + 1/6) = 3
        assert_eq!(show(&harmonic_mean(&list("2 6"), &[], &mut m())), "3");
        assert_eq!(show(&harmonic_mean(&list("2 0"), &[], &mut m())), "missing{zero_base}");
        // power 2 of 1 and 7: √((1 + 49) / 2) = 5
        assert_eq!(show(&power_mean(&list("1 7"), &[], &n("2"), &mut m())), "5");
        assert_eq!(show(&power_mean(&list("2 8"), &[], &n("0"), &mut m())), "4");
        assert_eq!(show(&power_mean(&list("2 6"), &[], &n("-1"), &mut m())), "3");
        // mean 6, least 2, penalty 1/2 of 4
        assert_eq!(show(&mean_min_penalty(&list("2 10"), &[], &n("0.5"), &mut m())), "4");
    }
}
