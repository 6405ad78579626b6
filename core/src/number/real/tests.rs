use std::cmp::Ordering;

use super::*;
use crate::number::Mode;

mod enclosures;
mod ends;

fn n(text: &str) -> Number {
    Number::parse(text).unwrap()
}

fn r(text: &str) -> Real {
    n(text).into()
}

fn exact(real: Option<Real>) -> String {
    real.and_then(|real| real.as_number().cloned()).map_or("not exact".into(), |n| n.to_text())
}

#[test]
fn exact_cases() {
    assert_eq!(exact(r("1").ln()), "0");
    assert_eq!(exact(r("0").exp()), "1");
    assert_eq!(exact(r("0.512").root(3)), "0.8");
    assert_eq!(exact(r("-8/27").root(3)), "-2/3");
    assert_eq!(exact(r("2").root(2)), "not exact");
    assert_eq!(exact(r("2").root(u32::MAX)), "not exact");
    assert_eq!(exact(r("1").root(u32::MAX)), "1");
    assert_eq!(exact(r("4").power(&r("1.5"))), "8");
    assert_eq!(exact(r("4").power(&r("-1/2"))), "0.5");
    assert_eq!(exact(r("-8").power(&r("2/3"))), "4");
    assert_eq!(exact(r("0").power(&r("0"))), "1");
    assert_eq!(exact(r("3").ln().unwrap().exp()), "3");
    assert_eq!(exact(r("2").root(2).unwrap().power(&r("2"))), "2");
    assert_eq!(exact(Some(r("2").root(2).unwrap().mul(&r("8").root(2).unwrap()))), "4");
    assert_eq!(exact(r("7").div(&r("3"))), "7/3");
}

/// What is recognised stays exact, and the next step can recognise it again.
#[test]
fn exact_by_recognition() {
    let sqrt = |text| r(text).root(2).unwrap();
    let root_of_8 = || sqrt("8");
    assert_eq!(exact(Some(r("0").mul(&sqrt("2")))), "0");
    assert_eq!(exact(Some(r("1").mul(&sqrt("2")).mul(&root_of_8()))), "4");
    assert_eq!(exact(r("2").power(&r("1/2")).map(|root| root.mul(&root_of_8()))), "4");
    assert_eq!(exact(sqrt("2").power(&r("100"))), "1125899906842624");
    let twice = r("2").power(&r("64/3")).unwrap().mul(&r("2").power(&r("2/3")).unwrap());
    assert_eq!(exact(Some(twice)), "4194304");
    assert_eq!(exact(sqrt("2").div(&sqrt("2"))), "1");
    assert_eq!(exact(r("5").ln().unwrap().div(&r("5").ln().unwrap())), "1");
    assert_eq!(exact(sqrt("2").div(&r("2").ln().unwrap())), "not exact");
    assert_eq!(exact(Some(sqrt("2").min(&sqrt("2")).mul(&root_of_8()))), "4");
    assert_eq!(exact(Some(sqrt("2").max(&sqrt("2")).mul(&root_of_8()))), "4");
    assert_eq!(exact(Some(r("0").abs())), "0");
}

/// Products under a root are formed up to 100,000 bits.
#[test]
fn long_products_under_a_root() {
    let root = |exponent| Real::from(Number::integer(2).pow(exponent, 100_000).unwrap()).root(2).unwrap();
    let half = root(49_999);
    assert_eq!(half.mul(&half).as_number(), Number::integer(2).pow(49_999, 100_000).as_ref());
    assert!(half.mul(&root(50_001)).as_number().is_none());
}

#[test]
fn powers_of_zero() {
    let root = r("2").root(2).unwrap();
    assert_eq!(exact(r("0").power(&root)), "0");
    assert_eq!(exact(r("0").power(&r("1e300"))), "0");
    assert!(r("0").power(&root.neg()).is_none() && r("0").power(&r("-1e300")).is_none());
}

