//! How many cases there are, in all and per tag, as JSON: what every runner must have run.

use milepost_conformance::read_all;
use serde_json::json;
use std::collections::BTreeMap;

fn main() -> Result<(), String> {
    let cases = read_all()?;
    let mut tags: BTreeMap<String, u32> = BTreeMap::new();
    for tag in cases.iter().flat_map(milepost_conformance::Case::tags) {
        *tags.entry(tag.to_owned()).or_default() += 1;
    }
    println!("{}", json!({ "cases": cases.len(), "tags": tags }));
    Ok(())
}
