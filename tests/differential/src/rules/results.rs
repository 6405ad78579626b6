//! Rules that read results: of the level below, of other units, of other years.

use super::{At, BELOW, NUMBERS, SIGNS, Writer};
use std::fmt::Write as _;

impl Writer<'_> {
    /// Criteria, an outcome, a state and a rank of communes, for roll-ups to look at.
    pub(super) fn results_below(&mut self) {
        for _ in 0..self.random.below(3) {
            let i = self.lower;
            let (m, s, b) = (self.random.below(BELOW), self.random.of(&[">=", "<", ">"]), self.literal());
            let mut more = String::new();
            if self.random.chance(30) {
                let _ = writeln!(more, "  applies when {}", self.condition(At::Commune, 1));
            }
            if self.random.chance(40) {
                more.push_str(&self.on());
            }
            self.line(&format!("criterion com{i} of commune {{\n  measure m{m}\n  target 2022..2024: {s} {b}\n  score max 2 points when met\n{more}}}"));
            self.lower += 1;
        }
        if self.lower > 0 && self.random.chance(60) {
            let on = if self.random.chance(30) { self.on() } else { String::new() };
            self.line(&format!(
                "outcome settled of commune \"Settled\" {{\n  require first: com0.met\n  require second: z0\n{on}}}"
            ));
            let c = self.condition(At::Commune, 1);
            self.line(&format!("state standing of commune : kind {{ first middle\n from {{ when {c}: high\n when settled = recognised: middle\n otherwise: prior }} }}"));
            let ties = self.random.of(&["shared", "mean", "dense"]);
            self.line(&format!("rank place \"Place\" of commune within district where m0 > 0 {{ by m1 descending  then by com0.score ascending  ties {ties} }}"));
            self.lower += 100;
        }
    }

    fn has_outcome_below(&self) -> bool {
        self.lower > 100
    }

    /// A number of districts from results of communes.
    pub(super) fn of_results_below(&mut self) -> String {
        if self.lower == 0 {
            return format!("(max of m{} over commune)", self.random.below(BELOW));
        }
        let i = self.random.below(self.lower % 100);
        match self.random.below(if self.has_outcome_below() { 8 } else { 5 }) {
            0 => format!("(count of commune where com{i}.met)"),
            1 => format!("(10 * ((sum of com{i}.score over commune) / 2 points))"),
            2 => format!("(100 * (share of commune where com{i}.met))"),
            3 => format!("(count of commune where com{i}.verdict = not_met)"),
            4 => format!(
                "(10 * ((mean of com{i}.score over commune ignoring missing) / (max of com{i}.max over commune)))"
            ),
            5 => "(count of commune where settled = recognised)".into(),
            6 => "(count of commune where standing >= kind.middle)".into(),
            _ => self
                .random
                .of(&["(min of place over commune ignoring missing)", "(count of commune where place <= 2)"])
                .into(),
        }
    }

    /// A condition on results of communes.
    pub(super) fn result_condition(&mut self) -> String {
        if self.lower == 0 {
            return "(every commune satisfies z0)".into();
        }
        let i = self.random.below(self.lower % 100);
        let of = self.random.of(&["every", "some"]);
        match self.random.below(3) {
            0 => format!("({of} commune satisfies com{i}.met)"),
            1 => format!("({of} commune where com{i}.score > 0 points satisfies z0)"),
            _ => format!("((share of commune where com{i}.met) >= 50%)"),
        }
    }

    /// A roll-up that reads the unit outside it.
    pub(super) fn own(&mut self, d: usize) -> String {
        let (m, n, sign) = (self.random.below(BELOW), self.random.below(NUMBERS), self.random.of(SIGNS));
        let of = self.random.of(&["count", "share", "sum", "mean", "max"]);
        match self.random.below(5) {
            0 => format!("(count of commune where m{m} {sign} own n{n})"),
            1 => format!("(sum of m{m} - own n{n} over commune ignoring missing)"),
            2 if self.indicators > 0 => {
                format!("(min of m{m} over commune where {} < own i0)", self.leaf_input(At::Commune))
            }
            3 => {
                self.heavy = true;
                let inside = self.condition(At::District, d.min(1));
                format!("(sum of n{n} across district where n1 {sign} own n1 and {inside} ignoring missing)")
            }
            4 => {
                self.heavy = true;
                let of = if matches!(of, "count" | "share") { "mean" } else { of };
                format!("({of} of abs(n{n} - own n{n}) across district)")
            }
            _ => format!("(max of m{m} over commune where m{m} {sign} own previous(n{n}))"),
        }
    }

    /// Indicators, criteria and outcomes that read results of their own level, of above and of other years.
    pub(super) fn results(&mut self) {
        let scored: Vec<String> = self.criteria.iter().filter(|c| c.2).map(|c| c.0.clone()).collect();
        let classed = !scored.is_empty();
        let Some((group, verdict)) = self.groups.first().cloned() else { return };
        let any = self.criteria.first().map(|c| c.0.clone()).unwrap_or_default();
        self.line(&format!("indicator l0 = from {{ when {any}.verdict = met: 3  when {any}.met: 2  when {any}.verdict = undetermined: 1  otherwise: 0 }}"));
        if let Some(s) = scored.first() {
            let x = self.literal();
            self.line(&format!("indicator l1 = 100 * ({s}.score / {s}.max)\nindicator l2 = if {s}.score > {x} points then {x} else 100 * ({s}.score / 1 points)"));
        }
        if classed {
            self.line("indicator l3 = from { when class = good: 3  when class = fair: 2  when class is missing: 1  otherwise: 0 }");
        }
        if verdict {
            self.line(&format!("criterion late {{ applies when {group}.verdict != not_applicable\n met when {group}.met\n score max 5 points when met }}"));
            let on = self.on_or_nothing();
            self.line(&format!("outcome last \"Last\" {{ require all: {group}.met\n require late: late.met\n{on} }}"));
        }
        if self.flat {
            return;
        }
        if let Some(s) = scored.first() {
            let n = self.random.of(&["previous", "growth"]);
            let unit = if n == "growth" { "100 *" } else { "10 / 1 points *" };
            self.line(&format!("indicator l4 = {unit} {n}({s}.score)"));
            self.line(&format!("indicator l5 of province = count of district where {any}.met"));
            self.line("indicator l6 of province, district = 100 * (share of commune where z0)");
            self.line(&format!("criterion above of province {{ measure share of district where {any}.met\n target 2022..2024: >= 50%\n score max 4 points when met }}"));
            self.line(&format!(
                "indicator l7 = 10 * (({s}.score at year - 1) / (mean of {s}.score across district ignoring missing))"
            ));
        }
        if self.ranked {
            self.line("indicator l8 = order / order.count\nindicator l9 = if previous(order) is missing then 0 else previous(order) - order");
        }
        if self.remembers {
            self.line("indicator l10 = from { when status = kind.high: 2  when status at year - 1 = kind.high: 1  otherwise: 0 }");
            self.line("indicator l11 of province = count of district where status >= kind.middle");
        }
        if classed {
            self.line("indicator l12 of province = count of district where class = good\noutcome above_class of province { from (share of district where class = good) { >= 50%: best \"Best\"  otherwise: rest \"Rest\" } }");
        }
    }

    fn on_or_nothing(&mut self) -> String {
        if self.random.chance(50) { self.on() } else { String::new() }
    }
}
