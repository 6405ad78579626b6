//! What is remembered, and when it is forgotten; whose work is counted.

use super::support::*;
use crate::exact::{Evaluator, NO_UNIT, memo};
use crate::ops::test::n;
use crate::program::*;
use crate::value::Value;

#[test]
fn results_of_units_are_forgotten_when_there_are_many() {
    let mut r = Rules::new(memo::LARGE + 2, 0);
    let one = r.num("1");
    let i = r.item("i", ItemKind::Indicator(one));
    let data = r.data();
    let mut evaluator = Evaluator::new(&r.program, &data, &r.options).unwrap();
    let more = |evaluator: &mut Evaluator<'_>, units: std::ops::Range<usize>| {
        units.for_each(|unit| drop(evaluator.item(i, DISTRICT, unit as u32, 2024)));
        evaluator.memo.results.len()
    };
    assert_eq!(more(&mut evaluator, 0..memo::LARGE + 1), memo::LARGE + 1);
    assert_eq!(more(&mut evaluator, memo::LARGE + 1..memo::LARGE + 2), 1);
    // An explanation refers to them.
    evaluator.keep = true;
    assert_eq!(more(&mut evaluator, 0..memo::LARGE + 2), memo::LARGE + 2);
}

#[test]
fn work_is_counted_for_a_unit_and_year() {
    let mut r = Rules::new(2, 0);
    let one = r.num("1");
    let less = r.node(Node::Neg(one));
    let i = r.item("i", ItemKind::Indicator(less));
    r.options.limits.work = 2;
    let data = r.data();
    let mut evaluator = Evaluator::new(&r.program, &data, &r.options).unwrap();
    for (unit, year) in [(0, 2024), (1, 2024), (0, 2023), (1, 2023)] {
        assert_eq!(text(&evaluator.item(i, DISTRICT, unit, year).value), "-1", "{unit} {year}");
    }
}

/// Each step of a long sum is work: 3 sums, 4 numbers and what they stand in are 8 evaluations; the next operation is too much.
#[test]
fn each_step_of_a_sum_is_work() {
    let mut r = Rules::new(1, 0);
    let one = r.num("1");
    let sum = (0..3).fold(one, |sum, _| r.node(Node::Add(sum, one)));
    let less = r.node(Node::Neg(one));
    let call = r.node(Node::Call { function: Function::Max, args: vec![sum, less], mode: None });
    for (work, expected) in [(9, "4"), (8, "missing{invalid}")] {
        r.options.limits.work = work;
        assert_eq!(r.eval(call, 2024), expected, "{work}");
    }
}

/// v1 to 2024: x = v; v2 from 2025: x = 10 v, and the mean of x across the districts.
#[test]
fn figures_of_a_year_are_not_those_of_the_year_as_if_another_version_were_in_force() {
    let mut r = Rules::new(1, 0);
    r.program.versions = vec![version(2020, 2024), version(2025, 2030)];
    r.program.modules[0].versions = vec![VersionId(0), VersionId(1)];
    let v = r.input("v", DISTRICT);
    let ten = r.num("10");
    let more = r.node(Node::Mul(v, ten));
    r.item_in(VersionId(0), "x", DISTRICT, ItemKind::Indicator(v));
    let x = r.item_in(VersionId(1), "x", DISTRICT, ItemKind::Indicator(more));
    let read = r.read(x, Property::Value);
    let mean = r.rollup(RollupKind::Mean, Scope::Across, DISTRICT, Some(read), None);
    let before = r.node(Node::At(mean, YearRef::Relative(-1)));
    r.fact("v", 2023, "4");
    r.fact("v", 2024, "5");
    r.options.as_if = Some(VersionId(1));
    let data = r.data();
    let mut evaluator = Evaluator::new(&r.program, &data, &r.options).unwrap();
    // Of the evaluated year as if, of the year before as it was.
    let shown = |value: Value| crate::ops::test::show(&value);
    assert_eq!(shown(evaluator.value(before, DISTRICT, 0, 2024)), "4");
    assert_eq!(shown(evaluator.value(mean, DISTRICT, 0, 2023)), "40");
    assert_eq!(shown(evaluator.value(before, DISTRICT, 0, 2024)), "4");
}

