//! Groups, outcomes, classes.

use super::support::*;
use crate::diagnostic::Span;
use crate::program::*;

/// A criterion of `max` points whose score is an input of its name; not applicable where `off_NAME` holds.
fn item(r: &mut Rules, name: &str, max: &str, weight: Option<&str>) -> ItemId {
    let score = r.input(name, DISTRICT);
    let off = r.input(&format!("off_{name}"), DISTRICT);
    let no = r.bool(false);
    let off = r.node(Node::Otherwise(off, no));
    let applies = r.node(Node::Not(off));
    let max = r.num(max);
    let weight = weight.map(|w| r.num(w));
    let full = r.cmp(Cmp::Ge, score, max);
    r.item(
        &format!("c_{name}"),
        ItemKind::Criterion(Criterion {
            applies: Some(applies),
            met: Some(full),
            score: Some(Score { max, capped: false, how: ScoreHow::Value(score) }),
            weight,
            ..criterion()
        }),
    )
}

fn three(r: &mut Rules) -> Vec<ItemId> {
    vec![item(r, "a", "10", Some("0.5")), item(r, "b", "20", Some("0.3")), item(r, "c", "5", Some("0.2"))]
}

fn facts(r: &mut Rules, facts: &[(&str, &str)]) {
    for (name, value) in facts {
        r.fact(name, 2024, value);
    }
}

#[test]
fn sums_with_members_that_do_not_apply() {
    let mut r = Rules::new(1, 0);
    let members = three(&mut r);
    let sum = |members: &[ItemId], not_applicable| {
        ItemKind::Group(Group {
            aggregate: aggregate(AggregateKind::Sum, false),
            not_applicable,
            ..group(members.to_vec())
        })
    };
    let excluded = r.item("excluded", sum(&members, NotApplicable::Excluded));
    let zero = r.item("zero", sum(&members, NotApplicable::Zero));
    let full = r.item("full", sum(&members, NotApplicable::Full));
    facts(&mut r, &[("a", "10"), ("b", "15")]);
    assert_eq!(r.score(excluded, 2024), "missing{absent}/35");
    facts(&mut r, &[("c", "1")]);
    assert_eq!(r.score(excluded, 2024), "26/35");
    facts(&mut r, &[("off_b", "yes")]);
    assert_eq!(r.score(excluded, 2024), "11/15");
    assert_eq!(r.score(zero, 2024), "11/35");
    assert_eq!(r.score(full, 2024), "31/35");
    assert_eq!(r.verdict(excluded, 2024), "not_met");
    facts(&mut r, &[("off_a", "yes"), ("off_c", "yes")]);
    assert_eq!(r.score(excluded, 2024), "missing{not_applicable}/missing{not_applicable}");
    assert_eq!(r.verdict(excluded, 2024), "not_applicable{not_applicable}");
    assert_eq!(r.score(full, 2024), "35/35");
}

#[test]
fn weighted_means_of_shares() {
    let mut r = Rules::new(1, 0);
    let members = three(&mut r);
    let weighted = |missing| {
        ItemKind::Group(Group {
            aggregate: aggregate(AggregateKind::WeightedMean, true),
            missing,
            ..group(members.clone())
        })
    };
    let strict = r.item("strict", weighted(GroupMissing::Strict));
    let skip = r.item("skip", weighted(GroupMissing::Skip { needing: None }));
    let two_thirds = r.num("2/3");
    let needing = r.item("needing", weighted(GroupMissing::Skip { needing: Some((two_thirds, true)) }));
    let zero = r.item("zero", weighted(GroupMissing::Zero));
    facts(&mut r, &[("a", "10"), ("b", "10"), ("c", "4")]);
    // 0.5·1 + 0.3·0.5 + 0.2·0.8
    assert_eq!(r.score(strict, 2024), "0.81/1");
    let mut r2 = r;
    r2.fact("a", 2024, "!");
    assert_eq!(r2.score(strict, 2024), "missing{invalid}/1");
    // (0.15 + 0.16) / 0.5; half of the weight is there, two thirds are needed
    assert_eq!(r2.score(skip, 2024), "0.62/1");
    assert_eq!(r2.score(needing, 2024), "missing{invalid}/1");
    assert_eq!(r2.score(zero, 2024), "0.31/1");
}

