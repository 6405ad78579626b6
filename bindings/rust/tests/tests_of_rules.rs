//! Tests written in rules: what a test that starts from another takes over, and what it replaces.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use milepost::core::trial::run_tests;
use std::collections::BTreeMap;

const RULES: &str = r#"
ruleset r "R" { applies 2022..2026  evaluates district }
document d "D" { }
level district
level commune within district
assessment graded { by self "Self"  by panel "Panel"  settle panel else self }
input a, b : number
input marked : number { assessed graded }
input good of commune : yes_no
indicator total = a + b
indicator earlier = a at year - 1
indicator mark = marked
indicator days_left = date(2024, 12, 31) - as_of
criterion communes { source d "1"  measure share of commune where good  target 2022..2026: >= 50% }
group all { score sum  criterion one { source d "2"  score max 10 points = 1 points * a } }
outcome last { source d "3" require enough "Enough": (all.score at year - 1) >= 5 points }
test "base" at 2024 as_of 2024-12-01 {
  given { a = 1  b = 2  marked by self = 3 }
  given at 2023 { a = 7 }
  recorded at 2023 { all.score = 6 points }
  with 3 commune { good = yes }
  with commune { good = no }
  expect total = 3
  expect days_left = 30 days
}
"#;

/// Whether each test of these passes, in order.
fn passes(more: &str) -> Vec<bool> {
    let rules = milepost::compile_with("r.mile", &format!("{RULES}{more}"), &BTreeMap::new(), None);
    let rules = rules.unwrap_or_else(|error| panic!("{error}"));
    run_tests(rules.program()).tests.iter().map(|t| t.failures.is_empty()).collect()
}

#[test]
fn all_data_are_taken_over() {
    let more = r#"test "same" at 2024 from "base" {
        expect total = 3
        expect earlier = 7
        expect mark = 3
        expect communes = met
        expect last = recognised
    }"#;
    assert_eq!(passes(more), [true, true]);
    assert_eq!(passes(&more.replace("total = 3", "total = 4")), [true, false]);
}

#[test]
fn facts_are_replaced_by_name_year_and_assessor() {
    let more = r#"
    test "one" at 2024 from "base" { given { b = 5 } expect total = 6  expect earlier = 7 }
    test "another year" at 2024 from "base" { given at 2023 { a = 4 } expect total = 3  expect earlier = 4 }
    test "taken away" at 2024 from "base" { given { b = missing } expect total is absent }
    test "another assessor" at 2024 from "base" { given { marked by panel = 9 } expect mark = 9 }
    test "recorded" at 2024 from "base" { recorded at 2023 { all.score = 4 points } expect last = refused }
    test "of the second" at 2024 from "one" { given { a = 0 } expect total = 5 }
    "#;
    assert_eq!(passes(more), [true; 7]);
}

#[test]
fn units_of_a_level_are_replaced_together() {
    let more = r#"
    test "two of three are not" at 2024 from "base" {
        with 2 commune { good = no }
        with commune { good = yes }
        expect communes = not_met
        expect total = 3
    }"#;
    assert_eq!(passes(more), [true, true]);
}

#[test]
fn another_year_keeps_the_years_of_the_data() {
    let more =
        r#"test "a year later" at 2025 from "base" { given { a = 8 } expect earlier = 1  expect total is absent }"#;
    assert_eq!(passes(more), [true, true]);
}

#[test]
fn the_as_of_date_is_not_taken_over() {
    let more = r#"test "at the end" at 2024 from "base" { expect days_left = 0 days }"#;
    assert_eq!(passes(more), [true, true]);
}
