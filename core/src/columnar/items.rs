//! Declared things as steps: criteria, groups, outcomes. What cannot be planned is left to the exact evaluator as a whole.

use super::op::{Arith, ClassChange, Op, R};
use super::plan::{Context, Do, GroupScore, Held, ItemRegs, MemberRegs, Planner};
use crate::exact::{children, columns_of, roots};
use crate::group::is_weighted;
use crate::number::Number;
use crate::program::{
    Adjust, AggregateKind, CategoryId, Change, ClassStep, Cmp, Criterion, Gate, Group, GroupMissing, GroupVerdict,
    ItemId, ItemKind, LogicOp, Node, NodeId, Outcome, OutcomeHow, Property, Reason, ScoreHow, SymbolId, Verdict,
};
use crate::value::{Reasons, Value};
use std::collections::BTreeSet;

impl Planner<'_> {
    /// The results of an item and, before it, of what it needs.
    pub fn item_in_order(&mut self, item: ItemId, context: Context) {
        // Members are made with their group.
        let made = self.made.contains_key(&(context, item));
        let mut seen = BTreeSet::new();
        let mut stack = Vec::new();
        if !made {
            seen.insert(item);
            stack.push((item, self.needs(item, context.year)));
        }
        while let Some((at, open)) = stack.last_mut() {
            let at = *at;
            match open.pop() {
                Some(next) => {
                    if !self.made.contains_key(&(context, next)) && seen.insert(next) {
                        let needs = self.needs(next, context.year);
                        stack.push((next, needs));
                    }
                }
                None => {
                    stack.pop();
                    self.item(at, context);
                }
            }
        }
        if self.item(item, context).is_none() {
            let regs = self.exact_item(item, context);
            self.emit(item, context, &regs);
        }
    }

    fn needs(&self, item: ItemId, year: i32) -> Vec<ItemId> {
        let mut found = Vec::new();
        let Some(declared) = self.program.items.get(item.index()) else { return found };
        if let ItemKind::Group(group) = &declared.kind {
            found.extend(group.members.iter().copied());
        }
        let mut open = roots(self.program, &declared.kind);
        while let Some(node) = open.pop() {
            match self.program.nodes.get(node.index()) {
                Some(Node::Item(symbol, _)) => found.extend(self.item_of(*symbol, year)),
                Some(
                    Node::At(..)
                    | Node::By(..)
                    | Node::Own(_)
                    | Node::Rollup(_)
                    | Node::Latest(..)
                    | Node::Interpolated(_),
                )
                | None => {}
                Some(node) => children(self.program, node, &mut open),
            }
        }
        found
    }

    /// The results of an item. `None`: not in this context.
    fn item(&mut self, item: ItemId, context: Context) -> Option<ItemRegs> {
        if let Some(made) = self.made.get(&(context, item)) {
            return made.clone();
        }
        // A hand-made circle must end.
        self.made.insert((context, item), None);
        let outer = self.so_far.take();
        let planned = self.plan_item(item, context);
        self.so_far = outer;
        let regs = match planned {
            Some(regs) => Some(regs),
            None if context.by.is_none() && (self.as_if.is_none() || context.year == self.year) => {
                Some(self.exact_item(item, context))
            }
            None => None,
        };
        if let Some(regs) = &regs {
            self.emit(item, context, regs);
        }
        self.made.insert((context, item), regs.clone());
        regs
    }

    /// All results of an item, unit by unit.
    fn exact_item(&mut self, item: ItemId, context: Context) -> ItemRegs {
        let mut regs = ItemRegs::default();
        let [verdict, value, target, score, max] = columns_of(self.program, item);
        let applies = matches!(self.program.items.get(item.index()).map(|i| &i.kind), Some(ItemKind::Criterion(c)) if c.applies.is_some());
        let mut some = |has: bool| has.then(|| self.register());
        regs.verdict = some(verdict || applies);
        regs.value = some(value);
        regs.target = some(target);
        regs.score = some(score);
        regs.max = some(max);
        regs.excluded = some(score);
        regs.nominal = some(max);
        regs.count = some(true);
        regs.reasons = some(true);
        let out = self.register();
        self.step(Do::ExactItem(item, context, Box::new(regs.clone())), out);
        regs
    }

    fn plan_item(&mut self, item: ItemId, context: Context) -> Option<ItemRegs> {
        let program = self.program;
        let declared = program.items.get(item.index())?;
        let here = declared.levels.is_empty() || declared.levels.contains(&self.level);
        if !here || (context.by.is_none() && self.wide.known.recorded.contains(&declared.symbol)) {
            return None;
        }
        match &declared.kind {
            ItemKind::Indicator(node) | ItemKind::Parameter(node) => {
                Some(ItemRegs { value: Some(self.node(*node, context)?), ..ItemRegs::default() })
            }
            ItemKind::Criterion(criterion) => self.criterion(item, criterion, context),
            ItemKind::Group(group) => self.group(item, group, context),
            ItemKind::Member(member) => Some(ItemRegs {
                value: Some(self.node(member.raw, context)?),
                score: Some(self.node(member.score, context)?),
                ..ItemRegs::default()
            }),
            ItemKind::Outcome(outcome) => self.outcome(item, outcome, context),
            ItemKind::Rank(rank) => {
                if !self.sees_others() {
                    return None;
                }
                let ranks = self.wide.rank(item, rank, false, self.year, context)?;
                let counts = self.wide.rank(item, rank, true, self.year, context)?;
                let (value, count) = (self.column(ranks), self.column(counts));
                Some(ItemRegs { value: Some(value), count: Some(count), ..ItemRegs::default() })
            }
            ItemKind::State(_) => None,
        }
    }

    /// What an expression reads of a named thing.
    pub fn property(&mut self, id: NodeId, symbol: SymbolId, property: Property, context: Context) -> Option<R> {
        let Some(item) = self.item_of(symbol, context.year) else { return self.exact(id, context) };
        let declared = self.program.items.get(item.index())?;
        if !declared.levels.is_empty() && !declared.levels.contains(&self.level) {
            return self.above(id, &declared.levels, context);
        }
        let member = matches!(declared.kind, ItemKind::Member(_));
        let regs = self.item(item, context)?;
        let found = match property {
            Property::Value if member => regs.score,
            Property::Value => regs.value,
            Property::Score => regs.score,
            Property::Max => regs.max,
            Property::Count => regs.count,
            Property::Verdict => {
                return Some(match regs.verdict {
                    Some(verdict) => self.push(Do::AsCategory(verdict)),
                    None => self.constant(Value::Category(CategoryId(0), Verdict::Undetermined as u32)),
                });
            }
            Property::Met => match regs.verdict {
                Some(verdict) => return Some(self.push(Do::Met(verdict))),
                None => None,
            },
        };
        Some(match found {
            // Read from outside, what an item does not have is not applicable.
            Some(r) if regs.reasons.is_some() || property == Property::Max => self.op(Op::Has, &[r]),
            Some(r) => r,
            None => self.constant(Value::missing(Reason::NotApplicable)),
        })
    }

    fn criterion(&mut self, item: ItemId, criterion: &Criterion, context: Context) -> Option<ItemRegs> {
        let applies = match criterion.applies {
            Some(node) => Some(self.node(node, context)?),
            None => None,
        };
        let has_verdict = !criterion.targets.is_empty() || criterion.met.is_some();
        // Where it is not applicable its maximum is not adjusted.
        let adjusted = criterion.adjust.iter().any(|a| a.max.is_some());
        if (applies.is_some() && !has_verdict) || (has_verdict && adjusted) {
            return None;
        }
        let mut regs = ItemRegs::default();
        if let Some(measure) = criterion.measure {
            regs.value = Some(self.node(measure, context)?);
        }
        let mut judged = None;
        if !criterion.targets.is_empty() {
            let measure = match regs.value {
                Some(r) => r,
                None => self.constant(Value::missing(Reason::Invalid)),
            };
            let (held, target) = self.targets(criterion, measure, context)?;
            judged = Some(held);
            regs.target = Some(target);
            regs.applies = applies;
        }
        if let Some(met) = criterion.met {
            judged = Some(self.node(met, context)?);
        }
        if let (Some(verdict), Some(due)) = (judged, criterion.due) {
            let due = self.node(due, context)?;
            let as_of = self.as_of_for(context.year);
            judged = Some(self.op(Op::Due(as_of), &[verdict, due]));
        }
        let gates = self.gates(&criterion.gates, context)?;
        let policy = self.policies.of(self.program, item, self.codes);
        if let Some(judged) = judged {
            regs.verdict = Some(self.push(Do::Verdict { judged, gates, applies, policy: policy.clone() }));
        }
        let Some(score) = &criterion.score else { return Some(regs) };
        let max = self.node(score.max, context)?;
        let mut plain = false;
        let mut base = match score.how {
            ScoreHow::Value(node) => self.node(node, context)?,
            ScoreHow::WhenMet => {
                plain = matches!(self.constant_of(max), Some(Value::Number(m)) if !m.is_negative());
                let verdict = regs.verdict?;
                self.push(Do::WhenMet(verdict, max))
            }
        };
        if let Some(applies) = applies {
            base = self.op(Op::Unclear, &[applies, base]);
        }
        let (mut value, max) = self.amend(base, Some(max), &criterion.changes, &criterion.adjust, gates, context)?;
        let max = max?;
        plain &= criterion.changes.is_empty() && criterion.adjust.is_empty();
        if !plain && score.capped {
            value = self.op(Op::Capped, &[value, max]);
        } else if !plain {
            if context.by.is_some() || (context.year != self.year) {
                return None;
            }
            value = self.push(Do::Within { item, context, score: value, max, verdict: regs.verdict });
        }
        let excluded = self.register();
        regs.score = Some(self.push(Do::Settle { score: value, max, verdict: regs.verdict, policy, excluded }));
        regs.excluded = Some(excluded);
        regs.max = Some(max);
        regs.nominal = Some(max);
        Some(regs)
    }

    /// Whether the measure meets what holds for it, and the target's value as it is shown.
    fn targets(&mut self, criterion: &Criterion, measure: R, context: Context) -> Option<(R, R)> {
        let none = self.constant(Value::missing(Reason::NoTarget));
        // Held against nothing: made where it is read, which is seldom.
        let mut unheld = None;
        let mut nothing =
            |planner: &mut Self| *unheld.get_or_insert_with(|| planner.op(Op::Held(Cmp::Eq), &[measure, none]));
        let (mut judged, mut shown) = (None, none);
        let several = criterion.targets.len() > 1 || criterion.targets.iter().any(|(when, _)| when.is_some());
        for (when, timeline) in criterion.targets.iter().rev() {
            let held = self.held(*timeline, context)?;
            let (holds, value) = match held {
                Held::Nothing => (nothing(self), none),
                Held::Cmp(cmp, bound) => {
                    (self.op(Op::Held(cmp), &[measure, bound]), self.op(Op::TargetShown, &[bound]))
                }
                Held::In(lo, hi) => {
                    let ends: Vec<R> = [lo, hi].into_iter().flatten().collect();
                    let known = ends.iter().all(|r| self.constant_of(*r).is_some());
                    if !known || several {
                        return None;
                    }
                    if ends.iter().any(|r| self.constant_of(*r).is_some_and(Value::is_missing)) {
                        (nothing(self), none)
                    } else {
                        let mut args = vec![measure];
                        args.extend(ends);
                        let holds = self.op(Op::InRange { lo: lo.is_some(), hi: hi.is_some() }, &args);
                        (holds, self.constant(Value::Missing(Reasons::NONE)))
                    }
                }
            };
            match when {
                None => (judged, shown) = (Some(holds), value),
                Some(when) => {
                    let when = self.node(*when, context)?;
                    let otherwise = judged.unwrap_or_else(|| nothing(self));
                    judged = Some(self.op(Op::If, &[when, holds, otherwise, measure]));
                    shown = self.op(Op::If, &[when, value, shown]);
                }
            }
        }
        Some((judged.unwrap_or_else(|| nothing(self)), shown))
    }

    fn gates(&mut self, gates: &[Gate], context: Context) -> Option<Option<R>> {
        let mut parts = Vec::new();
        for gate in gates {
            parts.push(self.node(gate.condition, context)?);
        }
        Some((!parts.is_empty()).then(|| self.op(Op::Logic(LogicOp::And), &parts)))
    }

    /// Bonuses and deductions, then adjustments, each in written order, then gates.
    fn amend(
        &mut self,
        base: R,
        max: Option<R>,
        changes: &[Change],
        adjust: &[Adjust],
        gates: Option<R>,
        context: Context,
    ) -> Option<(R, Option<R>)> {
        let (mut score, mut max) = (base, max);
        for change in changes {
            let by = self.node(change.value, context)?;
            let op = if change.deduct { Arith::Sub } else { Arith::Add };
            let changed = self.op(Op::Arith(op), &[score, by]);
            score = match change.when {
                None => changed,
                Some(when) => {
                    let when = self.node(when, context)?;
                    self.op(Op::If, &[when, changed, score, score])
                }
            };
        }
        for step in adjust {
            let no_max = self.constant(Value::missing(Reason::NotApplicable));
            let max_so_far = match max {
                Some(max) => self.op(Op::Has, &[max]),
                None => no_max,
            };
            self.so_far = Some((score, max_so_far));
            let next = self.node(step.score, context);
            let next_max = match step.max {
                Some(node) => self.node(node, context).map(Some),
                None => Some(None),
            };
            self.so_far = None;
            score = next?;
            max = next_max?.or(max);
        }
        if let Some(gates) = gates {
            let zero = self.constant(Value::Number(Number::ZERO));
            score = self.op(Op::If, &[gates, score, zero, score]);
        }
        Some((score, max))
    }

    fn group(&mut self, item: ItemId, group: &Group, context: Context) -> Option<ItemRegs> {
        let program = self.program;
        let mut regs = ItemRegs::default();
        let mut members = Vec::new();
        for member in &group.members {
            let declared = program.items.get(member.index())?;
            if !declared.levels.is_empty() && !declared.levels.contains(&self.level) {
                return None;
            }
            members.push((declared, self.item(*member, context)?));
        }
        let gates = self.gates(&group.gates, context)?;
        if group.verdict != GroupVerdict::None {
            let verdicts = members.iter().filter_map(|(_, m)| m.verdict).collect();
            regs.verdict = Some(self.push(Do::GroupVerdict { members: verdicts, rule: group.verdict, gates }));
        }
        let Some(how) = &group.aggregate else { return Some(regs) };
        let mut scored = Vec::new();
        for (declared, member) in &members {
            let Some(score) = member.score else { continue };
            let (own, weight) = match &declared.kind {
                ItemKind::Criterion(c) => (c.not_applicable, c.weight),
                ItemKind::Group(g) => (None, g.weight),
                ItemKind::Member(m) => (None, m.weight),
                _ => (None, None),
            };
            let weight = match weight {
                Some(node) => {
                    let weight = self.node(node, context)?;
                    match self.constant_of(weight)? {
                        Value::Number(w) if w.is_zero() => continue,
                        _ => Some(weight),
                    }
                }
                None => None,
            };
            scored.push(MemberRegs {
                score,
                max: member.max,
                nominal: member.nominal.or(member.max),
                excluded: member.excluded,
                weight,
                rule: own.unwrap_or(group.not_applicable),
            });
        }
        let fixed = |planner: &Self, r: Option<R>| r.is_none_or(|r| planner.constant_of(r).is_some());
        let with_max = scored.iter().filter(|m| m.max.is_some()).count();
        if with_max != 0 && with_max != scored.len() {
            return None;
        }
        let needed = match &group.missing {
            GroupMissing::Skip { needing: Some((node, _)) } => Some(self.node(*node, context)?),
            _ => None,
        };
        let argument = match how.argument {
            Some(node) => Some(self.node(node, context)?),
            None => None,
        };
        let step = match how.to {
            Some((node, _)) => Some(self.node(node, context)?),
            None => None,
        };
        if !(fixed(self, needed) && fixed(self, argument) && fixed(self, step)) {
            return None;
        }
        let shown = with_max != 0 && (how.kind == AggregateKind::Sum || how.of_shares);
        let max = shown.then(|| self.register());
        let nominal = shown.then(|| self.register());
        let excluded = self.register();
        let score = self.push(Do::GroupScore(Box::new(GroupScore {
            group: item,
            members: scored,
            weighted: is_weighted(how.kind),
            needed,
            argument,
            step,
            max,
            nominal,
            excluded,
        })));
        let (score, max) = self.amend(score, max, &group.changes, &group.adjust, gates, context)?;
        regs.score = Some(self.push(Do::Override { excluded, x: score }));
        if let Some(max) = max {
            regs.max = Some(if shown { self.push(Do::Override { excluded, x: max }) } else { max });
        }
        regs.nominal = nominal;
        regs.excluded = Some(excluded);
        Some(regs)
    }

    fn outcome(&mut self, item: ItemId, outcome: &Outcome, context: Context) -> Option<ItemRegs> {
        let value = match &outcome.how {
            OutcomeHow::Require(requirements) => {
                let mut parts = Vec::new();
                for part in requirements {
                    let condition = self.node(part.condition, context)?;
                    let verdict = match self.program.nodes.get(part.condition.index()) {
                        Some(Node::Item(symbol, Property::Met)) => {
                            let of = self.item_of(*symbol, context.year);
                            // Of another level: the exact evaluator reads the verdict behind the condition.
                            let of = of?;
                            self.item(of, context).filter(|_| self.is_here(of))?.verdict
                        }
                        _ => None,
                    };
                    parts.push((condition, verdict));
                }
                let policy = self.policies.of(self.program, item, self.codes);
                self.push(Do::Recognise { parts: parts.into(), policy })
            }
            OutcomeHow::Class { steps, .. } if steps.iter().any(|s| matches!(s, ClassStep::Quota { .. })) => {
                return None;
            }
            OutcomeHow::Class { table, steps } => {
                let mut class = self.node(*table, context)?;
                let items = self.program.categories.get(outcome.category.index()).map_or(0, |c| c.items.len());
                let top = u32::try_from(items.saturating_sub(1)).unwrap_or(u32::MAX);
                for step in steps {
                    let (change, when) = match step {
                        ClassStep::Bound { at_most: true, class, when, .. } => (ClassChange::AtMost(*class), *when),
                        ClassStep::Bound { class, when, .. } => (ClassChange::AtLeast(*class), *when),
                        ClassStep::Move { down: true, by, when, .. } => (ClassChange::Down(*by), *when),
                        ClassStep::Move { by, when, .. } => (ClassChange::Up(*by), *when),
                        ClassStep::Quota { .. } => return None,
                    };
                    let when = self.node(when, context)?;
                    class = self.op(Op::ClassStep(change, outcome.category, top), &[class, when]);
                }
                class
            }
        };
        Some(ItemRegs { value: Some(value), ..ItemRegs::default() })
    }

    fn is_here(&self, item: ItemId) -> bool {
        self.program.items.get(item.index()).is_some_and(|i| i.levels.is_empty() || i.levels.contains(&self.level))
    }
}
