//! What an enclosure promises: it holds the true value, is as narrow as its bits allow, and decides up to the last precision.

use super::super::dyadic::{Dyadic, Toward};
use super::super::elementary;
use super::*;

fn two_to(exponent: i32) -> Number {
    Number::integer(2).pow(exponent, 100_000).unwrap()
}

fn sqrt(number: Number) -> Real {
    Real::from(number).root(2).unwrap()
}

/// `real`, which is above zero, has that many bits but for a few.
fn narrow(real: &Real, bits: u64, lost: i32) {
    let Interval { lo, hi } = real.enclose(bits).unwrap();
    let limit = lo.mul(&two_to(lost - i32::try_from(bits).unwrap()));
    assert!(lo.signum() > 0 && hi.sub(&lo) <= limit, "{real:?} at {bits} bits");
}

#[test]
fn as_narrow_as_the_bits_allow() {
    for bits in [64, 128, 500] {
        for real in
            [r("2").ln(), r("10").ln(), r("1e9").ln(), r("1").exp(), r("-30").exp(), r("2").root(2), r("7").root(40)]
        {
            narrow(&real.unwrap(), bits, 4);
        }
        // A high power of a root: the logarithm loses the bits of 100, the root would lose those of 100,001.
        narrow(&r("1.0001").power(&r("100001/1000")).unwrap(), bits, 9);
        narrow(&r("2").ln().unwrap().power(&r("7")).unwrap(), bits, 6);
    }
}

/// Further halvings of the argument cost no digits.
#[test]
fn an_exponential_of_many_bits() {
    narrow(&r("1").exp().unwrap(), 20_000, 4);
}

/// Near 1 a logarithm is as small as what is more than 1, and has as many bits.
#[test]
fn logarithms_near_one() {
    for exponent in [-3, -40, -300] {
        for side in [1, -1] {
            let more = Number::integer(side).mul(&two_to(exponent));
            let x = Dyadic::from_number(&n("1").add(&more), 1000, Toward::Below);
            let (low, high) = elementary::ln(&x, 64);
            let (low, high) = (low.to_number(), high.to_number());
            assert!(high.sub(&low) <= more.abs().mul(&two_to(-60)), "1 + {side} * 2^{exponent}");
            // x - x^2 / 2 < ln(1 + x) < x
            assert!(low < more && more.sub(&more.mul(&more)) < high, "1 + {side} * 2^{exponent}");
        }
    }
}

#[test]
fn roots_and_quotients_lose_one_unit_of_the_last_bit() {
    for (num, den) in [(1, 3), (2, 3), (1, 7), (1_000_003, 3), (-1, 3), (5, 1_000_003)] {
        let number = Number::integer(num).div(&Number::integer(den)).unwrap();
        let [low, high] = [Toward::Below, Toward::Above].map(|toward| Dyadic::from_number(&number, 64, toward));
        assert!(low.to_number() < number && number < high.to_number());
        assert!(
            high.to_number().sub(&low.to_number()) <= two_to(i32::try_from(high.top().max(low.top())).unwrap() - 64)
        );
    }
    for (radicand, order) in [(2, 2), (3, 2), (5, 2), (10, 3), (1_000_003, 5), (2, 16)] {
        let radicand = Dyadic::integer(radicand);
        let [low, high] = [Toward::Below, Toward::Above].map(|toward| radicand.root(order, 64, toward));
        let power = |root: &Dyadic| root.to_number().pow(i32::try_from(order).unwrap(), 10_000).unwrap();
        assert!(power(&low) < radicand.to_number() && radicand.to_number() < power(&high));
        assert!(high.to_number().sub(&low.to_number()) <= two_to(i32::try_from(low.top()).unwrap() - 64));
    }
}

/// A summand far below the last bit still moves the end that lies on its side.
#[test]
fn sums_are_rounded_outward_however_far_apart() {
    for exponent in [-60, -70, -130, -191, -192, -193, -1000, -100_000] {
        for small in [1, -1, 3, -3, 0] {
            for large in [1, -1, 12_345, -12_345, 0] {
                let (a, b) = (Dyadic::integer(large), Dyadic::new(small.into(), exponent));
                let sum = a.to_number().add(&b.to_number());
                for (a, b) in [(&a, &b), (&b, &a)] {
                    let [low, high] = [Toward::Below, Toward::Above].map(|toward| a.add(b, 64, toward).to_number());
                    assert!(low <= sum && sum <= high, "{large} + {small} * 2^{exponent}: {low:?} {high:?}");
                    assert!(high.sub(&low) <= sum.abs().mul(&two_to(-62)), "{large} + {small} * 2^{exponent}");
                }
            }
        }
    }
}

#[test]
fn ends_are_what_they_are_worth() {
    let (one, other_one, two) = (Dyadic::integer(1), Dyadic::new(4.into(), -2), Dyadic::new(1.into(), 1));
    assert_eq!(one, other_one);
    assert_ne!(one, two);
    assert!(Dyadic::zero().top() < Dyadic::power_of_two(-1_000_000_000).top());
}

