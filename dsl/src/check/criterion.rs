//! Criteria, and the clauses that criteria and groups share.

use milepost_core::codes;
use milepost_core::diagnostic::{Diagnostic, Span};
use milepost_core::number::Mode;
use milepost_core::program::{
    self, Adjust, Change, Criterion, Gate, ItemId, ItemKind, NodeId, NotApplicable, OnLine, Reason, Score, ScoreHow,
};

use super::Checker;
use super::items::{Info, lower_on};
use super::types::{Ty, Typed, Val};
use crate::ast::{self, Clause, Expr, Name, Spanned};
use crate::resolve::word;

/// Bonuses, deductions, adjustments and gates, lowered.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    pub(crate) changes: Vec<Change>,
    pub(crate) adjust: Vec<Adjust>,
    pub(crate) gates: Vec<Gate>,
    pub(crate) on: Vec<OnLine>,
    pub(crate) weight: Option<NodeId>,
    pub(crate) weight_type: Option<Ty>,
    pub(crate) not_applicable: Option<NotApplicable>,
}

impl<'a> Checker<'a> {
    pub(crate) fn check_criterion(&mut self, index: u32, c: &'a ast::Criterion) -> Info {
        self.only_once(&c.name, "criterion", &c.clauses, |clause| {
            !matches!(
                clause,
                Clause::Verdict(_)
                    | Clause::Aggregate(_)
                    | Clause::Normalise(_)
                    | Clause::Missing(_)
                    | Clause::Expect(_)
                    | Clause::Member(_)
                    | Clause::Direction(_)
                    | Clause::Goalposts(..)
                    | Clause::Goal(_)
            )
        });
        let shared = self.shared_clauses(c.label.as_ref(), &c.clauses);
        let measure = self.clause_expr(&c.clauses, |c| match c {
            Clause::Measure(e) => Some(e),
            _ => None,
        });
        self.words.measure = measure;
        let applies = self.clause_condition(&c.clauses, "applies when", |c| match c {
            Clause::AppliesWhen(e) => Some(e),
            _ => None,
        });
        let met = self.clause_condition(&c.clauses, "met when", |c| match c {
            Clause::MetWhen(e) => Some(e),
            _ => None,
        });
        let (targets, mut ok) = self.criterion_targets(index, c, measure);
        if let (Some(_), Some(target)) = (met, c.clauses.iter().find(|c| matches!(c.node, Clause::Target(_)))) {
            self.error(&codes::E401_EXCLUDE, target.span, ["target", "met when", &c.name.text]);
        }
        let due = self.clause_expr(&c.clauses, |c| match c {
            Clause::Due(e) => Some(e),
            _ => None,
        });
        if let Some(due) = due
            && !matches!(due.ty, Ty::Date | Ty::Error)
        {
            let place = c.clauses.iter().find(|c| matches!(c.node, Clause::Due(_))).map_or(c.span, |c| c.span);
            let ty = self.ty_text(due.ty);
            self.error(&codes::E213_DATE, place, ["due".to_owned(), ty]);
        }
        let verdict =
            met.is_some() || c.clauses.iter().any(|c| matches!(c.node, Clause::Target(_) | Clause::MetWhen(_)));
        let (score, max) = self.criterion_score(c, verdict);
        let score_val = max.map(|m| Val { real: score.as_ref().is_some_and(|(_, v)| v.real), ..m.val() });
        let (changes, end) = self.changes(&c.name, &c.clauses, score_val, max.map(|m| m.val()));
        ok &= [measure, applies, met, due, max].iter().flatten().all(|t| !t.is_error());
        let score_shown = end.0.map(|v| v.shown);
        let shown = measure.map(|m| m.shown).or(score_shown).unwrap_or(super::types::SHOWN_PLAIN);
        self.weight_types.extend(changes.weight_type.map(|ty| (index, ty)));
        self.missing_source(&c.name, index, shared.sources.is_empty());
        self.zero_policy(&c.name, index, &changes.on);
        let kind = ItemKind::Criterion(Criterion {
            applies: applies.map(|t| t.node),
            measure: measure.map(|t| t.node),
            targets,
            met: met.map(|t| t.node),
            due: due.map(|t| t.node),
            score: score.map(|(score, _)| score),
            changes: changes.changes,
            adjust: changes.adjust,
            gates: changes.gates,
            weight: changes.weight,
            on: changes.on,
            not_applicable: changes.not_applicable,
        });
        self.put(index, shared, shown, kind);
        Info { error: !ok, value: measure.map(|m| m.val()), verdict, score: end.0, max: end.1, ..Info::default() }
    }

