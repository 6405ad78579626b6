//! Comparisons. A bracket decides where all that it can be agrees.

use super::{as_number, missing};
use crate::number::{Number, Real};
use crate::program::Cmp;
use crate::value::Value;
use std::cmp::Ordering;

/// The order of two present values of one kind; a year orders among numbers. `None` where one is missing or a bracket,
/// or where they have no order in common.
#[inline]
pub fn order(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Number(x), Value::Number(y)) => Some(x.cmp(y)),
        (Value::Bool(x), Value::Bool(y)) => Some(x.cmp(y)),
        (Value::Date(x), Value::Date(y)) | (Value::Year(x), Value::Year(y)) => Some(x.cmp(y)),
        (Value::Category(c, x), Value::Category(d, y)) if c == d => Some(x.cmp(y)),
        (Value::Real(x), Value::Real(y)) => Some(x.compare(y)),
        (Value::Real(x), Value::Number(y)) => Some(x.compare(&Real::from(y.clone()))),
        (Value::Number(x), Value::Real(y)) => Some(Real::from(x.clone()).compare(y)),
        (Value::Year(_), Value::Number(_)) | (Value::Number(_), Value::Year(_)) => {
            Some(as_number(a)?.cmp(&as_number(b)?))
        }
        _ => None,
    }
}

/// Whether both are present and the same.
pub fn same(a: &Value, b: &Value) -> bool {
    order(a, b) == Some(Ordering::Equal)
}

/// What a sign says of an order.
#[inline]
pub fn holds(cmp: Cmp, order: Ordering) -> bool {
    match cmp {
        Cmp::Ge => order.is_ge(),
        Cmp::Le => order.is_le(),
        Cmp::Gt => order.is_gt(),
        Cmp::Lt => order.is_lt(),
        Cmp::Eq => order.is_eq(),
        Cmp::Ne => order.is_ne(),
    }
}

/// a ⋈ b
#[inline]
pub fn compare(cmp: Cmp, a: &Value, b: &Value) -> Value {
    if let Some(order) = order(a, b) {
        return Value::Bool(holds(cmp, order));
    }
    match (ends(a), ends(b)) {
        (Some(x), Some(y)) => decide(cmp, &x, &y).map_or_else(|| missing(a, b), Value::Bool),
        _ => missing(a, b),
    }
}

/// lo <= x <= hi; an end that is not given is open
pub fn in_range(x: &Value, lo: Option<&Value>, hi: Option<&Value>) -> Value {
    let low = lo.map_or(Value::Bool(true), |lo| compare(Cmp::Ge, x, lo));
    let high = hi.map_or(Value::Bool(true), |hi| compare(Cmp::Le, x, hi));
    super::logic::and(&low, &high)
}

fn ends(value: &Value) -> Option<(Value, Value)> {
    match value {
        Value::Bracket { lo, hi, .. } => Some((Value::Number(lo.clone()), Value::Number(hi.clone()))),
        Value::Number(_) | Value::Real(_) | Value::Year(_) => Some((value.clone(), value.clone())),
        _ => None,
    }
}

/// The answer that every choice of a value from each interval gives.
fn decide(cmp: Cmp, (a_lo, a_hi): &(Value, Value), (b_lo, b_hi): &(Value, Value)) -> Option<bool> {
    let low = order(a_lo, b_hi)?; // the least a against the greatest b
    let high = order(a_hi, b_lo)?;
    match cmp {
        Cmp::Ge | Cmp::Gt => agree(holds(cmp, low), holds(cmp, high)),
        Cmp::Le | Cmp::Lt => agree(holds(cmp, high), holds(cmp, low)),
        Cmp::Eq => (low.is_gt() || high.is_lt()).then_some(false),
        Cmp::Ne => (low.is_gt() || high.is_lt()).then_some(true),
    }
}

fn agree(worst: bool, best: bool) -> Option<bool> {
    (worst == best).then_some(worst)
}

