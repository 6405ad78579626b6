//! Values and faults for JavaScript.

use crate::json::{self, Json};
use crate::places::severity;
use milepost::Lang;
use milepost::core::dataset::Fault;
use milepost::core::program::Program;
use milepost::core::value::{Reasons, Value};
use wasm_bindgen::JsValue;

/// A value: numbers as the nearest f64, dates and classes as text; undefined where it is missing.
pub(crate) fn js(program: &Program, value: &Value) -> JsValue {
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

fn words(json: &mut Json, reasons: Reasons) {
    json.texts(&mut reasons.iter().map(|r| r.word()));
}

/// Digits that are written of a number that has no end.
const DIGITS: usize = 20;

/// A value with its exact form; null where there is no such thing.
pub(crate) fn exact(json: &mut Json, program: &Program, value: Option<&Value>) {
    let Some(value) = value else {
        json.null();
        return;
    };
    if let Value::Missing(Reasons::NONE) = value {
        json.null();
        return;
    }
    json.object(&mut |j| match value {
        Value::Missing(reasons) => words(j.key("missing"), *reasons),
        Value::Bracket { lo, hi, reasons } => {
            j.key("bracket").texts(&mut [lo.to_text(), hi.to_text()].iter().map(String::as_str));
            words(j.key("missing"), *reasons);
        }
        Value::Number(n) => {
            j.key("exact").text(&n.to_text()).key("number").number(n.to_f64());
        }
        Value::Real(r) => {
            j.key("decimal").text(&r.to_decimal(DIGITS)).key("number").number(r.to_f64());
        }
        Value::Bool(b) => {
            j.key("value").bool(*b);
        }
        Value::Date(d) => {
            j.key("value").text(&milepost::core::date::text(*d));
        }
        Value::Year(y) => {
            j.key("value").whole(i64::from(*y));
        }
        Value::Category(c, i) => {
            j.key("value").text(milepost_io::category_item(program, *c, *i));
        }
    });
}

/// Fault rows.
pub(crate) fn faults(program: &Program, faults: &mut dyn Iterator<Item = &Fault>, lang: Lang) -> String {
    json::list(&mut |j| {
        for fault in &mut *faults {
            let level = fault.level.and_then(|l| program.levels.get(l.index())).map(|l| l.name.as_str());
            let by = fault.by.and_then(|a| program.assessors.get(a.index())).map(|a| a.name.as_str());
            j.object(&mut |j| {
                j.key("code").text(fault.message.code).key("severity").text(severity(fault.message.severity));
                j.key("level").maybe(level).key("unit").text(&fault.unit).key("year");
                match fault.year {
                    Some(year) => j.whole(i64::from(year)),
                    None => j.null(),
                };
                j.key("by").maybe(by).key("name").text(&fault.name).key("value").text(&fault.value);
                j.key("place").text(&fault.place).key("message").text(&milepost_io::message(fault, lang));
                j.key("help").text(&milepost_io::help(fault, lang));
            });
        }
    })
}

/// The word of a row's verdict.
pub(crate) fn verdict(verdicts: Option<&Vec<u8>>, row: usize) -> Option<&'static str> {
    let code = *verdicts?.get(row)?;
    milepost::Verdict::ALL.get(usize::from(code)).map(|v| v.word())
}
