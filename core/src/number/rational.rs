use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::num::NonZeroU64;
use std::sync::Arc;

use num_bigint::{BigInt, Sign};
use num_integer::Integer as _;
use num_traits::{One as _, Signed as _, ToPrimitive as _};

use super::gcd::gcd_big;

/// A rational number of any size.
///
/// Always in lowest terms with a positive denominator, and always in machine integers when both
/// parts fit: equal values are equal structures, so `Eq` and `Hash` may be derived.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Number(pub(super) Repr);

#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum Repr {
    /// The denominator is at most `i64::MAX`. (Unsigned, because a non-zero type leaves room for
    /// the other variant: a `Number` is two words.)
    Small(i64, NonZeroU64),
    Big(Arc<Fraction>),
}

#[derive(PartialEq, Eq, Hash)]
pub(super) struct Fraction {
    pub(super) num: BigInt,
    pub(super) den: BigInt,
}

impl Number {
    /// 0
    pub const ZERO: Number = Number::integer(0);
    /// 1
    pub const ONE: Number = Number::integer(1);

    /// A whole number.
    #[inline]
    pub const fn integer(value: i64) -> Number {
        Number(Repr::Small(value, NonZeroU64::MIN))
    }

    /// `num / den` in any terms; `None` when `den` is zero.
    pub fn ratio(num: i64, den: i64) -> Option<Number> {
        if den == 0 {
            return None;
        }
        let common = i128::from(num).gcd(&i128::from(den)) * i128::from(den.signum());
        Some(Number::reduced(i128::from(num) / common, i128::from(den) / common))
    }

    /// A whole number.
    #[inline]
    pub fn from_i128(value: i128) -> Number {
        match i64::try_from(value) {
            Ok(value) => Number::integer(value),
            Err(_) => Number::canonical(BigInt::from(value), BigInt::one()),
        }
    }

    /// From parts already in lowest terms, `den > 0`.
    #[inline]
    pub(super) fn reduced(num: i128, den: i128) -> Number {
        match (i64::try_from(num), i64::try_from(den).ok().and_then(positive)) {
            (Ok(num), Some(den)) => Number(Repr::Small(num, den)),
            _ => Number(Repr::Big(Arc::new(Fraction { num: num.into(), den: den.into() }))),
        }
    }

    /// From parts already in lowest terms, `den > 0`.
    pub(super) fn canonical(num: BigInt, den: BigInt) -> Number {
        match (num.to_i64(), den.to_i64().and_then(positive)) {
            (Some(num), Some(den)) => Number(Repr::Small(num, den)),
            _ => Number(Repr::Big(Arc::new(Fraction { num, den }))),
        }
    }

    /// From parts in any terms, `den` not zero.
    pub(super) fn lowest(num: BigInt, den: BigInt) -> Number {
        if den.is_one() {
            return Number::canonical(num, den);
        }
        let common = gcd_big(&num, &den);
        let common = if den.is_negative() { -common } else { common };
        if common.is_one() {
            return Number::canonical(num, den);
        }
        Number::canonical(num / &common, den / common)
    }

    /// Numerator and denominator.
    pub(super) fn parts(&self) -> (Cow<'_, BigInt>, Cow<'_, BigInt>) {
        match &self.0 {
            Repr::Small(num, den) => (Cow::Owned(BigInt::from(*num)), Cow::Owned(BigInt::from(den.get()))),
            Repr::Big(fraction) => (Cow::Borrowed(&fraction.num), Cow::Borrowed(&fraction.den)),
        }
    }

    /// Numerator and denominator when both are machine integers.
    #[inline]
    pub fn small(&self) -> Option<(i64, i64)> {
        match &self.0 {
            Repr::Small(num, den) => Some((*num, den.get().cast_signed())),
            Repr::Big(_) => None,
        }
    }

