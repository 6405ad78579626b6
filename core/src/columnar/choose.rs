//! Choosing between registers row by row: `if`, tables, the first that is present.

use super::apply::Cx;
use super::codes::Codes;
use super::lane::Lane;
use super::number::common;
use super::reg::{Ints, LIMIT, Num, Reg, Why, code_at, union};
use crate::program::Reason;
use crate::value::Value;
use std::rc::Rc;

/// Conditions: yes (1) or no (0), and why neither.
pub(super) type Truth<'a> = (Lane<'a, u8>, Why<'a>);

/// A register as conditions.
pub(super) fn truth<'a>(reg: &Reg<'a>, cx: &Cx<'_>) -> Option<Truth<'a>> {
    let fill = |byte: u8| cx.pool.lane(std::iter::repeat_n(byte, cx.rows));
    Some(match reg {
        Reg::Bool(yes, why) => (yes.clone(), why.clone()),
        Reg::Const(Value::Bool(b)) => (fill(u8::from(*b)), None),
        Reg::Const(Value::Missing(r)) => (fill(0), Some(fill(cx.codes.code(*r)))),
        Reg::Gone(why) => (fill(0), Some(why.clone())),
        Reg::Values(values) => {
            let rows: Vec<_> = values.iter().map(crate::ops::logic::truth).collect();
            let why = rows.iter().map(|t| t.as_ref().err().map_or(0, |r| cx.codes.code(*r)));
            (cx.pool.lane(rows.iter().map(|t| u8::from(*t == Ok(true)))), Some(cx.pool.lane(why)))
        }
        _ => return None,
    })
}

fn pick<'a, T: Copy>(yes: &[u8], then: &[T], otherwise: &[T]) -> Lane<'a, T> {
    yes.iter()
        .zip(then.iter().zip(otherwise))
        .map(|(c, (t, e))| if *c != 0 { *t } else { *e })
        .collect::<Vec<T>>()
        .into()
}

/// The reasons that go with what is chosen.
pub(super) fn pick_why<'a>(yes: &[u8], then: &Why<'a>, otherwise: &Why<'a>, cx: &Cx<'_>) -> Why<'a> {
    let mask = |c: u8| c.wrapping_neg();
    match (then, otherwise) {
        (None, None) => None,
        (Some(t), None) => Some(cx.pool.lane(yes.iter().zip(t.iter()).map(|(c, t)| mask(*c) & t))),
        (None, Some(e)) => Some(cx.pool.lane(yes.iter().zip(e.iter()).map(|(c, e)| !mask(*c) & e))),
        (Some(t), Some(e)) => {
            let rows = yes.iter().zip(t.iter().zip(e.iter()));
            Some(cx.pool.lane(rows.map(|(c, (t, e))| (mask(*c) & t) | (!mask(*c) & e))))
        }
    }
}

/// A constant or missing register in the representation of another.
fn like<'a>(reg: &Reg<'a>, other: &Reg<'a>, cx: &Cx<'_>) -> Option<Reg<'a>> {
    let rows = cx.rows;
    let (value, why) = match reg {
        Reg::Const(Value::Missing(r)) => (None, Some(cx.pool.lane(std::iter::repeat_n(cx.codes.code(*r), rows)))),
        Reg::Gone(why) => (None, Some(why.clone())),
        Reg::Const(value) => (Some(value), None),
        _ => return Some(reg.clone()),
    };
    let model = match value {
        // A constant shows its own kind.
        Some(Value::Number(c)) => return Some(Reg::Num(Num::constant(c, rows, cx.pool)?)),
        Some(Value::Bool(b)) => return Some(Reg::Bool(cx.pool.lane(std::iter::repeat_n(u8::from(*b), rows)), None)),
        Some(Value::Date(d)) => return Some(Reg::Date(vec![*d; rows].into(), None)),
        Some(Value::Year(y)) => return Some(Reg::Year(vec![*y; rows].into(), None)),
        Some(Value::Category(c, i)) => return Some(Reg::Category(*c, vec![*i; rows].into(), None)),
        Some(_) => return None,
        None => other,
    };
    let zeros = || cx.pool.lane(std::iter::repeat_n(0_u8, rows));
    Some(match model {
        Reg::Bool(..) | Reg::Const(Value::Bool(_)) => Reg::Bool(zeros(), why),
        Reg::Num(Num { factor, .. }) => Reg::Num(gone_number(zeros(), factor.clone(), why)),
        Reg::Const(Value::Number(_)) => Reg::Num(gone_number(zeros(), crate::number::Number::ONE, why)),
        Reg::Date(..) | Reg::Const(Value::Date(_)) => Reg::Date(vec![0; rows].into(), why),
        Reg::Year(..) | Reg::Const(Value::Year(_)) => Reg::Year(vec![0; rows].into(), why),
        Reg::Category(c, ..) | Reg::Const(Value::Category(c, _)) => Reg::Category(*c, vec![0; rows].into(), why),
        Reg::Gone(_) | Reg::Const(Value::Missing(_)) => Reg::Gone(why?),
        _ => return None,
    })
}

