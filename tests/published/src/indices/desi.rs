//! Digital Economy and Society Index 2022: six editions, normalised cells, sub-dimensions, dimensions, total.

use crate::compare::{Precision, number};
use crate::data::{Binder, Place, Sheet};
use crate::engine::{Engine, compile, evaluate};
use crate::{Error, Line};
use milepost_core::number::Number;
use milepost_core::value::Value;

const DIMENSIONS: [(&str, &str); 4] =
    [("1", "human_capital"), ("2", "connectivity"), ("3", "integration"), ("4", "public_services")];
const SUBDIMENSIONS: [&str; 10] = ["1a", "1b", "2a", "2b", "2c", "2d", "3a", "3b", "3c", "4a"];

/// Compares.
pub fn run(place: &Place, engine: Engine) -> Result<Vec<Line>, Error> {
    let rules = place.rules.join("desi/index.mile");
    let program = compile(&rules, None, "")?;
    let folder = place.data.join("desi_2022");
    let completed = Sheet::read(&folder.join("completed.csv"))?;
    let normalised = Sheet::read(&folder.join("normalised.csv"))?;
    let scores = Sheet::read(&folder.join("scores.csv"))?;
    let mut binder = Binder::new(&program);
    for row in completed.rows() {
        binder.row("country", row.get("country"), row.year("desi_edition"), row);
    }
    let results = evaluate(engine, &program, &binder.finish(), &rules)?;

    let mut cells = Line::new("DESI", "normalised indicators, editions 2017-2022", Precision::within(12));
    let codes: Vec<&str> = normalised.columns().filter(|c| c.starts_with("i_")).collect();
    for row in normalised.rows() {
        let (unit, year) = (row.get("country"), row.year("desi_edition"));
        for code in &codes {
            // Published between 0 and 1, scored in points of 100.
            let ours = results.score(code, unit, year).and_then(number);
            let ours = ours.and_then(|n| n.div(&Number::integer(100))).map(Value::Number);
            cells.number(row.get(code), ours.as_ref(), &|| format!("{code} {unit} {year}"));
        }
    }
    let mut sub = Line::new("DESI", "10 sub-dimensions", Precision::within(12));
    let mut dimensions = Line::new("DESI", "4 dimensions", Precision::within(12));
    let mut total = Line::new("DESI", "total", Precision::within(12));
    for row in scores.rows() {
        let (unit, year) = (row.get("country"), row.year("desi_edition"));
        for code in SUBDIMENSIONS {
            let at = || format!("{code} {unit} {year}");
            sub.number(row.get(code), results.score(&format!("s_{code}"), unit, year), &at);
        }
        for (code, name) in DIMENSIONS {
            dimensions.number(row.get(code), results.score(name, unit, year), &|| format!("{name} {unit} {year}"));
        }
        total.number(row.get("DESI"), results.score("desi", unit, year), &|| format!("{unit} {year}"));
    }
    Ok(vec![cells, sub, dimensions, total])
}
