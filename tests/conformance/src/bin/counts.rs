//! How many cases there are, in all and per tag: writes `tests/cases/COUNTS`, and prints the same as JSON, which is what every
//! runner must have run.

use milepost_conformance::{Counts, read_all};
use serde_json::json;

fn main() -> Result<(), String> {
    let counts = Counts::of(&read_all()?);
    counts.write()?;
    println!("{}", json!({ "cases": counts.cases, "tags": counts.tags }));
    Ok(())
}
