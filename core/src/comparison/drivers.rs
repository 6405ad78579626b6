//! What drives a change: the leaves of the tree behind a result, by how much more or less each brings.
//!
//! What a leaf brings is its score times its share of the weight, down the tree. Over sums and weighted arithmetic means
//! these add up to the change of the score; for other means they show where it comes from.

use super::{Key, Kind, Outcome, Side, word};
use crate::exact::{Evaluator, item_name};
use crate::group::is_weighted;
use crate::number::{Mode, Number};
use crate::program::{
    AggregateKind, CategoryId, ItemId, ItemKind, LevelId, ModuleId, Node, NodeId, OutcomeHow, Program, Property,
    Verdict,
};
use crate::report::Options;
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// One cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Driver {
    /// Name of the criterion or index member.
    pub item: String,
    /// Its label.
    pub label: String,
    /// What it brought, or its verdict, under the first rules.
    pub before: Outcome,
    /// Under the second.
    pub after: Outcome,
    /// After minus before, where both are numbers.
    pub effect: Option<Number>,
}

/// Finds drivers.
pub(super) struct Explainer<'a> {
    sides: Option<(Looker<'a>, Looker<'a>)>,
    most: usize,
}

impl<'a> Explainer<'a> {
    pub(super) fn new(before: &Side<'a>, after: &Side<'a>, most: usize) -> Self {
        let sides = match (most, Looker::new(before), Looker::new(after)) {
            (1.., Some(a), Some(b)) => Some((a, b)),
            _ => None,
        };
        Self { sides, most }
    }

    /// The largest causes of a unit's change.
    pub(super) fn drivers(&mut self, key: &Key, kind: Kind, unit: &str) -> Vec<Driver> {
        let Some((before, after)) = &mut self.sides else { return Vec::new() };
        let (old, new) = (before.leaves(key, kind, unit), after.leaves(key, kind, unit));
        let nothing = || Outcome::Nothing(String::new());
        let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        let mut drivers: Vec<Driver> = Vec::new();
        for name in names {
            let (a, b) = (old.get(name), new.get(name));
            let label = b.or(a).map(|l| l.label.clone()).unwrap_or_default();
            let (a, b) = (a.map_or_else(nothing, |l| l.is.clone()), b.map_or_else(nothing, |l| l.is.clone()));
            if a != b {
                let zero = |o: &Outcome| match o {
                    Outcome::Number(n) => Some(n.clone()),
                    Outcome::Nothing(_) => Some(Number::ZERO),
                    Outcome::Word { .. } => None,
                };
                let effect = zero(&a).zip(zero(&b)).map(|(a, b)| b.sub(&a));
                drivers.push(Driver { item: name.clone(), label, before: a, after: b, effect });
            }
        }
        drivers.sort_by(|a, b| {
            let size = |d: &Driver| d.effect.as_ref().map(Number::abs);
            size(b).cmp(&size(a)).then_with(|| a.item.cmp(&b.item))
        });
        drivers.truncate(self.most);
        drivers
    }
}

struct Leaf {
    label: String,
    is: Outcome,
}

/// One side, looked into.
struct Looker<'a> {
    side: Side<'a>,
    evaluator: Evaluator<'a>,
}

/// Which unit and year.
#[derive(Clone, Copy)]
struct At {
    level: LevelId,
    unit: u32,
    year: i32,
}

impl<'a> Looker<'a> {
    fn new(side: &Side<'a>) -> Option<Self> {
        let evaluator = Evaluator::new(side.program, side.data, &Options::default()).ok()?;
        Some(Self { side: *side, evaluator })
    }

    fn leaves(&mut self, key: &Key, kind: Kind, unit: &str) -> BTreeMap<String, Leaf> {
        let mut leaves = BTreeMap::new();
        let program = self.side.program;
        let found = || {
            let level = program.levels.iter().position(|l| l.name == key.level)?;
            let unit = self.side.data.units.get(level)?.find(unit)?;
            let version = program.versions.get(program.version_for(ModuleId(0), key.year)?.index())?;
            let item = version.items.iter().map(|(_, item)| *item).find(|i| item_name(program, *i) == key.item)?;
            Some((At { level: LevelId(u32::try_from(level).ok()?), unit, year: key.year }, item))
        };
        let Some((at, item)) = found() else { return leaves };
        for (root, scored) in roots(program, item, kind, key.year) {
            self.walk(root, at, scored.then_some(&Number::ONE), &mut leaves);
        }
        leaves
    }

