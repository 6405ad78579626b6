//! Tests written in rule files.

use milepost_core::codes;
use milepost_core::diagnostic::{Diagnostic, Span};
use milepost_core::program::{
    Assess, InputId, LevelId, Node, Property, TestCase, TestExpect, TestExpected, TestFact, TestTarget, Verdict,
    VersionId,
};

use super::expr::category_of;
use super::items::Body;
use super::types::{Ty, Typed, narrow};
use super::{Checker, Frame, Words};
use crate::ast::{self, DeclKind, Expected, Expr, ExprKind, Fact, Name, TestStep, Text};
use crate::resolve::scope::Entry;

impl<'a> Checker<'a> {
    pub(crate) fn check_tests(&mut self) {
        for index in 0..self.editions.len() {
            self.edition = index;
            self.out.version = narrow(index);
            let Some(edition) = self.editions.get(index) else { continue };
            // A used ruleset is tested where it stands alone, for its own years.
            if edition.module != 0 {
                continue;
            }
            let tree = &edition.source.tree;
            for decl in &tree.decls {
                if let DeclKind::Test(test) = &*decl.kind {
                    self.check_test(index, test);
                }
            }
        }
    }

    fn check_test(&mut self, index: usize, test: &'a ast::Test) {
        self.frames = vec![self.evaluated_frame()];
        self.words = Words::default();
        let level = self.here().map_or(LevelId(0), |e| e.evaluates);
        let mut case = TestCase {
            title: test.title.text.clone(),
            year: test.year,
            as_of: test.as_of,
            version: VersionId(narrow(index)),
            facts: Vec::new(),
            units: Vec::new(),
            expects: Vec::new(),
            span: test.span,
        };
        for step in &test.steps {
            match &step.node {
                TestStep::Given { year, facts } => {
                    let facts: Vec<TestFact> = facts.iter().filter_map(|f| self.fact(f, *year, level)).collect();
                    case.facts.extend(facts);
                }
                TestStep::Recorded { year, facts } => {
                    let facts: Vec<TestFact> = facts.iter().filter_map(|f| self.recorded(f, *year)).collect();
                    case.facts.extend(facts);
                }
                TestStep::With { count, level: name, facts } => {
                    let Some(below) = self.level_or_report(name) else { continue };
                    let count = count.unwrap_or(1);
                    let Ok(count) = u32::try_from(count) else {
                        self.error(&codes::E211_WHOLE, step.span, ["with", "0..4294967295"]);
                        continue;
                    };
                    let facts = facts.iter().filter_map(|f| self.fact(f, None, below)).collect();
                    case.units.push((count, below, facts));
                }
                TestStep::Expect { of, value } => case.expects.extend(self.expect(of, value, step.span)),
            }
        }
        if let Some(title) = &test.from {
            self.start_from(&mut case, title);
        }
        self.tests.push(case);
    }

    /// `from "title"`: the data of an earlier test. What the test gives itself stands instead: a fact for the same name,
    /// year and assessor; units of a level for all units of that level.
    fn start_from(&mut self, case: &mut TestCase, title: &Text) {
        let Some(base) = self.tests.iter().rev().find(|t| t.version == case.version && t.title == title.text).cloned()
        else {
            let titles = self.tests.iter().filter(|t| t.version == case.version).map(|t| t.title.as_str());
            let suggestion = crate::suggest::closest(&title.text, titles).map(|t| format!("\"{t}\""));
            let found = Diagnostic::new(&codes::E102_TEST, title.span, [title.text.as_str()]);
            self.diagnostics.push(found.suggest(suggestion));
            return;
        };
        let dated = |facts: Vec<TestFact>| -> Vec<TestFact> {
            facts.into_iter().map(|f| TestFact { year: Some(f.year.unwrap_or(base.year)), ..f }).collect()
        };
        let key = |f: &TestFact, year: i32| (f.what, f.year.unwrap_or(year), f.by);
        let own: Vec<_> = case.facts.iter().map(|f| key(f, case.year)).collect();
        let levels: Vec<LevelId> = case.units.iter().map(|(_, level, _)| *level).collect();
        let kept = dated(base.facts).into_iter().filter(|f| !own.contains(&key(f, base.year)));
        case.facts.splice(0..0, kept);
        let kept = base.units.into_iter().filter(|(_, level, _)| !levels.contains(level));
        case.units.splice(0..0, kept.map(|(count, level, facts)| (count, level, dated(facts))));
    }

