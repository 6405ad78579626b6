//! Every code has its page in `docs/errors`, with all its messages in both languages; every example there gives exactly
//! that code, and what mends it does not.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use milepost::core::codes::ALL;
use milepost::core::diagnostic::{Diagnostic, Severity};
use milepost::core::report::Options;
use milepost_conformance::case::root;
use std::collections::{BTreeMap, BTreeSet};

/// Codes whose pages run no example: they need a file, a caller's choice, or more text than a page holds.
const NOT_RUN: &[&str] = &["E016", "E019", "E020", "E608", "E610", "E613", "R04", "R06", "R07", "R08", "R09", "R20"];

#[derive(Default)]
struct Part {
    rules: String,
    sources: BTreeMap<String, String>,
    data: Option<serde_json::Value>,
}

/// The part of a page below a heading.
fn part(page: &str, heading: &str) -> Option<Part> {
    let text = page.split(&format!("\n## {heading}\n")).nth(1)?.split("\n## ").next()?;
    let mut part = Part::default();
    for block in text.split("```").skip(1).step_by(2) {
        let (kind, body) = block.split_once('\n')?;
        match kind.split_once(' ').unwrap_or((kind, "")) {
            ("mile", "") => part.rules = body.to_owned(),
            ("mile", name) => drop(part.sources.insert(name.to_owned(), body.to_owned())),
            ("json", _) => part.data = Some(serde_json::from_str(body).ok()?),
            _ => return None,
        }
    }
    Some(part)
}

/// The codes that an example gives, without the hints and warnings of other codes when `only` errors count.
fn codes(part: &Part, year: i32, own: &str) -> BTreeSet<&'static str> {
    let heard = |found: &[Diagnostic]| -> BTreeSet<&'static str> {
        found.iter().filter(|d| d.severity() == Severity::Error || d.code() == own).map(Diagnostic::code).collect()
    };
    let rules = match milepost::compile_with("page.mile", &part.rules, &part.sources, None) {
        Ok(rules) => rules,
        Err(refused) => return heard(&refused.diagnostics),
    };
    let mut all = heard(rules.warnings());
    if let Some(data) = &part.data {
        let tree = milepost::facts::to_tree(data).expect("facts");
        let data = milepost::facts::bind_all(rules.program(), &tree, year).expect("facts of units");
        let options = Options { years: vec![year], exact: true, ..Options::default() };
        match milepost::core::exact::score(rules.program(), &data, &options) {
            Ok(table) => all.extend(table.faults.iter().map(|f| f.message.code)),
            Err(milepost::core::report::Stop::Refused(why)) => drop(all.insert(why.code())),
            Err(other) => panic!("{other}"),
        }
    }
    all
}

#[test]
fn every_code_has_a_page_that_runs() {
    let mut wrong = Vec::new();
    let all: BTreeSet<&str> = ALL.iter().map(|m| m.code).collect();
    for code in all {
        let path = root().join(format!("docs/errors/{code}.md"));
        let Ok(page) = std::fs::read_to_string(&path) else {
            wrong.push(format!("{code} has no page"));
            continue;
        };
        for message in ALL.iter().filter(|m| m.code == code) {
            for text in [message.en, message.vi, message.help_en, message.help_vi] {
                if !page.contains(text) {
                    wrong.push(format!("{code}: the page lacks '{text}'"));
                }
            }
        }
        let year = if code == "R01" { 2026 } else { 2024 };
        match (part(&page, "Example"), part(&page, "Mended")) {
            (Some(example), Some(mended)) => {
                let found = codes(&example, year, code);
                if found != BTreeSet::from([code]) {
                    wrong.push(format!("{code}: the example gives {found:?}"));
                }
                let found = codes(&mended, 2024, code);
                if !found.is_empty() {
                    wrong.push(format!("{code}: what should mend it gives {found:?}"));
                }
            }
            _ if NOT_RUN.contains(&code) || code.starts_with('F') => {}
            _ => wrong.push(format!("{code}: the page has no example")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
