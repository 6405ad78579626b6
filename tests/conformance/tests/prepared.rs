//! The cases of a single unit and year, through the prepared evaluator: everything as in the report.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use milepost::core::ops::{compare::same, to_f64};
use milepost::core::report::Options;
use milepost::{Brief, Part, Report, Value, Year};
use milepost_conformance::{Case, read_all};

fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Missing(a), Value::Missing(b)) => a == b,
        (Value::Real(_), Value::Real(_)) => to_f64(a).to_bits() == to_f64(b).to_bits(),
        (Value::Bracket { .. }, Value::Bracket { .. }) => format!("{a:?}") == format!("{b:?}"),
        _ => same(a, b),
    }
}

fn options_equal(a: &Option<Value>, b: &Option<Value>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => equal(a, b),
        (None, None) => true,
        _ => false,
    }
}

fn differences(report: &Report, brief: Brief<'_>) -> Vec<String> {
    let mut wrong = Vec::new();
    if report.names() != brief.names() {
        wrong.push(format!("names {:?} against {:?}", report.names(), brief.names()));
    }
    for (at, name) in report.names().iter().enumerate() {
        let name = name.as_str();
        if report.verdict(name) != brief.verdict(name) {
            wrong.push(format!("{name}: verdict {:?} against {:?}", report.verdict(name), brief.verdict(name)));
        }
        let parts = [
            (report.value(name), brief.value(name)),
            (report.score(name), brief.score(name)),
            (report.max(name), brief.max(name)),
        ];
        for (a, b) in parts {
            if !options_equal(&a, &b) {
                wrong.push(format!("{name}: {a:?} against {b:?}"));
            }
        }
        let float = brief.float_at(at, Part::Score);
        let score = report.score(name).map_or(f64::NAN, |s| to_f64(&s));
        if float.to_bits() != score.to_bits() && !(float.is_nan() && score.is_nan()) {
            wrong.push(format!("{name}: score {score} against {float}"));
        }
        if report.reasons(name) != brief.reasons(name) {
            wrong.push(format!("{name}: {} against {}", report.reasons(name).words(), brief.reasons(name).words()));
        }
        if report.outcome(name) != brief.outcome(name) {
            wrong.push(format!("{name}: {:?} against {:?}", report.outcome(name), brief.outcome(name)));
        }
    }
    if report.faults() != brief.faults() {
        wrong.push(format!("faults {:?} against {:?}", report.faults(), brief.faults()));
    }
    wrong
}

/// `None`: not a case of a single unit and year. Otherwise whether it was computed quickly, and what is wrong.
fn check(case: &Case) -> Option<(bool, Vec<String>)> {
    if !case.data.is_object() || case.fields.contains_key("main") {
        return None;
    }
    let [year] = case.years().ok()?[..] else { return None };
    let variant = case.fields.get("variant").map(String::as_str);
    let rules = milepost::compile_with("case.mile", &case.rules, &case.sources, variant).ok()?;
    let as_of = case.fields.get("as_of").and_then(|text| milepost::core::date::parse(text));
    let tree = milepost::facts::to_tree(&case.data).ok()?;
    let options = Options { years: vec![year], as_of, exact: true, ..Options::default() };
    let report = rules.evaluate_tree(&tree, &options).ok()?;
    let prepared = match as_of {
        Some(day) => rules.prepare_as_of(Year(year), day),
        None => rules.prepare(Year(year)),
    };
    let mut prepared = prepared.expect("what can be evaluated can be prepared");
    // Twice: what the first record left behind must not matter.
    prepared.evaluate(&serde_json::json!({ "unit": "before" })).expect("an empty record can be evaluated");
    let brief = prepared.evaluate(&case.data).expect("what can be evaluated can be evaluated");
    Some((!brief.was_exact(), differences(&report, brief)))
}

#[test]
fn single_records_come_out_as_in_the_report() {
    let only = std::env::var("CASE").unwrap_or_default();
    let cases = read_all().expect("the case files can be read");
    let (mut quick, mut ran) = (0, 0);
    let mut failed = Vec::new();
    for case in cases.iter().filter(|c| c.id().contains(&only)) {
        if let Some((quickly, wrong)) = check(case) {
            ran += 1;
            quick += u32::from(quickly);
            if !wrong.is_empty() {
                failed.push(format!("{}\n    {}", case.id(), wrong.join("\n    ")));
            }
        }
    }
    println!("prepared: {ran} cases of one unit and year, {quick} of them without the exact evaluator");
    assert!(!only.is_empty() || quick >= 150, "only {quick} of {ran} cases were computed quickly");
    assert!(failed.is_empty(), "{} of {ran} cases differ:\n{}", failed.len(), failed.join("\n"));
}
