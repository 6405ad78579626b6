//! Makes nodes. Equal expressions of one level and version become one node.

use std::collections::hash_map::Entry;

use milepost_core::diagnostic::Span;
use milepost_core::program::{
    LevelId, Node, NodeId, Rollup, RollupId, Table, TableId, Timeline, TimelineId, ValueKind,
};

use crate::check::types::narrow;
use crate::maps::Map;

/// Nodes and the tables they point into.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    pub(crate) nodes: Vec<Node>,
    pub(crate) spans: Vec<Span>,
    pub(crate) levels: Vec<Option<LevelId>>,
    pub(crate) kinds: Vec<ValueKind>,
    pub(crate) rollups: Vec<Rollup>,
    pub(crate) tables: Vec<Table>,
    pub(crate) timelines: Vec<Timeline>,
    /// The version whose items are being lowered.
    pub(crate) version: u32,
    seen: Map<(Node, Option<LevelId>, u32), NodeId>,
}

impl Builder {
    /// For texts of so many bytes: about as much room as their formulas take.
    pub(crate) fn for_text(bytes: usize) -> Self {
        let nodes = bytes / 32;
        let mut new = Self::default();
        new.nodes.reserve(nodes);
        new.spans.reserve(nodes);
        new.levels.reserve(nodes);
        new.kinds.reserve(nodes);
        new.seen.reserve(nodes);
        new
    }

    /// A node of this expression: the earlier one, if there is an equal one.
    pub(crate) fn node(&mut self, node: Node, level: Option<LevelId>, kind: ValueKind, span: Span) -> NodeId {
        match self.seen.entry((node, level, self.version)) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                let id = NodeId(narrow(self.nodes.len()));
                self.nodes.push(new.key().0.clone());
                self.levels.push(level);
                self.kinds.push(kind);
                self.spans.push(span);
                *new.insert(id)
            }
        }
    }

    pub(crate) fn get(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.index())
    }

    pub(crate) fn rollup(&mut self, rollup: Rollup) -> RollupId {
        self.rollups.push(rollup);
        RollupId(narrow(self.rollups.len().saturating_sub(1)))
    }

    pub(crate) fn table(&mut self, table: Table) -> TableId {
        self.tables.push(table);
        TableId(narrow(self.tables.len().saturating_sub(1)))
    }

    pub(crate) fn timeline(&mut self, timeline: Timeline) -> TimelineId {
        self.timelines.push(timeline);
        TimelineId(narrow(self.timelines.len().saturating_sub(1)))
    }
}
