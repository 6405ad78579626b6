use num_bigint::BigInt;
use num_traits::{One as _, Signed as _, ToPrimitive as _, Zero as _};

use super::mode::Mode;
use super::rational::{Number, Repr};

/// The most decimals [`Number::to_decimal`] writes.
const MAX_DECIMALS: usize = 100_000;

impl Number {
    /// The exact value: a decimal such as `-0.7` or `12` where that ends, else `p/q`.
    pub fn to_text(&self) -> String {
        match self.as_decimal() {
            Some((digits, scale)) => with_point(self.is_negative(), digits, scale),
            None => format!("{}/{}", self.numer_text(), self.denom_text()),
        }
    }

    /// Rounded to a fixed count of decimals (100,000 at most). A value that rounds to zero has no sign.
    pub fn to_decimal(&self, decimals: usize, mode: Mode) -> String {
        let decimals = decimals.min(MAX_DECIMALS);
        let power = u32::try_from(decimals).unwrap_or(u32::MAX);
        let scaled = self.mul(&Number::canonical(BigInt::from(10).pow(power), BigInt::one()));
        let rounded = scaled.to_integer(mode);
        with_point(rounded.is_negative(), rounded.abs().numer_text(), decimals)
    }

    /// A decimal for people: the exact one where it has at most 17 significant digits, else the
    /// shortest that reads as the same float. Never in exponent notation.
    pub fn to_shortest(&self) -> String {
        if let Some((digits, scale)) = self.as_decimal()
            && digits.trim_matches('0').len() <= 17
        {
            return with_point(self.is_negative(), digits, scale);
        }
        let float = self.to_f64();
        match Number::from_f64(float) {
            Some(shortest) => shortest.to_text(),
            None => self.to_decimal(0, Mode::HalfEven),
        }
    }

    /// The numerator, with the sign.
    pub fn numer_text(&self) -> String {
        match &self.0 {
            Repr::Small(num, _) => num.to_string(),
            Repr::Big(fraction) => fraction.num.to_string(),
        }
    }

    /// The denominator.
    pub fn denom_text(&self) -> String {
        match &self.0 {
            Repr::Small(_, den) => den.to_string(),
            Repr::Big(fraction) => fraction.den.to_string(),
        }
    }

    /// `digits * 10^-scale` without the sign, with the least scale, if there is one.
    fn as_decimal(&self) -> Option<(String, usize)> {
        if self.is_integer() {
            return Some((self.abs().numer_text(), 0));
        }
        if let Repr::Small(num, den) = &self.0 {
            let scale = scale_small(den.get())?;
            // 10^19 is the largest power of ten that cannot overflow with a 64-bit numerator.
            if scale <= 19 {
                let power = 10_u128.pow(scale) / u128::from(den.get());
                let digits = u128::from(num.unsigned_abs()) * power;
                return Some((digits.to_string(), scale.to_usize()?));
            }
        }
        let (num, den) = self.parts();
        let scale = scale_big(&den)?;
        let power = BigInt::from(10).pow(scale) / &*den;
        Some(((num.abs() * power).to_string(), scale.to_usize()?))
    }
}

/// The least power of ten that `den` divides.
fn scale_small(den: u64) -> Option<u32> {
    let twos = den.trailing_zeros();
    let (mut rest, mut fives) = (den >> twos, 0);
    while rest % 5 == 0 {
        (rest, fives) = (rest / 5, fives + 1);
    }
    (rest == 1).then_some(twos.max(fives))
}

fn scale_big(den: &BigInt) -> Option<u32> {
    let twos = den.trailing_zeros()?;
    let (mut rest, mut fives) = (den >> twos, 0);
    while (&rest % 5_u32).is_zero() {
        (rest, fives) = (rest / 5_u32, fives + 1);
    }
    rest.is_one().then_some(u32::try_from(twos).ok()?.max(fives))
}

fn with_point(negative: bool, digits: String, scale: usize) -> String {
    let sign = if negative { "-" } else { "" };
    if scale == 0 {
        return format!("{sign}{digits}");
    }
    let digits = format!("{digits:0>width$}", width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    format!("{sign}{whole}.{fraction}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn exact_text() {
        for text in ["0", "-12", "0.7", "-0.05", "1/3", "-22/7", "1000000", "0.0000000000000000000000001"] {
            assert_eq!(n(text).to_text(), text);
        }
        let tiny = Number::ratio(1, 1 << 62).unwrap();
        assert_eq!(n(&tiny.to_text()), tiny);
        assert_eq!(format!("[{:>6}]", n("0.5")), "[   0.5]");
        assert_eq!((n("-4/6").numer_text(), n("-4/6").denom_text()), ("-2".into(), "3".into()));
    }

    #[test]
    fn fixed_decimals() {
        assert_eq!(n("2/3").to_decimal(4, Mode::HalfUp), "0.6667");
        assert_eq!(n("-0.004").to_decimal(2, Mode::HalfUp), "0.00");
        assert_eq!(n("-0.005").to_decimal(2, Mode::HalfUp), "-0.01");
        assert_eq!(n("12").to_decimal(0, Mode::Floor), "12");
        assert_eq!(n("1e20").to_decimal(1, Mode::Floor), "100000000000000000000.0");
    }

    #[test]
    fn shortest_text() {
        assert_eq!(n("0.7").to_shortest(), "0.7");
        assert_eq!(n("1/3").to_shortest(), "0.3333333333333333");
        assert_eq!(n("12345678901234567").to_shortest(), "12345678901234567");
        assert_eq!(n("123456789012345678").to_shortest(), "123456789012345680");
        assert_eq!(n("1e25").to_shortest(), "10000000000000000000000000");
        assert_eq!(n("1e-10").to_shortest(), "0.0000000001");
        assert_eq!(n("0.1234567890123456789").to_shortest(), "0.12345678901234568");
        assert_eq!(n("-1e-500").to_shortest().len(), 503);
    }
}
