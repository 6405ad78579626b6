//! Outcomes: recognition from parts, or a class with caps, moves and quotas.

use super::context::ancestor;
use super::memo::WideKey;
use super::rank::as_place;
use super::{Ctx, Evaluator, ItemResult};
use crate::explain::trace::Event;
use crate::number::Number;
use crate::ops::{as_number, logic};
use crate::outcome::{Candidate, places, recognition};
use crate::program::{
    CategoryId, ClassStep, ItemId, ItemKind, LevelId, ModuleId, Node, NodeId, Outcome, OutcomeHow, Property, Reason,
    Recognition, Requirement, SymbolId, Verdict,
};
use crate::value::{Reasons, Value};
use std::collections::BTreeMap;
use std::rc::Rc;

impl<'a> Evaluator<'a> {
    #[inline(never)]
    pub(super) fn outcome(&mut self, item: ItemId, outcome: &'a Outcome, ctx: &Ctx<'_>) -> ItemResult {
        ItemResult::of_value(match &outcome.how {
            OutcomeHow::Require(parts) => self.recognise(item, parts, ctx),
            OutcomeHow::Class { table, steps } if steps.iter().any(|s| matches!(s, ClassStep::Quota { .. })) => {
                let classes = self.classes(item, outcome.category, *table, steps, ctx);
                classes.get(ctx.unit as usize).cloned().unwrap_or(Value::missing(Reason::NotApplicable))
            }
            OutcomeHow::Class { table, steps } => {
                let mut class = self.eval(*table, ctx);
                for step in steps {
                    class = self.step(outcome.category, class, step, ctx);
                }
                class
            }
        })
    }

    fn recognise(&mut self, item: ItemId, parts: &[Requirement], ctx: &Ctx<'_>) -> Value {
        let mut results = Vec::with_capacity(parts.len());
        for (at, part) in parts.iter().enumerate() {
            let (verdict, reasons) = self.part(item, part, ctx);
            results.push((verdict, reasons));
            if let Some(trace) = &mut self.trace {
                trace.push(Event::Part { part: at, verdict, reasons });
            }
        }
        match recognition(results) {
            (Recognition::Undetermined, reasons) => Value::Missing(reasons),
            (decided, _) => Value::Category(CategoryId(1), decided as u32),
        }
    }

    /// The verdict of one part of an outcome.
    pub(crate) fn requirement(
        &mut self,
        item: ItemId,
        part: &Requirement,
        level: LevelId,
        unit: u32,
        year: i32,
    ) -> Verdict {
        self.begin(level, unit, year);
        let version = self.program.items.get(item.index()).and_then(|i| self.program.versions.get(i.version.index()));
        let module = version.map_or(ModuleId(0), |v| v.module);
        self.part(item, part, &Ctx::new(module, level, unit, year, None)).0
    }

    fn part(&mut self, item: ItemId, part: &Requirement, ctx: &Ctx<'_>) -> (Verdict, Reasons) {
        let value = self.eval(part.condition, ctx);
        match logic::truth(&value) {
            Ok(true) => (Verdict::Met, Reasons::NONE),
            Ok(false) => (Verdict::NotMet, Reasons::NONE),
            Err(reasons) => {
                if let Some(Node::Item(symbol, Property::Met)) = self.program.nodes.get(part.condition.index())
                    && self.read_quietly(*symbol, ctx) == Some(Verdict::NotApplicable)
                {
                    return (Verdict::NotApplicable, reasons);
                }
                (self.policy(item, reasons, false), reasons)
            }
        }
    }

    /// The verdict of a named thing, without a note in the trace: it was just read.
    fn read_quietly(&mut self, symbol: SymbolId, ctx: &Ctx<'_>) -> Option<Verdict> {
        let item = self.item_of(symbol, ctx.year)?;
        let index = self.item_of_unit(item, ctx)?;
        self.result(index).verdict
    }

    /// A cap, floor or move. An undecided condition matters only where it would change the class.
    fn step(&mut self, category: CategoryId, class: Value, step: &ClassStep, ctx: &Ctx<'_>) -> Value {
        let when = match step {
            ClassStep::Bound { when, .. } | ClassStep::Move { when, .. } => *when,
            ClassStep::Quota { .. } => return class,
        };
        let when = logic::truth(&self.eval(when, ctx));
        let Value::Category(_, now) = class else {
            return match when {
                Err(reasons) => Value::Missing(class.reasons().union(reasons)),
                Ok(_) => class,
            };
        };
        let top = self.program.categories.get(category.index()).map_or(0, |c| c.items.len().saturating_sub(1));
        let top = u32::try_from(top).unwrap_or(u32::MAX);
        let changed = match step {
            ClassStep::Bound { at_most: true, class, .. } => now.min(*class),
            ClassStep::Bound { class, .. } => now.max(*class),
            ClassStep::Move { down: true, by, .. } => now.saturating_sub(*by),
            ClassStep::Move { by, .. } => now.saturating_add(*by).min(top),
            ClassStep::Quota { .. } => now,
        };
        match when {
            Ok(true) => Value::Category(category, changed),
            Err(reasons) if changed != now => Value::Missing(reasons),
            _ => class,
        }
    }

