//! What is read of other units: over units below, across all units, ranks, the unit above. It is computed for the whole
//! level by a plan of its own before the plan that reads it runs, once for all that read it.

use super::apply::Cx;
use super::cells::Cells;
use super::codes::Codes;
use super::load::{Source, Span};
use super::over::{self, Folding};
use super::plan::{Context, Do, Planner, Step};
use super::reg::Reg;
use super::run::{Runner, Setting};
use super::threads::{on_threads, threads};
use crate::dataset::{Dataset, Fault};
use crate::exact::{Evaluator, RankTable, Ranking, ancestor, children, first_year};
use crate::ops::{compare, logic, missing_for};
use crate::program::{
    InputId, ItemId, LevelId, MissingRule, Node, NodeId, Program, Rank, Reason, Rollup, RollupId, RollupKind, SymbolId,
    Ties, YearSet,
};
use crate::rank::position;
use crate::report::Options;
use crate::value::{Reasons, Value};
use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is computed for a whole level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    /// A roll-up for each unit of a level.
    Over(RollupId, LevelId),
    /// The rank of each unit of the roll-up's level.
    Ranked(RollupId, LevelId),
    /// Ranks, and how many are ranked.
    Rank(ItemId),
    Count(ItemId),
    /// A node of the units of the first level, for the units of the second below them.
    Above(NodeId, LevelId, LevelId),
}

/// The evaluated year, and what is computed in which context.
type Key = (i32, Context, What);

/// Takes the registers of a block; `None`: it cannot.
type Take<'t, T> = &'t (dyn Fn(&mut T, Span<'_>, &[&Reg<'_>], &Cx<'_>) -> Option<()> + Sync);

/// A unit for each unit, `u32::MAX` for none; or some units.
type Several = Arc<Vec<u32>>;

/// What was computed for whole levels.
pub(crate) struct Wide<'a> {
    pub program: &'a Program,
    pub data: &'a Dataset,
    pub codes: &'a Codes,
    pub options: &'a Options<'a>,
    made: RefCell<BTreeMap<Key, Option<Arc<Cells>>>>,
    single: RefCell<BTreeMap<(i32, Context, RollupId), Option<Value>>>,
    ancestors: RefCell<BTreeMap<(LevelId, LevelId), Several>>,
    /// Units that exist in a year; `None`: all do.
    existing: RefCell<BTreeMap<(LevelId, i32), Option<Several>>>,
    faults: RefCell<Vec<Fault>>,
    pub known: Known,
}

/// What every plan asks of the program and the data.
pub(crate) struct Known {
    /// How deep each node's expression is.
    pub depths: Vec<u32>,
    /// Which nodes read the score so far.
    pub tainted: Vec<bool>,
    /// Names of which there are published results.
    pub recorded: BTreeSet<SymbolId>,
    pub years: Vec<i32>,
    /// Nothing is known of the years before.
    pub first_year: i32,
    /// Roll-ups that differ at most in what they make of the same numbers, by roll-up.
    families: Vec<Arc<Vec<RollupId>>>,
}

/// Sums, means, the least and the greatest of the same members go together; of other kinds only what is the same.
fn families(program: &Program) -> Vec<Arc<Vec<RollupId>>> {
    // Each mention of an input is a node of its own.
    let mut inputs: BTreeMap<InputId, NodeId> = BTreeMap::new();
    let mut plain = |node: Option<NodeId>| {
        node.map(|id| match program.nodes.get(id.index()) {
            Some(Node::Input(input)) => *inputs.entry(*input).or_insert(id),
            _ => id,
        })
    };
    let mut members: BTreeMap<_, Vec<RollupId>> = BTreeMap::new();
    let mut keys = Vec::with_capacity(program.rollups.len());
    for (id, rollup) in (0..).map(RollupId).zip(&program.rollups) {
        let class = match rollup.kind {
            RollupKind::Sum | RollupKind::Mean | RollupKind::Min | RollupKind::Max => 0,
            kind => 1 + kind as u8,
        };
        let missing = match rollup.missing {
            MissingRule::Strict => (0, None),
            MissingRule::Ignoring { needing } => (1, needing),
            MissingRule::As(node) => (2, Some(node)),
        };
        let years = rollup.years.map(|years| match years {
            YearSet::All => (i32::MIN, i32::MAX),
            YearSet::Range(from, to) => (from, to),
        });
        let how = (class, rollup.scope as u8, rollup.level, years, rollup.descending, rollup.ties as u8);
        let key = (how, plain(rollup.of), plain(rollup.weight), plain(rollup.filter), missing);
        members.entry(key).or_default().push(id);
        keys.push(key);
    }
    let members: BTreeMap<_, Arc<Vec<RollupId>>> = members.into_iter().map(|(key, all)| (key, Arc::new(all))).collect();
    keys.iter().filter_map(|key| members.get(key).map(Arc::clone)).collect()
}