#[test]
fn exponential_just_above_one() {
    // The series is 1 to the last digit; only its error shows that the value is more.
    let (low, high) = elementary::exp(&Dyadic::power_of_two(-1000), 64).unwrap();
    assert!(low < Dyadic::integer(1) && Dyadic::integer(1) < high);
    assert_eq!(r("1e-60").exp().unwrap().round(&n("1"), Mode::Ceiling), Some(n("2")));
    assert_eq!(r("-1e-60").exp().unwrap().round(&n("1"), Mode::Floor), Some(n("0")));
}

/// `rounded` is the greatest multiple of `step` whose square, moved by `offset`, is not above `radicand`.
fn is_floor(rounded: &Number, offset: &Number, radicand: &Number, step: &Number) {
    let square = |x: &Number| x.add(offset).mul(&x.add(offset));
    assert!(square(rounded) <= *radicand && *radicand < square(&rounded.add(step)));
}

#[test]
fn steps_far_below_the_value() {
    let step = n("1e-1300");
    is_floor(&sqrt(n("2")).round(&step, Mode::Down).unwrap(), &Number::ZERO, &n("2"), &step);
    // At 64 bits the difference may be 0 for all that is known: its size tells nothing of the bits that are needed.
    for (radicand, step) in [("1e-40", "1e-1300"), ("1e-1300", "1e-2600")] {
        let (radicand, step) = (n("4").add(&n(radicand)), n(step));
        let difference = sqrt(radicand.clone()).sub(&r("2"));
        is_floor(&difference.round(&step, Mode::Down).unwrap(), &n("2"), &radicand, &step);
    }
    // sqrt((2 + a)^2 + b) lies between 2 + a and 2 + a + b: more than 4,096 bits cancel, and then some 300 are needed.
    let (a, b, step) = (n("1e-1300"), n("1e-2700"), n("1e-2600"));
    let whole = n("2").add(&a);
    let difference = sqrt(whole.mul(&whole).add(&b)).sub(&r("2"));
    assert_eq!(difference.round(&step, Mode::Floor), Some(a.clone()));
    assert_eq!(difference.round(&step, Mode::Ceiling), Some(a.add(&step)));
    // 20,000 bits above the step are allowed, and one more is not.
    let most = sqrt(n("2")).mul(&two_to(19_999).into());
    is_floor(&most.round(&n("1"), Mode::Down).unwrap(), &Number::ZERO, &two_to(39_999), &n("1"));
    assert_eq!(most.mul(&r("2")).round(&n("1"), Mode::Down), None);
}

/// The last precision is 4,096 bits, and what lies within it is decided.
#[test]
fn what_the_last_bits_show_is_not_a_boundary() {
    // sqrt(1/4 + 2^-4060) is 1/2 + 2^-4060 and less than 2^-8100 below that.
    let above_half = sqrt(two_to(-2).add(&two_to(-4060)));
    assert_eq!(above_half.round(&n("1"), Mode::HalfEven), Some(n("1")));
    assert_eq!(above_half.neg().round(&n("1"), Mode::HalfEven), Some(n("-1")));
    // However small, a sign is a sign.
    for exponent in [-4159, -4160, -4161, -4162, -9000] {
        let small = sqrt(n("2")).mul(&two_to(exponent).into());
        assert_eq!(small.round(&n("1"), Mode::Ceiling), Some(n("1")), "2^{exponent}");
        assert_eq!(small.neg().round(&n("1"), Mode::Floor), Some(n("-1")), "2^{exponent}");
    }
}

#[test]
fn intervals_that_touch_are_not_in_order() {
    // Zero, which no precision proves: its absolute value is enclosed by an interval that begins with 0.
    let zero = sqrt(n("2")).mul(&sqrt(n("3")).add(&r("1"))).sub(&sqrt(n("6"))).sub(&sqrt(n("2"))).abs();
    assert!(zero.as_number().is_none());
    assert_eq!(zero.compare(&r("0")), Ordering::Equal);
    assert_eq!(r("0").compare(&zero), Ordering::Equal);
    // Something is added to it that is far below what its enclosure shows.
    let positive = zero.add(&sqrt(n("2")).mul(&two_to(-10_000).into()));
    assert_eq!(positive.compare(&r("0")), Ordering::Greater);
}

/// Equal by convention, and yet the smaller is the smaller for whoever asks for more bits.
#[test]
fn the_true_extreme_stays_enclosed() {
    let less = sqrt(n("2"));
    let more = less.add(&two_to(-5000).into());
    assert_eq!(less.compare(&more), Ordering::Equal);
    let ends = |real: &Real| real.enclose(8192).unwrap();
    assert!(ends(&less.min(&more)).hi < ends(&more).lo && ends(&more.min(&less)).hi < ends(&more).lo);
    assert!(ends(&less.max(&more)).lo > ends(&less).hi && ends(&more.max(&less)).lo > ends(&less).hi);
}

#[test]
fn floats_at_ties() {
    let two = sqrt(n("2")).add(&r("1")).sub(&r("1"));
    let two = two.mul(&two);
    assert!(two.as_number().is_none());
    // 9007199254740995 lies halfway between two floats, of which the upper one is even.
    assert_eq!(two.mul(&r("4503599627370497.5")).to_f64(), 9007199254740996.0);
    // And the least bit above or below a tie decides.
    let tie = n("9007199254740993");
    for (more, float) in [("1e-60", 9007199254740994.0), ("-1e-60", 9007199254740992.0)] {
        assert_eq!(sqrt(tie.mul(&tie).add(&n(more))).to_f64(), float);
    }
}