#[test]
fn refused() {
    assert!(r("0").ln().is_none() && r("-1").ln().is_none());
    assert!(r("-4").root(2).is_none() && r("4").root(0).is_none());
    assert!(r("-4").power(&r("0.5")).is_none() && r("0").power(&r("-1")).is_none());
    assert!(r("100001").exp().is_none() && r("-100001").exp().is_none());
    assert!(r("1").div(&r("0")).is_none());
    let zero = r("2").root(2).unwrap().mul(&r("3").root(2).unwrap()).sub(&r("6").root(2).unwrap());
    assert!(zero.as_number().is_none());
    assert!(zero.ln().is_none() && r("1").div(&zero).is_none());
    assert_eq!(exact(zero.root(2)), "0");
}

#[test]
fn known_digits() {
    let table = [
        (r("2").ln(), "0.69314718055994530941723212145817656807550013436025"),
        (r("10").ln(), "2.30258509299404568401799145468436420760110148862877"),
        (r("1").exp(), "2.71828182845904523536028747135266249775724709369995"),
        (r("-1").exp(), "0.36787944117144232159552377016146086744581113103176"),
        (r("2").root(2), "1.41421356237309504880168872420969807856967187537694"),
        (r("2").root(3), "1.25992104989487316476721060727822835057025146470150"),
        (r("2").root(12), "1.05946309435929526456182529494634170077920431749418"),
        (r("2").power(&r("2").root(2).unwrap()), "2.66514414269022518865029724987313984827421131371465"),
    ];
    let last = n("1e-50");
    for (real, digits) in table {
        let (real, low) = (real.unwrap(), n(digits));
        assert_eq!(real.round(&last, Mode::Down), Some(low.clone()), "{digits}");
        let high = low.add(&last);
        let mut width = Number::integer(1);
        for bits in [32, 64, 100, 150, 400, 1000, 5000] {
            let Interval { lo, hi } = real.enclose(bits).unwrap();
            assert!(lo <= high && hi >= low, "{digits} at {bits} bits");
            let narrower = hi.sub(&lo);
            assert!(narrower < width, "{digits} at {bits} bits: {}", narrower.to_f64());
            width = narrower;
        }
        assert_eq!(Number::from_f64(real.to_f64()).unwrap(), Number::from_f64(n(digits).to_f64()).unwrap());
    }
}

#[test]
fn relative_precision_at_the_ends() {
    let near = r("1").add(&r("-1e-300").exp().unwrap().sub(&r("1")));
    let log = near.ln().unwrap();
    assert_eq!(log.round(&n("1e-310"), Mode::HalfUp), Some(n("-1e-300")));
    let log = Real::from(n("1").add(&n("1e-40"))).ln().unwrap();
    assert_eq!(log.round(&n("1e-79"), Mode::HalfUp), Some(n("1e-40")));
    let small = r("-99999").exp().unwrap();
    assert_eq!(small.compare(&r("0")), Ordering::Greater);
    assert_eq!(small.to_f64(), 0.0);
    assert_eq!(small.round(&n("1"), Mode::Ceiling), Some(n("1")));
    assert_eq!(small.ln().unwrap().as_number(), Some(&n("-99999")));
    let large = r("99999").exp().unwrap();
    assert_eq!(large.to_f64(), f64::INFINITY);
    assert_eq!(large.bits(), 144269);
    let back = large.mul(&r("1")).root(2).unwrap().mul(&r("2")).div(&r("2")).unwrap();
    assert_eq!(back.mul(&back).div(&large).unwrap().round(&n("1e-9"), Mode::HalfEven), Some(n("1")));
}

