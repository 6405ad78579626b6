//! One operation on whole blocks: in lanes where they can do it exactly, with exact values for the cells where not.

use super::choose::{choose, first, map_why, missing_where, strictly_gone, table, truth};
use super::codes::{Codes, ZERO_BASE};
use super::compare;
use super::lane::{Filled, Lane, Pool};
use super::number::common;
use super::op::{Arith, Op};
use super::reg::{Ints, LIMIT, Num, Reg, Why, code_at, union};
use super::round;
use crate::number::Number;
use crate::ops::Meter;
use crate::program::{AggregateKind, Cmp, Function, LogicOp, Reason};
use crate::value::Value;
use std::collections::BTreeSet;
use std::rc::Rc;

/// What operations on a block need beside their operands.
pub(super) struct Cx<'r> {
    pub rows: usize,
    pub pool: &'r Pool,
    pub codes: &'r Codes,
    /// Limit of digits.
    pub bits: u64,
}

/// Everything that registers hold fits in so many bits; under a narrower limit every cell is computed exactly.
pub(super) const NARROW: u64 = 192;

impl Cx<'_> {
    /// Whether the limit of digits was passed is for the exact evaluator to say: then `None`.
    fn value(&self, op: &Op, args: &[Value]) -> Option<Value> {
        let mut meter = Meter::new(self.bits);
        let value = op.value(args, &mut meter);
        (!meter.exceeded).then_some(value)
    }
}

/// The result of an operation; `None` where a limit was passed, which the exact evaluator reports.
pub(super) fn apply<'a>(op: &Op, args: &[&Reg<'a>], cx: &Cx<'_>) -> Option<Reg<'a>> {
    if args.iter().all(|r| matches!(r, Reg::Const(_))) {
        let values: Vec<Value> = args.iter().map(|r| r.get(0, cx.codes)).collect();
        return cx.value(op, &values).map(Reg::Const);
    }
    let lanes = if cx.bits < NARROW { None } else { fast(op, args, cx).or_else(|| super::near::apply(op, args, cx)) };
    let Some((reg, mut rows)) = lanes else { return slow(op, args, cx) };
    let odd: BTreeSet<u32> = args.iter().filter_map(|r| r.odd()).flat_map(|o| o.iter().map(|(r, _)| *r)).collect();
    if !odd.is_empty() {
        rows.extend(odd);
        rows.sort_unstable();
        rows.dedup();
    }
    if rows.is_empty() {
        return Some(reg);
    }
    let mut values: Vec<Value> = Vec::with_capacity(args.len());
    let mut patches = Vec::with_capacity(rows.len());
    for row in rows {
        values.clear();
        values.extend(args.iter().map(|r| r.get(row as usize, cx.codes)));
        patches.push((row, cx.value(op, &values)?));
    }
    Some(patch(reg, patches, cx))
}

fn slow<'a>(op: &Op, args: &[&Reg<'a>], cx: &Cx<'_>) -> Option<Reg<'a>> {
    let mut values: Vec<Value> = Vec::with_capacity(args.len());
    let mut out = Vec::with_capacity(cx.rows);
    for row in 0..cx.rows {
        values.clear();
        values.extend(args.iter().map(|r| r.get(row, cx.codes)));
        out.push(cx.value(op, &values)?);
    }
    Some(pack(out, cx))
}

/// Values in the lanes that hold them, if one kind of lanes does.
pub(super) fn pack<'a>(values: Vec<Value>, cx: &Cx<'_>) -> Reg<'a> {
    let why = || -> Why<'a> {
        let any = values.iter().any(Value::is_missing);
        any.then(|| cx.pool.lane(values.iter().map(|v| cx.codes.code(v.reasons()))))
    };
    let plain = |v: &Value| matches!(v, Value::Missing(r) if !r.is_empty());
    match values.iter().find(|v| !plain(v)) {
        None => Reg::Gone(cx.pool.lane(values.iter().map(|v| cx.codes.code(v.reasons())))),
        Some(Value::Bool(_)) if values.iter().all(|v| plain(v) || matches!(v, Value::Bool(_))) => {
            Reg::Bool(cx.pool.lane(values.iter().map(|v| u8::from(matches!(v, Value::Bool(true))))), why())
        }
        Some(Value::Date(_)) if values.iter().all(|v| plain(v) || matches!(v, Value::Date(_))) => {
            let days = values.iter().map(|v| if let Value::Date(d) = v { *d } else { 0 });
            Reg::Date(days.collect::<Vec<_>>().into(), why())
        }
        Some(Value::Year(_)) if values.iter().all(|v| plain(v) || matches!(v, Value::Year(_))) => {
            let years = values.iter().map(|v| if let Value::Year(y) = v { *y } else { 0 });
            Reg::Year(years.collect::<Vec<_>>().into(), why())
        }
        Some(Value::Category(c, _))
            if values.iter().all(|v| plain(v) || matches!(v, Value::Category(k, _) if k == c)) =>
        {
            let items = values.iter().map(|v| if let Value::Category(_, i) = v { *i } else { 0 });
            Reg::Category(*c, items.collect::<Vec<_>>().into(), why())
        }
        _ => Reg::Values(Rc::new(values)),
    }
}

