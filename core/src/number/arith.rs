use std::ops;

use num_bigint::BigInt;
use num_traits::{One as _, Signed as _};

use super::gcd::{gcd, gcd_big};
use super::rational::{Number, Repr};

impl Number {
    /// The exact sum.
    #[inline]
    pub fn add(&self, other: &Number) -> Number {
        if let (Repr::Small(a, b), Repr::Small(c, d)) = (&self.0, &other.0) {
            add_small(*a, b.get(), i128::from(*c), d.get())
        } else {
            add_big(self, other, false)
        }
    }

    /// The exact difference.
    #[inline]
    pub fn sub(&self, other: &Number) -> Number {
        if let (Repr::Small(a, b), Repr::Small(c, d)) = (&self.0, &other.0) {
            add_small(*a, b.get(), -i128::from(*c), d.get())
        } else {
            add_big(self, other, true)
        }
    }

    /// The exact product.
    #[inline]
    pub fn mul(&self, other: &Number) -> Number {
        if let (Repr::Small(a, b), Repr::Small(c, d)) = (&self.0, &other.0) {
            mul_small(*a, b.get(), *c, d.get())
        } else {
            let ((a, b), (c, d)) = (self.parts(), other.parts());
            mul_big(&a, &b, &c, &d)
        }
    }

    /// The exact quotient; `None` when `other` is zero.
    #[inline]
    pub fn div(&self, other: &Number) -> Option<Number> {
        if other.is_zero() {
            return None;
        }
        Some(if let (Repr::Small(a, b), Repr::Small(c, d)) = (&self.0, &other.0) {
            div_small(*a, b.get(), *c, d.get())
        } else {
            let ((a, b), (c, d)) = (self.parts(), other.parts());
            if c.is_negative() { mul_big(&-&*a, &b, &d, &-&*c) } else { mul_big(&a, &b, &d, &c) }
        })
    }

    /// The whole power; `None` when it is `0` to a negative power or has more than `max_bits`.
    /// `0 ^ 0` is 1.
    pub fn pow(&self, exponent: i32, max_bits: u64) -> Option<Number> {
        let count = exponent.unsigned_abs();
        let base = if exponent < 0 { self.recip()? } else { self.clone() };
        // A value of b bits is at least 2^(b-1): this refuses before the work is done.
        if base.bits().saturating_sub(1).saturating_mul(u64::from(count)) > max_bits {
            return None;
        }
        let (num, den) = base.parts();
        // Powers of coprime numbers are coprime.
        let power = Number::canonical(num.pow(count), den.pow(count));
        (power.bits() <= max_bits).then_some(power)
    }

    /// `1 / self`; `None` for zero.
    pub fn recip(&self) -> Option<Number> {
        Number::ONE.div(self)
    }

    /// The number with the other sign.
    #[inline]
    pub fn neg(&self) -> Number {
        match &self.0 {
            Repr::Small(num, den) if *num != i64::MIN => Number(Repr::Small(-num, *den)),
            _ => {
                let (num, den) = self.parts();
                Number::canonical(-num.into_owned(), den.into_owned())
            }
        }
    }

    /// The number without its sign.
    #[inline]
    pub fn abs(&self) -> Number {
        if self.is_negative() { self.neg() } else { self.clone() }
    }
}

/// a/b + c/d. No `i128` overflow: each product is below 2^126.
#[inline]
fn add_small(a: i64, b: u64, c: i128, d: u64) -> Number {
    let a = i128::from(a);
    if b == 1 && d == 1 {
        return Number::from_i128(a + c);
    }
    // Knuth 4.5.1: only a divisor of gcd(b, d) can still be common to the sum and its denominator.
    let common = gcd(b, d);
    let num = a * i128::from(d / common) + c * i128::from(b / common);
    let rest = if common == 1 { 1 } else { gcd(remainder(num, common), common) };
    Number::reduced(exact_quotient(num, rest), i128::from(b / common) * i128::from(d / rest))
}

// Dividing 128 bits is several times dearer than 64, and rarely needed.

#[inline]
fn remainder(num: i128, by: u64) -> u64 {
    let num = num.unsigned_abs();
    match u64::try_from(num) {
        Ok(num) => num % by,
        Err(_) => (num % u128::from(by)) as u64,
    }
}

#[inline]
fn exact_quotient(num: i128, by: u64) -> i128 {
    match (i64::try_from(num), i64::try_from(by)) {
        (_, Ok(1)) => num,
        (Ok(num), Ok(by)) => i128::from(num / by),
        _ => num / i128::from(by),
    }
}

