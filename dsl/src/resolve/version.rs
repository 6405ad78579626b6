//! One version of a ruleset: the base's declarations with an amendment's changes, and a chosen variant's.

use std::rc::Rc;

use milepost_core::codes;
use milepost_core::diagnostic::{Diagnostic, Span};
use milepost_core::program::AmendmentKind;
use smol_str::{SmolStr, format_smolstr};

use super::line;
use super::load::{FileId, Loaded, ModuleIx, Tree};
use super::slot::{self, Slot};
use crate::ast::{
    self, AmendBody, AmendKind, Clause, Decl, DeclKind, Member, Meta, Name, OutcomeClause, Ruleset, RulesetClause,
    Spanned,
};
use crate::maps::Map;

/// A ruleset as it stands in its years.
#[derive(Debug)]
pub(crate) struct Version {
    /// The file that states it.
    pub(crate) file: FileId,
    /// Its tree, for the header and the tests.
    pub(crate) tree: Rc<Tree>,
    /// Declarations without changes, variants and tests.
    pub(crate) decls: Vec<Rc<Decl>>,
    /// The same without the chosen variant's changes: what the next amendment starts from.
    plain: Option<Vec<Rc<Decl>>>,
    /// Variants that can be chosen, with the file of each part.
    pub(crate) variants: Vec<Rc<Decl>>,
    /// Header clauses: the base's where the amendment says nothing.
    pub(crate) header: Vec<Spanned<RulesetClause>>,
    /// `use … as alias`
    pub(crate) uses: Vec<(Name, ModuleIx)>,
    /// What was changed.
    pub(crate) amendments: Vec<Amendment>,
}

/// One change, for the record.
#[derive(Debug)]
pub(crate) struct Amendment {
    pub(crate) name: String,
    pub(crate) kind: AmendmentKind,
    pub(crate) source: Option<Spanned<Meta>>,
    pub(crate) span: Span,
}

/// Where a named thing stands: which declaration, and the positions of clauses that lead into groups.
#[derive(Debug, Clone)]
struct Place {
    decl: usize,
    path: Vec<usize>,
    kind: AmendKind,
}

