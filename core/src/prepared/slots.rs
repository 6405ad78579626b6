//! Inputs of a record: what a cell means is what it means in a table; common cells take the short way there.

use super::cell::{Cell, Kind, compare};
use super::code::NONE;
use crate::columnar::codes::ABSENT;
use crate::columnar::op::R;
use crate::dataset::{Cell as Given, Locale, Raw, read};
use crate::number::Number;
use crate::program::{Cmp, Input, InputId, InputKind, Program};

/// Up to here whole numbers are told from others by [`whole`].
const WHOLE: i64 = (1 << 51) - 1;
/// Floats of this size have no places behind the point.
const NO_PLACES: f64 = 6_755_399_441_055_744.0;

/// The whole number that a float is. Of one that is not, or is larger than [`WHOLE`], some number; `None`, or beyond it.
#[inline]
fn whole(given: f64) -> Option<i64> {
    let rounded = given + NO_PLACES;
    // Floats of one size follow each other as their bits do; those of other sizes are further away.
    let whole = rounded.to_bits().wrapping_sub(NO_PLACES.to_bits()).cast_signed();
    (rounded - NO_PLACES == given).then_some(whole)
}

/// An input and the register that it is read from.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    pub input: InputId,
    /// [`NONE`]: no result looks at it.
    pub register: R,
    pub kind: InputKind,
    /// Between these a whole number means itself and is right; nowhere if the input is scaled, of another kind or not read.
    plain: (i64, i64),
    /// Scale and range in machine integers; `None`: one of them takes more.
    short: Option<Short>,
}

#[derive(Debug, Clone, Copy)]
struct Short {
    scale: (i64, i64),
    lo: Option<Cell>,
    hi: Option<Cell>,
}

/// What a slot was given, for when the exact evaluator has to look at the record.
#[derive(Debug, Clone, Default)]
pub(super) struct Held {
    /// For which record; of another one it says nothing.
    pub record: u64,
    pub what: What,
    pub text: String,
    /// It is wrong, or takes more than machine integers.
    pub odd: bool,
}

/// A cell as it was given; text stands beside it.
#[derive(Debug, Clone, Default)]
pub(super) enum What {
    #[default]
    Missing,
    Text,
    Number(Number),
    F64(f64),
    Int(i64),
    Bool(bool),
    Date(i32),
    Percent(Number),
}

impl Held {
    /// Keeps a cell.
    pub fn take(&mut self, cell: &Given<'_>) {
        self.what = match cell {
            Given::Missing => What::Missing,
            Given::Text(text) => {
                self.text.clear();
                self.text.push_str(text);
                What::Text
            }
            Given::Number(n) => What::Number(n.clone()),
            Given::F64(x) => What::F64(*x),
            Given::Int(i) => What::Int(*i),
            Given::Bool(b) => What::Bool(*b),
            Given::Date(d) => What::Date(*d),
            Given::Percent(n) => What::Percent(n.clone()),
        };
    }

    /// The cell again.
    pub fn cell(&self) -> Given<'_> {
        match &self.what {
            What::Missing => Given::Missing,
            What::Text => Given::Text(&self.text),
            What::Number(n) => Given::Number(n.clone()),
            What::F64(x) => Given::F64(*x),
            What::Int(i) => Given::Int(*i),
            What::Bool(b) => Given::Bool(*b),
            What::Date(d) => Given::Date(*d),
            What::Percent(n) => Given::Percent(n.clone()),
        }
    }
}

impl Slot {
    pub fn new(input: InputId, declared: &Input, register: Option<R>) -> Self {
        let short = short(declared);
        let plain = match short {
            Some(Short { scale: (1, 1), lo, hi }) if is_number(declared.kind) && register.is_some() => {
                let up = |end: Cell| -((-end.n).div_euclid(end.d));
                let down = |end: Cell| end.n.div_euclid(end.d);
                (lo.map_or(-WHOLE, up).max(-WHOLE), hi.map_or(WHOLE, down).min(WHOLE))
            }
            _ => (1, 0),
        };
        Self { input, register: register.unwrap_or(NONE), kind: declared.kind, plain, short }
    }

    /// A float of which nothing is to be known but the number that it stands for, or that it is missing.
    #[inline]
    pub fn plain(&self, given: f64) -> Option<Cell> {
        match whole(given) {
            Some(whole) if self.plain.0 <= whole && whole <= self.plain.1 => Some(Cell::number(whole, 1)),
            _ => self.plain_decimal(given),
        }
    }

