//! What if a fact were another?

use crate::data::{self, get};
use crate::rules::wrong;
use js_sys::Array;
use milepost::Dataset;
use milepost::core::dataset::{Cell, Locale, Supposed};
use milepost::core::program::{AssessorId, InputId, LevelId, Program};
use wasm_bindgen::{JsCast, JsValue};

/// The data with facts replaced: `[{ input, value, unit, level, year, by }]`, values as the text of a cell. Unit, level and
/// year are those of the explained unit unless a fact names others.
pub(crate) fn suppose(
    program: &Program,
    data: &Dataset,
    (level, unit, year): (LevelId, u32, i32),
    facts: &JsValue,
) -> Result<Dataset, JsValue> {
    let facts = facts.dyn_ref::<Array>().ok_or_else(|| wrong("suppose must be an array"))?;
    let mut data = data.clone();
    for fact in facts.iter() {
        let text = |key: &str| get(&fact, key).map(|value| value.as_string().filter(|text| !text.is_empty()));
        let level = text("level")?.map_or(Ok(level), |name| data::level(program, &name))?;
        let unit = text("unit")?.map_or(Ok(unit), |id| {
            let found = data.units.get(level.index()).and_then(|units| units.find(&id));
            found.ok_or_else(|| wrong(&format!("no unit is named '{id}'")))
        })?;
        let name = text("input")?.unwrap_or_default();
        let mut inputs = (0..).map(InputId).zip(&program.inputs);
        let found = inputs.find(|(_, input)| input.name == name || input.qualified == name);
        let (input, _) = found.ok_or_else(|| wrong(&format!("no input is named '{name}'")))?;
        let by = text("by")?.map(|name| {
            let found = (0..).map(AssessorId).zip(&program.assessors).find(|(_, assessor)| assessor.name == name);
            found.map(|(id, _)| id).ok_or_else(|| wrong(&format!("no assessor is named '{name}'")))
        });
        #[expect(clippy::cast_possible_truncation, reason = "saturates; no rules cover such a year")]
        let year = get(&fact, "year")?.as_f64().map_or(year, |year| year as i32);
        let place = Supposed { input, level, unit, year, by: by.transpose()? };
        let value = text("value")?;
        let cell = value.as_deref().map_or(Cell::Missing, Cell::Text);
        data.suppose(program, &place, &cell, Locale::Plain).map_err(|fault| data::refused(&fault))?;
    }
    Ok(data)
}