impl Known {
    /// The roll-ups that are made with this one, itself among them.
    fn kin(&self, id: RollupId) -> &[RollupId] {
        self.families.get(id.index()).map_or(&[], |all| all.as_slice())
    }

    fn of(program: &Program, data: &Dataset) -> Self {
        let mut depths: Vec<u32> = Vec::with_capacity(program.nodes.len());
        let mut tainted: Vec<bool> = Vec::with_capacity(program.nodes.len());
        let mut below = Vec::new();
        for node in &program.nodes {
            below.clear();
            children(program, node, &mut below);
            let left = match node {
                Node::Add(a, _) | Node::Sub(a, _) | Node::Mul(a, _) | Node::Div(a, _) => Some(*a),
                _ => None,
            };
            let deep = |n: &NodeId| depths.get(n.index()).copied().unwrap_or(u32::MAX / 2);
            depths.push(below.iter().map(|n| deep(n) + u32::from(Some(*n) != left)).max().unwrap_or(0));
            let own = matches!(node, Node::ScoreSoFar | Node::MaxSoFar);
            tainted.push(own || below.iter().any(|n| tainted.get(n.index()).copied().unwrap_or(true)));
        }
        let recorded = data.recorded.keys().map(|(symbol, ..)| *symbol).collect();
        let years = data.years();
        let first_year = first_year(program, data, &years);
        Self { depths, tainted, recorded, years, first_year, families: families(program) }
    }
}

impl<'a> Wide<'a> {
    pub fn new(program: &'a Program, data: &'a Dataset, codes: &'a Codes, options: &'a Options<'a>) -> Self {
        Self {
            program,
            data,
            codes,
            options,
            made: RefCell::default(),
            single: RefCell::default(),
            ancestors: RefCell::default(),
            existing: RefCell::default(),
            faults: RefCell::default(),
            known: Known::of(program, data),
        }
    }

    /// Faults that were found underway.
    pub fn take_faults(&self) -> Vec<Fault> {
        self.faults.take()
    }

    fn count(&self, level: LevelId) -> u32 {
        self.data.units.get(level.index()).map_or(0, |u| u32::try_from(u.len()).unwrap_or(u32::MAX))
    }

    fn ancestors(&self, of: LevelId, at: LevelId) -> Several {
        if let Some(known) = self.ancestors.borrow().get(&(of, at)) {
            return Arc::clone(known);
        }
        let up = |u| ancestor(self.program, self.data, of, u, at).unwrap_or(u32::MAX);
        let made = Arc::new((0..self.count(of)).map(up).collect::<Vec<u32>>());
        self.ancestors.borrow_mut().insert((of, at), Arc::clone(&made));
        made
    }

    fn once(&self, key: Key, make: impl FnOnce() -> Option<Cells>) -> Option<Arc<Cells>> {
        if let Some(made) = self.made.borrow().get(&key) {
            return made.clone();
        }
        // A hand-made circle must end.
        self.made.borrow_mut().insert(key, None);
        let made = make().map(Arc::new);
        self.made.borrow_mut().insert(key, made.clone());
        made
    }

    /// The units that exist in a year; `None`: all.
    fn existing(&self, level: LevelId, everyone: bool, year: i32) -> Option<Several> {
        let units = self.data.units.get(level.index())?;
        if everyone || units.validity.is_empty() {
            return None;
        }
        if let Some(known) = self.existing.borrow().get(&(level, year)) {
            return known.clone();
        }
        let some: Vec<u32> = (0..self.count(level)).filter(|u| units.exists(*u, year)).collect();
        let some = (some.len() != units.len()).then(|| Arc::new(some));
        self.existing.borrow_mut().insert((level, year), some.clone());
        some
    }

