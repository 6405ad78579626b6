//! Years, versions, records, states, limits.

use super::support::*;
use crate::exact::{Evaluator, score};
use crate::number::Number;
use crate::program::*;
use crate::report::{Cells, Stop};
use crate::value::Value;

#[test]
fn targets_between_milestones() {
    let mut r = Rules::new(1, 0);
    let v = r.input("v", DISTRICT);
    let (low, high) = (r.num("0.6"), r.num("0.75"));
    let entries = [(2022, 2022, Cmp::Gt, low), (2025, 2025, Cmp::Gt, high)];
    let linear = r.timeline(&entries, Gap::Linear, Gap::Hold);
    let hold = r.timeline(&entries, Gap::Hold, Gap::None);
    let make = |t| ItemKind::Criterion(Criterion { measure: Some(v), targets: vec![(None, t)], ..criterion() });
    let (linear, hold) = (r.item("linear", make(linear)), r.item("hold", make(hold)));
    let target = |r: &Rules, c, year| text(&r.result(c, 0, year).target);
    assert_eq!((2022..=2026).map(|y| target(&r, linear, y)).collect::<Vec<_>>().join(" "), "0.6 0.65 0.7 0.75 0.75");
    assert_eq!((target(&r, hold, 2024), target(&r, hold, 2026)), ("0.6".into(), "missing{no_target}".into()));
    r.fact("v", 2023, "0.65");
    assert_eq!((r.verdict(linear, 2023), r.verdict(hold, 2023)), ("not_met".into(), "met".into()));
}

#[test]
fn growth_needs_history() {
    let mut r = Rules::new(1, 0);
    let v = r.input("v", DISTRICT);
    let before = r.node(Node::At(v, YearRef::Relative(-1)));
    let rise = r.node(Node::Sub(v, before));
    let growth = r.node(Node::Div(rise, before));
    r.fact("v", 2024, "107");
    assert_eq!(r.eval(growth, 2024), "missing{no_history}");
    r.fact("v", 2023, "0");
    assert_eq!(r.eval(growth, 2024), "missing{zero_base}");
    r.fact("v", 2023, "100");
    assert_eq!(r.eval(growth, 2024), "0.07");
    assert_eq!(r.eval(before, 2025), "107");
    let far = r.node(Node::At(v, YearRef::Absolute(2024)));
    assert_eq!((r.eval(far, 2024), r.eval(far, 2030)), ("107".into(), "107".into()));
}

/// v1 (to 2024): x = v; v2 (from 2025): x = 10 v
fn two_versions() -> (Rules, NodeId, ItemId) {
    let mut r = Rules::new(1, 0);
    r.program.versions = vec![version(2020, 2024), version(2025, 2030)];
    r.program.modules[0].versions = vec![VersionId(0), VersionId(1)];
    let v = r.input("v", DISTRICT);
    let ten = r.num("10");
    let more = r.node(Node::Mul(v, ten));
    r.item_in(VersionId(0), "x", DISTRICT, ItemKind::Indicator(v));
    let x = r.item_in(VersionId(1), "x", DISTRICT, ItemKind::Indicator(more));
    let read = r.read(x, Property::Value);
    r.fact("v", 2024, "4");
    r.fact("v", 2025, "5");
    r.fact("v", 2019, "3");
    (r, read, x)
}

#[test]
fn another_year_is_read_under_the_version_in_force_then() {
    let (mut r, read, _) = two_versions();
    let before = r.node(Node::At(read, YearRef::Relative(-1)));
    assert_eq!(
        (r.eval(read, 2025), r.eval(before, 2025), r.eval(before, 2026)),
        ("50".into(), "4".into(), "50".into())
    );
    let early = r.node(Node::At(read, YearRef::Absolute(2019)));
    assert_eq!(r.eval(early, 2024), "missing{no_history}");
    r.options.as_if = Some(VersionId(1));
    assert_eq!(r.eval(read, 2024), "40");
    assert_eq!(r.eval(before, 2025), "4");
}

#[test]
fn recorded_results_stand_over_recomputation() {
    let (mut r, read, x) = two_versions();
    let before = r.node(Node::At(read, YearRef::Relative(-1)));
    let key = |year| (SymbolId(0), Property::Value, DISTRICT, 0, year);
    r.recorded.insert(key(2024), Value::Number(Number::integer(7)));
    r.recorded.insert(key(2018), Value::Number(Number::integer(8)));
    assert_eq!((r.eval(before, 2025), r.eval(read, 2024)), ("7".into(), "7".into()));
    let early = r.node(Node::At(read, YearRef::Absolute(2018)));
    assert_eq!(r.eval(early, 2024), "8");
    assert!(!r.result(x, 0, 2025).recorded);
    let by = r.node(Node::By(read, AssessorId(0)));
    assert_eq!(r.eval(by, 2024), "4");
}

