//! Roll-ups over and across units.

use super::support::*;
use crate::program::*;

/// Ten communes: `yes` of the first, `no` of the next, the others unknown.
fn communes(yes: u32, no: u32) -> (Rules, NodeId) {
    let mut r = Rules::new(1, 10);
    let good = r.input("good", COMMUNE);
    for unit in 0..yes + no {
        r.fact_of("good", unit, 2024, None, if unit < yes { "yes" } else { "no" });
    }
    (r, good)
}

#[test]
fn a_share_is_decided_as_soon_as_no_completion_can_change_it() {
    for (bound, expected) in [("1", "no"), ("0.8", "yes"), ("0.85", "missing{absent}")] {
        let (mut r, good) = communes(8, 1);
        let share = r.rollup(RollupKind::Share, Scope::Over, COMMUNE, Some(good), None);
        let bound = r.num(bound);
        let holds = r.cmp(Cmp::Ge, share, bound);
        assert_eq!(r.eval(holds, 2024), expected);
        assert_eq!(r.eval(share, 2024), "[0.8..0.9]{absent}");
    }
}

#[test]
fn no_units_is_absent_and_an_empty_selection_is_zero_base() {
    let mut r = Rules::new(2, 0);
    let good = r.input("good", COMMUNE);
    let share = r.rollup(RollupKind::Share, Scope::Over, COMMUNE, Some(good), None);
    let count = r.rollup(RollupKind::Count, Scope::Over, COMMUNE, None, Some(good));
    assert_eq!((r.eval(share, 2024), r.eval(count, 2024)), ("missing{absent}".into(), "missing{absent}".into()));
    let (mut r, good) = communes(0, 10);
    let count = r.rollup(RollupKind::Count, Scope::Over, COMMUNE, None, Some(good));
    let every = r.rollup(RollupKind::Every, Scope::Over, COMMUNE, Some(good), Some(good));
    let one = r.num("1");
    let sum = r.rollup(RollupKind::Sum, Scope::Over, COMMUNE, Some(one), Some(good));
    let mean = r.rollup(RollupKind::Mean, Scope::Over, COMMUNE, Some(one), Some(good));
    assert_eq!(r.eval(count, 2024), "0");
    assert_eq!(r.eval(every, 2024), "missing{zero_base}");
    assert_eq!(r.eval(sum, 2024), "0");
    assert_eq!(r.eval(mean, 2024), "missing{zero_base}");
}

#[test]
fn missing_members_are_left_out_or_stood_for_only_where_written() {
    for (present, expected) in [(7, "missing{absent}"), (8, "3.5")] {
        let mut r = Rules::new(1, 10);
        let v = r.input("v", COMMUNE);
        for unit in 0..present {
            r.fact_of("v", unit, 2024, None, &unit.to_string());
        }
        let needed = r.num("0.8");
        let mean = Rollup {
            of: Some(v),
            missing: MissingRule::Ignoring { needing: Some(needed) },
            ..rollup(RollupKind::Mean, Scope::Over, COMMUNE)
        };
        let mean = r.rollup_with(mean);
        // 0 … 7: 28 / 8
        assert_eq!(r.eval(mean, 2024), expected);
        let nought = r.num("0");
        let sum =
            Rollup { of: Some(v), missing: MissingRule::As(nought), ..rollup(RollupKind::Sum, Scope::Over, COMMUNE) };
        let sum = r.rollup_with(sum);
        assert_eq!(r.eval(sum, 2024), if present == 7 { "21" } else { "28" });
        let strict = r.rollup(RollupKind::Sum, Scope::Over, COMMUNE, Some(v), None);
        assert_eq!(r.eval(strict, 2024), "missing{absent}");
    }
}

