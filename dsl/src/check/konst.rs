//! Values that are known without data.

use milepost_core::number::Number;
use milepost_core::program::{Bound, Cmp, Function, Gap, Node, NodeId, Property, Timeline};

use super::Checker;

/// How deep a constant is followed.
const MAX_DEPTH: u32 = 200;
/// How large a constant may grow.
const MAX_BITS: u64 = 10_000;

impl Checker<'_> {
    /// The number that a node stands for, if it needs no data. With a year, values over time are known as well.
    pub(crate) fn konst(&self, node: NodeId, year: Option<i32>) -> Option<Number> {
        self.konst_in(node, year, MAX_DEPTH)
    }

    fn konst_in(&self, node: NodeId, year: Option<i32>, depth: u32) -> Option<Number> {
        let depth = depth.checked_sub(1)?;
        let get = |n: NodeId| self.konst_in(n, year, depth);
        let found = match self.out.get(node)? {
            Node::Number(n) => return Some(n.clone()),
            Node::Date(days) => Number::integer(i64::from(*days)),
            Node::Year => Number::integer(i64::from(year?)),
            Node::Neg(x) => get(*x)?.neg(),
            Node::Add(a, b) => get(*a)?.add(&get(*b)?),
            Node::Sub(a, b) => get(*a)?.sub(&get(*b)?),
            Node::Mul(a, b) => get(*a)?.mul(&get(*b)?),
            Node::Div(a, b) => get(*a)?.div(&get(*b)?)?,
            Node::Pow(x, n) => get(*x)?.pow(*n, MAX_BITS)?,
            Node::If { condition, then, otherwise } => {
                if self.konst_condition(*condition, year, depth)? {
                    get(*then)?
                } else {
                    get(*otherwise)?
                }
            }
            Node::Call { function: Function::Round, args, mode } => {
                let [x, step] = args.as_slice() else { return None };
                get(*x)?.round(&get(*step)?, (*mode)?)?
            }
            Node::Call { function: Function::Sum, args, .. } => {
                args.iter().try_fold(Number::ZERO, |sum, a| get(*a).map(|n| sum.add(&n)))?
            }
            Node::Call { function: Function::Min, args, .. } => {
                args.iter().map(|a| get(*a)).collect::<Option<Vec<_>>>()?.into_iter().min()?
            }
            Node::Call { function: Function::Max, args, .. } => {
                args.iter().map(|a| get(*a)).collect::<Option<Vec<_>>>()?.into_iter().max()?
            }
            Node::Item(symbol, Property::Value) => {
                let item = self.editions.iter().enumerate().find_map(|(e, edition)| {
                    let here = e == self.edition || edition.module != self.module();
                    self.parameters.get(&(e, *symbol)).copied().filter(|_| here)
                })?;
                self.konst_in(self.info(item).node?, year, depth)?
            }
            Node::Timeline(id) => {
                let timeline = self.out.timelines.get(id.index())?;
                self.konst_at(timeline, year?, depth)?
            }
            _ => return None,
        };
        (found.bits() <= MAX_BITS).then_some(found)
    }

    fn konst_condition(&self, node: NodeId, year: Option<i32>, depth: u32) -> Option<bool> {
        match self.out.get(node)? {
            Node::Bool(yes) => Some(*yes),
            Node::Compare(cmp, a, b) => {
                let (a, b) = (self.konst_in(*a, year, depth)?, self.konst_in(*b, year, depth)?);
                Some(match cmp {
                    Cmp::Ge => a >= b,
                    Cmp::Le => a <= b,
                    Cmp::Gt => a > b,
                    Cmp::Lt => a < b,
                    Cmp::Eq => a == b,
                    Cmp::Ne => a != b,
                })
            }
            _ => None,
        }
    }

    /// The value of a timeline in a year.
    fn konst_at(&self, timeline: &Timeline, year: i32, depth: u32) -> Option<Number> {
        let value = |bound: &Bound| match bound {
            Bound::Cmp(_, node) => self.konst_in(*node, Some(year), depth),
            Bound::In(..) => None,
        };
        let next = timeline.entries.partition_point(|e| e.to < year);
        let after = timeline.entries.get(next);
        if let Some(entry) = after.filter(|e| e.from <= year) {
            return value(&entry.bound);
        }
        let before = next.checked_sub(1).and_then(|i| timeline.entries.get(i));
        match (before, after) {
            (None, Some(entry)) if timeline.before == Gap::Hold => value(&entry.bound),
            (Some(entry), None) if timeline.after == Gap::Hold => value(&entry.bound),
            (Some(entry), Some(_)) if timeline.between == Gap::Hold => value(&entry.bound),
            (Some(a), Some(b)) if timeline.between == Gap::Linear => {
                let (low, high) = (value(&a.bound)?, value(&b.bound)?);
                let span = Number::integer(i64::from(b.from) - i64::from(a.to));
                let step = Number::integer(i64::from(year) - i64::from(a.to));
                Some(low.add(&high.sub(&low).mul(&step).div(&span)?))
            }
            _ => None,
        }
    }
}
