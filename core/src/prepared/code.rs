//! A plan of one record as straight-line instructions over cells.

use super::cell::Cell;
use crate::columnar::codes::Codes;
use crate::columnar::op::{Arith, Op, R};
use crate::columnar::plan::{Do, ItemRegs, Plan};
use crate::columnar::policy::Policy;
use crate::program::{
    Aggregate, AggregateKind, Cmp, GroupMissing, GroupVerdict, ItemId, ItemKind, LogicOp, NotApplicable, Program,
};
use crate::value::Value;

/// No register.
pub(super) const NONE: R = R::MAX;

/// Registers that stand together in [`Code::lists`].
#[derive(Debug, Clone, Copy)]
pub(super) struct List {
    from: u32,
    len: u32,
}

/// One instruction. The last register of each is the one that it writes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ins {
    Arith(Arith, R, R, R),
    Compare(Cmp, R, R, R),
    Held(Cmp, R, R, R),
    Join(LogicOp, List, R),
    If([R; 3], R),
    Otherwise(R, R, R),
    Table(List, bool, R),
    /// Any other operation, by its place in [`Code::ops`].
    Other(u32, List, R),
    Verdict {
        judged: R,
        gates: R,
        applies: R,
        policy: u32,
        out: R,
    },
    Met(R, R),
    AsCategory(R, R),
    WhenMet(R, R, R),
    Within {
        score: R,
        max: R,
        verdict: R,
        out: R,
    },
    Settle {
        score: R,
        max: R,
        verdict: R,
        policy: u32,
        excluded: R,
        out: R,
    },
    GroupVerdict {
        members: List,
        /// Where its members have been counted; or [`NONE`].
        counted: u32,
        rule: GroupVerdict,
        gates: R,
        out: R,
    },
    /// Criteria of the common kind that follow each other in [`Code::criteria`]: from, to; where they are counted.
    Criteria(u32, u32, u32),
    GroupScore(u32, R),
    Override(R, R, R),
    /// Parts: condition and verdict in turn.
    Recognise(List, u32, R),
}

/// A measure held against a number, a score of all or nothing: what most criteria are, as one instruction.
#[derive(Debug, Clone, Copy)]
pub(super) struct Criterion {
    /// The measure as a quotient, where it is one.
    pub quotient: Option<(R, R)>,
    pub measure: R,
    pub cmp: Cmp,
    /// The same as bits: of less, equal, greater.
    pub holds: u8,
    pub bound: Cell,
    /// The tag of measures that the bound is compared with plainly.
    pub like: u64,
    pub policy: u32,
    pub max: Cell,
    /// Its results lie in [`RESULTS`] registers from here.
    pub results: R,
    /// Which of them has the verdict, the score, and where it does not count.
    pub verdict: u8,
    pub score: u8,
    pub excluded: u8,
}

/// Registers that a criterion's results lie among.
pub(super) const RESULTS: usize = 8;

/// A member of a group's score.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub score: R,
    pub max: R,
    pub nominal: R,
    pub excluded: R,
    pub weight: R,
    pub rule: NotApplicable,
}

/// A group's aggregate.
#[derive(Debug, Clone)]
pub(super) struct GroupScore {
    pub members: Vec<Member>,
    pub how: Aggregate,
    pub missing: GroupMissing,
    pub weighted: bool,
    pub needed: Option<Value>,
    pub argument: Option<Value>,
    pub step: Option<Value>,
    pub max: R,
    pub nominal: R,
    pub excluded: R,
    /// A sum or mean of members that are all needed, without rounding.
    pub plain: bool,
    /// A plain sum whose members have no score where they do not count.
    pub sum: bool,
    /// The sum of the maxima where every member counts, if they never change.
    pub full: Option<Cell>,
    /// Where its members have been counted; or [`NONE`].
    pub counted: u32,
    /// Where score and maximum stand too, unless no member counts.
    pub shown: [R; 2],
}