    #[inline(never)]
    fn plain_decimal(&self, given: f64) -> Option<Cell> {
        if self.register == NONE || !is_number(self.kind) {
            return None;
        }
        if given.is_nan() {
            return Some(Cell::missing(ABSENT));
        }
        let unscaled = self.short.as_ref().is_some_and(|short| short.scale == (1, 1));
        let (n, d) = Number::few_digits(given).filter(|_| unscaled)?;
        self.short(n, d)
    }

    /// What a cell means. `None`: the exact evaluator is to say, because it is wrong or takes more.
    #[inline]
    pub fn read(&self, program: &Program, given: &Given<'_>) -> Option<Cell> {
        let number = is_number(self.kind);
        let quick = match given {
            Given::Missing => return Some(Cell::missing(ABSENT)),
            Given::F64(x) if number && x.is_nan() => return Some(Cell::missing(ABSENT)),
            Given::Bool(yes) if self.kind == InputKind::YesNo => return Some(Cell::bool(*yes)),
            Given::Int(n) if number => self.short(*n, 1),
            Given::F64(x) if number => Number::few_digits(*x).and_then(|(n, d)| self.short(n, d)),
            _ => None,
        };
        if quick.is_some() { quick } else { self.read_slowly(program, given) }
    }

    /// A number in base units, if it is whole where it must be and within its range.
    #[inline]
    fn short(&self, n: i64, d: i64) -> Option<Cell> {
        let short = self.short?;
        let (n, d) = match short.scale {
            (1, 1) => (n, d),
            (over, under) => (n.checked_mul(over)?, d.checked_mul(under)?),
        };
        let cell = Cell::number(n, d);
        if self.kind == InputKind::Whole && cell.n % cell.d != 0 {
            return None;
        }
        let within = |cmp, end: Option<Cell>| end.is_none_or(|end| compare(cmp, cell, end).is_some_and(|c| c.n != 0));
        (within(Cmp::Ge, short.lo) && within(Cmp::Le, short.hi)).then_some(cell)
    }

    fn read_slowly(&self, program: &Program, given: &Given<'_>) -> Option<Cell> {
        let input = program.inputs.get(self.input.index())?;
        Some(match read(program, input, given, Locale::Plain).ok()? {
            Raw::Absent => Cell::missing(ABSENT),
            Raw::Number(number) => {
                let (n, d) = number.mul(&input.scale).small()?;
                Cell::number(n, d)
            }
            Raw::Bool(yes) => Cell::bool(yes),
            Raw::Date(day) => Cell::of(day, Kind::DATE),
            Raw::Year(year) => Cell::of(year, Kind::YEAR),
            Raw::Category(item) => match input.kind {
                InputKind::Category(category) => Cell::category(category, item),
                _ => return None,
            },
        })
    }
}

fn is_number(kind: InputKind) -> bool {
    matches!(kind, InputKind::Number | InputKind::Whole)
}

fn short(declared: &Input) -> Option<Short> {
    let end = |end: &Option<Number>| -> Option<Option<Cell>> {
        Some(match end {
            None => None,
            Some(end) => {
                let (n, d) = end.small()?;
                Some(Cell::number(n, d))
            }
        })
    };
    let (lo, hi) = match &declared.range {
        None => (None, None),
        Some((lo, hi)) => (end(lo)?, end(hi)?),
    };
    Some(Short { scale: declared.scale.small()?, lo, hi })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_floats_are_told_from_others() {
        let most = WHOLE as f64;
        for (given, number) in [(0.0, 0), (-0.0, 0), (85.0, 85), (-3.0, -3), (most, WHOLE), (-most, -WHOLE)] {
            assert_eq!(whole(given), Some(number), "{given}");
        }
        for given in [0.5, -0.5, 79.99, 5e-324, -1e-9, most - 0.5, f64::NAN] {
            assert_eq!(whole(given), None, "{given}");
        }
        // Halves are told up to the end, and nothing beyond it is taken for a smaller number.
        let beyond = [
            most + 1.0,
            most + 2.0,
            4_503_599_627_370_496.0,
            9_007_199_254_740_994.0,
            1e18,
            9_223_372_036_854_775_808.0,
            1e300,
            f64::MAX,
        ];
        for given in beyond.into_iter().chain([f64::INFINITY]).flat_map(|x| [x, -x]) {
            assert!(whole(given).is_none_or(|n| !(-WHOLE..=WHOLE).contains(&n)), "{given}");
        }
    }
}