/// Some rows replaced by exact values; rows ascend.
fn patch<'a>(reg: Reg<'a>, rows: Vec<(u32, Value)>, cx: &Cx<'_>) -> Reg<'a> {
    match reg {
        Reg::Num(mut num) => {
            let why = num.why.take();
            let mut why = why.map_or_else(|| vec![0; cx.rows], Lane::into_vec);
            let mut odd = Vec::new();
            for (row, value) in rows {
                let code = match &value {
                    Value::Missing(r) if !r.is_empty() => cx.codes.code(*r),
                    _ => 0,
                };
                if let Some(slot) = why.get_mut(row as usize) {
                    *slot = code;
                }
                if code == 0 {
                    odd.push((row, value));
                }
            }
            num.why = why.iter().any(|w| *w != 0).then(|| why.into());
            num.odd = (!odd.is_empty()).then(|| Rc::new(odd));
            Reg::Num(num)
        }
        Reg::Bool(yes, why) if rows.iter().all(|(_, v)| matches!(v, Value::Bool(_) | Value::Missing(_))) => {
            let (mut yes, mut why) = (yes.into_vec(), why.map_or_else(|| vec![0; cx.rows], Lane::into_vec));
            for (row, value) in rows {
                if let (Some(y), Some(w)) = (yes.get_mut(row as usize), why.get_mut(row as usize)) {
                    *y = u8::from(matches!(value, Value::Bool(true)));
                    *w = cx.codes.code(value.reasons());
                }
            }
            let why = why.iter().any(|w| *w != 0).then(|| why.into());
            Reg::Bool(yes.into(), why)
        }
        reg => {
            let mut values: Vec<Value> = (0..cx.rows).map(|row| reg.get(row, cx.codes)).collect();
            for (row, value) in rows {
                if let Some(slot) = values.get_mut(row as usize) {
                    *slot = value;
                }
            }
            pack(values, cx)
        }
    }
}

type Done<'a> = Option<(Reg<'a>, Vec<u32>)>;

