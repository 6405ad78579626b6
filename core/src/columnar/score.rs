//! Scores in blocks: what a missing score becomes, and what groups make of their members' scores.

use super::apply::{Cx, apply, pack};
use super::choose::{missing_where, truth};
use super::lane::Lane;
use super::number::common;
use super::op::{Arith, Op};
use super::policy::uniform;
use super::reg::{Ints, Num, Reg, Why, all_codes, code_at};
use super::twice::each;
use crate::functions;
use crate::group::aggregate;
use crate::number::Number;
use crate::ops::{Meter, arith, compare, logic, missing_for};
use crate::program::{Aggregate, AggregateKind, Cmp, Function, GroupMissing, NotApplicable, Reason, Verdict};
use crate::value::{Reasons, Value};
use std::rc::Rc;

fn zero() -> Value {
    Value::Number(Number::ZERO)
}

/// A missing score follows the `on` lines; the second register tells where the item does not count.
pub(super) fn settle<'a>(
    score: &Reg<'a>,
    max: &Reg<'a>,
    verdict: Option<&Reg<'a>>,
    policy: &[u8],
    cx: &Cx<'_>,
) -> Option<(Reg<'a>, Reg<'a>)> {
    let not_applicable = Verdict::NotApplicable as u8;
    let out: Option<Lane<'a, u8>> = match verdict {
        Some(Reg::Verdict(v, Some(_))) if super::verdict::any_not_applicable(v) => {
            Some(cx.pool.lane(v.iter().map(|v| u8::from(*v == not_applicable))))
        }
        _ => None,
    };
    let plain = !matches!(score, Reg::Values(_) | Reg::Const(_)) && score.odd().is_none();
    let none = Reg::Const(Value::Bool(false));
    if plain && out.is_none() {
        let why = score.why();
        let open = Some(Verdict::Undetermined as u8);
        if why.is_none() || uniform(policy, all_codes(&why)) == open {
            return Some((score.clone(), none));
        }
    }
    if out.is_none() && matches!(score, Reg::Const(v) if !v.is_missing()) {
        return Some((score.clone(), none));
    }
    if plain && let Some(done) = settle_lanes(score, max, out.as_ref(), policy, cx) {
        return Some(done);
    }
    let mut excluded = Vec::with_capacity(cx.rows);
    let values = (0..cx.rows).map(|row| {
        let value = score.get(row, cx.codes);
        let not_here = out.as_ref().and_then(|o| o.get(row)).is_some_and(|o| *o != 0);
        let verdict = if not_here {
            Some(Verdict::NotApplicable as u8)
        } else if value.is_missing() {
            policy.get(usize::from(cx.codes.code(value.reasons()))).copied()
        } else {
            None
        };
        excluded.push(u8::from(verdict == Some(Verdict::NotApplicable as u8)));
        match verdict.and_then(|v| Verdict::ALL.get(usize::from(v))) {
            Some(Verdict::Met) => max.get(row, cx.codes),
            Some(Verdict::NotMet) => zero(),
            Some(Verdict::NotApplicable) => Value::missing(Reason::NotApplicable),
            _ => value,
        }
    });
    let values: Vec<Value> = values.collect();
    Some((pack(values, cx), Reg::Bool(excluded.into(), None)))
}

fn settle_lanes<'a>(
    score: &Reg<'a>,
    max: &Reg<'a>,
    out: Option<&Lane<'a, u8>>,
    policy: &[u8],
    cx: &Cx<'_>,
) -> Option<(Reg<'a>, Reg<'a>)> {
    let why = score.why();
    let verdicts: Vec<u8> = (0..cx.rows)
        .map(|r| match (out.and_then(|o| o.get(r)), code_at(&why, r)) {
            (Some(1), _) => Verdict::NotApplicable as u8,
            (_, 0) => u8::MAX,
            (_, code) => policy.get(usize::from(code)).copied().unwrap_or(Verdict::Undetermined as u8),
        })
        .collect();
    let is = |wanted: Verdict| -> Option<Lane<'a, u8>> {
        let any = verdicts.contains(&(wanted as u8));
        any.then(|| cx.pool.lane(verdicts.iter().map(|v| u8::from(*v == wanted as u8))))
    };
    let mut result = score.clone();
    if let Some(met) = is(Verdict::Met) {
        result = pick(&met, max, &result, cx)?;
    }
    if let Some(not) = is(Verdict::NotMet) {
        result = pick(&not, &Reg::Const(zero()), &result, cx)?;
    }
    let Some(gone) = is(Verdict::NotApplicable) else { return Some((result, Reg::Const(Value::Bool(false)))) };
    let code = cx.codes.bit(Reason::NotApplicable);
    let why = cx.pool.lane(gone.iter().map(|g| g.wrapping_neg() & code));
    Some((missing_where(result, &why, cx)?, Reg::Bool(gone, None)))
}