    /// Plans nodes for a level, and gives their registers block by block: of the units that exist in the year, or all. Each
    /// thread takes them into what `start` gives; that of the first units comes first.
    fn sweep<T: Send>(
        &self,
        (level, everyone): (LevelId, bool),
        base: i32,
        (context, own_year): (Context, i32),
        nodes: &[NodeId],
        start: &(dyn Fn() -> T + Sync),
        take: Take<'_, T>,
    ) -> Option<Vec<T>> {
        let mut planner = Planner::new(self, level, base);
        let mut regs = Vec::with_capacity(nodes.len());
        for node in nodes {
            regs.push(planner.node_of_year(*node, context, own_year)?);
        }
        let plan = planner.keep(&regs);
        let some = self.existing(level, everyone, context.year);
        let count = some.as_ref().map_or(self.count(level) as usize, |some| some.len());
        let &Self { program, data, codes, options, .. } = self;
        let setting = Setting { program, data, codes, level, year: base, bits: options.limits.bits };
        let threads = threads(options, count);
        let share = count.div_ceil(threads).next_multiple_of(plan.rows.max(1));
        let work = |thread: usize| {
            let own = Options { years: Vec::new(), ..options.clone() };
            let mut evaluator = Evaluator::new(program, data, &own).ok()?;
            let mut runner = Runner::new(setting, &plan, &mut evaluator);
            let mut taken = start();
            let (mut at, until) = (thread * share, count.min((thread + 1) * share));
            while at < until {
                let len = plan.rows.min(until - at);
                let span = match &some {
                    None => Span::Range(u32::try_from(at).ok()?, len),
                    Some(some) => Span::List(some.get(at..at + len)?),
                };
                runner.compute(span)?;
                runner.with(&regs, span, &mut |span, regs, cx| take(&mut taken, span, regs, cx))?;
                at += len;
            }
            drop(runner);
            Some((taken, evaluator.take_faults()))
        };
        let mut all = Vec::with_capacity(threads);
        for done in on_threads(threads, work) {
            let (taken, faults) = done??;
            all.push(taken);
            self.faults.borrow_mut().extend(faults);
        }
        Some(all)
    }

    /// A roll-up over the units below each unit of a level.
    pub fn over(
        &self,
        id: RollupId,
        level: LevelId,
        base: i32,
        context: Context,
        folding: &Folding,
    ) -> Option<Arc<Cells>> {
        let rollup = self.program.rollups.get(id.index())?;
        let key = |id| (base, context, What::Over(id, level));
        if let Some(made) = self.made.borrow().get(&key(id)) {
            return made.clone();
        }
        // A hand-made circle must end.
        self.made.borrow_mut().insert(key(id), None);
        let groups = self.ancestors(rollup.level, level);
        let mut fold = self.fold(id, Some(&groups), self.count(level) as usize, base, context, folding);
        for kin in self.known.kin(id) {
            let made = fold.as_mut().zip(self.program.rollups.get(kin.index())).and_then(|(fold, rollup)| {
                fold.ask(rollup);
                fold.cells(self.codes).map(Arc::new)
            });
            self.made.borrow_mut().insert(key(*kin), made);
        }
        self.made.borrow().get(&key(id)).cloned().flatten()
    }

    /// A roll-up across all units of a level.
    pub fn across(&self, id: RollupId, base: i32, context: Context, folding: &Folding) -> Option<Value> {
        let key = |id| (base, context, id);
        if let Some(made) = self.single.borrow().get(&key(id)) {
            return made.clone();
        }
        if let Some(end) = self.end_of_column(self.program.rollups.get(id.index())?, base, context, folding) {
            self.single.borrow_mut().insert(key(id), Some(end.clone()));
            return Some(end);
        }
        self.single.borrow_mut().insert(key(id), None);
        let mut fold = self.fold(id, None, 1, base, context, folding);
        for kin in self.known.kin(id) {
            let made = fold.as_mut().zip(self.program.rollups.get(kin.index())).and_then(|(fold, rollup)| {
                fold.ask(rollup);
                fold.finish(self.codes)?.pop()
            });
            self.single.borrow_mut().insert(key(*kin), made);
        }
        self.single.borrow().get(&key(id)).cloned().flatten()
    }