#[test]
fn fills_are_taken_from_the_nearest_years() {
    let mut r = Rules::new(1, 0);
    let v = r.input("v", DISTRICT);
    let (two, one) = (r.node(Node::Latest(v, 2)), r.node(Node::Latest(v, 1)));
    let line = r.node(Node::Interpolated(v));
    r.fact("v", 2020, "10");
    r.fact("v", 2023, "16");
    assert_eq!((r.eval(two, 2022), r.eval(one, 2022)), ("10".into(), "missing{absent}".into()));
    assert_eq!(
        (r.eval(line, 2021), r.eval(line, 2023), r.eval(line, 2024)),
        ("12".into(), "16".into(), "missing{absent}".into())
    );
}

/// first 0; `from { when good: 1  when prior = 1: 2  otherwise: prior }`
fn state() -> (Rules, ItemId) {
    let mut r = Rules::new(1, 0);
    let good = r.input("good", DISTRICT);
    let class = |r: &mut Rules, i| r.node(Node::Category(CategoryId(2), i));
    let (one, two) = (class(&mut r, 1), class(&mut r, 2));
    let prior = r.node(Node::Prior);
    let was = r.cmp(Cmp::Eq, prior, one);
    let table = r.table(None, vec![(Some(good), one), (Some(was), two), (None, prior)]);
    let s = r.item("s", ItemKind::State(State { category: CategoryId(2), first: 0, table }));
    for (year, value) in [(2020, "no"), (2021, "yes"), (2022, "no"), (2023, "no")] {
        r.fact("good", year, value);
    }
    (r, s)
}

#[test]
fn a_state_remembers_the_year_before() {
    let (mut r, s) = state();
    let values =
        |r: &Rules| (2020..=2024).map(|y| r.value(s, 0, y)).collect::<Vec<_>>().join(" ").replace("category 2.", "");
    assert_eq!(values(&r), "0 1 2 2 missing{absent}");
    // Published: the state of 2021 was 2.
    r.recorded.insert((SymbolId(0), Property::Value, DISTRICT, 0, 2021), Value::Category(CategoryId(2), 0));
    assert_eq!(values(&r), "0 0 0 0 missing{absent}");
    let read = r.read(s, Property::Value);
    let before = r.node(Node::At(read, YearRef::Relative(-1)));
    assert_eq!(r.eval(before, 2020), "category 2.0");
}

#[test]
fn states_over_a_thousand_years_do_not_nest() {
    let (mut r, s) = state();
    r.program.versions[0].applies = YearRange { from: 1000, to: 3000 };
    for year in 1000..=3000 {
        r.fact("good", year, if year == 1500 { "yes" } else { "no" });
    }
    assert_eq!(r.value(s, 0, 2999), "category 2.2");
}

#[test]
fn long_chains_of_items_do_not_nest() {
    let mut r = Rules::new(1, 0);
    let v = r.input("v", DISTRICT);
    let one = r.num("1");
    let mut last = r.item("x0", ItemKind::Indicator(v));
    for i in 1..5_000 {
        let read = r.read(last, Property::Value);
        let next = r.node(Node::Add(read, one));
        last = r.item(&format!("x{i}"), ItemKind::Indicator(next));
    }
    r.fact("v", 2024, "1");
    assert_eq!(r.value(last, 0, 2024), "5000");
}

#[test]
fn long_sums_do_not_nest_and_deep_formulas_are_a_fault() {
    let mut r = Rules::new(1, 0);
    let one = r.num("1");
    let mut sum = one;
    for _ in 0..50_000 {
        sum = r.node(Node::Add(sum, one));
    }
    assert_eq!(r.eval(sum, 2024), "50001");
    let mut deep = one;
    for _ in 0..50_000 {
        deep = r.node(Node::Neg(deep));
    }
    let i = r.item("deep", ItemKind::Indicator(deep));
    let data = r.data();
    let mut evaluator = Evaluator::new(&r.program, &data, &r.options).unwrap();
    assert_eq!(text(&evaluator.item(i, DISTRICT, 0, 2024).value), "missing{invalid}");
    assert_eq!(evaluator.take_faults()[0].message.code, "R08");
}

