//! Roll-ups: rows folded into one state per group. States are exact, so their order does not matter.

use super::apply::Cx;
use super::choose::truth;
use super::codes::Codes;
use super::load::Span;
use super::number::common;
use super::reg::{LIMIT, Num, Reg, code_at};
use crate::exact::Tally;
use crate::number::Number;
use crate::ops::{Meter, aggregate, arith, as_number, compare, logic, missing_for};
use crate::program::{Cmp, MissingRule, NodeId, Reason, Rollup, RollupKind};
use crate::value::{Reasons, Value};
use std::cmp::Ordering;

/// What a roll-up does, with its years and constants read.
#[derive(Debug, Clone)]
pub(crate) struct Folding {
    pub years: Vec<i32>,
    /// What stands for missing members.
    pub stand_in: Option<Value>,
    /// The share of members that must be there.
    pub needing: Option<Value>,
}

/// What is known of a group so far. Reasons are bytes.
#[derive(Debug, Clone, Default)]
struct State {
    seen: u32,
    left_out: u32,
    present: u32,
    /// Why members were left out.
    why: u8,
    /// Why it is not known whether members count.
    unclear: u8,
    /// Why values or weights are missing.
    gone: u8,
    /// Of members in whole numbers: the sum of values by weights, and of weights.
    sum: i128,
    weights: i128,
    low: f64,
    high: f64,
    any: bool,
    /// A sum passed its limit.
    over: bool,
    /// Members by what is known of them, in the order of [`Tally`].
    kinds: [u32; 6],
    reasons: u8,
}

/// One roll-up of all groups.
pub(super) struct Fold<'r> {
    rollup: &'r Rollup,
    folding: &'r Folding,
    states: Vec<State>,
    /// Values are whole multiples of this, and weights of that.
    factor: Option<Number>,
    weight_factor: Option<Number>,
    /// No value is larger.
    hi: f64,
    /// Members that are not whole numbers: group, value, weight.
    others: Vec<(u32, Value, Option<Value>)>,
    tallies: Vec<Tally>,
    bits: u64,
}

fn is_tally(kind: RollupKind) -> bool {
    matches!(kind, RollupKind::Count | RollupKind::Share | RollupKind::Every | RollupKind::Some)
}

/// The registers of a block by what they are.
struct Parts<'r, 'a> {
    of: Option<&'r Reg<'a>>,
    filter: Option<&'r Reg<'a>>,
    weight: Option<&'r Reg<'a>>,
}

impl<'r> Fold<'r> {
    pub fn new(rollup: &'r Rollup, folding: &'r Folding, groups: usize, bits: u64) -> Self {
        let weighted = is_tally(rollup.kind) && rollup.weight.is_some();
        Self {
            rollup,
            folding,
            states: vec![State::default(); groups],
            factor: None,
            weight_factor: None,
            hi: 0.0,
            others: Vec::new(),
            tallies: if weighted { vec![Tally::default(); groups] } else { Vec::new() },
            bits,
        }
    }

    /// What is read of each member: the value or condition, the filter, the weight.
    pub fn nodes(&self) -> Vec<NodeId> {
        let (of, filter) = self.asked();
        [of, filter, self.rollup.weight].into_iter().flatten().collect()
    }

    /// Of `count of L where C` the condition is what is counted.
    fn asked(&self) -> (Option<NodeId>, Option<NodeId>) {
        match self.rollup.kind {
            RollupKind::Count => (self.rollup.filter, None),
            _ => (self.rollup.of, self.rollup.filter),
        }
    }

