//! What holds on both sides of an edge: limits, versions that are only supposed, levels, reasons, facts that are supposed.

use super::support::*;
use crate::exact::{Evaluator, FactKey};
use crate::ops::test::n;
use crate::program::*;
use crate::value::Value;

/// `--…1`, so many times.
fn nested(r: &mut Rules, times: u32) -> NodeId {
    let one = r.num("1");
    (0..times).fold(one, |deep, _| r.node(Node::Neg(deep)))
}

/// The value of an indicator and the codes of the faults.
fn faults(r: &Rules, node: ItemId) -> (String, Vec<&'static str>) {
    let data = r.data();
    let mut evaluator = Evaluator::new(&r.program, &data, &r.options).unwrap();
    let value = text(&evaluator.item(node, DISTRICT, 0, 2024).value);
    (value, evaluator.faults.iter().map(|f| f.message.code).collect())
}

#[test]
fn a_limit_is_the_last_that_is_allowed() {
    let mut r = Rules::new(1, 0);
    let two = nested(&mut r, 2);
    let two = r.item("two", ItemKind::Indicator(two));
    // Both operations are begun after as many evaluations.
    r.options.limits.work = 2;
    assert_eq!(faults(&r, two), ("1".into(), vec![]));
    r.options.limits.work = 1;
    assert_eq!(faults(&r, two), ("missing{invalid}".into(), vec!["R07"]));
    let mut r = Rules::new(1, 0);
    let (most, more) = (nested(&mut r, 400), nested(&mut r, 401));
    let (most, more) = (r.item("most", ItemKind::Indicator(most)), r.item("more", ItemKind::Indicator(more)));
    assert_eq!(faults(&r, most), ("1".into(), vec![]));
    assert_eq!(faults(&r, more), ("missing{invalid}".into(), vec!["R08"]));
}

#[test]
fn items_nest_so_far() {
    let mut r = Rules::new(1, 0);
    let one = r.num("1");
    let i = r.item("i", ItemKind::Indicator(one));
    let data = r.data();
    let mut evaluator = Evaluator::new(&r.program, &data, &r.options).unwrap();
    evaluator.items_deep = 239;
    assert_eq!(text(&evaluator.item(i, DISTRICT, 0, 2024).value), "1");
    evaluator.reset();
    evaluator.items_deep = 240;
    assert_eq!(text(&evaluator.item(i, DISTRICT, 0, 2024).value), "missing{invalid}");
    assert_eq!(evaluator.faults[0].message.code, "R08");
}

#[test]
fn a_fault_is_told_once_in_a_row() {
    let mut r = Rules::new(1, 0);
    let deep = nested(&mut r, 500);
    let twice = r.node(Node::Call { function: Function::Max, args: vec![deep, deep], mode: None });
    let first = r.item("first", ItemKind::Indicator(twice));
    let second = r.item("second", ItemKind::Indicator(twice));
    let data = r.data();
    let mut evaluator = Evaluator::new(&r.program, &data, &r.options).unwrap();
    for item in [first, second] {
        evaluator.item(item, DISTRICT, 0, 2024);
    }
    let names: Vec<&str> = evaluator.faults.iter().map(|f| f.name.as_str()).collect();
    assert_eq!(names, ["first", "second"]);
    let place = |evaluator: &Evaluator<'_>| (evaluator.faults[0].level, evaluator.faults[0].unit.clone());
    assert_eq!(place(&evaluator), (Some(DISTRICT), "d0".into()));
    // What is of no unit names none.
    let mut evaluator = Evaluator::new(&r.program, &data, &r.options).unwrap();
    evaluator.value(deep, DISTRICT, crate::exact::NO_UNIT, 2024);
    assert_eq!(place(&evaluator), (None, String::new()));
}

/// Each value by years stands on the one before.
#[test]
fn long_chains_of_values_by_year_do_not_nest() {
    let mut r = Rules::new(1, 0);
    let v = r.input("v", DISTRICT);
    let one = r.num("1");
    let mut last = r.item("x0", ItemKind::Indicator(v));
    for i in 1..1_000 {
        let read = r.read(last, Property::Value);
        let next = r.node(Node::Add(read, one));
        let timeline = r.timeline(&[(2020, 2030, Cmp::Ge, next)], Gap::None, Gap::None);
        let value = r.node(Node::Timeline(timeline));
        last = r.item(&format!("x{i}"), ItemKind::Parameter(value));
    }
    r.fact("v", 2024, "1");
    assert_eq!(faults(&r, last), ("1000".into(), vec![]));
}

