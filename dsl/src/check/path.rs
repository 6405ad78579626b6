//! Names in expressions.

use milepost_core::codes;
use milepost_core::diagnostic::{Diagnostic, Span};
use milepost_core::program::{CategoryId, InputId, LevelId, Node, Property};

use super::items::Body;
use super::types::{Ty, Typed};
use super::{Checker, VERDICTS};
use crate::ast::Name;
use crate::resolve::scope::Entry;

/// Words that stand for something only in their places.
pub(crate) const WORDS: [&str; 11] =
    ["measure", "target", "score", "max", "value", "low", "high", "goal", "prior", "year", "as_of"];

impl<'a> Checker<'a> {
    /// A path as a value. `want`: the category whose items may be written without its name.
    #[inline(never)]
    pub(crate) fn path(&mut self, path: &'a [Name], span: Span, want: Option<CategoryId>) -> Typed {
        let Some((first, rest)) = path.split_first() else { return self.bad(span) };
        if rest.is_empty() {
            if let Some(item) = self.wanted_item(&first.text, want) {
                return self.category_item(want, item, span);
            }
            if let Some(word) = self.word(first) {
                return word;
            }
        }
        match self.lookup(&first.text) {
            Some(Entry::Module(module)) if !rest.is_empty() => {
                let chain = self.by_module.get(module).cloned().unwrap_or_default();
                let known = |e: &usize| {
                    rest.first().is_some_and(|n| self.editions.get(*e).is_some_and(|e| e.scope.get(&n.text).is_some()))
                };
                let there = chain.iter().rev().copied().find(known).or(chain.last().copied()).unwrap_or(self.edition);
                let back = std::mem::replace(&mut self.edition, there);
                let found = self.declared_path(rest, span);
                self.edition = back;
                found
            }
            _ => self.declared_path(path, span),
        }
    }

    /// The position of a bare name among the items of the wanted category.
    fn wanted_item(&self, name: &str, want: Option<CategoryId>) -> Option<u32> {
        want.and_then(|c| self.category_items.get(c.index())).and_then(|items| items.get(name)).copied()
    }

    pub(crate) fn category_item(&mut self, category: Option<CategoryId>, item: u32, span: Span) -> Typed {
        match category {
            Some(c) => self.of_type(Node::Category(c, item), None, Ty::Category(c), span),
            None => self.bad(span),
        }
    }

    /// A word of the place, such as `measure`.
    fn word(&mut self, name: &Name) -> Option<Typed> {
        let words = self.words;
        let found = match name.text.as_str() {
            "year" => return Some(self.of_type(Node::Year, None, Ty::Year, name.span)),
            "as_of" => return Some(self.of_type(Node::AsOf, None, Ty::Date, name.span)),
            "measure" => words.measure,
            "target" => words.target,
            "score" => words.score,
            "max" => words.max,
            "value" => words.value,
            "low" => words.low,
            "high" => words.high,
            "goal" => words.goal,
            "prior" => words.prior,
            _ => None,
        }?;
        let here = self.frames.last().and_then(|f| f.level);
        match (found.level, here) {
            (Some(level), Some(here)) if !self.encloses(level, here) => {
                self.needs_rollup(&name.text, level, found.ty, name.span);
                Some(self.bad(name.span))
            }
            _ => Some(found),
        }
    }

    /// A path whose first name is declared in the current edition.
    fn declared_path(&mut self, path: &[Name], span: Span) -> Typed {
        let Some((first, rest)) = path.split_first() else { return self.bad(span) };
        match self.lookup(&first.text) {
            Some(Entry::Input(id)) => match rest.first() {
                None => self.input_value(id, span),
                Some(property) => self.no_property(first, property),
            },
            Some(Entry::Items { first: item, count }) => self.items_path(first, item, count, rest, span),
            Some(Entry::Category(c)) => match rest {
                [item] => match self.wanted_item(&item.text, Some(c)) {
                    Some(position) => self.category_item(Some(c), position, span),
                    None => self.no_item(c, item),
                },
                _ => {
                    self.error(&codes::E104_VALUE, first.span, [first.text.as_str(), "category"]);
                    self.bad(span)
                }
            },
            Some(Entry::Broken) => self.bad(span),
            Some(other) => {
                self.error(&codes::E104_VALUE, first.span, [first.text.as_str(), other.word()]);
                self.bad(span)
            }
            None => self.unknown(first, rest.is_empty()),
        }
    }

