//! Complete rule texts in the documentation compile, without a diagnostic, and the tests written in them pass.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use milepost::core::trial::run_tests;
use std::path::{Path, PathBuf};

fn pages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut pages = vec![root.join("README.md")];
    for entry in std::fs::read_dir(root.join("docs")).unwrap() {
        pages.push(entry.unwrap().path());
    }
    pages.retain(|p| p.exists() && p.extension().is_some_and(|e| e == "md"));
    pages.sort();
    pages
}

/// The fenced blocks of a page in the rule language that are whole files.
fn rule_texts(page: &str) -> Vec<&str> {
    page.split("```mile\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .filter(|t| t.contains("ruleset "))
        .collect()
}

#[test]
fn rule_texts_of_the_documentation_are_right() {
    let mut seen = 0;
    for path in pages() {
        let page = std::fs::read_to_string(&path).unwrap();
        for text in rule_texts(&page) {
            seen += 1;
            let rules = milepost::compile(text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            for test in run_tests(rules.program()).tests {
                assert!(test.failures.is_empty(), "{}: '{}' fails", path.display(), test.title);
            }
        }
    }
    assert!(seen >= 2, "the language reference alone has two");
}
