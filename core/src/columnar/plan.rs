//! A plan: the items of one level and year as steps over registers. Values over time are read at the year, constants are
//! folded, equal expressions are computed once; another year or assessor is another context of the same units.

use super::cells::Cells;
use super::codes::Codes;
use super::op::{Arith, Op, R};
use super::over::Folding;
use super::policy::{Policies, Policy};
use super::wide::Wide;
use crate::exact::hypothesis::Hypothesis;
use crate::exact::memo::Table;
use crate::exact::{children, choose, enclosing, is_below, reads_own};
use crate::number::Number;
use crate::ops::Meter;
use crate::program::{
    AssessorId, Bound, Gap, GroupVerdict, InputId, ItemId, LevelId, MissingRule, ModuleId, Node, NodeId, Program,
    Reason, RollupId, RollupKind, RowHead, Scope, SymbolId, Timeline, TimelineEntry, TimelineId, VersionId, YearRef,
    YearSet,
};
use crate::report::{Parts, Wanted};
use crate::value::Value;
use std::collections::BTreeMap;

/// Nested expressions beyond this are left to the exact evaluator, which reports its own limit.
const DEEP: u32 = 200;

/// The year and assessor that something is read for; the units are the same throughout a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Context {
    pub year: i32,
    pub by: Option<AssessorId>,
}

/// Registers of an item's results.
#[derive(Debug, Clone, Default)]
pub(crate) struct ItemRegs {
    pub verdict: Option<R>,
    pub value: Option<R>,
    pub target: Option<R>,
    /// Where this is no, no target is shown.
    pub applies: Option<R>,
    pub score: Option<R>,
    pub max: Option<R>,
    /// Where it does not count in its group; `None`: it counts everywhere.
    pub excluded: Option<R>,
    /// The maximum it would have if it counted.
    pub nominal: Option<R>,
    /// How many units are ranked.
    pub count: Option<R>,
    /// Where the reasons of the results stand, if all of them were computed elsewhere.
    pub reasons: Option<R>,
}

impl ItemRegs {
    /// What is needed to write these parts.
    fn only(self, parts: &Parts) -> Self {
        let keep = |wanted: bool, r: Option<R>| r.filter(|_| wanted);
        Self {
            verdict: keep(parts.verdict || parts.reasons, self.verdict),
            value: keep(parts.value || parts.reasons, self.value),
            target: keep(parts.target, self.target),
            applies: keep(parts.target, self.applies),
            score: keep(parts.score || parts.reasons, self.score),
            max: keep(parts.max, self.max),
            excluded: None,
            nominal: None,
            count: None,
            reasons: self.reasons,
        }
    }
}

/// A member of a group's score.
#[derive(Debug, Clone)]
pub(crate) struct MemberRegs {
    pub score: R,
    pub max: Option<R>,
    pub nominal: Option<R>,
    pub excluded: Option<R>,
    pub weight: Option<R>,
    /// What being not applicable does.
    pub rule: crate::program::NotApplicable,
}

/// What a step does.
#[derive(Debug, Clone)]
pub(crate) enum Do {
    /// An operation on registers.
    Op(Op, Box<[R]>),
    /// An input.
    Load(usize),
    /// What was computed for the whole level.
    Column(usize),
    /// A node, unit by unit.
    Exact(NodeId, Context),
    /// An item, unit by unit, into these registers.
    ExactItem(ItemId, Context, Box<ItemRegs>),
    /// A condition (with gates) as a verdict; not applicable where `applies` is no.
    Verdict { judged: R, gates: Option<R>, applies: Option<R>, policy: Policy },
    /// A verdict as a condition.
    Met(R),
    /// A verdict as a value.
    AsCategory(R),
    /// The maximum where met, 0 where not.
    WhenMet(R, R),
    /// A score outside 0..max is a fault.
    Within { item: ItemId, context: Context, score: R, max: R, verdict: Option<R> },
    /// A missing score follows the `on` lines. Also writes where the item does not count.
    Settle { score: R, max: R, verdict: Option<R>, policy: Policy, excluded: R },
    /// A group's verdict from its members'.
    GroupVerdict { members: Box<[R]>, rule: GroupVerdict, gates: Option<R> },
    /// A group's aggregate. Also writes its maximum, nominal maximum and where no member counts.
    GroupScore(Box<GroupScore>),
    /// Not applicable where no member counts.
    Override { excluded: R, x: R },
    /// Recognition from parts: conditions, and verdicts of those that are one.
    Recognise { parts: Box<[(R, Option<R>)]>, policy: Policy },
    /// Writes an item's results to their columns.
    Emit(usize),
}

