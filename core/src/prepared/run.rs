//! Runs the instructions over one record.

use super::cell::{Cell, arith, compare, or_invalid, order};
use super::code::{Code, Criterion, Ins, List, NONE, RESULTS};
use super::counted::Counted;
use crate::columnar::op::{Arith, Op, R};
use crate::ops::Meter;
use crate::program::{CategoryId, Cmp, LogicOp, Reason, Verdict};
use crate::value::Value;

pub(super) const MET: u8 = Verdict::Met as u8;
pub(super) const NOT_MET: u8 = Verdict::NotMet as u8;
pub(super) const OPEN: u8 = Verdict::Undetermined as u8;
pub(super) const NOT_APPLICABLE: u8 = Verdict::NotApplicable as u8;

/// The registers of one record.
pub(super) struct Machine<'m> {
    pub code: &'m Code,
    pub regs: &'m mut [Cell],
    pub scratch: &'m mut Vec<Value>,
    /// What criteria came to.
    pub counted: &'m mut [Counted],
}

impl Machine<'_> {
    /// All steps. `None`: this record takes exact values.
    pub fn run(&mut self) -> Option<()> {
        let code = self.code;
        for step in &code.steps {
            self.step(step)?;
        }
        Some(())
    }

    #[inline]
    pub fn at(&self, r: R) -> Cell {
        match self.regs.get(r as usize) {
            Some(cell) => *cell,
            None => Cell::missing(0),
        }
    }

    #[inline]
    pub fn set(&mut self, r: R, cell: Cell) {
        if let Some(slot) = self.regs.get_mut(r as usize) {
            *slot = cell;
        }
    }

    #[inline]
    pub fn bit(&self, reason: Reason) -> u8 {
        self.code.codes.bit(reason)
    }

    #[inline]
    pub fn policy(&self, policy: u32, why: u8) -> u8 {
        self.code.policies.get(policy as usize).and_then(|p| p.get(usize::from(why))).copied().unwrap_or(OPEN)
    }

    #[inline]
    fn step(&mut self, step: &Ins) -> Option<()> {
        let (out, cell) = match *step {
            Ins::Arith(what, a, b, out) => {
                let (a, b) = (self.at(a), self.at(b));
                let done = match arith(what, a, b) {
                    Some(done) => done,
                    None => self.exactly(&Op::Arith(what), &[a, b])?,
                };
                (out, done)
            }
            Ins::Compare(cmp, a, b, out) => (out, self.compared(cmp, self.at(a), self.at(b))?),
            Ins::Held(cmp, a, b, out) => {
                let (a, b) = (self.at(a), self.at(b));
                let held = if b.is_missing() {
                    Cell::missing(a.gone() | self.bit(Reason::NoTarget))
                } else {
                    self.compared(cmp, a, b)?
                };
                (out, held)
            }
            Ins::Join(op, parts, out) => (out, self.join(op, parts)),
            Ins::If([condition, then, otherwise], out) => {
                let chosen = match self.at(condition).truth() {
                    Ok(true) => self.at(then),
                    Ok(false) => self.at(otherwise),
                    Err(why) => Cell::missing(why),
                };
                (out, chosen)
            }
            Ins::Otherwise(x, d, out) => {
                let x = self.at(x);
                (out, if x.is_missing() { self.at(d) } else { x })
            }
            Ins::Table(args, open, out) => (out, self.table(args, open)?),
            Ins::Other(op, args, out) => (out, self.listed(self.code.ops.get(op as usize)?, args)?),
            Ins::Verdict { judged, gates, applies, policy, out } => (out, self.verdict(judged, gates, applies, policy)),
            Ins::Met(r, out) => {
                let verdict = self.at(r);
                let met = match verdict.as_verdict() {
                    MET => Cell::bool(true),
                    NOT_MET => Cell::bool(false),
                    OPEN => Cell::missing(or_invalid(verdict.why())),
                    _ => Cell::missing(self.bit(Reason::NotApplicable)),
                };
                (out, met)
            }
            Ins::AsCategory(r, out) => (out, Cell::category(CategoryId(0), u32::from(self.at(r).as_verdict()))),
            Ins::WhenMet(r, max, out) => {
                let verdict = self.at(r);
                let score = match verdict.as_verdict() {
                    MET => self.at(max),
                    NOT_MET => Cell::ZERO,
                    _ => Cell::missing(or_invalid(verdict.why())),
                };
                (out, score)
            }
            Ins::Within { score, max, verdict, out } => (out, self.within(score, max, verdict)?),
            Ins::Settle { score, max, verdict, policy, excluded, out } => {
                let (score, gone) = self.settle(score, max, verdict, policy);
                self.set(excluded, Cell::bool(gone));
                (out, score)
            }
            Ins::GroupVerdict { members, counted, rule, gates, out } => {
                (out, self.group_verdict(members, counted, rule, gates)?)
            }
            Ins::GroupScore(group, out) => return self.group_score(group, out),
            Ins::Override(excluded, x, out) => {
                let gone = self.at(excluded).n != 0;
                (out, if gone { Cell::missing(self.bit(Reason::NotApplicable)) } else { self.at(x) })
            }
            Ins::Recognise(parts, policy, out) => (out, self.recognise(parts, policy)),
            Ins::Criteria(from, to, count) => {
                let mut counted = Counted::default();
                for criterion in self.code.criteria.get(from as usize..to as usize)? {
                    self.criterion(criterion, &mut counted)?;
                }
                *self.counted.get_mut(count as usize)? = counted;
                return Some(());
            }
        };
        self.set(out, cell);
        Some(())
    }

    /// A measure against a number, and all or nothing for it.
    #[inline]
    fn criterion(&mut self, criterion: &Criterion, counted: &mut Counted) -> Option<()> {
        let measure = match criterion.quotient {
            None => self.at(criterion.measure),
            Some((a, b)) => {
                let (a, b) = (self.at(a), self.at(b));
                // Over one denominator, as columns of one scale are.
                let plain = a.tag == Cell::NUMBER && b.tag == Cell::NUMBER && a.d == b.d && b.n > 0;
                let quotient = if plain { Cell::number(a.n, b.n) } else { self.quotient(a, b)? };
                self.set(criterion.measure, quotient);
                quotient
            }
        };
        let (bound, max) = (criterion.bound, criterion.max);
        if measure.tag == criterion.like {
            // Without a branch on the outcome, which nobody can foresee.
            let order = order(measure, bound) as i8;
            let yes = (criterion.holds >> (order + 1)) & 1;
            let verdict = Cell::verdict(yes ^ 1, 0);
            counted.verdicts.add_plain(yes ^ 1);
            let score = Cell { n: max.n & -i64::from(yes), ..max };
            counted.scores.add_plain(score.n);
            return self.put(criterion, [verdict, score, Cell::bool(false)]);
        }
        let held = if bound.is_missing() {
            Cell::missing(measure.gone() | self.bit(Reason::NoTarget))
        } else {
            self.compared(criterion.cmp, measure, bound)?
        };
        let (verdict, score) = match held.truth() {
            Ok(true) => (Cell::verdict(MET, 0), max),
            Ok(false) => (Cell::verdict(NOT_MET, 0), Cell::ZERO),
            Err(why) => {
                let verdict = Cell::verdict(self.policy(criterion.policy, why), why);
                let score = match verdict.as_verdict() {
                    MET => max,
                    NOT_MET => Cell::ZERO,
                    _ => Cell::missing(why),
                };
                (verdict, score)
            }
        };
        let (score, gone) = self.settled(score, max, verdict.as_verdict(), criterion.policy);
        counted.verdicts.add(verdict.as_verdict(), verdict.why());
        counted.scores.add(score);
        counted.out |= gone;
        self.put(criterion, [verdict, score, Cell::bool(gone)])
    }

    /// Writes a criterion's verdict, score, and whether it does not count.
    #[inline]
    fn put(&mut self, criterion: &Criterion, [verdict, score, excluded]: [Cell; 3]) -> Option<()> {
        // Looked up once: what is below needs no look at the length.
        let results = self.regs.get_mut(criterion.results as usize..)?.first_chunk_mut::<RESULTS>()?;
        for (place, cell) in [(criterion.verdict, verdict), (criterion.score, score), (criterion.excluded, excluded)] {
            if let Some(slot) = results.get_mut(usize::from(place) % RESULTS) {
                *slot = cell;
            }
        }
        Some(())
    }

    #[inline(never)]
    fn quotient(&mut self, a: Cell, b: Cell) -> Option<Cell> {
        match arith(Arith::Div, a, b) {
            Some(quotient) => Some(quotient),
            None => self.exactly(&Op::Arith(Arith::Div), &[a, b]),
        }
    }

    /// An operation by its meaning on values. `None`: the result takes more than machine integers.
    #[cold]
    fn exactly(&mut self, op: &Op, args: &[Cell]) -> Option<Cell> {
        self.scratch.clear();
        self.scratch.extend(args.iter().map(|c| c.value(&self.code.codes)));
        let mut meter = Meter::new(self.code.bits);
        let value = op.value(self.scratch, &mut meter);
        if meter.exceeded { None } else { Cell::from_value(&value, &self.code.codes) }
    }

    /// The same for the registers of a list.
    #[inline(never)]
    fn listed(&mut self, op: &Op, args: List) -> Option<Cell> {
        let code = self.code;
        self.scratch.clear();
        for r in code.list(args) {
            let value = self.at(*r).value(&code.codes);
            self.scratch.push(value);
        }
        let mut meter = Meter::new(code.bits);
        let value = op.value(self.scratch, &mut meter);
        if meter.exceeded { None } else { Cell::from_value(&value, &code.codes) }
    }

    #[inline]
    fn compared(&mut self, cmp: Cmp, a: Cell, b: Cell) -> Option<Cell> {
        match compare(cmp, a, b) {
            Some(done) => Some(done),
            None => self.exactly(&Op::Compare(cmp), &[a, b]),
        }
    }

    fn join(&self, op: LogicOp, parts: List) -> Cell {
        let decisive = op == LogicOp::Or;
        let mut open = 0;
        for r in self.code.list(parts) {
            match self.at(*r).truth() {
                Ok(yes) if yes == decisive => return Cell::bool(decisive),
                Ok(_) => {}
                Err(why) => open |= why,
            }
        }
        if open == 0 { Cell::bool(!decisive) } else { Cell::missing(open) }
    }

    /// A table whose rows are decided one after the other; an undecided row is left to the values.
    #[inline(never)]
    fn table(&mut self, args: List, open: bool) -> Option<Cell> {
        let registers = self.code.list(args);
        let (rows, last) =
            if open { registers.split_at(registers.len().checked_sub(1)?) } else { (registers, [].as_slice()) };
        for row in rows.chunks_exact(2) {
            let [head, result] = row else { continue };
            match self.at(*head).truth() {
                Ok(true) => return Some(self.at(*result)),
                Ok(false) => {}
                Err(_) => return self.listed(&Op::Table(open), args),
            }
        }
        Some(last.first().map_or_else(|| Cell::missing(self.bit(Reason::OutOfDomain)), |r| self.at(*r)))
    }

    fn verdict(&self, judged: R, gates: R, applies: R, policy: u32) -> Cell {
        let mut truth = self.at(judged).truth();
        if gates != NONE {
            truth = match (truth, self.at(gates).truth()) {
                (Ok(false), _) | (_, Ok(false)) => Ok(false),
                (Ok(true), other) | (other, Ok(true)) => other,
                (Err(a), Err(b)) => Err(a | b),
            };
        }
        if applies != NONE {
            match self.at(applies).truth() {
                Ok(true) => {}
                Ok(false) => return Cell::verdict(NOT_APPLICABLE, self.bit(Reason::NotApplicable)),
                Err(why) => truth = Err(why),
            }
        }
        match truth {
            Ok(yes) => Cell::verdict(if yes { MET } else { NOT_MET }, 0),
            Err(why) => Cell::verdict(self.policy(policy, why), why),
        }
    }

    /// A score outside 0..max is a fault, which the exact evaluator tells.
    #[inline(never)]
    fn within(&mut self, score: R, max: R, verdict: R) -> Option<Cell> {
        let (score, max) = (self.at(score), self.at(max));
        let counts = verdict == NONE || self.at(verdict).as_verdict() != NOT_APPLICABLE;
        if counts && !score.is_missing() && !max.is_missing() {
            let above = self.compared(Cmp::Ge, score, Cell::ZERO)?;
            let below = self.compared(Cmp::Le, score, max)?;
            if above.truth() != Ok(true) || below.truth() != Ok(true) {
                return None;
            }
        }
        Some(score)
    }

    /// What a missing score becomes, and whether the item does not count.
    fn settle(&self, score: R, max: R, verdict: R, policy: u32) -> (Cell, bool) {
        let verdict = if verdict == NONE { MET } else { self.at(verdict).as_verdict() };
        self.settled(self.at(score), self.at(max), verdict, policy)
    }

    fn settled(&self, score: Cell, max: Cell, verdict: u8, policy: u32) -> (Cell, bool) {
        let verdict = if verdict == NOT_APPLICABLE {
            NOT_APPLICABLE
        } else if score.is_missing() {
            self.policy(policy, or_invalid(score.why()))
        } else {
            return (score, false);
        };
        match verdict {
            MET => (max, false),
            NOT_MET => (Cell::ZERO, false),
            NOT_APPLICABLE => (Cell::missing(self.bit(Reason::NotApplicable)), true),
            _ => (Cell::missing(or_invalid(score.why())), false),
        }
    }
}
