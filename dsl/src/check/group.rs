//! Groups, and the items of an index.

use milepost_core::codes;
use milepost_core::diagnostic::{Diagnostic, Span};
use milepost_core::number::Number;
use milepost_core::program::{
    Aggregate, AggregateKind, Group, GroupMissing, GroupVerdict, IndexMember, ItemId, ItemKind, Node, NodeId,
    NotApplicable,
};

use super::Checker;
use super::items::{Body, Info};
use super::types::{SHOWN_PERCENT, SHOWN_PLAIN, Ty, Typed, Val};
use crate::ast::{self, Clause, Direction, Expect, Spanned};

impl<'a> Checker<'a> {
    pub(crate) fn check_group(&mut self, index: u32, g: &'a ast::Group) -> Info {
        self.only_once(&g.name, "group", &g.clauses, |clause| {
            !matches!(
                clause,
                Clause::AppliesWhen(_)
                    | Clause::Measure(_)
                    | Clause::Target(_)
                    | Clause::MetWhen(_)
                    | Clause::Due(_)
                    | Clause::Score(_)
                    | Clause::Direction(_)
                    | Clause::Goalposts(..)
                    | Clause::Goal(_)
            )
        });
        let shared = self.shared_clauses(g.label.as_ref(), &g.clauses);
        let members = self.sources.get(index as usize).map(|s| s.members.clone()).unwrap_or_default();
        let broken = members.iter().any(|m| self.info(*m).error);
        let verdict = self.group_verdict(g, &members);
        let (aggregate, score, max) = self.aggregate(index, g, &members, broken);
        let (changes, end) = self.changes(&g.name, &g.clauses, score, max);
        self.weight_types.extend(changes.weight_type.map(|ty| (index, ty)));
        let missing = self.group_missing(index);
        let not_applicable = changes.not_applicable.unwrap_or(NotApplicable::Excluded);
        let group = Group {
            members: members.iter().copied().map(ItemId).collect(),
            verdict,
            aggregate,
            not_applicable,
            missing,
            changes: changes.changes,
            adjust: changes.adjust,
            gates: changes.gates,
            weight: changes.weight,
            on: changes.on,
        };
        if !broken {
            self.expectations(g, &members, &group);
        }
        let shown = end.0.map_or(SHOWN_PLAIN, |v| v.shown);
        self.put(index, shared, shown, ItemKind::Group(group));
        let error = broken && (verdict == GroupVerdict::None || score.is_none());
        Info { error, value: None, verdict: verdict != GroupVerdict::None, score: end.0, max: end.1, ..Info::default() }
    }

    fn member_name(&self, member: u32) -> String {
        self.sources.get(member as usize).map(|s| s.name.text.to_string()).unwrap_or_default()
    }

    fn member_span(&self, member: u32) -> Span {
        self.sources.get(member as usize).map(|s| s.name.span).unwrap_or_default()
    }

    /// `verdict every`: each member must have one.
    fn group_verdict(&mut self, g: &ast::Group, members: &[u32]) -> GroupVerdict {
        let clause = g.clauses.iter().find_map(|c| match &c.node {
            Clause::Verdict(v) => Some((v, c.span)),
            _ => None,
        });
        let Some((verdict, span)) = clause else { return GroupVerdict::None };
        if *verdict == ast::GroupVerdict::None {
            return GroupVerdict::None;
        }
        for member in members {
            let info = self.info(*member);
            if !info.verdict && !info.error {
                let (name, place) = (self.member_name(*member), self.member_span(*member));
                let body = self.sources.get(*member as usize).map(|s| s.body);
                let message = match body {
                    Some(Body::Criterion(_)) => &codes::E402_CRITERION,
                    Some(Body::Group(_)) => &codes::E402_GROUP,
                    _ => &codes::E402_ITEM,
                };
                let diagnostic = Diagnostic::new(message, place, [g.name.text.to_string(), name]).also(span);
                self.diagnostics.push(diagnostic);
            }
        }
        match verdict {
            ast::GroupVerdict::AtLeast(n) => {
                let n = *n;
                let count = i64::try_from(members.len()).unwrap_or(i64::MAX);
                if n < 1 || n > count {
                    self.error(
                        &codes::E403_AT_LEAST,
                        span,
                        [g.name.text.to_string(), n.to_string(), count.to_string()],
                    );
                }
                GroupVerdict::AtLeast(u32::try_from(n).unwrap_or(0))
            }
            _ => GroupVerdict::Every,
        }
    }

