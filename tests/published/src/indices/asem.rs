//! ASEM Sustainable Connectivity in the configurations of COINr: every normalised indicator, pillar, sub-index and index;
//! every rank; the panel within each year and over all years.

use crate::compare::Precision;
use crate::data::{Binder, Place, Sheet};
use crate::engine::{Engine, Results, compile, evaluate};
use crate::{Error, Line};
use milepost_core::number::Number;
use milepost_core::value::Value;
use std::path::Path;

const GROUPS: [&str; 11] =
    ["Physical", "ConEcFin", "Political", "Instit", "P2P", "Environ", "Social", "SusEcFin", "Conn", "Sust", "Index"];

/// Published configuration and the variant of the rules that is it.
const CONFIGURATIONS: [(&str, Option<&str>); 10] = [
    ("minmax_arith", None),
    ("minmax_arith_wunequal", Some("unequal")),
    ("minmax1_geom", Some("geometric")),
    ("minmax1_harm", Some("harmonic")),
    ("zscore_arith", Some("z_score")),
    ("prank_arith", Some("percentile")),
    ("goalposts_arith", Some("fixed_goalposts")),
    ("dist2targ_cap_arith", Some("to_target")),
    ("minmax_arith_thresh_2of3", Some("two_thirds")),
    ("minmax_arith_thresh_100_50_50", Some("complete")),
];
const PANELS: [(&str, Option<&str>); 2] =
    [("panel_peryear_minmax_arith", None), ("panel_global_minmax_arith", Some("all_years"))];

/// Compares.
pub fn run(place: &Place, engine: Engine) -> Result<Vec<Line>, Error> {
    let rules = place.rules.join("asem/index.mile");
    let folder = place.data.join("coinr_asem");
    let raw = Sheet::read(&folder.join("asem_raw.csv"))?;
    let ranks = Sheet::read(&folder.join("ranks.csv"))?;
    let mut rank_line = Line::new("ASEM", "ranks, 11 groups in 10 configurations", Precision::Same);
    let mut lines = Vec::new();
    for (name, variant) in CONFIGURATIONS {
        let results = evaluated(&rules, variant, &raw, engine)?;
        let scores = Sheet::read(&folder.join(format!("scores_{name}.csv")))?;
        let mut line = Line::new("ASEM", name, Precision::relative(12));
        let columns: Vec<&str> = scores.columns().filter(|c| *c != "uCode").collect();
        for row in scores.rows() {
            let unit = row.get("uCode");
            for column in &columns {
                let ours = results.score(column, unit, 2018);
                line.number(row.get(column), ours, &|| format!("{column} {unit}"));
            }
        }
        lines.push(line);
        compare_ranks(&mut rank_line, name, &ranks, &raw, &results);
    }
    lines.push(rank_line);
    let panel = Sheet::read(&folder.join("asem_panel_raw.csv"))?;
    for (name, variant) in PANELS {
        let results = evaluated(&rules, variant, &panel, engine)?;
        let mut line = Line::new("ASEM", name, Precision::relative(12));
        for row in Sheet::read(&folder.join(format!("{name}.csv")))?.rows() {
            let (unit, year) = (row.get("uCode"), row.year("Time"));
            for group in GROUPS {
                line.number(row.get(group), results.score(group, unit, year), &|| format!("{group} {unit} {year}"));
            }
        }
        lines.push(line);
    }
    Ok(lines)
}

fn evaluated(rules: &Path, variant: Option<&str>, sheet: &Sheet, engine: Engine) -> Result<Results, Error> {
    // The pack ranks the index; here every group is ranked.
    let ranks: Vec<String> = GROUPS
        .iter()
        .map(|g| format!("rank rank_{g} of country {{\n  by {g}.score descending\n  ties shared\n}}\n"))
        .collect();
    let program = compile(rules, variant, &ranks.concat())?;
    let mut binder = Binder::new(&program);
    for row in sheet.rows() {
        binder.row("country", row.get("uCode"), row.year("Time"), row);
    }
    evaluate(engine, &program, &binder.finish(), rules)
}

fn compare_ranks(line: &mut Line, name: &str, ranks: &Sheet, raw: &Sheet, results: &Results) {
    for row in ranks.rows().filter(|r| r.get("config") == name) {
        let unit = row.get("uCode");
        for group in GROUPS {
            let ours = results.value(&format!("rank_{group}"), unit, 2018);
            let at = || format!("{name} {group} {unit}");
            let published = row.get(group);
            if !line.number(published, ours, &at)
                && TIES.iter().any(|tie| tie.explains(name, group, unit, published, ours, raw))
            {
                line.excused += 1;
            }
        }
    }
}

/// A published rank that tells two units apart whose scores are equal, because it was taken from floats.
struct Tie {
    configuration: &'static str,
    group: &'static str,
    /// Its indicators, each known of all countries, with equal weights.
    indicators: [&'static str; 3],
    units: [&'static str; 2],
    /// Shared, as scores that are equal share it.
    rank: &'static str,
    /// As printed.
    published: [&'static str; 2],
}

/// The only one. Romania is better than 25, 34 and 25 of the other 50 countries, the Russian Federation than 46, 37 and 1:
/// both have (84 / 50) / 3 = 14/25. The scores are printed as 0.56000000000000005 and 0.55999999999999994.
const TIES: [Tie; 1] = [Tie {
    configuration: "prank_arith",
    group: "Political",
    indicators: ["Embs", "IGOs", "UNVote"],
    units: ["ROU", "RUS"],
    rank: "23",
    published: ["23", "24"],
}];

impl Tie {
    /// How many countries a unit is better than, summed over the indicators, straight from the data; `None` where a
    /// figure is not known.
    fn places(&self, raw: &Sheet, unit: &str) -> Option<usize> {
        let mut sum = 0;
        for indicator in self.indicators {
            let of = |r: &crate::data::Row<'_>| Number::parse(r.get(indicator)).ok();
            let own = of(&raw.rows().find(|r| r.get("uCode") == unit)?)?;
            let all: Option<Vec<Number>> = raw.rows().map(|r| of(&r)).collect();
            sum += all?.iter().filter(|other| **other < own).count();
        }
        Some(sum)
    }

    /// Whether this published rank is the one that the tie explains.
    fn explains(
        &self,
        name: &str,
        group: &str,
        unit: &str,
        published: &str,
        ours: Option<&Value>,
        raw: &Sheet,
    ) -> bool {
        let at = self.units.iter().position(|u| *u == unit);
        let [first, second] = self.units.map(|u| self.places(raw, u));
        (name, group) == (self.configuration, self.group)
            && at.and_then(|at| self.published.get(at)) == Some(&published)
            && ours.and_then(crate::compare::number) == Number::parse(self.rank).ok()
            && first.is_some()
            && first == second
    }
}
