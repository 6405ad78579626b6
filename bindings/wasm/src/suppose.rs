//! The facts of a unit as they were read, and the same data with some of them changed: what if?

use crate::data::{self, get};
use crate::json;
use crate::rules::wrong;
use crate::table::{At, Scored};
use crate::values;
use js_sys::Array;
use milepost::Dataset;
use milepost::core::dataset::{Cell, Fact, Locale, Supposed};
use milepost::core::program::{AssessorId, InputId, Program};
use milepost::core::value::Value;
use wasm_bindgen::{JsCast, JsValue};

fn assessor(program: &Program, by: &str) -> Result<Option<AssessorId>, JsValue> {
    if by.is_empty() {
        return Ok(None);
    }
    let found = (0..).map(AssessorId).zip(&program.assessors).find(|(_, a)| a.name == by).map(|(id, _)| id);
    found.map(Some).ok_or_else(|| wrong(&format!("no assessor is named '{by}'")))
}

/// The facts of a unit in a year: numbers as they stand in the data, in the input's own unit.
pub(crate) fn facts(scored: &Scored, at: &At, by: &str) -> Result<String, JsValue> {
    let program = scored.rules.program();
    let by = assessor(program, by)?;
    Ok(json::object(&mut |j| {
        for (id, input) in (0..).map(InputId).zip(&program.inputs) {
            if !input.levels.contains(&at.level) || input.assessment.is_some() != by.is_some() {
                continue;
            }
            j.key(if input.qualified.is_empty() { &input.name } else { &input.qualified });
            match scored.bound.dataset.fact(id, at.level, at.unit, at.year, by) {
                Fact::Absent => {
                    j.null();
                }
                Fact::Invalid => {
                    j.object(&mut |j| {
                        j.key("invalid").bool(true);
                    });
                }
                Fact::Value(Value::Number(n)) => {
                    let stored = Value::Number(n.div(&input.scale).unwrap_or(n));
                    values::exact(j, program, Some(&stored));
                }
                Fact::Value(value) => values::exact(j, program, Some(&value)),
            }
        }
    }))
}

/// The data with facts replaced: `[{ input, value, unit, level, year, by }]`, values as the text of a cell. Unit, level and
/// year are those of the explained unit unless a fact names others.
pub(crate) fn suppose(program: &Program, data: &Dataset, at: &At, facts: &JsValue) -> Result<Dataset, JsValue> {
    let facts = facts.dyn_ref::<Array>().ok_or_else(|| wrong("suppose must be an array"))?;
    let mut data = data.clone();
    for fact in facts.iter() {
        let text = |key: &str| get(&fact, key).map(|value| value.as_string().filter(|text| !text.is_empty()));
        let level = match text("level")? {
            Some(name) => data::level(program, &name).ok_or_else(|| wrong(&format!("no level is named '{name}'")))?,
            None => at.level,
        };
        let unit = text("unit")?.map_or(Ok(at.unit), |id| {
            let found = data.units.get(level.index()).and_then(|units| units.find(&id));
            found.ok_or_else(|| wrong(&format!("no unit is named '{id}'")))
        })?;
        let name = text("input")?.unwrap_or_default();
        let mut inputs = (0..).map(InputId).zip(&program.inputs);
        let found = inputs.find(|(_, input)| input.name == name || input.qualified == name);
        let (input, _) = found.ok_or_else(|| wrong(&format!("no input is named '{name}'")))?;
        let by = assessor(program, &text("by")?.unwrap_or_default())?;
        #[expect(clippy::cast_possible_truncation, reason = "saturates; no rules cover such a year")]
        let year = get(&fact, "year")?.as_f64().map_or(at.year, |year| year as i32);
        let place = Supposed { input, level, unit, year, by };
        let value = text("value")?;
        let cell = value.as_deref().map_or(Cell::Missing, Cell::Text);
        data.suppose(program, &place, &cell, Locale::Plain).map_err(|fault| data::refused(&fault))?;
    }
    Ok(data)
}