    fn unknown(&mut self, name: &Name, alone: bool) -> Typed {
        if alone && name.text == "measure" {
            self.error(&codes::E106_MEASURE, name.span, ["measure"]);
        } else if alone && WORDS.contains(&name.text.as_str()) {
            self.error(&codes::E106_WORD, name.span, [name.text.as_str()]);
        } else {
            let values = |e| matches!(e, Entry::Input(_) | Entry::Items { .. } | Entry::Category(_) | Entry::Module(_));
            let suggestion = self.here().and_then(|e| e.scope.nearest(&name.text, values));
            self.diagnostics
                .push(Diagnostic::new(&codes::E102_NAME, name.span, [name.text.as_str()]).suggest(suggestion));
        }
        self.bad(name.span)
    }

    fn no_property(&mut self, name: &Name, property: &Name) -> Typed {
        let words = ["met", "score", "max", "verdict", "count"];
        let suggestion = crate::suggest::closest(&property.text, words).map(str::to_owned);
        self.diagnostics.push(
            Diagnostic::new(&codes::E105_PROPERTY, property.span, [name.text.as_str(), &property.text])
                .suggest(suggestion),
        );
        self.bad(property.span)
    }

    fn no_item(&mut self, category: CategoryId, item: &Name) -> Typed {
        let known = self.categories.get(category.index());
        let name = known.map(|c| c.name.clone()).unwrap_or_default();
        let items = known.map(|c| c.items.iter().map(|(n, _)| n.as_str()).collect::<Vec<_>>()).unwrap_or_default();
        let suggestion = crate::suggest::closest(&item.text, items).map(str::to_owned);
        self.diagnostics
            .push(Diagnostic::new(&codes::E102_ITEM, item.span, [name, item.text.to_string()]).suggest(suggestion));
        self.bad(item.span)
    }

    /// The nearest of `levels` that encloses the place from which a name is read.
    pub(crate) fn reach(&mut self, levels: &[LevelId], name: &str, ty: Ty, span: Span) -> Option<LevelId> {
        let Some(here) = self.frames.last().and_then(|f| f.level) else {
            self.error(&codes::E209_CONSTANT, span, [name]);
            return None;
        };
        let found = self.nearest(levels, here);
        if let (None, Some(level)) = (found, levels.first()) {
            self.needs_rollup(name, *level, ty, span);
        }
        found
    }

    /// The nearest of `levels` that is a level or encloses it.
    fn nearest(&self, levels: &[LevelId], here: LevelId) -> Option<LevelId> {
        let mut at = Some(here);
        while let Some(level) = at {
            if levels.contains(&level) {
                return Some(level);
            }
            at = self.levels.get(level.index()).and_then(|l| l.parent);
        }
        None
    }

    fn needs_rollup(&mut self, name: &str, level: LevelId, ty: Ty, span: Span) {
        let level = self.level_name(level);
        let message = if ty == Ty::Bool { &codes::E111_CONDITION } else { &codes::E111_VALUE };
        self.error(message, span, [name.to_owned(), level]);
    }

    fn input_value(&mut self, id: InputId, span: Span) -> Typed {
        let (Some(input), Some(facts)) = (self.inputs.get(id.index()), self.input_facts.get(id.index())) else {
            return self.bad(span);
        };
        let val = super::types::Val { ty: facts.ty, real: false, whole: facts.whole, shown: facts.shown };
        let here = self.frames.last().and_then(|f| f.level);
        let near = here.and_then(|here| self.nearest(&input.levels, here));
        let level = match near {
            Some(level) => Some(level),
            None => {
                let (name, levels) = (input.name.clone(), input.levels.clone());
                self.reach(&levels, &name, val.ty, span)
            }
        };
        match level {
            Some(level) => self.make(Node::Input(id), Some(level), val, span),
            None => self.bad(span),
        }
    }