/// A bracket, or the number where both ends are the same.
pub fn bracket(lo: Number, hi: Number, reasons: crate::value::Reasons) -> Value {
    if lo == hi { Value::Number(lo) } else { Value::Bracket { lo, hi, reasons } }
}

#[cfg(test)]
mod tests {
    use super::super::test::*;
    use super::*;
    use crate::program::{CategoryId, Reason};

    fn c(cmp: Cmp, a: &Value, b: &Value) -> String {
        show(&compare(cmp, a, b))
    }

    #[test]
    fn signs_at_the_threshold() {
        let half = n("0.5");
        let signs =
            [(Cmp::Ge, "yes"), (Cmp::Gt, "no"), (Cmp::Le, "yes"), (Cmp::Lt, "no"), (Cmp::Eq, "yes"), (Cmp::Ne, "no")];
        for (cmp, expected) in signs {
            assert_eq!(c(cmp, &n("1/2"), &half), expected, "{}", cmp.word());
        }
        assert_eq!(c(Cmp::Ge, &n("0.7000000000000001"), &n("0.7")), "yes");
        assert_eq!(c(Cmp::Le, &n("0.7000000000000001"), &n("0.7")), "no");
    }

    #[test]
    fn a_bracket_decides_where_all_completions_agree() {
        let b = between("0.8", "0.9");
        assert_eq!(c(Cmp::Ge, &b, &n("1")), "no");
        assert_eq!(c(Cmp::Ge, &b, &n("0.8")), "yes");
        assert_eq!(c(Cmp::Gt, &b, &n("0.8")), "missing{absent}");
        assert_eq!(c(Cmp::Ge, &b, &n("0.85")), "missing{absent}");
        assert_eq!(c(Cmp::Lt, &b, &n("0.9")), "missing{absent}");
        assert_eq!(c(Cmp::Le, &b, &n("0.9")), "yes");
        assert_eq!(c(Cmp::Lt, &b, &n("0.8")), "no");
        assert_eq!(c(Cmp::Eq, &b, &n("0.5")), "no");
        assert_eq!(c(Cmp::Ne, &b, &n("0.5")), "yes");
        assert_eq!(c(Cmp::Eq, &b, &n("0.8")), "missing{absent}");
        assert_eq!(c(Cmp::Le, &n("0.8"), &b), "yes");
        assert_eq!(c(Cmp::Lt, &b, &between("0.95", "1")), "yes");
        assert_eq!(c(Cmp::Lt, &b, &between("0.85", "1")), "missing{absent}");
    }

    #[test]
    fn kinds_compare_with_their_own() {
        let cat = |i| Value::Category(CategoryId(3), i);
        assert_eq!(c(Cmp::Gt, &cat(2), &cat(1)), "yes");
        assert_eq!(c(Cmp::Eq, &Value::Bool(true), &Value::Bool(true)), "yes");
        assert_eq!(c(Cmp::Ge, &Value::Year(2024), &n("2023")), "yes");
        assert_eq!(c(Cmp::Lt, &Value::Date(3), &Value::Date(4)), "yes");
        assert_eq!(c(Cmp::Eq, &gone(Reason::Absent), &gone(Reason::NoHistory)), "missing{absent,no_history}");
    }

    #[test]
    fn reals_compare_by_their_true_value() {
        let root = Value::Real(Real::from(Number::integer(2)).root(2).unwrap());
        assert_eq!(c(Cmp::Gt, &root, &n("1.41421356237309504880")), "yes");
        assert_eq!(c(Cmp::Lt, &root, &n("1.41421356237309504881")), "yes");
    }

    #[test]
    fn ranges_include_their_ends() {
        let r = |x: &Value| show(&in_range(x, Some(&n("3")), Some(&n("5"))));
        assert_eq!(r(&n("3")), "yes");
        assert_eq!(r(&n("5")), "yes");
        assert_eq!(r(&n("5.01")), "no");
        assert_eq!(r(&between("1", "2")), "no");
        assert_eq!(r(&between("4", "6")), "missing{absent}");
        assert_eq!(show(&in_range(&n("9"), Some(&n("3")), None)), "yes");
    }
}
