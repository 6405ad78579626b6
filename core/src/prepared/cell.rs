//! One value in machine integers.

use crate::columnar::codes::{Codes, INVALID, ZERO_BASE};
use crate::columnar::op::Arith;
use crate::number::Number;
use crate::ops::compare::holds;
use crate::program::{CategoryId, Cmp};
use crate::value::{Reasons, Value};
use std::cmp::Ordering;

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing, for the reasons `why`.
    Missing,
    /// `n / d`, `d > 0`, in any terms.
    Number,
    /// yes (1), no (0)
    Bool,
    /// Days.
    Date,
    /// A year.
    Year,
    /// Item `n` of category `d`.
    Category,
    /// A verdict, with the reasons of one that is undetermined or not applicable.
    Verdict,
}

/// A register.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    pub n: i64,
    pub d: i64,
    pub kind: Kind,
    /// A byte of reasons.
    pub why: u8,
}

/// Missing without a reason is invalid.
#[inline]
pub(super) fn or_invalid(why: u8) -> u8 {
    if why == 0 { INVALID } else { why }
}

impl Cell {
    pub const ZERO: Self = Self::number(0, 1);
    pub const ONE: Self = Self::number(1, 1);

    #[inline]
    pub const fn number(n: i64, d: i64) -> Self {
        Self { n, d, kind: Kind::Number, why: 0 }
    }

    #[inline]
    pub const fn missing(why: u8) -> Self {
        Self { n: 0, d: 1, kind: Kind::Missing, why }
    }

    #[inline]
    pub const fn bool(yes: bool) -> Self {
        Self { n: yes as i64, d: 1, kind: Kind::Bool, why: 0 }
    }

    #[inline]
    pub fn of(n: impl Into<i64>, kind: Kind) -> Self {
        Self { n: n.into(), d: 1, kind, why: 0 }
    }

    #[inline]
    pub fn verdict(verdict: u8, why: u8) -> Self {
        Self { n: i64::from(verdict), d: 1, kind: Kind::Verdict, why }
    }

    #[inline]
    pub fn is_missing(&self) -> bool {
        self.kind == Kind::Missing
    }

    /// Why it is missing; 0 where it is not.
    #[inline]
    pub fn gone(&self) -> u8 {
        if self.is_missing() { self.why } else { 0 }
    }

    /// What it stands for.
    pub fn value(&self, codes: &Codes) -> Value {
        let narrow = |n: i64| i32::try_from(n).unwrap_or_default();
        let index = |n: i64| u32::try_from(n).unwrap_or_default();
        match self.kind {
            Kind::Missing => Value::Missing(codes.reasons(self.why)),
            Kind::Number if self.d == 1 => Value::Number(Number::integer(self.n)),
            Kind::Number => Number::ratio(self.n, self.d).map_or(Value::Missing(Reasons::NONE), Value::Number),
            Kind::Bool => Value::Bool(self.n != 0),
            Kind::Date => Value::Date(narrow(self.n)),
            Kind::Year => Value::Year(narrow(self.n)),
            Kind::Category => Value::Category(CategoryId(index(self.d)), index(self.n)),
            Kind::Verdict => Value::Category(CategoryId(0), index(self.n)),
        }
    }

    /// The cell of a value; `None` for what takes more than machine integers.
    pub fn from_value(value: &Value, codes: &Codes) -> Option<Self> {
        Some(match value {
            Value::Missing(reasons) => Self::missing(codes.code(*reasons)),
            Value::Number(number) => {
                let (n, d) = number.small()?;
                Self::number(n, d)
            }
            Value::Bool(yes) => Self::bool(*yes),
            Value::Date(day) => Self::of(*day, Kind::Date),
            Value::Year(year) => Self::of(*year, Kind::Year),
            Value::Category(category, item) => Self::category(*category, *item),
            Value::Real(_) | Value::Bracket { .. } => return None,
        })
    }

    pub fn category(category: CategoryId, item: u32) -> Self {
        Self { n: i64::from(item), d: i64::from(category.0), kind: Kind::Category, why: 0 }
    }

    /// As a condition: yes, no, or why neither.
    #[inline]
    pub fn truth(&self) -> Result<bool, u8> {
        match self.kind {
            Kind::Bool => Ok(self.n != 0),
            Kind::Missing => Err(or_invalid(self.why)),
            _ => Err(INVALID),
        }
    }
}

fn fit(n: i128, d: i128) -> Option<Cell> {
    let (n, d) = if d < 0 { (-n, -d) } else { (n, d) };
    Some(Cell::number(i64::try_from(n).ok()?, i64::try_from(d).ok()?))
}

/// One of the four operations. `None`: not in machine integers as they stand.
#[inline]
pub(super) fn arith(what: Arith, a: Cell, b: Cell) -> Option<Cell> {
    if a.kind != Kind::Number || b.kind != Kind::Number {
        if !a.is_missing() && !b.is_missing() {
            return None;
        }
        let by_zero = what == Arith::Div && b.kind == Kind::Number && b.n == 0;
        let why = a.gone() | b.gone() | if by_zero { ZERO_BASE } else { 0 };
        return Some(Cell::missing(or_invalid(why)));
    }
    let wide = i128::from;
    match what {
        Arith::Add | Arith::Sub if a.d == b.d => {
            let n = if what == Arith::Add { a.n.checked_add(b.n) } else { a.n.checked_sub(b.n) };
            Some(Cell::number(n?, a.d))
        }
        Arith::Add => fit(wide(a.n) * wide(b.d) + wide(b.n) * wide(a.d), wide(a.d) * wide(b.d)),
        Arith::Sub => fit(wide(a.n) * wide(b.d) - wide(b.n) * wide(a.d), wide(a.d) * wide(b.d)),
        Arith::Mul => fit(wide(a.n) * wide(b.n), wide(a.d) * wide(b.d)),
        Arith::Div if b.n == 0 => Some(Cell::missing(ZERO_BASE)),
        Arith::Div if a.d == 1 && b.d == 1 && b.n > 0 => Some(Cell::number(a.n, b.n)),
        Arith::Div => fit(wide(a.n) * wide(b.d), wide(a.d) * wide(b.n)),
    }
}

/// The order of two numbers.
#[inline]
pub(super) fn order(a: Cell, b: Cell) -> Ordering {
    (i128::from(a.n) * i128::from(b.d)).cmp(&(i128::from(b.n) * i128::from(a.d)))
}

/// A comparison. `None`: of kinds that it takes the exact values to compare.
#[inline]
pub(super) fn compare(cmp: Cmp, a: Cell, b: Cell) -> Option<Cell> {
    let order = match (a.kind, b.kind) {
        (Kind::Number, Kind::Number) => order(a, b),
        (Kind::Missing, _) | (_, Kind::Missing) => return Some(Cell::missing(or_invalid(a.gone() | b.gone()))),
        (x, y) if x == y && (x != Kind::Category || a.d == b.d) => a.n.cmp(&b.n),
        _ => return None,
    };
    Some(Cell::bool(holds(cmp, order)))
}
