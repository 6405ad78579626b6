//! Over and across units.

use super::context::is_below;
use super::group::Scratch;
use super::memo::{Own, Part, Shared, WideKey};
use super::tally::Tally;
use super::years::of_another_year;
use super::{Ctx, Evaluator};
use crate::explain::trace::Event;
use crate::number::Number;
use crate::ops::{aggregate, as_number, compare, logic, missing_for};
use crate::partial::{Counted, Folded, Key, State, Tallied, What};
use crate::program::{
    LevelId, MissingRule, Node, NodeId, Program, Reason, Rollup, RollupId, RollupKind, Scope, YearSet,
};
use crate::rank::position;
use crate::value::{Reasons, Value};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::rc::Rc;

impl<'a> Evaluator<'a> {
    #[inline(never)]
    pub(super) fn rollup(&mut self, node: NodeId, id: RollupId, ctx: &Ctx<'_>) -> Value {
        let program = self.program;
        let Some(rollup) = program.rollups.get(id.index()) else { return Value::missing(Reason::Invalid) };
        let Some(ctx) = self.own_unit(node, rollup, ctx) else { return Value::missing(Reason::Absent) };
        let key = self.shared(id, rollup, &ctx);
        if rollup.kind == RollupKind::Rank {
            return self.rank_of(rollup, key, &ctx);
        }
        if self.trace.is_none()
            && let Some(value) = key.as_ref().and_then(|k| self.memo.rollups.get(k))
        {
            return value.clone();
        }
        if let Some(key) = key.as_ref().filter(|_| self.population.is_some()) {
            let value = self.of_population(rollup, key, &ctx);
            self.memo.rollups.insert(key.clone(), value.clone());
            return value;
        }
        let value = match rollup.kind {
            RollupKind::Count | RollupKind::Share | RollupKind::Every | RollupKind::Some => {
                self.tally(id, rollup, &ctx)
            }
            _ => self.gather_values(id, rollup, &ctx),
        };
        if let Some(key) = key {
            self.memo.rollups.insert(key, value.clone());
        }
        value
    }

    /// Under what a roll-up across units is remembered: it is the same for all units for which what it reads of the unit
    /// outside is the same.
    fn shared(&mut self, id: RollupId, rollup: &Rollup, ctx: &Ctx<'_>) -> Option<WideKey<Shared>> {
        if rollup.scope != Scope::Across {
            return None;
        }
        let Own::By(nodes) = self.own(id) else { return None };
        let mut own = Vec::new();
        for node in nodes.iter() {
            own.push(Part::of(&self.eval(*node, ctx))?);
        }
        Some(WideKey { what: Shared { rollup: id, own }, year: ctx.year, by: ctx.by })
    }

