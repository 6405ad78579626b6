//! Ranks of all units of a level at once.

use super::context::ancestor;
use super::memo::{Part, WideKey};
use super::{Ctx, Evaluator, ItemResult};
use crate::dataset::Dataset;
use crate::number::Number;
use crate::ops::logic;
use crate::partial::{Key, Ranked, State, What};
use crate::program::{ItemId, Program, Rank, Reason, Ties};
use crate::rank::{by_keys, position, positions};
use crate::value::{Reasons, Value};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Each unit's rank (or why it has none), and how many units are ranked with it.
#[derive(Debug, Default)]
pub(crate) struct RankTable {
    pub ranks: Vec<Value>,
    pub counts: Vec<u32>,
}

impl<'a> Evaluator<'a> {
    #[inline(never)]
    pub(super) fn rank(&mut self, item: ItemId, rank: &'a Rank, ctx: &Ctx<'_>) -> ItemResult {
        let table = self.rank_table(item, rank, ctx);
        let at = ctx.unit as usize;
        ItemResult {
            value: Some(table.ranks.get(at).cloned().unwrap_or(Value::missing(Reason::NotApplicable))),
            count: Some(table.counts.get(at).copied().unwrap_or(0)),
            ..ItemResult::default()
        }
    }

    pub(super) fn rank_table(&mut self, item: ItemId, rank: &'a Rank, ctx: &Ctx<'_>) -> Rc<RankTable> {
        let key = WideKey { what: item, year: ctx.year, by: ctx.by };
        if let Some(table) = self.memo.ranks.get(&key) {
            return Rc::clone(table);
        }
        let table = Rc::new(self.make_ranks(item, rank, ctx));
        self.memo.ranks.insert(key, Rc::clone(&table));
        table
    }

    fn make_ranks(&mut self, item: ItemId, rank: &'a Rank, ctx: &Ctx<'_>) -> RankTable {
        let (program, data) = (self.program, self.data);
        if self.population.is_none() {
            return RankTable::of(program, data, rank, ctx.year, |at| self.ranking(rank, at, ctx));
        }
        let Some(units) = data.units.get(rank.level.index()) else { return RankTable::default() };
        let (mut ranks, mut groups) = self.rank_groups(rank, ctx);
        let mut counts = vec![0; units.len()];
        let descending: Vec<bool> = rank.keys.iter().map(|(_, d)| *d).collect();
        let all = self.ranked_population(item, ctx);
        for (within, members) in &mut groups {
            members.sort_by(|a, b| by_keys(&a.0, &b.0, &descending));
            let id = within_id(data, rank, *within);
            let placed = among(all.get(&id).map(Vec::as_slice).unwrap_or_default(), members, rank.ties, &descending);
            for ((_, unit), (place, count)) in members.iter().zip(placed) {
                if let (Some(slot), Some(total)) = (ranks.get_mut(*unit as usize), counts.get_mut(*unit as usize)) {
                    *slot = place;
                    *total = u32::try_from(count).unwrap_or(u32::MAX);
                }
            }
        }
        RankTable { ranks, counts }
    }

    /// Why units have no rank, and those that have one: their keys, by the unit within which they are ranked.
    fn rank_groups(&mut self, rank: &'a Rank, ctx: &Ctx<'_>) -> (Vec<Value>, Groups) {
        let (program, data) = (self.program, self.data);
        groups_of(program, data, rank, ctx.year, |at| self.ranking(rank, at, ctx))
    }

    fn ranking(&mut self, rank: &'a Rank, at: u32, ctx: &Ctx<'_>) -> Ranking {
        let unit = Ctx::new(ctx.module, rank.level, at, ctx.year, ctx.by);
        match rank.filter.map_or(Ok(true), |n| logic::truth(&self.eval(n, &unit))) {
            Ok(true) => Ranking::By(rank.keys.iter().map(|(n, _)| self.eval(*n, &unit)).collect()),
            Ok(false) => Ranking::Out,
            Err(reasons) => Ranking::Missing(reasons),
        }
    }

    /// The keys of the ranked units of this part of the data; `None`: one is a real or a bracket.
    pub(crate) fn ranked(&mut self, rank: &'a Rank, ctx: &Ctx<'_>) -> Option<Ranked> {
        let (_, groups) = self.rank_groups(rank, ctx);
        let mut all = Ranked::new();
        for (within, members) in groups {
            let keys = members.iter().map(|(keys, _)| keys.iter().map(Part::of).collect::<Option<Vec<Part>>>());
            let mut keys = keys.collect::<Option<Vec<Vec<Part>>>>()?;
            keys.sort();
            all.insert(within_id(self.data, rank, within), keys);
        }
        Some(all)
    }