/// The instructions of one version, year and level.
#[derive(Debug, Clone)]
pub(super) struct Code {
    pub steps: Vec<Ins>,
    pub ops: Vec<Op>,
    pub lists: Vec<R>,
    pub policies: Vec<Policy>,
    pub groups: Vec<GroupScore>,
    pub criteria: Vec<Criterion>,
    /// How many times criteria are counted.
    pub counts: usize,
    /// What the registers hold before the first step.
    pub start: Vec<Cell>,
    pub items: Vec<(ItemId, ItemRegs)>,
    pub codes: Codes,
    pub bits: u64,
}

impl Code {
    /// The registers of a list.
    #[inline]
    pub fn list(&self, list: List) -> &[R] {
        self.lists.get(list.from as usize..(list.from + list.len) as usize).unwrap_or_default()
    }

    /// `None`: something in the plan takes more than one record in machine integers.
    pub fn of(program: &Program, plan: &Plan, codes: &Codes, bits: u64) -> Option<Self> {
        let mut start = vec![Cell::missing(0); plan.registers + RESULTS];
        for (r, value) in &plan.constants {
            *start.get_mut(*r as usize)? = Cell::from_value(value, codes)?;
        }
        let mut code = Self {
            steps: Vec::with_capacity(plan.steps.len()),
            ops: Vec::new(),
            lists: Vec::new(),
            policies: Vec::new(),
            groups: Vec::new(),
            criteria: Vec::new(),
            counts: 0,
            start,
            items: plan.items.clone(),
            codes: codes.clone(),
            bits,
        };
        let settled = plan.steps.iter().filter_map(|step| match step.what {
            Do::Settle { excluded, .. } | Do::Override { excluded, .. } => Some((step.out, excluded)),
            _ => None,
        });
        let mut settled: Vec<(R, R)> = settled.collect();
        settled.sort_unstable();
        for step in &plan.steps {
            let made = code.step(program, plan, &settled, &step.what, step.out)?;
            code.steps.extend(made);
        }
        super::join::join(&mut code, plan);
        Some(code)
    }

    fn put(&mut self, registers: impl IntoIterator<Item = R>) -> List {
        let from = self.lists.len();
        self.lists.extend(registers);
        let short = |n: usize| u32::try_from(n).unwrap_or_default();
        List { from: short(from), len: short(self.lists.len() - from) }
    }

