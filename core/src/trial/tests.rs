//! Tests of tests, with programs made by hand.

use super::*;
use crate::exact::support::*;
use crate::program::*;

fn fact(what: InputId, value: Option<NodeId>) -> TestFact {
    TestFact { what: TestTarget::Input(what), year: None, by: Assess::Settled, value, span: Span::default() }
}

fn span(start: u32) -> Span {
    Span { file: 0, start, end: start + 1 }
}

/// `c`: share of communes that are good >= 50 %, `v` of the district decides a table.
fn rules() -> (Rules, ItemId, ItemId) {
    let mut r = Rules::new(0, 0);
    let (good, v) = (r.input("good", COMMUNE), r.input("v", DISTRICT));
    r.program.inputs[0].kind = InputKind::YesNo;
    let share = r.rollup(RollupKind::Share, Scope::Over, COMMUNE, Some(good), None);
    let half = r.num("0.5");
    let t = r.timeline(&[(2024, 2024, Cmp::Ge, half), (2025, 2025, Cmp::Ge, half)], Gap::None, Gap::None);
    r.program.timelines[0].entries[0].span = span(10);
    r.program.timelines[0].entries[1].span = span(20);
    let c =
        r.item("c", ItemKind::Criterion(Criterion { measure: Some(share), targets: vec![(None, t)], ..criterion() }));
    let (one, two, five) = (r.num("1"), r.num("2"), r.num("5"));
    let high = r.cmp(Cmp::Ge, v, five);
    let table = r.table(Some(v), vec![(Some(high), two), (None, one)]);
    r.program.tables[0].rows[0].span = span(30);
    r.program.tables[0].rows[1].span = span(40);
    let i = r.item("i", ItemKind::Indicator(table));
    (r, c, i)
}

fn case(r: &mut Rules, good: u32, bad: u32, expects: Vec<TestExpect>) {
    let (yes, no, seven) = (r.bool(true), r.bool(false), r.num("7"));
    r.program.tests.push(TestCase {
        title: "t".into(),
        year: 2024,
        as_of: None,
        version: VersionId(0),
        facts: vec![fact(InputId(1), Some(seven))],
        units: vec![
            (good, COMMUNE, vec![fact(InputId(0), Some(yes))]),
            (bad, COMMUNE, vec![fact(InputId(0), Some(no))]),
        ],
        expects,
        span: span(1),
    });
}

fn expect(node: NodeId, expected: TestExpected) -> TestExpect {
    TestExpect { node, expected, span: span(2) }
}

#[test]
fn expectations_hold_or_tell_what_came_out() {
    let (mut r, c, i) = rules();
    let (verdict, value, two) = (r.read(c, Property::Verdict), r.read(i, Property::Value), r.num("2"));
    let expects = |v| vec![expect(verdict, TestExpected::Verdict(v)), expect(value, TestExpected::Value(two))];
    case(&mut r, 1, 1, expects(Verdict::Met));
    case(&mut r, 1, 2, expects(Verdict::Met));
    let trials = run_tests(&r.program);
    assert_eq!((trials.passed(), trials.failed()), (1, 1));
    let failure = &trials.tests[1].failures[0];
    assert_eq!((failure.expected.as_str(), failure.actual.as_str()), ("met", "not_met"));
}

#[test]
fn what_tests_exercise_is_noted() {
    let (mut r, c, i) = rules();
    let (verdict, value, two) = (r.read(c, Property::Verdict), r.read(i, Property::Value), r.num("2"));
    case(
        &mut r,
        1,
        0,
        vec![expect(verdict, TestExpected::Verdict(Verdict::Met)), expect(value, TestExpected::Value(two))],
    );
    let trials = run_tests(&r.program);
    let mut rules: Vec<(Rule, u32, bool)> = trials.rules.iter().map(|c| (c.rule, c.span.start, c.exercised)).collect();
    rules.sort();
    assert_eq!(
        rules,
        [(Rule::Entry, 10, true), (Rule::Entry, 20, false), (Rule::Row, 30, true), (Rule::Row, 40, false)]
    );
}

#[test]
fn missing_values_are_expected_by_reason() {
    let (mut r, c, _) = rules();
    let met = r.read(c, Property::Met);
    let missing = |reason| expect(met, TestExpected::Missing(reason));
    case(&mut r, 0, 0, vec![missing(None), missing(Some(Reason::Absent)), missing(Some(Reason::Disputed))]);
    let trials = run_tests(&r.program);
    assert_eq!(trials.tests[0].failures.len(), 1);
    assert_eq!(trials.tests[0].failures[0].expected, "missing {disputed}");
}