#[test]
fn digits_and_work_are_limited() {
    let mut r = Rules::new(1, 0);
    let big = r.num("1/3");
    let power = r.node(Node::Pow(big, 1_000));
    let i = r.item("i", ItemKind::Indicator(power));
    r.options.limits.bits = 500;
    let data = r.data();
    let codes = |r: &Rules| {
        let mut evaluator = Evaluator::new(&r.program, &data, &r.options).unwrap();
        let value = text(&evaluator.item(i, DISTRICT, 0, 2024).value);
        (value, evaluator.take_faults().iter().map(|f| f.message.code).collect::<Vec<_>>())
    };
    assert_eq!(codes(&r), ("missing{invalid}".into(), vec!["R06"]));
    r.options.limits.bits = 100_000;
    r.options.limits.work = 0;
    assert_eq!(codes(&r), ("missing{invalid}".into(), vec!["R07"]));
}

#[test]
fn a_table_of_all_units_and_years() {
    let mut r = Rules::new(2, 0);
    let v = r.input("v", DISTRICT);
    let bound = r.num("5");
    let t = r.timeline(&[(2020, 2030, Cmp::Ge, bound)], Gap::None, Gap::None);
    let c = r.item("c", ItemKind::Criterion(Criterion { measure: Some(v), targets: vec![(None, t)], ..criterion() }));
    r.item("g", ItemKind::Group(group(vec![c])));
    r.fact_of("v", 0, 2023, None, "4");
    r.fact_of("v", 1, 2024, None, "5");
    r.units[1].validity = vec![(None, None), (Some(crate::date::days(2024, 1, 1)), None)];
    let table = score(&r.program, &r.data(), &r.options).unwrap();
    assert_eq!(table.blocks.len(), 2);
    let block = &table.blocks[1];
    assert_eq!((block.year, block.units.as_slice(), table.blocks[0].units.as_slice()), (2024, &[0, 1][..], &[0][..]));
    let names: Vec<u32> = block.columns.iter().map(|c| c.item.0).collect();
    assert_eq!(names, [1, 0]);
    assert_eq!(block.columns[1].verdict.as_deref(), Some(&[Verdict::Undetermined as u8, Verdict::Met as u8][..]));
    assert_eq!(block.columns[1].reasons[0].words(), "absent");
    assert!(
        matches!(&block.columns[1].value, Some(Cells::Exact(cells)) if matches!(&cells[1], Value::Number(x) if *x == Number::integer(5)))
    );
}

#[test]
fn years_without_rules_are_refused_or_reported() {
    let mut r = Rules::new(1, 0);
    let v = r.input("v", DISTRICT);
    r.item("i", ItemKind::Indicator(v));
    // The first year that was asked for, and the versions of these rules, not of those that they use.
    r.options.years = vec![2031, 2040];
    r.program.modules.push(Module { name: "used".into(), alias: "u".into(), versions: Vec::new() });
    match score(&r.program, &r.data(), &r.options) {
        Err(Stop::Refused(d)) => assert_eq!((d.code(), d.args.join(" ").as_str()), ("R01", "rules 2020..2030 2031")),
        other => panic!("{other:?}"),
    }
    r.options.years = vec![2030, 2031];
    let table = score(&r.program, &r.data(), &r.options).unwrap();
    let fault = &table.faults[0];
    assert_eq!(
        (table.blocks.len(), fault.message.code, fault.year, fault.name.as_str()),
        (1, "R01", Some(2031), "rules")
    );
}

/// Items that need each other in ever earlier years cannot be put in order: they nest, up to a limit that fits in a
/// small stack.
#[test]
fn nesting_ends_in_a_fault_before_the_stack_does() {
    let mut r = Rules::new(1, 3);
    r.program.versions[0].applies = YearRange { from: 0, to: 3000 };
    let v = r.input("v", DISTRICT);
    let one = r.num("1");
    let yes = r.bool(true);
    let mut last = r.item("x0", ItemKind::Indicator(v));
    for i in 1..2_000 {
        let read = r.read(last, Property::Value);
        let before = r.node(Node::At(read, YearRef::Relative(-1)));
        let mut sum = r.node(Node::Mul(one, before));
        for _ in 0..3 {
            sum = r.node(Node::Call { function: Function::Max, args: vec![one, sum], mode: None });
        }
        let table = r.table(None, vec![(Some(yes), sum)]);
        let over = r.rollup(RollupKind::Mean, Scope::Over, COMMUNE, Some(table), None);
        last = r.item(&format!("x{i}"), ItemKind::Indicator(over));
    }
    r.fact("v", 1, "1");
    let run = move || {
        let data = r.data();
        let mut evaluator = Evaluator::new(&r.program, &data, &r.options).unwrap();
        let value = text(&evaluator.item(last, DISTRICT, 0, 2999).value);
        (value, evaluator.take_faults()[0].message.code)
    };
    let (value, code) = std::thread::Builder::new().stack_size(1024 * 1024).spawn(run).unwrap().join().unwrap();
    assert_eq!((value.as_str(), code), ("missing{invalid}", "R08"));
}