#[test]
fn a_mean_weighted_by_denominators_is_the_ratio_of_sums() {
    let mut r = Rules::new(1, 3);
    let (a, b) = (r.input("a", COMMUNE), r.input("b", COMMUNE));
    for (unit, (x, y)) in [("1", "2"), ("3", "4"), ("5", "10")].iter().enumerate() {
        r.fact_of("a", unit as u32, 2024, None, x);
        r.fact_of("b", unit as u32, 2024, None, y);
    }
    let ratio = r.node(Node::Div(a, b));
    let mean = Rollup { of: Some(ratio), weight: Some(b), ..rollup(RollupKind::Mean, Scope::Over, COMMUNE) };
    let mean = r.rollup_with(mean);
    assert_eq!(r.eval(mean, 2024), "0.5625"); // 9 / 16
}

#[test]
fn names_of_the_district_inside_a_roll_up_of_communes() {
    let mut r = Rules::new(2, 3);
    r.units[2].parents = vec![Some(0), Some(1), Some(1)];
    let (a, b) = (r.input("a", COMMUNE), r.input("b", DISTRICT));
    for (unit, x) in ["1", "2", "3"].iter().enumerate() {
        r.fact_of("a", unit as u32, 2024, None, x);
    }
    r.fact_of("b", 0, 2024, None, "10");
    r.fact_of("b", 1, 2024, None, "100");
    let product = r.node(Node::Mul(a, b));
    let own_b = r.node(Node::Own(b));
    let with_own = r.node(Node::Mul(a, own_b));
    let over = r.rollup(RollupKind::Sum, Scope::Over, COMMUNE, Some(product), None);
    let across = r.rollup(RollupKind::Sum, Scope::Across, COMMUNE, Some(product), None);
    let own = r.rollup(RollupKind::Sum, Scope::Across, COMMUNE, Some(with_own), None);
    assert_eq!(r.eval(over, 2024), "10");
    assert_eq!(r.eval(across, 2024), "510"); // 10 + 200 + 300
    assert_eq!(r.eval(own, 2024), "60"); // (1 + 2 + 3) · 10
    let wide = r.node(Node::Mul(over, over));
    let total = r.rollup(RollupKind::Sum, Scope::Over, DISTRICT, Some(wide), None);
    let indicator = r.item_in(VersionId(0), "total", PROVINCE, ItemKind::Indicator(total));
    assert_eq!(r.value(indicator, 0, 2024), "250100"); // 10² + 500²
    let communes = r.rollup(RollupKind::Count, Scope::Over, COMMUNE, None, None);
    let communes = r.item_in(VersionId(0), "communes", PROVINCE, ItemKind::Indicator(communes));
    assert_eq!(r.value(communes, 0, 2024), "3");
}

#[test]
fn units_outside_their_validity_are_not_counted() {
    let (mut r, good) = communes(8, 1);
    let count = r.rollup(RollupKind::Count, Scope::Over, COMMUNE, None, None);
    let share = r.rollup(RollupKind::Share, Scope::Over, COMMUNE, Some(good), None);
    r.units[2].validity = vec![(None, None); 10];
    r.units[2].validity[9] = (None, Some(crate::date::days(2024, 6, 30)));
    assert_eq!((r.eval(count, 2024), r.eval(share, 2024)), ("9".into(), "8/9".into()));
    assert_eq!(r.eval(count, 2023), "10");
}

#[test]
fn predecessors_are_read_in_their_last_year() {
    let mut r = Rules::new(3, 0);
    let v = r.input("v", DISTRICT);
    r.units[1].validity = vec![
        (Some(crate::date::days(2024, 1, 1)), None),
        (None, Some(crate::date::days(2023, 12, 31))),
        (None, Some(crate::date::days(2023, 6, 30))),
    ];
    r.units[1].successors = vec![None, Some(0), Some(0)];
    r.fact_of("v", 1, 2023, None, "5");
    r.fact_of("v", 2, 2022, None, "7");
    let sum = r.rollup(RollupKind::Sum, Scope::Predecessors, DISTRICT, Some(v), None);
    assert_eq!(r.eval(sum, 2024), "12");
    r.fact_of("v", 2, 2022, None, "!");
    assert_eq!(r.eval(sum, 2024), "missing{invalid}");
}

