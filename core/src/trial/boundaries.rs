//! What rules say just below, at and just above each threshold that an input is held against directly, where no test
//! supplies that value. People read
//! these, and put those they agree with into the rule file as tests.

use super::data;
use crate::diagnostic::Span;
use crate::exact::{Evaluator, FactKey};
use crate::number::Number;
use crate::program::{
    Bound, CategoryId, InputId, InputKind, Item, ItemId, ItemKind, LevelId, ModuleId, Node, NodeId, Program, Property,
    RowHead, ScoreHow, TestCase, TestTarget, Verdict, Version, YearRange,
};
use crate::report::Options;
use crate::value::Value;

/// A value at or beside a threshold, and what comes of it.
#[derive(Debug, Clone)]
pub struct Boundary {
    /// The criterion or outcome.
    pub item: ItemId,
    /// The input that is compared.
    pub input: InputId,
    /// The year.
    pub year: i32,
    /// The input's value, in base units.
    pub value: Number,
    /// What is read of the item.
    pub property: Property,
    /// What it comes to when nothing else is supplied.
    pub result: Value,
}

/// All boundaries of the main module that no test supplies, in written order.
pub fn boundaries(program: &Program) -> Vec<Boundary> {
    let mut found = Vec::new();
    let main = program.modules.get(ModuleId(0).index()).map(|m| m.versions.as_slice()).unwrap_or_default();
    for (id, item) in (0_u32..).map(ItemId).zip(&program.items).filter(|(_, i)| main.contains(&i.version)) {
        let Some(version) = program.versions.get(item.version.index()) else { continue };
        let Some(level) = item.levels.first() else { continue };
        for (input, years, threshold) in thresholds(program, item, version) {
            let year = years.from;
            for value in around(program, input, &threshold) {
                if tested(program, input, years, &value)
                    || found.iter().any(|b: &Boundary| b.is(id, input, year, &value))
                {
                    continue;
                }
                let results = results(program, id, item, *level, input, year, &value);
                found.extend(results.into_iter().map(|(property, result)| Boundary {
                    item: id,
                    input,
                    year,
                    value: value.clone(),
                    property,
                    result,
                }));
            }
        }
    }
    found
}

impl Boundary {
    fn is(&self, item: ItemId, input: InputId, year: i32, value: &Number) -> bool {
        (self.item, self.input, self.year) == (item, input, year) && self.value == *value
    }
}

/// Whether a test supplies the value, by whichever assessor, in one of the years.
fn tested(program: &Program, input: InputId, years: YearRange, value: &Number) -> bool {
    program.tests.iter().any(|test| {
        let facts = test.facts.iter().chain(test.units.iter().flat_map(|(_, _, facts)| facts));
        facts.filter(|fact| fact.what == TestTarget::Input(input)).any(|fact| {
            let supplied = fact.value.and_then(|node| constant(program, node));
            years.contains(fact.year.unwrap_or(test.year)) && supplied.as_ref() == Some(value)
        })
    })
}

