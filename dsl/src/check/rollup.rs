//! Roll-ups: one value of many units.

use milepost_core::codes;
use milepost_core::diagnostic::{Diagnostic, Span};
use milepost_core::program::{LevelId, MissingRule, Node, Rollup, RollupKind, Scope, Ties, YearSet};

use super::types::{SHOWN_PERCENT, Ty, Typed, Val};
use super::{Checker, Frame};
use crate::ast::{self, RollupExpr};

impl<'a> Checker<'a> {
    pub(crate) fn rollup(&mut self, r: &'a RollupExpr, span: Span) -> Typed {
        let Some((scope, level)) = self.rollup_units(r, span) else { return self.bad(span) };
        self.frames.push(Frame { level: Some(level), own: None });
        let of = r.of.as_ref().map(|e| (self.rollup_member(r, e), e.span));
        let weight = r.weighted.as_ref().map(|e| {
            let weight = self.expr(e, None);
            if self.numeric("weighted by", weight, e.span) { weight } else { self.bad(e.span) }
        });
        let filter = r.filter.as_ref().map(|e| self.counted(e, "where"));
        let instead = match &r.missing {
            Some(ast::MissingRule::As(e)) => {
                let instead = self.expr(e, of.and_then(|(t, _)| super::expr::category_of(t.ty)));
                let wanted = of.map_or(Ty::Bool, |(t, _)| t.ty);
                (self.agree("missing as", e.span, wanted, instead.ty))
                    .then_some(instead)
                    .or_else(|| Some(self.bad(e.span)))
            }
            _ => None,
        };
        let inner = self.frames.pop().unwrap_or(Frame { level: None, own: None });
        let needing = match &r.missing {
            Some(ast::MissingRule::Ignoring { needing: Some(e) }) => Some(self.share_needed(e)),
            _ => None,
        };
        let parts = [of.map(|(t, _)| t), weight, filter, instead, needing];
        if parts.iter().flatten().any(|t| t.is_error()) {
            return self.bad(span);
        }
        let here = self.frames.last().and_then(|f| f.level);
        let at = match (r.kind, scope) {
            (RollupKind::Rank, _) => Some(level),
            (_, Scope::Over | Scope::Predecessors) => here,
            (_, Scope::Across) => inner.own,
        };
        let at = self.join(at, needing.and_then(|n| n.level));
        let Some(val) = self.rollup_val(r, of, span) else { return self.bad(span) };
        let rollup = Rollup {
            kind: r.kind,
            scope,
            level,
            years: r.years.map(|y| match y {
                ast::YearSet::All => YearSet::All,
                ast::YearSet::Range(from, to) => YearSet::Range(from, to),
            }),
            of: of.map(|(t, _)| t.node),
            weight: weight.map(|t| t.node),
            filter: filter.map(|t| t.node),
            descending: r.descending,
            ties: r.ties.unwrap_or(Ties::Shared),
            missing: match (&r.missing, instead) {
                (_, Some(instead)) => MissingRule::As(instead.node),
                (Some(ast::MissingRule::Ignoring { .. }), _) => {
                    MissingRule::Ignoring { needing: needing.map(|n| n.node) }
                }
                _ => MissingRule::Strict,
            },
        };
        let id = self.out.rollup(rollup);
        self.make(Node::Rollup(id), at, val, span)
    }

    /// Which units are looked at, from where the roll-up stands.
    fn rollup_units(&mut self, r: &RollupExpr, span: Span) -> Option<(Scope, LevelId)> {
        let here = self.frames.last().and_then(|f| f.level);
        if r.scope == ast::Scope::Predecessors {
            if here.is_none() {
                self.error(&codes::E209_CONSTANT, span, [r.level.text.as_str()]);
            }
            return here.map(|level| (Scope::Predecessors, level));
        }
        let level = self.level_or_report(&r.level)?;
        let Some(here) = here else {
            self.error(&codes::E209_CONSTANT, r.level.span, [r.level.text.as_str()]);
            return None;
        };
        let below = level != here && self.encloses(here, level);
        if r.kind == RollupKind::Rank && !self.encloses(level, here) {
            let (level, here) = (self.level_name(level), self.level_name(here));
            self.error(&codes::E112_RANK, r.level.span, [level, here]);
            return None;
        }
        match r.scope {
            ast::Scope::Across => Some((Scope::Across, level)),
            _ if below => Some((Scope::Over, level)),
            // `count of L` and `share of L` have no word of their own for units that are not below.
            _ if matches!(r.kind, RollupKind::Count | RollupKind::Share | RollupKind::Every | RollupKind::Some) => {
                Some((Scope::Across, level))
            }
            _ => {
                let (level, here) = (self.level_name(level), self.level_name(here));
                self.error(&codes::E112_BELOW, r.level.span, [level, here]);
                None
            }
        }
    }

