//! One pass over a part of the data.

use super::key::{Key, What};
use super::state::{Fold, Folded, State};
use super::{Error, Partial, Round, Stages};
use crate::dataset::Dataset;
use crate::exact::memo::{Own, Part};
use crate::exact::{self, Ctx, Evaluator, NO_UNIT, own_of};
use crate::number::Number;
use crate::program::{AssessorId, ItemId, ItemKind, LevelId, ModuleId, NodeId, Program, Rollup, RollupId, RollupKind};
use crate::report::Options;
use crate::value::{Reasons, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What an evaluator of a part knows of the whole population.
#[derive(Debug)]
pub(crate) struct Population {
    pub partial: Arc<Partial>,
    /// The figures that are being gathered, and their stage.
    gathering: Option<(Arc<Stages>, u32)>,
    asked: BTreeSet<Key>,
    /// What the unit outside would have, while the figure of other parts' units is gathered.
    pub own: Vec<(NodeId, Value)>,
}

impl Population {
    pub fn new(partial: Arc<Partial>) -> Self {
        Self { partial, gathering: None, asked: BTreeSet::new(), own: Vec::new() }
    }

    /// Notes that a figure was read that is not known.
    pub fn ask(&mut self, key: &Key) {
        if let Some((stages, stage)) = &self.gathering
            && stages.stage_of.get(&key.what) == Some(stage)
        {
            self.asked.insert(key.clone());
        }
    }
}

impl Partial {
    fn first(program: &Program, options: &Options<'_>, stages: &Stages) -> Self {
        let years_first = stages.all_years || (options.years.is_empty() && stages.last > 0);
        Self {
            rules: program.content_hash.to_string(),
            years: options.years.clone(),
            as_of: options.as_of,
            data_years: BTreeSet::new(),
            stage: u32::from(!years_first),
            round: if years_first { Round::Years } else { Round::Ask },
            stages: stages.last,
            known: BTreeMap::new(),
            fresh: BTreeMap::new(),
            asked: BTreeSet::new(),
        }
    }

    /// The ground of the next pass.
    fn settled(&self) -> Self {
        let (stage, round) = self.next();
        let mut next = self.clone();
        next.known.append(&mut next.fresh);
        if round == Round::Ask {
            next.asked.clear();
        }
        Self { stage, round, ..next }
    }
}

/// The partial of a part of the data: of the first pass, or of the one after `known`, the merged partials of all parts.
///
/// # Errors
/// When the rules need all data in one place, when `known` is of other rules, or when it cannot be evaluated at all.
pub fn gather(
    program: &Program,
    data: &Dataset,
    options: &Options<'_>,
    known: Option<&Partial>,
) -> Result<Partial, Error> {
    exact::refuse_years(program, options)?;
    let stages = Arc::new(Stages::of(program)?);
    let mut partial = match known {
        None => Partial::first(program, options, &stages),
        Some(known) if known.rules != *program.content_hash => return Err(Error::Apart("the rules differ")),
        Some(known) if known.is_complete() => return Ok(known.clone()),
        Some(known) => known.settled(),
    };
    if partial.round == Round::Years {
        partial.data_years.extend(data.years());
        return Ok(partial);
    }
    if partial.stage > partial.stages {
        return Ok(partial);
    }
    let ground = Arc::new(partial.clone());
    let inner = Options { population: Some(Arc::clone(&ground)), ..options.clone() };
    let mut evaluator = Evaluator::new(program, data, &inner)?;
    if let Some(population) = &mut evaluator.population {
        population.gathering = Some((Arc::clone(&stages), partial.stage));
    }
    let years = if options.years.is_empty() { partial.data_years().unwrap_or_default() } else { options.years.clone() };
    if partial.round == Round::Fill {
        for key in ground.asked.iter().filter(|k| ground.figure(k).is_none()) {
            let module = stages.figures.iter().find(|f| f.what == key.what).map_or(ModuleId(0), |f| f.module);
            partial.fresh.insert(key.clone(), state(&mut evaluator, program, key, module)?);
        }
        return Ok(partial);
    }
    for figure in stages.figures.iter().filter(|f| f.plain && stages.stage_of.get(&f.what) == Some(&partial.stage)) {
        for year in &years {
            let key = Key { what: figure.what, year: *year, by: None, own: Vec::new() };
            if evaluator.version(figure.module, *year) == Some(figure.version) && !partial.fresh.contains_key(&key) {
                let state = state(&mut evaluator, program, &key, figure.module)?;
                partial.fresh.insert(key, state);
            }
        }
    }
    if stages.asks {
        read_everything(&mut evaluator, program, data, options, &years);
        let asked = evaluator.population.map(|p| p.asked).unwrap_or_default();
        partial.asked = asked.into_iter().filter(|k| partial.figure(k).is_none()).collect();
    }
    Ok(partial)
}

/// Computes all results, to see which figures they read.
fn read_everything(
    evaluator: &mut Evaluator<'_>,
    program: &Program,
    data: &Dataset,
    options: &Options<'_>,
    years: &[i32],
) {
    for year in years {
        let Some(version) = exact::evaluated_version(program, *year, options) else { continue };
        for (level, items) in exact::levels_of(program, version) {
            let Some(units) = data.units.get(level.index()) else { continue };
            for unit in (0..u32::try_from(units.len()).unwrap_or(u32::MAX)).filter(|u| units.exists(*u, *year)) {
                for item in &items {
                    evaluator.evaluate(*item, level, unit, *year);
                }
            }
        }
    }
}

/// A figure's state in this part.
fn state<'a>(evaluator: &mut Evaluator<'a>, program: &'a Program, key: &Key, module: ModuleId) -> Result<State, Error> {
    let ctx = Ctx::new(module, LevelId(0), NO_UNIT, key.year, key.by.map(AssessorId));
    evaluator.begin(LevelId(0), NO_UNIT, key.year);
    let apart = Error::Apart("a figure is of other rules");
    let whole = |item: Option<ItemId>, why| {
        let name = item.map(|i| exact::item_name(program, i)).unwrap_or_default();
        Error::Whole { name, why }
    };
    match key.what {
        What::Rank(id) => {
            let Some(ItemKind::Rank(rank)) = program.items.get(id as usize).map(|i| &i.kind) else { return Err(apart) };
            evaluator.ranked(rank, &ctx).map(State::Ranked).ok_or_else(|| whole(Some(ItemId(id)), "it ranks by reals"))
        }
        What::Rollup(id) => {
            let id = RollupId(id);
            let Some(rollup) = program.rollups.get(id.index()) else { return Err(apart) };
            let Own::By(nodes) = own_of(program, id) else { return Err(apart) };
            let own = nodes.iter().copied().zip(key.own.iter().map(Part::value)).collect();
            if let Some(population) = &mut evaluator.population {
                population.own = own;
            }
            let state = match rollup.kind {
                RollupKind::Count | RollupKind::Share | RollupKind::Every | RollupKind::Some => {
                    Some(State::Tally(evaluator.tallied(rollup, &ctx)))
                }
                RollupKind::Rank => evaluator.sorted_parts(rollup, &ctx).map(|(all, why)| State::Sorted(all, why)),
                _ => evaluator.folded(rollup, &ctx).map(State::Values),
            };
            if let Some(population) = &mut evaluator.population {
                population.own.clear();
            }
            state.ok_or_else(|| whole(None, "it looks across units at reals or brackets"))
        }
    }
}