/// Inputs, years and thresholds, each once.
fn thresholds(program: &Program, item: &Item, version: &Version) -> Vec<(InputId, YearRange, Number)> {
    let mut found: Vec<(InputId, YearRange, Number)> = Vec::new();
    let mut add = |input: Option<InputId>, year: YearRange, bound: Option<&NodeId>| {
        let number = bound.and_then(|n| constant(program, *n));
        if let (Some(input), Some(number)) = (input, number)
            && !found.contains(&(input, year, number.clone()))
        {
            found.push((input, year, number));
        }
    };
    let all = version.applies;
    let tables: Vec<NodeId> = match &item.kind {
        ItemKind::Criterion(criterion) => {
            let measured = criterion.measure.and_then(|m| direct(program, m));
            for (_, timeline) in &criterion.targets {
                let entries = program.timelines.get(timeline.index()).map(|t| t.entries.as_slice()).unwrap_or_default();
                for entry in entries.iter().filter(|e| e.to >= all.from && e.from <= all.to) {
                    let year = YearRange { from: entry.from.max(all.from), to: entry.to.min(all.to) };
                    match &entry.bound {
                        Bound::Cmp(_, node) => add(measured, year, Some(node)),
                        Bound::In(lo, hi) => {
                            add(measured, year, lo.as_ref());
                            add(measured, year, hi.as_ref());
                        }
                    }
                }
            }
            match criterion.score.as_ref().map(|s| &s.how) {
                Some(ScoreHow::Value(node)) => vec![*node],
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    };
    for node in tables {
        let Some(Node::Table(table)) = program.nodes.get(node.index()) else { continue };
        for row in program.tables.get(table.index()).map(|t| t.rows.as_slice()).unwrap_or_default() {
            let RowHead::When(head) = &row.head else { continue };
            match program.nodes.get(head.index()) {
                Some(Node::Compare(_, subject, bound)) => add(direct(program, *subject), all, Some(bound)),
                Some(Node::InRange { x, lo, hi }) => {
                    add(direct(program, *x), all, lo.as_ref());
                    add(direct(program, *x), all, hi.as_ref());
                }
                _ => {}
            }
        }
    }
    found
}

/// The number input that a node reads and nothing else.
fn direct(program: &Program, node: NodeId) -> Option<InputId> {
    let Some(Node::Input(id)) = program.nodes.get(node.index()) else { return None };
    let input = program.inputs.get(id.index())?;
    matches!(input.kind, InputKind::Number | InputKind::Whole).then_some(*id)
}

fn constant(program: &Program, node: NodeId) -> Option<Number> {
    match program.nodes.get(node.index()) {
        Some(Node::Number(n)) => Some(n.clone()),
        _ => None,
    }
}

/// Just below, at and just above: a whole step for whole numbers, a hundredth of the shown unit for others; inside the
/// declared range.
fn around(program: &Program, input: InputId, threshold: &Number) -> Vec<Number> {
    let Some(input) = program.inputs.get(input.index()) else { return Vec::new() };
    let hundredth = Number::ratio(1, 100).unwrap_or(Number::ONE);
    let step = match input.kind {
        InputKind::Whole => input.scale.clone(),
        _ => input.unit.scale.mul(&hundredth),
    };
    let inside = |n: &Number| {
        input
            .range
            .as_ref()
            .is_none_or(|(lo, hi)| lo.as_ref().is_none_or(|lo| n >= lo) && hi.as_ref().is_none_or(|hi| n <= hi))
    };
    [threshold.sub(&step), threshold.clone(), threshold.add(&step)].into_iter().filter(inside).collect()
}

fn results(
    program: &Program,
    id: ItemId,
    item: &Item,
    level: LevelId,
    input: InputId,
    year: i32,
    value: &Number,
) -> Vec<(Property, Value)> {
    let case = TestCase {
        title: String::new(),
        year,
        as_of: None,
        version: item.version,
        facts: Vec::new(),
        units: Vec::new(),
        expects: Vec::new(),
        span: Span::default(),
    };
    let made = data::make(program, &case, level);
    let options = Options { years: vec![year], ..Options::default() };
    let Ok(mut evaluator) = Evaluator::new(program, &made.data, &options) else { return Vec::new() };
    let key = FactKey { input, level, unit: made.unit, year, by: None };
    evaluator.suppose(vec![(key, Value::Number(value.clone()))]);
    let result = evaluator.item(id, level, made.unit, year);
    let mut found = Vec::new();
    if let Some(verdict) = result.verdict.filter(|v| matches!(v, Verdict::Met | Verdict::NotMet)) {
        found.push((Property::Verdict, Value::Category(CategoryId(0), verdict as u32)));
    }
    if let Some(score) = result.score.filter(|s| !s.is_missing()) {
        found.push((Property::Score, score));
    }
    found
}