#[inline]
fn mul_small(a: i64, b: u64, c: i64, d: u64) -> Number {
    if b == 1 && d == 1 {
        return Number::from_i128(i128::from(a) * i128::from(c));
    }
    // Zero shares every divisor with a denominator, so it comes out as 0/1.
    let left = gcd(a.unsigned_abs(), d);
    let right = gcd(c.unsigned_abs(), b);
    let num = exact_quotient(a.into(), left) * exact_quotient(c.into(), right);
    Number::reduced(num, i128::from(b / right) * i128::from(d / left))
}

/// (a/b) / (c/d), `c` not zero.
#[inline]
fn div_small(a: i64, b: u64, c: i64, d: u64) -> Number {
    let top = gcd(a.unsigned_abs(), c.unsigned_abs());
    let bottom = gcd(b, d);
    let num = exact_quotient(a.into(), top) * i128::from(d / bottom);
    let den = exact_quotient(c.into(), top) * i128::from(b / bottom);
    if den < 0 { Number::reduced(-num, -den) } else { Number::reduced(num, den) }
}

#[cold]
fn add_big(left: &Number, right: &Number, subtract: bool) -> Number {
    let ((a, b), (c, d)) = (left.parts(), right.parts());
    let combine = |x: BigInt, y: BigInt| if subtract { x - y } else { x + y };
    if b.is_one() && d.is_one() {
        return Number::canonical(combine(a.into_owned(), c.into_owned()), BigInt::one());
    }
    let common = if b == d { b.clone().into_owned() } else { gcd_big(&b, &d) };
    let left_den = &*b / &common;
    let num = combine(&*a * (&*d / &common), &*c * &left_den);
    let rest = gcd_big(&num, &common);
    Number::canonical(num / &rest, left_den * (&*d / rest))
}

/// (a/b) * (c/d), both in lowest terms with positive denominators.
#[cold]
fn mul_big(a: &BigInt, b: &BigInt, c: &BigInt, d: &BigInt) -> Number {
    let (left, right) = (gcd_big(a, d), gcd_big(c, b));
    Number::canonical((a / &left) * (c / &right), (b / right) * (d / left))
}

macro_rules! operator {
    ($($trait:ident $method:ident),*) => {$(
        impl ops::$trait for &Number {
            type Output = Number;
            #[inline]
            fn $method(self, other: &Number) -> Number {
                Number::$method(self, other)
            }
        }
    )*};
}
operator!(Add add, Sub sub, Mul mul);

impl ops::Neg for &Number {
    type Output = Number;
    #[inline]
    fn neg(self) -> Number {
        Number::neg(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn sums_and_products() {
        assert_eq!(n("0.1").add(&n("0.2")), n("0.3"));
        assert_eq!(n("1/6").add(&n("1/3")), n("1/2"));
        assert_eq!(n("1/3").sub(&n("1/3")), Number::ZERO);
        assert_eq!(n("0").mul(&n("7/12")), Number::ZERO);
        assert_eq!(n("-2/3").div(&n("-4/9")), Some(n("3/2")));
        assert_eq!(n("5").div(&Number::ZERO), None);
        assert_eq!(&n("1/7") - &n("2/7"), -&n("1/7"));
    }

    #[test]
    fn past_the_machine_range_and_back() {
        let (max, min) = (Number::integer(i64::MAX), Number::integer(i64::MIN));
        assert_eq!(max.add(&Number::ONE).sub(&Number::ONE).small(), Some((i64::MAX, 1)));
        assert_eq!(min.neg(), max.add(&Number::ONE));
        assert_eq!(min.neg().neg().small(), Some((i64::MIN, 1)));
        assert_eq!(min.abs().to_text(), "9223372036854775808");
        assert_eq!(min.mul(&min).div(&min), Some(min.clone()));
        assert_eq!(min.recip().unwrap().recip(), Some(min.clone()));
        assert_eq!(min.div(&min), Some(Number::ONE));
        let third = Number::ratio(1, i64::MAX).unwrap();
        let square = third.mul(&third);
        assert_eq!(square.small(), None);
        assert_eq!(square.mul(&max), third);
        assert_eq!(square.sub(&square), Number::ZERO);
    }

    #[test]
    fn powers() {
        assert_eq!(n("-2/3").pow(3, 100), Some(n("-8/27")));
        assert_eq!(n("-2/3").pow(-3, 100), Some(n("-27/8")));
        assert_eq!(n("0").pow(0, 100), Some(Number::ONE));
        assert_eq!(n("0").pow(-1, 100), None);
        assert_eq!(n("2").pow(99, 100).map(|p| p.bits()), Some(100));
        assert_eq!(n("2").pow(100, 100), None);
        assert_eq!(n("3").pow(i32::MAX, 100_000), None);
        assert_eq!(n("-1").pow(i32::MIN, 1), Some(Number::ONE));
    }
}
