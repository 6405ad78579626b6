//! Positions of equal and unequal things.

use crate::number::Number;
use crate::ops::compare::order;
use crate::program::Ties;
use crate::value::Value;
use std::cmp::Ordering;

/// The rank of something with `better` things before it, in `classes` different places, and `equal` at its own place,
/// itself among them.
pub fn position(ties: Ties, better: usize, classes: usize, equal: usize) -> Number {
    let n = |n: usize| Number::integer(i64::try_from(n).unwrap_or(i64::MAX));
    match ties {
        Ties::Shared => n(better).add(&Number::ONE),
        Ties::Dense => n(classes).add(&Number::ONE),
        Ties::Max => n(better).add(&n(equal)),
        // The mean of better + 1 … better + equal.
        Ties::Mean => {
            let twice = n(better).add(&n(better)).add(&n(equal)).add(&Number::ONE);
            twice.div(&Number::integer(2)).unwrap_or(twice)
        }
    }
}

/// The order of two lists of keys, best first. A missing key comes after every present one.
pub fn by_keys(a: &[Value], b: &[Value], descending: &[bool]) -> Ordering {
    for ((x, y), down) in a.iter().zip(b).zip(descending) {
        let order = match (x.is_missing(), y.is_missing()) {
            (false, false) => {
                let order = order(x, y).unwrap_or(Ordering::Equal);
                if *down { order.reverse() } else { order }
            }
            (missing, other) => missing.cmp(&other),
        };
        if order.is_ne() {
            return order;
        }
    }
    Ordering::Equal
}

/// Ranks of things that stand in order, best first: `same(i, j)` tells whether two neighbours are equal.
pub fn positions(count: usize, ties: Ties, same: impl Fn(usize, usize) -> bool) -> Vec<Number> {
    let mut ranks = Vec::with_capacity(count);
    let mut classes = 0;
    while ranks.len() < count {
        let start = ranks.len();
        let mut end = start + 1;
        while end < count && same(start, end) {
            end += 1;
        }
        let rank = position(ties, start, classes, end - start);
        ranks.resize(end, rank);
        classes += 1;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranks(ties: Ties) -> String {
        // 90 90 80 70 70 70
        let scores = [90, 90, 80, 70, 70, 70];
        positions(6, ties, |i, j| scores[i] == scores[j]).iter().map(Number::to_text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn equal_things_share_ranks() {
        assert_eq!(ranks(Ties::Shared), "1 1 3 4 4 4");
        assert_eq!(ranks(Ties::Dense), "1 1 2 3 3 3");
        assert_eq!(ranks(Ties::Max), "2 2 3 6 6 6");
        assert_eq!(ranks(Ties::Mean), "1.5 1.5 3 5 5 5");
    }

    #[test]
    fn later_keys_break_ties_and_missing_ones_come_last() {
        use crate::ops::test::{gone, n};
        let a = [n("1"), gone(crate::program::Reason::Absent)];
        let b = [n("1"), n("5")];
        assert_eq!(by_keys(&a, &b, &[true, true]), Ordering::Greater);
        assert_eq!(by_keys(&b, &[n("2"), n("0")], &[true, true]), Ordering::Greater);
        assert_eq!(by_keys(&b, &[n("2"), n("0")], &[false, true]), Ordering::Less);
        assert_eq!(by_keys(&a, &a, &[true, true]), Ordering::Equal);
    }
}
