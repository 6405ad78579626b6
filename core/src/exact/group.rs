//! Groups: the members' verdicts and scores, made into one.

use super::criterion::zero;
use super::{Ctx, Evaluator, ItemResult};
use crate::explain::trace::Event;
use crate::group::{Verdicts, aggregate, is_weighted};
use crate::number::Number;
use crate::ops::{arith, compare, logic, missing_for};
use crate::program::{
    Aggregate, AggregateKind, Group, GroupMissing, ItemId, ItemKind, NodeId, NotApplicable, Reason, Verdict,
};
use crate::value::{Reasons, Value};

/// Buffers of one aggregate.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    pub values: Vec<Value>,
    pub weights: Vec<Value>,
}

impl Scratch {
    pub(super) fn clear(&mut self) {
        self.values.clear();
        self.weights.clear();
    }
}

/// What members come to before the aggregate is made.
#[derive(Default)]
struct Gathered {
    /// Members that count, and of them those whose score is missing.
    counted: i64,
    missing: i64,
    /// Their weights.
    weight_all: Option<Value>,
    weight_missing: Option<Value>,
    reasons: Reasons,
    /// Sums of maxima: of the members that count; of all, as if they counted.
    max: Option<Value>,
    nominal: Option<Value>,
    any_excluded: bool,
}

impl<'a> Evaluator<'a> {
    #[inline(never)]
    pub(super) fn group(&mut self, item: ItemId, group: &'a Group, ctx: &Ctx<'_>) -> ItemResult {
        let mut result = ItemResult::default();
        let mut verdicts = Verdicts::default();
        for member in &group.members {
            if let Some(index) = self.item_of_unit(*member, ctx) {
                let member = self.result(index);
                if let Some(verdict) = member.verdict {
                    verdicts.add(verdict, member.verdict_reasons);
                }
            }
        }
        let gates = self.gates(&group.gates, ctx);
        if let Some(verdict) = verdicts.verdict(group.verdict) {
            self.group_verdict(&mut result, verdict, &verdicts, &gates);
        }
        if let Some(how) = &group.aggregate {
            let mut scratch = self.scratch.pop().unwrap_or_default();
            let gathered = self.gather(item, group, how, &mut scratch, ctx);
            let score = self.combine(group, how, &gathered, &scratch, ctx);
            scratch.clear();
            self.scratch.push(scratch);
            result.nominal = gathered.nominal;
            if gathered.counted == 0 && gathered.any_excluded {
                result.excluded = true;
                result.score = Some(Value::missing(Reason::NotApplicable));
                result.max = result.nominal.as_ref().map(|_| Value::missing(Reason::NotApplicable));
            } else {
                let (score, max) = self.amend_score(score, gathered.max, &group.changes, &group.adjust, &gates, ctx);
                result.score = Some(score);
                result.max = max;
            }
        }
        result
    }

    fn group_verdict(&mut self, result: &mut ItemResult, verdict: Verdict, members: &Verdicts, gates: &Value) {
        let own = match verdict {
            Verdict::Met => Value::Bool(true),
            Verdict::NotMet => Value::Bool(false),
            Verdict::Undetermined => missing_for(members.reasons),
            Verdict::NotApplicable if matches!(gates, Value::Bool(true)) => {
                result.verdict = Some(verdict);
                let none = members.skipped.is_empty();
                result.verdict_reasons = if none { Reasons::of(Reason::NotApplicable) } else { members.skipped };
                return;
            }
            Verdict::NotApplicable => Value::Bool(true),
        };
        let joined = logic::and(&own, gates);
        result.verdict_reasons = joined.reasons();
        result.verdict = Some(match joined {
            Value::Bool(true) => Verdict::Met,
            Value::Bool(false) => Verdict::NotMet,
            _ => Verdict::Undetermined,
        });
    }