fn done(reg: Reg<'_>) -> Done<'_> {
    Some((reg, Vec::new()))
}

fn fast<'a>(op: &Op, args: &[&Reg<'a>], cx: &Cx<'_>) -> Done<'a> {
    // What is divided has a reason more where its base is zero.
    let divides = matches!(op, Op::Arith(Arith::Div) | Op::Call(Function::Position, _));
    if op.is_strict()
        && let Some(gone) = strictly_gone(args, cx)
    {
        if !divides {
            return done(gone);
        }
        if matches!(op, Op::Arith(_)) {
            return None;
        }
    }
    match (op, args) {
        (Op::Neg, [Reg::Num(x)]) => done(Reg::Num(x.neg())),
        (Op::Not, [x]) => {
            let (yes, why) = truth(x, cx)?;
            done(Reg::Bool(cx.pool.lane(yes.iter().map(|y| y ^ 1)), why))
        }
        (Op::Arith(what), [a, b]) => arithmetic(*what, a, b, cx).and_then(done),
        (Op::Pow(n @ 1..=4), [Reg::Num(x)]) => {
            let mut power = x.clone();
            for _ in 1..*n {
                power = power.mul(x, cx.pool)?;
            }
            done(Reg::Num(power))
        }
        (Op::Compare(cmp), [a, b]) => done(comparison(*cmp, a, b, cx)?),
        (Op::Held(cmp), [_, Reg::Const(b)]) if !b.is_missing() => {
            done(comparison(*cmp, args.first()?, args.get(1)?, cx)?)
        }
        (Op::Held(_), [Reg::Values(_), _]) => None,
        (Op::Held(_), [a, Reg::Const(_) | Reg::Gone(_)]) => {
            let code = cx.codes.bit(Reason::NoTarget);
            let none: Lane<'a, u8> = cx.pool.lane(std::iter::repeat_n(code, cx.rows));
            done(Reg::Gone(union(&measured(a, cx), &Some(none), cx.pool)?))
        }
        (Op::Held(cmp), [a, b]) => {
            let compared = comparison(*cmp, a, b, cx)?;
            let Some(why) = b.why() else { return done(compared) };
            let code = cx.codes.bit(Reason::NoTarget);
            let of = measured(a, cx);
            let rows = why.iter().enumerate();
            let none = cx.pool.lane(rows.map(|(r, w)| if *w == 0 { 0 } else { code | code_at(&of, r) }));
            done(missing_where(compared, &none, cx)?)
        }
        (Op::InRange { lo, hi }, [x, ends @ ..]) => {
            let mut ends = ends.iter();
            let low = if *lo { Some(comparison(Cmp::Ge, x, ends.next()?, cx)?) } else { None };
            let high = if *hi { Some(comparison(Cmp::Le, x, ends.next()?, cx)?) } else { None };
            let both: Vec<&Reg<'a>> = low.iter().chain(&high).collect();
            done(logic(LogicOp::And, &both, cx)?)
        }
        (Op::Logic(op), parts) => done(logic(*op, parts, cx)?),
        (Op::If, [condition, then, otherwise, also @ ..]) => {
            done(choose(condition, then, otherwise, also.first().copied(), cx)?)
        }
        (Op::Settled(steps), args) => done(super::assess::lanes(steps, args, cx)?),
        (Op::Otherwise, [x, d]) => match x {
            Reg::Values(_) | Reg::Const(_) => None,
            Reg::Gone(_) => done((*d).clone()),
            _ => match x.why() {
                None => done((*x).clone()),
                Some(why) => {
                    let yes = cx.pool.lane(why.iter().map(|w| u8::from(*w == 0)));
                    done(super::choose::select(&yes, x, d, cx)?)
                }
            },
        },
        (Op::Has, [x]) if !matches!(x, Reg::Values(_)) => done((*x).clone()),
        (Op::First, args) => done(first(args, cx)?),
        (Op::IsMissing | Op::IsPresent | Op::IsReason(_), [x]) => done(asked(op, x, cx)?),
        (Op::Call(function, mode), args) => call(*function, *mode, args, cx),
        (Op::Group(AggregateKind::Min, _), args) => call(Function::Min, None, args, cx),
        (Op::Group(AggregateKind::Max, _), args) => call(Function::Max, None, args, cx),
        (Op::Table(open), args) => table(args, *open, cx),
        (Op::OfAnotherYear, [x]) => {
            let (absent, history) = (cx.codes.bit(Reason::Absent), cx.codes.bit(Reason::NoHistory));
            done(map_why(x, |w| if w & absent == 0 { w } else { w & !absent | history }, cx)?)
        }
        (Op::TargetShown, [x]) => {
            let none = cx.codes.bit(Reason::NoTarget);
            done(map_why(x, |w| if w == 0 { 0 } else { none }, cx)?)
        }
        (Op::Unclear, [condition, x]) => match truth(condition, cx)?.1 {
            None => done((*x).clone()),
            Some(why) => done(missing_where((*x).clone(), &why, cx)?),
        },
        (Op::Capped, [Reg::Num(score), Reg::Const(Value::Number(max))]) => {
            done(Reg::Num(clamp(score, &Number::ZERO, max, cx)?))
        }
        _ => None,
    }
}

/// The reasons why a measure is missing.
fn measured<'a>(a: &Reg<'a>, cx: &Cx<'_>) -> Why<'a> {
    match a {
        Reg::Const(value) if value.is_missing() => {
            Some(cx.pool.lane(std::iter::repeat_n(cx.codes.code(value.reasons()), cx.rows)))
        }
        _ => a.why(),
    }
}

