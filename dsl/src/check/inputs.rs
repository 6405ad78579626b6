//! Inputs: one column for all modules that mean the same by a name.

use milepost_core::codes;
use milepost_core::diagnostic::Diagnostic;
use milepost_core::number::Number;
use milepost_core::program::{AssessmentId, Citation, Input, InputId, InputKind, LevelId};

use super::types::{Dim, SHOWN_PERCENT, SHOWN_PLAIN, Shown, Ty, narrow};
use super::{Checker, InputFacts};
use crate::ast::{self, DeclKind, Expr, ExprKind, GivenAs, Meta, Name, Spanned, TypeExpr};
use crate::maps::Map;
use crate::resolve::scope::Entry;

/// A type as written: what a value is, what a cell must be, the size of its unit in base units, how it is shown.
pub(crate) struct Written {
    pub(crate) ty: Ty,
    pub(crate) kind: InputKind,
    pub(crate) scale: Number,
    pub(crate) shown: Shown,
}

impl<'a> Checker<'a> {
    pub(crate) fn declare_inputs(&mut self) {
        // The first of each name, and the others of names that mean several things.
        let mut by_name: Map<&str, InputId> = Map::default();
        let mut others: Map<&str, Vec<InputId>> = Map::default();
        let mut names: Map<(usize, &str), ()> = Map::default();
        let decls = self.fresh_decls();
        let declared = |(_, decl): &(usize, &ast::Decl)| match &*decl.kind {
            DeclKind::Input(input) => 1 + input.also.len(),
            _ => 0,
        };
        let most = decls.iter().map(declared).sum();
        by_name.reserve(most);
        names.reserve(most);
        self.inputs.reserve(most);
        self.input_facts.reserve(most);
        for (edition, decl) in decls {
            let DeclKind::Input(input) = &*decl.kind else { continue };
            self.edition = edition;
            let module = self.module();
            // A second declaration in one module is E101, reported with the other names.
            let mut fresh = std::iter::once(&input.name)
                .chain(&input.also)
                .filter(|name| names.insert((module, name.text.as_str()), ()).is_none())
                .peekable();
            let Some(first) = fresh.peek() else { continue };
            let (mut like, facts) = self.input(input);
            (like.name, like.span) = (first.text.to_string(), first.span);
            let mut like = Some(like);
            while let Some(name) = fresh.next() {
                let Some(new) = like.take() else { break };
                like = fresh.peek().map(|next| Input { name: next.text.to_string(), span: next.span, ..new.clone() });
                let more = others.get(name.text.as_str()).into_iter().flatten();
                let mut known = by_name.get(name.text.as_str()).into_iter().chain(more).copied();
                let id = known.find(|id| self.same_input(*id, &new, &facts)).unwrap_or_else(|| {
                    let id = InputId(narrow(self.inputs.len()));
                    if *by_name.entry(&name.text).or_insert(id) != id {
                        others.entry(&name.text).or_default().push(id);
                    }
                    self.inputs.push(new);
                    self.input_facts.push(facts.clone());
                    id
                });
                for edition in self.by_module.get(module).into_iter().flatten() {
                    if let Some(edition) = self.editions.get_mut(*edition) {
                        edition.scope.define(name, Entry::Input(id));
                    }
                }
            }
        }
        // Columns of one name that mean different things are told apart by their modules' aliases.
        for i in 0..self.inputs.len() {
            let module = self.input_facts.get(i).map_or(0, |f| f.module);
            let alias = self.loaded.modules.get(module).map(|m| m.alias.clone()).unwrap_or_default();
            let Some(input) = self.inputs.get_mut(i) else { continue };
            let shared = others.contains_key(input.name.as_str());
            if shared && !alias.is_empty() {
                input.qualified = format!("{alias}.{}", input.name);
            }
        }
    }

    fn same_input(&self, id: InputId, new: &Input, facts: &InputFacts) -> bool {
        let (Some(known), Some(known_facts)) = (self.inputs.get(id.index()), self.input_facts.get(id.index())) else {
            return false;
        };
        known_facts.ty == facts.ty
            && known.kind == new.kind
            && known.scale == new.scale
            && known.range == new.range
            && known.levels == new.levels
            && known.assessment == new.assessment
    }