fn gone_number<'a>(zeros: Lane<'a, u8>, factor: crate::number::Number, why: Why<'a>) -> Num<'a> {
    Num { n: Ints::Byte(zeros), d: None, factor, hi: 0.0, dhi: 1.0, positive: true, low: 0.0, why, odd: None }
}

/// `then` where yes, `otherwise` elsewhere.
pub(super) fn select<'a>(yes: &Lane<'a, u8>, then: &Reg<'a>, otherwise: &Reg<'a>, cx: &Cx<'_>) -> Option<Reg<'a>> {
    let (t, e) = (like(then, otherwise, cx)?, like(otherwise, then, cx)?);
    Some(match (&t, &e) {
        (Reg::Bool(a, aw), Reg::Bool(b, bw)) => {
            let lane =
                cx.pool.lane(yes.iter().zip(a.iter().zip(b.iter())).map(|(c, (a, b))| if *c != 0 { *a } else { *b }));
            Reg::Bool(lane, pick_why(yes, aw, bw, cx))
        }
        (Reg::Date(a, aw), Reg::Date(b, bw)) => Reg::Date(pick(yes, a, b), pick_why(yes, aw, bw, cx)),
        (Reg::Year(a, aw), Reg::Year(b, bw)) => Reg::Year(pick(yes, a, b), pick_why(yes, aw, bw, cx)),
        (Reg::Category(c, a, aw), Reg::Category(k, b, bw)) if c == k => {
            Reg::Category(*c, pick(yes, a, b), pick_why(yes, aw, bw, cx))
        }
        (Reg::Gone(a), Reg::Gone(b)) => Reg::Gone(pick_why(yes, &Some(a.clone()), &Some(b.clone()), cx)?),
        (Reg::Num(a), Reg::Num(b)) => match select_number(yes, a, b, cx) {
            Some(num) => Reg::Num(num),
            None => return super::near::select(yes, then, otherwise, cx),
        },
        (Reg::Near(_), _) | (_, Reg::Near(_)) => return super::near::select(yes, then, otherwise, cx),
        _ => return None,
    })
}

fn select_number<'a>(yes: &Lane<'a, u8>, a: &Num<'a>, b: &Num<'a>, cx: &Cx<'_>) -> Option<Num<'a>> {
    let (factor, left, right) = common(&a.factor, &b.factor)?;
    let hi = (a.hi * left.abs()).max(b.hi * right.abs());
    if hi > LIMIT {
        return None;
    }
    let (na, nb) = (a.floats(cx.pool), b.floats(cx.pool));
    let rows = yes.iter().zip(na.iter().zip(nb.iter()));
    let n = cx.pool.lane(rows.map(|(c, (a, b))| if *c != 0 { a * left } else { b * right }));
    let d = match (&a.d, &b.d) {
        (None, None) => None,
        (Some(a), None) => Some(cx.pool.lane(yes.iter().zip(a.iter()).map(|(c, a)| if *c != 0 { *a } else { 1.0 }))),
        (None, Some(b)) => Some(cx.pool.lane(yes.iter().zip(b.iter()).map(|(c, b)| if *c != 0 { 1.0 } else { *b }))),
        (Some(a), Some(b)) => {
            let rows = yes.iter().zip(a.iter().zip(b.iter()));
            Some(cx.pool.lane(rows.map(|(c, (a, b))| if *c != 0 { *a } else { *b })))
        }
    };
    Some(Num {
        n: Ints::Float(n),
        d,
        factor,
        hi,
        dhi: a.dhi.max(b.dhi),
        positive: a.positive && b.positive,
        low: -hi,
        why: pick_why(yes, &a.why, &b.why, cx),
        odd: None,
    })
}

