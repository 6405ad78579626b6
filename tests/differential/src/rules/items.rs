//! Criteria, groups, indices, outcomes, states, ranks.

use super::{At, Writer};
use crate::random::Random;
use std::fmt::Write as _;

impl Writer<'_> {
    /// An index of normalised members, as spread over units or between goalposts.
    pub(super) fn index(&mut self) {
        let score =
            self.random.of(&["weighted_mean", "weighted_mean", "mean", "geometric_mean", "min", "harmonic_mean"]);
        let normalise = self.random.of(&[
            "100 * position(value, min of value across district ignoring missing, max of value across district ignoring missing)",
            "1 + 99 * position(value, min of value across district, max of value across district)",
            "clamp(position(value, low, high), 0%, 100%)",
            "value",
            "100 * position(value, low, goal)",
        ]);
        let ratio = normalise.starts_with("clamp");
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
            let goal = if normalise.contains("goal") || self.random.chance(10) { " target 90" } else { "" };
            if self.random.chance(20) {
                let _ = writeln!(
                    self.text,
                    " item n{n} \"Member\" {{{lower}{weight} goalposts {posts}{goal} note \"In a block.\" }}"
                );
                continue;
            }
            let lower = if lower.is_empty() { self.random.of(&["", "", " higher"]) } else { lower };
            let _ = writeln!(self.text, " item n{n}{lower}{weight} goalposts {posts}{goal}");
        }
        if score == "mean" && self.random.chance(60) {
            let inner = self.random.of(&[
                "power_mean 1/2",
                "geometric_mean to 0.01 half_even",
                "mean_min_penalty 10%",
                "median",
                "geometric_mean",
            ]);
            let _ = writeln!(
                self.text,
                " group inner {{ score {inner}  missing strict  item i0 goalposts 0..100 target 80  item n5 lower goalposts 0..100 target 80 }}"
            );
        }
        self.line("}");
        if self.random.chance(50) {
            self.line("rank spread_order of district within province { by spread.score descending }");
        }
        if self.random.chance(40) {
            let (a, b) = if ratio { ("80%", "33.3%") } else { ("80", "33.3") };
            self.line(&format!("outcome spread_class {{\n from spread.score {{ >= {a}: good \"Good\"  >= {b}: fair \"Fair\"  otherwise: weak \"Weak\" }}\n}}"));
        }
    }

    pub(super) fn criterion_clauses(&mut self, weighted: bool) -> String {
        let mut out = String::new();
        let measured = self.random.chance(80);
        let typed = measured && self.random.chance(25);
        let mut one_target = false;
        if self.random.chance(20) {
            let _ = writeln!(out, "\n  applies when {}", self.condition(At::District, 1));
        }
        if typed {
            let (measure, bound) = self.typed_target();
            let _ = writeln!(out, "\n  measure {measure}\n  target 2022..2024: {bound}");
        } else if measured {
            let measure = match self.random.below(4) {
                0 => self.leaf_input(At::District),
                1 => format!("{} / {}", self.leaf_input(At::District), self.leaf_input(At::District)),
                _ => self.number(At::District, 3),
            };
            let _ = writeln!(out, "\n  measure {measure}");
            let s = self.random.of(&[">=", ">", "<=", "<"]);
            let bound = |w: &mut Self| if w.random.chance(85) { w.literal() } else { w.leaf_input(At::District) };
            let form = self.random.below(6);
            one_target = !matches!(form, 2 | 3);
            match form {
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
                    let range = self.random.of(&["10..80", "33.3..", "..79.99"]);
                    let _ = writeln!(out, "  target 2022..2024: in {range}");
                }
                4 => {
                    let (s, a) = (self.random.of(&["=", "!=", ">="]), self.literal());
                    let _ = writeln!(
                        out,
                        "  target {{ 2023..: {s} {a} source decree \"Article 3\"\n    before {} }}",
                        self.random.of(&["hold", "none"])
                    );
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
        if self.scored || self.random.chance(90) {
            let max = self.random.of(&["10", "5", "2.5", "20"]);
            let capped = if self.random.chance(60) { " capped" } else { "" };
            match self.random.below(4) {
                0..=1 => {
                    let _ = writeln!(out, "  score max {max} points when met");
                }
                2 => {
                    let e = if measured && !typed && self.random.chance(50) {
                        "measure".into()
                    } else {
                        self.number(At::District, 2)
                    };
                    let e = if one_target && self.random.chance(20) { format!("({e} - target)") } else { e };
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
                let when = if self.random.chance(70) {
                    format!(" when {}", self.condition(At::District, 1))
                } else {
                    String::new()
                };
                let _ = writeln!(out, "  bonus 1 points{when}");
            }
            if self.random.chance(15) {
                let when = if self.random.chance(50) {
                    format!(" when {}", self.condition(At::District, 1))
                } else {
                    String::new()
                };
                let _ = writeln!(out, "  deduct 0.5 points{when}");
            }
            if self.random.chance(15) {
                let _ = writeln!(
                    out,
                    "  adjust {}",
                    self.random.of(&[
                        "round(score, 0.5 points, half_up)",
                        "score * 50%",
                        "min(score, 4 points)",
                        "score * 2 max max * 2",
                        "score + 10% * max",
                    ])
                );
            }
        }
        if self.random.chance(12) {
            let label = self.random.of(&[" \"Gate\"", ""]);
            let _ = writeln!(out, "  gate{label}: {}", self.condition(At::District, 1));
        }
        if self.random.chance(10) {
            let _ = writeln!(
                out,
                "  code \"1.a\"\n  source decree \"Article 1\"\n  note \"Read so.\"\n  label en \"In English\"\n  judged by \"The council\""
            );
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

    pub(super) fn group(&mut self, name: &str, depth: usize, outer: bool) {
        let verdict =
            self.random.of(if depth == 0 { &["every", "at least 1", "none"] } else { &["every", "at least 1"] });
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
            "power_mean 2",
            "power_mean 1/2",
            "mean_min_penalty 0.5",
            "geometric_mean to 0.1% half_up",
        ];
        // What a group makes of its members must be alike.
        let score = match (depth, self.random.of(if self.flat { plain } else { all })) {
            (0, any) => any,
            _ => "sum",
        };
        let weighted = matches!(score, "weighted_mean" | "geometric_mean" | "harmonic_mean" | "power_mean 2");
        self.line(&format!("group {name} {{\n  verdict {verdict}\n  score {score}"));
        if self.random.chance(50) {
            let how = self.random.of(&["not_applicable excluded", "not_applicable zero", "not_applicable full"]);
            self.line(&format!("  {how}"));
        }
        match self.random.below(7) {
            3 => self.line("  missing strict"),
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
        if self.random.chance(25) && score == "sum" {
            let more = self.random.of(&[
                "  round to 0.5 points half_even",
                "  round to 1 points floor",
                "  bonus 1 points when n0 > 50",
                "  deduct 2 points",
                "  adjust score * 50% max max * 50%",
                "  expect max 1000 points",
                "  gate: n1 >= 10",
            ]);
            self.line(more);
        }
        if outer {
            self.line("  weight 2");
        }
        for c in 0..1 + self.random.below(4) {
            if depth < 1 && c > 0 && matches!(score, "sum" | "min" | "max") && self.random.chance(30) {
                self.group(&format!("{name}_{c}"), depth + 1, weighted);
                continue;
            }
            self.scored = c == 0;
            let clauses = self.criterion_clauses(weighted);
            self.scored = false;
            let item = format!("{name}_c{c}");
            self.line(&format!("criterion {item} {{ {clauses} }}"));
            self.criteria.push((item, clauses.contains("measure "), clauses.contains("score max")));
        }
        self.line("}");
        if depth == 0 {
            self.groups.push((name.to_owned(), verdict != "none"));
        }
    }

    pub(super) fn outcomes(&mut self) {
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
            if self.random.chance(30) {
                let _ = writeln!(steps, "  at least fair when {}", self.condition(At::District, 1));
            }
            if self.random.chance(20) {
                let _ =
                    writeln!(steps, "  upgrade {} when {}", 1 + self.random.below(2), self.condition(At::District, 1));
            }
            let quota = self.random.chance(40) && !self.flat;
            if quota {
                let most = self.random.of(&["20%", "50%", "10%", "3", "0%", "100%"]);
                let of = self.random.of(&[" of district", ""]);
                let _ = writeln!(steps, "  quota good at most {most}{of} by order");
                if self.random.chance(40) {
                    let _ = writeln!(steps, "  quota fair at most 30% of district by order");
                }
            }
            if self.random.chance(20) {
                steps.push_str(&self.on());
            }
            self.line(&format!("outcome class \"Class\" {{\n from {s}.score {{ >= 8 points: good \"Good\"  >= 2.5 points: fair \"Fair\"  otherwise: weak \"Weak\" }}\n{steps} }}"));
            if self.flat {
                return;
            }
            let ties = self.random.of(&["shared", "dense", "max", "mean"]);
            let within = self.random.of(&["", "", " within province", " where n1 > 10", " within province where y0"]);
            let within = if quota { "" } else { within };
            let then = self.random.of(&["", "  then by n0 ascending", "  then by q0 descending  then by n1 ascending"]);
            self.line(&format!(
                "rank order \"Order\" of district{within} {{ by {s}.score descending{then}  ties {ties} }}"
            ));
            self.ranked = true;
        }
        if self.random.chance(40) && !self.flat {
            let c = self.condition(At::District, 1);
            self.remembers = true;
            self.line(&format!("state status \"Status\" : kind {{ first low\n from {{ when {c}: high\n when prior = kind.high: middle\n otherwise: prior }} }}"));
        }
    }
}
