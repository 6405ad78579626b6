//! Indicator rules in browsers and Node: converts and calls, decides nothing. `js/index.js` wraps these exports into
//! the classes that users see.

mod data;
mod describe;
mod editor;
mod facts;
mod frame;
mod json;
mod places;
mod quick;
mod rules;
mod suppose;
mod table;
mod unit;
mod values;

pub use quick::Quick;
pub use rules::Rules;
pub use table::Scored;
pub use unit::Evaluated;

use milepost::Lang;

/// The version of the engine.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// `vi` is Vietnamese; anything else is English.
fn lang(word: &str) -> Lang {
    if word == "vi" { Lang::Vi } else { Lang::En }
}
