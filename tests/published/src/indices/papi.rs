//! PAPI 2011 to 2016: each dimension from its sub-dimensions, and the total.

use crate::compare::Precision;
use crate::data::{Binder, Place, Sheet};
use crate::engine::{Engine, compile, evaluate};
use crate::{Error, Line};
use milepost_core::number::Number;

const DIMENSIONS: [&str; 6] =
    ["participation", "transparency", "accountability", "corruption", "procedures", "service"];

/// Compares.
pub fn run(place: &Place, engine: Engine) -> Result<Vec<Line>, Error> {
    let rules = place.rules.join("papi/index.mile");
    let program = compile(&rules, None, "")?;
    let sheet = Sheet::read(&place.data.join("vietnam/papi_2011_2016.csv"))?;
    let mut binder = Binder::new(&program);
    for row in sheet.rows() {
        binder.row("province", row.get("prov"), row.year("year"), row);
    }
    let results = evaluate(engine, &program, &binder.finish(), &rules)?;
    // Six decimals are printed: up to four rounded addends, and their rounded sum; the total has 21.
    let mut lines = Vec::new();
    for name in DIMENSIONS {
        let mut line = Line::new("PAPI", format!("dimension {name}"), Precision::Within(Number::from_scaled(25, 7)));
        for row in sheet.rows().filter(|r| !r.get(&format!("papi_{name}")).is_empty()) {
            let (unit, year) = (row.get("prov"), row.year("year"));
            let published = row.get(&format!("papi_{name}"));
            line.number(published, results.score(name, unit, year), &|| format!("{unit} {year}"));
        }
        lines.push(line);
    }
    let mut total = Line::new("PAPI", "total", Precision::within(5));
    for row in sheet.rows().filter(|r| !r.get("papi_participation").is_empty()) {
        let (unit, year) = (row.get("prov"), row.year("year"));
        total.number(row.get("papi_unweighted"), results.score("papi", unit, year), &|| format!("{unit} {year}"));
    }
    lines.push(total);
    Ok(lines)
}
