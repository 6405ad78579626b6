//! What each operator means on values.
//!
//! A missing operand makes the result missing with the reasons of all operands; a bracket counts as missing, except
//! where it is compared. Nothing here knows of units, years or places: whoever calls adds them.

pub mod aggregate;
pub mod arith;
pub mod compare;
pub mod logic;
pub mod time;

use crate::number::{Number, Real};
use crate::program::Reason;
use crate::value::{Reasons, Value};

/// Keeps numbers within the limit of digits. A number beyond it becomes `invalid`, and `exceeded` tells of it until
/// somebody has reported it.
#[derive(Debug, Clone)]
pub struct Meter {
    /// The most bits of a numerator or denominator.
    pub bits: u64,
    /// Set when the limit was passed.
    pub exceeded: bool,
}

impl Meter {
    /// A meter with a limit.
    pub const fn new(bits: u64) -> Self {
        Self { bits, exceeded: false }
    }

    /// A number as a value, if it is within the limit.
    #[inline]
    pub fn number(&mut self, number: Number) -> Value {
        if number.small().is_none() && number.bits() > self.bits {
            return self.exceed();
        }
        Value::Number(number)
    }

    /// A real as a value: a number where it is known to be rational.
    pub fn real(&mut self, real: Real) -> Value {
        match real.as_number() {
            Some(number) => self.number(number.clone()),
            None => Value::Real(real),
        }
    }

    /// Notes that the limit was passed.
    pub fn exceed(&mut self) -> Value {
        self.exceeded = true;
        Value::missing(Reason::Invalid)
    }
}

impl Default for Meter {
    fn default() -> Self {
        Self::new(crate::report::Limits::default().bits)
    }
}

/// The reasons of both, as a missing value; `invalid` for operands that an operator has no meaning for, which the
/// checker refuses.
pub(crate) fn missing(a: &Value, b: &Value) -> Value {
    missing_for(a.reasons().union(b.reasons()))
}

/// Missing for these reasons, or `invalid` when there is none.
pub(crate) fn missing_for(reasons: Reasons) -> Value {
    Value::Missing(if reasons.is_empty() { Reasons::of(Reason::Invalid) } else { reasons })
}

/// A number, real or year as a real.
pub(crate) fn as_real(value: &Value) -> Option<Real> {
    match value {
        Value::Number(x) => Some(Real::from(x.clone())),
        Value::Real(x) => Some(x.clone()),
        Value::Year(y) => Some(Real::from(Number::integer(i64::from(*y)))),
        _ => None,
    }
}

/// A number or year as a number.
pub(crate) fn as_number(value: &Value) -> Option<Number> {
    match value {
        Value::Number(x) => Some(x.clone()),
        Value::Real(x) => x.as_number().cloned(),
        Value::Year(y) => Some(Number::integer(i64::from(*y))),
        _ => None,
    }
}

/// The nearest float of what can be shown as a number; NaN otherwise.
pub fn to_f64(value: &Value) -> f64 {
    match value {
        Value::Number(x) => x.to_f64(),
        Value::Real(x) => x.to_f64(),
        Value::Year(y) => f64::from(*y),
        _ => f64::NAN,
    }
}

#[cfg(test)]
pub(crate) mod test {
    //! Short ways to write values in tests.
    use super::*;

    /// A number from its text.
    pub fn n(text: &str) -> Value {
        Value::Number(Number::parse(text).unwrap())
    }

    /// Missing for one reason.
    pub fn gone(reason: Reason) -> Value {
        Value::missing(reason)
    }

    /// A bracket of two numbers, undecided because something is absent.
    pub fn between(lo: &str, hi: &str) -> Value {
        Value::Bracket {
            lo: Number::parse(lo).unwrap(),
            hi: Number::parse(hi).unwrap(),
            reasons: Reasons::of(Reason::Absent),
        }
    }

    /// How a value is written in expectations of tests.
    pub fn show(value: &Value) -> String {
        match value {
            Value::Missing(r) => format!("missing{{{}}}", r.words()),
            Value::Number(x) => x.to_text(),
            Value::Real(x) => format!("~{}", x.to_decimal(6)),
            Value::Bracket { lo, hi, reasons } => {
                format!("[{}..{}]{{{}}}", lo.to_text(), hi.to_text(), reasons.words())
            }
            Value::Bool(true) => "yes".into(),
            Value::Bool(false) => "no".into(),
            Value::Date(d) => crate::date::text(*d),
            Value::Year(y) => y.to_string(),
            Value::Category(c, i) => format!("category {}.{i}", c.0),
        }
    }
}
