//! Verdicts and scores of groups, and recognition, from the registers of their members.

use super::cell::{Cell, arith, or_invalid};
use super::code::{GroupScore, List, Member, NONE};
use super::counted::{Scores, Verdicts};
use super::run::{MET, Machine, NOT_APPLICABLE, NOT_MET, OPEN};
use crate::columnar::op::{Arith, R};
use crate::columnar::score::{self, MemberValues, Method};
use crate::ops::Meter;
use crate::program::{AggregateKind, CategoryId, GroupVerdict, NotApplicable, Reason, Recognition, Verdict};
use crate::value::Value;

impl Machine<'_> {
    pub fn group_verdict(&self, members: List, counted: u32, rule: GroupVerdict, gates: R) -> Option<Cell> {
        let members = self.code.list(members);
        if members.len() > Verdicts::MOST {
            return None;
        }
        let all = match self.counted.get(counted as usize) {
            Some(counted) => counted.verdicts,
            None => {
                let mut all = Verdicts::default();
                for r in members {
                    let member = self.at(*r);
                    all.add(member.as_verdict(), member.why());
                }
                all
            }
        };
        let (why, skipped) = (all.reasons(OPEN), all.reasons(NOT_APPLICABLE));
        let (met, not_met, open) = (all.count(MET), all.count(NOT_MET), all.count(OPEN));
        let all = crate::group::Verdicts { met, not_met, open, ..Default::default() };
        let own = all.verdict(rule)?;
        let gates = if gates == NONE { Ok(true) } else { self.at(gates).truth() };
        let own = match own {
            Verdict::Met => Ok(true),
            Verdict::NotMet => Ok(false),
            Verdict::Undetermined => Err(or_invalid(why)),
            Verdict::NotApplicable if gates == Ok(true) => {
                let why = if skipped == 0 { self.bit(Reason::NotApplicable) } else { skipped };
                return Some(Cell::verdict(NOT_APPLICABLE, why));
            }
            Verdict::NotApplicable => Ok(true),
        };
        let joined = match (own, gates) {
            (Ok(false), _) | (_, Ok(false)) => Ok(false),
            (Ok(true), other) | (other, Ok(true)) => other,
            (Err(a), Err(b)) => Err(a | b),
        };
        Some(match joined {
            Ok(yes) => Cell::verdict(if yes { MET } else { NOT_MET }, 0),
            Err(why) => Cell::verdict(OPEN, why),
        })
    }

    pub fn group_score(&mut self, group: u32, out: R) -> Option<()> {
        let code = self.code;
        let group = code.groups.get(group as usize)?;
        let known = if group.sum { self.whole_score(group) } else { None };
        let (score, max, gone) = match known {
            Some((score, max)) => (score, max, false),
            None => {
                let score = if group.plain { self.plain_score(group) } else { self.any_score(group) }?;
                (score, self.at(group.max), self.at(group.excluded).n != 0)
            }
        };
        self.set(out, score);
        let nothing = Cell::missing(self.bit(Reason::NotApplicable));
        for (to, cell) in group.shown.iter().zip([score, max]) {
            self.set(*to, if gone { nothing } else { cell });
        }
        Some(())
    }

    fn is_out(&self, member: &Member) -> bool {
        member.excluded != NONE && self.at(member.excluded).n != 0
    }

    /// A maximum, if there is one here.
    fn some(&self, r: R) -> Option<Cell> {
        let cell = self.at(r);
        (!cell.is_missing() || cell.why() != 0).then_some(cell)
    }

    /// Sums and means of members that are all needed.
    #[inline(never)]
    fn plain_score(&mut self, group: &GroupScore) -> Option<Cell> {
        let kind = group.how.kind;
        let of_shares = group.how.of_shares && kind != AggregateKind::Sum;
        let (mut sum, mut weights, mut counted, mut any_out) = (Cell::ZERO, Cell::ZERO, 0_i64, false);
        let (mut max_sum, mut nominal_sum): (Option<Cell>, Option<Cell>) = (None, None);
        let add = |sum: Option<Cell>, more: Option<Cell>| -> Option<Option<Cell>> {
            Some(match (sum, more) {
                (Some(sum), Some(more)) => Some(arith(Arith::Add, sum, more)?),
                (sum, more) => more.or(sum),
            })
        };
        let full = group.full.filter(|_| !group.members.iter().fold(false, |any, m| any | self.is_out(m)));
        for member in &group.members {
            let mut score = self.at(member.score);
            if full.is_none() || of_shares {
                let out = self.is_out(member);
                let (mut max, nominal) = (self.some(member.max), self.some(member.nominal));
                nominal_sum = add(nominal_sum, nominal)?;
                match (out, member.rule) {
                    (false, _) => {}
                    (true, NotApplicable::Excluded) => {
                        any_out = true;
                        continue;
                    }
                    (true, NotApplicable::Zero) => (score, max) = (Cell::ZERO, nominal),
                    (true, NotApplicable::Full) => (score, max) = (nominal.unwrap_or(Cell::ZERO), nominal),
                }
                if of_shares && let Some(max) = max {
                    score = arith(Arith::Div, score, max)?;
                }
                max_sum = add(max_sum, max)?;
            }
            counted += 1;
            if score.is_missing() {
                score = Cell::missing(or_invalid(score.why()));
            }
            if group.weighted {
                let weight = if member.weight == NONE { Cell::ONE } else { self.at(member.weight) };
                weights = arith(Arith::Add, weights, weight)?;
                score = arith(Arith::Mul, score, weight)?;
            }
            sum = arith(Arith::Add, sum, score)?;
        }
        if let Some(full) = full {
            (max_sum, nominal_sum) = (Some(full), Some(full));
        }
        if kind != AggregateKind::Sum && !sum.is_missing() {
            let below = if group.weighted { weights } else { Cell::number(counted, 1) };
            // No member at all and weights that come to nothing have no base alike.
            sum = arith(Arith::Div, sum, below)?;
        }
        if group.max != NONE {
            let shown = |sum: Option<Cell>| match sum {
                Some(_) if of_shares => Cell::ONE,
                Some(sum) if kind == AggregateKind::Sum => sum,
                _ => Cell::missing(0),
            };
            self.set(group.max, shown(max_sum));
            self.set(group.nominal, shown(nominal_sum));
        }
        self.set(group.excluded, Cell::bool(counted == 0 && any_out));
        Some(sum)
    }

    /// A sum of members that all count, in whole numbers, and its maximum. `None`: it is not that easy.
    #[inline]
    fn whole_score(&mut self, group: &GroupScore) -> Option<(Cell, Cell)> {
        let counted = self.counted.get(group.counted as usize);
        let sum = match counted {
            Some(counted) => counted.scores.sum(group.members.len()),
            None => self.whole_sum(group, |m| m.score),
        }?;
        let out = || counted.map_or_else(|| group.members.iter().any(|m| self.is_out(m)), |counted| counted.out);
        if sum.is_missing() && out() {
            return None;
        }
        let (max, nominal) = match group.full {
            Some(full) => (full, full),
            None if group.max == NONE => (Cell::ZERO, Cell::ZERO),
            None => {
                let (max, nominal) = (self.whole_sum(group, |m| m.max)?, self.whole_sum(group, |m| m.nominal)?);
                if max.is_missing() || nominal.is_missing() {
                    return None;
                }
                (max, nominal)
            }
        };
        self.set(group.max, max);
        self.set(group.nominal, nominal);
        self.set(group.excluded, Cell::bool(false));
        Some((sum, max))
    }

    #[inline]
    fn whole_sum(&self, group: &GroupScore, of: impl Fn(&Member) -> R) -> Option<Cell> {
        let mut all = Scores::default();
        group.members.iter().for_each(|member| all.add(self.at(of(member))));
        all.sum(group.members.len())
    }

    #[inline(never)]
    fn any_score(&mut self, group: &GroupScore) -> Option<Cell> {
        let codes = &self.code.codes;
        let get = |r: R| (r != NONE).then(|| self.at(r).value(codes));
        let of = |m: &Member| MemberValues {
            score: self.at(m.score).value(codes),
            max: get(m.max),
            nominal: get(m.nominal),
            excluded: self.is_out(m),
            weight: get(m.weight),
            rule: m.rule,
        };
        let method = Method {
            how: &group.how,
            missing: &group.missing,
            weighted: group.weighted,
            needed: group.needed.clone(),
            argument: group.argument.clone(),
            step: group.step.clone(),
            shown: group.max != NONE,
        };
        let mut meter = Meter::new(self.code.bits);
        let scored = score::one_row(group.members.iter().map(of), &method, &mut meter);
        if meter.exceeded {
            return None;
        }
        let cell = |value: &Value| Cell::from_value(value, codes);
        let (score, max, nominal) = (cell(&scored.score)?, cell(&scored.max)?, cell(&scored.nominal)?);
        self.set(group.max, max);
        self.set(group.nominal, nominal);
        self.set(group.excluded, Cell::bool(scored.excluded));
        Some(score)
    }

    #[inline(never)]
    pub fn recognise(&self, parts: List, policy: u32) -> Cell {
        let verdict_of = |part: &[R]| {
            let (condition, verdict) = (part.first().copied().unwrap_or(NONE), part.get(1).copied().unwrap_or(NONE));
            match self.at(condition).truth() {
                Ok(true) => (MET, 0),
                Ok(false) => (NOT_MET, 0),
                Err(why) if verdict != NONE && self.at(verdict).as_verdict() == NOT_APPLICABLE => (NOT_APPLICABLE, why),
                Err(why) => (self.policy(policy, why), why),
            }
        };
        let (mut met, mut refused, mut open, mut why) = (false, false, false, 0);
        for part in self.code.list(parts).chunks_exact(2) {
            match verdict_of(part) {
                (MET, _) => met = true,
                (NOT_MET, _) => refused = true,
                (OPEN, reasons) => {
                    open = true;
                    why |= reasons;
                }
                _ => {}
            }
        }
        let class = |class: Recognition| Cell::category(CategoryId(1), class as u32);
        match (refused, open, met) {
            (true, ..) => class(Recognition::Refused),
            (_, true, _) => Cell::missing(or_invalid(why)),
            (_, _, true) => class(Recognition::Recognised),
            _ => Cell::missing(self.bit(Reason::NotApplicable)),
        }
    }
}
