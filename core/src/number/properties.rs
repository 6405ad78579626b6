//! What must hold for all numbers: checked against a plain model, `BigInt` fractions. Set
//! `PROPTEST_CASES` for more than a quick look.

use std::cmp::Ordering;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use num_bigint::BigInt;
use num_integer::Integer as _;
use num_traits::{Signed as _, Zero as _};
use proptest::prelude::*;

use super::{Mode, Number, Real};

/// A fraction in lowest terms, the slow and obvious way.
type Model = (BigInt, BigInt);

fn model(num: BigInt, den: BigInt) -> Model {
    let common = num.gcd(&den) * den.signum();
    (num / &common, den / common)
}

fn of(number: &Number) -> Model {
    let read = |text: String| text.parse::<BigInt>().unwrap();
    (read(number.numer_text()), read(number.denom_text()))
}

/// Small when and only when it can be.
fn canonical(number: &Number) -> bool {
    let (num, den) = of(number);
    let fits = i64::try_from(&num).is_ok() && i64::try_from(&den).is_ok();
    num.gcd(&den) == 1.into() && den.is_positive() && number.small().is_some() == fits
}

fn hash(number: &Number) -> u64 {
    let mut hasher = DefaultHasher::new();
    number.hash(&mut hasher);
    hasher.finish()
}

/// Machine integers, thick around zero and at the limits.
fn integers() -> impl Strategy<Value = i64> {
    prop_oneof![
        -20..20_i64,
        any::<i64>(),
        any::<i32>().prop_map(i64::from),
        (0..3_i64).prop_map(|d| i64::MAX - d),
        (0..3_i64).prop_map(|d| i64::MIN + d),
        (0..63_u32, -1..=1_i64).prop_map(|(place, d)| (1 << place) + d),
    ]
}

fn numbers() -> impl Strategy<Value = Number> {
    let ratio = (integers(), integers()).prop_filter_map("zero", |(a, b)| Number::ratio(a, b));
    let decimal = (integers(), 0..24).prop_map(|(a, s)| Number::from_scaled(a.into(), s));
    let product = (integers(), integers(), integers(), integers())
        .prop_filter_map("zero", |(a, b, c, d)| Some(Number::ratio(a, b)?.mul(&Number::ratio(c, d)?)));
    prop_oneof![integers().prop_map(Number::integer), ratio, decimal, product]
}

fn floats() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<u64>().prop_map(f64::from_bits),
        any::<f64>(),
        (-1_000_000_000..1_000_000_000_i64, 0..12_i32).prop_map(|(digits, scale)| Number::from_scaled(
            digits.into(),
            scale
        )
        .to_f64()),
        -1e6..1e6_f64,
        (0..1_u64 << 53, 0..70_i32).prop_map(|(digits, places)| {
            let mut value = digits as f64;
            for _ in 0..places {
                value /= 2.0;
            }
            value
        }),
    ]
    .prop_filter("finite", |value| value.is_finite())
}

fn steps() -> impl Strategy<Value = Number> {
    numbers().prop_filter("zero", |step| !step.is_zero())
}

fn modes() -> impl Strategy<Value = Mode> {
    proptest::sample::select(Mode::ALL.to_vec())
}

