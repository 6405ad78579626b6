//! How far rules look: what data must stand together for a result to be right. Engines that work on parts of the data
//! cut them by it.

use super::{ClassStep, Item, ItemId, ItemKind, Node, NodeId, OutcomeHow, Program, Scope};

/// How far rules look from the row of a unit and year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reach {
    /// At other years of the unit.
    pub years: bool,
    /// At units above or below, or beside it under the same unit.
    pub family: bool,
    /// At all units: ranks, quotas, means and extremes across the population, predecessors.
    pub population: bool,
}

/// How something looks beyond the row of a unit and year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Far {
    /// At other years of the unit.
    Years,
    /// At units above, below or beside it.
    Family,
    /// At all units.
    Population,
}

/// Why rows cannot be judged one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beyond {
    /// How far the rules look.
    pub far: Far,
    /// The first item that does; none where it is in the nature of the rules, as with several levels.
    pub item: Option<ItemId>,
}

impl Program {
    /// Why rows cannot be judged one by one; `None`: they can, so that data may come in batches of any size.
    pub fn beyond_row(&self) -> Option<Beyond> {
        let reach = self.reach();
        let far = match reach {
            Reach { years: true, .. } => Far::Years,
            Reach { family: true, .. } => Far::Family,
            Reach { population: true, .. } => Far::Population,
            _ => return None,
        };
        let found = (0_u32..).zip(&self.items).find(|(_, item)| self.looks(item, far)).map(|(id, _)| ItemId(id));
        Some(Beyond { far, item: found })
    }

    /// Whether an item itself, not through others, looks that far.
    fn looks(&self, item: &Item, far: Far) -> bool {
        let mut open = crate::exact::roots(self, &item.kind);
        let of_its_kind = match (&item.kind, far) {
            (ItemKind::State(_), Far::Years) => true,
            (ItemKind::Rank(rank), Far::Population) => rank.within.is_none(),
            (ItemKind::Rank(rank), _) => {
                open.extend(rank.keys.iter().map(|(node, _)| *node).chain(rank.filter));
                rank.within.is_some() && far == Far::Family
            }
            (ItemKind::Outcome(outcome), Far::Population) => has_quota(&outcome.how),
            _ => false,
        };
        of_its_kind || self.reads(open, far)
    }

    fn reads(&self, mut open: Vec<NodeId>, far: Far) -> bool {
        let mut seen = vec![false; self.nodes.len()];
        while let Some(id) = open.pop() {
            match seen.get_mut(id.index()) {
                Some(slot) if !*slot => *slot = true,
                _ => continue,
            }
            let Some(node) = self.nodes.get(id.index()) else { continue };
            let rollup = match node {
                Node::Rollup(rollup) => self.rollups.get(rollup.index()),
                _ => None,
            };
            let there = match far {
                Far::Years => looks_at_years(node) || rollup.is_some_and(|r| r.years.is_some()),
                Far::Family => rollup.is_some_and(|r| r.scope == Scope::Over),
                Far::Population => rollup.is_some_and(|r| r.scope != Scope::Over),
            };
            if there {
                return true;
            }
            crate::exact::children(self, node, &mut open);
        }
        false
    }

    /// How far the rules look. What cannot be told apart counts as looking further.
    pub fn reach(&self) -> Reach {
        let mut reach = Reach { family: self.levels.len() > 1, ..Reach::default() };
        for node in &self.nodes {
            reach.years |= looks_at_years(node);
        }
        for rollup in &self.rollups {
            reach.years |= rollup.years.is_some();
            reach.family |= rollup.scope == Scope::Over;
            reach.population |= rollup.scope != Scope::Over;
        }
        for item in &self.items {
            match &item.kind {
                ItemKind::State(_) => reach.years = true,
                ItemKind::Rank(rank) => reach.population |= rank.within.is_none(),
                ItemKind::Outcome(outcome) => reach.population |= has_quota(&outcome.how),
                _ => {}
            }
        }
        reach
    }
}

fn looks_at_years(node: &Node) -> bool {
    matches!(node, Node::At(..) | Node::Latest(..) | Node::Interpolated(_) | Node::Prior)
}

fn has_quota(how: &OutcomeHow) -> bool {
    matches!(how, OutcomeHow::Class { steps, .. } if steps.iter().any(|s| matches!(s, ClassStep::Quota { .. })))
}
