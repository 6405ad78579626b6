//! Arithmetic on registers of numbers, where floats that hold whole numbers can do it exactly. `None`: they cannot.

use super::codes::ZERO_BASE;
use super::lane::{Lane, Pool};
use super::reg::{Ints, LIMIT, Num, union};
use crate::number::Number;
use num_integer::Integer as _;

/// A number as a float that is exactly it.
pub(super) fn float(whole: i128) -> Option<f64> {
    (whole.unsigned_abs() < 1 << 53).then_some(whole as f64)
}

/// The largest number of which both are whole multiples, and the multiples.
pub(super) fn common(a: &Number, b: &Number) -> Option<(Number, f64, f64)> {
    if a == b {
        return Some((a.clone(), 1.0, 1.0));
    }
    let ((p, q), (r, s)) = (a.small()?, b.small()?);
    let (left, right) = (i128::from(p) * i128::from(s), i128::from(r) * i128::from(q));
    let shared = left.gcd(&right);
    if shared == 0 {
        return None;
    }
    let factor = Number::from_i128(shared).div(&Number::from_i128(i128::from(q) * i128::from(s)))?;
    factor.small()?;
    Some((factor, float(left / shared)?, float(right / shared)?))
}

fn product<'a>(a: &Option<Lane<'a, f64>>, b: &Option<Lane<'a, f64>>, pool: &Pool) -> Option<Lane<'a, f64>> {
    match (a, b) {
        (None, other) | (other, None) => other.clone(),
        (Some(a), Some(b)) => Some(pool.lane(a.iter().zip(b.iter()).map(|(a, b)| a * b))),
    }
}

fn same<T>(a: &Lane<'_, T>, b: &Lane<'_, T>) -> bool {
    std::ptr::eq::<[T]>(&raw const **a, &raw const **b)
}

