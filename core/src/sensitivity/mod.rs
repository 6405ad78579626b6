//! How firm ranks are: the rules are evaluated again and again with other weights and with the variants they state, and
//! each unit's ranks are summed up by their median and the range that holds nine tenths of them.
//!
//! The draws come from a seed, arithmetic is exact, so the same call gives the same bytes everywhere.

mod random;
mod weights;

pub use random::Random;

use crate::dataset::Dataset;
use crate::number::Number;
use crate::program::{ItemId, ItemKind, LevelId, ModuleId, Program};
use crate::report::{Cells, Options, Stop, Table};
use crate::value::Value;
use std::collections::BTreeMap;

/// The rules as written, or one of their variants, with the data bound to it.
#[derive(Debug, Clone, Copy)]
pub struct Alternative<'a> {
    /// The variant's name; empty for the rules as written.
    pub name: &'a str,
    /// The checked rules.
    pub program: &'a Program,
    /// The data.
    pub data: &'a Dataset,
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// How many draws.
    pub draws: u32,
    /// Where the sequence begins.
    pub seed: u64,
    /// Each weight is drawn from so many percent below to so many above what is written; 0: weights stay.
    pub spread: u32,
    /// The rank that is looked at; None: the first that the rules declare.
    pub rank: Option<String>,
}

impl Default for Plan {
    fn default() -> Self {
        Self { draws: 200, seed: 1, spread: 25, rank: None }
    }
}

/// The result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sensitivity {
    /// Name of the rank.
    pub rank: String,
    /// Level of the ranked units.
    pub level: LevelId,
    /// The evaluated year.
    pub year: i32,
    /// What was drawn.
    pub plan: Plan,
    /// Each alternative: its name, how often it was drawn, and by how many ranks units moved on average.
    pub alternatives: Vec<(String, u32, Option<Number>)>,
    /// The units, in order of their rank under the rules as written; unranked ones last.
    pub units: Vec<UnitRanks>,
}

/// The ranks of one unit over the draws.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitRanks {
    /// Id.
    pub unit: String,
    /// What people are shown.
    pub label: String,
    /// Under the rules as written.
    pub base: Option<Number>,
    /// In how many draws it was ranked.
    pub ranked: u32,
    /// Summary of its ranks; None where it was never ranked.
    pub spread: Option<Spread>,
}

/// Median and range. A share p of n ranks is reached at the ⌈p n⌉-th smallest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spread {
    /// The best rank.
    pub best: Number,
    /// 5 % of the draws have this rank or a better one.
    pub low: Number,
    /// Half of the draws.
    pub median: Number,
    /// 95 % of the draws.
    pub high: Number,
    /// The worst rank.
    pub worst: Number,
}

impl Spread {
    fn of(ranks: &mut [Number]) -> Option<Self> {
        ranks.sort();
        let at = |percent: usize| {
            let position = (ranks.len() * percent).div_ceil(100).max(1) - 1;
            ranks.get(position).cloned()
        };
        Some(Self { best: at(0)?, low: at(5)?, median: at(50)?, high: at(95)?, worst: at(100)? })
    }
}

