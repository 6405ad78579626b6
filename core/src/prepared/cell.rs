//! One value in machine integers.

use crate::columnar::codes::{Codes, INVALID, ZERO_BASE};
use crate::columnar::op::Arith;
use crate::dataset::Cell as Given;
use crate::number::Number;
use crate::ops::compare::holds;
use crate::program::{CategoryId, Cmp, Verdict};
use crate::value::{Reasons, Value};
use std::cmp::Ordering;

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind(u8);

impl Kind {
    /// Nothing, for the reasons `why`.
    pub const MISSING: Self = Self(0);
    /// `n / d`, `d > 0`, in any terms.
    pub const NUMBER: Self = Self(1);
    /// yes (1), no (0)
    pub const BOOL: Self = Self(2);
    /// Days.
    pub const DATE: Self = Self(3);
    /// A year.
    pub const YEAR: Self = Self(4);
    /// Item `n` of category `d`.
    pub const CATEGORY: Self = Self(5);
    /// A verdict, with the reasons of one that is undetermined or not applicable. The verdict is the kind's last bits too.
    pub const VERDICT: Self = Self(8);
}

/// A register. Three whole words: a processor waits where what it reads was written in pieces.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    pub n: i64,
    pub d: i64,
    /// Its kind, and above it a byte of reasons.
    pub tag: u64,
}

/// Missing without a reason is invalid.
#[inline]
pub(super) fn or_invalid(why: u8) -> u8 {
    if why == 0 { INVALID } else { why }
}

impl Cell {
    /// The tag of every number.
    pub const NUMBER: u64 = Kind::NUMBER.0 as u64;
    pub const ZERO: Self = Self::number(0, 1);
    pub const ONE: Self = Self::number(1, 1);

    #[inline]
    const fn new(n: i64, d: i64, kind: Kind, why: u8) -> Self {
        Self { n, d, tag: kind.0 as u64 | (why as u64) << 8 }
    }

    #[inline]
    pub fn kind(&self) -> Kind {
        let kind = self.tag as u8;
        Kind(if kind & Kind::VERDICT.0 == 0 { kind } else { Kind::VERDICT.0 })
    }

    /// Its reasons.
    #[inline]
    pub fn why(&self) -> u8 {
        (self.tag >> 8) as u8
    }

    #[inline]
    pub const fn number(n: i64, d: i64) -> Self {
        Self::new(n, d, Kind::NUMBER, 0)
    }

    #[inline]
    pub const fn missing(why: u8) -> Self {
        Self::new(0, 1, Kind::MISSING, why)
    }

    #[inline]
    pub const fn bool(yes: bool) -> Self {
        Self::new(yes as i64, 1, Kind::BOOL, 0)
    }

    #[inline]
    pub fn of(n: impl Into<i64>, kind: Kind) -> Self {
        Self::new(n.into(), 1, kind, 0)
    }

    #[inline]
    pub fn verdict(verdict: u8, why: u8) -> Self {
        let kind = Kind(Kind::VERDICT.0 | verdict & 3);
        Self::new(i64::from(verdict), 1, kind, why)
    }

    /// As a verdict; what is none is undetermined.
    #[inline]
    pub fn as_verdict(&self) -> u8 {
        let kind = self.tag as u8;
        if kind & Kind::VERDICT.0 == 0 { Verdict::Undetermined as u8 } else { kind & 3 }
    }

    #[inline]
    pub fn is_missing(&self) -> bool {
        self.tag as u8 == Kind::MISSING.0
    }

    /// Why it is missing; 0 where it is not.
    #[inline]
    pub fn gone(&self) -> u8 {
        if self.is_missing() { self.why() } else { 0 }
    }

    /// What it stands for.
    pub fn value(&self, codes: &Codes) -> Value {
        let narrow = |n: i64| i32::try_from(n).unwrap_or_default();
        let index = |n: i64| u32::try_from(n).unwrap_or_default();
        match self.kind() {
            Kind::MISSING => Value::Missing(codes.reasons(self.why())),
            Kind::NUMBER if self.d == 1 => Value::Number(Number::integer(self.n)),
            Kind::NUMBER => Number::ratio(self.n, self.d).map_or(Value::Missing(Reasons::NONE), Value::Number),
            Kind::BOOL => Value::Bool(self.n != 0),
            Kind::DATE => Value::Date(narrow(self.n)),
            Kind::YEAR => Value::Year(narrow(self.n)),
            Kind::CATEGORY => Value::Category(CategoryId(index(self.d)), index(self.n)),
            _ => Value::Category(CategoryId(0), index(self.n)),
        }
    }

    /// What would be given for it; `None` where nothing was.
    pub fn given(&self) -> Option<Given<'static>> {
        match self.kind() {
            Kind::NUMBER => Number::ratio(self.n, self.d).map(Given::Number),
            Kind::BOOL => Some(Given::Bool(self.n != 0)),
            _ => None,
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
            Value::Date(day) => Self::of(*day, Kind::DATE),
            Value::Year(year) => Self::of(*year, Kind::YEAR),
            Value::Category(category, item) => Self::category(*category, *item),
            Value::Real(_) | Value::Bracket { .. } => return None,
        })
    }

    pub fn category(category: CategoryId, item: u32) -> Self {
        Self::new(i64::from(item), i64::from(category.0), Kind::CATEGORY, 0)
    }

    /// As a condition: yes, no, or why neither.
    #[inline]
    pub fn truth(&self) -> Result<bool, u8> {
        match self.kind() {
            Kind::BOOL => Ok(self.n != 0),
            Kind::MISSING => Err(or_invalid(self.why())),
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
    if a.kind() != Kind::NUMBER || b.kind() != Kind::NUMBER {
        if !a.is_missing() && !b.is_missing() {
            return None;
        }
        let by_zero = what == Arith::Div && b.kind() == Kind::NUMBER && b.n == 0;
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
        // Over one denominator, as columns of one scale are.
        Arith::Div if a.d == b.d && b.n > 0 => Some(Cell::number(a.n, b.n)),
        Arith::Div => fit(wide(a.n) * wide(b.d), wide(a.d) * wide(b.n)),
    }
}

/// The order of two numbers.
#[inline]
pub(super) fn order(a: Cell, b: Cell) -> Ordering {
    // Where machine words have 32 bits, a product of 128 bits is a call, and nearly no record needs it.
    let short = |n: i64| i32::try_from(n).is_ok();
    if cfg!(target_pointer_width = "32") && short(a.n) && short(a.d) && short(b.n) && short(b.d) {
        return a.n.wrapping_mul(b.d).cmp(&b.n.wrapping_mul(a.d));
    }
    (i128::from(a.n) * i128::from(b.d)).cmp(&(i128::from(b.n) * i128::from(a.d)))
}

/// A comparison. `None`: of kinds that it takes the exact values to compare.
#[inline]
pub(super) fn compare(cmp: Cmp, a: Cell, b: Cell) -> Option<Cell> {
    let order = match (a.kind(), b.kind()) {
        (Kind::NUMBER, Kind::NUMBER) => order(a, b),
        (Kind::MISSING, _) | (_, Kind::MISSING) => return Some(Cell::missing(or_invalid(a.gone() | b.gone()))),
        (x, y) if x == y && (x != Kind::CATEGORY || a.d == b.d) => a.n.cmp(&b.n),
        _ => return None,
    };
    Some(Cell::bool(holds(cmp, order)))
}
