//! Criteria: verdict, then score.

use super::years::Held;
use super::{Ctx, Evaluator, ItemResult};
use crate::codes;
use crate::explain::trace::Event;
use crate::number::Number;
use crate::ops::{aggregate, arith, compare, logic};
use crate::program::{Adjust, Change, Criterion, Gate, ItemId, LogicOp, Reason, Score, ScoreHow, Verdict};
use crate::value::{Reasons, Value};

impl<'a> Evaluator<'a> {
    #[inline(never)]
    pub(super) fn criterion(&mut self, item: ItemId, criterion: &'a Criterion, ctx: &Ctx<'_>) -> ItemResult {
        let mut result = ItemResult::default();
        let applies = criterion.applies.map_or(Ok(true), |n| logic::truth(&self.eval(n, ctx)));
        result.value = criterion.measure.map(|n| self.eval(n, ctx));
        if applies == Ok(false) {
            result.verdict = Some(Verdict::NotApplicable);
            result.verdict_reasons = Reasons::of(Reason::NotApplicable);
            return self.uncounted(result, criterion, ctx);
        }
        let unclear = applies.err();
        let target = self.judge(criterion, &mut result, unclear, ctx);
        let gates = self.gates(&criterion.gates, ctx);
        match (unclear, target) {
            (Some(reasons), _) => self.set_verdict(item, &mut result, &Value::Missing(reasons)),
            (None, Some(target)) => self.set_verdict(item, &mut result, &logic::and(&target, &gates)),
            (None, None) => {}
        }
        if result.verdict == Some(Verdict::NotApplicable) {
            return self.uncounted(result, criterion, ctx);
        }
        if let Some(score) = &criterion.score {
            let max = self.eval(score.max, ctx);
            let base = match unclear {
                Some(reasons) => Value::Missing(reasons),
                None => self.base_score(score, &result, &max, ctx),
            };
            let (value, max) = self.amend_score(base, Some(max), &criterion.changes, &criterion.adjust, &gates, ctx);
            let value = self.within_max(item, value, max.as_ref(), score.capped, ctx);
            self.settle_score(item, &mut result, value, max);
        }
        result
    }

    /// What is not applicable has no score, only the maximum that it would have.
    fn uncounted(&mut self, mut result: ItemResult, criterion: &'a Criterion, ctx: &Ctx<'_>) -> ItemResult {
        if let Some(score) = &criterion.score {
            result.score = Some(Value::missing(Reason::NotApplicable));
            result.max = Some(self.eval(score.max, ctx));
        }
        result.nominal = result.max.clone();
        result.excluded = true;
        result
    }

    /// Whether the measure meets the target, or the condition holds; `None` for a criterion that has no verdict.
    fn judge(
        &mut self,
        criterion: &'a Criterion,
        result: &mut ItemResult,
        unclear: Option<Reasons>,
        ctx: &Ctx<'_>,
    ) -> Option<Value> {
        let mut verdict = None;
        if !criterion.targets.is_empty() {
            let held = self.target_of(criterion, ctx);
            result.target = Some(match &held {
                Ok(Held::Cmp(_, value)) if !value.is_missing() => value.clone(),
                Ok(Held::In(..)) if held.as_ref().is_ok_and(|h| !h.is_missing()) => Value::Missing(Reasons::NONE),
                Ok(_) => Value::missing(Reason::NoTarget),
                Err(reasons) => Value::Missing(*reasons),
            });
            let measure = result.value.clone().unwrap_or(Value::missing(Reason::Invalid));
            verdict = Some(match held {
                Ok(held) => held.holds(&measure),
                Err(reasons) => Value::Missing(reasons.union(measure.reasons())),
            });
        }
        if let Some(met) = criterion.met {
            verdict = Some(self.eval(met, ctx));
        }
        let due = criterion.due.map(|n| self.eval(n, ctx));
        match (&verdict, due) {
            (Some(Value::Bool(false)), Some(due)) if unclear.is_none() => match due {
                Value::Date(day) if self.as_of_for(ctx.year) >= day => verdict,
                Value::Date(_) => Some(Value::missing(Reason::NotDue)),
                other => Some(Value::Missing(other.reasons())),
            },
            _ => verdict,
        }
    }

    /// What the measure is held against: the first clause whose condition holds. An undecided condition is the reason.
    pub(crate) fn target_of(&mut self, criterion: &'a Criterion, ctx: &Ctx<'_>) -> Result<Held, Reasons> {
        for (when, timeline) in &criterion.targets {
            let holds = when.map_or(Ok(true), |n| logic::truth(&self.eval(n, ctx)));
            if holds? {
                return Ok(self.held(*timeline, ctx));
            }
        }
        Ok(Held::Nothing)
    }

