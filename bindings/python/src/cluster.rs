//! What other engines ask before they cut data into parts. `milepost.ext` calls these.

use crate::error;
use crate::ruleset::Ruleset;
use milepost_core::program::LevelId;
use milepost_io::{BindOptions, Cells, Mapping, Meaning, Places, RawColumn, RawTable};
use pyo3::prelude::*;
use std::collections::BTreeMap;

/// How far rules look: years, family, population.
#[pyfunction]
pub(crate) fn _reach(rules: &Ruleset) -> (bool, bool, bool) {
    let reach = rules.program().reach();
    (reach.years, reach.family, reach.population)
}

/// The levels, parents before children: name and the name of the level above.
#[pyfunction]
pub(crate) fn _levels(rules: &Ruleset) -> Vec<(&str, Option<&str>)> {
    let levels = &rules.program().levels;
    let name = |id: LevelId| levels.get(id.index()).map(|l| l.name.as_str());
    levels.iter().map(|l| (l.name.as_str(), l.parent.and_then(name))).collect()
}

/// What the columns of a table are, by their headings: "unit", "parent" and other keys, "input", "recorded", or nothing.
#[pyfunction]
#[pyo3(signature = (rules, headings, level = None, map = None))]
pub(crate) fn _columns(
    py: Python<'_>,
    rules: &Ruleset,
    headings: Vec<String>,
    level: Option<String>,
    map: Option<BTreeMap<String, String>>,
) -> PyResult<Vec<String>> {
    let columns = headings.into_iter().map(|name| RawColumn { name, cells: Cells::Mixed(Vec::new()) }).collect();
    let source = level.clone().unwrap_or_else(|| "data".to_owned());
    let table = RawTable { source, level, columns, rows: 0, places: Places::Rows, faults: Vec::new() };
    let mapping = Mapping(map.unwrap_or_default().into_iter().collect());
    let bound = milepost_io::bind(rules.program(), vec![table], &BindOptions { mapping, ..BindOptions::default() });
    let bound = bound.map_err(|fault| error::data(py, &fault))?;
    let words = bound.matches.iter().map(|m| match m.meaning {
        Meaning::Key(_) => m.name.clone(),
        Meaning::Input(_) => "input".to_owned(),
        Meaning::Recorded(..) => "recorded".to_owned(),
        Meaning::Unused => String::new(),
    });
    Ok(words.collect())
}
