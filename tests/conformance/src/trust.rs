//! Figures of a run, for `docs/trust.md`: one JSON file per suite in `target/trust`.

use crate::case::root;
use serde_json::{Map, Value};

/// Writes the figures of one suite. A folder that cannot be written is said and is no failure: figures are not the test.
pub fn record(suite: &str, figures: &[(&str, Value)]) {
    let folder = std::env::var_os("MILEPOST_TRUST").map_or_else(|| root().join("target/trust"), Into::into);
    let figures: Map<String, Value> = figures.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect();
    let text = Value::Object(figures).to_string() + "\n";
    let done =
        std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(folder.join(format!("{suite}.json")), text));
    if let Err(wrong) = done {
        eprintln!("the figures of {suite} were not written: {wrong}");
    }
}
