//! Many units: columns or files in, columns out.

use crate::data;
use crate::rules::{Asked, Rules, thrown, wrong};
use milepost::core::program::{Program, Verdict};
use milepost::core::report::{Cells, Options, Table};
use milepost::core::value::{Reasons, Value};
use milepost::{Dataset, Error, Lang, Report, Ruleset};
use milepost_io::{What, help, message, rows};
use serde_json::{Value as Json, json};
use wasm_bindgen::prelude::*;

/// The results of many units.
#[wasm_bindgen]
pub struct Scored {
    rules: Ruleset,
    data: Dataset,
    table: Table,
    as_of: Option<i32>,
    matches: Json,
}

pub(crate) fn score(rules: &Rules, tables: &JsValue, asked: &Asked) -> Result<Scored, JsValue> {
    let bound = data::bind_columns(rules.inner.program(), tables, asked)?;
    finish(rules, bound, asked)
}

pub(crate) fn score_files(rules: &Rules, files: &JsValue, asked: &Asked) -> Result<Scored, JsValue> {
    let bound = data::bind_files(rules.inner.program(), files, asked)?;
    finish(rules, bound, asked)
}

fn finish(rules: &Rules, bound: data::Bound, asked: &Asked) -> Result<Scored, JsValue> {
    let options = Options { years: asked.years(), as_of: asked.as_of()?, exact: asked.exact, ..Options::default() };
    let table = milepost::score(rules.inner.program(), &bound.dataset, &options, asked.engine());
    let table = table.map_err(|stop| thrown(&Error::Stop(stop)))?;
    let data::Bound { dataset, matches } = bound;
    Ok(Scored { rules: rules.inner.clone(), data: dataset, table, as_of: options.as_of, matches })
}

/// A value for JavaScript: numbers as the nearest f64, dates and classes as text.
pub(crate) fn js_value(program: &Program, value: &Value) -> JsValue {
    match value {
        Value::Number(n) => JsValue::from_f64(n.to_f64()),
        Value::Real(r) => JsValue::from_f64(r.to_f64()),
        Value::Bool(b) => JsValue::from_bool(*b),
        Value::Date(d) => JsValue::from_str(&milepost::core::date::text(*d)),
        Value::Year(y) => JsValue::from_f64(f64::from(*y)),
        Value::Category(c, i) => JsValue::from_str(milepost_io::category_item(program, *c, *i)),
        Value::Missing(_) | Value::Bracket { .. } => JsValue::UNDEFINED,
    }
}

fn json_value(program: &Program, value: Option<Value>) -> Json {
    match value {
        None => Json::Null,
        Some(Value::Missing(reasons)) => json!({ "missing": words(reasons) }),
        Some(Value::Bracket { lo, hi, reasons }) => {
            json!({ "bracket": [lo.to_text(), hi.to_text()], "missing": words(reasons) })
        }
        Some(Value::Number(n)) => json!({ "exact": n.to_text(), "number": n.to_f64() }),
        Some(Value::Real(r)) => json!({ "number": r.to_f64() }),
        Some(Value::Bool(b)) => json!({ "value": b }),
        Some(Value::Date(d)) => json!({ "value": milepost::core::date::text(d) }),
        Some(Value::Year(y)) => json!({ "value": y }),
        Some(Value::Category(c, i)) => json!({ "value": milepost_io::category_item(program, c, i) }),
    }
}

fn words(reasons: Reasons) -> Vec<&'static str> {
    reasons.iter().map(|r| r.word()).collect()
}

/// All results of one unit with exact values.
pub(crate) fn results(report: &Report) -> Json {
    let program = report.program();
    let of = |name: &String| {
        (
            name.clone(),
            json!({
                "verdict": report.verdict(name).map(|v| v.word()),
                "outcome": report.outcome(name),
                "value": json_value(program, report.value(name)),
                "score": json_value(program, report.score(name)),
                "max": json_value(program, report.max(name)),
                "reasons": words(report.reasons(name)),
            }),
        )
    };
    Json::Object(report.names().iter().map(of).collect())
}

