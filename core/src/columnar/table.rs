//! All units at once, as a table of results.

use super::codes::Codes;
use super::load::Span;
use super::output::{Kind, Part, Shape, column};
use super::plan::{Plan, Planner};
use super::room::{Written, lengthen};
use super::run::{Runner, Setting};
use super::threads::{STRIDE, on_threads, threads};
use super::wide::Wide;
use crate::dataset::{Dataset, Fault, Units};
use crate::exact::{self, Evaluator};
use crate::pages::large;
use crate::program::{ItemId, ItemKind, LevelId, ModuleId, Program, VersionId};
use crate::report::{Block, Limits, Options, ResultColumn, Stop, Table};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// All items, all units of each level, all years asked for: the same results as [`exact::score`].
///
/// # Errors
/// When no year asked for has a version of the rules in force (R01), or when it is cancelled.
pub fn score(program: &Program, data: &Dataset, options: &Options<'_>) -> Result<Table, Stop> {
    exact::refuse_years(program, options)?;
    // Work is counted by the exact evaluator alone; a limit below the usual one asks for it to be counted.
    let counted = options.limits.work < Limits::default().work;
    let Some(codes) = Codes::of(program).filter(|_| !counted) else { return exact::score(program, data, options) };
    let jobs = jobs(program, data, options);
    let total: u64 = jobs.iter().map(|job| job.units.len() as u64).sum();
    let mut table = Table { blocks: Vec::new(), faults: data.faults.clone() };
    let done = AtomicU64::new(0);
    let world = World { program, data, codes: &codes };
    let mut faults = Vec::new();
    for part in by_years(world, &jobs, options, (&done, total))? {
        table.blocks.extend(part.blocks);
        faults.extend(part.faults);
    }
    for (block, job) in table.blocks.iter_mut().zip(jobs) {
        block.units = job.units;
    }
    if let Some(progress) = options.progress {
        progress(done.load(Ordering::Relaxed), total);
    }
    for year in &options.years {
        if exact::evaluated_version(program, *year, options).is_none() {
            table.faults.push(exact::year_fault(program, *year));
        }
    }
    faults.sort_by(|a, b| exact::fault_key(a).cmp(&exact::fault_key(b)));
    faults.dedup();
    table.faults.extend(faults);
    Ok(table)
}

/// What is evaluated.
#[derive(Clone, Copy)]
struct World<'a> {
    program: &'a Program,
    data: &'a Dataset,
    codes: &'a Codes,
}

/// What came of some jobs.
#[derive(Default)]
struct Done {
    /// Without their units.
    blocks: Vec<Block>,
    faults: Vec<Fault>,
}

/// Does all jobs: where there are years enough each thread does some of them, or else all threads do each job.
fn by_years(
    world: World<'_>,
    jobs: &[Job],
    options: &Options<'_>,
    counts: (&AtomicU64, u64),
) -> Result<Vec<Done>, Stop> {
    let years: Vec<&[Job]> = jobs.chunk_by(|a, b| a.year == b.year).collect();
    let units: usize = world.data.units.iter().map(Units::len).sum();
    let threads = threads(options, units.saturating_mul(years.len()));
    // Years of one thread are worth it only where none is left alone in the end for long.
    if threads <= 1 || years.len() < 2 * threads {
        return Ok(vec![do_jobs(world, jobs, options, counts)?]);
    }
    let own = |thread: usize| years.iter().enumerate().skip(thread).step_by(threads);
    let work = |thread: usize| {
        let alone = Options { threads: 1, ..options.clone() };
        let each = own(thread).map(|(at, jobs)| Ok((at, do_jobs(world, jobs, &alone, counts)?)));
        each.collect::<Result<Vec<_>, Stop>>()
    };
    let mut all = Vec::with_capacity(years.len());
    for part in on_threads(threads, work) {
        all.extend(part.unwrap_or_else(|| Err(died()))?);
    }
    all.sort_by_key(|(at, _)| *at);
    Ok(all.into_iter().map(|(_, done)| done).collect())
}

/// Jobs one after the other.
fn do_jobs(
    World { program, data, codes }: World<'_>,
    jobs: &[Job],
    options: &Options<'_>,
    counts: (&AtomicU64, u64),
) -> Result<Done, Stop> {
    let wide = Wide::new(program, data, codes, options);
    let mut out = Done::default();
    for job in jobs {
        let plan = Planner::new(&wide, job.level, job.year).finish(&job.items);
        let setting = Setting { program, data, codes, level: job.level, year: job.year, bits: options.limits.bits };
        let mut columns: Vec<ResultColumn> =
            job.items.iter().map(|item| column(*item, &shape(program, *item, options), job.units.len())).collect();
        out.faults.extend(run(setting, &plan, &job.units, &mut columns, options, counts)?);
        let hypothetical = program.version_for(ModuleId(0), job.year) != Some(job.version);
        let Job { level, year, version, .. } = *job;
        out.blocks.push(Block { level, year, version, hypothetical, units: Vec::new(), columns });
    }
    out.faults.extend(wide.take_faults());
    Ok(out)
}

