//! Computable reals.
//!
//! A [`Real`] is an expression, shared and cheap to clone, which can be enclosed in an interval at
//! any precision. Cases that have a rational value are recognised when the expression is built and
//! stay exact numbers.

mod build;
mod decide;
mod dyadic;
mod elementary;
mod node;
mod span;

use std::fmt;
use std::sync::Arc;

use super::rational::Number;
use node::Node;

/// `exp x` is refused where `x` is larger than this, either way.
pub const MAX_EXPONENTIAL: i64 = 100_000;

/// A real number that can be computed to any precision.
#[derive(Clone)]
pub struct Real(Kind);

#[derive(Clone)]
enum Kind {
    Exact(Number),
    Node(Arc<Node>),
}

/// The true value is at least `lo` and at most `hi`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The lower end.
    pub lo: Number,
    /// The upper end.
    pub hi: Number,
}

impl Default for Real {
    fn default() -> Real {
        Real(Kind::Exact(Number::ZERO))
    }
}

impl From<Number> for Real {
    fn from(number: Number) -> Real {
        Real(Kind::Exact(number))
    }
}

impl From<&Number> for Real {
    fn from(number: &Number) -> Real {
        Real(Kind::Exact(number.clone()))
    }
}

impl fmt::Debug for Real {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_number() {
            Some(number) => write!(f, "{number}"),
            None => write!(f, "~{}", self.to_f64()),
        }
    }
}

#[cfg(test)]
mod tests;
