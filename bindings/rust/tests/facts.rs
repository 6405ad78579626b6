//! Facts as they come: what becomes a verdict, what becomes a fault, and that nothing is lost.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use milepost::{Verdict, Year, compile};
use std::collections::BTreeMap;

const RULES: &str = r#"
ruleset facts "Facts" { applies 2023..2025  evaluates district }
level district
level commune within district
unit product
category grade ordered { low "Thấp", high "Cao" }
assessment file {
  by self
  by appraisal
  settle appraisal
}
input fibre : ratio in 0%..100% { given as percent }
input wifi : yes_no
input products : count product
input opened : date
input grade_of_plan : grade
input opinion : ratio in 0%..100% { given as percent assessed file }
input recognised of commune : yes_no
criterion c_fibre "Fibre" { measure fibre  target 2023..2025: >= 80% }
criterion c_wifi "Wifi" { measure wifi  target 2023..2025: yes }
criterion c_products "Products" { measure products  target 2023..2025: >= 3 product }
criterion c_opened "Opened" { met when opened <= 2025-06-30 }
criterion c_grade "Grade" { met when grade_of_plan >= grade.high }
criterion c_judged "Judged" { measure opinion  target 2023..2025: >= 50% }
criterion c_communes "Communes" { measure share of commune where recognised  target 2023..2025: >= 100% }
criterion c_before "Last year" { measure previous(fibre)  target 2023..2025: >= 70% }
"#;

fn verdict(facts: &serde_json::Value, name: &str) -> Option<Verdict> {
    let rules = compile(RULES).unwrap();
    rules.evaluate(facts, Year(2025)).unwrap().verdict(name)
}

fn faults(facts: &serde_json::Value) -> Vec<&'static str> {
    let rules = compile(RULES).unwrap();
    rules.evaluate(facts, Year(2025)).unwrap().faults().iter().map(|f| f.message.code).collect()
}

#[test]
fn the_same_number_in_every_spelling_is_the_same_number() {
    for value in [serde_json::json!(80), serde_json::json!(80.0), serde_json::json!("80"), serde_json::json!("80.000")]
    {
        assert_eq!(verdict(&serde_json::json!({ "fibre": value }), "c_fibre"), Some(Verdict::Met));
    }
    assert_eq!(verdict(&serde_json::json!({ "fibre": "80%" }), "c_fibre"), Some(Verdict::Met));
    assert_eq!(verdict(&serde_json::json!({ "fibre": 79.99999999999999 }), "c_fibre"), Some(Verdict::NotMet));
}

#[test]
fn yes_and_no_in_two_languages() {
    for yes in [serde_json::json!("Có"), serde_json::json!("yes"), serde_json::json!(true), serde_json::json!(1)] {
        assert_eq!(verdict(&serde_json::json!({ "wifi": yes }), "c_wifi"), Some(Verdict::Met));
    }
    for no in [serde_json::json!("Không"), serde_json::json!("no"), serde_json::json!(false), serde_json::json!("0")] {
        assert_eq!(verdict(&serde_json::json!({ "wifi": no }), "c_wifi"), Some(Verdict::NotMet));
    }
}

#[test]
fn nothing_is_missing_and_missing_is_not_no() {
    for nothing in [serde_json::json!(null), serde_json::json!(""), serde_json::json!("NA"), serde_json::json!("NaN")] {
        let facts = serde_json::json!({ "wifi": nothing, "fibre": nothing });
        assert_eq!(verdict(&facts, "c_wifi"), Some(Verdict::Undetermined));
        assert_eq!(verdict(&facts, "c_fibre"), Some(Verdict::Undetermined));
        assert!(faults(&facts).is_empty());
    }
}

#[test]
fn wrong_cells_are_faults_and_the_others_stand() {
    let cases = [
        (serde_json::json!({ "fibre": 8500 }), "R02"),
        (serde_json::json!({ "fibre": "eighty" }), "R03"),
        (serde_json::json!({ "wifi": "perhaps" }), "R03"),
        (serde_json::json!({ "products": 2.5 }), "R03"),
        (serde_json::json!({ "opened": "30 June" }), "R03"),
        (serde_json::json!({ "grade_of_plan": "medium" }), "R22"),
        (serde_json::json!({ "fibbre": 85 }), "R24"),
    ];
    for (mut facts, code) in cases {
        assert_eq!(faults(&facts), [code], "{facts}");
        let wrong = facts.clone();
        facts["opinion"] = serde_json::json!(null);
        facts["by"] = serde_json::json!({ "appraisal": { "opinion": 50 } });
        assert_eq!(verdict(&facts, "c_judged"), Some(Verdict::Met), "{wrong} must not touch another input");
    }
    assert_eq!(verdict(&serde_json::json!({ "fibre": 8500 }), "c_fibre"), Some(Verdict::Undetermined));
}

#[test]
fn dates_categories_children_assessors_and_other_years() {
    let facts = serde_json::json!({
        "opened": "2025-06-30",
        "grade_of_plan": "Cao",
        "commune": [{ "recognised": true }, { "recognised": "Có" }],
        "by": { "self": { "opinion": 90 }, "appraisal": { "opinion": 49.99 } },
        "years": { "2024": { "fibre": 70 } }
    });
    assert_eq!(verdict(&facts, "c_opened"), Some(Verdict::Met));
    assert_eq!(verdict(&facts, "c_grade"), Some(Verdict::Met));
    assert_eq!(verdict(&facts, "c_communes"), Some(Verdict::Met));
    assert_eq!(verdict(&facts, "c_judged"), Some(Verdict::NotMet));
    assert_eq!(verdict(&facts, "c_before"), Some(Verdict::Met));
}

#[test]
fn facts_of_a_wrong_shape_are_refused_with_the_name() {
    let rules = compile(RULES).unwrap();
    let refused = |facts: serde_json::Value| rules.evaluate(&facts, Year(2025)).unwrap_err().to_string();
    assert!(refused(serde_json::json!([1, 2])).contains("map"));
    assert!(refused(serde_json::json!({ "fibre": [1] })).contains("fibre"));
    assert!(refused(serde_json::json!({ "commune": 3 })).contains("commune"));
    assert!(refused(serde_json::json!({ "years": { "last": {} } })).contains("last"));
}

#[test]
fn maps_of_any_kind_are_facts() {
    let rules = compile(RULES).unwrap();
    let report = rules.evaluate(&BTreeMap::from([("fibre", 80.5)]), Year(2025)).unwrap();
    assert_eq!(report.verdict("c_fibre"), Some(Verdict::Met));
    assert_eq!(report.verdict("no_such_name"), None);
}
