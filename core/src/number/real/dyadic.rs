use std::cmp::Ordering;

use num_bigint::BigInt;
use num_integer::Integer as _;
use num_traits::{One as _, Signed as _, Zero as _};

use crate::number::Number;

/// `digits * 2^exponent`: an end of an enclosure. What cannot be kept in the bits asked for is
/// rounded outward.
#[derive(Clone, Debug)]
pub(super) struct Dyadic {
    pub(super) digits: BigInt,
    pub(super) exponent: i64,
}

/// The way outward.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Toward {
    Below,
    Above,
}

impl Dyadic {
    pub(super) fn new(digits: BigInt, exponent: i64) -> Dyadic {
        Dyadic { digits, exponent }
    }

    pub(super) fn zero() -> Dyadic {
        Dyadic::new(BigInt::zero(), 0)
    }

    pub(super) fn integer(value: i64) -> Dyadic {
        Dyadic::new(value.into(), 0)
    }

    pub(super) fn power_of_two(exponent: i64) -> Dyadic {
        Dyadic::new(BigInt::one(), exponent)
    }

    pub(super) fn from_number(number: &Number, bits: u64, toward: Toward) -> Dyadic {
        let (num, den) = number.parts();
        if den.is_one() {
            return Dyadic::new(num.into_owned(), 0).trim(bits, toward);
        }
        quotient(&num, &den, bits, toward)
    }

    pub(super) fn to_number(&self) -> Number {
        Number::dyadic(self.digits.clone(), self.exponent)
    }

    pub(super) fn is_zero(&self) -> bool {
        self.digits.is_zero()
    }

    pub(super) fn is_positive(&self) -> bool {
        self.digits.is_positive()
    }

    pub(super) fn is_negative(&self) -> bool {
        self.digits.is_negative()
    }

    /// The size is below 2^top, and at least half of that.
    pub(super) fn top(&self) -> i64 {
        if self.is_zero() { i64::MIN / 4 } else { self.exponent + self.digits.bits().cast_signed() }
    }

    pub(super) fn neg(&self) -> Dyadic {
        Dyadic::new(-&self.digits, self.exponent)
    }

    /// At most `bits` digits.
    pub(super) fn trim(self, bits: u64, toward: Toward) -> Dyadic {
        let excess = self.digits.bits().saturating_sub(bits);
        self.drop_low(excess, toward)
    }

    /// No digits below `2^least`.
    pub(super) fn coarsen(self, least: i64, toward: Toward) -> Dyadic {
        let excess = u64::try_from(least - self.exponent).unwrap_or(0);
        self.drop_low(excess, toward)
    }

    fn drop_low(self, count: u64, toward: Toward) -> Dyadic {
        if count == 0 {
            return self;
        }
        let digits = match toward {
            Toward::Below => self.digits >> count,
            Toward::Above => -(-self.digits >> count),
        };
        Dyadic::new(digits, self.exponent + count.cast_signed())
    }

    pub(super) fn add(&self, other: &Dyadic, bits: u64, toward: Toward) -> Dyadic {
        let (large, small) = if self.top() >= other.top() { (self, other) } else { (other, self) };
        // A summand far below the last bit kept counts as nothing, or as one such bit outward:
        // the shift is bounded by the precision, not by the distance of the exponents.
        let least = large.top() - bits.cast_signed() - 64;
        if small.top() < least {
            let outward = match toward {
                Toward::Below => small.is_negative(),
                Toward::Above => small.is_positive(),
            };
            if !outward {
                return large.clone().trim(bits, toward);
            }
            let bit = Dyadic::power_of_two(least);
            return large.plus(&if small.is_negative() { bit.neg() } else { bit }).trim(bits, toward);
        }
        large.plus(small).trim(bits, toward)
    }

    fn plus(&self, other: &Dyadic) -> Dyadic {
        let exponent = self.exponent.min(other.exponent);
        let shifted = |x: &Dyadic| &x.digits << (x.exponent - exponent).unsigned_abs();
        Dyadic::new(shifted(self) + shifted(other), exponent)
    }

    /// Exact.
    pub(super) fn mul(&self, other: &Dyadic) -> Dyadic {
        Dyadic::new(&self.digits * &other.digits, self.exponent + other.exponent)
    }

    /// `other` is positive.
    pub(super) fn div(&self, other: &Dyadic, bits: u64, toward: Toward) -> Dyadic {
        let mut result = quotient(&self.digits, &other.digits, bits, toward);
        result.exponent += self.exponent - other.exponent;
        result
    }

    /// `self` is positive.
    pub(super) fn root(&self, order: u32, bits: u64, toward: Toward) -> Dyadic {
        let wanted = (u64::from(order) * (bits + 1)).saturating_sub(self.digits.bits()).cast_signed();
        let order = i64::from(order);
        let shift = wanted + (self.exponent - wanted).rem_euclid(order);
        let digits = &self.digits << shift.unsigned_abs();
        let order32 = order.unsigned_abs() as u32;
        let mut root = digits.nth_root(order32);
        if toward == Toward::Above && root.pow(order32) != digits {
            root += 1;
        }
        Dyadic::new(root, (self.exponent - shift) / order).trim(bits, toward)
    }
}

/// `num / den` with at least `bits` digits, `den > 0`.
fn quotient(num: &BigInt, den: &BigInt, bits: u64, toward: Toward) -> Dyadic {
    let shift = (bits + 1 + den.bits()).saturating_sub(num.bits());
    let num = num << shift;
    let digits = match toward {
        Toward::Below => num.div_floor(den),
        Toward::Above => -(-num).div_floor(den),
    };
    Dyadic::new(digits, -shift.cast_signed()).trim(bits, toward)
}

impl Ord for Dyadic {
    fn cmp(&self, other: &Dyadic) -> Ordering {
        let sign = self.digits.sign();
        sign.cmp(&other.digits.sign()).then_with(|| {
            // Only sizes of the same order are aligned.
            let sizes = self.top().cmp(&other.top());
            if sizes.is_ne() {
                return if self.is_negative() { sizes.reverse() } else { sizes };
            }
            let exponent = self.exponent.min(other.exponent);
            let shifted = |x: &Dyadic| &x.digits << (x.exponent - exponent).unsigned_abs();
            shifted(self).cmp(&shifted(other))
        })
    }
}

impl PartialOrd for Dyadic {
    fn partial_cmp(&self, other: &Dyadic) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Dyadic {
    fn eq(&self, other: &Dyadic) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Dyadic {}