/// A group's aggregate.
#[derive(Debug, Clone)]
pub(crate) struct GroupScore {
    pub group: ItemId,
    pub members: Vec<MemberRegs>,
    pub weighted: bool,
    pub needed: Option<R>,
    pub argument: Option<R>,
    pub step: Option<R>,
    pub max: Option<R>,
    pub nominal: Option<R>,
    pub excluded: R,
}

/// A step and the register it writes.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub what: Do,
    pub out: R,
    /// Registers that nobody reads after this step: from, to, in [`Plan::dead`].
    pub dead: (u32, u32),
}

/// What is read from the data: an input at a level, in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Read {
    pub input: InputId,
    pub level: LevelId,
    pub year: i32,
    pub by: Option<AssessorId>,
}

/// The steps of one level and year.
#[derive(Default)]
pub(crate) struct Plan {
    pub steps: Vec<Step>,
    /// Registers in the order in which they are read for the last time, from the last to the first.
    pub dead: Vec<R>,
    /// Registers that never change.
    pub constants: Vec<(R, Value)>,
    pub registers: usize,
    pub reads: Vec<Read>,
    /// What was computed for whole levels.
    pub columns: Vec<std::sync::Arc<Cells>>,
    /// Registers that are read after the last step.
    pub kept: Vec<R>,
    /// Rows of a block.
    pub rows: usize,
    /// Results in the order of the columns.
    pub items: Vec<(ItemId, ItemRegs)>,
}

impl Plan {
    /// Registers that nobody reads after a step.
    pub fn dead(&self, step: &Step) -> &[R] {
        let (from, to) = step.dead;
        self.dead.get(from as usize..to as usize).unwrap_or_default()
    }

    /// The register of each input that is read plainly.
    pub fn loads(&self) -> impl Iterator<Item = (InputId, R)> {
        self.steps.iter().filter_map(|step| match step.what {
            Do::Load(at) => self.reads.get(at).filter(|r| r.by.is_none()).map(|read| (read.input, step.out)),
            _ => None,
        })
    }
}

/// Makes a plan.
pub(crate) struct Planner<'p> {
    pub wide: &'p Wide<'p>,
    pub program: &'p Program,
    pub codes: &'p Codes,
    pub level: LevelId,
    pub year: i32,
    pub as_of: Option<i32>,
    pub as_if: Option<VersionId>,
    hypothesis: Option<Hypothesis>,
    pub bits: u64,
    pub policies: Policies,
    pub plan: Plan,
    wanted: Wanted,
    /// Items whose results are still to be written, with their columns.
    columns: Table<ItemId, usize>,
    nodes: Table<(Context, NodeId), R>,
    pub made: Table<(Context, ItemId), Option<ItemRegs>>,
    reads: Table<Read, (usize, R)>,
    constants: Table<R, Value>,
    /// `score` and `max` so far, while an adjustment is planned.
    pub so_far: Option<(R, R)>,
    /// There are settled facts of the planned year only.
    flat: bool,
    order: Order,
}

/// Room in which nodes are put in order, kept from one to the next.
#[derive(Default)]
struct Order {
    /// Whether a node was found; all false in between.
    seen: Vec<bool>,
    open: Vec<NodeId>,
    below: Vec<NodeId>,
    found: Vec<NodeId>,
}

/// Steps that a criterion takes, or so.
const STEPS: usize = 4;

