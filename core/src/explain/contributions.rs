//! What each member adds to a group's score. The amounts add up to the score; rounding, bonuses and gates have a line
//! of their own.

use super::build::Explainer;
use super::item::shown;
use super::show::Show;
use super::{Contribution, Contributions, words};
use crate::exact::{ItemKey, item_name};
use crate::functions;
use crate::group::is_weighted;
use crate::number::Number;
use crate::ops::{Meter, aggregate, arith, compare};
use crate::program::{
    Aggregate, AggregateKind, Function, Group, GroupMissing, ItemId, ItemKind, NotApplicable, UnitText,
};
use crate::value::Value;

/// One member that counts.
struct Counted {
    item: ItemId,
    score: Value,
    max: Option<Value>,
    /// The score, or its share of the maximum, as the method takes it; missing where it is left out.
    value: Value,
    weight: Value,
    note: &'static str,
}

const ONE: Value = Value::Number(Number::ONE);

impl<'a> Explainer<'a> {
    pub(super) fn contributions(&mut self, key: &ItemKey, index: usize) -> Option<Contributions> {
        let Some(ItemKind::Group(group)) = self.program.items.get(key.item.index()).map(|i| &i.kind) else {
            return None;
        };
        let how = group.aggregate.as_ref()?;
        let total = self.evaluator.result(index).score.clone()?;
        let meter = &mut Meter::default();
        let (mut members, left_out) = self.counted(key, group, how, meter);
        let counted = members.len();
        let weight_all = sum(members.iter().map(|m| &m.weight), meter);
        let there: Vec<&Counted> = members.iter().filter(|m| !m.value.is_missing()).collect();
        let weight_there = sum(there.iter().map(|m| &m.weight), meter);
        let present = there.len();
        let available = arith::div(&weight_there, &weight_all, meter);
        let amounts = amounts(how, &members, &weight_there, meter);
        let percent = UnitText { text: "%".into(), scale: Number::ratio(1, 100).unwrap_or(Number::ONE) };
        let program = self.program;
        let unit = program.items.get(key.item.index()).map(|i| &i.unit);
        let plain = Show::new(program, self.lang);
        let in_unit = plain.unit(unit);
        let in_percent = plain.unit(Some(&percent));
        let mut lines = Vec::new();
        let mut explained = Value::Number(Number::ZERO);
        for (member, amount) in members.drain(..).zip(amounts) {
            let weight = arith::div(&member.weight, &weight_there, meter);
            let (amount, share) = match amount {
                Some(Amount::Adds(amount)) => {
                    explained = arith::add(&explained, &amount, meter);
                    let share = arith::div(&amount, &total, meter);
                    (Some(amount), Some(share).filter(|s| !s.is_missing()))
                }
                Some(Amount::Share(share)) => (None, Some(share)),
                None => (None, None),
            };
            let weighted = is_weighted(how.kind) && !member.value.is_missing();
            lines.push(Contribution {
                name: item_name(program, member.item),
                label: self.short_label(member.item),
                score: Some(shown(&plain, &member.score)),
                max: member.max.as_ref().map(|m| shown(&plain, m)),
                weight: weighted.then(|| shown(&in_percent, &weight)),
                amount: amount.map(|a| shown(&in_unit, &a)),
                share: share.map(|s| shown(&in_percent, &s)),
                note: member.note.to_owned(),
            });
        }
        lines.extend(left_out);
        if adds_up(how.kind) && !total.is_missing() {
            let rest = arith::sub(&total, &explained, meter);
            if !matches!(&rest, Value::Number(n) if n.is_zero()) && !rest.is_missing() {
                let share = arith::div(&rest, &total, meter);
                lines.push(Contribution {
                    name: String::new(),
                    label: words::pick(self.lang, "rounding, bonuses, adjustments", "làm tròn, cộng trừ, điều chỉnh")
                        .to_owned(),
                    score: None,
                    max: None,
                    weight: None,
                    amount: Some(shown(&in_unit, &rest)),
                    share: (!share.is_missing()).then(|| shown(&in_percent, &share)),
                    note: String::new(),
                });
            }
        }
        Some(Contributions {
            method: how.kind.word(),
            lines,
            members: [counted, present],
            available: shown(&in_percent, &available),
        })
    }

    fn short_label(&self, item: ItemId) -> String {
        let label = self.label_of(item);
        match self.program.items.get(item.index()) {
            Some(found) if !found.code.is_empty() => format!("{} {label}", found.code),
            _ => label,
        }
    }

