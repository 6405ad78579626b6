//! Evaluating a year as if another version of the rules were in force in it.

use crate::program::{ItemKind, Node, Program, TimelineId, VersionId, YearRange};

/// The version that is supposed to be in force, and the targets and values by year that are its own.
#[derive(Debug, Clone)]
pub(crate) struct Hypothesis {
    applies: YearRange,
    own: Vec<bool>,
}

impl Hypothesis {
    /// Of a version; timelines of rule sets that it uses are not its own.
    pub(crate) fn new(program: &Program, version: VersionId) -> Option<Self> {
        let version = program.versions.get(version.index())?;
        let mut own = vec![false; program.timelines.len()];
        let mut add = |id: TimelineId| {
            if let Some(slot) = own.get_mut(id.index()) {
                *slot = true;
            }
        };
        for (_, item) in &version.items {
            match program.items.get(item.index()).map(|i| &i.kind) {
                Some(ItemKind::Criterion(criterion)) => criterion.targets.iter().for_each(|(_, id)| add(*id)),
                Some(ItemKind::Parameter(node)) => {
                    if let Some(Node::Timeline(id)) = program.nodes.get(node.index()) {
                        add(*id);
                    }
                }
                _ => {}
            }
        }
        Some(Self { applies: version.applies, own })
    }

    /// The year whose targets hold: the version's own year that is nearest, since a year before or after all of its years
    /// has none of its own.
    pub(crate) fn year(&self, timeline: TimelineId, year: i32) -> i32 {
        if self.own.get(timeline.index()).copied().unwrap_or(false) {
            year.max(self.applies.from).min(self.applies.to)
        } else {
            year
        }
    }
}