/// One member's registers.
pub(super) struct Member<'r, 'a> {
    pub score: &'r Reg<'a>,
    pub max: Option<&'r Reg<'a>>,
    pub nominal: Option<&'r Reg<'a>>,
    pub excluded: Option<&'r Reg<'a>>,
    pub weight: Option<Value>,
    pub rule: NotApplicable,
}

/// What a group's aggregate needs beside the members.
pub(crate) struct Method<'r> {
    pub how: &'r Aggregate,
    pub missing: &'r GroupMissing,
    pub weighted: bool,
    pub needed: Option<Value>,
    pub argument: Option<Value>,
    pub step: Option<Value>,
    /// The group has a maximum.
    pub shown: bool,
}

/// A group's aggregate in one block.
pub(super) struct Scored<'a> {
    pub score: Reg<'a>,
    pub max: Reg<'a>,
    pub nominal: Reg<'a>,
    /// Where no member counts.
    pub excluded: Reg<'a>,
}

/// The aggregate of all rows; `None` where a limit was passed.
pub(super) fn group<'a>(members: &[Member<'_, 'a>], method: &Method<'_>, cx: &Cx<'_>) -> Option<Scored<'a>> {
    match in_lanes(members, method, cx) {
        Some(done) => Some(done),
        None => row_by_row(members, method, cx),
    }
}

fn add<'a>(a: &Reg<'a>, b: &Reg<'a>, cx: &Cx<'_>) -> Option<Reg<'a>> {
    apply(&Op::Arith(Arith::Add), &[a, b], cx)
}

