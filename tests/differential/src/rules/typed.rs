//! What has a type: quantities, ratios, dates, years, categories, logs and roots, other assessors' values. Each gives a plain
//! number or a condition to the formulas around it.

use super::{At, LITERALS, SIGNS, Writer};

/// Reasons that a condition may ask for.
const ASKED: &[&str] = &[
    "absent",
    "invalid",
    "no_history",
    "no_target",
    "zero_base",
    "out_of_domain",
    "disputed",
    "not_applicable",
    "not_due",
];

impl Writer<'_> {
    /// Names for what follows: units of money and households, inputs of every type, a cited document.
    pub(super) fn typed_declarations(&mut self) {
        self.line("document decree \"Decree\" { number \"1/2024\" issuer \"The government\" date 2024-03-20 file \"decree.pdf\" url \"https://example.org\" note \"Made up.\" }");
        self.line("unit dong \"đồng\"\nunit trieu \"triệu\" = 1_000_000 dong\nunit ho \"hộ\"");
        self.line("category colour { red \"Red\", green \"Green\" }");
        self.line("assessment other { by first \"First\"  by second \"Second\"  settle second else first }");
        self.line(
            "input q0 : number dong\ninput q1 : number trieu in 0 trieu..100 trieu \"Money\" { note \"In millions.\" }",
        );
        self.line("input q2 : count ho\ninput q3 : number trieu/ho\ninput u0 : ratio { given as fraction  optional  source decree \"Annex\" }");
        self.line("input t0 : year\ninput k1 : colour\ninput c0 of district, commune : number in ..1000\ninput a2 : ratio { assessed other }");
        self.line("input e0 : number points\nparameter p1 = 1.5 trieu\nparameter p2 2022..: 33.3");
        let (a, b) = (self.literal(), self.literal());
        let gap = self.random.of(&["hold", "none"]);
        self.line(&format!("parameter p3 {{ 2023: {a}  before {gap}  after hold }}\nparameter p4 {{ 2022: {b}  2024: {a}  between linear }}"));
    }

    /// A number without unit that comes from something that has one.
    pub(super) fn of_typed(&mut self, at: At, d: usize) -> String {
        match self.random.below(10) {
            0..=5 => {
                let factor = self.random.of(&["100", "1", "10", "0.5"]);
                format!("({factor} * {})", self.ratio(at, d))
            }
            6 => self.random.of(&["p2", "p3", "p4"]).into(),
            7 => format!(
                "(from {{ when k1 = colour.red: {}  when k0 >= kind.middle: {}  otherwise: {} }})",
                self.literal(),
                self.leaf(at),
                self.literal()
            ),
            8 => {
                let (r, a, b) = (self.ratio(at, d), self.leaf(at), self.literal());
                format!("(from {r} {{ in 50%..80%: {a}  > 80%: {b}  in ..10%: 2  otherwise: 1 }})")
            }
            _ if at == At::District => {
                self.random.of(&["c0", "(-n1)", "(e0 / 1 points * 10)", "(n0 ^ -1)", "sum(n0, n1, 2)"]).into()
            }
            _ => "c0".into(),
        }
    }

    /// A ratio.
    pub(super) fn ratio(&mut self, at: At, d: usize) -> String {
        let d = d.saturating_sub(1);
        match self.random.below(if self.flat { 13 } else { 19 }) {
            0..=1 => "r0".into(),
            2 => "u0".into(),
            3..=4 => format!("({} / {})", self.quantity(at), self.quantity(at)),
            5 => format!("share({}, {})", self.condition(at, d.min(1)), self.condition(at, d.min(1))),
            6 => format!("position({}, {}, {})", self.leaf(at), self.literal(), self.leaf(at)),
            7 => self.random.of(&["(r0 - 10%)", "(r0 * 50% + u0)", "max(r0, u0)", "(100% - r0)", "a2"]).into(),
            8 => self.percent(),
            9 => format!("growth({})", self.leaf_input(at)),
            10..=12 => self.real(at),
            13 | 14 if at == At::District => match self.random.below(3) {
                0 => format!("(share of commune where {})", self.condition(At::Commune, d.min(1))),
                1 => format!(
                    "(share of commune where {} among {})",
                    self.condition(At::Commune, 0),
                    self.condition(At::Commune, 0)
                ),
                _ => "(mean of r0 across district ignoring missing)".into(),
            },
            13..=14 => "r0".into(),
            15 => format!("({} by {})", "a2", self.random.of(&["first", "second"])),
            16 => format!("(growth({}) - 10%)", self.leaf(at)),
            _ => format!("({} / {})", self.quantity(at), self.quantity(at)),
        }
    }

    pub(super) fn percent(&mut self) -> String {
        self.random.of(&["80%", "50%", "99.9%", "10%", "100%", "0%", "33.3%", "12.25%"]).into()
    }

    /// A number that may be irrational, as a ratio. Its arguments are kept small: a power of a thousand digits is slow, not wrong.
    fn real(&mut self, at: At) -> String {
        let x = self.leaf(at);
        match self.random.below(8) {
            0 => format!("ln(abs({x}) + 1)"),
            1 => format!("ln({x})"),
            2 => format!("exp(clamp({x} / 10, 0, 5))"),
            3 => format!("power(clamp({x}, 0, 1000), 0.5)"),
            4 => format!("power(clamp({x}, 1, 100), {})", self.random.of(&["1.5", "2", "-1"])),
            5 => format!("root({x}, {})", self.random.of(&["2", "3", "4"])),
            _ => format!("sqrt({x})"),
        }
    }

    /// An amount of money.
    pub(super) fn quantity(&mut self, at: At) -> String {
        match self.random.below(if self.flat || at == At::Commune { 10 } else { 13 }) {
            0..=1 => "q0".into(),
            2 => "q1".into(),
            3 => format!("{} dong", self.literal()),
            4 => format!("{} trieu", self.literal()),
            5 => "(q0 + q1)".into(),
            6 => "(q2 * q3)".into(),
            7 => self.random.of(&["(q1 * r0)", "max(q0, q1)", "(q0 - 0.00005 trieu)", "abs(q0)", "p1"]).into(),
            8 => format!(
                "round(q{}, {} dong, {})",
                self.random.below(2),
                self.random.of(&["5", "0.1", "1000"]),
                self.random.of(super::MODES)
            ),
            9 => "(q1 * 100 / 3)".into(),
            10 => "(sum of q0 across district ignoring missing)".into(),
            11 => "(mean of q1 across district)".into(),
            _ => "previous(q0)".into(),
        }
    }

    /// A condition on something that has a type.
    pub(super) fn typed_condition(&mut self, at: At, d: usize) -> String {
        let sign = self.random.of(SIGNS);
        match self.random.below(12) {
            0 => format!("({} {sign} {})", self.quantity(at), self.quantity(at)),
            1..=2 => format!("({} {sign} {})", self.ratio(at, d), self.percent()),
            3 => format!("({} in {})", self.leaf(at), self.random.of(&["10..80", "..79.99", "33.3..", "0..0"])),
            4 => format!("({} is {})", self.leaf(at), self.random.of(ASKED)),
            5 => self.random.of(&["(k1 = colour.red)", "(k1 != colour.green)", "(k0 = kind.low)"]).into(),
            6 => format!(
                "({} {sign} {})",
                self.random.of(&["t0", "year", "year_of(d0)"]),
                self.random.of(&["year - 1", "year", "t0", "year_of(d1)"])
            ),
            7 => format!(
                "(d0 {sign} {})",
                self.random.of(&[
                    "2023-06-30",
                    "month_end(year, 6)",
                    "year_end(year - 1)",
                    "as_of",
                    "d1 + 2 days",
                    "as_of - 184 days"
                ])
            ),
            8 => self.random.of(&["(y0 = yes)", "(y1 != y0)", "(a1 by first)", "(a1 by second = no)"]).into(),
            9 => format!("(a0 by first {sign} a0 by second)"),
            10 => format!("({} otherwise {} > {})", self.leaf(at), self.literal(), self.literal()),
            _ => format!("({} {sign} {})", self.real(at), self.percent()),
        }
    }

    /// A target of a measure that has a type.
    pub(super) fn typed_target(&mut self) -> (String, String) {
        let sign = self.random.of(&[">=", ">", "<=", "<"]);
        match self.random.below(6) {
            0 => ("y0".into(), self.random.of(&["yes", "no"]).into()),
            1 => ("k0".into(), self.random.of(&[">= kind.middle", "kind.high", "!= kind.low"]).into()),
            2 => ("k1".into(), "colour.green".into()),
            3 => (self.quantity(At::District), format!("{sign} {} trieu", self.random.of(LITERALS))),
            _ => (self.ratio(At::District, 2), format!("{sign} {}", self.percent())),
        }
    }
}
