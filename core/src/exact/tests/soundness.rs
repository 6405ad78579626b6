//! Completing missing data never contradicts a verdict that was already reached; more of a good thing never makes a
//! criterion fail.

use super::support::*;
use crate::ops::logic::truth;
use crate::program::*;
use crate::value::Value;
use proptest::prelude::*;

/// Choices, one after the other, from random bytes.
struct Choices<'b>(std::slice::Iter<'b, u8>);

impl Choices<'_> {
    fn upto(&mut self, n: u8) -> u8 {
        self.0.next().map_or(0, |b| b % n)
    }
}

const NUMBERS: [&str; 4] = ["a", "b", "c", "d"];
const FLAGS: [&str; 3] = ["p", "q", "r"];

fn number(r: &mut Rules, c: &mut Choices<'_>, depth: u8, level: LevelId) -> NodeId {
    let leaf = |r: &mut Rules, c: &mut Choices<'_>| match c.upto(3) {
        0 => {
            let n = c.upto(5);
            r.num(&n.to_string())
        }
        1 if level == COMMUNE => r.input("x", COMMUNE),
        _ => {
            let name = NUMBERS[usize::from(c.upto(4))];
            r.input(name, DISTRICT)
        }
    };
    if depth == 0 {
        return leaf(r, c);
    }
    match c.upto(9) {
        0 | 1 => leaf(r, c),
        2 => {
            let (a, b) = (number(r, c, depth - 1, level), number(r, c, depth - 1, level));
            r.node(Node::Add(a, b))
        }
        3 => {
            let (a, b) = (number(r, c, depth - 1, level), number(r, c, depth - 1, level));
            r.node(Node::Sub(a, b))
        }
        4 => {
            let (a, b) = (number(r, c, depth - 1, level), number(r, c, depth - 1, level));
            r.node(Node::Div(a, b))
        }
        5 => {
            let args = (0..3).map(|_| condition(r, c, depth - 1, level)).collect();
            let function = if c.upto(2) == 0 { Function::CountOf } else { Function::ShareOf };
            r.node(Node::Call { function, args, mode: None })
        }
        6 => {
            let (condition, a, b) =
                (condition(r, c, depth - 1, level), number(r, c, depth - 1, level), number(r, c, depth - 1, level));
            r.node(Node::If { condition, then: a, otherwise: b })
        }
        7 => {
            let (head, a) = (condition(r, c, depth - 1, level), number(r, c, 0, level));
            let (second, b) = (condition(r, c, depth - 1, level), number(r, c, 0, level));
            let other = number(r, c, 0, level);
            r.table(None, vec![(Some(head), a), (Some(second), b), (None, other)])
        }
        _ if level == DISTRICT => {
            let kind = [RollupKind::Count, RollupKind::Share, RollupKind::Sum, RollupKind::Mean, RollupKind::Max]
                [usize::from(c.upto(5))];
            let filter = (c.upto(2) == 0).then(|| condition(r, c, 1, COMMUNE));
            let of = match kind {
                RollupKind::Count => None,
                RollupKind::Share => Some(condition(r, c, 1, COMMUNE)),
                _ => Some(number(r, c, 1, COMMUNE)),
            };
            r.rollup(kind, Scope::Over, COMMUNE, of, filter)
        }
        _ => leaf(r, c),
    }
}

fn condition(r: &mut Rules, c: &mut Choices<'_>, depth: u8, level: LevelId) -> NodeId {
    let leaf = |r: &mut Rules, c: &mut Choices<'_>| match c.upto(2) {
        0 if level == COMMUNE => r.input("good", COMMUNE),
        _ => {
            let name = FLAGS[usize::from(c.upto(3))];
            r.input(name, DISTRICT)
        }
    };
    if depth == 0 {
        return leaf(r, c);
    }
    match c.upto(6) {
        0 => leaf(r, c),
        1 => {
            let a = condition(r, c, depth - 1, level);
            r.node(Node::Not(a))
        }
        2 => {
            let parts = (0..2 + c.upto(2)).map(|_| condition(r, c, depth - 1, level)).collect();
            let op = if c.upto(2) == 0 { LogicOp::And } else { LogicOp::Or };
            r.node(Node::Logic(op, parts))
        }
        3 if level == DISTRICT => {
            let kind = if c.upto(2) == 0 { RollupKind::Every } else { RollupKind::Some };
            let filter = (c.upto(2) == 0).then(|| condition(r, c, 1, COMMUNE));
            let of = Some(condition(r, c, 1, COMMUNE));
            r.rollup(kind, Scope::Over, COMMUNE, of, filter)
        }
        _ => {
            let (a, b) = (number(r, c, depth - 1, level), number(r, c, depth - 1, level));
            let cmp = Cmp::ALL[usize::from(c.upto(6))];
            r.cmp(cmp, a, b)
        }
    }
}

