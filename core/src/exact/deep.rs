//! Limits: digits, work, nesting. Each ends in a fault that names it and an `invalid` value, never in a crash.

use super::{Ctx, Evaluator, NO_UNIT, item_name};
use crate::codes::{self, Message};
use crate::dataset::Fault;
use crate::program::{ItemId, ItemKind, LevelId, Node, NodeId, Program, SymbolId};
use std::collections::BTreeSet;

/// Nested expressions, over all items that are being evaluated.
const DEPTH: u32 = 400;
/// Where expressions nest this much (further), an item's needs are computed in order before it.
pub(super) const PREPARE: u32 = 60;
/// Items being evaluated for each other at all.
const ITEMS_HARD: u32 = 240;

impl<'a> Evaluator<'a> {
    pub(super) fn too_deep(&mut self, ctx: &Ctx<'_>) -> bool {
        if self.work > self.limits.work {
            self.limit_fault(&codes::R07_WORK, ctx, self.limits.work);
            return true;
        }
        if self.depth >= DEPTH {
            self.limit_fault(&codes::R08_NESTING, ctx, u64::from(DEPTH));
            return true;
        }
        false
    }

    pub(super) fn report_digits(&mut self, ctx: &Ctx<'_>) {
        self.meter.exceeded = false;
        self.limit_fault(&codes::R06_DIGITS, ctx, self.meter.bits);
    }

    fn limit_fault(&mut self, message: &'static Message, ctx: &Ctx<'_>, limit: u64) {
        let name = self.current.map(|item| item_name(self.program, item)).unwrap_or_default();
        self.fault(message, vec![name.clone(), limit.to_string()], ctx.level, ctx.unit, ctx.year, name);
    }

    /// Adds a fault of evaluation; `{0}` of its message is the name of what it concerns, if any.
    pub(super) fn fault(
        &mut self,
        message: &'static Message,
        args: Vec<String>,
        level: LevelId,
        unit: u32,
        year: i32,
        name: String,
    ) {
        let id = self.data.units.get(level.index()).filter(|_| unit != NO_UNIT).map(|u| u.id(unit).into_owned());
        let fault = Fault {
            message,
            args,
            level: id.is_some().then_some(level),
            unit: id.unwrap_or_default(),
            year: Some(year),
            by: None,
            name,
            value: String::new(),
            place: String::new(),
        };
        // The same limit is often passed many times over.
        if self.faults.last() != Some(&fault) {
            self.faults.push(fault);
        }
    }

    /// Called when items are nested: computes what the item needs for the same unit and year, needs first, so that long
    /// chains do not nest. False where they nest all the same.
    #[inline(never)]
    pub(super) fn prepare(&mut self, item: ItemId, ctx: &Ctx<'_>) -> bool {
        if self.items_deep >= ITEMS_HARD {
            self.limit_fault(&codes::R08_NESTING, ctx, u64::from(ITEMS_HARD));
            return false;
        }
        if self.depth < self.prepare_at {
            return true;
        }
        let before = std::mem::replace(&mut self.prepare_at, self.depth + PREPARE);
        for need in in_order(self, item, ctx.year) {
            if need != item {
                self.item_of_unit(need, ctx);
            }
        }
        self.prepare_at = before;
        true
    }
}

/// What an item needs for the same unit and year, needs before what needs them.
fn in_order(evaluator: &Evaluator<'_>, item: ItemId, year: i32) -> Vec<ItemId> {
    let mut done = Vec::new();
    let mut seen = BTreeSet::from([item]);
    let mut stack = vec![(item, needs(evaluator, item, year))];
    while let Some((at, open)) = stack.last_mut() {
        match open.pop() {
            Some(next) if seen.insert(next) => stack.push((next, needs(evaluator, next, year))),
            Some(_) => {}
            None => {
                done.push(*at);
                stack.pop();
            }
        }
    }
    done
}

fn needs(evaluator: &Evaluator<'_>, item: ItemId, year: i32) -> Vec<ItemId> {
    let mut found = Vec::new();
    let Some(declared) = evaluator.program.items.get(item.index()) else { return found };
    if let ItemKind::Group(group) = &declared.kind {
        found.extend(group.members.iter().copied());
    }
    let mut symbols: Vec<SymbolId> = Vec::new();
    let mut open = roots(evaluator.program, &declared.kind);
    while let Some(node) = open.pop() {
        match evaluator.program.nodes.get(node.index()) {
            Some(Node::Item(symbol, _)) => symbols.push(*symbol),
            // Another unit, year or assessor: not this context's need.
            Some(
                Node::At(..) | Node::By(..) | Node::Own(_) | Node::Rollup(_) | Node::Latest(..) | Node::Interpolated(_),
            )
            | None => {}
            Some(node) => children(evaluator.program, node, &mut open),
        }
    }
    found.extend(symbols.into_iter().filter_map(|s| evaluator.item_of(s, year)));
    found
}