/// A register that is missing where `why` says so, and as it was elsewhere.
pub(super) fn missing_where<'a>(reg: Reg<'a>, why: &Lane<'a, u8>, cx: &Cx<'_>) -> Option<Reg<'a>> {
    let over = |old: Why<'a>| -> Why<'a> {
        Some(match old {
            None => why.clone(),
            Some(old) => cx.pool.lane(why.iter().zip(old.iter()).map(|(w, o)| if *w != 0 { *w } else { *o })),
        })
    };
    Some(match reg {
        Reg::Bool(v, w) => Reg::Bool(v, over(w)),
        Reg::Num(num) => {
            let odd = num.odd.as_ref().map(|odd| {
                Rc::new(odd.iter().filter(|(r, _)| code_at(&Some(why.clone()), *r as usize) == 0).cloned().collect())
            });
            Reg::Num(Num { why: over(num.why), odd, ..num })
        }
        Reg::Near(near) => Reg::Near(Rc::new(near.with_why(over(near.why().clone())))),
        Reg::Date(v, w) => Reg::Date(v, over(w)),
        Reg::Year(v, w) => Reg::Year(v, over(w)),
        Reg::Category(c, v, w) => Reg::Category(c, v, over(w)),
        Reg::Gone(w) => Reg::Gone(over(Some(w))?),
        Reg::Const(_) => {
            let lanes = like(&reg, &reg, cx)?;
            if matches!(lanes, Reg::Const(_)) {
                return None;
            }
            return missing_where(lanes, why, cx);
        }
        Reg::Values(values) => {
            let rows = values.iter().zip(why.iter());
            Reg::Values(Rc::new(
                rows.map(|(v, w)| if *w == 0 { v.clone() } else { Value::Missing(cx.codes.reasons(*w)) }).collect(),
            ))
        }
        Reg::Verdict(..) => return None,
    })
}

/// `if`
pub(super) fn choose<'a>(
    condition: &Reg<'a>,
    then: &Reg<'a>,
    otherwise: &Reg<'a>,
    also: Option<&Reg<'a>>,
    cx: &Cx<'_>,
) -> Option<Reg<'a>> {
    if let Reg::Const(Value::Bool(b)) = condition {
        return Some(if *b { then.clone() } else { otherwise.clone() });
    }
    let (yes, why) = truth(condition, cx)?;
    let chosen = select(&yes, then, otherwise, cx)?;
    let Some(mut why) = why else { return Some(chosen) };
    if let Some(also) = also {
        if matches!(also, Reg::Values(_) | Reg::Const(_)) && !matches!(also, Reg::Const(v) if !v.is_missing()) {
            return None;
        }
        if let Some(more) = also.why() {
            why = cx.pool.lane(why.iter().zip(more.iter()).map(|(w, m)| if *w == 0 { 0 } else { w | m }));
        }
    }
    missing_where(chosen, &why, cx)
}

