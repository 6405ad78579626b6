//! `milepost replay RESULT`: the stored rules on the stored data, and whether the same comes out.

use super::score::document;
use crate::args::Replay as Arguments;
use crate::console::Console;
use crate::{Done, Stop, data, rules};
use milepost_core::codes;
use milepost_core::dataset::Locale;
use milepost_core::report::Options;
use milepost_io::replay::Replay;
use milepost_io::{BindOptions, Mapping, What, fault};
use serde_json::Value as Json;

pub(crate) fn run(console: &Console, args: &Arguments) -> Done {
    let name = args.result.display().to_string();
    let refuse = |why: &str| {
        console.fault(&fault(&codes::F20_REPLAY, name.as_str(), [name.as_str(), why]));
        Stop::Errors
    };
    let bytes = std::fs::read(&args.result).map_err(|wrong| {
        console.fault(&fault(&codes::F01_OPEN, name.as_str(), [name.clone(), wrong.to_string()]));
        Stop::Errors
    })?;
    let stored: Json =
        serde_json::from_slice(&bytes).map_err(|_| refuse("only a result stored as JSON holds its rules and data"))?;
    let replay = Replay::from_json(&name, stored.get("replay").unwrap_or(&Json::Null)).map_err(|wrong| {
        console.fault(&wrong);
        Stop::Errors
    })?;
    let Some((main, text)) = replay.rules.first() else { return Err(refuse("it holds no rules")) };
    let sources = |file: &str| replay.rules.iter().find(|(n, _)| n == file).map(|(_, t)| t.clone());
    let program = rules::compile_text(console, main, text, &sources, replay.variant.as_deref())?.program;
    let options = BindOptions {
        locale: if replay.vietnamese { Locale::Vi } else { Locale::Plain },
        mapping: Mapping(replay.mapping.clone()),
        year: replay.year,
    };
    let data = data::bind(console, &program, replay.tables.clone(), &options)?.dataset;
    let asked = Options { years: replay.years.clone(), as_of: replay.as_of, exact: true, ..Options::default() };
    let table = milepost_core::exact::score(&program, &data, &asked).map_err(|stop| refuse(&stop.to_string()))?;
    let mut again = Vec::new();
    let what = What::from_word(&replay.what).unwrap_or_default();
    document(&program, &data, &table, replay.as_of, what, None, &mut again)
        .map_err(|wrong| refuse(&wrong.to_string()))?;
    let again: Json = serde_json::from_slice(&again).map_err(|wrong| refuse(&wrong.to_string()))?;
    let differences = differences(&stored, &again);
    if differences.is_empty() {
        let rows = again.get("results").and_then(Json::as_array).map_or(0, Vec::len);
        println!("{} ({rows})", console.say("the same", "giống hệt"));
        return Ok(());
    }
    println!("{}", console.say("not the same:", "không giống:"));
    for line in differences.iter().take(20) {
        println!("  {line}");
    }
    Err(Stop::Errors)
}

/// What differs, a line each: fingerprints, then rows.
fn differences(stored: &Json, again: &Json) -> Vec<String> {
    let mut found = Vec::new();
    for key in ["content_hash", "data_hash", "hypothetical", "versions", "variant", "as_of"] {
        let of = |json: &Json| json.get("milepost").and_then(|m| m.get(key)).cloned().unwrap_or(Json::Null);
        if of(stored) != of(again) {
            found.push(format!("{key}: {} → {}", of(stored), of(again)));
        }
    }
    for key in ["results", "faults"] {
        let of = |json: &Json| json.get(key).and_then(Json::as_array).cloned().unwrap_or_default();
        let (before, after) = (of(stored), of(again));
        if before.len() != after.len() {
            found.push(format!("{key}: {} → {}", before.len(), after.len()));
        }
        for (row, (a, b)) in before.iter().zip(&after).enumerate() {
            if a != b {
                found.push(format!("{key}[{row}]: {a} → {b}"));
            }
        }
    }
    found
}
