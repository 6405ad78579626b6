//! Verdicts in blocks: of criteria, of groups, of recognition.

use super::apply::{Cx, logic};
use super::choose::truth;
use super::codes::INVALID;
use super::lane::{Filled, Lane};
use super::policy::uniform;
use super::reg::{Reg, Why, all_codes};
use super::twice::{bits, each};
use crate::number::Number;
use crate::program::{CategoryId, GroupVerdict, LogicOp, Reason, Recognition, Verdict};
use crate::value::Value;

const MET: u8 = Verdict::Met as u8;
const NOT_MET: u8 = Verdict::NotMet as u8;
const OPEN: u8 = Verdict::Undetermined as u8;
const NOT_APPLICABLE: u8 = Verdict::NotApplicable as u8;
/// The item has no verdict in this row.
pub(super) const NO_VERDICT: u8 = 4;

/// All bits where something is set.
#[inline(always)]
fn mask(bits: u8) -> u8 {
    u8::from(bits != 0).wrapping_neg()
}

/// What is missing without a reason is invalid.
#[inline]
fn or_invalid(code: u8) -> u8 {
    code | (u8::from(code == 0) * INVALID)
}

/// What a missing verdict is by the `on` lines.
fn by_policy<'a>(yes: &Lane<'a, u8>, why: &Why<'a>, policy: &[u8], cx: &Cx<'_>) -> Lane<'a, u8> {
    let Some(why) = why else { return cx.pool.lane(yes.iter().map(|y| y ^ 1)) };
    let rows = yes.iter().zip(why.iter());
    match uniform(policy, all_codes(&Some(why.clone()))) {
        Some(verdict) => cx.pool.lane(rows.map(|(y, w)| mask(*w) & verdict | !mask(*w) & (y ^ 1))),
        None => cx.pool.lane(rows.map(|(y, w)| match w {
            0 => y ^ 1,
            w => policy.get(usize::from(*w)).copied().unwrap_or(OPEN),
        })),
    }
}

/// A condition as a verdict.
pub(super) fn verdict<'a>(
    judged: &Reg<'a>,
    gates: Option<&Reg<'a>>,
    applies: Option<&Reg<'a>>,
    policy: &[u8],
    cx: &Cx<'_>,
) -> Option<Reg<'a>> {
    let joined;
    let judged = match gates {
        None => judged,
        Some(gates) => {
            joined = logic(LogicOp::And, &[judged, gates], cx)?;
            &joined
        }
    };
    let (yes, mut why) = truth(judged, cx)?;
    let applies = match applies {
        Some(applies) => Some(truth(applies, cx)?),
        None => None,
    };
    if let Some((_, Some(unclear))) = &applies {
        let old = why.clone();
        let rows = unclear.iter().enumerate();
        why = Some(cx.pool.lane(rows.map(|(r, u)| if *u != 0 { *u } else { super::reg::code_at(&old, r) })));
    }
    let verdicts = by_policy(&yes, &why, policy, cx);
    let Some((applies, unclear)) = applies else { return Some(Reg::Verdict(verdicts, why)) };
    let none = cx.codes.bit(Reason::NotApplicable);
    let out: Vec<bool> =
        applies.iter().enumerate().map(|(r, a)| *a == 0 && super::reg::code_at(&unclear, r) == 0).collect();
    let verdicts = cx.pool.lane(verdicts.iter().zip(&out).map(|(v, o)| if *o { NOT_APPLICABLE } else { *v }));
    let why = cx.pool.lane(out.iter().enumerate().map(|(r, o)| if *o { none } else { super::reg::code_at(&why, r) }));
    Some(Reg::Verdict(verdicts, Some(why)))
}

/// `.met`
pub(super) fn met<'a>(verdict: &Reg<'a>, cx: &Cx<'_>) -> Option<Reg<'a>> {
    let Reg::Verdict(v, why) = verdict else { return None };
    let yes = cx.pool.lane(v.iter().map(|v| u8::from(*v == MET)));
    if bits(v.iter().map(|v| v & !1)) == 0 {
        return Some(Reg::Bool(yes, None));
    }
    let none = cx.codes.bit(Reason::NotApplicable);
    let reason = |v: u8, w: u8| mask(u8::from(v == OPEN)) & or_invalid(w) | mask(u8::from(v > OPEN)) & none;
    let lane = match why {
        None => cx.pool.lane(v.iter().map(|v| reason(*v, 0))),
        Some(why) => cx.pool.lane(v.iter().zip(why.iter()).map(|(v, w)| reason(*v, *w))),
    };
    Some(Reg::Bool(yes, Some(lane)))
}

/// `.verdict`
pub(super) fn as_category<'a>(verdict: &Reg<'a>) -> Option<Reg<'a>> {
    let Reg::Verdict(v, _) = verdict else { return None };
    let items = v.iter().map(|v| u32::from(if *v == NO_VERDICT { OPEN } else { *v }));
    Some(Reg::Category(CategoryId(0), items.collect::<Vec<_>>().into(), None))
}

