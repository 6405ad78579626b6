use std::fmt::{self, Write as _};

use num_bigint::{BigInt, BigUint};
use num_integer::Integer as _;
use num_traits::{ToPrimitive as _, Zero as _};

use super::rational::{Number, Repr};

/// Below this every whole number is a float of its own.
const TWO_53: f64 = 9_007_199_254_740_992.0;

impl Number {
    /// The number a float stands for: the shortest decimal that reads back as the same float, so
    /// `0.1` is one tenth. `None` for NaN and the infinities.
    #[inline]
    pub fn from_f64(value: f64) -> Option<Number> {
        // Spacing is at most 1 here, so no shorter decimal lies near enough to a whole number.
        let whole = value as i64;
        if whole as f64 == value && value.abs() < TWO_53 {
            return Some(Number::integer(whole));
        }
        few_decimals(value).or_else(|| shortest(value))
    }

    /// The same in machine integers, in any terms, where few digits do.
    #[inline]
    pub(crate) fn few_digits(value: f64) -> Option<(i64, i64)> {
        let whole = value as i64;
        if whole as f64 == value && value.abs() < TWO_53 {
            return Some((whole, 1));
        }
        decimals(value).map(|(digits, _, power)| (digits, power))
    }

    /// The binary value of a float: `0.1` is a little more than one tenth.
    pub fn from_f64_exact(value: f64) -> Option<Number> {
        if !value.is_finite() {
            return None;
        }
        let (mantissa, exponent) = split(value);
        let size = BigInt::from(mantissa);
        let digits = if value < 0.0 { -size } else { size };
        Some(Number::dyadic(digits, exponent))
    }

    /// `digits * 2^exponent`.
    pub(super) fn dyadic(digits: BigInt, exponent: i64) -> Number {
        let size = exponent.unsigned_abs();
        if exponent >= 0 {
            return Number::canonical(digits << size, 1.into());
        }
        let Some(common) = digits.trailing_zeros().map(|zeros| zeros.min(size)) else {
            return Number::ZERO;
        };
        Number::canonical(digits >> common, BigInt::from(1) << (size - common))
    }

    /// The nearest float, halves to even; too large is an infinity, too small is zero.
    #[inline]
    pub fn to_f64(&self) -> f64 {
        if let Repr::Small(num, den) = &self.0 {
            if den.get() == 1 {
                return *num as f64;
            }
            // Both are floats exactly, and IEEE division is correctly rounded.
            if num.unsigned_abs() <= 1 << 53 && den.get() <= 1 << 53 {
                return *num as f64 / den.get() as f64;
            }
        }
        let (num, den) = self.parts();
        let size = divide(num.magnitude(), den.magnitude());
        if self.is_negative() { -size } else { size }
    }
}

/// A decimal of at most 15 digits that reads as `value`. Two such decimals never read as the same
/// float, so it is also the shortest one. That it reads as `value` is what the division proves:
/// both operands are exact, and the quotient is the correctly rounded one.
#[inline]
fn few_decimals(value: f64) -> Option<Number> {
    decimals(value).map(|(digits, scale, _)| Number::from_scaled(digits.into(), scale))
}

/// Its digits, how many of them are decimals, and that power of ten.
#[inline]
fn decimals(value: f64) -> Option<(i64, i32, i64)> {
    for (scale, power) in [(2, 100_i64), (4, 10_000), (9, 1_000_000_000)] {
        let size = power as f64;
        let digits = (value * size + 0.5_f64.copysign(value)) as i64;
        if digits.unsigned_abs() >= 1_000_000_000_000_000 {
            return None;
        }
        if digits as f64 / size == value {
            return Some((digits, scale, power));
        }
    }
    None
}

/// Takes the shortest digits from the standard formatter as they are written.
#[derive(Default)]
struct Digits {
    negative: bool,
    digits: i64,
    scale: i32,
    exponent: i32,
    after_point: bool,
    in_exponent: bool,
    negative_exponent: bool,
}