    fn items_path(&mut self, name: &Name, first: u32, count: u32, rest: &[Name], span: Span) -> Typed {
        let Some((second, after)) = rest.split_first() else {
            return self.item_value(name, first..first + count, Property::Value, span);
        };
        if let Some(member) = self.here().and_then(|e| e.scope.member(first, &second.text)) {
            return match after {
                [] => self.item_value(second, member..member + 1, Property::Value, span),
                [property] => self.with_property(second, member..member + 1, property, span),
                [_, extra, ..] => self.no_property(second, extra),
            };
        }
        if let Some(extra) = after.first() {
            return self.no_property(second, extra);
        }
        self.with_property(name, first..first + count, second, span)
    }

    fn with_property(&mut self, name: &Name, items: std::ops::Range<u32>, property: &Name, span: Span) -> Typed {
        let wanted = match property.text.as_str() {
            "met" => Property::Met,
            "score" => Property::Score,
            "max" => Property::Max,
            "verdict" => Property::Verdict,
            "count" => Property::Count,
            other => {
                // `outcome.class`
                let class = match self.info(items.start).value.map(|v| v.ty) {
                    Some(Ty::Category(c)) => self.wanted_item(other, Some(c)).map(|i| (c, i)),
                    _ => None,
                };
                return match class {
                    Some((category, item)) => self.category_item(Some(category), item, span),
                    None if self.info(items.start).error => self.bad(span),
                    None => self.no_property(name, property),
                };
            }
        };
        self.item_value(name, items, wanted, span)
    }

    /// A property of an item, at the nearest level that has it.
    pub(crate) fn item_value(
        &mut self,
        name: &Name,
        items: std::ops::Range<u32>,
        property: Property,
        span: Span,
    ) -> Typed {
        let info = self.info(items.start);
        if info.error && info.value.is_none() && info.score.is_none() && !info.verdict {
            return self.bad(span);
        }
        let rank = self.sources.get(items.start as usize).is_some_and(|s| matches!(s.body, Body::Rank(_)));
        let val = match property {
            Property::Value => info.value,
            Property::Met => info.verdict.then(|| self.val(Ty::Bool)),
            Property::Verdict => info.verdict.then(|| self.val(Ty::Category(VERDICTS))),
            Property::Score => info.score,
            Property::Max => info.max,
            Property::Count => rank.then(|| super::types::Val { whole: true, ..self.val(Ty::PLAIN) }),
        };
        let Some(val) = val else {
            if !info.error {
                let (message, word) = match property {
                    Property::Value => (&codes::E107_VALUE, ""),
                    Property::Met => (&codes::E107_VERDICT, "met"),
                    Property::Verdict => (&codes::E107_VERDICT, "verdict"),
                    Property::Score => (&codes::E107_SCORE, "score"),
                    Property::Max => (&codes::E107_SCORE, "max"),
                    Property::Count => (&codes::E105_PROPERTY, "count"),
                };
                self.error(message, span, [name.text.as_str(), word]);
            }
            return self.bad(span);
        };
        let Some(source) = self.sources.get(items.start as usize) else { return self.bad(span) };
        if matches!(source.body, Body::Parameter(_)) {
            let node = Node::Item(source.symbol, property);
            return self.make(node, None, val, span);
        }
        let levels: Vec<LevelId> =
            items.clone().filter_map(|i| self.sources.get(i as usize)).map(|s| s.level).collect();
        let Some(level) = self.reach(&levels, &name.text, val.ty, span) else { return self.bad(span) };
        let chosen =
            items.start + levels.iter().position(|l| *l == level).and_then(|p| u32::try_from(p).ok()).unwrap_or(0);
        let Some(symbol) = self.sources.get(chosen as usize).map(|s| s.symbol) else { return self.bad(span) };
        self.make(Node::Item(symbol, property), Some(level), val, span)
    }
}
