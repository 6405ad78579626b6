//! Random rule sets that use what the language has.

mod expr;
mod files;
mod items;
mod results;
mod typed;

pub use files::{Rules, write_files};

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
    /// Groups so far, and whether each has a verdict.
    groups: Vec<(String, bool)>,
    /// Criteria of communes.
    lower: usize,
    /// There is a rank, a state.
    ranked: bool,
    remembers: bool,
    /// Nothing looks at other units.
    flat: bool,
    /// Something looks at all units for each unit.
    heavy: bool,
    /// What an amendment changes.
    before: String,
    /// The next criterion has a score.
    scored: bool,
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
    let mut writer = Writer::new(random, flat);
    writer.all(2024);
    writer.text
}

impl<'r> Writer<'r> {
    fn new(random: &'r mut Random, flat: bool) -> Self {
        Self {
            random,
            text: String::new(),
            indicators: 0,
            below: 0,
            criteria: Vec::new(),
            groups: Vec::new(),
            lower: 0,
            ranked: false,
            remembers: false,
            flat,
            heavy: false,
            before: String::new(),
            scored: false,
        }
    }
}

impl Writer<'_> {
    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// A rule set that is in force until that year.
    fn all(&mut self, until: i32) {
        let on = if self.random.chance(20) { self.on() } else { String::new() };
        let more = "  edition 1  language vi  version \"1\"  source decree  note \"Made up.\"  label en \"Generated\"";
        let more = if self.random.chance(25) { more } else { "" };
        let applies = format!("2022..{until}");
        self.line(&format!("ruleset generated \"Generated\" {{ applies {applies}  evaluates district {on}{more} }}"));
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
        self.typed_declarations();
        for i in 0..BELOW {
            self.line(&format!("input m{i} of commune : number"));
        }
        self.line("input z0 of commune : yes_no");
        let (a, b, c) = (self.literal(), self.literal(), self.literal());
        self.line(&format!("parameter p0 {{ 2022: {a}  2023: {b}  2024: {c} }}"));
        if !self.flat {
            self.results_below();
        }
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
        if self.random.chance(60) {
            self.results();
        }
    }

    fn literal(&mut self) -> String {
        self.random.of(LITERALS).to_owned()
    }

    fn on(&mut self) -> String {
        let mut out = String::new();
        for _ in 0..1 + self.random.below(2) {
            let (r, v) = (self.random.of(REASONS), self.random.of(VERDICTS));
            let also = self.random.of(&["", "", ", not_due", ", not_applicable"]);
            let _ = writeln!(out, "\n  on {r}{also}: {v}");
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
}
