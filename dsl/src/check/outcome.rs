//! Outcomes, states and ranks.

use milepost_core::codes;
use milepost_core::diagnostic::{Diagnostic, Span};
use milepost_core::program::{
    Category, CategoryId, ClassStep, ItemKind, Labels, LevelId, NodeId, OnLine, Outcome, OutcomeHow, Rank, Requirement,
    State, SymbolId, Ties,
};

use super::expr::category_of;
use super::items::{Body, Info, lower_on};
use super::types::{SHOWN_PLAIN, Ty, Typed};
use super::{Checker, Frame, RECOGNITION};
use crate::ast::{self, ExprKind, Name, OutcomeClause, Path, RowResult};
use crate::maps::Map;
use crate::resolve::scope::Entry;

impl<'a> Checker<'a> {
    pub(crate) fn check_outcome(&mut self, index: u32, o: &'a ast::Outcome) -> Info {
        let meta = o.clauses.iter().filter_map(|c| match &c.node {
            OutcomeClause::Meta(m) => Some(m),
            _ => None,
        });
        let shared = self.shared(o.label.as_ref(), meta);
        let on: Vec<OnLine> = o
            .clauses
            .iter()
            .filter_map(|c| match &c.node {
                OutcomeClause::On(on) => Some(lower_on(on, c.span)),
                _ => None,
            })
            .collect();
        let requirements = self.requirements(o);
        let mut tables = o.clauses.iter().filter_map(|c| match &c.node {
            OutcomeClause::From(t) => Some((t, c.span)),
            _ => None,
        });
        let table = tables.next();
        if let (Some((_, first)), Some((_, second))) = (table, tables.next()) {
            let line = self.line(first);
            self.diagnostics
                .push(Diagnostic::new(&codes::E401_TWICE, second, ["from", &o.name.text, &line]).also(first));
        }
        let (category, how) = match table {
            None => {
                if requirements.is_empty() {
                    self.error(&codes::E412_OUTCOME, o.name.span, [o.name.text.as_str()]);
                }
                if let Some(step) = o.clauses.iter().find(|c| is_step(&c.node)) {
                    self.error(&codes::E412_STEP, step.span, [o.name.text.as_str()]);
                }
                (Some(RECOGNITION), Some(OutcomeHow::Require(requirements)))
            }
            Some((table, span)) => {
                if !requirements.is_empty() {
                    self.error(&codes::E401_EXCLUDE, span, ["from", "require", &o.name.text]);
                }
                let classes = self.classes(o, table);
                let found = self.table(table, classes);
                let category = category_of(found.ty);
                if category.is_none() && !found.is_error() {
                    let ty = self.ty_text(found.ty);
                    self.error(&codes::E412_CLASS, table.span, [o.name.text.to_string(), ty]);
                }
                let steps = category.map(|c| self.class_steps(index, o, c)).unwrap_or_default();
                (category, category.map(|_| OutcomeHow::Class { table: found.node, steps }))
            }
        };
        let (Some(category), Some(how)) = (category, how) else { return Info { error: true, ..Info::default() } };
        self.put(index, shared, SHOWN_PLAIN, ItemKind::Outcome(Outcome { category, how, on }));
        Info { value: Some(self.val(Ty::Category(category))), ..Info::default() }
    }

    fn requirements(&mut self, o: &'a ast::Outcome) -> Vec<Requirement> {
        let mut seen: Map<&str, Span> = Map::default();
        let mut out = Vec::new();
        for clause in &o.clauses {
            let OutcomeClause::Require { name, label, condition } = &clause.node else { continue };
            if let Some(first) = seen.insert(&name.text, name.span) {
                let line = self.line(first);
                self.diagnostics
                    .push(Diagnostic::new(&codes::E101_TWICE, name.span, [name.text.to_string(), line]).also(first));
            }
            let found = self.condition(condition, "require");
            let label = label.as_ref().map(|l| l.text.clone()).unwrap_or_default();
            out.push(Requirement { name: name.text.to_string(), label, condition: found.node, span: clause.span });
        }
        out
    }

    /// The category that an outcome's rows make. They are written from the best to the worst class, and stored from the
    /// lowest. None if the rows give items of a declared category.
    fn classes(&mut self, o: &ast::Outcome, table: &ast::Table) -> Option<CategoryId> {
        let mut names: Vec<(String, Labels)> = Vec::with_capacity(table.rows.len());
        let mut own = false;
        for row in &table.rows {
            let (name, label) = match &row.result {
                RowResult::Class(name, label) => {
                    own = true;
                    (name, vec![(String::new(), label.text.clone())])
                }
                RowResult::Expr(e) => match bare_name(e) {
                    Some(name) if self.lookup(&name.text).is_none() => (name, Labels::new()),
                    _ => continue,
                },
            };
            match names.iter_mut().find(|(n, _)| *n == name.text) {
                Some((_, labels)) if labels.is_empty() => *labels = label,
                Some(_) => {}
                None => names.push((name.text.to_string(), label)),
            }
        }
        if names.is_empty() {
            return None;
        }
        if !own && let Some(known) = self.category_of_names(&names) {
            return Some(known);
        }
        names.reverse();
        let key = (self.module(), o.name.text.to_string(), names.iter().map(|(n, _)| n.clone()).collect());
        if let Some(known) = self.class_categories.get(&key) {
            return Some(*known);
        }
        let labels = o.label.iter().map(|l| (String::new(), l.text.clone())).collect();
        let id = self.category(Category { name: o.name.text.to_string(), labels, ordered: true, items: names });
        self.class_categories.insert(key, id);
        Some(id)
    }