    /// The least or the greatest of an input across all units, where its column knows it.
    fn end_of_column(&self, rollup: &Rollup, base: i32, context: Context, folding: &Folding) -> Option<Value> {
        let greatest = match rollup.kind {
            RollupKind::Min => false,
            RollupKind::Max => true,
            _ => return None,
        };
        let everybody = match rollup.missing {
            MissingRule::Strict => true,
            MissingRule::Ignoring { needing: None } => false,
            _ => return None,
        };
        let plain = rollup.filter.is_none() && rollup.weight.is_none() && folding.years == [context.year];
        if !plain || self.existing(rollup.level, false, context.year).is_some() {
            return None;
        }
        let mut planner = Planner::new(self, rollup.level, base);
        let r = planner.node_of_year(rollup.of?, context, context.year)?;
        let plan = planner.keep(&[r]);
        let [Step { what: Do::Load(at), out, .. }] = plan.steps.as_slice() else { return None };
        let read = plan.reads.get(*at).filter(|_| *out == r)?;
        let end = Source::new(self.data, read.input, read.level, read.year, read.by).end(greatest, everybody)?;
        matches!(&end, Value::Number(n) if n.bits() <= self.options.limits.bits).then_some(end)
    }

    fn fold<'f>(
        &'f self,
        id: RollupId,
        groups: Option<&[u32]>,
        count: usize,
        base: i32,
        context: Context,
        folding: &'f Folding,
    ) -> Option<over::Fold<'f>> {
        let rollup = self.program.rollups.get(id.index())?;
        let kin = self.known.kin(id).iter().filter_map(|id| self.program.rollups.get(id.index()));
        let kinds: Vec<RollupKind> = kin.map(|rollup| rollup.kind).collect();
        let bits = self.options.limits.bits;
        let start = || over::Fold::new(rollup, &kinds, folding, count, bits);
        let mut fold = start();
        let nodes = fold.nodes();
        let take = |fold: &mut over::Fold<'f>, span: Span<'_>, regs: &[&Reg<'_>], cx: &Cx<'_>| {
            fold.add(span, groups, regs, cx)
        };
        for year in &folding.years {
            let there = (Context { year: *year, ..context }, context.year);
            for part in self.sweep((rollup.level, false), base, there, &nodes, &start, &take)? {
                fold = if fold.is_empty() { part } else { fold.join(part)? };
            }
        }
        Some(fold)
    }

    /// All values of some nodes, by unit of a level; `None` where a unit does not exist in the year.
    fn values(
        &self,
        level: (LevelId, bool),
        base: i32,
        context: Context,
        nodes: &[NodeId],
    ) -> Option<Vec<Option<Vec<Value>>>> {
        let mut all: Vec<Option<Vec<Value>>> = vec![None; self.count(level.0) as usize];
        let take = |found: &mut Vec<(u32, Vec<Value>)>, span: Span<'_>, regs: &[&Reg<'_>], cx: &Cx<'_>| {
            for row in 0..span.len() {
                found.push((span.unit(row), regs.iter().map(|r| r.get(row, cx.codes)).collect()));
            }
            Some(())
        };
        for found in self.sweep(level, base, (context, context.year), nodes, &Vec::new, &take)? {
            for (unit, values) in found {
                if let Some(slot) = all.get_mut(unit as usize) {
                    *slot = Some(values);
                }
            }
        }
        Some(all)
    }

    /// What the unit above says, for each unit of `own`.
    pub fn above(&self, node: NodeId, level: LevelId, own: LevelId, base: i32, context: Context) -> Option<Arc<Cells>> {
        self.once((base, context, What::Above(node, level, own)), || {
            let all = self.values((level, true), base, context, &[node])?;
            let up = self.ancestors(own, level);
            let value = |u: &u32| {
                let found = all.get(*u as usize).and_then(|v| v.as_ref()?.first());
                found.cloned().unwrap_or(Value::missing(Reason::Absent))
            };
            Some(Cells::of(up.iter().map(value).collect(), self.codes))
        })
    }

    /// Ranks of a declared ranking, or how many units are ranked.
    pub fn rank(&self, item: ItemId, rank: &Rank, counts: bool, base: i32, context: Context) -> Option<Arc<Cells>> {
        let table = || {
            let mut nodes: Vec<NodeId> = rank.filter.into_iter().collect();
            nodes.extend(rank.keys.iter().map(|(n, _)| *n));
            let mut all = self.values((rank.level, false), base, context, &nodes)?;
            let filtered = rank.filter.is_some();
            let table = RankTable::of(self.program, self.data, rank, context.year, |unit| {
                let Some(mut values) = all.get_mut(unit as usize).and_then(Option::take) else { return Ranking::Out };
                if filtered {
                    match logic::truth(&values.remove(0)) {
                        Ok(true) => {}
                        Ok(false) => return Ranking::Out,
                        Err(reasons) => return Ranking::Missing(reasons),
                    }
                }
                Ranking::By(values)
            });
            let number = |n: &u32| Value::Number(crate::number::Number::integer(i64::from(*n)));
            let numbers = table.counts.iter().map(number).collect();
            self.once((base, context, What::Count(item)), || Some(Cells::of(numbers, self.codes)))?;
            Some(Cells::of(table.ranks, self.codes))
        };
        let ranks = self.once((base, context, What::Rank(item)), table)?;
        if counts { self.once((base, context, What::Count(item)), || None) } else { Some(ranks) }
    }

    /// Each unit's rank by a roll-up, for the units of `own`.
    pub fn ranked(&self, id: RollupId, own: LevelId, base: i32, context: Context) -> Option<Arc<Cells>> {
        let rollup = self.program.rollups.get(id.index())?;
        self.once((base, context, What::Ranked(id, own)), || {
            let mut nodes = vec![rollup.of?];
            nodes.extend(rollup.filter);
            let units = self.data.units.get(rollup.level.index())?;
            // Units that do not exist in the year are not ranked, but may be asked.
            let all = self.values((rollup.level, true), base, context, &nodes)?;
            let ranks = ranks(rollup, &all, |unit| units.exists(unit, context.year));
            let up = self.ancestors(own, rollup.level);
            let value = |u: &u32| ranks.get(*u as usize).cloned().unwrap_or(Value::missing(Reason::Absent));
            Some(Cells::of(up.iter().map(value).collect(), self.codes))
        })
    }
}

