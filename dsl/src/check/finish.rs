//! What is checked when everything else is, and the program that comes of it.

use milepost_core::codes;
use milepost_core::diagnostic::Diagnostic;
use milepost_core::program::{Amendment, Citation, ItemId, Labels, Module, ModuleId, Program, Version, VersionId};

use super::Checker;
use super::types::{Ty, narrow};
use crate::ast::{DeclKind, Expect, Meta, RulesetClause};
use crate::maps::Map;

impl<'a> Checker<'a> {
    pub(crate) fn check_editions(&mut self) {
        for index in 0..self.editions.len() {
            self.edition = index;
            self.out.version = narrow(index);
            self.expected_by_ruleset(index);
        }
        self.same_types();
    }

    /// `ruleset … { expect 23 criteria }`
    fn expected_by_ruleset(&mut self, index: usize) {
        let Some(edition) = self.editions.get(index) else { return };
        let source = edition.source;
        let top: Vec<u32> = edition.order.iter().map(|i| i.0).collect();
        let name = &source.tree.ruleset.name.text;
        for clause in &source.header {
            let RulesetClause::Expect(expect) = &clause.node else { continue };
            match expect {
                Expect::Criteria(wanted) => {
                    let found = self.count_criteria(&top);
                    if found != *wanted {
                        self.error(
                            &codes::E407_COUNT,
                            clause.span,
                            [name.to_string(), found.to_string(), wanted.to_string()],
                        );
                    }
                }
                Expect::Max(_) => self.error(&codes::E401_CLAUSE, clause.span, ["expect max", "ruleset"]),
                Expect::Weights(_) => self.error(&codes::E401_CLAUSE, clause.span, ["expect weights", "ruleset"]),
            }
        }
    }

    /// A name means one kind of value in all versions: another year's value must fit this year's formula.
    fn same_types(&mut self) {
        let mut first: Map<u32, usize> = Map::default();
        let mut found = Vec::new();
        for (index, source) in self.sources.iter().enumerate() {
            let earlier = *first.entry(source.symbol.0).or_insert(index);
            if earlier == index {
                continue;
            }
            let (Some(a), Some(b)) = (self.infos.get(earlier), self.infos.get(index)) else { continue };
            let ty = |info: &super::items::Info| (info.value.map(|v| v.ty), info.score.map(|v| v.ty));
            let ((a_value, a_score), (b_value, b_score)) = (ty(a), ty(b));
            for (a, b) in [(a_value, b_value), (a_score, b_score)] {
                // Classes of an outcome may change; they are told apart by name.
                let classes = matches!((a, b), (Some(Ty::Category(_)), Some(Ty::Category(_))));
                if let (Some(a), Some(b)) = (a, b)
                    && a != b
                    && !classes
                    && a != Ty::Error
                    && b != Ty::Error
                {
                    let args = [source.name.text.to_string(), self.ty_text(b), self.ty_text(a)];
                    found.push(Diagnostic::new(&codes::E612_TYPE, source.name.span, args));
                }
            }
        }
        self.diagnostics.extend(found);
    }

    fn version(&mut self, index: usize) -> Option<Version> {
        self.edition = index;
        let edition = self.editions.get(index)?;
        let source = edition.source;
        let (applies, evaluates, module, order) =
            (edition.applies, edition.evaluates, edition.module, edition.order.clone());
        let mut version = Version {
            name: source.tree.ruleset.name.text.to_string(),
            labels: source.tree.ruleset.label.iter().map(|l| (String::new(), l.text.clone())).collect(),
            version: String::new(),
            applies,
            evaluates,
            module: ModuleId(narrow(module)),
            items: Vec::new(),
            order,
            on: self.default_policy(index),
            sources: Vec::new(),
            notes: Vec::new(),
            language: String::new(),
            carry: edition.carry,
            amendments: Vec::new(),
        };
        for clause in &source.header {
            match &clause.node {
                RulesetClause::Version(text) => version.version.clone_from(&text.text),
                RulesetClause::Language(name) => version.language = name.text.to_string(),
                RulesetClause::Meta(Meta::Source { document, article }) => {
                    version.sources.extend(self.citation(document, article.as_ref()));
                }
                RulesetClause::Meta(Meta::Note(text)) => version.notes.push(text.text.clone()),
                RulesetClause::Meta(Meta::Label { language, text }) => {
                    version.labels.push((language.text.to_string(), text.text.clone()));
                }
                _ => {}
            }
        }
        version.amendments = self.amendments(index, module);
        Some(version)
    }

