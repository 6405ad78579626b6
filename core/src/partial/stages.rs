//! Which figures across units rules read, and which of them stand on others.

use super::Error;
use super::key::What;
use crate::exact::{children, item_name, own_of, roots};
use crate::program::{
    ClassStep, Group, GroupMissing, ItemId, ItemKind, ModuleId, Node, NodeId, OutcomeHow, Program, RollupId,
    RollupKind, Scope, SymbolId, ValueKind, VersionId, YearSet,
};
use std::collections::BTreeMap;

/// A figure that the rules name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Figure {
    pub what: What,
    pub module: ModuleId,
    pub version: VersionId,
    /// It reads nothing of the unit outside.
    pub plain: bool,
}

/// The figures of a program by stage: those of a stage stand on those of earlier ones.
#[derive(Debug, Default)]
pub(crate) struct Stages {
    pub stage_of: BTreeMap<What, u32>,
    pub figures: Vec<Figure>,
    pub last: u32,
    /// Something looks at all years of the data.
    pub all_years: bool,
    /// Figures may be read of other years, by assessor, or for values of the unit outside: who reads them must say so.
    pub asks: bool,
    /// It stands on itself in another year.
    circle: Option<What>,
}

impl Stages {
    /// The figures of a program.
    ///
    /// # Errors
    /// When something takes the data in one piece.
    pub fn of(program: &Program) -> Result<Self, Error> {
        let mut walk = Walk { program, found: Self::default(), by_symbol: BTreeMap::new(), open: Vec::new() };
        for (id, item) in (0..).map(ItemId).zip(&program.items) {
            walk.by_symbol.entry(item.symbol).or_default().push(id);
        }
        for (id, item) in (0..).map(ItemId).zip(&program.items) {
            let refuse = |why| Err(Error::Whole { name: item_name(program, id), why });
            if let ItemKind::Outcome(outcome) = &item.kind
                && let OutcomeHow::Class { steps, .. } = &outcome.how
                && steps.iter().any(|s| matches!(s, ClassStep::Quota { .. }))
            {
                return refuse("a quota looks at the classes of all units");
            }
            let module = program.versions.get(item.version.index()).map_or(ModuleId(0), |v| v.module);
            let mut nodes = Vec::new();
            if let ItemKind::Rank(rank) = &item.kind {
                if rank.keys.iter().any(|(n, _)| is_real(program, *n)) {
                    return refuse("it ranks by reals");
                }
                let what = What::Rank(id.0);
                walk.found.figures.push(Figure { what, module, version: item.version, plain: true });
            }
            nodes.extend(expressions(program, &item.kind));
            for rollup in rollups_in(program, nodes) {
                let Some(declared) = program.rollups.get(rollup.index()) else { continue };
                walk.found.all_years |= declared.years == Some(YearSet::All);
                if declared.scope != Scope::Across {
                    continue;
                }
                let folded = !matches!(
                    declared.kind,
                    RollupKind::Count | RollupKind::Share | RollupKind::Every | RollupKind::Some
                );
                let of = [declared.of, declared.weight].into_iter().flatten();
                if folded && of.into_iter().any(|n| is_real(program, n)) {
                    return refuse("it looks across units at reals");
                }
                let plain = match own_of(program, rollup) {
                    crate::exact::memo::Own::By(nodes) if nodes.iter().any(|n| is_real(program, *n)) => {
                        return refuse("it compares units by reals");
                    }
                    crate::exact::memo::Own::By(nodes) => nodes.is_empty(),
                    crate::exact::memo::Own::Place => {
                        return refuse("it depends on the place of the unit that reads it");
                    }
                };
                let what = What::Rollup(rollup.0);
                walk.found.figures.push(Figure { what, module, version: item.version, plain });
            }
        }
        walk.found.figures.sort_by_key(|f| (f.what, f.version));
        walk.found.figures.dedup_by_key(|f| (f.what, f.version));
        let figures = walk.found.figures.clone();
        for figure in &figures {
            let stage = walk.stage(figure.what);
            walk.found.last = walk.found.last.max(stage);
            walk.found.asks |= !figure.plain;
        }
        if let Some(what) = walk.found.circle {
            let name = match what {
                What::Rank(item) => item_name(program, ItemId(item)),
                What::Rollup(_) => "a figure across units".to_owned(),
            };
            return Err(Error::Whole { name, why: "it stands on itself in earlier years" });
        }
        let elsewhere = |n: &Node| {
            matches!(n, Node::At(..) | Node::By(..) | Node::Latest(..) | Node::Interpolated(_) | Node::Prior)
        };
        walk.found.asks |= program.nodes.iter().any(elsewhere) || program.rollups.iter().any(|r| r.years.is_some());
        Ok(walk.found)
    }
}

