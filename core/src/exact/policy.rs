//! What a missing verdict or score becomes: the `on` lines.

use super::Evaluator;
use crate::explain::trace::Event;
use crate::program::{ItemId, ItemKind, OnLine, Reason, Verdict};
use crate::value::Reasons;

const NOT_ASKED: Reasons = Reasons::of(Reason::NoTarget).union(Reasons::of(Reason::NotDue));

impl<'a> Evaluator<'a> {
    /// The verdict for these reasons: the first line with one of them, of the item, of its groups outward, of the
    /// ruleset; else not applicable where nothing was asked for yet; else undetermined.
    pub(super) fn policy(&mut self, item: ItemId, reasons: Reasons, of_score: bool) -> Verdict {
        if let Some(line) = self.policy_line(item, reasons) {
            if let Some(trace) = &mut self.trace {
                trace.push(Event::On { span: line.span, verdict: line.verdict, reasons, of_score });
            }
            return line.verdict;
        }
        if reasons.within(NOT_ASKED) { Verdict::NotApplicable } else { Verdict::Undetermined }
    }

    fn policy_line(&self, item: ItemId, reasons: Reasons) -> Option<&'a OnLine> {
        let program = self.program;
        let first = |lines: &'a [OnLine]| lines.iter().find(|l| l.reasons.iter().any(|r| reasons.has(*r)));
        let mut at = Some(item);
        let mut version = None;
        // Groups nest; a hand-made circle of groups must not hang.
        for _ in 0..=program.items.len() {
            let Some(declared) = at.and_then(|i| program.items.get(i.index())) else { break };
            let lines = match &declared.kind {
                ItemKind::Criterion(c) => c.on.as_slice(),
                ItemKind::Group(g) => g.on.as_slice(),
                ItemKind::Outcome(o) => o.on.as_slice(),
                _ => &[],
            };
            if let Some(line) = first(lines) {
                return Some(line);
            }
            version = Some(declared.version);
            at = declared.group;
        }
        first(&program.versions.get(version?.index())?.on)
    }
}