    /// Members that count, and lines for those that do not.
    fn counted(
        &mut self,
        key: &ItemKey,
        group: &Group,
        how: &Aggregate,
        meter: &mut Meter,
    ) -> (Vec<Counted>, Vec<Contribution>) {
        let (mut members, mut left_out) = (Vec::new(), Vec::new());
        let of_shares = how.of_shares && !matches!(how.kind, AggregateKind::Sum | AggregateKind::Count);
        for member in &group.members {
            let at = self.result_of(&ItemKey { item: *member, ..*key });
            let result = self.evaluator.result(at).clone();
            let Some(mut score) = result.score.clone() else { continue };
            let (weight, own) = match self.program.items.get(member.index()).map(|i| &i.kind) {
                Some(ItemKind::Criterion(c)) => (c.weight, c.not_applicable),
                Some(ItemKind::Group(g)) => (g.weight, None),
                Some(ItemKind::Member(m)) => (m.weight, None),
                _ => (None, None),
            };
            let ctx = self.ctx(key);
            let weight = match weight {
                Some(node) => self.evaluator.eval(node, &ctx),
                None => ONE,
            };
            let mut max = result.max.clone();
            let mut note = "";
            if result.excluded {
                let rule = own.unwrap_or(group.not_applicable);
                max = result.nominal.clone().or(max);
                match rule {
                    NotApplicable::Excluded => {
                        left_out.push(
                            self.line_without(*member, words::pick(self.lang, "not applicable", "không áp dụng")),
                        );
                        continue;
                    }
                    NotApplicable::Zero => score = Value::Number(Number::ZERO),
                    NotApplicable::Full => score = max.clone().unwrap_or(Value::Number(Number::ZERO)),
                }
                note = words::pick(self.lang, "not applicable", "không áp dụng");
            }
            if matches!(&weight, Value::Number(w) if w.is_zero()) {
                left_out.push(self.line_without(*member, words::pick(self.lang, "weight 0", "trọng số 0")));
                continue;
            }
            let mut value = match &max {
                Some(max) if of_shares => arith::div(&score, max, meter),
                _ => score.clone(),
            };
            if value.is_missing() {
                note = match group.missing {
                    GroupMissing::Strict => words::pick(self.lang, "missing", "thiếu"),
                    GroupMissing::Skip { .. } => words::pick(self.lang, "missing, left out", "thiếu, không tính"),
                    GroupMissing::Zero => {
                        value = Value::Number(Number::ZERO);
                        words::pick(self.lang, "missing, counted as 0", "thiếu, tính là 0")
                    }
                };
            }
            members.push(Counted { item: *member, score, max, value, weight, note });
        }
        (members, left_out)
    }

    fn line_without(&self, item: ItemId, note: &str) -> Contribution {
        Contribution {
            name: item_name(self.program, item),
            label: self.short_label(item),
            score: None,
            max: None,
            weight: None,
            amount: None,
            share: None,
            note: note.to_owned(),
        }
    }
}

enum Amount {
    /// Part of the sum that the score is.
    Adds(Value),
    /// Part of its logarithm.
    Share(Value),
}

fn adds_up(kind: AggregateKind) -> bool {
    matches!(
        kind,
        AggregateKind::Sum
            | AggregateKind::Mean
            | AggregateKind::WeightedMean
            | AggregateKind::Min
            | AggregateKind::Max
    )
}

fn sum<'v>(values: impl Iterator<Item = &'v Value>, meter: &mut Meter) -> Value {
    values.fold(Value::Number(Number::ZERO), |acc, v| arith::add(&acc, v, meter))
}

fn amounts(how: &Aggregate, members: &[Counted], weight: &Value, meter: &mut Meter) -> Vec<Option<Amount>> {
    let count = members.iter().filter(|m| !m.value.is_missing()).count();
    let n = Value::Number(Number::integer(i64::try_from(count).unwrap_or(i64::MAX)));
    let values: Vec<Value> = members.iter().filter(|m| !m.value.is_missing()).map(|m| m.value.clone()).collect();
    let best = match how.kind {
        AggregateKind::Min => Some(aggregate::extreme(&values, std::cmp::Ordering::Less)),
        AggregateKind::Max => Some(aggregate::extreme(&values, std::cmp::Ordering::Greater)),
        _ => None,
    };
    let deciding = |v: &Value| best.as_ref().is_some_and(|b| compare::same(v, b));
    let same = values.iter().filter(|v| deciding(v)).count();
    let logs: Vec<Value> = match how.kind {
        AggregateKind::GeometricMean => members.iter().map(|m| weighted_log(m, meter)).collect(),
        _ => Vec::new(),
    };
    let log_total = sum(logs.iter().filter(|l| !l.is_missing()), meter);
    let mut out = Vec::with_capacity(members.len());
    for (at, member) in members.iter().enumerate() {
        if member.value.is_missing() {
            out.push(None);
            continue;
        }
        out.push(match how.kind {
            AggregateKind::Sum => Some(Amount::Adds(member.value.clone())),
            AggregateKind::Mean => Some(Amount::Adds(arith::div(&member.value, &n, meter))),
            AggregateKind::WeightedMean => {
                let part = arith::mul(&member.value, &member.weight, meter);
                Some(Amount::Adds(arith::div(&part, weight, meter)))
            }
            AggregateKind::Min | AggregateKind::Max => deciding(&member.value).then(|| {
                let equal = Value::Number(Number::integer(i64::try_from(same).unwrap_or(1)));
                Amount::Adds(arith::div(&member.value, &equal, meter))
            }),
            AggregateKind::GeometricMean => {
                let share = logs.get(at).map(|l| arith::div(l, &log_total, meter));
                share.filter(|s| !s.is_missing()).map(Amount::Share)
            }
            _ => None,
        });
    }
    out
}

fn weighted_log(member: &Counted, meter: &mut Meter) -> Value {
    let log = functions::call(Function::Ln, std::slice::from_ref(&member.value), None, meter);
    arith::mul(&log, &member.weight, meter)
}
