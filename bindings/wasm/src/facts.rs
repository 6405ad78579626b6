//! JavaScript values as facts.

use js_sys::{Array, JsString, Map, Object};
use milepost::facts::Tree;
use wasm_bindgen::{JsCast, JsValue};

/// Deeper objects than this are refused: a cycle would never end.
const DEPTH: u32 = 64;

/// Facts from a JavaScript value: objects, maps, arrays, strings, numbers, big integers, booleans, dates.
pub fn tree(value: &JsValue) -> Result<Tree, String> {
    tree_at(value, 0)
}

/// Whole numbers, as far as a float counts them all.
fn whole(number: f64) -> Option<i64> {
    const MOST: f64 = 9_007_199_254_740_991.0;
    #[expect(clippy::cast_possible_truncation, reason = "it is whole and within bounds")]
    (number % 1.0 == 0.0 && (-MOST..=MOST).contains(&number)).then_some(number as i64)
}

fn tree_at(value: &JsValue, depth: u32) -> Result<Tree, String> {
    if depth > DEPTH {
        return Err(format!("facts are nested deeper than {DEPTH}"));
    }
    if let Some(number) = value.as_f64() {
        return Ok(whole(number).map_or(Tree::Float(number), Tree::Int));
    }
    if let Some(text) = value.as_string() {
        return Ok(Tree::Text(text));
    }
    if let Some(yes) = value.as_bool() {
        return Ok(Tree::Bool(yes));
    }
    if value.is_undefined() || value.is_null() {
        return Ok(Tree::Null);
    }
    if value.is_bigint() {
        let text =
            js_sys::BigInt::unchecked_from_js_ref(value).to_string(10).map_err(|_| "a big integer".to_owned())?;
        return Ok(Tree::Text(String::from(text)));
    }
    if let Some(date) = value.dyn_ref::<js_sys::Date>() {
        let day = date.get_time() / 86_400_000.0;
        let whole = day.floor();
        if !(-4_000_000.0..4_000_000.0).contains(&whole) {
            return Ok(Tree::Null);
        }
        #[expect(clippy::cast_possible_truncation, reason = "the range was just checked")]
        return Ok(Tree::Text(milepost::core::date::text(whole as i32)));
    }
    if let Some(list) = value.dyn_ref::<Array>() {
        return list.iter().map(|v| tree_at(&v, depth + 1)).collect::<Result<Vec<_>, _>>().map(Tree::List);
    }
    if let Some(map) = value.dyn_ref::<Map>() {
        let mut entries = Vec::new();
        for entry in map.entries() {
            let entry = Array::from(&entry.map_err(|_| "a map that cannot be read".to_owned())?);
            let key = entry.get(0);
            let name = key.as_string().or_else(|| key.as_f64().map(|n| n.to_string()));
            let name = name.ok_or_else(|| "a key of facts must be a name or a year".to_owned())?;
            entries.push((name.into(), tree_at(&entry.get(1), depth + 1)?));
        }
        return Ok(Tree::Map(entries));
    }
    if let Some(object) = value.dyn_ref::<Object>()
        && !value.is_function()
    {
        let mut entries = Vec::new();
        for key in Object::keys(object).iter() {
            let value = js_sys::Reflect::get(object, &key).map_err(|_| "a property that cannot be read".to_owned())?;
            let name = key.unchecked_ref::<JsString>();
            entries.push((String::from(name).into(), tree_at(&value, depth + 1)?));
        }
        return Ok(Tree::Map(entries));
    }
    Err("facts are objects, arrays, strings, numbers, booleans and dates".to_owned())
}
