//! Global Multidimensional Poverty Index 2024: countries, contributions, countries from regions.

use crate::compare::{Precision, number, percent};
use crate::data::{Binder, Place, Sheet};
use crate::engine::{Engine, Results, compile, evaluate};
use crate::{Error, Line};
use milepost_core::value::Value;
use std::collections::BTreeSet;

const YEAR: i32 = 2024;
const DIMENSIONS: [(&str, &str, &[&str]); 3] = [
    ("health", "health", &["nutrition", "child_mortality"]),
    ("education", "education", &["years_of_schooling", "school_attendance"]),
    (
        "living",
        "living_standards",
        &["cooking_fuel", "sanitation", "drinking_water", "electricity", "housing", "assets"],
    ),
];

/// Compares.
pub fn run(place: &Place, engine: Engine) -> Result<Vec<Line>, Error> {
    let rules = place.rules.join("mpi/index.mile");
    let more: String = contributions();
    let program = compile(&rules, None, &more)?;
    let national = Sheet::read(&place.data.join("ophi_mpi/national_2024.csv"))?;
    let regions = Sheet::read(&place.data.join("ophi_mpi/subnational_2024.csv"))?;
    let mut binder = Binder::new(&program);
    for row in national.rows() {
        binder.row("country", row.get("iso3"), YEAR, row);
    }
    let of_region = [("region_mpi", "mpi"), ("region_h", "h_pct"), ("pop_share", "pop_share_pct")];
    for row in regions.rows() {
        let unit = format!("{}/{}", row.get("iso3"), row.get("region"));
        binder.region(&unit, row.get("iso3"), YEAR, row, &of_region);
    }
    let results = evaluate(engine, &program, &binder.finish(), &rules)?;
    let mut lines = countries(&national, &results);
    lines.push(from_regions(&national, &regions, &results));
    Ok(lines)
}

/// The share of each member in the index: its weight times its headcount over the index. Weights inside a dimension are
/// equal over the indicators that the survey has.
fn contributions() -> String {
    let mut text = String::new();
    for (_, group, members) in DIMENSIONS {
        text += &format!("indicator cd_{group} = {group}.score / 3 / mpi.score\n");
        let present: Vec<String> = members.iter().map(|m| format!("ch_{m} is present")).collect();
        for member in members {
            text += &format!("indicator ci_{member} = ch_{member} / 3 / count({}) / mpi.score\n", present.join(", "));
        }
    }
    text
}

fn countries(national: &Sheet, results: &Results) -> Vec<Line> {
    let mut index = Line::new("MPI", "countries", Precision::within(12));
    let mut intensity = Line::new("MPI", "intensity A (%)", Precision::within(9));
    let mut indicators = Line::new("MPI", "contributions of indicators (%)", Precision::within(9));
    // Published in single precision.
    let mut dimensions = Line::new("MPI", "contributions of dimensions (%)", Precision::within(5));
    for row in national.rows() {
        let unit = row.get("iso3");
        let at = || unit.to_owned();
        index.number(row.get("mpi"), results.score("mpi", unit, YEAR), &at);
        let of = |name: &str| results.value(name, unit, YEAR).and_then(percent);
        intensity.number(row.get("a_pct"), of("intensity").as_ref(), &at);
        for (code, group, members) in DIMENSIONS {
            let published = row.get(&format!("cd_{code}"));
            dimensions.number(published, of(&format!("cd_{group}")).as_ref(), &|| format!("{unit} {group}"));
            for member in members {
                let (published, ours) = (row.get(&format!("ci_{member}")), of(&format!("ci_{member}")));
                if !published.is_empty() || ours.is_some() {
                    indicators.number(published, ours.as_ref(), &|| format!("{unit} {member}"));
                }
            }
        }
    }
    vec![index, intensity, indicators, dimensions]
}

fn from_regions(national: &Sheet, regions: &Sheet, results: &Results) -> Line {
    let mut line = Line::new("MPI", "countries from 1,359 regions", Precision::within(12));
    let with_regions: BTreeSet<&str> = regions.rows().map(|r| r.get("iso3")).collect();
    for row in national.rows().filter(|r| with_regions.contains(r.get("iso3"))) {
        let unit = row.get("iso3");
        let ours = results.value("mpi_from_regions", unit, YEAR).and_then(number).map(Value::Number);
        line.number(row.get("mpi"), ours.as_ref(), &|| unit.to_owned());
    }
    line
}