    fn ranked_population(&mut self, item: ItemId, ctx: &Ctx<'_>) -> Ranked {
        let key = Key { what: What::Rank(item.0), year: ctx.year, by: ctx.by.map(|a| a.0), own: Vec::new() };
        match self.known_figure(&key) {
            Some(State::Ranked(all)) => all,
            _ => Ranked::new(),
        }
    }
}

/// What a unit is ranked by.
pub(crate) enum Ranking {
    /// It is not ranked.
    Out,
    /// Whether it is ranked is missing.
    Missing(Reasons),
    /// Its keys.
    By(Vec<Value>),
}

impl RankTable {
    /// The ranks of all units that exist in a year.
    pub fn of(program: &Program, data: &Dataset, rank: &Rank, year: i32, ranking: impl FnMut(u32) -> Ranking) -> Self {
        let (mut ranks, mut groups) = groups_of(program, data, rank, year, ranking);
        let mut counts = vec![0; ranks.len()];
        let descending: Vec<bool> = rank.keys.iter().map(|(_, d)| *d).collect();
        for members in groups.values_mut() {
            members.sort_by(|a, b| by_keys(&a.0, &b.0, &descending));
            let equal = |i: usize, j: usize| match (members.get(i), members.get(j)) {
                (Some(a), Some(b)) => by_keys(&a.0, &b.0, &descending).is_eq(),
                _ => false,
            };
            let count = u32::try_from(members.len()).unwrap_or(u32::MAX);
            for ((_, unit), place) in members.iter().zip(positions(members.len(), rank.ties, equal)) {
                if let (Some(slot), Some(total)) = (ranks.get_mut(*unit as usize), counts.get_mut(*unit as usize)) {
                    *slot = Value::Number(place);
                    *total = count;
                }
            }
        }
        Self { ranks, counts }
    }
}

/// Why units have no rank, and those that have one: their keys, by the unit within which they are ranked.
fn groups_of(
    program: &Program,
    data: &Dataset,
    rank: &Rank,
    year: i32,
    mut ranking: impl FnMut(u32) -> Ranking,
) -> (Vec<Value>, Groups) {
    let mut groups = Groups::new();
    let Some(units) = data.units.get(rank.level.index()) else { return (Vec::new(), groups) };
    let mut ranks = vec![Value::missing(Reason::NotApplicable); units.len()];
    for (at, slot) in (0_u32..).zip(ranks.iter_mut()) {
        if !units.exists(at, year) {
            continue;
        }
        let keys = match ranking(at) {
            Ranking::By(keys) => keys,
            Ranking::Out => continue,
            Ranking::Missing(reasons) => {
                *slot = Value::Missing(reasons);
                continue;
            }
        };
        match keys.first() {
            Some(first) if first.is_missing() => *slot = Value::Missing(first.reasons()),
            _ => {
                let within = rank.within.and_then(|l| ancestor(program, data, rank.level, at, l));
                groups.entry(within).or_default().push((keys, at));
            }
        }
    }
    (ranks, groups)
}

/// Keys and positions of units that are ranked together, by the unit within which they are.
type Groups = BTreeMap<Option<u32>, Vec<(Vec<Value>, u32)>>;

fn within_id(data: &Dataset, rank: &Rank, within: Option<u32>) -> Option<String> {
    let units = data.units.get(rank.within?.index())?;
    within.map(|unit| units.id(unit).into_owned())
}

/// The places of members among all units ranked together, and how many there are.
fn among(all: &[Vec<Part>], members: &[(Vec<Value>, u32)], ties: Ties, descending: &[bool]) -> Vec<(Value, usize)> {
    let mut all: Vec<Vec<Value>> = all.iter().map(|keys| keys.iter().map(Part::value).collect()).collect();
    all.sort_by(|a, b| by_keys(a, b, descending));
    // How many different places there are up to each.
    let mut classes = Vec::with_capacity(all.len() + 1);
    let mut different = 0;
    classes.push(different);
    for (at, keys) in all.iter().enumerate() {
        let same = at.checked_sub(1).and_then(|i| all.get(i)).is_some_and(|b| by_keys(b, keys, descending).is_eq());
        different += usize::from(!same);
        classes.push(different);
    }
    members
        .iter()
        .map(|(keys, _)| {
            let before = all.partition_point(|other| by_keys(other, keys, descending).is_lt());
            let upto = all.partition_point(|other| by_keys(other, keys, descending).is_le());
            if upto == before {
                // Nobody gave this unit's keys: the partial is of other data.
                return (Value::missing(Reason::Invalid), all.len());
            }
            let classes = classes.get(before).copied().unwrap_or_default();
            (Value::Number(position(ties, before, classes, upto - before)), all.len())
        })
        .collect()
}

/// A rank as an order for quotas: twice the number, since ranks of ties may be halves.
pub(super) fn as_place(rank: &Value) -> Option<usize> {
    match rank {
        Value::Number(n) => n.mul(&Number::integer(2)).to_i64().and_then(|n| usize::try_from(n).ok()),
        _ => None,
    }
}