    /// The classes of all units of the outcome's level, for outcomes with a quota.
    fn classes(
        &mut self,
        item: ItemId,
        category: CategoryId,
        table: NodeId,
        steps: &[ClassStep],
        ctx: &Ctx<'_>,
    ) -> Rc<Vec<Value>> {
        let key = WideKey { what: item, year: ctx.year, by: ctx.by };
        if let Some(classes) = self.memo.classes.get(&key) {
            return Rc::clone(classes);
        }
        let data = self.data;
        let count = data.units.get(ctx.level.index()).map_or(0, |u| u.len());
        let mut classes = Vec::with_capacity(count);
        for unit in 0..u32::try_from(count).unwrap_or(u32::MAX) {
            let exists = data.units.get(ctx.level.index()).is_some_and(|u| u.exists(unit, ctx.year));
            classes.push(if exists {
                self.eval(table, &Ctx { unit, ..*ctx })
            } else {
                Value::missing(Reason::NotApplicable)
            });
        }
        for step in steps {
            if let ClassStep::Quota { class, at_most, share, rank, .. } = step {
                self.quota(&mut classes, category, *class, (*at_most, *share), *rank, ctx);
                continue;
            }
            for (unit, class) in (0_u32..).zip(classes.iter_mut()) {
                if data.units.get(ctx.level.index()).is_some_and(|u| u.exists(unit, ctx.year)) {
                    let before = std::mem::replace(class, Value::Bool(false));
                    *class = self.step(category, before, step, &Ctx { unit, ..*ctx });
                }
            }
        }
        let classes = Rc::new(classes);
        self.memo.classes.insert(key, Rc::clone(&classes));
        classes
    }

    fn quota(
        &mut self,
        classes: &mut [Value],
        category: CategoryId,
        class: u32,
        at_most: (NodeId, bool),
        rank: SymbolId,
        ctx: &Ctx<'_>,
    ) {
        let data = self.data;
        let program = self.program;
        let Some(units) = data.units.get(ctx.level.index()) else { return };
        let Some(item) = self.item_of(rank, ctx.year) else { return };
        let Some(ItemKind::Rank(declared)) = program.items.get(item.index()).map(|i| &i.kind) else { return };
        let table = self.rank_table(item, declared, ctx);
        // Units that compete with each other, and how many of them there are.
        let mut pools: BTreeMap<Option<u32>, (i64, Vec<u32>)> = BTreeMap::new();
        for (unit, now) in (0_u32..).zip(classes.iter()) {
            if !units.exists(unit, ctx.year) {
                continue;
            }
            let within = declared.within.and_then(|l| ancestor(program, data, ctx.level, unit, l));
            let pool = pools.entry(within).or_default();
            pool.0 += 1;
            if matches!(now, Value::Category(_, c) if *c == class) || now.is_missing() {
                pool.1.push(unit);
            }
        }
        let limit = self.eval(at_most.0, ctx);
        // A quota whose number is missing leaves everything open, for the reasons of the number.
        let unknown = limit.reasons();
        for (size, members) in pools.values() {
            let limit = as_number(&limit).map(|n| if at_most.1 { n.mul(&Number::integer(*size)) } else { n });
            // More places than there can be units are enough for all.
            let many = |n: Number| n.floor().to_i64().and_then(|n| usize::try_from(n).ok()).unwrap_or(usize::MAX);
            let allowed = limit.map(|n| if n.is_negative() { 0 } else { many(n) });
            let state = |u: &u32| classes.get(*u as usize);
            let candidates: Vec<Candidate> = members
                .iter()
                .map(|u| Candidate {
                    certain: state(u).is_some_and(|c| !c.is_missing()),
                    rank: table.ranks.get(*u as usize).and_then(as_place),
                })
                .collect();
            let open: Reasons = members.iter().fold(Reasons::NONE, |r, u| {
                let missing = state(u).map_or(Reasons::NONE, Value::reasons);
                r.union(missing).union(table.ranks.get(*u as usize).map_or(Reasons::NONE, Value::reasons))
            });
            let granted = allowed.map(|n| places(&candidates, n));
            for (i, unit) in members.iter().enumerate() {
                let Some(slot) = classes.get_mut(*unit as usize).filter(|c| !c.is_missing()) else { continue };
                match granted.as_ref().and_then(|g| g.get(i).copied()) {
                    Some(Some(true)) => {}
                    Some(Some(false)) => *slot = Value::Category(category, class.saturating_sub(1)),
                    _ => *slot = crate::ops::missing_for(if granted.is_none() { unknown } else { open }),
                }
            }
        }
    }
}
