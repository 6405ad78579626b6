//! Sums of whole numbers times constants. Each constant is cut into whole multiples of two powers of two and a rest: the
//! sums of the multiples are whole numbers that floats hold, so that only the sum of the rests is rounded.

use super::double::{STEP, two_sum};
use super::twice::twice;
use crate::number::{Mode, Number};

/// Rows that are worked on together.
const TOGETHER: usize = 64;
/// All members together may be at most so large.
const MOST: f64 = 68_719_476_736.0;
/// Sums of other sizes are left to others.
const SIZES: std::ops::Range<f64> = 1e-100..1e100;
/// Bits of whole numbers that floats hold, less two.
const BITS: i32 = 51;

/// Constants in parts.
pub(super) struct Grid {
    /// The powers of two.
    coarse: f64,
    fine: f64,
    /// Of each member: multiples of the first power, of the second, and the rest.
    parts: Vec<[f64; 3]>,
    /// No sum is farther off.
    pub off: f64,
}

/// 2^n.
fn power(n: i32) -> Option<f64> {
    let exponent = u64::try_from(n + 1023).ok().filter(|e| (1..2047).contains(e))?;
    Some(f64::from_bits(exponent << 52))
}

/// The n of the largest 2^n that is not larger than a normal number.
fn exponent(x: f64) -> Option<i32> {
    let exponent = i32::try_from((x.to_bits() >> 52) & 0x7ff).ok()?;
    (exponent > 0).then_some(exponent - 1023)
}

impl Grid {
    /// For constants, each with the largest whole number that it is multiplied by. `None`: they do not fit.
    pub fn new(members: &[(Number, f64)]) -> Option<Self> {
        let size = members.iter().fold(0.0, |sum, (c, most)| sum + c.to_f64().abs() * most) * (1.0 + 1e-9);
        let all = members.iter().fold(0.0, |sum, (_, most)| sum + most);
        if !SIZES.contains(&size) || !(1.0..=MOST).contains(&all) {
            return None;
        }
        let first = exponent(size)? + 1 - BITS;
        let second = first + exponent(all)? - BITS;
        let (coarse, fine) = (power(first)?, power(second)?);
        let mut parts = Vec::with_capacity(members.len());
        for (c, _) in members {
            let (times, rest) = multiples(c, coarse)?;
            let (more, rest) = multiples(&rest, fine)?;
            parts.push([times, more, rest.to_f64()]);
        }
        // What is left of each constant is half a fine step at most; it, its products and their sums are rounded.
        let roundings = (members.len() + 3) as f64 * f64::EPSILON;
        Some(Self { coarse, fine, parts, off: roundings * all * fine + STEP * size })
    }

    /// The sums of the rows.
    pub fn sum(&self, members: &[&[f64]], high: &mut [f64], low: &mut [f64]) {
        sums(members, &self.parts, (self.coarse, self.fine), high, low);
    }
}

twice! {
/// Sums of rows times the parts of their constants.
fn sums(members: &[&[f64]], parts: &[[f64; 3]], steps: (f64, f64), high: &mut [f64], low: &mut [f64]) {
    let (coarse, fine) = steps;
    let mut from = 0;
    for (h, l) in high.chunks_mut(TOGETHER).zip(low.chunks_mut(TOGETHER)) {
        let (mut first, mut second, mut rests) = ([0.0; TOGETHER], [0.0; TOGETHER], [0.0; TOGETHER]);
        for (rows, [times, more, rest]) in members.iter().zip(parts) {
            let rows = rows.get(from..from + h.len()).unwrap_or_default();
            let sums = first.iter_mut().zip(&mut second).zip(&mut rests);
            for (((a, b), c), n) in sums.zip(rows) {
                *a += n * times;
                *b += n * more;
                *c += n * rest;
            }
        }
        let sums = first.iter().zip(&second).zip(&rests);
        for ((h, l), ((a, b), c)) in h.iter_mut().zip(l.iter_mut()).zip(sums) {
            let (lower, lost) = two_sum(b * fine, *c);
            let (sum, rest) = two_sum(a * coarse, lower);
            (*h, *l) = (sum, rest + lost);
        }
        from += h.len();
    }
}
}

/// The nearest whole multiple of a power of two, and what is left.
fn multiples(c: &Number, unit: f64) -> Option<(f64, Number)> {
    let unit = Number::from_f64_exact(unit)?;
    let times = c.div(&unit)?.round(&Number::ONE, Mode::HalfEven)?;
    let rest = c.sub(&times.mul(&unit));
    Some((times.to_i64()? as f64, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_as_near_as_they_say() {
        let mut state = 11_u64;
        let mut next = move |n: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % n
        };
        for members in 1..14_u64 {
            let wide = 1 + next(30);
            let members: Vec<(Number, f64)> = (0..members)
                .map(|_| {
                    let sign = if next(5) == 0 { -1 } else { 1 };
                    let c = Number::ratio(sign * (1 + next(100_000) as i64), 1 + next(1_000_000_007) as i64).unwrap();
                    (c, (1_u64 << wide) as f64)
                })
                .collect();
            let grid = Grid::new(&members).unwrap();
            let lanes: Vec<Vec<f64>> =
                members.iter().map(|(_, m)| (0..150).map(|_| next(*m as u64 + 1) as f64).collect()).collect();
            let (mut high, mut low) = (vec![0.0; 150], vec![0.0; 150]);
            let slices: Vec<&[f64]> = lanes.iter().map(Vec::as_slice).collect();
            grid.sum(&slices, &mut high, &mut low);
            let off = Number::from_f64_exact(grid.off).unwrap();
            let largest = members.iter().map(|(c, m)| c.to_f64().abs() * m).sum::<f64>();
            assert!(grid.off < largest * 1e-23, "{} of {largest}", grid.off);
            for row in 0..150 {
                let exact = members.iter().zip(&lanes).fold(Number::ZERO, |sum, ((c, _), lane)| {
                    sum.add(&c.mul(&Number::from_f64_exact(lane[row]).unwrap()))
                });
                let found = Number::from_f64_exact(high[row]).unwrap().add(&Number::from_f64_exact(low[row]).unwrap());
                assert!(found.sub(&exact).abs() <= off, "row {row}");
            }
        }
    }

    #[test]
    fn nothing_is_exactly_nothing() {
        let grid = Grid::new(&[(Number::ratio(1, 3).unwrap(), 10.0), (Number::ratio(2, 7).unwrap(), 10.0)]).unwrap();
        let (mut high, mut low) = ([1.0], [1.0]);
        grid.sum(&[&[0.0], &[0.0]], &mut high, &mut low);
        assert_eq!((high, low), ([0.0], [0.0]));
    }
}
