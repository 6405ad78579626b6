//! The results of many units: columns, rows, faults, explanations.

use crate::data::{self, Bound};
use crate::json::{self, Json};
use crate::rules::{Asked, thrown, wrong};
use crate::{lang, suppose, values};
use js_sys::{Float64Array, Uint8Array, Uint16Array};
use milepost::core::explain::Explanation;
use milepost::core::program::LevelId;
use milepost::core::report::{Cells, Options, Table};
use milepost::core::value::Value;
use milepost::{Error, Ruleset};
use milepost_io::{MatchedBy, Shown, What, rows};
use wasm_bindgen::prelude::*;

/// The results of many units.
#[wasm_bindgen]
pub struct Scored {
    pub(crate) rules: Ruleset,
    pub(crate) bound: Bound,
    pub(crate) table: Table,
    options: Options<'static>,
    engine: milepost::Engine,
}

pub(crate) fn score(rules: &Ruleset, bound: Bound, asked: &Asked) -> Result<Scored, JsValue> {
    scored(rules, bound, asked.options(), asked.engine)
}

fn scored(
    rules: &Ruleset,
    bound: Bound,
    options: Options<'static>,
    engine: milepost::Engine,
) -> Result<Scored, JsValue> {
    let table = milepost::score(rules.program(), &bound.dataset, &options, engine);
    let table = table.map_err(|stop| thrown(&Error::Stop(stop)))?;
    Ok(Scored { rules: rules.clone(), bound, table, options, engine })
}

/// A place in the data as the wrapper sends it.
pub(crate) struct At {
    pub level: LevelId,
    pub unit: u32,
    pub year: i32,
}

impl Scored {
    pub(crate) fn at(&self, level: &str, unit: &str, year: i32) -> Result<At, JsValue> {
        let program = self.rules.program();
        let level = match level {
            "" => program.versions.first().map(|v| v.evaluates),
            name => data::level(program, name),
        };
        let level = level.ok_or_else(|| wrong("no level has that name"))?;
        let found = self.bound.dataset.units.get(level.index()).and_then(|u| u.find(unit));
        let unit = found.ok_or_else(|| wrong(&format!("no unit is named '{unit}'")))?;
        Ok(At { level, unit, year })
    }

    fn explanation(&self, at: &At, name: &str, language: &str, suppose: &JsValue) -> Result<Explanation, JsValue> {
        let program = self.rules.program();
        let symbol = match name {
            "" => None,
            name => {
                let found = milepost::facts::result_name(program, name);
                Some(found.ok_or_else(|| wrong(&format!("nothing is named '{name}'")))?.0)
            }
        };
        let options = Options { as_of: self.options.as_of, ..Options::default() };
        let supposed = suppose.is_truthy().then(|| suppose::suppose(program, &self.bound.dataset, at, suppose));
        let supposed = supposed.transpose()?;
        let data = supposed.as_ref().unwrap_or(&self.bound.dataset);
        milepost::core::explain::explain(program, data, &options, lang(language), at.level, at.unit, at.year, symbol)
            .map_err(|stop| thrown(&Error::Stop(stop)))
    }

    fn listed(&self, json: &mut Json, level: LevelId, listed: &mut dyn Iterator<Item = u32>) {
        let Some(units) = self.bound.dataset.units.get(level.index()) else { return };
        let above = self.rules.program().levels.get(level.index()).and_then(|l| l.parent);
        let above = above.and_then(|a| self.bound.dataset.units.get(a.index()));
        for unit in listed {
            json.object(&mut |j| {
                j.key("unit").text(&units.id(unit)).key("label").text(&units.label(unit));
                let parent = above.zip(units.parent(unit)).map(|(above, p)| above.id(p));
                j.key("parent").maybe(parent.as_deref());
            });
        }
    }

    fn cells(&self, block: usize, column: usize, part: &str) -> Option<&Cells> {
        let column = self.table.blocks.get(block)?.columns.get(column)?;
        match part {
            "score" => column.score.as_ref(),
            "max" => column.max.as_ref(),
            "target" => column.target.as_ref(),
            _ => column.value.as_ref(),
        }
    }
}

#[wasm_bindgen]
impl Scored {
    /// Levels and years that were evaluated, as JSON: `[{ level, year, units, names, kinds }]`.
    pub fn blocks(&self) -> String {
        let program = self.rules.program();
        json::list(&mut |j| {
            for b in &self.table.blocks {
                let items = || b.columns.iter().filter_map(|c| program.items.get(c.item.index()));
                j.object(&mut |j| {
                    j.key("level").maybe(program.levels.get(b.level.index()).map(|l| l.name.as_str()));
                    j.key("year").whole(i64::from(b.year)).key("units").count(b.units.len());
                    j.key("hypothetical").bool(b.hypothetical).key("names").list(&mut |j| {
                        for item in items() {
                            j.text(&milepost_io::name_of(program, item));
                        }
                    });
                    j.key("kinds").texts(&mut items().map(milepost_io::kind_of));
                });
            }
        })
    }