/// v1 to 2024, v2 from 2025; each with a target and a value of its own, by years, and one value that is neither's.
fn targets_of_two_versions() -> (Rules, [ItemId; 2], [NodeId; 2], NodeId) {
    let mut r = Rules::new(1, 0);
    r.program.versions = vec![version(2020, 2024), version(2025, 2030)];
    r.program.modules[0].versions = vec![VersionId(0), VersionId(1)];
    let v = r.input("v", DISTRICT);
    let by_year = |r: &mut Rules, entries: &[(i32, &str)]| {
        let entries: Vec<_> = entries.iter().map(|(year, at)| (*year, *year, Cmp::Ge, r.num(at))).collect();
        r.timeline(&entries, Gap::None, Gap::None)
    };
    let early = by_year(&mut r, &[(2020, "20"), (2024, "24")]);
    let late = by_year(&mut r, &[(2025, "25"), (2026, "26"), (2030, "30")]);
    let elsewhere = by_year(&mut r, &[(2025, "25"), (2026, "26"), (2030, "30")]);
    let criterion = |t| ItemKind::Criterion(Criterion { measure: Some(v), targets: vec![(None, t)], ..criterion() });
    let items = [
        r.item_in(VersionId(0), "c", DISTRICT, criterion(early)),
        r.item_in(VersionId(1), "c", DISTRICT, criterion(late)),
    ];
    let more = by_year(&mut r, &[(2025, "125"), (2026, "126"), (2030, "130")]);
    let values = [r.node(Node::Timeline(more)), r.node(Node::Timeline(elsewhere))];
    let p = r.item_in(VersionId(1), "p", DISTRICT, ItemKind::Parameter(values[0]));
    let read = r.read(p, Property::Value);
    (r, items, values, read)
}

#[test]
fn a_supposed_version_holds_other_years_against_its_nearest() {
    let (mut r, [early, late], [_, elsewhere], read) = targets_of_two_versions();
    let target = |r: &Rules, item, year| text(&r.result(item, 0, year).target);
    r.options.as_if = Some(VersionId(1));
    let found: Vec<String> = [2020, 2023, 2025, 2026, 2030].map(|year| target(&r, late, year)).into();
    assert_eq!(found.join(" "), "25 25 25 26 30");
    assert_eq!((r.eval(read, 2023), r.eval(read, 2026)), ("125".into(), "126".into()));
    // What is not the version's own stands as it is.
    assert_eq!((r.eval(elsewhere, 2023), r.eval(elsewhere, 2026)), ("missing{no_target}".into(), "26".into()));
    r.options.as_if = Some(VersionId(0));
    let found: Vec<String> = [2020, 2022, 2024, 2026].map(|year| target(&r, early, year)).into();
    assert_eq!(found.join(" "), "20 missing{no_target} 24 24");
}

#[test]
fn units_below_of_a_unit_of_their_own_level_are_those_of_the_unit_above() {
    let mut r = Rules::new(1, 3);
    let v = r.input("v", COMMUNE);
    let sum = r.rollup(RollupKind::Sum, Scope::Over, COMMUNE, Some(v), None);
    let part = r.node(Node::Div(v, sum));
    let i = r.item_in(VersionId(0), "i", COMMUNE, ItemKind::Indicator(part));
    for (unit, value) in ["1", "2", "5"].iter().enumerate() {
        r.fact_of("v", unit as u32, 2024, None, value);
    }
    // 2 of 1 + 2 + 5
    assert_eq!(r.value(i, 1, 2024), "0.25");
}

