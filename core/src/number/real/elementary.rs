//! Logarithm and exponential in fixed point: `V` stands for `V / 2^w`, and an *ulp* is `2^-w`.
//! Each function counts the ulps its cut-off digits may have cost, and widens its answer by them.

use std::sync::OnceLock;

use num_bigint::BigInt;
use num_integer::Integer as _;
use num_traits::{One as _, Signed as _, ToPrimitive as _, Zero as _};

use super::dyadic::{Dyadic, Toward};

fn around(value: &BigInt, error: BigInt, exponent: i64, bits: u64) -> (Dyadic, Dyadic) {
    (
        Dyadic::new(value - &error, exponent).trim(bits, Toward::Below),
        Dyadic::new(value + error, exponent).trim(bits, Toward::Above),
    )
}

/// Bounds of `ln x`, `x > 0`.
pub(super) fn ln(x: &Dyadic, bits: u64) -> (Dyadic, Dyadic) {
    // x = f * 2^k with f = digits / 2^s between 11/16 and 11/8.
    let mut s = x.digits.bits();
    if &x.digits << 4 < BigInt::from(11) << s {
        s -= 1;
    }
    let k = x.exponent + s.cast_signed();
    // ln f = 2 atanh z, z = (f - 1) / (f + 1), |z| < 0.19
    let one = BigInt::one() << s;
    let (num, den) = (&x.digits - &one, &x.digits + &one);
    if num.is_zero() && k == 0 {
        return (Dyadic::zero(), Dyadic::zero());
    }
    // Near 1 the logarithm is as small as z. Elsewhere it is above 1/4.
    let small = if k == 0 { den.bits() - num.bits() } else { 0 };
    let w = bits + small + 64;

    let z = (num << w) / den;
    let square = (&z * &z) >> w;
    let (mut power, mut sum, mut terms) = (z, BigInt::zero(), 0_u64);
    while !power.is_zero() && power != BigInt::from(-1) {
        sum += &power / (2 * terms + 1);
        power = (power * &square) >> w;
        terms += 1;
    }
    // Per term: at most 2 ulps in the power and 1 in the division; 4 for the terms left out; all
    // twice. And 2 for each ln 2.
    let error = BigInt::from(6 * terms + 8) + BigInt::from(k.unsigned_abs()) * 2;
    let value = sum * 2 + ln_two(w) * k;
    around(&value, error, -w.cast_signed(), bits)
}

/// Bounds of `exp x`; `None` where the exponent alone would be too large.
pub(super) fn exp(x: &Dyadic, bits: u64) -> Option<(Dyadic, Dyadic)> {
    if x.top() > 30 {
        return None;
    }
    // exp x = 2^k (exp(r / 2^s))^(2^s), 0 <= r < ln 2. Halving r shortens the series.
    let s = bits.isqrt() / 2 + 2;
    let w = bits + 2 * s + 64;
    let shift = x.exponent + w.cast_signed();
    let fixed = if shift >= 0 { &x.digits << shift.unsigned_abs() } else { &x.digits >> shift.unsigned_abs() };
    let (k, rest) = fixed.div_mod_floor(&ln_two(w));
    let k = k.to_i64()?;
    let rest = rest >> s;

    let mut term = BigInt::one() << w;
    let (mut sum, mut terms) = (term.clone(), 1_u64);
    loop {
        term = ((term * &rest) >> w) / terms;
        if term.is_zero() {
            break;
        }
        sum += &term;
        terms += 1;
    }
    for _ in 0..s {
        sum = (&sum * &sum) >> w;
    }
    // 2 ulps per term, 2 for each ln 2, a few for the argument and the terms left out. The value
    // is below 2, so a squaring takes e ulps to less than 4 e + 3.
    let error = BigInt::from(2 * terms + 2 * k.unsigned_abs() + 16) << (2 * s);
    Some(around(&sum, error, k - w.cast_signed(), bits))
}

/// ln 2, within 2 ulps.
fn ln_two(w: u64) -> BigInt {
    const KEPT: u64 = 4608;
    static LN_TWO: OnceLock<BigInt> = OnceLock::new();
    if w > KEPT {
        return compute_ln_two(w);
    }
    LN_TWO.get_or_init(|| compute_ln_two(KEPT)) >> (KEPT - w)
}

/// ln 2 = 18 atanh 1/26 - 2 atanh 1/4801 + 8 atanh 1/8749
fn compute_ln_two(w: u64) -> BigInt {
    const GUARD: u64 = 64;
    let atanh = |inverse: u32| {
        let mut power = (BigInt::one() << (w + GUARD)) / inverse;
        let mut sum = BigInt::zero();
        for odd in (1_u64..).step_by(2) {
            if power.is_zero() {
                break;
            }
            sum += &power / odd;
            power /= inverse * inverse;
        }
        sum
    };
    let sum: BigInt = atanh(26) * 18 - atanh(4801) * 2 + atanh(8749) * 8;
    debug_assert!(sum.is_positive());
    sum >> GUARD
}