    /// A block of members.
    pub fn add(&mut self, span: Span<'_>, groups: Option<&[u32]>, regs: &[&Reg<'_>], cx: &Cx<'_>) -> Option<()> {
        let mut regs = regs.iter().copied();
        let (of, filter) = self.asked();
        let parts = Parts {
            of: of.and_then(|_| regs.next()),
            filter: filter.and_then(|_| regs.next()),
            weight: self.rollup.weight.and_then(|_| regs.next()),
        };
        let group = |row: usize| match groups {
            None => Some(0),
            Some(all) => all.get(span.unit(row) as usize).map(|g| *g as usize),
        };
        if is_tally(self.rollup.kind) { self.tally(&parts, &group, cx) } else { self.gather(&parts, &group, cx) }
    }

    fn tally(&mut self, parts: &Parts<'_, '_>, group: &dyn Fn(usize) -> Option<usize>, cx: &Cx<'_>) -> Option<()> {
        let ask = |reg: Option<&Reg<'_>>| -> Option<Vec<Result<bool, u8>>> {
            let Some(reg) = reg else { return Some(vec![Ok(true); cx.rows]) };
            let (yes, why) = truth(reg, cx)?;
            Some((0..cx.rows).map(|r| holds(&yes, &why, r)).collect())
        };
        let (condition, filter) = (ask(parts.of)?, ask(parts.filter)?);
        let stand_in = self.folding.stand_in.as_ref().map(|v| logic::truth(v).map_err(|r| cx.codes.code(r)));
        let ignore = matches!(self.rollup.missing, MissingRule::Ignoring { .. });
        for row in 0..cx.rows {
            let Some(at) = group(row) else { continue };
            let Some(state) = self.states.get_mut(at) else { continue };
            state.seen += 1;
            let (Some(counted), Some(holds)) = (filter.get(row).copied(), condition.get(row).copied()) else {
                continue;
            };
            let mut holds = if counted == Ok(false) { Ok(false) } else { holds };
            if let (Err(_), Some(stand_in)) = (holds, stand_in) {
                holds = stand_in;
            }
            let weight = match parts.weight {
                None => Ok(Number::ONE),
                Some(reg) if counted != Ok(false) => {
                    let value = reg.get(row, cx.codes);
                    as_number(&value).ok_or(cx.codes.code(missing_for(value.reasons()).reasons()))
                }
                Some(_) => Ok(Number::ZERO),
            };
            match (weight, counted.err().or(holds.err())) {
                (Err(reasons), None) | (_, Some(reasons)) if ignore => {
                    state.left_out += 1;
                    state.why |= reasons;
                }
                (Ok(weight), _) => match self.tallies.get_mut(at) {
                    Some(tally) => {
                        let full = |r: Result<bool, u8>| r.map_err(|w| cx.codes.reasons(w));
                        tally.add(full(counted), full(holds), &weight);
                    }
                    None => {
                        let kind = match (counted, holds) {
                            (Ok(false), _) => continue,
                            (Ok(true), Ok(true)) => 0,
                            (Ok(true), Ok(false)) => 1,
                            (Ok(true), Err(_)) => 2,
                            (Err(_), Ok(true)) => 3,
                            (Err(_), Ok(false)) => 4,
                            (Err(_), Err(_)) => 5,
                        };
                        if let Some(slot) = state.kinds.get_mut(kind) {
                            *slot += 1;
                        }
                        state.reasons |= counted.err().unwrap_or(0) | holds.err().unwrap_or(0);
                    }
                },
                (Err(reasons), _) => state.why |= reasons,
            }
        }
        Some(())
    }

    fn gather(&mut self, parts: &Parts<'_, '_>, group: &dyn Fn(usize) -> Option<usize>, cx: &Cx<'_>) -> Option<()> {
        let of = parts.of?;
        let filter = match parts.filter {
            Some(reg) => Some(truth(reg, cx)?),
            None => None,
        };
        let lanes = self.lanes(of, parts.weight, cx);
        let ignore = matches!(self.rollup.missing, MissingRule::Ignoring { .. });
        let (value_why, weight_why) = (of.why(), parts.weight.and_then(Reg::why));
        for row in 0..cx.rows {
            let Some(at) = group(row) else { continue };
            let Some(state) = self.states.get_mut(at) else { continue };
            state.seen += 1;
            match filter.as_ref().map_or(Ok(true), |(yes, why)| holds(yes, why, row)) {
                Ok(true) => {}
                Ok(false) => continue,
                Err(reasons) if ignore => {
                    state.left_out += 1;
                    state.why |= reasons;
                    continue;
                }
                Err(reasons) => state.unclear |= reasons,
            }
            let plain = lanes.as_ref().filter(|l| !l.odd(row));
            if let Some(lanes) = plain {
                let why = code_at(&value_why, row);
                let gone = if why != 0 && self.folding.stand_in.is_some() { None } else { Some(why) };
                if let Some(why) = gone {
                    let why = why | code_at(&weight_why, row);
                    if why != 0 && ignore {
                        state.left_out += 1;
                        state.why |= why;
                        continue;
                    }
                    state.present += 1;
                    state.gone |= why;
                    if why == 0 {
                        state.take(lanes.value(row), lanes.weight(row));
                    }
                    continue;
                }
            }
            let mut value = of.get(row, cx.codes);
            if value.is_missing()
                && let Some(stand_in) = &self.folding.stand_in
            {
                value = stand_in.clone();
            }
            let weight = parts.weight.map(|w| w.get(row, cx.codes));
            let gone = value.reasons().union(weight.as_ref().map_or(Reasons::NONE, Value::reasons));
            if ignore && !gone.is_empty() {
                state.left_out += 1;
                state.why |= cx.codes.code(gone);
                continue;
            }
            state.present += 1;
            state.gone |= cx.codes.code(gone);
            if gone.is_empty() {
                self.others.push((u32::try_from(at).ok()?, value, weight));
            }
        }
        Some(())
    }

    /// Values and weights as whole numbers of the factors that hold throughout.
    fn lanes<'l>(&mut self, of: &'l Reg<'_>, weight: Option<&'l Reg<'_>>, cx: &Cx<'_>) -> Option<Lanes<'l>> {
        if !matches!(self.rollup.kind, RollupKind::Sum | RollupKind::Mean | RollupKind::Min | RollupKind::Max) {
            return None;
        }
        let value = Whole::of(of, cx)?;
        let weight = match weight {
            Some(reg) => Some(Whole::of(reg, cx)?),
            None => None,
        };
        let (times, scale) = joined(&self.factor, &value)?;
        let (weight_times, weight_scale) = match &weight {
            Some(weight) => joined(&self.weight_factor, weight)?,
            None => ((1.0, 1.0), Number::ONE),
        };
        let old = times.0 * weight_times.0;
        if old.abs() >= LIMIT {
            return None;
        }
        if self.hi * times.0 > LIMIT {
            return None;
        }
        self.hi = (self.hi * times.0).max(value.hi * times.1.abs());
        if old != 1.0 || weight_times.0 != 1.0 {
            // What was added so far is in larger units.
            for state in &mut self.states {
                state.sum = state.sum.checked_mul(old as i128)?;
                state.weights = state.weights.checked_mul(weight_times.0 as i128)?;
                (state.low, state.high) = (state.low * times.0, state.high * times.0);
            }
        }
        self.factor = Some(scale);
        self.weight_factor = Some(weight_scale);
        Some(Lanes { value, times: times.1, weight, weight_times: weight_times.1 })
    }

    /// The value of each group.
    pub fn finish(mut self, codes: &Codes) -> Option<Vec<Value>> {
        let mut meter = Meter::new(self.bits);
        let states = std::mem::take(&mut self.states);
        if states.iter().any(|s| s.over) {
            return None;
        }
        self.others.sort_by_key(|(group, ..)| *group);
        let mut out = Vec::with_capacity(states.len());
        let mut rest = self.others.as_slice();
        for (at, state) in states.iter().enumerate() {
            let mine = rest.partition_point(|(group, ..)| *group as usize <= at);
            let (mine, later) = rest.split_at_checked(mine)?;
            rest = later;
            let value = if is_tally(self.rollup.kind) {
                self.tallied(state, self.tallies.get(at), codes)
            } else {
                self.gathered(state, mine, codes, &mut meter)
            };
            out.push(value);
        }
        (!meter.exceeded).then_some(out)
    }

    fn tallied(&self, state: &State, weighted: Option<&Tally>, codes: &Codes) -> Value {
        let counted;
        let tally = match weighted {
            Some(tally) => tally,
            None => {
                let [yes, no, open, maybe_yes, maybe_no, maybe_open] = state.kinds;
                let n = |count: u32| Number::integer(i64::from(count));
                counted = Tally {
                    yes: n(yes),
                    no: n(no),
                    open: n(open),
                    maybe_yes: n(maybe_yes),
                    maybe_no: n(maybe_no),
                    maybe_open: n(maybe_open),
                    reasons: codes.reasons(state.reasons),
                    units: [yes, no, open + maybe_yes + maybe_no + maybe_open],
                };
                &counted
            }
        };
        let ignore = matches!(self.rollup.missing, MissingRule::Ignoring { .. });
        let why = codes.reasons(state.why);
        if state.seen == 0 {
            Value::missing(Reason::Absent)
        } else if !ignore && state.why != 0 {
            Value::Missing(why.union(tally.reasons))
        } else {
            match self.enough(tally.units.iter().sum(), state, why) {
                Some(missing) => missing,
                None => tally.value(self.rollup.kind),
            }
        }
    }

    /// What a group is missing for, where too few members are there.
    fn enough(&self, present: u32, state: &State, why: Reasons) -> Option<Value> {
        if state.left_out == 0 || !matches!(self.rollup.missing, MissingRule::Ignoring { .. }) {
            return None;
        }
        if present == 0 {
            return Some(missing_for(why));
        }
        let needed = self.folding.needing.as_ref()?;
        let (present, left_out) = (i64::from(present), i64::from(state.left_out));
        let share = Number::integer(present).div(&Number::integer(present + left_out)).map(Value::Number)?;
        (logic::truth(&compare::compare(Cmp::Ge, &share, needed)) != Ok(true)).then(|| missing_for(why))
    }

    fn gathered(
        &self,
        state: &State,
        others: &[(u32, Value, Option<Value>)],
        codes: &Codes,
        meter: &mut Meter,
    ) -> Value {
        if state.seen == 0 {
            return Value::missing(Reason::Absent);
        }
        let gone = codes.reasons(state.gone);
        if state.unclear != 0 {
            return Value::Missing(codes.reasons(state.unclear).union(gone));
        }
        if let Some(missing) = self.enough(state.present, state, codes.reasons(state.why)) {
            return missing;
        }
        if !gone.is_empty() {
            return missing_for(gone);
        }
        if state.present == 0 && self.rollup.kind != RollupKind::Sum {
            return Value::missing(Reason::ZeroBase);
        }
        let factor = self.factor.clone().unwrap_or(Number::ONE);
        let weight_factor = self.weight_factor.clone().unwrap_or(Number::ONE);
        let mut values: Vec<Value> = others.iter().map(|(_, v, _)| v.clone()).collect();
        let weights: Vec<Value> = others.iter().filter_map(|(.., w)| w.clone()).collect();
        match self.rollup.kind {
            RollupKind::Sum | RollupKind::Mean => {
                let whole = Number::from_i128(state.sum).mul(&factor).mul(&weight_factor);
                let mut above = meter.number(whole);
                if !others.is_empty() {
                    let more = aggregate::sum(&values, &weights, meter);
                    above = arith::add(&above, &more, meter);
                }
                if self.rollup.kind == RollupKind::Sum {
                    return above;
                }
                let below = if self.rollup.weight.is_none() {
                    Value::Number(Number::integer(i64::from(state.present)))
                } else {
                    let whole = meter.number(Number::from_i128(state.weights).mul(&weight_factor));
                    let more = aggregate::sum(&weights, &[], meter);
                    arith::add(&whole, &more, meter)
                };
                arith::div(&above, &below, meter)
            }
            RollupKind::Min | RollupKind::Max => {
                let least = (self.rollup.kind == RollupKind::Min) != factor.is_negative();
                if state.any {
                    let best = if least { state.low } else { state.high };
                    values.push(Value::Number(Number::integer(best as i64).mul(&factor)));
                }
                let wanted = if self.rollup.kind == RollupKind::Min { Ordering::Less } else { Ordering::Greater };
                aggregate::extreme(&values, wanted)
            }
            RollupKind::Median => aggregate::median(&values, meter),
            RollupKind::Stdev => aggregate::stdev(&values, meter),
            RollupKind::Variance => aggregate::variance(&values, meter),
            _ => Value::missing(Reason::Invalid),
        }
    }
}

