//! Compiled rules, and the results of one unit.

use crate::{describe, facts, lang, table};
use milepost::core::report::Options;
use milepost::{Engine, Error, Report, RuleError, Ruleset};
use std::collections::BTreeMap;
use wasm_bindgen::prelude::*;

/// Compiled rules.
#[wasm_bindgen]
pub struct Rules {
    pub(crate) inner: Ruleset,
}

/// The results of one unit.
#[wasm_bindgen]
pub struct Evaluated {
    report: Report,
}

/// What a call threw: the text of a JSON object with `code`, `message` and, for rules, `diagnostics`.
pub(crate) fn thrown(error: &Error) -> JsValue {
    let value = match error {
        Error::Rules(rules) => rule_error(rules),
        Error::Stop(milepost::core::report::Stop::Refused(d)) => serde_json::json!({
            "kind": "data", "code": d.code(), "message": d.text(milepost::Lang::En),
            "message_vi": d.text(milepost::Lang::Vi),
        }),
        other => serde_json::json!({ "kind": "data", "code": "", "message": other.to_string() }),
    };
    JsValue::from_str(&value.to_string())
}

pub(crate) fn rule_error(error: &RuleError) -> serde_json::Value {
    let list: Vec<_> = error.diagnostics.iter().map(|d| describe::diagnostic(d, &error.files)).collect();
    let first = error.diagnostics.first();
    serde_json::json!({
        "kind": "rules", "code": first.map_or("", |d| d.code()), "message": error.to_string(), "diagnostics": list,
    })
}

/// Options of an evaluation, as the wrapper sends them.
#[derive(Default, serde::Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Asked {
    pub year: Option<i32>,
    pub years: Vec<i32>,
    pub as_of: Option<String>,
    pub exact: bool,
    pub locale: String,
}

impl Asked {
    pub(crate) fn read(text: &str) -> Result<Self, JsValue> {
        serde_json::from_str(text).map_err(|e| wrong(&format!("options: {e}")))
    }

    pub(crate) fn as_of(&self) -> Result<Option<i32>, JsValue> {
        match &self.as_of {
            None => Ok(None),
            Some(text) => milepost::core::date::parse(text)
                .map(Some)
                .ok_or_else(|| wrong(&format!("asOf: '{text}' is not a date; write 2024-12-31"))),
        }
    }

    pub(crate) fn engine(&self) -> Engine {
        if self.exact { Engine::Exact } else { Engine::Columnar }
    }

    pub(crate) fn years(&self) -> Vec<i32> {
        if self.years.is_empty() { self.year.into_iter().collect() } else { self.years.clone() }
    }
}

/// An error of the call itself.
pub(crate) fn wrong(message: &str) -> JsValue {
    thrown(&Error::Facts(message.to_owned()))
}

#[wasm_bindgen]
impl Rules {
    /// Compiles rules; `sources` is a JSON object of file names and texts, `variant` may be empty.
    pub fn compile(name: &str, text: &str, sources: &str, variant: &str) -> Result<Rules, JsValue> {
        let sources: BTreeMap<String, String> =
            serde_json::from_str(sources).map_err(|e| wrong(&format!("sources: {e}")))?;
        let variant = (!variant.is_empty()).then_some(variant);
        match milepost::compile_with(name, text, &sources, variant) {
            Ok(inner) => Ok(Rules { inner }),
            Err(error) => Err(thrown(&Error::Rules(error))),
        }
    }

    /// The hash of the rules' meaning.
    pub fn hash(&self) -> String {
        self.inner.content_hash().to_owned()
    }

    /// Warnings, as a JSON list of diagnostics.
    pub fn warnings(&self) -> String {
        let files = &self.inner.program().files;
        let list: Vec<_> = self.inner.warnings().iter().map(|d| describe::diagnostic(d, files)).collect();
        serde_json::Value::from(list).to_string()
    }

    /// What the rules are made of, as JSON: levels, inputs, items with labels and targets.
    pub fn describe(&self, language: &str) -> String {
        describe::program(self.inner.program(), lang(language)).to_string()
    }

    /// Evaluates one unit.
    pub fn evaluate(&self, record: &JsValue, options: &str) -> Result<Evaluated, JsValue> {
        let asked = Asked::read(options)?;
        let tree = facts::tree(record).map_err(|e| wrong(&e))?;
        let years = asked.years();
        if years.is_empty() {
            return Err(wrong("say which year to evaluate: { year: 2025 }"));
        }
        let options = Options { years, as_of: asked.as_of()?, exact: true, ..Options::default() };
        let report = self.inner.evaluate_tree(&tree, &options).map_err(|e| thrown(&e))?;
        Ok(Evaluated { report })
    }

    /// Scores many units: an array of `{ level, columns }`, columns being typed arrays or arrays.
    pub fn score(&self, tables: &JsValue, options: &str) -> Result<table::Scored, JsValue> {
        table::score(self, tables, &Asked::read(options)?)
    }

    /// Scores files as they were dropped: an array of `{ name, bytes }`.
    pub fn score_files(&self, files: &JsValue, options: &str) -> Result<table::Scored, JsValue> {
        table::score_files(self, files, &Asked::read(options)?)
    }
}

#[wasm_bindgen]
impl Evaluated {
    /// met, not_met, undetermined, not_applicable; nothing where the name has no verdict.
    pub fn verdict(&self, name: &str) -> Option<String> {
        self.report.verdict(name).map(|v| v.word().to_owned())
    }

    /// The class of an outcome or state.
    pub fn outcome(&self, name: &str) -> Option<String> {
        self.report.outcome(name).map(str::to_owned)
    }

    /// A value as the nearest number, a text, a boolean; undefined where it is missing.
    pub fn value(&self, name: &str) -> JsValue {
        self.report.value(name).map_or(JsValue::UNDEFINED, |v| table::js_value(self.report.program(), &v))
    }

    /// A score as the nearest number.
    pub fn score(&self, name: &str) -> JsValue {
        self.report.score(name).map_or(JsValue::UNDEFINED, |v| table::js_value(self.report.program(), &v))
    }

    /// A maximum as the nearest number.
    pub fn max(&self, name: &str) -> JsValue {
        self.report.max(name).map_or(JsValue::UNDEFINED, |v| table::js_value(self.report.program(), &v))
    }

    /// All results of the unit with exact values, as JSON.
    pub fn results(&self) -> String {
        table::results(&self.report).to_string()
    }

    /// Faults, as JSON.
    pub fn faults(&self, language: &str) -> String {
        table::faults(self.report.program(), self.report.faults(), lang(language)).to_string()
    }

    /// Why a result is what it is, in words; all results when the name is empty.
    pub fn explain(&self, name: &str, language: &str) -> Result<String, JsValue> {
        Ok(self.explanation(name, language)?.text())
    }

    /// The same as JSON (`milepost.trace.v1`).
    pub fn trace(&self, name: &str, language: &str) -> Result<String, JsValue> {
        serde_json::to_string(&self.explanation(name, language)?).map_err(|e| wrong(&e.to_string()))
    }
}

impl Evaluated {
    fn explanation(&self, name: &str, language: &str) -> Result<milepost::core::explain::Explanation, JsValue> {
        let symbol = match name {
            "" => None,
            name => Some(self.report.symbol(name).ok_or_else(|| wrong(&format!("nothing is named '{name}'")))?),
        };
        self.report.explanation(symbol, lang(language)).map_err(|stop| thrown(&Error::Stop(stop)))
    }
}