/// All versions of a module, earliest first.
pub(crate) fn versions(
    loaded: &Loaded,
    chain: &[FileId],
    variant: Option<&str>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Version> {
    let mut out: Vec<Version> = Vec::with_capacity(chain.len());
    for file in chain {
        let Some(tree) = loaded.trees.get(*file) else { continue };
        let uses = loaded.uses.get(*file).map(Vec::as_slice).unwrap_or_default();
        let version = Merge::new(loaded, out.last(), (*file, Rc::clone(tree)), uses, diagnostics).run(variant);
        out.push(version);
    }
    out
}

struct Merge<'d> {
    loaded: &'d Loaded,
    version: Version,
    amends: bool,
    places: Map<SmolStr, Place>,
    changed: Map<(String, Slot), Span>,
    repealed: Vec<(String, AmendKind)>,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl<'d> Merge<'d> {
    fn new(
        loaded: &'d Loaded,
        base: Option<&Version>,
        (file, tree): (FileId, Rc<Tree>),
        uses: &[(Name, ModuleIx)],
        diagnostics: &'d mut Vec<Diagnostic>,
    ) -> Self {
        let mut all_uses: Vec<(Name, ModuleIx)> = base.map(|b| b.uses.clone()).unwrap_or_default();
        for (alias, module) in uses {
            if !all_uses.iter().any(|(a, m)| a.text == alias.text && m == module) {
                all_uses.push((alias.clone(), *module));
            }
        }
        let version = Version {
            file,
            header: header(base.map(|b| b.header.as_slice()), &tree.ruleset),
            tree,
            decls: base.map(|b| b.plain.as_ref().unwrap_or(&b.decls).clone()).unwrap_or_default(),
            plain: None,
            variants: base.map(|b| b.variants.clone()).unwrap_or_default(),
            uses: all_uses,
            amendments: Vec::new(),
        };
        Self {
            loaded,
            version,
            amends: base.is_some(),
            places: Map::default(),
            changed: Map::default(),
            repealed: Vec::new(),
            diagnostics,
        }
    }

    fn run(mut self, variant: Option<&str>) -> Version {
        let tree = Rc::clone(&self.version.tree);
        self.locate();
        for decl in &tree.decls {
            match &*decl.kind {
                DeclKind::Amend(_) | DeclKind::Repeal { .. } | DeclKind::Add { .. } => {
                    if self.amends {
                        self.change(decl, true, true);
                    } else {
                        self.error(&codes::E609_NOT_AMENDING, decl.span, &[]);
                    }
                }
                DeclKind::Variant { .. } => self.version.variants.push(Rc::clone(decl)),
                DeclKind::Test(_) => {}
                _ => self.version.decls.push(Rc::clone(decl)),
            }
        }
        self.remove_repealed();
        self.check_variants();
        if let Some(chosen) = variant {
            self.choose(chosen);
        }
        self.version
    }

    /// Finds everything that a change can name.
    fn locate(&mut self) {
        self.places.clear();
        for index in 0..self.version.decls.len() {
            self.locate_in(index);
        }
    }

    /// The places of one declaration. To be found anew when clauses of a group have moved.
    fn locate_in(&mut self, index: usize) {
        let Some(decl) = self.version.decls.get(index).cloned() else { return };
        let (name, kind) = match &*decl.kind {
            DeclKind::Criterion(c) => (&c.name, AmendKind::Criterion),
            DeclKind::Indicator(x) => (&x.name, AmendKind::Indicator),
            DeclKind::Parameter(x) => (&x.name, AmendKind::Parameter),
            DeclKind::Outcome(x) => (&x.name, AmendKind::Outcome),
            DeclKind::State(x) => (&x.name, AmendKind::State),
            DeclKind::Rank(x) => (&x.name, AmendKind::Rank),
            DeclKind::Group(g) => (&g.name, AmendKind::Group),
            _ => return,
        };
        self.places.insert(name.text.clone(), Place { decl: index, path: Vec::new(), kind });
        if let DeclKind::Group(g) = &*decl.kind {
            self.locate_members(g, index, &mut Vec::new());
        }
    }

    fn locate_members(&mut self, group: &ast::Group, decl: usize, path: &mut Vec<usize>) {
        for (i, clause) in group.clauses.iter().enumerate() {
            let Clause::Member(member) = &clause.node else { continue };
            path.push(i);
            let (name, kind) = match &**member {
                Member::Criterion(c) => (c.name.text.clone(), AmendKind::Criterion),
                Member::Group(g) => {
                    self.locate_members(g, decl, path);
                    (g.name.text.clone(), AmendKind::Group)
                }
                Member::Item(item) => {
                    let own = item.of.last().map(|n| n.text.clone()).unwrap_or_default();
                    let place = Place { decl, path: path.clone(), kind: AmendKind::Item };
                    self.places.insert(format_smolstr!("{}.{own}", group.name.text), place);
                    (own, AmendKind::Item)
                }
            };
            let place = Place { decl, path: path.clone(), kind };
            if kind == AmendKind::Item {
                // An item bears the name of its indicator; of several the first is meant.
                self.places.entry(format_smolstr!("item {name}")).or_insert(place);
            } else {
                self.places.insert(name, place);
            }
            path.pop();
        }
    }

    fn find(&self, name: &str, kind: AmendKind) -> Option<Place> {
        let found = match kind {
            AmendKind::Item => self
                .places
                .get(name)
                .filter(|p| p.kind == kind)
                .or_else(|| self.places.get(format!("item {name}").as_str())),
            _ => self.places.get(name),
        };
        found.filter(|p| p.kind == kind).cloned()
    }

    /// One change. `own`: of this file, where it must find its object; `cite`: it must cite its source.
    fn change(&mut self, decl: &Decl, own: bool, cite: bool) {
        match &*decl.kind {
            DeclKind::Amend(amend) => {
                let source = match &amend.body {
                    AmendBody::Clauses(clauses) => clauses.iter().find_map(|c| match &c.node {
                        Clause::Meta(m) => source_of(m, c.span),
                        _ => None,
                    }),
                    AmendBody::Outcome(clauses) => clauses.iter().find_map(|c| match &c.node {
                        OutcomeClause::Meta(m) => source_of(m, c.span),
                        _ => None,
                    }),
                    AmendBody::Value(_, meta) => first_source(meta),
                    AmendBody::Rank(r) => first_source(&r.meta),
                    AmendBody::State(s) => first_source(&s.meta),
                };
                if self.noted(&amend.name, amend.kind, AmendmentKind::Amended, source, own, cite) {
                    self.amend(amend, own);
                }
            }
            DeclKind::Repeal { kind, name, source }
                if self.noted(name, *kind, AmendmentKind::Repealed, source.clone(), own, cite) =>
            {
                self.touch(name, Slot::Word("repeal"));
                self.repealed.push((name.text.to_string(), *kind));
            }
            DeclKind::Add { group, member } => self.add(group, member, own, cite),
            _ => {}
        }
    }

    /// Notes a change if its object exists and its source is cited.
    fn noted(
        &mut self,
        name: &Name,
        kind: AmendKind,
        what: AmendmentKind,
        source: Option<Spanned<Meta>>,
        own: bool,
        cite: bool,
    ) -> bool {
        if self.find(&name.text, kind).is_none() {
            if own {
                let names: Vec<&str> = self
                    .places
                    .iter()
                    .filter(|(_, p)| p.kind == kind)
                    .map(|(n, _)| n.trim_start_matches("item "))
                    .collect();
                let suggestion = closest_of(&name.text, names);
                self.diagnostics.push(
                    Diagnostic::new(&codes::E606_NOTHING, name.span, [kind_word(kind), &name.text]).suggest(suggestion),
                );
            }
            return false;
        }
        if cite && source.is_none() {
            self.error(&codes::E604_SOURCE, name.span, &[&name.text]);
        }
        if cite {
            self.version.amendments.push(Amendment {
                name: name.text.to_string(),
                kind: what,
                source,
                span: name.span,
            });
        }
        true
    }

    /// Notes that a slot is changed; a second change is an error.
    fn touch(&mut self, name: &Name, slot: Slot) {
        let repeal = Slot::Word("repeal");
        let earlier = match &slot {
            Slot::Added => return,
            _ => self.changed.get(&(name.text.to_string(), slot.clone())).or_else(|| {
                if slot == repeal {
                    self.changed.get(&(name.text.to_string(), Slot::Word("any")))
                } else {
                    self.changed.get(&(name.text.to_string(), repeal))
                }
            }),
        };
        if let Some(earlier) = earlier.copied() {
            let lines = [earlier, name.span].map(|span| line(&self.loaded.files, span).to_string());
            let [first, second] = lines;
            let diagnostic =
                Diagnostic::new(&codes::E605_TWICE, name.span, [name.text.to_string(), first, second]).also(earlier);
            if !self.diagnostics.contains(&diagnostic) {
                self.diagnostics.push(diagnostic);
            }
            return;
        }
        self.changed.insert((name.text.to_string(), slot), name.span);
        self.changed.entry((name.text.to_string(), Slot::Word("any"))).or_insert(name.span);
    }

    fn amend(&mut self, amend: &ast::Amend, own: bool) {
        if own {
            match &amend.body {
                AmendBody::Clauses(clauses) => {
                    let mut slots: Vec<Slot> = clauses.iter().map(|c| slot::of_clause(&c.node)).collect();
                    slots.dedup();
                    slots.into_iter().for_each(|slot| self.touch(&amend.name, slot));
                }
                AmendBody::Outcome(clauses) => {
                    let mut slots: Vec<Slot> = clauses.iter().map(|c| slot::of_outcome(&c.node)).collect();
                    slots.dedup();
                    slots.into_iter().for_each(|slot| self.touch(&amend.name, slot));
                }
                _ => self.touch(&amend.name, Slot::Word("=")),
            }
        }
        let Some(place) = self.find(&amend.name.text, amend.kind) else { return };
        let Some(decl) = self.version.decls.get_mut(place.decl) else { return };
        let decl = Rc::make_mut(decl);
        let wrong = match (&mut *decl.kind, &amend.body) {
            (DeclKind::Indicator(x), AmendBody::Value(ast::ParameterValue::Fixed(value), meta)) => {
                x.value = value.clone();
                x.meta.extend_from_slice(meta);
                false
            }
            (DeclKind::Parameter(x), AmendBody::Value(value, meta)) => {
                x.value = value.clone();
                x.meta.extend_from_slice(meta);
                false
            }
            (DeclKind::Outcome(x), AmendBody::Outcome(clauses)) => {
                slot::replace(&mut x.clauses, clauses, slot::of_outcome);
                false
            }
            (DeclKind::Rank(x), AmendBody::Rank(new)) => {
                let meta = std::mem::take(&mut x.meta);
                let label = x.label.take();
                *x = new.clone();
                x.label = x.label.take().or(label);
                x.meta.splice(0..0, meta);
                false
            }
            (DeclKind::State(x), AmendBody::State(new)) => {
                let meta = std::mem::take(&mut x.meta);
                x.first = new.first.clone().or_else(|| x.first.take());
                x.table = new.table.clone().or_else(|| x.table.take());
                x.meta = meta.into_iter().chain(new.meta.iter().cloned()).collect();
                false
            }
            (kind, AmendBody::Clauses(new)) => match clauses_at(kind, &place.path) {
                Some(clauses) => {
                    slot::replace(clauses, new, slot::of_clause);
                    false
                }
                None => true,
            },
            _ => true,
        };
        if amend.kind == AmendKind::Group {
            self.places.retain(|_, p| p.decl != place.decl);
            self.locate_in(place.decl);
        }
        if wrong && own {
            self.error(&codes::E606_BODY, amend.name.span, &[kind_word(amend.kind), &amend.name.text]);
        }
    }

    fn add(&mut self, group: &Name, member: &Member, own: bool, cite: bool) {
        let (clauses, span) = match member {
            Member::Criterion(c) => (&c.clauses, c.name.span),
            Member::Group(g) => (&g.clauses, g.name.span),
            Member::Item(i) => (&i.clauses, i.of.last().map_or(i.span, |n| n.span)),
        };
        let source = clauses.iter().find_map(|c| match &c.node {
            Clause::Meta(m) => source_of(m, c.span),
            _ => None,
        });
        let name = match member {
            Member::Criterion(c) => c.name.text.clone(),
            Member::Group(g) => g.name.text.clone(),
            Member::Item(i) => i.of.last().map(|n| n.text.clone()).unwrap_or_default(),
        };
        let Some(place) = self.find(&group.text, AmendKind::Group) else {
            if own {
                let names: Vec<&str> =
                    self.places.iter().filter(|(_, p)| p.kind == AmendKind::Group).map(|(n, _)| n.as_str()).collect();
                let suggestion = closest_of(&group.text, names);
                self.diagnostics.push(
                    Diagnostic::new(&codes::E606_NOTHING, group.span, ["group", &group.text]).suggest(suggestion),
                );
            }
            return;
        };
        if cite {
            if source.is_none() {
                self.error(&codes::E604_SOURCE, span, &[&name]);
            }
            let name = name.to_string();
            self.version.amendments.push(Amendment { name, kind: AmendmentKind::Added, source, span });
        }
        let Some(decl) = self.version.decls.get_mut(place.decl) else { return };
        if let Some(clauses) = clauses_at(&mut Rc::make_mut(decl).kind, &place.path) {
            clauses.push(Spanned { node: Clause::Member(Box::new(member.clone())), span });
        }
    }

    /// Takes repealed things out, last first, so that the other places stay right.
    fn remove_repealed(&mut self) {
        let repealed = std::mem::take(&mut self.repealed);
        let mut places: Vec<Place> = repealed.iter().filter_map(|(name, kind)| self.find(name, *kind)).collect();
        places.sort_by(|a, b| (b.decl, &b.path).cmp(&(a.decl, &a.path)));
        places.dedup_by(|a, b| (a.decl, &a.path) == (b.decl, &b.path));
        for place in places {
            match place.path.split_last() {
                None => {
                    if place.decl < self.version.decls.len() {
                        self.version.decls.remove(place.decl);
                    }
                }
                Some((last, outer)) => {
                    let Some(decl) = self.version.decls.get_mut(place.decl) else { continue };
                    if let Some(clauses) = clauses_at(&mut Rc::make_mut(decl).kind, outer)
                        && *last < clauses.len()
                    {
                        clauses.remove(*last);
                    }
                }
            }
        }
    }

    /// Variants must find their objects even when they are not chosen.
    fn check_variants(&mut self) {
        if self.version.variants.is_empty() {
            return;
        }
        self.locate();
        let variants = self.version.variants.clone();
        let file = self.version.file;
        for decl in variants.iter().filter(|d| usize::from(d.span.file) == file) {
            let DeclKind::Variant { changes, .. } = &*decl.kind else { continue };
            for change in changes {
                match &*change.kind {
                    DeclKind::Amend(a) => {
                        self.noted(&a.name, a.kind, AmendmentKind::Amended, None, true, false);
                    }
                    DeclKind::Repeal { kind, name, .. } => {
                        self.noted(name, *kind, AmendmentKind::Repealed, None, true, false);
                    }
                    DeclKind::Add { group, .. } => {
                        self.noted(group, AmendKind::Group, AmendmentKind::Added, None, true, false);
                    }
                    _ => self.error(&codes::E610_VARIANT_BODY, change.span, &[]),
                }
            }
        }
    }

    fn choose(&mut self, chosen: &str) {
        let variants = self.version.variants.clone();
        let mut parts = variants.iter().filter_map(|d| match &*d.kind {
            DeclKind::Variant { name, changes, .. } if name.text == chosen => Some(changes),
            _ => None,
        });
        let Some(first) = parts.next() else { return };
        self.version.plain = Some(self.version.decls.clone());
        for change in std::iter::once(first).chain(parts).flatten() {
            self.change(change, false, false);
        }
        self.remove_repealed();
    }

    fn error(&mut self, message: &'static codes::Message, span: Span, args: &[&str]) {
        self.diagnostics.push(Diagnostic::new(message, span, args.iter().copied()));
    }
}

/// The clauses of the group, criterion or item at a place.
fn clauses_at<'x>(kind: &'x mut DeclKind, path: &[usize]) -> Option<&'x mut Vec<Spanned<Clause>>> {
    let mut clauses = match kind {
        DeclKind::Group(g) => &mut g.clauses,
        DeclKind::Criterion(c) => &mut c.clauses,
        _ => return None,
    };
    for step in path {
        let Clause::Member(member) = &mut clauses.get_mut(*step)?.node else { return None };
        clauses = match &mut **member {
            Member::Criterion(c) => &mut c.clauses,
            Member::Group(g) => &mut g.clauses,
            Member::Item(i) => &mut i.clauses,
        };
    }
    Some(clauses)
}

