//! One item of an explanation.

use super::build::{Explainer, line, snippet};
use super::show::{Show, exact};
use super::trace::{Event, Fill, HeldBy};
use super::{
    CountShown, EntryShown, ItemExplanation, PartShown, Reading, Shown, SourceShown, Step, TargetShown, words,
};
use crate::diagnostic::Lang;
use crate::exact::{Ctx, Held, ItemKey, ItemResult, item_name, symbol_name};
use crate::number::Number;
use crate::program::{
    Citation, Criterion, ItemId, ItemKind, ModuleId, Node, OutcomeHow, Program, Property, Recognition, UnitText,
    Verdict,
};
use crate::value::{Reasons, Value};

/// So many evaluated expressions of an item are listed at most.
const MOST_STEPS: usize = 200;

impl<'a> Explainer<'a> {
    /// Explains one item. `full`: with what would decide it, and every step.
    pub fn item(&mut self, key: &ItemKey, depth: usize, full: bool) -> ItemExplanation {
        let program = self.program;
        let index = self.result_of(key);
        let Some(item) = program.items.get(key.item.index()) else { return ItemExplanation::default() };
        let result = self.evaluator.result(index).clone();
        let unit = Some(&item.unit);
        let held = self.held(key, &item.kind);
        let beside = self.thresholds(&item.kind, held.as_ref());
        let show = Show::new(program, self.lang).unit(unit).beside(&beside);
        let points = self.score_unit(key.item);
        let show_score = Show::new(program, self.lang).unit(points.as_ref()).beside(&beside);
        let is_criterion = matches!(item.kind, ItemKind::Criterion(_));
        let name = item_name(program, key.item);
        let value = result.value.as_ref().map(|v| shown(&show, v));
        let reasons = result.reasons();
        let mut out = ItemExplanation {
            criterion: is_criterion.then(|| name.clone()),
            name,
            kind: kind_word(&item.kind),
            code: item.code.clone(),
            label: self.label_of(key.item),
            depth,
            at: self.place(key),
            verdict: result.verdict.map(Verdict::word),
            result: self.result_word(&item.kind, &result),
            measure: value.clone().filter(|_| is_criterion),
            value: value.filter(|_| !is_criterion),
            target: held.as_ref().map(|h| self.target(key, &item.kind, h, &show)),
            score: result.score.as_ref().map(|v| shown(&show_score, v)),
            max: result.max.as_ref().map(|v| shown(&show_score, v)),
            because: String::new(),
            reasons: reasons.iter().map(crate::program::Reason::word).collect(),
            recorded: result.recorded,
            source: self.sources(&item.sources),
            judged_by: item.judged_by.clone(),
            notes: item.notes.clone(),
            ..ItemExplanation::default()
        };
        self.happened(key, index, &mut out, full);
        if !reasons.is_empty() {
            out.missing = self.missing(index, reasons);
        }
        out.contributions = self.contributions(key, index);
        out.because = self.because(key, index, held.as_ref(), &show, &out);
        if full && self.is_open(&item.kind, &result) {
            out.decide = self.decide(key, index);
        }
        out
    }

    /// Whether the result could still be decided.
    pub(super) fn is_open(&self, kind: &ItemKind, result: &ItemResult) -> bool {
        match kind {
            ItemKind::Outcome(_) | ItemKind::State(_) => result.value.as_ref().is_some_and(Value::is_missing),
            _ => result.verdict == Some(Verdict::Undetermined),
        }
    }

    /// What people call an item: its label, else that of the input or item it shows, else its name.
    pub fn label_of(&self, item: ItemId) -> String {
        let Some(found) = self.program.items.get(item.index()) else { return String::new() };
        let name = item_name(self.program, item);
        words::label(&found.labels, &name, self.lang).to_owned()
    }

    /// The unit in which scores are shown: that of the item, unless it shows a measure in another.
    fn score_unit(&self, item: ItemId) -> Option<UnitText> {
        let found = self.program.items.get(item.index())?;
        match found.kind {
            ItemKind::Criterion(_) => None,
            _ => Some(found.unit.clone()),
        }
    }

    fn result_word(&self, kind: &ItemKind, result: &ItemResult) -> String {
        if let Some(verdict) = result.verdict {
            return words::verdict(verdict, self.lang).to_owned();
        }
        match (kind, &result.value) {
            (ItemKind::Outcome(_) | ItemKind::State(_), Some(Value::Category(c, i))) => {
                words::category_item(self.program, *c, *i, self.lang)
            }
            (ItemKind::Outcome(_) | ItemKind::State(_), _) => {
                words::recognition(Recognition::Undetermined, self.lang).to_owned()
            }
            _ => String::new(),
        }
    }