/// The units of a level in a year, and what is computed for them.
struct Job {
    level: LevelId,
    year: i32,
    version: VersionId,
    units: Vec<u32>,
    items: Vec<ItemId>,
}

fn jobs(program: &Program, data: &Dataset, options: &Options<'_>) -> Vec<Job> {
    let mut jobs = Vec::new();
    for year in exact::asked_years(program, data, options) {
        let Some(version) = exact::evaluated_version(program, year, options) else { continue };
        for (level, items) in exact::levels_of(program, version) {
            let units = data.units.get(level.index()).map_or_else(Vec::new, |units| {
                let all = 0..u32::try_from(units.len()).unwrap_or(u32::MAX);
                let mut here = large(units.len());
                match units.validity.is_empty() {
                    true => here.extend(all),
                    false => here.extend(all.filter(|u| units.exists(*u, year))),
                }
                here
            });
            jobs.push(Job { level, year, version, units, items });
        }
    }
    jobs
}

fn shape(program: &Program, item: ItemId, options: &Options<'_>) -> Shape {
    let exactly = options.exact;
    let [verdict, value, target, score, max] = exact::columns_of(program, item);
    let kind = |kind: Kind| if exactly { Kind::Exact } else { kind };
    let own = program.items.get(item.index()).map_or(Kind::Float, |i| Kind::of_value(program, &i.kind));
    let wanted = match program.items.get(item.index()).map(|i| &i.kind) {
        Some(ItemKind::Criterion(_)) => own,
        _ => Kind::Float,
    };
    let kind_of = program.items.get(item.index()).map(|i| &i.kind);
    let parts = kind_of.map_or(options.wanted.rest, |kind| options.wanted.of(kind));
    Shape {
        verdict: verdict && parts.verdict,
        value: (value && parts.value).then(|| kind(own)),
        target: (target && parts.target).then(|| kind(wanted)),
        score: (score && parts.score).then(|| kind(Kind::Float)),
        max: (max && parts.max).then(|| kind(Kind::Float)),
        reasons: parts.reasons,
    }
}

/// Columns of which parts are given out from the top.
struct Open<'o> {
    parts: Vec<Part<'o>>,
    next: usize,
}

/// Runs a plan over all units. The faults of evaluation are given back.
fn run(
    setting: Setting<'_>,
    plan: &Plan,
    units: &[u32],
    columns: &mut [ResultColumn],
    options: &Options<'_>,
    (done, total): (&AtomicU64, u64),
) -> Result<Vec<Fault>, Stop> {
    let rows = units.len();
    let threads = threads(options, rows);
    let stride = STRIDE.min(rows.div_ceil(threads).max(1));
    let open = Mutex::new(Open { parts: columns.iter_mut().map(|column| Part::new(column, rows)).collect(), next: 0 });
    let plain = units.last().is_none_or(|last| *last as usize + 1 == rows);
    let stopped = AtomicBool::new(false);
    let work = || -> Result<(Vec<Fault>, Written), Stop> {
        let mut written = Written::default();
        let mut evaluator = Evaluator::new(setting.program, setting.data, options)?;
        let mut runner = Runner::new(setting, plan, &mut evaluator);
        loop {
            if options.cancel.is_some_and(|c| c.load(Ordering::Relaxed)) || stopped.load(Ordering::Relaxed) {
                stopped.store(true, Ordering::Relaxed);
                return Err(Stop::Cancelled);
            }
            let (from, mut parts) = {
                let Ok(mut open) = open.lock() else { return Err(Stop::Cancelled) };
                let from = open.next;
                if from >= rows {
                    break;
                }
                let take = stride.min(rows - from);
                open.next += take;
                (from, open.parts.iter_mut().map(|p| p.take(take)).collect::<Vec<_>>())
            };
            let until = rows.min(from + stride);
            let mut at = from;
            while at < until {
                let len = plan.rows.min(until - at);
                let span = match u32::try_from(at) {
                    Ok(first) if plain => Span::Range(first, len),
                    _ => Span::List(units.get(at..at + len).unwrap_or_default()),
                };
                let mut block: Vec<Part<'_>> = parts.iter_mut().map(|p| p.take(len)).collect();
                runner.block(span, &mut block);
                written += block.into_iter().map(Part::close).sum();
                at += len;
            }
            let so_far = done.fetch_add((until - from) as u64, Ordering::Relaxed) + (until - from) as u64;
            if let Some(progress) = options.progress {
                progress(so_far, total);
            }
        }
        drop(runner);
        Ok((evaluator.take_faults(), written))
    };
    let (mut faults, mut written) = (Vec::new(), Written::default());
    for done in on_threads(threads, |_| work()) {
        let (more, cells) = done.unwrap_or_else(|| Err(died()))?;
        faults.extend(more);
        written += cells;
    }
    if lengthen(columns, rows, written) { Ok(faults) } else { Err(died()) }
}

/// A thread that ended before its work was done: what the others made is not kept.
fn died() -> Stop {
    use crate::diagnostic::{Diagnostic, Span};
    Stop::Refused(Box::new(Diagnostic::new(&crate::codes::R09_THREAD, Span::default(), Vec::<String>::new())))
}
