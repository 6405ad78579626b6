//! Verdicts and scores of single criteria.

use super::support::*;
use crate::diagnostic::Span;
use crate::exact::Evaluator;
use crate::program::*;

/// `measure v  target 2020..2030: SIGN BOUND`
fn target(rules: &mut Rules, cmp: Cmp, bound: &str) -> Criterion {
    let v = rules.input("v", DISTRICT);
    let bound = rules.num(bound);
    let timeline = rules.timeline(&[(2020, 2030, cmp, bound)], Gap::None, Gap::None);
    Criterion { measure: Some(v), targets: vec![(None, timeline)], ..criterion() }
}

fn scored(rules: &mut Rules, max: &str, how: ScoreHow, capped: bool) -> Option<Score> {
    Some(Score { max: rules.num(max), capped, how })
}

#[test]
fn exactly_at_the_threshold() {
    for (cmp, v, expected) in [
        (Cmp::Ge, "0.7", "met"),
        (Cmp::Ge, "0.6999999999999999", "not_met"),
        (Cmp::Gt, "0.7", "not_met"),
        (Cmp::Lt, "0.7000000000000001", "not_met"),
    ] {
        let mut r = Rules::new(1, 0);
        let c = target(&mut r, cmp, "0.7");
        let c = r.item("c", ItemKind::Criterion(c));
        r.fact("v", 2024, v);
        assert_eq!(r.verdict(c, 2024), expected, "{} {v}", cmp.word());
    }
}

#[test]
fn missing_data_is_never_not_met_unless_a_line_says_so() {
    let mut r = Rules::new(1, 0);
    let c = target(&mut r, Cmp::Ge, "0.7");
    let plain = r.item("c", ItemKind::Criterion(c.clone()));
    let strict = r.item("d", ItemKind::Criterion(Criterion { on: vec![on(Reason::Absent, Verdict::NotMet)], ..c }));
    assert_eq!(r.verdict(plain, 2024), "undetermined{absent}");
    assert_eq!(r.verdict(strict, 2024), "not_met");
    r.fact("v", 2024, "!");
    assert_eq!(r.verdict(plain, 2024), "undetermined{invalid}");
    assert_eq!(r.verdict(strict, 2024), "undetermined{invalid}");
}

#[test]
fn the_policy_is_searched_outward() {
    let mut r = Rules::new(1, 0);
    let c = target(&mut r, Cmp::Ge, "0.7");
    let a = r.item("a", ItemKind::Criterion(c.clone()));
    let b = r.item("b", ItemKind::Criterion(Criterion { on: vec![on(Reason::Disputed, Verdict::Met)], ..c.clone() }));
    let d = r.item("d", ItemKind::Criterion(c));
    let inner = r.item("inner", ItemKind::Group(group(vec![a, b])));
    let outer = Group { on: vec![on(Reason::Absent, Verdict::NotApplicable)], ..group(vec![inner]) };
    r.item("outer", ItemKind::Group(outer));
    r.program.versions[0].on = vec![on(Reason::Absent, Verdict::NotMet)];
    assert_eq!(r.verdict(a, 2024), "not_applicable{absent}");
    assert_eq!(r.verdict(b, 2024), "not_applicable{absent}");
    assert_eq!(r.verdict(d, 2024), "not_met");
}

#[test]
fn a_year_without_target_is_not_asked_for() {
    let mut r = Rules::new(1, 0);
    let v = r.input("v", DISTRICT);
    let (low, high) = (r.num("0.6"), r.num("0.75"));
    let t = r.timeline(&[(2022, 2022, Cmp::Ge, low), (2025, 2025, Cmp::Ge, high)], Gap::None, Gap::None);
    let c = r.item("c", ItemKind::Criterion(Criterion { measure: Some(v), targets: vec![(None, t)], ..criterion() }));
    // Both operands are looked at, so without data there are two reasons.
    assert_eq!(r.verdict(c, 2023), "undetermined{absent,no_target}");
    assert_eq!(r.verdict(c, 2022), "undetermined{absent}");
    r.fact("v", 2023, "0.1");
    assert_eq!(r.verdict(c, 2023), "not_applicable{no_target}");
}

#[test]
fn a_target_that_is_assigned_and_absent_is_no_target() {
    let mut r = Rules::new(1, 0);
    let (v, assigned) = (r.input("v", DISTRICT), r.input("assigned", DISTRICT));
    let t = r.timeline(&[(2020, 2030, Cmp::Ge, assigned)], Gap::None, Gap::None);
    let c = Criterion { measure: Some(v), targets: vec![(None, t)], ..criterion() };
    let plain = r.item("c", ItemKind::Criterion(c.clone()));
    let waits =
        r.item("d", ItemKind::Criterion(Criterion { on: vec![on(Reason::NoTarget, Verdict::Undetermined)], ..c }));
    r.fact("v", 2024, "5");
    assert_eq!(r.verdict(plain, 2024), "not_applicable{no_target}");
    assert_eq!(r.verdict(waits, 2024), "undetermined{no_target}");
    r.fact("assigned", 2024, "5");
    assert_eq!(r.verdict(plain, 2024), "met");
    assert_eq!(text(&r.result(plain, 0, 2024).target), "5");
}

