use num_bigint::{BigInt, BigUint};
use num_integer::Integer as _;
use num_traits::{One as _, ToPrimitive as _};

/// The greatest common divisor of machine integers: the binary method, without a branch on which
/// of the two is larger, since that cannot be predicted.
#[inline]
pub(super) fn gcd(mut a: u64, mut b: u64) -> u64 {
    if a == b || b == 1 || a == 0 {
        return b;
    }
    if a == 1 || b == 0 {
        return a;
    }
    let twos = (a | b).trailing_zeros();
    b >>= b.trailing_zeros();
    while a != 0 {
        a >>= a.trailing_zeros();
        (a, b) = (a.abs_diff(b), a.min(b));
    }
    b << twos
}

/// The greatest common divisor of integers of any size.
pub(super) fn gcd_big(a: &BigInt, b: &BigInt) -> BigInt {
    if a.is_one() || b.is_one() {
        return BigInt::one();
    }
    let (a, b) = (a.magnitude(), b.magnitude());
    let common = match (a.to_u128(), b.to_u128()) {
        (Some(a), Some(b)) => a.gcd(&b).into(),
        _ if a >= b => lehmer(a.clone(), b.clone()),
        _ => lehmer(b.clone(), a.clone()),
    };
    common.into()
}

/// Lehmer's method, `a >= b`: the steps of Euclid's algorithm are found from the leading bits, and
/// some thirty of them are done on the long numbers at once.
fn lehmer(mut a: BigUint, mut b: BigUint) -> BigUint {
    while b.bits() > 64 {
        let next =
            leading_steps(&a, &b).and_then(|[[p, q], [r, s]]| Some((combine(p, &a, q, &b)?, combine(r, &a, s, &b)?)));
        (a, b) = match next {
            Some(next) => next,
            None => {
                let rest = a % &b;
                (b, rest)
            }
        };
    }
    let Some(small) = b.to_u64().filter(|small| *small != 0) else {
        return a;
    };
    gcd((a % small).to_u64().unwrap_or(0), small).into()
}

/// The matrix that takes (a, b) some steps on; `None` when the leading bits do not settle one step.
fn leading_steps(a: &BigUint, b: &BigUint) -> Option<[[i64; 2]; 2]> {
    let shift = a.bits() - 62;
    let (mut x, mut y) = ((a >> shift).to_i64()?, (b >> shift).to_i64()?);
    let [mut p, mut q, mut r, mut s] = [1_i64, 0, 0, 1];
    // A quotient holds if it is the same for the least and the greatest numbers with these bits.
    while y + r != 0 && y + s != 0 {
        let quotient = (x + p) / (y + r);
        if quotient != (x + q) / (y + s) {
            break;
        }
        (p, r) = (r, p.checked_sub(quotient.checked_mul(r)?)?);
        (q, s) = (s, q.checked_sub(quotient.checked_mul(s)?)?);
        (x, y) = (y, x - quotient * y);
    }
    (q != 0).then_some([[p, q], [r, s]])
}

/// `p a + q b`, where the signs differ and the result is not negative.
fn combine(p: i64, a: &BigUint, q: i64, b: &BigUint) -> Option<BigUint> {
    let (left, right) = (a * p.unsigned_abs(), b * q.unsigned_abs());
    let (plus, minus) = if q.is_positive() { (right, left) } else { (left, right) };
    (plus >= minus).then(|| plus - minus)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn edges() {
        let power = |base: u32, n: u32| BigInt::from(base).pow(n);
        assert_eq!(gcd_big(&0.into(), &power(6, 300)), power(6, 300));
        assert_eq!(gcd_big(&power(6, 300), &0.into()), power(6, 300));
        assert_eq!(gcd_big(&-power(6, 300), &power(10, 200)), power(2, 200));
        assert_eq!(gcd_big(&power(6, 300), &power(6, 300)), power(6, 300));
        assert_eq!(gcd_big(&power(6, 3000), &(power(6, 3000) + 1)), BigInt::one());
        assert_eq!(gcd_big(&12.into(), &power(6, 300)), 12.into());
        // Neighbours in the sequence of Fibonacci take the most steps.
        let (mut a, mut b) = (BigInt::one(), BigInt::one());
        for _ in 0..5000 {
            (a, b) = (&a + &b, a);
        }
        assert_eq!(gcd_big(&(&a * 77), &(&b * 77)), 77.into());
    }

    #[test]
    fn edges_of_machine_integers() {
        let table = [(0, 0, 0), (6, 0, 6), (0, 6, 6), (1, 0, 1), (0, 1, 1), (1, 1, 1), (1, 6, 1), (6, 1, 1), (6, 6, 6)];
        for (a, b, divisor) in table {
            assert_eq!(gcd(a, b), divisor, "{a} {b}");
        }
        assert_eq!((gcd(u64::MAX, u64::MAX - 1), gcd(1 << 63, 1 << 62)), (1, 1 << 62));
    }

    proptest! {
        #[test]
        fn machine_integers(a in any::<u64>(), b in any::<u64>(), drop in 0..64_u32, c in 0..200_u64) {
            let (a, b) = (a >> drop, b >> (63 - drop));
            prop_assert_eq!(gcd(a, b), a.gcd(&b));
            prop_assert_eq!(gcd(c, a), c.gcd(&a));
            prop_assert_eq!(gcd(a, c), a.gcd(&c));
        }

        #[test]
        fn agrees_with_the_plain_method(
            a in prop::collection::vec(any::<u32>(), 0..40),
            b in prop::collection::vec(any::<u32>(), 0..40),
            c in prop::collection::vec(any::<u32>(), 0..20),
        ) {
            let [a, b, c] = [a, b, c].map(|digits| BigInt::from(BigUint::new(digits)));
            let (a, b) = (&a * &c, b * c);
            prop_assert_eq!(gcd_big(&a, &b), a.gcd(&b));
        }
    }
}