fn clamp<'a>(x: &Num<'a>, lo: &Number, hi: &Number, cx: &Cx<'_>) -> Option<Num<'a>> {
    if x.d.is_none() {
        let constant = |c| Num::constant(c, cx.rows, cx.pool);
        return x.extreme(&constant(lo)?, true, cx.pool)?.extreme(&constant(hi)?, false, cx.pool);
    }
    let pinned = |cmp, c: &Number, x: &Num<'a>| -> Option<Num<'a>> {
        let keep = compare::with_constant(cmp, x, c, cx.pool)?;
        match super::choose::select(&keep, &Reg::Num(x.clone()), &Reg::Const(Value::Number(c.clone())), cx)? {
            // A row that is missing stays so.
            Reg::Num(num) => Some(Num { why: x.why.clone(), ..num }),
            _ => None,
        }
    };
    let raised = pinned(Cmp::Ge, lo, x)?;
    pinned(Cmp::Le, hi, &raised)
}

fn arithmetic<'a>(what: Arith, a: &Reg<'a>, b: &Reg<'a>, cx: &Cx<'_>) -> Option<Reg<'a>> {
    let pool = cx.pool;
    Some(Reg::Num(match (what, a, b) {
        (Arith::Add, Reg::Num(a), Reg::Num(b)) => a.add(b, false, pool)?,
        (Arith::Sub, Reg::Num(a), Reg::Num(b)) => a.add(b, true, pool)?,
        (Arith::Mul, Reg::Num(a), Reg::Num(b)) => a.mul(b, pool)?,
        (Arith::Div, Reg::Num(a), Reg::Num(b)) => a.div(b, pool)?,
        (Arith::Add, Reg::Num(a), Reg::Const(Value::Number(c)))
        | (Arith::Add, Reg::Const(Value::Number(c)), Reg::Num(a)) => a.add_constant(c, pool)?,
        (Arith::Sub, Reg::Num(a), Reg::Const(Value::Number(c))) => a.add_constant(&c.neg(), pool)?,
        (Arith::Sub, Reg::Const(Value::Number(c)), Reg::Num(a)) => a.neg().add_constant(c, pool)?,
        (Arith::Mul, Reg::Num(a), Reg::Const(Value::Number(c)))
        | (Arith::Mul, Reg::Const(Value::Number(c)), Reg::Num(a)) => a.mul_constant(c, pool),
        (Arith::Div, Reg::Num(a), Reg::Const(Value::Number(c))) => match c.recip() {
            Some(inverse) => a.mul_constant(&inverse, pool),
            None => {
                let zero = pool.lane(std::iter::repeat_n(ZERO_BASE, cx.rows));
                return Some(Reg::Gone(union(&a.why, &Some(zero), pool)?));
            }
        },
        (Arith::Div, Reg::Const(Value::Number(c)), Reg::Num(a)) => a.under_constant(c, pool)?,
        (Arith::Sub, Reg::Date(a, aw), Reg::Date(b, bw)) => {
            let days = pool.lane(a.iter().zip(b.iter()).map(|(a, b)| f64::from(*a) - f64::from(*b)));
            Num { why: union(aw, bw, pool), ..Num::whole(days, 4_294_967_296.0, Number::ONE) }
        }
        (Arith::Sub, Reg::Const(Value::Date(a)), Reg::Date(b, bw)) => {
            let days = pool.lane(b.iter().map(|b| f64::from(*a) - f64::from(*b)));
            Num { why: bw.clone(), ..Num::whole(days, 4_294_967_296.0, Number::ONE) }
        }
        (Arith::Sub, Reg::Date(a, aw), Reg::Const(Value::Date(b))) => {
            let days = pool.lane(a.iter().map(|a| f64::from(*a) - f64::from(*b)));
            Num { why: aw.clone(), ..Num::whole(days, 4_294_967_296.0, Number::ONE) }
        }
        _ => return None,
    }))
}

/// Rows of one ordered type against each other or a constant.
fn ordered<'a, T: Copy + Ord>(cmp: Cmp, a: &[T], b: Result<&[T], T>, cx: &Cx<'_>) -> Lane<'a, u8> {
    let holds = |x: T, y: T| u8::from(crate::ops::compare::holds(cmp, x.cmp(&y)));
    match b {
        Ok(b) => cx.pool.lane(a.iter().zip(b).map(|(a, b)| holds(*a, *b))),
        Err(c) => cx.pool.lane(a.iter().map(|a| holds(*a, c))),
    }
}