#[test]
fn the_first_target_whose_condition_holds() {
    let mut r = Rules::new(1, 0);
    let (v, urban) = (r.input("v", DISTRICT), r.input("urban", DISTRICT));
    let (high, low) = (r.num("0.9"), r.num("0.5"));
    let strict = r.timeline(&[(2020, 2030, Cmp::Ge, high)], Gap::None, Gap::None);
    let mild = r.timeline(&[(2020, 2030, Cmp::Ge, low)], Gap::None, Gap::None);
    let c = Criterion { measure: Some(v), targets: vec![(Some(urban), strict), (None, mild)], ..criterion() };
    let c = r.item("c", ItemKind::Criterion(c));
    r.fact("v", 2024, "0.6");
    assert_eq!(r.verdict(c, 2024), "undetermined{absent}");
    r.fact("urban", 2024, "no");
    assert_eq!(r.verdict(c, 2024), "met");
    r.fact("urban", 2024, "yes");
    assert_eq!(r.verdict(c, 2024), "not_met");
}

#[test]
fn applies_when_comes_first() {
    let mut r = Rules::new(1, 0);
    let has = r.input("has_plan", DISTRICT);
    let c = target(&mut r, Cmp::Ge, "0.7");
    let score = scored(&mut r, "10", ScoreHow::WhenMet, false);
    let c = r.item("c", ItemKind::Criterion(Criterion { applies: Some(has), score, ..c }));
    r.fact("v", 2024, "0.1");
    assert_eq!(r.verdict(c, 2024), "undetermined{absent}");
    assert_eq!(r.score(c, 2024), "missing{absent}/10");
    r.fact("has_plan", 2024, "no");
    assert_eq!(r.verdict(c, 2024), "not_applicable{not_applicable}");
    assert_eq!(r.score(c, 2024), "missing{not_applicable}/10");
    r.fact("has_plan", 2024, "yes");
    assert_eq!(r.verdict(c, 2024), "not_met");
    assert_eq!(r.score(c, 2024), "0/10");
}

#[test]
fn due_dates_hold_until_the_end_of_the_last_day() {
    let mut r = Rules::new(1, 0);
    let c = target(&mut r, Cmp::Ge, "0.7");
    let due = r.node(Node::Date(crate::date::days(2024, 12, 31)));
    let score = scored(&mut r, "10", ScoreHow::WhenMet, false);
    let c = r.item("c", ItemKind::Criterion(Criterion { due: Some(due), score, ..c }));
    r.fact("v", 2024, "0.1");
    assert_eq!(r.verdict(c, 2024), "not_met");
    r.options.as_of = Some(crate::date::days(2024, 12, 30));
    assert_eq!(r.verdict(c, 2024), "not_applicable{not_due}");
    assert_eq!(r.score(c, 2024), "missing{not_applicable}/10");
    r.fact("v", 2024, "0.7");
    assert_eq!(r.verdict(c, 2024), "met");
    assert_eq!(r.score(c, 2024), "10/10");
}

#[test]
fn gates_zero_the_score_and_the_verdict() {
    let mut r = Rules::new(1, 0);
    let safe = r.input("safe", DISTRICT);
    let c = target(&mut r, Cmp::Ge, "0.7");
    let score = scored(&mut r, "10", ScoreHow::WhenMet, false);
    let gate = Gate { label: "safe".into(), condition: safe, span: Span::default() };
    let c = r.item("c", ItemKind::Criterion(Criterion { gates: vec![gate], score, ..c }));
    r.fact("v", 2024, "0.9");
    assert_eq!((r.verdict(c, 2024), r.score(c, 2024)), ("undetermined{absent}".into(), "missing{absent}/10".into()));
    r.fact("safe", 2024, "no");
    assert_eq!((r.verdict(c, 2024), r.score(c, 2024)), ("not_met".into(), "0/10".into()));
    r.fact("safe", 2024, "yes");
    assert_eq!((r.verdict(c, 2024), r.score(c, 2024)), ("met".into(), "10/10".into()));
}

/// `score max 10 [capped] = 10 * v / 80%`, and R05 where it is not capped
#[test]
fn scores_beyond_the_maximum() {
    let mut r = Rules::new(1, 0);
    let v = r.input("v", DISTRICT);
    let (ten, part) = (r.num("10"), r.num("0.8"));
    let product = r.node(Node::Mul(ten, v));
    let formula = r.node(Node::Div(product, part));
    let score = scored(&mut r, "10", ScoreHow::Value(formula), false);
    let open = r.item("open", ItemKind::Criterion(Criterion { score, ..criterion() }));
    let score = scored(&mut r, "10", ScoreHow::Value(formula), true);
    let capped = r.item("capped", ItemKind::Criterion(Criterion { score, ..criterion() }));
    r.fact("v", 2024, "1");
    assert_eq!(r.score(open, 2024), "missing{invalid}/10");
    assert_eq!(r.score(capped, 2024), "10/10");
    r.fact("v", 2024, "0.4");
    assert_eq!(r.score(open, 2024), "5/10");
    r.fact("v", 2024, "1");
    let data = r.data();
    let mut evaluator = Evaluator::new(&r.program, &data, &r.options).unwrap();
    evaluator.item(open, DISTRICT, 0, 2024);
    let faults = evaluator.take_faults();
    assert_eq!(faults.len(), 1);
    assert_eq!((faults[0].message.code, faults[0].args.join(" ").as_str()), ("R05", "open 12.5 10"));
}