fn in_lanes<'a>(members: &[Member<'_, 'a>], method: &Method<'_>, cx: &Cx<'_>) -> Option<Scored<'a>> {
    let kind = method.how.kind;
    let means = matches!(kind, AggregateKind::Sum | AggregateKind::Mean | AggregateKind::WeightedMean);
    let others = matches!(
        kind,
        AggregateKind::GeometricMean
            | AggregateKind::HarmonicMean
            | AggregateKind::Min
            | AggregateKind::Max
            | AggregateKind::Median
    );
    if !(means || others) || members.is_empty() {
        return None;
    }
    let of_shares = method.how.of_shares && kind != AggregateKind::Sum;
    let nil = Reg::Const(zero());
    let mut values: Vec<Reg<'a>> = Vec::with_capacity(members.len());
    let mut maxima: Vec<Reg<'a>> = Vec::new();
    let mut nominals: Vec<Reg<'a>> = Vec::new();
    let mut weights: Vec<Reg<'a>> = Vec::new();
    let mut everywhere_out: Option<Lane<'a, u8>> = None;
    let mut always = false;
    let mut gaps = (*method.missing != GroupMissing::Strict).then(|| Gaps::new(cx.rows));
    for member in members {
        let mut value = member.score.clone();
        let mut max = member.max.cloned();
        let exact = |r: Option<&Reg<'a>>| matches!(r, Some(Reg::Values(_)));
        if exact(Some(&value))
            || exact(member.max)
            || exact(member.nominal)
            || value.odd().is_some_and(|o| o.iter().any(|(_, v)| v.is_missing()))
        {
            return None;
        }
        let out = match member.excluded {
            None | Some(Reg::Const(Value::Bool(false))) => None,
            Some(excluded) => Some(truth(excluded, cx)?.0).filter(|out| out.iter().any(|o| *o != 0)),
        };
        if let (Some(out), NotApplicable::Full | NotApplicable::Zero) = (&out, member.rule) {
            // It counts with what it would be worth, whatever its own maximum is here.
            let nominal = member.nominal.unwrap_or(&nil);
            if member.rule == NotApplicable::Full {
                value = pick(out, nominal, &value, cx)?;
            }
            max = match max {
                Some(max) => Some(pick(out, nominal, &max, cx)?),
                None => None,
            };
        }
        if of_shares && let Some(max) = &max {
            value = apply(&Op::Arith(Arith::Div), &[&value, max], cx)?;
        }
        let weight = member.weight.clone().filter(|_| method.weighted).unwrap_or(Value::Number(Number::ONE));
        let mut weight = Reg::Const(weight);
        match (&out, member.rule) {
            (None, _) | (_, NotApplicable::Full) => always = true,
            (Some(out), NotApplicable::Zero) => {
                value = pick(out, &nil, &value, cx)?;
                always = true;
            }
            (Some(_), NotApplicable::Excluded) if others => return None,
            (Some(out), NotApplicable::Excluded) => {
                value = pick(out, &nil, &value, cx)?;
                weight = pick(out, &nil, &weight, cx)?;
                max = match max {
                    Some(max) => Some(pick(out, &nil, &max, cx)?),
                    None => None,
                };
                everywhere_out = Some(match everywhere_out {
                    None => out.clone(),
                    Some(all) => cx.pool.lane(all.iter().zip(out.iter()).map(|(a, b)| a & b)),
                });
            }
        }
        if let Some(gaps) = &mut gaps {
            if matches!(&value, Reg::Const(v) if v.is_missing()) || matches!(&value, Reg::Gone(_) | Reg::Values(_)) {
                return None;
            }
            gaps.count(out.as_ref().filter(|_| member.rule == NotApplicable::Excluded), &value, &weight);
            if let Some(why) = value.why() {
                let absent = cx.pool.lane(why.iter().map(|w| u8::from(*w != 0)));
                value = pick(&absent, &nil, &value, cx)?;
                if matches!(method.missing, GroupMissing::Skip { .. }) {
                    if others {
                        return None;
                    }
                    weight = pick(&absent, &nil, &weight, cx)?;
                    max = match max {
                        Some(max) => Some(pick(&absent, &nil, &max, cx)?),
                        None => None,
                    };
                }
            }
        }
        values.push(value);
        maxima.extend(max);
        nominals.extend(member.nominal.cloned());
        weights.push(weight);
    }
    let excluded = match everywhere_out {
        Some(out) if !always => Reg::Bool(out, None),
        _ => Reg::Const(Value::Bool(false)),
    };
    let score = match kind {
        AggregateKind::Sum => sum(&values, cx)?,
        AggregateKind::Mean => {
            let total = sum(&weights, cx)?;
            let above = sum(&values, cx)?;
            apply(&Op::Arith(Arith::Div), &[&above, &total], cx)?
        }
        _ if others => {
            let mut fixed = Vec::new();
            if method.weighted {
                fixed.extend(weights.iter().map(|w| w.get(0, cx.codes)));
            }
            let parts: Vec<&Reg<'a>> = values.iter().collect();
            apply(&Op::Group(kind, std::sync::Arc::new(fixed)), &parts, cx)?
        }
        _ if fixed(&weights).is_some() => {
            // The weights' shares are known before any row is.
            let shares = fixed(&weights)?;
            let mut parts = Vec::with_capacity(values.len());
            for (value, share) in values.iter().zip(shares) {
                parts.push(apply(&Op::Arith(Arith::Mul), &[value, &Reg::Const(Value::Number(share))], cx)?);
            }
            sum(&parts, cx)?
        }
        _ => {
            let mut parts = Vec::with_capacity(values.len());
            for (value, weight) in values.iter().zip(&weights) {
                parts.push(apply(&Op::Arith(Arith::Mul), &[value, weight], cx)?);
            }
            let (above, below) = (sum(&parts, cx)?, sum(&weights, cx)?);
            apply(&Op::Arith(Arith::Div), &[&above, &below], cx)?
        }
    };
    let score = match (&method.step, method.how.to) {
        (Some(step), Some((_, mode))) => {
            apply(&Op::Call(Function::Round, Some(mode)), &[&score, &Reg::Const(step.clone())], cx)?
        }
        _ => score,
    };
    let score = match (&gaps, method.missing) {
        (Some(gaps), GroupMissing::Skip { needing }) if gaps.any => {
            let why = gaps.too_few(needing.as_ref().map(|(_, of_weight)| *of_weight), method, &weights, cx)?;
            missing_where(score, &why, cx)?
        }
        _ => score,
    };
    let one = Reg::Const(Value::Number(Number::ONE));
    let (max, nominal) = match (method.shown, kind) {
        (false, _) => (nil.clone(), nil),
        (true, AggregateKind::Sum) => (sum(&maxima, cx)?, sum(&nominals, cx)?),
        (true, _) => (one.clone(), one),
    };
    Some(Scored { score, max, nominal, excluded })
}