/// Either evaluator.
pub type Evaluate<'e> = &'e dyn Fn(&Program, &Dataset, &Options<'_>) -> Result<Table, Stop>;

/// Draws and sums up. The first alternative is the rules as written. Of the options' years the last is looked at, or the
/// last year of the data. None: the rules declare no such rank.
///
/// # Errors
/// When the evaluation stops.
pub fn sensitivity(
    alternatives: &[Alternative<'_>],
    plan: &Plan,
    options: &Options<'_>,
    evaluate: Evaluate<'_>,
) -> Result<Option<Sensitivity>, Stop> {
    let Some(first) = alternatives.first() else { return Ok(None) };
    let years = if options.years.is_empty() { first.data.years() } else { options.years.clone() };
    let applies = |y: &i32| first.program.version_for(ModuleId(0), *y).is_some();
    let Some(year) = years.into_iter().rfind(applies) else { return Ok(None) };
    let Some((rank, level)) = the_rank(first.program, year, plan.rank.as_deref()) else { return Ok(None) };
    let inner = Options { years: vec![year], exact: true, progress: None, ..options.clone() };
    let ranks = |alternative: &Alternative<'_>, program: &Program| -> Result<BTreeMap<String, Number>, Stop> {
        let table = evaluate(program, alternative.data, &inner)?;
        Ok(ranks_of(program, alternative.data, &table, &rank))
    };

    let base = ranks(first, first.program)?;
    let mut plain = BTreeMap::from([(0, base.clone())]);
    let mut random = Random::new(plan.seed);
    let mut drawn: BTreeMap<String, Vec<Number>> = BTreeMap::new();
    let mut moved: Vec<(u32, Number, i64)> = vec![(0, Number::ZERO, 0); alternatives.len()];
    for draw in 0..plan.draws {
        let choice = usize::try_from(random.below(alternatives.len() as u64)).unwrap_or_default();
        let (Some(chosen), Some(shift)) = (alternatives.get(choice), moved.get_mut(choice)) else { continue };
        let found = if plan.spread > 0 {
            ranks(chosen, &weights::drawn(chosen.program, &mut random, plan.spread))?
        } else if let Some(known) = plain.get(&choice) {
            known.clone()
        } else {
            let found = ranks(chosen, chosen.program)?;
            plain.insert(choice, found.clone());
            found
        };
        shift.0 += 1;
        for (unit, rank) in found {
            if let Some(before) = base.get(&unit) {
                shift.1 = shift.1.add(&rank.sub(before).abs());
                shift.2 += 1;
            }
            drawn.entry(unit).or_default().push(rank);
        }
        if let Some(progress) = options.progress {
            progress(u64::from(draw) + 1, u64::from(plan.draws));
        }
    }
    let alternatives = alternatives
        .iter()
        .zip(moved)
        .map(|(a, (times, sum, count))| (a.name.to_owned(), times, sum.div(&Number::integer(count))));
    let alternatives = alternatives.collect();
    let units = summed_up(first.data, level, &base, drawn);
    Ok(Some(Sensitivity { rank, level, year, plan: plan.clone(), alternatives, units }))
}

fn summed_up(
    data: &Dataset,
    level: LevelId,
    base: &BTreeMap<String, Number>,
    mut drawn: BTreeMap<String, Vec<Number>>,
) -> Vec<UnitRanks> {
    let mut units = Vec::new();
    if let Some(all) = data.units.get(level.index()) {
        for unit in 0..u32::try_from(all.len()).unwrap_or(u32::MAX) {
            let id = all.id(unit).into_owned();
            let mut ranks = drawn.remove(&id).unwrap_or_default();
            units.push(UnitRanks {
                base: base.get(&id).cloned(),
                label: all.label(unit).into_owned(),
                ranked: u32::try_from(ranks.len()).unwrap_or(u32::MAX),
                spread: Spread::of(&mut ranks),
                unit: id,
            });
        }
    }
    units.sort_by(|a, b| {
        let key = |u: &UnitRanks| (u.base.is_none(), u.base.clone(), u.unit.clone());
        key(a).cmp(&key(b))
    });
    units
}

/// The rank of that name, or the first, in force in the year: its name and level.
fn the_rank(program: &Program, year: i32, name: Option<&str>) -> Option<(String, LevelId)> {
    let version = program.versions.get(program.version_for(ModuleId(0), year)?.index())?;
    version.order.iter().find_map(|id| {
        let (own, kind) = named(program, *id)?;
        match kind {
            ItemKind::Rank(rank) if name.is_none_or(|n| n == own) => Some((own.to_owned(), rank.level)),
            _ => None,
        }
    })
}

fn named(program: &Program, id: ItemId) -> Option<(&str, &ItemKind)> {
    let item = program.items.get(id.index())?;
    let symbol = program.symbols.get(item.symbol.index())?;
    Some((&symbol.name, &item.kind))
}

/// The ranks of a table by unit.
fn ranks_of(program: &Program, data: &Dataset, table: &Table, rank: &str) -> BTreeMap<String, Number> {
    let mut found = BTreeMap::new();
    for block in &table.blocks {
        let Some(units) = data.units.get(block.level.index()) else { continue };
        for column in &block.columns {
            let is_rank = named(program, column.item)
                .is_some_and(|(name, kind)| name == rank && matches!(kind, ItemKind::Rank(_)));
            let Some(cells) = column.value.as_ref().filter(|_| is_rank) else { continue };
            for (row, unit) in block.units.iter().enumerate() {
                if let Some(rank) = number(cells, row) {
                    found.insert(units.id(*unit).into_owned(), rank);
                }
            }
        }
    }
    found
}

fn number(cells: &Cells, row: usize) -> Option<Number> {
    match cells {
        Cells::Exact(values) => match values.get(row)? {
            Value::Number(n) => Some(n.clone()),
            _ => None,
        },
        Cells::F64(values) => Number::from_f64(*values.get(row)?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_draws() {
        let mut ranks: Vec<Number> = (1..=20).rev().map(Number::integer).collect();
        let spread = Spread::of(&mut ranks).unwrap();
        let shown = [spread.best, spread.low, spread.median, spread.high, spread.worst].map(|n| n.to_text());
        assert_eq!(shown, ["1", "1", "10", "19", "20"]);
        let one = Spread::of(&mut [Number::integer(3)]).unwrap();
        assert_eq!((one.low, one.high), (Number::integer(3), Number::integer(3)));
        assert_eq!(Spread::of(&mut []), None);
    }
}