    /// How the score is made, what it is, and what its maximum is.
    fn aggregate(
        &mut self,
        index: u32,
        g: &'a ast::Group,
        members: &[u32],
        broken: bool,
    ) -> (Option<Aggregate>, Option<Val>, Option<Val>) {
        let found = self.sources.get(index as usize).and_then(|s| s.aggregate.clone());
        let Some(Spanned { node: a, span }) = found else { return (None, None, None) };
        let mut vals = Vec::with_capacity(members.len());
        for member in members {
            let info = self.info(*member);
            if let Some(val) = info.score {
                vals.push((*member, val, info.max));
            }
        }
        // A member that has only a verdict is not counted.
        if vals.is_empty() && !broken {
            self.error(&codes::E409_NO_SCORE, span, [g.name.text.as_str()]);
        }
        let members: Vec<u32> = vals.iter().map(|(member, ..)| *member).collect();
        let with_max = vals.iter().filter(|(.., max)| max.is_some()).count();
        let means = !matches!(a.kind, AggregateKind::Sum | AggregateKind::Count);
        let all_max = !vals.is_empty() && with_max == vals.len();
        if means && with_max > 0 && !all_max && !broken {
            let odd = vals.iter().find(|(.., max)| max.is_none()).map_or(0, |(m, ..)| *m);
            let (name, place) = (self.member_name(odd), self.member_span(odd));
            self.diagnostics
                .push(Diagnostic::new(&codes::E411_MIXED, place, [g.name.text.to_string(), name]).also(span));
        }
        let of_shares = means && all_max;
        let common = if of_shares { Some(self.val(Ty::Ratio)) } else { self.common_score(&vals) };
        let argument = a.argument.as_ref().map(|e| {
            let found = self.expr(e, None);
            self.numeric(a.kind.word(), found, e.span);
            found
        });
        if argument.is_none() && matches!(a.kind, AggregateKind::PowerMean | AggregateKind::MeanMinPenalty) {
            self.error(&codes::E206_ARGUMENTS, span, [a.kind.word(), "1", "0"]);
        }
        let relative = self.weights(g, a.kind, &members, span);
        let score = match a.kind {
            AggregateKind::Count => Some(Val { whole: true, ..self.val(Ty::PLAIN) }),
            AggregateKind::GeometricMean | AggregateKind::PowerMean => {
                common.map(|v| Val { real: true, whole: false, ..v })
            }
            AggregateKind::Sum | AggregateKind::Min | AggregateKind::Max => common,
            _ => common.map(|v| Val { whole: false, ..v }),
        };
        let to = a.to.as_ref().and_then(|(step, mode)| {
            let found = self.expr(step, None);
            let same = score.is_none_or(|v| self.agree("to", step.span, found.ty, v.ty));
            same.then_some((found.node, mode.node))
        });
        let score = score.map(|v| Val { real: v.real && to.is_none(), ..v });
        let max = match a.kind {
            AggregateKind::Count => None,
            _ if all_max => score.map(|v| if of_shares { Val { real: false, ..v } } else { v }),
            _ => None,
        };
        let aggregate = Aggregate { kind: a.kind, argument: argument.map(|t| t.node), relative, of_shares, to };
        (Some(aggregate), if broken && score.is_none() { None } else { score }, max)
    }

    /// What scores that are put together are. Ratios and plain numbers are both without unit.
    fn common_score(&mut self, vals: &[(u32, Val, Option<Val>)]) -> Option<Val> {
        let mut vals_iter = vals.iter();
        let (_, first, _) = vals_iter.next()?;
        let mut common = *first;
        for (member, val, _) in vals_iter {
            let pure = common.ty.is_pure() && val.ty.is_pure();
            if common.ty != val.ty && pure && common.ty != Ty::Error && val.ty != Ty::Error {
                common = Val { ty: Ty::PLAIN, shown: SHOWN_PLAIN, ..common };
            } else {
                let span = self.member_span(*member);
                self.agree("score", span, common.ty, val.ty);
            }
            common.real |= val.real;
            common.whole &= val.whole;
        }
        Some(common)
    }

