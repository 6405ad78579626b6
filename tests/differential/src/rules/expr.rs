//! Formulas and conditions.

use super::{At, BELOW, MODES, NUMBERS, SIGNS, STEPS, Writer};
use std::fmt::Write as _;

impl Writer<'_> {
    pub(super) fn number(&mut self, at: At, depth: usize) -> String {
        if depth == 0 {
            return self.leaf(at);
        }
        let d = depth - 1;
        match self.random.below(33) {
            0..=2 => self.leaf(at),
            3..=4 => format!("({} + {})", self.number(at, d), self.number(at, d)),
            5..=6 => format!("({} - {})", self.number(at, d), self.number(at, d)),
            7..=8 => format!("({} * {})", self.number(at, d), self.number(at, d)),
            9..=12 => format!("({} / {})", self.number(at, d), self.number(at, d)),
            13 => format!("min({}, {})", self.number(at, d), self.number(at, d)),
            14 => format!("max({}, {})", self.number(at, d), self.number(at, d)),
            15 => format!("mean({}, {})", self.number(at, d), self.number(at, d)),
            16 => format!("abs({})", self.number(at, d)),
            17 => format!("clamp({}, 0, {})", self.number(at, d), self.random.of(&["1", "50", "100"])),
            18..=19 => {
                let (x, s, m) = (self.number(at, d), self.random.of(STEPS), self.random.of(MODES));
                format!("round({x}, {s}, {m})")
            }
            20..=21 => {
                format!("(if {} then {} else {})", self.condition(at, d), self.number(at, d), self.number(at, d))
            }
            22 => format!("({} otherwise {})", self.number(at, d), self.number(at, d)),
            23 => self.table(at, d),
            24 => format!("count({}, {}, {})", self.condition(at, d), self.condition(at, d), self.condition(at, d)),
            25 => format!("({} ^ 2)", self.leaf(at)),
            26 => match self.random.below(if self.flat { 2 } else { 6 }) {
                4 => format!("({} at year - {})", self.leaf(at), 1 + self.random.below(2)),
                5 if at == At::District => match self.random.below(3) {
                    0 => format!("previous({})", self.rollup(0)),
                    1 => format!("latest({}, 1)", self.rollup(0)),
                    _ => format!("(sum of previous(m{}) over commune)", self.random.below(BELOW)),
                },
                0 => format!("previous({})", self.leaf(at)),
                1 => format!("latest({}, 2)", self.leaf(at)),
                2 => format!("interpolated({})", self.leaf(at)),
                _ => format!("({} at 2022)", self.leaf(at)),
            },
            27 => match self.random.below(8) + if self.flat { 8 } else { 0 } {
                0 => format!("geometric_mean({}, {})", self.leaf(at), self.leaf(at)),
                1 => format!("harmonic_mean({}, {})", self.leaf(at), self.leaf(at)),
                2..=3 => format!("(1 * {})", self.ratio(at, 1)),
                _ => format!("median({}, {}, {})", self.number(at, d), self.number(at, d), self.number(at, d)),
            },
            28..=30 => self.of_typed(at, d),
            _ if at == At::District && !self.flat => self.rollup(d),
            _ => self.leaf(at),
        }
    }

    pub(super) fn table(&mut self, at: At, d: usize) -> String {
        let subject = self.number(at, d);
        let mut out = format!("(from {subject} {{ ");
        let steps: &[&str] =
            self.random.of(&["80 50", "100 70 10", "50", "79.99 33.3"]).split(' ').collect::<Vec<_>>().leak();
        for step in steps {
            let sign = self.random.of(&[">=", ">"]);
            let result = if self.random.chance(70) { self.literal() } else { self.number(at, d) };
            let _ = write!(out, "{sign} {step}: {result}  ");
        }
        if self.random.chance(30) {
            let (c, r) = (self.condition(at, d), self.literal());
            let _ = write!(out, "when {c}: {r}  ");
        }
        let last = if self.random.chance(60) { self.literal() } else { self.number(at, d) };
        let _ = write!(out, "otherwise: {last} }})");
        out
    }

    pub(super) fn rollup(&mut self, d: usize) -> String {
        let filter = if self.random.chance(40) {
            format!(" where {}", self.condition(At::Commune, d.min(1)))
        } else {
            String::new()
        };
        let e = self.number(At::Commune, d.min(1));
        let missing = match self.random.below(5) {
            0 => " ignoring missing",
            1 => " ignoring missing needing 50%",
            2 => " missing as 0",
            _ => "",
        };
        let way = self.random.of(&["sum", "mean", "min", "max", "median"]);
        let across = self.random.of(&["mean", "sum", "min", "max", "median"]);
        match self.random.below(20) {
            14 => self.own(d),
            15 => format!("(sum of {} over predecessors{missing})", self.leaf_input(At::District)),
            16 => {
                let (x, ties) = (self.random.below(NUMBERS), self.random.of(&["shared", "dense", "max", "mean"]));
                let order = self.random.of(&["ascending", "descending"]);
                format!(
                    "(rank of n{x} across district{} {order} ties {ties})",
                    if filter.is_empty() { "" } else { " where n0 > 10" }
                )
            }
            17 => match self.random.below(4) {
                0 => "(stdev of m0 over commune ignoring missing)".into(),
                1 => "(count of commune)".into(),
                2 => format!("(sum of m{} over commune in 2022..2023{missing})", self.random.below(BELOW)),
                _ => format!("(stdev of n{} across district)", self.random.below(NUMBERS)),
            },
            18..=19 => self.of_results_below(),
            8 => {
                format!("({across} of n{} across district weighted by w0 ignoring missing)", self.random.below(NUMBERS))
                    .replace(if matches!(across, "min" | "max" | "median") { " weighted by w0" } else { "\0" }, "")
            }
            9 => {
                let years = self.random.of(&["2022..2024", "all years", "all years"]);
                format!("({way} of m{} over commune in {years}{missing})", self.random.below(BELOW))
            }
            10 => {
                let n = self.random.below(NUMBERS);
                format!(
                    "(100 * position(n{n}, min of n{n} across district ignoring missing, max of n{n} across district ignoring missing))"
                )
            }
            11 => format!("(variance of m{} over commune ignoring missing)", self.random.below(BELOW)),
            12 => format!("(rank of n{} across district ascending)", self.random.below(NUMBERS)),
            13 => format!("(sum of {e} over commune weighted by m1{missing})"),
            0..=3 => format!("({way} of {e} over commune{filter}{missing})"),
            4 => format!("(count of commune where {})", self.condition(At::Commune, d.min(1))),
            5 => format!("(mean of {e} over commune weighted by m0)"),
            6 => format!("({way} of n{} across district{missing})", self.random.below(NUMBERS)),
            _ => format!("(rank of n{} across district descending)", self.random.below(NUMBERS)),
        }
    }

    pub(super) fn condition(&mut self, at: At, depth: usize) -> String {
        let d = depth.saturating_sub(1);
        let number = |w: &mut Self| if depth == 0 { w.leaf(at) } else { w.number(at, d) };
        match self.random.below(if depth == 0 { 11 } else { 18 }) {
            9..=10 => self.typed_condition(at, d),
            0..=4 => {
                let (a, s) = (number(self), self.random.of(SIGNS));
                let b = if self.random.chance(70) { self.literal() } else { number(self) };
                format!("({a} {s} {b})")
            }
            5 if at == At::Commune => "z0".into(),
            5 => self.random.of(&["y0", "y1", "a1"]).into(),
            6 => {
                format!("({} is {})", self.leaf_input(at), self.random.of(&["missing", "present", "absent", "invalid"]))
            }
            7 if at == At::District => {
                let (s, k) = (self.random.of(SIGNS), self.random.of(&["low", "middle", "high"]));
                format!("(k0 {s} kind.{k})")
            }
            8 if at == At::District => match self.random.below(3) {
                0 => format!("(r0 {} {}%)", self.random.of(SIGNS), self.random.of(&["80", "50", "99.9"])),
                1 => format!("(d0 {} d1)", self.random.of(&[">=", "<", "<="])),
                _ => self.random.of(&["(d0 <= date(year, 6, 30))", "(d0 - d1 > 2 days)", "(d1 - d0 <= 0 days)"]).into(),
            },
            7..=8 => "z0".into(),
            11..=12 => format!("({} and {})", self.condition(at, d), self.condition(at, d)),
            13..=14 => format!("({} or {})", self.condition(at, d), self.condition(at, d)),
            15 => format!("(not {})", self.condition(at, d)),
            16 => format!("(10 <= {} <= 80)", number(self)),
            _ if at == At::District && self.flat => {
                format!("(share({}, {}) >= 50%)", self.condition(at, d.min(1)), self.condition(at, d.min(1)))
            }
            _ if at == At::District => {
                let (q, c) = (self.random.of(&["every", "some"]), self.condition(At::Commune, d.min(1)));
                match self.random.below(5) {
                    3 => format!("({q} commune where {} satisfies {c})", self.condition(At::Commune, 0)),
                    4 => self.result_condition(),
                    0 => format!("((share of commune where {c}) >= 80%)"),
                    1 => format!("(share({}, {}) >= 50%)", self.condition(at, d.min(1)), self.condition(at, d.min(1))),
                    _ => format!("({q} commune satisfies {c})"),
                }
            }
            _ => "z0".into(),
        }
    }

    pub(super) fn leaf_input(&mut self, at: At) -> String {
        match at {
            At::Commune => format!("m{}", self.random.below(BELOW)),
            At::District => format!("n{}", self.random.below(NUMBERS)),
        }
    }
}