    fn amendments(&mut self, index: usize, module: usize) -> Vec<Amendment> {
        let Some(edition) = self.editions.get(index) else { return Vec::new() };
        let source = edition.source;
        let mut out = Vec::with_capacity(source.amendments.len());
        for change in &source.amendments {
            let citation: Option<Citation> = match change.source.as_ref().map(|s| &s.node) {
                Some(Meta::Source { document, article }) => self.citation(document, article.as_ref()),
                _ => None,
            };
            let symbol = self
                .sources
                .iter()
                .find(|s| {
                    s.name.text == change.name && self.editions.get(s.edition).is_some_and(|e| e.module == module)
                })
                .map(|s| s.symbol);
            if let Some(symbol) = symbol {
                out.push(Amendment { symbol, kind: change.kind, source: citation, span: change.span });
            }
        }
        out
    }
}

/// The program of rules in which no error was found.
pub(crate) fn finish(mut checker: Checker<'_>, variant: Option<&str>) -> Option<Program> {
    let mut versions: Vec<Version> = (0..checker.editions.len()).filter_map(|i| checker.version(i)).collect();
    for (index, source) in checker.sources.iter().enumerate() {
        if let Some(version) = versions.get_mut(source.edition) {
            version.items.push((source.symbol, ItemId(narrow(index))));
        }
    }
    for version in &mut versions {
        version.items.sort_by_key(|(symbol, _)| *symbol);
    }
    let modules = checker.by_module.iter().enumerate().map(|(m, chain)| {
        let name =
            chain.last().and_then(|e| checker.editions.get(*e)).map(|e| e.source.tree.ruleset.name.text.to_string());
        Module {
            name: name.unwrap_or_default(),
            alias: checker.loaded.modules.get(m).map(|x| x.alias.clone()).unwrap_or_default(),
            versions: chain.iter().map(|e| VersionId(narrow(*e))).collect(),
        }
    });
    let modules = modules.collect();
    let variants = variants(&checker);
    let items = checker.items.into_iter().collect::<Option<Vec<_>>>()?;
    Some(Program {
        modules,
        versions,
        symbols: checker.symbols,
        items,
        nodes: checker.out.nodes,
        spans: checker.out.spans,
        node_levels: checker.out.levels,
        node_types: checker.out.kinds,
        rollups: checker.out.rollups,
        tables: checker.out.tables,
        timelines: checker.out.timelines,
        levels: checker.levels,
        inputs: checker.inputs,
        categories: checker.categories,
        assessments: checker.assessments,
        assessors: checker.assessors,
        documents: checker.documents,
        tests: checker.tests,
        files: checker.loaded.files.clone(),
        content_hash: crate::lower::hash::content(checker.loaded, variant),
        variant: variant.map(str::to_owned),
        variants,
    })
}

/// The variants that can be chosen, by name.
fn variants(checker: &Checker<'_>) -> Vec<(String, Labels)> {
    let mut out: Vec<(String, Labels)> = Vec::new();
    let last = checker.by_module.first().and_then(|chain| chain.last()).and_then(|e| checker.editions.get(*e));
    for decl in last.into_iter().flat_map(|e| &e.source.variants) {
        let DeclKind::Variant { name, label, .. } = &*decl.kind else { continue };
        if !out.iter().any(|(n, _)| *n == name.text) {
            out.push((name.text.to_string(), label.iter().map(|l| (String::new(), l.text.clone())).collect()));
        }
    }
    out
}
