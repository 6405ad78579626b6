//! Arithmetic with sums of two floats, on rows. Only additions, multiplications and divisions, which are the same on every
//! machine. Each operation is off by at most [`STEP`] of its result's size (of its operands' sizes, for sums).

use super::lane::{Filled, Pool};

/// 2^-98: a generous bound of the relative error of one operation.
pub(super) const STEP: f64 = 3.155_443_620_884_047e-30;
/// Products of smaller numbers would lose digits.
pub(super) const TINY: f64 = 1e-250;
/// Splits a float into halves.
const SPLITTER: f64 = 134_217_729.0;

/// Two floats that stand for their sum.
pub(super) type Pair = (f64, f64);

/// a + b, and what rounding lost.
#[inline]
pub(super) fn two_sum(a: f64, b: f64) -> Pair {
    let s = a + b;
    let t = s - a;
    (s, (a - (s - t)) + (b - t))
}

/// The same where a is the larger.
#[inline]
fn quick_sum(a: f64, b: f64) -> Pair {
    let s = a + b;
    (s, b - (s - a))
}

#[inline]
fn split(a: f64) -> Pair {
    let t = SPLITTER * a;
    let high = t - (t - a);
    (high, a - high)
}

/// a · b, and what rounding lost.
#[inline]
fn two_product(a: f64, b: f64) -> Pair {
    let p = a * b;
    let ((ah, al), (bh, bl)) = (split(a), split(b));
    (p, ((ah * bh - p) + ah * bl + al * bh) + al * bl)
}

/// a + b
#[inline]
pub(super) fn add(a: Pair, b: Pair) -> Pair {
    let (s, e) = two_sum(a.0, b.0);
    let (t, f) = two_sum(a.1, b.1);
    let (s, e) = quick_sum(s, e + t);
    quick_sum(s, e + f)
}

/// a · b
#[inline]
pub(super) fn mul(a: Pair, b: Pair) -> Pair {
    let (p, e) = two_product(a.0, b.0);
    quick_sum(p, e + (a.0 * b.1 + a.1 * b.0))
}

/// a / b
#[inline]
pub(super) fn div(a: Pair, b: Pair) -> Pair {
    let first = a.0 / b.0;
    let rest = add(a, neg(mul(b, (first, 0.0))));
    let second = rest.0 / b.0;
    let rest = add(rest, neg(mul(b, (second, 0.0))));
    let (q, e) = quick_sum(first, second);
    quick_sum(q, e + rest.0 / b.0)
}

/// -a
#[inline]
pub(super) fn neg(a: Pair) -> Pair {
    (-a.0, -a.1)
}

/// x to a whole power.
pub(super) fn power(x: Pair, n: u32) -> Pair {
    let (mut result, mut square, mut left) = ((1.0, 0.0), x, n);
    while left > 0 {
        if left & 1 == 1 {
            result = mul(result, square);
        }
        left >>= 1;
        if left > 0 {
            square = mul(square, square);
        }
    }
    result
}

/// The n-th root of a number above zero.
pub(super) fn root(x: Pair, n: u32) -> Pair {
    let order = f64::from(n);
    // The bits of a float are nearly its logarithm.
    let one = 1.0_f64.to_bits();
    let bits = one as f64 + (x.0.to_bits() as f64 - one as f64) / order;
    let mut y = f64::from_bits(bits as u64);
    // By Newton's method: it falls until it stands.
    let mut stands = false;
    for step in 0..64 {
        let mut below = 1.0;
        let (mut square, mut left) = (y, n - 1);
        while left > 0 {
            if left & 1 == 1 {
                below *= square;
            }
            left >>= 1;
            square *= square;
        }
        let next = y + (x.0 / below - y) / order;
        stands = step > 0 && (next - y).abs() <= y * 4e-16;
        if stands {
            break;
        }
        y = next;
    }
    if !stands {
        return (f64::NAN, f64::NAN);
    }
    let full = power((y, 0.0), n);
    let (off, _) = add(x, neg(full));
    two_sum(y, y * (off / (full.0 * order)))
}

/// Two lanes from the rows of two pairs of lanes.
pub(super) fn rows<'p>(
    a: (&[f64], &[f64]),
    b: (&[f64], &[f64]),
    pool: &'p Pool,
    f: impl Fn(Pair, Pair) -> Pair,
) -> (Filled<'p, f64>, Filled<'p, f64>) {
    let (mut high, mut low) = (pool.filled(0.0, a.0.len()), pool.filled(0.0, a.0.len()));
    let operands = a.0.iter().zip(a.1).zip(b.0.iter().zip(b.1));
    for ((h, l), ((a, x), (b, y))) in high.iter_mut().zip(low.iter_mut()).zip(operands) {
        (*h, *l) = f((*a, *x), (*b, *y));
    }
    (high, low)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Number;

    fn exact(p: Pair) -> Number {
        let part = |x| Number::from_f64_exact(x).unwrap();
        part(p.0).add(&part(p.1))
    }

    /// |found - wanted| <= STEP · size
    fn close(found: Pair, wanted: &Number, size: &Number) {
        let step = Number::from_f64_exact(STEP).unwrap();
        let off = exact(found).sub(wanted).abs();
        assert!(off <= step.mul(&size.abs()), "{found:?} against {}", wanted.to_f64());
    }

    #[test]
    fn operations_are_as_near_as_they_say() {
        let mut state = 7_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let x = (state >> 11) as f64 / 9_007_199_254_740_992.0 - 0.5;
            two_sum(x * 1e6, x * 1e-11)
        };
        for _ in 0..2_000 {
            let (a, b) = (next(), next());
            let (x, y) = (exact(a), exact(b));
            close(add(a, b), &x.add(&y), &x.abs().add(&y.abs()));
            close(mul(a, b), &x.mul(&y), &x.mul(&y));
            if b.0 != 0.0 {
                let quotient = x.div(&y).unwrap();
                close(div(a, b), &quotient, &quotient);
            }
        }
    }

    #[test]
    fn roots_are_near() {
        for n in [2_u32, 3, 5, 10, 24, 60] {
            for x in [1.0, 2.0, 0.1, 1e9, 7.25e40, 3e-20, 123_456.789] {
                let y = root((x, 0.0), n);
                let size = Number::from_f64_exact(x).unwrap();
                let back = (1..n).fold(exact(y), |acc, _| acc.mul(&exact(y)));
                let off = back.sub(&size).abs();
                // The power is off by n times what the root is.
                let bound = size.mul(&Number::from_f64_exact(1e-27 * f64::from(n)).unwrap());
                assert!(off <= bound, "root {n} of {x}");
            }
        }
    }
}