    /// `share`: of the root's score, per unit of this item's score; `None`: verdicts are looked at.
    fn walk(&mut self, item: ItemId, at: At, share: Option<&Number>, leaves: &mut BTreeMap<String, Leaf>) {
        let program = self.side.program;
        let Some(declared) = program.items.get(item.index()) else { return };
        if let ItemKind::Group(group) = &declared.kind {
            let scored = group.aggregate.as_ref().zip(share);
            match scored {
                Some((how, share)) => {
                    for (member, part) in self.parts(group, how, at) {
                        self.walk(member, at, Some(&share.mul(&part)), leaves);
                    }
                }
                None => {
                    for member in &group.members {
                        self.walk(*member, at, None, leaves);
                    }
                }
            }
            return;
        }
        let result = self.evaluator.item(item, at.level, at.unit, at.year);
        let is = match (share, result.score, result.verdict) {
            (Some(share), Some(score), _) => match number(&score) {
                Some(score) => Outcome::Number(score.mul(share)),
                None => Outcome::Nothing(score.reasons().words()),
            },
            (_, _, Some(verdict)) => word(&self.side, CategoryId(0), verdict_position(verdict)),
            _ => return,
        };
        let name = item_name(program, item);
        let label = declared.labels.first().map_or_else(|| name.clone(), |(_, text)| text.clone());
        leaves.insert(name, Leaf { label, is });
    }

    /// The members that count, and what each unit of their score brings to the group's.
    fn parts(
        &mut self,
        group: &crate::program::Group,
        how: &crate::program::Aggregate,
        at: At,
    ) -> Vec<(ItemId, Number)> {
        let weighted = is_weighted(how.kind);
        let mut parts = Vec::new();
        for member in &group.members {
            let Some(declared) = self.side.program.items.get(member.index()) else { continue };
            let weight = match &declared.kind {
                ItemKind::Criterion(c) => c.weight,
                ItemKind::Group(g) => g.weight,
                ItemKind::Member(m) => m.weight,
                _ => None,
            };
            let result = self.evaluator.item(*member, at.level, at.unit, at.year);
            let Some(score) = result.score else { continue };
            if score.is_missing() {
                continue;
            }
            let weight = match weight.filter(|_| weighted) {
                Some(node) => number(&self.evaluator.value(node, at.level, at.unit, at.year)),
                None => Some(Number::ONE),
            };
            let Some(weight) = weight else { continue };
            let max = result.max.as_ref().and_then(number).filter(|_| how.of_shares && how.kind != AggregateKind::Sum);
            parts.push((*member, weight, max));
        }
        let sum = match how.kind {
            AggregateKind::Sum | AggregateKind::Count => Number::ONE,
            _ => parts.iter().fold(Number::ZERO, |sum, (_, w, _)| sum.add(w)),
        };
        parts
            .into_iter()
            .filter_map(|(member, weight, max)| {
                let share = weight.div(&sum)?;
                Some((member, max.map_or(Some(share.clone()), |max| share.div(&max))?))
            })
            .collect()
    }
}

fn verdict_position(verdict: Verdict) -> u32 {
    verdict as u32
}

fn number(value: &Value) -> Option<Number> {
    match value {
        Value::Number(n) => Some(n.clone()),
        Value::Real(r) => r.round(&Number::from_scaled(1, 15), Mode::HalfEven),
        _ => None,
    }
}

/// The items whose leaves stand behind a result, and whether by their scores (else by their verdicts): a group or
/// criterion itself, those that a rank's first key or an outcome reads.
fn roots(program: &Program, item: ItemId, kind: Kind, year: i32) -> Vec<(ItemId, bool)> {
    let Some(declared) = program.items.get(item.index()).map(|i| &i.kind) else { return Vec::new() };
    let nodes: Vec<NodeId> = match declared {
        ItemKind::Group(_) | ItemKind::Criterion(_) => return vec![(item, kind == Kind::Score)],
        ItemKind::Rank(rank) => rank.keys.first().map(|(node, _)| *node).into_iter().collect(),
        ItemKind::State(state) => vec![state.table],
        ItemKind::Outcome(outcome) => match &outcome.how {
            OutcomeHow::Require(parts) => parts.iter().map(|p| p.condition).collect(),
            OutcomeHow::Class { table, .. } => vec![*table],
        },
        _ => Vec::new(),
    };
    let mut roots = Vec::new();
    let (mut stack, mut seen) = (nodes, BTreeSet::new());
    while let Some(node) = stack.pop() {
        if !seen.insert(node) {
            continue;
        }
        let Some(read) = program.nodes.get(node.index()) else { continue };
        if let Node::Item(symbol, property) = read
            && let Some(found) =
                program.version_for(ModuleId(0), year).and_then(|version| program.item_in(version, *symbol))
        {
            match program.items.get(found.index()).map(|i| &i.kind) {
                Some(ItemKind::Group(_) | ItemKind::Criterion(_)) if *property != Property::Max => {
                    let root = (found, matches!(property, Property::Score | Property::Value));
                    if !roots.contains(&root) {
                        roots.push(root);
                    }
                }
                Some(ItemKind::Indicator(value)) => stack.push(*value),
                _ => {}
            }
        }
        crate::exact::children(program, read, &mut stack);
    }
    roots
}