#[test]
fn a_state_begins_with_its_unit_and_reads_no_later_year() {
    let (mut r, s) = state();
    let values =
        |r: &Rules| (2020..=2023).map(|y| r.value(s, 0, y)).collect::<Vec<_>>().join(" ").replace("category 2.", "");
    // It exists from the last day of 2021 on.
    r.units[1].validity = vec![(Some(crate::date::days(2021, 12, 31)), None)];
    r.fact("good", 2020, "yes");
    assert_eq!(values(&r), "0 1 2 2");
    r.units[1].validity = vec![(Some(crate::date::days(2022, 1, 1)), None)];
    assert_eq!(values(&r), "0 0 0 0");
    let (mut r, s) = state();
    r.recorded.insert((SymbolId(0), Property::Value, DISTRICT, 0, 2021), Value::Category(CategoryId(2), 1));
    assert_eq!(r.value(s, 0, 2020), "category 2.0");
}

#[test]
fn a_state_is_remembered_across_versions() {
    let (mut r, first) = state();
    r.program.versions = vec![r.program.versions[0].clone(), version(2022, 2030)];
    r.program.versions[0].applies = YearRange { from: 2020, to: 2021 };
    r.program.modules[0].versions = vec![VersionId(0), VersionId(1)];
    let ItemKind::State(kept) = r.program.items[first.index()].kind.clone() else { panic!() };
    let second = r.item_in(VersionId(1), "s", DISTRICT, ItemKind::State(kept));
    // good in 2021, under the first version; the second sees that it was.
    assert_eq!((r.value(first, 0, 2021), r.value(second, 0, 2022)), ("category 2.1".into(), "category 2.2".into()));
}

#[test]
fn a_caller_may_cancel_and_is_told_how_far_it_is() {
    use std::sync::atomic::AtomicBool;
    let mut r = Rules::new(65, 0);
    let v = r.input("v", DISTRICT);
    r.item("i", ItemKind::Indicator(v));
    r.options.years = vec![2024];
    let told = std::sync::Mutex::new(Vec::new());
    let tell = |done, all| told.lock().unwrap().push((done, all));
    let stop = AtomicBool::new(false);
    let options = crate::report::Options { progress: Some(&tell), cancel: Some(&stop), ..r.options.clone() };
    assert!(score(&r.program, &r.data(), &options).is_ok());
    assert_eq!(*told.lock().unwrap(), [(0, 65), (64, 65), (65, 65)]);
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    assert!(matches!(score(&r.program, &r.data(), &options), Err(Stop::Cancelled)));
}

/// √(2019 - year) is there up to 2019 only.
#[test]
fn nothing_is_looked_for_in_years_of_which_nothing_is_known() {
    let mut r = Rules::new(1, 0);
    let (v, early, year) = (r.input("v", DISTRICT), r.num("2019"), r.node(Node::Year));
    let left = r.node(Node::Sub(early, year));
    let root = r.node(Node::Call { function: Function::Sqrt, args: vec![left], mode: None });
    let latest = r.node(Node::Latest(root, 10));
    r.item("i", ItemKind::Indicator(v));
    r.fact("v", 2024, "1");
    assert_eq!(r.eval(latest, 2024), "missing{out_of_domain}");
    r.program.versions[0].applies.from = 2018;
    assert_eq!(r.eval(latest, 2024), "0");
    r.program.versions[0].applies.from = 2020;
    r.fact("v", 2010, "1");
    assert_eq!(r.eval(latest, 2024), "0");
}

/// A line needs an entry on either side.
#[test]
fn a_line_is_between_entries_only() {
    let mut r = Rules::new(1, 0);
    let (low, high) = (r.num("1"), r.num("3"));
    let id = r.timeline(&[(2020, 2020, Cmp::Ge, low), (2022, 2022, Cmp::Ge, high)], Gap::Linear, Gap::Linear);
    r.program.timelines[id.index()].before = Gap::Linear;
    let value = r.node(Node::Timeline(id));
    let found: Vec<String> = (2019..=2023).map(|year| r.eval(value, year)).collect();
    assert_eq!(found.join(" "), "missing{no_target} 1 2 3 missing{no_target}");
}
