//! What an editor needs: diagnostics, colours, layout, words to complete.

use crate::json::{self, Json};
use crate::places::{Texts, utf16};
use crate::rules::{compile, rules_error, sources};
use milepost::dsl::source::Source;
use wasm_bindgen::prelude::*;

/// All diagnostics of the first of the texts, warnings too, as JSON; places in UTF-16 units.
#[wasm_bindgen]
pub fn check(names: Vec<String>, texts: Vec<String>) -> Result<String, JsValue> {
    let given = Texts::new(sources(&names, &texts));
    let mut json = Json::default();
    match compile(&names, &texts, "")? {
        Ok(rules) => given.diagnostics(&mut json, rules.warnings(), &rules.program().files),
        Err(error) => given.diagnostics(&mut json, &error.diagnostics, &error.files),
    }
    Ok(json.done())
}

/// The text in the one layout; throws the diagnostics of a text that cannot be read.
#[wasm_bindgen]
pub fn format(text: &str) -> Result<String, JsValue> {
    milepost::dsl::format(text).map_err(|diagnostics| {
        let name = "rules.mile";
        let normal = Source::new(text).text().to_owned();
        let files = vec![milepost::core::program::SourceFile { name: name.into(), text: normal }];
        rules_error(&milepost::RuleError { diagnostics, files }, &Texts::new([(name, text)]))
    })
}

/// Colours of a text: `[kind, start, end, …]`, places in UTF-16 units.
#[wasm_bindgen]
pub fn tokens(text: &str) -> Vec<u32> {
    let source = Source::new(text);
    let (mut byte, mut unit) = (0, 0);
    let mut at = |to: usize| {
        if let Some(passed) = text.get(byte..to) {
            unit += utf16(passed);
            byte = to;
        }
        u32::try_from(unit).unwrap_or(u32::MAX)
    };
    let mut out = Vec::new();
    for (colour, span) in milepost::dsl::lex::tokens(source.text()) {
        let range = source.original(span);
        out.extend([colour as u32, at(range.start), at(range.end)]);
    }
    out
}

/// The words of the language, joined by spaces.
#[wasm_bindgen]
pub fn keywords() -> String {
    milepost::dsl::lex::keywords().collect::<Vec<_>>().join(" ")
}

/// The built-in functions, as JSON: `[{ name, signature, en, vi }]`.
#[wasm_bindgen]
pub fn functions() -> String {
    json::list(&mut |j| {
        for doc in milepost::core::functions::ALL {
            j.object(&mut |j| {
                j.key("name").text(doc.name).key("signature").text(doc.signature);
                j.key("en").text(doc.en).key("vi").text(doc.vi);
            });
        }
    })
}