impl State {
    fn take(&mut self, value: f64, weight: f64) {
        // Both are whole and below 2^53.
        let (n, w) = (value as i64, weight as i64);
        match self.sum.checked_add(i128::from(n) * i128::from(w)) {
            Some(sum) => self.sum = sum,
            None => self.over = true,
        }
        self.weights = self.weights.wrapping_add(i128::from(w));
        if !self.any || value < self.low {
            self.low = value;
        }
        if !self.any || value > self.high {
            self.high = value;
        }
        self.any = true;
    }
}

fn holds(yes: &[u8], why: &super::reg::Why<'_>, row: usize) -> Result<bool, u8> {
    match code_at(why, row) {
        0 => Ok(yes.get(row).is_some_and(|y| *y != 0)),
        code => Err(code),
    }
}

/// The factor of what was added and what comes, and by what each is to be multiplied.
fn joined(so_far: &Option<Number>, next: &Whole<'_>) -> Option<((f64, f64), Number)> {
    let Some(so_far) = so_far else { return Some(((1.0, 1.0), next.factor.clone())) };
    let (factor, left, right) = common(so_far, &next.factor)?;
    (next.hi * right.abs() <= LIMIT && left > 0.0).then_some(((left, right), factor))
}

/// Whole numbers times a factor.
struct Whole<'l> {
    rows: Rows<'l>,
    factor: Number,
    hi: f64,
    odd: Option<&'l [(u32, Value)]>,
}

