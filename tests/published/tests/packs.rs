//! The packs themselves: no diagnostics, the worked examples hold, every variant compiles, written as the formatter does.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use milepost_core::diagnostic::Lang;
use milepost_published::root;
use std::path::PathBuf;

fn packs() -> Vec<PathBuf> {
    let folder = root().join("rules/indices");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .flat_map(|path| std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()))
        .filter(|path| path.extension().is_some_and(|e| e == "mile"))
        .collect();
    files.sort();
    assert!(files.len() >= 8, "{files:?}");
    files
}

fn compile(path: &PathBuf, variant: Option<&str>) -> milepost_dsl::Compiled {
    let text = std::fs::read_to_string(path).unwrap();
    let options = milepost_dsl::CompileOptions { variant: variant.map(str::to_owned), ..Default::default() };
    milepost_dsl::compile("index.mile", &text, &|_| None, &options).unwrap_or_else(|failed| {
        let all: Vec<String> = failed.diagnostics.iter().map(|d| d.text(Lang::En)).collect();
        panic!("{} {variant:?}: {}", path.display(), all.join("\n"))
    })
}

#[test]
fn worked_examples_hold() {
    for path in packs() {
        let program = compile(&path, None).program;
        let trials = milepost_core::trial::run_tests(&program);
        assert!(!trials.tests.is_empty(), "{} has no worked example", path.display());
        for test in &trials.tests {
            assert!(test.failures.is_empty(), "{}: {}: {:?}", path.display(), test.title, test.failures);
        }
    }
}

#[test]
fn every_variant_compiles() {
    let mut variants = 0;
    for path in packs() {
        for (name, _) in compile(&path, None).program.variants {
            let program = compile(&path, Some(&name)).program;
            assert_eq!(program.variant.as_deref(), Some(name.as_str()));
            variants += 1;
        }
    }
    assert_eq!(variants, 10);
}

#[test]
fn packs_are_formatted_and_readable() {
    for path in packs() {
        let text = std::fs::read_to_string(&path).unwrap();
        let formatted = milepost_dsl::format::format(&text).unwrap();
        assert!(formatted == text, "{} is not as the formatter writes it", path.display());
        // Two printed pages, of 75 lines, without variants and tests.
        let rules = text.split("\ntest \"").next().and_then(|t| t.split("\nvariant ").next()).unwrap_or_default();
        let lines = rules.lines().count();
        assert!(lines <= 150, "{}: {lines} lines do not fit on two pages", path.display());
    }
}