    // ---- weights ------------------------------------------------------------------------------------------------------

    /// Whether weights are relative. Ratios must be constant and add up to 100 % in every year.
    fn weights(&mut self, g: &ast::Group, kind: AggregateKind, members: &[u32], span: Span) -> bool {
        let weights: Vec<(u32, Option<NodeId>)> = members.iter().map(|m| (*m, self.weight_of(*m))).collect();
        let given: Vec<NodeId> = weights.iter().filter_map(|(_, w)| *w).collect();
        if given.is_empty() && kind != AggregateKind::WeightedMean {
            return true;
        }
        let weighted = matches!(
            kind,
            AggregateKind::WeightedMean
                | AggregateKind::GeometricMean
                | AggregateKind::HarmonicMean
                | AggregateKind::PowerMean
                | AggregateKind::MeanMinPenalty
        );
        if !weighted {
            return true;
        }
        for (member, weight) in &weights {
            if weight.is_some() || self.info(*member).error {
                continue;
            }
            let (name, place) = (self.member_name(*member), self.member_span(*member));
            self.diagnostics
                .push(Diagnostic::new(&codes::E410_WEIGHT, place, [g.name.text.to_string(), name]).also(span));
        }
        if given.len() < members.len() {
            return true;
        }
        let all_ratios = members.iter().all(|m| self.weight_is_ratio(*m));
        if !all_ratios {
            return true;
        }
        let expected = self.expected_weights(g).unwrap_or(Number::ONE);
        let Some(sums) = self.weight_sums(&given) else { return true };
        let wrong = sums.iter().find(|(_, sum)| *sum != expected);
        if let Some((year, sum)) = wrong {
            let percent = |n: &Number| self.number_text(n, SHOWN_PERCENT);
            let args = [g.name.text.to_string(), percent(sum), percent(&expected)];
            match year {
                Some(year) => {
                    let [group, sum, expected] = args;
                    self.error(&codes::E404_YEAR, span, [group, sum, expected, year.to_string()]);
                }
                None => self.error(&codes::E404_SUM, span, args),
            }
        }
        expected != Number::ONE
    }

    fn weight_of(&self, member: u32) -> Option<NodeId> {
        match &self.items.get(member as usize)?.as_ref()?.kind {
            ItemKind::Criterion(c) => c.weight,
            ItemKind::Group(g) => g.weight,
            ItemKind::Member(m) => m.weight,
            _ => None,
        }
    }

    /// Whether a weight was written as a ratio: `20%`, not `2`.
    fn weight_is_ratio(&self, member: u32) -> bool {
        self.weight_types.get(&member) == Some(&Ty::Ratio)
    }

    /// The sum of weights, by year where they change; None where they depend on data.
    fn weight_sums(&self, weights: &[NodeId]) -> Option<Vec<(Option<i32>, Number)>> {
        let sum = |year: Option<i32>| {
            weights.iter().try_fold(Number::ZERO, |sum, w| self.konst(*w, year).map(|n| sum.add(&n)))
        };
        if let Some(sum) = sum(None) {
            return Some(vec![(None, sum)]);
        }
        let years = self.years_to_check();
        years.map(|year| sum(Some(year)).map(|s| (Some(year), s))).collect()
    }

    /// The years in which something may change: those in which the rules apply, an open end cut off where nothing can
    /// change any more.
    pub(crate) fn years_to_check(&self) -> std::ops::RangeInclusive<i32> {
        let applies = self.here().map(|e| e.applies);
        let (from, to) = applies.map_or((0, 0), |a| (a.from, a.to));
        let last =
            self.out.timelines.iter().flat_map(|t| &t.entries).map(|e| if e.to == i32::MAX { e.from } else { e.to });
        let last = last.max().unwrap_or(from).saturating_add(1).max(from);
        from..=to.min(last)
    }

    fn expected_weights(&mut self, g: &ast::Group) -> Option<Number> {
        let e = g.clauses.iter().find_map(|c| match &c.node {
            Clause::Expect(Expect::Weights(e)) => Some(e),
            _ => None,
        })?;
        match &e.kind {
            ast::ExprKind::Percent(n) => Some(n.clone()),
            ast::ExprKind::Number { value, unit: None } => Some(value.clone()),
            _ => {
                self.error(&codes::E209_LITERAL, e.span, std::iter::empty::<String>());
                None
            }
        }
    }

