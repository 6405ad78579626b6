//! Registers: one value per row of a block, in the representation that fits.
//!
//! A number is `n / d × factor` with whole numbers `n` and `d` that floats hold exactly. Cells that do not fit are *odd*:
//! they stand beside the lanes as exact values, and whatever is computed from them is computed exactly.

use super::codes::Codes;
use super::lane::{Lane, Pool};
use super::near::Near;
use super::twice::bits;
use crate::number::Number;
use crate::program::{CategoryId, Reason};
use crate::value::{Reasons, Value};
use std::rc::Rc;

/// Whole numbers up to here are floats of their own, and so are their sums and products up to here.
pub(super) const LIMIT: f64 = 9_007_199_254_740_992.0;

/// Why rows are missing: a byte of reasons per row, 0 where there is a value. `None`: every row has a value.
pub(super) type Why<'a> = Option<Lane<'a, u8>>;

/// Whole numbers, in the smallest form.
#[derive(Clone)]
pub(super) enum Ints<'a> {
    /// Floats without fraction.
    Float(Lane<'a, f64>),
    /// Bytes.
    Byte(Lane<'a, u8>),
}

/// Cells with exact values of their own, by row.
pub(super) type Odd = Option<Rc<Vec<(u32, Value)>>>;

/// Numbers: `n / d × factor`.
#[derive(Clone)]
pub(super) struct Num<'a> {
    /// Numerators; whatever where the row is missing or odd.
    pub n: Ints<'a>,
    /// Denominators; not zero where there is a value.
    pub d: Option<Lane<'a, f64>>,
    /// Never zero.
    pub factor: Number,
    /// No numerator is larger.
    pub hi: f64,
    /// No denominator is larger.
    pub dhi: f64,
    /// No denominator is negative.
    pub positive: bool,
    /// No numerator is smaller, where no denominator is negative; as small as can be where that is not known.
    pub low: f64,
    /// Missing rows.
    pub why: Why<'a>,
    /// Odd rows; they are not marked in `why`.
    pub odd: Odd,
}

