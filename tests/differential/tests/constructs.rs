//! Generated rule sets use every construct of the language, and nearly all of them are rules.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use milepost_differential::rules::{Rules, write_files};
use milepost_differential::{Random, constructs};
use milepost_dsl::{CompileOptions, compile, parse};
use std::collections::BTreeSet;

/// How many rule sets must do.
const SETS: u64 = 300;

fn compiles(rules: &Rules) -> bool {
    let options = CompileOptions { variant: rules.variant.clone(), ..CompileOptions::default() };
    compile("generated.mile", &rules.text, &|name| rules.source(name), &options).is_ok()
}

#[test]
fn generated_rules_use_every_construct() {
    let (mut found, mut refused) = (BTreeSet::new(), 0);
    for seed in 0..SETS {
        let rules = write_files(&mut Random::new(seed.wrapping_mul(0x5851_F42D_4C95_7F2D)));
        if !compiles(&rules) {
            refused += 1;
            continue;
        }
        for text in [&rules.text].into_iter().chain(rules.others.iter().map(|(_, text)| text)) {
            let (file, diagnostics) = parse(0, text);
            found.append(&mut constructs::of(&file.unwrap_or_else(|| panic!("{diagnostics:?}\n{text}"))));
        }
    }
    assert!(refused * 10 < SETS, "{refused} of {SETS} generated rule sets do not compile");
    let all = constructs::all();
    let never: Vec<&String> = all.difference(&found).collect();
    assert!(never.is_empty(), "never generated: {never:?}");
    let nameless: Vec<&String> = found.difference(&all).collect();
    assert!(nameless.is_empty(), "not in the list of constructs: {nameless:?}");
}
