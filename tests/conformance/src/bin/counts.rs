//! Writes `tests/cases/COUNTS`, which every runner of the cases is held to.

use milepost_conformance::case::root;
use milepost_conformance::{Counts, read_all};

fn main() -> Result<(), String> {
    let counts = Counts::of(&read_all()?);
    let path = root().join("tests/cases/COUNTS");
    std::fs::write(&path, counts.to_string()).map_err(|e| format!("{}: {e}", path.display()))
}