impl<'a> Num<'a> {
    /// The same value in terms of a factor `times` smaller.
    fn scaled(&self, times: f64, pool: &Pool) -> Lane<'a, f64> {
        let n = self.floats(pool);
        if times == 1.0 {
            return n;
        }
        let lane = pool.lane(n.iter().map(|x| x * times));
        pool.give(n);
        lane
    }

    /// a + b, or a - b
    pub fn add(&self, other: &Self, minus: bool, pool: &Pool) -> Option<Self> {
        let (factor, left, right) = common(&self.factor, &other.factor)?;
        let right = if minus { -right } else { right };
        let why = union(&self.why, &other.why, pool);
        let (na, nb) = (self.floats(pool), other.floats(pool));
        let shared = match (&self.d, &other.d) {
            (None, None) => true,
            (Some(a), Some(b)) => same(a, b),
            _ => false,
        };
        let done = |n, d, hi, dhi, positive| Self {
            n: Ints::Float(n),
            d,
            factor,
            hi,
            dhi,
            positive,
            low: -hi,
            why,
            odd: None,
        };
        if shared {
            let hi = self.hi * left.abs() + other.hi * right.abs();
            if hi > LIMIT {
                return None;
            }
            let n = match (left == 1.0, right == 1.0, right == -1.0) {
                (true, true, _) => pool.lane(na.iter().zip(nb.iter()).map(|(a, b)| a + b)),
                (true, _, true) => pool.lane(na.iter().zip(nb.iter()).map(|(a, b)| a - b)),
                _ => pool.lane(na.iter().zip(nb.iter()).map(|(a, b)| a * left + b * right)),
            };
            return Some(done(n, self.d.clone(), hi, self.dhi, self.positive));
        }
        let hi = self.hi * left.abs() * other.dhi + other.hi * right.abs() * self.dhi;
        let dhi = self.dhi * other.dhi;
        if hi > LIMIT || dhi > LIMIT {
            return None;
        }
        let d = product(&self.d, &other.d, pool);
        let n = match (&self.d, &other.d) {
            (None, Some(db)) => {
                let rows = na.iter().zip(nb.iter()).zip(db.iter());
                pool.lane(rows.map(|((a, b), db)| a * left * db + b * right))
            }
            (Some(da), None) => {
                let rows = na.iter().zip(nb.iter()).zip(da.iter());
                pool.lane(rows.map(|((a, b), da)| a * left + b * right * da))
            }
            (Some(da), Some(db)) => {
                let rows = na.iter().zip(nb.iter()).zip(da.iter().zip(db.iter()));
                pool.lane(rows.map(|((a, b), (da, db))| a * left * db + b * right * da))
            }
            (None, None) => return None,
        };
        Some(done(n, d, hi, dhi, self.positive && other.positive))
    }

    /// a + c
    pub fn add_constant(&self, c: &Number, pool: &Pool) -> Option<Self> {
        if c.is_zero() {
            return Some(self.clone());
        }
        let (factor, left, right) = common(&self.factor, c)?;
        let hi = self.hi * left.abs() + right.abs() * self.dhi;
        if hi > LIMIT {
            return None;
        }
        let n = self.floats(pool);
        let n = match &self.d {
            None if left == 1.0 => pool.lane(n.iter().map(|n| n + right)),
            None => pool.lane(n.iter().map(|n| n * left + right)),
            Some(d) => pool.lane(n.iter().zip(d.iter()).map(|(n, d)| n * left + right * d)),
        };
        // Above zero, the factor of the sum keeps the order of the rows.
        let low = if self.d.is_none() && left > 0.0 { self.low * left + right } else { -hi };
        Some(Self { n: Ints::Float(n), factor, hi, low, odd: None, ..self.clone() })
    }

    /// a · b
    pub fn mul(&self, other: &Self, pool: &Pool) -> Option<Self> {
        let (hi, dhi) = (self.hi * other.hi, self.dhi * other.dhi);
        if hi > LIMIT || dhi > LIMIT {
            return None;
        }
        let (a, b) = (self.floats(pool), other.floats(pool));
        Some(Self {
            n: Ints::Float(pool.lane(a.iter().zip(b.iter()).map(|(a, b)| a * b))),
            d: product(&self.d, &other.d, pool),
            factor: self.factor.mul(&other.factor),
            hi,
            dhi,
            positive: self.positive && other.positive,
            low: if self.low >= 0.0 && other.low >= 0.0 { self.low * other.low } else { -hi },
            why: union(&self.why, &other.why, pool),
            odd: None,
        })
    }

    /// c · a
    pub fn mul_constant(&self, c: &Number, pool: &Pool) -> Self {
        if c.is_zero() {
            let zeros = pool.lane(std::iter::repeat_n(0_u8, self.rows()));
            return Self {
                n: Ints::Byte(zeros),
                d: None,
                hi: 0.0,
                dhi: 1.0,
                positive: true,
                low: 0.0,
                odd: None,
                ..self.clone()
            };
        }
        Self { factor: self.factor.mul(c), odd: None, ..self.clone() }
    }

    /// a / b; rows where b is zero are missing.
    pub fn div(&self, other: &Self, pool: &Pool) -> Option<Self> {
        let b = other.floats(pool);
        let (zero, negative) = if other.low > 0.0 { (false, false) } else { zero_or_negative(&b) };
        let (hi, dhi) = (self.hi * other.dhi, self.dhi * other.hi);
        if hi > LIMIT || dhi > LIMIT {
            return None;
        }
        let n = match &other.d {
            None => self.n.clone(),
            Some(d) => {
                let a = self.floats(pool);
                Ints::Float(pool.lane(a.iter().zip(d.iter()).map(|(a, d)| a * d)))
            }
        };
        let d = match &self.d {
            None => b.clone(),
            Some(d) => pool.lane(b.iter().zip(d.iter()).map(|(b, d)| b * d)),
        };
        let mut why = union(&self.why, &other.why, pool);
        if zero {
            // What is missing in b stands as anything there, also as zero.
            let zeros = match &other.why {
                None => pool.lane(b.iter().map(|b| u8::from(*b == 0.0) * ZERO_BASE)),
                Some(w) => pool.lane(b.iter().zip(w.iter()).map(|(b, w)| u8::from(*b == 0.0 && *w == 0) * ZERO_BASE)),
            };
            why = union(&why, &Some(zeros), pool);
        }
        let positive = self.positive && other.positive && !negative;
        let factor = self.factor.div(&other.factor)?;
        // Denominators that are above zero are at least one.
        let low = if self.low >= 0.0 && positive { self.low } else { -hi };
        Some(Self { n, d: Some(d), factor, hi, dhi, positive, low, why, odd: None })
    }

    /// c / a
    pub fn under_constant(&self, c: &Number, pool: &Pool) -> Option<Self> {
        let ones = pool.lane(std::iter::repeat_n(1_u8, self.rows()));
        let one = Self { n: Ints::Byte(ones), why: None, ..Self::whole(Lane::Of(&[]), 1.0, Number::ONE) };
        if c.is_zero() {
            return None;
        }
        Some(one.div(self, pool)?.mul_constant(c, pool))
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        match &self.n {
            Ints::Float(n) => n.len(),
            Ints::Byte(n) => n.len(),
        }
    }

    /// -a
    pub fn neg(&self) -> Self {
        Self { factor: self.factor.neg(), odd: None, ..self.clone() }
    }

    /// |a|
    pub fn abs(&self, pool: &Pool) -> Self {
        let n = self.floats(pool);
        let d = self.d.as_ref().map(|d| if self.positive { d.clone() } else { pool.lane(d.iter().map(|x| x.abs())) });
        let n = Ints::Float(pool.lane(n.iter().map(|x| x.abs())));
        Self { n, d, positive: true, factor: self.factor.abs(), odd: None, ..self.clone() }
    }

    /// The smaller, or the larger, of both.
    pub fn extreme(&self, other: &Self, larger: bool, pool: &Pool) -> Option<Self> {
        if self.d.is_some() || other.d.is_some() {
            return None;
        }
        let (factor, left, right) = common(&self.factor, &other.factor)?;
        let (left, right, larger) = (left, right, larger != factor.is_negative());
        let hi = (self.hi * left.abs()).max(other.hi * right.abs());
        if hi > LIMIT {
            return None;
        }
        let (a, b) = (self.scaled(left, pool), other.scaled(right, pool));
        let pairs = a.iter().zip(b.iter());
        let n = if larger {
            pool.lane(pairs.map(|(a, b)| if a > b { *a } else { *b }))
        } else {
            pool.lane(pairs.map(|(a, b)| if a < b { *a } else { *b }))
        };
        let why = union(&self.why, &other.why, pool);
        Some(Self { n: Ints::Float(n), d: None, factor, hi, dhi: 1.0, positive: true, low: -hi, why, odd: None })
    }

    /// A constant in every row.
    pub fn constant(c: &Number, rows: usize, pool: &Pool) -> Option<Self> {
        let (num, den) = c.small()?;
        let n = float(i128::from(num))?;
        let factor = Number::ratio(1, den)?;
        Some(Self::whole(pool.lane(std::iter::repeat_n(n, rows)), n.abs(), factor))
    }
}

/// Whether a row is zero, and whether one is negative; NaN is neither.
pub(super) fn zero_or_negative(rows: &[f64]) -> (bool, bool) {
    let mut least = [f64::MAX; 8];
    let mut lowest = [0.0_f64; 8];
    let step = |x: f64, least: &mut f64, lowest: &mut f64| {
        let size = x.abs();
        *least = if size < *least { size } else { *least };
        *lowest = if x < *lowest { x } else { *lowest };
    };
    let (chunks, rest) = rows.as_chunks::<8>();
    for chunk in chunks {
        for ((x, least), lowest) in chunk.iter().zip(&mut least).zip(&mut lowest) {
            step(*x, least, lowest);
        }
    }
    for ((x, least), lowest) in rest.iter().zip(&mut least).zip(&mut lowest) {
        step(*x, least, lowest);
    }
    (least.contains(&0.0), lowest.iter().any(|x| *x < 0.0))
}