    /// Ids, labels and parents of a block's units, as JSON.
    pub fn units(&self, block: usize) -> String {
        json::list(&mut |j| {
            let Some(block) = self.table.blocks.get(block) else { return };
            self.listed(j, block.level, &mut block.units.iter().copied());
        })
    }

    /// The same of all units of a level, evaluated or not.
    pub fn units_of(&self, level: &str) -> String {
        json::list(&mut |j| {
            let Some(level) = data::level(self.rules.program(), level) else { return };
            let count = self.bound.dataset.units.get(level.index()).map_or(0, |u| u.len());
            self.listed(j, level, &mut (0..u32::try_from(count).unwrap_or(u32::MAX)));
        })
    }

    /// Verdicts of an item of a block: 0 met, 1 not_met, 2 undetermined, 3 not_applicable.
    pub fn verdicts(&self, block: usize, column: usize) -> Option<Uint8Array> {
        let column = self.table.blocks.get(block)?.columns.get(column)?;
        column.verdict.as_ref().map(|v| Uint8Array::from(v.as_slice()))
    }

    /// Values of an item of a block as numbers; NaN where missing. Classes are the positions of their items.
    pub fn values(&self, block: usize, column: usize, part: &str) -> Option<Float64Array> {
        let numbers: Vec<f64> = match self.cells(block, column, part)? {
            Cells::F64(values) => return Some(Float64Array::from(values.as_slice())),
            Cells::Bool(values) => values.iter().map(|b| if *b == 2 { f64::NAN } else { f64::from(*b) }).collect(),
            Cells::Date(days) => days.iter().map(|d| if *d == i32::MIN { f64::NAN } else { f64::from(*d) }).collect(),
            Cells::Category(_, items) => {
                items.iter().map(|i| if *i == u32::MAX { f64::NAN } else { f64::from(*i) }).collect()
            }
            Cells::Exact(values) => values.iter().map(number).collect(),
        };
        Some(Float64Array::from(numbers.as_slice()))
    }

    /// Reasons of an item of a block as bit sets.
    pub fn reasons(&self, block: usize, column: usize) -> Option<Uint16Array> {
        let column = self.table.blocks.get(block)?.columns.get(column)?;
        let bits: Vec<u16> = column.reasons.iter().map(|r| r.0).collect();
        Some(Uint16Array::from(bits.as_slice()))
    }

    /// Tidy rows as JSON.
    pub fn rows(&self, what: &str) -> Result<String, JsValue> {
        let what = What::from_word(what).ok_or_else(|| wrong(&format!("no rows are called '{what}'")))?;
        let program = self.rules.program();
        Ok(json::list(&mut |j| {
            for r in rows(program, &self.bound.dataset, &self.table, what) {
                j.object(&mut |j| {
                    j.key("level").maybe(program.levels.get(r.level.index()).map(|l| l.name.as_str()));
                    j.key("unit").text(&r.unit).key("label").text(&r.label).key("year").whole(i64::from(r.year));
                    j.key("name").text(&r.name).key("code").text(&r.item.code);
                    j.key("kind").text(milepost_io::kind_of(r.item)).key("verdict").text(&r.verdict);
                    for (key, value) in [("value", &r.value), ("target", &r.target)] {
                        match value {
                            None => j.key(key).null(),
                            Some(Shown::Figure(f)) => j.key(key).number(f.to_f64()),
                            Some(Shown::Bool(b)) => j.key(key).bool(*b),
                            Some(Shown::Date(d)) => j.key(key).text(&milepost::core::date::text(*d)),
                            Some(Shown::Year(y)) => j.key(key).whole(i64::from(*y)),
                            Some(Shown::Category(c, i)) => j.key(key).text(milepost_io::category_item(program, *c, *i)),
                        };
                    }
                    for (key, figure) in [("score", &r.score), ("max", &r.max)] {
                        j.key(key).number(figure.as_ref().map_or(f64::NAN, milepost_io::Figure::to_f64));
                    }
                    j.key("reasons").texts(&mut r.reasons.iter().map(|r| r.word()));
                });
            }
        }))
    }

    /// Every result with its exact value, as JSON: `[{ level, unit, year, name, kind, verdict, value, … }]`.
    pub fn results(&self) -> String {
        let program = self.rules.program();
        let at = |cells: &Option<Cells>, row: usize| cells.as_ref().and_then(|c| milepost::cell(c, row));
        json::list(&mut |j| {
            for b in &self.table.blocks {
                let level = program.levels.get(b.level.index()).map(|l| l.name.as_str());
                let units = self.bound.dataset.units.get(b.level.index());
                for c in &b.columns {
                    let Some(item) = program.items.get(c.item.index()) else { continue };
                    let name = milepost_io::name_of(program, item);
                    for (row, unit) in b.units.iter().enumerate() {
                        j.object(&mut |j| {
                            j.key("level").maybe(level).key("unit").maybe(units.map(|u| u.id(*unit)).as_deref());
                            j.key("year").whole(i64::from(b.year)).key("name").text(&name);
                            j.key("kind").text(milepost_io::kind_of(item));
                            j.key("verdict").maybe(values::verdict(c.verdict.as_ref(), row));
                            for (key, cells) in
                                [("value", &c.value), ("target", &c.target), ("score", &c.score), ("max", &c.max)]
                            {
                                values::exact(j.key(key), program, at(cells, row).as_ref());
                            }
                            let reasons = c.reasons.get(row).copied().unwrap_or_default();
                            j.key("reasons").texts(&mut reasons.iter().map(|r| r.word()));
                        });
                    }
                }
            }
        })
    }

