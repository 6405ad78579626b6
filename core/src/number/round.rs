use std::cmp::Ordering;

use num_bigint::BigInt;
use num_integer::Integer as _;
use num_traits::{Signed as _, Zero as _};

use super::mode::Mode;
use super::rational::{Number, Repr};

impl Number {
    /// The multiple of `step` that `mode` chooses: `step * round(self / step)`. The sign of the
    /// step does not matter; `None` when it is zero.
    pub fn round(&self, step: &Number, mode: Mode) -> Option<Number> {
        let step = step.abs();
        Some(self.div(&step)?.to_integer(mode).mul(&step))
    }

    /// The largest whole number that is not above this one.
    pub fn floor(&self) -> Number {
        self.to_integer(Mode::Floor)
    }

    /// The whole number that `mode` chooses.
    pub(super) fn to_integer(&self, mode: Mode) -> Number {
        match &self.0 {
            Repr::Small(num, den) => {
                let den = den.get().cast_signed();
                let (floor, rest) = num.div_mod_floor(&den);
                if rest == 0 {
                    return Number::integer(floor);
                }
                // rest : den - rest is as 2 rest : den, without overflow. And floor + 1 cannot
                // overflow, since the denominator is at least 2 here.
                let up = goes_up(mode, *num < 0, rest.cmp(&(den - rest)), floor % 2 != 0);
                Number::integer(floor + i64::from(up))
            }
            Repr::Big(fraction) => Number::canonical(round_quotient(&fraction.num, &fraction.den, mode), 1.into()),
        }
    }
}

/// The whole number that `mode` chooses for `num / den`, in any terms, `den > 0`.
pub(super) fn round_quotient(num: &BigInt, den: &BigInt, mode: Mode) -> BigInt {
    let (floor, rest) = num.div_mod_floor(den);
    let half = rest.cmp(&(den - &rest));
    let up = !rest.is_zero() && goes_up(mode, num.is_negative(), half, floor.is_odd());
    floor + i32::from(up)
}

/// Whether a value strictly between two whole numbers goes to the upper one; `half` compares its
/// fractional part with one half.
pub(crate) fn goes_up(mode: Mode, negative: bool, half: Ordering, floor_is_odd: bool) -> bool {
    match mode {
        Mode::Floor => false,
        Mode::Ceiling => true,
        Mode::Up => !negative,
        Mode::Down => negative,
        Mode::HalfUp => half.is_gt() || half.is_eq() && !negative,
        Mode::HalfEven => half.is_gt() || half.is_eq() && floor_is_odd,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mode_on_both_sides_of_zero() {
        // value          half_up half_even up  down floor ceiling
        let table = [
            ("2.5", [3, 2, 3, 2, 2, 3]),
            ("1.5", [2, 2, 2, 1, 1, 2]),
            ("1.2", [1, 1, 2, 1, 1, 2]),
            ("1.8", [2, 2, 2, 1, 1, 2]),
            ("0.5", [1, 0, 1, 0, 0, 1]),
            ("0", [0, 0, 0, 0, 0, 0]),
            ("-0.5", [-1, 0, -1, 0, -1, 0]),
            ("-1.2", [-1, -1, -2, -1, -2, -1]),
            ("-1.5", [-2, -2, -2, -1, -2, -1]),
            ("-1.8", [-2, -2, -2, -1, -2, -1]),
            ("-2.5", [-3, -2, -3, -2, -3, -2]),
            ("-3", [-3, -3, -3, -3, -3, -3]),
        ];
        // A multiple of the step far outside the machine range takes the other path.
        let far = Number::integer(10).pow(30, 1000).unwrap();
        for (text, expected) in table {
            let value = Number::parse(text).unwrap();
            for (mode, expected) in Mode::ALL.into_iter().zip(expected) {
                let expected = Number::integer(expected);
                assert_eq!(value.round(&Number::ONE, mode), Some(expected.clone()), "{text} {mode}");
                let side = if value.is_negative() { far.neg() } else { far.clone() };
                if !value.is_zero() {
                    let rounded = value.add(&side).round(&Number::ONE, mode);
                    assert_eq!(rounded, Some(expected.add(&side)), "{text} far away, {mode}");
                }
            }
        }
    }

    #[test]
    fn steps() {
        let round =
            |value: &str, step: &str, mode| Number::parse(value).unwrap().round(&Number::parse(step).unwrap(), mode);
        let n = |text| Number::parse(text).ok();
        assert_eq!(round("0.33335", "0.0001", Mode::HalfUp), n("0.3334"));
        assert_eq!(round("7.7", "0.5", Mode::Floor), n("7.5"));
        assert_eq!(round("7.7", "-0.5", Mode::Floor), n("7.5"));
        assert_eq!(round("1499", "1000", Mode::HalfUp), n("1000"));
        assert_eq!(round("1/3", "1/7", Mode::HalfEven), n("2/7"));
        assert_eq!(round("1", "0", Mode::Floor), None);
        assert_eq!(Number::ratio(i64::MIN, 3).unwrap().floor().to_i64(), Some(-3074457345618258603));
    }
}
