//! Ranks of all units of a level at once.

use super::context::ancestor;
use super::memo::WideKey;
use super::{Ctx, Evaluator, ItemResult};
use crate::number::Number;
use crate::ops::logic;
use crate::program::{ItemId, Rank, Reason};
use crate::rank::{by_keys, positions};
use crate::value::Value;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Each unit's rank (or why it has none), and how many units are ranked with it.
#[derive(Debug, Default)]
pub(crate) struct RankTable {
    pub ranks: Vec<Value>,
    pub counts: Vec<u32>,
}

impl<'a> Evaluator<'a> {
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
        let table = Rc::new(self.make_ranks(rank, ctx));
        self.memo.ranks.insert(key, Rc::clone(&table));
        table
    }

    fn make_ranks(&mut self, rank: &'a Rank, ctx: &Ctx<'_>) -> RankTable {
        let data = self.data;
        let Some(units) = data.units.get(rank.level.index()) else { return RankTable::default() };
        let mut ranks = vec![Value::missing(Reason::NotApplicable); units.len()];
        let mut counts = vec![0; units.len()];
        // Groups of units that are ranked together: their keys, best first once sorted.
        let mut groups: BTreeMap<Option<u32>, Vec<(Vec<Value>, u32)>> = BTreeMap::new();
        for (at, slot) in (0_u32..).zip(ranks.iter_mut()) {
            if !units.exists(at, ctx.year) {
                continue;
            }
            let unit = Ctx { by: ctx.by, ..Ctx::new(ctx.module, rank.level, at, ctx.year, ctx.by) };
            match rank.filter.map_or(Ok(true), |n| logic::truth(&self.eval(n, &unit))) {
                Ok(true) => {}
                Ok(false) => continue,
                Err(reasons) => {
                    *slot = Value::Missing(reasons);
                    continue;
                }
            }
            let keys: Vec<Value> = rank.keys.iter().map(|(n, _)| self.eval(*n, &unit)).collect();
            match keys.first() {
                Some(first) if first.is_missing() => *slot = Value::Missing(first.reasons()),
                _ => {
                    let within = rank.within.and_then(|l| ancestor(self.program, data, rank.level, at, l));
                    groups.entry(within).or_default().push((keys, at));
                }
            }
        }
        let descending: Vec<bool> = rank.keys.iter().map(|(_, d)| *d).collect();
        for members in groups.values_mut() {
            members.sort_by(|a, b| by_keys(&a.0, &b.0, &descending));
            let equal = |i: usize, j: usize| match (members.get(i), members.get(j)) {
                (Some(a), Some(b)) => by_keys(&a.0, &b.0, &descending).is_eq(),
                _ => false,
            };
            let count = u32::try_from(members.len()).unwrap_or(u32::MAX);
            for ((_, unit), rank) in members.iter().zip(positions(members.len(), rank.ties, equal)) {
                if let (Some(slot), Some(total)) = (ranks.get_mut(*unit as usize), counts.get_mut(*unit as usize)) {
                    *slot = Value::Number(rank);
                    *total = count;
                }
            }
        }
        RankTable { ranks, counts }
    }
}

/// A rank as an order for quotas: twice the number, since ranks of ties may be halves.
pub(super) fn as_place(rank: &Value) -> Option<usize> {
    match rank {
        Value::Number(n) => n.mul(&Number::integer(2)).to_i64().and_then(|n| usize::try_from(n).ok()),
        _ => None,
    }
}