/// The expressions of an item.
pub(crate) fn roots(program: &Program, kind: &ItemKind) -> Vec<NodeId> {
    use crate::program::{Adjust, Change, ClassStep, Gate, OutcomeHow, ScoreHow};
    fn amendments(changes: &[Change], adjust: &[Adjust], gates: &[Gate], out: &mut Vec<NodeId>) {
        out.extend(changes.iter().flat_map(|c| [Some(c.value), c.when]).flatten());
        out.extend(adjust.iter().flat_map(|a| [Some(a.score), a.max]).flatten());
        out.extend(gates.iter().map(|g| g.condition));
    }
    // What most items have.
    let mut out: Vec<NodeId> = Vec::with_capacity(8);
    match kind {
        ItemKind::Indicator(n) | ItemKind::Parameter(n) => out.push(*n),
        ItemKind::Criterion(c) => {
            out.extend([c.applies, c.measure, c.met, c.due, c.weight].into_iter().flatten());
            for (when, timeline) in &c.targets {
                out.extend(when);
                timeline_nodes(program, *timeline, &mut out);
            }
            if let Some(score) = &c.score {
                out.push(score.max);
                if let ScoreHow::Value(n) = score.how {
                    out.push(n);
                }
            }
            amendments(&c.changes, &c.adjust, &c.gates, &mut out);
        }
        ItemKind::Group(g) => {
            out.extend(g.weight);
            out.extend(g.aggregate.iter().flat_map(|a| [a.argument, a.to.map(|(n, _)| n)]).flatten());
            amendments(&g.changes, &g.adjust, &g.gates, &mut out);
        }
        ItemKind::Member(m) => out.extend([Some(m.value), Some(m.raw), Some(m.score), m.weight].into_iter().flatten()),
        ItemKind::Outcome(o) => match &o.how {
            OutcomeHow::Require(parts) => out.extend(parts.iter().map(|p| p.condition)),
            OutcomeHow::Class { table, steps } => {
                out.push(*table);
                for step in steps {
                    match step {
                        ClassStep::Bound { when, .. } | ClassStep::Move { when, .. } => out.push(*when),
                        ClassStep::Quota { at_most, .. } => out.push(*at_most),
                    }
                }
            }
        },
        ItemKind::State(s) => out.push(s.table),
        ItemKind::Rank(_) => {}
    }
    out
}

fn timeline_nodes(program: &Program, timeline: crate::program::TimelineId, out: &mut Vec<NodeId>) {
    for entry in program.timelines.get(timeline.index()).iter().flat_map(|t| &t.entries) {
        match entry.bound {
            crate::program::Bound::Cmp(_, n) => out.push(n),
            crate::program::Bound::In(lo, hi) => out.extend([lo, hi].into_iter().flatten()),
        }
    }
}

/// The operands of a node. Those of a roll-up are its value, weight, filter and what stands for missing members.
pub(crate) fn children(program: &Program, node: &Node, out: &mut Vec<NodeId>) {
    match node {
        Node::Neg(x)
        | Node::Not(x)
        | Node::Pow(x, _)
        | Node::IsMissing(x)
        | Node::IsPresent(x)
        | Node::IsReason(x, _)
        | Node::At(x, _)
        | Node::By(x, _)
        | Node::Own(x)
        | Node::Latest(x, _)
        | Node::Interpolated(x) => out.push(*x),
        Node::Add(a, b)
        | Node::Sub(a, b)
        | Node::Mul(a, b)
        | Node::Div(a, b)
        | Node::Compare(_, a, b)
        | Node::Otherwise(a, b) => out.extend([*a, *b]),
        Node::InRange { x, lo, hi } => out.extend([Some(*x), *lo, *hi].into_iter().flatten()),
        Node::Logic(_, parts) => out.extend(parts),
        Node::If { condition, then, otherwise } => out.extend([*condition, *then, *otherwise]),
        Node::Call { args, .. } => out.extend(args),
        Node::Table(t) => {
            if let Some(table) = program.tables.get(t.index()) {
                out.extend(table.subject);
                for row in &table.rows {
                    if let crate::program::RowHead::When(n) = row.head {
                        out.push(n);
                    }
                    out.push(row.result);
                }
            }
        }
        Node::Rollup(r) => {
            if let Some(rollup) = program.rollups.get(r.index()) {
                out.extend([rollup.of, rollup.weight, rollup.filter].into_iter().flatten());
                match rollup.missing {
                    crate::program::MissingRule::As(n) | crate::program::MissingRule::Ignoring { needing: Some(n) } => {
                        out.push(n)
                    }
                    _ => {}
                }
            }
        }
        Node::Timeline(t) => timeline_nodes(program, *t, out),
        Node::Number(_)
        | Node::Bool(_)
        | Node::Date(_)
        | Node::Category(..)
        | Node::Year
        | Node::AsOf
        | Node::Input(_)
        | Node::Item(..)
        | Node::Target(_)
        | Node::ScoreSoFar
        | Node::MaxSoFar
        | Node::Prior => {}
    }
}
