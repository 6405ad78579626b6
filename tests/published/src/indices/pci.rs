//! Provincial Competitiveness Index of Viet Nam: totals of 2006 to 2016, and one sub-index from its raw shares.

use crate::compare::Precision;
use crate::data::{Binder, Place, Row, Sheet};
use crate::engine::{Engine, compile, evaluate};
use crate::{Error, Line};
use milepost_core::number::Number;

/// The file of 2011 holds sub-indices from which the published total does not follow.
const WRONG_YEAR: i32 = 2011;

/// Compares.
pub fn run(place: &Place, engine: Engine) -> Result<Vec<Line>, Error> {
    let mut lines = totals(place, engine)?;
    lines.push(policy_bias(place, engine)?);
    Ok(lines)
}

/// In the file of 2013 most provinces have no name: they are told apart by their row.
fn unit(row: Row<'_>) -> String {
    match row.get("prov") {
        "" => format!("row {}", row.number),
        name => name.to_owned(),
    }
}

fn totals(place: &Place, engine: Engine) -> Result<Vec<Line>, Error> {
    let rules = place.rules.join("pci/index.mile");
    let program = compile(&rules, None, "")?;
    let sheet = Sheet::read(&place.data.join("vietnam/pci_2005_2016.csv"))?;
    let mut binder = Binder::new(&program);
    for row in sheet.rows() {
        binder.row("province", &unit(row), row.year("year"), row);
    }
    let results = evaluate(engine, &program, &binder.finish(), &rules)?;
    let mut good = Line::new("PCI", "totals 2006-2010, 2012-2016", Precision::Decimals(2));
    let mut wrong = Line::new("PCI", "totals 2011: the published file does not add up", Precision::Decimals(2));
    wrong.negative = true;
    for row in sheet.rows().filter(|r| r.year("year") >= 2006) {
        let (unit, year) = (unit(row), row.year("year"));
        let line = if year == WRONG_YEAR { &mut wrong } else { &mut good };
        line.number(row.get("pci_weighted"), results.score("pci", &unit, year), &|| format!("{unit} {year}"));
    }
    Ok(vec![good, wrong])
}

fn policy_bias(place: &Place, engine: Engine) -> Result<Line, Error> {
    let rules = place.rules.join("pci/policy-bias.mile");
    let program = compile(&rules, None, "")?;
    let sheet = Sheet::read(&place.data.join("vietnam/pci_2013_policy_bias_raw.csv"))?;
    let mut binder = Binder::new(&program);
    for row in sheet.rows() {
        binder.row("province", row.get("province"), 2013, row);
    }
    let results = evaluate(engine, &program, &binder.finish(), &rules)?;
    // Shares are printed with seven decimals, and nine points lie between shares a fifth apart.
    let precision = Precision::Within(Number::from_scaled(2, 6));
    let mut line = Line::new("PCI", "policy bias 2013 from 14 shares", precision);
    for row in sheet.rows() {
        let unit = row.get("province");
        let ours = results.score("policy_bias", unit, 2013);
        line.number(row.get("sub6_bias_published"), ours, &|| unit.to_owned());
    }
    Ok(line)
}
