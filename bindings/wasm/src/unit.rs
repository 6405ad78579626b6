//! The results of one unit.

use crate::json;
use crate::rules::{thrown, wrong};
use crate::{lang, values};
use milepost::core::explain::Explanation;
use milepost::{Error, Report};
use wasm_bindgen::prelude::*;

/// The results of one unit.
#[wasm_bindgen]
pub struct Evaluated {
    report: Report,
}

impl Evaluated {
    pub(crate) fn new(report: Report) -> Self {
        Self { report }
    }

    fn explanation(&self, name: &str, language: &str) -> Result<Explanation, JsValue> {
        let symbol = match name {
            "" => None,
            name => Some(self.report.symbol(name).ok_or_else(|| wrong(&format!("nothing is named '{name}'")))?),
        };
        self.report.explanation(symbol, lang(language)).map_err(|stop| thrown(&Error::Stop(stop)))
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

    /// A value as the nearest number, a text, a boolean; undefined where it is missing. `part`: value, score, max.
    pub fn value(&self, name: &str, part: &str) -> JsValue {
        let value = match part {
            "score" => self.report.score(name),
            "max" => self.report.max(name),
            _ => self.report.value(name),
        };
        value.map_or(JsValue::UNDEFINED, |v| values::js(self.report.program(), &v))
    }

    /// All results of the unit with exact values, as JSON.
    pub fn results(&self) -> String {
        let (report, program) = (&self.report, self.report.program());
        json::object(&mut |j| {
            for name in report.names() {
                j.key(&name).object(&mut |j| {
                    j.key("verdict").maybe(report.verdict(&name).map(|v| v.word()));
                    j.key("outcome").maybe(report.outcome(&name)).key("value");
                    values::exact(j, program, report.value(&name).as_ref());
                    values::exact(j.key("score"), program, report.score(&name).as_ref());
                    values::exact(j.key("max"), program, report.max(&name).as_ref());
                    j.key("reasons").texts(&mut report.reasons(&name).iter().map(|r| r.word()));
                });
            }
        })
    }

    /// Faults, as JSON.
    pub fn faults(&self, language: &str) -> String {
        values::faults(self.report.program(), &mut self.report.faults().iter(), lang(language))
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