/// All expressions of an item, also those that are evaluated at other units.
fn expressions(program: &Program, kind: &ItemKind) -> Vec<NodeId> {
    let mut nodes = roots(program, kind);
    match kind {
        ItemKind::Rank(rank) => nodes.extend(rank.keys.iter().map(|(n, _)| *n).chain(rank.filter)),
        ItemKind::Group(Group { missing: GroupMissing::Skip { needing: Some((node, _)) }, .. }) => nodes.push(*node),
        _ => {}
    }
    nodes
}

fn is_real(program: &Program, node: NodeId) -> bool {
    program.node_types.get(node.index()) == Some(&ValueKind::Real)
}

/// The roll-ups in expressions, without those of the items that they read.
fn rollups_in(program: &Program, mut open: Vec<NodeId>) -> Vec<RollupId> {
    let mut seen = vec![false; program.nodes.len()];
    let mut found = Vec::new();
    while let Some(id) = open.pop() {
        match seen.get_mut(id.index()) {
            Some(slot) if !*slot => *slot = true,
            _ => continue,
        }
        let Some(node) = program.nodes.get(id.index()) else { continue };
        if let Node::Rollup(rollup) = node {
            found.push(*rollup);
        }
        children(program, node, &mut open);
    }
    found
}

struct Walk<'p> {
    program: &'p Program,
    found: Stages,
    by_symbol: BTreeMap<SymbolId, Vec<ItemId>>,
    /// Figures whose stage is being found: a circle over years stands on itself.
    open: Vec<What>,
}

impl Walk<'_> {
    fn stage(&mut self, what: What) -> u32 {
        if let Some(known) = self.found.stage_of.get(&what) {
            return *known;
        }
        if self.open.contains(&what) {
            self.found.circle = Some(what);
            return 0;
        }
        self.open.push(what);
        let program = self.program;
        let mut open = Vec::new();
        match what {
            What::Rollup(id) => children(program, &Node::Rollup(RollupId(id)), &mut open),
            What::Rank(id) => {
                if let Some(item) = program.items.get(id as usize) {
                    open.extend(expressions(program, &item.kind));
                }
            }
        }
        let below = self.reached(open, what).into_iter().map(|w| self.stage(w)).max().unwrap_or(0);
        self.open.pop();
        self.found.stage_of.insert(what, below + 1);
        below + 1
    }

    /// The figures that expressions read, also through items, of any version.
    fn reached(&self, mut open: Vec<NodeId>, from: What) -> Vec<What> {
        let program = self.program;
        let mut seen = vec![false; program.nodes.len()];
        let mut items = vec![false; program.items.len()];
        let mut found = Vec::new();
        while let Some(id) = open.pop() {
            match seen.get_mut(id.index()) {
                Some(slot) if !*slot => *slot = true,
                _ => continue,
            }
            let Some(node) = program.nodes.get(id.index()) else { continue };
            children(program, node, &mut open);
            match node {
                Node::Rollup(rollup) => {
                    let across = program.rollups.get(rollup.index()).is_some_and(|r| r.scope == Scope::Across);
                    if across && What::Rollup(rollup.0) != from {
                        found.push(What::Rollup(rollup.0));
                    }
                }
                Node::Target(item) => {
                    open.extend(program.items.get(item.index()).iter().flat_map(|i| expressions(program, &i.kind)));
                }
                Node::Item(symbol, _) => {
                    let mut below = self.by_symbol.get(symbol).cloned().unwrap_or_default();
                    while let Some(item) = below.pop() {
                        match items.get_mut(item.index()) {
                            Some(slot) if !*slot => *slot = true,
                            _ => continue,
                        }
                        let Some(declared) = program.items.get(item.index()) else { continue };
                        open.extend(expressions(program, &declared.kind));
                        match &declared.kind {
                            ItemKind::Group(group) => below.extend(group.members.iter().copied()),
                            ItemKind::Rank(_) if What::Rank(item.0) != from => found.push(What::Rank(item.0)),
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
        found
    }
}