proptest! {
    #[test]
    fn arithmetic_is_that_of_fractions(x in numbers(), y in numbers()) {
        let ((a, b), (c, d)) = (of(&x), of(&y));
        let all = [
            (x.add(&y), model(&a * &d + &c * &b, &b * &d)),
            (x.sub(&y), model(&a * &d - &c * &b, &b * &d)),
            (x.mul(&y), model(&a * &c, &b * &d)),
            (x.neg(), model(-&a, b.clone())),
            (x.abs(), model(a.abs(), b.clone())),
        ];
        for (result, expected) in all {
            prop_assert!(canonical(&result));
            prop_assert_eq!(of(&result), expected);
        }
        match x.div(&y) {
            Some(result) => {
                prop_assert!(canonical(&result));
                prop_assert_eq!(of(&result), model(&a * &d, &b * &c));
            }
            None => prop_assert!(c.is_zero()),
        }
    }

    #[test]
    fn laws_of_a_field(x in numbers(), y in numbers(), z in numbers()) {
        prop_assert_eq!(x.add(&y), y.add(&x));
        prop_assert_eq!(x.add(&y).add(&z), x.add(&y.add(&z)));
        prop_assert_eq!(x.mul(&y).mul(&z), x.mul(&y.mul(&z)));
        prop_assert_eq!(x.mul(&y.add(&z)), x.mul(&y).add(&x.mul(&z)));
        prop_assert_eq!(x.sub(&y).add(&y), x.clone());
        if let Some(quotient) = x.div(&y) {
            let back = quotient.mul(&y);
            prop_assert_eq!(hash(&back), hash(&x));
            prop_assert_eq!(back, x);
        }
    }

    #[test]
    fn order_is_cross_multiplication(x in numbers(), y in numbers()) {
        let ((a, b), (c, d)) = (of(&x), of(&y));
        prop_assert_eq!(x.cmp(&y), (&a * &d).cmp(&(&c * &b)));
        prop_assert_eq!(x == y, x.cmp(&y) == Ordering::Equal);
        prop_assert_eq!(x.sub(&y).signum().cmp(&0), x.cmp(&y));
    }

    #[test]
    fn text_reads_back(x in numbers(), decimals in 0..30_usize) {
        prop_assert_eq!(Number::parse(&x.to_text()), Ok(x.clone()));
        let step = Number::from_scaled(1, decimals as i32);
        for mode in Mode::ALL {
            let text = x.to_decimal(decimals, mode);
            prop_assert_eq!(Number::parse(&text).ok(), x.round(&step, mode), "{} {}", text, mode);
        }
        prop_assert_eq!(Number::parse(&x.to_shortest()).unwrap().to_f64(), x.to_f64());
    }

    #[test]
    fn rounding(x in numbers(), step in steps(), mode in modes()) {
        let rounded = x.round(&step, mode).unwrap();
        prop_assert!(rounded.div(&step).unwrap().is_integer());
        prop_assert_eq!(rounded.round(&step, mode), Some(rounded.clone()));
        let (distance, step) = (rounded.sub(&x).abs(), step.abs());
        prop_assert!(distance < step);
        match mode {
            Mode::HalfUp | Mode::HalfEven => prop_assert!(distance.add(&distance) <= step),
            Mode::Up => prop_assert!(rounded.abs() >= x.abs()),
            Mode::Down => prop_assert!(rounded.abs() <= x.abs()),
            Mode::Floor => prop_assert!(rounded <= x),
            Mode::Ceiling => prop_assert!(rounded >= x),
        }
        let mirrored = match mode {
            Mode::Floor => Mode::Ceiling,
            Mode::Ceiling => Mode::Floor,
            mode => mode,
        };
        prop_assert_eq!(x.neg().round(&step, mirrored), Some(rounded.neg()));
    }

    #[test]
    fn floats_read_back(x in floats()) {
        prop_assert_eq!(Number::from_f64_exact(x).unwrap().to_f64(), x);
        let read = Number::from_f64(x).unwrap();
        prop_assert_eq!(read.to_f64(), x);
        prop_assert!(canonical(&read));
        // As short, and as near, as the standard formatter's.
        let standard = Number::parse(&format!("{x:e}")).unwrap();
        let exact = Number::from_f64_exact(x).unwrap();
        let digits = |n: &Number| n.to_text().replace(['.', '-'], "").trim_matches('0').len();
        prop_assert_eq!(digits(&read), digits(&standard));
        prop_assert_eq!(read.sub(&exact).abs(), standard.sub(&exact).abs());
    }

    #[test]
    fn the_nearest_float(x in numbers()) {
        let float = x.to_f64();
        let distance = |float: f64| Number::from_f64_exact(float).unwrap().sub(&x).abs();
        for neighbour in [float.next_up(), float.next_down()] {
            let order = distance(float).cmp(&distance(neighbour));
            let even = float.to_bits() % 2 == 0;
            prop_assert!(order.is_lt() || order.is_eq() && even, "{}", x.to_text());
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[-+0-9./eE ]{0,12}") {
        if let Ok(number) = Number::parse(&text) {
            prop_assert!(canonical(&number));
        }
    }
}

/// Positive numbers of a moderate size.
fn sizes() -> impl Strategy<Value = Number> {
    (1..1_000_000_000_000_i64, 0..13).prop_map(|(a, s)| Number::from_scaled(a.into(), s))
}

fn holds(real: &Real, bits: u64, value: &Number) -> bool {
    let span = real.enclose(bits).unwrap();
    span.lo <= *value && *value <= span.hi
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 4))]

    /// Each of these has a known rational value, which no enclosure may lose.
    #[test]
    fn enclosures_hold_the_true_value(
        x in sizes(), y in sizes(), n in 2..40_u32, bits in 16..600_u64,
    ) {
        let [a, b] = [&x, &y].map(|n| Real::from(n.clone()));
        let (log_a, log_b) = (a.ln().unwrap(), b.ln().unwrap());
        let product = log_a.add(&log_b).exp().unwrap();
        prop_assert!(holds(&product, bits, &x.mul(&y)));
        let zero = log_a.add(&log_b).sub(&Real::from(x.mul(&y)).ln().unwrap());
        prop_assert!(holds(&zero, bits, &Number::ZERO));
        let root = a.root(n).unwrap();
        let mut power = Real::from(Number::ONE);
        for _ in 0..n {
            power = power.mul(&root.add(&b).sub(&b));
        }
        prop_assert!(holds(&power, bits, &x));
        let order = Number::integer(n.into());
        let same = log_a.div(&order.into()).unwrap().exp().unwrap().sub(&root);
        prop_assert!(holds(&same, bits, &Number::ZERO));
        if let Some(one) = log_a.div(&log_a.add(&b).sub(&b)) {
            prop_assert!(holds(&one, bits, &Number::ONE));
        }
    }

    #[test]
    fn narrower_with_more_bits(x in sizes(), bits in 64..500_u64) {
        let real = Real::from(x);
        for real in [real.ln(), real.root(2), real.root(23), real.root(30).and_then(|r| r.exp())] {
            let real = real.unwrap();
            let (wide, narrow) = (real.enclose(bits).unwrap(), real.enclose(2 * bits).unwrap());
            prop_assert!(wide.lo <= narrow.hi && narrow.lo <= wide.hi);
            // A logarithm loses as many bits as its argument has in common with 1: here up to 40.
            let size = narrow.hi.sub(&narrow.lo);
            let limit = narrow.hi.abs().mul(&Number::integer(2).pow(48 - 2 * bits as i32, 9_999).unwrap());
            prop_assert!(size <= limit, "{:?} {}", real, bits);
        }
    }

    #[test]
    fn rounding_reals(x in sizes(), step in sizes(), mode in modes()) {
        // The value is rational, but the expression does not know.
        let root = Real::from(x.mul(&x).add(&Number::ONE)).root(2).unwrap();
        let hidden = root.mul(&Real::from(x.clone()).ln().unwrap().exp().unwrap());
        let rounded = hidden.round(&step, mode).unwrap();
        let close = hidden.enclose(400).unwrap();
        prop_assert!(close.lo.round(&step, mode).unwrap() <= rounded);
        prop_assert!(close.hi.round(&step, mode).unwrap() >= rounded);
        prop_assert_eq!(hidden.compare(&close.lo.into()), Ordering::Greater);
        prop_assert_eq!(hidden.compare(&close.hi.into()), Ordering::Less);
    }

    #[test]
    fn a_hidden_rational_rounds_as_itself(x in sizes(), step in sizes(), mode in modes()) {
        let real = Real::from(x.clone());
        let root = Real::from(x.add(&Number::ONE)).root(2).unwrap();
        let hidden = real.add(&root).sub(&root);
        prop_assert_eq!(hidden.round(&step, mode), x.round(&step, mode));
        prop_assert_eq!(hidden.compare(&real), Ordering::Equal);
        prop_assert_eq!(hidden.to_f64(), x.to_f64());
    }
}