    fn input(&mut self, input: &'a ast::Input) -> (Input, InputFacts) {
        let written = self.written_type(&input.ty);
        let percent = input.given_as == Some(GivenAs::Percent);
        if input.given_as.is_some() && !matches!(written.ty, Ty::Ratio | Ty::Error) {
            let ty = self.ty_text(written.ty);
            self.error(&codes::E212_GIVEN_AS, input.ty.span, [ty]);
        }
        let scale = if percent { Number::ratio(1, 100).unwrap_or(Number::ONE) } else { written.scale };
        let range = input.range.as_ref().map(|r| {
            let mut bound = |e: &Option<Expr>| e.as_ref().and_then(|e| self.input_bound(e, written.ty));
            (bound(&r.lo), bound(&r.hi))
        });
        let levels = self.levels_of(&input.of);
        let assessment = input.assessed.as_ref().and_then(|name| self.assessment_named(name));
        let (sources, notes) = self.sources_and_notes(&input.meta);
        let lowered = Input {
            name: String::new(),
            qualified: String::new(),
            labels: super::declare::labels(input.label.as_ref(), &input.meta),
            levels,
            kind: written.kind,
            range,
            optional: input.optional,
            scale: scale.clone(),
            percent,
            unit: self.units.unit_text(written.shown),
            assessment,
            sources,
            notes,
            span: input.name.span,
        };
        let whole = written.kind == InputKind::Whole && scale == Number::ONE;
        (lowered, InputFacts { ty: written.ty, shown: written.shown, whole, module: self.module() })
    }

    /// The levels of `of …`; the evaluated level where nothing is said.
    pub(crate) fn levels_of(&mut self, of: &[Name]) -> Vec<LevelId> {
        let mut levels: Vec<LevelId> = Vec::with_capacity(of.len().max(1));
        for name in of {
            if let Some(level) = self.level_or_report(name)
                && !levels.contains(&level)
            {
                levels.push(level);
            }
        }
        if levels.is_empty() {
            levels.push(self.here().map_or(LevelId(0), |e| e.evaluates));
        }
        levels
    }

    fn assessment_named(&mut self, name: &Name) -> Option<AssessmentId> {
        match self.lookup(&name.text) {
            Some(Entry::Assessment(id)) => Some(id),
            Some(Entry::Broken) => None,
            Some(other) => {
                self.error(&codes::E104_KIND, name.span, [&name.text, other.word(), "assessment"]);
                None
            }
            None => {
                let known = |e| matches!(e, Entry::Assessment(_));
                let suggestion = self.here().and_then(|e| e.scope.nearest(&name.text, known));
                self.diagnostics.push(
                    Diagnostic::new(&codes::E102_ASSESSMENT, name.span, [name.text.as_str()]).suggest(suggestion),
                );
                None
            }
        }
    }

    pub(crate) fn written_type(&mut self, ty: &Spanned<TypeExpr>) -> Written {
        let plain = |ty, kind, shown| Written { ty, kind, scale: Number::ONE, shown };
        match &ty.node {
            TypeExpr::Ratio => plain(Ty::Ratio, InputKind::Number, SHOWN_PERCENT),
            TypeExpr::YesNo => plain(Ty::Bool, InputKind::YesNo, SHOWN_PLAIN),
            TypeExpr::Year => plain(Ty::Year, InputKind::Year, SHOWN_PLAIN),
            TypeExpr::Date => plain(Ty::Date, InputKind::Date, SHOWN_PLAIN),
            TypeExpr::Category(name) => match self.category_named(name) {
                Some(c) => plain(Ty::Category(c), InputKind::Category(c), SHOWN_PLAIN),
                None => plain(Ty::Error, InputKind::Number, SHOWN_PLAIN),
            },
            TypeExpr::Number { whole, unit, per } => {
                let kind = if *whole { InputKind::Whole } else { InputKind::Number };
                let above = unit.as_ref().map(|u| self.unit_named(u));
                let below = per.as_ref().map(|u| self.unit_named(u));
                let (Some((a, a_scale)), Some((b, b_scale))) =
                    (above.unwrap_or(Some((Dim::NONE, Number::ONE))), below.unwrap_or(Some((Dim::NONE, Number::ONE))))
                else {
                    return plain(Ty::Error, kind, SHOWN_PLAIN);
                };
                let dim = self.units.product(a, b, -1);
                let scale = a_scale.div(&b_scale).unwrap_or(Number::ONE);
                let text = match (unit, per) {
                    (Some(u), Some(p)) => format!("{}/{}", u.text, p.text),
                    (Some(u), None) => u.text.to_string(),
                    (None, Some(p)) => format!("1/{}", p.text),
                    (None, None) => String::new(),
                };
                let shown = self.units.show(&text, scale.clone());
                let ty = if dim == Dim::NONE && unit.is_some() { Ty::Ratio } else { Ty::Number(dim) };
                Written { ty, kind, scale, shown }
            }
        }
    }

