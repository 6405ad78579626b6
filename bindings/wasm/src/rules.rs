//! Compiled rules, and what calls throw.

use crate::json::{self, Json};
use crate::places::Texts;
use crate::{data, describe, facts, lang, quick, table, unit};
use milepost::core::report::Options;
use milepost::{Engine, Error, Lang, RuleError, Ruleset};
use std::collections::BTreeMap;
use wasm_bindgen::prelude::*;

/// Compiled rules.
#[wasm_bindgen]
pub struct Rules {
    pub(crate) inner: Ruleset,
    warnings: String,
    shapes: data::Shapes,
}

/// A text as JavaScript sends it with every call that may fail: what is thrown is the text of a JSON object with `kind`,
/// `code`, `message` and, for rules, `diagnostics`.
pub(crate) fn thrown(error: &Error) -> JsValue {
    let (code, en, vi) = match error {
        Error::Stop(milepost::core::report::Stop::Refused(d)) => (d.code(), d.text(Lang::En), d.text(Lang::Vi)),
        other => ("", other.to_string(), other.to_string()),
    };
    data_error(code, &en, &vi, "")
}

pub(crate) fn data_error(code: &str, en: &str, vi: &str, place: &str) -> JsValue {
    JsValue::from_str(&json::object(&mut |j| {
        j.key("kind").text("data").key("code").text(code).key("message").text(en).key("message_vi").text(vi);
        j.key("place").text(place);
    }))
}

pub(crate) fn rules_error(error: &RuleError, texts: &Texts<'_>) -> JsValue {
    JsValue::from_str(&json::object(&mut |j| {
        j.key("kind").text("rules").key("code").text(error.diagnostics.first().map_or("", |d| d.code()));
        j.key("message").text(&error.to_string()).key("diagnostics");
        texts.diagnostics(j, &error.diagnostics, &error.files);
    }))
}

/// An error of the call itself.
pub(crate) fn wrong(message: &str) -> JsValue {
    data_error("", message, message, "")
}

/// What an evaluation is asked for, as the wrapper sends it.
pub(crate) struct Asked {
    pub years: Vec<i32>,
    pub as_of: Option<i32>,
    pub exact: bool,
    pub vietnamese: bool,
    pub engine: Engine,
}

impl Asked {
    pub(crate) fn new(years: Vec<i32>, as_of: &str, flags: u32) -> Result<Self, JsValue> {
        let as_of = match as_of {
            "" => None,
            text => Some(
                milepost::core::date::parse(text)
                    .ok_or_else(|| wrong(&format!("asOf: '{text}' is not a date; write 2024-12-31")))?,
            ),
        };
        let engine = if flags & 4 != 0 { Engine::Exact } else { Engine::Columnar };
        Ok(Self { years, as_of, exact: flags & 1 != 0, vietnamese: flags & 2 != 0, engine })
    }

    pub(crate) fn options(&self) -> Options<'static> {
        Options { years: self.years.clone(), as_of: self.as_of, exact: self.exact, ..Options::default() }
    }
}

/// The sources of a call: names and texts, the compiled one first.
pub(crate) fn sources<'s>(
    names: &'s [String],
    texts: &'s [String],
) -> impl Iterator<Item = (&'s str, &'s str)> + Clone {
    names.iter().map(String::as_str).zip(texts.iter().map(String::as_str))
}

pub(crate) fn compile(
    names: &[String],
    texts: &[String],
    variant: &str,
) -> Result<Result<Ruleset, RuleError>, JsValue> {
    let (Some(name), Some(text)) = (names.first(), texts.first()) else { return Err(wrong("there are no rules")) };
    let others: BTreeMap<String, String> =
        sources(names, texts).skip(1).map(|(n, t)| (n.to_owned(), t.to_owned())).collect();
    Ok(milepost::compile_with(name, text, &others, (!variant.is_empty()).then_some(variant)))
}

#[wasm_bindgen]
impl Rules {
    /// Compiles the first of the texts; the others are there to be used. `variant` may be empty.
    pub fn compile(names: Vec<String>, texts: Vec<String>, variant: &str) -> Result<Rules, JsValue> {
        let given = Texts::new(sources(&names, &texts));
        match compile(&names, &texts, variant)? {
            Ok(inner) => {
                let mut warnings = Json::default();
                given.diagnostics(&mut warnings, inner.warnings(), &inner.program().files);
                let shapes = data::Shapes::of(inner.program());
                Ok(Rules { inner, warnings: warnings.done(), shapes })
            }
            Err(error) => Err(rules_error(&error, &given)),
        }
    }

    /// The hash of the rules' meaning.
    pub fn hash(&self) -> String {
        self.inner.content_hash().to_owned()
    }

    /// Warnings, as a JSON list of diagnostics.
    pub fn warnings(&self) -> String {
        self.warnings.clone()
    }

    /// Names of levels, joined by spaces.
    pub fn levels(&self) -> String {
        self.inner.program().levels.iter().map(|l| l.name.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// What the rules are made of, as JSON; their hash only if asked for.
    pub fn describe(&self, language: &str, hash: bool) -> String {
        describe::program(self.inner.program(), lang(language), hash)
    }

    /// Evaluates one unit.
    pub fn evaluate(&self, record: &JsValue, year: i32, as_of: &str) -> Result<unit::Evaluated, JsValue> {
        let asked = Asked::new(vec![year], as_of, 5)?;
        let tree = facts::tree(record).map_err(|e| wrong(&e))?;
        let report = self.inner.evaluate_tree(&tree, &asked.options()).map_err(|e| thrown(&e))?;
        Ok(unit::Evaluated::new(report))
    }

    /// Makes the rules of one year ready for one flat record after the other.
    pub fn prepare(&self, year: i32, as_of: &str) -> Result<quick::Quick, JsValue> {
        quick::prepare(&self.inner, year, as_of)
    }

    /// Scores many units given as facts: a list of units, or lists by level.
    pub fn score_units(
        &self,
        units: &JsValue,
        years: Vec<i32>,
        as_of: &str,
        flags: u32,
    ) -> Result<table::Scored, JsValue> {
        let asked = Asked::new(years, as_of, flags)?;
        let bound = data::bind_units(self.inner.program(), units, &asked)?;
        table::score(&self.inner, bound, &asked)
    }

    /// Scores columns and files: an array of `{ level, columns }`, `{ level, name, bytes }`, `{ level, table }`.
    pub fn score(&self, tables: &JsValue, years: Vec<i32>, as_of: &str, flags: u32) -> Result<table::Scored, JsValue> {
        let asked = Asked::new(years, as_of, flags)?;
        let bound = data::bind_tables(self.inner.program(), &self.shapes, tables, &asked)?;
        table::score(&self.inner, bound, &asked)
    }
}
