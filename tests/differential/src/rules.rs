//! Random rule sets that use what the language has.

use crate::random::Random;
use std::fmt::Write as _;

/// Numbers that rules compare with and data are packed around.
pub const LITERALS: &[&str] =
    &["0", "1", "2", "0.5", "10", "33.3", "50", "70", "79.99", "80", "100", "0.1", "12.25", "1000"];
/// District inputs that are numbers.
pub const NUMBERS: usize = 6;
/// Communes' inputs that are numbers.
pub const BELOW: usize = 3;
/// Evaluated years.
pub const YEARS: std::ops::RangeInclusive<i32> = 2022..=2024;

const MODES: &[&str] = &["half_up", "half_even", "up", "down", "floor", "ceiling"];
const STEPS: &[&str] = &["1", "0.1", "0.01", "0.25", "5", "0.3"];
const SIGNS: &[&str] = &[">=", "<=", ">", "<", "=", "!="];
const REASONS: &[&str] = &["absent", "zero_base", "invalid", "no_history", "no_target", "disputed", "out_of_domain"];
const VERDICTS: &[&str] = &["met", "not_met", "undetermined", "not_applicable"];

/// Writes one rule set.
pub struct Writer<'r> {
    random: &'r mut Random,
    text: String,
    indicators: usize,
    below: usize,
    /// Criteria so far, and whether each has a verdict and a score.
    criteria: Vec<(String, bool, bool)>,
    /// Nothing looks at other units.
    flat: bool,
}

/// At which level an expression stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    District,
    Commune,
}

/// A rule set.
pub fn write(random: &mut Random) -> String {
    rules(random, false)
}

/// A rule set in which nothing looks at other units: for single records.
pub fn write_flat(random: &mut Random) -> String {
    rules(random, true)
}

fn rules(random: &mut Random, flat: bool) -> String {
    let mut writer = Writer { random, text: String::new(), indicators: 0, below: 0, criteria: Vec::new(), flat };
    writer.all();
    writer.text
}