    /// A unit by name: its dimension and size; reported if there is none.
    pub(crate) fn unit_named(&mut self, name: &Name) -> Option<(Dim, Number)> {
        let position = match self.lookup(&name.text) {
            Some(Entry::Unit(index)) => Some(index as usize),
            Some(Entry::Broken) => return None,
            Some(other) => {
                self.error(&codes::E104_KIND, name.span, [&name.text, other.word(), "unit"]);
                return None;
            }
            None => {
                self.units.units.iter().take(4).position(|u| u.name == name.text).or_else(|| self.used_unit(&name.text))
            }
        };
        let found = position.and_then(|i| self.units.units.get(i)).map(|u| (u.dim, u.scale.clone()));
        if found.is_none() {
            let mut names: Vec<&str> = self.units.units.iter().map(|u| u.name.as_str()).collect();
            names.sort_unstable();
            let suggestion = crate::suggest::closest(&name.text, names).map(str::to_owned);
            self.diagnostics
                .push(Diagnostic::new(&codes::E103_UNIT, name.span, [name.text.as_str()]).suggest(suggestion));
        }
        found
    }

    /// A unit of a ruleset that this one uses: units mean the same everywhere.
    fn used_unit(&self, name: &str) -> Option<usize> {
        let uses = &self.here()?.source.uses;
        let editions = uses.iter().filter_map(|(_, module)| self.by_module.get(*module)).flatten();
        editions.filter_map(|e| self.editions.get(*e)).find_map(|e| match e.scope.get(name) {
            Some(Entry::Unit(index)) => Some(index as usize),
            _ => None,
        })
    }

    pub(crate) fn category_named(&mut self, name: &Name) -> Option<milepost_core::program::CategoryId> {
        let found = self.categories.iter().skip(2).position(|c| c.name == name.text).map(|i| i + 2);
        if found.is_none() {
            let names = self.categories.iter().skip(2).map(|c| c.name.as_str());
            let words = ["ratio", "number", "count", "yes_no", "year", "date"];
            let suggestion = crate::suggest::closest(&name.text, words.into_iter().chain(names)).map(str::to_owned);
            self.diagnostics
                .push(Diagnostic::new(&codes::E102_CATEGORY, name.span, [name.text.as_str()]).suggest(suggestion));
        }
        found.map(|i| milepost_core::program::CategoryId(narrow(i)))
    }

    /// An end of an input's range: a literal of the input's type.
    fn input_bound(&mut self, e: &Expr, ty: Ty) -> Option<Number> {
        let Some((value, found)) = self.literal(e) else {
            self.error(&codes::E209_LITERAL, e.span, std::iter::empty::<String>());
            return None;
        };
        let year = ty == Ty::Year && found == Ty::PLAIN;
        (year || self.agree("in", e.span, found, ty)).then_some(value)
    }

    /// The value and type of a literal.
    fn literal(&mut self, e: &Expr) -> Option<(Number, Ty)> {
        match &e.kind {
            ExprKind::Number { value, unit: None } => Some((value.clone(), Ty::PLAIN)),
            ExprKind::Number { value, unit: Some(unit) } => Some(match self.unit_named(unit) {
                Some((dim, scale)) => (value.mul(&scale), Ty::Number(dim)),
                None => (value.clone(), Ty::Error),
            }),
            ExprKind::Percent(value) => Some((value.clone(), Ty::Ratio)),
            ExprKind::Date(days) => Some((Number::integer(i64::from(*days)), Ty::Date)),
            ExprKind::Neg(x) => self.literal(x).map(|(value, ty)| (value.neg(), ty)),
            ExprKind::Paren(x) => self.literal(x),
            _ => None,
        }
    }

    /// The citations and notes among the clauses that most declarations share.
    pub(crate) fn sources_and_notes(&mut self, meta: &[Spanned<Meta>]) -> (Vec<Citation>, Vec<String>) {
        let mut sources = Vec::new();
        let mut notes = Vec::new();
        for m in meta {
            match &m.node {
                Meta::Source { document, article } => sources.extend(self.citation(document, article.as_ref())),
                Meta::Note(text) => notes.push(text.text.clone()),
                _ => {}
            }
        }
        (sources, notes)
    }
}
