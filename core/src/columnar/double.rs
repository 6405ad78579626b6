//! Arithmetic with sums of two floats, on rows. Only additions, multiplications and divisions, which are the same on every
//! machine. Each operation is off by at most [`STEP`] of its result's size (of its operands' sizes, for sums).

use super::lane::{Filled, Pool};
use super::twice::twice;

/// 2^-98: a generous bound of the relative error of one operation.
pub(super) const STEP: f64 = 3.155_443_620_884_047e-30;
/// Products of smaller numbers would lose digits.
pub(super) const TINY: f64 = 1e-250;
/// Splits a float into halves.
const SPLITTER: f64 = 134_217_729.0;

/// Two floats that stand for their sum.
pub(super) type Pair = (f64, f64);

/// a + b, and what rounding lost.
#[inline(always)]
pub(super) fn two_sum(a: f64, b: f64) -> Pair {
    let s = a + b;
    let t = s - a;
    (s, (a - (s - t)) + (b - t))
}

/// The same where a is the larger.
#[inline(always)]
fn quick_sum(a: f64, b: f64) -> Pair {
    let s = a + b;
    (s, b - (s - a))
}

#[inline(always)]
fn split(a: f64) -> Pair {
    let t = SPLITTER * a;
    let high = t - (t - a);
    (high, a - high)
}

/// a · b, and what rounding lost.
#[inline(always)]
fn two_product(a: f64, b: f64) -> Pair {
    let p = a * b;
    let ((ah, al), (bh, bl)) = (split(a), split(b));
    (p, ((ah * bh - p) + ah * bl + al * bh) + al * bl)
}

/// a + b
#[inline(always)]
pub(super) fn add(a: Pair, b: Pair) -> Pair {
    let (s, e) = two_sum(a.0, b.0);
    let (t, f) = two_sum(a.1, b.1);
    let (s, e) = quick_sum(s, e + t);
    quick_sum(s, e + f)
}

/// a · b
#[inline(always)]
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

/// Rows that are worked on together, so that the compiler uses wide registers.
const TOGETHER: usize = 32;

/// A few rows of pairs.
#[derive(Clone, Copy)]
struct Few {
    high: [f64; TOGETHER],
    low: [f64; TOGETHER],
}

impl Few {
    #[inline(always)]
    fn all(pair: Pair) -> Self {
        Self { high: [pair.0; TOGETHER], low: [pair.1; TOGETHER] }
    }

    #[inline(always)]
    fn join(&mut self, other: &Self, f: impl Fn(Pair, Pair) -> Pair) {
        let mine = self.high.iter_mut().zip(&mut self.low);
        for ((h, l), (a, b)) in mine.zip(other.high.iter().zip(&other.low)) {
            (*h, *l) = f((*h, *l), (*a, *b));
        }
    }

    /// To a whole power, which is not zero.
    #[inline(always)]
    fn power(&self, n: u32) -> Self {
        let (mut result, mut square, mut left) = (None, *self, n);
        loop {
            if left & 1 == 1 {
                result = Some(match result {
                    None => square,
                    Some(mut so_far) => {
                        Self::join(&mut so_far, &square, mul);
                        so_far
                    }
                });
            }
            left >>= 1;
            if left == 0 {
                return result.unwrap_or(square);
            }
            let same = square;
            square.join(&same, mul);
        }
    }
}

twice! {
/// The n-th roots of numbers, of zero zero; NaN where none was found.
pub(super) fn roots(high: &mut [f64], low: &mut [f64], n: u32) {
    if n == 2 {
        return square_roots(high, low);
    }
    for (h, l) in high.chunks_mut(TOGETHER).zip(low.chunks_mut(TOGETHER)) {
        let mut few = Few::all((1.0, 0.0));
        few.high.iter_mut().zip(h.iter()).for_each(|(to, from)| *to = if *from > 0.0 { *from } else { 1.0 });
        few.low
            .iter_mut()
            .zip(l.iter().zip(h.iter()))
            .for_each(|(to, (from, x))| *to = if *x > 0.0 { *from } else { 0.0 });
        let found = few_roots(&few, n);
        for ((h, l), (a, b)) in h.iter_mut().zip(l.iter_mut()).zip(found.high.iter().zip(&found.low)) {
            (*h, *l) = if *h > 0.0 { (*a, *b) } else { (0.0, 0.0) };
        }
    }
}
}

/// The square root of a float is the nearest one: what is left of the number, by the derivative, is all but exact.
#[inline(always)]
fn square_roots(high: &mut [f64], low: &mut [f64]) {
    for (h, l) in high.iter_mut().zip(low.iter_mut()) {
        let y = h.sqrt();
        let (square, lost) = two_product(y, y);
        let more = ((*h - square) - lost + *l) / (y + y);
        let (a, b) = two_sum(y, more);
        (*h, *l) = if *h > 0.0 { (a, b) } else { (0.0, 0.0) };
    }
}

