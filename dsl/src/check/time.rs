//! Values over time: targets and parameters. Every year in which the rules apply must be decided.

use milepost_core::codes;
use milepost_core::diagnostic::{Diagnostic, Span};
use milepost_core::program::{Bound, Cmp, Gap, LevelId, Node, Timeline, TimelineEntry, TimelineId, YearRange};

use super::Checker;
use super::expr::category_of;
use super::types::{Ty, Typed, Val};
use crate::ast::{self, Meta, Name, Targets};

/// A lowered timeline.
pub(crate) struct OverTime {
    pub(crate) id: TimelineId,
    /// What its values are; None if all are ranges.
    pub(crate) val: Option<Val>,
    pub(crate) level: Option<LevelId>,
}

/// Who speaks: words differ between targets and parameters.
#[derive(Clone, Copy)]
enum Of {
    Target(Typed),
    Parameter,
}

impl<'a> Checker<'a> {
    /// The targets of a criterion, held against its measure.
    pub(crate) fn targets(&mut self, name: &Name, t: &'a Targets, measure: Typed) -> Option<OverTime> {
        self.over_time(name, t, Of::Target(measure))
    }

    /// A parameter that changes with the year.
    pub(crate) fn values_over_time(&mut self, name: &Name, t: &'a Targets) -> Typed {
        if let Some(when) = &t.when {
            self.error(&codes::E306_PARAMETER, when.span, ["when"]);
        }
        match self.over_time(name, t, Of::Parameter) {
            Some(OverTime { id, val: Some(val), level }) => self.make(Node::Timeline(id), level, val, t.span),
            _ => self.bad(t.span),
        }
    }

    fn over_time(&mut self, name: &Name, t: &'a Targets, of: Of) -> Option<OverTime> {
        let mut entries = Vec::with_capacity(t.entries.len());
        let mut val: Option<Val> = None;
        let mut level = None;
        let mut ok = true;
        for entry in &t.entries {
            let to = entry.to.unwrap_or(i32::MAX);
            if to < entry.from {
                self.error(&codes::E308_BACKWARDS, entry.span, [entry.from.to_string(), to.to_string()]);
            }
            let source = entry.source.as_ref().and_then(|s| match &s.node {
                Meta::Source { document, article } => self.citation(document, article.as_ref()),
                _ => None,
            });
            let lowered = match &entry.bound {
                ast::Bound::Cmp(cmp, e) => self.bound(*cmp, e, of, val),
                ast::Bound::In(range) => self.bound_range(range, of),
            };
            let Some((bound, bound_level, bound_val)) = lowered else {
                ok = false;
                continue;
            };
            level = self.join(level, bound_level);
            val = match (val, bound_val) {
                (Some(a), Some(b)) => Some(Val { real: a.real || b.real, whole: a.whole && b.whole, ..a }),
                (a, b) => a.or(b),
            };
            entries.push(TimelineEntry { from: entry.from, to, bound, source, span: entry.span });
        }
        entries.sort_by_key(|e| e.from);
        self.no_overlap(&entries);
        let gaps = if ok {
            self.gaps(name, t, &mut entries.iter().map(|e| YearRange { from: e.from, to: e.to }), of)
        } else {
            self.gaps(name, t, &mut written_years(t).into_iter(), of)
        };
        if !ok {
            return None;
        }
        if t.between == Some(ast::Gap::Linear) {
            if val.is_some_and(|v| !v.ty.is_numeric()) {
                self.constant_line(name, t.span);
            } else {
                self.linear(name, &entries);
            }
        }
        let carried = t.after.is_none() && gaps.2 == Gap::Hold;
        let (before, between, after) = gaps;
        let id = self.out.timeline(Timeline { entries, before, between, after, carried });
        Some(OverTime { id, val, level })
    }

    /// `>= 90%`, `yes`
    fn bound(
        &mut self,
        cmp: Option<Cmp>,
        e: &'a ast::Expr,
        of: Of,
        earlier: Option<Val>,
    ) -> Option<(Bound, Option<LevelId>, Option<Val>)> {
        match of {
            Of::Target(measure) => {
                let found = self.expr(e, category_of(measure.ty));
                if measure.is_error() || found.is_error() {
                    return None;
                }
                let cmp = match (cmp, measure.ty) {
                    (Some(cmp), _) => cmp,
                    (None, Ty::Bool | Ty::Category(_)) => Cmp::Eq,
                    (None, _) => {
                        self.error(&codes::E302_SIGN, e.span, std::iter::empty::<String>());
                        return None;
                    }
                };
                let test = self.compare(cmp, measure, found, e.span);
                (!test.is_error()).then_some((Bound::Cmp(cmp, found.node), found.level, Some(found.val())))
            }
            Of::Parameter => {
                if let Some(cmp) = cmp {
                    self.error(&codes::E306_PARAMETER, e.span, [cmp.word()]);
                }
                let found = self.expr(e, earlier.and_then(|v| category_of(v.ty)));
                let agrees = earlier.is_none_or(|v| self.agree("parameter", e.span, v.ty, found.ty));
                (agrees && !found.is_error()).then_some((
                    Bound::Cmp(Cmp::Eq, found.node),
                    found.level,
                    Some(found.val()),
                ))
            }
        }
    }

