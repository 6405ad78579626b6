//! What one step of a plan computes from registers, and what it means for single values.

use crate::functions;
use crate::number::Mode;
use crate::ops::{Meter, aggregate, arith, compare, logic};
use crate::program::{AggregateKind, CategoryId, Cmp, Function, LogicOp, Reason};
use crate::value::{Reasons, Value};

/// A register of a plan.
pub(crate) type R = u32;

/// The four operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arith {
    Add,
    Sub,
    Mul,
    Div,
}

/// How a class changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClassChange {
    AtMost(u32),
    AtLeast(u32),
    Down(u32),
    Up(u32),
}

/// What is computed row by row, each row from its own operands alone.
#[derive(Debug, Clone)]
pub(crate) enum Op {
    Neg,
    Not,
    Arith(Arith),
    Pow(i32),
    Compare(Cmp),
    /// The measure against a target that may be missing: then the reason is `no_target`, beside the measure's own.
    Held(Cmp),
    /// x and its ends, of which one may be open.
    InRange {
        lo: bool,
        hi: bool,
    },
    Logic(LogicOp),
    /// Condition, then, otherwise; a fourth operand adds its reasons where the condition is missing.
    If,
    /// The assessors' value that holds.
    Settled(std::sync::Arc<Vec<super::assess::Settling>>),
    /// The first, or where it is missing the second.
    Otherwise,
    /// What another item does not have is not applicable.
    Has,
    /// A class, and when it changes: at most, at least, down, up, with the classes of the category.
    ClassStep(ClassChange, CategoryId, u32),
    /// The first that is present; the first of all where none is.
    First,
    IsMissing,
    IsPresent,
    IsReason(Reason),
    Call(Function, Option<Mode>),
    /// A group's method, with the weights of the operands; none: all weigh the same.
    Group(AggregateKind, std::sync::Arc<Vec<Value>>),
    /// Heads and results in turn; `true`: the last operand is the result of `otherwise`.
    Table(bool),
    /// What is absent in another year is missing for want of history.
    OfAnotherYear,
    /// Whatever the reasons, a missing target is missing for the one reason.
    TargetShown,
    /// A verdict that is not met, and the last day allowed: not due yet before it.
    Due(i32),
    /// The second operand, except where the first is missing: then that.
    Unclear,
    /// A score, clamped into 0..max where both are there.
    Capped,
}

impl Op {
    /// The value of one row. This is the meaning; kernels do the same to many rows.
    pub fn value(&self, args: &[Value], meter: &mut Meter) -> Value {
        let invalid = || Value::missing(Reason::Invalid);
        match (self, args) {
            (Self::Neg, [x]) => arith::neg(x),
            (Self::Not, [x]) => logic::not(x),
            (Self::Arith(Arith::Add), [a, b]) => arith::add(a, b, meter),
            (Self::Arith(Arith::Sub), [a, b]) => arith::sub(a, b, meter),
            (Self::Arith(Arith::Mul), [a, b]) => arith::mul(a, b, meter),
            (Self::Arith(Arith::Div), [a, b]) => arith::div(a, b, meter),
            (Self::Pow(n), [x]) => arith::pow(x, *n, meter),
            (Self::Compare(cmp), [a, b]) => compare::compare(*cmp, a, b),
            (Self::Held(_), [a, b]) if b.is_missing() => {
                Value::Missing(a.reasons().union(Reasons::of(Reason::NoTarget)))
            }
            (Self::Held(cmp), [a, b]) => compare::compare(*cmp, a, b),
            (Self::InRange { lo, hi }, [x, ends @ ..]) => {
                let mut ends = ends.iter();
                let lo = if *lo { ends.next() } else { None };
                let hi = if *hi { ends.next() } else { None };
                compare::in_range(x, lo, hi)
            }
            (Self::Logic(op), parts) => {
                let mut join = logic::Join::new(*op);
                for part in parts {
                    join.add(part);
                }
                join.value()
            }
            (Self::If, [condition, then, otherwise, also @ ..]) => match logic::truth(condition) {
                Ok(true) => then.clone(),
                Ok(false) => otherwise.clone(),
                Err(why) => Value::Missing(also.iter().fold(why, |why, v| why.union(v.reasons()))),
            },
            (Self::Settled(steps), args) => super::assess::value(steps, args),
            (Self::Otherwise, [x, d]) => {
                if x.is_missing() {
                    d.clone()
                } else {
                    x.clone()
                }
            }
            (Self::Has, [Value::Missing(r)]) if r.is_empty() => Value::missing(Reason::NotApplicable),
            (Self::Has, [x]) => x.clone(),
            (Self::ClassStep(change, category, top), [class, when]) => {
                class_step(*change, *category, *top, class, when)
            }
            (Self::First, all) => all.iter().find(|v| !v.is_missing()).or(all.first()).cloned().unwrap_or_else(invalid),
            (Self::IsMissing, [x]) => Value::Bool(x.is_missing()),
            (Self::IsPresent, [x]) => Value::Bool(!x.is_missing()),
            (Self::IsReason(reason), [x]) => Value::Bool(x.reasons().has(*reason)),
            (Self::Call(function, mode), args) => functions::call(*function, args, *mode, meter),
            (Self::Group(kind, weights), args) => crate::group::aggregate(*kind, args, weights, None, meter),
            (Self::Table(open), args) => table(args, *open),
            (Self::OfAnotherYear, [x]) => of_another_year(x.clone()),
            (Self::TargetShown, [x]) if x.is_missing() => Value::missing(Reason::NoTarget),
            (Self::TargetShown, [x]) => x.clone(),
            (Self::Due(as_of), [Value::Bool(false), due]) => match due {
                Value::Date(day) if as_of >= day => Value::Bool(false),
                Value::Date(_) => Value::missing(Reason::NotDue),
                other => Value::Missing(other.reasons()),
            },
            (Self::Due(_), [verdict, _]) => verdict.clone(),
            (Self::Unclear, [condition, x]) => match logic::truth(condition) {
                Err(why) => Value::Missing(why),
                Ok(_) => x.clone(),
            },
            (Self::Capped, [score, max]) => aggregate::capped(score, max),
            _ => invalid(),
        }
    }

