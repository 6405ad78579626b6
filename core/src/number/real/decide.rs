use std::cmp::Ordering;
use std::sync::Arc;

use num_bigint::BigInt;

use super::dyadic::{Dyadic, Toward};
use super::node::{Evaluator, FIRST_BITS};
use super::span::Span;
use super::{Interval, Kind, Real};
use crate::number::round::round_quotient;
use crate::number::{Mode, Number};

/// The last precision. What it does not separate is equal, by definition.
const LAST_BITS: u64 = 4096;

/// How far a value may be above its rounding step, in bits.
const MAX_HEADROOM: i64 = 20_000;

/// The most decimals written.
const MAX_DECIMALS: usize = 1_000;

/// How many pairs of operations are looked at to see that two expressions are the same.
const MAX_LIKENESS: u32 = 64;

fn precisions() -> impl Iterator<Item = u64> {
    std::iter::successors(Some(FIRST_BITS), |bits| Some(bits * 2)).take_while(|&b| b <= LAST_BITS)
}

impl Real {
    /// The order of the true values. Two that 4,096 bits do not separate are equal, by definition.
    pub fn compare(&self, other: &Real) -> Ordering {
        if let (Kind::Exact(a), Kind::Exact(b)) = (&self.0, &other.0) {
            return a.cmp(b);
        }
        if self.is_same(other) {
            return Ordering::Equal;
        }
        for bits in precisions() {
            let mut evaluator = Evaluator::new(bits);
            if let (Some(a), Some(b)) = (evaluator.span(self), evaluator.span(other)) {
                if a.low > b.high {
                    return Ordering::Greater;
                }
                if a.high < b.low {
                    return Ordering::Less;
                }
            }
        }
        Ordering::Equal
    }

    /// Whether both are the same expression: then the long way to equality is not needed.
    pub(super) fn is_same(&self, other: &Real) -> bool {
        fn same(a: &Real, b: &Real, left: &mut u32) -> bool {
            match (&a.0, &b.0) {
                (Kind::Exact(a), Kind::Exact(b)) => a == b,
                (Kind::Node(a), Kind::Node(b)) => {
                    Arc::ptr_eq(a, b)
                        || *left > 0 && a.op == b.op && {
                            *left -= 1;
                            same(&a.left, &b.left, left) && same(&a.right, &b.right, left)
                        }
                }
                _ => false,
            }
        }
        same(self, other, &mut MAX_LIKENESS.clone())
    }

    /// The sign, and for a number that is not zero a positive bound below its size.
    pub(super) fn sign(&self) -> (Ordering, Dyadic) {
        if let Kind::Exact(number) = &self.0 {
            let size = Dyadic::from_number(&number.abs(), FIRST_BITS, Toward::Below);
            return (number.signum().cmp(&0), size);
        }
        for bits in precisions() {
            match Evaluator::new(bits).span(self) {
                Some(span) if span.low.is_positive() => return (Ordering::Greater, span.low),
                Some(span) if span.high.is_negative() => return (Ordering::Less, span.high.neg()),
                _ => {}
            }
        }
        (Ordering::Equal, Dyadic::zero())
    }

    /// The multiple of `step` that `mode` chooses for the true value. A value that 4,096 bits do
    /// not separate from a rounding boundary is taken to be that boundary. `None` when the step is
    /// zero, or the value too large.
    pub fn round(&self, step: &Number, mode: Mode) -> Option<Number> {
        if let Kind::Exact(number) = &self.0 {
            return number.round(step, mode);
        }
        if step.is_zero() {
            return None;
        }
        let step = step.abs();
        let (num, den) = step.parts();
        let multiple = |end: &Dyadic, count: i64, mode| {
            let shift = end.exponent.unsigned_abs();
            let (above, below) = (&end.digits * &*den * count, &*num);
            if end.exponent >= 0 {
                round_quotient(&(above << shift), below, mode)
            } else {
                round_quotient(&above, &(below << shift), mode)
            }
        };
        let step_top = num.bits().cast_signed() - den.bits().cast_signed();
        let least = step_top - LAST_BITS.cast_signed() - 64;
        let mut headroom = 0;
        let mut nearest_half = BigInt::ZERO;
        for bits in precisions() {
            let span = Evaluator::new(bits + headroom).span(self)?.coarsen(least);
            let (low, high) = (multiple(&span.low, 1, mode), multiple(&span.high, 1, mode));
            if low == high {
                return Some(Number::canonical(low, 1.into()).mul(&step));
            }
            if bits == FIRST_BITS {
                let above = span.low.top().max(span.high.top()) - step_top;
                if above > MAX_HEADROOM {
                    return None;
                }
                headroom = above.max(0).unsigned_abs();
            }
            nearest_half = multiple(&span.low, 2, Mode::HalfEven);
        }
        // Boundaries are whole multiples for some modes and halves for the others; the value is
        // next to one, so it is the nearest of both kinds.
        let chosen = round_quotient(&nearest_half, &2.into(), mode);
        Some(Number::canonical(chosen, 1.into()).mul(&step))
    }