    // ---- missing ------------------------------------------------------------------------------------------------------

    fn group_missing(&mut self, index: u32) -> GroupMissing {
        match self.sources.get(index as usize).and_then(|s| s.missing) {
            None | Some(ast::GroupMissing::Strict) => GroupMissing::Strict,
            Some(ast::GroupMissing::Zero) => GroupMissing::Zero,
            Some(ast::GroupMissing::Skip { needing }) => {
                let needing = needing.as_deref().map(|(e, of)| {
                    let found = self.share_needed(e);
                    (found.node, *of == ast::Needing::Weight)
                });
                GroupMissing::Skip { needing }
            }
        }
    }

    // ---- expectations ---------------------------------------------------------------------------------------------------

    fn expectations(&mut self, g: &'a ast::Group, members: &[u32], group: &Group) {
        for clause in &g.clauses {
            match &clause.node {
                Clause::Expect(Expect::Criteria(wanted)) => {
                    let found = self.count_criteria(members);
                    if *wanted != found {
                        let args = [g.name.text.to_string(), found.to_string(), wanted.to_string()];
                        self.error(&codes::E407_COUNT, clause.span, args);
                    }
                }
                Clause::Expect(Expect::Max(e)) => {
                    let wanted = self.expr(e, None);
                    let own = self.max_of_group(group, None);
                    match (self.konst(wanted.node, None), own) {
                        (Some(wanted_n), Some(found)) if wanted_n != found => {
                            let shown = wanted.shown;
                            let args = [
                                g.name.text.to_string(),
                                self.number_text(&found, shown),
                                self.number_text(&wanted_n, shown),
                            ];
                            self.error(&codes::E408_MAX, clause.span, args);
                        }
                        (Some(_), Some(_)) => {}
                        _ if wanted.is_error() => {}
                        _ => self.error(&codes::E408_UNKNOWN, clause.span, [g.name.text.as_str()]),
                    }
                }
                _ => {}
            }
        }
    }

    /// How many criteria there are below.
    pub(crate) fn count_criteria(&self, members: &[u32]) -> i64 {
        let mut count = 0;
        let mut open: Vec<u32> = members.to_vec();
        while let Some(member) = open.pop() {
            match self.sources.get(member as usize) {
                Some(s) if matches!(s.body, Body::Criterion(_)) => count += 1,
                Some(s) => open.extend(&s.members),
                None => {}
            }
        }
        count
    }

    /// A group's maximum, where it is known without data.
    pub(crate) fn max_of_group(&self, group: &Group, year: Option<i32>) -> Option<Number> {
        let aggregate = group.aggregate.as_ref()?;
        let maxes = group.members.iter().map(|m| self.max_of(m.0, year));
        let mut max = match aggregate.kind {
            AggregateKind::Sum => maxes.collect::<Option<Vec<_>>>()?.iter().fold(Number::ZERO, |a, b| a.add(b)),
            _ if aggregate.of_shares => Number::ONE,
            _ => return None,
        };
        for adjust in &group.adjust {
            if let Some(new) = adjust.max {
                max = match self.out.get(new) {
                    Some(Node::MaxSoFar) => max,
                    _ => self.konst(new, year)?,
                };
            }
        }
        Some(max)
    }

    fn max_of(&self, item: u32, year: Option<i32>) -> Option<Number> {
        match &self.items.get(item as usize)?.as_ref()?.kind {
            ItemKind::Criterion(c) => {
                let adjusted = c.adjust.iter().rev().find_map(|a| a.max);
                self.konst(adjusted.or(c.score.as_ref().map(|s| s.max))?, year)
            }
            ItemKind::Group(g) => self.max_of_group(g, year),
            _ => None,
        }
    }

    // ---- items of an index ------------------------------------------------------------------------------------------------