impl fmt::Write for Digits {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            match byte {
                b'-' if self.in_exponent => self.negative_exponent = true,
                b'-' => self.negative = true,
                b'.' => self.after_point = true,
                b'e' => self.in_exponent = true,
                b'0'..=b'9' if self.in_exponent => {
                    self.exponent = self.exponent * 10 + i32::from(byte - b'0');
                }
                // At most 17 digits.
                b'0'..=b'9' => {
                    self.digits = self.digits * 10 + i64::from(byte - b'0');
                    self.scale += i32::from(self.after_point);
                }
                _ => return Err(fmt::Error),
            }
        }
        Ok(())
    }
}

fn shortest(value: f64) -> Option<Number> {
    if !value.is_finite() {
        return None;
    }
    let mut read = Digits::default();
    write!(read, "{value:e}").ok()?;
    let exponent = if read.negative_exponent { -read.exponent } else { read.exponent };
    let scale = read.scale - exponent;
    let digits = even_of_two(value.abs(), read.digits, scale).unwrap_or(read.digits);
    let digits = if read.negative { -digits } else { digits };
    Some(Number::from_scaled(digits.into(), scale))
}

/// Where two shortest decimals are equally near, the even one is meant, as in Python and
/// JavaScript. The standard formatter promises neither.
fn even_of_two(value: f64, digits: i64, scale: i32) -> Option<i64> {
    let (mantissa, exponent) = split(value);
    // Half a unit of the last decimal ends in exactly that many binary places. This rules out
    // nearly every float, and all whole ones.
    let places = -(exponent + i64::from(mantissa.trailing_zeros()));
    if digits % 2 == 0 || places != i64::from(scale) + 1 {
        return None;
    }
    let exact = Number::from_f64_exact(value)?;
    [digits - 1, digits + 1].into_iter().find(|other| {
        let middle = i128::from(digits + other) * 5;
        Number::from_scaled(middle, scale + 1) == exact
            && Number::from_scaled(i128::from(*other), scale).to_f64() == value
    })
}

/// A finite float without its sign: mantissa and exponent of two.
fn split(value: f64) -> (u64, i64) {
    let bits = value.to_bits();
    let fraction = bits & ((1 << 52) - 1);
    match (bits >> 52) & 0x7ff {
        0 => (fraction, -1074),
        biased => (fraction | 1 << 52, biased.cast_signed() - 1075),
    }
}

/// The float nearest to `num / den`, `den` not zero.
fn divide(num: &BigUint, den: &BigUint) -> f64 {
    if num.is_zero() {
        return 0.0;
    }
    // A quotient of 66 or 67 bits, and whether anything is left: enough for any rounding.
    let shift = 66 + den.bits().cast_signed() - num.bits().cast_signed();
    let distance = shift.unsigned_abs();
    let (quotient, rest) = if shift >= 0 { (num << distance).div_rem(den) } else { num.div_rem(&(den << distance)) };
    nearest(quotient.to_u128().unwrap_or(u128::MAX), !rest.is_zero(), -shift)
}

