//! One sentence that says why.

use super::build::Explainer;
use super::show::Show;
use super::trace::Event;
use super::{ItemExplanation, words};
use crate::diagnostic::Lang;
use crate::exact::{Held, ItemKey};
use crate::program::{GroupVerdict, ItemKind, Reason, RollupKind, Verdict};
use crate::value::{Reasons, Value};

impl<'a> Explainer<'a> {
    pub(super) fn because(
        &mut self,
        key: &ItemKey,
        index: usize,
        held: Option<&Held>,
        show: &Show<'_>,
        so_far: &ItemExplanation,
    ) -> String {
        let program = self.program;
        let Some(item) = program.items.get(key.item.index()) else { return String::new() };
        let result = self.evaluator.result(index).clone();
        if result.recorded {
            return words::pick(self.lang, "as published", "theo kết quả đã công bố").to_owned();
        }
        match (&item.kind, result.verdict) {
            (ItemKind::Criterion(criterion), Some(verdict)) => {
                if let Some(text) = self.by_line(index, verdict) {
                    return text;
                }
                if let Some(text) = self.failed_gate(index) {
                    return text;
                }
                match verdict {
                    Verdict::NotApplicable if result.verdict_reasons == Reasons::of(Reason::NotApplicable) => {
                        self.does_not_apply(criterion.applies)
                    }
                    Verdict::NotApplicable | Verdict::Undetermined => match &result.value {
                        Some(Value::Bracket { .. }) => self.bracket(index, result.value.as_ref(), held, show),
                        _ => self.why_missing(index, result.verdict_reasons),
                    },
                    _ if criterion.met.is_some() => self.condition(verdict),
                    _ => match &result.value {
                        Some(Value::Bracket { .. }) => self.bracket(index, result.value.as_ref(), held, show),
                        Some(value) => self.measured(value, held, show, verdict),
                        None => String::new(),
                    },
                }
            }
            (ItemKind::Group(group), Some(verdict)) => self.group(key, &group.members, group.verdict, verdict, index),
            (ItemKind::Outcome(_), _) if !so_far.parts.is_empty() => self.parts(so_far),
            (ItemKind::Rank(_), _) if result.value.as_ref().is_some_and(|v| !v.is_missing()) => {
                let of = result.count.unwrap_or(0);
                match self.lang {
                    Lang::En => format!("among {of} ranked units"),
                    Lang::Vi => format!("trong {of} đơn vị được xếp hạng"),
                }
            }
            _ => match result.score.as_ref().or(result.value.as_ref()) {
                Some(value) if value.is_missing() => self.why_missing(index, value.reasons()),
                _ => String::new(),
            },
        }
    }

    /// "89,99 % chưa đạt mức từ 90 % trở lên"
    fn measured(&self, value: &Value, held: Option<&Held>, show: &Show<'_>, verdict: Verdict) -> String {
        let target = self.bound_text(held, show);
        let is_number = matches!(value, Value::Number(_) | Value::Real(_) | Value::Bracket { .. });
        let value = show.value(value);
        if !is_number {
            return match (self.lang, verdict) {
                (Lang::En, Verdict::Met) => format!("{value}, as required"),
                (Lang::En, _) => format!("{value}; required: {target}"),
                (Lang::Vi, Verdict::Met) => format!("{value}, đúng yêu cầu"),
                (Lang::Vi, _) => format!("{value}; yêu cầu: {target}"),
            };
        }
        match (self.lang, verdict) {
            (Lang::En, Verdict::Met) => format!("{value} is {target}"),
            (Lang::En, _) => format!("{value} is not {target}"),
            (Lang::Vi, Verdict::Met) => format!("{value} đạt mức {target}"),
            (Lang::Vi, _) => format!("{value} chưa đạt mức {target}"),
        }
    }

