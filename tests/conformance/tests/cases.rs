//! All cases, on every evaluator.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use milepost_conformance::{Counts, Evaluate, read_all, run, trust};

/// Runs everything (or, with `CASE=text` in the environment, the cases whose name holds the text) and prints counts.
fn all(engine: &str, evaluate: Evaluate) {
    let only = std::env::var("CASE").unwrap_or_default();
    let cases = read_all().expect("the case files can be read");
    let mut counts = Counts::default();
    let mut failed = Vec::new();
    for case in cases.iter().filter(|c| c.id().contains(&only)) {
        let wrong = run(case, evaluate);
        counts.add(case);
        if !wrong.is_empty() {
            failed.push(format!("{}\n    {}", case.id(), wrong.join("\n    ")));
        }
    }
    println!("{engine}: {} cases, {:?}", counts.cases, counts.tags);
    assert!(only.is_empty() || counts.cases > 0, "no case is called '{only}'");
    assert!(failed.is_empty(), "{} of {} cases failed on {engine}:\n{}", failed.len(), counts.cases, failed.join("\n"));
    if only.is_empty() {
        assert_eq!(Ok(&counts), Counts::expected().as_ref(), "run: cargo run -p milepost-conformance --bin counts");
        trust::record(&format!("conformance-{engine}"), &[("cases", counts.cases.into())]);
    }
}

#[test]
fn exact() {
    all("exact", milepost::core::exact::score);
}

#[test]
fn columnar() {
    all("columnar", milepost::core::columnar::score);
}

#[test]
fn there_are_enough_cases_and_no_two_of_one_name() {
    let cases = read_all().expect("the case files can be read");
    assert!(cases.len() >= 600, "only {} cases", cases.len());
    let mut names: Vec<String> = cases.iter().map(milepost_conformance::Case::id).collect();
    names.sort();
    let before = names.len();
    names.dedup();
    assert_eq!(before, names.len());
}