    /// Whether one missing operand makes the result missing, with the reasons of all.
    pub fn is_strict(&self) -> bool {
        match self {
            Self::Neg | Self::Not | Self::Arith(_) | Self::Pow(_) | Self::Compare(_) | Self::Group(..) => true,
            Self::Call(f, _) => !matches!(f, Function::CountOf | Function::ShareOf | Function::Root | Function::Power),
            _ => false,
        }
    }
}

/// A table of rows, tried top-down. Rows that could be chosen must agree.
fn table(args: &[Value], open: bool) -> Value {
    let (rows, last) = if open { args.split_at(args.len().saturating_sub(1)) } else { (args, &[] as &[Value]) };
    let mut undecided = Reasons::NONE;
    let mut candidate: Option<&Value> = None;
    let mut agree = true;
    let pairs = rows.chunks_exact(2).filter_map(|pair| match pair {
        [head, result] => Some((logic::truth(head), result)),
        _ => None,
    });
    for (head, value) in pairs.chain(last.iter().map(|v| (Ok(true), v))) {
        if head == Ok(false) {
            continue;
        }
        if head == Ok(true) && candidate.is_none() {
            return value.clone();
        }
        match candidate {
            Some(before) => agree &= compare::same(before, value),
            None => candidate = Some(value),
        }
        match head {
            Err(reasons) => undecided = undecided.union(reasons),
            Ok(_) => {
                return match candidate {
                    Some(value) if agree => value.clone(),
                    _ => Value::Missing(undecided),
                };
            }
        }
    }
    Value::Missing(undecided.union(Reasons::of(Reason::OutOfDomain)))
}

/// What another year does not have is missing for want of history.
fn of_another_year(value: Value) -> Value {
    let absent = Reasons::of(Reason::Absent);
    let shift = |r: Reasons| {
        if r.has(Reason::Absent) { Reasons(r.0 & !absent.0).union(Reasons::of(Reason::NoHistory)) } else { r }
    };
    match value {
        Value::Missing(reasons) => Value::Missing(shift(reasons)),
        Value::Bracket { lo, hi, reasons } => Value::Bracket { lo, hi, reasons: shift(reasons) },
        present => present,
    }
}

/// A cap, floor or move. An undecided condition matters only where it would change the class.
fn class_step(change: ClassChange, category: CategoryId, top: u32, class: &Value, when: &Value) -> Value {
    let when = logic::truth(when);
    let Value::Category(_, now) = class else {
        return match when {
            Err(reasons) => Value::Missing(class.reasons().union(reasons)),
            Ok(_) => class.clone(),
        };
    };
    let changed = match change {
        ClassChange::AtMost(bound) => (*now).min(bound),
        ClassChange::AtLeast(bound) => (*now).max(bound),
        ClassChange::Down(by) => now.saturating_sub(by),
        ClassChange::Up(by) => now.saturating_add(by).min(top),
    };
    match when {
        Ok(true) => Value::Category(category, changed),
        Err(reasons) if changed != *now => Value::Missing(reasons),
        _ => class.clone(),
    }
}
