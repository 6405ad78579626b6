//! Indicator rules in browsers and Node.

use wasm_bindgen::prelude::*;

/// The version of the engine.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