#[test]
fn a_member_of_weight_zero_is_not_asked_for() {
    let mut r = Rules::new(1, 0);
    let members = vec![item(&mut r, "a", "10", Some("1")), item(&mut r, "b", "10", Some("0"))];
    let how = aggregate(AggregateKind::WeightedMean, true);
    let g = r.item("g", ItemKind::Group(Group { aggregate: how, ..group(members) }));
    facts(&mut r, &[("a", "7")]);
    assert_eq!(r.score(g, 2024), "0.7/1");
}

#[test]
fn other_aggregates() {
    for (kind, expected) in [
        (AggregateKind::Mean, "23/30/1"), // (1 + 0.5 + 0.8) / 3
        (AggregateKind::Min, "0.5/1"),
        (AggregateKind::Max, "1/1"),
        (AggregateKind::Median, "0.8/1"),
        (AggregateKind::Count, "3/none"),
        // weights 5 : 3 : 2 → 1 / (0.5/1 + 0.3/0.5 + 0.2/0.8)
        (AggregateKind::HarmonicMean, "20/27/1"),
    ] {
        let mut r = Rules::new(1, 0);
        let members = three(&mut r);
        let of_shares = kind != AggregateKind::Count;
        let g = r.item("g", ItemKind::Group(Group { aggregate: aggregate(kind, of_shares), ..group(members) }));
        facts(&mut r, &[("a", "10"), ("b", "10"), ("c", "4")]);
        assert_eq!(r.score(g, 2024), expected, "{}", kind.word());
    }
}

#[test]
fn at_least_so_many_members() {
    let mut r = Rules::new(1, 0);
    let members = three(&mut r);
    let g = r.item("g", ItemKind::Group(Group { verdict: GroupVerdict::AtLeast(2), ..group(members) }));
    facts(&mut r, &[("a", "10")]);
    assert_eq!(r.verdict(g, 2024), "undetermined{absent}");
    facts(&mut r, &[("b", "20")]);
    assert_eq!(r.verdict(g, 2024), "met");
    facts(&mut r, &[("a", "1"), ("b", "1")]);
    assert_eq!(r.verdict(g, 2024), "not_met");
}

fn part(name: &str, condition: NodeId) -> Requirement {
    Requirement { name: name.into(), label: String::new(), condition, span: Span::default() }
}

#[test]
fn recognition_skips_parts_that_do_not_apply() {
    let mut r = Rules::new(1, 0);
    let a = item(&mut r, "a", "10", None);
    let b = item(&mut r, "b", "20", None);
    let (a_met, b_met) = (r.read(a, Property::Met), r.read(b, Property::Met));
    let parts = vec![part("first", a_met), part("second", b_met)];
    let outcome = Outcome { category: CategoryId(1), how: OutcomeHow::Require(parts), on: Vec::new() };
    let o = r.item("o", ItemKind::Outcome(outcome));
    let recognised = r.node(Node::Category(CategoryId(1), 0));
    let read = r.read(o, Property::Value);
    let is = r.cmp(Cmp::Eq, read, recognised);
    facts(&mut r, &[("a", "10")]);
    assert_eq!((r.value(o, 0, 2024), r.eval(is, 2024)), ("missing{absent}".into(), "missing{absent}".into()));
    facts(&mut r, &[("off_b", "yes")]);
    assert_eq!((r.value(o, 0, 2024), r.eval(is, 2024)), ("category 1.0".into(), "yes".into()));
    facts(&mut r, &[("off_a", "yes")]);
    assert_eq!(r.value(o, 0, 2024), "missing{not_applicable}");
    facts(&mut r, &[("off_b", "no"), ("b", "3")]);
    assert_eq!((r.value(o, 0, 2024), r.eval(is, 2024)), ("category 1.1".into(), "no".into()));
}

