//! What drives a change.
//!
//! * A score, made the same way on both sides: by how much more or less each leaf brings to it.
//! * A rank: how far each leaf puts the unit before (+) or behind (-) the average unit, in mean distances between units,
//!   and by how much that differs. A rank is about others: an input that lifts everybody drives nothing.
//! * A class or verdict by requirements: the leaves whose verdict differs.

use super::tree::{Leaf, Looker, Parts, Transform, Wanted, largest_first};
use super::{Key, Kind, Outcome, Side};
use crate::number::{Mode, Number};
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
    sides: Option<(Seen<'a>, Seen<'a>)>,
    most: usize,
}

impl<'a> Explainer<'a> {
    pub(super) fn new(before: &Side<'a>, after: &Side<'a>, most: usize) -> Self {
        let sides = match (most, Seen::new(before), Seen::new(after)) {
            (1.., Some(a), Some(b)) => Some((a, b)),
            _ => None,
        };
        Self { sides, most }
    }

    /// The largest causes of a unit's change, among the units that have the result: first those that go its way.
    pub(super) fn drivers<'u>(
        &mut self,
        key: &Key,
        kind: Kind,
        (unit, moved): (&str, i32),
        units: &dyn Fn() -> Vec<&'u str>,
    ) -> Vec<Driver> {
        let Some((before, after)) = &mut self.sides else { return Vec::new() };
        let wanted = Wanted { level: &key.level, year: key.year, item: &key.item, kind };
        let (old, new) = match kind {
            Kind::Rank => (before.gaps(wanted, unit, units), after.gaps(wanted, unit, units)),
            _ => both(before.looker.parts(wanted, unit), after.looker.parts(wanted, unit)),
        };
        let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        let mut drivers: Vec<Driver> = names.into_iter().filter_map(|n| driver(n, old.get(n), new.get(n))).collect();
        drivers.sort_by(|a, b| {
            // A smaller rank is a better one.
            let way = if kind == Kind::Rank { -moved } else { moved };
            let along = |d: &Driver| d.effect.as_ref().map(|e| (e.signum() == way, e.abs()));
            along(b).cmp(&along(a)).then_with(|| a.item.cmp(&b.item))
        });
        drivers.truncate(self.most);
        drivers
    }
}

fn driver(name: &str, before: Option<&Leaf>, after: Option<&Leaf>) -> Option<Driver> {
    let label = after.or(before).map(|l| l.label.clone()).unwrap_or_default();
    let is = |leaf: Option<&Leaf>| leaf.map_or_else(|| Outcome::Nothing(String::new()), |l| l.is.clone());
    let (before, after) = (is(before), is(after));
    let amount = |o: &Outcome| match o {
        Outcome::Number(n) => Some(n.clone()),
        Outcome::Nothing(_) => Some(Number::ZERO),
        Outcome::Word { .. } => None,
    };
    let effect = amount(&before).zip(amount(&after)).map(|(a, b)| b.sub(&a));
    (before != after).then(|| Driver { item: name.to_owned(), label, before, after, effect })
}

type Leaves = BTreeMap<String, Leaf>;

/// The leaves of both sides as amounts of the score. Sums need nothing; where both sides sum logarithms, or inverses, the
/// change of the score is shared out by the changes of these. Sides that are made in different ways have no common
/// measure.
fn both(a: Parts, b: Parts) -> (Leaves, Leaves) {
    let (Some((how, from)), Some((other, to))) = (&a.transformed, &b.transformed) else { return (a.leaves, b.leaves) };
    if how != other {
        return (Leaves::new(), Leaves::new());
    }
    if *how == Transform::Same {
        return (a.leaves, b.leaves);
    }
    let (Some(first), Some(last)) = (&a.score, &b.score) else { return (Leaves::new(), Leaves::new()) };
    let Some(rate) = last.sub(first).div(&to.sub(from)) else { return (Leaves::new(), Leaves::new()) };
    (times(a.leaves, &rate), times(b.leaves, &rate))
}

fn times(mut leaves: Leaves, factor: &Number) -> Leaves {
    for leaf in leaves.values_mut() {
        if let Outcome::Number(n) = &mut leaf.is {
            *n = n.mul(factor);
        }
    }
    leaves
}

/// One side, and what was seen of it.
struct Seen<'a> {
    side: Side<'a>,
    looker: Looker<'a>,
    fields: BTreeMap<Key, Field>,
}

/// All units of one result.
struct Field {
    units: BTreeMap<String, Leaves>,
    /// The mean of each leaf over the units that have it.
    means: BTreeMap<String, Number>,
    /// The mean distance of units from their mean; negative where a smaller score is better.
    distance: Option<Number>,
}

impl<'a> Seen<'a> {
    fn new(side: &Side<'a>) -> Option<Self> {
        Some(Self { side: *side, looker: Looker::new(side)?, fields: BTreeMap::new() })
    }

    /// How far each leaf puts a unit before the average unit.
    fn gaps<'u>(&mut self, wanted: Wanted<'_>, unit: &str, units: &dyn Fn() -> Vec<&'u str>) -> Leaves {
        let key = Key { level: wanted.level.to_owned(), year: wanted.year, item: wanted.item.to_owned() };
        if !self.fields.contains_key(&key) {
            let field = self.field(wanted, &units());
            self.fields.insert(key.clone(), field);
        }
        let Some(field) = self.fields.get(&key) else { return Leaves::new() };
        let (Some(leaves), Some(distance)) = (field.units.get(unit), &field.distance) else { return Leaves::new() };
        let gap = |name: &String, leaf: &Leaf| {
            let (Outcome::Number(own), Some(mean)) = (&leaf.is, field.means.get(name)) else { return None };
            let gap = own.sub(mean).div(distance)?.round(&Number::from_scaled(1, 12), Mode::HalfEven)?;
            Some((name.clone(), Leaf { label: leaf.label.clone(), is: Outcome::Number(gap) }))
        };
        leaves.iter().filter_map(|(name, leaf)| gap(name, leaf)).collect()
    }

    fn field(&mut self, wanted: Wanted<'_>, units: &[&str]) -> Field {
        let mut field = Field { units: BTreeMap::new(), means: BTreeMap::new(), distance: None };
        let mut sums: BTreeMap<String, (Number, i64)> = BTreeMap::new();
        let mut scores = Vec::new();
        let mut how = Transform::Same;
        for unit in units {
            let parts = self.looker.parts(wanted, unit);
            let Some((transform, score)) = parts.transformed else { continue };
            how = transform;
            scores.push(score);
            for (name, leaf) in &parts.leaves {
                if let Outcome::Number(n) = &leaf.is {
                    let sum = sums.entry(name.clone()).or_insert((Number::ZERO, 0));
                    *sum = (sum.0.add(n), sum.1 + 1);
                }
            }
            field.units.insert((*unit).to_owned(), parts.leaves);
        }
        field.means = sums.into_iter().filter_map(|(name, (sum, n))| Some((name, sum.div(&n.into())?))).collect();
        let count = Number::integer(i64::try_from(scores.len()).unwrap_or(i64::MAX));
        let total = |numbers: &[Number]| numbers.iter().fold(Number::ZERO, |sum, n| sum.add(n));
        field.distance = total(&scores).div(&count).and_then(|mean| {
            let distances: Vec<Number> = scores.iter().map(|s| s.sub(&mean).abs()).collect();
            total(&distances).div(&count)
        });
        let smaller_is_better = largest_first(self.side.program, wanted.item) == (how == Transform::Inverse);
        if smaller_is_better {
            field.distance = field.distance.map(|d| d.neg());
        }
        field
    }
}