/// The maximum where met, 0 where not.
pub(super) fn when_met<'a>(verdict: &Reg<'a>, max: &Reg<'a>, cx: &Cx<'_>) -> Option<Reg<'a>> {
    use super::reg::{Ints, Num};
    let Reg::Verdict(v, why) = verdict else { return None };
    let open = bits(v.iter().map(|v| v & !1)) != 0;
    let missing: Why<'a> = open.then(|| match why {
        None => cx.pool.lane(v.iter().map(|v| mask(v & !1) & INVALID)),
        Some(why) => cx.pool.lane(v.iter().zip(why.iter()).map(|(v, w)| mask(v & !1) & or_invalid(*w))),
    });
    let met = cx.pool.lane(v.iter().map(|v| u8::from(*v == MET)));
    if let Reg::Const(Value::Number(max)) = max
        && !max.is_zero()
    {
        let num = Num::whole(Lane::Of(&[]), 1.0, max.clone());
        return Some(Reg::Num(Num { n: Ints::Byte(met), why: missing, ..num }));
    }
    let zero = Reg::Const(Value::Number(Number::ZERO));
    let chosen = super::choose::select(&met, max, &zero, cx)?;
    match missing {
        None => Some(chosen),
        Some(missing) => super::choose::missing_where(chosen, &missing, cx),
    }
}

const SEEN_MET: u8 = 1;
const SEEN_NOT_MET: u8 = 2;
const SEEN_OPEN: u8 = 4;

const SEEN_NOT_APPLICABLE: u8 = 8;

/// The bits of all verdicts that occur.
fn occurring(verdicts: &[u8]) -> u8 {
    bits(verdicts.iter().map(|v| occurs(*v) | mask(u8::from(*v == NOT_APPLICABLE)) & SEEN_NOT_APPLICABLE))
}

/// Whether one is not applicable.
pub(super) fn any_not_applicable(verdicts: &[u8]) -> bool {
    occurring(verdicts) & SEEN_NOT_APPLICABLE != 0
}

/// The bit of a verdict; none where it does not count.
#[inline(always)]
fn occurs(verdict: u8) -> u8 {
    let is = |v: u8, bit: u8| mask(u8::from(verdict == v)) & bit;
    is(MET, SEEN_MET) | is(NOT_MET, SEEN_NOT_MET) | is(OPEN, SEEN_OPEN)
}

