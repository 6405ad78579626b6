//! What all numbers of a column have in common: of which decimal step they are whole multiples, and between which bounds.

/// Adding and subtracting it rounds to a whole number, to even.
const ROUNDER: f64 = 6_755_399_441_055_744.0;
/// Decimals of at most 15 digits are what their floats stand for.
const FIFTEEN_DIGITS: f64 = 1e15;
/// Floats hold all whole numbers up to here.
const WHOLE: u64 = 1 << 53;
/// Powers of ten, exact as floats.
const POWERS: [f64; 9] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8];
/// Rows that are looked at together.
const PART: usize = 1_024;

/// Every stored number is `n / 10^digits` with a whole `n` from `low` to `high`. It is said of all cells, also of those
/// that are marked as missing; only NaN is passed over.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grain {
    /// Decimals.
    pub digits: u8,
    /// No n is smaller.
    pub low: f64,
    /// No n is larger.
    pub high: f64,
    /// A row where the smallest stands, and one where the largest does.
    pub ends: (usize, usize),
}

impl Grain {
    /// Of floats that stand for their shortest decimals.
    pub(super) fn of_floats(all: &[f64]) -> Option<Self> {
        let mut digits = 0;
        let mut at = 0;
        let (mut low, mut high) = (f64::MAX, f64::MIN);
        let mut parts: (&[f64], &[f64]) = (&[], &[]);
        let mut starts = (0, 0);
        // A part that needs more decimals starts the bounds again: they are kept in stored numbers until then.
        for (part, start) in all.chunks(PART).zip((0..).step_by(PART)) {
            let (least, most, whole) = scan(part);
            if !(whole && digits == 0) {
                while !part.iter().all(|x| x.is_nan() || reads(*x, power(at))) {
                    at += 1;
                    if at >= POWERS.len() {
                        return None;
                    }
                }
                digits = at;
            }
            if least < low {
                (low, parts.0, starts.0) = (least, part, start);
            }
            if most > high {
                (high, parts.1, starts.1) = (most, part, start);
            }
        }
        let row =
            |part: &[f64], start: usize, end: f64| start + part.iter().position(|x| *x == end).unwrap_or_default();
        let ends = (row(parts.0, starts.0, low), row(parts.1, starts.1, high));
        if low > high {
            (low, high) = (0.0, 0.0);
        }
        let times = power(digits);
        let (low, high) = (nearest(low * times), nearest(high * times));
        let digits = u8::try_from(digits).ok()?;
        (low.abs() < FIFTEEN_DIGITS && high.abs() < FIFTEEN_DIGITS).then_some(Self { digits, low, high, ends })
    }

    /// Of integers.
    pub(super) fn of_integers(all: &[i64]) -> Option<Self> {
        let (low, high) = all.iter().fold((i64::MAX, i64::MIN), |(low, high), x| (low.min(*x), high.max(*x)));
        if low > high {
            return Some(Self { digits: 0, low: 0.0, high: 0.0, ends: (0, 0) });
        }
        let fits = low.unsigned_abs() <= WHOLE && high.unsigned_abs() <= WHOLE;
        let row = |end: i64| all.iter().position(|x| *x == end).unwrap_or_default();
        fits.then(|| Self { digits: 0, low: low as f64, high: high as f64, ends: (row(low), row(high)) })
    }
}

fn power(at: usize) -> f64 {
    POWERS.get(at).copied().unwrap_or(1.0)
}

fn nearest(x: f64) -> f64 {
    (x + ROUNDER) - ROUNDER
}

/// Whether a float stands for a whole number of the scale: a decimal of at most 15 digits that reads as the float is the
/// shortest, and the quotient of two exact floats is the correctly rounded one.
fn reads(x: f64, power: f64) -> bool {
    let n = nearest(x * power);
    n / power == x && n.abs() < FIFTEEN_DIGITS
}

/// The smallest and the largest number, and whether all are whole and small; NaN is passed over.
fn scan(rows: &[f64]) -> (f64, f64, bool) {
    let mut low = [f64::MAX; 8];
    let mut high = [f64::MIN; 8];
    let mut off = [0.0_f64; 8];
    let step = |x: f64, low: &mut f64, high: &mut f64, off: &mut f64| {
        let rest = (nearest(x) - x).abs();
        *low = if x < *low { x } else { *low };
        *high = if x > *high { x } else { *high };
        *off = if rest > *off { rest } else { *off };
    };
    let mut chunks = rows.chunks_exact(8);
    for chunk in &mut chunks {
        for (((x, low), high), off) in chunk.iter().zip(&mut low).zip(&mut high).zip(&mut off) {
            step(*x, low, high, off);
        }
    }
    for x in chunks.remainder() {
        if let (Some(low), Some(high), Some(off)) = (low.first_mut(), high.first_mut(), off.first_mut()) {
            step(*x, low, high, off);
        }
    }
    let least = low.into_iter().fold(f64::MAX, |m, x| if x < m { x } else { m });
    let most = high.into_iter().fold(f64::MIN, |m, x| if x > m { x } else { m });
    let whole = off.iter().all(|x| *x == 0.0) && (least > most || (least > -FIFTEEN_DIGITS && most < FIFTEEN_DIGITS));
    (least, most, whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_and_decimals() {
        let grain = |digits, low, high, ends| Some(Grain { digits, low, high, ends });
        assert_eq!(Grain::of_floats(&[3.0, f64::NAN, -2.0]), grain(0, -2.0, 3.0, (2, 0)));
        assert_eq!(Grain::of_floats(&[0.1, 3.0]), grain(1, 1.0, 30.0, (0, 1)));
        let mut rows = vec![7.0; 3_000];
        rows.extend([79.99, 80.0]);
        assert_eq!(Grain::of_floats(&rows), grain(2, 700.0, 8_000.0, (0, 3_001)));
        assert_eq!(Grain::of_floats(&[f64::NAN]), grain(0, 0.0, 0.0, (0, 0)));
    }

    #[test]
    fn noise_has_no_grain() {
        assert_eq!(Grain::of_floats(&[0.123_456_789_012_345_6]), None);
        assert_eq!(Grain::of_floats(&[1e300]), None);
        assert_eq!(Grain::of_floats(&[f64::INFINITY]), None);
        // 0.1 + 0.2 is not 0.3
        assert_eq!(Grain::of_floats(&[0.1 + 0.2]), None);
    }

    #[test]
    fn integers() {
        assert_eq!(Grain::of_integers(&[5, -7]), Some(Grain { digits: 0, low: -7.0, high: 5.0, ends: (1, 0) }));
        assert_eq!(Grain::of_integers(&[i64::MAX]), None);
    }
}
