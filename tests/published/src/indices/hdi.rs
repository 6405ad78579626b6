//! Human Development Index: values of 1990 to 2022, ranks and groups of 2022.

use crate::compare::Precision;
use crate::data::{Binder, Place, Sheet};
use crate::engine::{Engine, compile, evaluate};
use crate::{Error, Line};
use milepost_core::value::Value;
use std::collections::BTreeMap;

/// Compares.
pub fn run(place: &Place, engine: Engine) -> Result<Vec<Line>, Error> {
    let rules = place.rules.join("hdi/index.mile");
    let program = compile(&rules, None, "")?;
    let values = Sheet::read(&place.data.join("undp_hdr/hdi.csv"))?;
    let units = Sheet::read(&place.data.join("undp_hdr/units.csv"))?;
    let aggregates: BTreeMap<&str, bool> =
        units.rows().map(|r| (r.get("iso3"), r.get("is_aggregate") == "1")).collect();
    // Some countries have components but are not ranked, since no HDI was published for them in that year.
    let mut binder = Binder::new(&program);
    for row in values.rows() {
        binder.row("country", row.get("iso3"), row.year("year"), row);
    }
    for row in units.rows() {
        binder.row("country", row.get("iso3"), 2022, row);
    }
    let results = evaluate(engine, &program, &binder.finish(), &rules)?;

    let mut countries = Line::new("HDI", "values 1990-2022", Precision::Decimals(3));
    let mut groups = Line::new("HDI", "values of 11 groups of countries", Precision::Decimals(3));
    for row in values.rows().filter(|r| !r.get("hdi_published").is_empty()) {
        let (unit, year) = (row.get("iso3"), row.year("year"));
        let line = if aggregates.get(unit) == Some(&true) { &mut groups } else { &mut countries };
        line.number(row.get("hdi_published"), results.score("hdi", unit, year), &|| format!("{unit} {year}"));
    }
    let mut ranks = Line::new("HDI", "ranks 2022", Precision::Same);
    let mut classes = Line::new("HDI", "development groups 2022", Precision::Same);
    for row in units.rows().filter(|r| r.get("is_aggregate") == "0") {
        let unit = row.get("iso3");
        let at = || format!("{unit} 2022");
        if !row.get("hdi_rank_2022").is_empty() {
            ranks.number(row.get("hdi_rank_2022"), results.value("hdi_rank", unit, 2022), &at);
        }
        if !row.get("hdicode").is_empty() {
            let ours = match results.value("development", unit, 2022) {
                Some(Value::Category(category, item)) => program
                    .categories
                    .get(category.index())
                    .and_then(|c| c.items.get(*item as usize))
                    .map_or("", |(name, _)| name.as_str()),
                _ => "",
            };
            classes.word(&row.get("hdicode").to_lowercase().replace(' ', "_"), ours, &at);
        }
    }
    Ok(vec![countries, groups, ranks, classes])
}