impl<'p> Planner<'p> {
    /// A plan for the units of a level, in the evaluated year.
    pub fn new(wide: &'p Wide<'p>, level: LevelId, year: i32) -> Self {
        let Wide { program, codes, options, .. } = *wide;
        Self {
            wide,
            program,
            codes,
            level,
            year,
            as_of: options.as_of,
            as_if: options.as_if,
            hypothesis: options.as_if.and_then(|version| Hypothesis::new(program, version)),
            bits: options.limits.bits,
            policies: Policies::default(),
            plan: Plan::default(),
            wanted: options.wanted,
            columns: Table::default(),
            nodes: Table::default(),
            made: Table::default(),
            reads: Table::default(),
            constants: Table::default(),
            so_far: None,
            flat: false,
            order: Order::default(),
        }
    }

    /// For records of settled facts of the planned year: whatever else is read is absent.
    #[must_use]
    pub fn flat(mut self) -> Self {
        self.flat = true;
        self
    }

    /// The plan of these items.
    pub fn finish(mut self, items: &[ItemId]) -> Plan {
        let here = Context { year: self.year, by: None };
        self.columns = items.iter().enumerate().map(|(at, item)| (*item, at)).collect();
        self.plan.steps.reserve(items.len() * STEPS);
        self.made.reserve(items.len());
        self.plan.items = items.iter().map(|item| (*item, ItemRegs::default())).collect();
        for item in items {
            self.item_in_order(*item, here);
        }
        self.plan.constants = self.constants_in_order();
        // A record has all its registers at once.
        if !self.flat {
            super::life::bury(&mut self.plan);
        }
        self.plan
    }

    fn constants_in_order(&mut self) -> Vec<(R, Value)> {
        let mut constants: Vec<(R, Value)> = std::mem::take(&mut self.constants).into_iter().collect();
        constants.sort_by_key(|(r, _)| *r);
        constants
    }

    /// The plan of nothing but these registers, which outlive it.
    pub fn keep(mut self, regs: &[R]) -> Plan {
        self.plan.kept = regs.to_vec();
        self.plan.constants = self.constants_in_order();
        super::life::bury(&mut self.plan);
        self.plan
    }

    /// The register of a node in a context, read from another year.
    pub fn node_of_year(&mut self, node: NodeId, context: Context, own_year: i32) -> Option<R> {
        let r = self.node(node, context)?;
        Some(if context.year == own_year { r } else { self.op(Op::OfAnotherYear, &[r]) })
    }

    /// What was computed for the whole level.
    pub fn column(&mut self, cells: std::sync::Arc<Cells>) -> R {
        self.plan.columns.push(cells);
        let at = self.plan.columns.len() - 1;
        self.push(Do::Column(at))
    }

    /// Writes an item's results as soon as they are there, so that few registers live long.
    pub fn emit(&mut self, item: ItemId, context: Context, regs: &ItemRegs) {
        if context != (Context { year: self.year, by: None }) {
            return;
        }
        let Some(at) = self.columns.remove(&item) else { return };
        let kind = self.program.items.get(item.index()).map(|i| &i.kind);
        let wanted = kind.map_or(self.wanted.rest, |kind| self.wanted.of(kind));
        if let Some(slot) = self.plan.items.get_mut(at) {
            slot.1 = regs.clone().only(&wanted);
        }
        let out = self.register();
        self.step(Do::Emit(at), out);
    }

    pub fn register(&mut self) -> R {
        let r = R::try_from(self.plan.registers).unwrap_or(R::MAX);
        self.plan.registers += 1;
        r
    }

    pub fn step(&mut self, what: Do, out: R) -> R {
        self.plan.steps.push(Step { what, out, dead: (0, 0) });
        out
    }

    /// A step into a new register.
    pub fn push(&mut self, what: Do) -> R {
        let out = self.register();
        self.step(what, out)
    }

    pub fn constant(&mut self, value: Value) -> R {
        let r = self.register();
        self.constants.insert(r, value);
        r
    }