    /// What is rolled up: a condition for counts, shares and quantifiers, a number otherwise.
    fn rollup_member(&mut self, r: &'a RollupExpr, e: &'a ast::Expr) -> Typed {
        match r.kind {
            RollupKind::Count | RollupKind::Share | RollupKind::Every | RollupKind::Some => {
                self.counted(e, r.kind.word())
            }
            RollupKind::Min | RollupKind::Max | RollupKind::Rank | RollupKind::Median => {
                let found = self.expr(e, None);
                let ordered = match found.ty {
                    Ty::Date | Ty::Year => r.kind != RollupKind::Median,
                    Ty::Category(_) => r.kind != RollupKind::Median && self.has_order(found.ty),
                    _ => false,
                };
                if ordered || self.numeric(r.kind.word(), found, e.span) { found } else { self.bad(e.span) }
            }
            _ => {
                let found = self.expr(e, None);
                if self.numeric(r.kind.word(), found, e.span) { found } else { self.bad(e.span) }
            }
        }
    }

    /// A condition on units. In `share of L where q >= 80%` a yes/no is compared, so the share was meant.
    fn counted(&mut self, e: &'a ast::Expr, word: &str) -> Typed {
        let before = self.diagnostics.len();
        let found = self.condition(e, word);
        let last = match &e.kind {
            ast::ExprKind::Logic(_, parts) => parts.last().unwrap_or(e),
            _ => e,
        };
        let compared = matches!(last.kind, ast::ExprKind::Compare { .. });
        let yes_no = self.ty_text(Ty::Bool);
        for d in self.diagnostics.iter_mut().skip(before) {
            if compared && d.span == last.span && d.code() == "E201" && d.args.get(1) == Some(&yes_no) {
                *d = Diagnostic::new(&codes::E014_AGGREGATE, last.span, std::iter::empty::<String>());
            }
        }
        found
    }

    fn rollup_val(&mut self, r: &RollupExpr, of: Option<(Typed, Span)>, span: Span) -> Option<Val> {
        let plain = self.val(Ty::PLAIN);
        Some(match r.kind {
            RollupKind::Count => Val { whole: true, ..plain },
            RollupKind::Rank => Val { whole: !matches!(r.ties, Some(Ties::Mean)), ..plain },
            RollupKind::Share => Val { ty: Ty::Ratio, real: false, whole: false, shown: SHOWN_PERCENT },
            RollupKind::Every | RollupKind::Some => self.val(Ty::Bool),
            RollupKind::Sum | RollupKind::Min | RollupKind::Max => of?.0.val(),
            RollupKind::Mean | RollupKind::Median => Val { whole: false, ..of?.0.val() },
            RollupKind::Stdev => Val { whole: false, real: true, ..of?.0.val() },
            RollupKind::Variance => {
                let of = of?.0;
                let ty = self.product(of.ty, of.ty, 1);
                let shown = self.units.shown_for(ty);
                if ty == Ty::Error {
                    self.bad(span);
                }
                Val { ty, real: of.real, whole: false, shown }
            }
        })
    }

    /// `needing 80%`, `needing 2/3`
    pub(crate) fn share_needed(&mut self, e: &'a ast::Expr) -> Typed {
        let found = self.expr(e, None);
        if found.is_error() || found.ty.is_pure() {
            return found;
        }
        let ty = self.ty_text(found.ty);
        self.error(&codes::E201_MATCH, e.span, ["needing".to_owned(), ty, "ratio (%)".to_owned()]);
        self.bad(e.span)
    }
}
