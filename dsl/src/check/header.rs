//! What the headers of rulesets say.

use milepost_core::codes;
use milepost_core::diagnostic::Diagnostic;
use milepost_core::program::{LevelId, OnLine, YearRange};

use super::Checker;
use super::items::lower_on;
use crate::ast::{Name, RulesetClause};
use crate::resolve::scope::Entry;
use crate::suggest::closest;

impl<'a> Checker<'a> {
    /// Years, level and policy of every edition.
    pub(crate) fn headers(&mut self) {
        for index in 0..self.editions.len() {
            self.edition = index;
            self.years(index);
            self.evaluated_level(index);
        }
        for chain in self.by_module.clone() {
            for pair in chain.windows(2) {
                self.follows(pair);
            }
        }
    }

    fn years(&mut self, index: usize) {
        let Some(edition) = self.editions.get(index) else { return };
        let source = edition.source;
        let mut applies = None;
        for clause in &source.header {
            match &clause.node {
                RulesetClause::Applies { from, to } => {
                    if to.is_some_and(|to| to < *from) {
                        self.error(
                            &codes::E308_BACKWARDS,
                            clause.span,
                            [from.to_string(), to.unwrap_or(*from).to_string()],
                        );
                    }
                    applies = Some(YearRange { from: *from, to: to.unwrap_or(i32::MAX) });
                }
                RulesetClause::CarryTargets { from } => {
                    if let Some(edition) = self.editions.get_mut(index) {
                        edition.carry = Some(*from);
                    }
                }
                _ => {}
            }
        }
        match (applies, self.editions.get_mut(index)) {
            (Some(applies), Some(edition)) => edition.applies = applies,
            _ => {
                let name = &source.tree.ruleset.name;
                self.error(&codes::E307_YEARS, name.span, [name.text.as_str()]);
            }
        }
    }

    fn evaluated_level(&mut self, index: usize) {
        let Some(edition) = self.editions.get(index) else { return };
        let source = edition.source;
        let stated = source.header.iter().find_map(|c| match &c.node {
            RulesetClause::Evaluates(name) => Some(name),
            _ => None,
        });
        let level = match stated {
            Some(name) => self.level_or_report(name),
            None => {
                let name = &source.tree.ruleset.name;
                self.error(&codes::E113_EVALUATES, name.span, [name.text.as_str()]);
                None
            }
        };
        if let (Some(level), Some(edition)) = (level, self.editions.get_mut(index)) {
            edition.evaluates = level;
        }
    }

    /// The level of a name; reported if there is none.
    pub(crate) fn level_or_report(&mut self, name: &Name) -> Option<LevelId> {
        let found = self.level_named(&name.text);
        if found.is_none() {
            match self.lookup(&name.text) {
                Some(Entry::Broken) => {}
                Some(other) => self.error(&codes::E104_KIND, name.span, [&name.text, other.word(), "level"]),
                None => {
                    let suggestion =
                        closest(&name.text, self.levels.iter().map(|l| l.name.as_str())).map(str::to_owned);
                    self.diagnostics
                        .push(Diagnostic::new(&codes::E102_LEVEL, name.span, [name.text.as_str()]).suggest(suggestion));
                }
            }
        }
        found
    }

    /// An amendment begins after its base ends.
    fn follows(&mut self, pair: &[usize]) {
        let editions: Vec<_> = pair.iter().filter_map(|i| self.editions.get(*i)).collect();
        let [base, new] = editions.as_slice() else { return };
        if new.applies.from > base.applies.to || new.applies.from == i32::MIN || base.applies.from == i32::MIN {
            return;
        }
        let ruleset = &new.source.tree.ruleset;
        let place = ruleset
            .clauses
            .iter()
            .find(|c| matches!(c.node, RulesetClause::Applies { .. }))
            .map_or(ruleset.span, |c| c.span);
        let until = if base.applies.to == i32::MAX { "…".to_owned() } else { base.applies.to.to_string() };
        let args = [ruleset.name.text.to_string(), new.applies.from.to_string(), until];
        self.error(&codes::E603_OVERLAP, place, args);
    }

    /// The ruleset's own missing policy.
    pub(crate) fn default_policy(&self, index: usize) -> Vec<OnLine> {
        let header = self.editions.get(index).map(|e| e.source.header.as_slice()).unwrap_or_default();
        header
            .iter()
            .filter_map(|c| match &c.node {
                RulesetClause::On(on) => Some(lower_on(on, c.span)),
                _ => None,
            })
            .collect()
    }
}
