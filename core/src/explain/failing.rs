//! What a negative result fails by: for tables of many results, where whole explanations would be too much.

use crate::dataset::Dataset;
use crate::exact::Evaluator;
use crate::program::{
    Gate, Item, ItemId, ItemKind, LevelId, Node, OutcomeHow, Program, Property, Requirement, Verdict,
};
use crate::report::{Options, Stop};
use crate::value::Value;

/// One thing that a result fails by.
#[derive(Debug, Clone)]
pub enum Cause<'a> {
    /// A part of an outcome, and the criteria that it fails by where it asks for a group or criterion.
    Part(&'a Requirement, Vec<&'a Item>),
    /// A gate.
    Gate(&'a Gate),
    /// A criterion of a group.
    Criterion(&'a Item),
}

/// Finds them.
pub struct Failing<'a> {
    program: &'a Program,
    evaluator: Evaluator<'a>,
}

impl<'a> Failing<'a> {
    /// For results of these rules, data and options.
    ///
    /// # Errors
    /// When a stated year has no version of the rules in force (R01).
    pub fn new(program: &'a Program, data: &'a Dataset, options: &Options<'_>) -> Result<Self, Stop> {
        Ok(Self { program, evaluator: Evaluator::new(program, data, options)? })
    }

    /// What a unit's result of an item fails by; nothing where it does not fail.
    pub fn causes(&mut self, item: &'a Item, level: LevelId, unit: u32, year: i32) -> Vec<Cause<'a>> {
        let place = Place { level, unit, year };
        match &item.kind {
            ItemKind::Outcome(outcome) => match &outcome.how {
                OutcomeHow::Require(parts) => {
                    let Some(id) = self.evaluator.item_of(item.symbol, year) else { return Vec::new() };
                    let failed = parts
                        .iter()
                        .filter(|part| self.evaluator.requirement(id, part, level, unit, year) == Verdict::NotMet);
                    let failed: Vec<&'a Requirement> = failed.collect();
                    failed.into_iter().map(|part| Cause::Part(part, self.criteria_of(part, place))).collect()
                }
                OutcomeHow::Class { .. } => Vec::new(),
            },
            ItemKind::Criterion(criterion) if self.fails(item, place) => {
                self.gates(&criterion.gates, place).into_iter().map(Cause::Gate).collect()
            }
            ItemKind::Group(group) if self.fails(item, place) => {
                let gates = self.gates(&group.gates, place).into_iter().map(Cause::Gate);
                gates.chain(self.below(&group.members, place).into_iter().map(Cause::Criterion)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn fails(&mut self, item: &Item, place: Place) -> bool {
        let result = self.evaluator.named(item.symbol, place.level, place.unit, place.year);
        result.is_some_and(|r| r.verdict == Some(Verdict::NotMet))
    }

    fn gates(&mut self, gates: &'a [Gate], place: Place) -> Vec<&'a Gate> {
        let fails = |gate: &&Gate| {
            let value = self.evaluator.value(gate.condition, place.level, place.unit, place.year);
            matches!(value, Value::Bool(false))
        };
        gates.iter().filter(fails).collect()
    }

    /// `x.met` of a group or criterion fails by the criteria that are not met.
    fn criteria_of(&mut self, part: &Requirement, place: Place) -> Vec<&'a Item> {
        let Some(Node::Item(symbol, Property::Met)) = self.program.nodes.get(part.condition.index()) else {
            return Vec::new();
        };
        self.evaluator.item_of(*symbol, place.year).map(|id| self.below(&[id], place)).unwrap_or_default()
    }

    /// Criteria that are not met, of groups at any depth, in written order.
    fn below(&mut self, items: &[ItemId], place: Place) -> Vec<&'a Item> {
        let mut found = Vec::new();
        let mut open: Vec<ItemId> = items.iter().rev().copied().collect();
        while let Some(id) = open.pop() {
            let program = self.program;
            let Some(item) = program.items.get(id.index()) else { continue };
            match &item.kind {
                ItemKind::Group(group) => open.extend(group.members.iter().rev()),
                ItemKind::Criterion(_) if self.fails(item, place) => found.push(item),
                _ => {}
            }
        }
        found
    }
}

#[derive(Debug, Clone, Copy)]
struct Place {
    level: LevelId,
    unit: u32,
    year: i32,
}
