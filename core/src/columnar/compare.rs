//! Comparisons of numbers, decided in whole numbers: what is equal is found equal.

use super::lane::{Lane, Pool};
use super::number::{common, float};
use super::reg::{Ints, LIMIT, Num};
use crate::number::{Mode, Number};
use crate::program::Cmp;

/// The sign that says the same of the sides exchanged (or both negated).
pub(super) fn turned(cmp: Cmp) -> Cmp {
    match cmp {
        Cmp::Ge => Cmp::Le,
        Cmp::Le => Cmp::Ge,
        Cmp::Gt => Cmp::Lt,
        Cmp::Lt => Cmp::Gt,
        Cmp::Eq | Cmp::Ne => cmp,
    }
}

/// x ⋈ y, row by row.
#[inline]
fn sweep<'a, T: PartialOrd>(cmp: Cmp, rows: impl Iterator<Item = (T, T)>, pool: &Pool) -> Lane<'a, u8> {
    match cmp {
        Cmp::Ge => pool.lane(rows.map(|(x, y)| u8::from(x >= y))),
        Cmp::Le => pool.lane(rows.map(|(x, y)| u8::from(x <= y))),
        Cmp::Gt => pool.lane(rows.map(|(x, y)| u8::from(x > y))),
        Cmp::Lt => pool.lane(rows.map(|(x, y)| u8::from(x < y))),
        Cmp::Eq => pool.lane(rows.map(|(x, y)| u8::from(x == y))),
        Cmp::Ne => pool.lane(rows.map(|(x, y)| u8::from(x != y))),
    }
}

/// Whether a ⋈ c, row by row; whatever in missing rows.
pub(super) fn with_constant<'a>(cmp: Cmp, a: &Num<'a>, c: &Number, pool: &Pool) -> Option<Lane<'a, u8>> {
    let cmp = if a.factor.is_negative() { turned(cmp) } else { cmp };
    let bound = c.div(&a.factor)?;
    match &a.d {
        None => whole(cmp, a, &bound, pool),
        Some(d) => fraction(cmp, a, d, &bound, pool),
    }
}

/// Whole numbers compare with a fraction as with the whole number next to it.
fn whole<'a>(cmp: Cmp, a: &Num<'a>, bound: &Number, pool: &Pool) -> Option<Lane<'a, u8>> {
    let (cmp, mode) = match cmp {
        Cmp::Ge => (Cmp::Ge, Mode::Ceiling),
        Cmp::Lt => (Cmp::Lt, Mode::Ceiling),
        Cmp::Gt => (Cmp::Gt, Mode::Floor),
        Cmp::Le => (Cmp::Le, Mode::Floor),
        Cmp::Eq | Cmp::Ne if bound.is_integer() => (cmp, Mode::Floor),
        Cmp::Eq | Cmp::Ne => {
            return Some(pool.lane(std::iter::repeat_n(u8::from(cmp == Cmp::Ne), a.rows())));
        }
    };
    let bound = bound.round(&Number::ONE, mode)?;
    // Beyond the largest numerator every bound is alike.
    let bound = bound.to_i128().and_then(float).unwrap_or(if bound.is_negative() { -2.0 * LIMIT } else { 2.0 * LIMIT });
    Some(match &a.n {
        Ints::Float(n) => sweep(cmp, n.iter().map(|n| (*n, bound)), pool),
        Ints::Byte(n) => sweep(cmp, n.iter().map(|n| (f64::from(*n), bound)), pool),
    })
}

/// n / d ⋈ p / q as n q ⋈ p d, turned where d is negative.
fn fraction<'a>(cmp: Cmp, a: &Num<'a>, d: &Lane<'a, f64>, bound: &Number, pool: &Pool) -> Option<Lane<'a, u8>> {
    let (p, q) = bound.small()?;
    let n = a.floats(pool);
    let rows = n.iter().zip(d.iter());
    if let (Some(p), Some(q)) = (float(p.into()), float(q.into()))
        && a.hi * q <= LIMIT
        && a.dhi * p.abs() <= LIMIT
    {
        return Some(if a.positive {
            sweep(cmp, rows.map(|(n, d)| (n * q, d * p)), pool)
        } else {
            let sign = |d: &f64| 1.0_f64.copysign(*d);
            sweep(cmp, rows.map(|(n, d)| (n * q * sign(d), d * p * sign(d))), pool)
        });
    }
    let (p, q) = (i128::from(p), i128::from(q));
    Some(sweep(cmp, rows.map(|(n, d)| cross(*n as i128 * q, p * *d as i128, *d < 0.0)), pool))
}

#[inline]
fn cross(x: i128, y: i128, turn: bool) -> (i128, i128) {
    if turn { (-x, -y) } else { (x, y) }
}

/// Whether a ⋈ b, row by row; whatever in missing rows.
pub(super) fn with_other<'a>(cmp: Cmp, a: &Num<'a>, b: &Num<'a>, pool: &Pool) -> Option<Lane<'a, u8>> {
    let (factor, left, right) = common(&a.factor, &b.factor)?;
    let cmp = if factor.is_negative() { turned(cmp) } else { cmp };
    let (na, nb) = (a.floats(pool), b.floats(pool));
    let one = 1.0;
    let ones = std::iter::repeat_n(&one, na.len());
    let rows = na.iter().zip(nb.iter());
    if a.d.is_none() && b.d.is_none() && a.hi * left.abs() <= LIMIT && b.hi * right.abs() <= LIMIT {
        return Some(sweep(cmp, rows.map(|(x, y)| (x * left, y * right)), pool));
    }
    let fits = a.hi * left.abs() * b.dhi <= LIMIT && b.hi * right.abs() * a.dhi <= LIMIT && a.dhi * b.dhi <= LIMIT;
    if fits && a.positive && b.positive {
        let rows = |da: &Lane<'a, f64>, db: &Lane<'a, f64>| {
            let rows = na.iter().zip(nb.iter()).zip(da.iter().zip(db.iter()));
            sweep(cmp, rows.map(|((x, y), (da, db))| (x * left * db, y * right * da)), pool)
        };
        let ones =
            |d: &Option<Lane<'a, f64>>| d.clone().unwrap_or_else(|| pool.lane(std::iter::repeat_n(1.0, na.len())));
        return Some(rows(&ones(&a.d), &ones(&b.d)));
    }
    // n · n · 2^53 at most, below 2^127 only for smaller ones.
    if a.hi * left.abs() * b.dhi > 1e37 || b.hi * right.abs() * a.dhi > 1e37 {
        return None;
    }
    let (left, right) = (left as i128, right as i128);
    let exact = |((x, y), (da, db)): ((&f64, &f64), (&f64, &f64))| {
        let (x, y, da, db) = (*x as i128, *y as i128, *da as i128, *db as i128);
        cross((x * left).wrapping_mul(db), (y * right).wrapping_mul(da), (da < 0) != (db < 0))
    };
    Some(match (&a.d, &b.d) {
        (Some(da), Some(db)) => sweep(cmp, rows.zip(da.iter().zip(db.iter())).map(exact), pool),
        (Some(da), None) => sweep(cmp, rows.zip(da.iter().zip(ones)).map(exact), pool),
        (None, Some(db)) => sweep(cmp, rows.zip(ones.zip(db.iter())).map(exact), pool),
        (None, None) => sweep(cmp, rows.zip(ones.clone().zip(ones)).map(exact), pool),
    })
}