/// The float nearest to `digits * 2^exponent`, or a little more if `more`; digits has 66 or 67 bits.
fn nearest(digits: u128, more: bool, exponent: i64) -> f64 {
    let top = exponent + 127 - i64::from(digits.leading_zeros());
    if top > 1023 {
        return f64::INFINITY;
    }
    // The place of the last bit kept: subnormals have fewer.
    let last = (top - 52).max(-1074);
    let drop = last - exponent;
    if drop > 100 {
        return 0.0;
    }
    let kept = (digits >> drop) as u64;
    let rest = digits & ((1 << drop) - 1);
    let half = 1 << (drop - 1);
    let up = rest > half || rest == half && (more || kept % 2 == 1);
    // The leading bit of a normal number, and a carry out of the fraction, each add one to the
    // exponent field; a subnormal has no leading bit and adds nothing.
    let field = (last + 1074).unsigned_abs() << 52;
    f64::from_bits(field + kept + u64::from(up))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn shortest_reading() {
        for (value, text) in [
            (0.1, "0.1"),
            (-0.0, "0"),
            (85.0, "85"),
            (0.1 + 0.2, "0.30000000000000004"),
            (1.0 / 3.0, "0.3333333333333333"),
            (1e23, "100000000000000000000000"),
            (-1e15 - 0.3, "-1000000000000000.2"),
            (1e15 + 0.75, "1000000000000000.8"),
            (2.0_f64.recip() / 8388608.0, "0.00000005960464477539063"),
            (9007199254740993.0, "9007199254740992"),
            (1152921504606846976.0, "1152921504606847000"),
            (12.345678901, "12.345678901"),
        ] {
            assert_eq!(Number::from_f64(value).unwrap().to_text(), text);
        }
        assert_eq!(Number::from_f64(5e-324), Some(n("5e-324")));
        assert_eq!(Number::from_f64(f64::MAX), Some(n("1.7976931348623157e308")));
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(Number::from_f64(value), None);
            assert_eq!(Number::from_f64_exact(value), None);
        }
    }

    #[test]
    fn few_digits_say_the_same() {
        for value in [0.1, -0.25, 85.0, -3.0, 12.345678901, 1e15 + 0.75, 18014398509481990.0, 1152921504606846976.0] {
            if let Some((digits, power)) = Number::few_digits(value) {
                assert_eq!(Number::ratio(digits, power), Number::from_f64(value), "{value}");
            }
        }
        assert_eq!(Number::few_digits(85.0), Some((85, 1)));
        assert_eq!(Number::few_digits(-0.25), Some((-25, 100)));
        // Here whole floats lie apart, and a shorter decimal stands for them.
        assert_eq!(Number::few_digits(1152921504606846976.0), None);
    }

    #[test]
    fn binary_reading() {
        assert_eq!(Number::from_f64_exact(-0.75), Some(n("-0.75")));
        assert_eq!(Number::from_f64_exact(0.1), Some(n("0.1000000000000000055511151231257827021181583404541015625")));
        assert_eq!(Number::from_f64_exact(1e300).unwrap().bits(), 997);
        assert_eq!(Number::from_f64_exact(0.0), Some(Number::ZERO));
    }

    #[test]
    fn nearest_float() {
        for (number, expected) in [
            ("1/3", 1.0 / 3.0),
            ("9007199254740993", 9007199254740992.0), // halfway, to even
            ("9007199254740995", 9007199254740996.0),
            ("9007199254740993.0000000000000001", 9007199254740994.0),
            ("-18014398509481985/2", -9007199254740992.0),
            ("18446744073709551617", 18446744073709551616.0),
            ("1e400", f64::INFINITY),
            ("-1e400", f64::NEG_INFINITY),
            ("1e-400", 0.0),
            ("5e-324", 5e-324),
            ("7e-324", 5e-324),
            ("7.5e-324", 1e-323),
            ("2.2250738585072011e-308", 2.225073858507201e-308),
            ("2.2250738585072014e-308", f64::MIN_POSITIVE),
            ("1.7976931348623157e308", f64::MAX),
            ("1.7976931348623158e308", f64::MAX),
            ("1.7976931348623159e308", f64::INFINITY),
            // A denominator that is no float: its nearest one gives another quotient. By Python's division of integers.
            ("6252833009938933/3708801759493319393", 0.0016859442524620588),
            ("3524791378437421/3706778661852469503", 0.0009509041947154999),
        ] {
            assert_eq!(n(number).to_f64(), expected, "{number}");
        }
    }

    #[test]
    fn halfway_at_the_edges() {
        let exact = |value| Number::from_f64_exact(value).unwrap();
        let middle = |a: f64, b: f64| exact(a).add(&exact(b)).mul(&n("0.5"));
        let least = 5e-324;
        assert_eq!(exact(least).mul(&n("0.5")).to_f64(), 0.0);
        assert_eq!(exact(least).mul(&n("0.5000001")).to_f64(), least);
        // The largest subnormal and the smallest normal: the even one is the normal.
        let below = f64::from_bits(f64::MIN_POSITIVE.to_bits() - 1);
        assert_eq!(middle(below, f64::MIN_POSITIVE).to_f64(), f64::MIN_POSITIVE);
        // Half a unit above the largest float is infinite, anything less is not.
        let half = exact(f64::MAX).sub(&exact(f64::from_bits(f64::MAX.to_bits() - 1))).mul(&n("0.5"));
        assert_eq!(exact(f64::MAX).add(&half).to_f64(), f64::INFINITY);
        assert_eq!(exact(f64::MAX).add(&half).sub(&n("1e-9")).to_f64(), f64::MAX);
    }
}