/// How far off a first root may be, as a share of the number.
const NEARLY: f64 = 1e-7;

#[inline(always)]
fn few_roots(x: &Few, n: u32) -> Few {
    let order = f64::from(n);
    let mut y = [1.0; TOGETHER];
    match n {
        1 => return *x,
        _ => near_roots(&mut y, &x.high, n),
    }
    // The root is y (1 + r)^(1/n), where r is what is left as a share: two terms of its series do.
    let mut root = Few { high: y, low: [0.0; TOGETHER] };
    let full = root.power(n);
    let (first, second) = (1.0 / order, (1.0 / order - 1.0) / 2.0);
    let rows = root.high.iter_mut().zip(&mut root.low).zip(x.high.iter().zip(&x.low));
    for (((h, l), (x, xl)), (p, pl)) in rows.zip(full.high.iter().zip(&full.low)) {
        let (off, _) = add((*x, *xl), (-p, -pl));
        let r = off / p;
        let more = *h * (r * first * (1.0 + r * second));
        let more = if r.abs() <= NEARLY { more } else { f64::NAN };
        (*h, *l) = two_sum(*h, more);
    }
    root
}

/// Roots by Halley's method from a first guess: the upper bits of a float are nearly its logarithm.
#[inline(always)]
fn near_roots(roots: &mut [f64; TOGETHER], x: &[f64; TOGETHER], n: u32) {
    /// The upper half of one.
    const ONE: f64 = 1_072_693_248.0;
    /// What the guess is too large by, in the middle.
    const MIDDLE: f64 = 45_000.0;
    let order = f64::from(n);
    for (y, x) in roots.iter_mut().zip(x) {
        let upper = f64::from((x.to_bits() >> 32) as i32);
        let bits = (ONE - MIDDLE) + (upper - ONE) / order;
        *y = f64::from_bits(u64::from(bits as u32) << 32);
    }
    let (more, less) = (order + 1.0, order - 1.0);
    for _ in 0..if n <= 12 { 2 } else { 3 } {
        let (mut power, mut square, mut left) = ([1.0; TOGETHER], *roots, n);
        while left > 0 {
            if left & 1 == 1 {
                power.iter_mut().zip(&square).for_each(|(p, s)| *p *= s);
            }
            left >>= 1;
            if left > 0 {
                square.iter_mut().for_each(|s| *s *= *s);
            }
        }
        for (y, (x, p)) in roots.iter_mut().zip(x.iter().zip(&power)) {
            *y *= (less * p + more * x) / (more * p + less * x);
        }
    }
}

twice! {
/// Products of whole numbers and a factor: each pack is numbers whose product floats hold.
pub(super) fn product(packs: &[Vec<&[f64]>], factor: Pair, high: &mut [f64], low: &mut [f64]) {
    let mut from = 0;
    for (h, l) in high.chunks_mut(TOGETHER).zip(low.chunks_mut(TOGETHER)) {
        let mut first = true;
        for pack in packs {
            let mut part = [1.0; TOGETHER];
            for rows in pack {
                let rows = rows.get(from..from + h.len()).unwrap_or_default();
                part.iter_mut().zip(rows).for_each(|(p, n)| *p *= n);
            }
            if std::mem::take(&mut first) {
                h.iter_mut().zip(&part).for_each(|(h, p)| *h = *p);
                l.fill(0.0);
                continue;
            }
            for ((h, l), p) in h.iter_mut().zip(l.iter_mut()).zip(&part) {
                let (high, lost) = two_product(*h, *p);
                (*h, *l) = quick_sum(high, lost + *l * p);
            }
        }
        h.iter_mut().zip(l.iter_mut()).for_each(|(h, l)| (*h, *l) = mul((*h, *l), factor));
        from += h.len();
    }
}
}

/// Two lanes from the rows of two pairs of lanes.
pub(super) fn rows<'p>(
    a: (&[f64], &[f64]),
    b: (&[f64], &[f64]),
    pool: &'p Pool,
    f: impl Fn(Pair, Pair) -> Pair,
) -> (Filled<'p, f64>, Filled<'p, f64>) {
    let (mut high, mut low) = (pool.blank(a.0.len()), pool.blank(a.0.len()));
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
                let (mut high, mut low) = ([x, 0.0], [0.0, 0.0]);
                roots(&mut high, &mut low, n);
                assert_eq!((high[1], low[1]), (0.0, 0.0));
                let y = (high[0], low[0]);
                let size = Number::from_f64_exact(x).unwrap();
                let back = (1..n).fold(exact(y), |acc, _| acc.mul(&exact(y)));
                let off = back.sub(&size).abs();
                // The power is off by n times what the root is.
                let bound = size.mul(&Number::from_f64_exact(1e-22 * f64::from(n)).unwrap());
                assert!(off <= bound, "root {n} of {x}");
            }
        }
    }
}
