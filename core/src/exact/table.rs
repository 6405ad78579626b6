//! All units at once, as a table of results.

use super::{Evaluator, ItemResult};
use crate::codes;
use crate::dataset::{Dataset, Fault};
use crate::diagnostic::{Diagnostic, Span};
use crate::program::{
    Criterion, Group, GroupVerdict, ItemId, ItemKind, LevelId, ModuleId, Program, Verdict, VersionId,
};
use crate::report::{Block, Cells, Options, ResultColumn, Stop, Table};
use crate::value::{Reasons, Value};
use std::sync::atomic::Ordering;

/// How many units are evaluated between two looks at the cancel flag.
const STRIDE: usize = 64;

/// All items, all units of each level, all years asked for, exactly.
///
/// # Errors
/// When no year asked for has a version of the rules in force (R01), or when it is cancelled.
pub fn score(program: &Program, data: &Dataset, options: &Options<'_>) -> Result<Table, Stop> {
    let mut evaluator = Evaluator::new(program, data, options)?;
    let mut table = Table { blocks: Vec::new(), faults: data.faults.clone() };
    let years = asked_years(program, data, options);
    let plan: Vec<(i32, VersionId, LevelId, Vec<ItemId>)> = years
        .iter()
        .filter_map(|year| Some((*year, evaluated_version(program, *year, options)?)))
        .flat_map(|(year, version)| {
            levels_of(program, version).into_iter().map(move |(level, items)| (year, version, level, items))
        })
        .collect();
    let units_of = |level: LevelId, year: i32| -> Vec<u32> {
        data.units.get(level.index()).map_or_else(Vec::new, |units| {
            (0..u32::try_from(units.len()).unwrap_or(u32::MAX)).filter(|u| units.exists(*u, year)).collect()
        })
    };
    let total: usize = plan.iter().map(|(year, _, level, _)| units_of(*level, *year).len()).sum();
    let mut done = 0_usize;
    for (year, version, level, items) in plan {
        let units = units_of(level, year);
        let mut columns: Vec<Building> = items.iter().map(|i| Building::new(program, *i, units.len())).collect();
        for unit in &units {
            if done.is_multiple_of(STRIDE) {
                if options.cancel.is_some_and(|c| c.load(Ordering::Relaxed)) {
                    return Err(Stop::Cancelled);
                }
                if let Some(progress) = options.progress {
                    progress(done as u64, total as u64);
                }
            }
            evaluator.begin(level, *unit, year);
            for column in &mut columns {
                let at = evaluator.item_at(column.item, level, *unit, year, None);
                column.push(evaluator.result(at));
            }
            done += 1;
        }
        let hypothetical = program.version_for(ModuleId(0), year) != Some(version);
        let columns = columns.into_iter().map(Building::finish).collect();
        table.blocks.push(Block { level, year, version, hypothetical, units, columns });
    }
    if let Some(progress) = options.progress {
        progress(done as u64, total as u64);
    }
    for year in &options.years {
        if evaluated_version(program, *year, options).is_none() {
            table.faults.push(year_fault(program, *year));
        }
    }
    table.faults.extend(evaluator.take_faults());
    Ok(table)
}

/// The years that are evaluated: those asked for, or all years of the data that the rules apply to.
pub(crate) fn asked_years(program: &Program, data: &Dataset, options: &Options<'_>) -> Vec<i32> {
    let years = if options.years.is_empty() { data.years() } else { options.years.clone() };
    years.into_iter().filter(|y| evaluated_version(program, *y, options).is_some()).collect()
}

pub(crate) fn evaluated_version(program: &Program, year: i32, options: &Options<'_>) -> Option<VersionId> {
    options.as_if.or_else(|| program.version_for(ModuleId(0), year))
}

/// Refuses when years are stated and the rules are in force in none of them.
pub(crate) fn refuse_years(program: &Program, options: &Options<'_>) -> Result<(), Stop> {
    match options.years.first() {
        Some(first) if options.years.iter().all(|y| evaluated_version(program, *y, options).is_none()) => {
            let args = year_args(program, *first);
            Err(Stop::Refused(Box::new(Diagnostic::new(&codes::R01_YEAR, Span::default(), args))))
        }
        _ => Ok(()),
    }
}

fn year_args(program: &Program, year: i32) -> Vec<String> {
    let module = program.modules.first();
    let ranges: Vec<String> = module
        .iter()
        .flat_map(|m| &m.versions)
        .filter_map(|v| program.versions.get(v.index()))
        .map(|v| match v.applies.to {
            i32::MAX => format!("{}..", v.applies.from),
            to => format!("{}..{to}", v.applies.from),
        })
        .collect();
    vec![module.map(|m| m.name.clone()).unwrap_or_default(), ranges.join(", "), year.to_string()]
}

