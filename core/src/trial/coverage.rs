//! Which rules a test exercises: target entries, rows of tables, `on` lines, gates.

use crate::diagnostic::Span;
use crate::exact::{children, roots};
use crate::explain::trace::Event;
use crate::program::{ItemId, ItemKind, ModuleId, Node, OnLine, Program};
use std::collections::BTreeSet;

/// A kind of rule that tests should exercise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// An entry of a target or of a parameter over time.
    Entry,
    /// A row of a table.
    Row,
    /// An `on` line.
    On,
    /// A gate.
    Gate,
}

/// One rule, and whether a test exercises it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// What it is.
    pub rule: Rule,
    /// Whose it is.
    pub item: ItemId,
    /// Where it was written.
    pub span: Span,
    /// Whether a test exercises it.
    pub exercised: bool,
}

/// The place of the rule that an event exercises.
pub(super) fn exercised(program: &Program, event: &Event) -> Option<Span> {
    match event {
        Event::Timeline { timeline, entry, .. } => {
            program.timelines.get(timeline.index()).and_then(|t| t.entries.get(*entry)).map(|e| e.span)
        }
        Event::Row { table, row } => program.tables.get(table.index()).and_then(|t| t.rows.get(*row)).map(|r| r.span),
        Event::On { span, .. } => Some(*span),
        Event::Gate { span, value, .. } if !value.is_missing() => Some(*span),
        _ => None,
    }
}

/// All rules of the main module, each place once.
pub(super) fn rules(program: &Program, seen: &BTreeSet<Span>) -> Vec<Covered> {
    let mut out: Vec<Covered> = Vec::new();
    let mut known = BTreeSet::new();
    let main = program.modules.get(ModuleId(0).index()).map(|m| m.versions.as_slice()).unwrap_or_default();
    for (at, item) in program.items.iter().enumerate().filter(|(_, i)| main.contains(&i.version)) {
        let id = ItemId(u32::try_from(at).unwrap_or(u32::MAX));
        for (rule, span) in rules_of(program, &item.kind) {
            if known.insert(span) {
                out.push(Covered { rule, item: id, span, exercised: seen.contains(&span) });
            }
        }
    }
    out
}

fn rules_of(program: &Program, kind: &ItemKind) -> Vec<(Rule, Span)> {
    let mut out = Vec::new();
    let on = |lines: &[OnLine]| lines.iter().map(|l| (Rule::On, l.span)).collect::<Vec<_>>();
    match kind {
        ItemKind::Criterion(c) => {
            for (_, timeline) in &c.targets {
                let entries = program.timelines.get(timeline.index()).map(|t| t.entries.as_slice()).unwrap_or_default();
                out.extend(entries.iter().map(|e| (Rule::Entry, e.span)));
            }
            out.extend(c.gates.iter().map(|g| (Rule::Gate, g.span)));
            out.extend(on(&c.on));
        }
        ItemKind::Group(g) => {
            out.extend(g.gates.iter().map(|g| (Rule::Gate, g.span)));
            out.extend(on(&g.on));
        }
        ItemKind::Outcome(o) => out.extend(on(&o.on)),
        _ => {}
    }
    let mut open = roots(program, kind);
    let mut visited = BTreeSet::new();
    while let Some(node) = open.pop() {
        if !visited.insert(node) {
            continue;
        }
        match program.nodes.get(node.index()) {
            Some(Node::Timeline(t)) => {
                let entries = program.timelines.get(t.index()).map(|t| t.entries.as_slice()).unwrap_or_default();
                out.extend(entries.iter().map(|e| (Rule::Entry, e.span)));
            }
            Some(Node::Table(t)) => {
                let rows = program.tables.get(t.index()).map(|t| t.rows.as_slice()).unwrap_or_default();
                out.extend(rows.iter().map(|r| (Rule::Row, r.span)));
            }
            _ => {}
        }
        if let Some(node) = program.nodes.get(node.index()) {
            children(program, node, &mut open);
        }
    }
    out
}
