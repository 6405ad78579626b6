//! What if a fact were another: replaced, taken away, refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use milepost::core::dataset::{Cell, Dataset, Locale, Supposed};
use milepost::core::explain::{Explanation, explain};
use milepost::core::program::{InputId, LevelId};
use milepost::core::report::Options;
use milepost::facts::{Tree, bind};
use milepost::{Lang, Ruleset};

const RULES: &str = "ruleset r { applies 2024..2024  evaluates school }
level school
input books : number in 0..100
criterion c { measure books  target 2024: >= 3 }
";

fn start() -> (Ruleset, Dataset) {
    let rules = milepost::compile(RULES).unwrap();
    let facts = Tree::Map(vec![("unit".into(), Tree::Text("a".into())), ("books".into(), Tree::Int(2))]);
    let bound = bind(rules.program(), &facts, None, 2024).unwrap();
    (rules, bound.dataset)
}

fn explained(rules: &Ruleset, data: &Dataset) -> Explanation {
    explain(rules.program(), data, &Options::default(), Lang::En, LevelId(0), 0, 2024, None).unwrap()
}

const BOOKS: Supposed = Supposed { input: InputId(0), level: LevelId(0), unit: 0, year: 2024, by: None };

#[test]
fn a_fact_is_replaced_and_replaced_again() {
    let (rules, mut data) = start();
    let verdict = |data: &Dataset| explained(&rules, data).items.first().and_then(|i| i.verdict);
    assert_eq!(verdict(&data), Some("not_met"));
    for (text, expected) in [("3", "met"), ("2.999999999999999999999", "not_met"), ("100", "met")] {
        data.suppose(rules.program(), &BOOKS, &Cell::Text(text), Locale::Plain).unwrap();
        assert_eq!(verdict(&data), Some(expected), "{text}");
    }
}

#[test]
fn a_fact_is_taken_away_and_what_would_decide_is_told() {
    let (rules, mut data) = start();
    data.suppose(rules.program(), &BOOKS, &Cell::Missing, Locale::Plain).unwrap();
    let explanation = explained(&rules, &data);
    let item = explanation.items.first().unwrap();
    assert_eq!(item.verdict, Some("undetermined"));
    let ways = &item.decide.as_ref().unwrap().ways;
    assert_eq!(ways.iter().map(|w| w.text.as_str()).collect::<Vec<_>>(), ["met if books >= 3", "not met if books < 3"]);
}

#[test]
fn what_breaks_its_declaration_is_refused_and_changes_nothing() {
    let (rules, mut data) = start();
    for text in ["101", "many", "-1"] {
        let fault = data.suppose(rules.program(), &BOOKS, &Cell::Text(text), Locale::Plain).unwrap_err();
        assert_eq!(fault.value, text);
        assert_eq!(explained(&rules, &data).items.first().and_then(|i| i.verdict), Some("not_met"));
    }
}