    /// `in 3..5`
    fn bound_range(&mut self, range: &'a ast::Range, of: Of) -> Option<(Bound, Option<LevelId>, Option<Val>)> {
        let Of::Target(measure) = of else {
            self.error(&codes::E306_PARAMETER, range.span, ["in"]);
            return None;
        };
        let test = self.in_range(measure, range, range.span);
        match self.out.get(test.node) {
            Some(Node::InRange { lo, hi, .. }) if !test.is_error() => Some((Bound::In(*lo, *hi), test.level, None)),
            _ => None,
        }
    }

    fn no_overlap(&mut self, entries: &[TimelineEntry]) {
        for pair in entries.windows(2) {
            let [a, b] = pair else { continue };
            if b.from <= a.to {
                let (first, second) = if a.span.start <= b.span.start { (a.span, b.span) } else { (b.span, a.span) };
                let args = [b.from.to_string(), self.line(first), self.line(second)];
                self.diagnostics.push(Diagnostic::new(&codes::E303_TWICE, second, args).also(first));
            }
        }
    }

    /// What holds outside the entries; years of the ruleset about which nothing is said are E301.
    fn gaps(
        &mut self,
        name: &Name,
        t: &Targets,
        entries: &mut dyn Iterator<Item = YearRange>,
        of: Of,
    ) -> (Gap, Gap, Gap) {
        let (applies, carry, file) = match self.here() {
            Some(e) => (e.applies, e.carry, e.source.file),
            None => return (Gap::None, Gap::None, Gap::None),
        };
        let first = entries.next();
        // In the base every year was decided: what its last entry left open was carried before.
        let begun = |year: i32| first.is_some_and(|e| e.from <= year);
        let carried = usize::from(t.span.file) != file && carry.is_some_and(begun);
        let after = t.after.or(carried.then_some(ast::Gap::Hold));
        let mut open: Vec<(YearRange, &str)> = Vec::new();
        let begin = first.map_or(i32::MAX, |e| e.from);
        if t.before.is_none() && begin > applies.from {
            open.push((YearRange { from: applies.from, to: begin.saturating_sub(1).min(applies.to) }, "before"));
        }
        let mut last = first.map(|e| e.to);
        for next in entries {
            let end = last.unwrap_or(i32::MAX);
            let (from, to) = (end.saturating_add(1).max(applies.from), next.from.saturating_sub(1).min(applies.to));
            if t.between.is_none() && from <= to {
                open.push((YearRange { from, to }, "between"));
            }
            last = Some(next.to);
        }
        if let Some(last) = last
            && after.is_none()
            && last < applies.to
        {
            open.push((YearRange { from: last.saturating_add(1).max(applies.from), to: applies.to }, "after"));
        }
        if let Some((_, word)) = open.last() {
            let years: Vec<String> = open.iter().map(|(years, _)| years_text(*years)).collect();
            let message = match of {
                Of::Target(_) => &codes::E301_TARGET,
                Of::Parameter => &codes::E301_VALUE,
            };
            let args = [name.text.to_string(), years.join(", "), (*word).to_owned()];
            self.error(message, t.span, args);
        }
        (gap(t.before), gap(t.between), gap(after))
    }

    /// A straight line needs numbers that are known, and one sign.
    fn linear(&mut self, name: &Name, entries: &[TimelineEntry]) {
        for pair in entries.windows(2) {
            let [a, b] = pair else { continue };
            if a.to.saturating_add(1) >= b.from {
                continue;
            }
            match (&a.bound, &b.bound) {
                (Bound::Cmp(x, low), Bound::Cmp(y, high)) => {
                    if x != y {
                        let args = [
                            name.text.to_string(),
                            x.word().to_owned(),
                            a.to.to_string(),
                            y.word().to_owned(),
                            b.from.to_string(),
                        ];
                        self.diagnostics.push(Diagnostic::new(&codes::E304_SIGNS, b.span, args).also(a.span));
                    }
                    for (node, entry) in [(low, a), (high, b)] {
                        if self.konst(*node, None).is_none() {
                            self.constant_line(name, entry.span);
                        }
                    }
                }
                (Bound::In(..), _) => self.constant_line(name, a.span),
                (_, Bound::In(..)) => self.constant_line(name, b.span),
            }
        }
    }

    fn constant_line(&mut self, name: &Name, span: Span) {
        self.error(&codes::E304_CONSTANT, span, [name.text.as_str()]);
    }
}

/// The years of all entries as written, in order.
fn written_years(t: &Targets) -> Vec<YearRange> {
    let mut years: Vec<YearRange> =
        t.entries.iter().map(|e| YearRange { from: e.from, to: e.to.unwrap_or(i32::MAX) }).collect();
    years.sort_by_key(|y| y.from);
    years
}

fn gap(gap: Option<ast::Gap>) -> Gap {
    match gap {
        None | Some(ast::Gap::None) => Gap::None,
        Some(ast::Gap::Hold) => Gap::Hold,
        Some(ast::Gap::Linear) => Gap::Linear,
    }
}

/// `2026..2027`, `2026`, `2026..`
pub(crate) fn years_text(years: YearRange) -> String {
    match (years.from, years.to) {
        (from, i32::MAX) => format!("{from}.."),
        (from, to) if from == to => from.to_string(),
        (from, to) => format!("{from}..{to}"),
    }
}
