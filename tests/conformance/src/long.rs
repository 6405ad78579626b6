//! Facts of a case as a long table, one record per value, for bindings that read tables.

use milepost::core::program::{LevelId, Program};
use serde_json::{Map, Value as Json, json};

/// Where a fact stands.
#[derive(Clone)]
struct Around {
    level: LevelId,
    unit: String,
    parent: Option<String>,
    year: i32,
    by: Option<String>,
    depth: usize,
}

struct Writer<'p> {
    program: &'p Program,
    records: Vec<Json>,
}

/// The records of all units, in the order of the facts; units are named by their position where they have no name.
///
/// # Errors
/// When the facts are not in the shape that `tests/cases/README.md` describes.
pub fn records(program: &Program, facts: &Json, year: i32) -> Result<Vec<Json>, String> {
    let level = program.versions.first().map(|v| v.evaluates).ok_or("the rules evaluate no level")?;
    let mut writer = Writer { program, records: Vec::new() };
    let mut above = vec![level];
    while let Some(parent) = above.last().and_then(|l| program.levels.get(l.index())).and_then(|l| l.parent) {
        above.push(parent);
    }
    let lists: Vec<(LevelId, &Vec<Json>)> = match facts {
        Json::Array(units) => vec![(level, units)],
        Json::Object(entries) => entries
            .iter()
            .filter_map(|(key, value)| Some((writer.level(key).filter(|l| above.contains(l))?, value.as_array()?)))
            .collect(),
        _ => return Err("facts must be a unit or a list of units".to_owned()),
    };
    let at = |level, unit| Around { level, unit, parent: None, year, by: None, depth: 0 };
    for (level, units) in &lists {
        for (i, unit) in units.iter().enumerate() {
            writer.unit(&at(*level, name_of(unit).unwrap_or_else(|| (i + 1).to_string())), unit)?;
        }
    }
    if lists.is_empty() {
        writer.unit(&at(level, name_of(facts).unwrap_or_else(|| "1".to_owned())), facts)?;
    }
    Ok(writer.records)
}

fn name_of(unit: &Json) -> Option<String> {
    text(unit.get("unit")?)
}

fn text(value: &Json) -> Option<String> {
    match value {
        Json::String(t) => Some(t.clone()),
        Json::Number(n) => Some(n.to_string()),
        _ => None,
    }
}

impl Writer<'_> {
    fn level(&self, name: &str) -> Option<LevelId> {
        (0..).zip(&self.program.levels).find(|(_, l)| l.name == name).map(|(i, _)| LevelId(i))
    }

    fn push(&mut self, at: &Around, name: Option<&str>, value: &Json, more: &Map<String, Json>) {
        let level = self.program.levels.get(at.level.index()).map(|l| l.name.as_str());
        let told = |key: &str| more.get(key).and_then(text);
        self.records.push(json!({
            "level": level, "unit": at.unit, "parent": at.parent.clone().or_else(|| told("parent")),
            "label": told("label"), "from": told("from"), "until": told("until"), "successor": told("successor"),
            "year": at.year, "assessor": at.by, "input": name, "value": value,
        }));
    }

    fn unit(&mut self, at: &Around, facts: &Json) -> Result<(), String> {
        let Json::Object(entries) = facts else { return Err(format!("the facts of '{}' are no map", at.unit)) };
        // First that the unit exists, whether or not it has facts.
        self.push(at, None, &Json::Null, entries);
        let nothing = Map::new();
        for (key, value) in entries {
            match (key.as_str(), value) {
                ("unit" | "label" | "parent" | "from" | "until" | "successor", _) => {}
                ("years", Json::Object(years)) => {
                    for (year, facts) in years {
                        let year = year.parse().map_err(|_| format!("'{year}' is no year"))?;
                        self.unit(&Around { year, ..at.clone() }, facts)?;
                    }
                }
                ("by", Json::Object(assessors)) => {
                    for (who, facts) in assessors {
                        self.unit(&Around { by: Some(who.clone()), ..at.clone() }, facts)?;
                    }
                }
                ("recorded", Json::Object(years)) => {
                    for (year, results) in years {
                        let year = year.parse().map_err(|_| format!("'{year}' is no year"))?;
                        for (name, value) in results.as_object().into_iter().flatten() {
                            let at = Around { year, ..at.clone() };
                            self.push(&at, Some(&format!("recorded:{name}")), value, &nothing);
                        }
                    }
                }
                (name, value) => match (self.level(name), value) {
                    (Some(above), Json::Object(_)) => {
                        let unit = name_of(value).unwrap_or_else(|| "above".to_owned());
                        self.push(&Around { parent: Some(unit.clone()), ..at.clone() }, None, &Json::Null, &nothing);
                        let there = Around { level: above, unit, parent: None, depth: at.depth + 1, ..at.clone() };
                        self.unit(&there, value)?;
                    }
                    (Some(below), Json::Array(units)) => {
                        for (i, facts) in units.iter().enumerate() {
                            let number = || match at.depth {
                                0 => (i + 1).to_string(),
                                _ => format!("{}/{}", at.unit, i + 1),
                            };
                            let unit = name_of(facts).unwrap_or_else(number);
                            let parent = Some(at.unit.clone());
                            let there = Around { level: below, unit, parent, depth: at.depth + 1, ..at.clone() };
                            self.unit(&there, facts)?;
                        }
                    }
                    _ => self.push(at, Some(name), value, &nothing),
                },
            }
        }
        Ok(())
    }
}