fn comparison<'a>(cmp: Cmp, a: &Reg<'a>, b: &Reg<'a>, cx: &Cx<'_>) -> Option<Reg<'a>> {
    if let Some(gone) = strictly_gone(&[a, b], cx) {
        return Some(gone);
    }
    let yes = match (a, b) {
        (Reg::Num(a), Reg::Const(Value::Number(c))) => compare::with_constant(cmp, a, c, cx.pool)?,
        (Reg::Const(Value::Number(c)), Reg::Num(b)) => compare::with_constant(compare::turned(cmp), b, c, cx.pool)?,
        (Reg::Num(a), Reg::Num(b)) => compare::with_other(cmp, a, b, cx.pool)?,
        (Reg::Bool(a, _), Reg::Const(Value::Bool(c))) => match (cmp, c) {
            (Cmp::Eq, true) | (Cmp::Ne, false) => a.clone(),
            (Cmp::Eq, false) | (Cmp::Ne, true) => cx.pool.lane(a.iter().map(|a| a ^ 1)),
            _ => ordered(cmp, a, Err(u8::from(*c)), cx),
        },
        (Reg::Bool(a, _), Reg::Bool(b, _)) => ordered(cmp, a, Ok(b), cx),
        (Reg::Date(a, _), Reg::Const(Value::Date(c))) | (Reg::Year(a, _), Reg::Const(Value::Year(c))) => {
            ordered(cmp, a, Err(*c), cx)
        }
        (Reg::Const(Value::Date(c)), Reg::Date(b, _)) | (Reg::Const(Value::Year(c)), Reg::Year(b, _)) => {
            ordered(compare::turned(cmp), b, Err(*c), cx)
        }
        (Reg::Date(a, _), Reg::Date(b, _)) | (Reg::Year(a, _), Reg::Year(b, _)) => ordered(cmp, a, Ok(b), cx),
        (Reg::Category(c, a, _), Reg::Const(Value::Category(k, i))) if c == k => ordered(cmp, a, Err(*i), cx),
        (Reg::Category(c, a, _), Reg::Category(k, b, _)) if c == k => ordered(cmp, a, Ok(b), cx),
        _ => return None,
    };
    Some(Reg::Bool(yes, union(&a.why(), &b.why(), cx.pool)))
}

/// Kleene: a row is decided by one part, or else missing for the reasons of all.
pub(super) fn logic<'a>(op: LogicOp, parts: &[&Reg<'a>], cx: &Cx<'_>) -> Option<Reg<'a>> {
    let flip = u8::from(op == LogicOp::And);
    let mut decided = cx.pool.filled(0_u8, cx.rows);
    let mut open: Option<Filled<'_, u8>> = None;
    for part in parts {
        let (yes, why) = truth(part, cx)?;
        match why {
            None => decided.iter_mut().zip(yes.iter()).for_each(|(d, y)| *d |= y ^ flip),
            Some(why) => {
                let open = open.get_or_insert_with(|| cx.pool.filled(0, cx.rows));
                for ((d, o), (y, w)) in decided.iter_mut().zip(open.iter_mut()).zip(yes.iter().zip(why.iter())) {
                    *d |= (y ^ flip) & u8::from(*w == 0);
                    *o |= w;
                }
            }
        }
    }
    let why = open.map(|mut open| {
        open.iter_mut().zip(decided.iter()).for_each(|(o, d)| *o &= d.wrapping_sub(1));
        open.lane()
    });
    decided.iter_mut().for_each(|d| *d ^= flip);
    Some(Reg::Bool(decided.lane(), why))
}

fn asked<'a>(op: &Op, x: &Reg<'a>, cx: &Cx<'_>) -> Option<Reg<'a>> {
    let why = match x {
        Reg::Values(_) | Reg::Const(_) | Reg::Verdict(..) => return None,
        _ => x.why(),
    };
    let Some(why) = why else {
        let all = u8::from(matches!(op, Op::IsPresent));
        return Some(Reg::Bool(cx.pool.lane(std::iter::repeat_n(all, cx.rows)), None));
    };
    let lane = match op {
        Op::IsMissing => cx.pool.lane(why.iter().map(|w| u8::from(*w != 0))),
        Op::IsPresent => cx.pool.lane(why.iter().map(|w| u8::from(*w == 0))),
        Op::IsReason(reason) => {
            let bit = cx.codes.bit(*reason);
            cx.pool.lane(why.iter().map(|w| u8::from(w & bit != 0)))
        }
        _ => return None,
    };
    Some(Reg::Bool(lane, None))
}