/// Fault rows.
pub(crate) fn faults(program: &Program, faults: &[milepost::core::dataset::Fault], lang: Lang) -> Json {
    let row = |fault: &milepost::core::dataset::Fault| {
        let level = fault.level.and_then(|l| program.levels.get(l.index())).map(|l| l.name.as_str());
        let by = fault.by.and_then(|a| program.assessors.get(a.index())).map(|a| a.name.as_str());
        json!({
            "code": fault.message.code, "severity": fault.message.severity, "level": level, "unit": fault.unit,
            "year": fault.year, "by": by, "name": fault.name, "value": fault.value, "place": fault.place,
            "message": message(fault, lang), "help": help(fault, lang),
        })
    };
    Json::Array(faults.iter().map(row).collect())
}

#[wasm_bindgen]
impl Scored {
    /// Levels and years that were evaluated, as JSON: `[{ level, year, units, names }]`.
    pub fn blocks(&self) -> String {
        let program = self.rules.program();
        let block = |b: &milepost::core::report::Block| {
            let names: Vec<_> = b
                .columns
                .iter()
                .filter_map(|c| {
                    program.items.get(c.item.index()).map(|i| milepost_io::name_of(program, i).into_owned())
                })
                .collect();
            json!({
                "level": program.levels.get(b.level.index()).map(|l| l.name.as_str()), "year": b.year,
                "units": b.units.len(), "hypothetical": b.hypothetical, "names": names,
            })
        };
        Json::Array(self.table.blocks.iter().map(block).collect()).to_string()
    }

    /// Ids and labels of a block's units, as JSON.
    pub fn units(&self, block: usize) -> String {
        let Some(block) = self.table.blocks.get(block) else { return "[]".to_owned() };
        let Some(units) = self.data.units.get(block.level.index()) else { return "[]".to_owned() };
        let one = |u: &u32| {
            let parent = units.parent(*u).and_then(|p| {
                let above = self.rules.program().levels.get(block.level.index())?.parent?;
                Some(self.data.units.get(above.index())?.id(p).into_owned())
            });
            json!({ "unit": units.id(*u), "label": units.label(*u), "parent": parent })
        };
        Json::Array(block.units.iter().map(one).collect()).to_string()
    }

    /// Verdicts of an item of a block: 0 met, 1 not_met, 2 undetermined, 3 not_applicable.
    pub fn verdicts(&self, block: usize, column: usize) -> Option<Vec<u8>> {
        self.table.blocks.get(block)?.columns.get(column)?.verdict.clone()
    }

    /// Values of an item of a block as numbers; NaN where missing. Classes are the positions of their items.
    pub fn values(&self, block: usize, column: usize, part: &str) -> Option<Vec<f64>> {
        let column = self.table.blocks.get(block)?.columns.get(column)?;
        let cells = match part {
            "score" => &column.score,
            "max" => &column.max,
            "target" => &column.target,
            _ => &column.value,
        };
        Some(match cells.as_ref()? {
            Cells::F64(values) => values.clone(),
            Cells::Bool(values) => values.iter().map(|b| if *b == 2 { f64::NAN } else { f64::from(*b) }).collect(),
            Cells::Date(days) => days.iter().map(|d| if *d == i32::MIN { f64::NAN } else { f64::from(*d) }).collect(),
            Cells::Category(_, items) => {
                items.iter().map(|i| if *i == u32::MAX { f64::NAN } else { f64::from(*i) }).collect()
            }
            Cells::Exact(values) => values
                .iter()
                .map(|v| match v {
                    Value::Number(n) => n.to_f64(),
                    Value::Real(r) => r.to_f64(),
                    Value::Bool(b) => f64::from(u8::from(*b)),
                    Value::Date(d) => f64::from(*d),
                    Value::Year(y) => f64::from(*y),
                    Value::Category(_, i) => f64::from(*i),
                    _ => f64::NAN,
                })
                .collect(),
        })
    }