    /// An input by its column's name: one of this ruleset, or of a ruleset it uses.
    fn column(&self, path: &[Name]) -> Option<InputId> {
        let at = |edition: usize, name: &Name| match self.editions.get(edition)?.scope.get(&name.text)? {
            Entry::Input(id) => Some(id),
            _ => None,
        };
        match path {
            [name] => at(self.edition, name).or_else(|| {
                let mut found = self.inputs.iter().enumerate().filter(|(_, i)| i.name == name.text);
                let (first, _) = found.next()?;
                let free = self.here()?.scope.get(&name.text).is_none();
                (free && found.next().is_none()).then(|| InputId(narrow(first)))
            }),
            [alias, name] => match self.lookup(&alias.text)? {
                Entry::Module(module) => {
                    self.by_module.get(module)?.iter().rev().find_map(|edition| at(*edition, name))
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn fact(&mut self, fact: &'a Fact, year: Option<i32>, level: LevelId) -> Option<TestFact> {
        let Some(input) = self.column(&fact.name) else {
            let last = fact.name.last()?;
            let mut names: Vec<&str> = self.inputs.iter().map(|i| i.name.as_str()).collect();
            names.sort_unstable();
            let suggestion = crate::suggest::closest(&last.text, names).map(str::to_owned);
            self.diagnostics
                .push(Diagnostic::new(&codes::E102_INPUT, last.span, [last.text.as_str()]).suggest(suggestion));
            return None;
        };
        let ty = self.input_facts.get(input.index()).map_or(Ty::Error, |f| f.ty);
        let levels = self.inputs.get(input.index()).map(|i| i.levels.clone()).unwrap_or_default();
        if !levels.iter().any(|l| self.encloses(*l, level)) {
            let (own, here) = (levels.first().map(|l| self.level_name(*l)).unwrap_or_default(), self.level_name(level));
            let name = fact.name.last().map(|n| n.text.to_string()).unwrap_or_default();
            self.error(&codes::E112_FACT, fact.span, [name, own, here]);
            return None;
        }
        let by = self.fact_by(fact)?;
        let value = match &fact.value {
            None => None,
            Some(e) => Some(self.constant(e, ty)?.node),
        };
        Some(TestFact { what: TestTarget::Input(input), year, by, value, span: fact.span })
    }

    fn fact_by(&mut self, fact: &Fact) -> Option<Assess> {
        match &fact.by {
            None => Some(Assess::Settled),
            Some(who) => self.assessor(who).map(Assess::By),
        }
    }

    /// A value without units or years: what a test supplies.
    fn constant(&mut self, e: &'a ast::Expr, ty: Ty) -> Option<Typed> {
        let back = std::mem::replace(&mut self.frames, vec![Frame { level: None, own: None }]);
        let found = self.expr(e, category_of(ty));
        self.frames = back;
        let year = ty == Ty::Year && self.is_year_number(found);
        if !year && !self.agree("=", e.span, ty, found.ty) {
            return None;
        }
        Some(found)
    }

    /// `recorded at 2023 { total.score = 70 points }`
    fn recorded(&mut self, fact: &'a Fact, year: Option<i32>) -> Option<TestFact> {
        let span = fact.name.first().zip(fact.name.last()).map(|(a, b)| a.span.to(b.span)).unwrap_or(fact.span);
        let found = self.result(&fact.name, span);
        let Some(Node::Item(symbol, property)) = self.out.get(found.node).filter(|_| !found.is_error()) else {
            if !found.is_error() {
                self.error(&codes::E418_RECORDED, span, std::iter::empty::<String>());
            }
            return None;
        };
        let what = TestTarget::Recorded(*symbol, *property);
        let by = self.fact_by(fact)?;
        let value = match &fact.value {
            None => None,
            Some(e) => Some(self.constant(e, found.ty)?.node),
        };
        Some(TestFact { what, year, by, value, span: fact.span })
    }

    /// A result by its name. A group alone stands for its score, a criterion without a measure for its verdict.
    fn result(&mut self, path: &'a [Name], span: Span) -> Typed {
        match self.item_named(path) {
            Some(item) => {
                let info = self.info(item);
                let Some(name) = path.last() else { return self.bad(span) };
                let property = match (info.value, info.score) {
                    (None, Some(_)) => Property::Score,
                    (None, None) if info.verdict => Property::Verdict,
                    _ => Property::Value,
                };
                self.item_value(name, item..item + 1, property, span)
            }
            None => self.path(path, span, None),
        }
    }

    /// The item that a whole path names, without property.
    fn item_named(&self, path: &[Name]) -> Option<u32> {
        let (first, rest) = path.split_first()?;
        match self.lookup(&first.text)? {
            Entry::Items { first: item, .. } => match rest {
                [] => Some(item),
                [member] => self.here()?.scope.member(item, &member.text),
                _ => None,
            },
            Entry::Module(module) => {
                let chain = self.by_module.get(module)?;
                chain.iter().rev().find_map(|edition| {
                    let scope = &self.editions.get(*edition)?.scope;
                    match (scope.get(&rest.first()?.text)?, rest.get(1), rest.len()) {
                        (Entry::Items { first, .. }, None, 1) => Some(first),
                        (Entry::Items { first, .. }, Some(member), 2) => scope.member(first, &member.text),
                        _ => None,
                    }
                })
            }
            _ => None,
        }
    }

    fn expect(&mut self, of: &'a Expr, value: &'a Expected, span: Span) -> Option<TestExpect> {
        let (read, by) = match &of.kind {
            ExprKind::By(read, who) if matches!(read.kind, ExprKind::Path(_)) => (&**read, Some(who)),
            _ => (of, None),
        };
        let found = match &read.kind {
            ExprKind::Path(path) => self.expected_of(path, value, read.span),
            _ => self.expr(read, None),
        };
        if found.is_error() {
            return None;
        }
        let node = match by {
            None => found,
            Some(who) => {
                let who = self.assessor(who)?;
                self.make(Node::By(found.node, who), found.level, found.val(), of.span)
            }
        };
        let expected = match value {
            Expected::Verdict(verdict) => self.expected_verdict(*verdict, found, of.span)?,
            Expected::Missing => TestExpected::Missing(None),
            Expected::MissingFor(reason) => TestExpected::Missing(Some(*reason)),
            Expected::Expr(e) => TestExpected::Value(self.constant(e, found.ty)?.node),
        };
        Some(TestExpect { node: node.node, expected, span })
    }

    /// What a name stands for beside what is expected of it: a verdict, a result, a value.
    fn expected_of(&mut self, path: &'a [Name], value: &'a Expected, place: Span) -> Typed {
        match (value, self.item_named(path)) {
            (Expected::Verdict(_), Some(item)) if self.has_verdict(item) => match path.last() {
                Some(name) => self.item_value(name, item..item + 1, Property::Verdict, place),
                None => self.path(path, place, None),
            },
            (Expected::Verdict(_), _) | (_, None) => self.path(path, place, None),
            (_, Some(_)) => self.result(path, place),
        }
    }

    fn has_verdict(&self, item: u32) -> bool {
        let body = self.sources.get(item as usize).map(|s| s.body);
        matches!(body, Some(Body::Criterion(_) | Body::Group(_))) && self.info(item).verdict
    }

    /// A word such as `met` may be a verdict, or the class of an outcome.
    fn expected_verdict(&mut self, verdict: Verdict, found: Typed, span: Span) -> Option<TestExpected> {
        if found.ty == Ty::Category(super::VERDICTS) {
            return Some(TestExpected::Verdict(verdict));
        }
        if let Some(category) = category_of(found.ty) {
            // An outcome that is undetermined is missing where it is read.
            if verdict == Verdict::Undetermined {
                return Some(TestExpected::Missing(None));
            }
            let item = self.category_items.get(category.index()).and_then(|i| i.get(verdict.word())).copied();
            if let Some(item) = item {
                let class = self.category_item(Some(category), item, span);
                return Some(TestExpected::Value(class.node));
            }
        }
        let ty = self.ty_text(found.ty);
        self.error(&codes::E201_MATCH, span, ["=".to_owned(), ty, "verdict".to_owned()]);
        None
    }
}
