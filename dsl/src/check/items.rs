//! Items: everything that has a result. They are made first, put in an order in which each comes after what it needs,
//! and then checked one by one.

use milepost_core::codes;
use milepost_core::diagnostic::{Diagnostic, Span};
use milepost_core::program::{
    Citation, Item, ItemId, ItemKind, Labels, LevelId, ModuleId, NodeId, OnLine, Reason, Symbol, SymbolId, VersionId,
};
use smol_str::{SmolStr, format_smolstr};

use super::types::{Shown, Val, narrow};
use super::{Checker, Frame, Words};
use crate::ast::{self, Clause, DeclKind, Expr, Member, Meta, Name, Path, Spanned, Text};
use crate::resolve::depend::{self, Graph};
use crate::resolve::scope::Entry;

/// An item as written.
#[derive(Debug)]
pub(crate) struct Source<'a> {
    pub(crate) name: &'a Name,
    pub(crate) symbol: SymbolId,
    pub(crate) edition: usize,
    pub(crate) level: LevelId,
    pub(crate) group: Option<u32>,
    pub(crate) body: Body<'a>,
    /// Of a group, in written order.
    pub(crate) members: Vec<u32>,
    /// Of a group: its own, or the outer group's.
    pub(crate) normalise: Option<&'a Expr>,
    pub(crate) missing: Option<&'a ast::GroupMissing>,
    pub(crate) aggregate: Option<Spanned<&'a ast::Aggregate>>,
    /// Of a group: whether it, or one around it, cites a source.
    pub(crate) cites: bool,
    /// Of a group: whether it, or one around it, says what a division by zero means.
    pub(crate) says_zero: bool,
}