#[test]
fn reasons_are_of_what_decides() {
    let mut r = Rules::new(1, 0);
    let v = r.input("v", DISTRICT);
    let (yes, ten) = (r.bool(true), r.num("10"));
    let shown = Criterion { measure: Some(v), met: Some(yes), ..criterion() };
    let met = r.item("met", ItemKind::Criterion(shown.clone()));
    let score = Some(Score { max: ten, capped: false, how: ScoreHow::Value(ten) });
    let scored = r.item("scored", ItemKind::Criterion(Criterion { score: score.clone(), ..shown }));
    let only = r.item("only", ItemKind::Criterion(Criterion { measure: Some(v), score, ..criterion() }));
    let bare = r.item("bare", ItemKind::Criterion(Criterion { measure: Some(v), ..criterion() }));
    // The measure is missing: with a verdict or a score that does not need it, that is no reason.
    let reasons = |item| r.result(item, 0, 2024).reasons().words();
    assert_eq!((reasons(met), reasons(scored), reasons(only)), (String::new(), String::new(), String::new()));
    assert_eq!(reasons(bare), "absent");
}

#[test]
fn published_verdicts_stand_and_are_read() {
    let mut r = Rules::new(1, 0);
    let v = r.input("v", DISTRICT);
    let c = r.item("c", ItemKind::Criterion(Criterion { met: Some(v), ..criterion() }));
    r.fact("v", 2024, "yes");
    assert_eq!(r.verdict(c, 2024), "met");
    let key = |property, year| (SymbolId(0), property, DISTRICT, 0, year);
    r.recorded.insert(key(Property::Met, 2024), Value::Bool(false));
    assert_eq!(r.verdict(c, 2024), "not_met");
    // A verdict says more than yes or no.
    let not_applicable = Value::Category(CategoryId(0), Verdict::NotApplicable as u32);
    r.recorded.insert(key(Property::Verdict, 2024), not_applicable);
    assert_eq!(r.verdict(c, 2024), "not_applicable{not_applicable}");
    // Of a year without rules.
    r.recorded.insert(key(Property::Met, 2019), Value::Bool(true));
    let read = r.read(c, Property::Met);
    let early = r.node(Node::At(read, YearRef::Absolute(2019)));
    assert_eq!(r.eval(early, 2024), "yes");
}

#[test]
fn supposed_facts_stand_for_their_own_key_only() {
    let mut r = Rules::new(2, 0);
    let v = r.input("v", DISTRICT);
    let i = r.item("i", ItemKind::Indicator(v));
    r.fact_of("v", 0, 2024, None, "1");
    r.fact_of("v", 1, 2024, None, "2");
    let data = r.data();
    let mut evaluator = Evaluator::new(&r.program, &data, &r.options).unwrap();
    let key = FactKey { input: InputId(0), level: DISTRICT, unit: 1, year: 2024, by: None };
    evaluator.suppose(vec![(key, n("7"))]);
    let values = |evaluator: &mut Evaluator<'_>| {
        [0, 1].map(|unit| text(&evaluator.item(i, DISTRICT, unit, 2024).value)).join(" ")
    };
    assert_eq!(values(&mut evaluator), "1 7");
    evaluator.suppose(Vec::new());
    assert_eq!(values(&mut evaluator), "1 2");
}

#[test]
fn a_value_of_each_level_and_year_is_found_again() {
    let mut r = Rules::new(1, 0);
    let v = r.input("v", DISTRICT);
    r.fact("v", 2024, "1");
    r.fact("v", 2023, "3");
    // A fact is of the first level.
    r.program.inputs[0].levels = vec![PROVINCE, DISTRICT];
    r.fact("v", 2024, "7");
    let province = r.item_in(VersionId(0), "p", PROVINCE, ItemKind::Indicator(v));
    let district = r.item_in(VersionId(0), "d", DISTRICT, ItemKind::Indicator(v));
    let data = r.data();
    let mut evaluator = Evaluator::new(&r.program, &data, &r.options).unwrap();
    let mut value = |item, level, year| text(&evaluator.item(item, level, 0, year).value);
    assert_eq!(value(province, PROVINCE, 2024), "7");
    assert_eq!(value(district, DISTRICT, 2024), "1");
    assert_eq!(value(district, DISTRICT, 2023), "3");
    assert_eq!(value(province, PROVINCE, 2023), "missing{absent}");
}
