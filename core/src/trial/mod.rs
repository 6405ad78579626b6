//! Tests written in rule files: each makes its own data, is evaluated, and compares. What rules they exercise is noted.

mod boundaries;
mod coverage;
mod data;

pub use boundaries::{Boundary, boundaries};
pub use coverage::{Covered, Rule};

use crate::diagnostic::{Lang, Span};
use crate::exact::Evaluator;
use crate::explain::show::Show;
use crate::explain::trace::Trace;
use crate::ops::compare::same;
use crate::program::{
    CategoryId, ItemKind, LevelId, Node, Program, Property, Recognition, TestCase, TestExpect, TestExpected, UnitText,
    Verdict,
};
use crate::report::{Options, Stop};
use crate::value::Value;
use std::collections::BTreeSet;

/// What the tests of a program came to.
#[derive(Debug, Clone, Default)]
pub struct Trials {
    /// One per test, in the order of the program.
    pub tests: Vec<TestOutcome>,
    /// Target entries, tier rows, `on` lines and gates, and whether a test exercises them.
    pub rules: Vec<Covered>,
}

impl Trials {
    /// How many passed.
    pub fn passed(&self) -> usize {
        self.tests.iter().filter(|t| t.failures.is_empty()).count()
    }

    /// How many failed.
    pub fn failed(&self) -> usize {
        self.tests.len() - self.passed()
    }
}

/// One test.
#[derive(Debug, Clone)]
pub struct TestOutcome {
    /// Its title.
    pub title: String,
    /// Where it was written.
    pub span: Span,
    /// What did not hold; empty: it passed.
    pub failures: Vec<TestFailure>,
}

/// One expectation that did not hold.
#[derive(Debug, Clone)]
pub struct TestFailure {
    /// Where it was written.
    pub span: Span,
    /// What was expected, in English.
    pub expected: String,
    /// What came out instead.
    pub actual: String,
}

/// Runs all tests of a program.
pub fn run_tests(program: &Program) -> Trials {
    let mut seen = BTreeSet::new();
    let tests = program.tests.iter().map(|test| run(program, test, &mut seen)).collect();
    Trials { tests, rules: coverage::rules(program, &seen) }
}

fn run(program: &Program, test: &TestCase, seen: &mut BTreeSet<Span>) -> TestOutcome {
    let mut outcome = TestOutcome { title: test.title.clone(), span: test.span, failures: Vec::new() };
    let level = program.versions.get(test.version.index()).map_or(LevelId(0), |v| v.evaluates);
    let made = data::make(program, test, level);
    let options = Options { years: vec![test.year], as_of: test.as_of, ..Options::default() };
    let mut evaluator = match Evaluator::new(program, &made.data, &options) {
        Ok(evaluator) => evaluator,
        Err(stop) => {
            let actual = match stop {
                Stop::Refused(diagnostic) => diagnostic.text(Lang::En),
                Stop::Cancelled => stop.to_string(),
            };
            outcome.failures.push(TestFailure { span: test.span, expected: "a year with rules".into(), actual });
            return outcome;
        }
    };
    evaluator.trace = Some(Box::default());
    evaluator.keep = true;
    for expect in &test.expects {
        let actual = evaluator.value(expect.node, level, made.unit, test.year);
        let expected = match &expect.expected {
            TestExpected::Value(node) => Some(evaluator.value(*node, level, made.unit, test.year)),
            _ => None,
        };
        if !holds(program, expect, &actual, expected.as_ref()) {
            let show = Show::new(program, Lang::En).unit(unit_of(program, expect));
            outcome.failures.push(TestFailure {
                span: expect.span,
                expected: expectation(&show, expect, expected.as_ref()),
                actual: shown(&show, &actual),
            });
        }
    }
    let mut faults = made.data.faults.clone();
    faults.extend(evaluator.take_faults());
    // A fault explains a failure better than the missing value that it leaves.
    if let Some(first) = outcome.failures.first_mut()
        && let Some(fault) = faults.first()
    {
        let text = crate::diagnostic::fill(fault.message.en, &fault.args);
        first.actual = format!("{} ({}: {text})", first.actual, fault.message.code);
    }
    if let Some(trace) = evaluator.trace.take() {
        note(program, &trace, seen);
    }
    outcome
}

fn note(program: &Program, trace: &Trace, seen: &mut BTreeSet<Span>) {
    for event in trace.frames.iter().flat_map(|f| &f.events).chain(&trace.loose) {
        seen.extend(coverage::exercised(program, event));
    }
}

fn holds(program: &Program, expect: &TestExpect, actual: &Value, expected: Option<&Value>) -> bool {
    match &expect.expected {
        TestExpected::Verdict(verdict) => match actual {
            Value::Category(CategoryId(0), i) => *i == *verdict as u32,
            // An outcome that is undetermined has no class.
            _ => *verdict == Verdict::Undetermined && actual.is_missing() && is_outcome(program, expect),
        },
        TestExpected::Missing(None) => actual.is_missing(),
        TestExpected::Missing(Some(reason)) => actual.reasons().has(*reason),
        TestExpected::Value(_) => match expected {
            Some(Value::Category(CategoryId(1), i)) if *i == Recognition::Undetermined as u32 => actual.is_missing(),
            Some(expected) => same(actual, expected),
            None => false,
        },
    }
}

fn read_item<'p>(program: &'p Program, expect: &TestExpect) -> Option<(&'p crate::program::Item, Property)> {
    let mut node = expect.node;
    while let Some(Node::By(inner, _) | Node::At(inner, _)) = program.nodes.get(node.index()) {
        node = *inner;
    }
    let Some(Node::Item(symbol, property)) = program.nodes.get(node.index()) else { return None };
    program.items.iter().find(|i| i.symbol == *symbol).map(|i| (i, *property))
}

fn is_outcome(program: &Program, expect: &TestExpect) -> bool {
    read_item(program, expect).is_some_and(|(i, _)| matches!(i.kind, ItemKind::Outcome(_)))
}

fn unit_of<'p>(program: &'p Program, expect: &TestExpect) -> Option<&'p UnitText> {
    read_item(program, expect).filter(|(_, p)| *p == Property::Value).map(|(i, _)| &i.unit)
}

fn expectation(show: &Show<'_>, expect: &TestExpect, value: Option<&Value>) -> String {
    match &expect.expected {
        TestExpected::Verdict(verdict) => verdict.word().into(),
        TestExpected::Missing(None) => "missing".into(),
        TestExpected::Missing(Some(reason)) => format!("missing {{{}}}", reason.word()),
        TestExpected::Value(_) => value.map(|v| shown(show, v)).unwrap_or_default(),
    }
}

/// Numbers unshortened; categories by their names.
fn shown(show: &Show<'_>, value: &Value) -> String {
    match value {
        Value::Missing(reasons) => format!("missing {{{}}}", reasons.words()),
        Value::Bracket { reasons, .. } => format!("{} {{{}}}", show.value(value), reasons.words()),
        Value::Number(n) => match show.unit {
            Some(unit) => {
                let text = n.div(&unit.scale).unwrap_or_else(|| n.clone()).to_text();
                format!("{text}{}{}", if unit.text == "%" || unit.text.is_empty() { "" } else { " " }, unit.text)
            }
            None => n.to_text(),
        },
        Value::Category(..) => crate::explain::show::exact(show.program, value).unwrap_or_default(),
        _ => show.value(value),
    }
}

#[cfg(test)]
mod tests;