    fn criterion_targets(
        &mut self,
        index: u32,
        c: &'a ast::Criterion,
        measure: Option<Typed>,
    ) -> (Vec<(Option<NodeId>, program::TimelineId)>, bool) {
        let mut out = Vec::new();
        let mut ok = true;
        let count = c.clauses.iter().filter(|c| matches!(c.node, Clause::Target(_))).count();
        let mut at = 0;
        let mut value: Option<Val> = None;
        for clause in &c.clauses {
            let Clause::Target(t) = &clause.node else { continue };
            at += 1;
            let Some(measure) = measure else {
                self.error(&codes::E106_MEASURE, clause.span, ["target"]);
                return (out, false);
            };
            let when = t.when.as_ref().map(|e| self.condition(e, "when"));
            if t.when.is_none() && at < count {
                self.error(&codes::E405_TARGET, clause.span, [c.name.text.as_str()]);
            }
            match self.targets(&c.name, t, measure) {
                Some(lowered) if when.is_none_or(|w| !w.is_error()) => {
                    value = value.or(lowered.val);
                    out.push((when.map(|w| w.node), lowered.id));
                }
                _ => ok = false,
            }
        }
        if let (Some(measure), Some(value)) = (measure, value) {
            let level = self.sources.get(index as usize).map(|s| s.level);
            let span = c.name.span;
            let val = Val { shown: measure.shown, ..value };
            self.words.target = Some(self.make(program::Node::Target(ItemId(index)), level, val, span));
        } else if !ok {
            self.words.target = Some(self.bad(c.name.span));
        }
        (out, ok)
    }

    /// The score with its value's type, and its maximum.
    fn criterion_score(&mut self, c: &'a ast::Criterion, verdict: bool) -> (Option<(Score, Val)>, Option<Typed>) {
        let Some(clause) = c.clauses.iter().find(|c| matches!(c.node, Clause::Score(_))) else { return (None, None) };
        let Clause::Score(score) = &clause.node else { return (None, None) };
        let max = self.expr(&score.max, None);
        if !self.numeric("score max", max, score.max.span) {
            return (None, Some(self.bad(score.max.span)));
        }
        let (how, val) = match &score.how {
            ast::ScoreHow::WhenMet => {
                if !verdict {
                    self.error(&codes::E415_WHEN_MET, clause.span, [c.name.text.as_str()]);
                }
                (ScoreHow::WhenMet, max.val())
            }
            ast::ScoreHow::Formula(e) => {
                let found = self.expr(e, None);
                if !self.agree("score", e.span, found.ty, max.ty) {
                    return (None, Some(self.bad(e.span)));
                }
                (ScoreHow::Value(found.node), found.val())
            }
            ast::ScoreHow::Table(t) => {
                let found = self.table(t, None);
                if !self.agree("score", t.span, found.ty, max.ty) {
                    return (None, Some(self.bad(t.span)));
                }
                (ScoreHow::Value(found.node), found.val())
            }
        };
        (Some((Score { max: max.node, capped: score.capped, how }, val)), Some(max))
    }

    // ---- shared with groups ---------------------------------------------------------------------------------------