    /// What a criterion's measure is held against, with the values that it has here.
    fn held(&mut self, key: &ItemKey, kind: &'a ItemKind) -> Option<Held> {
        let ItemKind::Criterion(criterion) = kind else { return None };
        if criterion.targets.is_empty() {
            return None;
        }
        let ctx = self.ctx(key);
        Some(self.evaluator.target_of(criterion, &ctx).unwrap_or(Held::Nothing))
    }

    pub(super) fn ctx(&self, key: &ItemKey) -> Ctx<'static> {
        let version = self.program.items.get(key.item.index()).map(|i| i.version);
        let module = version.and_then(|v| self.program.versions.get(v.index())).map_or(ModuleId(0), |v| v.module);
        Ctx::new(module, key.level, key.unit, key.year, key.by)
    }

    /// Numbers that the item's values must not be mistaken for: its target, and the bounds that its rules write.
    fn thresholds(&self, kind: &ItemKind, held: Option<&Held>) -> Vec<Number> {
        let mut out: Vec<Number> = Vec::new();
        let mut add = |v: &Value| {
            if let Value::Number(n) = v {
                out.push(n.clone());
            }
        };
        match held {
            Some(Held::Cmp(_, value)) => add(value),
            Some(Held::In(lo, hi)) => lo.iter().chain(hi).for_each(add),
            _ => {}
        }
        let mut open = crate::exact::roots(self.program, kind);
        let mut budget = 2_000;
        while let Some(node) = open.pop() {
            budget -= 1;
            if budget == 0 {
                break;
            }
            match self.program.nodes.get(node.index()) {
                Some(Node::Number(n)) => out.push(n.clone()),
                Some(node) => crate::exact::children(self.program, node, &mut open),
                None => {}
            }
        }
        out.sort();
        out.dedup();
        out
    }

    fn target(&self, key: &ItemKey, kind: &ItemKind, held: &Held, show: &Show<'_>) -> TargetShown {
        let show = show.beside(&[]);
        let (cmp, value, text) = match held {
            Held::Cmp(cmp, value) if !value.is_missing() => {
                (Some(cmp.word()), exact(self.program, value), words::bound(*cmp, &show.value(value), self.lang))
            }
            Held::In(lo, hi) if !held.is_missing() => {
                let text = |v: &Option<Value>| v.as_ref().map(|v| show.value(v));
                (None, None, words::range(text(lo).as_deref(), text(hi).as_deref(), self.lang))
            }
            _ => (None, None, words::reason(crate::program::Reason::NoTarget, self.lang).to_owned()),
        };
        let entry = match kind {
            ItemKind::Criterion(criterion) => self.entry(key, criterion),
            _ => None,
        };
        TargetShown { cmp, value, shown: text, entry }
    }

    fn entry(&self, key: &ItemKey, criterion: &Criterion) -> Option<EntryShown> {
        let events = self.events_of(key);
        let (timeline, entry, by) = events.iter().find_map(|e| match e {
            Event::Timeline { timeline, entry, by } if criterion.targets.iter().any(|(_, t)| t == timeline) => {
                Some((*timeline, *entry, *by))
            }
            _ => None,
        })?;
        let entry = self.program.timelines.get(timeline.index())?.entries.get(entry)?;
        Some(EntryShown {
            year: entry.from,
            to: (entry.to != entry.from && entry.to != i32::MAX).then_some(entry.to),
            line: line(self.program, entry.span),
            file: self.program.files.get(entry.span.file as usize).map(|f| f.name.clone()).unwrap_or_default(),
            by: match by {
                HeldBy::Entry => None,
                HeldBy::Hold => Some("hold"),
                HeldBy::Linear => Some("linear"),
            },
            source: entry.source.as_ref().map(|s| source(self.program, s)),
        })
    }

    pub(super) fn events_of(&self, key: &ItemKey) -> &[Event] {
        let found = self.trace.frames.iter().find(|f| f.key == *key);
        found.map(|f| f.events.as_slice()).unwrap_or_default()
    }

    pub(super) fn sources(&self, citations: &[Citation]) -> Vec<SourceShown> {
        citations.iter().map(|c| source(self.program, c)).collect()
    }

    /// What happened while the item was evaluated.
    fn happened(&self, key: &ItemKey, index: usize, out: &mut ItemExplanation, full: bool) {
        let program = self.program;
        let events = self.frame(index).map(|f| f.events.as_slice()).unwrap_or_default();
        for event in events {
            match event {
                Event::Input { key: fact, value } if fact.level == key.level && fact.unit == key.unit => {
                    let reading = self.input_reading(fact, value);
                    if !out.inputs.iter().any(|r| r.name == reading.name && r.at == reading.at) {
                        out.inputs.push(reading);
                    }
                }
                Event::Item { index, property, value } => {
                    if let Some(reading) = self.item_reading(key, *index, *property, value)
                        && !out.uses.iter().any(|r| r.name == reading.name && r.at == reading.at)
                    {
                        out.uses.push(reading);
                    }
                }
                Event::Rollup { rollup, unit, level, seen, units, .. } if *unit == key.unit && *level == key.level => {
                    if let Some(declared) = program.rollups.get(rollup.index()) {
                        let node = program.nodes.iter().position(|n| *n == Node::Rollup(*rollup));
                        let span = node.and_then(|n| program.spans.get(n)).copied().unwrap_or_default();
                        let found = program.levels.get(declared.level.index());
                        out.counts.push(CountShown {
                            level: found
                                .map(|l| words::label(&l.labels, &l.name, self.lang).to_owned())
                                .unwrap_or_default(),
                            text: snippet(program, span),
                            units: *seen,
                            yes: units.first().copied().unwrap_or(0),
                            no: units.get(1).copied().unwrap_or(0),
                            undecided: units.get(2).copied().unwrap_or(0),
                        });
                    }
                }
                Event::Filled { fill, value, .. } => out.filled.push(self.fill_text(*fill, value)),
                Event::Row { table, row } => {
                    let found = program.tables.get(table.index()).and_then(|t| t.rows.get(*row));
                    let text = found.map(|r| snippet(program, r.span)).unwrap_or_default();
                    self.rule(out, words::pick(self.lang, "row", "dòng"), text);
                }
                Event::On { span, .. } => {
                    self.rule(out, words::pick(self.lang, "line", "quy định"), snippet(program, *span))
                }
                Event::Gate { label, value, .. } => {
                    self.rule(out, words::pick(self.lang, "gate", "điều kiện bắt buộc"), self.gate_text(label, value))
                }
                Event::Part { part, verdict, reasons } => self.part(key.item, out, *part, *verdict, *reasons),
                Event::Node { node, unit, year, value, level } if full && out.steps.len() < MOST_STEPS => {
                    let span = program.spans.get(node.index()).copied().unwrap_or_default();
                    let text = snippet(program, span);
                    if !text.is_empty() {
                        let other = *unit != key.unit || *level != key.level;
                        let units = self.data.units.get(level.index()).filter(|_| other);
                        out.steps.push(Step {
                            text,
                            line: line(program, span),
                            unit: units.map(|u| u.id(*unit).into_owned()),
                            year: (*year != key.year).then_some(*year),
                            value: shown(&Show::new(program, self.lang), value),
                        });
                    }
                }
                _ => {}
            }
        }
    }

    fn rule(&self, out: &mut ItemExplanation, what: &str, text: String) {
        if text.is_empty() {
            return;
        }
        let rule = format!("{what}: {text}");
        if !out.rules.contains(&rule) {
            out.rules.push(rule);
        }
    }

    fn gate_text(&self, label: &str, value: &Value) -> String {
        let state = match value {
            Value::Bool(true) => words::pick(self.lang, "holds", "đạt"),
            Value::Bool(false) => words::pick(self.lang, "fails", "không đạt"),
            _ => words::pick(self.lang, "undecided", "chưa rõ"),
        };
        format!("{label}: {state}")
    }

    fn part(&self, item: ItemId, out: &mut ItemExplanation, part: usize, verdict: Verdict, reasons: Reasons) {
        let Some(ItemKind::Outcome(outcome)) = self.program.items.get(item.index()).map(|i| &i.kind) else { return };
        let OutcomeHow::Require(parts) = &outcome.how else { return };
        let Some(found) = parts.get(part) else { return };
        out.parts.push(PartShown {
            name: found.name.clone(),
            label: if found.label.is_empty() { found.name.clone() } else { found.label.clone() },
            verdict: verdict.word(),
            result: words::verdict(verdict, self.lang).to_owned(),
            reasons: reasons.iter().map(crate::program::Reason::word).collect(),
        });
    }

    pub(super) fn input_reading(&self, fact: &super::trace::FactKey, value: &Value) -> Reading {
        let input = self.program.inputs.get(fact.input.index());
        let name = input.map(|i| i.name.clone()).unwrap_or_default();
        let unit = input.map(|i| &i.unit);
        let key = ItemKey { item: ItemId(u32::MAX), level: fact.level, unit: fact.unit, year: fact.year, by: fact.by };
        Reading {
            label: input.map(|i| words::label(&i.labels, &i.name, self.lang).to_owned()).unwrap_or_default(),
            name,
            at: self.place(&key),
            value: shown(&Show::new(self.program, self.lang).unit(unit), value),
            recorded: false,
        }
    }

    fn item_reading(&self, own: &ItemKey, index: usize, property: Property, value: &Value) -> Option<Reading> {
        let key = self.frame(index)?.key;
        if key.item == own.item && key.year == own.year {
            return None;
        }
        let item = self.program.items.get(key.item.index())?;
        let same = key.unit == own.unit && key.level == own.level;
        if !same && key.unit != crate::exact::NO_UNIT && crate::exact::is_below(self.program, key.level, own.level) {
            return None;
        }
        let name = match property {
            Property::Value => symbol_name(self.program, item.symbol),
            other => format!("{}.{}", symbol_name(self.program, item.symbol), property_word(other)),
        };
        let unit = matches!(property, Property::Value).then_some(&item.unit);
        let place = self.place(&key);
        let what = words::property(property, self.lang);
        let label = self.label_of(key.item);
        Some(Reading {
            label: if what.is_empty() { label } else { format!("{label}, {what}") },
            name,
            at: place,
            value: shown(&Show::new(self.program, self.lang).unit(unit), value),
            recorded: self.evaluator.result(index).recorded,
        })
    }

    fn fill_text(&self, fill: Fill, value: &Value) -> String {
        let value = Show::new(self.program, self.lang).value(value);
        match (fill, self.lang) {
            (Fill::Latest(year), Lang::En) => format!("{value}, taken from {year}"),
            (Fill::Latest(year), Lang::Vi) => format!("{value}, lấy theo năm {year}"),
            (Fill::Between(a, b), Lang::En) => format!("{value}, on the line between {a} and {b}"),
            (Fill::Between(a, b), Lang::Vi) => format!("{value}, nội suy giữa năm {a} và {b}"),
            (Fill::Default, Lang::En) => format!("{value}, as the rules say where there is none"),
            (Fill::Default, Lang::Vi) => format!("{value}, theo quy định khi không có số liệu"),
        }
    }
}