    fn set_verdict(&mut self, item: ItemId, result: &mut ItemResult, value: &Value) {
        let verdict = match logic::truth(value) {
            Ok(true) => Verdict::Met,
            Ok(false) => Verdict::NotMet,
            Err(reasons) => {
                result.verdict_reasons = reasons;
                self.policy(item, reasons, false)
            }
        };
        result.verdict = Some(verdict);
    }

    fn base_score(&mut self, score: &Score, result: &ItemResult, max: &Value, ctx: &Ctx<'_>) -> Value {
        match score.how {
            ScoreHow::Value(node) => self.eval(node, ctx),
            ScoreHow::WhenMet => match result.verdict {
                Some(Verdict::Met) => max.clone(),
                Some(Verdict::NotMet) => zero(),
                _ => crate::ops::missing_for(result.verdict_reasons),
            },
        }
    }

    /// All gates together: yes, no or missing.
    pub(super) fn gates(&mut self, gates: &[Gate], ctx: &Ctx<'_>) -> Value {
        let mut join = logic::Join::new(LogicOp::And);
        for gate in gates {
            let value = self.eval(gate.condition, ctx);
            join.add(&value);
            if let Some(trace) = &mut self.trace {
                trace.push(Event::Gate { span: gate.span, label: gate.label.clone(), value });
            }
        }
        join.value()
    }

    /// Bonuses and deductions, then adjustments, each in written order, then gates.
    pub(super) fn amend_score(
        &mut self,
        base: Value,
        max: Option<Value>,
        changes: &[Change],
        adjust: &[Adjust],
        gates: &Value,
        ctx: &Ctx<'_>,
    ) -> (Value, Option<Value>) {
        let (mut score, mut max) = (base, max);
        for change in changes {
            let applies = change.when.map_or(Ok(true), |n| logic::truth(&self.eval(n, ctx)));
            let by = self.eval(change.value, ctx);
            let meter = &mut self.meter;
            score = match applies {
                Ok(true) if change.deduct => arith::sub(&score, &by, meter),
                Ok(true) => arith::add(&score, &by, meter),
                Ok(false) => score,
                Err(reasons) => Value::Missing(reasons.union(score.reasons())),
            };
        }
        for step in adjust {
            let no_max = Value::missing(Reason::NotApplicable);
            let so_far = (score, max);
            let inner = Ctx { so_far: Some((&so_far.0, so_far.1.as_ref().unwrap_or(&no_max))), ..*ctx };
            let next = self.eval(step.score, &inner);
            let next_max = step.max.map(|n| self.eval(n, &inner));
            score = next;
            max = next_max.or(so_far.1);
        }
        match gates {
            Value::Bool(true) => (score, max),
            Value::Bool(false) => (zero(), max),
            open => (Value::Missing(open.reasons().union(score.reasons())), max),
        }
    }

    /// Clamps into 0..max, or makes a score outside a fault. Against a maximum that is missing nothing is outside.
    fn within_max(&mut self, item: ItemId, score: Value, max: Option<&Value>, capped: bool, ctx: &Ctx<'_>) -> Value {
        let max = match max {
            Some(max) if capped => return aggregate::capped(&score, max),
            _ if score.is_missing() => return crate::ops::missing_for(score.reasons()),
            Some(max) if !max.is_missing() => max,
            _ => return score,
        };
        match compare::in_range(&score, Some(&zero()), Some(max)) {
            Value::Bool(false) => {
                let name = super::item_name(self.program, item);
                let unit = self.program.items.get(item.index()).map(|i| i.unit.clone());
                let show = |v: &Value| crate::explain::show::number(v, unit.as_ref());
                let args = vec![name.clone(), show(&score), show(max)];
                self.fault(&codes::R05_SCORE, args, ctx.level, ctx.unit, ctx.year, name);
                Value::missing(Reason::Invalid)
            }
            _ => score,
        }
    }

    /// A missing score follows the `on` lines.
    fn settle_score(&mut self, item: ItemId, result: &mut ItemResult, score: Value, max: Option<Value>) {
        result.score = Some(if score.is_missing() {
            match self.policy(item, score.reasons(), true) {
                Verdict::Met => max.clone().unwrap_or(score),
                Verdict::NotMet => zero(),
                Verdict::Undetermined => score,
                Verdict::NotApplicable => {
                    result.excluded = true;
                    Value::missing(Reason::NotApplicable)
                }
            }
        } else {
            score
        });
        result.nominal = max.clone();
        result.max = max;
    }
}

pub(super) fn zero() -> Value {
    Value::Number(Number::ZERO)
}
