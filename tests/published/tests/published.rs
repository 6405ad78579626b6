//! Every published cell, with every evaluator.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use milepost_published::{Engine, must_run, run, shared, table};

#[test]
fn published_indices_come_out() {
    let Some(data) = shared() else {
        assert!(!must_run(), "../shared/data is not there, and CI must run this");
        eprintln!("published indices: not run, ../shared/data is not there");
        return;
    };
    for engine in Engine::ALL {
        let lines = run(&data, *engine).unwrap_or_else(|why| panic!("{}: {why}", engine.name()));
        let wrong: Vec<String> = lines
            .iter()
            .filter(|l| !l.holds())
            .map(|l| format!("{} {}: {} of {}\n  {}", l.index, l.what, l.equal, l.cells, l.differences.join("\n  ")))
            .collect();
        assert!(wrong.is_empty(), "{} evaluator\n{}", engine.name(), wrong.join("\n"));
        counts(&lines);
        for file in table::files().into_iter().filter(|_| *engine == Engine::Exact) {
            let text = std::fs::read_to_string(&file).unwrap();
            let new = table::current(&file, &text, &lines);
            assert_eq!(Some(text), new, "{}: run `cargo run -p milepost-published -- --write`", file.display());
        }
    }
}

/// So many cells are published: a comparison that looks at fewer has lost some.
fn counts(lines: &[milepost_published::Line]) {
    let of = |index: &str, what: &str| -> u64 {
        lines.iter().filter(|l| l.index == index && l.what.contains(what)).map(|l| l.cells).sum()
    };
    assert_eq!(of("HDI", "values"), 6_171);
    assert_eq!((of("HDI", "ranks"), of("HDI", "development")), (193, 193));
    assert_eq!((of("DESI", "normalised"), of("DESI", "total")), (5_544, 168));
    assert_eq!((of("DESI", "sub-dimensions"), of("DESI", "4 dimensions")), (1_680, 672));
    assert_eq!((of("PCI", "totals 2006"), of("PCI", "totals 2011"), of("PCI", "policy bias")), (633, 63, 63));
    assert_eq!((of("PAPI", "dimension"), of("PAPI", "total")), (6 * 376, 376));
    assert_eq!((of("MPI", "countries"), of("MPI", "intensity")), (112 + 102, 112));
    assert_eq!((of("MPI", "of indicators"), of("MPI", "of dimensions")), (1_094, 336));
    assert_eq!(of("ASEM", "panel"), 2 * 255 * 11);
    assert_eq!(of("ASEM", "_arith") + of("ASEM", "minmax1") - of("ASEM", "panel"), 10 * 51 * 60);
    assert_eq!(of("ASEM", "ranks"), 10 * 51 * 11);
    // Romania and the Russian Federation are equal at 14/25; the published floats are not.
    let excused: Vec<&str> =
        lines.iter().filter(|l| l.excused > 0).flat_map(|l| &l.differences).map(String::as_str).collect();
    assert_eq!(excused, ["prank_arith Political RUS: published 24, computed 23"]);
}
