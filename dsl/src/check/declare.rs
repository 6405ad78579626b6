//! Levels, units, categories, assessments, documents: unified by name over all modules, which must agree.

use milepost_core::codes;
use milepost_core::diagnostic::{Diagnostic, Span};
use milepost_core::number::Number;
use milepost_core::program::{
    Assessment, AssessmentId, Assessor, AssessorId, Category, CategoryId, Citation, Document, DocumentId, Labels,
    Level, LevelId, Recognition, Settle, Verdict,
};

use super::Checker;
use super::types::{Dim, Unit, narrow};
use crate::ast::{self, Decl, DeclKind, Meta, Name, Spanned, Text};
use crate::maps::Map;
use crate::resolve::scope::{Entry, Scope};
use crate::suggest::closest;

/// The label and its translations.
pub(crate) fn labels(label: Option<&Text>, meta: &[Spanned<Meta>]) -> Labels {
    let own = label.map(|l| (String::new(), l.text.clone()));
    let others = meta.iter().filter_map(|m| match &m.node {
        Meta::Label { language, text } => Some((language.text.to_string(), text.text.clone())),
        _ => None,
    });
    own.into_iter().chain(others).collect()
}

/// The names that a declaration brings, outermost first. Items of an index bear the name of their indicator.
fn names_of<'a>(kind: &'a DeclKind, out: &mut Vec<&'a Name>) {
    match kind {
        DeclKind::Document(d) => out.push(&d.name),
        DeclKind::Level { name, .. } | DeclKind::Unit { name, .. } | DeclKind::Category { name, .. } => out.push(name),
        DeclKind::Assessment(a) => out.push(&a.name),
        DeclKind::Input(i) => out.extend(std::iter::once(&i.name).chain(&i.also)),
        DeclKind::Indicator(i) => out.push(&i.name),
        DeclKind::Parameter(p) => out.push(&p.name),
        DeclKind::Criterion(c) => out.push(&c.name),
        DeclKind::Group(g) => names_of_group(g, out),
        DeclKind::Outcome(o) => out.push(&o.name),
        DeclKind::State(s) => out.push(&s.name),
        DeclKind::Rank(r) => out.push(&r.name),
        DeclKind::Amend(_)
        | DeclKind::Repeal { .. }
        | DeclKind::Add { .. }
        | DeclKind::Variant { .. }
        | DeclKind::Test(_) => {}
    }
}

fn names_of_group<'a>(group: &'a ast::Group, out: &mut Vec<&'a Name>) {
    out.push(&group.name);
    for clause in &group.clauses {
        let ast::Clause::Member(member) = &clause.node else { continue };
        match &**member {
            ast::Member::Criterion(c) => out.push(&c.name),
            ast::Member::Group(g) => names_of_group(g, out),
            ast::Member::Item(_) => {}
        }
    }
}

/// A level as declared, before it has a place in the tree.
struct RawLevel<'a> {
    name: &'a Name,
    within: Option<&'a Name>,
    labels: Labels,
}

impl<'a> Checker<'a> {
    pub(crate) fn built_in_categories(&mut self) {
        let verdicts: Vec<&str> = Verdict::ALL.iter().map(|v| v.word()).collect();
        let recognition: Vec<&str> = Recognition::ALL.iter().map(|r| r.word()).collect();
        for (name, items) in [("verdict", verdicts), ("recognition", recognition)] {
            let items = items.into_iter().map(|i| (i.to_owned(), Labels::new())).collect();
            self.category(Category { name: name.to_owned(), labels: Labels::new(), ordered: false, items });
        }
    }

    pub(crate) fn category(&mut self, category: Category) -> CategoryId {
        let id = CategoryId(narrow(self.categories.len()));
        let names = category.items.iter().enumerate().map(|(i, (name, _))| (name.clone(), narrow(i)));
        self.category_items.push(names.collect());
        self.categories.push(category);
        id
    }

    /// Declarations of all editions, each once: an amended version shares those of its base.
    pub(crate) fn fresh_decls(&self) -> Vec<(usize, &'a Decl)> {
        let mut out = Vec::new();
        for (index, edition) in self.editions.iter().enumerate() {
            let first = self.by_module.get(edition.module).and_then(|m| m.first()) == Some(&index);
            let own = edition.source.file;
            let decls = edition.source.decls.iter().map(|d| &**d);
            out.extend(decls.filter(|d| first || usize::from(d.span.file) == own).map(|d| (index, d)));
        }
        out
    }

    // ---- levels ---------------------------------------------------------------------------------------------