    /// The one declared category that has all these items: bare names without labels may mean it.
    fn category_of_names(&self, names: &[(String, Labels)]) -> Option<CategoryId> {
        let has_all = |items: &Map<String, u32>| names.iter().all(|(n, _)| items.contains_key(n));
        let declared = self.category_items.iter().enumerate().skip(2);
        let mut fitting = declared.filter(|(i, items)| {
            has_all(items)
                && self.categories.get(*i).is_some_and(|c| matches!(self.lookup(&c.name), Some(Entry::Category(_))))
        });
        let (first, _) = fitting.next()?;
        fitting.next().is_none().then(|| CategoryId(super::types::narrow(first)))
    }

    fn class_steps(&mut self, index: u32, o: &'a ast::Outcome, category: CategoryId) -> Vec<ClassStep> {
        let mut steps = Vec::new();
        for clause in o.clauses.iter().filter(|c| is_step(&c.node)) {
            let span = clause.span;
            if !self.has_order(Ty::Category(category)) {
                let ty = self.ty_text(Ty::Category(category));
                self.error(&codes::E210_ORDER, span, ["at most".to_owned(), ty]);
                continue;
            }
            match &clause.node {
                OutcomeClause::Bound { at_most, class, when } => {
                    let when = self.condition(when, "when");
                    if let Some(class) = self.class_named(category, class) {
                        steps.push(ClassStep::Bound { at_most: *at_most, class, when: when.node, span });
                    }
                }
                OutcomeClause::Move { down, by, when } => {
                    let when = self.condition(when, "when");
                    match u32::try_from(*by) {
                        Ok(by) if by > 0 => steps.push(ClassStep::Move { down: *down, by, when: when.node, span }),
                        _ => self.error(&codes::E211_WHOLE, span, ["downgrade", "1.."]),
                    }
                }
                OutcomeClause::Quota { class, at_most, of, by } => {
                    steps.extend(self.quota(index, category, (class, at_most, of.as_ref(), by), span));
                }
                _ => {}
            }
        }
        steps
    }

    /// `quota NAME at most 20% of LEVEL by RANK`
    fn quota(
        &mut self,
        index: u32,
        category: CategoryId,
        (class, at_most, of, by): (&Name, &'a ast::Expr, Option<&Name>, &'a Path),
        span: Span,
    ) -> Option<ClassStep> {
        let own = self.sources.get(index as usize).map(|s| s.level);
        if let Some(of) = of {
            let level = self.level_or_report(of)?;
            if Some(level) != own {
                let theirs = own.map(|l| self.level_name(l)).unwrap_or_default();
                self.error(&codes::E112_QUOTA, of.span, [of.text.to_string(), theirs]);
                return None;
            }
        }
        let found = self.expr(at_most, None);
        let share = match found.ty {
            Ty::Ratio => true,
            ty if ty == Ty::PLAIN => false,
            Ty::Error => return None,
            ty => {
                let ty = self.ty_text(ty);
                self.error(&codes::E201_MATCH, at_most.span, ["at most".to_owned(), ty, "ratio (%)".to_owned()]);
                return None;
            }
        };
        let rank = self.rank_named(by, own)?;
        let class = self.class_named(category, class)?;
        Some(ClassStep::Quota { class, at_most: found.node, share, rank, span })
    }

    /// The rank of a path: `r`, `alias.r`.
    fn rank_named(&mut self, path: &'a Path, level: Option<LevelId>) -> Option<SymbolId> {
        let span = path.first().zip(path.last()).map(|(a, b)| a.span.to(b.span)).unwrap_or_default();
        let text = || path.iter().map(|n| n.text.as_str()).collect::<Vec<_>>().join(".");
        let found = self.path(path, span, None);
        if found.is_error() {
            return None;
        }
        let symbol = match self.out.get(found.node) {
            Some(milepost_core::program::Node::Item(symbol, _)) => Some(*symbol),
            _ => None,
        };
        let item = symbol.and_then(|s| self.sources.iter().find(|x| x.symbol == s));
        match item {
            Some(source) if matches!(source.body, Body::Rank(_)) => {
                if level.is_some_and(|l| l != source.level) {
                    let (theirs, own) =
                        (self.level_name(source.level), level.map(|l| self.level_name(l)).unwrap_or_default());
                    self.error(&codes::E112_QUOTA, span, [theirs, own]);
                    return None;
                }
                symbol
            }
            _ => {
                let text = text();
                self.error(&codes::E104_KIND, span, [text.as_str(), "indicator", "rank"]);
                None
            }
        }
    }

