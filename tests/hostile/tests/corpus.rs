//! What the fuzzer found and what it starts from, once more: `tests/fuzz/corpus/TARGET`, `tests/fuzz/findings/TARGET`.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use milepost_hostile::TARGETS;
use std::path::Path;

#[test]
fn nothing_that_was_found_comes_back() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz");
    let mut tried = 0;
    for target in TARGETS {
        for folder in ["corpus", "findings"] {
            let Ok(entries) = std::fs::read_dir(root.join(folder).join(target.name)) else { continue };
            let mut paths: Vec<_> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
            paths.sort();
            for path in paths {
                let bytes = std::fs::read(&path).expect("a file of the corpus");
                if let Err(why) = (target.holds)(&bytes) {
                    panic!("{}: {why}", path.display());
                }
                tried += 1;
            }
        }
    }
    println!("{tried} inputs");
    assert!(tried > 0, "there is no corpus");
}