    pub(crate) fn check_member(&mut self, index: u32, item: &'a ast::Item) -> Info {
        let Some(name) = item.of.last() else { return Info { error: true, ..Info::default() } };
        self.only_once(name, "item", &item.clauses, |clause| {
            matches!(
                clause,
                Clause::Meta(_)
                    | Clause::Weight(_)
                    | Clause::Direction(_)
                    | Clause::Goalposts(..)
                    | Clause::Goal(_)
                    | Clause::Normalise(_)
            )
        });
        let shared = self.shared_clauses(item.label.as_ref(), &item.clauses);
        let span = item.of.first().map_or(item.span, |first| first.span.to(name.span));
        let raw = self.path(&item.of, span, None);
        if !self.numeric("item", raw, span) {
            return Info { error: true, ..Info::default() };
        }
        let clause = |pick: fn(&'a Clause) -> bool| item.clauses.iter().find(move |c| pick(&c.node));
        let lower = clause(|c| matches!(c, Clause::Direction(Direction::Lower))).is_some();
        let turned = |checker: &mut Self, e: &'a ast::Expr| {
            let found = checker.expr(e, None);
            if !checker.agree("item", e.span, raw.ty, found.ty) {
                return checker.bad(e.span);
            }
            checker.turn(found, lower, e.span)
        };
        let (low, high) = match clause(|c| matches!(c, Clause::Goalposts(..))).map(|c| &c.node) {
            Some(Clause::Goalposts(ends)) => {
                let (lo, hi) = (turned(self, &ends.0), turned(self, &ends.1));
                if lower { (Some(hi), Some(lo)) } else { (Some(lo), Some(hi)) }
            }
            _ => (None, None),
        };
        let goal = match clause(|c| matches!(c, Clause::Goal(_))).map(|c| &c.node) {
            Some(Clause::Goal(e)) => Some(turned(self, e)),
            _ => None,
        };
        let weight = self.clause_expr(&item.clauses, |c| match c {
            Clause::Weight(e) => Some(e),
            _ => None,
        });
        if let Some(weight) = weight {
            self.numeric("weight", weight, span);
            self.weight_types.insert(index, weight.ty);
        }
        let value = self.turn(raw, lower, span);
        let own = item.clauses.iter().find_map(|c| match &c.node {
            Clause::Normalise(e) => Some(e),
            _ => None,
        });
        let group = self.sources.get(index as usize).and_then(|s| s.group).and_then(|g| self.sources.get(g as usize));
        let normalise = own.or(group.and_then(|g| g.normalise));
        self.words.value = Some(value);
        self.words.low = low;
        self.words.high = high;
        self.words.goal = goal;
        let score = match normalise {
            Some(e) => self.normalised(e, name),
            None => value,
        };
        let kind = ItemKind::Member(IndexMember {
            value: value.node,
            raw: raw.node,
            lower,
            score: score.node,
            weight: weight.map(|w| w.node),
        });
        self.put(index, shared, raw.shown, kind);
        let error = score.is_error() || weight.is_some_and(|w| w.is_error());
        Info { error, value: Some(score.val()), score: Some(score.val()), ..Info::default() }
    }

    /// `normalise E` for one item. A word that this item does not give meaning to is told with the item's name.
    fn normalised(&mut self, e: &'a ast::Expr, name: &ast::Name) -> Typed {
        let mut missing = None;
        crate::resolve::depend::expr(e, &mut |path| {
            if let [word] = path.as_slice() {
                let given = match word.text.as_str() {
                    "low" | "high" => self.words.low.is_some(),
                    "goal" => self.words.goal.is_some(),
                    _ => true,
                };
                if !given && missing.is_none() {
                    missing = Some(word.text.to_string());
                }
            }
        });
        if let Some(word) = missing {
            let clause = if word == "goal" { "target" } else { "goalposts" };
            self.error(&codes::E106_ITEM, name.span, [word, name.text.to_string(), clause.to_owned()]);
            return self.bad(e.span);
        }
        let found = self.expr(e, None);
        if self.numeric("normalise", found, e.span) { found } else { self.bad(e.span) }
    }

    /// The value in the direction in which more is better.
    fn turn(&mut self, x: Typed, lower: bool, span: Span) -> Typed {
        if !lower || x.is_error() {
            return x;
        }
        let node = match self.out.get(x.node) {
            Some(Node::Number(n)) => Node::Number(n.neg()),
            _ => Node::Neg(x.node),
        };
        self.make(node, x.level, x.val(), span)
    }
}
