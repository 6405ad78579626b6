use std::cmp::Ordering;
use std::sync::Arc;

use num_bigint::BigInt;
use num_traits::Signed as _;

use super::dyadic::Dyadic;
use super::node::{Node, Op};
use super::{Kind, MAX_EXPONENTIAL, Real};
use crate::number::Number;

/// Exact powers and products under a root are formed up to this size, the default limit of the
/// language; beyond it a value stays an enclosed one.
const MAX_EXACT_BITS: u64 = 100_000;

/// Up to this power an irrational root is multiplied out.
const MAX_POWER_OF_ROOT: u32 = 64;

impl Real {
    /// The rational value, where it is known to be one.
    #[inline]
    pub fn as_number(&self) -> Option<&Number> {
        match &self.0 {
            Kind::Exact(number) => Some(number),
            Kind::Node(_) => None,
        }
    }

    fn node(op: Op, left: Real, right: Real, floor: Dyadic) -> Real {
        Real(Kind::Node(Arc::new(Node::new(op, left, right, floor))))
    }

    fn unary(op: Op, operand: &Real) -> Real {
        Real::node(op, operand.clone(), Real::default(), Dyadic::zero())
    }

    fn binary(op: Op, left: &Real, right: &Real) -> Real {
        Real::node(op, left.clone(), right.clone(), Dyadic::zero())
    }

    fn as_node(&self) -> Option<&Node> {
        match &self.0 {
            Kind::Exact(_) => None,
            Kind::Node(node) => Some(node),
        }
    }

    /// The natural logarithm; `None` where the number is not above zero.
    pub fn ln(&self) -> Option<Real> {
        if self.as_number() == Some(&Number::ONE) {
            return Some(Real::default());
        }
        if let Some(node) = self.as_node()
            && node.op == Op::Exp
        {
            return Some(node.left.clone());
        }
        match self.sign() {
            (Ordering::Greater, floor) => Some(Real::node(Op::Ln, self.clone(), Real::default(), floor)),
            _ => None,
        }
    }

    /// The exponential; `None` where the number is beyond [`MAX_EXPONENTIAL`], either way.
    pub fn exp(&self) -> Option<Real> {
        if self.as_number().is_some_and(Number::is_zero) {
            return Some(Number::ONE.into());
        }
        if let Some(node) = self.as_node()
            && node.op == Op::Ln
        {
            return Some(node.left.clone());
        }
        let limit = Number::integer(MAX_EXPONENTIAL).into();
        (self.abs().compare(&limit).is_le()).then(|| Real::unary(Op::Exp, self))
    }

    /// The root of order `n`: negative for an odd root of a negative number; `None` for an even
    /// root of one, and for order 0.
    pub fn root(&self, n: u32) -> Option<Real> {
        match n {
            0 => return None,
            1 => return Some(self.clone()),
            _ => {}
        }
        let (sign, floor) = self.sign();
        match sign {
            Ordering::Equal => Some(Real::default()),
            Ordering::Less if n.is_multiple_of(2) => None,
            Ordering::Less => Some(self.neg().root(n)?.neg()),
            Ordering::Greater => Some(match self.as_number().and_then(|x| perfect_root(x, n)) {
                Some(root) => root.into(),
                None => Real::node(Op::Root(n), self.clone(), Real::default(), floor),
            }),
        }
    }

    /// The power. A negative base needs a rational exponent whose denominator is odd; zero needs
    /// an exponent that is not negative (`0 ^ 0` is 1). `None` otherwise, or where the power is
    /// beyond what [`Real::exp`] can hold.
    pub fn power(&self, exponent: &Real) -> Option<Real> {
        // A base below zero would need the parity of a very long denominator: refused.
        let by_logarithm = || match self.sign().0 {
            Ordering::Greater => self.ln()?.mul(exponent).exp(),
            Ordering::Equal if exponent.sign().0.is_gt() => Some(Real::default()),
            _ => None,
        };
        let Some(rational) = exponent.as_number() else {
            return by_logarithm();
        };
        let (num, den) = rational.parts();
        let (Ok(num), Ok(den)) = (i32::try_from(&*num), u32::try_from(&*den)) else {
            return by_logarithm();
        };
        let root = self.root(den)?;
        // A high power of an enclosed root loses digits that the logarithm keeps.
        if den > 1 && num.unsigned_abs() > MAX_POWER_OF_ROOT && root.as_number().is_none() && root.sign().0.is_gt() {
            return by_logarithm();
        }
        root.integer_power(num)
    }

    fn integer_power(&self, exponent: i32) -> Option<Real> {
        match exponent.signum() {
            0 => Some(Number::ONE.into()),
            -1 => Real::from(Number::ONE).div(&self.positive_power(exponent.unsigned_abs())?),
            _ => self.positive_power(exponent.unsigned_abs()),
        }
    }

