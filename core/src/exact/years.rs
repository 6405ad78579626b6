//! Other years: shifts, fills, and values over time.

use super::{Ctx, Evaluator};
use crate::dataset::Dataset;
use crate::explain::trace::{Event, Fill};
use crate::number::Number;
use crate::ops::arith;
use crate::ops::compare;
use crate::program::{
    Bound, Cmp, Gap, ItemId, ItemKind, NodeId, Program, Reason, Timeline, TimelineEntry, TimelineId, YearRef,
};
use crate::value::{Reasons, Value};

/// What a measure is held against in one year.
#[derive(Debug, Clone)]
pub(crate) enum Held {
    /// A sign and a value, which may be missing.
    Cmp(Cmp, Value),
    /// Both ends included.
    In(Option<Value>, Option<Value>),
    /// The year has none.
    Nothing,
}

/// How an entry came to hold in a year that is not its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldBy {
    /// The year's own entry.
    Entry,
    /// An entry of another year goes on.
    Hold,
    /// Between this entry and the next.
    Linear,
}

impl<'a> Evaluator<'a> {
    /// `x at …`
    #[inline(never)]
    pub(super) fn at(&mut self, x: NodeId, year: YearRef, ctx: &Ctx<'_>) -> Value {
        let year = match year {
            YearRef::Absolute(year) => year,
            YearRef::Relative(by) => ctx.year.saturating_add(by),
        };
        let value = self.eval(x, &Ctx { year, ..*ctx });
        if year == ctx.year { value } else { of_another_year(value) }
    }

    /// `latest(x, n)`
    #[inline(never)]
    pub(super) fn latest(&mut self, id: NodeId, x: NodeId, years: u32, ctx: &Ctx<'_>) -> Value {
        let now = self.eval(x, ctx);
        if !now.is_missing() {
            return now;
        }
        for back in 1..=i32::try_from(years).unwrap_or(i32::MAX) {
            let year = ctx.year.saturating_sub(back);
            if year < self.first_year {
                break;
            }
            let value = self.eval(x, &Ctx { year, ..*ctx });
            if !value.is_missing() {
                if let Some(trace) = &mut self.trace {
                    trace.filled(id, ctx, Fill::Latest(year), &value);
                }
                return value;
            }
        }
        now
    }

    /// `interpolated(x)`
    #[inline(never)]
    pub(super) fn interpolated(&mut self, id: NodeId, x: NodeId, ctx: &Ctx<'_>) -> Value {
        let now = self.eval(x, ctx);
        if !now.is_missing() {
            return now;
        }
        let years = self.data_years.clone();
        let before = years.iter().rev().filter(|y| **y < ctx.year);
        let after = years.iter().filter(|y| **y > ctx.year);
        let (Some((y0, a)), Some((y1, b))) = (self.first_present(before, x, ctx), self.first_present(after, x, ctx))
        else {
            return now;
        };
        let value = self.on_line((y0, &a), (y1, &b), ctx.year);
        if let Some(trace) = &mut self.trace {
            trace.filled(id, ctx, Fill::Between(y0, y1), &value);
        }
        value
    }