pub(crate) fn year_fault(program: &Program, year: i32) -> Fault {
    let args = year_args(program, year);
    Fault {
        message: &codes::R01_YEAR,
        name: args.first().cloned().unwrap_or_default(),
        args,
        level: None,
        unit: String::new(),
        year: Some(year),
        by: None,
        value: String::new(),
        place: String::new(),
    }
}

/// The levels that a version has items of, each with its items in the order they are shown.
pub(crate) fn levels_of(program: &Program, version: VersionId) -> Vec<(LevelId, Vec<ItemId>)> {
    let items = shown(program, version);
    (0..program.levels.len())
        .filter_map(|l| u32::try_from(l).ok().map(LevelId))
        .filter_map(|level| {
            let of_level = |i: &&ItemId| program.items.get(i.index()).is_some_and(|i| i.levels.contains(&level));
            let items: Vec<ItemId> = items.iter().filter(of_level).copied().collect();
            (!items.is_empty()).then_some((level, items))
        })
        .collect()
}

/// The items of a version in the order they are shown: groups before their members.
pub(crate) fn shown(program: &Program, version: VersionId) -> Vec<ItemId> {
    let mut out = Vec::new();
    let order = program.versions.get(version.index()).map(|v| v.order.as_slice()).unwrap_or_default();
    let mut open: Vec<ItemId> = order.iter().rev().copied().collect();
    while let Some(item) = open.pop() {
        // A hand-made circle of groups must end.
        if out.len() > program.items.len() {
            break;
        }
        out.push(item);
        if let Some(ItemKind::Group(group)) = program.items.get(item.index()).map(|i| &i.kind) {
            open.extend(group.members.iter().rev());
        }
    }
    out
}

/// A column that is being filled.
struct Building {
    item: ItemId,
    verdict: Option<Vec<u8>>,
    value: Option<Vec<Value>>,
    target: Option<Vec<Value>>,
    score: Option<Vec<Value>>,
    max: Option<Vec<Value>>,
    reasons: Vec<Reasons>,
}

/// Which columns an item has: verdict, value, target, score, maximum.
pub(crate) fn columns_of(program: &Program, item: ItemId) -> [bool; 5] {
    match program.items.get(item.index()).map(|i| &i.kind) {
        Some(ItemKind::Criterion(Criterion { targets, met, measure, score, .. })) => [
            !targets.is_empty() || met.is_some(),
            measure.is_some(),
            !targets.is_empty(),
            score.is_some(),
            score.is_some(),
        ],
        Some(ItemKind::Group(Group { verdict, aggregate, .. })) => {
            let scored = aggregate.is_some();
            [*verdict != GroupVerdict::None, false, false, scored, scored]
        }
        Some(ItemKind::Member(_)) => [false, true, false, true, false],
        Some(_) => [false, true, false, false, false],
        None => [false; 5],
    }
}

impl Building {
    fn new(program: &Program, item: ItemId, rows: usize) -> Self {
        let [verdict, value, target, score, max] = columns_of(program, item);
        let cells = |has: bool| has.then(|| Vec::with_capacity(rows));
        Self {
            item,
            verdict: verdict.then(|| Vec::with_capacity(rows)),
            value: cells(value),
            target: cells(target),
            score: cells(score),
            max: cells(max),
            reasons: Vec::with_capacity(rows),
        }
    }

    fn push(&mut self, result: &ItemResult) {
        let cell = |column: &mut Option<Vec<Value>>, value: &Option<Value>| {
            if let Some(column) = column {
                column.push(value.clone().unwrap_or(Value::Missing(Reasons::NONE)));
            }
        };
        if let Some(verdict) = &mut self.verdict {
            verdict.push(result.verdict.unwrap_or(Verdict::Undetermined) as u8);
        }
        cell(&mut self.value, &result.value);
        cell(&mut self.target, &result.target);
        cell(&mut self.score, &result.score);
        cell(&mut self.max, &result.max);
        self.reasons.push(result.reasons());
    }

    fn finish(self) -> ResultColumn {
        ResultColumn {
            item: self.item,
            verdict: self.verdict,
            value: self.value.map(Cells::Exact),
            target: self.target.map(Cells::Exact),
            score: self.score.map(Cells::Exact),
            max: self.max.map(Cells::Exact),
            reasons: self.reasons,
        }
    }
}
