//! Which facts are missing, and who should give them.

use super::build::{Explainer, snippet};
use super::trace::{Event, FactKey};
use super::{MissingFact, words};
use crate::dataset::Fact;
use crate::program::{Node, Reason, Settle};
use crate::value::{Reasons, Value};
use std::collections::BTreeSet;

impl<'a> Explainer<'a> {
    /// Facts that a result waits for.
    pub(super) fn missing(&self, index: usize, wanted: Reasons) -> Vec<MissingFact> {
        self.missing_keys(index, wanted)
            .into_iter()
            .flat_map(|(key, reasons)| {
                let reasons: Vec<Reason> = reasons.iter().collect();
                reasons.into_iter().map(move |r| (key, r))
            })
            .map(|(key, reason)| self.missing_fact(&key, reason))
            .collect()
    }

    /// The keys of those facts, each once, with their reasons as the evaluated year sees them.
    pub(super) fn missing_keys(&self, index: usize, wanted: Reasons) -> Vec<(FactKey, Reasons)> {
        let mut out: Vec<(FactKey, Reasons)> = Vec::new();
        let mut known = BTreeSet::new();
        for index in self.open_frames(index) {
            for event in self.frame(index).map(|f| f.events.as_slice()).unwrap_or_default() {
                if let Event::Input { key, value } = event
                    && value.is_missing()
                    && known.insert(*key)
                {
                    let reasons = self.seen_from_here(key, value.reasons());
                    let left = Reasons(reasons.0 & wanted.0);
                    if !left.is_empty() {
                        out.push((*key, left));
                    }
                }
            }
        }
        out
    }

    /// The frames of a result and of all that is missing in what it is made of.
    pub(super) fn open_frames(&self, index: usize) -> Vec<usize> {
        let mut seen = BTreeSet::from([index]);
        let mut open = vec![index];
        let mut out = Vec::new();
        while let Some(index) = open.pop() {
            out.push(index);
            let Some(frame) = self.frame(index) else { continue };
            // Members of groups are not read by name.
            let mut next = self.member_results(&frame.key);
            next.extend(frame.events.iter().filter_map(|event| match event {
                Event::Item { index, value, .. } if value.is_missing() => Some(*index),
                _ => None,
            }));
            next.retain(|i| seen.insert(*i));
            next.reverse();
            open.extend(next);
        }
        out
    }

    /// Results of a group's members that are open.
    fn member_results(&self, key: &crate::exact::ItemKey) -> Vec<usize> {
        let members = match self.program.items.get(key.item.index()).map(|i| &i.kind) {
            Some(crate::program::ItemKind::Group(group)) => group.members.as_slice(),
            _ => &[],
        };
        let of = |member: &crate::program::ItemId| {
            self.trace
                .frames
                .iter()
                .find(|f| f.key == crate::exact::ItemKey { item: *member, ..*key })
                .map(|f| f.result)
        };
        let open = |index: &usize| !self.evaluator.result(*index).reasons().is_empty();
        members.iter().filter_map(of).filter(open).collect()
    }

    fn seen_from_here(&self, key: &FactKey, reasons: Reasons) -> Reasons {
        if key.year != self.year && reasons.has(Reason::Absent) {
            return Reasons::of(Reason::NoHistory);
        }
        reasons
    }

    fn missing_fact(&self, key: &FactKey, reason: Reason) -> MissingFact {
        let input = self.program.inputs.get(key.input.index());
        let units = self.data.units.get(key.level.index());
        let (by, waiting_for) = self.who(key);
        MissingFact {
            reason: reason.word(),
            input: input.map(|i| i.name.clone()).unwrap_or_default(),
            label: input.map(|i| words::label(&i.labels, &i.name, self.lang).to_owned()).unwrap_or_default(),
            unit: units.map(|u| u.id(key.unit).into_owned()).unwrap_or_default(),
            unit_label: units.map(|u| u.label(key.unit).into_owned()).unwrap_or_default(),
            year: key.year,
            by,
            waiting_for,
        }
    }

    /// Who says what, and whose value is waited for.
    fn who(&self, key: &FactKey) -> (Vec<String>, Vec<String>) {
        if let Some(who) = key.by {
            return (Vec::new(), vec![self.assessor(who)]);
        }
        let input = self.program.inputs.get(key.input.index());
        let Some(assessment) = input.and_then(|i| i.assessment).and_then(|a| self.program.assessments.get(a.index()))
        else {
            return (Vec::new(), Vec::new());
        };
        let fact = |who| self.data.fact(key.input, key.level, key.unit, key.year, Some(who));
        let said: Vec<(crate::program::AssessorId, Fact)> =
            assessment.by.iter().map(|who| (*who, fact(*who))).collect();
        let show = super::show::Show::new(self.program, self.lang).unit(input.map(|i| &i.unit));
        let by = said
            .iter()
            .filter_map(|(who, fact)| match fact {
                Fact::Value(value) => Some(format!("{}: {}", self.assessor(*who), show.value(value))),
                Fact::Invalid => {
                    Some(format!("{}: {}", self.assessor(*who), words::reason(Reason::Invalid, self.lang)))
                }
                Fact::Absent => None,
            })
            .collect();
        // Those whose value would settle it.
        let mut waits = BTreeSet::new();
        for step in &assessment.settle {
            match step {
                Settle::Assessor(who) => {
                    waits.insert(*who);
                }
                Settle::Agreement(among) => waits.extend(among.iter().copied()),
                Settle::Disputed => {}
            }
        }
        let absent = |who: &crate::program::AssessorId| said.iter().any(|(w, f)| w == who && matches!(f, Fact::Absent));
        (by, waits.iter().filter(|w| absent(w)).map(|who| self.assessor(*who)).collect())
    }

    /// The first expression that has no value though all it is made of has: a zero denominator, an empty selection.
    pub(super) fn culprit(&self, index: usize, reason: Reason) -> Option<String> {
        let events = self.frame(index)?.events.as_slice();
        let found = events.iter().find_map(|event| match event {
            Event::Node { node, value: Value::Missing(reasons), .. } if reasons.has(reason) => Some(*node),
            _ => None,
        })?;
        // Point at the denominator, not at the whole quotient.
        let node = match self.program.nodes.get(found.index()) {
            Some(Node::Div(_, below)) => *below,
            _ => found,
        };
        let text = snippet(self.program, self.program.spans.get(node.index()).copied().unwrap_or_default());
        (!text.is_empty()).then_some(text)
    }
}