    /// Bonuses, deductions, adjustments, gates, policy and weight. `score`, `max`: what they start from. Gives back what
    /// score and maximum are in the end.
    pub(crate) fn changes(
        &mut self,
        name: &Name,
        clauses: &'a [Spanned<Clause>],
        score: Option<Val>,
        max: Option<Val>,
    ) -> (Changes, (Option<Val>, Option<Val>)) {
        let mut out = Changes::default();
        let mut now = (score, max);
        for clause in clauses {
            match &clause.node {
                Clause::Bonus { value, when } | Clause::Deduct { value, when } => {
                    let deduct = matches!(clause.node, Clause::Deduct { .. });
                    let word = if deduct { "deduct" } else { "bonus" };
                    let found = self.expr(value, None);
                    let when = when.as_ref().map(|w| self.condition(w, "when"));
                    match now.0 {
                        None => self.error(&codes::E416_NO_SCORE, clause.span, [word, &name.text]),
                        Some(score) => {
                            self.agree(word, value.span, found.ty, score.ty);
                            now.0 = Some(Val { real: score.real || found.real, ..score });
                        }
                    }
                    out.changes.push(Change { deduct, value: found.node, when: when.map(|w| w.node) });
                }
                Clause::Gate { label, condition } => {
                    let found = self.condition(condition, "gate");
                    let label = label.as_ref().map(|l| l.text.clone()).unwrap_or_default();
                    out.gates.push(Gate { label, condition: found.node, span: clause.span });
                }
                Clause::On(on) => out.on.push(lower_on(on, clause.span)),
                Clause::Weight(e) => {
                    let found = self.expr(e, None);
                    self.numeric("weight", found, e.span);
                    out.weight = Some(found.node);
                    out.weight_type = Some(found.ty);
                }
                Clause::NotApplicable(n) => {
                    out.not_applicable = Some(match n {
                        ast::NotApplicable::Excluded => NotApplicable::Excluded,
                        ast::NotApplicable::Zero => NotApplicable::Zero,
                        ast::NotApplicable::Full => NotApplicable::Full,
                    });
                }
                _ => {}
            }
        }
        // Adjustments come after all bonuses and deductions.
        for clause in clauses {
            match &clause.node {
                Clause::Adjust { score, max } => {
                    self.adjust(name, clause.span, (score, max.as_deref()), &mut now, &mut out)
                }
                Clause::Round { step, mode } => {
                    self.round_score(name, clause.span, (step, mode.node), &mut now, &mut out)
                }
                _ => {}
            }
        }
        self.words.score = None;
        self.words.max = None;
        (out, now)
    }

    /// `score` and `max` inside `adjust`.
    fn words_so_far(&mut self, now: (Option<Val>, Option<Val>), span: Span) {
        let level = self.frames.last().and_then(|f| f.level);
        self.words.score = now.0.map(|v| self.make(program::Node::ScoreSoFar, level, v, span));
        self.words.max = now.1.map(|v| self.make(program::Node::MaxSoFar, level, v, span));
    }

    fn adjust(
        &mut self,
        name: &Name,
        span: Span,
        (score, max): (&'a Expr, Option<&'a Expr>),
        now: &mut (Option<Val>, Option<Val>),
        out: &mut Changes,
    ) {
        let Some(before) = now.0 else {
            self.error(&codes::E416_NO_SCORE, span, ["adjust", &name.text]);
            return;
        };
        self.words_so_far(*now, span);
        let found = self.expr(score, None);
        let new_max = max.map(|e| (self.expr(e, None), e.span));
        // The unit may change where the maximum changes with it.
        match (new_max, now.1) {
            (Some((new_max, place)), _) => {
                self.agree("adjust", place, new_max.ty, found.ty);
                now.1 = Some(new_max.val());
            }
            (None, Some(_)) => {
                self.agree("adjust", score.span, found.ty, before.ty);
            }
            (None, None) => {
                self.numeric("adjust", found, score.span);
            }
        }
        now.0 = Some(found.val());
        out.adjust.push(Adjust { score: found.node, max: new_max.map(|(m, _)| m.node) });
    }