/// Weights that are the same in all rows, as shares of their sum.
fn fixed(weights: &[Reg<'_>]) -> Option<Vec<Number>> {
    let number = |r: &Reg<'_>| if let Reg::Const(Value::Number(w)) = r { Some(w.clone()) } else { None };
    let weights: Vec<Number> = weights.iter().map(number).collect::<Option<_>>()?;
    let all = weights.iter().fold(Number::ZERO, |sum, w| sum.add(w));
    weights.iter().map(|w| w.div(&all)).collect()
}

/// Members without a score, row by row.
struct Gaps<'a> {
    any: bool,
    counted: Vec<u16>,
    gone: Vec<u16>,
    why: Vec<u8>,
    /// Weights of all members that count.
    weights: Vec<Reg<'a>>,
}

impl<'a> Gaps<'a> {
    fn new(rows: usize) -> Self {
        Self { any: false, counted: vec![0; rows], gone: vec![0; rows], why: vec![0; rows], weights: Vec::new() }
    }

    /// One more member, with where it is left out for not being applicable.
    fn count(&mut self, out: Option<&Lane<'a, u8>>, value: &Reg<'a>, weight: &Reg<'a>) {
        match out {
            None => self.counted.iter_mut().for_each(|c| *c += 1),
            Some(out) => self.counted.iter_mut().zip(out.iter()).for_each(|(c, o)| *c += u16::from(*o == 0)),
        }
        self.weights.push(weight.clone());
        let Some(why) = value.why() else { return };
        for ((gone, all), w) in self.gone.iter_mut().zip(&mut self.why).zip(why.iter()) {
            *gone += u16::from(*w != 0);
            *all |= w;
        }
        self.any |= self.gone.iter().any(|g| *g != 0);
    }

    /// Why rows are missing in which too few members have a score.
    fn too_few(
        &self,
        needing: Option<bool>,
        method: &Method<'_>,
        present: &[Reg<'a>],
        cx: &Cx<'_>,
    ) -> Option<Lane<'a, u8>> {
        let enough: Option<Vec<u8>> = match (needing, &method.needed) {
            (Some(of_weight), Some(needed)) => {
                let (above, below) = if of_weight && method.weighted {
                    (sum(present, cx)?, sum(&self.weights, cx)?)
                } else {
                    let lane = |rows: &mut dyn Iterator<Item = f64>| {
                        Reg::Num(Num::whole(cx.pool.lane(rows), f64::from(u16::MAX), Number::ONE))
                    };
                    let rows = self.counted.iter().zip(&self.gone);
                    let above = lane(&mut rows.map(|(c, g)| f64::from(*c) - f64::from(*g)));
                    (above, lane(&mut self.counted.iter().map(|c| f64::from(*c))))
                };
                let share = apply(&Op::Arith(Arith::Div), &[&above, &below], cx)?;
                let (yes, why) = truth(&apply(&Op::Compare(Cmp::Ge), &[&share, &Reg::Const(needed.clone())], cx)?, cx)?;
                Some((0..cx.rows).map(|r| u8::from(yes.get(r) == Some(&1) && code_at(&why, r) == 0)).collect())
            }
            _ => None,
        };
        let mut lane = cx.pool.filled(0_u8, cx.rows);
        let rows = self.counted.iter().zip(&self.gone).zip(&self.why);
        for (row, (slot, ((counted, gone), why))) in lane.iter_mut().zip(rows).enumerate() {
            let nothing = counted == gone;
            if nothing && *gone > 0 && method.shown {
                // Such a row has no maximum either.
                return None;
            }
            let few = nothing || enough.as_ref().and_then(|e| e.get(row)) == Some(&0);
            *slot = if *gone > 0 && few { *why } else { 0 };
        }
        Some(lane.lane())
    }
}

/// `then` where yes, `otherwise` elsewhere; also where cells are odd.
fn pick<'a>(yes: &Lane<'a, u8>, then: &Reg<'a>, otherwise: &Reg<'a>, cx: &Cx<'_>) -> Option<Reg<'a>> {
    apply(&Op::If, &[&Reg::Bool(yes.clone(), None), then, otherwise], cx)
}

