use std::collections::HashMap;
use std::mem;
use std::sync::{Arc, OnceLock};

use super::dyadic::Dyadic;
use super::span::Span;
use super::{Kind, MAX_EXPONENTIAL, Real};

/// The precision tried first, and kept.
pub(super) const FIRST_BITS: u64 = 64;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    Ln,
    Exp,
    Root(u32),
    Power(u32),
    Neg,
    Abs,
    Add,
    Mul,
    Div,
    Min,
    Max,
}

/// One operation. An operation of one operand has it on the left, and an exact zero on the right.
pub(super) struct Node {
    pub(super) op: Op,
    pub(super) left: Real,
    pub(super) right: Real,
    /// For a logarithm, a root, a divisor: the operand was proved to be at least this, which is
    /// positive. A lower precision may not show it.
    pub(super) floor: Dyadic,
    first: OnceLock<Option<Span>>,
}

impl Node {
    pub(super) fn new(op: Op, left: Real, right: Real, floor: Dyadic) -> Node {
        Node { op, left, right, floor, first: OnceLock::new() }
    }
}

/// A long chain of operations must not end in a deep recursion.
impl Drop for Node {
    fn drop(&mut self) {
        let mut waiting = vec![mem::take(&mut self.left), mem::take(&mut self.right)];
        while let Some(real) = waiting.pop() {
            if let Kind::Node(node) = real.0
                && let Some(mut node) = Arc::into_inner(node)
            {
                waiting.push(mem::take(&mut node.left));
                waiting.push(mem::take(&mut node.right));
            }
        }
    }
}

/// Encloses values at one precision, each operation once however often it is shared.
pub(super) struct Evaluator {
    bits: u64,
    known: HashMap<*const Node, Option<Span>>,
}

impl Evaluator {
    pub(super) fn new(bits: u64) -> Evaluator {
        Evaluator { bits, known: HashMap::new() }
    }

    /// `None` when the value is too large to be enclosed.
    pub(super) fn span(&mut self, real: &Real) -> Option<Span> {
        if let Kind::Node(root) = &real.0 {
            let mut waiting = vec![root];
            while let Some(node) = waiting.last().copied() {
                let before = waiting.len();
                if !self.is_known(node) {
                    for operand in [&node.left, &node.right] {
                        if let Kind::Node(operand) = &operand.0
                            && !self.is_known(operand)
                        {
                            waiting.push(operand);
                        }
                    }
                    if waiting.len() == before {
                        let span = self.apply(node);
                        if self.bits == FIRST_BITS {
                            node.first.get_or_init(|| span);
                        } else {
                            self.known.insert(Arc::as_ptr(node), span);
                        }
                    }
                }
                if waiting.len() == before {
                    waiting.pop();
                }
            }
        }
        self.operand(real)
    }

    fn is_known(&self, node: &Arc<Node>) -> bool {
        if self.bits == FIRST_BITS { node.first.get().is_some() } else { self.known.contains_key(&Arc::as_ptr(node)) }
    }

    fn operand(&self, real: &Real) -> Option<Span> {
        match &real.0 {
            Kind::Exact(number) => Span::exact(number, self.bits),
            Kind::Node(node) if self.bits == FIRST_BITS => node.first.get()?.clone(),
            Kind::Node(node) => self.known.get(&Arc::as_ptr(node))?.clone(),
        }
    }

    fn apply(&self, node: &Node) -> Option<Span> {
        let bits = self.bits;
        let left = self.operand(&node.left)?;
        let right = || self.operand(&node.right);
        match node.op {
            Op::Ln => left.at_least(&node.floor).ln(bits),
            Op::Root(order) => left.at_least(&node.floor).root(order, bits),
            Op::Div => left.div(&right()?.at_least(&node.floor), bits),
            Op::Exp => {
                // What is known of the operand, and a little more.
                let limit = Dyadic::integer(MAX_EXPONENTIAL + 1);
                let (least, most) = (limit.neg(), limit);
                Span { low: left.low.max(least.clone()).min(most.clone()), high: left.high.min(most).max(least) }
                    .exp(bits)
            }
            Op::Power(exponent) => left.power(exponent, bits),
            Op::Neg => Some(left.neg()),
            Op::Abs => Some(left.abs()),
            Op::Add => left.add(&right()?, bits),
            Op::Mul => left.mul(&right()?, bits),
            Op::Min => Some(left.min(right()?)),
            Op::Max => Some(left.max(right()?)),
        }
    }
}