    /// Reasons of an item of a block as bit sets.
    pub fn reasons(&self, block: usize, column: usize) -> Option<Vec<u16>> {
        Some(self.table.blocks.get(block)?.columns.get(column)?.reasons.iter().map(|r| r.0).collect())
    }

    /// Tidy rows as JSON.
    pub fn rows(&self, what: &str) -> String {
        let program = self.rules.program();
        let what = What::from_word(what).unwrap_or_default();
        let number = |f: &Option<milepost_io::Figure>| f.as_ref().map(milepost_io::Figure::to_f64);
        let row = |r: milepost_io::Row<'_>| {
            let shown = |s: &Option<milepost_io::Shown>| match s {
                None => Json::Null,
                Some(milepost_io::Shown::Figure(f)) => json!(f.to_f64()),
                Some(milepost_io::Shown::Bool(b)) => json!(b),
                Some(milepost_io::Shown::Date(d)) => json!(milepost::core::date::text(*d)),
                Some(milepost_io::Shown::Year(y)) => json!(y),
                Some(milepost_io::Shown::Category(c, i)) => json!(milepost_io::category_item(program, *c, *i)),
            };
            json!({
                "level": program.levels.get(r.level.index()).map(|l| l.name.as_str()), "unit": r.unit, "label": r.label,
                "year": r.year, "name": r.name, "code": r.item.code, "kind": milepost_io::kind_of(r.item),
                "verdict": r.verdict, "value": shown(&r.value), "target": shown(&r.target),
                "score": number(&r.score), "max": number(&r.max), "reasons": words(r.reasons),
            })
        };
        Json::Array(rows(program, &self.data, &self.table, what).map(row).collect()).to_string()
    }

    /// Fault rows as JSON.
    pub fn faults(&self, language: &str) -> String {
        faults(self.rules.program(), &self.table.faults, crate::lang(language)).to_string()
    }

    /// What was made of each column, as JSON.
    pub fn matches(&self) -> String {
        self.matches.to_string()
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
        Ok(self.explanation(level, unit, year, name, language, suppose)?.text())
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
        let explanation = self.explanation(level, unit, year, name, language, suppose)?;
        serde_json::to_string(&explanation).map_err(|e| wrong(&e.to_string()))
    }

    /// The facts of a unit in a year as they were read: `{ input: { exact, number } | { value } | … }`, as JSON.
    pub fn facts(&self, level: &str, unit: &str, year: i32, by: &str) -> Result<String, JsValue> {
        data::facts(self.rules.program(), &self.data, level, unit, year, by).map(|v| v.to_string())
    }
}

impl Scored {
    fn explanation(
        &self,
        level: &str,
        unit: &str,
        year: i32,
        name: &str,
        language: &str,
        suppose: &JsValue,
    ) -> Result<milepost::core::explain::Explanation, JsValue> {
        let program = self.rules.program();
        let level = data::level(program, level)?;
        let found = self.data.units.get(level.index()).and_then(|u| u.find(unit));
        let position = found.ok_or_else(|| wrong(&format!("no unit is named '{unit}'")))?;
        let symbol = match name {
            "" => None,
            name => {
                let found = milepost::facts::result_name(program, name);
                Some(found.ok_or_else(|| wrong(&format!("nothing is named '{name}'")))?.0)
            }
        };
        let options = Options { as_of: self.as_of, ..Options::default() };
        let lang = crate::lang(language);
        let place = (level, position, year);
        let supposed = suppose.is_truthy().then(|| crate::suppose::suppose(program, &self.data, place, suppose));
        let supposed = supposed.transpose()?;
        let data = supposed.as_ref().unwrap_or(&self.data);
        milepost::core::explain::explain(program, data, &options, lang, level, position, year, symbol)
            .map_err(|stop| thrown(&Error::Stop(stop)))
    }
}

/// The verdicts in the order of their numbers, for the wrapper.
#[wasm_bindgen]
pub fn verdict_words() -> Vec<String> {
    Verdict::ALL.iter().map(|v| v.word().to_owned()).collect()
}
