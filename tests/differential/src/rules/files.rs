//! Rule sets of several files: versions, modules; and variants and tests of one.

use super::{At, Writer};
use crate::random::Random;
use std::fmt::Write as _;

/// Rules as files, and how they are to be compiled.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// The main file.
    pub text: String,
    /// The files that it names.
    pub others: Vec<(&'static str, String)>,
    /// The variant to compile.
    pub variant: Option<String>,
    /// Something looks at all units for each unit.
    pub heavy: bool,
}

impl Rules {
    /// The text of a file that rules name.
    pub fn source(&self, name: &str) -> Option<String> {
        self.others.iter().find(|(n, _)| *n == name).map(|(_, text)| text.clone())
    }
}

impl std::fmt::Display for Rules {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.text)?;
        if let Some(variant) = &self.variant {
            writeln!(f, "// compiled as the variant {variant}")?;
        }
        self.others.iter().try_for_each(|(name, text)| writeln!(f, "// {name}\n{text}"))
    }
}

/// Rules of one file or several.
pub fn write_files(random: &mut Random) -> Rules {
    let form = random.below(20);
    let mut writer = Writer::new(random, false);
    match form {
        0..=3 => {
            writer.all(2023);
            writer.before = std::mem::take(&mut writer.text);
            writer.amendment();
            Rules { text: writer.text, others: vec![("base.mile", writer.before)], variant: None, heavy: writer.heavy }
        }
        4..=6 => {
            writer.all(2024);
            let other = std::mem::take(&mut writer.text);
            writer.user();
            Rules { text: writer.text, others: vec![("other.mile", other)], variant: None, heavy: writer.heavy }
        }
        7..=9 => {
            writer.all(2024);
            writer.variant();
            let variant = writer.random.chance(80).then(|| "otherwise_so".to_owned());
            Rules { text: writer.text, others: Vec::new(), variant, heavy: writer.heavy }
        }
        10 => {
            writer.all(2024);
            let text = writer
                .text
                .replace("applies 2022..2024", "applies 2022..")
                .replace("2022..2024: ", "2022..: ")
                .replace("  2024: ", "  2024..: ");
            Rules { text, others: Vec::new(), variant: None, heavy: writer.heavy }
        }
        _ => {
            writer.all(2024);
            if writer.random.chance(20) {
                writer.tests();
            }
            Rules { text: writer.text, others: Vec::new(), variant: None, heavy: writer.heavy }
        }
    }
}