    /// The context of the unit whose roll-up it is: the innermost one above the units, where units below are meant.
    fn own_unit<'c>(&self, node: NodeId, rollup: &Rollup, ctx: &Ctx<'c>) -> Option<Ctx<'c>> {
        let program = self.program;
        let level = match rollup.scope {
            Scope::Over if !is_below(program, rollup.level, ctx.level) => {
                let declared = program.node_levels.get(node.index()).copied().flatten();
                let above = declared.filter(|l| is_below(program, rollup.level, *l));
                above.or_else(|| program.levels.get(rollup.level.index()).and_then(|l| l.parent))
            }
            Scope::Predecessors => Some(rollup.level),
            _ => None,
        };
        match level {
            Some(level) => ctx.climb(program, self.data, level),
            None => Some(*ctx),
        }
    }

    /// How a roll-up depends on where it stands.
    fn own(&mut self, id: RollupId) -> Own {
        if self.memo.own.is_empty() {
            self.memo.own = vec![None; self.program.rollups.len()];
        }
        if let Some(Some(known)) = self.memo.own.get(id.index()) {
            return known.clone();
        }
        let found = own_of(self.program, id);
        if let Some(slot) = self.memo.own.get_mut(id.index()) {
            *slot = Some(found.clone());
        }
        found
    }

    /// Calls `f` with the context of each unit that exists, in each year; how many there were.
    fn for_members(&mut self, rollup: &Rollup, ctx: &Ctx<'_>, mut f: impl FnMut(&mut Self, &Ctx<'_>)) -> usize {
        let data = self.data;
        let Some(units) = data.units.get(rollup.level.index()) else { return 0 };
        let mut seen = 0;
        if rollup.scope == Scope::Predecessors {
            for unit in 0..u32::try_from(units.len()).unwrap_or(u32::MAX) {
                if units.successors.get(unit as usize).copied().flatten() != Some(ctx.unit) {
                    continue;
                }
                let last = units.validity.get(unit as usize).and_then(|v| v.1).map_or(ctx.year - 1, last_whole_year);
                if last < ctx.year {
                    seen += 1;
                    f(self, &Ctx { level: rollup.level, unit, year: last, outer: Some(ctx), ..*ctx });
                }
            }
            return seen;
        }
        let members = match rollup.scope {
            Scope::Over => Some(self.below(ctx.level, ctx.unit, rollup.level)),
            _ => None,
        };
        for year in self.years_of(rollup, ctx) {
            let mut each = |this: &mut Self, unit: u32| {
                if units.exists(unit, year) {
                    seen += 1;
                    f(this, &Ctx { level: rollup.level, unit, year, outer: Some(ctx), ..*ctx });
                }
            };
            match &members {
                Some(members) => members.iter().for_each(|u| each(self, *u)),
                None => (0..u32::try_from(units.len()).unwrap_or(u32::MAX)).for_each(|u| {
                    each(self, u);
                    self.make_room();
                }),
            }
        }
        seen
    }

    fn years_of(&self, rollup: &Rollup, ctx: &Ctx<'_>) -> Vec<i32> {
        match rollup.years {
            None => vec![ctx.year],
            Some(YearSet::Range(from, to)) => (from..=to).collect(),
            Some(YearSet::All) => {
                self.data_years.iter().copied().filter(|y| self.version(ctx.module, *y).is_some()).collect()
            }
        }
    }

    /// The units of a level below a unit.
    fn below(&self, level: LevelId, unit: u32, wanted: LevelId) -> Cow<'a, [u32]> {
        let data = self.data;
        let mut path = Vec::new();
        let mut at = wanted;
        while at != level {
            path.push(at);
            match self.program.levels.get(at.index()).and_then(|l| l.parent) {
                Some(parent) => at = parent,
                None => return Cow::Borrowed(&[]),
            }
        }
        let children =
            |level: LevelId, unit: u32| data.units.get(level.index()).map_or(&[][..], |u| u.children_of(unit));
        let mut found: Cow<'a, [u32]> = Cow::Owned(vec![unit]);
        for level in path.into_iter().rev() {
            found = match *found {
                [one] => Cow::Borrowed(children(level, one)),
                _ => Cow::Owned(found.iter().flat_map(|u| children(level, *u)).copied().collect()),
            };
        }
        found
    }

    /// A figure of units of which only some are in the data.
    fn of_population(&mut self, rollup: &'a Rollup, key: &WideKey<Shared>, ctx: &Ctx<'_>) -> Value {
        match self.known_figure(&figure_key(key)) {
            Some(State::Tally(tallied)) => self.tally_value(rollup, &tallied, ctx),
            Some(State::Values(folded)) => {
                match self.usable(rollup, &folded.counted, folded.values, folded.gone, ctx) {
                    Ok(()) => folded.value(rollup.kind, &mut self.meter),
                    Err(value) => value,
                }
            }
            _ => Value::missing(Reason::Invalid),
        }
    }

    /// What is known of a figure of the whole population; what is not is noted.
    pub(super) fn known_figure(&mut self, key: &Key) -> Option<State> {
        let population = self.population.as_mut()?;
        let found = population.partial.figure(key).cloned();
        if found.is_none() {
            population.ask(key);
        }
        found
    }

    /// What the unit outside has, where it is in another part of the data.
    pub(super) fn own_elsewhere(&self, node: NodeId) -> Option<Value> {
        let own = &self.population.as_ref()?.own;
        own.iter().find(|(n, _)| *n == node).map(|(_, value)| value.clone())
    }

    fn tally(&mut self, id: RollupId, rollup: &'a Rollup, ctx: &Ctx<'_>) -> Value {
        let tallied = self.tallied(rollup, ctx);
        let value = self.tally_value(rollup, &tallied, ctx);
        if let Some(trace) = &mut self.trace {
            trace.push(Event::Rollup {
                rollup: id,
                level: ctx.level,
                unit: ctx.unit,
                seen: usize::try_from(tallied.counted.seen).unwrap_or(usize::MAX),
                units: tallied.tally.units,
                value: value.clone(),
            });
        }
        value
    }

    /// The members by what is known of them.
    pub(crate) fn tallied(&mut self, rollup: &'a Rollup, ctx: &Ctx<'_>) -> Tallied {
        // Of `count of L where C` the condition is what is counted.
        let (condition, filter) = match rollup.kind {
            RollupKind::Count => (rollup.filter, None),
            _ => (rollup.of, rollup.filter),
        };
        let stand_in = match &rollup.missing {
            MissingRule::As(node) => Some(self.eval(*node, ctx)),
            _ => None,
        };
        let ignore = matches!(rollup.missing, MissingRule::Ignoring { .. });
        let mut tally = Tally::default();
        let (mut left_out, mut why) = (0_i64, Reasons::NONE);
        let seen = self.for_members(rollup, ctx, |this, member| {
            let mut ask =
                |node: Option<NodeId>| node.map_or(Ok(true), |n| logic::truth(&this.at_year(n, member, ctx.year)));
            let counted = ask(filter);
            let mut holds = if counted == Ok(false) { Ok(false) } else { ask(condition) };
            if let (Err(_), Some(value)) = (holds, &stand_in) {
                holds = logic::truth(value);
            }
            let weight = match rollup.weight {
                None => Ok(Number::ONE),
                Some(node) if counted != Ok(false) => {
                    let value = this.at_year(node, member, ctx.year);
                    as_number(&value).ok_or(missing_for(value.reasons()).reasons())
                }
                Some(_) => Ok(Number::ZERO),
            };
            let gone = counted.err().or(holds.err()).or(weight.as_ref().err().copied());
            match (weight, gone) {
                (_, Some(reasons)) if ignore => {
                    left_out += 1;
                    why = why.union(reasons);
                }
                (Ok(weight), _) => tally.add(counted, holds, &weight),
                // What weighs an unknown amount decides nothing.
                (Err(reasons), _) => why = why.union(reasons),
            }
        });
        let counted = Counted { seen: seen as u64, left_out, why, unclear: Reasons::NONE };
        Tallied { counted, tally }
    }

    fn tally_value(&mut self, rollup: &Rollup, tallied: &Tallied, ctx: &Ctx<'_>) -> Value {
        let Tallied { counted: Counted { seen, left_out, why, .. }, tally } = tallied;
        let ignore = matches!(rollup.missing, MissingRule::Ignoring { .. });
        if *seen == 0 {
            return Value::missing(Reason::Absent);
        }
        if !ignore && !why.is_empty() {
            return Value::Missing(why.union(tally.reasons));
        }
        let present: u32 = tally.units.iter().fold(0, |sum, n| sum.saturating_add(*n));
        match self.enough(rollup, i64::from(present), *left_out, *why, ctx) {
            Ok(()) => tally.value(rollup.kind),
            Err(value) => value,
        }
    }

    fn at_year(&mut self, node: NodeId, member: &Ctx<'_>, year: i32) -> Value {
        let value = self.eval(node, member);
        if member.year == year { value } else { of_another_year(value) }
    }

    /// Whether enough members are present, where missing ones are left out.
    fn enough(
        &mut self,
        rollup: &Rollup,
        present: i64,
        left_out: i64,
        why: Reasons,
        ctx: &Ctx<'_>,
    ) -> Result<(), Value> {
        let MissingRule::Ignoring { needing } = &rollup.missing else { return Ok(()) };
        if left_out == 0 {
            return Ok(());
        }
        if present == 0 {
            return Err(missing_for(why));
        }
        let share = Number::integer(present).div(&Number::integer(present + left_out)).map(Value::Number);
        match (needing, share) {
            (Some(needed), Some(share)) if self.reaches(&share, *needed, ctx) != Ok(true) => Err(missing_for(why)),
            _ => Ok(()),
        }
    }

    fn gather_values(&mut self, id: RollupId, rollup: &'a Rollup, ctx: &Ctx<'_>) -> Value {
        let mut scratch = self.scratch.pop().unwrap_or_default();
        let (seen, left_out) = match self.collect(rollup, ctx, &mut scratch) {
            Ok(counts) => counts,
            Err(value) => {
                scratch.clear();
                self.scratch.push(scratch);
                return value;
            }
        };
        let values = scratch.values.as_slice();
        let weights = scratch.weights.as_slice();
        let meter = &mut self.meter;
        let value = match rollup.kind {
            RollupKind::Sum => {
                let reasons = aggregate::reasons(values).union(aggregate::reasons(weights));
                if reasons.is_empty() { aggregate::sum(values, weights, meter) } else { Value::Missing(reasons) }
            }
            RollupKind::Mean => aggregate::mean(values, weights, meter),
            RollupKind::Min => aggregate::extreme(values, Ordering::Less),
            RollupKind::Max => aggregate::extreme(values, Ordering::Greater),
            RollupKind::Median => aggregate::median(values, meter),
            RollupKind::Stdev => aggregate::stdev(values, meter),
            RollupKind::Variance => aggregate::variance(values, meter),
            _ => Value::missing(Reason::Invalid),
        };
        if let Some(trace) = &mut self.trace {
            let missing = values.iter().filter(|v| v.is_missing()).count() + usize::try_from(left_out).unwrap_or(0);
            let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            let units = [count(values.len()), 0, count(missing)];
            trace.push(Event::Rollup {
                rollup: id,
                level: ctx.level,
                unit: ctx.unit,
                seen,
                units,
                value: value.clone(),
            });
        }
        scratch.clear();
        self.scratch.push(scratch);
        value
    }

    /// Values and weights of the members; how many units there were, and how many were left out.
    fn collect(&mut self, rollup: &'a Rollup, ctx: &Ctx<'_>, into: &mut Scratch) -> Result<(usize, i64), Value> {
        let Some(counted) = self.members(rollup, ctx, into) else { return Err(Value::missing(Reason::Invalid)) };
        let gone = match counted.unclear {
            Reasons::NONE => Reasons::NONE,
            _ => aggregate::reasons(&into.values).union(aggregate::reasons(&into.weights)),
        };
        let present = i64::try_from(into.values.len()).unwrap_or(i64::MAX);
        self.usable(rollup, &counted, present, gone, ctx)?;
        Ok((usize::try_from(counted.seen).unwrap_or(usize::MAX), counted.left_out))
    }

    /// Whether something can be made of the values of members.
    fn usable(
        &mut self,
        rollup: &Rollup,
        counted: &Counted,
        present: i64,
        gone: Reasons,
        ctx: &Ctx<'_>,
    ) -> Result<(), Value> {
        if counted.seen == 0 {
            return Err(Value::missing(Reason::Absent));
        }
        if !counted.unclear.is_empty() {
            return Err(Value::Missing(counted.unclear.union(gone)));
        }
        self.enough(rollup, present, counted.left_out, counted.why, ctx)
    }

    /// What the values of members come to; `None`: it takes more than exact numbers.
    pub(crate) fn folded(&mut self, rollup: &'a Rollup, ctx: &Ctx<'_>) -> Option<Folded> {
        let mut scratch = Scratch::default();
        let counted = self.members(rollup, ctx, &mut scratch)?;
        let (fold, gone) = crate::partial::fold(rollup, &scratch.values, &scratch.weights)?;
        let values = i64::try_from(scratch.values.len()).unwrap_or(i64::MAX);
        Some(Folded { counted, values, gone, fold })
    }

    /// Values and weights of the members; `None`: of nothing.
    fn members(&mut self, rollup: &'a Rollup, ctx: &Ctx<'_>, into: &mut Scratch) -> Option<Counted> {
        let of = rollup.of?;
        let stand_in = match &rollup.missing {
            MissingRule::As(node) => Some(self.eval(*node, ctx)),
            _ => None,
        };
        let ignore = matches!(rollup.missing, MissingRule::Ignoring { .. });
        let (mut left_out, mut why, mut unclear) = (0_i64, Reasons::NONE, Reasons::NONE);
        let seen = self.for_members(rollup, ctx, |this, member| {
            let counted = rollup.filter.map_or(Ok(true), |n| logic::truth(&this.at_year(n, member, ctx.year)));
            match counted {
                Ok(false) => return,
                Err(reasons) if ignore => {
                    left_out += 1;
                    why = why.union(reasons);
                    return;
                }
                Err(reasons) => unclear = unclear.union(reasons),
                Ok(true) => {}
            }
            let mut value = this.at_year(of, member, ctx.year);
            if value.is_missing()
                && let Some(stand_in) = &stand_in
            {
                value = stand_in.clone();
            }
            let weight = rollup.weight.map(|n| this.at_year(n, member, ctx.year));
            let gone = value.reasons().union(weight.as_ref().map_or(Reasons::NONE, Value::reasons));
            if ignore && !gone.is_empty() {
                left_out += 1;
                why = why.union(gone);
                return;
            }
            into.values.push(value);
            into.weights.extend(weight);
        });
        Some(Counted { seen: seen as u64, left_out, why, unclear })
    }

    /// The own unit's rank among the units whose value is there.
    fn rank_of(&mut self, rollup: &'a Rollup, key: Option<WideKey<Shared>>, ctx: &Ctx<'_>) -> Value {
        let Some(of) = rollup.of else { return Value::missing(Reason::Invalid) };
        let Some(own_ctx) = ctx.climb(self.program, self.data, rollup.level) else {
            return Value::missing(Reason::Absent);
        };
        let own_ctx = Ctx { outer: Some(ctx), ..own_ctx };
        match rollup.filter.map_or(Ok(true), |n| logic::truth(&self.eval(n, &own_ctx))) {
            Ok(true) => {}
            Ok(false) => return Value::missing(Reason::NotApplicable),
            Err(reasons) => return Value::Missing(reasons),
        }
        let own = self.eval(of, &own_ctx);
        if own.is_missing() {
            return missing_for(own.reasons());
        }
        let sorted = self.sorted_values(rollup, key, ctx);
        let values = match &*sorted {
            Ok(values) => values,
            Err(value) => return value.clone(),
        };
        let before = values.partition_point(|v| compare::order(v, &own) == Some(Ordering::Less));
        let upto = values.partition_point(|v| compare::order(v, &own).is_some_and(Ordering::is_le));
        let better = if rollup.descending { values.get(upto..) } else { values.get(..before) }.unwrap_or_default();
        let classes = match rollup.ties {
            crate::program::Ties::Dense => distinct(better),
            _ => 0,
        };
        Value::Number(position(rollup.ties, better.len(), classes, (upto - before).max(1)))
    }

    /// All values that are there, in ascending order.
    fn sorted_values(
        &mut self,
        rollup: &'a Rollup,
        key: Option<WideKey<Shared>>,
        ctx: &Ctx<'_>,
    ) -> Rc<Result<Vec<Value>, Value>> {
        if let Some(sorted) = key.as_ref().and_then(|k| self.memo.sorted.get(k)) {
            return Rc::clone(sorted);
        }
        if let Some(key) = key.as_ref().filter(|_| self.population.is_some()) {
            let sorted = Rc::new(match self.known_figure(&figure_key(key)) {
                Some(State::Sorted(parts, why)) if why.is_empty() => Ok(parts.iter().map(Part::value).collect()),
                Some(State::Sorted(_, why)) => Err(Value::Missing(why)),
                _ => Err(Value::missing(Reason::Invalid)),
            });
            self.memo.sorted.insert(key.clone(), Rc::clone(&sorted));
            return sorted;
        }
        let mut scratch = Scratch::default();
        let collected = self.collect_ranked(rollup, ctx, &mut scratch).and_then(|why| match why {
            Reasons::NONE => Ok(()),
            why => Err(Value::Missing(why)),
        });
        let sorted = Rc::new(collected.map(|()| {
            scratch.values.sort_by(|a, b| compare::order(a, b).unwrap_or(Ordering::Equal));
            scratch.values
        }));
        if let Some(key) = key {
            self.memo.sorted.insert(key, Rc::clone(&sorted));
        }
        sorted
    }

    /// Units whose filter is undecided make the rank missing; units without a value are not counted.
    fn collect_ranked(&mut self, rollup: &Rollup, ctx: &Ctx<'_>, into: &mut Scratch) -> Result<Reasons, Value> {
        let Some(of) = rollup.of else { return Err(Value::missing(Reason::Invalid)) };
        let mut unclear = Reasons::NONE;
        self.for_members(rollup, ctx, |this, member| {
            match rollup.filter.map_or(Ok(true), |n| logic::truth(&this.eval(n, member))) {
                Ok(true) => {}
                Ok(false) => return,
                Err(reasons) => unclear = unclear.union(reasons),
            }
            let value = this.eval(of, member);
            if !value.is_missing() {
                into.values.push(value);
            }
        });
        Ok(unclear)
    }

    /// The same as sorted keys, with the reasons why some are undecided; `None`: one is a real or a bracket.
    pub(crate) fn sorted_parts(&mut self, rollup: &'a Rollup, ctx: &Ctx<'_>) -> Option<(Vec<Part>, Reasons)> {
        let mut scratch = Scratch::default();
        let why = self.collect_ranked(rollup, ctx, &mut scratch).ok()?;
        let mut parts = scratch.values.iter().map(Part::of).collect::<Option<Vec<Part>>>()?;
        parts.sort();
        Some((parts, why))
    }
}

