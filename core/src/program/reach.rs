//! How far rules look: what data must stand together for a result to be right. Engines that work on parts of the data
//! cut them by it.

use super::{ClassStep, ItemKind, Node, OutcomeHow, Program, Scope};

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

impl Program {
    /// How far the rules look. What cannot be told apart counts as looking further.
    pub fn reach(&self) -> Reach {
        let mut reach = Reach { family: self.levels.len() > 1, ..Reach::default() };
        for node in &self.nodes {
            reach.years |= matches!(node, Node::At(..) | Node::Latest(..) | Node::Interpolated(_) | Node::Prior);
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
                ItemKind::Outcome(outcome) => {
                    reach.population |= matches!(&outcome.how, OutcomeHow::Class { steps, .. }
                        if steps.iter().any(|s| matches!(s, ClassStep::Quota { .. })));
                }
                _ => {}
            }
        }
        reach
    }
}
