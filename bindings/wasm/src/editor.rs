//! What an editor needs: diagnostics, colours, layout, words to complete.

use crate::describe;
use crate::rules::wrong;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use wasm_bindgen::prelude::*;

/// All diagnostics of a text, warnings too, as JSON; places in UTF-16 units.
#[wasm_bindgen]
pub fn check(name: &str, text: &str, sources: &str) -> Result<String, JsValue> {
    let sources: BTreeMap<String, String> =
        serde_json::from_str(sources).map_err(|e| wrong(&format!("sources: {e}")))?;
    let list: Vec<Json> = match milepost::compile_with(name, text, &sources, None) {
        Ok(rules) => rules.warnings().iter().map(|d| describe::diagnostic(d, &rules.program().files)).collect(),
        Err(error) => error.diagnostics.iter().map(|d| describe::diagnostic(d, &error.files)).collect(),
    };
    Ok(Json::Array(list).to_string())
}

/// The text in the one layout; throws the diagnostics of a text that cannot be read.
#[wasm_bindgen]
pub fn format(text: &str) -> Result<String, JsValue> {
    milepost::dsl::format(text).map_err(|diagnostics| {
        let files = vec![milepost::core::program::SourceFile { name: "rules.mile".into(), text: text.into() }];
        crate::rules::thrown(&milepost::Error::Rules(milepost::RuleError { diagnostics, files }))
    })
}

/// Colours of a text: `[kind, start, end, …]` flattened, places in UTF-16 units, kinds as positions in `colour_words`.
#[wasm_bindgen]
pub fn tokens(text: &str) -> Vec<u32> {
    let mut places = describe::Utf16::new(text);
    let mut out = Vec::new();
    for (colour, span) in milepost::dsl::lex::tokens(text) {
        out.extend([colour as u32, places.at(span.start), places.at(span.end)]);
    }
    out
}

/// The words of the language.
#[wasm_bindgen]
pub fn keywords() -> Vec<String> {
    milepost::dsl::lex::keywords().map(str::to_owned).collect()
}

/// Every code with its message, for a legend; as JSON.
#[wasm_bindgen]
pub fn codes() -> String {
    let all = milepost::core::codes::ALL.iter();
    Json::Array(all.map(|m| json!({ "code": m.code, "en": m.en, "vi": m.vi })).collect()).to_string()
}