/// The sum of registers. Small whole numbers are added up as such.
fn sum<'a>(parts: &[Reg<'a>], cx: &Cx<'_>) -> Option<Reg<'a>> {
    if let Some(done) = sum_bytes(parts, cx) {
        return Some(Reg::Num(done));
    }
    if parts.len() > 2 && !share_a_factor(parts) {
        let parts: Vec<&Reg<'a>> = parts.iter().collect();
        return apply(&Op::Call(Function::Sum, None), &parts, cx);
    }
    let (first, rest) = parts.split_first()?;
    rest.iter().try_fold(first.clone(), |acc, part| add(&acc, part, cx))
}

/// Whether numbers are whole multiples of one factor, as far as they have factors.
fn share_a_factor(parts: &[Reg<'_>]) -> bool {
    let mut all: Option<Number> = None;
    for part in parts {
        let own = match part {
            Reg::Num(num) => &num.factor,
            Reg::Near(_) => return false,
            _ => continue,
        };
        all = match all {
            None => Some(own.clone()),
            Some(so_far) => match common(&so_far, own) {
                Some((factor, ..)) => Some(factor),
                None => return false,
            },
        };
    }
    true
}

fn sum_bytes<'a>(parts: &[Reg<'a>], cx: &Cx<'_>) -> Option<Num<'a>> {
    let mut factor: Option<Number> = None;
    for part in parts {
        let Reg::Num(Num { n: Ints::Byte(_), d: None, odd: None, factor: own, .. }) = part else { return None };
        factor = Some(match factor {
            None => own.clone(),
            Some(f) => common(&f, own)?.0,
        });
    }
    let factor = factor?;
    let mut total = vec![0_u16; cx.rows];
    let mut why: Option<Vec<u8>> = None;
    let mut hi = 0.0;
    for part in parts {
        let Reg::Num(num) = part else { return None };
        let Ints::Byte(n) = &num.n else { return None };
        let times = num.factor.div(&factor)?.to_i64().and_then(|t| u16::try_from(t).ok())?;
        hi += num.hi * f64::from(times);
        if hi > f64::from(u16::MAX) {
            return None;
        }
        each(&mut total, n.iter(), |t, n| *t = t.wrapping_add(u16::from(*n).wrapping_mul(times)));
        if let Some(w) = &num.why {
            match &mut why {
                None => why = Some(w.to_vec()),
                Some(all) => each(all, w.iter(), |a, w| *a |= w),
            }
        }
    }
    let why: Why<'a> = why.map(Lane::from);
    Some(Num { why, ..Num::whole(cx.pool.lane(total.iter().map(|t| f64::from(*t))), hi, factor) })
}

fn row_by_row<'a>(members: &[Member<'_, 'a>], method: &Method<'_>, cx: &Cx<'_>) -> Option<Scored<'a>> {
    let (mut scores, mut maxima, mut nominals, mut out) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut meter = Meter::new(cx.bits);
    for row in 0..cx.rows {
        let get = |r: &Reg<'_>| r.get(row, cx.codes);
        let of = |m: &Member<'_, '_>| MemberValues {
            score: get(m.score),
            max: m.max.map(get),
            nominal: m.nominal.map(get),
            excluded: m.excluded.is_some_and(|e| matches!(get(e), Value::Bool(true))),
            weight: m.weight.clone(),
            rule: m.rule,
        };
        let scored = one_row(members.iter().map(of), method, &mut meter);
        out.push(u8::from(scored.excluded));
        scores.push(scored.score);
        maxima.push(scored.max);
        nominals.push(scored.nominal);
        if meter.exceeded {
            return None;
        }
    }
    let reg = |values| pack(values, cx);
    Some(Scored {
        score: reg(scores),
        max: Reg::Values(Rc::new(maxima)),
        nominal: Reg::Values(Rc::new(nominals)),
        excluded: Reg::Bool(out.into(), None),
    })
}

/// One member's results in one row.
pub(crate) struct MemberValues {
    pub score: Value,
    pub max: Option<Value>,
    pub nominal: Option<Value>,
    pub excluded: bool,
    pub weight: Option<Value>,
    pub rule: NotApplicable,
}

/// A group's aggregate in one row.
pub(crate) struct RowScore {
    pub score: Value,
    pub max: Value,
    pub nominal: Value,
    /// No member counts.
    pub excluded: bool,
}

/// The aggregate of one row.
pub(crate) fn one_row(members: impl Iterator<Item = MemberValues>, method: &Method<'_>, meter: &mut Meter) -> RowScore {
    let gathered = gather(members, method, meter);
    RowScore {
        excluded: gathered.counted == 0 && gathered.any_excluded,
        score: combine(&gathered, method, meter),
        max: gathered.max.unwrap_or(Value::Missing(Reasons::NONE)),
        nominal: gathered.nominal.unwrap_or(Value::Missing(Reasons::NONE)),
    }
}

