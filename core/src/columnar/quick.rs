//! Members of a block whose values are plain numbers and whose conditions are plainly yes or no, folded in few instructions.

use super::load::Span;
use super::reg::{LIMIT, Why, code_at};
use super::twice::twice;
use std::borrow::Cow;

/// To which group each member of a block belongs.
pub(super) enum Groups<'g> {
    /// All to the same.
    One,
    /// Each to its own; beyond the last group: to none.
    Each(Cow<'g, [u32]>),
}

impl<'g> Groups<'g> {
    /// From the groups of all units.
    pub fn of(all: Option<&'g [u32]>, span: Span<'_>) -> Option<Self> {
        Some(match (all, span) {
            (None, _) => Self::One,
            (Some(all), Span::Range(from, len)) => {
                let from = from as usize;
                Self::Each(Cow::Borrowed(all.get(from..from.checked_add(len)?)?))
            }
            (Some(all), Span::List(units)) => {
                let group = |unit: &u32| all.get(*unit as usize).copied().unwrap_or(u32::MAX);
                Self::Each(units.iter().map(group).collect())
            }
        })
    }

    /// The group of a row.
    pub fn at(&self, row: usize) -> Option<usize> {
        match self {
            Self::One => Some(0),
            Self::Each(all) => all.get(row).map(|group| *group as usize),
        }
    }
}

/// Which members count, and which of them are missing.
pub(super) struct Counted<'l> {
    pub rows: usize,
    /// Those that count; `None`: all.
    pub filter: Option<&'l [u8]>,
    /// Why those are missing that are.
    pub why: Why<'l>,
}

impl Counted<'_> {
    /// Whether all members count and are there.
    pub fn everybody(&self) -> bool {
        self.filter.is_none() && self.why.is_none()
    }

    /// Whether a member counts.
    #[inline]
    pub fn counts(&self, row: usize) -> bool {
        self.filter.is_none_or(|f| f.get(row) != Some(&0))
    }

    /// Why a member is missing.
    #[inline]
    pub fn gone(&self, row: usize) -> u8 {
        code_at(&self.why, row)
    }

    /// Members that count and are there, as 1; `None`: all.
    pub fn there(&self) -> Option<Vec<u8>> {
        match (self.filter, &self.why) {
            (None, None) => None,
            (Some(filter), None) => Some(filter.to_vec()),
            (None, Some(why)) => Some(why.iter().map(|w| u8::from(*w == 0)).collect()),
            (Some(filter), Some(why)) => {
                Some(filter.iter().zip(why.iter()).map(|(f, w)| f & u8::from(*w == 0)).collect())
            }
        }
    }
}

/// How many bytes are 1.
pub(super) fn count(rows: &[u8]) -> u32 {
    rows.chunks(128).map(|part| u32::from(part.iter().fold(0_u8, |sum, x| sum.wrapping_add(*x)))).sum()
}

/// The sum of numbers where `there`, if no sum on the way is more than floats hold; `most` is the largest number.
pub(super) fn sum(values: &[f64], there: Option<&[u8]>, most: f64) -> Option<f64> {
    if most * values.len() as f64 > LIMIT {
        return None;
    }
    let mut sums = [0.0; 8];
    eights(values, there, |values, there| {
        for (sum, (x, t)) in sums.iter_mut().zip(values.iter().zip(there)) {
            *sum += if *t != 0 { *x } else { 0.0 };
        }
    });
    Some(sums.into_iter().sum())
}

twice! {
/// The least and the greatest of the numbers where `there`.
pub(super) fn ends(values: &[f64], there: Option<&[u8]>) -> (f64, f64) {
    let (mut low, mut high) = ([f64::MAX; 8], [f64::MIN; 8]);
    eights(values, there, |values, there| {
        for ((low, high), (x, t)) in low.iter_mut().zip(&mut high).zip(values.iter().zip(there)) {
            let (less, more) = if *t != 0 { (*x, *x) } else { (f64::MAX, f64::MIN) };
            *low = if less < *low { less } else { *low };
            *high = if more > *high { more } else { *high };
        }
    });
    let less = |low: f64, x: f64| if x < low { x } else { low };
    let more = |high: f64, x: f64| if x > high { x } else { high };
    (low.into_iter().fold(f64::MAX, less), high.into_iter().fold(f64::MIN, more))
}
}

/// Numbers by eight, for the compiler to work on side by side; the last ones may be fewer.
#[inline(always)]
fn eights(values: &[f64], there: Option<&[u8]>, mut look: impl FnMut(&[f64], &[u8])) {
    let (chunks, rest) = values.as_chunks::<8>();
    match there.map(<[u8]>::as_chunks::<8>) {
        None => {
            chunks.iter().for_each(|chunk| look(chunk, &[1; 8]));
            look(rest, &[1; 8]);
        }
        Some((marks, last)) => {
            chunks.iter().zip(marks).for_each(|(chunk, marks)| look(chunk, marks));
            look(rest, last);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_pass_over_what_is_not_there() {
        let values: Vec<f64> = (0..37).map(|x| f64::from((x * 11) % 37)).collect();
        let there: Vec<u8> = (0..37).map(|x| u8::from(x % 3 == 0)).collect();
        let some: Vec<f64> = values.iter().zip(&there).filter(|(_, t)| **t == 1).map(|(x, _)| *x).collect();
        assert_eq!(sum(&values, None, 37.0), Some(666.0));
        assert_eq!(sum(&values, Some(&there), 37.0), Some(some.iter().sum()));
        assert_eq!(sum(&values, None, LIMIT), None);
        assert_eq!(ends(&values, None), (0.0, 36.0));
        let least = some.iter().copied().fold(f64::MAX, f64::min);
        let most = some.iter().copied().fold(f64::MIN, f64::max);
        assert_eq!(ends(&values, Some(&there)), (least, most));
        assert_eq!(ends(&[f64::NAN, 2.0], Some(&[0, 1])), (2.0, 2.0));
        assert_eq!(count(&vec![1; 1_000]), 1_000);
    }
}