enum Rows<'l> {
    Floats(&'l [f64]),
    Bytes(&'l [u8]),
    One(f64),
}

impl<'l> Whole<'l> {
    fn of(reg: &'l Reg<'_>, _: &Cx<'_>) -> Option<Self> {
        use super::reg::Ints;
        match reg {
            Reg::Num(Num { n, d: None, factor, hi, odd, .. }) => {
                let rows = match n {
                    Ints::Float(n) => Rows::Floats(n),
                    Ints::Byte(n) => Rows::Bytes(n),
                };
                Some(Self { rows, factor: factor.clone(), hi: *hi, odd: odd.as_ref().map(|o| o.as_slice()) })
            }
            Reg::Const(Value::Number(c)) if !c.is_zero() => {
                c.small()?;
                Some(Self { rows: Rows::One(1.0), factor: c.clone(), hi: 1.0, odd: None })
            }
            _ => None,
        }
    }

    fn at(&self, row: usize) -> f64 {
        match &self.rows {
            Rows::Floats(n) => n.get(row).copied().unwrap_or_default(),
            Rows::Bytes(n) => n.get(row).copied().map(f64::from).unwrap_or_default(),
            Rows::One(x) => *x,
        }
    }

    fn is_odd(&self, row: usize) -> bool {
        self.odd.is_some_and(|odd| odd.binary_search_by_key(&row, |(r, _)| *r as usize).is_ok())
    }
}

struct Lanes<'l> {
    value: Whole<'l>,
    times: f64,
    weight: Option<Whole<'l>>,
    weight_times: f64,
}

impl Lanes<'_> {
    fn odd(&self, row: usize) -> bool {
        self.value.is_odd(row) || self.weight.as_ref().is_some_and(|w| w.is_odd(row))
    }

    fn value(&self, row: usize) -> f64 {
        self.value.at(row) * self.times
    }

    fn weight(&self, row: usize) -> f64 {
        self.weight.as_ref().map_or(1.0, |w| w.at(row) * self.weight_times)
    }
}
