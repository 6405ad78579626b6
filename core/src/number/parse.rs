use num_bigint::BigInt;
use num_traits::{Signed as _, Zero as _};

use super::rational::Number;

/// The most digits a number may be written with.
pub const MAX_DIGITS: usize = 10_000;
/// The largest exponent, either way, a number may be written with.
pub const MAX_EXPONENT: i32 = 10_000;

/// Why a text is not read as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseNumberError {
    /// There is nothing to read.
    #[error("there is no number here")]
    Empty,
    /// Something that does not belong to a number.
    #[error("not a number")]
    NotANumber,
    /// Longer than [`MAX_DIGITS`].
    #[error("a number may have at most {MAX_DIGITS} digits")]
    TooManyDigits,
    /// Beyond [`MAX_EXPONENT`].
    #[error("an exponent may be at most {MAX_EXPONENT}")]
    ExponentTooLarge,
    /// `p/0`
    #[error("the denominator is zero")]
    ZeroDenominator,
}

use ParseNumberError::{Empty, ExponentTooLarge, NotANumber, TooManyDigits, ZeroDenominator};

impl Number {
    /// Reads `-12`, `12.50`, `.5`, `1e3`, `1.5E-7` or `-1/3`, exactly. No spaces, no separators.
    pub fn parse(text: &str) -> Result<Number, ParseNumberError> {
        if text.is_empty() {
            return Err(Empty);
        }
        let (negative, rest) = sign(text);
        let size = if let Some((num, den)) = rest.split_once('/') {
            let den = integer(den)?;
            if den.is_zero() {
                return Err(ZeroDenominator);
            }
            Number::lowest(integer(num)?, den)
        } else {
            decimal(rest)?
        };
        Ok(if negative { size.neg() } else { size })
    }

    /// `digits * 10^-scale`. The work grows with the scale; whoever takes it from outside limits it.
    pub fn from_scaled(digits: i128, scale: i32) -> Number {
        if let (Ok(digits), Ok(scale @ 0..=38)) = (i64::try_from(digits), u32::try_from(scale)) {
            return scaled_small(digits, scale);
        }
        scaled_big(digits.into(), scale)
    }
}

fn scaled_small(digits: i64, scale: u32) -> Number {
    if digits == 0 || scale == 0 {
        return Number::integer(digits);
    }
    // Only 2 and 5 can be common to the digits and a power of ten: cheaper than a gcd.
    let twos = digits.trailing_zeros().min(scale);
    let (mut num, mut fives) = (digits >> twos, scale);
    while fives > 0 && num % 5 == 0 {
        (num, fives) = (num / 5, fives - 1);
    }
    // 10^38 is below 2^127.
    Number::reduced(num.into(), 5_i128.pow(fives) << (scale - twos))
}

fn scaled_big(digits: BigInt, scale: i32) -> Number {
    let power = BigInt::from(10).pow(scale.unsigned_abs());
    if digits.is_zero() {
        Number::ZERO
    } else if scale < 0 {
        Number::canonical(digits * power, 1.into())
    } else {
        Number::lowest(digits, power)
    }
}

fn sign(text: &str) -> (bool, &str) {
    if let Some(rest) = text.strip_prefix('-') { (true, rest) } else { (false, text.strip_prefix('+').unwrap_or(text)) }
}

fn decimal(text: &str) -> Result<Number, ParseNumberError> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, read_exponent(exponent)?),
        None => (text, 0),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((_, "")) => return Err(NotANumber),
        Some(("", fraction)) => ("0", fraction),
        Some(parts) => parts,
        None => (mantissa, ""),
    };
    if whole.len() + fraction.len() > MAX_DIGITS {
        return Err(TooManyDigits);
    }
    let scale = i32::try_from(fraction.len()).map_err(|_| TooManyDigits)? - exponent;
    let mut digits = whole.bytes().chain(fraction.bytes());
    if whole.len() + fraction.len() <= 18 && !whole.is_empty() {
        let read =
            digits.try_fold(0_i64, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + i64::from(digit - b'0')));
        return Ok(Number::from_scaled(read.ok_or(NotANumber)?.into(), scale));
    }
    Ok(scaled_big(integer(&[whole, fraction].concat())?, scale))
}

fn read_exponent(text: &str) -> Result<i32, ParseNumberError> {
    let (negative, digits) = sign(text);
    let size = integer(digits)?;
    let size = i32::try_from(size).map_err(|_| ExponentTooLarge)?;
    if size > MAX_EXPONENT {
        return Err(ExponentTooLarge);
    }
    Ok(if negative { -size } else { size })
}

/// Digits alone.
fn integer(text: &str) -> Result<BigInt, ParseNumberError> {
    if text.len() > MAX_DIGITS {
        return Err(TooManyDigits);
    }
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NotANumber);
    }
    let value = BigInt::parse_bytes(text.as_bytes(), 10).ok_or(NotANumber)?;
    debug_assert!(!value.is_negative());
    Ok(value)
}

impl std::str::FromStr for Number {
    type Err = ParseNumberError;

    fn from_str(text: &str) -> Result<Number, ParseNumberError> {
        Number::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read() {
        let table = [
            ("-12", "-12"),
            ("+12.50", "12.5"),
            ("0.10", "0.1"),
            (".5", "0.5"),
            ("-0", "0"),
            ("007", "7"),
            ("1e3", "1000"),
            ("1.5E-7", "0.00000015"),
            ("2.5e+1", "25"),
            ("6/-0", "not a number"),
            ("6/4", "1.5"),
            ("-1/3", "-1/3"),
            ("1/0", "the denominator is zero"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            ("0.000000000000000000000000000001", "0.000000000000000000000000000001"),
            ("9223372036854775808", "9223372036854775808"),
            ("0e10000", "0"),
        ];
        for (text, expected) in table {
            let read = match Number::parse(text) {
                Ok(number) => number.to_text(),
                Err(error) => error.to_string(),
            };
            assert_eq!(read, expected, "{text}");
        }
    }

    #[test]
    fn what_is_not() {
        assert_eq!(Number::parse(""), Err(Empty));
        for text in [
            "-",
            ".",
            "5.",
            "1e",
            "e5",
            "1e+",
            "--1",
            "1 ",
            " 1",
            "1,5",
            "1_000",
            "1.2.3",
            "inf",
            "NaN",
            "0x10",
            "½",
            "１",
            "1/2/3",
            "1/",
            "/2",
            "1.5/2",
            "12345678901234567890x",
            "1e1.5",
        ] {
            assert_eq!(Number::parse(text), Err(NotANumber), "{text}");
        }
        assert_eq!(Number::parse(&"9".repeat(10_001)), Err(TooManyDigits));
        assert_eq!(Number::parse(&format!("1e{}", "9".repeat(10_001))), Err(TooManyDigits));
        assert!(Number::parse(&"9".repeat(10_000)).is_ok());
        assert_eq!(Number::parse("1e10001"), Err(ExponentTooLarge));
        assert_eq!(Number::parse("1e-99999999999999999999"), Err(ExponentTooLarge));
        assert!(Number::parse("1e-10000").is_ok());
    }

    #[test]
    fn scaled() {
        assert_eq!(Number::from_scaled(1250, 2).to_text(), "12.5");
        assert_eq!(Number::from_scaled(-125, -2).to_text(), "-12500");
        assert_eq!(Number::from_scaled(i128::MAX, 38).small(), None);
        assert_eq!(Number::from_scaled(5, 19).to_text(), "0.0000000000000000005");
        assert_eq!(Number::from_scaled(i64::MIN.into(), 1).to_text(), "-922337203685477580.8");
    }
}