/// A table: heads and results in turn. The rows where an undecided head matters are given too; they are computed one by one.
pub(super) fn table<'a>(args: &[&Reg<'a>], open: bool, cx: &Cx<'_>) -> Option<(Reg<'a>, Vec<u32>)> {
    let (rows, last) = if open { args.split_at(args.len().checked_sub(1)?) } else { (args, &[] as &[&Reg<'a>]) };
    let no_row = Reg::Const(Value::missing(Reason::OutOfDomain));
    let mut result: Reg<'a> = last.first().map_or_else(|| no_row.clone(), |r| (*r).clone());
    let mut heads: Vec<Truth<'a>> = Vec::new();
    for pair in rows.chunks_exact(2) {
        if let [head, _] = pair {
            heads.push(truth(head, cx)?);
        }
    }
    for (pair, head) in rows.chunks_exact(2).zip(&heads).rev() {
        if let [_, then] = pair {
            result = select(&head.0, then, &result, cx)?;
        }
    }
    if heads.iter().all(|(_, why)| why.is_none()) {
        return Some((result, Vec::new()));
    }
    let mut done = cx.pool.filled(0_u8, cx.rows);
    let mut hazy = cx.pool.filled(0_u8, cx.rows);
    for (yes, why) in &heads {
        match why {
            None => done.iter_mut().zip(yes.iter()).for_each(|(d, y)| *d |= y),
            Some(why) => {
                let rows = done.iter_mut().zip(hazy.iter_mut()).zip(yes.iter().zip(why.iter()));
                rows.for_each(|((d, h), (y, w))| {
                    *h |= if *d == 0 { *w } else { 0 };
                    *d |= y & u8::from(*w == 0);
                });
            }
        }
    }
    let results: Vec<&Value> = rows
        .chunks_exact(2)
        .filter_map(|p| p.get(1))
        .chain(last)
        .filter_map(|r| if let Reg::Const(v) = r { Some(v) } else { None })
        .collect();
    let constant = results.len() == heads.len() + last.len() && results.iter().all(|v| !v.is_missing());
    let distinct = constant
        && results
            .iter()
            .enumerate()
            .all(|(i, a)| results.iter().skip(i + 1).all(|b| !crate::ops::compare::same(a, b)));
    if distinct {
        if last.is_empty() {
            let none = cx.codes.bit(Reason::OutOfDomain);
            hazy.iter_mut().zip(done.iter()).for_each(|(h, d)| *h |= if *h != 0 && *d == 0 { none } else { 0 });
        }
        return Some((missing_where(result, &hazy.lane(), cx)?, Vec::new()));
    }
    let slow = hazy.iter().enumerate().filter(|(_, h)| **h != 0).filter_map(|(r, _)| u32::try_from(r).ok()).collect();
    Some((result, slow))
}

/// The first that is present.
pub(super) fn first<'a>(args: &[&Reg<'a>], cx: &Cx<'_>) -> Option<Reg<'a>> {
    let (last, rest) = args.split_last()?;
    let mut result: Reg<'a> = (*last).clone();
    for reg in rest.iter().rev() {
        match reg {
            Reg::Const(v) if !v.is_missing() => result = (*reg).clone(),
            Reg::Const(_) | Reg::Gone(_) | Reg::Values(_) => return None,
            _ => {
                let Some(why) = reg.why() else {
                    result = (*reg).clone();
                    continue;
                };
                let yes = cx.pool.lane(why.iter().map(|w| u8::from(*w == 0)));
                result = select(&yes, reg, &result, cx)?;
            }
        }
    }
    // Where none is present, the reasons are those of the first.
    if args.len() > 1
        && let (Some(none), Some(own)) = (result.why(), args.first()?.why())
    {
        let why = cx.pool.lane(none.iter().zip(own.iter()).map(|(n, o)| if *n == 0 { 0 } else { *o }));
        return missing_where(result, &why, cx);
    }
    Some(result)
}

/// Reasons changed one by one.
pub(super) fn map_why<'a>(reg: &Reg<'a>, map: impl Fn(u8) -> u8, cx: &Cx<'_>) -> Option<Reg<'a>> {
    let change = |why: &Why<'a>| why.as_ref().map(|w| cx.pool.lane(w.iter().map(|w| map(*w))));
    Some(match reg {
        Reg::Bool(v, w) => Reg::Bool(v.clone(), change(w)),
        Reg::Num(num) => Reg::Num(Num { why: change(&num.why), ..num.clone() }),
        Reg::Near(near) => Reg::Near(Rc::new(near.with_why(change(near.why())))),
        Reg::Date(v, w) => Reg::Date(v.clone(), change(w)),
        Reg::Year(v, w) => Reg::Year(v.clone(), change(w)),
        Reg::Category(c, v, w) => Reg::Category(*c, v.clone(), change(w)),
        Reg::Gone(w) => Reg::Gone(change(&Some(w.clone()))?),
        Reg::Verdict(..) | Reg::Const(_) | Reg::Values(_) => return None,
    })
}

/// What every strict operation gives when an operand is missing everywhere: the reasons of all.
pub(super) fn strictly_gone<'a>(args: &[&Reg<'a>], cx: &Cx<'_>) -> Option<Reg<'a>> {
    let gone = |r: &Reg<'a>| matches!(r, Reg::Gone(_)) || matches!(r, Reg::Const(v) if v.is_missing());
    if !args.iter().any(|r| gone(r)) || args.iter().any(|r| matches!(r, Reg::Values(_))) {
        return None;
    }
    let mut all: Why<'a> = None;
    for reg in args {
        let why = match reg {
            Reg::Const(Value::Missing(r)) => Some(constant_why(*r, cx)),
            Reg::Const(Value::Bracket { .. }) => return None,
            _ => reg.why(),
        };
        all = union(&all, &why, cx.pool);
    }
    Some(Reg::Gone(all?))
}

fn constant_why<'a>(reasons: crate::value::Reasons, cx: &Cx<'_>) -> Lane<'a, u8> {
    let codes: &Codes = cx.codes;
    cx.pool.lane(std::iter::repeat_n(codes.code(reasons), cx.rows))
}
