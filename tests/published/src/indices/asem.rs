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
        compare_ranks(&mut rank_line, name, &ranks, &scores, &results);
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

fn compare_ranks(line: &mut Line, name: &str, ranks: &Sheet, scores: &Sheet, results: &Results) {
    for row in ranks.rows().filter(|r| r.get("config") == name) {
        let unit = row.get("uCode");
        for group in GROUPS {
            let ours = results.value(&format!("rank_{group}"), unit, 2018);
            let at = || format!("{name} {group} {unit}");
            if !line.number(row.get(group), ours, &at) && is_noise(row.get(group), ours, group, unit, scores) {
                line.excused += 1;
            }
        }
    }
}

/// Published ranks were taken from floats. Where the last bit of two equal scores differs, the published rank tells them
/// apart although they are equal: the ranks then lie as far apart as there are published scores within 1e-12 of the
/// unit's own.
fn is_noise(published: &str, ours: Option<&Value>, group: &str, unit: &str, scores: &Sheet) -> bool {
    let parse = |text: &str| Number::parse(text).ok();
    let own = scores.rows().find(|r| r.get("uCode") == unit).and_then(|r| parse(r.get(group)));
    let (Some(own), Some(published)) = (own, parse(published)) else { return false };
    let Some(ours) = ours.and_then(crate::compare::number) else { return false };
    let near = scores.rows().filter(|r| r.get("uCode") != unit).filter_map(|r| parse(r.get(group)));
    let near = near.filter(|s| s.sub(&own).abs() <= Number::from_scaled(1, 12)).count();
    let near = i64::try_from(near).unwrap_or(i64::MAX);
    published.sub(&ours).abs() <= Number::integer(near)
}
