//! The tree behind a result, taken apart: what each leaf brings to the score of a unit.
//!
//! Every mean here is a sum after a transformation: a geometric mean is a sum of logarithms, a harmonic mean a sum of
//! inverses. Below the root the tree is followed as long as groups are made the same way; a group that is made in
//! another way, or by its smallest or middle member, is a leaf.

use super::{Kind, Outcome, Side, word};
use crate::exact::{Evaluator, item_name};
use crate::group::is_weighted;
use crate::number::{Mode, Number, Real};
use crate::program::{
    Aggregate, AggregateKind, CategoryId, Group, ItemId, ItemKind, LevelId, ModuleId, Node, NodeId, OutcomeHow,
    Program, Property, VersionId,
};
use crate::report::Options;
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What a mean sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Transform {
    Same,
    Logarithm,
    Inverse,
}

impl Transform {
    fn of(kind: AggregateKind) -> Option<Self> {
        match kind {
            AggregateKind::Sum | AggregateKind::Mean | AggregateKind::WeightedMean => Some(Self::Same),
            AggregateKind::GeometricMean => Some(Self::Logarithm),
            AggregateKind::HarmonicMean => Some(Self::Inverse),
            _ => None,
        }
    }

    fn apply(self, x: &Number) -> Option<Number> {
        match self {
            Self::Same => Some(x.clone()),
            Self::Logarithm => rounded(&Real::from(x).ln()?),
            Self::Inverse => x.recip(),
        }
    }
}

/// A criterion, an index member, or a group that is not taken apart.
#[derive(Debug, Clone)]
pub(super) struct Leaf {
    pub(super) label: String,
    /// What it brings to the transformed score; else its verdict.
    pub(super) is: Outcome,
}

/// One result of one unit, taken apart.
#[derive(Debug, Clone, Default)]
pub(super) struct Parts {
    pub(super) leaves: BTreeMap<String, Leaf>,
    /// The score, and what was made of it, where one score stands behind the result.
    pub(super) score: Option<Number>,
    pub(super) transformed: Option<(Transform, Number)>,
}

/// One side, looked into.
pub(super) struct Looker<'a> {
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

/// Which item behind which kind of result.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'k> {
    pub(super) level: &'k str,
    pub(super) year: i32,
    pub(super) item: &'k str,
    pub(super) kind: Kind,
}

impl<'a> Looker<'a> {
    pub(super) fn new(side: &Side<'a>) -> Option<Self> {
        let options = Options { as_if: side.as_if, ..Options::default() };
        let evaluator = Evaluator::new(side.program, side.data, &options).ok()?;
        Some(Self { side: *side, evaluator })
    }

    /// A result of a unit, taken apart; nothing where the side does not have it.
    pub(super) fn parts(&mut self, wanted: Wanted<'_>, unit: &str) -> Parts {
        self.found(wanted, unit).unwrap_or_default()
    }

    fn found(&mut self, wanted: Wanted<'_>, unit: &str) -> Option<Parts> {
        let program = self.side.program;
        let level = program.levels.iter().position(|l| l.name == wanted.level)?;
        let unit = self.side.data.units.get(level)?.find(unit)?;
        let at = At { level: LevelId(u32::try_from(level).ok()?), unit, year: wanted.year };
        let in_force = self.side.as_if.or_else(|| program.version_for(ModuleId(0), wanted.year))?;
        let version = program.versions.get(in_force.index())?;
        let item = version.items.iter().map(|(_, item)| *item).find(|i| item_name(program, *i) == wanted.item)?;
        let roots = roots(program, item, wanted.kind, in_force);
        let mut parts = Parts::default();
        for (root, scored) in &roots {
            let how = match program.items.get(root.index()).map(|i| &i.kind) {
                Some(ItemKind::Group(g)) => g.aggregate.as_ref().and_then(|a| Transform::of(a.kind)),
                _ => None,
            };
            let how = how.unwrap_or(Transform::Same);
            self.walk(*root, at, scored.then_some((&Number::ONE, how)), &mut parts.leaves);
            if let ([_], true) = (roots.as_slice(), *scored) {
                parts.score = self.score(*root, at).and_then(|s| number(&s));
                parts.transformed = parts.score.as_ref().and_then(|s| Some((how, how.apply(s)?)));
                self.scale(*root, how, &mut parts);
            }
        }
        Some(parts)
    }

    /// `adjust` lines change a sum as a whole: each leaf's part in proportion.
    fn scale(&self, root: ItemId, how: Transform, parts: &mut Parts) {
        let adjusted = matches!(
            self.side.program.items.get(root.index()).map(|i| &i.kind),
            Some(ItemKind::Group(g)) if !g.adjust.is_empty() && g.changes.is_empty()
        );
        let (Transform::Same, true, Some(score)) = (how, adjusted, &parts.score) else { return };
        let sum = parts.leaves.values().fold(Number::ZERO, |sum, leaf| match &leaf.is {
            Outcome::Number(n) => sum.add(n),
            _ => sum,
        });
        let Some(factor) = score.div(&sum) else { return };
        for leaf in parts.leaves.values_mut() {
            if let Outcome::Number(n) = &mut leaf.is {
                *n = n.mul(&factor);
            }
        }
    }

    fn score(&mut self, item: ItemId, at: At) -> Option<Value> {
        self.evaluator.item(item, at.level, at.unit, at.year).score
    }