fn figure_key(key: &WideKey<Shared>) -> Key {
    let what = What::Rollup(key.what.rollup.0);
    Key { what, year: key.year, by: key.by.map(|a| a.0), own: key.what.own.clone() }
}

fn distinct(sorted: &[Value]) -> usize {
    let steps = sorted.iter().zip(sorted.iter().skip(1)).filter(|(a, b)| !compare::same(a, b)).count();
    steps + usize::from(!sorted.is_empty())
}

/// The last year at whose end something that ends on that day still exists.
fn last_whole_year(until: i32) -> i32 {
    let (year, month, day) = crate::date::civil(until);
    if (month, day) == (12, 31) { year } else { year - 1 }
}

/// Whether a roll-up reads anything of the unit outside it.
pub(crate) fn reads_own(program: &Program, id: RollupId) -> bool {
    !matches!(own_of(program, id), Own::By(nodes) if nodes.is_empty())
}

/// What a roll-up reads of the unit outside it.
pub(crate) fn own_of(program: &Program, id: RollupId) -> Own {
    let (mut open, mut read) = (Vec::new(), Vec::new());
    super::deep::children(program, &Node::Rollup(id), &mut open);
    while let Some(node) = open.pop() {
        match program.nodes.get(node.index()) {
            Some(Node::Own(x)) => read.push(*x),
            // Inside another roll-up `own` means that one's unit.
            Some(Node::Rollup(inner)) => match own_of(program, *inner) {
                Own::By(nodes) if nodes.is_empty() => {}
                _ => return Own::Place,
            },
            Some(Node::ScoreSoFar | Node::MaxSoFar | Node::Prior) => return Own::Place,
            Some(node) => super::deep::children(program, node, &mut open),
            None => {}
        }
    }
    read.sort();
    read.dedup();
    Own::By(read.into())
}