    pub fn constant_of(&self, r: R) -> Option<&Value> {
        self.constants.get(&r)
    }

    /// An operation; of constants, its value.
    pub fn op(&mut self, op: Op, args: &[R]) -> R {
        if args.iter().all(|r| self.constants.contains_key(r)) {
            let values: Vec<Value> = args.iter().filter_map(|r| self.constants.get(r).cloned()).collect();
            let mut meter = Meter::new(self.bits);
            let value = op.value(&values, &mut meter);
            if !meter.exceeded {
                return self.constant(value);
            }
        }
        if let (Op::If, Some(Value::Bool(b))) = (&op, args.first().and_then(|r| self.constants.get(r)))
            && let Some(chosen) = args.get(if *b { 1 } else { 2 })
        {
            return *chosen;
        }
        self.push(Do::Op(op, args.into()))
    }

    /// The version of a module in force in a year.
    pub fn version(&self, module: ModuleId, year: i32) -> Option<VersionId> {
        if let Some(as_if) = self.as_if
            && year == self.year
            && self.program.versions.get(as_if.index()).is_some_and(|v| v.module == module)
        {
            return Some(as_if);
        }
        self.program.version_for(module, year)
    }

    pub fn item_of(&self, symbol: SymbolId, year: i32) -> Option<ItemId> {
        let module = self.program.symbols.get(symbol.index())?.module;
        self.program.item_in(self.version(module, year)?, symbol)
    }

    /// The register of a node. `None`: only the exact evaluator can, with the whole item.
    pub fn node(&mut self, root: NodeId, context: Context) -> Option<R> {
        if let Some(r) = self.known(root, context) {
            return Some(r);
        }
        if self.wide.known.depths.get(root.index()).is_none_or(|d| *d > DEEP) {
            return None;
        }
        let mut order = std::mem::take(&mut self.order);
        self.put_in_order(root, context, &mut order);
        let mut nodes = std::mem::take(&mut order.found);
        self.order = order;
        let made = self.in_order(&nodes, context);
        nodes.clear();
        self.order.found = nodes;
        made
    }

    /// A node and what is to be done before it. Operands are earlier nodes: in order of their ids each finds its own done.
    fn put_in_order(&self, root: NodeId, context: Context, order: &mut Order) {
        let Order { seen, open, below, found } = order;
        seen.resize(self.program.nodes.len(), false);
        let mut see = |id: NodeId| seen.get_mut(id.index()).is_some_and(|seen| !std::mem::replace(seen, true));
        if see(root) {
            open.push(root);
            found.push(root);
        }
        while let Some(id) = open.pop() {
            let Some(node) = self.program.nodes.get(id.index()).filter(|node| !self.is_opaque(node)) else { continue };
            self.operands(node, context, below);
            for next in below.drain(..) {
                if self.known(next, context).is_none() && see(next) {
                    open.push(next);
                    found.push(next);
                }
            }
        }
        found.sort_unstable();
        for id in found {
            if let Some(seen) = seen.get_mut(id.index()) {
                *seen = false;
            }
        }
    }

    /// The register of the last of some nodes, each of which comes after its operands.
    fn in_order(&mut self, nodes: &[NodeId], context: Context) -> Option<R> {
        let mut last = None;
        let fresh = self.so_far.is_some();
        let mut local: BTreeMap<NodeId, R> = BTreeMap::new();
        for id in nodes {
            let r = self.one(*id, context, &local)?;
            if fresh && self.is_tainted(*id) {
                local.insert(*id, r);
            } else {
                self.nodes.insert((context, *id), r);
            }
            last = Some(r);
        }
        last
    }

    fn is_tainted(&self, id: NodeId) -> bool {
        self.wide.known.tainted.get(id.index()).copied().unwrap_or(true)
    }

    fn known(&self, id: NodeId, context: Context) -> Option<R> {
        if self.is_tainted(id) && self.so_far.is_some() {
            return None;
        }
        self.nodes.get(&(context, id)).copied()
    }

