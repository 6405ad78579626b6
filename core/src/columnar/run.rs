//! Runs a plan over one block of units after another.

use super::apply::{Cx, apply, pack};
use super::choose::{missing_where, truth};
use super::codes::{Codes, INVALID};
use super::lane::{Lane, Pool};
use super::load::{Source, Span};
use super::op::{Op, R};
use super::output::{Part, write_reasons, write_reasons_of_verdicts};
use super::plan::{Context, Do, GroupScore, ItemRegs, Plan};
use super::reg::Reg;
use super::room::Room;
use super::score::{self, Member, Method};
use super::verdict::{self, NO_VERDICT};
use crate::dataset::Dataset;
use crate::exact::{Evaluator, ItemResult};
use crate::number::Number;
use crate::program::{ItemId, ItemKind, LevelId, Program, Reason, Verdict};
use crate::value::{Reasons, Value};
use std::rc::Rc;

/// What is done with the registers of each block; `None`: it cannot be done.
pub(super) type Take<'t> = &'t mut dyn FnMut(Span<'_>, &[&Reg<'_>], &Cx<'_>) -> Option<()>;

/// What a plan is run with.
#[derive(Clone, Copy)]
pub(super) struct Setting<'a> {
    pub program: &'a Program,
    pub data: &'a Dataset,
    pub codes: &'a Codes,
    pub level: LevelId,
    pub year: i32,
    pub bits: u64,
}

/// One thread's registers and buffers.
pub(super) struct Runner<'a, 'e> {
    setting: Setting<'a>,
    plan: &'a Plan,
    sources: Vec<Source<'a>>,
    scales: Vec<u8>,
    pool: Pool,
    regs: Vec<Option<Reg<'a>>>,
    evaluator: &'e mut Evaluator<'a>,
    /// What stands in a register that was never written.
    nothing: Reg<'a>,
}

impl Drop for Runner<'_, '_> {
    fn drop(&mut self) {
        for reg in self.regs.drain(..).flatten() {
            reg.recycle(&self.pool);
        }
        self.pool.leave();
    }
}

impl<'a, 'e> Runner<'a, 'e> {
    pub fn new(setting: Setting<'a>, plan: &'a Plan, evaluator: &'e mut Evaluator<'a>) -> Self {
        let mut regs: Vec<Option<Reg<'a>>> = Vec::new();
        regs.resize_with(plan.registers, || None);
        for (r, value) in &plan.constants {
            if let Some(slot) = regs.get_mut(*r as usize) {
                *slot = Some(Reg::Const(value.clone()));
            }
        }
        let sources = plan.reads.iter().map(|r| Source::new(setting.data, r.input, r.level, r.year, r.by)).collect();
        Self {
            setting,
            plan,
            sources,
            scales: vec![0; plan.reads.len()],
            pool: Pool::taken(),
            regs,
            evaluator,
            nothing: Reg::Const(Value::missing(Reason::Invalid)),
        }
    }