    fn bound_text(&self, held: Option<&Held>, show: &Show<'_>) -> String {
        let show = show.beside(&[]);
        match held {
            Some(Held::Cmp(cmp, value)) => words::bound(*cmp, &show.value(value), self.lang),
            Some(Held::In(lo, hi)) => {
                let text = |v: &Option<Value>| v.as_ref().map(|v| show.value(v));
                words::range(text(lo).as_deref(), text(hi).as_deref(), self.lang)
            }
            _ => words::reason(Reason::NoTarget, self.lang).to_owned(),
        }
    }

    /// `applies when` does not hold.
    fn does_not_apply(&self, applies: Option<crate::program::NodeId>) -> String {
        let span = applies.and_then(|n| self.program.spans.get(n.index())).copied();
        let text = span.map(|s| super::build::snippet(self.program, s)).unwrap_or_default();
        match (text.as_str(), self.lang) {
            ("", lang) => words::reason(Reason::NotApplicable, lang).to_owned(),
            (text, Lang::En) => format!("applies only when {text}"),
            (text, Lang::Vi) => format!("chỉ áp dụng khi {text}"),
        }
    }

    fn condition(&self, verdict: Verdict) -> String {
        match verdict {
            Verdict::Met => words::pick(self.lang, "the condition holds", "điều kiện được thỏa mãn"),
            _ => words::pick(self.lang, "the condition does not hold", "điều kiện không được thỏa mãn"),
        }
        .to_owned()
    }

    /// An `on` line gave the verdict.
    fn by_line(&self, index: usize, verdict: Verdict) -> Option<String> {
        let events = self.frame(index)?.events.as_slice();
        let (span, reasons) = events.iter().find_map(|e| match e {
            Event::On { span, verdict: v, reasons, of_score: false } if *v == verdict => Some((*span, *reasons)),
            _ => None,
        })?;
        let why = self.reasons_text(reasons);
        let line = super::build::snippet(self.program, span);
        Some(match self.lang {
            Lang::En => format!("{why}; the rules say: {line}"),
            Lang::Vi => format!("{why}; theo quy định: {line}"),
        })
    }

    fn failed_gate(&self, index: usize) -> Option<String> {
        let events = self.frame(index)?.events.as_slice();
        let label = events.iter().find_map(|e| match e {
            Event::Gate { label, value: Value::Bool(false), .. } => Some(label),
            _ => None,
        })?;
        Some(match self.lang {
            Lang::En => format!("a condition that must hold fails: {label}"),
            Lang::Vi => format!("không đạt điều kiện bắt buộc: {label}"),
        })
    }

    fn reasons_text(&self, reasons: Reasons) -> String {
        reasons.iter().map(|r| words::reason(r, self.lang)).collect::<Vec<_>>().join(", ")
    }

    fn why_missing(&self, index: usize, reasons: Reasons) -> String {
        let parts: Vec<String> = reasons
            .iter()
            .map(|reason| {
                let text = words::reason(reason, self.lang);
                match reason {
                    Reason::ZeroBase | Reason::OutOfDomain => match self.culprit(index, reason) {
                        Some(culprit) => format!("{text} ({culprit})"),
                        None => text.to_owned(),
                    },
                    _ => text.to_owned(),
                }
            })
            .collect();
        parts.join(", ")
    }