    /// Nodes whose operands are read for other units, years or assessors.
    fn is_opaque(&self, node: &Node) -> bool {
        matches!(
            node,
            Node::Rollup(_)
                | Node::Own(_)
                | Node::Prior
                | Node::At(..)
                | Node::By(..)
                | Node::Latest(..)
                | Node::Interpolated(_)
        )
    }

    /// The operands that matter in this year.
    fn operands(&self, node: &Node, context: Context, out: &mut Vec<NodeId>) {
        match node {
            Node::Timeline(id) => self.entries_of(*id, context.year).iter().for_each(|e| bound_nodes(&e.bound, out)),
            _ => children(self.program, node, out),
        }
    }

    /// The entries of a timeline that a year is read from.
    fn entries_of(&self, id: TimelineId, year: i32) -> &'p [TimelineEntry] {
        let Some(timeline) = self.program.timelines.get(id.index()) else { return &[] };
        let Some((at, linear)) = chosen(timeline, self.year_of_rules(id, year)) else { return &[] };
        let from = timeline.entries.get(at..).unwrap_or_default();
        from.get(..=usize::from(linear)).unwrap_or(from)
    }

    fn done(&self, id: NodeId, context: Context, local: &BTreeMap<NodeId, R>) -> Option<R> {
        local.get(&id).copied().or_else(|| self.nodes.get(&(context, id)).copied())
    }

    /// One node whose operands are done.
    fn one(&mut self, id: NodeId, context: Context, local: &BTreeMap<NodeId, R>) -> Option<R> {
        let program = self.program;
        let node = program.nodes.get(id.index())?;
        macro_rules! r {
            ($n:expr) => {
                self.done($n, context, local)?
            };
        }
        Some(match node {
            Node::Number(n) => self.constant(Value::Number(n.clone())),
            Node::Bool(b) => self.constant(Value::Bool(*b)),
            Node::Date(d) => self.constant(Value::Date(*d)),
            Node::Category(c, i) => self.constant(Value::Category(*c, *i)),
            Node::Year => self.constant(Value::Year(context.year)),
            Node::AsOf => self.constant(Value::Date(self.as_of_for(context.year))),
            Node::Input(input) => return self.input(id, *input, context),
            Node::Item(symbol, property) => return self.property(id, *symbol, *property, context),
            Node::ScoreSoFar => self.so_far?.0,
            Node::MaxSoFar => self.so_far?.1,
            Node::Neg(x) => {
                let x = r!(*x);
                self.op(Op::Neg, &[x])
            }
            Node::Not(x) => {
                let x = r!(*x);
                self.op(Op::Not, &[x])
            }
            Node::Add(a, b) => {
                let args = [r!(*a), r!(*b)];
                self.op(Op::Arith(Arith::Add), &args)
            }
            Node::Sub(a, b) => {
                let args = [r!(*a), r!(*b)];
                self.op(Op::Arith(Arith::Sub), &args)
            }
            Node::Mul(a, b) => {
                let args = [r!(*a), r!(*b)];
                self.op(Op::Arith(Arith::Mul), &args)
            }
            Node::Div(a, b) => {
                let args = [r!(*a), r!(*b)];
                self.op(Op::Arith(Arith::Div), &args)
            }
            Node::Pow(x, n) => {
                let x = r!(*x);
                self.op(Op::Pow(*n), &[x])
            }
            Node::Compare(cmp, a, b) => {
                let args = [r!(*a), r!(*b)];
                self.op(Op::Compare(*cmp), &args)
            }
            Node::InRange { x, lo, hi } => {
                let mut args = vec![r!(*x)];
                for end in [lo, hi].into_iter().flatten() {
                    args.push(r!(*end));
                }
                self.op(Op::InRange { lo: lo.is_some(), hi: hi.is_some() }, &args)
            }
            Node::Logic(op, parts) => {
                let args: Option<Vec<R>> = parts.iter().map(|n| self.done(*n, context, local)).collect();
                self.op(Op::Logic(*op), &args?)
            }
            Node::If { condition, then, otherwise } => {
                let args = [r!(*condition), r!(*then), r!(*otherwise)];
                self.op(Op::If, &args)
            }
            Node::Otherwise(x, d) => {
                let args = [r!(*x), r!(*d)];
                // What the second is missing for is what is said.
                self.op(Op::Otherwise, &args)
            }
            Node::IsMissing(x) => {
                let x = r!(*x);
                self.op(Op::IsMissing, &[x])
            }
            Node::IsPresent(x) => {
                let x = r!(*x);
                self.op(Op::IsPresent, &[x])
            }
            Node::IsReason(x, reason) => {
                let x = r!(*x);
                self.op(Op::IsReason(*reason), &[x])
            }
            Node::Call { function, args, mode } => {
                let args: Option<Vec<R>> = args.iter().map(|n| self.done(*n, context, local)).collect();
                self.op(Op::Call(*function, *mode), &args?)
            }
            Node::Table(id) => {
                let table = program.tables.get(id.index())?;
                let mut args = Vec::new();
                let mut open = false;
                for row in &table.rows {
                    match row.head {
                        RowHead::When(head) => args.extend([r!(head), r!(row.result)]),
                        RowHead::Otherwise => {
                            args.push(r!(row.result));
                            open = true;
                            break;
                        }
                    }
                }
                self.op(Op::Table(open), &args)
            }
            Node::Timeline(timeline) => match self.held(*timeline, context) {
                Some(Held::Cmp(_, r)) => r,
                Some(Held::In(..) | Held::Nothing) => self.constant(Value::missing(Reason::NoTarget)),
                None => return None,
            },
            Node::At(x, year) => return self.at(id, *x, *year, context),
            Node::By(x, who) if self.as_if.is_none() => match self.inner(*x, Context { by: Some(*who), ..context }) {
                Some(r) => r,
                None => return self.exact(id, context),
            },
            Node::Latest(x, years) => return self.latest(id, *x, *years, context),
            Node::Rollup(rollup) => return self.rollup(id, *rollup, context),
            Node::Target(_) | Node::By(..) | Node::Own(_) | Node::Prior | Node::Interpolated(_) => {
                return self.exact(id, context);
            }
        })
    }

    /// A node of another context.
    fn inner(&mut self, x: NodeId, context: Context) -> Option<R> {
        let outer = self.so_far.take();
        let r = self.node(x, context);
        self.so_far = outer;
        r
    }

    /// A node left to the exact evaluator, unit by unit.
    pub fn exact(&mut self, id: NodeId, context: Context) -> Option<R> {
        // The evaluator reads a bare node as the main module's, in the evaluated year, outside adjustments.
        let here = context.year == self.year || self.as_if.is_none();
        (here && !self.is_tainted(id) && !self.reads_prior(id)).then(|| self.push(Do::Exact(id, context)))
    }

    /// What the unit above says.
    pub fn above(&mut self, id: NodeId, levels: &[LevelId], context: Context) -> Option<R> {
        let found = match enclosing(self.program, self.level, levels) {
            Some(level) if self.sees_others() && !self.is_tainted(id) => {
                self.wide.above(id, level, self.level, self.year, context)
            }
            _ => None,
        };
        match found {
            Some(cells) => Some(self.column(cells)),
            None => self.exact(id, context),
        }
    }

    /// Whether other units can be computed for whole levels.
    pub fn sees_others(&self) -> bool {
        self.as_if.is_none()
            && !self.flat
            && self.wide.options.population.is_none()
            && self.bits >= super::apply::NARROW
    }

    fn rollup(&mut self, id: NodeId, rollup: RollupId, context: Context) -> Option<R> {
        match self.rolled(rollup, context) {
            Some(r) => Some(r),
            None => self.exact(id, context),
        }
    }

    /// A roll-up that reads nothing of the unit outside, computed for all units at once.
    fn rolled(&mut self, id: RollupId, context: Context) -> Option<R> {
        let rollup = self.program.rollups.get(id.index())?;
        if !self.sees_others() || reads_own(self.program, id) {
            return None;
        }
        let years = match rollup.years {
            None => vec![context.year],
            Some(YearSet::Range(from, to)) if to.saturating_sub(from) < 100 => (from..=to).collect(),
            // Of which module's versions the years are is told by a node's item alone.
            Some(YearSet::All) if self.program.modules.len() == 1 && self.wide.known.years.len() < 100 => {
                let ruled = |year: &i32| self.program.version_for(ModuleId(0), *year).is_some();
                self.wide.known.years.iter().copied().filter(ruled).collect()
            }
            Some(_) => return None,
        };
        let mut fixed = |node: NodeId| {
            let r = self.node(node, context)?;
            self.constants.get(&r).cloned()
        };
        let (mut stand_in, mut needing) = (None, None);
        match rollup.missing {
            MissingRule::As(node) => stand_in = Some(fixed(node)?),
            MissingRule::Ignoring { needing: Some(node) } => needing = Some(fixed(node)?),
            _ => {}
        }
        let folding = Folding { years, stand_in, needing };
        match rollup.scope {
            Scope::Across if rollup.kind == RollupKind::Rank => {
                let here = rollup.level == self.level || is_below(self.program, self.level, rollup.level);
                if !here || rollup.years.is_some() {
                    return None;
                }
                let cells = self.wide.ranked(id, self.level, self.year, context)?;
                Some(self.column(cells))
            }
            Scope::Across => {
                let value = self.wide.across(id, self.year, context, &folding)?;
                Some(self.constant(value))
            }
            Scope::Over if rollup.kind != RollupKind::Rank && is_below(self.program, rollup.level, self.level) => {
                let cells = self.wide.over(id, self.level, self.year, context, &folding)?;
                Some(self.column(cells))
            }
            _ => None,
        }
    }

    fn reads_prior(&self, id: NodeId) -> bool {
        matches!(self.program.nodes.get(id.index()), Some(Node::Prior | Node::Own(_)) | None)
    }

    pub fn as_of_for(&self, year: i32) -> i32 {
        self.as_of.unwrap_or_else(|| crate::date::days(year, 12, 31))
    }

    fn input(&mut self, id: NodeId, input: InputId, context: Context) -> Option<R> {
        let declared = self.program.inputs.get(input.index())?;
        if !declared.levels.contains(&self.level) {
            return self.above(id, &declared.levels, context);
        }
        let Some(assessment) = declared.assessment.and_then(|a| self.program.assessments.get(a.index())) else {
            return Some(self.read(input, context.year, None));
        };
        if self.flat && !context.by.is_some_and(|who| assessment.by.contains(&who)) {
            return Some(self.read(input, context.year, None));
        }
        if let Some(who) = context.by.filter(|who| assessment.by.contains(who)) {
            return Some(self.read(input, context.year, Some(who)));
        }
        let (steps, assessors) = super::assess::steps(assessment);
        let mut args = vec![self.read(input, context.year, None)];
        for who in assessors {
            let r = self.read(input, context.year, Some(who));
            args.push(r);
        }
        Some(self.op(Op::Settled(std::sync::Arc::new(steps)), &args))
    }

    /// The values of an input as one assessor gives them, or nobody.
    fn read(&mut self, input: InputId, year: i32, by: Option<AssessorId>) -> R {
        let read = Read { input, level: self.level, year, by };
        if let Some((_, r)) = self.reads.get(&read) {
            return *r;
        }
        if self.flat && (year != self.year || by.is_some()) {
            let absent = self.constant(Value::missing(Reason::Absent));
            self.reads.insert(read, (usize::MAX, absent));
            return absent;
        }
        self.plan.reads.push(read);
        let at = self.plan.reads.len() - 1;
        let r = self.push(Do::Load(at));
        self.reads.insert(read, (at, r));
        r
    }

    fn at(&mut self, id: NodeId, x: NodeId, year: YearRef, context: Context) -> Option<R> {
        let year = match year {
            YearRef::Absolute(year) => year,
            YearRef::Relative(by) => context.year.saturating_add(by),
        };
        if self.as_if.is_some() {
            return self.exact(id, context);
        }
        let Some(r) = self.inner(x, Context { year, ..context }) else { return self.exact(id, context) };
        Some(if year == context.year { r } else { self.op(Op::OfAnotherYear, &[r]) })
    }

    fn latest(&mut self, id: NodeId, x: NodeId, years: u32, context: Context) -> Option<R> {
        if self.as_if.is_some() || years > 8 || !self.wide.known.recorded.is_empty() {
            return self.exact(id, context);
        }
        let mut args = Vec::new();
        for back in 0..=i32::try_from(years).ok()? {
            let year = context.year.saturating_sub(back);
            if year < self.wide.known.first_year {
                break;
            }
            match self.inner(x, Context { year, ..context }) {
                Some(r) => args.push(r),
                None => return self.exact(id, context),
            }
        }
        Some(if let [only] = args.as_slice() { *only } else { self.op(Op::First, &args) })
    }

    /// The year whose entry of a timeline is asked for: another one where a version is only supposed to be in force.
    fn year_of_rules(&self, timeline: TimelineId, year: i32) -> i32 {
        let hypothesis = self.hypothesis.as_ref().filter(|_| year == self.year);
        hypothesis.map_or(year, |h| h.year(timeline, year))
    }

    /// What a timeline holds in a year; its nodes are planned here.
    pub fn held(&mut self, id: TimelineId, context: Context) -> Option<Held> {
        let timeline = self.program.timelines.get(id.index())?;
        let year = self.year_of_rules(id, context.year);
        let Some((at, linear)) = chosen(timeline, year) else { return Some(Held::Nothing) };
        let (entry, next) = (timeline.entries.get(at)?, timeline.entries.get(at + 1));
        let first = self.bound(&entry.bound, context)?;
        let Some(next) = next.filter(|_| linear) else { return Some(first) };
        match (first, self.bound(&next.bound, context)?) {
            (Held::Cmp(cmp, a), Held::Cmp(_, b)) => {
                let span = |from: i32, to: i32| Number::integer(i64::from(to) - i64::from(from));
                let part = span(entry.to, year).div(&span(entry.to, next.from));
                let part = part.map_or(Value::missing(Reason::ZeroBase), Value::Number);
                let part = self.constant(part);
                let rise = self.op(Op::Arith(Arith::Sub), &[b, a]);
                let step = self.op(Op::Arith(Arith::Mul), &[rise, part]);
                Some(Held::Cmp(cmp, self.op(Op::Arith(Arith::Add), &[a, step])))
            }
            _ => Some(Held::Nothing),
        }
    }

    fn bound(&mut self, bound: &Bound, context: Context) -> Option<Held> {
        Some(match bound {
            Bound::Cmp(cmp, node) => Held::Cmp(*cmp, self.node(*node, context)?),
            Bound::In(lo, hi) => {
                let lo = match lo {
                    Some(n) => Some(self.node(*n, context)?),
                    None => None,
                };
                let hi = match hi {
                    Some(n) => Some(self.node(*n, context)?),
                    None => None,
                };
                Held::In(lo, hi)
            }
        })
    }
}

/// What a measure is held against.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Held {
    Cmp(crate::program::Cmp, R),
    In(Option<R>, Option<R>),
    Nothing,
}

/// The entry of a year, and whether it is between that and the next one.
fn chosen(timeline: &Timeline, year: i32) -> Option<(usize, bool)> {
    let (at, by) = choose(timeline, year)?;
    let linear = matches!(by, crate::exact::HeldBy::Linear) && timeline.between == Gap::Linear;
    Some((at, linear))
}

fn bound_nodes(bound: &Bound, out: &mut Vec<NodeId>) {
    match bound {
        Bound::Cmp(_, n) => out.push(*n),
        Bound::In(lo, hi) => out.extend([lo, hi].into_iter().flatten()),
    }
}