/// All facts that rules of this file read; `None` where one is missing.
fn facts(c: &mut Choices<'_>) -> Vec<(&'static str, u32, Option<String>)> {
    let mut out = Vec::new();
    for name in NUMBERS {
        let value = c.upto(7);
        out.push((name, 0, (value < 5).then(|| value.to_string())));
    }
    for name in FLAGS {
        let value = c.upto(4);
        out.push((name, 0, (value < 2).then(|| if value == 0 { "yes".into() } else { "no".into() })));
    }
    for unit in 0..3 {
        let (value, flag) = (c.upto(7), c.upto(4));
        out.push(("x", unit, (value < 5).then(|| value.to_string())));
        out.push(("good", unit, (flag < 2).then(|| if flag == 0 { "yes".into() } else { "no".into() })));
    }
    out
}

fn with_inputs() -> Rules {
    let mut r = Rules::new(1, 3);
    for name in NUMBERS.iter().chain(&FLAGS) {
        r.input(name, DISTRICT);
    }
    for name in ["x", "good"] {
        r.input(name, COMMUNE);
    }
    r
}

/// What an expression gives of some facts, and what once those that are missing are there too.
fn completed(r: &mut Rules, node: NodeId, data: &[u8], more: &[u8]) -> (Value, Value) {
    let some = facts(&mut Choices(data.iter()));
    for (name, unit, value) in &some {
        if let Some(value) = value {
            r.fact_of(name, *unit, 2024, None, value);
        }
    }
    let before = r.value_of(node, 2024);
    for ((name, unit, value), extra) in some.iter().zip(more) {
        if value.is_none() {
            let is_flag = FLAGS.contains(name) || *name == "good";
            let extra = match extra % 2 {
                _ if !is_flag => (extra % 6).to_string(),
                0 => "yes".into(),
                _ => "no".into(),
            };
            r.fact_of(name, *unit, 2024, None, &extra);
        }
    }
    (before, r.value_of(node, 2024))
}

proptest! {
    #[test]
    fn completing_missing_data_never_contradicts(rule in prop::collection::vec(any::<u8>(), 120), data in prop::collection::vec(any::<u8>(), 13), more in prop::collection::vec(any::<u8>(), 13)) {
        let mut r = with_inputs();
        let test = condition(&mut r, &mut Choices(rule.iter()), 4, DISTRICT);
        let (before, after) = completed(&mut r, test, &data, &more);
        if let (Ok(before), Ok(after)) = (truth(&before), truth(&after)) {
            prop_assert_eq!(before, after);
        }
    }

    #[test]
    fn completing_missing_data_never_contradicts_what_reads_a_capped_score(rule in prop::collection::vec(any::<u8>(), 60), data in prop::collection::vec(any::<u8>(), 13), more in prop::collection::vec(any::<u8>(), 13)) {
        let mut r = with_inputs();
        let mut choices = Choices(rule.iter());
        let c = &mut choices;
        let (score, top, bound) = (number(&mut r, c, 2, DISTRICT), number(&mut r, c, 1, DISTRICT), number(&mut r, c, 0, DISTRICT));
        let zero = r.num("0");
        // A maximum is not below 0.
        let max = r.node(Node::Call { function: Function::Max, args: vec![zero, top], mode: None });
        let score = Some(Score { max, capped: true, how: ScoreHow::Value(score) });
        let item = r.item("c", ItemKind::Criterion(Criterion { score, ..criterion() }));
        let read = r.read(item, Property::Score);
        let test = r.cmp(Cmp::ALL[usize::from(c.upto(6))], read, bound);
        let (before, after) = completed(&mut r, test, &data, &more);
        if let (Ok(before), Ok(after)) = (truth(&before), truth(&after)) {
            prop_assert_eq!(before, after);
        }
    }

    #[test]
    fn more_never_makes_a_criterion_fail_that_asks_for_at_least(low in 0_i64..200, more in 0_i64..200, of in 1_i64..100, bound in 0_i64..300, ratio: bool) {
        let mut r = Rules::new(1, 0);
        let (v, w, hundred) = (r.input("v", DISTRICT), r.input("w", DISTRICT), r.num("100"));
        let measure = if ratio {
            let share = r.node(Node::Div(v, w));
            r.node(Node::Mul(share, hundred))
        } else {
            v
        };
        let bound = r.num(&bound.to_string());
        let t = r.timeline(&[(2024, 2024, Cmp::Ge, bound)], Gap::None, Gap::None);
        let c = r.item("c", ItemKind::Criterion(Criterion { measure: Some(measure), targets: vec![(None, t)], ..criterion() }));
        r.fact("w", 2024, &of.to_string());
        r.fact("v", 2024, &low.to_string());
        let before = r.verdict(c, 2024);
        r.fact("v", 2024, &(low + more).to_string());
        prop_assert!(before == "not_met" || r.verdict(c, 2024) == "met");
    }
}
