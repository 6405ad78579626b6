//! The data of a test: one unit of the evaluated level, the units that enclose it, and those that `with` adds.

use crate::dataset::builder::Builder;
use crate::dataset::{Cell, Dataset};
use crate::exact::Evaluator;
use crate::program::{Assess, CategoryId, InputId, InputKind, LevelId, Program, TestCase, TestFact, TestTarget};
use crate::report::Options;
use crate::value::Value;
use std::collections::BTreeMap;

/// Data, and the position of the unit that is evaluated.
pub(super) struct Made {
    pub data: Dataset,
    pub unit: u32,
}

const ALWAYS: (Option<i32>, Option<i32>) = (None, None);

struct Maker<'p> {
    program: &'p Program,
    builder: Builder<'p>,
    /// The unit of each level that further units are put under: the enclosing ones, then the latest that was added.
    at: BTreeMap<LevelId, String>,
    test: &'p TestCase,
    next: u32,
}

pub(super) fn make(program: &Program, test: &TestCase, level: LevelId) -> Made {
    let mut maker = Maker { program, builder: Builder::new(program), at: BTreeMap::new(), test, next: 1 };
    let main = maker.place(level);
    maker.facts(level, &main, &test.facts);
    for (count, of, facts) in &test.units {
        for _ in 0..*count {
            let unit = maker.add(*of);
            maker.facts(*of, &unit, facts);
        }
    }
    let data = maker.builder.finish();
    let unit = data.units.get(level.index()).and_then(|u| u.find(&main)).unwrap_or(0);
    Made { data, unit }
}

impl Maker<'_> {
    /// The unit of a level under which others are put; made with those that enclose it.
    fn place(&mut self, level: LevelId) -> String {
        match self.at.get(&level) {
            Some(id) => id.clone(),
            None => self.add(level),
        }
    }

    fn add(&mut self, level: LevelId) -> String {
        let parent = self.program.levels.get(level.index()).and_then(|l| l.parent).map(|p| self.place(p));
        let id = format!("{}-{}", self.program.levels.get(level.index()).map_or("", |l| &l.name), self.next);
        self.next += 1;
        self.builder.unit(level, &id, parent.as_deref(), None, ALWAYS, None);
        // A second unit of the evaluated level, or of one above it, is a peer: what follows stays with the first.
        let below = self.at.keys().any(|known| *known == level);
        if !below || self.is_below_evaluated(level) {
            self.at.insert(level, id.clone());
        }
        id
    }

    fn is_below_evaluated(&self, level: LevelId) -> bool {
        let evaluated = self.program.versions.get(self.test.version.index()).map(|v| v.evaluates);
        let mut at = self.program.levels.get(level.index()).and_then(|l| l.parent);
        while let Some(parent) = at {
            if Some(parent) == evaluated {
                return true;
            }
            at = self.program.levels.get(parent.index()).and_then(|l| l.parent);
        }
        false
    }

    fn facts(&mut self, level: LevelId, unit: &str, facts: &[TestFact]) {
        for fact in facts {
            let year = fact.year.unwrap_or(self.test.year);
            let Some(value) = fact.value.map(|node| self.constant(node, level, year)) else { continue };
            match fact.what {
                TestTarget::Input(input) => {
                    let by = match fact.by {
                        Assess::By(who) => Some(who),
                        Assess::Settled => None,
                    };
                    let (level, unit) = self.holder(input, level, unit);
                    let text = self.category_name(&value);
                    let is_year = self.program.inputs.get(input.index()).is_some_and(|i| i.kind == InputKind::Year);
                    let cell = match &value {
                        Value::Number(n) if is_year => n.to_i64().map_or(Cell::Missing, Cell::Int),
                        Value::Number(n) => Cell::Percent(n.clone()),
                        Value::Bool(b) => Cell::Bool(*b),
                        Value::Date(d) => Cell::Date(*d),
                        Value::Year(y) => Cell::Int(i64::from(*y)),
                        Value::Category(..) => Cell::Text(&text),
                        _ => continue,
                    };
                    self.builder.cell(level, &unit, year, by, input, &cell, &|| self.test.title.clone());
                }
                TestTarget::Recorded(symbol, property) => {
                    self.builder.recorded(symbol, property, level, unit, year, value)
                }
            }
        }
    }

    /// The unit that an input belongs to: this one, or the one of the input's level that encloses it.
    fn holder(&mut self, input: InputId, level: LevelId, unit: &str) -> (LevelId, String) {
        let levels = self.program.inputs.get(input.index()).map(|i| i.levels.as_slice()).unwrap_or_default();
        match levels.first() {
            Some(first) if !levels.contains(&level) => (*first, self.place(*first)),
            _ => (level, unit.to_owned()),
        }
    }

    fn category_name(&self, value: &Value) -> String {
        let Value::Category(CategoryId(c), i) = value else { return String::new() };
        let category = self.program.categories.get(*c as usize);
        category.and_then(|c| c.items.get(*i as usize)).map(|(name, _)| name.clone()).unwrap_or_default()
    }

    fn constant(&self, node: crate::program::NodeId, level: LevelId, year: i32) -> Value {
        let nothing = Dataset::default();
        match Evaluator::new(self.program, &nothing, &Options::default()) {
            Ok(mut evaluator) => evaluator.value(node, level, 0, year),
            Err(_) => Value::missing(crate::program::Reason::Invalid),
        }
    }
}