    /// -1, 0 or 1.
    #[inline]
    pub fn signum(&self) -> i32 {
        match &self.0 {
            Repr::Small(num, _) => match num.cmp(&0) {
                Ordering::Less => -1,
                Ordering::Equal => 0,
                Ordering::Greater => 1,
            },
            Repr::Big(fraction) => match fraction.num.sign() {
                Sign::Minus => -1,
                Sign::NoSign => 0,
                Sign::Plus => 1,
            },
        }
    }

    /// Whether this is 0.
    #[inline]
    pub fn is_zero(&self) -> bool {
        matches!(self.0, Repr::Small(0, _))
    }

    /// Whether this is below 0.
    #[inline]
    pub fn is_negative(&self) -> bool {
        self.signum() < 0
    }

    /// Whether this is a whole number.
    #[inline]
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Repr::Small(_, den) => den.get() == 1,
            Repr::Big(fraction) => fraction.den.is_one(),
        }
    }

    /// The whole number, if it is one and fits.
    #[inline]
    pub fn to_i64(&self) -> Option<i64> {
        match &self.0 {
            Repr::Small(num, den) if den.get() == 1 => Some(*num),
            _ => None,
        }
    }

    /// The whole number, if it is one and fits.
    pub fn to_i128(&self) -> Option<i128> {
        match &self.0 {
            Repr::Small(num, den) => (den.get() == 1).then_some(i128::from(*num)),
            Repr::Big(fraction) if fraction.den.is_one() => fraction.num.to_i128(),
            Repr::Big(_) => None,
        }
    }

    /// The size: bits of the larger of numerator and denominator. Limits on work count these.
    pub fn bits(&self) -> u64 {
        match &self.0 {
            Repr::Small(num, den) => u64::from(u64::BITS - num.unsigned_abs().max(den.get()).leading_zeros()),
            Repr::Big(fraction) => fraction.num.bits().max(fraction.den.bits()),
        }
    }
}

#[inline]
fn positive(den: i64) -> Option<NonZeroU64> {
    u64::try_from(den).ok().and_then(NonZeroU64::new)
}

impl Ord for Number {
    #[inline]
    fn cmp(&self, other: &Number) -> Ordering {
        if let (Repr::Small(a, b), Repr::Small(c, d)) = (&self.0, &other.0) {
            return if b == d {
                a.cmp(c)
            } else {
                (i128::from(*a) * i128::from(d.get())).cmp(&(i128::from(*c) * i128::from(b.get())))
            };
        }
        compare_big(self, other)
    }
}

#[cold]
fn compare_big(left: &Number, right: &Number) -> Ordering {
    left.signum().cmp(&right.signum()).then_with(|| {
        let ((a, b), (c, d)) = (left.parts(), right.parts());
        if b == d { a.cmp(&c) } else { (&*a * &*d).cmp(&(&*c * &*b)) }
    })
}

impl PartialOrd for Number {
    #[inline]
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Default for Number {
    fn default() -> Number {
        Number::ZERO
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Number {
        Number::integer(value)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.to_text())
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}

impl serde::Serialize for Number {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_words() {
        assert_eq!(size_of::<Number>(), 16);
        assert!(size_of::<Option<Number>>() <= 24);
    }

    #[test]
    fn canonical_at_the_limits() {
        assert_eq!(Number::ratio(6, -4), Number::ratio(-3, 2));
        assert_eq!(Number::ratio(1, 0), None);
        assert_eq!(Number::ratio(i64::MIN, i64::MIN), Some(Number::ONE));
        // 1 / -2^63 has a denominator one above the machine range.
        let tiny = Number::ratio(1, i64::MIN).unwrap();
        assert_eq!((tiny.small(), tiny.bits(), tiny.signum()), (None, 64, -1));
        assert_eq!(tiny.mul(&Number::integer(2)).small(), Some((-1, 1 << 62)));
        assert_eq!(Number::from_i128(i128::from(i64::MAX) + 1).to_i64(), None);
        assert_eq!(Number::from_i128(i128::MIN).to_i128(), Some(i128::MIN));
        assert_eq!((Number::integer(5).to_i128(), Number::from_scaled(25, 1).to_i128()), (Some(5), None));
    }
}
