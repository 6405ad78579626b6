//! Declared things, each computed once for a unit, year and assessor.

use super::context::enclosing;
use super::memo::ItemKey;
use super::table::columns_of;
use super::{Ctx, Evaluator, NO_UNIT};
use crate::dataset::Dataset;
use crate::explain::trace::Event;
use crate::program::{
    AssessorId, CategoryId, ItemId, ItemKind, LevelId, ModuleId, Program, Property, Reason, SymbolId, Verdict,
    VersionId,
};
use crate::value::{Reasons, Value};

/// What an item comes to for one unit and year.
#[derive(Debug, Clone, Default)]
pub struct ItemResult {
    /// Criteria and groups that have one.
    pub verdict: Option<Verdict>,
    /// Why the verdict is undetermined or not applicable.
    pub verdict_reasons: Reasons,
    /// A measure, an indicator's value, a class, a state, a rank, an index member's raw value.
    pub value: Option<Value>,
    /// The target's value, where it is a single one.
    pub target: Option<Value>,
    /// The score; missing{not_applicable} where the item does not count.
    pub score: Option<Value>,
    /// The maximum of the score.
    pub max: Option<Value>,
    /// The item does not count in its group's score: it is not applicable.
    pub excluded: bool,
    /// The maximum it would have if it counted.
    pub nominal: Option<Value>,
    /// How many units are ranked.
    pub count: Option<u32>,
    /// A published result stands here.
    pub recorded: bool,
}

impl ItemResult {
    /// The result of something that has only a value.
    pub fn of_value(value: Value) -> Self {
        Self { value: Some(value), ..Self::default() }
    }

    /// Why the verdict is undetermined or not applicable, or else the score or value missing.
    pub fn reasons(&self) -> Reasons {
        if matches!(self.verdict, Some(Verdict::Undetermined | Verdict::NotApplicable)) {
            return self.verdict_reasons;
        }
        let of = |v: &Option<Value>| v.as_ref().map_or(Reasons::NONE, Value::reasons);
        if self.verdict.is_some() || self.score.is_some() { of(&self.score) } else { of(&self.value) }
    }

    /// What an expression reads.
    pub fn property(&self, property: Property, member: bool) -> Value {
        let none = Value::missing(Reason::NotApplicable);
        match property {
            Property::Value if member => self.score.clone().unwrap_or(none),
            Property::Value => self.value.clone().unwrap_or(none),
            Property::Score => self.score.clone().unwrap_or(none),
            Property::Max => self.max.clone().unwrap_or(none),
            Property::Count => self.count.map_or(none, |n| Value::Number(crate::number::Number::integer(i64::from(n)))),
            Property::Verdict => verdict_value(self.verdict.unwrap_or(Verdict::Undetermined)),
            Property::Met => match self.verdict {
                Some(Verdict::Met) => Value::Bool(true),
                Some(Verdict::NotMet) => Value::Bool(false),
                Some(Verdict::Undetermined) => crate::ops::missing_for(self.verdict_reasons),
                Some(Verdict::NotApplicable) | None => none,
            },
        }
    }
}

/// A verdict as an item of the built-in category.
pub(crate) fn verdict_value(verdict: Verdict) -> Value {
    Value::Category(CategoryId(0), verdict as u32)
}

fn verdict_of(value: &Value) -> Option<Verdict> {
    match value {
        Value::Category(CategoryId(0), i) => Verdict::ALL.get(*i as usize).copied(),
        Value::Bool(true) => Some(Verdict::Met),
        Value::Bool(false) => Some(Verdict::NotMet),
        _ => None,
    }
}

/// The names of which there are published results; empty where there is none at all.
pub(super) fn published(program: &Program, data: &Dataset) -> Vec<bool> {
    if data.recorded.is_empty() {
        return Vec::new();
    }
    let mut known = vec![false; program.symbols.len()];
    for (symbol, ..) in data.recorded.keys() {
        if let Some(slot) = known.get_mut(symbol.index()) {
            *slot = true;
        }
    }
    known
}