/// One value per row.
#[derive(Clone)]
pub(super) enum Reg<'a> {
    /// The same in every row.
    Const(Value),
    /// yes (1), no (0)
    Bool(Lane<'a, u8>, Why<'a>),
    /// Numbers.
    Num(Num<'a>),
    /// Numbers that are nearly known.
    Near(Rc<Near<'a>>),
    /// Days.
    Date(Lane<'a, i32>, Why<'a>),
    /// Years.
    Year(Lane<'a, i32>, Why<'a>),
    /// Items of a category.
    Category(CategoryId, Lane<'a, u32>, Why<'a>),
    /// Verdicts, with the reasons of those that are undetermined or not applicable.
    Verdict(Lane<'a, u8>, Why<'a>),
    /// Missing in every row, whatever kind it would be.
    Gone(Lane<'a, u8>),
    /// Anything.
    Values(Rc<Vec<Value>>),
}

impl<'a> Num<'a> {
    /// Whole numbers times a factor, all present.
    pub fn whole(n: Lane<'a, f64>, hi: f64, factor: Number) -> Self {
        Self { n: Ints::Float(n), d: None, factor, hi, dhi: 1.0, positive: true, low: -hi, why: None, odd: None }
    }

    /// The numerators as floats.
    pub fn floats(&self, pool: &Pool) -> Lane<'a, f64> {
        match &self.n {
            Ints::Float(n) => n.clone(),
            Ints::Byte(n) => pool.lane(n.iter().map(|n| f64::from(*n))),
        }
    }

    fn get(&self, row: usize, codes: &Codes) -> Value {
        if let Some(odd) = &self.odd
            && let Ok(at) = odd.binary_search_by_key(&row, |(r, _)| *r as usize)
        {
            return odd.get(at).map_or(Value::missing(Reason::Invalid), |(_, v)| v.clone());
        }
        match code_at(&self.why, row) {
            0 => self.number(row).map_or(Value::missing(Reason::Invalid), Value::Number),
            code => Value::Missing(codes.reasons(code)),
        }
    }

    /// The number of a row that is neither missing nor odd.
    pub fn number(&self, row: usize) -> Option<Number> {
        let n = match &self.n {
            Ints::Float(n) => *n.get(row)? as i64,
            Ints::Byte(n) => i64::from(*n.get(row)?),
        };
        let n = match &self.d {
            None => Number::integer(n),
            Some(d) => Number::ratio(n, *d.get(row)? as i64)?,
        };
        Some(if self.factor == Number::ONE { n } else { n.mul(&self.factor) })
    }
}

/// The reasons of a row.
pub(super) fn code_at(why: &Why<'_>, row: usize) -> u8 {
    why.as_ref().and_then(|w| w.get(row)).copied().unwrap_or_default()
}

/// Reasons of both.
pub(super) fn union<'a>(a: &Why<'a>, b: &Why<'a>, pool: &Pool) -> Why<'a> {
    match (a, b) {
        (None, other) | (other, None) => other.clone(),
        (Some(a), Some(b)) => Some(pool.lane(a.iter().zip(b.iter()).map(|(a, b)| a | b))),
    }
}

/// All reasons that occur.
pub(super) fn all_codes(why: &Why<'_>) -> u8 {
    why.as_ref().map_or(0, |w| bits(w.iter().copied()))
}

impl<'a> Reg<'a> {
    /// The value of a row.
    pub fn get(&self, row: usize, codes: &Codes) -> Value {
        let missing = |why: &Why<'a>| match code_at(why, row) {
            0 => None,
            code => Some(Value::Missing(codes.reasons(code))),
        };
        let invalid = || Value::missing(Reason::Invalid);
        match self {
            Self::Const(value) => value.clone(),
            Self::Num(num) => num.get(row, codes),
            Self::Near(near) => near.get(row, codes),
            Self::Values(values) => values.get(row).cloned().unwrap_or_else(invalid),
            Self::Bool(v, why) => missing(why).or_else(|| Some(Value::Bool(*v.get(row)? != 0))).unwrap_or_else(invalid),
            Self::Date(v, why) => missing(why).or_else(|| Some(Value::Date(*v.get(row)?))).unwrap_or_else(invalid),
            Self::Year(v, why) => missing(why).or_else(|| Some(Value::Year(*v.get(row)?))).unwrap_or_else(invalid),
            Self::Category(c, v, why) => {
                missing(why).or_else(|| Some(Value::Category(*c, *v.get(row)?))).unwrap_or_else(invalid)
            }
            Self::Gone(why) => Value::Missing(codes.reasons(why.get(row).copied().unwrap_or_default())),
            Self::Verdict(v, _) => v.get(row).map_or_else(invalid, |v| Value::Category(CategoryId(0), u32::from(*v))),
        }
    }

    /// The reasons why rows are missing, where they stand in a lane.
    pub fn why(&self) -> Why<'a> {
        match self {
            Self::Const(_) | Self::Values(_) => None,
            Self::Num(num) => num.why.clone(),
            Self::Near(near) => near.why().clone(),
            Self::Gone(why) => Some(why.clone()),
            Self::Bool(_, why)
            | Self::Date(_, why)
            | Self::Year(_, why)
            | Self::Category(_, _, why)
            | Self::Verdict(_, why) => why.clone(),
        }
    }

    /// The reasons of a row; a bracket counts as missing.
    pub fn reasons(&self, row: usize, codes: &Codes) -> Reasons {
        match self {
            Self::Const(value) => value.reasons(),
            Self::Values(values) => values.get(row).map_or(Reasons::NONE, Value::reasons),
            Self::Num(num) => match num.odd.as_ref().map(|o| (o, o.binary_search_by_key(&row, |(r, _)| *r as usize))) {
                Some((odd, Ok(at))) => odd.get(at).map_or(Reasons::NONE, |(_, v)| v.reasons()),
                _ => codes.reasons(code_at(&num.why, row)),
            },
            _ => codes.reasons(code_at(&self.why(), row)),
        }
    }

    /// The rows that have exact values of their own.
    pub fn odd(&self) -> Option<&Rc<Vec<(u32, Value)>>> {
        match self {
            Self::Num(num) => num.odd.as_ref(),
            _ => None,
        }
    }

    /// Gives the buffers back that nobody else reads.
    pub fn recycle(self, pool: &Pool) {
        match self {
            Self::Const(_) | Self::Values(_) => {}
            Self::Near(near) => {
                if let Ok(near) = Rc::try_unwrap(near) {
                    near.recycle(pool);
                }
            }
            Self::Bool(v, why) | Self::Verdict(v, why) => {
                pool.give(v);
                give_why(why, pool);
            }
            Self::Num(num) => {
                match num.n {
                    Ints::Float(n) => pool.give(n),
                    Ints::Byte(n) => pool.give(n),
                }
                if let Some(d) = num.d {
                    pool.give(d);
                }
                give_why(num.why, pool);
            }
            Self::Date(_, why) | Self::Year(_, why) | Self::Category(_, _, why) => give_why(why, pool),
            Self::Gone(why) => pool.give(why),
        }
    }
}

/// Gives the buffer of reasons back.
pub(super) fn give_why(why: Why<'_>, pool: &Pool) {
    if let Some(why) = why {
        pool.give(why);
    }
}