    /// "24 of 26 communes: yes, 1 no, 1 undecided; even if it were yes: 25/26, less than 100 %"
    fn bracket(&self, index: usize, value: Option<&Value>, held: Option<&Held>, show: &Show<'_>) -> String {
        let Some(Value::Bracket { lo, hi, .. }) = value else { return String::new() };
        let counts = self.frame(index).and_then(|f| {
            f.events.iter().rev().find_map(|e| match e {
                Event::Rollup { rollup, units: [yes, no, open], .. } if *open > 0 => Some((*rollup, *yes, *no, *open)),
                _ => None,
            })
        });
        let target = self.bound_text(held, show);
        let worst = show.value(&Value::Number(lo.clone()));
        let best = show.value(&Value::Number(hi.clone()));
        let decided = held.map(|h| h.holds(value.unwrap_or(&Value::Bool(false))));
        let end = match (decided, self.lang) {
            (Some(Value::Bool(false)), Lang::En) => format!("even at best it is {best}, not {target}"),
            (Some(Value::Bool(false)), Lang::Vi) => {
                format!("kể cả trường hợp tốt nhất là {best} vẫn chưa đạt mức {target}")
            }
            (Some(Value::Bool(true)), Lang::En) => format!("even at worst it is {worst}, {target}"),
            (Some(Value::Bool(true)), Lang::Vi) => format!("kể cả trường hợp xấu nhất là {worst} vẫn đạt mức {target}"),
            (_, Lang::En) => format!("it can be anything from {worst} to {best}; the target is {target}"),
            (_, Lang::Vi) => format!("kết quả có thể từ {worst} đến {best}; mục tiêu {target}"),
        };
        let Some((rollup, yes, no, open)) = counts else { return end };
        let declared = self.program.rollups.get(rollup.index());
        let level = declared.and_then(|r| self.program.levels.get(r.level.index()));
        let level = level.map(|l| words::label(&l.labels, &l.name, self.lang).to_lowercase()).unwrap_or_default();
        let counted = declared.is_some_and(|r| matches!(r.kind, RollupKind::Count | RollupKind::Share));
        if !counted {
            return end;
        }
        let all = yes + no + open;
        match self.lang {
            Lang::En => format!("of {all} ({level}) {yes} yes, {no} no, {open} undecided; {end}"),
            Lang::Vi => format!("trong {all} {level}: {yes} đạt, {no} không đạt, {open} chưa rõ; {end}"),
        }
    }

    /// Which members decide a group.
    fn group(
        &mut self,
        key: &ItemKey,
        members: &[crate::program::ItemId],
        rule: GroupVerdict,
        verdict: Verdict,
        index: usize,
    ) -> String {
        if let Some(text) = self.failed_gate(index) {
            return text;
        }
        let mut by_verdict: [Vec<String>; 4] = Default::default();
        for member in members {
            let at = self.result_of(&ItemKey { item: *member, ..*key });
            if let Some(verdict) = self.evaluator.result(at).verdict
                && let Some(list) = by_verdict.get_mut(verdict as usize)
            {
                list.push(self.short_name(*member));
            }
        }
        let [met, not_met, open, _] = &by_verdict;
        let all = met.len() + not_met.len() + open.len();
        let list = |names: &[String]| names.join(", ");
        let met_count = met.len();
        match (verdict, self.lang) {
            (Verdict::Met, Lang::En) => format!("{met_count} of {all} met"),
            (Verdict::Met, Lang::Vi) => format!("{met_count}/{all} mục đạt"),
            (Verdict::NotMet, Lang::En) => format!("{met_count} of {all} met; not met: {}", list(not_met)),
            (Verdict::NotMet, Lang::Vi) => format!("{met_count}/{all} mục đạt; chưa đạt: {}", list(not_met)),
            (Verdict::Undetermined, lang) => {
                let needed = match rule {
                    GroupVerdict::AtLeast(n) => {
                        words::pick(lang, "; needed: ", "; cần ít nhất: ").to_owned() + &n.to_string()
                    }
                    _ => String::new(),
                };
                match lang {
                    Lang::En => format!("{met_count} of {all} met; undetermined: {}{needed}", list(open)),
                    Lang::Vi => format!("{met_count}/{all} mục đạt; chưa xác định: {}{needed}", list(open)),
                }
            }
            (Verdict::NotApplicable, lang) => {
                words::pick(lang, "no member applies", "không có mục nào áp dụng").to_owned()
            }
        }
    }

    /// The code where there is one, else the label.
    pub(super) fn short_name(&self, item: crate::program::ItemId) -> String {
        match self.program.items.get(item.index()) {
            Some(found) if !found.code.is_empty() => found.code.clone(),
            _ => self.label_of(item),
        }
    }

    fn parts(&self, so_far: &ItemExplanation) -> String {
        let parts: Vec<String> = so_far.parts.iter().map(|p| format!("{}: {}", p.label, p.result)).collect();
        parts.join("; ")
    }
}