impl<'a> Evaluator<'a> {
    /// The version of a module in force in a year; another one in the evaluated year where it is asked for.
    pub(crate) fn version(&self, module: ModuleId, year: i32) -> Option<VersionId> {
        if let Some(as_if) = self.as_if
            && year == self.base_year
            && self.program.versions.get(as_if.index()).is_some_and(|v| v.module == module)
        {
            return Some(as_if);
        }
        self.program.version_for(module, year)
    }

    /// The item of a name in a year.
    pub(crate) fn item_of(&self, symbol: SymbolId, year: i32) -> Option<ItemId> {
        let module = self.program.symbols.get(symbol.index())?.module;
        self.program.item_in(self.version(module, year)?, symbol)
    }

    /// A property of a named thing, as an expression reads it.
    #[inline(never)]
    pub(super) fn read(&mut self, symbol: SymbolId, property: Property, ctx: &Ctx<'_>) -> Value {
        let Some(item) = self.item_of(symbol, ctx.year) else { return self.read_without_rules(symbol, property, ctx) };
        let Some(index) = self.item_of_unit(item, ctx) else { return Value::missing(Reason::Absent) };
        let member = self.program.items.get(item.index()).is_some_and(|i| matches!(i.kind, ItemKind::Member(_)));
        let value = self.result(index).property(property, member);
        if let Some(trace) = &mut self.trace {
            trace.push(Event::Item { index, property, value: value.clone() });
        }
        value
    }

    /// Of a year in which no version has the name there are published results only; a state then has its first value.
    fn read_without_rules(&self, symbol: SymbolId, property: Property, ctx: &Ctx<'_>) -> Value {
        let recorded = |p| self.recorded(symbol, p, ctx.level, ctx.unit, ctx.year, ctx.by);
        let found = match property {
            Property::Met => recorded(Property::Met)
                .or_else(|| recorded(Property::Verdict))
                .and_then(|v| verdict_of(&v))
                .map(|v| ItemResult { verdict: Some(v), ..ItemResult::default() }.property(Property::Met, false)),
            Property::Verdict => recorded(Property::Verdict)
                .or_else(|| recorded(Property::Met))
                .and_then(|v| verdict_of(&v))
                .map(verdict_value),
            _ => recorded(property),
        };
        found.or_else(|| self.state_before_rules(symbol, ctx.year)).unwrap_or(Value::missing(Reason::NoHistory))
    }

    /// A published result. It is a settled one: what one assessor says is computed all the same.
    pub(super) fn recorded(
        &self,
        symbol: SymbolId,
        property: Property,
        level: LevelId,
        unit: u32,
        year: i32,
        by: Option<AssessorId>,
    ) -> Option<Value> {
        if by.is_some() || !self.is_published(symbol) {
            return None;
        }
        self.data.recorded.get(&(symbol, property, level, unit, year)).cloned()
    }

    fn is_published(&self, symbol: SymbolId) -> bool {
        self.published.get(symbol.index()).copied().unwrap_or(false)
    }

    /// The position of an item's result for the unit of the context that it belongs to.
    pub(super) fn item_of_unit(&mut self, item: ItemId, ctx: &Ctx<'_>) -> Option<usize> {
        let levels = self.program.items.get(item.index())?.levels.as_slice();
        let (level, unit) = if levels.is_empty() {
            (LevelId(0), NO_UNIT)
        } else if levels.contains(&ctx.level) {
            (ctx.level, ctx.unit)
        } else {
            let level = enclosing(self.program, ctx.level, levels)?;
            (level, ctx.climb(self.program, self.data, level)?.unit)
        };
        Some(self.item_at(item, level, unit, ctx.year, ctx.by))
    }

    pub(crate) fn result(&self, index: usize) -> &ItemResult {
        static NOTHING: ItemResult = ItemResult {
            verdict: None,
            verdict_reasons: Reasons::NONE,
            value: None,
            target: None,
            score: None,
            max: None,
            excluded: false,
            nominal: None,
            count: None,
            recorded: false,
        };
        self.memo.results.get(index).unwrap_or(&NOTHING)
    }

