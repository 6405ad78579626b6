//! Evaluates rule sets for whoever compares: one JSON object per line in, one per line out.
//!
//! In: `{"rules": text, "sources": {…}, "variant": …, "data": facts, "years": [2024], "as_of": "2024-06-30",
//! "engine": "exact"}`.
//! Out: `{"results": [[unit, year, name, field, text, reasons] …], "faults": [[code, unit, name, year] …]}`, or
//! `{"errors": [[code, covered text, sentence] …]}`, or `{"stopped": sentence}`.

use milepost::core::dataset::Dataset;
use milepost::core::diagnostic::Lang;
use milepost::core::program::Program;
use milepost::core::report::{Options, Table};
use milepost_conformance::expect::shown;
use milepost_conformance::lookup::{FIELDS, Found, item_name, result};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::io::{BufRead, Write};

fn main() -> std::io::Result<()> {
    let out = std::io::stdout();
    for line in std::io::stdin().lock().lines() {
        let answer = match serde_json::from_str::<Json>(&line?) {
            Ok(job) => answer(&job).unwrap_or_else(|stopped| json!({ "stopped": stopped })),
            Err(wrong) => json!({ "stopped": wrong.to_string() }),
        };
        let mut out = out.lock();
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}

fn answer(job: &Json) -> Result<Json, String> {
    let text = |key: &str| job.get(key).and_then(Json::as_str);
    let sources: BTreeMap<String, String> = job
        .get("sources")
        .and_then(Json::as_object)
        .map(|s| s.iter().filter_map(|(k, v)| Some((k.clone(), v.as_str()?.to_owned()))).collect())
        .unwrap_or_default();
    let rules = match milepost::compile_with("rules.mile", text("rules").unwrap_or_default(), &sources, text("variant"))
    {
        Ok(rules) => rules,
        Err(refused) => {
            let errors: Vec<Json> = refused.diagnostics.iter().map(|d| json!([d.code(), d.text(Lang::En)])).collect();
            return Ok(json!({ "errors": errors }));
        }
    };
    let years: Vec<i32> = job
        .get("years")
        .and_then(Json::as_array)
        .map(|y| y.iter().filter_map(|y| i32::try_from(y.as_i64()?).ok()).collect())
        .unwrap_or_default();
    let first = years.first().copied().ok_or("no year to evaluate")?;
    let facts = milepost::facts::to_tree(job.get("data").unwrap_or(&Json::Null)).map_err(|e| e.to_string())?;
    let data = milepost::facts::bind_all(rules.program(), &facts, first)?;
    let as_of = text("as_of").and_then(milepost::core::date::parse);
    let options = Options { years, as_of, exact: true, ..Options::default() };
    let score = match text("engine") {
        Some("columnar") => milepost::core::columnar::score,
        _ => milepost::core::exact::score,
    };
    let table = score(rules.program(), &data, &options).map_err(|e| e.to_string())?;
    Ok(rows(rules.program(), &data, &table))
}

fn rows(program: &Program, data: &Dataset, table: &Table) -> Json {
    let mut results = Vec::new();
    for block in &table.blocks {
        let units = data.units.get(block.level.index());
        for column in &block.columns {
            let name = item_name(program, column.item);
            for (row, unit) in block.units.iter().enumerate() {
                let id = units.map(|u| u.id(*unit).into_owned()).unwrap_or_default();
                for field in FIELDS {
                    let (text, why) = match result(program, column, row, field) {
                        Found::Word(word, why) => (word.to_owned(), why),
                        Found::Value(value, why) => (shown(program, &value), why),
                    };
                    results.push(json!([id, block.year, name, field, text, why.words()]));
                }
            }
        }
    }
    let faults: Vec<Json> = table.faults.iter().map(|f| json!([f.message.code, f.unit, f.name, f.year])).collect();
    json!({ "results": results, "faults": faults })
}