/// Classes 0..3 by score, a cap, a downgrade.
#[test]
fn caps_and_moves_matter_only_where_they_change_the_class() {
    let mut r = Rules::new(1, 0);
    let v = r.input("v", DISTRICT);
    let (bad, late) = (r.input("bad", DISTRICT), r.input("late", DISTRICT));
    let class = |r: &mut Rules, i| r.node(Node::Category(CategoryId(2), i));
    let mut rows = Vec::new();
    for (bound, i) in [("90", 3), ("70", 2), ("50", 1)] {
        let bound = r.num(bound);
        let head = r.cmp(Cmp::Ge, v, bound);
        rows.push((Some(head), class(&mut r, i)));
    }
    rows.push((None, class(&mut r, 0)));
    let table = r.table(Some(v), rows);
    let category =
        Category {
            name: "mức".into(), labels: Vec::new(), ordered: true, items: vec![(String::new(), Vec::new()); 4]
        };
    r.program.categories = vec![category; 3];
    let steps = vec![
        ClassStep::Bound { at_most: true, class: 2, when: bad, span: Span::default() },
        ClassStep::Move { down: true, by: 1, when: late, span: Span::default() },
    ];
    let outcome = Outcome { category: CategoryId(2), how: OutcomeHow::Class { table, steps }, on: Vec::new() };
    let o = r.item("o", ItemKind::Outcome(outcome));
    facts(&mut r, &[("v", "95"), ("late", "no")]);
    assert_eq!(r.value(o, 0, 2024), "missing{absent}");
    facts(&mut r, &[("v", "70")]);
    assert_eq!(r.value(o, 0, 2024), "category 2.2");
    facts(&mut r, &[("v", "95"), ("bad", "yes"), ("late", "yes")]);
    assert_eq!(r.value(o, 0, 2024), "category 2.1");
    facts(&mut r, &[("v", "10")]);
    assert_eq!(r.value(o, 0, 2024), "category 2.0");
}

#[test]
fn a_quota_is_filled_by_rank() {
    let mut r = Rules::new(5, 0);
    let v = r.input("v", DISTRICT);
    let rank = Rank { level: DISTRICT, within: None, filter: None, keys: vec![(v, true)], ties: Ties::Shared };
    let rank = r.item("r", ItemKind::Rank(rank));
    let (high, low) = (r.node(Node::Category(CategoryId(2), 1)), r.node(Node::Category(CategoryId(2), 0)));
    let bound = r.num("90");
    let head = r.cmp(Cmp::Ge, v, bound);
    let table = r.table(Some(v), vec![(Some(head), high), (None, low)]);
    let share = r.num("0.4"); // 2 of 5
    let quota = ClassStep::Quota { class: 1, at_most: share, share: true, rank: r.symbol(rank), span: Span::default() };
    let outcome =
        Outcome { category: CategoryId(2), how: OutcomeHow::Class { table, steps: vec![quota] }, on: Vec::new() };
    let o = r.item("o", ItemKind::Outcome(outcome));
    for (unit, value) in ["92", "99", "95", "80", "91"].iter().enumerate() {
        r.fact_of("v", unit as u32, 2024, None, value);
    }
    let classes =
        |r: &Rules| (0..5).map(|u| r.value(o, u, 2024)).collect::<Vec<_>>().join(" ").replace("category 2.", "");
    assert_eq!(classes(&r), "0 1 1 0 0");
    // A tie at the border: neither enters.
    r.fact_of("v", 0, 2024, None, "95");
    assert_eq!(classes(&r), "0 1 0 0 0");
    assert_eq!((0..5).map(|u| r.value(rank, u, 2024)).collect::<Vec<_>>().join(" "), "2 1 2 5 4");
}