#[test]
fn bonuses_deductions_and_adjustments_in_written_order() {
    let mut r = Rules::new(1, 0);
    let (six, two, half, late) = (r.num("6"), r.num("2"), r.num("0.5"), r.input("late", DISTRICT));
    let so_far = r.node(Node::ScoreSoFar);
    let max_so_far = r.node(Node::MaxSoFar);
    let halved = r.node(Node::Mul(so_far, half));
    let less = r.node(Node::Sub(max_so_far, two));
    let score = scored(&mut r, "10", ScoreHow::Value(six), false);
    let c = Criterion {
        score,
        changes: vec![
            Change { deduct: true, value: two, when: Some(late) },
            Change { deduct: false, value: half, when: None },
        ],
        adjust: vec![Adjust { score: halved, max: Some(less) }],
        ..criterion()
    };
    let c = r.item("c", ItemKind::Criterion(c));
    assert_eq!(r.score(c, 2024), "missing{absent}/8");
    r.fact("late", 2024, "yes");
    // (6 - 2 + 0.5) / 2
    assert_eq!(r.score(c, 2024), "2.25/8");
    r.fact("late", 2024, "no");
    assert_eq!(r.score(c, 2024), "3.25/8");
}

#[test]
fn tables_are_tried_top_down_and_undecided_rows_must_agree() {
    let mut r = Rules::new(1, 0);
    let (v, flag) = (r.input("v", DISTRICT), r.input("flag", DISTRICT));
    let (eighty, ten, seven) = (r.num("0.8"), r.num("10"), r.num("7"));
    let head = r.cmp(Cmp::Ge, v, eighty);
    let tiers = r.table(Some(v), vec![(Some(head), ten), (None, seven)]);
    let agree = r.table(None, vec![(Some(flag), ten), (Some(head), ten), (None, seven)]);
    for (value, expected) in [("0.8", "10"), ("0.79999999999999999", "7")] {
        r.fact("v", 2024, value);
        assert_eq!(r.eval(tiers, 2024), expected);
    }
    assert_eq!(r.eval(agree, 2024), "missing{absent}");
    r.fact("v", 2024, "0.9");
    assert_eq!(r.eval(agree, 2024), "10");
    r.fact("flag", 2024, "no");
    r.fact("v", 2024, "!");
    assert_eq!(r.eval(agree, 2024), "missing{invalid}");
}

#[test]
fn conditions() {
    let mut r = Rules::new(1, 0);
    let (v, w) = (r.input("v", DISTRICT), r.input("w", DISTRICT));
    let (one, two) = (r.num("1"), r.num("2"));
    let high = r.cmp(Cmp::Ge, v, one);
    let choice = r.node(Node::If { condition: high, then: one, otherwise: two });
    let otherwise = r.node(Node::Otherwise(v, two));
    let present = r.node(Node::IsPresent(v));
    let absent = r.node(Node::IsReason(v, Reason::Absent));
    let both = r.node(Node::Add(v, w));
    assert_eq!(r.eval(choice, 2024), "missing{absent}");
    assert_eq!(r.eval(otherwise, 2024), "2");
    assert_eq!((r.eval(present, 2024), r.eval(absent, 2024)), ("no".into(), "yes".into()));
    r.fact("w", 2024, "!");
    assert_eq!(r.eval(both, 2024), "missing{absent,invalid}");
    r.fact("v", 2024, "1");
    assert_eq!(r.eval(choice, 2024), "1");
    assert_eq!(r.eval(otherwise, 2024), "1");
}

#[test]
fn assessors_are_settled_or_read_one_by_one() {
    let mut r = Rules::new(1, 0);
    let v = r.input("v", DISTRICT);
    r.program.assessors = vec![
        Assessor { name: "self".into(), labels: Vec::new() },
        Assessor { name: "office".into(), labels: Vec::new() },
    ];
    r.program.assessments = vec![Assessment {
        name: "dossier".into(),
        by: vec![AssessorId(0), AssessorId(1)],
        settle: vec![Settle::Assessor(AssessorId(1))],
    }];
    r.program.inputs[0].assessment = Some(AssessmentId(0));
    let own = r.node(Node::By(v, AssessorId(0)));
    r.fact_of("v", 0, 2024, Some(0), "90");
    assert_eq!((r.eval(v, 2024), r.eval(own, 2024)), ("missing{absent}".into(), "90".into()));
    r.fact_of("v", 0, 2024, Some(1), "80");
    assert_eq!((r.eval(v, 2024), r.eval(own, 2024)), ("80".into(), "90".into()));
}