/// Values and weights as a fold; `None`: one of them is no exact number.
pub(crate) fn fold(rollup: &Rollup, values: &[Value], weights: &[Value]) -> Option<(Fold, Reasons)> {
    let number = |value: &Value| match value {
        Value::Number(n) => Some(n.clone()),
        _ => None,
    };
    let mut gone = Reasons::NONE;
    let mut present: Vec<(&Value, Option<&Value>)> = Vec::with_capacity(values.len());
    for (at, value) in values.iter().enumerate() {
        let weight = weights.get(at);
        let why = value.reasons().union(weight.map_or(Reasons::NONE, Value::reasons));
        if why.is_empty() { present.push((value, weight)) } else { gone = gone.union(why) }
    }
    let parts = || present.iter().map(|(v, _)| Part::of(v)).collect::<Option<Vec<Part>>>();
    let fold = match rollup.kind {
        RollupKind::Min => Fold::Least(parts()?.into_iter().min()),
        RollupKind::Max => Fold::Greatest(parts()?.into_iter().max()),
        RollupKind::Median => {
            let mut all = parts()?;
            all.sort();
            Fold::All(all)
        }
        RollupKind::Stdev | RollupKind::Variance => {
            let (mut sum, mut squares) = (Number::ZERO, Number::ZERO);
            for (value, _) in &present {
                let value = number(value)?;
                sum = sum.add(&value);
                squares = squares.add(&value.mul(&value));
            }
            Fold::Squares { sum, squares }
        }
        _ => {
            let (mut sum, mut total) = (Number::ZERO, Number::ZERO);
            for (value, weight) in &present {
                let weight = weight.map_or(Some(Number::ONE), number)?;
                sum = sum.add(&number(value)?.mul(&weight));
                total = total.add(&weight);
            }
            Fold::Sum { sum, weights: total }
        }
    };
    Some((fold, gone))
}

impl Folded {
    /// What the values come to, once it is certain that there are enough of them.
    pub(crate) fn value(&self, kind: RollupKind, meter: &mut crate::ops::Meter) -> Value {
        use crate::ops::{aggregate, arith, missing_for};
        use crate::program::Reason;
        if !self.gone.is_empty() {
            return missing_for(self.gone);
        }
        let empty = Value::missing(Reason::ZeroBase);
        let count = Value::Number(Number::integer(self.values));
        match &self.fold {
            Fold::Sum { sum, .. } if kind == RollupKind::Sum => meter.number(sum.clone()),
            _ if self.values == 0 => empty,
            Fold::Sum { sum, weights } => {
                arith::div(&Value::Number(sum.clone()), &Value::Number(weights.clone()), meter)
            }
            Fold::Least(part) | Fold::Greatest(part) => part.as_ref().map_or(empty, Part::value),
            Fold::All(parts) => aggregate::median(&parts.iter().map(Part::value).collect::<Vec<_>>(), meter),
            Fold::Squares { sum, squares } => {
                let mean_square = sum.mul(sum).div(&Number::integer(self.values));
                let distances = mean_square.map_or(Number::ZERO, |m| squares.sub(&m));
                let below = arith::sub(&count, &Value::Number(Number::ONE), meter);
                let variance = arith::div(&Value::Number(distances), &below, meter);
                if kind == RollupKind::Stdev { aggregate::root(&variance, 2, meter) } else { variance }
            }
        }
    }
}