impl Writer<'_> {
    /// A criterion that nothing else reads.
    fn unread(&self) -> Option<String> {
        let read = |name: &str| {
            self.base().matches(&format!("{name} ")).count() + self.base().matches(&format!("{name}.")).count()
        };
        self.criteria.iter().map(|c| c.0.clone()).find(|name| read(name) == 1)
    }

    /// The text that changes are made to.
    fn base(&self) -> &str {
        if self.text.is_empty() { &self.before } else { &self.text }
    }

    /// The version of 2024: what is written so far, changed.
    fn amendment(&mut self) {
        let on = if self.random.chance(30) { self.on() } else { String::new() };
        let carry = self.random.of(&["carry targets from 2023", "carry targets from 2022", ""]);
        let mut head = format!(
            "ruleset generated \"Changed\" amends \"base.mile\" {{ applies 2024..2024  {carry}  source decree \"Article 9\"{on} }}\n"
        );
        self.changes(&mut head, "");
        let c = self.condition(At::District, 1);
        let _ = writeln!(head, "indicator new0 = if {c} then 1 else 0");
        if let Some((group, _)) = self.groups.first().cloned()
            && self.random.chance(60)
        {
            let clauses = self.criterion_clauses(true);
            let _ = writeln!(head, "add to {group} criterion new1 {{ {clauses}\n source decree \"Article 4\" }}");
        }
        self.text = head;
    }

    /// Amendments and a repeal.
    fn changes(&mut self, out: &mut String, indent: &str) {
        let source = "source decree \"Article 2\"";
        if let Some(gone) = self.unread()
            && self.random.chance(50)
        {
            let _ = writeln!(out, "{indent}repeal criterion {gone} {source}");
            self.criteria.retain(|c| c.0 != gone);
        }
        if let Some((name, ..)) = self.criteria.iter().find(|c| c.1).cloned()
            && self.random.chance(70)
        {
            let (s, a) = (self.random.of(&[">=", "<", ">"]), self.literal());
            let (m, on) = (self.number(At::District, 1), self.on());
            let _ = writeln!(
                out,
                "{indent}amend criterion {name} {{ {source}\n measure {m}\n target 2022..2024: {s} {a}\n {on} }}"
            );
        }
        if let Some((name, _)) = self.groups.last().cloned()
            && self.random.chance(50)
        {
            let verdict = self.random.of(&["every", "at least 1"]);
            let how = self.random.of(&["excluded", "zero", "full"]);
            let _ =
                writeln!(out, "{indent}amend group {name} {{ {source}\n verdict {verdict}\n not_applicable {how} }}");
        }
        if self.random.chance(50) {
            let e = format!("n0 + {}", self.literal());
            let _ = writeln!(out, "{indent}amend indicator i0 = {e} {{ {source} }}");
        }
        if self.random.chance(50) {
            let a = self.literal();
            let (name, value) = match self.random.below(3) {
                0 => ("p0", format!("{{ 2022..2024: {a}\n {source} }}")),
                1 => ("p0", format!("= {a} {{ {source} }}")),
                _ => ("p2", format!("= {a} {{ {source} }}")),
            };
            let _ = writeln!(out, "{indent}amend parameter {name} {value}");
        }
        if self.base().contains("outcome recognition") && self.random.chance(40) {
            let c = self.condition(At::District, 1);
            let _ = writeln!(out, "{indent}amend outcome recognition {{ {source}\n require third: {c} }}");
        }
        if self.base().contains("group spread")
            && self.base().contains("score weighted_mean\n normalise")
            && self.random.chance(50)
        {
            let _ = writeln!(out, "{indent}amend item n0 {{ weight 5\n {source} }}");
        }
        if self.ranked && self.random.chance(50) {
            let _ = writeln!(
                out,
                "{indent}amend rank order \"Order\" of district {{ by n2 descending  then by n3 ascending  ties dense  {source} }}"
            );
        }
        if self.remembers && self.random.chance(50) {
            let c = self.condition(At::District, 1);
            let _ = writeln!(
                out,
                "{indent}amend state status \"Status\" : kind {{ first low\n from {{ when {c}: middle\n otherwise: prior }}\n {source} }}"
            );
        }
    }

    fn variant(&mut self) {
        let mut out = String::from("variant otherwise_so \"Otherwise\" {\n");
        self.changes(&mut out, " ");
        let n = self.literal();
        let _ = writeln!(out, " amend indicator i{} = n1 * {n}\n}}", self.indicators.saturating_sub(1).max(1));
        if self.indicators < 2 {
            out = out.replace(&format!(" amend indicator i1 = n1 * {n}\n"), "");
        }
        self.text.push_str(&out);
    }

    /// A file that uses what is written so far as a module.
    fn user(&mut self) {
        self.line("ruleset user \"User\" { applies 2022..2024  evaluates district }\nuse \"other.mile\" as o");
        self.line("level province\nlevel district within province\nlevel commune within district\nlevel hamlet within commune");
        self.line("input n0, n1 : number\ninput x0 : number\ninput m0 of commune : number");
        let Some((any, _, _)) = self.criteria.first().cloned() else { return };
        let (a, s) = (self.literal(), self.random.of(&[">=", "<", ">"]));
        self.line(&format!("indicator i0 = o.i0 + n0 - x0\ncriterion c0 {{ measure i0\n target 2022..2024: {s} {a}\n score max 3 points when met }}"));
        self.line(&format!("criterion c1 {{ met when o.{any}.met\n score max 2 points when met }}"));
        self.line("group shares { verdict none\n score weighted_mean\n expect weights 100%\n item n0 weight 60%\n item n1 weight 40% }");
        self.line("group all { verdict every\n score sum\n expect 2 criteria\n expect max 6 points\n criterion c2 { measure o.n2 - (mean of o.m1 over commune ignoring missing)\n target 2022..2024: >= 10\n score max 5 points when met }\n criterion c3 { met when (o.p0 at 2022) < n1\n score max 1 points when met } }");
        if let Some((group, _)) = self.groups.first().cloned() {
            self.line(&format!("indicator i1 = if o.{group}.score is missing then 0 else 1"));
        }
        if self.ranked {
            self.line("indicator i2 = o.order");
        }
        if let Some((scored, ..)) = self.criteria.iter().find(|c| c.2).cloned() {
            self.line(&format!(
                "rank order of district {{ by o.{scored}.score descending  then by n0 ascending  ties shared }}"
            ));
            self.line("outcome class { from all.score { >= 8 points: good \"Good\"  otherwise: bad \"Bad\" }\n quota good at most 50% of district by order }");
            self.line("criterion c4 { met when o.class = o.class.good or o.class is missing }");
        }
    }

    /// Tests: that they compile is what is tried.
    fn tests(&mut self) {
        let Some((any, ..)) = self.criteria.first().cloned() else { return };
        let (a, b) = (self.literal(), self.literal());
        self.line(&format!("test \"one\" at 2024 as_of 2024-09-30 {{\n given {{ n0 = {a}  y0 = yes  k0 = kind.high  a0 by first = {b}  n1 = missing }}\n given at 2023 {{ n0 = {b} }}\n with 3 commune {{ m0 = {a}  z0 = yes }}\n with commune {{ m1 = {b} }}\n expect i0 is missing\n expect i0 = {a}\n expect {any} = met\n expect {any} is absent\n}}"));
        self.line(&format!(
            "test \"two\" at 2023 from \"one\" {{\n recorded {{ {any}.verdict = met }}\n expect {any} = met\n}}"
        ));
    }
}