    /// The nearest float, under the same convention as [`Real::round`]. NaN when too large to tell.
    pub fn to_f64(&self) -> f64 {
        if let Kind::Exact(number) = &self.0 {
            return number.to_f64();
        }
        let mut last = f64::NAN;
        for bits in precisions() {
            let Some(span) = Evaluator::new(bits).span(self) else {
                return f64::NAN;
            };
            // Whatever is above 2^1024 or far below the least float reads the same as its bound.
            let span = span.coarsen(-1200 - LAST_BITS.cast_signed());
            let end = |end: &Dyadic| match end.top() > 1100 {
                true if end.is_negative() => f64::NEG_INFINITY,
                true => f64::INFINITY,
                false => end.to_number().to_f64(),
            };
            let (low, high) = (end(&span.low), end(&span.high));
            if low == high {
                return low;
            }
            last = match (Number::from_f64_exact(low), Number::from_f64_exact(high)) {
                (Some(low), Some(high)) => low.add(&high).mul(&Number::from_scaled(5, 1)).to_f64(),
                _ => high,
            };
        }
        last
    }

    /// Rounded to a fixed count of decimals (1,000 at most), halves away from zero.
    pub fn to_decimal(&self, decimals: usize) -> String {
        if let Kind::Exact(number) = &self.0 {
            return number.to_decimal(decimals, Mode::HalfUp);
        }
        let decimals = decimals.min(MAX_DECIMALS);
        let step = Number::from_scaled(1, i32::try_from(decimals).unwrap_or(0));
        match self.round(&step, Mode::HalfUp) {
            Some(rounded) => rounded.to_decimal(decimals, Mode::HalfUp),
            None => self.to_f64().to_string(),
        }
    }

    /// An interval around the true value, computed with `bits` bits (16 to 65,536). `None` when
    /// the value is too large.
    pub fn enclose(&self, bits: u64) -> Option<Interval> {
        Some(match &self.0 {
            Kind::Exact(number) => Interval { lo: number.clone(), hi: number.clone() },
            Kind::Node(_) => {
                let span = Evaluator::new(bits.clamp(16, 1 << 16)).span(self)?;
                Interval { lo: span.low.to_number(), hi: span.high.to_number() }
            }
        })
    }

    /// The size in bits, for limits on work: that of [`Number::bits`] for an exact number, else
    /// the distance of the value from 1 in powers of two. `u64::MAX` when too large to tell.
    pub fn bits(&self) -> u64 {
        match &self.0 {
            Kind::Exact(number) => number.bits(),
            Kind::Node(_) => match Evaluator::new(FIRST_BITS).span(self) {
                Some(span) => {
                    let end = span.abs().high;
                    if end.is_zero() { 0 } else { end.top().unsigned_abs() }
                }
                None => u64::MAX,
            },
        }
    }
}

impl Span {
    /// Ends without digits below `2^least`, for deciding at boundaries far above that. An end that
    /// is not zero stays on its side of it, which is all that can matter of so small a number.
    fn coarsen(self, least: i64) -> Span {
        let end = |end: Dyadic, toward| {
            if end.is_zero() || end.top() > least {
                return end.coarsen(least, toward);
            }
            let bit = Dyadic::power_of_two(least);
            if end.is_negative() { bit.neg() } else { bit }
        };
        Span { low: end(self.low, Toward::Below), high: end(self.high, Toward::Above) }
    }
}