impl Writer<'_> {
    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn all(&mut self) {
        let on = if self.random.chance(20) { self.on() } else { String::new() };
        self.line(&format!("ruleset generated \"Generated\" {{ applies 2022..2024  evaluates district {on} }}"));
        self.line("level province\nlevel district within province\nlevel commune within district\nlevel hamlet within commune");
        self.line("input v0 of province : number");
        self.line("category kind ordered { low \"Low\", middle \"Middle\", high \"High\" }");
        self.line("assessment panel { by self_score \"Own\"  by first \"First\"  by second \"Second\"  settle self_score else agreement of first, second else disputed }");
        for i in 0..NUMBERS {
            self.line(&format!("input n{i} : number"));
        }
        self.line(
            "input w0 : count in 0..1000\ninput r0 : ratio in 0%..100% { given as percent }\ninput y0, y1 : yes_no",
        );
        self.line("input a0 : number { assessed panel }\ninput a1 : yes_no { assessed panel }");
        self.line("input k0 : kind\ninput d0, d1 : date");
        for i in 0..BELOW {
            self.line(&format!("input m{i} of commune : number"));
        }
        self.line("input z0 of commune : yes_no");
        let (a, b, c) = (self.literal(), self.literal(), self.literal());
        self.line(&format!("parameter p0 {{ 2022: {a}  2023: {b}  2024: {c} }}"));
        for _ in 0..self.random.below(3) {
            let e = self.number(At::Commune, 2);
            let i = self.below;
            self.below += 1;
            self.line(&format!("indicator j{i} of commune = {e}"));
        }
        for _ in 0..1 + self.random.below(5) {
            let e = self.number(At::District, 3);
            let i = self.indicators;
            self.indicators += 1;
            self.line(&format!("indicator i{i} = {e}"));
        }
        let groups = 1 + self.random.below(3);
        for g in 0..groups {
            self.group(&format!("g{g}"), 0, false);
        }
        for c in 0..self.random.below(2) {
            let clauses = self.criterion_clauses(false);
            self.line(&format!("criterion lone{c} {{ {clauses} }}"));
        }
        if self.random.chance(40) && !self.flat {
            self.index();
        }
        self.outcomes();
    }

    /// An index of normalised members, as spread over units or between goalposts.
    fn index(&mut self) {
        let score =
            self.random.of(&["weighted_mean", "weighted_mean", "mean", "geometric_mean", "min", "harmonic_mean"]);
        let normalise = self.random.of(&[
            "100 * position(value, min of value across district ignoring missing, max of value across district ignoring missing)",
            "1 + 99 * position(value, min of value across district, max of value across district)",
            "clamp(position(value, low, high), 0%, 100%)",
            "value",
        ]);
        let missing = self.random.of(&[
            "",
            "missing skip",
            "missing skip needing 50% of weight",
            "missing skip needing 2/3 of count",
            "missing zero",
        ]);
        self.line(&format!("group spread {{\n verdict none\n score {score}\n normalise {normalise}\n {missing}"));
        for n in 0..2 + self.random.below(4) {
            let lower = if self.random.chance(25) { " lower" } else { "" };
            let weight = self.random.of(&[" weight 1", " weight 2", " weight 3"]);
            let posts = self.random.of(&["0..100", "10..80", "-5..33.3"]);
            let weight = if matches!(score, "mean" | "min") { "" } else { weight };
            let _ = writeln!(self.text, " item n{n}{lower}{weight} goalposts {posts}");
        }
        self.line("}");
        if self.random.chance(50) {
            self.line("rank spread_order of district within province { by spread.score descending }");
        }
        if self.random.chance(40) {
            self.line("outcome spread_class {\n from spread.score { >= 80: good \"Good\"  >= 33.3: fair \"Fair\"  otherwise: weak \"Weak\" }\n}");
        }
    }

    fn literal(&mut self) -> String {
        self.random.of(LITERALS).to_owned()
    }

    fn on(&mut self) -> String {
        let mut out = String::new();
        for _ in 0..1 + self.random.below(2) {
            let (r, v) = (self.random.of(REASONS), self.random.of(VERDICTS));
            let _ = writeln!(out, "\n  on {r}: {v}");
        }
        out
    }

    fn leaf(&mut self, at: At) -> String {
        if at == At::Commune {
            return match self.random.below(10) {
                0 => self.literal(),
                1 => format!("n{}", self.random.below(NUMBERS)),
                2 if self.below > 0 => format!("j{}", self.random.below(self.below)),
                _ => format!("m{}", self.random.below(BELOW)),
            };
        }
        match self.random.below(14) {
            0..=2 => self.literal(),
            3 => "w0".into(),
            4 => "p0".into(),
            5 => {
                if self.random.chance(40) && !self.flat {
                    "v0".into()
                } else {
                    "a0".into()
                }
            }
            6 if self.indicators > 0 => format!("i{}", self.random.below(self.indicators)),
            _ => format!("n{}", self.random.below(NUMBERS)),
        }
    }

    fn number(&mut self, at: At, depth: usize) -> String {
        if depth == 0 {
            return self.leaf(at);
        }
        let d = depth - 1;
        match self.random.below(30) {
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
            26 => match self.random.below(if self.flat { 2 } else { 4 }) {
                0 => format!("previous({})", self.leaf(at)),
                1 => format!("latest({}, 2)", self.leaf(at)),
                2 => format!("interpolated({})", self.leaf(at)),
                _ => format!("({} at 2022)", self.leaf(at)),
            },
            27 => match self.random.below(8) + if self.flat { 8 } else { 0 } {
                0 => format!("geometric_mean({}, {})", self.leaf(at), self.leaf(at)),
                1 => format!("harmonic_mean({}, {})", self.leaf(at), self.leaf(at)),
                2 => format!("sqrt({})", self.leaf(at)),
                3 => format!("root({}, 3)", self.leaf(at)),
                _ => format!("median({}, {}, {})", self.number(at, d), self.number(at, d), self.number(at, d)),
            },
            _ if at == At::District && !self.flat => self.rollup(d),
            _ => self.leaf(at),
        }
    }

    fn table(&mut self, at: At, d: usize) -> String {
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

    fn rollup(&mut self, d: usize) -> String {
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
        match self.random.below(14) {
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

    fn condition(&mut self, at: At, depth: usize) -> String {
        let d = depth.saturating_sub(1);
        let number = |w: &mut Self| if depth == 0 { w.leaf(at) } else { w.number(at, d) };
        match self.random.below(if depth == 0 { 9 } else { 16 }) {
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
            9..=10 => format!("({} and {})", self.condition(at, d), self.condition(at, d)),
            11..=12 => format!("({} or {})", self.condition(at, d), self.condition(at, d)),
            13 => format!("(not {})", self.condition(at, d)),
            14 => format!("(10 <= {} <= 80)", number(self)),
            _ if at == At::District && self.flat => {
                format!("(share({}, {}) >= 50%)", self.condition(at, d.min(1)), self.condition(at, d.min(1)))
            }
            _ if at == At::District => {
                let (q, c) = (self.random.of(&["every", "some"]), self.condition(At::Commune, d.min(1)));
                match self.random.below(3) {
                    0 => format!("((share of commune where {c}) >= 80%)"),
                    1 => format!("(share({}, {}) >= 50%)", self.condition(at, d.min(1)), self.condition(at, d.min(1))),
                    _ => format!("({q} commune satisfies {c})"),
                }
            }
            _ => "z0".into(),
        }
    }

    fn leaf_input(&mut self, at: At) -> String {
        match at {
            At::Commune => format!("m{}", self.random.below(BELOW)),
            At::District => format!("n{}", self.random.below(NUMBERS)),
        }
    }

    fn criterion_clauses(&mut self, weighted: bool) -> String {
        let mut out = String::new();
        let measured = self.random.chance(80);
        if self.random.chance(20) {
            let _ = writeln!(out, "\n  applies when {}", self.condition(At::District, 1));
        }
        if measured {
            let measure = match self.random.below(4) {
                0 => self.leaf_input(At::District),
                1 => format!("{} / {}", self.leaf_input(At::District), self.leaf_input(At::District)),
                _ => self.number(At::District, 3),
            };
            let _ = writeln!(out, "\n  measure {measure}");
            let s = self.random.of(&[">=", ">", "<=", "<"]);
            let bound = |w: &mut Self| if w.random.chance(85) { w.literal() } else { w.leaf_input(At::District) };
            match self.random.below(6) {
                0 => {
                    let (a, b) = (self.literal(), self.literal());
                    let _ = writeln!(
                        out,
                        "  target {{ 2022: {s} {a}\n  2024: {s} {b}\n  between {} }}",
                        self.random.of(&["hold", "linear", "none"])
                    );
                }
                1 => {
                    let a = bound(self);
                    let _ =
                        writeln!(out, "  target 2022..2023: {s} {a}\n    after {}", self.random.of(&["hold", "none"]));
                }
                2 => {
                    let (c, a, b) = (self.condition(At::District, 1), bound(self), bound(self));
                    let _ = writeln!(out, "  target when {c} 2022..2024: {s} {a}\n  target 2022..2024: {s} {b}");
                }
                3 => {
                    let _ = writeln!(out, "  target 2022..2024: in 10..80");
                }
                _ => {
                    let a = bound(self);
                    let _ = writeln!(out, "  target 2022..2024: {s} {a}");
                }
            }
        } else {
            let _ = writeln!(out, "\n  met when {}", self.condition(At::District, 2));
        }
        if self.random.chance(10) {
            let _ = writeln!(
                out,
                "  due {}",
                self.random.of(&["date(year, 6, 30)", "year_end(year)", "d1", "year_end(year + 1)"])
            );
        }
        if true {
            let max = self.random.of(&["10", "5", "2.5", "20"]);
            let capped = if self.random.chance(60) { " capped" } else { "" };
            match self.random.below(4) {
                0..=1 => {
                    let _ = writeln!(out, "  score max {max} points when met");
                }
                2 => {
                    let e = self.number(At::District, 2);
                    let _ = writeln!(out, "  score max {max} points{capped} = {max} points * {e} / 100");
                }
                _ => {
                    let e = self.number(At::District, 2);
                    let low = self.random.of(&["0", "1", "2.5"]);
                    let _ = writeln!(
                        out,
                        "  score max {max} points{capped} from {e} {{ >= 80: {max} points  >= 50: {low} points  otherwise: 0 points }}"
                    );
                }
            }
            if self.random.chance(20) {
                let _ = writeln!(out, "  bonus 1 points when {}", self.condition(At::District, 1));
            }
            if self.random.chance(15) {
                let _ = writeln!(out, "  deduct 0.5 points");
            }
            if self.random.chance(15) {
                let _ = writeln!(
                    out,
                    "  adjust {}",
                    self.random.of(&["round(score, 0.5 points, half_up)", "score * 50%", "min(score, 4 points)"])
                );
            }
        }
        if self.random.chance(12) {
            let _ = writeln!(out, "  gate \"Gate\": {}", self.condition(At::District, 1));
        }
        if weighted {
            let _ = writeln!(out, "  weight {}", self.random.of(&["1", "2", "3", "0"]));
        }
        if self.random.chance(15) {
            let _ = writeln!(out, "  not_applicable {}", self.random.of(&["excluded", "zero", "full"]));
        }
        if self.random.chance(50) {
            out.push_str(&self.on());
        }
        out
    }

    fn group(&mut self, name: &str, depth: usize, outer: bool) {
        let verdict = self.random.of(&["every", "at least 1", "none"]);
        let plain: &[&str] = &["sum", "sum", "sum", "mean", "weighted_mean", "min", "max", "median", "count"];
        let all: &[&str] = &[
            "sum",
            "sum",
            "mean",
            "weighted_mean",
            "weighted_mean",
            "geometric_mean",
            "harmonic_mean",
            "min",
            "max",
            "median",
            "count",
        ];
        let score = self.random.of(if self.flat { plain } else { all });
        let weighted = matches!(score, "weighted_mean" | "geometric_mean" | "harmonic_mean");
        self.line(&format!("group {name} {{\n  verdict {verdict}\n  score {score}"));
        if self.random.chance(50) {
            let how = self.random.of(&["not_applicable excluded", "not_applicable zero", "not_applicable full"]);
            self.line(&format!("  {how}"));
        }
        match self.random.below(6) {
            0 => self.line("  missing skip"),
            1 => self.line("  missing skip needing 50% of count"),
            2 => self.line("  missing zero"),
            _ => {}
        }
        if self.random.chance(30) {
            let on = self.on();
            self.line(&on);
        }
        if self.random.chance(15) {
            let c = self.condition(At::District, 1);
            self.line(&format!("  gate \"Gate\": {c}"));
        }
        if self.random.chance(15) && score == "sum" {
            self.line("  round to 0.5 points half_even");
        }
        if outer {
            self.line("  weight 2");
        }
        for c in 0..1 + self.random.below(4) {
            if depth < 1 && self.random.chance(15) {
                self.group(&format!("{name}_{c}"), depth + 1, weighted);
                continue;
            }
            let clauses = self.criterion_clauses(weighted);
            let item = format!("{name}_c{c}");
            self.line(&format!("criterion {item} {{ {clauses} }}"));
            self.criteria.push((item, true, clauses.contains("score max")));
        }
        self.line("}");
    }

    fn outcomes(&mut self) {
        let names: Vec<String> = self.criteria.iter().map(|c| c.0.clone()).collect();
        let scored: Vec<String> = self.criteria.iter().filter(|c| c.2).map(|c| c.0.clone()).collect();
        let one = |random: &mut Random, all: &[String]| all.get(random.below(all.len())).cloned();
        if let Some(a) = one(self.random, &names) {
            let c = self.condition(At::District, 1);
            let on = if self.random.chance(30) { self.on() } else { String::new() };
            self.line(&format!(
                "outcome recognition \"Recognition\" {{\n require first: {a}.met\n require second: {c}\n{on} }}"
            ));
        }
        if let Some(s) = one(self.random, &scored) {
            let (c, d) = (self.condition(At::District, 1), self.condition(At::District, 1));
            let mut steps = String::new();
            if self.random.chance(50) {
                let _ = writeln!(steps, "  at most fair when {c}");
            }
            if self.random.chance(30) {
                let _ = writeln!(steps, "  downgrade 1 when {d}");
            }
            self.line(&format!("outcome class \"Class\" {{\n from {s}.score {{ >= 8 points: good \"Good\"  >= 2.5 points: fair \"Fair\"  otherwise: weak \"Weak\" }}\n{steps} }}"));
            if self.flat {
                return;
            }
            let ties = self.random.of(&["shared", "dense", "max", "mean"]);
            self.line(&format!(
                "rank order \"Order\" of district {{ by {s}.score descending  then by n0 ascending  ties {ties} }}"
            ));
        }
        if self.random.chance(40) && !self.flat {
            let c = self.condition(At::District, 1);
            self.line(&format!("state status \"Status\" : kind {{ first low\n from {{ when {c}: high\n when prior = kind.high: middle\n otherwise: prior }} }}"));
        }
    }
}
