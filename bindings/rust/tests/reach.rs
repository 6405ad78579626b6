//! How far rules look decides how data may be cut.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests stop at the first surprise")]

use milepost::core::exact::item_name;
use milepost::core::program::{Far, Reach};

fn reach(rules: &str) -> Reach {
    let head = "ruleset demo { applies 2020..2025  evaluates district }\nlevel district\n";
    milepost::compile(&format!("{head}{rules}")).expect("rules compile").program().reach()
}

const ROWS: Reach = Reach { years: false, family: false, population: false };
const INPUT: &str = "input a : number \"A\"\n";

#[test]
fn a_criterion_looks_at_its_row() {
    assert_eq!(reach(&format!("{INPUT}criterion c {{ measure a  target 2020..2025: >= 1 }}")), ROWS);
}

#[test]
fn last_year_needs_the_unit() {
    let rules = format!("{INPUT}indicator i = a - previous(a)\n");
    assert_eq!(reach(&rules), Reach { years: true, ..ROWS });
}

#[test]
fn units_below_need_the_family() {
    let rules =
        "level commune within district\ninput b of commune : number \"B\"\nindicator i = sum of b over commune\n";
    assert_eq!(reach(rules), Reach { family: true, ..ROWS });
}

#[test]
fn ranks_and_extremes_need_everybody() {
    let whole = Reach { population: true, ..ROWS };
    assert_eq!(reach(&format!("{INPUT}rank r of district {{ by a descending }}\n")), whole);
    assert_eq!(reach(&format!("{INPUT}indicator i = a / max of a across district\n")), whole);
}

#[test]
fn the_district_pack_looks_at_communes_and_years_but_not_at_other_districts() {
    let pack = concat!(env!("CARGO_MANIFEST_DIR"), "/../../rules/thanh-hoa/district-2024/district.mile");
    let rules = milepost::load(pack).expect("the pack compiles");
    assert_eq!(rules.program().reach(), Reach { years: true, family: true, population: false });
}

#[test]
fn what_looks_beyond_its_row_is_named() {
    let beyond = |rules: &str| {
        let head = "ruleset demo { applies 2020..2025  evaluates district }\nlevel district\ninput a, b : number\n";
        let rules = milepost::compile(&format!("{head}{rules}")).expect("rules compile");
        let found = rules.program().beyond_row();
        found.map(|b| (b.far, b.item.map(|item| item_name(rules.program(), item)).unwrap_or_default()))
    };
    let plain = "indicator first = a / b\ncriterion c { measure first  target 2020..2025: >= 1 }\n";
    assert_eq!(beyond(plain), None);
    for (rules, far, item) in [
        ("indicator grown = a - previous(a)", Far::Years, "grown"),
        ("criterion d { met when latest(a, 2) > 0 }", Far::Years, "d"),
        ("indicator top = a / max of a across district", Far::Population, "top"),
        ("rank place of district { by a descending }", Far::Population, "place"),
        ("level commune within district", Far::Family, ""),
    ] {
        assert_eq!(beyond(&format!("{plain}{rules}\n")), Some((far, item.to_owned())), "{rules}");
    }
}

#[test]
fn batches_are_refused_with_the_item_that_looks_further() {
    let rules = "ruleset demo { applies 2020..2025  evaluates district }\nlevel district\ninput a : number\nindicator grown = a - previous(a)\n";
    let rules = milepost::compile(rules).expect("rules compile");
    let options = milepost::core::report::Options::default();
    let refused = rules.score_batches(Vec::new(), &options, milepost::Engine::Exact).err().map(|e| e.to_string());
    assert_eq!(refused.as_deref(), Some("'grown' cannot be computed from parts of the data: it looks at other years"));
}