/// A value exactly and as shown.
pub(super) fn shown(show: &Show<'_>, value: &Value) -> Shown {
    Shown {
        exact: exact(show.program, value).filter(|_| !matches!(value, Value::Bracket { .. })),
        bracket: match value {
            Value::Bracket { lo, hi, .. } => Some([lo.to_text(), hi.to_text()]),
            _ => None,
        },
        shown: show.value(value),
        reasons: value.reasons().iter().map(crate::program::Reason::word).collect(),
    }
}

fn kind_word(kind: &ItemKind) -> &'static str {
    match kind {
        ItemKind::Indicator(_) => "indicator",
        ItemKind::Parameter(_) => "parameter",
        ItemKind::Criterion(_) => "criterion",
        ItemKind::Group(_) => "group",
        ItemKind::Member(_) => "item",
        ItemKind::Outcome(_) => "outcome",
        ItemKind::State(_) => "state",
        ItemKind::Rank(_) => "rank",
    }
}

pub(super) fn property_word(property: Property) -> &'static str {
    match property {
        Property::Value => "value",
        Property::Met => "met",
        Property::Score => "score",
        Property::Max => "max",
        Property::Verdict => "verdict",
        Property::Count => "count",
    }
}

fn source(program: &Program, citation: &Citation) -> SourceShown {
    let document = program.documents.get(citation.document.index());
    let title = document.map(|d| match (d.number.is_empty(), d.title.is_empty()) {
        (false, false) => format!("{} – {}", d.number, d.title),
        (false, true) => d.number.clone(),
        _ => d.title.clone(),
    });
    SourceShown {
        document: document.map(|d| d.name.clone()).unwrap_or_default(),
        title: title.unwrap_or_default(),
        at: citation.article.clone(),
    }
}
