//! Everything that the engine says about every case, one JSON object a line: diagnostics, results, faults and explanations
//! in both languages. Bindings compare theirs with it, to the byte.

use milepost::core::dataset::Dataset;
use milepost::core::diagnostic::{Diagnostic, Lang, fill};
use milepost::core::explain::explain;
use milepost::core::program::{Program, SourceFile};
use milepost::core::report::{Options, Stop, Table};
use milepost_conformance::check::{covered, texts};
use milepost_conformance::expect::shown;
use milepost_conformance::lookup::{FIELDS, Found, item_name, result};
use milepost_conformance::{Case, Evaluate, read_all};
use serde_json::{Value as Json, json};
use std::io::Write;

/// So many units of a case are explained, at most.
const EXPLAINED: usize = 12;

fn main() -> Result<(), String> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for case in read_all()? {
        let said = said(&case)?;
        writeln!(out, "{said}").map_err(|e| e.to_string())?;
    }
    out.flush().map_err(|e| e.to_string())
}

fn said(case: &Case) -> Result<Json, String> {
    let (name, text, sources) = texts(case)?;
    let variant = case.fields.get("variant").map(String::as_str);
    let mut said = json!({ "id": case.id(), "tags": case.tags() });
    let mut say = |key: &str, value: Json| {
        if let Some(said) = said.as_object_mut() {
            said.insert(key.to_owned(), value);
        }
    };
    let rules = match milepost::compile_with(&name, &text, &sources, variant) {
        Ok(rules) => rules,
        Err(refused) => {
            say("diagnostics", diagnostics(&refused.diagnostics, &refused.files));
            return Ok(said);
        }
    };
    let program = rules.program();
    say("diagnostics", diagnostics(rules.warnings(), &program.files));
    say("hash", json!(rules.content_hash()));
    let Ok(years) = case.years() else { return Ok(said) };
    let first = years.first().copied().unwrap_or_default();
    let tree = milepost::facts::to_tree(&case.data).map_err(|e| e.to_string())?;
    let data = match milepost::facts::bind_all(program, &tree, first) {
        Ok(data) => data,
        Err(stopped) => {
            say("stopped", json!(stopped));
            return Ok(said);
        }
    };
    let as_of = case.fields.get("as_of").and_then(|t| milepost::core::date::parse(t));
    let options = Options { years, as_of, exact: true, ..Options::default() };
    let engines: [(&str, Evaluate); 2] =
        [("exact", milepost::core::exact::score), ("columnar", milepost::core::columnar::score)];
    for (engine, evaluate) in engines {
        match evaluate(program, &data, &options) {
            Ok(table) => {
                say(engine, results(program, &data, &table));
                say(&format!("{engine}_faults"), faults(&table));
                if engine == "exact" {
                    say("explained", explained(program, &data, &table, as_of)?);
                }
            }
            Err(Stop::Refused(why)) => say("stopped", json!(why.code())),
            Err(Stop::Cancelled) => say("stopped", json!("cancelled")),
        }
    }
    Ok(said)
}

fn diagnostics(found: &[Diagnostic], files: &[SourceFile]) -> Json {
    let one = |d: &Diagnostic| {
        json!([
            d.severity(),
            d.code(),
            d.text(Lang::En),
            d.text(Lang::Vi),
            d.help(Lang::En),
            d.help(Lang::Vi),
            d.suggestion,
            covered(d, files)
        ])
    };
    found.iter().map(one).collect()
}

fn results(program: &Program, data: &Dataset, table: &Table) -> Json {
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
    results.into()
}

fn faults(table: &Table) -> Json {
    let one = |f: &milepost::core::dataset::Fault| {
        let m = f.message;
        json!([
            m.code,
            f.unit,
            f.name,
            f.year,
            f.value,
            fill(m.en, &f.args),
            fill(m.vi, &f.args),
            fill(m.help_en, &f.args)
        ])
    };
    table.faults.iter().map(one).collect()
}

fn explained(program: &Program, data: &Dataset, table: &Table, as_of: Option<i32>) -> Result<Json, String> {
    let options = Options { as_of, ..Options::default() };
    let mut out = Vec::new();
    for block in &table.blocks {
        for unit in block.units.iter().take(EXPLAINED) {
            let mut texts = Vec::new();
            for lang in [Lang::En, Lang::Vi] {
                let explanation = explain(program, data, &options, lang, block.level, *unit, block.year, None);
                let explanation = explanation.map_err(|stop| stop.to_string())?;
                texts.push(json!(explanation.text()));
                texts.push(serde_json::to_value(&explanation).map_err(|e| e.to_string())?);
            }
            let level = program.levels.get(block.level.index()).map(|l| l.name.as_str());
            let id = data.units.get(block.level.index()).map(|u| u.id(*unit));
            out.push(json!([level, id, block.year, texts]));
        }
    }
    Ok(out.into())
}