    fn policy(&mut self, policy: &Policy) -> u32 {
        let at = self.policies.iter().position(|p| std::sync::Arc::ptr_eq(p, policy)).unwrap_or_else(|| {
            self.policies.push(policy.clone());
            self.policies.len() - 1
        });
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    /// `None`: not expressible. `Some(None)`: nothing to do.
    fn step(&mut self, program: &Program, plan: &Plan, settled: &[(R, R)], what: &Do, out: R) -> Option<Option<Ins>> {
        let or_none = |r: &Option<R>| r.unwrap_or(NONE);
        Some(Some(match what {
            Do::Load(_) | Do::Emit(_) => return Some(None),
            Do::Exact(..) | Do::ExactItem(..) | Do::Column(_) => return None,
            Do::Op(op, args) => self.op(op, args, out),
            Do::Verdict { judged, gates, applies, policy } => Ins::Verdict {
                judged: *judged,
                gates: or_none(gates),
                applies: or_none(applies),
                policy: self.policy(policy),
                out,
            },
            Do::Met(r) => Ins::Met(*r, out),
            Do::AsCategory(r) => Ins::AsCategory(*r, out),
            Do::WhenMet(verdict, max) => Ins::WhenMet(*verdict, *max, out),
            Do::Within { score, max, verdict, .. } => {
                Ins::Within { score: *score, max: *max, verdict: or_none(verdict), out }
            }
            Do::Settle { score, max, verdict, policy, excluded } => Ins::Settle {
                score: *score,
                max: *max,
                verdict: or_none(verdict),
                policy: self.policy(policy),
                excluded: *excluded,
                out,
            },
            Do::GroupVerdict { members, rule, gates } => Ins::GroupVerdict {
                members: self.put(members.iter().copied()),
                counted: NONE,
                rule: *rule,
                gates: or_none(gates),
                out,
            },
            Do::GroupScore(group) => {
                let mut made = self.group(program, plan, group)?;
                let told = |m: &Member| m.excluded == NONE || settled.binary_search(&(m.score, m.excluded)).is_ok();
                made.sum = made.plain && made.how.kind == AggregateKind::Sum && made.members.iter().all(told);
                self.groups.push(made);
                Ins::GroupScore(u32::try_from(self.groups.len() - 1).ok()?, out)
            }
            Do::Override { excluded, x } => Ins::Override(*excluded, *x, out),
            Do::Recognise { parts, policy } => {
                let policy = self.policy(policy);
                let parts = parts.iter().flat_map(|(condition, verdict)| [*condition, or_none(verdict)]);
                Ins::Recognise(self.put(parts), policy, out)
            }
        }))
    }

    fn op(&mut self, op: &Op, args: &[R], out: R) -> Ins {
        match (op, args) {
            (Op::Arith(what), [a, b]) => Ins::Arith(*what, *a, *b, out),
            (Op::Compare(cmp), [a, b]) => Ins::Compare(*cmp, *a, *b, out),
            (Op::Held(cmp), [a, b]) => Ins::Held(*cmp, *a, *b, out),
            (Op::Logic(op), parts) => Ins::Join(*op, self.put(parts.iter().copied()), out),
            (Op::If, [condition, then, otherwise]) => Ins::If([*condition, *then, *otherwise], out),
            (Op::Otherwise, [x, d]) => Ins::Otherwise(*x, *d, out),
            (Op::Table(open), args) => Ins::Table(self.put(args.iter().copied()), *open, out),
            _ => {
                let at = self.ops.len();
                self.ops.push(op.clone());
                Ins::Other(u32::try_from(at).unwrap_or(u32::MAX), self.put(args.iter().copied()), out)
            }
        }
    }

    fn group(&self, program: &Program, plan: &Plan, group: &crate::columnar::plan::GroupScore) -> Option<GroupScore> {
        let Some(ItemKind::Group(declared)) = program.items.get(group.group.index()).map(|i| &i.kind) else {
            return None;
        };
        let how = declared.aggregate.clone()?;
        let constant = |r: R| plan.constants.binary_search_by_key(&r, |(r, _)| *r).ok();
        let fixed = |r: Option<R>| r.and_then(|r| plan.constants.get(constant(r)?)).map(|(_, value)| value.clone());
        let member = |m: &crate::columnar::plan::MemberRegs| Member {
            score: m.score,
            max: m.max.unwrap_or(NONE),
            nominal: m.nominal.unwrap_or(NONE),
            excluded: m.excluded.unwrap_or(NONE),
            weight: m.weight.unwrap_or(NONE),
            rule: m.rule,
        };
        let members: Vec<Member> = group.members.iter().map(member).collect();
        let plain = matches!(how.kind, AggregateKind::Sum | AggregateKind::Mean | AggregateKind::WeightedMean)
            && declared.missing == GroupMissing::Strict
            && how.to.is_none();
        let all_known = members.iter().all(|m| m.max == m.nominal && constant(m.max).is_some());
        let full = if plain && all_known && how.kind == AggregateKind::Sum && !members.is_empty() {
            members.iter().try_fold(Cell::ZERO, |sum, m| {
                let max = self.start.get(m.max as usize)?;
                super::cell::arith(Arith::Add, sum, *max).filter(|c| !c.is_missing())
            })
        } else {
            None
        };
        Some(GroupScore {
            members,
            how,
            missing: declared.missing.clone(),
            weighted: group.weighted,
            needed: fixed(group.needed),
            argument: fixed(group.argument),
            step: fixed(group.step),
            max: group.max.unwrap_or(NONE),
            nominal: group.nominal.unwrap_or(NONE),
            excluded: group.excluded,
            plain,
            sum: false,
            full,
            counted: NONE,
            shown: [NONE; 2],
        })
    }
}
