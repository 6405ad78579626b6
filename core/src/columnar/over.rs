//! Roll-ups: rows folded into one state per group. States are exact, so their order does not matter.

use super::apply::Cx;
use super::cells::Cells;
use super::choose::truth;
use super::codes::Codes;
use super::load::Span;
use super::number::common;
use super::quick::{self, Counted, Groups};
use super::reg::{LIMIT, Num, Reg, code_at, union};
use crate::exact::Tally;
use crate::number::Number;
use crate::ops::{Meter, aggregate, arith, as_number, compare, logic, missing_for};
use crate::program::{Cmp, MissingRule, NodeId, Reason, Rollup, RollupKind};
use crate::value::{Reasons, Value};
use std::borrow::Cow;
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
}

/// Members of a group by what is known of them, in the order of [`Tally`].
#[derive(Debug, Clone, Default)]
struct Kinds {
    counts: [u32; 6],
    reasons: u8,
}

/// One roll-up of all groups.
pub(super) struct Fold<'r> {
    rollup: &'r Rollup,
    /// Sums are asked for, or the least and the greatest.
    sums: bool,
    ends: bool,
    folding: &'r Folding,
    states: Vec<State>,
    /// Of conditions without weights.
    kinds: Vec<Kinds>,
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
    /// Nothing yet; of plain numbers also what the other kinds need.
    pub fn new(rollup: &'r Rollup, kinds: &[RollupKind], folding: &'r Folding, groups: usize, bits: u64) -> Self {
        let has = |these: [RollupKind; 2]| kinds.iter().any(|kind| these.contains(kind));
        let weighted = is_tally(rollup.kind) && rollup.weight.is_some();
        Self {
            rollup,
            sums: has([RollupKind::Sum, RollupKind::Mean]),
            ends: has([RollupKind::Min, RollupKind::Max]),
            folding,
            states: vec![State::default(); groups],
            kinds: if is_tally(rollup.kind) && !weighted { vec![Kinds::default(); groups] } else { Vec::new() },
            factor: None,
            weight_factor: None,
            hi: 0.0,
            others: Vec::new(),
            tallies: if weighted { vec![Tally::default(); groups] } else { Vec::new() },
            bits,
        }
    }

    /// Whether no member was added.
    pub fn is_empty(&self) -> bool {
        self.states.iter().all(|s| s.seen == 0)
    }

    /// Adds what another thread folded. `None`: the numbers have no factor in common.
    pub fn join(mut self, mut other: Self) -> Option<Self> {
        self.meet(&other)?;
        other.meet(&self)?;
        self.hi = if other.hi > self.hi { other.hi } else { self.hi };
        for (mine, more) in self.states.iter_mut().zip(&other.states) {
            mine.join(more)?;
        }
        for (mine, more) in self.kinds.iter_mut().zip(&other.kinds) {
            mine.counts.iter_mut().zip(more.counts).for_each(|(n, more)| *n += more);
            mine.reasons |= more.reasons;
        }
        for (mine, more) in self.tallies.iter_mut().zip(&other.tallies) {
            *mine = mine.merge(more);
        }
        self.others.append(&mut other.others);
        Some(self)
    }

    /// Expresses what was added in a factor that another's numbers are whole multiples of too.
    fn meet(&mut self, other: &Self) -> Option<()> {
        let shared = |mine: &Option<Number>, other: &Option<Number>| match (mine, other) {
            (None, theirs) => Some((theirs.clone(), 1.0)),
            (mine, None) => Some((mine.clone(), 1.0)),
            (Some(a), Some(b)) => common(a, b).map(|(factor, times, _)| (Some(factor), times)),
        };
        let (factor, times) = shared(&self.factor, &other.factor)?;
        let (weight_factor, weight_times) = shared(&self.weight_factor, &other.weight_factor)?;
        self.rescale(times, weight_times)?;
        (self.factor, self.weight_factor) = (factor, weight_factor);
        Some(())
    }

    /// What was added so far, in units so many times smaller.
    fn rescale(&mut self, times: f64, weight_times: f64) -> Option<()> {
        let both = times * weight_times;
        if times <= 0.0 || weight_times <= 0.0 || both >= LIMIT || self.hi * times > LIMIT {
            return None;
        }
        self.hi *= times;
        if both == 1.0 {
            return Some(());
        }
        for state in &mut self.states {
            match (state.sum.checked_mul(both as i128), state.weights.checked_mul(weight_times as i128)) {
                (Some(sum), Some(weights)) => (state.sum, state.weights) = (sum, weights),
                _ => state.over = true,
            }
            (state.low, state.high) = (state.low * times, state.high * times);
        }
        Some(())
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
        let groups = Groups::of(groups, span)?;
        if is_tally(self.rollup.kind) { self.tally(&parts, &groups, cx) } else { self.gather(&parts, &groups, cx) }
    }

    /// Conditions that are all known, without weights.
    fn tally_plainly(&mut self, parts: &Parts<'_, '_>, groups: &Groups<'_>, cx: &Cx<'_>) -> Option<()> {
        let plain = |reg: Option<&Reg<'_>>| match reg {
            None => Some(None),
            Some(Reg::Bool(yes, None)) => Some(Some(yes.to_vec())),
            Some(_) => None,
        };
        if parts.weight.is_some() {
            return None;
        }
        let (condition, filter) = (plain(parts.of)?, plain(parts.filter)?);
        let holds = |row: usize, of: &Option<Vec<u8>>| of.as_ref().is_none_or(|of| of.get(row) != Some(&0));
        match groups {
            Groups::One => {
                let all = u32::try_from(cx.rows).ok()?;
                let counted = filter.as_deref().map_or(all, quick::count);
                let yes = match (&condition, &filter) {
                    (None, _) => counted,
                    (Some(condition), None) => quick::count(condition),
                    (Some(condition), Some(filter)) => {
                        quick::count(&condition.iter().zip(filter).map(|(c, f)| c & f).collect::<Vec<u8>>())
                    }
                };
                self.states.first_mut()?.seen += all;
                let [met, not, ..] = &mut self.kinds.first_mut()?.counts;
                (*met, *not) = (*met + yes, *not + counted - yes);
            }
            Groups::Each(groups) => {
                for (row, at) in groups.iter().enumerate() {
                    let at = *at as usize;
                    let (Some(state), Some(kinds)) = (self.states.get_mut(at), self.kinds.get_mut(at)) else {
                        continue;
                    };
                    state.seen += 1;
                    if holds(row, &filter) {
                        let [met, not, ..] = &mut kinds.counts;
                        let yes = u32::from(holds(row, &condition));
                        (*met, *not) = (*met + yes, *not + 1 - yes);
                    }
                }
            }
        }
        Some(())
    }

    fn tally(&mut self, parts: &Parts<'_, '_>, groups: &Groups<'_>, cx: &Cx<'_>) -> Option<()> {
        if self.tally_plainly(parts, groups, cx).is_some() {
            return Some(());
        }
        let ask = |reg: Option<&Reg<'_>>| -> Option<Vec<Result<bool, u8>>> {
            let Some(reg) = reg else { return Some(vec![Ok(true); cx.rows]) };
            let (yes, why) = truth(reg, cx)?;
            Some((0..cx.rows).map(|r| holds(&yes, &why, r)).collect())
        };
        let (condition, filter) = (ask(parts.of)?, ask(parts.filter)?);
        let stand_in = self.folding.stand_in.as_ref().map(|v| logic::truth(v).map_err(|r| cx.codes.code(r)));
        let ignore = matches!(self.rollup.missing, MissingRule::Ignoring { .. });
        for row in 0..cx.rows {
            let Some(at) = groups.at(row) else { continue };
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
                        let Some(kinds) = self.kinds.get_mut(at) else { continue };
                        if let Some(slot) = kinds.counts.get_mut(kind) {
                            *slot += 1;
                        }
                        kinds.reasons |= counted.err().unwrap_or(0) | holds.err().unwrap_or(0);
                    }
                },
                (Err(reasons), _) => state.why |= reasons,
            }
        }
        Some(())
    }

    /// Whole numbers that nothing stands in for, counted or not.
    fn gather_plainly(&mut self, lanes: &Lanes<'_>, counted: &Counted<'_>, groups: &Groups<'_>) -> Option<()> {
        let ignore = matches!(self.rollup.missing, MissingRule::Ignoring { .. });
        let values = lanes.value.floats(lanes.times, counted.rows)?;
        let weights = match &lanes.weight {
            Some(weight) => Some(weight.floats(lanes.weight_times, counted.rows)?),
            None => None,
        };
        let weight = |row: usize| weights.as_ref().map_or(1.0, |w| w.get(row).copied().unwrap_or_default());
        let (sums, ends) = (self.sums, self.ends);
        match groups {
            Groups::One => {
                let state = self.states.first_mut()?;
                let there = counted.there();
                let there = there.as_deref();
                state.seen += u32::try_from(counted.rows).ok()?;
                let present = there.map_or(u32::try_from(counted.rows).ok()?, quick::count);
                if let Some(why) = &counted.why {
                    let (mut gone, mut all) = (0, 0);
                    for (row, w) in why.iter().enumerate() {
                        if *w != 0 && counted.counts(row) {
                            (gone, all) = (gone + 1, all | w);
                        }
                    }
                    state.leave(ignore, gone, all);
                }
                state.present += present;
                if present == 0 {
                    return Some(());
                }
                if ends {
                    let (low, high) = quick::ends(&values, there);
                    state.extend(low);
                    state.extend(high);
                }
                if !sums {
                    return Some(());
                }
                let most = lanes.value.hi * lanes.times.abs();
                let quickly = match (&weights, &lanes.weight) {
                    (Some(rows), Some(weight)) => {
                        let heaviest = weight.hi * lanes.weight_times.abs();
                        let products: Vec<f64> = values.iter().zip(rows.iter()).map(|(v, w)| v * w).collect();
                        quick::sum(&products, there, most * heaviest).zip(quick::sum(rows, there, heaviest))
                    }
                    _ => quick::sum(&values, there, most).map(|sum| (sum, 0.0)),
                };
                if let Some((sum, heavy)) = quickly {
                    state.sum = state.sum.checked_add(sum as i128)?;
                    state.weights = state.weights.wrapping_add(heavy as i128);
                    return Some(());
                }
                for (row, value) in values.iter().enumerate() {
                    if there.is_none_or(|t| t.get(row) != Some(&0)) {
                        state.add(*value, weight(row));
                    }
                }
            }
            Groups::Each(groups) if counted.everybody() => match (sums, ends, weights.is_some()) {
                (true, false, false) => self.each(groups, &values, |state, value, _| state.add_whole(value)),
                (true, false, true) => self.each(groups, &values, |state, value, row| state.add(value, weight(row))),
                (false, ..) => self.each(groups, &values, |state, value, _| state.extend(value)),
                (true, true, _) => self.each(groups, &values, |state, value, row| {
                    state.add(value, weight(row));
                    state.extend(value);
                }),
            },
            Groups::Each(groups) => {
                for (row, (at, value)) in groups.iter().zip(values.iter()).enumerate() {
                    let Some(state) = self.states.get_mut(*at as usize) else { continue };
                    state.seen += 1;
                    if !counted.counts(row) {
                        continue;
                    }
                    match counted.gone(row) {
                        0 => {}
                        why => {
                            state.leave(ignore, 1, why);
                            continue;
                        }
                    }
                    state.present += 1;
                    if ends {
                        state.extend(*value);
                    }
                    if sums {
                        state.add(*value, weight(row));
                    }
                }
            }
        }
        Some(())
    }

    /// Members that all count and are there.
    #[inline]
    fn each(&mut self, groups: &[u32], values: &[f64], take: impl Fn(&mut State, f64, usize)) {
        for (row, (at, value)) in groups.iter().zip(values).enumerate() {
            let Some(state) = self.states.get_mut(*at as usize) else { continue };
            (state.seen, state.present) = (state.seen + 1, state.present + 1);
            take(state, *value, row);
        }
    }

    fn gather(&mut self, parts: &Parts<'_, '_>, groups: &Groups<'_>, cx: &Cx<'_>) -> Option<()> {
        let of = parts.of?;
        let filter = match parts.filter {
            Some(reg) => Some(truth(reg, cx)?),
            None => None,
        };
        let lanes = self.lanes(of, parts.weight, cx);
        let ignore = matches!(self.rollup.missing, MissingRule::Ignoring { .. });
        let (value_why, weight_why) = (of.why(), parts.weight.and_then(Reg::why));
        let known = filter.as_ref().is_none_or(|(_, why)| why.is_none());
        let as_is = self.folding.stand_in.is_none() || value_why.is_none();
        if let Some(lanes) = lanes.as_ref().filter(|l| known && as_is && l.all_plain()) {
            let why = union(&value_why, &weight_why, cx.pool);
            let counted = Counted { rows: cx.rows, filter: filter.as_ref().map(|(yes, _)| &**yes), why };
            return self.gather_plainly(lanes, &counted, groups);
        }
        for row in 0..cx.rows {
            let Some(at) = groups.at(row) else { continue };
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
        self.rescale(times.0, weight_times.0)?;
        self.hi = self.hi.max(value.hi * times.1.abs());
        self.factor = Some(scale);
        self.weight_factor = Some(weight_scale);
        Some(Lanes { value, times: times.1, weight, weight_times: weight_times.1 })
    }

    /// Asks for another kind of which all that is needed was folded.
    pub fn ask(&mut self, rollup: &'r Rollup) {
        self.rollup = rollup;
    }

    /// The value of each group, in lanes.
    pub fn cells(&mut self, codes: &Codes) -> Option<Cells> {
        match self.numbers(codes) {
            Some(cells) => Some(cells),
            None => Some(Cells::of(self.finish(codes)?, codes)),
        }
    }

    /// The same where all values are numbers or plainly missing. `None`: one is not.
    fn numbers(&self, codes: &Codes) -> Option<Cells> {
        let tally = is_tally(self.rollup.kind);
        if !self.others.is_empty() || (tally && self.kinds.is_empty()) {
            return None;
        }
        let factor = match (tally, self.rollup.kind, &self.factor, &self.weight_factor) {
            (true, ..) | (_, _, None, _) => Number::ONE,
            (_, RollupKind::Sum, Some(factor), Some(weight)) => factor.mul(weight),
            (_, _, Some(factor), _) => factor.clone(),
        };
        factor.small()?;
        let largest = i128::from(1_u64 << 53);
        let whole = |n: i128| (-largest..=largest).contains(&n).then_some(n as f64);
        let least = (self.rollup.kind == RollupKind::Min) != factor.is_negative();
        let mut values = Vec::with_capacity(self.states.len());
        for (at, state) in self.states.iter().enumerate() {
            let pair = if tally {
                let [yes, no, open @ ..] = self.kinds.get(at)?.counts;
                if state.seen == 0 || state.why != 0 || state.left_out != 0 || open.iter().any(|n| *n != 0) {
                    return None;
                }
                match self.rollup.kind {
                    RollupKind::Count => Ok((f64::from(yes), 1.0)),
                    RollupKind::Share if yes + no > 0 => Ok((f64::from(yes), f64::from(yes + no))),
                    _ => return None,
                }
            } else if state.over {
                return None;
            } else {
                match (self.unknown(state, codes), self.rollup.kind) {
                    (Some(Value::Missing(why)), _) if !why.is_empty() => Err(codes.code(why)),
                    (Some(_), _) => return None,
                    (_, RollupKind::Sum) => Ok((whole(state.sum)?, 1.0)),
                    (_, RollupKind::Mean) if self.rollup.weight.is_none() => {
                        Ok((whole(state.sum)?, f64::from(state.present)))
                    }
                    (_, RollupKind::Mean) if state.weights > 0 => Ok((whole(state.sum)?, whole(state.weights)?)),
                    (_, RollupKind::Min | RollupKind::Max) if state.any => {
                        Ok((if least { state.low } else { state.high }, 1.0))
                    }
                    _ => return None,
                }
            };
            values.push(pair);
        }
        Cells::numbers(&values, factor)
    }

    /// The value of each group.
    pub fn finish(&mut self, codes: &Codes) -> Option<Vec<Value>> {
        let mut meter = Meter::new(self.bits);
        self.others.sort_by_key(|(group, ..)| *group);
        let states = self.states.as_slice();
        if states.iter().any(|s| s.over) {
            return None;
        }
        let mut out = Vec::with_capacity(states.len());
        let mut rest = self.others.as_slice();
        for (at, state) in states.iter().enumerate() {
            let mine = rest.partition_point(|(group, ..)| *group as usize <= at);
            let (mine, later) = rest.split_at_checked(mine)?;
            rest = later;
            let value = if is_tally(self.rollup.kind) {
                self.tallied(state, (self.tallies.get(at), self.kinds.get(at)), codes)
            } else {
                self.gathered(state, mine, codes, &mut meter)
            };
            out.push(value);
        }
        (!meter.exceeded).then_some(out)
    }

    fn tallied(&self, state: &State, known: (Option<&Tally>, Option<&Kinds>), codes: &Codes) -> Value {
        let counted;
        let tally = match known {
            (Some(tally), _) => tally,
            (None, kinds) => {
                let (counts, reasons) = kinds.map_or(([0; 6], 0), |k| (k.counts, k.reasons));
                let [yes, no, open, maybe_yes, maybe_no, maybe_open] = counts;
                let n = |count: u32| Number::integer(i64::from(count));
                counted = Tally {
                    yes: n(yes),
                    no: n(no),
                    open: n(open),
                    maybe_yes: n(maybe_yes),
                    maybe_no: n(maybe_no),
                    maybe_open: n(maybe_open),
                    reasons: codes.reasons(reasons),
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

    /// What a group is missing for.
    fn unknown(&self, state: &State, codes: &Codes) -> Option<Value> {
        if state.seen == 0 {
            return Some(Value::missing(Reason::Absent));
        }
        let gone = codes.reasons(state.gone);
        if state.unclear != 0 {
            return Some(Value::Missing(codes.reasons(state.unclear).union(gone)));
        }
        if let Some(missing) = self.enough(state.present, state, codes.reasons(state.why)) {
            return Some(missing);
        }
        if !gone.is_empty() {
            return Some(missing_for(gone));
        }
        (state.present == 0 && self.rollup.kind != RollupKind::Sum).then(|| Value::missing(Reason::ZeroBase))
    }

    fn gathered(
        &self,
        state: &State,
        others: &[(u32, Value, Option<Value>)],
        codes: &Codes,
        meter: &mut Meter,
    ) -> Value {
        if let Some(missing) = self.unknown(state, codes) {
            return missing;
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
        self.add(value, weight);
        self.extend(value);
    }

    #[inline]
    fn add(&mut self, value: f64, weight: f64) {
        // Both are whole and below 2^53.
        let (n, w) = (value as i64, weight as i64);
        match self.sum.checked_add(i128::from(n) * i128::from(w)) {
            Some(sum) => self.sum = sum,
            None => self.over = true,
        }
        self.weights = self.weights.wrapping_add(i128::from(w));
    }

    /// The same with the weight one: sums of so many cannot pass any limit.
    #[inline]
    fn add_whole(&mut self, value: f64) {
        self.sum = self.sum.wrapping_add(i128::from(value as i64));
    }

    #[inline]
    fn extend(&mut self, value: f64) {
        if !self.any || value < self.low {
            self.low = value;
        }
        if !self.any || value > self.high {
            self.high = value;
        }
        self.any = true;
    }

    /// What another thread knows of the group.
    fn join(&mut self, other: &Self) -> Option<()> {
        self.seen += other.seen;
        self.left_out += other.left_out;
        self.present += other.present;
        self.why |= other.why;
        self.unclear |= other.unclear;
        self.gone |= other.gone;
        self.over |= other.over;
        self.sum = self.sum.checked_add(other.sum)?;
        self.weights = self.weights.checked_add(other.weights)?;
        if other.any {
            self.extend(other.low);
            self.extend(other.high);
        }
        Some(())
    }

    /// So many members are missing.
    fn leave(&mut self, ignore: bool, members: u32, why: u8) {
        if ignore {
            self.left_out += members;
            self.why |= why;
        } else {
            self.present += members;
            self.gone |= why;
        }
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

    /// The rows times a number.
    fn floats(&self, times: f64, rows: usize) -> Option<Cow<'l, [f64]>> {
        let all: Cow<'l, [f64]> = match &self.rows {
            Rows::Floats(n) if times == 1.0 => Cow::Borrowed(n),
            Rows::Floats(n) => n.iter().map(|n| n * times).collect(),
            Rows::Bytes(n) => n.iter().map(|n| f64::from(*n) * times).collect(),
            Rows::One(x) => std::iter::repeat_n(x * times, rows).collect(),
        };
        (all.len() == rows).then_some(all)
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

    /// No row is odd.
    fn all_plain(&self) -> bool {
        self.value.odd.is_none() && self.weight.as_ref().is_none_or(|w| w.odd.is_none())
    }

    fn value(&self, row: usize) -> f64 {
        self.value.at(row) * self.times
    }

    fn weight(&self, row: usize) -> f64 {
        self.weight.as_ref().map_or(1.0, |w| w.at(row) * self.weight_times)
    }
}