    fn first_present<'y>(
        &mut self,
        years: impl Iterator<Item = &'y i32>,
        x: NodeId,
        ctx: &Ctx<'_>,
    ) -> Option<(i32, Value)> {
        for year in years {
            let value = self.eval(x, &Ctx { year: *year, ..*ctx });
            if !value.is_missing() {
                return Some((*year, value));
            }
        }
        None
    }

    /// The value of a year on the straight line through two years' values.
    fn on_line(&mut self, (y0, a): (i32, &Value), (y1, b): (i32, &Value), year: i32) -> Value {
        let meter = &mut self.meter;
        let span = |from: i32, to: i32| Number::integer(i64::from(to) - i64::from(from));
        let Some(part) = span(y0, year).div(&span(y0, y1)) else { return Value::missing(Reason::ZeroBase) };
        let rise = arith::sub(b, a, meter);
        let step = arith::mul(&rise, &Value::Number(part), meter);
        arith::add(a, &step, meter)
    }

    /// A parameter's value in the context's year.
    #[inline(never)]
    pub(super) fn timeline_value(&mut self, id: TimelineId, ctx: &Ctx<'_>) -> Value {
        match self.held(id, ctx) {
            Held::Cmp(_, value) => value,
            Held::In(..) | Held::Nothing => Value::missing(Reason::NoTarget),
        }
    }

    /// The target of a criterion as a value.
    #[inline(never)]
    pub(super) fn target_value(&mut self, item: ItemId, ctx: &Ctx<'_>) -> Value {
        let program = self.program;
        let Some(declared) = program.items.get(item.index()) else { return Value::missing(Reason::Invalid) };
        // Under the version in force in the context's year.
        let item = self.item_of(declared.symbol, ctx.year).unwrap_or(item);
        let Some(ItemKind::Criterion(criterion)) = program.items.get(item.index()).map(|i| &i.kind) else {
            return Value::missing(Reason::NoTarget);
        };
        match self.target_of(criterion, ctx) {
            Ok(Held::Cmp(_, value)) if !value.is_missing() => value,
            Ok(_) => Value::missing(Reason::NoTarget),
            Err(reasons) => Value::Missing(reasons),
        }
    }

    /// What holds in the context's year.
    pub(super) fn held(&mut self, id: TimelineId, ctx: &Ctx<'_>) -> Held {
        let Some(timeline) = self.program.timelines.get(id.index()) else { return Held::Nothing };
        let year = self.year_of_rules(id, ctx.year);
        let Some((at, by)) = choose(timeline, year) else { return Held::Nothing };
        let (Some(entry), next) = (timeline.entries.get(at), timeline.entries.get(at + 1)) else {
            return Held::Nothing;
        };
        let held = match (by, next) {
            (HeldBy::Linear, Some(next)) => self.linear(entry, next, year, ctx),
            _ => self.bound(&entry.bound, ctx),
        };
        if let Some(trace) = &mut self.trace {
            trace.push(Event::Timeline { timeline: id, entry: at, by });
        }
        held
    }

    /// The year whose entry of a timeline is asked for: another one where a version is only supposed to be in force.
    fn year_of_rules(&self, timeline: TimelineId, year: i32) -> i32 {
        let hypothesis = self.hypothesis.as_ref().filter(|_| year == self.base_year);
        hypothesis.map_or(year, |h| h.year(timeline, year))
    }

    fn bound(&mut self, bound: &Bound, ctx: &Ctx<'_>) -> Held {
        match bound {
            Bound::Cmp(cmp, node) => Held::Cmp(*cmp, self.eval(*node, ctx)),
            Bound::In(lo, hi) => {
                let lo = lo.map(|n| self.eval(n, ctx));
                Held::In(lo, hi.map(|n| self.eval(n, ctx)))
            }
        }
    }

    fn linear(&mut self, entry: &TimelineEntry, next: &TimelineEntry, year: i32, ctx: &Ctx<'_>) -> Held {
        match (self.bound(&entry.bound, ctx), self.bound(&next.bound, ctx)) {
            (Held::Cmp(cmp, a), Held::Cmp(_, b)) => Held::Cmp(cmp, self.on_line((entry.to, &a), (next.from, &b), year)),
            _ => Held::Nothing,
        }
    }
}

impl Held {
    /// The reasons why there is nothing to hold against; none where there is.
    pub fn is_missing(&self) -> bool {
        match self {
            Self::Cmp(_, value) => value.is_missing(),
            Self::In(lo, hi) => [lo, hi].into_iter().flatten().any(Value::is_missing),
            Self::Nothing => true,
        }
    }

    /// Whether a measure meets it.
    pub fn holds(&self, measure: &Value) -> Value {
        match self {
            _ if self.is_missing() => Value::Missing(measure.reasons().union(Reasons::of(Reason::NoTarget))),
            Self::Cmp(cmp, value) => compare::compare(*cmp, measure, value),
            Self::In(lo, hi) => compare::in_range(measure, lo.as_ref(), hi.as_ref()),
            Self::Nothing => Value::missing(Reason::NoTarget),
        }
    }
}

/// The first year of which anything is known: by data, published results or rules.
pub(crate) fn first_year(program: &Program, data: &Dataset, data_years: &[i32]) -> i32 {
    let published = data.recorded.keys().map(|(.., year)| *year);
    let ruled = program.versions.iter().map(|version| version.applies.from);
    data_years.iter().copied().chain(published).chain(ruled).min().unwrap_or(i32::MAX)
}

/// The entry that holds in a year, and why.
pub(crate) fn choose(timeline: &Timeline, year: i32) -> Option<(usize, HeldBy)> {
    let entries = &timeline.entries;
    let next = entries.iter().position(|e| year <= e.to).unwrap_or(entries.len());
    if entries.get(next).is_some_and(|e| e.from <= year) {
        return Some((next, HeldBy::Entry));
    }
    let (gap, held) = match (next, next == entries.len()) {
        (0, _) => (timeline.before, 0),
        (_, true) => (timeline.after, next - 1),
        _ => (timeline.between, next - 1),
    };
    match gap {
        Gap::None => None,
        Gap::Hold => Some((held, HeldBy::Hold)),
        Gap::Linear if next > 0 && next < entries.len() => Some((held, HeldBy::Linear)),
        Gap::Linear => None,
    }
}

/// What another year does not have is missing for want of history.
pub(super) fn of_another_year(value: Value) -> Value {
    let absent = Reasons::of(Reason::Absent);
    let shift = |r: Reasons| {
        if r.has(Reason::Absent) { Reasons(r.0 & !absent.0).union(Reasons::of(Reason::NoHistory)) } else { r }
    };
    match value {
        Value::Missing(reasons) => Value::Missing(shift(reasons)),
        Value::Bracket { lo, hi, reasons } => Value::Bracket { lo, hi, reasons: shift(reasons) },
        present => present,
    }
}