    /// The position of a class; reported if there is none.
    fn class_named(&mut self, category: CategoryId, name: &Name) -> Option<u32> {
        let found = self.category_items.get(category.index()).and_then(|i| i.get(name.text.as_str())).copied();
        if found.is_none() {
            let known = self.categories.get(category.index());
            let text = known.map(|c| c.name.clone()).unwrap_or_default();
            let items = known.map(|c| c.items.iter().map(|(n, _)| n.as_str()).collect::<Vec<_>>()).unwrap_or_default();
            let suggestion = crate::suggest::closest(&name.text, items).map(str::to_owned);
            self.diagnostics
                .push(Diagnostic::new(&codes::E102_ITEM, name.span, [text, name.text.to_string()]).suggest(suggestion));
        }
        found
    }

    // ---- states ---------------------------------------------------------------------------------------------------

    pub(crate) fn check_state(&mut self, index: u32, s: &'a ast::State) -> Info {
        let shared = self.shared_meta(s.label.as_ref(), &s.meta);
        let category = self.category_named(&s.category);
        let first = match (&s.first, category) {
            (Some(name), Some(c)) => self.class_named(c, name),
            (None, _) => {
                self.error(&codes::E417_STATE, s.name.span, [s.name.text.as_str(), "first"]);
                None
            }
            _ => None,
        };
        let Some(table) = &s.table else {
            self.error(&codes::E417_STATE, s.name.span, [s.name.text.as_str(), "from"]);
            return Info { error: true, ..Info::default() };
        };
        let Some(category) = category else { return Info { error: true, ..Info::default() } };
        let level = self.sources.get(index as usize).map(|s| s.level);
        let ty = Ty::Category(category);
        self.words.prior = Some(self.of_type(milepost_core::program::Node::Prior, level, ty, s.name.span));
        let found = self.table(table, Some(category));
        let agrees = self.agree("state", table.span, found.ty, ty);
        let (Some(first), true) = (first, agrees) else { return Info { error: true, ..Info::default() } };
        self.put(index, shared, SHOWN_PLAIN, ItemKind::State(State { category, first, table: found.node }));
        Info { value: Some(self.val(ty)), ..Info::default() }
    }

    // ---- ranks ----------------------------------------------------------------------------------------------------

    pub(crate) fn check_rank(&mut self, index: u32, r: &'a ast::RankDecl) -> Info {
        let shared = self.shared_meta(r.label.as_ref(), &r.meta);
        let level = self.sources.get(index as usize).map_or(LevelId(0), |s| s.level);
        let within = r.within.as_ref().and_then(|name| {
            let found = self.level_or_report(name)?;
            if found == level || !self.encloses(found, level) {
                let (inner, outer) = (self.level_name(level), name.text.to_string());
                self.error(&codes::E112_BELOW, name.span, [inner, outer]);
                return None;
            }
            Some(found)
        });
        let filter = r.filter.as_ref().map(|e| self.condition(e, "where"));
        let mut keys: Vec<(NodeId, bool)> = Vec::with_capacity(r.keys.len());
        for (e, descending) in &r.keys {
            let found = self.rank_key(e);
            keys.push((found.node, *descending));
        }
        if keys.is_empty() {
            self.error(&codes::E417_RANK, r.name.span, [r.name.text.as_str()]);
        }
        let rank = Rank {
            level,
            within,
            filter: filter.map(|f| f.node),
            keys,
            ties: r.ties.as_ref().map_or(Ties::Shared, |t| t.node),
        };
        let whole = rank.ties != Ties::Mean;
        self.put(index, shared, SHOWN_PLAIN, ItemKind::Rank(rank));
        let val = super::types::Val { whole, ..self.val(Ty::PLAIN) };
        Info { value: Some(val), ..Info::default() }
    }

    fn rank_key(&mut self, e: &'a ast::Expr) -> Typed {
        let found = self.expr(e, None);
        match found.ty {
            Ty::Date | Ty::Year => found,
            Ty::Category(_) if self.has_order(found.ty) => found,
            Ty::Category(_) | Ty::Bool => {
                let ty = self.ty_text(found.ty);
                self.error(&codes::E210_ORDER, e.span, ["by".to_owned(), ty]);
                self.bad(e.span)
            }
            _ => found,
        }
    }

    /// A frame for expressions of the evaluated level.
    pub(crate) fn evaluated_frame(&self) -> Frame {
        Frame { level: self.here().map(|e| e.evaluates), own: None }
    }
}

fn is_step(clause: &OutcomeClause) -> bool {
    matches!(clause, OutcomeClause::Bound { .. } | OutcomeClause::Move { .. } | OutcomeClause::Quota { .. })
}

/// A bare name, which may be a class.
fn bare_name(e: &ast::Expr) -> Option<&Name> {
    match &e.kind {
        ExprKind::Path(path) => match path.as_slice() {
            [name] if !super::path::WORDS.contains(&name.text.as_str()) => Some(name),
            _ => None,
        },
        ExprKind::Paren(x) => bare_name(x),
        _ => None,
    }
}