fn source_of(meta: &Meta, span: Span) -> Option<Spanned<Meta>> {
    matches!(meta, Meta::Source { .. }).then(|| Spanned { node: meta.clone(), span })
}

fn first_source(meta: &[Spanned<Meta>]) -> Option<Spanned<Meta>> {
    meta.iter().find_map(|m| source_of(&m.node, m.span))
}

fn kind_word(kind: AmendKind) -> &'static str {
    match kind {
        AmendKind::Criterion => "criterion",
        AmendKind::Group => "group",
        AmendKind::Indicator => "indicator",
        AmendKind::Parameter => "parameter",
        AmendKind::Outcome => "outcome",
        AmendKind::Item => "item",
        AmendKind::Rank => "rank",
        AmendKind::State => "state",
    }
}

/// The nearest of names that come in no order.
fn closest_of(name: &str, mut names: Vec<&str>) -> Option<String> {
    names.sort_unstable();
    crate::suggest::closest(name, names).map(str::to_owned)
}

/// The header of a version: language, level, edition and policy are the base's unless said otherwise.
fn header(base: Option<&[Spanned<RulesetClause>]>, own: &Ruleset) -> Vec<Spanned<RulesetClause>> {
    let says = |test: fn(&RulesetClause) -> bool| own.clauses.iter().any(|c| test(&c.node));
    let inherited = base.unwrap_or_default().iter().filter(|c| match c.node {
        RulesetClause::Language(_) => !says(|c| matches!(c, RulesetClause::Language(_))),
        RulesetClause::Evaluates(_) => !says(|c| matches!(c, RulesetClause::Evaluates(_))),
        RulesetClause::Edition(_) => !says(|c| matches!(c, RulesetClause::Edition(_))),
        RulesetClause::On(_) => !says(|c| matches!(c, RulesetClause::On(_))),
        _ => false,
    });
    inherited.chain(&own.clauses).cloned().collect()
}