#[test]
fn the_boundary_convention() {
    let sqrt = |text| r(text).root(2).unwrap();
    // Not recognised as exact: the roots are of different numbers under different orders.
    let two = sqrt("2").add(&r("0.5")).sub(&r("0.5"));
    let two = two.mul(&two);
    assert!(two.as_number().is_none());
    for mode in Mode::ALL {
        assert_eq!(two.round(&n("0.1"), mode), Some(n("2")), "{mode}");
        assert_eq!(two.neg().round(&n("0.1"), mode), Some(n("-2")), "{mode}");
    }
    assert_eq!(two.compare(&r("2")), Ordering::Equal);
    assert_eq!(two.to_f64(), 2.0);
    let half = two.mul(&r("0.25"));
    let rounded = Mode::ALL.map(|mode| half.round(&n("1"), mode).unwrap().to_text());
    assert_eq!(rounded, ["1", "0", "1", "0", "0", "1"]);
    let rounded = Mode::ALL.map(|mode| half.neg().round(&n("1"), mode).unwrap().to_text());
    assert_eq!(rounded, ["-1", "0", "-1", "0", "-1", "0"]);
    let zero = two.sub(&r("2"));
    for mode in Mode::ALL {
        assert_eq!(zero.round(&n("1"), mode), Some(Number::ZERO), "{mode}");
    }
    // Halfway between two floats, to the even one.
    let tie = two.mul(&r("4503599627370496.5"));
    assert_eq!(tie.to_f64(), 9007199254740992.0);
}

#[test]
fn order_and_ends() {
    let sqrt = |text| r(text).root(2).unwrap();
    let sum = sqrt("2").add(&sqrt("3"));
    assert_eq!(sum.compare(&sqrt("10")), Ordering::Less);
    assert_eq!(sqrt("10").compare(&sum), Ordering::Greater);
    assert_eq!(sqrt("2").compare(&sqrt("2")), Ordering::Equal);
    assert_eq!(r("355/113").compare(&r("3.14159292")), Ordering::Greater);
    let close = r("2").add(&r("1e-900"));
    assert_eq!(close.root(2).unwrap().compare(&sqrt("2")), Ordering::Greater);
    assert_eq!(exact(Some(sqrt("2").min(&r("1")).max(&r("0")))), "1");
    let least = sqrt("2").sub(&r("2")).min(&r("-0.5")).abs();
    assert_eq!(least.compare(&r("2").sub(&sqrt("2"))), Ordering::Equal);
    assert_eq!(sqrt("2").max(&r("1.5")).compare(&r("1.5")), Ordering::Equal);
    assert_eq!(sqrt("2").neg().power(&r("3")).unwrap().to_decimal(6), "-2.828427");
    assert_eq!(sqrt("2").sub(&r("2")).root(3).unwrap().to_decimal(6), "-0.836719");
    assert_eq!(sqrt("2").to_decimal(30), "1.414213562373095048801688724210");
}

#[test]
fn powers() {
    let power = |base: &str, exponent: &str| r(base).power(&r(exponent)).unwrap();
    assert_eq!(power("2", "0.123456789").to_decimal(20), "1.08934187034868314478");
    assert_eq!(power("1.5", "-7/3").to_decimal(20), "0.38825798432724394180");
    assert_eq!(power("-2", "1/3").to_decimal(10), "-1.2599210499");
    assert_eq!(power("10", "1000000").bits(), 3_321_929);
    assert_eq!(power("1.0001", "100000").to_decimal(5), "22015.45605");
    assert!(r("-2").power(&r("2").root(2).unwrap()).is_none());
    assert!(r("2").power(&r("1e300")).is_none());
    fn shared_between_threads<T: Send + Sync>() {}
    shared_between_threads::<Real>();
}

#[test]
fn long_chains_and_shared_parts() {
    let mut sum = Real::default();
    for i in 2..20_000 {
        sum = sum.add(&Real::from(Number::integer(i)).ln().unwrap());
    }
    // ln 19999!
    assert_eq!(sum.to_decimal(3), "178065.718");
    let mut doubled = r("2").root(2).unwrap();
    for _ in 0..200 {
        doubled = doubled.add(&doubled);
    }
    assert_eq!(doubled.bits(), 201);
    assert_eq!(doubled.compare(&doubled.sub(&r("1e-200"))), Ordering::Greater);
    let mut squared = r("2").root(3).unwrap().add(&r("1"));
    for _ in 0..100 {
        squared = squared.mul(&squared);
    }
    assert_eq!(squared.bits(), u64::MAX);
    assert!(squared.round(&n("1"), Mode::Floor).is_none() && squared.enclose(64).is_none());
    assert!(squared.to_f64().is_nan());
}