    fn positive_power(&self, exponent: u32) -> Option<Real> {
        if exponent == 1 {
            return Some(self.clone());
        }
        let exact = |x: &Number| x.pow(i32::try_from(exponent).ok()?, MAX_EXACT_BITS);
        if let Some(power) = self.as_number().and_then(exact) {
            return Some(power.into());
        }
        // (root(x, n))^p = root(x^p, n), which may be perfect.
        if let Some((n, x)) = self.as_exact_root()
            && let Some(power) = exact(x)
        {
            return Real::from(power).root(n);
        }
        Some(Real::unary(Op::Power(exponent), self))
    }

    /// Order and radicand of a root of an exact number.
    fn as_exact_root(&self) -> Option<(u32, &Number)> {
        let node = self.as_node()?;
        match node.op {
            Op::Root(n) => Some((n, node.left.as_number()?)),
            _ => None,
        }
    }

    /// The sum.
    pub fn add(&self, other: &Real) -> Real {
        match (self.as_number(), other.as_number()) {
            (Some(a), Some(b)) => a.add(b).into(),
            (Some(a), None) if a.is_zero() => other.clone(),
            (None, Some(b)) if b.is_zero() => self.clone(),
            _ => Real::binary(Op::Add, self, other),
        }
    }

    /// The difference.
    pub fn sub(&self, other: &Real) -> Real {
        self.add(&other.neg())
    }

    /// The product.
    pub fn mul(&self, other: &Real) -> Real {
        match (self.as_number(), other.as_number()) {
            (Some(a), Some(b)) => return a.mul(b).into(),
            (Some(a), None) if a.is_zero() => return Real::default(),
            (Some(a), None) if *a == Number::ONE => return other.clone(),
            (None, Some(_)) => return other.mul(self),
            _ => {}
        }
        // root(x, n) root(y, n) = root(x y, n), which may be perfect.
        if let (Some((n, x)), Some((m, y))) = (self.as_exact_root(), other.as_exact_root())
            && n == m
            && x.bits().saturating_add(y.bits()) <= MAX_EXACT_BITS
            && let Some(root) = Real::from(x.mul(y)).root(n)
        {
            return root;
        }
        Real::binary(Op::Mul, self, other)
    }

    /// The quotient; `None` where the divisor is zero.
    pub fn div(&self, other: &Real) -> Option<Real> {
        if let Some(divisor) = other.as_number() {
            return Some(self.mul(&divisor.recip()?.into()));
        }
        let (sign, floor) = other.sign();
        Some(match sign {
            Ordering::Equal => return None,
            _ if self.as_number().is_some_and(Number::is_zero) => Real::default(),
            _ if self.is_same(other) => Number::ONE.into(),
            Ordering::Greater => Real::node(Op::Div, self.clone(), other.clone(), floor),
            Ordering::Less => Real::node(Op::Div, self.neg(), other.neg(), floor),
        })
    }

    /// The number with the other sign.
    pub fn neg(&self) -> Real {
        match &self.0 {
            Kind::Exact(number) => number.neg().into(),
            Kind::Node(node) if node.op == Op::Neg => node.left.clone(),
            Kind::Node(_) => Real::unary(Op::Neg, self),
        }
    }

    /// The number without its sign.
    pub fn abs(&self) -> Real {
        match self.sign().0 {
            Ordering::Greater => self.clone(),
            Ordering::Less => self.neg(),
            Ordering::Equal if self.as_number().is_some() => self.clone(),
            Ordering::Equal => Real::unary(Op::Abs, self),
        }
    }

    /// The smaller number.
    pub fn min(&self, other: &Real) -> Real {
        match self.compare(other) {
            Ordering::Less => self.clone(),
            Ordering::Greater => other.clone(),
            Ordering::Equal if self.is_same(other) => self.clone(),
            // Equal is a convention here, not a proof: the true minimum stays enclosed.
            Ordering::Equal => Real::binary(Op::Min, self, other),
        }
    }

    /// The larger number.
    pub fn max(&self, other: &Real) -> Real {
        match self.compare(other) {
            Ordering::Less => other.clone(),
            Ordering::Greater => self.clone(),
            Ordering::Equal if self.is_same(other) => self.clone(),
            Ordering::Equal => Real::binary(Op::Max, self, other),
        }
    }
}

/// The exact root of a positive number, if it has one.
fn perfect_root(number: &Number, order: u32) -> Option<Number> {
    let root = |value: &BigInt| {
        // A whole number above 1 is at least 2^order if it is a power of that order.
        if value.bits() > 1 && value.bits() <= u64::from(order) {
            return None;
        }
        let root = value.abs().nth_root(order);
        (root.pow(order) == *value).then_some(root)
    };
    let (num, den) = number.parts();
    Some(Number::canonical(root(&num)?, root(&den)?))
}