fn ranked(ties: Ties, descending: bool) -> String {
    let mut r = Rules::new(5, 0);
    let v = r.input("v", DISTRICT);
    for (unit, x) in ["3", "9", "9", "1"].iter().enumerate() {
        r.fact_of("v", unit as u32, 2024, None, x);
    }
    let rank = Rollup { of: Some(v), ties, descending, ..rollup(RollupKind::Rank, Scope::Across, DISTRICT) };
    let rank = r.rollup_with(rank);
    let i = r.item("i", ItemKind::Indicator(rank));
    (0..5).map(|u| r.value(i, u, 2024)).collect::<Vec<_>>().join(" ")
}

#[test]
fn ranks_among_the_units_that_have_a_value() {
    assert_eq!(ranked(Ties::Shared, true), "3 1 1 4 missing{absent}");
    assert_eq!(ranked(Ties::Dense, true), "2 1 1 3 missing{absent}");
    assert_eq!(ranked(Ties::Max, true), "3 2 2 4 missing{absent}");
    assert_eq!(ranked(Ties::Mean, true), "3 1.5 1.5 4 missing{absent}");
    assert_eq!(ranked(Ties::Shared, false), "2 3 3 1 missing{absent}");
    assert_eq!(ranked(Ties::Dense, false), "2 3 3 1 missing{absent}");
}

#[test]
fn min_max_over_all_units_and_years() {
    let mut r = Rules::new(3, 0);
    let v = r.input("v", DISTRICT);
    for (unit, x) in ["2", "4", "10"].iter().enumerate() {
        r.fact_of("v", unit as u32, 2024, None, x);
        r.fact_of("v", unit as u32, 2023, None, &format!("1{x}"));
    }
    let all = |kind| Rollup { of: Some(v), years: Some(YearSet::All), ..rollup(kind, Scope::Across, DISTRICT) };
    let (lo, hi) = (all(RollupKind::Min), all(RollupKind::Max));
    let (lo, hi) = (r.rollup_with(lo), r.rollup_with(hi));
    let place = r.node(Node::Call { function: Function::Position, args: vec![v, lo, hi], mode: None });
    assert_eq!((r.eval(lo, 2024), r.eval(hi, 2024)), ("2".into(), "110".into()));
    let i = r.item("i", ItemKind::Indicator(place));
    assert_eq!(r.value(i, 2, 2024), "2/27"); // 8 / 108
    let range = Rollup {
        of: Some(v),
        years: Some(YearSet::Range(2022, 2024)),
        ..rollup(RollupKind::Min, Scope::Across, DISTRICT)
    };
    let range = r.rollup_with(range);
    assert_eq!(r.eval(range, 2024), "missing{no_history}");
}

/// Peers: `mean of v across district where kind = own kind`
#[test]
fn units_with_the_same_peers_share_their_roll_up() {
    let mut r = Rules::new(5, 0);
    let (v, kind) = (r.input("v", DISTRICT), r.input("kind", DISTRICT));
    for (unit, (value, kind)) in [("1", "1"), ("3", "1"), ("10", "2"), ("20", "2"), ("30", "3")].iter().enumerate() {
        r.fact_of("v", unit as u32, 2024, None, value);
        r.fact_of("kind", unit as u32, 2024, None, kind);
    }
    let own = r.node(Node::Own(kind));
    let peers = r.cmp(Cmp::Eq, kind, own);
    let mean = r.rollup(RollupKind::Mean, Scope::Across, DISTRICT, Some(v), Some(peers));
    let i = r.item("i", ItemKind::Indicator(mean));
    let rank = Rollup { of: Some(v), filter: Some(peers), ..rollup(RollupKind::Rank, Scope::Across, DISTRICT) };
    let rank = r.rollup_with(rank);
    let j = r.item("j", ItemKind::Indicator(rank));
    let data = r.data();
    let mut evaluator = crate::exact::Evaluator::new(&r.program, &data, &r.options).unwrap();
    let mut all =
        |item| (0..5).map(|u| text(&evaluator.item(item, DISTRICT, u, 2024).value)).collect::<Vec<_>>().join(" ");
    assert_eq!(all(i), "2 2 15 15 30");
    assert_eq!(all(j), "2 1 2 1 1");
}