    fn gather(
        &mut self,
        item: ItemId,
        group: &'a Group,
        how: &Aggregate,
        scratch: &mut Scratch,
        ctx: &Ctx<'_>,
    ) -> Gathered {
        let mut all = Gathered::default();
        let weighted = is_weighted(how.kind);
        for member in &group.members {
            let Some(index) = self.item_of_unit(*member, ctx) else { continue };
            let (own, weight) = own_rules(self.program.items.get(member.index()).map(|i| &i.kind));
            let result = self.result(index);
            let Some(score) = result.score.clone() else { continue };
            let (max, nominal, excluded) =
                (result.max.clone(), result.nominal.clone().or_else(|| result.max.clone()), result.excluded);
            let weight = match weight {
                Some(node) => self.eval(node, ctx),
                None => Value::Number(Number::ONE),
            };
            if matches!(&weight, Value::Number(w) if w.is_zero()) {
                continue;
            }
            self.add_to(&mut all.nominal, nominal.as_ref());
            let (score, max) = match (excluded, own.unwrap_or(group.not_applicable)) {
                (false, _) => (score, max),
                (true, NotApplicable::Excluded) => {
                    all.any_excluded = true;
                    continue;
                }
                (true, NotApplicable::Zero) => (zero(), nominal),
                (true, NotApplicable::Full) => (nominal.clone().unwrap_or_else(zero), nominal),
            };
            self.take(&mut all, group, how, scratch, Member { score, max, weight: weighted.then_some(weight) });
        }
        // Shares of maxima come to at most 100 %.
        if how.of_shares {
            let one = |m: Option<Value>| m.map(|_| Value::Number(Number::ONE));
            all.max = one(all.max);
            all.nominal = one(all.nominal);
        } else if !matches!(how.kind, AggregateKind::Sum) {
            all.max = None;
            all.nominal = None;
        }
        if let Some(trace) = &mut self.trace {
            trace.push(Event::Gathered { group: item, counted: all.counted, missing: all.missing });
        }
        all
    }

    /// One member that counts.
    fn take(&mut self, all: &mut Gathered, group: &Group, how: &Aggregate, scratch: &mut Scratch, member: Member) {
        let Member { score, max, weight } = member;
        all.counted += 1;
        if let Some(weight) = &weight {
            self.add_to(&mut all.weight_all, Some(weight));
        }
        let value = match &max {
            Some(max) if how.of_shares => arith::div(&score, max, &mut self.meter),
            _ => score,
        };
        let value = if value.is_missing() {
            all.missing += 1;
            all.reasons = all.reasons.union(value.reasons());
            match group.missing {
                GroupMissing::Skip { .. } => {
                    if let Some(weight) = &weight {
                        self.add_to(&mut all.weight_missing, Some(weight));
                    }
                    return;
                }
                GroupMissing::Zero => zero(),
                GroupMissing::Strict => missing_for(value.reasons()),
            }
        } else {
            value
        };
        self.add_to(&mut all.max, max.as_ref());
        scratch.values.push(value);
        if let Some(weight) = weight {
            scratch.weights.push(weight);
        }
    }

    fn add_to(&mut self, sum: &mut Option<Value>, more: Option<&Value>) {
        let Some(more) = more else { return };
        *sum = Some(match sum.take() {
            Some(sum) => arith::add(&sum, more, &mut self.meter),
            None => more.clone(),
        });
    }

    fn combine(&mut self, group: &Group, how: &Aggregate, all: &Gathered, scratch: &Scratch, ctx: &Ctx<'_>) -> Value {
        if let GroupMissing::Skip { needing } = &group.missing {
            if scratch.values.is_empty() && all.missing > 0 {
                return missing_for(all.reasons);
            }
            if let Some((needed, of_weight)) = needing
                && all.missing > 0
            {
                let present = self.present_share(all, *of_weight);
                let enough = self.reaches(&present, *needed, ctx);
                if enough != Ok(true) {
                    return missing_for(all.reasons);
                }
            }
        }
        let argument = how.argument.map(|n| self.eval(n, ctx));
        let value = aggregate(how.kind, &scratch.values, &scratch.weights, argument.as_ref(), &mut self.meter);
        match how.to {
            Some((step, mode)) => {
                let step = self.eval(step, ctx);
                crate::functions::call(crate::program::Function::Round, &[value, step], Some(mode), &mut self.meter)
            }
            None => value,
        }
    }

    fn present_share(&mut self, all: &Gathered, of_weight: bool) -> Value {
        let meter = &mut self.meter;
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

    /// Whether a share reaches the one that is needed.
    pub(super) fn reaches(&mut self, share: &Value, needed: NodeId, ctx: &Ctx<'_>) -> Result<bool, Reasons> {
        let needed = self.eval(needed, ctx);
        logic::truth(&compare::compare(crate::program::Cmp::Ge, share, &needed))
    }
}

struct Member {
    score: Value,
    max: Option<Value>,
    weight: Option<Value>,
}

/// A member's own rule for being not applicable, and its weight.
fn own_rules(kind: Option<&ItemKind>) -> (Option<NotApplicable>, Option<NodeId>) {
    match kind {
        Some(ItemKind::Criterion(c)) => (c.not_applicable, c.weight),
        Some(ItemKind::Group(g)) => (None, g.weight),
        Some(ItemKind::Member(m)) => (None, m.weight),
        _ => (None, None),
    }
}