/// Its declaration.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Body<'a> {
    Indicator(&'a ast::Indicator),
    Parameter(&'a ast::Parameter),
    Criterion(&'a ast::Criterion),
    Group(&'a ast::Group),
    Item(&'a ast::Item),
    Outcome(&'a ast::Outcome),
    State(&'a ast::State),
    Rank(&'a ast::RankDecl),
}

/// What is known of a checked item.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Info {
    /// It was refused: reading it is silent.
    pub(crate) error: bool,
    pub(crate) value: Option<Val>,
    pub(crate) verdict: bool,
    pub(crate) score: Option<Val>,
    pub(crate) max: Option<Val>,
    /// It reads a stated or a later year.
    pub(crate) ahead: bool,
    /// The node of an indicator's or parameter's value.
    pub(crate) node: Option<NodeId>,
}

/// What the clauses that most declarations share say.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    pub(crate) code: String,
    pub(crate) labels: Labels,
    pub(crate) sources: Vec<Citation>,
    pub(crate) notes: Vec<String>,
    pub(crate) judged_by: String,
}

/// `on absent: not_met`
pub(crate) fn lower_on(on: &ast::On, span: Span) -> OnLine {
    OnLine { reasons: on.reasons.iter().map(|r| r.node).collect(), verdict: on.verdict, span }
}

/// The level that the criteria of a group state, if one does.
fn stated_level(group: &ast::Group) -> Option<&Name> {
    group.clauses.iter().find_map(|c| match &c.node {
        Clause::Member(m) => match &**m {
            Member::Criterion(c) => c.of.first(),
            Member::Group(g) => stated_level(g),
            Member::Item(_) => None,
        },
        _ => None,
    })
}

impl<'a> Checker<'a> {
    pub(crate) fn declare_items(&mut self) {
        for index in 0..self.editions.len() {
            self.edition = index;
            let Some(edition) = self.editions.get(index) else { continue };
            let source = edition.source;
            let mut order = Vec::new();
            for decl in &source.decls {
                let items = match &*decl.kind {
                    DeclKind::Indicator(x) => self.declare(&x.name, &x.of, Body::Indicator(x)),
                    DeclKind::Criterion(x) => self.declare(&x.name, &x.of, Body::Criterion(x)),
                    DeclKind::Outcome(x) => self.declare(&x.name, &x.of, Body::Outcome(x)),
                    DeclKind::State(x) => self.declare(&x.name, &x.of, Body::State(x)),
                    DeclKind::Rank(x) => self.declare(&x.name, std::slice::from_ref(&x.of), Body::Rank(x)),
                    DeclKind::Group(x) => self.declare_group(x, None),
                    DeclKind::Parameter(x) => {
                        self.declare(&x.name, &[], Body::Parameter(x));
                        continue;
                    }
                    _ => continue,
                };
                order.extend(items.map(ItemId));
            }
            if let Some(edition) = self.editions.get_mut(index) {
                edition.order = order;
            }
        }
    }

    /// One item for each level of a declaration.
    fn declare(&mut self, name: &'a Name, of: &[Name], body: Body<'a>) -> std::ops::Range<u32> {
        let levels = self.levels_of(of);
        let first = narrow(self.sources.len());
        for level in levels {
            self.source(name, &name.text, level, None, body);
        }
        let end = narrow(self.sources.len());
        self.define(name, Entry::Items { first, count: end - first });
        first..end
    }

    fn define(&mut self, name: &Name, entry: Entry) {
        if let Some(edition) = self.editions.get_mut(self.edition) {
            edition.scope.define(name, entry);
        }
    }

    fn source(&mut self, name: &'a Name, symbol: &SmolStr, level: LevelId, group: Option<u32>, body: Body<'a>) -> u32 {
        let index = narrow(self.sources.len());
        let module = self.module();
        let symbols = &mut self.symbols;
        let symbol = *self.symbol_ids.entry((module, symbol.clone(), level)).or_insert_with(|| {
            symbols.push(Symbol { name: symbol.to_string(), module: ModuleId(narrow(module)) });
            SymbolId(narrow(symbols.len() - 1))
        });
        if matches!(body, Body::Parameter(_)) {
            self.parameters.entry((self.edition, symbol)).or_insert(index);
        }
        self.sources.push(Source {
            name,
            symbol,
            edition: self.edition,
            level,
            group,
            body,
            members: Vec::new(),
            normalise: None,
            missing: None,
            aggregate: None,
            cites: false,
            says_zero: false,
        });
        index
    }

    fn declare_group(&mut self, group: &'a ast::Group, outer: Option<u32>) -> std::ops::Range<u32> {
        let evaluates = self.here().map_or(LevelId(0), |e| e.evaluates);
        let level = stated_level(group).and_then(|name| self.level_named(&name.text)).unwrap_or(evaluates);
        let index = self.source(&group.name, &group.name.text, level, outer, Body::Group(group));
        self.define(&group.name, Entry::Items { first: index, count: 1 });
        let outer = outer
            .and_then(|o| self.sources.get(o as usize))
            .map(|o| (o.normalise, o.missing, o.aggregate.clone(), o.cites, o.says_zero));
        let (mut normalise, mut missing, mut aggregate, mut cites, mut says_zero) =
            outer.unwrap_or((None, None, None, false, false));
        for clause in &group.clauses {
            match &clause.node {
                Clause::Normalise(e) => normalise = Some(e),
                Clause::Missing(m) => missing = Some(m),
                Clause::Aggregate(a) => aggregate = Some(Spanned { node: a, span: clause.span }),
                Clause::Meta(Meta::Source { .. }) => cites = true,
                Clause::On(on) => says_zero |= on.reasons.iter().any(|r| r.node == Reason::ZeroBase),
                _ => {}
            }
        }
        if let Some(source) = self.sources.get_mut(index as usize) {
            source.normalise = normalise;
            source.missing = missing;
            source.aggregate = aggregate;
            source.cites = cites;
            source.says_zero = says_zero;
        }
        let mut members = Vec::new();
        for clause in &group.clauses {
            let Clause::Member(member) = &clause.node else { continue };
            members.push(match &**member {
                Member::Criterion(c) => self.declare_criterion(c, index, evaluates),
                Member::Group(g) => self.declare_group(g, Some(index)).start,
                Member::Item(item) => match item.of.last() {
                    Some(name) => self.declare_member(item, name, group, index, level),
                    None => continue,
                },
            });
        }
        for member in &members {
            let Some(source) = self.sources.get(*member as usize) else { continue };
            if source.level != level {
                let (name, own) = (source.name, self.level_name(source.level));
                let theirs = self.level_name(level);
                self.error(
                    &codes::E112_MEMBER,
                    name.span,
                    [name.text.to_string(), own, group.name.text.to_string(), theirs],
                );
            }
        }
        if let Some(source) = self.sources.get_mut(index as usize) {
            source.members = members;
        }
        index..index + 1
    }

    fn declare_criterion(&mut self, c: &'a ast::Criterion, group: u32, evaluates: LevelId) -> u32 {
        let level =
            if c.of.is_empty() { evaluates } else { self.levels_of(&c.of).first().copied().unwrap_or(evaluates) };
        if let Some(second) = c.of.get(1) {
            self.error(&codes::E112_SEVERAL, second.span, [c.name.text.as_str()]);
        }
        let index = self.source(&c.name, &c.name.text, level, Some(group), Body::Criterion(c));
        self.define(&c.name, Entry::Items { first: index, count: 1 });
        index
    }

    /// An item of an index bears the name of its indicator. Where that name is taken (it mostly is, by the indicator),
    /// the item is called `GROUP.x`.
    fn declare_member(
        &mut self,
        item: &'a ast::Item,
        name: &'a Name,
        group: &'a ast::Group,
        index: u32,
        level: LevelId,
    ) -> u32 {
        let taken = self.lookup(&name.text).is_some();
        let own = if taken { format_smolstr!("{}.{}", group.name.text, name.text) } else { name.text.clone() };
        let member = self.source(name, &own, level, Some(index), Body::Item(item));
        let files = &self.loaded.files;
        let mut found = None;
        if let Some(edition) = self.editions.get_mut(self.edition) {
            if edition.scope.member(index, &name.text).is_some() {
                let line = crate::resolve::line(files, group.name.span).to_string();
                found = Some(Diagnostic::new(
                    &codes::E101_MEMBER,
                    name.span,
                    [name.text.as_str(), &group.name.text, &line],
                ));
            }
            edition.scope.declare_member(index, &name.text, member);
            if !taken {
                found = found.or(edition.scope.declare(name, Entry::Items { first: member, count: 1 }, files));
            }
        }
        self.diagnostics.extend(found);
        member
    }

    // ---- order ------------------------------------------------------------------------------------------------

    /// What each item needs.
    fn graph(&self) -> Graph {
        let needs = self.sources.iter().map(|source| {
            let mut needs: Vec<u32> = source.members.clone();
            let mut see = |path: &'a Path| self.needed(source.edition, path, &mut needs);
            match source.body {
                Body::Indicator(x) => depend::expr(&x.value, &mut see),
                Body::Parameter(x) => depend::parameter(x, &mut see),
                Body::Criterion(x) => depend::clauses(&x.clauses, &mut see),
                Body::Group(x) => depend::clauses(&x.clauses, &mut see),
                Body::Outcome(x) => depend::outcome(x, &mut see),
                Body::State(x) => depend::state(x, &mut see),
                Body::Rank(x) => depend::rank(x, &mut see),
                Body::Item(x) => {
                    depend::item(x, &mut see);
                    let group = source.group.and_then(|g| self.sources.get(g as usize));
                    if let Some(normalise) = group.and_then(|g| g.normalise) {
                        depend::expr(normalise, &mut see);
                    }
                }
            }
            needs
        });
        Graph { needs: needs.collect() }
    }

    /// The items that a path reads.
    fn needed(&self, edition: usize, path: &[Name], needs: &mut Vec<u32>) {
        let Some((first, rest)) = path.split_first() else { return };
        match self.editions.get(edition).and_then(|e| e.scope.get(&first.text)) {
            Some(Entry::Items { first: item, count }) => {
                let member = rest.first().and_then(|name| self.editions.get(edition)?.scope.member(item, &name.text));
                match member {
                    Some(member) => needs.push(member),
                    None => needs.extend(item..item + count),
                }
            }
            Some(Entry::Module(module)) => {
                for other in self.by_module.get(module).into_iter().flatten() {
                    self.needed(*other, rest, needs);
                }
            }
            _ => {}
        }
    }

    pub(crate) fn check_items(&mut self) {
        let order = self.graph().order();
        for circle in &order.circles {
            let name = |i: &u32| self.sources.get(*i as usize).map(|s| s.name.text.as_str()).unwrap_or_default();
            let path: Vec<&str> = circle.iter().map(name).collect();
            let start = circle.first().and_then(|i| self.sources.get(*i as usize)).map(|s| s.name.span);
            let path = path.join(" → ");
            self.error(&codes::E110_CIRCLE, start.unwrap_or_default(), [path]);
        }
        self.infos = vec![Info { error: true, ..Info::default() }; self.sources.len()];
        self.items = (0..self.sources.len()).map(|_| None).collect();
        for index in order.sequence {
            if !order.in_circle.get(index as usize).is_some_and(|c| *c) {
                self.check_item(index);
            }
        }
    }

    /// A name may need another in one version and the other way round in the next. That ends as long as all look back;
    /// where one looks ahead, into another version, it may not.
    pub(crate) fn check_years(&mut self) {
        if self.by_module.iter().all(|chain| chain.len() < 2) || !self.infos.iter().any(|i| i.ahead) {
            return;
        }
        let mut needs: Vec<Vec<u32>> = vec![Vec::new(); self.symbols.len()];
        for (source, wanted) in self.sources.iter().zip(self.graph().needs) {
            let symbols = wanted.iter().filter_map(|n| self.sources.get(*n as usize)).map(|s| s.symbol.0);
            if let Some(all) = needs.get_mut(source.symbol.index()) {
                all.extend(symbols);
            }
        }
        for circle in (Graph { needs }).order().circles {
            let sources = || self.sources.iter().zip(&self.infos).filter(|(s, _)| circle.contains(&s.symbol.0));
            let ahead = sources().any(|(_, info)| info.ahead);
            let told = sources().any(|(_, info)| info.error);
            let last = sources().next_back().map(|(s, _)| s.name.span);
            if let (true, false, Some(span)) = (ahead, told, last) {
                let name = |s: &u32| self.symbols.get(*s as usize).map(|s| s.name.as_str()).unwrap_or_default();
                let path: Vec<&str> = circle.iter().map(name).collect();
                let path = path.join(" → ");
                self.error(&codes::E110_VERSIONS, span, [path]);
            }
        }
    }

    fn check_item(&mut self, index: u32) {
        let Some(source) = self.sources.get(index as usize) else { return };
        let (body, level) = (source.body, source.level);
        self.edition = source.edition;
        self.out.version = narrow(source.edition);
        self.frames.clear();
        self.frames.push(Frame { level: (!matches!(body, Body::Parameter(_))).then_some(level), own: None });
        self.words = Words::default();
        self.divisors.clear();
        self.ahead = false;
        let mut info = match body {
            Body::Indicator(x) => self.check_indicator(index, x),
            Body::Parameter(x) => self.check_parameter(index, x),
            Body::Criterion(x) => self.check_criterion(index, x),
            Body::Group(x) => self.check_group(index, x),
            Body::Item(x) => self.check_member(index, x),
            Body::Outcome(x) => self.check_outcome(index, x),
            Body::State(x) => self.check_state(index, x),
            Body::Rank(x) => self.check_rank(index, x),
        };
        info.ahead = self.ahead;
        if let Some(slot) = self.infos.get_mut(index as usize) {
            *slot = info;
        }
    }

    pub(crate) fn info(&self, index: u32) -> Info {
        self.infos.get(index as usize).copied().unwrap_or(Info { error: true, ..Info::default() })
    }

    // ---- what is common to all ----------------------------------------------------------------------------------

    /// Puts a checked item into its place.
    pub(crate) fn put(&mut self, index: u32, shared: Shared, shown: Shown, kind: ItemKind) {
        let unit = self.units.unit_text(shown);
        let Some(source) = self.sources.get(index as usize) else { return };
        let item = Item {
            symbol: source.symbol,
            version: VersionId(narrow(source.edition)),
            code: shared.code,
            labels: shared.labels,
            levels: vec![source.level],
            sources: shared.sources,
            notes: shared.notes,
            judged_by: shared.judged_by,
            group: source.group.map(ItemId),
            unit,
            span: source.name.span,
            kind,
        };
        if let Some(slot) = self.items.get_mut(index as usize) {
            *slot = Some(item);
        }
    }

    /// Labels, citations and so on of a declaration.
    pub(crate) fn shared<'m>(&mut self, label: Option<&Text>, meta: impl Iterator<Item = &'m Meta>) -> Shared {
        let mut shared = Shared {
            labels: label.map(|l| (String::new(), l.text.clone())).into_iter().collect(),
            ..Shared::default()
        };
        for m in meta {
            match m {
                Meta::Code(text) => shared.code.clone_from(&text.text),
                Meta::Source { document, article } => shared.sources.extend(self.citation(document, article.as_ref())),
                Meta::Note(text) => shared.notes.push(text.text.clone()),
                Meta::Label { language, text } => shared.labels.push((language.text.to_string(), text.text.clone())),
                Meta::JudgedBy(text) => shared.judged_by.clone_from(&text.text),
            }
        }
        shared
    }

    pub(crate) fn shared_meta(&mut self, label: Option<&Text>, meta: &[Spanned<Meta>]) -> Shared {
        self.shared(label, meta.iter().map(|m| &m.node))
    }

    pub(crate) fn shared_clauses(&mut self, label: Option<&Text>, clauses: &[Spanned<Clause>]) -> Shared {
        let meta = clauses.iter().filter_map(|c| match &c.node {
            Clause::Meta(m) => Some(m),
            _ => None,
        });
        self.shared(label, meta)
    }

    fn check_indicator(&mut self, index: u32, x: &'a ast::Indicator) -> Info {
        let value = self.expr(&x.value, None);
        let shared = self.shared_meta(x.label.as_ref(), &x.meta);
        self.put(index, shared, value.shown, ItemKind::Indicator(value.node));
        Info { error: value.is_error(), value: Some(value.val()), node: Some(value.node), ..Info::default() }
    }

    fn check_parameter(&mut self, index: u32, x: &'a ast::Parameter) -> Info {
        let value = match &x.value {
            ast::ParameterValue::Fixed(e) => self.expr(e, None),
            ast::ParameterValue::OverTime(t) => self.values_over_time(&x.name, t),
        };
        let shared = self.shared_meta(x.label.as_ref(), &x.meta);
        self.put(index, shared, value.shown, ItemKind::Parameter(value.node));
        Info { error: value.is_error(), value: Some(value.val()), node: Some(value.node), ..Info::default() }
    }
}