    /// Computes a block of units and writes the results.
    pub fn block(&mut self, span: Span<'_>, parts: &mut [Part<'_>]) {
        let plan = self.plan;
        for step in &plan.steps {
            if self.step(&step.what, step.out, span, parts).is_none() {
                return self.exactly(span, parts);
            }
            for r in plan.dead(step) {
                if let Some(reg) = self.regs.get_mut(*r as usize).and_then(Option::take) {
                    reg.recycle(&self.pool);
                }
            }
        }
    }

    /// Computes a block without writing anything; `None` where a limit was passed.
    pub fn compute(&mut self, span: Span<'_>) -> Option<()> {
        let plan = self.plan;
        for step in &plan.steps {
            self.step(&step.what, step.out, span, &mut [])?;
            for r in plan.dead(step) {
                if let Some(reg) = self.regs.get_mut(*r as usize).and_then(Option::take) {
                    reg.recycle(&self.pool);
                }
            }
        }
        Some(())
    }

    /// Gives registers of the block that was computed last.
    pub fn with(&self, regs: &[R], span: Span<'_>, take: Take<'_>) -> Option<()> {
        let cx = Cx { rows: span.len(), pool: &self.pool, codes: self.setting.codes, bits: self.setting.bits };
        let regs: Vec<&Reg<'a>> = regs.iter().map(|r| self.reg(*r)).collect();
        take(span, &regs, &cx)
    }

    fn reg(&self, r: R) -> &Reg<'a> {
        match self.regs.get(r as usize) {
            Some(Some(reg)) => reg,
            _ => &self.nothing,
        }
    }

    fn set(&mut self, r: R, reg: Reg<'a>) {
        if let Some(slot) = self.regs.get_mut(r as usize) {
            *slot = Some(reg);
        }
    }

    /// One step; `None` where a limit was passed: then the exact evaluator computes the block and reports it.
    fn step(&mut self, what: &Do, out: R, span: Span<'_>, parts: &mut [Part<'_>]) -> Option<()> {
        let cx = Cx { rows: span.len(), pool: &self.pool, codes: self.setting.codes, bits: self.setting.bits };
        let opt = |r: &Option<R>| r.map(|r| self.reg(r));
        let result = match what {
            Do::Op(op, args) => match args.as_ref() {
                [a] => apply(op, &[self.reg(*a)], &cx)?,
                [a, b] => apply(op, &[self.reg(*a), self.reg(*b)], &cx)?,
                args => {
                    let args: Vec<&Reg<'a>> = args.iter().map(|r| self.reg(*r)).collect();
                    apply(op, &args, &cx)?
                }
            },
            Do::Column(at) => self.plan.columns.get(*at)?.load(span, &cx),
            Do::Load(at) => self.sources.get(*at)?.load(span, self.scales.get_mut(*at)?, &cx),
            Do::Exact(node, context) => {
                let level = self.setting.level;
                let evaluator = &mut *self.evaluator;
                let value = |row| evaluator.value_by(*node, level, span.unit(row), context.year, context.by);
                pack((0..cx.rows).map(value).collect(), &cx)
            }
            Do::ExactItem(item, context, regs) => return self.exact_item(*item, *context, regs, span),
            Do::Verdict { judged, gates, applies, policy } => {
                verdict::verdict(self.reg(*judged), opt(gates), opt(applies), policy, &cx)?
            }
            Do::Met(r) => verdict::met(self.reg(*r), &cx)?,
            Do::AsCategory(r) => verdict::as_category(self.reg(*r))?,
            Do::WhenMet(verdict, max) => match verdict::when_met(self.reg(*verdict), self.reg(*max), &cx) {
                Some(reg) => reg,
                None => self.when_met_slowly(*verdict, *max, &cx),
            },
            Do::Within { item, context, score, max, verdict } => {
                return self.within((*item, *context), (*score, *max, *verdict), out, span);
            }
            Do::Settle { score, max, verdict, policy, excluded } => {
                let (reg, gone) = score::settle(self.reg(*score), self.reg(*max), opt(verdict), policy, &cx)?;
                self.set(*excluded, gone);
                reg
            }
            Do::GroupVerdict { members, rule, gates } => {
                let members: Vec<&Reg<'a>> = members.iter().map(|r| self.reg(*r)).collect();
                verdict::group(&members, *rule, opt(gates), &cx)?
            }
            Do::GroupScore(group) => return self.group_score(group, out, span),
            Do::Override { excluded, x } => {
                let (excluded, x) = (self.reg(*excluded), self.reg(*x));
                match excluded {
                    Reg::Const(Value::Bool(false)) => x.clone(),
                    _ => {
                        let code = cx.codes.bit(Reason::NotApplicable);
                        let gone = truth(excluded, &cx)?.0;
                        let why: Lane<'a, u8> = cx.pool.lane(gone.iter().map(|g| g.wrapping_neg() & code));
                        match missing_where(x.clone(), &why, &cx) {
                            Some(reg) => reg,
                            None => {
                                let value = |row: usize| match why.get(row) {
                                    Some(0) => x.get(row, cx.codes),
                                    _ => Value::missing(Reason::NotApplicable),
                                };
                                pack((0..cx.rows).map(value).collect(), &cx)
                            }
                        }
                    }
                }
            }
            Do::Recognise { parts, policy } => {
                let parts: Vec<_> = parts.iter().map(|(c, v)| (self.reg(*c), opt(v))).collect();
                verdict::recognise(&parts, policy, &cx)?
            }
            Do::Emit(at) => {
                let (Some((_, regs)), Some(part)) = (self.plan.items.get(*at), parts.get_mut(*at)) else {
                    return Some(());
                };
                self.emit(regs, part, &cx);
                return Some(());
            }
        };
        self.set(out, result);
        Some(())
    }

    fn when_met_slowly(&self, verdict: R, max: R, cx: &Cx<'_>) -> Reg<'a> {
        let (verdict, max) = (self.reg(verdict), self.reg(max));
        let value = |row| match verdict.get(row, cx.codes) {
            Value::Category(_, v) if v == Verdict::Met as u32 => max.get(row, cx.codes),
            Value::Category(_, v) if v == Verdict::NotMet as u32 => Value::Number(Number::ZERO),
            _ => crate::ops::missing_for(verdict.reasons(row, cx.codes)),
        };
        pack((0..cx.rows).map(value).collect(), cx)
    }

    /// Scores outside 0..max are faults, which the exact evaluator tells.
    fn within(
        &mut self,
        (item, context): (ItemId, Context),
        (score, max, verdict): (R, R, Option<R>),
        out: R,
        span: Span<'_>,
    ) -> Option<()> {
        let cx = Cx { rows: span.len(), pool: &self.pool, codes: self.setting.codes, bits: self.setting.bits };
        let (score, max) = (self.reg(score), self.reg(max));
        let zero = Reg::Const(Value::Number(Number::ZERO));
        let inside = apply(&Op::InRange { lo: true, hi: true }, &[score, &zero, max], &cx)?;
        let (yes, why) = truth(&inside, &cx)?;
        let verdict = verdict.map(|r| self.reg(r));
        let counts = |row: usize| match verdict {
            Some(Reg::Verdict(v, _)) => v.get(row) != Some(&(Verdict::NotApplicable as u8)),
            _ => true,
        };
        let given = |row: usize| {
            counts(row) && max.reasons(row, cx.codes).is_empty() && score.reasons(row, cx.codes).is_empty()
        };
        let wrong: Vec<u8> = yes
            .iter()
            .enumerate()
            .map(|(r, y)| if *y == 0 && super::reg::code_at(&why, r) == 0 && given(r) { INVALID } else { 0 })
            .collect();
        let outside: Vec<u32> =
            wrong.iter().enumerate().filter(|(_, w)| **w != 0).map(|(row, _)| span.unit(row)).collect();
        let result = if outside.is_empty() { score.clone() } else { missing_where(score.clone(), &wrong.into(), &cx)? };
        self.set(out, result);
        for unit in outside {
            self.evaluator.item(item, self.setting.level, unit, context.year);
        }
        Some(())
    }

    fn group_score(&mut self, group: &GroupScore, out: R, span: Span<'_>) -> Option<()> {
        let cx = Cx { rows: span.len(), pool: &self.pool, codes: self.setting.codes, bits: self.setting.bits };
        let Some(ItemKind::Group(declared)) = self.setting.program.items.get(group.group.index()).map(|i| &i.kind)
        else {
            return None;
        };
        let fixed = |r: Option<R>| r.map(|r| self.reg(r).get(0, cx.codes));
        let members: Vec<Member<'_, 'a>> = group
            .members
            .iter()
            .map(|m| Member {
                score: self.reg(m.score),
                max: m.max.map(|r| self.reg(r)),
                nominal: m.nominal.map(|r| self.reg(r)),
                excluded: m.excluded.map(|r| self.reg(r)),
                weight: fixed(m.weight),
                rule: m.rule,
            })
            .collect();
        let method = Method {
            how: declared.aggregate.as_ref()?,
            missing: &declared.missing,
            weighted: group.weighted,
            needed: fixed(group.needed),
            argument: fixed(group.argument),
            step: fixed(group.step),
            shown: group.max.is_some(),
        };
        let scored = score::group(&members, &method, &cx)?;
        drop(members);
        self.set(out, scored.score);
        self.set(group.excluded, scored.excluded);
        if let (Some(max), Some(nominal)) = (group.max, group.nominal) {
            self.set(max, scored.max);
            self.set(nominal, scored.nominal);
        }
        Some(())
    }

    fn exact_item(&mut self, item: ItemId, context: Context, regs: &ItemRegs, span: Span<'_>) -> Option<()> {
        let rows = span.len();
        let mut results: Vec<ItemResult> = Vec::with_capacity(rows);
        for row in 0..rows {
            results.push(self.evaluator.item(item, self.setting.level, span.unit(row), context.year));
        }
        let codes = self.setting.codes;
        let values = |get: &dyn Fn(&ItemResult) -> Option<Value>| {
            Reg::Values(Rc::new(results.iter().map(|r| get(r).unwrap_or(Value::Missing(Reasons::NONE))).collect()))
        };
        let count = |r: &ItemResult| r.count.map(|n| Value::Number(Number::integer(i64::from(n))));
        let verdicts = results.iter().map(|r| r.verdict.map_or(NO_VERDICT, |v| v as u8));
        let verdicts: Vec<u8> = verdicts.collect();
        let why: Vec<u8> = results.iter().map(|r| codes.code(r.verdict_reasons)).collect();
        let reasons: Vec<u8> = results.iter().map(|r| codes.code(r.reasons())).collect();
        let excluded: Vec<u8> = results.iter().map(|r| u8::from(r.excluded)).collect();
        let all = [
            (regs.verdict, Reg::Verdict(verdicts.into(), Some(why.into()))),
            (regs.value, values(&|r| r.value.clone())),
            (regs.target, values(&|r| r.target.clone())),
            (regs.score, values(&|r| r.score.clone())),
            (regs.max, values(&|r| r.max.clone())),
            (regs.nominal, values(&|r| r.nominal.clone())),
            (regs.count, values(&count)),
            (regs.excluded, Reg::Bool(excluded.into(), None)),
            (regs.reasons, Reg::Gone(reasons.into())),
        ];
        for (r, reg) in all {
            if let Some(r) = r {
                self.set(r, reg);
            }
        }
        Some(())
    }

    fn emit(&self, regs: &ItemRegs, part: &mut Part<'_>, cx: &Cx<'_>) {
        let verdict = regs.verdict.map(|r| self.reg(r));
        if let (Some(out), Some(Reg::Verdict(v, _))) = (&mut part.verdict, verdict) {
            // Only the exact evaluator leaves an item without a verdict.
            if regs.reasons.is_some() {
                let out = out.cells();
                out.iter_mut().zip(v.iter()).for_each(|(o, v)| *o = (*v).min(Verdict::NotApplicable as u8));
                out.iter_mut()
                    .zip(v.iter())
                    .filter(|(_, v)| **v == NO_VERDICT)
                    .for_each(|(o, _)| *o = Verdict::Undetermined as u8);
            } else {
                out.fill(v.iter().copied());
            }
        }
        let cells = [
            (&mut part.value, regs.value),
            (&mut part.target, regs.target),
            (&mut part.score, regs.score),
            (&mut part.max, regs.max),
        ];
        for (out, r) in cells {
            match (out, r) {
                (Some(out), Some(r)) => out.write(self.reg(r), cx),
                (Some(out), None) => out.write(&Reg::Const(Value::Missing(Reasons::NONE)), cx),
                (None, _) => {}
            }
        }
        if let (Some(out), Some((yes, why))) = (&mut part.target, regs.applies.and_then(|r| truth(self.reg(r), cx))) {
            for (row, _) in yes.iter().enumerate().filter(|(r, y)| **y == 0 && super::reg::code_at(&why, *r) == 0) {
                out.set(row, &Value::Missing(Reasons::NONE));
            }
        }
        let Some(out) = part.reasons.as_mut().map(Room::cells) else { return };
        if let Some(r) = regs.reasons {
            return write_reasons(out, self.reg(r), cx);
        }
        let of = if regs.verdict.is_some() || regs.score.is_some() { regs.score } else { regs.value };
        let of = of.map(|r| self.reg(r));
        match verdict {
            Some(Reg::Verdict(v, Some(why))) => write_reasons_of_verdicts(out, (v, why), of, cx),
            _ => of.into_iter().for_each(|reg| write_reasons(out, reg, cx)),
        }
    }

    /// The whole block by the exact evaluator.
    fn exactly(&mut self, span: Span<'_>, parts: &mut [Part<'_>]) {
        let plan = self.plan;
        for row in 0..span.len() {
            for ((item, _), part) in plan.items.iter().zip(parts.iter_mut()) {
                let result = self.evaluator.item(*item, self.setting.level, span.unit(row), self.setting.year);
                if let Some(slot) = part.verdict.as_mut().and_then(|v| v.cells().get_mut(row)) {
                    *slot = result.verdict.unwrap_or(Verdict::Undetermined) as u8;
                }
                let none = Value::Missing(Reasons::NONE);
                let cells = [
                    (&mut part.value, &result.value),
                    (&mut part.target, &result.target),
                    (&mut part.score, &result.score),
                    (&mut part.max, &result.max),
                ];
                for (out, value) in cells {
                    if let Some(out) = out {
                        out.set(row, value.as_ref().unwrap_or(&none));
                    }
                }
                if let Some(slot) = part.reasons.as_mut().and_then(|v| v.cells().get_mut(row)) {
                    *slot = result.reasons();
                }
            }
        }
    }
}
