//! All cases, on every evaluator.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use milepost_conformance::{Evaluate, read_all, run};
use std::collections::BTreeMap;

/// Runs everything (or, with `CASE=text` in the environment, the cases whose name holds the text) and prints counts.
fn all(engine: &str, evaluate: Evaluate) {
    let only = std::env::var("CASE").unwrap_or_default();
    let cases = read_all().expect("the case files can be read");
    let mut per_tag: BTreeMap<String, u32> = BTreeMap::new();
    let mut failed = Vec::new();
    let mut ran = 0;
    for case in cases.iter().filter(|c| c.id().contains(&only)) {
        let wrong = run(case, evaluate);
        ran += 1;
        for tag in case.tags() {
            *per_tag.entry(tag.to_owned()).or_default() += 1;
        }
        if !wrong.is_empty() {
            failed.push(format!("{}\n    {}", case.id(), wrong.join("\n    ")));
        }
    }
    println!("{engine}: {ran} cases, {per_tag:?}");
    assert!(only.is_empty() || ran > 0, "no case is called '{only}'");
    assert!(failed.is_empty(), "{} of {ran} cases failed on {engine}:\n{}", failed.len(), failed.join("\n"));
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