#[test]
fn a_constant_is_kept_once_and_names_are_of_a_year() {
    let mut r = Rules::new(2, 0);
    let v = r.input("v", DISTRICT);
    let (one, i) = (r.num("1"), r.item("i", ItemKind::Indicator(v)));
    let c = r.item("c", ItemKind::Parameter(one));
    r.program.items[c.index()].levels.clear();
    r.fact_of("v", 1, 2024, None, "7");
    let data = r.data();
    let mut evaluator = Evaluator::new(&r.program, &data, &r.options).unwrap();
    let key = evaluator.evaluate(c, DISTRICT, 1, 2024);
    assert_eq!((key.level, key.unit), (PROVINCE, NO_UNIT));
    let key = evaluator.evaluate(i, DISTRICT, 1, 2024);
    assert_eq!((key.level, key.unit), (DISTRICT, 1));
    let named =
        |evaluator: &mut Evaluator<'_>, year| evaluator.named(r.symbol(i), DISTRICT, 1, year).map(|r| text(&r.value));
    assert_eq!((named(&mut evaluator, 2024), named(&mut evaluator, 2019)), (Some("7".into()), None));
}

/// Rows of a table may ask for something else than what the table is of.
#[test]
fn rows_of_a_table_are_asked_as_they_are_written() {
    let mut r = Rules::new(1, 0);
    let (v, w) = (r.input("v", DISTRICT), r.input("w", DISTRICT));
    let (three, five, one, two) = (r.num("3"), r.num("5"), r.num("1"), r.num("2"));
    let above = r.cmp(Cmp::Ge, w, three);
    let between = r.node(Node::InRange { x: w, lo: Some(three), hi: Some(five) });
    let first = r.table(Some(v), vec![(Some(above), one), (None, two)]);
    let second = r.table(Some(v), vec![(Some(between), one), (None, two)]);
    r.fact("v", 2024, "4");
    r.fact("w", 2024, "1");
    assert_eq!((r.eval(first, 2024), r.eval(second, 2024)), ("2".into(), "2".into()));
    r.fact("w", 2024, "4");
    assert_eq!((r.eval(first, 2024), r.eval(second, 2024)), ("1".into(), "1".into()));
}

#[test]
fn a_published_score_counts_what_did_not_apply() {
    let mut r = Rules::new(1, 0);
    let (no, ten) = (r.bool(false), r.num("10"));
    let score = Some(Score { max: ten, capped: false, how: ScoreHow::Value(ten) });
    let c = r.item("c", ItemKind::Criterion(Criterion { applies: Some(no), score, ..criterion() }));
    let key = |property| (SymbolId(0), property, DISTRICT, 0, 2024);
    r.recorded.insert(key(Property::Max), n("20"));
    assert!(r.result(c, 0, 2024).excluded);
    r.recorded.insert(key(Property::Score), n("7"));
    assert!(!r.result(c, 0, 2024).excluded);
    assert_eq!(r.score(c, 2024), "7/20");
}

#[test]
fn predecessors_without_a_last_day_are_read_in_the_year_before() {
    let mut r = Rules::new(3, 0);
    let v = r.input("v", DISTRICT);
    // One says nothing of its end; the other exists to the end of the evaluated year.
    r.units[1].validity = vec![(None, None), (None, None), (None, Some(crate::date::days(2024, 12, 31)))];
    r.units[1].successors = vec![None, Some(0), Some(0)];
    for year in [2023, 2024, 2025] {
        r.fact_of("v", 1, year, None, "5");
        r.fact_of("v", 2, year, None, "7");
    }
    let sum = r.rollup(RollupKind::Sum, Scope::Predecessors, DISTRICT, Some(v), None);
    assert_eq!((r.eval(sum, 2024), r.eval(sum, 2025)), ("5".into(), "12".into()));
}

#[test]
fn shares_by_weight_are_of_what_is_counted() {
    let mut r = Rules::new(1, 3);
    let (w, counted, good) = (r.input("w", COMMUNE), r.input("counted", COMMUNE), r.input("good", COMMUNE));
    for (unit, (weight, is_counted, is_good)) in
        [("1", "yes", "yes"), ("2", "yes", "no"), ("5", "no", "yes")].into_iter().enumerate()
    {
        r.fact_of("w", unit as u32, 2024, None, weight);
        r.fact_of("counted", unit as u32, 2024, None, is_counted);
        r.fact_of("good", unit as u32, 2024, None, is_good);
    }
    let share = Rollup {
        of: Some(good),
        filter: Some(counted),
        weight: Some(w),
        ..rollup(RollupKind::Share, Scope::Over, COMMUNE)
    };
    let share = r.rollup_with(share);
    // 1 of 1 + 2
    assert_eq!(r.eval(share, 2024), "1/3");
}