/// A group's verdict from its members'.
pub(super) fn group<'a>(
    members: &[&Reg<'a>],
    rule: GroupVerdict,
    gates: Option<&Reg<'a>>,
    cx: &Cx<'_>,
) -> Option<Reg<'a>> {
    if members.len() > usize::from(u16::MAX) {
        return None;
    }
    let zeros = || cx.pool.filled(0_u8, cx.rows);
    let (mut seen, mut why) = (zeros(), zeros());
    let mut skipped: Option<Filled<'_, u8>> = None;
    let needed = match rule {
        GroupVerdict::None => return None,
        GroupVerdict::Every => None,
        GroupVerdict::AtLeast(needed) => Some(needed),
    };
    let mut counts: Option<[Vec<u16>; 2]> = needed.map(|_| [vec![0; cx.rows], vec![0; cx.rows]]);
    for member in members {
        let Reg::Verdict(v, reasons) = member else { return None };
        if let Some([met, open]) = &mut counts {
            met.iter_mut().zip(v.iter()).for_each(|(m, v)| *m += u16::from(*v == MET));
            open.iter_mut().zip(v.iter()).for_each(|(o, v)| *o += u16::from(*v == OPEN));
        }
        let Some(reasons) = reasons else {
            each(&mut seen, v.iter(), |s, v| *s |= occurs(*v));
            continue;
        };
        each(&mut seen, v.iter(), |s, v| *s |= occurs(*v));
        each(&mut why, v.iter().zip(reasons.iter()), |all, (v, w)| *all |= mask(u8::from(*v == OPEN)) & w);
        if bits(v.iter().map(|v| u8::from(*v == NOT_APPLICABLE))) != 0 {
            let skipped = skipped.get_or_insert_with(zeros);
            let rows = skipped.iter_mut().zip(v.iter().zip(reasons.iter()));
            rows.for_each(|(all, (v, w))| *all |= mask(u8::from(*v == NOT_APPLICABLE)) & w);
        }
    }
    let verdicts: Lane<'a, u8> = match (&counts, needed) {
        (Some([met, open]), Some(needed)) => cx.pool.lane(met.iter().zip(open).zip(seen.iter()).map(|((m, o), s)| {
            let (met, open) = (u32::from(*m), u32::from(*o));
            if *s == 0 {
                NOT_APPLICABLE
            } else if met >= needed {
                MET
            } else if met + open < needed {
                NOT_MET
            } else {
                OPEN
            }
        })),
        _ => cx.pool.lane(seen.iter().map(|s| {
            let rest = if *s == 0 { NOT_APPLICABLE } else { MET };
            let rest = if *s & SEEN_OPEN != 0 { OPEN } else { rest };
            if *s & SEEN_NOT_MET != 0 { NOT_MET } else { rest }
        })),
    };
    let none = cx.codes.bit(Reason::NotApplicable);
    let left_out = |row: usize| match skipped.as_ref().and_then(|s| s.get(row)) {
        None | Some(0) => none,
        Some(code) => *code,
    };
    // The reasons of what is open are given; those of what is not applicable are its members'.
    let settled = |v: &Lane<'a, u8>, why: &[u8]| -> Why<'a> {
        let all = occurring(v);
        (all & (SEEN_OPEN | SEEN_NOT_APPLICABLE) != 0).then(|| {
            let open: Lane<'a, u8> =
                cx.pool.lane(v.iter().zip(why).map(|(v, w)| mask(u8::from(*v == OPEN)) & or_invalid(*w)));
            if all & SEEN_NOT_APPLICABLE == 0 {
                return open;
            }
            let rows = open.iter().zip(v.iter()).enumerate();
            cx.pool.lane(rows.map(|(row, (o, v))| if *v == NOT_APPLICABLE { left_out(row) } else { *o }))
        })
    };
    let Some(gates) = gates else {
        let why = settled(&verdicts, &why);
        return Some(Reg::Verdict(verdicts, why));
    };
    let own = cx.pool.lane(verdicts.iter().map(|v| u8::from(*v == MET || *v == NOT_APPLICABLE)));
    let own_why = cx.pool.lane(verdicts.iter().zip(why.iter()).map(|(v, w)| match (*v, *w) {
        (OPEN, 0) => INVALID,
        (OPEN, w) => w,
        _ => 0,
    }));
    let (yes, open) = truth(&logic(LogicOp::And, &[&Reg::Bool(own, Some(own_why)), gates], cx)?, cx)?;
    let codes: Vec<u8> = (0..cx.rows).map(|r| super::reg::code_at(&open, r)).collect();
    let joined = cx.pool.lane(verdicts.iter().zip(yes.iter().zip(&codes)).map(|(v, (y, w))| match (*v, *y, *w) {
        (NOT_APPLICABLE, 1, 0) => NOT_APPLICABLE,
        (_, y, 0) => y ^ 1,
        _ => OPEN,
    }));
    let why = settled(&joined, &codes);
    Some(Reg::Verdict(joined, why))
}

/// Recognised, refused, or missing where that is open.
pub(super) fn recognise<'a>(parts: &[(&Reg<'a>, Option<&Reg<'a>>)], policy: &[u8], cx: &Cx<'_>) -> Option<Reg<'a>> {
    let zeros = || cx.pool.filled(0_u8, cx.rows);
    let (mut met, mut refused, mut open, mut why) = (zeros(), zeros(), zeros(), zeros());
    for (condition, verdict) in parts {
        let (yes, reasons) = truth(condition, cx)?;
        let mut verdicts = by_policy(&yes, &reasons, policy, cx);
        if let Some(Reg::Verdict(own, _)) = verdict {
            let rows = verdicts.iter().zip(own.iter());
            verdicts = cx.pool.lane(rows.map(|(v, own)| if *own == NOT_APPLICABLE { NOT_APPLICABLE } else { *v }));
        }
        each(&mut met, verdicts.iter(), |m, v| *m |= u8::from(*v == MET));
        each(&mut refused, verdicts.iter(), |m, v| *m |= u8::from(*v == NOT_MET));
        if let Some(reasons) = reasons {
            each(&mut open, verdicts.iter(), |m, v| *m |= u8::from(*v == OPEN));
            let rows = verdicts.iter().zip(reasons.iter());
            each(&mut why, rows, |all, (v, w)| *all |= mask(u8::from(*v == OPEN)) & w);
        }
    }
    let none = cx.codes.bit(Reason::NotApplicable);
    let items: Vec<u32> = refused.iter().map(|r| u32::from(*r) * Recognition::Refused as u32).collect();
    let rows = refused.iter().zip(open.iter()).zip(met.iter().zip(why.iter()));
    let missing: Vec<u8> = rows
        .map(|((r, o), (m, w))| match (*r != 0, *o != 0, *m != 0) {
            (true, ..) | (_, false, true) => 0,
            (_, true, _) if *w == 0 => INVALID,
            (_, true, _) => *w,
            _ => none,
        })
        .collect();
    let why = missing.iter().any(|w| *w != 0).then(|| missing.into());
    Some(Reg::Category(CategoryId(1), items.into(), why))
}
