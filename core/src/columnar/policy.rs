//! The `on` lines as a table: from every set of reasons to a verdict.

use super::codes::Codes;
use crate::program::{ItemId, ItemKind, OnLine, Program, Reason, Verdict, VersionId};
use crate::value::Reasons;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Verdict by reason byte.
pub(crate) type Policy = Arc<Vec<u8>>;

const NOT_ASKED: Reasons = Reasons::of(Reason::NoTarget).union(Reasons::of(Reason::NotDue));

/// Tables that were made, by the innermost item that has lines.
#[derive(Default)]
pub(crate) struct Policies {
    made: BTreeMap<(Option<ItemId>, Option<VersionId>), Policy>,
}

impl Policies {
    /// The table of an item: its lines, its groups' outward, the ruleset's; else what goes without saying.
    pub fn of(&mut self, program: &Program, item: ItemId, codes: &Codes) -> Policy {
        let version = program.items.get(item.index()).map(|i| i.version);
        let key = around(program, item).find(|(_, lines)| !lines.is_empty()).map(|(id, _)| id);
        let key = (key, if key.is_some() { None } else { version });
        if let Some(made) = self.made.get(&key) {
            return Arc::clone(made);
        }
        let mut chain: Vec<&[OnLine]> = around(program, item).map(|(_, lines)| lines).collect();
        chain.extend(version.and_then(|v| program.versions.get(v.index())).map(|v| v.on.as_slice()));
        let verdict = |code: u8| {
            let reasons = codes.reasons(code);
            let first =
                |lines: &&[OnLine]| lines.iter().find(|l| l.reasons.iter().any(|r| reasons.has(*r))).map(|l| l.verdict);
            let open = if reasons.within(NOT_ASKED) { Verdict::NotApplicable } else { Verdict::Undetermined };
            chain.iter().find_map(first).unwrap_or(open) as u8
        };
        let made: Policy = Arc::new((0..=u8::MAX).map(verdict).collect());
        self.made.insert(key, Arc::clone(&made));
        made
    }
}

/// An item and the groups around it, each with its lines.
fn around(program: &Program, item: ItemId) -> impl Iterator<Item = (ItemId, &[OnLine])> {
    let found = |id: ItemId| Some((id, program.items.get(id.index())?));
    let outward = std::iter::successors(found(item), move |(_, declared)| found(declared.group?));
    // A hand-made circle must end.
    outward.take(program.items.len()).map(|(id, declared)| {
        let lines = match &declared.kind {
            ItemKind::Criterion(c) => c.on.as_slice(),
            ItemKind::Group(g) => g.on.as_slice(),
            ItemKind::Outcome(o) => o.on.as_slice(),
            _ => &[],
        };
        (id, lines)
    })
}

/// The one verdict of all sets of reasons that can occur, if there is one.
pub(crate) fn uniform(policy: &[u8], occurring: u8) -> Option<u8> {
    // All sets of what occurs, largest first.
    let mut found = None;
    let mut code = occurring;
    while code != 0 {
        let verdict = policy.get(usize::from(code)).copied()?;
        if *found.get_or_insert(verdict) != verdict {
            return None;
        }
        code = (code - 1) & occurring;
    }
    found
}
