//! Exact numbers.
//!
//! [`Number`] is a rational of any size; every operation on it is exact. [`Real`] is a computable
//! real, for roots, logarithms and exponentials: a program that gives an enclosing interval for any
//! precision. Neither ever uses a floating-point function of the platform.

mod arith;
mod float;
mod gcd;
mod mode;
mod parse;
mod rational;
mod real;
mod round;
mod text;

pub use mode::{Mode, ParseModeError};
pub use parse::{MAX_DIGITS, MAX_EXPONENT, ParseNumberError};
pub use rational::Number;
pub use real::{Interval, MAX_EXPONENTIAL, Real};
pub(crate) use round::goes_up;

#[cfg(test)]
mod properties;