    fn round_score(
        &mut self,
        name: &Name,
        span: Span,
        (step, mode): (&'a Expr, Mode),
        now: &mut (Option<Val>, Option<Val>),
        out: &mut Changes,
    ) {
        if now.0.is_none() {
            self.error(&codes::E416_NO_SCORE, span, ["round", &name.text]);
            return;
        }
        self.words_so_far(*now, span);
        let Some(score) = self.words.score else { return };
        let rounded = self.rounded(score, span, step, Some(mode), span);
        now.0 = Some(rounded.val());
        out.adjust.push(Adjust { score: rounded.node, max: None });
    }

    pub(crate) fn clause_expr(
        &mut self,
        clauses: &'a [Spanned<Clause>],
        pick: impl Fn(&'a Clause) -> Option<&'a Expr>,
    ) -> Option<Typed> {
        clauses.iter().find_map(|c| pick(&c.node)).map(|e| self.expr(e, None))
    }

    fn clause_condition(
        &mut self,
        clauses: &'a [Spanned<Clause>],
        word: &str,
        pick: impl Fn(&'a Clause) -> Option<&'a Expr>,
    ) -> Option<Typed> {
        clauses.iter().find_map(|c| pick(&c.node)).map(|e| self.condition(e, word))
    }

    /// Clauses that cannot stand here, and clauses written twice where one is meant.
    pub(crate) fn only_once(
        &mut self,
        name: &Name,
        kind: &str,
        clauses: &[Spanned<Clause>],
        allowed: impl Fn(&Clause) -> bool,
    ) {
        let mut seen: Vec<(&'static str, Span)> = Vec::new();
        for clause in clauses {
            let word = word(&clause.node);
            if !allowed(&clause.node) {
                self.error(&codes::E401_CLAUSE, clause.span, [word, kind]);
                continue;
            }
            let repeatable = matches!(
                clause.node,
                Clause::Meta(ast::Meta::Source { .. } | ast::Meta::Note(_) | ast::Meta::Label { .. })
                    | Clause::Target(_)
                    | Clause::Bonus { .. }
                    | Clause::Deduct { .. }
                    | Clause::Gate { .. }
                    | Clause::Adjust { .. }
                    | Clause::Round { .. }
                    | Clause::On(_)
                    | Clause::Expect(_)
                    | Clause::Member(_)
            );
            if repeatable {
                continue;
            }
            match seen.iter().find(|(w, _)| *w == word) {
                Some((_, first)) => {
                    let first = *first;
                    let line = self.line(first);
                    self.diagnostics
                        .push(Diagnostic::new(&codes::E401_TWICE, clause.span, [word, &name.text, &line]).also(first));
                }
                None => seen.push((word, clause.span)),
            }
        }
    }

    // ---- advice -------------------------------------------------------------------------------------------------------

    /// W601: a criterion without a source; its group may cite for it.
    fn missing_source(&mut self, name: &'a Name, index: u32, none: bool) {
        if none && !self.group_of(index).is_some_and(|g| g.cites) {
            self.advice.give(&codes::W601_SOURCE, name, &[]);
        }
    }

    /// W501: a divisor that may be 0, and no line that says what then.
    fn zero_policy(&mut self, name: &'a Name, index: u32, own: &[OnLine]) {
        let says = |on: &OnLine| on.reasons.contains(&Reason::ZeroBase);
        if self.divisors.is_empty()
            || own.iter().any(says)
            || self.group_of(index).is_some_and(|g| g.says_zero)
            || self.default_policy(self.edition).iter().any(says)
        {
            return;
        }
        self.advice.give(&codes::W501_ZERO_BASE, name, &self.divisors);
    }

    fn group_of(&self, index: u32) -> Option<&super::items::Source<'a>> {
        let group = self.sources.get(index as usize)?.group?;
        self.sources.get(group as usize)
    }
}