fn ranks(rollup: &Rollup, all: &[Option<Vec<Value>>], exists: impl Fn(u32) -> bool) -> Vec<Value> {
    let filter = |values: &[Value]| values.get(1).map_or(Ok(true), logic::truth);
    let mut unclear = Reasons::NONE;
    let mut sorted: Vec<&Value> = Vec::with_capacity(all.len());
    for (unit, values) in (0_u32..).zip(all) {
        let Some(values) = values.as_ref().filter(|_| exists(unit)) else { continue };
        match filter(values) {
            Ok(true) => {}
            Ok(false) => continue,
            Err(reasons) => unclear = unclear.union(reasons),
        }
        sorted.extend(values.first().filter(|v| !v.is_missing()));
    }
    sorted.sort_by(|a, b| compare::order(a, b).unwrap_or(Ordering::Equal));
    let rank = |values: &Option<Vec<Value>>| {
        let Some(values) = values else { return Value::missing(Reason::Absent) };
        match filter(values) {
            Ok(true) => {}
            Ok(false) => return Value::missing(Reason::NotApplicable),
            Err(reasons) => return Value::Missing(reasons),
        }
        let Some(own) = values.first() else { return Value::missing(Reason::Invalid) };
        if own.is_missing() {
            return missing_for(own.reasons());
        }
        if !unclear.is_empty() {
            return Value::Missing(unclear);
        }
        let before = sorted.partition_point(|v| compare::order(v, own) == Some(Ordering::Less));
        let upto = sorted.partition_point(|v| compare::order(v, own).is_some_and(Ordering::is_le));
        let better = if rollup.descending { sorted.get(upto..) } else { sorted.get(..before) }.unwrap_or_default();
        let classes = match rollup.ties {
            Ties::Dense => {
                let steps = better.iter().zip(better.iter().skip(1)).filter(|(a, b)| !compare::same(a, b)).count();
                steps + usize::from(!better.is_empty())
            }
            _ => 0,
        };
        Value::Number(position(rollup.ties, better.len(), classes, (upto - before).max(1)))
    };
    all.iter().map(rank).collect()
}