    pub(crate) fn declare_levels(&mut self) {
        let mut raw: Vec<RawLevel<'a>> = Vec::new();
        let mut by_name: Map<&str, usize> = Map::default();
        let mut places: Vec<(Span, usize)> = Vec::new();
        for (_, decl) in self.fresh_decls() {
            let DeclKind::Level { name, label, within, meta } = &*decl.kind else { continue };
            let new = RawLevel { name, within: within.as_ref(), labels: labels(label.as_ref(), meta) };
            let at = *by_name.entry(&name.text).or_insert_with(|| {
                raw.push(RawLevel { name, within: None, labels: Labels::new() });
                raw.len() - 1
            });
            places.push((name.span, at));
            let Some(known) = raw.get_mut(at) else { continue };
            if known.labels.is_empty() {
                known.labels = new.labels;
            }
            match (known.within, new.within) {
                (None, within) => known.within = within,
                (Some(a), Some(b)) if a.text != b.text => {
                    let conflict = Diagnostic::new(&codes::E611_DIFFERS, name.span, ["level", &name.text]).also(a.span);
                    self.diagnostics.push(conflict);
                }
                _ => {}
            }
        }
        let mut parents: Vec<Option<usize>> = Vec::with_capacity(raw.len());
        for level in &raw {
            let parent = level.within.and_then(|w| by_name.get(w.text.as_str()).copied());
            if let (Some(within), None) = (level.within, parent) {
                let suggestion = closest(&within.text, raw.iter().map(|l| l.name.text.as_str())).map(str::to_owned);
                self.diagnostics
                    .push(Diagnostic::new(&codes::E102_LEVEL, within.span, [within.text.as_str()]).suggest(suggestion));
            }
            parents.push(parent);
        }
        self.place_levels(&raw, &parents, &places);
    }