    /// The position of an item's result; computed now if it was not before.
    pub(crate) fn item_at(
        &mut self,
        item: ItemId,
        level: LevelId,
        unit: u32,
        year: i32,
        by: Option<AssessorId>,
    ) -> usize {
        let key = ItemKey { item, level, unit, year, by };
        if let Some(index) = self.memo.get(&key) {
            return index;
        }
        let program = self.program;
        let Some(declared) = program.items.get(item.index()) else { return usize::MAX };
        let module = program.versions.get(declared.version.index()).map_or(ModuleId(0), |v| v.module);
        let ctx = Ctx::new(module, level, unit, year, by);
        let before = self.current.replace(item);
        let mut result = if self.prepare(item, &ctx) {
            // What was needed may have been this item itself.
            if let Some(index) = self.memo.get(&key) {
                self.current = before;
                return index;
            }
            self.items_deep += 1;
            if let Some(trace) = &mut self.trace {
                trace.open(key);
            }
            let result = self.compute(item, &ctx);
            self.items_deep -= 1;
            result
        } else {
            if let Some(trace) = &mut self.trace {
                trace.open(key);
            }
            ItemResult::of_value(Value::missing(Reason::Invalid))
        };
        self.current = before;
        if self.is_published(declared.symbol) {
            self.overrule(&mut result, item, declared.symbol, &ctx);
        }
        let index = self.memo.insert(key, result);
        if let Some(trace) = &mut self.trace {
            trace.close(index);
        }
        index
    }

    #[inline(never)]
    fn compute(&mut self, item: ItemId, ctx: &Ctx<'_>) -> ItemResult {
        let program = self.program;
        match program.items.get(item.index()).map(|i| &i.kind) {
            Some(ItemKind::Indicator(node) | ItemKind::Parameter(node)) => ItemResult::of_value(self.eval(*node, ctx)),
            Some(ItemKind::Criterion(criterion)) => self.criterion(item, criterion, ctx),
            Some(ItemKind::Group(group)) => self.group(item, group, ctx),
            Some(ItemKind::Member(member)) => {
                let value = self.eval(member.raw, ctx);
                let score = self.eval(member.score, ctx);
                ItemResult { value: Some(value), score: Some(score), ..ItemResult::default() }
            }
            Some(ItemKind::Outcome(outcome)) => self.outcome(item, outcome, ctx),
            Some(ItemKind::State(state)) => self.state(item, state, ctx),
            Some(ItemKind::Rank(rank)) => self.rank(item, rank, ctx),
            None => ItemResult::default(),
        }
    }

    /// Puts published results in the place of computed ones: of what the item has by the rules. A published score of a
    /// criterion that gives none adds nothing to its group.
    #[inline(never)]
    fn overrule(&mut self, result: &mut ItemResult, item: ItemId, symbol: SymbolId, ctx: &Ctx<'_>) {
        let [has_verdict, has_value, _, has_score, has_max] = columns_of(self.program, item);
        let kind = self.program.items.get(item.index()).map(|i| &i.kind);
        let applies = matches!(kind, Some(ItemKind::Criterion(c)) if c.applies.is_some());
        let get = |has: bool, p| {
            if has { self.recorded(symbol, p, ctx.level, ctx.unit, ctx.year, ctx.by) } else { None }
        };
        let judged = has_verdict || applies;
        let verdict = get(judged, Property::Verdict).or_else(|| get(judged, Property::Met));
        let verdict = verdict.and_then(|v| verdict_of(&v));
        let found = [get(has_value, Property::Value), get(has_score, Property::Score), get(has_max, Property::Max)];
        if verdict.is_none() && found.iter().all(Option::is_none) {
            return;
        }
        let [value, score, max] = found;
        result.recorded = true;
        if let Some(verdict) = verdict {
            result.verdict = Some(verdict);
            result.verdict_reasons = match verdict {
                Verdict::NotApplicable => Reasons::of(Reason::NotApplicable),
                Verdict::Undetermined => Reasons::of(Reason::Absent),
                _ => Reasons::NONE,
            };
        }
        if score.is_some() {
            result.excluded = false;
        }
        result.value = value.or_else(|| result.value.take());
        result.score = score.or_else(|| result.score.take());
        result.max = max.or_else(|| result.max.take());
    }
}