    /// `scored`: what a leaf's transformed score is multiplied by, and the transformation; `None`: verdicts are looked at.
    fn walk(
        &mut self,
        item: ItemId,
        at: At,
        scored: Option<(&Number, Transform)>,
        leaves: &mut BTreeMap<String, Leaf>,
    ) {
        let program = self.side.program;
        let Some(declared) = program.items.get(item.index()) else { return };
        if let ItemKind::Group(group) = &declared.kind {
            match (scored, &group.aggregate) {
                (Some((share, how)), Some(aggregate)) if Transform::of(aggregate.kind) == Some(how) => {
                    for (member, part) in self.members(group, aggregate, at) {
                        self.walk(member, at, Some((&share.mul(&part), how)), leaves);
                    }
                    return;
                }
                (None, _) => {
                    for member in &group.members {
                        self.walk(*member, at, None, leaves);
                    }
                    return;
                }
                _ => {}
            }
        }
        let result = self.evaluator.item(item, at.level, at.unit, at.year);
        let is = match (scored, result.score, result.verdict) {
            (Some((share, how)), Some(score), _) => match number(&score).and_then(|s| how.apply(&s)) {
                Some(score) => Outcome::Number(score.mul(share)),
                None => Outcome::Nothing(score.reasons().words()),
            },
            (_, _, Some(verdict)) => word(&self.side, CategoryId(0), verdict as u32),
            _ => return,
        };
        let name = item_name(program, item);
        let label = declared.labels.first().map_or_else(|| name.clone(), |(_, text)| text.clone());
        leaves.insert(name, Leaf { label, is });
    }

    /// The members that count, and the share of each.
    fn members(&mut self, group: &Group, how: &Aggregate, at: At) -> Vec<(ItemId, Number)> {
        let mut counted = Vec::new();
        for member in &group.members {
            let Some(declared) = self.side.program.items.get(member.index()) else { continue };
            let weight = match &declared.kind {
                ItemKind::Criterion(c) => c.weight,
                ItemKind::Group(g) => g.weight,
                ItemKind::Member(m) => m.weight,
                _ => None,
            };
            let result = self.evaluator.item(*member, at.level, at.unit, at.year);
            if result.score.as_ref().is_none_or(Value::is_missing) {
                continue;
            }
            let weight = match weight.filter(|_| is_weighted(how.kind)) {
                Some(node) => number(&self.evaluator.value(node, at.level, at.unit, at.year)),
                None => Some(Number::ONE),
            };
            let shares = how.of_shares && how.kind != AggregateKind::Sum;
            let max = result.max.as_ref().and_then(number).filter(|_| shares);
            counted.extend(weight.map(|w| (*member, w, max.unwrap_or(Number::ONE))));
        }
        let sum = match how.kind {
            AggregateKind::Sum => Number::ONE,
            _ => counted.iter().fold(Number::ZERO, |sum, (_, w, _)| sum.add(w)),
        };
        counted.into_iter().filter_map(|(member, w, max)| Some((member, w.div(&sum)?.div(&max)?))).collect()
    }
}

fn number(value: &Value) -> Option<Number> {
    match value {
        Value::Number(n) => Some(n.clone()),
        Value::Real(r) => rounded(r),
        _ => None,
    }
}

fn rounded(real: &Real) -> Option<Number> {
    real.round(&Number::from_scaled(1, 15), Mode::HalfEven)
}

/// Whether a rank's first key puts the largest first.
pub(super) fn largest_first(program: &Program, name: &str) -> bool {
    program.items.iter().enumerate().any(|(i, item)| match &item.kind {
        ItemKind::Rank(rank) => {
            u32::try_from(i).is_ok_and(|i| item_name(program, ItemId(i)) == name)
                && rank.keys.first().is_none_or(|(_, descending)| *descending)
        }
        _ => false,
    })
}

/// The items whose leaves stand behind a result, and whether by their scores (else by their verdicts): a group or
/// criterion itself, those that a rank's first key or an outcome reads.
fn roots(program: &Program, item: ItemId, kind: Kind, version: VersionId) -> Vec<(ItemId, bool)> {
    let Some(declared) = program.items.get(item.index()).map(|i| &i.kind) else { return Vec::new() };
    let mut stack: Vec<NodeId> = match declared {
        ItemKind::Group(_) | ItemKind::Criterion(_) => return vec![(item, kind == Kind::Score)],
        ItemKind::Rank(rank) => rank.keys.first().map(|(node, _)| *node).into_iter().collect(),
        ItemKind::State(state) => vec![state.table],
        ItemKind::Outcome(outcome) => match &outcome.how {
            OutcomeHow::Require(parts) => parts.iter().map(|p| p.condition).collect(),
            OutcomeHow::Class { table, .. } => vec![*table],
        },
        _ => Vec::new(),
    };
    let (mut roots, mut seen) = (Vec::new(), BTreeSet::new());
    while let Some(node) = stack.pop() {
        if !seen.insert(node) {
            continue;
        }
        let Some(read) = program.nodes.get(node.index()) else { continue };
        if let Node::Item(symbol, property) = read
            && let Some(found) = program.item_in(version, *symbol)
        {
            let root = (found, matches!(property, Property::Score | Property::Value));
            match program.items.get(found.index()).map(|i| &i.kind) {
                Some(ItemKind::Group(_) | ItemKind::Criterion(_))
                    if *property != Property::Max && !roots.contains(&root) =>
                {
                    roots.push(root);
                }
                Some(ItemKind::Indicator(value)) => stack.push(*value),
                _ => {}
            }
        }
        crate::exact::children(program, read, &mut stack);
    }
    roots
}
