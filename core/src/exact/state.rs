//! States: classes that remember the year before.

use super::memo::ItemKey;
use super::years::of_another_year;
use super::{Ctx, Evaluator, ItemResult};
use crate::program::{ItemId, ItemKind, Property, State, SymbolId};
use crate::value::Value;

impl<'a> Evaluator<'a> {
    #[inline(never)]
    pub(super) fn state(&mut self, item: ItemId, state: &'a State, ctx: &Ctx<'_>) -> ItemResult {
        let Some(symbol) = self.program.items.get(item.index()).map(|i| i.symbol) else { return ItemResult::default() };
        let first = Value::Category(state.category, state.first);
        let units = self.data.units.get(ctx.level.index());
        // Before a unit exists, its state is the first one.
        if units.is_some_and(|u| {
            u.validity
                .get(ctx.unit as usize)
                .is_some_and(|v| v.0.is_some_and(|from| from > crate::date::days(ctx.year, 12, 31)))
        }) {
            return ItemResult::of_value(first);
        }
        let prior = self.prior(symbol, ctx).unwrap_or(first);
        let value = self.eval(state.table, &Ctx { prior: Some(&prior), ..*ctx });
        ItemResult::of_value(value)
    }

    /// The state's value of the last year before this one that has it; earlier years are computed first, so that a long
    /// history does not nest.
    fn prior(&mut self, symbol: SymbolId, ctx: &Ctx<'_>) -> Option<Value> {
        let before = ctx.year.saturating_sub(1);
        if let Some(recorded) = self.recorded(symbol, Property::Value, ctx.level, ctx.unit, before, ctx.by) {
            return Some(recorded);
        }
        let first = self.first_year(symbol)?;
        let known = |year: &i32| {
            let at = |item| ItemKey { item, level: ctx.level, unit: ctx.unit, year: *year, by: ctx.by };
            self.item_of(symbol, *year).is_some_and(|item| self.memo.get(&at(item)).is_some())
                || self.recorded(symbol, Property::Value, ctx.level, ctx.unit, *year, ctx.by).is_some()
        };
        let start = (first..ctx.year).rev().find(known).unwrap_or(first);
        let mut last = None;
        for year in start..ctx.year {
            if self.item_of(symbol, year).is_some() {
                last = Some(of_another_year(self.read(symbol, Property::Value, &Ctx { year, outer: None, ..*ctx })));
            }
        }
        last
    }

    /// The first year in which a version has the name.
    fn first_year(&self, symbol: SymbolId) -> Option<i32> {
        let module = self.program.symbols.get(symbol.index())?.module;
        let versions = self.program.modules.get(module.index())?.versions.iter();
        versions
            .filter(|v| self.program.item_in(**v, symbol).is_some())
            .filter_map(|v| self.program.versions.get(v.index()).map(|v| v.applies.from))
            .min()
    }

    /// The first value of a state, for years before the rules have it.
    pub(super) fn state_before_rules(&self, symbol: SymbolId, year: i32) -> Option<Value> {
        let from = self.first_year(symbol).filter(|from| year < *from)?;
        let item = self.item_of(symbol, from)?;
        match self.program.items.get(item.index()).map(|i| &i.kind) {
            Some(ItemKind::State(state)) => Some(Value::Category(state.category, state.first)),
            _ => None,
        }
    }
}