    /// Numbers the levels so that parents come before children.
    fn place_levels(&mut self, raw: &[RawLevel<'a>], parents: &[Option<usize>], places: &[(Span, usize)]) {
        let mut order: Vec<(u32, usize)> = Vec::with_capacity(raw.len());
        for (index, level) in raw.iter().enumerate() {
            let mut depth = 0;
            let mut path = vec![level.name.text.as_str()];
            let mut first = true;
            let mut at = parents.get(index).copied().flatten();
            while let Some(above) = at {
                depth += 1;
                path.push(raw.get(above).map_or("", |l| l.name.text.as_str()));
                first &= above >= index;
                if above == index {
                    if first {
                        self.error(&codes::E110_CIRCLE, level.name.span, [path.join(" → ")]);
                    }
                    break;
                }
                if path.len() > raw.len() {
                    break;
                }
                at = parents.get(above).copied().flatten();
            }
            order.push((depth, index));
        }
        order.sort();
        let mut ids: Vec<LevelId> = vec![LevelId(0); raw.len()];
        for (new, (_, old)) in order.iter().enumerate() {
            if let Some(id) = ids.get_mut(*old) {
                *id = LevelId(narrow(new));
            }
        }
        for (depth, old) in &order {
            let Some(level) = raw.get(*old) else { continue };
            let parent = parents.get(*old).copied().flatten().and_then(|p| ids.get(p).copied());
            // A parent that does not come before is part of a circle, which has been reported.
            let parent = parent.filter(|p| p.index() < self.levels.len());
            self.levels.push(Level { name: level.name.text.to_string(), labels: level.labels.clone(), parent });
            self.depths.push(*depth);
        }
        for (span, old) in places {
            if let Some(id) = ids.get(*old) {
                self.declared.insert(*span, Entry::Level(*id));
            }
        }
    }

    pub(crate) fn level_named(&self, name: &str) -> Option<LevelId> {
        self.levels.iter().position(|l| l.name == name).map(|i| LevelId(narrow(i)))
    }

    // ---- everything else that is not an item ------------------------------------------------------------------

    pub(crate) fn declare_things(&mut self) {
        let decls = self.fresh_decls();
        self.declare_units(&decls);
        for (edition, decl) in &decls {
            self.edition = *edition;
            match &*decl.kind {
                DeclKind::Category { name, label, ordered, items } => {
                    self.declare_category(name, label.as_ref(), *ordered, items)
                }
                DeclKind::Assessment(a) => self.declare_assessment(a),
                DeclKind::Document(d) => self.declare_document(d),
                _ => {}
            }
        }
    }

    /// Enters all names in written order, so that the second of two is the one that is reported. What inputs and items
    /// stand for is said when they are made.
    pub(crate) fn scopes(&mut self) {
        for index in 0..self.editions.len() {
            let Some(edition) = self.editions.get(index) else { continue };
            let source = edition.source;
            let mut scope = Scope::with_capacity(source.decls.len());
            let mut found = Vec::new();
            for (alias, module) in &source.uses {
                found.extend(scope.declare(alias, Entry::Module(*module), &self.loaded.files));
            }
            let mut names = Vec::new();
            for decl in &source.decls {
                names_of(&decl.kind, &mut names);
                for name in names.drain(..) {
                    let entry = self.declared.get(&name.span).copied().unwrap_or(Entry::Broken);
                    found.extend(scope.declare(name, entry, &self.loaded.files));
                }
            }
            found.extend(scope.tone_warnings(u16::try_from(source.file).unwrap_or(u16::MAX)));
            self.diagnostics.extend(found);
            if let Some(edition) = self.editions.get_mut(index) {
                edition.scope = scope;
            }
        }
    }

    fn declare_units(&mut self, decls: &[(usize, &'a Decl)]) {
        for (name, dim) in [("points", Dim::POINTS), ("point", Dim::POINTS), ("day", Dim::DAYS), ("days", Dim::DAYS)] {
            self.units.units.push(Unit { name: name.to_owned(), dim, scale: Number::ONE });
        }
        let built_in = self.units.units.len();
        let mut by_name: Map<&str, u32> = Map::default();
        // Scaled units wait until what they are made of is known.
        let mut waiting: Vec<(u32, &'a Number, &'a Name)> = Vec::new();
        let mut scales: Map<&str, Option<(&'a Number, &'a str)>> = Map::default();
        for (_, decl) in decls {
            let DeclKind::Unit { name, scale, .. } = &*decl.kind else { continue };
            if self.units.units.iter().take(built_in).any(|u| u.name == name.text) {
                self.error(&codes::E101_BUILT_IN, name.span, [name.text.as_str()]);
                self.declared.insert(name.span, Entry::Broken);
                continue;
            }
            let made_of = scale.as_ref().map(|(n, of)| (n, of.text.as_str()));
            if let Some(known) = by_name.get(name.text.as_str()) {
                self.declared.insert(name.span, Entry::Unit(*known));
                if scales.get(name.text.as_str()) != Some(&made_of) {
                    self.error(&codes::E611_DIFFERS, name.span, ["unit", &name.text]);
                }
                continue;
            }
            let index = narrow(self.units.units.len());
            let dim = match scale {
                None => self.units.base(&name.text),
                Some((n, of)) => {
                    waiting.push((index, n, of));
                    Dim::NONE
                }
            };
            self.units.units.push(Unit { name: name.text.to_string(), dim, scale: Number::ONE });
            by_name.insert(&name.text, index);
            scales.insert(&name.text, made_of);
            self.declared.insert(name.span, Entry::Unit(index));
        }
        for (i, name) in [(0, "points"), (1, "point"), (2, "day"), (3, "days")] {
            by_name.insert(name, i);
        }
        self.scale_units(&by_name, &waiting);
    }

    /// Follows scaled units to their base units.
    fn scale_units(&mut self, by_name: &Map<&str, u32>, waiting: &[(u32, &'a Number, &'a Name)]) {
        let made_of: Map<u32, (&Number, &Name)> = waiting.iter().map(|(i, n, of)| (*i, (*n, *of))).collect();
        for (index, _, _) in waiting {
            let mut scale = Number::ONE;
            let mut at = *index;
            let mut steps = 0;
            while let Some((n, of)) = made_of.get(&at) {
                scale = scale.mul(n);
                steps += 1;
                match by_name.get(of.text.as_str()) {
                    Some(next) if steps <= waiting.len() => at = *next,
                    Some(_) => {
                        self.error(&codes::E110_CIRCLE, of.span, [of.text.as_str()]);
                        break;
                    }
                    None => {
                        if at == *index {
                            self.unknown_unit(of, by_name);
                        }
                        break;
                    }
                }
            }
            let dim = self.units.units.get(at as usize).map_or(Dim::NONE, |u| u.dim);
            if let Some(unit) = self.units.units.get_mut(*index as usize) {
                unit.dim = dim;
                unit.scale = scale;
            }
        }
    }

    fn unknown_unit(&mut self, name: &Name, by_name: &Map<&str, u32>) {
        let mut names: Vec<&str> =
            self.units.units.iter().map(|u| u.name.as_str()).filter(|n| by_name.contains_key(n)).collect();
        names.sort_unstable();
        let suggestion = closest(&name.text, names).map(str::to_owned);
        self.diagnostics.push(Diagnostic::new(&codes::E103_UNIT, name.span, [name.text.as_str()]).suggest(suggestion));
    }

    fn declare_category(
        &mut self,
        name: &'a Name,
        label: Option<&Text>,
        ordered: bool,
        items: &'a [ast::CategoryItem],
    ) {
        let mut seen: Map<&str, Span> = Map::default();
        let mut list: Vec<(String, Labels)> = Vec::with_capacity(items.len());
        for item in items {
            if let Some(first) = seen.insert(&item.name.text, item.name.span) {
                let line = self.line(first);
                self.error(&codes::E101_TWICE, item.name.span, [item.name.text.to_string(), line]);
                continue;
            }
            list.push((item.name.text.to_string(), labels(item.label.as_ref(), &[])));
        }
        let known = self.categories.iter().skip(2).position(|c| c.name == name.text).map(|i| i + 2);
        let id = match known.and_then(|i| self.categories.get(i).map(|c| (i, c))) {
            Some((i, other)) => {
                let same =
                    other.ordered == ordered && other.items.iter().map(|(n, _)| n).eq(list.iter().map(|(n, _)| n));
                // Declared twice in one module is E101, not a disagreement.
                if !same {
                    self.error(&codes::E611_DIFFERS, name.span, ["category", &name.text]);
                }
                CategoryId(narrow(i))
            }
            None => self.category(Category {
                name: name.text.to_string(),
                labels: labels(label, &[]),
                ordered,
                items: list,
            }),
        };
        self.declared.insert(name.span, Entry::Category(id));
    }

    fn declare_assessment(&mut self, a: &'a ast::Assessment) {
        let mut by: Vec<AssessorId> = Vec::with_capacity(a.by.len());
        for (name, label) in &a.by {
            let id = match self.assessor_names.get(name.text.as_str()) {
                Some(id) => *id,
                None => {
                    let id = AssessorId(narrow(self.assessors.len()));
                    self.assessors.push(Assessor { name: name.text.to_string(), labels: Labels::new() });
                    self.assessor_names.insert(name.text.to_string(), id);
                    id
                }
            };
            if let Some(known) = self.assessors.get_mut(id.index())
                && known.labels.is_empty()
            {
                known.labels = labels(label.as_ref(), &[]);
            }
            if by.contains(&id) {
                let line = self.line(a.name.span);
                self.error(&codes::E101_TWICE, name.span, [name.text.to_string(), line]);
            } else {
                by.push(id);
            }
        }
        let mut settle = Vec::with_capacity(a.settle.len());
        for step in &a.settle {
            match &step.node {
                ast::Settle::Assessor(name) => settle.extend(self.settler(a, name).map(Settle::Assessor)),
                ast::Settle::Agreement(names) => {
                    let ids = names.iter().filter_map(|n| self.settler(a, n)).collect();
                    settle.push(Settle::Agreement(ids));
                }
                ast::Settle::Disputed => settle.push(Settle::Disputed),
            }
        }
        // Rulesets may assess in ways of their own under one name; assessors are the same everywhere.
        let new = Assessment { name: a.name.text.to_string(), by, settle };
        let same = |x: &Assessment| x.name == new.name && x.by == new.by && x.settle == new.settle;
        let id = self.assessments.iter().position(same).unwrap_or_else(|| {
            self.assessments.push(new);
            self.assessments.len() - 1
        });
        self.declared.insert(a.name.span, Entry::Assessment(AssessmentId(narrow(id))));
    }

    fn settler(&mut self, a: &ast::Assessment, name: &Name) -> Option<AssessorId> {
        if a.by.iter().any(|(by, _)| by.text == name.text) {
            return self.assessor_names.get(name.text.as_str()).copied();
        }
        let suggestion = closest(&name.text, a.by.iter().map(|(by, _)| by.text.as_str())).map(str::to_owned);
        self.diagnostics
            .push(Diagnostic::new(&codes::E102_ASSESSOR, name.span, [name.text.as_str()]).suggest(suggestion));
        None
    }

    fn declare_document(&mut self, d: &'a ast::Document) {
        let text = |t: &Option<Text>| t.as_ref().map(|t| t.text.clone()).unwrap_or_default();
        let id = DocumentId(narrow(self.documents.len()));
        self.documents.push(Document {
            name: d.name.text.to_string(),
            title: text(&d.title),
            number: text(&d.number),
            issuer: text(&d.issuer),
            date: d.date,
            file: text(&d.file),
            url: text(&d.url),
            notes: d.notes.iter().map(|n| n.text.clone()).collect(),
        });
        self.declared.insert(d.name.span, Entry::Document(id));
    }

    /// The citation of a `source` clause.
    pub(crate) fn citation(&mut self, document: &Name, article: Option<&Text>) -> Option<Citation> {
        let article = article.map(|a| a.text.clone()).unwrap_or_default();
        match self.lookup(&document.text) {
            Some(Entry::Document(document)) => Some(Citation { document, article }),
            Some(Entry::Broken) => None,
            Some(other) => {
                self.error(&codes::E104_KIND, document.span, [&document.text, other.word(), "document"]);
                None
            }
            None => {
                let suggestion =
                    self.here().and_then(|e| e.scope.nearest(&document.text, |e| matches!(e, Entry::Document(_))));
                self.diagnostics.push(
                    Diagnostic::new(&codes::E102_DOCUMENT, document.span, [document.text.as_str()]).suggest(suggestion),
                );
                None
            }
        }
    }
}