    /// Tidy rows or faults as text for spreadsheets, commas between cells.
    pub fn csv(&self, what: &str, language: &str) -> Result<String, JsValue> {
        let mut out = Vec::new();
        let frame = self.frame_of(what, language)?;
        milepost_io::write::delimited::write(frame, b',', &mut out).map_err(|e| wrong(&e.to_string()))?;
        Ok(String::from_utf8_lossy(&out).into_owned())
    }

    /// The same for the second module: `[name, kind, cells joined by NUL, …]`.
    pub fn frame(&self, what: &str, language: &str) -> Result<Vec<String>, JsValue> {
        Ok(crate::frame::coded(self.frame_of(what, language)?))
    }

    /// What the result says of itself, as JSON: engine, ruleset, hashes of rules and data.
    pub fn head(&self) -> String {
        let program = self.rules.program();
        let head = milepost_io::Metadata::of(program, &self.bound.dataset, &self.table, self.options.as_of);
        json::object(&mut |j| {
            for (key, value) in head.pairs() {
                j.key(key.trim_start_matches("milepost.")).text(&value);
            }
        })
    }

    /// Fault rows as JSON.
    pub fn faults(&self, language: &str) -> String {
        values::faults(self.rules.program(), &mut self.table.faults.iter(), lang(language))
    }

    /// What people should know about columns, as fault rows.
    pub fn remarks(&self, language: &str) -> String {
        values::faults(self.rules.program(), &mut self.bound.remarks.iter(), lang(language))
    }

    /// What was made of each column, as JSON.
    pub fn matches(&self) -> String {
        json::list(&mut |j| {
            for m in &self.bound.matches {
                let by = match m.by {
                    MatchedBy::Name => "name",
                    MatchedBy::Label => "label",
                    MatchedBy::Mapping => "mapping",
                    MatchedBy::Nothing => "nothing",
                };
                j.object(&mut |j| {
                    j.key("source").text(&m.source).key("column").text(&m.column);
                    j.key("name").text(&m.name).key("by").text(by);
                });
            }
        })
    }

    /// Why a unit's result is what it is.
    pub fn explain(
        &self,
        level: &str,
        unit: &str,
        year: i32,
        name: &str,
        language: &str,
        suppose: &JsValue,
    ) -> Result<String, JsValue> {
        Ok(self.explanation(&self.at(level, unit, year)?, name, language, suppose)?.text())
    }

    /// The same as JSON (`milepost.trace.v1`).
    pub fn trace(
        &self,
        level: &str,
        unit: &str,
        year: i32,
        name: &str,
        language: &str,
        suppose: &JsValue,
    ) -> Result<String, JsValue> {
        let explanation = self.explanation(&self.at(level, unit, year)?, name, language, suppose)?;
        serde_json::to_string(&explanation).map_err(|e| wrong(&e.to_string()))
    }

    /// The facts of a unit in a year as they were read, as JSON; `by` names an assessor or is empty.
    pub fn facts(&self, level: &str, unit: &str, year: i32, by: &str) -> Result<String, JsValue> {
        let at = self.at(level, unit, year)?;
        suppose::facts(self, &at, by)
    }

    /// The same units with facts replaced, `[{ input, value, unit, level, year, by }]`: "what if".
    pub fn suppose(&self, level: &str, unit: &str, year: i32, facts: &JsValue) -> Result<Scored, JsValue> {
        let at = self.at(level, unit, year)?;
        let dataset = suppose::suppose(self.rules.program(), &self.bound.dataset, &at, facts)?;
        let bound = Bound { dataset, matches: Vec::new(), remarks: Vec::new() };
        scored(&self.rules, bound, self.options.clone(), self.engine)
    }
}

impl Scored {
    fn frame_of(&self, what: &str, language: &str) -> Result<milepost_io::Frame<'_>, JsValue> {
        let what = What::from_word(what).ok_or_else(|| wrong(&format!("no rows are called '{what}'")))?;
        let program = self.rules.program();
        Ok(match what {
            What::Faults => milepost_io::faults(program, &self.table.faults, lang(language)),
            what => milepost_io::results(program, &self.bound.dataset, &self.table, what),
        })
    }
}

fn number(value: &Value) -> f64 {
    match value {
        Value::Number(n) => n.to_f64(),
        Value::Real(r) => r.to_f64(),
        Value::Bool(b) => f64::from(u8::from(*b)),
        Value::Date(d) => f64::from(*d),
        Value::Year(y) => f64::from(*y),
        Value::Category(_, i) => f64::from(*i),
        Value::Missing(_) | Value::Bracket { .. } => f64::NAN,
    }
}
