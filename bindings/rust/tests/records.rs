//! Records of criteria in groups, through the prepared evaluator and the exact one: criteria that count for their groups
//! while they are computed, among others that do not.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use milepost::{Ruleset, Value, Year, compile};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A linear congruential generator: the same numbers everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn of<'t>(&mut self, some: &[&'t str]) -> &'t str {
        some[usize::try_from(self.below(some.len() as u64)).unwrap()]
    }
}

/// Two or three groups within a group, of criteria of which most are of the common kind.
fn rules(random: &mut Random) -> String {
    let mut text = String::from("ruleset r { applies 2024..2025  evaluates d }\nlevel d\n");
    text.push_str("input a, b, c : number\ninput x : number in -1..100\ninput y, p : yes_no\n");
    let _ = writeln!(text, "group total {{\n verdict every\n score sum");
    let mut next = 0;
    for group in 0..2 + random.below(2) {
        let verdict = random.of(&["every", "every", "at least 2"]);
        let out = random.of(&["", "", "not_applicable zero", "not_applicable full"]);
        let _ = writeln!(text, " group g{group} {{\n  verdict {verdict}\n  score sum\n  {out}");
        for _ in 0..2 + random.below(4) {
            let applies = random.of(&["", "", "", "applies when p"]);
            let judged = random.of(&[
                "measure a / b\n target 2024..2025: >= 0.8",
                "measure a / b\n target 2024..2025: < 0.79",
                "measure x\n target 2024: >= 20, 2025: >= 20.5",
                "measure y\n target 2024..2025: yes",
                "measure a / x\n target 2024..2025: >= c",
                "met when a / b >= 0.8 and y",
            ]);
            let score = random.of(&["10", "10", "2.5", "100000000000000000", "0"]);
            let missing = random.of(&["", "", "on absent: not_met", "on absent, zero_base: not_applicable"]);
            let _ = writeln!(
                text,
                "  criterion c{next} {{\n {applies}\n {judged}\n score max {score} points when met\n {missing}\n }}"
            );
            next += 1;
        }
        text.push_str(" }\n");
    }
    text.push_str("}\noutcome class {\n require all: total.met\n require points: total.score >= 20 points\n}\n");
    text
}

/// Numbers that are whole, decimal and beyond machine words, most of them near each other; some are missing.
fn record(random: &mut Random) -> BTreeMap<&'static str, serde_json::Value> {
    let mut facts = BTreeMap::new();
    let missing = random.below(3) * 10;
    for name in ["a", "b", "c", "x"] {
        if random.below(100) >= missing {
            let number = match random.below(8) {
                0 => 0.8 + random.below(3) as f64 / 10.0,
                1 => random.below(2_000) as f64 / 10.0 - 10.0,
                2 => random.below(1 << 53) as f64 / 7.0,
                3 => 9e15 + random.below(1 << 40) as f64,
                _ => random.below(101) as f64 - 1.0,
            };
            facts.insert(name, number.into());
        }
    }
    for name in ["y", "p"] {
        if random.below(100) >= missing {
            facts.insert(name, (random.below(10) < 7).into());
        }
    }
    facts
}

fn same(rules: &Ruleset, random: &mut Random, records: usize) -> usize {
    let mut quick = 0;
    for year in [2024, 2025] {
        let mut prepared = rules.prepare(Year(year)).unwrap();
        assert!(prepared.is_quick());
        for _ in 0..records {
            let facts = record(random);
            let report = rules.evaluate(&facts, Year(year)).unwrap();
            let brief = prepared.evaluate(&facts).unwrap();
            quick += usize::from(!brief.was_exact());
            let shown = |value: Option<Value>| format!("{value:?}");
            for name in report.names() {
                let said = format!("{name} of {facts:?} in {year}");
                assert_eq!(report.verdict(&name), brief.verdict(&name), "{said}");
                assert_eq!(report.reasons(&name), brief.reasons(&name), "{said}");
                assert_eq!(report.outcome(&name), brief.outcome(&name), "{said}");
                assert_eq!(shown(report.score(&name)), shown(brief.score(&name)), "{said}");
                assert_eq!(shown(report.max(&name)), shown(brief.max(&name)), "{said}");
                assert_eq!(shown(report.value(&name)), shown(brief.value(&name)), "{said}");
                assert_eq!(shown(report.target(&name)), shown(brief.target(&name)), "{said}");
            }
        }
    }
    quick
}

#[test]
fn groups_of_criteria() {
    let mut random = Random(2024);
    let mut quick = 0;
    for _ in 0..60 {
        let text = rules(&mut random);
        let compiled = compile(&text).unwrap_or_else(|wrong| panic!("{wrong}\n{text}"));
        quick += same(&compiled, &mut random, 40);
    }
    assert!(quick > 2_400, "most records are to be computed quickly, not {quick} of 4,800");
}
