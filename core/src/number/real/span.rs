use crate::number::Number;

use super::dyadic::{Dyadic, Toward};
use super::elementary;

/// Beyond 2^4194304 nothing is enclosed: a value there is far past every limit on digits.
const MAX_TOP: i64 = 1 << 22;

/// Roots up to this order are taken in integers; further ones through logarithms.
const MAX_INTEGER_ROOT: u32 = 16;

/// An interval that holds the true value.
#[derive(Clone, Debug)]
pub(super) struct Span {
    pub(super) low: Dyadic,
    pub(super) high: Dyadic,
}

impl Span {
    pub(super) fn exact(number: &Number, bits: u64) -> Option<Span> {
        Span {
            low: Dyadic::from_number(number, bits, Toward::Below),
            high: Dyadic::from_number(number, bits, Toward::Above),
        }
        .bounded()
    }

    /// Too large is refused. Too small is widened to an interval at zero: that keeps the sign and
    /// stays sound.
    fn bounded(mut self) -> Option<Span> {
        if self.low.top().max(self.high.top()) > MAX_TOP {
            return None;
        }
        if self.low.top() < -MAX_TOP {
            let least = Dyadic::power_of_two(-MAX_TOP);
            self.low = if self.low.is_negative() { least.neg() } else { Dyadic::zero() };
        }
        if self.high.top() < -MAX_TOP {
            let least = Dyadic::power_of_two(-MAX_TOP);
            self.high = if self.high.is_positive() { least } else { Dyadic::zero() };
        }
        Some(self)
    }

    /// For an operand known to be positive and at least `floor`, whatever the precision shows.
    pub(super) fn at_least(mut self, floor: &Dyadic) -> Span {
        self.low = self.low.max(floor.clone());
        self.high = self.high.max(floor.clone());
        self
    }

    pub(super) fn add(&self, other: &Span, bits: u64) -> Option<Span> {
        Span {
            low: self.low.add(&other.low, bits, Toward::Below),
            high: self.high.add(&other.high, bits, Toward::Above),
        }
        .bounded()
    }

    pub(super) fn neg(self) -> Span {
        Span { low: self.high.neg(), high: self.low.neg() }
    }

    pub(super) fn abs(self) -> Span {
        if !self.low.is_negative() {
            self
        } else if !self.high.is_positive() {
            self.neg()
        } else {
            Span { low: Dyadic::zero(), high: self.low.neg().max(self.high) }
        }
    }

    pub(super) fn min(self, other: Span) -> Span {
        Span { low: self.low.min(other.low), high: self.high.min(other.high) }
    }

    pub(super) fn max(self, other: Span) -> Span {
        Span { low: self.low.max(other.low), high: self.high.max(other.high) }
    }

    pub(super) fn mul(&self, other: &Span, bits: u64) -> Option<Span> {
        let (low, high) = if self.low.is_negative() || other.low.is_negative() {
            let a = self.low.mul(&other.low);
            let b = self.low.mul(&other.high);
            let c = self.high.mul(&other.low);
            let d = self.high.mul(&other.high);
            let low = a.clone().min(b.clone()).min(c.clone()).min(d.clone());
            (low, a.max(b).max(c).max(d))
        } else {
            (self.low.mul(&other.low), self.high.mul(&other.high))
        };
        Span { low: low.trim(bits, Toward::Below), high: high.trim(bits, Toward::Above) }.bounded()
    }

    /// `other` is positive.
    pub(super) fn div(&self, other: &Span, bits: u64) -> Option<Span> {
        let below = if self.low.is_negative() { &other.low } else { &other.high };
        let above = if self.high.is_negative() { &other.high } else { &other.low };
        Span { low: self.low.div(below, bits, Toward::Below), high: self.high.div(above, bits, Toward::Above) }
            .bounded()
    }

    pub(super) fn power(&self, exponent: u32, bits: u64) -> Option<Span> {
        // Each squaring doubles the relative error.
        let bits = bits + 40;
        let mut result = Span { low: Dyadic::integer(1), high: Dyadic::integer(1) };
        for place in (0..u32::BITS - exponent.leading_zeros()).rev() {
            result = result.mul(&result, bits)?;
            if exponent >> place & 1 == 1 {
                result = result.mul(self, bits)?;
            }
        }
        Some(result)
    }

    /// `self` is positive.
    pub(super) fn root(&self, order: u32, bits: u64) -> Option<Span> {
        if order <= MAX_INTEGER_ROOT {
            return Some(Span {
                low: self.low.root(order, bits, Toward::Below),
                high: self.high.root(order, bits, Toward::Above),
            });
        }
        let order = Dyadic::integer(order.into());
        // The logarithm has up to 22 bits before the point, and they cost the root as many.
        let bits = bits + 32;
        self.ln(bits)?.div(&Span { low: order.clone(), high: order }, bits)?.exp(bits)
    }

    /// `self` is positive.
    pub(super) fn ln(&self, bits: u64) -> Option<Span> {
        let (low, above) = elementary::ln(&self.low, bits);
        let high = match self.thin() {
            // ln(x + d) <= ln x + d / x
            Some(width) => {
                let more = width.div(&self.low, bits, Toward::Above);
                above.add(&more, bits, Toward::Above)
            }
            None => elementary::ln(&self.high, bits).1,
        };
        Span { low, high }.bounded()
    }

    pub(super) fn exp(&self, bits: u64) -> Option<Span> {
        let (low, above) = elementary::exp(&self.low, bits)?;
        let high = match self.thin() {
            // exp(x + d) <= (1 + 2 d) exp x, for d <= 1
            Some(width) if width.top() <= 0 => {
                let more = above.mul(&width).mul(&Dyadic::integer(2));
                above.add(&more, bits, Toward::Above)
            }
            _ => elementary::exp(&self.high, bits)?.1,
        };
        Span { low, high }.bounded()
    }

    /// The width, rounded up, where it is small beside the ends: then one end stands for both.
    fn thin(&self) -> Option<Dyadic> {
        let width = self.high.add(&self.low.neg(), 32, Toward::Above);
        (width.is_zero() || width.top() < self.low.top() - 16).then_some(width)
    }
}
