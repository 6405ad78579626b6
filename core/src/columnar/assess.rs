//! Which assessor's value holds, row by row.

use super::apply::Cx;
use super::choose::{missing_where, select};
use super::codes::{ABSENT, INVALID};
use super::lane::Lane;
use super::op::Op;
use super::reg::{Reg, code_at};
use crate::ops::compare::same;
use crate::program::{Assessment, AssessorId, Cmp, Reason, Settle};
use crate::value::{Reasons, Value};

/// How values are settled: each step names operands; the first operand is the plain value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Settling {
    /// That one, if it was given.
    One(usize),
    /// These, if all were given and are equal.
    Agreement(Vec<usize>),
}

/// The steps of an assessment up to the first `disputed`, and the assessors in the order of the operands.
pub(crate) fn steps(assessment: &Assessment) -> (Vec<Settling>, Vec<AssessorId>) {
    let mut who: Vec<AssessorId> = Vec::new();
    let mut at = |id: AssessorId| {
        let found = who.iter().position(|w| *w == id).unwrap_or_else(|| {
            who.push(id);
            who.len() - 1
        });
        found + 1
    };
    let mut steps = Vec::new();
    for step in &assessment.settle {
        steps.push(match step {
            Settle::Assessor(id) => Settling::One(at(*id)),
            Settle::Agreement(among) => Settling::Agreement(among.iter().map(|id| at(*id)).collect()),
            Settle::Disputed => break,
        });
    }
    (steps, who)
}

fn is_absent(value: &Value) -> bool {
    matches!(value, Value::Missing(r) if *r == Reasons::of(Reason::Absent))
}

/// The value that holds in one row.
pub(crate) fn value(steps: &[Settling], args: &[Value]) -> Value {
    if let Some(plain) = args.first().filter(|v| !is_absent(v)) {
        return plain.clone();
    }
    let mut disagreed = false;
    for step in steps {
        match step {
            Settling::One(at) => {
                if let Some(given) = args.get(*at).filter(|v| !is_absent(v)) {
                    return given.clone();
                }
            }
            Settling::Agreement(among) => {
                let all: Vec<&Value> = among.iter().filter_map(|at| args.get(*at)).collect();
                if let Some(invalid) = all.iter().find(|v| v.is_missing() && !is_absent(v)) {
                    return (*invalid).clone();
                }
                let given: Vec<&&Value> = all.iter().filter(|v| !v.is_missing()).collect();
                match given.split_first() {
                    None => {}
                    Some(_) if given.len() < all.len() => return Value::missing(Reason::Absent),
                    Some((first, rest)) if rest.iter().all(|v| same(first, v)) => return (**first).clone(),
                    Some(_) => disagreed = true,
                }
            }
        }
    }
    Value::missing(if disagreed { Reason::Disputed } else { Reason::Absent })
}

/// The same for a block.
pub(crate) fn lanes<'a>(steps: &[Settling], args: &[&Reg<'a>], cx: &Cx<'_>) -> Option<Reg<'a>> {
    if args.iter().any(|r| matches!(r, Reg::Values(_))) {
        return None;
    }
    let codes = |reg: &Reg<'a>| -> Vec<u8> {
        match reg {
            Reg::Const(value) => vec![cx.codes.code(value.reasons()); cx.rows],
            _ => {
                let why = reg.why();
                (0..cx.rows).map(|r| code_at(&why, r)).collect()
            }
        }
    };
    let all: Vec<Vec<u8>> = args.iter().map(|r| codes(r)).collect();
    let mut result = Reg::Gone(cx.pool.lane(std::iter::repeat_n(ABSENT, cx.rows)));
    let mut open = vec![1_u8; cx.rows];
    let mut disagreed = vec![0_u8; cx.rows];
    let take = |result: &mut Reg<'a>, open: &mut [u8], at: usize| -> Option<()> {
        let here = all.get(at)?.iter().zip(open.iter()).map(|(w, o)| u8::from(*w != ABSENT) & o);
        let here: Lane<'a, u8> = cx.pool.lane(here);
        if here.iter().any(|h| *h != 0) {
            *result = select(&here, args.get(at)?, result, cx)?;
            open.iter_mut().zip(here.iter()).for_each(|(o, h)| *o &= h ^ 1);
        }
        Some(())
    };
    take(&mut result, &mut open, 0)?;
    for step in steps {
        if open.iter().all(|o| *o == 0) {
            break;
        }
        match step {
            Settling::One(at) => take(&mut result, &mut open, *at)?,
            Settling::Agreement(among) => {
                let first = *among.first()?;
                let mut equal = vec![1_u8; cx.rows];
                for other in among.iter().skip(1) {
                    let compared =
                        super::apply::apply(&Op::Compare(Cmp::Eq), &[args.get(first)?, args.get(*other)?], cx)?;
                    let (yes, _) = super::choose::truth(&compared, cx)?;
                    equal.iter_mut().zip(yes.iter()).for_each(|(e, y)| *e &= y);
                }
                let mut agreed = vec![0_u8; cx.rows];
                let mut why = vec![0_u8; cx.rows];
                for row in 0..cx.rows {
                    let Some(o) = open.get_mut(row).filter(|o| **o != 0) else { continue };
                    let given = among.iter().map(|at| all.get(*at).and_then(|w| w.get(row)).copied().unwrap_or(ABSENT));
                    let (present, invalid) =
                        given.fold((0, false), |(n, i), w| (n + usize::from(w == 0), i || w & !ABSENT != 0));
                    let slot = |lane: &mut [u8], code: u8| lane.get_mut(row).into_iter().for_each(|s| *s = code);
                    match (invalid, present) {
                        (true, _) => slot(&mut why, INVALID),
                        (_, 0) => continue,
                        (_, n) if n < among.len() => slot(&mut why, ABSENT),
                        _ if equal.get(row) == Some(&1) => slot(&mut agreed, 1),
                        _ => {
                            slot(&mut disagreed, 1);
                            continue;
                        }
                    }
                    *o = 0;
                }
                if agreed.contains(&1) {
                    result = select(&agreed.into(), args.get(first)?, &result, cx)?;
                }
                if why.iter().any(|w| *w != 0) {
                    result = missing_where(result, &why.into(), cx)?;
                }
            }
        }
    }
    let disputed = cx.codes.bit(Reason::Disputed);
    let rows = open.iter().zip(&disagreed);
    let why: Lane<'a, u8> = cx.pool.lane(rows.map(|(o, d)| match (*o, *d) {
        (0, _) => 0,
        (_, 0) => ABSENT,
        _ => disputed,
    }));
    if why.iter().all(|w| *w == 0) { Some(result) } else { missing_where(result, &why, cx) }
}