fn number_of<'a>(reg: &Reg<'a>, cx: &Cx<'_>) -> Option<Num<'a>> {
    match reg {
        Reg::Num(num) => Some(num.clone()),
        Reg::Const(Value::Number(c)) => Num::constant(c, cx.rows, cx.pool),
        _ => None,
    }
}

/// Whether whole numbers add up within what floats hold, as far as that is told before they are added.
fn adds_up(args: &[&Reg<'_>]) -> bool {
    let mut so_far: Option<(Number, f64)> = None;
    for reg in args {
        let (factor, hi) = match reg {
            Reg::Num(num) if num.d.is_none() => (&num.factor, num.hi),
            _ => continue,
        };
        so_far = match so_far {
            None => Some((factor.clone(), hi)),
            Some((shared, most)) => match common(&shared, factor) {
                Some((shared, left, right)) => Some((shared, most * left.abs() + hi * right.abs())),
                None => return false,
            },
        };
        if so_far.as_ref().is_some_and(|(_, most)| *most > LIMIT) {
            return false;
        }
    }
    true
}

fn call<'a>(function: Function, mode: Option<crate::number::Mode>, args: &[&Reg<'a>], cx: &Cx<'_>) -> Done<'a> {
    let fold = |f: &dyn Fn(&Num<'a>, &Num<'a>) -> Option<Num<'a>>| -> Option<Num<'a>> {
        let (head, rest) = args.split_first()?;
        rest.iter().try_fold(number_of(head, cx)?, |acc, reg| f(&acc, &number_of(reg, cx)?))
    };
    match (function, args) {
        (Function::Min | Function::Max, [_, ..]) => {
            done(Reg::Num(fold(&|a, b| a.extreme(b, function == Function::Max, cx.pool))?))
        }
        (Function::Sum | Function::Mean, [_, ..]) if adds_up(args) => {
            let sum = fold(&|a, b| a.add(b, false, cx.pool))?;
            if function == Function::Sum {
                return done(Reg::Num(sum));
            }
            let share = Number::ratio(1, i64::try_from(args.len()).ok()?)?;
            done(Reg::Num(sum.mul_constant(&share, cx.pool)))
        }
        (Function::Abs, [Reg::Num(x)]) => done(Reg::Num(x.abs(cx.pool))),
        (Function::Clamp, [Reg::Num(x), Reg::Const(Value::Number(lo)), Reg::Const(Value::Number(hi))]) => {
            done(Reg::Num(clamp(x, lo, hi, cx)?))
        }
        (Function::Position, [x, lo, hi]) => {
            let above = apply(&Op::Arith(Arith::Sub), &[x, lo], cx)?;
            let below = apply(&Op::Arith(Arith::Sub), &[hi, lo], cx)?;
            done(apply(&Op::Arith(Arith::Div), &[&above, &below], cx)?)
        }
        (Function::Round, [Reg::Num(x), Reg::Const(Value::Number(step))]) => {
            done(Reg::Num(round::round(x, step, mode?, cx.pool)?))
        }
        (Function::CountOf | Function::ShareOf, [_, ..]) => tally(function == Function::ShareOf, args, cx),
        _ => None,
    }
}

/// How many conditions hold. Rows with undecided ones are brackets, computed one by one.
fn tally<'a>(share: bool, args: &[&Reg<'a>], cx: &Cx<'_>) -> Done<'a> {
    let many = u8::try_from(args.len()).ok()?;
    let mut counts = cx.pool.filled(0_u8, cx.rows);
    let mut open: Why<'a> = None;
    for arg in args {
        let (yes, why) = truth(arg, cx)?;
        counts.iter_mut().zip(yes.iter()).for_each(|(c, y)| *c += y);
        open = union(&open, &why, cx.pool);
    }
    let factor = if share { Number::ratio(1, i64::from(many))? } else { Number::ONE };
    let num = Num { n: Ints::Byte(counts.lane()), hi: f64::from(many), ..Num::whole(Lane::Of(&[]), 0.0, factor) };
    let rows = open.iter().flat_map(|w| w.iter().enumerate()).filter(|(_, w)| **w != 0);
    let rows: Vec<u32> = rows.filter_map(|(r, _)| u32::try_from(r).ok()).collect();
    Some((Reg::Num(num), rows))
}