/// What the members of one row come to.
#[derive(Default)]
struct Gathered {
    counted: i64,
    missing: i64,
    values: Vec<Value>,
    weights: Vec<Value>,
    weight_all: Option<Value>,
    weight_missing: Option<Value>,
    reasons: Reasons,
    max: Option<Value>,
    nominal: Option<Value>,
    any_excluded: bool,
}

fn add_to(sum: &mut Option<Value>, more: Option<&Value>, meter: &mut Meter) {
    let Some(more) = more else { return };
    *sum = Some(match sum.take() {
        Some(sum) => arith::add(&sum, more, meter),
        None => more.clone(),
    });
}

fn gather(members: impl Iterator<Item = MemberValues>, method: &Method<'_>, meter: &mut Meter) -> Gathered {
    let mut all = Gathered::default();
    let how = method.how;
    let of_shares = how.of_shares && !matches!(how.kind, AggregateKind::Sum | AggregateKind::Count);
    for member in members {
        // In a row in which no member of a group counts the group has no maximum.
        let some = |v: &Value| !matches!(v, Value::Missing(r) if r.is_empty());
        let (max, nominal) = (member.max.filter(some), member.nominal.filter(some));
        let (score, excluded) = (member.score, member.excluded);
        add_to(&mut all.nominal, nominal.as_ref(), meter);
        let (score, max) = match (excluded, member.rule) {
            (false, _) => (score, max),
            (true, NotApplicable::Excluded) => {
                all.any_excluded = true;
                continue;
            }
            (true, NotApplicable::Zero) => (zero(), nominal),
            (true, NotApplicable::Full) => (nominal.clone().unwrap_or_else(zero), nominal),
        };
        let weight = method.weighted.then(|| member.weight.unwrap_or(Value::Number(Number::ONE)));
        all.counted += 1;
        add_to(&mut all.weight_all, weight.as_ref(), meter);
        let value = match &max {
            Some(max) if of_shares => arith::div(&score, max, meter),
            _ => score,
        };
        let value = if value.is_missing() {
            all.missing += 1;
            all.reasons = all.reasons.union(value.reasons());
            match method.missing {
                GroupMissing::Skip { .. } => {
                    add_to(&mut all.weight_missing, weight.as_ref(), meter);
                    continue;
                }
                GroupMissing::Zero => zero(),
                GroupMissing::Strict => missing_for(value.reasons()),
            }
        } else {
            value
        };
        add_to(&mut all.max, max.as_ref(), meter);
        all.values.push(value);
        all.weights.extend(weight);
    }
    if how.of_shares && how.kind != AggregateKind::Sum {
        let one = |m: Option<Value>| m.map(|_| Value::Number(Number::ONE));
        all.max = one(all.max);
        all.nominal = one(all.nominal);
    } else if how.kind != AggregateKind::Sum {
        all.max = None;
        all.nominal = None;
    }
    all
}

fn combine(all: &Gathered, method: &Method<'_>, meter: &mut Meter) -> Value {
    if let GroupMissing::Skip { needing } = method.missing {
        if all.values.is_empty() && all.missing > 0 {
            return missing_for(all.reasons);
        }
        if let (Some((_, of_weight)), Some(needed)) = (needing, &method.needed)
            && all.missing > 0
        {
            let present = present_share(all, *of_weight, meter);
            if logic::truth(&compare::compare(Cmp::Ge, &present, needed)) != Ok(true) {
                return missing_for(all.reasons);
            }
        }
    }
    let value = aggregate(method.how.kind, &all.values, &all.weights, method.argument.as_ref(), meter);
    match (method.how.to, &method.step) {
        (Some((_, mode)), Some(step)) => functions::call(Function::Round, &[value, step.clone()], Some(mode), meter),
        _ => value,
    }
}

fn present_share(all: &Gathered, of_weight: bool, meter: &mut Meter) -> Value {
    match (&all.weight_all, of_weight) {
        (Some(total), true) => {
            let gone = all.weight_missing.clone().unwrap_or_else(zero);
            let present = arith::sub(total, &gone, meter);
            arith::div(&present, total, meter)
        }
        _ => {
            let total = Value::Number(Number::integer(all.counted));
            arith::div(&Value::Number(Number::integer(all.counted - all.missing)), &total, meter)
        }
    }
}
