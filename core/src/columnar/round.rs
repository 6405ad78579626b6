//! Rounding to steps in whole numbers.

use super::lane::{Lane, Pool};
use super::number::float;
use super::reg::{Ints, LIMIT, Num};
use crate::number::{Mode, Number, goes_up};
use num_integer::Integer as _;

/// The multiples of `step` that `mode` chooses. `None`: this takes larger numbers.
pub(super) fn round<'a>(x: &Num<'a>, step: &Number, mode: Mode, pool: &Pool) -> Option<Num<'a>> {
    let step = step.abs();
    let (p, q) = x.factor.div(&step)?.small()?;
    let hi = x.hi * (p as f64).abs() / (q as f64) + 2.0;
    if hi > LIMIT || x.dhi * (q as f64) > 1e37 || x.hi * (p as f64).abs() > 1e37 {
        return None;
    }
    let (n, p, q) = (x.floats(pool), i128::from(p), i128::from(q));
    let whole = |num: i128, den: i128| -> f64 {
        if den == 0 {
            return 0.0;
        }
        let (num, den) = if den < 0 { (-num, -den) } else { (num, den) };
        // 64 bits divide several times faster.
        let (floor, rest) = match (i64::try_from(num), i64::try_from(den)) {
            (Ok(num), Ok(den)) => {
                let (floor, rest) = num.div_mod_floor(&den);
                (i128::from(floor), i128::from(rest))
            }
            _ => num.div_mod_floor(&den),
        };
        let up = rest != 0 && goes_up(mode, num < 0, rest.cmp(&(den - rest)), floor % 2 != 0);
        float(floor + i128::from(up)).unwrap_or_default()
    };
    let lane: Lane<'a, f64> = match &x.d {
        None if q == 1 => pool.lane(n.iter().map(|n| n * p as f64)),
        None => pool.lane(n.iter().map(|n| whole(*n as i128 * p, q))),
        Some(d) => pool.lane(n.iter().zip(d.iter()).map(|(n, d)| whole(*n as i128 * p, *d as i128 * q))),
    };
    let hi = if q == 1 && x.d.is_none() { x.hi * (p as f64).abs() } else { hi.max(bound(&lane)) };
    if hi > LIMIT {
        return None;
    }
    Some(Num {
        n: Ints::Float(lane),
        d: None,
        factor: step,
        hi,
        dhi: 1.0,
        positive: true,
        low: -hi,
        why: x.why.clone(),
        odd: None,
    })
}

fn bound(rows: &[f64]) -> f64 {
    rows.iter().fold(0.0, |m, x| if x.abs() > m { x.abs() } else { m })
}
